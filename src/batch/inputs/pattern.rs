//! Patterns for file names, for shells that do not know them and for lists too long for a command line. In: `crawl/2024-*/**/*.html`.
//! Out: the paths that fit, folder by folder in the order of their names. `*` and `?` stay inside a name, `[a-c]` and `[!a-c]` are one letter, `**` is
//! any depth of folders, `{a,b}` one of several. Hidden names need their dot written.

use std::ffi::OsStr;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::names::Seen;
use super::walk::{Found, list};

/// A pattern, its braces told apart.
pub struct Pattern {
    /// The folder before the first part that is a pattern.
    root: PathBuf,
    /// The rest, a list of parts for each choice of the braces.
    choices: Vec<Vec<String>>,
}

impl Pattern {
    /// `None` where `text` has nothing of a pattern in it.
    pub fn parse(text: &str) -> Option<Pattern> {
        if !text.contains(['*', '?', '[', '{']) {
            return None;
        }
        let parts: Vec<&str> = text.split('/').collect();
        // A brace may hold a slash, so the parts after the first pattern are split once the braces are gone.
        let fixed = parts.iter().take_while(|part| !part.contains(['*', '?', '[', '{'])).count();
        let root = match (fixed, parts[..fixed].join("/")) {
            (0, _) => PathBuf::from("."),
            (_, root) if root.is_empty() => PathBuf::from("/"),
            (_, root) => PathBuf::from(root),
        };
        let choices = braces(&parts[fixed..].join("/"));
        Some(Pattern { root, choices: choices.iter().map(|choice| split(choice)).collect() })
    }

    /// The folder that all matches lie below.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Visit the paths that fit, each once, and the folders that cannot be listed.
    pub fn visit(&self, each: &mut dyn FnMut(Found) -> ControlFlow<()>) -> ControlFlow<()> {
        let mut seen = Seen::default();
        let mut once = |found: Found| {
            let path = found.as_ref().unwrap_or_else(|(path, _)| path);
            if seen.is_new(path) { each(found) } else { ControlFlow::Continue(()) }
        };
        for parts in &self.choices {
            descend(&self.root, self.root == Path::new("."), parts, &mut once)?;
        }
        ControlFlow::Continue(())
    }
}

fn split(pattern: &str) -> Vec<String> {
    let mut parts: Vec<String> = pattern.split('/').filter(|part| !part.is_empty()).map(str::to_string).collect();
    parts.dedup_by(|a, b| a == "**" && b == "**");
    parts
}

/// `a{b,c}d` → `abd`, `acd`; a brace without end stands for itself.
fn braces(pattern: &str) -> Vec<String> {
    let (Some(open), mut depth) = (pattern.find('{'), 0) else { return vec![pattern.to_string()] };
    let mut commas = vec![open];
    let mut close = None;
    for (at, letter) in pattern[open..].char_indices().map(|(at, letter)| (open + at, letter)) {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => commas.push(at),
            _ => {}
        }
        if depth == 0 {
            close = Some(at);
            break;
        }
    }
    let Some(close) = close else { return vec![pattern.to_string()] };
    commas.push(close);
    let choice = |pair: &[usize]| format!("{}{}{}", &pattern[..open], &pattern[pair[0] + 1..pair[1]], &pattern[close + 1..]);
    commas.windows(2).flat_map(|pair| braces(&choice(pair))).collect()
}

/// Visit what fits `parts` below `folder`.
fn descend(folder: &Path, is_here: bool, parts: &[String], each: &mut dyn FnMut(Found) -> ControlFlow<()>) -> ControlFlow<()> {
    let Some((part, rest)) = parts.split_first() else { return ControlFlow::Continue(()) };
    let path = |name: &OsStr| if is_here { PathBuf::from(name) } else { folder.join(name) };
    if part == "**" {
        if rest.is_empty() {
            return each(Ok(folder.to_path_buf()));
        }
        descend(folder, is_here, rest, each)?;
    }
    if !part.contains(['*', '?', '[']) {
        let path = path(part.as_ref());
        return match rest.is_empty() {
            true if path.exists() => each(Ok(path)),
            true => ControlFlow::Continue(()),
            false => descend(&path, false, rest, each),
        };
    }
    let entries = match list(folder) {
        Ok(entries) => entries,
        // A part before may have been no folder at all: then nothing fits, and nothing is lost.
        Err(_) if !folder.is_dir() => return ControlFlow::Continue(()),
        Err(cause) => return each(Err((folder.to_path_buf(), cause))),
    };
    for entry in entries {
        let name = entry.file_name();
        // A link to a folder is gone through where a name says so, but not in search of any depth.
        let is_folder = || entry.file_type().is_ok_and(|kind| kind.is_dir() || kind.is_symlink() && part != "**" && entry.path().is_dir());
        if part == "**" {
            if is_folder() {
                descend(&path(&name), false, parts, each)?;
            }
        } else if fits(part, &name.to_string_lossy()) {
            match rest.is_empty() {
                true => each(Ok(path(&name)))?,
                false if is_folder() => descend(&path(&name), false, rest, each)?,
                false => {}
            }
        }
    }
    ControlFlow::Continue(())
}

/// Whether a name fits a pattern without slashes.
fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n) = (0, 0);
    // Where to go on if what follows the last star does not fit: linear in practice, never exponential.
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        let step = match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
                continue;
            }
            Some('?') => Some(p + 1),
            Some('[') => class(&pattern, p, name[n]),
            Some(letter) => (*letter == name[n]).then_some(p + 1),
            None => None,
        };
        match (step, star) {
            (Some(next), _) => (p, n) = (next, n + 1),
            (None, Some((at, taken))) => {
                star = Some((at, taken + 1));
                (p, n) = (at + 1, taken + 1);
            }
            (None, None) => return false,
        }
    }
    pattern[p..].iter().all(|letter| *letter == '*')
}

/// The place behind the class at `open` where it has `letter`; a class without end is a bracket.
fn class(pattern: &[char], open: usize, letter: char) -> Option<usize> {
    let not = matches!(pattern.get(open + 1), Some('!' | '^'));
    let first = open + 1 + usize::from(not);
    // A bracket that comes first is one of the letters.
    let Some(close) = (first + 1..pattern.len()).find(|at| pattern[*at] == ']') else {
        return (letter == '[').then_some(open + 1);
    };
    let (mut at, mut has) = (first, false);
    while at < close {
        if at + 2 < close && pattern[at + 1] == '-' {
            has |= (pattern[at]..=pattern[at + 2]).contains(&letter);
            at += 3;
        } else {
            has |= pattern[at] == letter;
            at += 1;
        }
    }
    (has != not).then_some(close + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_their_patterns() {
        for (pattern, name) in [
            ("*.html", "a.html"),
            ("*", ""),
            ("a*b*c", "axxbyybc"),
            ("第?页", "第三页"),
            ("[a-c]x", "bx"),
            ("[!a-c]", "d"),
            ("[]]", "]"),
            ("[", "["),
        ] {
            assert!(fits(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [("*.html", "a.htm"), ("?", ""), ("[a-c]", "d"), ("[!a-c]", "a"), ("a", "ab"), ("a*b", "ac")] {
            assert!(!fits(pattern, name), "{pattern} {name}");
        }
        let stars = "*a".repeat(30);
        assert!(!fits(&stars, &"a".repeat(29)), "no exponential search");
    }

    #[test]
    fn braces_are_told_apart() {
        assert_eq!(braces("a{b,c{d,e}}.html"), ["ab.html", "acd.html", "ace.html"]);
        assert_eq!(braces("a{b"), ["a{b"]);
        assert!(Pattern::parse("plain/path.html").is_none());
        assert_eq!(Pattern::parse("/data/*.html").unwrap().root(), Path::new("/data"));
        assert_eq!(Pattern::parse("*.html").unwrap().root(), Path::new("."));
    }
}

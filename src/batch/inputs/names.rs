//! Names: which ones are pages, and what their outputs are called.

use std::collections::HashSet;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// Endings that a folder's pages have.
pub const PAGE_ENDINGS: [&str; 5] = ["html", "htm", "shtml", "xhtml", "txt"];
/// Endings of files that hold many pages: a folder's are left alone, and told of.
const ARCHIVE_ENDINGS: [&str; 9] = ["jsonl", "ndjson", "zip", "tar", "tgz", "warc", "wet", "gz", "zst"];
/// First part of a file without ending that is looked at to tell whether it is a page.
const SNIFF_BYTES: u64 = 4096;
/// Longest part of a path that file systems take, in bytes; the outputs add an ending.
const LONGEST_PART: usize = 200;

/// Whether a name has a page's ending, in any case; `None`: it has no ending.
pub fn has_page_ending(path: &Path) -> Option<bool> {
    Some(is_one_of(path.extension()?.to_str(), &PAGE_ENDINGS))
}

/// Whether a name is that of an archive or of JSON Lines.
pub fn has_archive_ending(path: &Path) -> bool {
    path.extension().is_some_and(|ending| is_one_of(ending.to_str(), &ARCHIVE_ENDINGS))
}

fn is_one_of(ending: Option<&str>, known: &[&str]) -> bool {
    ending.is_some_and(|ending| known.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// Whether a folder's file is a page: by its ending, or without one by its first bytes. A file that cannot be looked at is taken
/// for one, so that it is told of.
pub fn is_page(path: &Path) -> bool {
    has_page_ending(path).unwrap_or_else(|| {
        let mut head = Vec::new();
        match File::open(path).and_then(|file| file.take(SNIFF_BYTES).read_to_end(&mut head)) {
            Ok(_) => !head.is_empty() && qingyuan::decode::looks_binary(&head).is_none(),
            Err(_) => true,
        }
    })
}

/// A member of an archive is a page by its ending; one without ending may be.
pub fn is_page_name(name: &str) -> bool {
    has_page_ending(Path::new(name)).unwrap_or(true)
}

/// A member's name: UTF-8 where it is, else GBK, as Chinese Windows writes it.
pub fn decode_name(raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_string(),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(raw).0.into_owned(),
    }
}

/// An id or a member's name as a relative path that stays below its folder: parts of `..` and what file systems refuse become `_`.
pub fn file_name(id: &str) -> PathBuf {
    let parts = id.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".");
    let mut path = PathBuf::new();
    for part in parts {
        let mut name: String =
            part.chars().map(|letter| if letter.is_control() || ":*?\"<>|".contains(letter) { '_' } else { letter }).collect();
        while name.len() > LONGEST_PART {
            name.pop();
        }
        path.push(if name.trim_matches('.').is_empty() { "_" } else { &name });
    }
    if path.as_os_str().is_empty() { PathBuf::from("_") } else { path }
}

/// A path of a list as a path below the output folder: its own parts, without root and without going up.
pub fn below(path: &Path) -> PathBuf {
    let parts = path.components().filter_map(|part| match part {
        Component::Normal(part) => Some(part),
        Component::ParentDir => Some("_".as_ref()),
        _ => None,
    });
    let path: PathBuf = parts.collect();
    if path.as_os_str().is_empty() { PathBuf::from("_") } else { path }
}

/// Paths that have been seen: eight bytes a path, whatever its length. Two paths may be taken for one another once in billions of
/// pages; the same two in every run.
#[derive(Default)]
pub struct Seen(HashSet<u64>);

impl Seen {
    /// Whether this is the first time.
    pub fn is_new(&mut self, path: &Path) -> bool {
        let mut hasher = DefaultHasher::new();
        path.hash(&mut hasher);
        self.0.insert(hasher.finish())
    }
}

/// Gives each page a file of its own below the output folder.
#[derive(Default)]
pub struct FileNames(Seen);

impl FileNames {
    /// `page.html` → `page.html.json`; the second of that name → `page.html-2.json`.
    pub fn assign(&mut self, name: &Path) -> PathBuf {
        let mut number = 1;
        loop {
            let mut file = name.as_os_str().to_os_string();
            match number {
                1 => file.push(".json"),
                more => file.push(format!("-{more}.json")),
            }
            if self.0.is_new(Path::new(&file)) {
                return PathBuf::from(file);
            }
            number += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_below_their_folder() {
        let safe = |id: &str| file_name(id).display().to_string();
        assert_eq!(safe("../../etc/passwd"), "_/_/etc/passwd");
        assert_eq!(safe("/a//b\\c.html"), "a/b/c.html");
        assert_eq!(safe("http://x.cn/?a=1|2"), "http_/x.cn/_a=1_2");
        assert_eq!(safe(".."), "_");
        assert_eq!(safe(""), "_");
        assert!(safe(&"长".repeat(300)).len() <= 200);
        assert_eq!(below(Path::new("/data/../a/b.html")), Path::new("data/_/a/b.html"));
    }

    #[test]
    fn names_of_chinese_windows_are_read() {
        assert_eq!(decode_name("政策/通知.html".as_bytes()), "政策/通知.html");
        assert_eq!(decode_name(b"\xd5\xfe\xb2\xdf/\xcd\xa8\xd6\xaa.html"), "政策/通知.html");
    }
}

//! Where pages come from: files, folders, JSON Lines, standard input. In: paths as given. Out: one page after another, read when
//! it is asked for.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use jiff::civil::Date;
use qingyuan::decode::SourceKind;
use qingyuan::{Error, Source};
use serde::Deserialize;

/// Endings that a folder's pages have.
const PAGE_ENDINGS: [&str; 5] = ["html", "htm", "shtml", "xhtml", "txt"];
/// Endings of JSON Lines.
const LINES_ENDINGS: [&str; 2] = ["jsonl", "ndjson"];
/// Longest first part of a file without ending that is looked at to tell whether it is a page.
const SNIFF_BYTES: u64 = 4096;

/// A page to work on.
pub struct Page {
    /// Its bytes and what its input says of it.
    pub source: Source<'static>,
    /// Path of its output below the output folder, without `.json`.
    pub name: PathBuf,
    /// Line of the JSON Lines file it comes from.
    line: Option<usize>,
}

impl Page {
    /// How messages call it: path, or path and line.
    pub fn place(&self) -> String {
        match self.line {
            None => self.source.uri.clone(),
            Some(line) => format!("{}:{line}", self.source.uri),
        }
    }
}

/// All inputs of a run, in the order given; folders in the order of their names.
pub struct Inputs {
    paths: VecDeque<PathBuf>,
    walk: Option<Walk>,
    lines: Option<Lines>,
    skipped: usize,
}

struct Walk {
    root: PathBuf,
    entries: ignore::Walk,
    found: usize,
}

struct Lines {
    path: String,
    name: PathBuf,
    reader: Box<dyn BufRead>,
    line: usize,
}

impl Inputs {
    /// Read `paths` one after another.
    pub fn new(paths: &[PathBuf]) -> Inputs {
        Inputs { paths: paths.iter().cloned().collect(), walk: None, lines: None, skipped: 0 }
    }

    /// Files of folders passed over so far.
    pub fn skipped(&self) -> usize {
        self.skipped
    }

    /// Open the next path; a page or a failure where it is one at once.
    fn open(&mut self, path: PathBuf) -> Option<Result<Page, Error>> {
        if path.as_os_str() == "-" {
            return self.open_stdin();
        }
        let meta = match std::fs::metadata(&path) {
            Ok(meta) => meta,
            Err(cause) => return Some(Err(Error::io(path, cause))),
        };
        if meta.is_dir() {
            let entries = WalkBuilder::new(&path).standard_filters(false).hidden(true).sort_by_file_name(|a, b| a.cmp(b)).build();
            self.walk = Some(Walk { root: path, entries, found: 0 });
            return None;
        }
        let name = PathBuf::from(path.file_name().unwrap_or(path.as_os_str()));
        if has_ending(&path, &LINES_ENDINGS) {
            return self.open_lines(path, name);
        }
        Some(read_page(&path, name))
    }

    fn open_lines(&mut self, path: PathBuf, name: PathBuf) -> Option<Result<Page, Error>> {
        match File::open(&path) {
            Ok(file) => {
                let reader = Box::new(BufReader::with_capacity(1 << 16, file));
                self.lines = Some(Lines { path: path.display().to_string(), name: name.with_extension(""), reader, line: 0 });
                None
            }
            Err(cause) => Some(Err(Error::io(path, cause))),
        }
    }

    /// Standard input is JSON Lines where its first line is a JSON object, else one page.
    fn open_stdin(&mut self) -> Option<Result<Page, Error>> {
        let mut reader = BufReader::with_capacity(1 << 16, io::stdin());
        let mut first = Vec::new();
        if let Err(cause) = reader.read_until(b'\n', &mut first) {
            return Some(Err(Error::io("standard input", cause)));
        }
        if first.trim_ascii_start().starts_with(b"{") && serde_json::from_slice::<serde_json::Value>(&first).is_ok() {
            let reader = Box::new(io::Cursor::new(first).chain(reader));
            self.lines = Some(Lines { path: "-".into(), name: "stdin".into(), reader, line: 0 });
            return None;
        }
        if let Err(cause) = reader.read_to_end(&mut first) {
            return Some(Err(Error::io("standard input", cause)));
        }
        Some(Ok(Page { source: Source::new("-", first), name: "stdin".into(), line: None }))
    }

    fn next_of_walk(&mut self) -> Option<Result<Page, Error>> {
        let walk = self.walk.as_mut()?;
        for entry in walk.entries.by_ref() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => return Some(Err(Error::Usage(format!("{}: {error}", walk.root.display())))),
            };
            if !entry.file_type().is_some_and(|kind| kind.is_file()) {
                continue;
            }
            let path = entry.path();
            let name = path.strip_prefix(&walk.root).unwrap_or(path).to_path_buf();
            let is_page = match path.extension() {
                Some(_) => has_ending(path, &PAGE_ENDINGS),
                None => looks_like_page(path),
            };
            if !is_page {
                self.skipped += 1;
                continue;
            }
            walk.found += 1;
            return Some(read_page(path, name));
        }
        let walk = self.walk.take()?;
        (walk.found == 0).then(|| {
            let endings = PAGE_ENDINGS.map(|ending| format!(".{ending}")).join(" ");
            Err(Error::Usage(format!(
                "{}: no page in this folder ({endings}, or files without ending that hold text)",
                walk.root.display()
            )))
        })
    }

    fn next_of_lines(&mut self) -> Option<Result<Page, Error>> {
        let lines = self.lines.as_mut()?;
        let mut text = Vec::new();
        loop {
            text.clear();
            match lines.reader.read_until(b'\n', &mut text) {
                Ok(0) => {
                    self.lines = None;
                    return None;
                }
                Ok(_) => lines.line += 1,
                Err(cause) => {
                    let failure = Error::io(&lines.path, cause);
                    self.lines = None;
                    return Some(Err(failure));
                }
            }
            if !text.trim_ascii().is_empty() {
                return Some(parse_line(lines, &text));
            }
        }
    }
}

impl Iterator for Inputs {
    type Item = Result<Page, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(page) = self.next_of_lines() {
                return Some(page);
            }
            if self.walk.is_some() {
                match self.next_of_walk() {
                    Some(page) => return Some(page),
                    None => continue,
                }
            }
            let path = self.paths.pop_front()?;
            if let Some(page) = self.open(path) {
                return Some(page);
            }
        }
    }
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension().and_then(|ending| ending.to_str()).is_some_and(|ending| endings.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// Whether a file without ending starts like text.
fn looks_like_page(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(SNIFF_BYTES).read_to_end(&mut head));
    read.is_ok() && !head.is_empty() && !head.contains(&0)
}

fn read_page(path: &Path, name: PathBuf) -> Result<Page, Error> {
    let bytes = std::fs::read(path).map_err(|cause| Error::io(path, cause))?;
    Ok(Page { source: Source::new(path.display().to_string(), bytes), name, line: None })
}

/// One line of JSON Lines.
#[derive(Deserialize)]
struct PageLine {
    id: Option<String>,
    html: Option<String>,
    text: Option<String>,
    url: Option<String>,
    encoding: Option<String>,
    published: Option<String>,
    region: Option<String>,
}

fn parse_line(lines: &Lines, text: &[u8]) -> Result<Page, Error> {
    let fail = |problem: String| Error::Line { path: lines.path.clone(), line: lines.line, problem };
    let page: PageLine = serde_json::from_slice(text).map_err(|error| fail(format!("is not a page as JSON: {error}")))?;
    let (kind, body) = match (page.html, page.text) {
        (Some(html), _) => (SourceKind::Html, html),
        (None, Some(text)) => (SourceKind::Text, text),
        (None, None) => return Err(fail("has neither \"html\" nor \"text\"; one of them holds the page".into())),
    };
    // A time behind the date is more than we need to know.
    let published = match page.published.as_deref() {
        None | Some("") => None,
        Some(date) => match date.get(..10).and_then(|day| day.parse::<Date>().ok()) {
            Some(date) => Some(date),
            None => return Err(fail(format!("\"published\" is no date: {date:?}; write YYYY-MM-DD"))),
        },
    };
    let id = page.id.unwrap_or_else(|| format!("{}:{}", lines.path, lines.line));
    let name = lines.name.join(file_name(&id));
    let mut source = Source::new(id, body.into_bytes());
    source.uri.clone_from(&lines.path);
    source.kind = Some(kind);
    source.charset = page.encoding;
    source.published = published;
    source.region = page.region;
    source.url = page.url;
    Ok(Page { source, name, line: Some(lines.line) })
}

/// An id as a file name: what file systems refuse becomes `_`, and it stays short.
fn file_name(id: &str) -> String {
    let mut name: String =
        id.chars().map(|letter| if letter.is_control() || "/\\:*?\"<>|".contains(letter) { '_' } else { letter }).collect();
    while name.len() > 200 {
        name.pop();
    }
    match name.trim_matches('.') {
        "" => "_".to_string(),
        _ => name,
    }
}

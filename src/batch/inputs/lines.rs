//! JSON Lines: one page a line. The reading thread only tells lines apart; a line is read as JSON where its page is worked on.

use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use qingyuan::Source;
use qingyuan::decode::SourceKind;
use serde::Deserialize;

use super::names::file_name;
use super::packing::Stream;
use super::{Page, Settings};
use crate::batch::failure::{Failure, Kind};
use crate::batch::nearest::nearest;

/// The fields of a line.
const FIELDS: [&str; 7] = ["id", "html", "text", "url", "encoding", "published", "region"];
/// Room for a line around its page: the other fields.
const AROUND: u64 = 1 << 16;

/// An open JSON Lines stream.
pub struct Lines {
    path: PathBuf,
    /// Folder of the outputs below the output folder.
    folder: PathBuf,
    reader: Stream,
    settings: Settings,
    line: usize,
    ended: bool,
}

/// One line.
#[derive(Deserialize)]
struct Line {
    id: Option<String>,
    html: Option<String>,
    text: Option<String>,
    url: Option<String>,
    encoding: Option<String>,
    published: Option<String>,
    region: Option<String>,
}

/// What names a line's output.
#[derive(Deserialize)]
struct Id {
    id: Option<String>,
}

impl Lines {
    /// Read pages from `reader`; their outputs go below `folder`.
    pub fn new(path: PathBuf, folder: PathBuf, reader: Stream, settings: Settings) -> Lines {
        Lines { path, folder, reader, settings, line: 0, ended: false }
    }

    fn page(&self, text: Vec<u8>) -> Page {
        let place = Failure::place(&self.path).at_line(self.line);
        let name = match self.settings.named {
            true => {
                let id = serde_json::from_slice::<Id>(&text).ok().and_then(|line| line.id);
                self.folder.join(file_name(&id.unwrap_or_else(|| format!("{}:{}", self.path.display(), self.line))))
            }
            false => PathBuf::new(),
        };
        let (held, at, max_page) = (text.len(), place.clone(), self.settings.max_page);
        Page { place, name, held, load: Box::new(move || parse(&text, at, max_page)) }
    }

    /// The next line that is not blank; a line that is longer than any page's is passed over.
    fn next_line(&mut self) -> Option<Result<Vec<u8>, Failure>> {
        // Escapes take up to twice a page's bytes (`\"`, `\uXXXX` for three bytes of UTF-8).
        let most = self.settings.max_page.saturating_mul(2) + AROUND;
        loop {
            let mut text = Vec::new();
            let at = Failure::place(&self.path).at_line(self.line + 1);
            match read_line(&mut self.reader, &mut text, most) {
                Ok(Ended::End) => return None,
                Ok(Ended::TooLong) => {
                    self.line += 1;
                    let reason = format!("is a line longer than any page of {} bytes; raise --max-page to read it", self.settings.max_page);
                    return Some(Err(at.because(Kind::TooLong, reason)));
                }
                Ok(Ended::Line) => {
                    self.line += 1;
                    if !text.trim_ascii().is_empty() {
                        return Some(Ok(text));
                    }
                }
                Err(cause) => {
                    self.ended = true;
                    let reason = format!("the file breaks off behind line {}: {cause}", self.line);
                    return Some(Err(Failure::new(&self.path, Kind::Broken, reason)));
                }
            }
        }
    }
}

impl Iterator for Lines {
    type Item = Result<Page, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let is_first = self.line == 0;
        let line = self.next_line()?;
        if let (true, Ok(text)) = (is_first, &line) {
            warn_of_misspelt_fields(&self.path, text);
        }
        Some(line.map(|text| self.page(text)))
    }
}

enum Ended {
    End,
    Line,
    TooLong,
}

fn read_line(reader: &mut Stream, text: &mut Vec<u8>, most: u64) -> io::Result<Ended> {
    let read = reader.by_ref().take(most + 1).read_until(b'\n', text)? as u64;
    if read == 0 {
        return Ok(Ended::End);
    }
    if read <= most || text.ends_with(b"\n") {
        return Ok(Ended::Line);
    }
    loop {
        let buffer = reader.fill_buf()?;
        let (step, is_end) = match memchr::memchr(b'\n', buffer) {
            Some(at) => (at + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        reader.consume(step);
        if is_end {
            return Ok(Ended::TooLong);
        }
    }
}

fn parse(text: &[u8], at: Failure, max_page: u64) -> Result<Source<'static>, Failure> {
    let fail = |reason: String| at.clone().because(Kind::BadLine, reason);
    let line: Line = serde_json::from_slice(text).map_err(|error| fail(format!("is not a page as JSON: {error}")))?;
    let (kind, body) = match (line.html, line.text) {
        (Some(html), _) => (SourceKind::Html, html),
        (None, Some(text)) => (SourceKind::Text, text),
        (None, None) => return Err(fail(format!("has neither \"html\" nor \"text\"; one of them holds the page{}", meant(text)))),
    };
    if body.len() as u64 > max_page {
        return Err(at.because(Kind::TooLong, super::too_long(max_page)));
    }
    // A time behind the date is more than we need to know.
    let published = match line.published.as_deref() {
        None | Some("") => None,
        Some(date) => match date.get(..10).and_then(|day| day.parse::<Date>().ok()) {
            Some(date) => Some(date),
            None => return Err(fail(format!("\"published\" is no date: {date:?}; write YYYY-MM-DD"))),
        },
    };
    let id = line.id.unwrap_or_else(|| format!("{}:{}", at.input, at.line.unwrap_or(0)));
    let mut source = Source::new(id, body.into_bytes());
    source.uri = at.input;
    source.kind = Some(kind);
    source.charset = line.encoding;
    source.published = published;
    source.region = line.region;
    source.url = line.url;
    Ok(source)
}

/// The names of a JSON object's fields.
fn fields(text: &[u8]) -> Vec<String> {
    let line: Result<std::collections::BTreeMap<String, serde::de::IgnoredAny>, _> = serde_json::from_slice(text);
    line.map_or(Vec::new(), |line| line.into_keys().collect())
}

/// A field of the line that was perhaps meant to hold the page.
fn meant(text: &[u8]) -> String {
    let fields = fields(text);
    let near = fields.iter().find_map(|field| nearest(field, &["html", "text"]).map(|known| (field, known)));
    near.map_or(String::new(), |(field, known)| format!(" (it has \"{field}\": did you mean \"{known}\"?)"))
}

/// Crawls have fields of their own, which are left alone; one that is nearly ours is told of, once a file.
fn warn_of_misspelt_fields(path: &Path, text: &[u8]) {
    let fields = fields(text);
    for field in fields.iter().filter(|field| !FIELDS.contains(&field.as_str())) {
        if let Some(known) = nearest(field, &FIELDS)
            && !fields.iter().any(|field| field == known)
        {
            tracing::warn!("{}: the field \"{field}\" is not known; did you mean \"{known}\"?", path.display());
        }
    }
}

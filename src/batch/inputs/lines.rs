//! JSON Lines: one page a line.

use std::io::BufRead;
use std::path::PathBuf;

use jiff::civil::Date;
use qingyuan::Source;
use qingyuan::decode::SourceKind;
use serde::Deserialize;

use super::{Page, file_name};
use crate::batch::failure::{Failure, Stage};

/// An open JSON Lines stream.
pub struct Lines {
    path: PathBuf,
    /// Folder of the outputs below the output folder.
    folder: PathBuf,
    reader: Box<dyn BufRead>,
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

impl Lines {
    /// Read pages from `reader`; their outputs go below `folder`.
    pub fn new(path: PathBuf, folder: PathBuf, reader: Box<dyn BufRead>) -> Lines {
        Lines { path, folder, reader, line: 0, ended: false }
    }

    fn parse(&self, text: &[u8]) -> Result<Page, Failure> {
        let fail = |reason: String| Failure::new(&self.path, Stage::Page, reason).at_line(self.line);
        let line: Line = serde_json::from_slice(text).map_err(|error| fail(format!("is not a page as JSON: {error}")))?;
        let (kind, body) = match (line.html, line.text) {
            (Some(html), _) => (SourceKind::Html, html),
            (None, Some(text)) => (SourceKind::Text, text),
            (None, None) => return Err(fail("has neither \"html\" nor \"text\"; one of them holds the page".into())),
        };
        // A time behind the date is more than we need to know.
        let published = match line.published.as_deref() {
            None | Some("") => None,
            Some(date) => match date.get(..10).and_then(|day| day.parse::<Date>().ok()) {
                Some(date) => Some(date),
                None => return Err(fail(format!("\"published\" is no date: {date:?}; write YYYY-MM-DD"))),
            },
        };
        let id = line.id.unwrap_or_else(|| format!("{}:{}", self.path.display(), self.line));
        let name = self.folder.join(file_name(&id));
        let mut source = Source::new(id, body.into_bytes());
        source.uri = self.path.display().to_string();
        source.kind = Some(kind);
        source.charset = line.encoding;
        source.published = published;
        source.region = line.region;
        source.url = line.url;
        Ok(Page { source, name, place: fail(String::new()) })
    }
}

impl Iterator for Lines {
    type Item = Result<Page, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut text = Vec::new();
        while !self.ended {
            text.clear();
            match self.reader.read_until(b'\n', &mut text) {
                Ok(0) => return None,
                Ok(_) => self.line += 1,
                Err(cause) => {
                    self.ended = true;
                    return Some(Err(Failure::new(&self.path, Stage::Read, cause).at_line(self.line + 1)));
                }
            }
            if !text.trim_ascii().is_empty() {
                return Some(self.parse(&text));
            }
        }
        None
    }
}

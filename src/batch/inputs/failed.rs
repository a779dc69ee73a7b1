//! A failed.jsonl given back: the pages that it names, and no others.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::Path;

use super::{Feed, Inputs, Page, file_name_of};
use crate::batch::failure::{Failure, Kind};

/// Whether a JSON Lines file lists failures of an earlier run.
pub fn is_list(path: &Path) -> bool {
    let mut first = String::new();
    let read = File::open(path).and_then(|file| BufReader::new(file).take(1 << 20).read_line(&mut first));
    read.is_ok() && serde_json::from_str::<Failure>(&first).is_ok()
}

impl Inputs {
    /// The pages named in a failed.jsonl, each of its inputs read once for all its pages that follow one another.
    pub(super) fn read_failed(&self, path: &Path, feed: &mut Feed) -> Result<ControlFlow<()>, Failure> {
        let unread = |cause: io::Error| Failure::new(path, Kind::Unreadable, cause);
        let mut wanted: Vec<Failure> = Vec::new();
        for (index, line) in BufReader::new(File::open(path).map_err(unread)?).lines().enumerate() {
            let row = serde_json::from_str(&line.map_err(unread)?);
            let bad = |error| Failure::new(path, Kind::BadLine, format!("is no line of a failed.jsonl: {error}")).at_line(index + 1);
            wanted.push(row.map_err(bad)?);
        }
        for rows in wanted.chunk_by(|a, b| a.input == b.input) {
            let input = rows[0].path();
            if input.as_os_str() == "-" {
                let gone = Failure::new(path, Kind::Unreadable, "names standard input, which cannot be read a second time");
                if feed(Err(gone)).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
                continue;
            }
            let mut chosen = |page: Result<Page, Failure>| {
                let place = page.as_ref().map_or_else(|failure| failure, |page| &page.place);
                match rows.iter().any(|row| row.is_whole_input() || row.is_same_place(place)) {
                    true => feed(page),
                    false => ControlFlow::Continue(()),
                }
            };
            if self.read_given(&input, file_name_of(&input), &mut chosen).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }
}

//! Where records go: a file a page, one file of lines, tables, standard output. A [`Sink`] is what the working threads see of it, an
//! [`Output`] what the thread that keeps the order does with it.

mod aside;
pub mod dataset;
#[cfg(feature = "parquet")]
mod parquet;
mod tables;

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use qingyuan::{Error, Record, Rules, Source};

use super::failure::Failure;
use super::resume::{Earlier, Identity, fullest};
use super::tally::{Standing, Tally};
use super::work::{Done, Fault, Worked};
use aside::{Aside, aside_of};
use tables::Tables;
pub use tables::Written;

/// Name of the file of lines below the output folder.
const LINES_FILE: &str = "pages.jsonl";
/// Name of the list of failures below the output folder.
const FAILED_FILE: &str = "failed.jsonl";

/// What is written below an output folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forms {
    /// A JSON file a page.
    pub files: bool,
    /// One file of JSON Lines.
    pub lines: bool,
    /// A CSV file a table.
    pub csv: bool,
    /// A byte order mark before CSV.
    pub bom: bool,
    /// A Parquet file a table, and one of whole records.
    pub parquet: bool,
}

impl Forms {
    /// Whether rows are wanted.
    pub fn has_tables(self) -> bool {
        self.csv || self.parquet
    }

    /// Whether there is one file for all pages, that another run's would take the place of.
    pub fn is_collected(self) -> bool {
        self.lines || self.has_tables()
    }
}

/// What of an earlier run may be kept.
#[derive(Clone, Copy, Debug)]
pub struct Keep {
    /// Files written since then.
    pub files_since: SystemTime,
    /// Whether the finished file of lines is of the same options.
    pub finished_lines: bool,
}

/// What the working threads see of an output.
pub struct Sink {
    forms: Forms,
    /// The folder of a file a page.
    dir: Option<PathBuf>,
    keep: Option<Keep>,
    earlier: Option<Earlier>,
}

/// An open output.
pub struct Output {
    /// The folder, where it is one.
    dir: Option<PathBuf>,
    lines: Option<Aside>,
    stdout: Option<BufWriter<io::Stdout>>,
    tables: Tables,
    /// The list of failures; from the first failure on.
    failed: Option<Aside>,
}

impl Output {
    /// Files under `dir`, those of all pages written aside and renamed at the end. What may be kept of an earlier run is.
    pub fn under(dir: &Path, forms: Forms, keep: Option<Keep>) -> Result<(Output, Sink), Error> {
        remove_asides(dir)?;
        let earlier = match keep {
            Some(keep) if forms.lines && !forms.files => earlier_lines(dir, keep)?,
            _ => None,
        };
        if keep.is_some() && !forms.files && !forms.lines {
            tracing::warn!("--resume: records are kept from json or jsonl; tables alone hold none, and all pages are done again");
        }
        let lines = forms.lines.then(|| Aside::create(dir, LINES_FILE)).transpose()?;
        let output = Output { dir: Some(dir.to_path_buf()), lines, stdout: None, tables: Tables::create(dir, forms)?, failed: None };
        let files = forms.files.then(|| dir.to_path_buf());
        Ok((output, Sink { forms, dir: files, keep: keep.filter(|_| forms.files), earlier }))
    }

    /// Records on standard output, one after another: indented, or on one line each.
    pub fn stdout(is_pretty: bool) -> (Output, Sink) {
        let forms = Forms { files: is_pretty, lines: !is_pretty, ..Forms::default() };
        let output = Output { dir: None, lines: None, stdout: Some(BufWriter::new(io::stdout())), tables: Tables::default(), failed: None };
        (output, Sink { forms, dir: None, keep: None, earlier: None })
    }

    /// Write what one record gave, where it does not stand in its file yet.
    pub fn write(&mut self, done: Done) -> Result<(), Error> {
        if let Some(lines) = &mut self.lines {
            lines.write(&done.json)?;
        }
        if let Some(stdout) = &mut self.stdout {
            stdout.write_all(&done.json).map_err(|cause| Error::io("standard output", cause))?;
        }
        match done.rows {
            Some(rows) => self.tables.write(*rows),
            None => Ok(()),
        }
    }

    /// Note a failure in failed.jsonl, where the output is a folder.
    pub fn note(&mut self, failure: &Failure) -> Result<(), Error> {
        let Some(dir) = &self.dir else { return Ok(()) };
        let file = match &mut self.failed {
            Some(file) => file,
            none => none.insert(Aside::create(dir, FAILED_FILE)?),
        };
        let mut line = serde_json::to_vec(failure).expect("a failure is JSON");
        line.push(b'\n');
        file.write(&line)
    }

    /// Put everything in its place. A failed.jsonl of an earlier run goes where nothing failed.
    pub fn finish(self) -> Result<(), Error> {
        if let Some(mut stdout) = self.stdout {
            stdout.flush().map_err(|cause| Error::io("standard output", cause))?;
        }
        let Some(dir) = self.dir else { return Ok(()) };
        match self.failed {
            Some(file) => file.finish()?,
            None => remove(&dir.join(FAILED_FILE)).map_err(|cause| Error::io(dir.join(FAILED_FILE), cause))?,
        }
        self.tables.finish()?;
        if let Some(lines) = self.lines {
            lines.finish()?;
            // What was kept has been copied.
            remove_leftovers(&dir)?;
        }
        remove_asides(&dir)
    }
}

impl Sink {
    /// Whether each record has a file.
    pub fn is_named(&self) -> bool {
        self.dir.is_some()
    }

    /// Write a record out.
    pub fn write_out(&self, record: &Record, rules: &Rules) -> Done {
        let files = self.forms.files.then(|| ended(serde_json::to_vec_pretty(record).expect("a record is JSON")));
        let lines = self.forms.lines.then(|| ended(record.to_json()));
        let (json, file) = match self.is_named() {
            true => (lines.unwrap_or_default(), files),
            false => (lines.or(files).unwrap_or_default(), None),
        };
        Done { json, file, rows: self.rows(record, rules), tally: Box::new(Tally::of(record)), is_kept: false }
    }

    fn rows(&self, record: &Record, rules: &Rules) -> Option<Box<Written>> {
        self.forms.has_tables().then(|| Box::new(Written::of(record, rules, self.forms)))
    }

    /// The record of an earlier run for this very page, where it is kept.
    pub fn standing(&self, name: &Path, page: &Source, rules: &Rules) -> Option<Done> {
        let json = match (&self.dir, self.keep, &self.earlier) {
            (Some(dir), Some(keep), _) => {
                let path = dir.join(name);
                let written = fs::metadata(&path).and_then(|about| about.modified()).ok()?;
                if written < keep.files_since {
                    return None;
                }
                fs::read(path).ok()?
            }
            (_, _, Some(earlier)) => earlier.find(Identity::of_page(page))?,
            _ => return None,
        };
        let standing: Standing = serde_json::from_slice(&json).ok()?;
        if Identity::of_record(&standing) != Identity::of_page(page) {
            return None;
        }
        let is_whole = !self.forms.has_tables() && (self.forms.files != self.forms.lines);
        if is_whole {
            let json = if self.is_named() { Vec::new() } else { json };
            return Some(Done { json, file: None, rows: None, tally: Box::new(standing.tally()), is_kept: true });
        }
        let record: Record = serde_json::from_slice(&json).ok()?;
        Some(Done { file: None, is_kept: true, ..self.write_out(&record, rules) })
    }

    /// Put a record into its file, where it has one: written aside and renamed, so that a file that stands is whole.
    pub fn store(&self, worker: usize, name: &Path, mut done: Done) -> Worked {
        let (Some(dir), Some(json)) = (&self.dir, done.file.take()) else { return Ok(done) };
        let (path, aside) = (dir.join(name), aside_of_worker(dir, worker));
        let rename = || fs::rename(&aside, &path);
        let written = fs::write(&aside, &json).and_then(|()| {
            rename().or_else(|cause| match (cause.kind(), path.parent()) {
                (io::ErrorKind::NotFound, Some(parent)) => fs::create_dir_all(parent).and_then(|()| rename()),
                _ => Err(cause),
            })
        });
        match written {
            Ok(()) => Ok(done),
            Err(cause) => Err(Fault::Output(Error::io(path, cause))),
        }
    }

    /// A page that failed has no record: one that an earlier run left would be taken for its.
    pub fn forget(&self, name: &Path) {
        if let Some(dir) = self.dir.as_ref().filter(|_| !name.as_os_str().is_empty()) {
            // It is nearly never there, and what cannot be removed is told by the next run that wants to write it.
            let _ = fs::remove_file(dir.join(name));
        }
    }
}

/// JSON with its final line feed.
fn ended(mut json: Vec<u8>) -> Vec<u8> {
    json.push(b'\n');
    json
}

fn lines_aside(dir: &Path) -> PathBuf {
    aside_of(dir, LINES_FILE)
}

fn aside_of_worker(dir: &Path, worker: usize) -> PathBuf {
    dir.join(format!(".page-{worker}.part"))
}

/// The lines of an earlier run; those that were being written are moved out of the way of the new ones.
fn earlier_lines(dir: &Path, keep: Keep) -> Result<Option<Earlier>, Error> {
    let (finished, aside, kept) = (dir.join(LINES_FILE), lines_aside(dir), dir.join(format!(".{LINES_FILE}.earlier")));
    let mut files = vec![aside.as_path(), kept.as_path()];
    if keep.finished_lines {
        files.push(&finished);
    }
    match fullest(&files) {
        None => Ok(None),
        Some(path) if path == aside => {
            fs::rename(&aside, &kept).map_err(|cause| Error::io(&aside, cause))?;
            Earlier::open(&kept).map(Some)
        }
        Some(path) => Earlier::open(path).map(Some),
    }
}

/// Take away lines that an earlier run left half-written.
pub fn remove_leftovers(dir: &Path) -> Result<(), Error> {
    for path in [lines_aside(dir), dir.join(format!(".{LINES_FILE}.earlier"))] {
        remove(&path).map_err(|cause| Error::io(path, cause))?;
    }
    Ok(())
}

/// Take away what was being written, but for lines: they can be kept.
fn remove_asides(dir: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(dir).map_err(|cause| Error::io(dir, cause))?.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_part =
            |stem: &str| stem.starts_with(".page-") || stem == ".failed.jsonl" || stem.ends_with(".csv") || stem.ends_with(".parquet");
        if name.starts_with('.') && name.strip_suffix(".part").is_some_and(is_part) {
            remove(&entry.path()).map_err(|cause| Error::io(entry.path(), cause))?;
        }
    }
    Ok(())
}

fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path).or_else(|cause| if cause.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(cause) })
}

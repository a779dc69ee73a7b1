//! Where records go: a file a page, one file of lines, standard output. A [`Sink`] is what the working threads see of it, an
//! [`Output`] what the thread that keeps the order does with it.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use qingyuan::{Error, Record, Source};

use super::failure::Failure;
use super::resume::{Earlier, Identity, fullest};
use super::tally::Standing;
use super::work::{Done, Fault, Worked};

/// Name of the file of lines below the output folder.
const LINES_FILE: &str = "pages.jsonl";
/// Name of the list of failures below the output folder.
const FAILED_FILE: &str = "failed.jsonl";

/// How a record is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// On one line.
    Line,
    /// Indented.
    Pretty,
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
    form: Form,
    /// The folder of a file a page.
    dir: Option<PathBuf>,
    keep: Option<Keep>,
    earlier: Option<Earlier>,
}

/// An open output.
pub struct Output {
    place: Place,
    /// The list of failures, written aside; from the first failure on.
    failed: Option<BufWriter<File>>,
}

enum Place {
    Files { dir: PathBuf },
    Lines { dir: PathBuf, writer: BufWriter<File> },
    Stdout { writer: BufWriter<io::Stdout> },
}

impl Output {
    /// A JSON file a page under `dir`. What may be kept of an earlier run is.
    pub fn files_under(dir: &Path, keep: Option<Keep>) -> Result<(Output, Sink), Error> {
        remove_asides(dir)?;
        let sink = Sink { form: Form::Pretty, dir: Some(dir.to_path_buf()), keep, earlier: None };
        Ok((Output { place: Place::Files { dir: dir.to_path_buf() }, failed: None }, sink))
    }

    /// One file of JSON Lines under `dir`, written aside and renamed at the end. What may be kept of an earlier run, ended or not, is.
    pub fn lines_under(dir: &Path, keep: Option<Keep>) -> Result<(Output, Sink), Error> {
        remove_asides(dir)?;
        let earlier = match keep {
            None => None,
            Some(keep) => earlier_lines(dir, keep)?,
        };
        let aside = lines_aside(dir);
        let file = File::create(&aside).map_err(|cause| Error::io(&aside, cause))?;
        let place = Place::Lines { dir: dir.to_path_buf(), writer: BufWriter::with_capacity(1 << 18, file) };
        Ok((Output { place, failed: None }, Sink { form: Form::Line, dir: None, keep: None, earlier }))
    }

    /// Records on standard output, one after another.
    pub fn stdout(form: Form) -> (Output, Sink) {
        let place = Place::Stdout { writer: BufWriter::new(io::stdout()) };
        (Output { place, failed: None }, Sink { form, dir: None, keep: None, earlier: None })
    }

    /// Write one record, where it does not stand in its file yet.
    pub fn write(&mut self, json: &[u8]) -> Result<(), Error> {
        match &mut self.place {
            Place::Files { .. } => Ok(()),
            Place::Lines { dir, writer, .. } => writer.write_all(json).map_err(|cause| Error::io(lines_aside(dir), cause)),
            Place::Stdout { writer } => writer.write_all(json).map_err(|cause| Error::io("standard output", cause)),
        }
    }

    /// Note a failure in failed.jsonl, where the output is a folder.
    pub fn note(&mut self, failure: &Failure) -> Result<(), Error> {
        let Some(dir) = self.place.dir() else { return Ok(()) };
        let aside = dir.join(format!(".{FAILED_FILE}.part"));
        let fail = |cause: io::Error| Error::io(&aside, cause);
        let writer = match &mut self.failed {
            Some(writer) => writer,
            none => none.insert(BufWriter::new(File::create(&aside).map_err(fail)?)),
        };
        let mut line = serde_json::to_vec(failure).expect("a failure is JSON");
        line.push(b'\n');
        writer.write_all(&line).map_err(fail)
    }

    /// Put everything in its place. A failed.jsonl of an earlier run goes where nothing failed.
    pub fn finish(mut self) -> Result<(), Error> {
        if let Some(dir) = self.place.dir() {
            let (path, aside) = (dir.join(FAILED_FILE), dir.join(format!(".{FAILED_FILE}.part")));
            let done = match self.failed.take() {
                Some(mut writer) => writer.flush().and_then(|()| fs::rename(&aside, &path)),
                None => remove(&path),
            };
            done.map_err(|cause| Error::io(path, cause))?;
        }
        match self.place {
            Place::Files { dir } => remove_asides(&dir),
            Place::Lines { dir, mut writer } => {
                let path = dir.join(LINES_FILE);
                writer.flush().and_then(|()| fs::rename(lines_aside(&dir), &path)).map_err(|cause| Error::io(&path, cause))?;
                // What was kept has been copied.
                remove_leftovers(&dir)
            }
            Place::Stdout { mut writer } => writer.flush().map_err(|cause| Error::io("standard output", cause)),
        }
    }
}

impl Place {
    fn dir(&self) -> Option<&Path> {
        match self {
            Place::Files { dir } | Place::Lines { dir, .. } => Some(dir),
            Place::Stdout { .. } => None,
        }
    }
}

impl Sink {
    /// Whether each record has a file.
    pub fn is_named(&self) -> bool {
        self.dir.is_some()
    }

    /// Write a record out, with its final line feed.
    pub fn serialize(&self, record: &Record) -> Vec<u8> {
        let json = match self.form {
            Form::Line => serde_json::to_vec(record),
            Form::Pretty => serde_json::to_vec_pretty(record),
        };
        let mut json = json.expect("a record is JSON");
        json.push(b'\n');
        json
    }

    /// The record of an earlier run for this very page, where it is kept.
    pub fn standing(&self, name: &Path, page: &Source) -> Option<Done> {
        let (json, is_in_place) = match (&self.dir, self.keep, &self.earlier) {
            (Some(dir), Some(keep), _) => {
                let path = dir.join(name);
                let written = fs::metadata(&path).and_then(|about| about.modified()).ok()?;
                if written < keep.files_since {
                    return None;
                }
                (fs::read(path).ok()?, true)
            }
            (_, _, Some(earlier)) => (earlier.find(Identity::of_page(page))?, false),
            _ => return None,
        };
        let record: Standing = serde_json::from_slice(&json).ok()?;
        if Identity::of_record(&record) != Identity::of_page(page) {
            return None;
        }
        Some(Done { tally: record.tally(), json: if is_in_place { Vec::new() } else { json }, is_kept: true })
    }

    /// Put a record into its file, where it has one: written aside and renamed, so that a file that stands is whole.
    pub fn store(&self, worker: usize, name: &Path, done: Done) -> Worked {
        let Some(dir) = self.dir.as_ref().filter(|_| !done.is_kept) else { return Ok(done) };
        let (path, aside) = (dir.join(name), aside_of_worker(dir, worker));
        let rename = || fs::rename(&aside, &path);
        let written = fs::write(&aside, &done.json).and_then(|()| {
            rename().or_else(|cause| match (cause.kind(), path.parent()) {
                (io::ErrorKind::NotFound, Some(parent)) => fs::create_dir_all(parent).and_then(|()| rename()),
                _ => Err(cause),
            })
        });
        match written {
            Ok(()) => Ok(Done { json: Vec::new(), ..done }),
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

fn lines_aside(dir: &Path) -> PathBuf {
    dir.join(format!(".{LINES_FILE}.part"))
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

/// Take away single pages that were being written.
fn remove_asides(dir: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(dir).map_err(|cause| Error::io(dir, cause))?.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(".page-") && name.ends_with(".part") || name == format!(".{FAILED_FILE}.part") {
            remove(&entry.path()).map_err(|cause| Error::io(entry.path(), cause))?;
        }
    }
    Ok(())
}

fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path).or_else(|cause| if cause.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(cause) })
}

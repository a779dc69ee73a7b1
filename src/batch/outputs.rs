//! Where records go: a file a page, one file of lines, standard output.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use qingyuan::{Error, Record};

use super::failure::Failure;
use super::inputs::Page;
use super::resume::{Earlier, Identity};

/// How a record is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// On one line.
    Line,
    /// Indented.
    Pretty,
}

/// A record written out, with its final line feed.
pub struct Serialized {
    name: PathBuf,
    json: Json,
}

enum Json {
    /// Just made.
    New(Vec<u8>),
    /// A line of the earlier output: offset and length.
    Earlier(u64, u64),
    /// Stands in its file.
    Kept,
}

/// Write a record out; its file will be called `name`.
pub fn serialize(record: &Record, name: &Path, form: Form) -> Serialized {
    let json = match form {
        Form::Line => serde_json::to_vec(record),
        Form::Pretty => serde_json::to_vec_pretty(record),
    };
    let mut json = json.expect("a record is JSON");
    json.push(b'\n');
    Serialized { name: name.to_path_buf(), json: Json::New(json) }
}

/// Name of the file of lines below the output folder.
const LINES_FILE: &str = "pages.jsonl";

/// Name of the list of failures below the output folder.
const FAILED_FILE: &str = "failed.jsonl";

/// An open output.
pub struct Output {
    place: Place,
    /// failed.jsonl, from the first failure on.
    failed: Option<BufWriter<File>>,
    /// The files written below the folder: two pages of one name get a file each.
    names: HashSet<PathBuf>,
}

enum Place {
    Files { dir: PathBuf, resume: bool },
    Lines { path: PathBuf, aside: PathBuf, writer: BufWriter<File>, earlier: Option<Earlier> },
    Stdout { form: Form, writer: BufWriter<io::Stdout> },
}

impl Output {
    /// A JSON file a page under `dir`. With `resume` the files that stand there for the same pages are kept.
    pub fn files_under(dir: &Path, resume: bool) -> Result<Output, Error> {
        fs::create_dir_all(dir).map_err(|cause| Error::io(dir, cause))?;
        Ok(Output::to(Place::Files { dir: dir.to_path_buf(), resume }))
    }

    /// One file of JSON Lines under `dir`, written aside and renamed at the end. With `resume` the lines of an earlier run, ended or
    /// not, are kept for the same pages.
    pub fn lines_under(dir: &Path, resume: bool) -> Result<Output, Error> {
        fs::create_dir_all(dir).map_err(|cause| Error::io(dir, cause))?;
        let path = dir.join(LINES_FILE);
        let aside = dir.join(format!(".{LINES_FILE}.part"));
        let earlier = if resume { Earlier::open(&path, &aside)? } else { None };
        let file = File::create(&aside).map_err(|cause| Error::io(&aside, cause))?;
        Ok(Output::to(Place::Lines { path, aside, writer: BufWriter::with_capacity(1 << 18, file), earlier }))
    }

    /// JSON Lines on standard output.
    pub fn stdout_lines() -> Output {
        Output::to(Place::Stdout { form: Form::Line, writer: BufWriter::new(io::stdout()) })
    }

    /// Indented JSON on standard output, one record after another.
    pub fn stdout_pretty() -> Output {
        Output::to(Place::Stdout { form: Form::Pretty, writer: BufWriter::new(io::stdout()) })
    }

    fn to(place: Place) -> Output {
        Output { place, failed: None, names: HashSet::new() }
    }

    /// How this output wants its records.
    pub fn form(&self) -> Form {
        match self.place {
            Place::Files { .. } => Form::Pretty,
            Place::Lines { .. } => Form::Line,
            Place::Stdout { form, .. } => form,
        }
    }

    /// The record of an earlier run for this very page, where it is kept. Pages are asked for in the order they will be written.
    pub fn earlier(&mut self, page: &Page) -> Option<Serialized> {
        let name = page.name.clone();
        let json = match &self.place {
            Place::Files { dir, resume: true } => {
                let standing = fs::read(dir.join(&page.name)).ok()?;
                (Identity::of_record(&standing)? == Identity::of_page(page)).then_some(Json::Kept)?
            }
            Place::Lines { earlier: Some(earlier), .. } => {
                let (offset, length) = earlier.find(&Identity::of_page(page))?;
                Json::Earlier(offset, length)
            }
            _ => return None,
        };
        Some(Serialized { name, json })
    }

    /// The file of a page below the folder: two pages of one name get a file each, whichever of them fails.
    pub fn assign(&mut self, name: &Path) -> PathBuf {
        match self.place {
            Place::Files { .. } => unused(&mut self.names, name),
            _ => PathBuf::new(),
        }
    }

    /// Write one record.
    pub fn write(&mut self, record: Serialized) -> Result<(), Error> {
        match &mut self.place {
            Place::Files { dir, .. } => match record.json {
                Json::New(json) => {
                    let path = dir.join(record.name);
                    write_file(&path, &json).map_err(|cause| Error::io(path, cause))
                }
                _ => Ok(()),
            },
            Place::Lines { aside, writer, earlier, .. } => match (record.json, earlier) {
                (Json::Earlier(offset, length), Some(earlier)) => earlier.copy(offset, length, writer),
                (Json::New(json), _) => writer.write_all(&json).map_err(|cause| Error::io(aside.as_path(), cause)),
                _ => Ok(()),
            },
            Place::Stdout { writer, .. } => match record.json {
                Json::New(json) => writer.write_all(&json).map_err(|cause| Error::io("standard output", cause)),
                _ => Ok(()),
            },
        }
    }

    /// Note a failure in failed.jsonl, where the output is a folder.
    pub fn note(&mut self, failure: &Failure) -> Result<(), Error> {
        let Some(path) = self.failed_path() else { return Ok(()) };
        let write = |failed: &mut Option<BufWriter<File>>| -> io::Result<()> {
            if failed.is_none() {
                *failed = Some(BufWriter::new(File::create(&path)?));
            }
            match failed {
                Some(writer) => {
                    serde_json::to_writer(&mut *writer, failure)?;
                    writer.write_all(b"\n")
                }
                None => Ok(()),
            }
        };
        write(&mut self.failed).map_err(|cause| Error::io(&path, cause))
    }

    fn failed_path(&self) -> Option<PathBuf> {
        match &self.place {
            Place::Files { dir, .. } => Some(dir.join(FAILED_FILE)),
            Place::Lines { path, .. } => Some(path.with_file_name(FAILED_FILE)),
            Place::Stdout { .. } => None,
        }
    }

    /// Put everything in its place. A failed.jsonl of an earlier run goes where nothing failed.
    pub fn finish(mut self) -> Result<(), Error> {
        if let Some(path) = self.failed_path() {
            let done = match self.failed.take() {
                Some(mut writer) => writer.flush(),
                None => fs::remove_file(&path).or_else(|cause| if cause.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(cause) }),
            };
            done.map_err(|cause| Error::io(path, cause))?;
        }
        match self.place {
            Place::Files { .. } => Ok(()),
            Place::Lines { path, aside, mut writer, earlier } => {
                writer.flush().and_then(|()| fs::rename(&aside, &path)).map_err(|cause| Error::io(path, cause))?;
                earlier.map_or(Ok(()), Earlier::close)
            }
            Place::Stdout { mut writer, .. } => writer.flush().map_err(|cause| Error::io("standard output", cause)),
        }
    }
}

/// `page.html` → `page.html.json`; the second of that name → `page.html-2.json`.
fn unused(names: &mut HashSet<PathBuf>, name: &Path) -> PathBuf {
    let mut number = 1;
    loop {
        let mut file = name.as_os_str().to_os_string();
        match number {
            1 => file.push(".json"),
            more => file.push(format!("-{more}.json")),
        }
        if names.insert(PathBuf::from(&file)) {
            return PathBuf::from(file);
        }
        number += 1;
    }
}

/// Written aside and renamed: a file that stands is whole.
fn write_file(path: &Path, json: &[u8]) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut aside = path.as_os_str().to_os_string();
    aside.push(".part");
    fs::write(&aside, json)?;
    fs::rename(&aside, path)
}

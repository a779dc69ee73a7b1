//! Where records go: a file a page, one file of lines, standard output.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use qingyuan::{Error, Record};

use super::inputs::Page;

/// Name of the file of lines below the output folder.
const LINES_FILE: &str = "pages.jsonl";

/// An open output.
pub struct Output {
    place: Place,
    /// The files written below the folder: two pages of one name get a file each.
    names: HashSet<PathBuf>,
}

enum Place {
    Files { dir: PathBuf },
    Lines { path: PathBuf, aside: PathBuf, writer: BufWriter<File> },
    Stdout { pretty: bool, writer: BufWriter<io::Stdout> },
}

impl Output {
    /// A JSON file a page under `dir`.
    pub fn files_under(dir: &Path) -> Result<Output, Error> {
        fs::create_dir_all(dir).map_err(|cause| Error::io(dir, cause))?;
        Ok(Output::to(Place::Files { dir: dir.to_path_buf() }))
    }

    /// One file of JSON Lines under `dir`, written aside and renamed at the end.
    pub fn lines_under(dir: &Path) -> Result<Output, Error> {
        fs::create_dir_all(dir).map_err(|cause| Error::io(dir, cause))?;
        let path = dir.join(LINES_FILE);
        let aside = dir.join(format!(".{LINES_FILE}.part"));
        let file = File::create(&aside).map_err(|cause| Error::io(&aside, cause))?;
        Ok(Output::to(Place::Lines { path, aside, writer: BufWriter::with_capacity(1 << 18, file) }))
    }

    /// JSON Lines on standard output.
    pub fn stdout_lines() -> Output {
        Output::to(Place::Stdout { pretty: false, writer: BufWriter::new(io::stdout()) })
    }

    /// Indented JSON on standard output, one record after another.
    pub fn stdout_pretty() -> Output {
        Output::to(Place::Stdout { pretty: true, writer: BufWriter::new(io::stdout()) })
    }

    fn to(place: Place) -> Output {
        Output { place, names: HashSet::new() }
    }

    /// Write one record.
    pub fn write(&mut self, page: &Page, record: &Record) -> Result<(), Error> {
        match &mut self.place {
            Place::Files { dir } => {
                let path = dir.join(unused(&mut self.names, &page.name));
                write_file(&path, record).map_err(|cause| Error::io(path, cause))
            }
            Place::Lines { aside, writer, .. } => write_line(writer, record).map_err(|cause| Error::io(aside.as_path(), cause)),
            Place::Stdout { pretty, writer } => {
                let written = if *pretty { write_pretty(writer, record) } else { write_line(writer, record) };
                written.map_err(|cause| Error::io("standard output", cause))
            }
        }
    }

    /// Put everything in its place.
    pub fn finish(self) -> Result<(), Error> {
        match self.place {
            Place::Files { .. } => Ok(()),
            Place::Lines { path, aside, mut writer } => {
                writer.flush().and_then(|()| fs::rename(&aside, &path)).map_err(|cause| Error::io(path, cause))
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

fn write_line(writer: &mut impl Write, record: &Record) -> io::Result<()> {
    serde_json::to_writer(&mut *writer, record)?;
    writer.write_all(b"\n")
}

fn write_pretty(writer: &mut impl Write, record: &Record) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *writer, record)?;
    writer.write_all(b"\n")
}

/// Written aside and renamed: a file that stands is whole.
fn write_file(path: &Path, record: &Record) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut aside = path.as_os_str().to_os_string();
    aside.push(".part");
    let mut writer = BufWriter::new(File::create(&aside)?);
    write_pretty(&mut writer, record)?;
    writer.into_inner().map_err(|error| error.into_error())?;
    fs::rename(&aside, path)
}

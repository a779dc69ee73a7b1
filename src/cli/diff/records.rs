//! Records that a run wrote, found by their page's id. In: a folder, JSON Lines, or a record. Out: one record at a time: ids are held in
//! memory, records are not.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use qingyuan::Error;
use serde::Deserialize;
use serde_json::Value;

/// A page: its id, and which of those that share it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    id: String,
    nth: usize,
}

impl Key {
    /// For people.
    pub fn name(&self) -> String {
        if self.nth == 0 { self.id.clone() } else { format!("{} ({})", self.id, self.nth + 1) }
    }
}

enum Place {
    File(PathBuf),
    Line { offset: u64, length: usize },
}

/// What a record says first.
#[derive(Deserialize)]
struct Head {
    schema: String,
    id: String,
}

impl Head {
    /// The id, where this is a record.
    fn id(json: &[u8]) -> Option<String> {
        let head: Head = serde_json::from_slice(json).ok()?;
        head.schema.starts_with("qingyuan/").then_some(head.id)
    }
}

/// The records of an output.
pub struct Records {
    path: PathBuf,
    order: Vec<Key>,
    places: HashMap<Key, Place>,
}

impl Records {
    /// Find all records at `path`.
    pub fn open(path: &Path) -> Result<Records, Error> {
        let lines = path.join("pages.jsonl");
        let mut records = Records { path: path.to_path_buf(), order: Vec::new(), places: HashMap::new() };
        match path.is_dir() {
            true if lines.is_file() => {
                records.path = lines;
                records.read_lines()?;
            }
            true => records.walk(path)?,
            false if path.extension().is_some_and(|ending| ending == "json") => records.add_file(path)?,
            false => records.read_lines()?,
        }
        match records.order.is_empty() {
            true => Err(Error::Page { path: path.display().to_string(), problem: "holds no record; give what extract wrote".into() }),
            false => Ok(records),
        }
    }

    fn add(&mut self, id: String, place: Place) {
        let mut key = Key { id, nth: 0 };
        while self.places.contains_key(&key) {
            key.nth += 1;
        }
        self.order.push(key.clone());
        self.places.insert(key, place);
    }

    fn add_file(&mut self, path: &Path) -> Result<(), Error> {
        let json = fs::read(path).map_err(|cause| Error::io(path, cause))?;
        if let Some(id) = Head::id(&json) {
            self.add(id, Place::File(path.to_path_buf()));
        }
        Ok(())
    }

    /// Every record of a folder and of those in it, by name.
    fn walk(&mut self, dir: &Path) -> Result<(), Error> {
        let mut folders = vec![dir.to_path_buf()];
        let mut files = Vec::new();
        while let Some(dir) = folders.pop() {
            for entry in fs::read_dir(&dir).map_err(|cause| Error::io(&dir, cause))? {
                let path = entry.map_err(|cause| Error::io(&dir, cause))?.path();
                match path.is_dir() {
                    true => folders.push(path),
                    false if path.extension().is_some_and(|ending| ending == "json") => files.push(path),
                    false => {}
                }
            }
        }
        files.sort();
        files.iter().try_for_each(|file| self.add_file(file))
    }

    fn read_lines(&mut self) -> Result<(), Error> {
        let path = self.path.clone();
        let fail = |cause: io::Error| Error::io(&path, cause);
        let mut reader = BufReader::with_capacity(1 << 18, File::open(&path).map_err(fail)?);
        let (mut offset, mut number, mut line) = (0, 0, Vec::new());
        loop {
            line.clear();
            let length = reader.read_until(b'\n', &mut line).map_err(fail)?;
            number += 1;
            match Head::id(&line) {
                Some(id) => self.add(id, Place::Line { offset, length }),
                None if line.trim_ascii().is_empty() => {}
                None => return Err(Error::Line { path: path.display().to_string(), line: number, problem: "is no record".into() }),
            }
            offset += length as u64;
            if length == 0 {
                return Ok(());
            }
        }
    }

    /// All pages, in order.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.order.iter()
    }

    /// Whether there is such a page.
    pub fn has(&self, key: &Key) -> bool {
        self.places.contains_key(key)
    }

    /// The record of a page.
    pub fn get(&self, key: &Key) -> Result<Option<Value>, Error> {
        let Some(place) = self.places.get(key) else { return Ok(None) };
        let (path, json) = match place {
            Place::File(path) => (path, fs::read(path)),
            Place::Line { offset, length } => {
                let read = || {
                    let (mut file, mut json) = (File::open(&self.path)?, vec![0; *length]);
                    file.seek(SeekFrom::Start(*offset))?;
                    file.read_exact(&mut json).map(|()| json)
                };
                (&self.path, read())
            }
        };
        let json = json.map_err(|cause| Error::io(path, cause))?;
        serde_json::from_slice(&json)
            .map(Some)
            .map_err(|error| Error::Page { path: path.display().to_string(), problem: format!("is no record: {error}") })
    }
}

//! Folders. In: a folder. Out: its files, in the order of their names, hidden ones left out. No link to a folder is followed, so no
//! walk goes round in a circle. One folder's names are in memory at a time, with those of the folders around it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::vec;

/// The files below a folder.
pub struct Walk {
    /// What is left of each open folder, the innermost last.
    open: Vec<vec::IntoIter<fs::DirEntry>>,
    /// Links to folders that were not followed.
    pub unfollowed: usize,
}

/// A file of a folder, or what could not be read: its path and what the system said.
pub type Found = Result<PathBuf, (PathBuf, io::Error)>;

impl Walk {
    /// The files below `root`, itself not hidden whatever its name.
    pub fn new(root: &Path) -> Result<Walk, io::Error> {
        Ok(Walk { open: vec![list(root)?.into_iter()], unfollowed: 0 })
    }

    /// What an entry is: a file to give out, or a folder to go into.
    fn visit(&mut self, entry: &fs::DirEntry) -> Option<Found> {
        let path = entry.path();
        let kind = match entry.file_type() {
            Ok(kind) if kind.is_symlink() => match fs::metadata(&path) {
                Ok(target) if target.is_dir() => {
                    self.unfollowed += 1;
                    return None;
                }
                Ok(target) => target.file_type(),
                Err(cause) => return Some(Err((path, cause))),
            },
            Ok(kind) => kind,
            Err(cause) => return Some(Err((path, cause))),
        };
        if kind.is_dir() {
            match list(&path) {
                Ok(names) => self.open.push(names.into_iter()),
                Err(cause) => return Some(Err((path, cause))),
            }
        }
        kind.is_file().then_some(Ok(path))
    }
}

impl Iterator for Walk {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            match self.open.last_mut()?.next() {
                Some(entry) => {
                    if let Some(found) = self.visit(&entry) {
                        return Some(found);
                    }
                }
                None => drop(self.open.pop()),
            }
        }
    }
}

/// The entries of a folder in the order of their names, hidden ones left out.
pub fn list(folder: &Path) -> io::Result<Vec<fs::DirEntry>> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.retain(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."));
    entries.sort_by_cached_key(fs::DirEntry::file_name);
    Ok(entries)
}

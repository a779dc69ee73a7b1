//! Folders. In: a folder. Out: its files, in the order of their names, hidden ones left out. No link to a folder is followed, so no
//! walk goes round in a circle. In memory are the names of the folder being read, of the folders around it and of a few that come
//! next: these are listed side by side.

use std::collections::VecDeque;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::vec;

use rayon::prelude::*;

/// Folders listed side by side: on a disk far away each listing is a wait.
const AHEAD: usize = 16;

/// A folder being read.
struct Folder {
    /// What is left of it.
    entries: vec::IntoIter<fs::DirEntry>,
    /// Its next folders, listed.
    listed: VecDeque<(PathBuf, io::Result<Vec<fs::DirEntry>>)>,
}

impl Folder {
    fn new(entries: Vec<fs::DirEntry>) -> Folder {
        Folder { entries: entries.into_iter(), listed: VecDeque::new() }
    }

    /// The entries of the folder at `path`, which was the last one given out; the next ones are listed with it.
    fn inside(&mut self, path: &Path) -> io::Result<Vec<fs::DirEntry>> {
        if self.listed.front().is_none_or(|(listed, _)| listed != path) {
            let is_folder = |entry: &&fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
            let next = self.entries.as_slice().iter().filter(is_folder).map(fs::DirEntry::path);
            let paths: Vec<PathBuf> = std::iter::once(path.to_path_buf()).chain(next).take(AHEAD).collect();
            self.listed = paths.into_par_iter().map(|path| (path.clone(), list(&path))).collect();
        }
        self.listed.pop_front().map_or_else(|| list(path), |(_, entries)| entries)
    }
}

/// The files below a folder.
pub struct Walk {
    /// The open folders, the innermost last.
    open: Vec<Folder>,
    /// Links to folders that were not followed.
    pub unfollowed: usize,
}

/// A file of a folder, or what could not be read: its path and what the system said.
pub type Found = Result<PathBuf, (PathBuf, io::Error)>;

impl Walk {
    /// The files below `root`, itself not hidden whatever its name.
    pub fn new(root: &Path) -> Result<Walk, io::Error> {
        Ok(Walk { open: vec![Folder::new(list(root)?)], unfollowed: 0 })
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
            match self.open.last_mut().map_or_else(|| list(&path), |folder| folder.inside(&path)) {
                Ok(names) => self.open.push(Folder::new(names)),
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
            match self.open.last_mut()?.entries.next() {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_in_the_order_of_their_names_however_many_folders_there_are() {
        let root = std::env::temp_dir().join(format!("qingyuan-walk-{}", std::process::id()));
        let mut expected = Vec::new();
        for folder in 0..3 * AHEAD {
            for file in ["a/1.html", "b.html"] {
                let path = root.join(format!("{folder:03}")).join(file);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, "").unwrap();
                expected.push(path);
            }
        }
        let found: Vec<PathBuf> = Walk::new(&root).unwrap().map(Result::unwrap).collect();
        fs::remove_dir_all(&root).unwrap();
        assert_eq!(found, expected);
    }
}

//! A file that is written aside and renamed when it is whole: whoever reads it never sees half of it.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use qingyuan::Error;

/// Bytes between two calls of the system.
const BUFFER: usize = 1 << 18;

/// Where a file of this name is written.
pub fn aside_of(dir: &Path, name: &str) -> PathBuf {
    dir.join(format!(".{name}.part"))
}

/// A file on its way.
pub struct Aside {
    path: PathBuf,
    aside: PathBuf,
    writer: BufWriter<File>,
}

impl Aside {
    /// Begin a file called `name` below `dir`.
    pub fn create(dir: &Path, name: &str) -> Result<Aside, Error> {
        let aside = aside_of(dir, name);
        let file = File::create(&aside).map_err(|cause| Error::io(&aside, cause))?;
        Ok(Aside { path: dir.join(name), aside, writer: BufWriter::with_capacity(BUFFER, file) })
    }

    /// Write more of it.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.writer.write_all(bytes).map_err(|cause| Error::io(&self.aside, cause))
    }

    /// It is whole: put it in its place.
    pub fn finish(mut self) -> Result<(), Error> {
        self.writer.flush().and_then(|()| fs::rename(&self.aside, &self.path)).map_err(|cause| Error::io(&self.path, cause))
    }
}

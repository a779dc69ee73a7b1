//! What an earlier run has done already. In: the files it left, whole or torn. Out: the record of a page that is still the same.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use qingyuan::Error;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::inputs::Page;

/// What makes two pages the same: id and bytes. The run's own hash says that options and rules are the same.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Identity([u8; 32]);

/// The part of a record that tells its page.
#[derive(Deserialize)]
struct Head {
    id: String,
    source: HeadSource,
}

#[derive(Deserialize)]
struct HeadSource {
    sha256: String,
}

impl Identity {
    fn new(id: &str, sha256: &str) -> Identity {
        let mut digest = Sha256::new();
        digest.update(id);
        digest.update([0]);
        digest.update(sha256);
        Identity(digest.finalize().into())
    }

    /// Of a page still to be worked on.
    pub fn of_page(page: &Page) -> Identity {
        let sha256: String = Sha256::digest(&page.source.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        Identity::new(&page.source.id, &sha256)
    }

    /// Of a record that stands; `None` where it is torn.
    pub fn of_record(json: &[u8]) -> Option<Identity> {
        let head: Head = serde_json::from_slice(json).ok()?;
        Some(Identity::new(&head.id, &head.source.sha256))
    }
}

/// The JSON Lines of an earlier run.
pub struct Earlier {
    path: PathBuf,
    file: File,
    lines: HashMap<Identity, (u64, u64)>,
}

impl Earlier {
    /// Take the fullest of what lies there: the finished file, the one that was being written, the one that was being kept.
    pub fn open(finished: &Path, aside: &Path) -> Result<Option<Earlier>, Error> {
        let kept = aside.with_extension("earlier");
        let length = |path: &Path| fs::metadata(path).map_or(0, |meta| meta.len());
        let fullest = [finished, aside, &kept].into_iter().max_by_key(|path| length(path)).filter(|path| length(path) > 0);
        let Some(fullest) = fullest else { return Ok(None) };
        if fullest != kept {
            fs::rename(fullest, &kept).map_err(|cause| Error::io(fullest, cause))?;
        }
        let fail = |cause: io::Error| Error::io(&kept, cause);
        let file = File::open(&kept).map_err(fail)?;
        let mut reader = BufReader::with_capacity(1 << 18, &file);
        let (mut lines, mut offset, mut line) = (HashMap::new(), 0, Vec::new());
        loop {
            line.clear();
            let length = reader.read_until(b'\n', &mut line).map_err(fail)? as u64;
            if length == 0 {
                break;
            }
            // A line without its end is torn: the page is done anew.
            if line.ends_with(b"\n")
                && let Some(identity) = Identity::of_record(&line)
            {
                lines.insert(identity, (offset, length));
            }
            offset += length;
        }
        drop(reader);
        Ok(Some(Earlier { path: kept, file, lines }))
    }

    /// Offset and length of the line of a page.
    pub fn find(&self, page: &Identity) -> Option<(u64, u64)> {
        self.lines.get(page).copied()
    }

    /// Copy a line.
    pub fn copy(&mut self, offset: u64, length: u64, to: &mut impl Write) -> Result<(), Error> {
        let copied = self.file.seek(SeekFrom::Start(offset)).and_then(|_| io::copy(&mut (&self.file).take(length), to));
        copied.map(|_| ()).map_err(|cause| Error::io(&self.path, cause))
    }

    /// The new file is whole: this one is no longer needed.
    pub fn close(self) -> Result<(), Error> {
        fs::remove_file(&self.path).map_err(|cause| Error::io(self.path, cause))
    }
}

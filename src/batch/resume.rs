//! What an earlier run has done already. In: the files it left, whole or torn. Out: the record of a page that is still the same.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use qingyuan::{Error, Source};
use sha2::{Digest, Sha256};

use super::tally::Standing;

/// What makes two pages the same: id and bytes. The run's own hash says that options and rules are the same.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Identity([u8; 16]);

impl Identity {
    fn new(id: &str, sha256: &str) -> Identity {
        let digest = Sha256::new().chain_update(id).chain_update([0]).chain_update(sha256).finalize();
        Identity(digest[..16].try_into().expect("SHA-256 has 32 bytes"))
    }

    /// Of a page still to be worked on.
    pub fn of_page(page: &Source) -> Identity {
        let sha256: String = Sha256::digest(&page.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        Identity::new(&page.id, &sha256)
    }

    /// Of a record that stands.
    pub fn of_record(record: &Standing) -> Identity {
        Identity::new(&record.id, &record.source.sha256)
    }
}

/// The JSON Lines of an earlier run.
pub struct Earlier {
    file: Mutex<File>,
    /// Offset and length of each record's line.
    lines: HashMap<Identity, (u64, u32)>,
}

impl Earlier {
    /// Read what lies at `path`.
    pub fn open(path: &Path) -> Result<Earlier, Error> {
        let fail = |cause: io::Error| Error::io(path, cause);
        let file = File::open(path).map_err(fail)?;
        let mut reader = BufReader::with_capacity(1 << 18, &file);
        let (mut lines, mut offset, mut line) = (HashMap::new(), 0, Vec::new());
        loop {
            line.clear();
            let length = reader.read_until(b'\n', &mut line).map_err(fail)?;
            if length == 0 {
                break;
            }
            // A line without its end is torn: the page is done anew.
            if line.ends_with(b"\n")
                && let (Ok(record), Ok(length)) = (serde_json::from_slice::<Standing>(&line), u32::try_from(length))
            {
                lines.insert(Identity::of_record(&record), (offset, length));
            }
            offset += length as u64;
        }
        drop(reader);
        tracing::info!(file = %path.display(), records = lines.len(), "an earlier run");
        Ok(Earlier { file: Mutex::new(file), lines })
    }

    /// The line of a page.
    pub fn find(&self, page: Identity) -> Option<Vec<u8>> {
        let (offset, length) = *self.lines.get(&page)?;
        let mut line = vec![0; length as usize];
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(offset)).and_then(|_| file.read_exact(&mut line)).ok()?;
        Some(line)
    }
}

/// The fullest of the files that a run of the same options left: none of them has a page that the fullest has not.
pub fn fullest<'p>(files: &[&'p Path]) -> Option<&'p Path> {
    let length = |path: &Path| fs::metadata(path).map_or(0, |meta| meta.len());
    files.iter().copied().max_by_key(|path| length(path)).filter(|path| length(path) > 0)
}

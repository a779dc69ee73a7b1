//! run.json beside the output: what was run, under which rules, with what result; and what of an earlier run may be kept.

use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use qingyuan::Error;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::outputs::{Keep, remove_leftovers};
use super::summary::Summary;

/// Name of the journal below the output folder.
const FILE: &str = "run.json";

/// How a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It runs, or was ended from outside.
    Running,
    /// All inputs have been read.
    Done,
    /// It ended before its end.
    Stopped,
}

/// What run.json holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Journal {
    /// How it stands.
    pub state: State,
    /// Version of the program.
    pub version: String,
    /// SHA-256 of everything besides the pages that a record depends on: version, options, rules.
    pub hash: String,
    /// SHA-256 of the rule tables.
    pub rules: String,
    /// The options that records depend on, as given.
    pub options: Vec<(String, String)>,
    /// The inputs, as given.
    pub inputs: Vec<String>,
    /// The folder that they are relative to.
    pub directory: String,
    /// When it began.
    pub started: String,
    /// When it ended; `null` while it runs.
    pub ended: Option<String>,
    /// What was done.
    pub summary: Summary,
    /// Hash of the run that pages.jsonl is from.
    lines_hash: Option<String>,
    /// Nanoseconds since 1970: records in files of their own that are not older are of this hash.
    files_since: u64,
}

/// An output folder taken by this run.
pub struct Folder {
    dir: PathBuf,
    /// Another run waits for its end, or rather says that it will not.
    _lock: Option<File>,
}

impl Folder {
    /// Take the folder, make it where there is none. Fails where another run is writing to it.
    pub fn take(dir: &Path) -> Result<Folder, Error> {
        fs::create_dir_all(dir).map_err(|cause| match cause.kind() {
            ErrorKind::AlreadyExists => Error::Usage(format!("{}: is a file; -o names a folder, or - for standard output", dir.display())),
            _ => Error::io(dir, cause),
        })?;
        // Where folders cannot be locked (Windows, some network file systems) the run goes on without.
        let lock = File::open(dir).ok();
        if let Some(Err(TryLockError::WouldBlock)) = lock.as_ref().map(File::try_lock) {
            return Err(Error::Usage(format!("{}: another run is writing to this folder; wait for it, or give another -o", dir.display())));
        }
        Ok(Folder { dir: dir.to_path_buf(), _lock: lock })
    }

    /// Open the journal of a run that starts now. With `resume`, what an earlier run of the same hash has done is to be kept.
    pub fn start(&self, mut journal: Journal, resume: bool) -> Result<(Journal, Option<Keep>), Error> {
        let path = self.dir.join(FILE);
        let earlier = fs::read(&path).ok().and_then(|json| serde_json::from_slice::<Journal>(&json).ok());
        journal.lines_hash = earlier.as_ref().and_then(|earlier| earlier.lines_hash.clone());
        let is_same = earlier.as_ref().is_some_and(|earlier| earlier.hash == journal.hash);
        if resume && !is_same {
            tracing::warn!("--resume: {}", why_nothing_is_kept(earlier.as_ref(), &journal, &self.dir));
        }
        let Some(earlier) = earlier.filter(|_| resume && is_same) else {
            // Before the new hash stands there: what is left half-written is of another one.
            remove_leftovers(&self.dir)?;
            self.write(&journal)?;
            // The clock of the file system that the records will be on, not this machine's.
            let since = fs::metadata(&path).and_then(|about| about.modified()).map_err(|cause| Error::io(&path, cause))?;
            journal.files_since = since.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64);
            self.write(&journal)?;
            return Ok((journal, None));
        };
        journal.files_since = earlier.files_since;
        self.write(&journal)?;
        let keep = Keep {
            files_since: SystemTime::UNIX_EPOCH + Duration::from_nanos(journal.files_since),
            finished_lines: journal.lines_hash.as_deref() == Some(journal.hash.as_str()),
        };
        Ok((journal, Some(keep)))
    }

    /// Write the journal, aside and renamed.
    fn write(&self, journal: &Journal) -> Result<(), Error> {
        let (path, aside) = (self.dir.join(FILE), self.dir.join(".run.json.part"));
        let json = serde_json::to_string_pretty(journal).expect("a journal is JSON") + "\n";
        fs::write(&aside, json).and_then(|()| fs::rename(&aside, &path)).map_err(|cause| Error::io(path, cause))
    }

    /// The run has ended; `has_lines` where pages.jsonl is now its own.
    pub fn end(&self, mut journal: Journal, summary: &Summary, has_lines: bool) -> Result<(), Error> {
        journal.state = if summary.stopped.is_some() { State::Stopped } else { State::Done };
        journal.summary = summary.clone();
        journal.ended = Some(now());
        if has_lines {
            journal.lines_hash = Some(journal.hash.clone());
        }
        self.write(&journal)
    }
}

fn now() -> String {
    jiff::Timestamp::now().to_string()
}

fn why_nothing_is_kept(earlier: Option<&Journal>, now: &Journal, dir: &Path) -> String {
    let Some(earlier) = earlier else { return format!("there is no run in {} to go on with; all pages are done", dir.display()) };
    let what = match () {
        () if earlier.version != now.version => format!("of version {}", earlier.version),
        () if earlier.rules != now.rules => "under other rules".to_string(),
        () => "with other options".to_string(),
    };
    format!("the earlier run in {} was {what}; all pages are done again", dir.display())
}

impl Journal {
    /// The journal of a run that starts now.
    pub fn new(rules: &str, options: Vec<(String, String)>, inputs: Vec<String>) -> Journal {
        let version = env!("CARGO_PKG_VERSION").to_string();
        let hash = Sha256::digest(format!("{version}\n{options:?}\n{rules}")).iter().map(|byte| format!("{byte:02x}")).collect();
        Journal {
            state: State::Running,
            version,
            hash,
            rules: rules.into(),
            options,
            inputs,
            directory: std::env::current_dir().unwrap_or_default().display().to_string(),
            started: now(),
            ended: None,
            summary: Summary::default(),
            lines_hash: None,
            files_since: 0,
        }
    }
}

//! run.json beside the output: what was run, under which rules, with what result.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use qingyuan::Error;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Summary;

/// Name of the journal below the output folder.
const FILE: &str = "run.json";

/// What run.json holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Journal {
    /// `running`, `done` or `interrupted`.
    pub state: String,
    /// Version of the program.
    pub version: String,
    /// SHA-256 of everything besides the pages that a record depends on: version, options, rules.
    pub hash: String,
    /// SHA-256 of the rule tables.
    pub rules: String,
    /// The options that records depend on, as given.
    pub options: Vec<(String, String)>,
    /// The inputs, as given.
    pub inputs: Vec<PathBuf>,
    /// What was done.
    pub summary: Summary,
    /// Seconds since 1970.
    pub started: u64,
    /// Seconds since 1970; `null` while it runs.
    pub ended: Option<u64>,
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

impl Journal {
    /// The journal of a run that starts now.
    pub fn start(rules: &str, options: Vec<(String, String)>, inputs: &[PathBuf]) -> Journal {
        let version = env!("CARGO_PKG_VERSION").to_string();
        let hash = Sha256::digest(format!("{version}\n{options:?}\n{rules}")).iter().map(|byte| format!("{byte:02x}")).collect();
        Journal {
            state: "running".into(),
            version,
            hash,
            rules: rules.into(),
            options,
            inputs: inputs.to_vec(),
            summary: Summary::default(),
            started: now(),
            ended: None,
        }
    }

    /// Whether the run that left its journal in `dir` would have given the same records.
    pub fn is_same_as_in(&self, dir: &Path) -> bool {
        let earlier = fs::read(dir.join(FILE)).ok().and_then(|json| serde_json::from_slice::<Journal>(&json).ok());
        earlier.is_some_and(|earlier| earlier.hash == self.hash)
    }

    /// Write it into `dir`, aside and renamed.
    pub fn write(&self, dir: &Path) -> Result<(), Error> {
        let (path, aside) = (dir.join(FILE), dir.join(".run.json.part"));
        let json = serde_json::to_string_pretty(self).expect("a journal is JSON") + "\n";
        fs::create_dir_all(dir)
            .and_then(|()| fs::write(&aside, json))
            .and_then(|()| fs::rename(&aside, &path))
            .map_err(|cause| Error::io(path, cause))
    }

    /// The run has ended.
    pub fn end(&mut self, summary: Summary) {
        self.state = if summary.interrupted { "interrupted" } else { "done" }.into();
        self.summary = summary;
        self.ended = Some(now());
    }
}

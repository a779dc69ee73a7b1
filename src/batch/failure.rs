//! What could not be done, and where: one line of failed.jsonl, which can be given back as input.

use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// The stage that an input failed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// The file, folder or archive could not be read.
    Read,
    /// What was read is no page.
    Page,
    /// The page could not be worked on.
    Extract,
}

/// A page, or an input, that gave no record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Path as given.
    pub input: String,
    /// Name inside an archive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// Line of a JSON Lines file, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Byte offset in an archive, as stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// Where on the way.
    pub stage: Stage,
    /// What is wrong.
    pub reason: String,
}

impl Failure {
    /// A failure of the input at `path` as a whole.
    pub fn new(path: &Path, stage: Stage, reason: impl ToString) -> Failure {
        Failure { input: path.display().to_string(), member: None, line: None, offset: None, stage, reason: reason.to_string() }
    }

    /// Whether it speaks of its input as a whole.
    pub fn is_whole_input(&self) -> bool {
        self.member.is_none() && self.line.is_none() && self.offset.is_none()
    }

    /// Whether both stand at the same place of the same input.
    pub fn is_same_place(&self, other: &Failure) -> bool {
        (&self.input, &self.member, self.line, self.offset) == (&other.input, &other.member, other.line, other.offset)
    }

    /// The same at a line.
    pub fn at_line(self, line: usize) -> Failure {
        Failure { line: Some(line), ..self }
    }

    /// The same at a byte offset.
    pub fn at_offset(self, offset: u64) -> Failure {
        Failure { offset: Some(offset), ..self }
    }

    /// The same at a member of an archive.
    pub fn at_member(self, member: impl Into<String>) -> Failure {
        Failure { member: Some(member.into()), ..self }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.input)?;
        if let Some(member) = &self.member {
            write!(f, "#{member}")?;
        }
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(offset) = self.offset {
            write!(f, " at byte {offset}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

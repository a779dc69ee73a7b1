//! What could not be done, and where: one line of failed.jsonl, which can be given back as input.

use std::fmt;
use std::path::{Path, PathBuf};

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

/// What kind of thing went wrong: what a summary counts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It is not there, or the system does not let us read it.
    Unreadable,
    /// A folder, pattern or list that names no page.
    NoPage,
    /// An archive, or a part of one, is damaged.
    Broken,
    /// A line of a list or of JSON Lines that cannot be understood.
    BadLine,
    /// Nothing in it.
    Empty,
    /// A picture, an office file: no page.
    Binary,
    /// More bytes than a page may have.
    TooLong,
    /// It took longer than a page may take.
    TimeLimit,
    /// A mistake of this program.
    Internal,
}

impl Kind {
    /// The stage that it belongs to.
    pub fn stage(self) -> Stage {
        match self {
            Kind::Unreadable | Kind::NoPage | Kind::Broken => Stage::Read,
            Kind::BadLine | Kind::Empty | Kind::Binary | Kind::TooLong => Stage::Page,
            Kind::TimeLimit | Kind::Internal => Stage::Extract,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Kind::Unreadable => "unreadable",
            Kind::NoPage => "without a page",
            Kind::Broken => "broken",
            Kind::BadLine => "bad line",
            Kind::Empty => "empty",
            Kind::Binary => "not text",
            Kind::TooLong => "too long",
            Kind::TimeLimit => "over the time limit",
            Kind::Internal => "internal error",
        })
    }
}

/// A page, or an input, that gave no record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Path as given.
    pub input: String,
    /// The path's bytes in hexadecimal, where they are not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_hex: Option<Box<str>>,
    /// Name inside an archive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<str>>,
    /// Line of a JSON Lines file, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Byte offset in an archive, as stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// Where on the way.
    pub stage: Stage,
    /// What kind of thing went wrong.
    pub kind: Kind,
    /// What is wrong.
    pub reason: String,
}

impl Failure {
    /// A failure of the input at `path` as a whole.
    pub fn new(path: &Path, kind: Kind, reason: impl ToString) -> Failure {
        Failure {
            input: path.display().to_string(),
            input_hex: hex_of_path(path),
            member: None,
            line: None,
            offset: None,
            stage: kind.stage(),
            kind,
            reason: reason.to_string(),
        }
    }

    /// A place still without a failure.
    pub fn place(path: &Path) -> Failure {
        Failure::new(path, Kind::Internal, "")
    }

    /// What is wrong at this place.
    pub fn because(self, kind: Kind, reason: impl ToString) -> Failure {
        Failure { stage: kind.stage(), kind, reason: reason.to_string(), ..self }
    }

    /// The path as it was given.
    pub fn path(&self) -> PathBuf {
        self.input_hex.as_deref().and_then(path_of_hex).unwrap_or_else(|| PathBuf::from(&self.input))
    }

    /// Whether it speaks of its input as a whole.
    pub fn is_whole_input(&self) -> bool {
        self.member.is_none() && self.line.is_none() && self.offset.is_none()
    }

    /// Whether an input could not be read, or not to its end. A broken part that costs only itself is not meant.
    pub fn is_unread_input(&self) -> bool {
        self.stage == Stage::Read && self.is_whole_input()
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
        Failure { member: Some(member.into().into_boxed_str()), ..self }
    }
}

#[cfg(unix)]
fn hex_of_path(path: &Path) -> Option<Box<str>> {
    use std::os::unix::ffi::OsStrExt;
    match path.to_str() {
        Some(_) => None,
        None => Some(path.as_os_str().as_bytes().iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_boxed_str()),
    }
}

#[cfg(not(unix))]
fn hex_of_path(_: &Path) -> Option<Box<str>> {
    None
}

#[cfg(unix)]
fn path_of_hex(hex: &str) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    let byte = |at: usize| hex.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let bytes: Option<Vec<u8>> = (0..hex.len()).step_by(2).map(byte).collect();
    Some(PathBuf::from(std::ffi::OsString::from_vec(bytes?)))
}

#[cfg(not(unix))]
fn path_of_hex(_: &str) -> Option<PathBuf> {
    None
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

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_is_not_utf8_comes_back() {
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new(std::ffi::OsStr::from_bytes(b"dir/\xb5\xda1.html"));
        let json = serde_json::to_string(&Failure::new(path, Kind::Empty, "is empty")).unwrap();
        assert_eq!(serde_json::from_str::<Failure>(&json).unwrap().path(), path);
        assert_eq!(Failure::new(Path::new("a.html"), Kind::Empty, "").input_hex, None);
    }
}

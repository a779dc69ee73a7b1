//! The one error type: I/O, arguments and rule files. Text is never an error.

use std::path::PathBuf;

/// What went wrong, said so that the reader knows what, where and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("{path}: {cause}")]
    Io {
        /// The path as given.
        path: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A rule table has a mistake; the message names file, line and column.
    #[error("{file}:{line}: column \"{column}\" {problem}")]
    Rule {
        /// File name inside the rules folder.
        file: String,
        /// Line, from 1.
        line: usize,
        /// Column name of the header.
        column: String,
        /// What is wrong with the cell.
        problem: String,
    },
    /// A line of a JSON Lines input is not a page.
    #[error("{path}:{line}: {problem}")]
    Line {
        /// The path as given.
        path: String,
        /// Line, from 1.
        line: usize,
        /// What is wrong with the line.
        problem: String,
    },
    /// A page cannot be read as text.
    #[error("{path}: {problem}")]
    Page {
        /// The path as given.
        path: String,
        /// What it is instead, and what to do.
        problem: String,
    },
    /// An argument is unusable.
    #[error("{0}")]
    Usage(String),
}

impl Error {
    /// An I/O error at `path`.
    pub fn io(path: impl Into<PathBuf>, cause: std::io::Error) -> Error {
        Error::Io { path: path.into().display().to_string(), cause }
    }
}

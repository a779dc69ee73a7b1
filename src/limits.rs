//! How much of one page is read: what bounds memory and time on a page made to break the program. A page that runs into a limit is read up to
//! it, and its record says so in `limits`. Never done here: the limits of a run (`--max-page`, `--time-limit`).

/// Runs of text, and elements that make lines. Each takes 300 bytes on its way to the record.
pub const LINES: usize = 1_000_000;
/// Values of a kind: places, dates, documents' namings, numbers, pieces of damage, dropped lines. A figure takes 1,700 bytes with its JSON.
pub const VALUES: usize = 200_000;
/// Elements inside each other: the text of deeper ones belongs to the innermost one kept.
pub const DEPTH: usize = 256;

/// A finder's limit of [`VALUES`] that a text ran into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// What was counted: the record's name for it.
    pub limit: &'static str,
    /// Offset in the main text from which on none are.
    pub from: usize,
}

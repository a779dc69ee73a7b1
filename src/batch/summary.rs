//! What a run did, in words and as JSON.

mod words;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::failure::Kind;
use super::inputs::Skipped;
use super::tally::Tally;

/// Why a run ended before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stop {
    /// By Ctrl-C, or asked to by the system.
    Interrupted,
    /// More failures than `--max-errors` allows.
    MaxErrors,
    /// Too many pages over the time limit.
    TimeLimit,
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Records written, those of an earlier run among them.
    pub done: usize,
    /// Records of an earlier run that were kept.
    pub kept: usize,
    /// Pages that are none, or could not be worked on.
    pub failed: usize,
    /// Inputs that could not be read, or not to their end.
    pub unread: usize,
    /// Files of folders and members of archives that were passed over.
    pub skipped: Skipped,
    /// Why it ended before its end; `null` where it did not.
    pub stopped: Option<Stop>,
    /// How long it took.
    pub seconds: f64,
    /// Failures by kind.
    pub errors: BTreeMap<Kind, usize>,
    /// What the pages were and what was found in them.
    pub tally: Tally,
}

impl Summary {
    /// Pages that were worked on, and bytes, in a second.
    pub fn speed(&self) -> (f64, f64) {
        let seconds = self.seconds.max(0.001);
        (self.done as f64 / seconds, self.tally.bytes as f64 / seconds)
    }
}

/// Names with their counts, the most frequent first.
fn counts<K: fmt::Display>(counts: &BTreeMap<K, usize>) -> String {
    let mut rows: Vec<(&K, usize)> = counts.iter().map(|(name, count)| (name, *count)).collect();
    rows.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    rows.into_iter().map(|(name, count)| format!("{name} {}", grouped(count))).collect::<Vec<_>>().join(", ")
}

/// `1234567` → `1,234,567`.
pub fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut words = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            words.push(',');
        }
        words.push(digit);
    }
    words
}

/// `3.2 s`, `4 min 10 s`, `2 h 5 min`.
pub fn duration(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    match whole {
        0..60 => format!("{seconds:.1} s"),
        60..3600 => format!("{} min {} s", whole / 60, whole % 60),
        _ => format!("{} h {} min", whole / 3600, whole % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!([grouped(0), grouped(999), grouped(1000), grouped(1234567)], ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([duration(3.21), duration(59.4), duration(250.0), duration(7500.0)], ["3.2 s", "59.4 s", "4 min 10 s", "2 h 5 min"]);
    }

    #[test]
    fn a_summary_comes_back_from_json() {
        let mut summary = Summary { done: 2, seconds: 1.5, stopped: Some(Stop::MaxErrors), ..Summary::default() };
        summary.errors.insert(Kind::TooLong, 3);
        summary.tally.pages.insert("article".into(), 2);
        let json = serde_json::to_string(&summary).unwrap();
        assert!(json.contains("\"too-long\":3") && json.contains("\"stopped\":\"max-errors\""), "{json}");
        assert_eq!(serde_json::from_str::<Summary>(&json).unwrap(), summary);
    }
}

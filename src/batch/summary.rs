//! What a run did, in words and as JSON.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

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

    /// One sentence.
    fn sentence(&self) -> Result<String, fmt::Error> {
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        let mut words = format!("{} page{} extracted", grouped(self.done), plural(self.done));
        if self.kept > 0 {
            write!(words, " ({} of them by an earlier run)", grouped(self.kept))?;
        }
        if self.failed > 0 {
            write!(words, ", {} failed", grouped(self.failed))?;
        }
        if self.unread > 0 {
            write!(words, ", {} input{} not read", grouped(self.unread), plural(self.unread))?;
        }
        if self.skipped.others > 0 {
            write!(words, ", {} skipped (no page by ending or type)", grouped(self.skipped.others))?;
        }
        if self.skipped.archives > 0 {
            write!(
                words,
                ", {} archive{} in folders left alone: name them to read them",
                self.skipped.archives,
                plural(self.skipped.archives)
            )?;
        }
        match self.stopped {
            None => {}
            Some(Stop::Interrupted) => words.push_str("; interrupted, --resume goes on from here"),
            Some(Stop::MaxErrors) => words.push_str("; stopped by --max-errors, --resume goes on from here"),
            Some(Stop::TimeLimit) => words.push_str("; stopped, because too many pages took longer than --time-limit"),
        }
        Ok(words)
    }

    /// Rows of a table under the sentence.
    fn rows(&self) -> Vec<(&'static str, String)> {
        let (pages, bytes) = self.speed();
        let values = &self.tally.values;
        let found = [
            (values.targets, "targets"),
            (values.documents, "documents"),
            (values.dates, "dates"),
            (values.figures, "figures"),
            (values.places, "places"),
            (values.sections, "sections"),
        ];
        let repairs = self.tally.repairs.iter().map(|(class, undone)| {
            format!("{class} {} on {} page{}", grouped(undone.count), grouped(undone.pages), if undone.pages == 1 { "" } else { "s" })
        });
        let rows = [
            ("time", format!("{}, {:.0} pages/s, {:.1} MB/s", duration(self.seconds), pages, bytes / 1e6)),
            ("pages", counts(&self.tally.pages)),
            ("encodings", counts(&self.tally.encodings)),
            ("repairs", repairs.collect::<Vec<_>>().join(", ")),
            ("damage left", counts(&self.tally.damage)),
            ("values", found.map(|(count, name)| format!("{name} {}", grouped(count))).join(", ")),
            ("errors", counts(&self.errors)),
        ];
        rows.into_iter().filter(|(_, words)| !words.is_empty()).collect()
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "qingyuan: {}", self.sentence()?)?;
        // One page tells of itself.
        if self.done > 1 {
            for (name, words) in self.rows() {
                write!(f, "\n  {name:<12}{words}")?;
            }
        }
        Ok(())
    }
}

/// Names with their counts, the most frequent first.
fn counts<K: fmt::Display>(counts: &BTreeMap<K, usize>) -> String {
    let mut rows: Vec<(&K, usize)> = counts.iter().map(|(name, count)| (name, *count)).collect();
    rows.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    rows.into_iter().map(|(name, count)| format!("{name} {}", grouped(count))).collect::<Vec<_>>().join(", ")
}

/// `1234567` → `1,234,567`.
fn grouped(count: usize) -> String {
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

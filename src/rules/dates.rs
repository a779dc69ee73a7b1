//! The vocabulary of dates: rules/dates.tsv.

use super::Files;
use super::table::Table;
use crate::error::Error;
use crate::mention::date::Role;

/// What a word does to the date that it follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// 前: the date is a bound.
    Deadline,
    /// 止.
    Expiry,
    /// 以来: from the date to the page's.
    Since,
    /// 版: part of a name.
    Label,
}

/// A word with what it means.
#[derive(Clone, Debug)]
pub struct Word<T> {
    /// As written.
    pub surface: String,
    /// What it means.
    pub value: T,
    /// A text in which it fires.
    pub example: String,
}

/// The vocabulary of dates, each list longest first.
#[derive(Debug, Default)]
pub struct DateRules {
    /// 去年: years from the page's.
    pub(crate) year_words: Vec<Word<i16>>,
    /// 近日: days from the page's, and whether about.
    pub(crate) day_words: Vec<Word<(i32, bool)>>,
    /// 印发: the role of the date before it.
    pub(crate) roles: Vec<Word<Role>>,
    /// 以来: what it does to the date that it follows.
    pub(crate) marks: Vec<Word<Mark>>,
    /// 较: the role of the date behind it.
    pub(crate) before: Vec<Word<Role>>,
}

fn role(name: &str) -> Option<Role> {
    Some(match name {
        "published" => Role::Published,
        "issued" => Role::Issued,
        "adopted" => Role::Adopted,
        "effective" => Role::Effective,
        "expiry" => Role::Expiry,
        "event" => Role::Event,
        "period" => Role::Period,
        "deadline" => Role::Deadline,
        "baseline" => Role::Baseline,
        "label" => Role::Label,
        _ => return None,
    })
}

fn mark(name: &str) -> Option<Mark> {
    Some(match name {
        "deadline" => Mark::Deadline,
        "expiry" => Mark::Expiry,
        "since" => Mark::Since,
        "label" => Mark::Label,
        _ => return None,
    })
}

impl DateRules {
    pub(crate) fn load(files: &Files) -> Result<DateRules, Error> {
        let text = files.text("dates.tsv")?;
        let mut rules = DateRules::default();
        for row in Table::parse("dates.tsv", &text).rows() {
            let (surface, value, example) = (row.text("surface")?.to_string(), row.text("value")?, row.text("example")?.to_string());
            let bad = || row.fail("value", "is not known for this class");
            match row.text("class")? {
                "year-word" => rules.year_words.push(Word { surface, value: value.parse().map_err(|_| bad())?, example }),
                "day-word" => {
                    let days = value.trim_end_matches('~').parse().map_err(|_| bad())?;
                    rules.day_words.push(Word { surface, value: (days, value.ends_with('~')), example });
                }
                "role" => rules.roles.push(Word { surface, value: role(value).ok_or_else(bad)?, example }),
                "mark" => rules.marks.push(Word { surface, value: mark(value).ok_or_else(bad)?, example }),
                "before" => rules.before.push(Word { surface, value: role(value).ok_or_else(bad)?, example }),
                _ => return Err(row.fail("class", "is none of year-word, day-word, role, mark, before")),
            }
        }
        longest_first(&mut rules.year_words);
        longest_first(&mut rules.day_words);
        longest_first(&mut rules.roles);
        longest_first(&mut rules.marks);
        longest_first(&mut rules.before);
        Ok(rules)
    }
}

fn longest_first<T>(words: &mut [Word<T>]) {
    words.sort_by(|a, b| b.surface.len().cmp(&a.surface.len()));
}

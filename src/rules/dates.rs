//! The vocabulary of dates: rules/dates.tsv. Words that are dates of their own, names of plans, cues of roles, words that point
//! ahead, and what looks like a date and is none.

use rustc_hash::FxHashMap as HashMap;

use super::Files;
use super::lexicon::Lexicon;
use super::table::{Row, Table};
use super::targets::Words;
use crate::error::Error;
use crate::mention::date::Role;
use crate::mention::date::begin::FIRST;

/// What a word of time means, counted from the page's date or from the date before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// 去年: years from the page's year; whether it is a date by itself.
    Year(i16, bool),
    /// 当年, 次年: years from the year of the date before it.
    SameYear(i16),
    /// 上月: months from the page's month; whether it is a date by itself.
    Month(i16, bool),
    /// 昨日: days from the page's date.
    Day(i16),
    /// 近日: about the page's date.
    Recent,
    /// 近 before 三年.
    Last,
    /// 未来 before 三年.
    Next,
    /// 十四五: first and last year.
    Plan(i16, i16),
}

/// Where a cue stands to its date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Before,
    Next,
    After,
}

/// The vocabulary of dates.
#[derive(Debug)]
pub struct DateRules {
    /// By first letter, longest first.
    words: HashMap<char, Vec<(Box<str>, Word)>>,
    /// The letters that a date may begin with: a bit for each of the first 65,536 characters.
    begins: Vec<u64>,
    /// Words right before a date.
    before: Words<Role>,
    /// Words right after a date.
    next: Words<Role>,
    after: Lexicon,
    after_roles: Vec<Role>,
    ahead: Lexicon,
    soon: Lexicon,
    done: Lexicon,
    decoys: Words<()>,
    unlike: Words<()>,
    stocks: Vec<Box<str>>,
    spends: Vec<Box<str>>,
    agencies: Vec<Box<str>>,
    meta: Lexicon,
}

impl DateRules {
    pub(crate) fn load(files: &Files) -> Result<DateRules, Error> {
        let text = files.text("dates.tsv")?;
        let table = Table::parse("dates.tsv", &text);
        let mut words: HashMap<char, Vec<(Box<str>, Word)>> = HashMap::default();
        let (mut before, mut next, mut after, mut after_roles) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (mut ahead, mut soon, mut done, mut decoys, mut unlike) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (mut agencies, mut meta, mut stocks, mut spends) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut begins = vec![0u64; 1 << 10];
        let mut begin = |letter: char| {
            if let Some(bits) = begins.get_mut(letter as usize / 64) {
                *bits |= 1 << (letter as usize % 64);
            }
        };
        FIRST.chars().for_each(&mut begin);
        for row in table.rows() {
            row.text("example")?;
            let surface = row.text("surface")?.to_string();
            match row.text("kind")? {
                "ahead" => ahead.push(surface),
                "soon" => soon.push(surface),
                "done" => done.push(surface),
                "decoy" => decoys.push((surface, ())),
                "unlike" => unlike.push((surface, ())),
                "stock" => stocks.push(surface.into()),
                "spends" => spends.push(surface.into()),
                "agency" => agencies.push(surface.into()),
                "meta" => meta.push(surface),
                "before" | "next" | "after" => {
                    let role = role(&row)?;
                    match side(&row)? {
                        Side::Before => before.push((surface, role)),
                        Side::Next => next.push((surface, role)),
                        Side::After => {
                            after.push(surface);
                            after_roles.push(role);
                        }
                    }
                }
                _ => {
                    let first = surface.chars().next().unwrap_or_default();
                    begin(first);
                    words.entry(first).or_default().push((surface.into(), word(&row)?));
                }
            }
        }
        for list in words.values_mut() {
            list.sort_by_key(|(surface, _)| std::cmp::Reverse(surface.len()));
        }
        Ok(DateRules {
            words,
            begins,
            before: Words::new(before),
            next: Words::new(next),
            after: Lexicon::new(&after, false),
            after_roles,
            ahead: Lexicon::new(&ahead, false),
            soon: Lexicon::new(&soon, false),
            done: Lexicon::new(&done, false),
            decoys: Words::new(decoys),
            unlike: Words::new(unlike),
            stocks,
            spends,
            agencies,
            meta: Lexicon::new(&meta, false),
        })
    }

    /// The first place at or behind byte `at` of `text` where a letter stands that a date may begin with.
    pub(crate) fn begin(&self, text: &str, mut at: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        while let Some(lead) = bytes.get(at) {
            // The letter by its bytes: nearly all of Chinese has three.
            let (letter, len) = match (lead, bytes.get(at + 1), bytes.get(at + 2)) {
                (0..0x80, ..) => (usize::from(*lead), 1),
                (0xe0..0xf0, Some(second), Some(third)) => {
                    (usize::from(lead & 0xf) << 12 | usize::from(second & 0x3f) << 6 | usize::from(third & 0x3f), 3)
                }
                _ => text[at..].chars().next().map_or((0, 1), |letter| (letter as usize, letter.len_utf8())),
            };
            if self.begins.get(letter / 64).is_some_and(|bits| bits >> (letter % 64) & 1 == 1) {
                return Some(at);
            }
            at += len;
        }
        None
    }

    /// The longest word of time that `text` begins with, and its length.
    pub(crate) fn word(&self, text: &str) -> Option<(usize, Word)> {
        let first = text.chars().next()?;
        self.words.get(&first)?.iter().find(|(surface, _)| text.starts_with(&**surface)).map(|(surface, word)| (surface.len(), *word))
    }

    /// The role that the words right before a date give it.
    pub(crate) fn role_before(&self, text: &str) -> Option<Role> {
        self.before.at_end(text).map(|(_, role)| role)
    }

    /// The role that the words right after a date give it.
    pub(crate) fn role_next(&self, text: &str) -> Option<Role> {
        self.next.at_start(text).map(|(_, role)| role)
    }

    /// The word directly before or behind a date that gives a role: whether it stands before, and its length.
    pub(crate) fn cue_around(&self, before: &str, behind: &str) -> Option<(bool, usize)> {
        let ahead = self.before.at_end(before).map(|(len, _)| (true, len));
        ahead.or_else(|| self.next.at_start(behind).map(|(len, _)| (false, len)))
    }

    /// The cues of roles in `text`, in order: where and what.
    pub(crate) fn roles_after<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, Role)> + 't {
        self.after.all(text).map(|hit| (hit.start, self.after_roles[hit.index]))
    }

    /// Whether `text` points ahead: 将, 拟, 截止.
    pub(crate) fn points_ahead(&self, text: &str) -> bool {
        self.ahead.is_in(text)
    }

    /// Whether `text` tells what notices announce: 举行, 起.
    pub(crate) fn is_soon(&self, text: &str) -> bool {
        self.soon.is_in(text)
    }

    /// Whether `text` tells what is done: 已.
    pub(crate) fn is_done(&self, text: &str) -> bool {
        self.done.is_in(text)
    }

    /// Whether `text`, which begins with the unit of a would-be date, is something else: 日游, 月龄, 年前沿.
    pub(crate) fn is_decoy(&self, text: &str) -> bool {
        self.decoys.at_start(text).is_some()
    }

    /// Whether `text`, which ends where a would-be date begins, speaks against one: 每月 before 3日.
    pub(crate) fn is_unlike(&self, text: &str) -> bool {
        self.unlike.at_end(text).is_some()
    }

    /// Whether `before`, which ends where a number of years begins, says that they will be taken: 力争再用 before 三年时间.
    pub(crate) fn spends(&self, before: &str) -> bool {
        self.spends.iter().any(|surface| before.ends_with(&**surface))
    }

    /// Whether `text`, which follows 年末, tells what statistics count at the end of a year: 全国就业人员.
    pub(crate) fn is_stock(&self, text: &str) -> bool {
        self.stocks.iter().any(|surface| text.starts_with(&**surface))
    }

    /// Whether `line` ends as the name of an agency does.
    pub(crate) fn is_signed(&self, line: &str) -> bool {
        self.agencies.iter().any(|surface| line.ends_with(&**surface))
    }

    /// Whether a short line with a date has words of metadata: 来源, 浏览.
    pub(crate) fn is_meta(&self, line: &str) -> bool {
        self.meta.is_in(line)
    }
}

fn side(row: &Row) -> Result<Side, Error> {
    match row.text("kind")? {
        "before" => Ok(Side::Before),
        "next" => Ok(Side::Next),
        "after" => Ok(Side::After),
        _ => Err(row.fail("kind", "is no side")),
    }
}

fn role(row: &Row) -> Result<Role, Error> {
    match row.text("value")? {
        "published" => Ok(Role::Published),
        "issued" => Ok(Role::Issued),
        "adopted" => Ok(Role::Adopted),
        "effective" => Ok(Role::Effective),
        "expiry" => Ok(Role::Expiry),
        "event" => Ok(Role::Event),
        "period" => Ok(Role::Period),
        "deadline" => Ok(Role::Deadline),
        "baseline" => Ok(Role::Baseline),
        "label" => Ok(Role::Label),
        _ => Err(row.fail("value", "is no role")),
    }
}

fn word(row: &Row) -> Result<Word, Error> {
    let number = || row.text("value")?.parse::<i16>().map_err(|_| row.fail("value", "is not a number of years, months or days"));
    match row.text("kind")? {
        "year" => Ok(Word::Year(number()?, true)),
        "year-bound" => Ok(Word::Year(number()?, false)),
        "same-year" => Ok(Word::SameYear(number()?)),
        "month" => Ok(Word::Month(number()?, true)),
        "month-bound" => Ok(Word::Month(number()?, false)),
        "day" => Ok(Word::Day(number()?)),
        "recent" => Ok(Word::Recent),
        "last" => Ok(Word::Last),
        "next-years" => Ok(Word::Next),
        "plan" => {
            let years = row.text("value")?.split_once('/').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
            years.map(|(first, last)| Word::Plan(first, last)).ok_or_else(|| row.fail("value", "is not FIRST/LAST"))
        }
        _ => Err(row.fail("kind", "is unknown")),
    }
}

#[cfg(test)]
mod tests {
    use crate::mention::context::Context;
    use crate::mention::date;
    use crate::rules::Rules;
    use crate::rules::table::Table;
    use crate::{Source, decode, repair, segment, strip};

    /// Every row fires in its example: a word stands in a date, a cue gives its role, a decoy takes the date away.
    #[test]
    fn examples_fire() {
        let rules = Rules::builtin();
        let table = Table::parse("dates.tsv", include_str!("../../rules/dates.tsv"));
        let mut failures = Vec::new();
        for row in table.rows() {
            let (kind, surface, example) = (row.text("kind").unwrap(), row.text("surface").unwrap(), row.text("example").unwrap());
            let example = example.replace("\\n", "\n");
            let mut source = Source::new("row.txt", example.as_bytes());
            source.published = Some(jiff::civil::date(2024, 10, 18));
            let sections = segment(strip(repair(decode(&source), rules), rules), rules);
            let context = Context::new(&sections, rules);
            let dates = date::find(&context, &[], rules);
            let fires = match kind {
                "before" | "next" | "after" => {
                    let role = super::role(&row).unwrap();
                    example.contains(surface) && dates.iter().any(|date| date.role == role)
                }
                "ahead" | "soon" => {
                    dates.iter().any(|date| date.edtf.end().is_some_and(|end| end.last_day() > jiff::civil::date(2024, 10, 18)))
                }
                "done" => dates.iter().all(|date| date.edtf.start().is_some_and(|at| at.last_day() < jiff::civil::date(2024, 10, 18))),
                "decoy" | "unlike" => example.contains(surface) && dates.is_empty(),
                "spends" => example.contains(surface) && dates.iter().any(|date| date.role == date::Role::Deadline),
                "stock" => example.contains(&format!("年末{surface}")),
                "agency" => dates.iter().any(|date| date.role == date::Role::Issued),
                "meta" => dates.iter().any(|date| date.role == date::Role::Published),
                _ => dates.iter().any(|date| context.str(date.span).contains(surface)),
            };
            if !fires {
                failures.push(format!("line {}: {kind} {surface}: {example} {dates:?}", row.line()));
            }
        }
        assert!(failures.is_empty(), "{}", failures.join("\n"));
    }
}

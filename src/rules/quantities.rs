//! Units, words of comparison and fixed phrases: rules/units.tsv, comparators.tsv, names.tsv.

use rust_decimal::Decimal;
use rustc_hash::FxHashMap as HashMap;

use super::lexicon::Lexicon;
use super::marks::Marks;
use super::table::{Row, Table};
use super::{Files, Rules};
use crate::error::Error;

/// What a unit says of the number before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitClass {
    /// Things, persons.
    Count,
    /// Parts of a whole: 五大, 四个方面.
    Part,
    /// A physical measure or a ratio.
    Measure,
    /// 折: 九折 and 九五折.
    Discount,
    /// Money.
    Money,
    /// A length of time.
    Time,
    /// The same with 内 in it (30日内).
    TimeWithin,
    /// Years of age.
    Age,
    /// 届, 代: which one of a series.
    Ordinal,
    /// 500强, 三级: part of a name.
    Name,
    /// 号: a label.
    Label,
    /// Only under a stroke or after 每: 月, 生.
    Per,
}

/// A unit or classifier.
#[derive(Clone, Debug)]
pub struct Unit {
    /// As written.
    pub surface: Box<str>,
    /// Base unit.
    pub base: Box<str>,
    /// How many base units it is.
    pub factor: Decimal,
    /// What it says of the number.
    pub class: UnitClass,
    /// Needs Arabic figures or a magnitude before it: 三手 is no quantity, 30手 is.
    pub needs_figure: bool,
    /// Characters that may not follow.
    pub not_before: Box<str>,
    /// Characters that may not follow where the numeral is not in figures.
    pub not_before_in_words: Box<str>,
}

/// A word of comparison.
#[derive(Clone, Debug)]
pub struct Cue {
    /// As written.
    pub surface: Box<str>,
    /// `>=`, `>`, `<=`, `<`, `~`, `=`.
    pub comparator: Box<str>,
    /// How many other characters may stand between it and the number.
    pub reach: usize,
    /// Characters that may not stand on its far side: 节 before 约, 元 after 多.
    pub not_beside: Box<str>,
}

/// What a fixed phrase is.
#[derive(Clone, Debug, PartialEq)]
pub enum PhraseKind {
    /// No number is meant; nothing is made.
    None,
    /// A figure of speech.
    Idiom,
    /// A name.
    Name,
    /// An amount without value.
    Vague,
    /// A value in words, and whether more than it is meant: 一半, 翻一番, 过半.
    Value(Decimal, Box<str>, bool),
}

/// A fixed phrase with a numeral in it.
#[derive(Clone, Debug)]
pub struct Phrase {
    /// As written.
    pub surface: Box<str>,
    /// What it is.
    pub kind: PhraseKind,
    /// Characters that may not stand before it.
    pub not_after: Box<str>,
    /// Characters that may not stand after it.
    pub not_before: Box<str>,
}

/// Units, words of comparison, fixed phrases.
#[derive(Debug)]
pub struct QuantityRules {
    units: HashMap<char, Vec<Unit>>,
    /// What may stand under the stroke: 元/人·月.
    per: HashMap<char, Vec<Unit>>,
    /// Words before a number by their last character, longest first; those with reach apart.
    before: HashMap<char, Vec<Cue>>,
    reaching: Vec<Cue>,
    reaching_words: Lexicon,
    after: HashMap<char, Vec<Cue>>,
    phrases: Vec<Phrase>,
    /// The phrases, then every character that may begin a numeral.
    candidates: Lexicon,
    /// What counts parts.
    pub(crate) marks: Marks,
}

/// Characters that may begin a numeral.
const BEGINNINGS: &str = "0123456789０１２３４５６７８９零〇一二两三四五六七八九十百千万亿几数半壹贰叁肆伍陆柒捌玖拾佰仟廿卅第\
                          兩參叄陸貳萬億幾數前";

/// What may stand at an offset.
#[derive(Clone, Copy, Debug)]
pub enum Candidate<'r> {
    /// A fixed phrase.
    Phrase(&'r Phrase),
    /// A character that may begin a numeral.
    Numeral,
}

impl QuantityRules {
    pub(crate) fn load(files: &Files) -> Result<QuantityRules, Error> {
        let (mut units, mut per) = (HashMap::<char, Vec<Unit>>::default(), HashMap::<char, Vec<Unit>>::default());
        let text = files.text("units.tsv")?;
        for row in Table::parse("units.tsv", &text).rows() {
            let unit = unit(&row)?;
            let table = if unit.class == UnitClass::Per { &mut per } else { &mut units };
            table.entry(first(&unit.surface)).or_default().push(unit);
        }
        units.values_mut().chain(per.values_mut()).for_each(|list| list.sort_by_key(|unit| std::cmp::Reverse(unit.surface.len())));

        let (mut before, mut after, mut reaching) =
            (HashMap::<char, Vec<Cue>>::default(), HashMap::<char, Vec<Cue>>::default(), Vec::new());
        let text = files.text("comparators.tsv")?;
        for row in Table::parse("comparators.tsv", &text).rows() {
            let cue = cue(&row)?;
            match row.text("position")? {
                "before" => {
                    if cue.reach > 0 {
                        reaching.push(cue.clone());
                    }
                    before.entry(cue.surface.chars().next_back().unwrap_or(' ')).or_default().push(cue);
                }
                "after" => after.entry(first(&cue.surface)).or_default().push(cue),
                _ => return Err(row.fail("position", "is neither before nor after")),
            }
        }
        for list in before.values_mut().chain(after.values_mut()) {
            list.sort_by_key(|cue| std::cmp::Reverse(cue.surface.len()));
        }
        reaching.sort_by_key(|cue: &Cue| std::cmp::Reverse(cue.surface.len()));

        let reaching_words = Lexicon::new(reaching.iter().map(|cue| &*cue.surface), false);
        let text = files.text("names.tsv")?;
        let phrases = Table::parse("names.tsv", &text).rows().map(|row| phrase(&row)).collect::<Result<Vec<_>, _>>()?;
        let patterns = phrases.iter().map(|phrase| phrase.surface.to_string()).chain(BEGINNINGS.chars().map(String::from));
        let candidates = Lexicon::new(patterns, false);
        let marks = Marks::load(files)?;
        Ok(QuantityRules { units, per, before, reaching, reaching_words, after, phrases, candidates, marks })
    }

    /// The longest unit that `rest` begins with.
    pub fn unit<'r>(&'r self, rest: &str) -> Option<&'r Unit> {
        self.unit_after(rest, false)
    }

    /// The same after a numeral in figures (`figure`), or not.
    pub fn unit_after<'r>(&'r self, rest: &str, figure: bool) -> Option<&'r Unit> {
        self.units.get(&rest.chars().next()?)?.iter().find(|unit| {
            rest.strip_prefix(&*unit.surface).is_some_and(|after| {
                let next = after.chars().next();
                let latin = unit.surface.ends_with(|letter: char| letter.is_ascii_alphabetic());
                let words = |next| !figure && unit.not_before_in_words.contains(next);
                !next.is_some_and(|next| unit.not_before.contains(next) || words(next) || (latin && next.is_ascii_alphanumeric()))
            })
        })
    }

    /// The longest unit that `rest` begins with, where it stands under a stroke or after 每.
    pub fn per_unit<'r>(&'r self, rest: &str) -> Option<&'r Unit> {
        let per = self.per.get(&rest.chars().next()?).and_then(|list| list.iter().find(|unit| rest.starts_with(&*unit.surface)));
        let unit = self.unit(rest).filter(|unit| per.is_none_or(|per| per.surface.len() < unit.surface.len()));
        unit.or(per)
    }

    /// The longest word of comparison that `text` ends with.
    pub fn cue_before(&self, text: &str) -> Option<&Cue> {
        self.before.get(&text.chars().next_back()?)?.iter().find(|cue| {
            let far = text.strip_suffix(&*cue.surface);
            far.is_some_and(|far| !far.chars().next_back().is_some_and(|letter| cue.not_beside.contains(letter)))
        })
    }

    /// The longest word of comparison that `rest` begins with.
    pub fn cue_after(&self, rest: &str) -> Option<&Cue> {
        self.after.get(&rest.chars().next()?)?.iter().find(|cue| {
            let far = rest.strip_prefix(&*cue.surface);
            far.is_some_and(|far| !far.chars().next().is_some_and(|letter| cue.not_beside.contains(letter)))
        })
    }

    /// Words of comparison that need not touch the number.
    pub fn reaching(&self) -> &[Cue] {
        &self.reaching
    }

    /// Whether any of them stands in `text`.
    pub fn has_reaching(&self, text: &str) -> bool {
        self.reaching_words.is_in(text)
    }

    /// The words that a quantity may begin with.
    pub(crate) fn candidates(&self) -> &Lexicon {
        &self.candidates
    }

    /// What a quantity may begin with at byte `at`, with its end.
    pub(crate) fn candidate(&self, text: &str, at: usize) -> Option<(usize, usize, Candidate<'_>)> {
        let found = self.candidates.at(text, at)?;
        let candidate = self.phrases.get(found.index).map_or(Candidate::Numeral, Candidate::Phrase);
        Some((found.start, found.end, candidate))
    }
}

impl Rules {
    /// One past the fixed phrase that begins at `at` and is no number (四川, 一般), if one does.
    pub fn phrase_end(&self, text: &str, at: usize) -> Option<usize> {
        let rules = &self.quantities;
        let found = rules.candidates.at(text, at)?;
        let phrase = rules.phrases.get(found.index)?;
        (phrase.kind == PhraseKind::None && phrase.allowed(&text[..at], &text[found.end..])).then_some(found.end)
    }
}

impl Phrase {
    /// Whether the characters beside it allow it.
    pub fn allowed(&self, before: &str, after: &str) -> bool {
        !before.chars().next_back().is_some_and(|letter| self.not_after.contains(letter))
            // “双倍增”行动: the mark between is no word.
            && !after.trim_start_matches(['”', '"', '」']).chars().next().is_some_and(|letter| self.not_before.contains(letter))
    }
}

fn first(surface: &str) -> char {
    surface.chars().next().unwrap_or(' ')
}

fn unit(row: &Row) -> Result<Unit, Error> {
    let class = match row.text("class")? {
        "count" => UnitClass::Count,
        "part" => UnitClass::Part,
        "measure" => UnitClass::Measure,
        "discount" => UnitClass::Discount,
        "money" => UnitClass::Money,
        "time" => UnitClass::Time,
        "time-within" => UnitClass::TimeWithin,
        "age" => UnitClass::Age,
        "ordinal" => UnitClass::Ordinal,
        "name" => UnitClass::Name,
        "label" => UnitClass::Label,
        "per" => UnitClass::Per,
        _ => return Err(row.fail("class", "is not known")),
    };
    let factor = row.decimal("factor")?;
    if factor <= Decimal::ZERO {
        return Err(row.fail("factor", "is not positive"));
    }
    let guards = row.optional("not_before").unwrap_or("");
    let guards = guards.split_once('|').unwrap_or((guards, ""));
    Ok(Unit {
        surface: row.text("surface")?.into(),
        base: row.text("base")?.into(),
        factor,
        class,
        not_before_in_words: guards.1.into(),
        needs_figure: row.optional("needs") == Some("figure"),
        not_before: guards.0.into(),
    })
}

fn cue(row: &Row) -> Result<Cue, Error> {
    let comparator = row.text("comparator")?;
    if !matches!(comparator, ">=" | ">" | "<=" | "<" | "~" | "=") {
        return Err(row.fail("comparator", "is not known"));
    }
    let reach = row.text("reach")?.parse().map_err(|_| row.fail("reach", "is not a number"))?;
    Ok(Cue {
        surface: row.text("surface")?.into(),
        comparator: comparator.into(),
        reach,
        not_beside: row.optional("not_beside").unwrap_or("").into(),
    })
}

fn phrase(row: &Row) -> Result<Phrase, Error> {
    let kind = match row.text("kind")? {
        "none" => PhraseKind::None,
        "idiom" => PhraseKind::Idiom,
        "name" => PhraseKind::Name,
        "vague" => PhraseKind::Vague,
        kind => {
            let more = kind.starts_with('>');
            let value = kind.strip_prefix(['=', '>']).and_then(|value| value.split_once(' '));
            let value = value.and_then(|(value, unit)| Some(PhraseKind::Value(value.parse().ok()?, unit.into(), more)));
            value.ok_or_else(|| row.fail("kind", "is not known"))?
        }
    };
    Ok(Phrase {
        surface: row.text("surface")?.into(),
        kind,
        not_after: row.optional("not_after").unwrap_or("").into(),
        not_before: row.optional("not_before").unwrap_or("").into(),
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::Rules;

    #[test]
    fn the_longest_unit_wins_and_words_are_no_units() {
        let rules = &Rules::builtin().quantities;
        for (text, expected) in [("个百分点", "个百分点"), ("项目", ""), ("万千瓦", ""), ("kWh", "kWh"), ("kWx", ""), ("名单", "")]
        {
            assert_eq!(rules.unit(text).map_or("", |unit| &unit.surface), expected, "{text}");
        }
    }
}

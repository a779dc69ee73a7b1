//! Verbs, cues, hedges, particles, heads and scopes: what tells a target, its object and its kind.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rustc_hash::FxHashMap as HashMap;

use super::Files;
use super::lexicon::Lexicon;
use super::marks::Marks;
use super::table::{Row, Table};
use crate::error::Error;

/// How a verb stands to its object and its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VerbClass {
    /// 培育: object after it.
    Build,
    /// 新增: object after it, by so much.
    Gain,
    /// 完成, 形成: object after it or before.
    Do,
    /// 达到, 控制在: object before it.
    Reach,
    /// 提高到, 降至: object before it, where it ends.
    To,
    /// 增长: by so much.
    Rise,
    /// 下降: by so much.
    Fall,
    /// 翻, 倍增.
    Multiply,
    /// 进入, 位列.
    Rank,
    /// 给予, 补助.
    Pay,
    /// A longer word in which a verb is none.
    None,
}

/// A verb.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Verb {
    /// How it stands to object and number.
    pub(crate) class: VerbClass,
    /// Also used inside noun phrases (技术改造项目).
    pub(crate) noun: bool,
    /// Names what it is done in or by, before a word of [`Mark::Body`](super::marks::Mark::Body): 培训基地.
    pub(crate) names: bool,
}

/// What a cue speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CueClass {
    /// A target.
    Plan,
    /// A fact.
    Past,
    /// A fact, unless goals are told: 同比.
    Compared,
    /// 预计.
    Forecast,
    /// A subsidy.
    Support,
    /// A condition of entry.
    Threshold,
    /// What a target starts from.
    Baseline,
    /// How many parts something has.
    Count,
    /// A longer word in which a cue is none.
    None,
}

impl CueClass {
    /// Whether it tells what has been.
    pub(crate) fn is_past(self) -> bool {
        matches!(self, CueClass::Past | CueClass::Compared)
    }
}

/// Where a cue works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// In its clause and those that follow in its sentence.
    Sentence,
    /// In its clause.
    Clause,
    /// Directly before the number.
    Before,
    /// Directly after the number.
    After,
}

/// A cue.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cue {
    /// What it speaks for.
    pub(crate) class: CueClass,
    /// How strongly: for a target (+) or a fact (−); for the other classes, how much.
    pub(crate) weight: i32,
    /// Where it works.
    pub(crate) reach: Reach,
}

/// What a heading says of the numbers under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScopeClass {
    /// What shall be.
    Plan,
    /// What was.
    Review,
    /// The same, of the whole page: a title of statistics.
    Report,
    /// Conditions of entry.
    Conditions,
    /// What is paid.
    Support,
}

/// Words with what they mean: found at the start or the end of a phrase, or anywhere, longest first.
#[derive(Debug)]
pub(crate) struct Words<T> {
    map: HashMap<String, usize>,
    values: Vec<T>,
    /// The longest word, in characters, by its last character.
    lasts: HashMap<char, usize>,
    lexicon: Lexicon,
}

impl<T: Copy> Words<T> {
    /// Words with what they mean; of equal ones the first counts.
    pub(crate) fn new(pairs: Vec<(String, T)>) -> Words<T> {
        let mut map = HashMap::default();
        let (mut surfaces, mut values) = (Vec::new(), Vec::new());
        for (surface, value) in pairs {
            if !map.contains_key(&surface) {
                map.insert(surface.clone(), values.len());
                surfaces.push(surface);
                values.push(value);
            }
        }
        let mut lasts = HashMap::<char, usize>::default();
        for surface in &surfaces {
            let length = surface.chars().count();
            let longest = lasts.entry(surface.chars().next_back().unwrap_or_default()).or_default();
            *longest = length.max(*longest);
        }
        Words { map, values, lasts, lexicon: Lexicon::new(&surfaces, false) }
    }

    /// The longest word that `text` begins with: its length in bytes and its meaning.
    pub(crate) fn at_start(&self, text: &str) -> Option<(usize, T)> {
        self.lexicon.at(text, 0).map(|found| (found.end, self.values[found.index]))
    }

    /// The longest word that `text` ends with: its length in bytes and its meaning.
    pub(crate) fn at_end(&self, text: &str) -> Option<(usize, T)> {
        let mut found = None;
        let longest = *self.lasts.get(&text.chars().next_back()?)?;
        for (at, _) in text.char_indices().rev().take(longest) {
            if let Some(&index) = self.map.get(&text[at..]) {
                found = Some((text.len() - at, self.values[index]));
            }
        }
        found
    }

    /// The meaning of `word`, whole.
    pub(crate) fn get(&self, word: &str) -> Option<T> {
        self.map.get(word).map(|&index| self.values[index])
    }

    /// The words.
    pub(crate) fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The same as [`Words::all`] where the places that words may begin at are known.
    pub(crate) fn all_at<'w>(&'w self, text: &'w str, starts: &'w [usize]) -> impl Iterator<Item = (usize, usize, T)> + 'w {
        self.lexicon.all_at(text, starts).map(|found| (found.start, found.end, self.values[found.index]))
    }

    /// Every word in `text`, leftmost longest, none overlapping: start, end, meaning.
    pub(crate) fn all<'w>(&'w self, text: &'w str) -> impl Iterator<Item = (usize, usize, T)> + 'w {
        self.lexicon.all(text).map(|found| (found.start, found.end, self.values[found.index]))
    }
}

/// Verbs, cues, hedges, particles, heads and scopes.
#[derive(Debug)]
pub struct TargetRules {
    pub(crate) verbs: Words<Verb>,
    pub(crate) cues: Words<Cue>,
    pub(crate) hedges: Words<Reach>,
    /// Words before an object that are no part of it, and whether they are only before a verb (高质量完成, 高质量数据集).
    pub(crate) openers: Words<bool>,
    /// Words between an object and its number.
    pub(crate) closers: Words<()>,
    /// Nouns that name a measure and need the thing they measure.
    pub(crate) heads: Words<()>,
    pub(crate) scopes: Words<ScopeClass>,
    /// The figures' own few words.
    pub(crate) marks: Marks,
}

impl TargetRules {
    pub(crate) fn load(files: &Files) -> Result<TargetRules, Error> {
        Ok(TargetRules {
            verbs: words(files, "verbs.tsv", "surface", verb)?,
            cues: words(files, "cues.tsv", "cue", cue)?,
            hedges: words(files, "hedges.tsv", "surface", hedge)?,
            openers: words(files, "particles.tsv", "surface", opener)?,
            closers: words(files, "particles.tsv", "surface", |row| Ok((row.text("place")? == "end").then_some(())))?,
            heads: words(files, "heads.tsv", "surface", |_| Ok(Some(())))?,
            scopes: words(files, "scopes.tsv", "surface", scope)?,
            marks: Marks::load(files)?,
        })
    }
}

/// Read a table of words: the surface and its traditional form mean the same. Rows whose meaning is `None` are left out.
fn words<T: Copy>(files: &Files, name: &str, column: &str, read: impl Fn(&Row) -> Result<Option<T>, Error>) -> Result<Words<T>, Error> {
    let text = files.text(name)?;
    let table = Table::parse(name, &text);
    let mut pairs = Vec::new();
    for row in table.rows() {
        if let Some(value) = read(&row)? {
            pairs.push((row.text(column)?.to_string(), value));
            pairs.extend(row.optional("hant").map(|hant| (hant.to_string(), value)));
        }
    }
    Ok(Words::new(pairs))
}

fn verb(row: &Row) -> Result<Option<Verb>, Error> {
    let class = match row.text("class")? {
        "build" => VerbClass::Build,
        "gain" => VerbClass::Gain,
        "do" => VerbClass::Do,
        "reach" => VerbClass::Reach,
        "to" => VerbClass::To,
        "rise" => VerbClass::Rise,
        "fall" => VerbClass::Fall,
        "multiply" => VerbClass::Multiply,
        "rank" => VerbClass::Rank,
        "pay" => VerbClass::Pay,
        "none" => VerbClass::None,
        _ => return Err(row.fail("class", "is no class of verbs")),
    };
    let (noun, names) = match row.optional("noun") {
        None => (false, false),
        Some("yes") => (true, false),
        Some("names") => (true, true),
        Some(_) => return Err(row.fail("noun", "is none of yes, names")),
    };
    Ok(Some(Verb { class, noun, names }))
}

fn opener(row: &Row) -> Result<Option<bool>, Error> {
    Ok(match row.text("place")? {
        "start" => Some(false),
        "start-verb" => Some(true),
        "end" => None,
        _ => return Err(row.fail("place", "is none of start, start-verb, end")),
    })
}

fn reach(row: &Row) -> Result<Reach, Error> {
    Ok(match row.text("reach")? {
        "sentence" => Reach::Sentence,
        "clause" => Reach::Clause,
        "before" => Reach::Before,
        "after" => Reach::After,
        _ => return Err(row.fail("reach", "is none of sentence, clause, before, after")),
    })
}

fn hedge(row: &Row) -> Result<Option<Reach>, Error> {
    reach(row).map(Some)
}

fn cue(row: &Row) -> Result<Option<Cue>, Error> {
    let class = match row.text("class")? {
        "plan" => CueClass::Plan,
        "past" => CueClass::Past,
        "compared" => CueClass::Compared,
        "forecast" => CueClass::Forecast,
        "support" => CueClass::Support,
        "threshold" => CueClass::Threshold,
        "baseline" => CueClass::Baseline,
        "count" => CueClass::Count,
        "none" => CueClass::None,
        _ => return Err(row.fail("class", "is no class of cues")),
    };
    let reach = reach(row)?;
    let weight = row.decimal("weight")?;
    let weight = weight.to_i32().filter(|whole| Decimal::from(*whole) == weight).ok_or_else(|| row.fail("weight", "is no whole number"))?;
    Ok(Some(Cue { class, weight, reach }))
}

fn scope(row: &Row) -> Result<Option<ScopeClass>, Error> {
    Ok(Some(match row.text("class")? {
        "plan" => ScopeClass::Plan,
        "review" => ScopeClass::Review,
        "report" => ScopeClass::Report,
        "conditions" => ScopeClass::Conditions,
        "support" => ScopeClass::Support,
        _ => return Err(row.fail("class", "is none of plan, review, conditions, support")),
    }))
}

#[cfg(test)]
mod tests {
    use crate::rules::Rules;

    /// Every row of `text` whose example lacks the row's own word, or in which another word hides it.
    fn unproved(text: &str, column: usize, fires: impl Fn(&str, &str) -> bool) -> Vec<String> {
        let rows = text.lines().filter(|line| !line.starts_with('#')).skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
        rows.filter(|row| !fires(row[column], row[row.len() - 1])).map(|row| row[column].to_string()).collect()
    }

    #[test]
    fn every_row_fires_in_its_example() {
        let rules = &Rules::builtin().targets;
        let found = |hits: Vec<(usize, usize)>, word: &str, text: &str| hits.iter().any(|&(from, to)| &text[from..to] == word);
        macro_rules! prove {
            ($file:literal, $($words:expr),+) => {
                let missing = unproved(include_str!(concat!("../../rules/", $file)), 0, |word, example| {
                    false $(|| found($words.all(example).map(|(from, to, _)| (from, to)).collect(), word, example))+
                });
                assert!(missing.is_empty(), "{}: examples in which the row does not fire: {missing:?}", $file);
            };
        }
        prove!("verbs.tsv", rules.verbs);
        prove!("cues.tsv", rules.cues);
        prove!("hedges.tsv", rules.hedges);
        prove!("heads.tsv", rules.heads);
        prove!("scopes.tsv", rules.scopes);
        prove!("particles.tsv", rules.openers, rules.closers);
    }

    #[test]
    fn a_longer_word_hides_the_verb_in_it() {
        let verbs = &Rules::builtin().targets.verbs;
        let found: Vec<_> = verbs.all("规模以上工业增加值").map(|(_, _, verb)| verb.class).collect();
        assert_eq!(found, [super::VerbClass::None]);
    }
}

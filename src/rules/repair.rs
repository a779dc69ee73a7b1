//! Damage tables and the language model. In: characters.tsv, characters_context.tsv, readings.tsv, language.tsv, trigrams.tsv, words.tsv. Out: typed tables, each
//! parsed only when a page shows damage that needs it. Never done here: repairing.

use std::borrow::Cow;
use std::sync::OnceLock;

use rustc_hash::FxHashMap as HashMap;

use super::Files;
use super::table::Table;
use crate::error::Error;
use crate::repair::language::Language;

/// Rows of language.tsv (commonest first) whose first characters count as common to the pre-scan.
const COMMON_ROWS: usize = 2800;

/// Damage tables and the language model.
#[derive(Debug, Default)]
pub struct RepairRules {
    characters: Cow<'static, str>,
    context: Cow<'static, str>,
    readings: Cow<'static, str>,
    language: Cow<'static, str>,
    trigrams: Cow<'static, str>,
    words: Cow<'static, str>,
    mapping: OnceLock<Mapping>,
    spoken: OnceLock<Readings>,
    model: OnceLock<Language>,
    common: OnceLock<Vec<u64>>,
}

/// The characters of glossed mirrors.
#[derive(Debug, Default)]
pub struct Mapping {
    pairs: HashMap<char, (char, Vec<String>)>,
    words: HashMap<char, Vec<(Vec<char>, char)>>,
}

/// How characters are read that are no traditional forms.
#[derive(Debug, Default)]
pub struct Readings(HashMap<char, (Vec<String>, bool)>);

impl Readings {
    /// The toned readings of a character.
    pub(crate) fn of(&self, character: char) -> &[String] {
        self.0.get(&character).map_or(&[], |(readings, _)| readings)
    }

    /// Whether nobody needs to be told how a character is read.
    pub(crate) fn is_everyday(&self, character: char) -> bool {
        self.0.get(&character).is_some_and(|(_, everyday)| *everyday)
    }
}

impl Mapping {
    /// The simplified form of a traditional character, without context.
    pub(crate) fn simplified(&self, traditional: char) -> Option<char> {
        self.pairs.get(&traditional).map(|(simplified, _)| *simplified)
    }

    /// The toned readings of a traditional character.
    pub(crate) fn readings(&self, traditional: char) -> &[String] {
        self.pairs.get(&traditional).map_or(&[], |(_, readings)| readings)
    }

    /// The words around which a character takes another form.
    pub(crate) fn words(&self, traditional: char) -> &[(Vec<char>, char)] {
        self.words.get(&traditional).map_or(&[], Vec::as_slice)
    }

    /// Every pair.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (char, char)> + '_ {
        self.pairs.iter().map(|(traditional, (simplified, _))| (*traditional, *simplified))
    }
}

impl RepairRules {
    pub(crate) fn load(files: &Files) -> Result<RepairRules, Error> {
        let rules = RepairRules {
            characters: files.text("characters.tsv")?,
            context: files.text("characters_context.tsv")?,
            readings: files.text("readings.tsv")?,
            language: files.text("language.tsv")?,
            trigrams: files.text("trigrams.tsv")?,
            words: files.text("words.tsv")?,
            ..RepairRules::default()
        };
        if !matches!(rules.characters, Cow::Borrowed(_)) || !matches!(rules.context, Cow::Borrowed(_)) {
            parse_mapping(&rules.characters, &rules.context)?; // told now, where a folder brings its own
        }
        if !matches!(rules.readings, Cow::Borrowed(_)) {
            parse_readings(&rules.readings)?;
        }
        Ok(rules)
    }

    /// Traditional characters, parsed at first use.
    pub(crate) fn mapping(&self) -> &Mapping {
        self.mapping.get_or_init(|| parse_mapping(&self.characters, &self.context).unwrap_or_default())
    }

    /// Readings of the other characters, parsed at first use.
    pub(crate) fn readings(&self) -> &Readings {
        self.spoken.get_or_init(|| parse_readings(&self.readings).unwrap_or_default())
    }

    /// The language model, parsed at first use.
    pub(crate) fn model(&self) -> &Language {
        self.model.get_or_init(|| Language::parse(&self.language, &self.trigrams, &self.words, self.mapping()))
    }

    /// A bit for each character of the basic plane: common in simplified text, and no sign of anything by itself, as （ is of a gloss and
    /// 屯 of memory never written.
    pub(crate) fn common(&self) -> &[u64] {
        self.common.get_or_init(|| {
            let mut bits = vec![0; 1024];
            let rows = self.language.lines().filter(|line| !line.starts_with("# ")).take(COMMON_ROWS);
            for first in rows.filter_map(|line| line.chars().next()).map(|first| first as usize).filter(|first| *first < 0x10000) {
                bits[first / 64] |= 1u64 << (first % 64);
            }
            for sign in ['（', '屯'].map(|sign| sign as usize) {
                bits[sign / 64] &= !(1u64 << (sign % 64));
            }
            bits
        })
    }
}

fn parse_mapping(characters: &str, context: &str) -> Result<Mapping, Error> {
    let mut mapping = Mapping::default();
    for row in Table::parse("characters.tsv", characters).rows() {
        let readings = row.list("readings").into_iter().map(str::to_string).collect();
        mapping.pairs.insert(single(&row, "traditional")?, (single(&row, "simplified")?, readings));
    }
    for row in Table::parse("characters_context.tsv", context).rows() {
        let (traditional, simplified) = (single(&row, "traditional")?, single(&row, "simplified")?);
        let words = mapping.words.entry(traditional).or_default();
        words.extend(row.list("words").into_iter().map(|word| (word.chars().collect(), simplified)));
    }
    Ok(mapping)
}

fn parse_readings(text: &str) -> Result<Readings, Error> {
    let mut readings = Readings::default();
    for row in Table::parse("readings.tsv", text).rows() {
        let known = row.list("readings").into_iter().map(str::to_string).collect();
        readings.0.insert(single(&row, "character")?, (known, row.optional("everyday") == Some("yes")));
    }
    Ok(readings)
}

fn single(row: &super::table::Row<'_, '_>, column: &str) -> Result<char, Error> {
    let mut chars = row.text(column)?.chars();
    match (chars.next(), chars.next()) {
        (Some(one), None) => Ok(one),
        _ => Err(row.fail(column, "is not one character")),
    }
}

#[cfg(test)]
mod tests {
    use crate::Rules;
    use crate::repair::repair_text;
    use crate::rules::table::Table;

    #[test]
    fn every_row_fires_on_its_example() {
        let rules = Rules::builtin();
        let mapping = rules.repair.mapping();
        let table = Table::parse("characters.tsv", &rules.repair.characters);
        for row in table.rows() {
            let (traditional, simplified) = (row.text("traditional").unwrap(), row.text("simplified").unwrap());
            assert_eq!(mapping.simplified(traditional.chars().next().unwrap()), simplified.chars().next(), "line {}", row.line());
            assert!(row.text("example").unwrap().starts_with(traditional), "line {}", row.line());
        }
        let readings = rules.repair.readings();
        for row in Table::parse("readings.tsv", &rules.repair.readings).rows() {
            let (character, example) = (row.text("character").unwrap(), row.text("example").unwrap());
            let known = readings.of(character.chars().next().unwrap());
            assert!(known.iter().any(|known| example == format!("{character}({known})")), "readings.tsv:{}: {example}", row.line());
        }
        let table = Table::parse("characters_context.tsv", &rules.repair.context);
        for row in table.rows() {
            let (example, simplified) = (row.text("example").unwrap(), row.text("simplified").unwrap());
            let page = format!("產(chǎn)業(yè)經(jīng)濟(jì){example}");
            let (edits, _) = repair_text(&page, rules);
            let mut after = page.clone();
            for edit in edits.iter().rev() {
                after.replace_range(edit.span.clone(), &edit.after);
            }
            assert!(after.contains(simplified), "characters_context.tsv:{}: {after}", row.line());
        }
    }
}

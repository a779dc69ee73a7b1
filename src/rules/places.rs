//! The gazetteer: rules/regions.tsv, regions_retired.tsv, place_decoys.tsv; and what headings are made of: headings.tsv.

use std::sync::OnceLock;

use rustc_hash::FxHashMap as HashMap;

use super::Files;
use super::lexicon::Lexicon;
use super::table::{Row, Table};
use crate::error::Error;

/// Level of an administrative division (or of what is treated like one).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// 全国.
    Country,
    /// 省 自治区 直辖市 特别行政区, 新疆生产建设兵团.
    Province,
    /// 地级市 地区 自治州 盟.
    Prefecture,
    /// 县 县级市 市辖区 旗.
    County,
}

/// A row of regions.tsv.
#[derive(Clone, Debug)]
pub struct Division {
    /// GB/T 2260 code.
    pub adcode: String,
    /// Its level.
    pub level: Level,
    /// Full present name.
    pub name: String,
    /// Index of the division it lies in; `None` for provinces and the country.
    pub parent: Option<usize>,
    /// ISO 3166-2:CN of its province.
    pub iso: Option<String>,
}

/// How a surface names a division.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Its full name, with 省 市 县 …
    Name,
    /// A short name that is safe wherever it stands.
    Alias,
    /// A full name of two characters (沛县): counts where no other word can run into it.
    Short,
    /// A bare name that counts only right behind its parent's.
    Stem,
    /// A former name, given up in that year.
    Retired(Option<i16>),
}

/// One thing that a surface may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sense {
    /// Index into [`PlaceRules::divisions`]; `None`: retired without a known successor.
    pub division: Option<usize>,
    /// How it is named.
    pub how: How,
}

/// What stands in the automaton.
#[derive(Clone, Debug, Default)]
pub struct Surface {
    /// Its text.
    pub text: String,
    /// What it may mean; empty: a decoy.
    pub senses: Vec<Sense>,
    /// What a word like 全省, 本市 speaks of: the unit (省 市) that a division's name ends with.
    pub unit: Option<char>,
    /// Whether it is two one-character names in a list (京、津).
    pub letters: bool,
}

/// What a row of headings.tsv is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Several provinces under one name (京津冀), or a class of cities (计划单列市).
    Group,
    /// The national level (国家层面) or an organ of it (工信部).
    National,
    /// An organ, behind a place's name (发展改革委).
    Organ,
    /// What may close a heading behind the place (篇).
    Tail,
    /// Words before a place that leads (其中).
    Intro,
    /// Labels before a place and a colon (试点地区：).
    Label,
    /// A development zone of the place before it.
    Zone,
    /// What a place's name before it belongs to (大学, 集团): the place is named, and nothing is told about it.
    Owner,
    /// What the title of a document that opens a line ends with (条例, 方案).
    Paper,
    /// Words of a weather box.
    Weather,
    /// What makes a place elsewhere, behind its name (以外).
    Elsewhere,
    /// What the names of newspapers and news sites end with.
    Press,
    /// What the names of organs and their sites end with.
    Official,
    /// What may count a list of places behind it (两 in 广东、福建两省).
    Several,
    /// What may name the class of a list of places (省份).
    Listed,
}

/// The gazetteer and the words of headings.
#[derive(Debug, Default)]
pub struct PlaceRules {
    divisions: Vec<Division>,
    by_code: HashMap<String, usize>,
    surfaces: Vec<Surface>,
    by_text: HashMap<String, usize>,
    /// What may not stand behind a bare alias, by first character.
    after: HashMap<char, Vec<String>>,
    /// Surnames, which may not stand before a city's or county's short name, and words that end with one.
    surnames: HashMap<char, Vec<String>>,
    words: HashMap<(Part, char), Vec<String>>,
    sites: HashMap<String, usize>,
    /// One-character names (京 沪), used only where nothing else stands.
    abbreviations: HashMap<char, usize>,
    names: OnceLock<Lexicon>,
}

/// Characters of the longest word that is looked for at an end.
const LONGEST_END: usize = 8;

impl PlaceRules {
    pub(crate) fn load(files: &Files) -> Result<PlaceRules, Error> {
        let mut rules = PlaceRules::default();
        rules.read_regions(&files.text("regions.tsv")?)?;
        rules.read_retired(&files.text("regions_retired.tsv")?)?;
        rules.read_decoys(&files.text("place_decoys.tsv")?)?;
        rules.read_headings(&files.text("headings.tsv")?)?;
        rules.pair_letters();
        Ok(rules)
    }

    fn read_regions(&mut self, text: &str) -> Result<(), Error> {
        let table = Table::parse("regions.tsv", text);
        let mut parents = Vec::new();
        for row in table.rows() {
            let level = level(&row)?;
            let adcode = row.text("adcode")?;
            if adcode.len() != 6 || !adcode.bytes().all(|b| b.is_ascii_digit()) {
                return Err(row.fail("adcode", "is not six digits"));
            }
            let index = self.divisions.len();
            let name = row.text("name")?;
            self.divisions.push(Division {
                adcode: adcode.to_string(),
                level,
                name: name.to_string(),
                parent: None,
                iso: row.optional("iso").map(str::to_string),
            });
            if self.by_code.insert(adcode.to_string(), index).is_some() {
                return Err(row.fail("adcode", "stands twice"));
            }
            for letter in row.list("abbr").into_iter().flat_map(str::chars) {
                self.abbreviations.insert(letter, index);
            }
            parents.push((row.optional("parent").map(str::to_string), row.line()));
            if level == Level::Country {
                continue; // 全国 is everyday language; headings.tsv knows its headings
            }
            // 城区, 矿区, 解放区: a name, and a common word.
            let full = match name.chars().count() {
                0..=2 if name.ends_with('县') => How::Short,
                0..=2 => How::Stem,
                _ if row.list("flags").contains(&"common_word") => How::Stem,
                _ => How::Name,
            };
            self.add(name, Sense { division: Some(index), how: full });
            for alias in row.list("aliases").into_iter().chain(row.list("traditional")) {
                self.add(alias, Sense { division: Some(index), how: How::Alias });
            }
            for stem in row.list("stems") {
                self.add(stem, Sense { division: Some(index), how: How::Stem });
            }
        }
        for (index, (code, line)) in parents.into_iter().enumerate() {
            let Some(code) = code else { continue };
            let parent = self.by_code.get(&code).copied();
            if parent.is_none() || parent == Some(index) {
                return Err(Error::Rule {
                    file: "regions.tsv".into(),
                    line,
                    column: "parent".into(),
                    problem: format!("{code} is no other row's adcode"),
                });
            }
            self.divisions[index].parent = parent;
        }
        for index in 0..self.divisions.len() {
            if self.divisions[index].iso.is_none() {
                self.divisions[index].iso = self.province(index).and_then(|province| self.divisions[province].iso.clone());
            }
        }
        Ok(())
    }

    fn read_retired(&mut self, text: &str) -> Result<(), Error> {
        for row in Table::parse("regions_retired.tsv", text).rows() {
            let division = match row.optional("successor") {
                None => None,
                Some(code) => Some(*self.by_code.get(code).ok_or_else(|| row.fail("successor", "is no adcode of regions.tsv"))?),
            };
            let year = match row.optional("year") {
                None => None,
                Some(year) => Some(year.parse().map_err(|_| row.fail("year", "is not a year"))?),
            };
            let name = row.text("name")?;
            // A name that lives on, or a common word, is not taken for the old place.
            let living = self
                .by_text
                .get(name)
                .is_some_and(|&at| self.surfaces[at].senses.iter().any(|sense| !matches!(sense.how, How::Retired(_) | How::Stem)));
            if name.chars().count() <= 2 {
                self.add(name, Sense { division, how: How::Stem }); // 城区: only behind its city
            } else if !living {
                self.add(name, Sense { division, how: How::Retired(year) });
                let short = name.strip_suffix("地区").or_else(|| name.strip_suffix('市')).filter(|short| short.chars().count() > 1);
                // 襄樊: the bare name of a former prefecture is as safe as its name, where nothing else bears it.
                if row.text("adcode")?.ends_with("00")
                    && let Some(short) = short
                    && !self.by_text.contains_key(short)
                {
                    self.add(short, Sense { division, how: How::Retired(year) });
                }
            }
        }
        Ok(())
    }

    fn read_decoys(&mut self, text: &str) -> Result<(), Error> {
        for row in Table::parse("place_decoys.tsv", text).rows() {
            let surface = row.text("surface")?;
            match row.text("kind")? {
                "word" => {
                    self.surface(surface);
                }
                "after" => {
                    if let Some(first) = surface.chars().next() {
                        self.after.entry(first).or_default().push(surface.to_string());
                    }
                }
                "surname" => {
                    if let Some(letter) = surface.chars().next_back() {
                        let words = self.surnames.entry(letter).or_default();
                        if surface.len() > letter.len_utf8() {
                            words.push(surface.to_string());
                        }
                    }
                }
                _ => return Err(row.fail("kind", "is none of word, after, surname")),
            }
        }
        Ok(())
    }

    fn read_headings(&mut self, text: &str) -> Result<(), Error> {
        for row in Table::parse("headings.tsv", text).rows() {
            let surface = row.text("surface")?;
            let part = match row.text("part")? {
                "group" => Part::Group,
                "national" => Part::National,
                "organ" => Part::Organ,
                "tail" => Part::Tail,
                "zone" => Part::Zone,
                "intro" => Part::Intro,
                "label" => Part::Label,
                "owner" => Part::Owner,
                "paper" => Part::Paper,
                "weather" => Part::Weather,
                "elsewhere" => Part::Elsewhere,
                "press" => Part::Press,
                "official" => Part::Official,
                "several" => Part::Several,
                "listed" => Part::Listed,
                "deictic" => {
                    let index = self.surface(surface);
                    self.surfaces[index].unit = surface.chars().next_back();
                    continue;
                }
                "site" => {
                    let code = row.text("adcode")?;
                    let index = self.by_code.get(code).ok_or_else(|| row.fail("adcode", "is no adcode of regions.tsv"))?;
                    self.sites.insert(surface.to_string(), *index);
                    continue;
                }
                _ => {
                    return Err(row.fail("part", "is no known part of a heading"));
                }
            };
            if let Some(first) = surface.chars().next() {
                self.words.entry((part, first)).or_default().push(surface.to_string());
            }
        }
        for list in self.words.values_mut() {
            list.sort_by_key(|word| std::cmp::Reverse(word.len()));
        }
        Ok(())
    }

    /// One-character names count in lists: any two of them, with the list's mark between.
    fn pair_letters(&mut self) {
        let mut letters: Vec<(char, usize)> = self.abbreviations.iter().map(|(letter, index)| (*letter, *index)).collect();
        letters.sort_unstable();
        for &(one, first) in &letters {
            for &(other, _) in letters.iter().filter(|(_, second)| *second != first) {
                let index = self.surface(&format!("{one}、{other}"));
                self.surfaces[index].letters = true;
            }
        }
    }

    fn surface(&mut self, text: &str) -> usize {
        if let Some(&index) = self.by_text.get(text) {
            return index;
        }
        let index = self.surfaces.len();
        self.surfaces.push(Surface { text: text.to_string(), ..Surface::default() });
        self.by_text.insert(text.to_string(), index);
        index
    }

    fn add(&mut self, text: &str, sense: Sense) {
        let index = self.surface(text);
        let senses = &mut self.surfaces[index].senses;
        if !senses.iter().any(|known| known.division == sense.division) {
            senses.push(sense);
        }
    }

    /// The divisions, in order of regions.tsv.
    pub fn divisions(&self) -> &[Division] {
        &self.divisions
    }

    /// The division with that code.
    pub fn division(&self, adcode: &str) -> Option<usize> {
        self.by_code.get(adcode).copied()
    }

    /// The surface at `index` of [`PlaceRules::names`].
    pub fn surface_at(&self, index: usize) -> Option<&Surface> {
        self.surfaces.get(index)
    }

    /// The surface that reads exactly so.
    pub fn lookup(&self, text: &str) -> Option<&Surface> {
        self.by_text.get(text).map(|&index| &self.surfaces[index])
    }

    /// The province with that one-character name (京).
    pub fn abbreviation(&self, letter: char) -> Option<usize> {
        self.abbreviations.get(&letter).copied()
    }

    /// The division of a government site's name (`gd` of www.gd.gov.cn).
    pub fn site(&self, label: &str) -> Option<usize> {
        self.sites.get(label).copied()
    }

    /// All names, to look for in a text; made once, when first used.
    pub fn names(&self) -> &Lexicon {
        self.names.get_or_init(|| Lexicon::new(self.surfaces.iter().map(|surface| surface.text.as_str()), false))
    }

    /// Whether a bare alias before `rest` belongs to another word (中山路, 长安汽车).
    pub fn taken_by_next(&self, rest: &str) -> bool {
        let Some(first) = rest.chars().next() else { return false };
        self.after.get(&first).is_some_and(|list| list.iter().any(|word| rest.starts_with(word.as_str())))
    }

    /// Whether `text` ends with a surname that is no end of another word (李, and 张 but not 紧张).
    pub fn surname_before(&self, text: &str) -> bool {
        let words = text.chars().next_back().and_then(|letter| self.surnames.get(&letter));
        words.is_some_and(|words| !words.iter().any(|word| text.ends_with(word.as_str())))
    }

    /// Length of the longest word of that part which `text` begins with.
    pub fn begins_with(&self, part: Part, text: &str) -> Option<usize> {
        let first = text.chars().next()?;
        self.words.get(&(part, first))?.iter().find(|word| text.starts_with(word.as_str())).map(|word| word.len())
    }

    /// Whether `text` ends with a word of that part that has two characters or more.
    pub fn ends_with(&self, part: Part, text: &str) -> bool {
        let ends = text.char_indices().rev().take(LONGEST_END).skip(1);
        ends.into_iter().any(|(at, _)| self.begins_with(part, &text[at..]) == Some(text.len() - at))
    }

    /// Whether `text` ends with a word of that part, of one character or more.
    pub fn closes_with(&self, part: Part, text: &str) -> bool {
        let ends = text.char_indices().rev().take(LONGEST_END);
        ends.into_iter().any(|(at, _)| self.begins_with(part, &text[at..]) == Some(text.len() - at))
    }

    /// Whether `text` is a word of that part.
    pub fn is(&self, part: Part, text: &str) -> bool {
        self.begins_with(part, text) == Some(text.len())
    }

    /// Whether `text` is made of words of that part, digits and signs.
    pub fn covers(&self, part: Part, text: &str) -> bool {
        let mut at = 0;
        while let Some(letter) = text[at..].chars().next() {
            at += match self.begins_with(part, &text[at..]) {
                Some(word) => word,
                None if letter.is_alphabetic() => return false,
                None => letter.len_utf8(),
            };
        }
        true
    }

    /// The innermost of a division and those it lies in whose name ends with `unit` (省 市); 国 is the country.
    pub fn unit_around(&self, index: usize, unit: char) -> Option<usize> {
        let mut at = Some(index);
        for _ in 0..4 {
            let division = self.divisions.get(at?)?;
            if division.name.ends_with(unit) || (unit == '县' && division.name.ends_with('旗')) {
                return at;
            }
            at = division.parent;
        }
        None
    }

    /// The province that a division is or lies in.
    pub fn province(&self, index: usize) -> Option<usize> {
        let mut at = index;
        for _ in 0..4 {
            match self.divisions.get(at)?.parent {
                None => return Some(at),
                Some(parent) => at = parent,
            }
        }
        Some(at)
    }

    /// Whether `inner` is `outer` or lies in it.
    pub fn within(&self, inner: usize, outer: usize) -> bool {
        let mut at = inner;
        for _ in 0..4 {
            if at == outer {
                return true;
            }
            match self.divisions.get(at).and_then(|division| division.parent) {
                None => return false,
                Some(parent) => at = parent,
            }
        }
        false
    }
}

fn level(row: &Row) -> Result<Level, Error> {
    match row.text("level")? {
        "country" => Ok(Level::Country),
        "province" => Ok(Level::Province),
        "prefecture" => Ok(Level::Prefecture),
        "county" => Ok(Level::County),
        _ => Err(row.fail("level", "is none of country, province, prefecture, county")),
    }
}

#[cfg(test)]
mod tests {
    use rustc_hash::FxHashMap as HashMap;

    use super::*;
    use crate::rules::Rules;

    fn rows(file: &str, wanted: &str) -> Vec<(String, Vec<String>)> {
        let path = format!("{}/rules/{file}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).unwrap();
        let table = Table::parse(file, &text);
        table
            .rows()
            .map(|row| (row.text("example").unwrap().to_string(), row.list(wanted).into_iter().map(str::to_string).collect()))
            .collect()
    }

    #[test]
    fn counts_are_the_official_ones() {
        let rules = &Rules::builtin().places;
        let count = |level| rules.divisions.iter().filter(|division| division.level == level).count();
        // 660000 and 133100 are no divisions.
        assert_eq!((count(Level::Province) - 1, count(Level::Prefecture) - 1, count(Level::County)), (34, 333, 2847));
        for (index, division) in rules.divisions.iter().enumerate() {
            match division.level {
                Level::Country => assert!(division.parent.is_none()),
                Level::Province => assert!(division.parent.is_none() || division.adcode == "660000"),
                _ => {
                    let province = rules.province(index).unwrap();
                    assert_eq!(rules.divisions[province].adcode[..2], division.adcode[..2], "{}", division.name);
                }
            }
            assert!(division.iso.as_ref().is_some_and(|iso| iso.starts_with("CN")), "{}", division.name);
        }
    }

    #[test]
    fn provinces_have_one_letter_each() {
        let rules = &Rules::builtin().places;
        let mut seen: HashMap<usize, usize> = HashMap::default();
        for &index in rules.abbreviations.values() {
            *seen.entry(index).or_default() += 1;
        }
        assert_eq!(seen.len(), 34);
        assert_eq!(rules.abbreviation('京').map(|at| rules.divisions[at].adcode.as_str()), Some("110000"));
    }

    #[test]
    fn heading_examples_hold_their_words() {
        for (example, surface) in rows("headings.tsv", "surface") {
            assert!(surface.iter().all(|word| example.contains(word.as_str())), "{example}");
        }
    }
}

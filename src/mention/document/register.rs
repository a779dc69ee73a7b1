//! The documents named so far, and which of them a short name means. In: titles and words with their sections. Out: indices.
//! Never done here: reading the text.

use rustc_hash::FxHashMap as HashMap;

use super::title::stem;
use super::{Document, Status};
use crate::letters;
use crate::rules::documents::DocumentRules;

/// Documents looked back at for one short name; keeps a page of 10^5 titles linear.
const LOOK_BACK: usize = 64;

/// The documents named so far.
#[derive(Debug, Default)]
pub struct Register {
    /// In order of first naming.
    pub documents: Vec<Document>,
    sections: Vec<usize>,
    /// The adcode of each section of the page.
    regions: Vec<Option<String>>,
    by_title: HashMap<String, usize>,
    by_number: HashMap<String, usize>,
    by_alias: HashMap<String, Vec<usize>>,
    /// By each surface of document_kinds.tsv that the title ends with.
    by_kind: HashMap<String, Vec<usize>>,
}

/// What makes two titles the same: letters and figures.
fn key(title: &str) -> String {
    title.chars().filter(|letter| letters::is_alphanumeric(*letter)).collect()
}

/// The parts of a title that a later mention may end like: 甲实施方案(2024年)及若干措施 is a 方案 too.
fn parts(title: &str) -> impl Iterator<Item = &str> {
    let joints = title.match_indices(['及', '和']).map(|(at, _)| title[..at].trim_end_matches('以'));
    std::iter::once(title).chain(joints.take(LOOK_BACK)).map(stem)
}

fn ends(title: &str, word: &str) -> bool {
    parts(title).any(|part| part.ends_with(word))
}

impl Register {
    /// No document yet; `regions`: the adcode of each section of the page.
    pub fn new(regions: Vec<Option<String>>) -> Register {
        Register { regions, ..Register::default() }
    }

    /// Whether what one section says may be meant in another: not across provinces.
    fn related(&self, a: usize, b: usize) -> bool {
        let province = |section: usize| self.regions.get(section).and_then(Option::as_deref).and_then(|code| code.get(..2));
        a == b || province(a).is_none() || province(b).is_none() || province(a) == province(b)
    }

    /// The document of exactly this title.
    pub fn titled(&self, title: &str) -> Option<usize> {
        self.by_title.get(&key(title)).copied()
    }

    /// The document of exactly this number.
    pub fn numbered(&self, number: &str) -> Option<usize> {
        self.by_number.get(number).copied()
    }

    /// A new document, in `section`.
    pub fn add(&mut self, document: Document, section: usize, rules: &DocumentRules) -> usize {
        let index = self.documents.len();
        if let Some(title) = &document.title {
            self.by_title.insert(key(title), index);
            if document.status != Status::NotPolicy {
                for (surface, _) in parts(title).flat_map(|part| rules.kinds.endings(part)) {
                    let known = self.by_kind.entry(surface.to_string()).or_default();
                    if known.last() != Some(&index) {
                        known.push(index);
                    }
                }
            }
        }
        if let Some(number) = &document.number {
            self.by_number.entry(number.clone()).or_insert(index);
        }
        self.documents.push(document);
        self.sections.push(section);
        index
    }

    /// Say that `index` has this number too.
    pub fn number(&mut self, index: usize, number: &str) {
        self.by_number.entry(number.to_string()).or_insert(index);
    }

    /// Say that `index` is called `word` too.
    pub fn alias(&mut self, index: usize, word: &str) {
        let known = self.by_alias.entry(word.to_string()).or_default();
        if known.last() != Some(&index) {
            known.push(index);
        }
        let aliases = &mut self.documents[index].aliases;
        if aliases.len() < LOOK_BACK && !aliases.iter().any(|alias| alias == word) {
            aliases.push(word.to_string());
        }
    }

    /// The document that `word` means in `section`: nearest first, the same section before others, a defined name before an
    /// ending of the title.
    pub fn meant(&self, word: &str, section: usize, rules: &DocumentRules) -> Option<usize> {
        let named = self.by_alias.get(word).map_or(&[][..], Vec::as_slice);
        let ending = rules.kinds.ending(word).and_then(|(kind, _)| self.by_kind.get(kind)).map_or(&[][..], Vec::as_slice);
        let ends = |index: &&usize| self.documents[**index].title.as_deref().is_some_and(|title| ends(title, word));
        let here = |index: &&usize| self.sections[**index] == section;
        let nearest = |list: &[usize]| {
            list.iter().rev().take(LOOK_BACK).copied().filter(|index| self.related(self.sections[*index], section)).collect::<Vec<usize>>()
        };
        let (named, ending) = (nearest(named), nearest(ending));
        let found = named.iter().find(here).or_else(|| ending.iter().filter(here).find(ends));
        found.or(named.first()).or_else(|| ending.iter().find(ends)).copied()
    }

    /// The only document whose title ends with `word`, where there is just one.
    pub fn only(&self, word: &str, rules: &DocumentRules) -> Option<usize> {
        let list = self.by_kind.get(rules.kinds.ending(word)?.0)?;
        let mut fit = list
            .iter()
            .take(LOOK_BACK)
            .filter(|index| self.documents[**index].title.as_deref().is_some_and(|title| stem(title).ends_with(word)));
        fit.next().filter(|_| fit.next().is_none()).copied()
    }
}

//! Pinyin glosses of hijacked mirrors: 產(chǎn)業(yè) → 产业, 人(rén)民 → 人民. In: a page's lines. Out: the lines without glosses, in
//! simplified characters where the mirror made them traditional. Detect: a character with its own reading in brackets. Accept: the
//! page does it to traditional characters and to no others, or here and there to any, those among them that everybody can read.
//! Never done here: touching a page that is simply traditional, readings that were meant, a text for learners, who get them all.

use crate::letters::is_han;
use std::collections::HashSet;

use super::line::Cell;
use crate::rules::repair::{Mapping, Readings, RepairRules};

/// The class.
pub(crate) const CLASS: &str = "pinyin-gloss";
/// A reading has at most this many letters (zhuāng), and the bracket may have a space before it.
const LONGEST: usize = 8;

/// What a page shows of glosses.
#[derive(Debug, Default)]
pub struct Evidence {
    /// Traditional characters with their own toned reading.
    toned: HashSet<char>,
    /// The same without the tone.
    bare: HashSet<char>,
    /// Glosses, all told, and how many stand in the middle of a text as mirrors have them.
    glosses: usize,
    inside: usize,
    /// Readings behind other characters that are not theirs: someone teaches or names.
    meant: usize,
    /// Other characters with their own toned reading, how many of them everybody can read, and such glosses, all told.
    plain: HashSet<char>,
    everyday: usize,
    plain_glosses: usize,
    /// Characters of the lines that were read.
    hanzi: usize,
}

/// Characters with their reading, and those among them that everybody can read, from which a page is a mirror that glosses any.
const PLAIN: usize = 6;
const EVERYDAY: usize = 2;
/// So many characters stand for each gloss at least: texts for learners gloss them all.
const SPARSE: usize = 3;

impl Evidence {
    /// Count the glosses of a line.
    pub(crate) fn read(&mut self, line: &[Cell], rules: &RepairRules) {
        self.hanzi += line.iter().filter(|cell| is_han(cell.ch)).count();
        for (index, cell) in line.iter().enumerate() {
            let Some(gloss) = gloss(line, index) else { continue };
            match fits(rules.mapping().readings(cell.ch), &gloss.reading) {
                Fit::Toned => self.toned.insert(cell.ch),
                Fit::Bare => self.bare.insert(cell.ch),
                Fit::No if is_plain(cell.ch, &gloss, rules.readings()) => {
                    self.plain_glosses += 1;
                    self.everyday += usize::from(self.plain.insert(cell.ch) && rules.readings().is_everyday(cell.ch));
                    continue;
                }
                Fit::No => {
                    self.meant += usize::from(gloss.toned && is_han(cell.ch));
                    continue;
                }
            };
            self.glosses += 1;
            self.inside += usize::from(line.get(gloss.end).is_some_and(|next| is_han(next.ch) || matches!(next.ch, ')' | '）')));
        }
    }

    /// Whether the page is a mirror that glosses any character here and there.
    pub(crate) fn accepts_plain(&self) -> bool {
        let own = self.meant * 8 <= self.plain_glosses;
        own && self.plain.len() >= PLAIN && self.everyday >= EVERYDAY && self.plain_glosses * SPARSE <= self.hanzi
    }

    /// Whether the page is a mirror that glosses traditional characters.
    pub(crate) fn accepts(&self) -> bool {
        let meant = self.meant + if self.accepts_plain() { 0 } else { self.plain_glosses };
        let own = meant * 8 <= self.glosses;
        own && (self.toned.len() >= 2 || self.bare.len() >= 3 || (self.toned.len() == 1 && self.inside > 0 && self.common()))
    }

    /// A single gloss counts where nobody would need to be told the reading.
    fn common(&self) -> bool {
        const NEVER_EXPLAINED: &str =
            "會沒來個們這時說對發開關國學業產經過實現點體務問題動機長門車東電話馬見兩萬與為專項區設計單員處長隊標準領導統規劃資質達";
        self.toned.iter().all(|c| NEVER_EXPLAINED.contains(*c))
    }
}

struct Gloss {
    reading: String,
    toned: bool,
    /// Index of the cell behind the closing bracket.
    end: usize,
}

enum Fit {
    Toned,
    Bare,
    No,
}

/// The letter without its tone, and whether it had one.
fn without_tone(c: char) -> Option<(char, bool)> {
    const TONED: &[(&str, char)] =
        &[("āáǎàă", 'a'), ("ēéěèĕế", 'e'), ("īíǐìĭ", 'i'), ("ōóǒòŏ", 'o'), ("ūúǔùŭ", 'u'), ("ǖǘǚǜü", 'ü'), ("ńňǹḿ", 'n'), ("ɡ", 'g')];
    match c {
        'a'..='z' => Some((c, false)),
        _ => TONED.iter().find(|(forms, _)| forms.contains(c)).map(|(_, bare)| (*bare, c != 'ü' && c != 'ɡ')),
    }
}

/// The bracketed syllable behind the character at `index`.
fn gloss(line: &[Cell], index: usize) -> Option<Gloss> {
    if !is_han(line.get(index)?.ch) || !matches!(line.get(index + 1)?.ch, '(' | '（') {
        return None;
    }
    syllable(line, index + 2)
}

/// A syllable from `index` on, and the closing bracket.
fn syllable(line: &[Cell], index: usize) -> Option<Gloss> {
    let (mut reading, mut toned) = (String::new(), false);
    for (at, cell) in line.iter().enumerate().skip(index).take(LONGEST + 2) {
        match cell.ch {
            ')' | '）' if !reading.is_empty() => return Some(Gloss { reading, toned, end: at + 1 }),
            ' ' | '\u{a0}' => {}
            c => {
                toned |= without_tone(c)?.1;
                reading.push(if c == 'ɡ' { 'g' } else { c });
            }
        }
    }
    None
}

/// An unmatched reading with its bracket from `index` on (the opening one was eaten): the index behind it.
pub(crate) fn orphan(line: &[Cell], index: usize) -> Option<usize> {
    syllable(line, index).filter(|gloss| gloss.toned).map(|gloss| gloss.end)
}

fn bare(reading: &str) -> String {
    reading.chars().map(|c| without_tone(c).map_or(c, |(letter, _)| letter)).map(|c| if c == 'v' { 'ü' } else { c }).collect()
}

/// Whether a gloss is the own reading of a character that is no traditional form.
fn is_plain(c: char, gloss: &Gloss, readings: &Readings) -> bool {
    is_han(c) && matches!(fits(readings.of(c), &gloss.reading), Fit::Toned)
}

fn fits(readings: &[String], reading: &str) -> Fit {
    if readings.iter().any(|known| known == reading) {
        return Fit::Toned;
    }
    let (letters, toned) = (bare(reading), bare(reading) != *reading);
    match readings.iter().any(|known| bare(known) == letters) {
        true if toned => Fit::Toned,
        true => Fit::Bare,
        false => Fit::No,
    }
}

/// The line without its glosses, with `plain` those behind any character; characters still as they are.
pub(crate) fn strip(line: &[Cell], plain: bool, rules: &RepairRules) -> Vec<Cell> {
    let mut kept = Vec::with_capacity(line.len());
    let mut index = 0;
    while let Some(cell) = line.get(index) {
        let mut cell = cell.clone();
        let own = |gloss: &Gloss| {
            !matches!(fits(rules.mapping().readings(cell.ch), &gloss.reading), Fit::No)
                || plain && is_plain(cell.ch, gloss, rules.readings())
        };
        let found = gloss(line, index).filter(own);
        index = match found {
            Some(gloss) => {
                cell.span.end = line.get(gloss.end - 1).map_or(cell.span.end, |last| last.span.end);
                cell.class = Some(CLASS);
                gloss.end
            }
            None => index + 1,
        };
        kept.push(cell);
    }
    kept
}

/// Traditional characters to simplified ones, by table and words.
pub(crate) fn simplify(line: &mut [Cell], mapping: &Mapping) {
    let before: Vec<char> = line.iter().map(|cell| cell.ch).collect();
    for (index, cell) in line.iter_mut().enumerate() {
        let Some(default) = mapping.simplified(cell.ch) else { continue };
        let after = mapping.words(cell.ch).iter().find(|(word, _)| around(&before, index, word)).map_or(default, |(_, other)| *other);
        if after != cell.ch {
            cell.ch = after;
            cell.class = Some(CLASS);
        }
    }
}

/// Whether `word` stands over the character at `index`.
fn around(text: &[char], index: usize, word: &[char]) -> bool {
    (0..word.len()).any(|offset| {
        word[offset] == text[index]
            && index
                .checked_sub(offset)
                .and_then(|start| text.get(start..start.checked_add(word.len())?))
                .is_some_and(|slice| slice == word)
    })
}

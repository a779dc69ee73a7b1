//! Pinyin glosses of hijacked mirrors: 產(chǎn)業(yè) → 产业. In: a page's lines. Out: the lines without glosses, in simplified
//! characters. Detect: a traditional character with its own reading in brackets. Accept: the page does it to traditional
//! characters and to no others. Never done here: touching a page that is simply traditional, or readings that were meant.

use std::collections::HashSet;

use super::line::Cell;
use crate::rules::repair::Mapping;

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
    /// Readings behind other characters: someone teaches or names.
    meant: usize,
}

impl Evidence {
    /// Count the glosses of a line.
    pub(crate) fn read(&mut self, line: &[Cell], mapping: &Mapping) {
        for (index, cell) in line.iter().enumerate() {
            let Some(gloss) = gloss(line, index) else { continue };
            match fits(mapping, cell.ch, &gloss.reading) {
                Fit::Toned => self.toned.insert(cell.ch),
                Fit::Bare => self.bare.insert(cell.ch),
                Fit::No => {
                    self.meant += usize::from(gloss.toned && is_hanzi(cell.ch));
                    continue;
                }
            };
            self.glosses += 1;
            self.inside += usize::from(line.get(gloss.end).is_some_and(|next| is_hanzi(next.ch) || matches!(next.ch, ')' | '）')));
        }
    }

    /// Whether the page is a glossed mirror.
    pub(crate) fn accepts(&self) -> bool {
        let own = self.meant * 8 <= self.glosses;
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

fn is_hanzi(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
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
    if !is_hanzi(line.get(index)?.ch) || !matches!(line.get(index + 1)?.ch, '(' | '（') {
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

fn fits(mapping: &Mapping, c: char, reading: &str) -> Fit {
    let readings = mapping.readings(c);
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

/// The line without its glosses; characters still as they are.
pub(crate) fn strip(line: &[Cell], mapping: &Mapping) -> Vec<Cell> {
    let mut kept = Vec::with_capacity(line.len());
    let mut index = 0;
    while let Some(cell) = line.get(index) {
        let mut cell = cell.clone();
        let found = gloss(line, index).filter(|gloss| !matches!(fits(mapping, cell.ch, &gloss.reading), Fit::No));
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

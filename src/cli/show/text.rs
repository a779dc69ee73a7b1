//! The text with its values in colour, wrapped, with its sections in the margin.

use std::ops::Range;

use qingyuan::record::{Record, Section, Span};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Style;
use super::grid::padded;
use crate::cli::paint::{Look, is_unsafe, safe};

/// Columns for the names of sections: as many as the longest takes, within these.
const LEAST_MARGIN: usize = 6;
const MOST_MARGIN: usize = 16;
/// Columns by which a section inside another one stands to the right.
const STEP: usize = 2;

/// A date.
pub const DATE: Look = Look("36");
/// A document.
pub const DOCUMENT: Look = Look("35");
/// A planned or required number.
pub const TARGET: Look = Look("1;32");
/// A place: a blue of 256 that can be read on black and on white; the first eight have none.
pub const PLACE: Look = Look("38;5;33");
const FIGURE: Look = Look("33");
const DAMAGE: Look = Look("1;31");
const HEADING: Look = Look("1");
const MARGIN: Look = Look("1;38;5;33");

/// What the colours mean.
fn legend(style: Style, margin: usize) -> String {
    if !style.paint.is_on {
        return String::new();
    }
    let kinds = [
        (TARGET, style.lang.pick("目标", "target")),
        (FIGURE, style.lang.pick("其他数字", "other number")),
        (DATE, style.lang.pick("日期", "date")),
        (DOCUMENT, style.lang.pick("文件", "document")),
        (PLACE, style.lang.pick("地名", "place")),
        (DAMAGE, style.lang.pick("损坏", "damage")),
    ];
    let words: Vec<_> = kinds.iter().map(|(look, name)| style.paint.dye(*look, *name)).collect();
    format!("{:margin$} {}\n\n", "", words.join("  "))
}

/// How each character looks; what is told later lies over what was told before.
fn looks(record: &Record, length: usize) -> Vec<Option<Look>> {
    let mut looks = vec![None; length];
    let mut lay = |span: Span, look: Look| looks[span[0].min(length)..span[1].min(length)].fill(Some(look));
    record.places.iter().for_each(|place| lay(place.span, PLACE));
    record.sections.iter().filter_map(|section| section.heading).for_each(|span| lay(span, HEADING));
    for document in &record.documents {
        document.span.into_iter().chain(document.mentions.iter().map(|mention| mention.span)).for_each(|span| lay(span, DOCUMENT));
    }
    record.figures.iter().for_each(|figure| lay(figure.span, FIGURE));
    record.dates.iter().filter_map(|date| date.span).for_each(|span| lay(span, DATE));
    record.targets.iter().for_each(|target| lay(target.span, TARGET));
    record.damage.iter().filter_map(|damage| damage.span).for_each(|span| lay(span, DAMAGE));
    looks
}

/// The name of each section as the margin shows it; empty where it is about no place.
fn names(record: &Record) -> Vec<String> {
    let mut depths: Vec<usize> = Vec::with_capacity(record.sections.len());
    let mut names = Vec::with_capacity(record.sections.len());
    for section in &record.sections {
        // A section inside one without a place stands where that one would.
        let depth = section.parent.map_or(0, |parent| depths[parent] + usize::from(record.sections[parent].region.is_some()));
        depths.push(depth);
        let name = section.region.as_ref().map(|region| format!("{:1$}{2}", "", depth * STEP, region.name));
        names.push(name.unwrap_or_default());
    }
    names
}

/// The sections that begin in a row of the text, but for those that hold others beginning there too.
fn begun(record: &Record, names: &[String], row: Range<usize>) -> String {
    let first = record.sections.partition_point(|section| section.span[0] < row.start);
    let here = record.sections[first..].iter().take_while(|section| section.span[0] < row.end);
    let mut begun: Vec<&Section> = Vec::new();
    for section in here.filter(|section| !names[section.id].is_empty()) {
        if begun.last().is_some_and(|outer| section.parent == Some(outer.id) && section.span[0] == outer.span[0]) {
            begun.pop();
        }
        begun.push(section);
    }
    let mut told = begun.iter().map(|section| names[section.id].as_str());
    let first = told.next().unwrap_or_default().to_string();
    told.fold(first, |told, name| told + "、" + name.trim_start())
}

/// The text, under a line that tells what its colours mean.
pub fn told(record: &Record, style: Style) -> String {
    let letters: Vec<char> = record.text.chars().collect();
    let looks = looks(record, letters.len());
    let names = names(record);
    // Several sections may begin in one line.
    let mut at = 0;
    let lines = letters.split(|letter| *letter == '\n').map(|line| {
        at += line.len() + 1;
        begun(record, &names, at - line.len() - 1..at).width()
    });
    let margin = lines.max().unwrap_or(0).clamp(LEAST_MARGIN, MOST_MARGIN);
    let width = style.width.saturating_sub(margin + 3).max(10);
    let mut out = legend(style, margin);
    let mut start = 0;
    for line in letters.split(|letter| *letter == '\n') {
        let end = start + line.len();
        for (row, (from, to)) in wrapped(line, width).into_iter().enumerate() {
            let begun = begun(record, &names, start + from..start + to.max(from + 1));
            if row == 0 && start > 0 && !begun.is_empty() {
                out.push('\n');
            }
            let bar = if to > from { " │ " } else { " │" };
            out += &format!("{}{}", style.paint.dye(MARGIN, padded(&begun, margin)), style.paint.dye(Look::DIM, bar));
            out += &dyed(&letters[start + from..start + to], &looks[start + from..start + to], style);
            out.push('\n');
        }
        start = end + 1;
    }
    out
}

/// Letters of one line, in runs of one look.
pub fn dyed(letters: &[char], looks: &[Option<Look>], style: Style) -> String {
    let mut out = String::new();
    let mut at = 0;
    while at < letters.len() {
        let run = looks[at..].iter().take_while(|look| **look == looks[at]).count();
        let text: String = letters[at..at + run].iter().collect();
        let text = safe(&text);
        match looks[at] {
            Some(look) => out += &style.paint.dye(look, text),
            None => out += &text,
        }
        at += run;
    }
    out
}

/// Columns that a character takes as it is shown.
fn columns(letter: char) -> usize {
    if is_unsafe(letter) { safe(&letter.to_string()).width() } else { letter.width().unwrap_or(0) }
}

/// Marks that do not begin a line.
fn hangs(letter: char) -> bool {
    "，。、；：！？）》」』】〉”’…%％,.;:!?)".contains(letter)
}

/// Marks that do not end a line.
fn opens(letter: char) -> bool {
    "（《「『【〈“‘([#¥￥".contains(letter)
}

/// Whether two letters stay on one line: digits and Latin letters with each other, a number with what follows it, marks with what
/// they open or close.
fn is_joined(before: char, letter: char) -> bool {
    let dash = |letter: char| matches!(letter, '—' | '–' | '-' | '.');
    let is_word = |letter: char| letter.is_alphanumeric() && letter.width() == Some(1) || dash(letter);
    hangs(letter) || opens(before) || is_word(before) && is_word(letter) || before.is_ascii_digit() && !letter.is_whitespace()
}

/// So many letters that belong together are taken to the next line as one.
const LONGEST: usize = 20;

/// Where a line is broken: between any two letters, but not before a mark that closes.
pub fn wrapped(line: &[char], width: usize) -> Vec<(usize, usize)> {
    let (mut rows, mut from, mut used) = (Vec::new(), 0, 0);
    let mut at = 0;
    while at < line.len() {
        let step = columns(line[at]);
        if used + step > width && at > from {
            let back = |joined: &dyn Fn(char, char) -> bool| {
                let least = at.saturating_sub(LONGEST).max(from + 1);
                (least + 1..=at).rev().find(|to| !joined(line[to - 1], line[*to]))
            };
            // Where no word ends near, at least no mark hangs.
            let to = back(&is_joined).or_else(|| back(&|before, letter| hangs(letter) || opens(before))).unwrap_or(at);
            rows.push((from, to));
            (from, used) = (to, line[to..at].iter().map(|letter| columns(*letter)).sum());
        }
        used += columns(line[at]);
        at += 1;
    }
    rows.push((from, line.len()));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_by_width_and_not_before_closing_marks() {
        let rows = |text: &str, width: usize| {
            let line: Vec<char> = text.chars().collect();
            wrapped(&line, width).into_iter().map(|(from, to)| line[from..to].iter().collect::<String>()).collect::<Vec<_>>()
        };
        assert_eq!(rows("培育企业三十家，建成园区", 14), ["培育企业三十", "家，建成园区"]);
        assert_eq!(rows("到期后2026年", 8), ["到期后", "2026年"]);
        assert_eq!(rows("突破1000亿元左右", 8), ["突破", "1000亿元", "左右"]);
        assert_eq!(rows("印发通知《方案》", 10), ["印发通知", "《方案》"]);
        assert_eq!(rows("印发《关于行动方案(2024—2027年)》。到期", 32), ["印发《关于行动方案", "(2024—2027年)》。到期"]);
        assert_eq!(rows("abcdefghijklmnopqrstuvwxyzabcdef。甲", 32), ["abcdefghijklmnopqrstuvwxyzabcde", "f。甲"]);
        assert_eq!(rows("", 8), [""]);
    }
}

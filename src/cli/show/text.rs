//! The text with its values in colour, wrapped, with its sections in the margin.

use qingyuan::record::{Record, Span};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Style;
use super::grid::padded;
use crate::cli::paint::{Look, is_unsafe, safe};

/// Columns for the names of sections.
const MARGIN: usize = 12;

const DATE: Look = Look("36");
const DOCUMENT: Look = Look("35");
const TARGET: Look = Look("1;32");
const FIGURE: Look = Look("33");
const PLACE: Look = Look("34");
const DAMAGE: Look = Look("1;31");
const HEADING: Look = Look("1");

/// What the colours mean.
pub fn legend(style: Style) -> String {
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
    format!("{:MARGIN$} {}\n\n", "", words.join("  "))
}

/// How each character looks; what is told later lies over what was told before.
fn looks(record: &Record, length: usize) -> Vec<Option<Look>> {
    let mut looks = vec![None; length];
    let mut lay = |span: Span, look: Look| looks[span[0].min(length)..span[1].min(length)].fill(Some(look));
    record.sections.iter().filter_map(|section| section.heading).for_each(|span| lay(span, HEADING));
    record.places.iter().for_each(|place| lay(place.span, PLACE));
    for document in &record.documents {
        document.span.into_iter().chain(document.mentions.iter().map(|mention| mention.span)).for_each(|span| lay(span, DOCUMENT));
    }
    record.figures.iter().for_each(|figure| lay(figure.span, FIGURE));
    record.dates.iter().filter_map(|date| date.span).for_each(|span| lay(span, DATE));
    record.targets.iter().for_each(|target| lay(target.span, TARGET));
    record.damage.iter().filter_map(|damage| damage.span).for_each(|span| lay(span, DAMAGE));
    looks
}

/// The text.
pub fn told(record: &Record, style: Style) -> String {
    let letters: Vec<char> = record.text.chars().collect();
    let looks = looks(record, letters.len());
    let width = style.width.saturating_sub(MARGIN + 3).max(10);
    let mut out = String::new();
    let mut start = 0;
    for line in letters.split(|letter| *letter == '\n') {
        let end = start + line.len();
        // The innermost section that begins on this line.
        let section = record.sections.iter().rfind(|section| (start..end.max(start + 1)).contains(&section.span[0]));
        let name = section.map_or(String::new(), |section| section.region.as_ref().map_or(String::new(), |region| region.name.clone()));
        for (row, (from, to)) in wrapped(line, width).into_iter().enumerate() {
            let name = padded(if row == 0 { &name } else { "" }, MARGIN);
            let name = style.paint.dye(Look::BOLD, name);
            out += &format!("{name} {} ", style.paint.dye(Look::DIM, "│"));
            out += &dyed(&letters[start + from..start + to], &looks[start + from..start + to], style);
            out.push('\n');
        }
        start = end + 1;
    }
    out
}

/// Letters of one line, in runs of one look.
fn dyed(letters: &[char], looks: &[Option<Look>], style: Style) -> String {
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

/// Where a line is broken: between any two letters, but not before a mark that closes.
pub fn wrapped(line: &[char], width: usize) -> Vec<(usize, usize)> {
    let (mut rows, mut from, mut used) = (Vec::new(), 0, 0);
    let mut at = 0;
    while at < line.len() {
        let step = columns(line[at]);
        if used + step > width && at > from {
            let mut to = at;
            // Digits and Latin letters stay together, a closing mark stays with what it closes.
            let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '.';
            while to > from + 1 && at - to < 12 && (hangs(line[to]) || is_word(line[to]) && is_word(line[to - 1])) {
                to -= 1;
            }
            let to = if to > from + 1 && at - to < 12 { to } else { at };
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
        assert_eq!(rows("", 8), [""]);
    }
}

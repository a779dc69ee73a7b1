//! What the input says, beside what was made of it: two columns, line by line.

use encoding_rs::Encoding;
use qingyuan::record::Record;
use similar::{Algorithm, DiffTag, capture_diff_slices};
use unicode_width::UnicodeWidthChar;

use super::Style;
use super::grid::padded;
use super::text::{dyed, wrapped};
use crate::cli::paint::{Look, safe};

/// Between the columns.
const BAR: &str = " │ ";
/// Longer pairs of lines are not compared letter by letter.
const MOST_COMPARED: usize = 8000;

/// Both columns; `lines`: where each line of the text stands in the input.
pub fn told(record: &Record, bytes: &[u8], lines: &[Option<(usize, usize)>], style: Style) -> String {
    let width = (style.width.saturating_sub(BAR.len())) / 2;
    let encoding = Encoding::for_label(record.decoding.encoding.as_bytes()).unwrap_or(encoding_rs::UTF_8);
    let head = style.lang.pick(["输入", "修复后的正文"], ["input", "repaired text"]);
    let bar = style.paint.dye(Look::DIM, BAR);
    let mut out = format!("{}{bar}{}\n", style.paint.dye(Look::BOLD, padded(head[0], width)), style.paint.dye(Look::BOLD, head[1]));
    for (line, source) in record.text.split('\n').zip(lines) {
        let said = source.and_then(|(start, end)| bytes.get(start..end)).map_or(String::new(), |bytes| decoded(bytes, encoding));
        let (said, line): (Vec<char>, Vec<char>) = (shown(&said), shown(line));
        let (gone, come) = differing(&said, &line);
        let (left, right) = (rows(&said, &gone, width, style), rows(&line, &come, width, style));
        for row in 0..left.len().max(right.len()) {
            let cell = |rows: &[(String, usize)]| rows.get(row).cloned().unwrap_or_default();
            let ((left, used), (right, _)) = (cell(&left), cell(&right));
            let fill = " ".repeat(width.saturating_sub(used));
            out += format!("{left}{fill}{bar}{right}").trim_end();
            out.push('\n');
        }
    }
    out
}

/// The bytes as their encoding reads them; those that are none of its characters are written as numbers.
fn decoded(bytes: &[u8], encoding: &'static Encoding) -> String {
    let (mut out, mut rest) = (String::new(), bytes);
    let mut decoder = encoding.new_decoder_without_bom_handling();
    while !rest.is_empty() {
        let mut piece = String::with_capacity(decoder.max_utf8_buffer_length_without_replacement(rest.len()).unwrap_or(rest.len() * 4));
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut piece, true);
        out += &piece;
        if let encoding_rs::DecoderResult::Malformed(length, behind) = result {
            let end = read.saturating_sub(usize::from(behind));
            let start = end.saturating_sub(usize::from(length));
            rest[start..end].iter().for_each(|byte| out += &format!("‹{byte:02X}›"));
            decoder = encoding.new_decoder_without_bom_handling();
            rest = &rest[end.max(1)..];
        } else {
            break;
        }
    }
    out
}

/// A line as it is shown.
fn shown(line: &str) -> Vec<char> {
    safe(line).chars().collect()
}

/// What is in one line alone, letter by letter: lost on the left, come on the right.
fn differing(left: &[char], right: &[char]) -> (Vec<Option<Look>>, Vec<Option<Look>>) {
    let whole = left.len() + right.len() > MOST_COMPARED && left != right;
    let mut gone = vec![whole.then_some(Look::RED); left.len()];
    let mut come = vec![whole.then_some(Look::GREEN); right.len()];
    if whole || left == right {
        return (gone, come);
    }
    for step in capture_diff_slices(Algorithm::Myers, left, right) {
        if step.tag() != DiffTag::Equal {
            gone[step.old_range()].fill(Some(Look::RED));
            come[step.new_range()].fill(Some(Look::GREEN));
        }
    }
    (gone, come)
}

/// A line's rows, each with its width.
fn rows(letters: &[char], looks: &[Option<Look>], width: usize, style: Style) -> Vec<(String, usize)> {
    let row = |(from, to): (usize, usize)| {
        let columns = letters[from..to].iter().map(|letter| letter.width().unwrap_or(0)).sum();
        debug_assert!(columns <= width + 2);
        (dyed(&letters[from..to], &looks[from..to], style), columns)
    };
    wrapped(letters, width).into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_bytes_are_numbers() {
        assert_eq!(decoded(b"\xd6\xd8\xc7", encoding_rs::GBK), "重‹C7›");
        assert_eq!(decoded(b"a\xffb", encoding_rs::UTF_8), "a‹FF›b");
    }
}

//! What the input says, beside what was made of it: two columns, line by line.

use encoding_rs::Encoding;
use qingyuan::record::Record;
use unicode_width::UnicodeWidthStr;

use super::Style;
use super::grid::padded;
use super::text::wrapped;
use crate::cli::paint::{Look, safe};

/// Between the columns.
const BAR: &str = " │ ";

/// Both columns; `lines`: where each line of the text stands in the input.
pub fn told(record: &Record, bytes: &[u8], lines: &[Option<(usize, usize)>], style: Style) -> String {
    let width = (style.width.saturating_sub(BAR.len())) / 2;
    let encoding = Encoding::for_label(record.decoding.encoding.as_bytes()).unwrap_or(encoding_rs::UTF_8);
    let head = style.lang.pick(["输入", "修复后的正文"], ["input", "repaired text"]);
    let bar = style.paint.dye(Look::DIM, BAR);
    let mut out = format!("{}{bar}{}\n", style.paint.dye(Look::BOLD, padded(head[0], width)), style.paint.dye(Look::BOLD, head[1]));
    for (line, source) in record.text.split('\n').zip(lines) {
        let said = source.and_then(|(start, end)| bytes.get(start..end)).map_or(String::new(), |bytes| decoded(bytes, encoding));
        let look = if said == line { Look("") } else { Look::RED };
        let (left, right) = (rows(&said, width), rows(line, width));
        for row in 0..left.len().max(right.len()) {
            let cell = |rows: &[String]| rows.get(row).cloned().unwrap_or_default();
            let left = padded(&cell(&left), width);
            let left = if look.0.is_empty() { left.into() } else { style.paint.dye(look, left) };
            out += format!("{left}{bar}{}", cell(&right)).trim_end();
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

/// A line as it is shown, wrapped.
fn rows(line: &str, width: usize) -> Vec<String> {
    let shown = safe(line);
    let letters: Vec<char> = shown.chars().collect();
    let rows = wrapped(&letters, width).into_iter().map(|(from, to)| letters[from..to].iter().collect::<String>());
    rows.inspect(|row| debug_assert!(row.width() <= width + 2)).collect()
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

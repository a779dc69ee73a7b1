//! Escapes that nobody undid: &amp;#x4E2D; &#20013 \u4e2d %E4%B8%AD. In: a line. Out: the line with the characters they stand
//! for. Accept: the line is made of escapes; an article that quotes one, code and addresses stay. Never done here: character
//! references that the markup itself decodes.

use encoding_rs::GB18030;

use super::bytes::gbk_pair;
use super::line::Cell;

/// The class.
pub(crate) const CLASS: &str = "escapes";
/// Escapes that a line must have.
const ENOUGH: usize = 4;

/// Escapes for each quotation mark of a line, where one stands beside a sign of code: prose has few, a string has two.
const QUOTED_IN_CODE: usize = 20;

/// The same where none does, and for references, which are no strings of a program.
const QUOTED: usize = 4;

/// A character found behind an escape, and the index of the cell behind that.
type Escape = (char, usize);

/// Undo the escapes of a line; `markup`: references are decoded later, only doubled ones are undone.
pub(crate) fn undo(line: &[Cell], markup: bool) -> Option<Vec<Cell>> {
    let reference = |line: &[Cell], at: usize| reference(line, at, markup);
    let quoted = || if quotes_code(line) { QUOTED_IN_CODE } else { QUOTED };
    replace(line, QUOTED, &reference).or_else(|| replace(line, quoted(), &unicode)).or_else(|| percent(line))
}

/// Whether a quotation mark stands beside a sign that separates strings: ["…", "…"].
fn quotes_code(line: &[Cell]) -> bool {
    let quote = |index: usize| line.get(index).is_some_and(|cell| matches!(cell.ch, '"' | '\''));
    let sign = |index: usize| {
        line.get(index).is_some_and(|cell| matches!(cell.ch, ',' | ':' | ';' | '=' | '(' | ')' | '[' | ']' | '+' | '<' | '>' | '"'))
    };
    (0..line.len()).any(|index| quote(index) && (sign(index + 1) || index > 0 && sign(index - 1)))
}

/// `quoted`: escapes for each quotation mark of the line.
fn replace(line: &[Cell], quoted: usize, escape: &dyn Fn(&[Cell], usize) -> Option<Escape>) -> Option<Vec<Cell>> {
    let (mut found, mut index, mut others, mut letters, mut quotes, mut code) = (Vec::new(), 0, 0, 0, 0, 0);
    while let Some(cell) = line.get(index) {
        if let Some((ch, end)) = escape(line, index) {
            found.push((index, end, ch));
            index = end;
            continue;
        }
        // Lost bytes are no text of the line's own.
        others += usize::from(!cell.ch.is_ascii() && cell.ch != '\u{fffd}');
        letters += usize::from(cell.ch.is_ascii_alphabetic());
        quotes += usize::from(matches!(cell.ch, '"' | '\''));
        code += usize::from(matches!(cell.ch, '`' | '{' | '='));
        index += 1;
    }
    let escapes = found.len();
    if escapes < ENOUGH || others * 4 > escapes || letters > escapes || code > 0 || quotes * quoted > escapes {
        return None;
    }
    let (mut out, mut at) = (Vec::new(), 0);
    for (start, end, ch) in found {
        out.extend_from_slice(&line[at..start]);
        out.push(Cell { ch, span: line[start].span.start..line[end - 1].span.end, class: Some(CLASS), margin: f32::INFINITY });
        at = end;
    }
    out.extend_from_slice(&line[at..]);
    Some(out)
}

fn ascii(line: &[Cell], at: usize, word: &str) -> Option<usize> {
    let mut end = at;
    for c in word.chars() {
        if !line.get(end)?.ch.eq_ignore_ascii_case(&c) {
            return None;
        }
        end += 1;
    }
    Some(end)
}

fn number(line: &[Cell], from: usize, radix: u32, most: usize) -> (u32, usize) {
    let (mut value, mut end) = (0u32, from);
    while end - from < most
        && let Some(digit) = line.get(end).and_then(|cell| cell.ch.to_digit(radix))
    {
        value = value.saturating_mul(radix).saturating_add(digit);
        end += 1;
    }
    (value, end)
}

/// A numeric reference to a character beyond ASCII, doubled or not, with or without its semicolon.
fn reference(line: &[Cell], at: usize, markup: bool) -> Option<Escape> {
    if line.get(at)?.ch != '&' {
        return None;
    }
    let mut start = at + 1;
    let mut doubled = false;
    while let Some(end) = ascii(line, start, "amp;") {
        start = end;
        doubled = true;
    }
    if markup && !doubled {
        return None;
    }
    let start = ascii(line, start, "#")?;
    let (value, end) = match ascii(line, start, "x") {
        Some(start) => number(line, start, 16, 6),
        None => decimal(line, start),
    };
    let c = char::from_u32(value).filter(|c| !c.is_ascii() && !c.is_control())?;
    match line.get(end).map(|cell| cell.ch) {
        Some(';') => Some((c, end + 1)),
        // The rest of it is lost: &#2361 was no ह.
        None | Some('\u{fffd}') if value < 0x2000 => None,
        _ => Some((c, end)),
    }
}

/// A decimal reference; without its semicolon the digits behind it may be the text's own: &#183606 is ·606. The longest one
/// of a usual character counts, or the longest of any.
fn decimal(line: &[Cell], start: usize) -> (u32, usize) {
    let (value, end) = number(line, start, 10, 7);
    if line.get(end).is_some_and(|cell| cell.ch == ';') {
        return (value, end);
    }
    let shorter = (3..=5).rev().map(|most| number(line, start, 10, most));
    let plane = shorter.filter(|(value, _)| *value <= 0xffff && !(0xd800..0xf900).contains(value));
    let mut longest = None;
    for reference in plane {
        if char::from_u32(reference.0).is_some_and(is_usual) {
            return reference;
        }
        longest = longest.or(Some(reference));
    }
    longest.unwrap_or((value, end))
}

/// A character of GBK, or punctuation: no letter, which would begin the number of most Chinese ones (&#25236 is no ü36).
fn is_usual(c: char) -> bool {
    let punctuation = matches!(c, '\u{a0}'..='\u{ff}' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff5e}');
    (punctuation || gbk_pair(c).is_some()) && (c >= '\u{2e80}' || !c.is_alphabetic())
}

/// \uXXXX.
fn unicode(line: &[Cell], at: usize) -> Option<Escape> {
    let start = ascii(line, at, "\\u")?;
    let (value, end) = number(line, start, 16, 4);
    let c = char::from_u32(value).filter(|c| end - start == 4 && !c.is_ascii() && !c.is_control())?;
    Some((c, end))
}

/// A line that is percent-encoded from end to end, in UTF-8 or GBK.
fn percent(line: &[Cell]) -> Option<Vec<Cell>> {
    let (mut bytes, mut origin, mut escaped, mut index) = (Vec::new(), Vec::new(), 0, 0);
    while let Some(cell) = line.get(index) {
        let (value, end) = if cell.ch == '%' { number(line, index + 1, 16, 2) } else { (0, 0) };
        if cell.ch == '%' && end == index + 3 {
            bytes.push(u8::try_from(value).ok()?);
            escaped += 1;
        } else if cell.ch.is_ascii_alphanumeric() || matches!(cell.ch, '_' | '.' | '-' | '~' | '/' | '\r') {
            bytes.push(u8::try_from(cell.ch as u32).ok()?);
        } else {
            return None;
        }
        origin.push((index, if end > index { end } else { index + 1 }));
        index = if end > index { end } else { index + 1 };
    }
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    let path = bytes.first() == Some(&b'/')
        || bytes.iter().any(|byte| matches!(byte, b'&' | b'='))
        || bytes.starts_with(b"http")
        || bytes.starts_with(b"www.");
    if escaped < 2 * ENOUGH || high * 2 < bytes.len() || path {
        return None;
    }
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text.to_string(),
        Err(_) => GB18030.decode_without_bom_handling_and_without_replacement(&bytes)?.into_owned(),
    };
    let utf8 = std::str::from_utf8(&bytes).is_ok();
    let (mut out, mut at, mut byte) = (Vec::new(), line.first()?.span.start, 0);
    for ch in text.chars() {
        byte += if utf8 { ch.len_utf8() } else { usize::from(super::bytes::encode(GB18030, ch)?.len) };
        let (_, last) = *origin.get(byte.checked_sub(1)?)?;
        let end = line.get(last - 1)?.span.end;
        out.push(Cell { ch, span: at..end, class: Some(CLASS), margin: f32::INFINITY });
        at = end;
    }
    Some(out)
}

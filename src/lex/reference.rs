//! Character references. In: bytes that start with `&`. Out: the characters meant and how many bytes said so, as the HTML
//! standard has it; the named ones come from html5ever's own table.

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// The longest name in the standard's table, without `&`, with `;`.
const LONGEST: usize = 32;

/// One or two characters and the number of bytes of the reference at the start of `bytes`; `None` where the `&` is only an `&`.
pub fn reference(bytes: &[u8]) -> Option<(char, Option<char>, usize)> {
    match bytes.get(1)? {
        b'#' => numeric(bytes).map(|(found, len)| (found, None, len)),
        _ => named(bytes),
    }
}

/// Append the reference at the start of `bytes` to `text`; the number of bytes read, `None` (nothing appended) for a bare `&`.
pub fn push_reference(bytes: &[u8], text: &mut String) -> Option<usize> {
    let (first, second, len) = reference(bytes)?;
    text.push(first);
    text.extend(second);
    Some(len)
}

fn numeric(bytes: &[u8]) -> Option<(char, usize)> {
    let (start, radix) = if matches!(bytes.get(2), Some(b'x' | b'X')) { (3, 16) } else { (2, 10) };
    let mut at = start;
    let mut number = 0u32;
    while let Some(digit) = bytes.get(at).and_then(|byte| char::from(*byte).to_digit(radix)) {
        number = number.saturating_mul(radix).saturating_add(digit);
        at += 1;
    }
    if at == start {
        return None;
    }
    if bytes.get(at) == Some(&b';') {
        at += 1;
    }
    let found = match number {
        0 => None,
        0x80..=0x9f => C1_REPLACEMENTS[(number - 0x80) as usize].or(char::from_u32(number)),
        _ => char::from_u32(number),
    };
    Some((found.unwrap_or('\u{fffd}'), at))
}

/// The longest name of the table that stands here.
fn named(bytes: &[u8]) -> Option<(char, Option<char>, usize)> {
    let mut len = 1;
    while len <= LONGEST && bytes.get(len).is_some_and(u8::is_ascii_alphanumeric) {
        len += 1;
    }
    if bytes.get(len) == Some(&b';') {
        len += 1;
    }
    while len > 1 {
        let name = std::str::from_utf8(&bytes[1..len]).ok()?;
        // Zero marks a mere prefix of a name.
        if let Some(&(first, second)) = NAMED_ENTITIES.get(name)
            && first != 0
        {
            return Some((char::from_u32(first)?, char::from_u32(second).filter(|found| *found != '\0'), len));
        }
        len -= 1;
    }
    None
}

/// An attribute's value with its references decoded. Unlike in text, a name without `;` before `=` or a letter stays as it is.
pub fn attribute_value(raw: &str) -> String {
    let bytes = raw.as_bytes();
    let mut value = String::with_capacity(raw.len());
    let mut at = 0;
    while at < bytes.len() {
        let next = memchr::memchr2(b'&', b'\r', &bytes[at..]).map_or(bytes.len(), |found| at + found);
        value.push_str(&raw[at..next]);
        at = next;
        if bytes.get(at) == Some(&b'\r') {
            value.push('\n');
            at += if bytes.get(at + 1) == Some(&b'\n') { 2 } else { 1 };
        } else if at < bytes.len() {
            match reference(&bytes[at..]) {
                Some((first, second, len)) if ends(&bytes[at..], len) => {
                    value.push(first);
                    value.extend(second);
                    at += len;
                }
                _ => {
                    value.push('&');
                    at += 1;
                }
            }
        }
    }
    value
}

/// Whether a reference of `len` bytes counts inside an attribute.
fn ends(bytes: &[u8], len: usize) -> bool {
    let closed = bytes[len - 1] == b';' || bytes[1] == b'#';
    closed || !bytes.get(len).is_some_and(|next| *next == b'=' || next.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(raw: &str) -> Option<(String, usize)> {
        let mut text = String::new();
        push_reference(raw.as_bytes(), &mut text).map(|len| (text, len))
    }

    #[test]
    fn references_decode_as_the_standard_says() {
        assert_eq!(text("&nbsp;"), Some(("\u{a0}".into(), 6)));
        assert_eq!(text("&ampx"), Some(("&".into(), 4)));
        assert_eq!(text("&notit;"), Some(("¬".into(), 4)));
        assert_eq!(text("&notin;"), Some(("∉".into(), 7)));
        assert_eq!(text("&#20135;"), Some(("产".into(), 8)));
        assert_eq!(text("&#x4EA7业"), Some(("产".into(), 7)));
        assert_eq!(text("&#150;"), Some(("–".into(), 6)));
        assert_eq!(text("&#0;"), Some(("\u{fffd}".into(), 4)));
        assert_eq!(text("&#99999999999;"), Some(("\u{fffd}".into(), 14)));
        assert_eq!(text("&NotEqualTilde;"), Some(("≂\u{338}".into(), 15)));
        for bare in ["&", "& ", "&#", "&#x", "&企业", "&zz;", "&id=1"] {
            assert_eq!(text(bare), None, "{bare}");
        }
    }

    #[test]
    fn in_an_attribute_an_open_name_before_a_letter_stays() {
        assert_eq!(attribute_value("?a=1&copy=2&amp;b&lt"), "?a=1&copy=2&b<");
    }
}

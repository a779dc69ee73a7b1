//! What no number is read from: titles, document numbers, dates, addresses, codes. In: the text and what earlier finders took.
//! Out: sorted spans, and the reading of a figure that is glued to letters. Never done here: values.

use super::Mask;
use super::context::Context;
use super::date::DateMention;
use super::document::Document;
use crate::trace::TextSpan;

/// Longest title looked for, in bytes: longer ones are an unclosed mark.
const TITLE: usize = 600;

/// The masks, sorted, none overlapping.
pub fn collect(context: &Context, documents: &[Document], dates: &[DateMention]) -> Vec<Mask> {
    let mut masks: Vec<Mask> = dates.iter().map(|date| date.span).collect();
    for document in documents {
        masks.extend((!document.span.is_empty()).then_some(document.span));
        masks.extend(document.number_span);
        masks.extend(document.mentions.iter().map(|mention| mention.span));
    }
    places(context, &mut masks);
    titles(context.text, &mut masks);
    numbers(context.text, &mut masks);
    addresses(context.text, &mut masks);
    masks.sort();
    let mut merged: Vec<Mask> = Vec::with_capacity(masks.len());
    for mask in masks {
        match merged.last_mut() {
            Some(last) if mask.start < last.end => last.end = last.end.max(mask.end),
            _ => merged.push(mask),
        }
    }
    merged
}

/// 五家渠, 三台县: places whose names begin like a count. Short names of two characters may be one (三台).
fn places(context: &Context, masks: &mut Vec<Mask>) {
    let names = context.sections.places().iter().map(|place| place.span);
    masks.extend(names.filter(|name| {
        let mut letters = context.str(*name).chars();
        letters.next().is_some_and(|first| "一二三四五六七八九十百千万双两".contains(first)) && letters.nth(1).is_some()
    }));
}

/// 《…》 on one line.
fn titles(text: &str, masks: &mut Vec<Mask>) {
    let mut from = 0;
    while let Some(open) = memchr::memmem::find(&text.as_bytes()[from..], "《".as_bytes()) {
        let start = from + open;
        let inner = start + "《".len();
        let (mut depth, mut end) = (1, None);
        for (at, letter) in text[inner..].char_indices().take_while(|(at, letter)| *at < TITLE && *letter != '\n') {
            match letter {
                '《' => depth += 1,
                '》' => depth -= 1,
                _ => continue,
            }
            if depth > 3 {
                break;
            }
            if depth == 0 {
                end = Some(inner + at + letter.len_utf8());
                break;
            }
        }
        match end {
            Some(end) => {
                masks.push(TextSpan::new(start, end));
                from = end;
            }
            None => from = inner,
        }
    }
}

/// Addresses of pages and mailboxes: https://…, www.…, name@host.
fn addresses(text: &str, masks: &mut Vec<Mask>) {
    let bytes = text.as_bytes();
    let part = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte);
    let host = |byte: u8| byte.is_ascii_alphanumeric() || b"-._+".contains(&byte);
    let mut from = 0;
    while let Some(at) = memchr::memchr2(b'@', b':', &bytes[from..]).map(|at| from + at) {
        from = at + 1;
        let mailbox = bytes[at] == b'@';
        if !mailbox && !bytes[at..].starts_with(b"://") {
            continue;
        }
        let before = bytes[..at].iter().rev().take(64).take_while(|byte| host(**byte)).count();
        let after = if mailbox {
            bytes[at + 1..].iter().take(256).take_while(|byte| host(**byte)).count()
        } else {
            bytes[at + 1..].iter().take_while(|byte| part(**byte)).count()
        };
        if before > 0 && after > 0 {
            masks.push(TextSpan::new(at - before, at + 1 + after));
            from = at + 1 + after;
        }
    }
    for at in memchr::memmem::find_iter(bytes, b"www.") {
        let length = bytes[at..].iter().take(256).take_while(|byte| part(**byte)).count();
        masks.push(TextSpan::new(at, at + length));
    }
}

/// 〔2021〕29号 in every form of bracket.
fn numbers(text: &str, masks: &mut Vec<Mask>) {
    let bytes = text.as_bytes();
    for at in memchr::memmem::find_iter(bytes, "号".as_bytes()) {
        let end = at + "号".len();
        let head = text[..at].trim_end_matches([' ', '\u{3000}']);
        let digits = head.bytes().rev().take(6).take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > 5 {
            continue;
        }
        let head = head[..head.len() - digits].trim_end_matches([' ', '\u{3000}']);
        let head = head.strip_suffix('第').unwrap_or(head).trim_end_matches([' ', '\u{3000}']);
        let Some(head) = head.strip_suffix(['〕', ']', '］', '】', ')', '）', '﹞', '>', '〉']) else { continue };
        let head = head.trim_end_matches(' ');
        let year = head.bytes().rev().take(5).take_while(u8::is_ascii_digit).count();
        let Some(head) = (year == 4).then(|| &head[..head.len() - year]) else { continue };
        let head = head.trim_end_matches(' ');
        if let Some(head) = head.strip_suffix(['〔', '[', '［', '【', '(', '（', '﹝', '<', '〈']) {
            masks.push(TextSpan::new(head.len(), end));
        }
    }
}

/// A figure glued to letters: what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glued {
    /// PM2.5, 5G, 3A.
    Name(TextSpan),
    /// A code, the number of a telephone or an account.
    Identifier(TextSpan),
}

/// Look at the figure that begins at `at`: the whole run of letters and digits it is in. `None` where it stands alone.
/// The run is looked at no further than `LONGEST` to either side.
pub fn glued(text: &str, at: usize, limit: usize) -> Option<Glued> {
    const LONGEST: usize = 120;
    let bytes = text.as_bytes();
    // The letters and digits that touch the figure.
    let touches = |byte: u8| byte.is_ascii_alphanumeric();
    let (mut first, mut last) = (at, at);
    while first > limit && at - first < LONGEST && touches(bytes[first - 1]) {
        first -= 1;
    }
    if first == at && first > limit + 1 && matches!(bytes[first - 1], b'-' | b'.') && bytes[first - 2].is_ascii_alphabetic() {
        // COVID-19, No.5
        first -= 1;
        while first > limit && at - first < LONGEST && touches(bytes[first - 1]) {
            first -= 1;
        }
    }
    while last < bytes.len() && last - at < LONGEST && (touches(bytes[last]) || inner_mark(bytes, last)) {
        last += 1;
    }
    let span = TextSpan::new(first, last);
    let word = &text[first..last];
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let letters = word.bytes().any(|byte| byte.is_ascii_alphabetic());
    if !letters {
        return phone(word).then_some(Glued::Identifier(span));
    }
    let code = digits >= 8 || word.len() > 16;
    Some(if code { Glued::Identifier(span) } else { Glued::Name(span) })
}

/// A point, stroke or hyphen between two letters or digits.
fn inner_mark(bytes: &[u8], at: usize) -> bool {
    matches!(bytes[at], b'.' | b'-' | b'/' | b'_')
        && at > 0
        && bytes[at - 1].is_ascii_alphanumeric()
        && bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric)
}

/// Digits alone that are a telephone number: 13800138000, 010-12345678, 400-810-8888.
fn phone(word: &str) -> bool {
    let plain = word.bytes().all(|byte| byte.is_ascii_digit());
    let mobile = plain && word.len() == 11 && word.starts_with('1') && !word.starts_with("10");
    let mut parts = word.split('-');
    let (area, local) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let landline = area.starts_with('0') && matches!(area.len(), 3 | 4) && matches!(local.len(), 7 | 8);
    let service = matches!(area, "400" | "800") && local.len() >= 3;
    let long = plain && word.len() >= 15 && !word.ends_with("0000");
    let bytes = local.bytes().all(|byte| byte.is_ascii_digit());
    mobile || (bytes && (landline || service)) || long
}

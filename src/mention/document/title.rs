//! Titles between 《 and 》. In: the text. Out: where the titles stand, nested ones too. Never done here: deciding whether a
//! title names a new document.

use std::borrow::Cow;

use crate::limits;
use crate::trace::TextSpan;

/// Longest title, in bytes: 200 characters. What is longer is a mark that was never closed.
const LONGEST: usize = 600;
/// Line feeds that may break one title.
const MOST_BREAKS: usize = 3;

/// A title between marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked {
    /// With its marks.
    pub span: TextSpan,
    /// Without.
    pub inner: TextSpan,
    /// Stands inside another title's marks.
    pub nested: bool,
}

/// The titles between 《 and 》, by their start. Marks that do not pair are passed over. Linear in the text.
pub fn find(text: &str) -> Vec<Marked> {
    let bytes = text.as_bytes();
    let (mut open, mut pairs) = (Vec::new(), Vec::new());
    for last in memchr::memchr2_iter(0x8a, 0x8b, bytes) {
        // 《 and 》 are E3 80 8A and E3 80 8B.
        let Some(at) = last.checked_sub(2).filter(|at| bytes[*at..].starts_with(&[0xe3, 0x80])) else { continue };
        if bytes[last] == 0x8a {
            open.push(at);
        } else if let Some(start) = open.pop() {
            let (span, inner) = (TextSpan::new(start, last + 1), TextSpan::new(start + 3, at));
            if inner.len() <= LONGEST && is_title(&text[inner.range()]) {
                pairs.push(Marked { span, inner, nested: false });
                if pairs.len() >= limits::VALUES {
                    break;
                }
            }
        }
    }
    pairs.sort_by_key(|pair| (pair.span.start, std::cmp::Reverse(pair.span.end)));
    let mut outer_end = 0;
    for pair in &mut pairs {
        pair.nested = pair.span.end <= outer_end;
        outer_end = outer_end.max(pair.span.end);
    }
    pairs
}

fn is_title(inner: &str) -> bool {
    inner.chars().any(char::is_alphanumeric)
        && !inner.contains(['。', '；'])
        && memchr::memchr_iter(b'\n', inner.as_bytes()).count() <= MOST_BREAKS
}

/// A title as it is said: line feeds with the layout beside them taken out, and the spaces of a spaced-out line.
pub fn clean(inner: &str) -> Cow<'_, str> {
    let inner = inner.trim();
    let letters = inner.chars().filter(|letter| !letter.is_whitespace()).count();
    let spaces = inner.chars().filter(|letter| letter.is_whitespace() && *letter != '\n').count();
    if letters > 3 && spaces * 10 >= (letters - 1) * 8 {
        return inner.chars().filter(|letter| !letter.is_whitespace()).collect::<String>().into();
    }
    if !inner.contains(['\n', '\r']) {
        return inner.into();
    }
    inner.split(['\n', '\r']).map(str::trim).collect::<String>().into()
}

/// A title without what stands in brackets at its end: (试行), (2024—2026年).
pub fn stem(title: &str) -> &str {
    let mut stem = title.trim_end();
    for _ in 0..3 {
        let open = match stem.chars().next_back() {
            Some('）') | Some(')') => stem.rfind(['（', '(']),
            Some('〕') => stem.rfind('〔'),
            Some(']') => stem.rfind('['),
            _ => None,
        };
        match open {
            Some(open) if open > 0 => stem = stem[..open].trim_end(),
            _ => break,
        }
    }
    stem
}

//! The look that nearly every line gets: is there anything to do? In: a line. Out: signs of damage. Never done here: deciding;
//! a sign only says which class to try.

use super::misread::Weighed;

/// What a line shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    /// A bracket with a letter in it behind a character.
    pub(crate) gloss: bool,
    /// A mark of loss before punctuation or a letter, or U+FFFD.
    pub(crate) mark: bool,
    /// Many characters that Chinese seldom uses.
    pub(crate) odd: bool,
    /// A mark and a space behind the first character of a line or a bracket.
    pub(crate) apart: bool,
    /// Signs of escapes.
    pub(crate) escape: bool,
    /// Lost text, radicals.
    pub(crate) lost: bool,
    /// Set later: the line was read wrongly, and too much is lost to undo it.
    pub(crate) unread: bool,
    /// Set later: the line may be damaged, and what may be spent on a page was spent before it.
    pub(crate) untried: bool,
    /// Set later: what the doubtful bytes of a misread line had left.
    pub(crate) weighed: Weighed,
}

impl Signs {
    /// Whether nothing is to be done.
    pub(crate) fn none(self) -> bool {
        self == Signs::default()
    }
}

/// Look at one line. `common` has a bit for each common character but （ and 屯; `markup` decodes references of its own.
pub(crate) fn scan(line: &str, markup: bool, common: &[u64]) -> Signs {
    let bytes = line.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or(b' ');
    let (mut signs, mut index, mut odd, mut wide, mut narrow, mut escapes) = (Signs::default(), 0, 0usize, 0usize, 0usize, 0usize);
    while index < bytes.len() {
        let byte = bytes[index];
        if byte < 0x80 {
            match byte {
                b'(' => {
                    signs.gloss |= index > 0 && bytes[index - 1] >= 0x80 && (at(index + 1).is_ascii_lowercase() || at(index + 1) >= 0x80)
                }
                b'?' => {
                    // Behind a wide character, or a gloss that is still there; at a line's start 海 of 海口 can be the one hit.
                    let beside = index == 0 || matches!(bytes[index - 1], 0x80..|b')'| b'\n');
                    signs.apart |= at(index + 1) == b' ' && index >= 3 && is_open(bytes.get(..index - 3).unwrap_or_default());
                    signs.mark |= beside && !matches!(at(index + 1), b' ' | b'\r' | b'<') || at(index + 1) == b'?'
                }
                b'%' | b'\\' => escapes += 1,
                b'&' if at(index + 1) == b'#' => escapes += usize::from(!markup),
                b'&' => escapes += usize::from(["&amp;#", "&amp;a"].iter().any(|doubled| line[index..].starts_with(doubled))),
                _ => {}
            }
            index += 1;
        } else if byte < 0xe0 {
            narrow += 1;
            index += 2;
        } else if byte < 0xf0 {
            let next = bytes.get(index + 1..index + 3).unwrap_or(b"  ");
            let code = (usize::from(byte & 0xf) << 12) | (usize::from(next[0] & 0x3f) << 6) | usize::from(next[1] & 0x3f);
            wide += 1;
            // What needs a second look is not among them.
            if common.get(code / 64).is_some_and(|bits| bits >> (code % 64) & 1 == 1) {
                index += 3;
                continue;
            }
            match code {
                0xff08 => signs.gloss |= at(index + 3).is_ascii_lowercase() || (0xc3..=0xc9).contains(&at(index + 3)),
                0x5c6f => signs.lost = true,
                _ => {
                    odd += usize::from(!(0x2000..0x4000).contains(&code));
                    signs.mark |= code == 0xfffd;
                    signs.lost |= matches!(code, 0xfffd | 0x951f | 0x70eb | 0x847a | 0x2e80..=0x2fdf);
                }
            }
            index += 3;
        } else {
            odd += 1;
            wide += 1;
            index += 4;
        }
    }
    signs.escape = escapes >= 4;
    signs.lost |= signs.mark;
    signs.odd = odd >= 2 && odd * 4 >= wide || narrow >= 2 && narrow * 5 >= line.len() / 2 || odd + narrow >= 40;
    signs
}

/// Whether a line or a bracket begins behind these bytes.
fn is_open(before: &[u8]) -> bool {
    before.is_empty() || before.ends_with(b"[") || ["【", "〔"].iter().any(|open| before.ends_with(open.as_bytes()))
}

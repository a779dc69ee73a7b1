//! What a line is written with. In: a line. Out: its length and which marks stand in it, from one pass over its characters, so
//! that the questions asked of every line cost one look each. Never done here: saying what follows from a mark.

use crate::rules::patterns::letter_bit;

/// A line's characters, counted, and its marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Characters.
    pub chars: usize,
    /// Which letters it has, as [`letter_bit`]s.
    pub letters: u64,
    marks: u16,
}

/// 。
pub const FULL_STOP: u16 = 1;
/// ，
pub const COMMA: u16 = 1 << 1;
/// ；
pub const SEMICOLON: u16 = 1 << 2;
/// ！？… and their ASCII kin: with the full stop and the semicolon, what ends sentences.
pub const OTHER_STOP: u16 = 1 << 3;
/// 、 and the ASCII comma.
pub const OTHER_COMMA: u16 = 1 << 4;
/// ： (wide).
pub const WIDE_COLON: u16 = 1 << 5;
/// What may stand between a label and its value besides it: the ASCII colon, bars, a tab.
pub const SEPARATOR: u16 = 1 << 6;
/// An ASCII digit.
pub const DIGIT: u16 = 1 << 7;
/// What parts the steps of a path.
pub const ARROW: u16 = 1 << 8;
/// 年
pub const YEAR: u16 = 1 << 9;

/// White space of any kind.
pub const SPACE: u16 = 1 << 10;
/// A tab: cells.
pub const TAB: u16 = 1 << 11;

/// The marks of the ASCII characters.
const ASCII: [u16; 128] = ascii();

const fn ascii() -> [u16; 128] {
    let mut marks = [0; 128];
    let mut at = 0;
    while at < 128 {
        marks[at] = match at as u8 {
            b'0'..=b'9' => DIGIT,
            b'!' | b'?' => OTHER_STOP,
            b',' => OTHER_COMMA,
            b':' | b'|' => SEPARATOR,
            b'\t' => SEPARATOR | SPACE | TAB,
            b'>' => ARROW,
            b' ' | b'\n' | b'\r' | 0x0b | 0x0c => SPACE,
            _ => 0,
        };
        at += 1;
    }
    marks
}

/// Chinese marks of three bytes, by some bits of the first and the last one; the bytes themselves, and what they mark.
const WIDE: [(u32, u16); 128] = wide();

const fn wide() -> [(u32, u16); 128] {
    let marks = [
        ('。', FULL_STOP),
        ('，', COMMA),
        ('；', SEMICOLON),
        ('！', OTHER_STOP),
        ('？', OTHER_STOP),
        ('、', OTHER_COMMA),
        ('：', WIDE_COLON),
        ('丨', SEPARATOR),
        ('｜', SEPARATOR),
        ('＞', ARROW),
        ('年', YEAR),
        ('\u{3000}', SPACE),
    ];
    let mut table = [(0, 0); 128];
    let mut at = 0;
    while at < marks.len() {
        let mut bytes = [0; 3];
        marks[at].0.encode_utf8(&mut bytes);
        let slot = slot(bytes);
        assert!(table[slot].0 == 0, "two marks share a place");
        table[slot] = (three(bytes), marks[at].1);
        at += 1;
    }
    table
}

const fn slot(bytes: [u8; 3]) -> usize {
    (bytes[2] & 0x3f) as usize | (bytes[0] as usize & 8) << 3
}

const fn three([first, second, third]: [u8; 3]) -> u32 {
    (first as u32) << 16 | (second as u32) << 8 | third as u32
}

/// The marks of the other characters.
fn other(letter: char) -> u16 {
    match letter {
        '…' => OTHER_STOP,
        '»' | '›' | '→' => ARROW,
        _ if letter.is_whitespace() => SPACE,
        _ => 0,
    }
}

impl Look {
    /// Look at a line.
    pub fn at(line: &str) -> Look {
        let bytes = line.as_bytes();
        let (mut chars, mut marks, mut letters, mut at) = (0, 0, 0, 0);
        while let Some(lead) = bytes.get(at) {
            chars += 1;
            let (mark, bit, len) = match (lead, bytes.get(at + 1), bytes.get(at + 2)) {
                (0..0x80, ..) => (ASCII[usize::from(*lead)], letter_bit(char::from(*lead)), 1),
                // Nearly all of Chinese, its marks too; a place in the table instead of a question for each.
                (0xe3..=0xef, Some(second), Some(third)) => {
                    let bytes = [*lead, *second, *third];
                    let (mark, kind) = WIDE[slot(bytes)];
                    (if mark == three(bytes) { kind } else { 0 }, 1 << ((second ^ third) & 63), 3)
                }
                _ => line[at..].chars().next().map_or((0, 0, 1), |letter| (other(letter), letter_bit(letter), letter.len_utf8())),
            };
            marks |= mark;
            letters |= bit;
            at += len;
        }
        Look { chars, letters, marks }
    }

    /// Whether white space stands between two characters of `line` that are not ASCII: words may be written apart (来 源).
    pub fn is_spaced(self, line: &str) -> bool {
        let wide = |letter: Option<char>| letter.is_some_and(|letter| !letter.is_ascii());
        let parted =
            |(at, _): (usize, &str)| wide(line[..at].trim_end().chars().next_back()) && wide(line[at..].trim_start().chars().next());
        self.has(SPACE) && line.match_indices(char::is_whitespace).any(parted)
    }

    /// Whether any of these marks stands in the line.
    #[inline]
    pub fn has(self, marks: u16) -> bool {
        self.marks & marks != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_every_mark() {
        for (line, chars, marks) in [
            ("", 0, 0),
            ("关于印发", 4, 0),
            ("来 源：某报", 6, WIDE_COLON | SPACE),
            ("来源 a 某", 6, SPACE),
            ("来\u{3000} 源", 4, SPACE),
            ("a 某", 3, SPACE),
            ("2024年，丨|", 8, DIGIT | YEAR | COMMA | SEPARATOR),
            ("甲\t乙", 3, SEPARATOR | SPACE | TAB),
            (
                "𠮷é。；！,、>…\u{2003}，？：｜＞\u{a0}",
                16,
                FULL_STOP | SEMICOLON | OTHER_STOP | OTHER_COMMA | ARROW | SPACE | COMMA | WIDE_COLON | SEPARATOR,
            ),
        ] {
            let letters = line.chars().map(letter_bit).fold(0, |all, bit| all | bit);
            assert_eq!(Look::at(line), Look { chars, letters, marks }, "{line}");
        }
        for (line, spaced) in
            [("来 源", true), ("来\u{3000} 源", true), ("来源 a", false), ("a 源", false), ("来源 ", false), ("来源", false)]
        {
            assert_eq!(Look::at(line).is_spaced(line), spaced, "{line}");
        }
    }
}

//! What a line is written with. In: a line. Out: its length and which marks stand in it, from one pass over its characters, so
//! that the questions asked of every line cost one look each. Never done here: saying what follows from a mark.

/// A line's characters, counted, and its marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Characters.
    pub chars: usize,
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

impl Look {
    /// Look at a line.
    pub fn at(line: &str) -> Look {
        let (mut chars, mut marks) = (0, 0);
        for letter in line.chars() {
            chars += 1;
            marks |= match letter {
                '0'..='9' => DIGIT,
                '。' => FULL_STOP,
                '，' => COMMA,
                '；' => SEMICOLON,
                '！' | '？' | '…' | '!' | '?' => OTHER_STOP,
                '、' | ',' => OTHER_COMMA,
                '：' => WIDE_COLON,
                ':' | '丨' | '|' | '｜' | '\t' => SEPARATOR,
                '>' | '＞' | '»' | '›' | '→' => ARROW,
                '年' => YEAR,
                _ => 0,
            };
        }
        Look { chars, marks }
    }

    /// Whether any of these marks stands in the line.
    #[inline]
    pub fn has(self, marks: u16) -> bool {
        self.marks & marks != 0
    }
}

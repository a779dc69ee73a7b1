//! Text that is gone: 锟斤拷, 烫烫烫, ????, runs of U+FFFD. In: a line as it stands after repair. Out: where. Never done here:
//! filling anything in.

use super::bytes::Target;
use super::line::Cell;
use super::{misread, shifted};

/// A stretch of cells whose text is lost.
pub(crate) struct Lost {
    pub(crate) class: &'static str,
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) note: &'static str,
}

/// What is lost in this line.
pub(crate) fn find(line: &[Cell]) -> Vec<Lost> {
    let mut found = Vec::new();
    let mut index = 0;
    while index < line.len() {
        let (class, end, least, note) = match line[index].ch {
            '锟' | '斤' | '拷' => (
                "overwritten-bytes",
                run(line, index, |c| matches!(c, '锟' | '斤' | '拷')),
                3,
                "U+FFFD saved and read as GBK: nothing is left",
            ),
            c @ ('烫' | '屯' | '葺') => {
                ("overwritten-bytes", run(line, index, |next| next == c), 4, "uninitialised memory: nothing is left")
            }
            '\u{fffd}' => ("replacement-marks", run(line, index, |c| c == '\u{fffd}'), 1, known(&line[index])),
            '?' => ("question-marks", run(line, index, |c| c == '?'), 4, "characters that an encoding did not have"),
            _ => {
                index += 1;
                continue;
            }
        };
        if end - index >= least {
            found.push(Lost { class, first: index, last: end - 1, note });
        }
        index = end;
    }
    found
}

/// What is known of a character that was not given back: which bytes it lost, where a reading was in doubt.
fn known(cell: &Cell) -> &'static str {
    if cell.class == Some(shifted::CLASS) {
        return "a byte of GBK is lost beside punctuation, and more than one character fits";
    }
    match misread::target(cell.class) {
        Some(_) if cell.margin.is_infinite() => "a sign of ASCII may be lost here",
        Some(Target::Utf8) => "a byte of UTF-8 is lost here, and more than one character fits",
        Some(Target::Gbk) => "a byte of GBK is lost here, and more than one character fits",
        Some(Target::Big5) | None => "bytes that no decoder could read",
    }
}

fn run(line: &[Cell], from: usize, same: impl Fn(char) -> bool) -> usize {
    line.iter().skip(from).position(|cell| !same(cell.ch)).map_or(line.len(), |length| from + length)
}

//! Wide spaces that an encoding did not have: 【摘? 要】 → 【摘　要】. In: a line. Out: the line with a space where a question mark
//! stood. Detect: single characters with `?` and a space between them, nothing else between brackets or before a colon. Accept: together
//! they are a word. Never done here: touching a question.

use super::language::Language;
use super::line::Cell;
use crate::letters::is_han;

/// The class.
pub(crate) const CLASS: &str = "lost-space";
/// Characters of a word that is written apart.
const MOST: usize = 6;

/// Put back the spaces; whether there were any.
pub(crate) fn undo(line: &mut Vec<Cell>, model: &Language) -> bool {
    let (mut start, mut changed) = (0, false);
    while start < line.len() {
        if let Some(end) = apart(line, start, model) {
            changed |= mend(line, start, end);
        }
        start += 1;
    }
    changed
}

/// Where the word that is written apart from `start` on ends.
fn apart(line: &[Cell], start: usize, model: &Language) -> Option<usize> {
    let at = |index: usize| line.get(index).map(|cell| cell.ch);
    let bracket = start.checked_sub(1).and_then(at);
    if !matches!(bracket, None | Some('【' | '[' | '〔')) || !at(start).is_some_and(is_han) {
        return None;
    }
    let (mut word, mut index, mut marks) = (vec![at(start)?], start + 1, 0);
    while word.len() <= MOST {
        let from = index;
        while let Some('?' | ' ' | '\u{3000}' | '\u{a0}') = at(index) {
            marks += usize::from(at(index) == Some('?'));
            index += 1;
        }
        let gap = line.get(from..index)?;
        if !gap.iter().any(|cell| cell.ch == '?') || !gap.iter().any(|cell| cell.ch != '?') {
            index = from;
            break;
        }
        word.push(at(index).filter(|c| is_han(*c))?);
        index += 1;
    }
    // 真? 的 on a line of its own may be asked.
    let closes = if bracket.is_some() { matches!(at(index), Some('】' | ']' | '〕')) } else { matches!(at(index), Some('：' | ':')) };
    (closes && marks > 0 && word.len() >= 2 && model.is_words(word.iter().copied())).then_some(index)
}

/// One wide space for each gap with a mark.
fn mend(line: &mut Vec<Cell>, start: usize, end: usize) -> bool {
    let mut kept: Vec<Cell> = Vec::with_capacity(line.len());
    for (index, cell) in line.drain(..).enumerate() {
        let inside = (start..end).contains(&index) && !is_han(cell.ch);
        match kept.last_mut() {
            Some(last) if inside && last.class == Some(CLASS) => last.span.end = cell.span.end,
            _ if inside => kept.push(Cell { ch: '\u{3000}', class: Some(CLASS), ..cell }),
            _ => kept.push(cell),
        }
    }
    *line = kept;
    true
}

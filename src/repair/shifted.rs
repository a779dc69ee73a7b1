//! Punctuation replaced in GBK bytes without regard to character boundaries: 规?；τ么际醮葱?， → 规模化应用带动技术创新，. In: a
//! line with marks of loss before punctuation. Out: the line read one byte earlier, the lost bytes chosen by the language model.
//! Accept: the bytes line up again and the text reads better than what stands there, by more than a margin over any other
//! filling. Never done here: filling a hole that has two likely answers.

use super::beam::{Choice, Reader, Unit};
use super::bytes::{self, Bytes, Target};
use super::gloss;
use super::language::Language;
use super::line::Cell;

/// The class.
pub(crate) const CLASS: &str = "byte-shift";
/// Nats by which the reading must beat the next best; abstaining below it is 17 % of the sites, with 96 % of the rest right
/// (3,381 real sentences, shared/tables).
const MARGIN: f32 = 2.0;
/// Nats that taking a mark for a lost byte costs.
const HOLE: f32 = 3.0;
/// Nats by which the repaired run must beat what stands there.
const GAIN: f32 = 4.0;
/// A run reaches at most this far behind its mark; more is read only where the next marks need it.
const REACH: usize = 400;

fn mark(c: char) -> bool {
    c == '?' || c == '\u{fffd}'
}

/// The byte that an ASCII or full-width mark of punctuation has behind A3.
fn punctuation(c: char) -> Option<u8> {
    match c {
        ',' | ':' | '(' | ')' | '?' | '!' | ';' => Some(c as u8 + 0x80),
        '，' => Some(0xac),
        '：' => Some(0xba),
        '（' => Some(0xa8),
        '）' => Some(0xa9),
        '？' => Some(0xbf),
        '！' => Some(0xa1),
        '；' => Some(0xbb),
        _ => None,
    }
}

/// Whether a run may start at `index`: a mark before punctuation, or before a reading whose bracket was eaten.
pub(crate) fn starts(line: &[Cell], index: usize) -> bool {
    let at = |index: usize| line.get(index).map(|cell| cell.ch);
    // At the start of a line, 海 of 海口 can be the one that was hit.
    let wide = |index: usize| at(index).is_some_and(|c| !c.is_ascii());
    let beside_wide = match index.checked_sub(1) {
        Some(before) if !matches!(at(before), Some(',' | ':' | ';' | '(' | ')')) => wide(before),
        _ => wide(index + 2),
    };
    beside_wide
        && at(index).is_some_and(mark)
        && (at(index + 1).and_then(punctuation).is_some() || gloss::orphan(line, index + 1).is_some())
}

/// Read every run of the line again.
pub(crate) fn undo(line: &[Cell], model: &Language) -> Option<Vec<Cell>> {
    let (mut out, mut changed, mut index) = (Vec::with_capacity(line.len()), false, 0);
    while index < line.len() {
        if !starts(line, index) {
            out.push(line[index].clone());
            index += 1;
            continue;
        }
        let before = out.last().map_or(model.start(), |cell: &Cell| model.symbol(cell.ch));
        match run(line, index, before, model) {
            Some((cells, end)) => {
                out.extend(cells);
                index = end;
                changed = true;
            }
            None => {
                out.push(line[index].clone());
                index += 1;
            }
        }
    }
    changed.then_some(out)
}

/// The run that starts at `start`, read one byte earlier, and where it ends; tries the nearest end first.
fn run(line: &[Cell], start: usize, before: super::language::Symbol, model: &Language) -> Option<(Vec<Cell>, usize)> {
    let limit = line.len().min(start + REACH);
    let mut best: Option<(f32, Vec<Cell>, usize)> = None;
    let mut tried = 0;
    for end in start + 2..=limit {
        // A run ends behind the mark that lost its last byte, or with a letter or sign of ASCII that was a trail byte.
        let last = line[end - 1].ch;
        let resync = mark(last) || matches!(last, '@'..='~');
        if !resync {
            continue;
        }
        let whole = reading(line, start..end, before, model, false).filter(|(gain, ..)| *gain > GAIN);
        let sure = whole.as_ref().is_some_and(|(_, margin, _)| *margin > MARGIN);
        // 很美, 很明: where only the last character has two likely answers, its byte stays lost and the rest is read.
        let open = || {
            let (gain, margin, mut cells) = reading(line, start..end - 1, before, model, true)?;
            // A question mark of the damage is told from one of the text's own.
            let class = if last == '\u{fffd}' { line[end - 1].class } else { Some(CLASS) };
            cells.push(Cell { ch: '\u{fffd}', class, ..line[end - 1].clone() });
            Some((gain, margin, cells))
        };
        let found = if sure || whole.is_none() || !mark(last) { whole } else { open() };
        if let Some((gain, margin, cells)) = found
            && gain > GAIN
            && margin > MARGIN
            && best.as_ref().is_none_or(|(other, ..)| gain > *other)
        {
            best = Some((gain, cells, end));
        }
        tried += 1;
        if tried >= 6 {
            break;
        }
    }
    best.map(|(_, cells, end)| (cells, end))
}

/// How much better the range reads one byte earlier, the margin over other readings, and the reading.
fn reading(
    line: &[Cell],
    range: std::ops::Range<usize>,
    before: super::language::Symbol,
    model: &Language,
    open: bool,
) -> Option<(f32, f32, Vec<Cell>)> {
    let (mut units, mut origin) = (Vec::new(), Vec::new());
    let mut index = range.start;
    let mut holes = 0;
    while index < range.end {
        let c = line[index].ch;
        let choices = if mark(c) {
            holes += 1;
            let mut choices = vec![Choice::Of((0x80..=0xfe).filter(|byte| *byte != 0xa1).collect(), 0.0), Choice::Of(vec![0xa1], 0.0)];
            if index > range.start && c == '?' {
                choices.push(Choice::Literal('?', 0.0));
                choices.push(Choice::Bytes(Bytes::new(&[0xa3, 0xbf])?, 0.0));
            }
            choices
        } else if let Some(byte) = punctuation(c) {
            vec![Choice::Literal(c, 0.0), Choice::Bytes(Bytes::new(&[0xa3, byte])?, 0.0)]
        } else {
            vec![Choice::Bytes(bytes::encode(encoding_rs::GB18030, c)?, 0.0)]
        };
        units.push(Unit { choices });
        origin.push(index);
        index += 1;
        if mark(c)
            && let Some(end) = gloss::orphan(line, index)
            && line.get(index).is_some_and(|next| next.ch != '(')
        {
            index = end.min(range.end);
            *origin.last_mut()? = index - 1;
        }
    }
    // What follows decides with: one character of context.
    let end = match line.get(range.end) {
        Some(next) => model.symbol(next.ch),
        None => model.end(),
    };
    let reader = Reader { model, target: Target::Gbk, start: before, end: Some(end), variant: 0.0, open };
    let best = reader.read(&units)?;
    let mut old = 0.0;
    let mut symbol = before;
    for cell in &line[range.clone()] {
        let next = model.symbol(cell.ch);
        old += model.score(symbol, next);
        symbol = next;
    }
    if !open {
        old += model.score(symbol, end);
    }
    let mut cells = Vec::with_capacity(best.chars.len());
    let mut at = line[range.start].span.start;
    for found in &best.chars {
        let (first, last) = (*origin.get(found.first)?, *origin.get(found.last)?);
        let original = &line[last];
        let until = original.span.end.max(at);
        let kept =
            first == last && (original.ch == found.ch || punctuation(original.ch) == punctuation(found.ch)) && at == original.span.start;
        let (ch, class) = if kept { (original.ch, original.class) } else { (found.ch, Some(CLASS)) };
        cells.push(Cell { ch, span: at..until, class, uncertain: best.margin < 3.0 });
        at = until;
    }
    if cells.iter().any(|cell| cell.class == Some(CLASS) && ('\u{e000}'..='\u{f8ff}').contains(&cell.ch)) {
        return None;
    }
    let cost = HOLE * holes as f32;
    Some((best.score - cost - old, best.margin, cells))
}

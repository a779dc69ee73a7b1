//! Punctuation replaced in GBK bytes without regard to character boundaries: 规?；τ么际醮葱?， → 规模化应用带动技术创新，. In: a
//! line with marks of loss before punctuation. Out: the line read one byte earlier, the lost bytes chosen by the language model.
//! Accept: the bytes line up again and the text reads better than what stands there, by more than a margin over any other
//! filling. Never done here: filling a hole that has two likely answers.

use std::ops::Range;

use super::beam;
use super::brackets::{closed, opened};
use super::bytes::{self, Bytes, High, Target};
use super::gloss;
use super::heard::Heard;
use super::language::Language;
use super::line::Cell;
use super::past::Best;
use super::reader::Reader;
use super::unit::{Choice, Unit};

/// The class.
pub(crate) const CLASS: &str = "byte-shift";
/// Nats by which a character must beat the next best; below it its byte stays lost. On 76 paragraphs of government pages and news
/// (172 lost bytes, three seeds) 0 answers all and 9 % wrongly, 1.2 leaves 6 % and has 6 % wrong, 2 leaves 12 % and has 3 %, 4
/// leaves a quarter and has 2 %: last bytes before punctuation are the doubtful ones, first bytes are right in 98 of 100.
const MARGIN: f32 = 2.0;
/// The same for a mark of punctuation with text behind it, which fits nearly anywhere: 海 before 空间 has A3 behind it, as the full stop
/// has, which is taken there with 4.5. Of 172 damaged paragraphs of five sets 126 come back with 6 and 128 with 5, three are wrong with
/// either; with marks beside glosses one of 948 is wrong that was not (回。 for 回校) and two come back. Before a quotation mark, a figure or
/// the line's end it is what it seems to be.
const MARGIN_OF_MARKS: f32 = 5.0;
/// Nats that taking a mark for a lost byte costs.
const HOLE: f32 = 3.0;
/// Nats by which the repaired run must beat what stands there.
const GAIN: f32 = 4.0;
/// Mean log probability of the run and what stands beside it, below which it is no text. Looser than in `misread`: runs are short.
const READS_WELL: f32 = -9.5;
/// Score a character above which a reading with what follows it is settled: text has −5, a wrong end leaves nonsense behind it.
const SETTLED: f32 = -5.5;
/// Characters beside a run that are read with it.
const CONTEXT: usize = 4;
/// Ends that are tried.
const ENDS: usize = 6;
/// Nats for a mark inside a run that is the text's own question mark.
const QUESTION: f32 = 2.0;
/// Nats for a mark that stands for two bytes which make no pair.
const UNPAIRED: f32 = 2.0;
/// Score a character below which a run has lost more than its ends.
const NO_TEXT: f32 = -6.2;
/// Runs of a line that could not be read: beyond them nothing is tried, it is no text.
const MOST_FAILED: usize = 4;
/// Nats for a pair of GBK's user-defined zones that was dropped without a mark.
const LOST_PAIR: f32 = 6.0;
/// Units of a run in which such a pair is looked for.
const LONGEST_WITH_PAIR: usize = 16;
/// A run reaches at most this far behind its mark; more is read only where the next marks need it.
const REACH: usize = 400;

/// Full-width forms: two question marks in a row are no pair that was hit.
fn is_mark(c: char) -> bool {
    ('\u{ff00}'..='\u{ffef}').contains(&c)
}

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

/// Whether `index` lies in three marks or more in a row: no text is left there that a reading could rest on.
fn is_gone(line: &[Cell], index: usize) -> bool {
    let marked = |index: usize| line.get(index).is_some_and(|cell| mark(cell.ch));
    let first = index.saturating_sub(2);
    (first..=index).any(|start| (start..start + 3).all(marked))
}

/// Whether a run may start at `index`: a mark before punctuation, or before a reading whose bracket was eaten.
pub(crate) fn starts(line: &[Cell], index: usize) -> bool {
    let at = |index: usize| line.get(index).map(|cell| cell.ch);
    // At the start of a line, 海 of 海口 can be the one that was hit.
    let wide = |index: usize| at(index).is_some_and(|c| !c.is_ascii());
    // U+FFFD is never the text's own.
    let beside_wide = at(index) == Some('\u{fffd}')
        || match index.checked_sub(1) {
            Some(before) if !matches!(at(before), Some(',' | ':' | ';' | '(' | ')')) => wide(before),
            _ => wide(index + 2),
        };
    beside_wide
        && !is_gone(line, index)
        && at(index).is_some_and(mark)
        && (at(index + 1).and_then(punctuation).is_some() || gloss::orphan(line, index + 1).is_some())
}

/// Read every run of the line again.
pub(crate) fn undo(line: &[Cell], model: &Language, page: &Heard, variant: f32) -> Option<Vec<Cell>> {
    let (mut out, mut changed, mut index, mut failed) = (Vec::with_capacity(line.len()), false, 0, 0);
    while index < line.len() {
        if failed > MOST_FAILED || !starts(line, index) {
            out.push(line[index].clone());
            index += 1;
            continue;
        }
        match run(line, index, &out, model, page, variant) {
            Some((cells, end)) => {
                out.extend(cells);
                index = end;
                changed = true;
            }
            None => {
                out.push(line[index].clone());
                index += 1;
                failed += 1;
            }
        }
    }
    changed.then_some(out)
}

/// A way to read a run: how much better it reads than what stands there, and its cells.
struct Attempt {
    gain: f32,
    /// Whether it reads so well, with what follows, that no later end need be tried.
    settled: bool,
    /// Whether it reads badly all the same.
    weak: bool,
    cells: Vec<Cell>,
}

/// Whether another character than this one, with `next` behind it, is nearly as likely.
fn is_doubtful(cell: &Cell, next: Option<char>) -> bool {
    let mark = is_mark(cell.ch) || matches!(cell.ch, '、' | '。');
    let text = |c: char| c.is_alphabetic() || c == '\u{fffd}';
    let margin = if mark && next.is_some_and(text) { MARGIN_OF_MARKS } else { MARGIN };
    cell.class == Some(CLASS) && cell.margin < margin
}

/// The run that starts at `start`, read one byte earlier, and where it ends; tries the nearest end first.
fn run(line: &[Cell], start: usize, before: &[Cell], model: &Language, page: &Heard, variant: f32) -> Option<(Vec<Cell>, usize)> {
    let limit = line.len().min(start + REACH);
    let limit = (start..limit).find(|index| is_gone(line, *index)).unwrap_or(limit);
    let mut best: Option<(Attempt, usize)> = None;
    // A run ends behind the mark that lost its last byte, or with a letter or sign of ASCII that was a trail byte.
    let ends = (start + 2..=limit).filter(|end| mark(line[end - 1].ch) || matches!(line[end - 1].ch, '@'..='~'));
    // Marks alone are no text: the byte behind the first must be there.
    let stands = |end: &usize| line[start..*end].iter().any(|cell| !mark(cell.ch));
    for end in ends.filter(stands).take(ENDS) {
        if let Some(attempt) = reading(line, start..end, before, model, page, variant, false)
            && attempt.gain > GAIN
            && best.as_ref().is_none_or(|(other, _)| attempt.gain > other.gain)
        {
            let settled = attempt.settled;
            best = Some((attempt, end));
            if settled {
                break;
            }
        }
    }
    let (mut best, end) = best?;
    let behind = line.get(end).map(|cell| cell.ch);
    let doubts = |cells: &[Cell]| -> Vec<bool> {
        let next = cells.iter().skip(1).map(|cell| Some(cell.ch)).chain(std::iter::once(behind));
        cells.iter().zip(next).map(|(cell, next)| is_doubtful(cell, next)).collect()
    };
    let accepts = |cells: &[Cell]| {
        let doubts = doubts(cells);
        let sure = cells.iter().zip(&doubts).filter(|(cell, doubt)| cell.class == Some(CLASS) && !**doubt && !is_mark(cell.ch)).count();
        let beside = &before[before.len().saturating_sub(CONTEXT)..];
        let whole = beside.iter().chain(cells).chain(&line[end..line.len().min(end + CONTEXT)]);
        // A mark that is split between a sure character and a doubtful one is as well the text's own, between two lost ones.
        doubts.iter().filter(|doubt| **doubt).count() < sure && model.mean(whole.map(|cell| cell.ch)).is_some_and(|mean| mean >= READS_WELL)
    };
    if !accepts(&best.cells) {
        return None;
    }
    if best.weak
        && end - start <= LONGEST_WITH_PAIR
        && let Some(other) = reading(line, start..end, before, model, page, variant, true)
        && accepts(&other.cells)
    {
        best = other;
    }
    let mut cells = best.cells;
    // 很美, 很明: where a character has two likely answers, its byte stays lost and the rest is read.
    let doubts = doubts(&cells);
    cells.iter_mut().zip(doubts).filter(|(_, doubt)| *doubt).for_each(|(cell, _)| cell.ch = '\u{fffd}');
    Some((cells, end))
}

/// The units of a range, and the last cell that each stands for; the number of marks.
fn units(line: &[Cell], range: Range<usize>) -> Option<(Vec<Unit>, Vec<usize>, usize)> {
    let (mut units, mut origin, mut holes, mut index) = (Vec::new(), Vec::new(), 0, range.start);
    while index < range.end {
        let c = line[index].ch;
        let unit = if mark(c) {
            holes += 1;
            // Right behind a lost byte it is the punctuation that hit the pair.
            let hit = c == '?' && index > range.start && mark(line[index - 1].ch);
            let own = index > range.start && c == '?';
            let wide = Choice::Bytes(Bytes::new(&[0xa3, 0xbf])?, if hit { 0.0 } else { QUESTION });
            Unit::new(&[Choice::Of(High::between(0x81, 0xfe), if hit { QUESTION } else { 0.0 })])
                .or((index > range.start).then_some(Choice::Unpaired(UNPAIRED)))
                .or(own.then_some(Choice::Literal('?', QUESTION)))
                .or(own.then_some(wide))
        } else if let Some(byte) = punctuation(c) {
            Unit::new(&[Choice::Literal(c, 0.0), Choice::Bytes(Bytes::new(&[0xa3, byte])?, 0.0)])
        } else {
            Unit::new(&[Choice::Bytes(bytes::encode(encoding_rs::GB18030, c)?, 0.0)])
        };
        units.push(unit);
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
    Some((units, origin, holes))
}

fn lost_pair() -> Unit {
    Unit::new(&[Choice::Private(LOST_PAIR)])
}

/// The reading with one pair more that GBK leaves to its users, and the unit before which that pair was dropped: 所 in
/// 變?yōu)椤盀槲宜谩?，. `None` where it is not clearly better than any other, and than the one without.
fn with_lost_pair(reader: &Reader, units: &[Unit], places: Range<usize>, without: f32) -> Option<(usize, Best)> {
    let (mut best, mut second): (Option<(usize, Best)>, f32) = (None, without);
    for at in places {
        let with: Vec<Unit> = units[..at].iter().copied().chain([lost_pair()]).chain(units[at..].iter().copied()).collect();
        let Some(other) = reader.read(&with) else { continue };
        match &best {
            Some((_, known)) if other.score <= known.score => second = second.max(other.score),
            _ => {
                second = best.as_ref().map_or(second, |(_, known)| second.max(known.score));
                best = Some((at, other));
            }
        }
    }
    best.filter(|(_, best)| best.score - second >= MARGIN && best.margin() >= MARGIN)
}

/// The range read one byte earlier; with `pairs`, a pair of bytes may be missing besides.
fn reading(
    line: &[Cell],
    range: Range<usize>,
    before: &[Cell],
    model: &Language,
    page: &Heard,
    variant: f32,
    pairs: bool,
) -> Option<Attempt> {
    let (inner, mut origin, holes) = units(line, range.clone())?;
    // What stands beside decides with: the word that the run breaks into, and the one that goes on behind it.
    let context = &before[before.len().saturating_sub(CONTEXT)..];
    let earlier = &before[..before.len() - context.len()];
    let start = model.behind(earlier[earlier.len().saturating_sub(CONTEXT)..].iter().map(|cell| cell.ch));
    let open = opened(before[..before.len() - context.len()].iter().map(|cell| cell.ch));
    let behind = &line[range.end..line.len().min(range.end + CONTEXT)];
    let literal = |cell: &Cell| Unit::new(&[Choice::Literal(cell.ch, 0.0)]);
    let mut units: Vec<Unit> = context.iter().map(literal).chain(inner).chain(behind.iter().map(literal)).collect();
    let end = (behind.len() < CONTEXT).then(|| model.end());
    // What the rest of the line closes was opened before it; as far as it is whole.
    let rest = || line[range.end + behind.len()..].iter().map(|cell| cell.ch);
    let whole = rest().position(mark);
    let closed = closed(rest().take(whole.unwrap_or(usize::MAX)), whole.is_none());
    let reader =
        Reader { model, page, asked: true, target: Target::Gbk, start, open, end, closed, variant, behind: beam::BEHIND, alone: false };
    let mut best = reader.read(&units)?;
    let is_settled = |best: &Best| best.score > SETTLED * best.chars.len() as f32 && best.margin() >= MARGIN;
    let weak = best.score < NO_TEXT * best.chars.len() as f32;
    if pairs && let Some((at, other)) = with_lost_pair(&reader, &units, context.len() + 1..context.len() + origin.len(), best.score) {
        units.insert(at, lost_pair());
        origin.insert(at - context.len(), origin[at - context.len() - 1]);
        best = other;
    }
    let stands = context.iter().chain(&line[range.clone()]).chain(behind).map(|cell| cell.ch);
    let settled = is_settled(&best);
    let gain = best.score - HOLE * holes as f32 - reader.plain(stands);
    let mut cells = Vec::with_capacity(best.chars.len());
    let mut at = line[range.start].span.start;
    let inside = context.len()..context.len() + origin.len();
    for found in best.chars.iter().filter(|found| inside.contains(&found.last)) {
        let (first, last) = (*origin.get(found.first.checked_sub(inside.start)?)?, *origin.get(found.last - inside.start)?);
        let original = &line[last];
        let until = original.span.end.max(at);
        let kept =
            first == last && (original.ch == found.ch || punctuation(original.ch) == punctuation(found.ch)) && at == original.span.start;
        let (ch, class) = if kept { (original.ch, original.class) } else { (found.ch, Some(CLASS)) };
        cells.push(Cell { ch, span: at..until, class, margin: found.margin });
        at = until;
    }
    let private = |cell: &Cell| cell.class == Some(CLASS) && bytes::is_private_use(cell.ch);
    (!cells.iter().any(private)).then_some(Attempt { gain, settled, weak, cells })
}

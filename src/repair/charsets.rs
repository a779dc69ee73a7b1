//! What the characters of a misread line may have been as bytes. In: a line and a way to read wrongly. Out: units, each with its
//! possible bytes. Never done here: choosing among them.

use std::sync::LazyLock;

use encoding_rs::{BIG5, EUC_KR, GB18030, SHIFT_JIS};

use super::bytes::{self, Bytes, High, Step, Target};
use super::line::Cell;
use super::past::Found;
use super::shapes::{ASCII, Shape, Shapes, shapes};
use super::unit::{Choice, Unit};

/// Nats for a sign of ASCII that was full-width before it was folded.
const FOLDED: f32 = 4.0;
/// Nats for a question mark that a decoder put for the last byte of a character.
const MARKED: f32 = 1.0;
/// Nats for a pair of GBK's user-defined zones that was dropped whole.
const PRIVATE: f32 = 5.0;
/// Characters of a line in which whole pairs may be missing anywhere; in longer ones they are looked for beside bytes alone that do not fit.
pub(crate) const LONGEST_WITH_PAIRS: usize = 30;
/// What a decoder dropped without a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gaps {
    /// Nothing.
    None,
    /// Bytes that make no pair of GBK.
    Bytes,
    /// And pairs that GBK leaves to its users, both bytes: too many ways to try on more than a short line.
    Pairs,
    /// The control characters U+0080 to U+009F.
    Controls,
}

/// One way to read wrongly.
pub(crate) struct Misreading {
    pub(crate) class: &'static str,
    unit: fn(&[Cell], usize) -> Option<Unit>,
    pub(crate) target: Target,
    /// What may be missing without a mark between the characters.
    pub(crate) gaps: Gaps,
    /// Whether what it leaves is Latin letters and signs.
    pub(crate) latin: bool,
}

/// Those that are undone, strictest first.
pub(crate) const MISREADINGS: &[Misreading] = &[
    Misreading { class: "misread-utf8-as-gbk", unit: gbk_of_utf8, target: Target::Utf8, gaps: Gaps::None, latin: false },
    Misreading { class: "misread-utf8-as-1252", unit: single_of_utf8, target: Target::Utf8, gaps: Gaps::None, latin: true },
    Misreading { class: "misread-utf8-as-gbk", unit: gbk_of_utf8, target: Target::Utf8, gaps: Gaps::Bytes, latin: false },
    Misreading { class: "misread-utf8-as-gbk", unit: gbk_of_utf8, target: Target::Utf8, gaps: Gaps::Pairs, latin: false },
    Misreading { class: "misread-utf8-as-1252", unit: latin_of_utf8, target: Target::Utf8, gaps: Gaps::Controls, latin: true },
    Misreading { class: "misread-gbk-as-1252", unit: single, target: Target::Gbk, gaps: Gaps::None, latin: true },
    Misreading { class: "misread-gbk-as-utf8-or-1252", unit: hybrid, target: Target::Gbk, gaps: Gaps::None, latin: true },
    Misreading { class: "misread-gbk-as-big5", unit: big5, target: Target::Gbk, gaps: Gaps::None, latin: false },
    Misreading { class: "misread-big5-as-gbk", unit: plain_gbk, target: Target::Big5, gaps: Gaps::None, latin: false },
    Misreading { class: "misread-utf8-as-big5", unit: big5, target: Target::Utf8, gaps: Gaps::None, latin: false },
    Misreading { class: "misread-gbk-as-euc-kr", unit: korean, target: Target::Gbk, gaps: Gaps::None, latin: false },
    Misreading { class: "misread-gbk-as-shift-jis", unit: japanese, target: Target::Gbk, gaps: Gaps::None, latin: false },
];

/// These bytes and no others.
fn exact(bytes: Bytes) -> Unit {
    Unit::new(&[Choice::Bytes(bytes, 0.0)])
}

/// One of these bytes.
fn one_of(bytes: impl IntoIterator<Item = u8>) -> Choice {
    Choice::Of(bytes.into_iter().collect(), 0.0)
}

/// Whether the character was weighed when the line was read rightly from another misreading, which leaves no text either: nothing told there
/// which it is, and all that differ in the lost byte may be meant.
fn was_weighed(cell: &Cell) -> bool {
    cell.class.is_some() && cell.margin.is_finite() && !cell.ch.is_ascii()
}

fn gbk_of_utf8(line: &[Cell], index: usize) -> Option<Unit> {
    let c = match line.get(index)? {
        // Of those it is hardly another.
        cell if was_weighed(cell) && cell.ch >= '\u{ffc0}' => '\u{fffd}',
        cell if was_weighed(cell) => return Some(Unit::new(&[Choice::Block(cell.ch)])),
        cell => cell.ch,
    };
    let before_ascii = line.get(index + 1).is_none_or(|next| next.ch.is_ascii());
    Some(match c {
        '\u{fffd}' if before_ascii => Unit::new(&[Choice::Any(0.5)]),
        '\u{fffd}' => Unit::new(&[one_of([0x80])]),
        '\u{20ac}' => Unit::new(&[one_of([0x80]), Choice::Bytes(bytes::encode(GB18030, c)?, 0.5)]),
        '\u{80}'..='\u{ff}' => {
            let pair = bytes::encode(GB18030, c).map(|pair| Choice::Bytes(pair, 0.0));
            Unit::new(&[one_of([u8::try_from(c as u32).ok()?])]).or(pair)
        }
        '!'..='~' => {
            let wide = Bytes::new(&[0xa3, c as u8 + 0x80])?; // folded after the misreading
            // Inside a character it is the mark of the byte that is missing there: 銆? is 。
            let marked = c == '?' && index.checked_sub(1).is_some_and(|before| line[before].ch != '\u{fffd}');
            let lost = marked.then(|| Choice::Of(High::between(0x80, 0xbf), MARKED));
            Unit::new(&[Choice::Literal(c, 0.0), Choice::Bytes(wide, FOLDED)]).or(lost)
        }
        _ if c.is_ascii() => Unit::new(&[Choice::Literal(c, 0.0)]),
        _ => exact(bytes::encode(GB18030, c)?),
    })
}

fn single_of_utf8(line: &[Cell], index: usize) -> Option<Unit> {
    match line.get(index)?.ch {
        '\u{fffd}' => Some(Unit::new(&[one_of([0x81, 0x8d, 0x8f, 0x90, 0x9d])])),
        _ => single(line, index),
    }
}

fn single(line: &[Cell], index: usize) -> Option<Unit> {
    bytes::single(line.get(index)?.ch).and_then(|byte| Bytes::new(&[byte])).map(exact)
}

/// A byte of ISO 8859-15 or windows-1252.
fn latin_of_utf8(line: &[Cell], index: usize) -> Option<Unit> {
    const CHANGED: &[(char, u8)] =
        &[('€', 0xa4), ('Š', 0xa6), ('š', 0xa8), ('Ž', 0xb4), ('ž', 0xb8), ('Œ', 0xbc), ('œ', 0xbd), ('Ÿ', 0xbe)];
    let c = line.get(index)?.ch;
    if c.is_ascii() {
        return Bytes::new(&[c as u8]).map(exact);
    }
    let changed = CHANGED.iter().find(|(other, _)| *other == c).map(|(_, byte)| *byte);
    let ways: High = bytes::single(c).into_iter().chain(changed).collect();
    (ways.len() > 0).then(|| Unit::new(&[Choice::Of(ways, 0.0)]))
}

fn hybrid(line: &[Cell], index: usize) -> Option<Unit> {
    let c = line.get(index)?.ch;
    let mut utf8 = [0; 4];
    let utf8 = Bytes::new(c.encode_utf8(&mut utf8).as_bytes())?;
    if c.is_ascii() {
        return Some(exact(utf8));
    }
    let byte = bytes::single(c).and_then(|byte| Bytes::new(&[byte])).map(|byte| Choice::Bytes(byte, 0.0));
    Some(Unit::new(&[Choice::Bytes(utf8, 0.5)]).or(byte))
}

fn plain_gbk(line: &[Cell], index: usize) -> Option<Unit> {
    bytes::encode(GB18030, line.get(index)?.ch).map(exact)
}

fn big5(line: &[Cell], index: usize) -> Option<Unit> {
    let unit = foreign(line, index, &|c| bytes::cp950(c).or_else(|| bytes::encode(BIG5, c)), bytes::in_cp950)?;
    Some(unit.or(bytes::cp950_twice(line.get(index)?.ch).map(|other| Choice::Bytes(other, 0.0))))
}

fn korean(line: &[Cell], index: usize) -> Option<Unit> {
    foreign(line, index, &|c| bytes::encode(EUC_KR, c), |lead, trail| bytes::decodes(EUC_KR, lead, trail))
}

fn japanese(line: &[Cell], index: usize) -> Option<Unit> {
    let unit = foreign(line, index, &bytes::cp932, |lead, trail| bytes::decodes(SHIFT_JIS, lead, trail))?;
    Some(unit.or(bytes::nec(line.get(index)?.ch).map(|other| Choice::Bytes(other, 0.0))))
}

/// A character as the bytes of another country's two-byte set; U+FFFD as a byte that made no pair there with the next one.
fn foreign(line: &[Cell], index: usize, encode: &dyn Fn(char) -> Option<Bytes>, is_pair: fn(u8, u8) -> bool) -> Option<Unit> {
    let c = line.get(index)?.ch;
    if c != '\u{fffd}' {
        return encode(c).map(exact);
    }
    let next = line.get(index + 1).filter(|next| next.ch != '\u{fffd}').and_then(|next| encode(next.ch));
    let lost = |byte: &u8| next.is_none_or(|next| !is_pair(*byte, next.at[0]));
    Some(Unit::new(&[one_of((0x80..=0xfe).filter(lost))]))
}

/// The units of a whole line and the cell that each stands for (a gap stands for the cell behind it).
pub(crate) fn units(line: &[Cell], misreading: &Misreading) -> Option<(Vec<Unit>, Vec<usize>)> {
    if misreading.gaps != Gaps::None && misreading.target == Target::Utf8 && !misreading.latin {
        return units_of_pairs(line, misreading);
    }
    let more = if misreading.gaps == Gaps::None { 1 } else { 3 };
    let (mut all, mut cells) = (Vec::with_capacity(line.len() * more), Vec::with_capacity(line.len() * more));
    for index in 0..line.len() {
        let unit = (misreading.unit)(line, index)?;
        for unit in gap(misreading.gaps, unit.ways().first()).into_iter().flatten() {
            all.push(unit);
            cells.push(index);
        }
        if behind_mark(line, misreading, index) == Some(Swallowed::Byte) {
            all.extend(mark_of_two());
            cells.extend([index; 2]);
            continue;
        }
        all.push(unit);
        cells.push(index);
    }
    for unit in gap(misreading.gaps, None).into_iter().flatten() {
        all.push(unit);
        cells.push(line.len().saturating_sub(1));
    }
    Some((all, cells))
}

/// What else a question mark stands for that a decoder put for the last byte it had read of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Swallowed {
    /// The byte behind it, which went on or began a character.
    Byte,
    /// A sign of ASCII.
    Sign,
    /// That sign, or nothing: what stands there may be the sign.
    SignOrNothing,
}

/// What the mark at `index` swallowed, by what is missing there of UTF-8; `None` where it is no such mark.
pub(crate) fn behind_mark(line: &[Cell], misreading: &Misreading, index: usize) -> Option<Swallowed> {
    let marked = |index: usize| line.get(index).is_some_and(|cell| cell.ch == '?');
    if !marked(index) || misreading.target != Target::Utf8 || misreading.latin || misreading.gaps != Gaps::None {
        return None;
    }
    // A decoder that puts marks leaves no single bytes: ¤ is the pair A1E8.
    let first = |index: usize| {
        let shapes = shapes(&(misreading.unit)(line, index)?);
        shapes.into_iter().flatten().find(|shape| *shape != Shape::Any)
    };
    let start = (index.saturating_sub(LONGEST_RUN)..index).rev().find(|before| !marked(*before))?;
    let end = (index + 1..line.len().min(index + 1 + LONGEST_RUN)).find(|behind| !marked(*behind)).unwrap_or(line.len());
    let before = Some(start).filter(|before| !line[*before].ch.is_ascii()).and_then(first)?;
    let behind = if end < line.len() { first(end)? } else { ASCII[0]? };
    let missing = usize::from(before.between(behind)?);
    let marks = end - start - 1;
    if marks > LONGEST_RUN {
        return None;
    }
    // Two bytes for each mark; or but one for the last of them, and a sign that is none of UTF-8's many.
    match () {
        () if missing == marks * 2 % 3 => Some(Swallowed::Byte),
        () if missing == (marks * 2 - 1) % 3 && index + 1 < end => Some(Swallowed::Byte),
        () if missing == (marks * 2 - 1) % 3 && line.get(end).is_some_and(|next| !next.ch.is_ascii()) => Some(Swallowed::Sign),
        () if missing == (marks * 2 - 1) % 3 => Some(Swallowed::SignOrNothing),
        () => None,
    }
}

/// Marks in a row that are read: behind more of them nothing tells what was there.
const LONGEST_RUN: usize = 2;

/// The two bytes that one mark stands for.
fn mark_of_two() -> [Unit; 2] {
    // It goes on with that character, or begins one of Chinese.
    let second = Choice::Of(High::between(0x80, 0xbf).or(High::between(0xe2, 0xe9)).or(High::between(0xef, 0xef)), 0.0);
    [Unit::new(&[Choice::Of(High::between(0x80, 0x80), 0.0), Choice::Unknown(0.0)]), Unit::new(&[second, Choice::Nothing])]
}

/// The same where the line's characters are pairs of bytes that stood beside each other: what each tells of the characters of UTF-8 begun
/// in front of it and left open behind it says how many bytes are missing between them. `None` where a pair is in no text.
fn units_of_pairs(line: &[Cell], misreading: &Misreading) -> Option<(Vec<Unit>, Vec<usize>)> {
    let (mut all, mut cells) = (Vec::with_capacity(line.len() * 2), Vec::with_capacity(line.len() * 2));
    let mut before = ASCII;
    for index in 0..line.len() {
        let mut unit = (misreading.unit)(line, index)?;
        // A decoder that drops what it cannot read leaves no single bytes: ¤ is the pair A1E8.
        if let [_, second] = unit.ways()
            && ('\u{80}'..='\u{ff}').contains(&line[index].ch)
        {
            unit = Unit::new(&[*second]);
        }
        let shapes = shapes(&unit);
        shapes.iter().flatten().next()?;
        for unit in missing(misreading.gaps, &before, &shapes, unit.ways().first()).into_iter().flatten().flatten() {
            all.push(unit);
            cells.push(index);
        }
        all.push(unit);
        cells.push(index);
        before = shapes;
    }
    for unit in missing(misreading.gaps, &before, &ASCII, None).into_iter().flatten().flatten() {
        all.push(unit);
        cells.push(line.len().saturating_sub(1));
    }
    Some((all, cells))
}

/// The units of what is missing between two of these shapes: by what their first ways tell, or nothing where others fit without.
fn missing(gaps: Gaps, before: &Shapes, behind: &Shapes, next: Option<&Choice>) -> Option<[Option<Unit>; 2]> {
    let between = |one: &Option<Shape>, other: &Option<Shape>| one.as_ref().zip(other.as_ref()).map(|(one, other)| one.between(*other));
    let first = before.iter().flatten().next().zip(behind.iter().flatten().next()).and_then(|(one, other)| one.between(*other));
    if first == Some(0) {
        return None;
    }
    let none = before.iter().any(|one| behind.iter().any(|other| matches!(between(one, other), Some(None | Some(0)))));
    let [one, other] = gap(gaps, next)?;
    // Without the first way, which is nothing.
    let must = |unit: Unit| Unit::new(unit.ways().get(1..).unwrap_or_default());
    match first {
        Some(1) if !none => Some([None, Some(must(other))]),
        // A pair that was dropped whole leaves nothing for the second.
        Some(2) if !none => Some([Some(must(one)), Some(if gaps == Gaps::Pairs { other } else { must(other) })]),
        _ => Some([Some(one), Some(other)]),
    }
}

/// The bytes that a unit has where it stands for itself.
fn plain(unit: &Unit) -> Option<Bytes> {
    match unit.ways().first()? {
        Choice::Bytes(bytes, _) => Some(*bytes),
        Choice::Of(bytes, _) if bytes.len() == 1 => Bytes::new(&[bytes.clone().next()?]),
        Choice::Literal(ch, _) if ch.is_ascii() => Bytes::new(&[*ch as u8]),
        _ => None,
    }
}

/// For each byte from 0x80 on, those before it with which it makes no pair of GBK: a decoder that ignores errors drops them.
static DROPPED: LazyLock<Vec<High>> =
    LazyLock::new(|| (0x80..=0xff).map(|byte| (0x81..=0xfe).filter(|lead| !bytes::in_plain_gbk(*lead, byte)).collect()).collect());

/// What a decoder that ignores errors may have dropped in front of `next`: 0x80, which begins no pair, or a byte that makes
/// no pair with what follows; and one such byte before it (a byte of the rows that GBK left open makes none with 0x80).
fn gap(gaps: Gaps, next: Option<&Choice>) -> Option<[Unit; 2]> {
    match gaps {
        Gaps::None => return None,
        Gaps::Controls => return Some([Unit::new(&[Choice::Nothing, Choice::Of(High::between(0x80, 0x9f), 1.0)]); 2]),
        Gaps::Bytes | Gaps::Pairs => {}
    }
    let follower = match next {
        Some(Choice::Bytes(bytes, _)) => Some(bytes.at[0]),
        _ => None,
    };
    let dropped = match follower {
        Some(byte) if byte >= 0x80 => DROPPED.get(usize::from(byte) - 0x80).copied().unwrap_or_default(),
        Some(byte) => (0x81..=0xfe).filter(|lead| !bytes::in_plain_gbk(*lead, byte)).collect(),
        None => High::between(0x81, 0xfe),
    };
    let zero = Choice::Of(High::between(0x80, 0x80), 2.0);
    let private = (gaps == Gaps::Pairs).then_some(Choice::Private(PRIVATE));
    let first = Unit::new(&[Choice::Nothing, zero, Choice::Of(High::between(0xa1, 0xaf), 3.0)]).or(private);
    Some([first, Unit::new(&[Choice::Nothing, zero, Choice::Of(dropped, 3.0)])])
}

/// What the line is where every character's first choice is taken.
pub(crate) enum Direct {
    /// These characters: nothing is lost, and nothing to be weighed.
    Whole(Vec<Found>),
    /// No text: the bytes do not fit, and there is no other choice.
    Wrong,
    /// To be weighed.
    Doubtful,
}

/// The reading that takes every character's first choice.
pub(crate) fn direct(line: &[Cell], misreading: &Misreading) -> Direct {
    if misreading.gaps != Gaps::None {
        return Direct::Doubtful;
    }
    let (mut chars, mut held, mut start) = (Vec::with_capacity(line.len()), Bytes::default(), 0);
    // Whether there was no other choice so far.
    let mut exact = true;
    for index in 0..line.len() {
        let Some(unit) = (misreading.unit)(line, index) else { return Direct::Wrong };
        exact &= matches!(unit.ways(), [Choice::Bytes(..)]);
        let bytes = match unit.ways() {
            [Choice::Bytes(..)] | [Choice::Of(..) | Choice::Literal(..), ..] => plain(&unit),
            _ => None,
        };
        let Some(bytes) = bytes.filter(|_| held.len == 0 || !matches!(unit.ways()[0], Choice::Literal(..))) else {
            return Direct::Doubtful;
        };
        for byte in bytes.as_slice() {
            if held.len == 0 {
                start = index;
            }
            held = match bytes::step(misreading.target, held, *byte) {
                Step::Wrong if exact => return Direct::Wrong,
                Step::Wrong => return Direct::Doubtful,
                Step::More(held) => held,
                Step::Whole(ch) => {
                    chars.push(Found { ch, first: start, last: index, margin: f32::INFINITY });
                    Bytes::default()
                }
            };
        }
    }
    match held.len {
        0 => Direct::Whole(chars),
        _ if exact => Direct::Wrong,
        _ => Direct::Doubtful,
    }
}

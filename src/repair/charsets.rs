//! What the characters of a misread line may have been as bytes. In: a line and a way to read wrongly. Out: units, each with its
//! possible bytes. Never done here: choosing among them.

use std::sync::LazyLock;

use encoding_rs::{BIG5, EUC_KR, GB18030, SHIFT_JIS};

use super::bytes::{self, Bytes, High, Step, Target};
use super::line::Cell;
use super::past::Found;
use super::unit::{Choice, Unit};

/// Nats for a sign of ASCII that was full-width before it was folded.
const FOLDED: f32 = 4.0;
/// Nats for a question mark that a decoder put for the last byte of a character.
const MARKED: f32 = 1.0;
/// Nats for a pair of GBK's user-defined zones that was dropped whole.
const PRIVATE: f32 = 5.0;
/// Characters of a line in which whole pairs may be missing anywhere; in longer ones they are looked for beside bytes alone that do not fit.
pub(crate) const LONGEST_WITH_PAIRS: usize = 30;
/// Characters before bytes that do not fit, among which the pair is missing that makes them so: the bytes behind it may fit by chance.
const BESIDE: usize = 3;

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

fn gbk_of_utf8(line: &[Cell], index: usize) -> Option<Unit> {
    let c = line.get(index)?.ch;
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
            let lost = marked.then(|| Choice::Of((0x80..=0xbf).collect(), MARKED));
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
    let more = if misreading.gaps == Gaps::None { 1 } else { 3 };
    let (mut all, mut cells) = (Vec::with_capacity(line.len() * more), Vec::with_capacity(line.len() * more));
    let beside = (misreading.gaps == Gaps::Pairs && line.len() > LONGEST_WITH_PAIRS).then(|| beside_misfits(line, misreading));
    for index in 0..line.len() {
        let mut unit = (misreading.unit)(line, index)?;
        // A decoder that drops what it cannot read leaves no single bytes: ¤ is the pair A1E8.
        if matches!(misreading.gaps, Gaps::Bytes | Gaps::Pairs)
            && let [_, second] = unit.ways()
            && ('\u{80}'..='\u{ff}').contains(&line[index].ch)
        {
            unit = Unit::new(&[*second]);
        }
        let gaps = if beside.as_ref().is_none_or(|beside| beside[index]) { misreading.gaps } else { Gaps::None };
        for unit in gap(gaps, unit.ways().first()).into_iter().flatten() {
            all.push(unit);
            cells.push(index);
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

/// The bytes that a unit has where it stands for itself.
fn plain(unit: &Unit) -> Option<Bytes> {
    match unit.ways().first()? {
        Choice::Bytes(bytes, _) => Some(*bytes),
        Choice::Of(bytes, _) if bytes.len() == 1 => Bytes::new(&[bytes.clone().next()?]),
        Choice::Literal(ch, _) if ch.is_ascii() => Bytes::new(&[*ch as u8]),
        _ => None,
    }
}

/// For each character whether its bytes, or those just behind it, do not go on what stands before them.
fn beside_misfits(line: &[Cell], misreading: &Misreading) -> Vec<bool> {
    let (mut beside, mut held) = (vec![false; line.len()], Bytes::default());
    for index in 0..line.len() {
        let bytes = (misreading.unit)(line, index).as_ref().and_then(plain).unwrap_or_default();
        for byte in bytes.as_slice() {
            let step = match bytes::step(misreading.target, held, *byte) {
                Step::Wrong => {
                    beside[index.saturating_sub(BESIDE)..=index].fill(true);
                    bytes::step(misreading.target, Bytes::default(), *byte)
                }
                step => step,
            };
            held = if let Step::More(held) = step { held } else { Bytes::default() };
        }
    }
    beside
}

/// For each byte from 0x80 on, those before it with which it makes no pair of GBK: a decoder that ignores errors drops them.
static DROPPED: LazyLock<Vec<High>> =
    LazyLock::new(|| (0x80..=0xff).map(|byte| (0x81..=0xfe).filter(|lead| !bytes::in_plain_gbk(*lead, byte)).collect()).collect());

/// What a decoder that ignores errors may have dropped in front of `next`: 0x80, which begins no pair, or a byte that makes
/// no pair with what follows; and one such byte before it (a byte of the rows that GBK left open makes none with 0x80).
fn gap(gaps: Gaps, next: Option<&Choice>) -> Option<[Unit; 2]> {
    match gaps {
        Gaps::None => return None,
        Gaps::Controls => return Some([Unit::new(&[Choice::Nothing, Choice::Of((0x80..=0x9f).collect(), 1.0)]); 2]),
        Gaps::Bytes | Gaps::Pairs => {}
    }
    let follower = match next {
        Some(Choice::Bytes(bytes, _)) => Some(bytes.at[0]),
        _ => None,
    };
    let dropped = match follower {
        Some(byte) if byte >= 0x80 => DROPPED.get(usize::from(byte) - 0x80).copied().unwrap_or_default(),
        Some(byte) => (0x81..=0xfe).filter(|lead| !bytes::in_plain_gbk(*lead, byte)).collect(),
        None => (0x81..=0xfe).collect(),
    };
    let zero = Choice::Of((0x80..=0x80).collect(), 2.0);
    let private = (gaps == Gaps::Pairs).then_some(Choice::Private(PRIVATE));
    let first = Unit::new(&[Choice::Nothing, zero, Choice::Of((0xa1..=0xaf).collect(), 3.0)]).or(private);
    Some([first, Unit::new(&[Choice::Nothing, zero, Choice::Of(dropped, 3.0)])])
}

/// The reading that takes every character's first choice, where these are bytes that fit: nothing is lost, and nothing to be weighed.
pub(crate) fn direct(line: &[Cell], misreading: &Misreading) -> Option<Vec<Found>> {
    if misreading.gaps != Gaps::None {
        return None;
    }
    let (mut chars, mut held, mut start) = (Vec::with_capacity(line.len()), Bytes::default(), 0);
    for index in 0..line.len() {
        let unit = (misreading.unit)(line, index)?;
        let bytes = match unit.ways() {
            [Choice::Bytes(..)] | [Choice::Of(..) | Choice::Literal(..), ..] => plain(&unit)?,
            _ => return None,
        };
        if held.len > 0 && matches!(unit.ways()[0], Choice::Literal(..)) {
            return None;
        }
        for byte in bytes.as_slice() {
            if held.len == 0 {
                start = index;
            }
            held = match bytes::step(misreading.target, held, *byte) {
                Step::Wrong => return None,
                Step::More(held) => held,
                Step::Whole(ch) => {
                    chars.push(Found { ch, first: start, last: index, margin: f32::INFINITY });
                    Bytes::default()
                }
            };
        }
    }
    (held.len == 0).then_some(chars)
}

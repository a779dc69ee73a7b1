//! Characters and bytes of the legacy encodings, one character at a time. In: a character or a byte more. Out: bytes, or a
//! character. Never done here: choosing an encoding.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use rustc_hash::FxHashSet;

use encoding_rs::{BIG5, EUC_KR, EncoderResult, Encoding, GB18030, SHIFT_JIS};

/// A character's bytes: at most four.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bytes {
    pub(crate) at: [u8; 4],
    pub(crate) len: u8,
}

impl Bytes {
    /// Up to four bytes.
    pub(crate) fn new(bytes: &[u8]) -> Option<Bytes> {
        let mut at = [0; 4];
        at.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(Bytes { at, len: u8::try_from(bytes.len()).ok()? })
    }

    /// The bytes.
    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.at[..usize::from(self.len)]
    }

    /// One byte more.
    pub(crate) fn with(mut self, byte: u8) -> Option<Bytes> {
        *self.at.get_mut(usize::from(self.len))? = byte;
        self.len += 1;
        Some(self)
    }
}

/// Some of the bytes from 0x80 on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct High(u128);

impl High {
    /// Those from `first` to `last`, both from 0x80 on.
    pub(crate) const fn between(first: u8, last: u8) -> High {
        High((u128::MAX >> (0xff - last)) & (u128::MAX << (first - 0x80)))
    }

    /// Those that are in `other` too.
    pub(crate) const fn and(self, other: High) -> High {
        High(self.0 & other.0)
    }

    /// These and those of `other`.
    pub(crate) const fn or(self, other: High) -> High {
        High(self.0 | other.0)
    }

    /// How many.
    pub(crate) fn len(self) -> usize {
        self.0.count_ones() as usize
    }
}

impl FromIterator<u8> for High {
    fn from_iter<I: IntoIterator<Item = u8>>(bytes: I) -> High {
        High(bytes.into_iter().filter(|byte| *byte >= 0x80).fold(0, |bits, byte| bits | 1 << (byte - 0x80)))
    }
}

/// Ascending.
impl Iterator for High {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        let least = u8::try_from(self.0.trailing_zeros()).ok().filter(|least| *least < 128)?;
        self.0 &= self.0 - 1;
        Some(0x80 + least)
    }
}

/// `c` in `encoding`; `None` where it has no place there.
pub(crate) fn encode(encoding: &'static Encoding, c: char) -> Option<Bytes> {
    if c.is_ascii() {
        return Bytes::new(&[c as u8]);
    }
    if encoding == encoding_rs::GB18030
        && let Some(pair) = gbk_pair(c)
    {
        return Bytes::new(&pair);
    }
    match ASKED.iter().find(|(asked, _)| encoding == *asked).and_then(|(_, known)| known.get(c as usize)) {
        Some(slot) => recall(slot, || ask(encoding, c)),
        None => ask(encoding, c),
    }
}

/// GBK's pair for `c`.
pub(crate) fn gbk_pair(c: char) -> Option<[u8; 2]> {
    GBK_OF.get(c as usize).filter(|pair| **pair != 0).map(|pair| pair.to_be_bytes())
}

/// The pairs that encoders were asked for: a character costs them a look at half their table, and a text has the same ones again.
static ASKED: LazyLock<[(&'static Encoding, Vec<AtomicU32>); 3]> =
    LazyLock::new(|| [BIG5, EUC_KR, SHIFT_JIS].map(|encoding| (encoding, (0..0x10000).map(|_| AtomicU32::new(0)).collect())));

/// What a slot holds, or else what is told, which it holds from then on: the length and one in the upper half, two bytes in the lower.
fn recall(slot: &AtomicU32, ask: impl FnOnce() -> Option<Bytes>) -> Option<Bytes> {
    let mut held = slot.load(Ordering::Relaxed);
    if held == 0 {
        let told = ask().unwrap_or_default();
        if told.len > 2 {
            return Some(told);
        }
        held = u32::from(told.len + 1) << 16 | u32::from(told.at[0]) << 8 | u32::from(told.at[1]);
        slot.store(held, Ordering::Relaxed);
    }
    let [_, more, first, second] = held.to_be_bytes();
    (more > 1).then_some(Bytes { at: [first, second, 0, 0], len: more - 1 })
}

fn ask(encoding: &'static Encoding, c: char) -> Option<Bytes> {
    let (mut text, mut buffer) = ([0; 4], [0; 16]);
    let (result, _, written) = encoding.new_encoder().encode_from_utf8_without_replacement(c.encode_utf8(&mut text), &mut buffer, true);
    match result {
        EncoderResult::InputEmpty => Bytes::new(buffer.get(..written)?),
        _ => None,
    }
}

/// The characters that Big5 has, without the additions of Hong Kong, which no encoder writes. Decoded pair by pair: to encode a
/// character costs a look at half the table.
pub(crate) fn big5() -> FxHashSet<char> {
    let pairs = (0xa1..=0xfe).flat_map(|lead| (0x40..=0x7e).chain(0xa1..=0xfe).map(move |trail| [lead, trail]));
    let found = decoded(BIG5, pairs);
    let mut big5 = FxHashSet::with_capacity_and_hasher(found.len(), Default::default());
    big5.extend(found.into_iter().flatten().filter(|c| !c.is_ascii()));
    big5
}

/// What each pair is to a decoder; `None` where it is no character of one piece. All in one go: a call a pair costs more than the rest.
fn decoded(encoding: &'static Encoding, pairs: impl Iterator<Item = [u8; 2]>) -> Vec<Option<char>> {
    let bytes: Vec<u8> = pairs.flat_map(|[lead, trail]| [lead, trail, b'\n']).collect();
    let (text, _) = encoding.decode_without_bom_handling(&bytes);
    let mut found = Vec::with_capacity(text.len() / 4);
    let (mut first, mut count) = ('\u{fffd}', 0);
    for c in text.chars() {
        if c == '\n' {
            found.push((count == 1 && first != '\u{fffd}').then_some(first));
            count = 0;
        } else {
            first = if count == 0 { c } else { first };
            count += 1;
        }
    }
    found
}

/// Where GB18030-2000 put pairs that later editions gave to characters of Unicode: what older decoders make of the pairs.
const MOVED: [(char, [u8; 2]); 25] = [
    ('\u{e78d}', [0xa6, 0xd9]),
    ('\u{e78e}', [0xa6, 0xda]),
    ('\u{e78f}', [0xa6, 0xdb]),
    ('\u{e790}', [0xa6, 0xdc]),
    ('\u{e791}', [0xa6, 0xdd]),
    ('\u{e792}', [0xa6, 0xde]),
    ('\u{e793}', [0xa6, 0xdf]),
    ('\u{e794}', [0xa6, 0xec]),
    ('\u{e795}', [0xa6, 0xed]),
    ('\u{e796}', [0xa6, 0xf3]),
    ('\u{e7c7}', [0xa8, 0xbc]),
    ('\u{e816}', [0xfe, 0x51]),
    ('\u{e817}', [0xfe, 0x52]),
    ('\u{e818}', [0xfe, 0x53]),
    ('\u{e81e}', [0xfe, 0x59]),
    ('\u{e826}', [0xfe, 0x61]),
    ('\u{e82b}', [0xfe, 0x66]),
    ('\u{e82c}', [0xfe, 0x67]),
    ('\u{e831}', [0xfe, 0x6c]),
    ('\u{e832}', [0xfe, 0x6d]),
    ('\u{e83b}', [0xfe, 0x76]),
    ('\u{e843}', [0xfe, 0x7e]),
    ('\u{e854}', [0xfe, 0x90]),
    ('\u{e855}', [0xfe, 0x91]),
    ('\u{e864}', [0xfe, 0xa0]),
];

/// `c` as one byte of windows-1252 or latin-1.
pub(crate) fn single(c: char) -> Option<u8> {
    match c as u32 {
        code @ 0..=0xff => u8::try_from(code).ok(),
        _ => WINDOWS.binary_search_by_key(&c, |(moved, _)| *moved).ok().map(|at| WINDOWS[at].1),
    }
}

/// What windows-1252 has in the place of control characters.
const WINDOWS: [(char, u8); 27] = [
    ('Œ', 0x8c),
    ('œ', 0x9c),
    ('Š', 0x8a),
    ('š', 0x9a),
    ('Ÿ', 0x9f),
    ('Ž', 0x8e),
    ('ž', 0x9e),
    ('ƒ', 0x83),
    ('ˆ', 0x88),
    ('˜', 0x98),
    ('–', 0x96),
    ('—', 0x97),
    ('‘', 0x91),
    ('’', 0x92),
    ('‚', 0x82),
    ('“', 0x93),
    ('”', 0x94),
    ('„', 0x84),
    ('†', 0x86),
    ('‡', 0x87),
    ('•', 0x95),
    ('…', 0x85),
    ('‰', 0x89),
    ('‹', 0x8b),
    ('›', 0x9b),
    ('€', 0x80),
    ('™', 0x99),
];

/// What a damaged line's bytes really were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// UTF-8.
    Utf8,
    /// GB 18030.
    Gbk,
    /// Big5.
    Big5,
}

/// What a byte more makes of the bytes before it.
pub enum Step {
    /// No text has these bytes.
    Wrong,
    /// The character goes on.
    More(Bytes),
    /// The character is complete.
    Whole(char),
}

/// GBK's two-byte characters, by lead and trail.
static PAIRS: LazyLock<Vec<char>> = LazyLock::new(|| pairs(GB18030));
/// Big5's.
static BIG5_PAIRS: LazyLock<Vec<char>> = LazyLock::new(|| pairs(BIG5));

/// GBK's pair for each character of the basic plane, 0 where it has none: an encoder a character is slow.
static GBK_OF: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut pairs = vec![0; 0x10000];
    for (index, c) in PAIRS.iter().enumerate().filter(|(_, c)| **c != '\0') {
        let pair = u16::try_from((index / 192 + 0x81) << 8 | (index % 192 + 0x40)).unwrap_or(0);
        // The first of two: U+3000 is A1A1, and A3A0 is read as it.
        if let Some(slot) = pairs.get_mut(*c as usize).filter(|slot| **slot == 0) {
            *slot = pair;
        }
    }
    for (moved, pair) in MOVED {
        if let Some(slot) = pairs.get_mut(moved as usize) {
            *slot = u16::from_be_bytes(pair);
        }
    }
    pairs
});

fn pairs(encoding: &'static Encoding) -> Vec<char> {
    let pairs = (0x81..=0xfeu8).flat_map(|lead| (0x40..=0xffu8).map(move |trail| [lead, trail]));
    decoded(encoding, pairs).into_iter().map(Option::unwrap_or_default).collect()
}

fn pair(table: &[char], lead: u8, trail: u8) -> Option<char> {
    let (lead, trail) = (lead.checked_sub(0x81)?, trail.checked_sub(0x40)?);
    table.get(usize::from(lead) * 192 + usize::from(trail)).copied().filter(|c| *c != '\0' && trail < 192)
}

/// Whether a GBK decoder without user-defined zones knows this pair.
pub(crate) fn in_plain_gbk(lead: u8, trail: u8) -> bool {
    pair(&PAIRS, lead, trail).is_some_and(|c| !is_private_use(c))
}

/// For each byte from 0x81 to 0xFE, those from 0x80 on that make no pair with it that such a decoder knows.
static UNKNOWN: LazyLock<Vec<High>> = LazyLock::new(|| {
    let trails = |lead: u8| (0x80..=0xff).filter(move |trail| !in_plain_gbk(lead, *trail)).collect();
    (0x81..=0xfe).map(trails).collect()
});

/// The bytes from 0x80 on that make no pair with `lead` that a GBK decoder without user-defined zones knows.
pub(crate) fn unknown_behind(lead: u8) -> High {
    lead.checked_sub(0x81).and_then(|index| UNKNOWN.get(usize::from(index))).copied().unwrap_or_default()
}

/// Those that make a pair with `lead` that GBK leaves to its users.
pub(crate) fn private_behind(lead: u8) -> High {
    match lead {
        0xaa..=0xaf | 0xf8..=0xfe => High::between(0xa1, 0xfe),
        0xa1..=0xa7 => High::between(0x80, 0xa0),
        _ => High::default(),
    }
}

/// Whether GBK leaves this pair to its users.
pub(crate) fn is_private(lead: u8, trail: u8) -> bool {
    match lead {
        0xaa..=0xaf | 0xf8..=0xfe => trail >= 0xa1,
        0xa1..=0xa7 => (0x40..=0xa0).contains(&trail) && trail != 0x7f,
        _ => false,
    }
}

/// `held`, the bytes of an unfinished character, and one more.
pub(crate) fn step(target: Target, held: Bytes, byte: u8) -> Step {
    if held.len == 0 && byte < 0x80 {
        return Step::Whole(char::from(byte));
    }
    let Some(now) = held.with(byte) else { return Step::Wrong };
    match target {
        Target::Utf8 => step_utf8(now),
        Target::Gbk => step_gbk(now),
        Target::Big5 if now.len == 1 => {
            if (0x81..=0xfe).contains(&byte) {
                Step::More(now)
            } else {
                Step::Wrong
            }
        }
        Target::Big5 => pair(&BIG5_PAIRS, now.at[0], byte).map_or(Step::Wrong, Step::Whole),
    }
}

/// The character that these bytes are.
pub(crate) fn whole(target: Target, bytes: &[u8]) -> Option<char> {
    match (target, bytes) {
        (Target::Gbk, [lead, trail @ 0x40..=0xff]) => pair(&PAIRS, *lead, *trail),
        (Target::Big5, [lead, trail]) => pair(&BIG5_PAIRS, *lead, *trail),
        (Target::Utf8, [lead @ 0xe0..=0xef, second @ 0x80..=0xbf, third @ 0x80..=0xbf]) if *lead != 0xe0 || *second >= 0xa0 => {
            char::from_u32((u32::from(*lead) & 0xf) << 12 | (u32::from(*second) & 0x3f) << 6 | u32::from(*third) & 0x3f)
        }
        (Target::Utf8, [lead @ 0xc2..=0xdf, second @ 0x80..=0xbf]) => {
            char::from_u32((u32::from(*lead) & 0x1f) << 6 | u32::from(*second) & 0x3f)
        }
        _ => {
            let (last, before) = bytes.split_last()?;
            let mut held = Bytes::default();
            for byte in before {
                let Step::More(now) = step(target, held, *byte) else { return None };
                held = now;
            }
            if let Step::Whole(ch) = step(target, held, *last) { Some(ch) } else { None }
        }
    }
}

fn step_utf8(now: Bytes) -> Step {
    let [lead, second, third, fourth] = now.at.map(u32::from);
    let length = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Step::Wrong,
    };
    // What is no shortest form, half of a pair of UTF-16, or beyond Unicode.
    let fits = now.len < 2
        || match lead {
            0xe0 => (0xa0..=0xbf).contains(&second),
            0xed => (0x80..=0x9f).contains(&second),
            0xf0 => (0x90..=0xbf).contains(&second),
            0xf4 => (0x80..=0x8f).contains(&second),
            _ => (0x80..=0xbf).contains(&second),
        };
    let goes_on = |byte: u32, at: u8| now.len < at || (0x80..=0xbf).contains(&byte);
    if !fits || !goes_on(third, 3) || !goes_on(fourth, 4) {
        return Step::Wrong;
    }
    if now.len < length {
        return Step::More(now);
    }
    let code = match length {
        2 => (lead & 0x1f) << 6 | second & 0x3f,
        3 => (lead & 0xf) << 12 | (second & 0x3f) << 6 | third & 0x3f,
        _ => (lead & 7) << 18 | (second & 0x3f) << 12 | (third & 0x3f) << 6 | fourth & 0x3f,
    };
    char::from_u32(code).map_or(Step::Wrong, Step::Whole)
}

fn step_gbk(now: Bytes) -> Step {
    match (now.len, now.as_slice()) {
        (1, [0x81..=0xfe]) | (2, [_, 0x30..=0x39]) | (3, [_, _, 0x81..=0xfe]) => Step::More(now),
        (2, [lead, trail]) => pair(&PAIRS, *lead, *trail).map_or(Step::Wrong, Step::Whole),
        (4, bytes) => {
            let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes);
            text.and_then(|text| text.chars().next()).map_or(Step::Wrong, Step::Whole)
        }
        _ => Step::Wrong,
    }
}

/// Whether `encoding` has a character for this pair.
pub(crate) fn decodes(encoding: &'static Encoding, lead: u8, trail: u8) -> bool {
    encoding.decode_without_bom_handling_and_without_replacement(&[lead, trail]).is_some()
}

/// Whether cp950 has a character for this pair, its user-defined zones left out.
pub(crate) fn in_cp950(lead: u8, trail: u8) -> bool {
    matches!(trail, 0x40..=0x7e | 0xa1..=0xfe)
        && match lead {
            0xa3 => trail <= 0xbf || trail == 0xe1,
            0xc7 => trail <= 0xfc,
            _ => matches!(lead, 0xa1..=0xc6 | 0xc9..=0xf9),
        }
}

/// `c` as Microsoft's Shift_JIS (cp932) writes it: with single bytes and user-defined zones that the web's has not.
pub(crate) fn cp932(c: char) -> Option<Bytes> {
    let code = c as u32;
    match c {
        '\u{80}' => Bytes::new(&[0x80]),
        '\u{a0}' | '\u{f8f0}' => Bytes::new(&[0xa0]),
        '\u{f8f1}'..='\u{f8f3}' => Bytes::new(&[u8::try_from(code - 0xf8f1 + 0xfd).ok()?]),
        '\u{e000}'..='\u{e757}' => {
            let (row, column) = ((code - 0xe000) / 188, (code - 0xe000) % 188);
            let trail = if column < 63 { 0x40 + column } else { 0x41 + column };
            Bytes::new(&[u8::try_from(0xf0 + row).ok()?, u8::try_from(trail).ok()?])
        }
        _ => encode(encoding_rs::SHIFT_JIS, c),
    }
}

/// The place of a character in NEC's rows 87, ED and EE: IBM has many of them a second time.
pub(crate) fn nec(c: char) -> Option<Bytes> {
    static ROWS: LazyLock<Vec<(char, [u8; 2])>> = LazyLock::new(|| {
        let all = || [0x87, 0xed, 0xeeu8].into_iter().flat_map(|lead| (0x40..=0xfcu8).map(move |trail| [lead, trail]));
        let mut rows: Vec<(char, [u8; 2])> =
            decoded(SHIFT_JIS, all()).into_iter().zip(all()).filter_map(|(ch, pair)| Some((ch?, pair))).collect();
        rows.sort_by_key(|(ch, _)| *ch);
        rows.dedup_by_key(|(ch, _)| *ch);
        rows
    });
    ROWS.binary_search_by_key(&c, |(other, _)| *other).ok().and_then(|at| Bytes::new(&ROWS[at].1))
}

/// What Microsoft's Big5 (cp950) writes and the web's does not.
pub(crate) fn cp950(c: char) -> Option<Bytes> {
    const OTHERS: &[(char, u16)] = &[
        ('‧', 0xa145),
        ('﹑', 0xa14e),
        ('¯', 0xa1c2),
        ('～', 0xa1e3),
        ('⊕', 0xa1f2),
        ('⊙', 0xa1f3),
        ('∕', 0xa241),
        ('﹨', 0xa242),
        ('￥', 0xa244),
        ('￠', 0xa246),
        ('￡', 0xa247),
        ('€', 0xa3e1),
        ('\u{02cd}', 0xa1c5),
    ];
    /// What follows the kana from C7 on.
    const LETTERS: &str = "ДЕЁЖЗИЙКЛМУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя①②③④⑤⑥⑦⑧⑨⑩⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽";
    let code = match c {
        'ヾ' | 'ゝ' | 'ゞ' | '々' => return trail(0xc6, 63 + "ヾゝゞ々".chars().take_while(|other| *other != c).count() as u32),
        'ぁ'..='ん' => return trail(0xc6, 63 + 4 + (c as u32 - 'ぁ' as u32)),
        'ァ'..='ヶ' => return trail(0xc6, 63 + 4 + 83 + (c as u32 - 'ァ' as u32)),
        'Ё' | 'Д'..='я' | '①'..='⑩' | '⑴'..='⑽' if LETTERS.contains(c) => {
            return trail(0xc6, 63 + 4 + 83 + 86 + LETTERS.chars().take_while(|other| *other != c).count() as u32);
        }
        '\u{eeb8}'..='\u{f6b0}' => return cp950_private(c),
        '\u{e000}'..='\u{eeb7}' | '\u{f6b1}'..='\u{f848}' => return cp950_private(c),
        _ => OTHERS.iter().find(|(other, _)| *other == c)?.1,
    };
    Bytes::new(&code.to_be_bytes())
}

/// The other place of a character that Big5 has twice: A2CE, where a comma (A1A2) stands before 西 (CEF7), reads as 卅.
pub(crate) fn cp950_twice(c: char) -> Option<Bytes> {
    const TWICE: &[(char, u16)] = &[
        ('十', 0xa2cc),
        ('卅', 0xa2ce),
        ('═', 0xa2a4),
        ('╞', 0xa2a5),
        ('╪', 0xa2a6),
        ('╡', 0xa2a7),
        ('╭', 0xf9fa),
        ('╮', 0xf9fb),
        ('╰', 0xf9fc),
        ('╯', 0xf9fd),
    ];
    TWICE.iter().find(|(other, _)| *other == c).and_then(|(_, code)| Bytes::new(&code.to_be_bytes()))
}

/// Whether Unicode leaves the character to its users.
pub(crate) fn is_private_use(c: char) -> bool {
    ('\u{e000}'..='\u{f8ff}').contains(&c)
}

/// Whether it is a letter of Greek, Cyrillic, Japanese or Bopomofo.
pub(crate) fn is_alphabet(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{4ff}' | '\u{3040}'..='\u{312f}')
}

/// The number that Microsoft's Big5 (cp950) has where the web's has this letter of Japanese or Russian: C7E9 to C7FC.
pub(crate) fn cp950_number(letter: char) -> Option<char> {
    let web = |number: char| cp950(number).and_then(|code| pair(&BIG5_PAIRS, code.at[0], code.at[1]));
    ('①'..='⑩').chain('⑴'..='⑽').find(|number| web(*number) == Some(letter))
}

/// cp950's user-defined zones: FA40–FEFE, 8E40–A0FE, 8140–8DFE, C6A1–C8FE, in this order from U+E000 on.
fn cp950_private(c: char) -> Option<Bytes> {
    const ZONES: &[(u32, u8)] = &[(0xe000, 0xfa), (0xe311, 0x8e), (0xeeb8, 0x81)];
    let code = c as u32;
    if code >= 0xf6b1 {
        let place = code - 0xf6b1 + 63; // C6 starts at its A1
        return trail(0xc6, place);
    }
    let (base, lead) = ZONES.iter().rev().find(|(base, _)| code >= *base)?;
    trail(*lead, code - base)
}

fn trail(lead: u8, place: u32) -> Option<Bytes> {
    let lead = u8::try_from(u32::from(lead) + place / 157).ok()?;
    let column = u8::try_from(place % 157).ok()?;
    Bytes::new(&[lead, if column < 63 { 0x40 + column } else { 0xa1 + (column - 63) }])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every byte behind every beginning that goes on, held against the standard library.
    #[test]
    fn utf_8_is_stepped_through_as_it_is_read() {
        let (mut begun, mut whole) = (vec![Bytes::default()], 0);
        while let Some(held) = begun.pop() {
            for byte in 0x80..=0xff {
                let now = held.with(byte).expect("at most four bytes");
                match (step(Target::Utf8, held, byte), std::str::from_utf8(now.as_slice())) {
                    (Step::Whole(c), Ok(text)) => {
                        assert_eq!(text, c.to_string());
                        whole += 1;
                    }
                    (Step::More(more), Err(error)) if error.error_len().is_none() => begun.push(more),
                    (Step::Wrong, Err(error)) if error.error_len().is_some() => {}
                    (_, read) => panic!("{now:?}: {read:?}"),
                }
            }
        }
        assert_eq!(whole, 0x11_0000 - 0x800 - 0x80);
    }

    #[test]
    fn pairs_are_those_that_the_encoder_writes() {
        for c in ('\u{80}'..'\u{10000}').filter(|c| MOVED.iter().all(|(moved, _)| moved != c)) {
            let written = ask(GB18030, c).filter(|written| written.len == 2);
            assert_eq!(gbk_pair(c).and_then(|pair| Bytes::new(&pair)), written, "{c} U+{:X}", c as u32);
        }
    }

    #[test]
    fn single_bytes_are_those_of_windows() {
        for c in ('\u{100}'..'\u{10000}').filter(|c| !c.is_control()) {
            assert_eq!(single(c), encode(encoding_rs::WINDOWS_1252, c).map(|bytes| bytes.at[0]), "{c}");
        }
    }

    #[test]
    fn what_an_encoder_was_asked_is_recalled() {
        for c in "一香、한あ鿿ß".chars() {
            for encoding in [BIG5, EUC_KR, SHIFT_JIS] {
                assert_eq!(encode(encoding, c), ask(encoding, c), "{c}");
                assert_eq!(encode(encoding, c), ask(encoding, c), "{c} again");
            }
        }
    }

    #[test]
    fn big5_has_what_its_encoder_writes() {
        let (big5, mapping) = (big5(), crate::rules::Rules::builtin().repair.mapping());
        for c in mapping.pairs().flat_map(|(traditional, simplified)| [traditional, simplified]) {
            assert_eq!(big5.contains(&c), encode(BIG5, c).is_some(), "{c}");
        }
    }
}

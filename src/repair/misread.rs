//! Bytes read in the wrong charset. In: a line of nonsense. Out: the line whose bytes they were. Detect: the line reads badly.
//! Candidate: every charset it can be written back in. Accept: the bytes are valid, the text reads well, and much better.
//! Never done here: cleaning single bytes, which would destroy what is still there.

use encoding_rs::{BIG5, EUC_KR, GB18030, SHIFT_JIS};

use super::beam::{Best, Choice, Closed, Found, Reader, Unit};
use super::bytes::{self, Bytes, Step, Target};
use super::language::{Heard, Language};
use super::line::Cell;

/// Mean log probability (nats a character) from which a candidate passes for Chinese. Policy text has −3.5 to −6.5, other
/// prose to −7.5, misread text −10 and below.
const READS_WELL: f32 = -8.3;
/// The same where every byte is valid UTF-8 and nothing had to be weighed: chance does not do that, and names read badly.
const READS_WELL_EXACT: f32 = -10.5;
/// How much better than what stands there.
const GAIN: f32 = 1.5;
/// Fewer characters than this need the same misreading elsewhere on the page.
const ENOUGH: usize = 6;
/// The margin that every character of a line must have in which bytes are looked for that left no mark: with two equal answers for one
/// byte the others are doubtful too (of 206 paragraphs of government pages 2 % more are wrong without it, and none is whole).
const MARGIN: f32 = 0.1;

/// The margin that every character of a short line must have.
const CLEARLY: f32 = 2.5;

/// Nats for a traditional form, or a full-width letter or digit, where another character is as likely: 技术, not 技朮.
const VARIANT: f32 = 1.5;
/// Nats for a sign of ASCII that was full-width before it was folded.
const FOLDED: f32 = 4.0;
/// Nats for a question mark that a decoder put for the last byte of a character.
const MARKED: f32 = 1.0;
/// Nats below which a character that was weighed stays lost, where the page is no policy prose. Of 527 damaged paragraphs of government
/// pages, news and the gold cases, the tables not counted in them, this many were read exactly and wrongly (per cent):
/// UTF-8 as GBK, bytes dropped: 0.7 64 and 25, 2 51 and 15, 3 46 and 9; marks left: 0.7 88 and 8, 2 84 and 5, 3 83 and 3;
/// as windows-1252: 0.7 80 and 12, 3 65 and 6; GBK as Big5: 1.5 72 and 10, 3 66 and 4.
const DOUBT: f32 = 3.0;
/// The same where the page is policy prose, which the model knows well.
const DOUBT_POLICY: f32 = 2.3;
/// And where bytes were dropped without a mark: of the given text's 31 lines 26 came back whole with 2.5, of the gold cases 86 in 100 do with 1
/// and 9 in 100 are wrong somewhere.
const DOUBT_POLICY_DROPPED: f32 = 1.0;
/// Where whole pairs were dropped, two bytes are guessed for one: 要求 stands for 请求 with 4.
const DOUBT_OF_PAIRS: f32 = 6.0;
/// Nats besides for punctuation that closes no bracket: a quarter of it is another mark where letters would be right.
const DOUBT_OF_MARKS: f32 = 1.0;
/// Nats besides where three characters in a row were never seen, which happens in names: 12 % of those of 3 to 4 nats are wrong, 5 % of the others.
const UNTOLD: f32 = 1.0;
/// What was read wrongly twice is weighed once more.
const DOUBT_INSIDE: f32 = 0.7;
/// Mean log probability, of the characters that nothing was weighed for, from which a page is policy prose: the given text has −4.2, the
/// gold cases −4.4, pages of government −4.3 to −5.6, news −5 to −6.
const POLICY: f32 = -4.7;
/// Nats for a pair of GBK's user-defined zones that was dropped whole.
const PRIVATE: f32 = 5.0;
/// Lost bytes in a line that are looked for.
const MOST_HOLES: usize = 300;
/// Characters of a line in which bytes are looked for that left no mark.
const LONGEST_WITH_GAPS: usize = 3000;
/// The same where whole pairs may be missing anywhere, and where they are looked for beside bytes alone that do not fit.
const LONGEST_WITH_PAIRS: usize = 30;
const LONGEST_WITH_PAIRS_BESIDE: usize = 400;
/// Characters before bytes that do not fit, among which the pair is missing that makes them so: the bytes behind it may fit by chance.
const BESIDE: usize = 3;

/// What a decoder dropped without a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gaps {
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
pub struct Misreading {
    pub(crate) class: &'static str,
    units: fn(&[Cell], usize) -> Option<Vec<Choice>>,
    target: Target,
    /// What may be missing without a mark between the characters.
    gaps: Gaps,
    /// Whether what it leaves is Latin letters and signs.
    latin: bool,
}

/// Those that are undone, strictest first.
pub(crate) const MISREADINGS: &[Misreading] = &[
    Misreading { class: "misread-utf8-as-gbk", units: gbk_of_utf8, target: Target::Utf8, gaps: Gaps::None, latin: false },
    Misreading { class: "misread-utf8-as-1252", units: single_of_utf8, target: Target::Utf8, gaps: Gaps::None, latin: true },
    Misreading { class: "misread-utf8-as-gbk", units: gbk_of_utf8, target: Target::Utf8, gaps: Gaps::Bytes, latin: false },
    Misreading { class: "misread-utf8-as-gbk", units: gbk_of_utf8, target: Target::Utf8, gaps: Gaps::Pairs, latin: false },
    Misreading { class: "misread-utf8-as-1252", units: latin_of_utf8, target: Target::Utf8, gaps: Gaps::Controls, latin: true },
    Misreading { class: "misread-gbk-as-1252", units: single, target: Target::Gbk, gaps: Gaps::None, latin: true },
    Misreading { class: "misread-gbk-as-utf8-or-1252", units: hybrid, target: Target::Gbk, gaps: Gaps::None, latin: true },
    Misreading { class: "misread-gbk-as-big5", units: big5, target: Target::Gbk, gaps: Gaps::None, latin: false },
    Misreading { class: "misread-big5-as-gbk", units: plain_gbk, target: Target::Big5, gaps: Gaps::None, latin: false },
    Misreading { class: "misread-utf8-as-big5", units: big5, target: Target::Utf8, gaps: Gaps::None, latin: false },
    Misreading { class: "misread-gbk-as-euc-kr", units: korean, target: Target::Gbk, gaps: Gaps::None, latin: false },
    Misreading { class: "misread-gbk-as-shift-jis", units: japanese, target: Target::Gbk, gaps: Gaps::None, latin: false },
];

/// Whether a cell was read rightly by one of them.
pub(crate) fn is_class(class: Option<&'static str>) -> bool {
    class.is_some_and(|class| MISREADINGS.iter().any(|misreading| misreading.class == class))
}

fn exact(bytes: Bytes) -> Vec<Choice> {
    vec![Choice::Bytes(bytes, 0.0)]
}

fn gbk_of_utf8(line: &[Cell], index: usize) -> Option<Vec<Choice>> {
    let c = line.get(index)?.ch;
    let before_ascii = line.get(index + 1).is_none_or(|next| next.ch.is_ascii());
    Some(match c {
        '\u{fffd}' if before_ascii => vec![Choice::Any(0.5)],
        '\u{fffd}' => vec![Choice::Of(vec![0x80], 0.0)],
        '\u{20ac}' => vec![Choice::Of(vec![0x80], 0.0), Choice::Bytes(bytes::encode(GB18030, c)?, 0.5)],
        '\u{80}'..='\u{ff}' => {
            let mut choices = vec![Choice::Of(vec![u8::try_from(c as u32).ok()?], 0.0)];
            choices.extend(bytes::encode(GB18030, c).map(|pair| Choice::Bytes(pair, 0.0)));
            choices
        }
        '!'..='~' => {
            let wide = Bytes::new(&[0xa3, c as u8 + 0x80])?; // folded after the misreading
            let mut choices = vec![Choice::Literal(c, 0.0), Choice::Bytes(wide, FOLDED)];
            // Inside a character it is the mark of the byte that is missing there: 銆? is 。
            if c == '?' && index.checked_sub(1).is_some_and(|before| line[before].ch != '\u{fffd}') {
                choices.push(Choice::Of((0x80..=0xbf).collect(), MARKED));
            }
            choices
        }
        _ if c.is_ascii() => vec![Choice::Literal(c, 0.0)],
        _ => exact(bytes::encode(GB18030, c)?),
    })
}

fn single_of_utf8(line: &[Cell], index: usize) -> Option<Vec<Choice>> {
    match line.get(index)?.ch {
        '\u{fffd}' => Some(vec![Choice::Of(vec![0x81, 0x8d, 0x8f, 0x90, 0x9d], 0.0)]),
        _ => single(line, index),
    }
}

fn single(line: &[Cell], index: usize) -> Option<Vec<Choice>> {
    bytes::single(line.get(index)?.ch).and_then(|byte| Bytes::new(&[byte])).map(exact)
}

/// A byte of ISO 8859-15 or windows-1252.
fn latin_of_utf8(line: &[Cell], index: usize) -> Option<Vec<Choice>> {
    const CHANGED: &[(char, u8)] =
        &[('€', 0xa4), ('Š', 0xa6), ('š', 0xa8), ('Ž', 0xb4), ('ž', 0xb8), ('Œ', 0xbc), ('œ', 0xbd), ('Ÿ', 0xbe)];
    let c = line.get(index)?.ch;
    let changed = CHANGED.iter().find(|(other, _)| *other == c).map(|(_, byte)| *byte);
    let ways: Vec<u8> = bytes::single(c).into_iter().chain(changed).collect();
    if ways.is_empty() { None } else { Some(vec![Choice::Of(ways, 0.0)]) }
}

fn hybrid(line: &[Cell], index: usize) -> Option<Vec<Choice>> {
    let c = line.get(index)?.ch;
    let mut utf8 = [0; 4];
    let utf8 = Bytes::new(c.encode_utf8(&mut utf8).as_bytes())?;
    if c.is_ascii() {
        return Some(exact(utf8));
    }
    let mut choices = vec![Choice::Bytes(utf8, 0.5)];
    choices.extend(bytes::single(c).and_then(|byte| Bytes::new(&[byte])).map(|byte| Choice::Bytes(byte, 0.0)));
    Some(choices)
}

fn plain_gbk(line: &[Cell], index: usize) -> Option<Vec<Choice>> {
    bytes::encode(GB18030, line.get(index)?.ch).map(exact)
}

fn big5(line: &[Cell], index: usize) -> Option<Vec<Choice>> {
    let mut choices = foreign(line, index, &|c| bytes::cp950(c).or_else(|| bytes::encode(BIG5, c)), bytes::in_cp950)?;
    choices.extend(bytes::cp950_twice(line.get(index)?.ch).map(|other| Choice::Bytes(other, 0.0)));
    Some(choices)
}

fn korean(line: &[Cell], index: usize) -> Option<Vec<Choice>> {
    foreign(line, index, &|c| bytes::encode(EUC_KR, c), |lead, trail| bytes::decodes(EUC_KR, lead, trail))
}

fn japanese(line: &[Cell], index: usize) -> Option<Vec<Choice>> {
    let mut choices = foreign(line, index, &bytes::cp932, |lead, trail| bytes::decodes(SHIFT_JIS, lead, trail))?;
    choices.extend(bytes::nec(line.get(index)?.ch).map(|other| Choice::Bytes(other, 0.0)));
    Some(choices)
}

/// A character as the bytes of another country's two-byte set; U+FFFD as a byte that made no pair there with the next one.
fn foreign(line: &[Cell], index: usize, encode: &dyn Fn(char) -> Option<Bytes>, is_pair: fn(u8, u8) -> bool) -> Option<Vec<Choice>> {
    let c = line.get(index)?.ch;
    if c != '\u{fffd}' {
        return encode(c).map(exact);
    }
    let next = line.get(index + 1).filter(|next| next.ch != '\u{fffd}').and_then(|next| encode(next.ch));
    let lost = |byte: &u8| next.is_none_or(|next| !is_pair(*byte, next.at[0]));
    Some(vec![Choice::Of((0x80..=0xfe).filter(lost).collect(), 0.0)])
}

/// The units of a whole line and the cell that each stands for (a gap stands for the cell behind it).
fn units(line: &[Cell], misreading: &Misreading) -> Option<(Vec<Unit>, Vec<usize>)> {
    let (mut all, mut cells) = (Vec::with_capacity(line.len()), Vec::with_capacity(line.len()));
    let beside = (misreading.gaps == Gaps::Pairs && line.len() > LONGEST_WITH_PAIRS).then(|| beside_misfits(line, misreading));
    for index in 0..line.len() {
        let mut choices = (misreading.units)(line, index)?;
        // A decoder that drops what it cannot read leaves no single bytes: ¤ is the pair A1E8.
        if matches!(misreading.gaps, Gaps::Bytes | Gaps::Pairs) && choices.len() == 2 && ('\u{80}'..='\u{ff}').contains(&line[index].ch) {
            choices.remove(0);
        }
        let gaps = if beside.as_ref().is_none_or(|beside| beside[index]) { misreading.gaps } else { Gaps::None };
        for choices in gap(gaps, Some(&choices)) {
            all.push(Unit { choices });
            cells.push(index);
        }
        all.push(Unit { choices });
        cells.push(index);
    }
    for choices in gap(misreading.gaps, None) {
        all.push(Unit { choices });
        cells.push(line.len().saturating_sub(1));
    }
    Some((all, cells))
}

/// For each character whether its bytes, or those just behind it, do not go on what stands before them.
fn beside_misfits(line: &[Cell], misreading: &Misreading) -> Vec<bool> {
    let (mut beside, mut held) = (vec![false; line.len()], Bytes::default());
    for index in 0..line.len() {
        let choices = (misreading.units)(line, index).unwrap_or_default();
        let bytes = match choices.first() {
            Some(Choice::Bytes(bytes, _)) => *bytes,
            Some(Choice::Of(bytes, _)) if bytes.len() == 1 => Bytes::new(bytes).unwrap_or_default(),
            Some(Choice::Literal(ch, _)) if ch.is_ascii() => Bytes::new(&[*ch as u8]).unwrap_or_default(),
            _ => Bytes::default(),
        };
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

/// What a decoder that ignores errors may have dropped in front of `next`: 0x80, which begins no pair, or a byte that makes
/// no pair with what follows; and one such byte before it (a byte of the rows that GBK left open makes none with 0x80).
fn gap(gaps: Gaps, next: Option<&[Choice]>) -> Vec<Vec<Choice>> {
    if gaps == Gaps::None {
        return Vec::new();
    }
    if gaps == Gaps::Controls {
        let control = || vec![Choice::Nothing, Choice::Of((0x80..=0x9f).collect(), 1.0)];
        return vec![control(), control()];
    }
    let follower = next.and_then(|choices| choices.first()).and_then(|choice| match choice {
        Choice::Bytes(bytes, _) => Some(bytes.at[0]),
        _ => None,
    });
    let dropped: Vec<u8> = match follower {
        Some(byte) => (0x81..=0xfe).filter(|lead| !bytes::in_plain_gbk(*lead, byte)).collect(),
        None => (0x81..=0xfe).collect(),
    };
    let mut first = vec![Choice::Nothing, Choice::Of(vec![0x80], 2.0), Choice::Of((0xa1..=0xaf).collect(), 3.0)];
    if gaps == Gaps::Pairs {
        first.push(Choice::Private(PRIVATE));
    }
    vec![first, vec![Choice::Nothing, Choice::Of(vec![0x80], 2.0), Choice::Of(dropped, 3.0)]]
}

/// A line read rightly.
pub struct Reading {
    pub(crate) cells: Vec<Cell>,
    pub(crate) class: &'static str,
    pub(crate) weighed: Weighed,
}

/// What a line's doubtful bytes had left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Weighed {
    /// A mark each.
    #[default]
    Marks,
    /// Nothing.
    Dropped,
    /// Nothing, and whole pairs were dropped too.
    Pairs,
    /// Nothing, and no character was taken that was in doubt.
    Clearly,
}

impl Gaps {
    /// What the doubtful bytes of a line of so many characters have left.
    fn weighed(self, length: usize) -> Weighed {
        match self {
            Gaps::None => Weighed::Marks,
            Gaps::Bytes => Weighed::Dropped,
            Gaps::Pairs if length > LONGEST_WITH_PAIRS => Weighed::Pairs,
            Gaps::Pairs | Gaps::Controls => Weighed::Clearly,
        }
    }
}

/// Leave lost what is doubtful in the lines that were read rightly, each with what its bytes had left. The model is asked for only where
/// there is such a line: to load it takes longer than a page.
pub(crate) fn leave_doubts<'c, 'm>(lines: impl Iterator<Item = (&'c mut Vec<Cell>, Weighed)>, model: impl FnOnce() -> &'m Language) {
    let lines: Vec<(&mut Vec<Cell>, Weighed)> = lines.filter(|(cells, _)| cells.iter().any(|cell| is_class(cell.class))).collect();
    if lines.is_empty() {
        return;
    }
    let model = model();
    let (mut sum, mut count) = (0.0, 0.0);
    for (cells, _) in &lines {
        let sure = || cells.iter().filter(|cell| cell.margin.is_infinite()).map(|cell| cell.ch);
        let weight = sure().filter(|c| !c.is_ascii()).count() as f32;
        sum += model.mean(sure()).unwrap_or(0.0) * weight;
        count += weight;
    }
    let policy = count > 0.0 && sum / count >= POLICY;
    for (cells, weighed) in lines {
        let least = match (policy, weighed) {
            (_, Weighed::Clearly) => continue,
            (_, Weighed::Pairs) => DOUBT_OF_PAIRS,
            (true, Weighed::Dropped) => DOUBT_POLICY_DROPPED,
            (true, Weighed::Marks) => DOUBT_POLICY,
            (false, _) => DOUBT,
        };
        let doubtful = |index: usize| {
            let cell = &cells[index];
            let mark = cell.ch == '。' && index + 1 < cells.len()
                || matches!(cell.ch, '，' | '、' | '；' | '：' | '！' | '？' | '—' | '“' | '‘' | '（' | '《' | '【');
            let besides = if mark { DOUBT_OF_MARKS } else { 0.0 };
            is_weighed(cell.class)
                && (cell.margin < least + besides
                    || !policy && cell.margin < least + besides + UNTOLD && !model.is_told(&around(cells, index)))
        };
        let doubtful: Vec<usize> = (0..cells.len()).filter(|index| doubtful(*index)).collect();
        doubtful.into_iter().for_each(|index| cells[index].ch = '\u{fffd}');
    }
}

/// A character with the two before and the two behind it.
fn around(cells: &[Cell], index: usize) -> [char; 5] {
    std::array::from_fn(|at| (index + at).checked_sub(2).and_then(|at| cells.get(at)).map_or('\n', |cell| cell.ch))
}

/// Whether a misreading of this class leaves several answers for a byte.
fn is_weighed(class: Option<&'static str>) -> bool {
    let doubtful = |misreading: &&Misreading| misreading.target == Target::Utf8 || misreading.target == Target::Gbk && !misreading.latin;
    class.is_some_and(|class| MISREADINGS.iter().filter(doubtful).any(|misreading| misreading.class == class))
}

/// The best reading of a line that reads badly; `known` are the classes accepted elsewhere on the page, `depth` how often the
/// line may have been misread.
pub(crate) fn undo(line: &[Cell], known: &[&'static str], model: &Language, page: &Heard, depth: usize) -> Option<Reading> {
    let before = model.mean(line.iter().map(|cell| cell.ch))?;
    let latin = looks_latin(line);
    let mut best: Option<(f32, Reading)> = None;
    for misreading in MISREADINGS {
        if misreading.gaps != Gaps::None && best.is_some() {
            continue; // nothing need have been lost
        }
        if misreading.latin != latin {
            continue;
        }
        let Some((mean, cells)) = candidate(line, misreading, known.contains(&misreading.class), model, page) else { continue };
        let strict = misreading.target == Target::Utf8 && misreading.gaps == Gaps::None;
        let private = cells.iter().filter(|cell| ('\u{e000}'..='\u{f8ff}').contains(&cell.ch)).count();
        let certain = cells.iter().all(|cell| cell.margin.is_infinite());
        let exact = strict && certain;
        let well = mean >= if exact { READS_WELL_EXACT } else { READS_WELL } && mean >= before + GAIN && private * 50 <= cells.len();
        let reading = if well {
            Some((mean, Reading { cells, class: misreading.class, weighed: misreading.gaps.weighed(line.len()) }))
        } else if strict && depth > 1 {
            // Valid all through, yet no text: read wrongly more than once.
            let mut cells = cells;
            cells.iter_mut().filter(|cell| cell.margin < DOUBT_INSIDE).for_each(|cell| cell.ch = '\u{fffd}');
            undo(&cells, known, model, page, depth - 1).and_then(|inner| {
                let mean = model.mean(inner.cells.iter().map(|cell| cell.ch))?;
                Some((mean, Reading { class: misreading.class, ..inner }))
            })
        } else {
            None
        };
        if let Some((mean, reading)) = reading
            && best.as_ref().is_none_or(|(other, _)| mean > *other)
        {
            best = Some((mean, reading));
            if well && certain && misreading.target != Target::Big5 && (strict || latin) {
                break; // every byte fits: no other charset does better
            }
        }
    }
    best.map(|(_, reading)| reading)
}

/// Whether a line has several letters of U+0080–U+024F and few characters: hard spaces between words are no damage.
fn looks_latin(line: &[Cell]) -> bool {
    let narrow = |c: &char| ('\u{80}'..='\u{7ff}').contains(c) && !c.is_whitespace();
    let hanzi = line.iter().filter(|cell| ('\u{3400}'..='\u{9fff}').contains(&cell.ch)).count();
    let letters: Vec<char> = line.iter().map(|cell| cell.ch).filter(narrow).collect();
    let mut kinds = letters.clone();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.len() >= 3 && hanzi * 4 <= letters.len()
}

/// Whether a line that could not be undone was surely read wrongly: it is no text, and many of its bytes are still UTF-8.
pub(crate) fn is_lost(line: &[Cell], model: &Language) -> bool {
    line.len() >= ENOUGH * 2
        && model.mean(line.iter().map(|cell| cell.ch)).is_some_and(|mean| mean < NO_TEXT)
        && utf8_share(line) >= SOME_UTF8
}

/// Mean log probability below which a line is no Chinese text, and the share of its bytes that must be UTF-8 to call it misread.
const NO_TEXT: f32 = -9.0;
const SOME_UTF8: f32 = 0.3;

/// Whether a line's bytes, as GBK, are mostly characters of UTF-8, here and there broken: what lost bytes leaves. The search
/// for them costs a thousand times as much, and Japanese, Korean or rare characters never pass.
fn nearly_utf8(line: &[Cell]) -> bool {
    utf8_share(line) >= 0.5
}

/// The share of a line's bytes beyond ASCII, as GBK, that are whole Chinese characters of UTF-8.
fn utf8_share(line: &[Cell]) -> f32 {
    let mut bytes = Vec::with_capacity(line.len() * 2);
    for cell in line.iter().filter(|cell| !cell.ch.is_ascii()) {
        match bytes::encode(GB18030, cell.ch) {
            Some(pair) => bytes.extend_from_slice(pair.as_slice()),
            None => bytes.push(0xff),
        }
    }
    let wide = |c: &char| matches!(c, '\u{2010}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}');
    let whole: usize = bytes.utf8_chunks().map(|chunk| chunk.valid().chars().filter(wide).count()).sum();
    (whole * 3) as f32 / bytes.len().max(1) as f32
}

/// The same for single bytes whose control characters are gone: many begin a Chinese character of UTF-8, as many go on with one,
/// and few letters are plain. French has the first alone.
fn nearly_utf8_in_latin(line: &[Cell]) -> bool {
    let (mut begin, mut go_on, mut others) = (0usize, 0usize, 0usize);
    for cell in line.iter().filter(|cell| !cell.ch.is_whitespace()) {
        match cell.ch {
            'â' | 'ã' | 'ä' | 'å' | 'æ' | 'ç' | 'è' | 'é' | 'ï' => begin += 1,
            '\u{80}'..='\u{bf}' | 'Š' | 'š' | 'Ž' | 'ž' | 'Œ' | 'œ' | 'Ÿ' | '€' => go_on += 1,
            c if c.is_ascii_alphabetic() || !c.is_ascii() => others += 1,
            _ => {}
        }
    }
    begin >= 3 && go_on * 3 >= begin * 2 && others * 4 <= begin
}

/// Whether more is lost than can be found again.
fn mostly_holes(line: &[Cell]) -> bool {
    // ASCII tells nothing of the characters beside it.
    let holes = line.iter().filter(|cell| cell.ch == '\u{fffd}').count();
    let wide = line.iter().filter(|cell| !cell.ch.is_ascii()).count();
    holes * 2 > wide || holes * 3 > line.len() || holes > MOST_HOLES
}

/// The reading that takes every unit's first choice, where these are bytes that fit: nothing is lost, and nothing to be weighed.
fn direct(units: &[Unit], target: Target) -> Option<Best> {
    let (mut chars, mut held, mut start) = (Vec::with_capacity(units.len()), Bytes::default(), 0);
    for (index, unit) in units.iter().enumerate() {
        let bytes = match unit.choices.first()? {
            Choice::Bytes(bytes, _) if unit.choices.len() == 1 => *bytes,
            Choice::Of(bytes, _) if bytes.len() == 1 => Bytes::new(bytes)?,
            Choice::Literal(ch, _) if ch.is_ascii() && held.len == 0 => Bytes::new(&[*ch as u8])?,
            _ => return None,
        };
        for byte in bytes.as_slice() {
            if held.len == 0 {
                start = index;
            }
            held = match bytes::step(target, held, *byte) {
                Step::Wrong => return None,
                Step::More(held) => held,
                Step::Whole(ch) => {
                    chars.push(Found { ch, first: start, last: index, margin: f32::INFINITY });
                    Bytes::default()
                }
            };
        }
    }
    (held.len == 0).then_some(Best { chars, score: 0.0 })
}

/// Whether a short line is sure by itself: nothing but misread characters, and what they make is words. `ÄÖÜß` makes none.
fn short(line: &[Cell], misreading: &Misreading, best: &Best, model: &Language) -> bool {
    let hanzi = || best.chars.iter().map(|found| found.ch).filter(|c| ('\u{3400}'..='\u{9fff}').contains(c));
    let least = if misreading.latin { 2 } else { 4 };
    !best.chars.iter().any(|found| found.ch.is_ascii_alphanumeric())
        && hanzi().count() >= least
        && best.margin() >= CLEARLY
        && model.is_words(hanzi())
        && !model.is_words(line.iter().map(|cell| cell.ch))
}

fn candidate(line: &[Cell], misreading: &Misreading, known: bool, model: &Language, page: &Heard) -> Option<(f32, Vec<Cell>)> {
    let hopeless = match misreading.gaps {
        Gaps::None => false,
        Gaps::Bytes => line.len() > LONGEST_WITH_GAPS || !nearly_utf8(line),
        Gaps::Pairs => line.len() > LONGEST_WITH_PAIRS_BESIDE || !nearly_utf8(line),
        Gaps::Controls => line.len() > LONGEST_WITH_GAPS || !nearly_utf8_in_latin(line),
    };
    if hopeless || mostly_holes(line) {
        return None;
    }
    let (units, origin) = units(line, misreading)?;
    let reader = Reader {
        model,
        page,
        target: misreading.target,
        start: model.behind(std::iter::empty()),
        open: 0,
        end: Some(model.end()),
        closed: Closed::default(),
        variant: VARIANT,
    };
    let best = match direct(&units, misreading.target) {
        Some(best) => best,
        // One choice each, and they do not fit: there is nothing to weigh.
        None if units.iter().all(|unit| matches!(unit.choices[..], [Choice::Bytes(..)])) => return None,
        None => reader.read(&units)?,
    };
    let wide = best.chars.iter().filter(|found| !found.ch.is_ascii()).count();
    let least = match misreading.gaps {
        Gaps::None => 0.0,
        Gaps::Bytes => MARGIN,
        Gaps::Pairs if line.len() > LONGEST_WITH_PAIRS => MARGIN,
        // Every fourth byte is lost: what reads well may be another text.
        Gaps::Pairs | Gaps::Controls => CLEARLY,
    };
    if (!known && wide < ENOUGH && !short(line, misreading, &best, model)) || best.margin() < least {
        return None;
    }
    let mut cells: Vec<Cell> = Vec::with_capacity(best.chars.len());
    let mut at = line.first()?.span.start;
    for found in &best.chars {
        let end = line.get(*origin.get(found.last)?)?.span.end.max(at);
        cells.push(Cell { ch: found.ch, span: at..end, class: Some(misreading.class), margin: found.margin });
        at = end;
    }
    let mean = model.mean(cells.iter().map(|cell| cell.ch))?;
    Some((mean, cells))
}

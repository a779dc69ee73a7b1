//! Bytes read in the wrong charset. In: a line of nonsense. Out: the line whose bytes they were. Detect: the line reads badly.
//! Candidate: every charset it can be written back in. Accept: the bytes are valid, the text reads well, and much better.
//! Never done here: cleaning single bytes, which would destroy what is still there.

use encoding_rs::GB18030;

use super::beam;
use super::brackets::Closed;
use super::bytes::{self, Target};
use super::charsets::{Direct, Gaps, LONGEST_WITH_PAIRS, MISREADINGS, Misreading, Swallowed, behind_mark, direct, units};
use super::heard::Heard;
use super::language::Language;
use super::line::Cell;
use super::past::{Best, Found, hanzi};
use super::reader::Reader;
use super::shapes::Shape;

/// Mean log probability (nats a character) from which a candidate passes for Chinese. Policy text has −3.5 to −6.5, other
/// prose to −7.5, misread text −10 and below.
const READS_WELL: f32 = -8.3;
/// The same where nothing had to be weighed, and every byte is valid UTF-8, or the page was misread so elsewhere: chance does not do that, and
/// names of roads and people read badly.
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
/// Where one mark was put for two: with 6 every tenth paragraph is wrong somewhere.
const DOUBT_OF_SWALLOWED: f32 = 9.0;
/// Nats besides for punctuation that closes no bracket: a quarter of it is another mark where letters would be right.
const DOUBT_OF_MARKS: f32 = 1.0;
/// Nats besides, where bytes were dropped without a mark, for a numeral, for what stands behind one, and for 上 and 下, which turn 以上 into
/// 以下: another fits as well there, and a wrong one is the worst there is. Of 311 paragraphs of gold and government pages 25 had something
/// wrong without it and 20 with it; three that were whole are not.
const DOUBT_OF_COUNTS: f32 = 1.5;
const COUNTS: &str = "〇零一二两三四五六七八九十百千万亿上下";
/// Nats besides for 六 and 八, which differ in the last byte alone: 二十六次 for 二十八次 had a margin of 5.6. Of 105 gold paragraphs 3 had
/// something wrong without it where one that was whole is not now.
const DOUBT_OF_TWO_NUMERALS: f32 = 7.5;
/// Nats besides where three characters in a row were never seen, which happens in names: 12 % of those of 3 to 4 nats are wrong, 5 % of the others.
const UNTOLD: f32 = 1.0;
/// Mean log probability, of the characters that nothing was weighed for, from which a page is policy prose: the given text has −4.2, the
/// gold cases −4.4, pages of government −4.3 to −5.6, news −5 to −6.
const POLICY: f32 = -4.7;
/// Lost bytes in a line that are looked for.
const MOST_HOLES: usize = 300;
/// Characters of a line in which bytes are looked for that left no mark.
const LONGEST_WITH_GAPS: usize = 3000;
/// The same where whole pairs are looked for.
const LONGEST_WITH_PAIRS_BESIDE: usize = 400;

/// What a cell's bytes really were, where it was read rightly by one of them.
pub(crate) fn target(class: Option<&'static str>) -> Option<Target> {
    MISREADINGS.iter().find(|misreading| Some(misreading.class) == class).map(|misreading| misreading.target)
}

/// Whether a cell was read rightly by one of them.
pub(crate) fn is_class(class: Option<&'static str>) -> bool {
    target(class).is_some()
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
    /// A mark for two.
    Swallowed,
    /// Nothing, and no character was taken that was in doubt.
    Clearly,
}

impl Gaps {
    /// What the doubtful bytes of a line have left.
    fn weighed(self, line: &[Cell]) -> Weighed {
        match self {
            Gaps::None if is_marked(line) => Weighed::Swallowed,
            Gaps::None => Weighed::Marks,
            Gaps::Bytes => Weighed::Dropped,
            Gaps::Pairs if line.len() > LONGEST_WITH_PAIRS => Weighed::Pairs,
            Gaps::Pairs | Gaps::Controls => Weighed::Clearly,
        }
    }
}

/// Leave lost what is doubtful in the lines that were read rightly, each with what its bytes had left. The model is asked for only where
/// there is such a line: to load it takes longer than a page.
pub(crate) fn leave_doubts<'c, 'm>(lines: impl Iterator<Item = (&'c mut Vec<Cell>, Weighed)>, model: impl FnOnce() -> &'m Language) {
    let lines: Vec<(&mut Vec<Cell>, Weighed)> = lines.filter(|(cells, _)| cells.iter().any(|cell| is_class(cell.class))).collect();
    if !lines.iter().any(|(cells, _)| cells.iter().any(|cell| cell.margin.is_finite())) {
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
            (_, Weighed::Swallowed) => DOUBT_OF_SWALLOWED,
            (true, Weighed::Dropped) => DOUBT_POLICY_DROPPED,
            (true, Weighed::Marks) => DOUBT_POLICY,
            (false, _) => DOUBT,
        };
        let traditional = |cell: &Cell| hanzi(cell.ch) && model.is_variant(cell.ch);
        // A line without traditional forms has none where a byte was lost.
        let simplified = !cells.iter().any(|cell| cell.margin.is_infinite() && traditional(cell));
        let doubtful = |index: usize| {
            let cell = &cells[index];
            let mark = cell.ch == '。' && index + 1 < cells.len()
                || matches!(cell.ch, '，' | '、' | '；' | '：' | '！' | '？' | '—' | '“' | '‘' | '（' | '《' | '【');
            let besides = match cell.ch {
                _ if mark => DOUBT_OF_MARKS,
                '六' | '八' => DOUBT_OF_TWO_NUMERALS,
                ch if weighed == Weighed::Dropped && (COUNTS.contains(ch) || index > 0 && cells[index - 1].ch.is_ascii_digit()) => {
                    DOUBT_OF_COUNTS
                }
                _ => 0.0,
            };
            is_weighed(cell.class)
                && (simplified && cell.margin.is_finite() && traditional(cell)
                    || cell.margin < least + besides
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
        let seen = known.contains(&misreading.class);
        let Some((mean, cells)) = candidate(line, misreading, seen, model, page) else { continue };
        let strict = misreading.target == Target::Utf8 && misreading.gaps == Gaps::None;
        let private = cells.iter().filter(|cell| bytes::is_private_use(cell.ch)).count();
        let certain = cells.iter().all(|cell| cell.margin.is_infinite());
        let exact = certain && (strict || seen && misreading.gaps == Gaps::None);
        let well = mean >= if exact { READS_WELL_EXACT } else { READS_WELL }
            && mean >= before + GAIN
            && private * 50 <= if certain { cells.len() } else { 0 };
        let reading = if well {
            Some((mean, Reading { cells, class: misreading.class, weighed: misreading.gaps.weighed(line) }))
        } else if strict && depth > 1 {
            // Valid all through, yet no text: read wrongly more than once.
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
            // Every byte fits, as often as the line was misread: no other charset does better.
            let fits = certain
                && misreading.target != Target::Big5
                && (strict || latin)
                && (well || reading.cells.iter().all(|cell| cell.margin.is_infinite()));
            // Neither does it where most characters are whole, and none but UTF-8 would be.
            let known = |cell: &&Cell| !cell.ch.is_ascii() && cell.margin.is_infinite();
            let wide = || reading.cells.iter().filter(|cell| !cell.ch.is_ascii());
            let whole = strict && well && wide().filter(known).count() * 2 >= wide().count() + ENOUGH;
            best = Some((mean, reading));
            if fits || whole {
                break;
            }
        }
    }
    best.map(|(_, reading)| reading)
}

/// Whether a line has several letters of U+0080–U+024F and few characters: hard spaces between words are no damage.
fn looks_latin(line: &[Cell]) -> bool {
    let narrow = |c: char| ('\u{80}'..='\u{7ff}').contains(&c) && !c.is_whitespace();
    let (mut hanzi, mut letters, mut kinds) = (0, 0, ['\0'; 3]);
    for c in line.iter().map(|cell| cell.ch).filter(|c| !c.is_ascii()) {
        hanzi += usize::from(('\u{3400}'..='\u{9fff}').contains(&c));
        if narrow(c) {
            letters += 1;
            if let Some(kind) = kinds.iter_mut().find(|kind| **kind == '\0' || **kind == c) {
                *kind = c;
            }
        }
    }
    kinds[2] != '\0' && hanzi * 4 <= letters
}

/// Whether a line that could not be undone was surely read wrongly: it is no text, and many of its bytes are still UTF-8.
pub(crate) fn is_lost(line: &[Cell], model: &Language) -> bool {
    line.len() >= ENOUGH * 2 && is_nonsense(line, model) && utf8_share(line) >= SOME_UTF8
}

/// Whether a line is no Chinese text.
pub(crate) fn is_nonsense(line: &[Cell], model: &Language) -> bool {
    model.mean(line.iter().map(|cell| cell.ch)).is_some_and(|mean| mean < NO_TEXT)
}

/// Mean log probability below which a line is no Chinese text, and the share of its bytes that must be UTF-8 to call it misread.
const NO_TEXT: f32 = -9.0;
const SOME_UTF8: f32 = 0.3;

/// Whether a line's bytes, as GBK, are mostly characters of UTF-8, here and there broken: what lost bytes leaves. The search
/// for them costs a thousand times as much, and Japanese, Korean or rare characters never pass.
fn nearly_utf8(line: &[Cell]) -> bool {
    utf8_share(line) >= 0.5
}

/// Whether a line is surely no text of GBK: its pairs are mostly characters of UTF-8, or all are such as UTF-8 could have, of which half of
/// those of Chinese text are not.
pub(crate) fn is_of_utf8(line: &[Cell]) -> bool {
    let wide = || line.iter().filter(|cell| !cell.ch.is_ascii() && cell.ch != '\u{fffd}');
    let fits =
        |cell: &Cell| bytes::encode(GB18030, cell.ch).is_some_and(|pair| pair.as_slice() == [0x80] || Shape::of(pair.as_slice()).is_some());
    wide().count() >= ENOUGH && wide().all(fits) || nearly_utf8(line)
}

/// Whether what could not be read left marks, U+FFFD or question marks inside what is no ASCII: then nothing was dropped without one.
fn leaves_marks(line: &[Cell]) -> bool {
    line.iter().filter(|cell| cell.ch == '\u{fffd}').count() > 1 || is_marked(line)
}

/// Whether those are question marks.
fn is_marked(line: &[Cell]) -> bool {
    let wide = |cell: &Cell| !cell.ch.is_ascii();
    line.windows(3).filter(|three| three[1].ch == '?' && wide(&three[0]) && (wide(&three[2]) || three[2].ch == '?')).count() > 1
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

/// A character of Big5, or, where it is a letter of Japanese or Russian among Chinese, the number that others have in its place.
fn number_alone(chars: &[Found], index: usize) -> char {
    let letter = |index: usize| chars.get(index).is_some_and(|found| bytes::is_alphabet(found.ch));
    let ch = chars[index].ch;
    if !letter(index) || index > 0 && letter(index - 1) || letter(index + 1) {
        return ch;
    }
    bytes::cp950_number(ch).unwrap_or(ch)
}

fn candidate(line: &[Cell], misreading: &Misreading, known: bool, model: &Language, page: &Heard) -> Option<(f32, Vec<Cell>)> {
    let hopeless = match misreading.gaps {
        Gaps::None => false,
        // A decoder that puts marks drops nothing without one.
        Gaps::Bytes => line.len() > LONGEST_WITH_GAPS || leaves_marks(line) || !nearly_utf8(line),
        Gaps::Pairs => line.len() > LONGEST_WITH_PAIRS_BESIDE || leaves_marks(line) || !nearly_utf8(line),
        Gaps::Controls => line.len() > LONGEST_WITH_GAPS || !nearly_utf8_in_latin(line),
    };
    if hopeless || mostly_holes(line) {
        return None;
    }
    let (best, origin) = match direct(line, misreading) {
        Direct::Whole(chars) => (Best { chars, score: 0.0 }, None),
        Direct::Wrong => return None,
        Direct::Doubtful => {
            let (units, origin) = units(line, misreading)?;
            let reader = Reader {
                model,
                page,
                asked: true,
                target: misreading.target,
                start: model.behind(std::iter::empty()),
                open: 0,
                end: Some(model.end()),
                closed: Closed::default(),
                variant: VARIANT,
                behind: if misreading.latin { beam::BEHIND_OF_LATIN } else { beam::BEHIND },
                alone: misreading.target == Target::Gbk && misreading.latin,
            };
            (reader.read(&units)?, Some(origin))
        }
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
    let swallowed: Vec<Option<Swallowed>> = (0..line.len()).map(|index| behind_mark(line, misreading, index)).collect();
    let swallows = swallowed.iter().any(|other| matches!(other, Some(Swallowed::Byte | Swallowed::Sign)));
    let mut at = line.first()?.span.start;
    for (index, found) in best.chars.iter().enumerate() {
        let last = match &origin {
            Some(origin) => *origin.get(found.last)?,
            None => found.last,
        };
        let end = line.get(last)?.span.end.max(at);
        let ch = if misreading.target == Target::Big5 { number_alone(&best.chars, index) } else { found.ch };
        cells.push(Cell { ch, span: at..end, class: Some(misreading.class), margin: found.margin });
        at = end;
        // A mark for the last byte alone may have swallowed the sign of ASCII behind it: 500 is no 00.
        let sign = match swallowed.get(last).copied().flatten() {
            Some(Swallowed::Sign) => true,
            Some(Swallowed::SignOrNothing) => swallows && last + 1 < line.len(),
            _ => false,
        };
        if sign && !matches!(found.ch, '?' | '？') {
            cells.push(Cell { ch: '\u{fffd}', span: at..at, class: Some(misreading.class), margin: f32::INFINITY });
        }
    }
    let mean = model.mean(cells.iter().map(|cell| cell.ch))?;
    Some((mean, cells))
}

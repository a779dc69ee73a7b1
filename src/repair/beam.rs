//! The most likely text behind a row of doubtful bytes. In: units, each with its possible bytes. Out: characters with the units
//! they came from, and how much better they are than the next best. Never done here: saying what the bytes could be.

use super::brackets::{CLOSES, left_open};
use super::bytes::{self, Bytes, High, Step, Target, step};
use super::past::{Best, Past, Tip};
use super::reader::Reader;
use super::row::{BEGUN, Entry, Reading, Row, Way, best_of};
use super::unit::{Choice, Only, Unit};
use super::words::BETWEEN;

/// Hypotheses that may begin a character with any byte: each does so in many ways, all as likely (126 of GBK, 20 of UTF-8), so that few fill the
/// [`WIDTH`].
const BEGINS: usize = 12;

/// Readings in which two bytes are looked for that one mark stands for, and ways to read the first of them: with a third of these every tenth
/// paragraph is wrong that is not so with them.
const PARTED: usize = 6;
const WHOLES: usize = 120;

/// Hypotheses that may have two doubtful bytes in one character: each is thousands of characters.
const TWICE: usize = 3;

/// Nats behind the best, from which a reading is given up. Beyond them nobody asks how sure it is; with 17 no class is better.
pub(crate) const BEHIND: f32 = 15.0;
/// The same where a letter was one byte or two: what is read wrongly by one byte falls behind late (with 12 one paragraph in thirty is wrong,
/// with 17 one in five hundred stays as it was, and with 35 no more come back).
pub(crate) const BEHIND_OF_LATIN: f32 = 25.0;

/// Log probability of an end inside a word.
const UNFINISHED: f32 = -20.0;

/// Sets of bytes that a reading tells apart: one of them stands for a byte below this among those of a character begun.
const SETS: usize = 31;

/// Nats behind the best of these ways, from which one is given up.
const APART: f32 = 9.0;

/// Whether a byte of a character begun is one of several.
fn is_doubtful(held: Bytes) -> bool {
    held.as_slice().iter().any(|byte| usize::from(*byte) <= SETS)
}

/// A lead byte and what may follow it.
type Lead = (u8, High);

/// A reading in which the first of two lost bytes is read, its ways, and what the second may be.
type Whole = (Reading, Vec<Way>, Option<Lead>);

/// Lead bytes of GBK's user-defined zones.
const PRIVATE_LEADS: [std::ops::RangeInclusive<u8>; 3] = [0xaa..=0xaf, 0xf8..=0xfe, 0xa1..=0xa7];

impl Reader<'_> {
    /// The best reading of all units; `None` where no text has such bytes.
    pub(crate) fn read(&self, units: &[Unit]) -> Option<Best> {
        let start = Reading {
            held: Bytes::default(),
            alone: Bytes::default(),
            first: 0,
            before: self.start,
            open: self.open,
            node: 0,
            text: 0,
            ways: (0, 1),
            best: 0.0,
        };
        let mut search = Search {
            reader: self,
            past: Past::new(units.len()),
            now: Row { readings: vec![start], ways: vec![Way { place: BETWEEN, score: 0.0, mark: 0 }] },
            next: Row::default(),
            best: f32::NEG_INFINITY,
            sets: Vec::new(),
            twice: 0,
            unit: 0,
            work: 0,
            spare: Vec::new(),
            order: Vec::new(),
        };
        let mut index = 0;
        while index < units.len() {
            if !self.page.allows(units.len(), search.work) {
                return None;
            }
            index = search.walk(units, index);
            if let Some(unit) = units.get(index) {
                search.step(unit, index);
                index += 1;
            }
            if search.now.readings.is_empty() {
                return None;
            }
        }
        search.finish()
    }

    /// The score of a text as it stands, whatever the page says: it may say it because it is damaged there too.
    pub(crate) fn plain(&self, text: impl Iterator<Item = char>) -> f32 {
        let units: Vec<Unit> = text.map(|c| Unit::new(&[Choice::Literal(c, 0.0)])).collect();
        let reader = Reader { asked: false, closed: self.closed.clone(), ..*self };
        reader.read(&units).map_or(f32::NEG_INFINITY, |best| best.score)
    }
}

/// A reading of units under way.
struct Search<'r, 'm> {
    reader: &'r Reader<'m>,
    past: Past,
    now: Row,
    next: Row,
    /// The best of `next`.
    best: f32,
    /// The bytes that a doubtful one of a character begun may be; see [`SETS`].
    sets: Vec<High>,
    /// How many readings of this unit have two such bytes in one character.
    twice: usize,
    unit: usize,
    /// Characters weighed and readings gone on with.
    work: u64,
    /// Room for ways.
    spare: Vec<Vec<Way>>,
    /// Room for [`Row::prune`].
    order: Vec<Entry>,
}

impl Search<'_, '_> {
    fn finish(mut self) -> Option<Best> {
        let reader = self.reader;
        let mut ends: Vec<(u64, Tip)> = Vec::new();
        for reading in self.now.readings.iter().filter(|reading| reading.held.len == 0) {
            let fits = match reader.end {
                Some(_) => -left_open(reading.open),
                None => reader.closed.close(reading.open),
            };
            let pair = reader.end.map(|end| (end, reader.page.follow(reader.model, reading.before, end, reader.asked).0));
            let score = |way: &Way| match pair {
                Some((end, pair)) => {
                    reader.model.steps(way.place, end, pair, None).into_iter().flatten().map(|(_, score)| score).fold(UNFINISHED, f32::max)
                }
                None => 0.0,
            };
            let best =
                self.now.ways(reading).iter().map(|way| Tip { score: way.score + score(way) + fits, node: reading.node, mark: way.mark });
            ends.extend(best.max_by(|a, b| a.score.total_cmp(&b.score)).map(|tip| (reading.text, tip)));
        }
        ends.sort_by(|(_, a), (_, b)| b.score.total_cmp(&a.score));
        let (text, mut best) = *ends.first()?;
        ends.iter().skip(1).filter(|(other, _)| *other != text).for_each(|(_, other)| self.past.weigh(&mut best, other));
        Some(Best { chars: self.past.chars(&best, reader.model), score: best.score })
    }

    /// Read on as long as the units leave no choice and there is one text only. The unit where that ends.
    fn walk(&mut self, units: &[Unit], from: usize) -> usize {
        let [mut all] = self.now.readings[..] else { return from };
        if units.get(from).is_none_or(|unit| unit.only().is_none()) || is_doubtful(all.held) {
            return from;
        }
        let mut ways = self.now.ways(&all).to_vec();
        let mut index = from;
        while let Some(only) = units.get(index).and_then(Unit::only) {
            self.unit = index;
            all.alone = Bytes::default();
            let fits = match only {
                Only::Literal(..) if all.held.len > 0 => false,
                Only::Literal(ch, cost) => {
                    all.first = index as u32;
                    ways.iter_mut().for_each(|way| way.score -= cost);
                    self.on(&mut all, &mut ways, ch)
                }
                Only::Bytes(bytes, cost) => {
                    ways.iter_mut().for_each(|way| way.score -= cost);
                    bytes.as_slice().iter().all(|byte| {
                        if all.held.len == 0 {
                            all.first = index as u32;
                        }
                        match step(self.reader.target, all.held, *byte) {
                            Step::Wrong => return false,
                            Step::More(held) => all.held = held,
                            Step::Whole(ch) => return self.on(&mut all, &mut ways, ch),
                        }
                        true
                    })
                }
            };
            if !fits {
                ways.clear();
                break;
            }
            index += 1;
        }
        self.now.clear();
        if !ways.is_empty() {
            self.now.readings.push(Reading { ways: (0, ways.len() as u32), best: best_of(&ways), ..all });
            self.now.ways = ways;
        }
        index
    }

    /// A character more in [`Search::walk`].
    fn on(&mut self, all: &mut Reading, ways: &mut Vec<Way>, ch: char) -> bool {
        self.best = f32::NEG_INFINITY;
        let mut on = self.spare.pop().unwrap_or_default();
        let after = self.emit(all, ways, 0.0, ch, &mut on);
        std::mem::swap(ways, &mut on);
        self.spare.push(on);
        let best = best_of(ways);
        ways.retain(|way| way.score >= best - self.reader.behind);
        after.map(|after| *all = after).is_some()
    }

    /// One unit more.
    fn step(&mut self, unit: &Unit, index: usize) {
        self.unit = index;
        self.best = f32::NEG_INFINITY;
        let mut now = std::mem::take(&mut self.now);
        // The best first: they tell which of the others cannot follow, and of those that would begin a character with a byte of which nothing
        // is known, no more are kept than these.
        now.readings.sort_unstable_by(|a, b| b.best.total_cmp(&a.best));
        let (mut begun, mut parted, mut wholes, mut best) = (0, 0, Vec::new(), f32::NEG_INFINITY);
        self.twice = 0;
        self.work += now.ways.len() as u64;
        for reading in &now.readings {
            let begins = reading.held.len == 0;
            let ways = now.ways(reading);
            for choice in unit.ways() {
                match choice {
                    Choice::Any(_) | Choice::Of(..) if begins && begun > 0 && begun + ways.len() > BEGINS => {}
                    // Those that are far behind would be too many here.
                    Choice::Unknown(_) if parted >= PARTED => {}
                    Choice::Unpaired(_) | Choice::Private(_) | Choice::Unknown(_) => {
                        parted += 1;
                        self.parted(reading, ways, choice, &mut wholes, &mut best);
                    }
                    _ => self.extend(reading, ways, choice),
                }
            }
            begun += if begins { ways.len() } else { 0 };
        }
        // Behind a byte of UTF-8 few bytes fit, and the next ones tell.
        let most = if matches!(self.reader.target, Target::Gbk) { BEGINS } else { WHOLES };
        wholes.sort_by(|a, b| b.0.best.total_cmp(&a.0.best));
        for (whole, ways, lead) in wholes.iter().take(most) {
            // Of GBK's user-defined zones one has trail bytes of ASCII too.
            if matches!(self.reader.target, Target::Gbk)
                && let Some((lead, _)) = lead
            {
                (0x40..0x80).filter(|byte| bytes::is_private(*lead, *byte)).for_each(|byte| self.feed(whole, ways, 0.0, byte, &[]));
            }
            self.feed_any(whole, ways, 0.0, lead.map_or(High::between(0x81, 0xfe), |(_, behind)| behind));
        }
        self.now = now;
        self.next.prune(&mut self.now, &mut self.past, self.best - self.reader.behind, &mut self.order);
    }

    /// A reading that may go on, with those of its ways than which no other is too far ahead.
    fn keep(&mut self, reading: Reading, ways: &[Way], cost: f32) {
        // A character begun is not scored yet; it would crowd out those that are.
        let due = cost + BEGUN * f32::from(reading.held.len);
        let from = self.next.ways.len();
        let mut best = f32::NEG_INFINITY;
        for way in ways {
            let score = way.score - due;
            if score >= self.best - self.reader.behind {
                self.best = self.best.max(score);
                best = best.max(way.score - cost);
                self.next.ways.push(Way { score: way.score - cost, ..*way });
            }
        }
        if self.next.ways.len() > from {
            self.next.readings.push(Reading { ways: (from as u32, self.next.ways.len() as u32), best, ..reading });
        }
    }

    fn extend(&mut self, from: &Reading, ways: &[Way], choice: &Choice) {
        match choice {
            Choice::Nothing => self.keep(*from, ways, 0.0),
            Choice::Literal(ch, cost) if from.held.len == 0 => {
                self.whole(&Reading { first: self.unit as u32, ..*from }, ways, *cost, *ch, &[]);
            }
            Choice::Literal(..) => {}
            Choice::Bytes(bytes, cost) => {
                if let Some(alone) = self.alone(from.alone, *bytes) {
                    self.feed_all(&Reading { alone, ..*from }, ways, *cost, bytes.as_slice());
                }
            }
            Choice::Block(ch) => {
                let first = *ch as u32 & !0x3f;
                let pairs = (first..=first | 0x3f).filter_map(|ch| bytes::gbk_pair(char::from_u32(ch)?));
                pairs.for_each(|pair| self.feed_all(from, ways, 0.0, &pair));
            }
            Choice::Any(cost) => self.feed_any(from, ways, *cost, High::between(0x80, 0xfe)),
            // See `parted`.
            Choice::Unpaired(_) | Choice::Private(_) | Choice::Unknown(_) => {}
            Choice::Of(bytes, cost) => self.feed_any(from, ways, *cost, *bytes),
        }
    }

    /// The bytes that stand alone at the end, once these follow; `None` where they would have been read as a character.
    fn alone(&self, before: Bytes, bytes: Bytes) -> Option<Bytes> {
        let byte = match bytes.as_slice() {
            [byte] if self.reader.alone && !byte.is_ascii() => *byte,
            _ => return Some(Bytes::default()),
        };
        match (step(Target::Utf8, before, byte), step(Target::Utf8, Bytes::default(), byte)) {
            (Step::Whole(_), _) => None,
            (Step::More(alone), _) | (Step::Wrong, Step::More(alone)) => Some(alone),
            _ => Some(Bytes::default()),
        }
    }

    /// A pair of lost bytes: the ways to read the first, with what the second may be. Of GBK the first ended a character: where none was
    /// begun, 0x80 begins no pair, and a pair of the users' own zones is no text.
    fn parted(&mut self, from: &Reading, ways: &[Way], choice: &Choice, wholes: &mut Vec<Whole>, best_whole: &mut f32) {
        if matches!(self.reader.target, Target::Gbk) && from.held.len != 1 {
            return;
        }
        let (next, best) = (std::mem::take(&mut self.next), self.best);
        let mut end = |cost: f32, last: u8, lead: Option<Lead>| {
            self.best = *best_whole + self.reader.behind - APART;
            self.feed(from, ways, cost, last, &[]);
            *best_whole = self.next.readings.iter().fold(*best_whole, |best, whole| best.max(whole.best));
            wholes.extend(self.next.readings.iter().map(|whole| (*whole, self.next.ways(whole).to_vec(), lead)));
            self.next.clear();
        };
        match choice {
            Choice::Unpaired(cost) => end(*cost, 0x80, None),
            Choice::Private(cost) => {
                PRIVATE_LEADS.into_iter().flatten().for_each(|lead| end(*cost, lead, Some((lead, bytes::private_behind(lead)))));
            }
            Choice::Unknown(cost) => (0x81..=0xfe).for_each(|lead| end(*cost, lead, Some((lead, bytes::unknown_behind(lead))))),
            _ => {}
        }
        (self.next, self.best) = (next, best);
    }

    /// These bytes more, and what they lead to kept.
    fn feed_all(&mut self, state: &Reading, ways: &[Way], cost: f32, bytes: &[u8]) {
        match bytes {
            [] => self.keep(*state, ways, cost),
            [byte, rest @ ..] => self.feed(state, ways, cost, *byte, rest),
        }
    }

    /// One byte more, then the rest.
    fn feed(&mut self, state: &Reading, ways: &[Way], cost: f32, byte: u8, rest: &[u8]) {
        if is_doubtful(state.held) {
            match state.held.with(byte) {
                // No byte that goes on.
                _ if matches!(self.reader.target, Target::Utf8) && !(0x80..=0xbf).contains(&byte) => {}
                // A character of four bytes of which one is lost would be one of thousands.
                Some(held) if held.len == 2 && byte < 0x40 => {}
                Some(held) if held.len < self.length(held) => self.feed_all(&Reading { held, ..*state }, ways, cost, rest),
                // Each of them would be given up.
                Some(_) if best_of(ways) + CLOSES < self.best - self.reader.behind + cost => {}
                Some(held) => self.expand(state, ways, cost, held, 0, rest),
                None => {}
            }
            return;
        }
        let first = if state.held.len == 0 { self.unit as u32 } else { state.first };
        let state = Reading { first, ..*state };
        match step(self.reader.target, state.held, byte) {
            Step::Wrong => {}
            Step::More(held) => self.feed_all(&Reading { held, ..state }, ways, cost, rest),
            Step::Whole(ch) => self.whole(&state, ways, cost, ch, rest),
        }
    }

    /// A character more, then the rest.
    fn whole(&mut self, state: &Reading, ways: &[Way], cost: f32, ch: char, rest: &[u8]) {
        let mut on = self.spare.pop().unwrap_or_default();
        if let Some(after) = self.emit(state, ways, cost, ch, &mut on) {
            self.feed_all(&after, &on, 0.0, rest);
        }
        self.spare.push(on);
    }

    /// One of these bytes more. Inside a character they are tried only when its last byte is known: as many readings as there are bytes
    /// would tell nothing until then.
    fn feed_any(&mut self, state: &Reading, ways: &[Way], cost: f32, mut bytes: High) {
        if state.held.len > 0 && matches!(self.reader.target, Target::Utf8) {
            bytes = bytes.and(High::between(0x80, 0xbf));
        }
        if state.held.len == 0 {
            let state = Reading { first: self.unit as u32, ..*state };
            // None of four bytes, as in `feed`.
            const OF_UTF8: [High; 2] = [High::between(0xc2, 0xdf), High::between(0xe0, 0xef)];
            const OF_TWO: [High; 1] = [High::between(0x81, 0xfe)];
            let leads: &[High] = match self.reader.target {
                Target::Utf8 => &OF_UTF8,
                Target::Gbk | Target::Big5 => &OF_TWO,
            };
            leads.iter().for_each(|leads| self.begin(&state, ways, cost, bytes.and(*leads)));
        } else if state.held.len + 1 < self.length(state.held) {
            self.begin(state, ways, cost, bytes);
        } else {
            bytes.for_each(|byte| self.feed(state, ways, cost, byte, &[]));
        }
    }

    /// A byte of a character begun that is one of these.
    fn begin(&mut self, state: &Reading, ways: &[Way], cost: f32, bytes: High) {
        let found = self.sets.iter().position(|set| *set == bytes).unwrap_or(self.sets.len());
        if bytes.len() < 2 || found >= SETS {
            return bytes.for_each(|byte| self.feed(state, ways, cost, byte, &[]));
        }
        if is_doubtful(state.held) {
            self.twice += 1;
            if self.twice > TWICE {
                return;
            }
        }
        if found == self.sets.len() {
            self.sets.push(bytes);
        }
        if let Some(held) = state.held.with(found as u8 + 1) {
            self.keep(Reading { held, ..*state }, ways, cost);
        }
    }

    /// How long a character begun will be.
    fn length(&self, held: Bytes) -> u8 {
        let [lead, second, ..] = held.at;
        let lead = self.set(lead).map_or(lead, |mut set| set.next().unwrap_or(0));
        match self.reader.target {
            Target::Utf8 => 2 + u8::from(lead >= 0xe0) + u8::from(lead >= 0xf0),
            Target::Gbk if held.len > 1 && (0x30..=0x39).contains(&second) => 4,
            Target::Gbk | Target::Big5 => 2,
        }
    }

    fn set(&self, byte: u8) -> Option<High> {
        self.sets.get(usize::from(byte).checked_sub(1)?).copied().filter(|_| byte <= SETS as u8)
    }

    /// The characters that these bytes may be, those before `at` being told.
    fn expand(&mut self, state: &Reading, ways: &[Way], cost: f32, mut all: Bytes, at: usize, rest: &[u8]) {
        match all.as_slice().get(at).map(|byte| self.set(*byte)) {
            Some(Some(set)) => {
                for byte in set {
                    all.at[at] = byte;
                    self.expand(state, ways, cost, all, at + 1, rest);
                }
            }
            Some(None) => self.expand(state, ways, cost, all, at + 1, rest),
            None => {
                if let Some(ch) = bytes::whole(self.reader.target, all.as_slice()) {
                    self.whole(state, ways, cost, ch, rest);
                }
            }
        }
    }

    /// The reading with a character more, its ways in `on`; `None` where no way is good enough.
    fn emit(&mut self, state: &Reading, ways: &[Way], cost: f32, ch: char, on: &mut Vec<Way>) -> Option<Reading> {
        on.clear();
        let worst = self.best - self.reader.behind + cost;
        let best = best_of(ways);
        if best + CLOSES < worst {
            return None;
        }
        self.work += 1;
        let weight = self.reader.weigh(state.open, state.before, ch);
        if best + weight.most() < worst {
            return None;
        }
        let mut begun: Option<Way> = None;
        for way in ways {
            let [next, begin] = weight.ways(self.reader.model, way.place);
            // A sign between words has one way, which is no word's going on.
            let (next, begin) = if weight.pair.is_none() { (None, next) } else { (next, begin) };
            if let Some((place, score)) = next
                && way.score + score >= worst
            {
                on.push(Way { place, score: way.score + score - cost, mark: way.mark });
            }
            if let Some((place, score)) = begin
                && way.score + score >= worst
                && begun.is_none_or(|begun| way.score + score - cost > begun.score)
            {
                begun = Some(Way { place, score: way.score + score - cost, mark: way.mark });
            }
        }
        on.extend(begun);
        if on.is_empty() {
            return None;
        }
        let node = self.past.push(state.node, ch, weight.symbol, (state.first, self.unit));
        Some(Reading {
            held: Bytes::default(),
            before: weight.after,
            open: weight.open,
            node,
            text: hashed(state.text, ch),
            best: best_of(on),
            ..*state
        })
    }
}

fn hashed(text: u64, ch: char) -> u64 {
    text.wrapping_mul(0x100_0000_01b3) ^ u64::from(ch as u32)
}

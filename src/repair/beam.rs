//! The most likely text behind a row of doubtful bytes. In: units, each with its possible bytes. Out: characters with the units
//! they came from, and how much better they are than the next best. Never done here: saying what the bytes could be.

use super::brackets::{self, CLOSES, Closed, bracket, left_open};
use super::bytes::{self, Bytes, High, Step, Target, step};
use super::heard::Heard;
use super::language::{Context, Language, PAIRS, Symbol};
use super::past::{Best, Past};
use super::unit::{Choice, Only, Unit};
use super::words::{BETWEEN, Place};

/// Hypotheses kept at each byte: enough for every byte that a lost one may have been.
const WIDTH: usize = 200;

/// Hypotheses that may begin a character with any byte: each does so in many ways, all as likely (126 of GBK, 20 of UTF-8), so that few fill the
/// [`WIDTH`].
const BEGINS: usize = 12;

/// Hypotheses that may have two doubtful bytes in one character: each is thousands of characters.
const TWICE: usize = 3;

/// Nats behind the best, from which a reading is given up: more than a character costs that the model does not know.
pub(crate) const BEHIND: f32 = 17.0;
/// The same where bytes are looked for that left no mark.
pub(crate) const BEHIND_IN_GAPS: f32 = 20.0;

/// Log probability of an end inside a word.
const UNFINISHED: f32 = -20.0;

/// Log probability of a sign of ASCII.
const SIGN: f32 = -4.0;

/// Nats that a byte of an unfinished character will cost, on average.
const BEGUN: f32 = 2.0;

/// A reading under way.
#[derive(Clone, Copy)]
pub(crate) struct Hypothesis {
    pub(crate) score: f32,
    held: Bytes,
    first: u32,
    before: Context,
    /// Where among the words.
    place: Place,
    /// Brackets open here: the innermost in the lowest four bits.
    open: u32,
    pub(crate) node: u32,
    pub(crate) mark: u32,
    /// Hash of the characters so far: two ways to the same text are no two answers.
    text: u64,
}

impl Hypothesis {
    /// A character begun is not scored yet; it would crowd out those that are.
    fn due(&self) -> f32 {
        self.score - BEGUN * f32::from(self.held.len)
    }

    /// Those that have the same cannot differ any more.
    fn key(&self) -> (u64, u64) {
        let held = u64::from(u32::from_be_bytes(self.held.at)) << 8 | u64::from(self.held.len);
        let place = u64::from(self.place) << 36 | u64::from(self.before.pair) << 4 | u64::from(self.open & 0xf);
        (held << 16 | u64::from(self.before.before), place)
    }
}

/// Sets of bytes that a reading tells apart: one of them stands for a byte below this among those of a character begun.
const SETS: usize = 31;

/// Whether a byte of a character begun is one of several.
fn is_doubtful(held: Bytes) -> bool {
    held.as_slice().iter().any(|byte| usize::from(*byte) <= SETS)
}

/// Lead bytes of GBK's user-defined zones.
const PRIVATE_LEADS: [std::ops::RangeInclusive<u8>; 3] = [0xaa..=0xaf, 0xf8..=0xfe, 0xa1..=0xa7];

/// Nats for a full-width digit or letter: they stand for themselves seldom, and never where a lost byte could be a comma's.
const WIDE: f32 = 6.0;
/// Nats for a character that the model does not know, where it is in GBK alone; twice that where it is not even there.
const SELDOM: f32 = 2.0;

/// Reads units; `start` is what stands before them, `end` the symbol behind, where known.
pub(crate) struct Reader<'m> {
    pub(crate) model: &'m Language,
    pub(crate) page: &'m Heard<'m>,
    /// Whether what the page says elsewhere counts.
    pub(crate) asked: bool,
    pub(crate) target: Target,
    pub(crate) start: Context,
    /// Brackets open before the units; see [`brackets::opened`].
    pub(crate) open: u32,
    pub(crate) end: Option<Symbol>,
    /// What is closed behind the units.
    pub(crate) closed: Closed,
    /// Nats for a character that the model scores as another one: a traditional or full-width form.
    pub(crate) variant: f32,
    /// Nats behind the best, from which a reading is given up.
    pub(crate) behind: f32,
}

impl Reader<'_> {
    /// The best reading of all units; `None` where no text has such bytes.
    pub(crate) fn read(&self, units: &[Unit]) -> Option<Best> {
        let start = Hypothesis {
            score: 0.0,
            held: Bytes::default(),
            first: 0,
            before: self.start,
            place: BETWEEN,
            open: self.open,
            node: 0,
            mark: 0,
            text: 0,
        };
        let past = Past::new(units.len());
        let mut search = Search {
            reader: self,
            past,
            now: vec![start],
            next: Vec::new(),
            best: f32::NEG_INFINITY,
            sets: Vec::new(),
            twice: 0,
            unit: 0,
            work: 0,
            since: 0,
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
            if search.now.is_empty() {
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

    /// Nats for the form of a character: an unusual one where a usual one is as likely.
    fn form(&self, ch: char, symbol: Symbol) -> f32 {
        match ch {
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => WIDE,
            _ if self.variant > 0.0 && self.model.is_variant(ch) => self.variant,
            _ if symbol == 0 && !ch.is_ascii() => match bytes::gbk_pair(ch) {
                Some([0xa1..=0xf7, 0xa1..=0xfe]) if !('！'..='～').contains(&ch) || ch == '～' => 0.0,
                Some(_) => SELDOM,
                None => 2.0 * SELDOM,
            },
            _ => 0.0,
        }
    }

    /// What a character costs whatever stands beside it, what the pair before it says, and what stands before the next one.
    fn weigh(&self, open: u32, before: Context, ch: char) -> Weight {
        let symbol = self.model.symbol(ch);
        let (opened, fits) = bracket(open, ch);
        let own = fits - self.form(ch, symbol);
        // A sign of ASCII stands in no table of Chinese; it is not less likely for that.
        if symbol == 0 && ch.is_ascii() {
            // A space tells nothing of what follows it: what stands before it does.
            let after = if ch == ' ' { before } else { self.page.follow(self.model, before, symbol, false).1 };
            return Weight { symbol, own: own + SIGN, open: opened, pair: None, least: 0.0, after };
        }
        let (pair, after) = self.page.follow(self.model, before, symbol, self.asked);
        Weight { symbol, own, open: opened, pair: Some(pair), least: brackets::least(open, ch, fits), after }
    }
}

/// What a character adds.
struct Weight {
    symbol: Symbol,
    own: f32,
    open: u32,
    /// What the characters before it say; `None` for a sign that stands between words.
    pair: Option<f32>,
    /// What pair and words say at least.
    least: f32,
    after: Context,
}

impl Weight {
    /// What it adds at most.
    fn most(&self) -> f32 {
        self.own + self.pair.map_or(0.0, |pair| (pair * PAIRS).max(self.least))
    }

    /// Each way that it can stand at `place`, and what it adds there.
    fn ways(&self, model: &Language, place: Place) -> [Option<(Place, f32)>; 2] {
        match self.pair {
            None => [Some((BETWEEN, self.own)), None],
            Some(pair) => {
                model.steps(place, self.symbol, pair).map(|way| way.map(|(place, score)| (place, self.own + score.max(self.least))))
            }
        }
    }
}

/// A reading of units under way.
struct Search<'r, 'm> {
    reader: &'r Reader<'m>,
    past: Past,
    now: Vec<Hypothesis>,
    next: Vec<Hypothesis>,
    /// The best of `next`.
    best: f32,
    /// The bytes that a doubtful one of a character begun may be; see [`SETS`].
    sets: Vec<High>,
    /// How many readings of this unit have two such bytes in one character.
    twice: usize,
    unit: usize,
    /// Characters weighed and readings gone on with.
    work: u64,
    /// Characters tried before this unit.
    since: usize,
}

impl Search<'_, '_> {
    fn finish(mut self) -> Option<Best> {
        let reader = self.reader;
        let mut now = std::mem::take(&mut self.now);
        now.retain(|hypothesis| hypothesis.held.len == 0);
        if let Some(end) = reader.end {
            now.iter_mut().for_each(|hypothesis| {
                let pair = reader.page.follow(reader.model, hypothesis.before, end, reader.asked).0;
                let ways = reader.model.steps(hypothesis.place, end, pair);
                let score = ways.into_iter().flatten().map(|(_, score)| score).fold(UNFINISHED, f32::max);
                hypothesis.score += score - left_open(hypothesis.open);
            });
        } else {
            now.iter_mut().for_each(|hypothesis| hypothesis.score += reader.closed.close(hypothesis.open));
        }
        now.sort_by(|a, b| b.score.total_cmp(&a.score));
        let mut best = *now.first()?;
        let text = best.text;
        now.iter().skip(1).filter(|other| other.text != text).for_each(|other| self.past.weigh(&mut best, other));
        Some(Best { chars: self.past.chars(&best, reader.model), score: best.score })
    }

    /// Read on as long as the units leave no choice and the readings differ in nothing but how they part words: one text, a score for
    /// each place among the words. The unit where that ends.
    fn walk(&mut self, units: &[Unit], from: usize) -> usize {
        let Some(mut all) = self.now.first().copied() else { return from };
        let alike = |other: &Hypothesis| other.node == all.node && other.held == all.held && other.open == all.open;
        if units.get(from).is_none_or(|unit| unit.only().is_none()) || is_doubtful(all.held) || !self.now.iter().all(alike) {
            return from;
        }
        let mut ways: Vec<Way> = self.now.iter().map(|other| Way { place: other.place, score: other.score, mark: other.mark }).collect();
        let mut spare = Vec::with_capacity(ways.len() + 1);
        let mut index = from;
        while let Some(only) = units.get(index).and_then(Unit::only) {
            self.unit = index;
            let fits = match only {
                Only::Literal(..) if all.held.len > 0 => false,
                Only::Literal(ch, cost) => {
                    all.first = index as u32;
                    ways.iter_mut().for_each(|way| way.score -= cost);
                    self.on(&mut all, &mut ways, &mut spare, ch);
                    true
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
                            Step::Whole(ch) => self.on(&mut all, &mut ways, &mut spare, ch),
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
        self.now.extend(ways.iter().map(|way| Hypothesis { place: way.place, score: way.score, mark: way.mark, ..all }));
        index
    }

    /// A character more in [`Search::walk`].
    fn on(&mut self, all: &mut Hypothesis, ways: &mut Vec<Way>, spare: &mut Vec<Way>, ch: char) {
        let weight = self.reader.weigh(all.open, all.before, ch);
        all.node = self.past.push(all.node, ch, weight.symbol, (all.first, self.unit), usize::MAX);
        all.held = Bytes::default();
        all.open = weight.open;
        all.before = weight.after;
        all.text = hashed(all.text, ch);
        spare.clear();
        let mut begun: Option<Way> = None;
        let mut best = f32::NEG_INFINITY;
        for way in ways.iter() {
            let [on, begin] = weight.ways(self.reader.model, way.place);
            // A sign between words has one way, which is no word's going on.
            let (on, begin) = if weight.pair.is_none() { (None, on) } else { (on, begin) };
            if let Some((place, score)) = on {
                spare.push(Way { place, score: way.score + score, mark: way.mark });
                best = best.max(way.score + score);
            }
            if let Some((place, score)) = begin
                && begun.is_none_or(|begun| way.score + score > begun.score)
            {
                begun = Some(Way { place, score: way.score + score, mark: way.mark });
            }
        }
        if let Some(begun) = begun {
            best = best.max(begun.score);
            spare.push(begun);
        }
        spare.retain(|way| way.score >= best - self.reader.behind);
        std::mem::swap(ways, spare);
    }

    /// One unit more.
    fn step(&mut self, unit: &Unit, index: usize) {
        self.unit = index;
        self.since = self.past.len();
        self.best = f32::NEG_INFINITY;
        let mut now = std::mem::take(&mut self.now);
        // The best first: they tell which of the others cannot follow, and of those that would begin a character with a byte of which nothing
        // is known, no more are kept than these.
        if now.len() > 1 && unit.only().is_none() {
            now.sort_unstable_by(|a, b| b.score.total_cmp(&a.score));
        }
        let (mut begun, mut wholes) = (0, Vec::new());
        self.twice = 0;
        self.work += now.len() as u64;
        for hypothesis in &now {
            let begins = hypothesis.held.len == 0;
            begun += usize::from(begins);
            for choice in unit.ways() {
                match choice {
                    Choice::Any(_) | Choice::Of(..) if begins && begun > BEGINS => {}
                    Choice::Unpaired(_) | Choice::Private(_) => self.parted(*hypothesis, choice, &mut wholes),
                    _ => self.extend(*hypothesis, choice),
                }
            }
        }
        // Behind a byte of UTF-8 few bytes fit, and the next ones tell: none is left out.
        let most = if matches!(self.reader.target, Target::Gbk) { BEGINS } else { wholes.len() };
        wholes.sort_by(|(a, _), (b, _)| b.score.total_cmp(&a.score));
        for (whole, lead) in wholes.into_iter().take(most) {
            let fits = |byte: &u8| lead.is_none_or(|lead| bytes::is_private(lead, *byte));
            if lead.is_some() {
                (0x40..0x80).filter(fits).for_each(|byte| self.feed(whole, byte));
            }
            self.feed_any(whole, (0x81..=0xfe).filter(fits).collect());
        }
        now.clear();
        self.now = now;
        self.prune();
    }

    /// A reading that may go on, unless another is too far ahead.
    fn keep(&mut self, hypothesis: Hypothesis) {
        let due = hypothesis.due();
        if due >= self.best - self.reader.behind {
            self.best = self.best.max(due);
            self.next.push(hypothesis);
        }
    }

    fn extend(&mut self, from: Hypothesis, choice: &Choice) {
        match choice {
            Choice::Nothing => self.keep(from),
            Choice::Literal(ch, cost) if from.held.len == 0 => {
                let from = Hypothesis { score: from.score - cost, first: self.unit as u32, ..from };
                self.emit(from, *ch).into_iter().flatten().for_each(|after| self.keep(after));
            }
            Choice::Literal(..) => {}
            Choice::Bytes(bytes, cost) => self.feed_all(Hypothesis { score: from.score - cost, ..from }, bytes.as_slice()),
            Choice::Any(cost) => {
                let from = Hypothesis { score: from.score - cost, ..from };
                self.feed_any(from, (0x80..=0xfe).collect());
            }
            // See `parted`.
            Choice::Unpaired(_) | Choice::Private(_) => {}
            Choice::Of(bytes, cost) => {
                let from = Hypothesis { score: from.score - cost, ..from };
                self.feed_any(from, *bytes);
            }
        }
    }

    /// A pair of lost bytes: the ways to read the first, with what the second may be. Of GBK the first ended a character: where none was
    /// begun, 0x80 begins no pair, and a pair of the users' own zones is no text.
    fn parted(&mut self, from: Hypothesis, choice: &Choice, wholes: &mut Vec<(Hypothesis, Option<u8>)>) {
        if matches!(self.reader.target, Target::Gbk) && from.held.len != 1 {
            return;
        }
        let (next, best) = (std::mem::take(&mut self.next), self.best);
        let mut end = |cost: f32, last: u8, lead: Option<u8>| {
            self.best = f32::NEG_INFINITY;
            self.feed(Hypothesis { score: from.score - cost, ..from }, last);
            wholes.extend(self.next.drain(..).map(|whole| (whole, lead)));
        };
        match choice {
            Choice::Unpaired(cost) => end(*cost, 0x80, None),
            Choice::Private(cost) => PRIVATE_LEADS.into_iter().flatten().for_each(|lead| end(*cost, lead, Some(lead))),
            _ => {}
        }
        (self.next, self.best) = (next, best);
    }

    /// These bytes more.
    fn feed_all(&mut self, state: Hypothesis, bytes: &[u8]) {
        match bytes {
            [] => self.keep(state),
            [byte] => self.feed(state, *byte),
            // Only the last one can complete a character of several bytes: there is no state in between.
            [byte, rest @ ..] => {
                if is_doubtful(state.held) {
                    let next = std::mem::take(&mut self.next);
                    let best = std::mem::replace(&mut self.best, f32::NEG_INFINITY);
                    self.feed(state, *byte);
                    let fed = std::mem::replace(&mut self.next, next);
                    self.best = best;
                    fed.into_iter().for_each(|state| self.feed_all(state, rest));
                } else {
                    self.fed(state, *byte).into_iter().flatten().for_each(|state| self.feed_all(state, rest));
                }
            }
        }
    }

    /// One byte more, and what it leads to kept.
    fn feed(&mut self, state: Hypothesis, byte: u8) {
        if is_doubtful(state.held) {
            match state.held.with(byte) {
                Some(held) if held.len < self.length(held) => self.keep(Hypothesis { held, ..state }),
                Some(held) => self.expand(state, held, 0),
                None => {}
            }
            return;
        }
        self.fed(state, byte).into_iter().flatten().for_each(|after| self.keep(after));
    }

    /// One of these bytes more. Inside a character they are tried only when its last byte is known: as many readings as there are bytes
    /// would tell nothing until then.
    fn feed_any(&mut self, mut state: Hypothesis, bytes: High) {
        if state.held.len == 0 {
            state.first = self.unit as u32;
            let leads: &[std::ops::RangeInclusive<u8>] = match self.reader.target {
                Target::Utf8 => &[0xc2..=0xdf, 0xe0..=0xef, 0xf0..=0xf4],
                Target::Gbk | Target::Big5 => &[0x81..=0xfe],
            };
            for leads in leads {
                let fitting: High = bytes.filter(|byte| leads.contains(byte)).collect();
                self.begin(state, fitting);
            }
        } else if state.held.len + 1 < self.length(state.held) {
            self.begin(state, bytes);
        } else {
            bytes.for_each(|byte| self.feed(state, byte));
        }
    }

    /// A byte of a character begun that is one of these.
    fn begin(&mut self, state: Hypothesis, bytes: High) {
        let found = self.sets.iter().position(|set| *set == bytes).unwrap_or(self.sets.len());
        // Where bytes are looked for everywhere there would be too many such characters to weigh at once.
        if bytes.len() < 2 || found >= SETS || self.reader.behind > BEHIND {
            return bytes.for_each(|byte| self.feed(state, byte));
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
            self.keep(Hypothesis { held, ..state });
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
    fn expand(&mut self, state: Hypothesis, mut all: Bytes, at: usize) {
        match all.as_slice().get(at).map(|byte| self.set(*byte)) {
            Some(Some(set)) => {
                for byte in set {
                    all.at[at] = byte;
                    self.expand(state, all, at + 1);
                }
            }
            Some(None) => self.expand(state, all, at + 1),
            None => {
                if let Some(ch) = bytes::whole(self.reader.target, all.as_slice()) {
                    self.emit(state, ch).into_iter().flatten().for_each(|after| self.keep(after));
                }
            }
        }
    }

    /// One byte more: no way, one, or two where it completes a character.
    fn fed(&mut self, mut state: Hypothesis, byte: u8) -> [Option<Hypothesis>; 2] {
        if state.held.len == 0 {
            state.first = self.unit as u32;
        }
        match step(self.reader.target, state.held, byte) {
            Step::Wrong => [None, None],
            Step::More(held) => [Some(Hypothesis { held, ..state }), None],
            Step::Whole(ch) => self.emit(state, ch),
        }
    }

    fn emit(&mut self, state: Hypothesis, ch: char) -> [Option<Hypothesis>; 2] {
        let worst = self.best - self.reader.behind;
        if state.score + CLOSES < worst {
            return [None, None];
        }
        self.work += 1;
        let weight = self.reader.weigh(state.open, state.before, ch);
        if state.score + weight.most() < worst {
            return [None, None];
        }
        let ways = weight.ways(self.reader.model, state.place);
        if ways.iter().flatten().all(|(_, score)| state.score + score < worst) {
            return [None, None];
        }
        let node = self.past.push(state.node, ch, weight.symbol, (state.first, self.unit), self.since);
        let after =
            Hypothesis { open: weight.open, held: Bytes::default(), before: weight.after, node, text: hashed(state.text, ch), ..state };
        ways.map(|way| way.map(|(place, score)| Hypothesis { score: state.score + score, place, ..after }))
    }

    /// Keep the best of those that cannot differ any more, and of the rest the best.
    fn prune(&mut self) {
        let Search { past, now, next, best, reader, .. } = self;
        next.retain(|hypothesis| hypothesis.due() >= *best - reader.behind);
        next.sort_unstable_by(|a, b| a.key().cmp(&b.key()).then(b.score.total_cmp(&a.score)));
        next.dedup_by(|hypothesis, last| {
            let same = last.key() == hypothesis.key();
            if same && last.text != hypothesis.text {
                past.weigh(last, hypothesis);
            }
            same
        });
        if next.len() > WIDTH {
            next.sort_by(|a, b| b.due().total_cmp(&a.due()));
            next.truncate(WIDTH);
        }
        std::mem::swap(now, next);
        next.clear();
    }
}

/// A place among the words that a text can have reached.
#[derive(Clone, Copy)]
struct Way {
    place: Place,
    score: f32,
    mark: u32,
}

fn hashed(text: u64, ch: char) -> u64 {
    text.wrapping_mul(0x100_0000_01b3) ^ u64::from(ch as u32)
}

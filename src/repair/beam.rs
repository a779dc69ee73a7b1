//! The most likely text behind a row of doubtful bytes. In: units, each with its possible bytes. Out: characters with the units
//! they came from, and how much better they are than the next best. Never done here: saying what the bytes could be.

use super::bytes::{self, Bytes, High, Step, Target, step};
use super::language::{Context, Heard, Language, Symbol};
use super::words::{BETWEEN, Place};

/// Hypotheses kept at each byte: enough for every byte that a lost one may have been.
const WIDTH: usize = 200;

/// Hypotheses that may begin a character with any byte: each does so in many ways, all as likely (126 of GBK, 20 of UTF-8), so that few fill the
/// [`WIDTH`].
const BEGINS: usize = 12;

/// Nats behind the best, from which a reading is given up: more than a character costs that the model does not know.
const BEHIND: f32 = 20.0;

/// Nats beyond which nobody asks how much better a reading is.
const CLEAR: f32 = 12.0;

/// Characters that two readings are compared back from where they meet: doubtful ones lie near.
const FARTHEST: usize = 64;

/// Log probability of an end inside a word.
const UNFINISHED: f32 = -20.0;

/// Log probability of a sign of ASCII.
const SIGN: f32 = -4.0;

/// Nats that a byte of an unfinished character will cost, on average.
const BEGUN: f32 = 2.0;

/// What one unit may have been; costs in nats.
#[derive(Clone, Copy, Debug)]
pub enum Choice {
    /// These bytes.
    Bytes(Bytes, f32),
    /// A character that stands between characters.
    Literal(char, f32),
    /// One byte of which nothing is known but that it is none of ASCII's.
    Any(f32),
    /// One of these bytes.
    Of(High, f32),
    /// 0x80 and a byte behind it, which make no pair of GBK: a decoder put one mark for both.
    Unpaired(f32),
    /// A pair of the zones that GBK leaves to its users: a decoder that has no character for it dropped both bytes.
    Private(f32),
    /// Nothing at all.
    Nothing,
}

/// One piece of the damaged line: what it may have been, in at most four ways.
#[derive(Clone, Copy, Debug)]
pub struct Unit {
    choices: [Choice; 4],
    len: u8,
}

impl Unit {
    /// Up to four ways.
    pub(crate) fn new(ways: &[Choice]) -> Unit {
        let mut choices = [Choice::Nothing; 4];
        let len = ways.len().min(4);
        choices[..len].copy_from_slice(&ways[..len]);
        Unit { choices, len: len as u8 }
    }

    /// One way more.
    pub(crate) fn or(mut self, choice: Option<Choice>) -> Unit {
        if let (Some(choice), Some(slot)) = (choice, self.choices.get_mut(usize::from(self.len))) {
            *slot = choice;
            self.len += 1;
        }
        self
    }

    /// The ways.
    pub(crate) fn ways(&self) -> &[Choice] {
        &self.choices[..usize::from(self.len)]
    }
}

/// A character found, and the units that hold its first and its last byte.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    pub(crate) ch: char,
    pub(crate) first: usize,
    pub(crate) last: usize,
    /// How many nats better than the best reading that has another character here.
    pub(crate) margin: f32,
}

/// The best reading.
#[derive(Clone, Debug)]
pub struct Best {
    pub(crate) chars: Vec<Found>,
    /// Log probability of the whole, costs included.
    pub(crate) score: f32,
}

impl Best {
    /// How many nats better than the next best.
    pub(crate) fn margin(&self) -> f32 {
        self.chars.iter().map(|found| found.margin).fold(f32::INFINITY, f32::min)
    }
}

#[derive(Clone, Copy)]
struct Hypothesis {
    score: f32,
    held: Bytes,
    first: u32,
    before: Context,
    /// Where among the words.
    place: Place,
    /// Brackets open here: the innermost in the lowest four bits.
    open: u32,
    node: u32,
    mark: u32,
    /// Hash of the characters so far: two ways to the same text are no two answers.
    text: u64,
}

struct Node {
    parent: u32,
    found: Found,
    symbol: Symbol,
}

/// At this node a reading nearly went another way.
struct Mark {
    earlier: u32,
    node: u32,
    gap: f32,
    /// Whether the other way has but another form of the same character here.
    form: bool,
}

/// What the hypotheses share: the characters and the doubts on the way to each, both as trees.
#[derive(Default)]
struct Past {
    nodes: Vec<Node>,
    marks: Vec<Mark>,
}

impl Past {
    /// The characters of a hypothesis, each with its margin.
    fn chars(&self, best: &Hypothesis, model: &Language) -> Vec<Found> {
        let mut chars = Vec::new();
        let mut places = Vec::new();
        let mut node = best.node;
        while node != 0 {
            chars.push(self.nodes[node as usize].found);
            places.push(node);
            node = self.nodes[node as usize].parent;
        }
        // A text without traditional forms has none where a byte was lost.
        let traditional = chars.iter().filter(|found| hanzi(found.ch) && model.is_variant(found.ch)).count();
        let one_script = traditional * 50 <= chars.len();
        let mut mark = best.mark;
        while mark != 0 {
            let Mark { earlier, node, gap, form } = self.marks[mark as usize];
            // A node is made after its parent: the numbers fall.
            if !(form && one_script)
                && let Ok(at) = places.binary_search_by(|place| node.cmp(place))
            {
                chars[at].margin = chars[at].margin.min(gap);
            }
            mark = earlier;
        }
        chars.reverse();
        chars
    }

    /// Whether two readings have the same characters in other forms (术, 朮).
    fn is_form(&self, mut one: u32, mut other: u32) -> bool {
        for _ in 0..FARTHEST {
            if one == other {
                return true;
            }
            let (here, there) = (&self.nodes[one as usize], &self.nodes[other as usize]);
            if here.found.ch != there.found.ch
                && !(here.symbol != 0 && here.symbol == there.symbol && hanzi(here.found.ch) && hanzi(there.found.ch))
            {
                return false;
            }
            (one, other) = (here.parent, there.parent);
        }
        false
    }

    /// Mark each character of the better hypothesis that the worse one reads otherwise.
    fn weigh(&mut self, better: &mut Hypothesis, worse: &Hypothesis) {
        let gap = better.score - worse.score;
        if gap > CLEAR {
            return;
        }
        let form = self.is_form(better.node, worse.node);
        let (mut one, mut other) = (better.node, worse.node);
        for _ in 0..FARTHEST {
            if one == other || one == 0 {
                break;
            }
            let (here, there) = (self.nodes[one as usize].found, self.nodes[other as usize].found);
            if here.last < there.last {
                other = self.nodes[other as usize].parent;
                continue;
            }
            if here.ch != there.ch || here.first != there.first || here.last != there.last {
                self.marks.push(Mark { earlier: better.mark, node: one, gap, form });
                better.mark = (self.marks.len() - 1) as u32;
            }
            if here.last == there.last {
                other = self.nodes[other as usize].parent;
            }
            one = self.nodes[one as usize].parent;
        }
    }
}

fn hanzi(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}

/// The bytes that may stand behind a lost one, ascending: all that begin a pair, or those that make a private one with `lead`.
struct Trails {
    lead: Option<u8>,
    next: u8,
}

impl Iterator for Trails {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        while self.next <= 0xfe {
            let byte = self.next;
            self.next += 1;
            if self.lead.is_none_or(|lead| bytes::is_private(lead, byte)) {
                return Some(byte);
            }
        }
        None
    }
}

/// Lead bytes of GBK's user-defined zones.
const PRIVATE_LEADS: [std::ops::RangeInclusive<u8>; 3] = [0xaa..=0xaf, 0xf8..=0xfe, 0xa1..=0xa7];

/// Nats for a full-width digit or letter: they stand for themselves seldom, and never where a lost byte could be a comma's.
const WIDE: f32 = 6.0;
/// Nats for a character that the model does not know, where it is in GBK alone; twice that where it is not even there.
const SELDOM: f32 = 2.0;

/// Nats for a bracket that closes the one open, and for one that closes none or another.
const CLOSES: f32 = 3.0;
/// Log probability of a sign that closes the bracket open, at least: 】 is seldom, but not where 【 stands.
const CLOSING: f32 = -4.0;
const CLOSES_NONE: f32 = -5.0;
/// Log probability of ‘ inside “, at least: the model has hardly seen it.
const NESTED: f32 = -6.0;
/// Nats for a bracket that the line leaves open.
const LEFT_OPEN: f32 = 5.0;

/// The brackets open behind `ch`, and how well it fits there.
fn bracket(open: u32, ch: char) -> (u32, f32) {
    const OPENING: &str = "“‘（《〈【〔「『[(";
    const CLOSING: &str = "”’）》〉】〕」』])";
    if ch < '‘' && !matches!(ch, '(' | ')' | '[' | ']') || hanzi(ch) {
        return (open, 0.0);
    }
    let kind = |list: &str| list.chars().position(|c| c == ch).and_then(|at| u32::try_from(at + 1).ok());
    // Half-width and full-width parentheses close each other.
    let same = |kind: u32| if kind == 11 { 3 } else { kind };
    if let Some(kind) = kind(OPENING) {
        return (open << 4 | same(kind), 0.0);
    }
    match kind(CLOSING) {
        Some(kind) if open & 0xf == same(kind) => (open >> 4, CLOSES),
        Some(_) => (open, CLOSES_NONE),
        None => (open, 0.0),
    }
}

/// The brackets open behind a text.
pub(crate) fn opened(text: impl Iterator<Item = char>) -> u32 {
    text.fold(0, |open, ch| bracket(open, ch).0)
}

/// Nats for the brackets that stay open.
fn left_open(open: u32) -> f32 {
    (0..8).filter(|place| open >> (4 * place) & 0xf != 0).count() as f32 * LEFT_OPEN
}

/// What the text behind the units closes that it does not open.
#[derive(Clone, Debug, Default)]
pub(crate) struct Closed {
    brackets: Vec<char>,
    /// Whether that is the whole line: what it leaves open stays so.
    whole: bool,
}

/// What `text` closes that it does not open; `whole` where the line ends behind it.
pub(crate) fn closed(text: impl Iterator<Item = char>, whole: bool) -> Closed {
    let (mut open, mut brackets) = (0, Vec::new());
    for ch in text {
        let (after, fits) = bracket(open, ch);
        if fits < 0.0 && open == 0 {
            brackets.push(ch);
        }
        open = after;
    }
    // What stays open there was not opened before.
    Closed { brackets, whole: whole && open == 0 }
}

/// Reads units; `start` is what stands before them, `end` the symbol behind, where known.
pub(crate) struct Reader<'m> {
    pub(crate) model: &'m Language,
    pub(crate) page: &'m Heard<'m>,
    pub(crate) target: Target,
    pub(crate) start: Context,
    /// Brackets open before the units; see [`opened`].
    pub(crate) open: u32,
    pub(crate) end: Option<Symbol>,
    /// What is closed behind the units.
    pub(crate) closed: Closed,
    /// Nats for a character that the model scores as another one: a traditional or full-width form.
    pub(crate) variant: f32,
}

impl Reader<'_> {
    /// The best reading of all units; `None` where no text has such bytes.
    pub(crate) fn read(&self, units: &[Unit]) -> Option<Best> {
        let mut past = Past::default();
        past.nodes.push(Node { parent: 0, found: Found { ch: '\0', first: 0, last: 0, margin: f32::INFINITY }, symbol: 0 });
        past.marks.push(Mark { earlier: 0, node: 0, gap: f32::INFINITY, form: false });
        let mut now = vec![Hypothesis {
            score: 0.0,
            held: Bytes::default(),
            first: 0,
            before: self.start,
            place: BETWEEN,
            open: self.open,
            node: 0,
            mark: 0,
            text: 0,
        }];
        let mut next = Vec::new();
        let mut wholes = Vec::new();
        for (index, unit) in units.iter().enumerate() {
            if !self.page.spend(now.len()) {
                return None;
            }
            // The best first: of those that would begin a character with a byte of which nothing is known, no more are kept than these.
            let open = |choice: &Choice| !matches!(choice, Choice::Bytes(..) | Choice::Literal(..) | Choice::Nothing);
            if now.len() > 1 && unit.ways().iter().any(open) {
                now.sort_by(|a, b| b.score.total_cmp(&a.score));
            }
            let mut begun = 0;
            for hypothesis in &now {
                let begins = hypothesis.held.len == 0;
                begun += usize::from(begins);
                for choice in unit.ways() {
                    match choice {
                        Choice::Any(_) | Choice::Of(..) if begins && begun > BEGINS => {}
                        Choice::Unpaired(_) | Choice::Private(_) => self.parted(*hypothesis, choice, index, &mut past, &mut wholes),
                        _ => self.extend(*hypothesis, choice, index, &mut past, &mut next),
                    }
                }
            }
            // Behind a byte of UTF-8 few bytes fit, and the next ones tell: none is left out.
            let most = if matches!(self.target, Target::Gbk) { BEGINS } else { wholes.len() };
            wholes.sort_by(|(a, _), (b, _)| b.score.total_cmp(&a.score));
            for (whole, trails) in wholes.drain(..).take(most) {
                trails.for_each(|byte: u8| next.extend(self.feed(whole, byte, index, &mut past).into_iter().flatten()));
            }
            prune(&mut next, &mut past);
            std::mem::swap(&mut now, &mut next);
            next.clear();
            if now.is_empty() {
                return None;
            }
        }
        now.retain(|hypothesis| hypothesis.held.len == 0);
        if let Some(end) = self.end {
            now.iter_mut().for_each(|hypothesis| hypothesis.score += self.finish(hypothesis, end));
        } else {
            now.iter_mut().for_each(|hypothesis| hypothesis.score += self.close(hypothesis.open));
        }
        now.sort_by(|a, b| b.score.total_cmp(&a.score));
        let mut best = *now.first()?;
        let text = best.text;
        now.iter().skip(1).filter(|other| other.text != text).for_each(|other| past.weigh(&mut best, other));
        Some(Best { chars: past.chars(&best, self.model), score: best.score })
    }

    /// What the brackets behind the units say of those open there.
    fn close(&self, mut open: u32) -> f32 {
        let mut score = 0.0;
        for ch in &self.closed.brackets {
            let (after, fits) = bracket(open, *ch);
            (open, score) = (after, score + fits);
        }
        if self.closed.whole { score - left_open(open) } else { score }
    }

    /// What the end costs.
    fn finish(&self, hypothesis: &Hypothesis, end: Symbol) -> f32 {
        let left_open = left_open(hypothesis.open);
        let ways = self.model.steps(self.page, hypothesis.before, hypothesis.place, end);
        ways.into_iter().flatten().map(|(_, score)| score).fold(UNFINISHED, f32::max) - left_open
    }

    /// The score of a text as it stands, whatever the page says: it may say it because it is damaged there too.
    pub(crate) fn plain(&self, text: impl Iterator<Item = char>) -> f32 {
        let units: Vec<Unit> = text.map(|c| Unit::new(&[Choice::Literal(c, 0.0)])).collect();
        let silent = Heard::silent();
        let reader = Reader { page: &silent, closed: self.closed.clone(), ..*self };
        reader.read(&units).map_or(f32::NEG_INFINITY, |best| best.score)
    }

    fn extend(&self, from: Hypothesis, choice: &Choice, index: usize, past: &mut Past, next: &mut Vec<Hypothesis>) {
        match choice {
            Choice::Nothing => next.push(from),
            Choice::Literal(ch, cost) if from.held.len == 0 => {
                next.extend(
                    self.emit(Hypothesis { score: from.score - cost, first: index as u32, ..from }, *ch, index, past).into_iter().flatten(),
                );
            }
            Choice::Literal(..) => {}
            Choice::Bytes(bytes, cost) => {
                self.feed_all(Hypothesis { score: from.score - cost, ..from }, bytes.as_slice(), index, past, next);
            }
            Choice::Any(cost) => {
                let from = Hypothesis { score: from.score - cost, ..from };
                (0x80..=0xfe).for_each(|byte| next.extend(self.feed(from, byte, index, past).into_iter().flatten()));
            }
            // See `parted`.
            Choice::Unpaired(_) | Choice::Private(_) => {}
            Choice::Of(bytes, cost) => {
                let from = Hypothesis { score: from.score - cost, ..from };
                bytes.for_each(|byte| next.extend(self.feed(from, byte, index, past).into_iter().flatten()));
            }
        }
    }

    /// A pair of lost bytes: the ways to read the first, with what the second may be. Of GBK the first ended a character: where none was
    /// begun, 0x80 begins no pair, and a pair of the users' own zones is no text.
    fn parted(&self, from: Hypothesis, choice: &Choice, index: usize, past: &mut Past, wholes: &mut Vec<(Hypothesis, Trails)>) {
        if matches!(self.target, Target::Gbk) && from.held.len != 1 {
            return;
        }
        let mut end = |cost: f32, last: u8, trails: fn(u8) -> Trails| {
            let from = Hypothesis { score: from.score - cost, ..from };
            wholes.extend(self.feed(from, last, index, past).into_iter().flatten().map(|whole| (whole, trails(last))));
        };
        match choice {
            Choice::Unpaired(cost) => end(*cost, 0x80, |_| Trails { lead: None, next: 0x81 }),
            Choice::Private(cost) => {
                PRIVATE_LEADS.into_iter().flatten().for_each(|lead| end(*cost, lead, |lead| Trails { lead: Some(lead), next: 0x40 }));
            }
            _ => {}
        }
    }

    /// These bytes more.
    fn feed_all(&self, state: Hypothesis, bytes: &[u8], index: usize, past: &mut Past, next: &mut Vec<Hypothesis>) {
        let Some((byte, rest)) = bytes.split_first() else { return next.push(state) };
        for state in self.feed(state, *byte, index, past).into_iter().flatten() {
            self.feed_all(state, rest, index, past, next);
        }
    }

    /// One byte more: no way, one, or two where it completes a character.
    fn feed(&self, mut state: Hypothesis, byte: u8, index: usize, past: &mut Past) -> [Option<Hypothesis>; 2] {
        if state.held.len == 0 {
            state.first = index as u32;
        }
        match step(self.target, state.held, byte) {
            Step::Wrong => [None, None],
            Step::More(held) => [Some(Hypothesis { held, ..state }), None],
            Step::Whole(ch) => self.emit(state, ch, index, past),
        }
    }

    /// Nats for the form of a character: an unusual one where a usual one is as likely.
    fn form(&self, ch: char, symbol: Symbol) -> f32 {
        match ch {
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => WIDE,
            _ if self.variant > 0.0 && self.model.is_variant(ch) => self.variant,
            _ if symbol == 0 && !ch.is_ascii() => match bytes::encode(encoding_rs::GB18030, ch).as_ref().map(Bytes::as_slice) {
                Some([0xa1..=0xf7, 0xa1..=0xfe]) if !('！'..='～').contains(&ch) || ch == '～' => 0.0,
                Some([_, _]) => SELDOM,
                _ => 2.0 * SELDOM,
            },
            _ => 0.0,
        }
    }

    fn emit(&self, state: Hypothesis, ch: char, index: usize, past: &mut Past) -> [Option<Hypothesis>; 2] {
        let symbol = self.model.symbol(ch);
        let variant = self.form(ch, symbol);
        past.nodes.push(Node {
            parent: state.node,
            found: Found { ch, first: state.first as usize, last: index, margin: f32::INFINITY },
            symbol,
        });
        let (open, fits) = bracket(state.open, ch);
        let after = Hypothesis {
            score: state.score - variant + fits,
            open,
            held: Bytes::default(),
            before: self.model.on(state.before, symbol),
            node: (past.nodes.len() - 1) as u32,
            text: state.text.wrapping_mul(0x100_0000_01b3) ^ u64::from(ch as u32),
            ..state
        };
        // A sign of ASCII stands in no table of Chinese; it is not less likely for that.
        if symbol == 0 && ch.is_ascii() {
            // A space tells nothing of what follows it: what stands before it does.
            let before = if ch == ' ' { state.before } else { after.before };
            return [Some(Hypothesis { score: after.score + SIGN, place: BETWEEN, before, ..after }), None];
        }
        let least = match ch {
            _ if fits > 0.0 => CLOSING,
            '‘' if state.open & 0xf == 1 => NESTED,
            _ => f32::NEG_INFINITY,
        };
        self.model
            .steps(self.page, state.before, state.place, symbol)
            .map(|way| way.map(|(place, score)| Hypothesis { score: after.score + score.max(least), place, ..after }))
    }
}

/// Keep the best of those that cannot differ any more, and of the rest the best.
fn prune(hypotheses: &mut Vec<Hypothesis>, past: &mut Past) {
    if hypotheses.len() < 2 {
        return;
    }
    // A character begun is not scored yet; it would crowd out those that are.
    let due = |hypothesis: &Hypothesis| hypothesis.score - BEGUN * f32::from(hypothesis.held.len);
    let best = hypotheses.iter().map(due).fold(f32::NEG_INFINITY, f32::max);
    hypotheses.retain(|hypothesis| due(hypothesis) >= best - BEHIND);
    let key = |hypothesis: &Hypothesis| {
        let held = u64::from(u32::from_be_bytes(hypothesis.held.at)) << 8 | u64::from(hypothesis.held.len);
        let place = u64::from(hypothesis.place) << 4 | u64::from(hypothesis.open & 0xf);
        (held, hypothesis.before, place)
    };
    hypotheses.sort_unstable_by(|a, b| key(a).cmp(&key(b)).then(b.score.total_cmp(&a.score)));
    hypotheses.dedup_by(|hypothesis, last| {
        let same = key(last) == key(hypothesis);
        if same && last.text != hypothesis.text {
            past.weigh(last, hypothesis);
        }
        same
    });
    if hypotheses.len() > WIDTH {
        hypotheses.sort_by(|a, b| due(b).total_cmp(&due(a)));
        hypotheses.truncate(WIDTH);
    }
}

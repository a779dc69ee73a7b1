//! The most likely text behind a row of doubtful bytes. In: units, each with its possible bytes. Out: characters with the units
//! they came from, and how much better they are than the next best. Never done here: saying what the bytes could be.

use super::bytes::{Bytes, Step, Target, step};
use super::language::{Language, Symbol};

/// Hypotheses kept at each byte: enough for every byte that a lost one may have been.
const WIDTH: usize = 384;

/// Log probability of a sign of ASCII.
const SIGN: f32 = -4.0;

/// Nats that a byte of an unfinished character will cost, on average.
const BEGUN: f32 = 2.0;

/// What one unit may have been; costs in nats.
#[derive(Clone, Debug)]
pub enum Choice {
    /// These bytes.
    Bytes(Bytes, f32),
    /// A character that stands between characters.
    Literal(char, f32),
    /// One byte of which nothing is known but that it is none of ASCII's.
    Any(f32),
    /// One of these bytes.
    Of(Vec<u8>, f32),
    /// Nothing at all.
    Nothing,
}

/// One piece of the damaged line.
#[derive(Clone, Debug)]
pub struct Unit {
    pub(crate) choices: Vec<Choice>,
}

/// A character found, and the units that hold its first and its last byte.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    pub(crate) ch: char,
    pub(crate) first: usize,
    pub(crate) last: usize,
}

/// The best reading.
#[derive(Clone, Debug)]
pub struct Best {
    pub(crate) chars: Vec<Found>,
    /// Log probability of the whole, costs included.
    pub(crate) score: f32,
    /// How many nats better than the next best.
    pub(crate) margin: f32,
}

#[derive(Clone, Copy)]
struct Hypothesis {
    score: f32,
    gap: f32,
    held: Bytes,
    first: usize,
    before: Symbol,
    node: usize,
    /// Hash of the characters so far: two ways to the same text are no two answers.
    text: u64,
}

struct Node {
    parent: usize,
    found: Found,
}

/// Reads units; `start` is the symbol before them, `end` the one behind, where known.
pub(crate) struct Reader<'m> {
    pub(crate) model: &'m Language,
    pub(crate) target: Target,
    pub(crate) start: Symbol,
    pub(crate) end: Option<Symbol>,
    /// Nats for a character that the model scores as another one: a traditional or full-width form.
    pub(crate) variant: f32,
    /// Whether the units may end inside a character: its other byte is lost.
    pub(crate) open: bool,
}

impl Reader<'_> {
    /// The best reading of all units; `None` where no text has such bytes.
    pub(crate) fn read(&self, units: &[Unit]) -> Option<Best> {
        let mut nodes = vec![Node { parent: 0, found: Found { ch: '\0', first: 0, last: 0 } }];
        let mut now =
            vec![Hypothesis { score: 0.0, gap: f32::INFINITY, held: Bytes::default(), first: 0, before: self.start, node: 0, text: 0 }];
        let mut next = Vec::new();
        for (index, unit) in units.iter().enumerate() {
            for hypothesis in &now {
                for choice in &unit.choices {
                    self.extend(*hypothesis, choice, index, &mut nodes, &mut next);
                }
            }
            prune(&mut next);
            std::mem::swap(&mut now, &mut next);
            next.clear();
            if now.is_empty() {
                return None;
            }
        }
        now.retain(|hypothesis| hypothesis.held.len == u8::from(self.open));
        if let Some(end) = self.end.filter(|_| !self.open) {
            now.iter_mut().for_each(|hypothesis| hypothesis.score += self.model.score(hypothesis.before, end));
        }
        now.sort_by(|a, b| b.score.total_cmp(&a.score));
        let best = now.first()?;
        let margin = now.get(1).map_or(best.gap, |second| best.gap.min(best.score - second.score));
        let mut chars = Vec::new();
        let mut node = best.node;
        while node != 0 {
            chars.push(nodes[node].found);
            node = nodes[node].parent;
        }
        chars.reverse();
        Some(Best { chars, score: best.score, margin })
    }

    fn extend(&self, from: Hypothesis, choice: &Choice, index: usize, nodes: &mut Vec<Node>, next: &mut Vec<Hypothesis>) {
        match choice {
            Choice::Nothing => next.push(from),
            Choice::Literal(ch, cost) if from.held.len == 0 => {
                next.push(self.emit(Hypothesis { score: from.score - cost, first: index, ..from }, *ch, index, nodes));
            }
            Choice::Literal(..) => {}
            Choice::Bytes(bytes, cost) => {
                let mut state = Hypothesis { score: from.score - cost, ..from };
                for byte in bytes.as_slice() {
                    match self.feed(state, *byte, index, nodes) {
                        Some(after) => state = after,
                        None => return,
                    }
                }
                next.push(state);
            }
            Choice::Any(cost) => {
                next.extend((0x80..=0xfe).filter_map(|byte| self.feed(Hypothesis { score: from.score - cost, ..from }, byte, index, nodes)))
            }
            Choice::Of(bytes, cost) => {
                next.extend(
                    bytes.iter().filter_map(|byte| self.feed(Hypothesis { score: from.score - cost, ..from }, *byte, index, nodes)),
                );
            }
        }
    }

    fn feed(&self, mut state: Hypothesis, byte: u8, index: usize, nodes: &mut Vec<Node>) -> Option<Hypothesis> {
        if state.held.len == 0 {
            state.first = index;
        }
        match step(self.target, state.held, byte) {
            Step::Wrong => None,
            Step::More(held) => Some(Hypothesis { held, ..state }),
            Step::Whole(ch) => Some(self.emit(state, ch, index, nodes)),
        }
    }

    fn emit(&self, state: Hypothesis, ch: char, index: usize, nodes: &mut Vec<Node>) -> Hypothesis {
        let symbol = self.model.symbol(ch);
        // A sign of ASCII stands in no table of Chinese; it is not less likely for that.
        let score = if symbol == 0 && ch.is_ascii() { SIGN } else { self.model.score(state.before, symbol) };
        let variant = if self.variant > 0.0 && self.model.is_variant(ch) { self.variant } else { 0.0 };
        nodes.push(Node { parent: state.node, found: Found { ch, first: state.first, last: index } });
        Hypothesis {
            score: state.score + score - variant,
            held: Bytes::default(),
            before: symbol,
            node: nodes.len() - 1,
            text: state.text.wrapping_mul(0x100_0000_01b3) ^ u64::from(ch as u32),
            ..state
        }
    }
}

/// Keep the best of those that cannot differ any more, and of the rest the best.
fn prune(hypotheses: &mut Vec<Hypothesis>) {
    if hypotheses.len() < 2 {
        return;
    }
    let key = |hypothesis: &Hypothesis| (hypothesis.held.at, hypothesis.held.len, hypothesis.before);
    hypotheses.sort_by(|a, b| key(a).cmp(&key(b)).then(b.score.total_cmp(&a.score)));
    let mut kept: Vec<Hypothesis> = Vec::with_capacity(hypotheses.len());
    for hypothesis in hypotheses.drain(..) {
        match kept.last_mut() {
            Some(last) if key(last) == key(&hypothesis) => {
                if last.text != hypothesis.text {
                    last.gap = last.gap.min(last.score - hypothesis.score);
                }
            }
            _ => kept.push(hypothesis),
        }
    }
    // A character begun is not scored yet; it would crowd out those that are.
    if kept.len() > WIDTH {
        let due = |hypothesis: &Hypothesis| hypothesis.score - BEGUN * f32::from(hypothesis.held.len);
        kept.sort_by(|a, b| due(b).total_cmp(&due(a)));
        kept.truncate(WIDTH);
    }
    *hypotheses = kept;
}

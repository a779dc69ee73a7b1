//! What a page says where it is whole. In: its lines. Out: the log probability (nats) of a character behind another, by model and page.
//! Never done here: choosing.

use std::cell::{Cell, OnceCell};

use rustc_hash::FxHashMap as HashMap;

use super::language::{Context, Language, Symbol};

/// Times that a character must stand on a page before the page says as much as the model of what follows it.
const TRUSTED: f32 = 8.0;

/// What a page says elsewhere: its own pairs of characters, counted when somebody first asks.
#[derive(Debug, Default)]
pub struct Heard<'t> {
    lines: Vec<&'t str>,
    /// Lines that were mended, a NUL behind each character that is not sure.
    mended: Vec<char>,
    counts: OnceCell<Counts>,
    /// How often the counts have changed, from 1.
    version: u32,
    kept: OnceCell<Vec<Cell<Kept>>>,
    /// Characters that may be weighed for each unit of a reading: see `page::EFFORT`.
    pub(crate) allowance: u64,
    /// Whether a reading was given up because of that.
    pub(crate) stopped: Cell<bool>,
}

/// What the model says of a character behind others, kept: a reading asks for the same again and again.
#[derive(Clone, Copy, Debug)]
struct Kept {
    /// The context and the character.
    key: u64,
    /// What stands before the next character then.
    pair: u32,
    /// What the model says.
    score: f32,
    /// What model and page say, as it was when the counts had changed so often.
    tempered: f32,
    version: u32,
}

/// Characters that may be weighed in any reading: enough for a few lost bytes.
const ALWAYS: u64 = 2000;

/// How many are kept.
const KEPT: usize = 1 << 13;

#[derive(Debug, Default)]
struct Counts {
    pairs: HashMap<(Symbol, Symbol), f32>,
    firsts: HashMap<Symbol, f32>,
}

impl Counts {
    fn add(&mut self, model: &Language, text: impl Iterator<Item = char>, times: f32) {
        let mut before = model.start();
        for symbol in text.map(|c| model.symbol(c)) {
            if before != 0 && symbol != 0 && symbol != before {
                *self.pairs.entry((before, symbol)).or_default() += times;
                *self.firsts.entry(before).or_default() += times;
            }
            before = symbol;
        }
    }
}

impl<'t> Heard<'t> {
    /// Listen to a line of the page.
    pub(crate) fn hear(&mut self, line: &'t str) {
        self.lines.push(line);
        self.counts.take();
        self.version += 1;
    }

    /// Listen to a line that was mended.
    pub(crate) fn hear_mended(&mut self, line: impl Iterator<Item = char>) {
        self.mended.extend(line);
        self.mended.push('\n');
        self.counts.take();
        self.version += 1;
    }

    fn counts(&self, model: &Language) -> &Counts {
        self.counts.get_or_init(|| {
            let mut counts = Counts::default();
            self.lines.iter().for_each(|line| counts.add(model, line.chars(), 1.0));
            self.mended.split(|letter| *letter == '\n').for_each(|line| counts.add(model, line.iter().copied(), 1.0));
            counts
        })
    }

    /// Count a mended line that was heard once less, or once more: while it is read again it must not confirm itself.
    pub(crate) fn count(&mut self, model: &Language, line: &[char], times: f32) {
        self.counts(model);
        if let Some(counts) = self.counts.get_mut() {
            counts.add(model, line.iter().copied(), times);
            self.version += 1;
        }
    }

    /// Whether a reading of so many units may be tried on after so much work.
    pub(crate) fn allows(&self, units: usize, work: u64) -> bool {
        let allowed = work <= ALWAYS + self.allowance.saturating_mul(units as u64);
        self.stopped.set(self.stopped.get() || !allowed);
        allowed
    }

    /// The log probability of `next` behind `context`, by model and page (by the model alone where the page is not to be `asked`), and
    /// what stands before the next character.
    pub(crate) fn follow(&self, model: &Language, context: Context, next: Symbol, asked: bool) -> (f32, Context) {
        let empty = Kept { key: u64::MAX, pair: 0, score: 0.0, tempered: 0.0, version: 0 };
        let kept = self.kept.get_or_init(|| vec![Cell::new(empty); KEPT]);
        let key = u64::from(context.before) << 48 | u64::from(next) << 32 | u64::from(context.pair);
        let place = (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize % KEPT;
        let Some(slot) = kept.get(place) else { return (model.score_after(context, next), model.on(context, next)) };
        let mut found = slot.get();
        if found.key != key {
            let score = model.score_after(context, next);
            let after = model.on(context, next);
            found = Kept { key, pair: after.pair, score, tempered: 0.0, version: u32::MAX };
            slot.set(found);
        }
        let before = if model.is_run(context.before, next) { context.before } else { next };
        let after = Context { before, pair: found.pair };
        if !asked {
            return (found.score, after);
        }
        if found.version != self.version {
            found.tempered = self.temper(model, context.before, next, found.score);
            found.version = self.version;
            slot.set(found);
        }
        (found.tempered, after)
    }

    fn temper(&self, model: &Language, before: Symbol, next: Symbol, score: f32) -> f32 {
        let counts = self.counts(model);
        let Some(times) = counts.firsts.get(&before).filter(|times| **times > 0.0) else { return score };
        let heard = counts.pairs.get(&(before, next)).map_or(0.0, |pairs| pairs / times);
        let trust = times / (times + TRUSTED);
        (trust * heard + (1.0 - trust) * score.exp()).ln()
    }
}

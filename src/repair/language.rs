//! A model of simplified Chinese that chooses among readings. In: language.tsv, words.tsv, and what a page says elsewhere. Out:
//! the log probability (nats) of a character after another, by pairs and by words. Never done here: deciding; margins are the callers'.
//!
//! Traditional characters score as their simplified forms, half-width punctuation as full-width, a number as one sign.

use std::cell::{Cell, OnceCell};

use rustc_hash::FxHashMap as HashMap;

use super::trigrams::{NO_PAIR, Trigrams};
use super::words::{BETWEEN, Place, Words};
use crate::rules::repair::Mapping;

/// A character as the model sees it; 0 is any that it does not know.
pub type Symbol = u16;

/// Log probability of a character the model does not know.
const UNKNOWN: f32 = -14.0;
/// Log probability of one more digit or letter of the same number or word.
const SAME_RUN: f32 = -0.3;

/// What a pair of characters says, and what the words say, when both are asked. On 98 lost first bytes of 250 real paragraphs
/// pairs alone were right 83 times, both 91 times; of 600 lost last bytes 471 and 483. Other weights (0.7 and 0.5, 0.8 and 0.8)
/// do as well within 1 %.
const PAIRS: f32 = 0.6;
const WORDS: f32 = 0.7;

/// Times that a character must stand on a page before the page says as much as the model of what follows it.
const TRUSTED: f32 = 8.0;

/// What stands before a character, as the model sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Context {
    /// The character before.
    before: Symbol,
    /// It and the one before it, where the two together tell more.
    pair: u32,
}

/// What a page says elsewhere: its own pairs of characters, counted when somebody first asks.
#[derive(Debug, Default)]
pub struct Heard<'t> {
    lines: Vec<&'t str>,
    /// Lines that were mended, a NUL behind each character that is not sure.
    mended: Vec<char>,
    counts: OnceCell<Counts>,
    /// Readings of a byte that may still be kept: see `page::EFFORT`.
    pub(crate) effort: Cell<u64>,
}

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
    }

    /// Listen to a line that was mended.
    pub(crate) fn hear_mended(&mut self, line: impl Iterator<Item = char>) {
        self.mended.extend(line);
        self.mended.push('\n');
        self.counts.take();
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
        }
    }

    /// A page that says nothing, and on which nothing need be spared.
    pub(crate) fn silent() -> Heard<'static> {
        Heard { effort: Cell::new(u64::MAX), ..Heard::default() }
    }

    /// Spend effort; whether there was any.
    pub(crate) fn spend(&self, effort: usize) -> bool {
        let left = self.effort.get();
        self.effort.set(left.saturating_sub(effort as u64));
        left > 0
    }

    /// Whether what may be spent on the page is spent.
    pub(crate) fn is_spent(&self) -> bool {
        self.effort.get() == 0
    }

    /// The log probability of `next` after `before`, by model and page.
    fn temper(&self, model: &Language, before: Symbol, next: Symbol, score: f32) -> f32 {
        let counts = self.counts(model);
        let Some(times) = counts.firsts.get(&before).filter(|times| **times > 0.0) else { return score };
        let heard = counts.pairs.get(&(before, next)).map_or(0.0, |pairs| pairs / times);
        let trust = times / (times + TRUSTED);
        (trust * heard + (1.0 - trust) * score.exp()).ln()
    }
}

/// The model.
#[derive(Debug, Default)]
pub struct Language {
    symbols: Vec<Symbol>,
    /// Where each symbol's followers start.
    offsets: Vec<u32>,
    followers: Vec<(Symbol, f32)>,
    /// How often each symbol is followed by anything, and by how many different ones.
    mass: Vec<(f32, f32)>,
    /// How often each symbol follows anything.
    uses: Vec<f32>,
    total: f32,
    trigrams: Trigrams,
    words: Words,
    /// A bit for each character that shares another one's symbol: traditional and full-width forms.
    variants: Vec<u64>,
}

impl Language {
    pub(crate) fn parse(table: &str, trigrams: &str, words: &str, mapping: &Mapping) -> Language {
        let rows = || table.lines().filter(|line| !line.starts_with("# ") && !line.starts_with("first\t"));
        let cells = || rows().filter_map(|line| line.split_once('\t'));
        let mut model = Language { symbols: vec![0; 0x10000], offsets: vec![0], ..Language::default() };
        let mut count: Symbol = 1;
        let name = |symbols: &mut Vec<Symbol>, c: char, count: &mut Symbol| {
            if let Some(slot) = symbols.get_mut(c as usize)
                && *slot == 0
                && *count < Symbol::MAX
            {
                *slot = *count;
                *count += 1;
            }
        };
        for (first, _) in cells() {
            first.chars().take(1).for_each(|c| name(&mut model.symbols, c, &mut count));
        }
        let firsts = usize::from(count);
        for (_, seconds) in cells() {
            seconds.chars().step_by(2).for_each(|c| name(&mut model.symbols, c, &mut count));
        }
        Words::characters(words).for_each(|c| name(&mut model.symbols, c, &mut count));
        model.mass = vec![(0.0, 0.0); usize::from(count)];
        model.uses = vec![0.0; usize::from(count)];
        model.offsets.push(0);
        for (index, (_, seconds)) in cells().enumerate().take(firsts.saturating_sub(1)) {
            let start = model.followers.len();
            let mut signs = seconds.chars();
            while let (Some(second), Some(sign)) = (signs.next(), signs.next()) {
                let times = ((sign as u32).saturating_sub(33) as f32 / 3.0).exp2();
                let symbol = model.symbols.get(second as usize).copied().unwrap_or(0);
                model.followers.push((symbol, times));
                model.uses[usize::from(symbol)] += times;
                model.mass[index + 1].0 += times;
                model.mass[index + 1].1 += 1.0;
                model.total += times;
            }
            model.followers[start..].sort_unstable_by_key(|follower| follower.0);
            model.offsets.push(u32::try_from(model.followers.len()).unwrap_or(u32::MAX));
        }
        model.trigrams = Trigrams::parse(trigrams, usize::from(count), |c| model.symbol(c));
        model.words = Words::parse(words, |c| model.symbol(c));
        model.fold(mapping);
        model
    }

    /// Let characters that are written differently share a symbol.
    fn fold(&mut self, mapping: &Mapping) {
        let alias = |symbols: &mut Vec<Symbol>, from: char, to: char| {
            if let Some(symbol) = symbols.get(to as usize).copied()
                && let Some(slot) = symbols.get_mut(from as usize)
            {
                *slot = symbol;
            }
        };
        self.variants = vec![0; 0x10000 / 64];
        let mut variant = |c: char| {
            if let Some(bits) = self.variants.get_mut(c as usize / 64) {
                *bits |= 1 << (c as usize % 64);
            }
        };
        for (traditional, simplified) in mapping.pairs() {
            if self.symbols.get(traditional as usize) == Some(&0) {
                alias(&mut self.symbols, traditional, simplified);
                variant(traditional);
            }
        }
        ('０'..='９').for_each(variant);
        for (half, full) in ",:;?!()".chars().zip("，：；？！（）".chars()) {
            alias(&mut self.symbols, half, full);
        }
        ('0'..='9').chain('０'..='９').for_each(|digit| alias(&mut self.symbols, digit, '0'));
        ('a'..='z').chain('B'..='Z').for_each(|letter| alias(&mut self.symbols, letter, 'A'));
        alias(&mut self.symbols, '\n', '$');
    }

    /// What the model sees of `c`.
    pub(crate) fn symbol(&self, c: char) -> Symbol {
        self.symbols.get(c as usize).copied().unwrap_or(0)
    }

    /// Whether `c` shares the symbol of another character: a traditional or full-width form.
    pub(crate) fn is_variant(&self, c: char) -> bool {
        self.variants.get(c as usize / 64).is_some_and(|bits| bits >> (c as usize % 64) & 1 == 1)
    }

    /// The symbol before a line's first character.
    pub(crate) fn start(&self) -> Symbol {
        self.symbol('^')
    }

    /// The symbol behind a line's last character.
    pub(crate) fn end(&self) -> Symbol {
        self.symbol('$')
    }

    /// The log probability of `next` after `before`.
    fn score(&self, before: Symbol, next: Symbol) -> f32 {
        if next == 0 {
            return UNKNOWN;
        }
        if self.is_run(before, next) {
            return SAME_RUN;
        }
        self.probability(before, next).ln().max(UNKNOWN)
    }

    /// The same, knowing what stands before `before`.
    fn score_after(&self, context: Context, next: Symbol) -> f32 {
        match self.trigrams.at(context.pair) {
            Some(after) if next != 0 && !self.is_run(context.before, next) => {
                after.probability(next, self.probability(context.before, next)).ln().max(UNKNOWN)
            }
            _ => self.score(context.before, next),
        }
    }

    /// Whether a number or a Latin word goes on.
    fn is_run(&self, before: Symbol, next: Symbol) -> bool {
        next == before && (next == self.symbol('0') || next == self.symbol('A'))
    }

    fn probability(&self, before: Symbol, next: Symbol) -> f32 {
        let alone = (self.uses[usize::from(next)] + 0.2) / (self.total + 1.0);
        let (mass, kinds) = self.mass[usize::from(before)];
        let trust = mass / (mass + kinds + 1.0);
        let pair = if mass > 0.0 { self.times(before, next) / mass } else { 0.0 };
        trust * pair + (1.0 - trust) * alone
    }

    /// What stands before the next character, once `next` stands behind `context`.
    pub(crate) fn on(&self, context: Context, next: Symbol) -> Context {
        if self.is_run(context.before, next) {
            return context;
        }
        Context { before: next, pair: self.trigrams.pair(context.before, next) }
    }

    /// What stands before the next character, behind `text` (a line from its start, or its last characters).
    pub(crate) fn behind(&self, text: impl Iterator<Item = char>) -> Context {
        text.fold(Context { before: self.start(), pair: NO_PAIR }, |context, c| self.on(context, self.symbol(c)))
    }

    /// What `next` costs after `context` at `place` of the words: each way that it can stand there (the word goes on, or another
    /// begins), with the place behind it.
    pub(crate) fn steps(&self, page: &Heard, context: Context, place: Place, next: Symbol) -> [Option<(Place, f32)>; 2] {
        let pair = page.temper(self, context.before, next, self.score_after(context, next));
        let mix = |words: f32| pair * PAIRS + words * WORDS;
        let on = self.words.go_on(place, next).map(|(place, score)| (place, mix(score)));
        let begin = self.words.end(place).map(|end| match self.words.begin(next) {
            Some((place, score)) => (place, mix(end + score)),
            None => (BETWEEN, mix(end + pair * 1.0)),
        });
        [on, begin]
    }

    /// Whether most of these characters make words of two and more.
    pub(crate) fn is_words(&self, text: impl Iterator<Item = char>) -> bool {
        let symbols: Vec<Symbol> = text.map(|c| self.symbol(c)).collect();
        symbols.len() >= 2 && self.words.covered(&symbols) * 3 >= symbols.len() * 2
    }

    /// Whether any three in a row of these five characters were seen when the model was counted.
    pub(crate) fn is_told(&self, around: &[char; 5]) -> bool {
        let symbols = around.map(|c| self.symbol(c));
        symbols.windows(3).any(|three| {
            let after = self.trigrams.at(self.trigrams.pair(three[0], three[1]));
            after.is_some_and(|after| after.probability(three[2], 0.0) > 0.0)
        })
    }

    fn times(&self, before: Symbol, next: Symbol) -> f32 {
        let bounds = self.offsets.get(usize::from(before)).zip(self.offsets.get(usize::from(before) + 1));
        let Some(followers) = bounds.and_then(|(start, end)| self.followers.get(*start as usize..*end as usize)) else { return 0.0 };
        followers.binary_search_by_key(&next, |follower| follower.0).map_or(0.0, |index| followers[index].1)
    }

    /// Mean log probability of the characters beyond ASCII; `None` where there are none.
    pub(crate) fn mean(&self, text: impl Iterator<Item = char>) -> Option<f32> {
        let (mut sum, mut count, mut before) = (0.0, 0.0, self.start());
        for c in text {
            let symbol = self.symbol(c);
            if !c.is_ascii() {
                sum += self.score(before, symbol);
                count += 1.0;
            }
            before = symbol;
        }
        (count > 0.0).then(|| sum / count)
    }
}

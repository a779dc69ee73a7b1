//! A model of simplified Chinese that chooses among readings. In: language.tsv, words.tsv, and what a page says elsewhere. Out:
//! the log probability (nats) of a character after another, by pairs and by words. Never done here: deciding; margins are the callers'.
//!
//! Traditional characters score as their simplified forms, half-width punctuation as full-width, a number as one sign.

use std::ops::Range;
use std::sync::LazyLock;

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
pub(crate) const PAIRS: f32 = 0.6;
const WORDS: f32 = 0.7;

/// What stands before a character, as the model sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Context {
    /// The character before.
    pub(crate) before: Symbol,
    /// It and the one before it, where the two together tell more.
    pub(crate) pair: u32,
}

/// The model.
#[derive(Debug, Default)]
pub struct Language {
    symbols: Vec<Symbol>,
    /// Where each symbol's followers stand.
    ranges: Vec<Range<u32>>,
    followers: Vec<Symbol>,
    /// How often each of them follows, as a sign of the table: apart from them, so that both stay in the processor's cache.
    signs: Vec<u8>,
    /// What a symbol's followers are weighed with, and what any other one is.
    trust: Vec<(f32, f32)>,
    /// How likely each symbol is whatever stands before it.
    alone: Vec<f32>,
    trigrams: Trigrams,
    words: Words,
    /// A bit for each character that shares another one's symbol: traditional and full-width forms.
    variants: Vec<u64>,
}

impl Language {
    pub(crate) fn parse(table: &str, trigrams: &str, words: &str, mapping: &Mapping) -> Language {
        let rows = || table.lines().filter(|line| !line.starts_with("# ") && !line.starts_with("first\t"));
        let cells = || rows().filter_map(|line| line.split_once('\t'));
        // Numbered in the order of Unicode, as the tables are: their rows need no sorting.
        let mut seen = vec![0u64; 0x10000 / 64];
        let mut see = |c: char| {
            if let Some(bits) = seen.get_mut(c as usize / 64) {
                *bits |= 1 << (c as usize % 64);
            }
        };
        for (first, seconds) in cells() {
            first.chars().take(1).for_each(&mut see);
            seconds.chars().step_by(2).for_each(&mut see);
        }
        Words::characters(words).for_each(see);
        let mut model = Language { symbols: vec![0; 0x10000], ..Language::default() };
        let mut count: Symbol = 1;
        for (slot, _) in model.symbols.iter_mut().enumerate().filter(|(c, _)| seen[c / 64] >> (c % 64) & 1 == 1).map(|(c, slot)| (slot, c))
        {
            *slot = count;
            count = count.saturating_add(1);
        }
        // How often each symbol is followed by anything, and by how many different ones; how often it follows anything.
        let mut mass = vec![(0.0f32, 0.0f32); usize::from(count)];
        let mut uses = vec![0.0; usize::from(count)];
        let mut total = 0.0;
        let mut row: Vec<(Symbol, u8)> = Vec::new();
        let mut ranges = vec![0..0; usize::from(count)];
        for (first, seconds) in cells() {
            let first = first.chars().next().map_or(0, |first| usize::from(model.symbol(first)));
            row.clear();
            let mut signs = seconds.chars();
            while let (Some(second), Some(sign)) = (signs.next(), signs.next()) {
                row.push((model.symbol(second), u8::try_from(sign as u32).unwrap_or(0).saturating_sub(33)));
            }
            if !row.is_sorted_by_key(|follower| follower.0) {
                row.sort_unstable_by_key(|follower| follower.0);
            }
            let start = model.followers.len();
            for (symbol, sign) in &row {
                let times = times(*sign);
                uses[usize::from(*symbol)] += times;
                mass[first].0 += times;
                mass[first].1 += 1.0;
                total += times;
                model.followers.push(*symbol);
                model.signs.push(*sign);
            }
            ranges[first] = start as u32..model.followers.len() as u32;
        }
        model.ranges = ranges;
        model.alone = uses.iter().map(|uses| (uses + 0.2) / (total + 1.0)).collect();
        let trust = |(mass, kinds): &(f32, f32)| {
            let trust = mass / (mass + kinds + 1.0);
            (if *mass > 0.0 { trust / mass } else { 0.0 }, 1.0 - trust)
        };
        model.trust = mass.iter().map(trust).collect();
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
    pub(crate) fn score_after(&self, context: Context, next: Symbol) -> f32 {
        match self.trigrams.at(context.pair) {
            Some(after) if next != 0 && !self.is_run(context.before, next) => {
                after.probability(next, self.probability(context.before, next)).ln().max(UNKNOWN)
            }
            _ => self.score(context.before, next),
        }
    }

    /// Whether a number or a Latin word goes on.
    pub(crate) fn is_run(&self, before: Symbol, next: Symbol) -> bool {
        next == before && (next == self.symbol('0') || next == self.symbol('A'))
    }

    fn probability(&self, before: Symbol, next: Symbol) -> f32 {
        let (pair, other) = self.trust[usize::from(before)];
        pair * self.times(before, next) + other * self.alone[usize::from(next)]
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

    /// Each way that `next` can stand at `place` of the words (the word goes on, or another begins), where the pair before it says `pair`: the
    /// place behind it and what it costs. Of a word that is `counted`, how often it stands behind numbers counts, not how often anywhere.
    pub(crate) fn steps(&self, place: Place, next: Symbol, pair: f32, counted: Option<f32>) -> [Option<(Place, f32)>; 2] {
        let mix = |words: f32| pair * PAIRS + words * WORDS;
        let on = self.words.go_on(place, next).map(|(place, score)| (place, mix(score)));
        let begin = self.words.end(place).map(|end| match self.words.begin(next) {
            Some((place, score)) => (place, mix(end + counted.unwrap_or(score))),
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
        let Some((from, end)) = self.ranges.get(usize::from(before)).map(|range| (range.start as usize, range.end as usize)) else {
            return 0.0;
        };
        let Some(followers) = self.followers.get(from..end) else { return 0.0 };
        followers.binary_search(&next).ok().and_then(|index| self.signs.get(from + index)).map_or(0.0, |sign| times(*sign))
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

/// How often a sign of the table says that something is seen.
pub(crate) fn times(sign: u8) -> f32 {
    static TIMES: LazyLock<[f32; 256]> = LazyLock::new(|| std::array::from_fn(|sign| (sign as f32 / 3.0).exp2()));
    TIMES[usize::from(sign)]
}

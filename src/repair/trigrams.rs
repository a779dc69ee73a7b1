//! What follows two characters. In: trigrams.tsv. Out: the probability of a third one, where the two together tell more than the
//! second alone. Never done here: what follows one character (that is `language`).

use std::sync::LazyLock;

use super::language::Symbol;

/// No pair of the table.
pub const NO_PAIR: u32 = u32::MAX;

/// The table.
#[derive(Debug, Default)]
pub struct Trigrams {
    /// For each first symbol, where its pairs start.
    firsts: Vec<u32>,
    /// The second symbol of each pair: what is looked through stays in the processor's cache.
    seconds: Vec<Symbol>,
    pairs: Vec<Pair>,
    followers: Vec<Symbol>,
    /// The probability of each of them, as the table's sign.
    signs: Vec<u8>,
}

/// The probability that a sign tells.
fn told(sign: u8) -> f32 {
    static TOLD: LazyLock<[f32; 256]> = LazyLock::new(|| std::array::from_fn(|sign| (sign as f32 / -4.0).exp2()));
    TOLD[usize::from(sign)]
}

#[derive(Clone, Copy, Debug)]
struct Pair {
    /// The probability that something else follows.
    rest: f32,
    /// Where the followers end.
    end: u32,
}

/// What follows a pair.
#[derive(Clone, Copy, Debug)]
pub struct After<'t> {
    rest: f32,
    followers: &'t [Symbol],
    signs: &'t [u8],
}

impl After<'_> {
    /// The probability of `next`, where the second character alone gives it `alone`.
    pub(crate) fn probability(&self, next: Symbol, alone: f32) -> f32 {
        let at = self.followers.iter().position(|symbol| *symbol == next);
        let own = at.and_then(|at| self.signs.get(at)).map_or(0.0, |sign| told(*sign));
        own + self.rest * alone
    }
}

impl Trigrams {
    /// Read the table; rows whose characters have no symbol are left out.
    pub(crate) fn parse(table: &str, symbols: usize, symbol: impl Fn(char) -> Symbol) -> Trigrams {
        let sign = |sign: char| u8::try_from((sign as usize).wrapping_sub(33)).ok().filter(|sign| *sign < 94);
        let rows = table.lines().filter(|line| !line.starts_with("# ") && !line.starts_with("first\t"));
        let mut rows: Vec<(Symbol, &str)> =
            rows.filter_map(|line| line.split_once('\t')).filter_map(|(first, rest)| Some((symbol(first.chars().next()?), rest))).collect();
        rows.sort_unstable_by_key(|row| row.0);
        let mut trigrams = Trigrams { firsts: vec![0; symbols + 1], ..Trigrams::default() };
        let mut pairs: Vec<(Symbol, u8, std::ops::Range<usize>)> = Vec::new();
        let mut followers: Vec<(Symbol, u8)> = Vec::with_capacity(table.len() / 5);
        let mut at = 0;
        for (first, cells) in rows {
            if first == 0 {
                continue;
            }
            while at < usize::from(first) {
                at += 1;
                trigrams.firsts[at.min(symbols)] = trigrams.pairs.len() as u32;
            }
            pairs.clear();
            followers.clear();
            let mut signs = cells.chars();
            'cells: while let (Some(second), Some(rest)) = (signs.next(), signs.next()) {
                let start = followers.len();
                loop {
                    let third = signs.next();
                    match third.filter(|third| *third != '\t').zip(if third == Some('\t') { None } else { signs.next() }) {
                        Some((third, own)) => followers.extend(sign(own).map(|own| (symbol(third), own))),
                        None => {
                            pairs.extend(sign(rest).map(|rest| (symbol(second), rest, start..followers.len())));
                            if third.is_none() {
                                break 'cells;
                            }
                            break;
                        }
                    }
                }
            }
            if !pairs.is_sorted_by_key(|pair| pair.0) {
                pairs.sort_by_key(|pair| pair.0);
            }
            for (second, rest, own) in &pairs {
                trigrams.followers.extend(followers[own.clone()].iter().map(|(symbol, _)| *symbol));
                trigrams.signs.extend(followers[own.clone()].iter().map(|(_, sign)| *sign));
                trigrams.seconds.push(*second);
                trigrams.pairs.push(Pair { rest: told(*rest), end: trigrams.followers.len() as u32 });
            }
        }
        for slot in trigrams.firsts.iter_mut().skip(at + 1) {
            *slot = trigrams.pairs.len() as u32;
        }
        trigrams
    }

    /// `first` and `second` in the table; [`NO_PAIR`] where the second alone tells what follows.
    pub(crate) fn pair(&self, first: Symbol, second: Symbol) -> u32 {
        let bounds = self.firsts.get(usize::from(first)).zip(self.firsts.get(usize::from(first) + 1));
        let Some((start, end)) = bounds.map(|(start, end)| (*start as usize, *end as usize)) else { return NO_PAIR };
        let found = self.seconds.get(start..end).and_then(|seconds| seconds.binary_search(&second).ok());
        found.map_or(NO_PAIR, |at| (start + at) as u32)
    }

    /// What follows a pair.
    pub(crate) fn at(&self, pair: u32) -> Option<After<'_>> {
        let index = pair as usize;
        let found = self.pairs.get(index)?;
        let from = index.checked_sub(1).map_or(0, |before| self.pairs[before].end);
        let range = from as usize..found.end as usize;
        Some(After { rest: found.rest, followers: self.followers.get(range.clone())?, signs: self.signs.get(range)? })
    }
}

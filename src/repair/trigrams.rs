//! What follows two characters. In: trigrams.tsv. Out: the probability of a third one, where the two together tell more than the
//! second alone. Never done here: what follows one character (that is `language`).

use super::language::Symbol;

/// No pair of the table.
pub const NO_PAIR: u32 = u32::MAX;

/// The table.
#[derive(Debug, Default)]
pub struct Trigrams {
    /// For each first symbol, where its pairs start.
    firsts: Vec<u32>,
    pairs: Vec<Pair>,
    followers: Vec<(Symbol, f32)>,
}

#[derive(Clone, Copy, Debug)]
struct Pair {
    second: Symbol,
    /// The probability that something else follows.
    rest: f32,
    /// Where the followers end.
    end: u32,
}

/// What follows a pair.
#[derive(Clone, Copy, Debug)]
pub struct After<'t> {
    rest: f32,
    followers: &'t [(Symbol, f32)],
}

impl After<'_> {
    /// The probability of `next`, where the second character alone gives it `alone`.
    pub(crate) fn probability(&self, next: Symbol, alone: f32) -> f32 {
        let own = self.followers.iter().find(|(symbol, _)| *symbol == next).map_or(0.0, |(_, own)| *own);
        own + self.rest * alone
    }
}

impl Trigrams {
    /// Read the table; rows whose characters have no symbol are left out.
    pub(crate) fn parse(table: &str, symbols: usize, symbol: impl Fn(char) -> Symbol) -> Trigrams {
        let probability: Vec<f32> = (0..94).map(|sign| (sign as f32 / -4.0).exp2()).collect();
        let told = |sign: char| probability.get((sign as usize).wrapping_sub(33)).copied();
        let rows = table.lines().filter(|line| !line.starts_with("# ") && !line.starts_with("first\t"));
        let mut rows: Vec<(Symbol, &str)> =
            rows.filter_map(|line| line.split_once('\t')).filter_map(|(first, rest)| Some((symbol(first.chars().next()?), rest))).collect();
        rows.sort_unstable_by_key(|row| row.0);
        let mut trigrams = Trigrams { firsts: vec![0; symbols + 1], ..Trigrams::default() };
        let mut pairs: Vec<(Symbol, f32, u32, u32)> = Vec::new();
        let mut followers = Vec::with_capacity(table.len() / 5);
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
            for cell in cells.split('\t') {
                let mut signs = cell.chars();
                let (Some(second), Some(rest)) = (signs.next(), signs.next().and_then(told)) else { continue };
                let start = followers.len() as u32;
                while let (Some(third), Some(own)) = (signs.next(), signs.next().and_then(told)) {
                    followers.push((symbol(third), own));
                }
                pairs.push((symbol(second), rest, start, followers.len() as u32));
            }
            pairs.sort_unstable_by_key(|pair| pair.0);
            for (second, rest, start, end) in &pairs {
                trigrams.followers.extend_from_slice(&followers[*start as usize..*end as usize]);
                trigrams.pairs.push(Pair { second: *second, rest: *rest, end: trigrams.followers.len() as u32 });
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
        let found = self.pairs.get(start..end).and_then(|pairs| pairs.binary_search_by_key(&second, |pair| pair.second).ok());
        found.map_or(NO_PAIR, |at| (start + at) as u32)
    }

    /// What follows a pair.
    pub(crate) fn at(&self, pair: u32) -> Option<After<'_>> {
        let index = pair as usize;
        let found = self.pairs.get(index)?;
        let from = index.checked_sub(1).map_or(0, |before| self.pairs[before].end);
        Some(After { rest: found.rest, followers: self.followers.get(from as usize..found.end as usize)? })
    }
}

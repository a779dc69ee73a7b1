//! How alike two texts are, and which value is which answer's.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

/// Characters on each side that tell equal numbers in one sentence apart.
const WIDTH: usize = 6;

/// Letters and digits in their plain form, without punctuation and space.
pub fn fold(text: &str) -> String {
    let is_left_out = |letter: &char| {
        letter.is_whitespace() || matches!(letter, '\u{1c}'..='\u{1f}') || "，。、；：,.;:“”\"'《》〈〉()（）[]〔〕【】·".contains(*letter)
    };
    text.nfkc().filter(|letter| !is_left_out(letter)).collect()
}

/// Pairs of neighbouring letters; a text of one letter, or none, is its own.
fn bigrams(text: &str) -> HashMap<String, usize> {
    let letters: Vec<char> = fold(text).chars().collect();
    let mut counts = HashMap::new();
    if letters.len() < 2 {
        counts.insert(letters.iter().collect(), 1);
    }
    letters.windows(2).for_each(|pair| *counts.entry(pair.iter().collect()).or_default() += 1);
    counts
}

/// Shared pairs of letters, from 0 to 1.
pub fn dice(a: &str, b: &str) -> f64 {
    let (a, b) = (bigrams(a), bigrams(b));
    let total: usize = a.values().chain(b.values()).sum();
    let shared: usize = a.iter().map(|(pair, count)| b.get(pair).map_or(0, |other| *other.min(count))).sum();
    2.0 * shared as f64 / total as f64
}

/// One to one, the best first; what scores nothing is no pair.
pub fn pairs(golds: usize, preds: usize, score: impl Fn(usize, usize) -> f64) -> Vec<(usize, usize)> {
    let mut ranked: Vec<(f64, usize, usize)> = Vec::new();
    for gold in 0..golds {
        ranked.extend((0..preds).map(|pred| (score(gold, pred), gold, pred)).filter(|(score, ..)| *score > 0.0));
    }
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut used_golds, mut used_preds) = (vec![false; golds], vec![false; preds]);
    let mut out = Vec::new();
    for (_, gold, pred) in ranked {
        if !used_golds[gold] && !used_preds[pred] {
            (used_golds[gold], used_preds[pred]) = (true, true);
            out.push((gold, pred));
        }
    }
    out
}

/// A mention with its neighbours, folded.
pub struct Surroundings {
    before: Vec<char>,
    mention: Vec<char>,
    behind: Vec<char>,
}

impl Surroundings {
    /// Of what stands at `start..end`.
    pub fn of(text: &[char], start: usize, end: usize) -> Surroundings {
        let part = |from: usize, to: usize| {
            let (from, to) = (from.min(text.len()), to.min(text.len()));
            fold(&text[from..to.max(from)].iter().collect::<String>()).chars().collect()
        };
        Surroundings { before: part(start.saturating_sub(WIDTH), start), mention: part(start, end), behind: part(end, end + WIDTH) }
    }

    /// Whether both are the same place of one text that was cut or cleaned differently.
    pub fn is_same_place(&self, other: &Surroundings) -> bool {
        let left = self.before.iter().rev().zip(other.before.iter().rev()).take_while(|(a, b)| a == b).count();
        let head = |side: &Surroundings| {
            let whole = side.before[side.before.len() - left..].iter().chain(&side.mention).chain(&side.behind);
            whole.take(4.min(side.mention.len() + left)).copied().collect::<Vec<char>>()
        };
        let words = |letters: &[char]| letters.iter().collect::<String>();
        let (a, b) = (words(&self.mention), words(&other.mention));
        let overlap = a.contains(&b) || b.contains(&a);
        overlap && left >= 3.min(self.before.len()).min(other.before.len()) && head(self) == head(other)
    }
}

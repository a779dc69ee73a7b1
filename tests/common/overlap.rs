//! How much two texts share, as ../shared/pages/score.py has it: multisets of four-character shingles of letters and digits.

use std::collections::HashMap;

fn shingles(text: &str) -> HashMap<Vec<char>, usize> {
    let letters: Vec<char> = text.chars().filter(|letter| letter.is_alphanumeric()).collect();
    let mut count = HashMap::new();
    for shingle in letters.windows(4.min(letters.len().max(1))) {
        *count.entry(shingle.to_vec()).or_default() += 1;
    }
    count
}

/// Precision and recall of one text.
pub fn shares(wanted: &str, found: &str) -> (f64, f64) {
    let (wanted, found) = (shingles(wanted), shingles(found));
    let hit: usize = wanted.iter().map(|(shingle, count)| (*count).min(found.get(shingle).copied().unwrap_or(0))).sum();
    let share = |own: usize, other: usize| match (own, other) {
        (0, 0) => 1.0,
        (0, _) => 0.0,
        _ => hit as f64 / own as f64,
    };
    let (wanted, found) = (wanted.values().sum(), found.values().sum());
    (share(found, wanted), share(wanted, found))
}

/// Means over several texts.
#[derive(Default)]
pub struct Overlap {
    precision: f64,
    recall: f64,
    texts: f64,
}

impl Overlap {
    pub fn add(&mut self, wanted: &str, found: &str) {
        let (precision, recall) = shares(wanted, found);
        self.precision += precision;
        self.recall += recall;
        self.texts += 1.0;
    }

    /// f1 of the mean precision and the mean recall.
    pub fn f1(&self) -> f64 {
        let (precision, recall) = (self.precision / self.texts, self.recall / self.texts);
        2.0 * precision * recall / (precision + recall)
    }
}

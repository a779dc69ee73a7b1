//! Many words, looked for at once. In: a list of words. Out: where they stand in a text, leftmost and longest first. Never done
//! here: knowing what a word means; it has the index it was given with.
//!
//! Chinese words are short and begin at characters, so a table of their first two characters decides nearly every place of a
//! text with one look; only where a word may begin its list is read. The two characters are taken from the text as the (at most
//! eight) bytes they are, not decoded: on the rule tables that is half the instructions of a search by `char`, which itself was
//! three to five times as fast as an Aho-Corasick automaton over bytes, whose states are too many to be a dense table.

use std::cmp::Reverse;

/// Bits of a gate for each word: of a hundred places where no word begins, some six pass.
const BITS_A_WORD: usize = 16;

/// Words to look for.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    /// A bit for each pair of characters that a word may begin with: most places of a text are left at this look.
    pairs: Gate,
    /// A bit for each character that is a word by itself or begins one: the look where there are such words.
    firsts: Gate,
    /// By the first two characters (a single one with nothing behind it): which words.
    slots: Vec<Slot>,
    /// The words, those of a slot side by side, longest first.
    entries: Vec<Entry>,
    /// Their bytes.
    letters: Vec<u8>,
    /// Whether there are words of one character.
    has_singles: bool,
    /// Whether A is a.
    fold: bool,
}

/// A set of keys that may say yes to a few others. Its size follows the number of words, so that a small one stays in the
/// fastest cache beside all the others.
#[derive(Clone, Debug, Default)]
struct Gate {
    bits: Vec<u64>,
    shift: u32,
}

/// Words that begin alike; empty where `to` is 0.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    key: u64,
    from: u32,
    to: u32,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    /// Its bytes.
    from: u32,
    len: u32,
    /// Which word, counted as given.
    index: u32,
}

/// A word found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Which word, counted as given.
    pub index: usize,
}

/// Bytes of the character that starts with `lead`.
#[inline]
fn width(lead: u8) -> usize {
    // A digit for each value of the upper four bits.
    (0x4322_1111_1111_1111_u64 >> (u32::from(lead >> 4) * 4) & 7) as usize
}

/// The eight bytes at `at`, zeros behind the end.
#[inline]
fn eight(bytes: &[u8], at: usize) -> u64 {
    if let Some(next) = bytes.get(at..at + 8) {
        return u64::from_le_bytes(next.try_into().unwrap_or_default());
    }
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte))
}

/// The first `len` (1 to 8) bytes.
#[inline]
fn keep(bytes: u64, len: usize) -> u64 {
    bytes & u64::MAX >> (64 - 8 * len as u32)
}

/// The first character of `next`, and the first two, as keys; `len` is the width of the first.
#[inline]
fn keys(next: u64, len: usize, fold: bool) -> (u64, u64) {
    let second = (next >> (8 * len)) as u8;
    let mut both = keep(next, len + width(second));
    if fold {
        both |= u64::from((both as u8).is_ascii_uppercase()) << 5 | u64::from(second.is_ascii_uppercase()) << (8 * len + 5);
    }
    (keep(both, len), both)
}

/// Spreads keys over the upper bits.
#[inline]
fn spread(key: u64) -> u64 {
    key.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl Gate {
    fn new(words: usize) -> Gate {
        let bits = (words * BITS_A_WORD).next_power_of_two().clamp(512, 1 << 18);
        Gate { bits: vec![0; bits / 64], shift: 64 - bits.trailing_zeros() }
    }

    fn open(&mut self, key: u64) {
        let bit = (spread(key) >> self.shift) as usize;
        self.bits[bit / 64] |= 1 << (bit % 64);
    }

    /// Whether the key may be in the set.
    #[inline]
    fn may(&self, key: u64) -> bool {
        let bit = (spread(key) >> self.shift) as usize;
        self.bits.get(bit / 64).is_some_and(|bits| bits >> (bit % 64) & 1 == 1)
    }
}

impl Lexicon {
    /// A lexicon of `words`; with `fold`, ASCII letters match in either case. Of equal words the first counts.
    pub fn new<S: AsRef<str>>(words: impl IntoIterator<Item = S>, fold: bool) -> Lexicon {
        let words: Vec<S> = words.into_iter().collect();
        let mut lexicon = Lexicon { pairs: Gate::new(words.len()), firsts: Gate::new(words.len()), fold, ..Lexicon::default() };
        // By key, then the longest first, then as given.
        let mut order: Vec<(u64, Reverse<usize>, usize)> = Vec::with_capacity(words.len());
        for (index, word) in words.iter().map(AsRef::as_ref).enumerate().filter(|(_, word)| !word.is_empty()) {
            let bytes = word.as_bytes();
            let (first, both) = keys(eight(bytes, 0), width(bytes[0]), fold);
            lexicon.has_singles |= width(bytes[0]) == word.len();
            lexicon.firsts.open(first);
            lexicon.pairs.open(both);
            order.push((both, Reverse(word.len()), index));
        }
        order.sort_unstable();
        lexicon.slots = vec![Slot::default(); (order.len() * 2).next_power_of_two().max(2)];
        for (key, _, index) in order {
            let bytes = words[index].as_ref().as_bytes();
            let at = lexicon.entries.len() as u32;
            lexicon.entries.push(Entry { from: lexicon.letters.len() as u32, len: bytes.len() as u32, index: index as u32 });
            lexicon.letters.extend(bytes);
            let slot = lexicon.slot(key);
            if lexicon.slots[slot].to == 0 {
                lexicon.slots[slot] = Slot { key, from: at, to: at };
            }
            lexicon.slots[slot].to = at + 1;
        }
        lexicon
    }

    /// The slot of a key, or the empty one where it would stand.
    #[inline]
    fn slot(&self, key: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (spread(key) >> 40) as usize & mask;
        while self.slots[at].to != 0 && self.slots[at].key != key {
            at = (at + 1) & mask;
        }
        at
    }

    /// The longest word that begins at byte `at` of `text`.
    pub fn at(&self, text: &str, at: usize) -> Option<Found> {
        let next = eight(text.as_bytes(), at);
        let len = width(next as u8);
        if self.may_begin(next, len) { self.longest(text, at, next, len) } else { None }
    }

    /// Whether a word may begin with the character of `len` bytes at the start of `next` and the one behind it.
    #[inline(always)]
    fn may_begin(&self, next: u64, len: usize) -> bool {
        let (first, both) = keys(next, len, self.fold);
        if self.has_singles { self.firsts.may(first) } else { self.pairs.may(both) }
    }

    /// The longest word at byte `at`, where `next` stands.
    #[inline(never)]
    fn longest(&self, text: &str, at: usize, next: u64, len: usize) -> Option<Found> {
        let (first, both) = keys(next, len, self.fold);
        let rest = &text.as_bytes()[at..];
        let long = if self.pairs.may(both) { self.fitting(both, rest) } else { None };
        let entry = long.or_else(|| if self.has_singles { self.fitting(first, rest) } else { None })?;
        Some(Found { start: at, end: at + entry.len as usize, index: entry.index as usize })
    }

    /// The longest word of a key that `rest` begins with.
    fn fitting(&self, key: u64, rest: &[u8]) -> Option<Entry> {
        let slot = *self.slots.get(self.slot(key))?;
        let entries = self.entries.get(slot.from as usize..slot.to as usize)?;
        let fits = |entry: &&Entry| {
            let word = &self.letters[entry.from as usize..(entry.from + entry.len) as usize];
            let begin = rest.get(..word.len());
            begin.is_some_and(|begin| if self.fold { begin.eq_ignore_ascii_case(word) } else { begin == word })
        };
        entries.iter().find(fits).copied()
    }

    /// The first word at or behind byte `from` of `text`, the longest that begins there.
    pub fn find(&self, text: &str, from: usize) -> Option<Found> {
        let bytes = text.as_bytes();
        let mut at = from;
        while at < bytes.len() {
            let next = eight(bytes, at);
            let len = width(next as u8);
            if self.may_begin(next, len)
                && let Some(found) = self.longest(text, at, next, len)
            {
                return Some(found);
            }
            at += len;
        }
        None
    }

    /// Every word in `text`, none overlapping another.
    pub fn all<'l>(&'l self, text: &'l str) -> impl Iterator<Item = Found> + 'l {
        let mut from = 0;
        std::iter::from_fn(move || {
            let found = self.find(text, from)?;
            from = found.end;
            Some(found)
        })
    }

    /// Whether any word stands in `text`.
    pub fn is_in(&self, text: &str) -> bool {
        self.find(text, 0).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &[&str], text: &str, expected: &[&str]) {
        let lexicon = Lexicon::new(words, true);
        let found: Vec<&str> = lexicon.all(text).map(|found| &text[found.start..found.end]).collect();
        assert_eq!(found, expected, "{text}");
        assert!(lexicon.all(text).all(|found| words[found.index].eq_ignore_ascii_case(&text[found.start..found.end])));
    }

    #[test]
    fn finds_the_leftmost_then_the_longest() {
        check(&["重庆", "重庆市", "庆市", "市"], "在重庆市场，市", &["重庆市", "市"]);
        check(&["甲乙丙", "乙"], "甲乙丁乙", &["乙", "乙"]);
        check(&["app", "App下载"], "APP下载 app", &["APP下载", "app"]);
        check(&["甲"], "甲", &["甲"]);
        check(&["甲", "甲"], "", &[]);
        check(&["", "甲乙"], "甲", &[]);
        check(&["𠮷野", "𠮷"], "𠮷𠮷野", &["𠮷", "𠮷野"]);
    }

    #[test]
    fn agrees_with_a_search_word_by_word() {
        let words = ["年", "年度", "度目标", "目标", "2024", "2024年", "标"];
        let lexicon = Lexicon::new(words, false);
        let text = "2024年度目标，年目标度2024 2024年年度";
        let mut at = 0;
        let mut expected = Vec::new();
        while at < text.len() {
            let longest = words.iter().filter(|word| text[at..].starts_with(**word)).max_by_key(|word| word.len());
            match longest {
                Some(word) => {
                    expected.push((at, at + word.len()));
                    at += word.len();
                }
                None => at += text[at..].chars().next().map_or(1, char::len_utf8),
            }
        }
        assert_eq!(lexicon.all(text).map(|found| (found.start, found.end)).collect::<Vec<_>>(), expected);
    }
}

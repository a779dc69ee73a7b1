//! Many words, looked for at once. In: a list of words. Out: where they stand in a text, leftmost and longest first. Never done
//! here: knowing what a word means; it has the index it was given with.
//!
//! Chinese words are short and begin at characters, so a table of their first two characters decides nearly every place of a
//! text with one look; only where a word may begin its list is read. The two characters are taken from the text as the (at most
//! eight) bytes they are, not decoded: on the rule tables that is half the instructions of a search by `char`, which itself was
//! three to five times as fast as an Aho-Corasick automaton over bytes, whose states are too many to be a dense table.

use std::cmp::Reverse;

/// Bits of a gate for each word: of a hundred places where no word begins, some two pass.
const BITS_A_WORD: usize = 16;

/// Words to look for.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    /// The pairs of characters that a longer word begins with: most places of a text are left at this look.
    pairs: Gate,
    /// The characters that are a word by themselves.
    singles: Gate,
    /// By the first two characters (a single one with nothing behind it): which words.
    slots: Vec<Slot>,
    /// The words, those of a slot side by side, longest first.
    entries: Vec<Entry>,
    /// Their bytes.
    letters: Vec<u8>,
    /// Which ASCII characters a word begins with: hardly any, and most of a line of figures or Latin is passed by it.
    ascii: Ascii,
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

/// A set of ASCII characters.
#[derive(Clone, Copy, Debug, Default)]
struct Ascii([u64; 2]);

impl Ascii {
    fn insert(&mut self, byte: u8) {
        if let Some(bits) = self.0.get_mut(usize::from(byte / 64)) {
            *bits |= 1 << (byte % 64);
        }
    }

    /// Whether a byte is ASCII, and no word begins with it.
    #[inline(always)]
    fn rules_out(self, byte: u8) -> bool {
        self.0.get(usize::from(byte / 64)).is_some_and(|bits| bits >> (byte % 64) & 1 == 0)
    }
}

/// Words that begin alike; none where `tag` is 0. Keys of one tag share a slot: the words themselves are compared anyway.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    tag: u32,
    from: u32,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    /// Its first eight bytes: most words are told by them.
    head: u64,
    /// Its bytes.
    from: u32,
    len: u16,
    /// Whether it is the last of its slot.
    last: bool,
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
#[inline(always)]
fn eight(bytes: &[u8], at: usize) -> u64 {
    match bytes.get(at..at + 8) {
        Some(next) => u64::from_le_bytes(next.try_into().unwrap_or_default()),
        None => last_bytes(bytes, at),
    }
}

/// The same where fewer than eight are left.
#[inline(never)]
fn last_bytes(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.len().saturating_sub(at) as u32;
    match bytes.last_chunk::<8>() {
        Some(last) => u64::from_le_bytes(*last).checked_shr(64 - 8 * rest.min(8)).unwrap_or(0),
        None => bytes.get(at..).unwrap_or_default().iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte)),
    }
}

/// The first `len` (1 to 8) bytes.
#[inline]
fn keep(bytes: u64, len: usize) -> u64 {
    bytes & u64::MAX >> (64 - 8 * len as u32)
}

/// What a place of a text is looked up by.
#[derive(Clone, Copy)]
struct Keys {
    /// Its first character.
    first: u64,
    /// Its first two.
    both: u64,
    /// Bytes of the first.
    len: usize,
}

impl Keys {
    /// Of the eight bytes that stand there.
    #[inline(always)]
    fn of(next: u64, fold: bool) -> Keys {
        // Two characters of three bytes: nearly all of Chinese.
        if next & 0xf000_00f0 == 0xe000_00e0 {
            return Keys { first: next & 0xff_ffff, both: next & 0xffff_ffff_ffff, len: 3 };
        }
        Keys::mixed(next, fold)
    }

    #[inline(never)]
    fn mixed(next: u64, fold: bool) -> Keys {
        let len = width(next as u8);
        let both = keep(next, len + width((next >> (8 * len)) as u8));
        let both = if fold { lower(both) } else { both };
        Keys { first: keep(both, len), both, len }
    }
}

/// ASCII letters in lower case, eight bytes at once.
#[inline]
fn lower(bytes: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    let low = bytes & (ONES * 0x7f);
    // The upper bit of a byte tells: from A on, and beyond Z; bytes of other characters have it set themselves.
    let upper = (low + ONES * 0x3f) & !(low + ONES * 0x25) & !bytes & (ONES * 0x80);
    bytes | upper >> 2
}

/// Spreads keys over the upper bits.
#[inline]
fn spread(key: u64) -> u64 {
    key.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// What a slot knows of a key; never 0.
#[inline]
fn tag(key: u64) -> u32 {
    (spread(key) >> 32) as u32 | 1 << 31
}

impl Gate {
    fn new(words: usize) -> Gate {
        let bits = (words * BITS_A_WORD).next_power_of_two().clamp(512, 1 << 18);
        Gate { bits: vec![0; bits / 64], shift: 64 - bits.trailing_zeros() }
    }

    fn open(&mut self, key: u64) {
        let (word, bits) = self.place(key);
        self.bits[word] |= bits;
    }

    /// Whether the key may be in the set.
    #[inline]
    fn may(&self, key: u64) -> bool {
        let (word, bits) = self.place(key);
        self.bits.get(word).is_some_and(|found| found & bits == bits)
    }

    /// Where a key's two bits stand: both in one word, so that two looks cost one (a blocked Bloom filter, Putze et al. 2007).
    #[inline]
    fn place(&self, key: u64) -> (usize, u64) {
        let spread = spread(key);
        let bit = spread >> self.shift;
        ((bit / 64) as usize, 1 << (bit % 64) | 1 << (spread >> 20 & 63))
    }
}

impl Lexicon {
    /// A lexicon of `words`; with `fold`, ASCII letters match in either case. Of equal words the first counts.
    pub fn new<S: AsRef<str>>(words: impl IntoIterator<Item = S>, fold: bool) -> Lexicon {
        let words: Vec<S> = words.into_iter().collect();
        let mut lexicon = Lexicon { pairs: Gate::new(words.len()), singles: Gate::new(0), fold, ..Lexicon::default() };
        // By tag, then the longest first, then as given.
        let mut order: Vec<(u32, Reverse<usize>, usize)> = Vec::with_capacity(words.len());
        for (index, word) in words.iter().map(AsRef::as_ref).enumerate() {
            let bytes = word.as_bytes();
            if bytes.is_empty() || bytes.len() > usize::from(u16::MAX) {
                continue;
            }
            let Keys { first, both, len } = Keys::of(eight(bytes, 0), fold);
            lexicon.ascii.insert(bytes[0]);
            if fold {
                lexicon.ascii.insert(bytes[0].to_ascii_lowercase());
                lexicon.ascii.insert(bytes[0].to_ascii_uppercase());
            }
            if len == word.len() {
                lexicon.has_singles = true;
                lexicon.singles.open(first);
            } else {
                lexicon.pairs.open(both);
            }
            order.push((tag(both), Reverse(word.len()), index));
        }
        order.sort_unstable();
        lexicon.slots = vec![Slot::default(); (order.len() * 2).next_power_of_two().max(2)];
        for (at, &(tag, _, index)) in order.iter().enumerate() {
            let bytes = words[index].as_ref().as_bytes();
            let slot = lexicon.slot(tag);
            if lexicon.slots[slot].tag == 0 {
                lexicon.slots[slot] = Slot { tag, from: at as u32 };
            }
            let last = order.get(at + 1).is_none_or(|next| next.0 != tag);
            let from = lexicon.letters.len() as u32;
            let head = if fold { lower(eight(bytes, 0)) } else { eight(bytes, 0) };
            lexicon.entries.push(Entry { head, from, len: bytes.len() as u16, last, index: index as u32 });
            lexicon.letters.extend(bytes);
        }
        lexicon
    }

    /// The slot of a tag, or the empty one where it would stand.
    #[inline]
    fn slot(&self, tag: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = tag as usize & mask;
        while self.slots[at].tag != 0 && self.slots[at].tag != tag {
            at = (at + 1) & mask;
        }
        at
    }

    /// The longest word that begins at byte `at` of `text`.
    pub fn at(&self, text: &str, at: usize) -> Option<Found> {
        if text.as_bytes().get(at).is_none_or(|byte| self.ascii.rules_out(*byte)) {
            return None;
        }
        let next = eight(text.as_bytes(), at);
        let keys = Keys::of(next, self.fold);
        if self.may_begin(keys) { self.longest(text, at, next, keys) } else { None }
    }

    /// Whether a word may begin with these characters.
    #[inline(always)]
    fn may_begin(&self, keys: Keys) -> bool {
        self.pairs.may(keys.both) || self.has_singles && self.singles.may(keys.first)
    }

    /// The longest word at byte `at`, where `next` stands.
    #[inline(never)]
    fn longest(&self, text: &str, at: usize, next: u64, keys: Keys) -> Option<Found> {
        let rest = &text.as_bytes()[at..];
        let long = if self.pairs.may(keys.both) { self.fitting(keys.both, rest, next) } else { None };
        let single = || if self.has_singles && self.singles.may(keys.first) { self.fitting(keys.first, rest, next) } else { None };
        let entry = long.or_else(single)?;
        Some(Found { start: at, end: at + usize::from(entry.len), index: entry.index as usize })
    }

    /// The longest word of a key that `rest` begins with; `next` are the first eight bytes of `rest`.
    fn fitting(&self, key: u64, rest: &[u8], next: u64) -> Option<Entry> {
        let slot = self.slots[self.slot(tag(key))];
        if slot.tag == 0 {
            return None;
        }
        for entry in &self.entries[slot.from as usize..] {
            if self.fits(entry, rest, next) {
                return Some(*entry);
            }
            if entry.last {
                return None;
            }
        }
        None
    }

    #[inline]
    fn fits(&self, entry: &Entry, rest: &[u8], next: u64) -> bool {
        let len = usize::from(entry.len);
        let word = || &self.letters[entry.from as usize..entry.from as usize + len];
        let next = if self.fold { lower(next) } else { next };
        keep(next, len.min(8)) == entry.head
            && (len <= 8
                || rest.get(8..len).is_some_and(
                    |begin| {
                        if self.fold { begin.eq_ignore_ascii_case(&word()[8..]) } else { begin == &word()[8..] }
                    },
                ))
    }

    /// The first word at or behind byte `from` of `text`, the longest that begins there.
    pub fn find(&self, text: &str, from: usize) -> Option<Found> {
        let bytes = text.as_bytes();
        let mut at = from;
        while let Some(lead) = bytes.get(at) {
            if self.ascii.rules_out(*lead) {
                at += 1;
                continue;
            }
            let next = eight(bytes, at);
            let keys = Keys::of(next, self.fold);
            if self.may_begin(keys)
                && let Some(found) = self.longest(text, at, next, keys)
            {
                return Some(found);
            }
            at += keys.len;
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

    /// Every word of `text`, none overlapping another, where [`AnyOf`] told that one may begin.
    pub fn all_at<'l>(&'l self, text: &'l str, starts: &'l [usize]) -> impl Iterator<Item = Found> + 'l {
        let mut from = 0;
        starts.iter().filter_map(move |at| {
            let found = (*at >= from).then(|| self.at(text, *at))??;
            from = found.end;
            Some(found)
        })
    }

    /// The first word that begins at or behind byte `from` at one of these places (ascending), which are taken off as they are passed.
    pub fn find_at(&self, text: &str, starts: &mut &[usize], from: usize) -> Option<Found> {
        while let [at, rest @ ..] = starts {
            *starts = rest;
            if *at >= from
                && let Some(found) = self.at(text, *at)
            {
                return Some(found);
            }
        }
        None
    }

    /// Whether any word stands in `text`.
    pub fn is_in(&self, text: &str) -> bool {
        self.find(text, 0).is_some()
    }
}

/// Where a word of any of several lexicons may begin: a text is walked once for all of them, and each then looks at these places.
#[derive(Clone, Debug, Default)]
pub struct AnyOf {
    pairs: Gate,
    singles: Gate,
    ascii: Ascii,
}

impl AnyOf {
    /// One for lexicons that do not fold.
    pub fn new<'l>(lexicons: impl IntoIterator<Item = &'l Lexicon> + Clone) -> AnyOf {
        let words = lexicons.clone().into_iter().map(|lexicon| lexicon.entries.len()).sum();
        let mut any = AnyOf { pairs: Gate::new(words), singles: Gate::new(0), ascii: Ascii::default() };
        for lexicon in lexicons {
            debug_assert!(!lexicon.fold);
            for entry in &lexicon.entries {
                let Keys { first, both, len } = Keys::of(entry.head, false);
                any.ascii.insert(entry.head as u8);
                if len == usize::from(entry.len) { any.singles.open(first) } else { any.pairs.open(both) }
            }
        }
        any
    }

    /// The places of `text`, ascending.
    pub fn starts(&self, text: &str) -> Vec<usize> {
        let bytes = text.as_bytes();
        let mut starts = Vec::with_capacity(bytes.len() / 8);
        let mut at = 0;
        while let Some(lead) = bytes.get(at) {
            if self.ascii.rules_out(*lead) {
                at += 1;
                continue;
            }
            let keys = Keys::of(eight(bytes, at), false);
            if self.pairs.may(keys.both) || self.singles.may(keys.first) {
                starts.push(at);
            }
            at += keys.len;
        }
        starts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_told_for_several_lexicons_lose_no_word() {
        let lexicons = [["年", "年度"], ["目标", "度目标"], ["2024", "a"]].map(|words| Lexicon::new(words, false));
        let any = AnyOf::new(&lexicons);
        for text in ["2024年度目标，年目标度2024 2024年年度a", "", "甲", "标目年", "度目标"] {
            let starts = any.starts(text);
            for lexicon in &lexicons {
                assert_eq!(lexicon.all_at(text, &starts).collect::<Vec<_>>(), lexicon.all(text).collect::<Vec<_>>(), "{text}");
            }
        }
    }

    fn check(words: &[&str], text: &str, expected: &[&str]) {
        let lexicon = Lexicon::new(words, true);
        let found: Vec<&str> = lexicon.all(text).map(|found| &text[found.start..found.end]).collect();
        assert_eq!(found, expected, "{text}");
        assert!(lexicon.all(text).all(|found| words[found.index].eq_ignore_ascii_case(&text[found.start..found.end])));
    }

    #[test]
    fn lower_case_is_that_of_ascii() {
        for byte in 0..=255u8 {
            let bytes = [byte, b'Z', 0xc1, b'a', byte, b'@', b'[', 0xff];
            assert_eq!(lower(u64::from_le_bytes(bytes)).to_le_bytes(), bytes.map(|byte| byte.to_ascii_lowercase()), "{byte:x}");
        }
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

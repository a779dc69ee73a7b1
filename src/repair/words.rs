//! The words of Chinese, as a tree that is walked character by character. In: words.tsv. Out: the log probability (nats) that a
//! word goes on with a character, or ends and another begins with it. Never done here: what stands beside what across words
//! (that is `language`).

use super::language::{Symbol, times};

/// A place in the tree: the characters of the word so far. 0 stands between words.
pub type Place = u32;

/// Between words.
pub const BETWEEN: Place = 0;
/// Counts that a character has as a word of its own, where the list has none.
const RARE: f32 = 2.0;

/// The words.
#[derive(Debug, Default)]
pub struct Words {
    places: Vec<Node>,
    /// The character behind which each place lies: those that go on from one place stand side by side, in ascending order.
    symbols: Vec<Symbol>,
    /// The place of each character at a word's start.
    first: Vec<Place>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Node {
    /// Times that a word goes through here, and that one ends here; later their logarithms (of `ends`, the share).
    through: f32,
    ends: f32,
    /// The first of the places that go on from here, and how many they are.
    next: Place,
    count: u32,
    /// A bit for the last six bits of each character that goes on from here: most do not.
    mask: u64,
}

/// The tree while it is built: places in the order of the table, each with the one before it, its last one behind it and the next beside it.
#[derive(Default)]
struct Growing {
    through: f32,
    ends: f32,
    symbol: Symbol,
    before: Place,
    last: Place,
    beside: Place,
}

impl Words {
    /// Read the table: for each first character the rest of every word and its count as a sign.
    pub(crate) fn parse(table: &str, symbol: impl Fn(char) -> Symbol) -> Words {
        let mut growing = vec![Growing::default()];
        let mut first: Vec<Place> = Vec::new();
        for (initial, rest) in rows(table) {
            let initial = symbol(initial);
            let index = usize::from(initial);
            if first.len() <= index {
                first.resize(index + 1, 0);
            }
            if first[index] == 0 {
                first[index] = growing.len() as Place;
                growing.push(Growing { through: RARE, ends: RARE, symbol: initial, ..Growing::default() });
            }
            let start = first[index];
            let mut at = start;
            for c in rest.chars() {
                if c.is_ascii() {
                    growing[at as usize].ends += times((c as u8).saturating_sub(33));
                    at = start;
                } else {
                    at = child(&mut growing, at, symbol(c));
                }
            }
        }
        // What stands behind a place was made after it.
        for index in (1..growing.len()).rev() {
            let place = &growing[index];
            let (own, before) = (place.ends + place.through, place.before);
            // A character that is no word of the list has its few counts once, whatever goes on from it.
            let passed = if before == BETWEEN { own - 2.0 * RARE } else { own };
            growing[index].through = if before == BETWEEN { own - RARE } else { own };
            growing[before as usize].through += passed;
        }
        settled(&growing, first)
    }

    /// The characters of the table.
    pub(crate) fn characters(table: &str) -> impl Iterator<Item = char> + '_ {
        rows(table).flat_map(|(first, rest)| std::iter::once(first).chain(rest.chars().filter(|c| !c.is_ascii())))
    }

    /// The word goes on: the place behind `symbol`, and the log probability of that.
    pub(crate) fn go_on(&self, at: Place, symbol: Symbol) -> Option<(Place, f32)> {
        if at == BETWEEN {
            return None;
        }
        let node = self.places.get(at as usize)?;
        if node.mask >> (symbol & 63) & 1 == 0 {
            return None;
        }
        let from = node.next as usize;
        let found = self.symbols.get(from..from + node.count as usize)?.binary_search(&symbol).ok()?;
        Some(((from + found) as Place, self.places[from + found].through - node.through))
    }

    /// The word ends here: the log probability of that; `None` inside a word.
    pub(crate) fn end(&self, at: Place) -> Option<f32> {
        if at == BETWEEN {
            return Some(0.0);
        }
        Some(self.places[at as usize].ends).filter(|ends| ends.is_finite())
    }

    /// How many of these characters stand in words of two and more, at most.
    pub(crate) fn covered(&self, text: &[Symbol]) -> usize {
        let mut best = vec![0; text.len() + 1];
        for start in 0..text.len() {
            best[start + 1] = best[start + 1].max(best[start]);
            let Some((mut place, _)) = self.begin(text[start]) else { continue };
            for end in start + 1..text.len() {
                let Some((next, _)) = self.go_on(place, text[end]) else { break };
                place = next;
                if self.end(place).is_some() {
                    best[end + 1] = best[end + 1].max(best[start] + end + 1 - start);
                }
            }
        }
        best[text.len()]
    }

    /// A word begins with `symbol`: its place and the log probability; `None` for what no word begins with (signs, letters).
    pub(crate) fn begin(&self, symbol: Symbol) -> Option<(Place, f32)> {
        let place = *self.first.get(usize::from(symbol)).filter(|place| **place != 0)?;
        Some((place, self.places[place as usize].through - self.places[0].through))
    }
}

/// The place behind `symbol` from `at`; a new one where there is none.
fn child(growing: &mut Vec<Growing>, at: Place, symbol: Symbol) -> Place {
    let new = growing.len() as Place;
    let mut last = growing[at as usize].last;
    // The table is in order: it is the last one, or a new one. Where it is not, it may be any.
    let greatest = growing[last as usize].symbol;
    while last != 0 && growing[last as usize].symbol != symbol && greatest >= symbol {
        last = growing[last as usize].beside;
    }
    if last != 0 && growing[last as usize].symbol == symbol {
        return last;
    }
    let beside = growing[at as usize].last;
    growing.push(Growing { symbol, before: at, beside, ..Growing::default() });
    if beside == 0 || symbol > greatest {
        growing[at as usize].last = new;
    } else {
        // Between those beside it, so that they stay in order.
        let mut after = beside;
        while growing[after as usize].beside != 0 && growing[growing[after as usize].beside as usize].symbol > symbol {
            after = growing[after as usize].beside;
        }
        growing[new as usize].beside = growing[after as usize].beside;
        growing[after as usize].beside = new;
    }
    new
}

/// The tree as it is asked: what goes on from a place stands side by side, the first characters of words in front.
fn settled(growing: &[Growing], mut first: Vec<Place>) -> Words {
    let mut words = Words { places: Vec::with_capacity(growing.len()), symbols: Vec::with_capacity(growing.len()), first: Vec::new() };
    // The place that each new one was.
    let mut were: Vec<Place> = Vec::with_capacity(growing.len());
    were.push(BETWEEN);
    words.symbols.push(0);
    for place in first.iter_mut().filter(|place| **place != 0) {
        let new = were.len() as Place;
        were.push(*place);
        words.symbols.push(growing[*place as usize].symbol);
        *place = new;
    }
    let mut index = 0;
    while index < were.len() {
        let place = &growing[were[index] as usize];
        let through = place.through.ln();
        let ends = if place.ends == place.through { 0.0 } else { (place.ends / place.through).ln() };
        let (next, mut mask) = (were.len(), 0);
        let mut behind = place.last;
        while behind != 0 {
            let symbol = growing[behind as usize].symbol;
            mask |= 1 << (symbol & 63);
            were.push(behind);
            words.symbols.push(symbol);
            behind = growing[behind as usize].beside;
        }
        // The last one was met first.
        were[next..].reverse();
        words.symbols[next..].reverse();
        words.places.push(Node { through, ends, next: next as Place, count: (were.len() - next) as u32, mask });
        index += 1;
    }
    words.first = first;
    words
}

fn rows(table: &str) -> impl Iterator<Item = (char, &str)> {
    let lines = table.lines().filter(|line| !line.starts_with('#') && !line.starts_with("first\t"));
    lines.filter_map(|line| line.split_once('\t')).filter_map(|(first, rest)| Some((first.chars().next()?, rest)))
}

//! The words of Chinese, as a tree that is walked character by character. In: words.tsv. Out: the log probability (nats) that a
//! word goes on with a character, or ends and another begins with it. Never done here: what stands beside what across words
//! (that is `language`).

use rustc_hash::FxHashMap as HashMap;

use super::language::Symbol;

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
    /// The place behind one more character.
    next: HashMap<(Place, Symbol), Place>,
    /// The place of each character at a word's start.
    first: Vec<Place>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Node {
    /// Times that a word goes through here, and that one ends here; later their logarithms (of `ends`, the share).
    through: f32,
    ends: f32,
    /// A bit for the last six bits of each character that goes on from here: most do not.
    next: u64,
}

impl Words {
    /// Read the table: for each first character the rest of every word and its count as a sign.
    pub(crate) fn parse(table: &str, symbol: impl Fn(char) -> Symbol) -> Words {
        let mut words = Words { places: vec![Node::default()], ..Words::default() };
        // The first characters beside each other: they are asked for most.
        rows(table).for_each(|(first, _)| _ = words.start(symbol(first)));
        for (first, rest) in rows(table) {
            let symbols = symbol(first);
            let start = words.start(symbols);
            let mut at = start;
            let mut way = vec![start];
            for c in rest.chars() {
                if !c.is_ascii() {
                    at = words.child(at, symbol(c));
                    way.push(at);
                    continue;
                }
                let times = ((c as u32).saturating_sub(33) as f32 / 3.0).exp2();
                for place in way.drain(..) {
                    words.places[place as usize].through += times;
                }
                words.places[at as usize].ends += times;
                words.places[0].through += times;
                at = start;
                way.push(start);
            }
        }
        words.finish();
        words
    }

    /// The characters of the table.
    pub(crate) fn characters(table: &str) -> impl Iterator<Item = char> + '_ {
        rows(table).flat_map(|(first, rest)| std::iter::once(first).chain(rest.chars().filter(|c| !c.is_ascii())))
    }

    fn start(&mut self, symbol: Symbol) -> Place {
        let index = usize::from(symbol);
        if self.first.len() <= index {
            self.first.resize(index + 1, 0);
        }
        if self.first[index] == 0 {
            self.first[index] = self.places.len() as Place;
            self.places.push(Node { through: RARE, ends: RARE, next: 0 });
        }
        self.first[index]
    }

    fn child(&mut self, at: Place, symbol: Symbol) -> Place {
        let new = self.places.len() as Place;
        let place = *self.next.entry((at, symbol)).or_insert(new);
        if place == new {
            self.places.push(Node::default());
            self.places[at as usize].next |= 1 << (symbol & 63);
        }
        place
    }

    fn finish(&mut self) {
        for node in &mut self.places {
            node.ends = (node.ends / node.through).ln();
            node.through = node.through.ln();
        }
    }

    /// The word goes on: the place behind `symbol`, and the log probability of that.
    pub(crate) fn go_on(&self, at: Place, symbol: Symbol) -> Option<(Place, f32)> {
        if at == BETWEEN || self.places[at as usize].next >> (symbol & 63) & 1 == 0 {
            return None;
        }
        let place = *self.next.get(&(at, symbol))?;
        Some((place, self.places[place as usize].through - self.places[at as usize].through))
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

fn rows(table: &str) -> impl Iterator<Item = (char, &str)> {
    let lines = table.lines().filter(|line| !line.starts_with('#') && !line.starts_with("first\t"));
    lines.filter_map(|line| line.split_once('\t')).filter_map(|(first, rest)| Some((first.chars().next()?, rest)))
}

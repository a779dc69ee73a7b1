//! Readings of units under way, side by side. In: readings and what they cost. Out: those worth going on with. Never done here: reading on.

use super::bytes::Bytes;
use super::language::Context;
use super::past::{Past, Tip};
use super::words::Place;

/// Ways kept at each byte: enough for every byte that a lost one may have been.
const WIDTH: usize = 200;

/// Nats that a byte of an unfinished character will cost, on average.
pub(crate) const BEGUN: f32 = 2.0;

/// A reading under way: one text, and each way that it can be parted into words.
#[derive(Clone, Copy)]
pub(crate) struct Reading {
    pub(crate) held: Bytes,
    /// The bytes before that stood alone and began a character of UTF-8: with one that ended it they would not have stood alone.
    pub(crate) alone: Bytes,
    pub(crate) first: u32,
    pub(crate) before: Context,
    /// Brackets open here: the innermost in the lowest four bits.
    pub(crate) open: u32,
    pub(crate) node: u32,
    /// Hash of the characters so far: two ways to the same text are no two answers.
    pub(crate) text: u64,
    /// Where its ways stand, and the score of the best.
    pub(crate) ways: (u32, u32),
    pub(crate) best: f32,
}

impl Reading {
    /// What is alike in readings that cannot differ any more, as a hash; each place among the words is another.
    fn key(&self) -> u64 {
        let held = u64::from(u32::from_be_bytes(self.held.at)) << 24 | u64::from(self.held.len) << 16 | u64::from(self.before.before);
        let rest = u64::from(self.before.pair) << 4 | u64::from(self.open & 0xf);
        // Three bytes at most: above what `rest` takes.
        let alone = u64::from(u32::from_be_bytes(self.alone.at) >> 8) << 40;
        mixed(mixed(held) ^ (rest | alone))
    }
}

/// A place among the words that a text can have reached.
#[derive(Clone, Copy)]
pub(crate) struct Way {
    pub(crate) place: Place,
    pub(crate) score: f32,
    pub(crate) mark: u32,
}

fn mixed(bits: u64) -> u64 {
    let bits = (bits ^ bits >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (bits ^ bits >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

/// Readings at one place, and their ways.
#[derive(Default)]
pub(crate) struct Row {
    pub(crate) readings: Vec<Reading>,
    pub(crate) ways: Vec<Way>,
}

impl Row {
    pub(crate) fn ways(&self, reading: &Reading) -> &[Way] {
        self.ways.get(reading.ways.0 as usize..reading.ways.1 as usize).unwrap_or_default()
    }

    pub(crate) fn clear(&mut self) {
        self.readings.clear();
        self.ways.clear();
    }

    /// Leave in `now` the best of those that cannot differ any more, and of the rest the best: none that is worse than `worst`.
    pub(crate) fn prune(&mut self, now: &mut Row, past: &mut Past, worst: f32, order: &mut Vec<Entry>) {
        let next = self;
        order.clear();
        for (index, reading) in next.readings.iter().enumerate() {
            let key = reading.key();
            let begun = BEGUN * f32::from(reading.held.len);
            for at in reading.ways.0..reading.ways.1 {
                let way = &next.ways[at as usize];
                if way.score - begun >= worst {
                    order.push((mixed(key ^ u64::from(way.place)), way.score, index as u32, at));
                }
            }
        }
        order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.3.cmp(&b.3)));
        order.dedup_by(|other, last| {
            let same = last.0 == other.0;
            if same {
                let (better, worse) = (&next.readings[last.2 as usize], &next.readings[other.2 as usize]);
                if better.text != worse.text {
                    let mut tip = Tip { score: last.1, node: better.node, mark: next.ways[last.3 as usize].mark };
                    past.weigh(&mut tip, &Tip { score: other.1, node: worse.node, mark: next.ways[other.3 as usize].mark });
                    next.ways[last.3 as usize].mark = tip.mark;
                }
            }
            same
        });
        if order.len() > WIDTH {
            let due = |entry: &Entry| entry.1 - BEGUN * f32::from(next.readings[entry.2 as usize].held.len);
            order.select_nth_unstable_by(WIDTH, |a, b| due(b).total_cmp(&due(a)).then(a.3.cmp(&b.3)));
            order.truncate(WIDTH);
        }
        order.sort_unstable_by_key(|entry| entry.3);
        now.clear();
        let mut last = None;
        for (_, score, reading, at) in order.iter() {
            if last != Some(*reading) {
                let from = now.ways.len() as u32;
                now.readings.push(Reading { ways: (from, from), best: *score, ..next.readings[*reading as usize] });
                last = Some(*reading);
            }
            now.ways.push(next.ways[*at as usize]);
            if let Some(reading) = now.readings.last_mut() {
                reading.ways.1 = now.ways.len() as u32;
                reading.best = reading.best.max(*score);
            }
        }
        next.clear();
    }
}

/// The key of a way, its score, its reading and itself.
pub(crate) type Entry = (u64, f32, u32, u32);

/// The score of the best.
pub(crate) fn best_of(ways: &[Way]) -> f32 {
    ways.iter().map(|way| way.score).fold(f32::NEG_INFINITY, f32::max)
}

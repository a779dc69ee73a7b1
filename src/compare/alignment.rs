//! Where the characters of one text are in the other. In: two texts. Out: their lines side by side, and positions carried over.

use std::ops::Range;
use std::time::{Duration, Instant};

use serde_json::{Map, Value};
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

/// Beyond this, what lies between equal beginnings and endings counts as replaced: a comparison always ends.
const LONGEST: Duration = Duration::from_secs(2);

/// Which text a line is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Only in the older text.
    Old,
    /// Only in the newer text.
    New,
}

/// A line that only one text has.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Line {
    /// Which.
    pub side: Side,
    /// Its number there, from 1.
    pub number: usize,
    /// The line, without its end.
    pub text: String,
}

/// Two texts, line by line.
pub struct Alignment<'t> {
    old: Lines<'t>,
    new: Lines<'t>,
    /// Stretches of code points that are in both: start in the old text, start in the new one, length.
    shared: Vec<(usize, usize, usize)>,
    ops: Vec<DiffOp>,
}

struct Lines<'t> {
    lines: Vec<&'t str>,
    /// Code points before each line, and in all.
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Lines<'t> {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let mut starts = vec![0];
        for line in &lines {
            starts.push(starts[starts.len() - 1] + line.chars().count());
        }
        Lines { lines, starts }
    }

    fn length(&self) -> usize {
        self.starts[self.starts.len() - 1]
    }
}

impl<'t> Alignment<'t> {
    /// Lay two texts side by side.
    pub fn new(old: &'t str, new: &'t str) -> Alignment<'t> {
        let (old, new) = (Lines::new(old), Lines::new(new));
        let deadline = Instant::now().checked_add(LONGEST);
        let ops = capture_diff_slices_deadline(Algorithm::Myers, &old.lines, &new.lines, deadline);
        let mut alignment = Alignment { old, new, shared: Vec::new(), ops };
        alignment.shared = alignment.ops.iter().flat_map(|op| alignment.stretches(op)).collect();
        alignment
    }

    /// What is in both of a stretch of lines: all of equal ones, of replaced ones their beginnings and endings.
    fn stretches(&self, op: &DiffOp) -> Vec<(usize, usize, usize)> {
        let (old, new) = (op.old_range(), op.new_range());
        let (from, to) = (self.old.starts[old.start], self.new.starts[new.start]);
        match op {
            DiffOp::Equal { .. } => vec![(from, to, self.old.starts[old.end] - from)],
            DiffOp::Replace { .. } => {
                let letters = |lines: &[&str]| lines.iter().flat_map(|line| line.chars()).collect::<Vec<char>>();
                let (a, b) = (letters(&self.old.lines[old]), letters(&self.new.lines[new]));
                let head = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
                let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(|(a, b)| a == b).count();
                vec![(from, to, head), (from + a.len() - tail, to + b.len() - tail, tail)]
            }
            DiffOp::Delete { .. } | DiffOp::Insert { .. } => Vec::new(),
        }
    }

    /// Where a character of the old text is in the new one.
    fn carry(&self, at: usize) -> Option<usize> {
        let next = self.shared.partition_point(|(from, ..)| *from <= at);
        let (from, to, length) = *self.shared.get(next.checked_sub(1)?)?;
        (at < from + length).then_some(to + at - from)
    }

    /// Where a span of the old text is in the new one; `None` where one of its ends is in a part that was rewritten.
    pub fn span(&self, [start, end]: [usize; 2]) -> Option<[usize; 2]> {
        if start >= end {
            let at = if start >= self.old.length() { Some(self.new.length()) } else { self.carry(start) };
            return at.map(|at| [at, at]);
        }
        Some([self.carry(start)?, self.carry(end - 1)? + 1])
    }

    /// Whether none of these characters of the new text is in the old one.
    pub fn is_new(&self, range: Range<usize>) -> bool {
        self.shared.iter().all(|(_, to, length)| range.is_empty() || to + length <= range.start || range.end <= *to)
    }

    /// The lines that only one of them has, in order.
    pub fn lines(&self) -> Vec<Line> {
        let mut out = Vec::new();
        for op in self.ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. })) {
            for (side, lines, range) in [(Side::Old, &self.old, op.old_range()), (Side::New, &self.new, op.new_range())] {
                let line = |at: usize| Line { side, number: at + 1, text: lines.lines[at].trim_end_matches('\n').to_string() };
                out.extend(range.map(line));
            }
        }
        out
    }
}

/// Whether both records are of the same bytes: only then do their byte offsets compare.
pub fn input_is_same(old: &Map<String, Value>, new: &Map<String, Value>) -> bool {
    let hash = |record: &Map<String, Value>| record.get("source").map(|source| source["sha256"].clone());
    hash(old) == hash(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_carried_past_changes() {
        let alignment = Alignment::new("甲\n乙丙丁戊\n己", "新\n甲\n乙丙某戊\n己");
        assert_eq!(alignment.span([0, 1]), Some([2, 3]));
        assert_eq!(alignment.span([2, 4]), Some([4, 6]), "before the changed letter");
        assert_eq!(alignment.span([4, 5]), None, "the changed letter");
        assert_eq!(alignment.span([5, 8]), Some([7, 10]));
        let lines: Vec<(Side, usize)> = alignment.lines().iter().map(|line| (line.side, line.number)).collect();
        assert_eq!(lines, [(Side::New, 1), (Side::Old, 2), (Side::New, 3)]);
    }
}

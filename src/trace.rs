//! Text that knows which bytes it came from.
//!
//! In: slices of an earlier text, copied or rewritten, with their offsets there. Out: a [`Traced`] text that maps any of its
//! spans back. Never done here: inventing text without saying what stands behind it.
//!
//! Three layers lie between the input's bytes and the main text: decoding (a [`SourceMap`]), repair and content (a [`Trace`]
//! each). Nothing is stored a character: a layer is a sorted vector of pieces, searched when a value asks for its source.

mod source_map;

use std::ops::Range;

pub use source_map::{Checkpoint, Near, SourceMap};

/// A half-open range of UTF-8 bytes of the main text. Converted to code points once, when the record is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextSpan {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A half-open range of bytes of the input as it was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceSpan {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl TextSpan {
    /// The span `start..end`, in bytes of the main text.
    pub fn new(start: usize, end: usize) -> TextSpan {
        debug_assert!(start <= end);
        TextSpan { start, end }
    }

    /// The same as a range, to slice with.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: TextSpan) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: TextSpan) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether it holds nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

impl From<Range<usize>> for TextSpan {
    fn from(range: Range<usize>) -> TextSpan {
        TextSpan::new(range.start, range.end)
    }
}

/// How a piece of text relates to what stands behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// Byte for byte the same: an offset inside maps to an offset inside.
    Copied,
    /// Replaces its origin as a whole (a character reference, a repair).
    Rewritten,
    /// Nothing stands behind it (the line feed between two blocks).
    Added,
}

#[derive(Clone, Debug)]
struct Piece {
    /// Where the piece starts in the new text; it ends where the next one starts.
    at: usize,
    /// The range of the earlier text.
    from: Range<usize>,
    origin: Origin,
}

/// Pieces that are passed one by one before a search is cheaper.
const NEAR: usize = 16;

/// A sorted list of pieces: new text → earlier text.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    pieces: Vec<Piece>,
    len: usize,
}

impl Trace {
    fn push(&mut self, len: usize, from: Range<usize>, origin: Origin) {
        if len == 0 {
            return;
        }
        let at = self.len;
        self.len += len;
        if origin == Origin::Copied
            && let Some(last) = self.pieces.last_mut()
            && last.origin == Origin::Copied
            && last.from.end == from.start
        {
            last.from.end = from.end;
            return;
        }
        self.pieces.push(Piece { at, from, origin });
    }

    fn piece_at(&self, offset: usize) -> usize {
        self.pieces.partition_point(|piece| piece.at <= offset).saturating_sub(1)
    }

    /// The same, looked for from the piece of an earlier offset on, where that is near.
    fn piece_near(&self, offset: usize, near: usize) -> usize {
        let pieces = self.pieces.get(near..).filter(|pieces| pieces.first().is_some_and(|piece| piece.at <= offset));
        let behind = pieces.and_then(|pieces| pieces.iter().take(NEAR).position(|piece| piece.at > offset));
        behind.map_or_else(|| self.piece_at(offset), |behind| near + behind - 1)
    }

    fn end_of(&self, piece: usize) -> usize {
        self.pieces.get(piece + 1).map_or(self.len, |next| next.at)
    }

    /// The smallest range of the earlier text that covers `range` of the new one; `None` where nothing stands behind it.
    pub fn origin(&self, range: Range<usize>) -> Option<Range<usize>> {
        self.origin_from(self.piece_at(range.start), range)
    }

    fn origin_from(&self, first: usize, range: Range<usize>) -> Option<Range<usize>> {
        let mut hull: Option<Range<usize>> = None;
        if range.is_empty() {
            return None;
        }
        for index in first..self.pieces.len() {
            let piece = &self.pieces[index];
            if piece.at >= range.end {
                break;
            }
            let part = match piece.origin {
                Origin::Added => continue,
                Origin::Rewritten => piece.from.clone(),
                Origin::Copied => {
                    let start = piece.from.start + range.start.saturating_sub(piece.at);
                    let end = piece.from.start + (range.end.min(self.end_of(index)) - piece.at);
                    start..end
                }
            };
            hull = Some(match hull {
                None => part,
                Some(hull) => hull.start.min(part.start)..hull.end.max(part.end),
            });
        }
        hull
    }
}

/// Earlier text → new text: what became of a stretch.
pub struct Images<'t> {
    trace: &'t Trace,
    /// The pieces that have an origin, by its start, and how far those up to each reach.
    order: Vec<usize>,
    ends: Vec<usize>,
}

impl Images<'_> {
    /// The smallest range of the new text that came from within `from` of the earlier one; `None` where nothing of it was kept.
    pub fn of(&self, from: Range<usize>) -> Option<Range<usize>> {
        let mut hull: Option<Range<usize>> = None;
        let first = self.ends.partition_point(|end| *end <= from.start);
        for &index in &self.order[first..] {
            let piece = &self.trace.pieces[index];
            if piece.from.start >= from.end {
                break;
            }
            if piece.from.end <= from.start {
                continue;
            }
            let part = match piece.origin {
                Origin::Copied => {
                    let start = from.start.max(piece.from.start) - piece.from.start + piece.at;
                    start..from.end.min(piece.from.end) - piece.from.start + piece.at
                }
                _ => piece.at..self.trace.end_of(index),
            };
            hull = Some(match hull {
                None => part,
                Some(hull) => hull.start.min(part.start)..hull.end.max(part.end),
            });
        }
        hull
    }
}

/// Text built only by copying or rewriting slices of an earlier text.
#[derive(Clone, Debug, Default)]
pub struct Traced {
    text: String,
    trace: Trace,
}

impl Traced {
    /// An empty text.
    pub fn new() -> Traced {
        Traced::default()
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether nothing has been pushed yet.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Make room for so many more bytes and pieces.
    pub fn reserve(&mut self, bytes: usize, pieces: usize) {
        self.text.reserve(bytes);
        self.trace.pieces.reserve(pieces);
    }

    /// Make room for all of another traced text, with so many more pieces.
    pub fn reserve_for(&mut self, other: &Traced, pieces: usize) {
        self.reserve(other.len(), other.trace.pieces.len() + pieces);
    }

    /// Append `earlier[from]` unchanged.
    pub fn push_copied(&mut self, earlier: &str, from: Range<usize>) {
        self.text.push_str(&earlier[from.clone()]);
        self.trace.push(from.len(), from, Origin::Copied);
    }

    /// Append `piece`, which replaces the range `from` of the earlier text as a whole.
    pub fn push_rewritten(&mut self, piece: &str, from: Range<usize>) {
        self.text.push_str(piece);
        self.trace.push(piece.len(), from, Origin::Rewritten);
    }

    /// Append layout that no byte stands behind: a line feed between blocks, a tab between cells.
    pub fn push_added(&mut self, layout: &str) {
        self.text.push_str(layout);
        self.trace.push(layout.len(), 0..0, Origin::Added);
    }

    /// Append `range` of another traced text over the same earlier text, trace included.
    pub fn push_traced(&mut self, other: &Traced, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        self.text.push_str(&other.text[range.clone()]);
        for index in other.trace.piece_at(range.start)..other.trace.pieces.len() {
            let piece = &other.trace.pieces[index];
            if piece.at >= range.end {
                break;
            }
            let (start, end) = (piece.at.max(range.start), other.trace.end_of(index).min(range.end));
            let from = match piece.origin {
                Origin::Copied => piece.from.start + (start - piece.at)..piece.from.start + (end - piece.at),
                _ => piece.from.clone(),
            };
            self.trace.push(end - start, from, piece.origin);
        }
    }

    /// Drop everything from byte `len` on.
    pub fn truncate(&mut self, len: usize) {
        self.text.truncate(len);
        self.trace.len = self.text.len();
        while self.trace.pieces.last().is_some_and(|piece| piece.at >= len) {
            self.trace.pieces.pop();
        }
        if let Some(last) = self.trace.pieces.last_mut()
            && last.origin == Origin::Copied
        {
            last.from.end = last.from.start + (len - last.at);
        }
    }

    /// Its pieces by where they came from.
    pub fn images(&self) -> Images<'_> {
        let copied = |index: &usize| self.trace.pieces[*index].origin != Origin::Added;
        let mut order: Vec<usize> = (0..self.trace.pieces.len()).filter(copied).collect();
        order.sort_by_key(|index| self.trace.pieces[*index].from.start);
        let mut last = 0;
        let ends = order.iter().map(|index| {
            last = last.max(self.trace.pieces[*index].from.end);
            last
        });
        let ends = ends.collect();
        Images { trace: &self.trace, order, ends }
    }

    /// The text and its trace, apart.
    pub fn into_parts(self) -> (String, Trace) {
        (self.text, self.trace)
    }

    /// The range of the earlier text that `range` came from; see [`Trace::origin`].
    pub fn origin(&self, range: Range<usize>) -> Option<Range<usize>> {
        self.trace.origin(range)
    }

    /// The same, for ranges asked for in their order: `near` is the piece of the one before.
    pub(crate) fn origin_near(&self, range: Range<usize>, near: &mut usize) -> Option<Range<usize>> {
        *near = self.trace.piece_near(range.start, *near);
        self.trace.origin_from(*near, range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_map_inside_rewrites_as_a_whole_layout_to_nothing() {
        let earlier = "甲&amp;乙丙";
        let mut text = Traced::new();
        text.push_copied(earlier, 0..3);
        text.push_rewritten("&", 3..8);
        text.push_added("\n");
        text.push_copied(earlier, 8..14);
        assert_eq!(text.as_str(), "甲&\n乙丙");
        assert_eq!(text.origin(0..3), Some(0..3));
        assert_eq!(text.origin(3..4), Some(3..8));
        assert_eq!(text.origin(4..5), None);
        assert_eq!(text.origin(5..8), Some(8..11));
        assert_eq!(text.origin(0..11), Some(0..14));
        let mut again = Traced::new();
        again.push_traced(&text, 3..8);
        assert_eq!(again.as_str(), "&\n乙");
        assert_eq!(again.origin(0..5), Some(3..11));
        again.truncate(1);
        assert_eq!(again.origin(0..1), Some(3..8));
    }
}

//! Decoded text → input bytes. In: checkpoints that decoding left. Out: the bytes behind any range of the decoded text.
//! Nothing is kept a character: between two checkpoints the bytes are read again when a value asks.

use std::ops::Range;

use encoding_rs::{BIG5, DecoderResult, Encoding, GB18030, GBK, UTF_8};

use super::SourceSpan;

/// A place where the decoder held no state, and the encoding from there on.
#[derive(Clone, Copy, Debug)]
pub struct Checkpoint {
    /// Bytes of decoded text before it.
    pub decoded: usize,
    /// Bytes of input before it.
    pub source: usize,
    /// Of the input up to the next checkpoint. In a UTF-8 stretch text equals input, except that a stretch of malformed or
    /// foreign bytes has checkpoints of its own at both ends.
    pub encoding: &'static Encoding,
}

/// Decoded text → input bytes. Identity for UTF-8; for other encodings a checkpoint every few hundred bytes, the rest decoded
/// again on demand, so that decoding pays nothing a character.
#[derive(Clone, Debug)]
pub struct SourceMap<'s> {
    bytes: &'s [u8],
    /// Offset of the first content byte (after a byte order mark).
    start: usize,
    /// Ascending; empty: identity.
    checkpoints: Vec<Checkpoint>,
}

impl<'s> SourceMap<'s> {
    /// Text that equals the input's bytes from `start` on.
    pub fn identity(bytes: &'s [u8], start: usize) -> SourceMap<'s> {
        SourceMap { bytes, start, checkpoints: Vec::new() }
    }

    /// Text decoded from `bytes[start..]` with the checkpoints that decoding left, ascending.
    pub fn decoded(bytes: &'s [u8], start: usize, checkpoints: Vec<Checkpoint>) -> SourceMap<'s> {
        SourceMap { bytes, start, checkpoints }
    }

    /// The input's bytes.
    pub fn bytes(&self) -> &'s [u8] {
        self.bytes
    }

    /// The input bytes that `range` of the decoded text was decoded from.
    pub fn source(&self, range: Range<usize>) -> SourceSpan {
        self.source_near(range, &mut Near::default())
    }

    /// The same, read on from the place that `near` keeps where that lies between the checkpoint and the range: ranges asked for
    /// in their order cost one walk over the input.
    pub fn source_near(&self, range: Range<usize>, near: &mut Near) -> SourceSpan {
        if self.checkpoints.is_empty() {
            return SourceSpan { start: self.start + range.start, end: self.start + range.end };
        }
        // Bytes that mean no character (an escape) belong to neither neighbour: a range starts behind them and ends before.
        let after = self.checkpoints.partition_point(|point| point.decoded <= range.start);
        let start = self.resolve(after, range.start, false, near);
        let before = self.checkpoints.partition_point(|point| point.decoded < range.end);
        let end = if range.is_empty() { start } else { self.resolve(before, range.end, true, near).max(start) };
        SourceSpan { start, end }
    }

    /// Source offset of the character boundary `offset` of the decoded text, read from the checkpoint before index `next`. A
    /// boundary inside what one sequence of bytes became lies behind the sequence for an end, before it for a start.
    fn resolve(&self, next: usize, offset: usize, is_end: bool, near: &mut Near) -> usize {
        let Some(&Checkpoint { mut decoded, mut source, encoding }) = next.checked_sub(1).and_then(|at| self.checkpoints.get(at)) else {
            return self.start;
        };
        let limit = self.checkpoints.get(next).map_or(self.bytes.len(), |point| point.source);
        if encoding == UTF_8 {
            return (source + (offset - decoded)).min(limit);
        }
        if (decoded..=offset).contains(&near.decoded) && (source..limit).contains(&near.source) {
            (decoded, source) = (near.decoded, near.source);
        }
        if encoding == GB18030 || encoding == GBK {
            // What a step takes is plain to see for nearly all bytes of a Chinese page.
            let (read, written) = walk(&self.bytes[source..limit], offset - decoded);
            source += read;
            decoded += written;
        }
        // All but the last characters at one go, into a buffer that ends before `offset`.
        let mut out = [0u8; 1024];
        let room = (offset - decoded).saturating_sub(SLACK).min(out.len());
        let decoder = || encoding.new_decoder_without_bom_handling();
        if room > 0
            && let (DecoderResult::OutputFull, read, written) =
                decoder().decode_to_utf8_without_replacement(&self.bytes[source..limit], &mut out[..room], false)
        {
            source += read;
            decoded += written;
        }
        while decoded < offset && source < limit {
            let (read, written) = character(encoding, &self.bytes[source..limit]);
            if !is_end && decoded + written > offset {
                break;
            }
            source += read;
            decoded += written;
        }
        *near = Near { decoded, source };
        source
    }
}

/// A place that was resolved, to go on from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Near {
    decoded: usize,
    source: usize,
}

/// Bytes of text before a place that are read character by character: a malformed sequence may become three of them.
const SLACK: usize = 12;

/// Walk over ASCII (one byte is one) and hanzi and wide letters (two bytes are three) of the GB encodings, up to `target` bytes
/// of UTF-8 or the first sequence that may be otherwise: (bytes read, bytes of UTF-8).
fn walk(bytes: &[u8], target: usize) -> (usize, usize) {
    let (mut read, mut written) = (0, 0);
    while written + 3 <= target {
        match bytes[read..] {
            [0..=0x7f, ..] => (read, written) = (read + 1, written + 1),
            [0xb0..=0xf7 | 0xa3, 0xa1..=0xfe, ..] | [0xa1, 0xa1..=0xa3 | 0xa8..=0xbf, ..] => (read, written) = (read + 2, written + 3),
            _ => break,
        }
    }
    (read, written)
}

/// How many bytes the first character (or malformed sequence) takes, and how many bytes of UTF-8 it becomes.
fn character(encoding: &'static Encoding, bytes: &[u8]) -> (usize, usize) {
    if bytes[0] < 0x80 && encoding.is_ascii_compatible() {
        return (1, 1);
    }
    let mut out = [0u8; 16];
    let longest = bytes.len().min(4);
    // No lead byte of these stands alone.
    let double = encoding == GBK || encoding == GB18030 || encoding == BIG5;
    for len in if double && bytes[0] > 0x80 { 2 } else { 1 }..=longest {
        let decoded = encoding.new_decoder_without_bom_handling().decode_to_utf8_without_replacement(&bytes[..len], &mut out, true);
        if let (DecoderResult::InputEmpty, _, written) = decoded {
            return (len, written);
        }
    }
    let decoded = encoding.new_decoder_without_bom_handling().decode_to_utf8_without_replacement(&bytes[..longest], &mut out, true);
    match decoded.0 {
        DecoderResult::Malformed(len, _) => (usize::from(len).clamp(1, longest), '\u{fffd}'.len_utf8()),
        _ => (1, '\u{fffd}'.len_utf8()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_bytes_that_are_walked_over_are_three_of_utf8() {
        for pair in (0x81..=0xfe).flat_map(|lead| (0x40..=0xfe).map(move |trail| [lead, trail])) {
            if walk(&pair, 3) == (2, 3) {
                for encoding in [GBK, GB18030] {
                    assert_eq!(encoding.decode_without_bom_handling(&pair).0.len(), 3, "{pair:x?}");
                }
            }
        }
        assert_eq!(walk("a".as_bytes(), 0), (0, 0));
    }

    #[test]
    fn checkpoints_resolve_between() {
        let text = "产业a规划";
        let (bytes, _, _) = encoding_rs::GBK.encode(text);
        let point = |decoded, source| Checkpoint { decoded, source, encoding: encoding_rs::GBK };
        let map = SourceMap::decoded(&bytes, 0, vec![point(0, 0), point(7, 5)]);
        assert_eq!(map.source(0..3), SourceSpan { start: 0, end: 2 });
        assert_eq!(map.source(3..6), SourceSpan { start: 2, end: 4 });
        assert_eq!(map.source(6..7), SourceSpan { start: 4, end: 5 });
        assert_eq!(map.source(7..13), SourceSpan { start: 5, end: 9 });
        assert_eq!(map.source(10..13), SourceSpan { start: 7, end: 9 });
    }
}

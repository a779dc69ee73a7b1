//! Bytes in a known encoding → text with checkpoints. In: bytes, where they start, how they are encoded. Out: [`Reading`].
//! A malformed sequence costs itself: one U+FFFD, counted.

use encoding_rs::{Decoder, DecoderResult, Encoding, GBK, UTF_8, UTF_16BE, UTF_16LE};

use crate::trace::Checkpoint;

use super::weigh::Fit;

/// Bytes of input between two checkpoints: a span costs at most this many walked over again, each step a start of the decoder,
/// which takes as long as two hundred bytes.
const STEP: usize = 2048;
/// Bytes behind a step in which a place to stop is looked for.
const NEAR: usize = 64;
/// A stretch of another encoding must have this many characters to be believed.
const FOREIGN: usize = 2;

/// Text decoded so far.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) text: String,
    pub(super) checkpoints: Vec<Checkpoint>,
    pub(super) malformed: usize,
}

impl Reading {
    /// Room for the text of so many bytes: two of GBK become three of UTF-8.
    pub(super) fn of(bytes: usize) -> Reading {
        Reading { text: String::with_capacity(bytes + bytes / 4), checkpoints: Vec::with_capacity(bytes / STEP + 2), malformed: 0 }
    }

    fn mark(&mut self, source: usize, encoding: &'static Encoding) {
        self.checkpoints.push(Checkpoint { decoded: self.text.len(), source, encoding });
    }

    /// `bytes[start..end]` in `encoding`, whatever it is.
    pub(super) fn push(&mut self, bytes: &[u8], start: usize, end: usize, encoding: &'static Encoding) {
        if encoding == UTF_8 {
            self.push_utf8(&bytes[start..end], start);
        } else {
            self.push_legacy(bytes, start, end, encoding);
        }
    }

    fn push_utf8(&mut self, bytes: &[u8], start: usize) {
        let mut at = start;
        for chunk in bytes.utf8_chunks() {
            self.mark(at, UTF_8);
            self.text.push_str(chunk.valid());
            at += chunk.valid().len();
            if !chunk.invalid().is_empty() {
                self.mark(at, UTF_8);
                self.text.push('\u{fffd}');
                self.malformed += 1;
                at += chunk.invalid().len();
            }
        }
    }

    fn push_legacy(&mut self, bytes: &[u8], start: usize, end: usize, encoding: &'static Encoding) {
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let mut at = start;
        while at < end {
            self.mark(at, encoding);
            let step = end.min(at + STEP);
            // Behind ASCII that is no trail byte a decoder holds no state; where none is near, byte by byte.
            let near = &bytes[step..end.min(step + NEAR)];
            let mut stop = near.iter().position(|byte| *byte < 0x30).map_or(step, |found| step + found + 1);
            self.feed(&mut decoder, &bytes[at..stop], false);
            while stop < end && !is_neutral(&decoder, encoding, &bytes[start..stop]) {
                self.feed(&mut decoder, &bytes[stop..stop + 1], false);
                stop += 1;
            }
            at = stop;
        }
        self.feed(&mut decoder, &[], true);
    }

    fn feed(&mut self, decoder: &mut Decoder, mut bytes: &[u8], last: bool) {
        loop {
            self.text.reserve(decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(0).max(16));
            let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut self.text, last);
            bytes = &bytes[read..];
            match result {
                DecoderResult::InputEmpty => return,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    self.text.push('\u{fffd}');
                    self.malformed += 1;
                }
            }
        }
    }

    /// A page in `main` of which some stretches between ASCII marks are surely in `other`.
    pub(super) fn push_mixed(&mut self, bytes: &[u8], start: usize, main: &'static Encoding, other: &'static Encoding) {
        let (mut done, mut at) = (start, start);
        let mut beside = false;
        // Where a character of UTF-8 may stand, or any that is no ASCII.
        let next = |at: usize| match other == UTF_8 {
            true => wide_utf8(bytes, at),
            false => Some(at + Encoding::ascii_valid_up_to(&bytes[at..])).filter(|at| *at < bytes.len()),
        };
        while let Some(hit) = next(at) {
            let from = bytes[at..hit].iter().rposition(|byte| is_mark(*byte)).map_or(at, |mark| at + mark + 1);
            let first = from + Encoding::ascii_valid_up_to(&bytes[from..hit]);
            let end = bytes[hit..].iter().position(|byte| is_mark(*byte)).map_or(bytes.len(), |found| hit + found);
            beside = is_foreign(&bytes[first..end], other, beside && bytes[at..from].is_ascii());
            if beside {
                self.push(bytes, done, first, main);
                self.push(bytes, first, end, other);
                done = end;
            }
            at = end;
        }
        self.push(bytes, done, bytes.len(), main);
    }

    /// HZ: seven-bit GB2312 between `~{` and `~}`.
    pub(super) fn push_hz(&mut self, bytes: &[u8], start: usize) {
        let mut at = start;
        let mut shifted = false;
        self.mark(at, UTF_8);
        while at < bytes.len() {
            let (mut read, mut foreign) = (1, true);
            match (bytes[at], bytes.get(at + 1)) {
                (b'~', Some(b'{')) if !shifted => (read, shifted) = (2, true),
                (b'~', Some(b'}')) if shifted => (read, shifted) = (2, false),
                (b'~', Some(b'~')) if !shifted => {
                    self.text.push('~');
                    read = 2;
                }
                (b'~', Some(b'\n')) if !shifted => read = 2,
                (b'\n', _) => {
                    shifted = false;
                    self.text.push('\n');
                }
                (first @ 0x21..=0x77, Some(second @ 0x21..=0x7e)) if shifted => {
                    let pair = [first | 0x80, second | 0x80];
                    match GBK.decode_without_bom_handling_and_without_replacement(&pair) {
                        Some(character) => self.text.push_str(&character),
                        None => {
                            self.text.push('\u{fffd}');
                            self.malformed += 1;
                        }
                    }
                    read = 2;
                }
                (byte, _) if byte.is_ascii() => {
                    self.text.push(char::from(byte));
                    foreign = false;
                }
                _ => {
                    self.text.push('\u{fffd}');
                    self.malformed += 1;
                }
            }
            at += read;
            if foreign {
                self.mark(at, UTF_8);
            }
        }
    }
}

/// Whether the decoder holds no state behind `bytes`.
fn is_neutral(decoder: &Decoder, encoding: &'static Encoding, bytes: &[u8]) -> bool {
    if encoding != UTF_16LE && encoding != UTF_16BE {
        return decoder.latin1_byte_compatible_up_to(b" ").is_some();
    }
    let high = match bytes {
        [.., first, second] if bytes.len().is_multiple_of(2) => {
            if encoding == UTF_16BE {
                *first
            } else {
                *second
            }
        }
        _ => return false,
    };
    !(0xd8..0xdc).contains(&high)
}

/// ASCII that is no trail byte in any Chinese encoding: an encoding may change there.
fn is_mark(byte: u8) -> bool {
    byte < 0x30 || (0x3a..0x40).contains(&byte)
}

/// The next place from `at` on that may be a character of three bytes of UTF-8: few places of GBK are.
fn wide_utf8(bytes: &[u8], mut at: usize) -> Option<usize> {
    let wide = |at: usize| (0xe2..=0xef).contains(&bytes[at]) && matches!(bytes.get(at + 1..at + 3), Some([0x80..=0xbf, 0x80..=0xbf]));
    while let Some(Ok(next)) = bytes.get(at..at + 8).map(<[u8; 8]>::try_from) {
        // Eight bytes at once: where a lead byte (111xxxxx) has two trail bytes (10xxxxxx) behind it, as far as they are seen.
        const HIGH: u64 = u64::MAX / 255 * 0x80;
        let next = u64::from_le_bytes(next);
        if next & HIGH == 0 {
            at += 8;
            continue;
        }
        let leads = next & next << 1 & next << 2 & HIGH;
        let trails = next & !(next << 1) & HIGH;
        let may = leads & (trails >> 8 | 0x80 << 56) & (trails >> 16 | 0x8080 << 48);
        if may != 0
            && let Some(found) = (at..at + 8).find(|at| wide(*at))
        {
            return Some(found);
        }
        at += 8;
    }
    (at..bytes.len()).find(|at| wide(*at))
}

/// Whether a stretch can only be `encoding`, not the one the page is in. `beside` one that is, a single character is believed too,
/// and one that is not among the common ones: 11月 in the middle of a pasted paragraph.
fn is_foreign(bytes: &[u8], encoding: &'static Encoding, beside: bool) -> bool {
    let least = if beside { 1 } else { FOREIGN };
    if encoding == UTF_8 {
        let Ok(text) = std::str::from_utf8(bytes) else { return false };
        let chinese = text.chars().filter(|found| *found >= '\u{2000}').count();
        // Of the shorter sequences only those two stand in Chinese text.
        let usual = |found: char| found.is_ascii() || found >= '\u{2000}' || matches!(found, '\u{a0}' | '·');
        return chinese >= least && text.chars().all(usual);
    }
    if std::str::from_utf8(bytes).is_ok() {
        return false;
    }
    let fit = Fit::of(encoding, bytes);
    // Bytes of UTF-8 read as GB18030 have a common character in three at most.
    let common = if beside { fit.common * 2 >= fit.units || is_plane(bytes) } else { fit.common * 10 >= fit.units * 8 };
    fit.units >= least && fit.malformed == 0 && common
}

/// Whether bytes are ASCII and pairs of GB2312, rare characters among them; UTF-8 hardly ever is.
fn is_plane(bytes: &[u8]) -> bool {
    let mut at = 0;
    while at < bytes.len() {
        at += match (bytes[at], bytes.get(at + 1)) {
            (lead, _) if lead.is_ascii() => 1,
            (0xa1..=0xf7, Some(0xa1..=0xfe)) => 2,
            _ => return false,
        };
    }
    true
}

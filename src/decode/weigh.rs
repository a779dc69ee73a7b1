//! Which encoding. In: bytes and what was declared. Out: the encoding that the bytes themselves speak for. A label only tips
//! the scale: pages that say gb2312 and are UTF-8, and the reverse, are common.
//!
//! UTF-8 is ruled in or out by its form. GB18030 and Big5 are told apart by how many of their characters are common ones, which
//! both encodings keep in a block of their own; whatever is neither goes to chardetng.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

/// Characters looked at; more do not change the answer.
const SAMPLE_UNITS: usize = 1500;
/// Characters and malformed bytes counted before a page that is not wholly UTF-8 is called mostly so, or mostly not.
const SAMPLE_UTF8: usize = 1 << 10;
/// Bytes given to chardetng.
const SAMPLE_BYTES: usize = 1 << 16;
/// Share of common characters from which a reading is believed. Simplified pages reach .97 as GB18030, .6 as Big5;
/// traditional ones .98 as Big5, .4 as GB18030.
const BELIEVED: f32 = 0.55;
/// What a matching label is worth in the share of common characters.
const LABEL: f32 = 0.08;
/// So many well-formed characters for each malformed byte make a page UTF-8.
const WELL_FORMED: usize = 4;

/// How a page is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    /// Well-formed UTF-8, or ASCII.
    Utf8,
    /// One encoding with malformed sequences, or a legacy one.
    One(&'static Encoding),
    /// The first for most of the page, the second where nothing else fits.
    Mixed(&'static Encoding, &'static Encoding),
    /// Seven-bit GB2312.
    Hz,
}

/// How well a stretch of bytes fits a double-byte encoding.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fit {
    /// Characters outside ASCII.
    pub(super) units: usize,
    /// Those in the block of common characters.
    pub(super) common: usize,
    /// Bytes that cannot be.
    pub(super) malformed: usize,
}

impl Fit {
    /// Read `bytes` as GB18030 or Big5.
    pub(super) fn of(encoding: &'static Encoding, bytes: &[u8]) -> Fit {
        let big5 = encoding == BIG5;
        let mut fit = Fit::default();
        let mut at = 0;
        while at < bytes.len() && fit.units < SAMPLE_UNITS {
            let lead = bytes[at];
            if lead < 0x80 {
                at += Encoding::ascii_valid_up_to(&bytes[at..]);
                continue;
            }
            let trail = bytes.get(at + 1).copied().unwrap_or(0);
            let (len, common) = match (lead, trail) {
                (0x81..=0xfe, 0x40..=0x7e | 0xa1..=0xfe) if big5 => (2, matches!(lead, 0xa4..=0xc6 | 0xa1)),
                (0x81..=0xfe, 0x40..=0x7e | 0x80..=0xfe) if !big5 => (2, matches!(lead, 0xb0..=0xd7 | 0xa1 | 0xa3) && trail >= 0xa1),
                (0x81..=0xfe, 0x30..=0x39) if !big5 => (4, false),
                _ => {
                    fit.malformed += 1;
                    at += 1;
                    continue;
                }
            };
            fit.units += 1;
            fit.common += usize::from(common);
            at += len;
        }
        fit
    }

    fn share(self) -> f32 {
        if self.units == 0 { 0.0 } else { self.common as f32 / (self.units + self.malformed) as f32 }
    }
}

/// Whether the label names an encoding of the GB family, which GB18030 reads wholly.
pub(super) fn is_gb(encoding: &'static Encoding) -> bool {
    encoding == GBK || encoding == GB18030
}

/// Weigh the bytes (behind any byte order mark) against the declared encoding; `utf8` is their text where they are UTF-8.
pub(super) fn weigh(bytes: &[u8], utf8: Option<&str>, declared: Option<&'static Encoding>) -> Scheme {
    if let Some(found) = utf16(bytes) {
        return Scheme::One(found);
    }
    if let Some(text) = utf8 {
        return weigh_utf8(text, declared);
    }
    // ASCII says nothing, and is most of a page's beginning.
    let sample = &bytes[ascii_lead(bytes)..];
    let (wide, bad, whole) = utf8_share(sample);
    let legacy = weigh_legacy(sample, declared);
    if wide >= WELL_FORMED.saturating_mul(bad) || (wide > bad && legacy_is_poor(sample, legacy)) {
        return Scheme::Mixed(UTF_8, legacy);
    }
    if (wide > 0 || !whole) && (is_gb(legacy) || legacy == BIG5) { Scheme::Mixed(legacy, UTF_8) } else { Scheme::One(legacy) }
}

/// Well-formed characters of three or four bytes, malformed bytes, and whether the whole page was counted.
fn utf8_share(bytes: &[u8]) -> (usize, usize, bool) {
    let (mut wide, mut bad, mut at) = (0, 0, 0);
    while wide + bad <= SAMPLE_UTF8 {
        // ASCII says nothing, and is most of a page; no sequence reaches over it.
        at += Encoding::ascii_valid_up_to(&bytes[at..]);
        if at == bytes.len() {
            return (wide, bad, true);
        }
        let end = bytes[at..].iter().position(u8::is_ascii).map_or(bytes.len(), |len| at + len);
        for chunk in bytes[at..end].utf8_chunks() {
            wide += chunk.valid().as_bytes().iter().filter(|byte| **byte >= 0xe0).count();
            bad += chunk.invalid().len();
        }
        at = end;
    }
    (wide, bad, false)
}

/// Bytes of ASCII at the start; 0 where all is ASCII.
fn ascii_lead(bytes: &[u8]) -> usize {
    let len = Encoding::ascii_valid_up_to(bytes);
    if len == bytes.len() { 0 } else { len }
}

fn legacy_is_poor(sample: &[u8], legacy: &'static Encoding) -> bool {
    Fit::of(if legacy == BIG5 { BIG5 } else { GB18030 }, sample).share() < BELIEVED
}

/// Bytes that form UTF-8 are UTF-8, with two exceptions: a few characters of GBK can look like two-byte UTF-8 (联通), and HZ is
/// ASCII to the eye.
fn weigh_utf8(text: &str, declared: Option<&'static Encoding>) -> Scheme {
    let bytes = text.as_bytes();
    if text.is_ascii() {
        return if is_hz(bytes) { Scheme::Hz } else { Scheme::Utf8 };
    }
    let gb = declared.is_none_or(is_gb);
    if gb && bytes.iter().all(|byte| *byte < 0xe0) {
        let fit = Fit::of(GB18030, bytes);
        if fit.malformed == 0 && fit.common == fit.units && (declared.is_some() || fit.units <= 8) {
            return Scheme::One(GB18030);
        }
    }
    Scheme::Utf8
}

fn weigh_legacy(sample: &[u8], declared: Option<&'static Encoding>) -> &'static Encoding {
    let label = |is: bool| if is { LABEL } else { 0.0 };
    let gb = Fit::of(GB18030, sample).share() + label(declared.is_some_and(is_gb));
    let big5 = Fit::of(BIG5, sample).share() + label(declared == Some(BIG5));
    if gb.max(big5) >= BELIEVED && (gb - big5).abs() > 0.02 {
        return if gb > big5 { GB18030 } else { BIG5 };
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&sample[..sample.len().min(SAMPLE_BYTES)], true);
    let guess = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    match declared {
        // A label that fits is better than a guess at a page that is hardly Chinese.
        Some(label) if label != UTF_8 && !label.is_single_byte() && fits(label, sample) => label,
        _ if is_gb(guess) => GB18030,
        _ => guess,
    }
}

/// Whether the sample decodes without a malformed sequence.
fn fits(encoding: &'static Encoding, sample: &[u8]) -> bool {
    encoding.decode_without_bom_handling_and_without_replacement(sample).is_some()
}

/// UTF-16 without a byte order mark: ASCII markup leaves every other byte zero; pure Chinese has its high bytes in 4E–9F on one
/// side and, no less telling, is no UTF-8.
pub(super) fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096)];
    let pairs = sample.len() / 2;
    if pairs < 2 || std::str::from_utf8(sample).is_ok() && memchr::memchr(0, sample).is_none() {
        return None;
    }
    let count = |side: usize, is: fn(u8) -> bool| sample.iter().skip(side).step_by(2).filter(|byte| is(**byte)).count();
    let zeros = [count(0, |byte| byte == 0), count(1, |byte| byte == 0)];
    let high = |side| count(side, |byte| byte == 0 || byte == 0x30 || byte == 0xff || (0x4e..=0x9f).contains(&byte));
    let (many, few) = (pairs / 20 + 1, pairs / 100);
    let [even, odd] = zeros;
    // Markup of UTF-16 is zeros to the half, and text of it no ASCII: ASCII with a few zeros is ASCII.
    if even.max(odd) * 3 < pairs && sample.is_ascii() {
        return None;
    }
    if even >= many && odd <= few && high(0) >= pairs * 9 / 10 {
        return Some(UTF_16BE);
    }
    if odd >= many && even <= few && high(1) >= pairs * 9 / 10 {
        return Some(UTF_16LE);
    }
    None
}

/// Seven-bit text with `~{…~}` stretches whose pairs are common characters.
fn is_hz(bytes: &[u8]) -> bool {
    let (mut pairs, mut common) = (0, 0);
    let mut at = 0;
    while let Some(open) = memchr::memmem::find(&bytes[at..], b"~{").map(|found| at + found + 2) {
        let Some(close) = memchr::memmem::find(&bytes[open..], b"~}").map(|found| open + found) else { break };
        for pair in bytes[open..close].chunks_exact(2) {
            pairs += 1;
            common += usize::from(matches!(pair[0], 0x30..=0x57 | 0x21 | 0x23) && pair[1] > 0x20);
        }
        at = close + 2;
    }
    pairs >= 2 && common * 10 >= pairs * 9
}

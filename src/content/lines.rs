//! The visible lines of a page, whichever way they were read.

use std::ops::Range;

use super::{DropReason, Link};
use crate::lex::attribute_value;
use crate::trace::Traced;

/// What a line is in the page's structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// A paragraph, or a line of plain text.
    Paragraph,
    /// h1 to h6.
    Heading(u8),
    /// An item of a list.
    Item,
    /// A row of a table, cells separated by a tab.
    Row,
    /// A term of a definition list.
    Term,
}

/// One visible line, not yet judged unless `drop` says so.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its bytes in [`Lines::text`], without line feed; never empty, no white space at the ends.
    pub span: Range<usize>,
    /// What it is.
    pub kind: LineKind,
    /// Whether the whole line stands in strong, b or the like.
    pub strong: bool,
    /// Whether the scan picked the region it stands in as the article (always true in a text scrape).
    pub main: bool,
    /// Whether it stands before (`Less`), in (`Equal`) or behind (`Greater`) the picked region.
    pub side: std::cmp::Ordering,
    /// How many of its characters stand inside links.
    pub link_chars: usize,
    /// Its links: a range of [`Lines::links`].
    pub links: Range<usize>,
    /// Why it is not part of the article; `None`: it is, as far as is known.
    pub drop: Option<DropReason>,
}

/// What the head of an HTML page says.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// Text of `title`, references decoded.
    pub title: Option<String>,
    /// (name or property in lower case, content, references decoded), in order.
    pub metas: Vec<(String, String)>,
    /// `link rel=canonical`.
    pub canonical: Option<String>,
    /// The pages that a frameset puts together: name and address.
    pub frames: Vec<Link>,
}

/// A link inside the lines: spans only, since most links of a page are asked for by nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineLink {
    /// What is shown: bytes of [`Lines::text`].
    pub text: Range<usize>,
    /// Where it leads: bytes of the repaired text, as written.
    pub href: Range<usize>,
}

/// All visible lines of a page, in reading order.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    /// Their text over the repaired text, a line feed (added) between two.
    pub text: Traced,
    /// The lines, in order.
    pub lines: Vec<Line>,
    /// All links inside them, in order.
    pub links: Vec<LineLink>,
    /// The head; empty for a text scrape.
    pub head: Head,
    /// Where in the repaired text reading ended, on a page of more than [`crate::limits::LINES`].
    pub unread: Option<usize>,
    /// The first element deeper than [`crate::limits::DEPTH`].
    pub deeper: Option<usize>,
}

impl Lines {
    /// The text of a line.
    pub fn str(&self, line: &Line) -> &str {
        &self.text.as_str()[line.span.clone()]
    }

    /// The links of a line, read off; `repaired` is the text that the lines were written from.
    pub fn links_of<'l>(&'l self, line: &Line, repaired: &'l str) -> impl Iterator<Item = Link> + 'l {
        let links = self.links.get(line.links.clone()).unwrap_or_default();
        links.iter().map(move |link| Link {
            text: self.text.as_str().get(link.text.clone()).unwrap_or_default().to_string(),
            href: attribute_value(repaired.get(link.href.clone()).unwrap_or_default()).trim().to_string(),
        })
    }
}

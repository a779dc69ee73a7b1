//! One pass over the markup. In: a page's markup. Out: [`Blocks`]: its elements with their context, every visible or hidden run of
//! text with its span, counts to pick the article by, and what the head says. Never done here: building a tree, copying text.
//!
//! Open elements follow the HTML standard as far as lines depend on it: implied end tags, tables, stray end tags. Inline
//! elements are no nodes; a link, a hidden span or bold print is a state of the scan.

mod head;

use super::lines::Head;
use super::prose::{han, marks};
use super::styles::{Hiding, Inline, Sheet, Style};
use super::tags::{Names, Tag};
use rustc_hash::FxHashMap;

use crate::lex::{Reader, Tape, Token, TokenKind, attribute_value, is_space, past_spaces};
use crate::limits;

/// An element that makes lines.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) parent: usize,
    /// One past the last node inside.
    pub(super) last: usize,
    pub(super) tag: Tag,
    /// Its start tag.
    pub(super) start: usize,
    pub(super) name_end: usize,
    pub(super) open_end: usize,
    /// Its runs: from, to.
    pub(super) first_run: usize,
    pub(super) last_run: usize,
    /// The cell it stands in, 0 for none.
    pub(super) cell: usize,
    pub(super) hiding: Hiding,
    pub(super) preformatted: bool,
    /// Han characters directly inside, outside links, shown.
    pub(super) han: u32,
    /// Han characters directly inside links, shown.
    pub(super) linked: u32,
    /// Commas and full stops among the former.
    pub(super) marks: u32,
    /// Han characters directly inside that are hidden.
    pub(super) hidden_han: u32,
}

/// A run of text: no tag inside, no white space at its ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) node: usize,
    /// Which of [`Blocks::links`] it stands in, from 1; 0 for none.
    pub(super) link: usize,
    /// Whether a line starts with it.
    pub(super) breaks: bool,
    /// Where white space before it starts (its own start where there is none).
    pub(super) space: usize,
    pub(super) strong: bool,
    pub(super) hiding: Hiding,
}

/// A page, scanned.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    pub(super) nodes: Vec<Node>,
    pub(super) runs: Vec<Run>,
    /// Spans of the `href` values as written.
    pub(super) links: Vec<(usize, usize)>,
    pub(super) head: Head,
    /// Where reading ended, on a page of more than [`limits::LINES`].
    pub(super) unread: Option<usize>,
    /// The first element deeper than [`limits::DEPTH`].
    pub(super) deeper: Option<usize>,
}

struct Scan<'a> {
    markup: &'a str,
    tokens: Reader<'a>,
    names: Names,
    sheet: Sheet,
    /// Style attributes seen, read once each: an editor writes the same one on every paragraph.
    seen: FxHashMap<&'a str, Style>,
    out: Blocks,
    /// Open nodes, innermost last.
    stack: Vec<usize>,
    /// Open elements beyond [`limits::DEPTH`]: depth costs nothing then.
    beyond: usize,
    /// The open link (from 1) and the height of the stack where it began.
    link: (usize, usize),
    strong: usize,
    hidden: Option<Inline>,
    foreign: usize,
    breaks: bool,
    /// Where white space behind the last run starts.
    space: Option<usize>,
    /// Raw elements that are never closed, by a bit each: looked for once only.
    unclosed: u8,
}

/// Scan a page, with its tape where it was written down.
pub(super) fn scan(markup: &str, tape: Option<&Tape>) -> Blocks {
    let mut scan = Scan {
        markup,
        tokens: Reader::new(markup, tape),
        names: Names::new(),
        sheet: tape.map_or_else(Sheet::default, |tape| Sheet::of(tape.styles(markup))),
        seen: FxHashMap::default(),
        out: Blocks::default(),
        stack: Vec::with_capacity(64),
        beyond: 0,
        link: (0, 0),
        strong: 0,
        hidden: None,
        foreign: 0,
        breaks: true,
        space: None,
        unclosed: 0,
    };
    scan.out.nodes.reserve(markup.len() / 128);
    scan.out.runs.reserve(markup.len() / 128);
    scan.push(Tag::Root, &Token { kind: TokenKind::Open, start: 0, end: 0, name_end: 0, self_closing: false, unfinished: false });
    while let Some(token) = scan.tokens.next_token(scan.foreign > 0) {
        if scan.out.runs.len().max(scan.out.nodes.len()) >= limits::LINES {
            scan.out.unread = Some(token.start);
            break;
        }
        match token.kind {
            TokenKind::Text => scan.text(token.start, token.name_end, token.end),
            TokenKind::Open if !token.unfinished => scan.open(&token),
            TokenKind::Close if !token.unfinished => scan.close(&token),
            TokenKind::Cdata => {
                let (start, end) = (token.start + 9, token.end.saturating_sub(3).max(token.start + 9));
                scan.text(start, past_spaces(&markup.as_bytes()[..end], start), end);
            }
            _ => {}
        }
    }
    scan.close_to(0);
    scan.out
}

impl<'a> Scan<'a> {
    /// A text from `start` to `end` whose first letter stands at `first`.
    fn text(&mut self, start: usize, first: usize, end: usize) {
        if first == end {
            self.space.get_or_insert(start);
            return;
        }
        let text = &self.markup.as_bytes()[first..end];
        let last = end - text.iter().rev().position(|byte| !is_space(*byte)).unwrap_or(0);
        let text = &text[..last - first];
        let space = self.space.take().unwrap_or(if first > start { start } else { first });
        let index = self.stack.last().copied().unwrap_or(0);
        let node = &mut self.out.nodes[index];
        let hiding = self.hidden.map_or(node.hiding, |inline| if inline.hiding > node.hiding { inline.hiding } else { node.hiding });
        let han = han(text);
        if hiding != Hiding::Shown {
            node.hidden_han += han;
        } else if self.link.0 > 0 {
            node.linked += han;
        } else {
            node.han += han;
            if han > 0 {
                node.marks += marks(text);
            }
        }
        self.out.runs.push(Run {
            start: first,
            end: last,
            node: index,
            link: self.link.0,
            breaks: self.breaks,
            space,
            strong: self.strong > 0,
            hiding,
        });
        self.breaks = false;
        if last < end {
            self.space = Some(last);
        }
    }

    fn open(&mut self, token: &Token) {
        let name = self.tokens.name(token);
        let mut tag = self.names.tag(name);
        if self.foreign > 0 && tag == Tag::Raw && !matches!(name[0] | 0x20, b's') {
            tag = Tag::Other; // title inside svg
        }
        match tag {
            Tag::Frame => return,
            Tag::Void => return self.void(name),
            Tag::Break => return self.break_line(),
            Tag::Raw => return self.raw(token, name),
            Tag::Link => return self.open_link(token),
            Tag::Strong | Tag::Format => return self.open_inline(token, tag),
            Tag::Rule => {
                self.break_line();
                return self.close_paragraph();
            }
            Tag::Foreign if token.self_closing => return,
            Tag::Foreign => self.foreign += 1,
            Tag::Other if token.self_closing && self.foreign > 0 => return,
            _ => {}
        }
        self.close_implied(tag);
        if tag.breaks_line() {
            self.break_line();
        }
        let in_table = !matches!(tag, Tag::Cell | Tag::Row | Tag::RowGroup) || self.find(|tag| tag == Tag::Table, |_| false).is_some();
        if !in_table {
            return;
        }
        if self.stack.len() >= limits::DEPTH {
            self.out.deeper.get_or_insert(token.start);
            self.beyond += 1;
            return;
        }
        self.push(tag, token);
    }

    fn push(&mut self, tag: Tag, token: &Token) {
        let parent = self.stack.last().copied().unwrap_or(0);
        let index = self.out.nodes.len();
        let above = self
            .out
            .nodes
            .get(parent)
            .map_or((Hiding::Shown, false, 0), |node| (node.hiding, node.preformatted, if tag == Tag::Table { 0 } else { node.cell }));
        let (mut hiding, mut preformatted) = self.looks(token);
        if above.0 > hiding {
            hiding = above.0;
        }
        if tag == Tag::Template {
            hiding = Hiding::Disguised;
        }
        preformatted |= above.1 || tag == Tag::Preformatted;
        self.out.nodes.push(Node {
            parent,
            last: index + 1,
            tag,
            start: token.start,
            name_end: token.name_end,
            open_end: token.end,
            first_run: self.out.runs.len(),
            last_run: self.out.runs.len(),
            cell: if tag == Tag::Cell { index } else { above.2 },
            hiding,
            preformatted,
            han: 0,
            linked: 0,
            marks: 0,
            hidden_han: 0,
        });
        self.stack.push(index);
    }

    /// How an element's own attributes hide it, and whether it keeps line feeds.
    fn looks(&mut self, token: &Token) -> (Hiding, bool) {
        if token.end <= token.name_end + 3 {
            return (Hiding::Shown, false);
        }
        let (mut id, mut class, mut hiding, mut keeps) = ("", "", Hiding::Shown, false);
        let markup: &'a str = self.markup;
        for index in 0..self.tokens.attributes() {
            let (name, value) = self.tokens.attribute(index);
            // The length tells nearly all names apart.
            let name = &markup.as_bytes()[name];
            match name.len() {
                2 if name.eq_ignore_ascii_case(b"id") => id = &markup[value],
                5 if name.eq_ignore_ascii_case(b"class") => class = &markup[value],
                5 if name.eq_ignore_ascii_case(b"style") => {
                    let value = &markup[value];
                    let style = *self.seen.entry(value).or_insert_with(|| Style::of(value));
                    (hiding, keeps) = (style.hiding, style.keeps_lines);
                    if hiding == Hiding::Shown && style.white && !self.has_ground() {
                        hiding = Hiding::Disguised;
                    }
                }
                5 if name.eq_ignore_ascii_case(b"color")
                    && markup[value.clone()].to_ascii_lowercase().ends_with("ffffff")
                    && !self.has_ground() =>
                {
                    hiding = Hiding::Disguised;
                }
                6 if name.eq_ignore_ascii_case(b"hidden") && !markup[value.clone()].eq_ignore_ascii_case("false") => {
                    hiding = Hiding::Switched;
                }
                _ => {}
            }
        }
        let ruled = self.sheet.hiding(id, class);
        (if ruled > hiding { ruled } else { hiding }, keeps)
    }

    /// Whether an open element has a ground of its own, or may have by its class: white letters may then be seen.
    fn has_ground(&self) -> bool {
        self.stack.iter().rev().take(4).any(|&index| {
            let node = &self.out.nodes[index];
            let own = self.markup.as_bytes()[node.name_end.min(node.open_end)..node.open_end].to_ascii_lowercase();
            memchr::memmem::find(&own, b"background").is_some() || memchr::memmem::find(&own, b"bgcolor").is_some()
        })
    }

    fn raw(&mut self, token: &Token, name: &[u8]) {
        if name.eq_ignore_ascii_case(b"plaintext") {
            self.break_line();
            return;
        }
        if self.foreign > 0 && token.self_closing {
            return;
        }
        // A script that is never closed swallows the rest, as in a browser. A title or a text field must not: the page was cut.
        let bit = match name[0] | 0x20 {
            b't' if name.len() == 5 => 1,
            b't' => 2,
            b'i' => 4,
            b'n' => 8,
            _ => 0,
        };
        if self.unclosed & bit != 0 {
            return;
        }
        let range = self.tokens.raw_text(name);
        if range.end == self.markup.len() && bit != 0 {
            self.unclosed |= bit;
            self.tokens.seek(range.start);
            return;
        }
        if bit == 1 && self.out.head.title.is_none() {
            let title = attribute_value(&self.markup[range]);
            self.out.head.title = Some(title.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|title| !title.is_empty());
        }
    }

    fn open_link(&mut self, token: &Token) {
        let mut attributes = (0..self.tokens.attributes()).map(|index| self.tokens.attribute(index));
        let href = attributes.find(|(name, _)| self.markup.as_bytes()[name.clone()].eq_ignore_ascii_case(b"href"));
        // Without an address it is an anchor, and often never closed.
        self.link = match href {
            Some((_, value)) => {
                self.out.links.push((value.start, value.end));
                (self.out.links.len(), self.stack.len())
            }
            None => (0, 0),
        };
        self.hide_inline(token);
    }

    fn open_inline(&mut self, token: &Token, tag: Tag) {
        if tag == Tag::Strong {
            self.strong += 1;
        }
        self.hide_inline(token);
    }

    fn hide_inline(&mut self, token: &Token) {
        let name = (token.start + 1, token.name_end);
        if let Some(inline) = &mut self.hidden {
            if self.markup.as_bytes()[inline.name.0..inline.name.1].eq_ignore_ascii_case(&self.markup.as_bytes()[name.0..name.1]) {
                inline.depth += 1;
            }
            return;
        }
        let (hiding, _) = self.looks(token);
        if hiding != Hiding::Shown {
            self.hidden = Some(Inline { height: self.stack.len(), depth: 1, name, hiding });
        }
    }

    fn break_line(&mut self) {
        self.breaks = true;
        self.space = None;
    }

    fn close_paragraph(&mut self) {
        if let Some(at) = self.find(|tag| tag == Tag::Paragraph, |tag| tag.is_boundary() || tag == Tag::Control) {
            self.close_to(at);
        }
    }

    /// The end tags that a start tag implies.
    fn close_implied(&mut self, tag: Tag) {
        let table = |tag| matches!(tag, Tag::Table | Tag::Root | Tag::Template);
        let open = match tag {
            Tag::Item => self.find(|tag| tag == Tag::Item, Tag::stops_items),
            Tag::Description | Tag::Term => self.find(|tag| matches!(tag, Tag::Description | Tag::Term), Tag::stops_items),
            Tag::Cell => self.find(|tag| matches!(tag, Tag::Cell | Tag::Caption), table),
            Tag::Row => self.find(|tag| matches!(tag, Tag::Row | Tag::Caption), table),
            Tag::RowGroup => self.find(|tag| matches!(tag, Tag::RowGroup | Tag::Caption), table),
            Tag::Heading(_) => {
                let innermost = self.stack.last().is_some_and(|&node| matches!(self.out.nodes[node].tag, Tag::Heading(_)));
                innermost.then(|| self.stack.len() - 1)
            }
            _ => None,
        };
        if let Some(at) = open {
            self.close_to(at);
        }
        if tag.closes_paragraph() {
            self.close_paragraph();
        }
    }

    fn close(&mut self, token: &Token) {
        let name = self.tokens.name(token);
        let tag = self.names.tag(name);
        match tag {
            Tag::Frame | Tag::Void | Tag::Raw => return,
            Tag::Break => return self.break_line(),
            Tag::Link | Tag::Strong | Tag::Format => return self.close_inline(token, tag),
            Tag::Foreign => self.foreign = self.foreign.saturating_sub(1),
            _ => {}
        }
        if tag.breaks_line() {
            self.break_line();
        }
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let table = |tag| matches!(tag, Tag::Table | Tag::Root | Tag::Template);
        let open = match tag {
            _ if tag.is_shared() => self.find_named(tag, name),
            Tag::Table => self.find(|tag| tag == Tag::Table, |tag| matches!(tag, Tag::Root | Tag::Template)),
            Tag::Cell | Tag::Row | Tag::RowGroup | Tag::Caption => self.find(|found| found == tag, table),
            Tag::Item => self.find(|tag| tag == Tag::Item, |tag| tag.is_boundary() || tag == Tag::List),
            Tag::Paragraph => self.find(|tag| tag == Tag::Paragraph, |tag| tag.is_boundary() || tag == Tag::Control),
            Tag::Heading(_) => self.find(|tag| matches!(tag, Tag::Heading(_)), Tag::is_boundary),
            _ => self.find(|found| found == tag, Tag::is_boundary),
        };
        if let Some(at) = open {
            self.close_to(at);
        }
    }

    fn close_inline(&mut self, token: &Token, tag: Tag) {
        match tag {
            Tag::Link => self.link = (0, 0),
            Tag::Strong => self.strong = self.strong.saturating_sub(1),
            _ => {}
        }
        if let Some(inline) = &mut self.hidden {
            let own = &self.markup.as_bytes()[inline.name.0..inline.name.1];
            if own.eq_ignore_ascii_case(&self.markup.as_bytes()[token.start + 2..token.name_end]) {
                inline.depth -= 1;
                if inline.depth == 0 {
                    self.hidden = None;
                }
            }
        }
    }

    /// The place in the stack of the innermost node wanted, unless one that stops comes first.
    fn find(&self, wanted: impl Fn(Tag) -> bool, stops: impl Fn(Tag) -> bool) -> Option<usize> {
        for (at, &node) in self.stack.iter().enumerate().rev() {
            let tag = self.out.nodes[node].tag;
            if wanted(tag) {
                return Some(at);
            }
            if stops(tag) {
                return None;
            }
        }
        None
    }

    fn find_named(&self, tag: Tag, name: &[u8]) -> Option<usize> {
        for (at, &index) in self.stack.iter().enumerate().rev() {
            let node = &self.out.nodes[index];
            if node.tag == tag && self.markup.as_bytes()[node.start + 1..node.name_end].eq_ignore_ascii_case(name) {
                return Some(at);
            }
            if node.tag.is_boundary() || tag == Tag::Other && node.tag.breaks_line() {
                return None;
            }
        }
        None
    }

    /// Close the open nodes from place `at` of the stack on.
    fn close_to(&mut self, at: usize) {
        while self.stack.len() > at {
            let Some(index) = self.stack.pop() else { break };
            let (last, last_run) = (self.out.nodes.len(), self.out.runs.len());
            let node = &mut self.out.nodes[index];
            (node.last, node.last_run) = (last, last_run);
            if node.tag == Tag::Cell {
                self.strong = 0;
            }
        }
        if self.link.1 > self.stack.len() {
            self.link = (0, 0);
        }
        if self.hidden.is_some_and(|inline| inline.height > self.stack.len()) {
            self.hidden = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(markup: &str) -> Blocks {
        scan(markup, Tape::of(markup).as_ref())
    }

    /// The runs, a bar between lines, hidden ones in brackets.
    fn check(markup: &str, expected: &str) {
        let blocks = read(markup);
        let mut seen = String::new();
        for run in &blocks.runs {
            if run.breaks && !seen.is_empty() {
                seen.push('|');
            }
            let text = &markup[run.start..run.end];
            if run.hiding == Hiding::Shown { seen.push_str(text) } else { seen.push_str(&format!("[{text}]")) }
        }
        assert_eq!(seen, expected, "{markup}");
    }

    #[test]
    fn lines_break_where_a_browser_breaks_them() {
        check("<p>甲<p>乙<b>丙</b>丁<br>戊", "甲|乙丙丁|戊");
        check("<ul><li>甲<li>乙<ul><li>丙</ul>丁</ul>", "甲|乙|丙|丁");
        check("<table><tr><td>甲<td>乙<tr><td>丙</table>丁", "甲|乙|丙|丁");
        check("<dl><dt>甲<dd>乙<dt>丙</dl>", "甲|乙|丙");
        check("</p></div></html>甲</html><html><body>乙</body>", "甲|乙".replace('|', "").as_str());
        check("PM<2.5<中文 <p title='a>b'>丙", "PM<2.5<中文|丙");
        check("<script>if(a<b)'</p>'</script><style>甲</style><noscript>乙</noscript><textarea>丙</textarea>丁", "丁");
        check("<title>甲<p>乙", "甲|乙");
        check("<svg><title>甲</title><text>乙</text></svg>丙", "甲乙丙");
    }

    #[test]
    fn what_styles_hide_is_marked() {
        check("<p>甲<span style='display:none'>乙<span>丙</span></span>丁", "甲[乙][丙]丁");
        check("<p>甲<span style='font-size:0'>乙<p>丙", "甲[乙]|丙");
        check("<div hidden>甲<p>乙</p></div>丙", "[甲]|[乙]|丙");
        check("<style>.x{display:none}</style><div class='a x'>甲</div>乙", "[甲]|乙");
        check("<p>甲<font color='#ffffff'>乙</font>丙", "甲[乙]丙");
        check("<table bgcolor=red><tr><td><font color='#ffffff'>乙</font></table>", "乙");
    }

    #[test]
    fn the_head_is_read() {
        let blocks = read(
            "<title> 甲&amp;乙\n丙 </title><meta name=PubDate content='2024-01-02'><meta property='og:title' content='丁'>\
             <link rel=canonical href='http://a/?b&amp;c'>",
        );
        assert_eq!(blocks.head.title.as_deref(), Some("甲&乙 丙"));
        assert_eq!(blocks.head.metas, [("pubdate".into(), "2024-01-02".into()), ("og:title".into(), "丁".into())]);
        assert_eq!(blocks.head.canonical.as_deref(), Some("http://a/?b&c"));
    }

    #[test]
    fn depth_and_attributes_cost_no_more_than_their_bytes() {
        let deep = format!("{}甲{}乙", "<div>".repeat(100_000), "</div>".repeat(100_000));
        assert_eq!(read(&deep).runs.len(), 2);
        let wide = format!("<p {}>甲", "a=1 ".repeat(1_000_000));
        assert_eq!(read(&wide).runs.len(), 1);
        let open = "<title>".repeat(100_000) + "甲";
        assert_eq!(read(&open).runs.len(), 1);
    }
}

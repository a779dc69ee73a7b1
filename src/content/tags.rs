//! What a tag means to the scan. In: a tag's name. Out: one of few kinds, with the rules of the HTML standard about which end tag
//! is implied and how far an end tag reaches.

/// Elements that the scan tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// The page itself.
    Root,
    /// Unknown names: no line of their own.
    Other,
    /// a
    Link,
    /// Inline formatting: span, font, em.
    Format,
    /// b, strong: formatting that sets a line apart.
    Strong,
    /// br
    Break,
    /// hr
    Rule,
    /// html, head, body: their tags are ignored, so that several do no harm.
    Frame,
    /// p
    Paragraph,
    /// h1 to h6.
    Heading(u8),
    /// div
    Division,
    /// article, section, blockquote and the like.
    Block,
    /// nav, footer, aside, header: furniture by name.
    Furniture,
    /// center
    Center,
    /// form
    Form,
    /// ul, ol
    List,
    /// li
    Item,
    /// dl
    Definitions,
    /// dt
    Term,
    /// dd
    Description,
    /// pre, listing
    Preformatted,
    /// table
    Table,
    /// caption
    Caption,
    /// tbody, thead, tfoot
    RowGroup,
    /// tr
    Row,
    /// td, th
    Cell,
    /// select, button, option: controls.
    Control,
    /// object, applet, marquee
    Object,
    /// template: never shown.
    Template,
    /// script, style, title, textarea and the like: raw text.
    Raw,
    /// img, input, meta and the like.
    Void,
    /// svg, math.
    Foreign,
}

use Tag::*;

/// The kinds of the names that a page has used, so that each is told once: a page says `<div>` a thousand times.
#[derive(Clone, Debug)]
pub(super) struct Names([(u64, usize, Tag); 64]);

impl Names {
    pub(super) fn new() -> Names {
        Names([(0, 0, Other); 64])
    }

    /// [`Tag::of`], remembered.
    #[inline]
    pub(super) fn tag(&mut self, name: &[u8]) -> Tag {
        // All bytes of a name, without a loop: its first and its last four, or its first, middle and last one.
        let key = match (name.first_chunk::<4>(), name.last_chunk::<4>(), name) {
            (Some(first), Some(last), _) if name.len() <= 8 => {
                u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last))
            }
            (None, None, [first, .., last]) => u64::from_le_bytes([*first, name[name.len() / 2], *last, 0, 0, 0, 0, 0]),
            (None, None, [only]) => u64::from(*only),
            _ => return Tag::of(name),
        };
        let slot = &mut self.0[(key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58) as usize];
        if (slot.0, slot.1) != (key, name.len()) {
            *slot = (key, name.len(), Tag::of(name));
        }
        slot.2
    }
}

impl Tag {
    /// The kind of a tag, by its name as written.
    #[inline]
    pub(super) fn of(name: &[u8]) -> Tag {
        if name.len() > 10 {
            return if name.eq_ignore_ascii_case(b"st1:chsdate") { Format } else { Other };
        }
        let mut lower = [0u8; 10];
        for (to, from) in lower.iter_mut().zip(name) {
            *to = from.to_ascii_lowercase();
        }
        match &lower[..name.len()] {
            b"a" => Link,
            b"b" | b"strong" => Strong,
            b"i" | b"em" | b"u" | b"font" | b"span" | b"s" | b"small" | b"big" | b"tt" | b"code" | b"nobr" | b"strike" | b"sup"
            | b"sub" | b"label" | b"ins" | b"del" | b"mark" | b"cite" | b"q" | b"abbr" | b"var" | b"time" | b"o:p" => Format,
            b"br" => Break,
            b"hr" => Rule,
            b"html" | b"head" | b"body" => Frame,
            b"p" => Paragraph,
            [b'h', level @ b'1'..=b'6'] => Heading(level - b'0'),
            b"div" => Division,
            b"article" | b"section" | b"blockquote" | b"main" | b"figure" | b"figcaption" | b"fieldset" | b"address" | b"details"
            | b"summary" | b"dir" | b"menu" | b"hgroup" | b"dialog" | b"search" => Block,
            b"nav" | b"footer" | b"aside" | b"header" => Furniture,
            b"center" => Center,
            b"form" => Form,
            b"ul" | b"ol" => List,
            b"li" => Item,
            b"dl" => Definitions,
            b"dt" => Term,
            b"dd" => Description,
            b"pre" | b"listing" => Preformatted,
            b"table" => Table,
            b"caption" => Caption,
            b"tbody" | b"thead" | b"tfoot" => RowGroup,
            b"tr" => Row,
            b"td" | b"th" => Cell,
            b"select" | b"button" | b"option" | b"optgroup" => Control,
            b"object" | b"applet" | b"marquee" => Object,
            b"template" => Template,
            b"script" | b"style" | b"title" | b"textarea" | b"iframe" | b"noscript" | b"noembed" | b"noframes" | b"xmp" | b"plaintext" => {
                Raw
            }
            b"area" | b"base" | b"col" | b"colgroup" | b"embed" | b"img" | b"input" | b"link" | b"meta" | b"param" | b"source"
            | b"track" | b"wbr" | b"frame" | b"frameset" | b"bgsound" | b"keygen" | b"image" => Void,
            b"svg" | b"math" => Foreign,
            _ => Other,
        }
    }

    /// Whether its start tag ends an open p.
    pub(super) fn closes_paragraph(self) -> bool {
        matches!(
            self,
            Block
                | Furniture
                | Center
                | Form
                | Description
                | Division
                | Definitions
                | Term
                | Heading(_)
                | Rule
                | Item
                | List
                | Paragraph
                | Preformatted
                | Table
        )
    }

    /// Whether end tags inside it reach no further out.
    pub(super) fn is_boundary(self) -> bool {
        matches!(self, Root | Caption | Table | Cell | Object | Template)
    }

    /// Whether a list item's implied end stops here.
    pub(super) fn stops_items(self) -> bool {
        !matches!(self, Other | Control | Division | Paragraph | Foreign)
    }

    /// Whether it starts a line of its own.
    pub(super) fn breaks_line(self) -> bool {
        !matches!(self, Other | Link | Format | Strong | Foreign | Void | Raw)
    }

    /// Whether several names share the kind, so that an end tag must be compared by name.
    pub(super) fn is_shared(self) -> bool {
        matches!(self, Other | Block | Furniture | Object | Control | Foreign)
    }
}

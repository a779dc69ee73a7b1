//! A span lexer for HTML: bytes of markup → tokens that are only spans. A foundation like `trace`: `content` builds blocks
//! from it, `repair` uses it only to tell text from tags and script. Never done here: copying, deciding what a tag means.
//!
//! It follows the tokenizer of the HTML standard; what raw text is (script, style, title, …) the caller decides, as there.

mod raw;
mod reference;
mod tape;

pub use reference::{attribute_value, push_reference, reference};
pub use tape::{Reader, Tape};

use std::ops::Range;
use std::sync::LazyLock;

use memchr::{memchr, memmem};

/// What a [`Token`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Characters between tags, references not yet decoded.
    Text,
    /// A start tag.
    Open,
    /// An end tag.
    Close,
    /// A comment, a processing instruction, anything the standard calls a bogus comment.
    Comment,
    /// A CDATA section (only where the caller allows one).
    Cdata,
    /// A document type.
    Doctype,
}

/// One token: spans of bytes of the markup, half-open.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// One past the last byte of a tag's name; of text, one past the white space that it starts with.
    pub name_end: usize,
    /// Whether a tag ends in `/>`.
    pub self_closing: bool,
    /// Whether the input ended inside the tag (the standard drops such a tag).
    pub unfinished: bool,
}

/// White space as the standard has it.
#[inline]
pub fn is_space(byte: u8) -> bool {
    CLASSES[usize::from(byte)] & SPACE != 0
}

const SPACE: u8 = 1;
/// `=`
const EQUALS: u8 = 1 << 1;
/// `>`
const CLOSE: u8 = 1 << 2;
/// `/`
const SLASH: u8 = 1 << 3;

/// What a byte may end inside a tag.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    classes[b' ' as usize] = SPACE;
    classes[b'\t' as usize] = SPACE;
    classes[b'\n' as usize] = SPACE;
    classes[b'\r' as usize] = SPACE;
    classes[0x0c] = SPACE;
    classes[b'=' as usize] = EQUALS;
    classes[b'>' as usize] = CLOSE;
    classes[b'/' as usize] = SLASH;
    classes
};

/// The first place at or behind `from` whose byte is of one of these classes; the end where there is none.
#[inline]
fn until(bytes: &[u8], from: usize, classes: u8) -> usize {
    from + bytes[from..].iter().take_while(|byte| CLASSES[usize::from(**byte)] & classes == 0).count()
}

/// The first place at or behind `from` whose byte is of none of these classes.
#[inline]
fn past(bytes: &[u8], from: usize, classes: u8) -> usize {
    from + bytes[from..].iter().take_while(|byte| CLASSES[usize::from(**byte)] & classes != 0).count()
}

/// Whether the text of this element is raw to the standard (with scripting on, `noscript` is).
pub fn is_raw(name: &[u8]) -> bool {
    if !(3..=8).contains(&name.len()) || !matches!(name[0] | 0x20, b's' | b't' | b'i' | b'n' | b'x') {
        return false;
    }
    const RAW: [&[u8]; 9] = [b"script", b"style", b"title", b"textarea", b"iframe", b"noscript", b"noembed", b"noframes", b"xmp"];
    RAW.iter().any(|raw| name.eq_ignore_ascii_case(raw))
}

/// Walks over markup token by token; linear in its length whatever the markup.
#[derive(Clone, Debug)]
pub struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The attributes of the last start tag, where they are asked for.
    kept: Option<Vec<Attribute>>,
}

impl<'a> Lexer<'a> {
    /// A lexer at the start of `markup`.
    pub fn new(markup: &'a str) -> Lexer<'a> {
        Lexer { bytes: markup.as_bytes(), at: 0, kept: None }
    }

    /// The same, remembering the attributes of each start tag: reading them then costs nothing more.
    pub fn remembering(markup: &'a str) -> Lexer<'a> {
        Lexer { kept: Some(Vec::with_capacity(16)), ..Lexer::new(markup) }
    }

    /// The attributes of the start tag just read (the first 4,096), where this lexer remembers them.
    pub fn remembered(&self) -> &[Attribute] {
        self.kept.as_deref().unwrap_or_default()
    }

    /// A lexer for `range` of `markup`; its spans count from the start of `markup`.
    pub fn within(markup: &'a str, range: Range<usize>) -> Lexer<'a> {
        let end = range.end.min(markup.len());
        Lexer { bytes: &markup.as_bytes()[..end], at: range.start.min(end), kept: None }
    }

    /// Where the next token starts.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Go on from `at`.
    pub fn seek(&mut self, at: usize) {
        self.at = at.min(self.bytes.len());
    }

    /// The name of a tag as written.
    pub fn name(&self, token: &Token) -> &'a [u8] {
        let start = token.start + if token.kind == TokenKind::Close { 2 } else { 1 };
        &self.bytes[start..token.name_end]
    }

    /// The next token; CDATA sections exist only where `cdata` is set (inside svg and math).
    #[inline]
    pub fn next_token(&mut self, cdata: bool) -> Option<Token> {
        match &mut self.kept {
            None => next_token(self.bytes, &mut self.at, cdata, |_, _| {}),
            Some(kept) => {
                kept.clear();
                next_token(self.bytes, &mut self.at, cdata, |name, value| {
                    if kept.len() < MOST {
                        kept.push((name, value));
                    }
                })
            }
        }
    }

    /// From where the lexer stands (just behind a start tag `name`): the raw text up to, not including, its end tag.
    pub fn raw_text(&mut self, name: &[u8]) -> Range<usize> {
        let start = self.at;
        self.at = raw::end(self.bytes, start, name);
        start..self.at
    }
}

/// The token at `at`, which moves behind it; `attribute` is told the attributes of a start tag.
#[inline]
fn next_token(bytes: &[u8], at: &mut usize, cdata: bool, attribute: impl FnMut(Range<usize>, Range<usize>)) -> Option<Token> {
    let start = *at;
    if start >= bytes.len() {
        return None;
    }
    // Most text is white space between two tags.
    let first = past_spaces(bytes, start);
    let open = next_markup(bytes, first);
    let mut token = Token { kind: TokenKind::Text, start, end: open, name_end: 0, self_closing: false, unfinished: false };
    if open > start {
        token.name_end = first;
    } else {
        let rest = &bytes[start..];
        match rest[1] {
            b'!' if rest.starts_with(b"<!--") => (token.kind, token.end) = (TokenKind::Comment, comment_end(bytes, start + 4)),
            b'!' if rest.len() >= 9 && rest[2..9].eq_ignore_ascii_case(b"doctype") => {
                (token.kind, token.end) = (TokenKind::Doctype, past_gt(bytes, start));
            }
            b'!' if cdata && rest.starts_with(b"<![CDATA[") => {
                token.kind = TokenKind::Cdata;
                token.end = memmem::find(&rest[9..], b"]]>").map_or(bytes.len(), |found| start + 9 + found + 3);
            }
            b'!' | b'?' => (token.kind, token.end) = (TokenKind::Comment, past_gt(bytes, start)),
            b'/' if !rest[2].is_ascii_alphabetic() => (token.kind, token.end) = (TokenKind::Comment, past_gt(bytes, start)),
            b'/' => {
                token.kind = TokenKind::Close;
                finish_tag(bytes, start + 2, &mut token, |_, _| {});
            }
            _ => {
                token.kind = TokenKind::Open;
                finish_tag(bytes, start + 1, &mut token, attribute);
            }
        }
    }
    *at = token.end;
    Some(token)
}

/// The start of the next tag, comment or document type at or behind `from`.
#[inline]
fn next_markup(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    // A tag nearly always stands right behind another.
    while let Some(found) = if bytes.get(at) == Some(&b'<') { Some(0) } else { memchr(b'<', &bytes[at..]) } {
        at += found;
        let next = bytes.get(at + 1).copied().unwrap_or(0);
        if next.is_ascii_alphabetic() || next == b'!' || next == b'?' || (next == b'/' && at + 2 < bytes.len()) {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

fn past_gt(bytes: &[u8], from: usize) -> usize {
    memchr(b'>', &bytes[from..]).map_or(bytes.len(), |found| from + found + 1)
}

/// What every comment ends with.
static DASHES: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("--"));

/// One past a comment whose text starts at `from`.
fn comment_end(bytes: &[u8], from: usize) -> usize {
    if bytes[from..].starts_with(b">") {
        return from + 1;
    }
    if bytes[from..].starts_with(b"->") {
        return from + 2;
    }
    let mut at = from;
    while let Some(found) = DASHES.find(&bytes[at..]) {
        at += found;
        match bytes.get(at + 2) {
            Some(b'>') => return at + 3,
            Some(b'!') if bytes.get(at + 3) == Some(&b'>') => return at + 4,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Where the attribute that starts at `start` ends, with the spans of its name and value; `None` inside an unclosed quote.
// Handed back in memory, the spans would be read in other widths than they were written in, which stalls.
#[inline(always)]
fn attribute(bytes: &[u8], start: usize) -> Option<(Range<usize>, Range<usize>, usize)> {
    // The first byte of a name may be anything, even `=`.
    let name_end = until(bytes, start + 1, SPACE | EQUALS | CLOSE | SLASH);
    let name = start..name_end;
    let at = past(bytes, name_end, SPACE);
    if bytes.get(at) != Some(&b'=') {
        return Some((name, at..at, at));
    }
    let at = past(bytes, at + 1, SPACE);
    match bytes.get(at)? {
        quote @ (b'"' | b'\'') => {
            let end = at + 1 + memchr(*quote, &bytes[at + 1..])?;
            Some((name, at + 1..end, end + 1))
        }
        _ => {
            let end = until(bytes, at, SPACE | CLOSE);
            Some((name, at..end, end))
        }
    }
}

/// Fill in the end, the name and the slash of a tag whose name starts at `name`; `tell` is told its attributes.
#[inline]
fn finish_tag(bytes: &[u8], name: usize, token: &mut Token, mut tell: impl FnMut(Range<usize>, Range<usize>)) {
    let len = bytes.len();
    let mut at = until(bytes, name, SPACE | CLOSE | SLASH);
    token.name_end = at;
    loop {
        let next = past(bytes, at, SPACE | SLASH);
        let slash = next > at && bytes[next - 1] == b'/';
        at = next;
        if bytes.get(at) == Some(&b'>') {
            (token.end, token.self_closing) = (at + 1, slash);
            return;
        }
        match if at < len { attribute(bytes, at) } else { None } {
            Some((name, value, next)) => {
                tell(name, value);
                at = next;
            }
            None => {
                (token.end, token.unfinished) = (len, true);
                return;
            }
        }
    }
}

/// Spans of an attribute's name and value, as written.
pub type Attribute = (Range<usize>, Range<usize>);

/// Attributes that are remembered of one tag.
const MOST: usize = 4096;

/// The first byte at or behind `from` that is no white space.
pub fn past_spaces(bytes: &[u8], from: usize) -> usize {
    past(bytes, from, SPACE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(markup: &str) -> Vec<(TokenKind, &str)> {
        let mut lexer = Lexer::new(markup);
        std::iter::from_fn(|| lexer.next_token(false)).map(|token| (token.kind, &markup[token.start..token.end])).collect()
    }

    #[test]
    fn a_bare_less_than_is_text() {
        use TokenKind::*;
        assert_eq!(tokens("PM<2.5 且<中<"), [(Text, "PM<2.5 且<中<")]);
        assert_eq!(tokens("a</"), [(Text, "a</")]);
        assert_eq!(tokens("a</>b"), [(Text, "a"), (Comment, "</>"), (Text, "b")]);
        assert_eq!(tokens("<p>a<b"), [(Open, "<p>"), (Text, "a"), (Open, "<b")]);
    }

    #[test]
    fn a_quoted_attribute_hides_greater_than() {
        let markup = r#"<a title="甲>乙" href=x/ =y data-z='1' disabled/>丙"#;
        let mut lexer = Lexer::remembering(markup);
        let token = lexer.next_token(false).unwrap();
        let found: Vec<_> = lexer.remembered().iter().map(|(name, value)| (&markup[name.clone()], &markup[value.clone()])).collect();
        assert_eq!(found, [("title", "甲>乙"), ("href", "x/"), ("=y", ""), ("data-z", "1"), ("disabled", "")]);
        assert!(token.self_closing);
        assert_eq!(&markup[token.end..], "丙");
    }

    #[test]
    fn comments_end_where_the_standard_says() {
        use TokenKind::*;
        assert_eq!(tokens("<!-->a"), [(Comment, "<!-->"), (Text, "a")]);
        assert_eq!(tokens("<!-- - -- --!>a"), [(Comment, "<!-- - -- --!>"), (Text, "a")]);
        assert_eq!(tokens("<?xml version='1.0'?>a"), [(Comment, "<?xml version='1.0'?>"), (Text, "a")]);
        assert_eq!(tokens("<!DocType html>a"), [(Doctype, "<!DocType html>"), (Text, "a")]);
    }
}

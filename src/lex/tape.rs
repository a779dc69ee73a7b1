//! A page's tokens, written down once and read by every stage that needs them. In: markup. Out: [`Tape`]. Never done here:
//! deciding what a tag means; where a reader sees a page otherwise (raw text inside svg, an element that never closes) it goes
//! on with a lexer of its own.

use std::ops::Range;

use super::{Attribute, Lexer, Token, TokenKind, is_raw, is_space, next_token, past_spaces, raw};

/// A token in twelve bytes; it ends where the next one starts.
#[derive(Clone, Copy, Debug)]
struct Entry {
    start: u32,
    /// Where its attributes start in [`Tape::attributes`].
    attributes: u32,
    /// Bytes of `<`, `/` and the name; of text, those of the white space before it, as far as they can be told ([`u16::MAX`]).
    name: u16,
    kind: TokenKind,
    /// Bits: self-closing, unfinished, raw text.
    flags: u8,
}

const SELF_CLOSING: u8 = 1;
const UNFINISHED: u8 = 2;
/// The text of a raw element (script, style, title): no token of its own to the standard.
const RAW: u8 = 4;

/// The tokens of one page.
#[derive(Clone, Debug, Default)]
pub struct Tape {
    entries: Vec<Entry>,
    attributes: Vec<[u32; 4]>,
    /// The entries that are text of more than white space, and those of raw elements.
    texts: Vec<u32>,
    len: usize,
}

impl Tape {
    /// Write down the tokens of `markup`; `None` where its offsets or a name are too long for that.
    pub fn of(markup: &str) -> Option<Tape> {
        let len = u32::try_from(markup.len()).ok()? as usize;
        let mut tape = Tape {
            entries: Vec::with_capacity(len / 32),
            attributes: Vec::with_capacity(len / 60),
            texts: Vec::with_capacity(len / 200),
            len,
        };
        let (bytes, mut at) = (markup.as_bytes(), 0);
        loop {
            let attributes = tape.attributes.len() as u32;
            let told = &mut tape.attributes;
            let tell = |name: Range<usize>, value: Range<usize>| {
                told.push([name.start as u32, name.end as u32, value.start as u32, value.end as u32]);
            };
            let Some(token) = next_token(bytes, &mut at, false, tell) else { break };
            let name = match token.kind {
                TokenKind::Open | TokenKind::Close => u16::try_from(token.name_end - token.start).ok()?,
                TokenKind::Text => u16::try_from(token.name_end - token.start).unwrap_or(u16::MAX),
                _ => 0,
            };
            let flag = |set: bool, flag: u8| if set { flag } else { 0 };
            let flags = flag(token.self_closing, SELF_CLOSING) | flag(token.unfinished, UNFINISHED);
            if token.kind == TokenKind::Text && token.name_end < token.end {
                tape.texts.push(tape.entries.len() as u32);
            }
            tape.entries.push(Entry { start: token.start as u32, attributes, name, kind: token.kind, flags });
            if token.kind != TokenKind::Open || token.unfinished {
                continue;
            }
            let name = &bytes[token.start + 1..token.name_end];
            if is_raw(name) {
                let end = raw::end(bytes, at, name);
                let attributes = tape.attributes.len() as u32;
                tape.texts.push(tape.entries.len() as u32);
                tape.entries.push(Entry { start: at as u32, attributes, name: 0, kind: TokenKind::Text, flags: RAW });
                at = end;
            }
        }
        Some(tape)
    }

    fn entry(&self, index: usize) -> Option<(Entry, Range<usize>)> {
        let entry = *self.entries.get(index)?;
        let end = self.entries.get(index + 1).map_or(self.len, |next| next.start as usize);
        Some((entry, entry.start as usize..end))
    }

    /// One past a tag's name, or past the white space that a text starts with.
    fn name_end(&self, entry: Entry, range: &Range<usize>, bytes: &[u8]) -> usize {
        let end = range.start + usize::from(entry.name);
        if entry.kind == TokenKind::Text && entry.name == u16::MAX { past_spaces(&bytes[..range.end], end) } else { end }
    }

    /// The ranges that a reader sees as text: between tags, and in `title` and `textarea`; no script, style or comment, no white
    /// space at their ends. References are not decoded.
    pub fn text_ranges<'t>(&'t self, markup: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        let bytes = markup.as_bytes();
        self.texts.iter().filter_map(move |index| {
            let (entry, range) = self.entry(*index as usize)?;
            let start = if entry.flags & RAW == 0 {
                self.name_end(entry, &range, bytes)
            } else {
                let name = self.raw_name(*index, bytes)?;
                let seen = name.eq_ignore_ascii_case(b"title") || name.eq_ignore_ascii_case(b"textarea");
                seen.then(|| past_spaces(&bytes[..range.end], range.start)).filter(|start| *start < range.end)?
            };
            let blank = bytes[start..range.end].iter().rev().take_while(|byte| is_space(**byte)).count();
            Some(start..range.end - blank)
        })
    }

    /// The name of the element whose raw text an entry is.
    fn raw_name<'t>(&self, index: u32, bytes: &'t [u8]) -> Option<&'t [u8]> {
        let (tag, range) = self.entry((index as usize).checked_sub(1)?)?;
        bytes.get(range.start + 1..range.start + usize::from(tag.name))
    }

    /// The text of each `style` element.
    pub fn styles<'t>(&'t self, markup: &'t str) -> impl Iterator<Item = &'t str> + 't {
        self.texts.iter().filter_map(move |index| {
            let (entry, range) = self.entry(*index as usize)?;
            let is_style = entry.flags & RAW != 0 && self.raw_name(*index, markup.as_bytes())?.eq_ignore_ascii_case(b"style");
            is_style.then(|| &markup[range])
        })
    }
}

/// Reads a tape from its start; where the reader leaves it, a lexer goes on.
#[derive(Clone, Debug)]
pub struct Reader<'t> {
    markup: &'t str,
    tape: Option<&'t Tape>,
    next: usize,
    /// Of the start tag just read, in the tape.
    attributes: Range<usize>,
    lexer: Lexer<'t>,
}

impl<'t> Reader<'t> {
    /// A reader of `markup`, with its tape where there is one.
    pub fn new(markup: &'t str, tape: Option<&'t Tape>) -> Reader<'t> {
        Reader { markup, tape, next: 0, attributes: 0..0, lexer: Lexer::remembering(markup) }
    }

    /// The next token; CDATA sections exist only where `cdata` is set (inside svg and math).
    #[inline]
    pub fn next_token(&mut self, cdata: bool) -> Option<Token> {
        let Some(tape) = self.tape else { return self.lexer.next_token(cdata) };
        let (entry, range) = tape.entry(self.next)?;
        // Raw text that the reader did not ask for, a comment that is none here: the tape sees the rest otherwise.
        let section = cdata && entry.kind == TokenKind::Comment && self.markup[range.clone()].starts_with("<![CDATA[");
        if entry.flags & RAW != 0 || section {
            self.seek(range.start);
            return self.lexer.next_token(cdata);
        }
        self.next += 1;
        if entry.kind == TokenKind::Open {
            let end = tape.entries.get(self.next).map_or(tape.attributes.len(), |next| next.attributes as usize);
            self.attributes = entry.attributes as usize..end;
        }
        Some(Token {
            kind: entry.kind,
            start: range.start,
            end: range.end,
            name_end: match entry.kind {
                TokenKind::Open | TokenKind::Close | TokenKind::Text => tape.name_end(entry, &range, self.markup.as_bytes()),
                _ => 0,
            },
            self_closing: entry.flags & SELF_CLOSING != 0,
            unfinished: entry.flags & UNFINISHED != 0,
        })
    }

    /// Leave the tape and go on from `at`.
    pub fn seek(&mut self, at: usize) {
        self.tape = None;
        self.lexer.seek(at);
    }

    /// From just behind a start tag `name`: the raw text up to, not including, its end tag.
    pub fn raw_text(&mut self, name: &[u8]) -> Range<usize> {
        let Some(tape) = self.tape else { return self.lexer.raw_text(name) };
        match tape.entry(self.next) {
            Some((entry, range)) if entry.flags & RAW != 0 => {
                self.next += 1;
                range
            }
            other => {
                let at = other.map_or(self.markup.len(), |(_, range)| range.start);
                self.seek(at);
                self.lexer.raw_text(name)
            }
        }
    }

    /// The name of a tag as written.
    #[inline]
    pub fn name(&self, token: &Token) -> &'t [u8] {
        let start = token.start + if token.kind == TokenKind::Close { 2 } else { 1 };
        &self.markup.as_bytes()[start..token.name_end]
    }

    /// How many attributes the start tag just read has.
    #[inline]
    pub fn attributes(&self) -> usize {
        if self.tape.is_some() { self.attributes.len() } else { self.lexer.remembered().len() }
    }

    /// Spans of the name and the value of one of them.
    #[inline]
    pub fn attribute(&self, index: usize) -> Attribute {
        match self.tape {
            Some(tape) => {
                let [name, name_end, value, value_end] = tape.attributes[self.attributes.start + index].map(|at| at as usize);
                (name..name_end, value..value_end)
            }
            None => self.lexer.remembered()[index].clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_ranges_leave_out_script_and_comments() {
        let markup = "<title>甲</title><script>'<p>乙</p>'</script> <p> 丙 <!-- 丁 -->戊</p><noscript>己</noscript>";
        let tape = Tape::of(markup).unwrap();
        assert_eq!(tape.text_ranges(markup).map(|range| &markup[range]).collect::<Vec<_>>(), ["甲", "丙", "戊"]);
    }

    #[test]
    fn a_tape_reads_like_a_lexer() {
        let markup = "<p class=a id='b'>甲<br/><style>.x{}</style><a href=x>乙</a><svg><![CDATA[丙]]><title>丁</title></svg>戊<p x";
        let tape = Tape::of(markup).unwrap();
        let (mut reader, mut lexer) = (Reader::new(markup, Some(&tape)), Lexer::remembering(markup));
        let mut foreign = false;
        while let Some(expected) = lexer.next_token(foreign) {
            let token = reader.next_token(foreign).unwrap();
            assert_eq!(
                (token.kind, token.start, token.end, token.name_end),
                (expected.kind, expected.start, expected.end, expected.name_end)
            );
            if token.kind != TokenKind::Open {
                continue;
            }
            let attributes: Vec<_> = (0..reader.attributes()).map(|index| reader.attribute(index)).collect();
            assert_eq!(attributes, lexer.remembered());
            let name = lexer.name(&expected);
            foreign |= name == b"svg";
            if name == b"style" {
                assert_eq!(reader.raw_text(name), lexer.raw_text(name));
            }
        }
        assert!(reader.next_token(false).is_none());
        assert_eq!(tape.styles(markup).collect::<Vec<_>>(), [".x{}"]);
    }
}

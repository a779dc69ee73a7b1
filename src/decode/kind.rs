//! What an input is. In: bytes or text. Out: markup, a text scrape, or no page at all.

use super::SourceKind;
use crate::lex::{Lexer, TokenKind};

/// Text looked at.
const SAMPLE: usize = 1 << 16;
/// Elements whose tags make markup; a scrape that speaks of `<br>` once is still a scrape.
const ELEMENTS: [&str; 36] = [
    "a",
    "article",
    "b",
    "blockquote",
    "body",
    "br",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "head",
    "html",
    "img",
    "li",
    "link",
    "meta",
    "ol",
    "p",
    "script",
    "section",
    "span",
    "strong",
    "style",
    "table",
    "td",
    "title",
    "tr",
    "ul",
];
/// Elements that only a page has: one is enough.
const PAGE: [&str; 6] = ["html", "head", "body", "meta", "title", "frameset"];
/// How binary files start.
const SIGNATURES: [(&[u8], &str); 13] = [
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF file"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a zip archive or office document"),
    (b"\x1f\x8b", "gzip data"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ", "xz data"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x7fELF", "an ELF program"),
];

/// Markup or text, told by the tags.
pub(super) fn kind(text: &str) -> SourceKind {
    let end = (0..=text.len().min(SAMPLE)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let sample = &text[..end];
    let starts_as_tag = sample.trim_start().starts_with('<');
    let mut lexer = Lexer::new(sample);
    let (mut known, mut closed) = (0, 0);
    while let Some(token) = lexer.next_token(false) {
        if token.kind == TokenKind::Doctype && starts_as_tag {
            return SourceKind::Html;
        }
        if !matches!(token.kind, TokenKind::Open | TokenKind::Close) || token.unfinished && end == text.len() {
            continue;
        }
        let name = String::from_utf8_lossy(lexer.name(&token)).to_ascii_lowercase();
        if !ELEMENTS.contains(&name.as_str()) {
            continue;
        }
        if starts_as_tag && PAGE.contains(&name.as_str()) {
            return SourceKind::Html;
        }
        known += 1;
        closed += usize::from(token.kind == TokenKind::Close);
        if known >= 4 && closed >= 2 {
            return SourceKind::Html;
        }
    }
    if known >= 1 && starts_as_tag || known >= 2 && closed >= 1 { SourceKind::Html } else { SourceKind::Text }
}

/// What a file is that holds no text: an image, an archive, bytes full of zeros and control characters. `None`: it may be a page.
pub fn looks_binary(bytes: &[u8]) -> Option<&'static str> {
    if let Some((_, name)) = SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Some(name);
    }
    let marked = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    if marked || super::weigh::utf16(bytes).is_some() {
        return None;
    }
    let sample = &bytes[..bytes.len().min(8192)];
    let odd = sample.iter().filter(|byte| matches!(byte, 0..=8 | 0x0b | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f)).count();
    (odd * 20 > sample.len()).then_some("binary data")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_make_markup() {
        for page in ["\n <!doctype html>", "<p>甲", "标题<br><p>正文</p>", "<?xml version='1.0'?><html>", "<!-- x --><div>甲</div>"] {
            assert_eq!(kind(page), SourceKind::Html, "{page}");
        }
        for page in ["", "甲乙", "PM<2.5", "<<关于试点的通知>>", "用 <br> 换行", "《通知》<甲>乙</甲>", "a<b 且 c>d"] {
            assert_eq!(kind(page), SourceKind::Text, "{page}");
        }
    }

    #[test]
    fn images_and_zeros_are_no_pages() {
        assert_eq!(looks_binary(b"\x89PNG\r\n\x1a\n\0\0"), Some("a PNG image"));
        assert_eq!(looks_binary(&[0; 64]), Some("binary data"));
        assert_eq!(looks_binary("规划".as_bytes()), None);
        assert_eq!(looks_binary(b"<\0p\0>\0a\0b\0c\0"), None);
        assert_eq!(looks_binary(b""), None);
    }
}

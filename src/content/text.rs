//! A text scrape → lines. In: repaired text without markup, or with strays of it. Out: its lines, trimmed, empty ones left out;
//! stray tags end a line or vanish, Markdown's links keep their text. Never done here: judging the lines.

use std::cmp::Ordering;
use std::ops::Range;

use super::flat;
use super::lines::{Line, LineKind, LineLink, Lines};
use crate::limits;
use crate::repair::Repaired;
use crate::rules::Rules;

/// Tags that end a line.
const BREAKS: [&str; 26] = [
    "br",
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "tbody",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "section",
    "article",
    "header",
    "footer",
    "dl",
    "dd",
    "dt",
    "blockquote",
    "center",
    "pre",
];

/// Tags that vanish.
const INLINE: [&str; 17] =
    ["span", "b", "strong", "i", "em", "u", "font", "a", "img", "td", "th", "sup", "sub", "small", "label", "o:p", "wbr"];

/// All lines of a text scrape, in order.
pub fn lines(repaired: &Repaired, rules: &Rules) -> Lines {
    let mut out = Lines::default();
    let text = repaired.text();
    if let Some(parts) = flat::parts(text, rules) {
        parts.into_iter().for_each(|part| push_line(&mut out, text, &[part]));
        return out;
    }
    let mut at = 0;
    for raw in text.split_inclusive('\n') {
        let mut from = at;
        let mut pieces: Vec<Range<usize>> = Vec::new();
        let mut scan = 0;
        while let Some(found) = memchr::memchr(b'<', &raw.as_bytes()[scan..]) {
            if out.lines.len() >= limits::LINES {
                out.unread = Some(from);
                return out;
            }
            let open = scan + found;
            let Some((len, breaks)) = tag(&raw[open..]) else {
                scan = open + 1;
                continue;
            };
            pieces.push(from..at + open);
            from = at + open + len;
            if breaks {
                push_line(&mut out, text, &pieces);
                pieces.clear();
            }
            scan = open + len;
        }
        at += raw.len();
        if out.lines.len() >= limits::LINES {
            out.unread = Some(from);
            break;
        }
        pieces.push(from..at);
        push_line(&mut out, text, &pieces);
    }
    out
}

/// Length of the tag that `text` begins with, and whether it ends a line; `None` where it is no tag of a page's text.
fn tag(text: &str) -> Option<(usize, bool)> {
    let body = text.get(1..)?.trim_start_matches('/');
    let name_len = body.find(|c: char| !c.is_ascii_alphanumeric() && c != ':').unwrap_or(body.len());
    let name = body.get(..name_len).filter(|name| (1..=10).contains(&name.len()))?.to_ascii_lowercase();
    let breaks = BREAKS.contains(&name.as_str());
    if !breaks && !INLINE.contains(&name.as_str()) {
        return None;
    }
    let rest = &body[name_len..];
    let end = rest.bytes().take(600).position(|byte| byte == b'>' || byte == b'<')?;
    let attributes = &rest[..end];
    let plausible = attributes.is_empty() || attributes.starts_with([' ', '/', '\t']);
    (rest.as_bytes()[end] == b'>' && plausible).then(|| (text.len() - rest.len() + end + 1, breaks))
}

/// One line from the pieces of the text that it consists of.
fn push_line(out: &mut Lines, text: &str, pieces: &[Range<usize>]) {
    let content = |c: char| !c.is_whitespace() && !matches!(c, '\u{feff}' | '\u{200b}');
    let first = pieces.iter().position(|piece| text[piece.clone()].contains(content));
    let last = pieces.iter().rposition(|piece| text[piece.clone()].contains(content));
    let (Some(first), Some(last)) = (first, last) else { return };
    if !out.text.is_empty() {
        out.text.push_added("\n");
    }
    let (from, links) = (out.text.len(), out.links.len());
    let (mut link_chars, mut kind) = (0, LineKind::Paragraph);
    if let [whole] = &pieces[first..=last]
        && let Some(cells) = cells(text, whole.clone())
    {
        return push_row(out, text, &cells);
    }
    for (index, piece) in pieces.iter().enumerate().take(last + 1).skip(first) {
        let slice = &text[piece.clone()];
        let (mut start, mut end) = (piece.start, piece.end);
        if index == first {
            start += slice.len() - slice.trim_start_matches(|c| !content(c)).len();
            let marks = text[start..end].bytes().take_while(|byte| *byte == b'#').count();
            if (1..=6).contains(&marks) && text[start + marks..end].starts_with(' ') && text[start + marks..end].contains(content) {
                kind = LineKind::Heading(marks as u8);
                start = end - text[start + marks..end].trim_start().len();
            }
        }
        if index == last {
            end = start + text[start..end].trim_end_matches(|c| !content(c)).len();
        }
        for part in plain(text, start..end) {
            link_chars += push_links(out, text, part);
        }
    }
    finish_line(out, (from, from), links, link_chars, kind);
}

/// Close the line that begins at the first of two bytes and shows from the second on; one that shows nothing is none.
fn finish_line(out: &mut Lines, (from, start): (usize, usize), links: usize, link_chars: usize, kind: LineKind) {
    // An image or an empty link at the end leaves white space behind.
    let shown = out.text.as_str()[from..].trim_end().len();
    out.text.truncate(from + shown);
    if shown == 0 {
        return out.text.truncate(from.saturating_sub(1));
    }
    out.lines.push(Line {
        span: start..out.text.len(),
        kind,
        strong: false,
        main: true,
        side: Ordering::Equal,
        link_chars,
        links: links..out.links.len(),
        drop: None,
    });
}

/// The cells of a row of Markdown's tables: | 指标 | 2024 |. The line of dashes below the heads has none that say anything.
fn cells(text: &str, range: Range<usize>) -> Option<Vec<Range<usize>>> {
    let row = text[range.clone()].trim();
    let inner = row.strip_prefix('|')?.strip_suffix('|').filter(|inner| inner.contains('|'))?;
    let mut at = range.start + (text[range.clone()].len() - text[range].trim_start().len()) + 1;
    let mut cells = Vec::new();
    for cell in inner.split('|') {
        let start = at + (cell.len() - cell.trim_start().len());
        cells.push(start..start + cell.trim().len());
        at += cell.len() + 1;
    }
    Some(cells)
}

fn push_row(out: &mut Lines, text: &str, cells: &[Range<usize>]) {
    let (from, links) = (out.text.len(), out.links.len());
    let says = |cell: &Range<usize>| text[cell.clone()].contains(|c: char| !matches!(c, '-' | ':' | ' '));
    let mut link_chars = 0;
    if cells.iter().any(says) {
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                out.text.push_added("\t");
            }
            for part in plain(text, cell.clone()) {
                link_chars += push_links(out, text, part);
            }
        }
    }
    let written = &out.text.as_str()[from..];
    let start = from + (written.len() - written.trim_start().len());
    finish_line(out, (from, start), links, link_chars, LineKind::Row);
}

/// The parts of a piece that are left without Markdown's marks of bold print, of which there are two around a word.
fn plain(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut from = range.start;
    while let Some(open) = memchr::memmem::find(&text.as_bytes()[from..range.end], b"**").map(|found| from + found) {
        let close = memchr::memmem::find(&text.as_bytes()[open + 2..range.end], b"**").map(|found| open + 2 + found);
        let Some(close) = close.filter(|close| {
            let inner = &text[open + 2..*close];
            !inner.is_empty() && inner.trim() == inner && !inner.contains('*')
        }) else {
            break;
        };
        parts.extend([from..open, open + 2..close]);
        from = close + 2;
    }
    parts.push(from..range.end);
    parts
}

/// Copy a piece; of Markdown's `[text](address)` the text is copied, the address becomes a link, an image goes.
fn push_links(out: &mut Lines, text: &str, range: Range<usize>) -> usize {
    let (mut from, mut scan, mut link_chars) = (range.start, range.start, 0);
    while let Some(found) = memchr::memmem::find(&text.as_bytes()[scan..range.end], b"](") {
        let middle = scan + found;
        scan = middle + 2;
        let Some(close) = text[scan..range.end].bytes().take(800).position(|byte| byte == b')' || byte == b'\n') else { continue };
        let href = &text[scan..scan + close];
        let window = from.max(middle.saturating_sub(600)); // a link's text is short; never look back over a whole page
        let open = memchr::memrchr(b'[', &text.as_bytes()[window..middle]).map(|at| window + at);
        let (Some(open), true) = (open, is_address(href)) else { continue };
        let image = text[from..open].ends_with('!');
        out.text.push_copied(text, from..open - image as usize);
        if !image {
            let shown = out.text.len();
            out.text.push_copied(text, open + 1..middle);
            link_chars += text[open + 1..middle].chars().count();
            let blank = href.len() - href.trim_start().len();
            let address = href.split_whitespace().next().unwrap_or_default();
            let start = scan + blank;
            out.links.push(LineLink { text: shown..out.text.len(), href: start..start + address.len() });
        }
        scan += close + 1;
        from = scan;
    }
    out.text.push_copied(text, from..range.end);
    link_chars
}

fn is_address(href: &str) -> bool {
    ["http://", "https://", "/", "./", "../", "#", "javascript:", "mailto:"].iter().any(|start| href.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Source, SourceKind, decode};
    use crate::repair::repair;

    fn check(text: &str, expected: &[&str]) {
        let mut source = Source::new("text", text.as_bytes());
        source.kind = Some(SourceKind::Text);
        let lines = lines(&repair(decode(&source), Rules::builtin()), Rules::builtin());
        let told: Vec<&str> = lines.lines.iter().map(|line| lines.str(line)).collect();
        assert_eq!(told, expected);
        for line in &lines.lines {
            let origin = lines.text.origin(line.span.clone()).unwrap();
            assert!(text[origin].contains(lines.str(line).chars().next().unwrap()));
        }
    }

    #[test]
    fn breaks_at_stray_tags_and_keeps_the_rest() {
        check("  第一段<br></p><p>第二段\u{3000}\r\n\n第三段", &["第一段", "第二段", "第三段"]);
        check("面积<b>30</b>亩<span style=\"x\">以上</span>", &["面积30亩以上"]);
        check("若a<b且b>c，则a<c", &["若a<b且b>c，则a<c"]);
        check("[首页](http://a.cn/) > [新闻](/news) ![图](/a.png)", &["首页 > 新闻"]);
        check("## 一、总体要求", &["一、总体要求"]);
        check("#话题#很热", &["#话题#很热"]);
        check("今年拟实施**28项**实事，投资**12亿元**。", &["今年拟实施28项实事，投资12亿元。"]);
        check("2**3等于8", &["2**3等于8"]);
        check("***", &["***"]);
        check("| 指标 | 2024年 |\n|---|:---:|\n| **产量** | 30.5 |", &["指标\t2024年", "产量\t30.5"]);
        check("|甲|乙", &["|甲|乙"]);
        check("<p></p>\n<br>", &[]);
    }
}

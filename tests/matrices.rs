//! The same page in other encodings, and with advertising slipped into it: the article stays the same. On the fixtures, and on
//! ../shared/pages/gov where that is present.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use qingyuan::{Record, Rules, Source, extract};
use regex::Regex;

/// A `<meta>` that names a charset.
static CHARSET: LazyLock<Regex> = LazyLock::new(|| Regex::new("(?i)<meta[^>]*charset[^>]*>").expect("a fixed pattern"));
/// A paragraph without tags inside that is long enough to be the article's.
static PARAGRAPH: LazyLock<Regex> = LazyLock::new(|| Regex::new("(?is)<p[^>]*>([^<]{60,})</p>").expect("a fixed pattern"));

fn html_under(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            html_under(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "html") {
            found.push(path);
        }
    }
}

/// Undamaged articles as text, without a label of their charset.
fn pages() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    html_under(&root.join("fixtures/pages"), &mut files);
    html_under(&root.join("fixtures/content"), &mut files);
    html_under(&root.join("../shared/pages/gov"), &mut files);
    files.sort();
    let read = |path: &PathBuf| {
        let source = Source::new(path.display().to_string(), std::fs::read(path).ok()?);
        let record = extract(&source, Rules::builtin());
        let whole = record.repairs.is_empty() && record.decoding.malformed == 0 && record.page.kind == "article" && !record.text.is_empty();
        let text = qingyuan::decode(&source).text().to_string();
        whole.then(|| (source.id.clone(), CHARSET.replace_all(&text, "").into_owned()))
    };
    files.iter().filter_map(read).collect()
}

fn declared(page: &str, charset: &str) -> String {
    format!("<meta http-equiv=\"Content-Type\" content=\"text/html; charset={charset}\">{page}")
}

fn extracted(bytes: Vec<u8>) -> Record {
    labelled(bytes, None)
}

/// Extract a page whose transport gave a label.
fn labelled(bytes: Vec<u8>, charset: Option<&str>) -> Record {
    let mut source = Source::new("page.html", bytes);
    source.charset = charset.map(str::to_string);
    extract(&source, Rules::builtin())
}

fn gbk(page: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(page).0.into_owned()
}

/// The page with each second paragraph in GBK, as sites do that paste one file into another.
fn mixed(page: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (index, part) in page.split_inclusive("</p>").enumerate() {
        bytes.extend(if index % 2 == 1 { gbk(part) } else { part.as_bytes().to_vec() });
    }
    bytes
}

/// The page in HZ, the seven-bit form of GB2312; `None` where it has other characters.
fn hz(page: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut shifted) = (Vec::new(), false);
    for letter in page.chars() {
        if letter.is_ascii() != !shifted {
            bytes.extend_from_slice(if shifted { b"~}" } else { b"~{" });
            shifted = !shifted;
        }
        match letter {
            '~' => bytes.extend_from_slice(b"~~"),
            _ if letter.is_ascii() => bytes.push(letter as u8),
            _ => match gbk(&letter.to_string())[..] {
                [lead @ 0xa1..=0xf7, trail @ 0xa1..=0xfe] => bytes.extend([lead & 0x7f, trail & 0x7f]),
                _ => return None,
            },
        }
    }
    Some(bytes)
}

/// What differs between two readings of one page; a byte that no decoder can read may stand at the end of a line, nothing else.
fn differs(other: &Record, plain: &Record) -> bool {
    let text: Vec<&str> = other.text.lines().map(|line| line.trim_end_matches([' ', '\u{fffd}'])).collect();
    text != plain.text.lines().collect::<Vec<_>>() || other.page.title != plain.page.title || other.page.published != plain.page.published
}

#[test]
fn an_encoding_changes_nothing() {
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for (id, page) in pages() {
        let plain = extracted(declared(&page, "utf-8").into_bytes());
        let mut stray = declared(&page, "utf-8").into_bytes();
        let tag = stray.windows(2).position(|pair| pair == b"<p").unwrap_or(0);
        stray.insert(tag, 0x9d);
        let mut cut = declared(&page, "utf-8").into_bytes();
        cut.extend_from_slice("<!-- 完".as_bytes());
        cut.pop();
        let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(declared(&page, "utf-16").encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let variants = [
            ("GBK that says gb2312", gbk(&declared(&page, "gb2312"))),
            ("GBK that says utf-8", gbk(&declared(&page, "utf-8"))),
            ("GBK that says nothing", gbk(&page)),
            ("UTF-8 that says gb2312", declared(&page, "gb2312").into_bytes()),
            ("UTF-8 that says nothing", page.clone().into_bytes()),
            ("a stray byte", stray),
            ("a cut last character", cut),
            ("UTF-16", utf16),
        ];
        for (name, bytes) in variants {
            if differs(&extracted(bytes), &plain) {
                wrong.push(format!("{id}: {name}"));
            }
        }
        for (name, bytes, charset) in [
            ("GBK sent as utf-8", gbk(&page), "utf-8"),
            ("UTF-8 sent as gb2312", page.clone().into_bytes(), "gb2312"),
            ("UTF-8 that says gb2312, sent as iso-8859-1", declared(&page, "gb2312").into_bytes(), "iso-8859-1"),
        ] {
            if differs(&labelled(bytes, Some(charset)), &plain) {
                wrong.push(format!("{id}: {name}"));
            }
        }
        tried += 1;
    }
    assert!(tried >= 40, "only {tried} pages");
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

/// Encodings that not every page can be written in, and pages that change it on the way.
#[test]
fn rarer_encodings_change_nothing() {
    let (mut wrong, mut tried) = (Vec::new(), [0; 4]);
    for (id, page) in pages() {
        let plain = extracted(declared(&page, "utf-8").into_bytes());
        let rare = page.replacen("</p>", "㐂𠮷䶮</p>", 1);
        let big5 = encoding_rs::BIG5.encode(&page);
        let variants = [
            hz(&page).map(|bytes| ("HZ", bytes, &plain)),
            (!big5.2 && page.contains('國')).then(|| ("Big5", big5.0.into_owned(), &plain)),
            page.contains("</p>").then(|| ("two encodings by paragraph", mixed(&declared(&page, "utf-8")), &plain)),
        ];
        for (index, (name, bytes, plain)) in variants.into_iter().enumerate().filter_map(|(index, found)| Some((index, found?))) {
            tried[index] += 1;
            if differs(&extracted(bytes), plain) {
                wrong.push(format!("{id}: {name}"));
            }
        }
        if rare != page {
            tried[3] += 1;
            if differs(&extracted(gbk(&declared(&rare, "gbk"))), &extracted(declared(&rare, "utf-8").into_bytes())) {
                wrong.push(format!("{id}: four bytes a character"));
            }
        }
    }
    println!("HZ {}, Big5 {}, mixed {}, four bytes {}", tried[0], tried[1], tried[2], tried[3]);
    assert!(tried.iter().all(|tried| *tried >= 1), "{tried:?}");
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn advertising_leaks_nowhere_and_harms_nothing() {
    const SPAM: &str = "澳门新葡京娱乐城开户送彩金，百家乐真人平台，信誉保证网址www.example.com";
    let mut wrong = Vec::new();
    let mut tried = 0;
    for (id, page) in pages() {
        let page = declared(&page, "utf-8");
        let Some(found) = PARAGRAPH.captures(&page) else { continue };
        let (Some(whole), Some(inner)) = (found.get(0), found.get(1)) else { continue };
        // Behind four letters of the first sentence: not inside a reference like &nbsp;.
        let letters = inner.as_str().char_indices().filter(|(_, letter)| ('\u{4e00}'..='\u{9fff}').contains(letter));
        let Some(middle) = letters.skip(4).map(|(at, _)| inner.start() + at).next() else { continue };
        tried += 1;
        let behind = |spam: &str| format!("{}{spam}{}", &page[..whole.end()], &page[whole.end()..]);
        let ways = [
            ("display", behind(&format!("<p style=\"display:none\">{SPAM}</p>"))),
            ("visibility", behind(&format!("<p style=\"visibility:hidden\">{SPAM}</p>"))),
            ("size", behind(&format!("<p style=\"font-size:0\">{SPAM}</p>"))),
            ("position", behind(&format!("<div style=\"position:absolute;left:-9999px\">{SPAM}</div>"))),
            ("colour", behind(&format!("<p><font color=\"#ffffff\">{SPAM}</font></p>"))),
            ("class", format!("<style>.zx9{{display:none}}</style>{}", behind(&format!("<p class=\"zx9\">{SPAM}</p>")))),
            ("attribute", behind(&format!("<p hidden>{SPAM}</p>"))),
            ("in the body", page.replacen("<body>", &format!("<body><div style=\"display:none\">{SPAM}</div>"), 1)),
            ("visible", behind(&format!("<p>{SPAM}</p>"))),
            ("keywords", behind("<p>时时彩,六合彩,老虎机,百家乐,真人棋牌,博彩平台</p>")),
            ("a brand in a sentence", format!("{}开云体育app下载{}", &page[..middle], &page[middle..])),
        ];
        let clean = extracted(page.clone().into_bytes());
        for (name, bytes) in ways {
            let record = extracted(bytes.into_bytes());
            if record.text != clean.text {
                wrong.push(format!("{id}: {name}"));
            }
        }
    }
    assert!(tried > 3, "only {tried} pages have a paragraph");
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

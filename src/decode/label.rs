//! What a page says its encoding is. In: its first bytes. Out: the label as written, in lower case.

use memchr::memmem;

/// Bytes looked at: pages put scripts before their `meta`, so more than the standard's 1024.
const HEAD: usize = 16 * 1024;
/// A declaration's length at most.
const DECLARATION: usize = 400;

/// The label of the XML declaration or of the first `meta` that has one.
pub(super) fn declared(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let start = head.trim_ascii_start();
    if start.starts_with(b"<?xml") {
        let declaration = &start[..memmem::find(start, b"?>").unwrap_or(start.len()).min(DECLARATION)];
        if let Some(label) = value_of(declaration, b"encoding") {
            return Some(label);
        }
    }
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', &head[at..]).map(|found| at + found) {
        let rest = &head[open..];
        at = if rest.starts_with(b"<!--") {
            // A label in a comment binds nobody.
            memmem::find(rest, b"-->").map_or(head.len(), |found| open + found + 3)
        } else {
            if rest.get(1..5).is_some_and(|name| name.eq_ignore_ascii_case(b"meta")) {
                let tag = &rest[..memchr::memchr(b'>', rest).unwrap_or(rest.len()).min(DECLARATION)];
                if let Some(label) = value_of(tag, b"charset") {
                    return Some(label);
                }
            }
            open + 1
        };
    }
    None
}

/// What stands behind `key` and `=` in a tag.
fn value_of(tag: &[u8], key: &[u8]) -> Option<String> {
    let mut at = 0;
    while at + key.len() < tag.len() {
        if !tag[at..at + key.len()].eq_ignore_ascii_case(key) {
            at += 1;
            continue;
        }
        at += key.len();
        if let Some(value) = tag[at..].trim_ascii_start().strip_prefix(b"=") {
            let value = value.trim_ascii_start();
            let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value).trim_ascii_start();
            let end = value.iter().position(|byte| !(byte.is_ascii_alphanumeric() || b"-_.:".contains(byte))).unwrap_or(value.len());
            if end > 0 {
                return Some(String::from_utf8_lossy(&value[..end]).to_ascii_lowercase());
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::declared;

    #[test]
    fn finds_the_label_however_it_is_written() {
        for (page, label) in [
            ("<meta charset=gb2312>", Some("gb2312")),
            ("<META http-equiv=Content-Type content='text/html; CHARSET = GBK'>", Some("gbk")),
            ("<meta content=\"text/html;charset=\">\n<meta charset=' utf-8'>", Some("utf-8")),
            ("<?xml version='1.0' encoding=\"GB18030\"?><html>", Some("gb18030")),
            ("<!-- <meta charset=big5> --><p>", None),
            ("charset=utf-8", None),
        ] {
            assert_eq!(declared(page.as_bytes()).as_deref(), label, "{page}");
        }
    }
}

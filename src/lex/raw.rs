//! Where raw text ends. In: the bytes behind a start tag. Out: the offset of its end tag.

use memchr::{memchr, memchr2, memmem};

use super::is_space;

/// The start of the end tag `name` at or behind `from`, or the end of the input.
pub(super) fn end(bytes: &[u8], from: usize, name: &[u8]) -> usize {
    let script = name.eq_ignore_ascii_case(b"script");
    let mut escape = Escape { at: from, escaped: false, doubly: false };
    let mut at = from;
    while let Some(found) = memchr(b'<', &bytes[at..]) {
        at += found;
        if bytes.get(at + 1) == Some(&b'/') && starts_tag(&bytes[at + 2..], name) {
            if !script {
                return at;
            }
            escape.advance(bytes, at);
            if !escape.doubly {
                return at;
            }
        }
        at += 1;
    }
    bytes.len()
}

/// Whether `rest` starts with the tag name `name` and ends it there.
fn starts_tag(rest: &[u8], name: &[u8]) -> bool {
    rest.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name))
        && rest.get(name.len()).is_some_and(|byte| is_space(*byte) || matches!(byte, b'/' | b'>'))
}

/// How deep a script's text is in `<!-- <script>`: there, `</script>` does not end it. Moves forward only, so that many end
/// tags cost no more than one.
struct Escape {
    at: usize,
    escaped: bool,
    doubly: bool,
}

impl Escape {
    fn advance(&mut self, bytes: &[u8], end: usize) {
        while self.at < end {
            let rest = &bytes[self.at..end];
            if !self.escaped {
                match memmem::find(rest, b"<!--") {
                    None => self.at = end,
                    // Only past `<!`: `<!-->` opens and closes at once.
                    Some(found) => (self.at, self.escaped, self.doubly) = (self.at + found + 2, true, false),
                }
                continue;
            }
            let Some(found) = memchr2(b'-', b'<', rest) else {
                self.at = end;
                return;
            };
            self.at += found;
            let rest = &bytes[self.at..];
            self.at += if rest.starts_with(b"-->") {
                (self.escaped, self.doubly) = (false, false);
                3
            } else if rest.starts_with(b"</") && starts_tag(&rest[2..], b"script") {
                self.doubly = false;
                8
            } else if starts_tag(&rest[1..], b"script") && rest[0] == b'<' {
                self.doubly = true;
                7
            } else {
                1
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::end;

    #[test]
    fn a_script_in_a_commented_script_is_inside() {
        let text = b"<!-- <script>1</script> --></script>x";
        assert_eq!(&text[end(text, 0, b"script")..], b"</script>x");
        let text = b"'</scripty>' </SCRIPT >x";
        assert_eq!(&text[end(text, 0, b"script")..], b"</SCRIPT >x");
        assert_eq!(end(b"never closed", 0, b"style"), 12);
    }
}

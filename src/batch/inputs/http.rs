//! An HTTP response as a crawler kept it. In: head and body in one block. Out: the body without its transfer and content encodings.

use std::io::{self, Read};

use flate2::bufread::{MultiGzDecoder, ZlibDecoder};

use super::packing::{GZIP_MAGIC, Packing};

/// Header lines, names in lower case.
pub type Headers = Vec<(String, String)>;

/// The value of a header.
pub fn header<'h>(headers: &'h Headers, name: &str) -> Option<&'h str> {
    headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// A header line, told apart.
pub fn parse_header(line: &[u8]) -> Option<(String, String)> {
    let line = String::from_utf8_lossy(line);
    let (name, value) = line.split_once(':')?;
    Some((name.trim().to_ascii_lowercase(), value.trim().to_string()))
}

/// Status line (as the first pair's name) and headers of a response, and its body.
pub fn split_head(block: &[u8]) -> Option<(Headers, &[u8])> {
    let (head, body) = match memchr::memmem::find(block, b"\r\n\r\n") {
        Some(end) => (&block[..end], &block[end + 4..]),
        None => {
            let end = memchr::memmem::find(block, b"\n\n")?;
            (&block[..end], &block[end + 2..])
        }
    };
    let mut lines = head.split(|byte| *byte == b'\n');
    let status = String::from_utf8_lossy(lines.next()?).trim().to_string();
    let mut headers = vec![(status, String::new())];
    headers.extend(lines.filter_map(parse_header));
    Some((headers, body))
}

/// The status code of a head.
pub fn status(head: &Headers) -> Option<u16> {
    let (line, _) = head.first()?;
    let mut words = line.split_whitespace();
    let is_http = words.next().is_some_and(|word| word.starts_with("HTTP/"));
    words.next().filter(|_| is_http).and_then(|code| code.parse().ok())
}

/// The charset of a content type.
pub fn charset(content_type: &str) -> Option<String> {
    let (_, label) = content_type.split_once("charset=")?;
    Some(label.split(';').next()?.trim_matches(['"', '\'', ' ']).to_string()).filter(|label| !label.is_empty())
}

/// The body without its transfer and content encodings, one byte longer than `most` where it is too long.
pub fn unpack(head: &Headers, body: &[u8], most: u64) -> Result<Vec<u8>, String> {
    let body = match header(head, "transfer-encoding") {
        // Crawlers differ in whether they keep the chunks: a body that is not chunked stays as it is.
        Some(coding) if coding.eq_ignore_ascii_case("chunked") => dechunk(body).unwrap_or_else(|| body.to_vec()),
        _ => body.to_vec(),
    };
    let coding = header(head, "content-encoding").map(str::to_ascii_lowercase);
    let unpacked = match coding.as_deref() {
        Some("gzip" | "x-gzip") if body.starts_with(&GZIP_MAGIC) => read(MultiGzDecoder::new(&body[..]), most),
        Some("deflate") => read(ZlibDecoder::new(&body[..]), most),
        Some("zstd") => read(Packing::Zstd.unpack(io::Cursor::new(body)), most),
        Some("br") => return Err("is packed with br by its server, which is not read here; let the crawler ask for gzip".into()),
        _ => return Ok(body),
    };
    unpacked.map_err(|cause| format!("cannot be unpacked: {cause}"))
}

fn read(reader: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(most + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// RFC 9112 chunks → the body; `None` where they are none.
fn dechunk(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(body.len());
    loop {
        let end = memchr::memchr(b'\n', body)?;
        let size = std::str::from_utf8(&body[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        body = &body[end + 1..];
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(body.get(..size)?);
        body = body.get(size..)?;
        body = body.strip_prefix(b"\r\n").or_else(|| body.strip_prefix(b"\n"))?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined_and_anything_else_left() {
        assert_eq!(dechunk(b"4\r\nWiki\r\n5;x=1\r\npedia\r\n0\r\n\r\n").as_deref(), Some(&b"Wikipedia"[..]));
        assert_eq!(dechunk(b"<html>no chunks</html>"), None);
        assert_eq!(dechunk(b"ffffffffffffffff\r\nshort"), None);
    }

    #[test]
    fn heads_are_read() {
        let (head, body) = split_head(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=\"GBK\"; x\r\n\r\nbody").unwrap();
        assert_eq!((status(&head), body), (Some(200), &b"body"[..]));
        assert_eq!(charset(header(&head, "content-type").unwrap()).as_deref(), Some("GBK"));
        assert_eq!(status(&vec![("HTTP/1.1 2p0 OK".to_string(), String::new())]), None);
    }
}

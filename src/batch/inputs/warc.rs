//! WARC and WET (ISO 28500): each response or conversion record that is a page. A gzipped file is read member by member, so that a
//! broken member costs itself: it is reported with its offset and the next one is looked for.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::PathBuf;

use flate2::bufread::{GzDecoder, MultiGzDecoder, ZlibDecoder};
use jiff::civil::Date;
use qingyuan::Source;
use qingyuan::decode::SourceKind;

use super::{BUFFER, Page, bounded, file_name, read_at_most};
use crate::batch::failure::{Failure, Stage};

/// Longest head (WARC or HTTP) that is read: anything longer is broken.
const MAX_HEAD: u64 = 1 << 20;
/// First bytes of a gzip member (RFC 1952).
const GZIP_MAGIC: [u8; 3] = [0x1f, 0x8b, 8];

/// An open WARC file.
pub struct Warc {
    path: PathBuf,
    reader: Records,
    max_page: u64,
    ended: bool,
    skipped: usize,
}

/// How the records lie in the file.
enum Records {
    /// One after another.
    Plain { reader: Box<dyn BufRead>, at: u64 },
    /// Each in a gzip member of its own.
    Packed { file: BufReader<File>, at: u64 },
}

/// Header lines, names in lower case.
type Headers = Vec<(String, String)>;

fn header<'h>(headers: &'h Headers, name: &str) -> Option<&'h str> {
    headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// A record with as much of its block as a page may have.
struct Record {
    headers: Headers,
    block: Vec<u8>,
}

impl Warc {
    /// Records one after another, from any reader.
    pub fn plain(path: PathBuf, reader: Box<dyn BufRead>, max_page: u64) -> Warc {
        Warc { path, reader: Records::Plain { reader, at: 0 }, max_page, ended: false, skipped: 0 }
    }

    /// Records in gzip members.
    pub fn packed(path: PathBuf, file: File, max_page: u64) -> Warc {
        Warc { path, reader: Records::Packed { file: BufReader::with_capacity(BUFFER, file), at: 0 }, max_page, ended: false, skipped: 0 }
    }

    /// Records passed over, because they are no pages.
    pub fn skipped(&self) -> usize {
        self.skipped
    }

    /// The next record and its offset; `None` at the end. After an error the reader stands where the next record may start.
    fn next_record(&mut self) -> Option<(u64, io::Result<Record>)> {
        // A head may come before the page, so the block may be longer than the page.
        let most = self.max_page + MAX_HEAD;
        match &mut self.reader {
            Records::Plain { reader, at } => {
                let start = *at;
                match read_record(reader, most, at) {
                    Ok(None) => None,
                    Ok(Some(record)) => Some((start, Ok(record))),
                    Err(cause) => {
                        self.ended = resync(reader, at).is_err();
                        Some((start, Err(cause)))
                    }
                }
            }
            Records::Packed { file, at } => {
                let start = *at;
                match file.fill_buf() {
                    Ok([]) => return None,
                    Ok(_) => {}
                    Err(cause) => {
                        self.ended = true;
                        return Some((start, Err(cause)));
                    }
                }
                let mut member = BufReader::new(GzDecoder::new(&mut *file));
                let mut inside = 0;
                let record = read_record(&mut member, most, &mut inside)
                    .and_then(|record| io::copy(&mut member, &mut io::sink()).map(|_| record))
                    .and_then(|record| record.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "an empty record")));
                drop(member);
                let next = match &record {
                    Ok(_) => file.stream_position(),
                    Err(_) => next_member(file, start + 1),
                };
                match next {
                    Ok(next) => *at = next,
                    Err(_) => self.ended = true,
                }
                Some((start, record))
            }
        }
    }

    /// The page of a record; `None` where the record is none (a request, an image, a redirect).
    fn page(&self, offset: u64, record: Record) -> Option<Result<Page, Failure>> {
        let kind = header(&record.headers, "warc-type").unwrap_or("");
        let url = header(&record.headers, "warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_string());
        let fail = |reason: String| Failure::new(&self.path, Stage::Page, reason).at_offset(offset);
        let (body, charset, is_text) = match kind {
            "conversion" => (record.block, None, true),
            "resource" if is_page_type(header(&record.headers, "content-type").unwrap_or("")) => (record.block, None, false),
            "response" => {
                let (head, body) = split_head(&record.block)?;
                let status = head.first().map(|(line, _)| line.split_whitespace().nth(1).unwrap_or("").to_string());
                let content_type = header(&head, "content-type").unwrap_or("text/html").to_ascii_lowercase();
                if status.as_deref() != Some("200") || !is_page_type(&content_type) {
                    return None;
                }
                let body = match unpack(&head, body, self.max_page) {
                    Ok(body) => body,
                    Err(reason) => return Some(Err(fail(reason))),
                };
                let charset = content_type.split_once("charset=").map(|(_, label)| label.trim_matches(['"', '\'', ' ', ';']).to_string());
                (body, charset, content_type.starts_with("text/plain"))
            }
            _ => return None,
        };
        let body = match bounded(body, self.max_page) {
            Ok(body) => body,
            Err(reason) => return Some(Err(fail(reason))),
        };
        let id = url.clone().unwrap_or_else(|| format!("{}:{offset}", self.path.display()));
        let folder = file_name(&self.path.file_name().unwrap_or_default().to_string_lossy());
        let name = folder.join(file_name(&id));
        let mut source = Source::new(id, body);
        source.uri = self.path.display().to_string();
        source.url = url;
        source.charset = charset;
        source.kind = is_text.then_some(SourceKind::Text);
        // The day it was fetched stands in for a date that the page does not show.
        source.published = header(&record.headers, "warc-date").and_then(|date| date.get(..10)).and_then(|day| day.parse::<Date>().ok());
        Some(Ok(Page { source, name, place: fail(String::new()) }))
    }
}

impl Iterator for Warc {
    type Item = Result<Page, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let (offset, record) = self.next_record()?;
            match record {
                Ok(record) => match self.page(offset, record) {
                    Some(page) => return Some(page),
                    None => self.skipped += 1,
                },
                Err(cause) => return Some(Err(Failure::new(&self.path, Stage::Read, format!("broken record: {cause}")).at_offset(offset))),
            }
        }
        None
    }
}

fn is_page_type(content_type: &str) -> bool {
    ["text/html", "application/xhtml+xml", "text/plain"].iter().any(|page| content_type.starts_with(page))
}

/// One record; `at` moves on by what was read. `None` at the end of the stream.
fn read_record(reader: &mut impl BufRead, most: u64, at: &mut u64) -> io::Result<Option<Record>> {
    let broken = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_string());
    let mut line = Vec::new();
    // Blank lines stand between records.
    loop {
        line.clear();
        let read = reader.by_ref().take(MAX_HEAD).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(None);
        }
        if !line.trim_ascii().is_empty() {
            break;
        }
        *at += read as u64;
    }
    if !line.starts_with(b"WARC/") {
        *at += line.len() as u64;
        return Err(broken("no WARC record starts here"));
    }
    *at += line.len() as u64;
    let mut headers = Headers::new();
    let mut length = None;
    loop {
        line.clear();
        let read = reader.by_ref().take(MAX_HEAD).read_until(b'\n', &mut line)?;
        *at += read as u64;
        if read == 0 {
            return Err(broken("the file ends inside a record's head"));
        }
        if line.trim_ascii().is_empty() {
            break;
        }
        if let Some(pair) = parse_header(&line) {
            if pair.0 == "content-length" {
                length = pair.1.parse::<u64>().ok();
            }
            headers.push(pair);
        }
    }
    let length = length.ok_or_else(|| broken("the record tells no length"))?;
    let mut block = Vec::new();
    let kept = reader.by_ref().take(length.min(most)).read_to_end(&mut block)? as u64;
    let rest = if length > kept { io::copy(&mut reader.by_ref().take(length - kept), &mut io::sink())? } else { 0 };
    *at += kept + rest;
    if kept + rest < length {
        return Err(broken("the file ends inside a record"));
    }
    Ok(Some(Record { headers, block }))
}

fn parse_header(line: &[u8]) -> Option<(String, String)> {
    let line = String::from_utf8_lossy(line);
    let (name, value) = line.split_once(':')?;
    Some((name.trim().to_ascii_lowercase(), value.trim().to_string()))
}

/// Read on to the next line that starts a record, and leave it unread.
fn resync(reader: &mut impl BufRead, at: &mut u64) -> io::Result<()> {
    let mut line = Vec::new();
    loop {
        if reader.fill_buf()?.starts_with(b"WARC/") {
            return Ok(());
        }
        line.clear();
        let read = reader.by_ref().take(MAX_HEAD).read_until(b'\n', &mut line)?;
        *at += read as u64;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

/// Where the next gzip member may start, from `from` on; the reader stands there.
fn next_member(file: &mut BufReader<File>, from: u64) -> io::Result<u64> {
    let mut at = file.seek(SeekFrom::Start(from))?;
    loop {
        let buffer = file.fill_buf()?;
        if buffer.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if let Some(found) = memchr::memmem::find(buffer, &GZIP_MAGIC) {
            file.consume(found);
            return Ok(at + found as u64);
        }
        // A magic may lie across two buffers: keep its first bytes for the next look.
        let keep = if buffer.len() > GZIP_MAGIC.len() { GZIP_MAGIC.len() - 1 } else { 0 };
        let step = buffer.len() - keep;
        file.consume(step);
        at += step as u64;
        if keep > 0 && file.buffer().len() == keep {
            at = file.seek(SeekFrom::Start(at))?;
        }
    }
}

/// Status line (as the first pair's name) and headers of an HTTP message, and its body.
fn split_head(block: &[u8]) -> Option<(Headers, &[u8])> {
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

/// The body without its transfer and content encodings.
fn unpack(head: &Headers, body: &[u8], max_page: u64) -> Result<Vec<u8>, String> {
    let body = match header(head, "transfer-encoding") {
        // Crawlers differ in whether they keep the chunks: a body that is not chunked stays as it is.
        Some(coding) if coding.eq_ignore_ascii_case("chunked") => dechunk(body).unwrap_or_else(|| body.to_vec()),
        _ => body.to_vec(),
    };
    let unpacked = match header(head, "content-encoding").map(str::to_ascii_lowercase).as_deref() {
        Some("gzip" | "x-gzip") if body.starts_with(&GZIP_MAGIC) => read_at_most(MultiGzDecoder::new(&body[..]), max_page),
        Some("deflate") => read_at_most(ZlibDecoder::new(&body[..]), max_page),
        Some("br" | "zstd") => return Err("is packed with br or zstd by its server; this version does not read that".into()),
        _ => return Ok(body),
    };
    unpacked.map_err(|cause| format!("cannot be unpacked: {cause}"))
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
}

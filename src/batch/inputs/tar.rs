//! Tar archives (POSIX ustar and pax, GNU, V7): each member that is a page, one after another. In: a stream. A block that is no
//! header is reported with its offset, and the next header looked for. Never done here: links, sparse files, anything on disk.

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;
use std::path::Path;

use super::archive::read_member;
use super::names::{decode_name, is_page_name};
use super::packing::Stream;
use super::{Feed, Inputs};
use crate::batch::failure::{Failure, Kind};

/// Everything in a tar archive begins at a multiple of this.
const BLOCK: usize = 512;
/// Longest name, or set of pax headers: anything longer is damage or worse.
const MAX_EXTENSION: u64 = 1 << 20;

type Block = [u8; BLOCK];

/// Feed the pages of a tar archive, in its order.
pub fn read_tar(inputs: &Inputs, path: &Path, reader: Stream, feed: &mut Feed) -> ControlFlow<()> {
    let mut tar = Tar { reader, at: 0 };
    let mut told = Extension::default();
    loop {
        let start = tar.at;
        let header = match tar.next_header() {
            Ok(Some(Some(header))) => header,
            Ok(Some(None)) => {
                feed(Err(Failure::new(path, Kind::Broken, "no member of the archive begins here; read on at the next that does")
                    .at_offset(start)))?;
                match tar.resync() {
                    Ok(Some(header)) => header,
                    Ok(None) => return ControlFlow::Continue(()),
                    Err(cause) => return feed(Err(breaks_off(path, tar.at, &cause))),
                }
            }
            Ok(None) => return ControlFlow::Continue(()),
            Err(cause) => return feed(Err(breaks_off(path, tar.at, &cause))),
        };
        match tar.read_on(inputs, path, &header, &mut told, feed) {
            Ok(flow) => flow?,
            Err(cause) => return feed(Err(breaks_off(path, tar.at, &cause))),
        }
    }
}

fn breaks_off(path: &Path, at: u64, cause: &io::Error) -> Failure {
    Failure::new(path, Kind::Broken, format!("the archive breaks off at byte {at} of what it holds: {cause}"))
}

/// What a header says.
struct Header {
    name: Vec<u8>,
    size: u64,
    kind: u8,
}

/// What extension headers say of the member that follows.
#[derive(Default)]
struct Extension {
    name: Option<Vec<u8>>,
    size: Option<u64>,
}

struct Tar {
    reader: Stream,
    /// Bytes read.
    at: u64,
}

impl Read for Tar {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.reader.read(into)?;
        self.at += length as u64;
        Ok(length)
    }
}

impl Tar {
    /// The next block that is not zeros; `None` at the end.
    fn next_block(&mut self) -> io::Result<Option<Block>> {
        let mut block = [0; BLOCK];
        loop {
            if self.reader.fill_buf()?.is_empty() {
                return Ok(None);
            }
            self.read_exact(&mut block)?;
            if block.iter().any(|byte| *byte != 0) {
                return Ok(Some(block));
            }
        }
    }

    /// The next header; `Some(None)` where something else stands there.
    fn next_header(&mut self) -> io::Result<Option<Option<Header>>> {
        Ok(self.next_block()?.map(|block| parse(&block)))
    }

    /// Read on to the next header that says it is one.
    fn resync(&mut self) -> io::Result<Option<Header>> {
        while let Some(block) = self.next_block()? {
            if block[257..262] == *b"ustar"
                && let Some(header) = parse(&block)
            {
                return Ok(Some(header));
            }
        }
        Ok(None)
    }

    /// Skip what is left of a member of `size` bytes that starts at `start`, and what fills its last block.
    fn skip_to_end(&mut self, start: u64, size: u64) -> io::Result<()> {
        let end = start.saturating_add(size).checked_next_multiple_of(BLOCK as u64).unwrap_or(u64::MAX);
        let left = end.saturating_sub(self.at);
        let skipped = io::copy(&mut self.by_ref().take(left), &mut io::sink())?;
        match skipped < left && self.at < start.saturating_add(size) {
            false => Ok(()),
            true => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    /// What stands behind a header: a page, something about the next member, or nothing for us.
    fn read_on(
        &mut self,
        inputs: &Inputs,
        path: &Path,
        header: &Header,
        told: &mut Extension,
        feed: &mut Feed,
    ) -> io::Result<ControlFlow<()>> {
        let start = self.at;
        let is_extension = matches!(header.kind, b'L' | b'K' | b'x' | b'g' | b'X');
        let size = if is_extension { header.size } else { told.size.take().unwrap_or(header.size) };
        if is_extension && size <= MAX_EXTENSION {
            let mut body = Vec::new();
            self.by_ref().take(size).read_to_end(&mut body)?;
            told.learn(header.kind, &body);
        }
        let mut flow = ControlFlow::Continue(());
        if !is_extension {
            let name = decode_name(&told.name.take().unwrap_or_else(|| header.name.clone()));
            if matches!(header.kind, b'0' | 0 | b'7') && !name.ends_with('/') {
                if is_page_name(&name) {
                    let page = read_member(inputs, path, &name, &mut self.by_ref().take(size));
                    // A member that breaks off, or whose rest is missing, is the end of the archive.
                    if let Err(failure) = &page
                        && failure.kind == Kind::Broken
                    {
                        return Err(io::Error::other(format!("{name} {}", failure.reason)));
                    }
                    if self.at < start.saturating_add(size) && self.reader.fill_buf()?.is_empty() {
                        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, format!("{name} is cut short")));
                    }
                    flow = feed(page);
                } else {
                    inputs.skip(Path::new(&name));
                }
            } else if header.kind != b'5' {
                inputs.skip(Path::new(&name));
            }
        }
        if flow.is_continue() {
            self.skip_to_end(start, size)?;
        }
        Ok(flow)
    }
}

impl Extension {
    fn learn(&mut self, kind: u8, body: &[u8]) {
        match kind {
            b'L' => self.name = Some(until_zero(body).to_vec()),
            b'x' | b'X' => {
                for (key, value) in pax(body) {
                    match key {
                        b"path" => self.name = Some(value.to_vec()),
                        b"size" => self.size = std::str::from_utf8(value).ok().and_then(|size| size.parse().ok()),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}

/// The records of a pax header: `LENGTH KEY=VALUE\n`.
fn pax(mut body: &[u8]) -> Vec<(&[u8], &[u8])> {
    let mut records = Vec::new();
    loop {
        let Some(space) = memchr::memchr(b' ', body) else { return records };
        let length = std::str::from_utf8(&body[..space]).ok().and_then(|length| length.parse::<usize>().ok());
        let Some(record) = length.filter(|length| *length > space + 1).and_then(|length| body.get(space + 1..length)) else {
            return records;
        };
        if let Some(equals) = memchr::memchr(b'=', record) {
            let value = &record[equals + 1..];
            records.push((&record[..equals], value.strip_suffix(b"\n").unwrap_or(value)));
        }
        body = &body[space + 1 + record.len()..];
    }
}

/// A header, where the block is one: its sum of bytes says so.
fn parse(block: &Block) -> Option<Header> {
    let sum: u64 = block.iter().enumerate().map(|(at, byte)| if (148..156).contains(&at) { 32 } else { u64::from(*byte) }).sum();
    if number(&block[148..156])? != sum {
        return None;
    }
    let mut name = until_zero(&block[..100]).to_vec();
    let prefix = until_zero(&block[345..500]);
    if block[257..263] == *b"ustar\0" && !prefix.is_empty() {
        name = [prefix, b"/", &name].concat();
    }
    Some(Header { name, size: number(&block[124..136])?, kind: block[156] })
}

fn until_zero(bytes: &[u8]) -> &[u8] {
    &bytes[..memchr::memchr(0, bytes).unwrap_or(bytes.len())]
}

/// Octal digits, or for large numbers a binary one (GNU).
fn number(field: &[u8]) -> Option<u64> {
    if field[0] & 0x80 != 0 {
        let first = u64::from(field[0] & 0x7f);
        return field[1..].iter().try_fold(first, |number, byte| number.checked_mul(256)?.checked_add(u64::from(*byte)));
    }
    let digits = field.iter().filter(|byte| !matches!(byte, b' ' | 0));
    digits.into_iter().try_fold(0u64, |number, digit| match digit {
        b'0'..=b'7' => number.checked_mul(8)?.checked_add(u64::from(digit - b'0')),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_pax_records_are_read() {
        assert_eq!(number(b"0000644\0"), Some(0o644));
        assert_eq!(number(b"\x80\0\0\0\0\0\0\x02\0\0\0\0"), Some(2 << 32));
        assert_eq!(number(b"12x\0"), None);
        assert_eq!(pax(b"17 path=a/b.html\n11 size=12\nrubbish"), [(&b"path"[..], &b"a/b.html"[..]), (b"size", b"12")]);
    }
}

//! Records of a WARC stream. In: bytes. Out: heads and blocks. A length that leads nowhere is not believed: what was read under it is
//! read again, for the records that may lie in it.

use std::io::{self, BufRead, Read};

use super::{MAX_HEAD, RECORD_MAGIC};
use crate::batch::inputs::http::{Headers, parse_header};

/// How a record begins after another one's end.
const BOUNDARY: &[u8] = b"\nWARC/1.";
/// Bytes looked at behind a block: two line ends and the next record's first letters.
const BEHIND: usize = 4 + RECORD_MAGIC.len();

/// A record with as much of its block as a page may have.
pub struct Record {
    /// Header lines.
    pub headers: Headers,
    /// The block.
    pub block: Vec<u8>,
}

/// Why there is no record.
pub enum Fault {
    /// It is broken; the reader stands where the next one may begin.
    Record(String),
    /// The stream cannot be read on.
    Stream(io::Error),
}

impl From<io::Error> for Fault {
    fn from(cause: io::Error) -> Fault {
        Fault::Stream(cause)
    }
}

/// A stream of records.
pub struct Records<R> {
    reader: R,
    /// Bytes to be read again, before the reader goes on.
    again: io::Cursor<Vec<u8>>,
    /// Bytes read.
    at: u64,
    /// Longest block that is kept.
    most: u64,
}

impl<R: BufRead> Records<R> {
    /// Read records with blocks of at most `most` bytes; the rest of a longer one is passed over.
    pub fn new(reader: R, most: u64) -> Records<R> {
        Records { reader, again: io::Cursor::new(Vec::new()), at: 0, most }
    }

    /// The reader, behind what has been read.
    pub fn into_inner(self) -> R {
        self.reader
    }

    /// The next record and the offset it begins at; `None` at the end.
    pub fn next_record(&mut self) -> (u64, Result<Option<Record>, Fault>) {
        let mut start = self.at;
        let record = self.read_record(&mut start);
        (start, record)
    }

    fn read_record(&mut self, start: &mut u64) -> Result<Option<Record>, Fault> {
        let mut line = Vec::new();
        // Blank lines stand between records.
        loop {
            *start = self.at;
            if self.read_line(&mut line)? == 0 {
                return Ok(None);
            }
            if !line.trim_ascii().is_empty() {
                break;
            }
        }
        if !line.starts_with(RECORD_MAGIC) {
            return self.broken("no WARC record begins here");
        }
        let mut headers = Headers::new();
        loop {
            if self.read_line(&mut line)? == 0 {
                return Err(Fault::Stream(io::Error::new(io::ErrorKind::UnexpectedEof, "the file ends inside a record's head")));
            }
            if line.trim_ascii().is_empty() {
                break;
            }
            headers.extend(parse_header(&line));
        }
        let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse::<u64>().ok());
        match length {
            Some(length) => self.read_block(headers, length),
            None => self.broken("it tells no length"),
        }
    }

    fn read_block(&mut self, headers: Headers, length: u64) -> Result<Option<Record>, Fault> {
        let (mut block, most) = (Vec::new(), length.min(self.most));
        self.by_ref().take(most).read_to_end(&mut block)?;
        let kept = block.len() as u64;
        // A wrong length may span all that follows: before more is passed over, the next record is looked for in what was read.
        let is_long = length > kept;
        if is_long && let Some(boundary) = memchr::memmem::find(&block, BOUNDARY) {
            self.unread(&block[boundary + 1..]);
            return Err(Fault::Record("its length is wrong".into()));
        }
        if is_long && kept + io::copy(&mut self.by_ref().take(length - kept), &mut io::sink())? < length {
            return Err(Fault::Stream(io::Error::new(io::ErrorKind::UnexpectedEof, "the file ends inside a record")));
        }
        if self.ends_here()? {
            return Ok(Some(Record { headers, block }));
        }
        match memchr::memmem::find(&block, BOUNDARY) {
            Some(boundary) => {
                self.unread(&block[boundary + 1..]);
                Err(Fault::Record("its length is wrong".into()))
            }
            None => {
                // The next record may have begun on the line that the block ends in.
                let line = memchr::memrchr(b'\n', &block).map_or(block.len(), |at| at + 1);
                self.unread(&block[line..]);
                self.broken("its length is wrong")
            }
        }
    }

    /// Whether a record may end here: two line ends follow, or fewer and then the end or another record. All of it stays unread.
    fn ends_here(&mut self) -> io::Result<bool> {
        let mut behind = Vec::new();
        // Reading up to the end of a packed member also checks its sum.
        self.by_ref().take(BEHIND as u64).read_to_end(&mut behind)?;
        self.unread(&behind);
        let next = behind.iter().position(|byte| !byte.is_ascii_whitespace()).map_or(&[][..], |at| &behind[at..]);
        Ok(behind.starts_with(b"\r\n\r\n") || next.is_empty() || RECORD_MAGIC.starts_with(&next[..next.len().min(RECORD_MAGIC.len())]))
    }

    /// A broken record: read on to the next line that begins one, and leave it unread.
    fn broken(&mut self, what: &str) -> Result<Option<Record>, Fault> {
        let mut line = Vec::new();
        while self.read_line(&mut line)? > 0 {
            if line.starts_with(&BOUNDARY[1..]) {
                self.unread(&line);
                break;
            }
        }
        Err(Fault::Record(what.to_string()))
    }

    fn read_line(&mut self, line: &mut Vec<u8>) -> io::Result<usize> {
        line.clear();
        self.by_ref().take(MAX_HEAD).read_until(b'\n', line)
    }

    /// Take back the last bytes read.
    fn unread(&mut self, bytes: &[u8]) {
        self.at -= bytes.len() as u64;
        let read_again = self.again.position() as usize;
        match bytes.len() <= read_again {
            // They came from what is read again: it steps back.
            true => self.again.set_position((read_again - bytes.len()) as u64),
            false => self.again = io::Cursor::new([bytes, &self.again.get_ref()[read_again..]].concat()),
        }
    }
}

impl<R: BufRead> Read for Records<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let buffer = self.fill_buf()?;
        let length = buffer.len().min(into.len());
        into[..length].copy_from_slice(&buffer[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Records<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self.again.get_ref().len() as u64 > self.again.position() {
            true => self.again.fill_buf(),
            false => self.reader.fill_buf(),
        }
    }

    fn consume(&mut self, length: usize) {
        self.at += length as u64;
        match self.again.get_ref().len() as u64 > self.again.position() {
            true => self.again.consume(length),
            false => {
                // What was read again lies behind: it can no longer be stepped back into.
                self.again = io::Cursor::default();
                self.reader.consume(length);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(n: usize, length: usize) -> String {
        let block = format!("block {n} ").repeat(20);
        format!("WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: {length}\r\n\r\n{block}\r\n\r\n")
    }

    /// The blocks read whole, and the offsets of broken records.
    fn read(warc: &str) -> (Vec<String>, Vec<u64>) {
        let mut records = Records::new(warc.as_bytes(), 1 << 20);
        let (mut blocks, mut broken) = (Vec::new(), Vec::new());
        loop {
            match records.next_record() {
                (_, Ok(None)) => return (blocks, broken),
                (_, Ok(Some(record))) => blocks.push(String::from_utf8(record.block).unwrap()[..7].to_string()),
                (at, Err(fault)) => {
                    broken.push(at);
                    if let Fault::Stream(_) = fault {
                        return (blocks, broken);
                    }
                }
            }
        }
    }

    #[test]
    fn a_wrong_length_costs_its_record_alone() {
        let whole: Vec<String> = (0..5).map(|n| record(n, 160)).collect();
        assert_eq!(read(&whole.concat()).0.len(), 5);
        for wrong in [0, 16, 150, 170, 260, 300, 700, 90_000, 10_000_000] {
            let mut warc = whole.clone();
            warc[2] = record(2, wrong);
            let at = (whole[0].len() * 2) as u64;
            assert_eq!(
                read(&warc.concat()),
                (["block 0", "block 1", "block 3", "block 4"].map(String::from).to_vec(), vec![at]),
                "{wrong}"
            );
        }
        let mut warc = whole.clone();
        warc[2] = warc[2].replace("WARC/1.0", "WBRC/1.0");
        assert_eq!(read(&warc.concat()).0.len(), 4);
        assert_eq!(read(&warc.concat()).1.len(), 1);
        warc[2] = whole[2].replace("Content-Length", "Content-Lengxh");
        assert_eq!(read(&warc.concat()).0.len(), 4);
    }
}

//! WARC and WET (ISO 28500): each response, resource or conversion record that is a page. In: a file, plain, in gzip members or in
//! zstd. A broken record or member costs itself: it is reported with its offset, and the next one is looked for.

mod record;

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use flate2::bufread::GzDecoder;
use jiff::civil::Date;
use qingyuan::Source;
use qingyuan::decode::SourceKind;

use super::http::{self, header};
use super::names::file_name;
use super::packing::{Counted, GZIP_MAGIC, Packing, Stream};
use super::{Feed, Inputs, Page, bounded};
use crate::batch::failure::{Failure, Kind};
use record::{Fault, Record, Records};

/// Room for a head (WARC or HTTP) before the page.
const MAX_HEAD: u64 = 1 << 20;
/// How a record begins, whatever its version.
const RECORD_MAGIC: &[u8] = b"WARC/";

/// Feed the pages of the WARC file at `path`.
pub fn read_warc(inputs: &Inputs, path: &Path, feed: &mut Feed) -> Result<ControlFlow<()>, Failure> {
    let unread = |cause: io::Error| Failure::new(path, Kind::Unreadable, cause);
    let mut file = Counted::open(path, &inputs.position).map_err(unread)?;
    let warc = Warc { inputs, path };
    Ok(match Packing::of(&mut file).map_err(unread)? {
        Packing::Gzip => warc.read_members(file, feed),
        packing => warc.read_stream(packing.unpack(file), feed),
    })
}

/// Feed the pages of a WARC stream that cannot be gone back in.
pub fn read_warc_stream(inputs: &Inputs, path: &Path, reader: Stream, feed: &mut Feed) -> ControlFlow<()> {
    Warc { inputs, path }.read_stream(reader, feed)
}

/// A WARC file being read.
struct Warc<'i> {
    inputs: &'i Inputs,
    path: &'i Path,
}

/// How the reading of a run of records ended.
enum End {
    /// At its end.
    Whole,
    /// The stream itself broke, inside the record that began at this offset.
    Broken,
    /// Nobody wants more.
    Stopped,
}

impl Warc<'_> {
    /// Records one after another.
    fn read_stream(&self, reader: Stream, feed: &mut Feed) -> ControlFlow<()> {
        let mut records = Records::new(reader, self.most());
        match self.read_records(&mut records, |at| Failure::place(self.path).at_offset(at), feed) {
            End::Stopped => ControlFlow::Break(()),
            End::Whole | End::Broken => ControlFlow::Continue(()),
        }
    }

    /// Gzip members, each with one record (as the standard advises) or with many.
    fn read_members(&self, mut file: BufReader<Counted>, feed: &mut Feed) -> ControlFlow<()> {
        let mut start = 0;
        loop {
            match file.fill_buf() {
                Ok([]) => return ControlFlow::Continue(()),
                Ok(_) => {}
                Err(cause) => return feed(Err(Failure::new(self.path, Kind::Broken, format!("breaks off at byte {start}: {cause}")))),
            }
            let mut records = Records::new(BufReader::new(GzDecoder::new(file)), self.most());
            let place = |at: u64| match at {
                0 => Failure::place(self.path).at_offset(start),
                at => Failure::place(self.path).at_offset(start).at_member(format!("+{at}")),
            };
            let end = self.read_records(&mut records, place, feed);
            file = records.into_inner().into_inner().into_inner();
            let next = match end {
                End::Stopped => return ControlFlow::Break(()),
                End::Whole => file.stream_position(),
                End::Broken => next_member(&mut file, start + 1),
            };
            match next {
                Ok(next) => start = next,
                Err(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => return ControlFlow::Continue(()),
                Err(cause) => return feed(Err(Failure::new(self.path, Kind::Broken, format!("breaks off at byte {start}: {cause}")))),
            }
        }
    }

    /// A head may come before the page, so a block may be longer than a page.
    fn most(&self) -> u64 {
        self.inputs.settings.max_page + MAX_HEAD
    }

    /// Feed the pages of records that lie one after another; `place` tells where a record is by its offset among them.
    fn read_records<R: BufRead>(&self, records: &mut Records<R>, place: impl Fn(u64) -> Failure, feed: &mut Feed) -> End {
        loop {
            let (start, record) = records.next_record();
            let at = place(start);
            let (page, end) = match record {
                Ok(None) => return End::Whole,
                Ok(Some(record)) => (self.page(at, record), None),
                Err(Fault::Record(what)) => (Some(Err(at.because(Kind::Broken, format!("broken record: {what}")))), None),
                Err(Fault::Stream(cause)) => (Some(Err(at.because(Kind::Broken, format!("broken record: {cause}")))), Some(End::Broken)),
            };
            match page {
                None => self.inputs.skip(Path::new("")),
                Some(page) => {
                    if feed(page).is_break() {
                        return End::Stopped;
                    }
                }
            }
            if let Some(end) = end {
                return end;
            }
        }
    }

    /// The page of a record; `None` where the record is none (a request, an image, a redirect).
    fn page(&self, at: Failure, record: Record) -> Option<Result<Page, Failure>> {
        let max_page = self.inputs.settings.max_page;
        let url = header(&record.headers, "warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_string());
        let body = match body(&record, max_page) {
            Ok(body) => body?,
            Err(reason) => return Some(Err(at.because(Kind::Broken, reason))),
        };
        let bytes = match bounded(body.bytes, max_page) {
            Ok(bytes) => bytes,
            Err(reason) => return Some(Err(at.because(Kind::TooLong, reason))),
        };
        let id = url.clone().unwrap_or_else(|| format!("{}:{}", self.path.display(), at.offset.unwrap_or(0)));
        let mut source = Source::new(id.clone(), bytes);
        source.uri = self.path.display().to_string();
        source.url = url;
        source.charset = body.charset;
        source.kind = body.is_text.then_some(SourceKind::Text);
        source.fetched = header(&record.headers, "warc-date").and_then(|date| date.get(..10)).and_then(|day| day.parse::<Date>().ok());
        let folder = file_name(&self.path.file_name().unwrap_or_default().to_string_lossy());
        let name: PathBuf = if self.inputs.settings.named { folder.join(file_name(&id)) } else { PathBuf::new() };
        Some(Ok(Page::ready(at, name, source)))
    }
}

/// What a record holds of a page.
struct Body {
    bytes: Vec<u8>,
    charset: Option<String>,
    is_text: bool,
}

/// The page in a record's block; `None` where it is none, a sentence where it cannot be had.
fn body(record: &Record, max_page: u64) -> Result<Option<Body>, String> {
    let content_type = header(&record.headers, "content-type").unwrap_or("").to_ascii_lowercase();
    match header(&record.headers, "warc-type").unwrap_or("") {
        "conversion" => Ok(Some(Body { bytes: record.block.clone(), charset: None, is_text: true })),
        // What a crawler notes of its own run (wget's log and arguments) is no page.
        "resource" if is_own_note(record) => Ok(None),
        "resource" if is_page_type(&content_type) => {
            let is_text = content_type.starts_with("text/plain");
            Ok(Some(Body { bytes: record.block.clone(), charset: http::charset(&content_type), is_text }))
        }
        "response" if record.block.is_empty() || !content_type.starts_with("application/http") && !content_type.is_empty() => Ok(None),
        "response" => {
            let (head, body) = http::split_head(&record.block).ok_or("broken record: a response without an HTTP head")?;
            let status = http::status(&head).ok_or("broken record: its HTTP head begins with no status")?;
            let content_type = header(&head, "content-type").unwrap_or("text/html").to_ascii_lowercase();
            if status != 200 || !is_page_type(&content_type) {
                return Ok(None);
            }
            let bytes = http::unpack(&head, body, max_page)?;
            Ok(Some(Body { bytes, charset: http::charset(&content_type), is_text: content_type.starts_with("text/plain") }))
        }
        "warcinfo" | "request" | "metadata" | "revisit" | "resource" | "continuation" => Ok(None),
        other => Err(format!("broken record: there is no WARC-Type {other:?}")),
    }
}

fn is_own_note(record: &Record) -> bool {
    header(&record.headers, "warc-target-uri").is_some_and(|uri| uri.trim_start_matches('<').starts_with("metadata:"))
}

fn is_page_type(content_type: &str) -> bool {
    ["text/html", "application/xhtml+xml", "text/plain"].iter().any(|page| content_type.starts_with(page))
}

/// Where the next gzip member with a record starts, from `from` on; the reader stands there. Three bytes of a magic number also
/// stand inside packed data by chance, so what a member begins with is looked at.
fn next_member(file: &mut BufReader<Counted>, from: u64) -> io::Result<u64> {
    let mut at = from;
    loop {
        at = find_magic(file, at)?;
        file.seek(SeekFrom::Start(at))?;
        let mut head = [0; RECORD_MAGIC.len()];
        let is_record = GzDecoder::new(&mut *file).read_exact(&mut head).is_ok() && head == *RECORD_MAGIC;
        if is_record {
            return file.seek(SeekFrom::Start(at));
        }
        at += 1;
    }
}

/// The offset of the next gzip magic number.
fn find_magic(file: &mut BufReader<Counted>, from: u64) -> io::Result<u64> {
    let mut at = file.seek(SeekFrom::Start(from))?;
    // A magic number may lie across two buffers: its first bytes are kept for the next look.
    let mut tail: Vec<u8> = Vec::new();
    loop {
        let buffer = file.fill_buf()?;
        if buffer.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let length = buffer.len();
        let begin = at - tail.len() as u64;
        tail.extend_from_slice(buffer);
        if let Some(found) = memchr::memmem::find(&tail, &GZIP_MAGIC) {
            return Ok(begin + found as u64);
        }
        tail.drain(..tail.len().saturating_sub(GZIP_MAGIC.len() - 1));
        file.consume(length);
        at += length as u64;
    }
}

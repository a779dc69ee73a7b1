//! How a file is packed. In: an open file, or standard input. Out: its bytes unpacked, as a stream. Told by the first bytes, not by
//! the name.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

/// Buffer of every reader.
pub const BUFFER: usize = 1 << 16;
/// First bytes of a gzip member (RFC 1952).
pub const GZIP_MAGIC: [u8; 3] = [0x1f, 0x8b, 8];
/// First bytes of a zstd frame (RFC 8878).
pub const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// Bytes 1 to 3 of a skippable frame.
const SKIPPABLE: [u8; 3] = [0x2a, 0x4d, 0x18];
/// A frame may ask for so much memory, and no more: what `zstd --long` asks for.
const LARGEST_WINDOW: u64 = 128 << 20;

/// A stream that can be handed to another thread.
pub type Stream = Box<dyn BufRead + Send>;

/// A file that tells how far it has been read; what is read a second time is not counted again.
pub struct Counted {
    file: File,
    at: u64,
    furthest: u64,
    read: Arc<AtomicU64>,
}

impl Counted {
    /// Open a file; what is read of it is added to `read`.
    pub fn open(path: &Path, read: &Arc<AtomicU64>) -> io::Result<BufReader<Counted>> {
        Ok(BufReader::with_capacity(BUFFER, Counted { file: File::open(path)?, at: 0, furthest: 0, read: Arc::clone(read) }))
    }
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(into)?;
        self.at += length as u64;
        if self.at > self.furthest {
            self.read.fetch_add(self.at - self.furthest, Ordering::Relaxed);
            self.furthest = self.at;
        }
        Ok(length)
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = self.file.seek(to)?;
        Ok(self.at)
    }
}

/// How a stream is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    None,
    /// One or more gzip members.
    Gzip,
    /// One or more zstd frames.
    Zstd,
}

impl Packing {
    /// Tell by the first bytes, which stay unread.
    pub fn of(reader: &mut impl BufRead) -> io::Result<Packing> {
        let head = reader.fill_buf()?;
        Ok(match head {
            _ if head.starts_with(&GZIP_MAGIC) => Packing::Gzip,
            _ if head.starts_with(&ZSTD_MAGIC) => Packing::Zstd,
            _ => Packing::None,
        })
    }

    /// A lower-case file name without its packing's ending: `a.tar.gz` → `a.tar`, `a.tgz` → `a.tar`.
    pub fn strip(name: &str) -> String {
        let stem = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(name);
        stem.strip_suffix(".tgz").map_or(stem.to_string(), |stem| format!("{stem}.tar"))
    }

    /// The bytes behind the packing.
    pub fn unpack(self, reader: impl BufRead + Send + 'static) -> Stream {
        match self {
            Packing::None => Box::new(reader),
            Packing::Gzip => Box::new(BufReader::with_capacity(BUFFER, flate2::bufread::MultiGzDecoder::new(reader))),
            Packing::Zstd => Box::new(BufReader::with_capacity(BUFFER, Frames { frame: None, rest: Some(reader) })),
        }
    }
}

/// The frames of a zstd stream, one after another: parallel packers write many, and skippable ones between.
struct Frames<R: BufRead> {
    frame: Option<StreamingDecoder<R, FrameDecoder>>,
    rest: Option<R>,
}

impl<R: BufRead> Frames<R> {
    /// Open the next frame; `false` at the end.
    fn open(&mut self) -> io::Result<bool> {
        while let Some(mut rest) = self.rest.take() {
            let head = rest.fill_buf()?;
            if head.is_empty() {
                return Ok(false);
            }
            if head.len() >= 4 && head[0] & 0xf0 == 0x50 && head[1..4] == SKIPPABLE {
                let mut length = [0; 8];
                rest.read_exact(&mut length)?;
                let length = u32::from_le_bytes([length[4], length[5], length[6], length[7]]);
                io::copy(&mut rest.by_ref().take(u64::from(length)), &mut io::sink())?;
                self.rest = Some(rest);
                continue;
            }
            let frame = StreamingDecoder::new_with_max_window_size(rest, LARGEST_WINDOW);
            self.frame = Some(frame.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, format!("broken zstd data: {error}")))?);
            return Ok(true);
        }
        Ok(false)
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.frame.is_none() && !self.open()? {
                return Ok(0);
            }
            let Some(frame) = &mut self.frame else { return Ok(0) };
            match frame.read(into)? {
                0 if into.is_empty() => return Ok(0),
                0 => self.rest = self.frame.take().map(StreamingDecoder::into_inner),
                length => return Ok(length),
            }
        }
    }
}

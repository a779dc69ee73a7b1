//! Where pages come from: files, folders, JSON Lines, archives, standard input. In: paths as given. Out: one page after another,
//! one at a time.

mod archive;
mod lines;
mod warc;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use qingyuan::Source;

use super::failure::{Failure, Stage};

/// Endings that a folder's pages have.
const PAGE_ENDINGS: [&str; 5] = ["html", "htm", "shtml", "xhtml", "txt"];
/// First part of a file without ending that is looked at to tell whether it is a page.
const SNIFF_BYTES: u64 = 4096;
/// Buffer of every reader.
const BUFFER: usize = 1 << 16;

/// A page to work on.
pub struct Page {
    /// Its bytes and what its input says of it.
    pub source: Source<'static>,
    /// Path of its output below the output folder, without `.json`.
    pub name: PathBuf,
    /// Where it is, for messages: a failure still without its reason.
    pub place: Failure,
}

impl Page {
    /// A page that is a whole file.
    fn file(path: &Path, name: PathBuf, bytes: Vec<u8>) -> Page {
        Page { source: Source::new(path.display().to_string(), bytes), name, place: Failure::new(path, Stage::Page, "") }
    }

    /// A page inside an archive, called `archive#member`.
    fn member(archive: &Path, member: &str, bytes: Vec<u8>) -> Page {
        let uri = format!("{}#{member}", archive.display());
        let name = file_name(&archive.file_name().unwrap_or_default().to_string_lossy()).join(file_name(member));
        Page { source: Source::new(uri, bytes), name, place: Failure::new(archive, Stage::Page, "").at_member(member) }
    }
}

/// What is done with each page or failure; `Break` stops reading.
pub type Feed<'f> = dyn FnMut(Result<Page, Failure>) -> ControlFlow<()> + 'f;

/// Reads inputs one after another and feeds what they hold.
pub struct Inputs {
    /// No page is longer, in bytes.
    max_page: u64,
    /// Files of folders and members of archives passed over, because they are no pages by their ending or type.
    skipped: usize,
}

impl Inputs {
    /// Read inputs with pages of at most `max_page` bytes.
    pub fn new(max_page: u64) -> Inputs {
        Inputs { max_page, skipped: 0 }
    }

    /// How many files and members were passed over.
    pub fn skipped(&self) -> usize {
        self.skipped
    }

    /// Feed every page of `paths`, in the order given; folders in the order of their names.
    pub fn read(&mut self, paths: &[PathBuf], feed: &mut Feed) -> ControlFlow<()> {
        for path in paths {
            match self.read_path(path, feed) {
                Ok(flow) => flow?,
                Err(failure) => feed(Err(failure))?,
            }
        }
        ControlFlow::Continue(())
    }

    fn read_path(&mut self, path: &Path, feed: &mut Feed) -> Result<ControlFlow<()>, Failure> {
        if path.as_os_str() == "-" {
            return self.read_stdin(feed);
        }
        let unread = |cause: io::Error| Failure::new(path, Stage::Read, cause);
        if std::fs::metadata(path).map_err(unread)?.is_dir() {
            return Ok(self.read_folder(path, feed));
        }
        let name = PathBuf::from(path.file_name().unwrap_or(path.as_os_str()));
        let lower = name.to_string_lossy().to_lowercase();
        let (stem, packing) = Packing::of(&lower);
        let ending = stem.rsplit_once('.').map_or("", |(_, ending)| ending);
        let file = || File::open(path).map_err(unread);
        Ok(match (ending, packing) {
            ("jsonl" | "ndjson", Packing::None) if is_failed_list(path) => self.read_failed(path, feed)?,
            ("jsonl" | "ndjson", _) => {
                let folder = file_name(stem.trim_end_matches(ending).trim_end_matches('.'));
                each(lines::Lines::new(path.into(), folder, packing.reader(file()?, path)?), feed)
            }
            ("zip", Packing::None) => archive::read_zip(self, path, file()?, feed)?,
            ("tar" | "tgz", _) => archive::read_tar(self, path, packing.reader(file()?, path)?, feed)?,
            ("warc" | "wet", _) => {
                let mut records = match packing {
                    Packing::Gzip => warc::Warc::packed(path.into(), file()?, self.max_page),
                    _ => warc::Warc::plain(path.into(), packing.reader(file()?, path)?, self.max_page),
                };
                let flow = each(&mut records, feed);
                self.skipped += records.skipped();
                flow
            }
            _ => feed(read_page(path, name, self.max_page)),
        })
    }

    /// The pages named in a failed.jsonl, each of its inputs read once.
    fn read_failed(&mut self, path: &Path, feed: &mut Feed) -> Result<ControlFlow<()>, Failure> {
        let unread = |cause: io::Error| Failure::new(path, Stage::Read, cause);
        let mut wanted: Vec<Failure> = Vec::new();
        for (index, line) in BufReader::new(File::open(path).map_err(unread)?).lines().enumerate() {
            let row = serde_json::from_str(&line.map_err(unread)?);
            wanted.push(
                row.map_err(|error| Failure::new(path, Stage::Read, format!("is no line of a failed.jsonl: {error}")).at_line(index + 1))?,
            );
        }
        for rows in wanted.chunk_by(|a, b| a.input == b.input) {
            let input = Path::new(&rows[0].input);
            let mut chosen = |page: Result<Page, Failure>| {
                let place = page.as_ref().map_or_else(|failure| failure, |page| &page.place);
                match rows.iter().any(|row| row.is_whole_input() || row.is_same_place(place)) {
                    true => feed(page),
                    false => ControlFlow::Continue(()),
                }
            };
            match self.read_path(input, &mut chosen) {
                Ok(ControlFlow::Continue(())) => {}
                Ok(stop) => return Ok(stop),
                Err(failure) => {
                    if feed(Err(failure)).is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Standard input is JSON Lines where its first line is a JSON object, else one page.
    fn read_stdin(&mut self, feed: &mut Feed) -> Result<ControlFlow<()>, Failure> {
        let path = Path::new("-");
        let unread = |cause: io::Error| Failure::new(path, Stage::Read, cause);
        let mut reader = BufReader::with_capacity(BUFFER, io::stdin());
        let mut first = Vec::new();
        reader.by_ref().take(self.max_page + 1).read_until(b'\n', &mut first).map_err(unread)?;
        if first.trim_ascii_start().starts_with(b"{") && serde_json::from_slice::<serde_json::Value>(&first).is_ok() {
            return Ok(each(lines::Lines::new(path.into(), "stdin".into(), Box::new(io::Cursor::new(first).chain(reader))), feed));
        }
        reader.take((self.max_page + 1).saturating_sub(first.len() as u64)).read_to_end(&mut first).map_err(unread)?;
        let page = bounded(first, self.max_page).map_err(|reason| Failure::new(path, Stage::Page, reason));
        Ok(feed(page.map(|bytes| Page::file(path, "stdin".into(), bytes))))
    }

    /// The pages of a folder and of the folders in it; hidden ones are left out, no link to a folder is followed.
    fn read_folder(&mut self, root: &Path, feed: &mut Feed) -> ControlFlow<()> {
        let mut found = false;
        for entry in WalkBuilder::new(root).standard_filters(false).hidden(true).sort_by_file_name(|a, b| a.cmp(b)).build() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    feed(Err(Failure::new(root, Stage::Read, error)))?;
                    continue;
                }
            };
            let path = entry.path();
            if !(entry.file_type().is_some_and(|kind| kind.is_file()) || entry.path_is_symlink() && path.is_file()) {
                continue;
            }
            if !is_page(path) {
                self.skipped += 1;
                continue;
            }
            found = true;
            let name = path.strip_prefix(root).unwrap_or(path).to_path_buf();
            feed(read_page(path, name, self.max_page))?;
        }
        if found {
            return ControlFlow::Continue(());
        }
        let endings = PAGE_ENDINGS.map(|ending| format!(".{ending}")).join(" ");
        let reason = format!("no page in this folder ({endings}, or files without ending that hold text)");
        feed(Err(Failure::new(root, Stage::Read, reason)))
    }
}

fn each(pages: impl Iterator<Item = Result<Page, Failure>>, feed: &mut Feed) -> ControlFlow<()> {
    for page in pages {
        feed(page)?;
    }
    ControlFlow::Continue(())
}

/// How a stream is packed, by its ending.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
    Zstd,
}

impl Packing {
    /// A lower-case file name without its packing's ending (`.tgz` stays: it names both), and the packing.
    fn of(name: &str) -> (&str, Packing) {
        if name.ends_with(".tgz") {
            (name, Packing::Gzip)
        } else if let Some(stem) = name.strip_suffix(".gz") {
            (stem, Packing::Gzip)
        } else if let Some(stem) = name.strip_suffix(".zst") {
            (stem, Packing::Zstd)
        } else {
            (name, Packing::None)
        }
    }

    fn reader(self, file: File, path: &Path) -> Result<Box<dyn BufRead>, Failure> {
        let file = BufReader::with_capacity(BUFFER, file);
        Ok(match self {
            Packing::None => Box::new(file),
            Packing::Gzip => Box::new(BufReader::with_capacity(BUFFER, flate2::bufread::MultiGzDecoder::new(file))),
            Packing::Zstd => {
                let decoder = ruzstd::decoding::StreamingDecoder::new(file).map_err(|error| Failure::new(path, Stage::Read, error))?;
                Box::new(BufReader::with_capacity(BUFFER, decoder))
            }
        })
    }
}

/// Whether a JSON Lines file lists failures of an earlier run.
fn is_failed_list(path: &Path) -> bool {
    let mut first = String::new();
    let read = File::open(path).and_then(|file| BufReader::new(file).take(1 << 20).read_line(&mut first));
    read.is_ok() && serde_json::from_str::<Failure>(&first).is_ok()
}

/// Whether a name has a page's ending, in any case; `None`: it has no ending.
fn has_page_ending(path: &Path) -> Option<bool> {
    let ending = path.extension()?;
    Some(ending.to_str().is_some_and(|ending| PAGE_ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))))
}

/// Whether a folder's file is a page: by its ending, or without one by its first bytes.
fn is_page(path: &Path) -> bool {
    has_page_ending(path).unwrap_or_else(|| {
        let mut head = Vec::new();
        let read = File::open(path).and_then(|file| file.take(SNIFF_BYTES).read_to_end(&mut head));
        read.is_ok() && !head.is_empty() && qingyuan::decode::looks_binary(&head).is_none()
    })
}

fn read_page(path: &Path, name: PathBuf, max_page: u64) -> Result<Page, Failure> {
    let bytes = File::open(path).and_then(|file| read_at_most(file, max_page)).map_err(|cause| Failure::new(path, Stage::Read, cause))?;
    let bytes = bounded(bytes, max_page).map_err(|reason| Failure::new(path, Stage::Page, reason))?;
    Ok(Page::file(path, name, bytes))
}

/// Up to one byte more than `most`, so that [`bounded`] can tell.
fn read_at_most(reader: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(most + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The bytes, unless they are more than a page may have.
fn bounded(bytes: Vec<u8>, most: u64) -> Result<Vec<u8>, String> {
    match bytes.len() as u64 > most {
        false => Ok(bytes),
        true => Err(format!("is longer than {most} bytes; raise --max-page to read it")),
    }
}

/// An id or a member's name as a relative path that stays below its folder: parts of `..` and what file systems refuse become `_`.
fn file_name(id: &str) -> PathBuf {
    let parts = id.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".");
    let mut path = PathBuf::new();
    for part in parts {
        let mut name: String =
            part.chars().map(|letter| if letter.is_control() || ":*?\"<>|".contains(letter) { '_' } else { letter }).collect();
        while name.len() > 200 {
            name.pop();
        }
        path.push(if name.trim_matches('.').is_empty() { "_" } else { &name });
    }
    if path.as_os_str().is_empty() { PathBuf::from("_") } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_below_their_folder() {
        let safe = |id: &str| file_name(id).display().to_string();
        assert_eq!(safe("../../etc/passwd"), "_/_/etc/passwd");
        assert_eq!(safe("/a//b\\c.html"), "a/b/c.html");
        assert_eq!(safe("http://x.cn/?a=1|2"), "http_/x.cn/_a=1_2");
        assert_eq!(safe(".."), "_");
        assert_eq!(safe(""), "_");
        assert!(safe(&"长".repeat(300)).len() <= 200);
    }
}

//! Where pages come from: files, folders, patterns, lists, JSON Lines, archives, standard input. In: inputs as given. Out: one page
//! after another, in order. What can be done by the thread that works on the page (reading its file, its line) is left to it.

mod archive;
mod failed;
mod http;
mod lines;
mod names;
mod packing;
mod pattern;
pub mod size;
mod tar;
mod walk;
mod warc;

use std::cell::Cell;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use qingyuan::Source;
use serde::{Deserialize, Serialize};

use super::failure::{Failure, Kind};
use names::{FileNames, PAGE_ENDINGS, below, file_name, has_archive_ending, is_page};
use packing::{Counted, Packing, Stream};
use pattern::Pattern;
use walk::Walk;

/// Gives a page's bytes and what its input says of it.
pub type Load = Box<dyn FnOnce() -> Result<Source<'static>, Failure> + Send>;

/// A page to work on.
pub struct Page {
    /// Where it is, for messages: a failure still without its reason.
    pub place: Failure,
    /// Path of its output below the output folder; empty where outputs have no names.
    pub name: PathBuf,
    /// Bytes that it holds in memory while it waits.
    pub held: usize,
    /// Reads the rest.
    pub load: Load,
}

impl Page {
    /// A page that has been read.
    fn ready(place: Failure, name: PathBuf, source: Source<'static>) -> Page {
        Page { place, name, held: source.bytes.len(), load: Box::new(move || Ok(source)) }
    }

    /// A page inside an archive, called `archive#member`.
    fn member(archive: &Path, member: &str, bytes: Vec<u8>) -> Page {
        let name = file_name(&archive.file_name().unwrap_or_default().to_string_lossy()).join(file_name(member));
        Page::ready(Failure::place(archive).at_member(member), name, Source::new(format!("{}#{member}", archive.display()), bytes))
    }
}

/// Something to read pages from.
#[derive(Clone, Debug)]
pub enum Input {
    /// A file, a folder, a pattern, an archive, `-`.
    Path(PathBuf),
    /// A file with a path a line, or `-` for such a list on standard input.
    List(PathBuf),
}

/// What is done with each page or failure; `Break` stops reading.
pub type Feed<'f> = dyn FnMut(Result<Page, Failure>) -> ControlFlow<()> + 'f;

/// What holds for all inputs.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// No page is longer, in bytes.
    pub max_page: u64,
    /// Whether each page's output has a name.
    pub named: bool,
}

/// Files of folders and members of archives that were passed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// No pages by their ending or type.
    pub others: usize,
    /// Archives and JSON Lines in folders: they are read where they are named.
    pub archives: usize,
}

/// Reads inputs one after another and feeds what they hold.
pub struct Inputs {
    settings: Settings,
    skipped: Cell<Skipped>,
    /// Bytes of files read so far, as they are stored.
    position: Arc<AtomicU64>,
}

impl Inputs {
    /// Read inputs; `position` will tell how many bytes of their files have been read.
    pub fn new(settings: Settings, position: Arc<AtomicU64>) -> Inputs {
        Inputs { settings, skipped: Cell::default(), position }
    }

    /// What was passed over.
    pub fn skipped(&self) -> Skipped {
        self.skipped.get()
    }

    fn skip(&self, path: &Path) {
        let Skipped { others, archives } = self.skipped.get();
        self.skipped.set(match has_archive_ending(path) {
            true => Skipped { others, archives: archives + 1 },
            false => Skipped { others: others + 1, archives },
        });
    }

    /// Feed every page of `inputs`, in the order given; folders in the order of their names.
    pub fn read(&self, inputs: &[Input], feed: &mut Feed) -> ControlFlow<()> {
        let mut names = FileNames::default();
        let mut named = |page: Result<Page, Failure>| {
            feed(page.map(|page| match self.settings.named {
                true => Page { name: names.assign(&page.name), ..page },
                false => page,
            }))
        };
        for input in inputs {
            match input {
                Input::Path(path) => self.read_given(path, file_name_of(path), &mut named)?,
                Input::List(list) => self.read_list(list, &mut named)?,
            }
        }
        ControlFlow::Continue(())
    }

    /// Feed one input; whatever goes wrong in it, the others go on.
    fn read_given(&self, path: &Path, name: PathBuf, feed: &mut Feed) -> ControlFlow<()> {
        tracing::info!(input = %path.display(), "reading");
        let read = catch_unwind(AssertUnwindSafe(|| self.read_path(path, name, &mut *feed)));
        match read {
            Ok(Ok(flow)) => flow,
            Ok(Err(failure)) => feed(Err(failure)),
            Err(_) => {
                let reason =
                    format!("an internal error stopped the reading of this input ({}); please report it", super::work::last_panic());
                feed(Err(Failure::new(path, Kind::Internal, reason)))
            }
        }
    }

    fn read_path(&self, path: &Path, name: PathBuf, feed: &mut Feed) -> Result<ControlFlow<()>, Failure> {
        if path.as_os_str() == "-" {
            return self.read_stream(path, Box::new(BufReader::with_capacity(packing::BUFFER, io::stdin())), feed);
        }
        let is_folder = match fs::metadata(path) {
            Ok(about) => about.is_dir(),
            Err(cause) => {
                return match path.to_str().and_then(Pattern::parse) {
                    Some(pattern) => self.read_pattern(path, &pattern, feed),
                    None => Err(Failure::new(path, Kind::Unreadable, cause)),
                };
            }
        };
        if is_folder {
            return self.read_folder(path, feed);
        }
        self.read_file(path, name, feed)
    }

    fn read_file(&self, path: &Path, name: PathBuf, feed: &mut Feed) -> Result<ControlFlow<()>, Failure> {
        let unread = |cause: io::Error| Failure::new(path, Kind::Unreadable, cause);
        let lower = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let stem = Packing::strip(&lower);
        let open = || -> Result<Stream, Failure> {
            let mut file = Counted::open(path, &self.position).map_err(unread)?;
            Ok(Packing::of(&mut file).map_err(unread)?.unpack(file))
        };
        let is_packed = stem != lower;
        Ok(match stem.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "jsonl" | "ndjson" if !is_packed && failed::is_list(path) => self.read_failed(path, feed)?,
            "jsonl" | "ndjson" => self.read_lines(path, open()?, feed),
            "zip" if !is_packed => archive::read_zip(self, path, feed)?,
            "tar" => tar::read_tar(self, path, open()?, feed),
            "warc" | "wet" => warc::read_warc(self, path, feed)?,
            _ if is_packed => self.read_stream(path, open()?, feed)?,
            _ => feed(Ok(self.file(path.to_path_buf(), name))),
        })
    }

    fn read_lines(&self, path: &Path, reader: Stream, feed: &mut Feed) -> ControlFlow<()> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let stem = if path.as_os_str() == "-" { "stdin".to_string() } else { Packing::strip(&name) };
        let folder = file_name(stem.trim_end_matches(".jsonl").trim_end_matches(".ndjson"));
        for page in lines::Lines::new(path.into(), folder, reader, self.settings) {
            feed(page)?;
        }
        ControlFlow::Continue(())
    }

    /// A stream tells by its beginning what it is: packed, WARC, JSON Lines, or one page.
    fn read_stream(&self, path: &Path, mut reader: Stream, feed: &mut Feed) -> Result<ControlFlow<()>, Failure> {
        let unread = |cause: io::Error| Failure::new(path, Kind::Unreadable, cause);
        match Packing::of(&mut reader).map_err(unread)? {
            Packing::None => {}
            packing => return self.read_stream(path, packing.unpack(reader), feed),
        }
        if reader.fill_buf().map_err(unread)?.starts_with(b"WARC/") {
            return Ok(warc::read_warc_stream(self, path, reader, feed));
        }
        let max_page = self.settings.max_page;
        let mut first = Vec::new();
        reader.by_ref().take(max_page + 1).read_until(b'\n', &mut first).map_err(unread)?;
        if first.trim_ascii_start().starts_with(b"{") && serde_json::from_slice::<serde::de::IgnoredAny>(&first).is_ok() {
            return Ok(self.read_lines(path, Box::new(io::Cursor::new(first).chain(reader)), feed));
        }
        reader.take((max_page + 1).saturating_sub(first.len() as u64)).read_to_end(&mut first).map_err(unread)?;
        let place = Failure::place(path);
        Ok(feed(match bounded(first, max_page) {
            Ok(bytes) => {
                let name = if path.as_os_str() == "-" { PathBuf::from("stdin") } else { file_name_of(path) };
                Ok(Page::ready(place, name, Source::new(path.display().to_string(), bytes)))
            }
            Err(reason) => Err(place.because(Kind::TooLong, reason)),
        }))
    }

    /// The pages of a folder and of the folders in it.
    fn read_folder(&self, root: &Path, feed: &mut Feed) -> Result<ControlFlow<()>, Failure> {
        let mut walk = Walk::new(root).map_err(|cause| Failure::new(root, Kind::Unreadable, cause))?;
        let mut found = false;
        for path in walk.by_ref() {
            let page = match path {
                Ok(path) if !is_page(&path) => {
                    self.skip(&path);
                    continue;
                }
                Ok(path) => {
                    let name = path.strip_prefix(root).unwrap_or(&path).to_path_buf();
                    Ok(self.file(path, name))
                }
                Err((path, cause)) => Err(Failure::new(&path, Kind::Unreadable, cause)),
            };
            found = true;
            if feed(page).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        if walk.unfollowed > 0 {
            tracing::warn!("{}: links to folders are not followed: {}", root.display(), walk.unfollowed);
        }
        let endings = PAGE_ENDINGS.map(|ending| format!(".{ending}")).join(" ");
        match found {
            true => Ok(ControlFlow::Continue(())),
            false => Err(Failure::new(
                root,
                Kind::NoPage,
                format!(
                    "no page in this folder ({endings}, or files without ending that hold text; archives are read where they are named)"
                ),
            )),
        }
    }

    /// What fits a pattern: files are read whatever their ending, folders as folders.
    fn read_pattern(&self, given: &Path, pattern: &Pattern, feed: &mut Feed) -> Result<ControlFlow<()>, Failure> {
        let mut found = false;
        let flow = pattern.visit(&mut |path| {
            found = true;
            match path {
                Ok(path) => {
                    let name = path.strip_prefix(pattern.root()).unwrap_or(&path).to_path_buf();
                    self.read_given(&path, name, &mut *feed)
                }
                Err((path, cause)) => feed(Err(Failure::new(&path, Kind::Unreadable, cause))),
            }
        });
        match found {
            true => Ok(flow),
            false => Err(Failure::new(given, Kind::NoPage, "no file of that name, and none that fits it as a pattern")),
        }
    }

    /// The inputs that a list names, a path a line; blank lines are passed over.
    fn read_list(&self, list: &Path, feed: &mut Feed) -> ControlFlow<()> {
        let fail = |cause: io::Error| Failure::new(list, Kind::Unreadable, cause);
        let mut reader: Box<dyn BufRead> = match list.as_os_str() == "-" {
            true => Box::new(BufReader::new(io::stdin())),
            false => match File::open(list) {
                Ok(file) => Box::new(BufReader::new(file)),
                Err(cause) => return feed(Err(fail(cause))),
            },
        };
        let (mut line, mut number) = (Vec::new(), 0);
        loop {
            line.clear();
            match reader.read_until(b'\n', &mut line) {
                Ok(0) => return ControlFlow::Continue(()),
                Ok(_) => number += 1,
                Err(cause) => return feed(Err(fail(cause))),
            }
            let name = line.strip_suffix(b"\n").unwrap_or(&line);
            let name = name.strip_suffix(b"\r").unwrap_or(name);
            if name.is_empty() {
                continue;
            }
            match path_of(name) {
                Some(path) if path.as_os_str() != "-" => self.read_given(&path, below(&path), feed)?,
                _ => {
                    let reason = "is no path; a list holds a path of a file or folder a line";
                    feed(Err(Failure::new(list, Kind::BadLine, reason).at_line(number)))?;
                }
            }
        }
    }

    /// A page that is a whole file: read where it is worked on.
    fn file(&self, path: PathBuf, name: PathBuf) -> Page {
        let (place, max_page, position) = (Failure::place(&path), self.settings.max_page, Arc::clone(&self.position));
        let at = place.clone();
        let load = move || {
            let mut bytes = Vec::new();
            let read = File::open(&path).and_then(|file| file.take(max_page + 1).read_to_end(&mut bytes));
            read.map_err(|cause| at.clone().because(Kind::Unreadable, cause))?;
            position.fetch_add(bytes.len() as u64, Ordering::Relaxed);
            let bytes = bounded(bytes, max_page).map_err(|reason| at.because(Kind::TooLong, reason))?;
            Ok(Source::new(path.display().to_string(), bytes))
        };
        Page { place, name, held: 0, load: Box::new(load) }
    }
}

#[cfg(unix)]
fn path_of(line: &[u8]) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStrExt;
    Some(PathBuf::from(std::ffi::OsStr::from_bytes(line)))
}

#[cfg(not(unix))]
fn path_of(line: &[u8]) -> Option<PathBuf> {
    std::str::from_utf8(line).ok().map(PathBuf::from)
}

fn file_name_of(path: &Path) -> PathBuf {
    PathBuf::from(path.file_name().unwrap_or(path.as_os_str()))
}

/// The bytes, unless they are more than a page may have.
fn bounded(bytes: Vec<u8>, most: u64) -> Result<Vec<u8>, String> {
    match bytes.len() as u64 > most {
        false => Ok(bytes),
        true => Err(too_long(most)),
    }
}

fn too_long(most: u64) -> String {
    format!("is longer than {most} bytes; raise --max-page to read it")
}

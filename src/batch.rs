//! Many pages. In: inputs, one after another. Out: records in the order of the inputs, the same for any number of threads. Never
//! done here: stopping because of one page.
//!
//! The calling thread reads and writes; a pool of threads works on the pages between. At most [`Run::window`] pages are in memory.

pub mod failure;
pub mod inputs;
pub mod journal;
pub mod outputs;
mod resume;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use qingyuan::{Error, Rules, extract};
use serde::{Deserialize, Serialize};

use failure::{Failure, Stage};
use inputs::{Inputs, Page};
use outputs::{Output, Serialized};

/// Pages in memory for each thread: enough to keep it busy behind a slow page.
const PAGES_A_THREAD: usize = 32;
/// Bytes of pages in memory, whatever their number.
const BYTES_IN_FLIGHT: usize = 64 << 20;

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Records written, those of an earlier run among them.
    pub done: usize,
    /// Records of an earlier run that were kept.
    pub kept: usize,
    /// Pages that are none, or could not be worked on.
    pub failed: usize,
    /// Inputs that could not be read.
    pub unread: usize,
    /// Files of folders and members of archives that are no pages by their ending or type.
    pub skipped: usize,
    /// Whether it was stopped before the end.
    pub interrupted: bool,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        write!(f, "qingyuan: {} page{} extracted", self.done, plural(self.done))?;
        if self.kept > 0 {
            write!(f, " ({} of them by an earlier run)", self.kept)?;
        }
        if self.failed > 0 {
            write!(f, ", {} failed", self.failed)?;
        }
        if self.unread > 0 {
            write!(f, ", {} input{} not read", self.unread, plural(self.unread))?;
        }
        if self.skipped > 0 {
            write!(f, ", {} skipped (no page by ending or type)", self.skipped)?;
        }
        if self.interrupted {
            write!(f, "; interrupted, --resume goes on from here")?;
        }
        Ok(())
    }
}

/// A run over many pages.
pub struct Run<'r> {
    /// The rules of the run.
    pub rules: &'r Rules,
    /// Threads; 0: one a core.
    pub jobs: usize,
    /// No page is longer, in bytes.
    pub max_page: u64,
    /// Adds what the command line says of a page.
    pub prepare: &'r dyn Fn(&mut Page),
    /// Set from outside to end the run after the pages in work.
    pub stop: &'r AtomicBool,
    /// Hears of each failure, in order.
    pub tell: &'r mut dyn FnMut(&Failure),
    /// Hears how far the run is: what is done, how many bytes of pages have been read.
    pub watch: &'r mut dyn FnMut(&Summary, u64),
}

type Worked = Result<Serialized, Failure>;

impl Run<'_> {
    /// Extract every page of `paths` into `output`. Fails only where the output cannot be written.
    pub fn over(self, paths: &[PathBuf], output: Output) -> Result<Summary, Error> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.jobs)
            .build()
            .map_err(|error| Error::Usage(format!("--jobs: no threads to be had: {error}")))?;
        let window = pool.current_num_threads() * PAGES_A_THREAD;
        let mut inputs = Inputs::new(self.max_page);
        let form = output.form();
        let mut order = Order { output, tell: self.tell, waiting: BTreeMap::new(), next: 0, summary: Summary::default() };
        let mut written = Ok(());
        pool.in_place_scope(|scope| {
            let (send, receive) = mpsc::channel::<(usize, usize, Worked)>();
            let (mut fed, mut flying, mut flying_bytes, mut read_bytes) = (0, 0, 0, 0);
            let watch = self.watch;
            let land = |order: &mut Order, flying: &mut usize, flying_bytes: &mut usize| {
                let (index, bytes, worked) = receive.recv().expect("a page in flight lands");
                *flying -= 1;
                *flying_bytes -= bytes;
                order.put(index, worked)
            };
            let rules = self.rules;
            let mut feed = |next: Result<Page, Failure>| {
                let index = fed;
                fed += 1;
                match next {
                    Err(failure) => written = order.put(index, Err(failure)),
                    Ok(mut page) => {
                        (self.prepare)(&mut page);
                        page.name = order.output.assign(&page.name);
                        if let Some(record) = order.output.earlier(&page) {
                            order.summary.kept += 1;
                            written = order.put(index, Ok(record));
                            return flow(&written, self.stop);
                        }
                        let (send, bytes) = (send.clone(), page.source.bytes.len());
                        flying += 1;
                        flying_bytes += bytes;
                        read_bytes += bytes as u64;
                        // Where the receiver is gone the run has ended on an error of the output.
                        scope.spawn(move |_| drop(send.send((index, bytes, work(page, rules, form)))));
                    }
                }
                // What has landed out of order is in memory too, so the window counts from the next page to be written.
                while written.is_ok() && flying > 0 && (fed - order.next >= window || flying_bytes >= BYTES_IN_FLIGHT) {
                    written = land(&mut order, &mut flying, &mut flying_bytes);
                }
                watch(&order.summary, read_bytes);
                flow(&written, self.stop)
            };
            let _ = inputs.read(paths, &mut feed);
            while written.is_ok() && flying > 0 {
                written = land(&mut order, &mut flying, &mut flying_bytes);
            }
        });
        written?;
        order.summary.skipped = inputs.skipped();
        order.summary.interrupted = self.stop.load(Ordering::Relaxed);
        order.output.finish()?;
        Ok(order.summary)
    }
}

/// Whether to read on.
fn flow(written: &Result<(), Error>, stop: &AtomicBool) -> ControlFlow<()> {
    if written.is_ok() && !stop.load(Ordering::Relaxed) { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
}

/// Puts what has been worked on back into the order of the inputs.
struct Order<'r> {
    output: Output,
    tell: &'r mut dyn FnMut(&Failure),
    waiting: BTreeMap<usize, Worked>,
    next: usize,
    summary: Summary,
}

impl Order<'_> {
    fn put(&mut self, index: usize, worked: Worked) -> Result<(), Error> {
        self.waiting.insert(index, worked);
        while let Some(worked) = self.waiting.remove(&self.next) {
            self.next += 1;
            match worked {
                Ok(record) => {
                    self.output.write(record)?;
                    self.summary.done += 1;
                }
                Err(failure) => {
                    match failure.stage {
                        Stage::Read => self.summary.unread += 1,
                        Stage::Page | Stage::Extract => self.summary.failed += 1,
                    }
                    self.output.note(&failure)?;
                    (self.tell)(&failure);
                }
            }
        }
        Ok(())
    }
}

/// One page; what is no page fails with a sentence, a panic is a failure of this page alone.
fn work(page: Page, rules: &Rules, form: outputs::Form) -> Worked {
    let fail = |stage: Stage, reason: String| Failure { stage, reason, ..page.place.clone() };
    if page.source.bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(fail(Stage::Page, "is empty; there is nothing to extract".to_string()));
    }
    if page.source.encoding.is_none()
        && let Some(what) = qingyuan::decode::looks_binary(&page.source.bytes)
    {
        return Err(fail(Stage::Page, format!("is {what}, not a page; give HTML or text")));
    }
    match catch_unwind(AssertUnwindSafe(|| outputs::serialize(&extract(&page.source, rules), &page.name, form))) {
        Ok(record) => Ok(record),
        Err(_) => Err(fail(Stage::Extract, "an internal error stopped the work on this page; please report it with the page".to_string())),
    }
}

/// Whether `path` stands for standard input or output.
pub fn is_stdio(path: &Path) -> bool {
    path.as_os_str() == "-"
}

//! One thread's work. In: pages from the queue. Out: records, written out, or failures, to the thread that keeps the order. A panic is
//! a failure of its page alone; a page that takes too long is given up, and its thread with it.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, Once, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use qingyuan::{Error, Record, Rules, Source, extract};

use super::failure::{Failure, Kind};
use super::inputs::Page;
use super::outputs::{Sink, Written};
use super::queue::Queue;
use super::tally::Tally;

/// Every thread of a run is called so: their panics are told as failures.
pub const THREAD_NAME: &str = "qingyuan-run";
/// The stages do not recurse on a page's depth; this is room to spare.
const STACK_BYTES: usize = 8 << 20;

/// What all threads of a run share.
pub struct Shared {
    /// Pages to work on.
    pub queue: Queue,
    /// Where records go.
    pub sink: Sink,
    /// The rules.
    pub rules: &'static Rules,
    /// Adds what the command line says of a page.
    pub prepare: Box<dyn Fn(&mut Source) + Send + Sync>,
}

/// A record, written out.
pub struct Done {
    /// As it goes into a file for all pages, or to standard output; with its final line feed.
    pub json: Vec<u8>,
    /// As it goes into a file of its own; until it is there.
    pub file: Option<Vec<u8>>,
    /// Its rows in tables.
    pub rows: Option<Box<Written>>,
    /// What it holds.
    pub tally: Tally,
    /// Whether an earlier run made it.
    pub is_kept: bool,
}

impl Done {
    /// Bytes that it holds in memory while it waits to be written.
    pub fn held(&self) -> usize {
        self.json.len() + self.rows.as_ref().map_or(0, |rows| rows.held())
    }
}

/// Why a page has no record.
pub enum Fault {
    /// The page.
    Page(Box<Failure>),
    /// The output: the run cannot go on.
    Output(Error),
}

/// What comes of a page.
pub type Worked = Result<Done, Fault>;

/// What the threads tell the one that keeps the order.
pub enum Event {
    /// A page is done.
    Landed(usize, Worked),
    /// Everything has been read.
    ReaderEnded(super::inputs::Skipped),
    /// A thread found no more to do.
    WorkerEnded,
}

/// The page that a thread works on.
struct Busy {
    index: usize,
    since: Instant,
    place: Failure,
    name: PathBuf,
    held: usize,
}

/// A working thread, seen from outside.
pub struct Worker {
    busy: Arc<Mutex<Option<Busy>>>,
}

impl Worker {
    /// Start a thread; `number` is its own among those that write files.
    pub fn start(shared: &Arc<Shared>, number: usize, events: &Sender<Event>) -> std::io::Result<Worker> {
        let busy = Arc::new(Mutex::new(None));
        let (shared, events, mine) = (Arc::clone(shared), events.clone(), Arc::clone(&busy));
        thread::Builder::new().name(THREAD_NAME.into()).stack_size(STACK_BYTES).spawn(move || work_on(&shared, number, &events, &mine))?;
        Ok(Worker { busy })
    }

    /// Give up the page in work if it has taken longer than `limit`: its number and failure. The thread is lost with it.
    pub fn give_up(&self, limit: Duration, shared: &Shared) -> Option<(usize, Failure)> {
        let mut slot = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        let busy = slot.take_if(|busy| busy.since.elapsed() > limit)?;
        shared.queue.hold(busy.held, 0);
        shared.sink.forget(&busy.name);
        let reason = format!("took longer than {} s and was given up; --time-limit gives it more", limit.as_secs_f64());
        Some((busy.index, busy.place.because(Kind::TimeLimit, reason)))
    }
}

fn work_on(shared: &Shared, number: usize, events: &Sender<Event>, slot: &Mutex<Option<Busy>>) {
    let lock = || slot.lock().unwrap_or_else(PoisonError::into_inner);
    while let Some((index, page)) = shared.queue.pop() {
        let (place, name, held, since) = (page.place.clone(), page.name.clone(), page.held, Instant::now());
        shared.queue.hold(0, held);
        *lock() = Some(Busy { index, since, place: place.clone(), name: name.clone(), held });
        let loaded = |bytes: usize| {
            if let Some(busy) = lock().as_mut() {
                shared.queue.hold(busy.held, bytes);
                busy.held = bytes;
            }
        };
        let worked = guard(&place, || work(page, shared, loaded));
        // A page that was given up has been told of: nobody waits for it, nor for this thread.
        let Some(busy) = lock().take() else { return };
        tracing::debug!(page = %place, ms = since.elapsed().as_millis() as u64, fine = worked.is_ok(), "worked on");
        let worked = match worked {
            Ok(done) => shared.sink.store(number, &name, done),
            Err(failure) => {
                shared.sink.forget(&name);
                Err(Fault::Page(Box::new(failure)))
            }
        };
        shared.queue.hold(busy.held, worked.as_ref().map_or(0, Done::held));
        if events.send(Event::Landed(index, worked)).is_err() {
            return;
        }
    }
    // Where the receiver is gone, the run is over anyway.
    let _ = events.send(Event::WorkerEnded);
}

/// Do something for a page; a panic is a failure of this page alone.
fn guard<T>(place: &Failure, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let reason = format!("an internal error stopped the work on this page ({}); please report it with the page", last_panic());
        Err(place.clone().because(Kind::Internal, reason))
    })
}

/// One page; what is no page fails with a sentence. `loaded` hears of its length.
fn work(page: Page, shared: &Shared, loaded: impl Fn(usize)) -> Result<Done, Failure> {
    let (place, name) = (page.place, page.name);
    let mut source = (page.load)()?;
    loaded(source.bytes.len());
    (shared.prepare)(&mut source);
    if source.bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(place.because(Kind::Empty, "is empty; there is nothing to extract"));
    }
    if source.encoding.is_none()
        && let Some(what) = qingyuan::decode::looks_binary(&source.bytes)
    {
        return Err(place.because(Kind::Binary, format!("is {what}, not a page; give HTML or text")));
    }
    if let Some(kept) = shared.sink.standing(&name, &source, shared.rules) {
        return Ok(kept);
    }
    let record: Record = extract(&source, shared.rules);
    Ok(shared.sink.write_out(&record, shared.rules))
}

thread_local! {
    static LAST_PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// What this thread's last panic said, and where.
pub fn last_panic() -> String {
    LAST_PANIC.with_borrow_mut(Option::take).unwrap_or_else(|| "no more is known".into())
}

/// Panics of a run's threads are kept for their failures instead of being printed between other words.
pub fn keep_panics() {
    static KEEP: Once = Once::new();
    KEEP.call_once(|| {
        let print = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| match thread::current().name() {
            Some(THREAD_NAME) => {
                let said = panic.payload_as_str().unwrap_or("no words").lines().next().unwrap_or_default().to_string();
                let place = panic.location().map_or(String::new(), |place| format!(" at {}:{}", place.file(), place.line()));
                LAST_PANIC.set(Some(format!("{said}{place}")));
            }
            _ => print(panic),
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn a_panic_is_a_failure_with_its_place() {
        let worker = thread::Builder::new().name(THREAD_NAME.into()).spawn(|| {
            keep_panics();
            guard(&Failure::place(Path::new("x.html")), || -> Result<(), Failure> { panic!("a mistake") })
        });
        let failure = worker.unwrap().join().unwrap().unwrap_err();
        assert_eq!(failure.kind, Kind::Internal);
        assert!(failure.reason.contains("a mistake at src/batch/work.rs"), "{}", failure.reason);
    }
}

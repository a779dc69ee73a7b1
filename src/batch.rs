//! Many pages. In: inputs, one after another. Out: records in the order of the inputs, the same for any number of threads. Never
//! done here: stopping because of one page.
//!
//! One thread reads ([`inputs`]), several work on the pages ([`work`]), the calling one keeps the order and writes ([`outputs`]).
//! Between them lies a bounded [`queue`], so that memory does not grow with the input.

pub mod failure;
pub mod inputs;
pub mod journal;
pub mod nearest;
mod order;
pub mod outputs;
mod queue;
mod resume;
pub mod summary;
pub mod tally;
mod work;

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use qingyuan::{Error, Rules, Source};

use failure::Failure;
use inputs::{Input, Inputs, Page, Settings};
use order::Order;
use outputs::{Output, Sink};
use queue::Queue;
use summary::{Stop, Summary};
use work::{Event, Fault, Shared, Worker};

/// Pages between being read and being written, for each thread: enough to keep it busy behind a slow page.
const PAGES_A_THREAD: usize = 32;
/// How often the run looks at the clock, for the progress line, time limits and Ctrl-C.
const TICK: Duration = Duration::from_millis(100);
/// Threads that may be lost to pages over the time limit, for each working one: each still takes its share of the processor.
const LOST_A_THREAD: usize = 8;

/// A run over many pages.
pub struct Run<'r> {
    /// The rules of the run.
    pub rules: &'static Rules,
    /// Threads that work on pages; with one, reading and writing take turns with it.
    pub jobs: usize,
    /// No page is longer, in bytes.
    pub max_page: u64,
    /// No page takes longer.
    pub time_limit: Duration,
    /// The run ends when more pages and inputs than so many have failed.
    pub max_errors: Option<usize>,
    /// Adds what the command line says of a page.
    pub prepare: Box<dyn Fn(&mut Source) + Send + Sync>,
    /// Set from outside to end the run after the pages in work.
    pub stop: &'static AtomicBool,
    /// Bytes of files read so far.
    pub position: Arc<AtomicU64>,
    /// Hears of each failure, in order.
    pub tell: &'r mut dyn FnMut(&Failure),
    /// Hears how far the run is, several times a second.
    pub watch: &'r mut dyn FnMut(&Summary),
}

impl Run<'_> {
    /// Extract every page of `inputs` into an output. Fails only where the output cannot be written.
    pub fn over(self, inputs: &[Input], (output, sink): (Output, Sink)) -> Result<Summary, Error> {
        work::keep_panics();
        let started = Instant::now();
        let (events, received) = mpsc::channel();
        let settings = Settings { max_page: self.max_page, named: sink.is_named() };
        // With one thread, a page is read when the one before it is written: the run keeps to one core.
        let window = if self.jobs == 1 { 1 } else { self.jobs * PAGES_A_THREAD };
        let shared = Arc::new(Shared { queue: Queue::new(window), sink, rules: self.rules, prepare: self.prepare });
        let no_thread = |cause| Error::io("a thread", cause);
        start_reader(inputs.to_vec(), settings, self.position, &shared, &events).map_err(no_thread)?;
        let workers = (0..self.jobs).map(|number| Worker::start(&shared, number, &events)).collect::<Result<_, _>>().map_err(no_thread)?;
        let mut crew = Crew { live: self.jobs, started: self.jobs, workers, lost: 0, limit: self.time_limit };
        let mut order = Order::new(output, self.tell, self.max_errors);
        land_all(&mut order, &mut crew, &shared, &events, &received, self.stop, self.watch);
        shared.queue.stop();
        let mut summary = order.finish()?;
        summary.seconds = started.elapsed().as_secs_f64();
        Ok(summary)
    }
}

/// The working threads.
struct Crew {
    workers: Vec<Worker>,
    /// How many will still say that they have ended.
    live: usize,
    /// How many there have been.
    started: usize,
    /// How many were given up with their pages.
    lost: usize,
    limit: Duration,
}

impl Crew {
    /// Give up pages over the time limit; for each a new thread goes on.
    fn give_up_slow_pages(&mut self, shared: &Arc<Shared>, events: &Sender<Event>) -> Vec<(usize, Failure)> {
        let mut given_up = Vec::new();
        for worker in &mut self.workers {
            let Some(failed) = worker.give_up(self.limit, shared) else { continue };
            given_up.push(failed);
            self.lost += 1;
            self.started += 1;
            match Worker::start(shared, self.started, events) {
                Ok(next) => *worker = next,
                Err(_) => self.live -= 1,
            }
        }
        given_up
    }
}

/// Take in what the threads send until there is no more, or no more is wanted.
fn land_all(
    order: &mut Order,
    crew: &mut Crew,
    shared: &Arc<Shared>,
    events: &Sender<Event>,
    received: &Receiver<Event>,
    stop: &AtomicBool,
    watch: &mut dyn FnMut(&Summary),
) {
    let (mut looked, mut is_read) = (Instant::now(), false);
    loop {
        match received.recv_timeout(TICK) {
            Ok(Event::Landed(index, worked)) => order.put(index, worked, shared),
            Ok(Event::ReaderEnded(skipped)) => {
                order.summary.skipped = skipped;
                is_read = true;
            }
            Ok(Event::WorkerEnded) => crew.live -= 1,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        if looked.elapsed() >= TICK {
            looked = Instant::now();
            for (index, failure) in crew.give_up_slow_pages(shared, events) {
                order.put(index, Err(Fault::Page(Box::new(failure))), shared);
            }
            if crew.lost > crew.workers.len() * LOST_A_THREAD {
                order.stop(Stop::TimeLimit);
            }
            watch(&order.summary);
        }
        if stop.load(Ordering::Relaxed) {
            order.stop(Stop::Interrupted);
        }
        if order.is_stopped() {
            shared.queue.stop();
        }
        // A reader that waits for standard input is not waited for.
        if crew.live == 0 && (is_read || order.is_stopped()) {
            return;
        }
    }
}

/// Read all inputs on a thread of its own.
fn start_reader(
    inputs: Vec<Input>,
    settings: Settings,
    position: Arc<AtomicU64>,
    shared: &Arc<Shared>,
    events: &Sender<Event>,
) -> std::io::Result<()> {
    let (shared, events) = (Arc::clone(shared), events.clone());
    let read = move || {
        let mut feed = |next: Result<Page, Failure>| match next {
            Ok(page) => shared.queue.push(page),
            Err(failure) => {
                let landed = Event::Landed(shared.queue.take_number(), Err(Fault::Page(Box::new(failure))));
                match events.send(landed) {
                    Ok(()) => shared.queue.wait_for_its_turn(),
                    Err(_) => ControlFlow::Break(()),
                }
            }
        };
        let reader = Inputs::new(settings, position);
        let _ = reader.read(&inputs, &mut feed);
        shared.queue.close();
        // Where the receiver is gone, the run is over.
        let _ = events.send(Event::ReaderEnded(reader.skipped()));
    };
    thread::Builder::new().name(work::THREAD_NAME.into()).spawn(read).map(drop)
}

/// Whether `path` stands for standard input or output.
pub fn is_stdio(path: &Path) -> bool {
    path.as_os_str() == "-"
}

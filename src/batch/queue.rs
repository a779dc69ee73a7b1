//! The pages between the thread that reads them and the threads that work on them. In and out: pages with their number. Holds so
//! many pages and bytes and no more: whoever has too many waits.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::inputs::Page;

/// Bytes of pages that wait to be worked on.
const WAITING_BYTES: usize = 32 << 20;
/// Bytes of pages in work and of records that wait for their turn to be written.
const BUSY_BYTES: usize = 64 << 20;

/// A bounded queue. Waking costs a system call: only who waits, and for what has come, is woken.
pub struct Queue {
    state: Mutex<State>,
    /// The reader waits here for room.
    room: Condvar,
    /// The working threads wait here for pages, or for leave to work on them.
    work: Condvar,
    /// Pages read and not yet written.
    most_pages: usize,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<(usize, Page)>,
    waiting_bytes: usize,
    busy_bytes: usize,
    /// Numbers given out.
    fed: usize,
    /// Numbers written.
    written: usize,
    /// Whether the reader waits.
    reader_waits: bool,
    /// Working threads that wait.
    idle: usize,
    is_closed: bool,
    is_stopped: bool,
}

impl Queue {
    /// A queue for `most_pages` pages between being read and being written.
    pub fn new(most_pages: usize) -> Queue {
        Queue { state: Mutex::default(), room: Condvar::new(), work: Condvar::new(), most_pages }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wake the reader where it waits and there is room for some pages: it then reads several at a time.
    fn call_reader(&self, state: &State) {
        let is_roomy = state.fed - state.written <= self.most_pages - self.most_pages.div_ceil(4) && state.waiting_bytes < WAITING_BYTES;
        if state.reader_waits && (is_roomy || state.is_stopped) {
            self.room.notify_one();
        }
    }

    /// Wake a working thread where one waits.
    fn call_worker(&self, state: &State) {
        if state.idle > 0 {
            self.work.notify_one();
        }
    }

    /// Wake all working threads.
    fn call_workers(&self, state: &State) {
        if state.idle > 0 {
            self.work.notify_all();
        }
    }

    /// Give a page a number and hand it on; returns once there is room for another. `Break` where nobody wants more.
    pub fn push(&self, page: Page) -> ControlFlow<()> {
        let mut state = self.lock();
        let index = state.fed;
        state.fed += 1;
        state.waiting_bytes += page.held;
        state.waiting.push_back((index, page));
        self.call_worker(&state);
        self.wait_for_room(state)
    }

    /// A number for something that needs no work, to be told in its turn.
    pub fn take_number(&self) -> usize {
        let mut state = self.lock();
        state.fed += 1;
        state.fed - 1
    }

    /// Wait until there is room for another page.
    pub fn wait_for_its_turn(&self) -> ControlFlow<()> {
        self.wait_for_room(self.lock())
    }

    fn wait_for_room(&self, mut state: MutexGuard<State>) -> ControlFlow<()> {
        while !state.is_stopped && (state.fed - state.written >= self.most_pages || state.waiting_bytes >= WAITING_BYTES) {
            state.reader_waits = true;
            state = self.room.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.reader_waits = false;
        }
        if state.is_stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// The next page to work on; `None` where there will be no more.
    pub fn pop(&self) -> Option<(usize, Page)> {
        let mut state = self.lock();
        loop {
            let written = state.written;
            match state.waiting.front() {
                _ if state.is_stopped => return None,
                // The page that all others wait for may always be worked on.
                Some((index, _)) if state.busy_bytes < BUSY_BYTES || *index == written => break,
                None if state.is_closed => return None,
                _ => {
                    state.idle += 1;
                    state = self.work.wait(state).unwrap_or_else(PoisonError::into_inner);
                    state.idle -= 1;
                }
            }
        }
        let (index, page) = state.waiting.pop_front()?;
        state.waiting_bytes -= page.held;
        self.call_reader(&state);
        Some((index, page))
    }

    /// Work in progress holds `now` bytes, where it held `before`.
    pub fn hold(&self, before: usize, now: usize) {
        let mut state = self.lock();
        state.busy_bytes = state.busy_bytes + now - before;
        if now < before && !state.waiting.is_empty() {
            self.call_workers(&state);
        }
    }

    /// The next number is written.
    pub fn wrote(&self) {
        let mut state = self.lock();
        state.written += 1;
        self.call_reader(&state);
        if state.busy_bytes >= BUSY_BYTES {
            self.call_workers(&state);
        }
    }

    /// All has been read.
    pub fn close(&self) {
        let mut state = self.lock();
        state.is_closed = true;
        self.call_workers(&state);
    }

    /// Nothing more is wanted: what waits is dropped, what is in work comes to its end.
    pub fn stop(&self) {
        let mut state = self.lock();
        state.is_stopped = true;
        state.waiting.clear();
        state.waiting_bytes = 0;
        self.call_workers(&state);
        self.call_reader(&state);
    }
}

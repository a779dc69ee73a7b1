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

/// A bounded queue.
pub struct Queue {
    state: Mutex<State>,
    changed: Condvar,
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
    is_closed: bool,
    is_stopped: bool,
}

impl Queue {
    /// A queue for `most_pages` pages between being read and being written.
    pub fn new(most_pages: usize) -> Queue {
        Queue { state: Mutex::default(), changed: Condvar::new(), most_pages }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'q>(&self, state: MutexGuard<'q, State>) -> MutexGuard<'q, State> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    /// Give a page a number and hand it on; returns once there is room for another. `Break` where nobody wants more.
    pub fn push(&self, page: Page) -> ControlFlow<()> {
        let mut state = self.lock();
        let index = state.fed;
        state.fed += 1;
        state.waiting_bytes += page.held;
        state.waiting.push_back((index, page));
        self.changed.notify_all();
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
            state = self.wait(state);
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
                _ => state = self.wait(state),
            }
        }
        let (index, page) = state.waiting.pop_front()?;
        state.waiting_bytes -= page.held;
        self.changed.notify_all();
        Some((index, page))
    }

    /// Work in progress holds `now` bytes, where it held `before`.
    pub fn hold(&self, before: usize, now: usize) {
        let mut state = self.lock();
        state.busy_bytes = state.busy_bytes + now - before;
        if now < before {
            self.changed.notify_all();
        }
    }

    /// The next number is written.
    pub fn wrote(&self) {
        self.lock().written += 1;
        self.changed.notify_all();
    }

    /// All has been read.
    pub fn close(&self) {
        self.lock().is_closed = true;
        self.changed.notify_all();
    }

    /// Nothing more is wanted: what waits is dropped, what is in work comes to its end.
    pub fn stop(&self) {
        let mut state = self.lock();
        state.is_stopped = true;
        state.waiting.clear();
        state.waiting_bytes = 0;
        self.changed.notify_all();
    }
}

//! Keeps the order. In: pages as they land, from any thread. Out: records and failures written in the order of the inputs.

use std::collections::BTreeMap;

use qingyuan::Error;

use super::failure::Failure;
use super::outputs::Output;
use super::summary::{Stop, Summary};
use super::work::{Done, Fault, Shared, Worked};

/// Puts what has been worked on back into the order of the inputs.
pub struct Order<'r> {
    output: Output,
    tell: &'r mut dyn FnMut(&Failure),
    max_errors: Option<usize>,
    waiting: BTreeMap<usize, Worked>,
    next: usize,
    /// The output's error, which ends the run.
    broken: Option<Error>,
    /// What was done so far.
    pub summary: Summary,
}

impl<'r> Order<'r> {
    /// Write to `output` in order; `tell` hears of failures.
    pub fn new(output: Output, tell: &'r mut dyn FnMut(&Failure), max_errors: Option<usize>) -> Order<'r> {
        Order { output, tell, max_errors, waiting: BTreeMap::new(), next: 0, broken: None, summary: Summary::default() }
    }

    /// A page has landed: write it and those that waited for it.
    pub fn put(&mut self, index: usize, worked: Worked, shared: &Shared) {
        self.waiting.insert(index, worked);
        while let Some(worked) = self.waiting.remove(&self.next) {
            self.next += 1;
            let held = worked.as_ref().map_or(0, Done::held);
            // What comes behind the failure that ended the run is not written, however far it was: the output is the same each time.
            if !self.is_over() {
                self.write(worked);
            }
            shared.queue.hold(held, 0);
            shared.queue.wrote();
        }
    }

    fn write(&mut self, worked: Worked) {
        let written = match worked {
            Ok(mut done) => {
                self.summary.done += 1;
                self.summary.kept += usize::from(done.is_kept);
                self.summary.tally.add(std::mem::take(&mut done.tally));
                self.output.write(done)
            }
            Err(Fault::Output(error)) => Err(error),
            Err(Fault::Page(failure)) => {
                match failure.is_unread_input() {
                    true => self.summary.unread += 1,
                    false => self.summary.failed += 1,
                }
                *self.summary.errors.entry(failure.kind).or_default() += 1;
                (self.tell)(&failure);
                if self.max_errors.is_some_and(|most| self.summary.failed + self.summary.unread > most) {
                    self.stop(Stop::MaxErrors);
                }
                self.output.note(&failure)
            }
        };
        self.broken = self.broken.take().or(written.err());
    }

    /// Whether nothing more is to be written.
    fn is_over(&self) -> bool {
        self.broken.is_some() || self.summary.stopped == Some(Stop::MaxErrors)
    }

    /// Whether no more pages are wanted.
    pub fn is_stopped(&self) -> bool {
        self.is_over() || self.summary.stopped.is_some()
    }

    /// End the run before its end; the first reason counts.
    pub fn stop(&mut self, why: Stop) {
        self.summary.stopped.get_or_insert(why);
    }

    /// Put everything in its place, unless the output broke: then what is written stays where it is, for `--resume`.
    pub fn finish(self) -> Result<Summary, Error> {
        match self.broken {
            Some(error) => Err(error),
            None => self.output.finish().map(|()| self.summary),
        }
    }
}

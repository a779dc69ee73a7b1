//! Many pages. In: inputs, one after another. Out: records in the order of the inputs, the same for any number of threads. Never
//! done here: stopping because of one page.

pub mod inputs;
pub mod outputs;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use qingyuan::{Error, Record, Rules, extract};
use rayon::prelude::*;

use inputs::{Inputs, Page};
use outputs::Output;

/// Pages read before they are worked on together: bounds memory, keeps every thread busy.
const BATCH_PAGES: usize = 256;
/// Bytes read before they are worked on together.
const BATCH_BYTES: usize = 16 << 20;

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Records written.
    pub done: usize,
    /// Pages that are none, or could not be worked on.
    pub failed: usize,
    /// Inputs that could not be read.
    pub unread: usize,
    /// Files of folders that are no pages by their ending.
    pub skipped: usize,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        write!(f, "qingyuan: {} page{} extracted", self.done, plural(self.done))?;
        if self.failed > 0 {
            write!(f, ", {} failed", self.failed)?;
        }
        if self.unread > 0 {
            write!(f, ", {} input{} not read", self.unread, plural(self.unread))?;
        }
        if self.skipped > 0 {
            write!(f, ", {} file{} skipped (not .html .htm .shtml .xhtml .txt)", self.skipped, plural(self.skipped))?;
        }
        Ok(())
    }
}

/// Extract every page of `inputs`; `prepare` adds what the command line says of it, `tell` hears of each failure. `jobs` 0: one
/// thread a core. Fails only where the output cannot be written.
pub fn run(
    mut inputs: Inputs,
    prepare: impl Fn(&mut Page),
    rules: &Rules,
    jobs: usize,
    mut output: Output,
    mut tell: impl FnMut(&Error),
) -> Result<Summary, Error> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build().map_err(|error| Error::Usage(format!("--jobs: {error}")))?;
    let mut summary = Summary::default();
    loop {
        let mut batch: Vec<Result<Page, Error>> = Vec::new();
        let mut bytes = 0;
        while batch.len() < BATCH_PAGES && bytes < BATCH_BYTES {
            let Some(mut next) = inputs.next() else { break };
            if let Ok(page) = &mut next {
                prepare(page);
                bytes += page.source.bytes.len();
            }
            batch.push(next);
        }
        if batch.is_empty() {
            break;
        }
        let worked: Vec<Result<(Page, Record), Error>> =
            pool.install(|| batch.into_par_iter().map(|page| page.and_then(|page| work(page, rules))).collect());
        for result in worked {
            match result {
                Ok((page, record)) => {
                    output.write(&page, &record)?;
                    summary.done += 1;
                }
                Err(error) => {
                    match error {
                        Error::Io { .. } | Error::Usage(_) => summary.unread += 1,
                        _ => summary.failed += 1,
                    }
                    tell(&error);
                }
            }
        }
    }
    summary.skipped = inputs.skipped();
    output.finish()?;
    Ok(summary)
}

/// One page; what is no page fails with a sentence, a panic is a failure of this page alone.
fn work(page: Page, rules: &Rules) -> Result<(Page, Record), Error> {
    let fail = |problem: String| Error::Page { path: page.place(), problem };
    if page.source.bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(fail("is empty; there is nothing to extract".to_string()));
    }
    match catch_unwind(AssertUnwindSafe(|| extract(&page.source, rules))) {
        Ok(record) => Ok((page, record)),
        Err(_) => Err(fail("could not be worked on: an internal error, please report it with the page".to_string())),
    }
}

//! A line that tells how far a run is; on a terminal only.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::words;
use crate::batch::inputs::{Input, size};
use crate::batch::summary::{Summary, duration};

/// Without a total there is no bar.
const UNKNOWN: &str = "{spinner} {msg}";
/// With a total, in bytes of input.
const KNOWN: &str = "[{bar:24}] {percent}% {msg}";
/// An estimate made on less would jump about.
const FIRST_ESTIMATE: Duration = Duration::from_secs(1);

/// The line, where there is a terminal to show it.
pub struct Progress {
    bar: Option<ProgressBar>,
    /// Bytes of input read so far.
    position: Arc<AtomicU64>,
    /// Bytes of input; 0 until they are counted.
    total: Arc<AtomicU64>,
}

impl Progress {
    /// A line on standard error, unless it is no terminal or the user wants none. What there is to read is counted meanwhile.
    pub fn new(quiet: bool, inputs: &[Input], position: Arc<AtomicU64>) -> Progress {
        let total = Arc::new(AtomicU64::new(0));
        let is_shown = !quiet && std::io::stderr().is_terminal();
        let bar = is_shown.then(|| {
            let bar = ProgressBar::new_spinner().with_style(style(UNKNOWN));
            words::step_around(&bar);
            let (inputs, total) = (inputs.to_vec(), Arc::clone(&total));
            // Nobody waits for it: a run that is faster than the count needs no estimate.
            thread::spawn(move || {
                let mut sum = 0;
                if size::measure(&inputs, |bytes| sum += bytes).is_some() {
                    total.store(sum, Ordering::Relaxed);
                }
            });
            bar
        });
        Progress { bar, position, total }
    }

    /// Show what is done so far.
    pub fn show(&self, summary: &Summary) {
        let Some(bar) = &self.bar else { return };
        let (elapsed, position, total) = (bar.elapsed(), self.position.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed));
        let mut message = format!("{} pages", summary.done);
        if summary.kept > 0 {
            message += &format!(" ({} kept)", summary.kept);
        }
        if summary.failed + summary.unread > 0 {
            message += &format!(", {} failed", summary.failed + summary.unread);
        }
        message += &format!(
            ", {:.1} MB/s, {}",
            summary.tally.bytes as f64 / 1e6 / elapsed.as_secs_f64().max(0.001),
            duration(elapsed.as_secs_f64())
        );
        if total > 0 && position > 0 {
            if bar.length() != Some(total) {
                bar.set_style(style(KNOWN));
                bar.set_length(total);
            }
            bar.set_position(position.min(total));
            if elapsed > FIRST_ESTIMATE {
                let left = elapsed.as_secs_f64() * total.saturating_sub(position) as f64 / position as f64;
                message += &format!(", {} left", duration(left));
            }
        }
        bar.set_message(message);
        bar.tick();
    }

    /// Take the line away.
    pub fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("the templates are tested by every run on a terminal").progress_chars("=> ")
}

//! A line that tells how far a run is; on a terminal only.

use std::io::{IsTerminal, Write};

use indicatif::{HumanBytes, ProgressBar, ProgressStyle};

use crate::batch::Summary;

/// The line, where there is a terminal to show it.
pub struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// A line on standard error, unless it is no terminal or the user wants none.
    pub fn new(quiet: bool) -> Progress {
        let bar = (!quiet && std::io::stderr().is_terminal()).then(|| {
            let style = ProgressStyle::with_template("{spinner} {elapsed_precise} {msg}")
                .expect("the template is tested by every run on a terminal");
            ProgressBar::new_spinner().with_style(style)
        });
        Progress { bar }
    }

    /// Show what is done so far; `bytes` of pages have been read.
    pub fn show(&self, summary: &Summary, bytes: u64) {
        let Some(bar) = &self.bar else { return };
        let speed = bytes as f64 / bar.elapsed().as_secs_f64().max(0.001);
        let failed =
            if summary.failed + summary.unread > 0 { format!(", {} failed", summary.failed + summary.unread) } else { String::new() };
        bar.set_message(format!("{} pages{failed}, {} ({}/s)", summary.done, HumanBytes(bytes), HumanBytes(speed as u64)));
        bar.tick();
    }

    /// Say something without breaking the line.
    pub fn say(&self, words: &str) {
        let say = || drop(writeln!(std::io::stderr(), "{words}"));
        match &self.bar {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }

    /// Take the line away.
    pub fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

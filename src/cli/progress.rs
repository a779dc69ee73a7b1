//! A line that tells how far a run is; on a terminal only.

use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use console::Term;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};

use super::words;
use crate::batch::inputs::{Input, size};
use crate::batch::summary::{Summary, duration, grouped};
use crate::lang::Lang;

/// Without a total there is no bar.
const UNKNOWN: &str = "{spinner} {msg}";
/// With a total, in bytes of input.
const KNOWN: &str = "[{bar:24}] {percent}% {msg}";
/// Columns at the right that the line leaves free.
const MARGIN: u16 = 4;
/// How often it is drawn in a second, at most.
const HERTZ: u8 = 10;
/// An estimate made on less would jump about.
const FIRST_ESTIMATE: Duration = Duration::from_secs(1);

/// The line, where there is a terminal to show it.
pub struct Progress {
    bar: Option<ProgressBar>,
    lang: Lang,
    /// Bytes of input read so far.
    position: Arc<AtomicU64>,
    /// Bytes of input; 0 until they are counted.
    total: Arc<AtomicU64>,
}

impl Progress {
    /// A line on standard error, unless it is no terminal or the user wants none. What there is to read is counted meanwhile.
    pub fn new(quiet: bool, lang: Lang, inputs: &[Input], position: Arc<AtomicU64>) -> Progress {
        let total = Arc::new(AtomicU64::new(0));
        let is_shown = !quiet && std::io::stderr().is_terminal();
        let bar = is_shown.then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::term_like_with_hz(Box::new(Narrow(Term::stderr())), HERTZ));
            bar.set_style(style(UNKNOWN));
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
        Progress { bar, lang, position, total }
    }

    /// Show what is done so far.
    pub fn show(&self, summary: &Summary) {
        let Some(bar) = &self.bar else { return };
        let (elapsed, position, total) = (bar.elapsed(), self.position.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed));
        let pick = |zh: String, en: String| self.lang.pick(zh, en);
        let done = grouped(summary.done);
        let mut message = pick(format!("{done} 页"), format!("{done} pages"));
        if summary.kept > 0 {
            let kept = grouped(summary.kept);
            message += &pick(format!("（先前 {kept}）"), format!(" ({kept} kept)"));
        }
        if summary.failed + summary.unread > 0 {
            let failed = grouped(summary.failed + summary.unread);
            message += &pick(format!("，{failed} 个失败"), format!(", {failed} failed"));
        }
        let seconds = elapsed.as_secs_f64();
        let (speed, since) = (summary.tally.bytes as f64 / 1e6 / seconds.max(0.001), duration(seconds));
        message += &pick(format!("，{speed:.1} MB/s，已用 {since}"), format!(", {speed:.1} MB/s, {since}"));
        if total > 0 && position > 0 {
            if bar.length() != Some(total) {
                bar.set_style(style(KNOWN));
                bar.set_length(total);
            }
            bar.set_position(position.min(total));
            if elapsed > FIRST_ESTIMATE {
                let left = elapsed.as_secs_f64() * total.saturating_sub(position) as f64 / position as f64;
                let left = duration(left);
                message += &pick(format!("，还需 {left}"), format!(", {left} left"));
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

/// A terminal that seems a little narrower: the `^C` that it shows when the run is stopped stays on the progress line, and is
/// cleared with it.
#[derive(Debug)]
struct Narrow(Term);

impl TermLike for Narrow {
    fn width(&self) -> u16 {
        self.0.size().1.saturating_sub(MARGIN).max(MARGIN)
    }

    fn height(&self) -> u16 {
        self.0.size().0
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        self.0.move_cursor_up(n)
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        self.0.move_cursor_down(n)
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        self.0.move_cursor_right(n)
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        self.0.move_cursor_left(n)
    }

    fn write_line(&self, words: &str) -> io::Result<()> {
        self.0.write_line(words)
    }

    fn write_str(&self, words: &str) -> io::Result<()> {
        self.0.write_str(words)
    }

    fn clear_line(&self) -> io::Result<()> {
        self.0.clear_line()
    }

    fn flush(&self) -> io::Result<()> {
        self.0.flush()
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("the templates are tested by every run on a terminal").progress_chars("=> ")
}

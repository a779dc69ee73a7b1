//! Words on standard error, between which the progress line stands. In: events (`tracing`), failures. Out: a line each.

use std::fmt::{self, Write as _};
use std::io::{self, Write as _};
use std::sync::OnceLock;

use indicatif::ProgressBar;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// The progress line, where one is shown.
static LINE: OnceLock<ProgressBar> = OnceLock::new();

/// Let words step around this progress line.
pub fn step_around(line: &ProgressBar) {
    // A second run in one program would keep to the first one's line; there is none.
    let _ = LINE.set(line.clone());
}

/// Say something without breaking the progress line.
pub fn say(words: &str) {
    let say = || drop(writeln!(io::stderr(), "{words}"));
    match LINE.get() {
        Some(line) => line.suspend(say),
        None => say(),
    }
}

/// Listen to the program's events: warnings, with `-v` what is done, with `-vv` each page; with `--quiet` none.
pub fn listen(quiet: bool, verbose: u8) {
    let most = match (quiet, verbose) {
        (true, _) => Level::ERROR,
        (_, 0) => Level::WARN,
        (_, 1) => Level::INFO,
        _ => Level::DEBUG,
    };
    // Set once, by the one subcommand that runs.
    let _ = tracing::subscriber::set_global_default(Words { most });
}

/// Writes each event as a line. Spans are not used here.
struct Words {
    most: Level,
}

impl Subscriber for Words {
    fn enabled(&self, about: &Metadata) -> bool {
        *about.level() <= self.most && about.target().starts_with("qingyuan")
    }

    fn max_level_hint(&self) -> Option<tracing::level_filters::LevelFilter> {
        Some(self.most.into())
    }

    fn event(&self, event: &Event) {
        let level = event.metadata().level();
        let mut line = Line { words: String::from("qingyuan: "), fields: String::new() };
        if *level == Level::WARN {
            line.words.push_str("warning: ");
        }
        event.record(&mut line);
        say(&(line.words + &line.fields));
    }

    fn new_span(&self, _: &Attributes) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// An event's message, and its fields behind it.
struct Line {
    words: String,
    fields: String,
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a string does not fail.
        let _ = match field.name() {
            "message" => write!(self.words, "{value:?}"),
            name => write!(self.fields, " {name}={value:?}"),
        };
    }
}

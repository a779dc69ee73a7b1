//! `qingyuan repair`: text in, repaired text out, line for line.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use qingyuan::{Error, Source, decode, repair};
use serde_json::json;

use super::{Common, Reading, exit, print, read, words};

const EXAMPLES: &str = "\
Examples:
  qingyuan repair page.txt > repaired.txt       the text repaired, line for line
  qingyuan repair --explain page.txt 2> edits.jsonl   and every edit told";

/// Arguments of `repair`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    /// A page (text or HTML), or - for standard input
    #[arg(value_name = "PATH", default_value = "-")]
    path: PathBuf,
    /// Tell each edit and each damage left, as JSON Lines on standard error
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    common: Common,
}

/// Write the repaired text; with `--explain` also why.
pub fn run(options: &Options) -> Result<u8, Error> {
    words::listen(options.common.quiet, options.common.verbose);
    let bytes = read(&options.path)?;
    let rules = options.reading.rules()?;
    let mut source = Source::new(options.path.display().to_string(), bytes);
    options.reading.apply(&mut source);
    let decoded = decode(&source);
    let before = options.explain.then(|| decoded.text().to_string());
    let repaired = repair(decoded, rules);
    print(repaired.text().as_bytes())?;
    if let Some(before) = before {
        let mut words = io::stderr().lock();
        for edit in repaired.edits() {
            let at = repaired.source_of_decoded(edit.span.clone());
            let row = json!({"class": edit.class, "before": before.get(edit.span.clone()), "after": edit.after, "source": [at.start, at.end], "uncertain": edit.uncertain});
            writeln!(words, "{row}").map_err(|cause| Error::io("standard error", cause))?;
        }
        for damage in repaired.damage() {
            let at = repaired.source(damage.span.clone()).map(|at| [at.start, at.end]);
            let row = json!({"damage": damage.class, "text": repaired.text().get(damage.span.clone()), "source": at, "note": damage.note});
            writeln!(words, "{row}").map_err(|cause| Error::io("standard error", cause))?;
        }
    }
    Ok(exit::FINE)
}

//! Arguments. In: the command line. Out: an exit code; data on standard output, words on standard error. One module a subcommand.

mod explain;
mod extract;
mod progress;
mod repair;
mod schema;

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use qingyuan::{Error, Rules, Source};

/// Exit codes, the same for every subcommand.
pub mod exit {
    /// All done.
    pub const FINE: u8 = 0;
    /// Done, but some pages failed; each is named on standard error.
    pub const FAILED_PAGES: u8 = 1;
    /// Bad usage, or a file or folder that could not be read or written.
    pub const USAGE: u8 = 2;
    /// Stopped by Ctrl-C (128 + SIGINT); what was done is written.
    pub const INTERRUPTED: u8 = 130;
}

/// 清源: turns any scraped Chinese policy page, however damaged, into rows one can cite.
#[derive(Parser)]
#[command(name = "qingyuan", version, max_term_width = 110, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  qingyuan extract pages/ -o output             a JSON file a page under output/
  qingyuan extract pages.jsonl -o - | jq .targets   records as JSON Lines on standard output
  qingyuan repair page.txt > repaired.txt       damage undone, line for line
  qingyuan explain page.html --value 3          why the third number or date is what it is
  qingyuan schema > record.schema.json          the shape of a record";

#[derive(Subcommand)]
enum Command {
    /// Extract records: dates, documents, targets, sections, each with its evidence
    Extract(extract::Options),
    /// Tell each number and date of a page with the reasons for its kind, deadline and region
    Explain(explain::Options),
    /// Undo damage: text in, repaired text out, line for line
    Repair(repair::Options),
    /// Print the JSON Schema of a record
    Schema,
}

/// What is known of the pages from outside.
#[derive(Args, Clone)]
pub struct Reading {
    /// Encoding of the pages; overrides what they say and what their bytes look like
    #[arg(long, value_name = "LABEL", value_parser = encoding_label)]
    encoding: Option<String>,
    /// Folder of rule tables (*.tsv) that replace the built-in ones of the same name
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
}

/// Rules from `--rules`, or the built-in ones.
enum Loaded {
    Builtin(&'static Rules),
    Read(Box<Rules>),
}

impl std::ops::Deref for Loaded {
    type Target = Rules;
    fn deref(&self) -> &Rules {
        match self {
            Loaded::Builtin(rules) => rules,
            Loaded::Read(rules) => rules,
        }
    }
}

impl Reading {
    fn rules(&self) -> Result<Loaded, Error> {
        match &self.rules {
            None => Ok(Loaded::Builtin(Rules::builtin())),
            Some(dir) => Rules::read(dir).map(|rules| Loaded::Read(Box::new(rules))),
        }
    }

    fn apply(&self, source: &mut Source) {
        if self.encoding.is_some() {
            source.encoding.clone_from(&self.encoding);
        }
    }
}

fn encoding_label(label: &str) -> Result<String, String> {
    match encoding_rs::Encoding::for_label(label.trim().as_bytes()).is_some() {
        true => Ok(label.to_string()),
        false => Err("no such encoding; try utf-8, gb18030, gbk, big5, utf-16le".to_string()),
    }
}

/// Run the command line.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match arguments.command {
        Command::Extract(options) => extract::run(&options),
        Command::Explain(options) => explain::run(&options),
        Command::Repair(options) => repair::run(&options),
        Command::Schema => schema::run(),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(error) if is_broken_pipe(&error) => ExitCode::from(exit::FINE),
        Err(error) => {
            let _ = writeln!(io::stderr(), "qingyuan: {error}");
            ExitCode::from(exit::USAGE)
        }
    }
}

/// The reader of our output has had enough (`| head`): no mistake of anyone's.
fn is_broken_pipe(error: &Error) -> bool {
    matches!(error, Error::Io { cause, .. } if cause.kind() == io::ErrorKind::BrokenPipe)
}

/// The bytes of a file, or of standard input for -.
fn read(path: &Path) -> Result<Vec<u8>, Error> {
    if !crate::batch::is_stdio(path) {
        return std::fs::read(path).map_err(|cause| Error::io(path, cause));
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).map_err(|cause| Error::io("standard input", cause))?;
    Ok(bytes)
}

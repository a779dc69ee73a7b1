//! Arguments. In: the command line and qingyuan.toml. Out: an exit code; data on standard output, words on standard error. One module
//! a subcommand.

mod check;
mod chinese;
mod config;
mod diff;
mod eval;
mod explain;
mod extract;
mod generate;
mod paint;
mod progress;
mod repair;
mod report;
mod schema;
mod settings;
mod show;
mod words;

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use jiff::civil::Date;
use qingyuan::{Error, Rules, Source};

use crate::lang::Lang;

/// Exit codes, the same for every subcommand.
pub mod exit {
    /// All done.
    pub const FINE: u8 = 0;
    /// Done, but some pages failed; each is named on standard error.
    pub const FAILED_PAGES: u8 = 1;
    /// What was compared differs.
    pub const DIFFERS: u8 = 1;
    /// Bad usage or configuration, or a file or folder that could not be read or written.
    pub const USAGE: u8 = 2;
    /// Stopped by Ctrl-C (128 + SIGINT); what was done is written.
    pub const INTERRUPTED: u8 = 130;
}

/// 清源: turns any scraped Chinese policy page, however damaged, into rows one can cite.
#[derive(Parser)]
#[command(name = "qingyuan", version, max_term_width = 110, after_help = EXAMPLES)]
struct Arguments {
    /// Language of help, summaries and show [default: from the locale]
    #[arg(long, value_enum, global = true, value_name = "LANG")]
    lang: Option<Lang>,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  qingyuan extract pages/ -o output             a JSON file a page under output/
  qingyuan extract pages.jsonl -o - | jq .targets   records as JSON Lines on standard output
  qingyuan repair page.txt > repaired.txt       damage undone, line for line
  qingyuan show page.html                       the page in the terminal, values in colour
  qingyuan explain page.html --value 3          why the third number or date is what it is
  qingyuan check fixtures/pages                 whether pages still give the records that stand beside them
  qingyuan diff output-old output               what changed between two runs
  qingyuan schema > record.schema.json          the shape of a record

Exit codes: 0 all done, 1 some pages failed, 2 bad usage or configuration or an input or output that cannot be
read or written, 130 stopped by Ctrl-C.";

#[derive(Subcommand)]
enum Command {
    /// Extract records: dates, documents, targets, sections, each with its evidence
    Extract(Box<extract::Options>),
    /// Tell each number and date of a page with the reasons for its kind, deadline and region
    Explain(explain::Options),
    /// Read a page in the terminal: the repaired text with its values in colour, tables below
    Show(show::Options),
    /// Compare pages with the records that stand beside them, and tell what changed by field
    Check(Box<check::Options>),
    /// Compare two outputs of extract, and tell what changed by field
    Diff(diff::Options),
    /// Score what is extracted from pages against answers that people wrote
    Eval(eval::Options),
    /// Undo damage: text in, repaired text out, line for line
    Repair(repair::Options),
    /// Print the JSON Schema of a record, or tables of its fields and of the columns
    Schema(schema::Options),
    /// Print the settings that `extract` would run with, as a qingyuan.toml, each with where it comes from
    Config(config::Options),
    /// Print a completion script for a shell
    #[command(after_help = generate::COMPLETION_EXAMPLES)]
    Completions(generate::Completions),
    /// Print the manual page, of the command or of a subcommand
    #[command(after_help = generate::MAN_EXAMPLES)]
    Man(generate::Man),
}

/// What every subcommand that works on pages takes.
#[derive(Args, Clone)]
pub struct Common {
    /// Settings file [default: the nearest qingyuan.toml, in this folder or above]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Say nothing but what failed
    #[arg(short, long)]
    quiet: bool,
    /// Say what is done: -v the inputs, -vv each page
    #[arg(short, long, action = ArgAction::Count)]
    verbose: u8,
}

/// How pages are read.
#[derive(Args, Clone)]
pub struct Reading {
    /// Encoding of the pages; overrides what they say and what their bytes look like
    #[arg(long, value_name = "LABEL", value_parser = encoding_label)]
    encoding: Option<String>,
    /// Folder of rule tables (*.tsv) that replace the built-in ones of the same name
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
}

impl Reading {
    /// Rules from `--rules`, or the built-in ones. They stay until the program ends: a page over its time limit may still read them.
    fn rules(&self) -> Result<&'static Rules, Error> {
        match &self.rules {
            None => Ok(Rules::builtin()),
            Some(dir) => Rules::read(dir).map(|rules| &*Box::leak(Box::new(rules))),
        }
    }

    fn apply(&self, source: &mut Source) {
        if self.encoding.is_some() {
            source.encoding.clone_from(&self.encoding);
        }
    }
}

/// What is known of pages from outside, where they do not say it themselves.
#[derive(Args, Clone)]
pub struct Outside {
    /// Date of a page that shows none (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    published: Option<Date>,
    /// GB/T 2260 code of the place that a page is about where none is named (six digits)
    #[arg(long, value_name = "ADCODE", value_parser = adcode)]
    region: Option<String>,
    #[command(flatten)]
    reading: Reading,
}

impl Outside {
    /// What a page's own line of JSON says comes first, but for the encoding.
    fn apply(&self, source: &mut Source) {
        self.reading.apply(source);
        source.published = source.published.or(self.published);
        if source.region.is_none() {
            source.region.clone_from(&self.region);
        }
    }
}

fn adcode(text: &str) -> Result<String, String> {
    match text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        true => Ok(text.to_string()),
        false => Err("a GB/T 2260 code has six digits, like 440000".to_string()),
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
    match run() {
        Ok(code) => ExitCode::from(code),
        Err(error) if is_broken_pipe(&error) => ExitCode::from(exit::FINE),
        Err(error) => {
            let _ = writeln!(io::stderr(), "qingyuan: {error}");
            ExitCode::from(exit::USAGE)
        }
    }
}

fn run() -> Result<u8, Error> {
    let line: Vec<_> = std::env::args_os().collect();
    let lang = Lang::of_line(&line);
    let (matches, told) = settings::merge(chinese::told_in(Arguments::command(), lang), line)?;
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    match arguments.command {
        Command::Extract(options) => extract::run(&options, lang),
        Command::Explain(options) => explain::run(&options),
        Command::Show(options) => show::run(&options, lang),
        Command::Eval(options) => eval::run(&options),
        Command::Check(options) => check::run(&options),
        Command::Diff(options) => diff::run(&options),
        Command::Repair(options) => repair::run(&options),
        Command::Schema(options) => schema::run(&options),
        Command::Config(_) => config::run(&matches, &told),
        Command::Completions(options) => generate::completions(&options, chinese::told_in(Arguments::command(), lang)),
        Command::Man(options) => generate::man(&options, chinese::told_in(Arguments::command(), lang)),
    }
}

/// Data goes to standard output.
fn print(data: &[u8]) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    out.write_all(data).and_then(|()| out.flush()).map_err(|cause| Error::io("standard output", cause))
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

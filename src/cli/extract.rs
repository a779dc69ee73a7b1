//! `qingyuan extract`: pages in, records out.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use clap::{Args, ValueEnum};
use qingyuan::{Error, Rules, Source};

use super::progress::Progress;
use super::{Common, Outside, exit, print, words};
use crate::batch::failure::Failure;
use crate::batch::inputs::Input;
use crate::batch::journal::{Folder, Journal};
use crate::batch::outputs::{Forms, Output, Sink, dataset};
use crate::batch::summary::{Stop, Summary};
use crate::batch::{Run, is_stdio};
use crate::lang::Lang;

const EXAMPLES: &str = "\
Examples:
  qingyuan extract page.html                          one page, its record as a line of JSON
  qingyuan extract pages/ -o output                   a folder, a JSON file a page
  qingyuan extract 'crawl/*.warc.gz' extra.zip -o output --format jsonl
                                                      archives, all records in output/pages.jsonl
  qingyuan extract pages/ -o output --format jsonl,csv   records and tables, described in DATACARD.md
  find . -name '*.shtml' | qingyuan extract --files-from - -o output
  qingyuan extract crawl.tar.zst -o output --resume   go on where a run was stopped
  qingyuan extract output/failed.jsonl -o again       what failed, once more

Failed pages are named on standard error and listed in failed.jsonl; the others are done. The exit code is 1 then,
unless --no-fail-on-error is given (or fail-on-error = false in qingyuan.toml).";

/// Arguments of `extract`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    /// Pages: files, folders (in them .html .htm .shtml .xhtml .txt and files without ending), quoted patterns ('*.html', '**',
    /// '{a,b}'), JSON Lines (.jsonl), archives (.zip .tar .warc .wet), each also .gz or .zst, - for standard input
    #[arg(value_name = "PATH", required_unless_present = "files_from")]
    paths: Vec<PathBuf>,
    /// File with the path of an input a line, or - for standard input
    #[arg(long, value_name = "LIST")]
    files_from: Vec<PathBuf>,
    #[command(flatten)]
    settings: Settings,
    /// Go on with a run that was stopped: keep the records of pages that are done under the same options and rules
    #[arg(long)]
    resume: bool,
    #[command(flatten)]
    common: Common,
}

/// What can also stand in qingyuan.toml.
#[derive(Args)]
pub struct Settings {
    /// Folder to write to, or - for standard output
    #[arg(short, long, value_name = "DIR", default_value = "-")]
    output: PathBuf,
    /// json: a file a page; jsonl: one file, a line a page; csv, parquet: tables with a row a value (pages, sections, dates,
    /// documents, targets, figures); several with commas [default: json into a folder, jsonl on standard output]
    #[arg(long, value_enum, value_name = "FORMATS", value_delimiter = ',')]
    format: Vec<Format>,
    /// Begin CSV files with a byte order mark, from which Excel knows that they are UTF-8
    #[arg(long)]
    bom: bool,
    #[command(flatten)]
    outside: Outside,
    /// Threads that work on pages; with 1 the run keeps to one core [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Longest page, in bytes or with KiB, MiB, GiB; longer ones are reported
    #[arg(long, value_name = "SIZE", default_value = "32MiB", value_parser = size)]
    max_page: u64,
    /// Longest time for a page; one that takes longer is given up and reported
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    time_limit: Duration,
    /// End the run when more than so many pages and inputs have failed
    #[arg(long, value_name = "N")]
    max_errors: Option<usize>,
    /// Exit code 1 when pages failed: the default
    #[arg(long, overrides_with = "no_fail_on_error")]
    fail_on_error: bool,
    /// Exit code 0 also when pages failed, as long as every input could be read
    #[arg(long, overrides_with = "fail_on_error")]
    no_fail_on_error: bool,
    /// What is said at the end: text on standard error; json, a line on standard output where records go elsewhere; none
    #[arg(long, value_enum, value_name = "FORM", default_value = "text")]
    summary: Told,
}

/// How records are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A file a page.
    Json,
    /// A line a page.
    Jsonl,
    /// A CSV file a table.
    Csv,
    /// A Parquet file a table, and one of whole records.
    Parquet,
}

/// How the summary is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Told {
    /// In words.
    Text,
    /// As a line of JSON.
    Json,
    /// Not at all.
    None,
}

/// `4096`, `32MiB`.
fn size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let unit: u64 = match text[digits.len()..].trim() {
        "" | "B" => 1,
        "K" | "KiB" => 1 << 10,
        "M" | "MiB" => 1 << 20,
        "G" | "GiB" => 1 << 30,
        _ => return Err("a size is a number of bytes, or a number with KiB, MiB or GiB".to_string()),
    };
    let size = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    size.filter(|size| (1..=4 << 30).contains(size)).ok_or_else(|| "a size lies between 1 and 4GiB".to_string())
}

/// `60`, `0.5`.
fn seconds(text: &str) -> Result<Duration, String> {
    let number = text.trim_end_matches('s').parse::<f64>().ok().filter(|number| (0.001..=86_400.0).contains(number));
    number.map(Duration::from_secs_f64).ok_or_else(|| "a time is a number of seconds, up to a day".to_string())
}

impl Options {
    fn inputs(&self) -> Result<Vec<Input>, Error> {
        let takes_stdin = self.paths.iter().chain(&self.files_from).filter(|path| is_stdio(path)).count();
        if takes_stdin > 1 {
            return Err(Error::Usage("standard input can be read once: give - in one place".to_string()));
        }
        let lists = self.files_from.iter().cloned().map(Input::List);
        Ok(self.paths.iter().cloned().map(Input::Path).chain(lists).collect())
    }

    /// The inputs in words.
    fn named_inputs(&self) -> Vec<String> {
        let lists = self.files_from.iter().map(|list| format!("--files-from {}", list.display()));
        self.paths.iter().map(|path| path.display().to_string()).chain(lists).collect()
    }

    /// A list of failures must not take the place of the records that it belongs to.
    fn refuse_own_failures(&self, dir: &Path) -> Result<(), Error> {
        let own = fs::canonicalize(dir.join("failed.jsonl"));
        let is_own = |path: &PathBuf| own.as_ref().is_ok_and(|own| fs::canonicalize(path).is_ok_and(|path| path == *own));
        if self.settings.forms().is_collected() && self.paths.iter().any(is_own) {
            let dir = dir.display();
            let problem = format!(
                "{dir}/failed.jsonl: its pages would take the place of all others in the files under {dir}; give another -o, or the inputs \
                 themselves with --resume, which tries again what failed"
            );
            return Err(Error::Usage(problem));
        }
        Ok(())
    }
}

impl Settings {
    /// The options that records depend on.
    fn journalled(&self) -> Vec<(String, String)> {
        let options = [
            ("encoding", self.outside.reading.encoding.clone()),
            ("published", self.outside.published.map(|date| date.to_string())),
            ("region", self.outside.region.clone()),
        ];
        options.into_iter().filter_map(|(name, value)| value.map(|value| (name.to_string(), value))).collect()
    }

    /// Adds what the command line says of a page.
    fn preparation(&self) -> Box<dyn Fn(&mut Source) + Send + Sync> {
        let outside = self.outside.clone();
        Box::new(move |source| outside.apply(source))
    }

    /// What is written into a folder.
    fn forms(&self) -> Forms {
        let has = |format: Format| self.format.contains(&format);
        Forms {
            files: has(Format::Json) || self.format.is_empty(),
            lines: has(Format::Jsonl),
            csv: has(Format::Csv),
            bom: self.bom,
            parquet: has(Format::Parquet),
        }
    }

    /// Fails where what is asked for cannot be written.
    fn check_forms(&self) -> Result<(), Error> {
        let is_stdout = is_stdio(&self.output);
        let problem = match () {
            () if is_stdout && self.forms().has_tables() => "csv and parquet are several files: give a folder with -o DIR",
            () if is_stdout && self.format.len() > 1 => "standard output takes one format: give a folder with -o DIR",
            () if self.bom && !self.forms().csv => "--bom is for --format csv",
            () if self.forms().parquet && !cfg!(feature = "parquet") => {
                "this build writes no Parquet: install one that does with cargo install --path . --features parquet"
            }
            () => return Ok(()),
        };
        Err(Error::Usage(problem.to_string()))
    }
}

/// An output, and the folder it lies in with its journal.
struct Opened {
    output: (Output, Sink),
    folder: Option<(Folder, Journal)>,
}

fn open(options: &Options, rules: &Rules) -> Result<Opened, Error> {
    let settings = &options.settings;
    let dir = settings.output.as_path();
    if is_stdio(dir) {
        if options.resume {
            return Err(Error::Usage("--resume needs an output folder: add -o DIR".to_string()));
        }
        return Ok(Opened { output: Output::stdout(settings.format == [Format::Json]), folder: None });
    }
    options.refuse_own_failures(dir)?;
    let folder = Folder::take(dir)?;
    let journal = Journal::new(rules.hash(), settings.journalled(), options.named_inputs());
    let (journal, keep) = folder.start(journal, options.resume)?;
    let output = Output::under(dir, settings.forms(), keep)?;
    Ok(Opened { output, folder: Some((folder, journal)) })
}

/// The first Ctrl-C (or SIGTERM) ends the run with what is done, the second one ends the program.
fn stop_on_ctrl_c() -> &'static AtomicBool {
    static STOP: AtomicBool = AtomicBool::new(false);
    // Without a handler Ctrl-C still ends the program, and --resume goes on.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(exit::INTERRUPTED));
        }
    });
    &STOP
}

/// Extract all pages; a failed one is named on standard error and the others go on.
pub fn run(options: &Options, lang: Lang) -> Result<u8, Error> {
    let (settings, quiet) = (&options.settings, options.common.quiet);
    words::listen(quiet, options.common.verbose);
    settings.check_forms()?;
    let rules = settings.outside.reading.rules()?;
    let inputs = options.inputs()?;
    let Opened { output, folder } = open(options, rules)?;
    let position = Arc::new(AtomicU64::new(0));
    let progress = Progress::new(quiet, lang, &inputs, Arc::clone(&position));
    let run = Run {
        rules,
        jobs: settings.jobs.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from),
        max_page: settings.max_page,
        time_limit: settings.time_limit,
        max_errors: settings.max_errors,
        prepare: settings.preparation(),
        stop: stop_on_ctrl_c(),
        position,
        tell: &mut |failure: &Failure| words::say(&format!("qingyuan: {failure}")),
        watch: &mut |summary: &Summary| progress.show(summary),
    };
    let summary = run.over(&inputs, output);
    progress.clear();
    let summary = summary.inspect_err(|error| {
        if folder.is_some() && !super::is_broken_pipe(error) {
            words::say("qingyuan: the run ends here; the records written so far are kept, and --resume goes on from them");
        }
    })?;
    if let Some((folder, journal)) = folder {
        let forms = settings.forms();
        if forms.has_tables() {
            dataset::describe(&settings.output, forms, &summary, rules.hash())?;
        }
        folder.end(journal, &summary, forms.lines)?;
    }
    match settings.summary {
        Told::Text if !quiet => {
            words::say(&summary.told(lang, console::Term::stderr().size_checked().map(|(_, columns)| usize::from(columns))))
        }
        Told::Json => {
            let line = serde_json::to_string(&summary).expect("a summary is JSON");
            if is_stdio(&settings.output) { words::say(&line) } else { print(format!("{line}\n").as_bytes())? }
        }
        Told::Text | Told::None => {}
    }
    Ok(code(&summary, !settings.no_fail_on_error))
}

fn code(summary: &Summary, fail_on_error: bool) -> u8 {
    match (summary.stopped, summary.unread, summary.failed) {
        (Some(Stop::Interrupted), ..) => exit::INTERRUPTED,
        (Some(Stop::MaxErrors | Stop::TimeLimit), ..) => exit::FAILED_PAGES,
        (None, 0, 0) => exit::FINE,
        (None, 0, _) => {
            if fail_on_error {
                exit::FAILED_PAGES
            } else {
                exit::FINE
            }
        }
        (None, ..) => exit::USAGE,
    }
}

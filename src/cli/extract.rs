//! `qingyuan extract`: pages in, records out.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use qingyuan::Error;

use super::progress::Progress;
use super::{Reading, exit};
use crate::batch::failure::Failure;
use crate::batch::inputs::Page;
use crate::batch::journal::Journal;
use crate::batch::outputs::Output;
use crate::batch::{Run, Summary, is_stdio};

/// Arguments of `extract`.
#[derive(Args)]
pub struct Options {
    /// Pages: files, folders (.html .htm .shtml .xhtml .txt and files without ending), JSON Lines (.jsonl), archives (.zip .tar .warc
    /// .wet), each also .gz or .zst, - for standard input
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Folder to write to, or - for standard output
    #[arg(short, long, value_name = "DIR", default_value = "-")]
    output: PathBuf,
    /// json: a file a page; jsonl: one file, a line a page [default: json into a folder, jsonl on standard output]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Date of the pages that show none (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    published: Option<Date>,
    /// GB/T 2260 code of the place that pages are about where none is named (six digits)
    #[arg(long, value_name = "ADCODE", value_parser = adcode)]
    region: Option<String>,
    /// Threads [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Longest page, in bytes or with KiB, MiB, GiB; longer ones are reported
    #[arg(long, value_name = "SIZE", default_value = "32MiB", value_parser = size)]
    max_page: u64,
    /// Go on with a run that was stopped: keep the records of pages that are done under the same options and rules
    #[arg(long)]
    resume: bool,
    /// No summary at the end
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    reading: Reading,
}

/// How records are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A file a page.
    Json,
    /// A line a page.
    Jsonl,
}

fn adcode(text: &str) -> Result<String, String> {
    match text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        true => Ok(text.to_string()),
        false => Err("a GB/T 2260 code has six digits, like 440000".to_string()),
    }
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

impl Options {
    /// The options that records depend on.
    fn journalled(&self) -> Vec<(String, String)> {
        let options = [
            ("encoding", self.reading.encoding.clone()),
            ("published", self.published.map(|date| date.to_string())),
            ("region", self.region.clone()),
            ("max-page", Some(self.max_page.to_string())),
        ];
        options.into_iter().filter_map(|(name, value)| value.map(|value| (name.to_string(), value))).collect()
    }

    fn open(&self, journal: &Journal) -> Result<Output, Error> {
        let resume = self.resume && journal.is_same_as_in(&self.output);
        match (is_stdio(&self.output), self.format) {
            (true, _) if self.resume => Err(Error::Usage("--resume needs an output folder: add -o DIR".to_string())),
            (true, Some(Format::Json)) => Ok(Output::stdout_pretty()),
            (true, _) => Ok(Output::stdout_lines()),
            (false, Some(Format::Jsonl)) => Output::lines_under(&self.output, resume),
            (false, _) => Output::files_under(&self.output, resume),
        }
    }
}

/// Extract all pages; a failed one is named on standard error and the others go on.
pub fn run(options: &Options) -> Result<u8, Error> {
    static STOP: AtomicBool = AtomicBool::new(false);
    let rules = options.reading.rules()?;
    let mut journal = Journal::start(rules.hash(), options.journalled(), &options.paths);
    let output = options.open(&journal)?;
    let dir = (!is_stdio(&options.output)).then_some(options.output.as_path());
    if let Some(dir) = dir {
        journal.write(dir)?;
        // The first Ctrl-C ends the run with what is done, the second one ends the program.
        let _ = ctrlc::set_handler(|| {
            if STOP.swap(true, Ordering::Relaxed) {
                std::process::exit(i32::from(exit::INTERRUPTED));
            }
        });
    }
    let prepare = |page: &mut Page| {
        options.reading.apply(&mut page.source);
        page.source.published = page.source.published.or(options.published);
        if page.source.region.is_none() {
            page.source.region.clone_from(&options.region);
        }
    };
    let progress = Progress::new(options.quiet);
    let mut tell = |failure: &Failure| progress.say(&format!("qingyuan: {failure}"));
    let mut watch = |summary: &Summary, bytes: u64| progress.show(summary, bytes);
    let jobs = options.jobs.map_or(0, usize::from);
    let run = Run { rules: &rules, jobs, max_page: options.max_page, prepare: &prepare, stop: &STOP, tell: &mut tell, watch: &mut watch };
    let summary = run.over(&options.paths, output);
    progress.clear();
    let summary = summary?;
    if let Some(dir) = dir {
        journal.end(summary.clone());
        journal.write(dir)?;
    }
    if !options.quiet {
        progress.say(&summary.to_string());
    }
    Ok(code(&summary))
}

fn code(summary: &Summary) -> u8 {
    if summary.interrupted {
        return exit::INTERRUPTED;
    }
    match (summary.unread, summary.failed) {
        (0, 0) => exit::FINE,
        (0, _) => exit::FAILED_PAGES,
        _ => exit::USAGE,
    }
}

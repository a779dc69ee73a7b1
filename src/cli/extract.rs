//! `qingyuan extract`: pages in, records out.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use qingyuan::Error;

use super::{Reading, exit, is_stdio};
use crate::batch::inputs::{Inputs, Page};
use crate::batch::outputs::Output;
use crate::batch::{self, Summary};

/// Arguments of `extract`.
#[derive(Args)]
pub struct Options {
    /// Pages: files, folders (.html .htm .shtml .xhtml .txt and files without ending), JSON Lines (.jsonl), - for standard input
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

/// Extract all pages; a failed one is named on standard error and the others go on.
pub fn run(options: &Options) -> Result<u8, Error> {
    let rules = options.reading.rules()?;
    let output = match (is_stdio(&options.output), options.format) {
        (true, Some(Format::Json)) => Output::stdout_pretty(),
        (true, _) => Output::stdout_lines(),
        (false, Some(Format::Jsonl)) => Output::lines_under(&options.output)?,
        (false, _) => Output::files_under(&options.output)?,
    };
    let prepare = |page: &mut Page| {
        options.reading.apply(&mut page.source);
        page.source.published = page.source.published.or(options.published);
        if page.source.region.is_none() {
            page.source.region.clone_from(&options.region);
        }
    };
    let jobs = options.jobs.map_or(0, usize::from);
    let summary = batch::run(Inputs::new(&options.paths), prepare, &rules, jobs, output, |error| {
        let _ = writeln!(io::stderr(), "qingyuan: {error}");
    })?;
    if !options.quiet {
        let _ = writeln!(io::stderr(), "{summary}");
    }
    Ok(code(&summary))
}

fn code(summary: &Summary) -> u8 {
    match (summary.unread, summary.failed) {
        (0, 0) => exit::FINE,
        (0, _) => exit::FAILED_PAGES,
        _ => exit::USAGE,
    }
}

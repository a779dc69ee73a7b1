//! `qingyuan eval`: pages and the answers that people wrote, scored.

use std::collections::HashMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use clap::{Args, ValueEnum};
use qingyuan::decode::SourceKind;
use qingyuan::evaluate::{Answer, Score};
use qingyuan::{Error, Record, extract};

use super::{Common, Reading, exit, print, words};
use crate::batch::inputs::{Input, Inputs, Page, Settings};

/// Longest page.
const MAX_PAGE: u64 = 32 << 20;

const EXAMPLES: &str = "\
Examples:
  qingyuan eval cases.jsonl answers.jsonl              rates, for people
  qingyuan eval cases.jsonl answers.jsonl --misses     and each miss, a line each
  qingyuan eval pages/ answers.jsonl --format json     rates as JSON, for floors in CI

ANSWERS has a line a case: {\"id\", \"numbers\": [{\"text\", \"start\", \"end\", \"kind\", \"value\", \"unit\", \"object\", \"comparator\", \"deadline\"}],
\"dates\": [{\"text\", \"edtf\", \"role\"}], \"documents\": [{\"title\", \"number\", \"issuers\"}], \"sections\": [{\"heading\", \"adcode\", \"first\", \"last\"}]};
each may be \"optional\". The id is the page's, or the last part of its path.";

/// Arguments of `eval`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    /// Pages: what `extract` takes
    #[arg(value_name = "CASES")]
    cases: PathBuf,
    /// JSON Lines with the answers
    #[arg(value_name = "ANSWERS")]
    answers: PathBuf,
    /// Tell each miss
    #[arg(long)]
    misses: bool,
    /// text: for people; json: one object
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    common: Common,
}

/// How rates are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table.
    Text,
    /// One object.
    Json,
}

/// A case that was read.
struct Case {
    record: Record,
    /// The text that the answers' places count in.
    text: Option<String>,
}

/// Score all cases.
pub fn run(options: &Options) -> Result<u8, Error> {
    words::listen(options.common.quiet, options.common.verbose);
    let answers = read_answers(&options.answers)?;
    let (cases, failed) = read_cases(options)?;
    let mut score = Score::default();
    for answer in &answers {
        let case = cases.get(last_part(&answer.id));
        score.add(answer, case.map(|case| &case.record), case.and_then(|case| case.text.as_deref()));
    }
    let rates = score.to_json();
    let mut told = match options.format {
        Format::Json => serde_json::to_string_pretty(&rates).expect("rates are JSON") + "\n",
        Format::Text => table(&rates),
    };
    if options.misses {
        told.extend(score.misses.iter().map(|miss| miss.join("\t") + "\n"));
    }
    print(told.as_bytes())?;
    Ok(if failed > 0 { exit::FAILED_PAGES } else { exit::FINE })
}

fn last_part(id: &str) -> &str {
    id.trim_end_matches('/').rsplit('/').next().unwrap_or(id)
}

/// The answers in order; of two for one case the last one.
fn read_answers(path: &Path) -> Result<Vec<Answer>, Error> {
    let text = fs::read_to_string(path).map_err(|cause| Error::io(path, cause))?;
    let mut answers: Vec<Answer> = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let fail = |error: serde_json::Error| Error::Line {
            path: path.display().to_string(),
            line: index + 1,
            problem: format!("is no answer: {error}"),
        };
        let answer: Answer = serde_json::from_str(line).map_err(fail)?;
        match answers.iter_mut().find(|other| last_part(&other.id) == last_part(&answer.id)) {
            Some(other) => *other = answer,
            None => answers.push(answer),
        }
    }
    match answers.is_empty() {
        true => Err(Error::Page { path: path.display().to_string(), problem: "holds no answer".into() }),
        false => Ok(answers),
    }
}

/// The records of all pages by the last part of their id, and how many pages failed; each is named.
fn read_cases(options: &Options) -> Result<(HashMap<String, Case>, usize), Error> {
    let rules = options.reading.rules()?;
    let reader = Inputs::new(Settings { max_page: MAX_PAGE, named: false }, Arc::new(AtomicU64::new(0)));
    let (mut cases, mut failed) = (HashMap::new(), 0);
    let mut feed = |page: Result<Page, _>| {
        match page.and_then(|page| (page.load)()) {
            Ok(mut source) => {
                let text = (source.kind == Some(SourceKind::Text)).then(|| String::from_utf8_lossy(&source.bytes).into_owned());
                options.reading.apply(&mut source);
                cases.insert(last_part(&source.id).to_string(), Case { record: extract(&source, rules), text });
            }
            Err(failure) => {
                failed += 1;
                words::say(&format!("qingyuan: {failure}"));
            }
        }
        ControlFlow::Continue(())
    };
    let _ = reader.read(&[Input::Path(options.cases.clone())], &mut feed);
    Ok((cases, failed))
}

/// The rates as a table.
fn table(rates: &serde_json::Value) -> String {
    let rows = [
        ("targets core", &rates["targets"]["core"]),
        ("targets strict", &rates["targets"]["strict"]),
        ("targets value", &rates["targets"]["value"]),
        ("dates", &rates["dates"]["value"]),
        ("documents", &rates["documents"]["title"]),
        ("sections", &rates["sections"]["place"]),
    ];
    let mut out = format!("{} cases, {} without a record\n\n", rates["cases"], rates["records_missing"]);
    out += "                 precision  recall      f1    hit   gold  found\n";
    for (name, row) in rows {
        let rate = |key: &str| row[key].as_f64().unwrap_or(0.0);
        let count = |key: &str| row[key].as_u64().unwrap_or(0);
        let (p, r, f1) = (rate("precision"), rate("recall"), rate("f1"));
        out += &format!("{name:<17}{p:>9.4}{r:>8.4}{f1:>8.4}{:>7}{:>7}{:>7}\n", count("hit"), count("gold"), count("pred"));
    }
    let more = [
        ("targets core, mean over the cases", &rates["core_by_case"]),
        ("targets on numbers that are none", &rates["false_targets"]),
        ("roles of right dates", &rates["dates"]["role"]),
        ("numbers of right documents", &rates["documents"]["number"]),
        ("issuers of right documents", &rates["documents"]["issuers"]),
        ("ends of right sections", &rates["sections"]["end"]),
    ];
    out.push('\n');
    for (name, rate) in more {
        out += &format!("{name:<36}{rate}\n");
    }
    out
}

//! `qingyuan diff`: two outputs of `extract`, page by page.

mod records;

use std::path::PathBuf;

use clap::Args;
use qingyuan::Error;
use qingyuan::compare::compare;

use super::paint::{Paint, When};
use super::report::{Entry, Format, Only, Report, State};
use super::{exit, print};
use records::Records;

const EXAMPLES: &str = "\
Examples:
  qingyuan diff output-old output                      what changed, page by page, and the sums
  qingyuan diff output-old output --only targets -q    the sums of what changed in targets
  qingyuan diff old.jsonl new.jsonl --format json | jq .changes

Pages are told apart by their id. Exit codes: 0 no difference, 1 differences, 2 bad usage or no record.";

/// Arguments of `diff`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    /// The older output: a folder that `extract` wrote, a file of JSON Lines, or a record
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The newer output
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Compare only these fields of the record (dates,targets,text,…)
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    only: Vec<String>,
    /// text: by field, for people; json: one object; junit: XML for CI servers
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Colours: auto, always or never
    #[arg(long, value_enum, value_name = "WHEN", default_value = "auto")]
    color: When,
    /// Tell the sums alone
    #[arg(short, long)]
    quiet: bool,
}

/// Compare two outputs.
pub fn run(options: &Options) -> Result<u8, Error> {
    let only = Only::new(&options.only)?;
    let (old, new) = (Records::open(&options.old)?, Records::open(&options.new)?);
    let (mut entries, mut same) = (Vec::new(), 0);
    for key in new.keys() {
        let name = key.name();
        let (Some(was), Some(is)) = (old.get(key)?, new.get(key)?) else {
            entries.push(Entry::without_changes(name, State::New, None));
            continue;
        };
        let entry = Entry::new(name, only.filter(compare(&was, &is)));
        match entry.state {
            State::Same => same += 1,
            _ => entries.push(entry),
        }
    }
    let gone = old.keys().filter(|key| !new.has(key));
    entries.extend(gone.map(|key| Entry::without_changes(key.name(), State::Gone, None)));
    let report = Report::new(format!("{} {}", options.old.display(), options.new.display()), entries, same);
    print(report.told(options.format, Paint::stdout(options.color), options.quiet).as_bytes())?;
    Ok(if report.differ > 0 { exit::DIFFERS } else { exit::FINE })
}

//! `qingyuan explain`: each number and date of a page with the reasons for its kind, deadline and region.

use std::path::PathBuf;

use clap::Args;
use qingyuan::mention::explain::{Explained, explain};
use qingyuan::{Error, Source, decode, find, repair, segment, strip};

use super::{Common, Outside, exit, print, read, words};

const EXAMPLES: &str = "\
Examples:
  qingyuan explain page.html                    every number and date of the page, with its reasons
  qingyuan explain page.html --value 3          the third one alone";

/// Arguments of `explain`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    /// A page (text or HTML), or - for standard input
    #[arg(value_name = "PATH", default_value = "-")]
    path: PathBuf,
    /// Only the N-th value, counted from 1
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    value: Option<u32>,
    #[command(flatten)]
    outside: Outside,
    #[command(flatten)]
    common: Common,
}

/// Print the values with their reasons.
pub fn run(options: &Options) -> Result<u8, Error> {
    words::listen(options.common.quiet, options.common.verbose);
    let bytes = read(&options.path)?;
    let rules = options.outside.reading.rules()?;
    let mut source = Source::new(options.path.display().to_string(), bytes);
    options.outside.apply(&mut source);
    let mentions = find(segment(strip(repair(decode(&source), rules), rules), rules), rules);
    let text = mentions.sections().text();
    let values = explain(&mentions, rules);
    let chosen = options.value.map(|number| number as usize);
    if let Some(number) = chosen.filter(|number| *number > values.len()) {
        return Err(Error::Usage(format!("the page has {} values, not {number}", values.len())));
    }
    for (index, value) in values.iter().enumerate().filter(|(index, _)| chosen.is_none_or(|number| number == index + 1)) {
        print(told(index + 1, text, value).as_bytes())?;
    }
    Ok(exit::FINE)
}

/// A value and its reasons, a line each.
fn told(number: usize, text: &str, value: &Explained) -> String {
    let mut lines = format!("{number}. {} — {} ({})\n", &text[value.span.range()], value.what, value.value);
    for reason in &value.reasons {
        let words = reason.span.map_or(String::new(), |span| format!("  “{}”", text[span.range()].trim()));
        lines.push_str(&format!("   {:<10} {}{words}\n", reason.of, reason.rule));
    }
    lines
}

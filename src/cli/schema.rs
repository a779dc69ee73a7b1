//! `qingyuan schema`: the shape of a record, for programs and for people.

use clap::Args;
use qingyuan::Error;
use qingyuan::table::describe;

use super::{exit, print};

const EXAMPLES: &str = "\
Examples:
  qingyuan schema > record.schema.json          the shape of a record
  qingyuan schema --columns                     what every column of the tables means";

/// Arguments of `schema`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    /// Print a Markdown table of the record's fields instead
    #[arg(long)]
    fields: bool,
    /// Print Markdown tables of the columns of CSV and Parquet files instead
    #[arg(long, conflicts_with = "fields")]
    columns: bool,
}

/// Print the schema, with a final line feed, or a table.
pub fn run(options: &Options) -> Result<u8, Error> {
    let told = match (options.fields, options.columns) {
        (true, _) => describe::fields(),
        (_, true) => describe::columns(),
        _ => serde_json::to_string_pretty(&qingyuan::record::schema()).expect("a schema is JSON") + "\n",
    };
    print(told.as_bytes())?;
    Ok(exit::FINE)
}

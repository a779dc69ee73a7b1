//! `qingyuan schema`: the JSON Schema of a record.

use std::io::{self, Write};

use qingyuan::Error;

use super::exit;

/// Print the schema, with a final line feed.
pub fn run() -> Result<u8, Error> {
    let schema = serde_json::to_string_pretty(&qingyuan::record::schema()).expect("a schema is JSON");
    writeln!(io::stdout(), "{schema}").map_err(|cause| Error::io("standard output", cause))?;
    Ok(exit::FINE)
}

//! `qingyuan schema`: the JSON Schema of a record.

use qingyuan::Error;

use super::{exit, print};

/// Print the schema, with a final line feed.
pub fn run() -> Result<u8, Error> {
    let schema = serde_json::to_string_pretty(&qingyuan::record::schema()).expect("a schema is JSON") + "\n";
    print(schema.as_bytes())?;
    Ok(exit::FINE)
}

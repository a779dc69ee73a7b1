//! What the data are, told to programs and people: a Frictionless data package, a dataset card, tables of fields. In: the columns, and
//! what a run found. Out: JSON and Markdown. The same run gives the same bytes, whenever and wherever.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::{COUNT, Column, Table, Type, tables};

/// A file of a data set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    /// A CSV file a table.
    Csv,
    /// A Parquet file a table, and `records.parquet`.
    Parquet,
    /// `pages.jsonl`.
    Lines,
}

/// What a run found.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Version of this program.
    pub version: String,
    /// SHA-256 of the rules.
    pub rules: String,
    /// Bytes of the pages.
    pub bytes: u64,
    /// Rows of each table.
    pub rows: [usize; COUNT],
    /// Pages by kind, by encoding; places by class of damage undone and left.
    pub counts: Vec<(&'static str, BTreeMap<String, usize>)>,
}

const ABOUT: &str = "Dates, documents, targets and other numbers of Chinese policy pages, each with the sentence, the characters and the \
                     input bytes it comes from. Extracted by qingyuan";

fn type_name(holds: Type) -> &'static str {
    match holds {
        Type::Text | Type::Term => "string",
        Type::Integer => "integer",
        Type::Number => "number",
        Type::Boolean => "boolean",
        Type::Date => "date",
    }
}

fn field(column: &Column, table: &Table) -> Value {
    let mut field = json!({"name": column.name, "type": type_name(column.holds), "description": column.what()});
    if let Some(unit) = column.unit {
        field["unit"] = json!(unit);
    }
    if table.key.contains(&column.name) {
        field["constraints"] = json!({"required": true});
    }
    field
}

fn schema(table: &Table) -> Value {
    let fields: Vec<Value> = table.columns.iter().map(|column| field(column, table)).collect();
    let reference =
        |(from, to, fields): &(&[&str], &str, &[&str])| json!({"fields": from, "reference": {"resource": to, "fields": fields}});
    let mut schema = json!({"fields": fields, "missingValues": [""], "primaryKey": table.key});
    if !table.references.is_empty() {
        schema["foreignKeys"] = table.references.iter().map(reference).collect();
    }
    schema
}

/// datapackage.json (Frictionless Data Package 1): the files with their columns' types, units, keys and meanings.
pub fn package(files: &[File], facts: &Facts) -> Value {
    let mut resources = Vec::new();
    for (table, rows) in tables().iter().zip(facts.rows).filter(|_| files.contains(&File::Csv)) {
        resources.push(json!({
            "name": table.name, "path": format!("{}.csv", table.name), "profile": "tabular-data-resource", "description": table.what,
            "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "rows": rows, "schema": schema(table),
        }));
    }
    for (table, rows) in tables().iter().zip(facts.rows).filter(|_| files.contains(&File::Parquet)) {
        // Its own file knows the types; keys between files of this kind are told by their CSV twins, or in words.
        let mut schema = schema(table);
        schema.as_object_mut().map(|schema| schema.remove("foreignKeys"));
        resources.push(json!({
            "name": format!("{}-parquet", table.name), "path": format!("{}.parquet", table.name), "description": table.what,
            "format": "parquet", "mediatype": "application/vnd.apache.parquet", "rows": rows, "schema": schema,
        }));
    }
    if files.contains(&File::Parquet) {
        resources.push(json!({
            "name": "records", "path": "records.parquet", "description": "Whole records, a row a page, nested as in record.schema.json.",
            "format": "parquet", "mediatype": "application/vnd.apache.parquet", "rows": facts.rows[0],
        }));
    }
    if files.contains(&File::Lines) {
        resources.push(json!({
            "name": "lines", "path": "pages.jsonl", "description": "Whole records, a line a page, as in record.schema.json.",
            "format": "jsonl", "mediatype": "application/jsonl", "encoding": "utf-8", "rows": facts.rows[0],
        }));
    }
    json!({
        "name": "qingyuan", "title": "Rows of Chinese policy pages", "description": format!("{ABOUT} {}.", facts.version),
        "profile": "data-package", "resources": resources,
    })
}

/// The buckets that dataset cards know.
fn size_category(rows: usize) -> &'static str {
    match rows {
        0..1_000 => "n<1K",
        1_000..10_000 => "1K<n<10K",
        10_000..100_000 => "10K<n<100K",
        100_000..1_000_000 => "100K<n<1M",
        1_000_000..10_000_000 => "1M<n<10M",
        _ => "10M<n<100M",
    }
}

/// DATACARD.md: a Hugging Face dataset card.
pub fn card(files: &[File], facts: &Facts) -> String {
    let ending = if files.contains(&File::Parquet) { "parquet" } else { "csv" };
    let tables = tables();
    let mut out = String::from("---\npretty_name: Rows of Chinese policy pages\nlanguage:\n- zh\n");
    let _ = writeln!(
        out,
        "size_categories:\n- {}\ntags:\n- policy\n- china\n- information-extraction\n- qingyuan\nconfigs:",
        size_category(facts.rows[4])
    );
    for table in &tables {
        let default = if table.name == "targets" { "\n  default: true" } else { "" };
        let _ = writeln!(out, "- config_name: {}\n  data_files: {}.{ending}{default}", table.name, table.name);
    }
    if files.contains(&File::Parquet) {
        out.push_str("- config_name: records\n  data_files: records.parquet\n");
    }
    let short = facts.rules.get(..12).unwrap_or(&facts.rules);
    let _ = writeln!(
        out,
        "---\n\n# Rows of Chinese policy pages\n\n{ABOUT} {} (rules {short}) from {} pages, {} bytes.\n",
        facts.version, facts.rows[0], facts.bytes
    );
    out.push_str("| table | rows | a row is |\n|---|---|---|\n");
    for (table, rows) in tables.iter().zip(facts.rows) {
        let _ = writeln!(out, "| `{}` | {rows} | {} |", table.name, table.what);
    }
    out.push('\n');
    for (name, counts) in facts.counts.iter().filter(|(_, counts)| !counts.is_empty()) {
        let words: Vec<String> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
        let _ = writeln!(out, "- {name}: {}", words.join(", "));
    }
    out.push_str(
        "\n## How to read a row\n\nEvery value was found by rules, not by people; each row names its `rule`. An empty cell means that the page \
         does not say.\n`text_start` and `text_end` count Unicode code points of the page's main text, `source_start` and `source_end` bytes of \
         the input.\nDates are EDTF (ISO 8601-2), places GB/T 2260 codes. In CSV, text that a spreadsheet would take for a formula has an \
         apostrophe before it.\nThe pages' own licence is not known here: say it before you publish this card.\n\n## Columns\n",
    );
    out.push_str(&columns());
    out
}

/// A Markdown table of columns for each table.
pub fn columns() -> String {
    let mut out = String::new();
    for table in tables() {
        let keys: Vec<String> = table.key.iter().map(|key| format!("`{key}`")).collect();
        let _ =
            writeln!(out, "\n### {}\n\n{} Key: {}.\n\n| column | type | holds |\n|---|---|---|", table.name, table.what, keys.join(", "));
        for column in &table.columns {
            let unit = column.unit.map_or(String::new(), |unit| format!(" In {unit}."));
            let _ = writeln!(out, "| `{}` | {} | {}{unit} |", column.name, type_name(column.holds), column.what().replace('|', "\\|"));
        }
    }
    out
}

/// A Markdown table of the record's fields.
pub fn fields() -> String {
    let schema = crate::record::schema().to_value();
    let none = Map::new();
    let mut out = String::from("| field | holds |\n|---|---|\n");
    for (name, field) in schema["properties"].as_object().unwrap_or(&none) {
        let what = field["description"].as_str().unwrap_or_default().replace('\n', " ").replace('|', "\\|");
        let inner = field["$ref"].as_str().or_else(|| field["items"]["$ref"].as_str()).and_then(|path| path.rsplit('/').next());
        let fields = inner.and_then(|inner| schema["$defs"][inner]["properties"].as_object());
        let names = fields.map(|fields| fields.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "));
        let _ = match names {
            Some(names) => writeln!(out, "| `{name}` | {} — {names} |", what.trim_end_matches('.')),
            None => writeln!(out, "| `{name}` | {what} |"),
        };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_says_what_it_means_and_no_name_stands_twice() {
        for table in tables() {
            for (at, column) in table.columns.iter().enumerate() {
                assert!(!column.what().is_empty(), "{}.{} says nothing", table.name, column.name);
                assert!(table.columns[..at].iter().all(|other| other.name != column.name), "{}.{}", table.name, column.name);
            }
            for (from, to, fields) in table.references {
                let names =
                    |table: &Table, wanted: &[&str]| wanted.iter().all(|name| table.columns.iter().any(|column| column.name == *name));
                let target = tables().into_iter().find(|table| table.name == *to).unwrap();
                assert!(names(&table, from) && names(&target, fields) && target.key == *fields, "{} → {to}", table.name);
            }
        }
    }
}

//! Rows as CSV (RFC 4180, UTF-8, lines end with a line feed). In: cells. Out: bytes. An empty cell is a null.

use std::io::Write;

use super::{Cell, Column, Row, Type};

/// What Excel wants before UTF-8.
pub const BOM: &[u8] = b"\xef\xbb\xbf";

/// With one of these first, a spreadsheet may take a cell for a formula; tab and line end are passed over by some before they look.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// The head line.
pub fn head(columns: &[Column], out: &mut Vec<u8>) {
    let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
    out.extend_from_slice(names.join(",").as_bytes());
    out.push(b'\n');
}

/// A row. Text of the page that a spreadsheet would take for a formula gets an apostrophe before it, as does text that begins with
/// one: whoever wants the text itself takes one apostrophe off. Terms and numbers of this program are left as they are.
pub fn row(columns: &[Column], row: &Row, out: &mut Vec<u8>) {
    for (at, (column, cell)) in columns.iter().zip(row).enumerate() {
        if at > 0 {
            out.push(b',');
        }
        // Writing to a vector does not fail.
        let _ = match cell {
            Cell::Null => Ok(()),
            Cell::Text(text) if column.holds == Type::Text && text.starts_with(|first| first == '\'' || FORMULA.contains(&first)) => {
                quoted(&format!("'{text}"), out);
                Ok(())
            }
            Cell::Text(text) => {
                quoted(text, out);
                Ok(())
            }
            Cell::Integer(number) => write!(out, "{number}"),
            Cell::Number(number) => write!(out, "{number}"),
            Cell::Boolean(yes) => write!(out, "{yes}"),
            Cell::Date(date) => write!(out, "{date}"),
        };
    }
    out.push(b'\n');
}

/// Text, in quotes where it needs them. A NUL ends a cell for many readers.
fn quoted(text: &str, out: &mut Vec<u8>) {
    let needs = |byte: u8| matches!(byte, b',' | b'"' | b'\n' | b'\r');
    if !text.bytes().any(|byte| needs(byte) || byte == 0) && !text.starts_with(' ') && !text.ends_with(' ') {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    for byte in text.bytes() {
        match byte {
            b'"' => out.extend_from_slice(b"\"\""),
            0 => out.extend_from_slice("\u{fffd}".as_bytes()),
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::tables;

    #[test]
    fn no_cell_of_the_page_is_a_formula() {
        let targets = &tables()[4].columns;
        let written = |name: &str, cell: Cell| {
            let columns: Vec<Column> = targets.iter().filter(|column| column.name == name).copied().collect();
            let mut out = Vec::new();
            row(&columns, &vec![cell], &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(written("object", "=HYPERLINK(\"http://x\",\"y\")".into()), "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"\n");
        assert_eq!(written("object", "－2+3".into()), "'－2+3\n");
        assert_eq!(written("object", "'x".into()), "''x\n");
        assert_eq!(written("object", "企业,\n家".into()), "\"企业,\n家\"\n");
        assert_eq!(written("comparator", ">=".into()), ">=\n");
        assert_eq!(written("value", Cell::Number("-8.50".parse().unwrap())), "-8.50\n");
        assert_eq!(written("value", Cell::Null), "\n");
    }
}

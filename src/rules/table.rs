//! A tab-separated table whose mistakes are told with file, line and column.

use rust_decimal::Decimal;

use crate::error::Error;

/// A table: header and rows.
pub struct Table<'t> {
    file: String,
    names: Vec<&'t str>,
    /// The lines of the rows, and where each row's cells start in `cells`.
    rows: Vec<(usize, usize)>,
    cells: Vec<&'t str>,
}

/// One row of a table.
pub struct Row<'r, 't> {
    table: &'r Table<'t>,
    line: usize,
    cells: &'r [&'t str],
}

impl<'t> Table<'t> {
    /// Split `text` into rows: the first line that is no comment names the columns.
    pub fn parse(file: &str, text: &'t str) -> Table<'t> {
        let text = text.trim_start_matches('\u{feff}'); // spreadsheets add one
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
        let names = lines.next().map_or(Vec::new(), |(_, line)| line.split('\t').map(str::trim).collect());
        let (mut rows, mut cells) = (Vec::with_capacity(text.len() / 64), Vec::with_capacity(text.len() / 10));
        for (index, line) in lines {
            rows.push((index + 1, cells.len()));
            let mut from = 0;
            for at in memchr::memchr_iter(b'\t', line.as_bytes()) {
                cells.push(&line[from..at]);
                from = at + 1;
            }
            cells.push(&line[from..]);
        }
        Table { file: file.to_string(), names, rows, cells }
    }

    /// The rows, in order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_, 't>> {
        let ends = self.rows.iter().skip(1).map(|(_, start)| *start).chain([self.cells.len()]);
        self.rows.iter().zip(ends).map(|((line, start), end)| Row { table: self, line: *line, cells: &self.cells[*start..end] })
    }
}

impl<'t> Row<'_, 't> {
    /// The cell of `column`, trimmed; `None` where it is empty or missing.
    pub fn optional(&self, column: &str) -> Option<&'t str> {
        let index = self.table.names.iter().position(|name| *name == column)?;
        self.cells.get(index).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    /// The cell of `column`, which must not be empty.
    pub fn text(&self, column: &str) -> Result<&'t str, Error> {
        self.optional(column).ok_or_else(|| self.fail(column, "is empty"))
    }

    /// The cell of `column` as an exact decimal.
    pub fn decimal(&self, column: &str) -> Result<Decimal, Error> {
        self.text(column)?.parse().map_err(|_| self.fail(column, "is not a number"))
    }

    /// The cell of `column`, split at `|`; empty where the cell is.
    pub fn list(&self, column: &str) -> Vec<&'t str> {
        self.optional(column).map_or(Vec::new(), |cell| cell.split('|').map(str::trim).filter(|part| !part.is_empty()).collect())
    }

    /// An error that points at `column` of this row.
    pub fn fail(&self, column: &str, problem: &str) -> Error {
        Error::Rule { file: self.table.file.clone(), line: self.line, column: column.to_string(), problem: problem.to_string() }
    }

    /// Line number in the file, from 1.
    pub fn line(&self) -> usize {
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_author_where() {
        let table = Table::parse("units.tsv", "# comment\nsurface\tfactor\n吨\tx\n");
        let error = table.rows().next().unwrap().decimal("factor").unwrap_err();
        assert_eq!(error.to_string(), "units.tsv:3: column \"factor\" is not a number");
    }
}

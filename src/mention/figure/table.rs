//! Numbers of tables. In: rows of cells separated by tabs. Out: for a number alone in its cell: object from its row, time from its
//! column. Never done here: reading units (the quantity has them already).

use rust_decimal::Decimal;

use super::Kind;
use crate::mention::context::Context;
use crate::mention::date::DateMention;
use crate::mention::edtf::Edtf;
use crate::mention::quantity::Quantity;
use crate::trace::TextSpan;

/// A stretch of rows with one heading.
struct Table {
    rows: Vec<TextSpan>,
    /// Year of each column, where its heading names one.
    years: Vec<Option<i16>>,
}

/// The tables of a text.
pub(super) struct Tables {
    tables: Vec<Table>,
    page: Option<i16>,
}

/// What a table says of a number in it.
pub(super) struct Cell {
    pub(super) kind: Kind,
    pub(super) object: Option<String>,
    pub(super) deadline: Option<Edtf>,
    pub(super) as_of: Option<Edtf>,
    pub(super) baseline: Option<(Edtf, Option<Decimal>)>,
    pub(super) rule: &'static str,
}

impl Tables {
    /// Rows that stand together, with the years of their columns.
    pub(super) fn read(context: &Context, _dates: &[DateMention]) -> Tables {
        let mut tables: Vec<Table> = Vec::new();
        let mut last_end = None;
        for &line in &context.lines {
            let text = context.str(line);
            if !text.contains('\t') {
                continue;
            }
            let continues = last_end.is_some_and(|end: usize| end + 1 == line.start);
            if !continues {
                tables.push(Table { rows: Vec::new(), years: Vec::new() });
            }
            last_end = Some(line.end);
            let Some(table) = tables.last_mut() else { continue };
            let years: Vec<Option<i16>> = text.split('\t').map(year_of).collect();
            if years.iter().any(Option::is_some) && table.years.is_empty() {
                table.years = years;
            }
            table.rows.push(line);
        }
        tables.retain(|table| table.rows.len() > 1 && table.years.iter().any(Option::is_some));
        Tables { tables, page: context.published.map(|page| page.year()) }
    }

    /// What the table around a quantity says of it; `None` where it stands in none, or not alone in its cell.
    pub(super) fn cell(&self, context: &Context, quantity: &Quantity) -> Option<Cell> {
        let index = self.tables.partition_point(|table| table.rows.last().is_some_and(|row| row.end <= quantity.span.start));
        let table = self.tables.get(index)?;
        let row = *table.rows.iter().find(|row| row.contains(quantity.span))?;
        let cells = cells(context, row);
        let column = cells.iter().position(|cell| cell.contains(quantity.span))?;
        let words = context.str(cells[column]);
        let alone = words.chars().filter(|letter| !letter.is_whitespace()).count() <= context.str(quantity.outer).chars().count() + 4;
        // Rows whose leading cells are merged away are shorter: columns are counted from the end.
        let from_end = cells.len() - column;
        let year = table.years.len().checked_sub(from_end).and_then(|at| table.years.get(at)).copied().flatten().filter(|_| alone)?;
        let object = label(context, &cells[..column]);
        let last = table.years.iter().flatten().max().copied()?;
        let date = Edtf::year(year);
        let is_base = year < last && table.years.iter().flatten().count() > 1 && self.page.is_none_or(|page| year < page);
        let is_plan = !is_base && self.page.is_none_or(|page| year >= page);
        Some(match (is_base, is_plan) {
            (true, _) => Cell { kind: Kind::Baseline, object, deadline: None, as_of: Some(date), baseline: None, rule: "table-baseline" },
            (_, true) => {
                let baseline = table.years.iter().position(|other| other.is_some_and(|other| other < year)).and_then(|at| {
                    let cell = cells.get((at + cells.len()).checked_sub(table.years.len())?)?;
                    let value = context.str(*cell).trim().parse().ok();
                    Some((Edtf::year(table.years[at]?), value))
                });
                Cell { kind: Kind::Target, object, deadline: Some(date), as_of: None, baseline, rule: "table-target" }
            }
            _ => Cell { kind: Kind::Fact, object, deadline: None, as_of: Some(date), baseline: None, rule: "table-fact" },
        })
    }
}

/// 2025年, 2025年目标值, “十四五”末.
fn year_of(cell: &str) -> Option<i16> {
    let digits: String = cell.chars().skip_while(|letter| !letter.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    let short = cell.chars().count() <= 14;
    digits.parse::<i16>().ok().filter(|year| short && digits.len() == 4 && (1949..=2099).contains(year))
}

fn cells(context: &Context, row: TextSpan) -> Vec<TextSpan> {
    let mut at = row.start;
    context
        .str(row)
        .split('\t')
        .map(|cell| {
            let span = TextSpan::new(at, at + cell.len());
            at = span.end + 1;
            span
        })
        .collect()
}

/// The row's own words: the last cell with words before the first number, without its unit in brackets.
fn label(context: &Context, before: &[TextSpan]) -> Option<String> {
    let words = |cell: &&TextSpan| {
        let text = context.str(**cell);
        text.chars().filter(|letter| letter.is_alphabetic()).count() >= 3
    };
    let text = context.str(*before.iter().rfind(words)?).trim();
    let text = text.trim_start_matches(|letter: char| letter.is_ascii_digit() || " .、．（）()".contains(letter));
    let end = match text.ends_with(['）', ')']) {
        true => text.rfind(['（', '(']).filter(|at| *at > 0).unwrap_or(text.len()),
        false => text.len(),
    };
    Some(text[..end].to_string())
}

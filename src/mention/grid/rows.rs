//! The rows of a table as its cells come in. In: the columns, cells in their order. Out: rows with name, unit and values. Never done here:
//! finding tables and reading their headings.

use super::{Column, LEADING, Row, Table, trimmed};
use crate::rules::tables::{Heading, TableRules};
use crate::trace::TextSpan;

/// Rows as they come together.
pub(super) struct Shape {
    columns: Vec<Column>,
    /// Indices of the columns of values.
    valued: Vec<usize>,
    /// Columns behind the last value.
    behind: Vec<Heading>,
    rows: Vec<Row>,
    /// Cells of the row that is being read (one cell a line).
    open: Vec<TextSpan>,
}

impl Shape {
    pub(super) fn new(columns: Vec<Column>) -> Shape {
        let valued: Vec<usize> = (0..columns.len()).filter(|&at| columns[at].role.is_value()).collect();
        let last = valued.last().copied().unwrap_or(0);
        let behind = columns[last + 1..].iter().map(|column| column.role).collect();
        Shape { columns, valued, behind, rows: Vec::new(), open: Vec::new() }
    }

    /// Whether a line of cells goes on with the table: it has a value, or as many cells.
    pub(super) fn is_row(&self, text: &str, cells: &[TextSpan]) -> bool {
        cells.len() > 1 && (cells.len() + 2 >= self.columns.len() || cells.iter().any(|cell| is_value(&text[cell.range()])))
    }

    /// A whole row. Cells merged away leave it short: its columns are counted from the end, unless words would be values then;
    /// its last cells are empty then, and its columns are counted from the start.
    pub(super) fn push_row(&mut self, text: &str, cells: Vec<TextSpan>, rules: &TableRules) {
        let shift = self.columns.len() as isize - cells.len() as isize;
        let placed = |shift: isize| -> Vec<(TextSpan, usize)> {
            let columns = cells.iter().enumerate();
            let columns = columns.filter_map(|(at, cell)| usize::try_from(at as isize + shift).ok().map(|column| (*cell, column)));
            columns.filter(|(_, column)| self.valued.contains(column)).collect()
        };
        let fits = |values: &[(TextSpan, usize)]| {
            values.iter().all(|(cell, _)| cell.is_empty() || is_value(&text[cell.range()]))
                && values.iter().any(|(cell, _)| !cell.is_empty())
        };
        let mut values = placed(shift);
        if shift > 0 && !fits(&values) {
            let from_start = placed(0);
            if fits(&from_start) {
                values = from_start;
            }
        }
        let lead = values.first().map_or(cells.len(), |(first, _)| cells.partition_point(|cell| cell.start < first.start));
        // 指标 | 2025年 | 单位: the unit may stand behind the values.
        let last = self.valued.last().copied().unwrap_or(0);
        let unit = (last + 1..self.columns.len())
            .find(|column| self.columns[*column].role == Heading::Unit)
            .and_then(|column| cells.get(usize::try_from(column as isize - shift).ok()?).copied());
        self.close(text, &cells[..lead], values, rules);
        if let (Some(unit), Some(row)) = (unit, self.rows.last_mut()) {
            row.unit = Some(unit);
        }
    }

    /// The next cell, where each stands in a line of its own.
    pub(super) fn push(&mut self, text: &str, cell: TextSpan, rules: &TableRules) {
        let cell = trimmed(text, cell);
        if cell.is_empty() {
            return;
        }
        self.open.push(cell);
        let words = &text[cell.range()];
        if self.behind.contains(&Heading::Attribute) {
            if rules.is_attribute(words) {
                self.open.pop();
                self.finish_open(text, rules);
            } else if self.open.len() > LEADING + self.valued.len() {
                self.open.remove(0);
            }
            return;
        }
        match self.first_value(text) {
            // The first cell of the next row ends this one.
            Some(first) if self.open.len() - first > self.valued.len() || self.open.len() - first > 1 && starts_row(words) => {
                let next = self.open.pop();
                self.finish_open(text, rules);
                self.open.extend(next);
            }
            Some(_) => {}
            None if self.open.len() > LEADING => {
                self.open.remove(0);
            }
            None => {}
        }
    }

    /// The first value of the open row; the number that counts the row (1 before the name) is none.
    pub(super) fn first_value(&self, text: &str) -> Option<usize> {
        let counted = self.columns.iter().any(|column| column.role == Heading::Index);
        let named = |at: usize| self.open.get(at + 1).is_none_or(|next| starts_row(&text[next.range()]));
        let whole = |cell: &TextSpan| text[cell.range()].trim_end_matches(['.', '．', '、']).parse::<usize>().is_ok();
        // 产业规模（亿元） / 5000 / 企业数量（家）: a number behind a name is its value, where no column counts the rows.
        let behind = |at: usize| at > 0 && starts_row(&text[self.open[at - 1].range()]);
        let serial = |at: usize, cell: &TextSpan| whole(cell) && named(at) && (counted || at + 1 < self.open.len() && !behind(at));
        self.open.iter().enumerate().position(|(at, cell)| is_value(&text[cell.range()]) && !serial(at, cell))
    }

    /// Close the row of single cells: its last cells are its values.
    pub(super) fn finish_open(&mut self, text: &str, rules: &TableRules) {
        let first = self.first_value(text);
        let cells = std::mem::take(&mut self.open);
        let first = first.unwrap_or(cells.len());
        let count = self.valued.len();
        let from = if cells.len() > count && self.behind.contains(&Heading::Attribute) { cells.len() - count } else { first };
        let from = from.max(1).min(cells.len());
        let values = cells[from..].iter().copied().zip(self.valued.iter().copied()).collect();
        self.close(text, &cells[..from], values, rules);
    }

    fn close(&mut self, text: &str, lead: &[TextSpan], values: Vec<(TextSpan, usize)>, rules: &TableRules) {
        if values.is_empty() {
            return;
        }
        let before_values = self.valued.first().copied().unwrap_or(0);
        let has_unit = self.columns[..before_values].iter().any(|column| column.role == Heading::Unit);
        let words = |cell: &&TextSpan| text[cell.range()].chars().filter(|letter| letter.is_alphabetic()).count() >= 2;
        let unit = lead.last().copied().filter(|_| has_unit && lead.len() > 1);
        let before = if unit.is_some() { &lead[..lead.len() - 1] } else { lead };
        let _ = rules;
        let mut name = before.iter().rfind(words).copied();
        // 全员劳动 / 生产率（万元/人）: a name broken over two lines ends with a few letters.
        if let [.., first, last] = before
            && name == Some(*last)
            && letters(&text[last.range()]) <= BROKEN
            && !is_value(&text[first.range()])
            && text[first.end..last.start].trim().is_empty()
            && text[first.end..last.start].contains('\n')
        {
            name = Some(TextSpan::new(first.start, last.end));
        }
        self.rows.push(Row { name, unit, values });
    }

    pub(super) fn finish(mut self) -> Option<Table> {
        if self.rows.is_empty() && self.open.is_empty() {
            return None;
        }
        let last = self.rows.last().and_then(|row| row.values.last()).map(|(cell, _)| cell.end)?;
        let start = self.columns.first()?.span.start;
        self.rows.retain(|row| row.name.is_some());
        (self.rows.len() >= 2).then(|| Table { span: TextSpan::new(start, last), columns: self.columns, rows: self.rows, subject: None })
    }
}

/// Letters of the end of a name that is broken over two lines.
const BROKEN: usize = 3;

/// The letters of a cell before its bracket.
fn letters(cell: &str) -> usize {
    cell.split(['（', '(']).next().unwrap_or(cell).chars().filter(|letter| letter.is_alphabetic()).count()
}

/// A cell that is a value: a number, a dash, a number in brackets, with or without a word of comparison.
pub fn is_value(cell: &str) -> bool {
    let bare = cell.trim_start_matches(|letter: char| "约＞＜><≥≤=＝〔[［(（-－—–±+".contains(letter) || letter.is_whitespace());
    let bare = ["左右", "以上", "以下", "超过", "大于", "小于", "不低于", "不高于", "达到", "高于", "低于"]
        .iter()
        .fold(bare, |bare, word| bare.strip_prefix(word).unwrap_or(bare));
    // 5G用户普及率 is the name of something.
    let digits = bare.trim_start_matches(|letter: char| letter.is_ascii_digit());
    if digits.len() < bare.len() && digits.starts_with(|letter: char| letter.is_ascii_uppercase()) {
        return false;
    }
    // >7、力争投入强度高于“十三五”时期实际: the number, then more.
    let cell = cell.split(['、', '，', '；']).next().unwrap_or(cell);
    cell.chars().count() <= 16 && (bare.starts_with(|letter: char| letter.is_ascii_digit()) || !cell.is_empty() && bare.is_empty())
        || matches!(cell, "/" | "…")
}

/// Words that begin a row, not a value in words.
fn starts_row(words: &str) -> bool {
    !is_value(words) && words.chars().filter(|letter| letter.is_alphabetic()).count() >= 2
}

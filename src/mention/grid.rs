//! Tables of indicators. In: the lines of the text and the words that head columns. Out: [`Grid`]: for each cell its row, its
//! column, the row's name and unit. Three layouts are read: rows of cells with tabs between (tables of HTML), rows of cells with
//! spaces between, and one cell a line (what a scrape leaves of a table). Never done here: reading what a cell says.

use crate::rules::tables::{Heading, TableRules};
use crate::trace::TextSpan;

/// Bytes of the longest cell, and of the longest heading.
const CELL: usize = 150;
const HEADING: usize = 54;
/// Cells that a heading row may have.
const COLUMNS: usize = 12;
/// Cells of text that a row may begin with: category, serial number, name, unit.
const LEADING: usize = 5;

/// A column's heading.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The heading.
    pub span: TextSpan,
    /// What it says of the column.
    pub role: Heading,
    /// The year it names.
    pub year: Option<i16>,
}

/// A row, without its heading cells.
#[derive(Clone, Debug)]
pub struct Row {
    /// What its values are values of.
    pub name: Option<TextSpan>,
    /// The cell that is its unit.
    pub unit: Option<TextSpan>,
    /// Its values: the cell, and its column in [`Table::columns`].
    pub values: Vec<(TextSpan, usize)>,
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// From its first heading to its last cell.
    pub span: TextSpan,
    /// Its headings.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// The tables of a text, in order.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    tables: Vec<Table>,
}

/// A value's place in its table.
#[derive(Clone, Copy, Debug)]
pub struct Place<'g> {
    /// The table.
    pub table: &'g Table,
    /// The row.
    pub row: &'g Row,
    /// The cell.
    pub cell: TextSpan,
    /// The column.
    pub column: Column,
}

impl Grid {
    /// Find the tables.
    pub fn read(text: &str, lines: &[TextSpan], rules: &TableRules) -> Grid {
        let mut tables = Vec::new();
        let mut at = 0;
        while at < lines.len() {
            match table(text, lines, at, rules) {
                Some((table, next)) => {
                    at = next.max(at + 1);
                    tables.push(table);
                }
                None => at += 1,
            }
        }
        Grid { tables }
    }

    /// Whether `offset` stands in a table, value or not.
    pub fn covers(&self, offset: usize) -> bool {
        self.tables.get(self.tables.partition_point(|table| table.span.end <= offset)).is_some_and(|table| table.span.start <= offset)
    }

    /// The place of what stands at `offset`; `None` where that is no value of a table.
    pub fn at(&self, offset: usize) -> Option<Place<'_>> {
        let table = self.tables.get(self.tables.partition_point(|table| table.span.end <= offset))?;
        let row = table.rows.get(table.rows.partition_point(|row| row.values.last().is_none_or(|(cell, _)| cell.end <= offset)))?;
        let &(cell, column) = row.values.iter().find(|(cell, _)| cell.start <= offset && offset < cell.end)?;
        Some(Place { table, row, cell, column: *table.columns.get(column)? })
    }
}

/// How the cells of a table are parted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// Rows of cells with tabs between.
    Tabs,
    /// Rows of cells with spaces between.
    Spaces,
    /// A cell a line.
    Lines,
    /// All cells in one line, with spaces between.
    Words,
}

/// The table whose first heading stands in line `first`, and the line behind it.
fn table(text: &str, lines: &[TextSpan], first: usize, rules: &TableRules) -> Option<(Table, usize)> {
    let line = lines[first];
    let words = &text[line.range()];
    let layout = match () {
        _ if words.contains('\t') => Layout::Tabs,
        // 指标 2020年 2025年 is a row of headings, 指标名称 a heading.
        _ if line.len() <= HEADING
            && rules.heading(words.trim()).is_some_and(|role| role.opens())
            && headings(text, &cells(text, line, Layout::Spaces), None, rules).is_none() =>
        {
            Layout::Lines
        }
        _ if words.split_whitespace().take(2).any(|word| rules.heading(word).is_some_and(|role| role.opens())) => Layout::Spaces,
        _ => return None,
    };
    let (columns, mut next, rest) = match layout {
        Layout::Lines => {
            let (columns, next) = leading_headings(text, lines[first..].iter().copied(), rules)?;
            (columns, first + next, Vec::new())
        }
        _ => {
            let cells = cells(text, line, layout);
            match headings(text, &cells, caption(text, lines, first), rules) {
                Some(columns) => (columns, first + 1, Vec::new()),
                None => {
                    let (columns, next) = leading_headings(text, cells.iter().copied(), rules)?;
                    (columns, first + 1, cells[next..].to_vec())
                }
            }
        }
    };
    let layout = if rest.is_empty() { layout } else { Layout::Words };
    let mut shape = Shape::new(columns);
    rest.into_iter().for_each(|cell| shape.push(text, cell, rules));
    let end = loop {
        let Some(&line) = lines.get(next) else { break next };
        let words = &text[line.range()];
        let streams = matches!(layout, Layout::Lines | Layout::Words);
        if closes(words) || layout == Layout::Words || !streams && !shape.is_row(text, &cells(text, line, layout)) {
            break next;
        }
        match layout {
            Layout::Lines => shape.push(text, line, rules),
            _ => shape.push_row(text, cells(text, line, layout), rules),
        }
        next += 1;
    };
    if shape.first_value(text).is_some() {
        shape.finish_open(text, rules);
    }
    let table = shape.finish()?;
    Some((table, end))
}

/// A sentence or a note ends a table.
fn closes(words: &str) -> bool {
    let words = words.trim();
    words.len() > CELL * 4
        || words.ends_with('。')
        || ["注：", "注:", "说明：", "备注：", "数据来源", "资料来源"].iter().any(|note| words.starts_with(note))
}

/// The cells of a line.
fn cells(text: &str, line: TextSpan, layout: Layout) -> Vec<TextSpan> {
    let parts = |letter: char| if layout == Layout::Tabs { letter == '\t' } else { letter.is_whitespace() };
    let mut found = Vec::new();
    let mut from = line.start;
    for (at, letter) in text[line.range()].char_indices().filter(|(_, letter)| parts(*letter)) {
        found.push(TextSpan::new(from, line.start + at));
        from = line.start + at + letter.len_utf8();
    }
    found.push(TextSpan::new(from, line.end));
    if layout == Layout::Spaces {
        found.retain(|cell| !cell.is_empty());
    }
    found.into_iter().map(|cell| trimmed(text, cell)).collect()
}

fn trimmed(text: &str, cell: TextSpan) -> TextSpan {
    let words = &text[cell.range()];
    let start = cell.start + (words.len() - words.trim_start().len());
    TextSpan::new(start, start + words.trim().len())
}

/// A row of cells as headings: one names a year, all but few are known words.
/// `caption`: the year that the line above names, which is that of a goal whose heading names none.
fn headings(text: &str, cells: &[TextSpan], caption: Option<i16>, rules: &TableRules) -> Option<Vec<Column>> {
    if cells.len() < 2 || cells.len() > COLUMNS {
        return None;
    }
    let mut columns: Vec<Column> = cells.iter().map(|cell| column(text, *cell, rules)).collect();
    if columns.iter().all(|column| column.year.is_none()) {
        columns.iter_mut().filter(|column| column.role == Heading::Goal).for_each(|column| column.year = caption);
    }
    let known = columns.iter().filter(|column| column.role != Heading::Other).count();
    let valued = columns.iter().any(|column| column.year.is_some()) && columns.iter().any(|column| column.role.is_value());
    (valued && known * 2 >= columns.len()).then_some(columns)
}

/// 主要指标（2025年）: the year that the line above a row of headings names.
fn caption(text: &str, lines: &[TextSpan], first: usize) -> Option<i16> {
    let line = &text[lines.get(first.checked_sub(1)?)?.range()];
    let (at, _) = line.match_indices("20").find(|_| line.len() <= CELL)?;
    let rest = line.get(at + 4..)?;
    rest.starts_with('年').then(|| line.get(at..at + 4)?.parse().ok())?
}

fn column(text: &str, cell: TextSpan, rules: &TableRules) -> Column {
    let words = &text[cell.range()];
    let year = year_of(words);
    let role = match rules.heading(words) {
        Some(role) => role,
        None if year.is_some() => Heading::Value,
        None => Heading::Other,
    };
    Column { span: cell, role, year }
}

/// 2025年, 2025年目标值, 2020年（实际）.
fn year_of(words: &str) -> Option<i16> {
    if words.chars().count() > 18 {
        return None;
    }
    let digits: String = words.chars().skip_while(|letter| !letter.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse::<i16>().ok().filter(|year| digits.len() == 4 && (1949..=2099).contains(year))
}

/// The headings that a stream of cells begins with, and how many they are.
fn leading_headings(text: &str, cells: impl Iterator<Item = TextSpan>, rules: &TableRules) -> Option<(Vec<Column>, usize)> {
    let short = cells.take(COLUMNS).take_while(|cell| cell.len() <= HEADING);
    let columns = short.map(|cell| column(text, trimmed(text, cell), rules));
    let columns: Vec<Column> = columns.take_while(|column| column.role != Heading::Other).collect();
    let next = columns.len();
    let years = columns.iter().filter(|column| column.year.is_some()).count();
    let named = columns.iter().any(|column| column.role == Heading::Name);
    (columns.len() >= 2 && years > 0 && named).then_some((columns, next))
}

/// Rows as they come together.
struct Shape {
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
    fn new(columns: Vec<Column>) -> Shape {
        let valued: Vec<usize> = (0..columns.len()).filter(|&at| columns[at].role.is_value()).collect();
        let last = valued.last().copied().unwrap_or(0);
        let behind = columns[last + 1..].iter().map(|column| column.role).collect();
        Shape { columns, valued, behind, rows: Vec::new(), open: Vec::new() }
    }

    /// Whether a line of cells goes on with the table: it has a value, or as many cells.
    fn is_row(&self, text: &str, cells: &[TextSpan]) -> bool {
        cells.len() > 1 && (cells.len() + 2 >= self.columns.len() || cells.iter().any(|cell| is_value(&text[cell.range()])))
    }

    /// A whole row. Cells merged away leave it short: its columns are counted from the end.
    fn push_row(&mut self, text: &str, cells: Vec<TextSpan>, rules: &TableRules) {
        let shift = self.columns.len() as isize - cells.len() as isize;
        let values: Vec<(TextSpan, usize)> = cells
            .iter()
            .enumerate()
            .filter_map(|(at, cell)| usize::try_from(at as isize + shift).ok().map(|column| (*cell, column)))
            .filter(|(_, column)| self.valued.contains(column))
            .collect();
        let lead = values.first().map_or(cells.len(), |(first, _)| cells.partition_point(|cell| cell.start < first.start));
        self.close(text, &cells[..lead], values, rules);
    }

    /// The next cell, where each stands in a line of its own.
    fn push(&mut self, text: &str, cell: TextSpan, rules: &TableRules) {
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
    fn first_value(&self, text: &str) -> Option<usize> {
        let counted = self.columns.iter().any(|column| column.role == Heading::Index);
        let named = |at: usize| self.open.get(at + 1).is_none_or(|next| starts_row(&text[next.range()]));
        let whole = |cell: &TextSpan| text[cell.range()].trim_end_matches(['.', '．', '、']).parse::<usize>().is_ok();
        let serial = |at: usize, cell: &TextSpan| whole(cell) && named(at) && (counted || at + 1 < self.open.len());
        self.open.iter().enumerate().position(|(at, cell)| is_value(&text[cell.range()]) && !serial(at, cell))
    }

    /// Close the row of single cells: its last cells are its values.
    fn finish_open(&mut self, text: &str, rules: &TableRules) {
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
        let has_unit = self.columns.iter().any(|column| column.role == Heading::Unit);
        let words = |cell: &&TextSpan| text[cell.range()].chars().filter(|letter| letter.is_alphabetic()).count() >= 2;
        let unit = lead.last().copied().filter(|_| has_unit && lead.len() > 1);
        let before = if unit.is_some() { &lead[..lead.len() - 1] } else { lead };
        let _ = rules;
        self.rows.push(Row { name: before.iter().rfind(words).copied(), unit, values });
    }

    fn finish(mut self) -> Option<Table> {
        if self.rows.is_empty() && self.open.is_empty() {
            return None;
        }
        let last = self.rows.last().and_then(|row| row.values.last()).map(|(cell, _)| cell.end)?;
        let start = self.columns.first()?.span.start;
        self.rows.retain(|row| row.name.is_some());
        (self.rows.len() >= 2).then(|| Table { span: TextSpan::new(start, last), columns: self.columns, rows: self.rows })
    }
}

/// A cell that is a value: a number, a dash, a number in brackets, with or without a word of comparison.
pub fn is_value(cell: &str) -> bool {
    let bare = cell.trim_start_matches(|letter: char| "约＞＜><≥≤=＝〔[［(（-－—–±+".contains(letter) || letter.is_whitespace());
    let bare = ["左右", "以上", "以下", "超过", "大于", "小于", "不低于", "不高于", "达到", "高于", "低于"]
        .iter()
        .fold(bare, |bare, word| bare.strip_prefix(word).unwrap_or(bare));
    // >7、力争投入强度高于“十三五”时期实际: the number, then more.
    let cell = cell.split(['、', '，', '；']).next().unwrap_or(cell);
    cell.chars().count() <= 16 && (bare.starts_with(|letter: char| letter.is_ascii_digit()) || !cell.is_empty() && bare.is_empty())
        || matches!(cell, "/" | "…")
}

/// Words that begin a row, not a value in words.
fn starts_row(words: &str) -> bool {
    !is_value(words) && words.chars().filter(|letter| letter.is_alphabetic()).count() >= 2
}

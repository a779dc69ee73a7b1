//! Tables of indicators. In: the lines of the text and the words that head columns. Out: [`Grid`]: for each cell its row, its
//! column, the row's name and unit. Five layouts are read: rows of cells with tabs between (tables of HTML), with
//! upright lines or spaces between, one cell a line and all cells in one line (what a scrape leaves of a table). Never done here: reading what a cell says.

mod heads;
mod places;
mod rows;

pub use rows::is_value;

use rows::Shape;

use crate::rules::tables::{Heading, TableRules};
use crate::trace::TextSpan;

/// Bytes of the longest cell, and of the longest heading.
const CELL: usize = 150;
const HEADING: usize = 54;
/// Cells that a heading row may have.
const COLUMNS: usize = 12;
/// Lines that may be read again, where they are no table after all.
const AGAIN: usize = 40;
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
    /// What names the measure of a table of places: its caption, or the heading over the years.
    pub subject: Option<TextSpan>,
}

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// What is planned from.
    Base,
    /// What is planned for.
    Plan,
    /// What was.
    Past,
}

impl Table {
    /// The latest year that a heading names.
    pub fn last_year(&self) -> Option<i16> {
        self.columns.iter().filter_map(|column| column.year).max()
    }

    /// What the values of a column of `year` are, on a page of the year `page`.
    pub fn stand(&self, role: Heading, year: i16, page: Option<i16>) -> Stand {
        let several = self.columns.iter().filter_map(|column| column.year).any(|other| other != year);
        let ahead = |last: i16| page.is_none_or(|page| last >= page);
        let earlier = self.last_year().is_some_and(|last| year < last && ahead(last)) && several && page.is_none_or(|page| year < page);
        if role == Heading::Base || role == Heading::Value && earlier {
            return Stand::Base;
        }
        if role == Heading::Goal || page.is_none_or(|page| year >= page) { Stand::Plan } else { Stand::Past }
    }
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
                    // What was read in vain is read again only where it is short.
                    at = if table.is_some() || next > at + AGAIN { next.max(at + 1) } else { at + 1 };
                    tables.extend(table);
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

    /// The heading that stands at `offset`, with its table.
    pub fn heading(&self, offset: usize) -> Option<(&Table, Column)> {
        let table = self.tables.get(self.tables.partition_point(|table| table.span.end <= offset))?;
        let column = table.columns.iter().find(|column| column.span.start <= offset && offset < column.span.end)?;
        Some((table, *column))
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
    /// Rows of cells with upright lines between.
    Bars,
    /// Rows of cells with spaces between.
    Spaces,
    /// A cell a line.
    Lines,
    /// All cells in one line, with spaces between.
    Words,
}

/// Words of a line in which the first heading is looked for.
const FIRST: usize = 8;

/// How the table whose headings begin in a line is laid out; `None` where none can begin there.
fn layout(text: &str, lines: &[TextSpan], first: usize, rules: &TableRules) -> Option<Layout> {
    let line = lines[first];
    let words = &text[line.range()];
    let bytes = words.as_bytes();
    let has = |mark: &str| memchr::memchr_iter(mark.as_bytes()[0], bytes).any(|at| bytes[at..].starts_with(mark.as_bytes()));
    if memchr::memchr(b'\t', bytes).is_some() {
        return Some(Layout::Tabs);
    }
    if (memchr::memchr(b'|', bytes).is_some() || has("｜")) && words.matches(['|', '｜']).nth(1).is_some() {
        return Some(Layout::Bars);
    }
    let spaced = memchr::memchr(b' ', bytes).is_some() || has("\u{3000}") || has("\u{a0}");
    if !spaced && words.len() > HEADING {
        return None;
    }
    // 指标 2020年 2025年 is a row of headings, 指标名称 a heading.
    if heads::opens(text, trimmed(text, line), rules) && heads::of_row(text, &cells(text, line, Layout::Spaces), None, rules).is_none() {
        return Some(Layout::Lines);
    }
    if !spaced {
        return None;
    }
    let opens = |word: &str| word.len() <= HEADING && rules.heading(word).is_some_and(Heading::opens);
    let wide = |word: &str| word.chars().nth(1).is_none();
    words.split_whitespace().take(FIRST).any(|word| opens(word) || wide(word)).then_some(Layout::Spaces)
}

/// The table whose first heading stands in line `first`, and the line behind what was read for it; `None` where no headings begin.
fn table(text: &str, lines: &[TextSpan], first: usize, rules: &TableRules) -> Option<(Option<Table>, usize)> {
    let layout = layout(text, lines, first, rules)?;
    let (columns, mut next, rest, subject) = match heads(text, lines, first, layout, rules) {
        Some((columns, next, rest)) => (columns, next, rest, None),
        None => {
            let found = places::heads(text, lines, first, layout, rules)?;
            (found.columns, found.next, found.rest, found.subject)
        }
    };
    let mut columns = columns;
    // 单位 | 2020年 | 2025年: where nothing else names the rows, units are bodies, not measures.
    if !columns.iter().any(|column| column.role.names() || column.role == Heading::Category)
        && let Some(column) = columns.iter_mut().find(|column| column.role == Heading::Unit)
    {
        column.role = Heading::Place;
    }
    // 地区 | 推广目标（万辆） | 充电桩（万个）: beside a goal, what has a unit of its own is measured too.
    if columns.iter().any(|column| column.role == Heading::Place) && columns.iter().any(|column| column.role == Heading::Goal) {
        let measured = |column: &&mut Column| column.role == Heading::Other && text[column.span.range()].trim_end().ends_with(['）', ')']);
        columns.iter_mut().filter(measured).for_each(|column| column.role = Heading::Measure);
    }
    let subject = subject.or_else(|| {
        let placed = columns.iter().any(|column| column.role == Heading::Place);
        placed.then(|| places::caption(text, lines, first, columns.first().map_or(0, |column| column.span.start))).flatten()
    });
    let layout = if rest.is_empty() { layout } else { Layout::Words };
    let mut shape = Shape::new(columns);
    rest.into_iter().for_each(|cell| shape.push(text, cell, rules));
    let end = loop {
        let Some(&line) = lines.get(next) else { break next };
        let words = &text[line.range()];
        let mut row = if matches!(layout, Layout::Lines | Layout::Words) { Vec::new() } else { cells(text, line, layout) };
        // A name in a line of its own, its values in the next.
        if layout == Layout::Spaces
            && row.len() == 1
            && !is_value(&text[row[0].range()])
            && row[0].len() <= HEADING * 2
            && let below = heads::line_cells(text, lines, next + 1, layout)
            && below.len() > 1
            && below.first().is_some_and(|cell| is_value(&text[cell.range()]))
        {
            row.extend(below);
            next += 1;
        }
        // Headings again, on a new page of the table.
        if !row.is_empty() && heads::repeats(text, &row, rules) {
            if heads::of_row(text, &row, None, rules).is_some() {
                break next;
            }
            next += 1;
            continue;
        }
        if closes(words) || layout == Layout::Words || layout != Layout::Lines && !shape.is_row(text, &row) {
            break next;
        }
        match layout {
            Layout::Lines => shape.push(text, line, rules),
            _ => shape.push_row(text, row, rules),
        }
        next += 1;
    };
    if shape.first_value(text).is_some() {
        shape.finish_open(text, rules);
    }
    Some((shape.finish().map(|table| Table { subject, ..table }), end))
}

/// The headings of a table of indicators that begin in line `first`, the line behind them, and the cells behind them in their own line.
fn heads(text: &str, lines: &[TextSpan], first: usize, layout: Layout, rules: &TableRules) -> Option<(Vec<Column>, usize, Vec<TextSpan>)> {
    let caption = || heads::caption(text, lines, first);
    if layout == Layout::Lines {
        let (columns, next) = heads::of_lines(text, &lines[first..], caption(), rules)?;
        return Some((columns, first + next, Vec::new()));
    }
    let row = cells(text, lines[first], layout);
    let below = heads::line_cells(text, lines, first + 1, layout);
    if let Some(columns) = heads::of_two_rows(text, &row, &below, rules) {
        return Some((columns, first + 2, Vec::new()));
    }
    let (columns, rest) = heads::of_row(text, &row, caption(), rules)?;
    Some((columns, first + 1, rest))
}

/// A sentence or a note ends a table.
fn closes(words: &str) -> bool {
    let words = words.trim();
    words.len() > CELL * 4
        || words.ends_with('。')
        || ["注：", "注:", "说明：", "备注：", "数据来源", "资料来源"].iter().any(|note| words.starts_with(note))
}

/// Cells of a row between tabs or upright lines; what stands behind them is in no table.
const WIDEST: usize = 4096;

/// The cells of a line.
fn cells(text: &str, line: TextSpan, layout: Layout) -> Vec<TextSpan> {
    let parts = |letter: char| match layout {
        Layout::Tabs => letter == '\t',
        Layout::Bars => matches!(letter, '|' | '｜'),
        _ => letter.is_whitespace(),
    };
    let most = if matches!(layout, Layout::Tabs | Layout::Bars) { WIDEST } else { usize::MAX };
    let mut found = Vec::new();
    let mut from = line.start;
    for (at, letter) in text[line.range()].char_indices().filter(|(_, letter)| parts(*letter)).take(most) {
        found.push(TextSpan::new(from, line.start + at));
        from = line.start + at + letter.len_utf8();
    }
    if found.len() < most {
        found.push(TextSpan::new(from, line.end));
    }
    if layout == Layout::Spaces {
        found.retain(|cell| !cell.is_empty());
    }
    let mut found: Vec<TextSpan> = found.into_iter().map(|cell| trimmed(text, cell)).collect();
    if layout == Layout::Bars {
        // | a | b | has nothing before its first line and behind its last; |---|---| has nothing at all.
        found.pop_if(|last| last.is_empty());
        if found.first().is_some_and(|first| first.is_empty()) {
            found.remove(0);
        }
        found.retain(|cell| !text[cell.range()].starts_with("--") && !text[cell.range()].starts_with(":-"));
    }
    found
}

fn trimmed(text: &str, cell: TextSpan) -> TextSpan {
    let words = &text[cell.range()];
    let start = cell.start + (words.len() - words.trim_start().len());
    TextSpan::new(start, start + words.trim().len())
}

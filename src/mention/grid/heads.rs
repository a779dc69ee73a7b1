//! The headings of a table. In: cells, and the words that head columns. Out: [`Column`]s with what each says. A heading may be parted by
//! spaces (指 标, 2020年 实际值), stand behind the table's caption, or be spread over two rows. Never done here: reading rows.

use super::{CELL, COLUMNS, Column, HEADING, Layout, cells, trimmed};
use crate::rules::tables::{Heading, TableRules};
use crate::trace::TextSpan;

/// Cells of a caption that may stand before the first heading in its line.
const CAPTION: usize = 8;
/// Cells that one heading may be parted into.
const PARTED: usize = 3;

/// The headings that a row of cells holds, and the cells behind them that are the first values.
pub(super) fn of_row(text: &str, row: &[TextSpan], caption: Option<i16>, rules: &TableRules) -> Option<(Vec<Column>, Vec<TextSpan>)> {
    let row = merged(text, row, rules);
    if let Some(columns) = whole(text, &row, caption, rules) {
        return Some((columns, Vec::new()));
    }
    // 专栏1 主要指标 指标 单位 2020年 2025年: the caption stands before them.
    let first = row.iter().take(CAPTION).position(|cell| opens(text, *cell, rules))?;
    if first > 0
        && let Some(columns) = whole(text, &row[first..], caption, rules)
    {
        return Some((columns, Vec::new()));
    }
    (first..row.len().min(first + CAPTION)).filter(|at| opens(text, row[*at], rules)).find_map(|at| {
        let (columns, next) = leading(text, &row[at..], caption, rules)?;
        Some((columns, row[at + next..].to_vec()))
    })
}

/// The headings that lines of one cell begin with, and how many lines they take.
pub(super) fn of_lines(text: &str, lines: &[TextSpan], caption: Option<i16>, rules: &TableRules) -> Option<(Vec<Column>, usize)> {
    let short: Vec<TextSpan> =
        lines.iter().take(COLUMNS * 2).take_while(|line| line.len() <= HEADING).map(|line| trimmed(text, *line)).collect();
    let row = merged(text, &short, rules);
    let (columns, _) = leading(text, &row, caption, rules)?;
    let end = columns.last()?.span.end;
    Some((columns, lines.iter().take_while(|line| line.start < end).count()))
}

/// Whether a table may begin with a cell.
pub(super) fn opens(text: &str, cell: TextSpan, rules: &TableRules) -> bool {
    cell.len() <= HEADING && rules.heading(&compact(&text[cell.range()])).is_some_and(Heading::opens)
}

/// The words without the spaces that set them wide: 指 标.
fn compact(words: &str) -> std::borrow::Cow<'_, str> {
    match words.contains(char::is_whitespace) {
        true => words.split_whitespace().collect::<String>().into(),
        false => words.into(),
    }
}

/// The cells with those put together that are one heading.
pub(super) fn merged(text: &str, row: &[TextSpan], rules: &TableRules) -> Vec<TextSpan> {
    let mut found = Vec::with_capacity(row.len());
    let mut at = 0;
    while at < row.len() {
        let joins = |count: &usize| row.get(at + count - 1).is_some_and(|last| parted(text, &row[at..at + count], *last, rules));
        let count = (2..=PARTED).rev().find(joins).unwrap_or(1);
        found.push(TextSpan::new(row[at].start, row[at + count - 1].end));
        at += count;
    }
    found
}

/// Whether cells that lie side by side are one heading: letters set wide, or a year and what its values are.
fn parted(text: &str, parts: &[TextSpan], last: TextSpan, rules: &TableRules) -> bool {
    let span = TextSpan::new(parts[0].start, last.end);
    if span.len() > HEADING || parts.iter().any(|part| part.is_empty()) {
        return false;
    }
    let role = |cell: TextSpan| rules.heading(&compact(&text[cell.range()]));
    let single = parts.iter().all(|part| text[part.range()].chars().nth(1).is_none() && role(*part).is_none());
    let dated = parts.len() == 2
        && column(text, parts[0], rules).role == Heading::Value
        && year_of(&text[last.range()]).is_none()
        && matches!(role(last), Some(Heading::Base | Heading::Goal));
    // 现状 / （2020年）: what its values are, and the year in brackets.
    let bracketed = parts.len() == 2
        && matches!(role(parts[0]), Some(Heading::Base | Heading::Goal))
        && year_of(&compact(&text[parts[0].range()])).is_none()
        && text[last.range()].starts_with(['（', '('])
        && column(text, last, rules).role == Heading::Value;
    (single || dated || bracketed) && role(span).is_some()
}

/// A row of cells as headings: one names a year, all but few are known words.
/// `caption`: the year that the line above names, which is that of a goal whose heading names none.
fn whole(text: &str, row: &[TextSpan], caption: Option<i16>, rules: &TableRules) -> Option<Vec<Column>> {
    if row.len() < 2 || row.len() > COLUMNS {
        return None;
    }
    let mut columns: Vec<Column> = row.iter().map(|cell| column(text, *cell, rules)).collect();
    take_caption(&mut columns, caption);
    let known = columns.iter().filter(|column| column.role != Heading::Other).count();
    let named = columns.iter().any(|column| column.role.names());
    let dated = columns.iter().any(|column| column.year.is_some()) && columns.iter().any(|column| column.role.is_value());
    // 指标 单位 目标值: goals of a year that only the text names.
    let valued = dated || named && columns.iter().any(|column| matches!(column.role, Heading::Goal | Heading::Fact));
    (valued && known * 2 >= columns.len()).then_some(columns)
}

/// The headings that a stream of cells begins with, and how many they are.
fn leading(text: &str, row: &[TextSpan], caption: Option<i16>, rules: &TableRules) -> Option<(Vec<Column>, usize)> {
    let columns = row.iter().take(COLUMNS).take_while(|cell| cell.len() <= HEADING).map(|cell| column(text, *cell, rules));
    let mut columns: Vec<Column> = columns.take_while(|column| column.role != Heading::Other).collect();
    take_caption(&mut columns, caption);
    let next = columns.len();
    let valued = columns.iter().any(|column| column.year.is_some() || matches!(column.role, Heading::Goal | Heading::Fact));
    let named = columns.iter().any(|column| column.role.names());
    (columns.len() >= 2 && valued && named).then_some((columns, next))
}

/// The year of a table's caption is that of its goals, where no heading names one.
fn take_caption(columns: &mut [Column], caption: Option<i16>) {
    if columns.iter().all(|column| column.year.is_none()) {
        columns.iter_mut().filter(|column| column.role == Heading::Goal).for_each(|column| column.year = caption);
    }
}

/// The two rows of headings as one: goals without year over a row of years, or years over what their values are.
pub(super) fn of_two_rows(text: &str, first: &[TextSpan], second: &[TextSpan], rules: &TableRules) -> Option<Vec<Column>> {
    let mut columns: Vec<Column> = merged(text, first, rules).iter().map(|cell| column(text, *cell, rules)).collect();
    let below: Vec<Column> =
        merged(text, second, rules).iter().filter(|cell| !cell.is_empty()).map(|cell| column(text, *cell, rules)).collect();
    if columns.len() > COLUMNS || below.is_empty() || below.iter().any(|column| column.role == Heading::Other) {
        return None;
    }
    let known = columns.iter().filter(|column| column.role != Heading::Other).count();
    let years = below.iter().filter(|column| column.year.is_some()).count();
    if known * 2 < columns.len() || !columns.iter().any(|column| column.role.names()) {
        return None;
    }
    let open: Vec<usize> = (0..columns.len())
        .filter(|&at| columns[at].role.is_value() && columns[at].role != Heading::Rate && columns[at].year.is_none())
        .collect();
    if years > 0 && years == open.len() {
        open.iter().zip(below.iter().filter(|column| column.year.is_some())).for_each(|(&at, other)| columns[at].year = other.year);
        return Some(columns);
    }
    // 规划目标 over 2025年 and 2030年.
    if let [at] = open[..]
        && years == below.len()
    {
        columns.splice(at..=at, below);
        return Some(columns);
    }
    let dated: Vec<usize> = (0..columns.len()).filter(|&at| columns[at].role == Heading::Value).collect();
    let told: Vec<&Column> = below.iter().filter(|column| matches!(column.role, Heading::Base | Heading::Goal)).collect();
    if years == 0 && dated.len() == told.len() && !told.is_empty() {
        dated.iter().zip(told).for_each(|(&at, other)| columns[at].role = other.role);
        return Some(columns);
    }
    None
}

/// 主要指标（2025年）: the year that the line above a row of headings names.
pub(super) fn caption(text: &str, lines: &[TextSpan], first: usize) -> Option<i16> {
    let line = &text[lines.get(first.checked_sub(1)?)?.range()];
    let (at, _) = line.match_indices("20").find(|_| line.len() <= CELL)?;
    let rest = line.get(at + 4..)?;
    rest.starts_with('年').then(|| line.get(at..at + 4)?.parse().ok())?
}

pub(super) fn column(text: &str, cell: TextSpan, rules: &TableRules) -> Column {
    let words = compact(&text[cell.range()]);
    let year = year_of(&words);
    let role = match rules.heading(&words) {
        Some(role) => role,
        None if year.is_some() => Heading::Value,
        None => Heading::Other,
    };
    Column { span: cell, role, year }
}

/// 2025年, 2025年目标值, 2020年（实际）, “十四五”时期.
fn year_of(words: &str) -> Option<i16> {
    if words.chars().count() > 18 {
        return None;
    }
    let plan = words.trim_start_matches(['“', '"', '「']).strip_prefix('十').and_then(|rest| {
        let (at, _) = "一二三四五六".match_indices(rest.chars().next()?).next()?;
        let behind = rest.get("一".len()..)?.strip_prefix('五')?;
        let known = ["", "”", "\"", "」"].iter().any(|mark| {
            behind.strip_prefix(mark).is_some_and(|rest| ["", "期间", "时期", "末", "目标", "规划", "任务", "累计"].contains(&rest))
        });
        known.then(|| 2010 + 5 * (at / "一".len()) as i16)
    });
    if plan.is_some() {
        return plan;
    }
    let digits: String = words.chars().skip_while(|letter| !letter.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse::<i16>().ok().filter(|year| digits.len() == 4 && (1949..=2099).contains(year))
}

/// Whether a row of cells is a second row of headings, of which nothing new comes.
pub(super) fn repeats(text: &str, row: &[TextSpan], rules: &TableRules) -> bool {
    let mut told = row.iter().filter(|cell| !cell.is_empty()).peekable();
    told.peek().is_some() && told.all(|cell| cell.len() <= HEADING && column(text, *cell, rules).role != Heading::Other)
}

/// The cells of the line at `index`.
pub(super) fn line_cells(text: &str, lines: &[TextSpan], index: usize, layout: Layout) -> Vec<TextSpan> {
    lines.get(index).filter(|line| line.len() <= CELL * 4).map(|line| cells(text, *line, layout)).unwrap_or_default()
}

//! Tables whose rows are places: 地区 | 新增充电桩（个） | 改造小区（个）, 地区 | 2023年 | 2024年 under a caption that names the measure. In: the line
//! that the headings begin in. Out: the columns, and what names their measure. Never done here: reading rows.

use super::heads::{column, line_cells, merged};
use super::rows::is_value;
use super::{CELL, COLUMNS, Column, HEADING, Layout, cells, trimmed};
use crate::rules::tables::{Heading, TableRules};
use crate::trace::TextSpan;

/// Lines over a table among which its caption stands, and characters of the longest caption.
const ABOVE: usize = 4;
const CAPTION: usize = 40;
/// Cells before the heading of the places: a caption's words, a serial number.
const BEFORE: usize = 8;

/// The headings of a table of places.
pub(super) struct Heads {
    pub(super) columns: Vec<Column>,
    /// The line behind the headings.
    pub(super) next: usize,
    /// Cells of values that stand in the headings' own line.
    pub(super) rest: Vec<TextSpan>,
    /// The heading over the dated columns.
    pub(super) subject: Option<TextSpan>,
}

/// The headings that begin in line `first`; `None` where no place heads a column.
pub(super) fn heads(text: &str, lines: &[TextSpan], first: usize, layout: Layout, rules: &TableRules) -> Option<Heads> {
    let streams = layout == Layout::Lines;
    let row: Vec<TextSpan> = match layout {
        Layout::Lines => {
            let short = lines[first..].iter().take(COLUMNS * 2).take_while(|line| line.len() <= HEADING);
            short.map(|line| trimmed(text, *line)).collect()
        }
        _ => cells(text, lines[first], layout),
    };
    let row = merged(text, &row, rules);
    let heads: Vec<Column> = row.iter().take(BEFORE + COLUMNS).map(|cell| column(text, *cell, rules)).collect();
    let place = heads.iter().take(BEFORE).position(|head| head.role == Heading::Place)?;
    let from = (0..place).rev().take_while(|at| heads[*at].role == Heading::Index).last().unwrap_or(place);
    let names = |at: usize| !is_value(&text[row[at].range()]) || heads[at].role != Heading::Other;
    let value = (place + 1..heads.len()).find(|at| !names(*at) || row[*at].len() > HEADING);
    // A whole row of headings has no value; in a stream the name of the first row stands before its first value.
    let end = match value {
        None if !streams => heads.len(),
        None => return None,
        Some(at)
            if from < place
                && text[row[at].range()].parse::<usize>().is_ok()
                && row.get(at + 1).is_some_and(|next| !is_value(&text[next.range()])) =>
        {
            at
        }
        Some(at) => at - 1,
    };
    // A heading of places with nothing but values behind it heads no table.
    if end <= place {
        return None;
    }
    let (mut columns, mut next, mut subject) = (heads[from..end].to_vec(), first + 1, None);
    let own = place + 1 - from;
    // 地区 | 能耗降低率 over “十一五”时期 and “十二五”时期, or before them.
    let below = if value.is_none() && !streams { line_cells(text, lines, first + 1, layout) } else { Vec::new() };
    let years: Vec<Column> = below.iter().filter(|cell| !cell.is_empty()).map(|cell| column(text, *cell, rules)).collect();
    if columns.len() == own + 1 && years.len() > 1 && years.iter().all(|head| head.year.is_some()) {
        subject = columns.pop().map(|head| head.span);
        columns.extend(years);
        next += 1;
    } else if columns.len() > own + 1 && columns[own].role == Heading::Other && columns[own + 1..].iter().all(|head| head.year.is_some()) {
        subject = Some(columns.remove(own).span);
    }
    columns[own..].iter_mut().filter(|head| head.role == Heading::Other).for_each(|head| head.role = Heading::Measure);
    let valued = columns.iter().filter(|head| head.role.is_value()).count();
    if valued == 0 || columns.len() > COLUMNS {
        return None;
    }
    let rest = if streams || value.is_none() { Vec::new() } else { cells_behind(text, lines[first], layout, row[end].start) };
    if streams {
        let last = columns.last()?.span.end;
        next = first + lines[first..].iter().take_while(|line| line.start < last).count();
    }
    Some(Heads { columns, next, rest, subject })
}

/// The cells of a line from `start` on: those that were put together as headings are not.
fn cells_behind(text: &str, line: TextSpan, layout: Layout, start: usize) -> Vec<TextSpan> {
    cells(text, line, layout).into_iter().filter(|cell| cell.start >= start && !cell.is_empty()).collect()
}

/// The caption of a table of places whose first heading stands at `start` of line `first`.
pub(super) fn caption(text: &str, lines: &[TextSpan], first: usize, start: usize) -> Option<TextSpan> {
    let line = lines.get(first)?;
    let own = TextSpan::new(line.start, start.max(line.start));
    let above = (1..=ABOVE).map_while(|back| first.checked_sub(back)).map(|at| lines[at]);
    std::iter::once(own).chain(above).map(|line| trimmed(text, line)).find_map(|line| {
        let words = &text[line.range()];
        let unit = words.find("单位：").or_else(|| words.find("单位:")).unwrap_or(words.len());
        let words = words[..unit].trim_end_matches(|letter: char| letter.is_whitespace() || matches!(letter, '（' | '('));
        let letters = words.chars().filter(|letter| letter.is_alphabetic()).count();
        let names = letters > 3 && words.chars().count() <= CAPTION && words.len() <= CELL && !words.ends_with(['。', '；', '，']);
        names.then(|| TextSpan::new(line.start, line.start + words.len()))
    })
}

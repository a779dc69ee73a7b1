//! Numbers of tables of indicators. In: the grid. Out: for a value: its object from its row, its time from its column. Never done
//! here: finding tables, reading units (the quantity has them already).

use rust_decimal::Decimal;

use super::time::Times;
use super::{Figure, Kind, Measure};
use crate::mention::context::Context;
use crate::mention::edtf::Edtf;
use crate::mention::grid::{Place, Stand};
use crate::mention::quantity::{Amount, Quantity};
use crate::rules::marks::{Mark, Marks};
use crate::rules::tables::Heading;
use crate::trace::TextSpan;

/// Characters of a cell beside its number: 左右, brackets, a footnote's mark.
const BESIDE: usize = 6;

/// What a table says of a number in it.
pub(super) struct Cell {
    pub(super) kind: Kind,
    pub(super) object: Option<String>,
    pub(super) deadline: Option<Edtf>,
    pub(super) as_of: Option<Edtf>,
    pub(super) baseline: Option<(Edtf, Option<Decimal>)>,
    pub(super) annual: bool,
    pub(super) measure: Measure,
    /// Whether a share is told in points: [5.5] beside 60.5 and 66.0.
    pub(super) points: bool,
    pub(super) rule: &'static str,
}

/// What the table around a quantity says of it; `None` where it stands in none, or not alone in its cell.
pub(super) fn cell(context: &Context, quantity: &Quantity, times: &Times, marks: &Marks) -> Option<Cell> {
    let place = context.grid.at(quantity.span.start)?;
    let letters = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).count();
    let words = context.str(place.cell).split(['、', '，', '；']).next().unwrap_or_default();
    if letters(words) > letters(context.str(quantity.outer)) + BESIDE || quantity.span.start >= place.cell.start + words.len() {
        return None;
    }
    let object = place.row.name.map(|name| label(context.str(name)) + &measure(context, &place, marks));
    let year = match place.column.role {
        Heading::Rate => place.table.last_year(),
        _ => place.column.year.or(place.table.last_year()),
    };
    let date = match (place.column.role, place.column.year) {
        (Heading::Base, None) => None,
        _ => year.map(Edtf::year).or_else(|| times.heading_deadline(quantity.span.start)),
    };
    let page = context.published.map(|page| page.year());
    let stand = match year {
        _ if place.table.columns.iter().any(|column| column.role == Heading::Fact) => Stand::Past,
        _ if place.column.role == Heading::Measure || place.column.role == Heading::Rate && is_placed(&place) => {
            let planned = is_planned(context, &place, marks) && year.zip(page).is_none_or(|(year, page)| year >= page);
            if planned { Stand::Plan } else { Stand::Past }
        }
        None if place.column.role == Heading::Base => Stand::Base,
        None => Stand::Plan,
        Some(year) => place.table.stand(place.column.role, year, page),
    };
    let summed = context.str(place.cell).contains(['[', '［', '〔']);
    let annual = place.column.role == Heading::Rate && context.str(place.column.span).contains("年均") && !summed;
    let (measure, points) = step(context, &place, quantity, (annual, summed), marks);
    let cell = |kind, deadline, as_of, baseline, rule| {
        let object = object.clone();
        Cell { kind, object, deadline, as_of, baseline, annual, measure, points, rule }
    };
    Some(match stand {
        Stand::Base => cell(Kind::Baseline, None, date, None, "table-baseline"),
        Stand::Plan => cell(
            Kind::Target,
            times.in_row(context, quantity).map(|due| due.edtf).or(date),
            None,
            year.and_then(|year| baseline(context, &place, year, quantity)),
            "table-target",
        ),
        Stand::Past => cell(Kind::Fact, None, date, None, "table-fact"),
    })
}

/// What a value in a column of growth or sums is to its row, and whether it is told in points: [5.5] is the sum of the years' steps, 6 左右 under 年均
/// a rate.
fn step(context: &Context, place: &Place, quantity: &Quantity, (annual, summed): (bool, bool), marks: &Marks) -> (Measure, bool) {
    let share = quantity.unit == "%";
    if place.column.role != Heading::Rate || is_placed(place) {
        return (Measure::Level, false);
    }
    let name = place.row.name.map(|name| label(context.str(name))).unwrap_or_default();
    let measure = match (summed, annual && share) {
        _ if marks.ends(Mark::Sinks, &name) => Measure::Decrement,
        (true, _) => Measure::Increment,
        (_, true) => Measure::GrowthRate,
        _ => return (Measure::Level, false),
    };
    let level = |(cell, column): &(TextSpan, usize)| {
        place.table.columns.get(*column).is_some_and(|column| column.role != Heading::Rate)
            && context.str(*cell).contains(|letter: char| letter.is_ascii_digit())
    };
    (measure, summed && share && place.row.values.iter().any(level))
}

/// Whether the rows of the table are places.
fn is_placed(place: &Place) -> bool {
    place.table.columns.iter().any(|column| column.role == Heading::Place)
}

/// What a column of a table of places measures: its own heading, or the table's caption.
fn measure(context: &Context, place: &Place, marks: &Marks) -> String {
    if place.column.role == Heading::Measure || place.column.role == Heading::Rate && is_placed(place) && place.column.year.is_none() {
        return label(context.str(place.column.span));
    }
    let Some(mut words) = place.table.subject.map(|subject| context.str(subject)) else { return String::new() };
    // 附件2 2023年各市充电桩建设任务分解表
    let leads = ["附件", "附表", "专栏", "表"].iter().find_map(|word| words.strip_prefix(word));
    let opens = |letter: char| letter.is_ascii_digit() || letter.is_whitespace() || "：:-—－.一二三四五六七八九十年度".contains(letter);
    words = leads.unwrap_or(words);
    for _ in 0..3 {
        words = words.trim_start_matches(opens);
        words = marks.behind(Mark::CaptionBegins, words).unwrap_or(words);
        let plan = words.strip_prefix(['“', '"']).and_then(|rest| rest.split_once(['”', '"']));
        words = plan.filter(|(plan, _)| plan.chars().count() == 3).map_or(words, |(_, rest)| rest);
    }
    for _ in 0..3 {
        match marks.before(Mark::Caption, words).filter(|rest| rest.chars().nth(1).is_some()) {
            Some(rest) => words = rest,
            None => break,
        }
    }
    label(words)
}

/// Whether a table of places says what is to be done: its caption, the heading of the column, or a goal in the next one.
fn is_planned(context: &Context, place: &Place, marks: &Marks) -> bool {
    let told = |span: TextSpan| marks.inside(Mark::Planned, context.str(span));
    let goals = || place.table.columns.iter().any(|column| column.role == Heading::Goal);
    place.table.subject.is_some_and(told) || told(place.column.span) || goals()
}

/// 老年大学覆盖面 | 每个县至少1所: a goal among words in a cell has the name of its row and the year of its column.
pub(super) fn beside(context: &Context, figure: &mut Figure) {
    let Some(place) = context.grid.at(figure.quantity.span.start).filter(|_| figure.kind == Kind::Target) else { return };
    figure.object = place.row.name.map(|name| label(context.str(name))).or(figure.object.take());
    figure.deadline = figure.deadline.or(place.column.year.map(Edtf::year));
}

/// The value of an earlier year in the same row.
fn baseline(context: &Context, place: &Place, year: i16, quantity: &Quantity) -> Option<(Edtf, Option<Decimal>)> {
    if place.column.role == Heading::Rate {
        return None;
    }
    let read = |cell: TextSpan| -> Option<Decimal> {
        let bare = |letter: char| !letter.is_ascii_digit() && !matches!(letter, '-' | '−');
        context.str(cell).trim_matches(bare).replace(',', "").parse().ok()
    };
    // 12 and 13 under 单位：万人: the unit makes as much of both.
    let factor = match quantity.amount {
        Amount::Exact(value) => read(quantity.span).filter(|written| !written.is_zero()).and_then(|written| value.checked_div(written)),
        _ => None,
    };
    place.row.values.iter().find_map(|(cell, column)| {
        let other = place.table.columns.get(*column)?.year.filter(|other| *other < year)?;
        let value = read(*cell).zip(factor).and_then(|(written, factor)| written.checked_mul(factor));
        Some((Edtf::year(other), value.map(|value| value.normalize())))
    })
}

/// The row's name, without its number and its unit in brackets.
fn label(name: &str) -> String {
    let number = |letter: char| letter.is_ascii_digit() || matches!(letter, ' ' | '.' | '、' | '．' | '*' | '＊' | '#');
    let mut text = name.trim_start_matches(number);
    // 2 5G基站数: figures that a letter goes on with are a name's.
    if text.starts_with(|next: char| next.is_ascii_alphabetic()) {
        let taken = &name[..name.len() - text.len()];
        text = &name[taken.trim_end_matches(|letter: char| letter.is_ascii_digit()).len()..];
    }
    let text = ["（", "("].iter().fold(text, |text, open| {
        let numbered = text.strip_prefix(open).and_then(|rest| rest.split_once(['）', ')']));
        numbered
            .filter(|(number, _)| number.chars().all(|letter| "一二三四五六七八九十0123456789".contains(letter)))
            .map_or(text, |(_, rest)| rest)
    });
    let text = text.trim();
    let end = match text.ends_with(['）', ')']) {
        true => text.rfind(['（', '(']).filter(|at| *at > 0).unwrap_or(text.len()),
        false => text.len(),
    };
    let text = text[..end].trim();
    if text.contains('\n') { text.split_whitespace().collect() } else { text.to_string() }
}

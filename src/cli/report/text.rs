//! A report for people: each page with its changes by field, then the sums.

use qingyuan::compare::{Change, Kind, Side};
use serde_json::Value;

use super::{Entry, Report, State, sign};
use crate::cli::paint::{Look, Paint, safe, shortened};

/// A value is shown up to this length, a line of text too.
const LONGEST: usize = 160;

/// The report; `quiet`: the sums alone.
pub fn told(report: &Report, paint: Paint, quiet: bool) -> String {
    let mut out = String::new();
    for page in report.pages.iter().filter(|page| page.state != State::Same && !quiet) {
        out += &told_page(page, paint);
    }
    let plural = if report.same + report.differ == 1 { "" } else { "s" };
    let (all, differ) = (report.same + report.differ, report.differ);
    out += &match differ {
        0 => paint.dye(Look::GREEN, format!("{all} page{plural}, no difference")).into_owned(),
        _ => paint.dye(Look::RED, format!("{differ} of {all} page{plural} differ")).into_owned(),
    };
    let blessed = report.pages.iter().filter(|page| page.state == State::Blessed).count();
    if blessed > 0 {
        out += &format!(", {blessed} rewritten");
    }
    out.push('\n');
    let width = report.changes.keys().map(String::len).max().unwrap_or(0);
    for (field, kinds) in &report.changes {
        let counts = kinds
            .iter()
            .map(|(kind, count)| format!("{} {kind} on {} page{}", count.times, count.pages, if count.pages == 1 { "" } else { "s" }));
        out += &format!(
            "  {}{:gap$}  {}\n",
            paint.dye(Look::CYAN, field.as_str()),
            "",
            counts.collect::<Vec<_>>().join(", "),
            gap = width - field.len()
        );
    }
    out
}

/// A page with its changes.
pub fn told_page(page: &Entry, paint: Paint) -> String {
    let name = safe(&page.name);
    let what = match (page.state, page.changes.len()) {
        (State::New, _) => "new: there is no record yet".to_string(),
        (State::Gone, _) => "gone: there is no record any more".to_string(),
        (State::Blessed, 0) => "record written".to_string(),
        (_, 1) => "1 difference".to_string(),
        (_, count) => format!("{count} differences"),
    };
    let what = page.problem.as_deref().unwrap_or(&what);
    let mut out = format!("{}: {}\n", paint.dye(Look::BOLD, name), safe(what));
    for change in &page.changes {
        out += &told_change(change, paint);
    }
    out
}

fn told_change(change: &Change, paint: Paint) -> String {
    let look = match change.kind {
        Kind::Added => Look::GREEN,
        Kind::Lost => Look::RED,
        Kind::Changed => Look::YELLOW,
    };
    let place = match (change.index, change.field.split_once('.')) {
        (Some(index), Some((list, field))) => format!("{list}[{index}].{field}"),
        (Some(index), None) => format!("{}[{index}]", change.field),
        (None, _) => change.field.clone(),
    };
    let item = safe(&change.item).into_owned();
    let mut out = format!("  {} {}", paint.dye(look, sign(change.kind).to_string()), paint.dye(Look::CYAN, place));
    if !item.is_empty() {
        out += &format!("  {}", shortened(&item, LONGEST));
    }
    match change.kind {
        _ if !change.lines.is_empty() => {}
        Kind::Changed => out += &format!("  {} → {}", paint.dye(Look::RED, short(&change.old)), paint.dye(Look::GREEN, short(&change.new))),
        Kind::Added => out += &format!("  {}", paint.dye(Look::DIM, details(&change.new))),
        Kind::Lost => out += &format!("  {}", paint.dye(Look::DIM, details(&change.old))),
    }
    out.push('\n');
    for line in &change.lines {
        let (look, sign) = if line.side == Side::Old { (Look::RED, '-') } else { (Look::GREEN, '+') };
        let words = format!("{sign}{:<5}{}", line.number, shortened(&safe(&line.text), LONGEST));
        out += &format!("      {}\n", paint.dye(look, words));
    }
    out
}

fn short(value: &Value) -> String {
    shortened(&safe(&value.to_string()), LONGEST).into_owned()
}

/// What tells a value from others of its list.
fn details(value: &Value) -> String {
    let fields = ["edtf", "value", "min", "max", "unit", "deadline", "kind", "region", "number", "span"];
    let said = fields.iter().filter(|field| !value[**field].is_null() && !value[**field].is_object());
    said.map(|field| format!("{field} {}", short(&value[*field]))).collect::<Vec<_>>().join(", ")
}

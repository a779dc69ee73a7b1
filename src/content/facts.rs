//! Lines that look like a page's metadata and are the article's: when and where an event is, a tender's summary, who speaks, the day
//! that a table tells. In: lines and their readings. Out: the readings, settled; the lines that belong to the article though they
//! stand over it. Never done here: reading labels.

use std::ops::Range;

use super::labels::{Labelled, MetaLine};
use super::lines::Lines;
use super::roles::{Reading, Role};
use crate::letters;
use crate::rules::content::{Byline, Class, ContentRules, Field};

/// Lines between an event's time and its place.
const NEAR: usize = 2;

/// Characters of the longest label of a fact.
const LABEL: usize = 10;

/// Characters of the longest line among facts.
const LONGEST: usize = 80;

/// Lines that facts over an article may take.
const MOST: usize = 40;

/// Lines of facts that are more than chance.
const LEAST: usize = 2;

/// Lines between a page's date and the facts below it: buttons.
const BUTTONS: usize = 4;

/// Read what stands around labels: 时间： beside 地点： is an event's, a day below 开标时间 that time's, a name over the same name with
/// a date nobody's title.
pub fn settle(lines: &[&str], readings: &mut [Reading], rules: &ContentRules) {
    for at in 0..lines.len() {
        if readings[at].meta.is_none() {
            continue;
        }
        settle_event(lines, readings, at, rules);
        settle_day(lines, readings, at, rules);
        settle_names(lines, readings, at);
    }
}

/// 时间：6月26日10时 beside 地点：新闻发布厅; 主题：… beside 主持人：….
fn settle_event(lines: &[&str], readings: &mut [Reading], at: usize, rules: &ContentRules) {
    let sole = readings[at].meta.as_ref().is_some_and(|meta| meta.fields.len() == 1);
    let labelled =
        |at: usize, kind: Byline| rules.byline_behind(lines[at], kind).is_some_and(|rest| rest.trim_start().starts_with(['：', ':', '\t']));
    if !sole || !labelled(at, Byline::Event) {
        return;
    }
    let mut near = at.saturating_sub(NEAR)..(at + NEAR + 1).min(lines.len());
    if let Some(venue) = near.find(|other| *other != at && labelled(*other, Byline::Venue)) {
        for own in [at, venue] {
            (readings[own].role, readings[own].meta) = (Role::Text, None);
        }
    }
}

/// A bare day below a label that tells no day of publication: 开标时间.
fn settle_day(lines: &[&str], readings: &mut [Reading], at: usize, rules: &ContentRules) {
    let bare = readings[at]
        .meta
        .as_ref()
        .is_some_and(|meta| meta.fields.len() == 1 && meta.fields[0].field == Field::Published && meta.fields[0].value.start == 0);
    let Some(above) = at.checked_sub(1).filter(|_| bare) else { return };
    let label = lines[above].trim_end_matches(['：', ':']);
    let times = readings[above].role == Role::Text && (3..=LABEL).contains(&readings[above].chars);
    let published = || {
        rules
            .labels(label, false)
            .iter()
            .any(|found| found.0.start == 0 && matches!(found.1, Field::Published | Field::Written | Field::Replied))
    };
    if times && ["时间", "日期"].iter().any(|end| label.ends_with(end)) && !published() {
        (readings[at].role, readings[at].meta) = (Role::Text, None);
    }
}

/// A forum shows a user's name, and once more with the day.
fn settle_names(lines: &[&str], readings: &mut [Reading], at: usize) {
    let names: Vec<&str> = readings[at]
        .meta
        .iter()
        .flat_map(|meta| {
            let dated = meta.fields.iter().any(|field| field.field == Field::Published);
            let named = meta.fields.iter().filter(|field| matches!(field.field, Field::Publisher | Field::Author));
            named.filter(move |_| dated).map(|field| &lines[at][field.value.clone()])
        })
        .collect();
    for above in at.saturating_sub(BUTTONS)..at {
        if readings[above].role == Role::Text && readings[above].chars >= 2 && names.contains(&lines[above]) {
            let name = Labelled { field: Field::Author, value: 0..lines[above].len() };
            (readings[above].role, readings[above].meta) = (Role::WeakMeta, Some(MetaLine { fields: vec![name], strong: false }));
        }
    }
}

/// 报名时间：3月1日, 预算金额 | 380万元: a label with what it says.
fn is_fact(line: &str) -> bool {
    let label = line.split_once(['：', ':', '\t']).map_or("", |(label, _)| label.trim());
    (2..=LABEL).contains(&label.chars().count()) && label.chars().all(letters::is_alphabetic)
}

/// Whether some of these lines state facts of their own: what has them is no menu.
pub fn are_among(lines: &[&str], readings: &[Reading]) -> bool {
    let own = lines.iter().zip(readings).filter(|(line, reading)| reading.role == Role::Text && is_fact(line));
    own.take(LEAST).count() == LEAST
}

/// Rows and labelled lines between the page's date or title and its article: 项目名称 | …, 发布人：…. `seen` are the lines that are
/// shown, `first` which of them begins the picked region, `titled` those that the head's title names.
pub fn over(lines: &Lines, readings: &[Reading], seen: &[usize], first: usize, titled: &[usize]) -> Option<Range<usize>> {
    let own = |nth: &usize| {
        let (line, reading) = (&lines.lines[seen[*nth]], &readings[seen[*nth]]);
        // 发布人： over names is a label without a value.
        let opens = || reading.role == Role::WeakMeta && lines.str(line).ends_with(['：', ':']);
        (reading.role == Role::Text || opens()) && line.link_chars == 0 && reading.chars <= LONGEST && !titled.contains(nth)
    };
    let top = (first.saturating_sub(MOST)..first).rev().take_while(own).last()?;
    let facts = (top..first).filter(|nth| is_fact(lines.str(&lines.lines[seen[*nth]]))).count();
    let heads = |nth: &usize| {
        let reading = &readings[seen[*nth]];
        let dated = reading.meta.iter().flat_map(|meta| &meta.fields).any(|field| field.field == Field::Published);
        titled.contains(nth) || dated && reading.role == Role::Meta && !reading.row
    };
    let between = |nth: &usize| matches!(readings[seen[*nth]].role, Role::Known(Class::Widget | Class::Menu));
    let over = (top.saturating_sub(BUTTONS)..top).rev().find(|nth| !between(nth));
    (facts >= LEAST && facts * 2 >= first - top && over.is_some_and(|nth| heads(&nth))).then_some(top..first)
}

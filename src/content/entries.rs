//! Headlines of other articles below a text, without a heading that says so. In: lines and their readings. Out: where they begin.
//! Never done here: headlines under a heading (`scrape`), list pages (`lists`).

use jiff::civil::Date;

use super::roles::{Reading, Role};
use super::shown;
use crate::rules::content::Field;

/// Headlines with a day that are more than a document's own schedule.
const LEAST: usize = 3;

/// Characters of the shortest headline, and of the longest.
const HEADLINE: std::ops::RangeInclusive<usize> = 8..=60;

/// Characters of the shortest headline over its day.
const SHORT: usize = 5;

/// Where the headlines begin that stand right before `end`, each with its day behind or below it, the newest first, under a line
/// that ends like a sentence: in what a document lists days ascend, and its last lines are its own.
pub fn trailing(lines: &[&str], readings: &[Reading], last: usize, end: usize) -> Option<usize> {
    let (mut at, mut newest, mut count) = (end, None::<Date>, 0);
    while at > last + 1 {
        let Some((from, date)) = dated(lines, readings, at).or_else(|| over_day(lines, readings, at)) else { break };
        if from <= last || newest.is_some_and(|newest| newest > date) {
            break;
        }
        (at, newest, count) = (from, Some(date), count + 1);
    }
    (count >= LEAST && readings[at - 1].closed).then_some(at)
}

/// A headline with its day in the line before `end`.
fn dated(lines: &[&str], readings: &[Reading], end: usize) -> Option<(usize, Date)> {
    let (at, line) = (end - 1, lines[end - 1]);
    if !readings[at].entry || !is_headline(&readings[at]) {
        return None;
    }
    let (from, day) = shown::anywhere(line)?;
    let edge = |text: &str| !text.contains(char::is_alphanumeric);
    let headline = line[..from].chars().filter(|letter| letter.is_alphanumeric()).count();
    (edge(&line[from + day.len..]) && HEADLINE.contains(&headline)).then_some((at, day.date))
}

/// A headline in the line over the day before `end`.
fn over_day(lines: &[&str], readings: &[Reading], end: usize) -> Option<(usize, Date)> {
    let (at, line) = (end.checked_sub(2)?, lines[end - 1]);
    let [sole] = readings[end - 1].meta.as_ref()?.fields.as_slice() else { return None };
    let day = shown::at_start(&line[sole.value.clone()]).filter(|_| sole.field == Field::Published && line.contains(['-', '/', '.']))?;
    (is_headline(&readings[at]) && (SHORT..=*HEADLINE.end()).contains(&readings[at].chars)).then_some((at, day.date))
}

fn is_headline(reading: &Reading) -> bool {
    reading.role == Role::Text && !reading.prose && !reading.ordered && !reading.closed && !reading.row
}

/// Whether a document's signature stands in these lines: a name, and below it a day in words.
pub fn are_signed(lines: &[&str], readings: &[Reading]) -> bool {
    (1..lines.len()).any(|at| {
        let dated = readings[at].role == Role::WeakMeta && lines[at].contains('年') && lines[at].ends_with('日');
        dated && readings[at - 1].role == Role::Text && !readings[at - 1].entry
    })
}

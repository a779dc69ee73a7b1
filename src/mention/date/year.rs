//! Which year is meant. In: a form and what is known of the time around it. Out: EDTF. Never done here: making an impossible date.

use jiff::ToSpan;
use jiff::civil::Date;

use super::YearFrom;
use super::form::{Form, Part, Point as Written, Year};
use crate::mention::edtf::{Edtf, Point};

/// What is known of the time when a date is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Now {
    /// The page's date.
    pub page: Option<Date>,
    /// The year of an earlier date of the same sentence, or of the text where the page has no date.
    pub context: Option<i16>,
    /// Whether `context` stands in the same sentence, so that it goes before the page's.
    pub near: bool,
    /// Whether the words around point ahead (将, 拟, 前, 截止).
    pub ahead: bool,
}

/// A form that is a date, an impossible one, or one whose year nothing tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// What it means and where its year comes from.
    Date(Edtf, YearFrom),
    /// 2月30日.
    Impossible,
    /// Nothing tells the year.
    Open,
}

/// Resolve a form.
pub fn resolve(form: Form, now: Now) -> Resolved {
    match form {
        Form::Point(point) => point_of(point, now),
        Form::Span(first, last) => span_of(first, last, now),
        Form::Days(days, about) => match now.page.and_then(|page| page.checked_add(days.days()).ok()) {
            Some(date) => Resolved::Date(Edtf::Point { point: Point::Day(date), approximate: about }, YearFrom::Page),
            None => Resolved::Open,
        },
        Form::Plan(number, end) => {
            let last = 2005 + (number - 10) * 5;
            let edtf = if end { Edtf::year(last) } else { Edtf::interval(Point::Year(last - 4), Point::Year(last)) };
            Resolved::Date(edtf, YearFrom::Plan)
        }
        Form::SameTime(years) => match now.context.or(now.page.map(Date::year)) {
            Some(year) => Resolved::Date(Edtf::year(year - years), YearFrom::Context),
            None => Resolved::Open,
        },
        Form::LastYears(years) => match now.page.and_then(|page| Some((page.checked_sub(i32::from(years).years()).ok()?, page))) {
            Some((first, page)) => Resolved::Date(Edtf::interval(Point::Day(first), Point::Day(page)), YearFrom::Page),
            None => Resolved::Open,
        },
    }
}

fn point_of(written: Written, now: Now) -> Resolved {
    match choose(written, now) {
        Choice::Impossible => Resolved::Impossible,
        Choice::Open => Resolved::Open,
        Choice::Year(year, month, from) => match bounds(written, year, month) {
            Some((first, last, about)) if first == last => Resolved::Date(Edtf::Point { point: first, approximate: about }, from),
            Some((first, last, _)) => Resolved::Date(Edtf::interval(first, last), from),
            None => Resolved::Impossible,
        },
    }
}

fn span_of(first: Written, last: Written, now: Now) -> Resolved {
    if !is_possible(first) || !is_possible(last) {
        return Resolved::Impossible;
    }
    // 1-9月 is over or nearly so: its end tells the year. Any other span may have begun: its start does.
    let counted = first.month == Some(1) && first.day.is_none();
    let end_leads = last.year.is_some() || counted;
    let (lead, other) = if end_leads { (last, first) } else { (first, last) };
    let Choice::Year(year, month, from) = choose(lead, now) else { return Resolved::Open };
    let beside = match other.year {
        Some(_) => choose(other, Now { context: Some(year), near: true, ..now }),
        None => Choice::Year(year, other.month.or(month), from),
    };
    let Choice::Year(other_year, other_month, _) = beside else { return Resolved::Open };
    let of_lead = bounds(lead, year, month);
    let mut of_other = bounds(other, other_year, other_month);
    let order = |other| if end_leads { (other, of_lead) } else { (of_lead, other) };
    let (mut begin, mut end) = order(of_other);
    if other.year.is_none()
        && let (Some((start, ..)), Some((_, stop, _))) = (begin, end)
        && start.first_day() > stop.last_day()
    {
        // 11月至3月 runs into the next year.
        of_other = bounds(other, other_year + if end_leads { -1 } else { 1 }, other_month);
        (begin, end) = order(of_other);
    }
    match (begin, end) {
        (Some((begin, ..)), Some((_, end, _))) if begin.first_day() <= end.last_day() => Resolved::Date(Edtf::interval(begin, end), from),
        (Some(_), Some(_)) => Resolved::Open,
        _ => Resolved::Impossible,
    }
}

enum Choice {
    /// Year, month where one is meant, and where the year comes from.
    Year(i16, Option<i8>, YearFrom),
    Impossible,
    Open,
}

/// Whether some year has this date.
fn is_possible(written: Written) -> bool {
    bounds(written, 2024, written.month.filter(|month| *month > 0).or(Some(1))).is_some()
}

fn choose(written: Written, now: Now) -> Choice {
    if !is_possible(written) {
        return Choice::Impossible;
    }
    let month = match written.month {
        // 上月, 月底, 3日: counted from the page's month.
        Some(month @ (0 | -1)) => match now.page {
            Some(page) if page.month() + month == 0 => return Choice::Year(page.year() - 1, Some(12), YearFrom::Page),
            Some(page) => Some(page.month() + month),
            None => return Choice::Open,
        },
        None if written.day.is_some() => match now.page {
            Some(page) => {
                let this = bounds(written, page.year(), Some(page.month()));
                let later = this.is_none_or(|(first, ..)| first.first_day() > page);
                match (later && !now.ahead, page.month()) {
                    (false, month) => return Choice::Year(page.year(), Some(month), YearFrom::Page),
                    (true, 1) => return Choice::Year(page.year() - 1, Some(12), YearFrom::Page),
                    (true, month) => return Choice::Year(page.year(), Some(month - 1), YearFrom::Page),
                }
            }
            None => return Choice::Open,
        },
        month => month,
    };
    match (written.year, now.page, now.context) {
        (Some(Year::Written(year)), ..) => Choice::Year(year, month, YearFrom::Explicit),
        (Some(Year::Offset(years)), Some(page), _) => Choice::Year(page.year() + years, month, YearFrom::Page),
        (Some(Year::Offset(years)), None, Some(year)) => Choice::Year(year + years, month, YearFrom::Context),
        (None, _, Some(year)) if now.near => Choice::Year(year, month, YearFrom::Context),
        (None, Some(page), _) => {
            // 年底 looks ahead to the page's own year.
            let whole_year = written.part == Some(Part::End) && month.is_none();
            let this = bounds(written, page.year(), month);
            let begins_later = this.is_none_or(|(first, ..)| first.first_day() > page);
            let is_over = this.is_some_and(|(_, last, _)| last.last_day() < page);
            let year = match (begins_later, is_over) {
                _ if whole_year => page.year(),
                (true, _) if !now.ahead => page.year() - 1,
                (_, true) if now.ahead => page.year() + 1,
                _ => page.year(),
            };
            Choice::Year(year, month, YearFrom::Page)
        }
        (None, None, Some(year)) => Choice::Year(year, month, YearFrom::Context),
        _ => Choice::Open,
    }
}

/// First and last point of a date in a year, and whether it is only about; `None`: there is no such date.
fn bounds(written: Written, year: i16, month: Option<i8>) -> Option<(Point, Point, bool)> {
    let day = |month: i8, day: i8| Date::new(year, month, day).ok().map(Point::Day);
    let both = |point: Point, about: bool| Some((point, point, about));
    match (month, written.day, written.part) {
        (Some(month), Some(of_month), _) => both(day(month, of_month)?, false),
        (Some(month), None, Some(Part::End)) => both(Point::Day(Point::Month(year, month).last_day()), false),
        (Some(month), None, Some(Part::Start)) => both(Point::Month(year, month), true),
        (Some(month), None, Some(Part::Days(first, last))) => {
            let end = Point::Month(year, month).last_day().day().min(last);
            Some((day(month, first)?, day(month, end)?, false))
        }
        (Some(month), None, _) => both(Point::Month(year, month), false),
        (None, None, Some(Part::End)) => both(day(12, 31)?, false),
        (None, None, Some(Part::Start)) => both(Point::Month(year, 1), true),
        (None, None, Some(Part::Middle)) => both(Point::Month(year, 6), true),
        (None, None, Some(Part::Months(first, last))) => Some((Point::Month(year, first), Point::Month(year, last), false)),
        (None, None, _) => both(Point::Year(year), false),
        (None, Some(_), _) => None,
    }
}

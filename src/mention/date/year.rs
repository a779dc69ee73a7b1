//! Missing years and months, and what a written date means. In: a [`Form`] and what stands around it. Out: its [`Edtf`]. Never
//! done here: reading text.

use jiff::ToSpan;
use jiff::civil::Date;

use super::YearFrom;
use super::forms::{MonthRef, Shape, Slot, When, YearRef};
use crate::mention::edtf::{Edtf, Point};

/// What a date without its year leans on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around {
    /// The page's date.
    pub published: Option<Date>,
    /// The latest day that the text writes out, where the page has no date.
    pub written: Option<Date>,
    /// The year written before it in its sentence.
    pub sentence_year: Option<i16>,
    /// The year and month of the date before it in its line.
    pub line_month: Option<(i16, i8)>,
    /// The last day of the deadline before it in its line, for 6月底前…，9月底前….
    pub line_due: Option<Date>,
    /// The date before it in its line, for 同期.
    pub line_last: Option<Edtf>,
    /// Whether the words point ahead of the page's date.
    pub ahead: bool,
    /// Whether they tell what a notice announces: a day not far ahead is meant.
    pub soon: bool,
}

/// Days between a deadline and a step behind it that has no word of its own ahead.
const NEXT_DAYS: i32 = 100;

/// A date nearer than this behind the page's date is not moved a year ahead: notices reach the web late.
const LATE_DAYS: i64 = 60;

/// Days ahead of the page's date within which a notice announces what has no year.
const SOON_DAYS: i64 = 60;

/// Whether a date has a month and no year.
pub(super) fn wants_year(shape: Shape) -> bool {
    let wants = |when| matches!(when, When::Month(YearRef::Missing, MonthRef::Number(_), _));
    matches!(shape, Shape::Point(when) | Shape::Range(when, _) if wants(when))
}

impl Around {
    fn base(&self) -> Option<(Date, YearFrom)> {
        self.published.map(|date| (date, YearFrom::Page)).or(self.written.map(|date| (date, YearFrom::Context)))
    }
}

/// What `shape` means; `None` where nothing says which year, or where the calendar has no such day.
pub(super) fn resolve(shape: Shape, around: &Around) -> Option<(Edtf, YearFrom)> {
    let base = around.base();
    match shape {
        Shape::Point(when) => {
            let (start, end, from) = bounds(when, around)?;
            let approximate = matches!(when, When::Year(_, Slot::Start | Slot::Middle) | When::Month(_, _, Slot::Start));
            let edtf = if start == end { Edtf::Point { point: start, approximate } } else { Edtf::interval(start, end) };
            Some((edtf, from))
        }
        Shape::Range(first, last) => {
            let (start, _, from) = bounds(first, around)?;
            let year = start.year();
            let inherited = match last {
                When::Month(YearRef::Same(shift), month, slot) => When::Month(YearRef::Written(year.checked_add(shift)?), month, slot),
                When::Year(YearRef::Same(shift), slot) => When::Year(YearRef::Written(year.checked_add(shift)?), slot),
                When::Year(YearRef::Missing, slot) => When::Year(YearRef::Written(year), slot),
                When::Months(YearRef::Missing, a, b) => When::Months(YearRef::Written(year), a, b),
                When::Month(YearRef::Missing | YearRef::Shift(_), MonthRef::Missing, Slot::Day(day)) => {
                    When::Month(YearRef::Written(year), MonthRef::Number(start.first_day().month()), Slot::Day(day))
                }
                When::Month(YearRef::Missing | YearRef::Shift(_), month, slot)
                    if !matches!(last, When::Month(YearRef::Shift(_), ..)) || year_of(first) == year_of(last) =>
                {
                    When::Month(YearRef::Written(year), month, slot)
                }
                last => last,
            };
            let (_, mut end, _) = bounds(inherited, around)?;
            // 11月至3月 ends in the year after.
            if end.last_day() < start.first_day() && matches!(year_of(last), YearRef::Missing) {
                end = next_year(end)?;
            }
            (end.last_day() >= start.first_day()).then(|| (Edtf::interval(start, end), from))
        }
        Shape::Since(when) => {
            let (start, _, from) = bounds(when, &Around { ahead: false, ..*around })?;
            let end = base.map(|(date, _)| date).filter(|date| *date >= start.first_day());
            Some((Edtf::Interval { start: Some(start), end: end.map(Point::Day) }, from))
        }
        Shape::SamePeriod(shift) => {
            let (date, from) = base?;
            let before = around.line_last.filter(|edtf| edtf.start().is_some_and(|point| !matches!(point, Point::Year(_))));
            match before {
                Some(edtf) => {
                    let back = |point: Point| moved(point, shift);
                    let (start, end) = (back(edtf.start()?)?, back(edtf.end()?)?);
                    Some((if start == end { Edtf::from(start) } else { Edtf::interval(start, end) }, from))
                }
                None => Some((Edtf::year(date.year().checked_add(shift)?), from)),
            }
        }
        Shape::Plan(first, last) => Some((Edtf::interval(Point::Year(first), Point::Year(last)), YearFrom::Plan)),
        Shape::PlanSince(first) => {
            let end = base.map(|(date, _)| Point::Day(date)).filter(|end| end.year() >= first);
            Some((Edtf::Interval { start: Some(Point::Year(first)), end }, YearFrom::Plan))
        }
        Shape::DayShift(days) => {
            let (date, from) = base?;
            Some((Edtf::day(date.checked_add(i64::from(days).days()).ok()?), from))
        }
        Shape::Recent => base.map(|(date, from)| (Edtf::Point { point: Point::Day(date), approximate: true }, from)),
        Shape::Last(years) => {
            let (date, from) = base?;
            Some((Edtf::interval(Point::Year(date.year().checked_sub(years)?), Point::Year(date.year())), from))
        }
        Shape::Next(years) => {
            let (date, from) = base?;
            Some((Edtf::interval(Point::Year(date.year()), Point::Year(date.year().checked_add(years)?)), from))
        }
        Shape::Ago(years) => {
            let (date, from) = base?;
            Some((Edtf::Point { point: Point::Year(date.year().checked_sub(years)?), approximate: true }, from))
        }
        Shape::Impossible => None,
    }
}

fn year_of(when: When) -> YearRef {
    match when {
        When::Year(year, _) | When::Months(year, ..) | When::Month(year, ..) => year,
    }
}

/// The same point so many years later.
pub(super) fn moved(point: Point, years: i16) -> Option<Point> {
    let year = point.year().checked_add(years)?;
    Some(match point {
        Point::Year(_) => Point::Year(year),
        Point::Month(_, month) => Point::Month(year, month),
        Point::Day(date) => Point::Day(Date::new(year, date.month(), date.day()).or_else(|_| Date::new(year, date.month(), 28)).ok()?),
    })
}

fn next_year(point: Point) -> Option<Point> {
    moved(point, 1)
}

/// First and last point of `when`, and where its year comes from.
fn bounds(when: When, around: &Around) -> Option<(Point, Point, YearFrom)> {
    let (year, from) = match year_of(when) {
        YearRef::Written(year) => (year, YearFrom::Explicit),
        YearRef::Shift(shift) => {
            let (date, from) = around.base()?;
            (date.year().checked_add(shift)?, from)
        }
        YearRef::Same(shift) => {
            let before = around.sentence_year.or(around.line_last.and_then(Edtf::end).map(Point::year));
            let year = before.or(around.base().map(|(date, _)| date.year()))?;
            (year.checked_add(shift)?, YearFrom::Context)
        }
        YearRef::Missing => return missing(when, around),
    };
    let (start, end) = points(when, year, None)?;
    Some((start, end, from))
}

/// The points of `when` in `year` (and in `month`, where it has none of its own).
fn points(when: When, year: i16, month: Option<i8>) -> Option<(Point, Point)> {
    let same = |point| Some((point, point));
    match when {
        When::Year(_, slot) => match slot {
            Slot::End => same(Point::Day(Date::new(year, 12, 31).ok()?)),
            Slot::Start => same(Point::Month(year, 1)),
            Slot::Middle => same(Point::Month(year, 6)),
            _ => same(Point::Year(year)),
        },
        When::Months(_, a, b) if a == b => same(Point::Month(year, a)),
        When::Months(_, a, b) => Some((Point::Month(year, a), Point::Month(year, b))),
        When::Month(_, own, slot) => {
            let month = if let MonthRef::Number(own) = own { own } else { month? };
            let first = Date::new(year, month, 1).ok()?;
            let day = |day| Date::new(year, month, day).ok().map(Point::Day);
            match slot {
                Slot::Whole | Slot::Start | Slot::Middle => same(Point::Month(year, month)),
                Slot::End => same(Point::Day(first.last_of_month())),
                Slot::Third(2) => Some((day(21)?, Point::Day(first.last_of_month()))),
                Slot::Third(third) => Some((day(third * 10 + 1)?, day(third * 10 + 10)?)),
                Slot::Day(number) => same(day(number)?),
            }
        }
    }
}

/// A date without its year: the latest not after the page's date, the next one where the words point ahead.
fn missing(when: When, around: &Around) -> Option<(Point, Point, YearFrom)> {
    if let When::Month(_, MonthRef::Shift(shift), _) = when {
        let (date, from) = around.base()?;
        let date = date.first_of_month().checked_add(i32::from(shift).months()).ok()?;
        let (start, end) = points(without_month(when), date.year(), Some(date.month()))?;
        return Some((start, end, from));
    }
    if let When::Month(_, MonthRef::Missing, slot) = when {
        if let Some((year, month)) = around.line_month
            && let Some((start, end)) = points(when, year, Some(month))
        {
            return Some((start, end, YearFrom::Context));
        }
        let (base, from) = around.base()?;
        let mut first = base.first_of_month();
        let is_day = matches!(slot, Slot::Day(_));
        // 31日 may skip a short month.
        for _ in 0..3 {
            if let Some((start, end)) = points(when, first.year(), Some(first.month())) {
                let late = is_day && !around.ahead && start.first_day() > base;
                let past = is_day && around.ahead && start.first_day() < base;
                if !late && !past {
                    return Some((start, end, from));
                }
            }
            first = first.checked_add(if around.ahead { 1.month() } else { (-1).months() }).ok()?;
        }
        return None;
    }
    if let Some(year) = around.sentence_year
        && let Some((start, end)) = points(when, year, None)
    {
        return Some((start, end, YearFrom::Context));
    }
    // 2025年3月底前…，9月底前…，年底前…: steps of one year.
    if let Some(due) = around.line_due
        && !matches!(when, When::Months(..))
        && let Some((start, end)) = points(when, due.year(), None)
        && end.last_day() > due
        && (around.ahead || due.since(start.first_day()).is_ok_and(|span| span.get_days().abs() <= NEXT_DAYS))
    {
        return Some((start, end, YearFrom::Context));
    }
    let (base, from) = around.base()?;
    if let When::Year(..) = when {
        let (start, end) = points(when, base.year(), None)?;
        return Some((start, end, from));
    }
    // A stretch from January on counts as past once its last month has begun: 前三季度 in October, 1-9月 in September; 下半年 runs from July.
    let long = |start: Point| matches!(when, When::Months(..)) && start.first_day().month() == 1;
    let anchor = |start: Point, end: Point| if long(start) { end.first_day() } else { start.first_day() };
    let in_year = |year: i16| points(when, year, None);
    if around.ahead {
        for year in [base.year(), base.year().checked_add(1)?, base.year().checked_add(2)?] {
            let Some((start, end)) = in_year(year) else { continue };
            let behind = base.since(end.last_day()).map_or(0, |span| i64::from(span.get_days()));
            if behind <= LATE_DAYS {
                return Some((start, end, from));
            }
        }
        return None;
    }
    if around.soon {
        for year in [base.year(), base.year().checked_add(1)?] {
            let Some((start, end)) = in_year(year) else { continue };
            let days = start.first_day().since(base).map_or(0, |span| i64::from(span.get_days()));
            if (1..=SOON_DAYS).contains(&days) {
                return Some((start, end, from));
            }
        }
    }
    // 29 February goes back up to eight years.
    (0..=8).find_map(|back| {
        let (start, end) = in_year(base.year().checked_sub(back)?)?;
        (anchor(start, end) <= base).then_some((start, end, from))
    })
}

fn without_month(when: When) -> When {
    match when {
        When::Month(year, _, slot) => When::Month(year, MonthRef::Missing, slot),
        when => when,
    }
}

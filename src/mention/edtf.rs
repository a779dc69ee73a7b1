//! EDTF level 1 (ISO 8601-2:2019), as far as policy text needs it: years, months, days, intervals, approximate and open.

use std::fmt;

use jiff::civil::Date;

/// A point in time of its own precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// A calendar year.
    Year(i16),
    /// A month of a year (1 to 12).
    Month(i16, i8),
    /// A day.
    Day(Date),
}

/// A date or an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edtf {
    /// A point; `~` when approximate.
    Point {
        /// The point.
        point: Point,
        /// 近日, 年初.
        approximate: bool,
    },
    /// Both ends included; `None` is open (`..`).
    Interval {
        /// First point.
        start: Option<Point>,
        /// Last point.
        end: Option<Point>,
    },
}

impl Point {
    /// The last day of the point.
    pub fn last_day(self) -> Date {
        match self {
            Point::Year(year) => Date::constant(year, 12, 31),
            Point::Month(year, month) => Date::constant(year, month, 1).last_of_month(),
            Point::Day(date) => date,
        }
    }

    /// The first day of the point.
    pub fn first_day(self) -> Date {
        match self {
            Point::Year(year) => Date::constant(year, 1, 1),
            Point::Month(year, month) => Date::constant(year, month, 1),
            Point::Day(date) => date,
        }
    }

    /// Its year.
    pub fn year(self) -> i16 {
        self.first_day().year()
    }
}

impl Edtf {
    /// An exact day.
    pub fn day(date: Date) -> Edtf {
        Edtf::from(Point::Day(date))
    }

    /// An exact year.
    pub fn year(year: i16) -> Edtf {
        Edtf::from(Point::Year(year))
    }

    /// A closed interval.
    pub fn interval(start: Point, end: Point) -> Edtf {
        Edtf::Interval { start: Some(start), end: Some(end) }
    }

    /// The last point, where there is one.
    pub fn end(self) -> Option<Point> {
        match self {
            Edtf::Point { point, .. } => Some(point),
            Edtf::Interval { end, .. } => end,
        }
    }

    /// The first point, where there is one.
    pub fn start(self) -> Option<Point> {
        match self {
            Edtf::Point { point, .. } => Some(point),
            Edtf::Interval { start, .. } => start,
        }
    }

    /// Whether both ends are whole years.
    pub(crate) fn is_of_years(self) -> bool {
        [self.start(), self.end()].iter().all(|point| matches!(point, Some(Point::Year(_))))
    }
}

impl From<Point> for Edtf {
    fn from(point: Point) -> Edtf {
        Edtf::Point { point, approximate: false }
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Point::Year(year) => write!(f, "{year:04}"),
            Point::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Point::Day(date) => write!(f, "{date}"),
        }
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let side = |point: Option<Point>| point.map_or("..".to_string(), |point| point.to_string());
        match *self {
            Edtf::Point { point, approximate } => write!(f, "{point}{}", if approximate { "~" } else { "" }),
            Edtf::Interval { start, end } => write!(f, "{}/{}", side(start), side(end)),
        }
    }
}

//! The forms of dates. In: a text and a place in it where a date may start. Out: what is written there, its year perhaps still open.
//! Never done here: deciding which year is meant, or what the date is the date of.

use crate::rules::dates::DateRules;

/// A year as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Year {
    /// 2024年, 二〇二四年.
    Written(i16),
    /// 今年, 去年: so many from the page's.
    Offset(i16),
}

/// The part of a year or a month that is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// 初.
    Start,
    /// 中, 年中.
    Middle,
    /// 底, 末.
    End,
    /// Days of a month, both included; 上旬 中旬 下旬 (to its last day where the end is 31).
    Days(i8, i8),
    /// Months of a year, both included: 上半年, 三季度, 1-9月.
    Months(i8, i8),
}

/// A point in time as written: what is missing is told by the context.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// 2024年, 去年.
    pub year: Option<Year>,
    /// 10月; 0: the page's (月底), -1: the one before (上月).
    pub month: Option<i8>,
    /// 11日.
    pub day: Option<i8>,
    /// 底, 上半年.
    pub part: Option<Part>,
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One point.
    Point(Point),
    /// From one to another, both included.
    Span(Point, Point),
    /// Days from the page's date, and whether about: 近日.
    Days(i32, bool),
    /// The five-year plan of this number (十四五: 14), and whether its end is meant.
    Plan(i16, bool),
    /// 去年同期: the same time, so many years before.
    SameTime(i16),
    /// 近三年: so many years up to the page's date.
    LastYears(i16),
}

/// A form and where it ends.
#[derive(Clone, Copy, Debug)]
pub struct Read {
    /// What is written.
    pub form: Form,
    /// Byte after its last character.
    pub end: usize,
    /// Name of the grammar that read it.
    pub rule: &'static str,
}

/// Signs between the two ends of a range.
const RANGE: [&str; 12] = ["——", "—", "–", "－", "-", "～", "~", "〜", "−", "至", "到", "―"];

/// A place in the text that moves forward.
#[derive(Clone, Copy)]
struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Step over the first of `words` that stands here.
    fn take<'w>(&mut self, words: &[&'w str]) -> Option<&'w str> {
        let word = words.iter().find(|word| self.rest().starts_with(**word))?;
        self.at += word.len();
        Some(word)
    }

    /// Step over blanks inside a date (2024 年 10 月).
    fn skip_blanks(&mut self) {
        while let Some(letter @ (' ' | '\u{3000}' | '\u{a0}')) = self.peek() {
            self.at += letter.len_utf8();
        }
    }

    /// Digits of any width: value and how many.
    fn digits(&mut self) -> Option<(u32, usize)> {
        let (mut value, mut count) = (0u32, 0);
        while let Some(letter) = self.peek() {
            let digit = match letter {
                '0'..='9' => letter as u32 - '0' as u32,
                '０'..='９' => letter as u32 - '０' as u32,
                _ => break,
            };
            if count == 8 {
                return None;
            }
            value = value * 10 + digit;
            count += 1;
            self.at += letter.len_utf8();
        }
        (count > 0).then_some((value, count))
    }

    /// 二〇二四: four Chinese digits.
    fn chinese_year(&mut self) -> Option<u32> {
        let (mut value, mut count, start) = (0, 0, self.at);
        while count < 4 {
            let Some(digit) = self.peek().and_then(chinese_digit) else { break };
            value = value * 10 + digit;
            count += 1;
            self.at += self.peek().map_or(0, char::len_utf8);
        }
        if count == 4 && self.peek().and_then(chinese_digit).is_none() {
            return Some(value);
        }
        self.at = start;
        None
    }

    /// A number up to 99 in Chinese: 十一, 二十, 三十一, 廿三, 九.
    fn chinese_small(&mut self) -> Option<u32> {
        let start = self.at;
        let one = |cursor: &mut Self| {
            let digit = cursor.peek().and_then(chinese_digit).filter(|digit| *digit > 0)?;
            cursor.at += cursor.peek().map_or(0, char::len_utf8);
            Some(digit)
        };
        if self.take(&["廿"]).is_some() {
            return Some(20 + one(self).unwrap_or(0));
        }
        let first = one(self);
        if self.take(&["十"]).is_some() {
            return Some(first.unwrap_or(1) * 10 + one(self).unwrap_or(0));
        }
        if first.is_none() || self.peek().and_then(chinese_digit).is_some() {
            self.at = start;
            return None;
        }
        first
    }

    /// A small number in either writing.
    fn small(&mut self) -> Option<u32> {
        let start = self.at;
        match self.digits() {
            Some((value, 1 | 2)) => Some(value),
            Some(_) => {
                self.at = start;
                None
            }
            None => self.chinese_small(),
        }
    }

    /// Try a reading; where it fails nothing is stepped over.
    fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let start = self.at;
        let value = read(self);
        if value.is_none() {
            self.at = start;
        }
        value
    }
}

fn chinese_digit(letter: char) -> Option<u32> {
    "〇一二三四五六七八九".chars().position(|digit| digit == letter).map(|value| value as u32).or(match letter {
        '零' | '○' | 'О' | '0' => Some(0),
        _ => None,
    })
}

/// Read the date that starts at `at`, if one does.
pub fn read(text: &str, at: usize, rules: &DateRules) -> Option<Read> {
    let cursor = Cursor { text, at };
    let forms: [(&'static str, fn(Cursor, &DateRules) -> Option<(Form, usize)>); 6] = [
        ("date-iso", iso),
        ("date-plan", plan),
        ("date-relative", relative),
        ("date-span", span),
        ("date-point", lone_point),
        ("date-last-years", last_years),
    ];
    forms.into_iter().find_map(|(rule, form)| form(cursor, rules).map(|(form, end)| Read { form, end, rule }))
}

fn month(value: u32) -> Option<i8> {
    (1..=12).contains(&value).then_some(value as i8)
}

fn day(value: u32) -> Option<i8> {
    (1..=31).contains(&value).then_some(value as i8)
}

fn year(value: u32) -> Option<i16> {
    (1900..=2099).contains(&value).then_some(value as i16)
}

/// 2024-10-18, 2024.10.18, 2024/10/18, with a time of day behind it.
fn iso(mut cursor: Cursor, _: &DateRules) -> Option<(Form, usize)> {
    let (written, 4) = cursor.digits()? else { return None };
    let sign = cursor.take(&["-", ".", "/", "－", "．", "／", "—"])?;
    let (m, 1 | 2) = cursor.digits()? else { return None };
    cursor.take(&[sign])?;
    let (d, 1 | 2) = cursor.digits()? else { return None };
    if cursor.take(&[sign]).is_some() && cursor.digits().is_some() {
        return None; // 1.2.3.4
    }
    let point = Point { year: Some(Year::Written(year(written)?)), month: Some(month(m)?), day: Some(day(d)?), part: None };
    cursor.attempt(|cursor| {
        cursor.take(&["T"]).or_else(|| cursor.take(&[" ", "\u{3000}", "\u{a0}"]))?;
        cursor.skip_blanks();
        clock(cursor)
    });
    Some((Form::Point(point), cursor.at))
}

/// 08:30, 08:30:15.
fn clock(cursor: &mut Cursor) -> Option<()> {
    let (hour, 1 | 2) = cursor.digits()? else { return None };
    cursor.take(&[":", "："])?;
    let (minute, 2) = cursor.digits()? else { return None };
    cursor.attempt(|cursor| {
        cursor.take(&[":", "："])?;
        matches!(cursor.digits()?, (0..=60, 2)).then_some(())
    });
    (hour < 25 && minute < 60).then_some(())
}

/// “十四五”, 十四五末, “十四五”期间.
fn plan(mut cursor: Cursor, _: &DateRules) -> Option<(Form, usize)> {
    let quoted = cursor.take(&["“", "\"", "「", "『", "〝", "‘", "＂"]).is_some();
    cursor.take(&["十"])?;
    let tens = if cursor.take(&["一五"]).is_some() {
        1
    } else if cursor.take(&["二五"]).is_some() {
        2
    } else if cursor.take(&["三五"]).is_some() {
        3
    } else if cursor.take(&["四五"]).is_some() {
        4
    } else if cursor.take(&["五五"]).is_some() {
        5
    } else {
        cursor.take(&["五"])?;
        0
    };
    if quoted {
        cursor.take(&["”", "\"", "」", "』", "〞", "’", "＂"])?;
    }
    // 十五 alone is a number.
    let bare_end = cursor.at;
    cursor.skip_blanks();
    if cursor.take(&["期末", "末期", "末"]).is_some() {
        return Some((Form::Plan(10 + tens, true), cursor.at));
    }
    if cursor.take(&["期间", "期間", "时期", "時期"]).is_some() {
        return Some((Form::Plan(10 + tens, false), cursor.at));
    }
    let named = ["规划", "規劃", "计划", "初", "以来", "开局", "收官", "时", "目标", "中期", "前", "后", "的"];
    (tens > 0 || quoted && named.iter().any(|word| cursor.rest().starts_with(word))).then_some((Form::Plan(10 + tens, false), bare_end))
}

/// 近日, 去年同期, 前三季度, 前9个月.
fn relative(mut cursor: Cursor, rules: &DateRules) -> Option<(Form, usize)> {
    if let Some(word) = rules.day_words.iter().find(|word| cursor.rest().starts_with(word.surface.as_str())) {
        return Some((Form::Days(word.value.0, word.value.1), cursor.at + word.surface.len()));
    }
    if cursor.take(&["去年同期", "上年同期", "上一年同期", "去年同時"]).is_some() {
        return Some((Form::SameTime(1), cursor.at));
    }
    None
}

/// 近三年.
fn last_years(mut cursor: Cursor, _: &DateRules) -> Option<(Form, usize)> {
    cursor.take(&["最近", "近"])?;
    let years = cursor.small().filter(|years| (1..=30).contains(years))?;
    cursor.take(&["年来", "年來", "年間", "年间", "年"])?;
    Some((Form::LastYears(years as i16), cursor.at))
}

fn lone_point(mut cursor: Cursor, rules: &DateRules) -> Option<(Form, usize)> {
    let point = point(&mut cursor, rules, false)?;
    Some((Form::Point(point), cursor.at))
}

/// Two points with a sign of range between them; what the first leaves out the second tells: 2024—2026年, 1-9月, 7月1日至14日.
fn span(mut cursor: Cursor, rules: &DateRules) -> Option<(Form, usize)> {
    let first = cursor.attempt(|cursor| point(cursor, rules, false)).map(Half::Point).or_else(|| bare(&mut cursor))?;
    if let Half::Point(Point { part: Some(_), .. }) = first {
        return None;
    }
    cursor.skip_blanks();
    let enumerated = cursor.take(&RANGE).is_none();
    if enumerated {
        // 6、7月份: neighbours enumerated are a span too.
        cursor.take(&["、"])?;
    }
    cursor.skip_blanks();
    let second = point(&mut cursor, rules, true)?;
    let first = match first {
        Half::Point(_) if enumerated => return None,
        Half::Point(point) => point,
        Half::Number(value, digits) => match second {
            Point { year: Some(Year::Written(_)), month: None, day: None, part: None } if !enumerated && digits == 4 => {
                Point { year: Some(Year::Written(year(value)?)), ..Point::default() }
            }
            Point { month: Some(last), day: None, part: None, .. } if digits <= 2 => {
                let first = month(value)?;
                if enumerated && last != first + 1 {
                    return None;
                }
                Point { year: second.year, month: Some(first), ..Point::default() }
            }
            Point { month: None, day: Some(_), part: None, .. } if digits <= 2 && !enumerated => {
                Point { day: Some(day(value)?), ..Point::default() }
            }
            _ => return None,
        },
    };
    let second = Point {
        year: second.year.or(first.year),
        month: second.month.or(if second.year.is_none() { first.month } else { None }),
        ..second
    };
    let precision = |point: &Point| (point.month.is_some(), point.day.is_some());
    if precision(&first) != precision(&second) && !(second.part.is_some() || first.year.is_some() && second.year.is_some()) {
        return None;
    }
    Some((Form::Span(first, second), cursor.at))
}

/// The first half of a range.
enum Half {
    Point(Point),
    /// A bare number and how many digits it has.
    Number(u32, usize),
}

fn bare(cursor: &mut Cursor) -> Option<Half> {
    match cursor.digits() {
        Some((value, count @ (1 | 2 | 4))) => Some(Half::Number(value, count)),
        Some(_) => None,
        None => {
            cursor.chinese_year().map(|value| Half::Number(value, 4)).or_else(|| cursor.chinese_small().map(|value| Half::Number(value, 2)))
        }
    }
}

/// One point: 2024年10月11日, 10月底, 去年底, 上半年, 3日. `second`: it ends a range, so it may be shorter.
fn point(cursor: &mut Cursor, rules: &DateRules, second: bool) -> Option<Point> {
    let mut point = Point { year: read_year(cursor, rules), ..Point::default() };
    cursor.attempt(|cursor| {
        cursor.skip_blanks();
        let part = year_part(cursor, point.year.is_some())?;
        point.part = Some(part);
        Some(())
    });
    if point.part.is_some() {
        return Some(point);
    }
    let month = cursor.attempt(|cursor| {
        cursor.skip_blanks();
        read_month(cursor)
    });
    point.month = month;
    if month.is_some() {
        cursor.attempt(|cursor| {
            cursor.skip_blanks();
            point.part = Some(month_part(cursor)?);
            Some(())
        });
        if point.part.is_none() {
            point.day = cursor.attempt(|cursor| {
                cursor.skip_blanks();
                read_day(cursor, true)
            });
            if point.day.is_none() && matches!(point.year, Some(Year::Written(_))) {
                point.day = cursor.attempt(read_cut_day);
            }
        }
        return Some(point);
    }
    if point.year.is_some() {
        return Some(point);
    }
    point.day = Some(read_day(cursor, second)?);
    Some(point)
}

fn read_year(cursor: &mut Cursor, rules: &DateRules) -> Option<Year> {
    if let Some(word) = rules.year_words.iter().find(|word| cursor.rest().starts_with(word.surface.as_str())) {
        // 今年来, 去年同期 and a bare 今年 are no dates; what follows must make one.
        cursor.at += word.surface.len();
        return Some(Year::Offset(word.value));
    }
    cursor.attempt(|cursor| {
        let value = match cursor.digits() {
            Some((value, 4)) => value,
            Some(_) => return None,
            None => cursor.chinese_year()?,
        };
        cursor.skip_blanks();
        cursor.take(&["年度", "年份", "年"]).and(year(value)).map(Year::Written)
    })
}

/// 底, 初, 上半年, 三季度, 前三季度, 前9个月, 1-9月 is a span.
fn year_part(cursor: &mut Cursor, after_year: bool) -> Option<Part> {
    if after_year && cursor.take(&["年底", "年末", "底", "末"]).is_some() || !after_year && cursor.take(&["年底", "年末"]).is_some()
    {
        return Some(Part::End);
    }
    if after_year && cursor.take(&["年初", "初"]).is_some() || !after_year && cursor.take(&["年初"]).is_some() {
        return Some(Part::Start);
    }
    if cursor.take(&["年中"]).is_some() {
        return Some(Part::Middle);
    }
    if cursor.take(&["上半年"]).is_some() {
        return Some(Part::Months(1, 6));
    }
    if cursor.take(&["下半年"]).is_some() {
        return Some(Part::Months(7, 12));
    }
    let first_so_many = cursor.take(&["前"]).is_some();
    if !first_so_many {
        cursor.take(&["第"]);
    }
    let number = cursor.small()?;
    if first_so_many && cursor.attempt(|cursor| cursor.take(&["个月", "個月", "月份", "月"])).is_some() {
        return month(number).map(|last| Part::Months(1, last));
    }
    cursor.take(&["个季度", "個季度", "季度", "季"]).filter(|unit| *unit != "季" || after_year)?;
    let quarter = (1..=4).contains(&number).then_some(number as i8)?;
    Some(Part::Months(if first_so_many { 1 } else { quarter * 3 - 2 }, quarter * 3))
}

fn read_month(cursor: &mut Cursor) -> Option<i8> {
    if cursor.take(&["上个月", "上月"]).is_some() {
        return Some(-1);
    }
    // 月底 alone: the page's month. 本月 alone is no date.
    if cursor.rest().starts_with("本月") || cursor.rest().starts_with("当月") {
        let mut after = *cursor;
        after.at += "本月".len();
        if month_part(&mut after).is_some() {
            cursor.at += "本月".len();
            return Some(0);
        }
        return None;
    }
    let value = cursor.small()?;
    cursor.take(&["月份", "月"])?;
    month(value)
}

fn month_part(cursor: &mut Cursor) -> Option<Part> {
    if cursor.rest().starts_with("初步") || cursor.rest().starts_with("中旬") {
        return cursor.take(&["中旬"]).map(|_| Part::Days(11, 20));
    }
    cursor
        .take(&["底", "末"])
        .map(|_| Part::End)
        .or_else(|| cursor.take(&["初"]).map(|_| Part::Start))
        .or_else(|| cursor.take(&["上旬"]).map(|_| Part::Days(1, 10)).or_else(|| cursor.take(&["下旬"]).map(|_| Part::Days(21, 31))))
}

/// 11日, 11号; `joined`: a month or a range stands before it, so that it cannot be a number of days.
fn read_day(cursor: &mut Cursor, joined: bool) -> Option<i8> {
    let value = cursor.small()?;
    if cursor.take(&["日", "号", "號"]).is_none() {
        return None;
    }
    if !joined {
        // 3日内, 5日游, 30号楼: days counted, names. 3号 alone is rarely a date.
        let after = cursor.rest();
        let ends_with_day = cursor.text[..cursor.at].ends_with('日');
        if !ends_with_day
            || ["内", "內", "以内", "之内", "游", "间", "後", "后", "均", "产", "起", "报", "历", "本", "元", "志", "常", "程"]
                .iter()
                .any(|no| after.starts_with(no))
        {
            return None;
        }
    }
    day(value)
}

/// 2011年10月12来源: the sign of the day is lost, what follows shows that nothing is counted.
fn read_cut_day(cursor: &mut Cursor) -> Option<i8> {
    let (value, 1 | 2) = cursor.digits()? else { return None };
    let ends = match cursor.peek() {
        None => true,
        Some(letter) => letter.is_whitespace() || cursor.rest().starts_with("来源") || cursor.rest().starts_with("來源"),
    };
    ends.then(|| day(value)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;

    fn form(text: &str) -> Option<(Form, &str)> {
        read(text, 0, &Rules::builtin().dates).map(|read| (read.form, &text[..read.end]))
    }

    fn point(year: i16, month: i8, day: i8) -> Point {
        let some = |value: i8| (value > 0).then_some(value);
        Point { year: (year > 0).then_some(Year::Written(year)), month: some(month), day: some(day), part: None }
    }

    #[test]
    fn points() {
        assert_eq!(form("2024年10月11日,"), Some((Form::Point(point(2024, 10, 11)), "2024年10月11日")));
        assert_eq!(form("2011年10月12来源"), Some((Form::Point(point(2011, 10, 12)), "2011年10月12")));
        assert_eq!(form("二〇二四年十二月一日起"), Some((Form::Point(point(2024, 12, 1)), "二〇二四年十二月一日")));
        assert_eq!(form("2015-07-04 00:12:00　来"), Some((Form::Point(point(2015, 7, 4)), "2015-07-04 00:12:00")));
        assert_eq!(form("1.2.3"), None);
        assert_eq!(form("13月"), None);
        assert_eq!(form("3日内"), None);
        assert_eq!(form("十五家"), None);
    }

    #[test]
    fn spans() {
        assert_eq!(form("2024—2026年)"), Some((Form::Span(point(2024, 0, 0), point(2026, 0, 0)), "2024—2026年")));
        assert_eq!(form("1-9月份各"), Some((Form::Span(point(0, 1, 0), point(0, 9, 0)), "1-9月份")));
        assert_eq!(form("7月1日至9月30日"), Some((Form::Span(point(0, 7, 1), point(0, 9, 30)), "7月1日至9月30日")));
        assert_eq!(form("3月5日—8日"), Some((Form::Span(point(0, 3, 5), point(0, 3, 8)), "3月5日—8日")));
        assert_eq!(form("6、7月份以来"), Some((Form::Span(point(0, 6, 0), point(0, 7, 0)), "6、7月份")));
        assert_eq!(form("8-10个"), None);
    }
}

//! Dates in figures alone: 2024-10-18, 20241018, （2024）. In: a reader where figures begin. Out: what is written. Never done here:
//! dates with 年, 月, 日.

use super::forms::{Form, MonthRef, Shape, Slot, Tail, When, YEARS, YearRef, possible};
use super::reader::Reader;
use crate::trace::TextSpan;

/// （2024） at the end of a title; （2024）15号 is a document number.
pub(super) fn bracketed(text: &str, start: usize) -> Option<Form> {
    let mut r = Reader::new(text, start);
    if !r.eat_any("（(") {
        return None;
    }
    let from = r.at;
    let year = r.arabic().filter(|number| number.digits == 4)?;
    let end = r.at;
    if !r.eat_any("）)") || r.peek().is_some_and(|next| next.is_ascii_digit() || next == '第') {
        return None;
    }
    let year = year.value as i16;
    YEARS.contains(&year).then(|| Form {
        span: TextSpan::new(from, end),
        shape: Shape::Point(When::Year(YearRef::Written(year), Slot::Whole)),
        tail: Tail::Bare,
    })
}

/// 2025-26年度, 2026/27年度, 2025-26至2029-30年度: financial years, which begin in one year and end in the next.
pub(super) fn fiscal(text: &str, start: usize) -> Option<Form> {
    let mut r = Reader::new(text, start);
    let (first, mut last) = fiscal_year(&mut r)?;
    let mark = r.at;
    if r.eat_any("至到") || r.link() {
        match fiscal_year(&mut r).filter(|(begin, _)| *begin > first) {
            Some((_, end)) => last = end,
            None => r.at = mark,
        }
    }
    let _ = r.eat('财') || r.eat('財') || r.eat('学') || r.eat('學');
    let _ = r.eat_str("政年度") || r.eat_str("年度") || r.eat_str("年");
    let named = text[start..r.at].ends_with(['年', '度']);
    let year = |year| When::Year(YearRef::Written(year), Slot::Whole);
    named.then(|| Form { span: TextSpan::new(start, r.at), shape: Shape::Range(year(first), year(last)), tail: Tail::None })
}

/// 2025-26: a year and the last two figures of the next.
fn fiscal_year(r: &mut Reader) -> Option<(i16, i16)> {
    let first = r.arabic().filter(|number| number.digits == 4)?.value as i16;
    (YEARS.contains(&first) && r.eat_any("-–—/／")).then_some(())?;
    let last = r.arabic().filter(|number| number.digits == 2)?.value as i16;
    (last == (first + 1) % 100).then_some((first, first + 1))
}

/// 2024-10-18, 2024.10.18, 2024/10/18 00:12:00, 20241018, 2024-06.
pub(super) fn numeric(r: &mut Reader) -> Option<Shape> {
    let start = r.at;
    let shape = numeric_day(r).map(|first| {
        let mark = r.at;
        // 2024.1.5-2024.3.8, 2024-05-26至2024-05-29
        if r.link()
            && let Some(second) = numeric_day(r)
        {
            return Shape::Range(first, second);
        }
        r.at = mark;
        r.clock();
        if possible(first) { Shape::Point(first) } else { Shape::Impossible }
    });
    if shape.is_none() {
        r.at = start;
    }
    shape
}

fn numeric_day(r: &mut Reader) -> Option<When> {
    let start = r.at;
    let first = r.arabic()?;
    if first.digits == 8 {
        let (year, month, day) = ((first.value / 10000) as i16, (first.value / 100 % 100) as i8, (first.value % 100) as i8);
        let when = When::Month(YearRef::Written(year), MonthRef::Number(month), Slot::Day(day));
        let plain = (1949..=2099).contains(&year) && possible(when);
        let apart = !r.peek().is_some_and(|next| next.is_ascii_alphanumeric() || "-_/.号號元个人万亿%％年月日".contains(next));
        return (plain && apart).then_some(when);
    }
    let year = first.value as i16;
    if first.digits != 4 || !YEARS.contains(&year) {
        return None;
    }
    let separator = r.peek().filter(|next| "-./．－".contains(*next))?;
    r.eat(separator);
    let month = r.arabic().filter(|number| number.digits <= 2)?;
    let after_month = r.at;
    // 1994.01-19 mixes its strokes; with two digits each it is still one day.
    if r.eat(separator) || (month.digits == 2 && r.two_digits_ahead() && r.eat_any("-./")) {
        let day = r.arabic().filter(|number| number.digits <= 2);
        if let Some(day) = day
            && !r.peek().is_some_and(|next| next.is_ascii_alphanumeric() || "年月%％".contains(next))
            && !(r.peek().is_some_and(|next| next == separator) && r.peek_second().is_some_and(|next| next.is_ascii_digit()))
        {
            // 2024-01-15日
            let mark = r.at;
            if !r.eat_any("日号號") {
                r.at = mark;
            }
            return Some(When::Month(YearRef::Written(year), MonthRef::Number(month.value as i8), Slot::Day(day.value as i8)));
        }
        r.at = start;
        return None;
    }
    r.at = after_month;
    let bounded = !r.peek().is_some_and(|next| next.is_ascii_alphanumeric() || ".年月日%％万亿元个号號".contains(next));
    let month = month.value as i8;
    (separator != '.'
        && separator != '．'
        && r.text[..r.at].ends_with(|c: char| c.is_ascii_digit())
        && after_month - start == 7
        && bounded
        && (1..=12).contains(&month))
    .then_some(When::Month(YearRef::Written(year), MonthRef::Number(month), Slot::Whole))
}

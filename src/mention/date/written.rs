//! Years as written: 2024年, 21年3月, 2024—2026年, 民國113年, 去年. In: a reader where one may begin. Out: the year, or two. Never done here:
//! telling which year 去年 is.

use super::forms::{YEARS, YearRef};
use super::reader::Reader;
use crate::rules::dates::{DateRules, Word};

/// Years of the Republic of China, which began in 1912.
const REPUBLIC: std::ops::RangeInclusive<i16> = 1..=150;

/// Whether 前年 and 后年 behind `before` are parted: 目前|年产能.
fn is_end_of_word(before: &str) -> bool {
    before.chars().next_back().is_some_and(|last| last.is_alphabetic() && !"到至在于於明和与及自从由比较较的为是将拟".contains(last))
}

/// One year, or two joined ones.
pub(super) enum YearRead {
    One(YearRef),
    Pair(i16, i16),
}

/// The year at the reader, which moves behind it.
pub(super) fn year(r: &mut Reader, rules: &DateRules) -> Option<YearRead> {
    let start = r.at;
    match rules.word(r.rest()) {
        // 目前年产能, 达产后年产值: the end of another word.
        Some((_, Word::Year(2 | -2, _))) if is_end_of_word(r.before(start)) => return None,
        Some((len, Word::Year(shift, _))) => {
            r.at += len;
            return Some(YearRead::One(YearRef::Shift(shift)));
        }
        Some((len, Word::SameYear(shift))) => {
            r.at += len;
            return Some(YearRead::One(YearRef::Same(shift)));
        }
        _ => {}
    }
    let read = year_in_figures(r);
    if read.is_none() {
        r.at = start;
    }
    read
}

fn year_in_figures(r: &mut Reader) -> Option<YearRead> {
    // 民國113年, 113年5月20日: years of the Republic, as Taiwan writes them.
    let before = r.before(r.at);
    let named = || ["民國", "民国"].iter().any(|name| before.trim_end().ends_with(name));
    let number = r.year_number().or_else(|| if named() { r.numeral() } else { None })?;
    let value = number.value as i16;
    let parted = r.at;
    r.spaces();
    // 2000 年均增长5%: a cell, and how fast it grows.
    if r.at > parted && r.rest().starts_with("年均") {
        return None;
    }
    let republic = REPUBLIC.contains(&value) && named();
    if republic || REPUBLIC.contains(&value) && number.digits == 3 {
        let dated = r.eat('年') && (republic || value >= 100 && r.month_ahead() && !before.ends_with(['元', '前']));
        return dated.then_some(YearRead::One(YearRef::Written(1911 + value)));
    }
    if number.digits == 2 {
        // 21年3月: only before a month.
        let century = if value < 50 { 2000 } else { 1900 };
        (r.eat('年') && (r.month_ahead() || r.quarter_ahead())).then_some(())?;
        return Some(YearRead::One(YearRef::Written(century + value)));
    }
    if number.digits != 4 || !YEARS.contains(&value) {
        return None;
    }
    if r.eat('年') {
        return Some(YearRead::One(YearRef::Written(value)));
    }
    let listed = r.eat('、');
    (listed || r.link()).then_some(())?;
    let last = r.year_number().filter(|number| number.digits == 4)?;
    r.spaces();
    let (last, unit) = (last.value as i16, r.eat('年'));
    let ordered = YEARS.contains(&last) && value < last && last - value <= 100 && (!listed || last == value + 1);
    let closed = r.peek().is_some_and(|next| "）)〉》".contains(next));
    (ordered && (unit || closed)).then_some(YearRead::Pair(value, last))
}

//! Dates that words of the table begin (近日, 近三年, 十四五期间) and years counted from the page's (三年内, 10年前). In: a text and an offset.
//! Out: a [`Form`]. Never done here: years, months and days in figures.

use super::forms::{Form, Shape, Slot, Tail, When, YearRef, unit_on};
use super::reader::Reader;
use crate::rules::dates::{DateRules, Word};
use crate::trace::TextSpan;

/// Dates that begin with a word of the table and are not a year or month that goes on: 近日, 近三年, 十四五期间.
pub(super) fn words(text: &str, start: usize, rules: &DateRules) -> Option<Form> {
    let (len, word) = rules.word(&text[start..])?;
    let mut r = Reader::new(text, start + len);
    let form = |start, end, shape| Some(Form { span: TextSpan::new(start, end), shape, tail: Tail::None });
    match word {
        Word::Day(shift) if !rules.is_decoy(&text[start..]) => form(start, r.at, Shape::DayShift(shift)),
        Word::Recent => form(start, r.at, Shape::Recent),
        Word::Last => {
            let number = r.numeral().filter(|number| (1..=30).contains(&number.value))?;
            r.eat('个');
            (r.eat('年') && !r.peek().is_some_and(|next| "级代龄".contains(next))).then_some(())?;
            let _ = r.eat_str("以来") || r.eat_str("来") || r.eat_str("来，");
            form(start, r.at, Shape::Last(number.value as i16))
        }
        Word::Next => {
            let number = r.numeral().filter(|number| (1..=30).contains(&number.value) && number.digits <= 2)?;
            r.eat('年').then_some(())?;
            let _ = r.eat_any("内") || r.eat_str("之内");
            form(start, r.at, Shape::Next(number.value as i16))
        }
        Word::Plan(first, last) => plan(text, start, r, first, last),
        Word::Year(shift, _) => {
            (r.eat_str("同期")).then_some(())?;
            form(start, r.at, Shape::SamePeriod(shift))
        }
        _ => None,
    }
}

/// 10年前, 三年内: years counted from the page's date.
pub(super) fn counted(text: &str, start: usize, rules: &DateRules) -> Option<Form> {
    let mut r = Reader::new(text, start);
    // 两年内
    let two = r.eat('两') || r.eat('兩');
    let years = if two { 2 } else { r.numeral().filter(|number| number.digits <= 2 && number.value > 0)?.value as i16 };
    r.spaces();
    if !r.eat('年') || rules.is_unlike(r.before(start)) {
        return None;
    }
    let shape = if r.eat_str("内") || r.eat_str("之内") || r.eat_str("以内") {
        Shape::Next(years)
    } else if !rules.is_decoy(unit_on(&r)) && !r.rest().starts_with("前后") && (r.eat('前') || r.eat_str("以前") || r.eat_str("之前"))
    {
        Shape::Ago(years)
    } else if rules.spends(r.before(start)) {
        // 力争再用三年左右的时间
        let _ = r.eat_str("左右");
        r.eat('的');
        r.eat_str("时间").then_some(Shape::Next(years))?
    } else {
        return None;
    };
    Some(Form { span: TextSpan::new(start, r.at), shape, tail: Tail::None })
}

/// “十四五”期间, 十四五末; short names (九五) only in quotation marks.
fn plan(text: &str, start: usize, mut r: Reader, first: i16, last: i16) -> Option<Form> {
    let open = r.before(start).chars().next_back().filter(|c| "“\"‘「『'".contains(*c));
    let quoted = open.is_some() && r.eat_any("”\"’」』'");
    // 十四五家 counts.
    let counts = r.peek().is_some_and(|next| "家个個名项項人种種条條年亿万岁歲".contains(next));
    if !quoted && (r.at - start < "十一五".len() || counts || Reader::new(text, start).follows_numeral()) {
        return None;
    }
    let mut span_start = start;
    if quoted && let Some(open) = open {
        span_start -= open.len_utf8();
    }
    let year = |year| When::Year(YearRef::Written(year), Slot::Whole);
    let shape = if r.eat_str("以来") || r.eat_str("以來") {
        Shape::PlanSince(first)
    } else if r.eat_str("期末") || r.eat_str("末期") || r.eat('末') {
        Shape::Point(year(last))
    } else if r.eat_str("期初") || r.eat_str("初期") || r.eat('初') {
        Shape::Point(year(first))
    } else {
        let _ = r.eat_str("期间") || r.eat_str("期間") || r.eat_str("时期") || r.eat_str("時期");
        Shape::Plan(first, last)
    };
    Some(Form { span: TextSpan::new(span_start, r.at), shape, tail: Tail::None })
}

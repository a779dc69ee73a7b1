//! The grammar of written dates. In: a text and an offset where a date may begin. Out: a [`Form`]: what is written, years and
//! months still open. Never done here: resolving, roles.

use super::numeric::{bracketed, fiscal, numeric};
use super::reader::Reader;
use super::worded::{counted, words};
use super::written::{YearRead, year};
use crate::rules::dates::{DateRules, Word};
use crate::trace::TextSpan;

/// The year as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum YearRef {
    Written(i16),
    /// Years from the page's.
    Shift(i16),
    /// 当年: that of the date before; 次年: one later.
    Same(i16),
    Missing,
}

/// The month as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MonthRef {
    Number(i8),
    /// Months from the page's.
    Shift(i16),
    /// 3日, 月底: none.
    Missing,
}

/// Which stretch of its year or month is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Whole,
    Start,
    Middle,
    End,
    /// 上旬, 中旬, 下旬: 0 to 2.
    Third(i8),
    Day(i8),
}

/// A point or stretch as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// A year or its edge.
    Year(YearRef, Slot),
    /// Months of one year, both included: quarters, halves, 1-9月.
    Months(YearRef, i8, i8),
    /// A month, an edge of it, a day.
    Month(YearRef, MonthRef, Slot),
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Point(When),
    Range(When, When),
    /// 以来, 至今.
    Since(When),
    /// 去年同期.
    SamePeriod(i16),
    /// First and last year.
    Plan(i16, i16),
    PlanSince(i16),
    /// Days from the page's date.
    DayShift(i16),
    Recent,
    /// 近三年.
    Last(i16),
    /// 未来三年, 三年内.
    Next(i16),
    /// 10年前.
    Ago(i16),
    /// 2月30日.
    Impossible,
}

/// What closes the date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tail {
    None,
    /// 前, 之前, 以前.
    Before,
    /// 年版.
    Version,
    /// （2024）.
    Bare,
}

/// A date as written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    pub span: TextSpan,
    pub shape: Shape,
    pub tail: Tail,
}

impl Form {
    /// The grammar that read it.
    pub fn rule(&self) -> &'static str {
        match self.shape {
            Shape::Point(When::Year(..)) => "date.year",
            Shape::Point(When::Months(..)) => "date.months",
            Shape::Point(When::Month(_, _, Slot::Day(_))) => "date.day",
            Shape::Point(When::Month(..)) => "date.month",
            Shape::Range(..) => "date.range",
            Shape::Since(_) => "date.since",
            Shape::SamePeriod(_) => "date.same-period",
            Shape::Plan(..) | Shape::PlanSince(_) => "date.plan",
            Shape::DayShift(_) | Shape::Recent => "date.word",
            Shape::Last(_) | Shape::Next(_) | Shape::Ago(_) => "date.counted",
            Shape::Impossible => "date.impossible",
        }
    }
}

/// Years outside this range are numbers of years.
pub(super) const YEARS: std::ops::RangeInclusive<i16> = 1840..=2100;

/// The date that begins at `start`, a character boundary.
pub(super) fn read(text: &str, start: usize, rules: &DateRules) -> Option<Form> {
    let mut r = Reader::new(text, start);
    if r.glued() {
        return None;
    }
    if let Some(form) = bracketed(text, start) {
        return Some(form);
    }
    if let Some(form) = fiscal(text, start) {
        return Some(form);
    }
    if let Some(shape) = numeric(&mut r) {
        return Some(Form { span: TextSpan::new(start, r.at), shape, tail: Tail::None });
    }
    if let Some(form) = words(text, start, rules) {
        return Some(form);
    }
    if let Some(form) = counted(text, start, rules) {
        return Some(form);
    }
    let (shape, tail) = ranged(&mut r, rules)?;
    // 康熙二十年9月, 1357年6月: the year before it is none that could be read.
    let loose = matches!(shape, Shape::Point(When::Month(YearRef::Missing, MonthRef::Number(_), _)));
    if loose && r.before(start).trim_end().ends_with('年') {
        return None;
    }
    // 每月20日: the month is none that could be read.
    let loose = matches!(shape, Shape::Point(When::Month(YearRef::Missing, MonthRef::Missing, Slot::Day(_))));
    if loose && r.before(start).ends_with('月') {
        return None;
    }
    let before = r.before(start);
    let dated = matches!(shape, Shape::Point(When::Month(YearRef::Written(_), ..)));
    // 公布了2024年名单: what is done is done to the year's list, not for so many years.
    let named = before.ends_with('了') && matches!(shape, Shape::Point(When::Year(YearRef::Written(_), _)));
    // 下达2024年专项资金 gives out, 长达2000年 lasts.
    let given = before.ends_with("下达") || before.ends_with("下達");
    if rules.is_unlike(before) && !dated && !named && !given {
        return None;
    }
    Some(Form { span: TextSpan::new(start, r.at), shape, tail })
}

/// A point, a range or 以来, with its tail.
fn ranged(r: &mut Reader, rules: &DateRules) -> Option<(Shape, Tail)> {
    let start = r.at;
    let (first, second) = when(r, rules)?;
    if !possible(first) || second.is_some_and(|second| !possible(second)) {
        return Some((Shape::Impossible, Tail::None));
    }
    r.clock();
    let (mut shape, mark) = (second.map_or(Shape::Point(first), |second| Shape::Range(first, second)), r.at);
    if second.is_none() && !matches!(first, When::Months(..)) && r.link() {
        if r.eat('今') {
            return Some((Shape::Since(first), Tail::None));
        }
        match other_end(r, first, rules) {
            Some(last) if possible(last) && ordered(first, last) => shape = Shape::Range(first, last),
            Some(last) if !possible(last) => return Some((Shape::Impossible, Tail::None)),
            _ => r.at = mark,
        }
    } else {
        r.at = mark;
    }
    if let Shape::Point(point) = shape
        && since(r)
    {
        return Some((Shape::Since(point), Tail::None));
    }
    if let Shape::Point(point) = shape
        && may_be_decoy(point)
        && rules.is_decoy(unit_on(r))
    {
        return None;
    }
    let bound = matches!(shape, Shape::Point(When::Year(YearRef::Shift(shift), Slot::Whole)) if !alone_year(rules, r, start, shift))
        || matches!(shape, Shape::Point(When::Year(YearRef::Same(_), Slot::Whole)))
        || matches!(shape, Shape::Point(When::Month(_, MonthRef::Shift(shift), Slot::Whole)) if !alone_month(rules, r, start, shift));
    if bound {
        return None;
    }
    if let Shape::Point(When::Year(YearRef::Written(_), Slot::Whole)) = shape
        && r.eat('版')
    {
        return Some((shape, Tail::Version));
    }
    let is_day = matches!(shape, Shape::Point(When::Month(_, _, Slot::Day(_))));
    let tail = if before(r) || is_day && before_clock(r.clone()) { Tail::Before } else { Tail::None };
    Some((shape, tail))
}

/// 前, 之前, 以前; not 前后.
fn before(r: &mut Reader) -> bool {
    r.eat_str("之前") || r.eat_str("以前") || (!r.rest().starts_with("前后") && r.eat('前'))
}

/// 17时前, （星期五）下午5:30之前: the time of a day by which something is due.
fn before_clock(mut r: Reader) -> bool {
    r.spaces();
    if r.eat_any("（(") {
        let Some((at, close)) = r.rest().char_indices().take(6).find(|(_, letter)| matches!(letter, '）' | ')')) else { return false };
        r.at += at + close.len_utf8();
    }
    let _ = ["上午", "下午", "中午", "晚上", "晚", "早上", "凌晨"].iter().any(|part| r.eat_str(part));
    if r.numeral().is_none_or(|hour| hour.value > 24) {
        return false;
    }
    let minutes = |r: &mut Reader| r.numeral().is_some_and(|minute| minute.value < 60);
    if r.eat_any(":：") {
        if !minutes(&mut r) {
            return false;
        }
        r.eat('时');
    } else if !r.eat_any("时點点時") || !(r.eat_any("整半") || !minutes(&mut r) || r.eat('分')) {
        return false;
    }
    r.spaces();
    before(&mut r)
}

/// Whether what follows may take the date away: not from a day with its month, which is a date whatever follows.
fn may_be_decoy(point: When) -> bool {
    match point {
        When::Month(_, month, Slot::Day(_)) => month == MonthRef::Missing,
        When::Month(_, _, slot) | When::Year(_, slot) => slot == Slot::Whole,
        When::Months(..) => false,
    }
}

/// The text from the last character read on: what decoys begin with.
pub(super) fn unit_on<'t>(r: &Reader<'t>) -> &'t str {
    let back = r.text[..r.at].chars().next_back().map_or(0, char::len_utf8);
    r.text.get(r.at - back..).unwrap_or("")
}

fn alone_year(rules: &DateRules, r: &Reader, start: usize, shift: i16) -> bool {
    matches!(rules.word(&r.text[start..]), Some((_, Word::Year(by, true))) if by == shift)
}

fn alone_month(rules: &DateRules, r: &Reader, start: usize, shift: i16) -> bool {
    matches!(rules.word(&r.text[start..]), Some((_, Word::Month(by, true))) if by == shift)
}

fn since(r: &mut Reader) -> bool {
    let mark = r.at;
    let _ = r.eat('起') || r.eat_str("开始") || r.eat_str("開始");
    if ["以来", "以來", "至今", "迄今", "到现在", "到如今"].iter().any(|word| r.eat_str(word)) {
        return true;
    }
    r.at = mark;
    false
}

/// What stands after the stroke of a range: with its own year and month, or sharing the first one's.
fn other_end(r: &mut Reader, first: When, rules: &DateRules) -> Option<When> {
    let mark = r.at;
    if let When::Month(year, month, Slot::Day(_)) = first
        && let Some(day) = r.numeral().filter(|number| number.digits <= 2)
        && r.eat_any("日号號")
    {
        return Some(When::Month(year, month, Slot::Day(day.value as i8)));
    }
    r.at = mark;
    let (last, more) = when(r, rules)?;
    if more.is_some() {
        return None;
    }
    Some(match (first, last) {
        (When::Month(year, month, _), When::Month(YearRef::Missing, MonthRef::Missing, slot)) => When::Month(year, month, slot),
        (When::Month(year, ..), When::Month(YearRef::Missing, month, slot)) => When::Month(year, month, slot),
        (When::Month(year, ..), When::Year(YearRef::Missing, slot)) => When::Year(year, slot),
        (When::Year(year, _), When::Month(YearRef::Missing, month, slot)) => When::Month(year, month, slot),
        (When::Year(year, _), When::Year(YearRef::Missing, slot)) => When::Year(year, slot),
        (_, last) => last,
    })
}

/// Whether two ends make a range: written years do not fall, and do not lie a century apart.
fn ordered(first: When, last: When) -> bool {
    let year = |when| match when {
        When::Year(year, _) | When::Months(year, ..) | When::Month(year, ..) => year,
    };
    match (year(first), year(last)) {
        (YearRef::Written(a), YearRef::Written(b)) => {
            let month = |when| match when {
                When::Month(_, MonthRef::Number(month), Slot::Day(day)) => Some((month, day)),
                When::Month(_, MonthRef::Number(month), _) => Some((month, 1)),
                _ => None,
            };
            let falls = a == b && matches!((month(first), month(last)), (Some(x), Some(y)) if x > y);
            a <= b && b - a <= 100 && !falls
        }
        _ => true,
    }
}

/// Whether the calendar has such a day.
pub(super) fn possible(when: When) -> bool {
    match when {
        When::Month(year, MonthRef::Number(month), slot) => {
            let day = if let Slot::Day(day) = slot { day } else { 1 };
            // Without its year 29 February may be one.
            let year = if let YearRef::Written(year) = year { year } else { 2024 };
            jiff::civil::Date::new(year, month, day).is_ok()
        }
        When::Month(_, _, Slot::Day(day)) => (1..=31).contains(&day),
        When::Months(_, a, b) => (1..=12).contains(&a) && (1..=12).contains(&b),
        _ => true,
    }
}

/// A point; two where the first is a bare number: 2024—2026年, 7月1-15日.
fn when(r: &mut Reader, rules: &DateRules) -> Option<(When, Option<When>)> {
    let start = r.at;
    let year = match year(r, rules) {
        Some(YearRead::Pair(first, last)) => {
            return Some((When::Year(YearRef::Written(first), Slot::Whole), Some(When::Year(YearRef::Written(last), Slot::Whole))));
        }
        Some(YearRead::One(year)) => year,
        None => YearRef::Missing,
    };
    if year != YearRef::Missing {
        r.eat('度');
        let mark = r.at;
        r.spaces();
        r.eat('的');
        if let Some(part) = part(r, year, rules) {
            return Some(part);
        }
        r.at = mark;
        return Some((When::Year(year, Slot::Whole), None));
    }
    r.at = start;
    part(r, YearRef::Missing, rules)
}

/// What a year may be followed by, or what stands without one.
fn part(r: &mut Reader, year: YearRef, rules: &DateRules) -> Option<(When, Option<When>)> {
    let start = r.at;
    let months = |a, b| Some((When::Months(year, a, b), None));
    if r.eat_str("上半年") {
        return months(1, 6);
    }
    if r.eat_str("下半年") {
        return months(7, 12);
    }
    if let Some((a, b)) = quarters(r) {
        // 二季度末
        if r.eat_any("末底") {
            return Some((When::Month(year, MonthRef::Number(b * 3), Slot::End), None));
        }
        return months(a * 3 - 2, b * 3);
    }
    r.at = start;
    if let Some(slot) = year_edge(r, year) {
        return Some((When::Year(year, slot), None));
    }
    r.at = start;
    if year == YearRef::Missing
        && let Some((len, Word::Month(shift, _))) = rules.word(r.rest())
    {
        r.at += len;
        return Some((When::Month(year, MonthRef::Shift(shift), month_slot(r).unwrap_or(Slot::Whole)), None));
    }
    if r.eat('月') {
        let slot = month_slot(r).filter(|slot| matches!(slot, Slot::Start | Slot::End))?;
        return Some((When::Month(year, MonthRef::Missing, slot), None));
    }
    r.at = start;
    month(r, year)
}

/// 前三季度, 第一季度, 一至三季度, 前9个月 in quarters' stead is read by `month`.
fn quarters(r: &mut Reader) -> Option<(i8, i8)> {
    let ahead = r.eat('前');
    // 2024年第一季; 第三季 alone is one of a series.
    let dated = r.before(r.at).ends_with('年');
    let named = !ahead && r.eat('第') && dated;
    let first = r.numeral().filter(|number| (1..=4).contains(&number.value))?.value as i8;
    let first_end = r.at;
    if r.eat_str("季度") || (!ahead && r.before(r.at).ends_with(|letter: char| "一二三四1234".contains(letter)) && named && season(r))
    {
        return Some(if ahead { (1, first) } else { (first, first) });
    }
    r.at = first_end;
    if ahead || !(r.eat('、') || r.link()) {
        return None;
    }
    r.eat('第');
    let last = r.numeral().filter(|number| (1..=4).contains(&number.value))?.value as i8;
    (first < last && r.eat_str("季度")).then_some((first, last))
}

/// 第一季 of Hong Kong and Taiwan: no word goes on behind it.
fn season(r: &mut Reader) -> bool {
    !r.rest().starts_with("季节") && !r.rest().starts_with("季節") && !r.rest().starts_with("季后") && r.eat('季')
}

/// 底, 末, 初; without a year only as 年底, 年末, 年初.
fn year_edge(r: &mut Reader, year: YearRef) -> Option<Slot> {
    let again = r.eat('年');
    if year == YearRef::Missing && !again {
        return None;
    }
    if year == YearRef::Missing && r.follows_numeral_at(r.at - '年'.len_utf8()) {
        return None;
    }
    if r.eat_any("底末终終") {
        return Some(Slot::End);
    }
    if r.eat('初') {
        return Some(Slot::Start);
    }
    (r.eat('中') && year != YearRef::Missing && r.peek().is_none_or(|next| "，,。、；前）)\n".contains(next))).then_some(Slot::Middle)
}

fn month_slot(r: &mut Reader) -> Option<Slot> {
    if r.eat_any("底末") {
        return Some(Slot::End);
    }
    for (word, slot) in [("上旬", Slot::Third(0)), ("中旬", Slot::Third(1)), ("下旬", Slot::Third(2)), ("初", Slot::Start)] {
        if r.eat_str(word) {
            return Some(slot);
        }
    }
    let mark = r.at;
    if let Some(day) = r.numeral()
        && {
            r.spaces();
            r.eat_any("日号號")
        }
    {
        return Some(Slot::Day(i8::try_from(day.value).unwrap_or(99)));
    }
    r.at = mark;
    None
}

/// 10月11日, 9月底, 1-9月, 6、7月份, 前9月, 前9个月, 3日.
fn month(r: &mut Reader, year: YearRef) -> Option<(When, Option<When>)> {
    let ahead = r.eat('前');
    let start = r.at;
    let number = r.numeral().filter(|number| number.digits <= 2)?;
    let value = number.value as i8;
    r.spaces();
    if ahead {
        r.eat('个');
        r.eat('月').then_some(())?;
        r.eat('份');
        return (1..=12).contains(&value).then_some((When::Months(year, 1, value), None));
    }
    if r.eat('月') {
        if number.chinese && year == YearRef::Missing && !r.month_in_words_fits(start) {
            return None;
        }
        return month_rest(r, year, value, &number);
    }
    let listed = r.eat('、');
    if listed || r.link() {
        let last = r.numeral().filter(|number| number.digits <= 2)?;
        r.spaces();
        let rises = if listed { last.value == number.value + 1 } else { last.value > number.value };
        if r.eat('月') && rises && (1..=12).contains(&value) && last.value <= 12 {
            // 1、2月 at the start of a line is a list mark and a month.
            let marked = listed && !r.eat('份') && !r.rest().starts_with("以") && r.starts_line(start);
            r.eat('份');
            let day = r.month_slot_follows();
            return (!day && !marked).then_some((When::Months(year, value, last.value as i8), None));
        }
        return None;
    }
    // 3日: Arabic only, since 三日 counts days.
    let fits = year == YearRef::Missing && !number.chinese && (1..=31).contains(&value) && r.eat('日');
    fits.then_some((When::Month(year, MonthRef::Missing, Slot::Day(value)), None))
}

fn month_rest(r: &mut Reader, year: YearRef, value: i8, number: &super::reader::Number) -> Option<(When, Option<When>)> {
    let month = MonthRef::Number(value);
    if r.eat('份') {
        let slot = month_slot(r).filter(|slot| !matches!(slot, Slot::Day(_))).unwrap_or(Slot::Whole);
        return Some((When::Month(year, month, slot), None));
    }
    let mark = r.at;
    r.spaces();
    if let Some(slot) = month_slot(r) {
        return Some((When::Month(year, month, slot), None));
    }
    // 7月1-15日, 7月1日
    if let Some(first) = r.numeral().filter(|number| number.digits <= 2) {
        let end = r.at;
        if (r.eat('、') || r.link())
            && let Some(last) = r.numeral()
            && last.value > first.value
            && r.eat_any("日号號")
        {
            let day = |day: u32| When::Month(year, month, Slot::Day(i8::try_from(day).unwrap_or(99)));
            return Some((day(first.value), Some(day(last.value))));
        }
        r.at = end;
        // 2011年10月12 without its 日
        let closed = r.peek().is_none_or(|next| next.is_whitespace() || "来）)，。".contains(next));
        if matches!(year, YearRef::Written(_)) && !first.chinese && closed && (1..=31).contains(&first.value) {
            return Some((When::Month(year, month, Slot::Day(first.value as i8)), None));
        }
    }
    r.at = mark;
    // 13月 alone is a slip of something else; with its year it is an impossible date.
    if !(1..=12).contains(&value) && (year == YearRef::Missing || number.chinese) {
        return None;
    }
    Some((When::Month(year, month, Slot::Whole), None))
}

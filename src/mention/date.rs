//! Dates: forms, missing years, roles. In: the text, the documents found in it, the page's date. Out: [`DateMention`]s, and the
//! spans of what has no value for `check`. Never done here: inventing a year that neither page nor text says.

pub(crate) mod begin;
mod forms;
mod numeric;
mod reader;
mod role;
mod worded;
mod written;
mod year;

use jiff::civil::Date;

use self::forms::{Form, MonthRef, Shape, Slot, Tail, When, YearRef};
use self::year::Around;
use super::check::Check;
use super::context::Context;
use super::document::Document;
use super::edtf::{Edtf, Point};
use super::quantity::JOINTS;
use crate::limits;
use crate::rules::Rules;
use crate::rules::dates::DateRules;
use crate::trace::TextSpan;

/// The last month in which statistics of the year before come out.
const STATISTICS: i8 = 4;

/// What a date is the date of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// 发布.
    Published,
    /// 印发.
    Issued,
    /// 通过.
    Adopted,
    /// 施行.
    Effective,
    /// 有效期至, 废止.
    Expiry,
    /// Something happened.
    Event,
    /// A time spoken of.
    Period,
    /// By when.
    Deadline,
    /// Compared with.
    Baseline,
    /// Part of a name.
    Label,
}

/// Where the year of a date comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearFrom {
    /// Written.
    Explicit,
    /// The page's date.
    Page,
    /// Another date of the text.
    Context,
    /// The name of a five-year plan.
    Plan,
}

/// A date found in the text.
#[derive(Clone, Debug)]
pub struct DateMention {
    /// Where it stands.
    pub span: TextSpan,
    /// What it means.
    pub edtf: Edtf,
    /// What it is the date of.
    pub role: Role,
    /// Where its year comes from.
    pub year_from: YearFrom,
    /// The rule that made it.
    pub rule: &'static str,
}

/// What is read in one pass.
#[derive(Clone, Debug, Default)]
pub struct Dates {
    /// The dates, in order, none overlapping.
    pub mentions: Vec<DateMention>,
    /// What is written like a date and has no value, in order.
    pub valueless: Vec<Valueless>,
}

/// The dates of the text, in order, none overlapping. Bare 今年, 全年, 本月 are none.
pub fn find(context: &Context, documents: &[Document], rules: &Rules) -> Vec<DateMention> {
    read(context, documents, rules).mentions
}

/// What is written like a date and has no value: it is told, not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Valueless {
    /// Where it stands.
    pub span: TextSpan,
    /// Whether no calendar has it (2月30日, 2024年13月); else neither the page nor the text tells its year (4月2日, 近日).
    pub impossible: bool,
}

impl Valueless {
    /// The same as a check of the text that fails.
    pub fn check(self, context: &Context) -> Check {
        let says = context.str(self.span).to_string();
        let check = if self.impossible { "impossible-date" } else { "year-unknown" };
        Check { check, span: self.span, says, found: String::new(), agrees: false }
    }
}

/// The dates of the text, and what only looks like one.
pub fn read(context: &Context, documents: &[Document], rules: &Rules) -> Dates {
    let rules = &rules.dates;
    let mut dates = Dates::default();
    let forms = scan(context.text, documents, rules);
    if let Some(last) = forms.last().filter(|_| forms.len() >= limits::VALUES) {
        context.reach("dates", last.span.end);
    }
    let written = written_day(&forms);
    // A report on a year that is over speaks from its end: 年末 is that year's.
    let over = context.report.flatten().filter(|year| context.published.is_none_or(|page| *year < page.year()));
    let reported = over.and_then(|year| jiff::civil::Date::new(year, 12, 31).ok());
    let mut last: Option<DateMention> = None;
    let mut sentence_year: Option<(usize, i16)> = None;
    let mut due: Option<(usize, Date)> = None;
    let mut loose: Vec<usize> = Vec::new();
    for (index, form) in forms.iter().enumerate() {
        if form.shape == Shape::Impossible {
            dates.valueless.push(Valueless { span: form.span, impossible: true });
            continue;
        }
        let (sentence, line) = (context.sentence_at(form.span.start), context.line_at(form.span.start));
        let titled = is_titled(context, documents, form.span);
        let next = forms.get(index + 1).map_or(context.text.len(), |next| next.span.start);
        let words = role::by_words(context, form, titled, next, rules);
        let ahead = points_ahead(context, form, words, rules);
        if matches!(form.shape, Shape::Next(_)) && !ahead {
            continue;
        }
        let near = last.as_ref().filter(|last| last.span.start >= line.start);
        let around = Around {
            published: reported.or_else(|| stock(context, form, rules)).or(context.published),
            written,
            sentence_year: sentence_year.filter(|(at, _)| *at >= sentence.start).map(|(_, year)| year),
            line_month: near.and_then(|last| day_month(last.edtf)),
            line_last: near.map(|last| last.edtf),
            line_due: due.filter(|(at, _)| *at >= if ahead { line.start } else { sentence.start }).map(|(_, day)| day),
            ahead,
            soon: !ahead && year::wants_year(form.shape) && announces(context, form, rules),
        };
        let Some((edtf, year_from)) = year::resolve(form.shape, &around) else {
            dates.valueless.push(Valueless { span: form.span, impossible: false });
            continue;
        };
        let reference = reported.or(context.published).or(written);
        // 到2022年和2030年: joined, they are dates of one thing.
        let joined = near.filter(|near| {
            matches!(near.role, Role::Deadline | Role::Baseline)
                && matches!(form.shape, Shape::Point(_))
                && context.text.get(near.span.end..form.span.start).is_some_and(|gap| JOINTS.contains(&gap))
        });
        let role = words.or(joined.map(|near| near.role)).unwrap_or_else(|| role::by_value(form, edtf, context.text, reference));
        let mention = DateMention { span: form.span, edtf, role, year_from, rule: form.rule() };
        let next_year = matches!(
            form.shape,
            Shape::Point(When::Year(YearRef::Shift(1..), _) | When::Months(YearRef::Shift(1..), ..) | When::Month(YearRef::Shift(1..), ..))
        );
        if next_year {
            sentence_year = edtf.end().map(|point| (form.span.start, point.year()));
        }
        let carries = matches!(form.shape, Shape::Point(_)) && !matches!(role, Role::Deadline | Role::Label | Role::Baseline);
        if year_from == YearFrom::Explicit && !titled && carries {
            sentence_year = edtf.end().map(|point| (form.span.start, point.year()));
        }
        if !titled {
            last = Some(mention.clone());
            if role == Role::Deadline {
                due = edtf.end().map(|point| (form.span.start, point.last_day()));
            }
        }
        // 上半年, 一季度, without a year.
        if matches!(form.shape, Shape::Point(When::Months(YearRef::Missing, ..)))
            && year_from == YearFrom::Page
            && matches!(words, None | Some(Role::Period))
        {
            loose.push(dates.mentions.len());
        }
        dates.mentions.push(mention);
    }
    for index in loose {
        ahead_of_deadline(context, &mut dates.mentions, index);
    }
    dates
}

/// 上半年完成60亿元，年底前完成150亿元: steps towards a deadline of their sentence are of its year.
fn ahead_of_deadline(context: &Context, mentions: &mut [DateMention], index: usize) {
    let Some(page) = context.published else { return };
    let sentence = context.sentence_at(mentions[index].span.start);
    let later = mentions[index + 1..].iter().take_while(|date| date.span.start < sentence.end).take(STEPS);
    let due =
        later.filter(|date| date.role == Role::Deadline && date.year_from == YearFrom::Page).filter_map(|date| date.edtf.end()).next();
    let Some(due) = due.filter(|due| due.year() == page.year() && due.last_day() > page) else { return };
    let date = &mut mentions[index];
    let years = date.edtf.end().map_or(0, |end| due.year() - end.year());
    let moved = |point: Option<Point>| point.and_then(|point| year::moved(point, years));
    let Some((start, end)) = moved(date.edtf.start()).zip(moved(date.edtf.end())) else { return };
    if (0..=1).contains(&years) && end.last_day() > page && end.last_day() <= due.last_day() {
        date.edtf = if start == end { Edtf::from(start) } else { Edtf::interval(start, end) };
        date.role = Role::Deadline;
    }
}

/// Dates behind a step among which its deadline is looked for.
const STEPS: usize = 6;

/// 年末全国就业人员 in the first months of a year: statistics of the year that is over. Its last day.
fn stock(context: &Context, form: &Form, rules: &DateRules) -> Option<Date> {
    let page = context.published.filter(|page| page.month() <= STATISTICS)?;
    let edge = matches!(form.shape, Shape::Point(When::Year(YearRef::Missing, Slot::End))) && form.tail == Tail::None;
    let begins = context.sentence_at(form.span.start).start == form.span.start;
    (edge && begins && rules.is_stock(&context.text[form.span.end..])).then(|| Date::new(page.year() - 1, 12, 31).ok())?
}

/// The year and month of a day or month, for 12日 after 10月11日.
fn day_month(edtf: Edtf) -> Option<(i16, i8)> {
    match edtf {
        Edtf::Point { point: Point::Day(date), approximate: false } => Some((date.year(), date.month())),
        Edtf::Point { point: Point::Month(year, month), approximate: false } => Some((year, month)),
        _ => None,
    }
}

/// Candidates by one alternation, the grammar only there.
fn scan(text: &str, documents: &[Document], rules: &DateRules) -> Vec<Form> {
    let (mut forms, mut at) = (Vec::new(), 0);
    let mut numbers: Vec<TextSpan> = documents.iter().filter_map(|document| document.number_span).collect();
    numbers.sort();
    while let Some(hit) = begin::next(text, at, rules) {
        at = hit.end;
        let Some(form) = forms::read(text, hit.start, rules) else {
            continue;
        };
        let index = numbers.partition_point(|number| number.end <= form.span.start);
        if numbers.get(index).is_some_and(|number| number.overlaps(form.span)) {
            continue;
        }
        at = form.span.end.max(hit.start + 1);
        while !text.is_char_boundary(at) {
            at += 1;
        }
        forms.push(form);
        if forms.len() >= limits::VALUES {
            break;
        }
    }
    forms
}

/// The latest day that is written out with its year.
fn written_day(forms: &[Form]) -> Option<Date> {
    let days = forms.iter().filter_map(|form| match form.shape {
        Shape::Point(When::Month(YearRef::Written(year), MonthRef::Number(month), Slot::Day(day))) if form.tail == Tail::None => {
            Date::new(year, month, day).ok()
        }
        _ => None,
    });
    days.max()
}

fn is_titled(context: &Context, documents: &[Document], span: TextSpan) -> bool {
    let title =
        |document: &Document| document.title.is_some() && document.span.contains(span) && !context.str(document.span).contains('\n');
    if documents.len() < 200 && documents.iter().any(title) {
        return true;
    }
    let line = context.line_at(span.start);
    let before = role::window_before(context.text, line.start.max(span.start.saturating_sub(300)), span.start);
    match (before.rfind('《'), before.rfind('》')) {
        (Some(open), Some(close)) => open > close,
        (Some(_), None) => true,
        _ => false,
    }
}

/// Whether the words say that the date lies ahead of the page's date.
fn points_ahead(context: &Context, form: &Form, words: Option<Role>, rules: &DateRules) -> bool {
    let clause = context.clause_at(form.span.start);
    let before = role::window_before(context.text, clause.start.max(form.span.start.saturating_sub(120)), form.span.start);
    // 下半年，将再签约: the word may stand behind the comma.
    let opens = context.text[form.span.end..].starts_with(['，', ',']);
    let end = form.span.end.saturating_add(30);
    let end = if opens { end.min(context.line_at(form.span.start).end) } else { clause.end.max(form.span.end).min(end) };
    let after = role::window_after(context.text, form.span.end, end.max(form.span.end));
    if rules.is_done(before) || rules.is_done(after) {
        return false;
    }
    matches!(words, Some(Role::Deadline | Role::Effective | Role::Expiry)) || rules.points_ahead(before) || rules.points_ahead(after)
}

/// Bytes around a date in which a notice says what happens then.
const ANNOUNCED: usize = 90;

/// Bytes of the words that name a time right before it.
const NAMED: usize = 15;

/// Whether the words tell what a notice announces, and not what is done.
fn announces(context: &Context, form: &Form, rules: &DateRules) -> bool {
    let sentence = context.sentence_at(form.span.start);
    let before = role::window_before(context.text, sentence.start.max(form.span.start.saturating_sub(ANNOUNCED)), form.span.start);
    let after = role::window_after(context.text, form.span.end, sentence.end.max(form.span.end).min(form.span.end + ANNOUNCED));
    // 听证会时间为11月3日
    let named = role::window_before(before, before.len().saturating_sub(NAMED), before.len());
    (rules.is_soon(after) || named.contains(['间', '期']) && rules.is_soon(named))
        && !after.contains('了')
        && !rules.is_done(before)
        && !rules.is_done(after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Source, decode, repair, segment, strip};

    fn dates(text: &str, published: &str) -> Vec<String> {
        let mut source = Source::new("test", text.as_bytes());
        source.published = published.parse().ok();
        source.kind = Some(crate::decode::SourceKind::Text);
        let rules = Rules::builtin();
        let sections = segment(strip(repair(decode(&source), rules), rules), rules);
        let context = Context::new(&sections, rules);
        find(&context, &[], rules).iter().map(|date| format!("{} {} {:?}", context.str(date.span), date.edtf, date.role)).collect()
    }

    #[test]
    fn steps_towards_a_deadline_are_of_its_year() {
        assert_eq!(
            dates("上半年完成投资60亿元，三季度完成90亿元，年底前完成150亿元。", "2024-03-01"),
            ["上半年 2024-01/2024-06 Deadline", "三季度 2024-07/2024-09 Deadline", "年底前 2024-12-31 Deadline"]
        );
        assert_eq!(dates("上半年完成投资60亿元，同比增长5%。", "2024-03-01"), ["上半年 2023-01/2023-06 Period"]);
    }

    #[test]
    fn years_roll_over_unless_the_words_point_ahead() {
        assert_eq!(dates("11月5日，会议召开。", "2024-10-18"), ["11月5日 2023-11-05 Event"]);
        assert_eq!(dates("10月5日，会议召开。", "2024-10-18"), ["10月5日 2024-10-05 Event"]);
        assert_eq!(dates("材料于10月31日前报送。", "2024-10-18"), ["10月31日前 2024-10-31 Deadline"]);
        assert_eq!(
            dates("2024年6月底前完成，9月底前上报。", "2024-03-15"),
            ["2024年6月底前 2024-06-30 Deadline", "9月底前 2024-09-30 Deadline"]
        );
    }

    #[test]
    fn impossible_dates_are_told_not_made() {
        let source = Source::new("test", "会议于2024年2月30日召开，2024年13月结束，2月29日复会。".as_bytes());
        let rules = Rules::builtin();
        let sections = segment(strip(repair(decode(&source), rules), rules), rules);
        let context = Context::new(&sections, rules);
        let found = read(&context, &[], rules);
        let told: Vec<_> = found.valueless.iter().map(|date| (context.str(date.span), date.impossible)).collect();
        assert_eq!(told, [("2024年2月30日", true), ("2024年13月", true), ("2月29日", false)]);
    }

    #[test]
    fn a_long_line_of_one_sign_takes_linear_time() {
        let begun = std::time::Instant::now();
        for sign in ["年", "1", "一", "2024年", "1月", "《2024年", "近", "十", "前", "1-", "2024-"] {
            let text = sign.repeat(1_000_000 / sign.len());
            let forms = scan(&text, &[], &Rules::builtin().dates);
            assert!(forms.len() <= text.len());
        }
        assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    }

    #[test]
    fn decoys_are_no_dates() {
        assert_eq!(dates("打造8-10个先导区，第十一次会议，点击:18，今年增长5%，十五家企业。", "2024-10-18"), [""; 0]);
        assert_eq!(dates("2月30日、13月1日。", "2024-10-18"), [""; 0]);
    }
}

//! Dates. In: the main text, its documents. Out: each date with its EDTF, the role it plays and where its year comes from. Never done
//! here: making a date that no calendar has, or one whose year nothing tells.
//!
//! `form` reads what is written, `year` finds the year that is meant, `role` tells what the date is the date of.

mod form;
mod role;
mod year;

use std::sync::LazyLock;

use regex::Regex;

use super::context::Context;
use super::document::Document;
use super::edtf::Edtf;
use crate::rules::Rules;
use crate::trace::TextSpan;

use form::{Form, Point as Written, Year};
use year::Resolved;

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

/// A date that no calendar has: it is told, not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImpossibleDate {
    /// Where it stands.
    pub span: TextSpan,
}

/// One alternation finds where a date may start; the grammar looks only there.
static START: LazyLock<Regex> = LazyLock::new(|| {
    let digit = "[0-9０-９〇○零一二三四五六七八九十廿]";
    let words = "近日|日前|近期|不久前|[今昨明前]日|[今昨明前]天|[今本当去上前明次翌来后]年|上一年|最?近[一二两三四五六七八九十0-9]+年|[上下]半年|前[0-9一二三四五六七八九十]+个?[月季]|第?[一二三四1-4]个?季度|年[底末初中]|上个?月|[本当]月[底末初中]|月[底末]|[“\"「『〝‘]?十[一二三四五]?五";
    let number = format!("{digit}{{1,4}}\\s?(?:年|月|日|[-—–－～~〜至到、./．／−―]+\\s?{digit})");
    Regex::new(&format!("{number}|{words}")).expect("a constant pattern")
});

/// The dates of the text, in order, none overlapping. Bare 今年, 全年, 本月 are none.
pub fn find(context: &Context, documents: &[Document], rules: &Rules) -> Vec<DateMention> {
    scan(context, documents, rules).0
}

/// What looks like a date and is in no calendar, in order.
pub fn find_impossible(context: &Context, documents: &[Document], rules: &Rules) -> Vec<ImpossibleDate> {
    scan(context, documents, rules).1
}

fn scan(context: &Context, documents: &[Document], rules: &Rules) -> (Vec<DateMention>, Vec<ImpossibleDate>) {
    let text = context.text;
    let (mut dates, mut impossible): (Vec<DateMention>, _) = (Vec::new(), Vec::new());
    // Document numbers hold years that are no dates: 国发〔2021〕29号.
    let numbers: Vec<TextSpan> = documents.iter().filter_map(|document| document.number_span).collect();
    let mut latest_year = None;
    let mut at = 0;
    while let Some(hit) = START.find_at(text, at) {
        let start = hit.start();
        at = start + text[start..].chars().next().map_or(1, char::len_utf8);
        if !may_start(text, start) || numbers.iter().any(|span| span.range().contains(&start)) {
            continue;
        }
        let Some(read) = form::read(text, start, &rules.dates) else {
            // A run of digits that is no date: 20241234年, 1234日.
            at = skip_digits(text, start).max(at);
            continue;
        };
        let mark = role::mark(text, read.end, &rules.dates);
        let span = TextSpan::new(start, mark.map_or(read.end, |(_, end)| end));
        if !is_date(read.form, mark.is_some(), text, span) {
            at = read.end.max(at);
            continue;
        }
        let sentence = context.sentence_at(start);
        let near = dates.last().filter(|date| sentence.contains(date.span) && date.role != Role::Label).and_then(|date| date.edtf.end());
        let now = year::Now {
            page: context.published,
            context: near.map(|point| point.year()).or(latest_year),
            near: near.is_some(),
            ahead: role::points_ahead(context, span, mark),
        };
        match year::resolve(read.form, now) {
            Resolved::Open => {}
            Resolved::Impossible => impossible.push(ImpossibleDate { span }),
            Resolved::Date(edtf, year_from) => {
                let (edtf, role) = role::settle(context, documents, span, read.form, edtf, mark, rules);
                if year_from == YearFrom::Explicit {
                    latest_year = edtf.end().map(|point| point.year());
                }
                dates.push(DateMention { span, edtf, role, year_from, rule: read.rule });
            }
        }
        at = span.end.max(at);
    }
    (dates, impossible)
}

/// A date does not start inside a longer number, a decimal or a word.
fn may_start(text: &str, start: usize) -> bool {
    let first = text[start..].chars().next();
    let before = text[..start].chars().next_back();
    let is_digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit() || ('０'..='９').contains(&letter));
    let is_numeral = |letter: Option<char>| letter.is_some_and(|letter| "〇零一二三四五六七八九十百千万亿两".contains(letter));
    // 13月1日: what stands behind an impossible month is no day of another one.
    if before == Some('月') && !["本月", "当月", "上月", "个月"].iter().any(|month| text[..start].ends_with(month)) {
        return false;
    }
    if is_digit(first) {
        return !is_digit(before)
            && !matches!(before, Some('.' | '-' | '/' | '〔' | '［' | '第' | '$' | '¥'))
            && !before.is_some_and(|letter| letter.is_ascii_alphabetic());
    }
    if is_numeral(first) {
        return !is_numeral(before) && !matches!(before, Some('第' | '.' | '周' | '期' | '每'));
    }
    // 每月底, 半年底, 百年末: the word belongs to what stands before it.
    match first {
        Some('年' | '月') => {
            !is_digit(before)
                && !is_numeral(before)
                && !matches!(before, Some('每' | '半' | '个' | '近' | '当' | '历' | '多' | '几' | '前'))
        }
        Some('上' | '下') => before != Some('以'),
        Some('前') => !matches!(before, Some('目' | '以' | '之' | '此' | '日')),
        _ => true,
    }
}

fn skip_digits(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    start + rest.find(|letter: char| !(letter.is_ascii_digit() || ('０'..='９').contains(&letter))).unwrap_or(rest.len())
}

/// Bare 今年 is no date; nor is a word of the text that only looks like one.
fn is_date(form: Form, marked: bool, text: &str, span: TextSpan) -> bool {
    let after = text[span.end..].chars().next();
    match form {
        Form::Point(point) => match point {
            Written { year: Some(Year::Offset(_)), month: None, day: None, part: None } => marked && text[span.range()].ends_with("以来"),
            Written { year: None, month: Some(_), day: None, part: None } => {
                !matches!(after, Some('球' | '亮' | '饼' | '薪' | '租' | '嫂'))
            }
            _ => true,
        },
        _ => true,
    }
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
        let context = Context::new(&sections);
        find(&context, &[], rules).iter().map(|date| format!("{} {} {:?}", context.str(date.span), date.edtf, date.role)).collect()
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
    fn decoys_are_no_dates() {
        assert_eq!(dates("打造8-10个先导区，第十一次会议，点击:18，今年增长5%，十五家企业。", "2024-10-18"), [""; 0]);
        assert_eq!(dates("2月30日、13月1日。", "2024-10-18"), [""; 0]);
    }
}

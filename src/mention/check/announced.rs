//! 五大任务 and the five items under them. In: figures that count parts. Out: a check for each that announces a list: its line ends with
//! ：, is a heading, or says 以下. Never done here: counts whose list the page does not give.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::Check;
use crate::mention::context::Context;
use crate::mention::figure::{Figure, Kind};
use crate::mention::quantity::Amount;
use crate::rules::marks::{Mark, Marks};
use crate::trace::TextSpan;

/// Items that a list may have, and lines that are looked at for them.
const MOST: i64 = 60;
const LINES: usize = 2000;
/// Characters of the longest line that announces a list.
const LONGEST: usize = 160;

/// Bytes between a count and its 一是.
const BESIDE: usize = 60;
/// Bytes behind a count in which its 一是, 二是 stand: a paragraph has no more, and a line without end is not read once for each number.
const PARAGRAPH: usize = 12_000;

/// How an item of a list is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// 一、
    Chinese,
    /// （一）
    Bracketed,
    /// 1. 1、 1．
    Figure,
    /// （1） 1）
    FigureBracketed,
    /// ①
    Circled,
    /// 一是
    Said,
    /// ——
    Dash,
}

/// A mark: its style and its number, 0 where it has none.
#[derive(Clone, Copy, Debug)]
struct Item {
    style: Style,
    number: u32,
}

pub(super) fn find(context: &Context, figures: &[Figure], marks: &Marks) -> Vec<Check> {
    let counts = figures.iter().filter(|figure| figure.kind == Kind::Count);
    counts.filter_map(|figure| announced(context, figure, marks)).collect()
}

fn announced(context: &Context, figure: &Figure, marks: &Marks) -> Option<Check> {
    let Amount::Exact(says) = figure.quantity.amount else { return None };
    let count = says.to_i64().filter(|count| (2..=MOST).contains(count) && says.fract() == Decimal::ZERO)?;
    let line = context.line_at(figure.quantity.span.start);
    let text = context.str(line).trim();
    let leads = || text.len() <= LONGEST * 4 && text.chars().count() <= LONGEST && announces(text, context, figure, marks);
    let items = match said_within(context, figure, line) {
        Some(items) => items,
        None if leads() => items(context, line, mark(text))?,
        None => return None,
    };
    (items >= 2).then(|| Check {
        check: "announced-count",
        span: figure.quantity.span,
        says: count.to_string(),
        found: items.to_string(),
        agrees: items == usize::try_from(count).unwrap_or(0),
    })
}

/// Whether a line with a count leads into the list it counts: it ends with ：, or says 以下 behind or before the count.
fn announces(text: &str, context: &Context, figure: &Figure, marks: &Marks) -> bool {
    let sentence = context.str(context.sentence_at(figure.quantity.span.start)).trim_end();
    let last = text.ends_with(sentence);
    let open = sentence.ends_with(['：', ':']) || marks.inside(Mark::Leads, sentence);
    let heading = text.chars().count() <= 30 && !text.ends_with(['。', '；', '，', '！']) && mark(text).is_some();
    last && (open || heading)
}

/// 一是…；二是…；三是… in the same paragraph.
fn said_within(context: &Context, figure: &Figure, line: TextSpan) -> Option<usize> {
    let rest = &context.text[figure.quantity.span.end..line.end];
    // 三项任务：一是…; a count of something else stands farther from its list.
    let first = rest[..rest.floor_char_boundary(BESIDE + "一是".len())].find("一是")?;
    let rest = &rest[first..rest.floor_char_boundary(PARAGRAPH)];
    let mut found = 0;
    for number in ["一是", "二是", "三是", "四是", "五是", "六是", "七是", "八是", "九是", "十是"] {
        if !rest.contains(number) {
            break;
        }
        found += 1;
    }
    (found >= 2).then_some(found)
}

/// The items that follow a line, of one style, numbered from 1 on; `own` is the mark of the line itself, which ends them when it returns.
fn items(context: &Context, line: TextSpan, own: Option<Item>) -> Option<usize> {
    let first = context.lines.partition_point(|other| other.start <= line.start);
    let mut list: Option<Style> = None;
    let mut found = 0;
    for next in context.lines[first..].iter().take(LINES) {
        let text = context.str(*next).trim();
        let Some(item) = mark(text) else {
            // A list begins right behind its announcement.
            if list.is_none() || list == Some(Style::Dash) {
                break;
            }
            continue;
        };
        if own.is_some_and(|own| own.style == item.style) {
            break;
        }
        let style = *list.get_or_insert(item.style);
        if item.style != style {
            continue;
        }
        if item.number != 0 && item.number as usize != found + 1 {
            break;
        }
        found += 1;
    }
    list.map(|_| found)
}

/// The mark that a line begins with.
fn mark(line: &str) -> Option<Item> {
    let line = line.trim_start();
    if let Some(rest) = line.strip_prefix(['（', '(']) {
        let (inner, _) = rest.split_once(['）', ')'])?;
        let style = if inner.starts_with(|letter: char| letter.is_ascii_digit()) { Style::FigureBracketed } else { Style::Bracketed };
        return number(inner).map(|number| Item { style, number });
    }
    if let Some(letter) = line.chars().next().filter(|letter| ('①'..='⑳').contains(letter)) {
        return Some(Item { style: Style::Circled, number: letter as u32 - '①' as u32 + 1 });
    }
    if line.starts_with("——") || line.starts_with("--") {
        return Some(Item { style: Style::Dash, number: 0 });
    }
    let end = line.find(|letter: char| !letter.is_ascii_digit() && !"一二三四五六七八九十".contains(letter))?;
    let (numeral, rest) = line.split_at(end);
    let style = match (numeral.starts_with(|letter: char| letter.is_ascii_digit()), rest.chars().next()?) {
        (false, '、') => Style::Chinese,
        (false, '是') => Style::Said,
        (true, '、' | '．') => Style::Figure,
        (true, '.') if !rest[1..].starts_with(|letter: char| letter.is_ascii_digit()) => Style::Figure,
        (true, '）' | ')') => Style::FigureBracketed,
        _ => return None,
    };
    number(numeral).map(|number| Item { style, number })
}

/// 1, 十二: a number below a hundred.
fn number(text: &str) -> Option<u32> {
    if let Ok(number) = text.parse::<u32>() {
        return (number < 100).then_some(number);
    }
    let digit = |letter: char| "一二三四五六七八九".chars().position(|other| other == letter).map(|at| at as u32 + 1);
    let letters: Vec<char> = text.chars().collect();
    match letters[..] {
        ['十'] => Some(10),
        [one] => digit(one),
        ['十', one] => digit(one).map(|one| 10 + one),
        [ten, '十'] => digit(ten).map(|ten| ten * 10),
        [ten, '十', one] => Some(digit(ten)? * 10 + digit(one)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_by_style_and_number() {
        let told = |line| mark(line).map(|item| (item.style, item.number));
        assert_eq!(told("（十二）完善机制。"), Some((Style::Bracketed, 12)));
        assert_eq!(told("3.加强领导。"), Some((Style::Figure, 3)));
        assert_eq!(told("3.5亿元用于建设"), None);
        assert_eq!(told("二十、附则"), Some((Style::Chinese, 20)));
        assert_eq!(told("一是抓项目"), Some((Style::Said, 1)));
        assert_eq!(told("三年来"), None);
    }
}

//! Dates as furniture shows them. In: the text of a label's value or of a whole line. Out: civil dates, only whole and possible
//! ones. Never done here: dates of the article's sentences.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

/// A time of day behind a date.
static TIME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:[\sT,，]*|-)[0-2]?[0-9]\s*[:：时点]\s*[0-5]?[0-9]\s*分?(?:\s*[:：]?\s*[0-5]?[0-9](?:\.[0-9]+)?\s*秒?)?Z?(?:\+[0-9:]{4,5})?",
    )
    .expect("a fixed pattern")
});

/// A date in Chinese numerals: 二〇二四年三月五日.
static SPELT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^([一二三四五六七八九〇○零Ｏ]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日")
        .expect("a fixed pattern")
});

/// A date at the start of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The day.
    pub date: Date,
    /// Bytes that date and time take.
    pub len: usize,
    /// Whether a time of day stands with it.
    pub timed: bool,
}

/// Bytes that the longest date with its time may take: what lies behind is never looked at.
const LONGEST: usize = 120;

/// The date that `text` starts with.
pub fn at_start(text: &str) -> Option<Shown> {
    // Nearly every text starts otherwise; the pattern is tried where it may fit, on no more than it may take.
    let begin = text.trim_start_matches(|c: char| matches!(c, '[' | '【' | '(' | '（' | '［' | '〔') || c.is_whitespace());
    let year = matches!(begin.as_bytes(), [b'1', b'9', third, fourth, ..] | [b'2', b'0', third, fourth, ..]
        if third.is_ascii_digit() && fourth.is_ascii_digit());
    if !year && !begin.starts_with(['一', '二']) {
        return None;
    }
    let text = &text[..text.floor_char_boundary(LONGEST)];
    if year {
        return in_figures(text);
    }
    let found = SPELT.captures(text)?;
    let year = found.get(1)?.as_str().chars().try_fold(0i16, |year, c| Some(year * 10 + digit(c)?))?;
    let date = civil(year, spelt(found.get(2)?.as_str())?, spelt(found.get(3)?.as_str())?)?;
    Some(Shown { date, len: found.get(0)?.end(), timed: false })
}

/// A day whose year a page sets apart, in a text that is nothing else: 08-22 2017, 22 2017-08, also glued.
pub fn parted(text: &str) -> Option<Date> {
    let (first, rest) = pair(text)?;
    let year = |rest: &str| {
        let rest = rest.strip_prefix('日').unwrap_or(rest).trim_start();
        let rest = rest.strip_prefix('/').unwrap_or(rest).trim_start();
        let year = rest.get(..4)?.parse::<i16>().ok().filter(|year| (2000..=2099).contains(year))?;
        Some((year, rest[4..].to_string()))
    };
    if let Some(rest) = rest.strip_prefix(['-', '.', '/', '月']) {
        let (day, rest) = pair(rest)?;
        let (year, rest) = year(rest)?;
        return if rest.is_empty() || rest == "年" { civil(year, first, day) } else { None };
    }
    let (year, rest) = year(rest)?;
    let (month, rest) = number(rest.strip_prefix(['-', '.', '/', '年'])?, b'1')?;
    if rest.is_empty() || rest == "月" { civil(year, month, first) } else { None }
}

/// The number of two figures that `text` begins with, and what is behind it.
fn pair(text: &str) -> Option<(i16, &str)> {
    let [b'0'..=b'3', second, ..] = text.as_bytes() else { return None };
    second.is_ascii_digit().then(|| (text[..2].parse().ok(), &text[2..])).and_then(|(number, rest)| Some((number?, rest)))
}

/// The number of one or two figures that `text` begins with, the first of two no greater than `most`, and what is behind it.
fn number(text: &str, most: u8) -> Option<(i16, &str)> {
    let len = match text.as_bytes() {
        [first @ b'0'..=b'9', second, ..] if *first <= most && second.is_ascii_digit() => 2,
        [b'0'..=b'9', ..] => 1,
        _ => return None,
    };
    Some((text[..len].parse().ok()?, &text[len..]))
}

/// 2024-10-18, [2024/3/5], 2024年5月1日 星期三, 2024 05/09 22:27:02.
fn in_figures(text: &str) -> Option<Shown> {
    let opened = text.strip_prefix(['[', '【', '(', '（', '［', '〔']).unwrap_or(text).trim_start();
    let year = opened.get(..4)?.parse().ok()?;
    let rest = &opened[4..];
    let spaced = rest.trim_start();
    let marked = spaced.strip_prefix(['-', '－', '/', '.', '．', '年']).map(str::trim_start);
    let (month, rest) = number(marked.or((spaced.len() < rest.len()).then_some(spaced))?, b'1')?;
    let rest = rest.trim_start().strip_prefix(['-', '－', '/', '.', '．', '月'])?.trim_start();
    let (day, mut rest) = number(rest, b'3')?;
    rest = rest.trim_start().strip_prefix(['日', '号']).unwrap_or(rest);
    let week = rest.trim_start();
    if let Some(name) = week.strip_prefix(['(', '（']).unwrap_or(week).strip_prefix("星期")
        && let Some(named) = name.strip_prefix(['一', '二', '三', '四', '五', '六', '日', '天'])
    {
        rest = named.strip_prefix([')', '）']).unwrap_or(named);
    }
    let date = civil(year, month, day)?;
    let time = TIME.find(rest);
    let len = text[..text.len() - rest.len() + time.map_or(0, |time| time.end())].trim_end().len();
    // 2024-3-15123 is no date.
    let runs_on = time.is_none() && text[len..].starts_with(|c: char| c.is_ascii_digit() || c == '%');
    (!runs_on).then_some(Shown { date, len, timed: time.is_some() })
}

/// The first date anywhere in a short text, with the byte it starts at.
pub fn anywhere(text: &str) -> Option<(usize, Shown)> {
    // Without the beginning of a year no date is found; most lines have none.
    let bytes = text.as_bytes();
    let begins = memchr::memchr3_iter(b'1', b'2', 0xe4, bytes).any(|at| {
        let rest = &bytes[at..];
        rest.starts_with(b"19") || rest.starts_with(b"20") || rest.starts_with("二".as_bytes()) || rest.starts_with("一九".as_bytes())
    });
    if !begins {
        return None;
    }
    let candidates = text.char_indices().filter(|(at, c)| {
        (*c == '1' || *c == '2' || *c == '二' || *c == '一') && !text[..*at].ends_with(|before: char| before.is_ascii_digit())
    });
    candidates.take(16).find_map(|(at, _)| at_start(&text[at..]).map(|shown| (at, shown)))
}

/// Whether a text writes out a year: 2024年, 2024-03-05, 二〇二四年三月五日.
pub fn is_dated(text: &str) -> bool {
    let begins = |at: &usize| text.is_char_boundary(*at) && ["19", "20", "二", "一九"].iter().any(|year| text[*at..].starts_with(year));
    let year =
        |rest: &str| rest.get(4..).is_some_and(|behind| behind.starts_with('年') && rest[..4].bytes().all(|byte| byte.is_ascii_digit()));
    let mut found = memchr::memchr3_iter(b'1', b'2', 0xe4, text.as_bytes()).filter(begins).map(|at| &text[at..]);
    found.any(|rest| year(rest) || at_start(rest).is_some())
}

fn civil(year: i16, month: i16, day: i16) -> Option<Date> {
    if !(1949..=2099).contains(&year) {
        return None;
    }
    Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()
}

fn digit(c: char) -> Option<i16> {
    Some(match c {
        '〇' | '○' | '零' | 'Ｏ' => 0,
        _ => "一二三四五六七八九".chars().position(|digit| digit == c)? as i16 + 1,
    })
}

/// 三, 十, 十二, 二十, 二十五.
fn spelt(text: &str) -> Option<i16> {
    let (tens, ones) = match text.split_once('十') {
        None => (0, text),
        Some(("", ones)) => (1, ones),
        Some((tens, ones)) => (digit(tens.chars().next()?)?, ones),
    };
    let ones = ones.chars().next().map_or(Some(0), digit)?;
    Some(tens * 10 + ones)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(at_start(text).map(|shown| shown.date.to_string()).as_deref(), expected, "{text}");
    }

    #[test]
    fn reads_what_pages_show() {
        check("2024-10-18 点击", Some("2024-10-18"));
        check("2015-07-04 00:12:00　来源", Some("2015-07-04"));
        check("2011年10月12来源", Some("2011-10-12"));
        check("[2024/3/5]", Some("2024-03-05"));
        check("2024 05/09 22:27:02", Some("2024-05-09"));
        check("二〇一八年十二月三十一日", Some("2018-12-31"));
        check("2024-02-30", None);
        check("2024年5月", None);
        check("2024.5.1%", None);
        let set_apart = |text: &str| parted(text).map(|date| date.to_string()).unwrap_or_default();
        let days = ["08-222017", "08-22 2017", "22 2017-08", "222017.8", "2024-03-05", "20240305", "08-222017页", "0710-1234567"];
        assert_eq!(days.map(set_apart).join(" "), "2017-08-22 2017-08-22 2017-08-22 2017-08-22    ");
        let timed = "2020年09月15日 09时32分";
        assert!(at_start(timed).is_some_and(|shown| shown.timed && shown.len == timed.len()));
    }
}

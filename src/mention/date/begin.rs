//! Where a date may begin. In: the text. Out: the next place worth reading, and how far it was seen. Never done here: deciding
//! that it is a date.

use std::ops::Range;

use crate::rules::dates::DateRules;

/// Letters that a date without a word of the table begins with.
pub(crate) const FIRST: &str = "0123456789０１２３４５６７８９〇○零一二三四五六七八九十第前上下年月（(两兩";
/// The next place at or behind byte `from` where a date may begin.
pub(super) fn next(text: &str, from: usize, rules: &DateRules) -> Option<Range<usize>> {
    let mut at = from;
    while let Some(start) = rules.begin(text, at) {
        let letter = text[start..].chars().next()?;
        if let Some(len) = figures(&text[start..], letter).or_else(|| rules.word(&text[start..]).map(|(len, _)| len)) {
            return Some(start..start + len);
        }
        at = start + letter.len_utf8();
    }
    None
}

fn is_arabic(letter: char) -> bool {
    matches!(letter, '0'..='9' | '０'..='９')
}

fn is_chinese(letter: char) -> bool {
    matches!(letter, '〇' | '○' | '零' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
}

/// Bytes of the first letters of `text` of a kind, at most so many of them, and their number.
#[inline]
fn run(text: &str, most: usize, is: impl Fn(char) -> bool) -> (usize, usize) {
    text.chars().take(most).take_while(|letter| is(*letter)).fold((0, 0), |(len, count), letter| (len + letter.len_utf8(), count + 1))
}

/// Figures with a unit or a stroke, quarters, halves, ends of years and months: how many bytes show it.
fn figures(text: &str, first: char) -> Option<usize> {
    let rest = &text[first.len_utf8()..];
    let then =
        |letters: &str| rest.chars().next().filter(|letter| letters.contains(*letter)).map(|letter| first.len_utf8() + letter.len_utf8());
    match first {
        '两' | '兩' => ["年内", "年之内", "年以内", "年內", "年左右", "年时间", "年的时间"]
            .iter()
            .find(|unit| rest.starts_with(**unit))
            .map(|_| first.len_utf8() + "年".len()),
        '年' | '月' => then("底末初"),
        '上' | '下' => rest.starts_with("半年").then_some(first.len_utf8() + "半年".len()),
        '第' => {
            let len = then("一二三四1234")?;
            text[len..].starts_with('季').then_some(len + '季'.len_utf8())
        }
        '前' => {
            let (len, count) = run(rest, 2, |letter| letter.is_ascii_digit() || is_chinese(letter) && !matches!(letter, '〇' | '○' | '零'));
            let unit = rest[len..].chars().next().filter(|letter| "季个月".contains(*letter))?;
            (count > 0).then_some(first.len_utf8() + len + unit.len_utf8())
        }
        '（' | '(' => {
            let year = rest.starts_with(['1', '2']) && rest.len() > 4 && rest.as_bytes()[..4].iter().all(u8::is_ascii_digit);
            let close = rest.get(4..)?.chars().next().filter(|letter| matches!(letter, '）' | ')'))?;
            year.then_some(first.len_utf8() + 4 + close.len_utf8())
        }
        _ if is_arabic(first) => {
            let (len, count) = run(text, 8, is_arabic);
            match count {
                8 => Some(len),
                1..=4 => united(text, len),
                _ => None,
            }
        }
        _ if is_chinese(first) => united(text, run(text, 4, is_chinese).0),
        _ => None,
    }
}

/// Figures of so many bytes with a unit or a stroke behind them.
fn united(text: &str, figures: usize) -> Option<usize> {
    let (space, _) = run(&text[figures..], 2, |letter| matches!(letter, ' ' | '\u{3000}' | '\u{a0}'));
    let behind = &text[figures + space..];
    // 6、7月份以来; 2022、2023年
    let joined = |rest: &str| rest.trim_start_matches(is_arabic).starts_with(['月', '年']) && rest.starts_with(is_arabic);
    let unit = behind.chars().next().filter(|letter| is_unit(*letter) || *letter == '、' && joined(&behind[letter.len_utf8()..]))?;
    Some(figures + space + unit.len_utf8())
}

/// What stands behind the figures of a date.
fn is_unit(letter: char) -> bool {
    matches!(
        letter,
        '年' | '月'
            | '日'
            | '号'
            | '號'
            | '季'
            | '个'
            | '-'
            | '—'
            | '–'
            | '－'
            | '―'
            | '~'
            | '～'
            | '〜'
            | '至'
            | '到'
            | '.'
            | '/'
    )
}

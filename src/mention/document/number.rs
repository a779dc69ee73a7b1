//! Document numbers (文号): 国办发〔2024〕15号, 国务院令第714号, 海关总署公告2024年第5号. In: the text. Out: where they stand and
//! how they are written properly. Never done here: saying whose number it is.

use std::sync::LazyLock;

use regex::Regex;

use super::{issuer, window};
use crate::limits;
use crate::rules::documents::DocumentRules;
use crate::trace::TextSpan;

/// A document number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// Where it stands.
    pub span: TextSpan,
    /// 机关代字〔YYYY〕N号; orders and announcements as written, without spaces.
    pub text: String,
}

/// Bytes before 号 that year and serial number may take.
const REACH: usize = 64;
/// Letters that the code of an organ may have.
const LONGEST_CODE: usize = 14;

/// `(2024) 第 15` before 号.
static CODED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"([〔\[【(（［﹝]\s?([12１２][0-9０-９]{3})\s?年?\s?[〕\]】)）］﹞])\s?(?:字)?第?\s?([0-9０-９]{1,6})\s?$").expect("tested")
});
/// `令第714`, `公告2024年第5` before 号.
static ORDERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"((?:令|公告|通告)\s?(?:[〔\[(（［]?[12１２][0-9０-９]{3}[〕\])）］]?\s?年?\s?)?第\s?",
        r"(?:[0-9０-９]{1,6}|[〇零一二三四五六七八九十百]{1,9})\s?)$"
    ))
    .expect("tested")
});
/// `2024年第5`, `第714` before 号公告, 号令.
static TURNED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"((?:[12１２][0-9０-９]{3}\s?年\s?)?第\s?(?:[0-9０-９]{1,6}|[〇零一二三四五六七八九十百]{1,9})\s?)$").expect("tested")
});

/// The document numbers of the text, in order, none overlapping.
pub fn find(text: &str, rules: &DocumentRules) -> Vec<Number> {
    let mut numbers: Vec<Number> = Vec::new();
    for at in memchr::memmem::find_iter(text.as_bytes(), "号") {
        let free = numbers.last().map_or(0, |number| number.span.end);
        let from = window::start(text, at, REACH).max(free);
        if from < at
            && let Some(number) = read(text, from, at, free, rules)
        {
            numbers.push(number);
            if numbers.len() >= limits::VALUES {
                break;
            }
        }
    }
    numbers
}

fn read(text: &str, from: usize, at: usize, free: usize, rules: &DocumentRules) -> Option<Number> {
    let (window, end) = (&text[from..at], at + "号".len());
    if let Some(found) = CODED.captures(window) {
        let start = from + found.get(1)?.start();
        let code = code(text, start, free, rules)?;
        let (year, serial) = (half_width(&found[2]), half_width(&found[3]));
        let serial = serial.trim_start_matches('0');
        let letters: String = text[code..start].chars().filter(|letter| !letter.is_whitespace()).collect();
        let serial = if serial.is_empty() { "0" } else { serial };
        return Some(Number { span: TextSpan::new(code, end), text: format!("{letters}〔{year}〕{serial}号") });
    }
    let (start, end) = match ORDERED.captures(window) {
        Some(found) => (from + found.get(1)?.start(), end),
        None => {
            let after = ["公告", "通告", "令"].into_iter().find(|word| text[end..].starts_with(word))?;
            (from + TURNED.captures(window)?.get(1)?.start(), end + after.len())
        }
    };
    let organs = issuer::ending(&text[window::start(text, start, 200).max(free)..start], rules)?;
    let start = start - organs.length;
    let written: String = half_width(&text[start..end]).chars().filter(|letter| !letter.is_whitespace()).collect();
    Some(Number { span: TextSpan::new(start, end), text: written })
}

/// Where the code of the organ that ends at `end` begins.
fn code(text: &str, end: usize, free: usize, rules: &DocumentRules) -> Option<usize> {
    let before = text[free..end].trim_end_matches([' ', '\u{a0}', '\u{3000}']);
    let end = free + before.len();
    let mut start = end;
    for (offset, letter) in before.char_indices().rev().take(LONGEST_CODE + 12) {
        if !matches!(letter, '\u{4e00}'..='\u{9fff}' | '〇') {
            break;
        }
        start = free + offset;
    }
    // A conjunction right behind another number or title joins, it begins no code (和政发 of 和政县 does).
    if text[..start].ends_with(['》', '）', ')', '〉']) || start == free && free > 0 {
        start += ["以及", "和", "及", "与"].into_iter().find(|word| text[start..end].starts_with(word)).map_or(0, str::len);
    }
    loop {
        let run = &text[start..end];
        let mut cut = None;
        for (offset, _) in run.char_indices() {
            if let Some((word, unless)) = rules.number_leads.beginning(&run[offset..]) {
                let rest = &run[offset + word.len()..];
                let single = word.chars().count() == 1 && offset > 0 && !matches!(word, "的" | "了");
                if !single && rest.chars().next().is_some_and(|next| !unless.contains(next)) {
                    cut = Some(offset + word.len());
                }
            }
        }
        match cut {
            Some(cut) => start += cut,
            None => break,
        }
    }
    let letters = text[start..end].chars().count();
    (2..=LONGEST_CODE).contains(&letters).then_some(start)
}

/// Full-width figures as ASCII ones.
fn half_width(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '０'..='９' => char::from_u32(letter as u32 - '０' as u32 + '0' as u32).unwrap_or(letter),
            _ => letter,
        })
        .collect()
}

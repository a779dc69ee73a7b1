//! A page whose whole text stands in one line. In: that line. Out: its parts, where a headline with its metadata shows which is the
//! article: what stands before, the headline, the metadata, the article, what stands behind. Never done here: taking a line apart
//! that shows no such headline.

use std::ops::Range;

use super::labels;
use super::labels::decoration;
use super::roles::{self, Role};
use super::shown;
use crate::rules::Rules;
use crate::rules::content::{Class, Field};

/// Bytes of the shortest page that is taken apart.
const SHORTEST: usize = 180;

/// Words before the article.
const HEAD: usize = 120;

/// Characters of a headline.
const TITLE: Range<usize> = 6..60;

/// Words of the metadata below it.
const META: usize = 12;

/// The parts of a text that is one line; `None` where it has several, or none that is surely a headline.
pub(super) fn parts(text: &str, rules: &Rules) -> Option<Vec<Range<usize>>> {
    let line = text.trim();
    if line.len() < SHORTEST || line.contains(['\n', '<']) {
        return None;
    }
    let from = text.len() - text.trim_start().len();
    let words: Vec<Range<usize>> = line
        .split(char::is_whitespace)
        .filter(|word| !word.is_empty())
        .map(|word| {
            let at = from + (word.as_ptr() as usize - line.as_ptr() as usize);
            at..at + word.len()
        })
        .collect();
    let word = |nth: usize| &text[words[nth].clone()];
    let (title, meta) = (1..words.len().min(HEAD)).find_map(|at| {
        let end = told(text, &words, at, rules)?;
        let title = word(at - 1);
        let plain = TITLE.contains(&title.chars().count()) && !title.contains(['。', '，', '：', '>']);
        let read = || roles::read(title, &rules.content).role == Role::Text;
        (plain && read() && at >= 2 && (0..at - 1).any(|nth| is_furniture(word(nth), rules))).then_some((at - 1, at..end))
    })?;
    let closes = |nth: &usize| word(*nth).ends_with(['。', '！', '？', '”', '）']);
    let closed = (meta.end..words.len()).find(closes)?;
    let tail = (closed + 1..words.len()).find(|nth| ends(word(*nth), rules)).unwrap_or(words.len());
    let path = (0..title).find(|nth| roles::read(word(*nth), &rules.content).role == Role::Breadcrumb);
    let mut starts = vec![0];
    starts.extend(path);
    starts.extend([title, meta.start, meta.end]);
    starts.extend((tail..words.len()).filter(|nth| *nth == tail || roles::read(word(*nth), &rules.content).role != Role::Text));
    starts.dedup();
    let ends = starts.iter().skip(1).copied().chain([words.len()]);
    Some(starts.iter().zip(ends).map(|(from, to)| words[*from].start..words[to - 1].end).collect())
}

/// One past the last word of the metadata that begins with word `at`: a day, and labels, hours and counters behind it.
fn told(text: &str, words: &[Range<usize>], at: usize, rules: &Rules) -> Option<usize> {
    let word = |nth: usize| &text[words[nth].clone()];
    let told = |nth: usize| {
        let meta = labels::read(word(nth), &rules.content)?;
        Some((meta.strong, meta.fields.iter().any(|field| field.field == Field::Published && !field.value.is_empty())))
    };
    let hour = |nth: usize| word(nth).contains(':') && word(nth).chars().all(|c| c.is_ascii_digit() || c == ':');
    let open = |nth: usize| word(nth).ends_with(['：', ':']);
    told(at)?;
    let (mut end, mut strong, mut dated) = (at, false, false);
    while end < words.len().min(at + META) {
        let meta = told(end);
        let value = end > at && open(end - 1);
        if meta.is_none() && !hour(end) && !value && rules.content.covered(word(end)).is_none() {
            break;
        }
        // A day with its hour, or beside a label, is the page's.
        strong |= meta.is_some_and(|(strong, _)| strong) || hour(end) && dated;
        dated |= meta.is_some_and(|(_, dated)| dated) || value && shown::at_start(word(end)).is_some();
        end += 1;
    }
    (strong && dated).then_some(end)
}

/// A word of a menu or of a path.
fn is_furniture(word: &str, rules: &Rules) -> bool {
    rules.content.covered(word).is_some()
        || word.trim_matches(decoration).is_empty()
        || roles::read(word, &rules.content).role == Role::Breadcrumb
}

/// A word with which furniture begins behind an article.
fn ends(word: &str, rules: &Rules) -> bool {
    match roles::read(word, &rules.content).role {
        Role::Credit => true,
        Role::Known(class) => !matches!(class, Class::Contact | Class::Host | Class::Upkeep | Class::Attachment | Class::Breadcrumb),
        _ => false,
    }
}

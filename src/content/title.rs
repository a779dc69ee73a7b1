//! The article's title. In: judged lines and the head. Out: the title without the site's suffix, and the title's line dropped
//! from the top of an HTML article (a page's title is metadata). Never done here: making a title up.

use std::ops::Range;

use rustc_hash::FxHashSet as HashSet;

use super::DropReason;
use super::furniture::Judged;
use super::lines::{Line, LineKind, Lines};
use super::roles::Role;
use crate::letters;
use crate::rules::content::Field;

/// The title that the page gives itself: the CMS's, else the shown line that the head's title begins with, else the line above
/// the metadata, else the head's title without the site's name.
pub fn read(judged: &Judged) -> Option<String> {
    let head = &judged.lines.head;
    let named = |names: &[&str]| head.metas.iter().find(|(name, content)| names.contains(&name.as_str()) && !content.trim().is_empty());
    let cms = named(&["articletitle"]).map(|(_, content)| tidy(content));
    if let Some(cms) = cms.filter(|title| !title.is_empty()) {
        return Some(cms);
    }
    let whole = head.title.as_deref().map(tidy).filter(|title| !title.is_empty());
    let og = named(&["og:title", "twitter:title"]).map(|(_, content)| tidy(content));
    let shown = judged.title.map(|at| uncounted(judged, at, tidy(judged.lines.str(&judged.lines.lines[at]))));
    let hints: Vec<&String> = whole.iter().chain(&og).collect();
    if let Some(shown) = shown_in(judged, &hints) {
        return Some(shown);
    }
    if let Some(labelled) = labelled(judged) {
        return Some(labelled);
    }
    let heading = sole_heading(judged);
    if let (Some(shown), Some(heading)) = (&shown, &heading)
        && letters(shown) != letters(heading)
        && hints.is_empty()
    {
        return Some(heading.clone());
    }
    shown
        .filter(|shown| shown.chars().count() >= 4)
        .or(heading)
        .or_else(|| og.map(|og| without_site(&og)))
        .or_else(|| whole.map(|whole| without_site(&whole)))
}

/// Lines around the title among which it may stand once more.
const AROUND: usize = 8;

/// The title without a counter glued to it (…的通知0), where a line close by reads the same without it.
fn uncounted(judged: &Judged, at: usize, title: String) -> String {
    let bare = title.trim_end_matches(|c: char| c.is_ascii_digit());
    let again = |line: &Line| judged.lines.str(line) == bare;
    let around = at.saturating_sub(AROUND)..(at + 1 + AROUND).min(judged.lines.lines.len());
    if bare.len() < title.len() && judged.lines.lines[around].iter().any(again) { bare.to_string() } else { title }
}

/// 信件标题：…, 信息名称：…: the title as a table of metadata tells it.
fn labelled(judged: &Judged) -> Option<String> {
    let lines =
        judged.lines.lines.iter().zip(&judged.readings).filter(|(line, _)| line.drop.is_some_and(|drop| drop != DropReason::Hidden));
    let told = lines.flat_map(|(line, reading)| {
        let fields = reading.meta.iter().flat_map(|meta| &meta.fields);
        fields.filter(|field| field.field == Field::Title).map(move |field| &judged.lines.str(line)[field.value.clone()])
    });
    told.map(tidy).find(|title| (4..=100).contains(&title.chars().count()))
}

/// The longest shown line that a title of the head contains: near the article's top, a heading, or anywhere above the article.
fn shown_in(judged: &Judged, hints: &[&String]) -> Option<String> {
    let hints: Vec<String> = hints.iter().map(|hint| letters(hint)).collect();
    let pairs: HashSet<(char, char)> = hints.iter().flat_map(|hint| hint.chars().zip(hint.chars().skip(1))).collect();
    let mut best: Option<(usize, String)> = None;
    let mut kept = 0;
    for (at, line) in judged.lines.lines.iter().enumerate() {
        kept += line.drop.is_none() as usize;
        let reading = &judged.readings[at];
        let heading = matches!(line.kind, LineKind::Heading(1..=3));
        let titled = judged.title == Some(at);
        if line.drop == Some(DropReason::Hidden)
            || kept > 3 && !heading
            || reading.chars > 150
            || reading.chars < 4
            || !matches!(reading.role, Role::Text)
        {
            continue;
        }
        let text = judged.lines.str(line);
        // Most lines are left at their first two letters.
        let begins = |text: &str| {
            let mut begins = text.chars().filter(|c| letters::is_alphanumeric(*c));
            begins.next().zip(begins.next()).is_some_and(|pair| pairs.contains(&pair))
        };
        if !begins(text) && !begins(untagged(text)) {
            continue;
        }
        let whole = letters(text);
        let text = if hints.iter().any(|hint| hint.contains(&whole)) { text } else { untagged(text) };
        let own = letters(text);
        let chars = own.chars().count();
        let fits = hints.iter().any(|hint| {
            let share = chars * 100 / hint.chars().count().max(1);
            hint.starts_with(&own) && (share >= 30 || heading || titled)
                || hint.contains(&own) && (share >= 60 || (heading || titled) && chars >= 6)
        });
        if chars >= 4 && fits && best.as_ref().is_none_or(|(length, _)| chars > *length) {
            best = Some((chars, tidy(text)));
        }
        // A title broken over two lines: the head has both.
        let next = judged.lines.lines.get(at + 1).filter(|next| next.drop != Some(DropReason::Hidden));
        let joins = next.is_some() && judged.readings[at + 1].role == Role::Text && judged.readings[at + 1].chars <= 60;
        if let Some(next) = next.filter(|_| joins && fits && !text.ends_with(['。', '：', '；'])) {
            let both = own + &letters(judged.lines.str(next));
            let length = both.chars().count();
            let whole = |hint: &String| hint.starts_with(&both) && length - chars >= 2;
            if hints.iter().any(whole) && best.as_ref().is_none_or(|(best, _)| length > *best) {
                best = Some((length, tidy(text) + &tidy(judged.lines.str(next))));
            }
        }
    }
    best.map(|(_, title)| title)
}

/// [民生] 站牌什么时候修: what a forum puts before a title is not the title's.
fn untagged(text: &str) -> &str {
    let tag = text.strip_prefix('[').and_then(|text| text.split_once(']')).or_else(|| text.strip_prefix('【')?.split_once('】'));
    let tag = tag.filter(|(tag, rest)| (1..=8).contains(&tag.chars().count()) && rest.trim().chars().count() >= TAGGED);
    tag.map_or(text, |(_, rest)| rest.trim_start())
}

/// Characters of the shortest title behind a tag.
const TAGGED: usize = 6;

/// The only h1 of the page, if it reads like a title.
fn sole_heading(judged: &Judged) -> Option<String> {
    let mut found = judged.lines.lines.iter().filter(|line| line.kind == LineKind::Heading(1)).map(|line| tidy(judged.lines.str(line)));
    let first = found.next().filter(|title| (6..=100).contains(&title.chars().count()))?;
    found.all(|other| other == first).then_some(first)
}

/// The head's title up to the site's name: 标题_频道_网站, 标题 - 网站.
pub fn without_site(title: &str) -> String {
    let separators = ["_", " - ", "-", " | ", "|", "｜", "——", "--", " – ", "–", "»", "<", " · "];
    let mut best = title;
    for separator in separators {
        if let Some((name, rest)) = best.split_once(separator) {
            let long = name.trim().chars().count() >= 6;
            let site = rest.rsplit(separator).next().unwrap_or(rest).trim();
            let sited =
                ["网", "局", "政府", "频道", "新闻", "门户", "报", "委", "厅", "部", "中心", "社", "站", ".com", ".cn", "号", "院", "会"]
                    .iter()
                    .any(|end| site.ends_with(end));
            if long && (sited || matches!(separator, "_" | "|" | " | " | "｜" | " - ")) {
                best = name;
            }
        }
    }
    tidy(best)
}

/// The site's name at the end of the head's title: 标题_频道_网站.
pub fn site(title: &str) -> Option<String> {
    let (_, name) = title.rsplit_once(['_', '|', '｜', '-', '—', '–'])?;
    let name = tidy(name);
    (4..=24).contains(&name.chars().count()).then_some(name)
}

/// A title without decoration: arrows, marks of lists, 正文 labels, doubled spaces.
pub fn tidy(title: &str) -> String {
    let mark = |c: char| {
        matches!(
            c,
            '→' | '←'
                | '↓'
                | '↑'
                | '►'
                | '▶'
                | '▲'
                | '▼'
                | '★'
                | '☆'
                | '●'
                | '■'
                | '◆'
                | '▪'
                | '·'
                | '•'
                | '>'
                | '＞'
                | '»'
                | '|'
                | '｜'
        )
    };
    let edge = |c: char| c.is_whitespace() || mark(c) || matches!(c, '\u{feff}' | '\u{200b}' | '\u{fffd}');
    let trimmed = title.trim_matches(edge);
    let mut out = String::with_capacity(trimmed.len());
    for c in trimmed.chars() {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c != ' ' || !out.ends_with(' ') {
            out.push(c);
        }
    }
    out
}

/// Letters and digits alone, to compare by.
pub fn letters(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    kept.extend(text.chars().filter(|c| letters::is_alphanumeric(*c)));
    kept
}

/// How many letters and digits `text` has, where `letters` (nothing else) begins with them.
pub fn begun(letters: &str, text: &str) -> Option<usize> {
    let mut rest = letters.chars();
    let mut count = 0;
    for letter in text.chars().filter(|c| letters::is_alphanumeric(*c)) {
        if rest.next() != Some(letter) {
            return None;
        }
        count += 1;
    }
    Some(count)
}

/// Whether a text's letters and digits are `letters`.
fn reads(text: &str, letters: &str) -> bool {
    text.chars().filter(|c| letters::is_alphanumeric(*c)).eq(letters.chars())
}

/// Where a dropped line shows the title, in the repaired text.
pub fn shown_at(title: &str, lines: &Lines) -> Option<Range<usize>> {
    let title = letters(title);
    let dropped = |line: &&Line| line.drop.is_some_and(|drop| drop != DropReason::Hidden);
    let shown = lines.lines.iter().filter(dropped).find(|line| !title.is_empty() && reads(lines.str(line), &title))?;
    lines.text.origin(shown.span.clone())
}

/// In an HTML page the title's own heading is metadata, even inside the picked region.
pub fn drop_from_body(judged: &mut Judged) {
    let Some(title) = read(judged) else { return };
    let title = letters(&title);
    let kept = |judged: &Judged, at: usize| judged.lines.lines[at].drop.is_none();
    let first: Vec<usize> = (0..judged.lines.lines.len()).filter(|at| kept(judged, *at)).take(3).collect();
    if first.len() < 2 {
        return;
    }
    for at in first {
        if let Some(next) = broken(judged, at, &title) {
            judged.lines.lines[at].drop = Some(DropReason::Boilerplate);
            judged.lines.lines[next].drop = Some(DropReason::Boilerplate);
            judged.title = judged.title.or(Some(at));
            return;
        }
        let line = &judged.lines.lines[at];
        let same = reads(judged.lines.str(line), &title);
        let above = judged.lines.lines[..at].iter().any(|other| other.drop.is_some() && reads(judged.lines.str(other), &title));
        let heading = matches!(line.kind, LineKind::Heading(1..=2));
        if same && (heading || !above) {
            judged.lines.lines[at].drop = Some(DropReason::Boilerplate);
            judged.title = judged.title.or(Some(at));
            return;
        }
    }
}

/// The kept line below line `at`, where the two are the title, broken, and it stands nowhere above.
fn broken(judged: &Judged, at: usize, title: &str) -> Option<usize> {
    let lines = &judged.lines.lines;
    let next = Some(at + 1).filter(|next| lines.get(*next).is_some_and(|next| next.drop.is_none()))?;
    let begun = begun(title, judged.lines.str(&lines[at])).filter(|begun| *begun >= 4)?;
    let rest: String = title.chars().skip(begun).collect();
    let above = lines[..at].iter().any(|other| other.drop.is_some() && reads(judged.lines.str(other), title));
    (rest.chars().count() >= 2 && reads(judged.lines.str(&lines[next]), &rest) && !above).then_some(next)
}

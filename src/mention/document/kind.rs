//! What kind of document a title names, its standing and its period. In: a title and the text beside it. Out: kind, status,
//! period. Never done here: finding titles.

use std::sync::LazyLock;

use regex::Regex;

use super::Status;
use super::title::stem;
use crate::mention::edtf::{Edtf, Point};
use crate::rules::documents::{DocumentRules, Kind};

/// The row that a title ends with: its surface and what it says.
pub fn row<'r>(title: &str, rules: &'r DocumentRules) -> Option<(&'r str, &'r Kind)> {
    let stem = stem(title).trim_end_matches(['”', '"', '》', '〉', '’']);
    rules.kinds.ending(stem).filter(|(_, kind)| kind.name.is_some())
}

/// What the record calls the kind.
pub fn name(title: &str, rules: &DocumentRules) -> Option<String> {
    let plain = row(title, rules);
    // A draft is called after what it drafts.
    let called = match plain {
        Some((surface, kind)) if kind.status == Status::Draft => {
            row(stem(title).trim_end_matches(surface).trim_end_matches(['（', '(']), rules).or(plain)
        }
        _ => plain,
    };
    called.and_then(|(_, kind)| kind.name.as_deref()).map(str::to_string)
}

/// Its standing, from the title and what stands right before 《 and right after 》.
pub fn status(title: &str, before: &str, after: &str, rules: &DocumentRules) -> Status {
    let bracketed = |text: &str| {
        text.trim_start().strip_prefix(['（', '(']).is_some_and(|inner| {
            let inner = inner.split(['）', ')', '\n']).next().unwrap_or("");
            rules.kinds.endings(inner).any(|(_, kind)| kind.status == Status::Draft)
        })
    };
    let tail = &title[stem(title).len()..];
    let consulted = ["征求意见", "公开征求", "向社会征求", "面向社会征求", "草案"].iter().any(|words| after.starts_with(words));
    if bracketed(tail) || bracketed(after) || consulted || row(title, rules).is_some_and(|(_, kind)| kind.status == Status::Draft) {
        return Status::Draft;
    }
    let quoted = rules.other_before.ending(before.trim_end()).is_some() || rules.other_after.beginning(after).is_some();
    if rules.other_titles.contains(title) {
        return Status::NotPolicy;
    }
    match row(title, rules) {
        Some((_, kind)) => kind.status,
        None if quoted || rules.other_suffixes.ending(title).is_some() => Status::NotPolicy,
        None => Status::Final,
    }
}

static YEARS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"((?:19|20)[0-9]{2})\s?年?\s?(?:[—–\-－~～至到]+)\s?((?:19|20)[0-9]{2})\s?年?").expect("tested"));
static PLAN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(十[一二三四五六七八九]|[三四六七八九十])五[”\x22]?\S*(?:规划|时期|期间|纲要|计划)").expect("tested"));
static YEAR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"((?:19|20)[0-9]{2})\s?年(末|底|版|修|前|以)?").expect("tested"));

/// The years its title names: a range, a five-year plan, a single year that is no edition.
pub fn period(title: &str) -> Option<Edtf> {
    if let Some(found) = YEARS.captures(title) {
        let (start, end) = (found[1].parse().ok()?, found[2].parse().ok()?);
        return (start <= end).then(|| Edtf::interval(Point::Year(start), Point::Year(end)));
    }
    if let Some(found) = PLAN.captures(title) {
        let figure = |letter: char| "一二三四五六七八九".chars().position(|one| one == letter).map(|at| at as i16 + 1);
        let mut letters = found[1].chars();
        let plan = match (letters.next(), letters.next()) {
            (Some('十'), None) => Some(10),
            (Some('十'), Some(one)) => figure(one).map(|one| 10 + one),
            (Some(one), _) => figure(one),
            _ => None,
        }?;
        // The fourteenth plan began in 2021; each lasts five years since the third.
        let start = 2021 + 5 * (plan - 14);
        return Some(Edtf::interval(Point::Year(start), Point::Year(start + 4)));
    }
    let found = YEAR.captures(title)?;
    found.get(2).is_none().then(|| found[1].parse().ok().map(Edtf::year)).flatten()
}

//! The pages that an article is spread over. In: judged lines. Out: what the pager names, with addresses. Never done here: telling
//! a pager from other lines (`roles` does), following its links.

use super::furniture::Judged;
use super::roles::Role;
use super::{DropReason, Link};
use crate::rules::content::Class;

/// Digits of the highest page.
const DIGITS: usize = 3;

/// The pages of the pager that follows the article: their numbers, else its words (下一页, 第1页/共3页). A page without a link of its
/// own, as the present one, has no address.
pub fn pages(judged: &Judged, repaired: &str) -> Vec<Link> {
    let shown = |at: &usize| judged.lines.lines[*at].drop != Some(DropReason::Hidden);
    let pager = |at: &usize| judged.readings[*at].role == Role::Known(Class::Pager) && shown(at);
    let pagers: Vec<usize> = (0..judged.readings.len()).filter(pager).collect();
    let body = judged.lines.lines.iter().rposition(|line| line.drop.is_none()).unwrap_or(0);
    // The pager behind the article is meant, not the one of a list beside it.
    let Some(&found) = pagers.iter().find(|at| **at > body).or(pagers.last()) else { return Vec::new() };
    let part = |at: &usize| pager(at) || is_number(judged.lines.str(&judged.lines.lines[*at]));
    let first = (0..found).rev().take_while(part).last().unwrap_or(found);
    let group: Vec<usize> = (first..judged.readings.len()).take_while(part).collect();
    let mut named: Vec<Link> = Vec::new();
    let mut words: Vec<Link> = Vec::new();
    for at in group {
        let line = &judged.lines.lines[at];
        let text = judged.lines.str(line);
        let links: Vec<Link> = judged.lines.links_of(line, repaired).collect();
        for number in numbers(text) {
            let link = links.iter().find(|link| link.text.trim_matches(|c: char| !c.is_ascii_digit()) == number);
            let href = link.map_or_else(String::new, |link| link.href.clone());
            named.push(Link { text: number.to_string(), href });
        }
        match links.is_empty() {
            true => words.push(Link { text: text.to_string(), href: String::new() }),
            false => words.extend(links),
        }
    }
    let mut seen = std::collections::HashSet::new();
    let told = if named.is_empty() { words } else { named };
    told.into_iter().filter(|link| seen.insert(link.text.clone())).collect()
}

/// Whether a line is the number of a page and nothing else.
fn is_number(line: &str) -> bool {
    let digits = line.trim_matches(|c: char| matches!(c, '[' | ']' | '【' | '】' | '(' | ')' | '（' | '）') || c.is_whitespace());
    (1..=DIGITS).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The numbers of pages in a pager's line; 共3页 and 第1页 count pages, they name none.
fn numbers(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = line[at..].find(|c: char| c.is_ascii_digit()).map(|start| at + start) {
        let end = line[start..].find(|c: char| !c.is_ascii_digit()).map_or(line.len(), |len| start + len);
        let counted = line[..start].trim_end().ends_with(['共', '第']) || line[end..].trim_start().starts_with(['页', '条', '/']);
        if end - start <= DIGITS && !counted {
            found.push(&line[start..end]);
        }
        at = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_name_pages_counts_do_not() {
        assert_eq!(numbers("【1】【2】 [3] 下一页 尾页"), ["1", "2", "3"]);
        assert_eq!(numbers("共3页 1 2 3 下一页"), ["1", "2", "3"]);
        assert!(numbers("第1页/共3页").is_empty());
        assert!(is_number("【12】") && !is_number("2024") && !is_number(""));
    }
}

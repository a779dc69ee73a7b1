//! Whose page it is: the region that the input, the title, the issuer or the site gives to the whole page.

use super::places::{Naming, scan};
use crate::content::Content;
use crate::rules::places::{Level, PlaceRules};

/// The region of the whole page, where it has one.
pub fn region(content: &Content, rules: &PlaceRules) -> Option<usize> {
    let hint = content.hints().region.as_deref().and_then(|code| rules.division(code.trim()));
    let page = content.page();
    hint.or_else(|| page.title.as_deref().and_then(|title| of_title(title, rules)))
        .or_else(|| page.issuer.as_deref().and_then(|issuer| of_title(issuer, rules)))
        .or_else(|| page.title.is_none().then(|| of_first_line(content, rules)).flatten())
        .or_else(|| page.publisher.as_deref().filter(|name| official(name)).and_then(|name| of_title(name, rules)))
        .or_else(|| page.url.as_deref().or(content.hints().url.as_deref()).and_then(|url| of_site(url, rules)))
}

/// The innermost place of a title that speaks of one place only.
fn of_title(title: &str, rules: &PlaceRules) -> Option<usize> {
    let names = scan(title, rules);
    let sure: Vec<&Naming> = names.iter().filter(|naming| naming.division.is_some()).collect();
    let first = sure.first()?.division?;
    let mut inner = first;
    for naming in &sure[1..] {
        let division = naming.division?;
        if naming.joined && rules.within(division, inner) {
            inner = division;
        } else if !rules.within(division, first) && !rules.within(first, division) {
            return None;
        }
    }
    (rules.divisions()[inner].level != Level::Country).then_some(inner)
}

/// A page without a title may show it as its first line.
fn of_first_line(content: &Content, rules: &PlaceRules) -> Option<usize> {
    let first = content.blocks().first()?;
    let line = &content.text()[first.span.range()];
    let title = (12..=60).contains(&line.chars().count()) && !line.contains(['。', '；', '：', ':']) && content.blocks().len() > 1;
    let alone = scan(line, rules).first().is_some_and(|naming| naming.span.start == 0 && naming.span.end == line.trim_end().len());
    if title && !alone { of_title(line, rules) } else { None }
}

/// Whether a source is an organ, and no newspaper.
fn official(name: &str) -> bool {
    ["政府", "委", "委员会", "厅", "局", "办公室", "人民政府网", "政府网"].iter().any(|end| name.trim().ends_with(end))
}

/// www.gd.gov.cn, fgw.beijing.gov.cn: the label before gov.cn.
fn of_site(url: &str, rules: &PlaceRules) -> Option<usize> {
    let host = url.split("//").last()?.split(['/', '?', '#', ':']).next()?;
    let labels: Vec<&str> = host.strip_suffix(".gov.cn")?.split('.').collect();
    rules.site(labels.last()?)
}

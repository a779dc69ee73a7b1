//! Whose page it is: the region that the input, the title, the issuer or the site gives to the whole page. In: the main text and
//! what the page says of itself. Out: the region and what it rests on. Never done here: sections.

use super::openings::{self, Form};
use super::places::{Naming, scan};
use crate::content::{Content, Page};
use crate::rules::places::{Level, Part, PlaceRules};

/// The region of a page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Whose {
    /// The division, where there is one.
    pub division: Option<usize>,
    /// Whether nothing but the page's source or site says so: what the page is about may be another place.
    pub weak: bool,
}

/// What a line says about whose page it is.
enum Told {
    /// One place's.
    Place(usize),
    /// Several places', or the whole country's.
    Many,
    /// Nothing.
    Nothing,
}

/// The region of the whole page, where it has one.
pub fn region(content: &Content, rules: &PlaceRules) -> Whose {
    let strong = |division| Whose { division: Some(division), weak: false };
    if let Some(hint) = content.hints().region.as_deref().and_then(|code| rules.division(code.trim())) {
        return strong(hint);
    }
    let page = content.page();
    let title = page.title.as_deref().or_else(|| first_line(content, rules));
    let stated = [title, page.issuer.as_deref(), session(content)];
    for line in stated.into_iter().flatten() {
        match of_title(line, rules) {
            Told::Place(division) => return strong(division),
            Told::Many => return Whose::default(),
            Told::Nothing => {}
        }
    }
    if let Some(division) = signature(content, rules) {
        return strong(division);
    }
    Whose { division: of_source(page, content, rules), weak: true }
}

/// The source where it is an organ, else the site, unless the page was taken over from the press.
fn of_source(page: &Page, content: &Content, rules: &PlaceRules) -> Option<usize> {
    let place = |name: &str| match of_title(name, rules) {
        Told::Place(division) => Some(division),
        _ => None,
    };
    if let Some(publisher) = page.publisher.as_deref() {
        if official(publisher, rules) {
            if let Some(division) = place(publisher) {
                return Some(division);
            }
            if rules.begins_with(Part::National, publisher).is_some() {
                return None;
            }
        } else if rules.closes_with(Part::Press, publisher.trim()) {
            return None;
        }
    }
    let site = page.site.as_deref().filter(|name| official(name, rules)).and_then(place);
    let host = |url: Option<&str>| url.and_then(|url| of_site(url, rules));
    site.or_else(|| host(page.url.as_deref())).or_else(|| host(content.hints().url.as_deref())).or_else(|| host(page.domain.as_deref()))
}

/// The innermost place of a title that speaks of one place only.
fn of_title(title: &str, rules: &PlaceRules) -> Told {
    // 图1 北京市企业数量 is a caption.
    if title.strip_prefix(['图', '表']).is_some_and(|rest| rest.trim_start().starts_with(|letter: char| letter.is_ascii_digit())) {
        return Told::Nothing;
    }
    let names = scan(title, rules);
    // 《南京！南京！》 is no document of the place.
    let work = |at: usize| {
        let inside = title[..at].rsplit_once('《').filter(|(_, before)| !before.contains('》'));
        let closed = title[at..].split_once('》').filter(|_| inside.is_some());
        closed.is_some_and(|(name, _)| !rules.ends_with(Part::Paper, openings::note_before(name)))
    };
    // 北京大学…: an institution's name; 北京：晴: a weather box.
    let told = |naming: &&Naming| {
        let rest = &title[naming.span.end..];
        let weather = rest.contains(['：', ' ', '℃']) && rules.covers(Part::Weather, rest);
        naming.division.is_some() && !weather && !work(naming.span.start) && !openings::owned(rest, naming.full, rules)
    };
    let sure: Vec<&Naming> = names.iter().filter(told).collect();
    let nation = rules.begins_with(Part::National, title.trim_start_matches(['《', '“', ' '])).is_some();
    let Some(first) = sure.first().and_then(|first| first.division) else {
        return if nation { Told::Many } else { Told::Nothing };
    };
    // 江苏省南京市…: the inner one; 辽宁省第十四届运动会在鞍山市…: the first one, which the title is about.
    let mut inner = first;
    for naming in &sure[1..] {
        let Some(division) = naming.division else { continue };
        if naming.joined && rules.within(division, inner) {
            inner = division;
        } else if !rules.within(division, first) && !rules.within(first, division) {
            return Told::Many;
        }
    }
    if rules.divisions()[inner].level == Level::Country { Told::Nothing } else { Told::Place(inner) }
}

/// ——在湖南省第十四届人民代表大会第二次会议上: the line below a report's title.
fn session<'c>(content: &'c Content) -> Option<&'c str> {
    let lines = content.blocks().iter().take(4).map(|block| content.text()[block.span.range()].trim());
    lines.into_iter().find(|line| line.chars().count() <= 60 && line.contains("人民代表大会") && line.contains("会议"))
}

/// The place of the organs that sign the page: lines near its end that are an organ of the place and nothing else.
fn signature(content: &Content, rules: &PlaceRules) -> Option<usize> {
    let mut signed = None;
    for block in content.blocks().iter().rev().take(SIGNED) {
        let line = content.text()[block.span.range()].trim();
        if line.chars().count() > 30 || line.contains(['：', ':', '，', '。']) {
            continue;
        }
        let names = scan(line, rules);
        if names.is_empty() {
            continue;
        }
        let Some(opening) = openings::read(line, 0, line.len(), &names, rules, false) else { continue };
        if opening.form != Form::Organ {
            continue;
        }
        let openings::About::Place(division) = opening.about else { continue };
        if signed.is_some_and(|signed| signed != division) {
            return None;
        }
        signed = Some(division);
    }
    signed
}

/// Lines at the end of a page that may hold signatures.
const SIGNED: usize = 8;

/// A page without a title may show it as its first line.
fn first_line<'c>(content: &'c Content, rules: &PlaceRules) -> Option<&'c str> {
    let first = content.blocks().first()?;
    let line = &content.text()[first.span.range()];
    let title = (8..=60).contains(&line.chars().count()) && !line.contains(['。', '；', '：', ':']) && content.blocks().len() > 1;
    let alone = scan(line, rules).first().is_some_and(|naming| naming.span.start == 0 && naming.span.end == line.trim_end().len());
    (title && !alone).then_some(line)
}

/// Whether a source is an organ, and no newspaper.
fn official(name: &str, rules: &PlaceRules) -> bool {
    rules.closes_with(Part::Official, name.trim()) || name.contains("人民政府")
}

/// www.gd.gov.cn, fgw.beijing.gov.cn: the label before gov.cn.
fn of_site(url: &str, rules: &PlaceRules) -> Option<usize> {
    let host = url.trim().split("//").last()?.split(['/', '?', '#', ':']).next()?;
    let labels: Vec<&str> = host.strip_suffix(".gov.cn")?.split('.').collect();
    rules.site(labels.last()?)
}

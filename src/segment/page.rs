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
        if official(publisher) {
            if let Some(division) = place(publisher) {
                return Some(division);
            }
            if rules.begins_with(Part::National, publisher).is_some() {
                return None;
            }
        } else if PRESS.iter().any(|end| publisher.trim().ends_with(end)) {
            return None;
        }
    }
    let site = page.site.as_deref().filter(|name| official(name)).and_then(place);
    let host = |url: Option<&str>| url.and_then(|url| of_site(url, rules));
    site.or_else(|| host(page.url.as_deref())).or_else(|| host(content.hints().url.as_deref())).or_else(|| host(page.domain.as_deref()))
}

/// What newspapers and news sites are called.
const PRESS: [&str; 10] = ["报", "社", "网", "台", "周刊", "杂志", "客户端", "新闻", "公众号", "微信"];

/// The innermost place of a title that speaks of one place only.
fn of_title(title: &str, rules: &PlaceRules) -> Told {
    // 图1 北京市企业数量 is a caption.
    if title.strip_prefix(['图', '表']).is_some_and(|rest| rest.trim_start().starts_with(|letter: char| letter.is_ascii_digit())) {
        return Told::Nothing;
    }
    let names = scan(title, rules);
    // 北京大学…: an institution's name; 北京：晴: a weather box.
    let told = |naming: &&Naming| {
        let rest = &title[naming.span.end..];
        let weather = rest.contains(['：', ' ', '℃']) && rules.covers(Part::Weather, rest);
        naming.division.is_some() && !weather && !openings::owned(rest, naming.full, rules)
    };
    let sure: Vec<&Naming> = names.iter().filter(told).collect();
    let nation = rules.begins_with(Part::National, title.trim_start_matches(['《', '“', ' '])).is_some();
    let Some(first) = sure.first().and_then(|first| first.division) else {
        return if nation { Told::Many } else { Told::Nothing };
    };
    let mut inner = first;
    for division in sure[1..].iter().filter_map(|naming| naming.division) {
        if rules.within(division, inner) {
            inner = division;
        } else if !rules.within(inner, division) && !rules.within(division, first) {
            return Told::Many;
        }
    }
    // 广东…深圳…珠海: several places of the first one are its.
    let apart = sure[1..].iter().filter_map(|naming| naming.division).any(|division| !rules.within(inner, division));
    let division = if apart { first } else { inner };
    if rules.divisions()[division].level == Level::Country { Told::Nothing } else { Told::Place(division) }
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
fn official(name: &str) -> bool {
    let ends = ["政府", "委", "委员会", "厅", "局", "办公室", "政府网", "政府门户网站", "政府办", "人大", "政协", "政务网"];
    let name = name.trim();
    ends.iter().any(|end| name.ends_with(end)) || name.contains("人民政府")
}

/// www.gd.gov.cn, fgw.beijing.gov.cn: the label before gov.cn.
fn of_site(url: &str, rules: &PlaceRules) -> Option<usize> {
    let host = url.trim().split("//").last()?.split(['/', '?', '#', ':']).next()?;
    let labels: Vec<&str> = host.strip_suffix(".gov.cn")?.split('.').collect();
    rules.site(labels.last()?)
}

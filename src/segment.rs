//! Which place is this about. In: the main text as blocks. Out: [`Sections`]: sections by place and every place named. Never
//! done here: reading dates or numbers.

pub mod layout;
pub mod leads;
pub mod openings;
pub mod page;
pub mod places;
mod subject;

use crate::content::Content;
use crate::limits::{self, Reached};
use crate::rules::Rules;
pub use crate::rules::places::Level;
use crate::rules::places::PlaceRules;
use crate::trace::TextSpan;

use layout::Layout;

/// A place that a section or a value belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Full present name (重庆市).
    pub name: String,
    /// Its level.
    pub level: Level,
    /// GB/T 2260 code, six digits; 100000 is the country.
    pub adcode: String,
    /// ISO 3166-2:CN of the province it is or lies in (`CN-CQ`).
    pub iso: Option<String>,
}

/// A stretch of main text about one place.
#[derive(Clone, Debug)]
pub struct Section {
    /// The section it lies in: an index into [`Sections::sections`].
    pub parent: Option<usize>,
    /// Whose section it is; `None` for the lead and for pages without places.
    pub region: Option<Region>,
    /// The heading's span, where a line is one.
    pub heading: Option<TextSpan>,
    /// From its heading (or first line) to the end of its last line. A child's span lies inside its parent's.
    pub span: TextSpan,
}

/// A place named in the text.
#[derive(Clone, Debug)]
pub struct Place {
    /// Where it is named.
    pub span: TextSpan,
    /// The place, where it is sure.
    pub region: Option<Region>,
    /// adcodes it may be, where it is not sure.
    pub candidates: Vec<String>,
    /// The year in which the name was given up, where it is a former one and the year is known; `region` is its successor.
    pub retired: Option<i16>,
}

/// The main text, its sections and its places.
#[derive(Clone, Debug)]
pub struct Sections<'s> {
    pub(crate) content: Content<'s>,
    pub(crate) sections: Vec<Section>,
    pub(crate) places: Vec<Place>,
    /// The innermost section from each offset on, ascending.
    steps: Vec<(usize, usize)>,
    /// Words like 全省 and 本市, in order, with what they speak of.
    deictics: Vec<(TextSpan, Option<Region>)>,
    /// Where a word that the finders look for may begin: the text was walked for places and for them at once.
    pub(crate) starts: Vec<usize>,
    /// From where on no places were read, in a text with more of them than are.
    pub(crate) reached: Option<Reached>,
}

impl<'s> Sections<'s> {
    /// The main text.
    pub fn text(&self) -> &str {
        self.content.text()
    }

    /// The page behind it.
    pub fn content(&self) -> &Content<'s> {
        &self.content
    }

    /// The sections, in order of their start; parents before children. They cover the text.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// The places named, in order.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// The innermost section that `offset` stands in; between two sections, the one before.
    pub fn section_at(&self, offset: usize) -> usize {
        let index = self.steps.partition_point(|&(start, _)| start <= offset);
        index.checked_sub(1).and_then(|index| self.steps.get(index)).map_or(0, |&(_, section)| section)
    }

    /// The region of the page's own section, which begins the text without a heading.
    pub fn page_region(&self) -> Option<&Region> {
        self.sections.first().filter(|first| first.heading.is_none()).and_then(|first| first.region.as_ref())
    }

    /// The region of the section that `offset` stands in, or of the nearest one around it that has any.
    pub fn section_region(&self, offset: usize) -> Option<&Region> {
        let mut at = Some(self.section_at(offset));
        while let Some(section) = at.and_then(|at| self.sections.get(at)) {
            if section.region.is_some() {
                return section.region.as_ref();
            }
            at = section.parent;
        }
        None
    }
}

/// Find the sections and the places.
pub fn segment<'s>(content: Content<'s>, rules: &Rules) -> Sections<'s> {
    let gazetteer = &rules.places;
    let whose = page::region(&content, gazetteer);
    let page = whose.division;
    let starts = rules.sought().starts(content.text());
    let (mut names, deictics) = places::scan_at(content.text(), &starts, gazetteer);
    let reached = (names.len().max(deictics.len()) >= limits::VALUES).then(|| {
        let from = names.last().map(|name| name.span.end).max(deictics.last().map(|deictic| deictic.span.end));
        Reached { limit: "places", from: from.unwrap_or_default() }
    });
    // Names that several places share: first by their neighbours and the page, so that headings can be read …
    places::settle(content.text(), &mut names, gazetteer, |_| page);
    let drafts =
        Layout { text: content.text(), blocks: content.blocks(), names: &names, rules: gazetteer, page, weak: whose.weak }.drafts();
    let parents = nest(&drafts);
    let steps = steps(&drafts, &parents);
    let around = |offset: usize| {
        let index = steps.partition_point(|&(start, _)| start <= offset);
        let mut at = index.checked_sub(1).map(|index| steps[index].1);
        while let Some(section) = at {
            if drafts[section].division.is_some() {
                return drafts[section].division;
            }
            at = parents[section];
        }
        None
    };
    // … then by their sections.
    places::settle(content.text(), &mut names, gazetteer, around);
    names.retain(|naming| naming.division.is_some() || !naming.waits);
    let sections = drafts
        .iter()
        .zip(&parents)
        .map(|(draft, parent)| Section {
            parent: *parent,
            region: draft.division.and_then(|division| region(division, gazetteer)),
            heading: draft.heading,
            span: draft.span,
        })
        .collect();
    let places = names
        .iter()
        .map(|naming| Place {
            span: naming.span,
            region: naming.division.and_then(|division| region(division, gazetteer)),
            candidates: naming
                .candidates
                .iter()
                .filter_map(|&at| gazetteer.divisions().get(at))
                .map(|found| found.adcode.clone())
                .collect(),
            retired: naming.retired,
        })
        .collect();
    let deictics = subject::spoken_of(content.text(), &deictics, &names, gazetteer, around);
    Sections { content, sections, places, steps, deictics, starts, reached }
}

fn region(division: usize, rules: &PlaceRules) -> Option<Region> {
    let division = rules.divisions().get(division)?;
    Some(Region { name: division.name.clone(), level: division.level, adcode: division.adcode.clone(), iso: division.iso.clone() })
}

/// The innermost section around each one.
fn nest(drafts: &[layout::Draft]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut parents = Vec::with_capacity(drafts.len());
    for (index, draft) in drafts.iter().enumerate() {
        while open.last().is_some_and(|&last| !drafts[last].span.contains(draft.span)) {
            open.pop();
        }
        parents.push(open.last().copied());
        open.push(index);
    }
    parents
}

/// Where the innermost section changes.
fn steps(drafts: &[layout::Draft], parents: &[Option<usize>]) -> Vec<(usize, usize)> {
    let mut steps: Vec<(usize, usize)> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let close = |steps: &mut Vec<(usize, usize)>, open: &mut Vec<usize>, until: usize| {
        while let Some(&last) = open.last() {
            if drafts[last].span.end > until {
                break;
            }
            open.pop();
            // Behind a child its parent goes on; behind a section without parent nothing does: the one before stands.
            if let Some(parent) = parents[last]
                && drafts[last].span.end < drafts[parent].span.end
            {
                steps.push((drafts[last].span.end, parent));
            }
        }
    };
    for (index, draft) in drafts.iter().enumerate() {
        close(&mut steps, &mut open, draft.span.start);
        steps.push((draft.span.start, index));
        open.push(index);
    }
    close(&mut steps, &mut open, usize::MAX);
    steps
}

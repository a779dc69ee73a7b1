//! Which place is this about. In: the main text as blocks. Out: [`Sections`]: sections by place and every place named. Never
//! done here: reading dates or numbers.

pub mod headings;
pub mod places;

use crate::content::Content;
use crate::rules::Rules;
use crate::trace::TextSpan;

/// Level of an administrative division (or of what is treated like one).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// 全国.
    Country,
    /// 省 自治区 直辖市 特别行政区, 新疆生产建设兵团.
    Province,
    /// 地级市 地区 自治州 盟.
    Prefecture,
    /// 县 县级市 市辖区 旗.
    County,
}

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
}

/// The main text, its sections and its places.
#[derive(Clone, Debug)]
pub struct Sections<'s> {
    pub(crate) content: Content<'s>,
    pub(crate) sections: Vec<Section>,
    pub(crate) places: Vec<Place>,
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

    /// The innermost section that `span` starts in.
    pub fn section_at(&self, offset: usize) -> usize {
        let mut best = 0;
        for (index, section) in self.sections.iter().enumerate() {
            if section.span.start <= offset && (offset < section.span.end || index == 0) {
                best = index;
            }
        }
        best
    }
}

/// Find the sections and the places.
pub fn segment<'s>(content: Content<'s>, rules: &Rules) -> Sections<'s> {
    let places = places::find(&content, rules);
    let sections = headings::sections(&content, &places, rules);
    Sections { content, sections, places }
}

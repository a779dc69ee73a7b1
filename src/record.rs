//! The record: what one page becomes. In: [`Mentions`]. Out: one JSON object a page, `schema: "qingyuan/1"`. Spans become code
//! points and sources bytes of the input here, once, at the very end. Never done here: deciding anything.

mod build;
mod limits;

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Number;

pub use build::record;

/// `[start, end)`, counted in Unicode code points of `text`, or in bytes of the input for `source`.
pub type Span = [usize; 2];

/// One of a few fixed words, or the name of a rule.
pub type Term = Cow<'static, str>;

/// One page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// Name and version of this contract: `qingyuan/1`.
    pub schema: String,
    /// The input's own id (JSON Lines), else its path as given.
    pub id: String,
    /// The input.
    pub source: SourceInfo,
    /// How the bytes became text.
    pub decoding: Decoding,
    /// What was undone, one row a damage class.
    pub repairs: Vec<Repair>,
    /// Damage seen, not repairable: kept and told.
    pub damage: Vec<Damage>,
    /// What the page says of itself.
    pub page: Page,
    /// Main content after repair; one line a block.
    pub text: String,
    /// Everything visible that is not in `text`.
    pub dropped: Vec<Dropped>,
    /// Sections by place, in order; the lead before the first heading has `region: null`.
    pub sections: Vec<Section>,
    /// Every place named.
    pub places: Vec<Place>,
    /// Every date.
    pub dates: Vec<Date>,
    /// Every document named.
    pub documents: Vec<Document>,
    /// Planned or required numbers.
    pub targets: Vec<Figure>,
    /// What the text says of itself, tried.
    pub checks: Vec<Check>,
    /// All other numbers, with their `kind`.
    pub figures: Vec<Figure>,
    /// Limits that the page ran into: what the record does not hold because of its sheer number. Left out where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<Limit>,
}

impl Record {
    /// The record as JSON, without line feeds: a line of JSON Lines, but for its end.
    pub fn to_json(&self) -> Vec<u8> {
        // About what it takes, so that it need not be moved while it grows.
        let values = self.figures.len() + self.targets.len() + self.dates.len() + self.documents.len() + self.places.len();
        let mut json = Vec::with_capacity(2048 + self.text.len() * 2 + self.dropped.len() * 100 + values * 400);
        serde_json::to_writer(&mut json, self).expect("a record is JSON");
        json
    }
}

/// A limit that the page ran into.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Limit {
    /// What was counted: `lines`, `depth` (elements inside each other), `places`, `dates`, `documents`, `figures` (with targets),
    /// `damage` or `dropped`.
    pub limit: Term,
    /// How many of them are read.
    pub most: usize,
    /// The rest of the input, which was not read for them; for `depth` from the first element that belongs to the one around it.
    pub source: Option<Span>,
}

/// The input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SourceInfo {
    /// Where it was read from.
    pub uri: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: usize,
    /// `html` or `text`.
    pub kind: Term,
}

/// How the bytes became text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Decoding {
    /// The encoding used (WHATWG name, lower case).
    pub encoding: String,
    /// The label that page or transport gave.
    pub declared: Option<String>,
    /// What the choice rests on: `override`, `bom`, `http`, `meta`, `detected`.
    pub basis: String,
    /// Malformed byte sequences.
    pub malformed: usize,
}

/// What was undone, one row a damage class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Repair {
    /// Damage class.
    pub class: String,
    /// How many places of the page.
    pub count: usize,
    /// How many of them had another reading nearly as good.
    pub uncertain: usize,
}

/// Damage seen, not repairable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Damage {
    /// Damage class.
    pub class: String,
    /// Where, in `text`; `null` where it lies outside the main text.
    pub span: Option<Span>,
    /// Where, in the input.
    pub source: Option<Span>,
    /// The damaged text.
    pub text: String,
    /// What is known of it.
    pub note: String,
}

/// What the page says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Page {
    /// Title of the article, without the site's suffix.
    pub title: Option<String>,
    /// Its date (YYYY-MM-DD): the one shown near the title, else the CMS's.
    pub published: Option<String>,
    /// 来源.
    pub publisher: Option<String>,
    /// 作者.
    pub author: Option<String>,
    /// Canonical address.
    pub url: Option<String>,
    /// 当前位置, from the outermost.
    pub breadcrumb: Vec<String>,
    /// `hans`, `hant` or `null`.
    pub script: Option<String>,
    /// 索引号 of a metadata table.
    pub index: Option<String>,
    /// 发文字号 of a metadata table, or of a line that holds nothing else.
    pub number: Option<String>,
    /// 发文机关 of a metadata table.
    pub issuer: Option<String>,
    /// 成文日期 of a metadata table (YYYY-MM-DD).
    pub written: Option<String>,
    /// `article` or `list`.
    pub kind: Term,
    /// 附件.
    pub attachments: Vec<Link>,
    /// The pages that the page is one of, as its pager names them (【1】【2】); `href` is empty where it shows no link: the
    /// present page, and every page in a text scrape.
    pub pages: Vec<Link>,
    /// The links of a list page.
    pub links: Vec<Link>,
    /// Fields for which the page gives several values.
    pub conflicts: Vec<Conflict>,
}

/// A link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Link {
    /// What is shown.
    pub text: String,
    /// Where it leads, as written.
    pub href: String,
}

/// A field for which the page gives several values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Conflict {
    /// Field of `page`.
    pub field: String,
    /// The values, the trusted one first.
    pub values: Vec<String>,
}

/// Something visible that is not in `text`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Dropped {
    /// `navigation`, `boilerplate`, `hidden`, `spam` or `related`.
    pub reason: Term,
    /// Where, in the input.
    pub source: Option<Span>,
    /// Its first 40 characters.
    pub text: String,
}

/// A stretch of `text` about one place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Section {
    /// Its index.
    pub id: usize,
    /// The section it lies in.
    pub parent: Option<usize>,
    /// The place.
    pub region: Option<Region>,
    /// Its heading in `text`.
    pub heading: Option<Span>,
    /// Its extent in `text`.
    pub span: Span,
    /// The same in the input: from its first byte to its last, with what was dropped between.
    #[serde(default)]
    pub source: Option<Span>,
}

/// An administrative division.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Region {
    /// Full present name.
    pub name: String,
    /// `country`, `province`, `prefecture` or `county`.
    pub level: String,
    /// GB/T 2260 code.
    pub adcode: String,
    /// ISO 3166-2:CN code of the province.
    pub iso: Option<String>,
}

/// A place named in the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// As written.
    pub text: String,
    /// Where, in `text`.
    pub span: Span,
    /// Where, in the input.
    pub source: Option<Span>,
    /// Its section.
    pub section: usize,
    /// GB/T 2260 code, where the place is sure.
    pub adcode: Option<String>,
    /// ISO 3166-2:CN code of the province.
    pub iso: Option<String>,
    /// Its level, where the place is sure.
    pub level: Option<String>,
    /// adcodes that it may be, where it is not sure.
    pub candidates: Vec<String>,
    /// The year in which the name was given up, where it is a former one: `adcode` is that of its successor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired: Option<i16>,
}

/// A date.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Date {
    /// As written.
    pub text: String,
    /// Where, in `text`; `null` for the page's own date where a line outside the main text shows it.
    pub span: Option<Span>,
    /// Where, in the input.
    pub source: Option<Span>,
    /// Its section.
    pub section: usize,
    /// adcode of its section's region, or of the place that its own sentence names.
    #[serde(default)]
    pub region: Option<String>,
    /// EDTF level 1 (ISO 8601-2).
    pub edtf: String,
    /// `published`, `issued`, `adopted`, `effective`, `expiry`, `event`, `period`, `deadline`, `baseline` or `label`.
    pub role: Term,
    /// `explicit`, `page`, `context` or `plan`.
    pub year_from: Term,
    /// The rule that made it.
    pub rule: Term,
}

/// A document named in the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// Its index.
    pub id: usize,
    /// Exactly what stands between 《 and 》; `null` for a number alone.
    pub title: Option<String>,
    /// Where it is first named, in `text`; `null` where the page's own title stands outside it.
    pub span: Option<Span>,
    /// The same in the input.
    pub source: Option<Span>,
    /// Its section.
    pub section: usize,
    /// adcode of the place that its title begins with, or its own sentence names, or of its section's region.
    #[serde(default)]
    pub region: Option<String>,
    /// 通知, 行动方案, 条例, …
    pub kind: Option<String>,
    /// Named issuers.
    pub issuers: Vec<String>,
    /// How many issued it.
    pub issuer_count: Option<u32>,
    /// 文号, normalised: 机关代字〔YYYY〕N号.
    pub number: Option<String>,
    /// Its date (EDTF).
    pub date: Option<String>,
    /// The role of `date`.
    pub date_role: Option<String>,
    /// The period its title names (EDTF).
    pub period: Option<String>,
    /// `final`, `draft`, `law` or `not-policy`.
    pub status: String,
    /// Its short names.
    pub aliases: Vec<String>,
    /// Its later mentions.
    pub mentions: Vec<Mention>,
    /// The rule that made it.
    pub rule: Term,
}

/// A later mention of a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Mention {
    /// As written.
    pub text: String,
    /// Where, in `text`.
    pub span: Span,
    /// Where, in the input.
    pub source: Option<Span>,
    /// `alias-definition`, `alias` or `demonstrative`.
    pub how: Term,
}

/// A number of the text, understood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Figure {
    /// Numeral, magnitude and unit as written.
    pub text: String,
    /// Where, in `text`.
    pub span: Span,
    /// Where, in the input.
    pub source: Option<Span>,
    /// Its section.
    pub section: usize,
    /// Its clause, in `text`.
    pub evidence: Span,
    /// `target` in `targets`; the other kinds in `figures`.
    pub kind: Term,
    /// GB/T 2260 code of the region it is about.
    pub region: Option<String>,
    /// `id` of the document that sets it.
    pub document: Option<usize>,
    /// The verb that governs it.
    pub verb: Option<String>,
    /// What it is a number of.
    pub object: Option<String>,
    /// The value in `unit`; `null` for a range or where there is none.
    #[schemars(with = "Option<f64>")]
    pub value: Option<Number>,
    /// Lower end of a range.
    #[schemars(with = "Option<f64>")]
    pub min: Option<Number>,
    /// Upper end of a range.
    #[schemars(with = "Option<f64>")]
    pub max: Option<Number>,
    /// Base unit.
    pub unit: String,
    /// The unit as written.
    pub unit_text: String,
    /// `=`, `>=`, `>`, `<=`, `<`, `~`, `range` or `order`.
    pub comparator: Term,
    /// `level`, `increment`, `decrement`, `growth-rate`, `multiple` or `rank`.
    pub measure: Term,
    /// Every year anew.
    pub annual: bool,
    /// 力争, 原则上.
    pub hedge: Option<String>,
    /// By when (EDTF).
    pub deadline: Option<String>,
    /// The time a fact speaks of (EDTF).
    pub as_of: Option<String>,
    /// When the baseline was (EDTF).
    pub baseline_date: Option<String>,
    /// What the baseline was, in `unit`.
    #[schemars(with = "Option<f64>")]
    pub baseline_value: Option<Number>,
    /// The rule that told its kind.
    pub rule: Term,
}

/// What the text says of itself, tried.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// `announced-count`, `sum`, `past-deadline`, `impossible-date`, `year-unknown`.
    pub check: String,
    /// Where it is said, in `text`.
    pub span: Span,
    /// What is said.
    pub says: serde_json::Value,
    /// What is found.
    pub found: serde_json::Value,
    /// Whether they agree.
    pub agrees: bool,
}

/// The JSON Schema of [`Record`].
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(Record)
}

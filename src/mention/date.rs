//! Dates: forms, missing years, roles.

use super::context::Context;
use super::document::Document;
use super::edtf::Edtf;
use crate::rules::Rules;
use crate::trace::TextSpan;

/// What a date is the date of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// 发布.
    Published,
    /// 印发.
    Issued,
    /// 通过.
    Adopted,
    /// 施行.
    Effective,
    /// 有效期至, 废止.
    Expiry,
    /// Something happened.
    Event,
    /// A time spoken of.
    Period,
    /// By when.
    Deadline,
    /// Compared with.
    Baseline,
    /// Part of a name.
    Label,
}

/// Where the year of a date comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearFrom {
    /// Written.
    Explicit,
    /// The page's date.
    Page,
    /// Another date of the text.
    Context,
    /// The name of a five-year plan.
    Plan,
}

/// A date found in the text.
#[derive(Clone, Debug)]
pub struct DateMention {
    /// Where it stands.
    pub span: TextSpan,
    /// What it means.
    pub edtf: Edtf,
    /// What it is the date of.
    pub role: Role,
    /// Where its year comes from.
    pub year_from: YearFrom,
    /// The rule that made it.
    pub rule: &'static str,
}

/// The dates of the text, in order, none overlapping. Bare 今年, 全年, 本月 are none.
pub fn find(_context: &Context, _documents: &[Document], _rules: &Rules) -> Vec<DateMention> {
    Vec::new()
}

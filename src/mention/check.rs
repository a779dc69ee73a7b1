//! What the text says of itself, tried: announced counts, sums, deadlines before the page's date.

use super::context::Context;
use super::date::DateMention;
use super::document::Document;
use super::figure::Figure;
use crate::rules::Rules;
use crate::trace::TextSpan;

/// A statement of the text about itself, and what is found.
#[derive(Clone, Debug)]
pub struct Check {
    /// `announced-count`, `sum`, `past-deadline`, `impossible-date`.
    pub check: &'static str,
    /// Where it is said.
    pub span: TextSpan,
    /// What is said.
    pub says: String,
    /// What is found.
    pub found: String,
    /// Whether they agree.
    pub agrees: bool,
}

/// The checks of the text, in order.
pub fn find(_context: &Context, _documents: &[Document], _dates: &[DateMention], _figures: &[Figure], _rules: &Rules) -> Vec<Check> {
    Vec::new()
}

//! What the text says of itself, tried: announced counts against the list that follows, parts against their sum, deadlines before the
//! page's own date. In: the text, its dates and figures. Out: [`Check`]s. Never done here: correcting anything.

mod announced;
mod sum;

use super::context::Context;
use super::date::{DateMention, Role, YearFrom};
use super::figure::Figure;
use crate::rules::Rules;
use crate::trace::TextSpan;

/// A statement of the text about itself, and what is found.
#[derive(Clone, Debug)]
pub struct Check {
    /// `announced-count`, `sum`, `past-deadline`, `impossible-date`, `year-unknown`.
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
pub fn find(context: &Context, dates: &[DateMention], figures: &[Figure], rules: &Rules) -> Vec<Check> {
    let mut checks = announced::find(context, figures, &rules.targets.marks);
    checks.extend(sum::find(context, figures));
    checks.extend(past_deadlines(context, dates));
    checks.sort_by_key(|check| check.span);
    checks
}

/// Deadlines that are written with their year and were over when the page came out.
fn past_deadlines(context: &Context, dates: &[DateMention]) -> Vec<Check> {
    let Some(page) = context.published else { return Vec::new() };
    let written = dates.iter().filter(|date| date.role == Role::Deadline && date.year_from == YearFrom::Explicit);
    let over = written.filter(|date| date.edtf.end().is_some_and(|end| end.last_day() < page));
    over.map(|date| Check { check: "past-deadline", span: date.span, says: date.edtf.to_string(), found: page.to_string(), agrees: false })
        .collect()
}

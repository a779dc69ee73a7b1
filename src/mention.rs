//! What the text says. In: the main text with its sections. Out: [`Mentions`]: documents, dates, quantities with their kind,
//! checks. Never done here: looking at markup; finders see section text and rules only.
//!
//! The finders run in one order, each seeing what the ones before it found: documents (titles, numbers), dates, quantities,
//! figures. What one has taken is masked for the next.

pub mod check;
pub mod comparator;
pub mod context;
pub mod date;
pub mod document;
pub mod edtf;
pub mod explain;
pub mod figure;
pub mod grid;
pub mod mask;
pub mod numeral;
pub mod quantity;
mod reading;
pub mod unit;

use crate::limits::Reached;
use crate::rules::Rules;
use crate::segment::Sections;
use crate::trace::TextSpan;

use context::Context;

/// Everything found in a page's main text.
#[derive(Clone, Debug)]
pub struct Mentions<'s> {
    pub(crate) sections: Sections<'s>,
    pub(crate) dates: Vec<date::DateMention>,
    pub(crate) documents: Vec<document::Document>,
    pub(crate) figures: Vec<figure::Figure>,
    pub(crate) checks: Vec<check::Check>,
    /// Limits that the text ran into.
    pub(crate) reached: Vec<Reached>,
}

impl<'s> Mentions<'s> {
    /// The text and its sections.
    pub fn sections(&self) -> &Sections<'s> {
        &self.sections
    }

    /// The dates, in order.
    pub fn dates(&self) -> &[date::DateMention] {
        &self.dates
    }

    /// The documents, in order of first mention.
    pub fn documents(&self) -> &[document::Document] {
        &self.documents
    }

    /// The numbers of every kind, in order.
    pub fn figures(&self) -> &[figure::Figure] {
        &self.figures
    }

    /// What the text says of itself, tried.
    pub fn checks(&self) -> &[check::Check] {
        &self.checks
    }
}

/// A stretch that a finder has taken: the next ones read nothing inside it.
pub type Mask = TextSpan;

/// Run the finders.
pub fn find<'s>(sections: Sections<'s>, rules: &Rules) -> Mentions<'s> {
    let context = Context::new(&sections, rules);
    let mut documents = document::find(&context, rules);
    let date::Dates { mentions: dates, valueless } = date::read(&context, &documents, rules);
    document::date(&mut documents, &dates, &context, rules);
    let quantities = quantity::find(&context, &documents, &dates, rules);
    let figures = figure::find(&context, quantities, &documents, &dates, rules);
    let mut checks = check::find(&context, &dates, &figures, rules);
    checks.extend(valueless.iter().map(|date| date.check(&context)));
    checks.sort_by_key(|check| check.span.start);
    let mut reached: Vec<Reached> = sections.reached.into_iter().collect();
    reached.extend(context.reached.take());
    drop(context);
    Mentions { sections, dates, documents, figures, checks, reached }
}

//! Why each number and date is what the record says. In: the mentions of a page. Out: [`Explained`], in order. Never done here: anything
//! on the way to a record; this is asked for one page at a time.

use super::Mentions;
use super::context::Context;
use super::date::DateMention;
use super::figure::{self, Figure};
use crate::rules::Rules;
use crate::trace::TextSpan;

/// A value with its reasons.
#[derive(Clone, Debug)]
pub struct Explained {
    /// Where it stands.
    pub span: TextSpan,
    /// What it is: `target`, `fact`, …, or `date`.
    pub what: String,
    /// What it means, in a line.
    pub value: String,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// One reason.
#[derive(Clone, Debug)]
pub struct Reason {
    /// What it is a reason for: kind, deadline, region, role, year.
    pub of: &'static str,
    /// The rule or what the words say.
    pub rule: String,
    /// The words that say it.
    pub span: Option<TextSpan>,
}

impl Reason {
    pub(crate) fn new(of: &'static str, rule: &str, span: Option<TextSpan>) -> Reason {
        Reason { of, rule: rule.to_string(), span }
    }
}

/// The numbers and dates of a page with their reasons, in order.
pub fn explain(mentions: &Mentions, rules: &Rules) -> Vec<Explained> {
    let context = Context::new(&mentions.sections, rules);
    let reasons = figure::explain::reasons(&context, &mentions.figures, &mentions.documents, &mentions.dates, rules);
    let figures = mentions.figures.iter().zip(reasons).map(|(figure, reasons)| of_figure(&context, mentions, figure, reasons));
    let dates = mentions.dates.iter().map(|date| of_date(&context, date, rules));
    let mut all: Vec<Explained> = figures.chain(dates).collect();
    all.sort_by_key(|explained| explained.span);
    all
}

fn of_figure(context: &Context, mentions: &Mentions, figure: &Figure, mut reasons: Vec<Reason>) -> Explained {
    let quantity = &figure.quantity;
    let span = quantity.span;
    if quantity.outer != span {
        reasons.push(Reason::new("comparator", &format!("{:?}", quantity.comparator).to_lowercase(), Some(quantity.outer)));
    }
    if let Some(region) = &figure.region {
        let own = mentions.sections.section_region(span.start).is_none_or(|of_section| of_section.adcode != *region);
        let sentence = context.sentence_at(span.start);
        let place = mentions.sections.places.iter().rfind(|place| {
            place.span.start < span.start
                && (!own || sentence.contains(place.span))
                && place.region.as_ref().is_some_and(|named| named.adcode == *region)
        });
        let why = if own { "named in its sentence" } else { "its section" };
        reasons.push(Reason::new("region", &format!("{region}, {why}"), place.map(|place| place.span)));
    } else {
        reasons.push(Reason::new("region", "none: neither its sentence nor its section names one", None));
    }
    if let Some(document) = figure.document.and_then(|index| mentions.documents.get(index)) {
        reasons.push(Reason::new("document", "named last before it", Some(document.span)));
    }
    let object = figure.object.as_deref().unwrap_or("?");
    let due = figure.deadline.or(figure.as_of).map_or(String::new(), |edtf| format!(", {edtf}"));
    Explained {
        span,
        what: format!("{:?}", figure.kind).to_lowercase(),
        value: format!("{object}: {:?} {}{due}", quantity.amount, quantity.unit),
        reasons,
    }
}

fn of_date(context: &Context, date: &DateMention, rules: &Rules) -> Explained {
    let clause = context.clause_at(date.span.start);
    let before = &context.text[clause.start.min(date.span.start)..date.span.start];
    let behind = &context.text[date.span.end..clause.end.max(date.span.end)];
    let role = format!("{:?}", date.role).to_lowercase();
    let mut reasons = vec![Reason::new("value", date.rule, None)];
    reasons.push(match rules.dates.cue_around(before, behind) {
        Some((true, len)) => Reason::new("role", &role, Some(TextSpan::new(date.span.start - len, date.span.start))),
        Some((false, len)) => Reason::new("role", &role, Some(TextSpan::new(date.span.end, date.span.end + len))),
        None => Reason::new("role", &format!("{role}, by its place or value"), Some(clause)),
    });
    reasons.push(Reason::new("year", &format!("{:?}", date.year_from).to_lowercase(), None));
    Explained { span: date.span, what: "date".into(), value: date.edtf.to_string(), reasons }
}

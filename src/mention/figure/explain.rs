//! Why a number is what it is said to be. In: the text and its figures. Out: [`Reason`]s: the words of its kind, of its deadline, of its
//! region. Never done here: deciding; what decides is asked again and told.

use super::scopes::Scopes;
use super::slot;
use super::tally;
use super::time::{Ground, Times};
use super::{Figure, Kind};
use crate::mention::context::Context;
use crate::mention::date::DateMention;
use crate::mention::document::Document;
use crate::mention::explain::Reason;
use crate::rules::Rules;
use crate::trace::TextSpan;

/// The reasons of each figure, in the order of `figures`.
pub(crate) fn reasons(
    context: &Context,
    figures: &[Figure],
    documents: &[Document],
    dates: &[DateMention],
    rules: &Rules,
) -> Vec<Vec<Reason>> {
    let rules = &rules.targets;
    let mut quantities: Vec<_> =
        figures.iter().filter(|figure| figure.quantity.rule != "in-step").map(|figure| figure.quantity.clone()).collect();
    quantities.dedup_by_key(|quantity| quantity.span);
    let slots = slot::cut(context, &quantities, rules);
    let scopes = Scopes::read(context, rules);
    let times = Times::read(context, dates, documents, &rules.marks);
    let of = |figure: &Figure| {
        let mut reasons = vec![Reason::new("kind", figure.rule, None)];
        let Ok(at) = quantities.binary_search_by_key(&figure.quantity.span, |quantity| quantity.span) else { return reasons };
        let (quantity, slot) = (&quantities[at], &slots[at]);
        let start = quantity.span.start;
        if figure.rule.starts_with("cue") || matches!(figure.rule, "no-cue" | "narrative" | "part-of-it" | "paragraph-of-facts") {
            tally::tally(context, quantity, slot, &scopes, &times, &rules.marks, |span, cue| {
                reasons.push(Reason::new("kind", &format!("{:?} {:+}", cue.class, cue.weight).to_lowercase(), Some(span)));
            });
            if let Some((end, scope)) = scopes.heading(start) {
                reasons.push(Reason::new("kind", &format!("heading: {scope:?}").to_lowercase(), Some(line_before(context, end))));
            }
        }
        if matches!(figure.kind, Kind::Target | Kind::Forecast)
            && let Some((edtf, ground)) = times.deadline(context, quantity, slot, figure.annual)
            && figure.deadline == Some(edtf)
        {
            reasons.push(match ground {
                Ground::Date(span) => Reason::new("deadline", &edtf.to_string(), Some(span)),
                Ground::ThisYear => Reason::new("deadline", &format!("{edtf}, the page's year"), None),
                Ground::Heading(end) => Reason::new("deadline", &format!("{edtf}, from a heading"), Some(line_before(context, end))),
            });
        } else if matches!(figure.kind, Kind::Target | Kind::Forecast) {
            reasons.push(given(context, dates, figure));
        }
        reasons.push(named(context, figure, slot));
        reasons
    };
    figures.iter().map(of).collect()
}

/// A deadline that came another way: from the column of a table, from dates shared out among several numbers; or none.
fn given(context: &Context, dates: &[DateMention], figure: &Figure) -> Reason {
    let Some(edtf) = figure.deadline else {
        return Reason::new("deadline", "none: no date in its sentence, no heading that names a year", None);
    };
    if let Some(place) = context.grid.at(figure.quantity.span.start) {
        return Reason::new("deadline", &format!("{edtf}, its column"), Some(place.column.span));
    }
    let period = context.sentence_at(figure.quantity.span.start);
    let date = dates.iter().find(|date| date.edtf == edtf && period.contains(date.span));
    Reason::new("deadline", &format!("{edtf}, one date for each of several numbers"), date.map(|date| date.span))
}

/// Where the object of a figure stands: in its row, before or behind the number, in its sentence.
fn named(context: &Context, figure: &Figure, slot: &slot::Slot) -> Reason {
    let Some(object) = figure.object.as_deref() else {
        return Reason::new("object", "none: no words beside it name a thing", None);
    };
    if let Some(name) = context.grid.at(figure.quantity.span.start).and_then(|place| place.row.name) {
        return Reason::new("object", "the name of its row", Some(name));
    }
    let within = |span: TextSpan| {
        let at = context.str(span).rfind(object)? + span.start;
        Some(TextSpan::new(at, at + object.len()))
    };
    let before = TextSpan::new(slot.period.start.min(slot.left.start), slot.left.start);
    let places =
        [(slot.left, "before it"), (slot.right, "behind it"), (slot.clause, "in its clause"), (before, "named before in its sentence")];
    let found = places.into_iter().find_map(|(span, way)| within(span).map(|span| (span, way)));
    match found {
        Some((span, way)) => Reason::new("object", &format!("{object}, {way}"), Some(span)),
        None => Reason::new("object", &format!("{object}, put together from its words and those named before"), Some(slot.clause)),
    }
}

/// The line that a heading's step comes from.
fn line_before(context: &Context, end: usize) -> TextSpan {
    context.line_at(end.min(context.text.len()))
}

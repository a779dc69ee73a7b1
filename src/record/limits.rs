//! Limits that a page ran into, as its record tells them.

use super::{Limit, Span};
use crate::content::Dropped;
use crate::limits::{DEPTH, LINES, VALUES};
use crate::mention::Mentions;
use crate::trace::TextSpan;

/// The limits reached, in the order of the stages; `undropped` is the first dropped piece that it has no room for.
pub(super) fn reached(mentions: &Mentions, undropped: Option<&Dropped>) -> Vec<Limit> {
    let content = &mentions.sections.content;
    let repaired = content.repaired();
    let rest = |from: usize| repaired.source(from..repaired.text().len()).map(|source| [source.start, source.end]);
    let mut limits = Vec::new();
    let mut tell = |limit: &'static str, most: usize, source: Option<Span>| limits.push(Limit { limit: limit.into(), most, source });
    if let Some(damage) = content.damage().get(VALUES) {
        tell("damage", VALUES, rest(damage.span.start));
    }
    if let Some(from) = content.unread {
        tell("lines", LINES, rest(from));
    }
    if let Some(from) = content.deeper {
        tell("depth", DEPTH, rest(from));
    }
    if let Some(piece) = undropped {
        let end = rest(0).map_or(0, |rest| rest[1]);
        tell("dropped", VALUES, piece.source.map(|source| [source.start, end]));
    }
    for reached in &mentions.reached {
        let source = content.source(TextSpan::new(reached.from.min(content.text().len()), content.text().len()));
        tell(reached.limit, VALUES, source.map(|source| [source.start, source.end]));
    }
    limits
}

//! Damage undone. In: decoded text. Out: [`Repaired`] text, the edits made, and the damage that was seen and left. Never done
//! here: changing text that is not surely damaged.

mod beam;
mod brackets;
mod bytes;
mod charsets;
mod escapes;
mod gloss;
mod heard;
pub(crate) mod language;
mod line;
mod lost;
mod misread;
mod page;
mod past;
mod reader;
mod row;
mod scan;
mod settle;
mod shapes;
mod shifted;
mod spaces;
mod trigrams;
mod unit;
pub(crate) mod words;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use crate::decode::{Decoded, Hints, SourceKind};
use crate::lex::Tape;
use crate::rules::Rules;
use crate::trace::{Near, SourceSpan, Trace, Traced};

/// One repair: `before` at `span` of the decoded text became `after`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Damage class (`pinyin-gloss`, `byte-shift`, `misread-utf8-as-gbk`, …).
    pub class: &'static str,
    /// Bytes of the decoded text.
    pub span: Range<usize>,
    /// What stands there now.
    pub after: String,
    /// Whether another reading was nearly as good.
    pub uncertain: bool,
}

/// Damage that was seen and not undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// Damage class (`lost-bytes`, `replacement-marks`, …).
    pub class: &'static str,
    /// Bytes of the repaired text.
    pub span: Range<usize>,
    /// What is known of it, for a reader: "one byte lost before A3".
    pub note: String,
}

/// A page after repair: the same markup or lines, damage undone.
#[derive(Clone, Debug)]
pub struct Repaired<'s> {
    pub(crate) text: Cow<'s, str>,
    /// Repaired text → decoded text; `None` where nothing was changed.
    pub(crate) trace: Option<Trace>,
    pub(crate) edits: Vec<Edit>,
    pub(crate) damage: Vec<Damage>,
    /// The tokens of `text`, where it is markup.
    pub(crate) tape: Option<Tape>,
    /// What the page was before repair, without its text.
    pub(crate) origin: Origin<'s>,
}

/// Everything of [`Decoded`] that later stages still need.
#[derive(Clone, Debug)]
pub struct Origin<'s> {
    pub(crate) map: crate::trace::SourceMap<'s>,
    pub(crate) kind: SourceKind,
    pub(crate) encoding: &'static str,
    pub(crate) declared: Option<String>,
    pub(crate) basis: crate::decode::Basis,
    pub(crate) malformed: usize,
    pub(crate) hints: Hints,
}

impl Repaired<'_> {
    /// The repaired text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The repairs made, in order.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// The damage left, in order.
    pub fn damage(&self) -> &[Damage] {
        &self.damage
    }

    /// The input bytes that a range of the decoded text came from: where an [`Edit`] was made.
    pub fn source_of_decoded(&self, range: Range<usize>) -> SourceSpan {
        self.origin.map.source(range)
    }

    /// The input bytes that a range of the repaired text came from.
    pub fn source(&self, range: Range<usize>) -> Option<SourceSpan> {
        self.source_near(range, &mut Near::default())
    }

    /// The same, for ranges asked for in their order.
    pub(crate) fn source_near(&self, range: Range<usize>, near: &mut Near) -> Option<SourceSpan> {
        let decoded = match &self.trace {
            None => Some(range),
            Some(trace) => trace.origin(range),
        };
        decoded.map(|range| self.origin.map.source_near(range, near))
    }
}

/// Undo the damage that is surely damage, report the rest.
pub fn repair<'s>(decoded: Decoded<'s>, rules: &Rules) -> Repaired<'s> {
    let Decoded { text, map, kind, encoding, declared, basis, malformed, hints } = decoded;
    let (edits, damage, tape) = settle::settle(&text, |text| {
        let tape = if kind == SourceKind::Html { Tape::of(text) } else { None };
        let (edits, damage) = match &tape {
            Some(tape) => page::mend(text, page::lines(text, tape.text_ranges(text)), true, rules, page::EFFORT),
            None => page::mend(text, page::lines(text, std::iter::once(0..text.len())), kind == SourceKind::Html, rules, page::EFFORT),
        };
        (edits, damage, tape)
    });
    let (text, trace) = apply(text, &edits);
    Repaired { text, trace, edits, damage, tape: tape.flatten(), origin: Origin { map, kind, encoding, declared, basis, malformed, hints } }
}

/// Repair plain text: the edits to make, and the damage left (spans of the text after these edits).
pub fn repair_text(text: &str, rules: &Rules) -> (Vec<Edit>, Vec<Damage>) {
    let (edits, damage, _) = settle::settle(text, |text| {
        let (edits, damage) = page::mend(text, page::lines(text, std::iter::once(0..text.len())), false, rules, page::EFFORT);
        (edits, damage, ())
    });
    (edits, damage)
}

/// The same text with these edits made: for what is no text of the page itself, such as an attribute.
pub fn repaired_text(text: &str, rules: &Rules) -> String {
    settle::replay(text, &repair_text(text, rules).0)
}

/// Replay an edit list (sorted, not overlapping) over the decoded text.
fn apply<'s>(text: Cow<'s, str>, edits: &[Edit]) -> (Cow<'s, str>, Option<Trace>) {
    if edits.is_empty() {
        return (text, None);
    }
    let mut repaired = Traced::new();
    let mut at = 0;
    for edit in edits {
        repaired.push_copied(&text, at..edit.span.start);
        repaired.push_rewritten(&edit.after, edit.span.clone());
        at = edit.span.end;
    }
    repaired.push_copied(&text, at..text.len());
    let (text, trace) = repaired.into_parts();
    (Cow::Owned(text), Some(trace))
}

/// `hans` or `hant`, by the characters that only one of them has; `None` where the text has neither.
pub fn script(text: &str) -> Option<&'static str> {
    /// For each character of the plane: in neither script alone, in traditional, in simplified.
    static FORMS: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let mapping = Rules::builtin().repair.mapping();
        let mut forms = vec![0; 1 << 16];
        let mut set = |c: char, form: u8| {
            if let Some(slot) = forms.get_mut(c as usize) {
                *slot = form;
            }
        };
        mapping.pairs().for_each(|(traditional, _)| set(traditional, 1));
        // 后 and 里 are written in both; what Big5 lacks is simplified only.
        let big5 = bytes::big5();
        mapping.pairs().map(|(_, c)| c).filter(|c| !big5.contains(c)).for_each(|c| set(c, 2));
        set('著', 0);
        forms
    });
    let (forms, mut counts) = (FORMS.as_slice(), [0usize; 3]);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        counts[forms.get(c as usize).map_or(0, |form| usize::from(*form))] += 1;
    }
    let [_, hant, hans] = counts;
    match hans.cmp(&hant) {
        std::cmp::Ordering::Equal if hans == 0 => None,
        std::cmp::Ordering::Less => Some("hant"),
        _ => Some("hans"),
    }
}

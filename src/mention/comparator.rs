//! The words of comparison around a number: 不低于…, …以上, 至少建成…. In: the text, the number's span, its clause. Out: how it
//! compares, and the span with those words. Never done here: changing the value.

use super::quantity::Comparator;
use crate::rules::quantities::{Cue, QuantityRules};
use crate::trace::TextSpan;

/// What the words beside a number say.
pub struct Comparison {
    /// How it compares; `Equal` where nothing says otherwise.
    pub comparator: Comparator,
    /// The number with those words.
    pub outer: TextSpan,
}

/// Longest stretch of a clause that is looked at.
const WINDOW: usize = 120;

fn comparator(cue: &Cue) -> Comparator {
    match &*cue.comparator {
        ">=" => Comparator::AtLeast,
        ">" => Comparator::MoreThan,
        "<=" => Comparator::AtMost,
        "<" => Comparator::LessThan,
        "~" => Comparator::About,
        _ => Comparator::Equal,
    }
}

/// The end of the clause's text before `span`, at most [`WINDOW`] bytes of it.
pub fn before(text: &str, span: TextSpan, clause: TextSpan) -> &str {
    let mut from = clause.start.min(span.start).max(span.start.saturating_sub(WINDOW));
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..span.start]
}

/// Read the words around `span`. `bare` says that the number is a magnitude without coefficient (上亿, 过百), `money` that it is a sum
/// or a share (营收过10亿元, 占比过七成; 召开过3次 tells a past).
pub fn read(rules: &QuantityRules, text: &str, span: TextSpan, clause: TextSpan, bare: bool, money: bool) -> Comparison {
    let mut outer = span;
    let mut result = Comparator::Equal;
    let front = before(text, span, clause);
    let trimmed = front.trim_end_matches([' ', '\u{3000}', '(', '（']);
    let trimmed = if trimmed.ends_with("人民币") { trimmed.trim_end_matches("人民币") } else { trimmed };
    if let Some(cue) = rules.cue_before(trimmed).filter(|cue| bare || &*cue.surface != "上" && (money || &*cue.surface != "过")) {
        result = comparator(cue);
        outer.start -= front.len() - trimmed.len() + cue.surface.len();
        // 达到不低于: the first says nothing, what stands before it may.
        if result == Comparator::Equal
            && let Some(second) = rules.cue_before(&trimmed[..trimmed.len() - cue.surface.len()])
        {
            result = comparator(second);
            outer.start -= second.surface.len();
        }
    } else if let Some((cue, at)) = reaching(rules, front, text[span.end..].starts_with("的比例")) {
        result = comparator(cue);
        outer.start -= front.len() - at;
    }
    let rest = &text[span.end..];
    let skipped = parenthesis(rest);
    if let Some(cue) = rules.cue_after(&rest[skipped..]) {
        outer.end += skipped + cue.surface.len();
        if result == Comparator::Equal {
            result = comparator(cue);
        }
    }
    Comparison { comparator: result, outer }
}

/// 至少建成1个, 不高于承担风险责任的0.5%: the word stands a little away.
fn reaching<'r>(rules: &'r QuantityRules, front: &str, share: bool) -> Option<(&'r Cue, usize)> {
    if !rules.has_reaching(front) {
        return None;
    }
    // 按照不低于在职职工总数1.5%的比例
    let of = front.ends_with('的') || share;
    rules.reaching().iter().find_map(|cue| {
        let at = front.rfind(&*cue.surface)?;
        let gap = &front[at + cue.surface.len()..];
        let limit = if of { 14 } else { cue.reach };
        let plain = gap.chars().all(|letter| letter.is_alphabetic() && super::numeral::digit(letter).is_none());
        // 最高由70%提至90%: the word bounds the second.
        (plain && !gap.ends_with(['由', '从']) && gap.chars().count() <= limit).then_some((cue, at))
    })
}

/// Bytes of spaces and a （含33℃） that stand between a number and the word after it.
fn parenthesis(rest: &str) -> usize {
    let spaces = rest.len() - rest.trim_start_matches(' ').len();
    let spaces = if spaces > 2 { 0 } else { spaces };
    let inner = &rest[spaces..];
    if !inner.starts_with("（含") && !inner.starts_with("(含") {
        return spaces;
    }
    let close = inner.char_indices().take(12).find(|(_, letter)| matches!(letter, '）' | ')'));
    close.map_or(spaces, |(at, letter)| spaces + at + letter.len_utf8())
}

//! A page repaired until nothing more is to be done. In: text, and how its lines are found. Out: edits of the text as it was, and
//! the damage left in the text as it is. Never done here: choosing what to change; a round is `page`'s.

use std::ops::Range;

use super::{Damage, Edit};

/// A text whose repairs change each other.
const UNSETTLED: &str = "unsettled";
/// Rounds at most. Of 17,430 damaged lines 9 change in the second one and none in the third; the last round changes nothing.
const ROUNDS: usize = 5;

/// Repair `text` until a round changes nothing, so that to repair what comes out changes nothing either. `round` gives a text's edits,
/// the damage left once they are made, and what it read the text into: the last is handed on where the text read is the one that comes
/// out. Where the rounds do not end, the text stays as it was: a repair that is undone is none.
pub(crate) fn settle<T>(text: &str, mut round: impl FnMut(&str) -> (Vec<Edit>, Vec<Damage>, T)) -> (Vec<Edit>, Vec<Damage>, Option<T>) {
    let (mut edits, mut known, read) = round(text);
    if edits.is_empty() {
        return (edits, known, Some(read));
    }
    let mut mended = replay(text, &edits);
    for _ in 1..ROUNDS {
        let (more, mut damage, read) = round(&mended);
        if more.is_empty() {
            recall(&mut damage, known);
            return (edits, damage, Some(read));
        }
        known = damage;
        let again = replay(&mended, &more);
        edits = join(text, &edits, &mended, &more);
        mended = again;
    }
    let note = "what is repaired here would be repaired again without end".into();
    (Vec::new(), vec![Damage { class: UNSETTLED, span: 0..text.len(), note }], None)
}

/// Tell of the same damage what the round before knew of it: it saw the bytes that were left, which the text that came out no longer has.
/// Both are in order; where one edit made several characters, the round before knew its place but roughly.
fn recall(damage: &mut [Damage], known: Vec<Damage>) {
    let mut known = known.into_iter().peekable();
    for left in damage {
        while known.next_if(|known| known.span.end <= left.span.start).is_some() {}
        if let Some(before) = known.next_if(|known| known.span.start < left.span.end && known.class == left.class) {
            left.note = before.note;
        }
    }
}

/// The text with these edits made.
pub(crate) fn replay(text: &str, edits: &[Edit]) -> String {
    within(text, &(0..text.len()), edits)
}

/// `first`, edits of `text`, and then `second`, edits of `between`, which the first make of it, as edits of `text`.
fn join(text: &str, first: &[Edit], between: &str, second: &[Edit]) -> Vec<Edit> {
    let mut joined: Vec<Edit> = Vec::with_capacity(first.len() + second.len());
    // Where the first edits' results stand in `between`.
    let mut shift = 0isize;
    let mut placed = Vec::with_capacity(first.len());
    for edit in first {
        let start = edit.span.start.saturating_add_signed(shift);
        placed.push(start..start + edit.after.len());
        shift += edit.after.len() as isize - edit.span.len() as isize;
    }
    let (mut one, mut two, mut shift) = (0, 0, 0isize);
    while one < first.len() || two < second.len() {
        let ahead = one < first.len() && (two == second.len() || placed[one].start <= second[two].span.start);
        let from = (one, two);
        let mut range = if ahead { placed[one].clone() } else { second[two].span.clone() };
        let before = shift;
        // Edits that overlap are one.
        loop {
            if one < first.len() && (placed[one].start < range.end || (one, two) == from && ahead) {
                range.end = range.end.max(placed[one].end);
                shift += first[one].after.len() as isize - first[one].span.len() as isize;
                one += 1;
            } else if two < second.len() && (second[two].span.start < range.end || (one, two) == from) {
                range.end = range.end.max(second[two].span.end);
                two += 1;
            } else {
                break;
            }
        }
        let span = range.start.saturating_add_signed(-before)..range.end.saturating_add_signed(-shift);
        let after = within(between, &range, &second[from.1..two]);
        let all = || first[from.0..one].iter().chain(&second[from.1..two]);
        if let Some(class) = all().map(|edit| edit.class).next()
            && text.get(span.clone()).is_some_and(|stood| stood != after)
        {
            joined.push(Edit { class, span, after, uncertain: all().any(|edit| edit.uncertain) });
        }
    }
    joined
}

/// `text[range]` with the edits inside it made.
fn within(text: &str, range: &Range<usize>, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(range.len());
    let mut at = range.start;
    for edit in edits {
        out.push_str(text.get(at..edit.span.start).unwrap_or(""));
        out.push_str(&edit.after);
        at = edit.span.end;
    }
    out.push_str(text.get(at..range.end).unwrap_or(""));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(span: Range<usize>, after: &str) -> Edit {
        Edit { class: "byte-shift", span, after: after.into(), uncertain: false }
    }

    /// All edits of short texts: made one after the other they give what the joined ones give.
    #[test]
    fn joined_edits_make_the_same_text() {
        let text = "abcdef";
        let afters = ["", "X", "YZW"];
        let mut tried = 0;
        let lists = |length: usize| {
            let mut lists = vec![Vec::new()];
            for start in 0..length {
                for end in start + 1..=length.min(start + 3) {
                    for after in afters {
                        lists.push(vec![edit(start..end, after)]);
                        if end < length {
                            lists.push(vec![edit(start..end, after), edit(end..end + 1, "V")]);
                        }
                        if end + 2 <= length {
                            lists.push(vec![edit(start..end, after), edit(end + 1..end + 2, "UU")]);
                        }
                    }
                }
            }
            lists
        };
        for first in lists(text.len()) {
            let between = replay(text, &first);
            for second in lists(between.len()) {
                let joined = join(text, &first, &between, &second);
                assert_eq!(replay(text, &joined), replay(&between, &second), "{first:?} {second:?} {joined:?}");
                assert!(joined.windows(2).all(|two| two[0].span.end <= two[1].span.start), "{first:?} {second:?} {joined:?}");
                tried += 1;
            }
        }
        assert!(tried > 1000);
    }

    #[test]
    fn rounds_go_on_until_nothing_changes() {
        // Each round writes one letter more in capitals.
        let round = |text: &str| {
            let small = text.find(|c: char| c.is_ascii_lowercase());
            let edits = small.map(|at| edit(at..at + 1, &text[at..=at].to_uppercase()));
            (edits.into_iter().collect(), Vec::new(), text.to_string())
        };
        let (edits, _, read) = settle("abc", round);
        assert_eq!(replay("abc", &edits), "ABC");
        assert_eq!(read.as_deref(), Some("ABC"), "what is handed on is of the text that comes out");
    }

    #[test]
    fn what_has_no_end_is_left_and_told() {
        let round = |text: &str| (vec![edit(0..1, if text.starts_with('a') { "b" } else { "a" })], Vec::new(), ());
        let (edits, damage, read) = settle("ac", round);
        assert!(edits.is_empty() && read.is_none());
        assert_eq!((damage[0].class, damage[0].span.clone()), (UNSETTLED, 0..2));
    }
}

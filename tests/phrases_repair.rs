//! Repairs against fixtures/phrases/repair.tsv: every row that passes must pass, every known failure must still fail.
//! `UPDATE_EXPECTED=1` rewrites the expected column; read the diff.

#[path = "common/phrases.rs"]
mod phrases;

use qingyuan::{Rules, repair};

/// `input` after repair, and the classes of damage left.
fn find(input: &str) -> String {
    let once = mend(input);
    assert_eq!(mend(&once.0).0, once.0, "repairing twice changes more");
    if once.1.is_empty() { once.0 } else { format!("{} [{}]", once.0, once.1.join(" ")) }
}

fn mend(input: &str) -> (String, Vec<&'static str>) {
    let (edits, damage) = repair::repair_text(input, Rules::builtin());
    let (mut text, mut at) = (String::new(), 0);
    for edit in &edits {
        text.push_str(&input[at..edit.span.start]);
        text.push_str(&edit.after);
        at = edit.span.end;
    }
    text.push_str(&input[at..]);
    assert!(damage.iter().all(|damage| text.get(damage.span.clone()).is_some()), "damage lies outside {text}");
    (text, damage.iter().map(|damage| damage.class).collect())
}

#[test]
fn phrases() {
    phrases::walk("repair.tsv", find);
}

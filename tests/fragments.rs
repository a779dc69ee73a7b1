//! Fragments of real damage in ../shared/damage/fragments.tsv, where that file lies beside the project: how many of those that
//! can be recovered are.

use std::path::Path;

use qingyuan::{Rules, repair};

/// Recoverable fragments that must come back. Spam spliced into a sentence is the content stage's.
const LEAST: f64 = 0.87;

/// What a glossed page shows besides the fragment: mirrors are glossed all through.
const GLOSSED: &str = "產(chǎn)業(yè)經(jīng)濟(jì)";

/// Width and quotation marks do not count: the fragments were written down both ways.
fn fold(text: &str) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '“' | '”' => '"',
        '\u{3000}' => ' ',
        c => c,
    };
    text.trim().chars().map(half).collect()
}

fn mend(fragment: &str, class: &str) -> String {
    let glossed = ["i", "k", "n"].contains(&class.split('_').next().unwrap_or(class));
    let page = if glossed { format!("{GLOSSED}\n{fragment}") } else { fragment.to_string() };
    let (edits, _) = repair::repair_text(&page, Rules::builtin());
    let (mut text, mut at) = (String::new(), 0);
    for edit in &edits {
        text.push_str(&page[at..edit.span.start]);
        text.push_str(&edit.after);
        at = edit.span.end;
    }
    text.push_str(&page[at..]);
    text.rsplit('\n').next().unwrap_or("").to_string()
}

#[test]
fn most_recoverable_fragments_come_back() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/damage/fragments.tsv");
    let Ok(table) = std::fs::read_to_string(path) else { return };
    let (mut right, mut all, mut missed) = (0, 0, Vec::new());
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [damaged, expected, class, recoverable, ..] = cells[..] else { continue };
        if !recoverable.starts_with("yes") {
            continue;
        }
        all += 1;
        let found = mend(damaged, class);
        if fold(&found) == fold(expected) {
            right += 1;
        } else {
            missed.push(format!("{damaged} -> {found}, not {expected}"));
        }
    }
    let rate = f64::from(right) / f64::from(all.max(1));
    println!("{right} of {all} fragments\n{}", missed.join("\n"));
    assert!(rate >= LEAST, "{right} of {all}:\n{}", missed.join("\n"));
}

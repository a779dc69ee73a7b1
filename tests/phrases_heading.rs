//! Sections against fixtures/phrases/heading.tsv: every row that passes must pass, every known failure must still fail.
//! `UPDATE_EXPECTED=1` rewrites the expected column; read the diff.

#[path = "common/phrases.rs"]
mod phrases;

use qingyuan::{Rules, Source, decode, repair, segment, strip};

/// The sections of `input` that have a region or a heading: `adcode first characters`, `>` for each section around it, `#` where
/// a line is its heading; `=` before the last characters.
fn find(input: &str) -> String {
    let rules = Rules::builtin();
    let source = Source::new("phrase.txt", input.as_bytes());
    let sections = segment(strip(repair(decode(&source), rules), rules), rules);
    let mut shown = Vec::new();
    for section in sections.sections() {
        if section.region.is_none() && section.heading.is_none() {
            continue;
        }
        let text: Vec<char> = sections.text()[section.span.range()].chars().filter(|c| *c != '\n' && *c != '\t').collect();
        let mut line = String::new();
        let mut at = section.parent;
        while let Some(around) = at.and_then(|at| sections.sections().get(at)) {
            line.push('>');
            at = around.parent;
        }
        if section.heading.is_some() {
            line.push('#');
        }
        line.push_str(section.region.as_ref().map_or("none", |region| &region.adcode));
        line.push(' ');
        line.extend(text.iter().take(6));
        line.push('=');
        line.extend(text.iter().skip(text.len().saturating_sub(4)));
        shown.push(line);
    }
    if shown.is_empty() { "-".to_string() } else { shown.join("; ") }
}

#[test]
fn phrases() {
    phrases::walk("heading.tsv", find);
}

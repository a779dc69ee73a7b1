//! Sections against fixtures/phrases/heading.tsv: every row that passes must pass, every known failure must still fail.
//! `UPDATE_EXPECTED=1` rewrites the expected column; read the diff.

use std::fmt::Write;

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
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/phrases/heading.tsv");
    let table = std::fs::read_to_string(path).expect("the table");
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    let (mut failures, mut rewritten) = (Vec::new(), String::new());
    for (number, line) in table.lines().enumerate() {
        let cells: Vec<&str> = line.split('\t').collect();
        if number == 0 || line.starts_with('#') || line.is_empty() {
            let _ = writeln!(rewritten, "{line}");
            continue;
        }
        let [input, expected, status, note] = cells[..] else { panic!("heading.tsv:{}: four columns", number + 1) };
        let found = find(&input.replace("\\n", "\n").replace("\\t", "\t"));
        match status {
            "pass" if found != expected => failures.push(format!("{}: {input}\n  expected {expected}\n  found    {found}", number + 1)),
            "known-failure" if found == expected => failures.push(format!("{}: {input} passes now", number + 1)),
            "pass" | "known-failure" => {}
            _ => panic!("heading.tsv:{}: status {status:?}", number + 1),
        }
        let kept = if status == "pass" { &found } else { expected };
        let _ = writeln!(rewritten, "{input}\t{kept}\t{status}\t{note}");
    }
    if update {
        std::fs::write(path, rewritten).expect("the table is writable");
    } else {
        assert!(failures.is_empty(), "{} rows:\n{}", failures.len(), failures.join("\n"));
    }
}

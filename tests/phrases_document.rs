//! Documents against fixtures/phrases/document.tsv: every row that passes must pass, every known failure must still fail.
//! `UPDATE_EXPECTED=1` rewrites the expected column; read the diff.

use std::fmt::Write;

use qingyuan::record::Document;
use qingyuan::{Rules, Source, extract};

/// What is found in `input`, in one line.
fn find(input: &str) -> String {
    let record = extract(&Source::new("phrase.txt", input.as_bytes()), Rules::builtin());
    let found: Vec<String> = record.documents.iter().map(show).collect();
    if found.is_empty() { "none".to_string() } else { found.join(" ;; ") }
}

fn show(document: &Document) -> String {
    let or = |value: Option<&str>| value.filter(|value| !value.is_empty()).unwrap_or("-").to_string();
    let count = document.issuer_count.map_or("-".to_string(), |count| count.to_string());
    let date = document.date.as_ref().map(|date| format!("{date} {}", document.date_role.as_deref().unwrap_or("-")));
    let mentions: Vec<String> = document.mentions.iter().map(|mention| format!("{} {}", mention.text, mention.how)).collect();
    [
        or(document.title.as_deref()),
        or(document.kind.as_deref()),
        format!("{}/{count}", or(Some(&document.issuers.join("、")))),
        or(document.number.as_deref()),
        or(date.as_deref()),
        or(document.period.as_deref()),
        document.status.to_string(),
        or(Some(&document.aliases.join("、"))),
        or(Some(&mentions.join(", "))),
    ]
    .join(" | ")
}

#[test]
fn phrases() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/phrases/document.tsv");
    let table = std::fs::read_to_string(path).expect("the table");
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    let (mut failures, mut rewritten) = (Vec::new(), String::new());
    for (number, line) in table.lines().enumerate() {
        let cells: Vec<&str> = line.split('\t').collect();
        if line.starts_with("input\t") || line.starts_with('#') || line.is_empty() {
            let _ = writeln!(rewritten, "{line}");
            continue;
        }
        let [input, expected, status, note] = cells[..] else { panic!("document.tsv:{}: four columns", number + 1) };
        let found = find(&input.replace("\\n", "\n").replace("\\t", "\t")).replace('\n', "\\n").replace('\t', "\\t");
        match status {
            "pass" if found != expected => failures.push(format!("{}: {input}\n  expected {expected}\n  found    {found}", number + 1)),
            "known-failure" if found == expected => failures.push(format!("{}: {input} passes now", number + 1)),
            "pass" | "known-failure" => {}
            _ => panic!("document.tsv:{}: status {status:?}", number + 1),
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

//! Documents against fixtures/phrases/document.tsv: every row that passes must pass, every known failure must still fail.
//! `UPDATE_EXPECTED=1` rewrites the expected column; read the diff.

#[path = "common/phrases.rs"]
mod phrases;

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
    phrases::walk("document.tsv", find);
}

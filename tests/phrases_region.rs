//! Whose each value is, against fixtures/phrases/region.tsv: every row that passes must pass, every known failure must still fail.
//! `UPDATE_EXPECTED=1` rewrites the expected column; read the diff.

#[path = "common/phrases.rs"]
mod phrases;

use qingyuan::{Rules, Source, extract};

/// Every value of `input` with its region: numbers in order of their place, then dates, then documents.
fn find(input: &str) -> String {
    let record = extract(&Source::new("phrase.txt", input.as_bytes()), Rules::builtin());
    let mut numbers: Vec<_> = record.targets.iter().chain(&record.figures).collect();
    numbers.sort_by_key(|figure| figure.span);
    let numbers = numbers.into_iter().map(|figure| (figure.text.clone(), figure.region.clone()));
    let dates = record.dates.iter().map(|date| (date.text.clone(), date.region.clone()));
    let documents = record.documents.iter().map(|document| (document.title.clone().unwrap_or_default(), document.region.clone()));
    let shown = numbers.chain(dates).chain(documents).map(|(text, region)| format!("{text}={}", region.as_deref().unwrap_or("-")));
    shown.collect::<Vec<_>>().join("; ")
}

#[test]
fn phrases() {
    phrases::walk("region.tsv", find);
}

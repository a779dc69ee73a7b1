//! Whose each value is, against fixtures/phrases/region.tsv: every row that passes must pass, every known failure must still fail.
//! `UPDATE_EXPECTED=1` rewrites the expected column; read the diff.

use std::fmt::Write;

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
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/phrases/region.tsv");
    let table = std::fs::read_to_string(path).expect("the table");
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    let (mut failures, mut rewritten) = (Vec::new(), String::new());
    for (number, line) in table.lines().enumerate() {
        let cells: Vec<&str> = line.split('\t').collect();
        if number == 0 || line.starts_with('#') || line.is_empty() {
            let _ = writeln!(rewritten, "{line}");
            continue;
        }
        let [input, expected, status, note] = cells[..] else { panic!("region.tsv:{}: four columns", number + 1) };
        let found = find(&input.replace("\\n", "\n").replace("\\t", "\t"));
        match status {
            "pass" if found != expected => failures.push(format!("{}: {input}\n  expected {expected}\n  found    {found}", number + 1)),
            "known-failure" if found == expected => failures.push(format!("{}: {input} passes now", number + 1)),
            "pass" | "known-failure" => {}
            _ => panic!("region.tsv:{}: status {status:?}", number + 1),
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

//! Every row of the documents' tables proves itself: its example is extracted, and the row must show in the record.

use qingyuan::record::Record;
use qingyuan::{Rules, Source, extract};

/// The rows of a table: its cells by column.
fn rows(file: &str) -> Vec<std::collections::HashMap<String, String>> {
    let text = std::fs::read_to_string(format!("{}/rules/{file}", env!("CARGO_MANIFEST_DIR"))).expect("the table");
    let mut lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let names: Vec<String> = lines.next().expect("a header").split('\t').map(str::to_string).collect();
    lines.map(|line| names.iter().cloned().zip(line.split('\t').map(str::to_string)).collect()).collect()
}

fn read(example: &str) -> Record {
    extract(&Source::new("example.txt", example.as_bytes()), Rules::builtin())
}

/// Run each row's example; `fires` says whether it shows.
fn prove(file: &str, mut fires: impl FnMut(&dyn Fn(&str) -> String, &str) -> bool) {
    let mut failures = Vec::new();
    for row in rows(file) {
        let cell = |name: &str| row.get(name).cloned().unwrap_or_default();
        if !fires(&cell, &cell("example")) {
            failures.push(cell("example"));
        }
    }
    assert!(failures.is_empty(), "{file}: {} rows do not fire:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn kinds() {
    prove("document_kinds.tsv", |cell, example| {
        let record = read(&format!("请阅《{example}》全文。"));
        let Some(document) = record.documents.first() else { return false };
        // A draft is called after what it drafts, where that can be told.
        let kind = document.kind.clone().unwrap_or_default();
        document.status == cell("status") && (kind == cell("kind") || cell("status") == "draft")
    });
}

#[test]
fn organs() {
    prove("agencies.tsv", |cell, example| {
        let record = read(example);
        let Some(document) = record.documents.first() else { return false };
        let surface = cell("surface");
        let named = document.issuers.iter().any(|name| name.ends_with(&surface));
        match cell("role").as_str() {
            "not" => document.issuers.is_empty(),
            "second" => document.issuers.len() == 2 && named,
            "group" => document.issuer_count == Some(7) && document.issuers.len() == 1,
            "whole" => document.issuers == [surface],
            _ => named,
        }
    });
}

#[test]
fn verbs() {
    prove("document_verbs.tsv", |cell, example| {
        let record = read(&format!("2024年{example}"));
        let Some(document) = record.documents.first() else { return false };
        document.date.as_deref() == Some("2024-10-11")
            && document.date_role.as_deref() == Some(&cell("role"))
            && document.issuers.is_empty() == (cell("relay") == "relay")
    });
}

#[test]
fn words() {
    prove("document_words.tsv", |cell, example| {
        let record = read(example);
        let Some(document) = record.documents.first() else { return false };
        match cell("role").as_str() {
            "number" => document.number.as_deref() == Some("国办发〔2024〕15号"),
            "relative" => document.issuers.is_empty(),
            "pointer" => document.mentions.iter().any(|mention| mention.text.starts_with(cell("surface").as_str())),
            _ => document.issuers == ["江苏省教育厅"],
        }
    });
}

#[test]
fn not_policy() {
    prove("not_policy.tsv", |_, example| read(example).documents.iter().any(|document| document.status == "not-policy"));
}

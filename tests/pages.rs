//! Each folder of fixtures/pages: the page's record is the one that stands beside it, as `qingyuan check` sees it.
//! `UPDATE_EXPECTED=1` rewrites (`--bless`); read the diff.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use qingyuan::compare::compare;
use qingyuan::{Record, Rules, Source, extract};
use serde_json::Value;

/// Cases of one article in different dress: their values must be the same.
const SAME_ARTICLE: [&str; 4] = ["roundup-gbk", "roundup-glossed", "roundup-declared-gb2312", "roundup-misread"];

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pages");
    let mut cases: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    cases.sort();
    cases
}

fn read(case: &Path) -> Record {
    let name = case.file_name().unwrap().to_string_lossy().into_owned();
    let page = ["page.html", "page.txt"].map(|file| case.join(file)).into_iter().find(|page| page.is_file());
    let page = page.unwrap_or_else(|| panic!("{name}: neither page.html nor page.txt"));
    let id = format!("{name}/{}", page.file_name().unwrap().to_string_lossy());
    extract(&Source::new(id, fs::read(page).unwrap()), Rules::builtin())
}

#[test]
fn give_their_records() {
    for case in cases() {
        assert!(case.join("about.md").is_file(), "{}: about.md is missing", case.display());
    }
    let mut check = Command::new(env!("CARGO_BIN_EXE_qingyuan"));
    check.args(["check", "fixtures/pages"]).current_dir(env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        check.arg("--bless");
    }
    let output = check.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    println!("{said}");
    assert!(output.status.success(), "{said}");
    assert!(said.contains(&format!("{} pages", cases().len())), "every case is compared: {said}");
}

/// What a reader takes from a record: the same whatever the dress.
fn values(record: &Record) -> Value {
    let mut value = serde_json::to_value(record).unwrap();
    let kept = ["text", "sections", "places", "dates", "documents", "targets", "figures", "checks"];
    let mut values: serde_json::Map<String, Value> = kept.iter().map(|key| (key.to_string(), value[*key].take())).collect();
    values.insert("title".into(), value["page"]["title"].take());
    values.insert("published".into(), value["page"]["published"].take());
    let mut values = Value::Object(values);
    without_sources(&mut values);
    values
}

/// Byte offsets of the input differ with its encoding.
fn without_sources(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.remove("source");
            map.values_mut().for_each(without_sources);
        }
        Value::Array(list) => list.iter_mut().for_each(without_sources),
        _ => {}
    }
}

#[test]
fn one_article_says_the_same_in_every_dress() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pages");
    let first = values(&read(&root.join(SAME_ARTICLE[0])));
    for name in &SAME_ARTICLE[1..] {
        let wrong = compare(&first, &values(&read(&root.join(name))));
        assert!(wrong.is_empty(), "{name}: {} differences from {}:\n{wrong:#?}", wrong.len(), SAME_ARTICLE[0]);
    }
}

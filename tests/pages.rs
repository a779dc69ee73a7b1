//! Each folder of fixtures/pages: the page's record is the one that stands beside it. `UPDATE_EXPECTED=1` rewrites; read the diff.

use std::fs;
use std::path::{Path, PathBuf};

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

/// Every field in which two values differ, with its path.
fn differences(path: &str, expected: &Value, found: &Value, out: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let side = |map: &serde_json::Map<String, Value>| map.get(key).cloned().unwrap_or(Value::Null);
                differences(&format!("{path}.{key}"), &side(a), &side(b), out);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (index, (a, b)) in a.iter().zip(b).enumerate() {
                differences(&format!("{path}[{index}]"), a, b, out);
            }
        }
        _ if expected == found => {}
        _ => out.push(format!("{path}: expected {}, found {}", short(expected), short(found))),
    }
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(300) {
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()),
        None => text,
    }
}

#[test]
fn give_their_records() {
    let mut wrong = Vec::new();
    for case in cases() {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        assert!(case.join("about.md").is_file(), "{name}: about.md is missing");
        let found = serde_json::to_value(read(&case)).unwrap();
        let file = case.join("record.json");
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            fs::write(&file, serde_json::to_string_pretty(&found).unwrap() + "\n").unwrap();
        }
        let expected = fs::read_to_string(&file).unwrap_or_else(|_| panic!("{name}: record.json is missing; UPDATE_EXPECTED=1 writes it"));
        differences(&name, &serde_json::from_str(&expected).unwrap(), &found, &mut wrong);
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
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
        let mut wrong = Vec::new();
        differences(name, &first, &values(&read(&root.join(name))), &mut wrong);
        assert!(wrong.is_empty(), "{} differences from {}:\n{}", wrong.len(), SAME_ARTICLE[0], wrong.join("\n"));
    }
}

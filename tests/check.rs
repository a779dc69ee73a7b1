//! `check` and `diff`: each seeded change is told with its field, and nothing else is.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

const CASE: &str = "fixtures/pages/roundup-glossed";
/// Fields that hold spans of the text.
const SPANS: [&str; 3] = ["span", "evidence", "heading"];

fn folder(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    dir
}

fn run(dir: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_qingyuan")).args(arguments).current_dir(dir).output().unwrap()
}

fn said(output: &Output) -> String {
    (String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr)).into_owned()
}

fn base() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(CASE).join("record.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// A copy of the case whose record says something else.
fn write_case(dir: &Path, name: &str, record: &Value) {
    let case = dir.join(name);
    fs::create_dir_all(&case).unwrap();
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(CASE).join("page.txt"), case.join("page.txt")).unwrap();
    let mut record = record.clone();
    record["id"] = json!(format!("{name}/page.txt"));
    record["source"]["uri"] = record["id"].clone();
    fs::write(case.join("record.json"), record.to_string()).unwrap();
}

/// Everything behind a place of the text moves.
fn shift(value: &mut Value, from: u64, by: u64) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value.as_array_mut() {
                    Some(span) if SPANS.contains(&key.as_str()) => {
                        for at in span {
                            let was = at.as_u64().unwrap();
                            // A section that ends there does not grow.
                            *at = json!(if was >= from { was + by } else { was });
                        }
                    }
                    _ => shift(value, from, by),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| shift(value, from, by)),
        _ => {}
    }
}

/// Indices into a list, renumbered after one of its values came or went.
fn renumber(record: &mut Value, field: &str, map: &dyn Fn(u64) -> Value) {
    for list in ["sections", "places", "dates", "documents", "targets", "figures"] {
        for value in record[list].as_array_mut().unwrap() {
            if let Some(index) = value[field].as_u64() {
                value[field] = map(index);
            }
        }
    }
}

fn list<'v>(record: &'v mut Value, name: &str) -> &'v mut Vec<Value> {
    record[name].as_array_mut().unwrap()
}

/// A change of a record, and how it is told.
type Seed = (&'static str, &'static [&'static str], fn(&mut Value));

fn without_section(record: &mut Value) {
    list(record, "sections").remove(2);
    list(record, "sections").iter_mut().enumerate().for_each(|(id, section)| section["id"] = json!(id));
    renumber(record, "section", &|section| json!(if section >= 2 { section - 1 } else { section }));
}

fn with_section(record: &mut Value) {
    let section = json!({"id": 2, "parent": 1, "region": {"name": "广州市", "level": "prefecture", "adcode": "440100", "iso": "CN-GD"},
        "heading": null, "span": [117, 185]});
    list(record, "sections").insert(2, section);
    list(record, "sections").iter_mut().enumerate().for_each(|(id, section)| section["id"] = json!(id));
    renumber(record, "section", &|section| json!(if section >= 2 { section + 1 } else { section }));
}

fn without_document(record: &mut Value) {
    list(record, "documents").remove(1);
    list(record, "documents").iter_mut().enumerate().for_each(|(id, document)| document["id"] = json!(id));
    renumber(record, "document", &|id| if id == 1 { Value::Null } else { json!(if id > 1 { id - 1 } else { id }) });
}

fn with_line(record: &mut Value) {
    let text = record["text"].as_str().unwrap().to_string();
    let (before, behind) = text.split_once("重庆市\n").unwrap();
    let from = before.chars().count() as u64;
    record["text"] = json!(format!("{before}新的一行\n重庆市\n{behind}"));
    shift(record, from, 5);
}

const SEEDS: [Seed; 20] = [
    ("lost-target", &["targets lost"], |record| {
        let mut target = record["targets"][0].clone();
        (target["text"], target["span"], target["source"]) = (json!("珠海三核"), json!([164, 168]), json!([1060, 1070]));
        list(record, "targets").insert(1, target);
    }),
    ("new-target", &["targets added"], |record| drop(list(record, "targets").remove(1))),
    ("moved-span", &["targets.span changed"], |record| record["targets"][3]["span"][1] = json!(300)),
    ("moved-source", &["targets.source changed"], |record| record["targets"][3]["source"][1] = json!(1600)),
    ("deadline", &["targets.deadline changed"], |record| record["targets"][2]["deadline"] = json!("2030")),
    ("encoding", &["decoding.encoding changed"], |record| record["decoding"]["encoding"] = json!("gb18030")),
    ("new-section", &["sections added"], without_section),
    ("lost-section", &["sections lost"], with_section),
    ("region", &["sections.region changed"], |record| record["sections"][2]["region"]["adcode"] = json!("350000")),
    ("letter", &["text changed"], |record| record["text"] = json!(record["text"].as_str().unwrap().replace("产业培育", "产业培植"))),
    ("line", &["text changed"], with_line),
    ("number", &["documents.number changed"], |record| record["documents"][1]["number"] = json!("皖发改〔2024〕1号")),
    ("new-document", &["documents added"], without_document),
    ("mention", &["documents.mentions changed"], |record| drop(record["documents"][0]["mentions"].as_array_mut().unwrap().pop())),
    ("role", &["dates.role changed"], |record| record["dates"][2]["role"] = json!("event")),
    ("date", &["dates lost"], |record| {
        let mut date = record["dates"][1].clone();
        (date["text"], date["span"], date["edtf"]) = (json!("四川"), json!([11, 13]), json!("2024"));
        list(record, "dates").insert(2, date);
    }),
    ("kind", &["targets.kind changed"], |record| {
        let mut figure = list(record, "targets").remove(4);
        figure["kind"] = json!("fact");
        list(record, "figures").insert(0, figure);
    }),
    ("published", &["page.published changed"], |record| record["page"]["published"] = json!("2023-10-30")),
    ("repair", &["repairs.count changed"], |record| record["repairs"][0]["count"] = json!(1)),
    ("dropped", &["dropped added"], |record| drop(list(record, "dropped").pop())),
];

fn told(report: &Value, page: &str) -> Vec<String> {
    let page = report["pages"].as_array().unwrap().iter().find(|entry| entry["name"] == page).unwrap();
    let change = |change: &Value| format!("{} {}", change["field"].as_str().unwrap(), change["kind"].as_str().unwrap());
    page["changes"].as_array().unwrap().iter().map(change).collect()
}

#[test]
fn each_seeded_change_is_told_with_its_field_and_nothing_else() {
    let dir = folder("check-seeds");
    for (name, _, change) in SEEDS {
        let mut record = base();
        change(&mut record);
        assert_ne!(record, base(), "{name} changes nothing");
        write_case(&dir, name, &record);
    }
    write_case(&dir, "same", &base());
    let output = run(&dir, &["check", ".", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    for (name, expected, _) in SEEDS {
        assert_eq!(told(&report, name), expected, "{name}");
    }
    assert!(told(&report, "same").is_empty());
    assert_eq!((&report["same"], &report["differ"]), (&json!(1), &json!(SEEDS.len())));
    // In words the same fields stand, with old and new value.
    let words = said(&run(&dir, &["check", "deadline"]));
    assert!(words.contains("~ targets[2].deadline") && words.contains("\"2030\" → "), "{words}");
    let words = said(&run(&dir, &["check", "letter", "--color", "always"]));
    assert!(words.contains("\x1b[31m-1 ") && words.contains("产业培植") && words.contains("\x1b[32m+1 "), "{words}");
}

#[test]
fn bless_rewrites_what_was_shown() {
    let dir = folder("check-bless");
    let mut record = base();
    record["targets"][2]["deadline"] = json!("2030");
    record["dates"][2]["role"] = json!("event");
    write_case(&dir, "a", &record);
    assert_eq!(run(&dir, &["check", ".", "--only", "documents"]).status.code(), Some(0));
    let output = run(&dir, &["check", ".", "--only", "targets", "--bless"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("targets[2].deadline") && !said(&output).contains("dates"), "{}", said(&output));
    let report: Value = serde_json::from_slice(&run(&dir, &["check", ".", "--format", "json"]).stdout).unwrap();
    assert_eq!(told(&report, "a"), ["dates.role changed"]);
    assert_eq!(run(&dir, &["check", ".", "--bless"]).status.code(), Some(0));
    let words = said(&run(&dir, &["check", "."]));
    assert!(words.contains("1 page, no difference"), "{words}");
    let output = run(&dir, &["check", ".", "--only", "target"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("did you mean \"targets\""), "{}", said(&output));
}

#[test]
fn a_case_is_made_of_a_page() {
    let dir = folder("check-new");
    fs::write(dir.join("notice.htm"), "<html><body><p>力争到明年底，新建公园12个。</p></body></html>").unwrap();
    let output = run(&dir, &["check", "cases", "--new", "notice.htm", "--published", "2025-03-01", "--region", "330000"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let record: Value = serde_json::from_str(&fs::read_to_string(dir.join("cases/notice/record.json")).unwrap()).unwrap();
    assert_eq!((&record["targets"][0]["deadline"], &record["targets"][0]["region"]), (&json!("2026-12-31"), &json!("330000")));
    assert!(dir.join("cases/notice/page.html").is_file() && dir.join("cases/notice/about.md").is_file());
    assert_eq!(run(&dir, &["check", "cases"]).status.code(), Some(0), "what is known from outside is kept");
    assert_eq!(run(&dir, &["check", "cases", "--new", "notice.htm"]).status.code(), Some(2), "a case is not overwritten");
    // A broken case does not stop the others.
    fs::create_dir(dir.join("cases/broken")).unwrap();
    fs::write(dir.join("cases/broken/page.txt"), "文字").unwrap();
    fs::write(dir.join("cases/broken/record.json"), "{").unwrap();
    let output = run(&dir, &["check", "cases", "--format", "junit"]);
    assert_eq!(output.status.code(), Some(1));
    let xml = said(&output);
    assert!(
        xml.contains("tests=\"2\" failures=\"0\" errors=\"1\"") && xml.contains("<error message=\"cases/broken/record.json:1"),
        "{xml}"
    );
    assert_eq!(run(&dir, &["check", "."]).status.code(), Some(1));
    fs::create_dir(dir.join("none")).unwrap();
    assert_eq!(run(&dir, &["check", "none"]).status.code(), Some(2));
}

#[test]
fn two_outputs_are_compared_page_by_page() {
    let dir = folder("diff");
    fs::create_dir(dir.join("in")).unwrap();
    for number in 0..4 {
        fs::write(dir.join(format!("in/{number}.txt")), format!("重庆市\n力争到202{}年，培育企业3{number}家。", 6 + number % 2)).unwrap();
    }
    run(&dir, &["extract", "in", "-o", "old"]);
    run(&dir, &["extract", "in", "-o", "lines", "--format", "jsonl"]);
    assert_eq!(run(&dir, &["diff", "old", "lines"]).status.code(), Some(0), "a folder of records and a file of them hold the same");
    fs::write(dir.join("in/1.txt"), "重庆市\n力争到2029年，培育企业31家。").unwrap();
    fs::remove_file(dir.join("in/2.txt")).unwrap();
    fs::write(dir.join("in/9.txt"), "无").unwrap();
    run(&dir, &["extract", "in", "-o", "new"]);
    let output = run(&dir, &["diff", "old", "new"]);
    assert_eq!(output.status.code(), Some(1));
    let words = said(&output);
    for part in ["in/2.txt: gone", "in/9.txt: new", "3 of 5 pages differ", "targets[0].deadline", "targets.deadline"] {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert!(!words.contains("targets.source"), "another input has other bytes: {words}");
    let sums = said(&run(&dir, &["diff", "old", "new", "--only", "targets", "--quiet"]));
    assert!(sums.contains("targets.deadline  1 changed on 1 page") && !sums.contains("dates"), "{sums}");
    assert_eq!(run(&dir, &["diff", "old", "nowhere"]).status.code(), Some(2));
}

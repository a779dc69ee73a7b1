//! `eval`: the rates of a small set worked out by hand, and those of the shared gold as ../shared/gold/score.py gives them, where it is there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_qingyuan")).args(arguments).output().unwrap()
}

fn folder(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    dir
}

#[test]
fn rates_are_those_worked_out_by_hand() {
    let dir = folder("eval");
    let page = "力争到2027年，培育企业30家以上，新建公园5个。2024年3月1日，《关于加强绿地管理的通知》印发。";
    let pages = [json!({"id": "x/a", "text": page, "published": "2024-05-01"}), json!({"id": "b", "text": "无"})];
    fs::write(dir.join("cases.jsonl"), pages.map(|page| page.to_string()).join("\n")).unwrap();
    let number = |text: &str, value: u32, object: &str, comparator: &str| json!({"text": text, "start": 0, "end": 0, "kind": "target", "value": value, "unit": "item", "object": object, "comparator": comparator, "deadline": "2027-12-31"});
    // The first is right in every sense, the second has another comparator, the third is not on the page.
    let answers = json!({"id": "a", "numbers": [number("30家", 30, "企业", ">="), number("5个", 5, "公园", ">"), number("7座", 7, "桥", "=")],
        "dates": [{"text": "2024年3月1日", "edtf": "2024-03-01", "role": "issued"}, {"text": "2027年", "edtf": "2027", "optional": true}],
        "documents": [{"title": "关于加强绿地管理的通知", "issuers": [], "number": null}]});
    fs::write(dir.join("answers.jsonl"), answers.to_string()).unwrap();
    let path = |name: &str| dir.join(name).to_string_lossy().into_owned();
    let output = run(&["eval", &path("cases.jsonl"), &path("answers.jsonl"), "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let rates: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rate = |hit: u32, recall: f64, precision: f64, f1: f64| json!({"precision": precision, "recall": recall, "f1": f1, "hit": hit, "gold": 3, "pred": 2});
    assert_eq!(rates["targets"]["core"], rate(2, 0.6667, 1.0, 0.8));
    assert_eq!(rates["targets"]["strict"], rate(1, 0.3333, 0.5, 0.4));
    assert_eq!(rates["dates"]["value"]["f1"], json!(1.0));
    assert_eq!((&rates["documents"]["title"]["hit"], &rates["documents"]["number"]), (&json!(1), &json!(1.0)));
    let words = run(&["eval", &path("cases.jsonl"), &path("answers.jsonl"), "--misses"]);
    let words = String::from_utf8_lossy(&words.stdout);
    assert!(words.contains("targets core") && words.contains("target missed\ta\t7座\t桥"), "{words}");
    assert_eq!(run(&["eval", &path("cases.jsonl"), &path("cases.jsonl")]).status.code(), Some(0), "pages without answers have none");
    assert_eq!(run(&["eval", &path("cases.jsonl"), &path("nothing")]).status.code(), Some(2));
}

#[test]
fn the_shared_gold_gives_the_rates_of_its_scorer() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let given = std::env::var_os("QINGYUAN_SHARED").map(PathBuf::from);
    let Some(gold) = given.into_iter().chain([root.join("../shared")]).map(|shared| shared.join("gold")).find(|gold| gold.is_dir()) else {
        return;
    };
    let dir = folder("eval-gold");
    let path = |name: &str| gold.join(name).to_string_lossy().into_owned();
    let records = dir.join("records.jsonl");
    fs::write(&records, run(&["extract", &path("cases.jsonl"), "-q"]).stdout).unwrap();
    let scorer =
        Command::new("python3").args([&path("score.py"), &path("answers.jsonl"), &records.to_string_lossy().into_owned()]).output();
    let Ok(scorer) = scorer.map(|output| output.stdout).inspect_err(|_| println!("not run: no python3")) else { return };
    let wanted: Value = serde_json::from_slice(&scorer).unwrap();
    let mut rates: Value =
        serde_json::from_slice(&run(&["eval", &path("cases.jsonl"), &path("answers.jsonl"), "--format", "json"]).stdout).unwrap();
    // Sections are scored by eval alone.
    assert!(rates.as_object_mut().unwrap().remove("sections").is_some());
    let close = |path: &str| {
        let number = |value: &Value| value.pointer(path).and_then(Value::as_f64).unwrap_or_else(|| panic!("{path}"));
        assert!((number(&rates) - number(&wanted)).abs() < 5e-5, "{path}: {} and {}", number(&rates), number(&wanted));
    };
    for level in ["targets/core", "targets/strict", "targets/value", "dates/value", "documents/title"] {
        ["precision", "recall", "f1", "hit", "gold", "pred"].iter().for_each(|rate| close(&format!("/{level}/{rate}")));
    }
    ["cases", "records_missing", "core_by_case", "false_targets", "dates/role", "documents/number", "documents/issuers"]
        .iter()
        .for_each(|path| close(&format!("/{path}")));
}

//! Flat tables: they hold what the records hold, the same for any number of threads and after `--resume`, and say what they are.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const TABLES: [&str; 6] = ["pages", "sections", "dates", "documents", "targets", "figures"];

fn folder(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    dir
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_qingyuan")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap()
}

fn extract(out: &Path, more: &[&str]) -> Output {
    let out = out.to_string_lossy().into_owned();
    run(&[&["extract", "fixtures/pages", "-q", "-o", &out], more].concat())
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The files below a folder with their bytes, but for those that tell the time.
fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let read = |entry: fs::DirEntry| (entry.file_name().to_string_lossy().into_owned(), entry.path());
    let files = fs::read_dir(dir).unwrap().map(|entry| read(entry.unwrap())).filter(|(name, path)| path.is_file() && name != "run.json");
    files.map(|(name, path)| (name, fs::read(path).unwrap())).collect()
}

fn records(dir: &Path) -> Vec<Value> {
    fs::read_to_string(dir.join("pages.jsonl")).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// CSV as RFC 4180 has it, by column name.
fn csv(text: &str) -> Vec<BTreeMap<String, String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => cell.push(letters.next().unwrap()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            _ => cell.push(letter),
        }
    }
    let head: Vec<String> = rows.remove(0);
    rows.iter().for_each(|row| assert_eq!(row.len(), head.len(), "{row:?}"));
    rows.into_iter().map(|row| head.iter().cloned().zip(row).collect()).collect()
}

fn table(dir: &Path, name: &str) -> Vec<BTreeMap<String, String>> {
    csv(&fs::read_to_string(dir.join(format!("{name}.csv"))).unwrap())
}

/// A JSON value as a cell shows it.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        _ => value.to_string(),
    }
}

#[test]
fn rows_hold_what_the_records_hold() {
    let dir = folder("tables-values");
    assert_eq!(extract(&dir, &["--format", "jsonl,csv"]).status.code(), Some(0));
    let records = records(&dir);
    for name in &TABLES[1..] {
        let all: usize = records.iter().map(|record| record[*name].as_array().unwrap().len()).sum();
        assert!(all > 0 && table(&dir, name).len() == all, "{name}");
    }
    assert_eq!(table(&dir, "pages").len(), records.len());
    let fields = [
        "text",
        "kind",
        "verb",
        "object",
        "value",
        "min",
        "max",
        "unit",
        "unit_text",
        "comparator",
        "measure",
        "annual",
        "hedge",
        "deadline",
        "as_of",
        "baseline_date",
        "baseline_value",
        "rule",
    ];
    let mut rows = table(&dir, "targets").into_iter();
    for record in &records {
        let text: Vec<char> = record["text"].as_str().unwrap().chars().collect();
        for (id, target) in record["targets"].as_array().unwrap().iter().enumerate() {
            let row = rows.next().unwrap();
            assert_eq!((&row["page_id"], &row["target_id"]), (&shown(&record["id"]), &id.to_string()));
            for field in fields {
                assert_eq!(row[field].trim_start_matches('\''), shown(&target[field]), "{} {field}", row["page_id"]);
            }
            let at = |column: &str| row[column].parse::<usize>().unwrap();
            let slice = |from: &str, to: &str| text[at(from)..at(to)].iter().collect::<String>();
            assert_eq!(
                (row["text"].as_str(), &row["evidence"]),
                (slice("text_start", "text_end").as_str(), &slice("evidence_start", "evidence_end"))
            );
            assert_eq!(
                [at("source_start"), at("source_end")].to_vec(),
                serde_json::from_value::<Vec<usize>>(target["source"].clone()).unwrap()
            );
            assert_eq!(row["region_adcode"], shown(&target["region"]));
            assert_eq!(row["region_name"].is_empty(), row["region_adcode"].is_empty());
            let document = target["document"].as_u64().map(|id| shown(&record["documents"][id as usize]["title"]));
            assert_eq!(row["document_title"], document.unwrap_or_default());
            assert_eq!(row["deadline"].is_empty(), row["deadline_day"].is_empty());
        }
    }
    // A row can be cited alone: each value has its place in the text and in the input, its words, and its page.
    for name in &TABLES[1..] {
        for row in table(&dir, name) {
            // What a page says of itself outside its text has its place in the input alone; an empty section has none there.
            let needed = match row["evidence"].is_empty() {
                true if *name == "sections" => &["page_id", "text_start", "text_end"][..],
                true => &["page_id", "source_start", "source_end"],
                false => &["page_id", "text_start", "text_end", "source_start", "source_end"],
            };
            needed.iter().for_each(|column| assert!(!row[*column].is_empty(), "{name}: {column} of {row:?}"));
            assert!(row.contains_key("url") && row.contains_key("region_name") && row.contains_key("region_adcode"), "{name}");
        }
    }
    for row in table(&dir, "dates").iter().filter(|row| !row["text_start"].is_empty()) {
        assert!(row["evidence"].contains(row["text"].trim()), "{row:?}");
        assert!(row["first_day"] <= row["last_day"] || row["first_day"].is_empty() || row["last_day"].is_empty(), "{row:?}");
    }
}

#[test]
fn a_row_leads_to_its_reasons() {
    let dir = folder("tables-explain");
    extract(&dir, &["--format", "csv"]);
    let page = "fixtures/pages/roundup-gbk/page.html";
    let output = run(&["explain", page]);
    let told = String::from_utf8(output.stdout).unwrap();
    let mut rows = 0;
    for name in ["dates", "targets", "figures"] {
        for row in table(&dir, name).iter().filter(|row| row["page_id"] == page && !row["explain"].is_empty()) {
            let line = format!("{}. {} — ", row["explain"], row["text"]);
            assert!(told.lines().any(|told| told.starts_with(&line)), "{name}: {line}{told}");
            rows += 1;
        }
    }
    assert_eq!(rows, told.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_digit())).count());
}

#[test]
fn any_number_of_threads_and_any_interruption_give_the_same_bytes() {
    let formats = if cfg!(feature = "parquet") { "json,jsonl,csv,parquet" } else { "json,jsonl,csv" };
    let (one, four) = (folder("tables-one"), folder("tables-four"));
    assert_eq!(extract(&one, &["--format", formats, "--jobs", "1"]).status.code(), Some(0));
    assert_eq!(extract(&four, &["--format", formats, "--jobs", "4"]).status.code(), Some(0));
    assert_eq!(files(&one), files(&four));
    assert!(files(&one).keys().all(|name| !name.starts_with('.')), "nothing half-written stays");
    // Records of half of the pages are taken away; what is left is kept, from files or from lines.
    for (name, formats) in [("tables-files", formats), ("tables-lines", formats.trim_start_matches("json,"))] {
        let dir = folder(name);
        extract(&dir, &["--format", formats]);
        let whole = files(&dir);
        for (name, bytes) in &whole {
            fs::write(dir.join(name), &bytes[..bytes.len() / 2]).unwrap();
        }
        if formats.starts_with("json,") {
            fs::remove_file(dir.join("list/page.html.json")).unwrap();
            fs::remove_file(dir.join("work-report/page.html.json")).ok();
        }
        let output = run(&["extract", "fixtures/pages", "-o", &dir.to_string_lossy(), "--format", formats, "--resume"]);
        assert!(said(&output).contains("by an earlier run"), "{}", said(&output));
        assert_eq!(files(&dir), whole, "{name}");
    }
    let dir = folder("tables-alone");
    extract(&dir, &["--format", "csv"]);
    let output = run(&["extract", "fixtures/pages", "-o", &dir.to_string_lossy(), "--format", "csv", "--resume"]);
    assert!(said(&output).contains("tables alone hold none"), "{}", said(&output));
}

#[test]
fn what_cannot_be_written_is_said() {
    let problem = |arguments: &[&str]| {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        said(&output)
    };
    assert!(problem(&["extract", "fixtures/pages", "--format", "csv"]).contains("-o DIR"));
    assert!(problem(&["extract", "fixtures/pages", "--format", "json,jsonl"]).contains("one format"));
    let dir = folder("tables-problems");
    let dir = dir.to_string_lossy();
    assert!(problem(&["extract", "fixtures/pages", "-o", &dir, "--bom"]).contains("--format csv"));
    if !cfg!(feature = "parquet") {
        assert!(problem(&["extract", "fixtures/pages", "-o", &dir, "--format", "parquet"]).contains("--features parquet"));
    }
}

#[test]
fn spreadsheets_get_text_and_no_formulas() {
    let dir = folder("tables-excel");
    fs::write(dir.join("page.txt"), "=cmd|'/C calc'!A0\n2024年10月11日\n=HYPERLINK(\"http://x\")培育企业30家，同比下降8%。\n").unwrap();
    let out = dir.join("out");
    run(&["extract", &dir.join("page.txt").to_string_lossy(), "-q", "-o", &out.to_string_lossy(), "--format", "csv", "--bom"]);
    for name in TABLES {
        let text = fs::read_to_string(out.join(format!("{name}.csv"))).unwrap();
        assert!(text.starts_with('\u{feff}'), "{name}");
        for row in csv(&text) {
            for (column, cell) in row.iter().filter(|(column, _)| *column != "comparator") {
                let is_number = cell.parse::<f64>().is_ok();
                assert!(is_number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{name}.{column}: {cell}");
            }
        }
    }
}

#[test]
fn a_data_set_says_what_it_is() {
    let dir = folder("tables-described");
    extract(&dir, &["--format", "csv"]);
    let package: Value = serde_json::from_str(&fs::read_to_string(dir.join("datapackage.json")).unwrap()).unwrap();
    let schema: Value = serde_json::from_str(&fs::read_to_string("record.schema.json").unwrap()).unwrap();
    for (resource, name) in package["resources"].as_array().unwrap().iter().zip(TABLES) {
        let rows = table(&dir, name);
        assert_eq!((&resource["name"], resource["rows"].as_u64()), (&Value::from(name), Some(rows.len() as u64)));
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let head = fs::read_to_string(dir.join(format!("{name}.csv"))).unwrap();
        let names: Vec<&str> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
        assert_eq!(head.lines().next().unwrap(), names.join(","));
        let keys = resource["schema"]["primaryKey"].as_array().unwrap();
        let key = |row: &BTreeMap<String, String>| keys.iter().map(|key| row[key.as_str().unwrap()].clone()).collect::<Vec<_>>();
        let distinct: std::collections::BTreeSet<_> = rows.iter().map(key).collect();
        assert_eq!(distinct.len(), rows.len(), "{name}: its key tells rows apart");
    }
    let object = &package["resources"][4]["schema"]["fields"].as_array().unwrap().iter().find(|field| field["name"] == "object").unwrap()["description"];
    assert_eq!(*object, schema["$defs"]["Figure"]["properties"]["object"]["description"], "one source");
    let card = fs::read_to_string(dir.join("DATACARD.md")).unwrap();
    let rows = table(&dir, "targets").len();
    assert!(
        card.starts_with("---\n") && card.contains("data_files: targets.csv") && card.contains(&format!("| `targets` | {rows} |")),
        "{card}"
    );
    assert_eq!(card.matches("| `object` |").count(), 2);
}

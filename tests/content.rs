//! Pages of many templates in fixtures/content: `NAME.html` (or `.txt`) and beside it `NAME.expected`, which holds metadata as
//! `field: value` lines, an empty line, and the main text. The expectations were written before the pages were first run.
//!
//! `known-failure: FIELD` (or `text`) marks what is not right yet; one that passes fails the test, so that its mark is taken off.

#[path = "common/overlap.rs"]
mod overlap;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use qingyuan::record::{Link, Page, Record};
use qingyuan::{Rules, Source, extract};

use overlap::Overlap;

/// The least f1 of the main texts over all cases, whatever is marked as a known failure.
const LEAST: f64 = 0.99;

struct Case {
    name: String,
    page: PathBuf,
    fields: Vec<(String, String)>,
    failures: Vec<String>,
    text: String,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/content");
    let mut answers: Vec<PathBuf> = std::fs::read_dir(folder).expect("fixtures/content").map(|entry| entry.unwrap().path()).collect();
    answers.retain(|path| path.extension().is_some_and(|ending| ending == "expected"));
    answers.sort();
    answers.iter().map(|path| case(path)).collect()
}

fn case(answer: &Path) -> Case {
    let written = std::fs::read_to_string(answer).expect("an answer");
    let (head, text) = written.strip_prefix('\n').map_or_else(|| written.split_once("\n\n").expect("an empty line"), |rest| ("", rest));
    let page = ["html", "txt"].map(|ending| answer.with_extension(ending)).into_iter().find(|page| page.is_file());
    let (known, fields) = head
        .lines()
        .map(|line| line.split_once(": ").unwrap_or_else(|| panic!("{}: {line:?} has no colon", answer.display())))
        .map(|(field, value)| (field.to_string(), value.to_string()))
        .partition::<Vec<_>, _>(|(field, _)| field == "known-failure");
    Case {
        name: answer.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        page: page.unwrap_or_else(|| panic!("{}: no page", answer.display())),
        fields,
        failures: known.into_iter().map(|(_, field)| field).collect(),
        text: text.trim_matches('\n').to_string(),
    }
}

fn texts(links: &[Link]) -> String {
    links.iter().map(|link| link.text.as_str()).collect::<Vec<_>>().join("|")
}

fn field(page: &Page, name: &str) -> String {
    let told = |value: &Option<String>| value.clone().unwrap_or_default();
    match name {
        "title" => told(&page.title),
        "published" => told(&page.published),
        "publisher" => told(&page.publisher),
        "author" => told(&page.author),
        "url" => told(&page.url),
        "index" => told(&page.index),
        "number" => told(&page.number),
        "issuer" => told(&page.issuer),
        "written" => told(&page.written),
        "kind" => page.kind.to_string(),
        "breadcrumb" => page.breadcrumb.join(" > "),
        "attachments" => texts(&page.attachments),
        "pages" => texts(&page.pages),
        "links" => texts(&page.links),
        "conflict" => page.conflicts.iter().flat_map(|conflict| conflict.values.clone()).collect::<Vec<_>>().join("|"),
        _ => panic!("there is no field {name}"),
    }
}

/// What differs, by field.
fn differences(case: &Case, record: &Record) -> BTreeMap<String, String> {
    let mut wrong = BTreeMap::new();
    for (name, expected) in &case.fields {
        let found = field(&record.page, name);
        if found != *expected {
            wrong.insert(name.clone(), format!("expected {expected:?}, found {found:?}"));
        }
    }
    if !case.fields.iter().any(|(name, _)| name == "kind") && record.page.kind != "article" {
        wrong.insert("kind".into(), "told as a list".into());
    }
    if record.text != case.text {
        let (expected, found) = (case.text.lines(), record.text.lines());
        let lacks: Vec<&str> = expected.clone().filter(|line| !found.clone().any(|other| other == *line)).collect();
        let adds: Vec<&str> = found.filter(|line| !expected.clone().any(|other| other == *line)).collect();
        wrong.insert("text".into(), format!("lacks {lacks:?}, adds {adds:?}"));
    }
    wrong
}

#[test]
fn pages_give_their_article_and_metadata() {
    let (mut wrong, mut overlap) = (Vec::new(), Overlap::default());
    let cases = cases();
    assert!(cases.len() >= 50, "cases are missing");
    for case in &cases {
        let source = Source::new(case.name.clone(), std::fs::read(&case.page).expect("a page"));
        let record = extract(&source, Rules::builtin());
        overlap.add(&case.text, &record.text);
        let differs = differences(case, &record);
        let news = differs.iter().filter(|(field, _)| !case.failures.contains(field));
        wrong.extend(news.map(|(field, told)| format!("{}: {field} {told}", case.name)));
        let passed = case.failures.iter().filter(|field| !differs.contains_key(*field));
        wrong.extend(passed.map(|field| format!("{}: {field} passes now", case.name)));
    }
    println!("{} cases: f1 {:.4}", cases.len(), overlap.f1());
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(overlap.f1() >= LEAST, "f1 {:.4}", overlap.f1());
}

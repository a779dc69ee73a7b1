//! Numbers understood, against fixtures/phrases/target.tsv, on a page of 2024-10-18, and target_undated.tsv, on a page without a date:
//! every row that passes must pass, every known failure must still fail. `UPDATE_EXPECTED=1` rewrites the expected column; read the diff.

#[path = "common/phrases.rs"]
mod phrases;

use std::fmt::Write;

use qingyuan::decode::SourceKind;
use qingyuan::record::Figure;
use qingyuan::{Rules, Source, extract};

/// What is found in `input`, in one line: targets as `text=value unit|object|deadline`, with what else is said of them; other
/// numbers as `kind text`.
fn find(input: &str, published: Option<jiff::civil::Date>) -> String {
    let mut source = Source::new("phrase.txt", input.as_bytes());
    source.published = published;
    source.kind = Some(SourceKind::Text);
    let record = extract(&source, Rules::builtin());
    let mut all: Vec<&Figure> = record.targets.iter().chain(&record.figures).collect();
    all.sort_by_key(|figure| figure.span);
    all.iter().map(|figure| tell(figure)).collect::<Vec<_>>().join("; ")
}

fn tell(figure: &Figure) -> String {
    if figure.kind != "target" {
        return format!("{} {}", figure.kind, figure.text);
    }
    let value = match (&figure.value, &figure.min, &figure.max) {
        (Some(value), _, _) => format!("{}{value}", figure.comparator),
        (_, Some(min), Some(max)) => format!("{}{min}-{max}", figure.comparator),
        _ => "?".into(),
    };
    let mut told =
        format!("{value} {}|{}|{}", figure.unit, figure.object.as_deref().unwrap_or("?"), figure.deadline.as_deref().unwrap_or("-"));
    if figure.measure != "level" {
        let _ = write!(told, "|{}", figure.measure);
    }
    if figure.annual {
        told.push_str("|annual");
    }
    if let Some(hedge) = &figure.hedge {
        let _ = write!(told, "|{hedge}");
    }
    if let Some(value) = &figure.baseline_value {
        let _ = write!(told, "|from {value}");
    }
    told
}

#[test]
fn phrases() {
    phrases::walk("target.tsv", |input| find(input, Some(jiff::civil::date(2024, 10, 18))));
}

#[test]
fn phrases_of_a_page_without_a_date() {
    phrases::walk("target_undated.tsv", |input| find(input, None));
}

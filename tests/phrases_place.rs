//! Places against fixtures/phrases/place.tsv: every row that passes must pass, every known failure must still fail.
//! `UPDATE_EXPECTED=1` rewrites the expected column; read the diff.

use std::fmt::Write;

use qingyuan::{Rules, Source, decode, repair, segment, strip};

/// The places named in `input`: `text=adcode`, `text=?candidates` where it is not sure, `~year` for a former name. Spoken of in a
/// sentence, so that content takes the line for text.
fn find(input: &str) -> String {
    let rules = Rules::builtin();
    let source = Source::new("phrase.txt", input.as_bytes());
    let sections = segment(strip(repair(decode(&source), rules), rules), rules);
    let mut line = Vec::new();
    for place in sections.places() {
        let mut shown = format!("{}=", &sections.text()[place.span.range()]);
        match &place.region {
            Some(region) => shown.push_str(&region.adcode),
            None => {
                let _ = write!(shown, "?{}", place.candidates.join("|"));
            }
        }
        if let Some(year) = place.retired {
            let _ = write!(shown, "~{year}");
        }
        line.push(shown);
    }
    if line.is_empty() { "-".to_string() } else { line.join("; ") }
}

#[test]
fn phrases() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/phrases/place.tsv");
    let table = std::fs::read_to_string(path).expect("the table");
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    let (mut failures, mut rewritten) = (Vec::new(), String::new());
    for (number, line) in table.lines().enumerate() {
        let cells: Vec<&str> = line.split('\t').collect();
        if number == 0 || line.starts_with('#') || line.is_empty() {
            let _ = writeln!(rewritten, "{line}");
            continue;
        }
        let [input, expected, status, note] = cells[..] else { panic!("place.tsv:{}: four columns", number + 1) };
        let found = find(&input.replace("\\n", "\n").replace("\\t", "\t"));
        match status {
            "pass" if found != expected => failures.push(format!("{}: {input}\n  expected {expected}\n  found    {found}", number + 1)),
            "known-failure" if found == expected => failures.push(format!("{}: {input} passes now", number + 1)),
            "pass" | "known-failure" => {}
            _ => panic!("place.tsv:{}: status {status:?}", number + 1),
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

//! Dates against fixtures/phrases/date.tsv, on a page of 2024-10-18: every row that passes must pass, every known failure must
//! still fail. `UPDATE_EXPECTED=1` rewrites the expected column; read the diff.

use std::fmt::Write;

use qingyuan::decode::SourceKind;
use qingyuan::mention::context::Context;
use qingyuan::mention::date;
use qingyuan::{Rules, Source, decode, repair, segment, strip};

/// What is found in `input`, in one line: `text edtf role year-from`, impossible dates as `!text`.
fn find(input: &str) -> String {
    let rules = Rules::builtin();
    let mut source = Source::new("phrase.txt", input.as_bytes());
    source.published = Some(jiff::civil::date(2024, 10, 18));
    source.kind = Some(SourceKind::Text);
    let sections = segment(strip(repair(decode(&source), rules), rules), rules);
    let context = Context::new(&sections, rules);
    let found = date::read(&context, &[], rules);
    let dates = found.mentions.iter().map(|date| {
        let words = format!("{:?} {:?}", date.role, date.year_from).to_lowercase();
        format!("{} {} {words}", context.str(date.span), date.edtf)
    });
    let impossible = found.impossible.iter().map(|date| format!("!{}", context.str(date.span)));
    dates.chain(impossible).collect::<Vec<_>>().join("; ")
}

#[test]
fn phrases() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/phrases/date.tsv");
    let table = std::fs::read_to_string(path).expect("the table");
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    let (mut failures, mut rewritten) = (Vec::new(), String::new());
    for (number, line) in table.lines().enumerate() {
        let cells: Vec<&str> = line.split('\t').collect();
        if number == 0 || line.starts_with('#') || line.is_empty() {
            let _ = writeln!(rewritten, "{line}");
            continue;
        }
        let [input, expected, status, note] = cells[..] else { panic!("date.tsv:{}: four columns", number + 1) };
        let found = find(&input.replace("\\n", "\n").replace("\\t", "\t")).replace('\n', "\\n").replace('\t', "\\t");
        match status {
            "pass" if found != expected => failures.push(format!("{}: {input}\n  expected {expected}\n  found    {found}", number + 1)),
            "known-failure" if found == expected => failures.push(format!("{}: {input} passes now", number + 1)),
            "pass" | "known-failure" => {}
            _ => panic!("date.tsv:{}: status {status:?}", number + 1),
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

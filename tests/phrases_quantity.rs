//! Quantities against fixtures/phrases/quantity.tsv: every row that passes must pass, every known failure must still fail.
//! `UPDATE_EXPECTED=1` rewrites the expected column; read the diff.

use std::fmt::Write;

use qingyuan::mention::context::Context;
use qingyuan::mention::quantity::{self, Amount, Comparator, Quantity};
use qingyuan::{Rules, Source, decode, repair, segment, strip};

/// What is found in `input`, in one line: `text=value unit comparator shape`.
fn find(input: &str) -> String {
    let rules = Rules::builtin();
    let source = Source::new("phrase.txt", input.as_bytes());
    let sections = segment(strip(repair(decode(&source), rules), rules), rules);
    let context = Context::new(&sections);
    let documents = qingyuan::mention::document::find(&context, rules);
    let dates = qingyuan::mention::date::find(&context, &documents, rules);
    let found = quantity::find(&context, &documents, &dates, rules);
    found.iter().map(|quantity| show(context.str(quantity.span), quantity)).collect::<Vec<_>>().join("; ")
}

fn show(text: &str, quantity: &Quantity) -> String {
    let mut line = format!("{text} = ");
    let _ = match quantity.amount {
        Amount::Exact(value) | Amount::Order(value) => write!(line, "{} {}", value.normalize(), quantity.unit),
        Amount::Range(low, high) => write!(line, "{}~{} {}", low.normalize(), high.normalize(), quantity.unit),
        Amount::Vague => write!(line, "?"),
    };
    let comparator = match quantity.comparator {
        Comparator::Equal => "",
        Comparator::AtLeast => " >=",
        Comparator::MoreThan => " >",
        Comparator::AtMost => " <=",
        Comparator::LessThan => " <",
        Comparator::About => " ~",
        Comparator::Range => " range",
        Comparator::Order => " order",
    };
    let _ = write!(line, "{comparator} {:?}", quantity.shape);
    line
}

#[test]
fn phrases() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/phrases/quantity.tsv");
    let table = std::fs::read_to_string(path).expect("the table");
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    let (mut failures, mut rewritten) = (Vec::new(), String::new());
    for (number, line) in table.lines().enumerate() {
        let cells: Vec<&str> = line.split('\t').collect();
        if number == 0 || line.starts_with('#') || line.is_empty() {
            let _ = writeln!(rewritten, "{line}");
            continue;
        }
        let [input, expected, status, note] = cells[..] else { panic!("quantity.tsv:{}: four columns", number + 1) };
        let found = find(&input.replace("\\n", "\n").replace("\\t", "\t")).replace('\n', "\\n").replace('\t', "\\t");
        match status {
            "pass" if found != expected => failures.push(format!("{}: {input}\n  expected {expected}\n  found    {found}", number + 1)),
            "known-failure" if found == expected => failures.push(format!("{}: {input} passes now", number + 1)),
            "pass" | "known-failure" => {}
            _ => panic!("quantity.tsv:{}: status {status:?}", number + 1),
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

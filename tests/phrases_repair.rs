//! Repairs against fixtures/phrases/repair.tsv: every row that passes must pass, every known failure must still fail.
//! `UPDATE_EXPECTED=1` rewrites the expected column; read the diff.

use std::fmt::Write;

use qingyuan::{Rules, repair};

/// `input` after repair, and the classes of damage left.
fn find(input: &str) -> String {
    let once = mend(input);
    assert_eq!(mend(&once.0).0, once.0, "repairing twice changes more");
    if once.1.is_empty() { once.0 } else { format!("{} [{}]", once.0, once.1.join(" ")) }
}

fn mend(input: &str) -> (String, Vec<&'static str>) {
    let (edits, damage) = repair::repair_text(input, Rules::builtin());
    let (mut text, mut at) = (String::new(), 0);
    for edit in &edits {
        text.push_str(&input[at..edit.span.start]);
        text.push_str(&edit.after);
        at = edit.span.end;
    }
    text.push_str(&input[at..]);
    assert!(damage.iter().all(|damage| text.get(damage.span.clone()).is_some()), "damage lies outside {text}");
    (text, damage.iter().map(|damage| damage.class).collect())
}

#[test]
fn phrases() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/phrases/repair.tsv");
    let table = std::fs::read_to_string(path).expect("the table");
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    let (mut failures, mut rewritten) = (Vec::new(), String::new());
    for (number, line) in table.lines().enumerate() {
        let cells: Vec<&str> = line.split('\t').collect();
        if number == 0 || line.starts_with('#') || line.is_empty() {
            let _ = writeln!(rewritten, "{line}");
            continue;
        }
        let [input, expected, status, note] = cells[..] else { panic!("repair.tsv:{}: four columns", number + 1) };
        let found = find(&input.replace("\\n", "\n").replace("\\t", "\t")).replace('\n', "\\n").replace('\t', "\\t");
        match status {
            "pass" if found != expected => failures.push(format!("{}: {input}\n  expected {expected}\n  found    {found}", number + 1)),
            "known-failure" if found == expected => failures.push(format!("{}: {input} passes now", number + 1)),
            "pass" | "known-failure" => {}
            _ => panic!("repair.tsv:{}: status {status:?}", number + 1),
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

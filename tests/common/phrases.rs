//! Walks a table of fixtures/phrases: every row that passes must pass, every known failure must still fail. `UPDATE_EXPECTED=1`
//! rewrites the expected column.

use std::fmt::Write;

/// Hold `find` against each row (input, expected, status, note) of the table `name`; `\n` and `\t` stand for
/// themselves, in an input and in what is expected.
pub fn walk(name: &str, find: impl Fn(&str) -> String) {
    let path = format!("{}/fixtures/phrases/{name}", env!("CARGO_MANIFEST_DIR"));
    let table = std::fs::read_to_string(&path).expect("the table");
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    let (mut failures, mut rewritten) = (Vec::new(), String::new());
    for (number, line) in table.lines().enumerate() {
        let cells: Vec<&str> = line.split('\t').collect();
        if line.starts_with("input\t") || line.starts_with('#') || line.is_empty() {
            let _ = writeln!(rewritten, "{line}");
            continue;
        }
        let [input, expected, status, note] = cells[..] else { panic!("{name}:{}: four columns", number + 1) };
        let found = find(&input.replace("\\n", "\n").replace("\\t", "\t")).replace('\n', "\\n").replace('\t', "\\t");
        match status {
            "pass" if found != expected => failures.push(format!("{}: {input}\n  expected {expected}\n  found    {found}", number + 1)),
            "known-failure" if found == expected => failures.push(format!("{}: {input} passes now", number + 1)),
            "pass" | "known-failure" => {}
            _ => panic!("{name}:{}: status {status:?}", number + 1),
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

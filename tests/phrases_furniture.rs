//! Furniture against fixtures/phrases/furniture.tsv (a line → what it looks like) and fixtures/phrases/scrape.tsv (a text
//! scrape → title, date, publisher, path and the text that stays), and inserted advertising against fixtures/phrases/spam.tsv (a line
//! → what is left of it). Every row that passes must pass, every known failure must
//! still fail. `UPDATE_EXPECTED=1` rewrites the expected column; read the diff.

use std::fmt::Write;

use qingyuan::content::roles;
use qingyuan::decode::SourceKind;
use qingyuan::{Rules, Source, decode, repair, strip};

/// Title | date | publisher | path | text.
fn scrape(input: &str) -> String {
    let rules = Rules::builtin();
    let mut source = Source::new("phrase.txt", input.as_bytes());
    source.kind = Some(SourceKind::Text);
    let content = strip(repair(decode(&source), rules), rules);
    let page = content.page();
    let told = |value: &Option<String>| value.clone().unwrap_or_default();
    let date = page.published.map_or(String::new(), |date| date.to_string());
    let path = page.breadcrumb.join(">");
    format!("{} | {} | {} | {} | {}", told(&page.title), date, told(&page.publisher), path, content.text())
}

fn walk(table: &str, find: impl Fn(&str) -> String) {
    let path = format!("{}/fixtures/phrases/{table}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).expect("the table");
    let (mut failures, mut rewritten) = (Vec::new(), String::new());
    for (number, line) in text.lines().enumerate() {
        let cells: Vec<&str> = line.split('\t').collect();
        if number == 0 || line.starts_with('#') || line.is_empty() {
            let _ = writeln!(rewritten, "{line}");
            continue;
        }
        let [input, expected, status, note] = cells[..] else { panic!("{table}:{}: four columns", number + 1) };
        let found = find(&input.replace("\\n", "\n").replace("\\t", "\t")).replace('\n', "\\n").replace('\t', "\\t");
        match status {
            "pass" if found != expected => failures.push(format!("{}: {input}\n  expected {expected}\n  found    {found}", number + 1)),
            "known-failure" if found == expected => failures.push(format!("{}: {input} passes now", number + 1)),
            "pass" | "known-failure" => {}
            _ => panic!("{table}:{}: status {status:?}", number + 1),
        }
        let kept = if status == "pass" { &found } else { expected };
        let _ = writeln!(rewritten, "{input}\t{kept}\t{status}\t{note}");
    }
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(path, rewritten).expect("the table is writable");
    } else {
        assert!(failures.is_empty(), "{table}, {} rows:\n{}", failures.len(), failures.join("\n"));
    }
}

#[test]
fn lines_look_like_what_they_are() {
    walk("furniture.tsv", |line| roles::tell(line, Rules::builtin()));
}

#[test]
fn scrapes_keep_the_article() {
    walk("scrape.tsv", scrape);
}

/// What is left of a line that stands in the middle of an article.
fn without_spam(line: &str) -> String {
    const FIRST: &str = "会议听取了上半年工作情况汇报，研究部署下一阶段重点任务。";
    const LAST: &str = "会议强调，要压实责任，狠抓落实，确保全年目标任务圆满完成。";
    let page = format!(
        "<html><title>全市工作会议召开</title><body><h1>全市工作会议召开</h1><p>{FIRST}</p><p>{line}</p><p>{LAST}</p></body></html>"
    );
    let rules = Rules::builtin();
    let source = Source::new("spam.html", page.into_bytes());
    let content = strip(repair(decode(&source), rules), rules);
    let kept = content.text().lines().filter(|line| *line != FIRST && *line != LAST);
    kept.collect::<Vec<_>>().join("\n")
}

#[test]
fn advertising_goes_and_nothing_else() {
    walk("spam.tsv", without_spam);
}

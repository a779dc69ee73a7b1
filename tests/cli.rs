//! The command as its users meet it: exit codes, words, files.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const PAGE: &str = "重庆市\n10月11日，重庆市经济信息委发布了《关于开展试点工作的通知》，将培育企业30家。\n";

/// A fresh folder for one test.
fn folder(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    dir
}

fn run(dir: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_qingyuan")).args(arguments).current_dir(dir).stdin(Stdio::null()).output().unwrap()
}

fn piped(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_qingyuan"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn records(output: &Output) -> Vec<serde_json::Value> {
    String::from_utf8(output.stdout.clone()).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_folder_gives_a_file_a_page() {
    let dir = folder("folder");
    fs::create_dir_all(dir.join("in/deep/.hidden")).unwrap();
    for name in ["in/a.html", "in/deep/b.TXT", "in/deep/no-ending", "in/deep/.hidden/c.txt", "in/.d.txt"] {
        fs::write(dir.join(name), PAGE).unwrap();
    }
    fs::write(dir.join("in/style.css"), "p {}").unwrap();
    fs::write(dir.join("in/picture"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0").unwrap();
    let output = run(&dir, &["extract", "in", "-o", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", words(&output));
    assert!(output.stdout.is_empty());
    assert!(words(&output).contains("3 pages extracted, 2 skipped"), "{}", words(&output));
    for name in ["out/a.html.json", "out/deep/b.TXT.json", "out/deep/no-ending.json"] {
        let record: serde_json::Value = serde_json::from_str(&fs::read_to_string(dir.join(name)).unwrap()).unwrap();
        assert_eq!(record["schema"], "qingyuan/1");
    }
    assert_eq!(fs::read_dir(dir.join("out")).unwrap().count(), 3, "two entries and run.json");
}

#[test]
fn two_pages_of_one_name_get_a_file_each() {
    let dir = folder("names");
    for name in ["a", "b"] {
        fs::create_dir_all(dir.join(name)).unwrap();
        fs::write(dir.join(name).join("page.txt"), PAGE).unwrap();
    }
    let output = run(&dir, &["extract", "a/page.txt", "b", "-o", "out", "--quiet"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(words(&output), "");
    assert!(dir.join("out/page.txt.json").is_file() && dir.join("out/page.txt-2.json").is_file());
}

#[test]
fn json_lines_in_and_out_keep_their_order_for_any_number_of_threads() {
    let dir = folder("lines");
    let pages: Vec<String> = (0..700)
        .map(|n| {
            serde_json::json!({"id": format!("page-{n}"), "text": format!("{PAGE}到2026年，建成{n}个园区。"), "published": "2024-10-18"})
                .to_string()
        })
        .collect();
    fs::write(dir.join("pages.jsonl"), pages.join("\n")).unwrap();
    let one = run(&dir, &["extract", "pages.jsonl", "--jobs", "1"]);
    let four = run(&dir, &["extract", "pages.jsonl", "--jobs", "4", "-o", "-"]);
    assert_eq!(one.status.code(), Some(0), "{}", words(&one));
    assert_eq!(one.stdout, four.stdout);
    let ids: Vec<_> = records(&one).iter().map(|record| record["id"].as_str().unwrap().to_string()).collect();
    assert_eq!(ids, (0..700).map(|n| format!("page-{n}")).collect::<Vec<_>>());
    run(&dir, &["extract", "pages.jsonl", "-o", "out", "--format", "jsonl"]);
    assert_eq!(fs::read(dir.join("out/pages.jsonl")).unwrap(), one.stdout);
}

#[test]
fn what_the_line_says_of_a_page_is_used() {
    let dir = folder("hints");
    let page = serde_json::json!({"id": "x", "text": "10月11日，会议召开。", "published": "2023-11-01T08:00:00", "region": "440000", "url": "http://example.cn/1"});
    fs::write(dir.join("page.jsonl"), page.to_string()).unwrap();
    let record = records(&run(&dir, &["extract", "page.jsonl"])).remove(0);
    assert_eq!(record["dates"][0]["edtf"], "2023-10-11");
    assert_eq!(record["sections"][0]["region"]["adcode"], "440000");
    assert_eq!(record["page"]["url"], "http://example.cn/1");
    fs::write(dir.join("page.txt"), "10月11日，会议召开。").unwrap();
    let record = records(&run(&dir, &["extract", "page.txt", "--published", "2022-12-01", "--region", "330000"])).remove(0);
    assert_eq!(record["dates"][0]["edtf"], "2022-10-11");
    assert_eq!(record["sections"][0]["region"]["adcode"], "330000");
}

/// Each kind of rubbish: one sentence that names it, the good page still done, the exit code.
#[test]
fn rubbish_is_named_and_the_rest_done() {
    let dir = folder("rubbish");
    fs::write(dir.join("good.txt"), PAGE).unwrap();
    fs::write(dir.join("empty.txt"), "").unwrap();
    fs::write(dir.join("picture.txt"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01").unwrap();
    fs::create_dir(dir.join("bare")).unwrap();
    let good = serde_json::json!({"id": "x", "text": PAGE}).to_string();
    fs::write(dir.join("pages.jsonl"), format!("{good}\n{good}\n{{not json\n{good}\n{{\"id\": \"y\"}}\n")).unwrap();
    let cases: [(&str, i32, &[&str], usize); 6] = [
        ("empty.txt", 1, &["empty.txt", "is empty"], 1),
        ("picture.txt", 1, &["picture.txt", "PNG"], 1),
        ("missing.txt", 2, &["missing.txt", "No such file"], 1),
        ("bare", 2, &["bare", "no page in this folder"], 1),
        ("pages.jsonl", 1, &["pages.jsonl:3", "pages.jsonl:5", "\"html\""], 4),
        ("--encoding=klingon", 2, &["klingon", "gb18030"], 0),
    ];
    for (input, code, told, done) in cases {
        let output = run(&dir, &["extract", input, "good.txt"]);
        let said = words(&output);
        assert_eq!(output.status.code(), Some(code), "{input}: {said}");
        for word in told {
            assert!(said.contains(word), "{input}: {said}");
        }
        assert_eq!(records(&output).len(), done, "{input}: {said}");
        assert!(!said.contains("panicked"), "{input}: {said}");
    }
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_or_written_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let dir = folder("locked");
    fs::write(dir.join("good.txt"), PAGE).unwrap();
    fs::write(dir.join("locked.txt"), PAGE).unwrap();
    fs::set_permissions(dir.join("locked.txt"), fs::Permissions::from_mode(0o000)).unwrap();
    // Root reads everything: there the file is simply done.
    if fs::read(dir.join("locked.txt")).is_err() {
        let output = run(&dir, &["extract", "locked.txt", "good.txt"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(words(&output).contains("locked.txt: Permission denied"), "{}", words(&output));
        assert_eq!(records(&output).len(), 1);
    }
    let output = run(&dir, &["extract", "good.txt", "-o", "good.txt"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(words(&output).contains("good.txt: is a file; -o names a folder"), "{}", words(&output));
    let output = run(&dir, &["extract", "good.txt", "--rules", "nowhere"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(words(&output).contains("nowhere"), "{}", words(&output));
}

#[test]
fn standard_input_is_a_page_or_lines() {
    let record = records(&piped(&["extract", "-"], PAGE.as_bytes())).remove(0);
    assert_eq!(record["id"], "-");
    assert_eq!(record["source"]["bytes"], PAGE.len());
    let lines = format!("{}\n", serde_json::json!({"id": "a", "text": PAGE})).repeat(2);
    assert_eq!(records(&piped(&["extract", "-"], lines.as_bytes())).len(), 2);
}

#[test]
fn repair_is_line_for_line_and_explains_itself() {
    let clean = "到2026年，培育企业30家。\r\n\r\n第二行\n没有换行的末行";
    assert_eq!(piped(&["repair"], clean.as_bytes()).stdout, clean.as_bytes());
    let damaged = "未來產(chǎn)業(yè)規(guī)劃與區(qū)域發(fā)展，支持創(chuàng)新團(tuán)隊(duì)建設(shè)，標(biāo)志著產(chǎn)業(yè)進(jìn)步。\n第二行\n";
    let output = piped(&["repair", "--explain"], damaged.as_bytes());
    assert_eq!(String::from_utf8(output.stdout.clone()).unwrap(), "未来产业规划与区域发展，支持创新团队建设，标志着产业进步。\n第二行\n");
    let edits: Vec<serde_json::Value> = words(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(!edits.is_empty());
    for edit in edits {
        let source = [&edit["source"][0], &edit["source"][1]].map(|at| at.as_u64().unwrap() as usize);
        assert_eq!(damaged.get(source[0]..source[1]), edit["before"].as_str(), "{edit}");
    }
}

#[test]
fn schema_is_printed() {
    let output = run(Path::new("."), &["schema"]);
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/record.schema.json")).unwrap()
    );
}

#[test]
fn explain_tells_the_reasons_of_each_value() {
    let page = "力争到2027年，培育企业30家以上。".as_bytes();
    let told = |arguments: &[&str]| String::from_utf8(piped(arguments, page).stdout).unwrap();
    let all = told(&["explain", "-", "--published", "2025-01-10"]);
    assert!(all.contains("1. 2027年 — date (2027)") && all.contains("2. 30家 — target"), "{all}");
    assert!(all.contains("deadline   2027  “2027年”") && all.contains("plan +4  “力争”"), "{all}");
    let second = told(&["explain", "-", "--published", "2025-01-10", "--value", "2"]);
    assert!(second.starts_with("2. 30家") && !second.contains("1. "), "{second}");
}

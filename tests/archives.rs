//! The same pages in every wrapping give the same records; a broken part costs itself.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use flate2::Compression;
use flate2::write::GzEncoder;

const PAGES: usize = 12;

fn folder(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("archives").join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    dir
}

fn run(dir: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_qingyuan")).args(arguments).current_dir(dir).stdin(Stdio::null()).output().unwrap()
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The main texts, in order.
fn texts(output: &Output) -> Vec<String> {
    let out = String::from_utf8(output.stdout.clone()).unwrap();
    out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["text"].as_str().unwrap().to_string()).collect()
}

/// A page in GBK that says so; every page another.
fn page(n: usize) -> Vec<u8> {
    let page = format!(
        "<html><head><meta charset=\"gbk\"><title>第{n}页</title></head><body><h1>培育企业的若干措施</h1>\
         <p>到2026年，全省培育企业{n}家，建设园区{}个，形成特色鲜明的产业集群，带动就业稳步增长。</p></body></html>",
        n + 100
    );
    encoding_rs::GBK.encode(&page).0.into_owned()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn tar(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        // Written raw: an honest builder refuses `..`, an attacker's does not.
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        builder.append(&header, &bytes[..]).unwrap();
    }
    builder.into_inner().unwrap()
}

fn zip(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// One WARC response, chunked, as wget keeps it.
fn warc_record(n: usize) -> Vec<u8> {
    let body = page(n);
    let mut http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=gbk\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for part in body.chunks(100) {
        http.extend(format!("{:x}\r\n", part.len()).bytes());
        http.extend(part);
        http.extend(b"\r\n");
    }
    http.extend(b"0\r\n\r\n");
    let head = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://example.cn/{n}.html\r\nWARC-Date: 2024-10-18T00:00:00Z\r\nContent-Length: {}\r\n\r\n",
        http.len()
    );
    [head.into_bytes(), http, b"\r\n\r\n".to_vec()].concat()
}

fn members() -> Vec<(String, Vec<u8>)> {
    (0..PAGES).map(|n| (format!("pages/{n:02}.html"), page(n))).collect()
}

#[test]
fn every_wrapping_gives_the_same_texts() {
    let dir = folder("same");
    fs::create_dir(dir.join("plain")).unwrap();
    for (n, (_, bytes)) in members().iter().enumerate() {
        fs::write(dir.join(format!("plain/{n:02}.html")), bytes).unwrap();
    }
    let members = members();
    fs::write(dir.join("a.zip"), zip(&members)).unwrap();
    fs::write(dir.join("a.tar"), tar(&members)).unwrap();
    fs::write(dir.join("a.tar.gz"), gzip(&tar(&members))).unwrap();
    fs::write(dir.join("a.tgz"), gzip(&tar(&members))).unwrap();
    let packed = ruzstd::encoding::compress_to_vec(&tar(&members)[..], ruzstd::encoding::CompressionLevel::Fastest);
    fs::write(dir.join("a.tar.zst"), packed).unwrap();
    let lines: String = (0..PAGES)
        .map(|n| serde_json::json!({"id": n.to_string(), "html": encoding_rs::GBK.decode(&page(n)).0}).to_string() + "\n")
        .collect();
    fs::write(dir.join("a.jsonl.gz"), gzip(lines.as_bytes())).unwrap();
    let records: Vec<Vec<u8>> = (0..PAGES).map(warc_record).collect();
    fs::write(dir.join("a.warc"), records.concat()).unwrap();
    fs::write(dir.join("a.warc.gz"), records.iter().map(|record| gzip(record)).collect::<Vec<_>>().concat()).unwrap();

    let plain = texts(&run(&dir, &["extract", "plain"]));
    assert_eq!(plain.len(), PAGES);
    for (n, text) in plain.iter().enumerate() {
        assert!(text.contains(&format!("全省培育企业{n}家，建设园区{}个", n + 100)), "{text}");
    }
    for archive in ["a.zip", "a.tar", "a.tar.gz", "a.tgz", "a.tar.zst", "a.jsonl.gz", "a.warc", "a.warc.gz"] {
        let output = run(&dir, &["extract", archive]);
        assert_eq!(output.status.code(), Some(0), "{archive}: {}", words(&output));
        assert_eq!(texts(&output), plain, "{archive}");
    }
}

#[test]
fn a_broken_member_of_a_warc_costs_itself_and_can_be_given_back() {
    let dir = folder("broken");
    let mut packed: Vec<Vec<u8>> = (0..PAGES).map(|n| gzip(&warc_record(n))).collect();
    let whole = packed.concat();
    let middle = packed[5].len() / 2;
    packed[5][middle] ^= 0xff;
    let offset: usize = packed[..5].iter().map(Vec::len).sum();
    fs::write(dir.join("a.warc.gz"), packed.concat()).unwrap();
    let output = run(&dir, &["extract", "a.warc.gz", "-o", "out", "--format", "jsonl"]);
    assert_eq!(output.status.code(), Some(1), "{}", words(&output));
    assert!(words(&output).contains(&format!("a.warc.gz at byte {offset}")), "{}", words(&output));
    let lines = |file: &str| fs::read_to_string(dir.join(file)).unwrap().lines().count();
    assert_eq!(lines("out/pages.jsonl"), PAGES - 1);
    assert_eq!(lines("out/failed.jsonl"), 1);
    // Mended, the list of failures brings just the one page.
    fs::write(dir.join("a.warc.gz"), whole).unwrap();
    let output = run(&dir, &["extract", "out/failed.jsonl"]);
    assert_eq!(output.status.code(), Some(0), "{}", words(&output));
    assert!(texts(&output)[0].contains("培育企业5家"));
    assert_eq!(texts(&output).len(), 1);
}

#[test]
fn hostile_archives_stay_harmless() {
    let dir = folder("hostile");
    fs::write(dir.join("up.tar"), tar(&[("../../up.html".into(), page(1)), ("/root.html".into(), page(2))])).unwrap();
    let output = run(&dir, &["extract", "up.tar", "-o", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", words(&output));
    assert!(dir.join("out/up.tar/_/_/up.html.json").is_file() && dir.join("out/up.tar/root.html.json").is_file());

    // 200 MB of one letter in a few KB.
    let bomb: Vec<(String, Vec<u8>)> = vec![("bomb.html".into(), vec![b'x'; 200 << 20]), ("good.html".into(), page(3))];
    fs::write(dir.join("bomb.zip"), zip(&bomb)).unwrap();
    let output = run(&dir, &["extract", "bomb.zip"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(words(&output).contains("bomb.zip#bomb.html") && words(&output).contains("--max-page"), "{}", words(&output));
    assert_eq!(texts(&output).len(), 1);

    let cut = gzip(&tar(&members()));
    File::create(dir.join("cut.tar.gz")).unwrap().write_all(&cut[..cut.len() / 2]).unwrap();
    fs::write(dir.join("no.zip"), "this is no archive").unwrap();
    for (archive, told) in [("cut.tar.gz", "breaks off"), ("no.zip", "no.zip: ")] {
        let output = run(&dir, &["extract", archive, "up.tar"]);
        assert_eq!(output.status.code(), Some(2), "{archive}");
        assert!(words(&output).contains(told), "{archive}: {}", words(&output));
        assert!(texts(&output).len() >= 2, "{archive}");
    }
}

/// A run stopped anywhere and resumed ends with the bytes of an unbroken one, and does not work on finished pages again.
#[test]
fn a_stopped_run_is_resumed() {
    let dir = folder("resume");
    let lines: String = (0..300)
        .map(|n| {
            serde_json::json!({"id": n.to_string(), "html": encoding_rs::GBK.decode(&page(n)).0}).to_string()
                + if n == 7 { "x\n" } else { "\n" }
        })
        .collect();
    fs::write(dir.join("a.jsonl"), lines).unwrap();
    run(&dir, &["extract", "a.jsonl", "-o", "whole", "--format", "jsonl"]);
    run(&dir, &["extract", "a.jsonl", "-o", "files"]);
    let whole = fs::read(dir.join("whole/pages.jsonl")).unwrap();
    for kept in [0, 1, whole.len() / 3, whole.len() / 2, whole.len() - 1, whole.len()] {
        let stopped = dir.join(format!("stopped-{kept}"));
        fs::create_dir_all(&stopped).unwrap();
        fs::copy(dir.join("whole/run.json"), stopped.join("run.json")).unwrap();
        fs::write(stopped.join(".pages.jsonl.part"), &whole[..kept]).unwrap();
        let output = run(&dir, &["extract", "a.jsonl", "-o", stopped.to_str().unwrap(), "--format", "jsonl", "--resume"]);
        assert_eq!(fs::read(stopped.join("pages.jsonl")).unwrap(), whole, "{}", words(&output));
        assert_eq!(words(&output).contains("by an earlier run"), kept > 5000, "{}", words(&output));
        assert_eq!(fs::read(stopped.join("failed.jsonl")).unwrap(), fs::read(dir.join("whole/failed.jsonl")).unwrap());
        assert_eq!(fs::read_dir(&stopped).unwrap().count(), 3, "nothing is left lying about");
    }
    // Other options are another run.
    let output = run(&dir, &["extract", "a.jsonl", "-o", "whole", "--format", "jsonl", "--resume", "--published", "2020-01-01"]);
    assert!(!words(&output).contains("by an earlier run") && words(&output).contains("with other options"), "{}", words(&output));
    // A file a page: one is missing, one is torn.
    let (torn, missing) = (dir.join("files/a/8.json"), dir.join("files/a/9.json"));
    let before = [fs::read(&torn).unwrap(), fs::read(&missing).unwrap()];
    fs::write(&torn, &before[0][..100]).unwrap();
    fs::remove_file(&missing).unwrap();
    let output = run(&dir, &["extract", "a.jsonl", "-o", "files", "--resume"]);
    assert!(words(&output).contains("299 pages extracted (297 of them by an earlier run)"), "{}", words(&output));
    assert_eq!([fs::read(&torn).unwrap(), fs::read(&missing).unwrap()], before);
}

#[test]
fn the_day_of_a_crawl_is_no_year_of_a_page_that_writes_one() {
    let years = |text: &str| {
        let mut source = qingyuan::Source::new("page", text.as_bytes());
        source.fetched = Some(jiff::civil::date(2026, 3, 1));
        let record = qingyuan::extract(&source, qingyuan::Rules::builtin());
        assert_eq!(record.page.published, None);
        record.dates.iter().map(|date| format!("{} {}", date.edtf, date.year_from)).collect::<Vec<_>>()
    };
    assert_eq!(years("2019年10月16日，市政府召开会议。\n10月12日，市政府印发通知。"), ["2019-10-16 explicit", "2019-10-12 context"]);
    assert_eq!(years("10月18日，市政府印发通知，部署工作。"), ["2025-10-18 page"]);
}

//! Inputs as a data engineer has them: patterns, lists, foreign names, damaged archives; and the settings that go with them.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use flate2::Compression;
use flate2::write::GzEncoder;

fn folder(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("inputs").join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    dir
}

fn run(dir: &Path, arguments: &[&str]) -> Output {
    piped(dir, arguments, b"")
}

fn piped(dir: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qingyuan"));
    command.args(arguments).current_dir(dir).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn ids(output: &Output) -> Vec<String> {
    let out = String::from_utf8(output.stdout.clone()).unwrap();
    out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].as_str().unwrap().to_string()).collect()
}

fn page(n: usize) -> Vec<u8> {
    format!("<html><head><meta charset=\"utf-8\"><title>第{n}页</title></head><body><p>到2026年，全省培育企业{n}家。</p></body></html>")
        .into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn patterns_and_lists_name_pages() {
    let dir = folder("names");
    for (n, name) in ["in/2023/a.html", "in/2023/b.htm", "in/2024/a.html", "in/2024/.c.html", "in/2024/x/d.html"].iter().enumerate() {
        fs::create_dir_all(dir.join(name).parent().unwrap()).unwrap();
        fs::write(dir.join(name), page(n)).unwrap();
    }
    let cases: [(&str, &[&str]); 5] = [
        ("in/*/a.html", &["in/2023/a.html", "in/2024/a.html"]),
        ("in/**/*.html", &["in/2023/a.html", "in/2024/a.html", "in/2024/x/d.html"]),
        ("in/202[34]/?.{htm,html}", &["in/2023/b.htm", "in/2023/a.html", "in/2024/a.html"]),
        ("in/2023", &["in/2023/a.html", "in/2023/b.htm"]),
        ("*/2024/*", &["in/2024/a.html", "in/2024/x/d.html"]),
    ];
    for (pattern, expected) in cases {
        assert_eq!(ids(&run(&dir, &["extract", pattern])), expected, "{pattern}");
    }
    let output = run(&dir, &["extract", "in/*/nothing.html"]);
    assert!(output.status.code() == Some(2) && words(&output).contains("fits it as a pattern"), "{}", words(&output));

    let list = "in/2024/a.html\r\n\nin/2023\n";
    let expected = ["in/2024/a.html", "in/2023/a.html", "in/2023/b.htm"];
    assert_eq!(ids(&piped(&dir, &["extract", "--files-from", "-"], list.as_bytes())), expected);
    fs::write(dir.join("list"), list).unwrap();
    assert_eq!(ids(&run(&dir, &["extract", "in/2024/x", "--files-from", "list"]))[1..], expected);
    run(&dir, &["extract", "--files-from", "list", "-o", "out"]);
    assert!(dir.join("out/in/2024/a.html.json").is_file(), "a list's pages keep their paths");
    let output = run(&dir, &["extract", "-", "--files-from", "-"]);
    assert!(output.status.code() == Some(2) && words(&output).contains("standard input"), "{}", words(&output));
}

#[cfg(unix)]
#[test]
fn foreign_names_links_and_loops_lose_nothing() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    let dir = folder("links");
    let gbk = std::ffi::OsStr::from_bytes(b"in/\xb5\xda\xd2\xbb.html");
    fs::create_dir_all(dir.join("in/deep")).unwrap();
    fs::write(dir.join(gbk), page(1)).unwrap();
    fs::write(dir.join(std::ffi::OsStr::from_bytes(b"in/\xb5\xda\xb6\xfe.html")), "").unwrap();
    symlink("..", dir.join("in/deep/up")).unwrap();
    symlink("y.html", dir.join("in/x.html")).unwrap();
    symlink("x.html", dir.join("in/y.html")).unwrap();
    fs::write(dir.join("in/deep/ok.html"), page(2)).unwrap();
    let output = run(&dir, &["extract", "in", "-o", "out"]);
    assert_eq!(output.status.code(), Some(2), "{}", words(&output));
    assert!(words(&output).contains("in/x.html: ") && words(&output).contains("not followed"), "{}", words(&output));
    assert!(words(&output).contains("2 pages extracted, 1 failed, 2 inputs not read"), "{}", words(&output));
    assert!(dir.join(std::ffi::OsStr::from_bytes(b"out/\xb5\xda\xd2\xbb.html.json")).is_file());
    // Given back, the name that is not UTF-8 finds its file.
    fs::write(dir.join(std::ffi::OsStr::from_bytes(b"in/\xb5\xda\xb6\xfe.html")), page(3)).unwrap();
    assert_eq!(ids(&run(&dir, &["extract", "out/failed.jsonl"])).len(), 1);
}

#[test]
fn names_in_gbk_and_an_archive_without_its_directory_are_read() {
    let dir = folder("zip");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    // Written as ASCII letters of the same number and put in afterwards: as Chinese Windows does, without saying so.
    zip.start_file("XXXX/YYYY.html", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(&page(1)).unwrap();
    for n in 2..20 {
        zip.start_file(format!("{n}.html"), zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(&page(n)).unwrap();
    }
    let mut bytes = zip.finish().unwrap().into_inner();
    for (ascii, gbk) in [(b"XXXX", b"\xd5\xfe\xb2\xdf"), (b"YYYY", b"\xcd\xa8\xd6\xaa")] {
        while let Some(at) = memchr::memmem::find(&bytes, ascii) {
            bytes[at..at + 4].copy_from_slice(gbk);
        }
    }
    fs::write(dir.join("gbk.zip"), &bytes).unwrap();
    let output = run(&dir, &["extract", "gbk.zip"]);
    assert_eq!(ids(&output)[0], "gbk.zip#政策/通知.html", "{}", words(&output));
    assert_eq!(ids(&output).len(), 19);
    fs::write(dir.join("cut.zip"), &bytes[..bytes.len() / 2]).unwrap();
    let output = run(&dir, &["extract", "cut.zip"]);
    assert!(output.status.code() == Some(2) && words(&output).contains("cut short"), "{}", words(&output));
    assert!(ids(&output).len() > 5, "{}", words(&output));
}

/// Tar, WARC, a stream of either: what is damaged costs itself.
#[test]
fn damage_costs_itself() {
    let dir = folder("damage");
    let mut builder = tar::Builder::new(Vec::new());
    for n in 0..6 {
        let mut header = tar::Header::new_gnu();
        header.set_size(page(n).len() as u64);
        // The third has a name longer than a header holds.
        let name = if n == 2 { format!("{}/2.html", "很长的目录/".repeat(20)) } else { format!("{n}.html") };
        builder.append_data(&mut header, name, &page(n)[..]).unwrap();
    }
    let mut tar = builder.into_inner().unwrap();
    fs::write(dir.join("whole.tar"), &tar).unwrap();
    assert_eq!(ids(&run(&dir, &["extract", "whole.tar"])).len(), 6);
    tar[1024] ^= 1;
    fs::write(dir.join("a.tar"), &tar).unwrap();
    let output = run(&dir, &["extract", "a.tar"]);
    assert!(output.status.code() == Some(1) && words(&output).contains("a.tar at byte 1024"), "{}", words(&output));
    assert_eq!(ids(&output).len(), 5);

    let record = |n: usize| {
        let http = [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n".to_vec(), page(n)].concat();
        let head =
            format!("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://example.cn/{n}\r\nContent-Length: {}\r\n\r\n", http.len());
        [head.into_bytes(), http, b"\r\n\r\n".to_vec()].concat()
    };
    let records: Vec<Vec<u8>> = (0..8).map(record).collect();
    // What wget notes of its own run.
    let note = "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: metadata://gnu.org/software/wget/warc/wget.log\r\n\
                Content-Type: text/plain\r\nContent-Length: 0\r\n\r\n\r\n\r\n";
    fs::write(dir.join("wget.warc"), [records.concat(), note.into()].concat()).unwrap();
    let output = run(&dir, &["extract", "wget.warc"]);
    assert!(output.status.code() == Some(0) && words(&output).contains("8 pages extracted, 1 skipped"), "{}", words(&output));
    // All records in one gzip member, as `gzip crawl.warc` makes it.
    fs::write(dir.join("one.warc.gz"), gzip(&records.concat())).unwrap();
    assert_eq!(ids(&run(&dir, &["extract", "one.warc.gz"])).len(), 8);
    assert_eq!(ids(&piped(&dir, &["extract", "-"], &gzip(&records.concat()))).len(), 8, "a stream tells what it is");
    // Two flipped bytes: one in packed data, one in a gzip head; whatever they hit, the other records are read.
    let members: Vec<Vec<u8>> = records.iter().map(|record| gzip(record)).collect();
    for (at, place) in [(2, 60), (2, 0), (2, members[2].len() - 3), (7, 40), (0, 20)] {
        let mut members = members.clone();
        members[at][place] ^= 0x55;
        members[at][place + 1] ^= 0x0f;
        fs::write(dir.join("a.warc.gz"), members.concat()).unwrap();
        let output = run(&dir, &["extract", "a.warc.gz", "-o", "out", "--format", "jsonl"]);
        let offset: usize = members[..at].iter().map(Vec::len).sum();
        assert!(words(&output).contains(&format!("a.warc.gz at byte {offset}: broken record")), "{}", words(&output));
        let lines = |file: &str| fs::read_to_string(dir.join(file)).unwrap().lines().count();
        assert_eq!((lines("out/pages.jsonl"), lines("out/failed.jsonl"), output.status.code()), (7, 1, Some(1)), "{}", words(&output));
    }
    let mut warc = records.concat();
    let at = records[..3].iter().map(Vec::len).sum::<usize>();
    let length = at + memchr::memmem::find(&records[3], b"Content-Length: ").unwrap() + 16;
    warc[length..length + 2].copy_from_slice(b"99");
    fs::write(dir.join("a.warc"), warc).unwrap();
    let output = run(&dir, &["extract", "a.warc"]);
    assert!(words(&output).contains(&format!("a.warc at byte {at}: broken record: its length is wrong")), "{}", words(&output));
    assert_eq!(ids(&output).len(), 7);
}

#[test]
fn long_lines_and_wrong_fields_are_told() {
    let dir = folder("lines");
    let good = |id: &str| serde_json::json!({"id": id, "text": "到2026年，培育企业30家。", "publised": "2024-01-01"}).to_string();
    let long = serde_json::json!({"id": "long", "text": "长".repeat(200_000)}).to_string();
    fs::write(dir.join("a.jsonl"), [good("a"), long, "{\"htm\": \"x\"}".into(), good("b")].join("\n")).unwrap();
    let output = run(&dir, &["extract", "a.jsonl", "--max-page", "64KiB"]);
    assert_eq!(ids(&output), ["a", "b"]);
    for told in ["a.jsonl:2: is a line longer", "did you mean \"html\"?", "did you mean \"published\"?"] {
        assert!(words(&output).contains(told), "{told}: {}", words(&output));
    }
}

#[test]
fn settings_come_from_the_nearest_file_and_flags_go_first() {
    let dir = folder("settings");
    fs::create_dir_all(dir.join("deep")).unwrap();
    fs::write(dir.join("deep/empty.txt"), "").unwrap();
    fs::write(dir.join("deep/page.txt"), "10月11日，会议召开。").unwrap();
    fs::write(dir.join("qingyuan.toml"), "published = 2022-12-01\noutput = \"out\"\nformat = 'jsonl'\nfail-on-error = false\n").unwrap();
    let output = run(&dir.join("deep"), &["extract", "page.txt", "empty.txt"]);
    assert_eq!(output.status.code(), Some(0), "{}", words(&output));
    let records = fs::read_to_string(dir.join("out/pages.jsonl")).expect("output is relative to the file");
    assert!(records.contains("\"edtf\":\"2022-10-11\""), "{records}");
    let output = run(&dir.join("deep"), &["extract", "page.txt", "empty.txt", "-o", "-", "--published", "2020-12-01", "--fail-on-error"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("2020-10-11"));
    assert_eq!(output.status.code(), Some(1));
    let shown = String::from_utf8(run(&dir.join("deep"), &["config", "--jobs", "3"]).stdout).unwrap();
    for row in [
        "published = \"2022-12-01\"        # settings file",
        "jobs = 3                        # flag",
        "max-page = \"32MiB\"              # default",
    ] {
        assert!(shown.contains(row), "{row}: {shown}");
    }
    for (text, told) in [
        ("\nmax-pge = 3", "qingyuan.toml:2: there is no setting \"max-pge\"; did you mean \"max-page\"?"),
        ("jobs = 'many'", "qingyuan.toml:1: \"jobs\": invalid value 'many'"),
        ("jobs = [", "qingyuan.toml:1: "),
        ("jobs = [1]", "\"jobs\" is a single value"),
    ] {
        fs::write(dir.join("qingyuan.toml"), text).unwrap();
        let output = run(&dir, &["extract", "deep"]);
        assert!(output.status.code() == Some(2) && words(&output).contains(told), "{text}: {}", words(&output));
    }
    let output = run(&dir, &["extract", "deep", "--config", "none.toml"]);
    assert!(output.status.code() == Some(2) && words(&output).contains("none.toml"), "{}", words(&output));
}

#[test]
fn limits_end_a_page_or_a_run() {
    let dir = folder("limits");
    fs::create_dir_all(dir.join("in")).unwrap();
    let sentence = "到2026年，培育企业3家，建设园区5个。";
    fs::write(dir.join("in/slow.txt"), sentence.repeat(600_000)).unwrap();
    fs::write(dir.join("in/tidy.txt"), sentence).unwrap();
    let output = run(&dir, &["extract", "in", "--time-limit", "0.15", "--jobs", "1"]);
    assert!(output.status.code() == Some(1) && words(&output).contains("in/slow.txt: took longer than 0.15 s"), "{}", words(&output));
    // On a machine with much else to do the small page may be given up as well; it is told of either way.
    assert!(ids(&output) == ["in/tidy.txt"] || words(&output).contains("in/tidy.txt: took longer"), "{}", words(&output));
    for n in 0..9 {
        fs::write(dir.join(format!("in/empty{n}.txt")), "").unwrap();
    }
    let output = run(&dir, &["extract", "in", "-o", "out", "--max-errors", "3", "--summary", "json"]);
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((summary["failed"].as_u64(), summary["stopped"].as_str(), output.status.code()), (Some(4), Some("max-errors"), Some(1)));
    assert_eq!(summary["errors"]["empty"], 4);
}

#[test]
fn shells_and_manuals_are_served() {
    let dir = folder("shells");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(&dir, &["completions", shell]).stdout;
        assert!(String::from_utf8_lossy(&script).contains("max-page"), "{shell}");
    }
    assert!(String::from_utf8_lossy(&run(&dir, &["man"]).stdout).contains(".TH qingyuan 1"));
    assert!(String::from_utf8_lossy(&run(&dir, &["man", "extract"]).stdout).contains("max\\-page"));
    let output = run(&dir, &["extract", "--max-pages", "3"]);
    assert!(output.status.code() == Some(2) && words(&output).contains("'--max-page'"), "{}", words(&output));
}

/// `| head` has had enough: no mistake of anyone's.
#[test]
fn a_broken_pipe_is_quiet() {
    use std::io::Read;
    let dir = folder("pipe");
    let line = serde_json::json!({"id": "x", "text": "到2026年，培育企业30家，建设园区5个。"}).to_string() + "\n";
    fs::write(dir.join("a.jsonl"), line.repeat(2000)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_qingyuan"));
    command.args(["extract", "a.jsonl"]).current_dir(&dir).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut [0; 100]).unwrap();
    drop(out);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), words(&output)), (Some(0), String::new()));
}

//! A crawl in five containers: the same records from each, memory that does not grow, and runs that are killed and resumed. More pages
//! and kills by QINGYUAN_PAGES=20000 QINGYUAN_KILLS=20 (with --release, and --nocapture to see the figures).

#[path = "common/crawl.rs"]
mod crawl;

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Memory that a run may take, whatever its input.
const MOST_KB: u64 = 300 << 10;

fn folder(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("crawl").join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    dir
}

/// A number from outside, for longer runs than CI has time for.
fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|number| number.parse().ok()).unwrap_or(usual)
}

fn start(dir: &Path, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qingyuan"));
    command.arg("extract").args(arguments).args(["--published", crawl::FETCHED, "--quiet", "--no-fail-on-error"]);
    command.current_dir(dir).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Run to the end: seconds, and the most memory in KB where the system tells it.
fn run(dir: &Path, arguments: &[&str]) -> (f64, u64) {
    let (mut child, began) = (start(dir, arguments), Instant::now());
    let mut peak = 0;
    loop {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = peak.max(line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0));
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "{arguments:?}: {status}");
            return (began.elapsed().as_secs_f64(), peak);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A record without what a container adds or cannot say: where it came from, its bytes, how they were decoded.
fn content(line: &str) -> Value {
    let mut record: Value = serde_json::from_str(line).unwrap();
    strip(&mut record);
    record
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for field in ["id", "source", "decoding", "url"] {
                fields.remove(field);
            }
            fields.values_mut().for_each(strip);
        }
        Value::Array(values) => values.iter_mut().for_each(strip),
        _ => {}
    }
}

/// The lines of a file.
fn lines(path: &Path) -> impl Iterator<Item = String> {
    BufReader::new(File::open(path).unwrap()).lines().map(Result::unwrap)
}

#[test]
fn every_container_gives_the_same_records_and_memory_stays_flat() {
    let dir = folder("containers");
    let pages = number("QINGYUAN_PAGES", 300);
    let crawl = crawl::Crawl::from_fixtures();
    // Folders are read in the order of their names, archives in their own: here they are the same.
    for container in crawl::CONTAINERS {
        crawl::write(&crawl, pages, &dir, container).unwrap();
        let (one, peak) = run(&dir, &[container, "-o", "one", "--format", "jsonl", "--jobs", "1"]);
        let (two, peak_of_two) = run(&dir, &[container, "-o", container_out(container).as_str(), "--format", "jsonl", "--jobs", "2"]);
        let bytes = fs::metadata(dir.join("one/pages.jsonl")).unwrap().len();
        println!(
            "{container}: {pages} pages, {one:.1} s with one thread, {two:.1} s with two ({:.2} times), peak {peak} and {peak_of_two} KB, {bytes} bytes of records",
            one / two
        );
        assert!(peak < MOST_KB && peak_of_two < MOST_KB, "{container}: {peak} and {peak_of_two} KB");
        assert!(
            same_bytes(&dir.join("one/pages.jsonl"), &dir.join(container_out(container)).join("pages.jsonl")),
            "{container}: one and two threads"
        );
    }
    let first = dir.join(container_out("folder")).join("pages.jsonl");
    assert_eq!(lines(&first).count(), pages);
    for container in &crawl::CONTAINERS[1..] {
        let other = dir.join(container_out(container)).join("pages.jsonl");
        let mut others = lines(&other);
        for (n, line) in lines(&first).enumerate() {
            let other = others.next().unwrap();
            if *container != "crawl.jsonl.gz" || !crawl.page(n).is_cut {
                assert_eq!(content(&line), content(&other), "{container}: {}", &line[..80]);
            }
        }
        assert!(others.next().is_none(), "{container}");
    }
    fs::remove_dir_all(dir).unwrap();
}

fn container_out(container: &str) -> String {
    format!("out-{container}")
}

fn same_bytes(one: &Path, other: &Path) -> bool {
    fs::metadata(one).unwrap().len() == fs::metadata(other).unwrap().len() && lines(one).eq(lines(other))
}

/// Every file below a folder with its content, but run.json, which tells times.
fn files(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let (mut found, mut open) = (Vec::new(), vec![dir.to_path_buf()]);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            match entry.file_type().unwrap().is_dir() {
                true => open.push(entry.path()),
                false if entry.file_name() == "run.json" => {}
                false => found.push((entry.path().strip_prefix(dir).unwrap().to_path_buf(), fs::read(entry.path()).unwrap())),
            }
        }
    }
    found.sort();
    found
}

/// kill -9 at random moments, again and again, then `--resume` to the end: the same files, byte for byte, and none besides.
#[test]
fn a_killed_run_is_resumed_to_the_same_bytes() {
    let dir = folder("killed");
    let pages = number("QINGYUAN_PAGES", 500).min(2000);
    let kills = number("QINGYUAN_KILLS", 5);
    let crawl = crawl::Crawl::from_fixtures();
    crawl::write(&crawl, pages, &dir, "folder").unwrap();
    fs::write(dir.join("folder/000/broken.txt"), "").unwrap();
    let mut dice = crawl::Dice(7);
    for format in ["json", "jsonl"] {
        let (seconds, _) = run(&dir, &["folder", "-o", "whole", "--format", format]);
        let whole = files(&dir.join("whole"));
        let _ = fs::remove_dir_all(dir.join("killed"));
        let mut killed = 0;
        while killed < kills {
            let mut child = start(&dir, &["folder", "-o", "killed", "--format", format, "--resume", "--jobs", ["1", "2", "4"][killed % 3]]);
            // The moments lie anywhere in a run; later runs have less to do, so some end before theirs.
            std::thread::sleep(Duration::from_secs_f64(seconds * dice.roll(1000) as f64 / 1000.0 / (killed + 1) as f64 + 0.02));
            child.kill().unwrap();
            child.wait().unwrap();
            killed += 1;
        }
        run(&dir, &["folder", "-o", "killed", "--format", format, "--resume"]);
        let resumed = files(&dir.join("killed"));
        let names = |files: &[(PathBuf, Vec<u8>)]| files.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
        assert_eq!(names(&resumed), names(&whole), "{format}");
        for (one, other) in resumed.iter().zip(&whole) {
            assert!(one.1 == other.1, "{format}: {} differs", one.0.display());
        }
        fs::remove_dir_all(dir.join("whole")).unwrap();
    }
    fs::remove_dir_all(dir).unwrap();
}

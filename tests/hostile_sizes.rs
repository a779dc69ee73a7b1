//! Hostile pages in the sizes that break programs, given to the command: each is read within written limits of time and memory, or told as
//! failed. A debug build gets a tenth.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const SCALE: usize = if cfg!(debug_assertions) { 10 } else { 1 };
/// No page may take longer, also on a machine that others use.
const MOST_TIME: Duration = Duration::from_secs(120);
/// A page in `times` units between a head and a tail, and how many times its size its record and all that leads to it may hold in memory.
type Shape = (&'static str, &'static str, &'static str, usize, &'static str, u64);

const TEXT: &str = "<p>到2026年，重庆市培育企业30家，发展未来产业。</p>";
/// Memory is that of the values: a cell of nine bytes becomes a figure with its evidence, unit and places.
const SHAPES: [Shape; 9] = [
    ("nested", "<html><body>", "<div>", 100_000, TEXT, 60),
    ("attributes", "<html><body><div", " a=\"1\"", 1_000_000, "></div><p>到2026年，重庆市培育企业30家。</p>", 12),
    ("one-tag", "<html><body><div class=\"", "a ", 250_000_000, "\"></div><p>到2026年，重庆市培育企业30家。</p>", 2),
    ("no-end-tags", "<html><body>", "<p>重庆<td>30家<div><b>", 1_000_000, "", 110),
    ("entities", "<html><body><p>", "&#20840;&#x5e02;&nbsp;", 2_400_000, "</p>", 14),
    ("rows", "<html><body><table>", "<tr><td>森林覆盖率</td><td>60%</td></tr>\n", 1_000_000, "</table>", 45),
    ("titles", "<html><body><p>", "《", 100_000, "</p>", 120),
    ("numerals", "<html><body><p>", "第一二三四五六七八九十百千万亿", 100_000, "</p>", 70),
    ("dates", "<html><body><p>", "2024年1月至", 200_000, "</p>", 50),
];
/// What the program itself holds.
const PROGRAM_KB: u64 = 64 << 10;

fn write(shape: &Shape, dir: &Path) -> PathBuf {
    let (name, head, unit, times, tail, _) = *shape;
    let path = dir.join(name).with_extension("html");
    let mut page = BufWriter::new(File::create(&path).unwrap());
    page.write_all(head.as_bytes()).unwrap();
    let (some, times) = (unit.repeat(1000), times / SCALE / 1000);
    (0..times).for_each(|_| page.write_all(some.as_bytes()).unwrap());
    page.write_all(tail.as_bytes()).unwrap();
    page.into_inner().unwrap();
    path
}

/// Exit code, words on standard error, the most memory in KB where the system tells it.
fn run(page: &Path, flags: &[&str]) -> (Option<i32>, String, u64) {
    let (out, words) = (page.with_extension("out"), page.with_extension("err"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_qingyuan"));
    command.args(["extract", "-q", "-o", "-", "--time-limit", "120"]).args(flags).arg(page).stdin(Stdio::null());
    let mut child = command.stdout(File::create(&out).unwrap()).stderr(File::create(&words).unwrap()).spawn().unwrap();
    let (began, mut peak) = (Instant::now(), 0);
    let code = loop {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = peak.max(line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0));
        if let Some(status) = child.try_wait().unwrap() {
            break status.code();
        }
        if began.elapsed() > MOST_TIME {
            child.kill().unwrap();
            panic!("{}: not read in {MOST_TIME:?}", page.display());
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    println!(
        "{}: {} KB, {:.2} s, {peak} KB of memory",
        page.display(),
        fs::metadata(page).unwrap().len() >> 10,
        began.elapsed().as_secs_f64()
    );
    (code, fs::read_to_string(words).unwrap(), peak)
}

#[test]
fn are_read_within_written_limits() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile");
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    for shape in &SHAPES {
        let page = write(shape, &dir);
        let kb = fs::metadata(&page).unwrap().len() >> 10;
        let (code, words, peak) = run(&page, &["--max-page", "600MiB"]);
        assert_eq!(code, Some(0), "{}: {words}", shape.0);
        assert!(peak <= PROGRAM_KB + kb * shape.5, "{}: {peak} KB of memory for {kb} KB, the limit is {} times", shape.0, shape.5);
        let record = fs::read_to_string(page.with_extension("out")).unwrap();
        assert!(record.starts_with("{\"schema\":\"qingyuan/1\"") && record.ends_with("}\n"), "{}: no record", shape.0);
        fs::remove_file(page.with_extension("out")).unwrap();
        if shape.0 == "one-tag" && SCALE == 1 {
            // Over the usual limit, a page is told as failed and is not held.
            let (code, words, peak) = run(&page, &[]);
            assert_eq!(code, Some(1), "{words}");
            assert!(words.contains("is longer than 33554432 bytes") && words.contains("one-tag"), "{words}");
            assert!(peak <= PROGRAM_KB + (40 << 10), "{peak} KB");
        }
        fs::remove_file(page).unwrap();
    }
    fs::remove_dir_all(dir).unwrap();
}

//! Hostile pages in the sizes that break programs, given to the command. Each is read within written limits of memory (so many times its size)
//! and of the processor's time (a byte of it against a byte of a plain article, measured in the same run, so that no machine is too slow), or
//! told as failed; and what is beyond [`qingyuan::limits`] is named in its record. A debug build gets a tenth, no limit of time, and one of memory for
//! all: a tenth of a page runs into none of the limits that bound the whole one.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use qingyuan::record::Record;

const SCALE: usize = if cfg!(debug_assertions) { 10 } else { 1 };
/// No page may take longer, also on a machine that others use.
const MOST_TIME: Duration = Duration::from_secs(120);
/// Its name; a head, a unit, how many of it, a tail; the most memory as a multiple of the page; the most time a byte as a multiple of a plain
/// article's; the limits that its record names.
type Shape = (&'static str, &'static str, &'static str, usize, &'static str, f64, f64, &'static str);

const TEXT: &str = "<p>到2026年，重庆市培育企业30家，发展未来产业。</p>";
/// What every page is held against: the article of `benches/growth.rs`, four values a line.
const PLAIN: &str = "<p>10月11日，重庆市印发《关于开展试点工作的通知》，到2026年培育企业30家，产业规模达到1000亿元。</p>\n";
const PLAIN_LINES: usize = 60_000;
/// Memory is mostly that of the values: a cell of nine bytes becomes a figure with its evidence, unit and places.
const SHAPES: [Shape; 36] = [
    ("nested", "<html><body>", "<div>", 1_000_000, TEXT, 4.0, 0.6, "depth"),
    ("nested-tables", "<html><body>", "<table>", 1_000_000, TEXT, 3.0, 0.3, "depth"),
    ("nested-cells", "<html><body>", "<table><tr><td>建", 300_000, TEXT, 30.0, 0.7, "depth dropped"),
    ("nested-lists", "<html><body>", "<ul><li>一", 500_000, TEXT, 40.0, 1.5, "depth"),
    ("attributes", "<html><body><div", " a=\"1\"", 1_000_000, TEXT, 4.0, 0.3, ""),
    ("one-tag", "<html><body><div class=\"", "a ", 250_000_000, "\"></div><p>到2026年，重庆市培育企业30家。</p>", 1.2, 0.05, ""),
    ("no-end-tags", "<html><body>", "<p>重庆<td>30家<div><b>", 1_000_000, "", 24.0, 1.2, "lines depth places figures"),
    ("entities", "<html><body><p>", "&#20840;&#x5e02;&nbsp;", 2_400_000, "</p>", 12.0, 0.3, "places"),
    ("references", "<html><body><p>", "&#x", 17_000_000, "</p>", 5.0, 0.2, ""),
    ("comments", TEXT, "<!--", 12_000_000, "", 2.0, 0.1, ""),
    ("scripts", TEXT, "<script><!--", 4_000_000, "", 2.0, 0.1, ""),
    ("unclosed-tag", TEXT, "<a href=\"", 3_000_000, "", 4.0, 0.1, ""),
    ("stray-ends", TEXT, "</div></p></td></a>", 1_000_000, "", 5.0, 0.2, ""),
    ("rows", "<html><body><table>", "<tr><td>森林覆盖率</td><td>60%</td></tr>\n", 1_000_000, "</table>", 12.0, 0.5, "lines figures"),
    ("short-lines", "<html><body>", "建设<br>", 3_000_000, "", 16.0, 0.5, "lines"),
    (
        "styles",
        "<html><head><style>",
        ".a b{display:none}",
        1_000_000,
        "</style></head><body><p class=a>到2026年，培育企业30家。</p>",
        2.0,
        0.1,
        "",
    ),
    ("titles", "<html><body><p>", "《", 1_000_000, "</p>", 6.0, 0.5, ""),
    ("marked-titles", "", "《甲通知》，", 1_000_000, "", 9.0, 0.4, "documents"),
    ("brackets", "", "〈", 1_000_000, "", 4.0, 0.4, ""),
    ("numerals", "<html><body><p>", "第一二三四五六七八九十百千万亿", 300_000, "</p>", 40.0, 1.8, "figures"),
    ("dates", "<html><body><p>", "2024年1月至", 500_000, "</p>", 22.0, 1.2, "dates"),
    ("places", "", "江苏省南京市、", 500_000, "", 18.0, 0.5, "places"),
    ("persons", "", "30家、", 1_000_000, "", 36.0, 1.3, "figures"),
    ("digits", "", "7", 5_000_000, "", 12.0, 0.5, ""),
    ("years", "", "年", 1_700_000, "", 4.0, 0.4, ""),
    ("percents", "", "%", 5_000_000, "", 48.0, 0.7, ""),
    ("bars", "", "｜", 1_700_000, "", 20.0, 1.0, ""),
    ("tabs", "指标", "\t", 5_000_000, "1", 12.0, 1.0, ""),
    ("each", "", "各、", 1_000_000, "", 4.0, 0.3, ""),
    ("respectively", "", "分别增长", 500_000, "", 8.0, 0.4, ""),
    ("counts", "", "五大任务：一是、", 200_000, "", 64.0, 3.0, "figures"),
    ("departments", "", "等7部门", 400_000, "", 110.0, 5.0, "figures"),
    ("controls", "建设", "稳步推进\u{1}产业\u{1b}[2J发展，", 200_000, "产业", 42.0, 1.3, ""),
    ("bidi", "建设", "\u{202e}\u{200b}\u{2066}\u{feff}产", 400_000, "业", 20.0, 0.7, ""),
    ("lost-bytes", "", "加快锟斤拷建设产业\n", 300_000, "", 40.0, 2.0, "damage"),
    ("glosses", "", "加快產(chǎn)建设業(yè)", 300_000, "", 40.0, 9.0, ""),
];
/// What the program itself holds.
const PROGRAM_KB: u64 = 24 << 10;
/// What a page may take in a debug build.
const SMALL_KB: u64 = 256 << 10;

fn write(shape: &Shape, dir: &Path) -> PathBuf {
    let (name, head, unit, times, tail, ..) = *shape;
    let path = dir.join(name).with_extension("html");
    let mut page = BufWriter::new(File::create(&path).unwrap());
    page.write_all(head.as_bytes()).unwrap();
    let (some, times) = (unit.repeat(1000), times / SCALE / 1000);
    (0..times).for_each(|_| page.write_all(some.as_bytes()).unwrap());
    page.write_all(tail.as_bytes()).unwrap();
    page.into_inner().unwrap();
    path
}

/// A run of the command.
struct Ran {
    code: Option<i32>,
    /// On standard error.
    words: String,
    /// The most memory in KB, where the system tells it.
    peak: u64,
    /// The processor's time in seconds, in hundredths; the clock's where the system does not tell it.
    seconds: f64,
}

fn run(page: &Path, flags: &[&str]) -> Ran {
    let (out, words) = (page.with_extension("out"), page.with_extension("err"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_qingyuan"));
    command.args(["extract", "-q", "-o", "-", "--jobs", "1", "--time-limit", "120"]).args(flags).arg(page).stdin(Stdio::null());
    let mut child = command.stdout(File::create(&out).unwrap()).stderr(File::create(&words).unwrap()).spawn().unwrap();
    let (began, mut peak, mut ticks) = (Instant::now(), 0, None);
    let proc = PathBuf::from(format!("/proc/{}", child.id()));
    let code = loop {
        let status = fs::read_to_string(proc.join("status")).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = peak.max(line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0));
        // Behind the name in brackets: state, …, and as the twelfth and thirteenth the time in the program and in the system.
        let stat = fs::read_to_string(proc.join("stat")).unwrap_or_default();
        let fields: Vec<&str> = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
        if let [user, system] = fields.get(11..13).unwrap_or_default() {
            ticks = Some(user.parse::<u64>().unwrap() + system.parse::<u64>().unwrap());
        }
        // What has ended and was not waited for still tells its time.
        if matches!(fields.first(), None | Some(&"Z"))
            && let Some(status) = child.try_wait().unwrap()
        {
            break status.code();
        }
        if began.elapsed() > MOST_TIME {
            child.kill().unwrap();
            panic!("{}: not read in {MOST_TIME:?}", page.display());
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let seconds = ticks.map_or(began.elapsed().as_secs_f64(), |ticks| ticks as f64 / 100.0);
    Ran { code, words: fs::read_to_string(words).unwrap(), peak, seconds }
}

#[test]
fn are_read_within_written_limits() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile");
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    let short = write(&("short", TEXT, "", 0, "", 0., 0., ""), &dir);
    let start = run(&short, &[]).seconds.min(run(&short, &[]).seconds);
    let plain = write(&("plain", "<html><body><div>", PLAIN, PLAIN_LINES, "</div></body></html>", 0., 0., ""), &dir);
    let a_byte = |page: &Path, ran: &Ran| (ran.seconds - start).max(0.0) / fs::metadata(page).unwrap().len() as f64;
    // The dearer of two runs: what else the machine does meets every page.
    let unit = a_byte(&plain, &run(&plain, &[])).max(a_byte(&plain, &run(&plain, &[])));
    println!("start-up {start:.2} s, a plain article {:.0} ns a byte", unit * 1e9);
    let mut broken = Vec::new();
    for shape in &SHAPES {
        let (name, .., memory, time, limits) = *shape;
        let page = write(shape, &dir);
        let kb = fs::metadata(&page).unwrap().len() >> 10;
        let ran = run(&page, &["--max-page", "600MiB"]);
        let (times, held) = (a_byte(&page, &ran) / unit, ran.peak.saturating_sub(PROGRAM_KB) as f64 / kb as f64);
        println!(
            "{name}: {:.1} MB, {:.2} s, {times:.2} x a plain byte, {} MB of memory, {held:.1} x",
            kb as f64 / 1e3,
            ran.seconds,
            ran.peak >> 10
        );
        assert_eq!(ran.code, Some(0), "{name}: {}", ran.words);
        let memory = if SCALE == 1 { memory } else { SMALL_KB as f64 / kb as f64 };
        if held > memory {
            broken.push(format!("{name}: {held:.1} times its {kb} KB of memory, the limit is {memory}"));
        }
        let json = fs::read(page.with_extension("out")).unwrap();
        let record: Record = serde_json::from_slice(&json).unwrap_or_else(|error| panic!("{name}: no record: {error}"));
        if SCALE == 1 && times > time {
            broken.push(format!("{name}: a byte takes {times:.2} times that of a plain article, the limit is {time}"));
        }
        let told: Vec<&str> = record.limits.iter().map(|limit| limit.limit.as_ref()).collect();
        if SCALE == 1 && told.join(" ") != limits {
            broken.push(format!("{name}: its record names the limits {told:?}, reached are {limits:?}"));
        }
        for limit in &record.limits {
            let [from, to] = limit.source.unwrap_or_else(|| panic!("{name}: {limit:?} has no source"));
            assert!(from < to && to <= record.source.bytes, "{name}: {limit:?}");
        }
        drop(record);
        fs::remove_file(page.with_extension("out")).unwrap();
        if name == "one-tag" && SCALE == 1 {
            // Over the usual limit, a page is told as failed and is not held.
            let ran = run(&page, &[]);
            assert_eq!(ran.code, Some(1), "{}", ran.words);
            assert!(ran.words.contains("is longer than 33554432 bytes") && ran.words.contains("one-tag"), "{}", ran.words);
            assert!(ran.peak <= PROGRAM_KB + (40 << 10), "{} KB", ran.peak);
        }
        fs::remove_file(page).unwrap();
    }
    fs::remove_dir_all(dir).unwrap();
    assert!(broken.is_empty(), "{broken:#?}");
}

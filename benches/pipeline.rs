//! The line, stage by stage and whole, against `scraper::Html::parse_document` on the same pages in the same run.
//!
//! `cargo bench` prints MB of input a second for each stage, pages a second, and how many times scraper's own time the whole
//! line takes: machines are shared and noisy, the ratio is what counts. `cargo bench -- gov news` measures these sets only. Every figure is the sum over the pages of each page's best of several rounds, one thread:
//! a page takes less than a moment of noise, so a sum of bests is steadier than the best of sums.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use qingyuan::segment::places::scan;
use qingyuan::{Rules, Source, decode, find, record, repair, segment, strip};

/// Rounds over each set; of each page the best one counts.
const ROUNDS: usize = 15;
/// The stages, in order; `json` is the record written out.
const STAGES: [&str; 7] = ["decode", "repair", "strip", "segment", "find", "record", "json"];

/// One page through the line, the time of each stage added to `times`.
fn line(source: &Source, rules: &Rules, times: &mut [Duration; STAGES.len()]) {
    let mut last = Instant::now();
    let mut lap = |stage: usize| {
        let now = Instant::now();
        times[stage] += now - last;
        last = now;
    };
    let decoded = decode(source);
    lap(0);
    let repaired = repair(decoded, rules);
    lap(1);
    let content = strip(repaired, rules);
    lap(2);
    let sections = segment(content, rules);
    lap(3);
    let mentions = find(sections, rules);
    lap(4);
    let record = record(mentions, source);
    lap(5);
    black_box(record.to_json());
    lap(6);
}

fn pages_under(dir: &Path) -> Vec<Source<'static>> {
    let mut files: Vec<PathBuf> = Vec::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "html" || ending == "txt") {
                files.push(path);
            }
        }
    }
    files.sort();
    files.iter().map(|path| Source::new(path.display().to_string(), fs::read(path).expect("the page is there"))).collect()
}

/// Long pages made of one block, so that there is always something to measure.
fn generated() -> Vec<Source<'static>> {
    let block = "<h3>重庆市</h3><p>10月11日，重庆市经济信息委发布了《关于开展试点工作的通知》，提出到2026年，培育企业30家，产业规模达到1000亿元。</p>\
                 <ul><li><a href=\"/a/1.html\">新闻中心</a></li><li><a href=\"/a/2.html\">政策解读</a></li></ul><div class=\"x\"><span>第一，加快建设；第二，稳步推进。</span></div>\n";
    [10, 100, 1000]
        .map(|times| Source::new(format!("generated-{times}"), format!("<html><body>{}</body></html>", block.repeat(times)).into_bytes()))
        .to_vec()
}

fn measure(name: &str, pages: &[Source], rules: &Rules) {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    if pages.is_empty() || !wanted.is_empty() && !wanted.iter().any(|word| word == name) {
        return;
    }
    let bytes: usize = pages.iter().map(|page| page.bytes.len()).sum();
    let texts: Vec<String> = pages.iter().map(|page| decode(page).text().to_string()).collect();
    let mut scraper = vec![Duration::MAX; pages.len()];
    let mut line_of = vec![[Duration::MAX; STAGES.len()]; pages.len()];
    let mut whole_of = vec![Duration::MAX; pages.len()];
    for _ in 0..ROUNDS {
        for (text, best) in texts.iter().zip(&mut scraper) {
            let start = Instant::now();
            black_box(scraper::Html::parse_document(text));
            *best = start.elapsed().min(*best);
        }
        for ((page, best), whole) in pages.iter().zip(&mut line_of).zip(&mut whole_of) {
            let mut times = [Duration::ZERO; STAGES.len()];
            line(page, rules, &mut times);
            *whole = times.iter().sum::<Duration>().min(*whole);
            for (best, time) in best.iter_mut().zip(times) {
                *best = time.min(*best);
            }
        }
    }
    let (scraper, whole): (Duration, Duration) = (scraper.iter().sum(), whole_of.iter().sum());
    let mut best = [Duration::ZERO; STAGES.len()];
    for times in &line_of {
        for (sum, time) in best.iter_mut().zip(times) {
            *sum += *time;
        }
    }
    let speed = |time: Duration| bytes as f64 / 1e6 / time.as_secs_f64();
    print!("{name:<12}{:>5} pages {:>7.2} MB |", pages.len(), bytes as f64 / 1e6);
    for (stage, time) in STAGES.iter().zip(best) {
        print!(" {stage} {:.0}", speed(time));
    }
    println!(
        " | whole {:.1} MB/s, {:.0} pages/s | scraper {:.1} MB/s | whole = {:.3} x scraper's time",
        speed(whole),
        pages.len() as f64 / whole.as_secs_f64(),
        speed(scraper),
        whole.as_secs_f64() / scraper.as_secs_f64()
    );
}

/// MB of main text a second in which all places are found.
fn places(pages: &[Source], rules: &Rules) {
    let contents: Vec<_> = pages.iter().map(|page| strip(repair(decode(page), rules), rules)).collect();
    let bytes: usize = contents.iter().map(|content| content.text().len()).sum();
    let mut best = Duration::MAX;
    let mut found = 0;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        found = contents.iter().map(|content| scan(content.text(), rules.gazetteer()).len()).sum();
        best = best.min(start.elapsed());
    }
    println!("places: {found} in {:.2} MB of main text, {:.0} MB/s", bytes as f64 / 1e6, bytes as f64 / 1e6 / best.as_secs_f64());
}

/// MB of main text a second in which documents, dates, numbers and figures are found.
fn finders(pages: &[Source], rules: &Rules) {
    let mut best = vec![Duration::MAX; pages.len()];
    let (mut bytes, mut found) = (0, 0);
    for round in 0..ROUNDS {
        for (page, best) in pages.iter().zip(&mut best) {
            let sections = segment(strip(repair(decode(page), rules), rules), rules);
            let text = sections.text().len();
            let start = Instant::now();
            let mentions = find(sections, rules);
            *best = start.elapsed().min(*best);
            if round == 0 {
                bytes += text;
                found += mentions.figures().len() + mentions.dates().len() + mentions.documents().len();
            }
        }
    }
    let time: Duration = best.iter().sum();
    println!("values: {found} in {:.2} MB of main text, {:.0} MB/s", bytes as f64 / 1e6, bytes as f64 / 1e6 / time.as_secs_f64());
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rules = Rules::builtin();
    println!("MB of input a second for each stage, best of {ROUNDS} rounds, one thread");
    measure("generated", &generated(), rules);
    let fixtures = pages_under(&root.join("fixtures/pages"));
    measure("fixtures", &fixtures, rules);
    let mut all = Vec::new();
    for set in ["gov", "news", "news-gbk", "mixed"] {
        let pages = pages_under(&root.join("../shared/pages").join(set));
        measure(set, &pages, rules);
        all.extend(pages);
    }
    measure("shared", &all, rules);
    let pages = if all.is_empty() { &fixtures } else { &all };
    places(pages, rules);
    finders(pages, rules);
}

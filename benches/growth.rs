//! How cost grows with a page: six shapes of pages in five sizes, from 10 KB to 50 MB. `cargo bench --bench growth` prints for each the time
//! and the allocations a byte and the most memory as a multiple of the page, and draws `benches/growth.svg`. `-- 10` stops at 10 MB.

use std::fmt::Write;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use qingyuan::{Rules, Source, extract};

/// Bytes of the pages.
const SIZES: [usize; 5] = [10_000, 100_000, 1_000_000, 10_000_000, 50_000_000];
/// So long is a size measured at least, and so often at most; the best round counts.
const MEASURED: Duration = Duration::from_millis(400);
const ROUNDS: usize = 30;
/// Cost a byte may rise so many times from a shape's cheapest size to a larger one.
const MOST: f64 = 2.0;

/// A shape: its name, what stands before, the unit that is repeated, what stands behind, its colour.
type Shape = (&'static str, &'static str, &'static str, &'static str, &'static str);

const ARTICLE: &str = "<p>10月11日，重庆市印发《关于开展试点工作的通知》，到2026年培育企业30家，产业规模达到1000亿元。</p>\n";
const SHAPES: [Shape; 6] = [
    ("text", "<html><body><div class=\"content\">", ARTICLE, "</div></body></html>", "#0969da"),
    ("nested divs", "<html><body>", "<div class=\"a\"><p>第一，加快建设，稳步推进各项工作。</p>", "</body></html>", "#cf222e"),
    (
        "tables",
        "<html><body><table>",
        "<tr><td>森林覆盖率</td><td>%</td><td>60</td><td>62.5</td></tr>\n",
        "</table></body></html>",
        "#1a7f37",
    ),
    (
        "attributes",
        "<html><body><div",
        " data-a=\"1\" class='b c' title=\"说明\"",
        "><p>到2026年培育企业30家。</p></div></body></html>",
        "#8250df",
    ),
    ("entities", "<html><body><p>", "&#20840;&#x5e02;&ldquo;建设&rdquo;&nbsp;项目，", "</p></body></html>", "#bf8700"),
    (
        "scripts",
        "<html><body>",
        "<script>var a = '<p>不是正文</p>' + f(1);</script>\n<p>正文一段，稳步推进。</p>",
        "</body></html>",
        "#0a7a7a",
    ),
];

/// What a page costs.
struct Cost {
    bytes: usize,
    nanoseconds_a_byte: f64,
    allocations: u64,
    peak: f64,
    /// The limits that the page ran into: from there on a byte costs less.
    limits: String,
}

fn page(shape: Shape, bytes: usize) -> Source<'static> {
    let (name, head, unit, tail, _) = shape;
    let times = bytes.saturating_sub(head.len() + tail.len()).max(unit.len()) / unit.len();
    Source::new(name, [head.as_bytes(), unit.repeat(times).as_bytes(), tail.as_bytes()].concat())
}

fn cost(source: &Source, rules: &Rules) -> Cost {
    let mut best = Duration::MAX;
    let started = Instant::now();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        black_box(extract(source, rules));
        best = best.min(start.elapsed());
        if started.elapsed() > MEASURED {
            break;
        }
    }
    let held = allocation_counter::measure(|| drop(black_box(extract(source, rules))));
    let limits: Vec<_> = extract(source, rules).limits.into_iter().map(|limit| limit.limit).collect();
    let bytes = source.bytes.len();
    Cost {
        bytes,
        nanoseconds_a_byte: best.as_nanos() as f64 / bytes as f64,
        allocations: held.count_total,
        peak: held.bytes_max as f64 / bytes as f64,
        limits: limits.join(" "),
    }
}

/// How many times a byte of a larger page costs what one of a smaller page does, at most. The smallest pages bear what every page costs.
fn growth(costs: &[Cost]) -> f64 {
    let mut least = f64::MAX;
    costs.iter().fold(1.0, |most: f64, cost| {
        least = least.min(cost.nanoseconds_a_byte);
        most.max(cost.nanoseconds_a_byte / least)
    })
}

/// Logarithmic on both axes: a line that does not rise is linear cost.
fn plot(all: &[(Shape, Vec<Cost>)]) -> String {
    let (width, height, left, right, top, bottom) = (860.0, 460.0, 70.0, 150.0, 50.0, 50.0);
    let costs = || all.iter().flat_map(|(_, costs)| costs);
    let highest = costs().map(|cost| cost.nanoseconds_a_byte).fold(1.0, f64::max).log10().ceil();
    let lowest = costs().map(|cost| cost.nanoseconds_a_byte).fold(f64::MAX, f64::min).log10().floor();
    let (first, last) = (4.0, 7.7);
    let x = |bytes: f64| left + (bytes.log10() - first) / (last - first) * (width - left - right);
    let y = |cost: f64| height - bottom - (cost.log10() - lowest) / (highest - lowest) * (height - top - bottom);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n\
         <text x=\"{left}\" y=\"28\" font-size=\"16\" font-weight=\"bold\">Time a byte, by size of the page: a level line is linear cost</text>\n"
    );
    let mut line = |x1: f64, y1: f64, x2: f64, y2: f64, label: &str, at: (f64, f64), anchor: &str| {
        let (tx, ty) = at;
        let _ = writeln!(svg, "<path d=\"M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}\" stroke=\"#d0d7de\"/>");
        let _ = writeln!(svg, "<text x=\"{tx:.1}\" y=\"{ty:.1}\" fill=\"#57606a\" text-anchor=\"{anchor}\">{label}</text>");
    };
    for (bytes, label) in SIZES.iter().zip(["10 KB", "100 KB", "1 MB", "10 MB", "50 MB"]) {
        let at = x(*bytes as f64);
        line(at, top, at, height - bottom, label, (at, height - bottom + 20.0), "middle");
    }
    for power in lowest as i32..=highest as i32 {
        let at = y(10f64.powi(power));
        line(left, at, width - right, at, &format!("{} ns", 10f64.powi(power)), (left - 8.0, at + 4.0), "end");
    }
    // Names stand at the lines' ends, one below the other.
    let mut ends: Vec<(f64, &str, &str)> = Vec::new();
    for ((name, .., colour), costs) in all {
        let points: Vec<(f64, f64)> = costs.iter().map(|cost| (x(cost.bytes as f64), y(cost.nanoseconds_a_byte))).collect();
        let path: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
        let _ = writeln!(svg, "<path d=\"M{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>", path.join("L"));
        for (x, y) in &points {
            let _ = writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{colour}\"/>");
        }
        ends.extend(points.last().map(|(_, y)| (*y, *name, *colour)));
    }
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut last = f64::MIN;
    for (y, name, colour) in ends {
        last = y.max(last + 16.0);
        let _ = writeln!(svg, "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"{colour}\">{name}</text>", width - right + 12.0, last + 4.0);
    }
    svg + "</svg>\n"
}

fn main() {
    let rules = Rules::builtin();
    let most = std::env::args().skip(1).find_map(|word| word.parse::<usize>().ok()).map_or(usize::MAX, |megabytes| megabytes * 1_000_000);
    println!("{:<12} {:>9} {:>10} {:>9} {:>14} {:>12}  limits", "shape", "bytes", "ns a byte", "MB/s", "allocations", "peak x size");
    let mut all = Vec::new();
    for shape in SHAPES {
        let mut costs = Vec::new();
        for bytes in SIZES.into_iter().filter(|bytes| *bytes <= most) {
            let cost = cost(&page(shape, bytes), rules);
            let (speed, name) = (1e3 / cost.nanoseconds_a_byte, shape.0);
            println!(
                "{name:<12} {:>9} {:>10.1} {speed:>9.1} {:>14} {:>12.1}  {}",
                cost.bytes, cost.nanoseconds_a_byte, cost.allocations, cost.peak, cost.limits
            );
            costs.push(cost);
        }
        let times = growth(&costs);
        let verdict = if times <= MOST { "linear" } else { "NOT LINEAR" };
        println!("{:<12} a byte of a larger page costs up to {times:.2} times one of a smaller page: {verdict}", "");
        all.push((shape, costs));
    }
    if most >= SIZES[4] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/growth.svg");
        match fs::write(&path, plot(&all)) {
            Ok(()) => println!("drawn: benches/growth.svg"),
            Err(error) => eprintln!("{}: {error}", path.display()),
        }
    }
    sets(rules);
}

/// Allocations and memory for pages of real kinds.
fn sets(rules: &Rules) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, folder) in [("fixtures", "fixtures/pages"), ("shared", "../shared/pages")] {
        let pages = pages_under(&root.join(folder));
        if pages.is_empty() {
            continue;
        }
        // What a page is the first to need (a table, a model) is built once and not its own.
        pages.iter().for_each(|page| drop(black_box(extract(page, rules))));
        let (mut allocations, mut highest) = (0, 0f64);
        for page in &pages {
            let held = allocation_counter::measure(|| drop(black_box(extract(page, rules))));
            allocations += held.count_total;
            // Below 10 KB a page bears what every page costs.
            highest = highest.max(held.bytes_max as f64 / page.bytes.len().max(10_000) as f64);
        }
        let count = pages.len();
        println!(
            "{name}: {count} pages, {} allocations a page, peak memory up to {highest:.1} x a page's size",
            allocations / count as u64
        );
    }
}

fn pages_under(dir: &Path) -> Vec<Source<'static>> {
    let mut found = Vec::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "html" || ending == "txt") {
                found.push(Source::new(path.display().to_string(), fs::read(&path).expect("the page is there")));
            }
        }
    }
    found
}

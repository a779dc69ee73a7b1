//! Pages meant to break a program: deep, wide, endless, meaningless. Each gives a record; a hang or a crash fails the run.

mod common;

use qingyuan::Source;

/// A few megabytes of one thing.
fn page(head: &str, unit: &str, times: usize, tail: &str) -> Vec<u8> {
    let mut page = String::with_capacity(head.len() + unit.len() * times + tail.len());
    page.push_str(head);
    for _ in 0..times {
        page.push_str(unit);
    }
    page.push_str(tail);
    page.into_bytes()
}

fn holds(name: &str, bytes: Vec<u8>) {
    common::check(&Source::new(name, bytes));
}

#[test]
fn deep_and_unclosed_markup() {
    let text = "<p>到2026年，重庆市培育企业30家，发展未来产业。</p>";
    holds("nested", page("<html><body>", "<div>", 100_000, text));
    holds("nested-inline", page("<html><body>", "<b><i>", 50_000, text));
    holds("nested-tables", page("<html><body>", "<table><tr><td>", 20_000, text));
    holds("nested-lists", page("<html><body>", "<ul><li>", 50_000, text));
    holds("stray-ends", page(text, "</div></p></td></a>", 100_000, text));
    holds("unclosed-cells", page("<table>", "<tr><td>重庆<td>30家", 50_000, ""));
    holds("unclosed-tag", page(text, "<a href=\"", 200_000, ""));
    holds("comments", page(text, "<!--", 300_000, ""));
    holds("scripts", page(text, "<script><!-- <script>", 100_000, ""));
}

#[test]
fn wide_markup() {
    holds("attributes", page("<html><body><div", " a=\"1\"", 500_000, "><p>到2026年培育企业30家。</p>"));
    holds("attribute-values", page("<p style=\"", "color:red;", 300_000, "\">到2026年培育企业30家。</p>"));
    holds("entities", page("<p>", "&nbsp;&#x4e2d;&amp;#20013;&bogus", 100_000, "</p>"));
    holds("links", page("<body>", "<a href=/x>新闻</a>", 100_000, ""));
    holds("empty-blocks", page("<body>", "<p></p><br>", 200_000, ""));
}

#[test]
fn endless_runs_of_one_sign() {
    for unit in [
        "9",
        "一",
        "亿",
        "年",
        "《",
        "》",
        "第",
        "省",
        "北京",
        "（",
        "\u{fffd}",
        "锟斤拷",
        "?",
        "產(chǎn)",
        "-",
        "，",
        "。",
        "至",
        "以上",
        "\t",
        "\u{200b}",
        "1,",
        "20",
        "百分之",
        "〔",
        "&",
        "<",
        "é",
        "浜т",
    ] {
        holds(unit, page("", unit, 200_000 / unit.len(), ""));
        holds(unit, page("<html><body><p>到2026年，", unit, 200_000 / unit.len(), "</p></body></html>"));
    }
}

/// Twice the places take about twice the time: five megabytes of names, in lines, in one line, in lists, with words like 全市.
#[test]
fn places_take_time_in_proportion() {
    use qingyuan::{Rules, decode, repair, segment, strip};
    let rules = Rules::builtin();
    let time = |unit: &str, bytes: usize| {
        let source = Source::new("places", page("", unit, bytes / unit.len(), ""));
        let content = strip(repair(decode(&source), rules), rules);
        let start = std::time::Instant::now();
        let sections = segment(content, rules);
        assert!(!sections.places().is_empty());
        start.elapsed()
    };
    for unit in [
        "江苏省南京市鼓楼区、徐州市鼓楼区，和平区，",
        "北京市\n上海市发布方案，全市建设园区。\n",
        "广东省：深圳市增长；广州市增长；鼓楼区增长。全市，全省。\n",
        "京、津、冀、沪、苏，全市，",
        "一、浙江\n（一）杭州\n城区\n提出到2026年培育企业三十家。\n",
    ] {
        time(unit, 100_000);
        let (half, whole) = (time(unit, 2_500_000), time(unit, 5_000_000));
        // Machines are shared: quadratic cost would be four times, and minutes.
        assert!(whole.as_secs_f64() < 3.4 * half.as_secs_f64() + 0.5, "{unit}: {half:?}, then {whole:?}");
    }
}

#[test]
fn many_short_lines_and_sentences() {
    holds("headings", page("", "北京市\n到2026年培育企业30家。\n", 20_000, ""));
    holds("numbers", page("", "培育企业30家、", 50_000, "。"));
    holds("documents", page("", "《关于发展产业的通知》，该通知，《通知》", 20_000, "。"));
    holds("dates", page("", "10月11日，", 50_000, "。"));
    holds("rows", page("<table>", "<tr><td>森林覆盖率</td><td>%</td><td>60</td></tr>", 20_000, "</table>"));
}

#[test]
fn control_and_invisible_characters() {
    let mut all: Vec<u8> = (0u8..=255).collect();
    holds("all-bytes", all.clone());
    all.extend("到2026年，培育企业30家。".bytes());
    holds("all-bytes-and-text", all);
    holds("bidi", "\u{202e}到2026年\u{200f}，培育\u{200b}企业\u{feff}30家。\u{2066}重庆市\u{2069}".as_bytes().to_vec());
    holds("nul", "到2026年\0，培育企业\u{0}30家。".as_bytes().to_vec());
    holds("separators", "重庆市\u{2028}到2026年\u{2029}培育企业\u{85}30家。\u{0b}\u{0c}".as_bytes().to_vec());
}

/// What is beyond a limit is named in the record, with the part of the input that was not read.
#[test]
fn limits_are_told() {
    use qingyuan::limits::{DEPTH, VALUES};
    use qingyuan::{Rules, extract};
    let text = "<p>到2026年，重庆市培育企业30家。</p>";
    let shallow = common::check(&Source::new("shallow", page("<html><body>", "<div>", DEPTH - 10, text)));
    assert_eq!(shallow.limits, []);
    assert!(!serde_json::to_string(&shallow).unwrap().contains("\"limits\""), "a page within its limits says nothing of them");
    let deep = page("<html><body>", "<div>", DEPTH + 10, text);
    let record = common::check(&Source::new("deep", deep.clone()));
    let [limit] = &record.limits[..] else { panic!("{:?}", record.limits) };
    assert_eq!((limit.limit.as_ref(), limit.most), ("depth", DEPTH));
    let [from, to] = limit.source.unwrap();
    assert!(deep[from..].starts_with(b"<div>") && to == deep.len());
    // Nothing is lost by depth.
    assert_eq!(record.targets.len(), 1);

    let many = Source::new("many", page("", "30家、", VALUES + 50, ""));
    let record = extract(&many, Rules::builtin());
    assert_eq!(record.figures.len() + record.targets.len(), VALUES);
    let [limit] = &record.limits[..] else { panic!("{:?}", record.limits) };
    assert_eq!((limit.limit.as_ref(), limit.most), ("figures", VALUES));
    let [from, to] = limit.source.unwrap();
    let last = record.figures.iter().chain(&record.targets).filter_map(|figure| figure.source).max().unwrap();
    assert!(from >= last[1] && many.bytes[from..to].starts_with("30家".as_bytes()), "{limit:?} behind {last:?}");
}

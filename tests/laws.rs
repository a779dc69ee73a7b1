//! The laws, on every fixture, on the shared pages where they lie beside the project, and on generated input.

mod common;

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use qingyuan::decode::SourceKind;
use qingyuan::record::{Figure, Record};
use qingyuan::{Rules, Source, extract};

/// Every page below `dir`, in order.
fn pages(dir: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(dir);
    let mut found = Vec::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let path = entry.path();
            match path.extension().and_then(|ending| ending.to_str()) {
                _ if path.is_dir() => folders.push(path),
                Some("html" | "txt") => found.push(path),
                _ => {}
            }
        }
    }
    found.sort();
    found
}

fn source(path: &Path) -> Source<'static> {
    Source::new(path.display().to_string(), std::fs::read(path).expect("the page is there"))
}

#[test]
fn hold_on_every_fixture() {
    let fixtures = pages("fixtures/pages");
    assert!(fixtures.len() >= 10, "fixtures are missing");
    for page in fixtures {
        common::check(&source(&page));
    }
}

#[test]
fn hold_on_the_shared_pages() {
    for page in pages("../shared/pages").into_iter().chain(pages("../shared/seed")) {
        let record = common::check(&source(&page));
        assert!(!record.text.is_empty() || record.page.kind == "list", "{}: no text", page.display());
    }
}

/// What a record says, without where it stands: for comparing two readings of one text.
fn values(record: &Record) -> Vec<String> {
    let figure = |figure: &Figure| {
        let value = |number: &Option<serde_json::Number>| number.as_ref().map(ToString::to_string).unwrap_or_default();
        format!(
            "{} {} {}..{} {} {} {:?} {:?}",
            figure.kind,
            value(&figure.value),
            value(&figure.min),
            value(&figure.max),
            figure.unit,
            figure.comparator,
            figure.object,
            figure.deadline
        )
    };
    let mut values: Vec<String> = record
        .dates
        .iter()
        .filter(|date| date.span.is_some())
        .map(|date| format!("date {} {} {}", date.text, date.edtf, date.role))
        .collect();
    // What a title or a table outside the main text says of the page's own document is not in that text.
    let inside = record.documents.iter().filter(|document| document.span.is_some());
    values.extend(inside.map(|document| match document.rule.as_str() {
        "title-own" => format!("document {:?}", document.title),
        _ => format!("document {:?} {:?} {:?}", document.title, document.number, document.issuers),
    }));
    values.extend(record.targets.iter().chain(&record.figures).map(figure));
    values
}

/// The main text alone, with what the page said of itself, says the same.
#[test]
fn the_text_read_again_says_the_same() {
    for page in pages("fixtures/pages") {
        let source = source(&page);
        let record = extract(&source, Rules::builtin());
        if record.page.kind == "list" {
            continue;
        }
        let mut again = Source::new(record.id.clone(), record.text.clone().into_bytes());
        again.kind = Some(SourceKind::Text);
        again.published = record.page.published.as_ref().and_then(|date| date.parse().ok());
        again.region = record.sections[0].region.as_ref().map(|region| region.adcode.clone());
        let second = extract(&again, Rules::builtin());
        assert_eq!(record.text, second.text, "{}: text", page.display());
        assert_eq!(values(&record), values(&second), "{}: values", page.display());
    }
}

/// Pieces of real structure; a generated page is some of them, in any order, in any wrapping.
const PIECES: [&str; 24] = [
    "重庆市",
    "一、北京",
    "10月11日，重庆市经济信息委发布了《关于开展试点工作的通知》（以下简称《通知》）。",
    "到2026年，培育企业30家，产业规模达到1000亿元以上，打造8-10个先导区。",
    "《通知》明确了五大任务，包括创新、转化、企业、场景和生态。",
    "国发〔2021〕29号",
    "当前位置：首页 > 新闻中心 > 政策",
    "来源：新华社 发布时间：2024-10-18 点击：12次",
    "上一篇：没有了",
    "扫一扫在手机打开当前页",
    "城乡居民收入分别增长5%、6.5%左右，研发经费占比提高0.3个百分点。",
    "<table><tr><td>指标</td><td>2025年</td></tr><tr><td>森林覆盖率</td><td>60%</td></tr></table>",
    "<b>广东省</b>",
    "&ldquo;十四五&rdquo;期间&nbsp;新增就业40万人",
    "<script>var a = '<p>不是正文';</script>",
    "<div style=\"display:none\">看不见</div>",
    "產(chǎn)業(yè)規(guī)劃與發(fā)展",
    "深??臻g",
    "浜т笟瑙勫垝涓庡彂灞",
    "锟斤拷锟斤拷",
    "\u{fffd}\u{fffd}?",
    "<p>未闭合<td>单元",
    "2月30日 13月 第十一次会议 8-10个",
    "《未闭合的题目，九五九五九五亿万千百",
];

fn generated() -> impl Strategy<Value = String> {
    let wrap = prop_oneof![
        Just(("", "\n")),
        Just(("<p>", "</p>")),
        Just(("<div><span>", "</span></div>\n")),
        Just(("<li>", "")),
        Just(("<h2>", "</h2>"))
    ];
    prop::collection::vec((prop::sample::select(PIECES.to_vec()), wrap), 0..30)
        .prop_map(|pieces| pieces.into_iter().map(|(piece, (before, after))| format!("{before}{piece}{after}")).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hold_on_generated_pages(page in generated()) {
        common::check(&Source::new("generated", page.into_bytes()));
    }

    #[test]
    fn hold_in_other_encodings(page in generated(), label in prop::sample::select(vec!["gbk", "gb18030", "big5", "utf-8"])) {
        let (bytes, _, _) = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap().encode(&page);
        common::check(&Source::new("generated", bytes.into_owned()));
    }

    #[test]
    fn nothing_panics_on_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        extract(&Source::new("bytes", bytes), Rules::builtin());
    }

    #[test]
    fn nothing_panics_on_broken_pages(page in generated(), cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
        let mut bytes = page.into_bytes();
        for (at, byte) in cuts {
            if !bytes.is_empty() {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
        }
        common::check(&Source::new("broken", bytes));
    }
}

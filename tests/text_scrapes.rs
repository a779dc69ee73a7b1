//! The shared pages as text-only scrapes: all visible text, one line a block, no tags. The article must be found all the same.
//! Runs where the pages lie beside the project (`QINGYUAN_PAGES`, else ../shared/pages).

#[path = "common/overlap.rs"]
mod overlap;

use std::path::{Path, PathBuf};

use qingyuan::decode::SourceKind;
use qingyuan::{Rules, Source, decode, extract};
use scraper::{ElementRef, Html, Node};

/// Elements whose text nobody sees.
const UNSEEN: [&str; 11] = ["script", "style", "noscript", "template", "head", "select", "textarea", "iframe", "object", "svg", "button"];
/// Elements that do not end a line.
const INLINE: [&str; 22] = [
    "a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "img", "ins", "label", "mark", "s", "small", "span", "strong",
    "sub", "sup", "u", "wbr",
];

/// The visible text of a tree, a line a block. The stack is our own: depth costs no recursion.
fn write(root: ElementRef, out: &mut String) {
    let mut steps = vec![Some(*root)];
    while let Some(step) = steps.pop() {
        let Some(node) = step else {
            out.push('\n');
            continue;
        };
        match node.value() {
            Node::Text(text) => out.push_str(&text.replace(['\n', '\r', '\t'], " ")),
            Node::Element(element) => {
                let hidden = element.attr("style").is_some_and(|style| style.replace(' ', "").contains("display:none"));
                if hidden || UNSEEN.contains(&element.name()) {
                    continue;
                }
                if !INLINE.contains(&element.name()) {
                    out.push('\n');
                    steps.push(None);
                }
                steps.extend(node.children().rev().map(Some));
            }
            _ => steps.extend(node.children().rev().map(Some)),
        }
    }
}

fn scrape(html: &str) -> String {
    let mut out = String::new();
    write(Html::parse_document(html).root_element(), &mut out);
    out.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn f1(set: &Path) -> Option<f64> {
    let gold: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(set.join("gold.json")).ok()?).ok()?;
    let mut overlap = overlap::Overlap::default();
    for (page, text) in gold.as_object()? {
        let bytes = std::fs::read(set.join(format!("html/{page}.html"))).ok()?;
        let html = decode(&Source::new(page.clone(), bytes)).text().to_string();
        let mut source = Source::new(page.clone(), scrape(&html).into_bytes());
        source.kind = Some(SourceKind::Text);
        let record = extract(&source, Rules::builtin());
        let (precision, recall) = overlap::shares(text.as_str()?, &record.text);
        if precision.min(recall) < 0.9 {
            println!("  {page}: precision {precision:.3}, recall {recall:.3}");
        }
        overlap.add(text.as_str()?, &record.text);
    }
    Some(overlap.f1())
}

#[test]
fn the_article_is_found_without_tags() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/pages");
    let root = std::env::var_os("QINGYUAN_PAGES").map_or(beside, PathBuf::from);
    for (set, floor) in [("gov", 0.99), ("news", 0.99), ("news-gbk", 0.99), ("mixed", 0.91)] {
        let Some(f1) = f1(&root.join(set)) else { continue };
        println!("{set}: f1 {f1:.4}");
        assert!(f1 >= floor, "{set}: f1 {f1:.4} is below {floor}");
    }
}

/// The pages of fixtures/content that are markup, as scrapes: a floor below what they reach with their tags.
#[test]
fn our_own_pages_are_read_without_tags() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/content");
    let mut overlap = overlap::Overlap::default();
    let mut pages = 0;
    for entry in std::fs::read_dir(folder).expect("fixtures/content").flatten() {
        let page = entry.path();
        if page.extension().is_none_or(|ending| ending != "html") {
            continue;
        }
        let expected = std::fs::read_to_string(page.with_extension("expected")).expect("an answer");
        let text = expected.split_once("\n\n").map_or("", |(_, text)| text);
        let html = decode(&Source::new("page", std::fs::read(&page).expect("a page"))).text().to_string();
        let mut source = Source::new("page", scrape(&html).into_bytes());
        source.kind = Some(SourceKind::Text);
        let record = extract(&source, Rules::builtin());
        let (precision, recall) = overlap::shares(text, &record.text);
        if precision.min(recall) < 0.9 {
            println!("  {}: precision {precision:.3}, recall {recall:.3}", page.display());
        }
        overlap.add(text, &record.text);
        pages += 1;
    }
    println!("{pages} pages: f1 {:.4}", overlap.f1());
    assert!(overlap.f1() >= 0.89, "f1 {:.4}", overlap.f1());
}

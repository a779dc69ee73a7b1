//! The scan's visible text against the DOM's (`scraper::Html::parse_document`): every letter that a browser's tree holds as text
//! is in a line of ours, in the same order, and no other.

use std::path::{Path, PathBuf};

use qingyuan::content::html;
use qingyuan::{Rules, Source, decode, repair};
use scraper::{ElementRef, Html};

/// Elements whose text is none of the page's.
const UNSEEN: [&str; 12] =
    ["script", "style", "title", "noscript", "template", "textarea", "iframe", "noembed", "noframes", "xmp", "head", "plaintext"];

fn letters(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

fn of_dom(markup: &str) -> String {
    let page = Html::parse_document(markup);
    let texts = page.tree.root().descendants().filter(|node| node.value().is_text());
    let unseen = |node: &ElementRef| UNSEEN.contains(&node.value().name());
    let seen = texts.filter(|node| !node.ancestors().filter_map(ElementRef::wrap).any(|node| unseen(&node)));
    letters(&seen.filter_map(|node| node.value().as_text().map(|text| text.to_string())).collect::<String>())
}

fn of_scan(source: &Source) -> (String, String) {
    let repaired = repair(decode(source), Rules::builtin());
    let lines = html::lines(&repaired, Rules::builtin());
    (repaired.text().to_string(), letters(lines.text.as_str()))
}

fn html_under(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            html_under(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "html") {
            found.push(path);
        }
    }
}

#[test]
fn every_letter_of_the_tree_is_in_a_line() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    html_under(&root.join("fixtures/pages"), &mut files);
    html_under(&root.join("../shared/pages"), &mut files);
    files.sort();
    let mut wrong = Vec::new();
    for path in &files {
        let source = Source::new(path.display().to_string(), std::fs::read(path).expect("a page"));
        let (markup, ours) = of_scan(&source);
        let theirs = of_dom(&markup);
        if ours != theirs {
            let at = ours.chars().zip(theirs.chars()).position(|(a, b)| a != b).unwrap_or(ours.chars().count().min(theirs.chars().count()));
            let near = |text: &str| text.chars().skip(at.saturating_sub(10)).take(40).collect::<String>();
            wrong.push(format!(
                "{}: {} and {} letters\n  ours   {}\n  theirs {}",
                path.display(),
                ours.chars().count(),
                theirs.chars().count(),
                near(&ours),
                near(&theirs)
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), files.len(), wrong.join("\n"));
}

/// Numbers from a seed: the same in every run.
struct Seed(u64);

impl Seed {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % most.max(1)
    }
}

/// One to three tags taken out, put in twice, or put in where they do not belong.
fn mutated(markup: &str, seed: &mut Seed) -> String {
    let mut page = markup.to_string();
    for _ in 0..1 + seed.below(3) {
        let tags: Vec<(usize, usize)> = page.match_indices('<').filter_map(|(at, _)| Some((at, at + page[at..].find('>')? + 1))).collect();
        if tags.is_empty() {
            break;
        }
        let (start, end) = tags[seed.below(tags.len())];
        let (other, _) = tags[seed.below(tags.len())];
        match seed.below(5) {
            0 => page.replace_range(start..end, ""),
            1 => {
                let tag = page[start..end].to_owned();
                page.insert_str(other, &tag);
            }
            2 => page.insert_str(other, ["</p>", "</div>", "</a>", "</span>", "</li>"][seed.below(5)]),
            3 => page.insert_str(other, ["<p>", "<div>", "<b>", "<ul><li>", "<span>"][seed.below(5)]),
            _ => page.insert_str(other, ["<", "&", "5<6 ", "<!", "</"][seed.below(5)]),
        }
    }
    page
}

/// What the tree has and the lines lack, as a multiset of letters.
fn lost(ours: &str, theirs: &str) -> usize {
    let sorted = |text: &str| {
        let mut all: Vec<char> = text.chars().collect();
        all.sort_unstable();
        all
    };
    let (ours, theirs) = (sorted(ours), sorted(theirs));
    let (mut at, mut missing) = (0, 0);
    for letter in theirs {
        while ours.get(at).is_some_and(|own| *own < letter) {
            at += 1;
        }
        if ours.get(at) == Some(&letter) { at += 1 } else { missing += 1 }
    }
    missing
}

/// Two differences are meant, and no other may come: text that stands loose in a table stays where it was written (the tree
/// moves it before the table), and a title or a text field that is never closed does not swallow the page. Never is a letter lost.
#[test]
fn mutated_pages_lose_nothing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    html_under(&root.join("fixtures/pages"), &mut files);
    html_under(&root.join("../shared/pages/gov"), &mut files);
    files.sort();
    let pages: Vec<String> = files.iter().map(|path| of_scan(&Source::new("page.html", std::fs::read(path).expect("a page"))).0).collect();
    let pages: Vec<&String> = pages.iter().filter(|page| page.len() < 40_000).collect();
    let mut seed = Seed(20_261_123);
    let (mut tried, mut differ, mut wrong) = (0, 0, Vec::new());
    while tried < 5_000 {
        for page in &pages {
            let mut source = Source::new("page.html", mutated(page, &mut seed).into_bytes());
            source.encoding = Some("utf-8".into());
            source.kind = Some(qingyuan::decode::SourceKind::Html);
            let (markup, ours) = of_scan(&source);
            let theirs = of_dom(&markup);
            tried += 1;
            differ += usize::from(ours != theirs);
            if lost(&ours, &theirs) > 0 {
                wrong.push(markup);
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {tried} lose letters, the first:\n{}", wrong.len(), wrong[0]);
    assert!(differ * 40 < tried, "{differ} of {tried} differ");
}

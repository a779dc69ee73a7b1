//! Nothing vanishes: every visible line of a page is in `text` or in `dropped`, in one of them only, with the bytes it stands on.
//! That the lines themselves hold every visible letter is shown by tests/differential.rs against a browser's tree.

use std::path::{Path, PathBuf};

use qingyuan::content::{html, text};
use qingyuan::decode::SourceKind;
use qingyuan::{Rules, Source, decode, repair, strip};

fn pages_under(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            pages_under(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "html" || ending == "txt") {
            found.push(path);
        }
    }
}

type Range = (usize, usize);

/// Whether `range` lies in one of `covers`, which are sorted and may overlap.
fn is_covered(range: Range, covers: &[Range]) -> bool {
    let mut reached = range.0;
    for (start, end) in covers {
        if *start <= reached && *end > reached {
            reached = *end;
        }
    }
    reached >= range.1
}

/// What is wrong with a page's account of itself.
fn faults(source: &Source) -> Vec<String> {
    let rules = Rules::builtin();
    let repaired = repair(decode(source), rules);
    let lines = match decode(source).kind() {
        SourceKind::Html => html::lines(&repaired, rules),
        SourceKind::Text => text::lines(&repaired, rules),
    };
    let at = |span: std::ops::Range<usize>| lines.text.origin(span).and_then(|range| repaired.source(range)).map(|at| (at.start, at.end));
    let seen: Vec<(Option<Range>, String)> = lines.lines.iter().map(|line| (at(line.span.clone()), lines.str(line).to_string())).collect();
    let content = strip(repair(decode(source), rules), rules);
    let kept: Vec<Range> = content.blocks().iter().filter_map(|block| content.source(block.span)).map(|at| (at.start, at.end)).collect();
    let dropped: Vec<Range> = content.dropped().iter().filter_map(|dropped| dropped.source).map(|at| (at.start, at.end)).collect();
    let mut covers: Vec<Range> = kept.iter().chain(&dropped).copied().collect();
    covers.sort_unstable();
    let mut faults = Vec::new();
    for (range, line) in &seen {
        match range {
            Some(range) if is_covered(*range, &covers) => {}
            _ => faults.push(format!("{}: lost {line:?}", source.id)),
        }
    }
    for dropped in content.dropped().iter().filter(|dropped| dropped.source.is_none()) {
        faults.push(format!("{}: dropped without its bytes {:?}", source.id, dropped.text));
    }
    // Advertising cut out of a line is listed beside the line that stays.
    let cuts = dropped.iter().filter(|cut| kept.iter().any(|line| line.0 <= cut.0 && cut.1 <= line.1)).count();
    if kept.len() + dropped.len() - cuts != seen.len() {
        faults.push(format!("{}: {} lines, {} kept and {} dropped", source.id, seen.len(), kept.len(), dropped.len() - cuts));
    }
    faults
}

#[test]
fn every_visible_line_is_accounted_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["fixtures/pages", "fixtures/content", "fixtures/sections", "../shared/pages"] {
        pages_under(&root.join(folder), &mut files);
    }
    files.sort();
    assert!(files.len() > 100, "fixtures are missing");
    let sources = files.iter().map(|path| Source::new(path.display().to_string(), std::fs::read(path).expect("a page")));
    let wrong: Vec<String> = sources.flat_map(|source| faults(&source)).collect();
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
}

//! A text scrape → lines.

use std::cmp::Ordering;

use super::lines::{Line, LineKind, Lines};
use crate::repair::Repaired;
use crate::rules::Rules;

/// All lines of a text scrape, trimmed, empty ones left out.
pub fn lines(repaired: &Repaired, _rules: &Rules) -> Lines {
    let mut out = Lines::default();
    let text = repaired.text();
    let mut at = 0;
    for raw in text.split_inclusive('\n') {
        let trimmed = raw.trim();
        if !trimmed.is_empty() {
            let start = at + (raw.len() - raw.trim_start().len());
            if !out.text.is_empty() {
                out.text.push_added("\n");
            }
            let from = out.text.len();
            out.text.push_copied(text, start..start + trimmed.len());
            out.lines.push(Line {
                span: from..out.text.len(),
                kind: LineKind::Paragraph,
                strong: false,
                main: true,
                side: Ordering::Equal,
                link_chars: 0,
                links: 0..0,
                drop: None,
            });
        }
        at += raw.len();
    }
    out
}

//! A line under repair. In: a slice of the decoded text. Out: edits. Never done here: choosing what to change.

use std::ops::Range;

use super::Edit;

/// One character and the bytes of the decoded text that it stands for.
#[derive(Clone, Debug)]
pub struct Cell {
    pub(crate) ch: char,
    pub(crate) span: Range<usize>,
    /// The damage class that was undone here.
    pub(crate) class: Option<&'static str>,
    /// How many nats better than the next best reading; infinite where nothing was weighed.
    pub(crate) margin: f32,
}

/// Nats from which a reading is called certain.
pub(crate) const CERTAIN: f32 = 3.0;

/// The characters of `text[range]`.
pub(crate) fn cells(text: &str, range: Range<usize>) -> Vec<Cell> {
    let start = range.start;
    let slice = text.get(range).unwrap_or("");
    slice
        .char_indices()
        .map(|(at, ch)| Cell { ch, span: start + at..start + at + ch.len_utf8(), class: None, margin: f32::INFINITY })
        .collect()
}

/// The edits that turn `text` into `cells`, in order; a cell whose span is empty joins the one before it.
pub(crate) fn edits(text: &str, cells: &[Cell], edits: &mut Vec<Edit>) {
    let mut index = 0;
    while index < cells.len() {
        let first = &cells[index];
        let (mut span, mut after) = (first.span.clone(), String::from(first.ch));
        let (mut class, mut uncertain) = (first.class, first.margin < CERTAIN);
        index += 1;
        while let Some(next) = cells.get(index)
            && (next.span.is_empty() || span.is_empty())
        {
            span.end = span.end.max(next.span.end);
            after.push(next.ch);
            class = class.or(next.class);
            uncertain |= next.margin < CERTAIN;
            index += 1;
        }
        if let Some(class) = class
            && text.get(span.clone()).is_some_and(|before| before != after)
        {
            edits.push(Edit { class, span, after, uncertain });
        }
    }
}

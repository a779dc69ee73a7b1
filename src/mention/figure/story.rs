//! Stories in newspapers. In: the text. Out: whether people tell it. Never done here: weighing single words.

/// Words of a story that people tell, how many there are at least, and the bytes of a text for each.
const TOLD: [&str; 7] = ["记者", "笔者", "告诉", "坦言", "透露", "说，", "说：“"];
const TOLD_LEAST: usize = 4;
const TOLD_EVERY: usize = 1500;

/// Whether a text tells what people said: a story in a newspaper.
pub(super) fn is_told(text: &str) -> bool {
    let said = TOLD.iter().map(|word| memchr::memmem::find_iter(text.as_bytes(), *word).count()).sum::<usize>();
    said >= TOLD_LEAST && said * TOLD_EVERY > text.len()
}

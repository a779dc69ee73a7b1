//! Windows of bounded size beside an offset. In: a text and an offset at a character boundary. Out: slices at character
//! boundaries. Never done here: reading them.

/// The offset of the character boundary at most `reach` bytes before `end`.
pub fn start(text: &str, end: usize, reach: usize) -> usize {
    let mut start = end.saturating_sub(reach);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    start
}

/// At most `reach` bytes from `start` on.
pub fn after(text: &str, start: usize, reach: usize) -> &str {
    let mut end = start.saturating_add(reach).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(start..end).unwrap_or("")
}

//! Colours, and text of pages that is safe to show. In: text. Out: the same for a terminal, coloured where one is wanted.

use std::borrow::Cow;
use std::fmt::Write;
use std::io::{self, IsTerminal};

use clap::ValueEnum;

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Also into a file or pipe.
    Always,
    /// Not at all.
    Never,
}

/// How a piece of text looks: the parameters of an ANSI "select graphic rendition".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look(pub &'static str);

impl Look {
    /// Lost, wrong.
    pub const RED: Look = Look("31");
    /// Added, fine.
    pub const GREEN: Look = Look("32");
    /// Changed.
    pub const YELLOW: Look = Look("33");
    /// Fields, documents.
    pub const CYAN: Look = Look("36");
    /// Headings.
    pub const BOLD: Look = Look("1");
    /// What is less important.
    pub const DIM: Look = Look("2");
}

/// Colours text, or does not.
#[derive(Clone, Copy, Debug)]
pub struct Paint {
    /// Whether there are colours.
    pub is_on: bool,
}

impl Paint {
    /// For standard output.
    pub fn stdout(when: When) -> Paint {
        let is_wanted = || std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) && io::stdout().is_terminal();
        Paint { is_on: when == When::Always || when == When::Auto && is_wanted() }
    }

    /// Without colours.
    pub const PLAIN: Paint = Paint { is_on: false };

    /// The text in this look.
    pub fn dye<'t>(self, look: Look, text: impl Into<Cow<'t, str>>) -> Cow<'t, str> {
        let text = text.into();
        match self.is_on && !text.is_empty() {
            true => Cow::Owned(format!("\x1b[{}m{text}\x1b[0m", look.0)),
            false => text,
        }
    }
}

/// Whether a terminal, or whoever reads from it, would take this character for more than text: controls, and marks that turn the
/// direction of writing.
pub fn is_unsafe(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}' | '\u{fff9}'..='\u{fffb}')
}

/// Text of a page on one line, with what a terminal would obey written out.
pub fn safe(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            // Writing to a string does not fail.
            _ if is_unsafe(letter) => drop(write!(out, "\\u{{{:x}}}", u32::from(letter))),
            _ => out.push(letter),
        }
    }
    Cow::Owned(out)
}

/// The first `most` characters, with … where there are more.
pub fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_written_out() {
        assert_eq!(safe("正常 text"), "正常 text");
        assert_eq!(safe("\x1b[2J清屏\u{202e}逆\u{9b}"), "\\u{1b}[2J清屏\\u{202e}逆\\u{9b}");
        assert_eq!(Paint::PLAIN.dye(Look::RED, "红"), "红");
        assert_eq!(Paint { is_on: true }.dye(Look::RED, "红"), "\x1b[31m红\x1b[0m");
    }
}

//! A piece of a damaged line and what it may have been. In: choices. Out: a unit that is copied about without an allocation. Never done
//! here: choosing.

use super::bytes::{Bytes, High};

/// What one unit may have been; costs in nats.
#[derive(Clone, Copy, Debug)]
pub enum Choice {
    /// These bytes.
    Bytes(Bytes, f32),
    /// A character that stands between characters.
    Literal(char, f32),
    /// One byte of which nothing is known but that it is none of ASCII's.
    Any(f32),
    /// One of these bytes.
    Of(High, f32),
    /// 0x80 and a byte behind it, which make no pair of GBK: a decoder put one mark for both.
    Unpaired(f32),
    /// A pair of the zones that GBK leaves to its users: a decoder that has no character for it dropped both bytes.
    Private(f32),
    /// A pair that GBK does not know, its zones for users among them: a decoder put one mark for both bytes.
    Unknown(f32),
    /// The pair of GBK for one of the 64 characters that differ from this one in the last byte of UTF-8.
    Block(char),
    /// Nothing at all.
    Nothing,
}

/// Ways that a unit may have.
pub(crate) const WAYS: usize = 5;

/// One piece of the damaged line: what it may have been, in at most five ways.
#[derive(Clone, Copy, Debug)]
pub struct Unit {
    choices: [Choice; WAYS],
    len: u8,
}

impl Unit {
    /// Up to five ways.
    pub(crate) fn new(ways: &[Choice]) -> Unit {
        let mut choices = [Choice::Nothing; WAYS];
        let len = ways.len().min(WAYS);
        choices[..len].copy_from_slice(&ways[..len]);
        Unit { choices, len: len as u8 }
    }

    /// One way more.
    pub(crate) fn or(mut self, choice: Option<Choice>) -> Unit {
        if let (Some(choice), Some(slot)) = (choice, self.choices.get_mut(usize::from(self.len))) {
            *slot = choice;
            self.len += 1;
        }
        self
    }

    /// What it was, where that is known.
    pub(crate) fn only(&self) -> Option<Only> {
        match self.ways() {
            [Choice::Bytes(bytes, cost)] => Some(Only::Bytes(*bytes, *cost)),
            [Choice::Literal(ch, cost)] => Some(Only::Literal(*ch, *cost)),
            [Choice::Of(bytes, cost)] if bytes.len() == 1 => Bytes::new(&[bytes.clone().next()?]).map(|byte| Only::Bytes(byte, *cost)),
            _ => None,
        }
    }

    /// The ways.
    pub(crate) fn ways(&self) -> &[Choice] {
        &self.choices[..usize::from(self.len)]
    }
}

/// What a unit surely was.
pub(crate) enum Only {
    /// These bytes.
    Bytes(Bytes, f32),
    /// A character that stands between characters.
    Literal(char, f32),
}

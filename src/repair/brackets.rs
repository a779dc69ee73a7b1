//! Brackets in a reading: which are open, and how well one fits. In: characters. Out: nats. Never done here: finding pairs in a text.

/// Nats for a bracket that closes the one open, and for one that closes none or another.
pub(crate) const CLOSES: f32 = 3.0;
/// Log probability of a sign that closes the bracket open, at least: 】 is seldom, but not where 【 stands.
const CLOSING: f32 = -4.0;
const CLOSES_NONE: f32 = -5.0;
/// Log probability of ‘ inside “, at least: the model has hardly seen it.
const NESTED: f32 = -6.0;
/// Nats for a bracket that the line leaves open.
const LEFT_OPEN: f32 = 5.0;

/// The brackets open behind `ch`, and how well it fits there.
pub(crate) fn bracket(open: u32, ch: char) -> (u32, f32) {
    // Half-width and full-width parentheses close each other.
    let (kind, opens) = match ch {
        '\u{3400}'..='\u{9fff}' => return (open, 0.0),
        '“' => (1, true),
        '‘' => (2, true),
        '（' | '(' => (3, true),
        '《' => (4, true),
        '〈' => (5, true),
        '【' => (6, true),
        '〔' => (7, true),
        '「' => (8, true),
        '『' => (9, true),
        '[' => (10, true),
        '”' => (1, false),
        '’' => (2, false),
        '）' | ')' => (3, false),
        '》' => (4, false),
        '〉' => (5, false),
        '】' => (6, false),
        '〕' => (7, false),
        '」' => (8, false),
        '』' => (9, false),
        ']' => (10, false),
        _ => return (open, 0.0),
    };
    match opens {
        true => (open << 4 | kind, 0.0),
        false if open & 0xf == kind => (open >> 4, CLOSES),
        false => (open, CLOSES_NONE),
    }
}

/// Log probability of a sign that fits a bracket so well, at least.
pub(crate) fn least(open: u32, ch: char, fits: f32) -> f32 {
    match ch {
        _ if fits > 0.0 => CLOSING,
        '‘' if open & 0xf == 1 => NESTED,
        _ => f32::NEG_INFINITY,
    }
}

/// The brackets open behind a text.
pub(crate) fn opened(text: impl Iterator<Item = char>) -> u32 {
    text.fold(0, |open, ch| bracket(open, ch).0)
}

/// Nats for the brackets that stay open.
pub(crate) fn left_open(open: u32) -> f32 {
    (0..8).filter(|place| open >> (4 * place) & 0xf != 0).count() as f32 * LEFT_OPEN
}

/// What the text behind the units closes that it does not open.
#[derive(Clone, Debug, Default)]
pub(crate) struct Closed {
    brackets: Vec<char>,
    /// Whether that is the whole line: what it leaves open stays so.
    whole: bool,
}

/// What `text` closes that it does not open; `whole` where the line ends behind it.
pub(crate) fn closed(text: impl Iterator<Item = char>, whole: bool) -> Closed {
    let (mut open, mut brackets) = (0, Vec::new());
    for ch in text {
        let (after, fits) = bracket(open, ch);
        if fits < 0.0 && open == 0 {
            brackets.push(ch);
        }
        open = after;
    }
    // What stays open there was not opened before.
    Closed { brackets, whole: whole && open == 0 }
}

impl Closed {
    /// What the brackets behind the units say of those open there.
    pub(crate) fn close(&self, mut open: u32) -> f32 {
        let mut score = 0.0;
        for ch in &self.brackets {
            let (after, fits) = bracket(open, *ch);
            (open, score) = (after, score + fits);
        }
        if self.whole { score - left_open(open) } else { score }
    }
}

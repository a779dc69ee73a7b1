//! What a character costs where it is read. In: a reader, which knows the model, the page and what a text may be; a character and what stands
//! before it. Out: its weight. Never done here: choosing among readings (that is `beam`).

use super::brackets::{self, Closed, bracket};
use super::bytes::{self, Target};
use super::heard::Heard;
use super::language::{Context, Language, PAIRS, Symbol};
use super::trigrams::NO_PAIR;
use super::words::{BETWEEN, Place};

/// Log probability of a sign of ASCII.
const SIGN: f32 = -4.0;

/// How much what stands before a number counts for what follows it, where not the word's own frequency is asked: with 0 no more is read, with
/// .7 不少于8000万 is in doubt, because 了 stands before numbers and 万 too.
const BEFORE_NUMBER: f32 = 0.6;
/// Nats for a full-width digit or letter: they stand for themselves seldom, and never where a lost byte could be a comma's.
const WIDE: f32 = 6.0;
/// Nats for a character of a private zone, which no text has.
const PRIVATE: f32 = 12.0;
/// Nats for a letter of Greek, Cyrillic or Japanese: GBK has 300 of them, which stand among Chinese seldom.
const ALPHABET: f32 = 4.0;
/// Nats for a character that the model does not know, where it is in GBK alone; twice that where it is not even there.
const SELDOM: f32 = 2.0;

/// Reads units; `start` is what stands before them, `end` the symbol behind, where known.
pub(crate) struct Reader<'m> {
    pub(crate) model: &'m Language,
    pub(crate) page: &'m Heard<'m>,
    /// Whether what the page says elsewhere counts.
    pub(crate) asked: bool,
    pub(crate) target: Target,
    pub(crate) start: Context,
    /// Brackets open before the units; see [`brackets::opened`].
    pub(crate) open: u32,
    pub(crate) end: Option<Symbol>,
    /// What is closed behind the units.
    pub(crate) closed: Closed,
    /// Nats for a character that the model scores as another one: a traditional or full-width form.
    pub(crate) variant: f32,
    /// Nats behind the best, from which a reading is given up.
    pub(crate) behind: f32,
    /// Whether a byte stands alone only where none of UTF-8's characters could be read.
    pub(crate) alone: bool,
}

impl Reader<'_> {
    /// Nats for the form of a character: an unusual one where a usual one is as likely.
    fn form(&self, ch: char, symbol: Symbol) -> f32 {
        match ch {
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => WIDE,
            _ if bytes::is_private_use(ch) => PRIVATE,
            _ if bytes::is_alphabet(ch) => ALPHABET,
            _ if self.variant > 0.0 && self.model.is_variant(ch) => self.variant,
            _ if symbol == 0 && !ch.is_ascii() => match bytes::gbk_pair(ch) {
                Some([0xa1..=0xf7, 0xa1..=0xfe]) if !('！'..='～').contains(&ch) || ch == '～' => 0.0,
                Some(_) => SELDOM,
                None => 2.0 * SELDOM,
            },
            _ => 0.0,
        }
    }

    /// What a character costs whatever stands beside it, what the pair before it says, and what stands before the next one.
    pub(crate) fn weigh(&self, open: u32, before: Context, ch: char) -> Weight {
        let symbol = self.model.symbol(ch);
        let (opened, fits) = bracket(open, ch);
        let own = fits - self.form(ch, symbol);
        // A sign of ASCII stands in no table of Chinese; it is not less likely for that.
        if symbol == 0 && ch.is_ascii() {
            // A space tells nothing of what follows it: what stands before it does.
            let after = if ch == ' ' { before } else { self.page.follow(self.model, before, symbol, false).1 };
            return Weight { symbol, own: own + SIGN, open: opened, pair: None, least: 0.0, after, counted: None };
        }
        let (pair, after) = self.page.follow(self.model, before, symbol, self.asked);
        let counted = (matches!(self.target, Target::Utf8) && before.before == self.model.symbol('0')).then(|| {
            let whatever = self.page.follow(self.model, Context { pair: NO_PAIR, ..before }, symbol, self.asked).0;
            whatever + (pair - whatever) * BEFORE_NUMBER
        });
        Weight { symbol, own, open: opened, pair: Some(pair), least: brackets::least(open, ch, fits), after, counted }
    }
}

/// What a character adds.
pub(crate) struct Weight {
    pub(crate) symbol: Symbol,
    own: f32,
    pub(crate) open: u32,
    /// What the characters before it say; `None` for a sign that stands between words.
    pub(crate) pair: Option<f32>,
    /// What pair and words say at least.
    least: f32,
    pub(crate) after: Context,
    /// How often it follows a number, where one stands before it: a measure word does, however seldom it is elsewhere (4座, not 4应).
    /// Of GBK's lost bytes, whose characters share their first half, it helps as often as it harms.
    counted: Option<f32>,
}

impl Weight {
    /// What it adds at most.
    pub(crate) fn most(&self) -> f32 {
        self.own + self.pair.map_or(0.0, |pair| (pair * PAIRS).max(self.least))
    }

    /// Each way that it can stand at `place`, and what it adds there.
    pub(crate) fn ways(&self, model: &Language, place: Place) -> [Option<(Place, f32)>; 2] {
        match self.pair {
            None => [Some((BETWEEN, self.own)), None],
            Some(pair) => model
                .steps(place, self.symbol, pair, self.counted)
                .map(|way| way.map(|(place, score)| (place, self.own + score.max(self.least)))),
        }
    }
}

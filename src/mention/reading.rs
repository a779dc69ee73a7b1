//! From a place where a numeral may begin to a [`Quantity`]: numeral, range, unit, words of comparison, shape. In: the text, the
//! masks, the rules. Out: quantities in order. Never done here: what the sentence makes of them.

mod cell;
mod judge;
mod measure;
mod special;

use std::cell::Cell;

use rust_decimal::Decimal;

use super::Mask;
use super::context::Context;
use super::mask::{self, Glued};
use super::numeral::{self, Numeral, Reading};
use super::quantity::{Amount, Comparator, Quantity, Shape};
use super::unit::{self, UnitReading};
use crate::limits;
use crate::rules::quantities::{Candidate, QuantityRules};
use crate::trace::TextSpan;

/// What the finder works with.
pub(super) struct Finder<'a, 'c> {
    pub context: &'a Context<'c>,
    pub text: &'c str,
    pub rules: &'a QuantityRules,
    pub masks: &'a [Mask],
    /// The numeral read last, and where: several questions are asked of one number.
    pub last_read: Cell<Option<(usize, Option<Reading>)>>,
    /// The number measured last, where its measure was only looked at.
    pub last_measured: Cell<Option<(usize, Result<Measured<'a>, usize>)>>,
}

/// What was read at a place: how far, and what it made.
struct Step {
    end: usize,
    made: Option<Quantity>,
}

impl Step {
    fn nothing(end: usize) -> Step {
        Step { end, made: None }
    }
}

/// A number, or two, with the unit.
pub(super) struct Measured<'r> {
    start: usize,
    end: usize,
    low: Decimal,
    high: Decimal,
    numeral: Numeral,
    unit: Option<UnitReading<'r>>,
    more: bool,
}

/// A number that is named by its place (第十一次, 三大): unit and amount.
fn item() -> String {
    "item".into()
}

impl<'a, 'c> Finder<'a, 'c> {
    pub(super) fn run(&self) -> Vec<Quantity> {
        let mut found: Vec<Quantity> = Vec::new();
        let (mut at, mut mask) = (0, 0);
        for start in self.context.starts {
            if *start < at {
                continue;
            }
            if found.len() >= limits::VALUES {
                self.context.reach("figures", *start);
                break;
            }
            let Some((start, end, candidate)) = self.rules.candidate(self.text, *start) else { continue };
            while self.masks.get(mask).is_some_and(|mask| mask.end <= start) {
                mask += 1;
            }
            if let Some(taken) = self.masks.get(mask).filter(|mask| mask.start <= start) {
                at = taken.end;
                continue;
            }
            let limit = self.masks.get(mask).map_or(self.text.len(), |mask| mask.start);
            let step = match candidate {
                Candidate::Phrase(phrase) if phrase.allowed(self.before(start), &self.text[end..]) => self.phrase(phrase, start, end),
                _ => self.number(start, at),
            };
            // 33℃（含33℃）以上: what the words of comparison enclose says nothing new.
            let taken = found
                .last()
                .map_or(0, |last| last.outer.end.max(last.span.end))
                .max(mask.checked_sub(1).map_or(0, |mask| self.masks[mask].end));
            // A hit that reaches into a title or a date is none.
            if let Some(quantity) = step.made.filter(|quantity| quantity.span.end <= limit && quantity.span.start >= taken) {
                found.push(quantity);
            }
            at = step.end.max(start + self.letter(start).map_or(1, char::len_utf8));
        }
        found
    }

    fn letter(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    fn before(&self, at: usize) -> &'c str {
        &self.text[..at]
    }

    fn follows(&self, at: usize, any: &[&str]) -> bool {
        any.iter().any(|word| self.text[at..].starts_with(word))
    }

    fn previous(&self, at: usize) -> Option<char> {
        self.before(at).chars().next_back()
    }

    fn plain(&self, span: TextSpan, amount: Amount, unit: String, shape: Shape, rule: &'static str) -> Quantity {
        Quantity { span, outer: span, amount, unit, unit_text: String::new(), comparator: Comparator::Equal, shape, rule }
    }

    /// The numeral, ordinal or code that begins at `start`; nothing before `free` may be taken.
    fn number(&self, start: usize, free: usize) -> Step {
        let Some(first) = self.letter(start) else { return Step::nothing(self.text.len()) };
        match first {
            '第' => return self.ordinal(start),
            '前' => return self.top(start),
            '半' => return self.half(start),
            _ => {}
        }
        if first.is_ascii_digit()
            && let Some(step) = self.code(start, free)
        {
            return step;
        }
        // 表2 分地区任务: the number of a table.
        if first.is_ascii_digit()
            && ["表", "图", "附件", "专栏", "附录", "圖", "專欄"].iter().any(|word| self.before(start).ends_with(word))
        {
            let end = start + self.text[start..].bytes().take_while(u8::is_ascii_digit).count();
            if self.letter(end).is_none_or(char::is_whitespace) {
                return Step::nothing(end);
            }
        }
        if self.is_list_mark(start) {
            return match self.read(start) {
                Some(Reading::Numeral(numeral)) => Step::nothing(numeral.end),
                Some(Reading::Unreadable(end)) => Step::nothing(end),
                None => Step::nothing(start + first.len_utf8()),
            };
        }
        match self.measured(start) {
            Ok(measured) => self.judge(measured),
            Err(end) => Step::nothing(end),
        }
    }

    fn read(&self, at: usize) -> Option<Reading> {
        if let Some((_, reading)) = self.last_read.get().filter(|(last, _)| *last == at) {
            return reading;
        }
        let reading = numeral::read(self.text, at, &|rest| self.rules.unit(rest).is_some());
        self.last_read.set(Some((at, reading)));
        reading
    }

    /// A figure glued to Latin letters, a telephone number, a code.
    fn code(&self, start: usize, free: usize) -> Option<Step> {
        // 15mm, 300MW: a unit ends the word.
        let ahead = self.read(start);
        if let Some(Reading::Unreadable(end)) = ahead {
            return Some(Step::nothing(end));
        }
        if let Some(Reading::Numeral(numeral)) = ahead
            && let Some(past) = numeral::thousands(self.text, numeral.end)
            && self.rules.unit(&self.text[past..]).is_some_and(|unit| &*unit.base == "pp")
        {
            return None;
        }
        if let Some(Reading::Numeral(numeral)) = ahead
            && let Some(unit) = unit::read(self.rules, self.text, numeral.end)
            && !self.previous(start).is_some_and(|letter| letter.is_ascii_alphanumeric())
            && unit.surface.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && !(unit.needs_figure && unit.surface.len() == 1 && !self.plausible_latin(numeral.end, &unit))
        {
            return None;
        }
        // 5-10MW
        let joined = self.previous(start).is_some_and(|letter| letter.is_ascii_alphanumeric());
        if !joined {
            let measured = self.measured(start);
            let latin = measured.as_ref().is_ok_and(|measured| {
                let unit = measured.unit.as_ref().filter(|_| measured.low != measured.high);
                unit.is_some_and(|unit| unit.surface.starts_with(|letter: char| letter.is_ascii_alphabetic()))
            });
            self.last_measured.set(Some((start, measured)));
            if latin {
                return None;
            }
        }
        let (span, shape) = match mask::glued(self.text, start, free)? {
            Glued::Name(span) => (span, Shape::Name),
            Glued::Identifier(span) => (span, Shape::Identifier),
        };
        Some(Step { end: span.end, made: Some(self.plain(span, Amount::Vague, item(), shape, "glued")) })
    }

    /// 300t, 50m, 5000P: a single Latin letter is a unit only where no word goes on and a number stands alone.
    fn plausible_latin(&self, at: usize, unit: &UnitReading) -> bool {
        let after = self.letter(at + unit.surface.len());
        let word = after.is_some_and(|letter| letter.is_ascii_alphanumeric() || letter == '-');
        let lines = unit.surface == "P" && ["480", "720", "1080", "2160"].iter().any(|lines| self.before(at).ends_with(lines));
        !word && !lines
    }

    /// 1. （一） 一、 ① at the beginning of a line, and a number alone in brackets.
    fn is_list_mark(&self, start: usize) -> bool {
        let line = self.context.line_at(start);
        let head = self.text[line.start.min(start)..start].trim_start_matches([' ', '\u{3000}', '\t']);
        let Some(Reading::Numeral(numeral)) = self.read(start) else { return false };
        let next = self.letter(numeral.end);
        let bracketed = matches!(self.previous(start), Some('（' | '(' | '〔' | '［' | '['));
        if bracketed && matches!(next, Some('）' | ')' | '］' | ']')) {
            // [14.5] in a table is a sum over the years.
            return self.context.grid.at(start).is_none();
        }
        let small = numeral.low < Decimal::ONE_HUNDRED && numeral.low.is_integer();
        head.is_empty() && small && matches!(next, Some('.' | '．' | '、' | ')' | '）' | '，' | ' ' | '\u{3000}'))
    }
}

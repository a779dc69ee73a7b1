//! From a place where a numeral may begin to a [`Quantity`]: numeral, range, unit, words of comparison, shape. In: the text, the
//! masks, the rules. Out: quantities in order. Never done here: what the sentence makes of them.

use rust_decimal::Decimal;

use super::Mask;
use super::comparator;
use super::context::Context;
use super::mask::{self, Glued};
use super::numeral::{self, Form, Numeral, Reading};
use super::quantity::{Amount, Comparator, Quantity, Shape};
use super::unit::{self, UnitReading};
use crate::rules::quantities::{Candidate, Phrase, PhraseKind, QuantityRules, UnitClass};
use crate::trace::TextSpan;

/// What the finder works with.
pub(super) struct Finder<'a, 'c> {
    pub context: &'a Context<'c>,
    pub text: &'c str,
    pub rules: &'a QuantityRules,
    pub masks: &'a [Mask],
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
struct Measured<'r> {
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
        while let Some((start, end, candidate)) = self.rules.candidate(self.text, at) {
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
            let taken = found.last().map_or(0, |last| last.span.end).max(mask.checked_sub(1).map_or(0, |mask| self.masks[mask].end));
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

    fn phrase(&self, phrase: &Phrase, start: usize, end: usize) -> Step {
        let span = TextSpan::new(start, end);
        let (amount, shape, unit) = match &phrase.kind {
            PhraseKind::None => return Step::nothing(end),
            PhraseKind::Idiom => (Amount::Vague, Shape::Idiom, item()),
            PhraseKind::Name => (Amount::Vague, Shape::Name, item()),
            PhraseKind::Vague => (Amount::Vague, Shape::Cardinal, item()),
            PhraseKind::Value(value, unit) => (Amount::Exact(*value), Shape::Cardinal, unit.to_string()),
        };
        let mut quantity = self.plain(span, amount, unit, shape, "phrase");
        if let Amount::Exact(_) = amount {
            let comparison = comparator::read(self.rules, self.text, span, self.context.clause_at(start), false);
            (quantity.comparator, quantity.outer) = (comparison.comparator, comparison.outer);
        }
        Step { end, made: Some(quantity) }
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
        if first.is_ascii_digit() {
            if let Some(step) = self.code(start, free) {
                return step;
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
        numeral::read(self.text, at, &|rest| self.rules.unit(rest).is_some())
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
        let (span, shape) = match mask::glued(self.text, start, free)? {
            Glued::Name(span) => (span, Shape::Name),
            Glued::Identifier(span) => (span, Shape::Identifier),
        };
        Some(Step { end: span.end, made: Some(self.plain(span, Amount::Vague, item(), shape, "glued")) })
    }

    /// 300t, 50m, 5000P: a single Latin letter is a unit only where no word goes on and a number stands alone.
    fn plausible_latin(&self, at: usize, unit: &UnitReading) -> bool {
        let after = self.letter(at + unit.surface.len());
        !after.is_some_and(|letter| letter.is_ascii_alphanumeric() || letter == '-')
            && !(unit.surface == "P" && ["480", "720", "1080", "2160"].iter().any(|lines| self.before(at).ends_with(lines)))
    }

    /// 1. （一） 一、 ① at the beginning of a line, and a number alone in brackets.
    fn is_list_mark(&self, start: usize) -> bool {
        let line = self.context.line_at(start);
        let head = self.text[line.start.min(start)..start].trim_start_matches([' ', '\u{3000}', '\t']);
        let Some(Reading::Numeral(numeral)) = self.read(start) else { return false };
        let next = self.letter(numeral.end);
        let bracketed = matches!(self.previous(start), Some('（' | '(' | '〔' | '［' | '['));
        if bracketed && matches!(next, Some('）' | ')' | '］' | ']')) {
            return true;
        }
        let small = numeral.low < Decimal::ONE_HUNDRED && numeral.low.is_integer();
        head.is_empty() && small && matches!(next, Some('.' | '．' | '、' | ')' | '）' | '，' | ' ' | '\u{3000}'))
    }

    /// Numeral, unit, and a second one after 至 or a dash. `Err`: nothing, go on there.
    fn measured(&self, start: usize) -> Result<Measured<'a>, usize> {
        let numeral = match self.read(start) {
            Some(Reading::Numeral(numeral)) => numeral,
            Some(Reading::Unreadable(end)) => return Err(end),
            None => return Err(start + self.letter(start).map_or(1, char::len_utf8)),
        };
        let mut measured = self.with_unit(start, numeral);
        if let Some(range) = self.range(&measured)? {
            measured = range;
        }
        Ok(measured)
    }

    fn with_unit(&self, start: usize, numeral: Numeral) -> Measured<'a> {
        let at = numeral::skip_spaces(self.text, numeral.end);
        let (mut low, mut high) = (numeral.low, numeral.high);
        let mut from = at;
        // 两个半月
        let half = ["个半", "個半"].iter().find(|word| self.text[at..].starts_with(**word));
        if let Some(word) = half
            && unit::read(self.rules, self.text, at + "个".len()).is_none()
        {
            from = at + word.len();
            let point = Decimal::new(5, 1);
            (low, high) = (low.saturating_add(point), high.saturating_add(point));
        }
        let mut unit = if numeral.denominator.is_some() { None } else { self.unit(from, &numeral) };
        if from > at && unit.is_none() && self.text[from..].starts_with('月') {
            unit = unit::read(self.rules, "个月", 0).map(|unit| UnitReading { end: from + "月".len(), ..unit });
        }
        if from > at && unit.as_ref().is_none_or(|unit| unit.class != UnitClass::Time) {
            (low, high) = (numeral.low, numeral.high);
            unit = self.unit(at, &numeral);
        }
        // 15k个百分点
        if unit.is_none()
            && numeral.form == Form::Arabic
            && let Some(past) = numeral::thousands(self.text, numeral.end)
            && let Some(found) = self.unit(numeral::skip_spaces(self.text, past), &numeral).filter(|unit| unit.base == "pp")
        {
            (low, high) = (low.saturating_mul(Decimal::ONE_THOUSAND), high.saturating_mul(Decimal::ONE_THOUSAND));
            unit = Some(found);
        }
        let mut end = unit.as_ref().map_or(numeral.end, |unit| unit.end);
        if let Some(found) = &unit {
            // 两年半
            if found.class == UnitClass::Time && self.text[end..].starts_with('半') && !self.follows(end, &["半年", "半导", "半径", "半月"])
            {
                end += "半".len();
                let point = Decimal::new(5, 1);
                (low, high) = (low.saturating_add(point), high.saturating_add(point));
            }
            // 九成五
            if found.surface == "成"
                && numeral.form == Form::Chinese
                && let Some(Reading::Numeral(next)) = self.read(end)
                && next.form == Form::Chinese
                && next.low == next.high
                && next.low < Decimal::TEN
            {
                let part = next.low.saturating_mul(Decimal::new(1, 1));
                (low, high, end) = (low.saturating_add(part), high.saturating_add(part), next.end);
            }
            if found.base == "CNY" {
                let (more, to) = self.small_change(end);
                (low, high, end) = (low.saturating_add(more), high.saturating_add(more), to);
                end += if self.follows(end, &["整数", "整治", "整改", "整合", "整体"]) {
                    0
                } else if self.follows(end, &["整", "正"]) && numeral.form == Form::Financial {
                    "整".len()
                } else {
                    0
                };
            }
        }
        Measured { start, end, low, high, numeral, unit, more: numeral.more }
    }

    /// 五元三毛, 50元6角三分.
    fn small_change(&self, at: usize) -> (Decimal, usize) {
        let (mut sum, mut end) = (Decimal::ZERO, at);
        for (words, scale) in [(["角", "毛"], 1u32), (["分", "分钱"], 2)] {
            let Some(Reading::Numeral(numeral)) = self.read(end) else { break };
            let Some(word) = words.iter().find(|word| self.text[numeral.end..].starts_with(**word)) else { break };
            if numeral.low >= Decimal::TEN || numeral.low != numeral.high || self.text[numeral.end..].starts_with("分之") {
                break;
            }
            sum = sum.saturating_add(numeral.low.saturating_mul(Decimal::new(1, scale)));
            end = numeral.end + word.len();
        }
        (sum, end)
    }

    fn unit(&self, at: usize, numeral: &Numeral) -> Option<UnitReading<'a>> {
        let unit = unit::read_after(self.rules, self.text, at, numeral.form == Form::Arabic)?;
        let figure = numeral.form == Form::Arabic || numeral.magnitude < numeral.end || numeral.low >= Decimal::TEN;
        (figure || !unit.needs_figure).then_some(unit)
    }

    /// The range that `first` opens, if it does. `Err`: a code (12-5-3), go on after it.
    fn range(&self, first: &Measured<'a>) -> Result<Option<Measured<'a>>, usize> {
        let from = numeral::skip_spaces(self.text, first.end);
        let Some(width) = connector(&self.text[from..]) else { return Ok(None) };
        let at = numeral::skip_spaces(self.text, from + width);
        let hyphen = self.text[from..from + width].ends_with(['-', '－', '—', '–', '−', '―', '─']);
        let follows = self.letter(at).is_some_and(|letter| numeral::arabic(letter).is_some());
        let Some(Reading::Numeral(numeral)) = self.read(at) else { return Ok(None) };
        let second = self.with_unit(at, numeral);
        // 12-5-3, 2024-10-11, 010-12345678
        let chained = hyphen && follows && first.unit.is_none() && second.unit.is_none() && {
            let more = connector(&self.text[second.end..]).is_some();
            more || self.text[first.start..].starts_with('0')
        };
        if chained {
            let rest = &self.text[second.end..];
            let tail = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '-').unwrap_or(rest.len());
            return Err(second.end + tail);
        }
        let single = first.low == first.high && second.low == second.high && first.numeral.denominator.is_none();
        if !single || numeral.denominator.is_some() || first.more {
            return Ok(None);
        }
        let (Some(second_unit), high) = (&second.unit, second.high) else { return Ok(None) };
        let low = match &first.unit {
            Some(unit) if unit.base == second_unit.base => {
                // Both in the base unit, then back to the second's.
                first.low.checked_mul(unit.factor).and_then(|low| low.checked_div(second_unit.factor))
            }
            Some(_) => return Ok(None),
            None => Some(self.shared(first, &numeral)),
        };
        let Some(low) = low.filter(|low| *low < high) else { return Ok(None) };
        // 由10%至15% is a way, no range.
        let way = self.text[from..].starts_with(['至', '到']) && matches!(self.previous(first.start), Some('由' | '从' | '從'));
        if way {
            return Ok(None);
        }
        Ok(Some(Measured { start: first.start, end: second.end, low, high, numeral, unit: second.unit.clone(), more: second.more }))
    }

    /// 500 of 500-800亿 shares the magnitude; 5000 of 5000-1万 does not.
    fn shared(&self, first: &Measured, second: &Numeral) -> Decimal {
        let own = first.numeral.magnitude < first.numeral.end;
        let candidates = if own && first.numeral.shared_big > Decimal::ONE {
            [None, None]
        } else if own {
            [None, Some(second.shared_big)]
        } else {
            let digit = first.low < Decimal::TEN && second.shared_all >= Decimal::ONE_HUNDRED;
            [digit.then_some(second.shared_all), Some(second.shared_big)]
        };
        let shared = candidates.into_iter().flatten().filter_map(|factor| first.low.checked_mul(factor)).find(|low| *low < second.low);
        shared.unwrap_or(first.low)
    }

    /// 第十一次, 第二阶段; 第三条 is a label.
    fn ordinal(&self, start: usize) -> Step {
        let at = numeral::skip_spaces(self.text, start + "第".len());
        let Some(Reading::Numeral(numeral)) = self.read(at) else { return Step::nothing(start + "第".len()) };
        let mut end = numeral.end;
        let label = ["条", "款", "章", "节", "页", "目", "號", "号", "條", "頁", "節"];
        let mut shape = if self.follows(end, &label) && !self.follows(end, &["节能"]) { Shape::Identifier } else { Shape::Ordinal };
        // 第一，… at the beginning of a clause counts arguments.
        let opens = self.previous(start).is_none_or(|letter| "\n。；;！？ 　\t：:".contains(letter));
        if opens && self.follows(end, &["，", "、", ",", ":", "："]) && numeral.low < Decimal::TEN {
            shape = Shape::Identifier;
        }
        let known = unit::read(self.rules, self.text, end).filter(|unit| !unit.base.contains('/'));
        const SERIES: &[&str] = &["阶段", "季度", "梯队", "批次", "轮", "届", "次", "代", "期", "批", "名", "位", "年", "部分", "步"];
        if let Some(word) = SERIES.iter().chain(&label).find(|word| self.text[end..].starts_with(**word)) {
            end += word.len();
        } else if let Some(unit) = known {
            end = unit.end;
        }
        let span = TextSpan::new(start, end);
        Step { end, made: Some(self.plain(span, Amount::Exact(numeral.low), item(), shape, "ordinal")) }
    }

    /// 前三, 前10名: at most that rank. 提前一年 and 前三季度 are none.
    fn top(&self, start: usize) -> Step {
        let at = start + "前".len();
        let nothing = Step::nothing(at);
        const WORDS: &str = "提目之以年月日底当此先事会岁产课餐眼跟超空期后午史面";
        if self.previous(start).is_some_and(|letter| WORDS.contains(letter)) || self.letter(at).is_some_and(|letter| letter == '第') {
            return nothing;
        }
        let Some(Reading::Numeral(numeral)) = self.read(at) else { return nothing };
        if numeral.low != numeral.high || numeral.low < Decimal::ONE || numeral.more || numeral.vague {
            return nothing;
        }
        let rest = &self.text[numeral.end..];
        let words = ["名", "位", "列", "强"].iter().find(|word| rest.starts_with(**word));
        let closes = rest.chars().next().is_none_or(|letter| "，。；、！\n）)”之的行".contains(letter));
        let end = match words {
            Some(word) => numeral.end + word.len(),
            None if closes => numeral.end,
            None => return nothing,
        };
        let span = TextSpan::new(start, end);
        let mut quantity = self.plain(span, Amount::Exact(numeral.low), "rank".into(), Shape::Cardinal, "top");
        quantity.comparator = Comparator::AtMost;
        quantity.unit_text = words.map_or(String::new(), |word| (*word).into());
        Step { end, made: Some(quantity) }
    }

    /// 半年, 半个百分点.
    fn half(&self, start: usize) -> Step {
        let at = start + "半".len();
        let nothing = Step::nothing(at);
        if matches!(self.previous(start), Some('上' | '下' | '前' | '后' | '大' | '多' | '过' | '一')) {
            return nothing;
        }
        let Some(unit) = unit::read(self.rules, self.text, at) else { return nothing };
        let half = Decimal::new(5, 1);
        let shape = match unit.class {
            UnitClass::Time => Shape::Duration,
            UnitClass::Measure if unit.base == "pp" || unit.base == "%" => Shape::Cardinal,
            _ => return nothing,
        };
        let Some(value) = half.checked_mul(unit.factor) else { return nothing };
        let span = TextSpan::new(start, unit.end);
        let mut quantity = self.plain(span, Amount::Exact(value), unit.base, shape, "half");
        quantity.unit_text = unit.surface.into();
        Step { end: unit.end, made: Some(quantity) }
    }

    /// What a number with its unit is; nothing where no number is meant.
    fn judge(&self, measured: Measured) -> Step {
        let end = measured.end;
        let made = match &measured.unit {
            Some(unit) => self.with_known_unit(&measured, unit),
            None => self.without_unit(&measured),
        };
        match made {
            Some(quantity) => Step { end: quantity.span.end.max(end), made: Some(quantity) },
            // A Chinese digit that is no number may begin a phrase a little later.
            None => Step::nothing(end),
        }
    }

    fn amount(measured: &Measured, factor: Decimal) -> Option<Amount> {
        if measured.numeral.vague {
            return Some(Amount::Vague);
        }
        let (low, high) = (measured.low.checked_mul(factor)?, measured.high.checked_mul(factor)?);
        Some(if low == high { Amount::Exact(low) } else { Amount::Range(low, high) })
    }

    fn with_known_unit(&self, measured: &Measured, unit: &UnitReading) -> Option<Quantity> {
        let numeral = &measured.numeral;
        let mut start = measured.start;
        let mut end = measured.end;
        let year_like = numeral.form == Form::Arabic && numeral.end - measured.start == 4 && (1900..2100).contains(&whole(numeral.low));
        let years =
            measured.low != measured.high && unit.surface == "年" && measured.numeral.form == Form::Arabic && whole(measured.low) >= 1900;
        if years
            || (numeral.form == Form::Positional && unit.class != UnitClass::Discount)
            || (year_like && matches!(unit.surface, "年" | "届" | "年度" | "级" | "版" | "号" | "度"))
        {
            return None;
        }
        if numeral.form == Form::Financial
            && self.text[measured.start..numeral.end].chars().nth(1).is_none()
            && unit.class != UnitClass::Money
        {
            return None;
        }
        if numeral.low.is_zero() && numeral.high.is_zero() && numeral.form == Form::Chinese && unit.base != "%" {
            return None;
        }
        let mut base = unit.base.clone();
        let mut factor = unit.factor;
        let mut rule = "quantity";
        // 九折 is 90 %, 九五折 and 95折 are 95 %.
        if unit.class == UnitClass::Discount && numeral.low >= Decimal::TEN {
            factor = Decimal::ONE;
        }
        let bare = numeral.form == Form::Magnitude;
        // 万亿级, 10万吨级
        let mut order = false;
        if unit.class == UnitClass::Name && matches!(unit.surface, "级" | "級") {
            if !bare && numeral.magnitude == numeral.end {
                // 区、乡、村三级 counts what was listed.
                if self.before(start).chars().rev().take(4).any(|letter| letter == '、') {
                    return Some(self.plain(TextSpan::new(start, end), Amount::Exact(numeral.low), item(), Shape::Count, "listed"));
                }
                return Some(self.plain(TextSpan::new(start, end), Amount::Vague, item(), Shape::Name, "grade"));
            }
            order = true;
            let money = numeral.low >= Decimal::from(100_000_000);
            (base, factor, rule) = (if money { "CNY" } else { "1" }.into(), Decimal::ONE, "order");
        } else if self.follows(end, &["级", "級"])
            && matches!(unit.class, UnitClass::Measure | UnitClass::Money)
            && !self.follows(end, &["级别"])
        {
            (order, rule) = (true, "order");
            end += "级".len();
        }
        // A sign before a rate or a temperature; a hyphen before anything else.
        let mut negative = false;
        if let Some(sign @ ('-' | '−' | '－' | '负' | '負')) = self.previous(start) {
            let ahead = self.previous(start - sign.len_utf8());
            let free = !ahead.is_some_and(|letter| {
                letter.is_alphanumeric() && letter.is_ascii() || numeral::arabic(letter).is_some() || matches!(letter, '%' | '％' | '℃')
            });
            if free && (matches!(base.as_str(), "%" | "pp" | "‰" | "°C") || matches!(sign, '负' | '負')) {
                (negative, start) = (true, start - sign.len_utf8());
            }
        }
        if base == "°C" && self.before(start).ends_with("零下") {
            (negative, start) = (true, start - "零下".len());
        }
        let sign = if negative { factor.checked_mul(Decimal::NEGATIVE_ONE)? } else { factor };
        let mut amount = Self::amount(measured, sign)?;
        if let Amount::Range(low, high) = amount
            && low > high
        {
            amount = Amount::Range(high, low);
        }
        if order && let Amount::Exact(value) = amount {
            amount = Amount::Order(value);
        }
        let span = TextSpan::new(start, end);
        let clause = self.context.clause_at(start);
        let comparison = comparator::read(self.rules, self.text, span, clause, bare);
        let mut outer = comparison.outer;
        let front = comparator::before(self.text, span, clause);
        // 每10万人: the denominator of a ratio.
        if front.ends_with('每') && unit.class != UnitClass::Time {
            return None;
        }
        let mut comparator = comparison.comparator;
        if base == "CNY"
            && let Some((at, per)) = unit::per_before(self.rules, front)
        {
            base.push_str(&per);
            outer.start = outer.start.min(start - (front.len() - at));
        }
        if matches!(unit.surface, "位") && front.chars().rev().take(4).any(|letter| "升进降移跃前居".contains(letter)) {
            base = "rank".into();
        }
        let mut shape = match unit.class {
            UnitClass::Part => Shape::Count,
            UnitClass::Time | UnitClass::TimeWithin => Shape::Duration,
            UnitClass::Ordinal => Shape::Ordinal,
            UnitClass::Name if !order => Shape::Name,
            UnitClass::Label => Shape::Identifier,
            UnitClass::Per => return None,
            _ => Shape::Cardinal,
        };
        // 3个工作日内
        if shape == Shape::Duration
            && comparator == Comparator::Equal
            && (unit.class == UnitClass::TimeWithin || self.follows(end, &["内"]))
        {
            comparator = Comparator::AtMost;
            outer.end = if unit.class == UnitClass::Time { end + "内".len() } else { outer.end };
        }
        if unit.class == UnitClass::Count {
            let one = numeral.form == Form::Chinese && numeral.low == Decimal::ONE && numeral.high == Decimal::ONE;
            if one && comparator == Comparator::Equal && &self.text[measured.start..numeral.end] == "一" {
                (shape, rule) = (Shape::Idiom, "article");
            } else if self.counts_parts(front, end) {
                (shape, rule) = (Shape::Count, "parts");
            }
        }
        if shape != Shape::Count && matches!(unit.class, UnitClass::Count | UnitClass::Time) && self.in_quotes(start, end) {
            (shape, rule) = (Shape::Name, "quoted");
        }
        // 千万吨炼化: the size that names a plant.
        if bare
            && !order
            && unit.class == UnitClass::Measure
            && comparator == Comparator::Equal
            && self.letter(end).is_some_and(char::is_alphabetic)
        {
            (shape, rule) = (Shape::Name, "size");
        }
        if measured.more {
            comparator = Comparator::MoreThan;
        }
        match amount {
            Amount::Range(..) => comparator = Comparator::Range,
            Amount::Order(_) => comparator = Comparator::Order,
            _ => {}
        }
        let written = if numeral.form == Form::Arabic { numeral.magnitude } else { numeral.end };
        let unit_text = self.text[written..end].trim_start_matches(['多', '余', '餘', ' ']).to_string();
        Some(Quantity { span, outer, amount, unit: base, unit_text, comparator, shape, rule })
    }

    /// 四个方面, 15项重点任务, 等15个省: how many parts.
    fn counts_parts(&self, front: &str, end: usize) -> bool {
        const NOUNS: &[&str] = &["方面", "部分", "任务", "举措", "措施", "环节", "维度", "要点", "原则", "清单"];
        const QUALIFIERS: &[&str] =
            &["", "重点", "具体", "主要", "重大", "政策", "工作", "重点工作", "保障", "主要任务和", "支持", "关键", "基本"];
        let rest = &self.text[end..];
        let part =
            QUALIFIERS.iter().any(|word| rest.strip_prefix(word).is_some_and(|rest| NOUNS.iter().any(|noun| rest.starts_with(noun))));
        part || front.ends_with('等')
    }

    /// Within “…” of at most a dozen characters: part of a name.
    fn in_quotes(&self, start: usize, end: usize) -> bool {
        const NEAR: usize = 12;
        let open = self.before(start).chars().rev().take(NEAR).find(|letter| "“”‘’「」『』\n，。；".contains(*letter));
        let close = self.text[end..].chars().take(NEAR).find(|letter| "“”‘’「」『』\n，。；".contains(*letter));
        matches!((open, close), (Some('“'), Some('”')) | (Some('‘'), Some('’')) | (Some('「'), Some('」')) | (Some('『'), Some('』')))
    }

    /// 4万亿 without unit takes the unit of its sentence: money where a sum or a word for one stands beside it.
    fn speaks_of_money(&self, span: TextSpan) -> bool {
        const WORDS: &[&str] = &[
            "投资",
            "资金",
            "产值",
            "收入",
            "贷款",
            "融资",
            "薪",
            "总额",
            "税",
            "成本",
            "奖",
            "补贴",
            "补助",
            "GDP",
            "生产总值",
            "销售额",
            "债",
            "市值",
            "利润",
            "增资",
            "财政",
            "规模",
            "交易额",
        ];
        let sentence = self.context.sentence_at(span.start);
        let front = comparator::before(self.text, span, sentence);
        let rest: String = self.text[span.end..].chars().take(8).collect();
        let sum = front
            .match_indices('元')
            .any(|(at, _)| front[..at].ends_with(|letter: char| letter.is_ascii_digit() || numeral::is_magnitude(letter)));
        sum || WORDS.iter().any(|word| front.contains(word) || rest.contains(word))
    }

    /// ￥300, US$20: the sign of the money stands before.
    fn money_sign(&self, measured: &Measured) -> Option<Quantity> {
        const SIGNS: &[(&str, &str)] = &[
            ("US$", "USD"),
            ("HK$", "HKD"),
            ("MOP$", "MOP"),
            ("NT$", "TWD"),
            ("RMB", "CNY"),
            ("￥", "CNY"),
            ("¥", "CNY"),
            ("$", "USD"),
            ("＄", "USD"),
            ("€", "EUR"),
            ("£", "GBP"),
        ];
        let before = self.before(measured.start).trim_end_matches(' ');
        let (sign, code) = SIGNS.iter().find(|(sign, _)| before.ends_with(sign))?;
        let span = TextSpan::new(before.len() - sign.len(), measured.end);
        let amount = Self::amount(measured, Decimal::ONE)?;
        let comparison = comparator::read(self.rules, self.text, span, self.context.clause_at(span.start), false);
        let mut quantity = self.plain(span, amount, (*code).into(), Shape::Cardinal, "money-sign");
        quantity.unit_text = (*sign).into();
        (quantity.comparator, quantity.outer) = (comparison.comparator, comparison.outer);
        Some(quantity)
    }

    /// The end of the short quotation that a number without unit stands in: “三纵两横一平台”, “4+1”.
    fn slogan(&self, start: usize, end: usize) -> Option<usize> {
        if !self.in_quotes(start, end) {
            return None;
        }
        let close = self.text[end..].char_indices().take(12).find(|(_, letter)| "”’」』".contains(*letter));
        close.map(|(at, _)| end + at)
    }

    /// A number without unit: a fraction, 4万亿, 863计划; anything else is none.
    fn without_unit(&self, measured: &Measured) -> Option<Quantity> {
        let numeral = &measured.numeral;
        let span = TextSpan::new(measured.start, measured.end);
        let clause = self.context.clause_at(span.start);
        if let Some(denominator) = numeral.denominator {
            let (low, high) = (numeral.low, numeral.high);
            let thousand = denominator == Decimal::ONE_THOUSAND;
            let (scale, unit) = if thousand { (Decimal::ONE_THOUSAND, "‰") } else { (Decimal::ONE_HUNDRED, "%") };
            // Thirds never end; 0.00007 % does.
            let value = |value: Decimal| {
                let value = value.checked_mul(scale)?;
                Some(if value.normalize().scale() > 12 { value.round_dp(4) } else { value }.normalize())
            };
            let (mut low, mut high) = (value(low)?, value(high)?);
            let mut span = span;
            if let Some(sign @ ('负' | '負')) = self.previous(span.start) {
                (low, high) = (-high, -low);
                span.start -= sign.len_utf8();
            }
            let amount = if low == high { Amount::Exact(low) } else { Amount::Range(low, high) };
            let comparison = comparator::read(self.rules, self.text, span, clause, false);
            let mut quantity = self.plain(span, amount, unit.into(), Shape::Cardinal, "fraction");
            quantity.comparator = if low == high { comparison.comparator } else { Comparator::Range };
            quantity.outer = comparison.outer;
            return Some(quantity);
        }
        if let Some(close) = self.slogan(measured.start, measured.end) {
            return Some(self.plain(TextSpan::new(measured.start, close), Amount::Vague, item(), Shape::Name, "slogan"));
        }
        let after = &self.text[measured.end..];
        if numeral.form == Form::Arabic
            && ["计划", "工程", "项目", "行动", "专项"].iter().any(|word| after.starts_with(word))
            && whole(numeral.low) < 1900
        {
            return Some(self.plain(span, Amount::Vague, item(), Shape::Name, "programme"));
        }
        if let Some(quantity) = self.money_sign(measured) {
            return Some(quantity);
        }
        let magnitude = numeral.magnitude < numeral.end && numeral.shared_big > Decimal::ONE;
        if numeral.form == Form::Arabic && magnitude && !self.in_quotes(span.start, span.end) {
            let comparison = comparator::read(self.rules, self.text, span, clause, false);
            let money = self.speaks_of_money(span);
            let mut quantity = self.plain(
                span,
                Self::amount(measured, Decimal::ONE)?,
                if money { "CNY" } else { "1" }.into(),
                Shape::Cardinal,
                "bare-magnitude",
            );
            quantity.unit_text = self.text[numeral.magnitude..numeral.end].into();
            (quantity.comparator, quantity.outer) = (comparison.comparator, comparison.outer);
            return Some(quantity);
        }
        None
    }
}

/// The whole part, for years; -1 where it is too large.
fn whole(value: Decimal) -> i64 {
    i64::try_from(value.trunc()).unwrap_or(-1)
}

/// Bytes of the sign of a range that `rest` begins with.
fn connector(rest: &str) -> Option<usize> {
    let first = rest.chars().next()?;
    let width = first.len_utf8();
    match first {
        '-' | '－' | '–' | '~' | '～' | '〜' | '∼' | '至' | '到' | '−' | '─' | '―' | '﹣' => Some(width),
        '—' => Some(if rest[width..].starts_with('—') { 2 * width } else { width }),
        _ => None,
    }
}

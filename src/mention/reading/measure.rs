//! Numeral, unit and range: how much is said. In: a place where a numeral begins. Out: the number in the unit as written.

use rust_decimal::Decimal;

use super::{Finder, Measured};
use crate::letters;
use crate::mention::numeral::{self, Form, Numeral, Reading};
use crate::mention::unit::{self, UnitReading};
use crate::rules::quantities::UnitClass;

impl<'a> Finder<'a, '_> {
    /// Numeral, unit, and a second one after 至 or a dash. `Err`: nothing, go on there.
    pub(super) fn measured(&self, start: usize) -> Result<Measured<'a>, usize> {
        if let Some((_, measured)) = self.last_measured.take().filter(|(last, _)| *last == start) {
            return measured;
        }
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

    pub(super) fn with_unit(&self, start: usize, numeral: Numeral) -> Measured<'a> {
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
            // 两年半, 三斤半
            let time = found.class == UnitClass::Time && !self.follows(end, &["半年", "半导", "半径", "半月"]);
            let past = end + "半".len();
            let measure =
                found.class == UnitClass::Measure && self.follows(end, &["半"]) && !self.letter(past).is_some_and(letters::is_alphabetic);
            if self.follows(end, &["半"]) && (time || measure) {
                end = past;
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
        // 两米 ends a clause or is compared; in 三升级 it is the beginning of a word.
        let closes = |letter: char| !letters::is_alphabetic(letter) || "以左上半到至之多余".contains(letter);
        let alone = unit.class == UnitClass::Measure && self.letter(unit.end).is_none_or(closes);
        (figure || !unit.needs_figure || alone).then_some(unit)
    }

    /// The range that `first` opens, if it does. `Err`: a code (12-5-3), go on after it.
    fn range(&self, first: &Measured<'a>) -> Result<Option<Measured<'a>>, usize> {
        let included = ["（含）", "(含)"].iter().find(|word| self.text[first.end..].starts_with(**word)).map_or(0, |word| word.len());
        let from = numeral::skip_spaces(self.text, first.end + included);
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
        let way = first.unit.is_some()
            && self.text[from..].starts_with(['至', '到'])
            && matches!(self.previous(first.start), Some('由' | '从' | '從'));
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

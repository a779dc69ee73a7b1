//! The unit after a numeral, composed ones included: 元/人·月, 微克/立方米, 吨标准煤/万元, and 每人每月 before it. In: text and the
//! offset after the numeral. Out: base unit and exact factor. Never done here: guessing a unit that is not written.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::numeral::{self, Reading};
use crate::rules::quantities::{QuantityRules, UnitClass};

/// A unit read from the text.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitReading<'r> {
    /// One past its last byte.
    pub end: usize,
    /// Base unit, composed with `/`.
    pub base: Cow<'r, str>,
    /// How many base units one is.
    pub factor: Decimal,
    /// What it says of the number.
    pub class: UnitClass,
    /// Needs Arabic figures or a magnitude before it.
    pub needs_figure: bool,
    /// The first part as written.
    pub surface: &'r str,
}

/// Read the unit at `at`.
pub fn read<'r>(rules: &'r QuantityRules, text: &str, at: usize) -> Option<UnitReading<'r>> {
    read_after(rules, text, at, false)
}

/// The same after a numeral in figures (`figure`), or not.
pub fn read_after<'r>(rules: &'r QuantityRules, text: &str, at: usize, figure: bool) -> Option<UnitReading<'r>> {
    let unit = rules.unit_after(text.get(at..)?, figure)?;
    let mut found = UnitReading {
        end: at + unit.surface.len(),
        base: Cow::Borrowed(&unit.base),
        factor: unit.factor,
        class: unit.class,
        needs_figure: unit.needs_figure,
        surface: &unit.surface,
    };
    if matches!(unit.class, UnitClass::Count | UnitClass::Measure | UnitClass::Money) {
        // 元/人·月 has two; more than three is no unit.
        for step in 0..3 {
            let Some((end, base, factor)) = denominator(rules, text, found.end, step > 0) else { break };
            let Some(scaled) = found.factor.checked_div(factor) else { break };
            (found.end, found.factor) = (end, scaled);
            found.base = format!("{}/{base}", found.base).into();
        }
        if found.base.contains('/') {
            found.base = ordered(&found.base).into();
        }
    }
    Some(found)
}

/// `/万元`, `／人`, `每千瓦时`, and after the first also `·月`: where it ends, its base and factor.
fn denominator<'r>(rules: &'r QuantityRules, text: &str, at: usize, later: bool) -> Option<(usize, &'r str, Decimal)> {
    let rest = text.get(at..)?;
    let mark = rest.chars().next()?;
    let known = matches!(mark, '/' | '／' | '每') || (later && matches!(mark, '·' | '.' | '•' | '・' | '、'));
    if !known {
        return None;
    }
    let mut from = numeral::skip_spaces(text, at + mark.len_utf8());
    let (mut factor, mut scaled) = (Decimal::ONE, false);
    let figure = text[from..].chars().next().is_some_and(|letter| numeral::is_magnitude(letter) || numeral::arabic(letter).is_some());
    if figure && rules.per_unit(&text[from..]).is_none() {
        let Some(Reading::Numeral(numeral)) = numeral::read(text, from, &|rest| rules.unit(rest).is_some()) else { return None };
        if numeral.low != numeral.high || numeral.low.is_zero() || numeral.denominator.is_some() {
            return None;
        }
        (factor, from, scaled) = (numeral.low, numeral.end, true);
    }
    let unit = rules.per_unit(&text[from..])?;
    if mark == '每' && scaled {
        return None;
    }
    if matches!(unit.class, UnitClass::Part | UnitClass::Name | UnitClass::Label | UnitClass::Ordinal) {
        return None;
    }
    Some((from + unit.surface.len(), &unit.base, factor.checked_mul(unit.factor)?))
}

/// The same base with its times last: CNY/person/month.
fn ordered(base: &str) -> String {
    let mut parts = base.split('/');
    let first = parts.next().unwrap_or("");
    let mut rest: Vec<&str> = parts.collect();
    rest.sort_by_key(|part| matches!(*part, "month" | "year" | "day" | "hour" | "week" | "quarter"));
    std::iter::once(first).chain(rest).collect::<Vec<_>>().join("/")
}

/// What 每人每月 before a sum of money says: the base it adds, and where the phrase begins. `before` is the clause up to the number.
/// 每年 alone says how often, no unit.
pub fn per_before(rules: &QuantityRules, before: &str) -> Option<(usize, String)> {
    const WINDOW: usize = 20;
    let window = before.char_indices().rev().take(WINDOW).last().map_or(0, |(at, _)| at);
    let tail = &before[window..];
    // The last group of 每X each following the other, with nothing but words of giving and comparing after it.
    let first = tail.rfind('每')?;
    let (mut end, mut bases) = (0, Vec::new());
    let mut start = first;
    while let Some(unit) = per_at(rules, tail, start) {
        end = end.max(start + '每'.len_utf8() + unit.0.len());
        bases.insert(0, unit.1);
        match tail[..start].rfind('每') {
            Some(previous) if per_at(rules, tail, previous).is_some_and(|unit| previous + '每'.len_utf8() + unit.0.len() == start) => {
                start = previous
            }
            _ => break,
        }
    }
    let gap = &tail[end..];
    const GAP: &str =
        "不能得应低高少多于超过至最达到为按约给予补助补贴发放奖励标准增加提高可获得领取资助一次性的再即收取缴纳支付以近逾突破元";
    if bases.is_empty() || bases == ["year"] || gap.chars().count() > 10 || !gap.chars().all(|letter| GAP.contains(letter)) {
        return None;
    }
    Some((window + start, ordered(&format!("/{}", bases.join("/")))))
}

fn per_at<'r>(rules: &'r QuantityRules, tail: &str, at: usize) -> Option<(&'r str, &'r str)> {
    let rest = tail[at..].strip_prefix('每')?;
    let unit = rules.per_unit(rest)?;
    let things = matches!(&*unit.base, "item" | "time" | "CNY");
    (!things && unit.factor == Decimal::ONE).then_some((&*unit.surface, &*unit.base))
}

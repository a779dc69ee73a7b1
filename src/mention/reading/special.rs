//! Numbers that a word opens: fixed phrases, 第十一次, 前三, 半年.

use rust_decimal::Decimal;

use super::{Finder, Step, item};
use crate::mention::comparator;
use crate::mention::numeral::{self, Reading};
use crate::mention::quantity::{Amount, Comparator, Shape};
use crate::mention::unit;
use crate::rules::quantities::{Phrase, PhraseKind, UnitClass};
use crate::trace::TextSpan;

impl Finder<'_, '_> {
    pub(super) fn phrase(&self, phrase: &Phrase, start: usize, end: usize) -> Step {
        let span = TextSpan::new(start, end);
        let (amount, shape, unit) = match &phrase.kind {
            PhraseKind::None => return Step::nothing(end),
            PhraseKind::Idiom => (Amount::Vague, Shape::Idiom, item()),
            PhraseKind::Name => (Amount::Vague, Shape::Name, item()),
            PhraseKind::Vague => (Amount::Vague, Shape::Cardinal, item()),
            PhraseKind::Value(value, unit, _) => (Amount::Exact(*value), Shape::Cardinal, unit.to_string()),
        };
        let mut quantity = self.plain(span, amount, unit, shape, "phrase");
        if let Amount::Exact(_) = amount {
            let comparison = comparator::read(self.rules, self.text, span, self.context.clause_at(start), true, false);
            (quantity.comparator, quantity.outer) = (comparison.comparator, comparison.outer);
        }
        if quantity.comparator == Comparator::Equal && matches!(phrase.kind, PhraseKind::Value(_, _, true)) {
            quantity.comparator = Comparator::MoreThan;
        }
        Step { end, made: Some(quantity) }
    }

    /// 第十一次, 第二阶段; 第三条 is a label.
    pub(super) fn ordinal(&self, start: usize) -> Step {
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
    pub(super) fn top(&self, start: usize) -> Step {
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
    pub(super) fn half(&self, start: usize) -> Step {
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
        let mut quantity = self.plain(span, Amount::Exact(value), unit.base.into_owned(), shape, "half");
        quantity.unit_text = unit.surface.into();
        Step { end: unit.end, made: Some(quantity) }
    }
}

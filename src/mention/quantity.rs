//! Quantities: numeral + magnitude + unit, with the words of comparison around them.

use std::cell::Cell;

use rust_decimal::Decimal;

use super::context::Context;
use super::date::DateMention;
use super::document::Document;
use super::mask;
use super::reading::Finder;
use crate::rules::Rules;
use crate::trace::TextSpan;

/// What stands between the numbers of a list.
pub(crate) const JOINTS: [&str; 5] = ["、", "和", "及", "与", "與"];

/// How much, in the base unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// 30.
    Exact(Decimal),
    /// 8-10: both ends included.
    Range(Decimal, Decimal),
    /// 万亿级: an order of magnitude.
    Order(Decimal),
    /// 一批, 若干, 数十: no value.
    Vague,
}

/// How the value compares with what is meant (民法典 art. 1259: 以上, 以下, 以内 include the number).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparator {
    /// Bare, 达到.
    Equal,
    /// 以上, 不低于.
    AtLeast,
    /// 超过, 突破.
    MoreThan,
    /// 以内, 不超过.
    AtMost,
    /// 低于, 不足.
    LessThan,
    /// 约, 左右.
    About,
    /// 8-10.
    Range,
    /// 万亿级.
    Order,
}

/// What the form of a number alone says of it; `Cardinal` leaves the kind to the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A number of things or a measure.
    Cardinal,
    /// 第十一次, 十四届.
    Ordinal,
    /// 两核双廊, 5G, “双千计划”, 863计划: part of a name.
    Name,
    /// 下一代, 成熟一个: no number is meant.
    Idiom,
    /// List marks, phone numbers, codes.
    Identifier,
    /// 五大任务, 六个方面: how many parts something has.
    Count,
    /// 三年, 3至5年, 20个工作日: a length of time.
    Duration,
}

/// A number with its unit.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// Numeral, magnitude and unit; the words of comparison are outside.
    pub span: TextSpan,
    /// The same with its words of comparison (不低于…, …以上, 约…).
    pub outer: TextSpan,
    /// The value in `unit`.
    pub amount: Amount,
    /// Base unit (`item`, `CNY`, `%`, `CNY/person/month`).
    pub unit: String,
    /// The unit as written (亿元 for 1000亿元; 个).
    pub unit_text: String,
    /// How it compares.
    pub comparator: Comparator,
    /// What its form says.
    pub shape: Shape,
    /// The rule that made it.
    pub rule: &'static str,
}

/// The quantities of the text, in order, none overlapping, none inside a title, a document number or a date.
pub fn find(context: &Context, documents: &[Document], dates: &[DateMention], rules: &Rules) -> Vec<Quantity> {
    let masks = mask::collect(context, documents, dates);
    let finder = Finder {
        context,
        text: context.text,
        rules: &rules.quantities,
        masks: &masks,
        last_read: Cell::default(),
        last_measured: Cell::default(),
    };
    finder.run()
}

//! Things sorted by a number: 种业企业年销售收入超过5亿元的, 220千伏变电站. In: the words with the number among them. Out: the noun phrase that the
//! number behind them counts. Never done here: objects that no number sorts.

use super::Figure;
use super::object::{BARE, SUBJECT};
use super::phrase;
use super::slot::Slot;
use crate::mention::context::Context;
use crate::mention::quantity::Quantity;
use crate::rules::marks::Mark;
use crate::rules::targets::TargetRules;
use crate::trace::TextSpan;

/// Whose measure the number inside the words before another one is: 种业企业 of 种业企业年销售收入超过5亿元.
pub(super) fn measured_thing(context: &Context, slot: &Slot, inner: TextSpan, rules: &TargetRules) -> Option<String> {
    let words = context.text.get(slot.left.start..inner.start)?;
    let measure = phrase::read_left(words, rules).noun;
    let (len, _) = rules.heads.at_end(measure)?;
    let thing = phrase::tidy(measure[..measure.len() - len].trim_end_matches('年'));
    thing.chars().nth(1).is_some().then(|| thing.to_string())
}

/// 产值10亿元以上企业10家、5亿元以上20家: the thing of the number before, with the bound of this one.
pub(super) fn regraded(context: &Context, slot: &Slot, earlier: &[Figure], object: String) -> String {
    let Some(inner) = slot.inner else { return object };
    let sorts = earlier.iter().rev().take(8).filter(|figure| figure.rule == "attribute" && figure.quantity.outer != inner);
    let mut bounds = sorts.map(|figure| context.str(figure.quantity.outer));
    match bounds.find(|bound| object.contains(*bound)) {
        Some(bound) => object.replace(bound, context.str(inner)),
        None => object,
    }
}

/// The noun behind a number that sorts it. 对单户500万元及以下的企业收取的费率: what the first number sorts is the object; 220千伏变电站 and
/// 单户500万元及以下的占比 keep the number.
pub(super) fn of_sort(context: &Context, quantity: &Quantity, slot: &Slot, inner: TextSpan, noun: String, rules: &TargetRules) -> String {
    let behind = context.text.get(inner.end..slot.left.end).unwrap_or("");
    let number = context.str(inner);
    let named = !behind.starts_with(['的', '以']) && behind.split('的').count() == 1;
    // 收入10万元以上的村占比
    let short = |thing: &str| thing.chars().count() <= BARE && rules.marks.ends(Mark::Share, thing);
    let share = behind.rsplit('的').next().is_some_and(|thing| rules.marks.begins(Mark::Share, thing) || short(thing));
    // 经营性收入50万元以上的村达到25%: a share of them all.
    let of_all = quantity.unit == "%" && behind.rsplit_once('的').is_some_and(|(_, thing)| (1..=BARE).contains(&thing.chars().count()));
    if (share || of_all) && noun.contains(number) {
        return noun;
    }
    if named && noun.contains(number) {
        return with_number(number, noun);
    }
    if let Some(at) = noun.find(behind.trim_start_matches(['及', '以', '上', '下', '的'])).filter(|at| *at > 0) {
        return noun[at..].to_string();
    }
    let of_digits = |head: &str| head.contains(|letter: char| letter.is_ascii_digit());
    match noun.split_once('的').filter(|(head, thing)| of_digits(head) && thing.chars().count() > 3) {
        Some((_, thing)) => thing.to_string(),
        None => noun,
    }
}

/// 220千伏变电站: a noun with the number that names it, and the measure before that number (产值超10亿元企业) where it is short.
fn with_number(number: &str, noun: String) -> String {
    let from = noun.find(number).unwrap_or(0);
    let head = &noun[..from];
    if head.chars().count() > SUBJECT || head.contains(['、', '，']) { noun[from..].to_string() } else { noun }
}

//! A whole and its parts: 专项债券3.9万亿元，其中A 2万亿元、B 1.9万亿元. In: figures of one sentence. Out: a check where the text says that the
//! parts are all of it (分别为, 其中 with parts that reach the whole). Never done here: parts that leave a rest.

use rust_decimal::Decimal;

use super::Check;
use crate::mention::context::Context;
use crate::mention::figure::Figure;
use crate::mention::quantity::{Amount, Comparator};
use crate::trace::TextSpan;

/// Bytes behind a whole in which its parts stand.
const REACH: usize = 1200;
/// Parts that a whole may have.
const MOST: usize = 12;

pub(super) fn find(context: &Context, figures: &[Figure]) -> Vec<Check> {
    let mut checks = Vec::new();
    for at in 0..figures.len() {
        checks.extend(parts(context, figures, at));
    }
    checks
}

/// The exact value of a figure that stands for itself.
fn exact(figure: &Figure) -> Option<Decimal> {
    match figure.quantity.amount {
        Amount::Exact(value) if figure.kind.is_value() && figure.quantity.comparator == Comparator::Equal => Some(value),
        _ => None,
    }
}

/// The parts of the figure `at`, summed: the numbers of its unit behind 其中：, to the end of the sentence, where there are two or more and
/// nothing says that others are left out (等, 包括).
fn parts(context: &Context, figures: &[Figure], at: usize) -> Option<Check> {
    let (whole, figure) = (exact(&figures[at])?, &figures[at]);
    let sentence = context.sentence_at(figure.quantity.span.start);
    let reach = context.text.floor_char_boundary(figure.quantity.span.end + REACH);
    let sentence = TextSpan::new(sentence.start, sentence.end.min(reach));
    let next = figures.get(at + 1).filter(|next| sentence.contains(next.quantity.span))?;
    let gap = context.text.get(figure.quantity.span.end..next.quantity.span.start)?;
    if !gap.trim_start_matches(['，', '（', '(', ',', '。']).starts_with("其中") || figure.quantity.unit == "%" {
        return None;
    }
    let bracket = gap.trim_start().starts_with(['（', '(']);
    let end = match bracket {
        true => {
            context.text[figure.quantity.span.end..sentence.end].find(['）', ')']).map_or(sentence.end, |at| figure.quantity.span.end + at)
        }
        false => sentence.end,
    };
    let inside: Vec<&Figure> = figures[at + 1..].iter().take(MOST + 1).take_while(|part| part.quantity.span.end <= end).collect();
    let rest = context.text.get(figure.quantity.span.end..end)?;
    let alike = inside.iter().all(|part| part.quantity.unit == figure.quantity.unit && part.kind == figure.kind);
    if inside.len() < 2 || inside.len() > MOST || !alike || ["等", "包括", "以上", "新增", "增长"].iter().any(|word| rest.contains(word))
    {
        return None;
    }
    let sum = inside.iter().try_fold(Decimal::ZERO, |sum, part| sum.checked_add(exact(part)?))?;
    // Some of the whole may be named alone: only parts that reach it, or go beyond it, speak of all of it.
    let near = sum.checked_mul(Decimal::new(105, 2)).is_some_and(|more| more >= whole);
    near.then(|| Check {
        check: "sum",
        span: TextSpan::new(figure.quantity.span.start, figure.quantity.span.end),
        says: whole.normalize().to_string(),
        found: sum.normalize().to_string(),
        agrees: is_rounding(whole, sum, inside.len()),
    })
}

/// Equal but for the rounding of each part in its last figure.
fn is_rounding(whole: Decimal, sum: Decimal, parts: usize) -> bool {
    let unit = |value: Decimal| {
        let value = value.normalize();
        let mut step = Decimal::new(1, value.scale());
        let mut rest = value;
        while rest.scale() == 0 && !rest.is_zero() && (rest % Decimal::TEN).is_zero() {
            rest /= Decimal::TEN;
            step *= Decimal::TEN;
        }
        step
    };
    let step = unit(whole).min(unit(sum));
    (whole - sum).abs() <= step * Decimal::from(parts) / Decimal::TWO
}

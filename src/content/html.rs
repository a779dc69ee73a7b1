//! Markup → lines: scan, pick the main region, write each visible line with its structure.

use super::lines::Lines;
use crate::repair::Repaired;
use crate::rules::Rules;

/// All visible lines of an HTML page; those of the picked region have `main` set.
pub fn lines(repaired: &Repaired, rules: &Rules) -> Lines {
    super::text::lines(repaired, rules)
}

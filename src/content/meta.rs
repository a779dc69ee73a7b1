//! What the page says of itself: title, date, 来源, breadcrumb, tables of metadata.

use super::Page;
use super::lines::Lines;
use crate::repair::Repaired;
use crate::rules::Rules;

/// Read the furniture and the head.
pub fn read(_lines: &Lines, repaired: &Repaired, _rules: &Rules) -> Page {
    Page { url: repaired.origin.hints.url.clone(), ..Page::default() }
}

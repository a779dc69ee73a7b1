//! Every place named in the text, resolved by the gazetteer and its context.

use super::Place;
use crate::content::Content;
use crate::rules::Rules;

/// The places named in the main text, in order.
pub fn find(_content: &Content, _rules: &Rules) -> Vec<Place> {
    Vec::new()
}

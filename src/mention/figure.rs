//! Figures: quantities with what they are quantities of. Targets are told from facts, thresholds, counts and the rest.

use rust_decimal::Decimal;

use super::context::Context;
use super::date::DateMention;
use super::document::Document;
use super::edtf::Edtf;
use super::quantity::Quantity;
use crate::rules::Rules;
use crate::trace::TextSpan;

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Planned or required.
    Target,
    /// Observed or done.
    Fact,
    /// Expected.
    Forecast,
    /// What a target starts from.
    Baseline,
    /// How many parts something has.
    Count,
    /// A condition of entry.
    Threshold,
    /// A subsidy paid.
    Support,
    /// A length of time.
    Duration,
    /// 第十一次.
    Ordinal,
    /// Part of a name.
    Name,
    /// Part of a phrase.
    Idiom,
    /// List marks, phone numbers.
    Identifier,
    /// 一批, 若干; goals without number.
    Vague,
}

/// How a value relates to its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The object is or becomes this much.
    Level,
    /// It grows by this much.
    Increment,
    /// It falls by this much.
    Decrement,
    /// It grows at this rate.
    GrowthRate,
    /// It becomes so many times as much.
    Multiple,
    /// It stands at this rank.
    Rank,
}

/// A quantity understood.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The number.
    pub quantity: Quantity,
    /// What it is.
    pub kind: Kind,
    /// The clause that says it.
    pub evidence: TextSpan,
    /// adcode of the region it is about.
    pub region: Option<String>,
    /// Index of the document that sets it.
    pub document: Option<usize>,
    /// The verb that governs it.
    pub verb: Option<String>,
    /// What it is a number of.
    pub object: Option<String>,
    /// How it relates to the object.
    pub measure: Measure,
    /// Every year anew.
    pub annual: bool,
    /// 力争, 原则上.
    pub hedge: Option<String>,
    /// By when.
    pub deadline: Option<Edtf>,
    /// The time a fact speaks of.
    pub as_of: Option<Edtf>,
    /// When the baseline was.
    pub baseline_date: Option<Edtf>,
    /// What the baseline was.
    pub baseline_value: Option<Decimal>,
    /// The rule that told its kind.
    pub rule: &'static str,
}

/// The figures of the text, in order: one for each quantity, and goals without number.
pub fn find(
    _context: &Context,
    _quantities: Vec<Quantity>,
    _documents: &[Document],
    _dates: &[DateMention],
    _rules: &Rules,
) -> Vec<Figure> {
    Vec::new()
}

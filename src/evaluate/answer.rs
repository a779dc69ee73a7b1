//! What a page should give, as people wrote it: one JSON object a case.

use serde::Deserialize;
use serde_json::Number;

use crate::record::Figure;

/// A case's answers.
#[derive(Clone, Debug, Deserialize)]
pub struct Answer {
    /// The case: the page's id, or its last part.
    pub id: String,
    /// The text that places count in, where the case itself does not show it.
    #[serde(default)]
    pub text: Option<String>,
    /// `real` or `composed`; composed sentences need no sections.
    #[serde(default)]
    pub origin: String,
    /// Every date.
    #[serde(default)]
    pub dates: Vec<DateAnswer>,
    /// Every document.
    #[serde(default)]
    pub documents: Vec<DocumentAnswer>,
    /// Every number, with its kind.
    #[serde(default)]
    pub numbers: Vec<NumberAnswer>,
    /// Sections by place; not asked where it is not there.
    #[serde(default)]
    pub sections: Option<Vec<SectionAnswer>>,
}

/// A date.
#[derive(Clone, Debug, Deserialize)]
pub struct DateAnswer {
    /// As written.
    pub text: String,
    /// EDTF.
    pub edtf: String,
    /// Its role.
    #[serde(default)]
    pub role: String,
    /// Neither a miss nor a false alarm.
    #[serde(default)]
    pub optional: bool,
}

/// A document.
#[derive(Clone, Debug, Deserialize)]
pub struct DocumentAnswer {
    /// What stands between 《 and 》.
    #[serde(default)]
    pub title: Option<String>,
    /// 文号.
    #[serde(default)]
    pub number: Option<String>,
    /// Named issuers.
    #[serde(default)]
    pub issuers: Vec<String>,
    /// Neither a miss nor a false alarm.
    #[serde(default)]
    pub optional: bool,
}

/// A number.
#[derive(Clone, Debug, Deserialize)]
pub struct NumberAnswer {
    /// As written.
    pub text: String,
    /// Where it begins, in code points of the case's text.
    #[serde(default)]
    pub start: usize,
    /// Where it ends, itself not included.
    #[serde(default)]
    pub end: usize,
    /// `target` or another kind.
    pub kind: String,
    /// The value, or `null` for a range.
    #[serde(default)]
    pub value: Option<Number>,
    /// Lower end of a range.
    #[serde(default)]
    pub min: Option<Number>,
    /// Upper end of a range.
    #[serde(default)]
    pub max: Option<Number>,
    /// Base unit.
    #[serde(default)]
    pub unit: Option<String>,
    /// As in the record.
    #[serde(default)]
    pub comparator: Option<String>,
    /// What it is a number of.
    #[serde(default)]
    pub object: Option<String>,
    /// EDTF.
    #[serde(default)]
    pub deadline: Option<String>,
    /// Neither a miss nor a false alarm.
    #[serde(default)]
    pub optional: bool,
}

/// A section.
#[derive(Clone, Debug, Deserialize)]
pub struct SectionAnswer {
    /// Its heading.
    #[serde(default)]
    pub heading: Option<String>,
    /// The place; one without is not scored.
    #[serde(default)]
    pub adcode: Option<String>,
    /// Its first words.
    #[serde(default)]
    pub first: String,
    /// Its last words.
    #[serde(default)]
    pub last: String,
    /// Places whose sections may lie in it, unasked.
    #[serde(default)]
    pub children: Vec<String>,
}

impl NumberAnswer {
    /// Whether value and unit are the same.
    pub(super) fn is_same_value(&self, found: &Figure) -> bool {
        self.unit.as_deref() == Some(&found.unit)
            && is_same_number(&self.value, &found.value)
            && is_same_number(&self.min, &found.min)
            && is_same_number(&self.max, &found.max)
    }
}

fn is_same_number(a: &Option<Number>, b: &Option<Number>) -> bool {
    match (a.as_ref().and_then(Number::as_f64), b.as_ref().and_then(Number::as_f64)) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0),
        (a, b) => a.is_none() && b.is_none(),
    }
}

//! How good records are. In: records and answers that people wrote. Out: rates and the misses behind them. Never done here: extracting.
//!
//! Targets are `core` where value, unit and deadline are right and the object overlaps (bigram Dice of at least 0.5); `strict` also wants
//! the comparator and 0.6; `value` wants value and unit alone. Pairs are one to one, the best first. Optional answers are neither misses
//! nor false alarms.

mod answer;
mod likeness;

use serde::Serialize;

pub use answer::Answer;
use answer::{DateAnswer, DocumentAnswer, NumberAnswer, SectionAnswer};
use likeness::{Surroundings, dice, fold, pairs};

use crate::record::{Date, Document, Figure, Record};

/// An object is right from this likeness on, and right in the strict sense from that.
const CORE: f64 = 0.5;
const STRICT: f64 = 0.6;
/// So many characters of introduction may stand before a section's first words.
const SLACK: usize = 8;

/// Hits against what was wanted and what was found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rates {
    /// Right ones.
    pub hit: usize,
    /// Wanted ones.
    pub gold: usize,
    /// Found ones.
    pub pred: usize,
}

impl Rates {
    /// Share of the found ones that are right.
    pub fn precision(&self) -> f64 {
        share(self.hit, self.pred)
    }

    /// Share of the wanted ones that were found.
    pub fn recall(&self) -> f64 {
        share(self.hit, self.gold)
    }

    /// Their harmonic mean.
    pub fn f1(&self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
    }
}

impl Serialize for Rates {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut out = serializer.serialize_struct("Rates", 6)?;
        out.serialize_field("precision", &rounded(self.precision()))?;
        out.serialize_field("recall", &rounded(self.recall()))?;
        out.serialize_field("f1", &rounded(self.f1()))?;
        out.serialize_field("hit", &self.hit)?;
        out.serialize_field("gold", &self.gold)?;
        out.serialize_field("pred", &self.pred)?;
        out.end()
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole > 0 { part as f64 / whole as f64 } else { 0.0 }
}

/// Four digits.
fn rounded(rate: f64) -> f64 {
    format!("{rate:.4}").parse().unwrap_or(rate)
}

/// Counts over all cases.
#[derive(Clone, Debug, Default)]
pub struct Score {
    cases: usize,
    records_missing: usize,
    /// Core, strict, value.
    hits: [usize; 3],
    target_gold: usize,
    target_pred: usize,
    by_case: Vec<f64>,
    false_targets: usize,
    dates: Rates,
    date_roles: usize,
    documents: Rates,
    document_numbers: usize,
    document_issuers: usize,
    sections: Rates,
    section_ends: usize,
    /// What is not right, a line each: what, case, details.
    pub misses: Vec<Vec<String>>,
}

impl Score {
    /// Add a case. `text` is the text that the answers' places count in, where it is known; no record is worth nothing found.
    pub fn add(&mut self, answer: &Answer, record: Option<&Record>, text: Option<&str>) {
        self.cases += 1;
        self.records_missing += usize::from(record.is_none());
        self.targets(answer, record.map_or(&[][..], |record| &record.targets));
        if let (Some(record), Some(text)) = (record, text.or(answer.text.as_deref())) {
            self.count_false_targets(answer, record, text);
        }
        self.dates(answer, record.map_or(&[][..], |record| &record.dates));
        self.documents(answer, record.map_or(&[][..], |record| &record.documents));
        if let Some(sections) = answer.sections.as_deref().filter(|sections| !sections.is_empty() || answer.origin != "composed") {
            self.sections(answer, sections, record);
        }
    }

    fn miss(&mut self, what: &str, answer: &Answer, details: &[Option<&str>]) {
        let details = details.iter().map(|detail| detail.unwrap_or("-").to_string());
        self.misses.push([what.to_string(), answer.id.clone()].into_iter().chain(details).collect());
    }

    fn targets(&mut self, answer: &Answer, found: &[Figure]) {
        let golds: Vec<&NumberAnswer> = answer.numbers.iter().filter(|number| number.kind == "target").collect();
        let matched = pairs(golds.len(), found.len(), |gold, pred| closeness(golds[gold], &found[pred]));
        let spare = matched.iter().filter(|(gold, _)| golds[*gold].optional).count();
        let firm = golds.iter().filter(|gold| !gold.optional).count();
        self.target_gold += firm;
        self.target_pred += found.len() - spare;
        let before = self.hits[0];
        for &(gold, pred) in matched.iter().filter(|(gold, _)| !golds[*gold].optional) {
            let (gold, pred) = (golds[gold], &found[pred]);
            let near = dice(gold.object.as_deref().unwrap_or(""), pred.object.as_deref().unwrap_or(""));
            let is_on_time = deadline(gold.deadline.as_deref()) == deadline(pred.deadline.as_deref());
            let is_core = is_on_time && near >= CORE;
            self.hits[0] += usize::from(is_core);
            self.hits[1] += usize::from(is_on_time && near >= STRICT && gold.comparator.as_deref() == Some(&pred.comparator));
            self.hits[2] += 1;
            if !is_core {
                let (object, deadline) = (gold.object.as_deref(), gold.deadline.as_deref());
                let got = [Some("got"), pred.object.as_deref(), pred.deadline.as_deref()];
                self.miss("target differs", answer, &[&[Some(gold.text.as_str()), object, deadline][..], &got].concat());
            }
        }
        if firm > 0 {
            self.by_case.push(2.0 * (self.hits[0] - before) as f64 / (firm + found.len() - spare) as f64);
        }
        for (at, gold) in golds.iter().enumerate() {
            if !gold.optional && !matched.iter().any(|(hit, _)| *hit == at) {
                self.miss("target missed", answer, &[Some(&gold.text), gold.object.as_deref(), gold.deadline.as_deref()]);
            }
        }
    }

    /// Targets that stand on a number which is none.
    fn count_false_targets(&mut self, answer: &Answer, record: &Record, text: &str) {
        let text: Vec<char> = text.chars().collect();
        let others = answer.numbers.iter().filter(|number| number.kind != "target");
        let others: Vec<Surroundings> = others.map(|number| Surroundings::of(&text, number.start, number.end)).collect();
        let page: Vec<char> = record.text.chars().collect();
        for target in record.targets.iter().filter(|_| !page.is_empty() && !others.is_empty()) {
            let here = Surroundings::of(&page, target.span[0], target.span[1]);
            if others.iter().any(|other| here.is_same_place(other)) {
                self.false_targets += 1;
                self.miss("false target", answer, &[Some(&target.text), target.object.as_deref()]);
            }
        }
    }

    fn dates(&mut self, answer: &Answer, found: &[Date]) {
        let (golds, free): (Vec<&DateAnswer>, Vec<&DateAnswer>) = answer.dates.iter().partition(|date| !date.optional);
        let folded: Vec<(String, String)> = found.iter().map(|date| (fold(&date.text), date.edtf.replace('~', ""))).collect();
        let like = |gold: &DateAnswer, (text, edtf): &(String, String)| {
            let gold_text = fold(&gold.text);
            f64::from(u8::from((text.contains(&gold_text) || gold_text.contains(text.as_str())) && gold.edtf.replace('~', "") == *edtf))
        };
        let matched = pairs(golds.len(), found.len(), |gold, pred| like(golds[gold], &folded[pred]));
        let rest: Vec<usize> = (0..found.len()).filter(|at| !matched.iter().any(|(_, pred)| pred == at)).collect();
        let loose = pairs(free.len(), rest.len(), |gold, pred| like(free[gold], &folded[rest[pred]]));
        self.dates.gold += golds.len();
        self.dates.pred += found.len() - loose.len();
        self.dates.hit += matched.len();
        self.date_roles += matched.iter().filter(|(gold, pred)| golds[*gold].role == found[*pred].role).count();
        for (at, gold) in golds.iter().enumerate().filter(|(at, _)| !matched.iter().any(|(hit, _)| hit == at)) {
            let _ = at;
            self.miss("date missed", answer, &[Some(&gold.text), Some(&gold.edtf)]);
        }
        for (at, pred) in rest.iter().enumerate().filter(|(at, _)| !loose.iter().any(|(_, forgiven)| forgiven == at)) {
            let _ = at;
            self.miss("date spurious", answer, &[Some(&found[*pred].text), Some(&found[*pred].edtf)]);
        }
    }

    fn documents(&mut self, answer: &Answer, found: &[Document]) {
        let (golds, free): (Vec<&DocumentAnswer>, Vec<&DocumentAnswer>) = answer.documents.iter().partition(|document| !document.optional);
        let title = |title: &Option<String>| fold(title.as_deref().unwrap_or(""));
        let free: Vec<String> = free.iter().map(|document| title(&document.title)).collect();
        let preds: Vec<&Document> = found.iter().filter(|document| !free.contains(&title(&document.title))).collect();
        let titles: Vec<String> = preds.iter().map(|document| title(&document.title)).collect();
        let matched = pairs(golds.len(), preds.len(), |gold, pred| f64::from(u8::from(title(&golds[gold].title) == titles[pred])));
        self.documents.gold += golds.len();
        self.documents.pred += preds.len();
        self.documents.hit += matched.len();
        let issuers = |names: &[String]| names.iter().map(|name| fold(name)).collect::<std::collections::BTreeSet<_>>();
        for &(gold, pred) in &matched {
            self.document_numbers += usize::from(title(&golds[gold].number) == title(&preds[pred].number));
            self.document_issuers += usize::from(issuers(&golds[gold].issuers) == issuers(&preds[pred].issuers));
        }
        for (at, gold) in golds.iter().enumerate() {
            if !matched.iter().any(|(hit, _)| *hit == at) {
                self.miss("document missed", answer, &[gold.title.as_deref()]);
            }
        }
    }

    /// Sections with a place: one is right where it is about the place and begins with the heading, or the first words.
    fn sections(&mut self, answer: &Answer, wanted: &[SectionAnswer], record: Option<&Record>) {
        let letters: Vec<char> = record.map_or(Vec::new(), |record| record.text.chars().collect());
        let squeeze = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
        let found = record.into_iter().flat_map(|record| &record.sections).filter_map(|section| {
            let text: String = letters[section.span[0]..section.span[1]].iter().collect();
            Some((section.region.as_ref()?.adcode.as_str(), squeeze(&text)))
        });
        let mut left: Vec<(&str, String)> = found.collect();
        let wanted: Vec<&SectionAnswer> = wanted.iter().filter(|section| section.adcode.is_some()).collect();
        self.sections.gold += wanted.len();
        for want in &wanted {
            let begins = squeeze(want.heading.as_deref().unwrap_or(&want.first));
            let fits = |(adcode, text): &(&str, String)| {
                Some(*adcode) == want.adcode.as_deref() && text.find(&begins).is_some_and(|at| text[..at].chars().count() <= SLACK)
            };
            match left.iter().position(fits) {
                Some(at) => {
                    let (_, text) = left.remove(at);
                    self.sections.hit += 1;
                    self.sections.pred += 1;
                    self.section_ends += usize::from(text.ends_with(&squeeze(&want.last)));
                }
                None => self.miss("section missed", answer, &[want.adcode.as_deref(), Some(&begins)]),
            }
        }
        let is_child = |adcode: &str| wanted.iter().any(|want| want.children.iter().any(|child| child == adcode));
        for (adcode, text) in left.iter().filter(|(adcode, _)| !is_child(adcode)) {
            self.sections.pred += 1;
            self.miss(
                "section spurious",
                answer,
                &[Some(adcode), text.get(..text.char_indices().nth(16).map_or(text.len(), |(at, _)| at))],
            );
        }
    }

    /// The rates as JSON, with the names that score.py gives them.
    pub fn to_json(&self) -> serde_json::Value {
        let target = |hit: usize| Rates { hit, gold: self.target_gold, pred: self.target_pred };
        let of = |part: usize, whole: usize| rounded(part as f64 / whole.max(1) as f64);
        serde_json::json!({
            "cases": self.cases, "records_missing": self.records_missing,
            "targets": {"core": target(self.hits[0]), "strict": target(self.hits[1]), "value": target(self.hits[2])},
            "core_by_case": rounded(self.by_case.iter().sum::<f64>() / self.by_case.len().max(1) as f64),
            "false_targets": self.false_targets,
            "dates": {"value": self.dates, "role": of(self.date_roles, self.dates.hit)},
            "documents": {"title": self.documents, "number": of(self.document_numbers, self.documents.hit),
                          "issuers": of(self.document_issuers, self.documents.hit)},
            "sections": {"place": self.sections, "end": of(self.section_ends, self.sections.hit)},
        })
    }
}

/// The end of a year and the year are one deadline; so are a period and its end.
fn deadline(edtf: Option<&str>) -> String {
    let edtf = edtf.unwrap_or("").replace('~', "");
    let last = edtf.rsplit('/').next().unwrap_or("");
    last.strip_suffix("-12-31").unwrap_or(last).to_string()
}

fn closeness(gold: &NumberAnswer, pred: &Figure) -> f64 {
    if !gold.is_same_value(pred) {
        return 0.0;
    }
    let near = dice(gold.object.as_deref().unwrap_or(""), pred.object.as_deref().unwrap_or(""));
    let is_on_time = deadline(gold.deadline.as_deref()) == deadline(pred.deadline.as_deref());
    let is_compared = gold.comparator.as_deref() == Some(&pred.comparator);
    0.35 + 0.35 * near + 0.2 * f64::from(u8::from(is_on_time)) + 0.1 * f64::from(u8::from(is_compared))
}

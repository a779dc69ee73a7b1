//! What `check` and `diff` found, told. In: pages with their changes. Out: text, JSON or JUnit's XML.

mod junit;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use clap::ValueEnum;
use qingyuan::Error;
use qingyuan::compare::{Change, Kind};
use serde::Serialize;

use super::paint::Paint;
use crate::batch::nearest::nearest;

/// How it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people, by field, in colour.
    Text,
    /// One object.
    Json,
    /// For CI servers.
    Junit,
}

/// How a page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// As it was.
    Same,
    /// It has changes.
    Differs,
    /// There was no record of it.
    New,
    /// There is no record of it any more.
    Gone,
    /// It could not be compared.
    Failed,
    /// Its record was rewritten.
    Blessed,
}

/// A page.
#[derive(Debug, Serialize)]
pub struct Entry {
    /// Its folder, or its id.
    pub name: String,
    /// How it stands.
    pub state: State,
    /// Why it could not be compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// What changed.
    pub changes: Vec<Change>,
    /// How long it took.
    #[serde(skip)]
    pub seconds: f64,
}

impl Entry {
    /// A page with its changes, if any.
    pub fn new(name: String, changes: Vec<Change>) -> Entry {
        let state = if changes.is_empty() { State::Same } else { State::Differs };
        Entry { name, state, problem: None, changes, seconds: 0.0 }
    }

    /// A page of which no changes can be told.
    pub fn without_changes(name: String, state: State, problem: Option<String>) -> Entry {
        Entry { name, state, problem, changes: Vec::new(), seconds: 0.0 }
    }

    /// Whether nobody needs to look at it.
    pub fn is_fine(&self) -> bool {
        matches!(self.state, State::Same | State::Blessed)
    }
}

/// How often a field changed in one way.
#[derive(Debug, Default, Serialize)]
pub struct Count {
    /// How often.
    pub times: usize,
    /// On how many pages.
    pub pages: usize,
}

/// All pages.
#[derive(Debug, Serialize)]
pub struct Report {
    /// What was compared.
    pub of: String,
    /// Pages that are the same.
    pub same: usize,
    /// Pages that are not, or could not be compared.
    pub differ: usize,
    /// Changes by field and kind.
    pub changes: BTreeMap<String, BTreeMap<&'static str, Count>>,
    /// The pages; where they are many, only those that differ.
    pub pages: Vec<Entry>,
}

impl Report {
    /// Count; `same` pages more are the same.
    pub fn new(of: String, pages: Vec<Entry>, same: usize) -> Report {
        let mut changes: BTreeMap<String, BTreeMap<&'static str, Count>> = BTreeMap::new();
        for page in &pages {
            let mut told = BTreeSet::new();
            for change in &page.changes {
                let count = changes.entry(change.field.clone()).or_default().entry(change.kind.name()).or_default();
                count.times += 1;
                count.pages += usize::from(told.insert((&change.field, change.kind)));
            }
        }
        let fine = pages.iter().filter(|page| page.is_fine()).count();
        Report { of, same: same + fine, differ: pages.len() - fine, changes, pages }
    }

    /// Tell it.
    pub fn told(&self, format: Format, paint: Paint, quiet: bool) -> String {
        match format {
            Format::Text => text::told(self, paint, quiet),
            Format::Json => serde_json::to_string_pretty(self).expect("a report is JSON") + "\n",
            Format::Junit => junit::told(self),
        }
    }
}

/// Only changes of these fields of the record.
#[derive(Clone, Debug, Default)]
pub struct Only(pub Vec<String>);

impl Only {
    /// Fails where there is no such field.
    pub fn new(fields: &[String]) -> Result<Only, Error> {
        let schema = qingyuan::record::schema().to_value();
        let known: Vec<&str> = schema["properties"].as_object().into_iter().flat_map(|fields| fields.keys().map(String::as_str)).collect();
        for field in fields {
            if !known.contains(&field.as_str()) {
                let meant =
                    nearest(field, &known).map_or(format!("there are {}", known.join(", ")), |meant| format!("did you mean {meant:?}?"));
                return Err(Error::Usage(format!("--only: a record has no field {field:?}; {meant}")));
            }
        }
        Ok(Only(fields.to_vec()))
    }

    /// Leave out the others.
    pub fn filter(&self, changes: Vec<Change>) -> Vec<Change> {
        match self.0.is_empty() {
            true => changes,
            false => changes.into_iter().filter(|change| self.0.iter().any(|field| field == change.top())).collect(),
        }
    }
}

/// A sign for people who cannot tell colours apart.
fn sign(kind: Kind) -> char {
    match kind {
        Kind::Added => '+',
        Kind::Lost => '-',
        Kind::Changed => '~',
    }
}

//! What changed between two records of one page. In: both as JSON, so that records of other versions compare too. Out: changes, each
//! with its field. Never done here: files, printing.
//!
//! A change is told once, where it is: values behind an inserted line have not moved, the numbers of the sections behind a lost one
//! have not changed, and a value in a lost section does not tell again that its section is gone.

mod alignment;
mod matching;

use serde_json::{Map, Value};

use alignment::{Alignment, input_is_same};
pub use alignment::{Line, Side};
use matching::{Item, Lists};

/// Whether a value came, went or is another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Only the newer record has it.
    Added,
    /// Only the older record has it.
    Lost,
    /// Both have it, with different contents.
    Changed,
}

impl Kind {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Added => "added",
            Kind::Lost => "lost",
            Kind::Changed => "changed",
        }
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Change {
    /// The field: `text`, `decoding.encoding`, `targets` for a whole value, `targets.deadline` for a field of one.
    pub field: String,
    /// What happened.
    pub kind: Kind,
    /// The value of a list that it is about, in words: `30个 领军人才`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub item: String,
    /// Its index in the newer record, or in the older one where it is lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<usize>,
    /// What the older record says; `null` where it says nothing.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub old: Value,
    /// What the newer record says.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub new: Value,
    /// The lines of `text` that differ, instead of both texts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Line>,
}

impl Change {
    /// The field of the record that it lies in: `targets` of `targets.deadline`.
    pub fn top(&self) -> &str {
        self.field.split('.').next().unwrap_or_default()
    }

    fn of_field(field: String, old: &Value, new: &Value) -> Change {
        Change { field, kind: Kind::Changed, item: String::new(), index: None, old: old.clone(), new: new.clone(), lines: Vec::new() }
    }
}

/// Everything in which two records differ, in the order of the record's fields.
pub fn compare(old: &Value, new: &Value) -> Vec<Change> {
    if old == new {
        return Vec::new();
    }
    let empty = Map::new();
    let (old_fields, new_fields) = (old.as_object().unwrap_or(&empty), new.as_object().unwrap_or(&empty));
    let alignment = Alignment::new(text_of(old), text_of(new));
    let lists = Lists::new(old, new, &alignment);
    let mut changes = Vec::new();
    let keys = new_fields.keys().chain(old_fields.keys().filter(|key| !new_fields.contains_key(*key)));
    for key in keys {
        let (old, new) = (old_fields.get(key).unwrap_or(&Value::Null), new_fields.get(key).unwrap_or(&Value::Null));
        match key.as_str() {
            _ if old == new && !matching::refers(key) => {}
            "text" if old.is_string() && new.is_string() => {
                changes.push(Change { lines: alignment.lines(), ..Change::of_field("text".into(), &Value::Null, &Value::Null) });
            }
            // Told with the targets: a number may be taken for the one or the other.
            "figures" if matching::is_list(old) && matching::is_list(new) => {}
            name if matching::is_list(old) && matching::is_list(new) => {
                let with_source = input_is_same(old_fields, new_fields);
                list(name, &lists, with_source, &mut changes);
            }
            _ => plain(key.clone(), old, new, &mut changes),
        }
    }
    changes
}

fn text_of(record: &Value) -> &str {
    record["text"].as_str().unwrap_or_default()
}

/// Fields of objects; everything else as a whole.
fn plain(field: String, old: &Value, new: &Value, changes: &mut Vec<Change>) {
    match (old, new) {
        (Value::Object(a), Value::Object(b)) => {
            for key in b.keys().chain(a.keys().filter(|key| !b.contains_key(*key))) {
                plain(format!("{field}.{key}"), a.get(key).unwrap_or(&Value::Null), b.get(key).unwrap_or(&Value::Null), changes);
            }
        }
        _ if old == new => {}
        _ => changes.push(Change::of_field(field, old, new)),
    }
}

/// The values of a list: lost, added, changed by field.
fn list<'v>(name: &'v str, lists: &Lists<'v>, with_source: bool, changes: &mut Vec<Change>) {
    let whole = |item: &Item, kind: Kind| {
        let said = item.value.clone();
        let (old, new) = if kind == Kind::Lost { (said, Value::Null) } else { (Value::Null, said) };
        Change { field: item.list.into(), kind, item: item.words(), index: Some(item.index), old, new, lines: Vec::new() }
    };
    let matched = lists.matched(name);
    for (old, new) in matched.pairs() {
        match (old, new) {
            (Some(old), Some(new)) => fields(lists, &old, &new, with_source, changes),
            (Some(old), None) => changes.push(whole(&old, Kind::Lost)),
            (None, Some(new)) => changes.push(whole(&new, Kind::Added)),
            (None, None) => {}
        }
    }
}

/// The fields of a value that both records have.
fn fields(lists: &Lists, old: &Item, new: &Item, with_source: bool, changes: &mut Vec<Change>) {
    let empty = Map::new();
    let (a, b) = (old.value.as_object().unwrap_or(&empty), new.value.as_object().unwrap_or(&empty));
    // A number that became a target, or none, is told under the targets.
    let list = if old.list == "targets" { old.list } else { new.list };
    for key in b.keys().chain(a.keys().filter(|key| !b.contains_key(*key))) {
        let (was, is) = (a.get(key).unwrap_or(&Value::Null), b.get(key).unwrap_or(&Value::Null));
        let is_same = match key.as_str() {
            "source" => !with_source || was == is,
            "mentions" => mentions_are_same(lists, was, is, with_source),
            _ => lists.says_same(list, key, was, is),
        };
        if !is_same {
            let change = Change::of_field(format!("{list}.{key}"), was, is);
            changes.push(Change { item: new.words(), index: Some(new.index), ..change });
        }
    }
}

/// A document's later mentions, one by one.
fn mentions_are_same(lists: &Lists, old: &Value, new: &Value, with_source: bool) -> bool {
    let (Some(old), Some(new)) = (old.as_array(), new.as_array()) else { return old == new };
    old.len() == new.len()
        && old.iter().zip(new).all(|(old, new)| {
            let source = !with_source || old["source"] == new["source"];
            source
                && old["text"] == new["text"]
                && old["how"] == new["how"]
                && lists.says_same("mentions", "span", &old["span"], &new["span"])
        })
}

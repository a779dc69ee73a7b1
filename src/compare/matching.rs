//! Which value of the older record is which of the newer one. In: the lists of both. Out: pairs, and the values that have no partner.

use std::collections::{HashMap, VecDeque};

use serde_json::Value;

use super::alignment::Alignment;

/// Pairs of values that overlap are looked for only among so many.
const MOST_OVERLAPS: usize = 4_000_000;
/// Fields that hold spans of `text`.
const SPANS: [&str; 3] = ["span", "evidence", "heading"];

/// A value of a list.
#[derive(Clone, Copy)]
pub struct Item<'v> {
    /// The list.
    pub list: &'v str,
    /// Its index there.
    pub index: usize,
    /// What it says.
    pub value: &'v Value,
}

/// The lists that are known by name, with the fields that name a value of theirs.
const KNOWN: [(&str, &[&str]); 13] = [
    ("sections", &["region"]),
    ("documents", &["title", "number"]),
    ("targets", &["text", "object"]),
    ("figures", &["text", "object"]),
    ("dates", &["text"]),
    ("places", &["text"]),
    ("repairs", &["class"]),
    ("damage", &["class", "text"]),
    ("dropped", &["text"]),
    ("checks", &["check"]),
    ("attachments", &["href"]),
    ("links", &["href"]),
    ("conflicts", &["field"]),
];

/// Whether a field holds a list of values that are compared one by one.
pub fn is_list(value: &Value) -> bool {
    value.as_array().is_some_and(|list| list.iter().all(Value::is_object))
}

/// Whether values of this list point at others, so that equal ones may mean different things.
pub fn refers(list: &str) -> bool {
    matches!(list, "sections" | "documents" | "targets" | "figures" | "dates" | "places")
}

impl Item<'_> {
    /// What it is called.
    fn name(&self) -> String {
        let known = KNOWN.iter().find(|(list, _)| *list == self.list);
        match known {
            Some((_, fields)) => fields.iter().map(|field| self.value[*field].to_string()).collect::<Vec<_>>().join("\t"),
            None => self.value.to_string(),
        }
    }

    /// What it is, for people.
    pub fn words(&self) -> String {
        let text = |field: &str| self.value[field].as_str().filter(|text| !text.is_empty());
        let words = match self.list {
            "sections" => [self.value["region"]["name"].as_str().or(Some("no place")), None],
            "documents" => [text("title").or(text("number")), None],
            "targets" | "figures" => [text("text"), text("object")],
            "dates" => [text("text"), text("role")],
            "damage" | "repairs" => [text("class"), text("text")],
            "checks" => [text("check"), None],
            _ => [text("text").or(text("field")), None],
        };
        words.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    fn span(&self) -> Option<[usize; 2]> {
        span(&self.value["span"])
    }
}

fn span(value: &Value) -> Option<[usize; 2]> {
    let at = |index: usize| value.get(index)?.as_u64().map(|at| at as usize);
    Some([at(0)?, at(1)?])
}

/// A list of both records, and which value is which.
pub struct Matched<'v> {
    old: Vec<Item<'v>>,
    new: Vec<Item<'v>>,
    /// For each value of the old list its partner in the new one.
    partners: Vec<Option<usize>>,
}

impl<'v> Matched<'v> {
    /// Pairs and single values in the order of the newer list, the lost ones where they were.
    pub fn pairs(&self) -> Vec<(Option<Item<'v>>, Option<Item<'v>>)> {
        let mut old_of = vec![None; self.new.len()];
        for (old, partner) in self.partners.iter().enumerate() {
            if let Some(new) = partner {
                old_of[*new] = Some(old);
            }
        }
        let (mut pairs, mut told) = (Vec::new(), 0);
        for (new, old) in old_of.iter().enumerate() {
            if let Some(old) = *old {
                let lost = (told..old).filter(|at| self.partners[*at].is_none());
                pairs.extend(lost.map(|at| (Some(self.old[at]), None)));
                told = told.max(old + 1);
            }
            pairs.push((old.map(|old| self.old[old]), Some(self.new[new])));
        }
        pairs.extend((told..self.old.len()).filter(|at| self.partners[*at].is_none()).map(|at| (Some(self.old[at]), None)));
        pairs
    }

    /// The partner of the old value with this index.
    fn partner(&self, index: usize) -> Option<usize> {
        *self.partners.get(index)?
    }

    fn has_partner_of_new(&self, index: usize) -> bool {
        self.partners.contains(&Some(index))
    }
}

/// All lists of both records.
pub struct Lists<'v> {
    alignment: &'v Alignment<'v>,
    records: [&'v Value; 2],
    sections: Matched<'v>,
    documents: Matched<'v>,
}

impl<'v> Lists<'v> {
    /// Match sections and documents, which others point at.
    pub fn new(old: &'v Value, new: &'v Value, alignment: &'v Alignment<'v>) -> Lists<'v> {
        let records = [old, new];
        let matched = |list: &'v str| pair(items(records[0], list), items(records[1], list), alignment);
        let (sections, documents) = (matched("sections"), matched("documents"));
        Lists { alignment, records, sections, documents }
    }

    /// A list by its name; targets with the other numbers.
    pub fn matched(&self, name: &'v str) -> Matched<'v> {
        let both = |record: &'v Value| match name {
            "targets" => items(record, "targets").into_iter().chain(items(record, "figures")).collect(),
            _ => items(record, name),
        };
        pair(both(self.records[0]), both(self.records[1]), self.alignment)
    }

    /// Whether a field of two values that are the same says the same in the newer record's terms.
    pub fn says_same(&self, list: &str, field: &str, old: &Value, new: &Value) -> bool {
        match field {
            "id" if matches!(list, "sections" | "documents") => true,
            "section" | "parent" => points_at_same(&self.sections, old, new),
            "document" => points_at_same(&self.documents, old, new),
            _ if SPANS.contains(&field) => match (span(old), span(new)) {
                // In a part that was rewritten nothing can be said to have moved.
                (Some(was), Some(is)) if was == is => true,
                (Some(was), Some(is)) => self.alignment.span(was).is_none_or(|carried| self.differ_by_new_text(carried, is)),
                _ => old == new,
            },
            _ => old == new,
        }
    }

    /// Whether between the ends of two spans lies nothing that the older text had.
    fn differ_by_new_text(&self, carried: [usize; 2], is: [usize; 2]) -> bool {
        (0..2).all(|end| self.alignment.is_new(carried[end].min(is[end])..carried[end].max(is[end])))
    }
}

/// Whether two indices are of values that are the same. One that came or went is told itself.
fn points_at_same(list: &Matched, old: &Value, new: &Value) -> bool {
    let index = |value: &Value| value.as_u64().map(|index| index as usize);
    match (index(old), index(new)) {
        (None, None) => true,
        (Some(old), None) => list.partner(old).is_none(),
        (None, Some(new)) => !list.has_partner_of_new(new),
        (Some(old), Some(new)) => match list.partner(old) {
            Some(partner) => partner == new || !list.has_partner_of_new(new),
            None => true,
        },
    }
}

fn items<'v>(record: &'v Value, list: &'v str) -> Vec<Item<'v>> {
    let values = record[list].as_array().map_or(&[][..], Vec::as_slice);
    values.iter().enumerate().map(|(index, value)| Item { list, index, value }).collect()
}

/// Find each value's partner: by place and name, by place, by name in order, by overlap.
fn pair<'v>(old: Vec<Item<'v>>, new: Vec<Item<'v>>, alignment: &Alignment) -> Matched<'v> {
    let mut matched = Matched { partners: vec![None; old.len()], old, new };
    let mut free = vec![true; matched.new.len()];
    let carried: Vec<Option<[usize; 2]>> = matched.old.iter().map(|item| item.span().and_then(|span| alignment.span(span))).collect();
    let mut round = |old_key: &dyn Fn(usize) -> Option<String>, new_key: &dyn Fn(&Item) -> Option<String>, matched: &mut Matched| {
        let mut waiting: HashMap<String, VecDeque<usize>> = HashMap::new();
        for (index, item) in matched.new.iter().enumerate().filter(|(index, _)| free[*index]) {
            if let Some(key) = new_key(item) {
                waiting.entry(key).or_default().push_back(index);
            }
        }
        for at in 0..matched.old.len() {
            if matched.partners[at].is_some() {
                continue;
            }
            let partner = old_key(at).and_then(|key| waiting.get_mut(&key)?.pop_front());
            if let Some(partner) = partner {
                matched.partners[at] = Some(partner);
                free[partner] = false;
            }
        }
    };
    let olds = matched.old.clone();
    let place = |item: &Item| item.span().map(|span| format!("{span:?}"));
    let carried_place = |at: usize| carried[at].map(|span| format!("{span:?}"));
    round(
        &|at| Some(format!("{} {} {}", olds[at].list, carried_place(at)?, olds[at].name())),
        &|item| Some(format!("{} {} {}", item.list, place(item)?, item.name())),
        &mut matched,
    );
    round(&|at| carried_place(at), &|item| place(item), &mut matched);
    round(&|at| Some(olds[at].name()), &|item| Some(item.name()), &mut matched);
    pair_overlapping(&mut matched, &mut free, &carried);
    matched
}

/// Values that are longer or shorter than they were.
fn pair_overlapping(matched: &mut Matched, free: &mut [bool], carried: &[Option<[usize; 2]>]) {
    let left: Vec<usize> = (0..matched.old.len()).filter(|at| matched.partners[*at].is_none()).collect();
    let open: Vec<usize> = (0..matched.new.len()).filter(|at| free[*at]).collect();
    if left.len().saturating_mul(open.len()) > MOST_OVERLAPS {
        return;
    }
    for at in left {
        let Some([start, end]) = carried[at] else { continue };
        let overlaps = |index: &&usize| matched.new[**index].span().is_some_and(|[from, to]| from < end && start < to);
        // Sections nest: one inside another is not it.
        let is_nested = matched.old[at].list == "sections";
        let partner = open.iter().filter(|index| free[**index] && !is_nested).find(overlaps).copied();
        if let Some(partner) = partner {
            matched.partners[at] = Some(partner);
            free[partner] = false;
        }
    }
}

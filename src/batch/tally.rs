//! What the pages of a run were and what was found in them: counts for the summary. In: records, just made or standing from an
//! earlier run. Out: sums that do not depend on the order.

use std::collections::BTreeMap;
use std::fmt;

use qingyuan::Record;
use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// How often a damage class was undone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    /// Pages that had it.
    pub pages: usize,
    /// Places.
    pub count: usize,
    /// Places where another reading was nearly as good.
    pub uncertain: usize,
}

/// How many of each thing were found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Values {
    /// Sections by place.
    pub sections: usize,
    /// Places named.
    pub places: usize,
    /// Dates.
    pub dates: usize,
    /// Documents.
    pub documents: usize,
    /// Targets.
    pub targets: usize,
    /// Other numbers.
    pub figures: usize,
}

/// Sums over records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Bytes of the pages.
    pub bytes: u64,
    /// Pages by kind (`article`, `list`).
    pub pages: BTreeMap<String, usize>,
    /// Pages by encoding.
    pub encodings: BTreeMap<String, usize>,
    /// Repairs by damage class.
    pub repairs: BTreeMap<String, Undone>,
    /// Damage seen and left, by class.
    pub damage: BTreeMap<String, usize>,
    /// Values found.
    pub values: Values,
}

impl Tally {
    /// Of one record just made.
    pub fn of(record: &Record) -> Tally {
        let mut tally = Tally::head(&record.page.kind, &record.decoding.encoding, record.source.bytes);
        for repair in &record.repairs {
            tally.repairs.insert(repair.class.clone(), Undone { pages: 1, count: repair.count, uncertain: repair.uncertain });
        }
        for damage in &record.damage {
            *tally.damage.entry(damage.class.clone()).or_default() += 1;
        }
        tally.values = Values {
            sections: record.sections.len(),
            places: record.places.len(),
            dates: record.dates.len(),
            documents: record.documents.len(),
            targets: record.targets.len(),
            figures: record.figures.len(),
        };
        tally
    }

    fn head(kind: &str, encoding: &str, bytes: usize) -> Tally {
        Tally {
            bytes: bytes as u64,
            pages: BTreeMap::from([(kind.to_string(), 1)]),
            encodings: BTreeMap::from([(encoding.to_string(), 1)]),
            ..Tally::default()
        }
    }

    /// Add another's sums.
    pub fn add(&mut self, other: Tally) {
        let sum = |into: &mut BTreeMap<String, usize>, from: BTreeMap<String, usize>| {
            from.into_iter().for_each(|(name, count)| *into.entry(name).or_default() += count);
        };
        self.bytes += other.bytes;
        sum(&mut self.pages, other.pages);
        sum(&mut self.encodings, other.encodings);
        sum(&mut self.damage, other.damage);
        for (class, undone) in other.repairs {
            let into = self.repairs.entry(class).or_default();
            into.pages += undone.pages;
            into.count += undone.count;
            into.uncertain += undone.uncertain;
        }
        self.values.sections += other.values.sections;
        self.values.places += other.values.places;
        self.values.dates += other.values.dates;
        self.values.documents += other.values.documents;
        self.values.targets += other.values.targets;
        self.values.figures += other.values.figures;
    }
}

/// A record that stands, read as far as identity and sums need it.
#[derive(Deserialize)]
pub struct Standing {
    /// Id of its page.
    pub id: String,
    /// Its page's bytes.
    pub source: StandingSource,
    decoding: StandingDecoding,
    page: StandingPage,
    repairs: Vec<StandingRepair>,
    damage: Vec<StandingDamage>,
    sections: Length,
    places: Length,
    dates: Length,
    documents: Length,
    targets: Length,
    figures: Length,
}

/// `source` of a record that stands.
#[derive(Deserialize)]
pub struct StandingSource {
    /// Hexadecimal.
    pub sha256: String,
    bytes: usize,
}

#[derive(Deserialize)]
struct StandingDecoding {
    encoding: String,
}

#[derive(Deserialize)]
struct StandingPage {
    kind: String,
}

#[derive(Deserialize)]
struct StandingRepair {
    class: String,
    count: usize,
    uncertain: usize,
}

#[derive(Deserialize)]
struct StandingDamage {
    class: String,
}

impl Standing {
    /// The same sums as of the record itself.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::head(&self.page.kind, &self.decoding.encoding, self.source.bytes);
        for repair in &self.repairs {
            tally.repairs.insert(repair.class.clone(), Undone { pages: 1, count: repair.count, uncertain: repair.uncertain });
        }
        for damage in &self.damage {
            *tally.damage.entry(damage.class.clone()).or_default() += 1;
        }
        tally.values = Values {
            sections: self.sections.0,
            places: self.places.0,
            dates: self.dates.0,
            documents: self.documents.0,
            targets: self.targets.0,
            figures: self.figures.0,
        };
        tally
    }
}

/// How many elements an array has.
struct Length(usize);

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Length, D::Error> {
        struct Counter;
        impl<'de> Visitor<'de> for Counter {
            type Value = Length;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an array")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Length, A::Error> {
                let mut length = 0;
                while elements.next_element::<IgnoredAny>()?.is_some() {
                    length += 1;
                }
                Ok(Length(length))
            }
        }
        deserializer.deserialize_seq(Counter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_that_stands_counts_as_when_it_was_made() {
        let page = "重庆市\n2024年10月11日，重庆市经济信息委发布了《关于开展试点工作的通知》，将培育企业30家。未來產(chǎn)業(yè)規(guī)劃與區(qū)域發(fā)展。";
        let record = qingyuan::extract(&qingyuan::Source::new("x", page.as_bytes()), qingyuan::Rules::builtin());
        let standing: Standing = serde_json::from_slice(&serde_json::to_vec(&record).unwrap()).unwrap();
        assert_eq!(standing.tally(), Tally::of(&record));
        assert!(Tally::of(&record).values.dates > 0);
    }
}

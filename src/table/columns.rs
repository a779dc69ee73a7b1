//! The tables and their columns.

use std::sync::LazyLock;

use serde_json::Value;

use super::{COUNT, Type};
use Type::{Boolean, Date, Integer, Number, Term, Text};

/// Where a column's meaning is said.
#[derive(Clone, Copy, Debug)]
enum Says {
    /// At a type and field of the record.
    Record(&'static str, &'static str),
    /// Here.
    Here(&'static str),
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub holds: Type,
    /// What its numbers count, where they do.
    pub unit: Option<&'static str>,
    says: Says,
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name, and that of its file.
    pub name: &'static str,
    /// What a row is.
    pub what: &'static str,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The columns that tell a row from all others.
    pub key: &'static [&'static str],
    /// Columns that point at a row of another table: columns, table, its columns.
    pub references: &'static [(&'static [&'static str], &'static str, &'static [&'static str])],
}

const POINTS: Option<&str> = Some("Unicode code points of the page's text");
const BYTES: Option<&str> = Some("bytes of the input");

/// A column of the record's field of the same name.
const fn of(of: &'static str, name: &'static str, holds: Type) -> Column {
    Column { name, holds, unit: None, says: Says::Record(of, name) }
}

/// A column of a field of another name.
const fn from(of: &'static str, field: &'static str, name: &'static str, holds: Type) -> Column {
    Column { name, holds, unit: None, says: Says::Record(of, field) }
}

const fn own(name: &'static str, holds: Type, what: &'static str) -> Column {
    Column { name, holds, unit: None, says: Says::Here(what) }
}

const fn offset(name: &'static str, unit: Option<&'static str>, what: &'static str) -> Column {
    Column { name, holds: Integer, unit, says: Says::Here(what) }
}

const PAGE_ID: Column = from("Record", "id", "page_id", Text);
const SECTION_ID: Column = own("section_id", Integer, "The section that it stands in.");
const REGION: [Column; 3] = [
    own("region_adcode", Term, "GB/T 2260 code of the place that it is about."),
    own("region_name", Term, "Full name of that place."),
    own("province_name", Term, "The province that it is or lies in."),
];
const TEXT_SPAN: [Column; 2] = [
    offset("text_start", POINTS, "Where it begins in the page's text."),
    offset("text_end", POINTS, "Where it ends, itself not included."),
];
const SOURCE_SPAN: [Column; 2] = [
    offset("source_start", BYTES, "Where it begins in the input."),
    offset("source_end", BYTES, "Where it ends there, itself not included."),
];
const EVIDENCE: Column = own("evidence", Text, "The sentence that it stands in.");
const CITED: [Column; 3] =
    [from("Page", "title", "page_title", Text), from("Page", "published", "page_published", Date), from("Page", "url", "url", Text)];
const EXPLAIN: Column = own("explain", Integer, "Its number for `qingyuan explain --value`, which tells why it is what it is.");
const TO_PAGE: (&[&str], &str, &[&str]) = (&["page_id"], "pages", &["page_id"]);
// A number's document is often not known, and Frictionless takes a key that is null in part for a wrong one: it is no foreign key here.
const TO_SECTION: (&[&str], &str, &[&str]) = (&["page_id", "section_id"], "sections", &["page_id", "section_id"]);

fn pages() -> Vec<Column> {
    vec![
        PAGE_ID,
        of("SourceInfo", "uri", Text),
        of("SourceInfo", "sha256", Term),
        Column { unit: BYTES, ..of("SourceInfo", "bytes", Integer) },
        from("SourceInfo", "kind", "input_kind", Term),
        of("Decoding", "encoding", Term),
        from("Decoding", "declared", "encoding_declared", Text),
        from("Decoding", "basis", "encoding_basis", Term),
        of("Decoding", "malformed", Integer),
        of("Page", "title", Text),
        of("Page", "published", Date),
        of("Page", "publisher", Text),
        of("Page", "author", Text),
        of("Page", "url", Text),
        own("breadcrumb", Text, "当前位置, from the outermost, with | between."),
        of("Page", "script", Term),
        of("Page", "number", Text),
        of("Page", "issuer", Text),
        of("Page", "written", Date),
        from("Page", "index", "index_number", Text),
        of("Page", "kind", Term),
        Column { unit: POINTS, ..own("text_length", Integer, "Length of the main text.") },
        own("repairs", Integer, "Places of the page where damage was undone."),
        own("repairs_uncertain", Integer, "Those of them where another reading was nearly as good."),
        own("repair_classes", Term, "Damage classes that were undone, with | between."),
        own("damage", Integer, "Places where damage was seen and left."),
        own("damage_classes", Term, "Classes of the damage left, with | between."),
        own("conflicts", Integer, "Fields for which the page gives several values."),
        own("sections", Integer, "How many sections it has."),
        own("places", Integer, "How many places it names."),
        own("dates", Integer, "How many dates it names."),
        own("documents", Integer, "How many documents it names."),
        own("targets", Integer, "How many planned or required numbers it names."),
        own("figures", Integer, "How many other numbers it names."),
        own("checks_failed", Integer, "What the page says of itself that does not hold."),
    ]
}

fn sections() -> Vec<Column> {
    let start = [PAGE_ID, from("Section", "id", "section_id", Integer), from("Section", "parent", "parent_id", Integer)];
    let heading = [
        from("Region", "level", "region_level", Term),
        from("Region", "iso", "region_iso", Term),
        own("evidence", Text, "Its heading; where it has none, its first sentence."),
        offset("heading_start", POINTS, "Where its heading begins in the page's text."),
        offset("heading_end", POINTS, "Where its heading ends, itself not included."),
    ];
    [&start[..], &REGION, &heading, &TEXT_SPAN, &SOURCE_SPAN, &CITED].concat()
}

fn dates() -> Vec<Column> {
    let start = [
        PAGE_ID,
        own("date_id", Integer, "Its index on the page."),
        SECTION_ID,
        of("Date", "text", Text),
        of("Date", "edtf", Term),
        own("first_day", Date, "First day of `edtf`."),
        own("last_day", Date, "Last day of `edtf`."),
        of("Date", "role", Term),
        of("Date", "year_from", Term),
    ];
    [&start[..], &REGION, &[EVIDENCE], &TEXT_SPAN, &SOURCE_SPAN, &CITED, &[of("Date", "rule", Term), EXPLAIN]].concat()
}

fn documents() -> Vec<Column> {
    let start = [
        PAGE_ID,
        from("Document", "id", "document_id", Integer),
        SECTION_ID,
        of("Document", "title", Text),
        of("Document", "number", Text),
        of("Document", "kind", Text),
        own("issuers", Text, "Named issuers, with | between."),
        of("Document", "issuer_count", Integer),
        of("Document", "date", Term),
        of("Document", "date_role", Term),
        of("Document", "period", Term),
        of("Document", "status", Term),
        own("aliases", Text, "Its short names, with | between."),
        own("mentions", Integer, "How often it is mentioned later."),
    ];
    [&start[..], &REGION, &[EVIDENCE], &TEXT_SPAN, &SOURCE_SPAN, &CITED, &[of("Document", "rule", Term)]].concat()
}

fn figures(id: &'static str) -> Vec<Column> {
    let start = [
        PAGE_ID,
        own(id, Integer, "Its index on the page."),
        SECTION_ID,
        of("Figure", "text", Text),
        of("Figure", "kind", Term),
        of("Figure", "verb", Text),
        of("Figure", "object", Text),
        Column { unit: Some("the row's unit"), ..of("Figure", "value", Number) },
        Column { unit: Some("the row's unit"), ..of("Figure", "min", Number) },
        Column { unit: Some("the row's unit"), ..of("Figure", "max", Number) },
        of("Figure", "unit", Term),
        of("Figure", "unit_text", Text),
        of("Figure", "comparator", Term),
        of("Figure", "measure", Term),
        of("Figure", "annual", Boolean),
        of("Figure", "hedge", Text),
        of("Figure", "deadline", Term),
        own("deadline_day", Date, "Last day of `deadline`."),
        of("Figure", "as_of", Term),
        of("Figure", "baseline_date", Term),
        Column { unit: Some("the row's unit"), ..of("Figure", "baseline_value", Number) },
    ];
    let set_by = [
        from("Figure", "document", "document_id", Integer),
        own("document_title", Text, "Title of the document that sets it."),
        own("document_number", Text, "文号 of that document."),
        own("evidence", Text, "The clause that says it."),
        offset("evidence_start", POINTS, "Where that clause begins in the page's text."),
        offset("evidence_end", POINTS, "Where it ends, itself not included."),
    ];
    [&start[..], &REGION, &set_by, &TEXT_SPAN, &SOURCE_SPAN, &CITED, &[of("Figure", "rule", Term), EXPLAIN]].concat()
}

/// All tables.
pub fn tables() -> [Table; COUNT] {
    [
        Table { name: "pages", what: "A page.", columns: pages(), key: &["page_id"], references: &[] },
        Table {
            name: "sections",
            what: "A stretch of a page about one place.",
            columns: sections(),
            key: &["page_id", "section_id"],
            references: &[TO_PAGE],
        },
        Table {
            name: "dates",
            what: "A date that a page names.",
            columns: dates(),
            key: &["page_id", "date_id"],
            references: &[TO_PAGE, TO_SECTION],
        },
        Table {
            name: "documents",
            what: "A document that a page names.",
            columns: documents(),
            key: &["page_id", "document_id"],
            references: &[TO_PAGE, TO_SECTION],
        },
        Table {
            name: "targets",
            what: "A planned or required number.",
            columns: figures("target_id"),
            key: &["page_id", "target_id"],
            references: &[TO_PAGE, TO_SECTION],
        },
        Table {
            name: "figures",
            what: "Any other number, with its kind.",
            columns: figures("figure_id"),
            key: &["page_id", "figure_id"],
            references: &[TO_PAGE, TO_SECTION],
        },
    ]
}

impl Column {
    /// What it means.
    pub fn what(&self) -> String {
        static SCHEMA: LazyLock<Value> = LazyLock::new(|| crate::record::schema().to_value());
        match self.says {
            Says::Here(what) => what.to_string(),
            Says::Record(of, field) => {
                let holder = if of == "Record" { &*SCHEMA } else { &SCHEMA["$defs"][of] };
                holder["properties"][field]["description"].as_str().unwrap_or_default().replace('\n', " ")
            }
        }
    }
}

//! Dates against fixtures/phrases/date.tsv, on a page of 2024-10-18: every row that passes must pass, every known failure must
//! still fail. `UPDATE_EXPECTED=1` rewrites the expected column; read the diff.

#[path = "common/phrases.rs"]
mod phrases;

use qingyuan::decode::SourceKind;
use qingyuan::mention::context::Context;
use qingyuan::mention::date;
use qingyuan::{Rules, Source, decode, repair, segment, strip};

/// What is found in `input`, in one line: `text edtf role year-from`, impossible dates as `!text`.
fn find(input: &str) -> String {
    let rules = Rules::builtin();
    let mut source = Source::new("phrase.txt", input.as_bytes());
    source.published = Some(jiff::civil::date(2024, 10, 18));
    source.kind = Some(SourceKind::Text);
    let sections = segment(strip(repair(decode(&source), rules), rules), rules);
    let context = Context::new(&sections, rules);
    let found = date::read(&context, &[], rules);
    let dates = found.mentions.iter().map(|date| {
        let words = format!("{:?} {:?}", date.role, date.year_from).to_lowercase();
        format!("{} {} {words}", context.str(date.span), date.edtf)
    });
    let impossible = found.valueless.iter().filter(|date| date.impossible).map(|date| format!("!{}", context.str(date.span)));
    dates.chain(impossible).collect::<Vec<_>>().join("; ")
}

#[test]
fn phrases() {
    phrases::walk("date.tsv", find);
}

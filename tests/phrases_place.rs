//! Places against fixtures/phrases/place.tsv: every row that passes must pass, every known failure must still fail.
//! `UPDATE_EXPECTED=1` rewrites the expected column; read the diff.

#[path = "common/phrases.rs"]
mod phrases;

use std::fmt::Write;

use qingyuan::{Rules, Source, decode, repair, segment, strip};

/// The places named in `input`: `text=adcode`, `text=?candidates` where it is not sure, `~year` for a former name. Spoken of in a
/// sentence, so that content takes the line for text.
fn find(input: &str) -> String {
    let rules = Rules::builtin();
    let source = Source::new("phrase.txt", input.as_bytes());
    let sections = segment(strip(repair(decode(&source), rules), rules), rules);
    let mut line = Vec::new();
    for place in sections.places() {
        let mut shown = format!("{}=", &sections.text()[place.span.range()]);
        match &place.region {
            Some(region) => shown.push_str(&region.adcode),
            None => {
                let _ = write!(shown, "?{}", place.candidates.join("|"));
            }
        }
        if let Some(year) = place.retired {
            let _ = write!(shown, "~{year}");
        }
        line.push(shown);
    }
    if line.is_empty() { "-".to_string() } else { line.join("; ") }
}

#[test]
fn phrases() {
    phrases::walk("place.tsv", find);
}

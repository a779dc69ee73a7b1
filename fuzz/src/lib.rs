//! What the fuzz targets share: the laws, and how bytes become pages. A law that is broken panics, and libFuzzer keeps the input.

#[path = "../../tests/common/mod.rs"]
pub mod laws;

use qingyuan::decode::SourceKind;
use qingyuan::mention::context::Context;
use qingyuan::trace::TextSpan;
use qingyuan::{Rules, Source, decode, repair, segment, strip};

/// Labels that a page may come with; the first byte of an input chooses one, or none.
const LABELS: [&str; 8] = ["utf-8", "gbk", "gb18030", "big5", "utf-16le", "shift_jis", "euc-kr", "windows-1252"];

/// A page of this kind.
fn page(bytes: &[u8], kind: SourceKind) -> Source<'_> {
    let mut source = Source::new("fuzz", bytes);
    source.kind = Some(kind);
    source.published = Some(jiff::civil::date(2024, 10, 18));
    source
}

/// Bytes under a label: every place of the text leads to bytes of the input, in order; text that was UTF-8 is the same.
pub fn check_decode(data: &[u8]) {
    let Some((first, bytes)) = data.split_first() else { return };
    let mut source = Source::new("fuzz", bytes);
    match first % 3 {
        0 => source.charset = LABELS.get(usize::from(first / 3)).map(|label| label.to_string()),
        1 => source.encoding = LABELS.get(usize::from(first / 3)).map(|label| label.to_string()),
        _ => {}
    }
    let decoded = decode(&source);
    let text = decoded.text().to_string();
    if source.encoding.is_none() && source.charset.is_none() && std::str::from_utf8(bytes).is_ok_and(|own| own.is_ascii()) {
        assert!(text.len() <= bytes.len(), "ASCII grew");
    }
    let repaired = repair(decoded, Rules::builtin());
    let mut last = 0;
    for (at, letter) in text.char_indices().step_by(1 + text.len() / 500) {
        let source = repaired.source_of_decoded(at..at + letter.len_utf8());
        assert!(source.start <= source.end && source.end <= bytes.len(), "source {}..{} of {letter:?}", source.start, source.end);
        assert!(last <= source.start, "sources turn back at {letter:?}");
        last = source.start;
    }
}

/// Text: edits are in order and lead from the decoded text to the repaired one; a page without edits is what it was.
pub fn check_repair(data: &[u8]) {
    let source = page(data, SourceKind::Text);
    let decoded = decode(&source);
    let before = decoded.text().to_string();
    let repaired = repair(decoded, Rules::builtin());
    let (mut replayed, mut at) = (String::new(), 0);
    for edit in repaired.edits() {
        assert!(at <= edit.span.start && edit.span.start <= edit.span.end, "edits overlap: {edit:?}");
        replayed += &before[at..edit.span.start];
        replayed += &edit.after;
        at = edit.span.end;
    }
    replayed += &before[at..];
    assert_eq!(replayed, repaired.text(), "the edits do not give the repaired text");
    for damage in repaired.damage() {
        assert!(repaired.text().get(damage.span.clone()).is_some(), "damage outside the text: {damage:?}");
        let source = repaired.source(damage.span.clone());
        assert!(source.is_none_or(|source| source.end <= data.len()), "damage outside the input: {damage:?}");
    }
}

/// A page of markup: every law of `tests/common`.
pub fn check_html(data: &[u8]) {
    laws::check(&page(data, SourceKind::Html));
}

/// A text scrape: every law of `tests/common`.
pub fn check_text(data: &[u8]) {
    laws::check(&page(data, SourceKind::Text));
}

/// What is looked at in the text alone.
fn with_context(data: &[u8], look: impl Fn(&Context)) {
    let text = String::from_utf8_lossy(data);
    let source = page(text.as_bytes(), SourceKind::Text);
    let rules = Rules::builtin();
    let sections = segment(strip(repair(decode(&source), rules), rules), rules);
    look(&Context::new(&sections, rules));
}

/// Spans are in order, apart, and on letters' boundaries.
fn check_spans(text: &str, spans: impl Iterator<Item = TextSpan>) {
    let mut last = 0;
    for span in spans {
        assert!(span.start >= last && span.start < span.end, "{span:?} after {last}");
        assert!(text.get(span.range()).is_some(), "{span:?} is no text");
        last = span.end;
    }
}

/// Quantities of a text.
pub fn check_numerals(data: &[u8]) {
    with_context(data, |context| {
        let found = qingyuan::mention::quantity::find(context, &[], &[], Rules::builtin());
        check_spans(context.text, found.iter().map(|one| one.span));
        for one in &found {
            assert!(one.outer.contains(one.span) && context.text.get(one.outer.range()).is_some(), "{one:?}");
            if let qingyuan::mention::quantity::Amount::Range(min, max) = one.amount {
                assert!(min <= max, "{one:?}: a range from more to less");
            }
        }
    });
}

/// Dates of a text; those that are not of this calendar are found apart.
pub fn check_dates(data: &[u8]) {
    with_context(data, |context| {
        let found = qingyuan::mention::date::read(context, &[], Rules::builtin());
        check_spans(context.text, found.mentions.iter().map(|date| date.span));
        for date in &found.mentions {
            let edtf = date.edtf.to_string();
            let parts: Vec<&str> = edtf.split('/').collect();
            assert!((1..=2).contains(&parts.len()), "{edtf}");
            for part in parts.iter().filter(|part| **part != "..") {
                let digits = part.trim_end_matches('~').split('-').all(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
                assert!(digits && part.len() >= 4, "{edtf}");
            }
        }
    });
}

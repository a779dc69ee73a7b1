//! The laws that hold for every record, whatever the page.

use qingyuan::record::{Record, Section, Span};
use qingyuan::{Rules, Source, decode, extract, repair};

/// The characters of a code point span.
fn slice(text: &[char], span: Span) -> String {
    assert!(span[0] <= span[1] && span[1] <= text.len(), "span {span:?} of {} characters", text.len());
    text[span[0]..span[1]].iter().collect()
}

/// Letters and digits only, references and tags taken out: what survives layout.
fn squeeze(text: &str, html: bool) -> String {
    // A script between two letters is shown nowhere, though its bytes lie between theirs.
    let unseen = |node: &scraper::ElementRef| matches!(node.value().name(), "script" | "style");
    let shown: String = match html {
        true => {
            let page = scraper::Html::parse_fragment(text);
            let texts = page.root_element().descendants().filter(|node| node.value().is_text());
            let seen = texts.filter(|node| !node.ancestors().filter_map(scraper::ElementRef::wrap).any(|node| unseen(&node)));
            seen.filter_map(|node| node.value().as_text().map(|text| text.to_string())).collect()
        }
        false => text.to_string(),
    };
    shown.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// The input bytes of `span`, decoded, with the page's own edits replayed inside them.
fn replay(source: &Source, label: &str, edits: &[(Span, String)], span: Span) -> String {
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).expect("the record names an encoding");
    let decode = |from: usize, to: usize| encoding.decode_without_bom_handling(&source.bytes[from..to]).0.into_owned();
    let first = edits.partition_point(|(at, _)| at[1] <= span[0]);
    let (mut out, mut at) = (String::new(), span[0]);
    for (edit, after) in edits[first..].iter().take_while(|(edit, _)| edit[0] < span[1]) {
        if edit[0] > at {
            out += &decode(at, edit[0]);
        }
        out += after;
        at = at.max(edit[1]);
    }
    if at < span[1] {
        out += &decode(at, span[1]);
    }
    out
}

/// Every law that needs nothing but the page and its record; panics with the law and the place that breaks it.
pub fn check(source: &Source) -> Record {
    let record = extract(source, Rules::builtin());
    let text: Vec<char> = record.text.chars().collect();
    let repaired = repair(decode(source), Rules::builtin());
    let edits: Vec<(Span, String)> = repaired
        .edits()
        .iter()
        .map(|edit| (repaired.source_of_decoded(edit.span.clone()), edit.after.clone()))
        .map(|(at, after)| ([at.start, at.end], after))
        .collect();
    // Advertising dropped from the middle of a value lies between its bytes.
    let mut without = edits.clone();
    without.extend(record.dropped.iter().filter_map(|dropped| Some((dropped.source?, String::new()))));
    without.sort_by_key(|(at, _)| *at);
    let html = record.source.kind == "html";
    let here = |what: &str, words: &str| format!("{}: {what} {words:?}", record.id);

    let says = |what: &str, words: &str, at: Span| {
        assert!(at[0] < at[1] && at[1] <= source.bytes.len(), "{}: source {at:?}", here(what, words));
        // A page may mix two encodings by paragraph.
        let labels = [record.decoding.encoding.as_str(), "utf-8", "gb18030"];
        // A text scrape may have kept a tag, which is dropped there too.
        let read = |edits: &[(Span, String)]| {
            let replayed = labels.map(|label| replay(source, label, edits, at));
            replayed.into_iter().flat_map(|text| [squeeze(&text, html), squeeze(&text, true)]).collect::<Vec<_>>()
        };
        let shown = [read(&edits), read(&without)].concat();
        let wanted = squeeze(words, false);
        // Where bytes are malformed, a span may hold stretches of two encodings: no one label reads it.
        let torn = record.decoding.malformed > 0;
        assert!(torn || shown.iter().any(|shown| shown.contains(&wanted)), "{}: its source {at:?} reads {:?}", here(what, words), shown[0]);
    };
    let evidence = |what: &str, words: &str, span: Span, at: Option<Span>, section: Option<usize>| {
        assert_eq!(slice(&text, span), words, "{}", here(what, words));
        let at = at.unwrap_or_else(|| panic!("{}: no source", here(what, words)));
        says(what, words, at);
        if let Some(section) = section {
            let Section { span: [start, end], source, .. } = record.sections[section];
            assert!(start <= span[0] && span[1] <= end, "{}: {span:?} outside its section", here(what, words));
            let outer = source.unwrap_or_else(|| panic!("{}: its section has no source", here(what, words)));
            assert!(outer[0] <= at[0] && at[1] <= outer[1], "{}: source {at:?} outside that of its section {outer:?}", here(what, words));
        }
    };
    for date in &record.dates {
        match date.span {
            Some(span) => evidence("date", &date.text, span, date.source, Some(date.section)),
            None => assert_eq!(
                (date.role.as_ref(), Some(&date.edtf)),
                ("published", record.page.published.as_ref()),
                "{}: a date without span",
                record.id
            ),
        }
    }
    for place in &record.places {
        evidence("place", &place.text, place.span, place.source, Some(place.section));
    }
    for document in &record.documents {
        // A page's own title may stand outside the main text.
        if let Some(span) = document.span {
            let named = slice(&text, span);
            evidence("document", &named, span, document.source, None);
            if let Some(title) = &document.title {
                assert!(squeeze(&named, false).contains(&squeeze(title, false)), "{}: title {title:?}", here("document", &named));
            }
        } else if let (Some(title), Some(at)) = (&document.title, document.source) {
            says("title", title, at);
        }
        for mention in &document.mentions {
            evidence("mention", &mention.text, mention.span, mention.source, None);
        }
    }
    for (index, figure) in record.targets.iter().chain(&record.figures).enumerate() {
        assert_eq!(index < record.targets.len(), figure.kind == "target", "{}", here("figure", &figure.text));
        evidence("figure", &figure.text, figure.span, figure.source, Some(figure.section));
        assert!(figure.evidence[0] <= figure.span[0] && figure.span[1] <= figure.evidence[1], "{}: evidence", here("figure", &figure.text));
        assert!(figure.document.is_none_or(|id| id < record.documents.len()), "{}: document", here("figure", &figure.text));
    }
    sections(&record, text.len());
    let spans: Vec<Span> = record.dates.iter().filter_map(|date| date.span).collect();
    for pair in spans.windows(2) {
        assert!(pair[0][1] <= pair[1][0], "{}: dates overlap at {:?}", record.id, pair[1]);
    }
    for dropped in &record.dropped {
        assert!(dropped.text.chars().count() <= 40, "{}", here("dropped", &dropped.text));
    }
    record
}

fn sections(record: &Record, length: usize) {
    assert!(!record.sections.is_empty(), "{}: no section", record.id);
    let mut covered = 0;
    for (id, section) in record.sections.iter().enumerate() {
        assert_eq!(section.id, id);
        assert!(section.span[0] <= section.span[1] && section.span[1] <= length, "{}: section {id}", record.id);
        match section.parent {
            Some(parent) => {
                assert!(parent < id, "{}: section {id} before its parent", record.id);
                let outer = record.sections[parent].span;
                assert!(outer[0] <= section.span[0] && section.span[1] <= outer[1], "{}: section {id} outside its parent", record.id);
            }
            None => {
                assert!(
                    section.span[0] >= covered && section.span[0] <= covered + 1,
                    "{}: section {id} leaves a gap or overlaps",
                    record.id
                );
                covered = section.span[1];
            }
        }
        let inside = |inner: Span, outer: Span| outer[0] <= inner[0] && inner[1] <= outer[1];
        if let (Some(inner), Some(parent)) = (section.source, section.parent) {
            let is_inside = record.sections[parent].source.is_some_and(|outer| inside(inner, outer));
            assert!(is_inside && inner[1] <= record.source.bytes, "{}: source of section {id}", record.id);
        }
        if let Some(heading) = section.heading {
            assert!(section.span[0] <= heading[0] && heading[1] <= section.span[1], "{}: heading of section {id}", record.id);
        }
    }
    assert_eq!(covered, length, "{}: sections do not cover the text", record.id);
}

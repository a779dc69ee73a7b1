//! What fuzzing found stays found: the laws hold on every input of `fixtures/finds`, each read as a page of text, as markup, and as it is.

mod common;

use std::fs;
use std::path::Path;

use qingyuan::decode::SourceKind;
use qingyuan::{Rules, Source, decode, repair};

#[test]
fn the_laws_hold_on_every_find() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/finds");
    let mut tried = 0;
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        // README.md, and *.known: not yet mended.
        if path.extension().is_some() {
            continue;
        }
        let name = path.file_name().unwrap().display().to_string();
        let bytes = fs::read(&path).unwrap();
        for kind in [Some(SourceKind::Text), Some(SourceKind::Html), None] {
            let mut source = Source::new(name.as_str(), bytes.as_slice());
            source.kind = kind;
            let decoded = decode(&source);
            assert!(!bytes.is_ascii() || decoded.text().len() <= bytes.len(), "{name}: ASCII grew");
            let repaired = repair(decoded, Rules::builtin());
            for damage in repaired.damage() {
                let text = repaired.text().get(damage.span.clone());
                assert!(text.is_some_and(|text| !text.is_empty()), "{name}: damage outside the text: {damage:?}");
            }
            common::check(&source);
        }
        tried += 1;
    }
    assert!(tried > 0);
}

use encoding_rs::{BIG5, GB18030, GBK, UTF_8};
use proptest::prelude::*;

use super::*;

const TEXT: &str = "各省、自治区、直辖市人民政府：为加快培育未来产业，现将有关事项通知如下。力争到2027年，培育企业30家，产值突破500亿元。";

fn page(charset: &str, body: &str) -> String {
    if charset.is_empty() { format!("<html><p>{body}</p></html>") } else { format!("<html><meta charset={charset}><p>{body}</p></html>") }
}

fn check(bytes: &[u8], encoding: &str, basis: Basis, contains: &str) {
    let source = Source::new("page", bytes.to_vec());
    let decoded = decode(&source);
    assert_eq!((decoded.encoding, decoded.basis), (encoding, basis), "{}", decoded.text());
    assert!(decoded.text().contains(contains), "{}", decoded.text());
}

#[test]
fn the_bytes_overrule_the_label() {
    check(page("utf-8", TEXT).as_bytes(), "utf-8", Basis::Meta, TEXT);
    check(page("gb2312", TEXT).as_bytes(), "utf-8", Basis::Detected, TEXT);
    check(page("", TEXT).as_bytes(), "utf-8", Basis::Detected, TEXT);
    for label in ["gb2312", "gbk", "utf-8", "big5", "iso-8859-1", ""] {
        let basis = if label.starts_with("gb") { Basis::Meta } else { Basis::Detected };
        check(&GBK.encode(&page(label, TEXT)).0, "gb18030", basis, TEXT);
    }
    let traditional = "為加快培育未來產業，現將有關事項通知如下。力爭到2027年，培育企業30家，產值突破500億元。";
    for label in ["big5", "utf-8", "gb2312", ""] {
        let basis = if label == "big5" { Basis::Meta } else { Basis::Detected };
        check(&BIG5.encode(&page(label, traditional)).0, "big5", basis, traditional);
    }
}

#[test]
fn marks_and_wide_forms() {
    check(format!("\u{feff}{TEXT}").as_bytes(), "utf-8", Basis::Bom, TEXT);
    let units = |text: &str| text.encode_utf16().collect::<Vec<_>>();
    let little = |text: &str| units(text).iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<_>>();
    let big = |text: &str| units(text).iter().flat_map(|unit| unit.to_be_bytes()).collect::<Vec<_>>();
    let html = page("", TEXT);
    check(&little(&html), "utf-16le", Basis::Detected, TEXT);
    check(&big(&html), "utf-16be", Basis::Detected, TEXT);
    check(&little(&format!("\u{feff}{TEXT}")), "utf-16le", Basis::Bom, TEXT);
    check(&GB18030.encode("㐀㐁𠀀的一是在不了有和人这中大为上个国我以要他时来用们").0, "gb18030", Basis::Detected, "㐀㐁𠀀的");
    check(b"<p>~{2zR5~}~~~{9f;.~}</p>", "hz-gb-2312", Basis::Detected, "产业~规划");
}

#[test]
fn a_malformed_sequence_costs_itself() {
    let mut stray = page("utf-8", TEXT).into_bytes();
    stray.insert(59, 0xb2);
    let source = Source::new("page", stray);
    let decoded = decode(&source);
    assert_eq!((decoded.encoding, decoded.malformed), ("utf-8", 1));
    let text = decoded.text().replace('\u{fffd}', "");
    assert!(text.contains(&TEXT[30..]), "{text}");
    let whole = page("gbk", TEXT);
    let cut = GBK.encode(&whole[..whole.len() - 11]).0;
    check(&cut[..cut.len() - 1], "gb18030", Basis::Meta, &TEXT[..TEXT.len() - 9]);
}

#[test]
fn two_encodings_in_one_page() {
    let mut mixed = page("utf-8", TEXT).into_bytes();
    mixed.extend_from_slice(&GBK.encode("<p>附件：重点任务分工表</p>").0);
    check(&mixed, "utf-8", Basis::Meta, "<p>附件：重点任务分工表</p>");
    let mut mixed = GBK.encode(&page("gbk", TEXT)).0.into_owned();
    mixed.extend_from_slice("<p>附件：重点任务分工表</p>".as_bytes());
    check(&mixed, "gb18030", Basis::Meta, "<p>附件：重点任务分工表</p>");
}

#[test]
fn the_told_encoding_is_obeyed() {
    let mut source = Source::new("page", TEXT.as_bytes());
    source.encoding = Some("gbk".into());
    assert_eq!(decode(&source).basis, Basis::Override);
    source.encoding = None;
    source.charset = Some("UTF-8".into());
    assert_eq!(decode(&source).basis, Basis::Http);
}

#[test]
fn few_bytes_of_gbk_that_form_utf8_are_gbk() {
    check(&GBK.encode("联通").0, "gb18030", Basis::Detected, "联通");
}

/// Every character's span decodes to it again, and spans of neighbours meet.
fn spans_are_exact(bytes: &[u8], scheme: Scheme) -> Result<(), TestCaseError> {
    let (text, map, _) = read(bytes, 0, std::str::from_utf8(bytes).ok(), scheme);
    let mut last = 0;
    for (at, character) in text.char_indices() {
        let span = map.source(at..at + character.len_utf8());
        prop_assert!(span.start < span.end && last <= span.end && span.end <= bytes.len(), "{character} {span:?} after {last}");
        if let Scheme::One(encoding) = scheme {
            // Big5 has four pairs of bytes that mean two characters each; both then stand on the pair.
            prop_assert!(last == span.start || last == span.end && span.end - span.start == 2);
            let (again, _) = encoding.decode_without_bom_handling(&bytes[span.start..span.end]);
            prop_assert!(again.contains(character), "{} is not in {:?}", character, again);
        }
        last = span.end;
    }
    Ok(())
}

proptest! {
    #[test]
    fn spans_hold_on_any_bytes(
        noise in proptest::collection::vec(any::<u8>(), 0..900),
        label in proptest::sample::select(vec!["gb18030", "big5", "euc-kr", "shift_jis", "utf-16le", "utf-16be", "utf-8", "windows-1252"]),
    ) {
        let encoding = Encoding::for_label(label.as_bytes()).unwrap();
        spans_are_exact(&noise, Scheme::One(encoding))?;
    }

    #[test]
    fn spans_hold_on_mixed_and_shifted_text(
        parts in proptest::collection::vec((any::<bool>(), "[一-龥，。a-z0-9~{}<>\n]{1,9}"), 0..40),
        cut in any::<proptest::sample::Index>(),
    ) {
        let mut bytes = Vec::new();
        for (gbk, part) in &parts {
            if *gbk { bytes.extend_from_slice(&GBK.encode(part).0) } else { bytes.extend_from_slice(part.as_bytes()) }
        }
        bytes.truncate(cut.index(bytes.len() + 1));
        spans_are_exact(&bytes, Scheme::Mixed(UTF_8, GB18030))?;
        spans_are_exact(&bytes, Scheme::Mixed(GB18030, UTF_8))?;
        spans_are_exact(&bytes, Scheme::Hz)?;
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600), charset in proptest::option::of("(gbk|utf-8|big5|hz|x)")) {
        let mut source = Source::new("page", bytes);
        source.charset = charset;
        decode(&source);
    }
}

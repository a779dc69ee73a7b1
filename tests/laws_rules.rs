//! The laws on pages made of each rule table's examples: any of its rows, in any layout, with any damage, in any encoding.

mod common;

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, TestRunner};
use qingyuan::Source;

/// Pages a table.
const CASES: u32 = if cfg!(debug_assertions) { 8 } else { 40 };

/// The examples of a table, or the words of one that needs none.
fn examples(path: &Path) -> Vec<String> {
    let table = fs::read_to_string(path).unwrap();
    let mut lines = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let heads: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = heads.iter().position(|head| *head == "example").unwrap_or(0);
    let cells = lines.filter_map(|line| line.split('\t').nth(column)).map(|cell| cell.replace("\\n", "\n"));
    cells.filter(|cell| !cell.is_empty()).collect()
}

/// Rows in a layout.
fn laid_out(rows: &[String], layout: usize) -> String {
    let each = |before: &str, after: &str| rows.iter().map(|row| format!("{before}{row}{after}")).collect::<String>();
    match layout {
        0 => format!("<html><body><h1>关于印发方案的通知</h1><p>2024-10-18</p>{}</body></html>", each("<p>", "</p>\n")),
        1 => format!("<body><ul>{}</ul></body>", each("<li>", "")),
        2 => format!("<table><tr><td>指标</td><td>2026年</td></tr>{}</table>", each("<tr><td>", "</td><td>60%</td></tr>")),
        3 => format!("<div>{}</div>", each("<h3>重庆市</h3>", "<br>\n")),
        4 => each("", "\n"),
        5 => each("**", "**\n\n"),
        6 => format!("| 指标 | 值 |\n|---|---|\n{}", each("| ", " | 30家 |\n")),
        7 => format!("<div><div class=nav><a href=/>首页</a></div>{}", each("<div><span>&#8220;", "&rdquo;</span></div>")),
        _ => rows.concat(),
    }
}

/// A text damaged in its letters.
fn misread(text: &str, damage: usize, at: Index) -> String {
    let middle = text.floor_char_boundary(at.index(text.len() + 1));
    let (before, behind) = text.split_at(middle);
    match damage {
        1 => format!("{before}{}", encoding_rs::GB18030.decode_without_bom_handling(behind.as_bytes()).0),
        2 => format!("{before}{}", encoding_rs::WINDOWS_1252.decode_without_bom_handling(behind.as_bytes()).0),
        3 => text.replace('发', "發(fā)").replace('业', "業(yè)").replace('产', "產(chǎn)").replace('国', "國(guó)"),
        4 => format!("{before}锟斤拷\u{fffd}??{behind}"),
        5 => format!("{before}\0\u{202e}\u{200b}\u{feff}{behind}"),
        6 => text.chars().flat_map(|letter| [letter, ' ']).collect(),
        _ => text.to_string(),
    }
}

/// Bytes in an encoding, some of them changed or lost.
fn encoded(text: &str, encoding: &str, hits: &[(Index, u8)]) -> Vec<u8> {
    let mut bytes = match encoding {
        "utf-16" => [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
        label => encoding_rs::Encoding::for_label(label.as_bytes()).unwrap().encode(text).0.into_owned(),
    };
    for (at, byte) in hits {
        if !bytes.is_empty() {
            let at = at.index(bytes.len());
            if *byte < 128 {
                bytes.remove(at);
            } else {
                bytes[at] = *byte;
            }
        }
    }
    bytes
}

#[test]
fn hold_for_every_table_in_every_layout_damage_and_encoding() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let mut tables: Vec<_> = fs::read_dir(rules).unwrap().map(|entry| entry.unwrap().path()).collect();
    tables.retain(|path| path.extension().is_some_and(|ending| ending == "tsv"));
    tables.sort();
    assert!(tables.len() > 20, "tables are missing");
    for table in tables {
        let examples = examples(&table);
        assert!(!examples.is_empty(), "{}", table.display());
        let pages = (
            prop::collection::vec(select(examples), 1..12),
            0..9usize,
            0..10usize,
            any::<Index>(),
            select(vec!["utf-8", "utf-8", "gb18030", "big5", "utf-16"]),
            prop_oneof![Just(Vec::new()), prop::collection::vec((any::<Index>(), any::<u8>()), 1..8)],
        );
        let mut runner = TestRunner::new(Config { cases: CASES, max_shrink_iters: 200, failure_persistence: None, ..Config::default() });
        let name = table.file_name().unwrap().to_string_lossy().into_owned();
        let held = runner.run(&pages, |(rows, layout, damage, at, encoding, hits)| {
            let text = misread(&laid_out(&rows, layout), damage, at);
            common::check(&Source::new(name.clone(), encoded(&text, encoding, &hits)));
            Ok(())
        });
        if let Err(error) = held {
            panic!("{name}: {error}");
        }
    }
}

//! README.zh-CN.md says what the English documentation says: the same commands and code, the same figures.

use std::fs;
use std::path::Path;

fn read(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap_or_default()
}

/// Lines of code without their comments, sorted: sections may stand in another order.
fn code(text: &str) -> Vec<String> {
    let blocks =
        text.split("\n```").enumerate().filter(|(at, _)| at % 2 == 1).map(|(_, block)| block.split_once('\n').map_or("", |(_, code)| code));
    let bare = |line: &str| line.split(" # ").next().unwrap_or(line).trim_end().to_string();
    let mut lines: Vec<String> = blocks.flat_map(str::lines).map(bare).filter(|line| !line.is_empty()).collect();
    lines.sort();
    lines
}

/// Numbers of a section, sorted: word order differs.
fn figures(text: &str, heading: &str) -> Vec<String> {
    let section = text.split(&format!("\n## {heading}\n")).nth(1).unwrap_or_else(|| panic!("no section {heading}"));
    let section = section.split("\n## ").next().unwrap();
    let mut numbers: Vec<String> = Vec::new();
    let mut number = String::new();
    for letter in section.chars().chain([' ']) {
        match letter {
            '0'..='9' => number.push(letter),
            '.' | ',' => number.push(letter),
            _ => {
                let whole = number.trim_end_matches(['.', ',']).trim_start_matches(',').to_string();
                if whole.contains(|digit: char| digit.is_ascii_digit()) {
                    numbers.push(whole);
                }
                number.clear();
            }
        }
    }
    numbers.sort();
    numbers
}

/// What only one of two sorted lists has.
fn only_in<'v>(list: &'v [String], other: &[String]) -> Vec<&'v String> {
    let count = |list: &[String], wanted: &String| list.iter().filter(|item| *item == wanted).count();
    list.iter().filter(|item| count(list, item) > count(other, item)).collect()
}

#[test]
fn commands_and_figures_are_those_of_the_english_documentation() {
    let (english, chinese) = (read("README.md"), read("README.zh-CN.md"));
    for (what, english, chinese) in
        [("code", code(&english), code(&chinese)), ("figures", figures(&english, "How good, how fast"), figures(&chinese, "效果与速度"))]
    {
        assert!(english.len() > 20, "{what} is found");
        let (missing, more) = (only_in(&english, &chinese), only_in(&chinese, &english));
        assert!(missing.is_empty() && more.is_empty(), "{what}: only in English {missing:#?}, only in Chinese {more:#?}");
    }
}

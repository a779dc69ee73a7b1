//! `show`, and the language that people are spoken to in.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use unicode_width::UnicodeWidthStr;

const GLOSSED: &str = "fixtures/pages/roundup-glossed/page.txt";

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qingyuan"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("NO_COLOR");
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(name);
    }
    command
}

fn shown(arguments: &[&str]) -> String {
    let output = command(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn piped(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = command(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

/// Text without colours.
fn plain(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let first = parts.next().unwrap().to_string();
    parts.fold(first, |text, part| text + part.split_once('m').unwrap().1)
}

#[test]
fn a_page_fits_its_terminal() {
    for width in [60, 100] {
        for more in [&[][..], &["--raw"]] {
            let text = shown(&[&["show", GLOSSED, "--width", &width.to_string()], more].concat());
            let widest = text.lines().skip(2).map(UnicodeWidthStr::width).max().unwrap();
            assert!(widest <= width, "{widest} columns of {width}: {more:?}");
        }
    }
    let text = shown(&["show", GLOSSED, "--width", "100"]);
    let row = |words: &str| text.lines().find(|line| line.starts_with(words)).unwrap_or_else(|| panic!("{words}: {text}"));
    assert!(row("重庆市 │ 重庆市").len() > 10);
    // Columns begin at the same place, whatever the letters before them.
    let column = |line: &str, word: &str| line[..line.find(word).unwrap()].width();
    assert_eq!(column(row("通用机场"), "2027"), column(row("低空制造领军企业"), "2027"));
}

#[test]
fn colours_are_for_terminals() {
    let coloured = shown(&["show", GLOSSED, "--color", "always"]);
    assert!(coloured.contains("\x1b[1;32m3000亿元\x1b[0m"), "a target");
    assert!(coloured.contains("\x1b[36m5月21日\x1b[0m"), "a date");
    let bare = shown(&["show", GLOSSED]);
    assert!(!bare.contains('\x1b'));
    // The line that tells what the colours mean is there with them alone.
    let lines = |text: &str| text.lines().map(|line| line.trim_end().to_string()).filter(|line| !line.is_empty()).collect::<Vec<_>>();
    let (coloured, bare) = (lines(&plain(&coloured)), lines(&bare));
    assert_eq!(coloured.len(), bare.len() + 1);
    assert!(bare.iter().all(|line| coloured.contains(line)));
}

#[test]
fn a_page_cannot_steer_the_terminal() {
    let output = piped(&["show", "--color", "never"], "培育企业30家\x1b[2J\x1b]0;标题\x07，\u{202e}逆行。".as_bytes());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.chars().all(|letter| letter == '\n' || !letter.is_control()), "{text:?}");
    assert!(text.contains("30家") && text.contains("\\u{1b}"), "{text}");
}

#[test]
fn raw_shows_what_the_input_says() {
    let text = shown(&["show", GLOSSED, "--raw", "--width", "100"]);
    assert!(text.contains("發(fā)展") && text.contains("安徽省发展改革委发布"), "{text}");
    let (bytes, _, _) = encoding_rs::GBK.encode("重庆市将培育企业三十家，建设园区五个，发展数字经济。");
    let output = piped(&["show", "--raw", "--encoding", "gbk", "--width", "100"], &[&bytes[..], b"\xff\xff"].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("重庆市将培育企业三十家"), "{text}");
}

#[test]
fn people_are_spoken_to_in_their_language() {
    assert!(shown(&["show", GLOSSED, "--lang", "zh"]).contains("目标 (13)"));
    assert!(shown(&["show", GLOSSED, "--lang", "en"]).contains("Targets (13)"));
    let help = |arguments: &[&str], locale: &str| {
        let output = command(arguments).env("LANG", locale).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(help(&["--help"], "zh_CN.UTF-8").contains("用人工标注的答案给提取结果打分"));
    assert!(help(&["--help"], "C.UTF-8").contains("Score what is extracted"));
    assert!(help(&["--help", "--lang", "en"], "zh_CN.UTF-8").contains("Score what is extracted"));
    let summary = command(&["extract", "fixtures/pages", "--lang", "zh"]).output().unwrap();
    let said = String::from_utf8_lossy(&summary.stderr);
    assert!(said.contains("个页面") && said.contains("提取的值"), "{said}");
}

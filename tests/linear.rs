//! The work for a text four times as long is about four times the work, whatever the text is made of: a line of one sign, a sentence of
//! a thousand numbers, tables that never end. A square would be sixteen times; the bound lies between, for noisy machines.

use std::time::{Duration, Instant};

use qingyuan::decode::SourceKind;
use qingyuan::{Rules, Source, extract};

/// Bytes of the shorter text.
const SHORT: usize = 60_000;
/// How many times as long the longer one is, and how many times its work may be.
const TIMES: usize = 4;
const WORK: u32 = 10;
/// Below this the clock tells nothing.
const NOISE: Duration = Duration::from_millis(150);

fn time(head: &str, unit: &str, tail: &str, bytes: usize) -> Duration {
    let text = format!("{head}{}{tail}", unit.repeat(bytes / unit.len()));
    let mut source = Source::new("linear.txt", text.into_bytes());
    source.kind = Some(SourceKind::Text);
    source.published = Some(jiff::civil::date(2024, 10, 18));
    let once = || {
        let start = Instant::now();
        let record = extract(&source, Rules::builtin());
        assert!(!record.text.is_empty() || !record.dropped.is_empty());
        start.elapsed()
    };
    once().min(once())
}

fn holds(head: &str, unit: &str, tail: &str) {
    let (short, long) = (time(head, unit, tail, SHORT), time(head, unit, tail, SHORT * TIMES));
    assert!(long <= short * WORK + NOISE, "{unit:?}: {short:?} for {SHORT} bytes, {long:?} for {TIMES} times as many");
}

#[test]
fn lines_of_one_sign() {
    for unit in ["1234567890", "《", "年", "亿", "省", "（", "2024年", "3万", "1,", "12.5 "] {
        holds("", unit, "");
    }
}

#[test]
fn one_sentence_of_many_numbers() {
    holds("到2026年，", "培育企业30家，产值12.5亿元、增长7%，", "");
    holds("", "到2026年培育企业30家，", "");
    holds("", "30家", "");
    holds("", "企业30家（其中A类5家、B类25家），", "");
    holds("每县", "建一所、", "");
    holds("", "新建电站3座", "，2026年投产。");
    holds("", "分别增长5%、6%，", "");
    holds("", "2024年3月5日、", "");
    // What a number looks for behind it, to the end of its paragraph.
    holds("", "五大任务", "");
    holds("", "五大任务：一是、", "");
    holds("", "等7部门", "");
}

#[test]
fn tables_that_never_end() {
    holds("", "指标\t2020年\t2025年\n率（%）\t12\t13\n", "");
    holds("", "指标\n2020年\n2025年\n率（%）\n12\n13\n", "");
    holds("指标 单位 2020年 2025年 ", "产量 万吨 12 13 ", "");
    holds("", "指标 ", "");
}

//! Quantities against fixtures/phrases/quantity.tsv: every row that passes must pass, every known failure must still fail.
//! `UPDATE_EXPECTED=1` rewrites the expected column; read the diff.

#[path = "common/phrases.rs"]
mod phrases;

use std::fmt::Write;

use proptest::prelude::*;
use qingyuan::mention::context::Context;
use qingyuan::mention::quantity::{self, Amount, Comparator, Quantity};
use qingyuan::{Rules, Source, decode, repair, segment, strip};

/// The quantities of `input`, with the text they stand in.
fn quantities(input: &str) -> (String, Vec<Quantity>) {
    let rules = Rules::builtin();
    let source = Source::new("phrase.txt", input.as_bytes());
    let sections = segment(strip(repair(decode(&source), rules), rules), rules);
    let context = Context::new(&sections, rules);
    (context.text.to_string(), quantity::find(&context, &[], &[], rules))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any text: no panic, spans in order, none overlapping, each inside its outer span and on letters' boundaries.
    #[test]
    fn spans_are_in_order(parts in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        let (text, found) = quantities(&parts.concat());
        let mut last = 0;
        for one in found {
            prop_assert!(one.span.start >= last && one.span.start < one.span.end);
            prop_assert!(text.get(one.span.range()).is_some() && text.get(one.outer.range()).is_some());
            prop_assert!(one.outer.contains(one.span));
            last = one.span.end;
        }
    }
}

/// What generated texts are made of.
const PIECES: &[&str] = &[
    "1",
    "5",
    "20",
    "2025",
    "0",
    "００",
    "9999999999999999999999999999",
    "1,200",
    ".",
    ",",
    "，",
    "。",
    "-",
    "—",
    "～",
    "至",
    "到",
    "/",
    "·",
    "每",
    "人",
    "月",
    "一",
    "二",
    "两",
    "三",
    "五",
    "九",
    "零",
    "〇",
    "十",
    "百",
    "千",
    "万",
    "亿",
    "兆",
    "壹",
    "拾",
    "仟",
    "廿",
    "半",
    "几",
    "数",
    "多",
    "余",
    "点",
    "分之",
    "分",
    "之",
    "负",
    "零下",
    "第",
    "前",
    "个",
    "家",
    "元",
    "角",
    "%",
    "‰",
    "个百分点",
    "吨",
    "千瓦",
    "微克",
    "立方米",
    "年",
    "岁",
    "日内",
    "内",
    "级",
    "届",
    "强",
    "成",
    "倍",
    "折",
    "以上",
    "（含）",
    "左右",
    "不低于",
    "约",
    "超过",
    "最高",
    "翻一番",
    "全覆盖",
    "统一",
    "“",
    "”",
    "《",
    "》",
    "（",
    "）",
    "〔",
    "〕",
    "号",
    "\n",
    "\t",
    " ",
    "　",
    "@",
    "://",
    "www.",
    "a",
    "G",
    "kW",
    "PM2.5",
    "K",
    "￥",
    "$",
    "港币",
    "等",
    "方面",
    "的",
    "𠮷",
    "é",
];

/// One enormous line of a kind is read in time that grows with its length alone.
#[test]
fn one_long_line() {
    for piece in ["1", "一", "《", "1-", "1,", "5%", "万", "第", "10家、", "号", "a1", "“一", "每人", "1/"] {
        let line = piece.repeat(200_000 / piece.len());
        let (_, found) = quantities(&line);
        assert!(found.len() <= line.len());
    }
}

/// What is found in `input`, in one line: `text=value unit comparator shape`.
fn find(input: &str) -> String {
    let rules = Rules::builtin();
    let source = Source::new("phrase.txt", input.as_bytes());
    let sections = segment(strip(repair(decode(&source), rules), rules), rules);
    let context = Context::new(&sections, rules);
    let documents = qingyuan::mention::document::find(&context, rules);
    let dates = qingyuan::mention::date::find(&context, &documents, rules);
    let found = quantity::find(&context, &documents, &dates, rules);
    found.iter().map(|quantity| show(context.str(quantity.span), quantity)).collect::<Vec<_>>().join("; ")
}

fn show(text: &str, quantity: &Quantity) -> String {
    let mut line = format!("{text} = ");
    let _ = match quantity.amount {
        Amount::Exact(value) | Amount::Order(value) => write!(line, "{} {}", value.normalize(), quantity.unit),
        Amount::Range(low, high) => write!(line, "{}~{} {}", low.normalize(), high.normalize(), quantity.unit),
        Amount::Vague => write!(line, "?"),
    };
    let comparator = match quantity.comparator {
        Comparator::Equal => "",
        Comparator::AtLeast => " >=",
        Comparator::MoreThan => " >",
        Comparator::AtMost => " <=",
        Comparator::LessThan => " <",
        Comparator::About => " ~",
        Comparator::Range => " range",
        Comparator::Order => " order",
    };
    let _ = write!(line, "{comparator} {:?}", quantity.shape);
    line
}

#[test]
fn phrases() {
    phrases::walk("quantity.tsv", find);
}

//! What the transport says of a page's encoding, end to end: JSON Lines `encoding` and the header kept in a WARC record, where
//! they alone know, and where they lie.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

const PAGE: &str = "<html><head><title>东川市渔港建设行动方案</title></head><body><h1>东川市渔港建设行动方案</h1>\
    <p>发布时间：2024-03-05 来源：市农业农村局</p><p>到2027年，全市改造渔港12座，渔港就近避风率达到85%以上。</p>\
    <p>各区要加强组织领导，确保任务落实。</p></body></html>";

fn records(name: &str, bytes: &[u8]) -> Vec<Value> {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&file, bytes).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_qingyuan")).args(["extract", "-o", "-", "--quiet"]).arg(&file).output().unwrap();
    String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn check(record: &Value, encoding: &str, declared: Option<&str>, basis: &str) {
    let told = (&record["decoding"]["encoding"], &record["decoding"]["declared"], &record["decoding"]["basis"]);
    assert_eq!(told, (&json!(encoding), &json!(declared), &json!(basis)), "{}", record["id"]);
    let page = (&record["page"]["title"], &record["page"]["published"], &record["decoding"]["malformed"]);
    assert_eq!(page, (&json!("东川市渔港建设行动方案"), &json!("2024-03-05"), &json!(0)), "{}", record["id"]);
    assert!(record["text"].as_str().unwrap().contains("改造渔港12座"), "{}", record["text"]);
}

#[test]
fn a_line_of_json_is_utf_8_whatever_its_header_was() {
    let labels = [None, Some("gbk"), Some("gb2312"), Some("iso-8859-1"), Some("utf-8"), Some("big5"), Some("nonsense")];
    let lines: Vec<String> = labels.iter().map(|label| json!({"id": "page", "html": PAGE, "encoding": label}).to_string()).collect();
    let records = records("charsets.jsonl", lines.join("\n").as_bytes());
    assert_eq!(records.len(), labels.len());
    for (record, label) in records.iter().zip(labels) {
        check(record, "utf-8", label, if label == Some("utf-8") { "http" } else { "detected" });
    }
}

#[test]
fn a_header_is_heard_and_not_believed() {
    let gbk = encoding_rs::GBK.encode(PAGE).0.into_owned();
    let wide: Vec<u8> = PAGE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases = [
        (&gbk[..], Some("gbk"), "gb18030", "http"),
        (&gbk[..], None, "gb18030", "detected"),
        (&gbk[..], Some("utf-8"), "gb18030", "detected"),
        (&gbk[..], Some("iso-8859-1"), "gb18030", "detected"),
        (&gbk[..], Some("big5"), "gb18030", "detected"),
        (PAGE.as_bytes(), Some("gb2312"), "utf-8", "detected"),
        (&wide[..], Some("utf-16le"), "utf-16le", "http"),
        (&wide[..], None, "utf-16le", "detected"),
    ];
    let mut archive = Vec::new();
    for (at, (body, label, ..)) in cases.iter().enumerate() {
        let label = label.map_or(String::new(), |label| format!("; charset={label}"));
        let http = [format!("HTTP/1.1 200 OK\r\nContent-Type: text/html{label}\r\n\r\n").as_bytes(), body].concat();
        let length = http.len();
        let head =
            format!("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://example.cn/{at}\r\nContent-Length: {length}\r\n\r\n");
        archive.extend([head.as_bytes(), &http, b"\r\n\r\n"].concat());
    }
    let records = records("charsets.warc", &archive);
    assert_eq!(records.len(), cases.len());
    for (record, (_, label, encoding, basis)) in records.iter().zip(cases) {
        check(record, encoding, label, basis);
    }
}

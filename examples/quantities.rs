//! Dev tool: quantities of JSONL or text lines.
use qingyuan::mention::context::Context;
use qingyuan::mention::quantity::{self, Amount};
use qingyuan::{Rules, Source, decode, repair, segment, strip};
fn main() {
    let rules = Rules::builtin();
    let path = std::env::args().nth(1).unwrap();
    let data = std::fs::read(&path).unwrap();
    let time = std::env::args().nth(2).is_some();
    let data = String::from_utf8_lossy(&data).into_owned();
    let pages: Vec<(String, String)> = if path.ends_with(".jsonl") {
        data.lines()
            .map(|l| {
                let v: serde_json::Value = serde_json::from_str(l).unwrap();
                (v["id"].as_str().unwrap_or("").to_string(), v["text"].as_str().or(v["input"].as_str()).unwrap_or("").to_string())
            })
            .collect()
    } else {
        vec![(path.clone(), data)]
    };
    for (id, text) in pages {
        let mut source = Source::new(&id, text.as_bytes());
        source.kind = Some(qingyuan::decode::SourceKind::Text);
        let sections = segment(strip(repair(decode(&source), rules), rules), rules);
        let context = Context::new(&sections);
        let documents = qingyuan::mention::document::find(&context, rules);
        let dates = qingyuan::mention::date::find(&context, &documents, rules);
        let t = std::time::Instant::now();
        let found = quantity::find(&context, &documents, &dates, rules);
        if time {
            let s = t.elapsed().as_secs_f64();
            println!("{} bytes {} found {:.3}s {:.1} MB/s", context.text.len(), found.len(), s, context.text.len() as f64 / 1e6 / s);
            continue;
        }
        for q in &found {
            let (v, a, b) = match q.amount {
                Amount::Exact(v) | Amount::Order(v) => (Some(v), None, None),
                Amount::Range(a, b) => (None, Some(a), Some(b)),
                Amount::Vague => (None, None, None),
            };
            let start = context.text[..q.span.start].chars().count();
            println!(
                "{}",
                serde_json::json!({"id": id, "text": context.str(q.span), "start": start, "outer": context.str(q.outer), "value": v.map(|v| v.normalize().to_string()),
              "min": a.map(|v| v.normalize().to_string()), "max": b.map(|v| v.normalize().to_string()), "unit": q.unit, "unit_text": q.unit_text,
              "comparator": format!("{:?}", q.comparator), "shape": format!("{:?}", q.shape), "rule": q.rule,
              "around": format!("{}", context.text[context.line_at(q.span.start).range()].chars().skip(context.text[context.line_at(q.span.start).start..q.span.start].chars().count().saturating_sub(12)).take(32).collect::<String>())})
            );
        }
    }
}

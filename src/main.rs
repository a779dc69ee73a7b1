//! The command. Only file, argument and terminal handling.

use std::io::Read;
use std::process::ExitCode;

fn main() -> ExitCode {
    // Provisional: `extract PATH… -o -` in the simplest form, until cli/ and batch/ stand.
    for path in std::env::args().skip(2).filter(|arg| !arg.starts_with('-')) {
        let mut bytes = Vec::new();
        if std::fs::File::open(&path).and_then(|mut file| file.read_to_end(&mut bytes)).is_err() {
            return ExitCode::from(2);
        }
        if path.ends_with(".jsonl") {
            for line in String::from_utf8_lossy(&bytes).lines() {
                let page: serde_json::Value = serde_json::from_str(line).expect("JSON");
                let html = page.get("html").and_then(|html| html.as_str());
                let text = html.or(page.get("text").and_then(|text| text.as_str())).unwrap_or("");
                let mut source = qingyuan::Source::new(page["id"].as_str().unwrap_or(""), text.as_bytes());
                source.published = page.get("published").and_then(|date| date.as_str()).and_then(|date| date.parse().ok());
                source.region = page.get("region").and_then(|region| region.as_str()).map(Into::into);
                source.kind = Some(if html.is_some() { qingyuan::decode::SourceKind::Html } else { qingyuan::decode::SourceKind::Text });
                println!("{}", serde_json::to_string(&qingyuan::extract(&source, qingyuan::Rules::builtin())).expect("JSON"));
            }
            continue;
        }
        println!(
            "{}",
            serde_json::to_string(&qingyuan::extract(&qingyuan::Source::new(&path, &bytes[..]), qingyuan::Rules::builtin())).expect("JSON")
        );
    }
    ExitCode::SUCCESS
}

//! A report as JUnit's XML, which CI servers show: a page is a test case.

use super::{Entry, Report, State, text};
use crate::cli::paint::{Paint, safe};

/// The report.
pub fn told(report: &Report) -> String {
    let failed = |page: &&Entry| page.state == State::Failed;
    let errors = report.pages.iter().filter(failed).count();
    let failures = report.differ - errors;
    let (name, tests) = (escape(&report.of), report.pages.len());
    let seconds: f64 = report.pages.iter().map(|page| page.seconds).sum();
    let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" time=\"{seconds:.3}\"");
    let mut out = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {counts}>\n<testsuite name=\"{name}\" {counts}>\n");
    for page in &report.pages {
        out += &told_page(page, &name);
    }
    out + "</testsuite>\n</testsuites>\n"
}

fn told_page(page: &Entry, suite: &str) -> String {
    let head = format!("<testcase classname=\"{suite}\" name=\"{}\" time=\"{:.3}\"", escape(&page.name), page.seconds);
    if page.is_fine() {
        return head + "/>\n";
    }
    let mut fields: Vec<&str> = page.changes.iter().map(|change| change.field.as_str()).collect();
    fields.dedup();
    let message = page.problem.clone().unwrap_or_else(|| match fields.is_empty() {
        true => "no record to compare with".to_string(),
        false => fields.join(", "),
    });
    let tag = if page.state == State::Failed { "error" } else { "failure" };
    let body: Vec<String> = text::told_page(page, Paint::PLAIN).lines().map(escape).collect();
    format!("{head}>\n<{tag} message=\"{}\">{}</{tag}>\n</testcase>\n", escape(&message), body.join("\n"))
}

/// Text of one line for XML; what XML cannot hold is written out.
fn escape(text: &str) -> String {
    let text = safe(text);
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_holds_any_text() {
        assert_eq!(escape("a<b>&\"\u{1b}\u{ffff}"), "a&lt;b&gt;&amp;&quot;\\u{1b}\u{fffd}");
    }
}

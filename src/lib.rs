//! qingyuan (清源) turns any scraped Chinese policy page, however damaged, into rows one can cite.
//!
//! One page in, one record out, along one straight line; each stage takes the previous stage's result by value:
//!
//! ```text
//! bytes ─decode→ Decoded ─repair→ Repaired ─strip→ Content ─segment→ Sections ─find→ Mentions ─record→ Record
//! ```
//!
//! ```
//! use qingyuan::{Rules, Source, extract};
//! let page = "重庆市\n10月11日，重庆市经济信息委发布了《关于开展试点的通知》，将培育企业30家。".as_bytes();
//! let record = extract(&Source::new("page.txt", page), Rules::builtin());
//! assert_eq!(record.schema, "qingyuan/1");
//! ```
//!
//! A wrong order does not compile:
//!
//! ```compile_fail
//! use qingyuan::{Rules, Source, decode, strip};
//! let source = Source::new("page.txt", b"...");
//! strip(decode(&source), Rules::builtin()); // not repaired yet
//! ```

pub mod compare;
pub mod content;
pub mod decode;
pub mod error;
pub mod evaluate;
mod letters;
pub mod lex;
pub mod limits;
pub mod mention;
pub mod record;
pub mod repair;
pub mod rules;
pub mod segment;
pub mod table;
pub mod trace;

pub use content::{Content, strip};
pub use decode::{Decoded, Source, decode};
pub use error::Error;
pub use mention::{Mentions, find};
pub use record::{Record, record};
pub use repair::{Repaired, repair};
pub use rules::Rules;
pub use segment::{Sections, segment};

/// The whole line: one page in, one record out. Never fails and never panics on any bytes.
pub fn extract(source: &Source, rules: &Rules) -> Record {
    let decoded = decode(source);
    let repaired = repair(decoded, rules);
    let content = strip(repaired, rules);
    let sections = segment(content, rules);
    let mentions = find(sections, rules);
    record(mentions, source)
}

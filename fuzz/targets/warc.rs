//! See `archives::check`.
#![no_main]

#[allow(dead_code, unexpected_cfgs, unused_imports)]
#[path = "../../src"]
mod source {
    pub mod batch;
    pub mod lang;
}
#[path = "../src/archives.rs"]
mod archives;

use source::{batch, lang};

libfuzzer_sys::fuzz_target!(|data: &[u8]| archives::check(data, if data.starts_with(&[0x1f, 0x8b]) { "warc.gz" } else { "warc" }));

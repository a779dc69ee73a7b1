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

/// What the first byte chooses; the rest is the file.
const ENDINGS: [&str; 6] = ["zip", "tar", "tar.gz", "tar.zst", "jsonl", "jsonl.gz"];

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Some((first, data)) = data.split_first() {
        archives::check(data, ENDINGS[usize::from(*first) % ENDINGS.len()]);
    }
});

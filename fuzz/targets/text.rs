//! See `qingyuan_fuzz::check_text`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| qingyuan_fuzz::check_text(data));

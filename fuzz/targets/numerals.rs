//! See `qingyuan_fuzz::check_numerals`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| qingyuan_fuzz::check_numerals(data));

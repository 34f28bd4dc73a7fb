//! Any bytes as a rule file: read or refused, with faults that can be shown, in no time (libFuzzer's `-timeout`).
#![no_main]

use earwitness_fuzz::packs::{checked, files};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    checked(&files(&[("rule", String::from_utf8_lossy(bytes).into_owned())]));
});

//! The packs that ship judge whatever was said: text in the notation is read, all else builds a transcript directly.
#![no_main]

use arbitrary::Unstructured;
use earwitness::call::evaluation::Provenance;
use earwitness::call::notation;
use earwitness::call::recording::Call;
use earwitness_fuzz::laws::check_evaluation;
use earwitness_fuzz::{packs, talk};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (call, transcript) = match notation::parse(&String::from_utf8_lossy(bytes)) {
        Ok(transcript) => (Call::default(), transcript),
        Err(faults) => {
            assert!(!faults.to_string().is_empty(), "faults are told");
            let mut u = Unstructured::new(bytes);
            let Ok((call, transcript)) = talk::call(&mut u).and_then(|call| Ok((call, talk::transcript(&mut u)?)))
            else {
                return;
            };
            (call, transcript)
        }
    };
    let (evaluation, _) = packs::shipped().evaluate(&call, &transcript, Provenance::default());
    check_evaluation(&evaluation, &transcript);
});

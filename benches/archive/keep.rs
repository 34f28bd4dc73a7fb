//! Judges made calls and keeps them in a store, as an inspection would have.

use std::path::Path;

use crossbeam_channel::bounded;
use earwitness::call::evaluation::Provenance;
use earwitness::pipeline::judges::Judges;
use earwitness::scan::compile::load;
use earwitness::store;
use earwitness::store::entry::{Discovered, Done, Ending, Inspected};
use earwitness::store::store::Mode;
use rayon::prelude::*;

use crate::calls::call;
use crate::material::{Material, gather};

/// Calls in one transaction.
const BATCH: u64 = 2_000;

/// Which archive.
#[derive(Clone, Debug)]
pub struct Archive {
    pub calls: u64,
    pub seed: u64,
    /// URL of the store; calls that are there already are replaced.
    pub store: String,
}

/// The shipped packs.
pub fn judges(root: &Path) -> Judges {
    let packs = ["telecom-zh", "telecom-en"].map(|id| load(&root.join("rules").join(id)).expect("a pack").1);
    Judges { rule_sets: packs.into() }
}

/// Makes an archive; `watch` is told how many calls are kept.
pub fn make(root: &Path, archive: &Archive, mut watch: impl FnMut(u64)) {
    let (materials, judges) = (gather(root), judges(root));
    let mut store = store::open(&archive.store, Mode::Write).expect("a store");
    let (batches_in, batches) = bounded(2);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let batches_in = batches_in;
            for from in (0..archive.calls).step_by(BATCH as usize) {
                let numbers = from..(from + BATCH).min(archive.calls);
                let batch: Vec<(Discovered, Done)> = numbers
                    .into_par_iter()
                    .map(|number| inspected(&materials, &judges, archive.seed, number))
                    .collect();
                if batches_in.send(batch).is_err() {
                    return;
                }
            }
        });
        let mut kept = 0;
        for batch in batches {
            let (discovered, done): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
            store.discover(&discovered).expect("discovered");
            store.finish(&done).expect("kept");
            kept += done.len() as u64;
            watch(kept);
        }
    });
}

fn inspected(materials: &[Material; 2], judges: &Judges, seed: u64, number: u64) -> (Discovered, Done) {
    let (discovered, transcript) = call(materials, seed, number);
    let provenance = Provenance {
        recording: discovered.recording.id.0.clone(),
        engine: "whisper.cpp 1.8.3".to_string(),
        model: "7c1e0e6d2e0a5a6bcb1f0b8a5d9c4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b8c7d".to_string(),
        settings: "0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b".to_string(),
        ..Provenance::default()
    };
    let (evaluation, provenance) = judges.evaluate(&discovered.call, &transcript, provenance);
    let format = "wav, A-law, 8000 Hz, 2 channels".to_string();
    let inspected = Inspected { format, warnings: Vec::new(), transcript, evaluation, provenance };
    let recording = discovered.recording.id.clone();
    (discovered, Done { recording, ending: Ending::Inspected(Box::new(inspected)) })
}

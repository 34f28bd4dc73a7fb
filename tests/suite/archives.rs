//! Stored archives and changed packs that several tests share.

use std::path::{Path, PathBuf};

use earwitness::call::evaluation::Provenance;
use earwitness::call::notation;
use earwitness::call::recording::{Call, Recording, RecordingId};
use earwitness::pipeline::judges::Judges;
use earwitness::scan::compile::load;
use earwitness::store;
use earwitness::store::entry::{Discovered, Done, Ending, Inspected};
use earwitness::store::store::Mode;
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use crate::scratch::{root, store_in};

/// A store with so many copies of every transcript of the fixtures, judged by the shipped packs.
pub fn archive(folder: &Path, copies: usize) -> String {
    let url = store_in(folder);
    let packs = ["telecom-zh", "telecom-en"].map(|id| load(&root().join("rules").join(id)).unwrap().1);
    let judges = Judges { rule_sets: packs.into() };
    let mut store = store::open(&url, Mode::Write).unwrap();
    for copy in 0..copies {
        let calls = transcripts();
        let calls: Vec<_> =
            calls.iter().enumerate().map(|(number, path)| inspected(path, number, copy, &judges)).collect();
        let (discovered, done): (Vec<_>, Vec<_>) = calls.into_iter().unzip();
        store.discover(&discovered).unwrap();
        store.finish(&done).unwrap();
    }
    url
}

fn inspected(path: &Path, number: usize, copy: usize, judges: &Judges) -> (Discovered, Done) {
    let transcript = notation::parse(&std::fs::read_to_string(path).unwrap()).unwrap();
    let name = path.file_stem().unwrap().to_string_lossy();
    let id = Sha256::digest(format!("{name} {copy}")).iter().map(|byte| format!("{byte:02x}")).collect();
    let id = RecordingId(id);
    let call = Call { id: name.into(), agent: Some(format!("agent-{}", number % 3)), ..Call::default() };
    let recording = Recording { id: id.clone(), path: path.join(copy.to_string()) };
    let (evaluation, provenance) = judges.evaluate(&call, &transcript, Provenance::default());
    let (format, warnings) = ("notation".to_string(), Vec::new());
    let inspected = Inspected { format, warnings, transcript, evaluation, provenance };
    let done = Done { recording: id, ending: Ending::Inspected(Box::new(inspected)) };
    (Discovered { recording, size_bytes: 1, call }, done)
}

/// Ordinary calls of one language in an archive.
const CLEAN: usize = 30;

/// The samples, and as many ordinary calls a language: 37 Mandarin calls and 36 English ones.
fn transcripts() -> Vec<PathBuf> {
    let folder = root().join("fixtures/transcripts");
    let files = |inside: &str| {
        let files = WalkDir::new(folder.join(inside)).sort_by_file_name().into_iter();
        files.map(|entry| entry.unwrap().into_path()).filter(|path| path.is_file()).collect::<Vec<_>>()
    };
    let clean = files("clean");
    let of = |language: &str| {
        let is_of = |path: &&PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(language));
        clean.iter().filter(is_of).take(CLEAN).cloned().collect::<Vec<_>>()
    };
    [of("en"), of("zh"), files("samples")].concat()
}

/// A copy of a shipped pack with some texts of its files replaced.
pub fn changed(folder: &Path, id: &str, changes: &[(&str, &str, &str)]) -> String {
    let pack = folder.join(id);
    std::fs::create_dir(&pack).unwrap();
    let files = std::fs::read_dir(root().join("rules").join(id)).unwrap().map(Result::unwrap);
    for file in files.filter(|file| file.path().is_file()) {
        std::fs::copy(file.path(), pack.join(file.file_name())).unwrap();
    }
    for (file, from, to) in changes {
        let path = pack.join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} does not hold {from}");
        std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
    }
    pack.display().to_string()
}

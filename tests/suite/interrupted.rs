//! A run that is killed at any moment and started again ends as one that was not.

use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::scratch::{earwitness, expected, root, run, store_in};

/// Recordings in the archive: enough that a run takes seconds and a kill meets every stage.
const RECORDINGS: usize = 156;
/// Runs that are killed.
const KILLS: u32 = 20;

/// An archive with transcripts beside the recordings, one of them broken and two the same.
fn archive(folder: &Path) {
    let samples = expected();
    for number in 0..RECORDINGS {
        let (call, expected) = &samples[number % samples.len()];
        let source = root().join("fixtures/audio").join(&expected.file);
        let ending = source.extension().unwrap().to_string_lossy().into_owned();
        let mut bytes = std::fs::read(&source).unwrap();
        // Bytes behind the end of the sound make it another recording.
        bytes.extend_from_slice(format!("copy {number}").as_bytes());
        std::fs::write(folder.join(format!("{number:03}-{call}.{ending}")), bytes).unwrap();
        let transcript = root().join(format!("fixtures/transcripts/samples/{call}.txt"));
        std::fs::copy(transcript, folder.join(format!("{number:03}-{call}.txt"))).unwrap();
    }
    std::fs::write(folder.join("broken.wav"), b"RIFF....WAVEnothing").unwrap();
    let first = std::fs::read(folder.join(format!("000-{}.wav", samples[0].0)))
        .or_else(|_| std::fs::read(folder.join("broken.wav")));
    std::fs::write(folder.join("double.wav"), first.unwrap()).unwrap();
}

fn start(archive: &Path, store: &str) -> Child {
    let path = archive.display().to_string();
    let arguments = ["inspect", &path, "--store", store, "--engine", "recorded", "--workers", "2"];
    earwitness().args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn twenty_kills_change_nothing_in_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let recordings = folder.path().join("archive");
    std::fs::create_dir(&recordings).unwrap();
    archive(&recordings);
    let undisturbed = format!("sqlite:{}", folder.path().join("undisturbed.db").display());
    let began = Instant::now();
    start(&recordings, &undisturbed).wait().unwrap();
    let whole = began.elapsed();

    let store = store_in(folder.path());
    let mut killed = 0;
    for number in 0..KILLS {
        let mut child = start(&recordings, &store);
        // Spread over the run by the golden ratio: no two kills meet the same moment, and no random number is needed.
        let share = f64::from(number) * 0.618_033_988_75 % 1.0;
        std::thread::sleep(whole.mul_f64(share * 0.5).max(Duration::from_millis(5)));
        killed += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(killed >= 5, "only {killed} runs were still at work when they were killed");
    start(&recordings, &store).wait().unwrap();

    let digest = |store: &str| run(&["status", "--store", store, "--digest"]);
    assert_eq!(digest(&undisturbed), digest(&store));
    let ledger = run(&["status", "--store", &store]);
    assert!(ledger.contains("100.0 %") && !ledger.contains("missing"), "{ledger}");
}

#[test]
fn an_interrupt_keeps_what_is_in_flight_and_says_what_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let recordings = folder.path().join("archive");
    std::fs::create_dir(&recordings).unwrap();
    archive(&recordings);
    let store = store_in(folder.path());
    let path = recordings.display().to_string();
    let arguments = ["inspect", &path, "--store", &store, "--engine", "recorded", "--workers", "1"];
    let child = earwitness().args(arguments).stdout(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(400));
    // SAFETY: a signal to a child of ours that has not been waited for.
    unsafe { libc::kill(child.id() as i32, libc::SIGINT) };
    let output = child.wait_with_output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", output.status);
    start(&recordings, &store).wait().unwrap();
    let ledger = run(&["status", "--store", &store]);
    assert!(ledger.contains("100.0 %"), "{ledger}");
}

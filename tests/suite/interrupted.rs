//! A run that is killed at any moment and started again ends as one that was not.

use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::scratch::{earwitness, expected, root, run, store_in, text};

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
    // A detector that needs no time: what is tested is everything around it.
    std::fs::write(folder.join("quick.toml"), "[segment]\ndetector = \"level\"\n").unwrap();
    let first = std::fs::read(folder.join(format!("000-{}.wav", samples[0].0)))
        .or_else(|_| std::fs::read(folder.join("broken.wav")));
    std::fs::write(folder.join("double.wav"), first.unwrap()).unwrap();
}

fn arguments(archive: &Path, store: &str) -> Vec<String> {
    let (path, config) = (archive.display().to_string(), archive.join("quick.toml").display().to_string());
    let arguments = ["inspect", &path, "--config", &config, "--store", store, "--engine", "recorded", "--workers", "2"];
    arguments.map(str::to_string).into()
}

fn start(archive: &Path, store: &str) -> Child {
    earwitness().args(arguments(archive, store)).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Waits until a run has made its store: from then on it is at work.
fn wait_for(store: &str) {
    let began = Instant::now();
    while !Path::new(store.trim_start_matches("sqlite:")).exists() {
        assert!(began.elapsed() < Duration::from_secs(60), "no store was made");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn digest(store: &str) -> String {
    run(&["status", "--store", store, "--digest"])
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
    let wanted = digest(&undisturbed);

    let store_of = |round: u32| format!("sqlite:{}", folder.path().join(format!("round-{round}.db")).display());
    let (mut killed, mut round) = (0, 0);
    for attempt in 0..10 * KILLS {
        let store = store_of(round);
        let mut child = start(&recordings, &store);
        // Spread over a third of a run by the golden ratio: no two kills meet the same moment, and no random number is needed.
        let share = f64::from(attempt) * 0.618_033_988_75 % 1.0;
        std::thread::sleep(whole.mul_f64(share / 3.0).max(Duration::from_millis(5)));
        match child.try_wait().unwrap() {
            None => {
                child.kill().unwrap();
                child.wait().unwrap();
                killed += 1;
            }
            // Done in spite of the kills before: it has to be right, and another begins from nothing.
            Some(_) => {
                assert_eq!(digest(&store), wanted, "round {round}");
                round += 1;
            }
        }
        if killed == KILLS {
            break;
        }
    }
    assert_eq!(killed, KILLS);
    let store = store_of(round);
    start(&recordings, &store).wait().unwrap();
    assert_eq!(digest(&store), wanted);
    let ledger = run(&["status", "--store", &store]);
    // The double is one recording with its original, the broken one is in the ledger with its reason.
    assert!(ledger.contains("coverage: 157 of 157 recordings, 100.0 %"), "{ledger}");
    assert!(ledger.contains("1  in decode"), "{ledger}");
}

#[test]
fn an_interrupt_keeps_what_is_in_flight_and_says_what_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let recordings = folder.path().join("archive");
    std::fs::create_dir(&recordings).unwrap();
    archive(&recordings);
    let store = store_in(folder.path());
    let child = earwitness().args(arguments(&recordings, &store)).stdout(Stdio::piped()).spawn().unwrap();
    wait_for(&store);
    // SAFETY: a signal to a child of ours that has not been waited for.
    unsafe { libc::kill(child.id() as i32, libc::SIGINT) };
    let output = child.wait_with_output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", output.status);
    assert!(text(&output.stdout).contains("stopped: "), "{}", text(&output.stdout));
    start(&recordings, &store).wait().unwrap();
    let ledger = run(&["status", "--store", &store]);
    assert!(ledger.contains("100.0 %"), "{ledger}");
}

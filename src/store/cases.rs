//! What every store does, whatever it is kept in.

use std::fs;
use std::path::PathBuf;

use crate::call::evaluation::Provenance;
use crate::call::finding::Outcome;
use crate::call::recording::{Failure, RecordingId, Stage};
use crate::store::entry::{Ending, Rejudged, Standing, unread};
use crate::store::ledger::{Counts, State};
use crate::store::open;
use crate::store::query::{ExampleQuery, Query};
use crate::store::samples::{
    evaluation, failed, finding, found, id, inspected, on_every_backend, provenance, transcript,
};
use crate::store::store::{Mode, PackHashes, Page, StoreError};

#[test]
fn what_went_in_comes_back_whole() {
    on_every_backend(|store| {
        let mut discovered = found("one", "calls/001.wav");
        discovered.call.agent = Some("A-7".into());
        discovered.call.start = Some("2026-11-16T09:30:00+08:00".into());
        discovered.call.extra.insert("skill".into(), "宽带".into());
        let done =
            inspected("one", evaluation(Some(88), &[("greeting", Outcome::Met)]), &["agent 您好", "customer 喂"]);
        store.discover(&[discovered.clone(), found("two", "calls/002.wav"), found("three", "calls/003.wav")]).unwrap();
        store.finish(&[done.clone(), failed("two", Stage::Decode, "wav: no data chunk")]).unwrap();

        let entry = store.load(&id("one")).unwrap().unwrap();
        assert_eq!(entry.ending, Some(done.ending));
        assert_eq!((entry.call, entry.size_bytes, entry.paths.len()), (discovered.call, 3, 1));
        let entry = store.load(&id("two")).unwrap().unwrap();
        assert_eq!(entry.ending, Some(failed("two", Stage::Decode, "wav: no data chunk").ending));
        assert_eq!(store.load(&id("three")).unwrap().unwrap().ending, None);
        assert_eq!(store.load(&id("four")).unwrap(), None);
    });
}

#[test]
fn the_same_bytes_at_two_paths_are_one_recording() {
    on_every_backend(|store| {
        store.discover(&[found("one", "b/copy.wav")]).unwrap();
        store.discover(&[found("one", "a/001.wav"), found("one", "a/001.wav")]).unwrap();
        let entry = store.load(&id("one")).unwrap().unwrap();
        assert_eq!(entry.paths, [PathBuf::from("a/001.wav"), PathBuf::from("b/copy.wav")]);
        assert_eq!(entry.call.id, "001", "the first path in byte order names the call");
        assert_eq!(store.ledger().unwrap().total, Counts { pending: 1, ..Counts::default() });
        assert_eq!(store.find_call("copy").unwrap().len(), 1, "every path's call id finds it");
    });
}

#[test]
fn a_path_with_new_bytes_is_a_new_recording_beside_the_old() {
    on_every_backend(|store| {
        store.discover(&[found("old", "a/001.wav")]).unwrap();
        store.finish(&[inspected("old", evaluation(Some(90), &[]), &[])]).unwrap();
        store.discover(&[found("new", "a/001.wav")]).unwrap();
        let total = store.ledger().unwrap().total;
        assert_eq!(total, Counts { scored: 1, pending: 1, ..Counts::default() });
    });
}

#[cfg(unix)]
#[test]
fn a_path_that_is_no_text_comes_back_as_it_was() {
    use std::os::unix::ffi::OsStringExt;
    on_every_backend(|store| {
        let path = PathBuf::from(std::ffi::OsString::from_vec(b"a/\xff\xfe.wav".to_vec()));
        let mut discovered = found("one", "a/001.wav");
        discovered.recording.path = path.clone();
        store.discover(&[discovered]).unwrap();
        assert_eq!(store.load(&id("one")).unwrap().unwrap().paths, [path]);
        assert_eq!(store.ledger().unwrap().folders[0].0, PathBuf::from("a"));
    });
}

#[test]
fn newer_metadata_replaces_older_and_asks_for_judging_again() {
    on_every_backend(|store| {
        let mut discovered = found("one", "a/001.wav");
        store.discover(&[discovered.clone()]).unwrap();
        store.finish(&[inspected("one", evaluation(Some(90), &[]), &[])]).unwrap();
        assert_eq!(store.standing(&id("one"), &provenance("one"), &|_| "p1".to_string()).unwrap(), Standing::Inspected);
        discovered.call.queue = Some("billing".into());
        store.discover(&[discovered]).unwrap();
        assert_eq!(store.standing(&id("one"), &provenance("one"), &|_| "p1".to_string()).unwrap(), Standing::Rejudge);
        assert_eq!(store.count(&Query { queues: vec!["billing".into()], ..Query::default() }).unwrap(), 1);
    });
}

#[test]
fn what_is_left_to_do_follows_from_the_provenance() {
    on_every_backend(|store| {
        let all =
            [found("done", "a/1.wav"), found("bad", "a/2.wav"), found("new", "a/3.wav"), found("lost", "a/4.wav")];
        store.discover(&all).unwrap();
        let failure = Failure { stage: Stage::Decode, error: "empty file".into() };
        store
            .finish(&[
                inspected("done", evaluation(Some(90), &[]), &[]),
                failed("bad", Stage::Decode, "empty file"),
                failed("lost", Stage::Read, "permission denied"),
            ])
            .unwrap();
        let same = provenance("");
        let rules = Provenance { pack_hash: "p2".into(), ..same.clone() };
        let settings = Provenance { settings: "s2".into(), ..same.clone() };
        let program = Provenance { program: "0.2.0".into(), ..same.clone() };
        let cases = [
            ("done", &same, Standing::Inspected),
            ("done", &program, Standing::Inspected),
            ("done", &rules, Standing::Rejudge),
            ("done", &settings, Standing::Due),
            ("bad", &same, Standing::Failed(failure.clone())),
            ("bad", &rules, Standing::Failed(failure)),
            ("bad", &settings, Standing::Due),
            ("lost", &same, Standing::Due),
            ("new", &same, Standing::Due),
            ("never seen", &same, Standing::Due),
        ];
        for (bytes, wanted, want) in cases {
            assert_eq!(
                store.standing(&id(bytes), wanted, &|_| wanted.pack_hash.clone()).unwrap(),
                want,
                "{bytes} {wanted:?}"
            );
        }
    });
}

#[test]
fn a_name_that_fits_two_calls_gives_both() {
    on_every_backend(|store| {
        store.discover(&[found("x", "a/001.wav"), found("y", "b/001.wav"), found("z", "b/002.wav")]).unwrap();
        let recordings = |name: &str| -> Vec<RecordingId> {
            store.find_call(name).unwrap().into_iter().map(|candidate| candidate.recording).collect()
        };
        let mut both = vec![id("x"), id("y")];
        both.sort();
        assert_eq!(recordings("001"), both);
        assert_eq!(recordings("002"), [id("z")]);
        assert_eq!(recordings(id("z").short()), [id("z")]);
        assert_eq!(recordings(&id("z").0.to_uppercase()), [id("z")]);
        assert_eq!(recordings(&id("z").0[..5]), [], "too short for a recording id");
        assert_eq!(recordings("%"), []);
        let candidate = store.find_call("002").unwrap().remove(0);
        assert_eq!((candidate.path, candidate.state), (PathBuf::from("b/002.wav"), State::Pending));
    });
}

#[test]
fn a_file_that_can_be_read_at_last_leaves_the_list_of_failures() {
    on_every_backend(|store| {
        let mut lost = found("", "a/001.wav");
        lost.recording.id = unread(&lost.recording.path);
        store.discover(&[lost.clone()]).unwrap();
        let mut done = failed("", Stage::Read, "permission denied");
        done.recording = lost.recording.id.clone();
        store.finish(&[done]).unwrap();
        assert_eq!(store.failures().unwrap()[0].failure.error, "permission denied");
        store.discover(&[found("bytes", "a/001.wav")]).unwrap();
        assert_eq!(store.failures().unwrap(), []);
        assert_eq!(store.ledger().unwrap().total.total(), 1);
    });
}

#[test]
fn a_batch_that_cannot_be_kept_whole_is_not_kept_at_all() {
    on_every_backend(|store| {
        store.discover(&[found("one", "a/001.wav")]).unwrap();
        let before = store.digest().unwrap();
        let batch = [
            inspected("one", evaluation(Some(90), &[("greeting", Outcome::Met)]), &["agent 您好"]),
            inspected("two", evaluation(Some(90), &[]), &[]),
        ];
        let error = store.finish(&batch).unwrap_err();
        assert!(matches!(&error, StoreError::Undiscovered(recording) if *recording == id("two")), "{error}");
        assert!(!error.is_retryable());
        assert_eq!(store.digest().unwrap(), before);
    });
}

#[test]
fn calls_are_judged_again_page_by_page_and_once() {
    on_every_backend(|store| {
        let names = ["a", "b", "c", "d", "e"];
        for name in names {
            store.discover(&[found(name, &format!("calls/{name}.wav"))]).unwrap();
            store.finish(&[inspected(name, evaluation(Some(90), &[("old", Outcome::Met)]), &["agent 您好"])]).unwrap();
        }
        store.discover(&[found("pending", "calls/pending.wav")]).unwrap();
        let hashes = PackHashes::from([("en".to_string(), "p1".to_string()), ("zh".to_string(), "p2".to_string())]);
        let page = |after| Page { calls: Query::default(), unless_judged_by: Some(hashes.clone()), after, size: 2 };
        assert_eq!(store.waiting(&page(None)).unwrap(), 5);
        let mut judged = Vec::new();
        let mut after = None;
        loop {
            let calls = store.stored(&page(after)).unwrap();
            let Some(last) = calls.last() else { break };
            after = Some(last.recording.clone());
            let batch = calls.into_iter().map(|call| {
                assert_eq!(call.transcript, transcript(&["agent 您好"]));
                judged.push(call.recording.clone());
                let provenance = Provenance { pack_hash: "p2".into(), ..call.provenance };
                let evaluation = evaluation(None, &[("new", Outcome::Violated)]);
                Rejudged { recording: call.recording, evaluation, provenance }
            });
            store.rejudge(&batch.collect::<Vec<_>>()).unwrap();
        }
        let mut all = names.map(id).to_vec();
        all.sort();
        assert_eq!(judged, all);
        assert_eq!(store.stored(&page(None)).unwrap(), [], "nothing is left to judge");
        assert_eq!(store.waiting(&page(None)).unwrap(), 0);
        let other = Page { unless_judged_by: Some(PackHashes::new()), ..page(None) };
        assert_eq!(store.waiting(&other).unwrap(), 5, "no pack judges their language any more");
        assert_eq!(store.ledger().unwrap().total, Counts { unscored: 5, pending: 1, ..Counts::default() });
        let Some(Ending::Inspected(inspected)) = store.load(&id("a")).unwrap().unwrap().ending else { panic!() };
        assert_eq!(inspected.evaluation.findings, [finding("new", Outcome::Violated)]);
        assert_eq!(inspected.provenance.pack_hash, "p2");

        let batch =
            [Rejudged { recording: id("pending"), evaluation: evaluation(None, &[]), provenance: provenance("") }];
        assert!(matches!(store.rejudge(&batch), Err(StoreError::NotInspected(_))));
    });
}

#[test]
fn examples_come_with_their_call_and_transcript() {
    on_every_backend(|store| {
        let outcomes = [("a", Outcome::Met), ("b", Outcome::Violated), ("c", Outcome::Violated)];
        for (name, outcome) in outcomes {
            store.discover(&[found(name, &format!("calls/{name}.wav"))]).unwrap();
            let findings = [("closing", Outcome::Met), ("greeting", outcome)];
            store.finish(&[inspected(name, evaluation(Some(90), &findings), &["agent 您好"])]).unwrap();
        }
        let query = |outcomes, calls| ExampleQuery { rule: "greeting".into(), outcomes, calls };
        let violated = store.examples(&query(vec![Outcome::Violated], Query::default())).unwrap();
        let calls: Vec<_> = violated.iter().map(|example| example.call.id.as_str()).collect();
        assert_eq!(calls, ["b", "c"]);
        assert_eq!(violated[0].finding, finding("greeting", Outcome::Violated));
        assert_eq!(violated[0].paths, [PathBuf::from("calls/b.wav")]);
        assert_eq!(violated[0].transcript, transcript(&["agent 您好"]));
        assert_eq!(store.examples(&query(vec![], Query::default())).unwrap().len(), 3);
        assert_eq!(store.examples(&query(vec![], Query { limit: Some(1), ..Query::default() })).unwrap().len(), 1);
        assert_eq!(store.examples(&query(vec![Outcome::Noted], Query::default())).unwrap(), []);
    });
}

#[test]
fn the_rules_of_a_store_are_those_with_a_finding() {
    on_every_backend(|store| {
        assert_eq!(store.rules().unwrap(), [""; 0]);
        for (name, rules) in [("a", ["greeting", "closing"]), ("b", ["closing", "dead-air"])] {
            store.discover(&[found(name, &format!("calls/{name}.wav"))]).unwrap();
            let findings = rules.map(|rule| (rule, Outcome::NotApplicable));
            store.finish(&[inspected(name, evaluation(Some(90), &findings), &[])]).unwrap();
        }
        assert_eq!(store.rules().unwrap(), ["closing", "dead-air", "greeting"]);
    });
}

#[test]
fn the_ledger_tells_days_folders_and_reasons() {
    on_every_backend(|store| {
        let mut first = found("a", "x/1.wav");
        first.call.start = Some("2026-11-16T23:59:59+08:00".into());
        let mut second = found("b", "x/2.wav");
        second.call.start = Some("2026-11-15 08:00:00".into());
        store.discover(&[first, second, found("c", "y/3.wav"), found("d", "4.wav")]).unwrap();
        store
            .finish(&[
                inspected("a", evaluation(Some(90), &[]), &[]),
                inspected("b", evaluation(None, &[]), &[]),
                failed("c", Stage::Segment, "no samples"),
            ])
            .unwrap();
        let ledger = store.ledger().unwrap();
        assert_eq!(ledger.total, Counts { scored: 1, unscored: 1, failed: 1, pending: 1 });
        let days: Vec<_> =
            ledger.days.iter().map(|(day, counts)| (day.map(|day| day.to_string()), counts.total())).collect();
        assert_eq!(days, [(Some("2026-11-15".into()), 1), (Some("2026-11-16".into()), 1), (None, 2)]);
        let folders: Vec<_> = ledger.folders.iter().map(|(folder, counts)| (folder.to_str(), counts.total())).collect();
        assert_eq!(folders, [(Some(""), 1), (Some("x"), 2), (Some("y"), 1)]);
        assert_eq!(ledger.failures, [(Stage::Segment, 1)]);
        assert_eq!(ledger.unscored, [("no speech".to_string(), 1)]);
        let failures = store.failures().unwrap();
        assert_eq!((failures[0].call_id.as_str(), failures[0].path.to_str()), ("3", Some("y/3.wav")));
        assert_eq!(store.unscored().unwrap()[0].reason, "no speech");
    });
}

#[test]
fn a_store_that_cannot_be_opened_says_why_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let url = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
    fs::write(folder.path().join("note.txt"), "this is a text and long enough for a header ".repeat(40)).unwrap();
    fs::write(folder.path().join("empty.db"), "").unwrap();
    let make = |name: &str, sql: &str| {
        rusqlite::Connection::open(folder.path().join(name)).unwrap().execute_batch(sql).unwrap();
    };
    make("other.db", "CREATE TABLE mails (id INTEGER)");
    drop(open(&url("newer.db"), Mode::Write).unwrap());
    make("newer.db", "PRAGMA user_version = 99");

    let cases = [
        ("postgres:x", Mode::Write, "known are sqlite:FILE, memory:"),
        ("calls.db", Mode::Write, "known are sqlite:FILE"),
        ("sqlite:", Mode::Write, "known are sqlite:FILE"),
        (&url("missing.db"), Mode::Read, "earwitness inspect PATH --store sqlite:"),
        (&url("empty.db"), Mode::Read, "does not exist"),
        (&url("no/such/folder.db"), Mode::Write, "cannot be opened"),
        (&url("note.txt"), Mode::Write, "it is no SQLite file"),
        (&url("note.txt"), Mode::Read, "it is no SQLite file"),
        (&url("other.db"), Mode::Write, "SQLite file of another program"),
        (&url("newer.db"), Mode::Write, "has schema 99"),
        (&url("newer.db"), Mode::Read, "has schema 99"),
    ];
    for (url, mode, want) in cases {
        let error = open(url, mode).err().expect(url).to_string();
        assert!(error.contains(want), "{url} {mode:?}: {error}");
    }
    assert!(!folder.path().join("missing.db").exists(), "asking makes no file");
    assert!(open(&url("empty.db"), Mode::Write).is_ok(), "an empty file is as good as none");
}

#[test]
fn readers_read_while_somebody_writes_and_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("calls.db").display());
    let mut writer = open(&url, Mode::Write).unwrap();
    writer.discover(&[found("one", "a/001.wav")]).unwrap();
    let mut reader = open(&url, Mode::Read).unwrap();
    writer.finish(&[inspected("one", evaluation(Some(90), &[]), &[])]).unwrap();
    assert_eq!(reader.ledger().unwrap().total.scored, 1);
    assert_eq!(reader.digest().unwrap(), writer.digest().unwrap());
    assert!(matches!(reader.discover(&[found("two", "a/002.wav")]), Err(StoreError::ReadOnly)));
}

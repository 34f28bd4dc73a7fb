//! What holds of every store after any history.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::call::finding::Outcome;
use crate::call::recording::Stage;
use crate::store::entry::{Discovered, Done};
use crate::store::ledger::{Counts, State};
use crate::store::open;
use crate::store::samples::{evaluation, failed, found, inspected, memory, on_every_backend};
use crate::store::store::{Mode, Store};

/// One thing that happens to one of a few recordings, at one of a few paths.
#[derive(Clone, Debug)]
enum Step {
    Discover { bytes: u8, path: u8 },
    Score(u8),
    Unscore(u8),
    Fail(u8),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..6u8, 0..8u8).prop_map(|(bytes, path)| Step::Discover { bytes, path }),
        (0..6u8).prop_map(Step::Score),
        (0..6u8).prop_map(Step::Unscore),
        (0..6u8).prop_map(Step::Fail),
    ]
}

fn discovered(bytes: u8, path: u8) -> Discovered {
    let mut found = found(&bytes.to_string(), &format!("folder{}/{path}.wav", path % 3));
    found.call.start = path.is_multiple_of(2).then(|| format!("2026-11-{:02}T10:00:00+08:00", 10 + path));
    found
}

fn scored(bytes: u8) -> Done {
    let findings = [("greeting", Outcome::Met), ("closing", Outcome::Violated)];
    inspected(&bytes.to_string(), evaluation(Some(70 + i32::from(bytes)), &findings), &["agent 您好", "customer 投诉"])
}

fn sum(counts: impl Iterator<Item = Counts>) -> Counts {
    counts.fold(Counts::default(), |sum, counts| Counts {
        scored: sum.scored + counts.scored,
        unscored: sum.unscored + counts.unscored,
        failed: sum.failed + counts.failed,
        pending: sum.pending + counts.pending,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_ledger_adds_up_after_any_history(steps in proptest::collection::vec(step(), 0..40)) {
        let mut store = memory();
        let mut want: BTreeMap<u8, State> = BTreeMap::new();
        for step in steps {
            let (bytes, state, done) = match step {
                Step::Discover { bytes, path } => {
                    store.discover(&[discovered(bytes, path)]).unwrap();
                    want.entry(bytes).or_insert(State::Pending);
                    continue;
                }
                Step::Score(bytes) => (bytes, State::Scored, scored(bytes)),
                Step::Unscore(bytes) => {
                    (bytes, State::Unscored, inspected(&bytes.to_string(), evaluation(None, &[]), &[]))
                }
                Step::Fail(bytes) => (bytes, State::Failed, failed(&bytes.to_string(), Stage::Decode, "empty")),
            };
            let known = want.contains_key(&bytes);
            prop_assert_eq!(store.finish(&[done]).is_ok(), known);
            if known {
                want.insert(bytes, state);
            }
        }
        let mut total = Counts::default();
        want.values().for_each(|state| total.add(*state));
        let ledger = store.ledger().unwrap();
        prop_assert_eq!(ledger.total, total);
        prop_assert_eq!(sum(ledger.days.iter().map(|(_, counts)| *counts)), total);
        prop_assert_eq!(sum(ledger.folders.iter().map(|(_, counts)| *counts)), total);
        prop_assert_eq!(store.failures().unwrap().len() as u64, total.failed);
        prop_assert_eq!(store.unscored().unwrap().len() as u64, total.unscored);
        prop_assert_eq!(ledger.failures.iter().map(|(_, count)| count).sum::<u64>(), total.failed);
        prop_assert_eq!(ledger.unscored.iter().map(|(_, count)| count).sum::<u64>(), total.unscored);
    }

    #[test]
    fn the_digest_does_not_depend_on_order_or_batches(
        finds in Just((0..12u8).collect::<Vec<_>>()).prop_shuffle(),
        ends in Just((0..6u8).collect::<Vec<_>>()).prop_shuffle(),
        batch in 1..7usize,
        again in proptest::collection::vec(0..6u8, 0..4),
    ) {
        let ending = |bytes: u8| match bytes {
            5 => failed("5", Stage::Decode, "empty"),
            bytes => scored(bytes),
        };
        // Bytes 0 to 5 at two paths each.
        let found: Vec<_> = finds.iter().map(|path| discovered(path % 6, *path)).collect();
        let mut straight = memory();
        straight.discover(&(0..12u8).map(|path| discovered(path % 6, path)).collect::<Vec<_>>()).unwrap();
        straight.finish(&(0..6).map(ending).collect::<Vec<_>>()).unwrap();

        let mut shuffled = memory();
        found.chunks(batch).for_each(|batch| shuffled.discover(batch).unwrap());
        let done: Vec<_> = ends.iter().chain(&again).map(|bytes| ending(*bytes)).collect();
        done.chunks(batch).for_each(|batch| shuffled.finish(batch).unwrap());
        found.chunks(batch).for_each(|batch| shuffled.discover(batch).unwrap());
        prop_assert_eq!(shuffled.digest().unwrap(), straight.digest().unwrap());
    }
}

#[test]
fn the_digest_tells_any_two_contents_apart() {
    on_every_backend(|store| {
        let mut seen = vec![store.digest().unwrap()];
        let mut changed = |store: &mut dyn Store, what: &str| {
            let digest = store.digest().unwrap();
            assert!(!seen.contains(&digest), "{what} does not show");
            seen.push(digest);
        };
        store.discover(&[discovered(1, 1)]).unwrap();
        changed(store, "a recording");
        store.discover(&[discovered(1, 2)]).unwrap();
        changed(store, "a path");
        store.finish(&[failed("1", Stage::Decode, "empty")]).unwrap();
        changed(store, "a failure");
        store.finish(&[inspected("1", evaluation(Some(90), &[]), &["agent 您好"])]).unwrap();
        changed(store, "an evaluation");
        store.finish(&[inspected("1", evaluation(Some(90), &[]), &["customer 您好"])]).unwrap();
        changed(store, "a word");
        store.finish(&[inspected("1", evaluation(Some(90), &[("r", Outcome::Met)]), &["customer 您好"])]).unwrap();
        changed(store, "a finding");
    });
}

#[test]
fn a_run_that_was_cut_off_leaves_whole_batches_and_can_be_resumed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("calls.db");
    let url = format!("sqlite:{}", path.display());
    let recordings: Vec<_> = (0..6).map(|bytes| discovered(bytes, bytes)).collect();
    let done: Vec<_> = (0..6).map(scored).collect();

    let mut store = open(&url, Mode::Write).unwrap();
    store.discover(&recordings).unwrap();
    store.finish(&done[..2]).unwrap();
    let whole = store.digest().unwrap();
    drop(store);
    // What a kill leaves: the files as they are in the middle of a batch, part of which has reached the log already.
    let mut cut = rusqlite::Connection::open(&path).unwrap();
    cut.pragma_update(None, "cache_size", 1).unwrap();
    let batch = cut.transaction().unwrap();
    batch.execute_batch("UPDATE recordings SET state = 'failed'; DELETE FROM findings;").unwrap();
    batch.execute("INSERT INTO words (rowid, agent) VALUES (1, 'half')", []).unwrap();
    batch.execute("UPDATE transcripts SET transcript = zeroblob(200000)", []).unwrap();
    let left = folder.path().join("left.db");
    std::fs::copy(&path, &left).unwrap();
    let log = std::fs::copy(folder.path().join("calls.db-wal"), folder.path().join("left.db-wal")).unwrap();
    assert!(log > 0, "nothing of the batch has reached the log");
    drop(batch);

    let url = format!("sqlite:{}", left.display());
    let mut store = open(&url, Mode::Write).unwrap();
    assert_eq!(store.digest().unwrap(), whole);
    store.discover(&recordings).unwrap();
    store.finish(&done[2..]).unwrap();
    let mut undisturbed = memory();
    undisturbed.discover(&recordings).unwrap();
    undisturbed.finish(&done).unwrap();
    assert_eq!(store.digest().unwrap(), undisturbed.digest().unwrap());
}

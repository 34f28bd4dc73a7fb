//! Several readers share the judged calls of a store.

use std::ops::ControlFlow;

use crate::call::evaluation::{Points, Verdict};
use crate::call::finding::Outcome;
use crate::call::judgement::Judgement;
use crate::call::recording::{RecordingId, Stage};
use crate::store::archive::Told;
use crate::store::query::Query;
use crate::store::samples::{evaluation, failed, found, id, inspected, on_every_backend, transcript};
use crate::store::store::Store;

const NAMES: [&str; 7] = ["a", "b", "c", "d", "e", "f", "g"];

fn fill(store: &mut dyn Store) {
    for name in NAMES {
        let mut discovered = found(name, &format!("calls/{name}.wav"));
        discovered.call.agent = Some(if name < "d" { "early" } else { "late" }.to_string());
        store.discover(&[discovered]).unwrap();
        // In no order of rule id, as an older program may have written them.
        let findings = [("greeting", Outcome::Met), ("closing", Outcome::Violated)];
        store.finish(&[inspected(name, evaluation(Some(90), &findings), &["agent 您好"])]).unwrap();
    }
    store.discover(&[found("pending", "calls/pending.wav"), found("broken", "calls/broken.wav")]).unwrap();
    store.finish(&[failed("broken", Stage::Decode, "wav: no data chunk")]).unwrap();
}

fn read(store: &dyn Store, calls: &Query, size: u32) -> Vec<RecordingId> {
    let mut read = Vec::new();
    for part in store.parts(calls, size).unwrap() {
        let visit = &mut |judged: &crate::store::archive::Judged| {
            assert_eq!(judged.transcript, transcript(&["agent 您好"]));
            read.push(judged.recording.clone());
            ControlFlow::Continue(())
        };
        store.each_judged(&part, calls, Told::Transcripts, visit).unwrap();
    }
    read
}

#[test]
fn parts_hold_every_judged_call_once() {
    on_every_backend(|store| {
        assert_eq!(store.parts(&Query::default(), 2).unwrap(), []);
        fill(store);
        for size in [1, 2, 3, 7, 100] {
            assert_eq!(read(store, &Query::default(), size), NAMES.map(id), "parts of {size}");
        }
        let late = Query { agents: vec!["late".to_string()], ..Query::default() };
        assert_eq!(read(store, &late, 2), ["d", "e", "f", "g"].map(id));
    });
}

#[test]
fn what_comes_later_lies_in_no_part() {
    on_every_backend(|store| {
        fill(store);
        let parts = store.parts(&Query::default(), 3).unwrap();
        store.discover(&[found("later", "calls/later.wav")]).unwrap();
        store.finish(&[inspected("later", evaluation(Some(90), &[]), &["agent 您好"])]).unwrap();
        let mut calls = 0;
        for part in parts {
            let count = &mut |_: &_| {
                calls += 1;
                ControlFlow::Continue(())
            };
            store.each_judged(&part, &Query::default(), Told::Transcripts, count).unwrap();
        }
        assert_eq!(calls, NAMES.len());
    });
}

#[test]
fn a_sample_is_the_first_by_recording_id() {
    on_every_backend(|store| {
        fill(store);
        let mut ids = NAMES.map(id).to_vec();
        ids.sort();
        for limit in [0, 1, 3, 7, 8] {
            let mut sample = read(store, &Query { limit: Some(limit), ..Query::default() }, 2);
            sample.sort();
            assert_eq!(sample, ids[..ids.len().min(limit as usize)], "a sample of {limit}");
        }
    });
}

#[test]
fn outcomes_come_in_order_of_rule_id_where_they_are_asked_for() {
    on_every_backend(|store| {
        fill(store);
        let part = &store.parts(&Query::default(), 100).unwrap()[0];
        let mut judgements = Vec::new();
        let visit = &mut |judged: &crate::store::archive::Judged| {
            judgements.push(judged.judgement.clone());
            if judgements.len() < 2 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        store.each_judged(part, &Query::default(), Told::Outcomes, visit).unwrap();
        let outcomes = [("closing", Outcome::Violated), ("greeting", Outcome::Met)];
        let wanted = Judgement {
            pack: "telecom-zh 0.1.0".to_string(),
            verdict: Verdict::Pass,
            score: Some(Points::whole(90)),
            outcomes: outcomes.map(|(rule, outcome)| (rule.to_string(), outcome)).into(),
        };
        assert_eq!(judgements, [Some(wanted.clone()), Some(wanted)]);
    });
}

//! Every filter of a query finds what it should and nothing else.

use std::ops::ControlFlow;

use crate::call::evaluation::{Points, Verdict};
use crate::call::finding::Outcome;
use crate::call::party::Party;
use crate::call::recording::Stage;
use crate::call::time::Millis;
use crate::store::entry::{Discovered, Done, Ending};
use crate::store::query::{CallRow, Query, RuleFilter, Said, Sort};
use crate::store::samples::{evaluation, failed, found, inspected, on_every_backend};
use crate::store::store::{Store, StoreError};

/// Three judged calls, one that failed and one pending. `c` has no metadata at all.
fn calls() -> (Vec<Discovered>, Vec<Done>) {
    let mut a = found("a", "x/a.wav");
    a.call.agent = Some("Li Wei".into());
    a.call.team = Some("north".into());
    a.call.queue = Some("billing".into());
    a.call.direction = Some("inbound".into());
    a.call.start = Some("2026-11-15T23:30:00-05:00".into());
    a.call.customer_ref = Some("C-1".into());
    a.call.extra.insert("产品 \"X\"".into(), "宽带'--".into());
    let mut b = found("b", "x/b.wav");
    b.call.agent = Some("Zhang".into());
    b.call.start = Some("2026-11-17T08:00:00+08:00".into());
    let found = vec![a, b, found("c", "x/c.wav"), found("bad", "x/bad.wav"), found("new", "x/new.wav")];
    let mut english = inspected(
        "b",
        evaluation(Some(50), &[("greeting", Outcome::Violated)]),
        &["agent How can I help", "customer please cancel MY line"],
    );
    if let Ending::Inspected(inspected) = &mut english.ending {
        inspected.transcript.language = "en".into();
    }
    let noted = [("complaint-billing", Outcome::Noted), ("complaint-network", Outcome::NotApplicable)];
    let done = vec![
        inspected("a", evaluation(Some(88), &noted), &["agent 您好", "customer 我要投诉，话费太贵", "agent 别投 诉"]),
        english,
        inspected("c", evaluation(None, &[]), &["unknown 办理５Ｇ套餐吗"]),
        failed("bad", Stage::Decode, "empty"),
    ];
    (found, done)
}

fn ids(store: &dyn Store, query: &Query) -> String {
    store.calls(query).unwrap().into_iter().map(|row| row.call.id).collect()
}

fn said(party: Option<Party>, text: &str) -> Query {
    Query { said: vec![Said { party, text: text.into() }], ..Query::default() }
}

fn rule(rule: &str, outcomes: &[Outcome]) -> Query {
    Query { rules: vec![RuleFilter { rule: rule.into(), outcomes: outcomes.to_vec() }], ..Query::default() }
}

fn column(name: &str, value: &str) -> Query {
    Query { columns: vec![(name.into(), value.into())], ..Query::default() }
}

#[test]
fn every_filter_finds_and_leaves_out() {
    let all = Query::default;
    let list = |value: &str| vec![value.to_string()];
    let cases = [
        (all(), "abc"),
        (Query { from: Some("2026-11-15".parse().unwrap()), ..all() }, "ab"),
        (Query { from: Some("2026-11-16".parse().unwrap()), ..all() }, "b"),
        (Query { until: Some("2026-11-15".parse().unwrap()), ..all() }, "a"),
        (Query { until: Some("2026-11-14".parse().unwrap()), ..all() }, ""),
        (Query { agents: list("Li Wei"), ..all() }, "a"),
        (Query { agents: vec!["Li Wei".into(), "Zhang".into()], ..all() }, "ab"),
        (Query { agents: list("Li"), ..all() }, ""),
        (Query { agents: list("' OR 1=1 --"), ..all() }, ""),
        (Query { teams: list("north"), ..all() }, "a"),
        (Query { teams: list("south"), ..all() }, ""),
        (Query { queues: list("billing"), ..all() }, "a"),
        (Query { queues: list("sales"), ..all() }, ""),
        (Query { directions: list("inbound"), ..all() }, "a"),
        (Query { directions: list("outbound"), ..all() }, ""),
        (Query { customer_refs: list("C-1"), ..all() }, "a"),
        (Query { customer_refs: list("C-2"), ..all() }, ""),
        (Query { languages: list("en"), ..all() }, "b"),
        (Query { languages: list("de"), ..all() }, ""),
        (Query { verdicts: vec![Verdict::Fail, Verdict::Unscored], ..all() }, "bc"),
        (Query { verdicts: vec![Verdict::AutoFail], ..all() }, ""),
        (Query { min_score: Some(Points(880)), ..all() }, "a"),
        (Query { min_score: Some(Points(881)), ..all() }, ""),
        (Query { max_score: Some(Points(500)), ..all() }, "b"),
        (Query { max_score: Some(Points(499)), ..all() }, ""),
        (Query { min_duration: Some(Millis(4000)), ..all() }, "ab"),
        (Query { min_duration: Some(Millis(6001)), ..all() }, ""),
        (Query { max_duration: Some(Millis(2000)), ..all() }, "c"),
        (Query { max_duration: Some(Millis(1999)), ..all() }, ""),
        (rule("greeting", &[]), "b"),
        (rule("greeting", &[Outcome::Violated, Outcome::Met]), "b"),
        (rule("greeting", &[Outcome::Met]), ""),
        (rule("closing", &[]), ""),
        (Query { categories: list("billing"), ..all() }, "a"),
        (Query { categories: list("complaint-billing"), ..all() }, "a"),
        (Query { categories: list("network"), ..all() }, ""),
        (column("产品 \"X\"", "宽带'--"), "a"),
        (column("产品 \"X\"", "宽带"), ""),
        (column("skill", ""), ""),
        (Query { languages: list("zh"), agents: list("Zhang"), ..all() }, ""),
    ];
    on_every_backend(|store| {
        let (found, done) = calls();
        store.discover(&found).unwrap();
        store.finish(&done).unwrap();
        for (query, want) in &cases {
            let mut query = query.clone();
            query.sort = Sort::Call;
            assert_eq!(ids(store, &query), *want, "{query:?}");
            assert_eq!(store.count(&query).unwrap(), want.len() as u64, "{query:?}");
        }
    });
}

#[test]
fn words_are_found_by_who_said_them() {
    use Party::{Agent, Customer, Unknown};
    let cases = [
        (None, "投诉", "a"),
        (Some(Customer), "投诉", "a"),
        (Some(Unknown), "投诉", ""),
        (Some(Agent), "您好", "a"),
        (Some(Customer), "您好", ""),
        (None, "诉投", ""),
        (None, "诉", "a"),
        (None, "话费太贵", "a"),
        (None, "投诉话费", "a"),
        (None, "您好投诉", ""),
        (None, "cancel my", "b"),
        (Some(Customer), "CANCEL MY LINE!", "b"),
        (Some(Agent), "cancel my", ""),
        (None, "cancel line", ""),
        (None, "canc", ""),
        (None, "canc*", ""),
        (None, "5g套餐", "c"),
        (Some(Unknown), "套餐", "c"),
        (None, "help OR cancel", ""),
        (None, "NOT", ""),
        (None, "customer : cancel", ""),
        (None, "\"cancel\" \"my\"", "b"),
        (None, "(cancel", "b"),
        (None, "cancel^ + {my", "b"),
        (None, "help\" OR \"cancel", ""),
        (None, "NEAR(cancel my)", ""),
    ];
    on_every_backend(|store| {
        let (found, done) = calls();
        store.discover(&found).unwrap();
        store.finish(&done).unwrap();
        for (party, text, want) in cases {
            assert_eq!(ids(store, &said(party, text)), want, "{party:?} {text}");
        }
        for nothing in ["", " ", "*", "\"", "\"\"", "，。"] {
            let error = store.calls(&said(None, nothing)).unwrap_err();
            assert!(matches!(error, StoreError::NothingSaid(_)), "{nothing:?}: {error}");
        }
        let mut both = said(Some(Customer), "投诉");
        both.said.extend(said(Some(Agent), "您好").said);
        let row = store.calls(&both).unwrap().remove(0);
        let hits: Vec<_> = row.hits.iter().map(|hit| (hit.utterance, hit.party, hit.text.as_str())).collect();
        assert_eq!(hits, [(0, Agent, "您好"), (1, Customer, "我要投诉，话费太贵")]);
    });
}

#[test]
fn a_call_that_ends_anew_is_no_longer_found_by_its_old_words() {
    on_every_backend(|store| {
        store.discover(&[found("a", "x/a.wav")]).unwrap();
        store.finish(&[inspected("a", evaluation(Some(90), &[("r", Outcome::Met)]), &["agent 投诉"])]).unwrap();
        store.finish(&[inspected("a", evaluation(Some(90), &[]), &["agent 您好"])]).unwrap();
        assert_eq!(ids(store, &said(None, "投诉")), "");
        assert_eq!(ids(store, &said(None, "您好")), "a");
        assert_eq!(ids(store, &rule("r", &[])), "");
        store.finish(&[failed("a", Stage::Transcribe, "out of memory")]).unwrap();
        assert_eq!(ids(store, &Query::default()), "");
        assert_eq!(ids(store, &said(None, "您好")), "");
    });
}

#[test]
fn calls_stand_in_the_order_asked_for_and_in_pages() {
    let sorted = |sort, descending| Query { sort, descending, ..Query::default() };
    let cases = [
        (sorted(Sort::Start, false), "abc"),
        (sorted(Sort::Start, true), "bac"),
        (sorted(Sort::Score, false), "bac"),
        (sorted(Sort::Score, true), "abc"),
        (sorted(Sort::Duration, false), "cba"),
        (sorted(Sort::Agent, true), "bac"),
        (sorted(Sort::Call, true), "cba"),
        (Query { limit: Some(2), ..Query::default() }, "ab"),
        (Query { limit: Some(2), offset: 2, ..Query::default() }, "c"),
        (Query { limit: Some(0), ..Query::default() }, ""),
    ];
    on_every_backend(|store| {
        let (found, done) = calls();
        store.discover(&found).unwrap();
        store.finish(&done).unwrap();
        for (query, want) in &cases {
            assert_eq!(ids(store, query), *want, "{query:?}");
        }
    });
}

#[test]
fn a_store_answers_while_it_hands_over_calls() {
    on_every_backend(|store| {
        let (found, done) = calls();
        store.discover(&found).unwrap();
        store.finish(&done).unwrap();
        let mut first = None;
        let visit = &mut |row: CallRow| {
            first = store.load(&row.recording).unwrap();
            ControlFlow::Break(())
        };
        store.each_call(&Query::default(), visit).unwrap();
        assert_eq!(first.unwrap().call.id, "a");
        assert_eq!(store.ledger().unwrap().total.total(), 5);
    });
}

#[test]
fn a_row_tells_what_a_list_shows() {
    on_every_backend(|store| {
        let (found, done) = calls();
        store.discover(&found).unwrap();
        store.finish(&done).unwrap();
        let rows = store.calls(&Query::default()).unwrap();
        let [a, b, c] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!((a.score, a.verdict, a.duration), (Some(Points(880)), Verdict::Pass, Millis(6000)));
        assert_eq!((a.categories.as_slice(), a.violated.len()), (&["complaint-billing".to_string()][..], 0));
        assert_eq!((b.violated.as_slice(), b.language.as_str()), (&["greeting".to_string()][..], "en"));
        assert_eq!((c.score, c.unscored.as_deref(), c.path.to_str()), (None, Some("no speech"), Some("x/c.wav")));
    });
}

//! Judges a stored archive with other rules and compares; nothing is written.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::Instant;

use crate::backtest::report::{Known, LeftOut, Report, Tried};
use crate::backtest::tally::{Limits, Tally};
use crate::call::evaluation::Provenance;
use crate::call::finding::{Finding, Kind};
use crate::call::recording::{RecordingId, Stage};
use crate::pipeline::archive::{Archive, Open};
use crate::pipeline::judges::Judges;
use crate::pipeline::work::caught;
use crate::scan::ruleset::RuleSet;
use crate::store::archive::{Judged, Told};
use crate::store::entry::Ending;
use crate::store::query::Query;
use crate::store::store::{Store, StoreError};

/// What is compared.
pub struct Backtest<'a> {
    pub open: &'a Open<'a>,
    /// The pack that is tried.
    pub new: RuleSet,
    /// Drafts of it that judge nevertheless.
    pub drafts: Vec<String>,
    /// What it is held against; `None` for what is stored.
    pub old: Option<RuleSet>,
    pub calls: Query,
    pub limits: Limits,
    pub workers: usize,
}

/// Judges the calls of the query in the new pack's languages. `watch` is told how many of how many are done.
pub fn backtest(run: Backtest<'_>, watch: &mut dyn FnMut(u64, u64)) -> Result<Report, StoreError> {
    let began = Instant::now();
    let Backtest { open, new, drafts, old, calls, limits, workers } = run;
    let mut known = Known { rules: titles(&new, old.as_ref()), new: tried(&new, drafts), ..Known::default() };
    known.old = old.as_ref().map(|old| tried(old, Vec::new()));
    let store = open()?;
    let languages = new.languages.clone();
    let sides = Sides { new: Judges { rule_sets: vec![new] }, old: old.map(|old| Judges { rule_sets: vec![old] }) };
    let asked = store.count(&calls)?;
    let Some(calls) = in_languages(calls, &languages) else {
        known.left_out = LeftOut { other_languages: asked, faults: 0 };
        return Ok(Report::of(&Tally::new(limits), known));
    };
    let judged = store.count(&calls)?;
    let all = calls.limit.map_or(judged, |limit| judged.min(u64::from(limit)));
    let told = if sides.old.is_some() { Told::Transcripts } else { Told::Outcomes };
    let counted = Archive { open, calls: &calls, workers }.read(
        told,
        &|| (Tally::new(limits), 0),
        &|(tally, faults), judged| sides.compare(judged, tally, faults),
        &mut |done| watch(done, all),
    )?;
    let (mut tally, mut faults) = (Tally::new(limits), 0);
    for (more, more_faults) in counted {
        tally.merge(more);
        faults += more_faults;
    }
    known.left_out = LeftOut { other_languages: asked - judged, faults };
    for recording in tally.shown() {
        let findings = sides.findings(store.as_ref(), recording)?;
        known.findings.extend(findings.map(|findings| (recording.clone(), findings)));
    }
    known.took = began.elapsed();
    Ok(Report::of(&tally, known))
}

/// The two sides that are compared.
struct Sides {
    new: Judges,
    old: Option<Judges>,
}

impl Sides {
    fn compare(&self, judged: &Judged, tally: &mut Tally, faults: &mut u64) {
        let Judged { recording, call, transcript, judgement } = judged;
        let after = caught(Stage::Judge, || Ok(self.new.decide(call, transcript)));
        let before = match (judgement, &self.old) {
            (Some(stored), _) => Ok(Cow::Borrowed(stored)),
            (None, Some(old)) => caught(Stage::Judge, || Ok(Cow::Owned(old.decide(call, transcript)))),
            (None, None) => return,
        };
        match before.and_then(|before| Ok((before, after?))) {
            Ok((before, after)) => tally.add(recording, call, &before, &after),
            Err(_) => *faults += 1,
        }
    }

    /// The findings of both sides, with all their evidence.
    fn findings(
        &self,
        store: &dyn Store,
        recording: &RecordingId,
    ) -> Result<Option<(Vec<Finding>, Vec<Finding>)>, StoreError> {
        let Some(entry) = store.load(recording)? else { return Ok(None) };
        let (call, Some(Ending::Inspected(inspected))) = (entry.call, entry.ending) else { return Ok(None) };
        let findings = |judges: &Judges| {
            let evaluated = || Ok(judges.evaluate(&call, &inspected.transcript, Provenance::default()).0.findings);
            caught(Stage::Judge, evaluated).unwrap_or_default()
        };
        let after = findings(&self.new);
        let before = self.old.as_ref().map(findings);
        Ok(Some((before.unwrap_or(inspected.evaluation.findings), after)))
    }
}

/// The query for calls in these languages; `None` where it asks for none of them.
pub fn in_languages(mut calls: Query, languages: &[String]) -> Option<Query> {
    match calls.languages.is_empty() {
        true => calls.languages = languages.to_vec(),
        false => calls.languages.retain(|language| languages.contains(language)),
    }
    (!calls.languages.is_empty()).then_some(calls)
}

fn tried(rules: &RuleSet, drafts: Vec<String>) -> Tried {
    let on_trial = rules.on_trial().map(str::to_string).collect();
    Tried { pack: rules.name_and_version.clone(), hash: rules.hash.clone(), drafts, on_trial }
}

/// Titles and kinds of all rules; where both packs have a rule, the new one's.
fn titles(new: &RuleSet, old: Option<&RuleSet>) -> BTreeMap<String, (String, Kind)> {
    let rules = old.into_iter().chain([new]).flat_map(|rules| &rules.rules);
    rules.map(|rule| (rule.id.clone(), (rule.title.clone(), rule.kind))).collect()
}

//! Measures the rules of a pack on a stored archive, rule by rule; nothing is written.

use std::time::{Duration, Instant};

use crate::call::recording::{Call, Stage};
use crate::call::transcript::Transcript;
use crate::pipeline::archive::{Archive, Open};
use crate::pipeline::backtest::in_languages;
use crate::pipeline::work::caught;
use crate::profile::report::Profile;
use crate::profile::tally::{Judged, Tally};
use crate::scan::judge::Ready;
use crate::scan::ruleset::RuleSet;
use crate::store::archive::{self, Told};
use crate::store::query::Query;
use crate::store::store::StoreError;

/// What is measured.
pub struct Profiling<'a> {
    pub open: &'a Open<'a>,
    pub rules: &'a RuleSet,
    /// Drafts of it that judge nevertheless.
    pub drafts: Vec<String>,
    pub calls: Query,
    pub workers: usize,
}

/// What one thread has measured.
struct Gathered {
    tally: Tally,
    /// When it was done with the last call: what passes until the next is the store's time.
    since: Instant,
}

/// Judges the calls of the query in the pack's languages. `watch` is told how many were read.
pub fn profile(run: Profiling<'_>, watch: &mut dyn FnMut(u64)) -> Result<Profile, StoreError> {
    let began = Instant::now();
    let Profiling { open, rules, drafts, calls, workers } = run;
    let mut tally = Tally::new(&rules.rules);
    if let Some(calls) = in_languages(calls, &rules.languages) {
        let start = || Gathered { tally: Tally::new(&rules.rules), since: Instant::now() };
        let gathered = Archive { open, calls: &calls, workers }.read(
            Told::Transcripts,
            &start,
            &|gathered, judged| gathered.add(rules, judged),
            watch,
        )?;
        gathered.into_iter().for_each(|gathered| tally.merge(gathered.tally));
    }
    Ok(Profile::of(rules, drafts, &tally, began.elapsed()))
}

impl Gathered {
    fn add(&mut self, rules: &RuleSet, stored: &archive::Judged) {
        self.tally.reading += self.since.elapsed();
        match caught(Stage::Judge, || Ok(judge(rules, &stored.call, &stored.transcript))) {
            Ok((readying, judged)) => {
                self.tally.readying += readying;
                self.tally.add(&judged);
            }
            Err(_) => self.tally.faults += 1,
        }
        self.since = Instant::now();
    }
}

/// How long it took to make a call ready, and what every rule says, each with its time.
fn judge(rules: &RuleSet, call: &Call, transcript: &Transcript) -> (Duration, Vec<Judged>) {
    let began = Instant::now();
    let ready = Ready::of(rules, call, transcript);
    let readying = began.elapsed();
    let judged = rules.rules.iter().map(|rule| {
        let began = Instant::now();
        let finding = ready.decide(rule);
        let time = began.elapsed();
        // Asked once more, so that counting is not in the time.
        Judged { finding, answers: ready.answers(rule), time }
    });
    (readying, judged.collect())
}

//! How well the shipped packs find what an inspector finds: in scenario calls as they were written and as whisper heard them,
//! and in complaint dialogues that no rule was tuned on. `make quality` prints the tables.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::OnceLock;

use earwitness::call::evaluation::Provenance;
use earwitness::call::finding::Outcome;
use earwitness::call::notation;
use earwitness::call::recording::Call;
use earwitness::call::transcript::Transcript;
use earwitness::pipeline::judges::Judges;

use crate::packs::{complaints, judges};
use crate::scratch::{Expected, outcomes, root, run, scenarios, show, store_in};
use crate::weights::has_model;

/// What a rule found and missed, over several calls.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    found: u32,
    missed: u32,
    wrong: u32,
}

impl Counts {
    fn add(&mut self, other: Counts) {
        self.found += other.found;
        self.missed += other.missed;
        self.wrong += other.wrong;
    }

    /// The share of what there is that was found; 1 where there is nothing.
    fn recall(self) -> f64 {
        share(self.found, self.missed)
    }

    /// The share of what was found that is there; 1 where nothing was found.
    fn precision(self) -> f64 {
        share(self.found, self.wrong)
    }
}

fn share(right: u32, others: u32) -> f64 {
    match right + others {
        0 => 1.0,
        all => f64::from(right) / f64::from(all),
    }
}

/// Findings held against answers, by rule.
#[derive(Debug, Default)]
struct Quality {
    rules: BTreeMap<String, Counts>,
    /// Every miss and every false alarm.
    faults: Vec<String>,
}

impl Quality {
    /// Holds the outcomes of a call against what a listener found in it; what is tolerated counts neither way.
    fn add(&mut self, call: &str, expected: &Expected, outcomes: &BTreeMap<String, String>) {
        for (rule, outcome) in outcomes {
            let is_found = matches!(outcome.as_str(), "violated" | "noted");
            let is_there = expected.violated.iter().chain(&expected.noted).any(|known| known == rule);
            if expected.tolerated.contains(rule) || !is_found && !is_there {
                continue;
            }
            let counts = self.rules.entry(rule.clone()).or_default();
            match (is_there, is_found) {
                (true, true) => counts.found += 1,
                (true, false) => counts.missed += 1,
                (false, _) => counts.wrong += 1,
            }
            if is_there != is_found {
                self.faults
                    .push(format!("{call}: {rule} is {outcome}{}", if is_there { ", and is there" } else { "" }));
            }
        }
    }

    fn total(&self) -> Counts {
        let mut total = Counts::default();
        self.rules.values().for_each(|counts| total.add(*counts));
        total
    }

    fn table(&self) -> String {
        let mut table = format!("{:<30} found missed wrong  recall precision\n", "rule");
        let total = ("all".to_string(), self.total());
        for (rule, counts) in self.rules.iter().map(|(rule, counts)| (rule.clone(), *counts)).chain([total]) {
            let Counts { found, missed, wrong } = counts;
            let (recall, precision) = (counts.recall(), counts.precision());
            let _ = writeln!(table, "{rule:<30} {found:>5} {missed:>6} {wrong:>5} {recall:>7.3} {precision:>9.3}");
        }
        table + &self.faults.join("\n")
    }

    #[track_caller]
    fn check(&self, what: &str, least: f64) {
        println!("{what}\n{}\n", self.table());
        let total = self.total();
        let is_good = total.recall() >= least && total.precision() >= least;
        assert!(is_good, "{what}: recall {:.3}, precision {:.3}", total.recall(), total.precision());
    }
}

fn judged(transcript: &Transcript) -> BTreeMap<String, String> {
    static JUDGES: OnceLock<Judges> = OnceLock::new();
    let (evaluation, _) = JUDGES.get_or_init(judges).evaluate(&Call::default(), transcript, Provenance::default());
    evaluation.findings.into_iter().map(|finding| (finding.rule, finding.outcome.to_string())).collect()
}

#[test]
fn scenarios_as_they_were_written_come_out_as_a_listener_hears_them() {
    for language in ["zh", "en"] {
        let mut quality = Quality::default();
        for (call, expected) in scenarios().into_iter().filter(|(_, expected)| expected.language == language) {
            let path = root().join("fixtures/transcripts/scenarios").join(&call).with_extension("txt");
            let transcript = notation::parse(&std::fs::read_to_string(path).unwrap()).unwrap();
            quality.add(&call, &expected, &judged(&transcript));
        }
        quality.check(&format!("{language} scenarios as written"), 0.95);
    }
}

#[test]
fn scenarios_that_whisper_heard_come_out_as_a_listener_hears_them() {
    if !has_model() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let store = store_in(folder.path());
    run(&["inspect", "fixtures/scenarios", "--store", &store]);
    for language in ["zh", "en"] {
        let mut quality = Quality::default();
        for (call, expected) in scenarios().into_iter().filter(|(_, expected)| expected.language == language) {
            quality.add(&call, &expected, &outcomes(&show(&store, &call)));
        }
        quality.check(&format!("{language} scenarios as whisper heard them"), 0.95);
    }
}

#[test]
fn complaints_that_no_rule_was_tuned_on_are_of_the_category_an_inspector_gives_them() {
    for language in ["zh", "en"] {
        let (mut confusion, mut right, mut all) = (BTreeMap::<(String, String), u32>::new(), 0, 0);
        let mut faults = String::new();
        for (number, (category, transcript)) in complaints(&format!("{language}-held.txt")).into_iter().enumerate() {
            let given: Vec<String> = judged(&transcript)
                .into_iter()
                .filter(|(rule, outcome)| is_category(rule) && *outcome == Outcome::Noted.to_string())
                .map(|(rule, _)| rule)
                .collect();
            let given = if given.is_empty() { "none".to_string() } else { given.join("+") };
            all += 1;
            right += u32::from(given == category);
            if given != category {
                let _ = writeln!(faults, "{:03} {category}: {given}", number + 1);
            }
            *confusion.entry((category, given)).or_default() += 1;
        }
        println!("{language} complaints held back: {right} of {all}");
        for ((category, given), count) in &confusion {
            println!("{category:<30} {given:<50} {count:>4}");
        }
        assert!(right * 100 >= all * LEAST_SORTED, "{language}: {right} of {all}\n{faults}");
    }
}

/// Of a hundred dialogues as many are sorted right at least. The aim is 95; this keeps what was reached.
const LEAST_SORTED: u32 = 85;

/// `complaint-risk` says how grave a complaint is, not what it is about.
fn is_category(rule: &str) -> bool {
    rule.starts_with("complaint-") && rule != "complaint-risk"
}

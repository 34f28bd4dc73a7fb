//! Tries the mutants of a pack's rules on the rules' own examples.

use rayon::prelude::*;
use serde::Serialize;

use crate::call::notation;
use crate::call::transcript::Transcript;
use crate::rules::document::RuleDocument;
use crate::rules::example::Example;
use crate::rules::pack::RulePack;
use crate::rules::scorecard::Scorecard;
use crate::scan::compile::compile_rules;
use crate::scan::judge::Ready;
use crate::scan::mutants::MUTATIONS;
use crate::scan::mutants::lists::written_out;
use crate::scan::mutants::mutant::{Mutant, Mutation};

/// What became of the mutants of one rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tried {
    pub rule: String,
    /// Changed rules that compile; dropped phrases are counted apart.
    pub made: usize,
    /// Those that an example noticed.
    pub noticed: usize,
    /// Dropped phrases, and those that an example noticed.
    pub phrases: usize,
    pub phrases_noticed: usize,
    /// Those that no example noticed, by mutation and in the order of the file.
    pub survivors: Vec<Survivor>,
}

/// A changed rule that says of every example what the rule says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Survivor {
    /// The name of its mutation.
    pub mutation: &'static str,
    /// `telecom-zh/dead-air.toml`.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    pub column: usize,
    /// What was changed.
    pub change: String,
    /// Whether an example is missing; `false` for dropped phrases.
    pub is_fault: bool,
}

impl Tried {
    /// The survivors that lack an example.
    pub fn faults(&self) -> impl Iterator<Item = &Survivor> {
        self.survivors.iter().filter(|survivor| survivor.is_fault)
    }
}

/// Tries every mutant of every rule that judges and is wanted, in parallel; in order of rule. Only examples that come out as
/// they should are played: the others have to be put right first.
pub fn play(pack: &RulePack, is_wanted: impl Fn(&str) -> bool) -> Vec<Tried> {
    // Scorecards do not change what a rule finds, and a copy for every mutant costs time.
    let bare = RulePack { rules: Vec::new(), scorecard: Scorecard::default(), ..pack.clone() };
    let wanted = pack.rules.iter().filter(|rule| rule.status.judges() && is_wanted(&rule.id));
    let subjects: Vec<Subject> = wanted.map(|document| Subject::of(document, &bare)).collect();
    let jobs: Vec<(usize, &'static Mutation, Mutant)> = subjects
        .iter()
        .enumerate()
        .flat_map(|(number, subject)| {
            let mutants = |mutation: &'static Mutation| {
                (mutation.make)(&subject.document).into_iter().map(move |m| (mutation, m))
            };
            MUTATIONS.iter().flat_map(mutants).map(move |(mutation, mutant)| (number, mutation, mutant))
        })
        .collect();
    let noticed: Vec<Option<bool>> = jobs
        .par_iter()
        .map(|(number, _, mutant)| {
            let changed = mutant.applied_to(&subjects[*number].document)?;
            subjects[*number].notices(&changed, &bare)
        })
        .collect();
    let mut tried: Vec<Tried> = subjects.iter().map(|subject| Tried::nothing(&subject.document.id)).collect();
    for ((number, mutation, mutant), noticed) in jobs.into_iter().zip(noticed) {
        if let Some(noticed) = noticed {
            tried[number].add(&subjects[number].document, mutation, mutant, noticed);
        }
    }
    tried
}

impl Tried {
    fn nothing(rule: &str) -> Tried {
        let rule = rule.to_string();
        Tried { rule, made: 0, noticed: 0, phrases: 0, phrases_noticed: 0, survivors: Vec::new() }
    }

    fn add(&mut self, document: &RuleDocument, mutation: &Mutation, mutant: Mutant, noticed: bool) {
        let (made, killed) = match mutation.is_fault {
            true => (&mut self.made, &mut self.noticed),
            false => (&mut self.phrases, &mut self.phrases_noticed),
        };
        *made += 1;
        *killed += usize::from(noticed);
        if !noticed {
            let (line, column) = document.source.line_and_column(mutant.place.start);
            let (mutation, is_fault) = (mutation.name, mutation.is_fault);
            let file = document.source.name.clone();
            self.survivors.push(Survivor { mutation, file, line, column, change: mutant.change, is_fault });
        }
    }
}

/// A rule with the examples that its mutants are tried on.
struct Subject {
    /// Without its examples, and with its word lists written out.
    document: RuleDocument,
    examples: Vec<(Example, Transcript)>,
}

impl Subject {
    fn of(document: &RuleDocument, pack: &RulePack) -> Subject {
        let examples = document
            .examples
            .iter()
            .filter_map(|example| Some((example.clone(), notation::parse(&example.call.value).ok()?)))
            .collect();
        let document = RuleDocument { examples: Vec::new(), ..document.clone() };
        let mut subject = Subject { document: written_out(&document, &pack.lists), examples };
        let mut is_right = subject.are_right(&subject.document, pack).unwrap_or_default().into_iter();
        subject.examples.retain(|_| is_right.next().unwrap_or(false));
        subject
    }

    /// Whether an example comes out otherwise; `None` where the changed rule does not compile.
    fn notices(&self, changed: &RuleDocument, pack: &RulePack) -> Option<bool> {
        Some(self.are_right(changed, pack)?.contains(&false))
    }

    /// Whether each example comes out as it should.
    fn are_right(&self, document: &RuleDocument, pack: &RulePack) -> Option<Vec<bool>> {
        let rules = compile_rules(pack, std::slice::from_ref(document)).ok()?;
        let rule = rules.rules.first()?;
        let is_right = |(example, transcript): &(Example, Transcript)| {
            Ready::of(&rules, &example.metadata, transcript).decide(rule).outcome == example.expect
        };
        Some(self.examples.iter().map(is_right).collect())
    }
}

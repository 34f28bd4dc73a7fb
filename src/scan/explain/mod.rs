//! Says why a rule came out as it did on a call, and what is the least that would have to be otherwise for it to come out
//! differently.
//!
//! For whoever must defend a deduction or disputes it. The conditions are shown with what they looked for, where, and what
//! they found, also what does not count and why (`conditions`, `reasons`). Changes to what was said (`wordings`) and to when
//! and how (`slides`) are made to the transcript (`changed`) and judged by the judge that judged the call (`search`): what is
//! told has been tried. How much a change is stands in `change`.

pub mod change;
pub mod changed;
pub mod conditions;
pub mod explanation;
pub mod reasons;
pub mod search;
pub mod sentences;
pub mod slides;
pub mod spot;
pub mod subject;
#[cfg(test)]
mod tests;
pub mod wordings;

use crate::call::notation;
use crate::call::recording::Call;
use crate::call::transcript::Transcript;
use crate::rules::document::RuleDocument;
use crate::scan::explain::conditions::conditions;
use crate::scan::explain::explanation::{Explanation, Flip};
use crate::scan::explain::search::{Bench, flips};
use crate::scan::explain::sentences::{because, clauses, what};
use crate::scan::explain::spot::quote_of;
use crate::scan::explain::subject::Subject;
use crate::scan::judge::Ready;
use crate::scan::ruleset::{CompiledRule, RuleSet};

/// Examples of a rule whose words are tried where a condition looks for no phrase.
const EXAMPLES: usize = 20;
/// Words of a condition from them.
const SAYINGS: usize = 3;

/// Why a rule came out as it did on a call. Pure, and the same for the same call. `document` is the rule as written.
pub fn explain(
    rules: &RuleSet,
    rule: &CompiledRule,
    document: &RuleDocument,
    call: &Call,
    transcript: &Transcript,
) -> Explanation {
    let ready = Ready::of(rules, call, transcript);
    let (finding, answers) = (ready.judge(rule), ready.answers(rule));
    let missed = ready.missed(rule, &answers);
    let subject = Subject { rule, heard: ready.heard(), answers: &answers, missed: &missed };
    let bench = Bench::of(rules, rule, call, transcript);
    let not_for = ready.not_for(rule).map(|(_, evidence)| evidence);
    let found = match not_for {
        Some(_) => Vec::new(),
        None => flips(&bench, &subject, finding.outcome, &sayings(rules, rule, document)),
    };
    let flips = found.into_iter().map(|flip| Flip {
        what: what(&flip.changes),
        outcome: flip.outcome,
        cost: flip.cost,
        changes: flip.changes,
    });
    Explanation {
        because: because(&subject, &finding, not_for.as_deref()),
        why: document.why.clone(),
        clauses: clauses(&subject),
        conditions: conditions(&subject),
        flips: flips.collect(),
        tried: bench.tried(),
        finding,
    }
}

/// For each condition, words that it finds in the rule's own examples.
fn sayings(rules: &RuleSet, rule: &CompiledRule, document: &RuleDocument) -> Vec<Vec<String>> {
    let mut sayings = vec![Vec::new(); rule.conditions.len()];
    for example in document.examples.iter().take(EXAMPLES) {
        let Ok(transcript) = notation::parse(&example.call.value) else { continue };
        let ready = Ready::of(rules, &example.metadata, &transcript);
        for (answer, sayings) in ready.answers(rule).iter().zip(&mut sayings) {
            for quote in answer.hits.iter().map(quote_of).filter(|quote| !quote.is_empty()) {
                if sayings.len() < SAYINGS && !sayings.contains(&quote) {
                    sayings.push(quote);
                }
            }
        }
    }
    sayings
}

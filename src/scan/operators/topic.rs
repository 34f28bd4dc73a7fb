//! `topic`: what is said is about this topic, more than about any other.
//!
//! Use it to sort calls where people tell stories instead of naming the thing: "it turns into a paperweight in the car park"
//! is about the network. A pack's `topics.toml` holds, for each topic, sentences as customers say them; the call is about the
//! topic whose examples it is most like, and about none where it is more like the examples under `ordinary`.
//!
//! ```toml
//! [when.about]
//! party = ["customer", "unknown"]
//! topic = "network"
//! ```
//!
//! | parameter | meaning |
//! |---|---|
//! | `topic` | a name in the pack's `topics.toml`, or `any` of them |
//! | `party` (scope) | whose words are read, all of them together; what the others say counts a third |
//!
//! The topic is found by characters and words, and pairs of them, weighed by what the examples have in common: a linear
//! function that is learnt when the pack is read, the same on every machine. Of the topics of a pack one call has at most one.
//! The evidence quotes the utterances that say most for it, and by how much it leads.
//!
//! **Traps.** It is no better than its examples: some eighty a topic is a start, several hundred are good. What it gets wrong
//! belongs among the examples, under the right topic. It reads the call as a whole, so that it takes no `first`, `last`,
//! `around` or `unless_near`; for something that has to be said at one place, take phrases.
//!
//! **Not the same as** `similar_to`, which wants one sentence to be nearly an example; `any_of`, which wants the words.

use crate::call::finding::Matched;
use crate::rules::diagnostic;
use crate::rules::scope::{Scope, Unit};
use crate::rules::value::{Section, known_are};
use crate::scan::hit::{Hit, Quoting};
use crate::scan::kit::Kit;
use crate::scan::operator::{Condition, Operator, Scene};
use crate::scan::operators::measure;

pub struct Topic;

/// Stands for whatever topic a call is about.
const ANY: &str = "any";

/// As many utterances as a person wants to read for a topic.
const QUOTES: usize = 3;

impl Operator for Topic {
    fn name(&self) -> &'static str {
        "topic"
    }

    fn compile(&self, section: &mut Section, _scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        let name = section.text(self.name(), kit.faults)?;
        measure::refuse_scopes(section, measure::PLACES, kit.faults);
        let known: Vec<&str> = kit.topics.names.iter().map(String::as_str).collect();
        if name.value == ANY {
            return Some(Box::new(Compiled { number: None, name: name.value }));
        }
        let Some(number) = known.iter().position(|known| *known == name.value) else {
            let help = match known.is_empty() {
                true => "the pack has no `topics.toml`: make one with examples of it".to_string(),
                false => known_are(&name.value, &known),
            };
            let title = format!("there is no topic `{}`", name.value);
            kit.faults.at(diagnostic::UNKNOWN_VALUE, name.place, title, "not in `topics.toml`").help(help);
            return None;
        };
        Some(Box::new(Compiled { number: Some(number), name: name.value }))
    }
}

#[derive(Debug)]
struct Compiled {
    /// `None` for any topic.
    number: Option<usize>,
    name: String,
}

impl Condition for Compiled {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        let parties = &scene.scope.parties;
        let about = scene.phrase_hits.about(scene.heard, parties);
        if about.topic.is_none() || self.number.is_some_and(|number| about.topic != Some(number)) {
            return Vec::new();
        }
        let theirs =
            (0..scene.heard.lines.len()).filter(|at| parties.contains(&scene.heard.lines[*at].utterance.party));
        let mut says: Vec<(i64, usize)> =
            about.lines.iter().copied().zip(theirs).filter(|(says, _)| *says > 0).collect();
        // Those that say most for it; of equals the first.
        says.sort_by_key(|(says, at)| (-says, *at));
        says.truncate(QUOTES);
        says.sort_by_key(|(_, at)| *at);
        let hits = says.into_iter().map(|(_, at)| {
            let matched = Matched::Topic { lead: about.lead };
            let quoting = Quoting { condition: scene.condition, phrase: &self.name, matched, item: 0 };
            let whole = 0..scene.heard.lines[at].folded.text().len();
            Hit::on_words(scene.heard, Unit::Utterance, at, whole, &quoting)
        });
        hits.collect()
    }

    fn looked_for(&self) -> Vec<String> {
        vec![format!("talk about {}", if self.name == ANY { "any topic" } else { &self.name })]
    }
}

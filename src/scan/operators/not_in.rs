//! `not_in`: a phrase is said and is not part of one of certain longer ones.
//!
//! Use it for a short word that means something else inside a longer one: 投诉 in 投诉建议邮箱 is no threat.
//!
//! ```toml
//! [when.threat]
//! party  = "customer"
//! not_in = { phrases = ["投诉", "举报"], longer = ["投诉建议", "投诉电话是多少", "不投诉"] }
//! ```
//!
//! | parameter | meaning |
//! |---|---|
//! | `phrases` | what is looked for: phrases, or word lists of the pack (`@name`) |
//! | `longer` | phrases that excuse the phrase inside them |
//!
//! **Traps.** Only the place inside the longer phrase is excused: 投诉建议我看过了，我还是要投诉 is found, once. A longer phrase
//! that only overlaps a phrase excuses nothing. One that holds none of the phrases is a fault.
//!
//! **Not the same as** `unless_near` in the scope, which excuses what lies near a condition of its own; `pattern` with
//! `except`, which does the same for expressions.

use crate::rules::diagnostic::{self, Faults};
use crate::rules::scope::Scope;
use crate::rules::value::{Located, Section};
use crate::scan::hit::Hit;
use crate::scan::kit::Kit;
use crate::scan::lexicon::{ListId, Phrase, PhraseHit, is_whole};
use crate::scan::operator::{Condition, Operator, Scene};
use crate::scan::operators::{phrase_list, phrases};

pub struct NotIn;

impl Operator for NotIn {
    fn name(&self) -> &'static str {
        "not_in"
    }

    fn compile(&self, section: &mut Section, scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        let mut table = section.section(self.name(), kit.faults)?;
        let mut list = |key: &'static str, kit: &mut Kit<'_>| match table.needed(key, kit.faults) {
            true => phrases::read(&mut table, key, kit),
            false => None,
        };
        let (wanted, longer) = (list("phrases", kit), list("longer", kit));
        table.finish(kit.faults);
        let (wanted, longer) = (wanted?, longer?);
        phrases::check_shadowed(&wanted, kit.faults);
        check_longer(&wanted, &longer, kit.faults);
        let plain = |phrases: Vec<Located<Phrase>>| phrases.into_iter().map(|phrase| phrase.value).collect::<Vec<_>>();
        let (phrases, longer) = (plain(wanted), plain(longer));
        let list = kit.lexicon.add(&phrases, scope.unit);
        let longer = kit.lexicon.add(&longer, scope.unit);
        Some(Box::new(Compiled { phrases, list, longer }))
    }
}

/// Names the longer phrases that can excuse nothing.
fn check_longer(phrases: &[Located<Phrase>], longer: &[Located<Phrase>], faults: &mut Faults) {
    for phrase in longer {
        let text = &phrase.value.folded;
        let holds = |short: &str| {
            let places = text.match_indices(short).map(|(at, found)| at..at + found.len());
            text.len() > short.len() && places.into_iter().any(|place| is_whole(text, &place))
        };
        if !phrases.iter().any(|short| holds(&short.value.folded)) {
            let title = format!("`{}` excuses nothing: none of the phrases is part of it", phrase.value.written);
            faults
                .at(diagnostic::HOLDS_NONE, phrase.place.clone(), title, "holds none")
                .help("write the phrase with the words around it, or take this one out");
        }
    }
}

#[derive(Debug)]
struct Compiled {
    phrases: Vec<Phrase>,
    list: ListId,
    longer: ListId,
}

impl Condition for Compiled {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        let longer = scene.phrase_hits.of(self.longer);
        let is_excused = |hit: &PhraseHit| {
            // Both are in order of passage and end.
            let from = longer.partition_point(|other| (other.passage, other.range.end) < (hit.passage, hit.range.end));
            longer[from..]
                .iter()
                .take_while(|other| other.passage == hit.passage)
                .any(|other| other.range.start <= hit.range.start)
        };
        let found = scene.phrase_hits.of(self.list).iter().filter(|hit| !is_excused(hit));
        found.map(|hit| phrase_list::hit(scene, hit, &self.phrases)).collect()
    }

    fn phrases(&self) -> &[Phrase] {
        &self.phrases
    }

    fn looked_for(&self) -> Vec<String> {
        self.phrases.iter().map(|phrase| phrase.written.clone()).collect()
    }
}

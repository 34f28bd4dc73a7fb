//! What a kind of condition has to be able to do.

use std::fmt::Debug;

use crate::call::finding::NearMiss;
use crate::call::party::Party;
use crate::call::time::Span;
use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::scan::heard::Heard;
use crate::scan::hit::Hit;
use crate::scan::kit::Kit;
use crate::scan::lexicon::{Phrase, PhraseHits};

/// A kind of condition: reads its keys out of a rule file.
pub trait Operator: Sync {
    /// The key that stands for it in a rule file.
    fn name(&self) -> &'static str;

    /// Reads its keys and compiles them; `None` after adding a fault. Keys of the scope are already taken.
    fn compile(&self, section: &mut Section, scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>>;
}

/// One use of an operator, compiled. Pure: the same call gives the same hits.
pub trait Condition: Send + Sync + Debug {
    /// Every place in the call, whatever the scope; in time order.
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit>;

    /// Whether the hits that are left in the scope make the condition hold.
    fn enough(&self, hits: &[Hit]) -> bool {
        !hits.is_empty()
    }

    /// Whether it holds on this call with the hits that are left in the scope: where they are [`Condition::enough`], unless
    /// they have to be held against the call.
    fn holds(&self, hits: &[Hit], _heard: &Heard<'_>) -> bool {
        self.enough(hits)
    }

    /// Whether it holds where nothing is found: its hits speak against it.
    fn is_absence(&self) -> bool {
        false
    }

    /// The phrases it looks for, for near misses; empty where it looks for none.
    fn phrases(&self) -> &[Phrase] {
        &[]
    }

    /// Whether it reads what was said: then unclear speech can hide what it looks for, and `every` unit can be asked for it.
    fn reads_words(&self) -> bool {
        true
    }

    /// What comes closest to holding, of an utterance in the span by one of the parties, where no phrase is looked for.
    fn near_miss(&self, _heard: &Heard<'_>, _window: Span, _parties: &[Party]) -> Option<NearMiss> {
        None
    }

    /// The names of what a find captures, for another condition to read; `None` where it captures nothing.
    fn groups(&self) -> Option<Vec<&str>> {
        None
    }

    /// What its finds captured, whatever the scope: of this group, else of the first, else the whole find.
    fn captures(&self, _scene: &Scene<'_, '_>, _group: Option<&str>) -> Vec<Capture> {
        Vec::new()
    }

    /// What it looks for, for people.
    fn looked_for(&self) -> Vec<String>;

    /// Why it cannot be answered on this call at all, if so.
    fn unanswerable(&self, _heard: &Heard<'_>) -> Option<String> {
        None
    }
}

/// A call with what the automaton found in it, as one condition sees it.
pub struct Scene<'s, 't> {
    pub heard: &'s Heard<'t>,
    pub phrase_hits: &'s PhraseHits,
    /// The condition's name in its rule.
    pub condition: &'s str,
    pub scope: &'s Scope,
    /// What the condition that it reads from captured.
    pub captured: &'s Captures,
}

/// Something that a condition captured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    pub hit: Hit,
    /// What it comes to however it was said; of a number its digits alone.
    pub value: String,
}

/// All that a condition captured in a call.
#[derive(Clone, Debug, Default)]
pub struct Captures {
    /// In the condition's scope.
    pub inside: Vec<Capture>,
    /// Elsewhere, or by others.
    pub outside: Vec<Capture>,
}

impl<'s> Scene<'s, '_> {
    /// The folded texts of the scope's unit, each with its number.
    pub fn texts(&self) -> impl Iterator<Item = (usize, &'s str)> {
        (0..self.heard.passages(self.scope.unit)).map(|number| (number, self.text(number)))
    }

    /// One of them.
    pub fn text(&self, number: usize) -> &'s str {
        self.heard.text(self.scope.unit, number)
    }
}

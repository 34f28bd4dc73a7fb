//! What a kind of condition has to be able to do.

use std::fmt::Debug;

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

    /// The phrases it looks for, for near misses; empty where it looks for none.
    fn phrases(&self) -> &[Phrase] {
        &[]
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
}

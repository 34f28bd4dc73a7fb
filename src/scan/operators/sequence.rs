//! `sequence`: one thing is said, then the next, each close behind the one before.
//!
//! Use it for a wording with something changing in the middle, and for steps of a conversation that have an order.
//!
//! ```toml
//! [when.offer]
//! party    = "agent"
//! sequence = ["给您", ["办理", "开通"]]
//! gap      = 6
//!
//! [when.steps]
//! party    = "agent"
//! sequence = ["核对一下您的姓名", "身份证", "已经为您办好"]
//! within   = "5 turns"
//! ```
//!
//! | parameter | meaning |
//! |---|---|
//! | `sequence` | the steps in their order; a step is a phrase, or a list of phrases (or a word list, `@name`) of which one is enough |
//! | `gap` | the most characters (Mandarin) or words (English) between two steps, all in one utterance or turn; 12 if left out |
//! | `within` | instead of `gap`: how far a step may lie behind the one before, across utterances and turns: a time (`10s`), `2 utterances`, `3 turns` |
//!
//! **Traps.** With `within` the steps are said by whoever the scope's `party` names: with `party = "agent"` by the agent,
//! with `any` by both in turn. In `2 turns` the turn of the step before counts as none, the other party's answer as one.
//!
//! **Not the same as** `all_of`, which takes the phrases from anywhere; `around` in the scope, which places one condition near
//! another of another party.

use crate::rules::diagnostic::{self, Faults};
use crate::rules::distance::Distance;
use crate::rules::scope::Scope;
use crate::rules::value::{Located, Section, Value};
use crate::scan::hit::Hit;
use crate::scan::kit::Kit;
use crate::scan::lexicon::Phrase;
use crate::scan::operator::{Condition, Operator, Scene};
use crate::scan::operators::chain::Chain;
use crate::scan::operators::{parameters, phrases};

pub struct Sequence;

/// Characters or words between two steps where the rule does not say.
const DEFAULT_GAP: u32 = 12;
/// More than anybody says between two words of one phrase.
const LONGEST_GAP: u32 = 1_000;
/// Steps are followed one by one; a conversation has fewer that matter.
const MAX_STEPS: usize = 20;

impl Operator for Sequence {
    fn name(&self) -> &'static str {
        "sequence"
    }

    fn compile(&self, section: &mut Section, scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        let gap = read_gap(section, kit.faults);
        let within = Distance::read(section, "within", kit.faults);
        if let (Some(gap), Some(within)) = (&gap, &within) {
            kit.faults
                .at(diagnostic::VALUE, within.place.clone(), "`gap` and `within` together", "one of the two has to go")
                .also(gap.place.clone(), "the other");
        }
        let steps = read_steps(section, self.name(), kit)?;
        let within = match (gap, within) {
            (_, Some(within)) => within.value,
            (gap, None) => Distance::Units(gap.map_or(DEFAULT_GAP, |gap| gap.value)),
        };
        let written: Vec<String> = steps.iter().map(|step| written(step)).collect();
        let numbers =
            steps.iter().enumerate().flat_map(|(number, step)| step.iter().map(move |_| number as u32)).collect();
        let phrases: Vec<Phrase> = steps.iter().flatten().map(|phrase| phrase.value.clone()).collect();
        let list = kit.lexicon.add(&phrases, scope.unit);
        Some(Box::new(Compiled { chain: Chain { list, steps: numbers, within, written: written.join(" … ") } }))
    }
}

/// Reads `gap`, the most units between two words of one phrase.
pub fn read_gap(section: &mut Section, faults: &mut Faults) -> Option<Located<u32>> {
    parameters::whole(section, "gap", 0..=LONGEST_GAP, diagnostic::VALUE, faults)
}

fn read_steps(section: &mut Section, key: &'static str, kit: &mut Kit<'_>) -> Option<Vec<Vec<Located<Phrase>>>> {
    let found = section.take(key)?;
    let Value::Array(items) = found.value else {
        // The reader of lists says what is wrong.
        section.texts(key, kit.faults);
        return None;
    };
    if items.len() < 2 {
        kit.faults
            .at(diagnostic::VALUE, found.place, "a sequence of one step", "needs two or more")
            .help("use `any_of` for one");
        return None;
    }
    if items.len() > MAX_STEPS {
        kit.faults.at(diagnostic::LIMIT, found.place, "too many steps", format!("at most {MAX_STEPS} in a sequence"));
        return None;
    }
    let mut steps = Vec::with_capacity(items.len());
    for item in items {
        let texts = match item.value {
            Value::Text(text) => vec![Located::new(text, item.place)],
            Value::Array(_) => {
                let mut step = Section::of(
                    vec![(Located::new("step".to_string(), item.place.clone()), item.clone())],
                    item.place,
                    None,
                );
                step.texts("step", kit.faults).map(|texts| texts.value).unwrap_or_default()
            }
            _ => {
                let title = "a step must be a phrase or a list of phrases";
                kit.faults.at(diagnostic::WRONG_TYPE, item.place, title, "this is neither");
                Vec::new()
            }
        };
        let step = phrases::of_texts(texts, kit);
        if let Some(step) = &step {
            phrases::check_shadowed(step, kit.faults);
        }
        steps.push(step);
    }
    steps.into_iter().collect()
}

/// A step with one wording as it is, with several as `a / b / …`.
fn written(step: &[Located<Phrase>]) -> String {
    let shown: Vec<&str> = step.iter().take(2).map(|phrase| phrase.value.written.as_str()).collect();
    let more = if step.len() > shown.len() { " / …" } else { "" };
    format!("{}{more}", shown.join(" / "))
}

#[derive(Debug)]
struct Compiled {
    chain: Chain,
}

impl Condition for Compiled {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        self.chain.find(scene)
    }

    fn looked_for(&self) -> Vec<String> {
        vec![self.chain.written.clone()]
    }
}

//! `pattern`: a regular expression matches what is said.
//!
//! ```toml
//! [when.card_number]
//! party   = "agent"
//! pattern = "[0-9]{15,18}[0-9x]?"
//! except  = "订单号[0-9]+"
//! ```
//! It reads the folded text: lower case, no punctuation, no blanks between Han characters, digits for numbers. It runs in
//! linear time; back references and look-around do not exist. `except` drops what a match of that second expression
//! covers. Use it for numbers and shapes; for words `any_of` is faster and says more.

use regex::{Regex, RegexBuilder};

use crate::call::finding::Matched;
use crate::rules::diagnostic::{self, Faults};
use crate::rules::scope::Scope;
use crate::rules::value::{Located, Section};
use crate::scan::hit::{Hit, Quoting};
use crate::scan::kit::Kit;
use crate::scan::operator::{Condition, Operator, Scene};

pub struct Pattern;

/// Bytes of a compiled expression: room for large classes, none for nested repetition by the million.
const SIZE_LIMIT: usize = 1 << 20;
/// Brackets in brackets.
const NEST_LIMIT: u32 = 50;
/// Matches read in one utterance.
const MAX_MATCHES: usize = 1_000;

impl Operator for Pattern {
    fn name(&self) -> &'static str {
        "pattern"
    }

    fn compile(
        &self,
        section: &mut Section,
        _scope: &Scope,
        kit: &mut Kit<'_>,
    ) -> Option<Box<dyn Condition>> {
        let pattern = section.text("pattern", kit.faults);
        let except = section.text("except", kit.faults);
        let except = match except {
            Some(text) => Some(compile(&text, kit.faults)?),
            None => None,
        };
        let pattern = pattern?;
        let regex = compile(&pattern, kit.faults)?;
        if regex.is_match("") {
            let title = "the expression matches nothing at all, so it matches everywhere";
            kit.faults.at(diagnostic::PATTERN, pattern.place, title, "can be empty").help("use `+` instead of `*`");
            return None;
        }
        Some(Box::new(Compiled { regex, except }))
    }
}

fn compile(text: &Located<String>, faults: &mut Faults) -> Option<Regex> {
    let built = RegexBuilder::new(&text.value)
        .case_insensitive(true)
        .size_limit(SIZE_LIMIT)
        .dfa_size_limit(2 * SIZE_LIMIT)
        .nest_limit(NEST_LIMIT)
        .build();
    match built {
        Ok(regex) => Some(regex),
        Err(error) => {
            let reason = error.to_string();
            let last = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_string();
            faults.at(diagnostic::PATTERN, text.place.clone(), "expression cannot be used", last);
            None
        }
    }
}

#[derive(Debug)]
struct Compiled {
    regex: Regex,
    except: Option<Regex>,
}

impl Compiled {
    fn find_in(&self, scene: &Scene<'_, '_>, passage: usize, text: &str, hits: &mut Vec<Hit>) {
        for found in self.regex.find_iter(text).take(MAX_MATCHES).filter(|found| !found.is_empty()) {
            let covered = |other: regex::Match<'_>| other.start() <= found.start() && found.end() <= other.end();
            if self.except.as_ref().is_some_and(|except| except.find_iter(text).any(covered)) {
                continue;
            }
            let quoting =
                Quoting { condition: scene.condition, phrase: self.regex.as_str(), matched: Matched::Pattern, item: 0 };
            hits.push(Hit::on_words(scene.heard, scene.scope.unit, passage, found.range(), &quoting));
        }
    }
}

impl Condition for Compiled {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (number, text) in scene.texts() {
            self.find_in(scene, number, text, &mut hits);
        }
        hits
    }

    fn reads_words(&self) -> bool {
        true
    }

    fn looked_for(&self) -> Vec<String> {
        vec![self.regex.as_str().to_string()]
    }
}

//! Where a condition looks: by whom, when, near what, matched in what, in which calls.

use crate::call::party::Party;
use crate::rules::anchor::Anchor;
use crate::rules::call_test::CallTest;
use crate::rules::diagnostic::{self, Faults};
use crate::rules::questions;
use crate::rules::value::{Located, Section, Value, known_are};
use crate::rules::window::Window;

/// Where a condition looks. The default is everywhere and everybody, in every call.
#[derive(Clone, Debug, PartialEq)]
pub struct Scope {
    /// Never empty.
    pub parties: Vec<Party>,
    pub window: Window,
    pub around: Option<Anchor>,
    pub unless_near: Option<Anchor>,
    pub unit: Unit,
    /// Every unit in the window has to hold a hit, not only one.
    pub every: bool,
    /// What has to be true of the call for the condition to look at all.
    pub call: Vec<CallTest>,
}

/// What phrases are matched in. Never the words of two parties at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    Utterance,
    /// A party's utterances until another speaks.
    Turn,
    /// A party's utterances until another speaks more than a few words.
    Adjacent,
    /// All that a party says in the call.
    Call,
}

impl Unit {
    pub const ALL: [Unit; 4] = [Unit::Utterance, Unit::Turn, Unit::Adjacent, Unit::Call];

    /// As written in rules.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Utterance => "utterance",
            Unit::Turn => "turn",
            Unit::Adjacent => "adjacent",
            Unit::Call => "call",
        }
    }

    fn named(name: &str) -> Option<Unit> {
        Unit::ALL.into_iter().find(|unit| unit.name() == name)
    }
}

impl Scope {
    pub fn is_any_party(&self) -> bool {
        self.parties.len() == Party::ALL.len()
    }

    /// Takes the scope's keys out of a condition.
    pub fn read(section: &mut Section, faults: &mut Faults) -> Scope {
        let parties = parties(section, faults);
        let window = Window::read(section, faults);
        let unit = section.one_of("in", &Unit::ALL.map(Unit::name), Unit::named, faults).unwrap_or(Unit::Utterance);
        let around = Anchor::read(section, "around", faults);
        let unless_near = Anchor::read(section, "unless_near", faults);
        let every = section.boolean("every", faults).unwrap_or(false);
        let call = questions::read(section, "call", faults);
        let scope = Scope { parties, window, around, unless_near, unit, every, call };
        scope.check_every(section, faults);
        scope
    }

    fn check_every(&self, section: &Section, faults: &mut Faults) {
        let place = section.place_of("every");
        if self.every && self.unit == Unit::Call {
            faults
                .at(diagnostic::EVERY, place.clone(), "a party has one call, so `every` asks for no more", "here")
                .also(section.place_of("in"), "and here")
                .help("take `every` out, or match in utterances or turns");
        }
        if self.every && self.around.as_ref().is_some_and(Anchor::is_for_each) {
            faults
                .at(diagnostic::EVERY, place, "`every` near `each` asks twice", "here")
                .also(section.place_of("around"), "and here")
                .help("`every` asks for a hit in every unit near any of the hits: take `which` out");
        }
    }
}

fn parties(section: &mut Section, faults: &mut Faults) -> Vec<Party> {
    let Some(found) = section.take("party") else { return Party::ALL.to_vec() };
    let names = match found.value {
        Value::Text(name) => vec![Located::new(name, found.place)],
        _ => section.texts("party", faults).map(|list| list.value).unwrap_or_default(),
    };
    let mut parties = Vec::new();
    for name in names {
        match name.value.as_str() {
            "any" => return Party::ALL.to_vec(),
            text => match text.parse::<Party>() {
                Ok(party) if !parties.contains(&party) => parties.push(party),
                Ok(_) => {}
                Err(_) => {
                    let mut known: Vec<&str> = Party::ALL.iter().map(|party| party.name()).collect();
                    known.push("any");
                    faults
                        .at(diagnostic::UNKNOWN_VALUE, name.place, format!("`{text}` is no party"), "not known")
                        .help(known_are(text, &known));
                }
            },
        }
    }
    if parties.is_empty() { Party::ALL.to_vec() } else { parties }
}

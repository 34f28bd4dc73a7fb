//! Where a condition looks: by whom, when, near what, matched in what.

use crate::call::party::Party;
use crate::rules::diagnostic::{self, Faults};
use crate::rules::extent::Extent;
use crate::rules::value::{Located, Section, Value, known_are};

/// Where a condition looks. The default is everywhere and everybody.
#[derive(Clone, Debug, PartialEq)]
pub struct Scope {
    /// Never empty.
    pub parties: Vec<Party>,
    pub window: Window,
    pub around: Option<Anchor>,
    pub unless_near: Option<Anchor>,
    pub unit: Unit,
}

impl Scope {
    pub fn is_any_party(&self) -> bool {
        self.parties.len() == Party::ALL.len()
    }
}

/// Which part of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    Whole,
    First(Extent),
    Last(Extent),
}

/// Near the hits of another condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Anchor {
    pub condition: Located<String>,
    pub before: Option<Extent>,
    pub after: Option<Extent>,
    pub which: Which,
}

/// Near which hits of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    Any,
    First,
    Last,
}

/// What phrases are matched in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    Utterance,
    Turn,
}

impl Scope {
    /// Takes the scope's keys out of a condition.
    pub fn read(section: &mut Section, faults: &mut Faults) -> Scope {
        let parties = parties(section, faults);
        let first = Extent::read(section, "first", faults);
        let last = Extent::read(section, "last", faults);
        if first.is_some() && last.is_some() {
            let place = section.place_of("last");
            faults
                .at(diagnostic::VALUE, place, "`first` and `last` together", "one of the two has to go")
                .help("use two conditions joined with `and` or `or`");
        }
        let window = match (first, last) {
            (Some(extent), _) => Window::First(extent),
            (None, Some(extent)) => Window::Last(extent),
            (None, None) => Window::Whole,
        };
        let unit = section.one_of("in", &["utterance", "turn"], unit_named, faults).unwrap_or(Unit::Utterance);
        let around = anchor(section, "around", faults);
        let unless_near = anchor(section, "unless_near", faults);
        Scope { parties, window, around, unless_near, unit }
    }
}

fn unit_named(name: &str) -> Option<Unit> {
    match name {
        "utterance" => Some(Unit::Utterance),
        "turn" => Some(Unit::Turn),
        _ => None,
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
                    let known = ["agent", "customer", "unknown", "any"];
                    faults
                        .at(diagnostic::UNKNOWN_VALUE, name.place, format!("`{text}` is no party"), "not known")
                        .help(known_are(text, &known));
                }
            },
        }
    }
    if parties.is_empty() { Party::ALL.to_vec() } else { parties }
}

fn anchor(section: &mut Section, key: &'static str, faults: &mut Faults) -> Option<Anchor> {
    let mut table = section.section(key, faults)?;
    let condition = table.needed_text("condition", faults);
    let before = Extent::read(&mut table, "before", faults);
    let after = Extent::read(&mut table, "after", faults);
    let which = table.one_of("which", &["any", "first", "last"], which_named, faults).unwrap_or(Which::Any);
    if before.is_none() && after.is_none() {
        let place = section.place_of(key);
        faults
            .at(diagnostic::MISSING_KEY, place, format!("`{key}` reaches nowhere"), "neither `before` nor `after`")
            .help("say how far: `before = \"20s\"`, `after = \"3 utterances\"`");
    }
    for extent in [before, after].into_iter().flatten() {
        if matches!(extent, Extent::Percent(_)) {
            let place = section.place_of(key);
            faults.at(
                diagnostic::EXTENT,
                place,
                "an anchor cannot reach a percentage",
                "use seconds, utterances or turns",
            );
        }
    }
    table.finish(faults);
    Some(Anchor { condition: condition?, before, after, which })
}

fn which_named(name: &str) -> Option<Which> {
    match name {
        "any" => Some(Which::Any),
        "first" => Some(Which::First),
        "last" => Some(Which::Last),
        _ => None,
    }
}

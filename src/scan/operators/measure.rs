//! What the operators that measure have in common: limits, and evidence that says what was measured.

use crate::call::finding::Evidence;
use crate::call::party::Party;
use crate::call::time::{Millis, Span};
use crate::call::transcript::Utterance;
use crate::rules::diagnostic::{self, Faults};
use crate::rules::extent::{self, Extent};
use crate::rules::value::{Located, Section};
use crate::scan::hit::Hit;
use crate::scan::operator::Scene;

/// As much of a quote as a person reads to know the place; the evidence has its time.
const QUOTE_CHARS: usize = 60;

/// How little and how much is allowed; at least one of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits<T> {
    pub min: Option<T>,
    pub max: Option<T>,
}

/// Reads a value with its place; what cannot be read is a fault.
pub type Reader<T> = fn(&mut Section, &'static str, &mut Faults) -> Option<Located<T>>;

impl<T: Copy + Ord> Limits<T> {
    /// Reads `min` and `max`; neither of the two, or nothing between them, is a fault.
    pub fn read(table: &mut Section, read: Reader<T>, faults: &mut Faults) -> Option<Limits<T>> {
        let is_there = |key: &str| table.keys().any(|known| known.value == key);
        let named = is_there("min") || is_there("max");
        let (min, max) = (read(table, "min", faults), read(table, "max", faults));
        if !named {
            faults
                .at(diagnostic::NO_LIMIT, table.place.clone(), "neither `min` nor `max`", "every call keeps this")
                .help("say what is allowed: `max = …`, `min = …` or both");
            return None;
        }
        if let (Some(min), Some(max)) = (&min, &max)
            && min.value > max.value
        {
            faults
                .at(diagnostic::LIMIT_RANGE, min.place.clone(), "`min` is more than `max`", "no call can keep both")
                .also(max.place.clone(), "the other");
            return None;
        }
        let limits = Limits { min: min.map(|min| min.value), max: max.map(|max| max.value) };
        (limits.min.is_some() || limits.max.is_some()).then_some(limits)
    }

    /// The limit that a value breaks, as a person reads it behind the value: `, at most 320 allowed`.
    pub fn broken_by(&self, value: T, show: impl Fn(T) -> String) -> Option<String> {
        let over = self.max.filter(|max| value > *max).map(|max| format!(", at most {} allowed", show(max)));
        over.or_else(|| self.min.filter(|min| value < *min).map(|min| format!(", at least {} wanted", show(min))))
    }

    /// What a condition with these limits looks for.
    pub fn looked_for(&self, what: &str, show: impl Fn(T) -> String) -> Vec<String> {
        let over = self.max.map(|max| format!("{what} above {}", show(max)));
        let under = self.min.map(|min| format!("{what} below {}", show(min)));
        over.into_iter().chain(under).collect()
    }
}

/// Reads a time: `30s`.
pub fn time(table: &mut Section, key: &'static str, faults: &mut Faults) -> Option<Located<Millis>> {
    extent::read_time(table, key, faults)
}

/// Reads a whole number that is not negative.
pub fn number(table: &mut Section, key: &'static str, faults: &mut Faults) -> Option<Located<u32>> {
    let found = table.integer(key, faults)?;
    match u32::try_from(found.value) {
        Ok(number) => Some(Located::new(number, found.place)),
        Err(_) => {
            let label = format!("this is {}", found.value);
            faults.at(diagnostic::VALUE, found.place, format!("`{key}` cannot be negative or so large"), label);
            None
        }
    }
}

/// Reads a share: `20%`, in hundredths.
pub fn share(table: &mut Section, key: &'static str, faults: &mut Faults) -> Option<Located<u32>> {
    let text = table.text(key, faults)?;
    match Extent::parse(&text.value) {
        Some(Extent::Percent(percent)) => Some(Located::new(percent, text.place)),
        _ => {
            let title = format!("`{}` is no share", text.value);
            faults.at(diagnostic::EXTENT, text.place, title, "cannot be read").help("write it as `20%`, at most 100%");
            None
        }
    }
}

/// Reads one of the two parties that are known.
pub fn party(table: &mut Section, key: &'static str, faults: &mut Faults) -> Option<Party> {
    let known = |name: &str| name.parse().ok().filter(|party: &Party| party.is_known());
    table.one_of(key, &["agent", "customer"], known, faults)
}

/// Names every scope that would be passed over, because what is measured has no place in the call.
pub fn refuse_scopes(section: &Section, keys: &[&str], faults: &mut Faults) {
    for key in section.keys().filter(|key| keys.contains(&key.value.as_str())) {
        let title = format!("`{}` on what belongs to the whole call", key.value);
        faults
            .at(diagnostic::WHOLE_CALL, key.place.clone(), title, "would change nothing")
            .help("take it out, or join this condition with another in `[rule]`");
    }
}

/// The scopes that say where in a call something is.
pub const PLACES: &[&str] = &["first", "last", "from", "to", "around", "unless_near"];

/// A hit on something that was measured.
pub fn hit(scene: &Scene<'_, '_>, party: Party, span: Span, utterance: u32, what: String) -> Hit {
    let evidence = Evidence::Measured { condition: scene.condition.to_string(), span, what };
    Hit { item: 0, party, span, utterance, evidence }
}

/// What an utterance says, as it stands behind a measure; cut where it is long.
pub fn quoted(utterance: &Utterance) -> String {
    let mut text: String = utterance.text.chars().take(QUOTE_CHARS).collect();
    if text.len() < utterance.text.len() {
        text.push('…');
    }
    format!(": “{text}”")
}

/// `the agent`; `somebody` where it is not known who.
pub fn who(party: Party) -> String {
    match party {
        Party::Unknown => "somebody".to_string(),
        party => format!("the {party}"),
    }
}

/// `7.2 s`: tenths, rounded down.
pub fn secs(time: Millis) -> String {
    format!("{}.{} s", time.0 / 1000, time.0 % 1000 / 100)
}

/// `value` of `whole` in hundredths, rounded down; nothing of nothing is 0.
pub fn percent(value: Millis, whole: Millis) -> u32 {
    (u64::from(value.0) * 100 / u64::from(whole.0.max(1))) as u32
}

/// How much time spans cover together; where they overlap counts once.
pub fn covered(mut spans: Vec<Span>) -> Millis {
    spans.sort();
    let mut reached = Millis::ZERO;
    spans.into_iter().fold(Millis::ZERO, |sum, span| {
        let fresh = span.end() - span.start().max(reached);
        reached = reached.max(span.end());
        sum + fresh
    })
}

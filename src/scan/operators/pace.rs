//! `pace`: somebody speaks too fast or too slowly.
//!
//! Finds utterances in which more than `max` or fewer than `min` characters (Mandarin) or words (English) are said in a
//! minute, or with `over = "call"` a party that does so in all it says. Pauses of more than half a second do not count as
//! speaking where words have times. Use it over the call for a habit, by utterance for terms that are rattled off.
//!
//! ```toml
//! [when.fast]
//! party = "agent"
//! pace  = { max = 400, min_length = 10, over = "call" }
//! ```
//! | parameter | meaning |
//! |---|---|
//! | `max`, `min` | what is allowed a minute; the condition holds where it is broken. At least one of the two |
//! | `min_length` | utterances of fewer characters or words are not read: default 20, since the times of a few words are rough |
//! | `over` | `utterance` (the default), or `call`: all utterances of a party together, at least 40 characters or words |
//! | `count` (beside it) | at least so many utterances |
//! | `party` (scope) | whose |
//!
//! Traps: it is speaking that is measured, not pauses, so ordinary talk has 260 to 340 characters or 160 to 240 words a
//! minute, more than counts that include pauses. A number counts once however long it is, so that reading out numbers
//! seems slow. Without word times (a transcript written by hand) the whole utterance counts, and an end that was left out
//! is an estimate at 270 characters or 162 words. What nobody can speak (above 800 or 500) is a fault of the times and is
//! not read.
//!
//! Not the same as `turns` or `talk_share`, which say how much is spoken.

use crate::call::party::Party;
use crate::call::time::{Millis, Span};
use crate::call::transcript::Utterance;
use crate::rules::diagnostic;
use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::scan::heard::Heard;
use crate::scan::hit::Hit;
use crate::scan::kit::Kit;
use crate::scan::operator::{Condition, Operator, Scene};
use crate::scan::operators::measure::{self, Limits, quoted, who};
use crate::scan::operators::silence::read_count;
use crate::text::units::{self, Unit};

pub struct Pace;

/// What has fewer units is not read unless the rule says otherwise: an engine's times are right to some 200 ms.
const MIN_LENGTH: u32 = 20;

/// Fewer units in all are no habit: 9 s of Mandarin, 15 s of English.
const LEAST_OVER_CALL: u32 = 40;

/// Longer is a pause, shorter is articulation: phonetics draws the line between 250 ms and 500 ms.
const PAUSE: Millis = Millis(500);

/// Nobody speaks faster: twice the pace of the fastest newsreaders.
fn fastest(unit: Unit) -> u32 {
    match unit {
        Unit::Characters => 800,
        Unit::Words => 500,
    }
}

impl Operator for Pace {
    fn name(&self) -> &'static str {
        "pace"
    }

    fn compile(&self, section: &mut Section, scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        let count = read_count(section, kit.faults);
        let mut table = section.section("pace", kit.faults)?;
        let limits = Limits::read(&mut table, measure::number, kit.faults);
        let min_length =
            measure::number(&mut table, "min_length", kit.faults).map_or(MIN_LENGTH, |number| number.value);
        let over = table.one_of("over", &["utterance", "call"], over_named, kit.faults).unwrap_or(Over::Utterance);
        table.finish(kit.faults);
        if over == Over::Call {
            measure::refuse_scopes(section, measure::PLACES, kit.faults);
        }
        let limits = limits?;
        let units = kit.languages.iter().map(|language| Unit::of(language));
        let fastest = units.map(fastest).max().unwrap_or(fastest(Unit::Characters));
        if limits.max.is_some_and(|max| max >= fastest) {
            let place = table.place_of("max");
            let label = format!("{fastest} or more is taken for a fault of the times");
            kit.faults.at(diagnostic::LIMIT_RANGE, place, "nobody speaks so fast", label);
            return None;
        }
        Some(Box::new(Compiled { limits, min_length: min_length.max(1), over, count, parties: scope.parties.clone() }))
    }
}

/// What is measured as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Over {
    Utterance,
    Call,
}

fn over_named(name: &str) -> Option<Over> {
    match name {
        "utterance" => Some(Over::Utterance),
        "call" => Some(Over::Call),
        _ => None,
    }
}

#[derive(Debug)]
struct Compiled {
    limits: Limits<u32>,
    min_length: u32,
    over: Over,
    count: usize,
    parties: Vec<Party>,
}

/// An utterance measured.
struct Measured<'h> {
    number: u32,
    utterance: &'h Utterance,
    units: u32,
    time: Millis,
}

/// Units a minute, rounded down; `None` without time.
fn a_minute(units: u32, time: Millis) -> Option<u32> {
    let pace = (u64::from(units) * 60_000).checked_div(u64::from(time.0))?;
    u32::try_from(pace).ok()
}

/// How long somebody speaks in an utterance: by its words without their pauses, else all of it.
fn spoken(utterance: &Utterance) -> Millis {
    let Some(first) = utterance.words.first() else { return utterance.span.length() };
    let mut reached = first.span.start();
    utterance.words.iter().fold(Millis::ZERO, |sum, word| {
        let gap = word.span.start() - reached;
        let own = word.span.end() - word.span.start().max(reached);
        reached = reached.max(word.span.end());
        sum + own + if gap <= PAUSE { gap } else { Millis::ZERO }
    })
}

impl Compiled {
    /// The utterances of a call that are long enough and have believable times.
    fn measured<'h>(&self, heard: &Heard<'h>) -> Vec<Measured<'h>> {
        let fastest = fastest(Unit::of(&heard.transcript.language));
        let utterances = heard.transcript.utterances.iter().enumerate();
        let measured = utterances.filter_map(|(number, utterance)| {
            let (units, time) = (units::count(&utterance.text), spoken(utterance));
            let is_believable = a_minute(units, time).is_some_and(|pace| pace < fastest);
            let is_read = units >= self.min_length && is_believable;
            is_read.then_some(Measured { number: number as u32, utterance, units, time })
        });
        measured.collect()
    }

    fn by_utterance(&self, scene: &Scene<'_, '_>, unit: Unit, measured: &[Measured<'_>]) -> Vec<Hit> {
        let hits = measured.iter().filter_map(|one| {
            let pace = a_minute(one.units, one.time)?;
            let limit = self.limits.broken_by(pace, |pace| pace.to_string())?;
            let (party, quote) = (one.utterance.party, quoted(one.utterance));
            let what = format!("{} spoke {pace} {unit} a minute{limit}{quote}", who(party));
            Some(measure::hit(scene, party, one.utterance.span, one.number, what))
        });
        hits.collect()
    }

    fn over_call(&self, scene: &Scene<'_, '_>, unit: Unit, party: Party, measured: &[Measured<'_>]) -> Option<Hit> {
        let own: Vec<&Measured<'_>> = measured.iter().filter(|one| one.utterance.party == party).collect();
        let (units, time) = sums(&own);
        let pace = a_minute(units, time).filter(|_| units >= LEAST_OVER_CALL)?;
        let limit = self.limits.broken_by(pace, |pace| pace.to_string())?;
        // The longest of those that break the limit themselves: the times of a few words are rough.
        let breaks = |one: &&&Measured<'_>| {
            a_minute(one.units, one.time).is_some_and(|pace| self.limits.broken_by(pace, |_| String::new()).is_some())
        };
        let shown = own.iter().filter(breaks).max_by_key(|one| (one.time, u32::MAX - one.number))?;
        let span = own.iter().map(|one| one.utterance.span).reduce(Span::cover)?;
        let what = format!(
            "{} spoke {pace} {unit} a minute over the call{limit}; {} here{}",
            who(party),
            a_minute(shown.units, shown.time).unwrap_or_default(),
            quoted(shown.utterance)
        );
        Some(measure::hit(scene, party, span, shown.number, what))
    }
}

fn sums(measured: &[&Measured<'_>]) -> (u32, Millis) {
    let sum = |(units, time): (u32, Millis), one: &&Measured<'_>| (units.saturating_add(one.units), time + one.time);
    measured.iter().fold((0, Millis::ZERO), sum)
}

impl Condition for Compiled {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        let unit = Unit::of(&scene.heard.transcript.language);
        let measured = self.measured(scene.heard);
        match self.over {
            Over::Utterance => self.by_utterance(scene, unit, &measured),
            Over::Call => {
                Party::ALL.into_iter().filter_map(|party| self.over_call(scene, unit, party, &measured)).collect()
            }
        }
    }

    fn enough(&self, hits: &[Hit]) -> bool {
        hits.len() >= self.count
    }

    fn reads_words(&self) -> bool {
        false
    }

    fn looked_for(&self) -> Vec<String> {
        self.limits.looked_for("a pace", |pace| format!("{pace} a minute"))
    }

    fn unanswerable(&self, heard: &Heard<'_>) -> Option<String> {
        let measured = self.measured(heard);
        let is_enough = self.parties.iter().any(|party| {
            let own: Vec<&Measured<'_>> = measured.iter().filter(|one| one.utterance.party == *party).collect();
            match self.over {
                Over::Utterance => !own.is_empty(),
                Over::Call => sums(&own).0 >= LEAST_OVER_CALL,
            }
        });
        (!is_enough).then(|| "how fast it is spoken: too little is said at once to measure it".to_string())
    }
}

//! One party repeats what was captured of another: `repeats` with `captured`.

use std::ops::Range;

use crate::call::finding::{Evidence, Matched};
use crate::call::party::Party;
use crate::call::time::Span;
use crate::rules::diagnostic;
use crate::rules::distance::Distance;
use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::scan::heard::Heard;
use crate::scan::hit::{Hit, Quoting};
use crate::scan::kit::Kit;
use crate::scan::lexicon::is_whole;
use crate::scan::operator::{Capture, Condition, Scene};
use crate::scan::operators::parameters;
use crate::scan::operators::repeats::{is_within, read_within};
use crate::text::digits;
use crate::text::fold::fold;

/// Fewer digits are said by chance.
const LEAST_TAIL: u32 = 2;
/// More than a number has.
const LONGEST_TAIL: u32 = 20;

/// Reads `{ captured = "number", by = "agent" }`. Whether the condition captures anything is checked with the whole rule.
pub fn compile(table: &mut Section, scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
    let faults = kit.faults.found.len();
    let captured = if table.needed("captured", kit.faults) { table.text("captured", kit.faults) } else { None };
    let known = ["agent", "customer"];
    let named = |name: &str| name.parse().ok().filter(|party: &Party| party.is_known());
    let by = match table.needed("by", kit.faults) {
        true => table.one_of("by", &known, named, kit.faults),
        false => None,
    };
    if let Some(by) = by.filter(|by| !scope.parties.contains(by)) {
        let place = table.place_of("by");
        let title = format!("the {by} has to repeat it, but `party` leaves the {by} out");
        kit.faults.at(diagnostic::VALUE, place, title, "here").help("take `party` out: `by` says it already");
    }
    let within = read_within(table, kit);
    let tail = parameters::whole(table, "tail", LEAST_TAIL..=LONGEST_TAIL, diagnostic::VALUE, kit.faults);
    if kit.faults.found.len() > faults {
        return None;
    }
    let (source, within) = (captured?.value, within.map(|within| within.value));
    Some(Box::new(ReadBack { source, by: by?, within, tail: tail.map(|tail| tail.value as usize) }))
}

#[derive(Debug)]
struct ReadBack {
    /// The condition that captures.
    source: String,
    by: Party,
    within: Option<Distance>,
    tail: Option<usize>,
}

impl ReadBack {
    /// Where a text holds what was captured.
    fn places(&self, text: &str, value: &str) -> Vec<Range<usize>> {
        if value.bytes().all(|byte| byte.is_ascii_digit()) {
            let is_it = |digits: &str| {
                digits == value || self.tail.is_some_and(|tail| digits.len() >= tail && value.ends_with(digits))
            };
            return digits::find(text, value.len(), is_it).into_iter().map(|number| number.range).collect();
        }
        let value = fold(value);
        let found = text.match_indices(value.text()).map(|(at, found)| at..at + found.len());
        found.filter(|range| !range.is_empty() && is_whole(text, range)).collect()
    }

    /// Whether a hit comes after what it repeats, and soon enough.
    fn follows(&self, heard: &Heard<'_>, captured: &Capture, hit: &Hit) -> bool {
        let place = |hit: &Hit| -> (usize, Span) { (hit.utterance as usize, hit.span) };
        let is_soon = |within: Distance| is_within(heard, within, place(&captured.hit), place(hit));
        hit.party == self.by
            && hit.utterance > captured.hit.utterance
            && hit.span.end() > captured.hit.span.end()
            && self.within.is_none_or(is_soon)
    }

    fn repeats_of(&self, scene: &Scene<'_, '_>, captured: &Capture) -> Vec<Hit> {
        let (heard, unit) = (scene.heard, scene.scope.unit);
        let phrase = match &captured.hit.evidence {
            Evidence::Said { quote, .. } => quote.as_str(),
            _ => "",
        };
        let matched = Matched::ReadBack { first_ms: captured.hit.span.start() };
        let quoting = Quoting { condition: scene.condition, phrase, matched: matched.clone(), item: 0 };
        let mut hits = Vec::new();
        for number in 0..heard.passages(unit) {
            if heard.said_in(unit, number).0 != self.by {
                continue;
            }
            let text = heard.text(unit, number);
            let places = self.places(text, &captured.value).into_iter();
            hits.extend(places.map(|range| Hit::on_words(heard, unit, number, range, &quoting)));
        }
        // The other party may say it in another form of the same value: john dot smith for john.smith.
        let same = scene.captured.outside.iter().filter(|other| other.value == captured.value);
        hits.extend(same.filter_map(|other| requoted(&other.hit, &quoting)));
        hits.retain(|hit| self.follows(heard, captured, hit));
        hits
    }
}

/// A hit of another condition as one of this.
fn requoted(hit: &Hit, quoting: &Quoting<'_>) -> Option<Hit> {
    let mut hit = hit.clone();
    let Evidence::Said { condition, phrase, matched, .. } = &mut hit.evidence else { return None };
    *condition = quoting.condition.to_string();
    *phrase = quoting.phrase.to_string();
    *matched = quoting.matched.clone();
    Some(Hit { item: quoting.item, ..hit })
}

impl Condition for ReadBack {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        let by_others = scene.captured.inside.iter().filter(|capture| capture.hit.party != self.by);
        let mut hits: Vec<Hit> = by_others.flat_map(|capture| self.repeats_of(scene, capture)).collect();
        hits.sort_by_key(|hit| (hit.span, hit.utterance));
        // The same words may repeat what was said several times, and may be found both ways.
        hits.dedup_by_key(|hit| (hit.span, hit.utterance));
        hits
    }

    fn looked_for(&self) -> Vec<String> {
        vec![format!("what `{}` found, said again by the {}", self.source, self.by)]
    }

    fn unanswerable(&self, heard: &Heard<'_>) -> Option<String> {
        (!heard.transcript.parties_known())
            .then(|| "who repeats it: the parties of this recording are not known".to_string())
    }
}

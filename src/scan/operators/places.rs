//! Where phrases were found, and how far apart.

use std::collections::HashMap;
use std::ops::Range;

use crate::call::finding::Matched;
use crate::call::party::Party;
use crate::call::time::Span;
use crate::rules::distance::Distance;
use crate::rules::scope::Unit;
use crate::scan::heard::Heard;
use crate::scan::hit::{Hit, Quoting, Stretches};
use crate::scan::lexicon::{ListId, PhraseHit};
use crate::scan::operator::Scene;
use crate::text::units::Ruler;

/// A phrase that was found, with its place in the call.
#[derive(Clone, Debug)]
pub struct Place {
    pub item: u32,
    pub passage: u32,
    /// Bytes of the passage's text.
    pub range: Range<usize>,
    stretches: Stretches,
    span: Span,
    party: Party,
}

/// A point in the text of a call: an utterance and a byte of its folded text.
type Point = (usize, usize);

impl Place {
    fn of(heard: &Heard<'_>, unit: Unit, hit: &PhraseHit) -> Place {
        let stretches = heard.parts_of(unit, hit.passage as usize, &hit.range);
        let span_of = |(utterance, range): &(usize, Range<usize>)| {
            let line = &heard.lines[*utterance];
            line.span_of(line.folded.source(range.clone()))
        };
        let span = stretches.iter().map(span_of).reduce(Span::cover).unwrap_or_default();
        let party = stretches.first().map_or(Party::Unknown, |(first, _)| heard.lines[*first].utterance.party);
        Place { item: hit.item, passage: hit.passage, range: hit.range.clone(), stretches, span, party }
    }

    pub fn start(&self) -> Point {
        self.stretches.first().map_or((0, 0), |(utterance, range)| (*utterance, range.start))
    }

    pub fn end(&self) -> Point {
        self.stretches.last().map_or((0, 0), |(utterance, range)| (*utterance, range.end))
    }

    pub fn overlaps(&self, other: &Place) -> bool {
        self.start() < other.end() && other.start() < self.end()
    }
}

/// The places of a list's phrases among which distances count, in the order in which they begin: those of one utterance or
/// turn where words are counted, else those of the parties that the scope asks for, and of each other party for itself.
pub fn groups(scene: &Scene<'_, '_>, list: ListId, distance: Distance) -> Vec<Vec<Place>> {
    let found = scene.phrase_hits.of(list);
    let mut places: Vec<Place> = found.iter().map(|hit| Place::of(scene.heard, scene.scope.unit, hit)).collect();
    places.sort_by_key(|place| (place.start(), place.end(), place.item));
    let key = |place: &Place| match distance {
        Distance::Units(_) => place.passage,
        _ if scene.scope.parties.contains(&place.party) => 0,
        _ => 1 + place.party as u32,
    };
    let mut groups: Vec<(u32, Vec<Place>)> = Vec::new();
    let mut known: HashMap<u32, usize> = HashMap::new();
    for place in places {
        let number = *known.entry(key(&place)).or_insert(groups.len());
        match groups.get_mut(number) {
            Some((_, group)) => group.push(place),
            None => groups.push((key(&place), vec![place])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Measures how far apart places of one group are.
pub struct Meter<'h, 't> {
    heard: &'h Heard<'t>,
    unit: Unit,
    distance: Distance,
    /// Of the group's passage, where words are counted.
    ruler: Ruler,
}

/// How far one place lies behind another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// It begins before the other ends.
    Before,
    /// Near enough, by so much in the distance's own measure.
    Within(u32),
    Beyond,
}

impl<'h, 't> Meter<'h, 't> {
    pub fn of(scene: &Scene<'h, 't>, distance: Distance, group: &[Place]) -> Meter<'h, 't> {
        let passage = group.first().filter(|_| matches!(distance, Distance::Units(_)));
        let text = passage.map(|place| scene.heard.text(scene.scope.unit, place.passage as usize));
        let ruler = Ruler::of(text.unwrap_or_default());
        Meter { heard: scene.heard, unit: scene.scope.unit, distance, ruler }
    }

    /// How far `next` lies behind `first`.
    pub fn gap(&self, first: &Place, next: &Place) -> Gap {
        if next.start() < first.end() {
            return Gap::Before;
        }
        let between = |from: u32, to: u32| to.saturating_sub(from);
        let (gap, most) = match self.distance {
            Distance::Units(most) if first.passage != next.passage => (u32::MAX, most),
            Distance::Units(most) => (self.ruler.between(first.range.end, next.range.start), most),
            Distance::Time(most) => ((next.span.start() - first.span.end()).0, most.0),
            Distance::Utterances(most) => (between(first.end().0 as u32, next.start().0 as u32), most),
            Distance::Turns(most) => {
                let turn = |utterance: usize| self.heard.turn_of(utterance as u32);
                (between(turn(first.end().0), turn(next.start().0)), most)
            }
        };
        if gap <= most { Gap::Within(gap) } else { Gap::Beyond }
    }

    /// Whether no place that begins in the same utterance as `next` or later can be near enough behind `first`.
    pub fn is_past(&self, first: &Place, next: &Place) -> bool {
        match self.distance {
            // Words of an utterance that began earlier may be said later than those of one that began in between.
            Distance::Time(most) => {
                let begins = self.heard.lines[next.start().0].utterance.span.start();
                begins > first.span.end() + most
            }
            _ => self.gap(first, next) == Gap::Beyond,
        }
    }

    /// For each place the one, of it and those before it, that ends last.
    pub fn furthest(&self, group: &[Place]) -> Vec<usize> {
        let end = |at: usize| match self.distance {
            Distance::Time(_) => (group[at].span.end().0 as usize, 0),
            _ => group[at].end(),
        };
        let mut last = 0;
        let ends = (0..group.len()).map(|at| {
            last = if end(at) > end(last) { at } else { last };
            last
        });
        ends.collect()
    }

    /// A hit on several places, in the order in which they begin: where words are counted all that was said from the first
    /// to the last, else the words themselves.
    pub fn hit(&self, places: &[&Place], condition: &str, phrase: &str) -> Hit {
        let quoting = Quoting { condition, phrase, matched: Matched::Exact, item: 0 };
        let ends = places.first().zip(places.last());
        match (self.distance, ends) {
            (Distance::Units(_), Some((first, last))) => {
                let range = first.range.start..last.range.end.max(first.range.end);
                Hit::on_words(self.heard, self.unit, first.passage as usize, range, &quoting)
            }
            _ => Hit::on_stretches(self.heard, &joined(places), &quoting),
        }
    }
}

/// The stretches of several places; those in one utterance as one.
fn joined(places: &[&Place]) -> Stretches {
    let mut joined = Stretches::new();
    for (utterance, range) in places.iter().flat_map(|place| &place.stretches) {
        match joined.last_mut() {
            Some((last, before)) if last == utterance => before.end = before.end.max(range.end),
            _ => joined.push((*utterance, range.clone())),
        }
    }
    joined
}

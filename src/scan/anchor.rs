//! Which hits lie near the hits of another condition.

use crate::call::time::{Millis, Span};
use crate::rules::anchor::{Anchor, Which};
use crate::rules::extent::Extent;
use crate::scan::answer::{Answer, Truth};
use crate::scan::heard::Heard;
use crate::scan::hit::Hit;

/// An anchor with what its condition found.
#[derive(Clone, Copy)]
pub struct Near<'a> {
    anchor: &'a Anchor,
    pub answer: &'a Answer,
}

impl<'a> Near<'a> {
    /// The anchor of a scope, whose condition is the `number`th of those answered before.
    pub fn of(anchor: Option<&'a Anchor>, number: Option<usize>, before: &'a [Answer]) -> Option<Near<'a>> {
        Some(Near { anchor: anchor?, answer: before.get(number?)? })
    }

    /// The hits that something has to be near to.
    pub fn hits(&self) -> &'a [Hit] {
        let hits = self.answer.hits.as_slice();
        // Half of what was asked for is not there: nothing is near it.
        if self.answer.truth == Truth::Fails {
            return &[];
        }
        let only = |at: Option<usize>| at.and_then(|at| hits.get(at..=at)).unwrap_or(&[]);
        match self.anchor.which {
            Which::Any | Which::Each => hits,
            Which::FromFirst(after) => only(Some(after as usize)),
            Which::FromLast(before) => only(hits.len().checked_sub(1 + before as usize)),
        }
    }

    /// Whether each of the hits needs its own.
    pub fn is_for_each(&self) -> bool {
        self.anchor.is_for_each()
    }

    /// Whether a hit lies within reach of one of them.
    pub fn holds(&self, heard: &Heard<'_>, hit: &Hit) -> bool {
        self.hits().iter().any(|near| self.reaches(heard, near, hit))
    }

    /// Whether a hit lies within reach of this one.
    pub fn reaches(&self, heard: &Heard<'_>, near: &Hit, hit: &Hit) -> bool {
        const NOWHERE: Option<Extent> = Some(Extent::Time(Millis::ZERO));
        if self.anchor.before == NOWHERE && self.anchor.after == NOWHERE {
            // What only touches is something else.
            return near.utterance == hit.utterance && near.span.overlap(hit.span).is_some();
        }
        let early_enough = match self.anchor.after {
            Some(Extent::Utterances(count)) => hit.utterance <= near.utterance.saturating_add(count),
            Some(Extent::Turns(count)) => {
                heard.turn_of(hit.utterance) <= heard.turn_of(near.utterance).saturating_add(count)
            }
            Some(Extent::Time(time)) => hit.span.start() <= near.span.end() + time,
            _ => hit.span.end() <= near.span.end(),
        };
        let late_enough = match self.anchor.before {
            Some(Extent::Utterances(count)) => hit.utterance.saturating_add(count) >= near.utterance,
            Some(Extent::Turns(count)) => {
                heard.turn_of(hit.utterance).saturating_add(count) >= heard.turn_of(near.utterance)
            }
            Some(Extent::Time(time)) => hit.span.end() >= near.span.start() - time,
            _ => hit.span.start() >= near.span.start(),
        };
        early_enough && late_enough
    }

    /// How far one of the hits reaches, inside a window; empty where it lies outside.
    pub fn reach(&self, heard: &Heard<'_>, near: &Hit, window: Span) -> Span {
        let span_of = |number: u32| heard.lines.get(number as usize).map(|line| line.utterance.span);
        let start = match self.anchor.before {
            Some(Extent::Time(time)) => near.span.start() - time,
            Some(Extent::Utterances(count)) => {
                span_of(near.utterance.saturating_sub(count)).map_or(Millis::ZERO, Span::start)
            }
            Some(Extent::Turns(count)) => turn_span(heard, near, -i64::from(count)).start(),
            _ => near.span.start(),
        };
        let end = match self.anchor.after {
            Some(Extent::Time(time)) => near.span.end() + time,
            Some(Extent::Utterances(count)) => {
                span_of(near.utterance.saturating_add(count)).map_or(window.end(), Span::end)
            }
            Some(Extent::Turns(count)) => turn_span(heard, near, i64::from(count)).end(),
            _ => near.span.end(),
        };
        Span::between(start, end.max(start)).overlap(window).unwrap_or(nowhere(window))
    }

    /// From the start of the first reach to the end of the last, inside a window.
    pub fn reach_of_all(&self, heard: &Heard<'_>, window: Span) -> Span {
        let reaches = self.hits().iter().map(|near| self.reach(heard, near, window)).filter(|reach| !reach.is_empty());
        reaches.reduce(Span::cover).unwrap_or(nowhere(window))
    }
}

fn nowhere(window: Span) -> Span {
    Span::between(window.start(), window.start())
}

/// The turn so many turns away from a hit's own; the first or last of the call where there are fewer.
fn turn_span(heard: &Heard<'_>, hit: &Hit, away: i64) -> Span {
    let last = heard.turns.len() as i64 - 1;
    let number = (i64::from(heard.turn_of(hit.utterance)) + away).clamp(0, last.max(0));
    heard.turns.get(number as usize).map_or(hit.span, |turn| heard.span_of(turn.clone()))
}

//! Which stretch of a call a scope's window is.

use crate::call::time::{Millis, Span};
use crate::rules::extent::{Extent, Position};
use crate::rules::scope::Scope;
use crate::scan::heard::Heard;

/// The stretch of the call that the scope's window names, counted from where talk begins and ends; utterances and turns are
/// those of the scope's parties. Empty where the call does not reach so far.
pub fn window(heard: &Heard<'_>, scope: &Scope) -> Span {
    let whole = heard.whole();
    let from = scope.window.from.map_or(whole.start(), |position| begin(heard, scope, position)).min(whole.end());
    let to = scope.window.to.map_or(whole.end(), |position| end(heard, scope, position)).min(whole.end());
    Span::between(from, to.max(from))
}

/// Where a window begins: behind what is left out.
fn begin(heard: &Heard<'_>, scope: &Scope, position: Position) -> Millis {
    match (own(heard, scope, position), position) {
        (None, _) => in_time(heard.talk(), position),
        (Some((mut own, count)), Position::AfterStart(_)) => own.nth(count).map_or(heard.whole().end(), Span::start),
        // Where there are fewer, from the first of them on.
        (Some((own, count)), Position::BeforeEnd(_)) => {
            own.rev().take(count).last().map_or(heard.talk().end(), Span::start)
        }
    }
}

/// Where a window ends.
fn end(heard: &Heard<'_>, scope: &Scope, position: Position) -> Millis {
    let nothing = heard.talk().start();
    match (own(heard, scope, position), position) {
        (None, _) => in_time(heard.talk(), position),
        (Some((own, count)), Position::AfterStart(_)) => own.take(count).last().map_or(nothing, Span::end),
        (Some((own, count)), Position::BeforeEnd(_)) => own.rev().nth(count).map_or(nothing, Span::end),
    }
}

type Spans<'a> = Box<dyn DoubleEndedIterator<Item = Span> + 'a>;

/// The utterances or turns of the scope's parties, with how many of them a place lies from an end of the call; `None` where
/// it is a matter of time.
fn own<'a>(heard: &'a Heard<'_>, scope: &'a Scope, position: Position) -> Option<(Spans<'a>, usize)> {
    let (Position::AfterStart(extent) | Position::BeforeEnd(extent)) = position;
    let utterances = &heard.transcript.utterances;
    match extent {
        Extent::Utterances(count) => {
            let own = utterances.iter().filter(|utterance| scope.parties.contains(&utterance.party));
            Some((Box::new(own.map(|utterance| utterance.span)), count as usize))
        }
        Extent::Turns(count) => {
            let own = heard.turns.iter().filter(|turn| scope.parties.contains(&utterances[turn.start].party));
            Some((Box::new(own.map(|turn| heard.span_of(turn.clone()))), count as usize))
        }
        Extent::Time(_) | Extent::Percent(_) => None,
    }
}

fn in_time(talk: Span, position: Position) -> Millis {
    let length = |extent: Extent| match extent {
        Extent::Time(time) => time,
        Extent::Percent(percent) => Millis((u64::from(talk.length().0) * u64::from(percent) / 100) as u32),
        Extent::Utterances(_) | Extent::Turns(_) => Millis::ZERO,
    };
    match position {
        Position::AfterStart(extent) => talk.start() + length(extent),
        Position::BeforeEnd(extent) => talk.end() - length(extent),
    }
}

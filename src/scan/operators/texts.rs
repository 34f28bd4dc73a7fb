//! The texts that a condition matches in: utterances or turns.

use std::borrow::Cow;
use std::ops::Range;

use crate::rules::scope::Unit;
use crate::scan::heard::Heard;
use crate::scan::lexicon::Passage;

/// How many texts of a unit a call has.
pub fn count(heard: &Heard<'_>, unit: Unit) -> usize {
    match unit {
        Unit::Utterance => heard.lines.len(),
        Unit::Turn => heard.turns.len(),
    }
}

/// One of them, folded.
pub fn text<'h>(heard: &'h Heard<'_>, unit: Unit, number: usize) -> Cow<'h, str> {
    match unit {
        Unit::Utterance => Cow::Borrowed(heard.lines[number].folded.text()),
        Unit::Turn => Cow::Owned(Passage::of_turn(heard, number).text),
    }
}

/// Its utterances.
pub fn utterances(heard: &Heard<'_>, unit: Unit, number: usize) -> Range<usize> {
    match unit {
        Unit::Utterance => number..number + 1,
        Unit::Turn => heard.turns[number].clone(),
    }
}

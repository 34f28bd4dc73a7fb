//! A change to a call: what would have had to be otherwise, and how much that is.

use std::ops::Range;

use serde::Serialize;

use crate::call::party::Party;
use crate::call::time::{Millis, Span};

/// One thing about a call that is otherwise. Utterances are counted from 0, as they are in the call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Change {
    /// An utterance is said at another time.
    Moved { utterance: u32, party: Party, quote: String, from: Millis, to: Millis },
    /// An utterance is said by somebody else.
    SaidBy { utterance: u32, quote: String, at: Millis, from: Party, to: Party },
    /// Words that are nearly a phrase are that phrase.
    PutRight {
        utterance: u32,
        party: Party,
        quote: String,
        at: Millis,
        phrase: String,
        /// Characters that differ.
        characters: u32,
        /// How far off it sounds, in thirds of a syllable, where it was found by its sound.
        #[serde(skip_serializing_if = "Option::is_none")]
        thirds: Option<u32>,
        #[serde(skip)]
        bytes: Range<usize>,
    },
    /// Words are not said.
    Removed {
        utterance: u32,
        party: Party,
        quote: String,
        at: Millis,
        #[serde(skip)]
        bytes: Range<usize>,
    },
    /// Words are said in addition: at the end of an utterance, else as one of their own.
    Added { party: Party, text: String, at: Millis, utterance: Option<u32> },
    /// A stretch of the call takes more or less time; what comes after it comes later or sooner.
    Lasting { stretch: Stretch, span: Span, from: Millis, to: Millis },
    /// A party is louder or softer in a stretch of the call.
    Louder { party: Party, span: Span, decibels: i32 },
}

/// What a stretch of a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "of", content = "party", rename_all = "snake_case")]
pub enum Stretch {
    /// Nobody speaks.
    Silence,
    Speech(Party),
    Recording,
}

/// Moving something by a tenth of a second, the unit of all costs. A second is as much as a character.
pub const TENTH: u32 = 1;
/// A character that is put right.
const CHARACTER: u32 = 10;
/// A third of a syllable that sounds otherwise, and what only is written otherwise.
const SOUND: u32 = 4;
/// A decibel.
const DECIBEL: u32 = 10;
/// Words that are left out, at one place: ten seconds.
const REMOVED: u32 = 100;
/// Another speaker: more than leaving the words out, for an utterance says more than those.
const PARTY: u32 = 150;
/// Words that nobody said are the largest change, and longer ones (by the character) larger still.
const ADDED: u32 = 200;

/// What one step of a change that can be made in steps moves: times are given in tenths of seconds.
pub const STEP: Millis = Millis(100);

impl Change {
    /// How much is otherwise, in tenths of seconds.
    pub fn cost(&self) -> u32 {
        match self {
            Change::Moved { from, to, .. } | Change::Lasting { from, to, .. } => tenths(*from, *to) * TENTH,
            Change::SaidBy { .. } => PARTY,
            Change::PutRight { thirds: Some(thirds), .. } => SOUND + thirds * SOUND,
            Change::PutRight { characters, .. } => characters * CHARACTER,
            Change::Removed { .. } => REMOVED,
            Change::Added { text, .. } => ADDED + text.chars().count() as u32,
            Change::Louder { decibels, .. } => decibels.unsigned_abs() * DECIBEL,
        }
    }

    /// The utterance it is about, where it is about one.
    pub fn place(&self) -> Option<u32> {
        match self {
            Change::Moved { utterance, .. }
            | Change::SaidBy { utterance, .. }
            | Change::PutRight { utterance, .. }
            | Change::Removed { utterance, .. } => Some(*utterance),
            Change::Added { utterance, .. } => *utterance,
            Change::Lasting { .. } | Change::Louder { .. } => None,
        }
    }

    /// Its kind, to tell changes of one kind from those of another.
    pub fn kind(&self) -> u8 {
        match self {
            Change::Moved { .. } => 0,
            Change::SaidBy { .. } => 1,
            Change::PutRight { .. } => 2,
            Change::Removed { .. } => 3,
            Change::Added { .. } => 4,
            Change::Lasting { .. } => 5,
            Change::Louder { .. } => 6,
        }
    }
}

/// How far apart two times are, in tenths of seconds, rounded up.
fn tenths(one: Millis, other: Millis) -> u32 {
    Span::between(one, other).length().0.div_ceil(STEP.0)
}

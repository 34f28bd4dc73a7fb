//! What a foreign rule asks for, whatever product wrote it: a boolean tree over words and distances.

use crate::call::party::Party;

/// What is asked for. No dialect makes it deeper than [`MAX_NESTING`] brackets of [`MAX_CHAIN`] distances each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    Words(Words),
    Near(Box<Near>),
    All(Within, Vec<Tree>),
    Any(Vec<Tree>),
    Not(Box<Tree>),
}

/// Brackets in brackets. A rule's own expression may nest 32 deep, and a bracket here can become two there.
pub const MAX_NESTING: usize = 12;
/// Distances in a row: `a NEAR/3 b NEAR/3 c`.
pub const MAX_CHAIN: usize = 12;
/// Words and groups of one expression; a rule can hold 64 conditions, and a list of words is one.
pub const MAX_TERMS: usize = 20_000;

/// Something that is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub pieces: Vec<Piece>,
    pub whose: Whose,
    /// Bytes of the source.
    pub at: usize,
}

/// A piece of a wording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    /// Any text or none: `*`.
    Any,
    /// One character: `?`.
    One,
    /// Here a turn begins: `^`.
    Start,
}

/// Who says it, and when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Whose {
    pub party: Option<Party>,
    pub window: Option<Window>,
}

/// A part of the call, in seconds from its start or its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Window {
    First(u32),
    Last(u32),
}

/// What the parts of an `and` have to be said in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Within {
    Utterance,
    Turn,
    #[default]
    Call,
}

/// Two things with a distance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    pub how: How,
    pub distance: Distance,
    /// What the distance is measured in; never the call.
    pub within: Within,
    pub a: Tree,
    pub b: Tree,
    pub at: usize,
}

/// How two things lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// In either order.
    Near,
    /// The first, then the second.
    Before,
    /// The first, and the second nowhere near.
    NotNear,
    /// The first, unless it is part of the second.
    NotIn,
}

/// At most so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distance {
    /// Words, or characters of Han text.
    Units(u32),
    Seconds(u32),
}

/// No call is longer than a day, nor does a rule take longer times.
const DAY: u32 = 24 * 60 * 60;
/// Two words farther apart in one turn have nothing to do with each other; a rule's `gap` takes no more.
const LONGEST_TURN: u32 = 1_000;

impl Distance {
    /// What finds the same, and fits into a rule.
    pub fn no_longer_than_a_call(self) -> Distance {
        match self {
            Distance::Units(units) => Distance::Units(units.min(LONGEST_TURN)),
            Distance::Seconds(secs) => Distance::Seconds(secs.min(DAY)),
        }
    }
}

impl Window {
    /// As a rule has it: the key and the time.
    pub fn written(self) -> (&'static str, String) {
        match self {
            Window::First(secs) => ("first", format!("{}s", secs.min(DAY))),
            Window::Last(secs) => ("last", format!("{}s", secs.min(DAY))),
        }
    }
}

impl Tree {
    /// Words that are looked for as they stand.
    pub fn phrase(text: impl Into<String>, at: usize) -> Tree {
        Tree::Words(Words { pieces: vec![Piece::Text(text.into())], whose: Whose::default(), at })
    }

    /// Joins parts, without brackets where there is but one; `None` where there is none.
    pub fn joined(mut parts: Vec<Tree>, join: impl Fn(Vec<Tree>) -> Tree) -> Option<Tree> {
        match parts.len() {
            0 => None,
            1 => parts.pop(),
            _ => Some(join(parts)),
        }
    }

    /// Says who and when for all words that do not say it themselves.
    pub fn said_by(mut self, whose: Whose) -> Tree {
        self.each_words(&mut |words| {
            words.whose.party = words.whose.party.or(whose.party);
            words.whose.window = words.whose.window.or(whose.window);
        });
        self
    }

    fn each_words(&mut self, change: &mut impl FnMut(&mut Words)) {
        match self {
            Tree::Words(words) => change(words),
            Tree::Near(near) => {
                near.a.each_words(change);
                near.b.each_words(change);
            }
            Tree::All(_, parts) | Tree::Any(parts) => parts.iter_mut().for_each(|part| part.each_words(change)),
            Tree::Not(inner) => inner.each_words(change),
        }
    }

    /// The words where this is words or a choice of words, which is all that distances are measured between.
    pub fn choice(&self) -> Option<Vec<&Words>> {
        match self {
            Tree::Words(words) => Some(vec![words]),
            Tree::Any(parts) => {
                let choices: Option<Vec<_>> = parts.iter().map(Tree::choice).collect();
                choices.map(|choices| choices.concat())
            }
            _ => None,
        }
    }
}

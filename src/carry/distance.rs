//! Turns distances into conditions.
//!
//! Lists in either order are `near`; two phrases in order are `sequence`; wildcards, and lists in order, are one regular
//! expression with the gap in it; seconds and different parties are conditions anchored on each other.

use crate::carry::condition::{Anchor, Logic, Operator};
use crate::carry::lower::{Lowering, alternation};
use crate::carry::remark;
use crate::carry::tree::{Distance, How, Near, Tree, Whose, Within, Words};
use crate::carry::wording::{MAX_PHRASES, Wordings, folded, said_together};

/// The longest gap a regular expression is given; farther apart, two words have little to do with each other.
const MAX_GAP: u32 = 100;
/// Bytes of a regular expression with a gap, both orders together.
const MAX_PATTERN_BYTES: usize = 4_000;

impl Lowering<'_, '_> {
    /// Two things with a distance; `None` where nothing is left of them.
    pub fn near(&mut self, near: &Near) -> Option<Logic> {
        let remarks = self.remarks.found.len();
        if let Some(number) = self.in_a_row(near) {
            return Some(Logic::Condition(number));
        }
        self.remarks.found.truncate(remarks);
        let (Some(a), Some(b)) = (near.a.choice(), near.b.choice()) else { return self.nested(near) };
        let (Some(whose_a), Some(whose_b)) = (common(&a), common(&b)) else { return self.nested(near) };
        let (a, b) = (Wordings::of(&a, self.remarks), Wordings::of(&b, self.remarks));
        if a.is_empty() || b.is_empty() {
            return self.one_side(near, a, b, whose_a, whose_b);
        }
        // Whoever is a few words away is the same party; a few seconds away it can be anybody.
        let is_left_open = whose_a.party.is_none() || whose_b.party.is_none();
        let is_in_words = matches!(near.distance, Distance::Units(_)) || near.how == How::NotIn;
        let is_said_by_two = whose_a.party != whose_b.party && !(is_left_open && is_in_words);
        if whose_a.window != whose_b.window && !is_said_by_two {
            let what = "a distance between two parts with windows of their own";
            self.remark(near, remark::WINDOW, what, "both in the window of the first that has one");
        }
        let both = Whose { party: whose_a.party.or(whose_b.party), window: whose_a.window.or(whose_b.window) };
        let is_plain =
            a.shapes.is_empty() && b.shapes.is_empty() && a.phrases.len().max(b.phrases.len()) <= MAX_PHRASES;
        match (near.how, near.distance.no_longer_than_a_call()) {
            (How::NotIn, _) => self.anchored_on(near, b, a, [both, both], ["0s", "0s"], true),
            _ if is_said_by_two => self.between_parties(near, a, b, [whose_a, whose_b]),
            (How::Near | How::NotNear, _) if is_plain => Some(self.operator(near, a, b, both)),
            (How::Near, Distance::Units(units)) => self.gap(near, a, b, units, both),
            (How::Before, Distance::Units(units)) => self.gap(near, a, b, units, both),
            (How::Near, Distance::Seconds(secs)) => {
                let reach = format!("{secs}s");
                self.anchored_on(near, a, b, [both, both], [&reach, &reach], false)
            }
            (How::Before, Distance::Seconds(secs)) => {
                self.anchored_on(near, a, b, [both, both], ["0s", &format!("{secs}s")], false)
            }
            (How::NotNear, Distance::Seconds(secs)) => {
                let reach = format!("{secs}s");
                self.anchored_on(near, b, a, [both, both], [&reach, &reach], true)
            }
            (How::NotNear, Distance::Units(_)) => {
                let reach = if near.within == Within::Turn { "0 turns" } else { "0 utterances" };
                let what = "wildcards that must not be near";
                self.remark(near, remark::DISTANCE, what, format!("not within `{reach}` of each other"));
                self.anchored_on(near, b, a, [both, both], [reach, reach], true)
            }
        }
    }

    /// `near` or `not_near` on two lists of phrases.
    fn operator(&mut self, near: &Near, a: Wordings, b: Wordings, whose: Whose) -> Logic {
        let is_not = near.how == How::NotNear;
        let unit = if a.has_han() || b.has_han() { "characters" } else { "words" };
        let within = match near.distance.no_longer_than_a_call() {
            Distance::Units(units) => format!("{units} {unit}"),
            Distance::Seconds(secs) => format!("{secs}s"),
        };
        let samples = if is_not { a.phrases.clone() } else { pairs(&a, &b) };
        let operator = Operator::Near { is_not, a: a.phrases, b: b.phrases, within };
        Logic::Condition(self.add(operator, whose, near.within, samples))
    }

    /// A regular expression with the gap in it: in order, or in both orders.
    fn gap(&mut self, near: &Near, a: Wordings, b: Wordings, units: u32, whose: Whose) -> Option<Logic> {
        if let ([first], [second], true) =
            (a.phrases.as_slice(), b.phrases.as_slice(), a.shapes.is_empty() && b.shapes.is_empty())
            && near.how == How::Before
            && folded(first) != folded(second)
        {
            let phrases = vec![first.clone(), second.clone()];
            return Some(Logic::Condition(self.sequence(phrases, units, whose, near.within)));
        }
        if units > MAX_GAP {
            let what = format!("a distance of {units}");
            self.remark(near, remark::DISTANCE, what, format!("{MAX_GAP}, the most a regular expression is given"));
        }
        let units = units.min(MAX_GAP);
        let gap = match a.has_han() || b.has_han() {
            true => format!(".{{0,{units}}}"),
            false => format!(" (?:[^ ]+ ){{0,{units}}}"),
        };
        let samples = pairs(&a, &b);
        if a.bytes() + b.bytes() > MAX_PATTERN_BYTES / 2 {
            return self.long_lists(near, a, b, whose);
        }
        let (a, b) = (alternation(&a.into_shapes()), alternation(&b.into_shapes()));
        let pattern = match near.how {
            How::Near => format!("(?:{a}{gap}{b}|{b}{gap}{a})"),
            _ => format!("{a}{gap}{b}"),
        };
        Some(Logic::Condition(self.add(Operator::Pattern(pattern), whose, near.within, samples)))
    }

    /// Lists that are too long for a regular expression: without the order, or without the distance.
    fn long_lists(&mut self, near: &Near, a: Wordings, b: Wordings, whose: Whose) -> Option<Logic> {
        if a.shapes.is_empty() && b.shapes.is_empty() && a.phrases.len().max(b.phrases.len()) <= MAX_PHRASES {
            self.remark(near, remark::DISTANCE, "an order between long lists", "in either order");
            return Some(self.operator(near, a, b, whose));
        }
        let reach = if near.within == Within::Turn { "0 turns" } else { "0 utterances" };
        self.remark(near, remark::DISTANCE, "a distance between long lists", format!("within `{reach}` of each other"));
        self.anchored_on(near, a, b, [whose, whose], [reach, reach], false)
    }

    fn sequence(&mut self, phrases: Vec<String>, gap: u32, whose: Whose, within: Within) -> usize {
        let said = phrases.iter().cloned().reduce(|said, phrase| said_together(&said, &phrase));
        let samples = said.into_iter().collect();
        self.add(Operator::Sequence { phrases, gap }, whose, within, samples)
    }

    /// The second near the first, or, as an exception, nowhere near it: `near` is about the hits of `first`.
    fn anchored_on(
        &mut self,
        near: &Near,
        first: Wordings,
        second: Wordings,
        [whose_first, whose_second]: [Whose; 2],
        [before, after]: [&str; 2],
        is_exception: bool,
    ) -> Option<Logic> {
        let numbers = self
            .single(first, whose_first, Within::Call)
            .and_then(|first| Some((first, self.single(second, whose_second, Within::Call)?)));
        let Some((first, second)) = numbers else {
            self.remark(near, remark::LIMIT, "a distance between lists that one condition cannot hold", "left out");
            return None;
        };
        let anchor = Some(Anchor { condition: first, before: before.to_string(), after: after.to_string() });
        match is_exception {
            true => self.conditions[second].unless_near = anchor,
            false => self.conditions[second].around = anchor,
        }
        Some(Logic::Condition(second))
    }

    /// Words of two parties never stand in one utterance: what is a few words away is in the turn before or after.
    fn between_parties(&mut self, near: &Near, a: Wordings, b: Wordings, [by_a, by_b]: [Whose; 2]) -> Option<Logic> {
        let (before, after) = match near.distance.no_longer_than_a_call() {
            Distance::Seconds(secs) if near.how == How::Before => ("0s".to_string(), format!("{secs}s")),
            Distance::Seconds(secs) => (format!("{secs}s"), format!("{secs}s")),
            Distance::Units(_) => {
                let what = "a distance in words between two parties";
                self.remark(near, remark::DISTANCE, what, "in the turn before or after");
                let before = if near.how == How::Before { "0 turns" } else { "1 turn" };
                (before.to_string(), "1 turn".to_string())
            }
        };
        match near.how {
            How::NotNear => self.anchored_on(near, b, a, [by_b, by_a], [&before, &after], true),
            _ => self.anchored_on(near, a, b, [by_a, by_b], [&before, &after], false),
        }
    }

    /// `a BEFORE:3 b BEFORE:3 c` of single phrases is one sequence.
    fn in_a_row(&mut self, near: &Near) -> Option<usize> {
        let (How::Before, Distance::Units(gap), Tree::Near(_)) =
            (near.how, near.distance.no_longer_than_a_call(), &near.a)
        else {
            return None;
        };
        let mut row: Vec<&Words> = near.b.choice()?;
        let mut rest = &near.a;
        while let Tree::Near(inner) = rest {
            if (inner.how, inner.distance) != (near.how, near.distance) {
                return None;
            }
            row.extend(inner.b.choice()?);
            rest = &inner.a;
        }
        row.extend(rest.choice()?);
        row.reverse();
        let whose = common(&row)?;
        // Each is looked at by itself: a sequence may hold a phrase twice.
        let phrases: Vec<String> = row.iter().flat_map(|words| Wordings::of(&[words], self.remarks).phrases).collect();
        let keys: Vec<String> = phrases.iter().map(|phrase| folded(phrase)).collect();
        let is_distinct = keys.iter().enumerate().all(|(number, key)| !keys[..number].contains(key));
        (phrases.len() == row.len() && is_distinct && phrases.len() == chain_length(near))
            .then(|| self.sequence(phrases, gap, whose, near.within))
    }

    /// A distance between parts that are no words: to the nearest words of a chain, else the parts without the distance.
    fn nested(&mut self, near: &Near) -> Option<Logic> {
        if let Tree::Near(inner) = &near.a {
            self.remark(near, remark::DISTANCE, "three things with distances", "each measured to the next");
            let outer = Near { a: inner.b.clone(), ..near.clone() };
            let parts = [self.near(inner), self.near(&outer)];
            return Logic::all(parts.into_iter().flatten().collect());
        }
        let is_negated = matches!(near.how, How::NotNear | How::NotIn);
        let instead = match is_negated {
            true => "the first anywhere in the call, and the second nowhere",
            false => "both anywhere in the call",
        };
        self.remark(near, remark::DISTANCE, "a distance to a group that holds more than alternatives", instead);
        let a = self.tree(&near.a);
        let b = self.tree(&near.b).map(|b| if is_negated { b.negated() } else { b });
        Logic::all(a.into_iter().chain(b).collect())
    }

    /// What is left where one side holds nothing that can be looked for.
    fn one_side(&mut self, near: &Near, a: Wordings, b: Wordings, by_a: Whose, by_b: Whose) -> Option<Logic> {
        let is_negated = matches!(near.how, How::NotNear | How::NotIn);
        self.remark(near, remark::DISTANCE, "a distance to nothing", "the other side alone");
        let number = match (a.is_empty(), is_negated) {
            (false, _) => self.single(a, by_a, Within::Call),
            (true, false) if !b.is_empty() => self.single(b, by_b, Within::Call),
            _ => None,
        };
        number.map(Logic::Condition)
    }

    fn remark(
        &mut self,
        near: &Near,
        construct: remark::Construct,
        what: impl Into<String>,
        instead: impl Into<String>,
    ) {
        self.remarks.add(near.at, construct, what, instead);
    }
}

/// Who says them and when, where that is the same for all.
fn common(words: &[&Words]) -> Option<Whose> {
    let whose = words.first()?.whose;
    words.iter().all(|words| words.whose == whose).then_some(whose)
}

/// Things in a chain of distances.
fn chain_length(near: &Near) -> usize {
    let mut length = 2;
    let mut rest = &near.a;
    while let Tree::Near(inner) = rest {
        length += 1;
        rest = &inner.a;
    }
    length
}

/// A few things to say so that both are near each other.
fn pairs(a: &Wordings, b: &Wordings) -> Vec<String> {
    let second: Vec<&str> = b.samples().take(2).collect();
    a.samples().take(4).flat_map(|a| second.iter().map(move |b| said_together(a, b))).collect()
}

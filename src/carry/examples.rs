//! Makes up two calls for a rule: one in which it holds, one in which it does not.
//!
//! What is said is what conditions look for, and nothing else. Whether another condition might be found in it, too, is
//! reckoned on the careful side; where no call can be made up that is sure, there is none.

use regex::{Regex, RegexBuilder};

use crate::call::finding::{Kind, Outcome};
use crate::call::party::Party;
use crate::carry::condition::{Anchor, Asked, Condition, Logic, Operator};
use crate::carry::tree::Window;
use crate::carry::wording::{folded, is_whole, said_together};
use crate::text::chars::is_han;

/// A call in the notation with what is expected of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    pub expect: Outcome,
    /// Without the line break at its end.
    pub call: String,
}

/// Ways to make an expression hold that are tried.
const WAYS: usize = 16;
/// Samples of each condition that are tried.
const TRIES: usize = 8;
/// What a party says where it has nothing to say; the last is a filler, which nothing can be found in.
const NEUTRAL_HAN: [[&str; 4]; 2] = [["请您稍等", "马上为您看一下", "您请讲", "嗯"], ["好的", "知道了", "明白", "嗯"]];
const NEUTRAL: [[&str; 4]; 2] =
    [["one moment please", "let me have a look", "go ahead", "um"], ["okay", "all right", "sure", "um"]];

/// Two examples: one in which the rule holds, and one in which it does not. `None` where one cannot be made up.
pub fn examples(asked: &Asked, kind: Kind) -> Option<Vec<Example>> {
    let (holds, fails) = match kind {
        Kind::Require => (Outcome::Met, Outcome::Violated),
        Kind::Forbid => (Outcome::Violated, Outcome::Met),
        Kind::Note => (Outcome::Noted, Outcome::NotApplicable),
    };
    let conditions: Vec<Listener<'_>> = asked.conditions.iter().map(Listener::of).collect();
    let uses_han = asked.conditions.iter().flat_map(|condition| &condition.samples).any(|said| said.contains(is_han));
    let [agent, customer] = if uses_han { NEUTRAL_HAN } else { NEUTRAL };
    let agent = neutral(Party::Agent, agent, &conditions);
    let stage = Stage { conditions: &conditions, agent, customer: neutral(Party::Customer, customer, &conditions) };
    let call = |wanted: bool| {
        let logic = if wanted { asked.logic.clone() } else { asked.logic.clone().negated() };
        let goal = Logic::all(asked.given.iter().cloned().chain([logic]).collect())?;
        stage.call_with(&goal)
    };
    Some(vec![Example { expect: holds, call: call(true)? }, Example { expect: fails, call: call(false)? }])
}

/// Something of these that nothing is found in.
fn neutral(party: Party, choices: [&str; 4], conditions: &[Listener<'_>]) -> Line {
    let lines = choices.map(|text| Line::new(party, text, false));
    let is_silent = |line: &Line| {
        let line = std::slice::from_ref(line);
        !conditions
            .iter()
            .any(|heard| heard.might_hear(line) || heard.lists.iter().any(|list| heard.hears_one(list, line)))
    };
    let last = lines[lines.len() - 1].clone();
    lines.into_iter().find(|line| is_silent(line)).unwrap_or(last)
}

/// A condition, ready to be asked whether it might be found.
struct Listener<'c> {
    condition: &'c Condition,
    /// Folded phrases; of a distance, one list a side.
    lists: Vec<Vec<String>>,
    pattern: Option<Regex>,
}

/// A line of a made-up call.
#[derive(Clone)]
struct Line {
    party: Party,
    text: String,
    folded: String,
    /// It follows at once, so that nobody else may speak before it.
    is_answer: bool,
}

impl Line {
    fn new(party: Party, text: &str, is_answer: bool) -> Line {
        // What a quote in a text file or a silence in the notation would be; all of them are dropped in folding.
        let text = text.replace(['"', '\\', '[', ']'], ";");
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        Line { party, folded: folded(&text), text: text.trim().to_string(), is_answer }
    }
}

impl<'c> Listener<'c> {
    fn of(condition: &'c Condition) -> Listener<'c> {
        let fold_all = |phrases: &[String]| phrases.iter().map(|phrase| folded(phrase)).collect::<Vec<_>>();
        let (lists, pattern) = match &condition.operator {
            Operator::AnyOf(phrases) => (vec![fold_all(phrases)], None),
            Operator::Sequence { phrases, .. } => {
                (fold_all(phrases).into_iter().map(|phrase| vec![phrase]).collect(), None)
            }
            Operator::Near { a, b, .. } => (vec![fold_all(a), fold_all(b)], None),
            Operator::Pattern(pattern) => (Vec::new(), RegexBuilder::new(pattern).case_insensitive(true).build().ok()),
        };
        Listener { condition, lists, pattern }
    }

    /// Whether it might be found in what is said; sure only where it is not.
    fn might_hear(&self, lines: &[Line]) -> bool {
        if self.pattern.as_ref().is_some_and(|pattern| self.own(lines).any(|line| pattern.is_match(&line.folded))) {
            return true;
        }
        let lists = match &self.condition.operator {
            Operator::Near { is_not: true, .. } => &self.lists[..1],
            _ => self.lists.as_slice(),
        };
        !lists.is_empty() && lists.iter().all(|list| self.hears_one(list, lines))
    }

    /// Whether what spoils it is said: the other side of `not_near`.
    fn might_be_spoilt(&self, lines: &[Line]) -> bool {
        matches!(self.condition.operator, Operator::Near { is_not: true, .. }) && self.hears_one(&self.lists[1], lines)
    }

    fn hears_one(&self, phrases: &[String], lines: &[Line]) -> bool {
        let in_line = |line: &Line, phrase: &String| {
            line.folded
                .match_indices(phrase.as_str())
                .any(|(at, found)| is_whole(&line.folded, &(at..at + found.len())))
        };
        self.own(lines).any(|line| phrases.iter().any(|phrase| in_line(line, phrase)))
    }

    fn own<'l>(&self, lines: &'l [Line]) -> impl Iterator<Item = &'l Line> {
        let party = self.condition.party;
        lines.iter().filter(move |line| party.is_none_or(|party| party == line.party))
    }
}

struct Stage<'s, 'c> {
    conditions: &'s [Listener<'c>],
    agent: Line,
    customer: Line,
}

impl Stage<'_, '_> {
    /// A call in which an expression surely holds.
    fn call_with(&self, goal: &Logic) -> Option<String> {
        for way in ways(goal, true) {
            for number in 0..TRIES {
                let (lines, said) = self.lines(&way, number);
                if self.truth(goal, &lines, &said) == Some(true) {
                    return Some(written(&lines));
                }
            }
        }
        None
    }

    /// What is said so that these conditions are found, and all conditions that then are.
    fn lines(&self, way: &[usize], number: usize) -> (Vec<Line>, Vec<usize>) {
        let mut said: Vec<usize> = Vec::new();
        let mut parts: [Vec<Vec<Line>>; 3] = Default::default();
        for wanted in way {
            let chain = self.chain(*wanted);
            let fresh: Vec<usize> = chain.into_iter().filter(|condition| !said.contains(condition)).collect();
            if fresh.is_empty() {
                continue;
            }
            let when = match self.conditions[*wanted].condition.window {
                Some(Window::First(_)) => 0,
                None => 1,
                Some(Window::Last(_)) => 2,
            };
            parts[when].push(self.exchange(&fresh, number));
            said.extend(fresh);
        }
        let spoken: Vec<&Line> = parts.iter().flatten().flatten().collect();
        let silent: Vec<Party> = [Party::Agent, Party::Customer]
            .into_iter()
            .filter(|party| !spoken.iter().any(|line| line.party == *party))
            .collect();
        let [first, middle, last] = parts;
        let neutral = silent.into_iter().map(|party| vec![self.neutral(party)]);
        let exchanges: Vec<Vec<Line>> = first.into_iter().chain(middle).chain(neutral).chain(last).collect();
        (self.in_turns(exchanges.concat()), said)
    }

    /// A condition after all that it is anchored on.
    fn chain(&self, condition: usize) -> Vec<usize> {
        let mut chain = vec![condition];
        let mut at = condition;
        while let Some(anchor) = self.conditions[at].condition.around.as_ref() {
            if chain.contains(&anchor.condition) {
                break;
            }
            at = anchor.condition;
            chain.insert(0, at);
        }
        chain
    }

    /// Conditions anchored on each other: in one breath where one party says them, else as an answer.
    fn exchange(&self, conditions: &[usize], number: usize) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        for (place, condition) in conditions.iter().enumerate() {
            let condition = self.conditions[*condition].condition;
            let sample = condition.samples.get(number % condition.samples.len().max(1)).map_or("", String::as_str);
            let last = lines.last().map(|line| line.party);
            // What is anchored in the same utterance or turn is said by the same party.
            let breath = conditions[place + 1..].iter().map(|next| self.conditions[*next].condition);
            let breath = breath.take_while(|next| next.around.as_ref().is_some_and(Anchor::is_same_breath));
            let party = condition.party.or_else(|| breath.filter_map(|next| next.party).next());
            let party = party.or(last).unwrap_or(Party::Agent);
            match lines.last_mut() {
                Some(line) if line.party == party => {
                    *line = Line::new(party, &said_together(&line.text, sample), line.is_answer)
                }
                _ => lines.push(Line::new(party, sample, place > 0)),
            }
        }
        lines
    }

    fn neutral(&self, party: Party) -> Line {
        if party == Party::Customer { self.customer.clone() } else { self.agent.clone() }
    }

    /// With a word of the other party between two lines of one, so that each is a turn of its own.
    fn in_turns(&self, lines: Vec<Line>) -> Vec<Line> {
        let mut turns: Vec<Line> = Vec::new();
        for line in lines {
            if turns.last().is_some_and(|last| last.party == line.party) && !line.is_answer {
                let other = if line.party == Party::Agent { Party::Customer } else { Party::Agent };
                turns.push(self.neutral(other));
            }
            turns.push(line);
        }
        turns
    }

    /// Whether an expression holds; `None` where that is not sure.
    fn truth(&self, logic: &Logic, lines: &[Line], said: &[usize]) -> Option<bool> {
        match logic {
            // Not said and not to be heard, or said with all that it is anchored on; anything else is in doubt.
            Logic::Condition(number) if !said.contains(number) => {
                (!self.conditions[*number].might_hear(lines)).then_some(false)
            }
            Logic::Condition(number) => {
                self.chain(*number).into_iter().all(|heard| self.is_clear(heard, lines)).then_some(true)
            }
            Logic::Not(inner) => self.truth(inner, lines, said).map(|holds| !holds),
            Logic::And(parts) => self.fold(parts, false, lines, said),
            Logic::Or(parts) => self.fold(parts, true, lines, said),
        }
    }

    /// Whether a condition that was said is heard, and nothing spoils it.
    fn is_clear(&self, condition: usize, lines: &[Line]) -> bool {
        let heard = &self.conditions[condition];
        let exception = heard.condition.unless_near.as_ref().map(|anchor| &self.conditions[anchor.condition]);
        let is_spoilt = heard.might_be_spoilt(lines) || exception.is_some_and(|other| other.might_hear(lines));
        heard.might_hear(lines) && !is_spoilt
    }

    fn fold(&self, parts: &[Logic], decisive: bool, lines: &[Line], said: &[usize]) -> Option<bool> {
        let truths: Vec<Option<bool>> = parts.iter().map(|part| self.truth(part, lines, said)).collect();
        match truths.contains(&Some(decisive)) {
            true => Some(decisive),
            false if truths.contains(&None) => None,
            false => Some(!decisive),
        }
    }
}

/// Sets of conditions that make an expression come out as wanted where they are found and the others are not.
fn ways(logic: &Logic, wanted: bool) -> Vec<Vec<usize>> {
    match (logic, wanted) {
        (Logic::Condition(number), true) => vec![vec![*number]],
        (Logic::Condition(_), false) => vec![Vec::new()],
        (Logic::Not(inner), _) => ways(inner, !wanted),
        (Logic::And(parts), true) | (Logic::Or(parts), false) => {
            let mut all = vec![Vec::new()];
            for part in parts {
                let own = ways(part, wanted);
                let joined =
                    all.iter().flat_map(|way: &Vec<usize>| own.iter().map(move |more| [&way[..], more].concat()));
                all = joined.take(WAYS).collect();
            }
            all
        }
        (Logic::And(parts), false) | (Logic::Or(parts), true) => {
            let mut any: Vec<Vec<usize>> = parts.iter().flat_map(|part| ways(part, wanted)).collect();
            any.sort_by_key(Vec::len);
            any.dedup();
            any.truncate(WAYS);
            any
        }
    }
}

/// Seconds from one line to the next; an answer comes after one.
const STEP: usize = 4;

fn written(lines: &[Line]) -> String {
    let mut at = 1 - STEP as i64;
    let lines = lines.iter().map(|line| {
        at += if line.is_answer { 1 } else { STEP as i64 };
        format!("{:<8} {}:{:02} {}", line.party, at / 60, at % 60, line.text)
    });
    lines.collect::<Vec<_>>().join("\n")
}

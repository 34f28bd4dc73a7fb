//! Turns a tree into conditions and an expression over them.

use crate::carry::condition::{Anchor, Asked, Condition, Logic, Operator, name_all};
use crate::carry::remark::{self, Remarks};
use crate::carry::tree::{Tree, Whose, Within, Words};
use crate::carry::wording::{MAX_PHRASES, Shape, Wordings};

/// As many conditions as a rule can hold.
const MAX_CONDITIONS: usize = 64;
/// Bytes of a regular expression that alternatives are put into before another one is begun.
const MAX_PATTERN_BYTES: usize = 2_000;
/// Samples of a condition that examples choose from.
const SAMPLES: usize = 8;

/// What a rule asks for; `None`, with remarks, where nothing is left of it.
pub fn lower(given: Option<&Tree>, tree: &Tree, remarks: &mut Remarks<'_>) -> Option<Asked> {
    let mut lowering = Lowering { conditions: Vec::new(), remarks };
    let given = given.and_then(|given| lowering.tree(given));
    let logic = lowering.tree(tree)?;
    let mut conditions = lowering.conditions;
    if conditions.len() > MAX_CONDITIONS {
        let what = format!("{} conditions, and a rule holds at most {MAX_CONDITIONS}", conditions.len());
        remarks.add(place_of(tree), remark::LIMIT, what, "no rule was written; split it");
        return None;
    }
    name_all(&mut conditions);
    Some(Asked { conditions, given, logic })
}

/// Where a tree begins.
pub fn place_of(tree: &Tree) -> usize {
    match tree {
        Tree::Words(words) => words.at,
        Tree::Near(near) => place_of(&near.a).min(near.at),
        Tree::All(_, parts) | Tree::Any(parts) => parts.first().map_or(0, place_of),
        Tree::Not(inner) => place_of(inner),
    }
}

/// Conditions that have been made so far.
pub struct Lowering<'r, 's> {
    pub conditions: Vec<Condition>,
    pub remarks: &'r mut Remarks<'s>,
}

impl Lowering<'_, '_> {
    /// `None` where nothing is left of it; a remark has said why.
    pub fn tree(&mut self, tree: &Tree) -> Option<Logic> {
        match tree {
            Tree::Words(_) | Tree::Any(_) => self.any(tree),
            Tree::All(Within::Call, parts) => self.all(parts),
            Tree::All(within, parts) => self.together(*within, parts),
            Tree::Not(inner) => self.tree(inner).map(Logic::negated),
            Tree::Near(near) => self.near(near),
        }
    }

    fn all(&mut self, parts: &[Tree]) -> Option<Logic> {
        let parts: Vec<Logic> = parts.iter().filter_map(|part| self.tree(part)).collect();
        Logic::all(parts)
    }

    /// Words of the same party and window become one list.
    fn any(&mut self, tree: &Tree) -> Option<Logic> {
        let mut groups: Vec<(Whose, Vec<&Words>)> = Vec::new();
        let mut others = Vec::new();
        sort(tree, &mut groups, &mut others);
        let mut logic = Vec::new();
        for (whose, words) in groups {
            let wordings = Wordings::of(&words, self.remarks);
            let numbers = self.lists(wordings, whose, Within::Call);
            logic.extend(numbers.into_iter().map(Logic::Condition));
        }
        for other in others {
            logic.extend(self.tree(other));
        }
        Logic::any(logic)
    }

    /// Conditions for words, as many as it takes.
    fn lists(&mut self, wordings: Wordings, whose: Whose, within: Within) -> Vec<usize> {
        let mut numbers = Vec::new();
        for phrases in wordings.phrases.chunks(MAX_PHRASES) {
            let samples = phrases.iter().take(SAMPLES).cloned().collect();
            numbers.push(self.add(Operator::AnyOf(phrases.to_vec()), whose, within, samples));
        }
        let mut rest = wordings.shapes.as_slice();
        while !rest.is_empty() {
            let mut bytes = 0;
            let fits = rest.iter().take_while(|shape| {
                bytes += shape.pattern.len() + 1;
                bytes <= MAX_PATTERN_BYTES
            });
            let count = fits.count().max(1);
            numbers.push(self.pattern(alternation(&rest[..count]), &rest[..count], whose, within));
            rest = &rest[count..];
        }
        numbers
    }

    /// One condition for words; `None` where one cannot hold them.
    pub fn single(&mut self, wordings: Wordings, whose: Whose, within: Within) -> Option<usize> {
        if wordings.shapes.is_empty() {
            return (1..=MAX_PHRASES)
                .contains(&wordings.phrases.len())
                .then(|| self.lists(wordings, whose, within))
                .and_then(|numbers| numbers.first().copied());
        }
        let shapes = wordings.into_shapes();
        let pattern = alternation(&shapes);
        (pattern.len() <= MAX_PATTERN_BYTES).then(|| self.pattern(pattern, &shapes, whose, within))
    }

    fn pattern(&mut self, pattern: String, shapes: &[Shape], whose: Whose, within: Within) -> usize {
        let samples = shapes.iter().take(SAMPLES).map(|shape| shape.sample.clone()).collect();
        // Where a turn begins can be seen in turns alone.
        let begins_a_turn = shapes.iter().any(|shape| shape.pattern.starts_with('^'));
        let within = if begins_a_turn { Within::Turn } else { within };
        self.add(Operator::Pattern(pattern), whose, within, samples)
    }

    pub fn add(&mut self, operator: Operator, whose: Whose, within: Within, samples: Vec<String>) -> usize {
        self.conditions.push(Condition {
            name: String::new(),
            party: whose.party,
            operator,
            window: whose.window,
            within,
            around: None,
            unless_near: None,
            samples,
        });
        self.conditions.len() - 1
    }

    /// All parts inside one utterance or turn: each condition is anchored on the one before, and what must not be said
    /// there is an exception near the last.
    fn together(&mut self, within: Within, parts: &[Tree]) -> Option<Logic> {
        let (conditions, remarks) = (self.conditions.len(), self.remarks.found.len());
        let wanted: Vec<&Tree> = parts.iter().filter(|part| !matches!(part, Tree::Not(_))).collect();
        if wanted.is_empty() {
            return self.all(parts);
        }
        if let Some(last) = self.anchored(within, &wanted, parts) {
            return Some(Logic::Condition(last));
        }
        self.conditions.truncate(conditions);
        self.remarks.found.truncate(remarks);
        let at = parts.first().map_or(0, place_of);
        let unit = if within == Within::Turn { "turn" } else { "utterance" };
        let what = format!("parts that have to be said in one {unit}, nested too deep or by different parties");
        self.remarks.add(at, remark::SCOPE, what, "anywhere in the call");
        self.all(parts)
    }

    fn anchored(&mut self, within: Within, wanted: &[&Tree], parts: &[Tree]) -> Option<usize> {
        let reach = if within == Within::Turn { "0 turns" } else { "0 utterances" };
        let anchor = |condition| Anchor { condition, before: reach.to_string(), after: reach.to_string() };
        let mut numbers = Vec::new();
        for part in wanted {
            numbers.push(self.one(part)?);
        }
        let mut parties: Vec<_> = numbers.iter().filter_map(|number| self.conditions[*number].party).collect();
        parties.dedup();
        if parties.len() > 1 {
            return None;
        }
        for pair in numbers.windows(2) {
            let later = &mut self.conditions[pair[1]];
            if later.around.replace(anchor(pair[0])).is_some() {
                return None;
            }
        }
        let unwanted: Vec<Tree> = parts
            .iter()
            .filter_map(|part| match part {
                Tree::Not(inner) => Some((**inner).clone()),
                _ => None,
            })
            .collect();
        // Words join into one list; anything else is an exception of its own.
        let (words, others): (Vec<Tree>, Vec<Tree>) = unwanted.into_iter().partition(|part| part.choice().is_some());
        let exceptions: Vec<Tree> = Tree::joined(words, Tree::Any).into_iter().chain(others).collect();
        if exceptions.len() > numbers.len() {
            return None;
        }
        for (exception, number) in exceptions.iter().zip(numbers.iter().rev()) {
            let exception = self.one(exception)?;
            if self.conditions[*number].unless_near.replace(anchor(exception)).is_some() {
                return None;
            }
        }
        numbers.last().copied()
    }

    /// A part as one condition.
    fn one(&mut self, part: &Tree) -> Option<usize> {
        if let Some(words) = part.choice() {
            let whose = words.first().map(|words| words.whose).unwrap_or_default();
            if words.iter().any(|words| words.whose != whose) {
                return None;
            }
            let wordings = Wordings::of(&words, self.remarks);
            return self.single(wordings, whose, Within::Call);
        }
        match (part, self.tree(part)?) {
            (Tree::Near(_), Logic::Condition(number)) => Some(number),
            _ => None,
        }
    }
}

/// Words by who says them and when, and everything else.
fn sort<'t>(tree: &'t Tree, groups: &mut Vec<(Whose, Vec<&'t Words>)>, others: &mut Vec<&'t Tree>) {
    match tree {
        Tree::Any(parts) => parts.iter().for_each(|part| sort(part, groups, others)),
        Tree::Words(words) => match groups.iter_mut().find(|(whose, _)| *whose == words.whose) {
            Some((_, group)) => group.push(words),
            None => groups.push((words.whose, vec![words])),
        },
        other => others.push(other),
    }
}

/// One of several regular expressions.
pub fn alternation(shapes: &[Shape]) -> String {
    match shapes {
        [shape] => shape.pattern.clone(),
        shapes => {
            let patterns: Vec<&str> = shapes.iter().map(|shape| shape.pattern.as_str()).collect();
            format!("(?:{})", patterns.join("|"))
        }
    }
}

//! Finds the smallest changes to a call that change what a rule says about it; each is judged before it is told.

use std::cell::Cell;
use std::collections::BTreeSet;

use crate::call::finding::{Kind, Outcome};
use crate::call::recording::Call;
use crate::call::transcript::Transcript;
use crate::scan::explain::change::Change;
use crate::scan::explain::changed::changed;
use crate::scan::explain::slides::{Slide, slides};
use crate::scan::explain::subject::Subject;
use crate::scan::explain::wordings;
use crate::scan::judge::Ready;
use crate::scan::ruleset::{CompiledRule, RuleSet};

/// Changes for the sake of one condition, to be made together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub condition: usize,
    pub changes: Vec<Change>,
}

impl Candidate {
    fn cost(&self) -> u32 {
        self.changes.iter().map(Change::cost).sum()
    }

    fn kind(&self) -> u8 {
        self.changes.first().map_or(u8::MAX, Change::kind)
    }
}

/// Changes that were judged and lead to another outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flipped {
    pub changes: Vec<Change>,
    pub outcome: Outcome,
    pub cost: u32,
    /// Whose changes of which kind: of those alike only the smallest is told.
    alike: Vec<(usize, u8)>,
}

/// As many changes as are told.
const TOLD: usize = 3;
/// Candidates of one kind for one condition that are tried in pairs.
const OF_A_KIND: usize = 4;
/// Candidates that are tried in pairs.
const IN_PAIRS: usize = 40;
/// Utterances that are read in all changed calls together: some seconds' work, whatever the call and the rule.
const MOST_READ: usize = 1_000_000;

/// A call that is changed and judged again and again.
pub struct Bench<'a> {
    pub rules: &'a RuleSet,
    pub rule: &'a CompiledRule,
    pub call: &'a Call,
    pub transcript: &'a Transcript,
    tried: Cell<u32>,
}

/// What became of a changed call.
#[derive(Clone, Debug)]
struct Verdict {
    outcome: Outcome,
    /// Hits in the scope of each condition.
    hits: Vec<usize>,
}

impl<'a> Bench<'a> {
    pub fn of(rules: &'a RuleSet, rule: &'a CompiledRule, call: &'a Call, transcript: &'a Transcript) -> Bench<'a> {
        Bench { rules, rule, call, transcript, tried: Cell::new(0) }
    }

    /// How many changed calls were judged.
    pub fn tried(&self) -> u32 {
        self.tried.get()
    }

    fn verdict(&self, changes: &[Change]) -> Option<Verdict> {
        let tried = self.tried.get() + 1;
        if tried as usize * self.transcript.utterances.len() > MOST_READ {
            return None;
        }
        let changed = changed(self.transcript, changes)?;
        self.tried.set(tried);
        let ready = Ready::of(self.rules, self.call, &changed);
        let hits = ready.answers(self.rule).iter().map(|answer| answer.hits.len()).collect();
        Some(Verdict { outcome: ready.decide(self.rule).outcome, hits })
    }

    /// The least of a slide that does what is wanted, to a step.
    fn least(
        &self,
        slide: &Slide,
        known: &mut Known,
        before: &[Change],
        is_wanted: &dyn Fn(&Verdict) -> bool,
    ) -> Option<(Change, Verdict)> {
        let mut at = |steps: u32| -> Option<Verdict> {
            let cached = known.iter().find(|(known, _)| *known == steps);
            if let Some((_, verdict)) = cached {
                return verdict.clone();
            }
            let verdict = slide.by(steps).and_then(|change| self.verdict(&[before, &[change]].concat()));
            known.push((steps, verdict.clone()));
            verdict
        };
        let mut low = 0;
        let (mut high, mut found) = slide.amounts.iter().find_map(|steps| match at(*steps) {
            Some(verdict) if is_wanted(&verdict) => Some((*steps, verdict)),
            _ => {
                low = *steps;
                None
            }
        })?;
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            match at(middle).filter(|verdict| is_wanted(verdict)) {
                Some(verdict) => (high, found) = (middle, verdict),
                None => low = middle,
            }
        }
        Some((slide.by(high)?, found))
    }
}

/// What came of the steps of a slide that were tried.
type Known = Vec<(u32, Option<Verdict>)>;

/// The outcomes that are looked for: those that are the opposite, and those that only take the rule out of it.
pub fn wanted(kind: Kind, outcome: Outcome) -> [&'static [Outcome]; 2] {
    use Outcome::{Met, NotApplicable, Noted, Violated};
    match outcome {
        Violated => [&[Met], &[NotApplicable]],
        Met => [&[Violated], &[NotApplicable]],
        Noted => [&[NotApplicable], &[]],
        NotApplicable if kind == Kind::Note => [&[Noted], &[]],
        NotApplicable => [&[Violated], &[Met]],
        Outcome::NotEvaluable => [&[Met, Violated, Noted], &[NotApplicable]],
    }
}

/// The smallest changes, the smallest first: one alone, or two where none leads to the opposite alone.
pub fn flips(bench: &Bench<'_>, subject: &Subject<'_, '_>, outcome: Outcome, sayings: &[Vec<String>]) -> Vec<Flipped> {
    let tiers = wanted(bench.rule.kind, outcome);
    let before: Vec<usize> = subject.answers.iter().map(|answer| answer.hits.len()).collect();
    let (mut found, mut parts): (Vec<Flipped>, Vec<Candidate>) = (Vec::new(), Vec::new());
    let numbers = || 0..subject.rule.conditions.len();
    let mut fixed: Vec<Candidate> =
        numbers().flat_map(|number| wordings::candidates(subject, number, &sayings[number])).collect();
    // Nothing that was said otherwise makes known what is not, but who said it.
    if outcome == Outcome::NotEvaluable {
        fixed.retain(|candidate| candidate.changes.iter().all(names_somebody));
    }
    fixed.sort_by_key(Candidate::cost);
    for candidate in fixed {
        if is_beaten(&found, tiers[0], candidate.cost(), &[&candidate]) {
            continue;
        }
        let Some(verdict) = bench.verdict(&candidate.changes) else { continue };
        if tiers.iter().any(|tier| tier.contains(&verdict.outcome)) {
            found.push(flipped(&[&candidate], candidate.changes.clone(), verdict.outcome));
        }
        parts.push(candidate);
    }
    let all: Vec<Slide> = match outcome {
        Outcome::NotEvaluable => Vec::new(),
        _ => numbers().flat_map(|number| slides(subject, number)).collect(),
    };
    for slide in &all {
        let mut known = Known::new();
        let moves = |verdict: &Verdict| verdict.hits != before;
        for tier in tiers {
            let least = bench.least(slide, &mut known, &[], &|verdict| tier.contains(&verdict.outcome));
            if let Some((change, verdict)) = least {
                let candidate = Candidate { condition: slide.condition, changes: vec![change] };
                found.push(flipped(&[&candidate], candidate.changes.clone(), verdict.outcome));
            }
        }
        if let Some((change, _)) = bench.least(slide, &mut known, &[], &moves) {
            parts.push(Candidate { condition: slide.condition, changes: vec![change] });
        }
    }
    let is_opposite = |flip: &Flipped| tiers[0].contains(&flip.outcome);
    if !found.iter().any(is_opposite) {
        found.extend(pairs(bench, parts, &all, &tiers));
    }
    told(found, tiers[0])
}

fn names_somebody(change: &Change) -> bool {
    matches!(change, Change::SaidBy { from, .. } if !from.is_known())
}

/// Whether something alike that is no larger leads to the opposite already.
fn is_beaten(found: &[Flipped], best: &[Outcome], cost: u32, candidates: &[&Candidate]) -> bool {
    let alike = alike(candidates);
    found.iter().any(|flip| best.contains(&flip.outcome) && flip.cost <= cost && flip.alike == alike)
}

fn alike(candidates: &[&Candidate]) -> Vec<(usize, u8)> {
    let mut alike: Vec<(usize, u8)> =
        candidates.iter().map(|candidate| (candidate.condition, candidate.kind())).collect();
    alike.sort();
    alike
}

fn flipped(candidates: &[&Candidate], changes: Vec<Change>, outcome: Outcome) -> Flipped {
    let cost = changes.iter().map(Change::cost).sum();
    Flipped { changes, outcome, cost, alike: alike(candidates) }
}

/// Two changes together: the smallest of each kind for each condition, and, on top of another speaker, another time.
fn pairs(bench: &Bench<'_>, parts: Vec<Candidate>, slides: &[Slide], tiers: &[&[Outcome]; 2]) -> Vec<Flipped> {
    let mut parts = parts;
    parts.sort_by_key(Candidate::cost);
    let mut found = Vec::new();
    for part in &parts {
        let [Change::SaidBy { utterance, .. }] = part.changes.as_slice() else { continue };
        for slide in slides.iter().filter(|slide| slide.condition == part.condition) {
            let is_same =
                |change: &Change| matches!(change, Change::Moved { utterance: other, .. } if other == utterance);
            if !slide.by(0).is_some_and(|change| is_same(&change)) {
                continue;
            }
            let mut known = Known::new();
            let is_wanted = |verdict: &Verdict| tiers[0].contains(&verdict.outcome);
            if let Some((change, verdict)) = bench.least(slide, &mut known, &part.changes, &is_wanted) {
                let moved = Candidate { condition: slide.condition, changes: vec![change] };
                let changes = [part.changes.as_slice(), &moved.changes].concat();
                found.push(flipped(&[part, &moved], changes, verdict.outcome));
            }
        }
    }
    let mut few: Vec<&Candidate> = Vec::new();
    for part in &parts {
        let same = |other: &&&Candidate| (other.condition, other.kind()) == (part.condition, part.kind());
        if few.len() < IN_PAIRS && few.iter().filter(same).count() < OF_A_KIND {
            few.push(part);
        }
    }
    let mut tried: Vec<(u32, [&Candidate; 2])> = Vec::new();
    for (number, one) in few.iter().enumerate() {
        tried.extend(few[number + 1..].iter().map(|other| (one.cost() + other.cost(), [*one, *other])));
    }
    tried.sort_by_key(|(cost, _)| *cost);
    for (cost, [one, other]) in tried {
        if is_beaten(&found, tiers[0], cost, &[one, other]) {
            continue;
        }
        let changes = [one.changes.as_slice(), &other.changes].concat();
        let verdict = bench.verdict(&changes).filter(|verdict| tiers[0].contains(&verdict.outcome));
        found.extend(verdict.map(|verdict| flipped(&[one, other], changes, verdict.outcome)));
    }
    found
}

/// Those that are told: the smallest that lead to the opposite, and one that takes the rule out of it.
fn told(mut found: Vec<Flipped>, best: &[Outcome]) -> Vec<Flipped> {
    found.sort_by_key(|flip| (flip.cost, flip.changes.len()));
    // The same change may serve two conditions.
    let mut known: Vec<Vec<Change>> = Vec::new();
    found.retain(|flip| {
        let is_new = !known.contains(&flip.changes);
        known.push(flip.changes.clone());
        is_new
    });
    let mut seen = BTreeSet::new();
    found.retain(|flip| seen.insert((flip.alike.clone(), flip.outcome.name())));
    let (mut told, others): (Vec<Flipped>, Vec<Flipped>) =
        found.into_iter().partition(|flip| best.contains(&flip.outcome));
    told.truncate(if others.is_empty() { TOLD } else { TOLD - 1 });
    let rest = TOLD - told.len();
    told.extend(others.into_iter().take(rest));
    told
}

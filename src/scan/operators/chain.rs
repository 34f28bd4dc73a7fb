//! Follows phrases that have to come one after the other: `sequence`, and `phrase` with a gap.

use crate::rules::distance::Distance;
use crate::scan::hit::Hit;
use crate::scan::lexicon::ListId;
use crate::scan::operator::Scene;
use crate::scan::operators::places::{Gap, Meter, Place, groups};

/// Steps that have to follow each other.
#[derive(Clone, Debug)]
pub struct Chain {
    /// The phrases of all steps.
    pub list: ListId,
    /// The step of each phrase, from 0.
    pub steps: Vec<u32>,
    /// How far apart two steps may be.
    pub within: Distance,
    /// As shown to a person.
    pub written: String,
}

impl Chain {
    /// Every place where all steps follow each other. Of several ways from one beginning the one that ends first counts, and
    /// none begins inside another.
    pub fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        for group in groups(scene, self.list, self.within) {
            let meter = Meter::of(scene, self.within, &group);
            let ways = self.ways(&group, &meter);
            let mut done = (0, 0);
            for first in (0..group.len()).filter(|at| self.step(&group[*at]) == 0) {
                let Some(path) = path(&ways, first).filter(|_| group[first].start() >= done) else { continue };
                let places: Vec<&Place> = path.into_iter().map(|at| &group[at]).collect();
                done = places.last().map_or(done, |last| last.end());
                hits.push(meter.hit(&places, scene.condition, &self.written));
            }
        }
        hits.sort_by_key(|hit| (hit.span, hit.utterance));
        hits
    }

    fn step(&self, place: &Place) -> u32 {
        self.steps.get(place.item as usize).copied().unwrap_or(0)
    }

    /// For each place the next one on the way through the steps that are left that ends first, found from the last step
    /// backwards; a place of the last step ends at itself. `None` from where no way leads on.
    fn ways(&self, group: &[Place], meter: &Meter<'_, '_>) -> Vec<Option<usize>> {
        let last = self.steps.iter().copied().max().unwrap_or(0);
        let mut ways: Vec<Option<usize>> = vec![None; group.len()];
        let mut ends = vec![(usize::MAX, usize::MAX); group.len()];
        for step in (0..=last).rev() {
            for at in (0..group.len()).filter(|at| self.step(&group[*at]) == step) {
                if step == last {
                    (ways[at], ends[at]) = (Some(at), group[at].end());
                    continue;
                }
                for next in at + 1..group.len() {
                    if meter.is_past(&group[at], &group[next]) {
                        break;
                    }
                    let follows = self.step(&group[next]) == step + 1 && ways[next].is_some();
                    let is_near = follows && matches!(meter.gap(&group[at], &group[next]), Gap::Within(_));
                    if is_near && ends[next] < ends[at] {
                        (ways[at], ends[at]) = (Some(next), ends[next]);
                    }
                }
            }
        }
        ways
    }
}

/// The places from `first` to the end of its way.
fn path(ways: &[Option<usize>], first: usize) -> Option<Vec<usize>> {
    let (mut path, mut at) = (vec![first], first);
    loop {
        match ways.get(at).copied().flatten()? {
            next if next == at => return Some(path),
            next => {
                path.push(next);
                at = next;
            }
        }
    }
}

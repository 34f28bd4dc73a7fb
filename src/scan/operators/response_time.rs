//! `response_time`: one party takes too long to answer the other.
//!
//! Finds gaps between the end of one party's turn and the beginning of the next turn of the party named in `of`. Use it for
//! agents who let customers wait for every answer without ever being silent for long enough to be dead air.
//!
//! ```toml
//! [when.slow]
//! response_time = { of = "agent", max = "5s", how = "average" }
//! ```
//! | parameter | meaning |
//! |---|---|
//! | `of` | who answers |
//! | `max`, `min` | what is allowed; the condition holds where a gap breaks it. At least one of the two |
//! | `how` | `any` gap (the default), only the `first`, or the `average` of all of the call |
//! | `count` (beside it) | with `any`: at least so many gaps |
//!
//! Traps: whoever answers before the other has ended has a gap of nothing, which brings the average down. "嗯" is an answer.
//! A gap after "请稍等" of the party itself is none: that party has just spoken. A recording that does not tell the parties
//! apart is not evaluable.
//!
//! Not the same as `silence` with `after_party`, which is any silence before that party speaks, whoever spoke before, or
//! `answer_delay`, which is the first word of the call.

use crate::call::party::Party;
use crate::call::time::{Millis, Span};
use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::scan::heard::Heard;
use crate::scan::hit::Hit;
use crate::scan::kit::Kit;
use crate::scan::operator::{Condition, Operator, Scene};
use crate::scan::operators::measure::{self, Limits, quoted, secs};
use crate::scan::operators::silence::read_count;

pub struct ResponseTime;

impl Operator for ResponseTime {
    fn name(&self) -> &'static str {
        "response_time"
    }

    fn compile(&self, section: &mut Section, _scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        let count = read_count(section, kit.faults);
        let mut table = section.section("response_time", kit.faults)?;
        let limits = Limits::read(&mut table, measure::time, kit.faults);
        let of = match table.needed("of", kit.faults) {
            true => measure::party(&mut table, "of", kit.faults),
            false => None,
        };
        let how = table.one_of("how", &["any", "first", "average"], how_named, kit.faults).unwrap_or(How::Any);
        table.finish(kit.faults);
        if how == How::Average {
            measure::refuse_scopes(section, measure::PLACES, kit.faults);
        }
        Some(Box::new(Compiled { limits: limits?, of: of?, how, count }))
    }
}

/// Which gaps count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Any,
    First,
    Average,
}

fn how_named(name: &str) -> Option<How> {
    match name {
        "any" => Some(How::Any),
        "first" => Some(How::First),
        "average" => Some(How::Average),
        _ => None,
    }
}

#[derive(Debug)]
struct Compiled {
    limits: Limits<Millis>,
    of: Party,
    how: How,
    count: usize,
}

impl Compiled {
    /// From the end of each turn of the other party to the answer, with the first utterance of the answer.
    fn gaps(&self, heard: &Heard<'_>) -> Vec<(Span, u32)> {
        let utterances = &heard.transcript.utterances;
        let turns = heard.turns.windows(2).filter(|pair| utterances[pair[1].start].party == self.of);
        let gaps = turns.map(|pair| {
            let ends = utterances[pair[0].clone()].iter().map(|said| said.span.end());
            let (end, start) = (ends.max().unwrap_or_default(), utterances[pair[1].start].span.start());
            (Span::between(end.min(start), start), pair[1].start as u32)
        });
        gaps.collect()
    }

    fn average(&self, scene: &Scene<'_, '_>, gaps: &[(Span, u32)]) -> Option<Hit> {
        let sum: u64 = gaps.iter().map(|(gap, _)| u64::from(gap.length().0)).sum();
        let average = Millis((sum / gaps.len().max(1) as u64) as u32);
        let limit = self.limits.broken_by(average, secs).filter(|_| !gaps.is_empty())?;
        let (slowest, utterance) = gaps.iter().rev().max_by_key(|(gap, _)| gap.length())?;
        let quote = quoted(&scene.heard.transcript.utterances[*utterance as usize]);
        let what = format!(
            "the {} answered after {} on average of {} answers{limit}; the slowest took {}{quote}",
            self.of,
            secs(average),
            gaps.len(),
            secs(slowest.length())
        );
        Some(measure::hit(scene, self.of, scene.heard.talk(), *utterance, what))
    }
}

impl Condition for Compiled {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        if self.unanswerable(scene.heard).is_some() {
            return Vec::new();
        }
        let gaps = self.gaps(scene.heard);
        let single = match self.how {
            How::Any => gaps.as_slice(),
            How::First => &gaps[..gaps.len().min(1)],
            How::Average => return self.average(scene, &gaps).into_iter().collect(),
        };
        let hits = single.iter().filter_map(|(gap, utterance)| {
            let limit = self.limits.broken_by(gap.length(), secs)?;
            let quote = quoted(&scene.heard.transcript.utterances[*utterance as usize]);
            let what = format!("the {} answered after {}{limit}{quote}", self.of, secs(gap.length()));
            Some(measure::hit(scene, self.of, *gap, *utterance, what))
        });
        hits.collect()
    }

    fn enough(&self, hits: &[Hit]) -> bool {
        hits.len() >= self.count
    }

    fn reads_words(&self) -> bool {
        false
    }

    fn looked_for(&self) -> Vec<String> {
        self.limits.looked_for("a response time", secs)
    }

    fn unanswerable(&self, heard: &Heard<'_>) -> Option<String> {
        if !heard.transcript.parties_known() {
            return Some("who answers whom: the parties of this recording are not known".to_string());
        }
        self.gaps(heard).is_empty().then(|| format!("the {} never answers in this recording", self.of))
    }
}

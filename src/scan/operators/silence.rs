//! `silence`: nobody speaks for too long.
//!
//! Finds every stretch of at least so long in which nobody speaks. Use it for dead air: a customer who hears nothing takes
//! the line for dead. It reads where the speech detector heard speech; a transcript without that is read by its utterances.
//!
//! ```toml
//! [when.gap]
//! silence    = "10s"
//! excused_by = { phrases = ["请稍等", "帮您查"], turns = 2 }
//! ```
//! | parameter | meaning |
//! |---|---|
//! | `excused_by` | a silence does not count where one of the `phrases` (or a word list, `"@hold"`) was said before it, in the turn it follows or one of the turns before that, `turns` (default 2) in all; `party` says who may ask, else anybody may |
//! | `after_party`, `before_party` | only where this party speaks first after it, or spoke last before it |
//! | `count` | at least so many silences |
//! | `share` | only where the silences that count make up so much of the recording together: `"20%"` |
//! | `from_start` | `true`: also before anybody has spoken; else that is ringing and does not count |
//!
//! Traps: silence at the end of the recording counts. Music on hold is sound: to most detectors it is no silence. On a
//! recording that does not tell the parties apart everything is one turn, so that one request to wait excuses all that
//! follows.
//!
//! Not the same as `response_time`, a slow answer, which is somebody's; or `unless_near`, which excuses by seconds and by any
//! condition where `excused_by` goes by turns and phrases.

use crate::call::finding::Evidence;
use crate::call::party::Party;
use crate::call::time::{Millis, Span};
use crate::rules::diagnostic::{self, Faults};
use crate::rules::extent;
use crate::rules::scope::{Scope, Unit};
use crate::rules::value::Section;
use crate::scan::heard;
use crate::scan::hit::Hit;
use crate::scan::kit::Kit;
use crate::scan::lexicon::{ListId, Phrase};
use crate::scan::operator::{Condition, Operator, Scene};
use crate::scan::operators::measure::{self, covered, percent};
use crate::scan::operators::phrases;

pub struct Silence;

/// The turn in which somebody asks to wait, and the one in which the other agrees.
const TURNS: u32 = 2;

impl Operator for Silence {
    fn name(&self) -> &'static str {
        "silence"
    }

    fn compile(&self, section: &mut Section, _scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        let least = extent::read_time(section, "silence", kit.faults);
        let before = measure::party(section, "before_party", kit.faults);
        let after = measure::party(section, "after_party", kit.faults);
        let count = read_count(section, kit.faults);
        let share = measure::share(section, "share", kit.faults).map(|share| share.value);
        let excuse = section.section("excused_by", kit.faults).and_then(|table| Excuse::read(table, kit));
        let from_start = section.boolean("from_start", kit.faults).unwrap_or(false);
        let least = least?;
        if least.value == Millis::ZERO {
            kit.faults.at(diagnostic::VALUE, least.place, "a silence of no length", "must be longer than nothing");
            return None;
        }
        Some(Box::new(Compiled { least: least.value, before, after, count, share, excuse, from_start }))
    }
}

/// What was said shortly before a silence that may last.
#[derive(Debug)]
struct Excuse {
    list: ListId,
    turns: u32,
    party: Option<Party>,
}

impl Excuse {
    fn read(mut table: Section, kit: &mut Kit<'_>) -> Option<Excuse> {
        let phrases = match table.needed("phrases", kit.faults) {
            true => phrases::read(&mut table, "phrases", kit),
            false => None,
        };
        let turns = measure::number(&mut table, "turns", kit.faults);
        let party = measure::party(&mut table, "party", kit.faults);
        table.finish(kit.faults);
        if let Some(turns) = turns.as_ref().filter(|turns| turns.value == 0) {
            let place = turns.place.clone();
            kit.faults.at(diagnostic::VALUE, place, "`turns` must be 1 or more", "1 is the turn before the silence");
            return None;
        }
        let phrases = phrases?;
        phrases::check_shadowed(&phrases, kit.faults);
        let phrases: Vec<Phrase> = phrases.into_iter().map(|phrase| phrase.value).collect();
        let list = kit.lexicon.add(&phrases, Unit::Utterance);
        Some(Excuse { list, turns: turns.map_or(TURNS, |turns| turns.value), party })
    }

    fn covers(&self, scene: &Scene<'_, '_>, silence: Span) -> bool {
        let heard = scene.heard;
        let before = heard.utterance_at(silence.start());
        let is_near = |utterance: u32| heard.turn_of(before) - heard.turn_of(utterance) < self.turns;
        let is_theirs = |utterance: u32| {
            let said = heard.transcript.utterances.get(utterance as usize);
            self.party.is_none_or(|party| said.is_some_and(|said| said.party == party))
        };
        let mut said = scene.phrase_hits.of(self.list).iter().map(|hit| hit.passage);
        said.any(|utterance| utterance <= before && is_near(utterance) && is_theirs(utterance))
    }
}

/// Reads `count`, 1 where it is not given.
pub fn read_count(section: &mut Section, faults: &mut Faults) -> usize {
    let Some(count) = section.integer("count", faults) else { return 1 };
    match usize::try_from(count.value) {
        Ok(number) if number > 0 => number,
        _ => {
            faults.at(diagnostic::VALUE, count.place, "`count` must be 1 or more", format!("this is {}", count.value));
            1
        }
    }
}

#[derive(Debug)]
struct Compiled {
    least: Millis,
    before: Option<Party>,
    after: Option<Party>,
    count: usize,
    /// In hundredths of the recording.
    share: Option<u32>,
    excuse: Option<Excuse>,
    from_start: bool,
}

impl Compiled {
    fn wants(&self, silence: &heard::Silence) -> bool {
        let is = |wanted: Option<Party>, party: Option<Party>| wanted.is_none() || wanted == party;
        let has_begun = self.from_start || silence.before.is_some();
        has_begun
            && silence.span.length() >= self.least
            && is(self.before, silence.before)
            && is(self.after, silence.after)
    }
}

impl Condition for Compiled {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        let found = scene.heard.silences.iter().filter(|silence| self.wants(silence));
        let is_excused = |span: Span| self.excuse.as_ref().is_some_and(|excuse| excuse.covers(scene, span));
        let found = found.filter(|silence| !is_excused(silence.span));
        let hits = found.map(|silence| Hit {
            item: 0,
            party: silence.before.unwrap_or(Party::Unknown),
            span: silence.span,
            utterance: scene.heard.utterance_at(silence.span.start()),
            evidence: Evidence::Silence {
                condition: scene.condition.to_string(),
                span: silence.span,
                before: silence.before,
                after: silence.after,
            },
        });
        hits.collect()
    }

    fn enough(&self, hits: &[Hit]) -> bool {
        hits.len() >= self.count
    }

    fn holds(&self, hits: &[Hit], heard: &heard::Heard<'_>) -> bool {
        let quiet = covered(hits.iter().map(|hit| hit.span).collect());
        let whole = heard.transcript.duration_ms;
        self.enough(hits) && self.share.is_none_or(|share| percent(quiet, whole) >= share)
    }

    fn reads_words(&self) -> bool {
        false
    }

    fn looked_for(&self) -> Vec<String> {
        let share = self.share.map_or(String::new(), |share| format!(", {share} % of the recording together"));
        vec![format!("silence of {} s or more{share}", self.least.as_secs_f64())]
    }

    fn unanswerable(&self, heard: &heard::Heard<'_>) -> Option<String> {
        let asks_who = self.before.is_some() || self.after.is_some();
        (asks_who && !heard.transcript.parties_known())
            .then(|| "who spoke before and after the silence: the parties of this recording are not known".to_string())
    }
}

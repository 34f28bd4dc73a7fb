//! `loudness`: somebody gets loud, is too loud, too quiet, or changes much.
//!
//! Finds places where a party speaks louder than it mostly does in this call (`jump`), louder or quieter than a level
//! (`above`, `below`), or a call over which its level spans too much (`range`). Use `jump` for raised voices: it asks nothing
//! of the recorder. Use `above` and `below` to find lines and headsets that are wrong.
//!
//! ```toml
//! [when.raised_voice]
//! party    = "agent"
//! loudness = { jump = 10, lasting = "1.5s" }
//! ```
//! | parameter | meaning |
//! |---|---|
//! | `jump` | so many decibels or more above the party's own median over the call; needs 10 s of its speech |
//! | `above`, `below` | louder or quieter than this, in dBFS: 0 is full scale, ordinary speech is about -25 |
//! | `range` | a party's level spans more decibels than this, its loudest and quietest tenth left out; the whole call is one place |
//! | `lasting` | with the first three, for at least so long: default `"1.5s"` |
//! | `count` (beside it) | at least so many places |
//! | `party` (scope) | whose voice |
//!
//! One of `jump`, `above`, `below` and `range`. Levels are measured over half seconds in which the party speaks throughout;
//! a pause of more than a second ends a place.
//!
//! Traps: telephones level out loudness, so a shout may be only 6 dB louder. A headset that is moved looks like a jump.
//! Without levels (calls that were transcribed by an older version, transcripts without a `# level`) it is not evaluable;
//! on a recording that does not tell the parties apart `jump` and `range` are not, since they would compare two voices.
//!
//! Not the same as `interruption`: who shouts may well let the other finish.

use crate::call::party::Party;
use crate::call::time::{Millis, Span};
use crate::call::transcript::{Activity, LEVEL_FRAME, NO_LEVEL};
use crate::rules::diagnostic::{self, Faults};
use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::scan::heard::Heard;
use crate::scan::hit::Hit;
use crate::scan::kit::Kit;
use crate::scan::operator::{Condition, Operator, Scene};
use crate::scan::operators::measure::{self, quoted, secs, who};
use crate::scan::operators::silence::read_count;

pub struct Loudness;

/// Shorter is a laugh or a cough.
const LASTING: Millis = Millis(1_500);

/// Frames a party must have spoken for before it has a level of its own: 10 s.
const LEAST_FRAMES: usize = 20;

/// Frames that may be missing inside a place: a breath, but no pause.
const MAX_MISSING: u32 = 2;

/// What is looked for, with how far values of it go.
const MEASURES: &[(&str, std::ops::RangeInclusive<i64>)] =
    &[("jump", 1..=60), ("above", -127..=-1), ("below", -126..=0), ("range", 1..=100)];

impl Operator for Loudness {
    fn name(&self) -> &'static str {
        "loudness"
    }

    fn compile(&self, section: &mut Section, scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        let count = read_count(section, kit.faults);
        let mut table = section.section("loudness", kit.faults)?;
        let wanted = read_measure(&mut table, kit.faults);
        let lasting = measure::time(&mut table, "lasting", kit.faults);
        table.finish(kit.faults);
        let wanted = wanted?;
        if let Wanted::Range(_) = wanted {
            measure::refuse_scopes(section, measure::PLACES, kit.faults);
            if lasting.is_some() {
                let place = table.place_of("lasting");
                let title = "`range` and `lasting` together";
                kit.faults.at(diagnostic::TOGETHER, place, title, "a range is that of the whole call");
            }
        }
        let lasting = lasting.map_or(LASTING, |lasting| lasting.value);
        Some(Box::new(Compiled { wanted, lasting, count, parties: scope.parties.clone() }))
    }
}

/// What is looked for, in decibels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Jump(i32),
    Above(i32),
    Below(i32),
    Range(i32),
}

fn read_measure(table: &mut Section, faults: &mut Faults) -> Option<Wanted> {
    let mut found = Vec::new();
    for (key, range) in MEASURES {
        let Some(number) = table.integer(key, faults) else { continue };
        if !range.contains(&number.value) {
            let title = format!("`{key}` must be from {} to {}", range.start(), range.end());
            faults.at(diagnostic::LIMIT_RANGE, number.place.clone(), title, format!("this is {}", number.value));
        }
        found.push((*key, number));
    }
    if let [(first, _), (second, place), ..] = found.as_slice() {
        let title = format!("`{first}` and `{second}` together");
        faults
            .at(diagnostic::TOGETHER, place.place.clone(), title, "one of them has to go")
            .help("make two conditions and join them in `[rule]`");
        return None;
    }
    let Some((key, number)) = found.pop() else {
        let keys: Vec<&str> = MEASURES.iter().map(|(key, _)| *key).collect();
        let is_named = table.keys().any(|key| keys.contains(&key.value.as_str()));
        if !is_named {
            faults
                .at(diagnostic::NO_LIMIT, table.place.clone(), "`loudness` measures nothing", "says too little")
                .help(format!("one of {}: `jump = 10`", keys.join(", ")));
        }
        return None;
    };
    let number = i32::try_from(number.value).ok()?;
    match key {
        "jump" => Some(Wanted::Jump(number)),
        "above" => Some(Wanted::Above(number)),
        "below" => Some(Wanted::Below(number)),
        _ => Some(Wanted::Range(number)),
    }
}

#[derive(Debug)]
struct Compiled {
    wanted: Wanted,
    lasting: Millis,
    count: usize,
    parties: Vec<Party>,
}

/// How loud a party was in a frame in which it spoke.
#[derive(Clone, Copy, Debug)]
struct Frame {
    number: u32,
    level: i32,
}

/// When the party of a channel speaks: by the detector, else by the utterances.
fn speech(heard: &Heard<'_>, channel: &Activity) -> Vec<Span> {
    if heard.transcript.was_detected() {
        return channel.spans.clone();
    }
    let own = heard.transcript.utterances.iter().filter(|said| said.party == channel.party);
    own.map(|said| said.span).collect()
}

/// The frames of a channel in which its party speaks throughout.
fn spoken(heard: &Heard<'_>, channel: &Activity) -> Vec<Frame> {
    let mut frames: Vec<Frame> = Vec::new();
    let mut next = 0;
    for span in speech(heard, channel) {
        let first = span.start().0.div_ceil(LEVEL_FRAME.0).max(next);
        let end = span.end().0 / LEVEL_FRAME.0;
        for number in first..end {
            let Some(level) = channel.levels.get(number as usize) else { break };
            if *level != NO_LEVEL {
                frames.push(Frame { number, level: i32::from(*level) });
            }
        }
        next = next.max(end);
    }
    frames
}

/// The level that `tenths` tenths of the frames do not exceed.
fn quantile(frames: &[Frame], tenths: usize) -> i32 {
    let mut levels: Vec<i32> = frames.iter().map(|frame| frame.level).collect();
    levels.sort_unstable();
    let at = levels.len().saturating_sub(1) * tenths / 10;
    levels.get(at).copied().unwrap_or_default()
}

/// Runs of the frames that are wanted; a frame that is not, or a pause, ends one.
fn runs(frames: &[Frame], is_wanted: impl Fn(&Frame) -> bool) -> Vec<&[Frame]> {
    let goes_on = |a: &Frame, b: &Frame| is_wanted(a) == is_wanted(b) && b.number - a.number <= 1 + MAX_MISSING;
    frames.chunk_by(goes_on).filter(|run| run.first().is_some_and(&is_wanted)).collect()
}

fn span_of(frames: &[Frame]) -> Span {
    let at = |frame: Option<&Frame>, more: u32| {
        Millis(frame.map_or(0, |frame| frame.number.saturating_add(more).saturating_mul(LEVEL_FRAME.0)))
    };
    Span::between(at(frames.first(), 0), at(frames.last(), 1))
}

impl Compiled {
    fn find_on(&self, scene: &Scene<'_, '_>, party: Party, frames: &[Frame]) -> Vec<Hit> {
        let median = quantile(frames, 5);
        match self.wanted {
            Wanted::Jump(_) | Wanted::Range(_) if frames.len() < LEAST_FRAMES => Vec::new(),
            Wanted::Jump(jump) => {
                self.places(scene, party, runs(frames, |frame| frame.level - median >= jump), |level| {
                    format!(", {} dB above the own median of {median} dBFS, less than {jump} allowed", level - median)
                })
            }
            Wanted::Above(limit) => {
                let places = runs(frames, |frame| frame.level > limit);
                self.places(scene, party, places, |_| format!(", at most {limit} dBFS allowed"))
            }
            Wanted::Below(limit) => {
                let places = runs(frames, |frame| frame.level < limit);
                self.places(scene, party, places, |_| format!(", at least {limit} dBFS wanted"))
            }
            Wanted::Range(range) => {
                let (quiet, loud) = (quantile(frames, 1), quantile(frames, 9));
                if loud - quiet <= range {
                    return Vec::new();
                }
                let spans = format!("from {quiet} to {loud} dBFS, {} dB", loud - quiet);
                let what = format!("{} spoke at levels {spans}, at most {range} allowed", who(party));
                vec![measure::hit(scene, party, span_of(frames), 0, what)]
            }
        }
    }

    fn places(
        &self,
        scene: &Scene<'_, '_>,
        party: Party,
        runs: Vec<&[Frame]>,
        limit: impl Fn(i32) -> String,
    ) -> Vec<Hit> {
        let length = |run: &[Frame]| Millis(LEVEL_FRAME.0.saturating_mul(run.len() as u32));
        let lasting = runs.into_iter().filter(|run| length(run) >= self.lasting);
        let hits = lasting.map(|run| {
            let (span, level) = (span_of(run), quantile(run, 5));
            let utterances = scene.heard.transcript.utterances.iter().enumerate();
            let own = utterances.filter(|(_, said)| said.party == party);
            let said = own.rev().max_by_key(|(_, said)| said.span.overlap(span).map(Span::length));
            let (number, quote) = said.map_or((0, String::new()), |(number, said)| (number as u32, quoted(said)));
            let lasted = secs(length(run));
            let what = format!("{} spoke at {level} dBFS for {lasted}{}{quote}", who(party), limit(level));
            measure::hit(scene, party, span, number, what)
        });
        hits.collect()
    }
}

impl Condition for Compiled {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        let compares = matches!(self.wanted, Wanted::Jump(_) | Wanted::Range(_));
        let channels = scene.heard.transcript.activity.iter();
        let wanted = channels.filter(|channel| channel.party.is_known() || !compares);
        let mut hits: Vec<Hit> =
            wanted.flat_map(|channel| self.find_on(scene, channel.party, &spoken(scene.heard, channel))).collect();
        hits.sort_by_key(|hit| (hit.span, hit.party));
        hits
    }

    fn enough(&self, hits: &[Hit]) -> bool {
        hits.len() >= self.count
    }

    fn reads_words(&self) -> bool {
        false
    }

    fn looked_for(&self) -> Vec<String> {
        let lasting = secs(self.lasting);
        vec![match self.wanted {
            Wanted::Jump(jump) => format!("{jump} dB above the own median for {lasting}"),
            Wanted::Above(limit) => format!("above {limit} dBFS for {lasting}"),
            Wanted::Below(limit) => format!("below {limit} dBFS for {lasting}"),
            Wanted::Range(range) => format!("a range above {range} dB"),
        }]
    }

    fn unanswerable(&self, heard: &Heard<'_>) -> Option<String> {
        let transcript = heard.transcript;
        let is_own = |channel: &&Activity| self.parties.contains(&channel.party);
        let mut measured = transcript.activity.iter().filter(|channel| !channel.levels.is_empty()).peekable();
        if measured.peek().is_none() {
            return Some("no levels were measured".to_string());
        }
        let compares = matches!(self.wanted, Wanted::Jump(_) | Wanted::Range(_));
        let own: Vec<&Activity> = measured.filter(is_own).collect();
        if !transcript.parties_known() && (compares || own.is_empty()) {
            return Some("whose voice it is: the parties of this recording are not known".to_string());
        }
        if own.is_empty() {
            return Some("no levels were measured of this party".to_string());
        }
        let is_short = |channel: &&Activity| spoken(heard, channel).len() < LEAST_FRAMES;
        (compares && own.iter().all(is_short)).then(|| "less than 10 s of speech to compare with".to_string())
    }
}

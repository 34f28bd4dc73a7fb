//! A transcript made ready for a rule set: folded, in turns, with its silences.

use std::ops::Range;

use crate::call::party::Party;
use crate::call::recording::Call;
use crate::call::time::{Millis, Span};
use crate::call::transcript::{Transcript, Utterance};
use crate::scan::passage::Joined;
use crate::text::fold::{Folded, fold};

/// A transcript made ready for matching.
pub struct Heard<'t> {
    /// What is known of the call besides its sound.
    pub call: &'t Call,
    pub transcript: &'t Transcript,
    /// One per utterance.
    pub lines: Vec<Line<'t>>,
    /// Runs of one party's utterances. One whose party is not known is a turn of its own: the next may be another's.
    pub turns: Vec<Range<usize>>,
    /// The turn of each utterance.
    turn_of: Vec<u32>,
    /// Where nobody speaks, in time order, the start and the end of the call included.
    pub silences: Vec<Silence>,
    /// From the first to the last thing heard.
    talk: Span,
    /// Utterances joined to turns and more, see `passage`.
    pub joined: Joined,
}

/// An utterance with its folded text and the times of its bytes.
pub struct Line<'t> {
    pub utterance: &'t Utterance,
    pub folded: Folded,
    times: Vec<(Range<usize>, Span)>,
}

/// A stretch in which nobody speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silence {
    pub span: Span,
    pub before: Option<Party>,
    pub after: Option<Party>,
}

impl<'t> Heard<'t> {
    pub fn of(call: &'t Call, transcript: &'t Transcript) -> Heard<'t> {
        let lines: Vec<Line<'t>> = transcript.utterances.iter().map(Line::of).collect();
        let mut turns: Vec<Range<usize>> = Vec::new();
        let mut turn_of = Vec::with_capacity(lines.len());
        for (index, utterance) in transcript.utterances.iter().enumerate() {
            match turns.last_mut() {
                Some(turn)
                    if utterance.party.is_known() && transcript.utterances[turn.start].party == utterance.party =>
                {
                    turn.end = index + 1;
                }
                _ => turns.push(index..index + 1),
            }
            turn_of.push(turns.len() as u32 - 1);
        }
        let speech = speech(transcript);
        let silences = silences(&speech, transcript.duration_ms);
        let spans = transcript.utterances.iter().map(|utterance| utterance.span);
        let talk = spans.reduce(Span::cover).unwrap_or(Span::between(Millis::ZERO, transcript.duration_ms));
        Heard { call, transcript, lines, turns, turn_of, silences, talk, joined: Joined::default() }
    }

    /// From the first to the last word; the whole call where there is none.
    pub fn talk(&self) -> Span {
        self.talk
    }

    /// The whole call, as far as anything in it reaches.
    pub fn whole(&self) -> Span {
        Span::between(Millis::ZERO, self.transcript.duration_ms.max(self.talk.end()))
    }

    /// From the first to the last of some utterances; never none.
    pub fn span_of(&self, utterances: Range<usize>) -> Span {
        let utterances = &self.transcript.utterances[utterances];
        utterances.iter().map(|utterance| utterance.span).reduce(Span::cover).unwrap_or_default()
    }

    /// The turn an utterance belongs to, counted from 0.
    pub fn turn_of(&self, utterance: u32) -> u32 {
        self.turn_of.get(utterance as usize).copied().unwrap_or(0)
    }

    /// The turn of each utterance.
    pub fn turn_numbers(&self) -> &[u32] {
        &self.turn_of
    }

    /// The last utterance that has begun at `at`, or the first of all.
    pub fn utterance_at(&self, at: Millis) -> u32 {
        let begun = self.transcript.utterances.partition_point(|utterance| utterance.span.start() <= at);
        begun.saturating_sub(1) as u32
    }

    /// The utterances of these parties that touch a span.
    pub fn within<'a>(&'a self, span: Span, parties: &'a [Party]) -> impl Iterator<Item = (usize, &'a Line<'t>)> {
        self.lines
            .iter()
            .enumerate()
            .filter(move |(_, line)| parties.contains(&line.utterance.party) && touches(line.utterance.span, span))
    }

    /// Whether a party was heard at all.
    pub fn hears(&self, party: Party) -> bool {
        self.transcript.utterances.iter().any(|utterance| utterance.party == party)
    }
}

impl<'t> Line<'t> {
    fn of(utterance: &'t Utterance) -> Line<'t> {
        let mut times = Vec::with_capacity(utterance.words.len());
        let mut from = 0;
        for word in &utterance.words {
            let Some(at) = utterance.text[from..].find(&word.text) else { continue };
            let range = from + at..from + at + word.text.len();
            from = range.end;
            times.push((range, word.span));
        }
        Line { utterance, folded: fold(&utterance.text), times }
    }

    /// When the bytes `range` of the utterance's text were said: by its words, else in proportion to its characters.
    pub fn span_of(&self, range: Range<usize>) -> Span {
        let said = self.times.iter().filter(|(word, _)| word.start < range.end && range.start < word.end);
        let words = said.map(|(_, span)| *span).reduce(Span::cover);
        words.unwrap_or_else(|| Span::between(self.in_proportion(range.start), self.in_proportion(range.end)))
    }

    fn in_proportion(&self, byte: usize) -> Millis {
        let text = &self.utterance.text;
        let (all, before) = (text.chars().count().max(1), text[..byte].chars().count());
        let length = u64::from(self.utterance.span.length().0) * before as u64 / all as u64;
        self.utterance.span.start() + Millis(length as u32)
    }
}

/// Whether something lies in a stretch of the call, in part or with its start.
pub fn touches(span: Span, stretch: Span) -> bool {
    span.overlap(stretch).is_some() || stretch.contains(span.start())
}

/// Who is heard when, by start: from the detector where one ran, else from the utterances.
pub fn speech(transcript: &Transcript) -> Vec<(Span, Party)> {
    let mut speech: Vec<(Span, Party)> = match transcript.was_detected() {
        false => transcript.utterances.iter().map(|utterance| (utterance.span, utterance.party)).collect(),
        true => {
            let channels = transcript.activity.iter();
            channels.flat_map(|channel| channel.spans.iter().map(|span| (*span, channel.party))).collect()
        }
    };
    speech.sort();
    speech
}

fn silences(speech: &[(Span, Party)], duration: Millis) -> Vec<Silence> {
    let mut silences = Vec::new();
    let mut quiet_from = Millis::ZERO;
    let mut before = None;
    for (span, party) in speech {
        if quiet_from < span.start() {
            silences.push(Silence { span: Span::between(quiet_from, span.start()), before, after: Some(*party) });
        }
        if quiet_from <= span.end() {
            quiet_from = span.end();
            before = Some(*party);
        }
    }
    if quiet_from < duration {
        silences.push(Silence { span: Span::between(quiet_from, duration), before, after: None });
    }
    silences
}

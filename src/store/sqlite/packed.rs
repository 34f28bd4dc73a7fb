//! How a transcript is stored: compact bytes that are read much faster than text.
//!
//! Words are nine tenths of a transcript, and nearly all there is to say about one is already known: its text stands in the
//! utterance right behind the word before, and it begins when that one ends. So a word takes about six bytes; as JSON it
//! took four times as many, and judging an archive spent a third of its time reading them. Numbers are as in [`bytes`].
//!
//! | what | how |
//! |---|---|
//! | transcript | language, duration, utterances behind their count, activity behind its count |
//! | utterance | party (0 to 3; 4 more with an original), channel, step from the start before, length, text, original, words behind their count |
//! | word | length of its text in bytes × 4 + where it stands, start (a step from the end before), length, thousandths |
//! | where it stands | 0 right behind the word before, 1 one byte later, 2 so many bytes later as follow, 3 nowhere: its text follows |
//! | activity | party, channel, spans behind their count: step from the end before, length; levels behind their count: a byte each |

use crate::call::party::Party;
use crate::call::time::{Millis, Span};
use crate::call::transcript::{Activity, Confidence, Transcript, Utterance, Word};
use crate::store::sqlite::bytes::{Broken, Reader, put, put_step, put_text};
use crate::store::sqlite::values;
use crate::store::store::StoreError;

/// Added to a party's number where an original follows the text.
const WITH_ORIGINAL: u8 = 4;

/// Where the text of a word stands in its utterance.
const BEHIND: u32 = 0;
const ONE_LATER: u32 = 1;
const LATER: u32 = 2;
const NOWHERE: u32 = 3;

/// The stored form of a transcript.
pub fn pack(transcript: &Transcript) -> Vec<u8> {
    let text: usize = transcript.utterances.iter().map(|said| said.text.len() + 8 * said.words.len() + 16).sum();
    let mut bytes = Vec::with_capacity(text + 256);
    put_text(&mut bytes, &transcript.language);
    put(&mut bytes, transcript.duration_ms.0);
    put(&mut bytes, transcript.utterances.len() as u32);
    let mut start = 0;
    for utterance in &transcript.utterances {
        pack_utterance(&mut bytes, utterance, start);
        start = utterance.span.start().0;
    }
    put(&mut bytes, transcript.activity.len() as u32);
    for activity in &transcript.activity {
        bytes.extend([number_of(activity.party), activity.channel]);
        put(&mut bytes, activity.spans.len() as u32);
        let mut end = 0;
        for span in &activity.spans {
            end = pack_span(&mut bytes, *span, end);
        }
        put(&mut bytes, activity.levels.len() as u32);
        bytes.extend(activity.levels.iter().map(|level| level.cast_unsigned()));
    }
    bytes
}

/// A transcript from its stored form; `recording` names it where it cannot be read.
pub fn unpack(bytes: &[u8], recording: &str) -> Result<Transcript, StoreError> {
    let mut unpacker = Unpacker::default();
    let mut transcript = unpacker.empty();
    unpacker.unpack(bytes, recording, &mut transcript)?;
    Ok(transcript)
}

fn pack_utterance(bytes: &mut Vec<u8>, utterance: &Utterance, before: u32) {
    let original = if utterance.original.is_some() { WITH_ORIGINAL } else { 0 };
    bytes.extend([number_of(utterance.party) + original, utterance.channel]);
    pack_span(bytes, utterance.span, before);
    put_text(bytes, &utterance.text);
    if let Some(original) = &utterance.original {
        put_text(bytes, original);
    }
    put(bytes, utterance.words.len() as u32);
    let (mut at, mut end) = (0, utterance.span.start().0);
    for word in &utterance.words {
        at = pack_text(bytes, &utterance.text, at, &word.text);
        end = pack_span(bytes, word.span, end);
        put(bytes, u32::from(word.confidence.thousandths()));
    }
}

/// Says where in the rest of the utterance a word stands, and gives where it ends.
fn pack_text(bytes: &mut Vec<u8>, text: &str, at: usize, word: &str) -> usize {
    let length = (word.len() as u32) << 2;
    let gap = text[at..].find(word);
    match gap {
        Some(0) => put(bytes, length | BEHIND),
        Some(1) => put(bytes, length | ONE_LATER),
        Some(gap) => {
            put(bytes, length | LATER);
            put(bytes, gap as u32);
        }
        None => {
            put(bytes, length | NOWHERE);
            bytes.extend_from_slice(word.as_bytes());
        }
    }
    gap.map_or(at, |gap| at + gap + word.len())
}

/// Adds a span, its start as a step from `before`; gives its end.
fn pack_span(bytes: &mut Vec<u8>, span: Span, before: u32) -> u32 {
    put_step(bytes, before, span.start().0);
    put(bytes, span.length().0);
    span.end().0
}

/// Reads one transcript after the other, and uses the memory of one for the next: a transcript is some seven hundred small
/// texts, and to get and give back their memory takes longer than to read them.
#[derive(Default)]
pub struct Unpacker {
    utterances: Vec<Utterance>,
    words: Vec<Word>,
}

impl Unpacker {
    /// A transcript to begin with.
    pub fn empty(&self) -> Transcript {
        let (language, duration_ms) = (String::new(), Millis::ZERO);
        Transcript { language, duration_ms, utterances: Vec::new(), activity: Vec::new() }
    }

    /// Reads a transcript in the place of another; `recording` names it where it cannot be read.
    pub fn unpack(&mut self, bytes: &[u8], recording: &str, transcript: &mut Transcript) -> Result<(), StoreError> {
        let result = self.read(&mut Reader::of(bytes), transcript);
        result.map_err(|Broken(why)| values::damaged("the transcript", recording, &why))
    }

    fn read(&mut self, reader: &mut Reader, transcript: &mut Transcript) -> Result<(), Broken> {
        for mut utterance in transcript.utterances.drain(..) {
            self.words.append(&mut utterance.words);
            self.utterances.push(utterance);
        }
        replace(&mut transcript.language, reader.text()?);
        transcript.duration_ms = Millis(reader.number()?);
        let count = reader.count()?;
        transcript.utterances.reserve(count);
        let mut start = 0;
        for _ in 0..count {
            let utterance = self.utterance(reader, start)?;
            start = utterance.span.start().0;
            transcript.utterances.push(utterance);
        }
        let count = reader.count()?;
        transcript.activity = (0..count).map(|_| read_activity(reader)).collect::<Result<_, _>>()?;
        reader.end()
    }

    fn utterance(&mut self, reader: &mut Reader, before: u32) -> Result<Utterance, Broken> {
        let mut utterance = self.utterances.pop().unwrap_or_else(empty_utterance);
        let kind = reader.byte()?;
        utterance.party = party(kind & !WITH_ORIGINAL)?;
        utterance.channel = reader.byte()?;
        utterance.span = read_span(reader, before)?;
        replace(&mut utterance.text, reader.text()?);
        utterance.original = if kind & WITH_ORIGINAL != 0 { Some(reader.text()?.to_string()) } else { None };
        let count = reader.count()?;
        utterance.words.reserve(count);
        let (mut at, mut end) = (0, utterance.span.start().0);
        for _ in 0..count {
            let mut word = self.words.pop().unwrap_or_else(empty_word);
            replace(&mut word.text, read_text(reader, &utterance.text, &mut at)?);
            word.span = read_span(reader, end)?;
            end = word.span.end().0;
            word.confidence = read_confidence(reader)?;
            utterance.words.push(word);
        }
        Ok(utterance)
    }
}

fn empty_utterance() -> Utterance {
    let (party, span) = (Party::Unknown, Span::default());
    Utterance { party, channel: 0, span, text: String::new(), original: None, words: Vec::new() }
}

fn empty_word() -> Word {
    Word { text: String::new(), span: Span::default(), confidence: Confidence::CERTAIN }
}

fn replace(text: &mut String, by: &str) {
    text.clear();
    text.push_str(by);
}

/// The text of a word in the rest of its utterance, from `at` on.
fn read_text<'t, 'b: 't>(reader: &mut Reader<'b>, text: &'t str, at: &mut usize) -> Result<&'t str, Broken> {
    let said = reader.number()?;
    let length = (said >> 2) as usize;
    let gap = match said & 3 {
        BEHIND => 0,
        ONE_LATER => 1,
        LATER => reader.number()? as usize,
        _ => return reader.text_of(length),
    };
    let start = *at + gap;
    *at = start + length;
    text.get(start..*at).ok_or(Broken("a word is not in its utterance"))
}

fn read_confidence(reader: &mut Reader) -> Result<Confidence, Broken> {
    let thousandths = u16::try_from(reader.number()?).map_err(|_| Broken("a confidence is more than certain"))?;
    Ok(Confidence::from_thousandths(thousandths))
}

fn read_span(reader: &mut Reader, before: u32) -> Result<Span, Broken> {
    let start = reader.step(before)?;
    let end = start.checked_add(reader.number()?).ok_or(Broken("a span has no end"))?;
    Ok(Span::between(Millis(start), Millis(end)))
}

fn read_activity(reader: &mut Reader) -> Result<Activity, Broken> {
    let (party, channel) = (party(reader.byte()?)?, reader.byte()?);
    let count = reader.count()?;
    let mut spans = Vec::with_capacity(count);
    let mut end = 0;
    for _ in 0..count {
        let span = read_span(reader, end)?;
        end = span.end().0;
        spans.push(span);
    }
    let count = reader.count()?;
    let levels = (0..count).map(|_| Ok(reader.byte()?.cast_signed())).collect::<Result<_, _>>()?;
    Ok(Activity { party, channel, spans, levels })
}

fn number_of(party: Party) -> u8 {
    match party {
        Party::Agent => 0,
        Party::Customer => 1,
        Party::Unknown => 2,
        Party::Ivr => 3,
    }
}

fn party(number: u8) -> Result<Party, Broken> {
    match number {
        0 => Ok(Party::Agent),
        1 => Ok(Party::Customer),
        2 => Ok(Party::Unknown),
        3 => Ok(Party::Ivr),
        _ => Err(Broken("there is no such party")),
    }
}

#[cfg(test)]
mod tests;

//! How a transcript is written by hand and read again.
//!
//! ```text
//! # language: en
//! # duration: 0:30
//! agent    0:01.2-0:04.0 thank you for calling, this call is recorded
//! customer 0:05          fine
//! agent    0:07          [silence 12s]
//! ```
//! One line is one utterance: party, time, text. Blank lines and lines that begin with `#` are skipped, but for the
//! headers `language`, `duration` and `level`. Times are `m:ss`, `m:ss.t`, `m:ss.ttt` or `h:mm:ss.t`. Where the end is left out it is estimated from
//! the length of the text and never runs past the next start; lines whose times overlap are an interruption. `[silence
//! 12s]` is no utterance: it says that nobody speaks for so long. The party is `agent`, `customer`, `ivr` or `unknown`: the
//! customer is on channel 1, all others on channel 0. `# level: agent 0:10-0:15 -8` says that the agent is at -8 dBFS for so
//! long; there may be any number of them, for a party one at a time. Word times, what the engine wrote, where a detector heard
//! speech and what levels were measured then have no place here.

mod levels;

use std::fmt;
use std::fmt::Write as _;

use crate::call::notation::levels::Level;
use crate::call::party::Party;
use crate::call::time::{Millis, Span};
use crate::call::transcript::{Transcript, Utterance};

/// Far more than a day of talk; a larger file is no transcript.
pub const MAX_BYTES: usize = 8 << 20;

/// As many lines as a day of talk could have.
pub const MAX_LINES: usize = 100_000;

/// Faults that are told before the rest is only counted.
pub const MAX_FAULTS: usize = 100;

/// Mandarin agents speak some 240 to 300 characters a minute; a digit is spoken like a character.
const CHARACTERS_PER_10_SECS: u64 = 45;

/// English on the telephone runs at about 160 words a minute.
const WORDS_PER_10_SECS: u64 = 27;

/// Even a grunt takes this long.
const SHORTEST_ESTIMATE: Millis = Millis(300);

/// One thing that is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Counted from 1.
    pub line: usize,
    pub wrong: String,
    /// What to write instead.
    pub way_out: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}; {}", self.line, self.wrong, self.way_out)
    }
}

/// Every fault of a source, in order of lines; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotationError {
    /// At most [`MAX_FAULTS`].
    pub faults: Vec<Fault>,
    /// Faults beyond those.
    pub more: usize,
}

impl fmt::Display for NotationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.faults.iter().enumerate() {
            write!(f, "{}{fault}", if at == 0 { "" } else { "\n" })?;
        }
        match self.more {
            0 => Ok(()),
            more => write!(f, "\nand {more} more"),
        }
    }
}

impl std::error::Error for NotationError {}

/// Reads a transcript. Any text is safe to give; what cannot be read comes back as all its faults.
pub fn parse(source: &str) -> Result<Transcript, NotationError> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mut reader = Reader::default();
    if source.len() > MAX_BYTES {
        reader.fault(1, format!("{} bytes, more than {MAX_BYTES}", source.len()), "split the transcript");
        return reader.finish();
    }
    for (at, line) in source.lines().enumerate() {
        if at == MAX_LINES {
            reader.fault(at + 1, format!("more than {MAX_LINES} lines"), "split the transcript");
            break;
        }
        reader.line(at + 1, line.trim());
    }
    reader.finish()
}

/// Writes a transcript so that [`parse`] gives it back, without word times, what the engine wrote, and activity that was
/// detected. Ends are
/// always written. A line break in a text becomes a blank, an utterance without text is left out, and a text that would
/// read as a silence gets round brackets.
pub fn write(transcript: &Transcript) -> String {
    let last = transcript.utterances.iter().map(|utterance| utterance.span.end()).max();
    let mut out = String::new();
    if is_language(&transcript.language) {
        let _ = writeln!(out, "# language: {}", transcript.language);
    }
    let duration = transcript.duration_ms.max(last.unwrap_or_default());
    let _ = writeln!(out, "# duration: {}", clock(duration));
    for channel in transcript.activity.iter().filter(|_| !transcript.was_detected()) {
        for (span, dbfs) in levels::runs(channel, duration) {
            let (start, end) = (clock(span.start()), clock(span.end()));
            let _ = writeln!(out, "# level: {} {start}-{end} {dbfs}", channel.party);
        }
    }
    for utterance in &transcript.utterances {
        let text = one_line(&utterance.text);
        if !text.is_empty() {
            let (start, end) = (clock(utterance.span.start()), clock(utterance.span.end()));
            let _ = writeln!(out, "{:<8} {start}-{end} {text}", utterance.party);
        }
    }
    out
}

/// What the lines have said so far.
#[derive(Default)]
struct Reader {
    language: Option<String>,
    duration: Option<(usize, Millis)>,
    said: Vec<Said>,
    silences: Vec<(usize, Span)>,
    levels: Vec<Level>,
    faults: Vec<Fault>,
    more: usize,
}

/// An utterance as written.
struct Said {
    line: usize,
    party: Party,
    start: Millis,
    end: Option<Millis>,
    text: String,
}

impl Reader {
    fn fault(&mut self, line: usize, wrong: impl Into<String>, way_out: impl Into<String>) {
        if self.faults.len() == MAX_FAULTS {
            self.more += 1;
            return;
        }
        self.faults.push(Fault { line, wrong: wrong.into(), way_out: way_out.into() });
    }

    fn line(&mut self, number: usize, line: &str) {
        if let Some(comment) = line.strip_prefix('#') {
            return self.header(number, comment);
        }
        if line.is_empty() {
            return;
        }
        let (party, rest) = first_word(line);
        let (times, text) = first_word(rest);
        let party = match party.to_ascii_lowercase().parse::<Party>() {
            Ok(party) => party,
            Err(error) => {
                return self.fault(number, error.to_string(), "begin the line with the party, or with # for a comment");
            }
        };
        let (start, end) = match read_times(times) {
            Ok(times) => times,
            Err(wrong) => {
                return self.fault(number, wrong, "write the time as m:ss, m:ss.t or h:mm:ss.t, an end after -");
            }
        };
        if text.is_empty() {
            return self.fault(number, "nothing is said", "write what is said, or [silence 12s]");
        }
        let Some(mark) = text.strip_prefix("[silence") else {
            let text = text.to_string();
            return self.said.push(Said { line: number, party, start, end, text });
        };
        match (mark.strip_suffix(']').and_then(|length| read_secs(length.trim())), end) {
            (Some(length), None) => self.silences.push((number, Span::lasting(start, length))),
            (Some(_), Some(_)) => self.fault(number, "a silence with an end and a length", "leave the end out"),
            (None, _) => self.fault(number, format!("`{text}` is no silence"), "write it as [silence 12s]"),
        }
    }

    fn header(&mut self, number: usize, comment: &str) {
        let Some((name, value)) = comment.split_once(':') else { return };
        let value = value.trim();
        match name.trim() {
            "language" if !is_language(value) => {
                self.fault(number, format!("`{value}` is no language"), "write its code: zh, en");
            }
            "language" if self.language.is_some() => self.fault(number, "a second language", "leave one of them out"),
            "language" => self.language = Some(value.to_string()),
            "duration" if self.duration.is_some() => self.fault(number, "a second duration", "leave one of them out"),
            "duration" => match read_time(value) {
                Ok(duration) => self.duration = Some((number, duration)),
                Err(wrong) => self.fault(number, wrong, "write the duration as m:ss, m:ss.t or h:mm:ss.t"),
            },
            "level" => match levels::read(number, value) {
                Ok(level) => self.levels.push(level),
                Err((wrong, way_out)) => self.fault(number, wrong, way_out),
            },
            _ => {}
        }
    }

    fn finish(mut self) -> Result<Transcript, NotationError> {
        self.said.sort_by_key(|said| said.start);
        self.silences.sort_by_key(|(_, span)| *span);
        let utterances = self.utterances();
        self.check_silences(&utterances);
        let ends = utterances.iter().map(|(_, utterance)| utterance.span.end());
        let ends = ends.chain(self.silences.iter().map(|(_, span)| span.end()));
        let last = ends.chain(self.levels.iter().map(|level| level.span.end())).max().unwrap_or_default();
        let levels = std::mem::take(&mut self.levels);
        let activity = levels::activity(levels, |level| {
            let wrong = format!("two levels of the {} at once", level.party);
            self.fault(level.line, wrong, "end the first where the second begins");
        });
        if let Some((line, duration)) = self.duration.filter(|(_, duration)| *duration < last) {
            let wrong = format!("the call lasts {}, but goes on until {}", clock(duration), clock(last));
            self.fault(line, wrong, "make it longer, or leave it out");
        }
        if !self.faults.is_empty() {
            self.faults.sort_by_key(|fault| fault.line);
            return Err(NotationError { faults: self.faults, more: self.more });
        }
        let utterances: Vec<Utterance> = utterances.into_iter().map(|(_, utterance)| utterance).collect();
        let is_han = |utterance: &Utterance| utterance.text.chars().any(is_han);
        let guess = || if utterances.iter().any(is_han) { "zh" } else { "en" }.to_string();
        let mut transcript = Transcript {
            language: self.language.take().unwrap_or_else(guess),
            duration_ms: self.duration.map_or(last, |(_, duration)| duration),
            utterances,
            activity,
        };
        transcript.sort();
        Ok(transcript)
    }

    /// The utterances in order of their starts, each with its line and an end.
    fn utterances(&mut self) -> Vec<(usize, Utterance)> {
        let said = std::mem::take(&mut self.said);
        let mut utterances = Vec::with_capacity(said.len());
        for (at, line) in said.iter().enumerate() {
            let end = line.end.unwrap_or_else(|| {
                // Lines with the same start are spoken at once: only a later one bounds this one.
                let next = said[at..].partition_point(|other| other.start == line.start) + at;
                let next = said.get(next).map(|next| next.start);
                let silence = self.silences.partition_point(|(_, span)| span.start() < line.start);
                let silence = self.silences.get(silence).map(|(_, span)| span.start());
                let duration = self.duration.map(|(_, duration)| duration.max(line.start));
                let bounds = [next, silence, duration].into_iter().flatten();
                bounds.fold(line.start + estimated_length(&line.text), Millis::min)
            });
            let Ok(span) = Span::new(line.start, end) else {
                let wrong = format!("ends at {}, before its start at {}", clock(end), clock(line.start));
                self.fault(line.line, wrong, "swap the times, or leave the end out");
                continue;
            };
            let channel = u8::from(line.party == Party::Customer);
            let (party, text) = (line.party, line.text.clone());
            utterances.push((line.line, Utterance { party, channel, span, text, original: None, words: Vec::new() }));
        }
        utterances
    }

    /// A silence during which somebody speaks is none. `utterances` and silences are in order of their starts.
    fn check_silences(&mut self, utterances: &[(usize, Utterance)]) {
        let Some(first) = self.silences.first().map(|(_, span)| span.start()) else { return };
        // Silences that follow each other are merged, so that one binary search answers for each utterance.
        let mut merged: Vec<(usize, Span)> = Vec::new();
        for (line, span) in &self.silences {
            match merged.last_mut().filter(|(_, last)| span.start() <= last.end()) {
                Some((_, last)) => *last = last.cover(*span),
                None => merged.push((*line, *span)),
            }
        }
        for (line, utterance) in utterances.iter().filter(|(_, utterance)| utterance.span.end() >= first) {
            let at = merged.partition_point(|(_, silence)| silence.end() <= utterance.span.start());
            let Some((silent, span)) = merged.get(at) else { continue };
            if utterance.span.overlap(*span).is_some() || span.contains(utterance.span.start()) {
                let wrong = format!("{} speaks in the silence of line {silent}", utterance.party);
                self.fault(*line, wrong, "move the line, or shorten the silence");
            }
        }
    }
}

/// How long it takes to say this.
fn estimated_length(text: &str) -> Millis {
    let (mut characters, mut words, mut in_word) = (0u64, 0u64, false);
    for c in text.chars() {
        let is_character = is_han(c) || c.is_ascii_digit();
        let is_letter = c.is_alphanumeric() && !is_character;
        characters += u64::from(is_character);
        words += u64::from(is_letter && !in_word);
        in_word = is_letter || (in_word && matches!(c, '\'' | '’'));
    }
    let ms = characters * 10_000 / CHARACTERS_PER_10_SECS + words * 10_000 / WORDS_PER_10_SECS;
    Millis(u32::try_from(ms).unwrap_or(u32::MAX)).max(SHORTEST_ESTIMATE)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_language(code: &str) -> bool {
    (2..=8).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}

/// The first word, and what follows it, without blanks around either.
fn first_word(line: &str) -> (&str, &str) {
    let line = line.trim();
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    (word, rest.trim())
}

/// `0:01.2`, `0:01.2-0:04.0`.
fn read_times(times: &str) -> Result<(Millis, Option<Millis>), String> {
    if times.is_empty() {
        return Err("no time".to_string());
    }
    match times.split_once(['-', '–']) {
        Some((start, end)) => Ok((read_time(start)?, Some(read_time(end)?))),
        None => Ok((read_time(times)?, None)),
    }
}

/// `m:ss`, `m:ss.t`, `m:ss.ttt`, `h:mm:ss`, with any number of minutes or hours in front.
fn read_time(time: &str) -> Result<Millis, String> {
    let no_time = || format!("`{time}` is no time");
    let (whole, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let parts: Vec<Option<u64>> = whole.splitn(4, ':').map(read_number).collect();
    let secs = match parts[..] {
        [Some(minutes), Some(secs)] if secs < 60 => minutes * 60 + secs,
        [Some(hours), Some(minutes), Some(secs)] if minutes < 60 && secs < 60 => hours * 3600 + minutes * 60 + secs,
        _ => return Err(no_time()),
    };
    let ms = secs * 1000 + read_fraction(fraction).ok_or_else(no_time)?;
    u32::try_from(ms).map(Millis).map_err(|_| format!("`{time}` is later than {}", clock(Millis::MAX)))
}

/// `12s`, `12.5s`, `12.345s`.
fn read_secs(length: &str) -> Option<Millis> {
    let (whole, fraction) = length.strip_suffix('s').map(|secs| secs.split_once('.').unwrap_or((secs, "0")))?;
    let ms = read_number(whole)? * 1000 + read_fraction(fraction)?;
    u32::try_from(ms).ok().map(Millis)
}

/// At most seven digits, so that sums of it never overflow.
fn read_number(digits: &str) -> Option<u64> {
    let fits = (1..=7).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| digits.parse().ok()).flatten()
}

/// What follows the point, as milliseconds.
fn read_fraction(digits: &str) -> Option<u64> {
    let scale = match digits.len() {
        1 => 100,
        2 => 10,
        3 => 1,
        _ => return None,
    };
    read_number(digits).map(|number| number * scale)
}

/// Like a [`Millis`] shown, but to the millisecond where tenths would lose something.
fn clock(time: Millis) -> String {
    match time.0 % 100 {
        0 => time.to_string(),
        rest => format!("{time}{rest:02}"),
    }
}

fn one_line(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    let text = text.trim();
    match text.strip_prefix("[silence") {
        Some(rest) => format!("(silence{}", rest.replace(']', ")")),
        None => text.to_string(),
    }
}

#[cfg(test)]
mod tests;

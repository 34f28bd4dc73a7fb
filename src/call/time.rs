//! Time in a recording: whole milliseconds and half-open spans.

use std::fmt;
use std::ops::{Add, Sub};

use serde::{Deserialize, Serialize};

/// Whole milliseconds from the start of a recording, or a length in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub u32);

impl Millis {
    pub const ZERO: Millis = Millis(0);
    pub const MAX: Millis = Millis(u32::MAX);

    /// Whole seconds as milliseconds; saturates.
    pub const fn from_secs(secs: u32) -> Millis {
        Millis(secs.saturating_mul(1000))
    }

    /// The length of `samples` at `rate` samples a second, rounded down; saturates.
    pub fn of_samples(samples: usize, rate: u32) -> Millis {
        let ms = samples as u128 * 1000 / u128::from(rate.max(1));
        Millis(u32::try_from(ms).unwrap_or(u32::MAX))
    }

    /// How many samples this is at `rate` samples a second, rounded down.
    pub fn samples(self, rate: u32) -> usize {
        (u64::from(self.0) * u64::from(rate) / 1000) as usize
    }

    pub fn saturating_sub(self, other: Millis) -> Millis {
        Millis(self.0.saturating_sub(other.0))
    }

    pub fn as_secs_f64(self) -> f64 {
        f64::from(self.0) / 1000.0
    }
}

impl Add for Millis {
    type Output = Millis;
    fn add(self, other: Millis) -> Millis {
        Millis(self.0.saturating_add(other.0))
    }
}

impl Sub for Millis {
    type Output = Millis;
    /// Saturates at zero: a time before the start of the recording does not exist.
    fn sub(self, other: Millis) -> Millis {
        self.saturating_sub(other)
    }
}

/// `1:02.3`, or `1:00:02.3` from an hour on: minutes, seconds and tenths, rounded down.
impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (secs, tenths) = (self.0 / 1000, self.0 % 1000 / 100);
        let (hours, minutes, secs) = (secs / 3600, secs / 60 % 60, secs % 60);
        let text = match hours {
            0 => format!("{minutes}:{secs:02}.{tenths}"),
            _ => format!("{hours}:{minutes:02}:{secs:02}.{tenths}"),
        };
        f.pad(&text)
    }
}

/// A half-open stretch of time `[start, end)` with `start <= end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "SpanFields", into = "SpanFields")]
pub struct Span {
    start: Millis,
    end: Millis,
}

/// A span that would end before it starts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("span ends at {end} ms, before its start at {start} ms", end = .end.0, start = .start.0)]
pub struct SpanError {
    pub start: Millis,
    pub end: Millis,
}

impl Span {
    /// Refuses an end before the start.
    pub fn new(start: Millis, end: Millis) -> Result<Span, SpanError> {
        match start <= end {
            true => Ok(Span { start, end }),
            false => Err(SpanError { start, end }),
        }
    }

    /// From a start and a length; saturates at the largest time.
    pub fn lasting(start: Millis, length: Millis) -> Span {
        Span { start, end: start + length }
    }

    /// From one of two times to the other, whichever comes first.
    pub fn between(a: Millis, b: Millis) -> Span {
        Span { start: a.min(b), end: a.max(b) }
    }

    pub fn start(self) -> Millis {
        self.start
    }

    pub fn end(self) -> Millis {
        self.end
    }

    pub fn length(self) -> Millis {
        self.end - self.start
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// What both spans cover; `None` where they only touch or lie apart.
    pub fn overlap(self, other: Span) -> Option<Span> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start < end).then_some(Span { start, end })
    }

    /// The smallest span that covers both.
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    pub fn contains(self, at: Millis) -> bool {
        self.start <= at && at < self.end
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}-{}", self.start, self.end))
    }
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct SpanFields {
    start_ms: Millis,
    end_ms: Millis,
}

impl TryFrom<SpanFields> for Span {
    type Error = SpanError;
    fn try_from(fields: SpanFields) -> Result<Span, SpanError> {
        Span::new(fields.start_ms, fields.end_ms)
    }
}

impl From<Span> for SpanFields {
    fn from(span: Span) -> SpanFields {
        SpanFields { start_ms: span.start, end_ms: span.end }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_that_ends_before_it_starts_cannot_be_made() {
        assert!(Span::new(Millis(5), Millis(4)).is_err());
        assert!(serde_json::from_str::<Span>(r#"{"start_ms":5,"end_ms":4}"#).is_err());
        assert!(Span::new(Millis(5), Millis(5)).is_ok_and(Span::is_empty));
    }

    #[test]
    fn touching_spans_do_not_overlap() {
        let a = Span::between(Millis(0), Millis(10));
        assert_eq!(a.overlap(Span::between(Millis(10), Millis(20))), None);
        assert_eq!(a.overlap(Span::between(Millis(9), Millis(20))), Some(Span::between(Millis(9), Millis(10))));
    }

    #[test]
    fn times_read_as_on_a_player() {
        assert_eq!(Millis(62_390).to_string(), "1:02.3");
        assert_eq!(Millis(3_602_000).to_string(), "1:00:02.0");
    }
}

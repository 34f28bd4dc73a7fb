//! `# level: agent 0:10-0:15 -8`: how loud a party is for a while, in a transcript written by hand.

use std::ops::Range;

use crate::call::notation::{clock, first_word, read_times};
use crate::call::party::Party;
use crate::call::time::{Millis, Span};
use crate::call::transcript::{Activity, LEVEL_FRAME, NO_LEVEL};

/// No call is longer than a day, and every half second takes room.
const LATEST: Millis = Millis::from_secs(24 * 60 * 60);

/// A level as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    pub line: usize,
    pub party: Party,
    pub span: Span,
    /// Whole dBFS, 0 or less.
    pub dbfs: i8,
}

/// Reads what stands behind `# level:`; what is wrong comes with a way out.
pub fn read(line: usize, value: &str) -> Result<Level, (String, &'static str)> {
    const WAY_OUT: &str = "write it as agent 0:10-0:15 -8";
    let (party, rest) = first_word(value);
    let (times, level) = first_word(rest);
    let party = party.to_ascii_lowercase().parse::<Party>().map_err(|error| (error.to_string(), WAY_OUT))?;
    let (start, end) = read_times(times).map_err(|wrong| (wrong, WAY_OUT))?;
    let end = end.ok_or_else(|| ("a level without an end".to_string(), WAY_OUT))?;
    let span = Span::new(start, end)
        .map_err(|_| (format!("ends at {}, before its start at {}", clock(end), clock(start)), "swap the times"))?;
    if span.end() > LATEST {
        return Err((format!("a level until {}", clock(end)), "no call is longer than a day"));
    }
    match level.parse::<i8>() {
        Ok(dbfs) if dbfs <= 0 && dbfs > NO_LEVEL => Ok(Level { line, party, span, dbfs }),
        _ => Err((format!("`{level}` is no level"), "write whole dBFS, 0 to -127")),
    }
}

/// The levels of each party, half second by half second; `clashes` are told where a party has two at once.
pub fn activity(mut levels: Vec<Level>, mut clash: impl FnMut(&Level)) -> Vec<Activity> {
    levels.sort_by_key(|level| (level.party, level.span));
    let mut activity: Vec<Activity> = Vec::new();
    let mut last: Option<Level> = None;
    for level in levels {
        if last.is_some_and(|last| last.party == level.party && last.span.overlap(level.span).is_some()) {
            clash(&level);
        }
        last = Some(level);
        let frames = frames(level.span);
        if frames.is_empty() {
            continue;
        }
        if activity.last().is_none_or(|channel| channel.party != level.party) {
            let channel = u8::from(level.party == Party::Customer);
            activity.push(Activity { party: level.party, channel, spans: Vec::new(), levels: Vec::new() });
        }
        if let Some(channel) = activity.last_mut() {
            channel.levels.resize(frames.end.max(channel.levels.len()), NO_LEVEL);
            channel.levels[frames].fill(level.dbfs);
        }
    }
    activity
}

/// The frames whose middle lies in a span: spans that do not overlap share none.
fn frames(span: Span) -> Range<usize> {
    let half = LEVEL_FRAME.0 / 2;
    let first = |at: Millis| at.0.saturating_sub(half).div_ceil(LEVEL_FRAME.0) as usize;
    first(span.start())..first(span.end())
}

/// The levels of a channel as they are written: runs of one level, the last not beyond the end of the call.
pub fn runs(channel: &Activity, duration: Millis) -> Vec<(Span, i8)> {
    let mut runs: Vec<(Range<usize>, i8)> = Vec::new();
    for (frame, dbfs) in channel.levels.iter().enumerate().filter(|(_, dbfs)| **dbfs != NO_LEVEL) {
        match runs.last_mut().filter(|(run, level)| run.end == frame && level == dbfs) {
            Some((run, _)) => run.end = frame + 1,
            None => runs.push((frame..frame + 1, *dbfs)),
        }
    }
    let at = |frame: usize| Millis(u32::try_from(frame).unwrap_or(u32::MAX).saturating_mul(LEVEL_FRAME.0));
    runs.into_iter().map(|(run, dbfs)| (Span::between(at(run.start), at(run.end).min(duration)), dbfs)).collect()
}

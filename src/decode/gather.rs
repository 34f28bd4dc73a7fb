//! Draws a stream to its end: resamples every channel, keeps the limits, and judges what broke.

use crate::audio::resample::Resampler;
use crate::audio::sound::{RATE, Sound};
use crate::call::time::Millis;
use crate::decode::decoder::{Block, DecodeError, Layout, Report, Stream};
use crate::decode::options::Options;

/// Room is made minute by minute: doubling a vector of an hour would hold twice of what is needed.
const ROOM: usize = 60 * RATE as usize;

/// The whole sound of a stream of the format called `name`.
pub fn gather(name: &'static str, mut stream: Box<dyn Stream>, options: &Options) -> Result<Sound, DecodeError> {
    let layout = stream.layout().clone();
    let longest = longest(name, &layout, options)?;
    let resampler = || Resampler::new(layout.rate).map_err(|error| DecodeError::malformed(name, error.to_string()));
    let mut resamplers = (0..layout.channels).map(|_| resampler()).collect::<Result<Vec<_>, _>>()?;
    let expected = layout.frames.map_or(0, |frames| Resampler::length(frames, layout.rate)).min(longest) as usize;
    let mut tracks: Vec<Vec<i16>> = (0..layout.channels).map(|_| Vec::with_capacity(expected)).collect();
    let mut block = Block::default();
    while stream.next(&mut block)? {
        for ((resampler, track), samples) in resamplers.iter_mut().zip(&mut tracks).zip(&block.tracks) {
            make_room(track, Resampler::length(samples.len() as u64, layout.rate) as usize);
            resampler.push(samples, track);
        }
        if tracks.first().is_some_and(|track| track.len() as u64 > longest) {
            let reason =
                format!("longer than {} s on {} channels, the limit", longest / u64::from(RATE), layout.channels);
            return Err(DecodeError::Limit { format: name, reason });
        }
    }
    for (resampler, track) in resamplers.into_iter().zip(&mut tracks) {
        resampler.finish(track);
        track.shrink_to_fit();
    }
    let length = tracks.first().map_or(0, Vec::len);
    if length == 0 {
        return Err(DecodeError::malformed(name, "no samples"));
    }
    let warnings = judge(name, stream.report(), options)?;
    let plural = if layout.channels == 1 { "" } else { "s" };
    let format = format!("{}, {} Hz, {} channel{plural}", layout.coding, layout.rate, layout.channels);
    Ok(Sound { tracks, duration: Millis::of_samples(length, RATE), format, warnings })
}

/// How many samples a track may have.
fn longest(name: &'static str, layout: &Layout, options: &Options) -> Result<u64, DecodeError> {
    if layout.channels == 0 || layout.channels > usize::from(options.max_channels) {
        let reason = format!("{} channels, the limit is {}", layout.channels, options.max_channels);
        return Err(DecodeError::Limit { format: name, reason });
    }
    let secs = u64::from(options.max_secs).min(u64::from(options.max_track_secs) / layout.channels as u64);
    Ok(secs * u64::from(RATE))
}

fn make_room(track: &mut Vec<i16>, count: usize) {
    // The resampler hands out whole blocks, so a little more may come than went in.
    let count = count + RATE as usize;
    if track.capacity() - track.len() < count {
        track.reserve_exact(count.max(ROOM));
    }
}

fn judge(name: &'static str, report: Report, options: &Options) -> Result<Vec<String>, DecodeError> {
    let Report { packets, broken, warnings } = report;
    if broken * 100 > packets * u64::from(options.max_broken_percent) {
        let reason = format!("{broken} of {packets} packets are broken, the limit is {} %", options.max_broken_percent);
        return Err(DecodeError::malformed(name, reason));
    }
    let mut warnings: Vec<String> = warnings.iter().map(|warning| format!("{name}: {warning}")).collect();
    if broken > 0 {
        warnings.push(format!("{name}: {broken} of {packets} packets are broken and count as silence"));
    }
    Ok(warnings)
}

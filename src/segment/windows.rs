//! Cuts speech into windows an engine can take.
//!
//! An engine's time goes into its encoder, whose cost is per window as well as per second: few, well-filled windows are
//! fast, and context on both sides of a word makes it right. So speech that lies near together shares a window with the
//! true silence between, short speech far apart is glued with a little silence of ours, and no window is cut but at a
//! pause where there is one.

use crate::audio::sound::RATE;
use crate::audio::window::{Piece, Window};
use crate::call::party::Party;
use crate::call::time::{Millis, Span};
use crate::segment::options::Options;
use crate::segment::smooth::pad;

/// Where speech without a pause must be cut, it is cut in the quietest stretch of this length.
const QUIET: Millis = Millis(100);

/// How far apart the stretches tried lie.
const QUIET_STEP: Millis = Millis(20);

/// The windows of one track's speech, in time order. `speech` is in order, apart, and inside the track.
pub fn windows(track: &[i16], channel: u8, party: Party, speech: &[Span], options: &Options) -> Vec<Window> {
    let length = Millis::of_samples(track.len(), RATE);
    let room = Millis(options.longest_window_ms.0.saturating_sub(2 * options.window_pad_ms.0));
    let atoms: Vec<Span> = speech.iter().flat_map(|span| split(track, *span, room)).collect();
    let padded = pad_atoms(&atoms, options.window_pad_ms, length);
    let groups = group(&padded, options);
    let mut windows: Vec<Window> = groups
        .iter()
        .map(|group| build(track, channel, party, &padded[group.clone()], &atoms[group.clone()], options))
        .collect();
    tile(&mut windows, length);
    windows
}

/// Each atom with sound around it. Atoms cut out of one span touch, and go on touching.
fn pad_atoms(atoms: &[Span], around: Millis, length: Millis) -> Vec<Span> {
    let mut padded = pad(atoms, around, length);
    for (place, pair) in atoms.windows(2).enumerate() {
        if pair[0].end() == pair[1].start() {
            padded[place + 1] = Span::between(pair[1].start(), padded[place + 1].end());
        }
    }
    padded
}

/// The span in parts of at most `room`, cut where it is quietest in the second half of what still fits.
fn split(track: &[i16], span: Span, room: Millis) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut rest = span;
    while rest.length() > room {
        let from = rest.start() + Millis(room.0 / 2);
        let at = quietest(track, Span::between(from, rest.start() + room));
        parts.push(Span::between(rest.start(), at));
        rest = Span::between(at, rest.end());
    }
    parts.push(rest);
    parts
}

/// The middle of the quietest stretch of [`QUIET`] in a span; the span's end where it is shorter.
fn quietest(track: &[i16], span: Span) -> Millis {
    let energy = |start: Millis| -> u64 {
        let range = start.samples(RATE)..(start + QUIET).samples(RATE).min(track.len());
        track.get(range).unwrap_or_default().iter().map(|sample| u64::from(sample.unsigned_abs()).pow(2)).sum()
    };
    let starts = (span.start().0..=span.end().saturating_sub(QUIET).0).step_by(QUIET_STEP.0 as usize).map(Millis);
    starts.min_by_key(|start| energy(*start)).map_or(span.end(), |start| start + Millis(QUIET.0 / 2))
}

/// Which atoms go together, as ranges of places in `padded`.
fn group(padded: &[Span], options: &Options) -> Vec<std::ops::Range<usize>> {
    let mut groups = Vec::new();
    let mut first = 0;
    for place in 1..padded.len() {
        let near = padded[place].start() - padded[place - 1].end() < options.join_ms;
        if !near && laid_out(&padded[first..=place], options) > options.glue_up_to_ms {
            groups.push(first..place);
            first = place;
        }
        // What is left after a cut at the longest pause may still be too long.
        while laid_out(&padded[first..=place], options) > options.longest_window_ms {
            let cut = longest_pause(padded, first, place, options);
            groups.push(first..cut);
            first = cut;
        }
    }
    if first < padded.len() {
        groups.push(first..padded.len());
    }
    groups
}

/// The place before which to cut atoms `first..=last`: at the longest pause among those in the second half of the room.
fn longest_pause(padded: &[Span], first: usize, last: usize, options: &Options) -> usize {
    let half = Millis(options.longest_window_ms.0 / 2);
    let pause = |place: usize| padded[place].start() - padded[place - 1].end();
    (first + 1..=last)
        .filter(|place| laid_out(&padded[first..*place], options) >= half)
        .max_by_key(|place| (pause(*place), *place))
        .unwrap_or(last)
}

/// How long a window of these atoms is.
fn laid_out(padded: &[Span], options: &Options) -> Millis {
    let pieces = pieces(padded, options);
    pieces.last().map_or(Millis::ZERO, |last| last.at + last.span.length())
}

/// The atoms as pieces of a window, each at its place.
fn pieces(padded: &[Span], options: &Options) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for atom in padded {
        match pieces.last_mut() {
            Some(last) if atom.start() - last.span.end() < options.join_ms => last.span = last.span.cover(*atom),
            Some(last) => {
                let at = last.at + last.span.length() + options.glue_ms;
                pieces.push(Piece { at, span: *atom });
            }
            None => pieces.push(Piece { at: Millis::ZERO, span: *atom }),
        }
    }
    pieces
}

fn build(track: &[i16], channel: u8, party: Party, padded: &[Span], atoms: &[Span], options: &Options) -> Window {
    let pieces = pieces(padded, options);
    let mut samples = Vec::with_capacity(laid_out(padded, options).samples(RATE));
    for piece in &pieces {
        samples.resize(piece.at.samples(RATE), 0.0);
        let end = piece.span.end().samples(RATE).min(track.len());
        let sound = track.get(piece.span.start().samples(RATE)..end).unwrap_or_default();
        samples.extend(sound.iter().map(|sample| f32::from(*sample) / 32_768.0));
    }
    let mut speech: Vec<Span> = Vec::new();
    for atom in atoms {
        match speech.last_mut() {
            Some(last) if last.end() == atom.start() => *last = last.cover(*atom),
            _ => speech.push(*atom),
        }
    }
    Window { channel, party, samples, pieces, speech, reach: Span::default() }
}

/// Gives each window its reach: up to the middle of the gap on either side, and to the track's ends.
fn tile(windows: &mut [Window], length: Millis) {
    let mut from = Millis::ZERO;
    for place in 0..windows.len() {
        let to = match windows.get(place + 1) {
            Some(next) => {
                let (end, start) = (windows[place].span().end(), next.span().start());
                end + Millis((start - end).0 / 2)
            }
            None => length.max(windows[place].span().end()),
        };
        windows[place].reach = Span::between(from, to);
        from = to;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn options() -> Options {
        Options {
            window_pad_ms: Millis(100),
            join_ms: Millis(1000),
            glue_ms: Millis(400),
            glue_up_to_ms: Millis(6000),
            longest_window_ms: Millis(10_000),
            ..Options::default()
        }
    }

    fn spans(pairs: &[(u32, u32)]) -> Vec<Span> {
        pairs.iter().map(|(start, end)| Span::between(Millis(*start), Millis(*end))).collect()
    }

    fn cut(pairs: &[(u32, u32)], secs: usize) -> Vec<Window> {
        windows(&vec![100; secs * RATE as usize], 1, Party::Customer, &spans(pairs), &options())
    }

    /// Each window as its pieces `(at, start, end)`.
    fn shape(windows: &[Window]) -> Vec<Vec<(u32, u32, u32)>> {
        let piece = |piece: &Piece| (piece.at.0, piece.span.start().0, piece.span.end().0);
        windows.iter().map(|window| window.pieces.iter().map(piece).collect()).collect()
    }

    #[test]
    fn speech_is_laid_out_in_windows() {
        type Case<'a> = (&'a str, &'a [(u32, u32)], &'a [&'a [(u32, u32, u32)]]);
        let cases: [Case; 6] = [
            ("no speech, no window", &[], &[]),
            ("one span, padded", &[(1000, 3000)], &[&[(0, 900, 3100)]]),
            ("near speech keeps the true silence", &[(1000, 2000), (2500, 3000)], &[&[(0, 900, 3100)]]),
            ("far short speech is glued", &[(1000, 2000), (9000, 9500)], &[&[(0, 900, 2100), (1600, 8900, 9600)]]),
            (
                "far long speech stays apart",
                &[(1000, 6000), (9000, 13_000)],
                &[&[(0, 900, 6100)], &[(0, 8900, 13_100)]],
            ),
            (
                "a long turn is cut at its longest pause",
                &[(0, 5200), (5300, 6900), (7400, 8700), (8900, 12_000)],
                &[&[(0, 0, 7000)], &[(0, 7300, 12_100)]],
            ),
        ];
        for (claim, speech, expected) in cases {
            assert_eq!(shape(&cut(speech, 30)), expected, "{claim}");
        }
    }

    #[test]
    fn a_window_holds_its_sound_and_our_silence() {
        let windows = cut(&[(1000, 2000), (9000, 9500)], 30);
        let samples = &windows[0].samples;
        assert_eq!(samples.len(), Millis(2300).samples(RATE));
        assert_eq!(samples.iter().filter(|sample| **sample == 0.0).count(), Millis(400).samples(RATE));
        assert_eq!(windows[0].speech, spans(&[(1000, 2000), (9000, 9500)]));
        assert_eq!((windows[0].channel, windows[0].party), (1, Party::Customer));
    }

    #[test]
    fn speech_without_a_pause_is_cut_where_it_is_quiet() {
        let mut track = vec![1000_i16; 15 * RATE as usize];
        track[Millis(7000).samples(RATE)..Millis(7100).samples(RATE)].fill(0);
        let windows = windows(&track, 0, Party::Agent, &spans(&[(0, 15_000)]), &options());
        assert_eq!(shape(&windows), [[(0, 0, 7050)], [(0, 7050, 15_000)]]);
    }

    proptest! {
        #[test]
        fn windows_keep_all_speech_in_order_within_bounds(lengths in proptest::collection::vec((10_u32..4000, 1_u32..15_000), 0..40)) {
            let mut at = 0;
            let mut speech = Vec::new();
            for (gap, length) in lengths {
                speech.push((at + gap, at + gap + length));
                at += gap + length;
            }
            let secs = at as usize / 1000 + 1;
            let windows = cut(&speech, secs);
            for window in &windows {
                prop_assert!(Millis::of_samples(window.samples.len(), RATE) <= options().longest_window_ms);
                prop_assert!(window.speech.iter().all(|span| window.span().cover(*span) == window.span()));
            }
            let heard: u32 = windows.iter().map(|window| window.speech_length().0).sum();
            prop_assert_eq!(heard, speech.iter().map(|(start, end)| end - start).sum::<u32>());
            prop_assert!(windows.windows(2).all(|pair| pair[0].reach.end() == pair[1].reach.start()));
            if let (Some(first), Some(last)) = (windows.first(), windows.last()) {
                prop_assert_eq!(first.reach.cover(last.reach), Span::between(Millis(0), Millis::from_secs(secs as u32)));
            }
        }
    }
}

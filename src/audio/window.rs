//! A stretch of one channel's speech, cut out for an engine.

use crate::audio::sound::RATE;
use crate::call::party::Party;
use crate::call::time::{Millis, Span};

/// Speech of one channel with the map from its own time back to the recording's.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    pub channel: u8,
    pub party: Party,
    /// Mono samples at [`crate::audio::sound::RATE`], from -1 to 1.
    pub samples: Vec<f32>,
    /// The pieces of the recording that stand in `samples`, in time order; what lies between them is silence of ours.
    pub pieces: Vec<Piece>,
    /// Where the detector heard speech, in the recording's time: in time order, apart, inside the pieces.
    pub speech: Vec<Span>,
    /// The stretch of the channel this window answers for. The reaches of a channel's windows lie end to end and cover
    /// the whole track, so that what an engine knows to be said in a silence still has one place to go.
    pub reach: Span,
}

/// A piece of a recording at its place in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it begins in the window.
    pub at: Millis,
    /// Where it lies in the recording.
    pub span: Span,
}

impl Window {
    /// From the first to the last sample, in the recording's time; empty at zero where there is no piece.
    pub fn span(&self) -> Span {
        match (self.pieces.first(), self.pieces.last()) {
            (Some(first), Some(last)) => first.span.cover(last.span),
            _ => Span::default(),
        }
    }

    /// How long speech was heard in it.
    pub fn speech_length(&self) -> Millis {
        self.speech.iter().fold(Millis::ZERO, |sum, span| sum + span.length())
    }

    /// The recording's time for a time in the window. What falls between or behind pieces lands on the end of the piece
    /// before it.
    pub fn in_recording(&self, at: Millis) -> Millis {
        let piece = self.pieces.iter().rev().find(|piece| piece.at <= at).or(self.pieces.first());
        piece.map_or(at, |piece| (piece.span.start() + (at - piece.at)).min(piece.span.end()))
    }

    /// What is left of the window behind a time in it; its speech begins no earlier than what is left of the sound.
    pub fn after(&self, at: Millis) -> Window {
        let from = at.samples(RATE).min(self.samples.len());
        let pieces = self.pieces.iter().filter_map(|piece| {
            let gone = (at - piece.at).min(piece.span.length());
            let span = Span::between(piece.span.start() + gone, piece.span.end());
            (!span.is_empty()).then_some(Piece { at: piece.at + gone - at, span })
        });
        let pieces: Vec<Piece> = pieces.collect();
        let start = pieces.first().map_or(Millis::MAX, |first| first.span.start());
        let speech = self.speech.iter().filter(|span| span.end() > start);
        let speech = speech.map(|span| Span::between(span.start().max(start), span.end())).collect();
        Window { samples: self.samples[from..].to_vec(), pieces, speech, ..*self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window() -> Window {
        let piece = |at, start, end| Piece { at: Millis(at), span: Span::between(Millis(start), Millis(end)) };
        Window {
            channel: 0,
            party: Party::Agent,
            samples: Vec::new(),
            pieces: vec![piece(0, 1000, 2000), piece(1400, 9000, 9500)],
            speech: vec![Span::between(Millis(1200), Millis(1800)), Span::between(Millis(9100), Millis(9400))],
            reach: Span::between(Millis(0), Millis(20_000)),
        }
    }

    #[test]
    fn times_in_a_window_map_back_to_the_recording() {
        for (at, expected) in
            [(0, 1000), (600, 1600), (1000, 2000), (1200, 2000), (1400, 9000), (1500, 9100), (9999, 9500)]
        {
            assert_eq!(window().in_recording(Millis(at)), Millis(expected), "{at} ms");
        }
    }

    #[test]
    fn what_is_left_of_a_window_keeps_its_times() {
        let mut whole = window();
        whole.samples = vec![0.0; Millis(1900).samples(RATE)];
        for (at, left, first) in
            [(0, 1900, 1000), (300, 1600, 1300), (1000, 900, 9000), (1200, 700, 9000), (1500, 400, 9100)]
        {
            let rest = whole.after(Millis(at));
            assert_eq!(rest.samples.len(), Millis(left).samples(RATE), "after {at} ms");
            assert_eq!(rest.span(), Span::between(Millis(first), Millis(9500)), "after {at} ms");
            for later in (at..1900).step_by(50) {
                assert_eq!(rest.in_recording(Millis(later - at)), whole.in_recording(Millis(later)).max(Millis(first)));
            }
        }
        assert_eq!(whole.after(Millis(300)).speech, [Span::between(Millis(1300), Millis(1800)), whole.speech[1]]);
        assert_eq!(whole.after(Millis(9999)).pieces, []);
    }

    #[test]
    fn a_window_spans_its_pieces_and_counts_its_speech() {
        assert_eq!(window().span(), Span::between(Millis(1000), Millis(9500)));
        assert_eq!(window().speech_length(), Millis(900));
    }
}

//! A stretch of one channel's speech, cut out for an engine.

use crate::call::party::Party;
use crate::call::time::{Millis, Span};

/// Speech of one channel with the map from its own time back to the recording's.
#[derive(Clone, Debug)]
pub struct Window {
    pub channel: u8,
    pub party: Party,
    /// Mono samples at [`crate::audio::sound::RATE`], from -1 to 1.
    pub samples: Vec<f32>,
    /// The pieces of the recording that stand in `samples`, in time order.
    pub pieces: Vec<Piece>,
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

    /// The recording's time for a time in the window. What falls between or behind pieces lands on the nearer piece's end.
    pub fn in_recording(&self, at: Millis) -> Millis {
        let piece = self.pieces.iter().rev().find(|piece| piece.at <= at).or(self.pieces.first());
        piece.map_or(at, |piece| (piece.span.start() + (at - piece.at)).min(piece.span.end()))
    }
}

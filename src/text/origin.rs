//! Writes folded text and remembers where each piece of it came from.

use std::ops::Range;

use crate::text::chars::is_han;

/// Where a stretch of folded text comes from.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// Where it begins in the folded text.
    folded: usize,
    /// Where it begins in the source.
    source: usize,
    /// Where it ends in the source; `None` where folded and source run byte by byte alike.
    whole: Option<usize>,
}

/// The way from folded text back to its source.
///
/// A piece that runs alike goes on over blanks and dropped punctuation as long as the lengths happen to agree, so most
/// English sentences are one piece.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    pieces: Vec<Piece>,
}

impl Origin {
    /// Where the folded range `start..end` came from; both must be on the edge of something that was written.
    pub(crate) fn source(&self, start: usize, end: usize) -> Range<usize> {
        let piece = |at: usize| self.pieces[..self.pieces.partition_point(|piece| piece.folded <= at)].last();
        let (Some(first), Some(last)) = (piece(start), piece(end.saturating_sub(1).max(start))) else { return 0..0 };
        let from = first.whole.map_or_else(|| first.source + (start - first.folded), |_| first.source);
        let to = last.whole.unwrap_or_else(|| last.source + (end - last.folded));
        from..to.max(from)
    }

    fn alike(&mut self, folded: usize, source: usize) {
        let goes_on =
            |piece: &Piece| piece.whole.is_none() && folded - piece.folded == source.wrapping_sub(piece.source);
        if !self.pieces.last().is_some_and(goes_on) {
            self.pieces.push(Piece { folded, source, whole: None });
        }
    }
}

/// Builds folded text: sets the blanks and keeps the origin.
#[derive(Default)]
pub(crate) struct Writer {
    pub(crate) text: String,
    pub(crate) origin: Origin,
}

impl Writer {
    /// Makes room for a word that is not Han: one blank after another such word.
    pub(crate) fn gap(&mut self) {
        if self.text.chars().next_back().is_some_and(|last| last != BREAK && !is_han(last)) {
            self.text.push(' ');
        }
    }

    /// Keeps two numerals apart that would otherwise read as one.
    pub(crate) fn break_here(&mut self) {
        self.text.push(BREAK);
    }

    /// Writes one character that stands for `source`.
    pub(crate) fn char(&mut self, c: char, source: Range<usize>) {
        match c.len_utf8() == source.len() {
            true => self.origin.alike(self.text.len(), source.start),
            false => self.whole(source),
        }
        self.text.push(c);
    }

    /// Writes text that has the same bytes as its source from `start` on.
    pub(crate) fn copy(&mut self, text: &str, start: usize) {
        self.origin.alike(self.text.len(), start);
        self.text.push_str(text);
    }

    /// Writes text that has the same bytes as its source from `start` on, but for the case of ASCII letters.
    pub(crate) fn copy_lower(&mut self, text: &str, start: usize) {
        self.origin.alike(self.text.len(), start);
        let from = self.text.len();
        self.text.push_str(text);
        self.text[from..].make_ascii_lowercase();
    }

    /// Writes text that stands for `source` only as a whole.
    pub(crate) fn atom(&mut self, text: &str, source: Range<usize>) {
        self.whole(source);
        self.text.push_str(text);
    }

    fn whole(&mut self, source: Range<usize>) {
        self.origin.pieces.push(Piece { folded: self.text.len(), source: source.start, whole: Some(source.end) });
    }
}

/// Stands between numerals that were said apart; never between words.
pub(crate) const BREAK: char = ',';

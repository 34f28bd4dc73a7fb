//! Settles the language of a call, once.

use crate::audio::window::Window;
use crate::call::recording::Recording;
use crate::transcribe::engine::{TranscribeError, Worker};
use crate::transcribe::options::Options;

/// How many windows are listened to.
const WINDOWS: usize = 3;

/// The language of a call: the one that is set, or else what the worker hears in the windows with the most speech. The
/// windows may come in any order.
pub fn language(
    worker: &mut dyn Worker,
    recording: &Recording,
    windows: &[Window],
    options: &Options,
) -> Result<String, TranscribeError> {
    if let Some(language) = options.fixed_language() {
        return Ok(language.to_string());
    }
    let longest = longest(windows);
    if longest.is_empty() {
        return Ok(options.languages.first().cloned().unwrap_or_default());
    }
    worker.language(recording, &longest)
}

/// The windows with the most speech, each place of the order settled by channel and time.
fn longest(windows: &[Window]) -> Vec<&Window> {
    let mut order: Vec<&Window> = windows.iter().collect();
    order.sort_by_key(|window| (std::cmp::Reverse(window.speech_length()), window.channel, window.span()));
    order.truncate(WINDOWS);
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::party::Party;
    use crate::call::time::{Millis, Span};

    fn window(channel: u8, start: u32, length: u32) -> Window {
        let span = Span::lasting(Millis(start), Millis(length));
        Window {
            channel,
            party: Party::Unknown,
            samples: Vec::new(),
            pieces: Vec::new(),
            speech: vec![span],
            reach: span,
        }
    }

    #[test]
    fn the_longest_windows_are_the_same_whatever_their_order() {
        let mut windows =
            vec![window(0, 0, 10), window(1, 0, 30), window(0, 50, 30), window(0, 90, 5), window(1, 60, 40)];
        let lengths = |windows: &[Window]| -> Vec<(u8, u32)> {
            longest(windows).iter().map(|window| (window.channel, window.speech_length().0)).collect()
        };
        let first = lengths(&windows);
        assert_eq!(first, [(1, 40), (0, 30), (1, 30)]);
        windows.reverse();
        assert_eq!(lengths(&windows), first);
    }
}

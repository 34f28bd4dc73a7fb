//! What an operator can set about transcription.

use serde::{Deserialize, Serialize};

use crate::call::time::Millis;
use crate::transcribe::engine::TranscribeError;

/// The language setting that asks for detection.
pub const AUTO: &str = "auto";

/// How speech is turned into words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// A name from [`crate::transcribe::ENGINES`].
    pub engine: String,
    /// ISO 639-1 (`zh`, `en`), or `auto`: then it is detected once per call, among `languages`.
    pub language: String,
    /// What `auto` may choose from. Small models confuse languages on short telephone sound, so leave out what is not
    /// spoken. The first is taken where nobody speaks.
    pub languages: Vec<String>,
    /// How many hypotheses are followed at once; 1 takes the likeliest token each time.
    pub beam: u8,
    /// Whether Mandarin is primed with a sentence in simplified characters.
    pub prime_mandarin: bool,
    /// Encoder frames (20 ms each) beyond what a window needs. Too few break the text, all 1500 cost time.
    pub margin_frames: u16,
    /// A party that is silent this long has ended its utterance.
    pub pause_ms: Millis,
    /// A party that has finished a sentence and is silent this long has ended its utterance.
    pub sentence_pause_ms: Millis,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            engine: "whisper".to_string(),
            language: AUTO.to_string(),
            languages: vec!["zh".to_string(), "en".to_string()],
            beam: 1,
            prime_mandarin: true,
            margin_frames: 128,
            pause_ms: Millis(800),
            sentence_pause_ms: Millis(300),
        }
    }
}

impl Options {
    /// Refuses what cannot work, naming the key and what is allowed.
    pub fn check(&self) -> Result<(), TranscribeError> {
        let refuse = |field, value: String, allowed| Err(TranscribeError::Option { field, value, allowed });
        if self.languages.is_empty() {
            return refuse("languages", "empty".to_string(), "at least one is needed");
        }
        if !(1..=8).contains(&self.beam) {
            return refuse("beam", self.beam.to_string(), "allowed is 1 to 8");
        }
        if self.margin_frames > 1500 {
            return refuse("margin_frames", self.margin_frames.to_string(), "allowed is 0 to 1500");
        }
        Ok(())
    }

    /// The language every call is in; `None` where it is to be detected.
    pub fn fixed_language(&self) -> Option<&str> {
        (self.language != AUTO).then_some(self.language.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_allowed_and_detect_the_language() {
        assert!(Options::default().check().is_ok());
        assert_eq!(Options::default().fixed_language(), None);
    }

    #[test]
    fn what_cannot_work_is_refused_by_name() {
        let cases = [
            (Options { languages: Vec::new(), ..Options::default() }, "languages"),
            (Options { beam: 0, ..Options::default() }, "beam"),
            (Options { margin_frames: 1501, ..Options::default() }, "margin_frames"),
        ];
        for (options, named) in cases {
            let error = options.check().expect_err(named).to_string();
            assert!(error.starts_with(named), "{error}");
        }
    }
}

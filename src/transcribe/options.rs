//! What an operator can set about transcription.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::call::time::Millis;
use crate::transcribe::engine::TranscribeError;

/// The language setting that asks for detection.
pub const AUTO: &str = "auto";

/// A sentence that whisper takes as a hint at Mandarin in simplified characters, with punctuation.
const MANDARIN: &str = "以下是普通话的句子。";

/// A prompt of more characters would crowd out what is heard: whisper keeps 224 tokens of it at most.
const LONGEST_PROMPT: usize = 200;

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
    /// What an engine is told before it listens, by language: a hint at script and punctuation, and a place for names
    /// and terms it would not know. Told a lot, it repeats it on bad sound.
    pub prompts: BTreeMap<String, String>,
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
            prompts: BTreeMap::from([("zh".to_string(), MANDARIN.to_string())]),
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
        let fits = |prompt: &String| prompt.chars().count() <= LONGEST_PROMPT && !prompt.contains('\0');
        if let Some((language, _)) = self.prompts.iter().find(|(_, prompt)| !fits(prompt)) {
            return refuse("prompts", format!("too long for {language}"), "allowed are 200 characters of text");
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
            (Options { prompts: BTreeMap::from([("zh".into(), "长".repeat(201))]), ..Options::default() }, "prompts"),
            (Options { margin_frames: 1501, ..Options::default() }, "margin_frames"),
        ];
        for (options, named) in cases {
            let error = options.check().expect_err(named).to_string();
            assert!(error.starts_with(named), "{error}");
        }
    }
}

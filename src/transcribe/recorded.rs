//! Plays back a transcript that lies beside the recording.
//!
//! Lets everything after transcription run without a model, and takes in transcripts made elsewhere. `call.wav` is played
//! from `call.json`, a transcript as this program writes it, or from `call.txt` in the notation. A `call.json` without
//! utterances is metadata and passed over.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::audio::window::Window;
use crate::call::notation;
use crate::call::party::Party;
use crate::call::recording::{Recording, RecordingId};
use crate::call::transcript::{Transcript, Utterance};
use crate::transcribe::engine::{Engine, Heard, Said, TranscribeError, Worker};
use crate::transcribe::options::Options;

const NAME: &str = "recorded";

/// Reads a transcript; `None` where the file is something else.
type Reader = fn(&str) -> Result<Option<Transcript>, String>;

/// Endings that are looked for, in this order, and how each is read.
const READERS: &[(&str, Reader)] = &[("json", read_json), ("txt", read_notation)];

/// The engine; see [`crate::transcribe::ENGINES`].
pub struct Recorded;

/// Makes one; it needs neither model nor options.
pub fn open(_model: Option<&Path>, _options: &Options) -> Result<Box<dyn Engine>, TranscribeError> {
    Ok(Box::new(Recorded))
}

impl Engine for Recorded {
    fn name(&self) -> &'static str {
        NAME
    }

    fn worker(&self) -> Result<Box<dyn Worker + '_>, TranscribeError> {
        Ok(Box::new(Player { loaded: HashMap::new() }))
    }
}

/// Keeps the last transcript, since windows of one recording mostly come one after the other.
struct Player {
    loaded: HashMap<RecordingId, Transcript>,
}

impl Player {
    fn transcript(&mut self, recording: &Recording) -> Result<&Transcript, TranscribeError> {
        if !self.loaded.contains_key(&recording.id) {
            self.loaded.clear();
            self.loaded.insert(recording.id.clone(), read(&recording.path)?);
        }
        Ok(&self.loaded[&recording.id])
    }
}

impl Worker for Player {
    fn language(&mut self, recording: &Recording, _windows: &[&Window]) -> Result<String, TranscribeError> {
        Ok(self.transcript(recording)?.language.clone())
    }

    fn hear(&mut self, recording: &Recording, window: &Window, _language: &str) -> Result<Heard, TranscribeError> {
        let transcript = self.transcript(recording)?;
        let said = transcript.utterances.iter().filter(|utterance| belongs(utterance, window));
        let said = said.map(|utterance| on_channel(utterance.clone(), window)).collect();
        Ok(Heard { channel: window.channel, party: window.party, said: Said::Utterances(said), guarded: Vec::new() })
    }
}

/// Whether an utterance is heard in a window: it begins in the window's reach, and its party is the window's. Where a party
/// is unknown the channel decides, and so it does for announcements, which come over a person's channel; but a lone track,
/// whose party is never known, carries everybody.
fn belongs(utterance: &Utterance, window: &Window) -> bool {
    let has_channel_of_its_own = utterance.party.is_known() && utterance.party != Party::Ivr;
    let here = match (has_channel_of_its_own, window.party.is_known()) {
        (true, true) => utterance.party == window.party,
        (true, false) => utterance.channel == window.channel || window.channel == 0,
        _ => utterance.channel == window.channel,
    };
    here && window.reach.contains(utterance.span.start())
}

fn on_channel(mut utterance: Utterance, window: &Window) -> Utterance {
    utterance.channel = window.channel;
    if utterance.party == Party::Unknown {
        utterance.party = window.party;
    }
    utterance
}

fn read(recording: &Path) -> Result<Transcript, TranscribeError> {
    let beside = |ending: &str| -> PathBuf { recording.with_extension(ending) };
    for (ending, reader) in READERS {
        let path = beside(ending);
        match std::fs::read_to_string(&path) {
            Ok(text) => match reader(&text).map_err(|reason| TranscribeError::Played { path, reason })? {
                Some(transcript) => return Ok(transcript),
                None => continue,
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(TranscribeError::Played { path, reason: error.to_string() }),
        }
    }
    let endings: Vec<&str> = READERS.iter().map(|(ending, _)| *ending).collect();
    let reason = format!("no transcript lies beside it, looked for the endings {}", endings.join(", "));
    Err(TranscribeError::Played { path: recording.to_path_buf(), reason })
}

fn read_json(text: &str) -> Result<Option<Transcript>, String> {
    let not_a_transcript = |error| format!("not a transcript: {error}");
    let value: serde_json::Value = serde_json::from_str(text).map_err(not_a_transcript)?;
    match value.get("utterances") {
        Some(_) => serde_json::from_value(value).map(Some).map_err(not_a_transcript),
        None => Ok(None),
    }
}

fn read_notation(text: &str) -> Result<Option<Transcript>, String> {
    notation::parse(text).map(Some).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::time::{Millis, Span};

    const TRANSCRIPT: &str = r#"{"language":"zh","duration_ms":9000,"utterances":[
        {"party":"agent","channel":0,"start_ms":0,"end_ms":1000,"text":"您好"},
        {"party":"customer","channel":1,"start_ms":1500,"end_ms":2000,"text":"你好"},
        {"party":"agent","channel":0,"start_ms":5000,"end_ms":6000,"text":"请讲"},
        {"party":"ivr","channel":1,"start_ms":7000,"end_ms":8000,"text":"请评分"}]}"#;

    fn window(channel: u8, party: Party, start: u32, end: u32) -> Window {
        let reach = Span::between(Millis(start), Millis(end));
        Window { channel, party, samples: Vec::new(), pieces: Vec::new(), speech: Vec::new(), reach }
    }

    fn played(recording: &Recording, window: &Window) -> Vec<(Party, u8, String)> {
        let engine = open(None, &Options::default()).unwrap();
        let mut worker = engine.worker().unwrap();
        assert_eq!(worker.language(recording, &[window]).unwrap(), "zh");
        match worker.hear(recording, window, "zh").unwrap().said {
            Said::Utterances(said) => said.into_iter().map(|said| (said.party, said.channel, said.text)).collect(),
            Said::Words(_) => Vec::new(),
        }
    }

    #[test]
    fn a_window_hears_its_own_part_of_the_transcript() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("call.json"), TRANSCRIPT).unwrap();
        let recording = Recording { id: RecordingId("1".into()), path: folder.path().join("call.wav") };
        let cases: [(Window, &[(Party, u8, &str)]); 7] = [
            (window(0, Party::Agent, 0, 9000), &[(Party::Agent, 0, "您好"), (Party::Agent, 0, "请讲")]),
            (window(0, Party::Agent, 3000, 9000), &[(Party::Agent, 0, "请讲")]),
            (window(0, Party::Customer, 0, 7000), &[(Party::Customer, 0, "你好")]),
            (window(0, Party::Unknown, 0, 4000), &[(Party::Agent, 0, "您好"), (Party::Customer, 0, "你好")]),
            (window(1, Party::Unknown, 0, 7000), &[(Party::Customer, 1, "你好")]),
            (window(1, Party::Customer, 6000, 9000), &[(Party::Ivr, 1, "请评分")]),
            (window(0, Party::Agent, 6000, 9000), &[]),
        ];
        for (window, expected) in cases {
            let expected: Vec<_> =
                expected.iter().map(|(party, channel, text)| (*party, *channel, text.to_string())).collect();
            assert_eq!(played(&recording, &window), expected);
        }
    }

    #[test]
    fn a_missing_or_broken_transcript_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("call.wav");
        assert!(read(&path).unwrap_err().to_string().contains("call.wav: no transcript lies beside it"));
        std::fs::write(path.with_extension("json"), "{").unwrap();
        assert!(read(&path).unwrap_err().to_string().contains("call.json: not a transcript"));
    }
}

//! Reads transcripts: in the notation, or our JSON (one object, or one a line as `transcribe` prints them).

use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::call::notation;
use crate::call::transcript::Transcript;

/// A transcript with the name its call has.
pub struct Named {
    pub call: String,
    pub transcript: Transcript,
}

/// What `transcribe --format json` prints.
#[derive(Deserialize)]
struct Line {
    path: Option<String>,
    #[serde(flatten)]
    transcript: Transcript,
}

/// All transcripts of a file.
pub fn read(path: &Path) -> Result<Vec<Named>> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let stem = stem_of(path);
    if !text.trim_start().starts_with('{') {
        let transcript = notation::parse(&text).with_context(|| path.display().to_string())?;
        return Ok(vec![Named { call: stem, transcript }]);
    }
    let mut named = Vec::new();
    for line in serde_json::Deserializer::from_str(&text).into_iter::<Line>() {
        let Line { path: recording, mut transcript } = line.with_context(|| path.display().to_string())?;
        transcript.sort();
        let call = recording.map_or(stem.clone(), |recording| stem_of(Path::new(&recording)));
        named.push(Named { call, transcript });
    }
    if named.is_empty() {
        bail!("{}: holds no transcript", path.display());
    }
    Ok(named)
}

/// The name of a file without its folder and ending.
pub fn stem_of(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

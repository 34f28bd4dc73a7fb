//! Transcripts as text, JSON, subtitles and notation.

use std::io::{self, Write};

use serde::Serialize;

use crate::call::notation;
use crate::call::time::Millis;
use crate::call::transcript::Transcript;
use crate::cli::call_text::print_conversation;

/// How a transcript is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    Text,
    /// One object a line
    Json,
    /// SubRip subtitles
    Srt,
    /// WebVTT subtitles
    Vtt,
    /// The notation that examples in rule files and `scan` read
    Notation,
}

/// A transcript as `--format json` prints it.
#[derive(Serialize)]
struct Line<'a> {
    path: &'a str,
    #[serde(flatten)]
    transcript: &'a Transcript,
    warnings: &'a [String],
}

/// Prints one recording's transcript. `several`: others are printed, too, so that formats for people say whose it is.
pub fn print(
    out: &mut dyn Write,
    format: Format,
    path: &str,
    transcript: &Transcript,
    warnings: &[String],
    several: bool,
) -> io::Result<()> {
    match format {
        Format::Text => {
            writeln!(out, "{path}  {}  {}", transcript.duration_ms, transcript.language)?;
            print_conversation(out, transcript, &[])?;
            warnings.iter().try_for_each(|warning| writeln!(out, "  note: {warning}"))?;
            writeln!(out)
        }
        Format::Json => {
            serde_json::to_writer(&mut *out, &Line { path, transcript, warnings })?;
            writeln!(out)
        }
        Format::Srt => print_srt(out, transcript),
        Format::Vtt => print_vtt(out, path, transcript, several),
        Format::Notation => {
            if several {
                writeln!(out, "# {path}")?;
            }
            write!(out, "{}", notation::write(transcript))
        }
    }
}

fn print_srt(out: &mut dyn Write, transcript: &Transcript) -> io::Result<()> {
    for (number, utterance) in transcript.utterances.iter().enumerate() {
        let (start, end) = (clock(utterance.span.start(), ','), clock(utterance.span.end(), ','));
        writeln!(out, "{}\n{start} --> {end}\n{}: {}\n", number + 1, utterance.party, utterance.text)?;
    }
    Ok(())
}

fn print_vtt(out: &mut dyn Write, path: &str, transcript: &Transcript, several: bool) -> io::Result<()> {
    writeln!(out, "WEBVTT\n")?;
    if several {
        writeln!(out, "NOTE {path}\n")?;
    }
    for utterance in &transcript.utterances {
        let (start, end) = (clock(utterance.span.start(), '.'), clock(utterance.span.end(), '.'));
        // A cue's text may hold no markup of its own (WebVTT §4.2.2).
        let text = utterance.text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        writeln!(out, "{start} --> {end}\n<v {}>{text}\n", utterance.party)?;
    }
    Ok(())
}

/// `00:01:02,345`: hours, minutes, seconds and milliseconds.
fn clock(at: Millis, point: char) -> String {
    let (ms, secs) = (at.0 % 1000, at.0 / 1000);
    format!("{:02}:{:02}:{:02}{point}{ms:03}", secs / 3600, secs / 60 % 60, secs % 60)
}

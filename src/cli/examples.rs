//! `earwitness examples`: cuts clips of findings for training.

use std::collections::BTreeMap;
use std::io::{Write, stdout};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};

use crate::audio::sound::{RATE, Sound};
use crate::audio::wav::write_wav;
use crate::call::finding::{Evidence, Finding, Outcome};
use crate::call::notation;
use crate::call::time::{Millis, Span};
use crate::call::transcript::Transcript;
use crate::cli::FAULTS;
use crate::cli::clips_page::{Clip, page};
use crate::cli::evidence_text::sentence;
use crate::cli::packs::count;
use crate::cli::query::FilterArgs;
use crate::cli::rule_names::warn_of_unknown;
use crate::cli::stores::StoreArgs;
use crate::config::Config;
use crate::decode::decode;
use crate::store::entry::Example;
use crate::store::query::{ExampleQuery, Query, RuleFilter};
use crate::store::store::Mode;

/// Cut WAV clips of a rule's findings, two seconds before and after the evidence, with a transcript beside each and an
/// index.html with players.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which findings
    #[arg(long, value_enum, default_value_t = Kind::Violated)]
    outcome: Kind,
    /// At most so many clips
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Folder to write to; made where it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    filter: FilterArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    Violated,
    Met,
    Noted,
    /// Violated, but nearly met: said too late, by the other party, or with other words
    NearMiss,
}

/// Sound around the evidence.
const AROUND: Millis = Millis(2_000);
/// A longer stretch (a window searched in vain may be the whole call) is no example that anybody listens to.
const LONGEST: Millis = Millis(60_000);

fn one_rule(named: Vec<RuleFilter>) -> anyhow::Error {
    match named.len() {
        0 => anyhow!("no rule is named; name the one to cut clips of with --rule"),
        several => anyhow!("{several} rules are named; name one with --rule: clips are cut of one at a time"),
    }
}

pub fn run(args: &Args, config: &Config) -> Result<ExitCode> {
    let store = args.store.open(config, Mode::Read)?;
    let outcome = match args.outcome {
        Kind::Violated | Kind::NearMiss => Outcome::Violated,
        Kind::Met => Outcome::Met,
        Kind::Noted => Outcome::Noted,
    };
    let mut calls = Query { limit: None, ..args.filter.query()? };
    warn_of_unknown(store.as_ref(), &calls)?;
    // The rule whose clips are cut; how it has to have come out is `--outcome`.
    let [RuleFilter { rule, .. }] = std::mem::take(&mut calls.rules).try_into().map_err(one_rule)?;
    let query = ExampleQuery { rule: rule.clone(), outcomes: vec![outcome], calls };
    let mut chosen: Vec<(Example, Span, String)> = Vec::new();
    store.each_example(&query, &mut |example| {
        for (span, what) in places(&example.finding, args.outcome) {
            if chosen.len() < args.limit {
                chosen.push((example.clone(), span, what));
            }
        }
        if chosen.len() < args.limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    if chosen.is_empty() {
        writeln!(stdout(), "no clips: no call in the store has such a finding of `{rule}` with a place to listen to")?;
        return Ok(ExitCode::SUCCESS);
    }
    std::fs::create_dir_all(&args.out).with_context(|| args.out.display().to_string())?;
    write_clips(args, &rule, config, chosen)
}

fn write_clips(args: &Args, rule: &str, config: &Config, chosen: Vec<(Example, Span, String)>) -> Result<ExitCode> {
    let mut sounds: BTreeMap<String, Option<Sound>> = BTreeMap::new();
    let mut clips = Vec::new();
    let mut failed = 0;
    for (number, (example, span, what)) in chosen.into_iter().enumerate() {
        // Findings come call by call: only the sound of the call at hand is kept.
        if !sounds.contains_key(&example.recording.0) {
            sounds.clear();
            sounds.insert(example.recording.0.clone(), read_sound(&example, config));
        }
        let Some(Some(sound)) = sounds.get(&example.recording.0) else {
            failed += 1;
            continue;
        };
        let name = format!("{:03}-{}", number + 1, safe(&example.call.id));
        let cut = Span::between(span.start() - AROUND, (span.end() + AROUND).min(sound.duration));
        write_clip(&args.out, &name, sound, cut, &example.transcript)?;
        let (call, agent) = (example.call.id.clone(), example.call.agent.clone());
        let lines = around(&example.transcript, cut).utterances;
        clips.push(Clip { name, call, agent, at: span, what, title: example.finding.title.clone(), lines });
    }
    if clips.is_empty() {
        bail!("none of {failed} clips could be cut: their recordings cannot be read any more");
    }
    let index = args.out.join("index.html");
    std::fs::write(&index, page(rule, &clips)).with_context(|| index.display().to_string())?;
    writeln!(stdout(), "{} in {}", count(clips.len(), "clip", "clips"), index.display())?;
    if failed > 0 {
        eprintln!("{failed} clips could not be cut: their recordings cannot be read any more");
        return Ok(ExitCode::from(FAULTS));
    }
    Ok(ExitCode::SUCCESS)
}

/// Where a finding can be listened to, and what is heard there.
fn places(finding: &Finding, kind: Kind) -> Vec<(Span, String)> {
    let place = |evidence: &Evidence| match (evidence, kind) {
        (Evidence::Missing { nearest: Some(near), .. }, Kind::NearMiss) => {
            Some((near.span, format!("“{}” for “{}”: {}", near.quote, near.phrase, near.why)))
        }
        (_, Kind::NearMiss) => None,
        (Evidence::Unknown { .. } | Evidence::Compared { .. }, _) => None,
        (Evidence::Missing { span, .. }, _) if span.length() > LONGEST => None,
        (evidence, _) => evidence.span().map(|span| (span, sentence(evidence))),
    };
    finding.evidence.iter().filter_map(place).collect()
}

fn read_sound(example: &Example, config: &Config) -> Option<Sound> {
    for path in &example.paths {
        match decode(path, &config.decode) {
            Ok(sound) => return Some(sound),
            Err(error) => eprintln!("warning: {}: {error}", path.display()),
        }
    }
    None
}

fn write_clip(folder: &Path, name: &str, sound: &Sound, cut: Span, transcript: &Transcript) -> Result<()> {
    let (from, to) = (cut.start().samples(RATE), cut.end().samples(RATE));
    let slices: Vec<&[i16]> =
        sound.tracks.iter().map(|track| &track[from.min(track.len())..to.min(track.len())]).collect();
    if slices.is_empty() {
        bail!("{name}: the recording has no channel");
    }
    let wav = folder.join(format!("{name}.wav"));
    write_wav(&wav, RATE, &slices).with_context(|| wav.display().to_string())?;
    let text = folder.join(format!("{name}.txt"));
    std::fs::write(&text, notation::write(&around(transcript, cut))).with_context(|| text.display().to_string())?;
    Ok(())
}

/// What is said in a clip, in the recording's time.
fn around(transcript: &Transcript, cut: Span) -> Transcript {
    let inside = transcript.utterances.iter().filter(|utterance| utterance.span.overlap(cut).is_some());
    Transcript { utterances: inside.cloned().collect(), activity: Vec::new(), ..transcript.clone() }
}

/// A call id as a file name.
fn safe(id: &str) -> String {
    let safe: String = id.chars().map(|c| if c.is_alphanumeric() || c == '-' || c == '_' { c } else { '_' }).collect();
    safe.chars().take(80).collect()
}

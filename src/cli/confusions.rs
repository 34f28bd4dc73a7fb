//! `earwitness confusions`: counts which sounds an engine takes for which.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use walkdir::WalkDir;

use crate::call::party::Party;
use crate::cli::packs::count;
use crate::cli::table::table;
use crate::cli::transcripts;
use crate::text::sound::confusable::Confusables;
use crate::text::sound::confusions::{Confusions, compare};

/// Count which sounds an engine takes for which.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What was really said: a file or a folder of them; transcripts in the notation, JSON as `transcribe` prints it, or
    /// plain text
    #[arg(value_name = "REF")]
    reference: PathBuf,
    /// What the engine wrote, likewise; files and calls of the same name are compared
    #[arg(value_name = "HYP")]
    written: PathBuf,
    /// Pairs that were confused fewer times are left out
    #[arg(long, value_name = "TIMES", default_value_t = 2)]
    least: u32,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    /// What a pack may hold as confusions.toml
    Toml,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let (references, written) = (texts(&args.reference)?, texts(&args.written)?);
    let pairs = pairs(&references, &written);
    if pairs.is_empty() {
        bail!(
            "no text of {} has a counterpart of the same name in {}",
            args.reference.display(),
            args.written.display()
        );
    }
    let mut confusions = Confusions::default();
    for (name, reference, written) in &pairs {
        confusions += compare(reference, written).with_context(|| name.to_string())?;
    }
    let alone = references.len() + written.len() - 2 * pairs.len();
    let mut out = BufWriter::new(stdout().lock());
    match args.format {
        Format::Text => print_text(&mut out, &confusions, args.least, pairs.len(), alone)?,
        Format::Toml => print_toml(&mut out, &confusions, args.least, pairs.len())?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Texts by the name of their call.
type Texts = BTreeMap<String, String>;

fn texts(path: &Path) -> Result<Texts> {
    let mut texts = Texts::new();
    if !path.is_dir() {
        read(path, &mut texts)?;
        return Ok(texts);
    }
    for entry in WalkDir::new(path).sort_by_file_name() {
        let entry = entry.with_context(|| path.display().to_string())?;
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        if entry.file_type().is_file() && !is_hidden {
            read(entry.path(), &mut texts)?;
        }
    }
    Ok(texts)
}

fn read(path: &Path, texts: &mut Texts) -> Result<()> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    if !is_transcript(&text) {
        return add(transcripts::stem_of(path), text, texts);
    }
    for named in transcripts::read(path)? {
        let said: Vec<&str> = named.transcript.utterances.iter().map(|utterance| utterance.text.as_str()).collect();
        add(named.call, said.join("\n"), texts)?;
    }
    Ok(())
}

/// JSON, or the notation: its first line begins with a party and a time. Anything else is plain text.
fn is_transcript(text: &str) -> bool {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or_default();
    let mut words = first.split_whitespace();
    let is_party = words.next().is_some_and(|word| word.parse::<Party>().is_ok());
    first.starts_with('{')
        || is_party && words.next().is_some_and(|time| time.starts_with(|c: char| c.is_ascii_digit()))
}

fn add(name: String, text: String, texts: &mut Texts) -> Result<()> {
    match texts.insert(name.clone(), text) {
        None => Ok(()),
        Some(_) => bail!("two texts are named `{name}`; rename one, so that it is clear which to compare"),
    }
}

fn pairs<'a>(references: &'a Texts, written: &'a Texts) -> Vec<(&'a str, &'a str, &'a str)> {
    if let (1, 1, Some((name, reference)), Some(written)) =
        (references.len(), written.len(), references.iter().next(), written.values().next())
    {
        return vec![(name, reference, written)];
    }
    let both =
        references.iter().filter_map(|(name, text)| Some((name.as_str(), text.as_str(), written.get(name)?.as_str())));
    both.collect()
}

fn print_text(out: &mut dyn Write, confusions: &Confusions, least: u32, texts: usize, alone: usize) -> Result<()> {
    let Confusions { sounds, replaced, left_out, put_in, .. } = confusions;
    writeln!(
        out,
        "{}, {sounds} sounds: {replaced} came out as another, {left_out} left out, {put_in} put in",
        count(texts, "text", "texts")
    )?;
    if alone > 0 {
        writeln!(out, "{} without a counterpart of the same name", count(alone, "text", "texts"))?;
    }
    let known = Confusables::built_in();
    let mut seen: Vec<_> = confusions.pairs.iter().filter(|(_, seen)| seen.times >= least).collect();
    seen.sort_by_key(|(pair, seen)| (pair.part, u32::MAX - seen.times, **pair));
    let mut rows = table(&["PART", "PAIR", "TIMES", "BUILT IN", "SAID", "WRITTEN"]);
    for (pair, seen) in &seen {
        let built_in = if pair.is_known(&known) { "yes" } else { "" };
        let (said, written) = &seen.example;
        rows.add_row([pair.part.name(), &pair.name(), &seen.times.to_string(), built_in, said, written]);
    }
    let rarer = confusions.pairs.len() - seen.len();
    if !seen.is_empty() {
        writeln!(out, "\n{rows}")?;
    }
    if rarer > 0 {
        writeln!(out, "{} seen fewer than {least} times (--least 1 shows them)", count(rarer, "pair", "pairs"))?;
    }
    Ok(())
}

fn print_toml(out: &mut dyn Write, confusions: &Confusions, least: u32, texts: usize) -> Result<()> {
    writeln!(out, "# How often sounds were taken for each other, in {}.", count(texts, "text", "texts"))?;
    write!(out, "{}", toml::to_string(&confusions.table(least))?)?;
    Ok(())
}

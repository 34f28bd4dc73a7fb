//! `earwitness rules explain`: why a rule came out as it did on a call, and what would change it.

use std::io::{BufWriter, Write, stdout};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};
use serde::Serialize;

use crate::call::finding::Outcome;
use crate::call::recording::Call;
use crate::call::transcript::Transcript;
use crate::cli::explain_text::print_explanation;
use crate::cli::packs::{PackArgs, pack_for, print_faults};
use crate::cli::stores::{StoreArgs, find, inspected};
use crate::cli::transcripts;
use crate::config::Config;
use crate::rules::document::{RuleDocument, Status};
use crate::rules::pack::RulePack;
use crate::rules::value::known_are;
use crate::scan::compile::compile;
use crate::scan::explain::explain;
use crate::scan::explain::explanation::Explanation;
use crate::scan::ruleset::RuleSet;
use crate::store::entry::Inspected;
use crate::store::store::Mode;

/// Say why a rule came out as it did on a call: what each of its conditions looked for, where, what it found, what does
/// not count and why; and the smallest changes to the call that would have led to another outcome, each of them judged.
/// Nothing is stored.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A call id, the beginning of a recording id, or a file with transcripts
    call: String,
    /// The id of a rule of the pack for the call's language; drafts judge here, too
    rule: String,
    #[command(flatten)]
    packs: PackArgs,
    #[command(flatten)]
    store: StoreArgs,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    /// One object a line
    Json,
}

/// The version of the JSON; what is added does not change it.
const SCHEMA: u32 = 1;

/// A call with what is known of it.
struct Heard {
    name: String,
    call: Call,
    transcript: Transcript,
    /// Of a stored call: the hash of the pack that judged it, its name, and what the rule came to.
    before: Option<Before>,
}

struct Before {
    pack: String,
    hash: String,
    outcome: Option<Outcome>,
}

/// An explanation as JSON has it.
#[derive(Serialize)]
struct Line<'a> {
    schema: u32,
    call: &'a str,
    language: &'a str,
    pack: &'a str,
    #[serde(flatten)]
    explanation: &'a Explanation,
}

pub fn run(args: &Args, config: &Config) -> Result<ExitCode> {
    let heard = match Path::new(&args.call) {
        file if file.is_file() => of_transcripts(file)?,
        _ => vec![of_stored(args, config)?],
    };
    let packs = args.packs.load(config)?;
    let mut out = BufWriter::new(stdout().lock());
    for (number, heard) in heard.iter().enumerate() {
        let (pack, _) = pack_with(&packs, &heard.transcript.language, &args.rule)?;
        let (document, rules) = alone(pack, &args.rule)?;
        let Some(rule) = rules.rules.first() else { bail!("rule `{}` judges nothing", args.rule) };
        let explanation = explain(&rules, rule, &document, &heard.call, &heard.transcript);
        tell_what_changed(args, pack, heard, &explanation);
        match args.format {
            Format::Text => {
                if number > 0 {
                    writeln!(out)?;
                }
                print_explanation(&mut out, &heard.name, &pack.name_and_version(), &explanation)?;
            }
            Format::Json => {
                let (language, pack) = (heard.transcript.language.as_str(), pack.name_and_version());
                let line = Line { schema: SCHEMA, call: &heard.name, language, pack: &pack, explanation: &explanation };
                serde_json::to_writer(&mut out, &line)?;
                writeln!(out)?;
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn of_transcripts(file: &Path) -> Result<Vec<Heard>> {
    let named = transcripts::read(file)?.into_iter();
    let heard = named.map(|named| Heard {
        name: named.call,
        call: Call::default(),
        transcript: named.transcript,
        before: None,
    });
    Ok(heard.collect())
}

fn of_stored(args: &Args, config: &Config) -> Result<Heard> {
    let store = args.store.open(config, Mode::Read)?;
    let entry = find(store.as_ref(), &args.call)?;
    let Inspected { transcript, evaluation, provenance, .. } = inspected(&entry, &args.call)?.clone();
    let stored = evaluation.findings.iter().find(|finding| finding.rule == args.rule);
    let before =
        Before { pack: provenance.pack, hash: provenance.pack_hash, outcome: stored.map(|finding| finding.outcome) };
    Ok(Heard { name: entry.call.id.clone(), call: entry.call, transcript, before: Some(before) })
}

/// The first pack for the language, as every call is judged by; it has to have the rule.
fn pack_with<'p>(packs: &'p [(RulePack, RuleSet)], language: &str, rule: &str) -> Result<&'p (RulePack, RuleSet)> {
    let loaded = pack_for(packs, language)?;
    let ids: Vec<&str> = loaded.0.rules.iter().map(|document| document.id.as_str()).collect();
    if !ids.contains(&rule) {
        bail!("there is no rule `{rule}` in {}: {}", loaded.0.name_and_version(), known_are(rule, &ids));
    }
    Ok(loaded)
}

/// The rule in a set of its own, where many changed calls are judged as fast as they can be; what it says depends on no other
/// rule. A draft or a retired one judges as if it were on trial.
fn alone(pack: &RulePack, rule: &str) -> Result<(RuleDocument, RuleSet)> {
    let Some(document) = pack.rules.iter().find(|document| document.id == rule) else {
        bail!("there is no rule `{rule}` in {}", pack.name_and_version())
    };
    let mut document = document.clone();
    if !document.status.judges() {
        eprintln!("note: `{rule}` judges no calls as it stands; it is shown as if it were on trial");
        document.status = Status::Trial;
    }
    match compile(&RulePack { rules: vec![document.clone()], ..pack.clone() }) {
        Ok(rules) => Ok((document, rules)),
        Err(found) => {
            print_faults(&found);
            bail!("rule `{rule}` has faults")
        }
    }
}

/// Says so where a stored call was judged by other rules than those that explain it.
fn tell_what_changed(args: &Args, pack: &RulePack, heard: &Heard, explanation: &Explanation) {
    let Some(before) = heard.before.as_ref().filter(|before| before.hash != pack.hash) else { return };
    let now = explanation.finding.outcome;
    let then = match before.outcome {
        Some(outcome) if outcome == now => "with the same outcome".to_string(),
        Some(outcome) => format!("and `{}` was {}", args.rule, outcome.name().replace('_', " ")),
        None => format!("and `{}` was not among them", args.rule),
    };
    let short = |hash: &str| hash.get(..8).unwrap_or(hash).to_string();
    eprintln!(
        "note: the stored findings are those of other rules ({}, {}), {then}; this is what {}, {} says",
        before.pack,
        short(&before.hash),
        pack.name_and_version(),
        short(&pack.hash)
    );
}

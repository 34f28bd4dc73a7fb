//! `earwitness rules import`: carries rules of other products over into a pack.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::builder::PossibleValuesParser;
use serde::Serialize;

use crate::call::finding::Kind;
use crate::carry::condition::slug;
use crate::carry::dialect::{Dialect, Options};
use crate::carry::remark::Remark;
use crate::carry::rule::Rule;
use crate::carry::toml_text::on_trial;
use crate::carry::tree::Within;
use crate::carry::{Carried, DIALECTS, carry};
use crate::cli::FAULTS;
use crate::cli::packs::{count, print_faults};
use crate::rules::diagnostic::Diagnostic;
use crate::rules::pack::RulePack;
use crate::scan::compile::whole;
use crate::scan::examples::{Played, play};

/// Carry rules of other products over into a pack of drafts.
///
/// Every rule comes out as a draft with two made-up examples. What could not be carried over as it stood is named with file,
/// line and column, and again at the top of the rule's own file. Existing files are left alone.
#[derive(Debug, clap::Args)]
#[command(after_help = after_help())]
pub struct Args {
    /// Files to carry over: UTF-8, UTF-16 or GB18030 (GBK)
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How they are written
    #[arg(long, value_name = "DIALECT", value_parser = PossibleValuesParser::new(DIALECTS.iter().map(|dialect| dialect.name())))]
    from: String,
    /// Folder of the pack; made where it is not there
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// What rules are for where their file does not say; a rule that costs points is forbid
    #[arg(long, value_enum, default_value_t = KindArg::Note)]
    kind: KindArg,
    /// What the parts of an `and` have to be said in, where the file does not say
    #[arg(long, value_enum, default_value_t = WithinArg::Call)]
    within: WithinArg,
    /// What rules are called whose names are not Latin: PREFIX-0001
    #[arg(long, default_value = "rule")]
    prefix: String,
    /// Title of the pack [default: the folder's name]
    #[arg(long)]
    title: Option<String>,
    /// Language of the calls: zh, en, … [default: as the phrases are written]
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<String>,
    /// Replace rules of the same name that are there already
    #[arg(long)]
    overwrite: bool,
    /// How to print what was done
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum KindArg {
    Require,
    Forbid,
    Note,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum WithinArg {
    Utterance,
    Turn,
    Call,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    /// One object
    Json,
}

fn after_help() -> String {
    let mut help = String::from("Dialects:\n");
    for dialect in DIALECTS {
        help.push_str(&format!("  {}: {}\n      {}\n", dialect.name(), dialect.about(), dialect.example()));
    }
    help.push_str(
        "\nExamples:\n  \
         earwitness rules import 质检规则.csv --from keywords --out rules/mine\n  \
         earwitness rules import words.csv --from csv --kind forbid --out rules/mine\n  \
         earwitness rules import app.json --from proximity --out rules/mine\n\n\
         Then read each draft, set its status to trial, and run `earwitness rules test`.",
    );
    help
}

/// What was done, as JSON has it.
#[derive(Serialize)]
struct Report<'a> {
    pack: String,
    rules: Vec<Written<'a>>,
    lost: usize,
    remarks: &'a [Remark],
    more_remarks: usize,
    faults: Vec<String>,
    examples: usize,
    examples_right: usize,
}

#[derive(Serialize)]
struct Written<'a> {
    id: &'a str,
    title: &'a str,
    kind: Kind,
    file: &'a str,
    line: usize,
    conditions: usize,
    remarks: usize,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let dialect = DIALECTS.iter().find(|dialect| dialect.name() == args.from);
    let Some(dialect) = dialect else { bail!("`{}` is no dialect", args.from) };
    let options = options(args)?;
    let mut files = Vec::new();
    for path in &args.files {
        let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
        let name =
            path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        files.push((name, bytes));
    }
    let carried = carry(&files, *dialect, &options);
    let kept = write(args, &carried)?;
    let (faults, played) = check(&carried, &pack_id(&args.out));
    let wrong: Vec<&Played> = played.iter().filter(|example| !example.is_right()).collect();
    match args.format {
        Format::Text => print_text(args, *dialect, &carried, &kept, &faults, &played)?,
        Format::Json => print_json(args, &carried, &faults, played.len(), played.len() - wrong.len())?,
    }
    let is_well = carried.lost == 0 && faults.is_empty() && wrong.is_empty() && !carried.rules.is_empty();
    Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::from(FAULTS) })
}

fn options(args: &Args) -> Result<Options> {
    if slug(&args.prefix, '-', args.prefix.len()).as_ref() != Some(&args.prefix) {
        bail!("`--prefix {}` cannot begin a rule's id; write small letters, digits and hyphens", args.prefix);
    }
    if let Some(language) =
        args.language.as_ref().filter(|code| code.len() != 2 || !code.bytes().all(|b| b.is_ascii_lowercase()))
    {
        bail!("`--language {language}` is no language; write two letters as in ISO 639-1: zh, en");
    }
    let kind = match args.kind {
        KindArg::Require => Kind::Require,
        KindArg::Forbid => Kind::Forbid,
        KindArg::Note => Kind::Note,
    };
    let within = match args.within {
        WithinArg::Utterance => Within::Utterance,
        WithinArg::Turn => Within::Turn,
        WithinArg::Call => Within::Call,
    };
    let title = args.title.clone().filter(|title| !title.trim().is_empty()).unwrap_or_else(|| pack_id(&args.out));
    Ok(Options { kind, within, prefix: args.prefix.clone(), title, language: args.language.clone() })
}

fn pack_id(folder: &Path) -> String {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
    absolute.file_name().map_or_else(|| "pack".to_string(), |name| name.to_string_lossy().into_owned())
}

/// Writes the pack; gives the names of files that were there and were left alone. Nothing is written where a rule would be
/// overwritten.
fn write(args: &Args, carried: &Carried) -> Result<Vec<&'static str>> {
    let there: Vec<&str> =
        carried.files.keys().map(String::as_str).filter(|name| args.out.join(name).exists()).collect();
    if !there.is_empty() && !args.overwrite {
        bail!(
            "{} holds {} already; nothing was written. Name another folder, call rules otherwise with --prefix, or replace them with --overwrite",
            args.out.display(),
            there.join(", ")
        );
    }
    if carried.files.is_empty() {
        return Ok(Vec::new());
    }
    let at = |path: &Path| path.display().to_string();
    std::fs::create_dir_all(&args.out).with_context(|| at(&args.out))?;
    let mut kept = Vec::new();
    let frame = [("pack.toml", Some(&carried.header)), ("scorecard.toml", carried.scorecard.as_ref())];
    for (name, text) in frame {
        let path = args.out.join(name);
        match text {
            Some(_) if path.exists() => kept.push(name),
            Some(text) => std::fs::write(&path, text).with_context(|| at(&path))?,
            None => {}
        }
    }
    for (name, text) in &carried.files {
        let path = args.out.join(name);
        std::fs::write(&path, text).with_context(|| at(&path))?;
    }
    Ok(kept)
}

/// Compiles what was written as if it were on trial, and plays the examples.
fn check(carried: &Carried, pack: &str) -> (Vec<Diagnostic>, Vec<Played>) {
    if carried.files.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let mut files: BTreeMap<String, String> =
        carried.files.iter().map(|(name, text)| (name.clone(), on_trial(text))).collect();
    files.insert("pack.toml".to_string(), carried.header.clone());
    files.extend(carried.scorecard.iter().map(|text| ("scorecard.toml".to_string(), text.clone())));
    match whole(RulePack::survey(pack, &files)).and_then(|(pack, rules)| play(&pack, &rules)) {
        Ok(played) => (Vec::new(), played),
        Err(faults) => (faults, Vec::new()),
    }
}

fn print_text(
    args: &Args,
    dialect: &dyn Dialect,
    carried: &Carried,
    kept: &[&str],
    faults: &[Diagnostic],
    played: &[Played],
) -> Result<()> {
    let mut out = BufWriter::new(stdout().lock());
    for rule in &carried.rules {
        let Rule { id, title, kind, .. } = rule;
        let conditions = count(rule.asked.conditions.len(), "condition", "conditions");
        let remarks = match rule.remarks.len() {
            0 => String::new(),
            number => format!(", {}", count(number, "remark", "remarks")),
        };
        writeln!(out, "{id}  {title}  ({kind}, {conditions}{remarks})")?;
    }
    if !carried.remarks.is_empty() {
        let number = carried.remarks.len() + carried.more;
        let things = count(number, "remark", "remarks");
        writeln!(out, "\n{things}: what could not be carried over as it stood, and what was done instead")?;
    }
    for remark in &carried.remarks {
        let rule = remark.rule.as_deref().map(|rule| format!(" ({rule})")).unwrap_or_default();
        writeln!(out, "  {remark}{rule}")?;
    }
    if carried.more > 0 {
        writeln!(out, "  … and {} more", carried.more)?;
    }
    let written = count(carried.rules.len(), "draft", "drafts");
    let files = count(args.files.len(), "file", "files");
    writeln!(out, "\n{}: {written} from {files} of {}", args.out.display(), dialect.name())?;
    if carried.lost > 0 {
        let rules = count(carried.lost, "rule was", "rules were");
        writeln!(out, "{rules} not written: the remarks say why")?;
    }
    for name in kept {
        writeln!(out, "{name} was there and was left alone; rules that cost points have to be named in a scorecard")?;
    }
    let right = played.iter().filter(|example| example.is_right()).count();
    match faults.is_empty() {
        _ if carried.rules.is_empty() => writeln!(out, "nothing was written")?,
        true => writeln!(out, "all compile, and {right} of {} examples come out as expected", played.len())?,
        false => {
            writeln!(out, "{}; `earwitness rules check` shows them again", count(faults.len(), "fault", "faults"))?
        }
    }
    for example in played.iter().filter(|example| !example.is_right()) {
        let (rule, number, expected, came) = (&example.rule, example.number, example.expected, example.came.outcome);
        writeln!(out, "  {rule}, example {number}: expected {expected}, came {came}")?;
    }
    out.flush()?;
    print_faults(faults);
    Ok(())
}

fn print_json(args: &Args, carried: &Carried, faults: &[Diagnostic], examples: usize, right: usize) -> Result<()> {
    let rules = carried.rules.iter().map(|rule| Written {
        id: &rule.id,
        title: &rule.title,
        kind: rule.kind,
        file: &rule.file,
        line: rule.line,
        conditions: rule.asked.conditions.len(),
        remarks: rule.remarks.len(),
    });
    let report = Report {
        pack: args.out.display().to_string(),
        rules: rules.collect(),
        lost: carried.lost,
        remarks: &carried.remarks,
        more_remarks: carried.more,
        faults: faults.iter().map(ToString::to_string).collect(),
        examples,
        examples_right: right,
    };
    let mut out = BufWriter::new(stdout().lock());
    serde_json::to_writer_pretty(&mut out, &report)?;
    writeln!(out)?;
    out.flush()?;
    Ok(())
}

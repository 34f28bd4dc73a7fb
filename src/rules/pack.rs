//! A folder of rules with their scorecard, read whole.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::call::finding::Kind;
use crate::rules::confusions::ConfusionsDocument;
use crate::rules::diagnostic::{self, Diagnostic, Faults, Source};
use crate::rules::document::RuleDocument;
use crate::rules::scorecard::Scorecard;
use crate::rules::value::{known_are, parse};

/// A versioned folder of rules.
#[derive(Clone, Debug, Default)]
pub struct RulePack {
    /// The folder's name.
    pub id: String,
    pub title: String,
    pub version: String,
    /// ISO 639-1 codes of the calls it judges.
    pub languages: Vec<String>,
    /// In order of id.
    pub rules: Vec<RuleDocument>,
    pub scorecard: Scorecard,
    /// Its own `confusions.toml`, where it has one.
    pub confusions: Option<ConfusionsDocument>,
    /// SHA-256 over the names and bytes of all its files, in order of name.
    pub hash: String,
}

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
        let mut scorecard = None;
        let mut confusions = None;
        let mut rules = Vec::new();
        let mut ids = Vec::new();
        for (name, text) in files {
            let source = Arc::new(Source { name: format!("{id}/{name}"), text: text.clone() });
            let mut faults = Faults::of(source.clone());
            match name.as_str() {
                "pack.toml" => header = Some(read_header(source, &mut faults)),
                "scorecard.toml" => scorecard = Some((Scorecard::read(source.clone(), &mut faults), source)),
                "confusions.toml" => confusions = Some(ConfusionsDocument::read(source, &mut faults)),
                _ => {
                    let rule = name.trim_end_matches(".toml");
                    ids.push(rule.to_string());
                    rules.extend(RuleDocument::read(rule, source, &mut faults));
                }
            }
            found.append(&mut faults.found);
        }
        for (there, name) in [(header.is_some(), "pack.toml"), (scorecard.is_some(), "scorecard.toml")] {
            if !there {
                let source = Arc::new(Source { name: format!("{id}/{name}"), text: String::new() });
                let mut faults = Faults::of(source);
                faults.in_file(diagnostic::UNREADABLE, format!("there is no `{name}`")).help("every pack needs one");
                found.append(&mut faults.found);
            }
        }
        if let Some((Some(scorecard), source)) = &scorecard {
            let mut faults = Faults::of(source.clone());
            check_criteria(scorecard, &rules, &ids, &mut faults);
            found.append(&mut faults.found);
        }
        let (title, version, languages) = header.flatten().unwrap_or_default();
        let scorecard = scorecard.and_then(|(scorecard, _)| scorecard).unwrap_or_default();
        let (id, hash) = (id.to_string(), hash(files));
        (RulePack { id, title, version, languages, rules, scorecard, confusions, hash }, found)
    }
}

fn folder_name(folder: &Path) -> String {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
    absolute.file_name().map_or_else(|| folder.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn read_folder(id: &str, folder: &Path) -> Result<BTreeMap<String, String>, Diagnostic> {
    let refuse = |title: String, help: &str| Diagnostic {
        code: diagnostic::UNREADABLE,
        title,
        source: Arc::new(Source { name: folder.display().to_string(), text: String::new() }),
        labels: Vec::new(),
        help: Some(help.to_string()),
    };
    let way_out = "name a folder that holds `pack.toml`, `scorecard.toml` and one file per rule";
    let entries =
        std::fs::read_dir(folder).map_err(|error| refuse(format!("pack cannot be read: {error}"), way_out))?;
    let mut files = BTreeMap::new();
    for entry in entries {
        let entry = entry.map_err(|error| refuse(format!("pack cannot be read: {error}"), way_out))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.ends_with(".toml") || name.starts_with('.') {
            continue;
        }
        let size = entry.metadata().map(|metadata| metadata.len()).unwrap_or(0);
        if size > MAX_FILE_BYTES {
            return Err(refuse(format!("{id}/{name} has {size} bytes, at most {MAX_FILE_BYTES} are read"), "cut it"));
        }
        if files.len() == MAX_FILES {
            return Err(refuse(format!("more than {MAX_FILES} files"), "split the pack"));
        }
        let bytes = std::fs::read(entry.path()).map_err(|error| refuse(format!("{id}/{name}: {error}"), way_out))?;
        let text = String::from_utf8(bytes)
            .map_err(|error| refuse(format!("{id}/{name} is not UTF-8: {error}"), "save it as UTF-8"))?;
        files.insert(name, text);
    }
    match files.is_empty() {
        true => Err(refuse(format!("`{}` holds no rule files", folder.display()), way_out)),
        false => Ok(files),
    }
}

type Header = (String, String, Vec<String>);

fn read_header(source: Arc<Source>, faults: &mut Faults) -> Option<Header> {
    let mut file = parse(&source, faults);
    let title = file.needed_text("title", faults);
    let version = file.needed_text("version", faults);
    let languages = match file.needed("languages", faults) {
        true => file.texts("languages", faults),
        false => None,
    };
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
    Some((title?.value, version?.value, languages.value.into_iter().map(|language| language.value).collect()))
}

fn check_criteria(scorecard: &Scorecard, rules: &[RuleDocument], ids: &[String], faults: &mut Faults) {
    let mut seen: BTreeMap<&str, std::ops::Range<usize>> = BTreeMap::new();
    let known: Vec<&str> = ids.iter().map(String::as_str).collect();
    for name in scorecard.criteria().flat_map(|criterion| &criterion.rules) {
        if !known.contains(&name.value.as_str()) {
            let title = format!("there is no rule `{}`", name.value);
            faults
                .at(diagnostic::UNKNOWN_RULE, name.place.clone(), title, "not in this pack")
                .help(known_are(&name.value, &known));
        }
        if let Some(first) = seen.insert(&name.value, name.place.clone()) {
            let title = format!("`{}` stands in two criteria", name.value);
            faults
                .at(diagnostic::CRITERION, name.place.clone(), title, "the second time")
                .also(first, "the first time");
        }
        if rules.iter().any(|rule| rule.id == name.value && rule.kind == Kind::Note) {
            let title = format!("`{}` is a note, and notes cost nothing", name.value);
            faults.at(diagnostic::CRITERION, name.place.clone(), title, "take it out");
        }
    }
    for rule in rules {
        if rule.kind != Kind::Note && rule.status.judges() && !seen.contains_key(rule.id.as_str()) {
            let mut missing = Faults::of(rule.source.clone());
            missing
                .in_file(diagnostic::CRITERION, format!("`{}` stands in no criterion", rule.id))
                .help("name it in a criterion of `scorecard.toml`, or make it a note or a draft");
            faults.found.append(&mut missing.found);
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

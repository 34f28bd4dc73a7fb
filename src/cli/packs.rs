//! Finds, reads and compiles the rule packs a command names.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::config::Config;
use crate::pipeline::judges::Judges;
use crate::rules::codes::more_about;
use crate::rules::diagnostic::Diagnostic;
use crate::rules::pack::RulePack;
use crate::scan::compile::load;
use crate::scan::ruleset::RuleSet;

/// Where packs are looked for by name, and taken from where none is named.
const FOLDER: &str = "rules";

/// Which packs.
#[derive(Debug, clap::Args)]
pub struct PackArgs {
    /// Rule packs: folders, or names of folders in ./rules [default: all packs in ./rules]; a call is judged by the
    /// first one for its language. Stands behind PATH, or it takes PATH for a pack
    #[arg(long, value_name = "PACK", num_args = 1..)]
    pub rules: Vec<PathBuf>,
}

impl PackArgs {
    /// The packs named on the command line, or else in the configuration, or else all there are; compiled.
    pub fn open(&self, config: &Config) -> Result<Judges> {
        Ok(Judges { rule_sets: self.load(config)?.into_iter().map(|(_, rules)| rules).collect() })
    }

    /// The same, with the packs as they were read.
    pub fn load(&self, config: &Config) -> Result<Vec<(RulePack, RuleSet)>> {
        let named = if self.rules.is_empty() { &config.inspect.rules } else { &self.rules };
        let folders = if named.is_empty() { all()? } else { named.iter().map(|name| folder_of(name)).collect() };
        let mut loaded = Vec::new();
        let mut found = Vec::new();
        for folder in &folders {
            match load(folder) {
                Ok(pack) => loaded.push(pack),
                Err(faults) => found.extend(faults),
            }
        }
        if !found.is_empty() {
            print_faults(&found);
            bail!(
                "{}; `earwitness rules check` shows them again",
                count(found.len(), "fault in the rules", "faults in the rules")
            );
        }
        Ok(loaded)
    }
}

/// The first pack for a language: the one that calls in it are judged by.
pub fn pack_for<'p>(packs: &'p [(RulePack, RuleSet)], language: &str) -> Result<&'p (RulePack, RuleSet)> {
    match packs.iter().find(|(_, rules)| rules.judges(language)) {
        Some(loaded) => Ok(loaded),
        None => bail!("no rule pack judges language `{language}`; name one that does with --rules"),
    }
}

/// `1 call`, `2 calls`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// The folder a pack's name stands for: itself, or the one of that name in ./rules.
pub fn folder_of(name: &Path) -> PathBuf {
    let in_rules = Path::new(FOLDER).join(name);
    if !name.is_dir() && in_rules.is_dir() { in_rules } else { name.to_path_buf() }
}

/// Every pack in ./rules.
pub fn all() -> Result<Vec<PathBuf>> {
    let mut folders: Vec<PathBuf> = match std::fs::read_dir(FOLDER) {
        Ok(entries) => entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.join("pack.toml").is_file())
            .collect(),
        Err(_) => Vec::new(),
    };
    folders.sort();
    if folders.is_empty() {
        bail!("there is no rule pack in ./{FOLDER}; name one with --rules PACK");
    }
    Ok(folders)
}

/// Shows faults with their lines, on standard error, and where to read more about them.
pub fn print_faults(found: &[Diagnostic]) {
    for fault in found {
        eprintln!("{}", fault.render());
    }
    if let Some(more) = more_about(found.iter().map(|fault| fault.code)) {
        eprintln!("{more}\n");
    }
}

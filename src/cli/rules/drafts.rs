//! Lets the drafts of a pack judge, to try them out.

use std::path::Path;

use anyhow::{Result, bail};

use crate::cli::packs::{count, print_faults};
use crate::rules::diagnostic::Diagnostic;
use crate::rules::document::Status;
use crate::rules::pack::RulePack;
use crate::scan::compile::whole;
use crate::scan::ruleset::RuleSet;

/// What becomes of rules that are not stable yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drafts {
    /// Drafts judge and cost nothing.
    OnTrial,
    /// Drafts and rules on trial cost points.
    Stable,
}

/// A pack with its drafts at work, and which those are.
pub fn load_with_drafts(folder: &Path, drafts: Drafts) -> Result<(RuleSet, Vec<String>)> {
    let (mut pack, found) = RulePack::survey_folder(folder);
    let mut names = Vec::new();
    for rule in &mut pack.rules {
        if rule.status == Status::Draft {
            names.push(rule.id.clone());
        }
        rule.status = match (rule.status, drafts) {
            (Status::Draft | Status::Trial, Drafts::Stable) => Status::Stable,
            (Status::Draft, Drafts::OnTrial) => Status::Trial,
            (status, _) => status,
        };
    }
    let (_, rules) = whole((pack, found)).or_else(|found| faulty(folder, &found))?;
    Ok((rules, names))
}

/// Shows the faults of a pack that cannot be used.
pub fn faulty<T>(pack: &Path, found: &[Diagnostic]) -> Result<T> {
    print_faults(found);
    bail!("{} in {}; `earwitness rules check` shows them again", count(found.len(), "fault", "faults"), pack.display())
}

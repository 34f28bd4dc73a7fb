//! What became of the mutants of a pack's rules, as their author reads it.

use std::io::{self, Write};

use crate::cli::backtest_text::print_table;
use crate::cli::evidence_text::WIDTH;
use crate::cli::table::table;
use crate::scan::mutants::play::{Survivor, Tried};

/// Which survivors are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// Those that lack an example.
    Faults,
    /// Dropped phrases, too.
    All,
}

/// Prints what was noticed of each rule, then every change that no example noticed, with its place.
pub fn print_mutants(out: &mut dyn Write, tried: &[Tried], listed: Listed) -> io::Result<()> {
    let mut rules = table(&["Rules", "changes noticed", "dropped phrases noticed"]);
    for rule in tried {
        rules.add_row([
            rule.rule.clone(),
            format!("{}/{}", rule.noticed, rule.made),
            format!("{}/{}", rule.phrases_noticed, rule.phrases),
        ]);
    }
    print_table(out, rules)?;
    for rule in tried {
        let is_listed = |survivor: &&Survivor| survivor.is_fault || listed == Listed::All;
        let survivors: Vec<&Survivor> = rule.survivors.iter().filter(is_listed).collect();
        if survivors.is_empty() {
            continue;
        }
        writeln!(out, "\n{}: no example notices", survivors[0].file)?;
        for survivor in survivors {
            print_survivor(out, survivor)?;
        }
    }
    Ok(())
}

fn print_survivor(out: &mut dyn Write, survivor: &Survivor) -> io::Result<()> {
    let head = format!("  {:>4}:{:<3} {:<8} ", survivor.line, survivor.column, survivor.mutation);
    let indent = " ".repeat(head.chars().count());
    let options = textwrap::Options::new(WIDTH).initial_indent(&head).subsequent_indent(&indent);
    textwrap::wrap(&survivor.change, options).iter().try_for_each(|line| writeln!(out, "{line}"))
}

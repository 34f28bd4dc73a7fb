//! A profile as a person reads it on a terminal.

use std::io::{self, Write};

use crate::cli::backtest_text::print_table;
use crate::cli::evidence_text::print_wrapped;
use crate::cli::packs::count;
use crate::cli::table::table;
use crate::profile::report::{ConditionProfile, PhraseProfile, Profile, RuleProfile};

/// Phrases of a condition that are listed; JSON has all.
const PHRASES_SHOWN: usize = 12;
/// Other rules that are named; JSON has all.
const OVERLAPS_SHOWN: usize = 3;

/// Prints a profile.
pub fn print_text(out: &mut dyn Write, profile: &Profile) -> io::Result<()> {
    let calls = count(profile.calls as usize, "call", "calls");
    let secs = profile.took_ms as f64 / 1000.0;
    writeln!(out, "{}: {calls} in {secs:.1} s", profile.pack)?;
    if profile.faults > 0 {
        writeln!(out, "{} more could not be judged: please report it", profile.faults)?;
    }
    if profile.calls == 0 {
        return Ok(());
    }
    print_times(out, profile)?;
    print_rules(out, profile)?;
    print_overlaps(out, profile)?;
    print_dead(out, profile)
}

/// Microseconds a call, of all threads together, in whole tenths: `12.3`.
fn a_call(time_us: u64, calls: u64) -> String {
    let tenths = time_us * 10 / calls.max(1);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Thousandths as a percentage: `12.3 %`.
fn percent(thousandths: u64) -> String {
    format!("{}.{} %", thousandths / 10, thousandths % 10)
}

fn print_times(out: &mut dyn Write, profile: &Profile) -> io::Result<()> {
    let times = [
        ("reading from the store", profile.reading_us),
        ("folding and looking for phrases", profile.readying_us),
        ("judging by rules", profile.judging_us),
    ];
    let all: u64 = times.iter().map(|(_, time)| time).sum();
    let mut table = table(&["Time", "share", "µs a call"]);
    for (name, time) in times {
        table.add_row([name.to_string(), percent(time * 1000 / all.max(1)), a_call(time, profile.calls)]);
    }
    print_table(out, table)
}

fn print_rules(out: &mut dyn Write, profile: &Profile) -> io::Result<()> {
    let mut table = table(&["Rules", "share", "µs a call", "hits", "unique", "dead phrases"]);
    for rule in &profile.rules {
        let phrases: Vec<&PhraseProfile> = rule.conditions.iter().flat_map(|condition| &condition.phrases).collect();
        let dead = phrases.iter().filter(|phrase| phrase.hits == 0).count();
        table.add_row([
            rule.rule.clone(),
            percent(rule.share),
            a_call(rule.time_us, profile.calls),
            rule.hits.to_string(),
            rule.unique.to_string(),
            format!("{dead} of {}", phrases.len()),
        ]);
    }
    print_table(out, table)
}

/// Rules that find something where others do, too.
fn print_overlaps(out: &mut dyn Write, profile: &Profile) -> io::Result<()> {
    let mut overlapping = profile.rules.iter().filter(|rule| !rule.overlaps.is_empty()).peekable();
    if overlapping.peek().is_none() {
        return Ok(());
    }
    writeln!(out, "\n Hits in the same place as another rule's")?;
    for rule in overlapping {
        let named = rule.overlaps.iter().take(OVERLAPS_SHOWN);
        let named: Vec<String> = named.map(|overlap| format!("{} {}", overlap.rule, overlap.hits)).collect();
        let more = rule.overlaps.len().saturating_sub(OVERLAPS_SHOWN);
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        print_wrapped(out, &format!("{}: {}{more}", rule.rule, named.join(", ")), "   ")?;
    }
    Ok(())
}

fn print_dead(out: &mut dyn Write, profile: &Profile) -> io::Result<()> {
    let (dead, all) = (profile.dead_phrases, profile.phrases);
    writeln!(out, "\n {dead} of {all} phrases are never found where their rule looks")?;
    let mut rules: Vec<&RuleProfile> = profile.rules.iter().collect();
    rules.sort_by(|a, b| a.rule.cmp(&b.rule));
    for rule in rules {
        for condition in &rule.conditions {
            print_dead_phrases(out, &rule.rule, condition)?;
        }
    }
    Ok(())
}

fn print_dead_phrases(out: &mut dyn Write, rule: &str, condition: &ConditionProfile) -> io::Result<()> {
    let dead: Vec<&PhraseProfile> = condition.phrases.iter().filter(|phrase| phrase.hits == 0).collect();
    if dead.is_empty() {
        return Ok(());
    }
    let told = dead.iter().take(PHRASES_SHOWN).map(|phrase| match phrase.elsewhere {
        0 => phrase.phrase.clone(),
        elsewhere => format!("{} ({elsewhere} elsewhere)", phrase.phrase),
    });
    let told = told.collect::<Vec<_>>().join(" / ");
    let more = dead.len().saturating_sub(PHRASES_SHOWN);
    let more = if more > 0 { format!(" / … and {more} more") } else { String::new() };
    print_wrapped(out, &format!("{rule}, {}: {told}{more}", condition.condition), "   ")
}

//! A backtest as a person reads it on a terminal.

use std::io::{self, Write};

use comfy_table::CellAlignment;

use crate::backtest::report::{Compared, Group, Report, RuleReport, Sample, Shown};
use crate::backtest::spread::BANDS;
use crate::backtest::telling::Said;
use crate::call::evaluation::{Points, Verdict};
use crate::call::finding::{Evidence, Outcome};
use crate::cli::evidence_text::{print_evidence, print_wrapped};
use crate::cli::packs::count;
use crate::cli::table::table;

/// Agents and teams that are listed; JSON and the page have all.
const GROUPS_SHOWN: usize = 10;
/// Pieces of evidence for one call; JSON has all.
const EVIDENCE_SHOWN: usize = 3;

/// Prints a report.
pub fn print_text(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    headlines(report).iter().try_for_each(|line| print_wrapped(out, line, ""))?;
    print_spread(out, report)?;
    print_rules(out, report)?;
    print_groups(out, "Agents", "agent", &report.agents)?;
    print_groups(out, "Teams", "team", &report.teams)?;
    report.changed_rules().try_for_each(|rule| print_samples(out, rule))
}

/// What was compared, how many calls, and how long it took.
pub fn headlines(report: &Report) -> Vec<String> {
    let against = match &report.old {
        Compared::Pack { pack, .. } => pack.clone(),
        Compared::Stored { packs } => {
            let by = |(pack, calls): (&String, &u64)| match pack.as_str() {
                "" => format!("no pack: {}", calls_of(*calls)),
                pack => format!("{pack}: {}", calls_of(*calls)),
            };
            let packs = packs.iter().map(by).collect::<Vec<_>>().join(", ");
            format!("what is stored ({packs})")
        }
    };
    let mut lines = vec![format!("{} held against {against}", report.new.pack)];
    let secs = report.took_ms as f64 / 1000.0;
    let mut judged = format!("{} in {secs:.1} s, {} a second", calls_of(report.calls), report.calls_per_second);
    if report.left_out.other_languages > 0 {
        judged += &format!("; {} in other languages left out", calls_of(report.left_out.other_languages));
    }
    lines.push(judged);
    if report.left_out.faults > 0 {
        lines.push(format!("{} could not be judged: please report it", calls_of(report.left_out.faults)));
    }
    if !report.new.drafts.is_empty() {
        lines.push(format!("drafts that judged: {}", report.new.drafts.join(", ")));
    }
    let flips: u64 = report.flips.iter().map(|flip| flip.calls).sum();
    lines.push(format!(
        "{} of {} rules change, on {}; {flips} {} flip; {} {} up, {} down",
        report.changed_rules().count(),
        report.rules.len(),
        calls_of(report.changed),
        if flips == 1 { "verdict" } else { "verdicts" },
        report.score.up,
        if report.score.up == 1 { "score goes" } else { "scores go" },
        report.score.down
    ));
    lines
}

fn calls_of(calls: u64) -> String {
    count(calls as usize, "call", "calls")
}

/// What a table of verdicts, means and bands has, line by line: name, before, after.
pub fn spread(report: &Report) -> Vec<(String, String, String)> {
    let (before, after) = (&report.before, &report.after);
    let both = |name: &str, before: &dyn ToString, after: &dyn ToString| {
        (name.to_string(), before.to_string(), after.to_string())
    };
    let mut lines = Vec::new();
    for verdict in Verdict::ALL.map(Verdict::name) {
        let calls = |verdicts: &std::collections::BTreeMap<&str, u64>| verdicts.get(verdict).copied().unwrap_or(0);
        lines.push(both(&plain(verdict), &calls(&before.verdicts), &calls(&after.verdicts)));
    }
    lines.push(both("mean score", &points(before.mean), &points(after.mean)));
    lines.push(both("median score", &points(before.median), &points(after.median)));
    for band in (0..BANDS).rev().filter(|band| before.bands[*band] + after.bands[*band] > 0) {
        let end = if band + 1 == BANDS { "100".to_string() } else { format!("{}.9", band * 10 + 9) };
        lines.push(both(&format!("scored {} to {end}", band * 10), &before.bands[band], &after.bands[band]));
    }
    lines
}

/// A number of points, or a dash where there is none.
pub fn points(points: Option<Points>) -> String {
    points.map_or("–".to_string(), |points| points.to_string())
}

/// A move with its sign.
pub fn signed(points: Option<Points>) -> String {
    match points {
        Some(by) if by.0 > 0 => format!("+{by}"),
        by => self::points(by),
    }
}

/// What a rule said, in words.
pub fn said(said: Said) -> String {
    said.map_or("no such rule".to_string(), |outcome| plain(outcome.name()))
}

/// A name of ours as words: `not_applicable` as `not applicable`.
pub fn plain(name: &str) -> String {
    name.replace('_', " ")
}

fn print_spread(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let mut table = table(&["Calls", "before", "after"]);
    for (name, before, after) in spread(report) {
        table.add_row([name, before, after]);
    }
    print_table(out, table)?;
    for flip in &report.flips {
        let (before, after) = (plain(flip.before.name()), plain(flip.after.name()));
        writeln!(out, "   {before} → {after}: {}", calls_of(flip.calls))?;
    }
    Ok(())
}

fn print_rules(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    if report.changed_rules().next().is_none() {
        return writeln!(out, "\nno rule comes out otherwise on any call");
    }
    let mut table = table(&["Rules that change", "before", "after", "gained", "lost"]);
    for rule in report.changed_rules() {
        let numbers = [rule.before, rule.after, rule.gained, rule.lost].map(|number| number.to_string());
        table.add_row([vec![rule.rule.clone()], numbers.to_vec()].concat());
    }
    print_table(out, table)
}

fn print_groups(out: &mut dyn Write, title: &str, one: &str, groups: &[Group]) -> io::Result<()> {
    let moved: Vec<&Group> = groups.iter().filter(|group| group.moved.up + group.moved.down > 0).collect();
    if moved.is_empty() {
        return Ok(());
    }
    let mut table =
        table(&[&format!("{title} whose scores move"), "calls", "up", "down", "before", "after", "mean move"]);
    for group in moved.iter().take(GROUPS_SHOWN) {
        let (name, moved) = (group.name.clone().unwrap_or(format!("no {one} known")), group.moved);
        table.add_row([
            name,
            moved.calls.to_string(),
            moved.up.to_string(),
            moved.down.to_string(),
            points(moved.before),
            points(moved.after),
            signed(moved.by),
        ]);
    }
    print_table(out, table)?;
    match moved.len().saturating_sub(GROUPS_SHOWN) {
        0 => Ok(()),
        more => writeln!(out, " … and {more} more"),
    }
}

/// A table under an empty line, its numbers to the right.
pub fn print_table(out: &mut dyn Write, mut table: comfy_table::Table) -> io::Result<()> {
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    writeln!(out)?;
    table.lines().try_for_each(|line| writeln!(out, "{}", line.trim_end()))
}

fn print_samples(out: &mut dyn Write, rule: &RuleReport) -> io::Result<()> {
    writeln!(out, "\n{}", rule.rule)?;
    if !rule.title.is_empty() {
        print_wrapped(out, &rule.title, "  ")?;
    }
    for transition in &rule.transitions {
        let (before, after) = (said(transition.before), said(transition.after));
        writeln!(out, "  {before} → {after}: {}", calls_of(transition.calls))?;
    }
    rule.samples.iter().try_for_each(|sample| print_sample(out, sample))
}

fn print_sample(out: &mut dyn Write, sample: &Sample) -> io::Result<()> {
    let agent = sample.of.agent.as_deref().map(|agent| format!(", {agent}")).unwrap_or_default();
    let (before, after) = (ending(&sample.before), ending(&sample.after));
    print_wrapped(out, &format!("{}{agent}: {before} → {after}", sample.of.call), "  ")?;
    print_side(out, "before", &sample.before)?;
    print_side(out, "after", &sample.after)
}

/// `pass 92.7`
pub fn ending(shown: &Shown) -> String {
    format!("{} {}", plain(shown.verdict.name()), points(shown.score))
}

/// What is shown of the evidence: what happened, and of what did not only where that is the violation.
pub fn shown_evidence(shown: &Shown) -> impl Iterator<Item = &Evidence> {
    let is_missed = shown.outcome == Some(Outcome::Violated);
    let told = move |evidence: &&Evidence| is_missed || !matches!(evidence, Evidence::Missing { .. });
    shown.evidence.iter().filter(told).take(EVIDENCE_SHOWN)
}

fn print_side(out: &mut dyn Write, side: &str, shown: &Shown) -> io::Result<()> {
    if shown.outcome.is_none() {
        return Ok(());
    }
    writeln!(out, "    {side}: {}", said(shown.outcome))?;
    shown_evidence(shown).try_for_each(|evidence| print_evidence(out, evidence))
}

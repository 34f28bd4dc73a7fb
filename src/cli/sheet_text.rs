//! A score sheet as a person reads it.

use std::io::{self, Write};

use crate::call::evaluation::{CriterionScore, Effect, Evaluation, Method, Points, SectionScore, Sheet};
use crate::cli::evidence_text::{WIDTH, print_wrapped};
use crate::rules::scorecard::FULL_MARKS;

/// `score 92.5 (excellent)   pass (pass mark 80.0)   compliance 75.0`.
pub fn headline(evaluation: &Evaluation) -> String {
    let sheet = &evaluation.sheet;
    match (evaluation.score, &sheet.unscored) {
        (Some(score), _) => {
            let band = sheet.band.as_ref().map(|band| format!(" ({band})")).unwrap_or_default();
            let verdict = evaluation.verdict.name().replace('_', "-");
            let compliance = sheet.compliance.map(|score| format!("   compliance {score}")).unwrap_or_default();
            format!("score {score}{band}   {verdict} (pass mark {}){compliance}", sheet.pass_mark)
        }
        (None, Some(why)) => format!("unscored: {why}"),
        (None, None) => "unscored".to_string(),
    }
}

/// Every section and criterion with what was deducted, added and flagged, and why.
pub fn print_sheet(out: &mut dyn Write, sheet: &Sheet) -> io::Result<()> {
    for section in &sheet.sections {
        print_section(out, section)?;
    }
    let all = match sheet.method {
        Method::Add => amount(sheet.earned, sheet.possible),
        Method::Deduct => format!("{FULL_MARKS} - {}", Points(sheet.possible.0 - sheet.earned.0)),
    };
    line(out, "  ", "All", &all)?;
    if sheet.bonus != Points::ZERO {
        line(out, "  ", "Bonus", &format!("+{}", sheet.bonus))?;
    }
    if let Some(compliance) = sheet.compliance {
        line(out, "  ", "Compliance alone", &format!("{compliance} of {FULL_MARKS}"))?;
    }
    for rule in &sheet.auto_fails {
        print_wrapped(out, &format!("{rule} fails the call whatever its score"), "  ")?;
    }
    Ok(())
}

fn print_section(out: &mut dyn Write, section: &SectionScore) -> io::Result<()> {
    let weight = section.weight.map(|weight| format!(" ({weight} % of the whole)")).unwrap_or_default();
    line(out, "  ", &format!("{}{weight}", section.title), &amount(section.earned, section.possible))?;
    for criterion in &section.criteria {
        print_criterion(out, criterion)?;
    }
    for rule in &section.failed_by {
        print_wrapped(out, &format!("{rule} fails the section: it earns nothing"), "    ")?;
    }
    Ok(())
}

fn print_criterion(out: &mut dyn Write, criterion: &CriterionScore) -> io::Result<()> {
    let amount = match criterion.effect {
        Effect::Cost => amount(criterion.earned, criterion.possible),
        Effect::Bonus => {
            let added = criterion.additions.iter().map(|addition| addition.points.0).sum();
            format!("bonus +{}", Points(added))
        }
        Effect::Flag if criterion.flags.is_empty() => "no flag".to_string(),
        Effect::Flag => "flagged".to_string(),
    };
    line(out, "    ", &criterion.title, &amount)?;
    for deduction in &criterion.deductions {
        print_wrapped(out, &format!("-{}  {}: {}", deduction.points, deduction.rule, deduction.why), "      ")?;
    }
    for addition in &criterion.additions {
        print_wrapped(out, &format!("+{}  {}: {}", addition.points, addition.rule, addition.why), "      ")?;
    }
    for flag in &criterion.flags {
        print_wrapped(out, &format!("flag  {}: {}", flag.rule, flag.why), "      ")?;
    }
    for (rule, why) in &criterion.left_out {
        print_wrapped(out, &format!("left out  {rule}: {why}"), "      ")?;
    }
    Ok(())
}

fn amount(earned: Points, possible: Points) -> String {
    match possible {
        Points::ZERO => "not counted".to_string(),
        possible => format!("{earned} of {possible}"),
    }
}

/// A title at the left and an amount at the right edge of the terminal.
fn line(out: &mut dyn Write, indent: &str, title: &str, amount: &str) -> io::Result<()> {
    let used = indent.len() + textwrap::core::display_width(title) + textwrap::core::display_width(amount);
    writeln!(out, "{indent}{title}{}{amount}", " ".repeat(WIDTH.saturating_sub(used).max(2)))
}

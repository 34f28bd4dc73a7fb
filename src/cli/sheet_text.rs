//! A score sheet as a person reads it.

use std::io::{self, Write};

use crate::call::evaluation::{CriterionScore, Evaluation, Points, Sheet};
use crate::cli::evidence_text::{WIDTH, print_wrapped};

/// `score 72.5   fail (pass mark 80.0)`.
pub fn headline(evaluation: &Evaluation) -> String {
    let sheet = &evaluation.sheet;
    match (evaluation.score, &sheet.unscored) {
        (Some(score), _) => {
            let verdict = evaluation.verdict.name().replace('_', "-");
            format!("score {score}   {verdict} (pass mark {})", sheet.pass_mark)
        }
        (None, Some(why)) => format!("unscored: {why}"),
        (None, None) => "unscored".to_string(),
    }
}

/// Every section and criterion with what was deducted and why.
pub fn print_sheet(out: &mut dyn Write, sheet: &Sheet) -> io::Result<()> {
    for section in &sheet.sections {
        line(out, "  ", &section.title, &amount(section.earned, section.possible))?;
        for criterion in &section.criteria {
            print_criterion(out, criterion)?;
        }
    }
    line(out, "  ", "All", &amount(sheet.earned, sheet.possible))?;
    for rule in &sheet.auto_fails {
        print_wrapped(out, &format!("{rule} fails the call whatever its score"), "  ")?;
    }
    Ok(())
}

fn print_criterion(out: &mut dyn Write, criterion: &CriterionScore) -> io::Result<()> {
    line(out, "    ", &criterion.title, &amount(criterion.earned, criterion.possible))?;
    for deduction in &criterion.deductions {
        print_wrapped(out, &format!("-{}  {}: {}", deduction.points, deduction.rule, deduction.why), "      ")?;
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

//! `earwitness rules operators`: the pages about the operators.

use std::io::{BufWriter, Write, stdout};
use std::process::ExitCode;

use anyhow::{Result, anyhow};

use crate::rules::value::known_are;
use crate::scan::operators::{OPERATORS, reference};

/// Print what each operator of a condition finds, with an example.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Operators [default: all of them, as one page of Markdown]
    names: Vec<String>,
}

/// Prints the pages of these operators, or all of them as one.
pub fn run(Args { names }: &Args) -> Result<ExitCode> {
    let mut out = BufWriter::new(stdout().lock());
    if names.is_empty() {
        write!(out, "{}", reference())?;
    }
    for (number, name) in names.iter().enumerate() {
        let listed = OPERATORS.iter().find(|listed| listed.operator.name() == name).ok_or_else(|| unknown(name))?;
        let gap = if number > 0 { "\n" } else { "" };
        writeln!(out, "{gap}{}", listed.page())?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn unknown(name: &str) -> anyhow::Error {
    let known: Vec<&str> = OPERATORS.iter().map(|listed| listed.operator.name()).collect();
    anyhow!("there is no operator `{name}`: {}", known_are(name, &known))
}

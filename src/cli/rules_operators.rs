//! `earwitness rules operators`: the pages about the operators.

use std::io::{BufWriter, Write, stdout};
use std::process::ExitCode;

use anyhow::{Result, anyhow};

use crate::rules::value::known_are;
use crate::scan::operators::{OPERATORS, reference};

/// Prints the pages of these operators, or all of them as one.
pub fn run(names: &[String]) -> Result<ExitCode> {
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

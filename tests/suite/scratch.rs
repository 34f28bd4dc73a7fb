//! Folders, commands and expectations that several tests share.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde::Deserialize;
use serde_json::Value;

/// The checkout.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program, run from the checkout, so that packs and weights are found by name.
pub fn earwitness() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_earwitness"));
    command.current_dir(root());
    command
}

/// Runs the program; anything but exit code 0 fails the test with what it said.
pub fn run(arguments: &[&str]) -> String {
    let output = earwitness().args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}\n{}", output.status, text(&output.stderr));
    text(&output.stdout)
}

/// Runs the program, whatever comes.
pub fn output(arguments: &[&str]) -> Output {
    earwitness().args(arguments).output().unwrap()
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The URL of a store in a folder.
pub fn store_in(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("calls.db").display())
}

/// A call of a store with all that is known of it.
pub fn show(store: &str, call: &str) -> Value {
    serde_json::from_str(&run(&["show", call, "--store", store, "--format", "json"])).unwrap()
}

/// The outcomes of a shown call, by rule.
pub fn outcomes(shown: &Value) -> BTreeMap<String, String> {
    let findings = shown["findings"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_string();
    findings.map(|finding| (text(&finding["rule"]), text(&finding["outcome"]))).collect()
}

/// What a listener finds in a sample call (`expected.toml` beside it).
#[derive(Debug, Deserialize)]
pub struct Expected {
    pub file: PathBuf,
    pub language: String,
    pub clean: bool,
    pub violated: Vec<String>,
    pub met: Vec<String>,
    pub noted: Vec<String>,
    pub tolerated: Vec<String>,
}

/// The sample calls with what is to be found in them, by call id.
pub fn expected() -> Vec<(String, Expected)> {
    let expected = answers("fixtures/audio/expected.toml");
    assert!(expected.len() >= 12, "a dozen sample calls");
    expected
}

/// The scenario calls with what is to be found in them, by call id.
pub fn scenarios() -> Vec<(String, Expected)> {
    let expected = answers("fixtures/scenarios/expected.toml");
    assert!(expected.len() >= 60, "thirty scenario calls a language");
    expected
}

fn answers(file: &str) -> Vec<(String, Expected)> {
    let text = std::fs::read_to_string(root().join(file)).unwrap();
    let table: BTreeMap<String, Expected> = toml::from_str(&text).unwrap();
    table.into_iter().collect()
}

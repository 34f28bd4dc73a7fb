//! Reads the one configuration file into each module's own options.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::decode;
use crate::segment;
use crate::transcribe;

/// Read where no other file is named and it is there.
pub const DEFAULT_FILE: &str = "earwitness.toml";

/// The configuration file. Every key may be left out; what the command line says counts more.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub inspect: Inspect,
    pub models: Models,
    pub decode: decode::options::Options,
    pub segment: segment::options::Options,
    pub transcribe: transcribe::options::Options,
}

/// The `[inspect]` table: what runs work on and with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Inspect {
    /// URL of the store.
    pub store: Option<String>,
    /// Folders of rule packs.
    pub rules: Vec<PathBuf>,
    pub workers: Option<usize>,
    /// A table of calls (CSV).
    pub metadata: Option<PathBuf>,
    /// A regular expression with named groups over file names without their ending.
    pub name_pattern: Option<String>,
}

/// The `[models]` table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Models {
    /// A name from the manifest or a ggml file.
    pub model: Option<String>,
    /// Where weights are kept.
    pub dir: Option<PathBuf>,
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("{}: {error}", path.display())]
    Read { path: PathBuf, error: std::io::Error },
    /// The text names line, column and the known keys.
    #[error("{}: {error}", path.display())]
    Parse { path: PathBuf, error: toml::de::Error },
}

impl Config {
    /// Reads the file that was named, or else [`DEFAULT_FILE`] where it is there.
    pub fn read(named: Option<&Path>) -> Result<Config, ConfigError> {
        let path = named.unwrap_or(Path::new(DEFAULT_FILE)).to_path_buf();
        match std::fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map_err(|error| ConfigError::Parse { path, error }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && named.is_none() => Ok(Config::default()),
            Err(error) => Err(ConfigError::Read { path, error }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_named_with_its_place_and_the_known_keys() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.toml");
        std::fs::write(&path, "[inspect]\nstor = \"sqlite:x.db\"\n").unwrap();
        let error = Config::read(Some(&path)).unwrap_err().to_string();
        assert!(error.contains("line 2") && error.contains("stor") && error.contains("`store`"), "{error}");
    }

    #[test]
    fn a_file_that_was_named_has_to_be_there() {
        assert!(matches!(Config::read(Some(Path::new("no/such.toml"))), Err(ConfigError::Read { .. })));
    }
}

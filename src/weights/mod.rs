//! Fetches, checks and converts model weights.
//!
//! `models/manifest.toml` says what each model's file must be and where it comes from. Before any work starts,
//! [`resolve`] turns what the operator named into a file that is known to be whole.

pub mod convert;
pub mod ctranslate2;
pub mod digest;
pub mod download;
pub mod error;
pub mod ggml;
pub mod half;
pub mod inspect;
pub mod layout;
pub mod manifest;
pub mod mel;
pub mod package;
pub mod pull;
pub mod quantize;
#[cfg(test)]
mod server;
pub mod staging;
pub mod tensor;
pub mod tokens;
#[cfg(test)]
mod toy;

use std::env;
use std::path::{Path, PathBuf};

use crate::weights::digest::sha256_file;
use crate::weights::error::WeightsError;
use crate::weights::inspect::inspect;
use crate::weights::manifest::{Entry, Kind, Manifest};

/// The model used when none is named.
pub const DEFAULT_MODEL: &str = "base-q8_0";
/// The speech detector used when none is named.
pub const DETECTOR: &str = "silero-v6.2.0";
/// Names the models folder when no option does.
pub const MODELS_VARIABLE: &str = "EARWITNESS_MODELS";

/// A file that was found to be whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weights {
    pub path: PathBuf,
    /// Its name in the manifest, or else its file name.
    pub name: String,
    /// As 64 lower-case hexadecimal digits.
    pub sha256: String,
    pub kind: Kind,
}

/// The file behind a name of the manifest, or behind the path of any ggml model.
///
/// A file under a manifest name must have the manifest's hash; any other must be a whole model by its own header. Reads
/// the whole file each time, a tenth of a second for whisper base, so that a file that changed is never used unnoticed.
pub fn resolve(name_or_path: &str, dir: &Path) -> Result<Weights, WeightsError> {
    let manifest = Manifest::embedded();
    if let Some(entry) = manifest.find(name_or_path) {
        return verify(entry, dir);
    }
    let path = Path::new(name_or_path);
    if !path.is_file() {
        return Err(manifest.unknown(name_or_path));
    }
    let kind = inspect(path)?;
    let (sha256, _) = sha256_file(path).map_err(WeightsError::io(path))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Weights { path: path.to_owned(), name, sha256, kind })
}

/// Holds the file of a manifest entry against its hash.
pub fn verify(entry: &Entry, dir: &Path) -> Result<Weights, WeightsError> {
    let (name, path) = (entry.name.clone(), entry.path(dir));
    if !path.is_file() {
        return Err(WeightsError::Missing { name, path });
    }
    let (found, found_size) = sha256_file(&path).map_err(WeightsError::io(&path))?;
    if found != entry.sha256 || found_size != entry.size {
        let (expected, expected_size) = (entry.sha256.clone(), entry.size);
        return Err(WeightsError::Mismatch { name, path, found, found_size, expected, expected_size });
    }
    Ok(Weights { path, name, sha256: found, kind: entry.kind })
}

/// The models folder: `chosen`, else what `EARWITNESS_MODELS` says, else `models` in a checkout (where the manifest lies),
/// else one among the user's data.
pub fn models_dir(chosen: Option<&Path>) -> PathBuf {
    let named = chosen.map(Path::to_owned).or_else(|| env::var_os(MODELS_VARIABLE).map(PathBuf::from));
    if let Some(dir) = named.filter(|dir| !dir.as_os_str().is_empty()) {
        return dir;
    }
    let here = PathBuf::from("models");
    if here.join("manifest.toml").is_file() {
        return here;
    }
    let data = env::var_os("XDG_DATA_HOME").or_else(|| env::var_os("LOCALAPPDATA")).map(PathBuf::from);
    let data = data.filter(|dir| dir.is_absolute()).or_else(|| env::home_dir().map(|home| home.join(".local/share")));
    data.map_or(here, |data| data.join("earwitness/models"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weights::convert::convert;

    #[test]
    fn what_cannot_be_used_is_named_with_the_way_out() {
        let dir = tempfile::tempdir().unwrap();
        let error = resolve("base", dir.path()).unwrap_err().to_string();
        assert!(error.starts_with("model base: ") && error.ends_with("run: earwitness models pull base"), "{error}");
        std::fs::write(dir.path().join("ggml-base.bin"), b"cut").unwrap();
        let error = resolve("base", dir.path()).unwrap_err().to_string();
        assert!(error.contains(&digest::sha256(b"cut")) && error.contains("60ed5bc3"), "{error}");
        let error = resolve("large-v9", dir.path()).unwrap_err().to_string();
        assert!(error.contains("large-v9") && error.contains("large-v3-turbo"), "{error}");
    }

    #[test]
    fn any_whole_model_can_be_named_by_its_path() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("own.bin");
        let mut file = Vec::new();
        convert(&toy::ctranslate2(), toy::TOKENIZER.as_bytes(), &mut file).unwrap();
        std::fs::write(&path, &file).unwrap();
        let weights = resolve(path.to_str().unwrap(), dir.path()).unwrap();
        assert_eq!(
            weights,
            Weights {
                path: path.clone(),
                name: "own.bin".to_owned(),
                sha256: digest::sha256(&file),
                kind: Kind::Whisper
            }
        );
        std::fs::write(&path, &file[..file.len() - 1]).unwrap();
        let error = resolve(path.to_str().unwrap(), dir.path()).unwrap_err().to_string();
        assert!(error.contains("own.bin: cut off in tensor encoder.ln_post.bias"), "{error}");
    }

    #[test]
    fn a_chosen_folder_goes_before_all_others() {
        assert_eq!(models_dir(Some(Path::new("/elsewhere"))), Path::new("/elsewhere"));
    }
}

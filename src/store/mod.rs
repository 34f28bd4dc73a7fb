//! Keeps evaluations and answers questions about them.
//!
//! A store is one place with two sides: the pipeline discovers recordings and finishes them in batches, everybody else
//! asks. Content never depends on a clock or on the order of arrival, so that an inspection that was killed and resumed
//! leaves the same content as one that was not; [`store::Store::digest`] tells.

pub mod archive;
pub mod entry;
pub mod ledger;
pub mod query;
mod sqlite;
// The folder is the stage, the file holds its trait: `decode/decoder.rs` has no such clash.
#[allow(clippy::module_inception)]
pub mod store;

#[cfg(test)]
mod cases;
#[cfg(test)]
mod filters;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod parts;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod upgrades;

use crate::store::store::{Mode, Store, StoreError};

/// A kind of place where a store can be.
pub struct Backend {
    /// What a URL begins with.
    pub scheme: &'static str,
    /// How its URLs are written.
    pub form: &'static str,
    /// What it is, in one sentence.
    pub about: &'static str,
    open: Open,
}

/// Opens what stands behind the scheme of a URL.
type Open = fn(&str, Mode) -> Result<Box<dyn Store>, StoreError>;

/// Every kind of place there is.
pub const BACKENDS: &[Backend] = &[
    Backend {
        scheme: "sqlite",
        form: "sqlite:FILE",
        about: "one SQLite file, many readers and one writer at a time",
        open: |rest, mode| Ok(Box::new(sqlite::open_file(rest.as_ref(), mode)?)),
    },
    Backend {
        scheme: "memory",
        form: "memory:",
        about: "gone when the program ends, and each opening is a new one; for tests",
        open: |_, _| Ok(Box::new(sqlite::open_memory()?)),
    },
];

/// Opens the store at a URL such as `sqlite:earwitness.db`.
///
/// Each opening is a connection of its own: one for writing, and as many as needed for reading. [`Mode::Write`] makes
/// the store where there is none and brings an older one up to date; [`Mode::Read`] changes nothing.
pub fn open(url: &str, mode: Mode) -> Result<Box<dyn Store>, StoreError> {
    let unknown = || StoreError::Url {
        url: url.to_string(),
        known: BACKENDS.iter().map(|backend| backend.form).collect::<Vec<_>>().join(", "),
    };
    let (scheme, rest) = url.split_once(':').ok_or_else(unknown)?;
    let backend = BACKENDS.iter().find(|backend| backend.scheme == scheme).ok_or_else(unknown)?;
    (backend.open)(rest, mode)
}

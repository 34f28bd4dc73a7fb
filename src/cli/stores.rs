//! Opens the store a command is about, and finds the call it names.

use anyhow::{Result, bail};

use crate::config::Config;
use crate::store;
use crate::store::entry::{Candidate, Ending, Entry, Inspected};
use crate::store::store::{Mode, Store};

/// Where no store is named.
pub const DEFAULT_STORE: &str = "sqlite:earwitness.db";

/// Which store.
#[derive(Debug, clap::Args)]
pub struct StoreArgs {
    /// URL of the store, sqlite:FILE [default: sqlite:earwitness.db]
    #[arg(long, value_name = "URL")]
    pub store: Option<String>,
}

impl StoreArgs {
    /// From the command line, or else the configuration, or else the default.
    pub fn url(&self, config: &Config) -> String {
        self.store.clone().or_else(|| config.inspect.store.clone()).unwrap_or_else(|| DEFAULT_STORE.to_string())
    }

    pub fn open(&self, config: &Config, mode: Mode) -> Result<Box<dyn Store>> {
        Ok(store::open(&self.url(config), mode)?)
    }
}

/// The one recording a name stands for: a call id or the beginning of a recording id.
pub fn find(store: &dyn Store, name: &str) -> Result<Entry> {
    let candidates = store.find_call(name)?;
    match candidates.as_slice() {
        [] => bail!("no call `{name}` in the store; `earwitness query` lists those there are"),
        [one] => match store.load(&one.recording)? {
            Some(entry) => Ok(entry),
            None => bail!("call `{name}` is not in the store any more"),
        },
        several => bail!("`{name}` may be {} recordings; name one by its id:\n{}", several.len(), list(several)),
    }
}

/// What came of a recording that could be inspected; `name` is what the user called it.
pub fn inspected<'e>(entry: &'e Entry, name: &str) -> Result<&'e Inspected> {
    match &entry.ending {
        Some(Ending::Inspected(inspected)) => Ok(inspected),
        Some(Ending::Failed { failure, .. }) => bail!("call `{name}` failed in {}: {}", failure.stage, failure.error),
        None => bail!("call `{name}` is pending: `earwitness inspect` goes on with it"),
    }
}

fn list(candidates: &[Candidate]) -> String {
    let lines = candidates.iter().map(|candidate| {
        let (id, state) = (candidate.recording.short(), candidate.state);
        format!("  {id}  {state}  {}", candidate.path.display())
    });
    lines.collect::<Vec<_>>().join("\n")
}

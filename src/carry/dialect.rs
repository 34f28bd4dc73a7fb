//! What a way of writing rules down has to be able to do, and what is carried over from it.

use crate::call::finding::Kind;
use crate::carry::facts::Facts;
use crate::carry::remark::{Remark, Remarks};
use crate::carry::source::Source;
use crate::carry::tree::{Tree, Within};

/// A way in which other products write rules down.
pub trait Dialect: Sync {
    /// As `--from` names it.
    fn name(&self) -> &'static str;

    /// What it reads, in a line.
    fn about(&self) -> &'static str;

    /// A line as it stands in such a file.
    fn example(&self) -> &'static str;

    /// Reads a file. Whatever it holds, something comes back; what cannot be carried over becomes a remark.
    fn read<'s>(&self, source: &'s Source, options: &Options, remarks: &mut Remarks<'s>) -> Vec<Foreign>;
}

/// What the files themselves do not say.
#[derive(Clone, Debug)]
pub struct Options {
    /// What rules are for where their file does not say.
    pub kind: Kind,
    /// What the parts of an `and` have to be said in, where the file does not say.
    pub within: Within,
    /// What rules are called whose names have no Latin letters: `rule-0001`.
    pub prefix: String,
    pub title: String,
    /// Of the calls; `None`: as the phrases are written.
    pub language: Option<String>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            kind: Kind::Note,
            within: Within::Call,
            prefix: "rule".to_string(),
            title: "Carried over".to_string(),
            language: None,
        }
    }
}

/// A rule of another product, understood.
#[derive(Debug)]
pub struct Foreign {
    pub name: Option<String>,
    /// As it stands in its file.
    pub written: String,
    /// Bytes of the source.
    pub at: usize,
    /// Without it the rule is not applicable.
    pub given: Option<Tree>,
    /// `None` where nothing is left of it.
    pub tree: Option<Tree>,
    pub facts: Facts,
    pub remarks: Vec<Remark>,
    /// Remarks beyond those.
    pub more: usize,
}

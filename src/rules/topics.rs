//! What customers talk about, told by examples: a pack's `topics.toml`.
//!
//! ```toml
//! network  = ["到地下车库就成砖头了，一格都没有", "打电话说着说着就断"]
//! billing  = ["这个月凭空多了二十块"]
//! ordinary = ["我想查一下话费余额，谢谢"]
//! ```
//! A rule asks with `topic = "network"`. Examples under `ordinary` are about none of the topics.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::rules::diagnostic::{self, Faults, Source};
use crate::rules::value::parse;

/// The file they stand in.
pub const FILE: &str = "topics.toml";

/// The name of what is about no topic.
pub const ORDINARY: &str = "ordinary";

/// At most so many topics in a pack.
const MAX_TOPICS: usize = 50;
/// At most so many examples in a pack: they are learnt from whenever it is read.
const MAX_EXAMPLES: usize = 10_000;
/// At most so many bytes in an example: what one customer says in a short call.
const MAX_EXAMPLE_BYTES: usize = 4_000;

/// A topic with its examples.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topic {
    pub examples: Vec<String>,
    /// Where its name stands in `topics.toml`.
    pub place: Range<usize>,
}

/// Reads `topics.toml`; every fault is added.
pub fn read(source: &Arc<Source>, faults: &mut Faults) -> BTreeMap<String, Topic> {
    let mut file = parse(source, faults);
    let names: Vec<(String, Range<usize>)> = file.keys().map(|key| (key.value.clone(), key.place.clone())).collect();
    let mut topics = BTreeMap::new();
    let mut room = MAX_EXAMPLES;
    for (name, place) in names {
        if topics.len() == MAX_TOPICS {
            faults.at(diagnostic::LIMIT, place, "too many topics", format!("at most {MAX_TOPICS} in a pack"));
            break;
        }
        let Some(texts) = file.texts(&name, faults) else { continue };
        if texts.value.is_empty() {
            let title = format!("the topic `{name}` has no examples");
            faults.at(diagnostic::EMPTY_PHRASE, texts.place, title, "nothing to learn from");
            continue;
        }
        if texts.value.len() > room {
            faults.at(diagnostic::LIMIT, texts.place, "too many examples", format!("at most {MAX_EXAMPLES} in a pack"));
            break;
        }
        room -= texts.value.len();
        for text in texts.value.iter().filter(|text| text.value.len() > MAX_EXAMPLE_BYTES) {
            let label = format!("at most {MAX_EXAMPLE_BYTES} bytes");
            faults.at(diagnostic::LIMIT, text.place.clone(), "example too long", label);
        }
        let examples = texts.value.into_iter().map(|text| text.value).collect();
        topics.insert(name, Topic { examples, place });
    }
    topics
}

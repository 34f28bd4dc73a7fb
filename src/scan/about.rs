//! What a call is about, by the topics of a pack.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::call::party::Party;
use crate::rules::topics::{ORDINARY, Topic};
use crate::scan::heard::Heard;
use crate::text::fold::fold;
use crate::text::topics::{Topics, Weighed};

/// The topics of a pack; learnt from their examples when the first call is held against them.
#[derive(Debug, Default)]
pub struct PackTopics {
    /// In order of name.
    pub names: Vec<String>,
    examples: Vec<(Option<usize>, String)>,
    learnt: OnceLock<Topics>,
}

impl PackTopics {
    pub fn of(topics: &BTreeMap<String, Topic>) -> Arc<PackTopics> {
        let names: Vec<String> = topics.keys().filter(|name| *name != ORDINARY).cloned().collect();
        let number = |name: &String| names.iter().position(|known| known == name);
        let examples = topics.iter().flat_map(|(name, topic)| topic.examples.iter().map(move |text| (name, text)));
        let examples = examples.map(|(name, text)| (number(name), text.clone())).collect();
        Arc::new(PackTopics { names, examples, learnt: OnceLock::new() })
    }

    fn learnt(&self) -> &Topics {
        self.learnt.get_or_init(|| {
            let folded = |text: &String| fold(text).text().to_string();
            let examples: Vec<_> = self.examples.iter().map(|(topic, text)| (*topic, folded(text))).collect();
            Topics::learn(self.names.len(), &examples)
        })
    }

    /// What these parties talk about in a call, utterance by utterance of theirs.
    pub fn weigh(&self, heard: &Heard<'_>, parties: &[Party]) -> Weighed {
        let said = |by: &dyn Fn(Party) -> bool| -> Vec<&str> {
            let lines = heard.lines.iter().filter(|line| by(line.utterance.party));
            lines.map(|line| line.folded.text()).collect()
        };
        // Announcements are the same on every call.
        let theirs = said(&|party| parties.contains(&party));
        let beside = said(&|party| !parties.contains(&party) && party != Party::Ivr);
        self.learnt().weigh(&theirs, &beside)
    }
}

//! The kinds of condition, one file each.

mod chain;
mod measure;
mod parameters;
mod phrase_list;
mod phrases;
mod places;
mod read_back;
mod said_again;
mod sounds_like;

use crate::scan::operator::Operator;

/// An operator with the page about it: its file's doc comment.
pub struct Listed {
    pub operator: &'static dyn Operator,
    source: &'static str,
}

impl Listed {
    /// The doc comment at the head of its file, which is the user's page, in Markdown.
    pub fn page(&self) -> String {
        let lines = self.source.lines().map_while(|line| line.strip_prefix("//!"));
        let mut page: String = lines.map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line))).collect();
        page.truncate(page.trim_end().len());
        page
    }

    /// What it finds, in the one sentence with which the page begins.
    pub fn summary(&self) -> String {
        let page = self.page();
        let first = page.split("\n\n").next().unwrap_or_default().replace('\n', " ");
        let text = first.split_once("`: ").map_or(first.as_str(), |(_, text)| text);
        text.to_string()
    }
}

/// The pages of all operators as one: what `rules/OPERATORS.md` holds.
pub fn reference() -> String {
    let mut text =
        "# Operators\n\nMade from the comments in [src/scan/operators](../src/scan/operators) by `earwitness rules \
                    operators > rules/OPERATORS.md`.\n\n"
            .to_string();
    for listed in OPERATORS {
        let name = listed.operator.name();
        text.push_str(&format!("- [`{name}`](#{name}): {}\n", listed.summary()));
    }
    for listed in OPERATORS {
        text.push_str(&format!("\n## {}\n\n{}\n", listed.operator.name(), listed.page()));
    }
    text
}

macro_rules! operators {
    ($($file:ident :: $operator:ident),+ $(,)?) => {
        $(mod $file;)+

        /// Every operator a rule may use.
        pub const OPERATORS: &[Listed] = &[
            $(Listed { operator: &$file::$operator, source: include_str!(concat!(stringify!($file), ".rs")) }),+
        ];
    };
}

operators! {
    any_of::AnyOf,
    all_of::AllOf,
    n_of::NOf,
    at_least::AtLeast,
    none_of::NoneOf,
    phrase::OnePhrase,
    sequence::Sequence,
    near::Near,
    not_near::NotNear,
    not_in::NotIn,
    pattern::Pattern,
    similar_to::SimilarTo,
    entity::Entity,
    repeats::Repeats,
    silence::Silence,
    interruption::Interruption,
    pace::Pace,
    loudness::Loudness,
    answer_delay::AnswerDelay,
    hang_up::HangUp,
    response_time::ResponseTime,
    talk_share::TalkShare,
    monologue::Monologue,
    duration::Duration,
    turns::Turns,
}

#[cfg(test)]
mod tests;

//! The kinds of condition, one file each.

mod measure;
mod phrases;

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
    sequence::Sequence,
    pattern::Pattern,
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

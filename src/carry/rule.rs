//! A rule ready to be written, made of what was understood of a foreign one.

use crate::call::evaluation::Points;
use crate::call::finding::{Kind, Severity};
use crate::carry::condition::Asked;
use crate::carry::dialect::{Foreign, Options};
use crate::carry::examples::{Example, examples};
use crate::carry::facts::{Facts, one_line};
use crate::carry::lower::lower;
use crate::carry::remark::{self, Remark, Remarks, quoted};
use crate::carry::source::Source;
use crate::text::chars::is_han;

/// A rule ready to be written.
#[derive(Debug)]
pub struct Rule {
    pub id: String,
    pub title: String,
    pub kind: Kind,
    pub severity: Severity,
    pub why: String,
    pub misses: String,
    pub asked: Asked,
    pub examples: Vec<Example>,
    /// The name of the file it comes from.
    pub file: String,
    pub line: usize,
    /// As it stood there.
    pub written: String,
    /// What could not be carried over as it stood.
    pub remarks: Vec<Remark>,
    pub points: Option<Points>,
    pub section: Option<String>,
    pub uses_han: bool,
}

/// A title is a line of a report.
const MAX_TITLE: usize = 60;

impl Rule {
    /// Makes a rule; `Err`, with all remarks, where nothing that could be judged is left.
    pub fn of(foreign: Foreign, id: String, options: &Options, source: &Source) -> Result<Rule, Vec<Remark>> {
        let Foreign { name, written, at, given, tree, facts, remarks: found, more } = foreign;
        let mut remarks = Remarks { source, found, more };
        let Some(asked) = tree.and_then(|tree| lower(given.as_ref(), &tree, &mut remarks)) else {
            remarks.add(at, remark::EMPTY, format!("nothing is left of {}", quoted(&written)), "no rule was written");
            return Err(remarks.found);
        };
        let kind = kind_of(&facts, options);
        let Some(examples) = examples(&asked, kind) else {
            let what = format!("no call can be made up in which {} surely holds, or surely not", quoted(&written));
            remarks.add(at, remark::NO_EXAMPLE, what, "no rule was written");
            return Err(remarks.found);
        };
        let uses_han =
            asked.conditions.iter().flat_map(|condition| &condition.samples).any(|text| text.contains(is_han));
        let line = source.place(at).line;
        let title: String = one_line(name.as_deref().unwrap_or(&written)).chars().take(MAX_TITLE).collect();
        let title = if title.is_empty() { id.clone() } else { title };
        let mut found = remarks.found;
        found.iter_mut().for_each(|remark| remark.rule = Some(id.clone()));
        let (why, misses) = texts(source, line, found.len() + remarks.more, uses_han);
        Ok(Rule {
            id,
            title,
            kind,
            severity: facts.severity.unwrap_or(if kind == Kind::Note { Severity::Info } else { Severity::Minor }),
            why: facts.why.unwrap_or(why),
            misses,
            asked,
            examples,
            file: source.name.clone(),
            line,
            written,
            remarks: found,
            points: facts.points.filter(|_| kind != Kind::Note),
            section: facts.section,
            uses_han,
        })
    }
}

/// What its file says; else what costs points is forbidden; else what the options say.
fn kind_of(facts: &Facts, options: &Options) -> Kind {
    let costs = facts.points.is_some_and(|points| points > Points::ZERO);
    facts.kind.unwrap_or(if costs { Kind::Forbid } else { options.kind })
}

/// `why` and `misses`, in the language of the rule's phrases.
fn texts(source: &Source, line: usize, remarks: usize, uses_han: bool) -> (String, String) {
    let file = one_line(&source.name);
    let (why, mut misses) = match uses_han {
        true => (format!("由 {file} 第 {line} 行转入，尚无人核对。"), "转入后还没有在通话上试过。".to_string()),
        false => (
            format!("Carried over from {file}, line {line}; nobody has looked at it yet."),
            "Not tried on calls since it was carried over.".to_string(),
        ),
    };
    match (uses_han, remarks) {
        (_, 0) => {}
        (true, _) => misses.push_str(&format!("有 {remarks} 处未能照原样转入，见文件开头。")),
        (false, 1) => misses.push_str(" One thing could not be carried over as it stood: see the top of the file."),
        (false, _) => misses
            .push_str(&format!(" {remarks} things could not be carried over as they stood: see the top of the file.")),
    }
    (why, misses)
}

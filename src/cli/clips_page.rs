//! The page of players that comes with cut clips.

use std::fmt::Write;

use crate::call::time::Span;
use crate::call::transcript::Utterance;
use crate::cli::html::escaped;

/// A clip that was cut.
pub struct Clip {
    /// File name without ending.
    pub name: String,
    pub call: String,
    pub agent: Option<String>,
    /// The evidence, in the recording's time.
    pub at: Span,
    /// What the evidence is.
    pub what: String,
    /// The rule's title.
    pub title: String,
    pub lines: Vec<Utterance>,
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#222}\
article{border-top:1px solid #ccc;padding:1rem 0}audio{width:100%}h2{font-size:1.1rem;margin:0}\
p{margin:.3rem 0}table{border-collapse:collapse}td{padding:.1rem .8rem .1rem 0;vertical-align:top}\
td:first-child,td:nth-child(2){color:#666;white-space:nowrap}.now td:last-child{background:#fff3bf}";

/// The page, as one file that needs no network.
pub fn page(rule: &str, clips: &[Clip]) -> String {
    let (rule, title) = (escaped(rule), clips.first().map(|clip| escaped(&clip.title)).unwrap_or_default());
    let mut html = format!(
        "<!doctype html>\n<html lang=\"zh\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{rule}</title><style>{STYLE}</style>\n\
         <h1>{rule}</h1><p>{title}</p>\n"
    );
    for clip in clips {
        add_clip(&mut html, clip);
    }
    html
}

fn add_clip(html: &mut String, clip: &Clip) {
    let agent = clip.agent.as_ref().map(|agent| format!(", agent {}", escaped(agent))).unwrap_or_default();
    let (name, call, what) = (escaped(&clip.name), escaped(&clip.call), escaped(&clip.what));
    // Writing to a String cannot fail.
    let _ = write!(
        html,
        "<article><h2>{call}{agent}, {}</h2><p>{what}</p>\n\
         <audio controls preload=\"metadata\" src=\"{name}.wav\"></audio>\n<table>",
        clip.at
    );
    for line in &clip.lines {
        let class = if line.span.overlap(clip.at).is_some() { " class=\"now\"" } else { "" };
        let (at, party, text) = (line.span.start(), line.party, escaped(&line.text));
        let _ = write!(html, "<tr{class}><td>{at}</td><td>{party}</td><td>{text}</td></tr>");
    }
    html.push_str("</table></article>\n");
}

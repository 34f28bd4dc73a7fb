//! A backtest as one page: no script, no network.

use std::fmt::Write;

use crate::backtest::report::{Flipped, Group, Report, RuleReport, Sample, Shown};
use crate::backtest::telling::Said;
use crate::call::evaluation::{Points, Verdict};
use crate::cli::backtest_text::{ending, headlines, plain, points, said, shown_evidence, signed, spread};
use crate::cli::evidence_text::sentence;
use crate::cli::html::escaped;

/// Agents and teams on the page; JSON has all.
const GROUPS_SHOWN: usize = 50;

const STYLE: &str = "\
body{font:15px/1.5 system-ui,'Noto Sans CJK SC',sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#222}\
h1{font-size:1.4rem;margin-bottom:.3rem}h2{font-size:1.1rem;margin:2rem 0 .5rem;border-top:1px solid #ccc;padding-top:1rem}\
p{margin:.2rem 0}table{border-collapse:collapse;margin:.5rem 0}\
th,td{padding:.15rem .9rem .15rem 0;text-align:left;vertical-align:top}th{color:#666;font-weight:normal}\
.n{text-align:right;font-variant-numeric:tabular-nums}.up{color:#1a7f37}.down{color:#b3261e}.quiet{color:#666}\
th.was{border-bottom:.3rem solid #9aa5b1}th.is{border-bottom:.3rem solid #3366cc}.bar{display:block;height:.55rem;background:#9aa5b1;min-width:1px}.bar.after{background:#3366cc}\
.bars{width:22rem}details{border:1px solid #ddd;border-radius:.4rem;margin:.5rem 0;padding:.4rem .8rem}\
summary{cursor:pointer}.call{margin:.8rem 0;border-left:3px solid #ddd;padding-left:.8rem}\
.sides{display:grid;grid-template-columns:1fr 1fr;gap:1rem}.sides h4{margin:0;font-size:.9rem;color:#666}\
ul{margin:.1rem 0;padding-left:1.1rem}time{color:#666;white-space:nowrap}.scroll{overflow-x:auto}";

/// The page.
pub fn page(report: &Report) -> String {
    let title = escaped(&format!("Backtest of {}", report.new.pack));
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><style>{STYLE}</style>\n<h1>{title}</h1>\n"
    );
    for line in headlines(report) {
        add(&mut html, format_args!("<p>{}</p>\n", escaped(&line)));
    }
    add_spread(&mut html, report);
    add_rules(&mut html, report);
    add_flipped(&mut html, report);
    add_groups(&mut html, "Agents", "agent", &report.agents);
    add_groups(&mut html, "Teams", "team", &report.teams);
    html
}

/// Writing to a String cannot fail.
fn add(html: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = html.write_fmt(text);
}

fn add_spread(html: &mut String, report: &Report) {
    html.push_str(
        "<h2>How calls come out</h2>\n<table><tr><th><th class=\"n was\">before<th class=\"n is\">after<th></tr>\n",
    );
    let counts = |spread: &crate::backtest::spread::Spreading| {
        let verdicts = Verdict::ALL.map(|verdict| spread.verdicts.get(verdict.name()).copied().unwrap_or(0));
        verdicts.into_iter().chain(spread.bands).max().unwrap_or(0)
    };
    let most = counts(&report.before).max(counts(&report.after)).max(1);
    for (name, before, after) in spread(report) {
        let bars = match (before.parse::<u64>(), after.parse::<u64>()) {
            (Ok(before), Ok(after)) => format!("{}{}", bar("bar", before, most), bar("bar after", after, most)),
            _ => String::new(),
        };
        let row = format_args!(
            "<tr><td>{name}<td class=\"n\">{before}<td class=\"n\">{after}<td class=\"bars\">{bars}</tr>\n"
        );
        add(html, row);
    }
    html.push_str("</table>\n");
    for flip in &report.flips {
        let (before, after) = (plain(flip.before.name()), plain(flip.after.name()));
        add(html, format_args!("<p>{before} → {after}: {}</p>\n", flip.calls));
    }
}

fn bar(class: &str, calls: u64, most: u64) -> String {
    // A share of a hundred, in whole tenths.
    let tenths = calls * 1000 / most;
    format!("<span class=\"{class}\" style=\"width:{}.{}%\"></span>", tenths / 10, tenths % 10)
}

fn add_rules(html: &mut String, report: &Report) {
    html.push_str("<h2>Rules that change</h2>\n");
    if report.changed_rules().next().is_none() {
        html.push_str("<p>No rule comes out otherwise on any call.</p>\n");
    }
    for rule in report.changed_rules() {
        add_rule(html, rule);
    }
    let same = report.rules.iter().filter(|rule| rule.transitions.is_empty());
    let same: Vec<String> = same.map(|rule| format!("{} ({})", escaped(&rule.rule), rule.after)).collect();
    if !same.is_empty() {
        add(html, format_args!("<p class=\"quiet\">The same on every call, with findings: {}.</p>\n", same.join(", ")));
    }
}

fn add_rule(html: &mut String, rule: &RuleReport) {
    let (id, title) = (escaped(&rule.rule), escaped(&rule.title));
    add(
        html,
        format_args!(
            "<details open><summary><b>{id}</b> {title} · {} → {} findings, \
             <span class=\"up\">{} gained</span>, <span class=\"down\">{} lost</span></summary>\n<table>",
            rule.before, rule.after, rule.gained, rule.lost
        ),
    );
    for transition in &rule.transitions {
        let (before, after) = (said(transition.before), said(transition.after));
        add(html, format_args!("<tr><td>{before} → {after}<td class=\"n\">{}</tr>", transition.calls));
    }
    html.push_str("</table>\n");
    for sample in &rule.samples {
        add_sample(html, sample);
    }
    html.push_str("</details>\n");
}

fn add_sample(html: &mut String, sample: &Sample) {
    let (before, after) = (ending(&sample.before), ending(&sample.after));
    let of = [Some(&sample.of.call), sample.of.agent.as_ref(), sample.of.team.as_ref(), sample.of.start.as_ref()];
    let of = of.into_iter().flatten().map(|part| escaped(part)).collect::<Vec<_>>().join(" · ");
    add(html, format_args!("<div class=\"call\"><p><b>{before} → {after}</b> · {of}</p><div class=\"sides\">"));
    add_side(html, "before", &sample.before);
    add_side(html, "after", &sample.after);
    html.push_str("</div></div>\n");
}

fn add_side(html: &mut String, side: &str, shown: &Shown) {
    add(html, format_args!("<div><h4>{side}: {}</h4><ul>", said(shown.outcome)));
    for evidence in shown_evidence(shown) {
        let at = evidence.span().map(|span| format!("<time>{span}</time> ")).unwrap_or_default();
        add(html, format_args!("<li>{at}{}", escaped(&sentence(evidence))));
    }
    html.push_str("</ul></div>");
}

fn add_flipped(html: &mut String, report: &Report) {
    if report.flipped.is_empty() {
        return;
    }
    let all: u64 = report.flips.iter().map(|flip| flip.calls).sum();
    add(
        html,
        format_args!("<h2>Verdicts that flip</h2>\n<p class=\"quiet\">{} of {all} calls</p>\n", report.flipped.len()),
    );
    html.push_str("<div class=\"scroll\"><table><tr><th>call<th>agent<th>before<th>after<th>because of</tr>\n");
    for flipped in &report.flipped {
        add_flip(html, flipped);
    }
    html.push_str("</table></div>\n");
}

fn add_flip(html: &mut String, flipped: &Flipped) {
    let change =
        |rule: &str, before: Said, after: Said| format!("{}: {} → {}", escaped(rule), said(before), said(after));
    let rules = flipped.rules.iter().map(|rule| change(&rule.rule, rule.before, rule.after));
    let came = |verdict: Verdict, score: Option<Points>| format!("{} {}", plain(verdict.name()), points(score));
    let (call, agent) = (escaped(&flipped.of.call), escaped(flipped.of.agent.as_deref().unwrap_or_default()));
    let (before, after) =
        (came(flipped.before.verdict, flipped.before.score), came(flipped.after.verdict, flipped.after.score));
    let rules = match flipped.rules.is_empty() {
        true => "the same outcomes, in more or fewer places".to_string(),
        false => rules.collect::<Vec<_>>().join("<br>"),
    };
    add(html, format_args!("<tr><td>{call}<td>{agent}<td>{before}<td>{after}<td>{rules}</tr>\n"));
}

fn add_groups(html: &mut String, title: &str, one: &str, groups: &[Group]) {
    let moved: Vec<&Group> = groups.iter().filter(|group| group.moved.up + group.moved.down > 0).collect();
    if moved.is_empty() {
        return;
    }
    add(
        html,
        format_args!(
            "<h2>{title} whose scores move</h2>\n<p class=\"quiet\">{} of {}</p>\n<table><tr><th>{one}\
             <th class=\"n\">calls<th class=\"n\">up<th class=\"n\">down<th class=\"n\">before<th class=\"n\">after\
             <th class=\"n\">mean move</tr>\n",
            moved.len().min(GROUPS_SHOWN),
            moved.len()
        ),
    );
    for group in moved.iter().take(GROUPS_SHOWN) {
        let (name, moved) = (escaped(group.name.as_deref().unwrap_or("not known")), group.moved);
        let class = if moved.by.is_some_and(|by| by.0 < 0) { "n down" } else { "n up" };
        add(
            html,
            format_args!(
                "<tr><td>{name}<td class=\"n\">{}<td class=\"n\">{}<td class=\"n\">{}<td class=\"n\">{}<td class=\"n\">{}\
                 <td class=\"{class}\">{}</tr>\n",
                moved.calls,
                moved.up,
                moved.down,
                points(moved.before),
                points(moved.after),
                signed(moved.by)
            ),
        );
    }
    html.push_str("</table>\n");
}

//! `earwitness query`: asks for scored calls.

use std::io::{BufWriter, Write, stdout};
use std::ops::ControlFlow;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow};
use comfy_table::{CellAlignment, ContentArrangement};
use jiff::civil::Date;
use serde::Serialize;

use crate::call::evaluation::{Points, Verdict};
use crate::call::finding::Outcome;
use crate::call::party::Party;
use crate::call::recording::Call;
use crate::call::time::Millis;
use crate::cli::evidence_text::print_wrapped;
use crate::cli::packs::count;
use crate::cli::rule_names::warn_of_unknown;
use crate::cli::stores::StoreArgs;
use crate::cli::table::table;
use crate::config::Config;
use crate::rules::extent;
use crate::store::query::{CallRow, Query, RuleFilter, Said, Sort, WordHit};
use crate::store::store::Mode;
use crate::text::simplify::simplified;

/// Ask for scored calls. A filter that is given more than once takes any of its values; --rule and --said take all.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    filter: FilterArgs,
    /// Order: start, score, duration, agent or call
    #[arg(long, value_parser = |name: &str| Sort::named(name).ok_or("known are start, score, duration, agent, call"))]
    sort: Option<Sort>,
    /// Turn the order round
    #[arg(long)]
    descending: bool,
    /// At most so many calls [default: 50 in a table, all otherwise]
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
    /// Leave out so many calls at the beginning
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: u32,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// Which calls.
#[derive(Debug, Default, clap::Args)]
pub struct FilterArgs {
    /// First day of the call's start, 2026-11-16
    #[arg(long, value_name = "DAY")]
    from: Option<Date>,
    /// Last day of the call's start
    #[arg(long, value_name = "DAY")]
    until: Option<Date>,
    /// Agent
    #[arg(long)]
    agent: Vec<String>,
    /// Team
    #[arg(long)]
    team: Vec<String>,
    /// Queue
    #[arg(long)]
    queue: Vec<String>,
    /// inbound or outbound, as the metadata has it
    #[arg(long)]
    direction: Vec<String>,
    /// Customer reference
    #[arg(long, value_name = "REF")]
    customer_ref: Vec<String>,
    /// zh, en, …
    #[arg(long)]
    language: Vec<String>,
    /// pass, fail, auto_fail or unscored
    #[arg(long, value_parser = verdict)]
    verdict: Vec<Verdict>,
    /// At least so many points, as in 80 or 72.5
    #[arg(long, value_name = "POINTS", value_parser = points)]
    min_score: Option<Points>,
    /// At most so many points
    #[arg(long, value_name = "POINTS", value_parser = points)]
    max_score: Option<Points>,
    /// At least so long, as in 30s or 5min
    #[arg(long, value_name = "TIME", value_parser = time)]
    min_duration: Option<Millis>,
    /// At most so long
    #[arg(long, value_name = "TIME", value_parser = time)]
    max_duration: Option<Millis>,
    /// A rule, violated or noted; or with the outcomes asked for, as in dead-air=met,not_evaluable
    #[arg(long, value_name = "RULE[=OUTCOME,…]", value_parser = rule)]
    rule: Vec<RuleFilter>,
    /// A complaint category, as in billing
    #[arg(long)]
    category: Vec<String>,
    /// Words that were said; by whom, as in customer:投诉 (agent, customer; unknown and ivr are kept together)
    #[arg(long, value_name = "[PARTY:]WORDS", value_parser = said)]
    said: Vec<Said>,
    /// A further column of the metadata, as in region=south
    #[arg(long = "where", value_name = "COLUMN=VALUE", value_parser = column)]
    columns: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Table,
    /// One object a line
    Json,
    Csv,
}

/// Calls in a table where no limit is given.
const TABLE_LIMIT: u32 = 50;

impl FilterArgs {
    pub fn query(&self) -> Result<Query> {
        if let (Some(from), Some(until)) = (self.from, self.until)
            && until < from
        {
            return Err(anyhow!("--until {until} is before --from {from}"));
        }
        Ok(Query {
            from: self.from,
            until: self.until,
            agents: self.agent.clone(),
            teams: self.team.clone(),
            queues: self.queue.clone(),
            directions: self.direction.clone(),
            customer_refs: self.customer_ref.clone(),
            languages: self.language.clone(),
            verdicts: self.verdict.clone(),
            min_score: self.min_score,
            max_score: self.max_score,
            min_duration: self.min_duration,
            max_duration: self.max_duration,
            rules: self.rule.clone(),
            categories: self.category.clone(),
            said: self.said.clone(),
            columns: self.columns.clone(),
            ..Query::default()
        })
    }
}

fn verdict(name: &str) -> Result<Verdict, String> {
    Verdict::named(&name.replace('-', "_")).ok_or_else(|| "known are pass, fail, auto_fail, unscored".to_string())
}

fn points(text: &str) -> Result<Points, String> {
    let points = text.parse().ok().and_then(Points::from_decimal);
    points.ok_or_else(|| "write points as 80 or 72.5".to_string())
}

fn time(text: &str) -> Result<Millis, String> {
    extent::time(text).ok_or_else(|| "write a time as 30s, 1500ms or 5min".to_string())
}

fn rule(text: &str) -> Result<RuleFilter, String> {
    let Some((rule, outcomes)) = text.split_once('=') else {
        return Ok(RuleFilter { rule: text.to_string(), outcomes: vec![Outcome::Violated, Outcome::Noted] });
    };
    let known = || Outcome::ALL.iter().map(|outcome| outcome.name()).collect::<Vec<_>>().join(", ");
    let named =
        |name: &str| Outcome::named(name).ok_or_else(|| format!("`{name}` is no outcome, known are {}", known()));
    let outcomes = outcomes.split(',').filter(|name| *name != "any").map(named).collect::<Result<_, _>>()?;
    Ok(RuleFilter { rule: rule.to_string(), outcomes })
}

fn said(text: &str) -> Result<Said, String> {
    let by_party = text.split_once(':').and_then(|(party, words)| Some((party.parse::<Party>().ok()?, words)));
    let (party, words) = by_party.map_or((None, text), |(party, words)| (Some(party), words));
    // Transcripts are kept in simplified characters.
    Ok(Said { party, text: words.chars().map(simplified).collect() })
}

fn column(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('=').map(|(column, value)| (column.to_string(), value.to_string()));
    parts.ok_or_else(|| "write COLUMN=VALUE, as in region=south".to_string())
}

pub fn run(args: Args, config: &Config) -> Result<ExitCode> {
    let store = args.store.open(config, Mode::Read)?;
    let limit = args.limit.or((args.format == Format::Table).then_some(TABLE_LIMIT));
    let (sort, descending, offset) = (args.sort.unwrap_or_default(), args.descending, args.offset);
    let query = Query { sort, descending, limit, offset, ..args.filter.query()? };
    warn_of_unknown(store.as_ref(), &query)?;
    let mut out = BufWriter::new(stdout().lock());
    match args.format {
        Format::Table => {
            let rows = store.calls(&query)?;
            print_table(&mut out, &rows)?;
            let all = store.count(&query)?;
            match rows.len() as u64 == all {
                true => writeln!(out, "{}", count(rows.len(), "call", "calls"))?,
                false => writeln!(out, "{} of {all} calls; --limit and --offset show others", rows.len())?,
            }
        }
        Format::Json => {
            let mut written = Ok(());
            store.each_call(&query, &mut |row| {
                written = serde_json::to_writer(&mut out, &Line::of(&row))
                    .map_err(anyhow::Error::from)
                    .and_then(|()| Ok(writeln!(out)?));
                if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            })?;
            written?;
        }
        Format::Csv => print_csv(&mut out, &store.calls(&query)?)?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// A row a call, and under it what was violated, noted and said.
fn print_table(out: &mut dyn Write, rows: &[CallRow]) -> Result<()> {
    let mut table = table(&["call", "start", "agent", "length", "score", "verdict"]);
    // A row must stay one line: its details are printed under it.
    table.set_content_arrangement(ContentArrangement::Disabled);
    for row in rows {
        let start = row
            .call
            .start
            .as_deref()
            .map(|start| start.get(..16).unwrap_or(start).replace('T', " "))
            .unwrap_or_default();
        let score = row.score.map_or("–".to_string(), |score| score.to_string());
        let agent = row.call.agent.clone().unwrap_or_default();
        let (length, verdict) = (row.duration.to_string(), row.verdict.name().replace('_', "-"));
        table.add_row([row.call.id.clone(), start, agent, length, score, verdict]);
    }
    for number in [3, 4] {
        if let Some(column) = table.column_mut(number) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut lines = table.lines();
    if let Some(header) = lines.next() {
        writeln!(out, "{}", header.trim_end())?;
    }
    for (line, row) in lines.zip(rows) {
        writeln!(out, "{}", line.trim_end())?;
        print_details(out, row)?;
    }
    Ok(())
}

fn print_details(out: &mut dyn Write, row: &CallRow) -> Result<()> {
    for (sign, rules) in [("✗", &row.violated), ("•", &row.categories)] {
        if !rules.is_empty() {
            print_wrapped(out, &format!("{sign} {}", rules.join(", ")), "     ")?;
        }
    }
    for hit in &row.hits {
        print_wrapped(out, &format!("{} {}: {}", hit.span.start(), hit.party, hit.text), "     ")?;
    }
    if let Some(why) = &row.unscored {
        print_wrapped(out, why, "     ")?;
    }
    Ok(())
}

/// A call as JSON lines have it.
#[derive(Serialize)]
struct Line<'a> {
    call: &'a Call,
    recording: &'a str,
    path: String,
    duration_ms: Millis,
    language: &'a str,
    score: Option<Points>,
    verdict: Verdict,
    #[serde(skip_serializing_if = "Option::is_none")]
    unscored: Option<&'a str>,
    violated: &'a [String],
    categories: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hits: Vec<Hit<'a>>,
}

#[derive(Serialize)]
struct Hit<'a> {
    utterance: u32,
    party: Party,
    start_ms: Millis,
    end_ms: Millis,
    text: &'a str,
}

impl Line<'_> {
    fn of(row: &CallRow) -> Line<'_> {
        let hit = |hit: &'_ WordHit| (hit.utterance, hit.party, hit.span.start(), hit.span.end());
        let hits = row.hits.iter().map(|found| {
            let (utterance, party, start_ms, end_ms) = hit(found);
            Hit { utterance, party, start_ms, end_ms, text: &found.text }
        });
        Line {
            call: &row.call,
            recording: &row.recording.0,
            path: row.path.display().to_string(),
            duration_ms: row.duration,
            language: &row.language,
            score: row.score,
            verdict: row.verdict,
            unscored: row.unscored.as_deref(),
            violated: &row.violated,
            categories: &row.categories,
            hits: hits.collect(),
        }
    }
}

fn print_csv(out: &mut dyn Write, rows: &[CallRow]) -> Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record([
        "call",
        "recording",
        "path",
        "start",
        "agent",
        "team",
        "queue",
        "direction",
        "customer_ref",
        "language",
        "duration_ms",
        "score",
        "verdict",
        "violated",
        "categories",
    ])?;
    for row in rows {
        let call = &row.call;
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        csv.write_record([
            call.id.clone(),
            row.recording.0.clone(),
            row.path.display().to_string(),
            text(&call.start),
            text(&call.agent),
            text(&call.team),
            text(&call.queue),
            text(&call.direction),
            text(&call.customer_ref),
            row.language.clone(),
            row.duration.0.to_string(),
            row.score.map(|score| score.to_string()).unwrap_or_default(),
            row.verdict.name().to_string(),
            row.violated.join(" "),
            row.categories.join(" "),
        ])?;
    }
    csv.flush().context("writing CSV")?;
    Ok(())
}

//! Calls to test stores with.

use std::path::PathBuf;

use crate::call::evaluation::{Evaluation, Points, Provenance, Sheet, Verdict};
use crate::call::finding::{Evidence, Finding, Kind, Matched, Outcome, Severity};
use crate::call::party::Party;
use crate::call::recording::{Call, Failure, Recording, RecordingId, Stage};
use crate::call::time::{Millis, Span};
use crate::call::transcript::{Activity, Confidence, NO_LEVEL, Transcript, Utterance, Word};
use crate::store::BACKENDS;
use crate::store::entry::{Discovered, Done, Ending, Inspected, hex};
use crate::store::store::{Mode, Store};
use sha2::{Digest, Sha256};

/// Runs a test on an empty store of every kind.
pub fn on_every_backend(test: impl Fn(&mut dyn Store)) {
    for backend in BACKENDS {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("{}:{}", backend.scheme, folder.path().join("calls.db").display());
        test(crate::store::open(&url, Mode::Write).unwrap().as_mut());
    }
}

pub fn memory() -> Box<dyn Store> {
    crate::store::open("memory:", Mode::Write).unwrap()
}

/// The id of a recording whose bytes are this name.
pub fn id(bytes: &str) -> RecordingId {
    RecordingId(hex(&Sha256::digest(bytes)))
}

/// A recording with these bytes at a path, without metadata.
pub fn found(bytes: &str, path: &str) -> Discovered {
    let path = PathBuf::from(path);
    let call = Call { id: path.file_stem().unwrap().to_string_lossy().into_owned(), ..Call::default() };
    Discovered { recording: Recording { id: id(bytes), path }, size_bytes: bytes.len() as u64, call }
}

pub fn provenance(bytes: &str) -> Provenance {
    Provenance {
        recording: id(bytes).0,
        engine: "recorded".into(),
        model: "m1".into(),
        settings: "s1".into(),
        pack: "telecom-zh 0.1.0".into(),
        pack_hash: "p1".into(),
        program: "0.1.0".into(),
    }
}

/// A transcript of lines such as `agent 投诉`, two seconds each.
pub fn transcript(lines: &[&str]) -> Transcript {
    let utterance = |(place, line): (usize, &&str)| {
        let (party, text) = line.split_once(' ').unwrap();
        let span = Span::lasting(Millis(place as u32 * 2000), Millis(1500));
        let word = Word { text: text.into(), span, confidence: Confidence::from_thousandths(873) };
        let party: Party = party.parse().unwrap();
        let channel = u8::from(party == Party::Customer);
        Utterance { party, channel, span, text: text.into(), original: Some("原文".into()), words: vec![word] }
    };
    let spans = vec![Span::lasting(Millis(0), Millis(900))];
    Transcript {
        language: "zh".into(),
        duration_ms: Millis(lines.len() as u32 * 2000),
        utterances: lines.iter().enumerate().map(utterance).collect(),
        activity: vec![Activity { party: Party::Agent, channel: 0, spans, levels: vec![-23, 0, NO_LEVEL] }],
    }
}

/// A finding with the first utterance as evidence; none where nothing was found.
pub fn finding(rule: &str, outcome: Outcome) -> Finding {
    let said = Evidence::Said {
        condition: "c".into(),
        party: Party::Agent,
        span: Span::lasting(Millis(500), Millis(1000)),
        quote: "您好".into(),
        phrase: "您好".into(),
        matched: Matched::Exact,
        utterance: 0,
    };
    let evidence = match outcome {
        Outcome::NotEvaluable => vec![Evidence::Unknown { missing: "the agent's channel is not known".into() }],
        _ => vec![said],
    };
    let (kind, severity) = (Kind::Require, Severity::Major);
    Finding { rule: rule.into(), title: format!("title of {rule}"), kind, outcome, severity, evidence }
}

/// An evaluation with this score in whole points; unscored where there is none, failed below 60.
pub fn evaluation(score: Option<i32>, findings: &[(&str, Outcome)]) -> Evaluation {
    let verdict = match score {
        None => Verdict::Unscored,
        Some(score) if score < 60 => Verdict::Fail,
        Some(_) => Verdict::Pass,
    };
    let score = score.map(Points::whole);
    let sheet = Sheet {
        scorecard: "standard".into(),
        pass_mark: Points::whole(60),
        possible: Points::whole(100),
        earned: score.unwrap_or_default(),
        unscored: score.is_none().then(|| "no speech".to_string()),
        ..Sheet::default()
    };
    let findings = findings.iter().map(|(rule, outcome)| finding(rule, *outcome)).collect();
    Evaluation { score, verdict, findings, sheet }
}

pub fn inspected(bytes: &str, evaluation: Evaluation, lines: &[&str]) -> Done {
    let inspected = Inspected {
        format: "wav, mu-law, 8000 Hz, 2 channels".into(),
        warnings: vec!["wav: header claims 4 GiB, file has 1 MiB".into()],
        transcript: transcript(lines),
        evaluation,
        provenance: provenance(bytes),
    };
    Done { recording: id(bytes), ending: Ending::Inspected(Box::new(inspected)) }
}

pub fn failed(bytes: &str, stage: Stage, error: &str) -> Done {
    let failure = Failure { stage, error: error.into() };
    Done { recording: id(bytes), ending: Ending::Failed { failure, provenance: provenance(bytes) } }
}

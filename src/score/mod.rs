//! Holds findings against a scorecard.
//!
//! A rule says what happened; the scorecard says what it costs. Rules that are not applicable or not evaluable, and rules
//! on trial, leave both sides of the score; a criterion with none left is worth nothing on this call.

mod criterion;
mod places;
mod reasons;
mod section;
mod total;

use crate::call::evaluation::{Evaluation, Part, Points, SectionScore, Sheet, Verdict};
use crate::call::finding::Finding;
use crate::call::time::Millis;
use crate::rules::scorecard::Scorecard;
use crate::rules::scorecard::band::band_of;
use crate::rules::scorecard::criterion::AutoFail;
use crate::score::criterion::Findings;
use crate::score::section::{judged_points, score_section};
use crate::score::total::total;

/// What a call brings besides its findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circumstances<'a> {
    pub duration: Millis,
    /// Whether anybody said anything.
    pub has_words: bool,
    /// Rules on trial.
    pub on_trial: &'a [&'a str],
}

/// Scores a call. Pure, and exact: all points are whole tenths.
pub fn score(findings: Vec<Finding>, scorecard: &Scorecard, circumstances: Circumstances<'_>) -> Evaluation {
    let found = Findings { findings: &findings, on_trial: circumstances.on_trial };
    let sections: Vec<SectionScore> = scorecard.sections.iter().map(|section| score_section(section, found)).collect();
    let unscored = why_unscored(scorecard, circumstances, &sections);
    let scored = |sections: &mut dyn Iterator<Item = &SectionScore>| match unscored {
        Some(_) => None,
        None => total(scorecard.method, sections),
    };
    let score = scored(&mut sections.iter());
    let is_compliance = |section: &&SectionScore| section.part == Some(Part::Compliance);
    let compliance = scored(&mut sections.iter().filter(is_compliance));
    let auto_fails: Vec<String> =
        scorecard.criteria().flat_map(|criterion| found.failing(criterion, AutoFail::Call)).collect();
    let verdict = match score {
        None => Verdict::Unscored,
        Some(_) if !auto_fails.is_empty() => Verdict::AutoFail,
        Some(score) if score >= scorecard.pass_mark => Verdict::Pass,
        Some(_) => Verdict::Fail,
    };
    let band = score.filter(|_| verdict != Verdict::AutoFail).and_then(|score| band_of(&scorecard.bands, score));
    let band = band.map(|band| band.title.clone());
    let sum = |points: fn(&SectionScore) -> Points| Points(sections.iter().map(|section| points(section).0).sum());
    let sheet = Sheet {
        scorecard: scorecard.title.clone(),
        method: scorecard.method,
        pass_mark: scorecard.pass_mark,
        possible: sum(|section| section.possible),
        earned: sum(|section| section.earned),
        bonus: sum(|section| section.bonus),
        band,
        compliance,
        sections,
        auto_fails,
        unscored,
    };
    Evaluation { score, verdict, findings, sheet }
}

fn why_unscored(scorecard: &Scorecard, circumstances: Circumstances<'_>, sections: &[SectionScore]) -> Option<String> {
    if !circumstances.has_words {
        return Some("nothing was said".to_string());
    }
    if circumstances.duration < scorecard.min_duration {
        let (is, least) = (circumstances.duration.as_secs_f64(), scorecard.min_duration.as_secs_f64());
        return Some(format!("the call lasts {is:.1} s; calls under {least:.1} s are not scored"));
    }
    if sections.iter().all(|section| section.possible == Points::ZERO) {
        return Some("no rule of the scorecard could be judged".to_string());
    }
    let judged = scorecard.sections.iter().zip(sections).map(|(section, score)| judged_points(section, score).0);
    let (judged, worth, least) = (Points(judged.sum()), scorecard.worth(), scorecard.min_judged);
    (judged < least)
        .then(|| format!("rules worth {judged} of {worth} points could be judged; at least {least} are needed"))
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

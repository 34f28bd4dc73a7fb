//! Why it cannot be known whether something was said: nobody knows who spoke, or nobody understands it.

use crate::call::party::Party;
use crate::call::time::Span;
use crate::call::transcript::Confidence;
use crate::scan::anchor::Near;
use crate::scan::answer::Truth;
use crate::scan::heard::{Heard, touches};
use crate::scan::ruleset::CompiledCondition;

/// A hit counts only as far as what it is near, and what would excuse it, are known.
pub fn of_other(other: Option<Near<'_>>) -> Option<String> {
    match &other?.answer.truth {
        Truth::Unknown(why) => Some(why.clone()),
        _ => None,
    }
}

/// Why something that was not found in a stretch of the call may have been there all the same.
pub fn of_absence(
    heard: &Heard<'_>,
    asked: &CompiledCondition,
    searched: Span,
    anchor: Option<Near<'_>>,
) -> Option<String> {
    if let Some(why) = asked.condition.unanswerable(heard) {
        return Some(why);
    }
    of_other(anchor).or_else(|| of_parties(heard, asked, searched))
}

/// Why it is not known who says what in a stretch of the call.
pub fn of_parties(heard: &Heard<'_>, asked: &CompiledCondition, searched: Span) -> Option<String> {
    // Silences belong to nobody: only what is said has a party that can be in doubt.
    let says = asked.condition.reads_words() || !asked.scope.is_any_party();
    let parties = &asked.scope.parties;
    if !says
        || parties.contains(&Party::Unknown) && heard.lines.iter().any(|line| line.utterance.party == Party::Unknown)
    {
        return None;
    }
    if heard.within(searched, &[Party::Unknown]).next().is_some() {
        return Some(format!("what {} said: the recording does not tell the parties apart", names(parties)));
    }
    match parties.iter().any(|party| heard.hears(*party)) {
        true => None,
        false => Some(format!("nothing was heard of {}", names(parties))),
    }
}

fn names(parties: &[Party]) -> String {
    let known = parties.iter().filter(|party| party.is_known());
    let names: Vec<String> = known.map(|party| format!("the {party}")).collect();
    if names.is_empty() { "anybody".to_string() } else { names.join(" and ") }
}

/// Why nobody could say that something was not there: the words of these parties in all of these stretches are less
/// certain than `least`, on average. Speech without word times is taken to be certain: people write it down.
pub fn of_speech(heard: &Heard<'_>, parties: &[Party], searched: &[Span], least: Confidence) -> Option<String> {
    let mut lowest: Option<Confidence> = None;
    for span in searched {
        let mean = mean_confidence(heard, parties, *span).filter(|mean| *mean < least)?;
        lowest = Some(lowest.map_or(mean, |lowest| lowest.min(mean)));
    }
    let (mean, least) = (share(lowest?), share(least));
    Some(format!("speech in the window is too unclear (mean word confidence {mean}, at least {least} needed)"))
}

/// `None` where no word has a confidence.
fn mean_confidence(heard: &Heard<'_>, parties: &[Party], span: Span) -> Option<Confidence> {
    let words = heard.within(span, parties).flat_map(|(_, line)| &line.utterance.words);
    let (sum, count) = words
        .filter(|word| touches(word.span, span))
        .fold((0u64, 0u64), |(sum, count), word| (sum + u64::from(word.confidence.thousandths()), count + 1));
    let mean = sum.checked_div(count)?;
    u16::try_from(mean).ok().map(Confidence::from_thousandths)
}

/// `0.43`; the third digit where it says something.
fn share(confidence: Confidence) -> String {
    let text = format!("{:.3}", f64::from(confidence.thousandths()) / 1000.0);
    text.strip_suffix('0').map_or(text.clone(), str::to_string)
}

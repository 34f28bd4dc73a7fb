//! Which places that need a hit of their own have none: near `each` hit of an anchor, in `every` unit of the window.

use std::collections::BTreeMap;

use crate::call::time::Span;
use crate::scan::anchor::Near;
use crate::scan::answer::Truth;
use crate::scan::doubt;
use crate::scan::heard::Heard;
use crate::scan::hit::Hit;
use crate::scan::ruleset::CompiledCondition;

/// The places a condition is asked about one by one.
#[derive(Debug)]
pub struct Places {
    /// How many places needed a hit.
    pub asked: usize,
    /// Those without, in the order of the call.
    pub lacking: Vec<Lack>,
}

/// A place without a hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lack {
    pub span: Span,
    /// Which hit of the anchor it is about, where it is about one.
    pub anchor_hit: Option<usize>,
}

/// Whether the condition holds near every single hit of its anchor, which has some.
pub fn near_each(
    heard: &Heard<'_>,
    asked: &CompiledCondition,
    near: Near<'_>,
    window: Span,
    hits: &[Hit],
) -> (Truth, Places) {
    let mut places = Places { asked: near.hits().len(), lacking: Vec::new() };
    let mut doubt = None;
    for (number, anchor) in near.hits().iter().enumerate() {
        let own: Vec<Hit> = hits.iter().filter(|hit| near.reaches(heard, anchor, hit)).cloned().collect();
        if asked.condition.holds(&own, heard) {
            continue;
        }
        let span = near.reach(heard, anchor, window);
        match doubt::of_absence(heard, asked, span, Some(near)) {
            Some(why) => doubt = doubt.or(Some(why)),
            None => places.lacking.push(Lack { span, anchor_hit: Some(number) }),
        }
    }
    let truth = match (places.lacking.is_empty(), doubt) {
        (false, _) => Truth::Fails,
        (true, Some(why)) => Truth::Unknown(why),
        (true, None) => Truth::Holds,
    };
    (truth, places)
}

/// Whether every unit that the asked parties say in the window (near the anchor, where there is one) holds a hit. What lies
/// there only in part is not asked about: its other part was not searched.
pub fn in_every(
    heard: &Heard<'_>,
    asked: &CompiledCondition,
    near: Option<Near<'_>>,
    window: Span,
    hits: &[Hit],
) -> (Truth, Places) {
    let unit = asked.scope.unit;
    let reaches: Vec<Span> = match near {
        Some(near) => near.hits().iter().map(|anchor| near.reach(heard, anchor, window)).collect(),
        None => vec![window],
    };
    let mut found: BTreeMap<usize, Vec<Hit>> = BTreeMap::new();
    for hit in hits {
        found.entry(heard.place_in(unit, hit.utterance as usize).0).or_default().push(hit.clone());
    }
    let mut places = Places { asked: 0, lacking: Vec::new() };
    for number in 0..heard.passages(unit) {
        let (party, span) = heard.said_in(unit, number);
        let is_inside = |reach: &Span| reach.start() <= span.start() && span.end() <= reach.end();
        if !asked.scope.parties.contains(&party) || !reaches.iter().any(is_inside) {
            continue;
        }
        places.asked += 1;
        if !asked.condition.holds(found.get(&number).map_or(&[], Vec::as_slice), heard) {
            places.lacking.push(Lack { span, anchor_hit: None });
        }
    }
    let nothing_to_ask = || format!("no whole {} of those asked about lies in the window", unit.name());
    let truth = match (places.lacking.is_empty(), doubt::of_other(near)) {
        (_, Some(why)) => Truth::Unknown(why),
        (false, None) => Truth::Fails,
        (true, None) => match doubt::of_absence(heard, asked, window, near) {
            Some(why) => Truth::Unknown(why),
            None if places.asked == 0 => Truth::Unknown(nothing_to_ask()),
            None => Truth::Holds,
        },
    };
    (truth, places)
}

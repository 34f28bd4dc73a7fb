//! A party says nearly the same again: `repeats` without `captured`.

use std::cell::OnceCell;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::call::finding::{Evidence, Matched};
use crate::call::party::Party;
use crate::call::time::Span;
use crate::rules::diagnostic;
use crate::rules::distance::Distance;
use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::scan::heard::{Heard, Line};
use crate::scan::hit::{Hit, Quoting, Stretches};
use crate::scan::kit::Kit;
use crate::scan::lexicon::is_whole;
use crate::scan::operator::{Condition, Scene};
use crate::scan::operators::repeats::{is_within, read_within};
use crate::scan::operators::{parameters, phrases};
use crate::text::chars::is_han;
use crate::text::fold::fold;
use crate::text::lead_ins::LEAD_INS;
use crate::text::likeness::{Cut, Sample};
use crate::text::units;

/// Thousandths of the shorter one: people drop words when they say a thing again. On written complaint calls 0.6 took half as
/// many again that only shared a topic.
const LIKE: u16 = 700;
const TIMES: u32 = 2;
const WITHIN: Distance = Distance::Utterances(10);
/// Characters of Mandarin that say something: 我要退流量包.
const LEAST_CHARACTERS: usize = 6;
/// Words of English that do: cancel my data plan.
const LEAST_WORDS: usize = 4;
/// Of these, as many must not be mere grammar: 退流量包; cancel, plan. 我想要那个 and "how can I do that" come back in any call.
const LEAST_MATTER_CHARACTERS: usize = 4;
const LEAST_MATTER_WORDS: usize = 2;

/// As many sayings are compared with each: announcements in a loop would take time by the square of their number.
const LOOK_BACK: usize = 60;

/// Reads `{ times = 3, within = "10 utterances", like = 0.6, … }`.
pub fn compile(table: &mut Section, scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
    let faults = kit.faults.found.len();
    let times = parameters::whole(table, "times", 2..=20, diagnostic::VALUE, kit.faults);
    let within = read_within(table, kit);
    let like = parameters::likeness(table, "like", kit.faults);
    let min_length = parameters::whole(table, "min_length", 1..=1_000, diagnostic::VALUE, kit.faults);
    let except = match table.take("except") {
        Some(_) => phrases::read(table, "except", kit).unwrap_or_default(),
        None => Vec::new(),
    };
    if kit.faults.found.len() > faults {
        return None;
    }
    let except = except.into_iter().map(|phrase| phrase.value.folded);
    let left_out = LEAD_INS.iter().map(|phrase| fold(phrase).text().to_string()).chain(except);
    // Fails only for more phrases than a list may hold.
    let left_out = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(left_out).ok()?;
    Some(Box::new(SaidAgain {
        times: times.map_or(TIMES, |times| times.value),
        within: within.map_or(WITHIN, |within| within.value),
        like: like.unwrap_or(LIKE),
        min_length: min_length.map(|length| length.value as usize),
        left_out,
        takes_unknown: scope.parties.contains(&Party::Unknown) && !scope.is_any_party(),
    }))
}

#[derive(Debug)]
struct SaidAgain {
    times: u32,
    within: Distance,
    like: u16,
    min_length: Option<usize>,
    left_out: AhoCorasick,
    /// The rule takes those who are unknown for one party.
    takes_unknown: bool,
}

/// What one party says in one breath, or in one turn.
struct Saying<'t> {
    number: usize,
    party: Party,
    /// The utterance it begins with, and its time.
    place: (usize, Span),
    whole: Cut<'t>,
    least: Least,
    /// The whole and its clauses, those that are long enough to be compared.
    pieces: Vec<Piece<'t>>,
}

/// How much has to be said to be compared.
#[derive(Clone, Copy)]
struct Least {
    /// Units.
    length: usize,
    /// Those of them that are not mere grammar.
    matter: usize,
}

impl Least {
    fn of(text: &str) -> Least {
        match text.chars().any(is_han) {
            true => Least { length: LEAST_CHARACTERS, matter: LEAST_MATTER_CHARACTERS },
            false => Least { length: LEAST_WORDS, matter: LEAST_MATTER_WORDS },
        }
    }
}

struct Piece<'t> {
    cut: Cut<'t>,
    /// Made when something is held against it that is not told from it by bits.
    sample: OnceCell<Sample>,
    stretches: Stretches,
}

/// What was said before, too.
struct Before {
    /// The first time.
    first: Stretches,
    /// This time included.
    times: u32,
    /// Of what is most like it, in thousandths.
    likeness: u16,
}

/// What is said now, and was before.
struct Again {
    now: Stretches,
    before: Before,
}

impl SaidAgain {
    fn saying<'h>(&self, scene: &Scene<'h, '_>, number: usize, text: &'h str) -> Saying<'h> {
        let (heard, unit) = (scene.heard, scene.scope.unit);
        let (party, span) = heard.said_in(unit, number);
        let utterances = heard.utterances_of(unit, number);
        let whole = Cut::of_parts(text, &self.kept(text));
        let least = Least { length: self.min_length.unwrap_or(Least::of(text).length), ..Least::of(text) };
        let mut pieces = Vec::new();
        pieces.extend(piece(whole.clone(), least, |range| heard.parts_of(unit, number, &range)));
        for utterance in utterances.iter().copied() {
            let line = &heard.lines[utterance];
            let clauses = clauses(line);
            if clauses.len() + utterances.len() <= 2 {
                continue;
            }
            let folded = line.folded.text();
            let cut = match utterances.len() {
                1 => whole.clone(),
                _ => Cut::of_parts(folded, &self.kept(folded)),
            };
            for clause in clauses {
                pieces.extend(piece(cut.within(&clause), least, |range| vec![(utterance, range)]));
            }
        }
        let first = utterances.first().copied().unwrap_or_default();
        Saying { number, party, place: (first, span), whole, least, pieces }
    }

    /// What is left of a folded text without lead-ins and what the rule leaves out.
    fn kept(&self, text: &str) -> Vec<Range<usize>> {
        let (mut kept, mut from) = (Vec::new(), 0);
        for found in self.left_out.find_iter(text).filter(|found| is_whole(text, &found.range())) {
            kept.push(from..found.start());
            from = found.end();
        }
        kept.push(from..text.len());
        kept
    }

    /// How often something was said before, if it was.
    fn before(&self, scene: &Scene<'_, '_>, sayings: &[&Saying<'_>], piece: &Piece<'_>) -> Option<Before> {
        let alike = sayings.iter().filter_map(|saying| Some((saying, saying.best(piece, self.like)?)));
        let alike: Vec<(&&Saying<'_>, (u16, Range<usize>))> = alike.collect();
        let likeness = alike.iter().map(|(_, (likeness, _))| *likeness).max()?;
        let times = alike.len() as u32 + 1;
        let (saying, (_, range)) = alike.into_iter().next()?;
        Some(Before { first: saying.place(scene, range), times, likeness })
    }

    /// What was said most often, if that is often enough; of equals what is most like it, and of those the first.
    fn most_often(&self, all: impl Iterator<Item = Again>) -> Option<Again> {
        let rank = |again: &Again| (again.before.times, again.before.likeness);
        let best = all.reduce(|best, again| if rank(&best) < rank(&again) { again } else { best });
        best.filter(|again| again.before.times >= self.times)
    }

    /// The hit on a saying that comes back often enough. `before` holds the sayings before it.
    fn hit(&self, scene: &Scene<'_, '_>, before: &[Saying<'_>], now: &Saying<'_>) -> Option<Hit> {
        if !now.party.is_known() && !self.takes_unknown {
            return None;
        }
        let is_near = |saying: &&Saying<'_>| {
            saying.party == now.party && is_within(scene.heard, self.within, saying.place, now.place)
        };
        let mut before: Vec<&Saying<'_>> = before.iter().rev().filter(is_near).take(LOOK_BACK).collect();
        before.reverse();
        let own = now.pieces.iter().filter_map(|piece| {
            let before = self.before(scene, &before, piece)?;
            Some(Again { now: piece.stretches.clone(), before })
        });
        // What in this saying is like a piece of one before it.
        let echoes = before.iter().flat_map(|saying| &saying.pieces).filter_map(|piece| {
            let (likeness, range) = now.best(piece, self.like)?;
            let before = Before { likeness, ..self.before(scene, &before, piece)? };
            Some(Again { now: now.place(scene, range), before })
        });
        let Again { now, before: Before { first, times, likeness } } =
            self.most_often(own).or_else(|| self.most_often(echoes))?;
        let plain = Quoting { condition: "", phrase: "", matched: Matched::Exact, item: 0 };
        let first = Hit::on_stretches(scene.heard, &first, &plain);
        let phrase = match &first.evidence {
            Evidence::Said { quote, .. } => quote.as_str(),
            _ => "",
        };
        let matched = Matched::Again { times, likeness, first_ms: first.span.start() };
        let quoting = Quoting { condition: scene.condition, phrase, matched, item: 0 };
        Some(Hit::on_stretches(scene.heard, &now, &quoting))
    }
}

impl Saying<'_> {
    /// What of it is most like a piece, if that is enough and says something.
    fn best(&self, piece: &Piece<'_>, like: u16) -> Option<(u16, Range<usize>)> {
        if piece.cut.at_most_in(&self.whole) < like {
            return None;
        }
        let sample = piece.sample.get_or_init(|| Sample::of(&piece.cut));
        sample.best_in(&self.whole, like).filter(|(_, range)| self.whole.matter(range) >= self.least.matter)
    }

    /// Where a range of its text was said.
    fn place(&self, scene: &Scene<'_, '_>, range: Range<usize>) -> Stretches {
        scene.heard.parts_of(scene.scope.unit, self.number, &range)
    }
}

impl Condition for SaidAgain {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        let (heard, unit) = (scene.heard, scene.scope.unit);
        let texts: Vec<_> = (0..heard.passages(unit)).map(|number| heard.text(unit, number)).collect();
        // That others repeat themselves is no near miss.
        let is_asked = |number: usize| scene.scope.parties.contains(&heard.said_in(unit, number).0);
        let asked = texts.iter().enumerate().filter(|(number, _)| is_asked(*number));
        let sayings = asked.map(|(number, text)| self.saying(scene, number, text));
        let sayings: Vec<Saying<'_>> = sayings.filter(|saying| !saying.pieces.is_empty()).collect();
        let hits = sayings.iter().enumerate().filter_map(|(at, now)| self.hit(scene, &sayings[..at], now));
        hits.collect()
    }

    fn looked_for(&self) -> Vec<String> {
        vec![format!("nearly the same {} times within {}", self.times, self.within)]
    }

    fn unanswerable(&self, heard: &Heard<'_>) -> Option<String> {
        (!heard.transcript.parties_known() && !self.takes_unknown)
            .then(|| "who says it again: the parties of this recording are not known".to_string())
    }
}

/// A piece to be compared, if it is long enough.
fn piece(cut: Cut<'_>, least: Least, stretches: impl Fn(Range<usize>) -> Stretches) -> Option<Piece<'_>> {
    let range = cut.range();
    let is_enough = cut.len() >= least.length && cut.matter(&range) >= least.matter;
    is_enough.then(|| Piece { cut, sample: OnceCell::new(), stretches: stretches(range) })
}

/// The parts of a line's folded text between two marks of punctuation.
fn clauses(line: &Line<'_>) -> Vec<Range<usize>> {
    let (text, folded) = (&line.utterance.text, line.folded.text());
    let marks: Vec<usize> = text.match_indices(is_mark).map(|(at, _)| at).collect();
    let mut clauses: Vec<(usize, Range<usize>)> = Vec::new();
    let starts: Vec<usize> = units::starts(folded).collect();
    for (start, end) in starts.iter().copied().zip(starts.iter().skip(1).copied().chain([folded.len()])) {
        let number = marks.partition_point(|mark| *mark < line.folded.source(start..end).start);
        match clauses.last_mut() {
            Some((last, clause)) if *last == number => clause.end = end,
            _ => clauses.push((number, start..end)),
        }
    }
    clauses.into_iter().map(|(_, clause)| clause).collect()
}

fn is_mark(c: char) -> bool {
    matches!(c, '，' | '。' | '！' | '？' | '；' | '、' | ',' | '.' | '!' | '?' | ';' | '…')
}

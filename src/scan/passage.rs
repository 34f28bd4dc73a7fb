//! The texts that phrases are matched in: utterances, or what one party says in several of them, joined.

use std::cell::OnceCell;
use std::ops::Range;

use crate::call::party::Party;
use crate::call::time::Span;
use crate::rules::scope::Unit;
use crate::scan::heard::Heard;
use crate::scan::lexicon::is_word_character;
use crate::text::units;

/// The folded texts of several utterances of one party, joined.
#[derive(Debug, Default)]
pub struct Passage {
    pub text: String,
    /// Where each utterance begins in `text`, and which it is.
    parts: Vec<(usize, usize)>,
}

/// All utterances of a call, joined by one unit.
#[derive(Debug)]
struct Passages {
    /// In order of their first utterances.
    list: Vec<Passage>,
    /// The passage of each utterance.
    of: Vec<u32>,
    /// Where each utterance begins in the text of its passage.
    begins: Vec<usize>,
}

/// Where two utterances of a joined text meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joint {
    /// Where the first of them begins.
    pub begins: usize,
    /// Where it ends.
    pub at: usize,
}

/// The joined texts of a call, made when a condition first asks for them.
#[derive(Debug, Default)]
pub struct Joined {
    turns: OnceCell<Passages>,
    adjacent: OnceCell<Passages>,
    call: OnceCell<Passages>,
}

/// What others may say between two utterances that are joined as adjacent: characters in Mandarin, words in English.
/// Enough for 好的好的 or "okay yes I see", fillers not counted.
pub const BACKCHANNEL: u32 = 4;

impl Heard<'_> {
    /// How many texts of a unit there are.
    pub fn passages(&self, unit: Unit) -> usize {
        self.joined_by(unit).map_or(self.lines.len(), |passages| passages.list.len())
    }

    /// The folded text of a unit.
    pub fn text(&self, unit: Unit, number: usize) -> &str {
        match self.joined_by(unit) {
            Some(passages) => &passages.list[number].text,
            None => self.lines[number].folded.text(),
        }
    }

    /// The unit that an utterance is part of, and where it begins in its text.
    pub fn place_in(&self, unit: Unit, utterance: usize) -> (usize, usize) {
        self.joined_by(unit)
            .map_or((utterance, 0), |passages| (passages.of[utterance] as usize, passages.begins[utterance]))
    }

    /// Where the utterances of a unit meet.
    pub fn joints(&self, unit: Unit, number: usize) -> impl Iterator<Item = Joint> {
        let parts = self.joined_by(unit).map_or(&[][..], |passages| &passages.list[number].parts);
        let inner = parts.split_last().map_or(&[][..], |(_, inner)| inner);
        inner.iter().map(|(begins, utterance)| Joint {
            begins: *begins,
            at: begins + self.lines[*utterance].folded.text().len(),
        })
    }

    /// Who says a unit, and when: from the start of its first utterance to the end of its last.
    pub fn said_in(&self, unit: Unit, number: usize) -> (Party, Span) {
        let said = |utterance: usize| &self.transcript.utterances[utterance];
        let Some(passages) = self.joined_by(unit) else { return (said(number).party, said(number).span) };
        let parts = &passages.list[number].parts;
        let spans = parts.iter().map(|(_, utterance)| said(*utterance).span).reduce(Span::cover);
        (parts.first().map_or(Party::Unknown, |(_, first)| said(*first).party), spans.unwrap_or_default())
    }

    /// The utterances of a unit.
    pub fn utterances_of(&self, unit: Unit, number: usize) -> Vec<usize> {
        match self.joined_by(unit) {
            Some(passages) => passages.list[number].parts.iter().map(|(_, utterance)| *utterance).collect(),
            None => vec![number],
        }
    }

    /// The utterances that a range of a unit's text lies in, with the range in each.
    pub fn parts_of(&self, unit: Unit, number: usize, range: &Range<usize>) -> Vec<(usize, Range<usize>)> {
        let Some(passages) = self.joined_by(unit) else { return vec![(number, range.clone())] };
        let parts = passages.list[number].parts.iter().filter_map(|(begin, utterance)| {
            let length = self.lines[*utterance].folded.text().len();
            let (from, to) = (range.start.max(*begin), range.end.min(begin + length));
            (from < to).then(|| (*utterance, from - begin..to - begin))
        });
        parts.collect()
    }

    /// `None` for single utterances.
    fn joined_by(&self, unit: Unit) -> Option<&Passages> {
        let join = |of: Vec<u32>| Passages::join(self, of);
        Some(match unit {
            Unit::Utterance => return None,
            Unit::Turn => self.joined.turns.get_or_init(|| join(self.turn_numbers().to_vec())),
            Unit::Adjacent => self.joined.adjacent.get_or_init(|| join(adjacent(self))),
            Unit::Call => self.joined.call.get_or_init(|| join(by_party(self))),
        })
    }
}

impl Passages {
    fn join(heard: &Heard<'_>, of: Vec<u32>) -> Passages {
        let count = of.iter().max().map_or(0, |last| *last as usize + 1);
        let mut list: Vec<Passage> = Vec::with_capacity(count);
        list.resize_with(count, Passage::default);
        let place = |(utterance, number): (usize, &u32)| {
            list[*number as usize].add(heard.lines[utterance].folded.text(), utterance)
        };
        let begins = of.iter().enumerate().map(place).collect();
        Passages { list, of, begins }
    }
}

impl Passage {
    /// Adds an utterance, and says where it begins.
    fn add(&mut self, folded: &str, utterance: usize) -> usize {
        let both_latin = self.text.chars().next_back().is_some_and(is_word_character)
            && folded.chars().next().is_some_and(is_word_character);
        if both_latin {
            self.text.push(' ');
        }
        let begins = self.text.len();
        self.parts.push((begins, utterance));
        self.text.push_str(folded);
        begins
    }
}

/// Numbers utterances so that those of one party have the same number while others say no more between them than
/// [`BACKCHANNEL`], however many times. Whose words are unknown stand alone.
fn adjacent(heard: &Heard<'_>) -> Vec<u32> {
    let mut numbers: Vec<u32> = Vec::with_capacity(heard.lines.len());
    let mut next = 0;
    // For each party its last utterance's number, and how much had been said by anybody when it ended.
    let mut last: [Option<(u32, u32)>; Party::ALL.len()] = [None; Party::ALL.len()];
    let mut said = 0u32;
    for line in &heard.lines {
        let party = line.utterance.party;
        let own = last[party as usize].filter(|(_, then)| party.is_known() && said - then <= BACKCHANNEL);
        let number = own.map_or(next, |(number, _)| number);
        next = next.max(number + 1);
        numbers.push(number);
        said = said.saturating_add(units::count(line.folded.text()));
        last[party as usize] = Some((number, said));
    }
    numbers
}

/// Numbers utterances by party, in the order in which the parties are first heard.
fn by_party(heard: &Heard<'_>) -> Vec<u32> {
    let mut known: Vec<Party> = Vec::new();
    let mut number = |party: Party| {
        let at = known.iter().position(|known| *known == party).unwrap_or(known.len());
        if at == known.len() {
            known.push(party);
        }
        at as u32
    };
    heard.lines.iter().map(|line| number(line.utterance.party)).collect()
}

//! `entity`: a number, date or address of a known form is said.
//!
//! Use it to find what should not be read aloud, or what has to be asked for or promised: a card number, a phone number, a
//! date.
//!
//! ```toml
//! [when.number_read_aloud]
//! party  = "agent"
//! in     = "turn"
//! entity = ["id_card", "bank_card"]
//! except = ["订单号", "工单号"]
//! ```
//!
//! | form | what it finds |
//! |---|---|
//! | `phone` | China: mobiles, fixed lines with area code, 400 numbers. English: numbers of the United States and the United Kingdom. With or without the code of the country |
//! | `id_card` | Chinese identity cards (GB 11643): place, birthday and check digit have to be right |
//! | `bank_card` | payment cards of 13 to 19 digits: a known issuer, and a right check digit (Luhn) |
//! | `email` | addresses, written or spelled out: "john dot smith at example dot com", 艾特, 点 |
//! | `amount` | numbers with a currency: 99块9, 9.99 dollars |
//! | `date` | dates, days of the week, 明天, "the 5th of March"; not today, which is in every greeting |
//! | `address` | a street or an estate with a number |
//!
//! | parameter | meaning |
//! |---|---|
//! | `entity` | a form, or a list of forms of which one is enough |
//! | `except` | phrases: what is said at most six characters or words behind one of them does not count |
//!
//! Digits that are spoken count: 幺三八, "one three eight", "double five", "oh". Pauses, fillers and words such as 然后 may stand
//! between their groups. Which phone numbers, amounts, dates and addresses are read depends on the languages of the pack.
//!
//! **Traps.** A number dictated over several utterances is found with `in = "turn"`, as long as nobody else speaks in between.
//! Any eleven digits from 13 on are a mobile, an order number too: see `except`. A wrong digit makes a card unknown. Service
//! numbers such as 10086 are no phone numbers. Addresses are known by their shape alone, and the most often wrong.
//!
//! **Not the same as** `pattern`, which finds numbers of any shape.

use crate::call::finding::Matched;
use crate::rules::diagnostic;
use crate::rules::scope::Scope;
use crate::rules::value::{Located, Section, Value, known_are};
use crate::scan::entities::FORMS;
use crate::scan::entities::form::{Countries, Form, Found};
use crate::scan::hit::{Hit, Quoting};
use crate::scan::kit::Kit;
use crate::scan::lexicon::{ListId, Phrase};
use crate::scan::operator::{Capture, Condition, Operator, Scene};
use crate::scan::operators::phrases;
use crate::text::units::Ruler;

pub struct Entity;

/// How many units behind a phrase that excuses it a form may stand: 订单号您记一下.
const EXCUSED: u32 = 6;

impl Operator for Entity {
    fn name(&self) -> &'static str {
        "entity"
    }

    fn compile(&self, section: &mut Section, scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        let except = match section.take("except") {
            Some(_) => phrases::read(section, "except", kit)?,
            None => Vec::new(),
        };
        phrases::check_shadowed(&except, kit.faults);
        let forms = read_forms(section, self.name(), kit)?;
        let except: Vec<Phrase> = except.into_iter().map(|phrase| phrase.value).collect();
        let except = kit.lexicon.add(&except, scope.unit);
        Some(Box::new(Compiled { forms, except, countries: Countries::of(kit.languages) }))
    }
}

fn read_forms(section: &mut Section, key: &'static str, kit: &mut Kit<'_>) -> Option<Vec<&'static Form>> {
    let names = match section.take(key)? {
        Located { value: Value::Text(name), place } => vec![Located::new(name, place)],
        _ => section.texts(key, kit.faults)?.value,
    };
    if names.is_empty() {
        kit.faults.at(diagnostic::EMPTY_PHRASE, section.place_of(key), "`entity` names no form", "empty");
    }
    let known: Vec<&str> = FORMS.iter().map(|form| form.name).collect();
    let mut forms = Vec::new();
    for name in names {
        match FORMS.iter().find(|form| form.name == name.value) {
            Some(form) => forms.push(form),
            None => {
                let title = format!("`{}` is no entity", name.value);
                kit.faults
                    .at(diagnostic::UNKNOWN_VALUE, name.place, title, "not known")
                    .help(known_are(&name.value, &known));
            }
        }
    }
    (!forms.is_empty()).then_some(forms)
}

#[derive(Debug)]
struct Compiled {
    forms: Vec<&'static Form>,
    except: ListId,
    countries: Countries,
}

impl Compiled {
    /// What is found in the folded text of one utterance or turn.
    fn spoken(&self, scene: &Scene<'_, '_>, number: usize) -> Vec<Capture> {
        let (heard, unit) = (scene.heard, scene.scope.unit);
        let text = heard.text(unit, number);
        let excuses = scene.phrase_hits.of(self.except);
        let from = excuses.partition_point(|excuse| (excuse.passage as usize) < number);
        let excuses: Vec<usize> = excuses[from..]
            .iter()
            .take_while(|excuse| excuse.passage as usize == number)
            .map(|excuse| excuse.range.end)
            .collect();
        let ruler = if excuses.is_empty() { None } else { Some(Ruler::of(text)) };
        let is_excused = |found: &Found| {
            let before = excuses[..excuses.partition_point(|end| *end <= found.range.start)].last();
            let gap = before.zip(ruler.as_ref()).map(|(end, ruler)| ruler.between(*end, found.range.start));
            gap.is_some_and(|gap| gap <= EXCUSED)
        };
        let mut captures = Vec::new();
        for (item, form) in self.forms.iter().enumerate() {
            for found in (form.spoken)(text, self.countries).into_iter().filter(|found| !is_excused(found)) {
                let quoting = quoting(scene, form, item);
                let hit = Hit::on_words(heard, unit, number, found.range, &quoting);
                captures.push(Capture { hit, value: found.value });
            }
        }
        captures
    }

    /// What is found in the text of one utterance as it was written.
    fn written(&self, scene: &Scene<'_, '_>, utterance: usize) -> Vec<Capture> {
        let text = &scene.heard.lines[utterance].utterance.text;
        let mut captures = Vec::new();
        for (item, form) in self.forms.iter().enumerate() {
            for found in form.written.map(|find| find(text)).unwrap_or_default() {
                let hit = Hit::on_source(scene.heard, utterance, found.range, &quoting(scene, form, item));
                captures.push(Capture { hit, value: found.value });
            }
        }
        captures
    }
}

fn quoting<'a>(scene: &Scene<'a, '_>, form: &Form, item: usize) -> Quoting<'a> {
    Quoting { condition: scene.condition, phrase: form.name, matched: Matched::Entity, item: item as u32 }
}

impl Condition for Compiled {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        self.captures(scene, None).into_iter().map(|capture| capture.hit).collect()
    }

    fn looked_for(&self) -> Vec<String> {
        self.forms.iter().map(|form| form.name.replace('_', " ")).collect()
    }

    fn groups(&self) -> Option<Vec<&str>> {
        Some(Vec::new())
    }

    fn captures(&self, scene: &Scene<'_, '_>, _group: Option<&str>) -> Vec<Capture> {
        let heard = scene.heard;
        let spoken = (0..heard.passages(scene.scope.unit)).flat_map(|number| self.spoken(scene, number));
        let written = (0..heard.lines.len()).flat_map(|utterance| self.written(scene, utterance));
        let mut captures: Vec<Capture> = spoken.chain(written).collect();
        captures.sort_by_key(|capture| (capture.hit.span, capture.hit.utterance, capture.hit.item));
        captures
    }
}

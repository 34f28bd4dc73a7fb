//! Drops what says when a rule applies: `given`, `unless`, `[call]`, `valid`, `min_confidence`.

use crate::rules::diagnostic::Faults;
use crate::rules::document::RuleDocument;
use crate::rules::value::parse;
use crate::scan::mutants::arm::place;
use crate::scan::mutants::mutant::{Edit, Mutant, Mutation, Part};

pub const GUARD: Mutation = Mutation {
    name: "guard",
    about: "`given`, `unless`, a question of `[call]`, `valid` or `min_confidence` is dropped",
    is_fault: true,
    make,
};

fn make(document: &RuleDocument) -> Vec<Mutant> {
    let mut made = Vec::new();
    for (part, key) in [(Part::Given, "given"), (Part::Unless, "unless")] {
        if let Some(expression) = part.of(document) {
            let change = format!("{key} = “{expression}” dropped");
            made.push(Mutant { place: place(expression), change, edit: Edit::Expression { part, to: None } });
        }
    }
    let file = parse(&document.source, &mut Faults::of(document.source.clone()));
    for (number, asked) in document.call.iter().enumerate() {
        let change = format!("call.{} ({}) dropped", asked.column.name(), asked.test);
        made.push(Mutant { place: file.place_of("call"), change, edit: Edit::CallTest(number) });
    }
    if let Some(valid) = document.valid {
        let change = format!("valid ({valid}) dropped");
        made.push(Mutant { place: file.place_of("valid"), change, edit: Edit::Validity });
    }
    if document.min_confidence.is_some() {
        let change = "min_confidence dropped".to_string();
        made.push(Mutant { place: file.place_of("min_confidence"), change, edit: Edit::MinConfidence });
    }
    made
}

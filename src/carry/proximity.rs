//! Reads proximity expressions, as V-Spark and Verint speech analytics write them.
//!
//! | written | read as |
//! |---|---|
//! | `"early termination"`, `early termination` | the words in this order |
//! | `a AND b`, `a & b`; `a OR b`, `a \| b`; `a NOT b`, `-a` | boolean; operators are in capitals |
//! | `a NEAR b`, `a NEAR:5 b`, `a NEAR/5 b`, `a NEAR/10s b` | at most so many words or seconds apart (3 words where nothing is said) |
//! | `a BEFORE:10 b`, `a AFTER:10 b` | in this order, and the other way round |
//! | `a NOTNEAR:5 b` | a without a b near it |
//! | `a NOTIN "a b"` | a unless it is part of the other |
//! | `cancel account ~4`, `cancel account ~t` | these words at most 4 words apart; in one turn |
//! | `help*`, `th???`, `^ hello` | wildcards; at the beginning of a turn |
//! | `a ~s<30`, `a ~e<30`, `a <30`, `START:30 a`, `END:30 a` | in the first, in the last 30 seconds |
//! | `agent:`, `client:`, `customer:`, `A:`, `C:`, `L:`, `R:` | who says what follows; `L` and `R` are the channels |
//!
//! `NOT` and the distances bind closest, then `AND`, then `OR`. V-Spark documents `&`, `|`, `*`, `?`, `~n`, `~t`, `^`,
//! `~s<`, `~e<` and `-`; Verint documents `NEAR` and `NEAR:n`, `AND`, `OR`, `NOT`, `NOTIN`, `-`, `+` and `A:`, `C:`, `R:`,
//! `U:`. The other forms stand in rule books that were written for both. Where the two differ (words side by side are a
//! phrase to one and alternatives to the other; `R` is the right channel or a robot) a remark says what was read.
//!
//! Files are one expression a line, a table, V-Spark's phrase list of a category (`AGENT:`, `CLIENT:`, `SPEAKERS:` on lines
//! of their own), or V-Spark's application as JSON.

pub mod application;
pub mod category;
pub mod parse;
pub mod tokens;

use crate::carry::dialect::{Dialect, Foreign, Options};
use crate::carry::proximity::parse::parse;
use crate::carry::remark::Remarks;
use crate::carry::rows;
use crate::carry::source::Source;
use crate::carry::tree::Whose;

pub struct Proximity;

impl Dialect for Proximity {
    fn name(&self) -> &'static str {
        "proximity"
    }

    fn about(&self) -> &'static str {
        "V-Spark and Verint expressions, phrase lists, applications (JSON)"
    }

    fn example(&self) -> &'static str {
        "Fee = agent:\"early termination\" NEAR/5 fee* NOT C:waived"
    }

    fn read<'s>(&self, source: &'s Source, options: &Options, remarks: &mut Remarks<'s>) -> Vec<Foreign> {
        if source.text.trim_start().starts_with('{') {
            return application::read(source, remarks);
        }
        if category::is_one(source) {
            return vec![category::read(source)];
        }
        let is_name = |name: &str| tokens::is_plain(name);
        let rows = rows::read(source, remarks, &is_name);
        let rules = rows.into_iter().map(|row| {
            let mut remarks = row.remarks;
            let whose = Whose { party: row.facts.party, window: None };
            let within = row.facts.within.unwrap_or(options.within);
            let tree = parse(&row.expression, within, &mut remarks).map(|tree| tree.said_by(whose));
            Foreign {
                name: row.name.map(|name| name.text),
                written: row.expression.text.clone(),
                at: row.expression.place(0),
                given: None,
                tree,
                facts: row.facts,
                remarks: remarks.found,
                more: remarks.more,
            }
        });
        rules.collect()
    }
}

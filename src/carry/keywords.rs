//! Reads boolean keyword expressions, as quality inspection in Chinese contact centres writes them.
//!
//! | written | read as |
//! |---|---|
//! | `A&B`, `A&&B`, `A+B` | both |
//! | `A\|B`, `A\|\|B`, `A、B`, `A;B` | one of them |
//! | `!A`, `A!B`, `A&!B` | not A; A and not B |
//! | `A#10B` | A, then B, with at most 10 characters between; `A#10!B`: A without such a B |
//! | `A*B`, `A.*B` | A, then B in the same utterance |
//! | `( )`, `[ ]`, `【 】` | grouping |
//! | `"A&B"`, `“A”`, `「A」` | words as they stand, whatever signs are in them |
//! | `客户:A&B` | all of it said by that party; inside an expression: the word or the brackets behind it |
//!
//! Signs may be full width. `#` binds closest, then `&` and `!`, then `|`. Baidu's voice inspection documents `&&`, `||`, `!`
//! and brackets for its rule contents; `&`, `|`, `#` with a distance, `+` and `*` are what exports of other products hold.
//! Whether `&` means one sentence or the whole call differs between products: a column `范围` says so for a rule, an option
//! for a file.

pub mod parse;
pub mod tokens;

use crate::carry::columns;
use crate::carry::dialect::{Dialect, Foreign, Options};
use crate::carry::keywords::parse::parse;
use crate::carry::remark::Remarks;
use crate::carry::rows;
use crate::carry::source::Source;
use crate::carry::tree::Whose;

pub struct Keywords;

impl Dialect for Keywords {
    fn name(&self) -> &'static str {
        "keywords"
    }

    fn about(&self) -> &'static str {
        "boolean keyword strings, one a line or a table of them"
    }

    fn example(&self) -> &'static str {
        "投诉风险：(投诉|举报)&(工信部|12315)!(建议|邮箱)"
    }

    fn read<'s>(&self, source: &'s Source, options: &Options, remarks: &mut Remarks<'s>) -> Vec<Foreign> {
        let is_name =
            |name: &str| columns::party(name).is_none() && !name.contains(['#', '（', '*', '！', '｜', '＆', '+']);
        let rows = rows::read(source, remarks, &is_name);
        let rules = rows.into_iter().map(|row| {
            let mut remarks = row.remarks;
            let within = row.facts.within.unwrap_or(options.within);
            let whose = Whose { party: row.facts.party, window: None };
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

//! Sets brackets right, so that what reads an expression can rely on them.

use crate::carry::remark::{self, Remarks};
use crate::carry::source::Cell;

/// Takes out closing brackets that close nothing, and closes at the end what is still open.
pub fn balance<T: PartialEq + Clone>(
    tokens: &mut Vec<(T, usize)>,
    cell: &Cell,
    remarks: &mut Remarks<'_>,
    [open, close]: [T; 2],
) {
    let mut opened: Vec<usize> = Vec::new();
    tokens.retain(|(token, at)| {
        if *token == open {
            opened.push(*at);
        } else if *token == close && opened.pop().is_none() {
            remarks.add(cell.place(*at), remark::SYNTAX, "a bracket that closes nothing", "left out");
            return false;
        }
        true
    });
    for at in opened {
        remarks.add(cell.place(at), remark::SYNTAX, "a bracket that is never closed", "closed at the end");
        tokens.push((close.clone(), cell.text.len()));
    }
}

/// The number of the token that closes the bracket which `from` opens, in balanced tokens.
pub fn close_of<T: PartialEq>(tokens: &[(T, usize)], from: usize, [open, close]: [&T; 2]) -> usize {
    let mut depth = 0usize;
    for (number, (token, _)) in tokens.iter().enumerate().skip(from) {
        depth += usize::from(token == open);
        if token == close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return number;
            }
        }
    }
    tokens.len()
}

//! Reads files that hold one expression a rule: a table, or a text with one rule a line.

use crate::carry::columns::{self, Column};
use crate::carry::facts::Facts;
use crate::carry::remark::{self, Remarks};
use crate::carry::source::{Cell, Source};
use crate::carry::table::{MAX_ROWS, Table};

/// A rule's expression with what is said about it.
#[derive(Debug)]
pub struct Row<'s> {
    pub name: Option<Cell>,
    pub expression: Cell,
    pub facts: Facts,
    /// On this rule alone.
    pub remarks: Remarks<'s>,
}

/// A longer name before a colon is part of an expression.
const MAX_NAME: usize = 60;

/// Reads every rule. `is_name` says whether what stands before `=` or a colon can be a name and not a part of the
/// expression.
pub fn read<'s>(source: &'s Source, remarks: &mut Remarks<'s>, is_name: &dyn Fn(&str) -> bool) -> Vec<Row<'s>> {
    match Table::with_header(source, remarks) {
        Some(table) => of_table(source, &table),
        None => of_lines(source, remarks, is_name),
    }
}

fn of_table<'s>(source: &'s Source, table: &Table) -> Vec<Row<'s>> {
    let column = if table.has(Column::Expression) { Column::Expression } else { Column::Phrase };
    let mut rows = Vec::new();
    for row in &table.rows {
        let Some(expression) = table.field(row, column) else { continue };
        let mut remarks = Remarks::on(source);
        let facts = Facts::of(table, row, &mut remarks);
        let name = table.field(row, Column::Name).cloned();
        let expression = expression.clone().cut(&mut remarks);
        rows.push(Row { name, expression, facts, remarks });
    }
    rows
}

fn of_lines<'s>(source: &'s Source, remarks: &mut Remarks<'s>, is_name: &dyn Fn(&str) -> bool) -> Vec<Row<'s>> {
    let mut rows = Vec::new();
    for (number, line) in source.lines().enumerate() {
        if number == MAX_ROWS {
            remarks.add(line.place(0), remark::LIMIT, format!("more than {MAX_ROWS} lines"), "the rest was left out");
            break;
        }
        rows.extend(of_line(source, line, is_name));
    }
    rows
}

/// `name = expression`, `name：expression`, `name TAB expression TAB party TAB points`, or an expression alone. Lines that
/// begin with `#` or `//` are comments.
fn of_line<'s>(source: &'s Source, line: Cell, is_name: &dyn Fn(&str) -> bool) -> Option<Row<'s>> {
    if line.text.starts_with('#') || line.text.starts_with("//") {
        return None;
    }
    let mut remarks = Remarks::on(source);
    let line = without_number(&line.cut(&mut remarks));
    if let Some((name, rest)) = split(&line, '\t') {
        let (expression, rest) = split(&rest, '\t').map_or((rest, None), |(first, rest)| (first, Some(rest)));
        let others = rest.iter().flat_map(|rest| rest.text.split('\t'));
        let mut facts = Facts::default();
        for other in others {
            facts.party = facts.party.or(columns::party(other).flatten());
            facts.points = facts.points.or(columns::points(other));
        }
        return Some(Row { name: Some(name), expression, facts, remarks });
    }
    let named = ['=', '＝', '：', ':'].into_iter().find_map(|sign| {
        let (name, expression) = split(&line, sign)?;
        let is_short =
            name.text.chars().count() <= MAX_NAME && !name.text.contains(['(', '（', '"', '“', '|', '&', '!']);
        let is_other = columns::party(&name.text).is_some() || !is_name(&name.text);
        (is_short && !is_other && !name.text.is_empty() && !expression.text.is_empty()).then_some((name, expression))
    });
    let (name, expression) = named.map_or((None, line), |(name, expression)| (Some(name), expression));
    Some(Row { name, expression, facts: Facts::default(), remarks })
}

fn split(cell: &Cell, sign: char) -> Option<(Cell, Cell)> {
    let at = cell.text.find(sign)?;
    Some((cell.part(0, at), cell.part(at + sign.len_utf8(), cell.text.len())))
}

/// Without `1.`, `2、`, `3)` in front.
fn without_number(line: &Cell) -> Cell {
    let digits = line.text.bytes().take_while(u8::is_ascii_digit).count();
    let mut rest = line.text[digits..].chars();
    let sign = rest.next().filter(|sign| matches!(sign, '.' | '、' | ')' | '）'));
    let goes_on = rest.next().is_some_and(|next| !next.is_ascii_digit());
    match sign.filter(|_| (1..=4).contains(&digits) && goes_on) {
        Some(sign) => line.part(digits + sign.len_utf8(), line.text.len()),
        None => line.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(Option<String>, String)> {
        let source = Source::read("f.txt", text.as_bytes());
        let mut remarks = Remarks::on(&source);
        let rows = read(&source, &mut remarks, &|name| !name.contains("NEAR"));
        rows.into_iter().map(|row| (row.name.map(|name| name.text), row.expression.text)).collect()
    }

    #[test]
    fn a_line_is_a_rule_with_or_without_a_name() {
        let cases = [
            ("投诉|举报", None, "投诉|举报"),
            ("投诉风险：(投诉|举报)&工信部", Some("投诉风险"), "(投诉|举报)&工信部"),
            ("3、风险 = a&b", Some("风险"), "a&b"),
            ("客户：投诉", None, "客户：投诉"),
            ("风险\t投诉\t客户\t5", Some("风险"), "投诉"),
            ("a NEAR:5 b", None, "a NEAR:5 b"),
            ("12315|12300", None, "12315|12300"),
        ];
        for (line, name, expression) in cases {
            assert_eq!(rows(line), [(name.map(str::to_string), expression.to_string())], "{line}");
        }
        assert!(rows("# a comment\n// another\n\n").is_empty());
    }

    #[test]
    fn a_table_is_known_by_its_header() {
        let wanted = [(Some("甲".to_string()), "投诉&工信部".to_string())];
        assert_eq!(rows("规则名称,表达式,角色\n甲,投诉&工信部,客户\n,,\n"), wanted);
    }
}

//! Reads tables: CSV with commas, semicolons or tabs, and the place of every field.

use csv::{ReaderBuilder, StringRecord};

use crate::carry::columns::{self, Column};
use crate::carry::remark::{self, Remarks, quoted};
use crate::carry::source::{Cell, Source};

/// As many rows as the word lists of a large centre have.
pub const MAX_ROWS: usize = 50_000;
/// No table of rules has more columns.
const MAX_COLUMNS: usize = 32;

/// A table whose first row says what its columns are.
#[derive(Debug)]
pub struct Table {
    /// By number; `None` for a column that means nothing here.
    columns: Vec<Option<Column>>,
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Reads a source whose first row has a header for phrases or expressions; `None` for anything else.
    pub fn with_header(source: &Source, remarks: &mut Remarks<'_>) -> Option<Table> {
        let mut rows = records(source, remarks);
        let header = rows.first()?;
        let columns: Vec<Option<Column>> = header.iter().map(|cell| columns::column(&cell.text)).collect();
        if !columns.iter().any(|column| matches!(column, Some(Column::Phrase | Column::Expression))) {
            return None;
        }
        for (cell, column) in header.iter().zip(&columns) {
            if column.is_none() && !cell.text.is_empty() {
                let what = format!("the column {} means nothing here", quoted(&cell.text));
                remarks.add(cell.place(0), remark::COLUMN, what, "left out");
            }
        }
        rows.remove(0);
        Some(Table { columns, rows })
    }

    /// Reads a source without a header: the last column holds the phrases, the first their list where there are two.
    pub fn without_header(source: &Source, remarks: &mut Remarks<'_>) -> Table {
        let rows = records(source, remarks);
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let columns = match width {
            0 | 1 => vec![Some(Column::Phrase)],
            _ => vec![Some(Column::Name), Some(Column::Phrase)],
        };
        if let Some(first) = rows.first().and_then(|row| row.first()) {
            let what = "the first row names no column such as `phrase` or `关键词`";
            let instead = match width {
                0 | 1 => "the column was read as phrases",
                _ => "the first two columns were read as list and phrase",
            };
            remarks.add(first.place(0), remark::HEADER, what, instead);
        }
        Table { columns, rows }
    }

    pub fn has(&self, column: Column) -> bool {
        self.columns.contains(&Some(column))
    }

    /// A row's field, where there is one and it is not blank.
    pub fn field<'r>(&self, row: &'r [Cell], column: Column) -> Option<&'r Cell> {
        let number = self.columns.iter().position(|known| *known == Some(column))?;
        row.get(number).filter(|cell| !cell.text.is_empty())
    }
}

/// Every row that holds anything.
fn records(source: &Source, remarks: &mut Remarks<'_>) -> Vec<Vec<Cell>> {
    let (delimiter, start) = delimiter(&source.text);
    let text = &source.text[start..];
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut read: Vec<(StringRecord, usize)> = Vec::new();
    let mut record = StringRecord::new();
    // Text is UTF-8 and rows may differ in length: nothing is left that could go wrong but the end.
    while let Ok(true) = reader.read_record(&mut record) {
        let at = record.position().map_or(0, |position| position.byte() as usize);
        if read.len() == MAX_ROWS {
            let what = format!("more than {MAX_ROWS} rows");
            remarks.add(start + at, remark::LIMIT, what, "the rest was left out; split the file");
            break;
        }
        read.push((record.clone(), at));
    }
    let ends: Vec<usize> = read.iter().skip(1).map(|(_, at)| *at).chain([text.len()]).collect();
    let rows = read.iter().zip(ends).map(|((record, at), end)| located(record, &source.text, start + at..start + end));
    rows.filter(|row| row.iter().any(|cell| !cell.text.is_empty())).collect()
}

/// The fields of a row, each where it stands in the source.
fn located(record: &StringRecord, text: &str, range: std::ops::Range<usize>) -> Vec<Cell> {
    let mut from = range.start;
    let fields = record.iter().take(MAX_COLUMNS).map(|field| {
        let doubled = field.replace('"', "\"\"");
        let rest = text.get(from..range.end).unwrap_or_default();
        let found = rest.find(&doubled).map(|at| (at, doubled.len()));
        let (at, length) = found.or_else(|| Some((rest.find(field)?, field.len()))).unwrap_or((0, 0));
        let cell = match field.contains('"') && length == doubled.len() {
            true => Cell::quoted(field, from + at),
            false => Cell::trimmed(field, from + at),
        };
        from += at + length;
        cell
    });
    fields.collect()
}

/// What stands between fields, and where the table begins: spreadsheets may say it themselves in a first line `sep=;`.
fn delimiter(text: &str) -> (u8, usize) {
    let first = text.lines().next().unwrap_or_default();
    if let Some(&[delimiter]) = first.strip_prefix("sep=").map(str::as_bytes).filter(|rest| rest[..].is_ascii()) {
        return (delimiter, text.find('\n').map_or(text.len(), |end| end + 1));
    }
    let count = |delimiter: &u8| first.bytes().filter(|byte| byte == delimiter).count();
    // The comma is last: of equals the last is taken.
    let most = [b'\t', b';', b','].into_iter().max_by_key(count);
    (most.unwrap_or(b','), 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carry::source::Place;

    fn table(text: &str) -> (Vec<Vec<String>>, Vec<Place>) {
        let source = Source::read("t.csv", text.as_bytes());
        let mut remarks = Remarks::on(&source);
        let rows = records(&source, &mut remarks);
        let places = rows.iter().flatten().map(|cell| source.place(cell.place(0))).collect();
        (rows.into_iter().map(|row| row.into_iter().map(|cell| cell.text).collect()).collect(), places)
    }

    #[test]
    fn commas_semicolons_and_tabs_part_fields() {
        for text in ["a,b\nc,d\n", "a;b\nc;d\n", "a\tb\nc\td\n", "sep=;\na;b\nc;d"] {
            assert_eq!(table(text).0, [["a", "b"], ["c", "d"]], "{text}");
        }
    }

    #[test]
    fn every_field_knows_its_place() {
        let (rows, places) = table("列,词\n\n态度, \"说\"\"不\"\"\" \n\"两\n行\",末\n");
        assert_eq!(rows[1][1], "\"说\"\"不\"\"\"", "a quote after a blank is a character like any other");
        let (rows, places_quoted) = table("列,词\n态度,\"说\"\"不\"\"\"\n\"两\n行\",末\n");
        assert_eq!(rows[1][1], "说\"不\"");
        assert_eq!(places_quoted[3], Place { line: 2, column: 5 });
        assert_eq!(places_quoted[5], Place { line: 4, column: 4 });
        assert_eq!(places[2], Place { line: 3, column: 1 });
    }
}

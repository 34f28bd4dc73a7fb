//! Tables for a terminal.

use comfy_table::{ContentArrangement, Table, presets};

/// Columns of a terminal where its width is not known.
const WIDTH: u16 = 80;

/// A table without frames that fits the terminal.
pub fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    if table.width().is_none() {
        table.set_width(WIDTH);
    }
    table.set_header(header.to_vec());
    table
}

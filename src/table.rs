//! The record as flat tables: a row a value, so complete that it can be cited alone. In: a [`Record`]. Out: rows, and what their columns
//! mean. Never done here: files, deciding anything.
//!
//! What a column means is said once: by the doc comment of the record's field it is copied from, or here where a table has it of its own.

pub mod columns;
pub mod csv;
pub mod describe;
mod rows;

use jiff::civil::Date;
use serde_json::{Number, Value};

use crate::record::Record;
use crate::rules::Rules;
pub use columns::{Column, Table, tables};

/// How many tables there are.
pub const COUNT: usize = 6;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Words of the page or its surroundings.
    Text,
    /// Words of this program: codes, EDTF, names of rules.
    Term,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// Yes or no.
    Boolean,
    /// A day.
    Date,
}

/// A cell; which kinds stand in a column its [`Type`] tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// The page does not say.
    Null,
    /// Text or term.
    Text(String),
    /// A whole number.
    Integer(usize),
    /// A number, exact in decimals.
    Number(Number),
    /// Yes or no.
    Boolean(bool),
    /// A day.
    Date(Date),
}

/// Cells in the order of the table's columns.
pub type Row = Vec<Cell>;

/// The rows of one record, for each table in the order of [`tables`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows(pub [Vec<Row>; COUNT]);

impl Rows {
    /// The rows of a record. The rules name the regions.
    pub fn of(record: &Record, rules: &Rules) -> Rows {
        rows::of(record, rules)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_string())
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Cell {
        Cell::Integer(number)
    }
}

impl From<bool> for Cell {
    fn from(yes: bool) -> Cell {
        Cell::Boolean(yes)
    }
}

impl From<Date> for Cell {
    fn from(date: Date) -> Cell {
        Cell::Date(date)
    }
}

impl From<&Number> for Cell {
    fn from(number: &Number) -> Cell {
        Cell::Number(number.clone())
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or(Cell::Null, Into::into)
    }
}

impl From<&Cell> for Value {
    /// As a JSON value; a day as text.
    fn from(cell: &Cell) -> Value {
        match cell {
            Cell::Null => Value::Null,
            Cell::Text(text) => Value::String(text.clone()),
            Cell::Integer(number) => Value::from(*number),
            Cell::Number(number) => Value::Number(number.clone()),
            Cell::Boolean(yes) => Value::Bool(*yes),
            Cell::Date(date) => Value::String(date.to_string()),
        }
    }
}

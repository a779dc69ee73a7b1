//! A number alone in a cell of a table takes the unit that its row or its column names: （亿元）, a cell 家. In: a number without
//! unit. Out: a quantity with the unit of the table. Never done here: numbers of running text.

use rust_decimal::Decimal;

use super::{Finder, Measured};
use crate::mention::grid::{Table, is_value};
use crate::mention::numeral::{self, Form, Reading};
use crate::mention::quantity::Quantity;
use crate::mention::unit;
use crate::rules::quantities::UnitClass;
use crate::rules::tables::Heading;
use crate::trace::TextSpan;

/// How many lines above a number are looked at, and how long they may be, in bytes.
const LINES: usize = 40;
const WIDTH: usize = 1200;
/// Bytes of the longest line over a table that names its unit.
const CAPTION: usize = 150;
/// Bytes of a cell beside its number: 左右, brackets, a footnote's mark.
const BESIDE: usize = 14;

impl Finder<'_, '_> {
    /// The number as a cell, where it is one.
    pub(super) fn cell(&self, measured: &Measured) -> Option<Quantity> {
        if self.context.grid.covers(measured.start) {
            return self.in_grid(measured);
        }
        let parts = |letter: Option<char>| letter.is_none_or(|letter| matches!(letter, ' ' | '\t' | '\n' | '\u{3000}' | '|' | '｜'));
        if !parts(self.previous(measured.start)) || !parts(self.letter(measured.end)) {
            return None;
        }
        let four = measured.end - measured.start == 4 && measured.low >= Decimal::from(1900) && measured.low < Decimal::from(2100);
        if four {
            return None;
        }
        let line = self.context.line_at(measured.start);
        if line.len() > WIDTH {
            return None;
        }
        let head = self.text.get(line.start..measured.start)?;
        let row = self.text.get(line.range())?;
        let found = self
            .in_row(row, head)
            .or_else(|| if row.contains('\t') { self.in_column(line.start, head) } else { None })
            .or_else(|| if head.trim().is_empty() && measured.end == line.end { self.above(line.start) } else { None });
        let (base, factor, written) = found?;
        let amount = Self::amount(measured, factor)?;
        let mut quantity = self.compared(TextSpan::new(measured.start, measured.end), amount, &base, "cell");
        quantity.unit_text = written;
        Some(quantity)
    }

    /// A value of a table of indicators: the unit of its row, or of its column.
    fn in_grid(&self, measured: &Measured) -> Option<Quantity> {
        let place = self.context.grid.at(measured.start)?;
        let before = measured.start - place.cell.start;
        let behind = &self.text[measured.end..place.cell.end.max(measured.end)];
        let behind = behind.split(['、', '，', '；']).next().unwrap_or(behind).len();
        if !is_value(self.context.str(place.cell)) || before + behind > BESIDE {
            return None;
        }
        let heading = self.context.str(place.column.span);
        let of_row = || {
            let unit = place.row.unit.and_then(|unit| self.whole_unit(self.context.str(unit).trim_matches(['（', '）', '(', ')'])));
            unit.or_else(|| place.row.name.and_then(|name| self.in_brackets(self.context.str(name))))
        };
        let bare = || heading.trim_end().ends_with(['%', '％']).then(|| self.whole_unit("%")).flatten();
        let of_column = || self.in_brackets(heading).or_else(bare);
        // 〔4〕 under 年均增速〔累计〕 is the sum, in the row's own unit.
        let summed = self.context.str(place.cell).contains(['〔', '[', '［']) && heading.contains("累计");
        let grows = place.column.role == Heading::Rate && (heading.contains('增') || heading.contains("年均")) && !summed;
        let found = if place.column.role == Heading::Rate {
            of_column().or_else(|| if grows { self.whole_unit("%") } else { of_row() })
        } else {
            of_row().or_else(of_column).or_else(|| self.of_table(place.table, place.column.span.start))
        };
        let (base, mut factor, written) = found?;
        // −3.4 in a column of growth.
        let sign = self.text.get(place.cell.start..measured.start).filter(|sign| matches!(*sign, "-" | "−" | "－" | "–"));
        if sign.is_some() {
            factor = factor.checked_mul(Decimal::NEGATIVE_ONE)?;
        }
        let amount = Self::amount(measured, factor)?;
        let start = measured.start - sign.map_or(0, str::len);
        let mut quantity = self.compared(TextSpan::new(start, measured.end), amount, &base, "cell");
        quantity.unit_text = written;
        Some(quantity)
    }

    /// 单位：万套 over the table, for all of its values.
    fn of_table(&self, table: &Table, column: usize) -> Option<(String, Decimal, String)> {
        // 单位：万亩、万吨: one for each column of values.
        let told = |unit: &str| {
            let unit = unit.trim().trim_end_matches(['）', ')', '】', ']']);
            let valued: Vec<usize> = table.columns.iter().filter(|head| head.role.is_value()).map(|head| head.span.start).collect();
            let parts: Vec<&str> = unit.split(['、', '，', ',']).map(str::trim).collect();
            match valued.iter().position(|start| *start == column) {
                Some(at) if parts.len() > 1 && parts.len() == valued.len() => self.whole_unit(parts[at]),
                _ => self.whole_unit(unit),
            }
        };
        let unit_in = |text: &str| {
            let unit = text.split_once("单位：").or_else(|| text.split_once("单位:"))?.1;
            told(unit)
        };
        let first = self.context.line_at(table.span.start);
        // 单位：% 地区 …: in the headings' own line.
        let lead = self.text.get(first.start..table.span.start).filter(|lead| lead.len() <= CAPTION).unwrap_or("");
        if let Some((_, unit)) = lead.rsplit_once("单位：").or_else(|| lead.rsplit_once("单位:"))
            && let Some(found) = told(unit)
        {
            return Some(found);
        }
        let mut end = first.start;
        for _ in 0..2 {
            let Some(above) = end.checked_sub(1).map(|at| self.context.line_at(at)) else { break };
            let text = self.context.str(above);
            if text.len() <= CAPTION
                && let Some(found) = unit_in(text)
            {
                return Some(found);
            }
            end = above.start;
        }
        // （单位：亿元） in the line under the last row.
        let last = self.context.line_at(table.span.end);
        let below = self.text.get(last.end + 1..).map(|_| self.context.str(self.context.line_at(last.end + 1)))?;
        unit_in(below).filter(|_| below.len() <= CAPTION)
    }

    /// A unit in brackets before the number, or a cell that is a unit.
    fn in_row(&self, row: &str, head: &str) -> Option<(String, Decimal, String)> {
        self.in_brackets(head).or_else(|| row.split(['\t', ' ', '\u{3000}', '|', '｜']).find_map(|cell| self.whole_unit(cell)))
    }

    /// The unit that the column's heading names, in the lines above.
    fn in_column(&self, line: usize, head: &str) -> Option<(String, Decimal, String)> {
        let column = head.matches('\t').count();
        let mut end = line;
        for _ in 0..LINES {
            let above = self.context.line_at(end.checked_sub(1)?);
            let text = self.text.get(above.range()).filter(|text| text.len() <= WIDTH && text.contains('\t'))?;
            if let Some(found) = text.split('\t').nth(column).and_then(|cell| self.in_brackets(cell)) {
                return Some(found);
            }
            if above.start == 0 || above.start >= end {
                return None;
            }
            end = above.start;
        }
        None
    }

    /// One cell a line: the unit stands on one of the lines just above.
    fn above(&self, line: usize) -> Option<(String, Decimal, String)> {
        let mut end = line;
        for _ in 0..3 {
            let above = self.context.line_at(end.checked_sub(1)?);
            let text = self.text.get(above.range()).filter(|text| text.len() <= 120)?;
            if let Some(found) = self.whole_unit(text.trim()).or_else(|| self.in_brackets(text)) {
                return Some(found);
            }
            if above.start == 0 || above.start >= end {
                return None;
            }
            end = above.start;
        }
        None
    }

    /// The last bracket of `text` that holds nothing but a unit.
    fn in_brackets(&self, text: &str) -> Option<(String, Decimal, String)> {
        let close = text.rfind(['）', ')'])?;
        let open = text[..close].rfind(['（', '('])?;
        let inner = text[open..close].trim_start_matches(['（', '(']).trim();
        self.whole_unit(inner.strip_prefix("单位：").unwrap_or(inner))
    }

    /// `text` as a unit with its magnitude: 亿元, 万千瓦, %.
    fn whole_unit(&self, text: &str) -> Option<(String, Decimal, String)> {
        if text.is_empty() || text.len() > 40 {
            return None;
        }
        let (mut at, mut factor) = (0, Decimal::ONE);
        if self.rules.unit_after(text, true).is_none_or(|unit| unit.surface.len() < text.len())
            && let Some(Reading::Numeral(numeral)) = numeral::read(text, 0, &|rest| self.rules.unit(rest).is_some())
            && numeral.form == Form::Magnitude
        {
            (at, factor) = (numeral.end, numeral.low);
        }
        let unit = unit::read_after(self.rules, text, at, true).filter(|unit| unit.end == text.len())?;
        let named = matches!(unit.class, UnitClass::Name | UnitClass::Label | UnitClass::Ordinal | UnitClass::Part | UnitClass::Per);
        if named {
            return None;
        }
        Some((unit.base.into_owned(), unit.factor.checked_mul(factor)?, text.into()))
    }
}

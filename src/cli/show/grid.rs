//! A table whose columns are aligned for characters of double width.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Style;
use crate::cli::paint::{Look, safe};

/// Between two columns.
const GAP: usize = 2;
/// A column is not cut below this.
const LEAST: usize = 6;

/// Rows under a head.
pub struct Grid {
    title: &'static str,
    names: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// A table without rows.
    pub fn new<const N: usize>(title: &'static str, names: &[&str; N]) -> Grid {
        Grid { title, names: names.iter().map(|name| name.to_string()).collect(), rows: Vec::new() }
    }

    /// Add a row.
    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.iter().map(|cell| safe(cell).into_owned()).collect());
    }

    /// The table; nothing where it has no row. Columns that no row fills are left out, wide ones are cut to fit.
    pub fn told(&self, style: Style) -> String {
        let used: Vec<usize> = (0..self.names.len()).filter(|at| self.rows.iter().any(|row| !row[*at].is_empty())).collect();
        if used.is_empty() {
            return String::new();
        }
        let widest = |at: &usize| self.rows.iter().map(|row| row[*at].width()).max().unwrap_or(0).max(self.names[*at].width());
        let widths = fitted(used.iter().map(widest).collect(), style.width);
        let line = |cells: &[String]| {
            let cells = used.iter().zip(&widths).map(|(at, width)| padded(&cells[*at], *width));
            cells.collect::<Vec<_>>().join(&" ".repeat(GAP)).trim_end().to_string()
        };
        let count = self.rows.len();
        let mut out = format!("\n{}\n", style.paint.dye(Look::BOLD, format!("{} ({count})", self.title)));
        out += &format!("{}\n", style.paint.dye(Look::DIM, line(&self.names)));
        let rule: usize = widths.iter().sum::<usize>() + GAP * (widths.len() - 1);
        out += &format!("{}\n", style.paint.dye(Look::DIM, "─".repeat(rule)));
        for row in &self.rows {
            out += &format!("{}\n", line(row));
        }
        out
    }
}

/// Widths that fit a line: the widest column gives first.
fn fitted(mut widths: Vec<usize>, line: usize) -> Vec<usize> {
    let gaps = GAP * widths.len().saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > line {
        match widths.iter_mut().max().filter(|width| **width > LEAST) {
            Some(widest) => *widest -= 1,
            None => break,
        }
    }
    widths
}

/// Text cut or filled up to a width.
pub fn padded(text: &str, width: usize) -> String {
    let own = text.width();
    if own <= width {
        return format!("{text}{}", " ".repeat(width - own));
    }
    let (mut out, mut used) = (String::new(), 0);
    for letter in text.chars() {
        let step = letter.width().unwrap_or(0);
        if used + step + 1 > width {
            break;
        }
        used += step;
        out.push(letter);
    }
    format!("{out}…{}", " ".repeat(width.saturating_sub(used + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_letters_take_two_columns() {
        assert_eq!(padded("重庆", 6), "重庆  ");
        assert_eq!(padded("重庆市经开区", 6), "重庆… ");
        assert_eq!(padded("abcdef", 4), "abc…");
        assert_eq!(fitted(vec![50, 10, 30], 60), [23, 10, 23]);
    }
}

//! A table whose columns are aligned for characters of double width.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Style;
use super::text::wrapped;
use crate::cli::paint::{Look, safe};

/// Between two columns.
const GAP: usize = 2;
/// A column is not made narrower than this.
const LEAST: usize = 6;
/// A cell takes up to so many lines; the last one ends with … where there is more.
const LINES: usize = 3;

/// A column: its name, how its cells look, and whether they stand at its right edge, as numbers do.
#[derive(Clone, Copy)]
pub struct Column {
    name: &'static str,
    look: Look,
    is_number: bool,
}

impl Column {
    /// A column of text.
    pub fn text(name: &'static str, look: Look) -> Column {
        Column { name, look, is_number: false }
    }

    /// A column of numbers.
    pub fn number(name: &'static str, look: Look) -> Column {
        Column { name, look, is_number: true }
    }
}

/// Rows under a head.
pub struct Grid<const N: usize> {
    title: &'static str,
    columns: [Column; N],
    rows: Vec<[String; N]>,
}

impl<const N: usize> Grid<N> {
    /// A table without rows.
    pub fn new(title: &'static str, columns: [Column; N]) -> Grid<N> {
        Grid { title, columns, rows: Vec::new() }
    }

    /// Add a row.
    pub fn row(&mut self, cells: [String; N]) {
        self.rows.push(cells.map(|cell| safe(&cell).into_owned()));
    }

    /// The table; nothing where it has no row. Columns that no row fills are left out, wide ones are wrapped to fit.
    pub fn told(&self, style: Style) -> String {
        let used: Vec<usize> = (0..N).filter(|at| self.rows.iter().any(|row| !row[*at].is_empty())).collect();
        if used.is_empty() {
            return String::new();
        }
        let widest = |at: &usize| self.rows.iter().map(|row| row[*at].width()).max().unwrap_or(0).max(self.columns[*at].name.width());
        let widths = fitted(used.iter().map(widest).collect(), style.width);
        let mut out = format!("\n{}\n", style.paint.dye(Look::BOLD, format!("{} ({})", self.title, self.rows.len())));
        let head = self.columns.map(|column| Column { look: Look::DIM, ..column });
        out += &lines(&head, &self.columns.map(|column| column.name), &used, &widths, style);
        let rule: usize = widths.iter().sum::<usize>() + GAP * (widths.len() - 1);
        out += &format!("{}\n", style.paint.dye(Look::DIM, "─".repeat(rule)));
        for row in &self.rows {
            out += &lines(&self.columns, &row.each_ref().map(String::as_str), &used, &widths, style);
        }
        out
    }
}

/// A row, of as many lines as its longest cell takes.
fn lines<const N: usize>(columns: &[Column; N], cells: &[&str; N], used: &[usize], widths: &[usize], style: Style) -> String {
    let parts: Vec<Vec<String>> = used.iter().zip(widths).map(|(at, width)| parts(cells[*at], *width)).collect();
    let height = parts.iter().map(Vec::len).max().unwrap_or(0);
    let mut out = String::new();
    for line in 0..height {
        let mut blanks = 0;
        for ((at, parts), width) in used.iter().zip(&parts).zip(widths) {
            let part = parts.get(line).map_or("", String::as_str);
            let rest = width.saturating_sub(part.width());
            let (before, after) = if columns[*at].is_number { (rest, 0) } else { (0, rest) };
            // Blanks are written when something follows them: a line has none at its end.
            if !part.is_empty() {
                out += &" ".repeat(blanks + before);
                out += &style.paint.dye(columns[*at].look, part);
                blanks = 0;
            } else {
                blanks += before;
            }
            blanks += after + GAP;
        }
        out.push('\n');
    }
    out
}

/// A cell's lines.
fn parts(cell: &str, width: usize) -> Vec<String> {
    let letters: Vec<char> = cell.chars().collect();
    let rows = wrapped(&letters, width);
    let part = |(from, to): &(usize, usize)| letters[*from..*to].iter().collect::<String>();
    if rows.len() <= LINES {
        return rows.iter().map(part).collect();
    }
    let rest: String = letters[rows[LINES - 1].0..].iter().collect();
    rows[..LINES - 1].iter().map(part).chain([padded(&rest, width).trim_end().to_string()]).collect()
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

    #[test]
    fn long_cells_take_several_lines() {
        assert_eq!(parts("关于促进低空经济发展", 8), ["关于促进", "低空经济", "发展"]);
        assert_eq!(parts("关于促进低空经济高质量发展的意见", 8), ["关于促进", "低空经济", "高质量…"]);
        let mut grid = Grid::new("文件", [Column::text("标题", Look("")), Column::number("值", Look(""))]);
        grid.row(["关于促进低空经济发展".into(), "7".into()]);
        grid.row(["通知".into(), "1,234".into()]);
        let style = Style { paint: crate::cli::paint::Paint::PLAIN, lang: crate::lang::Lang::Zh, width: 15 };
        let told = "\n文件 (2)\n标题         值\n───────────────\n关于促进      7\n低空经济\n发展\n通知      1,234\n";
        assert_eq!(grid.told(style), told);
    }
}

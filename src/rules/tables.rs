//! What heads the columns of a table: rules/table_heads.tsv.

use super::Files;
use super::lexicon::Lexicon;
use super::table::Table;
use crate::error::Error;

/// What a heading says of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heading {
    /// Serial numbers.
    Index,
    /// Groups of rows.
    Category,
    /// What each row is about.
    Name,
    /// The place that each row is about.
    Place,
    /// Values of what the heading itself names, in a table of places.
    Measure,
    /// The unit of each row.
    Unit,
    /// Values that are planned from.
    Base,
    /// Values that are planned for.
    Goal,
    /// Values of the year that the heading names.
    Value,
    /// What was measured: a table with such a column tells what was.
    Fact,
    /// Growth, or a sum, over the years.
    Rate,
    /// Whether a value binds.
    Attribute,
    /// Remarks.
    Note,
    /// No known word.
    Other,
}

impl Heading {
    /// Whether its cells are values.
    pub fn is_value(self) -> bool {
        matches!(self, Heading::Base | Heading::Goal | Heading::Value | Heading::Rate | Heading::Measure | Heading::Fact)
    }

    /// Whether its cells name the rows.
    pub fn names(self) -> bool {
        matches!(self, Heading::Name | Heading::Place)
    }

    /// Whether a table may begin with it.
    pub fn opens(self) -> bool {
        matches!(self, Heading::Index | Heading::Category | Heading::Name | Heading::Place)
    }
}

/// The words of headings.
#[derive(Debug)]
pub struct TableRules {
    words: Lexicon,
    roles: Vec<Heading>,
}

/// Words of a heading's cell that are none: a table's cell is short.
const LONGEST: usize = 18;

impl TableRules {
    pub(crate) fn load(files: &Files) -> Result<TableRules, Error> {
        let text = files.text("table_heads.tsv")?;
        let (mut words, mut roles) = (Vec::new(), Vec::new());
        for row in Table::parse("table_heads.tsv", &text).rows() {
            words.push(row.text("surface")?.to_string());
            roles.push(match row.text("role")? {
                "index" => Heading::Index,
                "category" => Heading::Category,
                "name" => Heading::Name,
                "place" => Heading::Place,
                "unit" => Heading::Unit,
                "base" => Heading::Base,
                "goal" => Heading::Goal,
                "value" => Heading::Value,
                "fact" => Heading::Fact,
                "rate" => Heading::Rate,
                "attribute" => Heading::Attribute,
                "note" => Heading::Note,
                _ => return Err(row.fail("role", "is no known role")),
            });
        }
        Ok(TableRules { words: Lexicon::new(&words, false), roles })
    }

    /// What the words of a heading say: the last known ones count, and beside known ones nothing may stand but a year, brackets and a unit.
    pub fn heading(&self, cell: &str) -> Option<Heading> {
        if cell.chars().count() > LONGEST {
            return None;
        }
        let found: Vec<_> = self.words.all(cell).collect();
        let last = found.last()?;
        let mut depth = 0usize;
        let plain = |letter: &char| {
            match letter {
                '（' | '(' | '[' | '［' | '〔' => depth += 1,
                '）' | ')' | ']' | '］' | '〕' => depth = depth.saturating_sub(1),
                _ => return depth == 0 && letter.is_alphabetic() && !"年度末底十三四五六时期规划“”".contains(*letter),
            }
            false
        };
        // 年均增速〔累计〕: what stands between known words counts.
        let mut from = 0;
        let ends = found.iter().map(|found| (found.start, found.end)).chain([(cell.len(), cell.len())]);
        let between = ends.map(|(start, end)| &cell[std::mem::replace(&mut from, end)..start]);
        let beside = between.flat_map(str::chars).filter(plain);
        (beside.count() <= 2).then(|| self.roles[last.index])
    }

    /// 预期性, 约束性: what an attribute column holds.
    pub fn is_attribute(&self, cell: &str) -> bool {
        let cell = cell.trim_matches(|letter: char| !letter.is_alphabetic());
        matches!(cell, "预期性" | "约束性" | "预期" | "约束" | "指导性" | "引导性" | "预期性指标" | "约束性指标")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_fires_on_its_example() {
        let rules = &crate::rules::Rules::builtin().tables;
        for row in Table::parse("table_heads.tsv", include_str!("../../rules/table_heads.tsv")).rows() {
            let (example, surface) = (row.text("example").unwrap(), row.text("surface").unwrap());
            let last = rules.words.all(example).last().map(|found| &example[found.start..found.end]);
            assert_eq!(last, Some(surface), "table_heads.tsv:{}", row.line());
            assert!(rules.heading(example).is_some(), "table_heads.tsv:{}", row.line());
        }
        assert_eq!(rules.heading("要完成的目标任务很多，单位"), None);
    }
}

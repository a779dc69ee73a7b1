//! datapackage.json and DATACARD.md beside the tables. In: what was written, and the run's summary. Out: the two files.

use std::collections::BTreeMap;
use std::path::Path;

use qingyuan::Error;
use qingyuan::table::describe::{Facts, File, card, package};

use super::Forms;
use super::aside::Aside;
use crate::batch::summary::Summary;

/// Describe the tables below `dir`.
pub fn describe(dir: &Path, forms: Forms, summary: &Summary, rules: &str) -> Result<(), Error> {
    let tally = &summary.tally;
    let values = &tally.values;
    let undone: BTreeMap<String, usize> = tally.repairs.iter().map(|(class, undone)| (class.clone(), undone.count)).collect();
    let facts = Facts {
        version: env!("CARGO_PKG_VERSION").into(),
        rules: rules.into(),
        bytes: tally.bytes,
        rows: [summary.done, values.sections, values.dates, values.documents, values.targets, values.figures],
        counts: vec![
            ("pages by kind", tally.pages.clone()),
            ("pages by encoding", tally.encodings.clone()),
            ("places repaired, by class of damage", undone),
            ("damage left, by class", tally.damage.clone()),
        ],
    };
    let wanted = [(forms.csv, File::Csv), (forms.parquet, File::Parquet), (forms.lines, File::Lines)];
    let files: Vec<File> = wanted.into_iter().filter_map(|(is_wanted, file)| is_wanted.then_some(file)).collect();
    let json = serde_json::to_string_pretty(&package(&files, &facts)).expect("a data package is JSON") + "\n";
    for (name, text) in [("datapackage.json", json), ("DATACARD.md", card(&files, &facts))] {
        let mut file = Aside::create(dir, name)?;
        file.write(text.as_bytes())?;
        file.finish()?;
    }
    Ok(())
}

//! Tables of all pages. In: rows, page by page and in order. Out: CSV and Parquet files.

use std::path::Path;

use qingyuan::table::{COUNT, Column, Rows, csv, tables};
use qingyuan::{Error, Record, Rules};

use super::Forms;
use super::aside::Aside;

/// The rows of one record, on their way to the files.
pub struct Written {
    /// CSV of each table.
    csv: [Vec<u8>; COUNT],
    #[cfg(feature = "parquet")]
    parquet: Option<super::parquet::Page>,
}

impl Written {
    /// The rows of a record, as the files want them.
    pub fn of(record: &Record, rules: &Rules, forms: Forms) -> Written {
        let rows = Rows::of(record, rules);
        let mut csv: [Vec<u8>; COUNT] = Default::default();
        if forms.csv {
            for ((table, rows), out) in tables().iter().zip(&rows.0).zip(&mut csv) {
                rows.iter().for_each(|row| csv::row(&table.columns, row, out));
            }
        }
        Written {
            csv,
            #[cfg(feature = "parquet")]
            parquet: forms.parquet.then(|| super::parquet::Page::new(record, rows)),
        }
    }

    /// Bytes that it holds, about.
    pub fn held(&self) -> usize {
        let csv: usize = self.csv.iter().map(Vec::len).sum();
        #[cfg(feature = "parquet")]
        let csv = csv + self.parquet.as_ref().map_or(0, super::parquet::Page::held);
        csv
    }
}

/// The files of a run.
#[derive(Default)]
pub struct Tables {
    csv: Vec<Aside>,
    #[cfg(feature = "parquet")]
    parquet: Option<super::parquet::Files>,
}

impl Tables {
    /// Begin the files that are wanted.
    pub fn create(dir: &Path, forms: Forms) -> Result<Tables, Error> {
        let mut files = Tables::default();
        for table in tables().iter().filter(|_| forms.csv) {
            let mut file = Aside::create(dir, &format!("{}.csv", table.name))?;
            file.write(&head(&table.columns, forms.bom))?;
            files.csv.push(file);
        }
        #[cfg(feature = "parquet")]
        if forms.parquet {
            files.parquet = Some(super::parquet::Files::create(dir)?);
        }
        Ok(files)
    }

    /// Write the rows of one record.
    pub fn write(&mut self, rows: Written) -> Result<(), Error> {
        for (file, rows) in self.csv.iter_mut().zip(&rows.csv) {
            file.write(rows)?;
        }
        #[cfg(feature = "parquet")]
        if let (Some(files), Some(page)) = (&mut self.parquet, rows.parquet) {
            files.write(page)?;
        }
        Ok(())
    }

    /// All rows are written: put the files in their place.
    pub fn finish(self) -> Result<(), Error> {
        self.csv.into_iter().try_for_each(Aside::finish)?;
        #[cfg(feature = "parquet")]
        if let Some(files) = self.parquet {
            files.finish()?;
        }
        Ok(())
    }
}

fn head(columns: &[Column], bom: bool) -> Vec<u8> {
    let mut head = if bom { csv::BOM.to_vec() } else { Vec::new() };
    csv::head(columns, &mut head);
    head
}

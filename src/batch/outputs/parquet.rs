//! Parquet files: one a table, and `records.parquet` with whole records, nested. In: rows and records, in order. Out: files in row groups
//! of bounded size, so that memory does not grow with the run; the same rows give the same bytes.

mod nested;

use std::collections::HashMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use jiff::civil::{Date, date};
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::basic::{Encoding, Type as PhysicalType};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};
use qingyuan::table::{Cell, Column, Row, Rows, Table, Type, tables};
use qingyuan::{Error, Record};
use serde_json::Value;

use super::aside::aside_of;

/// Rows that are turned into columns at once: few, since each time leaves holes in the heap as large as they are.
const BATCH_ROWS: usize = 256;
/// Bytes of JSON of the records that are turned into columns at once.
const BATCH_BYTES: usize = 256 << 10;
/// A row group of a table ends with so many rows; seven are on their way at once. What the writer itself takes for a group's size is
/// compressed: on repetitive pages it let memory grow with the run.
const GROUP_ROWS: usize = 32 * BATCH_ROWS;
/// A row group of records ends with so many bytes of JSON: some 2 MB as they are written where pages are much alike, 5 where not.
const GROUP_BYTES: usize = 64 * BATCH_BYTES;
/// With it `records.parquet` has 19 % of the bytes of `pages.jsonl` on 79 real pages (3 MB).
const ZSTD_LEVEL: i32 = 3;

/// What one page gives.
pub struct Page {
    rows: Rows,
    record: Value,
    bytes: usize,
}

impl Page {
    /// The rows and the record.
    pub fn new(record: &Record, rows: Rows) -> Page {
        let record = serde_json::to_value(record).expect("a record is JSON");
        let bytes = size(&record);
        Page { rows, record, bytes }
    }

    /// Bytes that it holds, about.
    pub fn held(&self) -> usize {
        // Rows repeat much of the record.
        2 * self.bytes
    }
}

/// About how much a value holds.
fn size(value: &Value) -> usize {
    32 + match value {
        Value::String(text) => text.len(),
        Value::Array(list) => list.iter().map(size).sum(),
        Value::Object(map) => map.iter().map(|(key, value)| key.len() + size(value)).sum(),
        _ => 0,
    }
}

/// How a file's columns are to be packed.
type How = fn(&Schema) -> Result<WriterPropertiesBuilder, ParquetError>;

/// One file, written aside and renamed when it is whole.
struct Target {
    path: PathBuf,
    aside: PathBuf,
    schema: Arc<Schema>,
    writer: ArrowWriter<File>,
    /// How much the row group on its way holds, in the measure of its limit.
    group: usize,
}

impl Target {
    fn create(dir: &Path, name: &str, fields: Vec<Field>, how: How) -> Result<Target, Error> {
        let (path, aside) = (dir.join(name), aside_of(dir, name));
        let file = File::create(&aside).map_err(|cause| Error::io(&aside, cause))?;
        let schema = Arc::new(Schema::new(fields));
        let properties = how(&schema).map_err(|cause| failed(&aside, cause))?.build();
        let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties)).map_err(|cause| failed(&aside, cause))?;
        Ok(Target { path, aside, schema, writer, group: 0 })
    }

    /// Write some rows, `size` of what a row group holds at `most`.
    fn write(&mut self, columns: Vec<ArrayRef>, size: usize, most: usize) -> Result<(), Error> {
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns).map_err(|cause| failed(&self.aside, cause))?;
        self.writer.write(&batch).map_err(|cause| failed(&self.aside, cause))?;
        self.group += size;
        if self.group >= most {
            self.group = 0;
            self.writer.flush().map_err(|cause| failed(&self.aside, cause))?;
        }
        Ok(())
    }

    fn finish(self) -> Result<(), Error> {
        self.writer.close().map_err(|cause| failed(&self.aside, cause))?;
        fs::rename(&self.aside, &self.path).map_err(|cause| Error::io(&self.path, cause))
    }
}

/// How columns are packed: by zstd.
fn properties() -> Result<WriterPropertiesBuilder, ParquetError> {
    let zstd = Compression::ZSTD(ZstdLevel::try_new(ZSTD_LEVEL)?);
    Ok(WriterProperties::builder().set_compression(zstd))
}

/// The same for the records, which have some hundred and sixty columns. A packer holds 100 KB, so numbers go without one: their
/// differences are as small. What a group says of each column stays in memory until the file is closed, so it says the least.
fn lean_properties(schema: &Schema) -> Result<WriterPropertiesBuilder, ParquetError> {
    let leaves = ArrowSchemaConverter::new().convert(schema)?;
    let lean = properties()?.set_statistics_enabled(EnabledStatistics::None).set_offset_index_disabled(true);
    Ok(leaves.columns().iter().fold(lean, |lean, leaf| match leaf.physical_type() {
        PhysicalType::BYTE_ARRAY => lean,
        PhysicalType::INT32 | PhysicalType::INT64 => lean
            .set_column_dictionary_enabled(leaf.path().clone(), false)
            .set_column_encoding(leaf.path().clone(), Encoding::DELTA_BINARY_PACKED)
            .set_column_compression(leaf.path().clone(), Compression::UNCOMPRESSED),
        _ => lean.set_column_compression(leaf.path().clone(), Compression::UNCOMPRESSED),
    }))
}

fn failed(path: &Path, cause: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::io(path, std::io::Error::other(cause))
}

/// A table's file, and the rows that wait for it.
struct Flat {
    columns: Vec<Column>,
    target: Target,
    waiting: Vec<Row>,
}

impl Flat {
    fn create(dir: &Path, table: Table) -> Result<Flat, Error> {
        let field = |column: &Column| {
            let about = HashMap::from([("description".to_string(), column.what())]);
            Field::new(column.name, data_type(column.holds), !table.key.contains(&column.name)).with_metadata(about)
        };
        let target = Target::create(dir, &format!("{}.parquet", table.name), table.columns.iter().map(field).collect(), |_| properties())?;
        Ok(Flat { columns: table.columns, target, waiting: Vec::new() })
    }

    fn flush(&mut self) -> Result<(), Error> {
        let rows = std::mem::take(&mut self.waiting);
        if rows.is_empty() {
            return Ok(());
        }
        let column = |(at, column): (usize, &Column)| array(column.holds, rows.iter().map(move |row| &row[at]));
        let columns = self.columns.iter().enumerate().map(column).collect();
        self.target.write(columns, rows.len(), GROUP_ROWS)
    }
}

fn data_type(holds: Type) -> DataType {
    match holds {
        Type::Text | Type::Term => DataType::Utf8,
        Type::Integer => DataType::Int64,
        Type::Number => DataType::Float64,
        Type::Boolean => DataType::Boolean,
        Type::Date => DataType::Date32,
    }
}

/// One column of some rows.
fn array<'c>(holds: Type, cells: impl Iterator<Item = &'c Cell>) -> ArrayRef {
    let text = |cell: &'c Cell| if let Cell::Text(text) = cell { Some(text.as_str()) } else { None };
    let integer = |cell: &Cell| if let Cell::Integer(number) = cell { i64::try_from(*number).ok() } else { None };
    let number = |cell: &Cell| if let Cell::Number(number) = cell { number.as_f64() } else { None };
    let boolean = |cell: &Cell| if let Cell::Boolean(yes) = cell { Some(*yes) } else { None };
    let day = |cell: &Cell| if let Cell::Date(date) = cell { Some(days_since_1970(*date)) } else { None };
    match holds {
        Type::Text | Type::Term => Arc::new(StringArray::from_iter(cells.map(text))),
        Type::Integer => Arc::new(Int64Array::from_iter(cells.map(integer))),
        Type::Number => Arc::new(Float64Array::from_iter(cells.map(number))),
        Type::Boolean => Arc::new(BooleanArray::from_iter(cells.map(boolean))),
        Type::Date => Arc::new(Date32Array::from_iter(cells.map(day))),
    }
}

fn days_since_1970(day: Date) -> i32 {
    (day - date(1970, 1, 1)).get_days()
}

/// All files of a run.
pub struct Files {
    flat: Vec<Flat>,
    records: Target,
    waiting: Vec<Value>,
    waiting_bytes: usize,
}

impl Files {
    /// Begin the files.
    pub fn create(dir: &Path) -> Result<Files, Error> {
        let flat = tables().into_iter().map(|table| Flat::create(dir, table)).collect::<Result<_, _>>()?;
        let records = Target::create(dir, "records.parquet", nested::fields(), lean_properties)?;
        Ok(Files { flat, records, waiting: Vec::new(), waiting_bytes: 0 })
    }

    /// Take in one page.
    pub fn write(&mut self, page: Page) -> Result<(), Error> {
        for (flat, rows) in self.flat.iter_mut().zip(page.rows.0) {
            flat.waiting.extend(rows);
            if flat.waiting.len() >= BATCH_ROWS {
                flat.flush()?;
            }
        }
        self.waiting.push(page.record);
        self.waiting_bytes += page.bytes;
        if self.waiting_bytes >= BATCH_BYTES { self.flush_records() } else { Ok(()) }
    }

    fn flush_records(&mut self) -> Result<(), Error> {
        let (records, bytes) = (std::mem::take(&mut self.waiting), std::mem::take(&mut self.waiting_bytes));
        match records.is_empty() {
            true => Ok(()),
            false => self.records.write(nested::columns(self.records.schema.fields(), &records), bytes, GROUP_BYTES),
        }
    }

    /// Write what waits and put the files in their place.
    pub fn finish(mut self) -> Result<(), Error> {
        self.flush_records()?;
        for mut flat in self.flat {
            flat.flush()?;
            flat.target.finish()?;
        }
        self.records.finish()
    }
}

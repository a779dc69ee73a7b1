//! Whole records as nested columns. In: the record's JSON Schema, records as JSON. Out: Arrow's fields and arrays of the same shape. A
//! value of any type (what a check says) becomes its JSON text.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::NullBufferBuilder;
use arrow_array::{ArrayRef, BooleanArray, Float64Array, Int64Array, ListArray, StringArray, StructArray};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{DataType, Field, Fields};
use serde_json::Value;

/// The columns of a record.
pub fn fields() -> Vec<Field> {
    let schema = qingyuan::record::schema().to_value();
    fields_of(&schema, &schema["$defs"])
}

fn fields_of(schema: &Value, types: &Value) -> Vec<Field> {
    let field = |(name, schema): (&String, &Value)| {
        let about = schema["description"].as_str().map(|what| ("description".to_string(), what.replace('\n', " ")));
        Field::new(name, data_type(schema, types), true).with_metadata(HashMap::from_iter(about))
    };
    schema["properties"].as_object().into_iter().flatten().map(field).collect()
}

/// The type of what a schema describes; everything may be null.
fn data_type(schema: &Value, types: &Value) -> DataType {
    if let Some(path) = schema["$ref"].as_str() {
        return data_type(&types[path.rsplit('/').next().unwrap_or_default()], types);
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        let choice = choices.iter().find(|choice| choice["type"] != "null");
        return choice.map_or(DataType::Utf8, |choice| data_type(choice, types));
    }
    let name = match &schema["type"] {
        Value::Array(names) => names.iter().filter_map(Value::as_str).find(|name| *name != "null"),
        name => name.as_str(),
    };
    match name {
        Some("integer") => DataType::Int64,
        Some("number") => DataType::Float64,
        Some("boolean") => DataType::Boolean,
        Some("array") => DataType::List(Arc::new(Field::new_list_field(data_type(&schema["items"], types), true))),
        Some("object") => DataType::Struct(fields_of(schema, types).into()),
        _ => DataType::Utf8,
    }
}

/// The columns of some records.
pub fn columns(fields: &Fields, records: &[Value]) -> Vec<ArrayRef> {
    fields.iter().map(|field| column(field, records.iter().map(|record| record.get(field.name())).collect())).collect()
}

fn column(field: &Field, values: Vec<Option<&Value>>) -> ArrayRef {
    let values: Vec<Option<&Value>> = values.into_iter().map(|value| value.filter(|value| !value.is_null())).collect();
    match field.data_type() {
        DataType::Int64 => Arc::new(Int64Array::from_iter(values.into_iter().map(|value| value?.as_i64()))),
        DataType::Float64 => Arc::new(Float64Array::from_iter(values.into_iter().map(|value| value?.as_f64()))),
        DataType::Boolean => Arc::new(BooleanArray::from_iter(values.into_iter().map(|value| value?.as_bool()))),
        DataType::List(item) => list(item, &values),
        DataType::Struct(fields) => {
            let columns: Vec<ArrayRef> = fields
                .iter()
                .map(|field| column(field, values.iter().map(|value| value.and_then(|value| value.get(field.name()))).collect()))
                .collect();
            let mut nulls = NullBufferBuilder::new(values.len());
            values.iter().for_each(|value| nulls.append(value.is_some()));
            Arc::new(StructArray::new(fields.clone(), columns, nulls.finish()))
        }
        _ => {
            let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_string);
            Arc::new(StringArray::from_iter(values.into_iter().map(|value| value.map(text))))
        }
    }
}

fn list(item: &Arc<Field>, values: &[Option<&Value>]) -> ArrayRef {
    let elements = |value: &Option<&Value>| value.and_then(Value::as_array).map_or(0, Vec::len);
    let offsets: OffsetBuffer<i32> = OffsetBuffer::from_lengths(values.iter().map(elements));
    let inner = values.iter().flatten().filter_map(|value| value.as_array()).flatten().map(Some).collect();
    let mut nulls = NullBufferBuilder::new(values.len());
    values.iter().for_each(|value| nulls.append(value.is_some_and(Value::is_array)));
    Arc::new(ListArray::new(Arc::clone(item), offsets, column(item, inner), nulls.finish()))
}

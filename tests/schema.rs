//! The committed schema is the one the types give. `UPDATE_EXPECTED=1` rewrites it.

#[test]
fn has_not_drifted() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/record.schema.json");
    let now = serde_json::to_string_pretty(&qingyuan::record::schema()).unwrap() + "\n";
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(path, &now).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == now,
        "record.schema.json is not what the types give; run UPDATE_EXPECTED=1 cargo test --test schema and read the diff"
    );
}

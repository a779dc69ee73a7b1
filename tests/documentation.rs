//! What the documentation shows is true: its table of fields is the code's, its examples run where their tool is installed. The tools are
//! looked for with `QINGYUAN_PYTHON`, else `python3`: `pip install duckdb pandas polars pyarrow frictionless datasets`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// Where sections on data sets may stand.
const FILES: [&str; 1] = ["README.md"];

fn documentation() -> String {
    FILES.iter().filter_map(|file| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).ok()).collect()
}

fn qingyuan(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_qingyuan")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap()
}

/// The code of the block behind `<!-- run: NAME -->`.
fn example(name: &str) -> String {
    let text = documentation();
    let behind = text.split(&format!("<!-- run: {name} -->\n")).nth(1).unwrap_or_else(|| panic!("no example for {name}"));
    behind.split("```").nth(1).unwrap().split_once('\n').unwrap().1.to_string()
}

/// A folder with output/ in it, and the records.
fn output(name: &str) -> (PathBuf, Vec<Value>) {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("documentation-{name}"));
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    let formats = if cfg!(feature = "parquet") { "jsonl,csv,parquet" } else { "jsonl,csv" };
    let out = dir.join("output");
    let done = qingyuan(&["extract", "fixtures/pages", "-q", "-o", &out.to_string_lossy(), "--format", formats]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let lines = fs::read_to_string(out.join("pages.jsonl")).unwrap();
    (dir, lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// Groups of targets by province and deadline, documents without number, pages with damage.
fn wanted(records: &[Value]) -> [usize; 3] {
    let places = qingyuan::Rules::builtin().gazetteer();
    let province = |target: &Value| {
        let at = places.division(target["region"].as_str()?)?;
        let province = places.province(at).filter(|at| places.divisions()[*at].level != qingyuan::segment::Level::Country)?;
        Some(places.divisions()[province].name.clone())
    };
    let targets = records.iter().flat_map(|record| record["targets"].as_array().unwrap());
    let groups: std::collections::BTreeSet<_> = targets.map(|target| (province(target), target["deadline"].as_str())).collect();
    let documents = records.iter().flat_map(|record| record["documents"].as_array().unwrap());
    let damaged = records.iter().filter(|record| !record["damage"].as_array().unwrap().is_empty()).count();
    [groups.len(), documents.filter(|document| document["number"].is_null()).count(), damaged]
}

/// Python's answer; `None` where it, or a module, is not installed.
fn python(dir: &Path, modules: &[&str], code: &str) -> Option<String> {
    let python = std::env::var("QINGYUAN_PYTHON").unwrap_or_else(|_| "python3".into());
    let probe = Command::new(&python).args(["-c", &format!("import {}", modules.join(", "))]).output();
    if !probe.is_ok_and(|output| output.status.success()) {
        println!("not run: {} cannot be imported by {python}", modules.join(", "));
        return None;
    }
    let output = Command::new(&python)
        .args(["-c", code])
        .current_dir(dir)
        .env("HF_HOME", dir.join("cache"))
        .env("HF_HUB_OFFLINE", "1")
        .env("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")
        .output()
        .unwrap();
    assert!(output.status.success(), "{code}\n{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

fn numbers(said: &str) -> Vec<usize> {
    said.split_whitespace().map(|word| word.parse().unwrap()).collect()
}

#[test]
fn the_table_of_fields_is_the_codes() {
    let fields = String::from_utf8(qingyuan(&["schema", "--fields"]).stdout).unwrap();
    for file in FILES.map(|file| Path::new(env!("CARGO_MANIFEST_DIR")).join(file)) {
        let text = fs::read_to_string(&file).unwrap_or_default();
        let Some((before, rest)) = text.split_once("<!-- fields -->\n") else { continue };
        let (told, behind) = rest.split_once("<!-- /fields -->").unwrap();
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            fs::write(&file, format!("{before}<!-- fields -->\n{fields}<!-- /fields -->{behind}")).unwrap();
        } else {
            assert!(told == fields, "{}: run UPDATE_EXPECTED=1 cargo test --test documentation", file.display());
        }
    }
    assert_eq!(documentation().matches("<!-- fields -->").count(), 1, "the table stands somewhere, once");
    let schema = qingyuan::record::schema().to_value();
    for field in schema["properties"].as_object().unwrap().keys() {
        assert!(fields.contains(&format!("| `{field}` |")), "{field}");
    }
}

#[test]
fn duckdb_reads_csv() {
    let (dir, records) = output("duckdb");
    let statements: Vec<String> =
        example("duckdb").split(';').map(str::trim).filter(|part| !part.is_empty()).map(|part| format!("{part:?}")).collect();
    let code = format!("import duckdb\nfor statement in [{}]:\n    print(len(duckdb.sql(statement).fetchall()))", statements.join(", "));
    let Some(said) = python(&dir, &["duckdb"], &code) else { return };
    assert_eq!(numbers(&said), wanted(&records));
}

/// An example in Python that gives three things.
fn three_things(name: &str, modules: &[&str]) {
    let (dir, records) = output(name);
    fs::copy(dir.join("output/DATACARD.md"), dir.join("output/README.md")).unwrap();
    let code = example(name) + "print(len(by_province), len(unnumbered), len(damaged))\n";
    let Some(said) = python(&dir, modules, &code) else { return };
    assert_eq!(numbers(&said), wanted(&records), "{name}");
}

#[test]
fn pandas_reads_csv() {
    three_things("pandas", &["pandas"]);
}

#[cfg(feature = "parquet")]
#[test]
fn polars_reads_parquet() {
    three_things("polars", &["polars"]);
}

#[test]
fn datasets_loads_the_card() {
    three_things("datasets", &["datasets"]);
}

#[test]
fn jq_reads_lines() {
    if !Command::new("jq").arg("--version").output().is_ok_and(|output| output.status.success()) {
        println!("not run: jq is not installed");
        return;
    }
    let (dir, records) = output("jq");
    let targets = records.iter().map(|record| record["targets"].as_array().unwrap().len()).sum();
    let [_, unnumbered, damaged] = wanted(&records);
    for (line, wanted) in example("jq").lines().zip([targets, unnumbered, damaged]) {
        let output = Command::new("sh").args(["-c", line]).current_dir(&dir).output().unwrap();
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.stdout.iter().filter(|byte| **byte == b'\n').count(), wanted, "{line}");
    }
}

#[test]
fn frictionless_validates_the_package() {
    let (dir, _) = output("frictionless");
    let code = "import frictionless\nreport = frictionless.validate('output/datapackage.json')\n\
                print(report.valid, len(report.tasks), report.flatten(['name', 'type', 'note'])[:5])";
    let Some(said) = python(&dir, &["frictionless"], code) else { return };
    assert!(said.starts_with("True"), "{said}");
}

/// Counts and sums from every format, by several readers.
#[test]
fn all_formats_hold_the_same_values() {
    let (dir, records) = output("formats");
    let code = r#"
import duckdb, pandas, os
import polars
has_parquet = os.path.exists('output/records.parquet')
one = lambda sql: duckdb.sql(sql).fetchall()[0][0]
for name in ['sections', 'dates', 'documents', 'targets', 'figures']:
    counts = [one(f"SELECT count(*) FROM 'output/{name}.csv'"), len(pandas.read_csv(f'output/{name}.csv')),
              polars.read_csv(f'output/{name}.csv', infer_schema_length=None).height,
              one(f"SELECT sum(len({name})) FROM read_json('output/pages.jsonl')")]
    if has_parquet:
        counts += [one(f"SELECT count(*) FROM 'output/{name}.parquet'"), len(pandas.read_parquet(f'output/{name}.parquet')),
                   polars.read_parquet(f'output/{name}.parquet').height, one(f"SELECT sum(len({name})) FROM 'output/records.parquet'")]
    assert len({int(count) for count in counts}) == 1, (name, counts)
    print(name, int(counts[0]))
for name in ['targets', 'figures']:
    sums = [one(f"SELECT sum(value) FROM 'output/{name}.csv'"), pandas.read_csv(f'output/{name}.csv')['value'].sum(),
            one(f"SELECT sum(t.value) FROM (SELECT unnest({name}) AS t FROM read_json('output/pages.jsonl'))")]
    if has_parquet:
        sums += [one(f"SELECT sum(value) FROM 'output/{name}.parquet'"), pandas.read_parquet(f'output/{name}.parquet')['value'].sum(),
                 polars.read_parquet(f'output/{name}.parquet')['value'].sum(),
                 one(f"SELECT sum(t.value) FROM (SELECT unnest({name}) AS t FROM 'output/records.parquet')")]
    assert all(abs(float(other) / float(sums[0]) - 1) < 1e-12 for other in sums), (name, sums)
if has_parquet:
    flat = duckdb.sql("SELECT text, object, deadline, value, text_start FROM 'output/targets.parquet' ORDER BY ALL").fetchall()
    nested = duckdb.sql("SELECT t.text, t.object, t.deadline, t.value, t.span[1] FROM (SELECT unnest(targets) AS t FROM 'output/records.parquet') ORDER BY ALL").fetchall()
    assert flat == nested
"#;
    let Some(said) = python(&dir, &["duckdb", "pandas", "polars", "pyarrow"], code) else { return };
    for line in said.lines() {
        let (name, count) = line.split_once(' ').unwrap();
        let all: usize = records.iter().map(|record| record[name].as_array().unwrap().len()).sum();
        assert_eq!(count, all.to_string(), "{name}");
    }
}

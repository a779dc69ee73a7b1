//! Other projects' suites, mapped to our grammar (conventions: RECORD.md, "Numbers"). They are not part of this repository:
//! read from `QINGYUAN_SUITES`, else ../shared/suites; without them there is nothing to do. `--nocapture` prints the rates,
//! `SUITES_MISSES=1` each miss.

use std::path::PathBuf;

use qingyuan::mention::context::Context;
use qingyuan::mention::numeral::plain::{self, Plain};
use qingyuan::mention::quantity::{self, Amount};
use qingyuan::{Rules, Source, decode, repair, segment, strip};
use rust_decimal::Decimal;
use serde_json::Value;

fn folder() -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let given = std::env::var_os("QINGYUAN_SUITES").map(PathBuf::from);
    given.into_iter().chain([root.join("../shared/suites"), root.join("../../shared/suites")]).find(|path| path.is_dir())
}

fn rows(name: &str) -> Vec<Value> {
    let Some(folder) = folder() else { return Vec::new() };
    let text = std::fs::read_to_string(folder.join(format!("{name}.jsonl"))).expect("the suite");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// Run one suite: `judge` says whether a row is right, `None` where it is left out.
fn rate(name: &str, floor: f64, judge: impl Fn(&Value) -> Option<Result<(), String>>) {
    let (mut right, mut all) = (0, 0);
    for row in rows(name) {
        let Some(verdict) = judge(&row) else { continue };
        all += 1;
        match verdict {
            Ok(()) => right += 1,
            Err(found) if std::env::var_os("SUITES_MISSES").is_some() => println!("{name}: {} → {found} ≠ {}", row["input"], wanted(&row)),
            Err(_) => {}
        }
    }
    if all == 0 {
        return;
    }
    let rate = f64::from(right) / f64::from(all);
    println!("{name}: {right} of {all} = {rate:.3}");
    assert!(rate >= floor, "{name}: {rate:.3} is below {floor}");
}

fn wanted(row: &Value) -> String {
    let list = row["expected"]
        .as_array()
        .map(|list| list.iter().map(|one| format!("{}", one["resolution"]["value"])).collect::<Vec<_>>().join(" "));
    list.unwrap_or_else(|| if row["value"].is_null() { row["expected"].to_string() } else { row["value"].to_string() })
}

fn numbers(text: &str) -> Vec<Plain> {
    plain::every(text, &|at| Rules::builtin().phrase_end(text, at))
}

/// Equal to the twelve digits that the suites print.
fn same(a: Decimal, b: Decimal) -> bool {
    (a - b).abs() <= b.abs() / Decimal::from(1_000_000_000_000u64)
}

fn decimal(value: &Value) -> Option<Decimal> {
    let text = value.as_str().map_or_else(|| value.to_string(), String::from);
    let text = text.trim_end_matches('%');
    text.parse().ok().or_else(|| Decimal::from_scientific(text).ok())
}

fn list(row: &Value) -> Vec<(String, Option<Decimal>)> {
    let rows = row["expected"].as_array().cloned().unwrap_or_default();
    rows.iter().map(|one| (one["text"].as_str().unwrap_or("").to_string(), decimal(&one["resolution"]["value"]))).collect()
}

fn compare(found: &[Decimal], wanted: &[Option<Decimal>]) -> Result<(), String> {
    let equal = found.len() == wanted.len() && found.iter().zip(wanted).all(|(a, b)| b.is_some_and(|b| same(*a, b)));
    if equal { Ok(()) } else { Err(format!("{:?}", found.iter().map(|value| value.normalize().to_string()).collect::<Vec<_>>())) }
}

#[test]
fn rt_number_model() {
    rate("rt_NumberModel", 0.95, |row| {
        let text = row["input"].as_str()?;
        let percent = Decimal::ONE_HUNDRED;
        let found: Vec<Decimal> =
            numbers(text)
                .iter()
                .filter(|one| (!one.bare || one.low <= Decimal::TEN) && !text[one.range.end..].starts_with(['%', '％']))
                // 百分之五 is 5 there, 一百分之五 is 0.05.
                .map(|one| {
                    if text[one.range.start..].starts_with('百') && one.denominator == Some(percent) { one.low * percent } else { one.low }
                })
                .collect();
        Some(compare(&found, &list(row).into_iter().map(|(_, value)| value).collect::<Vec<_>>()))
    });
}

/// The quantities of a phrase: value and unit.
fn quantities(text: &str) -> Vec<(Decimal, String)> {
    let rules = Rules::builtin();
    let source = Source::new("phrase.txt", text.as_bytes());
    let sections = segment(strip(repair(decode(&source), rules), rules), rules);
    let context = Context::new(&sections, rules);
    let found = quantity::find(&context, &[], &[], rules);
    let exact = found.into_iter().filter_map(|quantity| match quantity.amount {
        Amount::Exact(value) => Some((value, quantity.unit)),
        _ => None,
    });
    exact.collect()
}

#[test]
fn rt_percent_model() {
    rate("rt_PercentModel", 0.97, |row| {
        // Points and permille are percent there.
        let scaled = quantities(row["input"].as_str()?).into_iter().filter_map(|(value, unit)| match unit.as_str() {
            "%" | "pp" => Some(value),
            "‰" => Some(value / Decimal::TEN),
            _ => None,
        });
        Some(compare(&scaled.collect::<Vec<_>>(), &list(row).into_iter().map(|(_, value)| value).collect::<Vec<_>>()))
    });
}

#[test]
fn rt_currency_model() {
    rate("rt_CurrencyModel", 0.95, |row| {
        let money = |unit: &str| unit.len() == 3 && unit.bytes().all(|byte| byte.is_ascii_uppercase());
        let found: Vec<(Decimal, String)> = quantities(row["input"].as_str()?).into_iter().filter(|(_, unit)| money(unit)).collect();
        let rows = row["expected"].as_array()?;
        let wanted: Vec<&Value> = rows.iter().map(|one| &one["resolution"]).filter(|one| !one["value"].is_null()).collect();
        let codes = found.iter().zip(&wanted).all(|((_, unit), one)| one["isoCurrency"].as_str().is_none_or(|code| code == unit));
        let values: Vec<Decimal> = found.iter().map(|(value, _)| *value).collect();
        if let Err(told) = compare(&values, &wanted.iter().map(|one| decimal(&one["value"])).collect::<Vec<_>>()) {
            return Some(Err(told));
        }
        Some(if codes { Ok(()) } else { Err(format!("{found:?}")) })
    });
}

#[test]
fn duckling_numeral() {
    rate("duckling_Numeral", 0.94, |row| {
        let found: Vec<Decimal> = numbers(row["input"].as_str()?).iter().map(|one| one.low).collect();
        Some(compare(&found, &[Some(decimal(&row["value"])?)]))
    });
}

#[test]
fn cn2an_valid() {
    rate("cn2an", 0.98, |row| {
        if row["fn"] != "cn2an" || row["expected"] == "ERROR" {
            return None;
        }
        let found: Vec<Decimal> = numbers(row["input"].as_str()?).iter().map(|one| one.low).collect();
        Some(compare(&found, &[decimal(&row["expected"])]))
    });
}

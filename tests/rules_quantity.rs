//! Every row of rules/units.tsv, comparators.tsv and names.tsv proves itself: it must fire in its own example.

use qingyuan::mention::context::Context;
use qingyuan::mention::quantity::{self, Amount, Comparator, Shape};
use qingyuan::{Rules, Source, decode, repair, segment, strip};

struct Found {
    text: String,
    outer: String,
    unit: String,
    unit_text: String,
    amount: Amount,
    comparator: Comparator,
    shape: Shape,
}

fn find(input: &str) -> Vec<Found> {
    let rules = Rules::builtin();
    let source = Source::new("example.txt", input.as_bytes());
    let sections = segment(strip(repair(decode(&source), rules), rules), rules);
    let context = Context::new(&sections, rules);
    let found = quantity::find(&context, &[], &[], rules);
    let show = |quantity: quantity::Quantity| Found {
        text: context.str(quantity.span).into(),
        outer: context.str(quantity.outer).into(),
        unit: quantity.unit,
        unit_text: quantity.unit_text,
        amount: quantity.amount,
        comparator: quantity.comparator,
        shape: quantity.shape,
    };
    found.into_iter().map(show).collect()
}

/// The rows of a table as (line, cells by the header's names).
fn rows(file: &str) -> Vec<(usize, impl Fn(&str) -> String)> {
    let path = format!("{}/rules/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the table");
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.trim().is_empty());
    let names: Vec<String> = lines.next().expect("a header").1.split('\t').map(String::from).collect();
    let row = |(number, line): (usize, &str)| {
        let cells: Vec<String> = line.split('\t').map(String::from).collect();
        let names = names.clone();
        (number + 1, move |column: &str| {
            let at = names.iter().position(|name| name == column).expect("a column");
            cells.get(at).cloned().unwrap_or_default()
        })
    };
    lines.map(row).collect()
}

fn report(file: &str, failures: Vec<String>) {
    assert!(failures.is_empty(), "{file}: {} rows do not fire:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn units() {
    let (mut failures, mut seen) = (Vec::new(), std::collections::HashSet::new());
    for (line, cell) in rows("units.tsv") {
        let (surface, base, class, example) = (cell("surface"), cell("base"), cell("class"), cell("example"));
        if !seen.insert((surface.clone(), class == "per")) {
            failures.push(format!("{line}: {surface} stands twice"));
        }
        let found = find(&example);
        let fires = found.iter().any(|one| {
            if class == "per" {
                one.text.ends_with(&surface) && one.unit.ends_with(&format!("/{base}"))
            } else {
                fires(one, &surface, &base, &class)
            }
        });
        if !fires {
            failures.push(format!(
                "{line}: {surface} in {example}: {:?}",
                found.iter().map(|one| format!("{} {}", one.text, one.unit)).collect::<Vec<_>>()
            ));
        }
    }
    report("units.tsv", failures);
}

fn fires(one: &Found, surface: &str, base: &str, class: &str) -> bool {
    let shape = match class {
        "part" => one.shape == Shape::Count,
        "time" | "time-within" => one.shape == Shape::Duration,
        "ordinal" => one.shape == Shape::Ordinal,
        "name" => one.shape == Shape::Name,
        "label" => one.shape == Shape::Identifier,
        _ => matches!(one.shape, Shape::Cardinal | Shape::Count),
    };
    shape && one.unit == base && (one.unit_text.ends_with(surface) || one.text.ends_with(surface))
}

#[test]
fn comparators() {
    let mut failures = Vec::new();
    for (line, cell) in rows("comparators.tsv") {
        let (surface, position, sign, example) = (cell("surface"), cell("position"), cell("comparator"), cell("example"));
        let found = find(&example);
        let fires = found.iter().any(|one| {
            let comparator = match one.comparator {
                Comparator::Equal => "=",
                Comparator::AtLeast => ">=",
                Comparator::MoreThan => ">",
                Comparator::AtMost => "<=",
                Comparator::LessThan => "<",
                Comparator::About => "~",
                Comparator::Range | Comparator::Order => "",
            };
            let beside = if position == "before" { one.outer.starts_with(&surface) } else { one.outer.ends_with(&surface) };
            // After 突破 the word behind the number only goes along: 突破1000亿元大关.
            beside && comparator == sign
        });
        if !fires {
            failures.push(format!(
                "{line}: {surface} in {example}: {:?}",
                found.iter().map(|one| format!("{} {:?}", one.outer, one.comparator)).collect::<Vec<_>>()
            ));
        }
    }
    report("comparators.tsv", failures);
}

#[test]
fn names() {
    let (mut failures, mut seen) = (Vec::new(), std::collections::HashSet::new());
    for (line, cell) in rows("names.tsv") {
        let (surface, kind, example) = (cell("surface"), cell("kind"), cell("example"));
        if !seen.insert(surface.clone()) {
            failures.push(format!("{line}: {surface} stands twice"));
        }
        let found = find(&example);
        let fires = match kind.as_str() {
            "none" => example.contains(&surface) && !found.iter().any(|one| surface.contains(&one.text)),
            "idiom" => found.iter().any(|one| one.text == surface && one.shape == Shape::Idiom),
            "name" => found.iter().any(|one| one.text == surface && one.shape == Shape::Name),
            "vague" => found.iter().any(|one| one.text == surface && one.amount == Amount::Vague),
            value => found.iter().any(|one| {
                let sign = if one.comparator == Comparator::MoreThan { '>' } else { '=' };
                one.text == surface
                    && matches!(one.amount, Amount::Exact(amount) if format!("{sign}{} {}", amount.normalize(), one.unit) == value)
            }),
        };
        if !fires {
            failures.push(format!("{line}: {surface} in {example}: {:?}", found.iter().map(|one| &one.text).collect::<Vec<_>>()));
        }
    }
    report("names.tsv", failures);
}

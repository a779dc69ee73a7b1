//! qingyuan.toml. In: the command line and the nearest settings file. Out: the command line as if the file's settings had been given
//! on it, where it does not give them itself: flags over file over defaults. Its keys are the long flags of `extract`.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{ArgMatches, Command};
use qingyuan::Error;
use toml::de::{DeTable, DeValue};

use crate::batch::nearest::nearest;

/// Name of a settings file that is found by itself.
const FILE: &str = "qingyuan.toml";
/// Flags that are not settings: what is asked for this time only.
const NO_SETTINGS: [&str; 5] = ["config", "files-from", "resume", "help", "no-fail-on-error"];
/// Settings that are paths, relative to the file they stand in.
const PATHS: [&str; 2] = ["output", "rules"];

/// What a settings file said.
#[derive(Default)]
pub struct Told {
    /// The file, where there is one.
    pub file: Option<PathBuf>,
    /// The settings that it decided.
    pub keys: Vec<String>,
}

/// Parse the command line together with the settings file. Mistakes of the command line are told as usual, and end the program.
pub fn merge(command: Command, line: Vec<OsString>) -> Result<(ArgMatches, Told), Error> {
    let given = command.clone().get_matches_from(&line);
    let Some((name, flags)) =
        given.subcommand().filter(|(name, _)| matches!(*name, "extract" | "explain" | "show" | "eval" | "repair" | "config"))
    else {
        return Ok((given, Told::default()));
    };
    let Some(file) = find(flags.get_one::<PathBuf>("config"))? else { return Ok((given, Told::default())) };
    let settings = read(&file, &command)?;
    let takes = |key: &str| command.find_subcommand(name).is_some_and(|sub| sub.get_arguments().any(|arg| arg.get_long() == Some(key)));
    let is_given = |key: &str| flags.try_contains_id(&id(key)).is_ok() && flags.value_source(&id(key)) == Some(ValueSource::CommandLine);
    let mut told = Told { file: Some(file), keys: Vec::new() };
    // The file's flags go right behind the subcommand.
    let behind = line.iter().position(|word| word == name).map_or(line.len(), |at| at + 1);
    let mut merged = line[..behind].to_vec();
    for (key, flag) in settings {
        let opposite = if key == "fail-on-error" { "no-fail-on-error" } else { "" };
        if takes(&key) && !is_given(&key) && !is_given(opposite) {
            merged.extend(flag.map(OsString::from));
            told.keys.push(key);
        }
    }
    merged.extend(line.into_iter().skip(behind));
    Ok((command.get_matches_from(merged), told))
}

/// clap calls a flag's value by its field's name.
fn id(key: &str) -> String {
    key.replace('-', "_")
}

/// The settings file: the one that is named, else the nearest one.
fn find(named: Option<&PathBuf>) -> Result<Option<PathBuf>, Error> {
    if let Some(named) = named {
        return Ok(Some(named.clone()));
    }
    let here = std::env::current_dir().map_err(|cause| Error::io(".", cause))?;
    Ok(here.ancestors().map(|folder| folder.join(FILE)).find(|file| file.is_file()))
}

/// The names of all settings.
pub fn keys(command: &Command) -> Vec<&str> {
    let extract = command.find_subcommand("extract").expect("extract is a subcommand");
    extract.get_arguments().filter_map(|arg| arg.get_long()).filter(|key| !NO_SETTINGS.contains(key)).collect()
}

/// The settings of a file as flags; `None` for a switch that is off.
fn read(file: &Path, command: &Command) -> Result<BTreeMap<String, Option<String>>, Error> {
    let text = fs::read_to_string(file).map_err(|cause| Error::io(file, cause))?;
    let line_at = |at: usize| text.as_bytes()[..at.min(text.len())].iter().filter(|byte| **byte == b'\n').count() + 1;
    let fail = |at: usize, problem: String| Error::Line { path: file.display().to_string(), line: line_at(at), problem };
    let table = DeTable::parse(&text).map_err(|error| fail(error.span().map_or(0, |span| span.start), error.message().to_string()))?;
    let known = keys(command);
    let mut settings = BTreeMap::new();
    for (key, value) in table.get_ref() {
        let (at, key) = (key.span().start, key.get_ref().to_string());
        if !known.contains(&key.as_str()) {
            let meant = match nearest(&key, &known) {
                Some(meant) => format!("; did you mean {meant:?}?"),
                None => format!("; there are {}", known.join(", ")),
            };
            return Err(fail(at, format!("there is no setting {key:?}{meant}")));
        }
        let flag = flag(&key, value.get_ref(), file).map_err(|problem| fail(at, problem))?;
        check(&key, flag.as_deref(), command).map_err(|problem| fail(at, problem))?;
        settings.insert(key, flag);
    }
    Ok(settings)
}

/// A setting as a flag.
fn flag(key: &str, value: &DeValue, file: &Path) -> Result<Option<String>, String> {
    let text = match value {
        DeValue::Boolean(true) => return Ok(Some(format!("--{key}"))),
        DeValue::Boolean(false) if key == "fail-on-error" => return Ok(Some("--no-fail-on-error".into())),
        DeValue::Boolean(false) => return Ok(None),
        DeValue::Integer(number) if key == "verbose" => {
            let times = number.as_str().parse::<usize>().ok().filter(|times| *times <= 2);
            let times = times.ok_or_else(|| format!("{key:?} is 0, 1 or 2"))?;
            return Ok((times > 0).then(|| format!("-{}", "v".repeat(times))));
        }
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.as_str().to_string(),
        DeValue::Float(number) => number.as_str().to_string(),
        DeValue::Datetime(date) => date.to_string(),
        DeValue::Array(_) | DeValue::Table(_) => return Err(format!("{key:?} is a single value")),
    };
    let folder = file.parent().filter(|_| PATHS.contains(&key) && text != "-");
    let text = folder.map_or(text.clone(), |folder| folder.join(&text).display().to_string());
    Ok(Some(format!("--{key}={text}")))
}

/// Whether a flag would do on the command line; else what is wrong with it.
fn check(key: &str, flag: Option<&str>, command: &Command) -> Result<(), String> {
    let line = ["qingyuan", "extract"].into_iter().chain(flag).chain(["-"]);
    match command.clone().try_get_matches_from(line) {
        Ok(_) => Ok(()),
        Err(error) => {
            let words = error.to_string();
            let first = words.lines().next().unwrap_or_default().trim_start_matches("error: ");
            Err(format!("{key:?}: {}", first.replace(&format!(" for '--{key}'"), "")))
        }
    }
}

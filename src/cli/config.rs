//! `qingyuan config`: the settings as they are, each with where it comes from.

use clap::parser::ValueSource;
use clap::{ArgMatches, Args, CommandFactory};
use qingyuan::Error;

use super::settings::{Told, keys};
use super::{Arguments, Common, exit, extract, print};

const EXAMPLES: &str = "\
Examples:
  qingyuan config                               every setting, and where it comes from
  qingyuan config > qingyuan.toml               begin a settings file with them";

/// Arguments of `config`: those of `extract`, without pages.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    #[command(flatten)]
    _settings: extract::Settings,
    #[command(flatten)]
    _common: Common,
}

/// Print all settings.
pub fn run(matches: &ArgMatches, told: &Told) -> Result<u8, Error> {
    let flags = matches.subcommand_matches("config").expect("config was called");
    let mut rows = String::new();
    match &told.file {
        Some(file) => rows += &format!("# settings file: {}\n", file.display()),
        None => rows += "# settings file: none (no qingyuan.toml in this folder or above)\n",
    }
    let command = Arguments::command();
    for key in keys(&command) {
        let id = key.replace('-', "_");
        let is_off = key == "fail-on-error" && flags.get_flag("no_fail_on_error");
        let source = flags.value_source(if is_off { "no_fail_on_error" } else { &id });
        let origin = match source {
            _ if told.keys.iter().any(|known| known == key) => "settings file",
            Some(ValueSource::CommandLine) => "flag",
            _ => "default",
        };
        let values = || {
            let values: Vec<_> = flags.get_raw(&id)?.map(|value| value.to_string_lossy().into_owned()).collect();
            (!values.is_empty()).then(|| values.join(","))
        };
        let row = match key {
            "fail-on-error" => format!("{key} = {}", !is_off),
            "quiet" => format!("{key} = {}", flags.get_flag("quiet")),
            "bom" => format!("{key} = {}", flags.get_flag("bom")),
            "verbose" => format!("{key} = {}", flags.get_count("verbose")),
            _ => match values() {
                Some(value) if value.parse::<f64>().is_ok() && key != "region" => format!("{key} = {value}"),
                Some(value) => format!("{key} = {value:?}"),
                None => format!("# {key} is not set"),
            },
        };
        rows += &format!("{row:<32}# {origin}\n");
    }
    print(rows.as_bytes())?;
    Ok(exit::FINE)
}

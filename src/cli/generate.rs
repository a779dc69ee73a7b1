//! `qingyuan completions` and `qingyuan man`: what shells and `man` need to know of the command line.

use clap::{Args, Command};
use clap_complete::Shell;
use qingyuan::Error;

use super::{exit, print};

/// How completion scripts are put in place.
pub const COMPLETION_EXAMPLES: &str = "\
Examples:
  qingyuan completions bash > ~/.local/share/bash-completion/completions/qingyuan
  qingyuan completions zsh > \"${fpath[1]}/_qingyuan\"
  qingyuan completions fish > ~/.config/fish/completions/qingyuan.fish";

/// How the manual page is read.
pub const MAN_EXAMPLES: &str = "\
Examples:
  qingyuan man > ~/.local/share/man/man1/qingyuan.1
  qingyuan man extract | man -l -";

/// Arguments of `completions`.
#[derive(Args)]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Arguments of `man`.
#[derive(Args)]
pub struct Man {
    /// A subcommand [default: the page of the whole command]
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

/// Print a completion script.
pub fn completions(options: &Completions, mut command: Command) -> Result<u8, Error> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut command, "qingyuan", &mut script);
    print(&script)?;
    Ok(exit::FINE)
}

/// Print a manual page.
pub fn man(options: &Man, mut command: Command) -> Result<u8, Error> {
    command.build();
    let command = match &options.command {
        None => command,
        Some(name) => {
            let names: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
            let known = names.join(", ");
            let found = command.find_subcommand(name).cloned();
            found.ok_or_else(|| Error::Usage(format!("there is no subcommand {name:?}; there are {known}")))?
        }
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).map_err(|cause| Error::io("the manual page", cause))?;
    print(&page)?;
    Ok(exit::FINE)
}

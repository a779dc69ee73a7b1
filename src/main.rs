//! The `qingyuan` command. Only argument, file and terminal handling; everything about pages is in the library.

mod batch;
mod cli;
mod lang;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}

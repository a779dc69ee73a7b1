//! How much there is to read, for a run that shows how far it is. In: inputs as given. Out: the bytes of their files, as stored.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::Path;

use super::Input;
use super::names::is_page;
use super::pattern::Pattern;
use super::walk::Walk;

/// Add the sizes of all files that will be read to `total`, as far as can be told beforehand; `None` where standard input is among
/// them.
pub fn measure(inputs: &[Input], mut total: impl FnMut(u64)) -> Option<()> {
    for input in inputs {
        match input {
            Input::Path(path) => of_path(path, &mut total)?,
            Input::List(list) if list.as_os_str() == "-" => return None,
            Input::List(list) => {
                let lines = File::open(list).map(|file| BufReader::new(file).lines());
                for line in lines.into_iter().flatten().map_while(Result::ok) {
                    of_path(Path::new(line.trim_end_matches('\r')), &mut total)?;
                }
            }
        }
    }
    Some(())
}

fn of_path(path: &Path, total: &mut impl FnMut(u64)) -> Option<()> {
    if path.as_os_str() == "-" {
        return None;
    }
    match fs::metadata(path) {
        Ok(about) if about.is_dir() => {
            for file in Walk::new(path).into_iter().flatten().flatten().filter(|file| is_page(file)) {
                total(fs::metadata(file).map_or(0, |about| about.len()));
            }
        }
        Ok(about) => total(about.len()),
        Err(_) => {
            if let Some(pattern) = path.to_str().and_then(Pattern::parse) {
                let mut known = Some(());
                let _ = pattern.visit(&mut |found| {
                    known = known.and_then(|()| found.map_or(Some(()), |path| of_path(&path, &mut *total)));
                    ControlFlow::Continue(())
                });
                return known;
            }
        }
    }
    Some(())
}

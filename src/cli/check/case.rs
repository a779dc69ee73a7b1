//! A case: a folder with a page and the record that it should give.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use qingyuan::{Error, Rules, Source, extract};
use serde_json::Value;

use crate::cli::Reading;
use crate::cli::report::Only;

/// Names of the page's file.
const PAGES: [&str; 5] = ["page.html", "page.txt", "page.htm", "page.shtml", "page.xhtml"];
/// The record that the page should give.
const RECORD: &str = "record.json";
/// What is known of the page from outside.
const HINTS: &str = "case.toml";

/// A folder with a page.
pub struct Case {
    /// Its path below the folder of cases.
    pub name: String,
    dir: PathBuf,
    page: PathBuf,
}

/// What is known of a page from outside.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hints {
    /// Its date (YYYY-MM-DD).
    pub published: Option<String>,
    /// adcode of the place it is about.
    pub region: Option<String>,
    /// Its encoding.
    pub encoding: Option<String>,
}

impl Hints {
    fn read(path: &Path) -> Result<Hints, Error> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(Hints::default()),
            Err(cause) => return Err(Error::io(path, cause)),
        };
        toml::from_str(&text).map_err(|error| Error::Page { path: path.display().to_string(), problem: error.message().to_string() })
    }

    /// As lines of a case.toml.
    fn lines(&self) -> String {
        let fields = [("published", &self.published), ("region", &self.region), ("encoding", &self.encoding)];
        fields.iter().filter_map(|(key, value)| value.as_ref().map(|value| format!("{key} = {value:?}\n"))).collect()
    }

    fn apply(&self, source: &mut Source) -> Result<(), Error> {
        if let Some(date) = &self.published {
            let date = date.parse().map_err(|_| Error::Usage(format!("{}: published is no date: {date:?}", source.id)))?;
            source.published = Some(date);
        }
        source.region.clone_from(&self.region);
        source.encoding.clone_from(&self.encoding);
        Ok(())
    }
}

impl Case {
    /// All cases in a folder and the folders in it, by name; or the one that the folder is.
    pub fn all_under(root: &Path) -> Result<Vec<Case>, Error> {
        let mut cases = Vec::new();
        let mut folders = vec![(root.to_path_buf(), String::new())];
        while let Some((dir, name)) = folders.pop() {
            if let Some(page) = PAGES.iter().map(|page| dir.join(page)).find(|page| page.is_file()) {
                let name = if name.is_empty() { name_of(&dir) } else { name };
                cases.push(Case { name, dir, page });
                continue;
            }
            for entry in fs::read_dir(&dir).map_err(|cause| Error::io(&dir, cause))? {
                let path = entry.map_err(|cause| Error::io(&dir, cause))?.path();
                let own = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                if path.is_dir() && !own.starts_with('.') {
                    folders.push((path, if name.is_empty() { own } else { format!("{name}/{own}") }));
                }
            }
        }
        if cases.is_empty() {
            let problem = "no case in this folder: a case is a folder with page.html or page.txt; --new PAGE makes one".to_string();
            return Err(Error::Page { path: root.display().to_string(), problem });
        }
        cases.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(cases)
    }

    /// The record that its page gives now.
    pub fn extract(&self, reading: &Reading, rules: &Rules) -> Result<Value, Error> {
        let bytes = fs::read(&self.page).map_err(|cause| Error::io(&self.page, cause))?;
        let mut source = Source::new(format!("{}/{}", self.name, self.page.file_name().unwrap_or_default().to_string_lossy()), bytes);
        Hints::read(&self.dir.join(HINTS))?.apply(&mut source)?;
        reading.apply(&mut source);
        Ok(serde_json::to_value(extract(&source, rules)).expect("a record is JSON"))
    }

    /// The record that it should give; `None` where there is none yet.
    pub fn expected(&self) -> Result<Option<Value>, Error> {
        let path = self.dir.join(RECORD);
        match fs::read(&path) {
            Ok(json) => serde_json::from_slice(&json).map(Some).map_err(|error| Error::Line {
                path: path.display().to_string(),
                line: error.line(),
                problem: format!("is no record: {error}"),
            }),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(Error::io(path, cause)),
        }
    }

    /// Write a record, aside and renamed.
    pub fn write(&self, record: &Value) -> Result<(), Error> {
        let (path, aside) = (self.dir.join(RECORD), self.dir.join(".record.json.part"));
        let json = serde_json::to_string_pretty(record).expect("a record is JSON") + "\n";
        fs::write(&aside, json).and_then(|()| fs::rename(&aside, &path)).map_err(|cause| Error::io(path, cause))
    }

    /// Take what was found for right: all of it, or the fields that were asked for.
    pub fn bless(&self, mut expected: Value, mut found: Value, only: &Only) -> Result<(), Error> {
        if only.0.is_empty() {
            return self.write(&found);
        }
        for field in &only.0 {
            expected[field.as_str()] = found[field.as_str()].take();
        }
        self.write(&expected)
    }
}

fn name_of(dir: &Path) -> String {
    let whole = fs::canonicalize(dir).unwrap_or_else(|_| dir.to_path_buf());
    whole.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Make a case of a page: its folder. What is there already is left alone.
pub fn make(root: &Path, page: &Path, name: Option<&str>, hints: &Hints, rules: &Rules) -> Result<PathBuf, Error> {
    let bytes = crate::cli::read(page)?;
    let stem = page.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let name = name.unwrap_or(if crate::batch::is_stdio(page) { "stdin" } else { &stem });
    if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\']) {
        return Err(Error::Usage(format!("{name:?} is no name for a folder; give one with --name")));
    }
    let mut source = Source::new(name, &bytes[..]);
    hints.apply(&mut source)?;
    let ending = if extract(&source, rules).source.kind == "html" { "html" } else { "txt" };
    let dir = root.join(name);
    fs::create_dir_all(root).map_err(|cause| Error::io(root, cause))?;
    fs::create_dir(&dir).map_err(|cause| match cause.kind() {
        ErrorKind::AlreadyExists => Error::Usage(format!("{}: there is such a case already; give another --name", dir.display())),
        _ => Error::io(&dir, cause),
    })?;
    let write = |file: &str, bytes: &[u8]| fs::write(dir.join(file), bytes).map_err(|cause| Error::io(dir.join(file), cause));
    write(&format!("page.{ending}"), &bytes)?;
    write("about.md", format!("{name}: what this page is here for.\n").as_bytes())?;
    if !hints.lines().is_empty() {
        write(HINTS, hints.lines().as_bytes())?;
    }
    let case = Case { name: name.into(), page: dir.join(format!("page.{ending}")), dir };
    let reading = Reading { encoding: None, rules: None };
    case.write(&case.extract(&reading, rules)?)?;
    Ok(case.dir)
}

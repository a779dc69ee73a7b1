//! Vocabulary and tables: rules/*.tsv, built in or read from a folder at run time (`--rules DIR`). In: tab-separated tables.
//! Out: typed rules, checked. Never done here: using them.
//!
//! A table is UTF-8, tab-separated, with a header line; lines that begin with `#` are comments. Every row has an `example` that
//! a test runs. One module a stage reads that stage's tables.

pub mod content;
pub mod dates;
pub mod documents;
pub mod lexicon;
pub(crate) mod marks;
pub(crate) mod patterns;
pub mod places;
pub mod quantities;
pub mod repair;
pub mod table;
pub mod tables;
pub mod targets;

use std::borrow::Cow;
use std::path::Path;
use std::sync::{LazyLock, OnceLock};
use std::thread::ScopedJoinHandle;

use sha2::{Digest, Sha256};

use crate::error::Error;

/// The tables that are built in: (file name, text).
const BUILTIN: &[(&str, &str)] = &[
    ("verbs.tsv", include_str!("../rules/verbs.tsv")),
    ("table_heads.tsv", include_str!("../rules/table_heads.tsv")),
    ("scopes.tsv", include_str!("../rules/scopes.tsv")),
    ("particles.tsv", include_str!("../rules/particles.tsv")),
    ("hedges.tsv", include_str!("../rules/hedges.tsv")),
    ("heads.tsv", include_str!("../rules/heads.tsv")),
    ("cues.tsv", include_str!("../rules/cues.tsv")),
    ("figure_words.tsv", include_str!("../rules/figure_words.tsv")),
    ("agencies.tsv", include_str!("../rules/agencies.tsv")),
    ("document_kinds.tsv", include_str!("../rules/document_kinds.tsv")),
    ("document_verbs.tsv", include_str!("../rules/document_verbs.tsv")),
    ("document_words.tsv", include_str!("../rules/document_words.tsv")),
    ("not_policy.tsv", include_str!("../rules/not_policy.tsv")),
    ("boilerplate.tsv", include_str!("../rules/boilerplate.tsv")),
    ("characters.tsv", include_str!("../rules/characters.tsv")),
    ("readings.tsv", include_str!("../rules/readings.tsv")),
    ("characters_context.tsv", include_str!("../rules/characters_context.tsv")),
    ("comparators.tsv", include_str!("../rules/comparators.tsv")),
    ("headings.tsv", include_str!("../rules/headings.tsv")),
    ("language.tsv", include_str!("../rules/language.tsv")),
    ("bylines.tsv", include_str!("../rules/bylines.tsv")),
    ("meta_labels.tsv", include_str!("../rules/meta_labels.tsv")),
    ("dates.tsv", include_str!("../rules/dates.tsv")),
    ("names.tsv", include_str!("../rules/names.tsv")),
    ("place_decoys.tsv", include_str!("../rules/place_decoys.tsv")),
    ("regions.tsv", include_str!("../rules/regions.tsv")),
    ("regions_retired.tsv", include_str!("../rules/regions_retired.tsv")),
    ("spam.tsv", include_str!("../rules/spam.tsv")),
    ("trigrams.tsv", include_str!("../rules/trigrams.tsv")),
    ("words.tsv", include_str!("../rules/words.tsv")),
    ("units.tsv", include_str!("../rules/units.tsv")),
];

/// The tables' texts.
pub struct Files {
    /// Name and text, in the order of the built-in ones.
    texts: Vec<(&'static str, Cow<'static, str>)>,
    /// Whether no folder replaces a table.
    is_builtin: bool,
}

impl Files {
    /// The built-in tables; those that `dir` has a file for are read from there.
    fn of(dir: Option<&Path>) -> Result<Files, Error> {
        let read = |(name, text): &(&'static str, &'static str)| {
            let own = dir.map(|dir| dir.join(name)).filter(|path| path.is_file());
            let text = match own {
                Some(path) => std::fs::read_to_string(&path).map_err(|cause| Error::io(path, cause))?.into(),
                None => (*text).into(),
            };
            Ok((*name, text))
        };
        Ok(Files { texts: BUILTIN.iter().map(read).collect::<Result<_, Error>>()?, is_builtin: dir.is_none() })
    }

    /// Whether no folder replaces a table.
    pub(crate) fn is_builtin(&self) -> bool {
        self.is_builtin
    }

    /// The text of table `name`.
    pub(crate) fn text(&self, name: &str) -> Result<Cow<'static, str>, Error> {
        let found = self.texts.iter().find(|(known, _)| *known == name);
        found.map(|(_, text)| text.clone()).ok_or_else(|| Error::Usage(format!("rules/{name}: no such table")))
    }
}

/// All rules.
pub struct Rules {
    files: Files,
    /// SHA-256 of the tables, hexadecimal, once it is asked for.
    hash: OnceLock<String>,
    /// Boilerplate and metadata labels.
    pub(crate) content: content::ContentRules,
    /// Dates' vocabulary.
    pub(crate) dates: dates::DateRules,
    /// Documents: kinds, agencies, cues.
    pub(crate) documents: documents::DocumentRules,
    /// The gazetteer.
    pub(crate) places: places::PlaceRules,
    /// Units, classifiers, masks.
    pub(crate) quantities: quantities::QuantityRules,
    /// Damage tables and the language model.
    pub(crate) repair: repair::RepairRules,
    /// Words that head the columns of tables.
    pub(crate) tables: tables::TableRules,
    /// Verbs, cues, hedges.
    pub(crate) targets: targets::TargetRules,
    /// What is looked for all over the text, once it is asked for.
    sought: OnceLock<lexicon::AnyOf>,
}

impl Rules {
    /// The rules built in.
    pub fn builtin() -> &'static Rules {
        static RULES: LazyLock<Rules> = LazyLock::new(|| Files::of(None).and_then(Rules::load).expect("the built-in rules are tested"));
        &RULES
    }

    /// The gazetteer and the words of headings.
    pub fn gazetteer(&self) -> &places::PlaceRules {
        &self.places
    }

    /// Where a place, a cue, a hedge, a number or a pointer to a document may begin.
    pub(crate) fn sought(&self) -> &lexicon::AnyOf {
        self.sought.get_or_init(|| {
            let (targets, numbers) = (&self.targets, self.quantities.candidates());
            lexicon::AnyOf::new([self.places.names(), targets.cues.lexicon(), targets.hedges.lexicon(), numbers, &self.documents.pointers])
        })
    }

    /// The rules of a folder: its files replace the built-in ones of the same name.
    pub fn read(dir: &Path) -> Result<Rules, Error> {
        if !dir.is_dir() {
            return Err(Error::Usage(format!("--rules {}: not a folder", dir.display())));
        }
        for entry in std::fs::read_dir(dir).map_err(|cause| Error::io(dir, cause))? {
            let name = entry.map_err(|cause| Error::io(dir, cause))?.file_name().to_string_lossy().into_owned();
            if name.ends_with(".tsv") && !BUILTIN.iter().any(|(known, _)| *known == name) {
                let known: Vec<&str> = BUILTIN.iter().map(|(known, _)| *known).collect();
                return Err(Error::Usage(format!(
                    "{}: no table of this name; the tables are {}",
                    dir.join(name).display(),
                    known.join(", ")
                )));
            }
        }
        Rules::load(Files::of(Some(dir))?)
    }

    fn load(files: Files) -> Result<Rules, Error> {
        // The gazetteer is half of the work: a run of one page waits for nothing else.
        std::thread::scope(|scope| {
            let places = std::thread::Builder::new().spawn_scoped(scope, || places::PlaceRules::load(&files));
            let content = content::ContentRules::load(&files)?;
            let dates = dates::DateRules::load(&files)?;
            let documents = documents::DocumentRules::load(&files)?;
            let quantities = quantities::QuantityRules::load(&files)?;
            let repair = repair::RepairRules::load(&files)?;
            let tables = tables::TableRules::load(&files)?;
            let targets = targets::TargetRules::load(&files)?;
            let places = match places.map(ScopedJoinHandle::join) {
                Ok(Ok(places)) => places,
                Ok(Err(panic)) => std::panic::resume_unwind(panic),
                Err(_) => places::PlaceRules::load(&files),
            };
            Ok((content, dates, documents, quantities, repair, tables, targets, places?))
        })
        .map(|(content, dates, documents, quantities, repair, tables, targets, places)| Rules {
            content,
            dates,
            documents,
            places,
            quantities,
            repair,
            tables,
            targets,
            sought: OnceLock::new(),
            files,
            hash: OnceLock::new(),
        })
    }

    /// SHA-256 of all tables, hexadecimal: two sets of rules with one hash give the same records.
    pub fn hash(&self) -> &str {
        self.hash.get_or_init(|| {
            let mut digest = Sha256::new();
            for (name, text) in &self.files.texts {
                digest.update(name);
                digest.update([0]);
                digest.update(text.as_bytes());
            }
            digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
        })
    }
}

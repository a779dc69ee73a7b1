//! Document kinds, organs, verbs of issuing and the words around them: rules/document_kinds.tsv, agencies.tsv,
//! document_verbs.tsv, document_words.tsv, not_policy.tsv. In: the tables. Out: look-ups by the end or the beginning of a
//! text, longest surface first. Never done here: reading a text.

use std::collections::HashSet;

use rustc_hash::FxHashMap as HashMap;

use super::Files;
use super::lexicon::Lexicon;
use super::table::{Row, Table};
use crate::error::Error;
use crate::mention::date::Role;
use crate::mention::document::Status;

/// Surfaces found by how a text ends or begins.
#[derive(Debug)]
pub struct Surfaces<T> {
    by_last: HashMap<char, Vec<usize>>,
    by_first: HashMap<char, Vec<usize>>,
    rows: Vec<(Box<str>, T)>,
}

impl<T> Surfaces<T> {
    fn new(mut rows: Vec<(Box<str>, T)>) -> Surfaces<T> {
        rows.sort_by_key(|(surface, _)| std::cmp::Reverse(surface.len()));
        let (mut by_last, mut by_first) = (HashMap::<char, Vec<usize>>::default(), HashMap::<char, Vec<usize>>::default());
        for (index, (surface, _)) in rows.iter().enumerate() {
            by_last.entry(surface.chars().next_back().unwrap_or(' ')).or_default().push(index);
            by_first.entry(surface.chars().next().unwrap_or(' ')).or_default().push(index);
        }
        Surfaces { by_last, by_first, rows }
    }

    /// The longest surface that `text` ends with.
    pub fn ending<'r>(&'r self, text: &str) -> Option<(&'r str, &'r T)> {
        self.endings(text).next()
    }

    /// Every surface that `text` ends with, longest first.
    pub fn endings<'r, 't>(&'r self, text: &'t str) -> impl Iterator<Item = (&'r str, &'r T)> + use<'r, 't, T> {
        let rows = text.chars().next_back().and_then(|last| self.by_last.get(&last)).map_or(&[][..], Vec::as_slice);
        rows.iter().map(|&row| &self.rows[row]).filter(move |(surface, _)| text.ends_with(&**surface)).map(|(s, row)| (&**s, row))
    }

    /// The longest surface that `text` begins with.
    pub fn beginning<'a>(&'a self, text: &str) -> Option<(&'a str, &'a T)> {
        let rows = self.by_first.get(&text.chars().next()?)?;
        rows.iter().map(|&row| &self.rows[row]).find(|(surface, _)| text.starts_with(&**surface)).map(|(s, row)| (&**s, row))
    }

    /// The row of exactly this surface.
    pub fn exact(&self, text: &str) -> Option<&T> {
        self.ending(text).filter(|(surface, _)| *surface == text).map(|(_, row)| row)
    }

    /// All rows.
    pub fn rows(&self) -> impl Iterator<Item = (&str, &T)> {
        self.rows.iter().map(|(surface, row)| (&**surface, row))
    }
}

/// What a title ends with.
#[derive(Clone, Debug)]
pub struct Kind {
    /// What the record calls it; `None` for a word that only ends alike (做法).
    pub name: Option<Box<str>>,
    /// The standing that goes with it.
    pub status: Status,
    /// The word alone is a title (《宪法》).
    pub is_title: bool,
    /// Characters that may not follow a short mention.
    pub unless: Box<str>,
}

/// How the end of a name makes it an organ's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Organ {
    /// With more before it.
    Suffix,
    /// By itself too.
    Whole,
    /// By itself, after another name.
    Second,
    /// Ends alike, is none.
    Not,
}

/// What an organ does with a document.
#[derive(Clone, Copy, Debug)]
pub struct Verb {
    /// What its date is the date of.
    pub role: Role,
    /// The organ only passes it on.
    pub relay: bool,
}

/// Documents' vocabulary.
#[derive(Debug)]
pub struct DocumentRules {
    /// Ends of titles.
    pub kinds: Surfaces<Kind>,
    /// Ends of organs' names.
    pub organs: Surfaces<Organ>,
    /// How a list of organs is closed: 等7部门.
    pub groups: Surfaces<()>,
    /// Verbs of issuing.
    pub verbs: Surfaces<Verb>,
    /// Words before an organ's name, with the characters that may not follow.
    pub leads: Surfaces<Box<str>>,
    /// How a name begins that names no organ by itself, with the characters that may not follow.
    pub relatives: Surfaces<Box<str>>,
    /// Words between the organ and the verb.
    pub adverbs: Surfaces<Box<str>>,
    /// Words before a document number.
    pub number_leads: Surfaces<Box<str>>,
    /// Words that point at a document named before.
    pub(crate) pointers: Lexicon,
    /// Whole titles of newspapers, books, programmes.
    pub other_titles: HashSet<Box<str>>,
    /// How such titles end.
    pub other_suffixes: Surfaces<()>,
    /// Words before 《 that say so.
    pub other_before: Surfaces<()>,
    /// Words after 》 that say so.
    pub other_after: Surfaces<()>,
}

impl DocumentRules {
    pub(crate) fn load(files: &Files) -> Result<DocumentRules, Error> {
        let kinds = surfaces(files, "document_kinds.tsv", "suffix", |row| {
            let status = match row.text("status")? {
                "final" => Status::Final,
                "draft" => Status::Draft,
                "law" => Status::Law,
                _ => return Err(row.fail("status", "is neither final, draft nor law")),
            };
            let unless = row.optional("unless").unwrap_or("").into();
            Ok(Some(Kind { name: row.optional("kind").map(Into::into), status, is_title: row.optional("bare") == Some("title"), unless }))
        })?;
        let organs = surfaces(files, "agencies.tsv", "surface", |row| {
            Ok(match row.text("role")? {
                "suffix" => Some(Organ::Suffix),
                "whole" => Some(Organ::Whole),
                "second" => Some(Organ::Second),
                "not" => Some(Organ::Not),
                "group" => None,
                _ => return Err(row.fail("role", "is neither suffix, whole, second, not nor group")),
            })
        })?;
        let verbs = surfaces(files, "document_verbs.tsv", "verb", |row| {
            let role = match row.text("role")? {
                "issued" => Role::Issued,
                "published" => Role::Published,
                "adopted" => Role::Adopted,
                _ => return Err(row.fail("role", "is neither issued, published nor adopted")),
            };
            Ok(Some(Verb { role, relay: row.optional("relay").is_some() }))
        })?;
        let words = |role: &'static str| {
            surfaces(files, "document_words.tsv", "surface", |row| {
                Ok((row.text("role")? == role).then(|| Box::from(row.optional("unless").unwrap_or(""))))
            })
        };
        let listed =
            |file: &'static str, role: &'static str| surfaces(files, file, "surface", |row| Ok((row.text("role")? == role).then_some(())));
        Ok(DocumentRules {
            kinds,
            organs,
            verbs,
            groups: listed("agencies.tsv", "group")?,
            leads: words("lead")?,
            relatives: words("relative")?,
            adverbs: words("adverb")?,
            number_leads: words("number")?,
            pointers: Lexicon::new(words("pointer")?.rows().map(|(surface, _)| surface), false),
            other_titles: listed("not_policy.tsv", "name")?.rows().map(|(surface, _)| surface.into()).collect(),
            other_suffixes: listed("not_policy.tsv", "suffix")?,
            other_before: listed("not_policy.tsv", "before")?,
            other_after: listed("not_policy.tsv", "after")?,
        })
    }
}

/// The rows of `file` that `read` takes, by the surface in `column`.
fn surfaces<T>(files: &Files, file: &str, column: &str, read: impl Fn(&Row) -> Result<Option<T>, Error>) -> Result<Surfaces<T>, Error> {
    let text = files.text(file)?;
    let mut rows = Vec::new();
    for row in Table::parse(file, &text).rows() {
        if let Some(value) = read(&row)? {
            rows.push((Box::from(row.text(column)?), value));
        }
    }
    Ok(Surfaces::new(rows))
}

//! Documents: titles, numbers, issuers, aliases and later mentions.

use super::context::Context;
use super::date::{DateMention, Role};
use super::edtf::Edtf;
use crate::rules::Rules;
use crate::trace::TextSpan;

/// What standing a document has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// In force or issued.
    #[default]
    Final,
    /// 征求意见稿, 草案.
    Draft,
    /// A law or regulation.
    Law,
    /// A newspaper, a film, a book.
    NotPolicy,
}

/// How a later mention names its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// 以下简称《通知》.
    AliasDefinition,
    /// 《通知》.
    Alias,
    /// 该《决定》, 该方案, 本办法.
    Demonstrative,
}

/// A later mention of a document.
#[derive(Clone, Debug)]
pub struct Mention {
    /// Where it stands.
    pub span: TextSpan,
    /// How it names the document.
    pub how: How,
}

/// A document named in the text. Its index in the list is its id.
#[derive(Clone, Debug)]
pub struct Document {
    /// Exactly what stands between 《 and 》 (line breaks and spaces that broke it taken out); `None` for a number alone.
    pub title: Option<String>,
    /// The first naming, marks included; of a number alone, the number.
    pub span: TextSpan,
    /// 通知, 行动方案, 条例, …
    pub kind: Option<String>,
    /// Named issuers.
    pub issuers: Vec<String>,
    /// How many issued it together: 等7部门 → 7; else the number named, `None` where none is.
    pub issuer_count: Option<u32>,
    /// 文号, normalised: 机关代字〔YYYY〕N号.
    pub number: Option<String>,
    /// Where the number stands.
    pub number_span: Option<TextSpan>,
    /// Its date and what kind of date that is.
    pub date: Option<(Edtf, Role)>,
    /// The period its title names.
    pub period: Option<Edtf>,
    /// Its standing.
    pub status: Status,
    /// Short names without marks.
    pub aliases: Vec<String>,
    /// Later mentions, in order.
    pub mentions: Vec<Mention>,
    /// The rule that made it.
    pub rule: &'static str,
}

/// The documents of the text, in order of first naming; their dates are not yet known.
pub fn find(_context: &Context, _rules: &Rules) -> Vec<Document> {
    Vec::new()
}

/// Give each document the date that belongs to it, and its period.
pub fn date(_documents: &mut [Document], _dates: &[DateMention], _context: &Context, _rules: &Rules) {}

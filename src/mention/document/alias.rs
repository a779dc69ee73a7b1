//! Short names: 以下简称《通知》, and the demonstratives 该方案, 本办法. In: the text. Out: where they stand and the word they
//! use. Never done here: deciding which document is meant.

use std::sync::LazyLock;

use regex::Regex;

use super::window;
use crate::limits;
use crate::mention::context::Context;
use crate::rules::documents::DocumentRules;
use crate::trace::TextSpan;

/// A short name given to the document just named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The name with its marks.
    pub span: TextSpan,
    /// The name without.
    pub word: String,
}

/// Bytes after a title in which its short name may be defined.
const REACH: usize = 400;

static DEFINITION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^\s*(?:[（(][^（()）\n]{0,60}[）)]\s*)?(?:[（(\[〔][^）)\n《》]{0,60}?)?[，,、；;]?\s*(?:以下|下文|下|后)?(?:均|统一|统)?",
        r"(?:简称为|简称|称为|称之为|以下称|下称|以下均称|以下统称)\s*[:：]?\s*",
        r"(?:([《“‘「『〈\x22]([^《》”’」』〉\x22\n]{1,30})[》”’」』〉\x22])|([^，。、（）()《》“”\s]{2,16})[）)])"
    ))
    .expect("tested")
});

/// The short name that is defined right behind `end`, the end of a title or of its number.
pub fn definition(text: &str, end: usize) -> Option<Definition> {
    let window = window::after(text, end, REACH);
    // Most titles define nothing: look for the word before running the grammar.
    memchr::memmem::find(window.as_bytes(), "称".as_bytes())?;
    let found = DEFINITION.captures(window)?;
    let (whole, word) = match (found.get(1), found.get(2), found.get(3)) {
        (Some(whole), Some(word), _) => (whole, word),
        (_, _, Some(word)) => (word, word),
        _ => return None,
    };
    Some(Definition { span: TextSpan::new(end + whole.start(), end + whole.end()), word: word.as_str().trim().to_string() })
}

/// Where a short name in quotation marks, defined before byte `from`, stands again with its marks: “数据二十条”提出.
pub fn again(text: &str, from: usize, word: &str) -> Vec<TextSpan> {
    let (open, close) = ('“', '”');
    let behind = &text.as_bytes()[from.min(text.len())..];
    let found = memchr::memmem::find_iter(behind, word.as_bytes()).map(|at| from + at);
    let marked = found.filter(|&at| text[..at].ends_with(open) && text[at + word.len()..].starts_with(close));
    marked.map(|at| TextSpan::new(at - open.len_utf8(), at + word.len() + close.len_utf8())).take(MOST).collect()
}

/// Mentions of one short name in quotation marks, and such names of one page.
pub const MOST: usize = 64;

/// A pointing word and the kind after it: 该方案.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demonstrative<'t> {
    /// Pointer and kind.
    pub span: TextSpan,
    /// The kind.
    pub word: &'t str,
    /// 本: the page's own document, where it has one.
    pub own: bool,
}

/// The demonstratives of the text, in order.
pub fn demonstratives<'t>(context: &Context<'t>, rules: &DocumentRules) -> Vec<Demonstrative<'t>> {
    let (text, mut found) = (context.text, Vec::new());
    for pointer in rules.pointers.all_at(text, context.starts) {
        let rest = &text[pointer.end..];
        let Some((surface, kind)) = rules.kinds.beginning(rest) else { continue };
        let next = rest[surface.len()..].chars().next();
        if kind.name.is_none() || next.is_some_and(|next| kind.unless.contains(next)) {
            continue;
        }
        let own = &text[pointer.start..pointer.end] == "本";
        // 根本办法, 基本规定, 因此规划: the pointer is the end of another word.
        let split = text[..pointer.start].chars().next_back().is_some_and(|before| match &text[pointer.start..pointer.end] {
            "本" => "根基资成样版原文书课日".contains(before),
            "此" => "因如为对彼由从据至".contains(before),
            "该" => "应活".contains(before),
            _ => false,
        });
        if !split {
            let span = TextSpan::new(pointer.start, pointer.end + surface.len());
            found.push(Demonstrative { span, word: &rest[..surface.len()], own });
            if found.len() >= limits::VALUES {
                break;
            }
        }
    }
    found
}

/// Where a marked short name begins with the word that points at it: 该《决定》.
pub fn with_pointer(text: &str, start: usize) -> usize {
    ["该", "本", "此", "上述", "这一", "这份", "这部"]
        .iter()
        .find(|word| text[..start].ends_with(**word))
        .map_or(start, |word| start - word.len())
}

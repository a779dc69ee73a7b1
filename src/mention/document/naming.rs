//! Every place that names a document, in order: titles with and without marks, numbers, demonstratives. In: the text. Out:
//! [`Naming`]s with the number that goes with each title. Never done here: deciding which document is meant.

use std::collections::HashSet;

use super::alias::{self, Demonstrative};
use super::issuer::{self, Organs};
use super::number::Number;
use super::{own, title, window};
use crate::limits;
use crate::mention::context::Context;
use crate::rules::documents::DocumentRules;
use crate::trace::TextSpan;

/// The rule of the page's own title in its main text.
pub const OWN_TITLE: &str = "title-own";

/// The rule of the page's own title outside its main text.
pub const PAGE_TITLE: &str = "title-page";

/// A place that names a document.
#[derive(Clone, Copy, Debug)]
pub enum Naming<'t> {
    /// A title.
    Title {
        /// With its marks.
        span: TextSpan,
        /// Without.
        inner: TextSpan,
        /// The rule that found it.
        rule: &'static str,
        /// The page's own.
        own: bool,
        /// The number that goes with it: an index.
        number: Option<usize>,
        /// The number is that of the title around it.
        within: bool,
    },
    /// A number alone: an index.
    Number(usize),
    /// 该方案.
    Demonstrative(Demonstrative<'t>),
}

impl Naming<'_> {
    fn start(&self, numbers: &[Number]) -> (usize, std::cmp::Reverse<usize>) {
        let span = match self {
            Naming::Title { span, .. } => *span,
            Naming::Number(index) => numbers[*index].span,
            Naming::Demonstrative(found) => found.span,
        };
        (span.start, std::cmp::Reverse(span.end))
    }
}

/// The namings of the text, by their start, outer titles before inner ones.
pub fn find<'t>(context: &Context<'t>, numbers: &[Number], rules: &DocumentRules) -> Vec<Naming<'t>> {
    let text = context.text;
    let marked = title::find(text);
    let unmarked = own::find(context, &marked, numbers, rules);
    let mut taken: HashSet<usize> = HashSet::new();
    let mut namings: Vec<Naming> = Vec::new();
    for title in &unmarked {
        let number = title.number.or_else(|| beside(text, title.span, numbers));
        taken.extend(number);
        let rule = match title {
            own::Unmarked { own: true, .. } => OWN_TITLE,
            _ => "title-unmarked",
        };
        namings.push(Naming::Title { span: title.span, inner: title.span, rule, own: title.own, number, within: false });
    }
    let outer = namings.len();
    let mut next = 0;
    for title in &marked {
        while next < outer && namings[next].start(numbers).1.0 <= title.span.start {
            next += 1;
        }
        // The number of 关于印发《甲》的通知（…） is the inner title's too.
        let around = namings[..outer].get(next).and_then(|naming| match naming {
            Naming::Title { span, number, .. } if span.contains(title.span) => *number,
            _ => None,
        });
        let direct = beside(text, title.span, numbers).filter(|number| !taken.contains(number));
        taken.extend(direct);
        let number = direct.or(around);
        let rule = if title.nested { "title-nested" } else { "title-marked" };
        namings.push(Naming::Title { span: title.span, inner: title.inner, rule, own: false, number, within: direct.is_none() });
    }
    let mut covering = marked.iter().map(|title| title.span).chain(unmarked.iter().map(|title| title.span)).collect::<Vec<_>>();
    covering.sort();
    let inside = |span: TextSpan| {
        let at = covering.partition_point(|title| title.start <= span.start);
        covering[at.saturating_sub(4)..at].iter().any(|title| title.contains(span))
    };
    let alone = (0..numbers.len()).filter(|index| !taken.contains(index) && !inside(numbers[*index].span));
    namings.extend(alone.filter(|index| !own::is_labelled(text, &numbers[*index])).map(Naming::Number));
    let pointed = alias::demonstratives(context, rules).into_iter().filter(|found| !inside(found.span));
    namings.extend(pointed.map(Naming::Demonstrative));
    namings.sort_by_key(|naming| naming.start(numbers));
    if namings.len() >= limits::VALUES {
        namings.truncate(limits::VALUES);
        context.reach("documents", namings.last().map_or(0, |naming| naming.start(numbers).0));
    }
    namings
}

/// The number that stands with a title: behind it, in brackets or not, else right before it.
fn beside(text: &str, title: TextSpan, numbers: &[Number]) -> Option<usize> {
    let next = numbers.partition_point(|number| number.span.start < title.end);
    if let Some(number) = numbers.get(next) {
        let distance = number.span.start - title.end;
        let near = distance <= 120 && fits_behind(window::after(text, title.end, distance));
        if near {
            return Some(next);
        }
    }
    let before = next.checked_sub(1).filter(|index| numbers[*index].span.end <= title.start)?;
    let gap = &text[numbers[before].span.end..title.start];
    let joins = gap.len() <= 30 && {
        let gap = gap.trim().trim_start_matches("文件").trim_start_matches('文');
        [
            "",
            "现发布",
            "现公布",
            "现予发布",
            "现予公布",
            "兹发布",
            "兹公布",
            "印发的",
            "印发",
            "下发的",
            "公布的",
            "发布的",
            "公布",
            "发布",
            "的",
            "、",
            "）",
        ]
        .contains(&gap)
            && gap != "、"
    };
    joins.then_some(before)
}

/// Whether only brackets and labels stand between a title and its number.
fn fits_behind(gap: &str) -> bool {
    let mut rest = gap.trim();
    // 《甲》（试行）（…号）
    while rest.starts_with(['（', '('])
        && let Some((inner, after)) = rest.split_once(['）', ')'])
    {
        if inner.contains('《') {
            return false;
        }
        rest = after.trim_start();
    }
    let rest = rest.trim_start_matches(['（', '(', '[', '［', '〔', '【', '，', ',']).trim();
    matches!(rest, "" | "文号：" | "文号:" | "文号" | "发文字号：" | "发文字号:" | "即" | "以下简称" | "》")
}

/// The organs that sign at the end of the page: lines of names above the last date.
pub fn signature(context: &Context, rules: &DocumentRules) -> Option<Organs> {
    let mut signed: Option<Organs> = None;
    for line in context.lines.iter().rev().take(12) {
        let text = context.str(*line).trim();
        let organs = issuer::ending(text, rules).filter(|organs| organs.length == text.len() && text.chars().count() <= 60);
        match (organs, &mut signed) {
            (Some(organs), None) => signed = Some(organs),
            (Some(organs), Some(below)) => {
                let mut names = organs.names;
                names.append(&mut below.names);
                below.count = u32::try_from(names.len()).ok();
                below.names = names;
            }
            (None, Some(_)) => break,
            (None, None) => {}
        }
    }
    signed
}

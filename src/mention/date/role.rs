//! What a date is the date of. In: the date and the words around it. Out: its role. Never done here: changing what the date means, except
//! that 以来 makes it an interval.

use super::Role;
use super::form::{Form, Part, Point as Written};
use crate::mention::context::Context;
use crate::mention::document::Document;
use crate::mention::edtf::{Edtf, Point};
use crate::rules::Rules;
use crate::rules::dates::{DateRules, Mark};
use crate::trace::TextSpan;

/// Words that point ahead when they stand in the clause of a date.
const AHEAD: [&str; 12] = ["将", "拟", "截止", "截至日", "计划", "定于", "报名", "逾期", "將", "擬", "力争", "确保"];
/// Bytes before a date that a word may stand in to be about it.
const REACH: usize = 24;

/// The mark that stands at `end`, and where it ends.
pub fn mark(text: &str, end: usize, rules: &DateRules) -> Option<(Mark, usize)> {
    let rest = &text[end..];
    let word = rules.marks.iter().find(|word| rest.starts_with(word.surface.as_str()))?;
    let after = end + word.surface.len();
    let next = text[after..].chars().next();
    let fits = match word.value {
        // 3日前往, 前三季度, 前后.
        Mark::Deadline => {
            !matches!(next, Some('往' | '后' | '三' | '列' | '来' | '期' | '去' | '夕' | '提' | '景' | '十' | '半'))
                && !next.is_some_and(|letter| letter.is_ascii_digit())
        }
        Mark::Label => !(word.surface == "本" && next.is_some_and(|letter| "市省县区州院校局部委".contains(letter))),
        Mark::Expiry | Mark::Since => true,
    };
    fits.then_some((word.value, after))
}

/// Whether the words around a date without year point ahead.
pub fn points_ahead(context: &Context, span: TextSpan, mark: Option<(Mark, usize)>) -> bool {
    if matches!(mark, Some((Mark::Deadline | Mark::Expiry, _))) {
        return true;
    }
    let clause = context.clause_at(span.start);
    let words = context.str(clause);
    AHEAD.iter().any(|word| words.contains(word))
}

/// The role of a date, and what 以来 makes of it.
pub fn settle(
    context: &Context,
    documents: &[Document],
    span: TextSpan,
    form: Form,
    edtf: Edtf,
    mark: Option<(Mark, usize)>,
    rules: &Rules,
) -> (Edtf, Role) {
    if let Some((Mark::Since, _)) = mark {
        let end = context.published.map(Point::Day);
        return (Edtf::Interval { start: edtf.start(), end }, Role::Period);
    }
    (edtf, role(context, documents, span, form, edtf, mark.map(|(mark, _)| mark), &rules.dates))
}

fn role(context: &Context, documents: &[Document], span: TextSpan, form: Form, edtf: Edtf, mark: Option<Mark>, rules: &DateRules) -> Role {
    let is_interval = matches!(edtf, Edtf::Interval { .. });
    if documents.iter().any(|document| document.span.contains(span)) || in_title(context, span) {
        return if is_interval { Role::Period } else { Role::Label };
    }
    match mark {
        Some(Mark::Label) => return Role::Label,
        Some(Mark::Expiry) => return Role::Expiry,
        _ => {}
    }
    let before = before(context, span, rules);
    if let Some(role @ (Role::Expiry | Role::Baseline | Role::Issued | Role::Published)) = before {
        if role != Role::Baseline || compares(context, span) {
            return role;
        }
    }
    if let Form::Plan(_, true) = form {
        return Role::Deadline;
    }
    let line = context.line_at(span.start);
    let sentence = context.sentence_at(span.start);
    let clause = context.clause_at(span.start);
    let rest = &context.text[span.end..sentence.end];
    let is_day = matches!(edtf, Edtf::Point { point: Point::Day(_) | Point::Month(..), .. });
    if let Some((role, at)) = nearest(rest, rules) {
        // A year is a mere period unless the word follows at once; 施行 must follow in the same clause.
        let near = at <= if is_day { 3 * REACH } else { "起".len() + 6 };
        let same_clause = span.end + at < clause.end;
        match role {
            Role::Effective | Role::Expiry if same_clause && is_day && (rest.trim_start().starts_with('起') || rest[..at].len() <= 9) => {
                return role;
            }
            Role::Effective | Role::Expiry => {}
            _ if mark == Some(Mark::Deadline) => {}
            Role::Adopted | Role::Issued | Role::Published | Role::Event if near && !is_interval && !is_future(context, edtf) => {
                return role;
            }
            _ => {}
        }
    }
    if mark == Some(Mark::Deadline) || is_future(context, edtf) && !is_interval {
        return Role::Deadline;
    }
    if is_interval {
        return Role::Period;
    }
    if stands_alone(context.str(line), &context.text[span.range()]) {
        return if is_day { Role::Issued } else { Role::Label };
    }
    match before {
        Some(Role::Deadline) if context.published.is_none() && !is_day => return Role::Deadline,
        Some(Role::Period) => return Role::Period,
        _ => {}
    }
    match form {
        Form::SameTime(_) => Role::Baseline,
        Form::LastYears(_) | Form::Plan(..) => Role::Period,
        Form::Days(..) => Role::Event,
        Form::Point(Written { part: Some(Part::End), .. }) => end_role(before),
        Form::Point(Written { day: Some(_), .. }) => Role::Event,
        _ if names(rest) => Role::Label,
        _ => Role::Period,
    }
}

/// 2007年末: reached by, or spoken of.
fn end_role(before: Option<Role>) -> Role {
    match before {
        Some(Role::Deadline) => Role::Deadline,
        Some(role) => role,
        None => Role::Event,
    }
}

/// Later than the page: planned.
fn is_future(context: &Context, edtf: Edtf) -> bool {
    match (context.published, edtf.end()) {
        (Some(page), Some(end)) => end.first_day() > page,
        _ => false,
    }
}

/// 《…》 around the date, on its line.
fn in_title(context: &Context, span: TextSpan) -> bool {
    let line = context.line_at(span.start);
    let before = &context.text[line.start..span.start];
    let open = before.rfind('《');
    let closed = before.rfind('》');
    open.is_some() && open > closed && context.text[span.end..line.end].contains('》')
}

/// The role that the word just before the date gives it.
fn before(context: &Context, span: TextSpan, rules: &DateRules) -> Option<Role> {
    let line = context.line_at(span.start);
    let text = context.text[line.start..span.start].trim_end_matches([' ', '\u{3000}', ':', '：', '“']);
    rules.before.iter().find(|word| text.ends_with(word.surface.as_str())).map(|word| word.value)
}

/// 较2022年, 与8月相比, 在2020年基础上: what follows a baseline's word and its date.
fn compares(context: &Context, span: TextSpan) -> bool {
    let line = context.line_at(span.start);
    let before = context.text[line.start..span.start].trim_end();
    let after = &context.text[span.end..line.end];
    if before.ends_with('较') || before.ends_with('較') {
        return true;
    }
    let reach = after.char_indices().nth(10).map_or(after.len(), |(at, _)| at);
    let near = &after[..reach];
    if before.ends_with('比') {
        return ["增", "提高", "下降", "减", "翻", "降", "上升", "扩大", "多", "少"].iter().any(|word| near.contains(word));
    }
    if before.ends_with('在') {
        return near.contains("基础上") || near.contains("的基础");
    }
    near.contains("相比") || near.contains("持平") || near.contains("相较")
}

/// The first word of role behind a date, and where.
fn nearest(rest: &str, rules: &DateRules) -> Option<(Role, usize)> {
    rules.roles.iter().filter_map(|word| rest.find(word.surface.as_str()).map(|at| (word.value, at))).min_by_key(|(_, at)| *at)
}

/// A line that holds nothing but the date: the signature's.
fn stands_alone(line: &str, date: &str) -> bool {
    let rest = line.replacen(date, "", 1);
    rest.chars().all(|letter| letter.is_whitespace() || "()（）【】[]".contains(letter))
}

/// 2026年工作安排, 2006年标准: the year names a thing.
fn names(rest: &str) -> bool {
    ["工作", "标准", "计划", "名单", "目录", "要点", "政府工作报告", "预算", "省级", "国家级", "度"]
        .iter()
        .any(|word| rest.starts_with(word))
}

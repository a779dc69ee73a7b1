//! What a date is the date of. In: a date as written and the words around it. Out: its [`Role`]. Words nearest the date decide;
//! titles between are skipped. Never done here: resolving years.

use super::Role;
use super::forms::{Form, Shape, Slot, Tail, When, YearRef};
use crate::mention::context::Context;
use crate::mention::edtf::{Edtf, Point};
use crate::mention::grid::Stand;
use crate::rules::dates::DateRules;
use crate::trace::TextSpan;
use jiff::civil::Date;

/// How far a cue may stand from its date, in bytes: a long subject with its offices.
const REACH: usize = 360;
/// How far from a bare year, which is seldom the date of an act.
const REACH_YEAR: usize = 45;
/// A line longer than this is prose.
const SHORT_LINE: usize = 240;

/// The role that words and place give `form`; `None` leaves it to its value ([`by_value`]). `next` is where the next date begins.
pub(super) fn by_words(context: &Context, form: &Form, titled: bool, next: usize, rules: &DateRules) -> Option<Role> {
    let text = context.text;
    let stretch = matches!(
        form.shape,
        Shape::Range(..) | Shape::Plan(..) | Shape::Since(..) | Shape::PlanSince(_) | Shape::Last(_) | Shape::Point(When::Months(..))
    );
    if titled {
        return Some(if stretch { Role::Period } else { Role::Label });
    }
    if form.tail == Tail::Version || form.tail == Tail::Bare {
        return Some(Role::Label);
    }
    let sentence = context.sentence_at(form.span.start);
    let before = window_before(text, sentence.start.max(form.span.start.saturating_sub(60)), form.span.start);
    let before = before.trim_end_matches([' ', '\u{3000}', '\u{a0}']);
    let after = window_after(text, form.span.end, sentence.end.min(form.span.end.saturating_add(REACH)));
    if matches!(form.shape, Shape::SamePeriod(_)) {
        return Some(Role::Baseline);
    }
    // 达到2023年的2倍
    let after = after.strip_prefix("同期").filter(|rest| rest.starts_with('的')).unwrap_or(after);
    let multiple = after
        .strip_prefix('的')
        .map(|rest| rest.trim_start_matches(|letter: char| letter.is_ascii_digit() || ".一二两三四五六七八九十几".contains(letter)));
    // 恢复到2019年的90%以上
    let share = multiple.is_some_and(|rest| rest.starts_with(['%', '％', '成'])) && after.starts_with('的');
    let share = share && before.ends_with(['到', '至', '达']) || after.starts_with("的百分之");
    // 由2023年的2.1%提高到2027年的2.6% sets a goal.
    let ahead = matches!(form.shape, Shape::Point(When::Year(YearRef::Written(year), _)) if context.published.is_some_and(|page| year > page.year()));
    let share = share && !ahead && !before.contains(['由', '从', '從']);
    if share || multiple.is_some_and(|rest| rest.starts_with('倍') || rest.starts_with("水平")) {
        return Some(Role::Baseline);
    }
    // 由2022年的1.90缩小到…
    if before.ends_with(['由', '从']) && after.strip_prefix('的').is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()))
    {
        return Some(Role::Baseline);
    }
    if let Some((table, column)) = context.grid.heading(form.span.start)
        && let Some(year) = column.year
    {
        return Some(match table.stand(column.role, year, context.published.map(|page| page.year())) {
            Stand::Base => Role::Baseline,
            Stand::Plan => Role::Deadline,
            Stand::Past => Role::Period,
        });
    }
    // 自2023年1月1日起，标准提高到…
    let from_day = matches!(form.shape, Shape::Point(When::Month(_, _, Slot::Day(_)))) && before.ends_with(['自', '从']);
    if from_day && after.strip_prefix('起').is_some_and(|rest| rest.starts_with(['，', '。', '；'])) {
        return Some(Role::Effective);
    }
    // （2020年为10.8年）: behind a number, in brackets, what it was.
    let year = matches!(form.shape, Shape::Point(When::Year(..)));
    if year
        && before.ends_with(['（', '('])
        && after.starts_with(['为', '是'])
        && before.trim_end_matches(['（', '(']).ends_with(|last: char| last.is_alphabetic() || last == '%')
    {
        return Some(Role::Baseline);
    }
    // 在2021年增长8.3%的基础上
    let clause = context.clause_at(form.span.start);
    let rest = window_after(text, form.span.end, clause.end.max(form.span.end));
    if before.ends_with('在') && rest.contains("基础上") {
        return Some(Role::Baseline);
    }
    // 占比2025年达到70% compares nothing.
    let shares = before.ends_with('比') && before[..before.len() - '比'.len_utf8()].ends_with(['占', '车', '床', '配']);
    let cue = rules.role_before(before).filter(|role| !(shares && *role == Role::Baseline));
    // 公示时间：3月11日至15日
    let cue = cue.filter(|role| !(stretch && matches!(role, Role::Deadline | Role::Published)));
    if let Some(role) = cue.filter(|role| *role != Role::Baseline || compares(before, after)) {
        return Some(role);
    }
    if stretch {
        return Some(Role::Period);
    }
    if let Some(role) = rules.role_next(after) {
        return Some(role);
    }
    if matches!(form.shape, Shape::Next(_)) {
        return Some(Role::Deadline);
    }
    if form.tail == Tail::Before {
        let clause = context.clause_at(form.span.start);
        let words = window_before(text, clause.start.max(form.span.start.saturating_sub(120)), form.span.start);
        let follow = window_after(text, form.span.end, clause.end.max(form.span.end).min(form.span.end + 60));
        return Some(if rules.is_done(words) || rules.is_done(follow) { Role::Event } else { Role::Deadline });
    }
    if let Some(role) = by_line(context, form, rules) {
        return Some(role);
    }
    let year_only = matches!(form.shape, Shape::Point(When::Year(..)));
    let reach = if year_only { REACH_YEAR } else { REACH };
    let until = next.max(form.span.end) - form.span.end;
    let after = window_after(after, 0, reach.min(until.max(if year_only { 0 } else { 1 })).min(after.len()));
    let after = if year_only { after.split(['，', ',', '：']).next().unwrap_or("") } else { after };
    // 2024年经济增长预期目标公布: the year belongs to the goal.
    let belongs = |at: usize| year_only && ["目标", "计划", "任务", "预算", "指标", "安排"].iter().any(|noun| after[..at].contains(noun));
    rules.roles_after(after).find(|(at, _)| !inside_title(after, *at) && !belongs(*at)).map(|(_, role)| role)
}

/// The role that only the value gives: what lies ahead is a deadline, a day an event, the rest a time spoken of.
pub(super) fn by_value(form: &Form, edtf: Edtf, text: &str, reference: Option<Date>) -> Role {
    let Edtf::Point { point, .. } = edtf else { return Role::Period };
    let (before, behind) = (&text[..form.span.start], &text[form.span.end..]);
    let over = reference.is_none_or(|reference| point.first_day() <= reference);
    // 已于去年11月投产
    if over && ["已于", "已於", "已在", "曾于", "曾在", "早于", "早在"].iter().any(|word| before.ends_with(word)) {
        return Role::Event;
    }
    // 8月末，装机占比达47.8%: when something was measured.
    if over && is_edge(form) && behind.starts_with('，') {
        return Role::Period;
    }
    // 占比2025年达到70%: the running year, of a goal.
    let goal = ["达到", "力争", "将", "要", "确保", "拟", "目标", "预期目标", "主要预期目标", "主要目标", "发展目标"]
        .iter()
        .any(|word| behind.starts_with(word));
    if goal && matches!(point, Point::Year(year) if reference.is_some_and(|reference| year == reference.year())) {
        return Role::Deadline;
    }
    if reference.is_some_and(|reference| point.first_day() > reference) && !matches!(point, Point::Day(_) if !is_edge(form)) {
        return Role::Deadline;
    }
    match form.shape {
        Shape::Point(When::Year(_, Slot::End | Slot::Start)) => Role::Event,
        _ => match point {
            Point::Day(_) => Role::Event,
            _ => Role::Period,
        },
    }
}

fn is_edge(form: &Form) -> bool {
    matches!(form.shape, Shape::Point(When::Year(_, Slot::End) | When::Month(_, _, Slot::End)))
}

/// 与 alone also joins two years: 与…相比, 与…持平 compare.
fn compares(before: &str, after: &str) -> bool {
    let joins = before.ends_with(['与', '與', '同', '和']);
    let near = window_after(after, 0, 36);
    !joins || ["相比", "持平", "相较", "比较", "相較", "比較", "相当", "同期"].iter().any(|word| near.contains(word))
}

/// Signatures, metadata lines and headings.
fn by_line(context: &Context, form: &Form, rules: &DateRules) -> Option<Role> {
    let line = context.line_at(form.span.start);
    if line.len() > SHORT_LINE {
        return None;
    }
    let text = context.str(line).trim();
    let head = context.text.get(line.start..form.span.start)?.trim();
    let tail = context.text.get(form.span.end..line.end)?.trim();
    let is_day = matches!(form.shape, Shape::Point(When::Month(_, _, Slot::Day(_))));
    let is_month = matches!(form.shape, Shape::Point(When::Month(YearRef::Written(_), _, Slot::Whole)));
    if is_day || is_month {
        // 市教育局 | 2025年12月 is a row of a table, and no signature.
        // 1 新建充电桩1000个 市发展改革委 2026年12月: the same, with spaces between.
        let spaced = || head.split_whitespace().nth(2).is_some() && head.contains(|letter: char| letter.is_ascii_digit());
        let in_row = head.contains(['\t', '|', '｜']) || spaced();
        if !in_row && (tail.is_empty() || "）)".contains(tail)) && (head.is_empty() || "（(".contains(head) || rules.is_signed(head)) {
            let above = context.text.get(line.start.saturating_sub(1)..line.start).and_then(|_| line_above(context, line));
            let signed = rules.is_signed(head) || above.is_some_and(|above| rules.is_signed(above.trim()));
            let first = above.is_none() && head.is_empty() && line.end < context.text.trim_end().len();
            return Some(if first && !signed { Role::Published } else { Role::Issued });
        }
        if rules.is_meta(head) || (rules.is_meta(tail) && !tail.contains('。')) {
            return Some(Role::Published);
        }
    }
    // 研发投入强度 2025年：2.6%
    if tail.strip_prefix(['：', ':']).is_some_and(|rest| rest.trim_start().starts_with(|next: char| next.is_ascii_digit())) {
        return None;
    }
    let heading = !text.contains(['。', '，', '；', ',', '\t', '！', '？']) && tail.chars().count() >= 2;
    (heading && matches!(form.shape, Shape::Point(When::Year(YearRef::Written(_), _))) && !text.ends_with(['：', ':']))
        .then_some(Role::Label)
}

fn line_above<'a>(context: &Context<'a>, line: TextSpan) -> Option<&'a str> {
    let index = context.lines.partition_point(|other| other.start < line.start);
    let above = context.lines.get(index.checked_sub(1)?)?;
    Some(context.str(*above))
}

/// Whether `at` stands between 《 and 》 of `text`.
fn inside_title(text: &str, at: usize) -> bool {
    let head = &text[..at];
    match (head.rfind('《'), head.rfind('》')) {
        (Some(open), Some(close)) => open > close,
        (Some(_), None) => true,
        _ => false,
    }
}

/// `text[from..to]`, `from` moved forward to a character boundary.
pub(super) fn window_before(text: &str, mut from: usize, to: usize) -> &str {
    while from < to && !text.is_char_boundary(from) {
        from += 1;
    }
    text.get(from..to).unwrap_or("")
}

/// `text[from..to]`, `to` moved back to a character boundary.
pub(super) fn window_after(text: &str, from: usize, mut to: usize) -> &str {
    to = to.min(text.len());
    while to > from && !text.is_char_boundary(to) {
        to -= 1;
    }
    text.get(from..to).unwrap_or("")
}

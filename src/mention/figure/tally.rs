//! What the words around a number say of its kind, added up. In: a quantity, its slot and the text's cues. Out: a [`Tally`]. Never done
//! here: deciding by it.

use super::kind::{COMPARED, NEAR, near_boundary, period_start};
use super::scopes::{PLANS, Scopes};
use super::slot::Slot;
use super::time::Times;
use crate::mention::context::Context;
use crate::mention::quantity::{Comparator, Quantity};
use crate::rules::marks::{Mark, Marks};
use crate::rules::targets::{Cue, CueClass, Reach};
use crate::trace::TextSpan;

/// Characters between a word of the past and the 的 that makes it describe a thing (首次认定的企业).
const DESCRIBES: usize = 2;

/// What the cues around a number add up to.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) plan: i32,
    pub(super) past: i32,
    pub(super) threshold: bool,
    /// The same, of the number's own clause alone.
    pub(super) own_plan: i32,
    pub(super) own_past: i32,
    /// The same, of words that only compare with a time before: 同比.
    pub(super) compared: i32,
    /// Whether its own clause says that it is done already: 已.
    pub(super) already: bool,
    /// An applicant is spoken of: what it must have is no goal.
    pub(super) applicant: bool,
    pub(super) support: bool,
    pub(super) forecast: bool,
    /// Its own clause expects it: 预计.
    pub(super) own_forecast: bool,
    pub(super) baseline: bool,
    pub(super) count: bool,
}

/// Weight of the cues that say who was asked: what they plan is no goal.
const SURVEYED: i32 = 6;

/// Add up the cues around a number; `note` is told each that counts.
pub(super) fn tally(
    context: &Context,
    quantity: &Quantity,
    slot: &Slot,
    scopes: &Scopes,
    times: &Times,
    marks: &Marks,
    mut note: impl FnMut(TextSpan, Cue),
) -> Tally {
    let mut tally = Tally::default();
    let mut surveyed = 0;
    let (mut support_at, mut hoped) = (None, None);
    let before = TextSpan::new(slot.period.start.min(quantity.outer.start), quantity.outer.start);
    let from = period_start(context, slot, before.end).min(before.end);
    let since = times.deadline_from(slot, quantity.span.start);
    // 已达30家: the word of comparison tells the past as well.
    let near =
        scopes.cues(from, quantity.span.start).filter(|(start, end, cue)| *end <= before.end || *start < before.end && cue.class.is_past());
    for (start, end, cue) in near {
        let fires = match cue.reach {
            Reach::Sentence => true,
            // A condition that another number has met already is no longer open.
            Reach::Clause => {
                // 能源局预计，年底将超过…
                let leads = cue.class == CueClass::Forecast && context.text[end..].starts_with(['，', ',', '：']);
                (leads || start >= slot.clause.start)
                    && !(cue.class == CueClass::Threshold && slot.inner.is_some_and(|inner| start < inner.start))
            }
            Reach::Before => end == before.end,
            Reach::After => false,
        };
        // 已建成12万个，到2026年达到20万个: what was done before the deadline is named is over.
        // 对获评的企业: what describes a thing tells nothing of the number.
        let done = cue.class.is_past();
        let word = &context.text[start..end];
        // 增速高出省定目标2个百分点: what lies above a goal is done.
        if cue.class == CueClass::Plan
            && end == before.end
            && matches!(word, "目标" | "预期目标" | "目標")
            && marks.inside(Mark::Than, context.text.get(slot.clause.start..start).unwrap_or(""))
        {
            tally.past = tally.past.max(COMPARED);
            note(TextSpan::new(start, end), cue);
            continue;
        }
        // 已建成120个，在此基础上再建80个: the ground is what was done, the rest is not.
        if done && context.text.get(end..before.end).is_some_and(|gap| gap.contains("基础上")) {
            continue;
        }
        // 到2025年，经常参加锻炼人数…: what follows the deadline tells of that time, unless it speaks of today (目前, 已).
        if done && cue.reach == Reach::Clause && since.is_some_and(|since| since < start) && !word.contains(['了', '已']) {
            continue;
        }
        // 增速高于全国平均水平1个百分点以上: nobody tells a result so.
        if done && quantity.comparator == Comparator::AtLeast && quantity.unit == "pp" && marks.begins(Mark::Than, word) {
            continue;
        }
        // 每万人拥有5G基站数达到26个: a measure, and nobody has it yet.
        if done && word == "拥有" && context.text[from..start].rsplit(['，', '、', '；']).next().is_some_and(|head| head.contains('每'))
        {
            continue;
        }
        // 力争获得金牌20枚: what is hoped to be got.
        if done && hoped == Some(slot.clause.start) && start >= slot.clause.start && !word.contains(['了', '已', '累']) {
            continue;
        }
        // 技术合同成交额 is no 成交.
        if done && context.text[end..].starts_with(['额', '量', '率', '价', '額']) {
            continue;
        }
        // 预计年底将超过1700万台: 将 is part of the forecast.
        if tally.forecast && matches!(word, "将" | "將" | "可" | "有望") {
            continue;
        }
        let describes = if word.starts_with('已') { 0 } else { DESCRIBES };
        let modifies = context.text[end..].chars().take(describes + 1).take_while(|letter| *letter != '，').any(|letter| letter == '的');
        // 受访的企业中，六成表示将扩大投资
        let modifies = modifies && cue.weight > -SURVEYED;
        // 给予每亩3万元奖励，力争亩均产值突破800万元: the goal begins anew.
        if fires
            && cue.class == CueClass::Plan
            && cue.weight >= PLANS
            && start >= slot.clause.start
            && support_at.is_some_and(|at| at < slot.clause.start)
        {
            tally.support = false;
        }
        if start >= slot.clause.start && matches!(word, "力争" | "争取" | "确保" | "力爭" | "爭取" | "確保") {
            hoped = Some(slot.clause.start);
        }
        if fires && cue.class == CueClass::Support {
            support_at = Some(start);
        }
        if fires && !(done && (since.is_some_and(|since| end <= since) || modifies)) {
            tally.add(cue);
            if start >= slot.clause.start {
                tally.own_plan = tally.own_plan.max(if cue.class == CueClass::Plan { cue.weight } else { 0 });
                tally.own_past = tally.own_past.max(if done { cue.weight.abs() } else { 0 });
                tally.own_forecast |= cue.class == CueClass::Forecast;
                tally.already |= done && word.contains('已');
            }
            if cue.weight <= -SURVEYED {
                surveyed = SURVEYED;
            }
            note(TextSpan::new(start, end), cue);
        }
    }
    // 已开工5万个，年内还将再开工1.5万个: a goal in its own clause is no longer what was done in those before.
    if tally.own_plan > PLANS {
        tally.past = tally.own_past.max(surveyed);
    }
    let after_end = near_boundary(context.text, (quantity.outer.end + NEAR * 4).min(slot.period.end.max(quantity.outer.end)));
    let in_clause = slot.clause.end.min(quantity.outer.end + NEAR * 2);
    for (start, end, cue) in scopes.cues(quantity.outer.end, after_end) {
        let before = tally;
        match cue.reach {
            Reach::After if start == quantity.outer.end => tally.add(cue),
            // 给予100万元奖励，已获得省级奖励的按差额补足: what describes another case.
            Reach::Sentence if cue.class.is_past() => {
                let clause = context.clause_at(start);
                let rest = &context.text[end..clause.end.max(end)];
                let other = start >= slot.clause.end && (rest.contains("的按") || rest.contains("的不"));
                if !other {
                    tally.add(cue);
                }
            }
            // 城镇新增就业1244万人，比上年多增38万人: what is compared with the year before has been.
            Reach::Clause if cue.class == CueClass::Past && begins_clause(context, quantity, start) => {
                tally.past = tally.past.max(COMPARED)
            }
            Reach::Clause if start < in_clause && !matches!(cue.class, CueClass::Threshold | CueClass::Support) => tally.add(cue),
            _ => {}
        }
        if tally != before {
            note(TextSpan::new(start, end), cue);
        }
    }
    tally
}

/// Whether a word begins the clause right behind a number's own, or stands right behind the number, and compares with a time before.
fn begins_clause(context: &Context, quantity: &Quantity, start: usize) -> bool {
    let gap = context.text.get(quantity.outer.end..start).unwrap_or("");
    let bounded = matches!(quantity.comparator, Comparator::AtLeast | Comparator::AtMost | Comparator::About);
    !bounded && matches!(gap, "" | "，" | "、" | ",") && context.text[start..].starts_with(['比', '较', '較'])
}

impl Tally {
    fn add(&mut self, cue: Cue) {
        let weight = cue.weight;
        self.applicant |= cue.class == CueClass::Threshold && cue.reach == Reach::Sentence;
        match cue.class {
            CueClass::Plan => self.plan = self.plan.max(weight.abs()),
            CueClass::Past => self.past = self.past.max(weight.abs()),
            CueClass::Compared => self.compared = self.compared.max(weight.abs()),
            CueClass::Forecast => self.forecast = true,
            CueClass::Support => self.support = true,
            CueClass::Threshold => self.threshold = true,
            CueClass::Baseline => self.baseline = true,
            CueClass::Count => self.count = true,
            CueClass::None => {}
        }
    }
}

//! Targets told from facts, thresholds, support and the rest. In: a quantity, the words beside it, what its heading says. Out: its
//! kind and the rule that told it. Counted in 31 work reports, the verb rarely decides; cues and the part of the document do.

use std::sync::LazyLock;

use regex::Regex;

use super::phrase::{self, Left};
use super::scopes::{PLANS, Scopes};
use super::slot::{self, Part, Slot};
use super::tally::tally;
use super::time::Times;
use super::{Figure, Kind};
use crate::mention::context::Context;
use crate::mention::quantity::{Amount, Comparator, JOINTS, Quantity, Shape};
use crate::rules::marks::{Mark, Marks};
use crate::rules::targets::{ScopeClass, TargetRules, VerbClass};

/// Bytes before a number that a word directly before it may take.
pub(super) const NEAR: usize = 36;
/// Weight of a cue that surely tells what is done: 已, 累计.
const DONE: i32 = 4;
/// How much a comparison with the year before, behind a number, says that it is past: less than a word of plans.
pub(super) const COMPARED: i32 = 3;
/// Bytes behind a bound in which a later one ends with 的，.
const CONDITIONS: usize = 180;
/// Bytes of a sentence before a number that are read for its cues.
const PERIOD: usize = 1200;
/// How much a heading of plans or of results weighs against the cues of a sentence.
const SCOPE_WEIGHT: i32 = 3;

/// （2020年为54.4%）: what was, in brackets.
static WAS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("[（(](?:20[0-9]{2}年|上年|目前|现状|现)(?:底|末)?(?:为|是|达到?|值)$").expect("a fixed pattern"));

/// The kind of what is written like a number and measures nothing: 两核双廊, 1号, 一刀切. It has no object.
pub(super) fn by_shape(context: &Context, quantity: &Quantity, slot: &Slot) -> Option<(Kind, &'static str)> {
    match quantity.shape {
        Shape::Name => Some((Kind::Name, "shape-name")),
        Shape::Identifier => Some((Kind::Identifier, "shape-identifier")),
        Shape::Idiom if !distributes(context, quantity, slot) => Some((Kind::Idiom, "shape-idiom")),
        _ => None,
    }
}

/// The kind of a quantity that [`by_shape`] leaves open, and the rule that told it.
pub(super) fn tell(
    context: &Context,
    quantity: &Quantity,
    slot: &Slot,
    left: &Left,
    scopes: &Scopes,
    times: &Times,
    earlier: Option<&Figure>,
    rules: &TargetRules,
) -> (Kind, &'static str) {
    // 由20个工作日压缩至7个工作日, 由2020年的30%以上提高至40%以上
    let before = &context.text[..quantity.outer.start];
    if matches!(quantity.shape, Shape::Duration | Shape::Cardinal)
        && rules.marks.begins(Mark::LeadsOn, &context.text[quantity.outer.end..])
        && (before.ends_with(['由', '从', '從']) || phrase::from_when(before).is_some())
    {
        return (Kind::Baseline, "cue-baseline");
    }
    match quantity.shape {
        Shape::Ordinal => return (Kind::Ordinal, "shape-ordinal"),
        Shape::Count if makes_all(context, quantity, left) => {}
        Shape::Count => return (Kind::Count, "shape-count"),
        Shape::Duration
            if !is_measured_time(context, left, quantity, context.str(slot.right), &rules.marks)
                && !shortens(context, quantity, slot, left, earlier) =>
        {
            return (Kind::Duration, "shape-duration");
        }
        _ => {}
    }
    if quantity.amount == Amount::Vague {
        return (Kind::Vague, "amount-vague");
    }
    if slot::is_ratio(context, quantity, &rules.marks) {
        return (Kind::Name, "per-so-many");
    }
    if slot.part == Part::Attribute || matches!(quantity.amount, Amount::Order(_)) || qualifies(context, quantity, slot, left, &rules.marks)
    {
        return (Kind::Threshold, "attribute");
    }
    if quantity.unit == "1" && quantity.rule != "index" {
        return (Kind::Fact, "no-unit");
    }
    by_cues(context, quantity, slot, left, scopes, times, earlier, &rules.marks)
}

fn by_cues(
    context: &Context,
    quantity: &Quantity,
    slot: &Slot,
    left: &Left,
    scopes: &Scopes,
    times: &Times,
    earlier: Option<&Figure>,
    marks: &Marks,
) -> (Kind, &'static str) {
    let previous = earlier.filter(|figure| slot.period.contains(figure.quantity.span));
    let mut tally = tally(context, quantity, slot, scopes, times, marks, |_, _| {});
    let note = context.str(context.line_at(quantity.span.start)).trim_start();
    if note.starts_with("注：") || note.starts_with("备注：") || note.starts_with("注:") {
        return (Kind::Fact, "note");
    }
    let line = context.line_at(quantity.span.start);
    let scope = scopes.at(quantity.span.start);
    // 过去一年，…。城镇新增就业1256万人: what a paragraph opens with holds for its sentences that plan nothing.
    let scope = if scope.is_none() && scopes.opens_in_the_past(context, line.start) { Some(ScopeClass::Review) } else { scope };
    // 同比增长10%以上的企业，给予奖补20万元: what is paid is not compared.
    let done = tally.past;
    // 营业收入同比增长15% among goals: a step is told, nothing is past.
    if scope != Some(ScopeClass::Plan) {
        tally.past = tally.past.max(tally.compared);
    }
    let planned = times.has_deadline(slot, quantity.span.start) && !(scopes.narrative && times.is_over_by(slot, quantity.span.start));
    // 到2026年，…；对落户的企业给予最高1000万元支持: who is paid is named behind the time of the goals.
    let whom = matches!(left.class, Some(VerbClass::Pay))
        && is_money(&quantity.unit)
        && context.str(slot.clause).trim_start().starts_with(['对', '對'])
        && times.deadline_from(slot, quantity.span.start).is_some_and(|from| from < slot.clause.start);
    let planned = planned && !whom;
    // 提高到60%（2020年为54.4%）
    let at = quantity.span.start;
    let near = &context.text[near_boundary(context.text, at.saturating_sub(NEAR))..at];
    if near.ends_with(['为', '是', '达', '到', '值']) && WAS.is_match(near) {
        return (Kind::Baseline, "in-brackets");
    }
    if tally.baseline && !planned_end(context, quantity, marks) {
        return (Kind::Baseline, "cue-baseline");
    }
    if tally.count && slot::counts(quantity) && !makes_all(context, quantity, left) {
        return (Kind::Count, "cue-count");
    }
    let required = matches!(quantity.comparator, Comparator::AtLeast | Comparator::AtMost);
    // 按每人每月1500元标准发放, 给予20万元奖励: paid, whoever gets it.
    let given = matches!(left.class, Some(VerbClass::Pay))
        || tally.support
        || quantity.unit.contains("/person/")
        || has_standard(context, slot, marks);
    // 按每个托位每年2000元给予补贴
    let behind = marks.begins(Mark::Paid, context.str(slot.right));
    // 支持标准：国家级100万元、省级50万元
    let told = scopes
        .heading(quantity.span.start)
        .is_some_and(|(from, scope)| scope == ScopeClass::Support && (line.start..line.end).contains(&from));
    let given = given || behind || told;
    // 可按每人不超过30万元申请贷款; 总额度不超过110万元
    let most = matches!(quantity.comparator, Comparator::AtMost) && (behind || marks.ends(Mark::Quota, left.noun));
    if most && is_money(&quantity.unit) && !planned && done < DONE {
        return (Kind::Support, "cue-support");
    }
    // 首批拨付60%
    let rest = previous.is_some_and(|previous| previous.rule == "share-paid" && previous.quantity.unit == quantity.unit);
    let paid = matches!(left.class, Some(VerbClass::Pay)) || rest;
    if quantity.unit == "%" && paid && !required && !planned && tally.plan < 3 && done <= 0 {
        return (Kind::Support, "share-paid");
    }
    // 给予2个百分点贴息
    if matches!(quantity.unit.as_str(), "%" | "pp") && matches!(left.class, Some(VerbClass::Pay)) && behind && !planned {
        return (Kind::Support, "share-paid");
    }
    if given && is_money(&quantity.unit) && (!required || whom) && !planned && done < DONE {
        return (Kind::Support, "cue-support");
    }
    // 每家支持不超过300万元
    let clause = context.str(slot.clause).trim_start_matches(['，', ' ']);
    let each = clause.starts_with(['每', '单', '單']) || clause.starts_with("最高") || clause.starts_with("最多");
    // 给予补助，单个项目最高不超过500万元
    let paid = marks.ends(Mark::PaidEach, left.noun)
        || marks.ends(Mark::PaidEach, &context.text[quantity.outer.start..quantity.span.start])
        || previous.is_some_and(|previous| previous.kind == Kind::Support);
    if each && is_money(&quantity.unit) && !planned && done < DONE && paid {
        return (Kind::Support, "cue-support");
    }
    // 完成年度计划的61%
    if quantity.unit == "%" && tally.plan < 3 && !required && marks.ends(Mark::Goal, &context.text[..quantity.outer.start]) {
        return (Kind::Fact, "share-of-goal");
    }
    // 报名费200元, 第一档电价0.52元/度
    let priced = quantity.unit.starts_with("CNY") && quantity.comparator == Comparator::Equal && tally.plan < 3 && !planned;
    if priced && marks.ends(Mark::Price, left.noun) && matches!(left.class, None | Some(VerbClass::Reach | VerbClass::Build)) {
        return (Kind::Fact, "price");
    }
    // 契税税率为1%: a rate that is charged.
    let charged = matches!(quantity.unit.as_str(), "%" | "‰") && quantity.comparator == Comparator::Equal && tally.plan < 3 && !planned;
    if charged && marks.ends(Mark::Tariff, left.noun) && matches!(left.verb, "" | "为" | "是" | "為") {
        return (Kind::Fact, "price");
    }
    // 一等奖1名, 二等奖3名
    if slot::counts(quantity) && left.noun.ends_with('奖') && !planned {
        return (Kind::Support, "prize");
    }
    if is_rate_paid(context, quantity, slot, left, marks) && quantity.comparator != Comparator::AtLeast && !planned && done < DONE {
        return (Kind::Support, "share-paid");
    }
    let conditions = tally.applicant || scope == Some(ScopeClass::Conditions);
    if (tally.threshold || conditions) && !planned && (tally.plan < 3 || conditions) {
        return (Kind::Threshold, "cue-threshold");
    }
    if previous.is_some_and(|previous| previous.rule == "cue-threshold") && required && tally.plan < 3 && !planned {
        return (Kind::Threshold, "cue-threshold");
    }
    let pays = matches!(left.class, Some(VerbClass::Pay)) || tally.support;
    if pays && is_money(&quantity.unit) && !planned && done <= 0 {
        return (Kind::Support, "cue-support");
    }
    if tally.support && quantity.unit == "%" && tally.plan < 3 && !planned && required {
        return (Kind::Support, "cue-support");
    }
    let step = compares(context.str(slot.clause)) || compares(context.str(slot.left));
    // 博览会将于11月举办，预计参展企业300家
    let expected = tally.own_forecast && tally.own_plan < 3 && !planned;
    if expected || tally.plan < 3 && (tally.forecast || step && previous.is_some_and(|previous| previous.kind == Kind::Forecast)) {
        return (Kind::Forecast, "cue-forecast");
    }
    // 到2025年将达到120亿美元，已引进企业85家: the goals of the clauses before are not this one's.
    let planned = planned && !(tally.already && tally.own_plan == 0);
    // 增长目标能够实现，前三季度增长5.2%: a time that is over, in its own clause.
    let over = times.past_from(context, slot, quantity.span.start);
    let own = tally.already || over.is_some_and(|from| from >= slot.clause.start);
    let mut score = if own { tally.own_plan } else { tally.plan } - tally.past;
    score += match scope {
        Some(ScopeClass::Plan) => SCOPE_WEIGHT,
        Some(ScopeClass::Review | ScopeClass::Report) => -SCOPE_WEIGHT,
        _ => 0,
    };
    if planned {
        score += 3;
    }
    // 不低于, 左右 and 以上 stand with plans 68 to 100 times in 100.
    let reviewed = matches!(scope, Some(ScopeClass::Review | ScopeClass::Report)) && tally.plan < PLANS && !planned;
    let weighs = (!scopes.narrative || tally.plan > 0 || planned) && !reviewed;
    if weighs && (required || quantity.comparator == Comparator::About) {
        score += 2;
    }
    if over.is_some() {
        score -= 4;
    }
    // 新建1000公里，完成投资200亿元; 按3%左右安排，赤字规模比上年增加1800亿元: weak words of the past among goals.
    let goal = previous.filter(|previous| previous.kind == Kind::Target && over.is_none());
    if score < 0 && tally.past <= COMPARED && goal.is_some_and(|goal| goal.rule == "cue-plan" || !context.str(slot.left).contains("比上"))
    {
        return (Kind::Target, "follows-target");
    }
    // 达到35%以上，较上年提高2个百分点: the same goal, told as a step.
    if score < 0 && step && previous.is_some_and(|previous| previous.kind == Kind::Target && previous.rule != "no-cue") {
        return (Kind::Target, "follows-target");
    }
    let part = context.str(slot.clause).trim_start().starts_with("其中");
    if score == 0
        && part
        && let Some(whole) = previous.filter(|previous| matches!(previous.kind, Kind::Fact | Kind::Target))
    {
        return (whole.kind, "part-of-it");
    }
    // A paragraph of results goes on with results.
    if score == 0
        && earlier.is_some_and(|earlier| earlier.kind == Kind::Fact && earlier.rule != "no-unit" && line.contains(earlier.quantity.span))
    {
        return (Kind::Fact, "paragraph-of-facts");
    }
    match score {
        // 支持企业效益倍增: a slogan, where nothing says when.
        0..PLANS if quantity.unit == "x" && context.str(quantity.span).ends_with("倍增") => (Kind::Vague, "no-cue"),
        1.. => (Kind::Target, "cue-plan"),
        0 if scopes.narrative => (Kind::Fact, "narrative"),
        // 北京 晴 -2~8℃
        0 if quantity.unit == "°C" => (Kind::Fact, "weather"),
        0 => (Kind::Target, "no-cue"),
        _ => (Kind::Fact, "cue-past"),
    }
}

/// 新增独角兽、科创上市企业等6家: a verb of making asks for so many of them all.
fn makes_all(context: &Context, quantity: &Quantity, left: &Left) -> bool {
    let made = matches!(left.class, Some(VerbClass::Build | VerbClass::Gain | VerbClass::Do));
    made && slot::counts(quantity) && context.text[..quantity.outer.start].ends_with('等')
}

/// 35℃以上高温天气, 500万元及以下的担保, 降到33℃以下的，: the number sorts things, it counts none of them.
fn qualifies(context: &Context, quantity: &Quantity, slot: &Slot, left: &Left, marks: &Marks) -> bool {
    let bounded = matches!(quantity.comparator, Comparator::AtLeast | Comparator::AtMost) && quantity.outer.end > quantity.span.end;
    // 500万元以上（含）的
    let right = without_included(context.str(slot.right));
    let noun = right.strip_prefix('的').unwrap_or(right);
    let ends = right.strip_prefix('的').is_some_and(|rest| rest.starts_with(['，', ',', '。', '；']));
    let brought = matches!(left.class, Some(VerbClass::To | VerbClass::Reach));
    let sorts = noun.chars().next().is_some_and(|letter| letter.is_alphabetic())
        && !["目标", "水平", "速度"].iter().any(|word| noun.starts_with(word));
    // 为65岁以上老年人: an age sorts people, unless something is brought to it.
    if bounded && quantity.unit == "year" && sorts && left.noun.is_empty() {
        return true;
    }
    // 时速350公里高铁: how fast it is names it.
    if marks.ends(Mark::Speed, left.noun) && noun.starts_with(char::is_alphabetic) && !bounded && !noun.starts_with(['以', '左', '的']) {
        return true;
    }
    // 56人以上大班额: so many people sort what holds them.
    if bounded && quantity.unit == "person" && left.noun.is_empty() && marks.begins(Mark::Holds, noun) {
        return true;
    }
    // 七成以上企业: a share of them, not a sort.
    let done = matches!(left.class, Some(VerbClass::Do | VerbClass::Build | VerbClass::Gain));
    let share = quantity.unit == "%" && (left.noun.is_empty() || done) && !ends;
    // 对整改率低于60%的单位予以通报: a sort of them.
    let clause = context.str(slot.clause).trim_start();
    let of_them = right.starts_with('的') && sorts && quantity.outer.start < quantity.span.start;
    // 收入超过10亿元的企业可以申报
    if of_them && marks.inside(Mark::Applies, right) {
        return true;
    }
    // 产值过500亿元的企业实现“破零”: so much money sorts firms.
    if is_money(&quantity.unit) && right.starts_with('的') && left.verb.is_empty() && marks.begins(Mark::Sorted, noun) {
        return true;
    }
    // 建筑面积超过2万平方米的公共建筑，应当安装…: what is asked of them.
    let ends_here = slot.right.end >= slot.clause.end && named_behind(right.trim_end_matches(['，', ',']));
    let asked = || {
        let behind = context.text[slot.clause.end..].trim_start_matches(['，', ',']);
        behind.starts_with(|next| ASKED.contains(next)) || behind.starts_with("实行") || behind.starts_with("优先")
    };
    if of_them && quantity.comparator != Comparator::Equal && quantity.unit != "%" && ends_here && asked() {
        return true;
    }
    if of_them && quantity.comparator != Comparator::Equal && clause.starts_with(['对', '凡', '若', '如', '對']) {
        return true;
    }
    // 对投入超过1亿元且增长20%以上的企业，
    let whole = without_included(context.text.get(quantity.outer.end..slot.clause.end).unwrap_or(""));
    if clause.starts_with(['对', '對', '凡']) && quantity.comparator != Comparator::Equal && named_behind(whole) {
        return true;
    }
    // 对营业收入首次达到1亿元且连续两年增长的，
    if clause.starts_with(['对', '對', '凡']) && whole.trim_end_matches(['，', ',', '；']).ends_with('的') {
        return true;
    }
    // 对一季度增长10%及以上的工业企业，以及增长8%及以上的软件企业，给予奖补: the list of those who are paid goes on.
    let behind = &context.text[slot.clause.end.max(quantity.outer.end)..slot.period.end.max(slot.clause.end).max(quantity.outer.end)];
    if bounded && named_behind(whole) && right.starts_with('的') && marks.begins(Mark::Paid, behind) {
        return true;
    }
    // 90分以上的为优秀: what happens to those.
    if bounded && right.strip_prefix('的').is_some_and(|rest| rest.starts_with(|next| HAPPENS.contains(next))) {
        return true;
    }
    // 学满60学时后，三天内提交心得: when, not how much.
    if context.text[..quantity.outer.start].ends_with('满') && right.starts_with('后') {
        return true;
    }
    // 里程达到3万公里的，每车补贴4万元; 资本不低于5000万元，收益率不低于6%的，优先支持.
    if whole.starts_with(['的']) && ends || required_of_them(context, quantity, slot) {
        return true;
    }
    // 处2万元以上10万元以下罚款: from one bound to the other.
    let number = |next: char| next.is_ascii_digit() || crate::mention::numeral::digit(next).is_some() || "十百千万".contains(next);
    // 10个以上百亿级产业集群
    let behind = &context.text[quantity.outer.end..];
    let grade = behind.trim_start_matches(['十', '百', '千', '万', '亿', '元', '吨']).starts_with('级');
    if bounded && quantity.comparator == Comparator::AtLeast && behind.starts_with(number) && !grade {
        return true;
    }
    // 对考核前10名的园区: a sort of them.
    if quantity.unit == "rank" && right.starts_with('的') {
        return true;
    }
    bounded && !share && !slot::counts(quantity) && (ends || sorts && !brought) || context.text[..quantity.span.start].ends_with("一式")
}

/// What begins the words of what happens to those whom a bound sorts: 90分以上的为优秀, 10人以下的免收.
const HAPPENS: &str = "为給给按可予视視列认認即应應由不免须須需方，,";

/// What begins the words of what is asked of those whom a bound sorts: …的公共建筑，应当….
const ASKED: &str = "应應须須必不可要由按给給予免减減";

/// What follows a bound that says of itself that it is included.
fn without_included(text: &str) -> &str {
    ["（含）", "(含)"].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text)
}

/// Whether a clause behind a number ends with 的 and a noun: 且增长20%以上的企业，
fn named_behind(behind: &str) -> bool {
    let words = behind.trim_end_matches(['，', ',', '。', '；']);
    words.rsplit_once('的').is_some_and(|(_, noun)| (2..=12).contains(&noun.chars().count()) && noun.chars().all(char::is_alphabetic))
}

/// Whether a bound is one of several that end with 的，: 资本不低于5000万元，收益率不低于6%的，优先支持.
fn required_of_them(context: &Context, quantity: &Quantity, slot: &Slot) -> bool {
    if !matches!(quantity.comparator, Comparator::AtLeast | Comparator::AtMost | Comparator::MoreThan | Comparator::LessThan) {
        return false;
    }
    let end = near_boundary(context.text, (quantity.outer.end + CONDITIONS).min(slot.period.end.max(quantity.outer.end)));
    let behind = &context.text[quantity.outer.end..end];
    let behind = &behind[..behind.find(['；', '。', '\n']).unwrap_or(behind.len())];
    // 对投资额在2亿元以上，且设备投资占比达15%以上的新上项目，给予支持
    if context.str(slot.period).starts_with(['对', '對', '凡']) && bound_behind(behind) {
        return true;
    }
    let Some(at) = behind.find("的，").or_else(|| behind.find("的,")) else { return false };
    let bound = &behind[..at];
    let tail: String = bound.chars().rev().take(8).collect();
    tail.contains(|letter: char| letter.is_ascii_digit()) && bound.ends_with(|last: char| "%元上下内人年家个项平米里吨亩倍".contains(last))
}

/// Whether a clause behind a bound, not the first, ends with a bound and what both sort: ，且占比达15%以上的新上项目，.
fn bound_behind(behind: &str) -> bool {
    let clauses = behind.split(['，', ',']).skip(1).take(2);
    let mut sorted = clauses.filter_map(|clause| clause.rsplit_once('的'));
    sorted.any(|(bound, noun)| {
        let bounds = ["以上", "以下", "以内", "及以上", "（含）", "(含)"].iter().any(|word| bound.ends_with(word));
        bounds && (2..=12).contains(&noun.chars().count()) && noun.chars().all(char::is_alphabetic)
    })
}

/// 突破1亿元、5亿元、10亿元的，分别给予…: what ends the list holds for all of it.
pub(super) fn settle_lists(context: &Context, figures: &mut [Figure]) {
    // 分别压缩至30小时和1小时: what one length of time is, the next is.
    for at in 1..figures.len() {
        let (earlier, later) = figures.split_at_mut(at);
        let (Some(before), Some(this)) = (earlier.last(), later.first_mut()) else { break };
        let lengths = before.quantity.shape == Shape::Duration && this.kind == Kind::Duration && before.kind == Kind::Target;
        if lengths
            && before.quantity.unit == this.quantity.unit
            && context.text.get(before.quantity.outer.end..this.quantity.outer.start).is_some_and(|gap| JOINTS.contains(&gap))
        {
            (this.kind, this.rule, this.measure, this.deadline) = (before.kind, before.rule, before.measure, before.deadline);
        }
    }
    for at in (1..figures.len()).rev() {
        let (before, this) = (&figures[at - 1], &figures[at]);
        let open = this.kind == Kind::Threshold && matches!(before.kind, Kind::Fact | Kind::Target | Kind::Forecast);
        let money = is_money(&before.quantity.unit) && is_money(&this.quantity.unit);
        if !open || before.quantity.unit != this.quantity.unit && !money {
            continue;
        }
        let gap = context.text.get(before.quantity.outer.end..this.quantity.outer.start).unwrap_or("");
        // 50亿元或5亿美元以上工业项目
        let either = gap.starts_with('或') && gap.chars().count() <= 2 && money && this.rule == "attribute";
        if either {
            figures[at - 1].object = this.object.clone();
        }
        if either || JOINTS.contains(&gap) {
            (figures[at - 1].kind, figures[at - 1].rule) = (Kind::Threshold, "cue-threshold");
        }
    }
}

/// 按每人1500元标准给予: a sum with its standard, which is paid.
fn has_standard(context: &Context, slot: &Slot, marks: &Marks) -> bool {
    let right = context.str(slot.right);
    let right = right.strip_prefix('的').unwrap_or(right);
    let standard = right.strip_prefix("标准").or_else(|| right.strip_prefix("額度")).or_else(|| right.strip_prefix("额度"));
    standard.is_some_and(|paid| marks.begins(Mark::Paid, paid))
}

/// 按设备投资额的15%给予支持, 贷款贴息比例为1.5个百分点: a share that is paid.
fn is_rate_paid(context: &Context, quantity: &Quantity, slot: &Slot, left: &Left, marks: &Marks) -> bool {
    if !matches!(quantity.unit.as_str(), "%" | "pp" | "‰") {
        return false;
    }
    let right = context.text.get(slot.right.start..slot.clause.end.max(slot.right.end)).unwrap_or("");
    let right = ["的比例", "的标准", "比例", "标准", "的"].iter().find_map(|word| right.strip_prefix(word)).unwrap_or(right);
    let by = context.str(slot.left).contains('按') || context.text[..slot.left.end].ends_with(['的', '价', '额']);
    // 完成年度计划的61%: a share of the goal itself.
    by && marks.begins(Mark::Paid, right) || marks.ends(Mark::PaidNoun, left.noun)
}

/// Whether words begin with a comparison: 、比上年增加5000亿元.
fn compares(words: &str) -> bool {
    words.trim_start_matches(['，', '、', ' ']).starts_with(['较', '比', '較'])
}

/// Where the sentence of a number begins, or what of it stands near: a sentence as long as a page is none.
pub(super) fn period_start(context: &Context, slot: &Slot, at: usize) -> usize {
    near_boundary(context.text, at.saturating_sub(PERIOD).max(slot.period.start))
}

/// A boundary of a character at or before `at`.
pub(super) fn near_boundary(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}

/// 由A提高到B: A is a baseline only where it leads on to another value.
fn planned_end(context: &Context, quantity: &Quantity, marks: &Marks) -> bool {
    let end =
        near_boundary(context.text, (quantity.outer.end + NEAR).min(context.clause_at(quantity.span.start).end.max(quantity.outer.end)));
    let after = &context.text[quantity.outer.end..end];
    // 从3000亿元到5000亿元
    let to = after.strip_prefix(['到', '至']).is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()));
    !to && !marks.begins(Mark::LeadsOn, after)
        && !context.str(quantity.outer).contains("此前")
        && !context.text[..quantity.outer.start].ends_with("此前的")
}

/// 每县建成一所: the article is a number where things are given out.
fn distributes(context: &Context, quantity: &Quantity, slot: &Slot) -> bool {
    let from = near_boundary(context.text, slot.clause.start.max(quantity.span.start.saturating_sub(PERIOD)));
    let lead = &context.text[from.min(quantity.span.start)..quantity.span.start];
    quantity.rule == "article" && (lead.contains('每') || lead.contains('各') && !lead.contains("各类"))
}

/// 时间压缩至0.5个工作日: a length of time that something is brought to.
fn is_measured_time(context: &Context, left: &Left, quantity: &Quantity, behind: &str, marks: &Marks) -> bool {
    // 年利用小时数不低于600小时: the noun measures time.
    let timed = marks.ends(Mark::TimeNoun, left.noun);
    // 项目实施周期不超过2年: how long it goes on, and nothing is brought there.
    if marks.ends(Mark::Term, left.noun) {
        return false;
    }
    let brought = context.text[quantity.outer.start..quantity.span.start].ends_with(['到', '至', '在', '达', '達']);
    if timed && left.noun.len() + left.subject.len() > 9 && (brought || quantity.comparator != Comparator::Equal) {
        return true;
    }
    // 5年累计数, 3年内: how long, not how much.
    let spans = marks.begins(Mark::TimeBehind, behind);
    // 办理时限为5个工作日 tells how it is.
    !spans
        && !matches!(left.verb, "为" | "是" | "為")
        && matches!(left.class, Some(VerbClass::To | VerbClass::Reach | VerbClass::Fall))
        && (!left.noun.is_empty() || left.class == Some(VerbClass::To))
        && matches!(quantity.unit.as_str(), "workday" | "day" | "hour" | "minute" | "year" | "month")
}

/// 由20个工作日压缩至7个工作日: a length of time that another one is brought to.
fn shortens(context: &Context, quantity: &Quantity, slot: &Slot, left: &Left, earlier: Option<&Figure>) -> bool {
    let from = earlier.is_some_and(|earlier| {
        earlier.kind == Kind::Baseline && earlier.quantity.unit == quantity.unit && slot.clause.contains(earlier.quantity.span)
    });
    from && matches!(left.class, Some(VerbClass::To | VerbClass::Reach | VerbClass::Fall)) && !context.str(slot.left).contains('，')
}

fn is_money(unit: &str) -> bool {
    ["CNY", "USD", "HKD", "MOP"].iter().any(|money| unit.starts_with(money))
}

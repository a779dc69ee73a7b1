//! What a number is a number of. In: the words beside it and the figures before it. Out: a noun phrase with the qualifiers that
//! make it meaningful. Never done here: telling kinds.

use super::phrase::{self, Left};
use super::slot::{self, Part, Slot};
use super::sorted::{measured_thing, of_sort, regraded};
use super::{BACK, Figure, Kind, Measure};
use crate::mention::context::Context;
use crate::mention::quantity::{Amount, Comparator, JOINTS, Quantity};
use crate::rules::marks::Mark;
use crate::rules::targets::{TargetRules, VerbClass};

/// Longest subject, in characters, that is put before an object.
pub(super) const SUBJECT: usize = 14;

/// Characters of the longest measure that a part takes from its whole.
const REST: usize = 6;

/// Characters of a measure that is named in full: 产业规模, not 投资.
const WHOLE: usize = 4;

/// The object of a number; `None` where no words name one.
pub(super) fn name(
    context: &Context,
    quantity: &Quantity,
    slot: &Slot,
    left: &Left,
    earlier: &[Figure],
    rules: &TargetRules,
) -> Option<String> {
    let right = phrase::read_right(context.str(slot.right), rules);
    let previous = earlier
        .iter()
        .rev()
        .take(8)
        .find(|figure| slot.period.contains(figure.quantity.span) && names(figure.kind) && names_thing(figure, rules));
    let previous_object = previous.and_then(|figure| figure.object.clone());
    // 惠及2000万人，再开工1.5万个: what names nothing goes on with what was counted alike.
    let alike = earlier.iter().rev().take(8).find(|figure| {
        slot.period.contains(figure.quantity.span) && figure.object.is_some() && names(figure.kind) && figure.quantity.unit == quantity.unit
    });
    // 高标准农田4500万亩，占耕地的68%，再新建150万亩: a share between them is no thing to go on with.
    let is_share = |unit: &str| matches!(unit, "%" | "pp" | "‰");
    let apart = previous.is_some_and(|figure| is_share(&figure.quantity.unit)) && !is_share(&quantity.unit);
    let alike = alike.filter(|_| slot::counts(quantity) || apart);
    let builds = matches!(left.class, Some(VerbClass::Build | VerbClass::Gain | VerbClass::Do | VerbClass::Pay | VerbClass::None) | None);
    if !right.is_empty() && (slot::counts(quantity) || builds && left.noun.is_empty()) && (builds || left.noun.is_empty()) {
        return Some(right.to_string());
    }
    // 创新园和340亩智谷产业园: what is joined begins with its number.
    if !right.is_empty() && builds && joined(context.str(slot.left)) {
        return Some(right.to_string());
    }
    let mut noun = left.noun.to_string();
    // 班额原则上小学不超过45人: the measure stands before the hedge, the part behind it.
    if let Some((from, to, _)) = rules.hedges.all(left.noun).find(|(from, to, _)| *from > 0 && *to < left.noun.len())
        && rules.marks.is(Mark::Firmly, &left.noun[from..to])
    {
        noun = format!("{}{}", phrase::tidy(&left.noun[to..]), phrase::tidy(&left.noun[..from]));
    }
    // …、初中不超过50人: the next part of the same measure.
    else if slot::counts(quantity)
        && right.is_empty()
        && (1..=BARE).contains(&noun.chars().count())
        && let Some(figure) = previous.filter(|figure| figure.quantity.unit == quantity.unit)
        && let Some((measure, part)) = context.text[figure.evidence.start..figure.quantity.outer.start].split_once("原则上")
        && let Some(object) = figure.object.as_deref()
        && object.ends_with(measure)
        && object.starts_with(part)
        && !measure.is_empty()
    {
        noun.push_str(measure);
    }
    // 新能源加快发展，总装机突破5000万千瓦: of what the clause before tells.
    if noun.starts_with('总')
        && noun.chars().count() <= WHOLE
        && previous.is_none()
        && left.subject.is_empty()
        && let Some(clause) = context.text.get(slot.period.start..slot.clause.start).and_then(|text| text.strip_suffix(['，', ',']))
        && let Some(thing) = rules.marks.before(Mark::Finished, clause.rsplit(['，', ',', '；', '：']).next().unwrap_or(""))
    {
        let thing = phrase::tidy(phrase::open(thing, rules));
        if (2..=SUBJECT).contains(&thing.chars().count()) {
            return Some(format!("{thing}{noun}"));
        }
    }
    // 省级财政每年安排5亿元专项资金: who gives it is no thing.
    let does = matches!(left.class, Some(VerbClass::Build | VerbClass::Gain | VerbClass::Do | VerbClass::Pay));
    if does && !right.is_empty() && rules.marks.ends(Mark::Funder, &noun) && noun.chars().count() <= FUNDER {
        return Some(right.to_string());
    }
    // 每名第一书记每年安排2万元工作经费: so much for each.
    if does && !right.is_empty() && noun.starts_with('每') && !slot::counts(quantity) {
        return Some(right.to_string());
    }
    // 全省每年培训100万人次: what is done to them.
    if noun.is_empty() && right.is_empty() && quantity.unit == "person-time" && does && left.verb.chars().count() >= 2 {
        return Some(left.verb.to_string());
    }
    // 超1000亿元的2个: the number that sorts them names no thing.
    if let Some(inner) = slot.inner
        && noun.ends_with(context.str(inner))
    {
        // 种业企业年销售收入超过5亿元的达到10家: whose measure sorts them.
        if right.is_empty()
            && slot::counts(quantity)
            && let Some(thing) = measured_thing(context, slot, inner, rules)
        {
            return Some(thing);
        }
        noun.clear();
    }
    // 设立总规模200亿元的产业基金: the measure is that of the thing behind.
    if rules.heads.get(&noun).is_some() && !left.verb.is_empty() && context.str(slot.right).starts_with('的') {
        let thing = phrase::read_right(context.str(slot.right), rules);
        if !thing.is_empty() {
            return Some(format!("{thing}{noun}"));
        }
    }
    // 江苏达到25万个；南京要达到5万个: the place has so many of what was counted alike.
    if let Some(figure) = alike.filter(|_| right.is_empty() && is_place(context, slot, &noun)) {
        return figure.object.clone();
    }
    if noun.is_empty() || names_nothing(&noun, rules) {
        return match (right.is_empty(), left.subject.is_empty()) {
            (false, _) => Some(right.to_string()),
            (true, true) if previous_object.is_none() => aim(context, slot),
            (true, false) if previous_object.is_none() && !names_nothing(left.subject, rules) => Some(left.subject.to_string()),
            _ => alike.and_then(|figure| figure.object.clone()).or(previous_object).map(|object| regraded(context, slot, earlier, object)),
        };
    }
    // （每市至少1个）: of what was counted before.
    if noun.starts_with('每')
        && noun.chars().count() <= 3
        && slot::counts(quantity)
        && right.is_empty()
        && let Some(object) = &previous_object
    {
        return Some(format!("{noun}{object}"));
    }
    if let Some(thing) = noun.strip_prefix("其中").map(str::trim_start).filter(|thing| !thing.is_empty()) {
        noun = thing.to_string();
    }
    if let Some(inner) = slot.inner {
        noun = of_sort(context, quantity, slot, inner, noun, rules);
    }
    let among = context.str(slot.left).trim_start_matches(['，', ',', '、', '；', ' ', '（', '(']).starts_with("其中");
    // 增加值2189.90亿元，占GDP的比重为63.1%: the share is that thing's.
    if noun.starts_with('占')
        && rules.marks.ends(Mark::Share, noun.split(['（', '(']).next().unwrap_or(""))
        && quantity.unit == "%"
        && let Some(object) = &previous_object
        && !object.contains('占')
    {
        return Some(format!("{object}{noun}"));
    }
    if let Some(object) = &previous_object {
        // 粮食播种面积稳定在1500万亩，总产量120亿斤: of the same crop.
        if rules.marks.is(Mark::Yield, &noun)
            && let Some(crop) = rules.marks.before(Mark::Sown, object).filter(|crop| !crop.is_empty())
        {
            return Some(format!("{crop}{noun}"));
        }
        // 每千人口拥有执业医师3.8人、注册护士4.5人: of as many people.
        if let Some(figure) = previous
            && (figure.quantity.unit == quantity.unit || slot::counts(&figure.quantity) && slot::counts(quantity))
            && slot.clause.start == figure.evidence.start
            && left.verb.is_empty()
            && let Some(people) = of_so_many(object, rules)
            && !noun.starts_with(people)
        {
            return Some(format!("{people}{noun}"));
        }
        // 规上工业企业亩均税收达到25万元，亩均增加值达到120万元: told of the same, so much each.
        if let Some(figure) = previous.filter(|figure| figure.quantity.unit == quantity.unit)
            && figure.quantity.unit != "%"
            && let Some(measure) = rules.marks.behind(Mark::Averaged, &noun)
            && let Some(at) = object.find(&noun[..noun.len() - measure.len()]).filter(|at| *at > 0)
        {
            return Some(format!("{}{noun}", &object[..at]));
        }
        // 省级重点项目640个、完成投资3500亿元: the measure is that thing's.
        let measured = rules.heads.at_end(object).is_some() || object.ends_with(['率', '额', '量', '度', '值']);
        let of_thing = !measured || rules.marks.ends(Mark::Share, &noun);
        // 创新药10个，产业规模达到…: a whole measure in a clause of its own has a subject of its own.
        let apart = noun.chars().count() >= WHOLE
            && slot.part == Part::Own
            && previous.is_some_and(|figure| !slot.clause.contains(figure.quantity.span));
        let done = matches!(left.class, Some(VerbClass::Do | VerbClass::Build | VerbClass::Gain));
        // 保障房2.1万套，总建筑面积不低于…: the whole of what was counted.
        let whole = noun.starts_with('总') && previous.is_some_and(|figure| slot::counts(&figure.quantity));
        // 政府引导基金撬动规模超300亿元: the sentence names whose measure it is.
        // 带动就业2万人，实现税收10亿元: what is done has no measure.
        let act = rules.marks.is(Mark::Act, object);
        let of_thing = of_thing && !act && (done || whole || !apart) && left.subject.chars().count() < WHOLE;
        if rules.heads.get(&noun).is_some() && of_thing && !object.ends_with(&noun) && slot.part != Part::Attribute {
            return Some(format!("{object}{noun}"));
        }
        // 铁路营业里程5600公里，其中高铁3000公里.
        // 省级园区10个，其中国家级3个.
        if among && noun.ends_with('级') {
            let thing = object.split_once('级').map_or(object.as_str(), |(_, thing)| thing);
            return Some(format!("{noun}{thing}"));
        }
        let length = noun.chars().count();
        let alike = previous.is_some_and(|figure| figure.quantity.unit == quantity.unit);
        if among
            && alike
            && !object.ends_with("任务")
            && left.subject.is_empty()
            && length <= 4
            && object.chars().count() >= length + 2
            && !slot::counts(quantity)
        {
            // 进出口总值, 其中出口: what follows the part's own name in the whole's.
            let rest = match object.find(&noun) {
                Some(at) => object[at + noun.len()..].to_string(),
                None => object.chars().skip(length).collect(),
            };
            // A long measure is no part's: 实体线网总规模, 其中铁路.
            return Some(if rest.chars().count() > REST { noun } else { noun + &rest });
        }
    }
    // …大型企业和物流园区铁路专用线力争接入率达到85%: what stands last in a long subject.
    let whole = left.subject;
    let last = || whole.rsplit(['和', '与', '、', '的']).next().filter(|last| last.chars().nth(2).is_some()).unwrap_or(whole);
    let subject = without_year(if whole.chars().count() > SUBJECT { last() } else { whole });
    if !subject.is_empty() && subject.chars().count() <= SUBJECT && !slot::counts(quantity) && !noun.contains(subject) {
        noun = format!("{subject}{noun}");
    }
    Some(noun)
}

/// 每千人口拥有: what an object that is told of so many people begins with.
fn of_so_many<'o>(object: &'o str, rules: &TargetRules) -> Option<&'o str> {
    let rest = object.strip_prefix('每')?;
    let at = rules.marks.find(Mark::Has, rest)?;
    let behind = rules.marks.behind(Mark::Has, &rest[at..])?;
    Some(&object[..object.len() - behind.len()])
}

/// Characters of who gives what stands behind a number.
const FUNDER: usize = 8;

/// Whether words end with a conjunction that joins two things.
fn joined(words: &str) -> bool {
    let words = words.trim_end();
    JOINTS.iter().skip(1).any(|joint| words.strip_suffix(joint).is_some_and(|head| head.chars().nth(1).is_some()))
}

const DIGITS: fn(char) -> bool = |letter| letter.is_ascii_digit();

/// 輪候時間的目標，是降至4.5年: the clause before names what the goal is of.
fn aim(context: &Context, slot: &Slot) -> Option<String> {
    let before = context.text.get(slot.period.start..slot.clause.start)?;
    // 研发投入强度 2025年：2.6%: the thing, and when.
    if slot.left.is_empty()
        && let Some(timed) = before.strip_suffix(['：', ':'])
    {
        let mut clauses = timed.rsplit(['，', ',', '：', ':', '；', '。']);
        let clause = clauses.next()?;
        let mut thing = phrase::tidy(without_year(clause));
        // 研发投入强度，2025年：2.6%
        if thing.is_empty() {
            thing = clauses.next().map_or("", phrase::tidy);
            return (2..=SUBJECT).contains(&thing.chars().count()).then(|| thing.to_string()).filter(|_| !thing.contains(DIGITS));
        }
        return (thing.len() < clause.len() && (2..=SUBJECT).contains(&thing.chars().count())).then(|| thing.to_string());
    }
    let before = before.strip_suffix(['，', ','])?;
    let clause = before.rsplit(['，', ',', '：', '；', '。']).next()?;
    let goal = clause.strip_suffix("的目標").or_else(|| clause.strip_suffix("的目标"));
    // 数字经济占比，12%: nothing stands between the comma and the number.
    let alone = slot.left.is_empty() && !context.str(slot.right).contains(char::is_alphanumeric);
    let bare = alone && !clause.contains(|letter: char| letter.is_ascii_digit());
    let thing = goal.or(bare.then_some(clause))?;
    let most = if goal.is_some() { SUBJECT } else { 2 * SUBJECT };
    (thing.chars().count() <= most).then(|| phrase::tidy(thing).to_string()).filter(|thing| !thing.is_empty())
}

/// 完成年度目标任务的37%，同比增长8%: a goal in general is no thing that grows.
fn names_thing(figure: &Figure, rules: &TargetRules) -> bool {
    figure.object.as_deref().is_some_and(|object| !(rules.marks.is(Mark::Empty, object) && object.ends_with("任务")))
}

/// Whether `noun` is a place's name among the words left of a number.
fn is_place(context: &Context, slot: &Slot, noun: &str) -> bool {
    let places = &context.sections.places;
    let from = places.partition_point(|place| place.span.start < slot.left.start);
    !noun.is_empty()
        && places[from..].iter().take_while(|place| place.span.end <= slot.left.end).any(|place| context.str(place.span) == noun)
}

/// 莱芜市2018年: whose it is, without when.
fn without_year(subject: &str) -> &str {
    let Some(before) = subject.strip_suffix('年') else { return subject };
    let whose = before.trim_end_matches(|letter: char| letter.is_ascii_digit());
    if before.len() == whose.len() + 4 { whose } else { subject }
}

/// Whether a figure of this kind has an object that the next ones may share.
fn names(kind: Kind) -> bool {
    matches!(kind, Kind::Target | Kind::Fact | Kind::Forecast | Kind::Baseline | Kind::Threshold | Kind::Support | Kind::Vague)
}

/// 增加到2025年: verbs and times, and no thing.
fn names_nothing(noun: &str, rules: &TargetRules) -> bool {
    // 造林 is a thing by itself.
    let verb = rules.verbs.at_start(noun).filter(|(len, verb)| verb.class != VerbClass::None && !(verb.noun && *len == noun.len()));
    let words = verb.map_or(noun, |(len, _)| &noun[len..]);
    let words = words.trim_start_matches(['到', '至', '为', '在', '于']);
    // 今年预期目标为增长6%: a goal of what was named before.
    if rules.marks.is(Mark::Empty, words) || rules.marks.is(Mark::Again, words) {
        return true;
    }
    !words.chars().any(|letter| letter.is_alphabetic() && !"年月日底末初前".contains(letter))
}

/// The verb of the figure before, where this one stands in its series: 培育百家A、百家B.
pub(super) fn carried_verb(earlier: &[Figure], slot: &Slot, left: &Left, unit: &str, context: &Context) -> Option<String> {
    // 新创评4A级景区1家、3A级景区4家: names between them have no verb.
    let last = earlier.iter().rev().take(BACK).find(|figure| !figure.kind.is_named())?;
    if !slot.period.contains(last.quantity.span) {
        return None;
    }
    // 生产总值增长5%、新增就业1200万人: what grows has its verb behind it, and lends it only to what is told alike.
    let grows = last.measure == Measure::GrowthRate;
    if grows && (last.quantity.unit != unit || left.noun.ends_with(['幅', '速', '率'])) {
        return None;
    }
    let gap = context.text.get(last.quantity.span.end..slot.left.end)?;
    (slot.clause.contains(last.quantity.span) && !gap.contains(['。', '；'])).then(|| last.verb.clone()).flatten()
}

/// 分别给予60万元、30万元一次性奖励: the noun stands behind the last, and is that of all.
fn borrow(context: &Context, figures: &mut [Figure], slots: &[Slot], rules: &TargetRules) {
    for at in (1..figures.len()).rev() {
        let (before, this) = (&figures[at - 1], &figures[at]);
        let gap = context.text.get(before.quantity.outer.end..this.quantity.outer.start);
        let beside = gap.is_some_and(|gap| JOINTS.contains(&gap)) && slots[at - 1].clause.start == slots[at].clause.start;
        if before.object.is_none() && beside && before.quantity.unit == this.quantity.unit && before.kind == this.kind {
            figures[at - 1].object = this.object.clone();
        }
        // 分别建设1个和3个省级平台: neither names a thing before it.
        let (before, this) = (&figures[at - 1], &figures[at]);
        let behind = this.object.clone().filter(|object| context.str(slots[at].right).starts_with(&**object));
        let alike = beside && before.quantity.unit == this.quantity.unit && before.kind == this.kind && slot::counts(&this.quantity);
        let bare = || slots[at - 1].right.is_empty() && phrase::read_left(context.str(slots[at - 1].left), rules).noun.is_empty();
        if alike && behind.is_some() && bare() {
            figures[at - 1].object = behind;
        }
    }
}

/// 城镇、农村居民收入分别增长6%和7%: one part of the object for each number.
pub(super) fn share(context: &Context, figures: &mut [Figure], slots: &[Slot], rules: &TargetRules) {
    borrow(context, figures, slots, rules);
    let mut at = 0;
    while at < figures.len() {
        let run = (at + 1..figures.len())
            .take_while(|&index| slots[index].part == Part::Next && slots[index].clause.start == slots[at].clause.start)
            .count();
        if run == 0 {
            at += 1;
            continue;
        }
        let left = phrase::read_left(context.str(slots[at].left), rules);
        if (left.apart || left.each)
            && let Some(object) = figures[at].object.clone()
        {
            let mut parts = match left.among {
                "" => parts(&object, rules),
                among => items(among, rules).into_iter().map(|part| format!("{part}{object}")).collect(),
            };
            // 收入5000亿元、游客5亿人次，分别增长10%、8%: as many numbers stood before.
            if left.noun.is_empty()
                && let Some(first) = at.checked_sub(run + 1)
                && slots[first].period.start == slots[at].period.start
            {
                parts = figures[first..at].iter().filter_map(|figure| figure.object.clone()).collect();
            }
            if parts.len() != run + 1 {
                parts = graded(context, &figures[..at], &slots[at], &object).filter(|graded| graded.len() == run + 1).unwrap_or(parts);
            }
            if parts.len() == run + 1 {
                let (measure, verb) = (figures[at].measure, figures[at].verb.clone());
                bound_alike(&mut figures[at..=at + run]);
                for (index, part) in parts.into_iter().enumerate() {
                    figures[at + index].object = Some(part);
                    figures[at + index].measure = measure;
                    figures[at + index].verb.clone_from(&verb);
                }
            } else {
                // 占比分别提高5个、8个和10个百分点: for things named before, in the same way.
                let (measure, verb) = (figures[at].measure, figures[at].verb.clone());
                for figure in figures[at + 1..=at + run].iter_mut().filter(|figure| figure.measure == Measure::Level) {
                    figure.measure = measure;
                    figure.verb.clone_from(&verb);
                }
            }
        } else if let Some(first) = goes_on(figures, slots, at, run, &left) {
            // 分别达45300元、19400元，增长3.6%、7.8%: step by step with the list before.
            let measure = figures[at].measure;
            for index in 0..=run {
                figures[at + index].object = figures[first + index].object.clone();
                figures[at + index].measure = measure;
            }
        } else {
            let (object, measure, verb) = (figures[at].object.clone(), figures[at].measure, figures[at].verb.clone());
            for figure in &mut figures[at + 1..=at + run] {
                if figure.object.is_none() {
                    figure.object.clone_from(&object);
                }
                // 3.9万亿元、比上年增加1000亿元: it has a verb of its own.
                if figure.verb.is_none() || figure.verb == verb {
                    figure.measure = measure;
                    figure.verb.clone_from(&verb);
                }
            }
        }
        at += run + 1;
    }
}

/// The first figure of the list right before that has as many numbers, each with a thing of its own, where this one names none.
fn goes_on(figures: &[Figure], slots: &[Slot], at: usize, run: usize, left: &Left) -> Option<usize> {
    let first = at.checked_sub(run + 1).filter(|_| left.noun.is_empty())?;
    let list = slots[first].period.start == slots[at].period.start
        && slots[first].part == Part::Own
        && slots[first + 1..at].iter().all(|slot| slot.part == Part::Next)
        && figures[first].kind.is_value();
    (list && figures[first].object.is_some() && figures[first].object != figures[first + 1].object).then_some(first)
}

/// 千亿级、五百亿级园区数量分别达到1个、4个: a thing for each grade.
fn graded(context: &Context, earlier: &[Figure], slot: &Slot, object: &str) -> Option<Vec<String>> {
    let grades = earlier.iter().rev().take_while(|figure| slot.clause.contains(figure.quantity.span));
    let mut grades: Vec<&str> = grades
        .filter(|figure| matches!(figure.quantity.amount, Amount::Order(_)))
        .map(|figure| context.str(figure.quantity.span))
        .collect();
    grades.reverse();
    let (_, thing) = object.split_once(*grades.last()?)?;
    Some(grades.iter().map(|grade| format!("{grade}{thing}")).collect())
}

/// 分别控制在45人、50人以内: the word behind the last number holds for all.
fn bound_alike(figures: &mut [Figure]) {
    // 分别突破150万辆、100吉瓦
    if let Some((first, rest)) = figures.split_first_mut()
        && first.quantity.outer.start < first.quantity.span.start
        && rest.iter().all(|figure| figure.quantity.outer == figure.quantity.span)
    {
        rest.iter_mut().for_each(|figure| figure.quantity.comparator = first.quantity.comparator);
        return;
    }
    let Some((last, rest)) = figures.split_last_mut() else { return };
    let bounds = matches!(last.quantity.comparator, Comparator::AtLeast | Comparator::AtMost);
    if bounds
        && last.quantity.outer.end > last.quantity.span.end
        && rest.iter().all(|figure| figure.quantity.comparator == Comparator::Equal)
    {
        rest.iter_mut().for_each(|figure| figure.quantity.comparator = last.quantity.comparator);
    }
}

/// Characters of the longest part that may want the head of the last one.
pub(super) const BARE: usize = 4;

/// Characters of a measure without a row of its own.
const MEASURE: usize = 3;

/// Whether a part names its own measure: 数控化率, 能耗.
fn has_measure(part: &str, rules: &TargetRules) -> bool {
    rules.marks.inside(Mark::Measure, part) || !rules.marks.ends(Mark::Substance, part) && ends_like_measure(part, rules)
}

/// Whether a part ends like the name of a measure.
fn ends_like_measure(part: &str, rules: &TargetRules) -> bool {
    rules.heads.at_end(part).is_some() || part.ends_with(['率', '量', '额', '度', '比', '值', '数', '耗', '长'])
}

/// What the conjunctions of a noun phrase part.
fn items<'o>(object: &'o str, rules: &TargetRules) -> Vec<&'o str> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, letter) in object.char_indices().filter(|(_, letter)| matches!(letter, '、' | '和' | '与' | '及')) {
        let end = at + letter.len_utf8();
        let inside = rules.marks.ends(Mark::Joint, &object[..end]) || rules.marks.begins(Mark::Joint, &object[at..]);
        if !inside {
            found.push(&object[from..at]);
            from = end;
        }
    }
    found.push(&object[from..]);
    found.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// 实验室、工程中心各新增5家: a figure for each of the things.
pub(super) fn each(context: &Context, figures: &mut Vec<Figure>, slots: &[Slot], rules: &TargetRules) {
    let mut all = Vec::with_capacity(figures.len());
    for (figure, slot) in figures.drain(..).zip(slots) {
        let words = context.str(slot.left);
        let each = slot.part == Part::Own && words.contains('各') && phrase::read_left(words, rules).each;
        let parts = figure.object.as_deref().filter(|_| each).map(|object| parts(object, rules)).unwrap_or_default();
        if parts.len() < 2 || parts.len() > MOST_PARTS {
            all.push(figure);
            continue;
        }
        all.extend(parts.into_iter().map(|part| Figure { object: Some(part), ..figure.clone() }));
    }
    *figures = all;
}

/// Things that one number may be given for each.
const MOST_PARTS: usize = 6;

/// Words that name two things, and the things.
const PAIRS: [(&str, &str, &str); 3] = [("城乡", "城镇", "农村"), ("进出口", "进口", "出口"), ("存贷款", "存款", "贷款")];

/// The parts of a coordinated noun phrase, each with the head they share.
fn parts(object: &str, rules: &TargetRules) -> Vec<String> {
    // 城乡低保标准, 进出口通关时间, 存贷款余额
    for (word, first, second) in PAIRS {
        if let Some((lead, rest)) = object.split_once(word)
            && !lead.contains(['、', '和', '与', '及'])
            && !rest.contains(['、', '和', '与', '及'])
        {
            return vec![format!("{lead}{first}{rest}"), format!("{lead}{second}{rest}")];
        }
    }
    let mut parts: Vec<&str> = items(object, rules);
    let Some(last) = parts.pop() else { return Vec::new() };
    let head = |part: &str| -> String {
        // 城镇、农村居民收入: what is longer in the last part belongs to all.
        let (own, whole) = (part.chars().count(), last.chars().count());
        // 国家级、省级创新平台; 工业、服务业增加值: what follows the ending that both have.
        let ending = part.chars().next_back().filter(|_| own <= BARE && whole > own + 1);
        let near = |at: &usize| *at > 0 && last[..*at].chars().count() <= own;
        let alike = ending.and_then(|ending| last.find(ending).filter(near).map(|at| &last[at + ending.len_utf8()..]));
        if let Some(rest) = alike.filter(|rest| rest.chars().nth(1).is_some()) {
            return rest.to_string();
        }
        // 数控化率、普及率: each has its head already.
        let headed = own > BARE || rules.heads.at_end(part).is_some() || part.chars().next_back() == last.chars().next_back();
        // 氮氧化物、挥发性有机物排放总量: the measure that the last part ends with is every part's.
        let measure = rules.marks.find(Mark::Measure, last).filter(|at| *at > 0 && last[*at..].chars().nth(2).is_some());
        match measure {
            // 一、二、三产业增加值: a part of one sign shares more than the measure.
            Some(at) if own > 2 && !has_measure(part, rules) => last[at..].to_string(),
            // 装备和工业软件市场满足率: a share or an amount is named by its last three letters.
            None if own > BARE && !has_measure(part, rules) && last.ends_with(['率', '量', '额']) && whole > own => {
                last.chars().skip(whole - MEASURE).collect()
            }
            _ if whole > own + 1 && !headed => last.chars().skip(own).collect(),
            _ => String::new(),
        }
    };
    let mut named: Vec<String> = parts.iter().map(|part| format!("{part}{}", head(part))).collect();
    // 粮食播种面积和产量: a bare measure is one of the thing that the first part names.
    let thing =
        parts.first().and_then(|first| Some(&first[..first.len() - rules.heads.at_end(first)?.0])).filter(|thing| !thing.is_empty());
    let bare = |part: &str| rules.heads.get(part).is_some();
    if let Some(thing) = thing.filter(|_| bare(last)) {
        named.iter_mut().skip(1).filter(|part| bare(part)).for_each(|part| part.insert_str(0, thing));
        named.push(format!("{thing}{last}"));
    } else {
        named.push(last.to_string());
    }
    named
}

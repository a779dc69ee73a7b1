//! What a number's object points back to: 前者, 两项指标, 这一数字, a new subject for the same measure, nothing at all. In: the figures with
//! the objects that their own words name. Out: the same with the things that are meant. Never done here: reading words beside a number.

use super::Figure;
use super::phrase;
use super::slot::{self, Slot};
use crate::mention::context::Context;
use crate::rules::marks::Mark;
use crate::rules::targets::{TargetRules, VerbClass};

/// How many figures back a thing is looked for.
const BACK: usize = 8;
/// Bytes before a clause in which its verb is looked for, and characters of the longest thing that follows it there.
const NEAR: usize = 180;
const THING: usize = 20;
/// Characters of the longest subject that takes another one's place, and of the longest sort named after 其中.
const SUBJECT: usize = 10;
const SORT: usize = 4;

/// Put the things that are meant into the figures' objects.
pub(super) fn resolve(context: &Context, figures: &mut [Figure], slots: &[Slot], rules: &TargetRules) {
    for at in 0..figures.len() {
        let Some(object) = figures[at].object.clone() else {
            if figures[at].kind.is_value() {
                figures[at].object = same_verb(context, figures, slots, at).or_else(|| same_unit(context, figures, slots, at));
            }
            continue;
        };
        let marks = &rules.marks;
        let meant = if object.ends_with('级') && object.chars().count() <= SUBJECT {
            grade(figures, slots, at, &object).or_else(|| graded_before(figures, slots, at, &object))
        } else if marks.is(Mark::Former, &object) {
            back(context, figures, at, 2)
        } else if marks.is(Mark::Latter, &object) {
            // The former has its thing by now.
            back(context, figures, at, 2)
        } else if let Some(rest) = marks.behind(Mark::Former, &object).or_else(|| marks.behind(Mark::Latter, &object)) {
            // 前者占全国比重: of the two named before.
            let steps = if marks.begins(Mark::Former, &object) { 2 } else { 1 };
            back(context, figures, at, steps).map(|thing| format!("{thing}{rest}"))
        } else if marks.is(Mark::That, &object) {
            same_unit(context, figures, slots, at)
        } else if marks.is(Mark::Those, &object) {
            those(context, figures, slots, at);
            None
        } else {
            parallel(context, figures, slots, at, &object, rules)
        };
        if meant.is_some() {
            figures[at].object = meant;
        }
    }
}

/// The object of the `steps`-th figure before `at` in its line, among those that have one.
fn back(context: &Context, figures: &[Figure], at: usize, steps: usize) -> Option<String> {
    let line = context.line_at(figures[at].quantity.span.start);
    let named = figures[..at].iter().rev().take(BACK).filter(|figure| line.contains(figure.quantity.span) && figure.kind.is_value());
    named.filter_map(|figure| figure.object.clone()).nth(steps - 1)
}

/// The object of the figure before in the line that has the same unit: 今年的目标是5.4万个.
fn same_unit(context: &Context, figures: &[Figure], slots: &[Slot], at: usize) -> Option<String> {
    let (figure, line) = (&figures[at], context.line_at(figures[at].quantity.span.start));
    let alike = |other: &&Figure| {
        line.contains(other.quantity.span) && other.quantity.unit == figure.quantity.unit && other.kind.is_value() && other.object.is_some()
    };
    // A bare number in its own sentence names nothing; one with a verb goes on with the thing before.
    let goes_on = figure.verb.is_some() || slots[at].left.len() > "今".len();
    figures[..at].iter().rev().take(BACK).find(alike).filter(|_| goes_on).and_then(|other| other.object.clone())
}

/// 连续几年发行超长期特别国债，今年先发行1万亿元: what the same verb governed in the clause before.
fn same_verb(context: &Context, figures: &[Figure], slots: &[Slot], at: usize) -> Option<String> {
    let (figure, slot) = (&figures[at], &slots[at]);
    let verb = figure.verb.as_deref().filter(|verb| verb.chars().count() >= 2)?;
    let stem = &verb[verb.char_indices().rev().nth(1).map_or(0, |(from, _)| from)..];
    let before = context.text.get(slot.period.start..slot.clause.start.max(slot.period.start))?;
    let from = context.text.floor_char_boundary(before.len().saturating_sub(NEAR) + slot.period.start) - slot.period.start;
    let before = before.get(from..)?;
    let behind = &before[before.rfind(stem)? + stem.len()..];
    let clause = &behind[..behind.find(['，', ',', '；', '：'])?];
    let thing = phrase::tidy(clause);
    let plain = !thing.contains(|letter: char| letter.is_ascii_digit()) && (2..=THING).contains(&thing.chars().count());
    plain.then(|| thing.to_string())
}

/// 两项指标分别达到350个和90家: as many things as numbers stood before.
fn those(context: &Context, figures: &mut [Figure], slots: &[Slot], at: usize) {
    let object = figures[at].object.clone();
    let run = (at..figures.len()).take_while(|&index| {
        index == at
            || slots[index].clause.start == slots[at].clause.start && (figures[index].object.is_none() || figures[index].object == object)
    });
    let run: Vec<usize> = run.filter(|&index| figures[index].kind.is_value()).collect();
    let line = context.line_at(figures[at].quantity.span.start);
    let mut things: Vec<String> = figures[..at]
        .iter()
        .rev()
        .take(BACK)
        .filter(|figure| line.contains(figure.quantity.span) && figure.kind.is_value())
        .filter_map(|figure| figure.object.clone())
        .take(run.len())
        .collect();
    things.reverse();
    if things.len() == run.len() {
        for (index, thing) in run.into_iter().zip(things) {
            figures[index].object = Some(thing);
        }
    }
}

/// 1个万亿级、3个五千亿级和若干个千亿级产业集群: what follows the last grade belongs to all.
fn grade(figures: &[Figure], slots: &[Slot], at: usize, object: &str) -> Option<String> {
    let siblings = figures.iter().zip(slots).skip(at + 1).take(BACK).take_while(|(_, slot)| slot.clause.start == slots[at].clause.start);
    let mut graded = siblings.filter_map(|(figure, _)| figure.object.as_deref()?.split_once('级'));
    let (_, thing) = graded.find(|(_, thing)| thing.chars().nth(1).is_some())?;
    Some(format!("{object}{thing}"))
}

/// 国家级龙头企业20家、省级200家: what followed the grade before.
fn graded_before(figures: &[Figure], slots: &[Slot], at: usize, object: &str) -> Option<String> {
    let before = at.checked_sub(1).filter(|before| slots[*before].clause.start == slots[at].clause.start)?;
    let (first, this) = (&figures[before], &figures[at]);
    let (grade, thing) = first.object.as_deref()?.split_once('级')?;
    let alike = first.kind.is_value() && first.quantity.unit == this.quantity.unit && grade.chars().count() <= SORT;
    (alike && thing.chars().nth(1).is_some()).then(|| format!("{object}{thing}"))
}

/// 东部地区森林蓄积量达到…，中部地区达到…: another subject, the same measure; 其中小麦600亿斤、玉米450亿斤.
fn parallel(context: &Context, figures: &[Figure], slots: &[Slot], at: usize, object: &str, rules: &TargetRules) -> Option<String> {
    let (figure, slot) = (&figures[at], &slots[at]);
    let length = object.chars().count();
    if length > SUBJECT || rules.heads.at_end(object).is_some() || object.ends_with(['率', '比', '度', '量', '额']) {
        return None;
    }
    let before = figures[..at].iter().rev().take(BACK).find(|other| other.kind.is_value() && slot.period.contains(other.quantity.span));
    // 新增公办学位，其中幼儿园5000个: the whole is named in the clause before, without a number.
    let Some(before) = before else {
        let words = context.str(slot.clause).trim_start();
        let lead = context.text.get(slot.period.start..slot.clause.start)?.trim_end_matches(['，', ',']);
        let clause = lead.rsplit(['，', ',', '；', '：']).next().filter(|_| words.starts_with("其中") && slot::counts(&figure.quantity))?;
        let whole = phrase::read_left(clause, rules).noun;
        let plain = (2..=THING).contains(&whole.chars().count()) && !whole.contains(|letter: char| letter.is_ascii_digit());
        return (plain && length <= SORT).then(|| format!("{object}{}", kind_of(whole, false, length)));
    };
    let whole = before.object.as_deref().filter(|whole| before.quantity.unit == figure.quantity.unit && *whole != object)?;
    // 治理任务500万亩，其中人工造林120万亩: work that has a name of its own.
    let work = whole.ends_with("任务") || rules.verbs.at_end(object).is_some_and(|(_, verb)| verb.class == VerbClass::Build);
    if work && context.str(slot.clause).trim_start().starts_with("其中") {
        return None;
    }
    let left = phrase::read_left(context.str(slot.left), rules);
    if left.noun != object && left.subject != object {
        return None;
    }
    let moved = figure.quantity.outer.start < figure.quantity.span.start
        || matches!(left.class, Some(VerbClass::Reach | VerbClass::To | VerbClass::Rise | VerbClass::Fall | VerbClass::Multiply));
    if let Some(rest) = shared_tail(whole, object).filter(|_| moved) {
        return Some(format!("{object}{rest}"));
    }
    // 人员比例提高到45%；东部地区达到60%: a part of the country, the same measure.
    let part = rules.marks.ends(Mark::Part, object) && !whole.contains(object);
    let measured = matches!(figure.quantity.unit.as_str(), "%" | "pp" | "‰") || rules.heads.at_end(whole).is_some();
    if moved && part && measured {
        return Some(format!("{object}{whole}"));
    }
    // 新增学位，其中幼儿园5000个、小学8000个: sorts of the thing named before.
    let sorts = context.str(slot.clause).trim_start().starts_with("其中");
    if !sorts || length > SORT || whole.contains(object) || whole.chars().next_back() == object.chars().next_back() {
        return None;
    }
    let sibling = before.evidence.start == figure.evidence.start;
    // 其中省级财政10亿元、市县配套12亿元: the first part has a name of its own.
    let named = sibling && {
        let from = context.text[..before.quantity.span.start].len().saturating_sub(whole.len() + NEAR);
        context.text[context.text.floor_char_boundary(from)..before.quantity.span.start].contains(whole)
    };
    let first = slot::counts(&figure.quantity) || sibling && !named;
    first.then(|| format!("{object}{}", kind_of(whole, before.evidence.start == figure.evidence.start, length)))
}

/// What names the whole's kind: all of it where it is short, else its last four characters; of a sort before it, what follows the sort.
fn kind_of(whole: &str, sibling: bool, length: usize) -> &str {
    let count = whole.chars().count();
    let skip = if sibling {
        length.min(count.saturating_sub(2))
    } else if count <= 6 {
        0
    } else {
        count - 4
    };
    whole.char_indices().nth(skip).map_or(whole, |(from, _)| &whole[from..])
}

/// What follows in `whole` the longest ending of `object` that both have, where the measure is left: 地区 of 东部地区森林蓄积量.
fn shared_tail<'w>(whole: &'w str, object: &str) -> Option<&'w str> {
    for (from, _) in object.char_indices() {
        let ending = &object[from..];
        let single = ending.chars().nth(1).is_none();
        if single && !"级县市省区类村镇".contains(ending) {
            return None;
        }
        if let Some(found) = whole.find(ending) {
            let rest = &whole[found + ending.len()..];
            let subject = whole[..found].chars().count() <= SUBJECT && rest.chars().nth(1).is_some();
            return subject.then_some(rest);
        }
    }
    None
}

//! Which words belong to which number. In: the quantities of the text. Out: a [`Slot`] for each: its clause, its sentence, and
//! the stretch left and right of it that speaks of it alone. Never done here: reading what the words mean.

use std::sync::LazyLock;

use regex::Regex;

use crate::letters;
use crate::mention::context::Context;
use crate::mention::quantity::{Amount, Quantity, Shape};
use crate::rules::marks::{Mark, Marks};
use crate::rules::targets::{CueClass, TargetRules, VerbClass};
use crate::trace::TextSpan;

/// How far a number's words reach, in bytes: beyond that a phrase is none.
const REACH: usize = 360;

/// Bytes of what stands before 万人 in its clause (全省), and behind it up to the number.
const LEAD: usize = 18;
const RATIO: usize = 120;

/// Characters of the measure that sorts things behind their number.
const MEASURE: usize = 8;

/// Weight of the cues that say how a number holds (逐年, 逐步, 原则上): no thing begins so.
const WAYS: i32 = 2;

/// What a number is among the numbers of its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// It stands for itself.
    Own,
    /// It describes the thing that another number counts (产值超10亿元企业20家).
    Attribute,
    /// It follows another number at once and shares its object (301户611人; 37820元、28104元).
    Next,
    /// It is part of a word: other numbers' phrases run through it.
    Word,
}

/// The surroundings of one number.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    /// Its clause.
    pub(crate) clause: TextSpan,
    /// Its sentence, up to 。 (； does not end it).
    pub(crate) period: TextSpan,
    /// What stands left of it and speaks of it.
    pub(crate) left: TextSpan,
    /// What stands right of it and speaks of it.
    pub(crate) right: TextSpan,
    /// An attribute number inside `left`.
    pub(crate) inner: Option<TextSpan>,
    /// What it is among its neighbours.
    pub(crate) part: Part,
}

/// Whether a quantity counts things or people, rather than measures something.
pub(crate) fn counts(quantity: &Quantity) -> bool {
    matches!(quantity.unit.as_str(), "item" | "person" | "household" | "person-time") && !matches!(quantity.amount, Amount::Order(_))
}

/// Verbs between 每 and the number that a ratio is for: 每增加1人.
const EACH: [&str; 8] = ["增加", "新增", "提高", "增长", "吸纳", "招用", "超过", "下降"];

/// Whether 每 stands before it: 每万人, 每百户, 每增加1人.
pub(crate) fn is_ratio(context: &Context, quantity: &Quantity, marks: &Marks) -> bool {
    let before = &context.text[..quantity.span.start];
    before.ends_with('每')
        || EACH.iter().any(|verb| before.strip_suffix(verb).is_some_and(|rest| rest.ends_with('每')))
        || context.str(quantity.span).starts_with('每')
        || is_per(context, quantity, marks)
}

/// 万人发明专利拥有量超过18件, 万元产值能耗: a bare magnitude of people or money before a noun that another number measures.
fn is_per(context: &Context, quantity: &Quantity, marks: &Marks) -> bool {
    let per = matches!(quantity.unit.as_str(), "person" | "household" | "CNY") && quantity.outer == quantity.span;
    let mut letters = context.str(quantity.span).chars();
    // 亿元国内生产总值死亡率
    let based = || marks.begins(Mark::Based, &context.text[quantity.span.end..]);
    if !per
        || !letters.next().is_some_and(|first| "百千万".contains(first) || first == '亿' && based())
        || !letters.next().is_some_and(|unit| "人户元戶".contains(unit))
    {
        return false;
    }
    let clause = context.clause_at(quantity.span.start);
    let behind = context.text.get(quantity.span.end..clause.end).unwrap_or("");
    let named = behind.starts_with(|next: char| letters::is_alphabetic(next) && !"以左次级的".contains(next));
    let behind = &behind[..behind.floor_char_boundary(RATIO)];
    named && quantity.span.start - clause.start.min(quantity.span.start) <= LEAD && behind.contains(|letter: char| letter.is_ascii_digit())
}

fn is_word(context: &Context, quantity: &Quantity, marks: &Marks) -> bool {
    !matches!(quantity.shape, Shape::Cardinal | Shape::Duration) || is_ratio(context, quantity, marks)
}

/// 能耗强度三年下降10%: years within which it does, and the words left of them are the next number's.
fn passes(context: &Context, quantity: &Quantity, rules: &TargetRules) -> bool {
    let years = quantity.shape == Shape::Duration && quantity.unit == "year" && quantity.outer == quantity.span;
    let behind = &context.text[quantity.span.end..];
    let within = |class| matches!(class, VerbClass::Rise | VerbClass::Fall | VerbClass::Gain | VerbClass::Do | VerbClass::Multiply);
    years && (behind.starts_with("累计") || rules.verbs.at_start(behind).is_some_and(|(_, verb)| within(verb.class)))
}

/// The sentences up to 。！？ or the end of a line, in order.
pub(crate) fn periods(context: &Context) -> Vec<TextSpan> {
    let mut periods: Vec<TextSpan> = Vec::new();
    for &sentence in &context.sentences {
        match periods.last_mut() {
            Some(last) if last.end == sentence.start && context.str(*last).ends_with(['；', ';']) => last.end = sentence.end,
            // …达到8000座。其中，公共充电站5000座: a part of what the sentence before counted.
            Some(last) if last.end == sentence.start && context.str(sentence).trim_start().starts_with("其中") => last.end = sentence.end,
            // A line broken behind a comma goes on in the next.
            Some(last) if last.end + 1 == sentence.start && context.str(*last).ends_with(['，', '、']) => last.end = sentence.end,
            _ => periods.push(sentence),
        }
    }
    periods
}

/// The slot of each quantity.
pub(crate) fn cut(context: &Context, quantities: &[Quantity], rules: &TargetRules) -> Vec<Slot> {
    let periods = periods(context);
    let mut slots: Vec<Slot> = quantities
        .iter()
        .map(|quantity| {
            let clause = context.clause_at(quantity.span.start);
            let index = periods.partition_point(|period| period.start <= quantity.span.start).saturating_sub(1);
            let period = periods.get(index).copied().unwrap_or_default();
            let outer = quantity.outer;
            let part = if is_word(context, quantity, &rules.marks) || passes(context, quantity, rules) { Part::Word } else { Part::Own };
            // A comparison may reach out of its clause only by mistake of punctuation.
            let (start, end) = (clause.start.min(outer.start), clause.end.max(outer.end));
            Slot {
                clause: TextSpan::new(start, end),
                period,
                left: TextSpan::new(start, outer.start),
                right: TextSpan::new(outer.end, end),
                inner: None,
                part,
            }
        })
        .collect();
    let mut first = 0;
    while first < slots.len() {
        let clause = slots[first].clause;
        let last = (first..slots.len()).take_while(|&index| slots[index].clause.start == clause.start).last().unwrap_or(first);
        let own: Vec<usize> = (first..=last).filter(|&index| slots[index].part == Part::Own).collect();
        share(context, quantities, &mut slots, &own, rules);
        // 等3个五千亿级产业链、10个千亿级产业链: the next thing counted is not the first one's.
        for index in (first..=last).filter(|&index| quantities[index].shape == Shape::Count) {
            let next =
                (index + 1..=last).find(|&next| counts(&quantities[next]) && quantities[next].outer.start >= slots[index].right.start);
            if let Some(next) = next {
                let from = slots[index].right.start;
                let cut = from + cut_in(&context.text[from..quantities[next].outer.start], true, rules);
                slots[index].right.end = slots[index].right.end.min(cut);
            }
        }
        for index in first..=last {
            bound(context, &mut slots[index]);
        }
        first = last + 1;
    }
    slots
}

/// Keep a slot's stretches short and its closing mark outside.
fn bound(context: &Context, slot: &mut Slot) {
    let mut from = slot.left.end.saturating_sub(REACH).max(slot.left.start);
    while !context.text.is_char_boundary(from) {
        from += 1;
    }
    let mut to = slot.right.end.min(slot.right.start + REACH);
    while !context.text.is_char_boundary(to) {
        to -= 1;
    }
    slot.left = TextSpan::new(from, slot.left.end);
    slot.right = TextSpan::new(slot.right.start, to.max(slot.right.start));
}

/// Divide what stands between the numbers of one clause.
fn share(context: &Context, quantities: &[Quantity], slots: &mut [Slot], own: &[usize], rules: &TargetRules) {
    let mut at = 0;
    while at + 1 < own.len() {
        let (this, next) = (own[at], own[at + 1]);
        let (from, to) = (quantities[this].outer.end, quantities[next].outer.start.max(quantities[this].outer.end));
        let gap = &context.text[from..to];
        let beyond = own.get(at + 2).map_or(slots[next].clause.end, |&third| quantities[third].outer.start);
        let beyond = &context.text[quantities[next].outer.end..beyond.max(quantities[next].outer.end)];
        // 50家年营收5亿元以上的化工企业: a noun, and how much of it they must have.
        let sorted = counts(&quantities[this])
            && !counts(&quantities[next])
            && beyond.starts_with('的')
            && own.get(at + 2).is_none_or(|&third| quantities[third].outer.start >= slots[next].clause.end)
            && (2..=MEASURE).contains(&gap.chars().count())
            && gap.chars().all(letters::is_alphabetic)
            && begins_noun(gap, rules)
            && rules.heads.at_end(gap).is_some();
        if sorted {
            slots[next].part = Part::Attribute;
            slots[next].left = TextSpan::new(from, to);
            slots[next].right = TextSpan::new(quantities[next].outer.end, slots[next].clause.end);
            slots[this].right = TextSpan::new(quantities[next].outer.end, slots[next].clause.end);
            at += 2;
            continue;
        }
        let (counts_this, counts_next) = (counts(&quantities[this]), counts(&quantities[next]));
        if gap.trim().is_empty() && counts_this && !counts_next && (begins_noun(beyond, rules) || is_order(&quantities[next])) {
            // 4座20万吨…炉: the second number describes what the first counts.
            slots[next].part = Part::Attribute;
            let end = own.get(at + 2).map_or(slots[next].clause.end, |&third| quantities[third].outer.start);
            if let Some(&third) = own.get(at + 2) {
                let cut =
                    quantities[next].outer.end + cut_in(beyond, begins_noun_after(context, quantities, own, at + 2, slots, rules), rules);
                slots[this].right = TextSpan::new(from, cut);
                slots[third].left = TextSpan::new(cut.min(quantities[third].outer.start), quantities[third].outer.start);
            } else {
                slots[this].right = TextSpan::new(from, end);
            }
            slots[next].right = TextSpan::new(quantities[next].outer.end, slots[this].right.end.max(quantities[next].outer.end));
            slots[next].left = TextSpan::new(to, to);
            at += 2;
            continue;
        }
        // 90%的县（市）30分钟上高速: a share of them, and how long it takes.
        let lasts = quantities[this].unit == "%" && quantities[next].shape == Shape::Duration;
        if !lasts && describes(gap, &quantities[this], counts_next, beyond, rules)
            || (is_order(&quantities[this]) || sorts(&quantities[this])) && names_on(gap, rules)
        {
            slots[this].part = Part::Attribute;
            slots[this].right = TextSpan::new(from, to);
            slots[next].left = TextSpan::new(slots[this].left.start.max(slots[next].clause.start), to);
            slots[next].inner = Some(quantities[this].outer);
            at += 1;
            continue;
        }
        // 500米覆盖率实现100%: the distance belongs to the share's name.
        let reach = matches!(quantities[this].unit.as_str(), "m" | "km" | "minute" | "hour") && quantities[next].unit == "%";
        if reach && names_on(gap, rules) && gap.contains('率') {
            slots[this].part = Part::Attribute;
            slots[this].right = TextSpan::new(from, to);
            slots[next].left = TextSpan::new(slots[this].left.start.max(slots[next].clause.start), to);
            slots[next].inner = Some(quantities[this].outer);
            at += 1;
            continue;
        }
        let cut = from + cut_in(gap, begins_noun(beyond, rules), rules);
        slots[this].right = TextSpan::new(from, cut);
        slots[next].left = TextSpan::new(cut, to);
        if gap.chars().all(|letter| letter.is_whitespace() || "、和及与,，".contains(letter)) && !begins_noun(beyond, rules) {
            slots[next].part = Part::Next;
        }
        at += 1;
    }
}

fn begins_noun_after(context: &Context, quantities: &[Quantity], own: &[usize], at: usize, slots: &[Slot], rules: &TargetRules) -> bool {
    let Some(&index) = own.get(at) else { return false };
    let start = quantities[index].outer.end;
    let end = own.get(at + 1).map_or(slots[index].clause.end, |&next| quantities[next].outer.start);
    begins_noun(&context.text[start..end.max(start)], rules)
}

fn is_order(quantity: &Quantity) -> bool {
    matches!(quantity.amount, Amount::Order(_))
}

/// 15岁以上人群, 33℃以上场所: a bound on what is no count and no share sorts things.
fn sorts(quantity: &Quantity) -> bool {
    let share = matches!(quantity.unit.as_str(), "%" | "pp" | "‰" | "x" | "rank");
    let bounded = quantity.outer.end > quantity.span.end;
    // 14至35岁青年
    let ages = quantity.unit_text.contains('岁') && matches!(quantity.amount, Amount::Range(..));
    (bounded || ages) && !share && !counts(quantity)
}

/// Whether a number describes what the next one counts: 产值超10亿元企业20家, 单户500万元以上的…费率不超过1%.
fn describes(gap: &str, quantity: &Quantity, counts_next: bool, beyond: &str, rules: &TargetRules) -> bool {
    let sorts = gap.starts_with("以上的") || gap.starts_with("以下的") || gap.starts_with('的') && quantity.unit == "person";
    if counts(quantity) && !sorts {
        return false;
    }
    if gap.is_empty() || gap.contains(['、', '；', ' ']) {
        return false;
    }
    if gap.starts_with('的') {
        return true;
    }
    let verb = rules.verbs.at_start(gap).is_some_and(|(_, verb)| verb.class != VerbClass::None);
    counts_next && !verb && !starts_with_separator(gap) && !begins_noun(beyond, rules)
}

/// 千吨级以上航道里程: a magnitude that is part of the name behind it.
fn names_on(gap: &str, rules: &TargetRules) -> bool {
    let gap = gap.strip_prefix("的").unwrap_or(gap);
    !starts_with_separator(gap) && begins_noun(gap, rules) && (!SEPARATOR.is_match(gap) || gap.contains("分别"))
}

/// Separators between coordinated phrases.
static SEPARATOR: LazyLock<Regex> = LazyLock::new(|| Regex::new("、|；|以及|并且|并|和|及|与").expect("a fixed pattern"));

/// Whether `text` begins with a mark or word that joins.
pub(crate) fn starts_with_separator(text: &str) -> bool {
    let text = text.trim_start();
    ["、", "；", "以及", "并", "和", "及", "与", "，", ",", "）", ")", "。"].iter().any(|mark| text.starts_with(mark))
}

/// Whether `text` begins with what can be a noun phrase.
pub(crate) fn begins_noun(text: &str, rules: &TargetRules) -> bool {
    let text = text.trim_start();
    let text = text.strip_prefix('的').unwrap_or(text);
    let Some(first) = text.chars().next() else { return false };
    if !(letters::is_alphanumeric(first) || matches!(first, '“' | '"' | '《')) || starts_with_separator(text) || first == '等' {
        return false;
    }
    // 应急 is no 应.
    match rules.cues.at_start(text) {
        Some((_, cue)) if cue.class == CueClass::None => return true,
        // 170元/千瓦·年逐年退坡
        Some((_, cue)) if cue.class == CueClass::Plan && cue.weight == WAYS => return false,
        _ => {}
    }
    match rules.verbs.at_start(text) {
        Some((_, verb)) if verb.class == VerbClass::None => true,
        Some((len, verb)) => verb.noun && text.len() > len && verb.class == VerbClass::Build,
        None => {
            (matches!(first, '“' | '"') || !rules.closers.at_start(text).is_some_and(|(len, ())| len == 3 && first != '数'))
                && rules.openers.at_start(text).is_none_or(|_| rules.cues.at_start(text).is_some())
        }
    }
}

/// Where, between two numbers, the words of the first end and those of the second begin.
fn cut_in(gap: &str, next_has_noun: bool, rules: &TargetRules) -> usize {
    if starts_with_separator(gap) {
        return 0;
    }
    let mut last = None;
    for found in SEPARATOR.find_iter(gap) {
        let mut tail = gap[found.end()..].trim_start();
        // 和 inside a word (和谐) or before nothing still cuts.
        while let Some((len, _)) = rules.openers.at_start(tail).filter(|(len, _)| *len < tail.len()) {
            tail = tail[len..].trim_start();
        }
        let verb = rules.verbs.at_start(tail).is_some_and(|(_, verb)| verb.class != VerbClass::None);
        if tail.is_empty() || verb {
            return found.start();
        }
        last = Some(found.start());
    }
    if let Some(last) = last
        && !next_has_noun
    {
        return last;
    }
    let verbs = verb_tail(gap, rules);
    // 企业30家项目50个 against 30家企业50个项目.
    if last.is_none() && !next_has_noun && verbs == gap.len() { 0 } else { verbs }
}

fn verb_tail(gap: &str, rules: &TargetRules) -> usize {
    let mut end = gap.len();
    while let Some((len, verb)) = rules.verbs.at_end(&gap[..end]) {
        if verb.class == VerbClass::None || verb.noun && end == gap.len() && verb.class == VerbClass::Build {
            break;
        }
        end -= len;
    }
    end
}

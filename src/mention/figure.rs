//! Figures: quantities with what they are quantities of. In: quantities, dates, documents and the text around them. Out: a [`Figure`]
//! each: its kind, verb, object, measure, deadline, region, document. Never done here: reading numerals or units.
//!
//! `slot` tells which words belong to which number, `phrase` and `behind` read them, `tally` adds up the cues, `kind` tells targets from the
//! rest, `time` finds the deadline, `object` names what is counted, `table` reads rows and columns.

mod among;
mod behind;
pub(super) mod explain;
mod kind;
mod object;
mod phrase;
mod refer;
mod scopes;
mod slot;
mod sorted;
mod story;
mod table;
mod tally;
mod time;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::context::Context;
use super::date::DateMention;
use super::document::Document;
use super::edtf::Edtf;
use super::quantity::{Amount, Comparator, Quantity, Shape};
use crate::rules::Rules;
use crate::rules::marks::{Mark, Marks};
use crate::rules::targets::VerbClass;
use crate::trace::TextSpan;

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Planned or required.
    Target,
    /// Observed or done.
    Fact,
    /// Expected.
    Forecast,
    /// What a target starts from.
    Baseline,
    /// How many parts something has.
    Count,
    /// A condition of entry.
    Threshold,
    /// A subsidy paid.
    Support,
    /// A length of time.
    Duration,
    /// 第十一次.
    Ordinal,
    /// Part of a name.
    Name,
    /// Part of a phrase.
    Idiom,
    /// List marks, phone numbers.
    Identifier,
    /// 一批, 若干; goals without number.
    Vague,
}

impl Kind {
    /// Whether a number of this kind says how much of something there is, will be or is wanted.
    pub(crate) fn is_value(self) -> bool {
        !matches!(self, Kind::Count | Kind::Duration | Kind::Ordinal) && !self.is_named()
    }

    /// Whether it is written like a number and measures nothing.
    pub(crate) fn is_named(self) -> bool {
        matches!(self, Kind::Name | Kind::Idiom | Kind::Identifier)
    }
}

/// How a value relates to its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The object is or becomes this much.
    Level,
    /// It grows by this much.
    Increment,
    /// It falls by this much.
    Decrement,
    /// It grows at this rate.
    GrowthRate,
    /// It becomes so many times as much.
    Multiple,
    /// It stands at this rank.
    Rank,
}

/// A quantity understood.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The number.
    pub quantity: Quantity,
    /// What it is.
    pub kind: Kind,
    /// The clause that says it.
    pub evidence: TextSpan,
    /// adcode of the region it is about.
    pub region: Option<String>,
    /// Index of the document that sets it.
    pub document: Option<usize>,
    /// The verb that governs it.
    pub verb: Option<String>,
    /// What it is a number of; `None` of names, idioms and identifiers.
    pub object: Option<String>,
    /// How it relates to the object.
    pub measure: Measure,
    /// Every year anew.
    pub annual: bool,
    /// 力争, 原则上.
    pub hedge: Option<String>,
    /// By when.
    pub deadline: Option<Edtf>,
    /// The time a fact speaks of.
    pub as_of: Option<Edtf>,
    /// When the baseline was.
    pub baseline_date: Option<Edtf>,
    /// What the baseline was.
    pub baseline_value: Option<Decimal>,
    /// The rule that told its kind.
    pub rule: &'static str,
}

/// A goal that is measured against another thing's growth, without a number of its own: 与经济增长同步.
static IN_STEP: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("(?:与|和|同)[^，。；、,;\\n]{2,16}(?:基本)?(?:同步|同步增长|相适应|相当)").expect("a fixed pattern"));

/// What each of them has: the pattern is tried on their lines only.
const IN_STEP_WORDS: [&str; 3] = ["同步", "相适应", "相当"];

/// The figures of the text, in order: one for each quantity, and goals without number.
pub fn find(context: &Context, quantities: Vec<Quantity>, documents: &[Document], dates: &[DateMention], rules: &Rules) -> Vec<Figure> {
    let rules = &rules.targets;
    let mut slots = slot::cut(context, &quantities, rules);
    let among = among::read(context, &mut slots);
    let scopes = scopes::Scopes::read(context, rules);
    let times = time::Times::read(context, dates, documents, &rules.marks);
    let sources = documents_in_order(context, documents, &rules.marks);
    let mut figures: Vec<Figure> = Vec::with_capacity(quantities.len());
    for (quantity, slot) in quantities.into_iter().zip(&slots) {
        let figure = match table::cell(context, &quantity, &times, &rules.marks) {
            Some(cell) => of_cell(quantity, slot, cell),
            None => {
                let mut figure = of_sentence(context, quantity, slot, &figures, &scopes, &times, rules);
                table::beside(context, &mut figure);
                figure
            }
        };
        figures.push(figure);
    }
    kind::settle_lists(context, &mut figures);
    object::share(context, &mut figures, &slots, rules);
    times.share(context, &mut figures, &slots);
    refer::resolve(context, &mut figures, &slots, rules);
    object::each(context, &mut figures, &slots, rules);
    figures.extend(in_step(context, &figures));
    figures.sort_by_key(|figure| figure.quantity.span);
    for figure in &mut figures {
        let at = figure.quantity.span.start;
        figure.region = context.sections.region_for(context.sentence_at(at), at).map(|region| region.adcode.clone());
        figure.document = document_of(context, &sources, at);
    }
    among::share(&mut figures, &among);
    figures
}

/// A number of a table: its headings say what it is.
fn of_cell(mut quantity: Quantity, slot: &slot::Slot, cell: table::Cell) -> Figure {
    if cell.points {
        quantity.unit = "pp".into();
    }
    let mut figure = Figure::plain(quantity, cell.kind, slot.clause, cell.rule);
    figure.object = cell.object;
    figure.deadline = cell.deadline;
    figure.as_of = cell.as_of;
    figure.annual = cell.annual;
    figure.measure = cell.measure;
    figure.baseline_date = cell.baseline.map(|(date, _)| date);
    figure.baseline_value = cell.baseline.and_then(|(_, value)| value);
    figure
}

/// Figures back among which the value before is looked for.
const BACK: usize = 32;

/// A number of a sentence: the words beside it say what it is.
fn of_sentence(
    context: &Context,
    mut quantity: Quantity,
    slot: &slot::Slot,
    earlier: &[Figure],
    scopes: &scopes::Scopes,
    times: &time::Times,
    rules: &crate::rules::targets::TargetRules,
) -> Figure {
    if let Some((kind, rule)) = kind::by_shape(context, &quantity, slot) {
        return Figure::plain(quantity, kind, slot.clause, rule);
    }
    let left = phrase::read_left(context.str(slot.left), rules);
    let (kind, rule) = kind::tell(
        context,
        &quantity,
        slot,
        &left,
        scopes,
        times,
        // 储备项目45个，其中上亿元项目20个: what sorts the thing counted says nothing of its kind.
        earlier.iter().rev().take(BACK).find(|figure| figure.kind.is_value() && figure.rule != "attribute"),
        rules,
    );
    if kind == Kind::Target
        && quantity.comparator == Comparator::Equal
        && context.str(slot.left).ends_with("控制在")
        && context.str(slot.right).starts_with("内")
    {
        quantity.comparator = Comparator::AtMost;
    }
    // 贷款增速不低于平均增速2个百分点: so much above it, or more.
    if quantity.unit == "pp" && quantity.comparator == Comparator::Equal && context.str(slot.left).contains("不低于") {
        quantity.comparator = Comparator::AtLeast;
    }
    let mut figure = Figure::plain(quantity, kind, slot.clause, rule);
    figure.verb = (!left.verb.is_empty())
        .then(|| left.verb.to_string())
        .or_else(|| object::carried_verb(earlier, slot, &left, &figure.quantity.unit, context));
    figure.object = object::name(context, &figure.quantity, slot, &left, earlier, rules);
    let right = || phrase::read_right(context.str(slot.right), rules);
    if rule == "attribute" {
        let right = right();
        let sorted = if right.is_empty() { context.str(slot.right).strip_prefix('的').map_or("", phrase::tidy) } else { right };
        if !sorted.is_empty() {
            figure.object = Some(sorted.to_string());
        }
    }
    // 按年度贷款利息的50%给予贴息: what is paid a share of.
    if kind == Kind::Support
        && let Some(rest) = figure.object.as_deref().and_then(|object| object.strip_prefix('按'))
        && rest.chars().nth(1).is_some()
    {
        figure.object = Some(rest.strip_prefix('照').unwrap_or(rest).to_string());
    }
    // 对新认定企业给予…: what is done to them is no part of their name.
    let given = matches!(kind, Kind::Threshold | Kind::Support) && context.str(slot.clause).starts_with(['对', '對']);
    if given
        && let Some(rest) = figure.object.as_deref().and_then(|object| object.strip_prefix(['对', '對']))
        && rest.chars().nth(1).is_some()
        && !rules.marks.begins(Mark::NoPlace, context.str(slot.clause))
    {
        // 对普惠托育机构按每个托位2000元给予补贴: by what it is paid is no part of who gets it.
        let who = rest.split_once('按').map_or(rest, |(who, _)| who);
        let who = if who.chars().nth(1).is_some() { who } else { rest };
        // 对新增托位每个给予1万元: what each of them gets.
        let each = who.char_indices().rev().nth(1).filter(|(at, letter)| *letter == '每' && *at > 0);
        figure.object = Some(each.map_or(who, |(at, _)| &who[..at]).to_string());
    }
    // 突破30项技术 breaks through; 企业突破500家 exceeds.
    let before = &context.text[figure.quantity.outer.start..figure.quantity.span.start];
    if before == "突破" && slot::counts(&figure.quantity) && left.noun.is_empty() && !right().is_empty() {
        figure.quantity.comparator = Comparator::Equal;
        figure.verb = Some(before.to_string());
    }
    figure.measure = measure(&figure.quantity, left.class);
    let at = figure.quantity.span.start;
    let period = kind::period_start(context, slot, at);
    figure.annual = scopes.is_yearly(slot.clause.start.max(period), at);
    figure.hedge = scopes.hedge(context, period, slot.clause.start, at).map(|hedge| context.str(hedge).to_string());
    match kind {
        Kind::Target | Kind::Forecast => {
            figure.deadline = times.deadline(context, &figure.quantity, slot, figure.annual).map(|(edtf, _)| edtf);
        }
        Kind::Fact | Kind::Baseline => figure.as_of = times.as_of(slot, figure.quantity.span.start),
        _ => {}
    }
    if let Some(previous) = earlier.last()
        && previous.kind == Kind::Baseline
        && slot.period.contains(previous.quantity.span)
        && previous.quantity.unit == figure.quantity.unit
    {
        figure.baseline_date = previous.as_of;
        figure.baseline_value = match previous.quantity.amount {
            Amount::Exact(value) => Some(value),
            _ => None,
        };
    }
    figure
}

impl Figure {
    /// A figure of which nothing but its kind is known.
    fn plain(quantity: Quantity, kind: Kind, clause: TextSpan, rule: &'static str) -> Figure {
        let evidence = TextSpan::new(clause.start.min(quantity.span.start), clause.end.max(quantity.span.end));
        Figure {
            quantity,
            kind,
            evidence,
            region: None,
            document: None,
            verb: None,
            object: None,
            measure: Measure::Level,
            annual: false,
            hedge: None,
            deadline: None,
            as_of: None,
            baseline_date: None,
            baseline_value: None,
            rule,
        }
    }
}

/// How a value relates to its object, by verb and unit.
fn measure(quantity: &Quantity, class: Option<VerbClass>) -> Measure {
    match (class, quantity.unit.as_str()) {
        (_, "rank") => Measure::Rank,
        (Some(VerbClass::Rank), _) => Measure::Rank,
        (Some(VerbClass::Fall), _) => Measure::Decrement,
        (Some(VerbClass::Rise), "%") => Measure::GrowthRate,
        (Some(VerbClass::Rise | VerbClass::Gain), _) => Measure::Increment,
        (_, "x") => Measure::Multiple,
        _ => Measure::Level,
    }
}

/// Goals without number, as `vague`.
fn in_step(context: &Context, figures: &[Figure]) -> Vec<Figure> {
    let taken = |span: TextSpan| {
        let index = figures.partition_point(|figure| figure.quantity.span.end <= span.start);
        figures.get(index).is_some_and(|figure| figure.quantity.span.overlaps(span))
    };
    let words = IN_STEP_WORDS.iter().flat_map(|word| memchr::memmem::find_iter(context.text.as_bytes(), *word));
    let lines = words.map(|at| context.line_at(at)).collect::<BTreeSet<_>>();
    let goals = lines
        .iter()
        .flat_map(|line| IN_STEP.find_iter(context.str(*line)).map(|found| line.start + found.start()..line.start + found.end()));
    let goals = goals.filter(|found| !taken(TextSpan::from(found.clone())));
    goals
        .map(|found| {
            let span = TextSpan::from(found);
            let quantity = Quantity {
                span,
                outer: span,
                amount: Amount::Vague,
                unit: "1".into(),
                unit_text: String::new(),
                comparator: Comparator::Equal,
                shape: Shape::Cardinal,
                rule: "in-step",
            };
            let clause = context.clause_at(span.start);
            let mut figure = Figure::plain(quantity, Kind::Vague, clause, "goal-in-step");
            let object = phrase::tidy(&context.text[clause.start.min(span.start)..span.start]);
            figure.object = (!object.is_empty()).then(|| object.to_string());
            figure
        })
        .collect()
}

/// Every naming of a policy document: where it ends and which it is, in order.
fn documents_in_order(context: &Context, documents: &[Document], marks: &Marks) -> Vec<(usize, usize)> {
    let policy = documents.iter().enumerate().filter(|(_, document)| document.status != super::document::Status::NotPolicy);
    let mut named: Vec<(usize, usize)> = policy
        .filter(|(_, document)| document.span.is_empty() || !is_ground(context, document.span, marks))
        .flat_map(|(index, document)| {
            std::iter::once(document.span).chain(document.mentions.iter().map(|mention| mention.span)).map(move |span| (span.end, index))
        })
        .collect();
    named.sort_unstable();
    named
}

/// 为贯彻《…意见》要求，结合我省实际，制定本方案: what the page's own document rests on sets none of its numbers.
fn is_ground(context: &Context, title: TextSpan, marks: &Marks) -> bool {
    let sentence = context.str(context.sentence_at(title.start));
    marks.begins(Mark::Rests, sentence.trim_start()) && marks.inside(Mark::RestsOn, sentence)
}

/// The document last named before `at` in the same section.
fn document_of(context: &Context, named: &[(usize, usize)], at: usize) -> Option<usize> {
    let index = named.partition_point(|&(end, _)| end <= at);
    let (end, document) = *named.get(index.checked_sub(1)?)?;
    (context.section_at(end.saturating_sub(1)) == context.section_at(at)).then_some(document)
}

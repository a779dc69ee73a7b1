//! What headings, paragraphs' openings and cues say of the numbers near them. In: a text's lines and rule tables. Out: [`Scopes`], read once
//! a text and asked by each number. Never done here: deciding a number's kind.

use std::sync::LazyLock;

use regex::Regex;

use crate::mention::context::Context;
use crate::rules::targets::{Cue, CueClass, Reach, ScopeClass, TargetRules, VerbClass};
use crate::trace::TextSpan;

/// Longest line, in characters, that can be a heading.
const HEADING: usize = 40;
/// Bytes of a line in which a colon ends what leads into it.
const LEAD: usize = 144;
/// Bytes of a text from which it can be a story, and bytes for each word of plans (of this weight) below which it is none.
const STORY: usize = 1200;
const PLAN_EVERY: usize = 700;
pub(super) const PLANS: i32 = 3;
/// Bytes of a paragraph in which the words it opens with stand.
const OPENING: usize = 24;

/// What a hedge of a clause may stand before, besides a verb: 一般不超过, 总体上，.
const HEDGED: &str = "不应为在可保稳按每达至控需须已要全能，与同持";

/// Every year anew; 年均浓度 is a mean, not a rate.
static YEARLY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("每年|逐年|按年|年均(?:增|新增|提|上升|下|减|降|培|引|投|完成|安排)").expect("a fixed pattern"));

/// What the headings say of the lines under them.
pub(super) struct Scopes {
    /// (first byte under the heading, what it says), ascending.
    steps: Vec<(usize, Option<ScopeClass>)>,
    /// What the page's own title says.
    page: Option<ScopeClass>,
    /// Whether the page tells a story: long, with hardly a word of plans. There a number without any cue is no target.
    pub(super) narrative: bool,
    /// Every cue of the text, in order: start, end, what it speaks for.
    cues: Vec<(usize, usize, Cue)>,
    /// Every hedge (基本医疗 and 一般公共预算 have none), and every word that makes a number yearly, in order.
    hedges: Vec<(TextSpan, Reach)>,
    yearly: Vec<TextSpan>,
}

impl Scopes {
    /// Read the headings, and sentences that lead into a list.
    pub(super) fn read(context: &Context, rules: &TargetRules) -> Scopes {
        let mut steps = Vec::new();
        for &line in context.lines.iter().filter(|line| !context.grid.covers(line.start)) {
            let text = context.str(line);
            let short = text.len() <= HEADING || text.len() <= HEADING * 4 && text.chars().count() <= HEADING;
            let heading = short && !text.ends_with(['。', '；', '！', '，']);
            if heading {
                let scope = rules.scopes.all(text).map(|(_, _, scope)| scope).last();
                let ranked = text.starts_with(['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '（', '(']);
                if scope.is_some() || ranked && !text.starts_with(['（', '(']) {
                    steps.push((line.end, scope));
                }
            } else if let Some(colon) = text[..text.floor_char_boundary(LEAD + 2)].find(['：', ':']).filter(|at| *at < LEAD) {
                let scope = rules.scopes.all(&text[..colon]).map(|(_, _, scope)| scope).last();
                if let Some(scope @ (ScopeClass::Plan | ScopeClass::Conditions | ScopeClass::Support)) = scope {
                    steps.push((line.start + colon, Some(scope)));
                    steps.push((line.end, None));
                }
            }
        }
        // 基本医疗, 一般公共预算: the beginning of a longer word.
        let longer = |from: usize, to: usize| {
            let rest = &context.text[from..];
            rules.verbs.at_start(rest).is_some_and(|(len, verb)| verb.class == VerbClass::None && len > to - from)
                // 预期进度, 达到预期: what was hoped for.
                || rules.cues.at_start(rest).is_some_and(|(len, cue)| cue.class == CueClass::None && len > to - from)
                || context.text[..from].ends_with(['到', '过', '于', '合']) && rest.starts_with("预期")
        };
        // 不动产一般登记: no hedge, where no verb and nothing that bounds follows.
        let adverb = |to: usize| {
            let rest = &context.text[to..];
            rest.starts_with(|next: char| HEDGED.contains(next))
                || rules.verbs.at_start(rest).is_some_and(|(_, verb)| verb.class != VerbClass::None && !verb.noun)
        };
        let hedges = rules.hedges.all_at(context.text, context.starts);
        // 通过3年努力，…
        let named = |from: usize, to: usize| {
            context.text[..from].ends_with(['年', '的', '过', '個', '个']) && context.text[to..].starts_with(['，', ','])
        };
        let hedges = hedges.filter(|&(from, to, reach)| !longer(from, to) && !named(from, to) && (reach == Reach::Sentence || adverb(to)));
        let cues: Vec<(usize, usize, Cue)> = rules.cues.all_at(context.text, context.starts).collect();
        let plans = cues.iter().filter(|(_, _, cue)| cue.class == CueClass::Plan && cue.weight >= PLANS).count();
        Scopes {
            steps,
            narrative: context.text.len() > STORY && (plans * PLAN_EVERY < context.text.len() || super::story::is_told(context.text)),
            page: context.report.map(|_| ScopeClass::Review),
            cues,
            hedges: hedges.map(|(from, to, reach)| (TextSpan::new(from, to), reach)).collect(),
            yearly: YEARLY.find_iter(context.text).map(|found| TextSpan::from(found.range())).collect(),
        }
    }

    /// The cues that stand wholly inside `from..to`.
    pub(super) fn cues(&self, from: usize, to: usize) -> impl Iterator<Item = (usize, usize, Cue)> + '_ {
        let first = self.cues.partition_point(|cue| cue.0 < from);
        self.cues[first..].iter().copied().take_while(move |cue| cue.1 <= to)
    }

    /// The last hedge wholly inside `from..to` that reaches a number in the clause from `clause` on: 国际收支基本平衡；粮食产量1.4万亿斤
    /// has none.
    pub(super) fn hedge(&self, context: &Context, from: usize, clause: usize, to: usize) -> Option<TextSpan> {
        let end = self.hedges.partition_point(|(span, _)| span.end <= to);
        let inside = self.hedges[..end].iter().rev().take_while(|(span, _)| span.start >= from);
        // 增速力争超过6%；收入增长15%: the hedge of one item, unless it opens them all.
        let reaches = |(span, reach): &(TextSpan, Reach)| {
            let opens = context.text[from..span.start].trim_matches(|letter: char| !letter.is_alphanumeric()).len() <= OPENING;
            span.start >= clause || *reach == Reach::Sentence && (opens || !context.text[span.end..to].contains(['；', ';']))
        };
        inside.copied().find(reaches).map(|(span, _)| span)
    }

    /// Whether a word inside `from..to` makes a number yearly.
    pub(super) fn is_yearly(&self, from: usize, to: usize) -> bool {
        last_inside(&self.yearly, from, to).is_some()
    }

    /// Whether the paragraph that begins at `start` opens with a time that is over: 过去一年，…
    pub(super) fn opens_in_the_past(&self, context: &Context, start: usize) -> bool {
        let opening = context.text[start..].trim_start();
        let start = context.text.len() - opening.len();
        let first = self.cues(start, context.text.floor_char_boundary(start + OPENING)).next();
        first.is_some_and(|(at, end, cue)| {
            at == start
                && cue.class == CueClass::Past
                && cue.reach == Reach::Sentence
                && context.text[end..].trim_start_matches(['来', '間', '间']).starts_with(['，', ',', ' '])
        })
    }

    pub(super) fn at(&self, offset: usize) -> Option<ScopeClass> {
        self.heading(offset).map(|(_, scope)| scope).or(self.page)
    }

    /// What the heading over `offset` says, and where that heading ends.
    pub(super) fn heading(&self, offset: usize) -> Option<(usize, ScopeClass)> {
        let index = self.steps.partition_point(|&(from, _)| from <= offset);
        let (from, scope) = *self.steps.get(index.checked_sub(1)?)?;
        scope.map(|scope| (from, scope))
    }
}

/// The last of some spans, in order, that lies inside `from..to`.
fn last_inside(spans: &[TextSpan], from: usize, to: usize) -> Option<TextSpan> {
    let index = spans.partition_point(|span| span.end <= to);
    index.checked_sub(1).map(|at| spans[at]).filter(|span| span.start >= from)
}

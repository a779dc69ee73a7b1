//! Deadlines and the times facts speak of. In: the dates with their roles, headings that name a year. Out: the deadline of a number.
//! Never done here: reading dates.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use regex::Regex;

use super::slot::{Part, Slot};
use super::{Figure, Kind};
use crate::mention::context::Context;
use crate::mention::date::{DateMention, Role, YearFrom};
use crate::mention::document::Document;
use crate::mention::edtf::{Edtf, Point};
use crate::mention::quantity::Quantity;
use crate::rules::marks::{Mark, Marks};
use crate::trace::TextSpan;

/// Bytes of the longest line that opens the work of a year without the words of a report: 2024年，我们要抓好以下工作。
const OPENING: usize = 240;

/// Longest line, in characters, that can be a heading.
const HEADING: usize = 40;

/// Characters behind a date within which 的 makes it describe a thing.
const DESCRIBES: usize = 5;

/// Bytes of 60 letters of any script: no longer gap lies between a number and the date that bounds it.
const GAP: usize = 240;

/// Bytes behind a number in which 年内建成 is looked for.
const BEHIND: usize = 120;

/// Bytes before a number in which its date is looked for: a sentence may be as long as a page.
const REACH: usize = 2400;

/// Dates before a number among which its own is looked for, and bytes behind a date in which a bracket around it closes.
const BACK: usize = 16;
const BRACKETED: usize = 90;

/// Bytes between a number and the cell of its row that is its deadline.
const ROW: usize = 150;

/// What a plan goes on with behind the year in which it ends.
const PLANS: [&str; 10] = ["力争", "力爭", "确保", "確保", "争取", "爭取", "努力", "计划", "計劃", "将"];

/// Longest line, in characters, that leads into a list.
const LEAD: usize = 90;

/// Whether a line is an item of a list: it has a mark, or goes on with ；.
fn is_item(line: &str) -> bool {
    line.starts_with(['—', '-', '–', '●', '■', '◆', '▪', '·', '•', '★', '◇', '○', '①', '②', '③', '④', '⑤', '⑥', '⑦', '⑧', '⑨'])
        || crate::content::roles::is_ordered(line) && !line.starts_with(['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '第'])
        || line.ends_with('；')
}

/// The page's own year, named as the time of a plan.
static THIS_YEAR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("今年|全年|本年度?|年内|(?:^|[^0-9〇一二三四五六七八九去前明后上])年底前?").expect("a fixed pattern"));

/// The sentence that opens the targets of an annual report or plan: by its goals, and by the work of the year.
static GOALS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?:经济社会|国民经济|发展)[^。；\n]{0,20}(?:主要)?预期目标|主要预期目标|20[0-9]{2}年[^。；，\n]{0,10}预期目标")
        .expect("a fixed pattern")
});
static WORK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?:今年|20[0-9]{2}年)[^。；\n]{0,12}(?:重点|着力|要|将)(?:做好|抓好|抓|推进|完成)").expect("a fixed pattern")
});

/// Where such a sentence opens the targets: the first place of either.
fn annual(text: &str) -> Option<Range<usize>> {
    let goals = if has(text, &GOAL) { GOALS.find(text) } else { None };
    let work = if has(text, &NOW) || has(text, &CENTURY) { WORK.find(text) } else { None };
    [goals, work].into_iter().flatten().map(|found| found.range()).min_by_key(|found| found.start)
}

/// Words that such a sentence cannot do without, looked for in every line.
static GOAL: LazyLock<Finder> = LazyLock::new(|| Finder::new("预期目标"));
static NOW: LazyLock<Finder> = LazyLock::new(|| Finder::new("今年"));
static CENTURY: LazyLock<Finder> = LazyLock::new(|| Finder::new("20"));

/// Whether a word stands in the text.
fn has(text: &str, word: &Finder) -> bool {
    word.find(text.as_bytes()).is_some()
}

/// 2026年工作安排, 三年行动计划（2024—2026年）: the years that a heading names; a day, a month and an edition are none.
static YEARS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(20[0-9]{2})年?(?:[—–～~至到－-]{1,2}(20[0-9]{2}))年|(20[0-9]{2})年?(?:经济|工作|重点|主要|政府|发展|目标|任务|总体|预期|度|[^0-9年版月—–～~至到－〕\\]］-])")
        .expect("a fixed pattern")
});

/// How the title of a plan ends.
static PLAN_TITLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?:规划|计划|方案|意见|要点|通知|措施|纲要|安排|目标|任务|报告|行动|政策)(?:[（(][^）)]*[）)])?》?(?:的通知)?$")
        .expect("a fixed pattern")
});

/// Lines at the head of a text among which its title stands, and characters of the longest title.
const TITLE_LINES: usize = 4;
const TITLE: usize = 60;

/// Characters that a heading has beside its year: a cell of a table has none.
const NAMES: usize = 3;

/// The times of a text.
pub(super) struct Times<'d> {
    dates: Vec<&'d DateMention>,
    text: &'d str,
    marks: &'d Marks,
    /// Where 届时 stands, in order.
    thens: Vec<usize>,
    page: Option<jiff::civil::Date>,
    /// What headings and leads say of the numbers from there on, ascending.
    headings: Vec<Step>,
}

/// What a heading says of the numbers under it that name no time themselves.
#[derive(Clone, Copy, Debug)]
struct Step {
    /// Where it ends: it holds from there on.
    from: usize,
    /// The deadline of targets.
    deadline: Option<Edtf>,
    /// The time that facts speak of.
    as_of: Option<Edtf>,
}

/// What gave a number its deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ground {
    /// A date before it or behind it.
    Date(TextSpan),
    /// 今年, 年内: the page's year.
    ThisYear,
    /// A heading or a lead that ends here.
    Heading(usize),
}

impl<'d> Times<'d> {
    /// Dates outside titles, and what headings say of the lines under them.
    pub(super) fn read(context: &Context<'d>, dates: &'d [DateMention], documents: &[Document], marks: &'d Marks) -> Times<'d> {
        let mut titles: Vec<_> = documents.iter().map(|document| document.span).collect();
        titles.sort_unstable();
        let in_title = |date: &DateMention| {
            let index = titles.partition_point(|title| title.end <= date.span.start);
            titles.get(index).is_some_and(|title| title.contains(date.span))
        };
        let all = dates;
        let dates: Vec<&DateMention> = all.iter().filter(|date| !in_title(date)).collect();
        // A page without a date was written when it was signed.
        let signed = dates.iter().rev().filter(|date| date.role == Role::Issued).find_map(|date| match date.edtf {
            Edtf::Point { point: Point::Day(day), .. } => Some(day),
            _ => None,
        });
        let page = context.published.or(signed);
        let mut times = Times { dates, text: context.text, marks, thens: thens(context.text), page, headings: headings(context, page) };
        times.headings.extend(title_step(context, all, page));
        times.read_lists(context);
        times
    }

    /// 到2026年，实现以下目标：— what leads into a list gives its deadline to the items.
    fn read_lists(&mut self, context: &Context) {
        let mut steps: Vec<Step> = Vec::new();
        let mut index = 0;
        while index < context.lines.len() {
            let line = context.lines[index];
            index += 1;
            let text = context.str(line);
            let leads = text.ends_with(['：', ':']) || text.ends_with('。') && self.marks.inside(Mark::Leads, text);
            if !leads || text.chars().count() > LEAD {
                continue;
            }
            let from = self.dates.partition_point(|date| date.span.start < line.start);
            let inside = self.dates[from..].iter().take_while(|date| date.span.end <= line.end);
            let Some(edtf) = inside.filter(|date| self.bounds(date)).last().map(|date| date.edtf) else { continue };
            let items = context.lines[index..].iter().take_while(|line| is_item(context.str(**line))).count();
            let outer = self.heading(line.end);
            if items > 0 {
                let as_of = outer.and_then(|outer| outer.as_of);
                steps.push(Step { from: line.end, deadline: Some(edtf), as_of });
                let deadline = outer.and_then(|outer| outer.deadline);
                steps.push(Step { from: context.lines[index + items - 1].end, deadline, as_of });
            }
            index += items;
        }
        self.headings.extend(steps);
        self.headings.sort_by_key(|step| step.from);
    }

    /// The deadline that the nearest heading over `at` sets.
    pub(super) fn heading_deadline(&self, at: usize) -> Option<Edtf> {
        self.heading(at).and_then(|heading| heading.deadline)
    }

    /// What the nearest heading over `at` says.
    fn heading(&self, at: usize) -> Option<Step> {
        let index = self.headings.partition_point(|step| step.from <= at);
        index.checked_sub(1).map(|index| self.headings[index])
    }

    /// The dates of a period that start before `at`, nearest first.
    fn before(&self, slot: &Slot, at: usize) -> impl Iterator<Item = &DateMention> + '_ {
        let end = self.dates.partition_point(|date| date.span.start < at);
        let from = slot.period.start.max(at.saturating_sub(REACH));
        let outside = move |date: &&&DateMention| !self.is_bracketed(date.span.end, at) || self.names_stage(date);
        self.dates[..end].iter().rev().take(BACK).take_while(move |date| date.span.start >= from).filter(outside).copied()
    }

    /// 提高至11.3年（2020年为10.8年），…: what stands in brackets before tells nothing of what stands behind them.
    fn is_bracketed(&self, from: usize, at: usize) -> bool {
        let gap = self.text.get(from..at).unwrap_or("");
        let gap = &gap[..gap.floor_char_boundary(BRACKETED)];
        let close = gap.find(['）', ')']);
        close.is_some_and(|close| !gap[..close].contains(['（', '(']))
    }

    /// 近期（到2025年）: when a stage named before the bracket ends.
    fn names_stage(&self, date: &DateMention) -> bool {
        let head = &self.text[..date.span.start];
        let head = head.strip_suffix(['到', '至']).unwrap_or(head);
        head.strip_suffix(['（', '('])
            .is_some_and(|head| ["近期", "远期", "中期", "遠期", "阶段", "階段"].iter().any(|stage| head.ends_with(stage)))
    }

    fn is_future(&self, edtf: Edtf) -> bool {
        match (self.page, edtf.end()) {
            (Some(page), Some(end)) => end.last_day() > page,
            (None, _) => true,
            _ => false,
        }
    }

    /// A point that is past, an interval that has begun: 近三年.
    fn is_over(&self, edtf: Edtf) -> bool {
        match edtf {
            Edtf::Point { .. } => !self.is_future(edtf),
            Edtf::Interval { .. } => self.page.zip(edtf.start()).is_some_and(|(page, start)| start.first_day() <= page),
        }
    }

    /// The year that is running, or a later one: a target under it is due in it.
    fn is_running_year(&self, date: &DateMention) -> bool {
        date.role == Role::Period
            && !self.begins_then(date)
            && matches!(date.edtf, Edtf::Point { point: Point::Year(_), .. })
            && self.page.is_some()
            && self.is_future(date.edtf)
    }

    /// 2025年，产量突破100万辆, “十四五”期间: the years of a target, on a page that does not tell what is past.
    fn is_stated(&self, date: &DateMention) -> bool {
        self.page.is_none() && date.role == Role::Period && date.edtf.is_of_years() && !self.begins_then(date)
    }

    /// 从2024年开始: when something begins is no end of it.
    fn begins_then(&self, date: &DateMention) -> bool {
        let behind = self.text.get(date.span.end..).unwrap_or("");
        self.text[..date.span.start].ends_with(['从', '自', '從'])
            && (behind.starts_with('起') || behind.starts_with("开始") || behind.starts_with("開始"))
    }

    fn bounds(&self, date: &DateMention) -> bool {
        match date.role {
            // A date of long ago is no deadline of the page's: 2021年1月1日前注册.
            Role::Deadline => self.page.zip(date.edtf.end()).is_none_or(|(page, end)| end.year() + 1 >= page.year()),
            // 6月至8月 is when something is done; 2024—2026年 and 2024年 are by when.
            Role::Period if self.begins_then(date) => false,
            Role::Period => {
                // 力争上半年新开工项目60个: months that run, and a word of plans before them.
                if self.is_future(date.edtf) && date.year_from == YearFrom::Page && self.is_wanted(date) {
                    return true;
                }
                // 明年一季度: months that have not begun.
                if self.page.zip(date.edtf.start()).is_some_and(|(page, start)| start.first_day() > page) && self.is_whole_year_off(date) {
                    return true;
                }
                // 近三年 ends with the page's own year; a plan runs to the end of its last one.
                let runs_on =
                    date.year_from == YearFrom::Plan || self.page.zip(date.edtf.end()).is_some_and(|(page, end)| end.year() > page.year());
                // 2027年，力争产值突破1000亿元, on a page that tells no date.
                let planned = self.page.is_none() && (self.is_planned(date) || self.follows_deadline(date));
                date.edtf.is_of_years() && (runs_on && self.is_future(date.edtf) && self.page.is_some() || planned)
            }
            _ => false,
        }
    }

    /// 到2025年达到1000亿元，2030年达到2000亿元: a later year in the sentence of a deadline.
    fn follows_deadline(&self, date: &DateMention) -> bool {
        let end = self.dates.partition_point(|other| other.span.start < date.span.start);
        let mut later = date;
        for earlier in self.dates[..end].iter().rev().take(BACK) {
            let rises = earlier.edtf.end().map(|end| end.year()) < later.edtf.start().map(|start| start.year());
            let apart = self.text.get(earlier.span.end..later.span.start).is_none_or(|gap| gap.contains(['。', '；', '\n']));
            if !rises || apart {
                return false;
            }
            if earlier.role == Role::Deadline {
                return true;
            }
            later = earlier;
        }
        false
    }

    /// Whether a word of plans stands right before a date.
    fn is_wanted(&self, date: &DateMention) -> bool {
        let before = &self.text[..date.span.start];
        PLANS.iter().any(|word| before.strip_suffix(word).is_some())
    }

    /// Whether words of plans stand right behind a date.
    fn is_planned(&self, date: &DateMention) -> bool {
        let behind = self.text.get(date.span.end..).unwrap_or("").trim_start_matches(['，', ',']);
        PLANS.iter().any(|word| behind.starts_with(word))
    }

    /// Whether months are named with a year of their own, later than the page's.
    fn is_whole_year_off(&self, date: &DateMention) -> bool {
        let later = self.page.zip(date.edtf.start()).is_some_and(|(page, start)| start.year() > page.year());
        later && self.text.get(date.span.range()).is_some_and(|words| words.contains('年'))
    }

    /// Whether a deadline stands before the number in its period.
    pub(super) fn has_deadline(&self, slot: &Slot, at: usize) -> bool {
        self.before(slot, at).find(|date| date.role != Role::Baseline && date.role != Role::Label).is_some_and(|date| self.bounds(date))
    }

    /// Whether the deadline before the number was over when the page was written: 到2023年，里程为578公里, told in May 2024.
    pub(super) fn is_over_by(&self, slot: &Slot, at: usize) -> bool {
        let nearest = self.before(slot, at).find(|date| date.role != Role::Baseline && date.role != Role::Label);
        nearest.is_some_and(|date| !self.is_future(date.edtf))
    }

    /// Where the deadline that holds for a number stands in its period.
    pub(super) fn deadline_from(&self, slot: &Slot, at: usize) -> Option<usize> {
        let nearest = self.before(slot, at).find(|date| date.role != Role::Baseline && date.role != Role::Label)?;
        self.bounds(nearest).then_some(nearest.span.start)
    }

    /// Where the nearest time before the number begins, if it is over.
    pub(super) fn past_from(&self, context: &Context, slot: &Slot, at: usize) -> Option<usize> {
        let nearest = self.before(slot, at).find(|date| {
            !matches!(date.role, Role::Baseline | Role::Label | Role::Published | Role::Issued | Role::Adopted | Role::Effective)
        });
        // 去年突破万亿元，今年增长6%: the year that runs is named behind it.
        let renewed = |date: &DateMention| self.marks.inside(Mark::Renews, &context.text[date.span.end.min(at)..at]);
        let over = nearest.filter(|date| {
            !renewed(date)
                && !self.describes(context, date)
                && matches!(date.role, Role::Period | Role::Event)
                && !self.bounds(date)
                && self.is_over(date.edtf)
        });
        over.map(|date| date.span.start)
    }

    /// By when: the nearest deadline before the number in its period, one behind it that completes it, else its heading's.
    pub(super) fn deadline(&self, context: &Context, quantity: &Quantity, slot: &Slot, annual: bool) -> Option<(Edtf, Ground)> {
        let at = quantity.span.start;
        let bounds = |date: &&DateMention| {
            (self.bounds(date) || self.is_running_year(date) || self.is_stated(date)) && !self.is_closed(context, date, at)
        };
        if let Some(date) = self.before(slot, at).find(bounds) {
            return Some((date.edtf, Ground::Date(date.span)));
        }
        if let Some(date) = self.behind(context, quantity, slot) {
            return Some((date.edtf, Ground::Date(date.span)));
        }
        if let Some(date) = self.in_row(context, quantity) {
            return Some((date.edtf, Ground::Date(date.span)));
        }
        if let Some(date) = self.at_that_time(slot, at) {
            return Some((date.edtf, Ground::Date(date.span)));
        }
        if let Some(page) = self.page.filter(|_| !annual && self.this_year_behind(context, quantity, slot)) {
            return Some((Edtf::year(page.year()), Ground::ThisYear));
        }
        let lead = &context.text[context.text.floor_char_boundary(slot.period.start.min(at).max(at.saturating_sub(REACH)))..at];
        if !annual
            && let Some(page) = self.page
            && THIS_YEAR.is_match(lead)
        {
            return Some((Edtf::year(page.year()), Ground::ThisYear));
        }
        let heading = self.heading(at).filter(|_| !annual)?;
        heading.deadline.map(|deadline| (deadline, Ground::Heading(heading.from)))
    }

    /// 到2022年和2030年，…分别不低于22%和30%: as many dates as numbers, one for each.
    pub(super) fn share(&self, context: &Context, figures: &mut [Figure], slots: &[Slot]) {
        let mut at = 0;
        while at < figures.len() {
            let run = 1 + slots[at + 1..]
                .iter()
                .take_while(|slot| slot.part == Part::Next && slot.clause.start == slots[at].clause.start)
                .count();
            let whole = at..(at + run).min(figures.len());
            at = whole.end;
            let figure = &figures[whole.start];
            if run == 1 || figure.deadline.is_none() || !context.str(slots[whole.start].left).contains("分别") {
                continue;
            }
            let alike = figures[whole.clone()].iter().all(|other| other.kind == Kind::Target && other.object == figure.object);
            let joined = || self.joined(&slots[whole.start], figure.quantity.span.start).filter(|dates| dates.len() == run);
            let dates = if alike { joined().or_else(|| steps(&figures[..whole.start], slots, whole.start, run)) } else { None };
            let Some(dates) = dates else {
                continue;
            };
            let comparator = figure.quantity.comparator;
            for (figure, date) in figures[whole].iter_mut().zip(dates) {
                figure.deadline = Some(date);
                if figure.quantity.outer == figure.quantity.span {
                    figure.quantity.comparator = comparator;
                }
            }
        }
    }

    /// The last dates before a number that are joined: 2022年和2030年.
    fn joined(&self, slot: &Slot, at: usize) -> Option<Vec<Edtf>> {
        let mut found: Vec<&DateMention> = Vec::new();
        for date in self.before(slot, at).filter(|date| date.role != Role::Baseline) {
            let joins =
                found.last().is_none_or(|next| matches!(self.text.get(date.span.end..next.span.start), Some("和" | "、" | "与" | "及")));
            if !joins {
                break;
            }
            found.push(date);
        }
        found.reverse();
        (found.len() > 1).then(|| found.iter().map(|date| date.edtf).collect())
    }

    /// 2022年以来立项的项目, 2023年认定的企业: the date tells of a thing, not of its number.
    fn describes(&self, context: &Context, date: &DateMention) -> bool {
        let behind = context.text[date.span.end..].chars().take(DESCRIBES);
        behind.skip(1).take_while(|letter| !matches!(letter, '，' | '、' | '。')).any(|letter| letter == '的')
    }

    /// What stands behind the word, at the beginning of `text`, that completes what was named before: 全部投产.
    fn completes<'t>(&self, text: &'t str) -> Option<&'t str> {
        let text = text.trim_start_matches(['，', '将', '可']);
        self.marks.behind(Mark::Completes, self.marks.behind(Mark::CompletesBy, text).unwrap_or(text))
    }

    /// 建设6座，2030年前全部投产；新建…: a date that closes what stands before it bounds nothing behind its ；.
    fn is_closed(&self, context: &Context, date: &DateMention, at: usize) -> bool {
        let gap = context.text.get(date.span.end..at).unwrap_or("");
        gap.contains(['；', ';']) && self.completes(gap).is_some_and(|rest| rest.starts_with(['；', ';', '，', '。']))
    }

    /// 新建变电站4座，确保年内建成投运: the page's year, behind the number.
    fn this_year_behind(&self, context: &Context, quantity: &Quantity, slot: &Slot) -> bool {
        let end = context.text.floor_char_boundary((quantity.outer.end + BEHIND).min(slot.period.end.max(quantity.outer.end)));
        let after = &context.text[quantity.outer.end..end];
        let after = &after[..after.find(['；', ';', '：']).unwrap_or(after.len())];
        let after = &after[..after.find("其中").unwrap_or(after.len())];
        THIS_YEAR.find_iter(after).any(|found| self.completes(&after[found.end()..]).is_some())
    }

    /// 建设4座…，计划2013年投产; 政策延续到2023年底.
    fn behind(&self, context: &Context, quantity: &Quantity, slot: &Slot) -> Option<&DateMention> {
        let from = self.dates.partition_point(|date| date.span.start < quantity.outer.end);
        let sentence = context.sentence_at(quantity.span.start);
        let date = *self.dates.get(from).filter(|date| date.span.start < sentence.end.min(slot.period.end))?;
        let gap = &context.text[quantity.outer.end..date.span.start];
        // A new number or a new mark of a list is a new subject.
        if gap.len() > GAP || gap.chars().count() > 60 || gap.contains(['；', ';', '：']) || gap.contains("其中") {
            return None;
        }
        let after_end = context.text.floor_char_boundary((date.span.end + 24).min(sentence.end));
        let completes = date.role == Role::Deadline && self.completes(&context.text[date.span.end..after_end]).is_some();
        (completes || date.role == Role::Expiry && self.is_future(date.edtf)).then_some(date)
    }

    /// 到2025年，…。届时，规模将达到…: the last deadline before the word, in the sentences before.
    fn at_that_time(&self, slot: &Slot, at: usize) -> Option<&DateMention> {
        let word = *self.thens[..self.thens.partition_point(|then| *then < at)].last().filter(|then| **then >= slot.period.start)?;
        let end = self.dates.partition_point(|date| date.span.start < word);
        self.dates[..end].iter().rev().take(BACK).find(|date| date.role == Role::Deadline && date.span.end + REACH > at).copied()
    }

    /// 1 | 新建公园20个 | 市园林局 | 2024年12月底前: a deadline alone in a cell behind the number, in its line; in a line of its own under a
    /// heading of deadlines.
    pub(super) fn in_row(&self, context: &Context, quantity: &Quantity) -> Option<&DateMention> {
        let from = self.dates.partition_point(|date| date.span.start < quantity.outer.end);
        let date = *self.dates.get(from).filter(|date| date.role == Role::Deadline)?;
        let gap = self.text.get(quantity.outer.end..date.span.start).filter(|gap| gap.len() <= ROW && !gap.contains('。'))?;
        let parts = |letter: char| matches!(letter, '\t' | '\n' | '|' | '｜' | ' ' | '\u{3000}');
        let alone = gap.ends_with(parts) && self.text[date.span.end..].chars().next().is_none_or(parts);
        if !alone {
            return None;
        }
        if !gap.contains('\n') {
            return Some(date);
        }
        let head = context.text.floor_char_boundary(quantity.span.start.saturating_sub(REACH));
        let due = |line: &str| self.marks.is(Mark::Due, line.trim());
        (gap.matches('\n').count() <= 2 && self.text[head..quantity.span.start].lines().any(due)).then_some(date)
    }

    /// The nearest time before the number that is over.
    pub(super) fn as_of(&self, slot: &Slot, at: usize) -> Option<Edtf> {
        self.before(slot, at)
            .find(|date| matches!(date.role, Role::Period | Role::Event) && !self.is_future(date.edtf))
            .map(|date| date.edtf)
            .or_else(|| self.heading(at).and_then(|heading| heading.as_of))
    }
}

/// 2025年达到1000亿元、2027年达到1500亿元，机场分别增至20个、30个: the deadlines of as many numbers of one thing before, in the sentence.
fn steps(earlier: &[Figure], slots: &[Slot], at: usize, run: usize) -> Option<Vec<Edtf>> {
    let first = earlier.len().checked_sub(run)?;
    let before = &earlier[first..];
    let same = (first..at).all(|index| slots[index].period.start == slots[at].period.start);
    let dates: Vec<Edtf> = before.iter().filter_map(|figure| figure.deadline).collect();
    let distinct = dates.windows(2).all(|pair| pair[0] != pair[1]);
    let one = before.windows(2).all(|pair| pair[0].object == pair[1].object);
    (run > 1 && same && one && distinct && dates.len() == run).then_some(dates)
}

/// Where a word stands that means the deadline before: 届时.
fn thens(text: &str) -> Vec<usize> {
    let words = ["届时", "屆時", "到那时", "到時"];
    let mut found: Vec<usize> = words.iter().flat_map(|word| memchr::memmem::find_iter(text.as_bytes(), *word)).collect();
    found.sort_unstable();
    found
}

/// Headings and openings that set the year of the targets under them.
fn headings(context: &Context, reference: Option<jiff::civil::Date>) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let page = reference.map(|page| Edtf::year(page.year()));
    let is_annual = has(context.text, &GOAL) || has(context.text, &NOW);
    for &line in context.lines.iter().filter(|line| !context.grid.covers(line.start)) {
        let text = context.str(line);
        let short = text.len() <= HEADING || text.len() <= HEADING * 4 && text.chars().count() <= HEADING;
        let is_heading = short && !text.ends_with(['。', '；', '，']);
        if is_heading {
            if let Some(page) = page.filter(|_| has(text, &NOW) || text.contains("本年")) {
                steps.push(Step { from: line.end, deadline: Some(page), as_of: None });
            } else if let Some(years) = years_of(text).filter(|_| text.chars().filter(|letter| letter.is_alphabetic()).nth(NAMES).is_some())
            {
                let past = years.end().zip(reference).is_some_and(|(end, page)| end.year() < page.year());
                let years = Some(years);
                steps.push(Step { from: line.end, deadline: years.filter(|_| !past), as_of: years.filter(|_| past) });
            }
        } else if (is_annual || text.len() <= OPENING && text.contains('抓'))
            && let Some(found) = annual(text)
        {
            // The year may be written: 2023年主要预期目标是.
            let lead = &text[..found.end];
            let written =
                YEAR_LEAD.captures_iter(lead).last().and_then(|year| year.get(1)).and_then(|year| year.as_str().parse::<i16>().ok());
            steps.push(Step { from: line.start + found.start, deadline: written.map(Edtf::year).or(page), as_of: None });
        }
    }
    steps
}

/// A year written in the opening of a report's targets.
static YEAR_LEAD: LazyLock<Regex> = LazyLock::new(|| Regex::new("(20[0-9]{2})年").expect("a fixed pattern"));

/// The last year or years that a heading names.
fn years_of(text: &str) -> Option<Edtf> {
    if !has(text, &CENTURY) {
        return None;
    }
    let found = YEARS.captures_iter(text).last()?;
    let year = |group: usize| found.get(group).and_then(|year| year.as_str().parse::<i16>().ok());
    match (year(1), year(2), year(3)) {
        (Some(first), Some(last), _) if first < last => Some(Edtf::interval(Point::Year(first), Point::Year(last))),
        (.., Some(year)) => Some(Edtf::year(year)),
        _ => None,
    }
}

/// What the title of a plan says of all its numbers: the years of 三年行动计划（2024—2026年）, of “十四五”规划.
fn title_step(context: &Context, dates: &[DateMention], reference: Option<jiff::civil::Date>) -> Option<Step> {
    let is_title = |text: &str| text.chars().count() <= TITLE && !text.contains(['。', '；']) && PLAN_TITLE.is_match(text.trim());
    let line = context.lines.iter().take(TITLE_LINES).find(|line| is_title(context.str(**line)))?;
    let from = dates.partition_point(|date| date.span.start < line.start);
    let named =
        dates[from..].iter().take_while(|date| date.span.end <= line.end).map(|date| date.edtf).filter(|edtf| edtf.is_of_years()).last()?;
    let ahead = named.end().zip(reference).is_none_or(|(end, page)| end.year() >= page.year());
    ahead.then_some(Step { from: line.end, deadline: Some(named), as_of: None })
}

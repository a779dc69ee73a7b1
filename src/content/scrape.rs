//! Lines in order → which of them are the article. In: readings of the lines. Out: for each line why it goes, if it goes, and
//! where the title stands. Never done here: reading values; cutting a text that shows no furniture.
//!
//! The article is the stretch of lines with the greatest weight (sentences count for it, furniture and entries of lists against
//! it). It then grows over the short lines around it up to the nearest furniture on either side: a line is dropped only where
//! furniture proves that it stands outside.

use super::DropReason;
use super::contacts;
use super::entries;
use super::facts;
use super::labels::{Labelled, MetaLine};
use super::roles::{Reading, Role, is_chain};
use super::title::begun;
use crate::letters;
use crate::rules::content::{Class, ContentRules, Field};

/// What becomes of the lines.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Per line: why it goes.
    pub drop: Vec<Option<DropReason>>,
    /// The line that titles the article.
    pub title: Option<usize>,
    /// The lines of metadata that belong to this article.
    pub meta: Vec<usize>,
}

/// Short lines that may stand between furniture and the first sentence, or behind the last one.
pub(super) const FRINGE: usize = 12;

/// Lines that a table of metadata may have, a label or a value each.
const TABLE: usize = 60;

/// Lines of nothing but a figure that make a table.
const FIGURES: usize = 4;

/// Read each line with its neighbours: a path or a value that goes on in the next line, an address beside a footer.
/// `main` says of each line whether it stands in the region picked by structure.
pub fn connect(lines: &[&str], readings: &mut [Reading], main: &[bool], rules: &ContentRules) {
    facts::settle(lines, readings, rules);
    continue_crumbs(lines, readings);
    continue_labels(lines, readings);
    keep_abstracts(lines, readings);
    contacts::settle(lines, readings, main);
}

/// What is known of the page besides its lines.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints<'h> {
    /// Whether furniture was seen already (outside these lines).
    pub furnished: bool,
    /// Letters of the head's title.
    pub title: &'h str,
    /// Letters of the head's title up to the first mark that may part it from the site's name.
    pub own: &'h str,
}

/// Judge the lines of one page.
pub fn judge(lines: &[&str], readings: &[Reading], hints: Hints, rules: &ContentRules) -> Verdict {
    let mut verdict = Verdict { drop: vec![None; readings.len()], ..Verdict::default() };
    if !hints.furnished && !shows_furniture(readings) {
        verdict.title = bare_title(lines, readings);
        return verdict;
    }
    if !hints.furnished && are_items(readings) {
        verdict.title = bare_title(lines, readings);
        return verdict;
    }
    let titled = titled(lines, readings, hints.title, hints.own);
    let Some((first, last)) = heaviest(readings, &titled).or_else(|| tabled(lines, readings)) else {
        let furniture = |reading: &Reading| hints.furnished && is_anchor(reading.role);
        verdict.drop = readings.iter().map(|reading| furniture(reading).then_some(reading.reason)).collect();
        return verdict;
    };
    let head = cut_head(lines, readings, &titled, first, &mut verdict, rules);
    let tail = cut_tail(lines, readings, last, &mut verdict);
    clean(readings, head, tail, first, last, &mut verdict);
    verdict
}

fn is_anchor(role: Role) -> bool {
    match role {
        Role::Text | Role::WeakMeta => false,
        Role::Breadcrumb | Role::Meta | Role::Credit => true,
        Role::Known(class) => !matches!(class, Class::Menu | Class::Contact | Class::Host | Class::Upkeep | Class::Attachment),
    }
}

/// One line of furniture, or a menu of several words.
fn shows_furniture(readings: &[Reading]) -> bool {
    let menus = readings.iter().filter(|reading| reading.role == Role::Known(Class::Menu)).count();
    menus >= 3 || readings.iter().any(|reading| is_anchor(reading.role))
}

/// Whether the page's only furniture are labelled dates, each with sentences of its own behind it: the fields of a round-up's items
/// (发布时间：…, 主要内容：…), not the metadata of several articles.
fn are_items(readings: &[Reading]) -> bool {
    let others =
        readings.iter().any(|reading| is_anchor(reading.role) && reading.role != Role::Meta || reading.role == Role::Known(Class::Menu));
    let dated: Vec<usize> = (0..readings.len()).filter(|at| tells_date(&readings[*at])).collect();
    let ends = dated.iter().skip(1).copied().chain([readings.len()]);
    !others && dated.len() > 1 && dated.iter().zip(ends).all(|(from, to)| readings[*from..to].iter().any(|reading| reading.prose))
}

/// 当前位置： on a line of its own: the crumbs follow, a line each.
fn continue_crumbs(lines: &[&str], readings: &mut [Reading]) {
    let is_mark = |line: &str| line.starts_with(['>', '＞', '»', '›', '→', '/']);
    for at in 0..lines.len() {
        let opens =
            readings[at].role == Role::Breadcrumb && lines[at].ends_with(['：', ':']) || matches!(lines[at], "首页" | "网站首页" | "主页");
        if !opens || lines[at].chars().count() > 14 {
            continue;
        }
        let labelled = readings[at].role == Role::Breadcrumb;
        let near = lines.iter().enumerate().skip(at + 1).take(if labelled { 9 } else { 2 });
        let Some(end) =
            near.take_while(|(_, line)| line.chars().count() <= 20).filter(|(_, line)| is_mark(line)).map(|(index, _)| index).last()
        else {
            // 首页 政务公开 旅游: no marks, but the label says what they are. Only short words, and the title ends them.
            if labelled && lines.get(at + 1).is_some_and(|line| line.ends_with("首页")) {
                let short = |index: usize| lines.get(index).is_some_and(|line| line.chars().count() <= 8);
                let end = (at + 1..at + 9).take_while(|index| short(*index)).last().unwrap_or(at);
                (at + 1..=end).for_each(|index| crumb(readings, index));
            }
            continue;
        };
        // A word between two marks, or the word behind a lone mark, belongs to the path.
        let lone = is_mark(lines[end]) && lines[end].chars().count() <= 2;
        let end = if lone { (end + 1).min(lines.len() - 1) } else { end };
        (at..=end).for_each(|index| crumb(readings, index));
    }
}

/// 关键词： under 摘要： is the article's own.
fn keep_abstracts(lines: &[&str], readings: &mut [Reading]) {
    let begins = |line: &str, words: &[&str]| words.iter().any(|word| line.trim_start_matches(['【', '[', '〔']).starts_with(word));
    for at in 1..lines.len() {
        let listed = readings[at].role == Role::Known(Class::Credit) && begins(lines[at], &["关键词", "关键字", "關鍵詞", "主题词"]);
        if listed && lines[at.saturating_sub(3)..at].iter().any(|over| begins(over, &["摘要", "内容提要", "提要", "内容摘要"]))
        {
            readings[at].role = Role::Text;
        }
    }
}

fn crumb(readings: &mut [Reading], index: usize) {
    readings[index].role = Role::Breadcrumb;
    readings[index].reason = DropReason::Navigation;
}

/// 索引号： on a line of its own: the value is the next line.
fn continue_labels(lines: &[&str], readings: &mut [Reading]) {
    for at in 0..lines.len().saturating_sub(1) {
        date_below(readings, at);
        let open = |reading: &Reading| {
            let told = |meta: &MetaLine| meta.fields.iter().any(|field| matches!(field.field, Field::DocumentNumber | Field::Index));
            (matches!(reading.role, Role::Meta | Role::Credit) || reading.meta.as_ref().is_some_and(told))
                && reading.meta.as_ref().is_some_and(|meta| meta.fields.last().is_some_and(|field| field.value.is_empty()))
        };
        let next = &readings[at + 1];
        // 内容概述： without a word, and then the title once more.
        let titles = |next: &Reading| {
            let over = &lines[at.saturating_sub(TABLE)..at];
            next.chars >= 8 && over.contains(&lines[at + 1])
        };
        if open(&readings[at])
            && lines[at].ends_with(['：', ':'])
            && next.role == Role::Text
            && next.chars <= if counts(&readings[at]) { COUNTER } else { 40 }
            && !next.prose
            && !next.ordered
            && !titles(next)
        {
            readings[at + 1].role = Role::Meta;
            readings[at + 1].reason = DropReason::Boilerplate;
        }
    }
}

/// 阅读： is followed by a number, 字体： by buttons, and by nothing else.
fn counts(reading: &Reading) -> bool {
    let last = reading.meta.as_ref().and_then(|meta| meta.fields.last());
    last.is_some_and(|field| matches!(field.field, Field::Views | Field::Font))
}

/// Characters of a number below its label.
const COUNTER: usize = 8;

/// 发文日期： on a line of its own: the date below is that date, and not the day of publication, where the page shows that too.
fn date_below(readings: &mut [Reading], at: usize) {
    let last = |at: usize| readings[at].meta.as_ref().and_then(|meta| meta.fields.last());
    let opens = |label: &&Labelled| label.value.is_empty() && matches!(label.field, Field::Written | Field::Replied);
    let Some(field) = last(at).filter(opens).map(|label| label.field) else { return };
    let near = at.saturating_sub(TABLE)..(at + TABLE).min(readings.len());
    let published = |other: &usize| {
        *other != at + 1
            && last(*other).is_some_and(|date| date.field == Field::Published && !date.value.is_empty())
            && other.checked_sub(1).and_then(last).is_none_or(|label| !opens(&label))
    };
    if !near.into_iter().any(|other| published(&other)) {
        return;
    }
    if let Some([sole]) = readings[at + 1].meta.as_mut().map(|meta| meta.fields.as_mut_slice())
        && sole.field == Field::Published
        && sole.value.start == 0
    {
        sole.field = field;
    }
}

/// What a line says for (above zero) or against being article.
fn weight(reading: &Reading) -> i64 {
    let chars = reading.chars.min(4000) as i64;
    match reading.role {
        Role::Text if reading.entry && !reading.closed && chars < 60 => -25,
        Role::Text if reading.prose => chars,
        Role::Text if reading.ordered => chars.min(30),
        Role::Text if reading.entry => -25,
        Role::Text if reading.chars <= 16 => -4,
        Role::Text => -(chars / 3).min(12),
        Role::WeakMeta => -6,
        // 答复单位 and its time stand between question and answer.
        Role::Meta if reading.row || is_reply(reading) => -6,
        Role::Known(Class::Menu | Class::Contact | Class::Host | Class::Upkeep | Class::Attachment) => -8,
        Role::Known(Class::Widget | Class::Pager) => -30,
        Role::Meta | Role::Breadcrumb => -150,
        Role::Credit | Role::Known(Class::Notice) => -150,
        Role::Known(Class::Related | Class::Comments | Class::Neighbour) => -250,
        Role::Known(Class::Footer | Class::Credit | Class::Breadcrumb) => -200,
    }
}

/// First and last line of the stretch with the greatest weight. Footers, and the metadata of another article, part stretches;
/// of two that weigh much the same (a page that has its article twice) the earlier is taken.
///
/// The line that the head's title names (`titled`) and the first date of the page stand above the article, and not above all that
/// readers and other articles add.
fn heaviest(readings: &[Reading], titled: &[usize]) -> Option<(usize, usize)> {
    let (mut best, mut best_at): (i64, Option<(usize, usize)>) = (0, None);
    let (mut sum, mut start) = (0, 0);
    let mut divisor = 1;
    let dated = readings.iter().position(tells_date);
    for (at, reading) in readings.iter().enumerate() {
        let parts = reading.role == Role::Known(Class::Footer) || tells_date(reading);
        if sum <= 0 || parts {
            (sum, start) = (0, at);
        }
        divisor = match reading.role {
            // What readers say is no article, however much it is.
            Role::Known(Class::Comments) => 4,
            Role::Known(Class::Related) => divisor.max(2),
            _ if tells_date(reading) => 1,
            _ => divisor,
        };
        let weight = weight(reading);
        sum += if weight > 0 { weight / divisor } else { weight };
        let again = best_at.is_some_and(|(first, _)| first != start);
        let under = |mark: usize| mark <= start && start - mark <= FRINGE;
        let named = titled.get(titled.partition_point(|mark| *mark <= start).wrapping_sub(1)).is_some_and(|mark| under(*mark));
        let worth = sum
            * if named {
                12
            } else if dated.is_some_and(under) {
                3
            } else {
                1
            };
        if worth > if again { best + best / 8 } else { best } {
            (best, best_at) = (worth, Some((start, at)));
        }
    }
    best_at
}

/// A page without a sentence: the rows and labelled lines between its date and the next furniture.
fn tabled(lines: &[&str], readings: &[Reading]) -> Option<(usize, usize)> {
    let told = readings.iter().position(tells_date)?;
    let behind = &readings[told + 1..];
    let end = told + 1 + behind.iter().position(|reading| is_anchor(reading.role)).unwrap_or(behind.len());
    let own = told + 1..end;
    let rows = readings[own.clone()].iter().filter(|reading| reading.row && reading.role == Role::Text).count();
    let entries = readings[own.clone()].iter().filter(|reading| reading.entry).count();
    let stated = rows >= 2 || facts::are_among(&lines[own.clone()], &readings[own]);
    (stated && entries == 0).then_some((told + 1, end - 1))
}

/// The lines that are the head's title, whole or without the site's name.
pub fn titled(lines: &[&str], readings: &[Reading], title: &str, own: &str) -> Vec<usize> {
    let half = title.chars().count().min(60);
    let named = |at: &usize| {
        let plain = readings[*at].role == Role::Text && (4..=120).contains(&readings[*at].chars);
        let whole = |letters: usize| readings[*at].chars >= 5 && letters * 2 >= half || letters == own.chars().count();
        plain && begun(title, lines[*at]).is_some_and(whole)
    };
    if title.is_empty() { Vec::new() } else { (0..lines.len()).filter(named).collect() }
}

/// The title, and the metadata below it, in lines that all stand before the article.
pub fn title_over(lines: &[&str], readings: &[Reading]) -> (Option<usize>, Vec<usize>) {
    let near = lines.len().saturating_sub(40)..lines.len();
    let Some(told) = near.clone().rev().find(|at| tells_date(&readings[*at])) else { return (None, Vec::new()) };
    let title = title_above(lines, readings, told);
    let top = title.unwrap_or(told);
    (title, (top..lines.len()).filter(|at| readings[*at].meta.is_some()).collect())
}

/// Who answered, and when.
fn is_reply(reading: &Reading) -> bool {
    reading.meta.iter().flat_map(|meta| &meta.fields).any(|field| field.field == Field::Replied)
}

/// A strong line of metadata with a date: an article begins here.
fn tells_date(reading: &Reading) -> bool {
    if reading.row {
        return false;
    }
    let dated = |meta: &MetaLine| meta.fields.iter().any(|field| field.field == Field::Published && !field.value.is_empty());
    reading.role == Role::Meta && reading.meta.as_ref().is_some_and(dated)
}

/// Nothing but a day.
fn is_day(meta: &MetaLine) -> bool {
    matches!(meta.fields.as_slice(), [sole] if sole.field == Field::Published && !sole.value.is_empty())
}

/// Drop what stands before the article; returns its first line.
fn cut_head(lines: &[&str], readings: &[Reading], titled: &[usize], first: usize, verdict: &mut Verdict, rules: &ContentRules) -> usize {
    // A bare day right below the title that the head names is the page's.
    let dated = |at: &usize| titled.contains(&(*at - 1)) && readings[*at].meta.as_ref().is_some_and(is_day);
    let anchor = (0..first).rev().find(|at| is_anchor(readings[*at].role)).max((1..first).rev().take(FRINGE).find(dated));
    let menu = (0..first).rev().find(|at| readings[*at].role == Role::Known(Class::Menu));
    let Some(anchor) = anchor.max(menu) else {
        let entries = (0..first).rev().take_while(|at| !readings[*at].prose).filter(|at| readings[*at].entry).count();
        return if entries >= 3 { drop_before(readings, verdict, first) } else { 0 };
    };
    let told = (0..=anchor).rev().take(20).find(|at| matches!(readings[*at].role, Role::Meta));
    let mut head = anchor + 1;
    let (above, below) = (title_above(lines, readings, anchor), title_below(lines, readings, head, first));
    // The title on one line, and once more, broken, at the head of the document; or between the metadata and a last button.
    let whole = above.filter(|above| below.is_none_or(|below| lines[*above].starts_with(lines[below]))).or(below);
    verdict.title = told.and_then(|told| title_above(lines, readings, told)).or(whole);
    // The title, and what a menu left unknown, lies between the anchor and the first sentence.
    if let Some(title) = verdict.title.filter(|title| *title >= head) {
        head = title + 1;
    } else if first - head > FRINGE && !facts::are_among(&lines[head..first], &readings[head..first]) {
        head = first;
    }
    // Counters and what else has no word at all.
    let wordless = |at: usize| !lines[at].contains(letters::is_alphabetic) && readings[at].chars <= 8;
    while head < first
        && (matches!(readings[head].role, Role::WeakMeta | Role::Known(Class::Menu))
            || readings[head].entry
            || wordless(head)
            || is_byline(lines, readings, head, rules))
    {
        head += 1;
    }
    if let Some(told) = told {
        let top = verdict.title.unwrap_or(told).min(told).saturating_sub(4);
        verdict.meta.extend((top..head).filter(|at| readings[*at].meta.is_some()));
    }
    drop_before(readings, verdict, head)
}

/// A name on a line of its own, beside a line of metadata or a mark: 某某日报, 张三 over a stroke.
fn is_byline(lines: &[&str], readings: &[Reading], at: usize, rules: &ContentRules) -> bool {
    let reading = &readings[at];
    if reading.role != Role::Text
        || reading.ordered
        || reading.prose
        || reading.chars > NAME
        || !lines[at].chars().all(letters::is_alphabetic)
    {
        return false;
    }
    let around = || [at.checked_sub(1), Some(at + 1).filter(|next| *next < lines.len())].into_iter().flatten();
    let is_mark = |other: usize| matches!(lines[other], "/" | "|" | "｜" | "·" | "-" | "—");
    let beside = |other: usize| is_mark(other) || matches!(readings[other].role, Role::Meta | Role::WeakMeta);
    around().any(is_mark) || rules.byline_ends(lines[at]) && around().any(beside)
}

/// Characters of the longest name on a line of its own.
const NAME: usize = 14;

fn drop_before(readings: &[Reading], verdict: &mut Verdict, head: usize) -> usize {
    for at in 0..head {
        let reason = if verdict.title == Some(at) { DropReason::Boilerplate } else { readings[at].reason };
        verdict.drop[at] = Some(reason);
    }
    head
}

/// The title above a line of metadata: the longest of the few lines over it, up to a breadcrumb or a menu. Where neither stands
/// there, headlines of other articles may: the nearest that is long enough.
fn title_above(lines: &[&str], readings: &[Reading], told: usize) -> Option<usize> {
    let mut best: Option<usize> = None;
    let mut seen = 0;
    let (mut nearest, mut bounded) = (None, false);
    for at in (0..told).rev().take(10) {
        match readings[at].role {
            Role::Breadcrumb => {
                bounded = true;
                break;
            }
            Role::Known(Class::Menu | Class::Related | Class::Neighbour) if best.is_some() => break,
            Role::Text if readings[at].entry || readings[at].chars > 120 || lines[at].ends_with('。') => break,
            Role::Text if !lines[at].contains(letters::is_alphabetic) => {}
            Role::Text if is_barred(lines[at]) => break,
            Role::Text if is_note(lines[at]) => {}
            Role::Text if readings[at].chars >= 4 && !lines[at].contains('\t') => {
                if best.is_none_or(|best| width(lines[at]) > width(lines[best]) + 4) {
                    best = Some(at);
                }
                nearest = nearest.or(Some(at));
                seen += 1;
            }
            _ => {}
        }
        if seen == 3 {
            break;
        }
    }
    let names = |at: &usize| readings[*at].chars >= NEAREST && !lines[*at].starts_with(['—', '（', '(', '-']);
    nearest.filter(|at| !bounded && seen == 3 && names(at)).or(best)
}

/// How wide a line is shown: a Latin letter is half as wide as a Han character.
fn width(line: &str) -> usize {
    line.chars().map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum()
}

/// Characters of a title that is taken before longer ones further up.
const NEAREST: usize = 8;

/// （2020年9月29日某次会议通过）: what stands in brackets as a whole is below a title.
fn is_note(line: &str) -> bool {
    line.starts_with(['（', '(']) && line.ends_with(['）', ')'])
}

/// Several headlines or words in one line: no title.
fn is_barred(line: &str) -> bool {
    line.matches(['|', '｜']).count() >= 2 || is_chain(line)
}

/// The title between a breadcrumb or menu and the first sentence.
fn title_below(lines: &[&str], readings: &[Reading], head: usize, first: usize) -> Option<usize> {
    let is_title = |at: &usize| {
        let reading = &readings[*at];
        let plain = reading.role == Role::Text && !reading.entry && !reading.ordered && (5..=100).contains(&reading.chars);
        // A row of a table is no title, and no more is a line without a letter.
        plain
            && !is_barred(lines[*at])
            && !is_note(lines[*at])
            && !lines[*at].contains('\t')
            && lines[*at].contains(letters::is_alphabetic)
            && (*at < first
                || !reading.closed && !reading.open && !lines[*at].ends_with(['！', '!', '？', '?', '…']) && reading.chars <= 60)
    };
    let from = if first > head + FRINGE { first.saturating_sub(3) } else { head };
    let follows = readings.get(first + 1).is_some_and(|next| next.prose);
    (from..first + follows as usize).filter(is_title).rev().max_by_key(|at| readings[*at].chars)
}

/// A text without furniture over it may still begin with its title; the line stays in the text.
pub fn bare_title(lines: &[&str], readings: &[Reading]) -> Option<usize> {
    let first = readings.first().filter(|first| first.role == Role::Text)?;
    let closed = lines[0].ends_with(['。', '；', '，', '：', '！', ';', ',', ':', '）', ')']);
    // (资料图) may stand between.
    let noted = readings.get(1).is_some_and(|next| next.chars <= 8 && lines[1].starts_with(['(', '（']));
    let follows = readings.get(1 + usize::from(noted)).is_some_and(|next| next.prose || next.chars > first.chars);
    (!closed && !is_barred(lines[0]) && !first.ordered && (8..=60).contains(&first.chars) && !lines[0].contains('。') && follows)
        .then_some(0)
}

/// Drop what stands behind the article; returns one past its last line.
fn cut_tail(lines: &[&str], readings: &[Reading], last: usize, verdict: &mut Verdict) -> usize {
    let ends = |at: &usize| match readings[*at].role {
        Role::Text => false,
        // A bare date or 联系人 closes a document: only an editor or author by name closes the article.
        Role::WeakMeta => readings[*at].meta.as_ref().is_some_and(|meta| {
            meta.fields
                .iter()
                .any(|field| matches!(field.field, Field::Editor | Field::Author | Field::Publisher | Field::Views | Field::Other))
        }),
        role => is_anchor(role) || role == Role::Known(Class::Menu),
    };
    let anchor = (last + 1..readings.len()).find(ends);
    let fringe = anchor.unwrap_or(readings.len());
    let mut tail = fringe;
    let body = |at: usize| readings[at].prose || readings[at].ordered;
    // Figures on lines of their own are the cells of a table, not a menu.
    let figures = (last + 1..fringe).filter(|at| readings[*at].figure).count();
    if fringe - last > FRINGE
        && !(last + 1..fringe).any(body)
        && figures < FIGURES
        && anchor.is_some()
        && !facts::are_among(&lines[last + 1..fringe], &readings[last + 1..fringe])
    {
        tail = last + 1;
    }
    if let Some(entry) = (last + 1..tail).find(|at| readings[*at].entry && !body(*at)) {
        let entries = (entry..tail).filter(|at| readings[*at].entry).count();
        if entries >= 2 && anchor.is_some() && !entries::are_signed(&lines[entry..tail], &readings[entry..tail]) {
            tail = entry;
        }
    }
    tail = entries::trailing(lines, readings, last, tail).unwrap_or(tail);
    // A list of attachments before the signature is a part of the document, behind it of the page.
    for at in (last + 1..tail).rev().take_while(|at| readings[*at].role == Role::Known(Class::Attachment)) {
        verdict.drop[at] = Some(DropReason::Boilerplate);
    }
    let mut related = false;
    for (at, reading) in readings.iter().enumerate().skip(tail) {
        related = match reading.role {
            Role::Known(Class::Related) => true,
            Role::Text => related,
            Role::Known(Class::Widget | Class::Menu) => related,
            _ => false,
        };
        verdict.drop[at] = Some(if related { DropReason::Related } else { reading.reason });
    }
    tail
}

/// Drop the furniture that stands between the article's lines.
fn clean(readings: &[Reading], head: usize, tail: usize, first: usize, last: usize, verdict: &mut Verdict) {
    let mut related = false;
    for at in head..tail {
        let reading = &readings[at];
        let inside = (first..=last).contains(&at);
        let drop = match reading.role {
            Role::Text => related && !reading.prose && !reading.ordered && reading.chars >= 8,
            Role::WeakMeta => false,
            Role::Known(Class::Menu | Class::Contact | Class::Host | Class::Upkeep | Class::Attachment) => false,
            Role::Known(Class::Related) => true,
            Role::Meta => !inside || is_reply(reading) || reading.meta.as_ref().is_some_and(|meta| meta.fields.len() >= 2),
            _ => true,
        };
        related = match reading.role {
            Role::Known(Class::Related) => true,
            _ => related && drop,
        };
        if drop {
            let reason = if related { DropReason::Related } else { reading.reason };
            verdict.drop[at] = Some(reason);
        }
    }
}

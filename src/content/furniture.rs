//! Which lines are the article, and which are the page's furniture. In: all visible lines. Out: the same lines with a reason on
//! each that goes, and what was read off them. Never done here: touching the text of a line.

use std::cmp::Ordering;
use std::ops::Range;

use super::lines::{Line, LineKind, LineLink, Lines};
use super::roles::{self, Reading, Role};
use super::{DropReason, facts, scrape, spam, title};
use crate::rules::Rules;
use crate::rules::content::Class;

/// The lines, judged.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The lines; those that go have their reason.
    pub lines: Lines,
    /// What each line looks like.
    pub readings: Vec<Reading>,
    /// The line that titles the article, where the lines tell.
    pub title: Option<usize>,
    /// The lines of metadata that stand with the article.
    pub meta: Vec<usize>,
    /// Whether the head's title stands on the page as a line.
    pub named: bool,
    /// What goes from inside kept lines, in order.
    pub cuts: Vec<Cut>,
    /// Whether the page is markup: its structure picked a region.
    pub markup: bool,
    /// Links far from the article that were not read: menus and lists of other articles.
    pub unread: Vec<usize>,
}

impl Judged {
    /// Read the lines that were passed by.
    pub fn read_on(&mut self, rules: &Rules) {
        for at in std::mem::take(&mut self.unread) {
            self.readings[at] = roles::read(self.lines.str(&self.lines.lines[at]), &rules.content);
        }
    }
}

/// A piece of a kept line that is not the article's.
#[derive(Clone, Debug)]
pub struct Cut {
    /// The line.
    pub line: usize,
    /// Bytes of [`Lines::text`].
    pub span: Range<usize>,
    /// Why it goes.
    pub reason: DropReason,
}

/// Lines that may stand between a title and its article: metadata, shares, a summary.
const ABOVE: usize = 40;

/// Characters of a title that no column has for its name.
const NAMED: usize = 8;

/// Characters of sentences that make an article of their own.
const OWN: usize = 120;

/// Give every line that is not the article its reason.
pub fn judge(mut lines: Lines, rules: &Rules) -> Judged {
    // 打印页面, New Page 1: what a template calls itself is no title.
    if lines.head.title.as_deref().and_then(|title| rules.content.covered(title)).is_some_and(|row| row.class == Class::Widget) {
        lines.head.title = Some(String::new());
    }
    let mut unread = far_links(&lines);
    let mut readings = read(&lines, &unread, rules);
    // A stray byte between two tags makes a line of its own that says nothing.
    for index in 0..lines.lines.len() {
        let text = lines.str(&lines.lines[index]);
        let stray = text.chars().all(|letter| letter == '\u{fffd}' || letter.is_whitespace());
        if (stray || is_folio(text)) && lines.lines[index].drop.is_none() {
            lines.lines[index].drop = Some(DropReason::Boilerplate);
        }
    }
    let seen: Vec<usize> = (0..lines.lines.len()).filter(|at| lines.lines[*at].drop.is_none()).collect();
    let mut main: Vec<usize> = seen.iter().copied().filter(|at| lines.lines[*at].main).collect();
    let markup = main.len() != seen.len() || lines.head.title.is_some() || !lines.head.metas.is_empty();
    let picked: Vec<bool> = seen.iter().map(|at| lines.lines[*at].main).collect();
    on(&lines, &seen, &mut readings, |texts, readings| scrape::connect(texts, readings, &picked, &rules.content));
    if markup {
        mark_links(&lines, &main, &mut readings);
    }
    let named = lines.head.title.as_deref().map(title::letters).unwrap_or_default();
    // 放假通知 - 某校: too short to tell by its share of the whole.
    let own = lines.head.title.as_deref().and_then(|title| title.split(['-', '_', '|', '—', '–']).next()).map(title::letters);
    let own = own.unwrap_or_default();
    let titled = on(&lines, &seen, &mut readings, |texts, readings| scrape::titled(texts, readings, &named, &own));
    if picked_elsewhere(&readings, &main, &titled.iter().map(|at| seen[*at]).collect::<Vec<_>>()) {
        if !unread.is_empty() {
            unread.clear();
            readings = read(&lines, &unread, rules);
            on(&lines, &seen, &mut readings, |texts, readings| scrape::connect(texts, readings, &picked, &rules.content));
        }
        lines.lines.iter_mut().for_each(|line| line.main = true);
        main.clone_from(&seen);
        mark_links(&lines, &main, &mut readings);
    }
    let begins = main.first().and_then(|first| seen.binary_search(first).ok()).unwrap_or(0);
    if let Some(own) = facts::over(&lines, &readings, &seen, begins, &titled) {
        seen[own.clone()].iter().for_each(|at| lines.lines[*at].main = true);
        main.splice(0..0, seen[own].iter().copied());
    }
    let hints = scrape::Hints { furnished: markup, title: &named, own: &own };
    let verdict = on(&lines, &main, &mut readings, |texts, readings| scrape::judge(texts, readings, hints, &rules.content));
    let (mut title, mut meta) = (verdict.title.map(|at| main[at]), verdict.meta.iter().map(|at| main[*at]).collect::<Vec<_>>());
    if meta.is_empty() {
        let over: Vec<usize> = seen.iter().copied().take_while(|at| !lines.lines[*at].main).collect();
        let (above, told) = on(&lines, &over, &mut readings, |texts, readings| scrape::title_over(texts, readings));
        title = title.or(above.map(|at| over[at]));
        meta = told.iter().map(|at| over[*at]).collect();
    }
    for (drop, at) in verdict.drop.iter().zip(&main) {
        lines.lines[*at].drop = *drop;
    }
    // Furniture below a text scrape says nothing of what stands over it.
    if (!markup || lines.head.title.is_some() && named.is_empty())
        && title.is_none()
        && seen.first().is_some_and(|first| lines.lines[*first].drop.is_none())
    {
        title = on(&lines, &seen, &mut readings, |texts, readings| scrape::bare_title(texts, readings)).map(|at| seen[at]);
    }
    drop_summary(&mut lines, &main);
    for (line, reading) in lines.lines.iter_mut().zip(&readings) {
        if !line.main && line.drop.is_none() {
            line.drop = Some(outside(line.side, reading));
        }
    }
    let cuts = cut_spam(&mut lines, rules);
    // A short one may be the name of a column: 通知公告.
    let is_named = titled.iter().any(|at| readings[seen[*at]].chars >= NAMED);
    let mut judged = Judged { lines, readings, title, meta, named: is_named, cuts, markup, unread };
    if markup {
        title::drop_from_body(&mut judged);
    }
    judged
}

/// — 12 —: the number of a printed page, wherever the page ends.
fn is_folio(text: &str) -> bool {
    let dash = ['—', '–', '―', '－', '-'];
    let number = text.trim_matches(|c: char| dash.contains(&c) || c.is_whitespace());
    text.len() <= 24
        && text.starts_with(dash)
        && text.ends_with(dash)
        && (1..=3).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Lines from the picked region within which every line is read, whatever it is: a title, metadata, a pager, attachments.
const NEAR: usize = 40;

/// The lines outside the picked region and far from it that are links and nothing else but bars and dates: most lines of a portal's
/// page. They are menus and other articles whatever they say, so nothing is asked of them.
fn far_links(lines: &Lines) -> Vec<usize> {
    let main = |line: &Line| line.main && line.drop.is_none();
    let (first, last) = (lines.lines.iter().position(main), lines.lines.iter().rposition(main));
    let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
    let is_link = |at: &usize| {
        let line = &lines.lines[*at];
        let links = lines.links.get(line.links.clone()).unwrap_or_default();
        line.drop.is_none() && !links.is_empty() && is_linked(&lines.text.as_str().as_bytes()[..line.span.end], line.span.start, links)
    };
    (0..first.saturating_sub(NEAR)).chain(last + NEAR..lines.lines.len()).filter(is_link).collect()
}

/// Whether a line that ends with `text` and starts at `start` is links, with only what parts them and dates between and around.
fn is_linked(text: &[u8], start: usize, links: &[LineLink]) -> bool {
    let parts = |bytes: &[u8]| bytes.iter().all(|byte| byte.is_ascii_digit() || b" -/.:|[]()".contains(byte));
    let mut at = start;
    links.iter().all(|link| {
        let between = text.get(at..link.text.start).is_some_and(parts);
        at = link.text.end;
        between
    }) && text.get(at..).is_some_and(parts)
}

/// Read the lines, but for those that are told; what is hidden is asked nothing.
fn read(lines: &Lines, unread: &[usize], rules: &Rules) -> Vec<Reading> {
    let mut unread = unread.iter().peekable();
    let read = |(at, line): (usize, &Line)| {
        if unread.next_if_eq(&&at).is_some() {
            return Reading { chars: lines.str(line).chars().count(), ..Reading::default() };
        }
        if line.drop.is_none() { roles::read(lines.str(line), &rules.content) } else { Reading::default() }
    };
    lines.lines.iter().enumerate().map(read).collect()
}

/// Characters of the shortest summary.
const SUMMARY: usize = 15;

/// A summary over the article that is nothing but its beginning once more goes, where furniture was told from the article at all.
fn drop_summary(lines: &mut Lines, main: &[usize]) {
    let mut kept = main.iter().copied().filter(|at| lines.lines[*at].drop.is_none());
    let (Some(first), Some(next)) = (kept.next(), kept.next()) else { return };
    let begun = lines.str(&lines.lines[first]).trim_end_matches(['…', '.', '。']);
    let again = begun.chars().count() >= SUMMARY && lines.str(&lines.lines[next]).starts_with(begun);
    if again && lines.lines.iter().any(|line| line.drop.is_some()) {
        lines.lines[first].drop = Some(DropReason::Boilerplate);
    }
}

/// Whether the title stands on the page, but not over or in the picked region, or with sentences of its own before the region:
/// then the region is another article.
fn picked_elsewhere(readings: &[Reading], main: &[usize], titled: &[usize]) -> bool {
    let (Some(first), Some(last)) = (main.first(), main.last()) else { return !titled.is_empty() };
    if titled.is_empty() || titled.iter().any(|at| first <= at && at <= last) {
        return false;
    }
    let Some(over) = titled.iter().rfind(|at| *at < first && *at + ABOVE >= *first) else { return true };
    let between = readings[over + 1..*first].iter().filter(|reading| reading.prose && reading.role == Role::Text && !reading.entry);
    between.map(|reading| reading.chars).sum::<usize>() >= OWN
}

/// Run `judge` on some of the lines and their readings.
fn on<T>(lines: &Lines, some: &[usize], readings: &mut [Reading], judge: impl FnOnce(&[&str], &mut [Reading]) -> T) -> T {
    let texts: Vec<&str> = some.iter().map(|at| lines.str(&lines.lines[*at])).collect();
    if some.len() == readings.len() {
        return judge(&texts, readings);
    }
    let mut own: Vec<Reading> = some.iter().map(|at| std::mem::take(&mut readings[*at])).collect();
    let told = judge(&texts, &mut own);
    for (reading, at) in own.into_iter().zip(some) {
        readings[*at] = reading;
    }
    told
}

/// Lines that are wholly links are entries of a list, whatever they say.
fn mark_links(lines: &Lines, main: &[usize], readings: &mut [Reading]) {
    for at in main {
        let (line, reading) = (&lines.lines[*at], &mut readings[*at]);
        let linked = line.link_chars > 0 && line.link_chars * 10 >= reading.chars * 9;
        if linked && reading.role == Role::Text && !reading.prose && !matches!(line.kind, LineKind::Heading(_) | LineKind::Row) {
            reading.entry = true;
        }
    }
}

/// Why a line outside the picked region goes.
fn outside(side: Ordering, reading: &Reading) -> DropReason {
    match reading.role {
        Role::Known(Class::Menu) | Role::Text if side == Ordering::Greater => DropReason::Related,
        Role::Text => DropReason::Navigation,
        _ => reading.reason,
    }
}

/// A button at the end of an article's last sentence: 返回某网，查看更多. It is a link, and the sentence before it is closed.
fn button(lines: &Lines, line: &Line, rules: &Rules) -> Option<Range<usize>> {
    let link = lines.links.get(line.links.clone())?.last()?;
    let text = lines.text.as_str();
    let (before, behind) = (text.get(line.span.start..link.text.start)?, text.get(link.text.start..line.span.end)?);
    if behind.chars().count() > BUTTON || !before.trim_end().ends_with(['。', '！', '？', '”', '）', ')', '…']) {
        return None;
    }
    let known = rules.content.covered(behind.trim()).is_some_and(|row| matches!(row.class, Class::Widget | Class::Pager | Class::Notice));
    known.then(|| line.span.start + before.trim_end().len()..line.span.end)
}

/// Characters of the longest button.
const BUTTON: usize = 16;

/// Drop the lines that are advertising; what stands inside sentences is returned, with the buttons behind them.
fn cut_spam(lines: &mut Lines, rules: &Rules) -> Vec<Cut> {
    let mut cuts = Vec::new();
    for index in 0..lines.lines.len() {
        let line = &lines.lines[index];
        if line.drop.is_some() {
            continue;
        }
        let found = spam::find(lines.str(line), &rules.content);
        let (from, len) = (line.span.start, line.span.len());
        let button = if line.links.is_empty() { None } else { button(lines, line, rules) };
        match found.as_slice() {
            [] => {}
            [whole] if whole.len() == len => lines.lines[index].drop = Some(DropReason::Spam),
            parts => {
                let text = lines.str(line);
                for cut in parts {
                    // No white space may be left at the line's ends.
                    let blank = text[cut.end..].len() - text[cut.end..].trim_start().len();
                    let start = if text[cut.end..].trim().is_empty() { text[..cut.start].trim_end().len() } else { cut.start };
                    let end = if text[..cut.start].trim().is_empty() { cut.end + blank } else { cut.end };
                    let span = from + start..from + if start < cut.start { len } else { end };
                    cuts.push(Cut { line: index, span, reason: DropReason::Spam });
                }
            }
        }
        let last = cuts.last().filter(|cut| cut.line == index).map_or(0, |cut| cut.span.end);
        if let Some(span) = button.filter(|span| span.start >= last && lines.lines[index].drop.is_none()) {
            cuts.push(Cut { line: index, span, reason: DropReason::Boilerplate });
        }
    }
    cuts
}

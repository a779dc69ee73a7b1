//! List pages: an index, a search result, a home page. In: judged lines. Out: whether the page is a list, and its links. Never
//! done here: taking a list's entries for an article.

use super::furniture::Judged;
use super::roles::{Reading, Role};
use super::{DropReason, Link, PageKind, shown};
use crate::letters;
use crate::rules::Rules;
use crate::rules::content::Field;

/// Entries that make a list.
const ENTRIES: usize = 6;
/// Characters of sentences, side by side, that make an article.
const ARTICLE: usize = 200;
/// Characters of a sentence or two that stand alone.
const SENTENCE: usize = 40;

/// Characters of a counter behind an entry's date.
const COUNTER: usize = 12;
/// Bytes of the longest link to more of the same.
const MORE: usize = 24;
/// Characters of a date and the title that it stands with.
const TITLED: usize = 16;
/// Links to more of the same, from which a page is one of columns.
const COLUMNS: usize = 2;

/// What a page offers: entries, and sentences that belong together.
#[derive(Default)]
struct Tally {
    entries: usize,
    dated: usize,
    /// Characters of sentences in a row, up to the line just counted, and the most of them.
    run: usize,
    prose: usize,
    kept: usize,
    /// Links that say 更多.
    more: usize,
}

/// Tell a list from an article; a list keeps no text.
pub fn settle(judged: &mut Judged, repaired: &str, rules: &Rules) -> (PageKind, Vec<Link>) {
    let [own, mut all] = tally(judged);
    let stated = judged.lines.head.metas.iter().any(|(name, content)| name == "articletitle" && content.chars().count() >= 6);
    // A text scrape has no region: its lines were weighed, and what is left are sentences side by side.
    let weighed = !judged.markup && own.prose >= SENTENCE && own.entries == 0;
    if own.prose >= ARTICLE || stated || weighed {
        return (PageKind::Article, Vec::new());
    }
    if !judged.unread.is_empty() {
        judged.read_on(rules);
        [_, all] = tally(judged);
    }
    let most = own.entries * 10 >= own.kept * 7;
    let region = own.entries >= ENTRIES && (own.dated >= ENTRIES || most && own.prose < ARTICLE / 2);
    // Where nothing names an article, the region may be a summary or the footer, and the list stands beside it.
    let page = all.entries >= ENTRIES && (all.dated >= ENTRIES || own.kept <= ENTRIES && own.prose < ARTICLE / 4) && !names_article(judged);
    let topic = all.entries >= ENTRIES && all.more >= COLUMNS && own.prose < ARTICLE / 4 && judged.meta.is_empty();
    if !(region || page || topic) {
        return (PageKind::Article, Vec::new());
    }
    let links = links(judged, region, repaired);
    if links.is_empty() && own.dated < ENTRIES {
        return (PageKind::Article, Vec::new());
    }
    judged.cuts.clear();
    judged.lines.lines.iter_mut().for_each(|line| line.drop = line.drop.or(Some(DropReason::Navigation)));
    (PageKind::List, links)
}

/// Whether a title with its metadata stands on the page, or the head's title as a line of its own.
fn names_article(judged: &Judged) -> bool {
    judged.title.is_some() && !judged.meta.is_empty() || judged.named
}

/// What the picked region offers, and what the whole page does.
fn tally(judged: &Judged) -> [Tally; 2] {
    let mut tallies: [Tally; 2] = Default::default();
    for (line, reading) in judged.lines.lines.iter().zip(&judged.readings) {
        let links = judged.lines.links.get(line.links.clone()).unwrap_or_default();
        let says = |text: &str| {
            let text = text.trim_start_matches(|c: char| !letters::is_alphabetic(c));
            text.strip_prefix("更多").is_some_and(|rest| !rest.contains(letters::is_alphabetic))
        };
        let more = |text: &str| says(text) || text == "more";
        let short = links.iter().filter(|link| link.text.len() <= MORE);
        let more = short.filter(|link| more(judged.lines.text.as_str().get(link.text.clone()).unwrap_or_default())).count();
        tallies.iter_mut().for_each(|tally| tally.more += more);
        if line.drop == Some(DropReason::Hidden) || matches!(reading.role, Role::Known(_) | Role::Breadcrumb) {
            continue;
        }
        let share = if reading.row { 3 } else { 6 };
        let linked = reading.chars >= 6 && line.link_chars * 10 >= reading.chars * share;
        let text = judged.lines.str(line);
        // Behind the date may stand how often the entry was read.
        let told = linked || reading.row && line.link_chars > 0;
        let ends = |rest: &str| rest.len() <= 2 || told && rest.chars().count() <= COUNTER && !rest.contains(['，', '。']);
        let dated = reading.may_date
            && reading.chars <= 90
            && shown::anywhere(text).is_some_and(|(at, date)| at <= 1 || ends(&text[at + date.len..]));
        let titled = !reading.prose && reading.chars >= TITLED;
        let entry = linked || dated && reading.chars >= 14;
        // In a text scrape what was dropped beside the sentences is not what the page is about.
        let own = line.main && (judged.markup || line.drop.is_none());
        for tally in &mut tallies[usize::from(!own)..] {
            tally.kept += line.drop.is_none() as usize;
            tally.dated += (dated && (linked || reading.entry || titled || tells_date(reading))) as usize;
            tally.entries += entry as usize;
            if entry || tells_date(reading) {
                tally.run = 0;
            } else if reading.prose && line.drop.is_none() {
                tally.run += reading.chars;
                tally.prose = tally.prose.max(tally.run);
            }
        }
    }
    tallies
}

fn tells_date(reading: &Reading) -> bool {
    reading.meta.as_ref().is_some_and(|meta| meta.fields.iter().any(|field| field.field == Field::Published))
}

/// The links of the list itself, those of the page's frame left out; all links where the list stands outside the region.
fn links(judged: &Judged, region: bool, repaired: &str) -> Vec<Link> {
    let lines = &judged.lines;
    let own = lines.lines.iter().zip(&judged.readings).filter(|(line, reading)| {
        (line.main || !region) && line.drop != Some(DropReason::Hidden) && !matches!(reading.role, Role::Breadcrumb | Role::Known(_))
    });
    let leads = |link: &Link| {
        let href = link.href.trim();
        link.text.chars().count() >= 4
            && !href.is_empty()
            && !href.starts_with('#')
            && !href.to_ascii_lowercase().starts_with("javascript:")
    };
    own.flat_map(|(line, _)| lines.links_of(line, repaired)).filter(leads).collect()
}

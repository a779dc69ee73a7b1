//! Which part of the page is the article. In: [`Blocks`]. Out: a range of runs, and ranges in it that are furniture by their
//! structure. Never done here: judging single lines by what they say.
//!
//! Prose decides: Han characters outside links in elements with commas and full stops. The element that holds most of it
//! directly is the core; the region grows to its ancestors while they add prose and not links.

use std::ops::Range;
use std::sync::LazyLock;

use super::blocks::{Blocks, Node};
use super::styles::Hiding;
use super::tags::Tag;
use super::teasers;
use crate::rules::lexicon::Lexicon;

/// An ancestor must add this share of the prose so far to be the region…
const GAIN: f32 = 0.08;
/// …and of the Han characters it adds at most this share may stand in links.
const LINKED: f32 = 0.45;
/// Hidden prose must outweigh the shown this much to be a template that a script shows.
const TEMPLATE: u32 = 3;

/// The article's place.
#[derive(Debug, Default)]
pub(super) struct Region {
    pub(super) runs: Range<usize>,
    /// Sorted ranges inside that are no article.
    pub(super) excluded: Vec<Range<usize>>,
}

/// Counts over a node and everything inside.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sum {
    /// Han characters outside links.
    pub(super) han: u32,
    /// Those in elements with prose.
    pub(super) prose: u32,
    pub(super) linked: u32,
    pub(super) marks: u32,
}

/// Pick the region; a hidden template that holds the article is shown first. `rows` says of each node whether it is a row of data.
pub(super) fn pick(blocks: &mut Blocks, rows: &[bool], markup: &str) -> Region {
    show_template(blocks, markup);
    let nodes = &blocks.nodes;
    let mut sums = sums(nodes);
    let mut core = core(nodes, |_| false);
    let lists = teasers::lists(blocks, &sums);
    if !lists.is_empty() {
        core = teasers::pass_by(nodes, &lists, &mut sums, core);
    }
    let node = grow(blocks, &sums, core, rows, markup);
    let runs = if node == 0 { 0..blocks.runs.len() } else { nodes[node].first_run..nodes[node].last_run };
    Region { runs, excluded: exclude(blocks, &sums, node, markup) }
}

fn sums(nodes: &[Node]) -> Vec<Sum> {
    let mut sums: Vec<Sum> = nodes
        .iter()
        .map(|node| Sum { han: node.han, prose: if node.marks > 0 { node.han } else { 0 }, linked: node.linked, marks: node.marks })
        .collect();
    for index in (1..nodes.len()).rev() {
        let own = sums[index];
        let above = &mut sums[nodes[index].parent];
        above.han += own.han;
        above.prose += own.prose;
        above.linked += own.linked;
        above.marks += own.marks;
    }
    sums
}

/// The node with most prose: its own, and that of its children that are mere paragraphs.
pub(super) fn core(nodes: &[Node], is_left: impl Fn(usize) -> bool) -> usize {
    let mut scores = vec![0u32; nodes.len()];
    for (index, node) in nodes.iter().enumerate() {
        if node.marks == 0 || node.linked > node.han || is_left(index) {
            continue;
        }
        if !matches!(node.tag, Tag::Paragraph | Tag::Heading(_)) {
            scores[index] += node.han;
        }
        if index > 0 && !matches!(node.tag, Tag::Cell | Tag::Item | Tag::Description) {
            scores[node.parent] += node.han;
        }
    }
    best(&scores)
}

/// The first of the highest.
fn best(scores: &[u32]) -> usize {
    let mut best = 0;
    for (index, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = index;
        }
    }
    best
}

/// Climb from the core while the ancestors add prose: an article in several divs, in nested sections, in table cells.
fn grow(blocks: &Blocks, sums: &[Sum], core: usize, rows: &[bool], markup: &str) -> usize {
    let nodes = &blocks.nodes;
    let mut region = core;
    // A cell of data never is the article, whatever sentence stands in it.
    let cell = nodes[region].cell;
    if cell > 0 && rows[nodes[cell].parent] {
        region = nodes[cell].parent;
    }
    // Rows and groups are never the whole of a table's text.
    while matches!(nodes[region].tag, Tag::Paragraph | Tag::Item | Tag::Row | Tag::RowGroup | Tag::Heading(_) | Tag::Description) {
        region = nodes[region].parent;
    }
    let mut at = region;
    for _ in 0..GENERATIONS {
        if at == 0 {
            break;
        }
        let above = nodes[at].parent;
        let (inner, outer) = (sums[region], sums[above]);
        let gain = outer.prose - inner.prose;
        let linked = outer.linked - inner.linked;
        let added = outer.han - inner.han;
        let adds = gain as f32 >= GAIN * inner.prose as f32 && gain > 0;
        if linked as f32 > LINKED * (added + linked) as f32 && linked > 40 {
            break;
        }
        if adds && !is_copy(blocks, sums, above, at, markup) && !adds_furniture(nodes, sums, above, at, markup) {
            region = above;
        }
        at = above;
    }
    region
}

/// Ancestors looked at.
const GENERATIONS: usize = 8;

/// The children of a node.
pub(super) fn children(nodes: &[Node], node: usize) -> impl Iterator<Item = usize> + '_ {
    let end = nodes[node].last;
    let mut at = node + 1;
    std::iter::from_fn(move || {
        let child = at;
        (child < end).then(|| {
            at = nodes[child].last.max(child + 1);
            child
        })
    })
}

/// Whether a sibling holds the same article once more (a copy for phones): as much prose and the same first words.
fn is_copy(blocks: &Blocks, sums: &[Sum], above: usize, inner: usize, markup: &str) -> bool {
    let head = |node: usize| {
        let runs = blocks.nodes[node].first_run..blocks.nodes[node].last_run;
        let run = blocks.runs[runs].iter().find(|run| run.end - run.start >= 30 && run.hiding == Hiding::Shown)?;
        markup.get(run.start..run.end)
    };
    let own = sums[inner].prose;
    children(&blocks.nodes, above)
        .filter(|child| *child != inner)
        .take(MANY)
        .any(|child| sums[child].prose.abs_diff(own) * 10 <= own && own > 0 && head(child).is_some() && head(child) == head(inner))
}

/// Siblings looked at.
const MANY: usize = 200;

/// Whether most of the prose that an ancestor adds is furniture by name: comments, teasers, footers.
fn adds_furniture(nodes: &[Node], sums: &[Sum], above: usize, inner: usize, markup: &str) -> bool {
    let added = sums[above].prose - sums[inner].prose;
    let furniture: u32 = children(nodes, above)
        .filter(|child| *child != inner)
        .take(MANY)
        .filter(|child| sums[*child].prose > 0 && is_furniture(&nodes[*child], markup))
        .map(|child| sums[child].prose)
        .sum();
    furniture * 2 > added
}

/// Parts of class and id names that page authors give to what is no article.
const FURNITURE: [&str; 34] = [
    "comment",
    "pinglun",
    "reply",
    "footer",
    "foot_",
    "bottom",
    "copyright",
    "sidebar",
    "side_",
    "aside",
    "related",
    "relate",
    "xiangguan",
    "recommend",
    "tuijian",
    "hot",
    "rank",
    "share",
    "bdshare",
    "jiathis",
    "nav",
    "menu",
    "breadcrumb",
    "crumb",
    "toolbar",
    "pager",
    "advert",
    "disclaimer",
    "statement",
    "login",
    "search",
    "weixin-tip",
    "qrcode",
    "tags",
];
/// Whole names of what is no article, where a part of a name would say too little: a forum's signature.
const WHOLE: [&str; 4] = ["sign", "signature", "pls", "plm"];
/// Parts of names that speak for the article whatever else the name says.
const ARTICLE: [&str; 8] = ["content", "article", "main", "body", "text", "detail", "editor", "zoom"];

/// Whether an element's name, class or id says that it is no article.
fn is_furniture(node: &Node, markup: &str) -> bool {
    if matches!(node.tag, Tag::Furniture | Tag::Control) {
        return true;
    }
    let own = &markup[node.name_end.min(node.open_end)..node.open_end];
    let names = ["class", "id"].map(|key| attribute(own, key).unwrap_or_default().to_ascii_lowercase());
    names.iter().any(|name| says_furniture(name)) && !names.iter().any(|name| ARTICLE_WORDS.is_in(name))
}

/// The value behind the first `key=`, read by its quotes.
fn attribute<'m>(own: &'m str, key: &str) -> Option<&'m str> {
    let bytes = own.as_bytes();
    let named = |at: &usize| at.checked_sub(key.len()).is_some_and(|from| bytes[from..*at].eq_ignore_ascii_case(key.as_bytes()));
    let rest = &own[memchr::memchr_iter(b'=', bytes).find(named)? + 1..];
    let behind = rest.as_bytes().get(1..).unwrap_or_default();
    match rest.as_bytes().first() {
        Some(quote @ (b'"' | b'\'')) => Some(&rest[1..1 + memchr::memchr(*quote, behind).unwrap_or(behind.len())]),
        _ => rest.split([' ', '>']).next(),
    }
}

/// Whether one of the words of a class or id says so, in part or as a whole.
fn says_furniture(name: &str) -> bool {
    name.split_ascii_whitespace().any(|word| FURNITURE_WORDS.is_in(word) || WHOLE.contains(&word))
}

static FURNITURE_WORDS: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(FURNITURE, true));
static ARTICLE_WORDS: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(ARTICLE, true));

/// Blocks inside the region that are furniture by structure: controls, link lists, what its name gives away.
fn exclude(blocks: &Blocks, sums: &[Sum], region: usize, markup: &str) -> Vec<Range<usize>> {
    let nodes = &blocks.nodes;
    let mut excluded = Vec::new();
    let mut at = region + 1;
    while at < nodes[region].last {
        let (node, sum) = (&nodes[at], sums[at]);
        let block = !matches!(node.tag, Tag::Cell | Tag::Row | Tag::RowGroup | Tag::Other | Tag::Root | Tag::Foreign);
        let links = block && sum.linked > sum.han && sum.marks < 2 && sum.linked >= 4 && !is_attachment(blocks, node, markup);
        let named = block && node.last_run > node.first_run && sum.prose * 2 < sums[region].prose && is_furniture(node, markup);
        if node.tag == Tag::Control || links || named {
            excluded.push(node.first_run..node.last_run);
            at = node.last.max(at + 1);
        } else {
            at += 1;
        }
    }
    let heads = heads(nodes, sums, region, &excluded);
    if heads.len() >= HEADS {
        excluded.retain(|range| !heads.contains(range));
    }
    excluded.retain(|range| !range.is_empty());
    excluded
}

/// Linked paragraphs over sentences that are heads of the article's own items, from this many on; fewer are links to other articles.
const HEADS: usize = 3;

/// Which of the excluded ranges are a linked paragraph with a paragraph of sentences right below it.
fn heads(nodes: &[Node], sums: &[Sum], region: usize, excluded: &[Range<usize>]) -> Vec<Range<usize>> {
    if excluded.len() < HEADS {
        return Vec::new();
    }
    let inside = (region + 1..nodes[region].last).filter(|node| nodes[*node].tag == Tag::Paragraph && sums[*node].linked > 0);
    let over = inside.filter(|node| {
        let next = nodes[*node].last;
        next < nodes[region].last
            && nodes[next].parent == nodes[*node].parent
            && nodes[next].tag == Tag::Paragraph
            && sums[next].marks > 0
            && sums[next].linked == 0
    });
    over.map(|node| nodes[node].first_run..nodes[node].last_run).filter(|range| excluded.contains(range)).collect()
}

/// Whether an element is a paragraph that names an attachment: all link, and yet the document's.
fn is_attachment(blocks: &Blocks, node: &Node, markup: &str) -> bool {
    let first = blocks.runs.get(node.first_run).filter(|_| node.tag == Tag::Paragraph);
    first.is_some_and(|run| {
        let link = run.link.checked_sub(1).and_then(|link| blocks.links.get(link));
        let file = |(start, end): &(usize, usize)| markup.get(*start..*end).is_some_and(super::meta::is_file);
        markup[run.start..run.end].starts_with("附件") || link.is_some_and(file)
    })
}

/// An article in a container that a script shows later (WeChat, templates) is shown; spam beside an article stays hidden.
fn show_template(blocks: &mut Blocks, markup: &str) {
    let nodes = &blocks.nodes;
    let shown = nodes.iter().filter(|node| node.marks > 0).map(|node| node.han).sum::<u32>();
    let mut hidden = vec![0u32; nodes.len()];
    for (index, node) in nodes.iter().enumerate() {
        if node.hiding == Hiding::Switched {
            // The outermost element hidden this way, found through its parent, which comes first.
            hidden[index] = node.hidden_han;
        }
    }
    let mut outermost = 0;
    let mut sums = vec![0u32; nodes.len()];
    for (index, node) in nodes.iter().enumerate() {
        if index == 0 || nodes[outermost].last <= index || outermost == 0 {
            outermost = if node.hiding == Hiding::Switched { index } else { 0 };
        }
        if outermost > 0 {
            sums[outermost] += hidden[index];
        }
    }
    let best = best(&sums);
    // WeChat's own container holds the article, however short.
    let node = &blocks.nodes[best];
    let own = attribute(&markup[node.name_end.min(node.open_end)..node.open_end], "id") == Some("js_content");
    if best == 0 || sums[best] < TEMPLATE.saturating_mul(shown).max(if own { 1 } else { 60 }) {
        return;
    }
    let (first, last) = (best, blocks.nodes[best].last);
    for node in &mut blocks.nodes[first..last] {
        if node.hiding == Hiding::Switched {
            node.hiding = Hiding::Shown;
        }
    }
    let runs = blocks.nodes[best].first_run..blocks.nodes[best].last_run;
    for at in runs {
        let run = &mut blocks.runs[at];
        if run.hiding == Hiding::Switched {
            run.hiding = Hiding::Shown;
            let node = &mut blocks.nodes[run.node];
            // What they hold is counted as prose by its length: the scan did not look for commas in hidden text.
            let han = ((run.end - run.start) / 3) as u32;
            if run.link > 0 {
                node.linked += han;
            } else {
                node.han += han;
                node.marks += han / 20;
            }
        }
    }
}

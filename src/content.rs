//! Main content and metadata. In: repaired markup or lines. Out: [`Content`]: the article's text, one line a block, what the
//! page says of itself, and everything visible that was dropped. Never done here: reading values out of the text.
//!
//! Two ways lead to the same [`lines::Lines`]: `html` (scan, pick, text) and `text` (a scrape's lines). From there on all is
//! shared: `furniture` tells article lines from furniture, `meta` reads the furniture, `strip` writes down what remains.

mod blocks;
mod bylines;
mod contacts;
mod entries;
mod facts;
mod flat;
pub mod furniture;
pub mod html;
pub mod labels;
pub mod lines;
pub mod lists;
mod look;
pub mod meta;
mod pager;
mod pick;
mod prose;
pub mod roles;
pub mod scrape;
pub mod shown;
pub mod spam;
mod styles;
mod tags;
mod teasers;
pub mod text;
pub mod title;
mod wechat;

use std::ops::Range;

use crate::decode::{Hints, SourceKind};
use crate::repair::{Damage, Edit, Repaired};
use crate::rules::Rules;
use crate::trace::{Images, Near, SourceSpan, TextSpan, Traced};

use furniture::Judged;
use lines::{LineKind, Lines};

/// One line of the main text.
#[derive(Clone, Debug)]
pub struct Block {
    /// Its bytes in the main text, without the line feed.
    pub span: TextSpan,
    /// What the line is in the page's structure.
    pub kind: LineKind,
    /// Whether the whole line stands in strong, b or the like.
    pub strong: bool,
}

/// Why something visible is not in the main text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DropReason {
    /// Menus, breadcrumbs, link lists.
    #[default]
    Navigation,
    /// 来源, 打印, footers and their kin.
    Boilerplate,
    /// Not shown by the page's own styles.
    Hidden,
    /// Inserted advertising.
    Spam,
    /// Other articles.
    Related,
}

/// A visible piece of the page that is not in the main text.
#[derive(Clone, Debug)]
pub struct Dropped {
    /// Why.
    pub reason: DropReason,
    /// Its first characters (at most 40).
    pub text: String,
    /// Where it stands in the input.
    pub source: Option<SourceSpan>,
}

/// A link: its text and its address as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What is shown.
    pub text: String,
    /// Where it leads.
    pub href: String,
}

/// Whether a page is an article or a list of links to articles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PageKind {
    /// One article.
    #[default]
    Article,
    /// An index, a search result, a home page.
    List,
}

/// What the page says of itself.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Title of the article, without the site's suffix.
    pub title: Option<String>,
    /// The dropped line that shows the title, in the repaired text.
    pub(crate) title_at: Option<Range<usize>>,
    /// The date shown near the title, else the CMS's.
    pub published: Option<jiff::civil::Date>,
    /// Where that date is shown, where a dropped line shows it.
    pub published_at: Option<PublishedAt>,
    /// 来源.
    pub publisher: Option<String>,
    /// 作者.
    pub author: Option<String>,
    /// Canonical address.
    pub url: Option<String>,
    /// The site's name: the CMS's, else the end of the head's title.
    pub site: Option<String>,
    /// The site's own address, as its head states it.
    pub domain: Option<String>,
    /// 当前位置, from the outermost.
    pub breadcrumb: Vec<String>,
    /// 索引号 from a metadata table.
    pub index: Option<String>,
    /// 文号 from a metadata table (发文字号), or from a line that holds nothing else.
    pub document_number: Option<String>,
    /// 发文机关 from a metadata table.
    pub issuer: Option<String>,
    /// 成文日期 from a metadata table.
    pub written: Option<jiff::civil::Date>,
    /// Article or list.
    pub kind: PageKind,
    /// 附件.
    pub attachments: Vec<Link>,
    /// The pages that its pager names; without an address where the pager shows no link.
    pub pages: Vec<Link>,
    /// The links of a list page.
    pub links: Vec<Link>,
    /// Fields for which the page gives more than one value.
    pub conflicts: Vec<Conflict>,
}

/// Where the page shows its date, outside the main text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedAt {
    /// As written.
    pub text: String,
    /// Where it stands in the input.
    pub source: Option<SourceSpan>,
}

/// A field for which the page gives several values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The field of [`Page`].
    pub field: &'static str,
    /// The values in the order of trust.
    pub values: Vec<String>,
}

/// The article and what is known of it.
#[derive(Clone, Debug)]
pub struct Content<'s> {
    /// Main text over the repaired text.
    pub(crate) text: Traced,
    pub(crate) blocks: Vec<Block>,
    pub(crate) page: Page,
    pub(crate) dropped: Vec<Dropped>,
    /// Where reading ended and where an element was too deep, in the repaired text: see [`crate::limits`].
    pub(crate) unread: Option<usize>,
    pub(crate) deeper: Option<usize>,
    repaired: Repaired<'s>,
}

impl Content<'_> {
    /// The main text, one line a block, without a final line feed.
    pub fn text(&self) -> &str {
        self.text.as_str()
    }

    /// The lines of the main text.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// What the page says of itself.
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// Everything visible that is not in the main text, in order of the page.
    pub fn dropped(&self) -> &[Dropped] {
        &self.dropped
    }

    /// What the input said of the page besides its bytes.
    pub fn hints(&self) -> &Hints {
        &self.repaired.origin.hints
    }

    /// The page's date: the one it shows, else the one the input gives; the day it was fetched where its text writes no year either.
    pub fn date(&self) -> Option<jiff::civil::Date> {
        let fetched = || self.hints().fetched.filter(|_| !shown::is_dated(self.text()));
        self.page.published.or(self.hints().published).or_else(fetched)
    }

    /// The input bytes behind a span of the main text.
    pub fn source(&self, span: TextSpan) -> Option<SourceSpan> {
        self.source_near(span, &mut Near::default())
    }

    /// The same, for spans asked for in their order.
    pub(crate) fn source_near(&self, span: TextSpan, near: &mut Near) -> Option<SourceSpan> {
        self.text.origin(span.range()).and_then(|range| self.repaired.source_near(range, near))
    }

    /// The input bytes of the page's title: of the dropped line that shows it, else where the markup first says it.
    pub(crate) fn title_source(&self) -> Option<SourceSpan> {
        let said = || {
            let title = self.page.title.as_deref()?;
            memchr::memmem::find(self.repaired.text().as_bytes(), title.as_bytes()).map(|at| at..at + title.len())
        };
        self.page.title_at.clone().or_else(said).and_then(|range| self.repaired.source(range))
    }

    /// The repairs made on the whole page.
    pub fn edits(&self) -> &[Edit] {
        self.repaired.edits()
    }

    /// The damage left on the whole page, spans in the repaired text.
    pub fn damage(&self) -> &[Damage] {
        self.repaired.damage()
    }

    pub(crate) fn repaired(&self) -> &Repaired<'_> {
        &self.repaired
    }

    /// Repaired text → main text: what was kept of a stretch.
    pub(crate) fn images(&self) -> Images<'_> {
        self.text.images()
    }
}

/// Keep the article, read the furniture, list what is dropped.
pub fn strip<'s>(repaired: Repaired<'s>, rules: &Rules) -> Content<'s> {
    let mut lines = match repaired.origin.kind {
        SourceKind::Html => html::lines(&repaired, rules),
        SourceKind::Text => text::lines(&repaired, rules),
    };
    if !repaired.edits.is_empty() {
        // Repair reads text, not attributes: on a damaged page the head's are damaged too.
        for (_, content) in &mut lines.head.metas {
            *content = crate::repair::repaired_text(content, rules);
        }
    }
    let mut judged = furniture::judge(lines, rules);
    let (kind, links) = lists::settle(&mut judged, repaired.text(), rules);
    let framed = judged.lines.lines.is_empty() && !judged.lines.head.frames.is_empty();
    let (kind, links) = if framed { (PageKind::List, judged.lines.head.frames.clone()) } else { (kind, links) };
    let mut page = meta::read(&judged, &repaired, &rules.content);
    (page.kind, page.links) = (kind, links);
    page.pages = pager::pages(&judged, repaired.text());
    if kind == PageKind::List {
        page.published = None; // the dates are the entries'
    }
    page.title_at = page.title.as_deref().and_then(|title| title::shown_at(title, &judged.lines));
    page.published_at = page.published.and_then(|date| locate(date, &judged.lines, &repaired));
    write(judged, page, repaired)
}

/// The dropped line that shows the page's date.
fn locate(date: jiff::civil::Date, lines: &Lines, repaired: &Repaired) -> Option<PublishedAt> {
    lines.lines.iter().filter(|line| line.drop.is_some()).find_map(|line| {
        let text = lines.str(line);
        let (at, found) = shown::anywhere(text).filter(|(_, found)| found.date == date)?;
        let range = line.span.start + at..line.span.start + at + found.len;
        let origin = lines.text.origin(range);
        Some(PublishedAt { text: text.get(at..at + found.len)?.to_string(), source: origin.and_then(|range| repaired.source(range)) })
    })
}

/// The first `chars` characters of a text.
fn beginning(text: &str, chars: usize) -> &str {
    if text.len() <= chars {
        return text;
    }
    text.char_indices().nth(chars).map_or(text, |(end, _)| &text[..end])
}

/// The kept lines become the main text, the others are listed.
fn write<'s>(judged: Judged, page: Page, repaired: Repaired<'s>) -> Content<'s> {
    let lines = &judged.lines;
    let mut text = Traced::new();
    text.reserve_for(&lines.text, lines.lines.len());
    let mut blocks = Vec::new();
    let mut dropped = Vec::with_capacity(lines.lines.len());
    let (mut near, mut piece) = (Near::default(), 0);
    let mut drop = |reason: DropReason, span: Range<usize>| {
        dropped.push(Dropped {
            reason,
            text: beginning(&lines.text.as_str()[span.clone()], 40).to_string(),
            source: lines.text.origin_near(span, &mut piece).and_then(|range| repaired.source_near(range, &mut near)),
        });
    };
    let mut cuts = judged.cuts.iter().peekable();
    for (index, line) in lines.lines.iter().enumerate() {
        if let Some(reason) = line.drop {
            drop(reason, line.span.clone());
            while cuts.next_if(|cut| cut.line <= index).is_some() {}
            continue;
        }
        if !text.is_empty() {
            text.push_added("\n");
        }
        let start = text.len();
        let mut at = line.span.start;
        while let Some(cut) = cuts.next_if(|cut| cut.line <= index) {
            text.push_traced(&lines.text, at..cut.span.start);
            drop(cut.reason, cut.span.clone());
            at = cut.span.end;
        }
        text.push_traced(&lines.text, at..line.span.end);
        blocks.push(Block { span: TextSpan::new(start, text.len()), kind: line.kind, strong: line.strong });
    }
    let (unread, deeper) = (lines.unread, lines.deeper);
    Content { text, blocks, page, dropped, unread, deeper, repaired }
}

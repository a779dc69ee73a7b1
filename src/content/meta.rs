//! What the page says of itself: title, date, 来源, breadcrumb, tables of metadata. In: judged lines and the head. Out: [`Page`].
//! Never done here: guessing a value that no line and no meta element states.

use crate::letters;
use jiff::civil::Date;

use super::furniture::Judged;
use super::roles::Role;
use super::{Conflict, DropReason, Link, Page, labels, shown, title, wechat};
use crate::repair::Repaired;
use crate::rules::content::{Class, ContentRules, Field};

/// Names of meta elements that tell a date, the CMS's own first.
const DATES: [&str; 14] = [
    "pubdate",
    "publishdate",
    "article:published_time",
    "og:published_time",
    "publish_date",
    "publishtime",
    "weibo: article:create_at",
    "og:release_date",
    "datepublished",
    "apub:time",
    "firstpublishedtime",
    "_pubtime",
    "og:time",
    "date",
];

/// Read the furniture and the head.
pub fn read(judged: &Judged, repaired: &Repaired, rules: &ContentRules) -> Page {
    let title = title::read(judged);
    let mut page = Page {
        breadcrumb: breadcrumb(judged, title.as_deref()),
        title,
        attachments: attachments(judged, repaired.text()),
        ..Page::default()
    };
    let shared = || judged.lines.head.metas.iter().find(|(name, content)| name == "og:url" && !content.trim().is_empty());
    page.url = repaired.origin.hints.url.clone().or_else(|| judged.lines.head.canonical.clone());
    page.url = page.url.take().or_else(|| shared().map(|(_, content)| content.trim().to_string()));
    let near = near_article(judged);
    let mut dates: Vec<Date> = Vec::new();
    for at in &near {
        read_line(judged, *at, &mut page, &mut dates);
    }
    tell_dates(judged, &mut page, dates);
    if wechat::is_article(&judged.lines.head) {
        // What stands behind the date is where the account is: 2024-01-17 13:20 江苏.
        page.publisher = wechat::account(repaired.text()).or(page.publisher.take());
        page.published = page.published.or_else(|| wechat::published(repaired.text()));
    }
    page.author = page.author.take().or_else(|| author_beside(judged)).or_else(|| author_inside(judged));
    page.publisher = page.publisher.take().or_else(|| publisher_beside(judged, &near, rules));
    page.document_number = page.document_number.take().or_else(|| number_above(judged));
    let named = |names: &[&str]| {
        let found = judged.lines.head.metas.iter().find(|(name, content)| names.contains(&name.as_str()) && is_name(content));
        found.map(|(_, content)| title::tidy(content))
    };
    page.publisher = page.publisher.take().or_else(|| named(&["contentsource", "source", "mediaid"]));
    page.author = page.author.take().or_else(|| named(&["author", "article:author"]));
    page.site = named(&["sitename", "og:site_name"]).or_else(|| judged.lines.head.title.as_deref().and_then(title::site));
    page.domain = named(&["sitedomain"]);
    page
}

/// The lines of metadata in the order of trust: those with the title, then those kept near the article, then the others.
fn near_article(judged: &Judged) -> Vec<usize> {
    let lines = &judged.lines.lines;
    let first = lines.iter().position(|line| line.drop.is_none()).unwrap_or(lines.len());
    let mut near = judged.meta.clone();
    let is_meta = |at: &usize| judged.readings[*at].meta.is_some() && lines[*at].drop.is_some_and(|drop| drop != DropReason::Hidden);
    let above = (0..first).rev().take(60).filter(is_meta);
    let below = (first..lines.len()).filter(is_meta);
    let mut seen: std::collections::HashSet<usize> = near.iter().copied().collect();
    near.extend(above.chain(below).filter(|at| seen.insert(*at)));
    near
}

fn read_line(judged: &Judged, at: usize, page: &mut Page, dates: &mut Vec<Date>) {
    let Some(meta) = &judged.readings[at].meta else { return };
    let line = judged.lines.str(&judged.lines.lines[at]);
    for (index, labelled) in meta.fields.iter().enumerate() {
        let last = index + 1 == meta.fields.len();
        let value = match &line[labelled.value.clone()] {
            "" if last && line.ends_with(['：', ':']) => value_below(judged, at),
            value => value,
        };
        if value.is_empty() {
            continue;
        }
        let text = || Some(title::tidy(value));
        match labelled.field {
            Field::Published | Field::Replied => {
                dates.extend(shown::at_start(value).map(|shown| shown.date).or_else(|| shown::parted(value)))
            }
            Field::Written => page.written = page.written.or_else(|| shown::at_start(value).map(|shown| shown.date)),
            // 文章来源：https://… says where the text was taken from, and names nobody.
            Field::Publisher | Field::Author if value.contains("://") || is_self(value) => {}
            Field::Publisher => page.publisher = page.publisher.take().or_else(text),
            Field::Author => page.author = page.author.take().or_else(text),
            Field::Index => page.index = page.index.take().or_else(text),
            Field::DocumentNumber => page.document_number = page.document_number.take().or_else(text),
            Field::Issuer => page.issuer = page.issuer.take().or_else(text),
            _ => {}
        }
    }
}

/// A name on a line of its own beside the line that shows the date: 央视新闻.
fn publisher_beside(judged: &Judged, near: &[usize], rules: &ContentRules) -> Option<String> {
    let lines = &judged.lines.lines;
    let dates = |at: &&usize| judged.readings[**at].meta.iter().flat_map(|meta| &meta.fields).any(|field| field.field == Field::Published);
    let told = *near.iter().find(dates)?;
    let beside = [told.checked_sub(1), Some(told + 1)].into_iter().flatten().filter(|at| *at < lines.len() && Some(*at) != judged.title);
    let names =
        beside.filter(|at| lines[*at].drop.is_some_and(|drop| drop != DropReason::Hidden) && judged.readings[*at].role == Role::Text);
    // 信息来源某局: label and value may stand side by side without a colon.
    let bare = |name: &'_ str| -> usize {
        let label = rules.labels(name, false).into_iter().find(|(range, field, _)| range.start == 0 && *field == Field::Publisher);
        label.map_or(0, |(range, _, _)| range.end)
    };
    let names = names.map(|at| judged.lines.str(&lines[at]));
    let mut names = names.map(|name| &name[bare(name)..]).filter(|name| {
        let letters = name.chars().all(|c| c.is_alphanumeric());
        letters && (2..=14).contains(&name.chars().count()) && rules.byline_ends(name)
    });
    names.next().map(title::tidy)
}

/// □ 本报记者 田野: who wrote it, on a line of its own between title and article.
fn author_beside(judged: &Judged) -> Option<String> {
    let lines = &judged.lines.lines;
    let first = lines.iter().position(|line| line.drop.is_none()).unwrap_or(lines.len());
    let near = first.saturating_sub(BESIDE)..first;
    let mut texts = near.filter(|at| lines[*at].drop != Some(DropReason::Hidden)).map(|at| judged.lines.str(&lines[at]));
    texts.find_map(|line| {
        let name = line.trim_start_matches(['□', '■', '◎', '○', '●', '◇', '/']).trim();
        let titles = ["本报记者", "本报通讯员", "本报特约", "特约记者", "记者", "通讯员"];
        let hired = |(paper, name): (&str, &str)| paper.chars().count() <= PAPER && name.starts_with(char::is_whitespace);
        let writes = titles.iter().any(|title| name.starts_with(title)) || name.split_once("记者").is_some_and(hired);
        (writes && (4..=24).contains(&name.chars().count()) && !name.contains(['，', '。', '：', ':', '；'])).then(|| title::tidy(name))
    })
}

/// 作者：某某（某大学教授） as the article's own first line.
fn author_inside(judged: &Judged) -> Option<String> {
    let lines = &judged.lines.lines;
    let kept = (0..lines.len()).filter(|at| lines[*at].drop.is_none()).take(2);
    let mut fields = kept.flat_map(|at| {
        let fields = judged.readings[at].meta.iter().flat_map(|meta| &meta.fields);
        fields.filter(|field| field.field == Field::Author).map(move |field| &judged.lines.str(&lines[at])[field.value.clone()])
    });
    fields.find(|name| is_name(name)).map(title::tidy)
}

/// Characters of a paper's name before 记者.
const PAPER: usize = 8;

/// Lines around the title among which a line that is nothing but a 文号 speaks of the page.
const BESIDE: usize = 6;

/// 某政发〔2024〕5号 on a line of its own beside the title, dropped with it.
fn number_above(judged: &Judged) -> Option<String> {
    let lines = &judged.lines.lines;
    let first = lines.iter().position(|line| line.drop.is_none()).unwrap_or(lines.len());
    let near = first.saturating_sub(BESIDE)..first;
    // It may also be the first line of the text.
    let near = near.chain(Some(first).filter(|first| *first < lines.len()));
    let mut texts = near.filter(|at| lines[*at].drop != Some(DropReason::Hidden)).map(|at| judged.lines.str(&lines[at]));
    texts.find(|line| is_number(line)).map(title::tidy)
}

/// 某政发〔2024〕5号: an organ's letters, a year in brackets, a number.
fn is_number(line: &str) -> bool {
    let bare = line.trim_matches(|c: char| matches!(c, '(' | ')' | '（' | '）') || c.is_whitespace());
    let Some(body) = bare.strip_suffix('号').filter(|_| bare.len() <= 90) else { return false };
    let Some((organ, rest)) = body.split_once(['〔', '[', '［', '【', '（', '(']) else { return false };
    let Some((year, number)) = rest.split_once(['〕', ']', '］', '】', '）', ')']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    !organ.is_empty()
        && organ.chars().all(letters::is_han)
        && year.len() == 4
        && digits(year)
        && digits(number.trim_start_matches('第').trim())
}

/// The line below a bare label, where it was taken as its value.
fn value_below(judged: &Judged, at: usize) -> &str {
    let below = judged.readings.get(at + 1).filter(|below| below.role == Role::Meta && below.meta.is_none());
    below.map_or("", |_| judged.lines.str(&judged.lines.lines[at + 1]))
}

/// The date shown with the title first, the CMS's second, 发文日期 of the table third; differences are told.
fn tell_dates(judged: &Judged, page: &mut Page, shown_dates: Vec<Date>) {
    let metas = &judged.lines.head.metas;
    let cms = DATES.iter().find_map(|name| {
        let content = metas.iter().find(|(own, _)| own == name).map(|(_, content)| content.trim())?;
        shown::anywhere(content).map(|(_, shown)| shown.date)
    });
    let mut values: Vec<Date> = Vec::new();
    for date in shown_dates.first().copied().into_iter().chain(cms) {
        if !values.contains(&date) {
            values.push(date);
        }
    }
    page.published = values.first().copied().or(page.written);
    if values.len() > 1 {
        page.conflicts.push(Conflict { field: "published", values: values.iter().map(Date::to_string).collect() });
    }
}

/// The path to the page, from the outermost; the page's own 正文 is no part of it.
fn breadcrumb(judged: &Judged, title: Option<&str>) -> Vec<String> {
    let first = judged.lines.lines.iter().position(|line| line.drop.is_none()).unwrap_or(judged.lines.lines.len());
    let is_crumb = |at: &usize| judged.readings[*at].role == Role::Breadcrumb && judged.lines.lines[*at].drop != Some(DropReason::Hidden);
    let Some(end) = (0..first).rev().find(is_crumb).or_else(|| (0..judged.readings.len()).find(is_crumb)) else {
        return linked_path(judged, first);
    };
    let start = (0..=end).rev().take_while(is_crumb).last().unwrap_or(end);
    let mut crumbs: Vec<String> = Vec::new();
    for at in start..=end {
        let line = judged.lines.str(&judged.lines.lines[at]);
        let dated = judged.readings[at].meta.as_ref().and_then(|meta| meta.fields.first());
        let line = dated.map_or(line, |date| &line[..date.value.start]);
        let path = match line.split_once(['：', ':']) {
            Some((label, path)) if ["位", "栏目", "这里"].iter().any(|word| label.contains(word)) => path,
            _ => line,
        };
        let arrows = ['>', '＞', '»', '›', '→', '\t'];
        // Without arrows a path is parted by slashes or by dashes between blanks.
        let steps = path.split(|c: char| arrows.contains(&c) || c == '/' && !path.contains('>'));
        let steps = steps.flat_map(|step| step.split(if path.contains(arrows) { "\n" } else { " - " }));
        crumbs.extend(steps.map(title::tidy).filter(|crumb| !crumb.is_empty() && !crumb.ends_with("位置")));
    }
    let is_leaf = |crumb: &String| {
        let leaf = [
            "信件详情",
            "新闻详情",
            "文章详情",
            "政策详情",
            "正文",
            "内容",
            "详情",
            "详情页",
            "文章内容",
            "文章正文",
            "浏览文章",
            "详细内容",
            "信息内容",
            "内容详情",
        ];
        // 正文 申请入驻: a button behind the page's own name.
        let own = crumb.trim_matches(|c: char| labels::decoration(c)).split(' ').next().unwrap_or_default();
        leaf.contains(&own)
    };
    // Two paths in a row (one of the template's, one of the page's): the last one counts.
    if let Some(home) = crumbs.iter().rposition(|crumb| crumb.ends_with("首页") || crumb.ends_with("主页")) {
        crumbs.drain(..home);
    }
    while crumbs.last().is_some_and(is_leaf) {
        crumbs.pop();
    }
    if let (Some(title), true, Some(last)) = (title, crumbs.len() > 1, crumbs.last_mut()) {
        // 首页 > 图片新闻 某市召开会议: in a scrape the title may hang on the path.
        let column = last.strip_suffix(title).filter(|column| column.ends_with(' ')).map(str::trim_end);
        if title::letters(last) == title::letters(title) {
            crumbs.pop();
        } else if let Some(column) = column.map(str::to_string) {
            *last = column;
        }
    }
    crumbs
}

/// 某频道>>本网专稿 over the article: links and arrows and nothing else, without a home page to begin with.
fn linked_path(judged: &Judged, first: usize) -> Vec<String> {
    let arrows = ['>', '＞', '»', '›', '→'];
    let lines = (first.saturating_sub(PATH)..first).rev().filter(|at| {
        let (line, reading) = (&judged.lines.lines[*at], &judged.readings[*at]);
        line.links.len() >= 2 && line.drop != Some(DropReason::Hidden) && reading.chars <= 60 && line.link_chars * 10 >= reading.chars * 6
    });
    let path = |at: usize| -> Option<Vec<String>> {
        let text = judged.lines.str(&judged.lines.lines[at]);
        let crumbs: Vec<String> = text.split(arrows).map(title::tidy).filter(|crumb| !crumb.is_empty()).collect();
        let step =
            |crumb: &String| (2..=16).contains(&crumb.chars().count()) && !crumb.contains("更多") && !crumb.contains([' ', '|', '，']);
        ((2..=6).contains(&crumbs.len()) && crumbs.iter().all(step)).then_some(crumbs)
    };
    let own = |crumb: &String| !["正文", "内容", "详情"].contains(&crumb.as_str());
    lines.filter_map(path).next().map(|crumbs| crumbs.into_iter().filter(own).collect()).unwrap_or_default()
}

/// Lines over an article among which its path stands.
const PATH: usize = 20;

fn is_name(text: &str) -> bool {
    let chars = text.trim().chars().count();
    // An account's number is no name: 3af05e7a-0000.
    let number = text.is_ascii() && text.contains(|c: char| c.is_ascii_digit());
    (2..=24).contains(&chars) && !text.contains(['。', '，', '；', '@']) && text.contains(char::is_alphabetic) && !number && !is_self(text)
}

/// What a site calls itself or nobody: 来源：本网.
fn is_self(name: &str) -> bool {
    ["本网", "本站", "本站原创", "本网原创", "原创", "网络", "互联网", "转载", "未知", "佚名", "管理员", "本站编辑", "admin"]
        .contains(&name.trim())
}

/// Endings of files that documents are attached as.
const FILES: [&str; 14] = ["doc", "docx", "xls", "xlsx", "pdf", "wps", "et", "ofd", "ppt", "pptx", "zip", "rar", "tif", "txt"];

/// Whether a name ends like a file's.
fn ends(name: &str) -> bool {
    name.trim().rsplit_once('.').is_some_and(|(_, ending)| FILES.iter().any(|file| ending.eq_ignore_ascii_case(file)))
}

/// Whether an address leads to a file; a script that sends one has the file's name among its arguments.
pub fn is_file(href: &str) -> bool {
    href.split(['?', '#', '&']).any(ends)
}

/// The files that the article offers: links in its region (or in a line of 附件) that lead to a file, each once.
fn attachments(judged: &Judged, repaired: &str) -> Vec<Link> {
    let lines = &judged.lines;
    let own = lines.lines.iter().zip(&judged.readings).filter(|(line, reading)| {
        let inside = line.main || line.side == std::cmp::Ordering::Equal;
        line.drop != Some(DropReason::Hidden) && (inside || reading.role == Role::Known(Class::Attachment))
    });
    let is_file = |link: &Link| is_file(&link.href) || ends(&link.text) && !link.href.is_empty();
    let mut found: Vec<Link> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for link in own.flat_map(|(line, _)| lines.links_of(line, repaired)).filter(is_file) {
        if !link.text.trim().is_empty() && seen.insert((link.text.clone(), link.href.clone())) {
            found.push(link);
        }
    }
    found
}

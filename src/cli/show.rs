//! `qingyuan show`: a page for people: the repaired text with its values in colour, sections in the margin, tables below.

mod grid;
mod raw;
mod text;

use std::path::PathBuf;

use clap::Args;
use qingyuan::record::{Figure, Record};
use qingyuan::{Error, Mentions, Source, decode, find, record, repair, segment, strip};

use super::paint::{Look, Paint, When, safe};
use super::{Common, Outside, exit, print, read, words};
use crate::lang::Lang;
use grid::Grid;

/// Width where standard output is no terminal.
const WIDTH: u16 = 100;
/// Narrower than this nothing can be read.
const NARROWEST: u16 = 40;

const EXAMPLES: &str = "\
Examples:
  qingyuan show page.html                       the page, its dates, documents and targets
  qingyuan show page.html --raw                 the damaged text beside the repaired one
  qingyuan show page.html --color always | less -R";

/// Arguments of `show`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    /// A page (text or HTML), or - for standard input
    #[arg(value_name = "PATH", default_value = "-")]
    path: PathBuf,
    /// Show what the input says beside the repaired text, line by line
    #[arg(long)]
    raw: bool,
    /// Columns [default: those of the terminal, else 100]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(i64::from(NARROWEST)..))]
    width: Option<u16>,
    #[command(flatten)]
    outside: Outside,
    /// Colours: auto, always or never
    #[arg(long, value_enum, value_name = "WHEN", default_value = "auto")]
    color: When,
    #[command(flatten)]
    common: Common,
}

/// How everything is shown.
#[derive(Clone, Copy)]
pub struct Style {
    paint: Paint,
    lang: Lang,
    width: usize,
}

/// Show a page.
pub fn run(options: &Options, lang: Lang) -> Result<u8, Error> {
    words::listen(options.common.quiet, options.common.verbose);
    let bytes = read(&options.path)?;
    let rules = options.outside.reading.rules()?;
    let mut source = Source::new(options.path.display().to_string(), bytes);
    options.outside.apply(&mut source);
    let mentions = find(segment(strip(repair(decode(&source), rules), rules), rules), rules);
    let lines = options.raw.then(|| raw_lines(&mentions));
    let record = record(mentions, &source);
    let width =
        options.width.or_else(|| console::Term::stdout().size_checked().map(|(_, columns)| columns)).unwrap_or(WIDTH).max(NARROWEST);
    let style = Style { paint: Paint::stdout(options.color), lang, width: usize::from(width) };
    let mut out = head(&record, style);
    match lines {
        Some(lines) => out += &raw::told(&record, &source.bytes, &lines, style),
        None => out += &(text::legend(style) + &text::told(&record, style) + &tables(&record, style)),
    }
    print(out.as_bytes())?;
    Ok(exit::FINE)
}

/// For each line of the main text where it stands in the input.
fn raw_lines(mentions: &Mentions) -> Vec<Option<(usize, usize)>> {
    let (text, content) = (mentions.sections().text(), mentions.sections().content());
    let mut start = 0;
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let span = qingyuan::trace::TextSpan::new(start, start + line.len());
        lines.push(content.source(span).map(|source| (source.start, source.end)));
        start += line.len() + 1;
    }
    lines
}

/// Title, origin, and what was wrong with the page.
fn head(record: &Record, style: Style) -> String {
    let Style { paint, lang, .. } = style;
    let page = &record.page;
    let mut out = String::new();
    if let Some(title) = &page.title {
        out += &format!("{}\n", paint.dye(Look::BOLD, safe(title)));
    }
    let origin = [
        page.published.as_deref(),
        page.publisher.as_deref(),
        page.author.as_deref(),
        page.url.as_deref(),
        Some(record.source.uri.as_str()),
    ];
    let origin: Vec<_> = origin.into_iter().flatten().map(|part| safe(part).into_owned()).collect();
    out += &format!("{}\n", paint.dye(Look::DIM, origin.join(" · ")));
    let repairs: Vec<String> = record.repairs.iter().map(|repair| format!("{} {}", repair.class, repair.count)).collect();
    let mut state = vec![record.decoding.encoding.clone()];
    if !repairs.is_empty() {
        state.push(format!("{} {}", lang.pick("已修复", "repaired"), repairs.join(", ")));
    }
    if !record.damage.is_empty() {
        state.push(format!("{} {}", lang.pick("仍有损坏", "damage left"), record.damage.len()));
    }
    out + &format!("{}\n\n", paint.dye(Look::DIM, state.join(" · ")))
}

/// The values as tables.
fn tables(record: &Record, style: Style) -> String {
    let lang = style.lang;
    let mut dates =
        Grid::new(lang.pick("日期", "Dates"), lang.pick(&["原文", "日期", "角色", "地区"], &["text", "date", "role", "region"]));
    for date in &record.dates {
        dates.row([date.text.clone(), date.edtf.clone(), date.role.to_string(), region(record, date.region.as_deref())]);
    }
    let names = lang.pick(&["#", "标题", "文号", "日期", "发布机关", "状态"], &["#", "title", "number", "date", "issuers", "status"]);
    let mut documents = Grid::new(lang.pick("文件", "Documents"), names);
    for document in &record.documents {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        documents.row([
            document.id.to_string(),
            text(&document.title),
            text(&document.number),
            text(&document.date),
            document.issuers.join("、"),
            document.status.clone(),
        ]);
    }
    let names = lang.pick(&["对象", "原文", "值", "期限", "地区", "文件"], &["object", "text", "value", "deadline", "region", "document"]);
    let mut targets = Grid::new(lang.pick("目标", "Targets"), names);
    for target in &record.targets {
        let document = target.document.map_or(String::new(), |id| format!("#{id}"));
        let (object, deadline) = (target.object.clone().unwrap_or_default(), target.deadline.clone().unwrap_or_default());
        targets.row([object, target.text.clone(), value(target), deadline, region(record, target.region.as_deref()), document]);
    }
    [dates, documents, targets].iter().map(|grid| grid.told(style)).collect()
}

/// A value with its comparator and unit.
fn value(figure: &Figure) -> String {
    let number = match (&figure.value, &figure.min, &figure.max) {
        (Some(value), ..) => grouped(&value.to_string()),
        (None, Some(min), Some(max)) => format!("{}–{}", grouped(&min.to_string()), grouped(&max.to_string())),
        _ => return String::new(),
    };
    let comparator = if matches!(figure.comparator.as_ref(), "=" | "range") { String::new() } else { format!("{} ", figure.comparator) };
    let unit = if matches!(figure.unit.as_str(), "item" | "1") { String::new() } else { format!(" {}", figure.unit) };
    format!("{comparator}{number}{unit}")
}

/// `300000000000` → `300,000,000,000`; what is no plain number stays.
fn grouped(number: &str) -> String {
    let (sign, rest) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, part) = rest.split_at(rest.find('.').unwrap_or(rest.len()));
    if !whole.bytes().all(|byte| byte.is_ascii_digit()) || whole.len() < 5 {
        return number.to_string();
    }
    let groups: Vec<&str> = std::iter::once(&whole[..whole.len() % 3])
        .filter(|group| !group.is_empty())
        .chain((whole.len() % 3..whole.len()).step_by(3).map(|at| &whole[at..at + 3]))
        .collect();
    format!("{sign}{}{part}", groups.join(","))
}

/// The name of a place that the page has a section about, else its code.
fn region(record: &Record, adcode: Option<&str>) -> String {
    let Some(adcode) = adcode else { return String::new() };
    let named = record.sections.iter().filter_map(|section| section.region.as_ref()).find(|region| region.adcode == adcode);
    named.map_or(adcode, |region| region.name.as_str()).to_string()
}

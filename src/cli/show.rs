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
use grid::{Column, Grid};

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
        None => out += &(text::told(&record, style) + &tables(&record, style)),
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
    let plain = |zh, en| Column::text(lang.pick(zh, en), Look(""));
    let place = Column::text(lang.pick("地区", "region"), text::PLACE);
    let mut dates = Grid::new(
        lang.pick("日期", "Dates"),
        [Column::text(lang.pick("原文", "text"), text::DATE), plain("日期", "date"), plain("角色", "role"), place],
    );
    for date in &record.dates {
        dates.row([date.text.clone(), date.edtf.clone(), term(lang, &date.role), region(record, date.region.as_deref())]);
    }
    let title = Column::text(lang.pick("标题", "title"), text::DOCUMENT);
    let number = Column::number("#", Look::DIM);
    let (date, issuers, status) = (plain("日期", "date"), plain("发布机关", "issuers"), plain("状态", "status"));
    let mut documents = Grid::new(lang.pick("文件", "Documents"), [number, title, plain("文号", "number"), date, issuers, status]);
    for document in &record.documents {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let (issuers, status) = (document.issuers.join("、"), term(lang, &document.status));
        let id = document.id.to_string();
        documents.row([id, text(&document.title), text(&document.number), text(&document.date), issuers, status]);
    }
    let text = Column::text(lang.pick("原文", "text"), text::TARGET);
    let value = Column::number(lang.pick("值", "value"), Look(""));
    let document = Column::number(lang.pick("文件", "document"), Look::DIM);
    let columns = [plain("对象", "object"), text, value, plain("单位", "unit"), plain("期限", "deadline"), place, document];
    let mut targets = Grid::new(lang.pick("目标", "Targets"), columns);
    for target in &record.targets {
        let document = target.document.map_or(String::new(), |id| format!("#{id}"));
        let (object, deadline) = (target.object.clone().unwrap_or_default(), target.deadline.clone().unwrap_or_default());
        let unit = if matches!(target.unit.as_str(), "item" | "1") { String::new() } else { target.unit.clone() };
        let place = region(record, target.region.as_deref());
        targets.row([object, target.text.clone(), amount(target), unit, deadline, place, document]);
    }
    dates.told(style) + &documents.told(style) + &targets.told(style)
}

/// A number with its comparator.
fn amount(figure: &Figure) -> String {
    let number = match (&figure.value, &figure.min, &figure.max) {
        (Some(value), ..) => grouped(&value.to_string()),
        (None, Some(min), Some(max)) => format!("{}–{}", grouped(&min.to_string()), grouped(&max.to_string())),
        _ => return String::new(),
    };
    let comparator = match figure.comparator.as_ref() {
        ">=" => "≥ ",
        "<=" => "≤ ",
        ">" => "> ",
        "<" => "< ",
        "~" => "≈ ",
        _ => "",
    };
    format!("{comparator}{number}")
}

/// Terms of the record in Chinese: roles of dates, states of documents.
const TERMS: [(&str, &str); 14] = [
    ("published", "发布"),
    ("issued", "印发"),
    ("adopted", "通过"),
    ("effective", "施行"),
    ("expiry", "失效"),
    ("event", "事件"),
    ("period", "期间"),
    ("deadline", "期限"),
    ("baseline", "基期"),
    ("label", "名称中"),
    ("final", "正式"),
    ("draft", "草案"),
    ("law", "法律法规"),
    ("not-policy", "非政策"),
];

/// A term in the reader's language.
fn term(lang: Lang, term: &str) -> String {
    let told = TERMS.iter().find(|(name, _)| lang == Lang::Zh && *name == term);
    told.map_or(term, |(_, told)| told).to_string()
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

//! Titles without marks: the page's own (a heading with a 文号, an addressee or an adoption note), and 关于印发《甲》的通知 in a
//! sentence. In: the text, its numbers and marked titles. Out: where such titles stand. Never done here: making documents.

use std::sync::LazyLock;

use regex::Regex;

use super::issuer;
use super::kind;
use super::number::Number;
use super::title::Marked;
use super::window;
use crate::mention::context::Context;
use crate::rules::documents::DocumentRules;
use crate::trace::TextSpan;

/// A title that no marks close in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unmarked {
    /// Where it stands.
    pub span: TextSpan,
    /// The number that goes with it: an index.
    pub number: Option<usize>,
    /// Is the page's own title.
    pub own: bool,
}

/// Letters a heading may have.
const LONGEST: usize = 400;
/// Lines a title may be broken over.
const MOST_LINES: usize = 4;
/// Lines between a title and what shows it to be one.
const REACH: usize = 4;

/// Characters that may stand behind the first body of a line of addressees, and bytes that the line may have.
const ADDRESSED: usize = 400;
const LONGEST_ADDRESSED: usize = 1500;
/// What the name of a body ends with that a line of addressees begins with.
const BODIES: [&str; 12] = ["人民政府", "委员会", "各部门", "直属机构", "单位", "部门", "局", "厅", "委", "办", "公司", "银行"];

/// 各设区市人民政府，省政府各部门：: a line that says to whom a document goes.
fn is_addressee(line: &str) -> bool {
    let named = line.trim().strip_suffix(['：', ':']).filter(|_| line.len() <= LONGEST_ADDRESSED);
    let Some(named) = named.filter(|named| !named.contains(['。', '；', '：', ':'])) else { return false };
    let fits = |rest: &str| !rest.is_empty() && rest.chars().count() <= ADDRESSED;
    let whole = named.strip_prefix('全').and_then(|rest| rest.strip_prefix(['国', '省', '市', '区', '县'])).unwrap_or(named);
    if let Some(rest) = whole.strip_prefix('各').or_else(|| named.strip_prefix("有关")) {
        return fits(rest);
    }
    let first = named.find('，').map_or(named.len(), |at| at + '，'.len_utf8());
    named[..first].match_indices(['（', '(', '、', '，']).any(|(at, mark)| {
        let is_body = |body: &str| named[..at].strip_suffix(body).is_some_and(|name| (2..=40).contains(&name.chars().count()));
        BODIES.into_iter().any(is_body) && fits(&named[at + mark.len()..])
    })
}

/// Letters between the day and the verb of an adoption note.
const NOTE: std::ops::RangeInclusive<usize> = 2..=120;
static DAY: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^[（(]\s*[12][0-9]{3}年[0-9]{1,2}月[0-9]{1,2}日").expect("a fixed pattern"));

/// （2024年1月5日某省人民代表大会常务委员会第三次会议通过）.
fn is_note(line: &str) -> bool {
    let line = line.trim_start();
    let Some(day) = line.starts_with(['（', '(']).then(|| DAY.find(line)).flatten() else { return false };
    let rest = line[day.end()..].split('。').next().unwrap_or("");
    rest.char_indices()
        .skip(*NOTE.start())
        .take(NOTE.end() - NOTE.start() + 1)
        .any(|(at, _)| ["通过", "批准", "公布", "修订", "修正"].iter().any(|verb| rest[at..].starts_with(verb)))
}

static LABEL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:发文字号|发布字号|文\s*号|文件编号|发文号|文件字号|发文文号)[\]】：:\s]+$").expect("tested"));

/// Whether a number is labelled as the page's own (发文字号：).
pub fn is_labelled(text: &str, number: &Number) -> bool {
    let start = number.span.start;
    let lead = &text[window::start(text, start, 40)..start];
    lead.contains('号') && LABEL.is_match(lead)
}

/// The page's own titles and the unmarked titles around marked ones, by their start.
pub fn find(context: &Context, marked: &[Marked], numbers: &[Number], rules: &DocumentRules) -> Vec<Unmarked> {
    let mut found = headings(context, numbers, rules);
    for title in marked.iter().filter(|title| !title.nested) {
        if let Some(span) = around(context, title.span) {
            found.push(Unmarked { span, number: None, own: false });
        }
    }
    found.extend(numbers.iter().enumerate().filter_map(|(index, number)| before_number(context, index, number, rules)));
    found.sort_by_key(|title| (title.span.start, std::cmp::Reverse(title.span.end)));
    let mut end = 0;
    found.retain(|title| {
        let free = title.span.start >= end;
        end = end.max(title.span.end);
        free
    });
    found
}

/// Bytes before a number in which the title that it closes begins.
const CLOSED: usize = 360;

/// 关于完善价格机制的通知（…〔2024〕12号）: a title without marks, and its number in the same line.
fn before_number(context: &Context, index: usize, number: &Number, rules: &DocumentRules) -> Option<Unmarked> {
    let line = context.line_at(number.span.start);
    let from = window::start(context.text, number.span.start, CLOSED).max(line.start);
    let lead = context.text.get(from..number.span.start)?;
    let lead = lead.trim_end().trim_end_matches(['（', '(', '〔', '[', '【']).trim_end();
    let at = lead.rfind("关于")?;
    let title = &lead[at..];
    let whole = !title.contains(['。', '；', '：', '《', '》', '，', '\t']) && title.chars().nth(6).is_some();
    // 根据国家关于改革的意见（…）: what a kind of document ends.
    let (surface, _) = kind::row(title, rules).filter(|_| whole)?;
    let named = title[.."关于".len().max(title.len() - surface.len())].ends_with('的') || title.starts_with("关于印发");
    if !named {
        return None;
    }
    // The organ before it is part of the title, where the line begins with it.
    let organ = context.text.get(line.start..from + at).unwrap_or("");
    let words = organ.trim_start();
    let signed = !words.is_empty() && issuer::ending(words.trim_end(), rules).is_some_and(|organs| organs.length == words.trim_end().len());
    let begins = words.is_empty() || signed;
    let start = if signed { line.start + organ.len() - words.len() } else { from + at };
    let behind = context.text.get(number.span.end..line.end).unwrap_or("");
    let alone = begins && behind.trim_matches(|letter: char| letter.is_whitespace() || "）)】]〕".contains(letter)).is_empty();
    let first = context.lines.iter().take(REACH).any(|head| head.start == line.start) && context.lines.len() > 1;
    Some(Unmarked { span: TextSpan::new(start, from + lead.len()), number: Some(index), own: alone && first })
}

/// Headings that a number, an addressee or an adoption note shows to be titles of documents.
fn headings(context: &Context, numbers: &[Number], rules: &DocumentRules) -> Vec<Unmarked> {
    let mut found: Vec<Unmarked> = Vec::new();
    let page = context.sections.content().page().title.as_deref().map(squeeze);
    let labelled = numbers.iter().position(|number| is_labelled(context.text, number));
    let mut next = 0;
    for (index, line) in context.lines.iter().enumerate() {
        while numbers.get(next).is_some_and(|number| number.span.end <= line.start) {
            next += 1;
        }
        let text = context.str(*line);
        let number =
            numbers.get(next).filter(|number| line.contains(number.span)).filter(|number| is_alone(text, *line, number)).map(|_| next);
        let addressed = number.is_none() && is_addressee(text);
        let noted = number.is_none() && !addressed && is_note(text);
        if number.is_none() && !addressed && !noted {
            continue;
        }
        let Some(span) = above(context, index, page.as_deref(), rules) else { continue };
        match found.iter_mut().find(|title| title.span == span) {
            Some(title) => title.number = title.number.or(number),
            None => found.push(Unmarked { span, number: number.or(labelled.filter(|_| found.is_empty())), own: true }),
        }
    }
    // A labelled number belongs to the page's own title, wherever that stands at the top.
    if found.is_empty()
        && let (Some(number), Some(page)) = (labelled, page.as_deref())
        && let Some(line) = context.lines.iter().take(12).find(|line| squeeze(context.str(**line)) == page)
        && kind::row(context.str(*line), rules).is_some()
    {
        found.push(Unmarked { span: trimmed(context.text, *line), number: Some(number), own: true });
    }
    found
}

/// The page's title, where it reads like a document's.
pub fn page_title<'c>(context: &Context<'c>, rules: &DocumentRules) -> Option<&'c str> {
    let title = context.sections.content().page().title.as_deref()?;
    let named = title.contains("关于") || issuer::of_title(title, rules).is_some();
    (named && kind::row(title, rules).is_some() && is_heading(title)).then_some(title)
}

/// Lines at the head of a text among which an addressee stands.
const HEAD: usize = 4;

/// The page's title, where it stands outside the main text and a number of the page or an addressee shows it to be a document's.
pub fn outside<'c>(context: &Context<'c>, rules: &DocumentRules) -> Option<&'c str> {
    let title = page_title(context, rules).filter(|title| !title.contains('《'))?;
    let numbered = context.sections.content().page().document_number.is_some();
    let mut head = context.lines.iter().take(HEAD).map(|line| context.str(*line));
    let mut addressed = || head.any(is_addressee);
    (numbered || addressed()).then_some(title)
}

/// Whether the line holds the number and nothing else but brackets.
fn is_alone(line: &str, span: TextSpan, number: &Number) -> bool {
    let (before, after) = (&line[..number.span.start - span.start], &line[number.span.end - span.start..]);
    before.chars().all(|letter| letter.is_whitespace() || matches!(letter, '（' | '(' | '【'))
        && after.chars().all(|letter| letter.is_whitespace() || matches!(letter, '）' | ')' | '】'))
}

/// The title above line `index`, where there is one.
fn above(context: &Context, index: usize, page: Option<&str>, rules: &DocumentRules) -> Option<TextSpan> {
    let mut last = index.checked_sub(1)?;
    let floor = index.saturating_sub(REACH);
    // Number, date and publisher may stand between.
    while kind::row(context.str(context.lines[last]).trim(), rules).is_none() || !is_heading(context.str(context.lines[last])) {
        last = last.checked_sub(1).filter(|last| *last >= floor)?;
    }
    let whole = trimmed(context.text, context.lines[last]);
    let mut span = whole;
    for first in (last.saturating_sub(MOST_LINES - 1)..=last).rev() {
        let line = trimmed(context.text, context.lines[first]);
        if !is_heading(context.str(line)) || line.is_empty() {
            break;
        }
        let joined = TextSpan::new(line.start, whole.end);
        let text = context.str(line);
        if joined.len() > LONGEST {
            break;
        }
        if issuer::ending(text, rules).is_some_and(|organs| organs.length == text.len()) && first < last {
            span = joined; // the organ on a line of its own
        } else if text.contains("关于") || issuer::of_title(text, rules).is_some() {
            span = joined;
            if !text.trim_start().starts_with("关于") {
                break;
            }
        }
    }
    let title = context.str(span);
    let same = page.is_some_and(|page| squeeze(title) == page);
    (title.contains("关于") || same || (index - last == 1 && title.chars().count() >= 5)).then_some(span)
}

fn is_heading(line: &str) -> bool {
    line.len() <= LONGEST && !line.contains(['。', '；', '！', '？']) && !line.trim_end().ends_with(['：', ':', '，'])
}

fn trimmed(text: &str, line: TextSpan) -> TextSpan {
    let shown = &text[line.range()];
    let start = line.start + (shown.len() - shown.trim_start().len());
    TextSpan::new(start, (start + shown.trim().len()).min(line.end))
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"关于(?:重新|联合)?(?:印发|发布|公布|转发|批转|修改|废止|实施|公开征求|批准|下达|施行|宣布失效|贯彻落实|贯彻|落实)(?:[^，。；：、《》\n]{0,20})?$").expect("tested")
});
static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:（[^（）\n]{1,20}）)?(?:等[^，。；：《》\n]{0,12})?的?(?:通知|公告|决定|决议|通告|批复|函|意见|命令|实施意见)")
        .expect("tested")
});

/// 关于印发《甲》的通知 around a marked title.
fn around(context: &Context, title: TextSpan) -> Option<TextSpan> {
    let line = context.line_at(title.start);
    let text = context.text;
    let (from, to) = (window::start(text, title.start, 120).max(line.start), title.end);
    let lead = &text[from..to - title.len()];
    let opening = if lead.contains('关') { OPENING.find(lead)? } else { return None };
    let closing = CLOSING.find(window::after(text, to, 120))?;
    let start = from + opening.start();
    Some(TextSpan::new(start, to + closing.end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addressees_are_told_from_leads() {
        for line in [
            "各市、县人民政府，省政府各部门：",
            "　　各有关单位:",
            "全省各开发区管委会：",
            "有关企业：",
            "青山县人民政府、各乡镇：",
            "市发展改革委（物价局）、市财政局：",
        ] {
            assert!(is_addressee(line), "{line}");
        }
        for line in [
            "各：",
            "主要目标：",
            "现将有关事项通知如下：",
            "各市要做到：一是加快建设：",
            "各单位要抓好落实。具体如下：",
            "局、办：",
            "会议，青山县人民政府、各乡镇：",
        ] {
            assert!(!is_addressee(line), "{line}");
        }
    }

    #[test]
    fn adoption_notes_name_a_day_and_a_verb() {
        assert!(is_note("（2023年11月30日青山省第十四届人民代表大会常务委员会第六次会议通过）"));
        assert!(!is_note("（2023年11月30日通过）"), "nobody said by whom");
        assert!(!is_note("（2023年11月30日青山省召开会议。会议通过）"));
        assert!(!is_note("（2023年11月青山省人民代表大会通过）"));
    }
}

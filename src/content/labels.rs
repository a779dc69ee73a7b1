//! One line of labelled metadata: 来源：新华社 发布时间：2024-10-18 点击：12次. In: a line. Out: its fields, or nothing where the
//! line is a sentence that merely has such a word. Never done here: deciding where on the page a line stands.

use std::ops::Range;

use super::bylines;
use super::look::{DIGIT, FULL_STOP, Look, SEPARATOR, SPACE, TAB, WIDE_COLON, YEAR};
use super::shown;
use crate::rules::content::{Byline, ContentRules, Field};

/// A labelled value: bytes of the line; empty where the page leaves it empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// What the label says.
    pub field: Field,
    /// The value.
    pub value: Range<usize>,
}

/// A line of metadata.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetaLine {
    /// Its fields, in order.
    pub fields: Vec<Labelled>,
    /// Whether it is metadata wherever it stands near head or tail.
    pub strong: bool,
}

/// Bytes of the longest line that can be metadata.
const LONGEST: usize = 900;

/// Bytes of a label too long to be the end of another word.
const LONG: usize = 12;

struct Label {
    field: Field,
    strong: bool,
    start: usize,
    /// Where the value starts.
    end: usize,
}

/// The fields of `line`, where the whole line is metadata.
pub fn read(line: &str, rules: &ContentRules) -> Option<MetaLine> {
    read_looked(line, Look::at(line), rules)
}

/// The same for a line that was looked at before.
pub(super) fn read_looked(line: &str, look: Look, rules: &ContentRules) -> Option<MetaLine> {
    // 名        称 …, [发文机关] …: a label set apart, or in brackets, begins the line.
    let apart = || line.starts_with(['[', '【']) || look.has(SPACE) && line.chars().nth(1).is_some_and(char::is_whitespace);
    // Metadata has no sentence in it, and most lines of an article have; it has a colon or a date, and most lines have neither.
    if line.len() > LONGEST || look.has(FULL_STOP) || !(look.has(SEPARATOR | WIDE_COLON | DIGIT | YEAR) || apart()) {
        return None;
    }
    let labels = if look.has(SEPARATOR | WIDE_COLON | DIGIT) || apart() { find(line, look, rules) } else { Vec::new() };
    if labels.is_empty() {
        return if look.has(DIGIT | YEAR) { dated(line, rules) } else { None };
    }
    // 记者⇥5⇥本科 is a row of a table, of which the first cell happens to be a label.
    if let [sole] = labels.as_slice()
        && look.has(TAB)
        && !sole.strong
        && line.matches('\t').count() >= 2
    {
        return None;
    }
    let mut meta = MetaLine { fields: Vec::new(), strong: labels.iter().any(|label| label.strong) };
    let lead = &line[..labels[0].start];
    let lead_start = lead.len() - lead.trim_start_matches(decoration).len();
    // www.XINHUANET.com 2008-04-02: the site's address says nothing more.
    let domain = lead[lead_start..].find(char::is_whitespace).filter(|end| {
        let word = &lead[lead_start..lead_start + end];
        word.is_ascii() && word.contains('.') && word.contains(|c: char| c.is_ascii_alphabetic())
    });
    let lead_start = domain.map_or(lead_start, |end| lead.len() - lead[lead_start + end..].trim_start_matches(decoration).len());
    let lead = lead[lead_start..].trim_end_matches(decoration);
    let tells_date = |label: &Label| {
        matches!(label.field, Field::Published | Field::Replied) && shown::at_start(line[label.end..].trim_start()).is_some()
    };
    if !lead.is_empty() {
        if let Some(date) = shown::at_start(lead) {
            meta.fields.push(Labelled { field: Field::Published, value: lead_start..lead_start + date.len });
            meta.strong = true;
            let rest = lead[date.len..].trim_matches(decoration);
            if !is_name(rest, 24) && !rest.is_empty() && rules.covered(rest).is_none() {
                return None;
            }
            if !rest.is_empty() && rules.covered(rest).is_none() && !labels.iter().any(|label| label.field == Field::Publisher) {
                let from = lead_start + date.len + (lead.len() - date.len - lead[date.len..].trim_start_matches(decoration).len());
                meta.fields.push(Labelled { field: Field::Publisher, value: from..from + rest.len() });
            }
        } else if let Some(user) = posted(line, &labels[0], lead, rules) {
            meta.fields.push(Labelled { field: Field::Author, value: lead_start + user.start..lead_start + user.end });
            meta.strong = true;
        } else if let Some(mut told) = bylines::read(lead, lead_start, rules) {
            meta.fields.append(&mut told.fields);
            meta.strong = true;
        } else if !(rules.covered(lead).is_some()
            || is_cells(lead, &line[..labels[0].start])
            || labels.iter().any(tells_date) && is_name(lead, 36)
            || meta.strong && are_pairs(lead))
        {
            return None;
        }
    }
    for (index, label) in labels.iter().enumerate() {
        let end = labels.get(index + 1).map_or(line.len(), |next| next.start);
        let named = matches!(label.field, Field::Publisher | Field::Author | Field::Editor | Field::Font | Field::Views);
        // 来源：某报 2024-03-05, 字体：大 中 小 2024-03-05: the date has no label of its own.
        let glued = if named { shown::anywhere(&line[label.end..end]).map(|(at, date)| (label.end + at, date)) } else { None };
        let end = glued.map_or(end, |(at, _)| at);
        meta.fields.push(Labelled { field: label.field, value: value(line, label, end, rules)? });
        if let Some((at, date)) = glued {
            meta.fields.push(Labelled { field: Field::Published, value: at..at + date.len });
        }
    }
    Some(meta)
}

/// 楼主 张三 发表于 2024-3-5: the one word before the label that is no button, which is a user's name.
fn posted(line: &str, label: &Label, lead: &str, rules: &ContentRules) -> Option<Range<usize>> {
    let dated = label.field == Field::Published && shown::at_start(line[label.end..].trim_start()).is_some();
    if !dated || !line[label.start..label.end].trim_end_matches(decoration).ends_with('于') {
        return None;
    }
    let mut words = lead.split(decoration).filter(|word| !word.is_empty() && rules.covered(word).is_none());
    let name = words.next().filter(|name| is_name(name, USER))?;
    let at = name.as_ptr() as usize - lead.as_ptr() as usize;
    words.next().is_none().then_some(at..at + name.len())
}

/// Characters of the longest name of a user.
const USER: usize = 15;

/// All labels of a line that stand at a boundary and end in a colon (or directly before a date).
fn find(line: &str, look: Look, rules: &ContentRules) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    let spaced = look.has(SPACE) && rules.has_ascii_labels() || look.is_spaced(line);
    for (found, field, strong) in rules.labels(line, spaced) {
        let rest = &line[found.end..];
        let behind = rest.trim_start();
        let boxed = behind.starts_with([']', '】']) && line[..found.start].ends_with(['[', '【']);
        let colon = boxed || behind.starts_with([':', '：', '丨', '|', '｜']) || rest.starts_with('\t');
        let dated = matches!(field, Field::Published | Field::Written | Field::Replied) && shown::at_start(behind).is_some();
        let boundary = line[..found.start].chars().next_back().is_none_or(|c| !c.is_alphabetic() || "日分秒次时号".contains(c))
            || labels.last().is_some_and(|last| last.end <= found.start)
            // 某市委回复时间：2024-03-05: spans that stand side by side on the page are glued in the text.
            || colon && found.len() >= LONG && shown::at_start(behind.trim_start_matches([':', '：']).trim_start()).is_some();
        // 文        号 某政发〔2024〕5号: a label set apart in a table needs no colon.
        let apart = spaced
            && !colon
            && rest.len() > behind.len()
            && is_apart(&line[found.clone()])
            && match field {
                Field::Index | Field::DocumentNumber | Field::Issuer => true,
                Field::Title => behind.chars().count() >= TITLE,
                Field::Other => !labels.is_empty(),
                _ => false,
            };
        if !(boundary && (colon || dated || apart)) {
            continue;
        }
        let mut end = line.len() - behind.len();
        if colon && !rest.starts_with('\t') {
            end += behind.chars().next().map_or(0, char::len_utf8);
        }
        labels.push(Label { field, strong, start: found.start, end });
    }
    labels
}

/// Characters of a title that stands behind a label without a colon.
const TITLE: usize = 12;

/// Whether white space stands between the letters of a label.
fn is_apart(label: &str) -> bool {
    label.contains(char::is_whitespace)
}

/// 某某号：⇥A-1⇥ before a label that is known: cells of a table of metadata, whatever they say.
fn is_cells(lead: &str, whole: &str) -> bool {
    let parted = lead.split_once('\t').is_some_and(|(label, _)| label.ends_with(['：', ':']) && label.chars().count() <= 10);
    parted && whole.ends_with('\t') && lead.chars().count() <= 80
}

/// 编号：20240103类别：市政设施 before a label that is known: labels that are not, with their values.
fn are_pairs(lead: &str) -> bool {
    let label = lead.split(['：', ':']).next().filter(|label| label.len() < lead.len());
    lead.chars().count() <= PAIRS && !lead.contains(['，', '、']) && label.is_some_and(|label| (2..=6).contains(&label.chars().count()))
}

/// Characters of unknown labels with their values.
const PAIRS: usize = 48;

/// The value between a label and the next one; `None` where it cannot be a value of that field.
fn value(line: &str, label: &Label, end: usize, rules: &ContentRules) -> Option<Range<usize>> {
    let raw = &line[label.end..end];
    let start = label.end + (raw.len() - raw.trim_start_matches(decoration).len());
    let text = bare(raw);
    let nothing = Some(start..start);
    let dated = matches!(label.field, Field::Published | Field::Written | Field::Replied) && shown::at_start(text).is_some();
    if text.is_empty() || !dated && rules.covered(text).is_some() {
        return nothing;
    }
    if text.contains(['。', '；', '！', '？', ';']) && label.field != Field::Other || text.contains('。') {
        return None;
    }
    let chars = text.chars().count();
    match label.field {
        Field::Published | Field::Written | Field::Replied => match shown::at_start(text) {
            Some(date) => {
                let rest = text[date.len..].trim_matches(decoration);
                (rest.is_empty() || rules.covered(rest).is_some() || is_name(rest, 30) && shown::at_start(rest).is_none())
                    .then_some(start..start + date.len)
            }
            // 2024-02-20 19:16 发布于：湖南省: where the account is.
            None if label.start > 0 && !text.contains(|c: char| c.is_ascii_digit()) && line[label.start..label.end].contains('于') => {
                is_name(text, 10).then_some(start..start)
            }
            // 10-08 12:00: a value, but no civil date.
            None => (text.starts_with(|c: char| c.is_ascii_digit())
                && !text.contains('月')
                && is_name(text.trim_start_matches(part_of_date), 16))
            .then_some(start..start),
        },
        Field::Views => text
            .chars()
            .all(|c| c.is_ascii_digit() || c.is_whitespace() || ",.，万+次人()[]".contains(c))
            .then_some(start..start + text.len()),
        Field::Font => (text.chars().filter(|c| !c.is_whitespace()).count() <= 24).then_some(start..start),
        Field::Publisher | Field::Author | Field::Editor => {
            let kept = names(text, rules);
            (chars <= 100 && !kept.is_empty()).then_some(start..start + kept.len())
        }
        Field::Title => (chars <= 120).then_some(start..start + text.len()),
        _ => (chars <= 80).then_some(start..start + text.len()),
    }
}

/// The leading words of a value that are names: up to the first widget; a domain behind a name goes.
fn names<'t>(text: &'t str, rules: &ContentRules) -> &'t str {
    let mut kept = 0;
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_matches(decoration);
        let domain = bare.contains('.') && bare.is_ascii();
        let button = || rules.covered(bare).or_else(|| rules.start(bare, bare.chars().count()));
        if kept > 0 && (domain || button().is_some() || shown::at_start(bare).is_some()) {
            break;
        }
        at += word.len();
        if !bare.is_empty() {
            kept = at;
        }
    }
    let mut name = bare(&text[..kept]);
    if let Some(account) = rules.byline_before(name, Byline::Account) {
        name = bare(account);
    }
    // A button's word glued to the name: 某市人民政府分享.
    for button in ["分享", "打印", "举报", "收藏"] {
        name = name.strip_suffix(button).filter(|name| !name.is_empty()).map_or(name, bare);
    }
    name
}

/// What dates are written with.
fn part_of_date(c: char) -> bool {
    c.is_ascii_digit() || c.is_whitespace() || "-/:.：年月日时分秒".contains(c)
}

/// A line that is a date, or date, time and a name: 2020-07-04 08:27 中国新闻网.
fn dated(line: &str, rules: &ContentRules) -> Option<MetaLine> {
    // A stray byte beside the day says nothing.
    let around = |c: char| decoration(c) || c == '\u{fffd}';
    let start = line.len() - line.trim_start_matches(around).len();
    let text = line.trim_matches(around);
    if let Some(published) = shown::parted(text).map(|_| Labelled { field: Field::Published, value: start..start + text.len() }) {
        return Some(MetaLine { fields: vec![published], strong: false });
    }
    if let Some(found) = bylines::read(text, start, rules) {
        return Some(found);
    }
    let date = shown::at_start(text)?;
    let published = Labelled { field: Field::Published, value: start..start + date.len };
    let behind = &text[date.len..];
    let rest = behind.trim_matches(decoration);
    if rest.is_empty() || rules.covered(rest).is_some() {
        return Some(MetaLine { fields: vec![published], strong: date.timed });
    }
    if !is_name(rest, if date.timed { 40 } else { 16 }) {
        return None;
    }
    let from = start + date.len + (behind.len() - behind.trim_start_matches(decoration).len());
    if rest.starts_with("发布于") || rest.starts_with("发表于") || rest.starts_with("来自") {
        return Some(MetaLine { fields: vec![published], strong: true });
    }
    let name = names(rest, rules);
    Some(MetaLine { fields: vec![published, Labelled { field: Field::Publisher, value: from..from + name.len() }], strong: date.timed })
}

/// Whether a text may be a name: short, without a sentence's punctuation.
pub(super) fn is_name(text: &str, limit: usize) -> bool {
    text.chars().count() <= limit && !text.contains(['。', '，', '；', '！', '？', '：', ',', ':', '《'])
}

/// A value without what stands around it; a bracket that it opened itself stays: 某报(北京).
fn bare(text: &str) -> &str {
    let mut text = text.trim_start_matches(decoration);
    while let Some(last) = text.chars().next_back().filter(|last| decoration(*last)) {
        let closes = matches!(last, ')' | '）') && text.contains(['(', '（']);
        if closes {
            break;
        }
        text = &text[..text.len() - last.len_utf8()];
    }
    text
}

/// What stands around values: spaces, brackets, bars.
pub fn decoration(c: char) -> bool {
    matches!(
        c,
        '|' | '｜'
            | '丨'
            | '【'
            | '】'
            | '['
            | ']'
            | '〖'
            | '〗'
            | '〔'
            | '〕'
            | '［'
            | '］'
            | '（'
            | '）'
            | '('
            | ')'
            | '·'
            | '•'
            | '/'
            | '／'
            | '>'
            | '＞'
            | '-'
            | '—'
            | '_'
            | '~'
            | ','
            | '，'
            | ';'
            | '；'
            | ':'
            | '：'
            | '\u{feff}'
            | '\u{200b}'
    ) || c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;

    fn check(line: &str, expected: &str) {
        let meta = read(line, &Rules::builtin().content);
        let told = meta.map_or(String::new(), |meta| {
            let fields: Vec<String> = meta.fields.iter().map(|field| format!("{:?}={}", field.field, &line[field.value.clone()])).collect();
            format!("{}{}", if meta.strong { "" } else { "weak " }, fields.join("; "))
        });
        assert_eq!(told, expected, "{line}");
    }

    #[test]
    fn reads_labels_and_leaves_sentences() {
        check("来源:某某网 example.org 日期:2024-10-18 点击:次", "Publisher=某某网; Published=2024-10-18; Views=");
        check("2011年10月12来源：www.example.com", "Published=2011年10月12; Publisher=www.example.com");
        check("示例财经 2024-02-04 10:00", "Publisher=示例财经; Published=2024-02-04 10:00");
        check("掌上某城2024-02-04 10:00", "Publisher=掌上某城; Published=2024-02-04 10:00");
        check("某市日报 记者 周某 2024-02-04 10:00", "Publisher=某市日报; Author=记者 周某; Published=2024-02-04 10:00");
        check("某市 召开会议 2024-02-04 10:00", "");
        check("记者 周某2024-02-04 10:00", "Author=记者 周某; Published=2024-02-04 10:00");
        check("某县人社 2024-02-04 10:00 发表于陕西", "Publisher=某县人社; Published=2024-02-04 10:00");
        check("官方回复某市委办公室回复时间：2024-02-04 10:00", "Replied=2024-02-04 10:00");
        check("2023年05月18日 10:22 教务处 点击：[12]", "Published=2023年05月18日 10:22; Publisher=教务处; Views=12");
        check("会议 2024-02-04 召开", "");
        check("发布日期：2024-02-04-00:00:00 信息来源：某市", "Published=2024-02-04-00:00:00; Publisher=某市");
        check("文    号 某政发〔2024〕5号", "weak DocumentNumber=某政发〔2024〕5号");
        check("序 号 名 称 数 量", "");
        check("[发文机构] 某市人民政府办公厅", "Issuer=某市人民政府办公厅");
        check("[发布日期] 2024-09-29", "Published=2024-09-29");
        check("某取号：\tAA-1\t发文字号：\t某府办发〔2023〕17号", "DocumentNumber=某府办发〔2023〕17号");
        check("2024年03月08日 10:32:15 来自某省", "Published=2024年03月08日 10:32:15");
        check("2010/1/6 16:43:13 次浏览 分类:政府动态    来源:", "Published=2010/1/6 16:43:13; Other=政府动态; Publisher=");
        check("选择字号:   本文共阅读 1659 次 更新时间:2013-08-01 17:39", "Font=; Published=2013-08-01 17:39");
        check("2024-02-20 19:16发布于：湖南省", "Published=2024-02-20 19:16; Published=");
        check("2020-07-04 08:27 某某新闻网", "Published=2020-07-04 08:27; Publisher=某某新闻网");
        check("【来 源：某报】 字体：【大 中 小】", "Publisher=某报; Font=");
        check("作者：张三", "weak Author=张三");
        check("资料来源：国家统计局", "");
        check("报名时间：2024年3月7日-4月26日", "");
        check("时间：3月5日上午9点，地点：市民中心。", "");
        check("据悉，来源：这是一句话。", "");
    }
}

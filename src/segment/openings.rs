//! What a line or a sentence opens with. In: its text and the names in it. Out: an [`Opening`]: the place it begins with and how.
//! Never done here: deciding whether a section begins there (see `layout`).

use std::sync::LazyLock;

use regex::Regex;

use super::places::Naming;
use crate::letters;
use crate::rules::places::{How, Part, PlaceRules};

/// How a line names its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// Nothing else stands in the line (一、北京; 【江苏】).
    Bare,
    /// A slogan follows (新疆：抓住发展机遇).
    Slogan,
    /// An organ of the place closes the line (江苏省发展改革委：).
    Organ,
    /// The line is the title of a document of the place (《浙江省…条例》).
    Paper,
    /// A short line that only begins with it (北京加快布局).
    Title,
    /// A sentence follows a colon (安徽：到2026年，…).
    Colon,
    /// A cell of a table.
    Cell,
    /// The text itself begins with it.
    Lead,
}

/// What is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// One place.
    Place(usize),
    /// The country as a whole.
    Nation,
    /// Several places at once, or places of a class.
    Group,
}

/// What a line or sentence begins with.
#[derive(Clone, Debug)]
pub struct Opening {
    /// About what.
    pub about: About,
    /// The outermost place named (江苏 of 江苏省南京市), where there is one.
    pub outer: Option<usize>,
    /// How.
    pub form: Form,
    /// What stands before the place: the class of its mark (一、 （一） 1. ● 【).
    pub style: Style,
    /// Byte of the place in the text it was read from.
    pub place: usize,
    /// How many characters stand behind it.
    pub rest: usize,
}

/// The class of mark that a line begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Style {
    /// None.
    #[default]
    Plain,
    /// 一、
    Chinese,
    /// （一）
    Parenthesised,
    /// 1. 01 ①
    Digits,
    /// ● ▍ —
    Bullet,
    /// 【 [
    Bracket,
    /// 试点地区：
    Label,
}

/// Bytes of the longest Latin name before a place's own.
const LATIN: usize = 24;

const CLOSERS: &[char] = &['〉', '>', '】', '〗', ']', '）', ')', '］', '」', '』', '”', '》', '〕'];

/// The mark at the start of `line`: its class and its length.
pub fn mark(line: &str) -> (Style, usize) {
    static MARK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            "^(?:(?P<bullet>[■●▍◆★▲○•·—–*#>▶►▌◎□※☆△◇|｜▎▪♦❖➤◼⬛◉⚫▏►▼▽❤✦✅📍📌🔹🔸▋▊█┃▷◾◇⊙☞➡→=＝~～-]+)|(?P<paren>[（(](?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[)）][、.．]?)|\
             (?P<chinese>第?[一二三四五六七八九十]{1,3}(?:[、.．,，:：]|[ \u{3000}]+))|\
             (?P<digits>(?:[0-9]{1,3}[、.．)）:：]|0[0-9]|[0-9]{1,3}[ \t\u{3000}]|[①-⑳㈠-㈩⑴-⒇❶-❿]|[【\\[［〔][0-9]{1,2}[】\\]］〕]|\
             (?i:no|top|part)[.．· ]{0,2}[0-9]{1,2}[.．:：、]?|第[0-9一二三四五六七八九十]{1,3}(?:名|位|站|篇|章|节|部分|类)[:：、]?))|\
             (?P<bracket>[【〖\\[［「『〔“〈<]))[ \t\u{3000}\u{a0}]*",
        )
        .expect("a constant")
    });
    let mut at = line.len() - line.trim_start().len();
    let mut style = Style::Plain;
    // At most three marks in a row (● 【 一、).
    for _ in 0..3 {
        // Most lines begin with a word, which is no mark.
        let word = |letter: char| letters::is_alphabetic(letter) && !"第一二三四五六七八九十nNtTpP".contains(letter);
        if line[at..].starts_with(word) {
            break;
        }
        let Some(found) = MARK.captures(&line[at..]) else { break };
        style = if found.name("bullet").is_some() {
            Style::Bullet
        } else if found.name("paren").is_some() {
            Style::Parenthesised
        } else if found.name("chinese").is_some() {
            Style::Chinese
        } else if found.name("digits").is_some() {
            Style::Digits
        } else {
            Style::Bracket
        };
        at += found.get(0).map_or(0, |whole| whole.len());
        if at >= line.len() {
            break;
        }
    }
    (style, at)
}

/// The number in a digits' mark that `line` begins with (1. 02 ③).
pub fn number(line: &str) -> Option<u32> {
    let (style, marked) = mark(line);
    if style != Style::Digits {
        return None;
    }
    let mark = &line[..marked];
    let circled = mark.chars().find_map(|c| ('①'..='⑳').contains(&c).then(|| c as u32 - '①' as u32 + 1));
    let digits: String = mark.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    circled.or_else(|| digits.parse().ok())
}

/// Whether a line is the number of the heading below it and nothing else (01, 二、, PART 3).
pub fn is_number(line: &str) -> bool {
    let line = line.trim();
    let digits = !line.is_empty() && line.len() <= 2 && line.bytes().all(|byte| byte.is_ascii_digit());
    let (style, marked) = mark(line);
    digits || marked == line.len() && !matches!(style, Style::Plain | Style::Bullet | Style::Bracket)
}

/// Length of the words that may stand before a place that leads: 其中， 10月11日， 在.
fn intro(text: &str, rules: &PlaceRules) -> usize {
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("^(?:(?:(?:[0-9]{4}|今|去)年)?(?:[0-9]{1,2}月(?:[0-9]{1,2}[日号])?|[0-9]{1,2}[日号])|(?:[0-9]{4})年(?:以来|底|末)?)(?:以来|底|初|起)?")
            .expect("a constant")
    });
    let mut at = 0;
    for _ in 0..4 {
        let rest = &text[at..];
        let word = rules.begins_with(Part::Intro, rest).or_else(|| DATE.find(rest).map(|found| found.len()));
        let Some(word) = word else { break };
        at += word;
        if let Some(mark) = text[at..].chars().next().filter(|mark| matches!(mark, '，' | ',' | '、' | '：' | ' ')) {
            at += mark.len_utf8();
        }
    }
    at
}

/// Whether words before a place leave it what the clause speaks of.
pub fn introduces(clause: &str) -> bool {
    const WORDS: &[&str] = &["其中", "在", "而", "目前", "近日", "日前", "截至目前", "预计", "据悉", "例如", "比如"];
    WORDS.contains(&clause.trim())
}

/// The names that begin at or behind byte `at`: an index into `names`.
fn name_at(names: &[Naming], at: usize) -> usize {
    names.partition_point(|naming| naming.span.start < at)
}

/// Read what the line `text[start..end]` begins with. `leads`: whether words like 其中 may stand before the place.
pub fn read(text: &str, start: usize, end: usize, names: &[Naming], rules: &PlaceRules, leads: bool) -> Option<Opening> {
    let line = text.get(start..end)?;
    let (mut style, mut marked) = mark(line);
    if let Some(label) = labelled(&line[marked..], rules) {
        style = Style::Label;
        marked += label;
    }
    // No.1 Shanghai 上海
    let latin =
        line[marked..].find(|c: char| !(c.is_ascii_alphabetic() || matches!(c, ' ' | '/' | '·'))).filter(|at| (1..=LATIN).contains(at));
    if let Some(latin) = latin
        && names.get(name_at(names, start + marked + latin)).is_some_and(|naming| naming.span.start == start + marked + latin)
    {
        marked += latin;
    }
    let line_rest = &line[marked..];
    if let Some(opening) = spaced(line_rest, style, marked, rules) {
        return Some(opening);
    }
    let before = if leads { intro(line_rest, rules) } else { 0 };
    let paper = line_rest[before..].starts_with('《');
    let at = marked + before + if paper { '《'.len_utf8() } else { 0 };
    let index = name_at(names, start + at);
    let first = names.get(index).filter(|naming| naming.span.start == start + at && naming.span.end <= end);
    let Some(first) = first else {
        return class(line_rest, style, marked, rules).or_else(|| letters(line_rest, style, marked, rules));
    };
    // 江苏省南京市鼓楼区 is one name; so is 浙江·杭州.
    let mut last = first;
    for next in &names[index + 1..] {
        let gap = text.get(last.span.end..next.span.start);
        // 湖北 武汉: a heading of both, and nothing behind.
        let apart = || closes(text.get(next.span.end..end).unwrap_or("")).is_some();
        let way = gap.is_some_and(|gap| way_in(gap, last.full) || !gap.is_empty() && gap.trim().is_empty() && apart());
        let nested = way && next.span.end <= end && inside(next, last, rules);
        if !(nested || next.joined && gap == Some("") && next.span.end <= end) {
            break;
        }
        last = next;
    }
    let place = last.division?;
    let rest = text.get(last.span.end..end)?;
    // 无锡-如皋, 北京至上海: a way, and no heading.
    let way = rest.trim_start_matches(['-', '—', '–', '－', '～', '~', '至', '到']);
    let next = end - way.len();
    if way.len() < rest.len() && names.get(name_at(names, next)).is_some_and(|naming| naming.span.start == next && naming.span.end <= end) {
        return None;
    }
    if owned(rest, last.full, rules) {
        return None;
    }
    let opening = |form: Form, rest: &str| Opening {
        about: About::Place(place),
        outer: first.division,
        form,
        style,
        place: marked + before,
        rest: rest.chars().count(),
    };
    if paper {
        let (title, behind) = rest.split_once('》')?;
        let form = self::paper(title, behind, before, rules)?;
        return Some(opening(form, if form == Form::Paper { "" } else { behind }));
    }
    if let Some(several) = several(rest, last.span.end, names, index, rules) {
        let form = several.filter(|_| before == 0)?;
        return Some(Opening { about: About::Group, outer: None, form, style, place: at, rest: 0 });
    }
    let form = form(rest, style, before, rules)?;
    Some(opening(form, rest))
}

/// Whether what stands between a place and one inside it leaves them one name (浙江·杭州, 江苏｜苏州). Behind a short name a dash
/// may be a way (吉林-长春).
fn way_in(gap: &str, full: bool) -> bool {
    match gap.trim() {
        "·" | "・" | "•" | "|" | "｜" | "丨" | "/" | ">" | "＞" => true,
        "-" | "—" | "——" | "－" => full,
        _ => false,
    }
}

fn inside(inner: &Naming, outer: &Naming, rules: &PlaceRules) -> bool {
    let (Some(inner), Some(outer)) = (inner.division, outer.division) else { return false };
    inner != outer && rules.within(inner, outer)
}

/// Length of 试点地区： before a place.
fn labelled(line: &str, rules: &PlaceRules) -> Option<usize> {
    let word = rules.begins_with(Part::Label, line)?;
    let rest = line[word..].trim_start().strip_prefix(['：', ':'])?;
    Some(line.len() - rest.trim_start().len())
}

/// Whether a short name is the first word of an institution's name (北京大学, 上海医药集团：): nothing is said of the place.
pub fn owned(rest: &str, full: bool, rules: &PlaceRules) -> bool {
    let said = rest.split(['：', ':', '，', ',', '。', '；', '、', '（', '(', '《', '“', '\t', ' ']).next().unwrap_or("");
    if said.is_empty() || said.contains(|letter: char| letter.is_ascii_digit()) {
        return false;
    }
    let whole = said.len() == rest.trim_end_matches(['：', ':', ' ']).len() || rest[said.len()..].starts_with(['：', ':']);
    // 兴安盟以外的地区 is elsewhere, whatever the name's form.
    let elsewhere = rules.begins_with(Part::Elsewhere, said).is_some();
    let begins = elsewhere || !full && rules.begins_with(Part::Owner, said).is_some();
    begins || whole && said.chars().count() <= 16 && rules.ends_with(Part::Owner, said)
}

/// How a document's title opens a line: alone (or with a note, or a slogan), or as the subject of a sentence.
fn paper(title: &str, behind: &str, before: usize, rules: &PlaceRules) -> Option<Form> {
    let behind = note(behind.trim()).trim();
    let slogan = behind.is_empty() || closes(behind).is_some_and(|slogan| short(slogan, 36));
    // 《北京爱情故事》 is no document.
    let kind = rules.ends_with(Part::Paper, note_before(title));
    match () {
        _ if !kind => None,
        _ if before > 0 => Some(Form::Lead),
        _ if title.contains('《') => None,
        _ if slogan => Some(Form::Paper),
        _ => Some(Form::Lead),
    }
}

/// A title without the note in brackets that ends it (…方案（2024—2026年）).
pub fn note_before(title: &str) -> &str {
    let closed = title.trim_end().strip_suffix(['）', ')']);
    closed.and_then(|inner| inner.rsplit_once(['（', '('])).map_or(title, |(before, _)| before)
}

/// What stands behind a note in brackets (河北省（2家）).
fn note(text: &str) -> &str {
    let Some(inner) = text.strip_prefix(['（', '(', '〔', '[']) else { return text };
    match inner.split_once(['）', ')', '〕', ']']) {
        Some((note, rest)) if note.chars().count() <= 24 => rest,
        _ => text,
    }
}

/// Whether the places go on as a list; the form of the heading where the list is all there is (广东、福建两省), or a slogan follows.
fn several(rest: &str, mut end: usize, names: &[Naming], mut index: usize, rules: &PlaceRules) -> Option<Option<Form>> {
    let joint = rest.chars().next().filter(|mark| matches!(mark, '、' | '和' | '与' | '及' | '等' | '以' | ' ' | '/' | '|' | '｜'))?;
    if joint == '等' {
        return Some(None);
    }
    let origin = end;
    let mut count = 0;
    while let Some(next) = names.get(index + 1) {
        index += 1;
        if next.span.start < end {
            continue;
        }
        if next.span.end > origin + rest.len() {
            break;
        }
        let gap = rest.get(end - origin..next.span.start - origin)?;
        if !(matches!(gap, "、" | "和" | "与" | "及" | "以及" | " " | "/" | "，" | "|" | "｜" | " | " | " ｜ " | " / ")
            || (next.joined && gap.is_empty()))
        {
            break;
        }
        end = next.span.end;
        count += 1;
    }
    if count == 0 {
        return None;
    }
    let tail = rest.get(end - origin..)?.trim();
    let (tail, slogan) = tail.split_once(['：', ':']).unwrap_or((tail, ""));
    let tail = tail.trim_matches([' ', '。']).trim_end_matches(CLOSERS);
    let mut tail = tail;
    while let Some(count) = rules.begins_with(Part::Several, tail) {
        tail = &tail[count..];
    }
    let listed = tail.is_empty() || rules.is(Part::Listed, tail) || zone(tail, rules) == Some(tail.len());
    let form = if slogan.trim().is_empty() { Form::Bare } else { Form::Slogan };
    Some((listed && short(slogan, 36)).then_some(form))
}

/// Length of a development zone's name behind its city (高新区, 东湖高新区), where the heading ends there or a slogan follows.
fn zone(text: &str, rules: &PlaceRules) -> Option<usize> {
    let own = text.char_indices().take(5).take_while(|(_, letter)| letters::is_han(*letter));
    own.map(|(at, _)| (at, rules.begins_with(Part::Zone, &text[at..])))
        .find_map(|(at, word)| word.map(|word| at + word))
        .filter(|&end| closes(&text[end..]).is_some())
}

/// What stands behind the place tells the form.
fn form(rest: &str, style: Style, before: usize, rules: &PlaceRules) -> Option<Form> {
    let first = rest.chars().next();
    if first == Some('\t') {
        return (before == 0).then_some(Form::Cell);
    }
    let trimmed = note(rest.trim_start_matches(CLOSERS).trim()).trim_start_matches(CLOSERS).trim();
    let trimmed = match rules.begins_with(Part::Tail, trimmed) {
        Some(tail) if closes(&trimmed[tail..]).is_some() => &trimmed[tail..],
        _ => trimmed,
    };
    let trimmed = &trimmed[zone(trimmed, rules).unwrap_or(0)..];
    if before > 0 {
        return Some(Form::Lead);
    }
    if trimmed.chars().all(|mark| matches!(mark, '：' | ':' | '—' | '-' | '·' | '→' | '】' | '■' | '●' | '◆' | '★' | '*' | '#' | '|'))
    {
        return Some(Form::Bare);
    }
    if let Some(organ) = rules.begins_with(Part::Organ, trimmed.strip_prefix(['省', '市', '区', '县']).unwrap_or(trimmed)) {
        let skipped = trimmed.len() - trimmed.strip_prefix(['省', '市', '区', '县']).unwrap_or(trimmed).len();
        let behind = trimmed[skipped + organ..].trim();
        if behind.is_empty() || behind.chars().all(|mark| matches!(mark, '：' | ':') || CLOSERS.contains(&mark)) {
            return Some(Form::Organ);
        }
        if let Some(slogan) = closes(behind).filter(|slogan| !slogan.is_empty()) {
            return Some(if short(slogan, 30) { Form::Slogan } else { Form::Colon });
        }
        if cites(behind) {
            return Some(Form::Slogan);
        }
    }
    let bracketed = style == Style::Bracket && rest.starts_with(CLOSERS);
    let dashed = if bracketed { Some(trimmed) } else { closes(trimmed) };
    // 北京：-5℃ is a weather box.
    if dashed.is_some_and(|slogan| !slogan.is_empty() && !slogan.ends_with(['%', '％']) && rules.covers(Part::Weather, slogan)) {
        return None;
    }
    if let Some(slogan) = dashed {
        return Some(if short(slogan, 36) { Form::Slogan } else { Form::Colon });
    }
    Some(if short(trimmed, 32) { Form::Title } else { Form::Lead })
}

/// What stands behind a colon, dash or bar; `None` where there is none.
fn closes(text: &str) -> Option<&str> {
    if text.is_empty() {
        return Some(text);
    }
    let rest = text.trim_start_matches(CLOSERS);
    ["：", ":", "——", "—", "－", "|", "｜", "丨", "│", "→", " ", "\u{3000}", "/", "－", "-"]
        .iter()
        .find_map(|mark| rest.strip_prefix(mark))
        .map(str::trim)
}

/// Whether it is a document's title and nothing else, perhaps with a verb or a note (印发《…》).
fn cites(text: &str) -> bool {
    let title = text.find('《').filter(|&at| text[..at].chars().count() <= 6).and_then(|at| text[at..].split_once('》'));
    title.is_some_and(|(title, behind)| title.chars().count() <= 60 && note(behind.trim()).trim().is_empty())
}

/// Whether it is too short and too unbroken to be a sentence of its own.
fn short(text: &str, limit: usize) -> bool {
    cites(text) && !text.contains('。')
        || text.chars().count() <= limit && !text.contains(['。', '；', ';', '！']) && text.matches(['，', ',']).count() <= 1
}

/// 北 京, 江 苏 省: a heading whose characters stand apart.
fn spaced(line: &str, style: Style, marked: usize, rules: &PlaceRules) -> Option<Opening> {
    if line.len() > 60 || !line.contains([' ', '\u{3000}', '\u{a0}']) {
        return None;
    }
    let closed: String =
        line.chars().filter(|mark| !matches!(mark, ' ' | '\u{3000}' | '\u{a0}' | '：' | ':') && !CLOSERS.contains(mark)).collect();
    let parts: Vec<&str> = line.split([' ', '\u{3000}', '\u{a0}']).filter(|part| !part.is_empty()).collect();
    if parts.len() < 2 || parts.iter().any(|part| part.trim_end_matches(['：', ':']).chars().count() > 1) {
        return None;
    }
    let senses = &rules.lookup(&closed)?.senses;
    let place = senses.iter().find(|sense| sense.how != How::Stem)?.division?;
    Some(Opening { about: About::Place(place), outer: Some(place), form: Form::Bare, style, place: marked, rest: 0 })
}

/// 京, 沪苏浙皖: one-character names, and nothing else in the line.
fn letters(line: &str, style: Style, marked: usize, rules: &PlaceRules) -> Option<Opening> {
    if line.chars().next().is_none_or(|letter| rules.abbreviation(letter).is_none()) {
        return None;
    }
    let (rest, slogan) = line.split_once(['：', ':', '｜', '|', '丨']).unwrap_or((line, ""));
    let rest = rest.trim().trim_end_matches(CLOSERS);
    let marks = rest.len() < line.trim_end().len() || style != Style::Plain;
    let provinces: Option<Vec<usize>> = rest.chars().map(|letter| rules.abbreviation(letter)).collect();
    let about = match provinces?[..] {
        [] => return None,
        [one] if marks => About::Place(one),
        [_] => return None,
        _ => About::Group,
    };
    let outer = if let About::Place(place) = about { Some(place) } else { None };
    // 贵 and 新 are everyday characters: one alone needs company, as an organ does.
    let form = match (outer.is_some(), short(slogan.trim(), 36)) {
        (_, false) => Form::Colon,
        (true, true) => Form::Organ,
        (false, true) => Form::Bare,
    };
    Some(Opening { about, outer, form, style, place: marked, rest: slogan.chars().count() })
}

/// A group or the national level, as a heading.
fn class(line: &str, style: Style, marked: usize, rules: &PlaceRules) -> Option<Opening> {
    let (about, length) = match (rules.begins_with(Part::Group, line), rules.begins_with(Part::National, line)) {
        (Some(group), national) if Some(group) >= national => (About::Group, group),
        (_, Some(national)) => (About::Nation, national),
        _ => return None,
    };
    let rest = line[length..].trim_start_matches(CLOSERS).trim();
    let rest = match rules.begins_with(Part::Tail, rest) {
        Some(tail) if closes(&rest[tail..]).is_some() => &rest[tail..],
        _ => rest,
    };
    let form = if rest.is_empty() || rest.chars().all(|mark| matches!(mark, '：' | ':' | '—')) {
        Form::Bare
    } else {
        let slogan = closes(rest)?;
        if short(slogan, 36) { Form::Slogan } else { Form::Colon }
    };
    Some(Opening { about, outer: None, form, style, place: marked, rest: rest.chars().count() })
}

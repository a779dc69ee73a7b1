//! Who issued a document, and by which verb. In: the words before and after its title. Out: organs by their full names, how
//! many there are, the role of the date. Never done here: guessing an organ that is not named (我委, 本局).

use std::sync::LazyLock;

use regex::Regex;

use super::window;
use crate::letters;
use crate::mention::date::Role;
use crate::rules::documents::{DocumentRules, Organ};

/// Organs named in a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Organs {
    /// Their names, in order.
    pub names: Vec<String>,
    /// How many in all: 等7部门 → 7; `None` where 等部门 leaves it open.
    pub count: Option<u32>,
    /// Bytes that the row takes, up to its end.
    pub length: usize,
}

/// What the sentence says of a document's making.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Making {
    /// Who.
    pub organs: Organs,
    /// What its date is the date of.
    pub role: Option<Role>,
    /// The organs only pass it on, or only name its session; the title's own organ comes first.
    pub adopted: bool,
}

/// Longest name of an organ, in characters.
const LONGEST_NAME: usize = 40;
/// Most organs in a row.
const MOST_ORGANS: usize = 60;

static GROUP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(等)?(?:有关|相关)?([0-9０-９]{1,3}|[一二两三四五六七八九十]{1,3}|多)?(?:个|家)?(?:国家|省级|市级|中央|省|市)?$")
        .expect("tested")
});
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:于|在)?(?:[0-9〇二零一九]{4}年(?:[0-9一二三四五六七八九十]{1,3}月(?:[0-9一二三四五六七八九十]{1,3}[日号]|初|底|[上中下]旬)?)?",
        r"|[0-9一二三四五六七八九十]{1,3}月(?:[0-9一二三四五六七八九十]{1,3}[日号]|初|底|[上中下]旬)?|[0-9]{1,2}日)(?:上午|下午|晚)?"
    ))
    .expect("tested")
});
static DATE_LAST: LazyLock<Regex> = LazyLock::new(|| Regex::new(&format!("(?:{})$", DATE.as_str())).expect("tested"));
static DATE_FIRST: LazyLock<Regex> = LazyLock::new(|| Regex::new(&format!("^(?:{})", DATE.as_str())).expect("tested"));
static SESSION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"第[0-9一二三四五六七八九十百〇零]{1,6}次(?:全体|常务|主任)?会议$").expect("tested"));

/// The organs that `text` ends with; `None` where it ends with something else.
pub fn ending(text: &str, rules: &DocumentRules) -> Option<Organs> {
    let whole = text.trim_end();
    let (mut rest, mut open, mut said) = (whole, false, None);
    if let Some((surface, ())) = rules.groups.ending(rest)
        && let Some(found) = GROUP.captures(&rest[..rest.len() - surface.len()])
        && (found.get(1).is_some() || found.get(2).is_some())
    {
        rest = &rest[..found.get(0)?.start()];
        open = found.get(1).is_some();
        said = found.get(2).and_then(|number| small_number(number.as_str()));
    }
    let mut names: Vec<String> = Vec::new();
    let mut start = rest.len();
    while names.len() < MOST_ORGANS {
        let Some((at, name, cut)) = last_name(&rest[..start], rules) else { break };
        start = at;
        names.push(name);
        let before = rest[..start].trim_end_matches([' ', '\u{3000}', '\u{a0}']);
        let spaced = before.len() < start && !before.is_empty();
        let joined = ["、", "会同", "联合", "以及", "和", "与", "及", "暨"].into_iter().find(|word| before.ends_with(word));
        match joined {
            _ if cut => break,
            Some(word) => match last_name(&before[..before.len() - word.len()], rules) {
                Some(_) => start = before.len() - word.len(),
                None => break,
            },
            None if spaced => start = before.len(),
            // 省委省政府 stand without a mark between them.
            None if before.ends_with('委') || before.ends_with("中央") => {}
            None => break,
        }
    }
    while names.last().is_some_and(|name| rules.organs.exact(name) == Some(&Organ::Second)) {
        names.pop();
    }
    if names.is_empty() && said.is_none() {
        return None;
    }
    names.reverse();
    let named = u32::try_from(names.len()).ok();
    let count = if open { said } else { said.max(named) };
    Some(Organs { length: text.len() - whole.len() + whole.len() - start, names, count })
}

/// The organ's name that `text` ends with: where it begins, the name, and whether words before it were cut off.
fn last_name(text: &str, rules: &DocumentRules) -> Option<(usize, String, bool)> {
    let mut floor = text.len();
    for (at, letter) in text.char_indices().rev().take(LONGEST_NAME) {
        if !(letters::is_alphanumeric(letter) || matches!(letter, '·' | '—')) {
            break;
        }
        floor = at;
    }
    let run = &text[floor..];
    // （…）和自治区人社厅: what joins it to a title before.
    let joined = ["以及", "和", "与", "及"].into_iter().find_map(|word| run.strip_prefix(word)).filter(|rest| is_organ(rest, rules));
    let run = joined.unwrap_or(run);
    is_organ(run, rules).then_some(())?;
    // 财政部和税务总局, 省委省政府: the last name begins where another one ends.
    let mut first = 0;
    for (at, _) in run.char_indices().skip(1) {
        let right = ["会同", "联合", "以及", "和", "与", "及", "暨", "、"].into_iter().find_map(|word| run[at..].strip_prefix(word));
        if let Some(right) = right
            && is_organ(right, rules)
            && is_organ(trim(&run[..at], rules), rules)
        {
            first = run.len() - right.len();
        }
        let left = &run[..at];
        // 常务委员会 is one word.
        let party = (left.ends_with("委") && !run[at..].starts_with("员会")) || left.ends_with("中央");
        if party
            && is_organ(left, rules)
            && !run[at..].ends_with(['厅', '室', '会', '部', '组', '委', '局', '院']) | run[at..].starts_with("国务院")
            && is_organ(&run[at..], rules)
        {
            first = at;
        }
    }
    let name = trim(&run[first..], rules);
    let start = text.len() - name.len();
    let cut = first == 0 && name.len() < run.len();
    let bare = name.chars().count() <= 1;
    let vague = rules.relatives.beginning(name).is_some_and(|(word, unless)| !name[word.len()..].starts_with(|next| unless.contains(next)));
    (!bare && !vague && is_organ(name, rules)).then(|| (start, name.to_string(), cut))
}

/// Whether `name` ends like an organ's name.
fn is_organ(name: &str, rules: &DocumentRules) -> bool {
    let mut longest = true;
    for (surface, organ) in rules.organs.endings(name) {
        match organ {
            Organ::Not if longest => return false,
            Organ::Suffix if name.len() > surface.len() => return true,
            Organ::Second if name.len() == surface.len() => return true,
            Organ::Whole => return true,
            _ => longest = false,
        }
    }
    false
}

/// A name without the words before it that are no part of it.
fn trim<'t>(run: &'t str, rules: &DocumentRules) -> &'t str {
    let mut name = run;
    // Longer words cut wherever they stand, where an organ's name is left.
    let mut cut = 0;
    for (at, _) in run.char_indices() {
        if let Some((word, _)) = rules.leads.beginning(&run[at..]) {
            let rest = &run[at + word.len()..];
            if (word.chars().count() > 1 || matches!(word, "的" | "了")) && is_organ(rest, rules) && rest.chars().count() > 1 {
                cut = at + word.len();
            }
        }
    }
    name = &name[cut..];
    loop {
        let date = DATE_FIRST.find(name).map_or(0, |found| found.end());
        let word = match rules.leads.beginning(name) {
            Some((word, unless)) if !name[word.len()..].starts_with(|next| unless.contains(next)) => word.len(),
            _ => 0,
        };
        let cut = date.max(word);
        if cut == 0 || !is_organ(&name[cut..], rules) {
            return name;
        }
        name = &name[cut..];
    }
}

fn small_number(written: &str) -> Option<u32> {
    let figures: String = written
        .chars()
        .map(|letter| match letter {
            '０'..='９' => char::from_u32(letter as u32 - '０' as u32 + '0' as u32).unwrap_or(letter),
            _ => letter,
        })
        .collect();
    if let Ok(number) = figures.parse() {
        return Some(number);
    }
    let figure = |letter: char| match letter {
        '两' => Some(2),
        _ => "一二三四五六七八九".chars().position(|one| one == letter).and_then(|at| u32::try_from(at + 1).ok()),
    };
    match written.split_once('十') {
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { figure(tens.chars().next()?)? };
            Some(tens * 10 + ones.chars().next().map_or(Some(0), figure)?)
        }
        None => figure(written.chars().next()?),
    }
}

/// What the words before a title say: 10月11日，甲厅等7部门联合印发了《….
pub fn before(text: &str, rules: &DocumentRules) -> Making {
    let mut rest = text.trim_end().trim_end_matches(['“', '"', '：', ':']).trim_end();
    if let Some(asked) = rest.strip_suffix('就') {
        return Making { organs: ending(asked, rules).unwrap_or_default(), role: Some(Role::Published), adopted: false };
    }
    for word in ["的", "了", "新的", "通知", "公告", "文件", "通告", "新规"] {
        rest = rest.strip_suffix(word).unwrap_or(rest);
    }
    let rest = rest.strip_suffix('了').unwrap_or(rest).trim_end();
    let (mut rest, mut role, mut relay) = (rest, None, false);
    while let Some((verb, row)) = rules.verbs.ending(rest) {
        rest = rest[..rest.len() - verb.len()].trim_end_matches(['、', ' ', '和']);
        role = role.or(Some(row.role));
        relay |= row.relay;
        rest = without_adverbs(rest, rules);
    }
    if role.is_none() {
        // 省政府《关于…的意见》: only the words right before the mark.
        return Making { organs: ending(text, rules).unwrap_or_default(), role: None, adopted: false };
    }
    let organs = if relay { Organs::default() } else { ending(rest, rules).unwrap_or_default() };
    Making { organs, role, adopted: role == Some(Role::Adopted) }
}

/// `text` without the adverbs and dates at its end.
fn without_adverbs<'t>(text: &'t str, rules: &DocumentRules) -> &'t str {
    let mut rest = text.trim_end();
    for _ in 0..8 {
        let kept = rest.trim_end_matches(['，', ',', ' ']);
        if let Some(found) = DATE_LAST.find(kept) {
            rest = kept[..found.start()].trim_end();
        } else if let Some((word, _)) = rules.adverbs.ending(kept)
            && rules.organs.ending(kept).is_none_or(|(surface, _)| surface.len() <= word.len())
        {
            rest = kept[..kept.len() - word.len()].trim_end();
        } else {
            break;
        }
    }
    rest
}

/// What the words after a title say: 》已由甲会第十二次会议于9月27日通过; 》近日正式出台.
pub fn after(text: &str, rules: &DocumentRules) -> Making {
    let mut rest = text.trim_start();
    if rest.starts_with(['（', '(']) {
        rest = rest.split_once(['）', ')']).map_or("", |(_, rest)| rest);
    }
    for _ in 0..6 {
        let trimmed = rest.trim_start_matches(['，', ',', ' ', '》']);
        let date = DATE_FIRST.find(trimmed).map_or(0, |found| found.end());
        let word = rules.adverbs.beginning(trimmed).map_or(0, |(word, _)| word.len());
        if date.max(word) == 0 {
            rest = trimmed;
            break;
        }
        rest = &trimmed[date.max(word)..];
    }
    if let Some((_, verb)) = rules.verbs.beginning(rest) {
        return Making { role: Some(verb.role), ..Making::default() };
    }
    let Some((by, agent)) = ["由", "经"].into_iter().find_map(|by| rest.strip_prefix(by).map(|rest| (by, rest))) else {
        return Making::default();
    };
    let window = window::after(agent, 0, 240);
    let found = window.char_indices().find_map(|(at, _)| rules.verbs.beginning(&window[at..]).map(|(_, verb)| (at, verb)));
    let Some((at, verb)) = found.filter(|(_, verb)| by == "由" || verb.role == Role::Adopted) else { return Making::default() };
    let named = without_adverbs(&window[..at], rules);
    let named = SESSION.find(named).map_or(named, |session| &named[..session.start()]);
    let organs = ending(named, rules).filter(|organs| organs.length == named.len()).unwrap_or_default();
    Making { organs, role: Some(verb.role), adopted: verb.role == Role::Adopted }
}

/// What the note under a title says: （2023年9月27日某省人民代表大会常务委员会第五次会议通过）.
pub fn note(text: &str, rules: &DocumentRules) -> Option<Making> {
    let inner = text.trim_start().strip_prefix(['（', '('])?;
    let inner = window::after(inner, 0, 360);
    let (at, verb) = inner.char_indices().find_map(|(at, _)| rules.verbs.beginning(&inner[at..]).map(|(_, verb)| (at, verb)))?;
    let named = inner[..at].trim_start();
    let named = &named[DATE_FIRST.find(named).map_or(0, |found| found.end())..];
    let named = SESSION.find(named).map_or(named, |session| &named[..session.start()]);
    let organs = ending(named, rules).filter(|organs| organs.length == named.len()).unwrap_or_default();
    (verb.role == Role::Adopted).then_some(Making { organs, role: Some(verb.role), adopted: true })
}

/// The organs that a title begins with: 国务院关于…, 中共广东省委 广东省人民政府关于….
pub fn of_title(title: &str, rules: &DocumentRules) -> Option<Organs> {
    let until = title.find("关于")?;
    let mut head = &title[..until];
    for verb in ["转发", "批转", "印发"] {
        head = head.split(verb).next().unwrap_or(head);
    }
    if head.ends_with(['《', '〈']) {
        return None;
    }
    let head = head.trim_end();
    ending(head, rules).filter(|organs| organs.length >= head.trim_start().len() && !organs.names.is_empty())
}

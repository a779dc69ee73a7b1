//! Reading the words beside one number. In: the stretch left or right of it. Out: subject, verb and noun phrase, as slices of
//! the text. Never done here: looking at other numbers.

use std::sync::LazyLock;

use regex::Regex;

pub(crate) use super::behind::{read_right, tidy};
use crate::rules::marks::Mark;
use crate::rules::targets::{CueClass, Reach, TargetRules, VerbClass};

/// Bytes of the longest object that begins with a ratio.
const RATIO: usize = 90;

/// What the words left of a number say.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Left<'t> {
    /// Whose it is, where a verb or 将 stands between it and the noun.
    pub(crate) subject: &'t str,
    /// The verb that governs the number.
    pub(crate) verb: &'t str,
    /// Its class.
    pub(crate) class: Option<VerbClass>,
    /// What it is a number of, where that stands left of it.
    pub(crate) noun: &'t str,
    /// 分别: the numbers that follow belong to the noun's parts one by one.
    pub(crate) apart: bool,
    /// 在A、B分别遴选试点县: the parts that the numbers belong to, where they stand before the verb.
    pub(crate) among: &'t str,
    /// 各: the number holds for each of the noun's parts.
    pub(crate) each: bool,
}

/// 较2022年, 比上年: from here on no object is named.
static COMPARED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        "(?:较|比|与|同)(?:上|去|前|基|同|年初|年末|现|法定|国家规定|国家要求|原来|原有|目前|规划|计划|“?十[一二三四五]五|[0-9]{4}|[12][0-9年])|",
        "在(?:[0-9]{4}年?|上年|去年|现有|原有|此)(?:的)?基础上|(?:达到|达|是|为|相当于)?[0-9]{4}年(?:同期)?(?:水平)?的?$|",
        "(?:于|於|在|到|至)?[0-9]{4}(?:[-—–][0-9]{2,4})?年度?(?:[0-9]{1,2}月)?(?:底|末)?(?:之前|以前|前)?$|",
        "(?:未来|未來|今后)?[一二三四五六七八九十两0-9]{1,3}年[内內]$"
    ))
    .expect("a fixed pattern")
});

/// Whether [`COMPARED`] may fit: most phrases have none of its words, and do not end like a time.
fn may_compare(text: &str) -> bool {
    text.contains(['较', '比', '与', '同', '础']) || text.ends_with(['年', '的', '度', '月', '底', '末', '前', '内', '內'])
}

/// A year or a month at the head of a phrase, with what binds it (到2025年底前, 2025年, 在2026年).
static TIME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        "^(?:力争|争取|确保|计划|预计|截至|截止|到|至|在|于|自|从|用)*",
        "(?:[0-9０-９]{4}年?(?:[—–～~至到－-]+[0-9０-９]{4})?年?(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?|[二〇零一]{2}[〇零一二三四五六七八九]{2}年|",
        "[“\"]?十[一二三四五六][”\"]?五[”\"]?|[“\"]?十[一二三四五六]五[”\"]?|[0-9]{1,2}[—～~至到-]?[0-9]{0,2}月份?(?:[上中下]旬)?|(?:未来|今后)?[一二三四五六七八九十两0-9]{1,2}(?:[至到-][0-9])?年(?:左右)?(?:时间)?|今年|明年|后年|次年|全年|本世纪中叶|(?:第?[一二三四]|前[二三])季度|[上下]半年)",
        "(?:年)?(?:期间|时期|规划期|底|末|年底|年末|初|上半年|下半年)?(?:之前|以前|前|止|内|之内|以内|时|起|以来|间|左右)?(?:，|,|的)?"
    ))
    .expect("a fixed pattern")
});

/// What [`TIME`] can begin with: most phrases begin otherwise.
const TIME_BEGINS: fn(char) -> bool = |letter| {
    matches!(
        letter,
        '0'..='9' | '０'..='９' | '力' | '争' | '确' | '计' | '预' | '截' | '到' | '至' | '在' | '于' | '自' | '从' | '用' | '二' | '〇' | '零'
            | '一' | '“' | '"' | '十' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '两' | '未' | '今' | '明' | '后' | '次' | '全' | '本'
            | '第' | '前' | '上' | '下'
    )
};

/// Marks that may stand before a phrase.
const OPENS: fn(char) -> bool = |letter| {
    matches!(letter, '、' | '，' | ',' | '：' | ':' | '；' | ';' | '·' | '-' | '—' | '）' | ')' | ']' | '】' | '。' | '→')
        || letter.is_whitespace()
};

/// Strip what stands before a noun phrase and is no part of it.
pub(crate) fn open<'t>(mut text: &'t str, rules: &TargetRules) -> &'t str {
    for _ in 0..16 {
        text = without_mark(text);
        text = text.trim_start_matches(OPENS);
        // 近期（到2025年）供水普及率
        if let Some(inner) = text.strip_prefix(['（', '('])
            && let Some(rest) =
                TIME.find(inner).filter(|found| !found.is_empty()).and_then(|found| inner[found.end()..].strip_prefix(['）', ')']))
        {
            text = rest;
            continue;
        }
        if text.starts_with(TIME_BEGINS)
            && let Some(found) = TIME.find(text)
            && !found.is_empty()
        {
            // 九年义务教育 is a name.
            if rules.marks.begins(Mark::Schooling, &text[found.end()..]) {
                break;
            }
            // 2025年内河航道 is no 年内.
            let inland = found.as_str().ends_with('内') && rules.marks.begins(Mark::Inland, &text[found.end() - "内".len()..]);
            text = &text[found.end() - if inland { "内".len() } else { 0 }..];
            continue;
        }
        let hedge = rules.hedges.at_start(text).map(|(len, _)| len);
        let opener = rules.openers.at_start(text).filter(|&(len, bare)| !(bare && names_on(&text[len..], rules))).map(|(len, _)| len);
        let Some(mut len) = hedge.max(opener) else { break };
        // 要求关键工序数控化率…: the whole word that asks for it, not its first sign.
        let asks = rules.cues.at_start(text).filter(|(other, cue)| cue.class == CueClass::Plan && *other > len);
        if let Some((other, _)) = asks.filter(|(other, _)| rules.verbs.at_end(&text[..*other]).is_none()) {
            len = other;
        }
        // A longer word begins here (将来, 新能源): nothing is stripped.
        let longer = rules.cues.at_start(text).is_some_and(|(other, cue)| cue.class == CueClass::None && other > len)
            || rules.verbs.at_start(text).is_some_and(|(other, _)| other > len);
        if longer {
            break;
        }
        text = &text[len..];
    }
    text
}

/// 高质量数据集, 主要农作物: what follows is neither a verb nor another word that opens.
fn names_on(text: &str, rules: &TargetRules) -> bool {
    let verb = rules.verbs.at_start(text).is_some_and(|(_, verb)| verb.class != VerbClass::None);
    // 主要再生资源: one sign is no word that opens, but 是.
    let opener = rules.openers.at_start(text).is_some_and(|(len, _)| len > "是".len() || text.starts_with('是'));
    !verb && text.starts_with(char::is_alphabetic) && !opener && rules.hedges.at_start(text).is_none()
}

/// What follows a list's mark: （一）, 3., ①.
fn without_mark(text: &str) -> &str {
    let text = text.trim_start();
    let numeral = |letter: char| matches!(letter, '0'..='9' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十');
    let bracketed = text.strip_prefix(['（', '(']);
    let inner = bracketed.unwrap_or(text);
    let rest = inner.trim_start_matches(numeral);
    // 一、二、三产业 is a list of its own.
    if rest.strip_prefix('、').is_some_and(|rest| rest.starts_with(numeral)) {
        return text;
    }
    if rest.len() == inner.len() {
        return text.trim_start_matches(|letter| ('①'..='⑳').contains(&letter));
    }
    let closed = match bracketed {
        Some(_) => rest.strip_prefix(['）', ')']),
        // 1 新建充电桩: a row that is counted.
        None if (1..=2).contains(&(inner.len() - rest.len())) && rest.starts_with([' ', '\u{3000}', '\t']) => {
            Some(rest.trim_start()).filter(|rest| rest.starts_with(|next: char| next.is_alphabetic() && !"年月日个".contains(next)))
        }
        None => rest
            .strip_prefix(['、', '．', '）', ')', '|', '｜'])
            .or_else(|| rest.strip_prefix('.').filter(|rest| !rest.starts_with(numeral))),
    };
    closed.unwrap_or(text)
}

/// Strip what stands between a noun phrase and its number, but no verb.
fn close<'t>(mut text: &'t str, left: &mut Left<'t>, rules: &TargetRules) -> &'t str {
    for _ in 0..12 {
        text = text.trim_end();
        let Some((len, ())) = rules.closers.at_end(text) else { break };
        let cut = text.len() - len;
        // 签约19个 is no 约.
        if rules.verbs.at_end(text).is_some_and(|(other, verb)| other > len && matches!(verb.class, VerbClass::None | VerbClass::Build)) {
            break;
        }
        let word = &text[cut..];
        match word {
            "分别" => left.apart = true,
            "各" => left.each = true,
            "数" => break,
            // 氨氮排放总量 is a measure, 技能人才总量 are so many.
            "总量" if rules.marks.ends(Mark::Totalled, &text[..cut]) => break,
            _ => {}
        }
        if let Some(verb) = rules.verbs.get(word)
            && left.verb.is_empty()
        {
            left.verb = word;
            left.class = Some(verb.class);
        }
        text = &text[..cut];
    }
    text
}

/// 行动（2024—2026年完成改造企业1.2万家）: what stands in brackets or quotation marks with the number speaks of it alone, where it names a thing.
fn inside<'t>(text: &'t str, rules: &TargetRules) -> &'t str {
    let Some(at) = text.rfind(['（', '(', '“']) else { return text };
    let mark = text[at..].chars().next().map_or(0, char::len_utf8);
    let inner = &text[at + mark..];
    let named = !inner.contains(['）', ')', '”']) && open(inner, rules).chars().nth(3).is_some();
    if named { inner } else { text }
}

/// Take the verbs and the words that stand beside a number off the end of a phrase.
fn take_verbs<'t>(mut rest: &'t str, left: &mut Left<'t>, rules: &TargetRules) -> &'t str {
    for _ in 0..5 {
        rest = close(rest, left, rules);
        let Some((len, verb)) = rules.verbs.at_end(rest) else { break };
        if verb.class == VerbClass::None {
            break;
        }
        let head = &rest[..rest.len() - len];
        let names = matches!(verb.class, VerbClass::Build | VerbClass::Gain | VerbClass::Do | VerbClass::Pay);
        // 实验室各新增5家: a word of sharing makes it the verb.
        let shared = head.ends_with("各") || head.ends_with("分别") || head.ends_with('均');
        // 新增造林100万亩: what is gained.
        let gained = || rules.verbs.at_end(head).is_some_and(|(_, verb)| verb.class == VerbClass::Gain);
        if names && verb.noun && !shared && (gained() || !open(head, rules).is_empty()) {
            break;
        }
        // 投入增加3亿元: what grows.
        if names && verb.noun && rules.marks.is(Mark::Grown, &rest[head.len()..]) && left.class.is_some() {
            break;
        }
        if left.verb.is_empty() || names && matches!(left.class, Some(VerbClass::Reach)) {
            left.verb = &rest[head.len()..];
            left.class = Some(verb.class);
        }
        rest = head;
    }
    rest
}

/// 由2020年的, 从上年的: from when a number leads on to another one.
static FROM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        "(?:由|从|從)(?:目前|当前|當前|现在|現在|现状|現狀|现有|現有|原来|原來|原有|此前|以前|过去|過去|基期|当年|",
        "[上去前]年|上一年|年初|(?:19|20)[0-9]{2}年|“?十[一二三四五]五”?|“?十[一二三四五]”?五)",
        "(?:[0-9]{1,2}月)?(?:同期|年?[底末初]|时|期末|期间)?的?(?:水平)?$"
    ))
    .expect("a fixed pattern")
});

/// Bytes within which such words stand.
const FROM_WITHIN: usize = 48;

/// Where 由, 从 and the time behind it begin that `text` ends with.
pub(crate) fn from_when(text: &str) -> Option<usize> {
    if !text.ends_with(['的', '年', '前', '在', '状', '狀', '有', '来', '來', '去', '期', '底', '末', '初', '时', '间', '平', '五', '”'])
    {
        return None;
    }
    let near = text.floor_char_boundary(text.len().saturating_sub(FROM_WITHIN));
    FROM.find(&text[near..]).map(|found| near + found.start())
}

/// Read the words left of a number.
pub(crate) fn read_left<'t>(text: &'t str, rules: &TargetRules) -> Left<'t> {
    let mut left = Left::default();
    let mut rest = inside(text, rules);
    rest = &rest[..from_when(rest).unwrap_or(rest.len())];
    rest = take_verbs(rest, &mut left, rules);
    // 需求响应能力达到最大负荷的5%: a share of something else.
    if text.ends_with('的')
        && let Some(at) = rest.find("达到").filter(|at| *at >= 2 * '达'.len_utf8() && !rest[..*at].ends_with("其中"))
        && left.class.is_none()
    {
        (left.verb, left.class, rest) = (&rest[at..at + "达到".len()], Some(VerbClass::Reach), &rest[..at]);
    }
    // 能耗强度三年下降10%: within which time.
    if left.class.is_some()
        && let Some(words) = rest.strip_suffix('年')
    {
        let thing = words.trim_end_matches(['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '两']);
        let length = words.len() - thing.len();
        if (1..=2).contains(&(length / '年'.len_utf8())) && thing.chars().nth(1).is_some() && !thing.ends_with('第') {
            rest = thing;
        }
    }
    // 平均受教育年限（预期性指标）提高到11.8年: how binding the goal is.
    if rest.ends_with(['）', ')'])
        && let Some(at) = rest.rfind(['（', '('])
        && rules.marks.begins(Mark::Nature, rest[at..].trim_start_matches(['（', '(']))
    {
        rest = &rest[..at];
    }
    // 占比2025年达到70% compares nothing.
    let shares = |at: usize| rest[at..].starts_with('比') && rest[..at].ends_with(['占', '车', '床', '配', '同']);
    if may_compare(rest)
        && let Some(found) = COMPARED.find_iter(rest).find(|found| !shares(found.start()))
    {
        let head = rest[..found.start()].trim_end_matches('相');
        // 相比2005年的排放强度下降65%: the thing stands behind the comparison.
        let behind = rest[found.start()..].trim_start_matches(['比', '较', '較']);
        let thing = if open(head, rules).is_empty() { behind.split_once("年的").map_or("", |(_, thing)| thing) } else { "" };
        let thing = thing.strip_prefix("水平").unwrap_or(thing);
        // 提高到2025年的70%: the verb stands before the time.
        let words = &rest[found.start()..];
        let to = if words.starts_with(['到', '至']) { "到".len() } else { 0 };
        let timed = found.end() == rest.len() && words[to..].starts_with(|letter: char| letter.is_ascii_digit());
        if timed && left.verb.is_empty() && rules.verbs.at_end(&rest[..found.start() + to]).is_some() {
            rest = take_verbs(&rest[..found.start() + to], &mut left, rules);
        } else {
            rest = if thing.chars().nth(1).is_some() { thing } else { head };
            // 二氧化硫、氮氧化物排放总量分别比2015年下降15%
            if let Some(head) = rules.marks.before(Mark::Sharer, rest).filter(|head| !head.is_empty()) {
                (rest, left.apart) = (head, true);
            }
        }
    }
    // 民间投资增速高于全部投资增速2个百分点: the thing stands before the comparison.
    // 投资增速高于工业投资增速3个百分点: the noun before the number is what it is compared with.
    let rate = left.class == Some(VerbClass::Rise) && left.verb.ends_with(['速', '幅', '率']);
    let may = rest.contains(['于', '出']) && (rate || left.class.is_none() || matches!(left.class, Some(VerbClass::Reach)));
    // 达到或好于Ⅲ类水体比例: a grade, with nothing compared.
    let than = || rules.marks.find(Mark::Than, rest).filter(|at| *at > 0 && !rest[..*at].ends_with('或'));
    // 快于社会消费品零售总额9.6个百分点: only what it is compared with.
    if may && rules.marks.begins(Mark::Than, open(rest, rules)) {
        rest = "";
    }
    if let Some(at) = may.then(than).flatten() {
        if rate {
            (left.verb, left.class) = ("", None);
        }
        rest = close(&rest[..at], &mut left, rules);
    }
    // 每千名老年人拥有养老床位: the ratio belongs to the object, with what stands before it.
    let ratio = rest
        .rfind('每')
        .filter(|at| rest[at + '每'.len_utf8()..].starts_with(|next: char| next.is_ascii_digit() || "百千万十亿".contains(next)));
    if let Some(at) = ratio.filter(|at| rest.len() - at < RATIO) {
        left.noun = tidy(open(if rest.len() < RATIO { rest } else { &rest[at..] }, rules));
        return left;
    }
    rest = open(rest, rules);
    // 前者提出到2025年…占比: who says it.
    let said = rest.match_indices("提出").map(|(at, word)| at + word.len()).last();
    if let Some(said) = said.filter(|at| !rest[*at..].starts_with(['的', '了', '者']) && rest[*at..].chars().nth(1).is_some()) {
        rest = open(&rest[said..], rules);
    }
    // 武汉、襄阳到2027年数字经济规模: whose it is, by when.
    if let Some(at) = rest.find("到20").filter(|at| *at > 0)
        && let Some(found) = TIME.find(&rest[at..]).filter(|found| found.as_str().ends_with(['年', '底', '末', '前']))
        && rules.verbs.at_end(&rest[..at]).is_none()
    {
        let thing = open(&rest[at + found.end()..], rules);
        if thing.chars().nth(1).is_some() {
            (left.subject, rest) = (tidy(&rest[..at]), thing);
        }
    }
    // 各市每年新增绿色工厂不少于5家: who, and what they do every year.
    if let Some(at) = rest.rfind("每年").filter(|at| *at > 0) {
        let thing = open(&rest[at + "每年".len()..], rules);
        if thing.chars().nth(1).is_some() && !thing.starts_with('每') {
            (left.subject, rest) = (open(&rest[..at], rules), thing);
        }
    }
    if let Some((cut, from)) = modal(rest, rules) {
        let after = open(&rest[from..], rules);
        if !after.is_empty() {
            left.subject = open(&rest[..cut], rules);
            rest = after;
        } else {
            rest = &rest[..cut];
        }
    }
    let apart = if rest.contains('别') { rest.split_once("分别") } else { None };
    if let Some((among, thing)) = apart.filter(|(among, thing)| !among.is_empty() && !thing.is_empty()) {
        left.among = among.trim_start_matches(['在', '对', '向', '于', '從', '从']);
        left.apart = true;
        rest = thing;
    }
    read_noun(rest, &mut left, rules);
    // 综合实力重返全国百强县前50位: what stands behind a verb of rank is the list.
    let ranked = rules.verbs.all(left.noun).find(|&(from, _, verb)| verb.class == VerbClass::Rank && from >= 6);
    // 农村公路列养率: inside the name of a share.
    if let Some((from, to, _)) = ranked.filter(|_| left.verb.is_empty() && !is_share(left.noun, rules)) {
        (left.verb, left.class) = (&left.noun[from..to], Some(VerbClass::Rank));
        left.noun = &left.noun[..from];
    }
    // 未来五年（2025-26至2029-30年度）的建屋量: a time with its bracket is no part of the thing.
    let bracketed = if left.noun.contains('）') { left.noun.split_once("）的") } else { None };
    if let Some((time, thing)) = bracketed.filter(|(time, _)| time.contains(|letter: char| letter.is_ascii_digit())) {
        left.noun = if time.contains('年') && !thing.is_empty() { thing } else { left.noun };
    }
    // 支持龙头企业牵头组建创新联合体20个: what one who leads does.
    if left.class == Some(VerbClass::Build)
        && let Some(at) = rules.marks.find(Mark::Led, left.noun)
        && let Some(rest) = rules.marks.behind(Mark::Led, &left.noun[at..])
        && let Some((len, verb)) = rules.verbs.at_start(rest).filter(|(len, verb)| *len + 6 <= rest.len() && verb.class == VerbClass::Build)
    {
        (left.verb, left.class, left.noun) = (&rest[..len], Some(verb.class), &rest[len..]);
    }
    // 发展林下经济30万亩: a verb where the phrase begins with it, nothing else is one, and a thing follows that has no measure.
    if left.verb.is_empty() && left.class.is_none() && left.subject.is_empty() {
        let (word, thing) = match rules.marks.behind(Mark::Grows, left.noun) {
            Some(thing) => (&left.noun[..left.noun.len() - thing.len()], thing),
            None => ("", ""),
        };
        if thing.chars().nth(1).is_some() && !rules.marks.begins(Mark::GrowsNot, thing) && rules.heads.at_end(thing).is_none() {
            (left.verb, left.class, left.noun) = (word, Some(VerbClass::Build), thing);
        }
    }
    left.noun = tidy(left.noun);
    // 株洲市提出建成10个: who says it.
    if !left.verb.is_empty() && rules.marks.ends(Mark::Says, left.noun) {
        left.noun = "";
    }
    // 为企业减负: for whom.
    if let Some(whom) = left.noun.strip_prefix(['为', '為', '替', '给', '給']).filter(|whom| whom.chars().nth(1).is_some())
        && left.class == Some(VerbClass::Fall)
    {
        left.noun = whom;
    }
    // 2027年目标 2000 年均增长5%: the number of the cell before is no part of a thing.
    if let Some((thing, cell)) = left.noun.rsplit_once(' ')
        && cell.bytes().all(|digit| digit.is_ascii_digit() || digit == b'.')
    {
        left.noun = tidy(thing);
    }
    // 冷链物流体系初具规模、年货运量: the first half says no number's thing.
    if left.noun.contains('、')
        && let Some((thing, measure)) = behind_finished(left.noun, rules)
    {
        (left.subject, left.noun) = (if measure.chars().count() <= BARE_MEASURE { thing } else { "" }, measure);
    }
    // 再归集5万个: behind 再 stands a verb, known or not.
    if let Some(verb) = left.noun.strip_prefix('再').filter(|verb| verb.chars().count() == 2 && left.verb.is_empty()) {
        (left.verb, left.class, left.noun) = (verb, Some(VerbClass::Gain), "");
    }
    left
}

/// Characters of the longest measure that wants the thing of the half before.
const BARE_MEASURE: usize = 4;

/// What stands before a finished saying and behind its 、: 体系初具规模、年货运量.
fn behind_finished<'t>(noun: &'t str, rules: &TargetRules) -> Option<(&'t str, &'t str)> {
    noun.match_indices('、').rev().find_map(|(at, mark)| {
        let thing = rules.marks.before(Mark::Finished, &noun[..at]).filter(|thing| !thing.is_empty())?;
        let measure = &noun[at + mark.len()..];
        measure.chars().nth(1).is_some().then_some((thing, measure))
    })
}

/// The last 将, 要, 力争 … inside a phrase: where it starts and ends.
fn modal(text: &str, rules: &TargetRules) -> Option<(usize, usize)> {
    let plan = |cue: crate::rules::targets::Cue| cue.class == CueClass::Plan && cue.reach == Reach::Sentence && cue.weight >= 4;
    rules
        .cues
        .all(text)
        .filter(|&(from, to, cue)| (plan(cue) && !text[from..to].ends_with("目标")) && from > 0)
        .last()
        .map(|(from, to, _)| (from, to))
        .or_else(|| {
            let at = text.rfind('把')?;
            (!text[at..].starts_with("把握")).then_some((at, at + '把'.len_utf8()))
        })
}

/// Split what is left of a phrase into subject, verb and noun.
fn read_noun<'t>(rest: &'t str, left: &mut Left<'t>, rules: &TargetRules) {
    let governs = matches!(
        left.class,
        // 回收量增加30%: 增加 stands before its number.
        Some(
            VerbClass::Reach | VerbClass::To | VerbClass::Rise | VerbClass::Gain | VerbClass::Fall | VerbClass::Multiply | VerbClass::Rank
        )
    );
    let mut noun = rest;
    let mut gained = None;
    for _ in 0..4 {
        let Some((len, verb)) = rules.verbs.at_start(noun) else { break };
        // 实现居民收入增长7%: the verb of the goal stands behind.
        if governs && &noun[..len] == "实现" && noun[len..].chars().count() > 2 {
            noun = open(&noun[len..], rules);
            continue;
        }
        if matches!(verb.class, VerbClass::None | VerbClass::Reach | VerbClass::To | VerbClass::Rank | VerbClass::Multiply)
            || governs && verb.noun
            || verb.class == VerbClass::Rise && verb.noun && (len < 6 || len == noun.len())
            || verb.names && rules.marks.begins(Mark::Body, &noun[len..])
            // 新增装机中可再生能源比例: what is new has the share; 监测对象风险消除率达到80%: the verb before the number governs.
            || (noun.starts_with('新') || (governs || verb.names) && verb.class == VerbClass::Build) && is_share(&noun[len..], rules)
            || matches!(&noun[len..], "会" | "會" | "班" | "赛" | "賽" | "节" | "節" | "展" | "团" | "團" | "队" | "隊")
            || noun[len..].starts_with(['率', '额', '量', '度', '型', '性', '值', '数', '面', '者', '业', '费', '区', '地', '场'])
                && !rules.marks.begins(Mark::Stem, &noun[len..])
        {
            break;
        }
        // 新增造林100万亩: the second verb is the thing.
        if verb.noun && len == noun.len() && !left.verb.is_empty() && verb.class == VerbClass::Build {
            break;
        }
        // 认定通过率不低于50%: nothing but the share would be left.
        if is_share(noun, rules) && open(&noun[len..], rules).chars().nth(1).is_none() {
            break;
        }
        if !governs && (left.verb.is_empty() || left.class.is_none()) {
            left.verb = &noun[..len];
            left.class = Some(verb.class);
        }
        gained = (verb.class == VerbClass::Gain).then_some(noun);
        noun = open(noun[len..].trim_start_matches('了'), rules);
    }
    // 抽查比例: a verb before a bare share names what it is a share of.
    if noun.len() < rest.len() && rules.marks.is(Mark::Share, noun) {
        noun = rest;
    }
    if let Some(whole) = gained
        && (rules.heads.get(noun).is_some() || noun == "就业")
    {
        noun = whole;
    }
    left.noun = noun;
    if noun.len() < rest.len() || left.class.is_some() {
        // The verb is known; a second one inside belongs to the noun's own words.
        if !governs || noun.len() < rest.len() {
            return;
        }
    }
    // 惠企政策兑现比例, 数据质量抽查比例: a verb inside the name of a share is part of it.
    if is_share(noun, rules) && !governs {
        return;
    }
    let inner = rules
        .verbs
        .all(noun)
        .filter(|&(from, to, verb)| {
            matches!(verb.class, VerbClass::Build | VerbClass::Gain | VerbClass::Do | VerbClass::Fall)
                && !verb.noun
                && !(noun[from..].starts_with('新') && is_share(&noun[to..], rules))
                && from >= 6
                && noun.len() - to >= 6
                && !noun[to..].starts_with(['量', '率', '额', '值', '时'])
        })
        .last();
    if let Some((from, to, verb)) = inner {
        left.subject = &noun[..from];
        if !governs {
            left.verb = &noun[from..to];
            left.class = Some(verb.class);
        }
        left.noun = open(noun[to..].trim_start_matches('了'), rules);
    }
}

/// Whether a noun phrase ends with a share of something: 占比, 覆盖率.
fn is_share(noun: &str, rules: &TargetRules) -> bool {
    noun.chars().nth(2).is_some() && (noun.ends_with('率') || rules.marks.ends(Mark::Share, noun))
}

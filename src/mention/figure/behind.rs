//! Reading the words behind a number, and taking off a noun phrase what is no part of it. In: the stretch right of the number. Out: a noun
//! phrase, as a slice of the text. Never done here: looking at other numbers.

use crate::rules::marks::Mark;
use crate::rules::targets::{TargetRules, VerbClass};

/// Marks that may stand at the ends of a noun.
const EDGES: fn(char) -> bool =
    |letter| matches!(letter, '、' | '，' | ',' | '；' | ';' | '：' | ':' | '。' | '·' | '→') || letter.is_whitespace();

/// What ends a noun phrase.
const CLOSES: [char; 11] = ['，', ',', '。', '；', ';', '：', ':', '？', '！', '\n', '\t'];

/// Characters of the longest thing that a goal is named by.
const GOAL: usize = 16;

/// The noun phrase right of a number; empty where none begins there.
pub(crate) fn read_right<'t>(text: &'t str, rules: &TargetRules) -> &'t str {
    if next_cell(text, rules) {
        return "";
    }
    let text = text.trim_start();
    let genitive = text.starts_with('的');
    let text = text.strip_prefix('的').unwrap_or(text);
    let clause = &text[..text.find(CLOSES).unwrap_or(text.len())];
    // 2.6% 2030年：3.0%: when, and the next number.
    if let Some(year) = clause.trim_end().strip_suffix('年')
        && year.len() == 4
        && year.bytes().all(|digit| digit.is_ascii_digit())
    {
        return "";
    }
    // 5%左右的经济增长目标: what the goal is of.
    if genitive
        && let Some(thing) = clause.strip_suffix("目标").or_else(|| clause.strip_suffix("目標"))
        && (2..=GOAL).contains(&thing.chars().count())
        && !thing.contains(['的', '、'])
    {
        return tidy(thing);
    }
    // 10个具有国际影响力的产业集群: a clause of its own, then the noun.
    if rules.verbs.at_start(text).is_some_and(|(_, verb)| verb.class != VerbClass::None && !verb.noun) {
        let behind = clause.rfind('的').map(|at| &clause[at + '的'.len_utf8()..]);
        if let Some(noun) = behind.filter(|noun| noun.chars().count() >= 2 && !noun.starts_with(|letter: char| letter.is_ascii_digit())) {
            return tidy(noun);
        }
    }
    // 100个可复制的典型应用场景, 25个在特定领域知名度较高的特色产业; 在建的 are something else.
    let located = text.starts_with(['在', '面', '与', '對', '对', '處', '处']) && !rules.marks.begins(Mark::NoPlace, text);
    if (located || text.starts_with(['可', '能', '有', '较', '高', '强', '好']))
        && let Some((_, noun)) =
            clause.rsplit_once('的').filter(|(_, noun)| noun.chars().count() >= 2 && rules.verbs.at_start(noun).is_none())
    {
        return tidy(noun);
    }
    // 8个超千亿级产业集群
    let over =
        text.strip_prefix('超').is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit() || "百千万十亿".contains(next)));
    if !over && !super::slot::begins_noun(text, rules) && !text.starts_with("新") && !text.starts_with("省级") && !text.starts_with("市级")
    {
        return "";
    }
    let mut noun = clause;
    // 2个科学装置、N个创新平台: the next item of the list counts by itself.
    let counted = |rest: &str| {
        let rest = rest.trim_start_matches('、');
        rest.starts_with("N个") || rest.starts_with("若干") || rest.starts_with("一批") || rest.starts_with("多个")
    };
    if let Some((at, _)) = noun.match_indices('、').find(|(at, _)| counted(&noun[*at..])) {
        noun = &noun[..at];
    }
    // A predicate ends the noun phrase: 七成以上规上工业企业完成数字化转型, 10个重点项目给予支持.
    let predicate = rules.verbs.all(noun).find(|&(from, _, verb)| {
        let given = verb.class == VerbClass::Pay && noun[from..].starts_with(['给', '予', '給']);
        // 1000家企业实施数字化改造
        let acts = verb.noun && rules.marks.begins(Mark::Acts, &noun[from..]) && rules.marks.ends(Mark::Actor, &noun[..from]);
        // 10个县开展试点
        let division = from == 3 && noun.starts_with(['县', '市', '区', '镇', '乡', '村', '縣', '區', '鎮', '鄉']);
        (from >= 6 || division)
            && verb.class != VerbClass::None
            && (!verb.noun || acts)
            && (verb.class != VerbClass::Pay || given)
            && !noun[from..].contains('的')
    });
    if let Some((from, _, _)) = predicate {
        noun = noun[..from].trim_end_matches(['均', '都', '将', '全', '已', '力', '争', '须', '需', '应', '要']);
    }
    // 千亿级、五百亿级园区数量分别达到…
    noun = rules.marks.before(Mark::Sharer, noun).unwrap_or(noun);
    // 收入1亿元以上的企业可以申报
    if noun.contains('可')
        && let Some(at) = rules.marks.find(Mark::Applies, noun).filter(|at| *at > 0)
    {
        noun = noun[..at].trim_end_matches(['均', '都', '方', '也']);
    }
    // 9个项目已签订框架协议, 2个县有望摘帽
    for ends in ["用于", "已", "有望", "为引领", "为支撑", "为骨干", "为主体", "为龙头", "为核心", "全部退出"] {
        if let Some(at) = noun.find(ends).filter(|&at| at > 3 && !noun[at..].contains('的')) {
            noun = &noun[..at];
        }
    }
    if let Some(at) = noun.rfind('的') {
        let head = &noun[at + '的'.len_utf8()..];
        if rules.marks.is(Mark::Empty, head) || matches!(head, "任务" | "要求") {
            noun = &noun[..at];
        } else if head.chars().count() >= 2 {
            noun = head;
        }
    }
    let noun = tidy(noun);
    let aim = || matches!(noun, "目标" | "任务" | "要求" | "水平" | "速度" | "标准" | "增速") || rules.marks.is(Mark::Empty, noun);
    if genitive && aim() { "" } else { noun }
}

/// Characters of the longest name of who is in charge.
const IN_CHARGE: usize = 12;

/// 1000个 | 市发展改革委 | …: what stands behind a tab, or behind a space and is a body, is another cell.
fn next_cell(text: &str, rules: &TargetRules) -> bool {
    let rest = text.trim_start_matches([' ', '\u{3000}']);
    if rest.starts_with(['\t', '|', '｜']) {
        return true;
    }
    let word = rest.split(|letter: char| letter.is_whitespace() || letter == '、').next().unwrap_or("");
    let body = rest.len() < text.len() && word.len() < rest.len() && word.chars().count() <= IN_CHARGE;
    body && rules.marks.ends(Mark::InCharge, word)
}

/// Brackets and quotation marks that a phrase may be cut in.
const BRACKETS: [(char, char); 6] = [('（', '）'), ('(', ')'), ('“', '”'), ('《', '》'), ('〔', '〕'), ('【', '】')];
const IS_BRACKET: fn(char) -> bool =
    |letter| matches!(letter, '（' | '）' | '(' | ')' | '“' | '”' | '《' | '》' | '〔' | '〕' | '【' | '】');

/// Take off marks, 等, an unclosed bracket and other leftovers at the ends.
pub(crate) fn tidy(mut noun: &str) -> &str {
    loop {
        let before = noun.len();
        noun = noun.trim_matches(EDGES);
        noun = noun.strip_prefix('的').unwrap_or(noun);
        noun = noun.strip_suffix('等').unwrap_or(noun);
        noun = noun.strip_suffix("基础上").unwrap_or(noun);
        for conjunction in ["以及", "以", "和", "及", "与", "并"] {
            noun = noun.strip_suffix(conjunction).unwrap_or(noun);
        }
        // Few nouns have a bracket, and one look tells.
        let brackets = if noun.contains(IS_BRACKET) { BRACKETS.as_slice() } else { &[] };
        for &(open, close) in brackets {
            let (opens, closes) = (noun.matches(open).count(), noun.matches(close).count());
            if opens > closes
                && let Some(at) = noun.rfind(open)
            {
                // 示范区（含… → 示范区; （含示范区 → 含示范区.
                noun = if at == 0 { &noun[open.len_utf8()..] } else { &noun[..at] };
            }
            if closes > opens
                && let Some(at) = noun.find(close)
            {
                let rest = &noun[at + close.len_utf8()..];
                noun = if rest.is_empty() { &noun[..at] } else { rest };
            }
        }
        if noun.len() == before {
            return noun;
        }
    }
}

//! Advertising that somebody slipped into a page. In: a line of the article. Out: which bytes of it go. Never done here:
//! touching a line that speaks of such things itself (查处网络赌博), cutting a word that may mean something else.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::rules::content::{ContentRules, SpamKind};

/// Words of those who fight it: a line that has one is about spam, it is none.
static GUARDED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        "打击|整治|查处|查获|严禁|禁止|侦破|抓获|犯罪|嫌疑|违法|非法|违规|警方|公安|民警|法院|检察|治理|防范|防止|反诈|诈骗|涉赌|涉黄|案件|取缔|",
        "举报|抵制|警惕|谨防|远离|曝光|扫黄|监管|处罚|涉嫌|危害|受骗|被骗|切勿|不得"
    ))
    .expect("a fixed pattern")
});

/// What advertisers hang on a brand: 官网, app下载, (中国)官方网站.
static TAIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:[\s·•・\-—_|,，]*(?:[（(](?:中国|集团|亚洲|官方|综合)[)）]|官方网站|官方|官网|网站|网址|平台|体育|娱乐城|娱乐|电竞|电子|真人|棋牌|彩票|直播|",
        r"手机版|网页版|电脑版|最新版|综合|国际|在线|客户端|[Aa][Pp][Pp]|APP|中国|首页|投注|最新|备用|[a-zA-Z0-9]{1,10}(?:\.[a-z]{2,4})+))*",
        // What an advertiser asks for comes last: 下载 ends it, and 体育局 behind it is the page's own.
        "(?:入口|登录|登陆|注册|下载|安装)*"
    ))
    .expect("a fixed pattern")
});

/// A way to reach the advertiser.
static REACH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:https?://|www\.|[a-z0-9][a-z0-9-]+\.(?:com|net|cn|cc|vip|top|xyz|app|org|me|tv|club|bet|info)\b)|(?:微信|VX|QQ|扣扣|飞机|TG|电报)[号群]?\s*[:：]?\s*[a-zA-Z0-9_-]{5,}").expect("a fixed pattern")
});

/// Real places and events that share a brand's first characters: 澳门威尼斯人度假村.
const REAL: [&str; 20] = [
    "酒店",
    "度假",
    "渡假",
    "会展",
    "剧场",
    "举行",
    "举办",
    "开幕",
    "会议",
    "论坛",
    "公司",
    "会所",
    "场馆",
    "场",
    "馆",
    "中心",
    "公园",
    "学院",
    "产业",
    "运动会",
];

struct Hit {
    kind: SpamKind,
    span: Range<usize>,
}

/// Bytes of `line` that are advertising, in order; the whole line where nothing but advertising is left.
pub fn find(line: &str, rules: &ContentRules) -> Vec<Range<usize>> {
    let hits = hits(line, rules);
    if hits.is_empty() || GUARDED.is_match(line) {
        return Vec::new();
    }
    if is_spam(line, &hits) {
        return vec![0..line.len()];
    }
    let mut cuts: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for sentence in line.split_inclusive(['。', '！', '？', '；', '!', '?']) {
        let end = start + sentence.len();
        let from = hits.partition_point(|hit| hit.span.start < start);
        let inside: Vec<Hit> = hits[from..]
            .iter()
            .take_while(|hit| hit.span.end <= end)
            .map(|hit| Hit { kind: hit.kind, span: hit.span.start - start..hit.span.end - start })
            .collect();
        if !inside.is_empty() && is_spam(sentence, &inside) {
            push(&mut cuts, start..end);
        } else {
            inside
                .iter()
                .filter_map(|hit| {
                    let span = start + hit.span.start..start + hit.span.end;
                    if hit.kind == SpamKind::Brand { Some(brand(line, span)) } else { spliced(line, span) }
                })
                .for_each(|cut| push(&mut cuts, cut));
        }
        start = end;
    }
    let mut at = 0;
    let mut letters = 0;
    for cut in cuts.iter().cloned().chain([line.len()..line.len()]) {
        letters += line[at..cut.start].chars().filter(|c| c.is_alphanumeric()).count();
        at = cut.end;
    }
    if !cuts.is_empty() && letters <= 6 { vec![0..line.len()] } else { cuts }
}

/// The words that fire, those of a longer ASCII word left out (fun88 in fun8890).
fn hits(line: &str, rules: &ContentRules) -> Vec<Hit> {
    let (lexicon, kinds) = &rules.spam;
    let bytes = line.as_bytes();
    let glued = |at: usize, next: usize| {
        let (Some(a), Some(b)) = (bytes.get(at), bytes.get(next)) else { return false };
        a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric()
    };
    let mut hits: Vec<Hit> = Vec::new();
    let mut tail = 0;
    for found in lexicon.all(line) {
        let glued = found.start > 0 && glued(found.start - 1, found.start) || glued(found.end - 1, found.end);
        let kind = kinds[found.index];
        // What hangs on a brand belongs to it: it is no second word.
        let hangs = found.start < tail && kind == SpamKind::Word;
        if glued || hangs || REAL.iter().any(|real| line[found.end..].starts_with(real)) {
            continue;
        }
        if kind == SpamKind::Brand {
            tail = brand(line, found.start..found.end).end;
        }
        hits.push(Hit { kind, span: found.start..found.end });
    }
    hits
}

/// Whether a line or sentence is advertising as a whole: words of it side by side, or a brand with a way to reach it.
fn is_spam(text: &str, hits: &[Hit]) -> bool {
    let mut words: Vec<&str> = hits.iter().map(|hit| &text[hit.span.clone()]).collect();
    words.sort_unstable();
    words.dedup();
    let chars = text.chars().count();
    let told: usize = words.iter().map(|word| word.chars().count()).sum();
    let brands = hits.iter().filter(|hit| hit.kind == SpamKind::Brand).count();
    let reach = REACH.is_match(text);
    match words.len() {
        0 => false,
        1 => (brands > 0 && (reach || chars <= told + 8)) || reach && chars <= 60 && told * 4 >= chars,
        2 => told * 4 >= chars || reach || brands > 0 && told * 8 >= chars,
        _ => told * 8 >= chars || reach,
    }
}

/// A brand and what hangs on it, on both sides.
fn brand(line: &str, span: Range<usize>) -> Range<usize> {
    let end = span.end + TAIL.find(&line[span.end..]).map_or(0, |tail| tail.end());
    let glued = line[..span.start].trim_end_matches(['-', '_', '·', '|', '—']);
    let start = if glued.is_empty() { 0 } else { span.start };
    start..end
}

/// 1.4万亿斤左《某某APP下载》右: words of advertising that end what stands in brackets, set into the middle of a sentence.
fn spliced(line: &str, span: Range<usize>) -> Option<Range<usize>> {
    let (before, behind) = (&line[..span.start], &line[span.end..]);
    let (open, close) = [('《', '》'), ('【', '】'), ('（', '）'), ('(', ')'), ('[', ']')]
        .into_iter()
        .find_map(|(open, close)| behind.starts_with(close).then(|| before.rfind(open).map(|at| (at, close)))?)?;
    let (before, behind) = (&line[..open], &behind[close.len_utf8()..]);
    let inside = line[before.len()..span.start].chars();
    let short = inside.clone().count() <= SPLICED && inside.skip(1).all(char::is_alphanumeric);
    let glued = before.ends_with(char::is_alphanumeric) && behind.starts_with(char::is_alphanumeric);
    (short && glued).then(|| open..span.end + close.len_utf8())
}

/// Characters before the advertising word in the brackets of a splice, the bracket among them.
const SPLICED: usize = 9;

fn push(cuts: &mut Vec<Range<usize>>, cut: Range<usize>) {
    match cuts.last_mut() {
        Some(last) if cut.start <= last.end => last.end = last.end.max(cut.end),
        _ => cuts.push(cut),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;

    /// What is left of a line.
    fn check(line: &str, expected: &str) {
        let mut left = String::new();
        let mut at = 0;
        for cut in find(line, &Rules::builtin().content) {
            left.push_str(&line[at..cut.start]);
            at = cut.end;
        }
        left.push_str(&line[at..]);
        assert_eq!(left, expected, "{line}");
    }

    #[test]
    fn every_word_fires() {
        let rules = &Rules::builtin().content;
        for row in crate::rules::table::Table::parse("spam.tsv", include_str!("../../rules/spam.tsv")).rows() {
            let (surface, example) = (row.text("surface").unwrap(), row.text("example").unwrap());
            let found = hits(example, rules).iter().any(|hit| example[hit.span.clone()].eq_ignore_ascii_case(surface));
            assert!(found, "spam.tsv:{}: {example}", row.line());
        }
    }

    #[test]
    fn drops_advertising() {
        check("澳门新葡京娱乐城开户送彩金，真人百家乐，网址www.example.com", "");
        check("时时彩平台 老虎机 六合彩 百家乐", "");
        check("代开发票 办证刻章 私家侦探 微信：abc12345", "");
        check("成人视频|高清无码|国产自拍", "");
        check("开云体育", "");
    }

    #[test]
    fn cuts_brands_out_of_sentences() {
        check("本次赛事由辽宁省开云体育app下载体育局主办，辽阳市人民政府承办。", "本次赛事由辽宁省体育局主办，辽阳市人民政府承办。");
        check("本次会议由开云体育官网省发展改革委主办，各市代表参加了会议。", "本次会议由省发展改革委主办，各市代表参加了会议。");
        check("培育企业30家，乐鱼体育app下载产值达到100亿元，带动就业增长。", "培育企业30家，产值达到100亿元，带动就业增长。");
    }

    #[test]
    fn leaves_what_only_speaks_of_it() {
        for line in [
            "公安机关依法打击网络赌博、老虎机、六合彩等违法犯罪活动。",
            "澳门威尼斯人度假村举办国际美食节。",
            "发展体育彩票事业，全年销售体育彩票30亿元。",
            "今年会议提出，到2026年建成30个园区。",
            "项目总投资21亿元，21点30分开始。",
            "以德赢人，以诚兴业，建设信用体系。",
            "资金年会期间，上海申博成功的经验得到推广。",
            "清理刷单兼职、信用卡套现等违规信息，净化网络环境。",
        ] {
            check(line, line);
        }
    }
}

//! Laws of repair over damage made here from sentences of our own: to repair twice changes nothing more, damage that loses nothing is
//! undone, whole text stays, spans hold. Each class alone, every line alone, and all classes on one page.

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, SHIFT_JIS, WINDOWS_1252};
use qingyuan::{Rules, Source, repair};

const TEXT: &str = "临川市规划到明年新建公共停车场十八座，新增泊位六千四百个。
各县（区）要压实主体责任，按月报送进度；未按期完成的，予以通报。
海港集团负责航道疏浚，空间规划由自然资源局统筹？答案是肯定的。
“十四五”期间，全市规模以上工业企业研发投入年均增长百分之九以上。
深化“放管服”改革，推行“一网通办”，企业开办时间压缩至一天以内。
对符合条件的高校毕业生，给予一次性求职补贴1500元，不得重复申领。
支持龙头企业与合作社、家庭农场建立利益联结机制，带动农户增收！
沿江化工企业搬迁改造全部完成：关停九家，入园十一家，转型三家。
建立健全养老服务体系，每千名老人拥有养老床位数达到四十五张。
谢尔盖先生与阿卜杜拉先生参加了在乌鲁木齐举行的经贸洽谈会。
鼓励金融机构开发绿色信贷产品，扩大抵质押物范围，降低融资成本。
本办法自二〇二六年三月一日起施行，有效期五年，原办法同时废止。
记者从省水利厅获悉，引黄灌区续建配套项目主体工程已经完工。
村里修了路，通了车，乡亲们种的脐橙、柚子再也不愁卖不出去了。
截至上月底，累计发放稳岗返还资金3.2亿元，惠及职工46万人次。
促进城乡义务教育优质均衡发展，新建、改扩建中小学校十二所。
（一）加快淘汰落后产能；（二）严控新增产能；（三）推进节能降碳。";

/// What a decoder does with bytes that it cannot read.
#[derive(Clone, Copy, PartialEq)]
enum Bad {
    /// Keeps each as the character of its number.
    Keep,
    /// One U+FFFD, as the web does.
    Mark,
    /// One question mark for two bytes.
    Question,
    /// Drops one byte.
    Drop,
}

fn read(bytes: &[u8], encoding: &'static Encoding, bad: Bad) -> String {
    let (mut out, mut at) = (String::new(), 0);
    while at < bytes.len() {
        if bytes[at] < 0x80 {
            out.push(char::from(bytes[at]));
            at += 1;
            continue;
        }
        let pair = bytes.get(at..at + 2).and_then(|pair| encoding.decode_without_bom_handling_and_without_replacement(pair));
        if let Some(text) = pair.filter(|text| text.chars().all(|c| !('\u{e000}'..='\u{f8ff}').contains(&c))) {
            out.push_str(&text);
            at += 2;
            continue;
        }
        let whole = bytes.get(at + 1).is_some_and(|next| *next >= 0x80);
        match bad {
            Bad::Keep if bytes[at] == 0x80 => out.push('€'),
            Bad::Keep => out.push(char::from(bytes[at])),
            Bad::Mark => out.push('\u{fffd}'),
            Bad::Question => out.push('?'),
            Bad::Drop => {}
        }
        at += if bad == Bad::Question || bad == Bad::Mark && whole { 2 } else { 1 };
    }
    out
}

fn gbk(text: &str) -> Vec<u8> {
    GB18030.encode(text).0.into_owned()
}

fn one(bytes: &[u8]) -> String {
    WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}

/// The bytes taken as UTF-8 where they are, the others one by one.
fn hybrid(bytes: &[u8]) -> String {
    bytes.utf8_chunks().map(|chunk| format!("{}{}", chunk.valid(), one(chunk.invalid()))).collect()
}

/// Full-width punctuation written as one byte wherever its two bytes stand, across characters too.
fn shifted(text: &str, bad: Bad) -> String {
    let (bytes, mut out, mut at) = (gbk(text), Vec::new(), 0);
    while at < bytes.len() {
        match bytes.get(at..at + 2) {
            Some([0xa3, mark @ (0xac | 0xba | 0xa8 | 0xa9 | 0xbf | 0xa1 | 0xbb)]) => {
                out.push(mark - 0x80);
                at += 2;
            }
            _ => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    read(&out, GB18030, bad)
}

type Damage = fn(&str) -> String;

/// Damage that loses nothing.
const WHOLE: &[(&str, Damage)] = &[
    ("utf-8 as gbk", |line| read(line.as_bytes(), GB18030, Bad::Keep)),
    ("gbk as 1252", |line| one(&gbk(line))),
    ("gbk as utf-8 or 1252", |line| hybrid(&gbk(line))),
    ("utf-8 as 1252", |line| one(line.as_bytes())),
    ("utf-8 as 1252 twice", |line| one(one(line.as_bytes()).as_bytes())),
    ("references", |line| line.chars().map(|c| if c.is_ascii() { c.to_string() } else { format!("&amp;#x{:X};", u32::from(c)) }).collect()),
    ("escapes", |line| line.chars().map(|c| if c.is_ascii() { c.to_string() } else { format!("\\u{:04x}", u32::from(c)) }).collect()),
    ("percent", |line| line.bytes().map(|byte| format!("%{byte:02X}")).collect()),
];

/// Damage that loses something.
const LOSSY: &[(&str, Damage)] = &[
    ("utf-8 as gbk, marked", |line| read(line.as_bytes(), GB18030, Bad::Mark)),
    ("utf-8 as gbk, ?", |line| read(line.as_bytes(), GB18030, Bad::Question)),
    ("utf-8 as gbk, dropped", |line| read(line.as_bytes(), GB18030, Bad::Drop)),
    ("utf-8 as 1252, controls dropped", |line| one(line.as_bytes()).replace(|c| ('\u{80}'..='\u{9f}').contains(&c), "")),
    ("gbk as big5", |line| read(&gbk(line), BIG5, Bad::Mark)),
    ("gbk as euc-kr", |line| read(&gbk(line), EUC_KR, Bad::Mark)),
    ("gbk as shift_jis", |line| read(&gbk(line), SHIFT_JIS, Bad::Mark)),
    ("shifted", |line| shifted(line, Bad::Mark)),
    ("shifted, ?", |line| shifted(line, Bad::Question)),
    ("utf-8 as gbk twice, marked", |line| read(read(line.as_bytes(), GB18030, Bad::Keep).as_bytes(), GB18030, Bad::Mark)),
    ("utf-8 as gbk twice, both marked", |line| read(read(line.as_bytes(), GB18030, Bad::Mark).as_bytes(), GB18030, Bad::Mark)),
    ("every ninth character lost", |line| line.chars().enumerate().map(|(at, c)| if at % 9 == 8 { '\u{fffd}' } else { c }).collect()),
    ("every eleventh a question mark", |line| line.chars().enumerate().map(|(at, c)| if at % 11 == 10 { '?' } else { c }).collect()),
];

/// `text` after repair, and the damage left; what the edits say is held against it.
fn mend(text: &str) -> (String, Vec<repair::Damage>) {
    let (edits, damage) = repair::repair_text(text, Rules::builtin());
    let (mut out, mut at) = (String::new(), 0);
    for edit in &edits {
        assert!(at <= edit.span.start, "edits overlap in {text}");
        out.push_str(&text[at..edit.span.start]);
        out.push_str(&edit.after);
        assert_ne!(text[edit.span.clone()], edit.after, "an edit that changes nothing");
        at = edit.span.end;
    }
    out.push_str(&text[at..]);
    for damage in &damage {
        assert!(out.get(damage.span.clone()).is_some_and(|there| !there.is_empty()), "{damage:?} is not in {out}");
    }
    (out, damage)
}

/// What is repaired stays as it is, and what is told of it too.
fn settles(name: &str, text: &str) -> String {
    let (once, left) = mend(text);
    let (twice, told) = mend(&once);
    assert_eq!(twice, once, "{name}: repairing twice changes more of\n{text}");
    // What was there before is not known any more.
    let known = |note: &str| note.contains("lost here") || note.contains("lost beside");
    assert!(!told.iter().any(|left| known(&left.note)), "{name}: what is gone is told of\n{text}");
    let forgotten = |mut damage: Vec<repair::Damage>| {
        damage.iter_mut().filter(|left| known(&left.note)).for_each(|left| left.note = "bytes that no decoder could read".into());
        damage
    };
    assert_eq!(forgotten(left), told, "{name}: another damage is told of\n{text}");
    once
}

#[test]
fn whole_text_stays() {
    assert_eq!(mend(TEXT).0, TEXT);
    TEXT.lines().for_each(|line| assert_eq!(mend(line).0, line));
}

#[test]
fn damage_that_loses_nothing_is_undone() {
    for (name, damage) in WHOLE {
        let page: Vec<String> = TEXT.lines().map(damage).collect();
        assert_eq!(settles(name, &page.join("\n")), TEXT, "{name}");
        for (line, damaged) in TEXT.lines().zip(&page) {
            assert_ne!(damaged, line, "{name} damages nothing");
            assert_eq!(settles(name, damaged), *line, "{name}");
        }
    }
}

/// Names of roads read badly: alone their bytes prove nothing, where the page was misread so elsewhere they do.
#[test]
fn what_reads_badly_is_undone_beside_what_reads_well() {
    let roads = "临川北-G30-S241-柏庐路-锡东路-浔阳道-汽渡。";
    let read_as: [(&str, Damage); 2] =
        [("gbk as 1252", |line| one(&gbk(line))), ("gbk as euc-kr", |line| read(&gbk(line), EUC_KR, Bad::Mark))];
    for (name, damage) in read_as {
        let whole = damage(roads);
        assert!(!whole.contains('\u{fffd}'), "{name} loses bytes");
        assert_eq!(settles(name, &whole), whole, "{name}: a line alone is not sure");
        let page: Vec<String> = TEXT.lines().take(2).chain([roads]).map(damage).collect();
        assert!(settles(name, &page.join("\n")).ends_with(roads), "{name}");
    }
}

#[test]
fn what_is_known_of_a_lost_byte_is_told() {
    let told = |damaged: &str| mend(damaged).1.into_iter().map(|left| left.note).collect::<Vec<_>>();
    let shift = shifted("沿海各市统筹海空间隔管理，保护海岸线。", Bad::Mark);
    assert_eq!(told(&shift), ["a byte of GBK is lost beside punctuation, and more than one character fits"]);
    let dropped = read("全市开展行动，住在4座20万吨的地方，共六章，全县农村自来水普及率达到90%。".as_bytes(), GB18030, Bad::Drop);
    assert_eq!(told(&dropped), ["a byte of UTF-8 is lost here, and more than one character fits"]);
    assert_eq!(told("全县农村\u{fffd}自来水"), ["bytes that no decoder could read"]);
}

#[test]
fn to_repair_twice_changes_nothing_more() {
    for (name, damage) in LOSSY {
        let page: Vec<String> = TEXT.lines().map(damage).collect();
        assert_ne!(page.join("\n"), TEXT, "{name} damages nothing");
        settles(name, &page.join("\n"));
        page.iter().for_each(|line| drop(settles(name, line)));
    }
}

#[test]
fn all_classes_on_one_page() {
    let all: Vec<&(&str, Damage)> = WHOLE.iter().chain(LOSSY).collect();
    for first in 0..all.len() {
        let page: Vec<String> = TEXT
            .lines()
            .enumerate()
            .map(|(at, line)| if at % 3 == 0 { line.into() } else { all[(first + at) % all.len()].1(line) })
            .collect();
        settles("all", &page.join("\n"));
    }
}

/// The same in markup, where the tokens are read again after each round.
#[test]
fn markup_settles_too() {
    let mended = |html: &str| {
        let source = Source::new("page.html".to_string(), html.as_bytes().to_vec());
        repair::repair(qingyuan::decode::decode(&source), Rules::builtin()).text().to_string()
    };
    for (name, damage) in WHOLE.iter().chain(LOSSY) {
        let lines: String = TEXT.lines().map(|line| format!("<p class=\"a\">{}</p>\n", damage(line))).collect();
        let html = format!("<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>页</title></head><body>{lines}</body></html>");
        let once = mended(&html);
        assert_eq!(mended(&once), once, "{name}");
    }
}

//! What a single line looks like. In: one line. Out: its [`Role`], its metadata, its shape. Never done here: looking at the
//! lines around it; a role is a suspicion, `scrape` decides.

use super::DropReason;
use super::labels::{self, MetaLine};
use super::look::{ARROW, COMMA, DIGIT, FULL_STOP, Look, OTHER_COMMA, OTHER_STOP, SEMICOLON, SEPARATOR, SPACE, TAB, WIDE_COLON, YEAR};
use super::shown;
use crate::letters;
use crate::rules::Rules;
use crate::rules::content::{Class, ContentRules, Field, Reason};

/// What a line looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// Article, as far as the line itself tells.
    #[default]
    Text,
    /// 当前位置：首页 > 新闻.
    Breadcrumb,
    /// 来源 and date: metadata wherever it stands at head or tail.
    Meta,
    /// 作者：张三, a bare date: metadata only beside other furniture.
    WeakMeta,
    /// 责任编辑.
    Credit,
    /// A row of boilerplate.tsv.
    Known(Class),
}

/// A line, read.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// What it looks like.
    pub role: Role,
    /// What `dropped` says, should it go.
    pub reason: DropReason,
    /// Its labelled values.
    pub meta: Option<MetaLine>,
    /// Characters.
    pub chars: usize,
    /// Whether it reads like sentences.
    pub prose: bool,
    /// Whether it ends in the middle of a sentence.
    pub open: bool,
    /// Whether it ends like a sentence.
    pub closed: bool,
    /// Whether it begins like a heading or an item of a document: 一、（二）3. 第四条.
    pub ordered: bool,
    /// Whether it is marked or dated like an entry of a list of links.
    pub entry: bool,
    /// Whether it is a row of several cells.
    pub row: bool,
    /// Whether it is a figure and nothing else.
    pub figure: bool,
    /// Whether it may hold a date: a digit stands in it, or 年.
    pub may_date: bool,
}

/// Bytes of the longest line that can be furniture.
const LONGEST: usize = 900;

/// Read one line.
pub fn read(line: &str, rules: &ContentRules) -> Reading {
    if line.len() > LONGEST {
        let mut look = Look::at(line);
        look.chars = line.len() / 3;
        return reading(Role::Text, DropReason::Navigation, None, look, true, line);
    }
    let look = Look::at(line);
    let chars = look.chars;
    let stops = look.has(FULL_STOP | OTHER_STOP | SEMICOLON);
    let clauses = look.has(COMMA | OTHER_COMMA | WIDE_COLON | SEMICOLON);
    let open_end = line.ends_with(['，', '：', '；', ',', ':', '、', ';']);
    let prose = stops && chars >= 8 || clauses && chars >= 30 || open_end && chars >= 6 && clauses;
    let prose = prose && !(look.has(SPACE | SEPARATOR) && !look.has(FULL_STOP | COMMA) && is_chain(line));
    let (role, reason, meta) = role(line, look, rules);
    reading(role, reason, meta, look, prose, line)
}

/// What a line looks like by itself, in words: its role, and the fields that its labels tell.
pub fn tell(line: &str, rules: &Rules) -> String {
    let reading = read(line, &rules.content);
    let role = match reading.role {
        Role::Known(class) => format!("{class:?}"),
        role => format!("{role:?}"),
    };
    let fields = reading.meta.iter().flat_map(|meta| &meta.fields);
    let fields: Vec<String> = fields.map(|field| format!("{:?}={}", field.field, &line[field.value.clone()])).collect();
    format!("{role} {}", fields.join("; ")).trim().to_lowercase()
}

fn reading(role: Role, reason: DropReason, meta: Option<MetaLine>, look: Look, prose: bool, line: &str) -> Reading {
    let chars = look.chars;
    Reading {
        role,
        reason,
        meta,
        chars,
        prose,
        open: line.ends_with(['，', '：', '、', ',', ':']),
        closed: line.ends_with(['。', '；', '”', '）', ')']),
        ordered: is_ordered(line),
        entry: is_entry(line),
        row: look.has(TAB),
        may_date: look.has(DIGIT | YEAR),
        figure: chars <= 12 && look.has(DIGIT) && !line.contains(letters::is_alphabetic),
    }
}

fn role(line: &str, look: Look, rules: &ContentRules) -> (Role, DropReason, Option<MetaLine>) {
    let chars = look.chars;
    let known = |class, reason| (Role::Known(class), reason, None);
    if let Some(row) = rules.pattern(line, chars, look.letters) {
        return known(row.class, drop_reason(row.reason));
    }
    if look.has(ARROW) && !look.has(FULL_STOP | COMMA | SEMICOLON) {
        let date = path_date(line, look, rules);
        if is_path(line) || date.as_ref().is_some_and(|date| are_steps(&line[..date.fields[0].value.start])) {
            return (Role::Breadcrumb, DropReason::Navigation, date);
        }
    }
    if look.has(SPACE | SEPARATOR) && !look.has(FULL_STOP | COMMA | SEMICOLON | DIGIT | WIDE_COLON) && is_menu(line, rules) {
        return known(Class::Menu, DropReason::Navigation);
    }
    if is_paper_page(line) {
        return known(Class::Widget, DropReason::Boilerplate);
    }
    if line.starts_with(['首', '网', '主']) && !look.has(FULL_STOP | COMMA | SEMICOLON) {
        if is_stroked_path(line) {
            return (Role::Breadcrumb, DropReason::Navigation, None);
        }
        if look.has(SPACE | SEPARATOR) && is_home_menu(line) {
            return known(Class::Menu, DropReason::Navigation);
        }
    }
    let bare = line.trim_start_matches(|c: char| {
        labels::decoration(c) || matches!(c, '▪' | '·' | '•' | '■' | '◆' | '●' | '★' | '☆' | '▲' | '►' | '▶' | '»' | '›' | '<')
    });
    let undecorated = bare.len() == line.len();
    let start = rules.start(bare, chars).or_else(|| if undecorated { None } else { rules.start(line, chars) });
    let heads = |class| matches!(class, Class::Related | Class::Comments | Class::Neighbour);
    if let Some(row) = rules.covered(line)
        && start.is_none_or(|start| !heads(start.class) && start.class != Class::Contact)
    {
        return known(row.class, drop_reason(row.reason));
    }
    let sentence = look.has(FULL_STOP) || chars > 30 && line.ends_with(['！', '？', '；', '，']);
    if let Some(row) = rules.within(line, chars)
        && (!sentence || row.class == Class::Notice)
    {
        return known(row.class, drop_reason(row.reason));
    }
    if let Some(row) = start {
        if row.class == Class::Breadcrumb && !sentence {
            return (Role::Breadcrumb, DropReason::Navigation, path_date(line, look, rules));
        }
        let header = row.class != Class::Related || is_header(bare);
        if (!sentence || row.class == Class::Notice) && header && row.class != Class::Breadcrumb {
            return known(row.class, drop_reason(row.reason));
        }
    }
    match labels::read_looked(line, look, rules) {
        None => (Role::Text, DropReason::Navigation, None),
        // (作者：某大学教授) in brackets is the article's own last line.
        Some(meta) if !meta.strong && !is_credit(&meta) && line.starts_with(['(', '（']) && line.ends_with([')', '）']) => {
            (Role::Text, DropReason::Navigation, None)
        }
        Some(meta) => {
            // 一审：某某 二审：某某: one such label may stand in a sentence, two beside each other do not.
            let edited = is_credit(&meta) && (meta.fields.len() > 1 || line.starts_with(['(', '（', '[', '【']));
            let role = match (meta.strong || edited || is_dated_beside(&meta), is_credit(&meta)) {
                (true, true) => Role::Credit,
                (true, false) => Role::Meta,
                (false, _) => Role::WeakMeta,
            };
            (role, DropReason::Boilerplate, Some(meta))
        }
    }
}

/// Only who edited it: such a line ends an article, it does not begin one.
fn is_credit(meta: &MetaLine) -> bool {
    meta.fields.iter().any(|field| field.field == Field::Editor) && meta.fields.iter().all(|field| field.field != Field::Published)
}

/// 日期：2024-03-05 作者：张三: a date beside somebody's name or a counter is metadata, however weak each label is.
fn is_dated_beside(meta: &MetaLine) -> bool {
    let dated = meta.fields.iter().any(|field| field.field == Field::Published && !field.value.is_empty());
    let other = |field| matches!(field, Field::Author | Field::Editor | Field::Views | Field::Font);
    dated && meta.fields.iter().any(|field| other(field.field))
}

fn drop_reason(reason: Reason) -> DropReason {
    match reason {
        Reason::Navigation => DropReason::Navigation,
        Reason::Boilerplate => DropReason::Boilerplate,
        Reason::Related => DropReason::Related,
    }
}

/// 首页 > 新闻中心 > 正文, › 新闻: a path without a label, in a line that has no sentence.
fn is_path(line: &str) -> bool {
    let marks = ['>', '＞', '»', '›', '→'];
    if line.len() > 400 {
        return false;
    }
    if line.starts_with(marks) {
        // >7 and >=92 are values of a table.
        let rest = line.trim_start_matches(marks).trim_start_matches(['=', '＝']).trim_start();
        return line.len() <= 90 && !rest.starts_with(|letter: char| letter.is_ascii_digit());
    }
    let Some(at) = line.find(marks) else { return false };
    let first = line[..at].trim();
    let rest = line[at..].trim_end_matches(|c: char| marks.contains(&c) || c.is_whitespace());
    let home = first.ends_with("首页") || first.ends_with("主页") || first == "Home" || first == "HOME";
    if home && first.chars().count() <= 14 {
        return true;
    }
    // 某网 > 新闻频道 > 要闻: a site, and steps that are names.
    let is_step = |step: &str| (2..=12).contains(&step.chars().count()) && step.chars().all(letters::is_alphabetic);
    // 某网 > 时政: two short names are a path, one of them of a site.
    let short = || {
        first.ends_with('网') && first.chars().count() <= 8 && rest.chars().count() <= 6 && is_step(rest.trim_start_matches(marks).trim())
    };
    if line.matches(marks).count() == 1 && short() {
        return true;
    }
    let sited = ["网", "频道", "网站", "门户", "中心", "论坛", "社区"].iter().any(|end| first.ends_with(end));
    let mut steps = line.split(marks).map(str::trim).filter(|step| !step.is_empty());
    // The last step may be the title.
    let last = steps.next_back().is_some_and(|last| last.chars().count() <= 40);
    line.matches(marks).count() >= 2 && (rest.trim_end().ends_with("正文") || sited && last && steps.all(is_step))
}

/// The day behind a path: 某网 >> 时政 2012年11月23日 【打印】.
fn path_date(line: &str, look: Look, rules: &ContentRules) -> Option<MetaLine> {
    let (at, date) = look.has(DIGIT | YEAR).then(|| shown::anywhere(line))??;
    let behind = line[at + date.len..].trim_matches(labels::decoration);
    let ends = behind.is_empty() || rules.covered(behind).is_some();
    let field = labels::Labelled { field: Field::Published, value: at..at + date.len };
    (at > 0 && ends).then(|| MetaLine { fields: vec![field], strong: true })
}

/// 时政 >> 综合报道 2010年03月09日08:20: what stands before the day are steps of a path, and no title.
fn are_steps(path: &str) -> bool {
    let mut steps = path.split(['>', '＞', '»', '›', '→']).map(str::trim).filter(|step| !step.is_empty());
    let is_step = |step: &str| (2..=8).contains(&step.chars().count()) && step.chars().all(letters::is_alphabetic);
    path.contains(['>', '＞', '»', '›', '→']) && steps.clone().count() >= 2 && steps.all(is_step)
}

/// Several headlines in one line, with bars or blanks between: no sentence, and no title.
pub(super) fn is_chain(line: &str) -> bool {
    let parts = |bars: bool| line.split(move |c: char| matches!(c, '|' | '｜') || !bars && c.is_whitespace()).map(str::trim);
    let long = |part: &str| part.chars().count() >= HEADLINE;
    let all =
        |bars: bool| parts(bars).filter(|part| !part.is_empty()).count() >= 3 && parts(bars).all(|part| part.is_empty() || long(part));
    !line.contains(['，', '。']) && (all(true) || all(false))
}

/// Characters of the shortest headline of a chain.
const HEADLINE: usize = 7;

/// 首页 / 资讯 / 政策, 首页 - 新闻 - 正文: a path whose steps are parted by blanks around a stroke.
fn is_stroked_path(line: &str) -> bool {
    let Some(rest) = ["首页", "网站首页", "主页", "首頁"].iter().find_map(|home| line.strip_prefix(home)) else { return false };
    let parted = |mark: &str| {
        let mut steps = rest.split(mark);
        let is_step = |step: &str| (2..=40).contains(&step.trim().chars().count()) && !step.contains(['，', '。', '、']);
        steps.next() == Some("") && rest.contains(mark) && steps.all(is_step)
    };
    line.len() <= 160 && [" / ", " - ", " — "].iter().any(|mark| parted(mark)) || line.len() <= 90 && parted("/")
}

/// A05：社区新闻: the page of a paper and its name.
fn is_paper_page(line: &str) -> bool {
    let [b'A'..=b'Z', b'0'..=b'9', b'0'..=b'9', ..] = line.as_bytes() else { return false };
    line[3..]
        .strip_prefix(['：', ':', '版'])
        .is_some_and(|name| (2..=12).contains(&name.chars().count()) && name.chars().all(letters::is_alphabetic))
}

/// 首页 | 法律 | 行政法规, 首页 政务 服务: short words behind the word for the home page.
fn is_home_menu(line: &str) -> bool {
    let Some(rest) = ["首页", "网站首页", "主页", "首頁", "主頁"].iter().find_map(|home| line.strip_prefix(home)) else {
        return false;
    };
    rest.starts_with(parts_menu) && menu_words(rest).count() >= 2 && menu_words(rest).all(is_menu_word) && line.len() <= 400
}

/// What stands between the words of a menu.
fn parts_menu(c: char) -> bool {
    c.is_whitespace() || matches!(c, '|' | '｜' | '·' | '丨')
}

fn menu_words(line: &str) -> impl Iterator<Item = &str> {
    line.split(parts_menu).filter(|word| !word.is_empty())
}

fn is_menu_word(word: &str) -> bool {
    word.chars().count() <= MENU_WORD && word.chars().all(letters::is_alphabetic)
}

/// 走进某县 | 新闻 | 政务公开 | 登录: short words side by side, most of them known from menus.
fn is_menu(line: &str, rules: &ContentRules) -> bool {
    let (mut count, mut known) = (0, 0);
    for word in menu_words(line) {
        count += 1;
        if count > MENU_WORDS || !is_menu_word(word) {
            return false;
        }
        known += usize::from(rules.covered(word).is_some_and(|row| row.class == Class::Menu));
    }
    count >= LEAST_MENU && known * 2 >= count
}

/// Words that a line of a menu has at least, and at most; characters of such a word at most.
const LEAST_MENU: usize = 4;
const MENU_WORDS: usize = 60;
const MENU_WORD: usize = 8;

/// 相关阅读, 推荐阅读： — a header, not the start of a sentence.
fn is_header(line: &str) -> bool {
    let text = line.trim_end_matches(|c: char| labels::decoration(c) || c.is_ascii_digit() || ">》更多".contains(c));
    text.chars().count() <= 10 || line.contains(['：', ':', '>'])
}

/// 一、 （二） 3. 第四条 ①.
pub fn is_ordered(line: &str) -> bool {
    let numeral =
        |c: char| matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '零' | '〇' | '0'..='9');
    let begins = |c: char| numeral(c) || matches!(c, '（' | '(' | '第' | '【' | '①'..='⑳');
    if !line.starts_with(begins) {
        return false;
    }
    let mut rest = line.trim_start_matches(['（', '(', '第', '【']);
    let opened = rest.len() != line.len();
    let digits = rest.len();
    rest = rest.trim_start_matches(numeral);
    if rest.len() == digits {
        return line.starts_with(|c: char| ('①'..='⑳').contains(&c));
    }
    if opened {
        rest.starts_with(['）', ')', '条', '章', '节', '款', '部', '】', '期'])
    } else {
        rest.starts_with(['、', '.', '．', '是', ')', '）'])
    }
}

/// "- 某某新闻", "· 标题 06-01", "标题 2015/07/02".
fn is_entry(line: &str) -> bool {
    if line.starts_with("- ")
        || line.starts_with("* ")
        || line.starts_with("+ ")
        || line.starts_with(['·', '•', '▪', '■', '◆', '●', '►', '▶'])
    {
        return true;
    }
    let tail = line.trim_end_matches(|c: char| {
        matches!(c, '0'..='9' | '-' | '/' | '.' | ':' | '：' | '[' | ']' | '(' | ')' | '（' | '）') || c.is_whitespace()
    });
    let date = line[tail.len()..].trim();
    !tail.is_empty() && date.len() >= 5 && date.matches(['-', '/', ':']).count() >= 1 && date.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_fires_on_its_example() {
        let rules = &Rules::builtin().content;
        let text = include_str!("../../rules/boilerplate.tsv");
        let mut silent = Vec::new();
        for row in crate::rules::table::Table::parse("boilerplate.tsv", text).rows() {
            let (class, example) = (row.text("class").unwrap(), row.text("example").unwrap());
            let told = match read(example, rules).role {
                Role::Breadcrumb => "breadcrumb".to_string(),
                Role::Known(class) => format!("{class:?}").to_lowercase(),
                other => format!("{other:?}"),
            };
            if told != class {
                silent.push(format!("boilerplate.tsv:{}: {example}: {told}, not {class}", row.line()));
            }
        }
        let text = include_str!("../../rules/meta_labels.tsv");
        for row in crate::rules::table::Table::parse("meta_labels.tsv", text).rows() {
            let (field, example) = (row.text("field").unwrap().replace('_', ""), row.text("example").unwrap());
            let meta = labels::read(example, rules);
            let told = meta.map(|meta| meta.fields.iter().map(|field| format!("{:?}", field.field).to_lowercase()).collect::<Vec<_>>());
            if told != Some(vec![field]) {
                silent.push(format!("meta_labels.tsv:{}: {example}: {told:?}", row.line()));
            }
        }
        assert!(silent.is_empty(), "{}", silent.join("\n"));
    }

    #[test]
    fn leaves_sentences() {
        let rules = &Rules::builtin().content;
        for line in [
            "主办单位要加强领导。",
            "近日，国家发展改革委印发通知。",
            "一、总体要求",
            "相关新闻发布会将于10月在北京举行",
            "推荐阅读推广人50名，建设阅读空间30个。",
            "重庆市",
            "（一）打印机产业",
        ] {
            assert!(
                matches!(read(line, rules).role, Role::Text | Role::Known(Class::Contact | Class::Host)),
                "{line}: {:?}",
                read(line, rules).role
            );
        }
    }
}

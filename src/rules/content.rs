//! Furniture of pages and the labels of their metadata: rules/boilerplate.tsv, rules/meta_labels.tsv, rules/spam.tsv.

use aho_corasick::{AhoCorasick, Anchored, Input, MatchKind, StartKind};
use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

use super::Files;
use super::table::{Row, Table};
use crate::error::Error;

/// What a line of furniture is; the lines around it are judged by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// 当前位置.
    Breadcrumb,
    /// 首页, 政务公开, 联系我们.
    Menu,
    /// 打印, 关闭, 分享, 字体.
    Widget,
    /// Who wrote, edited, tagged.
    Credit,
    /// The header of a list of other articles.
    Related,
    /// The header of the readers' comments.
    Comments,
    /// Disclaimers and invitations.
    Notice,
    /// 上一篇, 下一篇.
    Neighbour,
    /// 备案号, 版权所有.
    Footer,
    /// 主办单位, 地址: footer only beside a footer.
    Contact,
    /// 【1】【2】下一页.
    Pager,
    /// 附件 lists.
    Attachment,
}

/// What `dropped` says of such a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It leads elsewhere.
    Navigation,
    /// It belongs to the template.
    Boilerplate,
    /// It names other articles.
    Related,
}

/// A field that a label tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// 发布时间.
    Published,
    /// 来源.
    Publisher,
    /// 作者.
    Author,
    /// 责任编辑.
    Editor,
    /// 浏览次数.
    Views,
    /// 字体.
    Font,
    /// 索引号.
    Index,
    /// 发文字号.
    DocumentNumber,
    /// 发文机关.
    Issuer,
    /// 成文日期.
    Written,
    /// 信息名称.
    Title,
    /// 公开方式 and the like.
    Other,
}

/// A row of furniture.
#[derive(Clone, Copy, Debug)]
pub struct Furniture {
    /// What it is.
    pub class: Class,
    /// What `dropped` says.
    pub reason: Reason,
    /// Characters that the line may have.
    limit: usize,
}

/// Boilerplate lines and metadata labels.
#[derive(Debug)]
pub struct ContentRules {
    tokens: (AhoCorasick, Vec<Furniture>),
    starts: (AhoCorasick, Vec<Furniture>),
    within: (AhoCorasick, Vec<Furniture>),
    patterns: (RegexSet, Vec<Furniture>),
    /// One group: the label as written.
    pub(crate) label: Regex,
    labels: Labels,
    /// Words of advertising.
    pub(crate) spam: (AhoCorasick, Vec<SpamKind>),
}

/// What a word of inserted advertising is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpamKind {
    /// A name that means nothing else: it may be cut out of a sentence.
    Brand,
    /// A word that tells spam only together with others.
    Word,
}

/// Room for the states of an automaton: with less it is thrown away and begun again so often that a slow matcher takes over.
const AUTOMATON_BYTES: usize = 64 << 20;

/// Characters a line may have where the row does not say.
const LIMIT: usize = 60;

impl ContentRules {
    pub(crate) fn load(files: &Files) -> Result<ContentRules, Error> {
        let text = files.text("boilerplate.tsv")?;
        let table = Table::parse("boilerplate.tsv", &text);
        let mut by_kind: [(Vec<&str>, Vec<Furniture>); 4] = Default::default();
        for row in table.rows() {
            let kind = match row.text("kind")? {
                "token" => 0,
                "start" => 1,
                "within" => 2,
                "pattern" => 3,
                _ => return Err(row.fail("kind", "is none of token, start, within, pattern")),
            };
            let surface = row.text("surface")?;
            if kind == 3 && Regex::new(surface).is_err() {
                return Err(row.fail("surface", "is not a regular expression"));
            }
            by_kind[kind].0.push(surface);
            by_kind[kind].1.push(furniture(&row)?);
        }
        let [tokens, starts, within, patterns] = by_kind;
        let text = files.text("meta_labels.tsv")?;
        let (label, labels) = labels(&Table::parse("meta_labels.tsv", &text))?;
        let text = files.text("spam.tsv")?;
        let (mut words, mut kinds) = (Vec::new(), Vec::new());
        for row in Table::parse("spam.tsv", &text).rows() {
            words.push(row.text("surface")?.to_string());
            kinds.push(match row.text("kind")? {
                "brand" => SpamKind::Brand,
                "gambling" | "promo" | "adult" | "trade" => SpamKind::Word,
                _ => return Err(row.fail("kind", "is none of brand, gambling, promo, adult, trade")),
            });
        }
        Ok(ContentRules {
            spam: (automaton(&words), kinds),
            tokens: (automaton(&tokens.0), tokens.1),
            starts: (automaton(&starts.0), starts.1),
            within: (automaton(&within.0), within.1),
            patterns: (
                RegexSetBuilder::new(&patterns.0).dfa_size_limit(AUTOMATON_BYTES).build().map_err(|_| too_large("boilerplate.tsv"))?,
                patterns.1,
            ),
            label,
            labels,
        })
    }

    /// The class of a line that is wholly made of tokens, digits and punctuation; the first token's class speaks for
    /// the line.
    pub(crate) fn covered(&self, line: &str) -> Option<Furniture> {
        let mut first = None;
        let mut at = 0;
        for found in self.tokens.0.find_iter(line) {
            if line[at..found.start()].chars().any(is_word) {
                return None;
            }
            let row = self.tokens.1[found.pattern().as_usize()];
            // 首页 上一页 1 下一页: the pager speaks for the menu word.
            first = first.filter(|first: &Furniture| row.class != Class::Pager || first.class == Class::Pager).or(Some(row));
            at = found.end();
        }
        if line[at..].chars().any(is_word) { None } else { first }
    }

    /// The row that fires at the start of `line`, which has `chars` characters.
    pub(crate) fn start(&self, line: &str, chars: usize) -> Option<Furniture> {
        let found = self.starts.0.find(Input::new(line).anchored(Anchored::Yes))?;
        Some(self.starts.1[found.pattern().as_usize()]).filter(|row| chars <= row.limit)
    }

    /// The first row that fires inside `line`.
    pub(crate) fn within(&self, line: &str, chars: usize) -> Option<Furniture> {
        self.within.0.find_iter(line).map(|found| self.within.1[found.pattern().as_usize()]).find(|row| chars <= row.limit)
    }

    /// The first pattern that fits `line`.
    pub(crate) fn pattern(&self, line: &str, chars: usize) -> Option<Furniture> {
        // A sentence is longer than any row allows: the patterns are not tried on it.
        if self.patterns.1.iter().all(|row| chars > row.limit) {
            return None;
        }
        self.patterns.0.matches(line).iter().map(|index| self.patterns.1[index]).find(|row| chars <= row.limit)
    }

    /// The field of a label as written, and whether it is strong.
    pub(crate) fn field(&self, label: &str) -> Option<(Field, bool)> {
        self.labels.get(&label.split_whitespace().collect::<String>()).copied()
    }
}

/// Whether a character makes a word that furniture must account for: a letter, not a digit.
fn is_word(c: char) -> bool {
    c.is_alphabetic()
}

fn automaton<S: AsRef<[u8]>>(surfaces: &[S]) -> AhoCorasick {
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .start_kind(StartKind::Both)
        .ascii_case_insensitive(true)
        .build(surfaces)
        .expect("a table of words is far below the automaton's limit")
}

fn too_large(file: &str) -> Error {
    Error::Usage(format!("{file}: the patterns together are too large"))
}

fn furniture(row: &Row) -> Result<Furniture, Error> {
    let class = match row.text("class")? {
        "breadcrumb" => Class::Breadcrumb,
        "menu" => Class::Menu,
        "widget" => Class::Widget,
        "credit" => Class::Credit,
        "related" => Class::Related,
        "comments" => Class::Comments,
        "notice" => Class::Notice,
        "neighbour" => Class::Neighbour,
        "footer" => Class::Footer,
        "contact" => Class::Contact,
        "pager" => Class::Pager,
        "attachment" => Class::Attachment,
        _ => return Err(row.fail("class", "is no known class")),
    };
    let reason = match row.text("reason")? {
        "navigation" => Reason::Navigation,
        "boilerplate" => Reason::Boilerplate,
        "related" => Reason::Related,
        _ => return Err(row.fail("reason", "is none of navigation, boilerplate, related")),
    };
    let limit = match row.optional("limit") {
        None => LIMIT,
        Some(cell) => cell.parse().map_err(|_| row.fail("limit", "is not a whole number"))?,
    };
    Ok(Furniture { class, reason, limit })
}

/// A label without spaces → its field, and whether it is strong.
type Labels = std::collections::HashMap<String, (Field, bool)>;

/// The labels as one alternation, longest first, spaces allowed between their characters.
fn labels(table: &Table) -> Result<(Regex, Labels), Error> {
    let mut fields = std::collections::HashMap::new();
    for row in table.rows() {
        let field = match row.text("field")? {
            "published" => Field::Published,
            "publisher" => Field::Publisher,
            "author" => Field::Author,
            "editor" => Field::Editor,
            "views" => Field::Views,
            "font" => Field::Font,
            "index" => Field::Index,
            "document_number" => Field::DocumentNumber,
            "issuer" => Field::Issuer,
            "written" => Field::Written,
            "title" => Field::Title,
            "other" => Field::Other,
            _ => return Err(row.fail("field", "is no known field")),
        };
        let strong = match row.text("strength")? {
            "strong" => true,
            "weak" => false,
            _ => return Err(row.fail("strength", "is neither strong nor weak")),
        };
        fields.insert(row.text("label")?.to_string(), (field, strong));
    }
    let mut words: Vec<&String> = fields.keys().collect();
    words.sort_by_key(|word| (std::cmp::Reverse(word.chars().count()), word.as_str()));
    let spaced = |word: &&String| word.chars().map(|c| regex::escape(&c.to_string())).collect::<Vec<_>>().join(r"[\s\u{a0}\u{3000}]{0,6}");
    let all = words.iter().map(spaced).collect::<Vec<_>>().join("|");
    let label = RegexBuilder::new(&format!("({all})")).dfa_size_limit(AUTOMATON_BYTES).build().map_err(|_| too_large("meta_labels.tsv"))?;
    Ok((label, fields))
}

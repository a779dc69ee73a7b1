//! Furniture of pages and the labels of their metadata: rules/boilerplate.tsv, rules/meta_labels.tsv,
//! rules/bylines.tsv, rules/spam.tsv.

use std::ops::Range;

use super::Files;
use super::lexicon::Lexicon;
use super::patterns::Patterns;
use super::table::{Row, Table};
use crate::error::Error;
use crate::letters;

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
    /// 地址, 电话: footer only beside a footer.
    Contact,
    /// 主办单位: a contact that names who runs a site or an event.
    Host,
    /// 技术支持: a contact that speaks of the site itself.
    Upkeep,
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
    /// 答复时间: the date of the answer, which stands between it and the question.
    Replied,
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
    tokens: (Lexicon, Vec<Furniture>),
    starts: (Lexicon, Vec<Furniture>),
    within: (Lexicon, Vec<Furniture>),
    /// Characters that a line may have for a row of `within` to fire.
    widest: usize,
    patterns: Patterns<Furniture>,
    /// The labels without spaces, longest first.
    label: (Lexicon, Vec<(Field, bool)>),
    ascii_labels: bool,
    /// Words of a line that dates a page without labels.
    bylines: Vec<(String, Byline)>,
    /// Words of advertising.
    pub(crate) spam: (Lexicon, Vec<SpamKind>),
}

/// What a word of inserted advertising is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpamKind {
    /// A name that means nothing else: it may be cut out of a sentence.
    Brand,
    /// A word that tells spam only together with others.
    Word,
}

/// What a word beside a date without a label is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Byline {
    /// 记者: who wrote stands behind it.
    Writer,
    /// 阅读: how often it was read.
    Counter,
    /// 发表于: where it was sent from.
    Place,
    /// 日报: how a publisher's name ends.
    Ending,
    /// 时间: a label that is an event's beside one of its place.
    Event,
    /// 地点: a label that only events have.
    Venue,
    /// 官方账号: what a platform says behind a publisher's name.
    Account,
}

/// Bytes of white space between two letters of a label.
const WIDEST_GAP: usize = 18;

/// Characters a line may have where the row does not say.
const LIMIT: usize = 60;

impl ContentRules {
    pub(crate) fn load(files: &Files) -> Result<ContentRules, Error> {
        let text = files.text("boilerplate.tsv")?;
        let table = Table::parse("boilerplate.tsv", &text);
        let mut patterns = Patterns::default();
        let mut by_kind: [(Vec<&str>, Vec<Furniture>); 3] = Default::default();
        for row in table.rows() {
            let kind = match row.text("kind")? {
                "token" => 0,
                "start" => 1,
                "within" => 2,
                "pattern" => 3,
                _ => return Err(row.fail("kind", "is none of token, start, within, pattern")),
            };
            let surface = row.text("surface")?;
            if kind == 3 {
                patterns
                    .add(surface, furniture(&row)?, !files.is_builtin())
                    .ok_or_else(|| row.fail("surface", "is not a regular expression"))?;
                continue;
            }
            by_kind[kind].0.push(surface);
            by_kind[kind].1.push(furniture(&row)?);
        }
        let [tokens, starts, within] = by_kind;
        let widest = within.1.iter().map(|row| row.limit).max().unwrap_or(0);
        let text = files.text("meta_labels.tsv")?;
        let table = Table::parse("meta_labels.tsv", &text);
        let label = labels(&table)?;
        let ascii_labels = table.rows().any(|row| row.text("label").is_ok_and(|label| label.contains(|letter: char| letter.is_ascii())));
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
        let text = files.text("bylines.tsv")?;
        let mut bylines = Vec::new();
        for row in Table::parse("bylines.tsv", &text).rows() {
            let kind = match row.text("kind")? {
                "writer" => Byline::Writer,
                "counter" => Byline::Counter,
                "place" => Byline::Place,
                "ending" => Byline::Ending,
                "event" => Byline::Event,
                "venue" => Byline::Venue,
                "account" => Byline::Account,
                _ => return Err(row.fail("kind", "is none of writer, counter, place, ending, event, venue, account")),
            };
            bylines.push((row.text("surface")?.to_string(), kind));
        }
        Ok(ContentRules {
            bylines,
            spam: (Lexicon::new(&words, true), kinds),
            tokens: (Lexicon::new(&tokens.0, true), tokens.1),
            starts: (Lexicon::new(&starts.0, true), starts.1),
            within: (Lexicon::new(&within.0, true), within.1),
            widest,
            patterns,
            label,
            ascii_labels,
        })
    }

    /// The class of a line that is wholly made of tokens, digits and punctuation; the first token's class speaks for
    /// the line.
    pub(crate) fn covered(&self, line: &str) -> Option<Furniture> {
        let mut first = None;
        let mut at = 0;
        while let Some(letter) = line[at..].chars().next() {
            // At each place the longest token, so that a line which is no furniture is left at its first letter.
            let Some(found) = self.tokens.0.at(line, at) else {
                if letters::is_alphabetic(letter) {
                    return None;
                }
                at += letter.len_utf8();
                continue;
            };
            let row = self.tokens.1[found.index];
            // 首页 上一页 1 下一页: the pager speaks for the menu word.
            first = first.filter(|first: &Furniture| row.class != Class::Pager || first.class == Class::Pager).or(Some(row));
            at = found.end;
        }
        first
    }

    /// The row that fires at the start of `line`, which has `chars` characters.
    pub(crate) fn start(&self, line: &str, chars: usize) -> Option<Furniture> {
        let found = self.starts.0.at(line, 0)?;
        Some(self.starts.1[found.index]).filter(|row| chars <= row.limit)
    }

    /// The words of a kind that stand beside dates.
    fn bylines(&self, kind: Byline) -> impl Iterator<Item = &str> {
        self.bylines.iter().filter(move |(_, own)| *own == kind).map(|(word, _)| word.as_str())
    }

    /// Whether `word` begins with a word of this kind.
    pub(crate) fn byline(&self, word: &str, kind: Byline) -> bool {
        self.byline_behind(word, kind).is_some()
    }

    /// What stands behind a word of this kind that `word` begins with.
    pub(crate) fn byline_behind<'w>(&self, word: &'w str, kind: Byline) -> Option<&'w str> {
        self.bylines(kind).find_map(|lead| word.strip_prefix(lead))
    }

    /// What stands before a word of this kind that `word` ends with.
    pub(crate) fn byline_before<'w>(&self, word: &'w str, kind: Byline) -> Option<&'w str> {
        self.bylines(kind).find_map(|end| word.strip_suffix(end)).filter(|rest| !rest.is_empty())
    }

    /// Whether a name ends like that of a paper, a station, a site or an organ.
    pub(crate) fn byline_ends(&self, name: &str) -> bool {
        self.byline_before(name, Byline::Ending).is_some()
    }

    /// Whether a label has letters of ASCII, which may be written apart too.
    pub(crate) fn has_ascii_labels(&self) -> bool {
        self.ascii_labels
    }

    /// The first row that fires inside `line`.
    pub(crate) fn within(&self, line: &str, chars: usize) -> Option<Furniture> {
        if chars > self.widest {
            return None;
        }
        self.within.0.all(line).map(|found| self.within.1[found.index]).find(|row| chars <= row.limit)
    }

    /// The first pattern that fits `line`, which has `chars` characters, and letters of these bits.
    pub(crate) fn pattern(&self, line: &str, chars: usize, letters: u64) -> Option<Furniture> {
        self.patterns.find(line, letters, |row| chars <= row.limit)
    }

    /// The labels in `line`, the longest at each place, whatever follows them: bytes, field, and whether the label is strong.
    /// Spaces between the letters of a label do not count (来 源) where the line is `spaced`.
    pub(crate) fn labels(&self, line: &str, spaced: bool) -> Vec<(Range<usize>, Field, bool)> {
        if !spaced {
            let found = self.label.0.all(line);
            return found.map(|found| (found.start..found.end, self.label.1[found.index].0, self.label.1[found.index].1)).collect();
        }
        let mut tight = String::with_capacity(line.len());
        tight.extend(line.chars().filter(|letter| !letter.is_whitespace()));
        if !self.label.0.is_in(&tight) {
            return Vec::new();
        }
        let letters = line.char_indices().filter(|(_, letter)| !letter.is_whitespace());
        let places: Vec<usize> = letters.flat_map(|(at, letter)| at..at + letter.len_utf8()).collect();
        let span = |start: usize, end: usize| places[start]..places[end - 1] + 1;
        let near = |start: usize, end: usize| places[start..end].windows(2).all(|pair| pair[1] - pair[0] <= 1 + WIDEST_GAP);
        let found = self.label.0.all(&tight).filter(|found| near(found.start, found.end));
        found.map(|found| (span(found.start, found.end), self.label.1[found.index].0, self.label.1[found.index].1)).collect()
    }
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
        "host" => Class::Host,
        "upkeep" => Class::Upkeep,
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

/// The labels, each with its field and whether it is strong.
fn labels(table: &Table) -> Result<(Lexicon, Vec<(Field, bool)>), Error> {
    let (mut words, mut fields) = (Vec::new(), Vec::new());
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
            "replied" => Field::Replied,
            "title" => Field::Title,
            "other" => Field::Other,
            _ => return Err(row.fail("field", "is no known field")),
        };
        let strong = match row.text("strength")? {
            "strong" => true,
            "weak" => false,
            _ => return Err(row.fail("strength", "is neither strong nor weak")),
        };
        words.push(row.text("label")?);
        fields.push((field, strong));
    }
    Ok((Lexicon::new(&words, true), fields))
}

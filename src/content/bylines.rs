//! Lines that date a page without labels: names, counters and a day. In: a line. Out: its fields, or nothing where it is a title or
//! a sentence that merely has a date. Never done here: labels and their values.

use std::ops::Range;

use super::labels::{Labelled, MetaLine, decoration, is_name};
use super::shown;
use crate::rules::content::{Byline, ContentRules, Field};

/// Characters of the longest name that stands beside a date without a label.
const NAME: usize = 8;

/// Characters of the longest name of a paper with 记者 behind it.
const PAPER: usize = 14;

/// Names that marks may set off from each other: who wrote, and for whom.
const NAMES: usize = 2;

/// 某财经 2024-02-04 10:00, 某报记者 张三 2024-02-04 10:00 发表于陕西, 阅读 12 · 2024-02-04 · 某报, 张三 / 某报 / 2024.02.04: a day
/// among short names and counters, and nothing else. Without an hour every name is set off by a mark; without marks more than one
/// word is a title, unless one of them says who wrote.
pub(super) fn read(text: &str, start: usize, rules: &ContentRules) -> Option<MetaLine> {
    // Cells of a table are no names.
    let (at, date) = shown::anywhere(text).filter(|_| !text.contains('\t'))?;
    let behind = at + date.len;
    let mut parts = Parts::default();
    parts.read(text, 0..at, rules)?;
    parts.read(text, behind..text.len(), rules)?;
    let told = !parts.names.is_empty() || parts.author.is_some() || parts.counted;
    let most = if parts.loose { 1 } else { NAMES };
    if !told || parts.names.len() > most || (parts.loose || parts.glued && !parts.counted) && !date.timed {
        return None;
    }
    let ends = |name: &Range<usize>| rules.byline_ends(&text[name.clone()]);
    // The only name is the publisher's; of two it is the one that ends like one.
    let publisher = parts.names.iter().position(|name| parts.names.len() == 1 || ends(name));
    let author = parts.author.or_else(|| {
        (0..parts.names.len()).find(|at| publisher.is_some_and(|publisher| publisher != *at)).map(|at| parts.names[at].clone())
    });
    // 某日报官方账号 is what the platform says of 某日报.
    let plain = |name: Range<usize>| {
        name.start..name.start + rules.byline_before(&text[name.clone()], Byline::Account).map_or(name.len(), str::len)
    };
    let named = [
        (Field::Publisher, publisher.map(|at| plain(parts.names[at].clone()))),
        (Field::Author, author),
        (Field::Published, Some(at..behind)),
    ];
    let fields = named.into_iter().filter_map(|(field, value)| {
        let value = value?;
        Some(Labelled { field, value: start + value.start..start + value.end })
    });
    let mut fields: Vec<Labelled> = fields.collect();
    fields.sort_by_key(|field| field.value.start);
    Some(MetaLine { fields, strong: true })
}

/// The words around a date.
#[derive(Default)]
struct Parts {
    /// Names that say no more of themselves.
    names: Vec<Range<usize>>,
    author: Option<Range<usize>>,
    /// Whether it says how often it was read.
    counted: bool,
    /// Whether a name stands beside another word without a mark between.
    loose: bool,
    /// Whether a name stands beside the date without a mark between.
    glued: bool,
}

impl Parts {
    /// Read the words before or behind the date; `None` where one of them is none of these.
    fn read(&mut self, text: &str, range: Range<usize>, rules: &ContentRules) -> Option<()> {
        let (mut counts, mut places, mut writes) = (false, false, false);
        let before = range.start == 0;
        let (words, last) = words(text, range);
        for (nth, (word, marked)) in words.iter().enumerate() {
            let (mut at, mut word) = (word.clone(), &text[word.clone()]);
            // 南湖景区1.2万阅读: a counter glued to a name.
            if let Some(figure) = word.find(|c: char| c.is_ascii_digit()).filter(|figure| *figure > 0)
                && !counts
                && is_count(&word[figure..], false, rules) == Some(true)
                && !rules.byline(word, Byline::Counter)
            {
                self.counted = true;
                (at, word) = (at.start..at.start + figure, &word[..figure]);
            }
            // 原创某某医保某某医保: an account's name and its link, glued.
            let name = word.strip_prefix("原创").unwrap_or(word);
            let (half, again) = name.split_at(name.floor_char_boundary(name.len() / 2));
            if half == again && !half.is_empty() {
                (at, word) = (at.end - half.len()..at.end, half);
            }
            writes &= !marked;
            if rules.covered(word).is_some() && !rules.byline(word, Byline::Counter) || is_weekday(word) {
                continue;
            }
            // 江城日报 2024年06月12日 第03版：乡村振兴: a page of a paper, and the name of that page behind it.
            if !before && is_page(word) {
                self.counted = true;
                return Some(());
            }
            if let Some(counted) = is_count(word, counts, rules) {
                (counts, self.counted) = (true, self.counted | counted);
            } else if let Some(place) = rules.byline_behind(word, Byline::Place) {
                places = place.is_empty();
                is_name(place, 10).then_some(())?;
            } else if !is_short(word, if rules.byline_before(word, Byline::Writer).is_some() { PAPER } else { NAME }) {
                return None;
            } else if places {
                places = false;
            } else if writes {
                self.author = self.author.take().map(|author| author.start..at.end);
            } else if rules.byline_behind(word, Byline::Writer).is_some() {
                (writes, self.author) = (true, Some(at));
            } else if let Some(paper) = rules.byline_before(word, Byline::Writer) {
                self.names.push(at.start..at.start + paper.len());
                (writes, self.author) = (true, Some(at.start + paper.len()..at.end));
            } else {
                self.loose |= nth > 0 && !marked;
                self.glued |= if before { nth + 1 == words.len() && !last } else { nth == 0 && !marked };
                self.names.push(at);
            }
        }
        Some(())
    }
}

/// The words of a stretch, each with whether a mark sets it off from what stands before, and whether a mark closes the stretch.
fn words(text: &str, range: Range<usize>) -> (Vec<(Range<usize>, bool)>, bool) {
    let (mut words, mut marked, mut from) = (Vec::new(), false, None::<usize>);
    for (at, letter) in text[range.clone()].char_indices() {
        let at = range.start + at;
        if decoration(letter) {
            if let Some(from) = from.take() {
                words.push((from..at, marked));
                marked = false;
            }
            marked |= "|｜丨/／·•\u{3000}".contains(letter);
        } else {
            from.get_or_insert(at);
        }
    }
    if let Some(from) = from {
        words.push((from..range.end, marked));
        marked = false;
    }
    (words, marked)
}

/// Whether a word is part of a counter, and whether it has its number: 阅读12, 12次浏览, 1.2万 behind 阅读.
fn is_count(word: &str, counts: bool, rules: &ContentRules) -> Option<bool> {
    let (lead, figures) = word.split_at(word.find(|c: char| c.is_ascii_digit()).unwrap_or(word.len()));
    if figures.is_empty() {
        return (rules.byline(lead, Byline::Counter) && lead.chars().count() <= 4).then_some(false);
    }
    let unit =
        figures.trim_start_matches(|c: char| c.is_ascii_digit() || ",.，".contains(c)).trim_start_matches(['次', '人', '万', '+', 'w']);
    let fits = match (lead, unit) {
        ("", "") => counts,
        ("", unit) => rules.byline(unit, Byline::Counter) && unit.chars().count() <= 4,
        (lead, "") => rules.byline(lead, Byline::Counter) && lead.chars().count() <= 4,
        _ => false,
    };
    fits.then_some(true)
}

/// 星期三, 周三.
fn is_weekday(word: &str) -> bool {
    let day = word.strip_prefix("星期").or_else(|| word.strip_prefix('周'));
    day.is_some_and(|day| day.chars().count() == 1 && "一二三四五六日天".contains(day))
}

/// 第03版：要闻, A05版, 03版: the page of a paper.
fn is_page(word: &str) -> bool {
    let Some((number, _)) = word.split_once('版') else { return false };
    let bare = number.trim_start_matches('第').trim_start_matches(|c: char| c.is_ascii_uppercase());
    (1..=3).contains(&bare.len()) && bare.bytes().all(|byte| byte.is_ascii_digit())
}

/// Letters alone, and few.
fn is_short(name: &str, most: usize) -> bool {
    name.chars().count() <= most && name.chars().all(|c| c.is_alphanumeric() && !c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use crate::content::facts;
    use crate::content::labels;
    use crate::content::roles::{self, Role};
    use crate::rules::Rules;
    use crate::rules::table::Table;

    fn told(line: &str) -> Option<Vec<String>> {
        let meta = labels::read(line, &Rules::builtin().content)?;
        Some(meta.fields.iter().map(|field| format!("{:?}={}", field.field, &line[field.value.clone()])).collect())
    }

    #[test]
    fn every_row_is_read_on_its_example() {
        for row in Table::parse("bylines.tsv", include_str!("../../rules/bylines.tsv")).rows() {
            let (kind, example) = (row.text("kind").unwrap(), row.text("example").unwrap());
            if matches!(kind, "event" | "venue") {
                let event = if kind == "event" { "地点：某厅" } else { "时间：2024年3月5日上午" };
                let lines = [example, event];
                let mut readings: Vec<_> = lines.iter().map(|line| roles::read(line, &Rules::builtin().content)).collect();
                facts::settle(&lines, &mut readings, &Rules::builtin().content);
                assert!(readings.iter().all(|reading| reading.role == Role::Text), "{}: {example}", row.line());
                continue;
            }
            let wanted = match kind {
                "writer" => "Author=",
                "ending" => "Author=张三",
                "account" => "Publisher=某某日报",
                _ => "Publisher=某",
            };
            let told = told(example).unwrap_or_default();
            let fits = |field: &String| if kind == "account" { field == wanted } else { field.starts_with(wanted) };
            assert!(told.iter().any(fits), "{}: {example}: {told:?}", row.line());
        }
    }

    #[test]
    fn names_and_a_day_are_metadata_and_titles_are_not() {
        for (line, expected) in [
            ("阅读 959 · 2013-03-22 06:48 · 某城发布", "Published=2013-03-22 06:48; Publisher=某城发布"),
            ("朱某 / 某江日报 / 2015.08.02", "Author=朱某; Publisher=某江日报; Published=2015.08.02"),
            ("某岳发布记者 赵某 2013-05-04 12:57 发表于江苏", "Publisher=某岳发布; Author=记者 赵某; Published=2013-05-04 12:57"),
            ("某报记者 张某 李某 2013-05-04 12:57", "Publisher=某报; Author=记者 张某 李某; Published=2013-05-04 12:57"),
            ("2013-05-04 · 1.2万阅读", "Published=2013-05-04"),
            ("2013-05-04 12:57 某某网 | 张某 | 3评论", "Published=2013-05-04 12:57; Publisher=某某网; Author=张某"),
            ("某市召开会议 2013-05-04", ""),
            ("某市 召开会议 2013-05-04 12:57", ""),
            ("| 某市召开推进会部署下一步工作 | 2013-05-04", ""),
            ("第3期 | 某报 | 2013-05-04", ""),
        ] {
            assert_eq!(told(line).unwrap_or_default().join("; "), expected, "{line}");
        }
    }
}

//! The few words of the figures' own grammar: rules/figure_words.tsv. In: the table. Out: [`Marks`], words by what they do there.
//! Never done here: verbs, cues and particles, which have tables of their own.

use super::Files;
use super::table::{Row, Table};
use crate::error::Error;

/// What a word does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// 投产: behind a date, it bounds the numbers before it.
    Completes,
    /// 全部: before such a word.
    CompletesBy,
    /// 以下: a line that ends like a sentence and leads into a list.
    Leads,
    /// 根据: begins the ground of a document.
    Rests,
    /// 结合我: what follows that ground.
    RestsOn,
    /// 提高: behind a first value, another follows.
    LeadsOn,
    /// 涉及: holds a conjunction's character and is none.
    Joint,
    /// 地方: the verb before it is a verb, whatever its first character.
    Stem,
    /// 时间: measures time.
    TimeNoun,
    /// 累计: how long, not how much.
    TimeBehind,
    /// 总数: names no thing.
    Empty,
    /// 前者.
    Former,
    /// 后者.
    Latter,
    /// 两项指标: the things named before, one for each number.
    Those,
    /// 这一数字: the thing named before.
    That,
    /// 今年: a past time before it is over.
    Renews,
    /// 再建: more of what was named before.
    Again,
    /// 任务: what is counted is a part of the text.
    Parts,
    /// 重点: stands before such a word.
    PartsBefore,
    /// 占比: a measure that a measure may have.
    Share,
    /// 使用量: begins the measure of several things.
    Measure,
    /// 地区: ends the name of a part that has the measure of the whole.
    Part,
    /// 年度计划的: what a share of is how far a goal is met.
    Goal,
    /// 内河: begins like 年内 and is no time.
    Inland,
    /// 给予: behind a sum with its standard, it is paid.
    Paid,
    /// 补贴比例: a share that is paid.
    PaidNoun,
    /// 任务分解表: ends the caption of a table and names nothing in it.
    Caption,
    /// 各市: begins it.
    CaptionBegins,
    /// 任务: a table with it in its caption holds goals.
    Planned,
    /// 完成时限: heads the deadlines of a table.
    Due,
    /// 支持: behind 每家, what is paid to each.
    PaidEach,
    /// 基地: what something is done in or by; with the verb before it, it is a name (培训基地).
    Body,
    /// 培训班: held several times, so that 50期 behind it counts them.
    Series,
    /// 实施: behind one who acts, what he does.
    Acts,
    /// 企业: one who acts.
    Actor,
    /// 带动就业: something done, which has no measure of its own.
    Act,
    /// 提出: ends what is no thing, but who says what follows.
    Says,
    /// 可以申报: what those may do whom a number sorts.
    Applies,
    /// 初具规模: ends what a clause says before the 、 behind which its number's thing stands.
    Finished,
    /// 企业: what a sum of money sorts.
    Sorted,
    /// 分别: before numbers that share a unit.
    Sharer,
    /// 大关: behind a bare magnitude of money that something reaches.
    Step,
    /// 在建, 对外: a word, no preposition with its place.
    NoPlace,
    /// 报名费: what is paid for something, and no goal.
    Price,
    /// 约束性: in brackets behind an indicator, how binding its goal is.
    Nature,
    /// 高于: what stands before it is compared with what follows.
    Than,
    /// 发展: a verb where a phrase begins with it and has no other.
    Grows,
    /// 基金: behind such a word it is a name (发展基金).
    GrowsNot,
    /// 播种面积: how much of a crop is grown.
    Sown,
    /// 总产量: what a crop yields.
    Yield,
    /// 拥有: ends what so many have (每千人口拥有).
    Has,
    /// 班额: what so many people sort.
    Holds,
    /// 化学需氧量: what is measured, whatever its last character.
    Substance,
    /// 排放: with 总量 behind it, a measure.
    Totalled,
    /// 实施周期: how long something goes on.
    Term,
    /// 投入: a verb, and a thing that grows.
    Grown,
    /// 牵头: behind who does what follows.
    Led,
    /// 额度: what may be lent or paid at most.
    Quota,
    /// 税率: a rate that is charged.
    Tariff,
    /// 省级财政: who gives or does what stands behind the number.
    Funder,
    /// 义务教育: behind so many years, a name.
    Schooling,
    /// 时速: before a number that names what follows it.
    Speed,
    /// 压缩至: before a number of levels that are left.
    Narrows,
    /// 亩均: so much for each, of the same subject.
    Averaged,
    /// 原则上: before a part of what stands before it.
    Firmly,
    /// GDP: behind 亿元, what so much of is a base.
    Based,
    /// 降低: ends the name of what falls.
    Sinks,
    /// 发展改革委: ends the name of who is in charge, in a cell of its own.
    InCharge,
    /// 球场: told in 块, which is no money behind it.
    Pieces,
}

/// The roles, in the order of [`Mark`].
const ROLES: [(&str, Mark); 69] = [
    ("completes", Mark::Completes),
    ("completes-by", Mark::CompletesBy),
    ("leads", Mark::Leads),
    ("rests", Mark::Rests),
    ("rests-on", Mark::RestsOn),
    ("leads-on", Mark::LeadsOn),
    ("joint", Mark::Joint),
    ("stem", Mark::Stem),
    ("time-noun", Mark::TimeNoun),
    ("time-behind", Mark::TimeBehind),
    ("empty", Mark::Empty),
    ("former", Mark::Former),
    ("latter", Mark::Latter),
    ("those", Mark::Those),
    ("that", Mark::That),
    ("renews", Mark::Renews),
    ("again", Mark::Again),
    ("parts", Mark::Parts),
    ("parts-before", Mark::PartsBefore),
    ("share", Mark::Share),
    ("measure", Mark::Measure),
    ("part", Mark::Part),
    ("goal", Mark::Goal),
    ("inland", Mark::Inland),
    ("paid", Mark::Paid),
    ("paid-noun", Mark::PaidNoun),
    ("caption", Mark::Caption),
    ("caption-begins", Mark::CaptionBegins),
    ("planned", Mark::Planned),
    ("due", Mark::Due),
    ("paid-each", Mark::PaidEach),
    ("body", Mark::Body),
    ("series", Mark::Series),
    ("acts", Mark::Acts),
    ("actor", Mark::Actor),
    ("act", Mark::Act),
    ("says", Mark::Says),
    ("applies", Mark::Applies),
    ("finished", Mark::Finished),
    ("sorted", Mark::Sorted),
    ("sharer", Mark::Sharer),
    ("step", Mark::Step),
    ("no-place", Mark::NoPlace),
    ("price", Mark::Price),
    ("nature", Mark::Nature),
    ("than", Mark::Than),
    ("grows", Mark::Grows),
    ("grows-not", Mark::GrowsNot),
    ("sown", Mark::Sown),
    ("yield", Mark::Yield),
    ("has", Mark::Has),
    ("holds", Mark::Holds),
    ("substance", Mark::Substance),
    ("totalled", Mark::Totalled),
    ("term", Mark::Term),
    ("grown", Mark::Grown),
    ("led", Mark::Led),
    ("quota", Mark::Quota),
    ("tariff", Mark::Tariff),
    ("funder", Mark::Funder),
    ("schooling", Mark::Schooling),
    ("speed", Mark::Speed),
    ("narrows", Mark::Narrows),
    ("averaged", Mark::Averaged),
    ("firmly", Mark::Firmly),
    ("based", Mark::Based),
    ("sinks", Mark::Sinks),
    ("in-charge", Mark::InCharge),
    ("pieces", Mark::Pieces),
];

/// The words of each role, longest first.
#[derive(Debug)]
pub(crate) struct Marks {
    words: Vec<Vec<Box<str>>>,
}

impl Marks {
    pub(crate) fn load(files: &Files) -> Result<Marks, Error> {
        let text = files.text("figure_words.tsv")?;
        let mut words = vec![Vec::<Box<str>>::new(); ROLES.len()];
        for row in Table::parse("figure_words.tsv", &text).rows() {
            row.text("example")?;
            words[mark(&row)? as usize].push(row.text("surface")?.into());
        }
        words.iter_mut().for_each(|list| list.sort_by_key(|word| std::cmp::Reverse(word.len())));
        Ok(Marks { words })
    }

    fn of(&self, mark: Mark) -> impl Iterator<Item = &str> {
        self.words[mark as usize].iter().map(|word| &**word)
    }

    /// What is left of `text` behind the longest word of this role that it begins with.
    pub(crate) fn behind<'t>(&self, mark: Mark, text: &'t str) -> Option<&'t str> {
        self.of(mark).find_map(|word| text.strip_prefix(word))
    }

    /// What is left of `text` before the longest word of this role that it ends with.
    pub(crate) fn before<'t>(&self, mark: Mark, text: &'t str) -> Option<&'t str> {
        self.of(mark).find_map(|word| text.strip_suffix(word))
    }

    /// Whether `text` begins with a word of this role.
    pub(crate) fn begins(&self, mark: Mark, text: &str) -> bool {
        self.behind(mark, text).is_some()
    }

    /// Whether `text` ends with one.
    pub(crate) fn ends(&self, mark: Mark, text: &str) -> bool {
        self.of(mark).any(|word| text.ends_with(word))
    }

    /// Whether one is in `text`.
    pub(crate) fn inside(&self, mark: Mark, text: &str) -> bool {
        self.of(mark).any(|word| text.contains(word))
    }

    /// Where the first word of this role that is in `text` begins.
    pub(crate) fn find(&self, mark: Mark, text: &str) -> Option<usize> {
        self.of(mark).filter_map(|word| text.find(word)).min()
    }

    /// Whether `text` is one.
    pub(crate) fn is(&self, mark: Mark, text: &str) -> bool {
        self.of(mark).any(|word| text == word)
    }
}

fn mark(row: &Row) -> Result<Mark, Error> {
    let role = row.text("role")?;
    ROLES
        .iter()
        .find(|(name, _)| *name == role)
        .map(|(_, mark)| *mark)
        .ok_or_else(|| row.fail("role", "is no role of the figures' grammar"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_stands_in_its_example_and_every_role_has_a_word() {
        let text = include_str!("../../rules/figure_words.tsv");
        let mut used = Vec::new();
        for row in Table::parse("figure_words.tsv", text).rows() {
            let (surface, example) = (row.text("surface").unwrap(), row.text("example").unwrap());
            used.push(mark(&row).unwrap());
            assert!(example.contains(surface), "line {}: {surface}", row.line());
        }
        for (at, (name, mark)) in ROLES.iter().enumerate() {
            assert!(*mark as usize == at && used.contains(mark), "{name}");
        }
    }
}

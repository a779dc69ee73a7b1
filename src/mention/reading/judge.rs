//! What a number with its unit is: value in the base unit, words of comparison, shape. In: the number as measured. Out: a
//! [`Quantity`], or nothing where no number is meant.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::{Finder, Measured, Step, item};
use crate::mention::comparator;
use crate::mention::numeral::{self, Form, Reading};
use crate::mention::quantity::{Amount, Comparator, JOINTS, Quantity, Shape};
use crate::mention::unit::{self, UnitReading};
use crate::rules::marks::Mark;
use crate::rules::quantities::UnitClass;
use crate::trace::TextSpan;

/// A magnitude as unit: 万亿级, 10万吨级, or none.
struct Order {
    base: String,
    factor: Decimal,
    end: usize,
}

/// Bytes before a number in which a word of sharing is looked for.
const SHARED: usize = 120;
/// From here on a bare magnitude is one of money.
const HUNDRED_MILLION: i64 = 100_000_000;
/// Numbers of the longest list.
const MOST: usize = 12;

/// What parts the two sides of a ratio.
const COLONS: fn(char) -> bool = |letter| matches!(letter, '∶' | ':' | '：' | '︰');

/// Bytes before a unit in which 单位： is looked for.
const UNITS: usize = 48;

impl<'a> Finder<'a, '_> {
    /// What a number with its unit is; nothing where no number is meant.
    pub(super) fn judge(&self, mut measured: Measured<'a>) -> Step {
        // 4300 年均7%: in a table a cell ends where the next one begins.
        if measured.unit.is_some()
            && self.context.grid.covers(measured.start)
            && self.context.grid.at(measured.start).is_some_and(|place| (measured.numeral.end..measured.end).contains(&place.cell.end))
        {
            (measured.unit, measured.end) = (None, measured.numeral.end);
        }
        let end = measured.end;
        let shared = self.unit_of_list(&mut measured);
        let mut made = match &measured.unit {
            Some(unit) => self.with_known_unit(&measured, unit),
            None => self.without_unit(&measured),
        };
        if let (Some(quantity), Some(unit)) = (&mut made, shared) {
            quantity.unit_text = unit.into();
        }
        match made {
            Some(quantity) => Step { end: quantity.span.end.max(end), made: Some(quantity) },
            None => Step::nothing(end),
        }
    }

    /// 分别达到5000、8000亿元, 分别回落2.1和1.6个百分点: the unit and the magnitude behind the last number are those of all. Told as
    /// written, where the number was given them.
    fn unit_of_list(&self, measured: &mut Measured<'a>) -> Option<&str> {
        let numeral = &measured.numeral;
        // 分别提高5个、8个和10个百分点: points are counted.
        let points = measured.unit.as_ref().is_some_and(|unit| unit.surface == "个");
        let alone = (measured.unit.is_none() || points) && numeral.form == Form::Arabic && numeral.denominator.is_none();
        if !alone || numeral.magnitude < numeral.end {
            return None;
        }
        if !JOINTS.iter().any(|joint| self.text[measured.end..].starts_with(joint)) {
            return None;
        }
        let clause = self.context.clause_at(measured.start);
        let from = self.text.ceil_char_boundary(measured.start.saturating_sub(SHARED)).max(clause.start);
        let lead = self.text.get(from..measured.start)?;
        if !self.rules.marks.inside(Mark::Sharer, lead) {
            return None;
        }
        let mut end = measured.end;
        for _ in 0..MOST {
            let rest = &self.text[end..];
            let joint = JOINTS.iter().find(|joint| rest.starts_with(**joint))?;
            let at = numeral::skip_spaces(self.text, end + joint.len());
            let Some(Reading::Numeral(next)) = self.read(at).filter(|_| self.letter(at).is_some_and(|letter| letter.is_ascii_digit()))
            else {
                return None;
            };
            let next = self.with_unit(at, next);
            if let Some(unit) = next.unit {
                if points && unit.surface == "个" {
                    end = unit.end;
                    continue;
                }
                if points && unit.base != "pp" {
                    return None;
                }
                if !matches!(unit.class, UnitClass::Count | UnitClass::Measure | UnitClass::Money) {
                    return None;
                }
                let factor = next.numeral.shared_big.max(Decimal::ONE);
                (measured.low, measured.high) = (measured.low.checked_mul(factor)?, measured.high.checked_mul(factor)?);
                let written = &self.text[next.numeral.magnitude.min(unit.end)..unit.end];
                measured.unit = Some(UnitReading { end: measured.end, ..unit });
                return Some(written);
            }
            end = next.end;
        }
        None
    }

    pub(super) fn amount(measured: &Measured, factor: Decimal) -> Option<Amount> {
        if measured.numeral.vague {
            return Some(Amount::Vague);
        }
        let (low, high) = (measured.low.checked_mul(factor)?, measured.high.checked_mul(factor)?);
        Some(match low.cmp(&high) {
            std::cmp::Ordering::Equal => Amount::Exact(low),
            std::cmp::Ordering::Less => Amount::Range(low, high),
            std::cmp::Ordering::Greater => Amount::Range(high, low),
        })
    }

    /// 2025年, 二〇二四级, 陆家, 零距离: the form looks like a quantity and is none.
    fn is_none(&self, measured: &Measured, unit: &UnitReading) -> bool {
        let numeral = &measured.numeral;
        let figures = numeral.form == Form::Arabic;
        let year = figures && numeral.end - measured.start == 4 && (1900..2100).contains(&whole(numeral.low));
        let years = figures && measured.low != measured.high && unit.surface == "年" && whole(measured.low) >= 1900;
        let digits = numeral.form == Form::Positional && unit.class != UnitClass::Discount;
        let lone = self.text[measured.start..numeral.end].chars().nth(1).is_none();
        let surname = numeral.form == Form::Financial && lone && unit.class != UnitClass::Money;
        let zero = numeral.low.is_zero() && numeral.high.is_zero() && numeral.form == Form::Chinese && unit.base != "%";
        // （亿元）, 单位：万元, 吨/万元 name a unit, not a number.
        let heading = numeral.form == Form::Magnitude
            && (matches!(self.previous(measured.start), Some('（' | '(' | '：' | ':' | '\t'))
                || self.lists_units(measured.start)
                || self.context.grid.covers(measured.start) && self.context.grid.at(measured.start).is_none())
            && self.letter(measured.end).is_none_or(|letter| {
                letter.is_whitespace()
                    || matches!(letter, '）' | ')' | '，' | ',')
                    || letter == '、' && self.before(measured.start).ends_with("单位：")
            });
        let below = matches!(self.previous(measured.start), Some('/' | '／'));
        heading
            || below
            || years
            || digits
            || surname
            || zero
            || (year && matches!(unit.surface, "年" | "届" | "年度" | "级" | "版" | "号" | "度"))
    }

    /// （单位：万亩、万吨）: a unit behind another one.
    fn lists_units(&self, start: usize) -> bool {
        let from = self.text.floor_char_boundary(start.saturating_sub(UNITS));
        let before = &self.text[from..start];
        before.ends_with(['、', '，']) && before.rsplit('\n').next().is_some_and(|line| line.contains("单位：") || line.contains("单位:"))
    }

    /// 万亿级, 百亿元级, 10万吨级.
    fn order(&self, measured: &Measured, unit: &UnitReading) -> Option<Order> {
        let end = measured.end;
        if unit.class == UnitClass::Name && matches!(unit.surface, "级" | "級") {
            // Without a unit a magnitude from 亿 on is one of money.
            let money = measured.numeral.low >= Decimal::from(HUNDRED_MILLION);
            return Some(Order { base: if money { "CNY" } else { "1" }.into(), factor: Decimal::ONE, end });
        }
        let level = self.follows(end, &["级", "級"]) && !self.follows(end, &["级别"]);
        let measure = matches!(unit.class, UnitClass::Measure | UnitClass::Money);
        (level && measure).then(|| Order { base: unit.base.to_string(), factor: unit.factor, end: end + "级".len() })
    }

    /// Where a sign before a rate or a temperature begins; a hyphen before anything else is none.
    fn sign(&self, start: usize, base: &str) -> Option<usize> {
        if base == "°C" && self.before(start).ends_with("零下") {
            return Some(start - "零下".len());
        }
        let sign = self.previous(start).filter(|sign| matches!(sign, '-' | '−' | '－' | '负' | '負'))?;
        let at = start - sign.len_utf8();
        // 为企业减负200亿元
        if matches!(sign, '负' | '負') && self.previous(at).is_some_and(|letter| "减減担擔抱肩背欺胜勝自欠".contains(letter))
        {
            return None;
        }
        let joined =
            |letter: char| letter.is_ascii_alphanumeric() || numeral::arabic(letter).is_some() || matches!(letter, '%' | '％' | '℃');
        let rate = matches!(base, "%" | "pp" | "‰" | "°C") || matches!(sign, '负' | '負');
        (rate && !self.previous(at).is_some_and(joined)).then_some(at)
    }

    fn with_known_unit(&self, measured: &Measured, unit: &UnitReading) -> Option<Quantity> {
        let numeral = &measured.numeral;
        if self.is_none(measured, unit) || unit.class == UnitClass::Per {
            return None;
        }
        let bare = numeral.form == Form::Magnitude;
        let grade = unit.class == UnitClass::Name && matches!(unit.surface, "级" | "級") && !bare && numeral.magnitude == numeral.end;
        if grade {
            return Some(self.grade(measured, unit));
        }
        let order = self.order(measured, unit);
        let is_order = order.is_some();
        let Order { base, mut factor, end } =
            order.unwrap_or(Order { base: unit.base.to_string(), factor: unit.factor, end: measured.end });
        // 九折 is 90 %, 九五折 and 95折 are 95 %.
        if unit.class == UnitClass::Discount && numeral.low >= Decimal::TEN {
            factor = Decimal::ONE;
        }
        let signed = self.sign(measured.start, &base);
        if signed.is_some() {
            factor = factor.checked_mul(Decimal::NEGATIVE_ONE)?;
        }
        let mut amount = Self::amount(measured, factor)?;
        if is_order && let Amount::Exact(value) = amount {
            amount = Amount::Order(value);
        }
        let span = TextSpan::new(signed.unwrap_or(measured.start), end);
        let clause = self.context.clause_at(span.start);
        let front = comparator::before(self.text, span, clause);
        // 每10万人: the denominator of a ratio.
        if front.ends_with('每') && unit.class != UnitClass::Time {
            return None;
        }
        let money = unit.class == UnitClass::Money || is_share(&base);
        let comparison = comparator::read(self.rules, self.text, span, clause, bare, money);
        let written = if numeral.form == Form::Arabic { numeral.magnitude } else { numeral.end };
        let mut quantity = Quantity {
            span,
            outer: comparison.outer,
            amount,
            unit: base,
            unit_text: self.text[written..end].trim_start_matches(['多', '余', '餘', ' ']).to_string(),
            comparator: comparison.comparator,
            shape: Shape::Cardinal,
            rule: if is_order { "order" } else { "quantity" },
        };
        // 足球场200块: pieces, and no money.
        if unit.surface == "块" && quantity.unit == "CNY" && self.rules.marks.ends(Mark::Pieces, front) {
            quantity.unit = item();
        }
        if let Some(code) = foreign(front).filter(|_| quantity.unit == "CNY") {
            quantity.unit = code.into();
        }
        if quantity.unit == "CNY"
            && let Some((at, per)) = unit::per_before(self.rules, front)
        {
            quantity.unit.push_str(&per);
            quantity.outer.start = quantity.outer.start.min(span.start - (front.len() - at));
        }
        if unit.surface == "位" && front.chars().rev().take(4).any(|letter| "升进降移跃前居".contains(letter)) {
            quantity.unit = "rank".into();
        }
        (quantity.shape, quantity.rule) = self.shape(measured, unit, &quantity, front, is_order);
        // 3个工作日内
        let within = unit.class == UnitClass::TimeWithin || self.follows(end, &["内"]);
        if quantity.shape == Shape::Duration && quantity.comparator == Comparator::Equal && within {
            quantity.comparator = Comparator::AtMost;
            quantity.outer.end += if unit.class == UnitClass::Time { "内".len() } else { 0 };
        }
        quantity.comparator = match quantity.amount {
            Amount::Range(..) => Comparator::Range,
            Amount::Order(_) => Comparator::Order,
            _ if measured.more => Comparator::MoreThan,
            _ => quantity.comparator,
        };
        Some(quantity)
    }

    /// 三级医院 names a grade; 区、乡、村三级 counts what was listed.
    fn grade(&self, measured: &Measured, unit: &UnitReading) -> Quantity {
        let span = TextSpan::new(measured.start, measured.end);
        // 管理层级压缩至4级以内: so many of them are left.
        let front = comparator::before(self.text, span, self.context.clause_at(span.start));
        let ends = self.letter(span.end).is_none_or(|next| !next.is_alphabetic() || matches!(next, '以' | '之'));
        if ends
            && self.rules.marks.ends(Mark::Narrows, front)
            && let Some(amount) = Self::amount(measured, Decimal::ONE)
        {
            let mut quantity = self.compared(span, amount, "item", "quantity");
            quantity.unit_text = unit.surface.into();
            return quantity;
        }
        let listed = self.before(span.start).chars().rev().take(4).any(|letter| letter == '、');
        if listed {
            return self.plain(span, Amount::Exact(measured.numeral.low), item(), Shape::Count, "listed");
        }
        self.plain(span, Amount::Vague, item(), Shape::Name, "grade")
    }

    /// What the form alone says, and the rule that says it.
    fn shape(&self, measured: &Measured, unit: &UnitReading, made: &Quantity, front: &str, order: bool) -> (Shape, &'static str) {
        let numeral = &measured.numeral;
        let (start, end) = (measured.start, made.span.end);
        if unit.class == UnitClass::Count {
            // 二次包装, 二次供水: what is done again; two times are 两次.
            if unit.surface == "次" && &self.text[start..numeral.end] == "二" {
                return (Shape::Name, "again");
            }
            let article = &self.text[start..numeral.end] == "一" && made.comparator == Comparator::Equal;
            if article && numeral.low == numeral.high {
                return (Shape::Idiom, "article");
            }
            // 一、二类水质: classes by their numbers.
            let numbered = matches!(unit.surface, "类" | "類" | "级" | "級" | "档" | "檔" | "等") && numeral.form == Form::Chinese;
            let mut letters = self.before(start).chars().rev();
            let above = self.follows(end, &["以上", "及以上"]) || self.follows(measured.end, &["以上", "及以上"]);
            let listed = letters.next() == Some('、') && letters.next().is_some_and(|letter| numeral::digit(letter).is_some());
            if numbered && (above || listed) {
                return (Shape::Name, "grade");
            }
            if self.counts_parts(front, end) {
                return (Shape::Count, "parts");
            }
        }
        if matches!(unit.class, UnitClass::Count | UnitClass::Time) && self.in_quotes(start, end) {
            return (Shape::Name, "quoted");
        }
        // “百倍”的努力
        let alone = self.previous(start) == Some('“') && self.letter(end) == Some('”');
        if alone && numeral.form == Form::Magnitude && made.unit == "x" {
            return (Shape::Name, "quoted");
        }
        // 千万吨炼化: the size that names a plant.
        let plant = numeral.form == Form::Magnitude && !order && unit.class == UnitClass::Measure;
        if plant && made.comparator == Comparator::Equal && self.letter(end).is_some_and(char::is_alphabetic) {
            return (Shape::Name, "size");
        }
        let shape = match unit.class {
            UnitClass::Part => Shape::Count,
            UnitClass::Time | UnitClass::TimeWithin => Shape::Duration,
            // 培训班50期: they are counted.
            UnitClass::Ordinal if self.rules.marks.ends(Mark::Series, &self.text[..start]) => Shape::Cardinal,
            UnitClass::Ordinal => Shape::Ordinal,
            UnitClass::Name if !order => Shape::Name,
            UnitClass::Label => Shape::Identifier,
            _ => Shape::Cardinal,
        };
        (shape, made.rule)
    }

    /// 四个方面, 15项重点任务, 等15个省, 六章三十二条: how many parts.
    fn counts_parts(&self, front: &str, end: usize) -> bool {
        let articles = front.ends_with(['章', '节']) && self.before(end).ends_with(['条', '节', '款']);
        let rest = &self.text[end..];
        let marks = &self.rules.marks;
        let noun = |rest: &str| marks.begins(Mark::Parts, rest);
        articles || front.ends_with('等') || noun(rest) || marks.behind(Mark::PartsBefore, rest).is_some_and(noun)
    }

    /// Within “…” of at most a dozen characters: part of a name.
    fn in_quotes(&self, start: usize, end: usize) -> bool {
        const NEAR: usize = 12;
        let mark = |letter: &char| matches!(letter, '“' | '”' | '‘' | '’' | '「' | '」' | '『' | '』' | '\n' | '，' | '。' | '；');
        let open = self.before(start).chars().rev().take(NEAR).find(mark);
        let close = self.text[end..].chars().take(NEAR).find(mark);
        matches!((open, close), (Some('“'), Some('”')) | (Some('‘'), Some('’')) | (Some('「'), Some('」')) | (Some('『'), Some('』')))
    }

    /// The end of the short quotation that a number without unit stands in: “三纵两横一平台”, “4+1”.
    fn slogan(&self, start: usize, end: usize) -> Option<usize> {
        if !self.in_quotes(start, end) {
            return None;
        }
        let close = self.text[end..].char_indices().take(12).find(|(_, letter)| "”’」』".contains(*letter));
        close.map(|(at, _)| end + at)
    }

    /// A number without unit: a fraction, 4万亿, 863计划, a cell of a table; anything else is none.
    fn without_unit(&self, measured: &Measured) -> Option<Quantity> {
        let numeral = &measured.numeral;
        let span = TextSpan::new(measured.start, measured.end);
        if let Some(denominator) = numeral.denominator {
            return self.fraction(measured, denominator);
        }
        if let Some(close) = self.slogan(measured.start, measured.end) {
            return Some(self.plain(TextSpan::new(measured.start, close), Amount::Vague, item(), Shape::Name, "slogan"));
        }
        let after = &self.text[measured.end..];
        // 产值突破千亿大关, 迈上万亿台阶
        if numeral.form == Form::Magnitude
            && measured.low >= Decimal::from(HUNDRED_MILLION)
            && self.rules.marks.begins(Mark::Step, after.strip_prefix('级').unwrap_or(after))
        {
            let clause = self.context.clause_at(span.start);
            let comparison = comparator::read(self.rules, self.text, span, clause, true, true);
            let mut quantity = self.plain(span, Self::amount(measured, Decimal::ONE)?, "CNY".into(), Shape::Cardinal, "bare-magnitude");
            (quantity.comparator, quantity.outer) = (comparison.comparator, comparison.outer);
            quantity.unit_text = self.text[measured.start..measured.end].into();
            return Some(quantity);
        }
        if numeral.form != Form::Arabic {
            return None;
        }
        let programme = ["计划", "工程", "项目", "行动", "专项"].iter().any(|word| after.starts_with(word));
        if programme && whole(numeral.low) < 1900 {
            return Some(self.plain(span, Amount::Vague, item(), Shape::Name, "programme"));
        }
        if let Some(quantity) =
            self.money_sign(measured).or_else(|| self.stroke(measured)).or_else(|| self.cell(measured)).or_else(|| self.index(measured))
        {
            return Some(quantity);
        }
        let magnitude = numeral.magnitude < numeral.end && numeral.shared_big > Decimal::ONE;
        if !magnitude {
            return None;
        }
        let unit = if self.speaks_of_money(span) { "CNY" } else { "1" };
        let mut quantity = self.compared(span, Self::amount(measured, Decimal::ONE)?, unit, "bare-magnitude");
        quantity.unit_text = self.text[numeral.magnitude..numeral.end].into();
        if measured.more && quantity.comparator == Comparator::Equal {
            quantity.comparator = Comparator::MoreThan;
        }
        Some(quantity)
    }

    /// 城乡居民收入比缩小到2.2以内, 综合指数达到90: a measure that has no unit, and a verb that sets it.
    fn index(&self, measured: &Measured) -> Option<Quantity> {
        static SETS: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(concat!(
                "(?:比|指数|系数|比值|倍数|倍差|得分|分值|利用效率|死亡率|生育率|[（(]PUE[)）]|PUE)(?:值)?(?:年均|稳步|逐步|进一步|力争|总体|基本|持续)?",
                "(?:[由从](?:20[0-9]{2}年的?)?[0-9.]{1,6})?",
                "(?:缩小|控制|提高|提升|达|降低|降|下降|稳定|保持|不高于|不低于|不超过|不大于|不小于|高于|低于|小于|大于|为|约)(?:到|至|在|于|为)?(?:20[0-9]{2}年的?)?$|(?:比|指数|系数|比值|倍数|倍差|得分|分值)[由从](?:20[0-9]{2}年的?)?$"
            ))
            .expect("a fixed pattern")
        });
        let mut span = TextSpan::new(measured.start, measured.end);
        let clause = self.context.clause_at(span.start);
        // 车桩比达到2∶1: so many to one.
        if let Some(rest) = self.text[span.end..].strip_prefix(COLONS)
            && let Some(behind) = rest.strip_prefix('1')
            && !behind.starts_with(|next: char| next.is_ascii_digit() || matches!(next, '.' | ',') || COLONS(next))
        {
            span.end = self.text.len() - behind.len();
        }
        let ends = self.letter(span.end).is_none_or(|next| !next.is_alphanumeric() || "以左上内".contains(next))
            // 10.7:55.6:33.7 is a ratio, and its first part alone no value.
            && !self.letter(span.end).is_some_and(COLONS);
        let sets = ends && SETS.is_match(crate::mention::comparator::before(self.text, span, clause));
        if !sets || measured.low >= Decimal::ONE_THOUSAND {
            return None;
        }
        Some(self.compared(span, Self::amount(measured, Decimal::ONE)?, "1", "index"))
    }

    /// A cardinal with the words of comparison around it.
    pub(super) fn compared(&self, span: TextSpan, amount: Amount, unit: &str, rule: &'static str) -> Quantity {
        let comparison = comparator::read(self.rules, self.text, span, self.context.clause_at(span.start), false, unit == "CNY");
        let mut quantity = self.plain(span, amount, unit.into(), Shape::Cardinal, rule);
        (quantity.comparator, quantity.outer) = (comparison.comparator, comparison.outer);
        if matches!(amount, Amount::Range(..)) {
            quantity.comparator = Comparator::Range;
        }
        quantity
    }

    /// 三分之一, 千分之三, 负百分之二.
    fn fraction(&self, measured: &Measured, denominator: Decimal) -> Option<Quantity> {
        let thousand = denominator == Decimal::ONE_THOUSAND;
        let (mut scale, unit) = if thousand { (Decimal::ONE_THOUSAND, "‰") } else { (Decimal::ONE_HUNDRED, "%") };
        let mut start = measured.start;
        if let Some(sign @ ('负' | '負')) = self.previous(start) {
            (scale, start) = (-scale, start - sign.len_utf8());
        }
        let amount = match Self::amount(measured, scale)? {
            Amount::Range(low, high) => Amount::Range(ended(low), ended(high)),
            Amount::Exact(value) => Amount::Exact(ended(value)),
            amount => amount,
        };
        Some(self.compared(TextSpan::new(start, measured.end), amount, unit, "fraction"))
    }

    /// 1/3 of a sentence; 1/12 of pages and dates is none.
    fn stroke(&self, measured: &Measured) -> Option<Quantity> {
        let rest = self.text[measured.end..].strip_prefix(['/', '／'])?;
        let at = self.text.len() - rest.len();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let below: Decimal = rest.get(..digits).filter(|_| digits <= 3)?.parse().ok()?;
        let above = measured.low;
        let word = |letter: Option<char>| letter.is_some_and(|letter| !letter.is_ascii() && letter.is_alphabetic());
        let said = word(self.previous(measured.start)) && !matches!(self.previous(measured.start), Some('第' | '页' | '共'));
        let closes = self.letter(at + digits).is_none_or(|letter| !letter.is_ascii());
        if !said
            || !closes
            || below <= above
            || above.is_zero()
            || below > Decimal::ONE_HUNDRED
            || !above.is_integer()
            || above != measured.high
        {
            return None;
        }
        let value = above.checked_div(below)?.checked_mul(Decimal::ONE_HUNDRED)?;
        Some(self.compared(TextSpan::new(measured.start, at + digits), Amount::Exact(ended(value)), "%", "fraction"))
    }

    /// 4万亿 without unit takes the unit of its sentence: money where a sum or a word for one stands beside it.
    fn speaks_of_money(&self, span: TextSpan) -> bool {
        #[rustfmt::skip]
        const WORDS: &[&str] = &[
            "投资", "资金", "产值", "收入", "贷款", "融资", "薪", "总额", "税", "成本", "奖", "补贴", "补助", "GDP", "生产总值", "销售额", "债", "市值",
            "利润", "增资", "财政", "规模", "交易额",
        ];
        let sentence = self.context.sentence_at(span.start);
        let front = comparator::before(self.text, span, sentence);
        let rest: String = self.text[span.end..].chars().take(8).collect();
        let number = |letter: char| letter.is_ascii_digit() || numeral::is_magnitude(letter);
        let sum = front.match_indices('元').any(|(at, _)| front[..at].ends_with(number));
        sum || WORDS.iter().any(|word| front.contains(word) || rest.contains(word))
    }

    /// ￥300, US$20: the sign of the money stands before.
    fn money_sign(&self, measured: &Measured) -> Option<Quantity> {
        #[rustfmt::skip]
        const SIGNS: &[(&str, &str)] = &[
            ("US$", "USD"), ("HK$", "HKD"), ("MOP$", "MOP"), ("NT$", "TWD"), ("RMB", "CNY"), ("￥", "CNY"), ("¥", "CNY"), ("$", "USD"), ("＄", "USD"),
            ("€", "EUR"), ("£", "GBP"),
        ];
        let before = self.before(measured.start).trim_end_matches(' ');
        let (sign, code) = SIGNS.iter().find(|(sign, _)| before.ends_with(sign))?;
        let span = TextSpan::new(before.len() - sign.len(), measured.end);
        let mut quantity = self.compared(span, Self::amount(measured, Decimal::ONE)?, code, "money-sign");
        quantity.unit_text = (*sign).into();
        Some(quantity)
    }
}

/// The money that a word before the sum names: 港币5亿元.
fn foreign(front: &str) -> Option<&'static str> {
    #[rustfmt::skip]
    const WORDS: &[(&str, &str)] = &[
        ("港币", "HKD"), ("港幣", "HKD"), ("港元", "HKD"), ("澳门币", "MOP"), ("澳門幣", "MOP"), ("澳门元", "MOP"), ("澳門元", "MOP"), ("葡币", "MOP"),
        ("新台币", "TWD"), ("新臺幣", "TWD"), ("新台幣", "TWD"), ("台币", "TWD"), ("美金", "USD"),
    ];
    let front = front.trim_end_matches([' ', '\u{3000}']);
    let front = front.strip_suffix(['约', '約', '近', '逾', '超', '达']).unwrap_or(front).trim_end_matches(' ');
    WORDS.iter().find(|(word, _)| front.ends_with(word)).map(|(_, code)| *code)
}

/// Thirds never end and are cut at four places; 0.00007 % does and is kept.
fn ended(value: Decimal) -> Decimal {
    let value = value.normalize();
    if value.scale() > 12 { value.round_dp(4).normalize() } else { value }
}

/// Whether a unit is that of a share.
fn is_share(base: &str) -> bool {
    matches!(base, "%" | "‰")
}

/// The whole part, for years; -1 where it is too large.
fn whole(value: Decimal) -> i64 {
    i64::try_from(value.trunc()).unwrap_or(-1)
}

//! One exact decimal grammar for Arabic, Chinese, financial and mixed numerals. In: text and the offset where a numeral may
//! begin. Out: its value as an exact decimal, or two where it names two (八九百). Never done here: units, masks, binary floats.

use rust_decimal::Decimal;

mod digits;
pub mod plain;

use digits::{Pair, Run, arabic_run, chinese_run, decimals, plain_figures};

/// A numeral read from the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numeral {
    /// One past its last byte.
    pub end: usize,
    /// Its value, or the lower one of two.
    pub low: Decimal,
    /// The upper one of two; else the same.
    pub high: Decimal,
    /// 余, 多, 几 stand in it: somewhat more than said.
    pub more: bool,
    /// 数, 几 stand for the coefficient: no value.
    pub vague: bool,
    /// How it is written.
    pub form: Form,
    /// Where its trailing magnitude (亿 of 1000亿) begins; `end` where it has none.
    pub magnitude: usize,
    /// Product of the trailing 万, 亿: what a range's first number may share.
    pub shared_big: Decimal,
    /// The same with 百, 千 before it.
    pub shared_all: Decimal,
    /// The denominator of X分之Y; the value is Y/X.
    pub denominator: Option<Decimal>,
}

/// How a numeral is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// 30, 1,200, 5000万.
    Arabic,
    /// 三十, 一千二百.
    Chinese,
    /// 百, 千亿: a magnitude without coefficient.
    Magnitude,
    /// 二〇二四: digit by digit.
    Positional,
    /// 叁仟万.
    Financial,
}

/// What stands at an offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A numeral.
    Numeral(Numeral),
    /// Digits up to this offset that make no number: too long, out of order.
    Unreadable(usize),
}

/// The value of a Chinese digit.
pub fn digit(letter: char) -> Option<u32> {
    Some(match letter {
        '零' | '〇' | '○' => 0,
        '一' | '壹' | '幺' => 1,
        '二' | '两' | '兩' | '贰' | '貳' => 2,
        '三' | '叁' | '參' | '叄' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

fn small(letter: char) -> Option<u64> {
    Some(match letter {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

fn big(letter: char) -> Option<u64> {
    Some(match letter {
        '万' | '萬' => 10_000,
        '亿' | '億' => 100_000_000,
        '兆' => 1_000_000_000_000,
        _ => return None,
    })
}

/// Whether `letter` is 十, 百, 千, 万, 亿 or one of their other forms.
pub fn is_magnitude(letter: char) -> bool {
    small(letter).is_some() || big(letter).is_some()
}

fn financial(letter: char) -> bool {
    matches!(letter, '壹' | '贰' | '貳' | '叁' | '參' | '叄' | '肆' | '伍' | '陆' | '陸' | '柒' | '捌' | '玖' | '拾' | '佰' | '仟')
}

/// The value of an Arabic digit, half or full width.
pub fn arabic(letter: char) -> Option<u32> {
    match letter {
        '0'..='9' => Some(letter as u32 - '0' as u32),
        '０'..='９' => Some(letter as u32 - '０' as u32),
        _ => None,
    }
}

fn letter_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\u{3000}')
}

/// `at` or one past up to four spaces there.
pub fn skip_spaces(text: &str, at: usize) -> usize {
    let spaces = text[at..].chars().take(4).take_while(|letter| is_space(*letter));
    at + spaces.map(char::len_utf8).sum::<usize>()
}

/// Read the numeral that begins at `at`; `None` where none does. `is_unit` tells whether the rest of the text begins with a unit
/// that itself begins with a magnitude (千瓦), which then ends the numeral.
pub fn read(text: &str, at: usize, is_unit: &dyn Fn(&str) -> bool) -> Option<Reading> {
    let first = integer(text, at, is_unit)?;
    let Reading::Numeral(numeral) = first else { return Some(first) };
    if let Some(fraction) = fraction(text, &numeral, is_unit) {
        return Some(Reading::Numeral(fraction));
    }
    Some(first)
}

/// X分之Y.
fn fraction(text: &str, below: &Numeral, is_unit: &dyn Fn(&str) -> bool) -> Option<Numeral> {
    let at = skip_spaces(text, below.end);
    let of = skip_spaces(text, at + text.get(at..)?.strip_prefix('分').map(|_| "分".len())?);
    if !text[of..].starts_with('之') || below.low != below.high || below.low.is_zero() {
        return None;
    }
    let above = skip_spaces(text, of + "之".len());
    let minus = text[above..].chars().next().filter(|letter| matches!(letter, '负' | '負'));
    let above = above + minus.map_or(0, char::len_utf8);
    let Some(Reading::Numeral(mut above)) = integer(text, above, is_unit) else { return None };
    let mut sign = if minus.is_some() { Decimal::NEGATIVE_ONE } else { Decimal::ONE };
    if let Some(end) = thousands(text, above.end).filter(|_| above.form == Form::Arabic) {
        (sign, above.end) = (sign.checked_mul(Decimal::ONE_THOUSAND)?, end);
    }
    Some(Numeral {
        low: above.low.checked_mul(sign)?.checked_div(below.low)?,
        high: above.high.checked_mul(sign)?.checked_div(below.low)?,
        denominator: Some(below.low),
        magnitude: above.end,
        shared_big: Decimal::ONE,
        shared_all: Decimal::ONE,
        ..above
    })
}

/// The end of a K (thousand) at `at` that begins no word.
pub fn thousands(text: &str, at: usize) -> Option<usize> {
    let at = skip_spaces(text, at);
    let letter = letter_at(text, at).filter(|letter| matches!(letter, 'k' | 'K' | 'ｋ' | 'Ｋ'))?;
    let end = at + letter.len_utf8();
    (!letter_at(text, end).is_some_and(|next| next.is_ascii_alphanumeric())).then_some(end)
}

/// Where the sum stands while a numeral is read.
struct Sum {
    total: Pair,
    section: Pair,
    /// The coefficient that waits for its magnitude.
    waiting: Option<Pair>,
    last_small: u64,
    last_big: u64,
    /// The magnitude just read, for the short tail (两万五).
    last: u64,
    zero: bool,
}

impl Sum {
    fn small(&mut self, unit: u64) -> Option<()> {
        let coefficient = self.waiting.take().unwrap_or(Pair::of(1));
        self.section = self.section.plus(coefficient.times(unit)?)?;
        (self.last_small, self.last, self.zero) = (unit, unit, false);
        Some(())
    }

    fn big(&mut self, unit: u64) -> Option<()> {
        let mut part = self.section.plus(self.waiting.take().unwrap_or(Pair::ZERO))?;
        if unit >= self.last_big && self.last_big > 0 {
            part = self.total.plus(part)?;
            self.total = part.times(unit)?;
        } else {
            if part == Pair::ZERO {
                part = Pair::of(1);
            }
            self.total = self.total.plus(part.times(unit)?)?;
        }
        (self.section, self.last_small, self.last_big, self.last, self.zero) = (Pair::ZERO, u64::MAX, unit, unit, false);
        Some(())
    }

    fn value(&self) -> Option<Pair> {
        self.total.plus(self.section)?.plus(self.waiting.unwrap_or(Pair::ZERO))
    }
}

fn integer(text: &str, at: usize, is_unit: &dyn Fn(&str) -> bool) -> Option<Reading> {
    let first = letter_at(text, at)?;
    if first.is_ascii_digit()
        && let Some(plain) = plain_figures(text, at)
    {
        return Some(Reading::Numeral(plain));
    }
    let mut sum = Sum { total: Pair::ZERO, section: Pair::ZERO, waiting: None, last_small: u64::MAX, last_big: 0, last: 0, zero: false };
    let mut pos = at;
    let mut form = Form::Chinese;
    let (mut more, mut vague, mut pointed) = (false, false, false);
    // Products of the magnitudes read since the last coefficient.
    let (mut magnitude, mut shared_big, mut shared_all) = (None, Decimal::ONE, Decimal::ONE);
    let unreadable = |end: usize| Some(Reading::Unreadable(end));

    if arabic(first).is_some() {
        match arabic_run(text, at) {
            Run::Unreadable(end) => return unreadable(end),
            Run::Value(end, value, read) => (pos, sum.waiting, form) = (end, Some(value), read),
        }
    } else if digit(first).is_some() {
        match chinese_run(text, at) {
            Run::Unreadable(end) => return unreadable(end),
            Run::Value(end, value, read) => (pos, sum.waiting, form) = (end, Some(value), read),
        }
        if financial(first) {
            form = Form::Financial;
        }
    } else if matches!(first, '数' | '數' | '几' | '幾') {
        vague = true;
        pos += first.len_utf8();
        if !letter_at(text, pos).is_some_and(is_magnitude) || is_unit(&text[pos..]) {
            return None;
        }
        sum.waiting = Some(Pair::of(1));
    } else if matches!(first, '廿' | '卅') {
        sum.section = Pair::of(if first == '廿' { 20 } else { 30 });
        (sum.last_small, sum.last) = (10, 10);
        pos += first.len_utf8();
    } else if is_magnitude(first) {
        form = if financial(first) { Form::Financial } else { Form::Magnitude };
    } else {
        return None;
    }

    loop {
        // Decimals: 九十八点五, 三点五亿.
        let whole = sum.last_big == 0 || sum.waiting.is_none() || sum.zero || sum.last == 10;
        let point = skip_spaces(text, pos);
        if form != Form::Arabic && !pointed && whole && matches!(letter_at(text, point), Some('点' | '點')) {
            let from = skip_spaces(text, point + "点".len());
            if let Some((end, decimals)) = decimals(text, from) {
                let Some(value) = sum.value().and_then(|value| value.plus(Pair::of(decimals))) else { return unreadable(end) };
                (sum.total, sum.section, sum.waiting, pos) = (Pair::ZERO, Pair::ZERO, Some(value), end);
                sum.last_big = 0;
                (sum.last_small, pointed) = (u64::MAX, true);
                if form == Form::Magnitude {
                    form = Form::Chinese;
                }
            }
        }
        // 余, 多, 几 before a magnitude: 120多亿.
        let mut here = skip_spaces(text, pos);
        if let Some(letter @ ('多' | '余' | '餘' | '几' | '幾' | '来')) = letter_at(text, here) {
            let next = here + letter.len_utf8();
            let allowed = form == Form::Arabic || sum.last >= 10 || vague;
            let magnitude_next = letter_at(text, next).is_some_and(|letter| big(letter).is_some()) && !is_unit(&text[next..]);
            let rest = &text[next..];
            let blocked = rest.starts_with("元化") || rest.starts_with('额') || (letter == '来' && !rest.starts_with('个'));
            let counts = if matches!(letter, '几' | '幾') { sum.last == 10 || sum.zero } else { letter != '来' || sum.last == 10 };
            if allowed && counts && !blocked && (sum.waiting.is_none() || form == Form::Arabic) {
                more = true;
                pos = next;
                if !magnitude_next {
                    break;
                }
                here = pos;
            }
        }
        let Some(letter) = letter_at(text, here) else { break };
        if is_magnitude(letter) {
            if is_unit(&text[here..]) {
                break;
            }
            if let Some(unit) = small(letter) {
                // 一百十一 leaves out the coefficient of 十.
                let elided = unit == 10 && sum.last == 100;
                if unit >= sum.last_small || (sum.waiting.is_none() && sum.last > 0 && unit < sum.last && !elided) {
                    if sum.waiting.is_none() {
                        break;
                    }
                    return unreadable(here);
                }
                if sum.small(unit).is_none() {
                    return unreadable(here);
                }
                shared_all = shared_all.saturating_mul(unit.into());
            } else if let Some(unit) = big(letter) {
                if sum.big(unit).is_none() {
                    return unreadable(here);
                }
                shared_big = shared_big.saturating_mul(unit.into());
                shared_all = shared_all.saturating_mul(unit.into());
            }
            if financial(letter) {
                form = Form::Financial;
            }
            magnitude.get_or_insert(here);
            pos = here + letter.len_utf8();
            continue;
        }
        if sum.last == 0 || more || vague {
            break;
        }
        // The next coefficient.
        let mut from = here;
        let mut zero = false;
        while let Some(letter @ ('零' | '〇' | '○')) = letter_at(text, from) {
            zero = true;
            from += letter.len_utf8();
        }
        if zero && let Some('几' | '幾') = letter_at(text, from) {
            (sum.zero, pos) = (true, from);
            continue;
        }
        let Some(letter) = letter_at(text, from) else { break };
        let chinese = digit(letter).is_some();
        if !chinese && arabic(letter).is_none() {
            // 一百零十万: the coefficient of 十 is left out.
            if zero && small(letter).is_some_and(|unit| unit < sum.last) && !is_unit(&text[from..]) {
                (sum.waiting, pos) = (Some(Pair::of(1)), from);
                continue;
            }
            break;
        }
        let Run::Value(end, value, read) = (if chinese { chinese_run(text, from) } else { arabic_run(text, from) }) else {
            break;
        };
        let before_magnitude =
            letter_at(text, skip_spaces(text, end)).is_some_and(is_magnitude) && !is_unit(&text[skip_spaces(text, end)..]);
        if read == Form::Positional || (from > pos && !before_magnitude && !zero && read == Form::Arabic) {
            break;
        }
        if before_magnitude {
            // 十一十二, 一百二百: a coefficient whose magnitude does not fit begins another numeral.
            let next = letter_at(text, skip_spaces(text, end)).and_then(small);
            if next.is_some_and(|unit| unit >= sum.last_small) {
                break;
            }
        } else if (chinese && form == Form::Arabic) || (!chinese && (value.0 >= Decimal::from(sum.last) || text[end..].starts_with('年')))
        {
            break;
        }
        // Two digits after 十 with a unit below: 十七八.
        let short = !before_magnitude && chinese && !zero && sum.last >= 100;
        let value = if short { value.times(sum.last / 10) } else { Some(value) };
        let Some(value) = value else { return unreadable(end) };
        if !before_magnitude
            && letter_at(text, end).is_some_and(|letter| matches!(letter, '点' | '點'))
            && short
            && decimals(text, end + 3).is_some()
        {
            break;
        }
        if form == Form::Magnitude {
            form = Form::Chinese;
        }
        (sum.waiting, sum.zero, pos) = (Some(value), zero, end);
        (magnitude, shared_big, shared_all) = (None, Decimal::ONE, Decimal::ONE);
        if !before_magnitude {
            if letter_at(text, skip_spaces(text, pos)).is_some_and(|letter| matches!(letter, '点' | '點')) {
                continue;
            }
            break;
        }
    }
    let Some(value) = sum.value() else { return unreadable(pos) };
    if pos == at {
        return None;
    }
    Some(Reading::Numeral(Numeral {
        end: pos,
        low: value.0,
        high: value.1,
        more,
        vague,
        form,
        magnitude: magnitude.unwrap_or(pos),
        shared_big,
        shared_all,
        denominator: None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> String {
        match read(text, 0, &|rest| rest.starts_with("千瓦")) {
            Some(Reading::Numeral(numeral)) => {
                let rest = &text[numeral.end..];
                let more = if numeral.more { "+" } else { "" };
                let range = if numeral.low == numeral.high { String::new() } else { format!("~{}", numeral.high.normalize()) };
                format!("{}{range}{more}{}{rest}", numeral.low.normalize(), if rest.is_empty() { "" } else { "|" })
            }
            Some(Reading::Unreadable(end)) => format!("?|{}", &text[end..]),
            None => "-".into(),
        }
    }

    #[test]
    fn reads_every_way_of_writing_a_number() {
        for (text, expected) in [
            ("1,200万", "12000000"),
            ("５００", "500"),
            ("1.2万亿", "1200000000000"),
            ("3亿5000万", "350000000"),
            ("5000万千瓦", "50000000|千瓦"),
            ("三百千瓦", "300|千瓦"),
            ("一千二百", "1200"),
            ("两万五", "25000"),
            ("一千零五", "1005"),
            ("二〇二四", "2024"),
            ("八九百", "800~900"),
            ("两三个", "2~3|个"),
            ("十七八", "17~18"),
            ("十几个", "10+|个"),
            ("120多亿元", "12000000000+|元"),
            ("3200余个", "3200+|个"),
            ("壹亿贰仟万元", "120000000|元"),
            ("千亿级", "100000000000|级"),
            ("九十八点五", "98.5"),
            ("三点五亿", "350000000"),
            ("一一一一一一一一一一一一一一一一一一一一一一一一一一一一一一", "?|"),
            ("一百二百", "100|二百"),
            ("五亿零六", "500000006"),
            ("一千一百一十一万亿", "1111000000000000"),
        ] {
            assert_eq!(value(text), expected, "{text}");
        }
    }

    #[test]
    fn a_number_too_long_is_none() {
        assert_eq!(value(&"9".repeat(40)), "?|");
        assert_eq!(value(&"9".repeat(26)), "9".repeat(26));
        assert_eq!(value("99999999999999999999999999亿"), "?|亿");
    }
}

//! One exact decimal grammar for Arabic, Chinese, financial and mixed numerals. In: text and the offset where a numeral may
//! begin. Out: its value as an exact decimal, or two where it names two (八九百). Never done here: units, masks, binary floats.

use rust_decimal::Decimal;

pub mod plain;

/// Longest coefficient that an exact decimal holds; more digits are a code, no number.
const DIGITS: usize = 27;

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

/// Two values carried side by side: equal, or the ends of 八九百.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Pair(Decimal, Decimal);

impl Pair {
    const ZERO: Pair = Pair(Decimal::ZERO, Decimal::ZERO);

    fn of(value: impl Into<Decimal>) -> Pair {
        let value = value.into();
        Pair(value, value)
    }

    fn times(self, factor: u64) -> Option<Pair> {
        let factor = Decimal::from(factor);
        Some(Pair(self.0.checked_mul(factor)?, self.1.checked_mul(factor)?))
    }

    fn plus(self, other: Pair) -> Option<Pair> {
        Some(Pair(self.0.checked_add(other.0)?, self.1.checked_add(other.1)?))
    }
}

/// A run of digits: where it ends and what it says.
enum Run {
    Value(usize, Pair, Form),
    Unreadable(usize),
}

/// An Arabic number with separators and decimals.
fn arabic_run(text: &str, at: usize) -> Run {
    let mut digits = String::new();
    let (mut pos, mut group, mut grouped, mut point) = (at, 0usize, false, false);
    let mut whole = 0;
    while let Some(letter) = letter_at(text, pos) {
        let next = pos + letter.len_utf8();
        if let Some(value) = arabic(letter) {
            if digits.len() <= DIGITS + 1 {
                digits.push(char::from(b'0' + value as u8));
            }
            (pos, group, whole) = (next, group + 1, whole + 1);
            continue;
        }
        let follows = letter_at(text, next).is_some_and(|letter| arabic(letter).is_some());
        // A full-width comma separates full-width figures; between others it ends a clause.
        let wide = letter == '，' && text[..pos].ends_with(|last| ('０'..='９').contains(&last));
        let separator = wide || matches!(letter, ',' | '\u{a0}' | '\u{2009}' | '\u{202f}');
        if separator && !point && follows && (if grouped { group == 3 } else { group <= 3 }) && three_digits(text, next) {
            (pos, group, grouped) = (next, 0, true);
            continue;
        }
        // 約5 000個: Hong Kong parts thousands by a space; in a row of figures a space parts those.
        if letter == ' ' && !point && follows && group <= 3 && group > 0 && (!grouped || group == 3) && is_spaced(text, at, next) {
            (pos, group, grouped) = (next, 0, true);
            continue;
        }
        if matches!(letter, '.' | '．') && !point && follows && (!grouped || group == 3) {
            point = true;
            digits.push('.');
            pos = next;
            continue;
        }
        break;
    }
    if whole > DIGITS {
        return Run::Unreadable(pos);
    }
    match digits.parse::<Decimal>() {
        Ok(value) => Run::Value(pos, Pair::of(value), Form::Arabic),
        Err(_) => Run::Unreadable(pos),
    }
}

/// Whether a space before `at` parts thousands of the number that begins at `from`: words stand on both of its sides, without a space.
fn is_spaced(text: &str, from: usize, at: usize) -> bool {
    let word = |letter: char| letter.is_alphabetic() && !letter.is_ascii();
    let rest = text[at..].trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == ' ');
    let digits = &text[at..text.len() - rest.len()];
    let groups = !digits.ends_with(' ') && digits.split(' ').all(|group| group.len() == 3);
    groups && text[..from].ends_with(word) && rest.starts_with(word)
}

/// Exactly three digits stand at `at`.
fn three_digits(text: &str, at: usize) -> bool {
    let mut letters = text[at..].chars().map(arabic);
    (0..3).all(|_| letters.next().is_some_and(|digit| digit.is_some())) && letters.next().is_none_or(|digit| digit.is_none())
}

/// A run of Chinese digits: one, two that name neighbours (八九), or a positional number (二〇二四).
fn chinese_run(text: &str, at: usize) -> Run {
    let mut pos = at;
    let mut digits = [0u32; DIGITS];
    let mut count = 0;
    while let Some(letter) = letter_at(text, pos) {
        let Some(value) = digit(letter) else { break };
        if count < DIGITS {
            digits[count] = value;
        }
        count += 1;
        pos += letter.len_utf8();
    }
    match count {
        0 => Run::Unreadable(pos),
        1 => Run::Value(pos, Pair::of(digits[0]), Form::Chinese),
        2 if digits[0] > 0 && (digits[1] == digits[0] + 1 || (digits[0], digits[1]) == (3, 5)) => {
            Run::Value(pos, Pair(digits[0].into(), digits[1].into()), Form::Chinese)
        }
        3..=DIGITS | 2 => {
            let value = digits[..count]
                .iter()
                .try_fold(Decimal::ZERO, |value, digit| value.checked_mul(Decimal::TEN)?.checked_add((*digit).into()));
            value.map_or(Run::Unreadable(pos), |value| Run::Value(pos, Pair::of(value), Form::Positional))
        }
        _ => Run::Unreadable(pos),
    }
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

/// Figures of a plain number that fit a machine's integer.
const PLAIN: usize = 15;

/// 30, 1.5: ASCII figures behind which nothing stands that could belong to the numeral, as most numbers of a text are written.
fn plain_figures(text: &str, at: usize) -> Option<Numeral> {
    let bytes = &text.as_bytes()[at..];
    let (mut value, mut len, mut point) = (0i64, 0, None);
    while let Some(byte) = bytes.get(len).filter(|_| len <= PLAIN) {
        match byte {
            b'0'..=b'9' => value = value * 10 + i64::from(byte - b'0'),
            b'.' if point.is_none() && bytes.get(len + 1).is_some_and(u8::is_ascii_digit) => point = Some(len),
            _ => break,
        }
        len += 1;
    }
    // Spaces, commas and full-width figures may part the digits; magnitudes, 多 and their kin may follow.
    let goes_on = match text[at + len..].chars().next() {
        None => false,
        Some(next) if next.is_ascii() => matches!(next, ' ' | ',' | '.' | '0'..='9'),
        Some(next) => {
            is_space(next)
                || arabic(next).is_some()
                || is_magnitude(next)
                || matches!(next, '多' | '余' | '餘' | '几' | '幾' | '来' | '．' | '，')
        }
    };
    if goes_on || len == 0 {
        return None;
    }
    let value = Decimal::new(value, point.map_or(0, |point| (len - point - 1) as u32));
    let end = at + len;
    let (form, one) = (Form::Arabic, Decimal::ONE);
    Some(Numeral {
        end,
        low: value,
        high: value,
        more: false,
        vague: false,
        form,
        magnitude: end,
        shared_big: one,
        shared_all: one,
        denominator: None,
    })
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

/// The digits after 点, as a decimal below 1.
fn decimals(text: &str, at: usize) -> Option<(usize, Decimal)> {
    let mut pos = at;
    let (mut value, mut count) = (Decimal::ZERO, 0);
    while let Some(letter) = letter_at(text, pos) {
        let Some(digit) = digit(letter).or(arabic(letter)).filter(|_| !matches!(letter, '两' | '兩')) else { break };
        count += 1;
        if count > 20 {
            return None;
        }
        value = value.checked_add(Decimal::new(digit.into(), count))?;
        pos += letter.len_utf8();
    }
    (count > 0).then_some((pos, value))
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

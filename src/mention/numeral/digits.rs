//! Runs of digits: Arabic with separators and decimals, Chinese one by one. In: text and where a run begins. Out: where it ends and
//! what it says. Never done here: magnitudes.

use rust_decimal::Decimal;

use super::{Form, Numeral, arabic, digit, is_magnitude, is_space, letter_at};

/// Longest coefficient that an exact decimal holds; more digits are a code, no number.
const DIGITS: usize = 27;

/// Two values carried side by side: equal, or the ends of 八九百.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pair(pub(super) Decimal, pub(super) Decimal);

impl Pair {
    pub(super) const ZERO: Pair = Pair(Decimal::ZERO, Decimal::ZERO);

    pub(super) fn of(value: impl Into<Decimal>) -> Pair {
        let value = value.into();
        Pair(value, value)
    }

    pub(super) fn times(self, factor: u64) -> Option<Pair> {
        let factor = Decimal::from(factor);
        Some(Pair(self.0.checked_mul(factor)?, self.1.checked_mul(factor)?))
    }

    pub(super) fn plus(self, other: Pair) -> Option<Pair> {
        Some(Pair(self.0.checked_add(other.0)?, self.1.checked_add(other.1)?))
    }
}

/// A run of digits: where it ends and what it says.
pub(super) enum Run {
    Value(usize, Pair, Form),
    Unreadable(usize),
}

/// An Arabic number with separators and decimals.
pub(super) fn arabic_run(text: &str, at: usize) -> Run {
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
pub(super) fn chinese_run(text: &str, at: usize) -> Run {
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

/// Figures of a plain number that fit a machine's integer.
const PLAIN: usize = 15;

/// 30, 1.5: ASCII figures behind which nothing stands that could belong to the numeral, as most numbers of a text are written.
pub(super) fn plain_figures(text: &str, at: usize) -> Option<Numeral> {
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

/// The digits after 点, as a decimal below 1.
pub(super) fn decimals(text: &str, at: usize) -> Option<(usize, Decimal)> {
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

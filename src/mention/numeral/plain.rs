//! Every number of a text, without units: what the numeral grammar alone reads. In: text. Out: values with their ranges.
//! Never done here: deciding whether a number is meant (一般, 四川 are left to the tables).

use std::ops::Range;

use rust_decimal::{Decimal, MathematicalOps};

use super::{Form, Reading, arabic, digit, is_magnitude, letter_at, read, skip_spaces};

/// A number as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Plain {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// Its value, or the lower of two.
    pub low: Decimal,
    /// The upper of two; else the same.
    pub high: Decimal,
    /// Only a magnitude (万) or a word for one.
    pub bare: bool,
    /// The denominator of X分之Y.
    pub denominator: Option<Decimal>,
}

/// The numbers of `text`, in order, none overlapping. `word` gives the end of a fixed phrase that begins at an offset.
pub fn every(text: &str, word: &dyn Fn(usize) -> Option<usize>) -> Vec<Plain> {
    let mut found: Vec<Plain> = Vec::new();
    let mut at = 0;
    while let Some(letter) = letter_at(text, at) {
        if let Some(end) = word(at) {
            at = end.max(at + letter.len_utf8());
            continue;
        }
        let free = found.last().map_or(0, |last| last.range.end);
        match one(text, at, free) {
            Some(plain) => {
                at = plain.range.end;
                found.push(plain);
            }
            None => at = past(text, at, letter),
        }
    }
    found
}

/// Past what makes no number at `at`.
fn past(text: &str, at: usize, letter: char) -> usize {
    match read(text, at, &|_| false) {
        Some(Reading::Unreadable(end)) => end.max(at + letter.len_utf8()),
        _ => at + letter.len_utf8(),
    }
}

fn one(text: &str, at: usize, free: usize) -> Option<Plain> {
    let first = letter_at(text, at)?;
    // .77
    let point = matches!(first, '.' | '．') && letter_at(text, at + first.len_utf8()).is_some_and(|next| arabic(next).is_some());
    let begins = point || arabic(first).is_some() || digit(first).is_some() || is_magnitude(first) || "廿卅半".contains(first);
    if !begins || glued(text, at) {
        return None;
    }
    let (mut low, mut high, mut end, mut bare);
    let mut denominator = None;
    if point {
        (end, low) = super::decimals(text, at + first.len_utf8())?;
        (high, bare) = (low, false);
    } else if first == '半' {
        (low, end, bare) = (Decimal::new(5, 1), at + first.len_utf8(), true);
        high = low;
    } else {
        let Some(Reading::Numeral(numeral)) = read(text, at, &|_| false) else { return None };
        (low, high, end, denominator) = (numeral.low, numeral.high, numeral.end, numeral.denominator);
        // 陆, 伍, 肆, 拾 alone beside a word are no figures.
        let lone = numeral.end - at == first.len_utf8() && "伍肆陆陸拾".contains(first);
        let beside = |letter: Option<char>| letter.is_some_and(char::is_alphabetic);
        if lone && (beside(text[..at].chars().next_back()) || beside(letter_at(text, numeral.end))) {
            return None;
        }
        bare = numeral.form == Form::Magnitude && numeral.end - at == first.len_utf8();
    }
    // 一又二分之一
    if let Some(rest) = text[skip_spaces(text, end)..].strip_prefix('又') {
        let from = skip_spaces(text, text.len() - rest.len());
        if let Some(Reading::Numeral(part)) = read(text, from, &|_| false)
            && part.denominator.is_some()
        {
            (low, high, end) = (low.checked_add(part.low)?, high.checked_add(part.high)?, part.end);
        }
    }
    if let Some((value, to)) = stroke(text, low, end).or_else(|| power(text, low, end)).or_else(|| suffix(text, low, end)) {
        (low, high, end, bare) = (value, value, to, false);
    }
    let mut start = at;
    if let Some(from) = sign(text, at, free) {
        (start, low, high) = (from, -low, -high);
    }
    Some(Plain { range: start..end, low, high, bare, denominator })
}

/// Digits right after a Latin letter, or glued to one, are part of a word.
fn glued(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_some_and(|letter| letter.is_ascii_alphabetic() || letter == '_')
        && text[at..].starts_with(|first: char| first.is_ascii())
}

/// −, 负 before a number that no other number touches.
fn sign(text: &str, at: usize, free: usize) -> Option<usize> {
    let before = text[..at].trim_end_matches([' ', '\u{3000}']);
    let mark = before.chars().next_back().filter(|mark| matches!(mark, '-' | '−' | '－' | '负' | '負'))?;
    let start = before.len() - mark.len_utf8();
    let ahead = text[..start].chars().next_back();
    let joined = matches!(mark, '-' | '−' | '－')
        && ahead.is_some_and(|letter| letter.is_alphanumeric() && !letter.is_alphabetic() || letter.is_ascii_alphanumeric());
    (start >= free && !joined).then_some(start)
}

/// 3/5
fn stroke(text: &str, above: Decimal, end: usize) -> Option<(Decimal, usize)> {
    let rest = &text[end..];
    let mark = rest.chars().next().filter(|mark| matches!(mark, '/' | '／'))?;
    let from = end + mark.len_utf8();
    letter_at(text, from).and_then(arabic)?;
    let Some(Reading::Numeral(below)) = read(text, from, &|_| false) else { return None };
    (below.form == Form::Arabic && !below.low.is_zero()).then_some(())?;
    Some((above.checked_div(below.low)?, below.end))
}

/// 2e5, 2.5^-1
fn power(text: &str, base: Decimal, end: usize) -> Option<(Decimal, usize)> {
    let mark = letter_at(text, end).filter(|mark| matches!(mark, 'e' | 'E' | '^'))?;
    let rest = &text[end + mark.len_utf8()..];
    let (negative, rest) = rest.strip_prefix(['-', '－']).map_or((false, rest), |rest| (true, rest));
    let rest = rest.strip_prefix('+').filter(|_| !negative).unwrap_or(rest);
    let digits = rest.chars().map_while(arabic).take(3).count();
    let exponent = rest.chars().map_while(arabic).take(3).fold(0, |sum, digit| sum * 10 + i64::from(digit));
    let length: usize = rest.chars().take(digits).map(char::len_utf8).sum();
    (digits > 0).then_some(())?;
    let exponent = if negative { -exponent } else { exponent };
    let value = if mark == '^' { base.checked_powi(exponent)? } else { base.checked_mul(Decimal::TEN.checked_powi(exponent)?)? };
    Some((value, text.len() - rest.len() + length))
}

/// 100K, 3 M
fn suffix(text: &str, value: Decimal, end: usize) -> Option<(Decimal, usize)> {
    let at = skip_spaces(text, end);
    let letter = letter_at(text, at)?;
    let power = match letter {
        'k' | 'K' | 'ｋ' | 'Ｋ' => 3,
        'M' | 'Ｍ' => 6,
        'G' | 'Ｇ' => 9,
        'T' | 'Ｔ' => 12,
        _ => return None,
    };
    let next = letter_at(text, at + letter.len_utf8());
    if next.is_some_and(|next| next.is_ascii_alphanumeric()) {
        return None;
    }
    Some((value.checked_mul(Decimal::TEN.checked_powi(power)?)?, at + letter.len_utf8()))
}

//! Reading forward through a text, a character at a time. In: a text and an offset. Out: numbers and marks read. Never done
//! here: knowing what a date is. Every step is bounded, so that a reader costs the same anywhere in a long line.

/// A number of at most eight digits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number {
    pub value: u32,
    /// How many digits it has; of a Chinese numeral with 十, two.
    pub digits: usize,
    pub chinese: bool,
}

/// A place in a text.
#[derive(Clone, Debug)]
pub(super) struct Reader<'t> {
    pub text: &'t str,
    pub at: usize,
    start: usize,
}

fn arabic_digit(letter: char) -> Option<u32> {
    match letter {
        '0'..='9' => Some(letter as u32 - '0' as u32),
        '０'..='９' => Some(letter as u32 - '０' as u32),
        _ => None,
    }
}

fn chinese_digit(letter: char) -> Option<u32> {
    "零一二三四五六七八九".chars().position(|digit| digit == letter).or(matches!(letter, '〇' | '○').then_some(0)).map(|digit| digit as u32)
}

impl<'t> Reader<'t> {
    pub fn new(text: &'t str, at: usize) -> Reader<'t> {
        Reader { text, at, start: at }
    }

    pub fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub fn peek_second(&self) -> Option<char> {
        self.rest().chars().nth(1)
    }

    pub fn eat(&mut self, letter: char) -> bool {
        let fits = self.peek() == Some(letter);
        if fits {
            self.at += letter.len_utf8();
        }
        fits
    }

    pub fn eat_any(&mut self, letters: &str) -> bool {
        match self.peek() {
            // The sets are short: a letter after the other is faster than a search.
            Some(letter) if letters.chars().any(|other| other == letter) => self.eat(letter),
            _ => false,
        }
    }

    pub fn eat_str(&mut self, word: &str) -> bool {
        let fits = self.rest().starts_with(word);
        if fits {
            self.at += word.len();
        }
        fits
    }

    /// At most two blanks, as scrapes leave between a number and its unit.
    pub fn spaces(&mut self) {
        for _ in 0..2 {
            if !self.eat_any(" \u{3000}\u{a0}") {
                return;
            }
        }
    }

    /// Up to eight Arabic digits; none where there are more.
    pub fn arabic(&mut self) -> Option<Number> {
        let (mut value, mut digits, mut at) = (0u32, 0, self.at);
        for letter in self.rest().chars().take(9) {
            let Some(digit) = arabic_digit(letter) else { break };
            (value, digits, at) = (value.saturating_mul(10).saturating_add(digit), digits + 1, at + letter.len_utf8());
        }
        if digits == 0 || digits > 8 {
            return None;
        }
        self.at = at;
        Some(Number { value, digits, chinese: false })
    }

    /// An Arabic number of up to four digits, or a Chinese one below 100: 九, 十二, 二十五.
    pub fn numeral(&mut self) -> Option<Number> {
        let mark = self.at;
        if let Some(number) = self.arabic() {
            if number.digits <= 4 {
                return Some(number);
            }
            self.at = mark;
            return None;
        }
        let tens = self.peek().and_then(chinese_digit);
        if let Some(tens) = tens {
            self.at += self.peek().map_or(0, char::len_utf8);
            if !self.eat('十') {
                let alone = self.peek().is_none_or(|next| chinese_digit(next).is_none());
                if alone {
                    return Some(Number { value: tens, digits: 1, chinese: true });
                }
                self.at = mark;
                return None;
            }
        } else if !self.eat('十') {
            return None;
        }
        let units = self.peek().and_then(chinese_digit);
        if units.is_some() {
            self.at += self.peek().map_or(0, char::len_utf8);
        }
        Some(Number { value: tens.unwrap_or(1) * 10 + units.unwrap_or(0), digits: 2, chinese: true })
    }

    /// 2024, ２０２４, 二〇二四.
    pub fn year_number(&mut self) -> Option<Number> {
        if let Some(number) = self.arabic() {
            return Some(number);
        }
        let (mut value, mut digits, mut at) = (0u32, 0, self.at);
        for letter in self.rest().chars().take(5) {
            let Some(digit) = chinese_digit(letter) else { break };
            (value, digits, at) = (value * 10 + digit, digits + 1, at + letter.len_utf8());
        }
        if digits != 4 {
            return None;
        }
        self.at = at;
        Some(Number { value, digits, chinese: true })
    }

    /// A stroke or 至, 到, with blanks around it.
    pub fn link(&mut self) -> bool {
        let mark = self.at;
        self.spaces();
        // 2025年 到2030年: two headings side by side are no stretch.
        let parted = self.at > mark && self.rest().starts_with(['到', '至']);
        if !parted && (self.dash() || self.eat_any("至到")) {
            self.spaces();
            return true;
        }
        self.at = mark;
        false
    }

    /// A stroke, however it is written; ——, too.
    pub fn dash(&mut self) -> bool {
        let fits = self.eat_any("-—–－―~～〜−");
        if fits {
            self.eat_any("—-");
        }
        fits
    }

    /// The time of day that follows a day, skipped: 00:12:00.
    pub fn clock(&mut self) {
        let mark = self.at;
        let two = |r: &mut Reader| r.arabic().is_some_and(|number| number.digits <= 2);
        let _ = self.eat('T');
        self.spaces();
        if !(two(self) && self.eat_any(":：") && two(self)) {
            self.at = mark;
            return;
        }
        let mark = self.at;
        if !(self.eat_any(":：") && two(self)) {
            self.at = mark;
        }
    }

    /// What stands before `at`, up to 24 bytes.
    pub fn before(&self, at: usize) -> &'t str {
        let mut from = at.saturating_sub(24);
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        self.text.get(from..at).unwrap_or("")
    }

    /// Whether the start goes on a longer number or a Latin word.
    pub fn glued(&self) -> bool {
        let first = self.peek();
        let Some(previous) = self.before(self.start).chars().next_back() else { return false };
        let figure = first.is_some_and(|first| arabic_digit(first).is_some());
        let word = first.is_some_and(|first| chinese_digit(first).is_some() || first == '十');
        (figure
            && (previous.is_ascii_alphanumeric()
                || arabic_digit(previous).is_some()
                || "._/+-%".contains(previous) && self.tight(previous) && !self.listed(previous)))
            || (word
                && (chinese_digit(previous).is_some() || "十百千万亿两第几数多".contains(previous) || arabic_digit(previous).is_some()))
    }

    /// Whether a mark before the start is itself glued to a figure or letter (v1.2, 3-5, a/b).
    fn tight(&self, mark: char) -> bool {
        let before = self.before(self.start);
        before[..before.len() - mark.len_utf8()].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric())
    }

    /// 1.2024年: a list mark before a year.
    fn listed(&self, mark: char) -> bool {
        let mut r = self.clone();
        mark == '.' && r.arabic().is_some_and(|number| number.digits == 4) && r.eat('年')
    }

    /// Whether a numeral ends right before the start.
    pub fn follows_numeral(&self) -> bool {
        self.follows_numeral_at(self.start)
    }

    /// Whether a numeral (or 每, 历) ends right before `at`.
    pub fn follows_numeral_at(&self, at: usize) -> bool {
        self.before(at)
            .trim_end()
            .chars()
            .next_back()
            .is_some_and(|c| arabic_digit(c).is_some() || chinese_digit(c).is_some() || "十百千万每历歷逐半周多几".contains(c))
    }

    /// Whether digits and 月 follow.
    pub fn month_ahead(&self) -> bool {
        let mut r = self.clone();
        r.spaces();
        r.numeral().is_some_and(|number| number.value <= 12) && {
            r.spaces();
            r.eat('月')
        }
    }

    /// Whether a stroke and exactly two digits follow.
    pub fn two_digits_ahead(&self) -> bool {
        let mut r = self.clone();
        r.eat_any("-./") && r.arabic().is_some_and(|number| number.digits == 2)
    }

    /// Whether a quarter or a half of the year follows.
    pub fn quarter_ahead(&self) -> bool {
        let mut r = self.clone();
        let half = r.eat_str("上半年") || r.eat_str("下半年");
        r.eat('第');
        half || (r.numeral().is_some_and(|number| number.value <= 4) && r.eat_str("季度"))
    }

    /// Whether a day follows a list of months (6、7月5日 is no stretch of months).
    pub fn month_slot_follows(&self) -> bool {
        let mut r = self.clone();
        r.numeral().is_some() && r.eat_any("日号號")
    }

    /// Whether a month in words may stand without its year: after a mark or a preposition, or with more of a date after it.
    pub fn month_in_words_fits(&self, start: usize) -> bool {
        let before = self.before(start).chars().next_back();
        let goes_on = {
            let mut r = self.clone();
            let day = r.numeral().is_some() && r.eat_any("日号號");
            day || self.peek().is_some_and(|next| "份底初末至到".contains(next)) || self.rest().starts_with("以来")
        };
        goes_on || before.is_none_or(|before| "自从從至到在于於截，。、；：（(\n \u{3000}的".contains(before))
    }

    /// Whether `at` begins a line.
    pub fn starts_line(&self, at: usize) -> bool {
        self.before(at).trim_end_matches([' ', '\u{3000}', '\u{a0}']).chars().next_back().is_none_or(|c| c == '\n')
    }
}

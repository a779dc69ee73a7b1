//! What a character is, asked millions of times a page. A foundation like `trace`. The standard library's own answers search a
//! table for all that is not ASCII; nearly all that is asked here is Han.

/// Whether a character is a Han character of the first block (URO, all of it assigned).
#[inline]
pub fn is_han(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

/// As [`char::is_alphabetic`].
#[inline]
pub fn is_alphabetic(letter: char) -> bool {
    is_han(letter) || letter.is_alphabetic()
}

/// As [`char::is_alphanumeric`].
#[inline]
pub fn is_alphanumeric(letter: char) -> bool {
    is_han(letter) || letter.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_as_the_standard_does() {
        for letter in ('\0'..=char::MAX).filter(|letter| super::is_han(*letter)) {
            assert!(letter.is_alphabetic() && letter.is_alphanumeric(), "{letter}");
        }
    }
}

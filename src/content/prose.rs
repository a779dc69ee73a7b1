//! What tells prose from menus. In: the bytes of a run of text. Out: counts of Han characters and of the marks that sentences have.
//! Never done here: decoding; every count is of bytes that stand for a character.

/// Han characters: bytes that begin one of the common ones.
pub(super) fn han(text: &[u8]) -> u32 {
    count(text, |byte| (0xe4..=0xe9).contains(&byte))
}

/// Bytes of `text` that `counts`. Summed in bytes over stretches too short to overflow one: the compiler then counts many at once.
fn count(text: &[u8], counts: impl Fn(u8) -> bool) -> u32 {
    text.chunks(255).map(|part| u32::from(part.iter().map(|byte| u8::from(counts(*byte))).sum::<u8>())).sum()
}

/// Commas (EF BC 8C) and full stops (E3 80 82), the signature of prose.
pub(super) fn marks(text: &[u8]) -> u32 {
    let Some((_, second)) = text.split_first() else { return 0 };
    let Some((_, third)) = second.split_first() else { return 0 };
    let mut marks = 0;
    for ((first, second), third) in text.chunks(255).zip(second.chunks(255)).zip(third.chunks(255)) {
        let found =
            first.iter().zip(second).zip(third).map(|((a, b), c)| {
                u8::from((*a == 0xef) & (*b == 0xbc) & (*c == 0x8c)) | u8::from((*a == 0xe3) & (*b == 0x80) & (*c == 0x82))
            });
        marks += u32::from(found.sum::<u8>());
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_runs_are_counted_whole() {
        let text = "到2025年，规模达到1000亿元。".repeat(200);
        let han_there = text.chars().filter(|letter| ('\u{4e00}'..='\u{9fff}').contains(letter)).count() as u32;
        assert_eq!((han(text.as_bytes()), marks(text.as_bytes())), (han_there, 400));
        assert_eq!((han(b"a"), marks("，".as_bytes()), marks(b"")), (0, 1, 0));
    }
}

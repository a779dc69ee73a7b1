//! The right word for a wrong one.

/// The known word that `word` most likely stands for, where one is near enough.
pub fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let word = word.to_lowercase();
    let distance = |known: &str| strsim::damerau_levenshtein(&word, known);
    let best = known.iter().min_by_key(|known| distance(known))?;
    // One slip in short words, two in longer ones.
    let most = if best.len() <= 4 { 1 } else { 2 };
    (distance(best) <= most).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_understood_and_other_words_left() {
        let known = ["html", "text", "published", "max-page"];
        for (word, meant) in [("htlm", "html"), ("HTML", "html"), ("publised", "published"), ("max_page", "max-page"), ("txt", "text")] {
            assert_eq!(nearest(word, &known), Some(meant));
        }
        for word in ["title", "crawl_time", "content", "max"] {
            assert_eq!(nearest(word, &known), None, "{word}");
        }
    }
}

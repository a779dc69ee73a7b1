//! Regular expressions over whole lines, many of them. In: patterns with their rows. Out: the first that fits a line. Never done
//! here: trying a pattern where one look at the line's letters rules it out; a pattern costs a hundred times that look.

use std::sync::OnceLock;

use regex::Regex;
use regex_syntax::hir::literal::{ExtractKind, Extractor, Literal};
use regex_syntax::hir::{Class, Hir, HirKind, Look};
use rustc_hash::FxHashMap as HashMap;

/// A letter as one of 64 bits: what letters a line has is told by one number.
#[inline]
pub fn letter_bit(letter: char) -> u64 {
    let point = u32::from(letter);
    1 << ((point ^ point >> 6) & 63)
}

/// A pattern of a whole line.
#[derive(Debug)]
struct Pattern<T> {
    source: String,
    /// Built when a line first needs it: most pages need few, and building all takes longer than a page.
    regex: OnceLock<Option<Regex>>,
    /// Letters of which a line that fits has one each, one as its second, and one as its last ([`letter_bit`]).
    needs: [u64; NEEDS],
    seconds: u64,
    lasts: u64,
    row: T,
}

impl<T> Pattern<T> {
    fn is_match(&self, line: &str) -> bool {
        self.regex.get_or_init(|| Regex::new(&self.source).ok()).as_ref().is_some_and(|regex| regex.is_match(line))
    }
}

/// Patterns, in order.
#[derive(Debug)]
pub struct Patterns<T> {
    patterns: Vec<Pattern<T>>,
    /// Which patterns may fit a line that starts with a letter.
    by_first: HashMap<char, Vec<usize>>,
    /// Patterns that do not tell what a line starts with.
    anywhere: Vec<usize>,
}

impl<T> Default for Patterns<T> {
    fn default() -> Patterns<T> {
        Patterns { patterns: Vec::new(), by_first: HashMap::default(), anywhere: Vec::new() }
    }
}

impl<T: Copy> Patterns<T> {
    /// Add a pattern; `None` where it is no regular expression. The built-in ones are built by the tests; a reader's own are
    /// tried at once (`try_now`).
    pub fn add(&mut self, source: &str, row: T, try_now: bool) -> Option<()> {
        let shape = regex_syntax::parse(source).ok().filter(|_| !try_now || Regex::new(source).is_ok())?;
        let index = self.patterns.len();
        match edge_letters(&shape, ExtractKind::Prefix, 0) {
            Some(letters) => letters.into_iter().for_each(|letter| self.by_first.entry(letter).or_default().push(index)),
            None => self.anywhere.push(index),
        }
        let mut needs = [u64::MAX; NEEDS];
        needs.iter_mut().zip(needed_letters(&shape)).for_each(|(need, letters)| *need = letters);
        let bits =
            |letters: Option<Vec<char>>| letters.map_or(u64::MAX, |letters| letters.into_iter().fold(0, |all, it| all | letter_bit(it)));
        let seconds = bits(edge_letters(&shape, ExtractKind::Prefix, 1));
        let lasts = bits(edge_letters(&shape, ExtractKind::Suffix, 0));
        self.patterns.push(Pattern { source: source.to_string(), regex: OnceLock::new(), needs, seconds, lasts, row });
        Some(())
    }

    /// The row of the first pattern that fits `line`, whose letters have these bits, among those that are `wanted`.
    pub fn find(&self, line: &str, letters: u64, wanted: impl Fn(&T) -> bool) -> Option<T> {
        let mut edges = line.chars();
        let first = edges.next()?;
        let second = edges.clone().next().map_or(0, letter_bit);
        let last = letter_bit(edges.next_back().unwrap_or(first));
        let may = self.by_first.get(&first).into_iter().flatten().chain(&self.anywhere).map(|index| &self.patterns[*index]);
        let fits = |pattern: &&Pattern<T>| {
            let edges = pattern.lasts & last != 0 && (pattern.seconds & second != 0 || pattern.seconds == u64::MAX);
            edges && wanted(&pattern.row) && pattern.needs.iter().all(|needed| letters & needed != 0)
        };
        may.filter(fits).find(|pattern| pattern.is_match(line)).map(|pattern| pattern.row)
    }
}

/// The letters that a line may begin (or end) with for a pattern to fit it, `skip` letters further in; `None` where they are too
/// many, or it may be anything.
fn edge_letters(parsed: &Hir, kind: ExtractKind, skip: usize) -> Option<Vec<char>> {
    let at_end = matches!(kind, ExtractKind::Suffix);
    let properties = parsed.properties();
    let anchored =
        if at_end { properties.look_set_suffix().contains(Look::End) } else { properties.look_set_prefix().contains(Look::Start) };
    if !anchored {
        return None;
    }
    let found = Extractor::new().kind(kind).limit_class(64).limit_literal_len(4 * (skip + 1)).limit_total(5000).extract(parsed);
    let letter = |literal: &Literal| {
        let bytes = literal.as_bytes();
        if at_end {
            (0..bytes.len()).find_map(|from| std::str::from_utf8(&bytes[from..]).ok()?.chars().nth_back(skip))
        } else {
            bytes.utf8_chunks().next()?.valid().chars().nth(skip)
        }
    };
    let mut letters = found.literals()?.iter().map(letter).collect::<Option<Vec<char>>>()?;
    letters.sort_unstable();
    letters.dedup();
    Some(letters)
}

/// Letters of a class beyond which it tells too little.
const CLASS: usize = 24;
/// Sets of letters that are asked for.
const NEEDS: usize = 6;

/// Sets of letters, as [`letter_bit`]s, of which every text that fits has one each.
fn needed_letters(parsed: &Hir) -> Vec<u64> {
    match parsed.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).unwrap_or_default();
            text.chars().map(letter_bit).take(NEEDS).collect()
        }
        HirKind::Class(Class::Unicode(class)) => {
            let letters: Vec<char> = class.iter().flat_map(|range| range.start()..=range.end()).take(CLASS + 1).collect();
            if letters.len() > CLASS { Vec::new() } else { vec![letters.into_iter().map(letter_bit).fold(0, |all, bit| all | bit)] }
        }
        HirKind::Repetition(again) if again.min > 0 => needed_letters(&again.sub),
        HirKind::Capture(group) => needed_letters(&group.sub),
        HirKind::Concat(parts) => parts.iter().flat_map(needed_letters).take(NEEDS).collect(),
        HirKind::Alternation(ways) => {
            // The n-th need of one way or the n-th of another.
            let needs: Vec<Vec<u64>> = ways.iter().map(needed_letters).collect();
            let most = needs.iter().map(Vec::len).max().unwrap_or(0);
            let nth = |nth: usize| needs.iter().map(|own| own.get(nth).or(own.last()).copied()).try_fold(0, |all, bits| Some(all | bits?));
            (0..most).map_while(nth).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_asks_for_the_letters_it_cannot_do_without() {
        let fits = |pattern, line: &str| {
            let letters = line.chars().map(letter_bit).fold(0, |all, bit| all | bit);
            needed_letters(&regex_syntax::parse(pattern).unwrap()).iter().all(|needed| letters & needed != 0)
        };
        for (pattern, line) in [
            ("^[0-9]{1,3}\\s*(?:秒|分钟|个月)前$", "3分钟前"),
            ("^(?:更多|A)?(?:下一页)+$|^>$", ">"),
            ("^(?:更多|A)?(?:下一页)+$|^>$", "下一页"),
            ("(?i)^app下载", "APP下载"),
        ] {
            assert!(Regex::new(pattern).unwrap().is_match(line) && fits(pattern, line), "{pattern} {line}");
        }
        assert!(!fits("^[0-9]{1,3}\\s*(?:秒|分钟|个月)前$", "2024-03-05"));
        assert!(!fits("^(?:评论|赞)[0-9]+$", "评论员"));
    }

    #[test]
    fn a_pattern_is_tried_where_its_first_letter_stands() {
        let firsts = |pattern| edge_letters(&regex_syntax::parse(pattern).unwrap(), ExtractKind::Prefix, 0);
        assert_eq!(firsts("^(?:更多|A)x|^更"), Some(vec!['A', '更']));
        assert_eq!(firsts("^.{0,9}更多"), None);
        assert_eq!(firsts("更多"), None);
        let seconds = |pattern| edge_letters(&regex_syntax::parse(pattern).unwrap(), ExtractKind::Prefix, 1);
        assert_eq!(seconds("^(?:更多|A下)x|^更正"), Some(vec!['下', '多', '正']));
        assert_eq!(seconds("^(?:更多|A).x"), None);
        let lasts = |pattern| edge_letters(&regex_syntax::parse(pattern).unwrap(), ExtractKind::Suffix, 0);
        assert_eq!(lasts("^x(?:更多|A)?(?:下一页|前)$"), Some(vec!['前', '页']));
        assert_eq!(lasts("^更多.{0,9}$"), None);
        assert_eq!(lasts("^更多"), None);
    }
}

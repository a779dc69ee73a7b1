//! What every finder needs to know of the text around a mention: lines, sentences, clauses, sections, the page's date.

use std::cell::RefCell;

use jiff::civil::Date;

use super::grid::Grid;
use crate::limits::Reached;
use crate::rules::Rules;
use crate::segment::Sections;
use crate::trace::TextSpan;

/// The main text, cut into lines, sentences and clauses.
pub struct Context<'a> {
    /// The main text.
    pub text: &'a str,
    /// Its sections and places, and through them the page.
    pub sections: &'a Sections<'a>,
    /// The page's date: shown on it, else given by the input.
    pub published: Option<Date>,
    /// The lines, without line feeds; they tile the text.
    pub lines: Vec<TextSpan>,
    /// The sentences, closed by 。！？； or the end of a line, the closing mark inside; they tile the lines.
    pub sentences: Vec<TextSpan>,
    /// The clauses, closed by ，、-free comma marks, ：or the end of a sentence, the closing mark inside; they tile the sentences.
    pub clauses: Vec<TextSpan>,
    /// Where a word that the finders look for may begin.
    pub starts: &'a [usize],
    /// The tables of indicators among the lines.
    pub grid: Grid,
    /// Where the page's first lines title a report of results (统计公报): the year it reports on, if it names one.
    pub report: Option<Option<i16>>,
    /// Limits that a finder ran into.
    pub reached: RefCell<Vec<Reached>>,
}

impl<'a> Context<'a> {
    /// Cut the text, once.
    pub fn new(sections: &'a Sections<'a>, rules: &Rules) -> Context<'a> {
        let text = sections.text();
        let (lines, sentences, clauses) = cut(text);
        let grid = Grid::read(text, &lines, &rules.tables);
        let report = report(text, &lines, rules);
        let (published, starts) = (sections.content().date(), sections.starts.as_slice());
        Context { text, sections, published, lines, sentences, clauses, starts, grid, report, reached: RefCell::default() }
    }

    /// Note that a finder ran into its limit and read nothing from `from` on.
    pub fn reach(&self, limit: &'static str, from: usize) {
        self.reached.borrow_mut().push(Reached { limit, from });
    }

    /// The text of a span.
    pub fn str(&self, span: TextSpan) -> &'a str {
        &self.text[span.range()]
    }

    /// The line that `offset` stands in (the nearest before it, where it is a line feed).
    pub fn line_at(&self, offset: usize) -> TextSpan {
        at(&self.lines, offset)
    }

    /// The sentence that `offset` stands in.
    pub fn sentence_at(&self, offset: usize) -> TextSpan {
        at(&self.sentences, offset)
    }

    /// The clause that `offset` stands in.
    pub fn clause_at(&self, offset: usize) -> TextSpan {
        at(&self.clauses, offset)
    }

    /// The innermost section that `offset` stands in.
    pub fn section_at(&self, offset: usize) -> usize {
        self.sections.section_at(offset)
    }
}

/// Where something may close: ASCII marks, and E3 and EF, which begin those of Chinese.
static MAY_CLOSE: [bool; 256] = {
    let mut may = [false; 256];
    let marks = b"\n;!?,:\xe3\xef";
    let mut at = 0;
    while at < marks.len() {
        may[marks[at] as usize] = true;
        at += 1;
    }
    may
};

/// What a mark closes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Closes {
    Line,
    Sentence,
    Clause,
}

/// The mark at byte `at`, its length and what it closes.
fn mark(bytes: &[u8], at: usize) -> Option<(usize, Closes)> {
    // ASCII marks inside numbers (1,200 and 10:30) close nothing.
    let digit = |at: Option<&u8>| at.is_some_and(u8::is_ascii_digit);
    match bytes[at..] {
        [b'\n', ..] => Some((1, Closes::Line)),
        [b';' | b'!' | b'?', ..] => Some((1, Closes::Sentence)),
        [b',' | b':', ..] => (!(at > 0 && digit(bytes.get(at - 1)) && digit(bytes.get(at + 1)))).then_some((1, Closes::Clause)),
        // 。 and ！ ？ ；
        [0xe3, 0x80, 0x82, ..] | [0xef, 0xbc, 0x81 | 0x9f | 0x9b, ..] => Some((3, Closes::Sentence)),
        // ， and ：
        [0xef, 0xbc, 0x8c | 0x9a, ..] => Some((3, Closes::Clause)),
        _ => None,
    }
}

/// Lines, sentences and clauses.
fn cut(text: &str) -> (Vec<TextSpan>, Vec<TextSpan>, Vec<TextSpan>) {
    let (mut lines, mut sentences, mut clauses) = (Vec::new(), Vec::new(), Vec::new());
    let bytes = text.as_bytes();
    let (mut line, mut sentence, mut clause) = (0, 0, 0);
    let close = |list: &mut Vec<TextSpan>, from: &mut usize, to: usize| {
        if to > *from {
            list.push(TextSpan::new(*from, to));
        }
        *from = to;
    };
    // Byte by byte: steps of a character's width would have to wait for each other.
    for (at, byte) in bytes.iter().enumerate() {
        if !MAY_CLOSE[usize::from(*byte)] {
            continue;
        }
        let Some((len, closes)) = mark(bytes, at) else { continue };
        // The line feed belongs to nothing, any other mark to what it closes.
        let end = if closes == Closes::Line { at } else { at + len };
        close(&mut clauses, &mut clause, end);
        if closes != Closes::Clause {
            close(&mut sentences, &mut sentence, end);
        }
        if closes == Closes::Line {
            close(&mut lines, &mut line, end);
            (line, sentence, clause) = (at + len, at + len, at + len);
        }
    }
    close(&mut clauses, &mut clause, text.len());
    close(&mut sentences, &mut sentence, text.len());
    close(&mut lines, &mut line, text.len());
    (lines, sentences, clauses)
}

/// Lines at the head of a text that may be its title, and characters they may have.
const TITLE_LINES: usize = 3;
const TITLE: usize = 50;

/// The year of the report that the first lines title; `None` where they title none.
fn report(text: &str, lines: &[TextSpan], rules: &Rules) -> Option<Option<i16>> {
    let titles = lines
        .iter()
        .take(TITLE_LINES)
        .map(|line| &text[line.range()])
        .filter(|line| line.chars().count() <= TITLE && !line.contains(['。', '，', '；']));
    titles.into_iter().find_map(|line| {
        let reports = rules.targets.scopes.all(line).any(|(_, _, scope)| scope == crate::rules::targets::ScopeClass::Report);
        let year = line.match_indices("20").find_map(|(at, _)| line.get(at..at + 4)?.parse::<i16>().ok());
        reports.then_some(year)
    })
}

fn at(spans: &[TextSpan], offset: usize) -> TextSpan {
    let index = spans.partition_point(|span| span.start <= offset).saturating_sub(1);
    spans.get(index).copied().unwrap_or_default()
}

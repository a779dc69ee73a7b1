//! Markup → lines: scan, pick the main region, write each visible line with its structure. Never done here: judging lines by
//! what they say.

use std::cmp::Ordering;
use std::ops::Range;

use memchr::memchr;

use super::DropReason;
use super::blocks::{self, Blocks, Node, Run};
use super::lines::{Line, LineKind, LineLink, Lines};
use super::pick::{self, Region};
use super::styles::Hiding;
use super::tags::Tag;
use crate::lex::{Tape, reference};
use crate::repair::Repaired;
use crate::rules::Rules;

/// Lines and characters from which a cell is a part of the layout, not of a table of data.
const CELL_LINES: usize = 8;
const CELL_BYTES: usize = 1800;
/// Empty cells side by side that keep their places.
const EMPTY: usize = 40;
/// Nodes between a run and the element that says what its line is.
const NEAR: usize = 6;

/// All visible lines of an HTML page; those of the picked region have `main` set.
pub fn lines(repaired: &Repaired, _rules: &Rules) -> Lines {
    let markup = repaired.text();
    // The tape that repair read holds as long as nothing was mended.
    let own = if repaired.tape.is_none() { Tape::of(markup) } else { None };
    let mut blocks = blocks::scan(markup, repaired.tape.as_ref().or(own.as_ref()));
    let rows = rows(&blocks);
    let region = pick::pick(&mut blocks, &rows, markup);
    let head = std::mem::take(&mut blocks.head);
    let mut writer = Writer {
        markup,
        blocks: &blocks,
        region,
        excluded: 0,
        out: Lines { head, unread: blocks.unread, deeper: blocks.deeper, ..Lines::default() },
        open: None,
        last_link: 0,
    };
    let bytes = blocks.runs.iter().map(|run| run.end - run.start + 2).sum();
    // A character reference is a piece of its own, and what stands behind it another. Room that is not used costs nothing.
    let references = memchr::memchr_iter(b'&', markup.as_bytes()).count();
    writer.out.text.reserve(bytes, (blocks.runs.len() + references) * 2);
    writer.out.lines.reserve(blocks.runs.len());
    writer.out.links.reserve(blocks.links.len());
    for (index, run) in blocks.runs.iter().enumerate() {
        let row = row_of(&blocks.nodes, &rows, run.node);
        writer.run(index, run, row);
    }
    writer.finish_line();
    writer.out
}

/// For each node: whether it is a row of a table of data, whose cells stand in one line.
fn rows(blocks: &Blocks) -> Vec<bool> {
    let nodes = &blocks.nodes;
    let mut rows: Vec<bool> = nodes.iter().map(|node| node.tag == Tag::Row).collect();
    let mut filled = vec![0u32; nodes.len()];
    for (index, node) in nodes.iter().enumerate() {
        let (cell, outer) = match node.tag {
            Tag::Table => (nodes[node.parent].cell, true),
            Tag::Cell => (index, false),
            _ => continue,
        };
        if cell == 0 {
            continue;
        }
        let row = nodes[cell].parent;
        let runs = &blocks.runs[nodes[cell].first_run..nodes[cell].last_run];
        let long = runs.iter().take(CELL_LINES * 8).filter(|run| run.breaks).count() > CELL_LINES
            || runs.first().zip(runs.last()).is_some_and(|(first, last)| {
                last.end - first.start > CELL_BYTES && runs.iter().map(|run| run.end - run.start).sum::<usize>() > CELL_BYTES
            });
        if outer || long {
            rows[row] = false;
        } else if !runs.is_empty() {
            filled[row] += 1;
        }
    }
    let mut rows: Vec<bool> = rows.iter().zip(&filled).map(|(row, filled)| *row && *filled > 1).collect();
    part_layouts(blocks, &mut rows);
    rows
}

/// The only row of a table that has several cells, with some lines in one of them, stands for the page's columns: menu and article.
fn part_layouts(blocks: &Blocks, rows: &mut [bool]) {
    let nodes = &blocks.nodes;
    let table =
        |row: usize| if nodes[nodes[row].parent].tag == Tag::RowGroup { nodes[nodes[row].parent].parent } else { nodes[row].parent };
    let full: Vec<usize> = (0..rows.len()).filter(|row| rows[*row]).collect();
    for (at, row) in full.iter().enumerate() {
        let own = table(*row);
        // Rows of one table stand in order; those of a table inside it part its row already.
        if at.checked_sub(1).is_some_and(|before| table(full[before]) == own) || full.get(at + 1).is_some_and(|next| table(*next) == own) {
            continue;
        }
        let cells = (*row + 1..nodes[*row].last).filter(|cell| nodes[*cell].tag == Tag::Cell && nodes[*cell].parent == *row);
        let lines = |cell: usize| {
            let runs = &blocks.runs[nodes[cell].first_run..nodes[cell].last_run];
            runs.iter().filter(|run| run.breaks && run.hiding == Hiding::Shown).count()
        };
        rows[*row] = cells.map(lines).max().is_none_or(|most| most < LAYOUT_LINES);
    }
}

/// Lines in a cell of a table's only row that make it a column of the page.
const LAYOUT_LINES: usize = 3;

/// The row of data and the cell that a node stands in.
fn row_of(nodes: &[Node], rows: &[bool], node: usize) -> Option<(usize, usize)> {
    let cell = nodes[node].cell;
    let row = nodes[cell].parent;
    (cell > 0 && rows[row]).then_some((row, cell))
}

/// A line being written.
struct Open {
    start: usize,
    row: Option<(usize, usize)>,
    /// Where the text of the open cell starts, and the cells since the last one before it that has any.
    cell: usize,
    parted: usize,
    kind: LineKind,
    strong: bool,
    hidden: bool,
    main: bool,
    side: Ordering,
    link_chars: usize,
    links: usize,
}

struct Writer<'a> {
    markup: &'a str,
    blocks: &'a Blocks,
    region: Region,
    /// Excluded ranges already passed.
    excluded: usize,
    out: Lines,
    open: Option<Open>,
    /// The link (of the scan) last listed, so that a link of several runs is listed once a line.
    last_link: usize,
}

impl Writer<'_> {
    fn run(&mut self, index: usize, run: &Run, row: Option<(usize, usize)>) {
        let (main, side) = self.place(index);
        let hidden = run.hiding != Hiding::Shown;
        let same_row = row.is_some() && self.open.as_ref().is_some_and(|open| open.row.map(|it| it.0) == row.map(|it| it.0));
        let fits = self.open.as_ref().is_some_and(|open| open.hidden == hidden && open.main == main && open.side == side);
        if !fits || (run.breaks && !same_row) {
            self.finish_line();
            self.start_line(run, row, main, side, hidden);
        } else if let Some((_, cell)) = row.filter(|_| same_row && self.open.as_ref().is_some_and(|open| open.row != row)) {
            self.next_cell(cell);
        } else if run.breaks {
            self.trim_end();
            self.out.text.push_added(" ");
        } else {
            self.space(run.space..run.start, run.start);
        }
        let from = self.out.text.len();
        if self.blocks.nodes[run.node].preformatted && memchr(b'\n', &self.markup.as_bytes()[run.start..run.end]).is_some() {
            return self.preformatted(run, row, main, side, hidden);
        }
        self.write(run.start..run.end);
        self.note(run, from);
    }

    /// Go on with the next cell of the open row. An empty one between keeps its place: a tab for each cell.
    fn next_cell(&mut self, cell: usize) {
        self.trim_end();
        let Some(open) = &mut self.open else { return };
        let (row, last) = open.row.unwrap_or_default();
        if self.out.text.len() > open.cell {
            open.parted = 0;
        }
        let nodes = &self.blocks.nodes[last + 1..=cell];
        open.parted += nodes.iter().filter(|node| node.tag == Tag::Cell && node.parent == row).count();
        // Where no cell has any text yet, the line starts with the first that has.
        if self.out.text.len() > open.start {
            (0..open.parted.min(EMPTY)).for_each(|_| self.out.text.push_added("\t"));
        }
        (open.row, open.cell) = (Some((row, cell)), self.out.text.len());
    }

    /// Each line of preformatted text is a line.
    fn preformatted(&mut self, run: &Run, row: Option<(usize, usize)>, main: bool, side: Ordering, hidden: bool) {
        let mut at = run.start;
        for part in self.markup[run.start..run.end].split('\n') {
            if at > run.start && !part.trim().is_empty() {
                self.finish_line();
                self.start_line(run, row, main, side, hidden);
            }
            let from = self.out.text.len();
            self.write(at..at + part.len());
            self.note(run, from);
            at += part.len() + 1;
        }
    }

    /// Whether run `index` stands in the region, and on which side of it.
    fn place(&mut self, index: usize) -> (bool, Ordering) {
        let side = match index {
            _ if index < self.region.runs.start => Ordering::Less,
            _ if index >= self.region.runs.end => Ordering::Greater,
            _ => Ordering::Equal,
        };
        while self.region.excluded.get(self.excluded).is_some_and(|range| range.end <= index) {
            self.excluded += 1;
        }
        let excluded = self.region.excluded.get(self.excluded).is_some_and(|range| range.contains(&index));
        (side == Ordering::Equal && !excluded, side)
    }

    fn start_line(&mut self, run: &Run, row: Option<(usize, usize)>, main: bool, side: Ordering, hidden: bool) {
        if !self.out.text.is_empty() {
            self.out.text.push_added("\n");
        }
        self.last_link = 0;
        let kind = if row.is_some() { LineKind::Row } else { self.kind(run.node) };
        self.open = Some(Open {
            start: self.out.text.len(),
            row,
            cell: self.out.text.len(),
            parted: 0,
            kind,
            strong: true,
            hidden,
            main,
            side,
            link_chars: 0,
            links: self.out.links.len(),
        });
    }

    /// What the nearest element that says so makes of a line.
    fn kind(&self, node: usize) -> LineKind {
        let mut at = node;
        for _ in 0..NEAR {
            let node = &self.blocks.nodes[at];
            match node.tag {
                Tag::Heading(level) => return LineKind::Heading(level),
                Tag::Item => return LineKind::Item,
                Tag::Term => return LineKind::Term,
                Tag::Cell | Tag::Table | Tag::Root | Tag::Description => break,
                _ => at = node.parent,
            }
        }
        LineKind::Paragraph
    }

    /// Count a run that was written from byte `from` of the text on.
    fn note(&mut self, run: &Run, from: usize) {
        let text = &self.out.text.as_str()[from..];
        let Some(open) = &mut self.open else { return };
        open.strong &= run.strong;
        if run.link == 0 {
            return;
        }
        open.link_chars += text.chars().filter(|found| !found.is_whitespace()).count();
        let end = self.out.text.len();
        if self.last_link == run.link {
            if let Some(link) = self.out.links.last_mut() {
                link.text.end = end;
            }
            return;
        }
        self.last_link = run.link;
        let (start, stop) = self.blocks.links[run.link - 1];
        self.out.links.push(LineLink { text: from..end, href: start..stop });
    }

    fn trim_end(&mut self) {
        let start = self.open.as_ref().map_or(0, |open| open.start);
        let text = &self.out.text.as_str()[start..];
        let kept = text.trim_end_matches(is_blank).len();
        if kept < text.len() {
            self.out.text.truncate(start + kept);
            if let Some(link) = self.out.links.last_mut() {
                link.text.end = link.text.end.min(start + kept);
            }
        }
    }

    /// Close the open line; one of nothing but blanks is no line.
    fn finish_line(&mut self) {
        self.trim_end();
        let Some(open) = self.open.take() else { return };
        let text = &self.out.text.as_str()[open.start..];
        let start = open.start + (text.len() - text.trim_start_matches(is_blank).len());
        if text.is_empty() {
            let feed = open.start.saturating_sub(1);
            self.out.text.truncate(feed);
            self.out.links.truncate(open.links);
            return;
        }
        self.out.lines.push(Line {
            span: start..self.out.text.len(),
            kind: open.kind,
            strong: open.strong,
            main: open.main && !open.hidden,
            side: open.side,
            link_chars: open.link_chars,
            links: open.links..self.out.links.len(),
            drop: open.hidden.then_some(DropReason::Hidden),
        });
    }

    /// Append a run's text: references decoded, white space collapsed.
    fn write(&mut self, range: Range<usize>) {
        let bytes = self.markup.as_bytes();
        let (mut from, mut at) = (range.start, range.start);
        while at < range.end {
            // Most of a run is neither white space nor a reference: passed over eight bytes at a time.
            while let Some(Ok(next)) = bytes[..range.end].get(at..at + 8).map(<[u8; 8]>::try_from)
                && is_plain(u64::from_le_bytes(next))
            {
                at += 8;
            }
            if at == range.end {
                break;
            }
            match bytes[at] {
                b'&' => {
                    if let Some((first, second, len)) = reference(&bytes[at..range.end]) {
                        self.out.text.push_copied(self.markup, from..at);
                        let mut piece = String::from(first);
                        piece.extend(second);
                        self.out.text.push_rewritten(&piece, at..at + len);
                        at += len;
                        from = at;
                    } else {
                        at += 1;
                    }
                }
                b' ' if bytes.get(at + 1).is_some_and(|next| !matches!(next, b' ' | b'\t' | b'\n' | b'\r' | 0x0c)) => at += 1,
                b' ' | b'\t' | b'\n' | b'\r' | 0x0c => {
                    self.out.text.push_copied(self.markup, from..at);
                    let len = bytes[at..range.end].iter().take_while(|byte| crate::lex::is_space(**byte)).count();
                    self.space(at..at + len, at + len);
                    at += len;
                    from = at;
                }
                _ => at += 1,
            }
        }
        self.out.text.push_copied(self.markup, from..range.end);
    }

    /// White space of the markup between what is written and what starts at `next`: one space, none where a line feed parts two
    /// Han characters (CSS Text 3, "segment break transformation") or where a blank stands already.
    fn space(&mut self, range: Range<usize>, next: usize) {
        if range.is_empty() {
            return;
        }
        let start = self.open.as_ref().map_or(0, |open| open.start);
        let before = self.out.text.as_str()[start..].chars().next_back();
        let after = self.markup[next..].chars().next();
        let feed = memchr(b'\n', &self.markup.as_bytes()[range.clone()]).is_some();
        let wide = |found: Option<char>| found.is_some_and(|found| ('\u{2e80}'..='\u{ffef}').contains(&found));
        if before.is_none_or(|found| found == ' ' || found == '\t') || feed && wide(before) && wide(after) {
            return;
        }
        if self.markup.as_bytes()[range.start] == b' ' {
            self.out.text.push_copied(self.markup, range.start..range.start + 1);
        } else {
            self.out.text.push_rewritten(" ", range);
        }
    }
}

/// Whether none of eight bytes is white space or `&`: all are above `&`.
#[inline]
fn is_plain(bytes: u64) -> bool {
    const ONES: u64 = u64::MAX / 255;
    bytes.wrapping_sub(ONES * 0x27) & !bytes & (ONES * 0x80) == 0
}

/// White space, and marks of no width that editors leave at the ends of lines.
fn is_blank(found: char) -> bool {
    found.is_whitespace() || matches!(found, '\u{200b}' | '\u{feff}' | '\u{2060}')
}

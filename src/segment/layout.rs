//! Which openings are sections. In: what each line opens with. Out: the tree of sections. Never done here: reading lines.
//!
//! Headings first: lines that hold a place and little else, each with a body. Then, inside each heading's section (or the whole
//! page), runs of paragraphs, rows or sentences that lead with their places, where the text is organised by them.

use super::openings::{self, About, Form, Opening, Style};
use super::places::Naming;
use crate::content::Block;
use crate::content::lines::LineKind;
use crate::letters;
use crate::rules::places::{Level, Part, PlaceRules};
use crate::trace::TextSpan;

/// A section before its region is written out.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Whose it is.
    pub division: Option<usize>,
    /// Its heading line.
    pub heading: Option<TextSpan>,
    /// Its stretch of text.
    pub span: TextSpan,
}

/// What the layout is read from.
pub struct Layout<'a> {
    /// The main text.
    pub text: &'a str,
    /// Its lines.
    pub blocks: &'a [Block],
    /// The names in it.
    pub names: &'a [Naming],
    /// The gazetteer.
    pub rules: &'a PlaceRules,
    /// Whose page it is.
    pub page: Option<usize>,
    /// Whether only its source or its site says so.
    pub weak: bool,
}

/// Bytes of the longest line of a weather box.
pub const WEATHER: usize = 180;

/// Characters of the longest label of an item's field, and how many fields may stand over the place's.
const FIELD: usize = 8;
const FIELDS: usize = 4;

/// A heading that is kept.
struct Head {
    block: usize,
    /// Where its section starts: at the line before, where that holds its number alone, or the first fields of its item.
    first: usize,
    about: About,
    style: Style,
}

impl Layout<'_> {
    /// The sections, in order, parents before children; the first covers what no other does.
    pub fn drafts(&self) -> Vec<Draft> {
        let whole = TextSpan::new(0, self.text.len());
        let lines: Vec<Option<Opening>> = self
            .blocks
            .iter()
            .map(|block| openings::read(self.text, block.span.start, block.span.end, self.names, self.rules, true))
            .collect();
        let heads = self.heads(&lines);
        let mut drafts = self.headed(&heads, whole);
        let mut led = Vec::new();
        // A heading's own lines end where the next heading begins; headings come in order.
        for index in 0..drafts.len() {
            let draft = drafts[index].clone();
            let next = drafts.get(index + 1).filter(|next| next.heading.is_some() || next.span.start > 0).map(|next| next.span.start);
            let end = next.map_or(draft.span.end, |next| next.min(draft.span.end));
            let begin = draft.heading.map_or(draft.span.start, |heading| heading.end);
            let first = self.blocks.partition_point(|block| block.span.start < begin);
            let stop = self.blocks.partition_point(|block| block.span.start < end);
            let stop = stop.max(first);
            let before = led.len();
            self.leads(draft.division, first, stop, &lines, &mut led);
            // A page of one place may speak of others, one after another.
            if led.len() == before && draft.heading.is_none() && draft.division.is_some() {
                self.leads(None, first, stop, &lines, &mut led);
                if led.len() > before && self.weak {
                    drafts[index].division = None;
                }
            }
        }
        drafts.append(&mut led);
        drafts.sort_by_key(|draft| (draft.span.start, std::cmp::Reverse(draft.span.end)));
        drafts
    }

    fn region_of(&self, about: About) -> Option<usize> {
        match about {
            About::Place(division) => Some(division),
            About::Nation => self.rules.division("100000"),
            About::Group => None,
        }
    }

    /// The lines that are headings.
    fn heads(&self, lines: &[Option<Opening>]) -> Vec<Head> {
        let mut found: Vec<(usize, &Opening)> = Vec::new();
        for (index, opening) in lines.iter().enumerate() {
            let Some(opening) = opening else { continue };
            let block = &self.blocks[index];
            if block.kind == LineKind::Row && self.text[block.span.range()].contains('\t') {
                continue;
            }
            let marked = matches!(block.kind, LineKind::Heading(_) | LineKind::Term) || block.strong;
            let fits = match opening.form {
                Form::Bare | Form::Slogan | Form::Organ | Form::Paper => true,
                Form::Title => marked || matches!(opening.style, Style::Chinese | Style::Parenthesised | Style::Bracket),
                Form::Colon | Form::Cell | Form::Lead => false,
            };
            if fits {
                found.push((index, opening));
            }
        }
        self.with_bodies(&mut found, lines);
        let mut about: Vec<(Option<usize>, &str)> = found
            .iter()
            .map(|(block, opening)| match self.region_of(opening.about) {
                Some(place) => (Some(place), ""),
                None => (None, &self.text[self.blocks[*block].span.range()]),
            })
            .collect();
        about.sort_unstable();
        about.dedup();
        let several = about.len() > 1;
        // A single organ or class needs company: it may be an addressee. So does a line that only begins with a place.
        // A bare short name alone may be a field's value, unless something marks it.
        found.retain(|(index, opening)| {
            let block = &self.blocks[*index];
            let line = self.text[block.span.range()].trim();
            several
                || match opening.form {
                    Form::Slogan => matches!(opening.about, About::Place(_)),
                    Form::Bare => {
                        let told = *index == 0 || block.strong || block.kind != LineKind::Paragraph || opening.style != Style::Plain;
                        matches!(opening.about, About::Place(_)) && (told || line.ends_with(['省', '市', '区', '州', '县', '：', ':']))
                    }
                    _ => false,
                }
        });
        let titles = found.iter().filter(|(_, opening)| opening.form == Form::Title).count();
        let bare = found.iter().filter(|(_, opening)| opening.form < Form::Title).count();
        if titles < 2 && bare < 2 {
            found.retain(|(_, opening)| opening.form != Form::Title);
        }
        let mut heads: Vec<Head> = Vec::with_capacity(found.len());
        for (block, opening) in found {
            let free = heads.last().is_none_or(|last| last.block + 1 < block);
            let numbered = block > 0 && free && openings::is_number(&self.text[self.blocks[block - 1].span.range()]);
            heads.push(Head { block, first: block - usize::from(numbered), about: opening.about, style: opening.style });
        }
        self.with_fields(&mut heads);
        heads
    }

    /// 政策名称：… over 地区：江苏: where each item has the same fields over its place's, it begins with them.
    fn with_fields(&self, heads: &mut [Head]) {
        let label = |block: usize| {
            let line = &self.text[self.blocks[block].span.range()];
            let (label, value) = line.split_once(['：', ':'])?;
            ((1..=FIELD).contains(&label.chars().count()) && !value.trim().is_empty()).then_some(label.trim())
        };
        let labelled: Vec<usize> =
            (0..heads.len()).filter(|at| heads[*at].style == Style::Label && heads[*at].first == heads[*at].block).collect();
        if labelled.len() < 2 || labelled.len() < heads.len() {
            return;
        }
        let fits = |up: usize| {
            let first = heads[0].block.checked_sub(up).and_then(label);
            let free = |at: usize| at == 0 || heads[at - 1].block + up < heads[at].block;
            first.is_some() && heads.iter().enumerate().all(|(at, head)| free(at) && head.block.checked_sub(up).and_then(label) == first)
        };
        let above = (1..=FIELDS).take_while(|up| fits(*up)).count();
        heads.iter_mut().for_each(|head| head.first = head.block - above);
    }

    /// Keep the headings that something stands under: menus, weather boxes and signatures have no bodies.
    fn with_bodies(&self, found: &mut Vec<(usize, &Opening)>, lines: &[Option<Opening>]) {
        let kept: Vec<bool> = (0..found.len())
            .map(|index| {
                let (block, opening) = found[index];
                let next = found.get(index + 1);
                let stop = next.map_or(self.blocks.len(), |next| next.0);
                let nested = next.is_some_and(|next| match (opening.about, next.1.about) {
                    (About::Place(outer), About::Place(inner)) => outer != inner && self.rules.within(inner, outer),
                    (About::Group | About::Nation, About::Place(_)) => opening.form != Form::Title,
                    _ => false,
                });
                let body = &self.blocks[(block + 1).min(stop)..stop];
                (nested && body.is_empty() && next.is_some_and(|next| self.bodied(next.0 + 1, lines))) || self.is_body(body)
            })
            .collect();
        // The last line of a menu or box stands before the article, which is not its body.
        let kept: Vec<bool> = (0..found.len())
            .map(|index| {
                let close = |index: usize| found[index].0 - found[index - 1].0 <= 2;
                let tail = index >= 2 && !kept[index - 1] && !kept[index - 2] && close(index) && close(index - 1);
                kept[index] && !(tail && kept.get(index + 1) != Some(&true))
            })
            .collect();
        let mut keep = kept.iter();
        found.retain(|_| *keep.next().unwrap_or(&false));
    }

    fn bodied(&self, from: usize, lines: &[Option<Opening>]) -> bool {
        let stop = (from + 4).min(self.blocks.len());
        (from.min(stop)..stop).any(|index| {
            lines[index].as_ref().is_none_or(|opening| opening.form > Form::Paper) && self.is_body(&self.blocks[index..=index])
        })
    }

    /// Whether the lines say something: a sentence, or at least more than a date or a temperature.
    fn is_body(&self, blocks: &[Block]) -> bool {
        blocks.iter().take(8).any(|block| {
            let line = &self.text[block.span.range()];
            if line.len() < WEATHER && self.rules.covers(Part::Weather, line) {
                return false;
            }
            let letters = line.chars().filter(|c| letters::is_han(*c)).count();
            letters >= 12
                || (letters >= 5 && line.ends_with(['。', '；', '！']))
                || (block.kind == LineKind::Row && letters >= 4)
                || (letters >= 6 && states(line))
        })
    }

    /// The sections that headings make, and the lead before them.
    fn headed(&self, heads: &[Head], whole: TextSpan) -> Vec<Draft> {
        let mut drafts = Vec::new();
        let Some(first) = heads.first() else {
            return vec![Draft { division: self.page, heading: None, span: whole }];
        };
        let inside = |about: About| matches!((self.page, about), (Some(page), About::Place(place)) if place != page && self.rules.within(place, page));
        let rooted = heads.iter().all(|head| inside(head.about));
        let start = self.blocks[first.first].span.start;
        if rooted {
            drafts.push(Draft { division: self.page, heading: None, span: whole });
        } else if start > 0 {
            let same = heads.iter().all(|head| self.region_of(head.about) == self.page);
            drafts.push(Draft { division: if same { self.page } else { None }, heading: None, span: TextSpan::new(0, start - 1) });
        }
        let closings = self.closings(heads);
        // A stack of open headings (as drafts and as heads): one closes where a heading follows that does not lie in it, or a line
        // of its own kind that names no place.
        let mut open: Vec<(usize, Option<usize>)> = Vec::new();
        let mut at = 0;
        let mut restarted = false;
        for (index, block) in self.blocks.iter().enumerate().skip(first.first) {
            if let Some(head) = heads.get(at).filter(|head| head.first == index) {
                while let Some(&(last, before)) = open.last() {
                    if before.is_some_and(|before| self.nests(&drafts[last], &heads[before], head)) {
                        break;
                    }
                    self.close(&mut drafts[last], block.span.start);
                    open.pop();
                }
                open.push((drafts.len(), Some(at)));
                drafts.push(Draft {
                    division: self.region_of(head.about),
                    heading: Some(self.blocks[head.block].span),
                    span: TextSpan::new(block.span.start, whole.end),
                });
                at += 1;
                restarted = false;
                continue;
            }
            if at.checked_sub(1).and_then(|last| heads.get(last)).is_some_and(|last| last.block == index) {
                continue;
            }
            let line = &self.text[block.span.range()];
            restarted |= line.starts_with(['1', '0', '①']) && openings::number(line) == Some(1);
            let over = closings && at == heads.len();
            let closes = |head: Option<usize>| head.is_some_and(|head| self.ends(index, &heads[head], over, restarted));
            let closed = open.iter().position(|&(_, head)| closes(head));
            if let Some(closed) = closed {
                for (last, _) in open.drain(closed..) {
                    self.close(&mut drafts[last], block.span.start);
                }
                if !rooted && open.is_empty() {
                    drafts.push(Draft { division: None, heading: None, span: TextSpan::new(block.span.start, whole.end) });
                    // No head's: only the next heading closes it.
                    open.push((drafts.len() - 1, None));
                }
            }
        }
        drafts
    }

    /// Whether a heading lies in the section before it.
    fn nests(&self, outer: &Draft, before: &Head, head: &Head) -> bool {
        match (outer.division, head.about) {
            (Some(around), About::Place(place)) => {
                self.rules.divisions()[around].level != Level::Country && around != place && self.rules.within(place, around)
            }
            // A group over places has another mark than they have, or is a heading of a higher rank.
            (None, About::Place(_)) => {
                let marked = before.style != head.style && before.style != Style::Plain;
                marked || self.rank(before.block) < self.rank(head.block)
            }
            _ => false,
        }
    }

    /// How high a line ranks by its markup; 0 is the highest.
    fn rank(&self, block: usize) -> u8 {
        match (self.blocks[block].kind, self.blocks[block].strong) {
            (LineKind::Heading(level), _) => level,
            (_, true) => 7,
            _ => 8,
        }
    }

    /// Whether strong lines without place may close the sections: none stands inside any section before the last.
    fn closings(&self, heads: &[Head]) -> bool {
        let (Some(first), Some(last)) = (heads.first(), heads.last()) else { return false };
        let mut places = heads.iter().map(|head| head.block).peekable();
        let inner = (first.block..last.block).any(|index| {
            let place = places.next_if_eq(&index).is_some();
            !place && self.blocks[index].strong && self.title_like(index)
        });
        heads.len() > 1 && !inner
    }

    fn title_like(&self, index: usize) -> bool {
        let line = &self.text[self.blocks[index].span.range()];
        line.chars().count() <= 40 && !line.contains(['。', '；'])
    }

    /// Whether a line that names no place closes the section of `head`: it is of the heading's own kind. `last`: whether a strong
    /// line may be; `restarted`: whether a list of its own has begun in the section.
    fn ends(&self, index: usize, head: &Head, last: bool, restarted: bool) -> bool {
        if !self.title_like(index) {
            return false;
        }
        let block = &self.blocks[index];
        let line = &self.text[block.span.range()];
        match (block.kind, self.blocks[head.block].kind) {
            (LineKind::Heading(level), LineKind::Heading(places)) => level <= places,
            (LineKind::Heading(_), _) => false,
            (_, LineKind::Heading(_)) => false,
            _ => {
                let (style, _) = openings::mark(line);
                let own = style == head.style;
                let series = || {
                    let number = openings::number(&self.text[self.blocks[head.block].span.range()]);
                    !restarted && number.is_some() && openings::number(line) == number.map(|number| number + 1)
                };
                match style {
                    Style::Chinese | Style::Parenthesised | Style::Bracket => own,
                    Style::Digits => own && series(),
                    Style::Plain => own && last && block.strong && self.blocks[head.block].strong,
                    _ => false,
                }
            }
        }
    }

    fn close(&self, draft: &mut Draft, at: usize) {
        // The line feed before the next line belongs to no section.
        draft.span = TextSpan::new(draft.span.start, at.saturating_sub(1).max(draft.span.start));
    }
}

/// Whether a short line states an indicator with its percentage (地区生产总值增长6%以上): a list of targets is a body too.
fn states(line: &str) -> bool {
    let mut before = '\0';
    let mut figure = false;
    for letter in line.chars() {
        match letter {
            '0'..='9' if letters::is_han(before) => figure = true,
            '0'..='9' | '.' => {}
            '%' | '％' if figure => return true,
            _ => figure = false,
        }
        before = letter;
    }
    false
}

//! Sections without headings. In: a stretch of text and what its lines open with. Out: drafts for the paragraphs, table rows and
//! sentences that lead with their places. Never done here: taking a place that is only mentioned for a section: a text is
//! organised by places where at least three different ones lead in a row.

use std::collections::HashSet;

use super::layout::{Draft, Layout, WEATHER};
use super::openings::{self, About, Form, Opening, Style};
use crate::rules::places::{Level, Part};
use crate::trace::TextSpan;

/// A line or sentence that leads with a place.
#[derive(Clone, Copy, Debug)]
struct Lead {
    /// Index of its block.
    block: usize,
    /// The place at the level of its neighbours.
    key: usize,
    /// The innermost place it names.
    inner: usize,
    /// How it names it.
    form: Form,
    style: Style,
}

/// Most lines between two leads of one run.
const GAP: usize = 2;
/// Most lines between two leads of a text that provinces part.
const WIDE: usize = 6;

impl Layout<'_> {
    /// Add the sections that lead inside `scope` (its own lines: those of blocks `first..stop`).
    pub fn leads(&self, scope: Option<usize>, first: usize, stop: usize, lines: &[Option<Opening>], drafts: &mut Vec<Draft>) {
        let found: Vec<Lead> = (first..stop).filter_map(|block| self.lead(block, lines.get(block)?.as_ref()?, scope)).collect();
        let mut taken = vec![false; stop.saturating_sub(first)];
        let mut runs = 0;
        let mut start = 0;
        while start < found.len() {
            let mut end = start + 1;
            while end < found.len() && found[end].block - found[end - 1].block <= GAP + 1 {
                end += 1;
            }
            runs += usize::from(self.run(&found[start..end], first, stop, &mut taken, drafts));
            start = end;
        }
        // Paragraphs of three lines and more for each province, and nothing else in them.
        if runs == 0 && scope.is_none() && self.is_wide(&found) {
            runs += usize::from(self.run(&found, first, stop, &mut taken, drafts));
        }
        let mut lone = Vec::new();
        let mut items = 0;
        for block in first..stop {
            if taken[block - first] {
                continue;
            }
            if self.items(block, scope, drafts) {
                items += 1;
            } else if let Some(lead) = found
                .binary_search_by_key(&block, |lead| lead.block)
                .ok()
                .map(|at| found[at])
                .filter(|lead| items > 0 && lead.form == Form::Lead)
            {
                lone.push(lead);
            }
        }
        // A page whose paragraphs are organised by provinces: a paragraph of its own is one more.
        if runs == 0 && items > 1 && scope.is_none() {
            for lead in lone.iter().filter(|lead| self.rules.divisions()[lead.key].level == Level::Province) {
                drafts.push(Draft { division: Some(lead.key), heading: None, span: self.blocks[lead.block].span });
            }
        }
    }

    /// Whether sentences that lead with provinces part a text, though more lines lie between them: each is named once, in front,
    /// and the lines between name no other place.
    fn is_wide(&self, found: &[Lead]) -> bool {
        let distinct: HashSet<usize> = found.iter().map(|lead| lead.key).collect();
        let province = |lead: &Lead| lead.form == Form::Lead && self.rules.divisions()[lead.key].level == Level::Province;
        let apart = |pair: &[Lead]| {
            let span = TextSpan::new(self.blocks[pair[0].block].span.start, self.blocks[pair[1].block].span.start);
            let from = self.names.partition_point(|naming| naming.span.start < span.start);
            let own = |division: usize| division == pair[0].key || self.rules.within(division, pair[0].key);
            let inside = self.names[from..].iter().take_while(|naming| naming.span.start < span.end).filter_map(|naming| naming.division);
            pair[1].block - pair[0].block <= WIDE + 1 && inside.into_iter().all(own)
        };
        distinct.len() == found.len() && distinct.len() >= 3 && found.iter().all(province) && found.windows(2).all(apart)
    }

    fn lead(&self, block: usize, opening: &Opening, scope: Option<usize>) -> Option<Lead> {
        let About::Place(inner) = opening.about else { return None };
        let line = &self.text[self.blocks[block].span.range()];
        let says = match opening.form {
            Form::Cell => true,
            // 湖北：6%
            Form::Colon | Form::Slogan => opening.rest >= 4 || opening.rest >= 2 && line.ends_with(['%', '％']),
            Form::Lead | Form::Title => opening.rest >= 10 || (opening.rest >= 5 && line.ends_with(['。', '；', ';', '！'])),
            Form::Bare | Form::Organ | Form::Paper => false,
        };
        let key = self.key(inner, opening.outer, scope)?;
        // Characters behind the place: its rest is the line's end.
        let rest = line.char_indices().rev().nth(opening.rest.saturating_sub(1)).map_or("", |(at, _)| &line[at..]);
        let share = line.ends_with(['%', '％']);
        let weather = opening.form != Form::Cell && !share && line.len() < WEATHER && self.rules.covers(Part::Weather, rest);
        let says = says && !weather;
        says.then_some(Lead { block, key, inner, form: opening.form, style: opening.style })
    }

    /// The place as its neighbours see it: the outermost one named, below the scope's own.
    fn key(&self, inner: usize, outer: Option<usize>, scope: Option<usize>) -> Option<usize> {
        let scope = scope.filter(|&scope| self.rules.divisions()[scope].level != Level::Country);
        let outer = outer.unwrap_or(inner);
        match scope {
            None => Some(outer),
            Some(scope) if inner != scope && self.rules.within(inner, scope) => {
                Some(if outer != scope && self.rules.within(outer, scope) { outer } else { inner })
            }
            Some(_) => None,
        }
    }

    /// Make sections of a run of leads, if it is long enough.
    fn run(&self, run: &[Lead], first: usize, stop: usize, taken: &mut [bool], drafts: &mut Vec<Draft>) -> bool {
        let (Some(head), Some(tail)) = (run.first(), run.last()) else { return false };
        let distinct: HashSet<usize> = run.iter().map(|lead| lead.key).collect();
        let marked = run.iter().all(|lead| matches!(lead.form, Form::Colon | Form::Slogan) || lead.style != Style::Plain);
        let dense = run.len() * 2 > tail.block - head.block || self.is_wide(run);
        if distinct.len() < if marked { 2 } else { 3 } || !dense {
            return false;
        }
        let mut starts: Vec<(usize, Lead)> = Vec::new();
        for lead in run {
            if starts.last().is_none_or(|(_, last)| last.key != lead.key) {
                starts.push((lead.block, *lead));
            }
        }
        // 在湖北武汉，…；在江苏苏州，…: nothing is gathered by province, and most name a city: each is about its own place.
        let inner = run.iter().filter(|lead| lead.inner != lead.key).count();
        let plain = run.iter().all(|lead| lead.style == Style::Plain && lead.form != Form::Cell);
        let cities = starts.len() == run.len() && plain && inner * 2 >= run.len();
        // Where every lead has further lines of its own, so has the last one.
        let further = run.windows(2).map(|pair| pair[1].block - pair[0].block - 1).min().unwrap_or(0);
        for (index, (block, lead)) in starts.iter().enumerate() {
            let end = match starts.get(index + 1) {
                Some((next, _)) => next - 1,
                None => (tail.block + further).min(stop.saturating_sub(1)),
            };
            let span = TextSpan::new(self.blocks[*block].span.start, self.blocks[end].span.end);
            // 甘肃天水：…: the label is the subject.
            let labelled = starts.len() == run.len() && lead.form == Form::Colon && lead.style == Style::Plain;
            let division = if cities || labelled { lead.inner } else { lead.key };
            drafts.push(Draft { division: Some(division), heading: None, span });
            for block in *block..=end {
                taken[block - first] = true;
            }
        }
        true
    }

    /// Sentences of one paragraph, each about another place (北京…；上海…；广东…).
    fn items(&self, block: usize, scope: Option<usize>, drafts: &mut Vec<Draft>) -> bool {
        let span = self.blocks[block].span;
        let from = self.names.partition_point(|naming| naming.span.start < span.start);
        let to = from + self.names[from..].partition_point(|naming| naming.span.start < span.end);
        if to - from < 3 {
            return false;
        }
        let line = &self.text[span.range()];
        let mut run: Vec<(usize, TextSpan)> = Vec::new();
        let mut found = false;
        let mut at = 0;
        for piece in line.split_inclusive(['；', ';', '。']) {
            let start = span.start + at;
            at += piece.len();
            let said = piece.trim_end_matches(['；', ';', '。']);
            let opening = openings::read(self.text, start, start + said.len(), self.names, self.rules, true);
            let item = opening.and_then(|opening| match opening.about {
                About::Place(inner) if opening.rest >= 4 && !matches!(opening.form, Form::Bare | Form::Organ | Form::Paper) => {
                    Some((self.key(inner, opening.outer, scope)?, TextSpan::new(start + opening.place, start + said.len())))
                }
                _ => None,
            });
            match item {
                Some(item) => run.push(item),
                None => found |= self.list(&mut run, drafts),
            }
        }
        found | self.list(&mut run, drafts)
    }

    fn list(&self, run: &mut Vec<(usize, TextSpan)>, drafts: &mut Vec<Draft>) -> bool {
        let distinct: HashSet<usize> = run.iter().map(|item| item.0).collect();
        let enough = distinct.len() >= 3;
        for (key, span) in run.drain(..) {
            if enough {
                drafts.push(Draft { division: Some(key), heading: None, span });
            }
        }
        enough
    }
}

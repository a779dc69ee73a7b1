//! What a value is about: the place that its own sentence names, else that of its section. In: sections, places, words like 全省.
//! Out: a region. Never done here: finding places or sections.

use super::places::{Deictic, Naming};
use super::{Region, Sections, openings, region};
use crate::rules::places::PlaceRules;
use crate::trace::TextSpan;

impl Sections<'_> {
    /// The region that a value at `offset` of `sentence` is about: the place that its own sentence names as what it speaks of
    /// (at the start of the sentence or of a clause before the value), else that of its section. 全省 and 本市 speak of the section's
    /// place or of one around it (全国: the country). Two places side by side (广州、深圳) are no one region: the section's stands.
    pub fn region_for(&self, sentence: TextSpan, offset: usize) -> Option<&Region> {
        let named = self.subject(sentence, offset);
        let word = self.deictic(sentence, offset);
        match (named, word) {
            (Some((at, _)), Some((later, region))) if later > at => region,
            (None, Some((_, region))) => region,
            (Some((_, region)), _) => region,
            (None, None) => None,
        }
        .or_else(|| self.section_region(offset))
        .or_else(|| self.located(sentence, offset))
    }

    /// Where something is done on a page about no place: 某公司在南京新建工厂2座. Only where the sentence names no other place before.
    fn located(&self, sentence: TextSpan, offset: usize) -> Option<&Region> {
        let to = self.places.partition_point(|place| place.span.start < offset.min(sentence.end));
        let near = &self.places[to.saturating_sub(NEAR)..to];
        let mut named = near.iter().filter(|place| place.span.start >= sentence.start);
        let place = named.next()?;
        let inside = self.text().get(sentence.start..place.span.start).is_some_and(|before| before.ends_with('在'));
        let alone = named.next().is_none() && !self.text()[place.span.end..].starts_with(['、', '和', '与', '及', '等']);
        place.region.as_ref().filter(|_| inside && alone)
    }

    /// The region that a date at `span` belongs to: as [`Sections::region_for`], or the place that follows where the date opens its
    /// sentence (10月8日，北京市…).
    pub fn region_of_date(&self, span: TextSpan) -> Option<&Region> {
        let sentence = self.sentence_before(span.start);
        if self.leads_clause(sentence, span.start) && self.text()[sentence.start..span.start].chars().count() <= 4 {
            let next = self.places.partition_point(|place| place.span.start < span.end);
            let follows = self.places.get(next).filter(|place| place.span.start - span.end <= '，'.len_utf8());
            let behind = follows.and_then(|place| self.text().get(span.end..place.span.start));
            if behind.is_some_and(|gap| matches!(gap, "" | "，" | ",")) {
                let clause = TextSpan::new(span.end, self.text().len());
                let named = follows.and_then(|place| self.subject(clause, place.span.end));
                if let Some((_, Some(region))) = named {
                    return Some(region);
                }
            }
        }
        self.region_for(sentence, span.start)
    }

    /// The region of a document whose first naming is `span`: the place that its title begins with (《广东省…条例》), else that of
    /// its sentence.
    pub fn region_of_document(&self, span: TextSpan) -> Option<&Region> {
        let opened = span.start + if self.text()[span.start..].starts_with('《') { '《'.len_utf8() } else { 0 };
        let mut index = self.places.partition_point(|place| place.span.start < opened);
        let mut titled = self.places.get(index).filter(|place| place.span.start == opened && opened > span.start);
        while let (Some(outer), Some(inner)) = (titled, self.places.get(index + 1)) {
            if outer.span.end != inner.span.start || inner.region.is_none() {
                break;
            }
            titled = Some(inner);
            index += 1;
        }
        let titled = titled.and_then(|place| place.region.as_ref());
        titled.or_else(|| self.region_for(self.sentence_before(span.start), span.start))
    }

    /// The sentence that `offset` stands in, as far as `offset`.
    fn sentence_before(&self, offset: usize) -> TextSpan {
        let text = self.text();
        let mut from = offset.saturating_sub(LINE);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let before = &text[from..offset];
        let start = before.char_indices().rev().find(|(_, c)| matches!(c, '。' | '！' | '？' | '；' | ';' | '\n'));
        TextSpan::new(start.map_or(from, |(at, c)| from + at + c.len_utf8()), offset)
    }

    /// The last word like 全省 that leads a clause of `sentence` before `offset`: where it stands and what it speaks of.
    fn deictic(&self, sentence: TextSpan, offset: usize) -> Option<(usize, Option<&Region>)> {
        let to = self.deictics.partition_point(|(span, _)| span.start < offset.min(sentence.end));
        let near = self.deictics[..to].iter().rev().take_while(|(span, _)| span.start >= sentence.start).take(NEAR);
        near.filter(|(span, _)| self.leads_clause(sentence, span.start))
            // 全国首个, 全省第一: how it ranks, not what is counted.
            .find(|(span, _)| !self.text()[span.end..].starts_with(['首', '第', '最', '前', '领', '唯', '各', '率', '范', '重', '先']))
            .map(|(span, region)| (span.start, region.as_ref()))
    }

    /// Whether what stands at `at` begins its clause, or only words like 其中 stand before it.
    fn leads_clause(&self, sentence: TextSpan, at: usize) -> bool {
        let text = self.text();
        let mut start = at.saturating_sub(NEAR).max(sentence.start);
        while !text.is_char_boundary(start) {
            start += 1;
        }
        let before = text.get(start..at).unwrap_or("");
        let clause = before.rsplit(['，', ',', '；', ';', '：', ':', '。', '\t', '\n']).next().unwrap_or("");
        clause.trim().is_empty() || openings::introduces(clause)
    }

    /// The last place that leads a clause of `sentence` before `offset`: where it stands; no region where it is a list.
    fn subject(&self, sentence: TextSpan, offset: usize) -> Option<(usize, Option<&Region>)> {
        let text = self.text();
        let to = self.places.partition_point(|place| place.span.start < offset.min(sentence.end));
        // The nearest names are enough, and a sentence may be as long as the page.
        let near = to.saturating_sub(NEAR);
        let from = near + self.places[near..to].partition_point(|place| place.span.start < sentence.start);
        let mut named = None;
        let mut index = from;
        while index < to {
            let first = &self.places[index];
            let mut last = first;
            // 广州、深圳 is a list.
            let mut listed = false;
            while index + 1 < to {
                let next = &self.places[index + 1];
                match text.get(last.span.end..next.span.start) {
                    // 湖北武汉 and 湖北·武汉 are one name.
                    Some("" | "·") => {}
                    Some("、" | "和" | "与" | "及" | "以及") => listed = true,
                    _ => break,
                }
                last = next;
                index += 1;
            }
            index += 1;
            if !self.leads_clause(sentence, first.span.start) {
                continue;
            }
            // 贵阳贵安、遵义: a word that is no known place may stand in the list.
            let next = self.places.get(index).filter(|next| next.span.start.saturating_sub(last.span.end) <= LISTED);
            let gap = next.and_then(|next| text.get(last.span.end..next.span.start));
            let in_list = gap.is_some_and(|gap| gap.ends_with(['、', '和', '与', '及']) && !gap.contains(['，', ',', '。', '；']));
            let goes_on = in_list || text.get(last.span.end..).is_some_and(|rest| rest.starts_with(['、', '等']));
            named = Some((first.span.start, if listed || goes_on { None } else { last.region.as_ref() }));
        }
        named
    }
}

/// Bytes of an unknown word between two places of one list.
const LISTED: usize = 24;

/// How many names, and how many bytes, before a value may tell what it is about.
const NEAR: usize = 48;

/// What each word like 全省 speaks of: the place of that kind which is the line's first (深圳市…。全市…), or lies around it; else the
/// section's or one around it; 全国 is the country.
pub fn spoken_of(
    text: &str,
    deictics: &[Deictic],
    names: &[Naming],
    rules: &PlaceRules,
    section: impl Fn(usize) -> Option<usize>,
) -> Vec<(TextSpan, Option<Region>)> {
    let resolve = |deictic: &Deictic| {
        if deictic.unit == '国' {
            return rules.division("100000");
        }
        let before = names.partition_point(|naming| naming.span.start < deictic.span.start);
        let mut from = deictic.span.start.saturating_sub(LINE);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let start = text[from..deictic.span.start].rfind('\n').map_or(from, |at| from + at + 1);
        let line = |naming: &&Naming| naming.span.start >= start;
        // Only names that begin their clause say what it is about.
        let leads = |naming: &&Naming| {
            let before = text[start..naming.span.start].rsplit(['，', ',', '；', ';', '：', ':', '。']).next().unwrap_or("");
            before.trim().is_empty() || openings::introduces(before)
        };
        let near = names[..before].iter().rev().take(NEAR).take_while(line).filter(leads);
        near.into_iter()
            .filter_map(|naming| naming.division)
            .chain(section(deictic.span.start))
            .find_map(|division| rules.unit_around(division, deictic.unit))
    };
    deictics.iter().map(|deictic| (deictic.span, resolve(deictic).and_then(|division| region(division, rules)))).collect()
}

/// Bytes of a line in which the place that a word like 全市 speaks of is looked for.
const LINE: usize = 1200;

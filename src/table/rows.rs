//! Record → rows.

use jiff::civil::Date;

use super::{Cell, Row, Rows};
use crate::record::{Date as DateValue, Document, Figure, Record, Section, Span};
use crate::rules::Rules;

/// A sentence without an end is shown up to this many characters on each side.
const REACH: usize = 200;

/// What many rows of a record need.
struct Builder<'r> {
    record: &'r Record,
    rules: &'r Rules,
    /// The text by code points, as spans count.
    letters: Vec<char>,
    page_title: Option<&'r str>,
    page_published: Option<Date>,
    /// For dates, targets and figures the number that `explain` gives each.
    explained: [Vec<Option<usize>>; 3],
}

/// Numbers and dates in the order of the text, counted from 1, as `explain` tells them; a date outside the text has no number.
fn explained(record: &Record) -> [Vec<Option<usize>>; 3] {
    // Of a number and a date at one place the number comes first.
    let numbers =
        |list: usize, figures: &[Figure]| figures.iter().enumerate().map(|(id, figure)| (figure.span, 0, list, id)).collect::<Vec<_>>();
    let dates = record.dates.iter().enumerate().filter_map(|(id, date)| Some((date.span?, 1, 0, id)));
    let mut all: Vec<(Span, usize, usize, usize)> = dates.collect();
    all.extend(numbers(1, &record.targets));
    all.extend(numbers(2, &record.figures));
    all.sort_unstable();
    let mut out = [vec![None; record.dates.len()], vec![None; record.targets.len()], vec![None; record.figures.len()]];
    for (index, (_, _, list, id)) in all.into_iter().enumerate() {
        out[list][id] = Some(index + 1);
    }
    out
}

/// The rows of a record, for each table.
pub fn of(record: &Record, rules: &Rules) -> Rows {
    let page = &record.page;
    let builder = Builder {
        record,
        rules,
        letters: record.text.chars().collect(),
        page_title: page.title.as_deref(),
        page_published: page.published.as_deref().and_then(|date| date.parse().ok()),
        explained: explained(record),
    };
    Rows([
        vec![builder.page()],
        record.sections.iter().map(|section| builder.section(section)).collect(),
        record.dates.iter().enumerate().map(|(id, date)| builder.date(id, date)).collect(),
        record.documents.iter().map(|document| builder.document(document)).collect(),
        record.targets.iter().enumerate().map(|(id, figure)| builder.figure(1, id, figure)).collect(),
        record.figures.iter().enumerate().map(|(id, figure)| builder.figure(2, id, figure)).collect(),
    ])
}

fn text(text: &Option<String>) -> Cell {
    text.as_deref().into()
}

fn both_ends(span: Option<Span>) -> [Cell; 2] {
    [span.map(|span| span[0]).into(), span.map(|span| span[1]).into()]
}

/// Several values in one cell; none where there are none.
fn joined<'v>(values: impl Iterator<Item = &'v str>) -> Cell {
    let joined = values.collect::<Vec<_>>().join("|");
    if joined.is_empty() { Cell::Null } else { Cell::Text(joined) }
}

/// First and last day of an EDTF date or interval; `None` where it is open.
pub(super) fn days(edtf: &str) -> (Option<Date>, Option<Date>) {
    let (start, end) = edtf.split_once('/').unwrap_or((edtf, edtf));
    (point(start).map(|(first, _)| first), point(end).map(|(_, last)| last))
}

/// First and last day of a year, month or day.
fn point(edtf: &str) -> Option<(Date, Date)> {
    let edtf = edtf.trim_end_matches('~');
    let mut parts = edtf.split('-').map(|part| part.parse::<i16>().ok());
    let year = parts.next()??;
    let Some(month) = parts.next() else { return Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?)) };
    let month = i8::try_from(month?).ok()?;
    match parts.next() {
        None => {
            let first = Date::new(year, month, 1).ok()?;
            Some((first, first.last_of_month()))
        }
        Some(day) => {
            let day = Date::new(year, month, i8::try_from(day?).ok()?).ok()?;
            Some((day, day))
        }
    }
}

impl Builder<'_> {
    fn page(&self) -> Row {
        let Record { id, source, decoding, repairs, damage, page, .. } = self.record;
        let record = self.record;
        let mut classes: Vec<&str> = damage.iter().map(|damage| damage.class.as_str()).collect();
        classes.sort_unstable();
        classes.dedup();
        let failed = record.checks.iter().filter(|check| !check.agrees).count();
        vec![
            id.as_str().into(),
            source.uri.as_str().into(),
            source.sha256.as_str().into(),
            source.bytes.into(),
            source.kind.as_ref().into(),
            decoding.encoding.as_str().into(),
            text(&decoding.declared),
            decoding.basis.as_str().into(),
            decoding.malformed.into(),
            self.page_title.into(),
            self.page_published.into(),
            text(&page.publisher),
            text(&page.author),
            text(&page.url),
            joined(page.breadcrumb.iter().map(String::as_str)),
            text(&page.script),
            text(&page.number),
            text(&page.issuer),
            page.written.as_deref().and_then(|date| date.parse::<Date>().ok()).into(),
            text(&page.index),
            page.kind.as_ref().into(),
            self.letters.len().into(),
            repairs.iter().map(|repair| repair.count).sum::<usize>().into(),
            repairs.iter().map(|repair| repair.uncertain).sum::<usize>().into(),
            joined(repairs.iter().map(|repair| repair.class.as_str())),
            damage.len().into(),
            joined(classes.into_iter()),
            page.conflicts.len().into(),
            record.sections.len().into(),
            record.places.len().into(),
            record.dates.len().into(),
            record.documents.len().into(),
            record.targets.len().into(),
            record.figures.len().into(),
            failed.into(),
        ]
    }

    fn section(&self, section: &Section) -> Row {
        let region = section.region.as_ref();
        let evidence = section.heading.map(|heading| self.slice(heading)).unwrap_or_else(|| {
            let [start, end] = section.span;
            let stop = self.letters[start..end].iter().take(REACH).position(|letter| ends_sentence(*letter));
            self.slice([start, stop.map_or(end.min(start + REACH), |stop| start + stop)])
        });
        let start = [self.record.id.as_str().into(), section.id.into(), section.parent.into()];
        let names = self.region(region.map(|region| region.adcode.as_str()));
        let heading = both_ends(section.heading);
        let own = [region.map(|region| region.level.as_str()).into(), region.and_then(|region| region.iso.as_deref()).into()];
        let (span, source) = (both_ends(Some(section.span)), both_ends(section.source));
        [&start[..], &names, &own, &[evidence.as_str().into()], &heading, &span, &source, &self.cited()].concat()
    }

    fn date(&self, id: usize, date: &DateValue) -> Row {
        let (first, last) = days(&date.edtf);
        let start = [
            self.record.id.as_str().into(),
            id.into(),
            date.section.into(),
            date.text.as_str().into(),
            date.edtf.as_str().into(),
            first.into(),
            last.into(),
            date.role.as_ref().into(),
            date.year_from.as_ref().into(),
        ];
        let place = self.region(date.region.as_deref());
        let end = [date.rule.as_ref().into(), self.explained[0][id].into()];
        [&start[..], &place, &[self.sentence(date.span)], &both_ends(date.span), &both_ends(date.source), &self.cited(), &end].concat()
    }

    fn document(&self, document: &Document) -> Row {
        let start = [
            self.record.id.as_str().into(),
            document.id.into(),
            document.section.into(),
            text(&document.title),
            text(&document.number),
            text(&document.kind),
            joined(document.issuers.iter().map(String::as_str)),
            document.issuer_count.map(|count| count as usize).into(),
            text(&document.date),
            text(&document.date_role),
            text(&document.period),
            document.status.as_str().into(),
            joined(document.aliases.iter().map(String::as_str)),
            document.mentions.len().into(),
        ];
        let place = self.region(document.region.as_deref());
        let (span, source) = (both_ends(document.span), both_ends(document.source));
        let end = [document.rule.as_ref().into()];
        [&start[..], &place, &[self.sentence(document.span)], &span, &source, &self.cited(), &end].concat()
    }

    fn figure(&self, list: usize, id: usize, figure: &Figure) -> Row {
        let start = [
            self.record.id.as_str().into(),
            id.into(),
            figure.section.into(),
            figure.text.as_str().into(),
            figure.kind.as_ref().into(),
            text(&figure.verb),
            text(&figure.object),
            figure.value.as_ref().into(),
            figure.min.as_ref().into(),
            figure.max.as_ref().into(),
            figure.unit.as_str().into(),
            figure.unit_text.as_str().into(),
            figure.comparator.as_ref().into(),
            figure.measure.as_ref().into(),
            figure.annual.into(),
            text(&figure.hedge),
            text(&figure.deadline),
            figure.deadline.as_deref().and_then(|edtf| days(edtf).1).into(),
            text(&figure.as_of),
            text(&figure.baseline_date),
            figure.baseline_value.as_ref().into(),
        ];
        let document = figure.document.and_then(|id| self.record.documents.get(id));
        let set_by = [
            figure.document.into(),
            document.and_then(|document| document.title.as_deref()).into(),
            document.and_then(|document| document.number.as_deref()).into(),
            self.slice(figure.evidence).as_str().into(),
        ];
        let place = self.region(figure.region.as_deref());
        let (span, source) = (both_ends(Some(figure.span)), both_ends(figure.source));
        let end = [figure.rule.as_ref().into(), self.explained[list][id].into()];
        [&start[..], &place, &set_by, &both_ends(Some(figure.evidence)), &span, &source, &self.cited(), &end].concat()
    }

    /// Code, name and province of a place.
    fn region(&self, adcode: Option<&str>) -> [Cell; 3] {
        let places = self.rules.gazetteer();
        let division = adcode.and_then(|adcode| places.division(adcode));
        let name = |at: Option<usize>| at.map(|at| places.divisions()[at].name.as_str());
        let country = |at: &usize| places.divisions()[*at].level == crate::segment::Level::Country;
        let province = division.and_then(|at| places.province(at)).filter(|at| !country(at));
        [adcode.into(), name(division).into(), name(province).into()]
    }

    /// What a citation of the page needs.
    fn cited(&self) -> [Cell; 3] {
        [self.page_title.into(), self.page_published.into(), text(&self.record.page.url)]
    }

    fn slice(&self, [start, end]: Span) -> String {
        self.letters.get(start..end).unwrap_or_default().iter().collect()
    }

    /// The sentence around a span.
    fn sentence(&self, span: Option<Span>) -> Cell {
        let Some([start, end]) = span.filter(|span| span[1] <= self.letters.len()) else { return Cell::Null };
        let from = self.letters[..start].iter().rev().take(REACH).take_while(|letter| !ends_sentence(**letter)).count();
        let behind = self.letters[end..].iter().take(REACH).take_while(|letter| !ends_sentence(**letter)).count();
        let stop = usize::from(self.letters.get(end + behind).is_some_and(|letter| ends_sentence(*letter) && *letter != '\n'));
        self.slice([start - from, end + behind + stop]).trim().into()
    }
}

fn ends_sentence(letter: char) -> bool {
    matches!(letter, '。' | '！' | '？' | '；' | '\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edtf_has_a_first_and_a_last_day() {
        let told = |edtf: &str| {
            let (first, last) = days(edtf);
            let words = |day: Option<Date>| day.map_or("-".to_string(), |day| day.to_string());
            format!("{} {}", words(first), words(last))
        };
        assert_eq!(told("2026"), "2026-01-01 2026-12-31");
        assert_eq!(told("2024-02"), "2024-02-01 2024-02-29");
        assert_eq!(told("2024-10-18~"), "2024-10-18 2024-10-18");
        assert_eq!(told("2024/2026-06"), "2024-01-01 2026-06-30");
        assert_eq!(told("2024-06/.."), "2024-06-01 -");
        assert_eq!(told("../2024"), "- 2024-12-31");
        assert_eq!(told("2024-13"), "- -");
    }
}

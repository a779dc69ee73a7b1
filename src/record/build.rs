//! [`Mentions`] → [`Record`]: spans to code points, sources to bytes, enums to their names.

use std::cell::Cell;
use std::ops::Range;

use rust_decimal::Decimal;
use serde_json::{Number, Value};
use sha2::{Digest, Sha256};

use super::*;
use crate::content::{DropReason, PageKind};
use crate::decode::{Basis, Source, SourceKind};
use crate::limits::VALUES;
use crate::mention::Mentions;
use crate::mention::date::{DateMention, Role, YearFrom};
use crate::mention::document::{How, Status};
use crate::mention::edtf::Edtf;
use crate::mention::figure::{Figure as Found, Kind, Measure};
use crate::mention::quantity::{Amount, Comparator};
use crate::segment::{self, Level};
use crate::trace::{Near, TextSpan};

/// Byte offsets of the main text → code points, a checkpoint every 128 bytes.
struct Points<'t> {
    text: &'t str,
    counts: Vec<usize>,
}

const STEP: usize = 128;

impl<'t> Points<'t> {
    fn new(text: &'t str) -> Points<'t> {
        let mut counts = Vec::with_capacity(text.len() / STEP + 1);
        let mut count = 0;
        for chunk in text.as_bytes().chunks(STEP) {
            counts.push(count);
            count += starts(chunk);
        }
        Points { text, counts }
    }

    fn at(&self, offset: usize) -> usize {
        let chunk = (offset / STEP).min(self.counts.len().saturating_sub(1));
        self.counts.get(chunk).map_or(0, |count| count + starts(&self.text.as_bytes()[chunk * STEP..offset]))
    }

    fn span(&self, span: TextSpan) -> Span {
        [self.at(span.start), self.at(span.end)]
    }
}

/// How many characters start in `bytes`.
fn starts(bytes: &[u8]) -> usize {
    // Counted in bytes, which the processor adds sixteen at a time.
    let short = |bytes: &[u8]| bytes.iter().map(|byte| u8::from(byte & 0xC0 != 0x80)).sum::<u8>();
    bytes.chunks(usize::from(u8::MAX)).map(|bytes| usize::from(short(bytes))).sum()
}

struct Builder<'a, 's> {
    mentions: &'a Mentions<'s>,
    text: &'a str,
    points: Points<'a>,
    /// Where the source of the last value was found: those of a kind come in their order.
    near: Cell<Near>,
}

impl Builder<'_, '_> {
    fn source(&self, span: TextSpan) -> Option<Span> {
        let mut near = self.near.get();
        let source = self.mentions.sections.content.source_near(span, &mut near);
        self.near.set(near);
        source.map(|source| [source.start, source.end])
    }

    fn text(&self, span: TextSpan) -> String {
        self.text[span.range()].to_string()
    }

    fn section(&self, span: TextSpan) -> usize {
        self.mentions.sections.section_at(span.start)
    }

    fn date(&self, date: &DateMention) -> Date {
        Date {
            text: self.text(date.span),
            span: Some(self.points.span(date.span)),
            source: self.source(date.span),
            section: self.section(date.span),
            region: adcode(self.mentions.sections.region_of_date(date.span)),
            edtf: date.edtf.to_string(),
            role: role(date.role).into(),
            year_from: year_from(date.year_from).into(),
            rule: date.rule.into(),
        }
    }

    fn figure(&self, found: Found) -> Figure {
        let quantity = found.quantity;
        let (value, min, max) = match quantity.amount {
            Amount::Exact(value) | Amount::Order(value) => (Some(number(value)), None, None),
            Amount::Range(min, max) => (None, Some(number(min)), Some(number(max))),
            Amount::Vague => (None, None, None),
        };
        Figure {
            text: self.text(quantity.span),
            span: self.points.span(quantity.span),
            source: self.source(quantity.span),
            section: self.section(quantity.span),
            evidence: self.points.span(found.evidence),
            kind: kind(found.kind).into(),
            region: found.region,
            document: found.document,
            verb: found.verb,
            object: found.object,
            value,
            min,
            max,
            unit: quantity.unit,
            unit_text: quantity.unit_text,
            comparator: comparator(quantity.comparator).into(),
            measure: measure(found.measure).into(),
            annual: found.annual,
            hedge: found.hedge,
            deadline: edtf(found.deadline),
            as_of: edtf(found.as_of),
            baseline_date: edtf(found.baseline_date),
            baseline_value: found.baseline_value.map(number),
            rule: found.rule.into(),
        }
    }
}

/// The page's date, where a line outside the main text shows it.
fn shown_date(page: &crate::content::Page, region: Option<&segment::Region>) -> Option<Date> {
    let (date, at) = (page.published?, page.published_at.as_ref()?);
    Some(Date {
        text: at.text.clone(),
        span: None,
        source: at.source.map(|source| [source.start, source.end]),
        section: 0,
        region: adcode(region),
        edtf: date.to_string(),
        role: role(Role::Published).into(),
        year_from: year_from(YearFrom::Explicit).into(),
        rule: "page-published".into(),
    })
}

/// Make the record of a page.
pub fn record(mut mentions: Mentions, source: &Source) -> Record {
    let dropped = std::mem::take(&mut mentions.sections.content.dropped);
    let found = std::mem::take(&mut mentions.figures);
    let content = &mentions.sections.content;
    let origin = &content.repaired().origin;
    let text = content.text();
    let b = Builder { mentions: &mentions, text, points: Points::new(text), near: Cell::default() };
    let page = content.page();
    // Each list at once in its length: they are large.
    let wanted = found.iter().filter(|figure| figure.kind == Kind::Target).count();
    let (mut targets, mut figures) = (Vec::with_capacity(wanted), Vec::with_capacity(found.len() - wanted));
    for figure in found {
        let list = if figure.kind == Kind::Target { &mut targets } else { &mut figures };
        list.push(b.figure(figure));
    }
    let images = (!content.damage().is_empty()).then(|| content.images());
    let image = |range: Range<usize>| images.as_ref().and_then(|images| images.of(range)).map(TextSpan::from);
    let limits = limits::reached(&mentions, dropped.get(VALUES));
    Record {
        schema: "qingyuan/1".into(),
        id: source.id.clone(),
        source: SourceInfo {
            uri: source.uri.clone(),
            sha256: hex(&Sha256::digest(&source.bytes)),
            bytes: source.bytes.len(),
            kind: match origin.kind {
                SourceKind::Html => "html".into(),
                SourceKind::Text => "text".into(),
            },
        },
        decoding: Decoding {
            encoding: origin.encoding.to_ascii_lowercase(),
            declared: origin.declared.clone(),
            basis: basis(origin.basis).into(),
            malformed: origin.malformed,
        },
        repairs: repairs(content.edits()),
        damage: content
            .damage()
            .iter()
            .take(VALUES)
            .map(|damage| Damage {
                class: damage.class.into(),
                span: image(damage.span.clone()).map(|span| b.points.span(span)),
                source: content.repaired().source(damage.span.clone()).map(|source| [source.start, source.end]),
                text: content.repaired().text().get(damage.span.clone()).unwrap_or_default().into(),
                note: damage.note.clone(),
            })
            .collect(),
        page: Page {
            title: page.title.clone(),
            published: page.published.map(|date| date.to_string()),
            publisher: page.publisher.clone(),
            author: page.author.clone(),
            url: page.url.clone(),
            breadcrumb: page.breadcrumb.clone(),
            script: crate::repair::script(text).map(Into::into),
            index: page.index.clone(),
            number: page.document_number.clone(),
            issuer: page.issuer.clone(),
            written: page.written.map(|date| date.to_string()),
            kind: match page.kind {
                PageKind::Article => "article".into(),
                PageKind::List => "list".into(),
            },
            attachments: page.attachments.iter().map(link).collect(),
            pages: page.pages.iter().map(link).collect(),
            links: page.links.iter().map(link).collect(),
            conflicts: page
                .conflicts
                .iter()
                .map(|conflict| Conflict { field: conflict.field.into(), values: conflict.values.clone() })
                .collect(),
        },
        text: text.to_string(),
        dropped: dropped
            .into_iter()
            .take(VALUES)
            .map(|dropped| Dropped {
                reason: reason(dropped.reason).into(),
                source: dropped.source.map(|source| [source.start, source.end]),
                text: dropped.text,
            })
            .collect(),
        sections: mentions
            .sections
            .sections
            .iter()
            .enumerate()
            .map(|(id, section)| Section {
                id,
                parent: section.parent,
                region: section.region.as_ref().map(region),
                heading: section.heading.map(|span| b.points.span(span)),
                span: b.points.span(section.span),
                source: b.source(section.span),
            })
            .collect(),
        places: mentions
            .sections
            .places
            .iter()
            .map(|place| Place {
                text: b.text(place.span),
                span: b.points.span(place.span),
                source: b.source(place.span),
                section: b.section(place.span),
                adcode: place.region.as_ref().map(|region| region.adcode.clone()),
                iso: place.region.as_ref().and_then(|region| region.iso.clone()),
                level: place.region.as_ref().map(|region| level(region.level).into()),
                candidates: place.candidates.clone(),
                retired: place.retired,
            })
            .collect(),
        dates: shown_date(page, mentions.sections.page_region())
            .into_iter()
            .chain(mentions.dates.iter().map(|date| b.date(date)))
            .collect(),
        documents: mentions
            .documents
            .iter()
            .enumerate()
            .map(|(id, document)| Document {
                id,
                title: document.title.clone(),
                span: (!document.span.is_empty()).then(|| b.points.span(document.span)),
                source: match document.span.is_empty() {
                    true => content.title_source().map(|source| [source.start, source.end]),
                    false => b.source(document.span),
                },
                section: b.section(document.span),
                region: adcode(mentions.sections.region_of_document(document.span)),
                kind: document.kind.clone(),
                issuers: document.issuers.clone(),
                issuer_count: document.issuer_count,
                number: document.number.clone(),
                date: document.date.map(|(date, _)| date.to_string()),
                date_role: document.date.map(|(_, of)| role(of).into()),
                period: edtf(document.period),
                status: status(document.status).into(),
                aliases: document.aliases.clone(),
                mentions: document
                    .mentions
                    .iter()
                    .map(|mention| Mention {
                        text: b.text(mention.span),
                        span: b.points.span(mention.span),
                        source: b.source(mention.span),
                        how: how(mention.how).into(),
                    })
                    .collect(),
                rule: document.rule.into(),
            })
            .collect(),
        targets,
        figures,
        checks: mentions
            .checks
            .iter()
            .map(|check| Check {
                check: check.check.into(),
                span: b.points.span(check.span),
                says: said(check.check, &check.says),
                found: said(check.check, &check.found),
                agrees: check.agrees,
            })
            .collect(),
        limits,
    }
}

/// One row a class, in order of first appearance.
fn repairs(edits: &[crate::repair::Edit]) -> Vec<Repair> {
    let mut rows: Vec<Repair> = Vec::new();
    for edit in edits {
        let at = match rows.iter().position(|row| row.class == edit.class) {
            Some(at) => at,
            None => {
                rows.push(Repair { class: edit.class.into(), count: 0, uncertain: 0 });
                rows.len() - 1
            }
        };
        rows[at].count += 1;
        rows[at].uncertain += edit.uncertain as usize;
    }
    rows
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// A decimal as a JSON number, without trailing zeros and binary noise.
fn number(value: Decimal) -> Number {
    value.normalize().to_string().parse().expect("a decimal is a JSON number")
}

/// A whole number as such, anything else as text.
/// A count or a sum as a number, a date as it is written: 2023 is a year.
fn said(check: &str, words: &str) -> Value {
    if !matches!(check, "announced-count" | "sum") {
        return Value::from(words);
    }
    words.parse::<u64>().map_or_else(|_| Value::from(words), Value::from)
}

fn link(link: &crate::content::Link) -> Link {
    Link { text: link.text.clone(), href: link.href.clone() }
}

fn edtf(date: Option<Edtf>) -> Option<String> {
    date.map(|date| date.to_string())
}

fn adcode(region: Option<&segment::Region>) -> Option<String> {
    region.map(|region| region.adcode.clone())
}

fn region(region: &segment::Region) -> Region {
    Region { name: region.name.clone(), level: level(region.level).into(), adcode: region.adcode.clone(), iso: region.iso.clone() }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Country => "country",
        Level::Province => "province",
        Level::Prefecture => "prefecture",
        Level::County => "county",
    }
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Override => "override",
        Basis::Bom => "bom",
        Basis::Http => "http",
        Basis::Meta => "meta",
        Basis::Detected => "detected",
    }
}

fn reason(reason: DropReason) -> &'static str {
    match reason {
        DropReason::Navigation => "navigation",
        DropReason::Boilerplate => "boilerplate",
        DropReason::Hidden => "hidden",
        DropReason::Spam => "spam",
        DropReason::Related => "related",
    }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Published => "published",
        Role::Issued => "issued",
        Role::Adopted => "adopted",
        Role::Effective => "effective",
        Role::Expiry => "expiry",
        Role::Event => "event",
        Role::Period => "period",
        Role::Deadline => "deadline",
        Role::Baseline => "baseline",
        Role::Label => "label",
    }
}

fn year_from(year_from: YearFrom) -> &'static str {
    match year_from {
        YearFrom::Explicit => "explicit",
        YearFrom::Page => "page",
        YearFrom::Context => "context",
        YearFrom::Plan => "plan",
    }
}

fn how(how: How) -> &'static str {
    match how {
        How::AliasDefinition => "alias-definition",
        How::Alias => "alias",
        How::Demonstrative => "demonstrative",
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Final => "final",
        Status::Draft => "draft",
        Status::Law => "law",
        Status::NotPolicy => "not-policy",
    }
}

fn comparator(comparator: Comparator) -> &'static str {
    match comparator {
        Comparator::Equal => "=",
        Comparator::AtLeast => ">=",
        Comparator::MoreThan => ">",
        Comparator::AtMost => "<=",
        Comparator::LessThan => "<",
        Comparator::About => "~",
        Comparator::Range => "range",
        Comparator::Order => "order",
    }
}

fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::Level => "level",
        Measure::Increment => "increment",
        Measure::Decrement => "decrement",
        Measure::GrowthRate => "growth-rate",
        Measure::Multiple => "multiple",
        Measure::Rank => "rank",
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Target => "target",
        Kind::Fact => "fact",
        Kind::Forecast => "forecast",
        Kind::Baseline => "baseline",
        Kind::Count => "count",
        Kind::Threshold => "threshold",
        Kind::Support => "support",
        Kind::Duration => "duration",
        Kind::Ordinal => "ordinal",
        Kind::Name => "name",
        Kind::Idiom => "idiom",
        Kind::Identifier => "identifier",
        Kind::Vague => "vague",
    }
}

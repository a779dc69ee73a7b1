//! Documents: titles, numbers, issuers, aliases and later mentions. In: the main text with its sections. Out: a document for
//! each title or number, in order of first naming, with every later mention. Never done here: a document from a short name
//! alone (《办法》 whose title the page never gives), an issuer that is not named.

mod alias;
mod issuer;
mod kind;
mod naming;
mod number;
mod own;
mod register;
mod title;
mod window;

use std::collections::HashSet;

use alias::Demonstrative;
use naming::Naming;
use number::Number;
use register::Register;

use super::context::Context;
use super::date::{DateMention, Role};
use super::edtf::Edtf;
use crate::rules::Rules;
use crate::trace::TextSpan;

/// Bytes under a title in which the date of its adoption stands.
const NOTE: usize = 40;
/// Lines at the end of a page among which its signature stands.
const SIGNATURE: usize = 12;

/// What standing a document has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// In force or issued.
    #[default]
    Final,
    /// 征求意见稿, 草案.
    Draft,
    /// A law or regulation.
    Law,
    /// A newspaper, a film, a book.
    NotPolicy,
}

/// How a later mention names its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// 以下简称《通知》.
    AliasDefinition,
    /// 《通知》.
    Alias,
    /// 该《决定》, 该方案, 本办法.
    Demonstrative,
}

/// A later mention of a document.
#[derive(Clone, Debug)]
pub struct Mention {
    /// Where it stands.
    pub span: TextSpan,
    /// How it names the document.
    pub how: How,
}

/// A document named in the text. Its index in the list is its id.
#[derive(Clone, Debug)]
pub struct Document {
    /// Exactly what stands between 《 and 》 (line breaks and spaces that broke it taken out); `None` for a number alone.
    pub title: Option<String>,
    /// The first naming, marks included; of a number alone, the number; empty where the title stands outside the main text.
    pub span: TextSpan,
    /// 通知, 行动方案, 条例, …
    pub kind: Option<String>,
    /// Named issuers.
    pub issuers: Vec<String>,
    /// How many issued it together: 等7部门 → 7; else the number named, `None` where none is.
    pub issuer_count: Option<u32>,
    /// 文号, normalised: 机关代字〔YYYY〕N号.
    pub number: Option<String>,
    /// Where the number stands.
    pub number_span: Option<TextSpan>,
    /// Its date and what kind of date that is.
    pub date: Option<(Edtf, Role)>,
    /// The period its title names.
    pub period: Option<Edtf>,
    /// Its standing.
    pub status: Status,
    /// Short names without marks.
    pub aliases: Vec<String>,
    /// Later mentions, in order.
    pub mentions: Vec<Mention>,
    /// The rule that made it.
    pub rule: &'static str,
    /// What its sentence says was done with it.
    pub(crate) made: Option<Role>,
}

impl Document {
    fn new(span: TextSpan, rule: &'static str) -> Document {
        Document {
            title: None,
            span,
            kind: None,
            issuers: Vec::new(),
            issuer_count: None,
            number: None,
            number_span: None,
            date: None,
            period: None,
            status: Status::Final,
            aliases: Vec::new(),
            mentions: Vec::new(),
            rule,
            made: None,
        }
    }
}

/// The documents of the text, in order of first naming; their dates are not yet known.
pub fn find(context: &Context, rules: &Rules) -> Vec<Document> {
    let rules = &rules.documents;
    let numbers = number::find(context.text, rules);
    let namings = naming::find(context, &numbers, rules);
    let regions = context.sections.sections().iter().map(|section| section.region.as_ref().map(|region| region.adcode.clone())).collect();
    let mut reader = Reader {
        context,
        rules,
        numbers,
        register: Register::new(regions),
        defined: HashSet::new(),
        pending: Vec::new(),
        own: None,
        quoted: Vec::new(),
    };
    reader.page(&namings);
    let mut chain = None;
    for naming in namings {
        match naming {
            Naming::Title { .. } => reader.title(&naming, &mut chain),
            Naming::Number(index) => reader.number(index),
            Naming::Demonstrative(found) => reader.demonstrative(found),
        }
    }
    reader.finish()
}

/// Reads the namings in order and knows the documents named so far.
struct Reader<'c> {
    context: &'c Context<'c>,
    rules: &'c crate::rules::documents::DocumentRules,
    numbers: Vec<Number>,
    register: Register,
    /// Where the short names just defined begin: they name nothing new.
    defined: HashSet<usize>,
    /// Short names that no document before them fits.
    pending: Vec<(TextSpan, String)>,
    /// The page's own document.
    own: Option<usize>,
    /// Short names in quotation marks: the document, the name, where its definition ends.
    quoted: Vec<(usize, String, usize)>,
}

/// The title before, for 《甲》《乙》和《丙》: where it ends and who made it.
type Chain = Option<(usize, issuer::Making)>;

impl Reader<'_> {
    fn title(&mut self, naming: &Naming, chain: &mut Chain) {
        let Naming::Title { span, inner, rule, own, number, within } = *naming else { return };
        if self.defined.contains(&span.start) {
            return;
        }
        let (text, section) = (self.context.text, self.context.section_at(span.start));
        let title = title::clean(&text[inner.range()]);
        let around = chain.as_ref().filter(|(end, _)| span.start < *end).map(|(_, making)| making.clone());
        let mut making = match around {
            Some(making) => making,
            None if own => issuer::note(&text[span.end..], self.rules).unwrap_or_default(),
            None => self.making(span, chain),
        };
        if !making.adopted
            && let Some(organs) = issuer::of_title(&title, self.rules)
        {
            making.organs = organs;
        }
        let reach = chain.as_ref().map_or(span.end, |(end, _)| span.end.max(*end));
        *chain = Some((reach, making.clone()));
        let index = match self.known(&title, span, section) {
            Known::Document(index) => index,
            Known::Nothing => return,
            Known::New => {
                let sentence = self.context.sentence_at(span.start);
                let before = &text[sentence.start.min(span.start)..span.start];
                let after = window::after(text, span.end, 120);
                let document = Document {
                    kind: kind::name(&title, self.rules),
                    period: kind::period(&title),
                    status: kind::status(&title, before, after, self.rules),
                    title: Some(title.to_string()),
                    ..Document::new(span, rule)
                };
                self.register.add(document, section, self.rules)
            }
        };
        if own && self.own.is_none() {
            self.own = Some(index);
        }
        self.made(index, &title, making);
        let end = self.numbered(index, span, number, within);
        self.define(index, end, section);
    }

    /// The page's own document, where its title stands outside the main text and a number or an addressee goes with it.
    fn page(&mut self, namings: &[Naming]) {
        let shown = namings.iter().any(|naming| matches!(naming, Naming::Title { own: true, .. }));
        let Some(title) = own::outside(self.context, self.rules).filter(|_| !shown) else { return };
        let document = Document {
            kind: kind::name(title, self.rules),
            period: kind::period(title),
            status: kind::status(title, "", "", self.rules),
            title: Some(title.to_string()),
            ..Document::new(TextSpan::new(0, 0), naming::PAGE_TITLE)
        };
        let index = self.register.add(document, self.context.section_at(0), self.rules);
        self.made(index, title, issuer::Making::default());
        self.own = Some(index);
    }

    /// 关于印发《甲》的通知, the page's own: who signed it made 甲 as well.
    fn issued_by(&mut self, own: usize) {
        let Document { span, issuers, issuer_count, .. } = self.register.documents[own].clone();
        let text = self.context.text;
        let inside = |document: &Document| {
            document.issuers.is_empty() && document.span != span && span.contains(document.span) && {
                let before = text[span.start..document.span.start].trim_end_matches('《');
                ["印发", "发布", "公布", "印發", "發布"].iter().any(|word| before.ends_with(word))
            }
        };
        for document in self.register.documents.iter_mut().filter(|document| inside(document)) {
            document.issuers.clone_from(&issuers);
            document.issuer_count = issuer_count;
        }
    }

    /// What the page's metadata table says of its own document.
    fn described(&mut self, index: usize) {
        let page = self.context.sections.content().page();
        let document = &mut self.register.documents[index];
        if document.number.is_none()
            && let Some(written) = page.document_number.as_deref()
        {
            let number = number::find(written, self.rules).into_iter().next().map(|number| number.text);
            document.number = number.filter(|number| !number.is_empty());
        }
        if document.issuers.is_empty()
            && let Some(written) = page.issuer.as_deref().map(str::trim)
        {
            match issuer::ending(written, self.rules).filter(|organs| organs.length == written.len()) {
                Some(organs) => (document.issuers, document.issuer_count) = (organs.names, organs.count),
                // The table's label says that it is an organ, whether or not the name is known.
                None if is_name(written) => (document.issuers, document.issuer_count) = (vec![written.to_string()], Some(1)),
                None => {}
            }
        }
    }

    /// Which document a title in marks names.
    fn known(&mut self, title: &str, span: TextSpan, section: usize) -> Known {
        let (text, rules) = (self.context.text, self.rules);
        let start = alias::with_pointer(text, span.start);
        let mention = |how| Mention { span: TextSpan::new(start, span.end), how };
        let how = if start < span.start { How::Demonstrative } else { How::Alias };
        if let Some(index) = self.register.titled(title) {
            self.register.documents[index].mentions.push(mention(how));
            return Known::Document(index);
        }
        let bare = rules.kinds.exact(title::stem(title)).is_some_and(|kind| kind.name.is_some() && !kind.is_title);
        // An ending of a known title: 《行动方案》, 《未来产业行动方案》.
        let short = bare || !title.contains("关于") && kind::row(title, rules).is_some() && title.chars().count() <= 20;
        match self.register.meant(title::stem(title), section, rules) {
            Some(index) if short || self.register.documents[index].aliases.iter().any(|alias| alias == title) => {
                self.register.documents[index].mentions.push(mention(how));
                self.register.alias(index, title);
                return Known::Nothing;
            }
            _ if bare => {
                self.pending.push((TextSpan::new(start, span.end), title::stem(title).to_string()));
                return Known::Nothing;
            }
            _ => {}
        }
        Known::New
    }

    /// Who made the document, as its sentence says.
    fn making(&self, span: TextSpan, chain: &Chain) -> issuer::Making {
        let text = self.context.text;
        let start = self.context.sentence_at(span.start).start.min(span.start);
        let start = start.max(window::start(text, span.start, 900));
        if let Some((end, making)) = chain
            && *end >= start
            && *end <= span.start
            && text[*end..span.start].trim_matches(['、', '和', '与', '及', '以', ' ', '，']).is_empty()
        {
            return making.clone();
        }
        let making = issuer::before(&text[start..span.start], self.rules);
        if making.role.is_some() {
            return making;
        }
        let end = self.context.sentence_at(span.end.saturating_sub(1)).end.max(span.end);
        let after = issuer::after(window::after(text, span.end, (end - span.end).min(600)), self.rules);
        if after.organs.names.is_empty() { issuer::Making { organs: making.organs, ..after } } else { after }
    }

    /// Write down who made it; the organ that the title begins with comes first, but for what a session adopted.
    fn made(&mut self, index: usize, title: &str, making: issuer::Making) {
        let own = issuer::of_title(title, self.rules);
        let document = &mut self.register.documents[index];
        if document.issuers.is_empty() {
            let organs = match own {
                Some(own) if !making.adopted || making.organs.names.is_empty() => own,
                _ => making.organs,
            };
            document.issuer_count = organs.count;
            document.issuers = organs.names;
        }
        document.made = document.made.or(making.role);
    }

    /// The number that goes with a title, and where the title with its number ends.
    fn numbered(&mut self, index: usize, span: TextSpan, number: Option<usize>, within: bool) -> usize {
        let Some(at) = number else { return span.end };
        let number = &self.numbers[at];
        let document = &mut self.register.documents[index];
        if document.number.is_none() {
            document.number = Some(number.text.clone());
            document.number_span = Some(number.span);
        }
        self.register.number(index, &number.text);
        if number.span.start >= span.end && !within { number.span.end } else { span.end }
    }

    /// The short name defined behind it.
    fn define(&mut self, index: usize, end: usize, section: usize) {
        let definition = alias::definition(self.context.text, end);
        let Some(found) = definition else { return };
        if !self.defined.insert(found.span.start) {
            return;
        }
        // 关于印发《规划》的通知（以下简称《规划》): the inner title, where only that ends so.
        let ends =
            |index: usize| self.register.documents[index].title.as_deref().is_some_and(|title| title::stem(title).ends_with(&*found.word));
        let index = if ends(index) {
            index
        } else {
            self.register.meant(&found.word, section, self.rules).filter(|meant| *meant + 1 == index).unwrap_or(index)
        };
        self.register.documents[index].mentions.push(Mention { span: found.span, how: How::AliasDefinition });
        self.register.alias(index, &found.word);
        if self.quoted.len() < alias::MOST && self.context.text[found.span.range()].starts_with('“') {
            self.quoted.push((index, found.word, found.span.end));
        }
    }

    /// A number that stands with no title.
    fn number(&mut self, at: usize) {
        let number = &self.numbers[at];
        if let Some(index) = self.register.numbered(&number.text) {
            if self.register.documents[index].number_span != Some(number.span) {
                self.register.documents[index].mentions.push(Mention { span: number.span, how: How::Alias });
            }
            return;
        }
        let document =
            Document { number: Some(number.text.clone()), number_span: Some(number.span), ..Document::new(number.span, "document-number") };
        let (section, end) = (self.context.section_at(number.span.start), number.span.end);
        let index = self.register.add(document, section, self.rules);
        self.define(index, end, section);
    }

    fn demonstrative(&mut self, found: Demonstrative) {
        let section = self.context.section_at(found.span.start);
        let ends =
            |index: &usize| self.register.documents[*index].title.as_deref().is_some_and(|title| title::stem(title).ends_with(found.word));
        let own = self.own.filter(|_| found.own).filter(ends);
        // 本意见 on a page of 关于…的意见 is the page, which no short name of another document may take.
        let page = own::page_title(self.context, self.rules).filter(|title| found.own && title::stem(title).ends_with(found.word));
        if own.is_none() && page.is_some_and(|title| self.register.titled(title).is_none()) {
            return;
        }
        if let Some(index) = own.or_else(|| self.register.meant(found.word, section, self.rules)) {
            self.register.documents[index].mentions.push(Mention { span: found.span, how: How::Demonstrative });
        }
    }

    fn finish(mut self) -> Vec<Document> {
        for (index, word, end) in std::mem::take(&mut self.quoted) {
            let again = alias::again(self.context.text, end, &word);
            let mentions = again.into_iter().map(|span| Mention { span, how: How::Alias });
            self.register.documents[index].mentions.extend(mentions);
        }
        for (span, word) in std::mem::take(&mut self.pending) {
            if let Some(index) = self.register.only(&word, self.rules) {
                self.register.documents[index].mentions.push(Mention { span, how: How::Alias });
            }
        }
        if let Some(own) = self.own
            && self.register.documents[own].issuers.is_empty()
            && let Some(organs) = naming::signature(self.context, self.rules)
        {
            self.register.documents[own].issuers = organs.names;
            self.register.documents[own].issuer_count = organs.count;
        }
        if let Some(own) = self.own {
            self.described(own);
            self.issued_by(own);
        }
        for document in &mut self.register.documents {
            // 《刀剑如梦》: a short name of no kind that nobody issued.
            let named = document.title.as_deref().is_some_and(|title| {
                (2..=SHORT_NAME).contains(&title.chars().count())
                    && !title.contains("关于")
                    && !title.contains(|letter: char| letter.is_ascii_digit())
            });
            let kinds = |title: &str| self.rules.kinds.ending(title::stem(title)).is_some();
            let bare = !document.title.as_deref().is_some_and(kinds)
                && document.number.is_none()
                && document.issuers.is_empty()
                && document.made.is_none();
            if named && bare && document.status == Status::Final {
                document.status = Status::NotPolicy;
            }
            document.mentions.sort_by_key(|mention| (mention.span.start, mention.span.end));
        }
        self.register.documents
    }
}

/// Characters of a title that is hardly a document's, where it names no kind.
const SHORT_NAME: usize = 12;

/// Characters that the name of an organ has: 办公室 alone names none.
const NAME: std::ops::RangeInclusive<usize> = 5..=30;

/// Whether a cell can be the full name of one organ.
fn is_name(cell: &str) -> bool {
    NAME.contains(&cell.chars().count()) && cell.chars().all(char::is_alphabetic)
}

/// Which document a title names.
enum Known {
    /// One named before by the same title.
    Document(usize),
    /// A short name: written down as a mention, or waiting for its document.
    Nothing,
    /// A new one.
    New,
}

/// Give each document the date that belongs to it: the nearest date of its sentence, as what its verb says.
pub fn date(documents: &mut [Document], dates: &[DateMention], context: &Context, _rules: &Rules) {
    for document in documents {
        let sentence = context.sentence_at(document.span.start);
        let first = dates.partition_point(|date| date.span.end <= sentence.start);
        let near = dates[first..].iter().take_while(|date| date.span.start < sentence.end.max(document.span.end));
        let free = near.filter(|date| !date.span.overlaps(document.span) && matches!(date.edtf, Edtf::Point { .. }));
        let (mut chosen, mut effective): (Option<&DateMention>, Option<&DateMention>) = (None, None);
        for date in free.take(24) {
            let made = matches!(date.role, Role::Published | Role::Issued | Role::Adopted);
            if date.role == Role::Effective && date.span.start >= document.span.end {
                effective = effective.or(Some(date));
                continue;
            }
            let before = document.made.is_some() && date.span.end <= document.span.start && (made || date.role == Role::Event);
            let after = chosen.is_none() && made && date.span.start >= document.span.end;
            if before || after {
                chosen = Some(date);
            }
        }
        let role = |date: &DateMention| document.made.unwrap_or(date.role);
        document.date = chosen.map(|date| (date.edtf, role(date))).or(effective.map(|date| (date.edtf, Role::Effective)));
        if document.date.is_none() && matches!(document.rule, naming::OWN_TITLE | naming::PAGE_TITLE) {
            let written = context.sections.content().page().written;
            document.date = own_date(document, dates, context).or(written.map(|day| (Edtf::day(day), Role::Issued)));
        }
    }
}

/// The date of the page's own document: in the note under its title, else the one it is signed with.
fn own_date(document: &Document, dates: &[DateMention], context: &Context) -> Option<(Edtf, Role)> {
    let next = dates.partition_point(|date| date.span.start < document.span.end);
    let note = dates[next..].first().filter(|date| date.span.start - document.span.end <= NOTE && document.made == Some(Role::Adopted));
    if let Some(date) = note {
        return Some((date.edtf, Role::Adopted));
    }
    let last = context.lines.len().saturating_sub(SIGNATURE);
    let floor = context.lines.get(last)?.start.max(document.span.end);
    let alone = |date: &&DateMention| context.str(context.line_at(date.span.start)).trim() == context.str(date.span);
    let signed = dates[next..].iter().rev().take_while(|date| date.span.start >= floor).find(alone)?;
    matches!(signed.edtf, Edtf::Point { .. }).then_some((signed.edtf, Role::Issued))
}

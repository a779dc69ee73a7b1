//! The lexer against html5ever's tokenizer: html5ever's own tree builder, fed with our tokens, must build the tree that
//! `scraper::Html::parse_document` builds: the same elements, attributes, parents and text. Comments are left out of the comparison.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use ego_tree::iter::Edge;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Doctype, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink};
use html5ever::{Attribute, LocalName, QualName, ns};
use qingyuan::lex::{Lexer, TokenKind, attribute_value, push_reference};
use qingyuan::{Rules, Source, decode, repair};
use scraper::node::Node;
use scraper::{Html, HtmlTreeSink};

/// Line feeds as the standard's preprocessing leaves them.
fn feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Text with its references decoded.
fn decoded(text: &str) -> String {
    let (mut out, mut at) = (String::new(), 0);
    while let Some(found) = text[at..].find('&') {
        out.push_str(&feeds(&text[at..at + found]));
        at += found;
        match push_reference(&text.as_bytes()[at..], &mut out) {
            Some(len) => at += len,
            None => {
                out.push('&');
                at += 1;
            }
        }
    }
    out.push_str(&feeds(&text[at..]));
    out
}

/// A document type as html5ever reads it: how a page treats a table in a paragraph depends on it.
fn doctype(markup: &str) -> Doctype {
    struct Catch(RefCell<Doctype>);
    impl TokenSink for Catch {
        type Handle = ();
        fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
            if let Token::DoctypeToken(found) = token {
                self.0.replace(found);
            }
            TokenSinkResult::Continue
        }
    }
    let tokenizer = Tokenizer::new(Catch(RefCell::default()), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(markup));
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

/// The tree that html5ever's tree builder makes of our tokens.
fn of_lexer(markup: &str) -> Html {
    let builder = TreeBuilder::new(HtmlTreeSink::new(Html::new_document()), TreeBuilderOpts::default());
    let mut lexer = Lexer::remembering(markup);
    let text = |text: String| {
        if !text.is_empty() {
            let _ = builder.process_token(Token::CharacterTokens(StrTendril::from(text)), 1);
        }
    };
    while let Some(token) = lexer.next_token(builder.adjusted_current_node_present_but_not_in_html_namespace()) {
        let source = &markup[token.start..token.end];
        match token.kind {
            TokenKind::Text => text(decoded(source)),
            TokenKind::Cdata => text(feeds(source.trim_start_matches("<![CDATA[").trim_end_matches("]]>"))),
            TokenKind::Comment => {
                // A missing name (</>) is no comment but nothing.
                if source != "</>" {
                    let _ = builder.process_token(Token::CommentToken(StrTendril::new()), 1);
                }
            }
            TokenKind::Doctype => {
                let _ = builder.process_token(Token::DoctypeToken(doctype(source)), 1);
            }
            TokenKind::Open | TokenKind::Close if token.unfinished => {}
            TokenKind::Open | TokenKind::Close => {
                let is_open = token.kind == TokenKind::Open;
                let name = &markup[token.start + if is_open { 1 } else { 2 }..token.name_end];
                let mut attrs: Vec<Attribute> = Vec::new();
                for (name, value) in if is_open { lexer.remembered() } else { &[] } {
                    let name = QualName::new(None, ns!(), LocalName::from(markup[name.clone()].to_ascii_lowercase()));
                    if attrs.iter().all(|other| other.name != name) {
                        attrs.push(Attribute { name, value: StrTendril::from(attribute_value(&feeds(&markup[value.clone()]))) });
                    }
                }
                let tag = Tag {
                    kind: if is_open { TagKind::StartTag } else { TagKind::EndTag },
                    name: LocalName::from(name.to_ascii_lowercase()),
                    self_closing: token.self_closing,
                    attrs,
                    had_duplicate_attributes: false,
                };
                match builder.process_token(Token::TagToken(tag), 1) {
                    TokenSinkResult::RawData(kind) => {
                        let raw = &markup[lexer.raw_text(name.as_bytes())];
                        text(if kind == RawKind::Rcdata { decoded(raw) } else { feeds(raw) });
                    }
                    TokenSinkResult::Plaintext => {
                        text(feeds(&markup[lexer.at()..]));
                        lexer.seek(markup.len());
                    }
                    _ => {}
                }
            }
        }
    }
    let _ = builder.process_token(Token::EOFToken, 1);
    builder.end();
    builder.sink.finish()
}

/// A tree, written down: a line for each element with its depth and its attributes, and for each text with that of its parent.
fn written(page: &Html) -> String {
    let (mut out, mut depth, mut in_text) = (String::new(), 0usize, false);
    for edge in page.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(element) => {
                    depth += 1;
                    let mut attributes: Vec<String> = element.attrs().map(|(name, value)| format!("{name}={value:?}")).collect();
                    attributes.sort();
                    out.push_str(&format!("\n{depth} <{} {}>", element.name(), attributes.join(" ")));
                    in_text = false;
                }
                Node::Text(text) => {
                    if !in_text {
                        out.push_str(&format!("\n{depth} "));
                    }
                    out.push_str(&text.replace('\n', "␊"));
                    in_text = true;
                }
                _ => {}
            },
            Edge::Close(node) => {
                if node.value().is_element() {
                    depth -= 1;
                    in_text = false;
                }
            }
        }
    }
    out
}

/// The first line in which the trees differ.
fn difference(markup: &str) -> Option<String> {
    let (ours, theirs) = (written(&of_lexer(markup)), written(&Html::parse_document(markup)));
    if ours == theirs {
        return None;
    }
    let pair = ours.lines().zip(theirs.lines()).find(|(ours, theirs)| ours != theirs);
    let (ours, theirs) = pair.unwrap_or((ours.lines().last().unwrap_or(""), theirs.lines().last().unwrap_or("")));
    let short = |line: &str| line.chars().take(160).collect::<String>();
    Some(format!("\n  ours   {}\n  theirs {}", short(ours), short(theirs)))
}

fn html_under(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            html_under(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "html") {
            found.push(path);
        }
    }
}

/// The repaired markup of all pages under some folders.
fn pages(folders: &[&str]) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    folders.iter().for_each(|folder| html_under(&root.join(folder), &mut files));
    files.sort();
    let read = |path: PathBuf| {
        let source = Source::new("page.html", std::fs::read(&path).expect("a page"));
        let markup = repair(decode(&source), Rules::builtin()).text().to_string();
        (path, markup)
    };
    files.into_iter().map(read).collect()
}

#[test]
fn the_comparison_sees_what_differs() {
    let tree = |markup: &str| written(&Html::parse_document(markup));
    for other in ["<p a=1>乙</p>", "<p a=2>甲</p>", "<p b=1>甲</p>", "<i a=1>甲</i>", "<p a=1></p>甲"] {
        assert_ne!(written(&of_lexer("<p a=1>甲</p>")), tree(other));
    }
    assert_eq!(written(&of_lexer("<p a=1>甲</p>")), tree("<p a=1><!-- 乙 -->甲"));
}

#[test]
fn the_tree_of_our_tokens_is_the_tree_of_scraper() {
    let pages = pages(&["fixtures", "../shared/pages"]);
    assert!(pages.len() > 100, "{} pages", pages.len());
    let differ = |(path, markup): &(PathBuf, String)| difference(markup).map(|found| format!("{}{found}", path.display()));
    let wrong: Vec<String> = pages.iter().filter_map(differ).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), pages.len(), wrong.join("\n"));
}

/// Numbers from a seed: the same in every run.
struct Seed(u64);

impl Seed {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % most.max(1)
    }
}

/// What is put into a page: ends and beginnings of everything that a tokenizer knows.
const PIECES: [&str; 36] = [
    "<",
    ">",
    "&",
    "\"",
    "'",
    "=",
    "/",
    "<!",
    "<!--",
    "-->",
    "--!>",
    "<!-->",
    "<?",
    "</",
    "</ p>",
    "</>",
    "<![CDATA[",
    "]]>",
    "<svg>",
    "</svg>",
    "<math><mi>",
    "<title>",
    "</title>",
    "<textarea>",
    "<script>",
    "</script>",
    "<!--<script>",
    "<style>",
    "<table><tr>",
    "<p a=1 a=2>",
    "<p\u{c}x='>'/y>",
    "<a href=x/>",
    "&amp",
    "&notit;",
    "&#x80;",
    "<template>",
];

/// One to three pieces put in, or stretches taken out.
fn mutated(markup: &str, seed: &mut Seed) -> String {
    let mut page = markup.to_string();
    for _ in 0..1 + seed.below(3) {
        let at = page.floor_char_boundary(seed.below(page.len()));
        if seed.below(4) == 0 {
            let end = page.floor_char_boundary((at + seed.below(40)).min(page.len()));
            page.replace_range(at..end.max(at), "");
        } else {
            page.insert_str(at, PIECES[seed.below(PIECES.len())]);
        }
    }
    page
}

#[test]
fn mutated_pages_build_the_same_tree() {
    let pages = pages(&["fixtures/pages", "fixtures/content"]);
    let mut seed = Seed(20_261_126);
    let (mut tried, mut wrong) = (0, Vec::new());
    while tried < 5_000 {
        for (path, markup) in pages.iter().filter(|(_, markup)| markup.len() < 40_000) {
            let page = mutated(markup, &mut seed);
            tried += 1;
            if let Some(found) = difference(&page) {
                wrong.push(format!("{}, page {tried}{found}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {tried}, the first:\n{}", wrong.len(), wrong[..wrong.len().min(12)].join("\n"));
}

//! What void elements say of a page. In: a start tag of the scan. Out: its `meta` values, its canonical address and its frames, in the
//! scan's head. Never done here: deciding which of them is right.

use super::Scan;
use crate::content::Link;
use crate::lex::attribute_value;

impl Scan<'_> {
    /// An element without content: what a page says of itself in its head, and the frames it shows.
    pub(super) fn void(&mut self, name: &[u8]) {
        let is_meta = name.eq_ignore_ascii_case(b"meta");
        if name.eq_ignore_ascii_case(b"frame") {
            return self.frame();
        }
        if !is_meta && !name.eq_ignore_ascii_case(b"link") {
            return;
        }
        let (mut key, mut value, mut canonical) = (String::new(), None, false);
        for index in 0..self.tokens.attributes() {
            let (name, span) = self.tokens.attribute(index);
            let (name, raw) = (self.markup[name].to_ascii_lowercase(), &self.markup[span]);
            match name.as_str() {
                "name" | "property" | "itemprop" if is_meta && key.is_empty() => key = attribute_value(raw).trim().to_lowercase(),
                "content" if is_meta => value = Some(attribute_value(raw)),
                "rel" if !is_meta => canonical = raw.eq_ignore_ascii_case("canonical"),
                "href" if !is_meta => value = Some(attribute_value(raw)),
                _ => {}
            }
        }
        match value {
            Some(value) if is_meta && !key.is_empty() => self.out.head.metas.push((key, value)),
            Some(value) if canonical => self.out.head.canonical = self.out.head.canonical.take().or(Some(value)),
            _ => {}
        }
    }

    fn frame(&mut self) {
        let value = |wanted: &str| {
            let mut attributes = (0..self.tokens.attributes()).map(|index| self.tokens.attribute(index));
            let found = attributes.find(|(name, _)| self.markup[name.clone()].eq_ignore_ascii_case(wanted));
            found.map_or_else(String::new, |(_, span)| attribute_value(&self.markup[span]))
        };
        let frame = Link { text: value("name"), href: value("src") };
        if !frame.href.is_empty() {
            self.out.head.frames.push(frame);
        }
    }
}

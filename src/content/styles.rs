//! What a page's own styles hide. In: style attributes, `<style>` sheets, bare attributes. Out: whether and how an element is
//! hidden. Never done here: scripts, outer sheets, selectors with combinators.

use std::borrow::Cow;

use memchr::{memchr, memmem, memrchr_iter, memrchr2};
use rustc_hash::FxHashMap as HashMap;

/// How an element is hidden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd)]
pub(super) enum Hiding {
    /// Shown.
    #[default]
    Shown,
    /// `display: none` and the like: scripts often show it later.
    Switched,
    /// No size, off the screen, the colour of its ground: only ever done to hide.
    Disguised,
}

/// An inline state that lasts to its end tag, or to the end of the block it began in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inline {
    /// Height of the stack where it began.
    pub(super) height: usize,
    /// Open elements of its name.
    pub(super) depth: usize,
    /// Span of its name.
    pub(super) name: (usize, usize),
    pub(super) hiding: Hiding,
}

/// A length this far off the screen hides.
const FAR: f32 = -300.0;
/// A font this small (in px) hides.
const TINY: f32 = 2.0;

/// Class and id rules that hide.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    classes: HashMap<String, Hiding>,
    ids: HashMap<String, Hiding>,
    /// The lengths and first letters of those classes, as bits: most classes of a page are left at one look.
    shapes: u64,
}

/// A bit for the length and the first letter of a class.
fn shape(class: &str) -> u64 {
    let first = class.as_bytes().first().copied().unwrap_or_default();
    1 << ((usize::from(first) * 5 + class.len()) % 64)
}

impl Sheet {
    /// Read the page's sheets.
    pub(super) fn of<'s>(sheets: impl Iterator<Item = &'s str>) -> Sheet {
        let mut sheet = Sheet::default();
        sheets.for_each(|css| sheet.read(css));
        sheet
    }

    /// Whether no rule hides anything.
    pub(super) fn is_empty(&self) -> bool {
        self.classes.is_empty() && self.ids.is_empty()
    }

    fn read(&mut self, css: &str) {
        let mut rest = css;
        while let Some(open) = memchr(b'{', rest.as_bytes()) {
            let selectors = behind_comment(&rest[memrchr2(b'}', b';', &rest.as_bytes()[..open]).map_or(0, |at| at + 1)..open]);
            if selectors.trim_start().starts_with('@') {
                // What holds for print or a small screen does not hold here.
                rest = &rest[open + block_len(&rest[open..])..];
                continue;
            }
            let close = memchr(b'}', &rest.as_bytes()[open..]).map_or(rest.len(), |found| open + found);
            let usable = selectors.split(',').any(|selector| name_of(selector).is_some());
            let hiding = if usable { hiding_of(&rest[open + 1..close]) } else { Hiding::Shown };
            if hiding != Hiding::Shown {
                selectors.split(',').for_each(|selector| self.add(selector.trim(), hiding));
            }
            rest = rest.get(close + 1..).unwrap_or("");
        }
    }

    fn add(&mut self, selector: &str, hiding: Hiding) {
        let Some((mark, name)) = name_of(selector) else { return };
        let names = if mark == b'.' {
            self.shapes |= shape(name);
            &mut self.classes
        } else {
            &mut self.ids
        };
        names.insert(name.to_string(), hiding);
    }

    /// How the sheet hides an element of this id and these classes.
    pub(super) fn hiding(&self, id: &str, classes: &str) -> Hiding {
        if self.is_empty() {
            return Hiding::Shown;
        }
        let may = |class: &&str| self.shapes & shape(class) != 0;
        let by_class = classes.split_ascii_whitespace().filter(may).find_map(|class| self.classes.get(class));
        let by_id = if id.is_empty() { None } else { self.ids.get(id.trim()) };
        by_id.or(by_class).copied().unwrap_or_default()
    }
}

/// What stands behind the last comment.
fn behind_comment(selectors: &str) -> &str {
    let bytes = selectors.as_bytes();
    let end = memrchr_iter(b'/', bytes).find(|at| *at > 0 && bytes[*at - 1] == b'*');
    end.map_or(selectors, |at| &selectors[at + 1..])
}

/// The mark and the name of a selector that is one class or id, an element before it or not; `None` for all others.
fn name_of(selector: &str) -> Option<(u8, &str)> {
    let selector = selector.trim_ascii();
    let mark = selector.bytes().position(|byte| matches!(byte, b'.' | b'#'))?;
    let (element, name) = (&selector[..mark], &selector[mark + 1..]);
    // To CSS whatever is not ASCII may stand in a name.
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || !byte.is_ascii());
    (!name.is_empty() && plain(name) && plain(element)).then(|| (selector.as_bytes()[mark], name))
}

/// What the declarations of a style attribute say.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Style {
    pub(super) hiding: Hiding,
    pub(super) keeps_lines: bool,
    pub(super) white: bool,
}

impl Style {
    /// Read the declarations.
    pub(super) fn of(declarations: &str) -> Style {
        Style { hiding: hiding_of(declarations), keeps_lines: keeps_lines(declarations), white: is_white(declarations) }
    }
}

/// Length of a `{…}` block with blocks inside.
fn block_len(css: &str) -> usize {
    let mut depth = 0usize;
    for (at, byte) in css.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth <= 1 => return at + 1,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    css.len()
}

/// The letters that the properties read below begin with, as their place in the alphabet: `border`, `padding`, `z-index` are left there.
static MAY_HIDE: [bool; 32] = {
    let letters = b"dvofplrbtmwhc";
    let mut may = [false; 32];
    let mut at = 0;
    while at < letters.len() {
        may[(letters[at] & 31) as usize] = true;
        at += 1;
    }
    may
};

/// How a list of declarations hides.
fn hiding_of(declarations: &str) -> Hiding {
    let mut found = Hiding::Shown;
    let mut see = |hiding: Hiding| {
        if hiding > found {
            found = hiding;
        }
    };
    let (mut colour, mut ground) = (None, None);
    let (mut placed, mut far, mut flat, mut clipped) = (false, false, false, false);
    let declarations = match declarations.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(declarations.to_ascii_lowercase()),
        false => Cow::Borrowed(declarations),
    };
    let mut rest = &*declarations;
    while !rest.is_empty() {
        // Declarations are short: a byte after the other is faster than a search.
        let end = rest.bytes().position(|byte| byte == b';').unwrap_or(rest.len());
        let declaration = &rest[..end];
        rest = rest.get(end + 1..).unwrap_or("");
        let Some(colon) = declaration.bytes().position(|byte| byte == b':') else { continue };
        let property = declaration[..colon].trim_ascii();
        if !MAY_HIDE[usize::from(property.as_bytes().first().copied().unwrap_or_default() & 31)] {
            continue;
        }
        let value = declaration[colon + 1..].trim_ascii();
        let value = value.strip_suffix("!important").map_or(value, str::trim_end);
        match property {
            "display" if value == "none" => see(Hiding::Switched),
            "visibility" if value == "hidden" || value == "collapse" => see(Hiding::Switched),
            "opacity" | "filter" if length(value) == Some(0.0) || value.contains("opacity(0") || value.contains("opacity=0)") => {
                see(Hiding::Switched)
            }
            "font-size" if length(value).is_some_and(|size| size < TINY) && !is_relative(value) => see(Hiding::Disguised),
            "font-size" if length(value) == Some(0.0) => see(Hiding::Disguised),
            "position" => placed = value == "absolute" || value == "fixed" || value == "relative",
            "left" | "top" | "right" | "bottom" => far |= length(value).is_some_and(|length| length <= FAR),
            "text-indent" | "margin-left" | "margin-top" | "margin" if value.split(' ').filter_map(length).any(|it| it <= FAR) => {
                see(Hiding::Disguised)
            }
            "width" | "height" | "max-height" | "max-width" | "line-height" => {
                flat |= length(value).is_some_and(|it| it <= 1.0) && !is_relative(value) || length(value) == Some(0.0)
            }
            "overflow" | "overflow-x" | "overflow-y" => clipped |= value == "hidden",
            "clip" | "clip-path" if is_empty_clip(value) => see(Hiding::Disguised),
            "transform" if value.contains("scale(0)") || value.contains("translate(-9999") || value.contains("translatex(-9999") => {
                see(Hiding::Disguised)
            }
            "color" if value == "transparent" => see(Hiding::Disguised),
            "color" => colour = shade(value),
            "background" | "background-color" => ground = shade(value),
            _ => {}
        }
    }
    if placed && far || flat && clipped || colour.is_some() && colour == ground {
        see(Hiding::Disguised);
    }
    found
}

/// Whether declarations set white letters on no ground of their own.
fn is_white(declarations: &str) -> bool {
    let value = |name: &str| {
        declarations.split(';').find_map(|declaration| {
            let (property, value) = declaration.split_once(':')?;
            property.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_ascii_lowercase())
        })
    };
    value("color").is_some_and(|colour| shade(&colour) == Some([255; 3]))
        && value("background").is_none()
        && value("background-color").is_none()
        && value("background-image").is_none()
}

/// Whether line feeds of the markup are kept.
fn keeps_lines(declarations: &str) -> bool {
    memmem::find(declarations.as_bytes(), b"white-space").is_some_and(|at| {
        let value = declarations[at + 11..].trim_start_matches([':', ' ']);
        value.starts_with("pre")
    })
}

fn is_relative(value: &str) -> bool {
    value.ends_with("em") || value.ends_with('%') || value.ends_with("vh") || value.ends_with("vw") || value.ends_with("in")
}

fn is_empty_clip(value: &str) -> bool {
    let inside = value.split_once('(').map_or("", |(_, inside)| inside.trim_end_matches(')'));
    let mut lengths = inside.split([',', ' ']).filter(|part| !part.is_empty()).map(length).peekable();
    value.starts_with("rect") && lengths.peek().is_some() && lengths.all(|it| it.is_some_and(|it| it <= 1.0))
        || value.starts_with("inset(100%")
        || value.starts_with("inset(50%")
        || value.starts_with("circle(0")
}

/// The number a length starts with.
fn length(value: &str) -> Option<f32> {
    let end = value.find(|found: char| !(found.is_ascii_digit() || found == '.' || found == '-' || found == '+')).unwrap_or(value.len());
    value[..end].parse().ok()
}

/// A colour as red, green, blue; near-white counts as white.
fn shade(value: &str) -> Option<[u8; 3]> {
    let value = value.strip_suffix("!important").unwrap_or(value).trim();
    let first = value.split_ascii_whitespace().next().unwrap_or("");
    let channels = if value == "white" || first == "white" {
        [255; 3]
    } else if value == "black" || first == "black" {
        [0; 3]
    } else if let Some(hex) = first.strip_prefix('#') {
        let digit = |at: usize| hex.as_bytes().get(at).and_then(|byte| char::from(*byte).to_digit(16)).map(|found| found as u8);
        match hex.len() {
            3 | 4 => [digit(0)? * 17, digit(1)? * 17, digit(2)? * 17],
            6 | 8 => [digit(0)? * 16 + digit(1)?, digit(2)? * 16 + digit(3)?, digit(4)? * 16 + digit(5)?],
            _ => return None,
        }
    } else {
        let inside = value.strip_prefix("rgba(").or_else(|| value.strip_prefix("rgb("))?.split(')').next()?;
        let mut parts = inside.split([',', ' ']).filter(|part| !part.is_empty()).map(|part| part.parse::<u8>().ok());
        [parts.next()??, parts.next()??, parts.next()??]
    };
    Some(if channels.iter().all(|channel| *channel >= 250) { [255; 3] } else { channels })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_that_hide() {
        for hidden in [
            "display:none",
            "DISPLAY : None !important",
            "color:red; visibility: hidden",
            "opacity:0",
            "font-size:0px",
            "font-size: 1px",
            "position:absolute;left:-9999px",
            "position:fixed; top:-1000em",
            "text-indent:-9999px",
            "height:0;overflow:hidden",
            "width:1px;height:1px;overflow:hidden",
            "color:#fff;background:#ffffff",
            "color:rgb(255,255,255);background-color:white",
            "clip:rect(0,0,0,0)",
            "margin-left:-9999px",
        ] {
            assert_ne!(hiding_of(hidden), Hiding::Shown, "{hidden}");
        }
        for shown in [
            "",
            "display:block",
            "font-size:1em",
            "font-size:16px",
            "opacity:0.8",
            "left:-10px;position:absolute",
            "text-indent:2em",
            "text-indent:-21.0pt",
            "margin-left:-20px",
            "height:0",
            "overflow:hidden;height:200px",
            "color:#fff;background:#c00",
            "color:#ffffff",
            "clip:rect(0,100px,20px,0)",
            "line-height:1.5;overflow:hidden",
            "width:1%;overflow:hidden",
        ] {
            assert_eq!(hiding_of(shown), Hiding::Shown, "{shown}");
        }
    }

    #[test]
    fn sheets_hide_by_plain_class_and_id_only() {
        let sheet = Sheet::of(std::iter::once(
            "/* x */ .a, p.b{display:none} #c{position:absolute;left:-999px}\n.d .e{display:none} .f:hover{display:none}\
             @media print{.g{display:none}} .h{color:red}",
        ));
        for (id, class, hidden) in
            [("", "a", true), ("", "x b", true), ("c", "", true), ("", "e", false), ("", "f", false), ("", "g", false), ("", "h", false)]
        {
            assert_eq!(sheet.hiding(id, class) != Hiding::Shown, hidden, "#{id} .{class}");
        }
    }
}

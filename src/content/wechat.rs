//! What a WeChat article says of itself in its scripts: the account and the time are put into the page only when it is shown. In:
//! the markup. Out: the account's name and the day. Never done here: running scripts.

use jiff::civil::Date;
use memchr::memmem;

use super::lines::Head;
use crate::lex::attribute_value;

/// China has one time, eight hours ahead.
const OFFSET: i64 = 8 * 3600;

/// Whether the head is that of a WeChat article.
pub fn is_article(head: &Head) -> bool {
    head.metas.iter().any(|(name, content)| name == "og:site_name" && content.trim() == "微信公众平台")
}

/// The account that published it.
pub fn account(markup: &str) -> Option<String> {
    let shown = value_behind(markup, "id=\"js_name\"", '>', '<');
    let scripted = || value_behind(markup, "var nickname", '"', '"').or_else(|| value_behind(markup, "nick_name", '\'', '\''));
    let name = attribute_value(shown.filter(|name| !name.trim().is_empty()).or_else(scripted)?);
    Some(name.trim().to_string()).filter(|name| (1..=40).contains(&name.chars().count()))
}

/// The day it was published, in China.
pub fn published(markup: &str) -> Option<Date> {
    let seconds: i64 = value_behind(markup, "var ct", '"', '"')?.parse().ok()?;
    let days = jiff::Span::new().try_days(seconds.checked_add(OFFSET)?.div_euclid(24 * 3600)).ok()?;
    let date = Date::constant(1970, 1, 1).checked_add(days).ok()?;
    (2012..=2099).contains(&date.year()).then_some(date)
}

/// What stands between `open` and `close` close behind a key.
fn value_behind<'m>(markup: &'m str, key: &str, open: char, close: char) -> Option<&'m str> {
    let rest = &markup[memmem::find(markup.as_bytes(), key.as_bytes())? + key.len()..];
    let rest = &rest[..rest.floor_char_boundary(300)];
    let (_, rest) = rest.split_once(open)?;
    rest.split_once(close).map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_tell_account_and_day() {
        let markup = "<script>var ct = \"1718035200\"; var nickname = htmlDecode(\"某市发布&amp;政务\");</script>";
        assert_eq!(published(markup).map(|date| date.to_string()).as_deref(), Some("2024-06-11"));
        assert_eq!(account(markup).as_deref(), Some("某市发布&政务"));
        assert_eq!(account("<a href=\"x\" id=\"js_name\">\n 某区教育 </a>").as_deref(), Some("某区教育"));
        assert_eq!((published("var ct = \"\""), account("甲")), (None, None));
    }
}

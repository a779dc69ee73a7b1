//! The language that people are spoken to in. In: `--lang` or the locale. Out: one of two. Data are the same in both.

use std::ffi::OsString;

use clap::ValueEnum;

/// A language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// 中文.
    Zh,
    /// English.
    #[default]
    En,
}

impl Lang {
    /// What the command line says, before it is parsed: help is made before. Else what the locale says.
    pub fn of_line(line: &[OsString]) -> Lang {
        let words: Vec<_> = line.iter().map(|word| word.to_string_lossy()).collect();
        let behind = words.windows(2).find(|pair| pair[0] == "--lang").map(|pair| pair[1].to_string());
        let joined = words.iter().find_map(|word| word.strip_prefix("--lang=").map(str::to_string));
        behind
            .or(joined)
            .and_then(|name| Lang::from_str(&name, true).ok())
            .unwrap_or_else(|| Lang::of_locale(|name| std::env::var(name).ok()))
    }

    /// What POSIX's variables say; the first that is set counts.
    fn of_locale(variable: impl Fn(&str) -> Option<String>) -> Lang {
        let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| variable(name).filter(|value| !value.is_empty()));
        match set.is_some_and(|locale| locale.to_lowercase().starts_with("zh")) {
            true => Lang::Zh,
            false => Lang::En,
        }
    }

    /// The words of this language.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_counts_before_the_locale() {
        let line = |words: &[&str]| Lang::of_line(&words.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(line(&["qingyuan", "show", "--lang", "zh"]), Lang::Zh);
        assert_eq!(line(&["qingyuan", "--lang=zh", "show"]), Lang::Zh);
        let locale = |all: &str, lang: &str| {
            Lang::of_locale(|name| {
                Some(
                    if name == "LC_ALL" {
                        all
                    } else if name == "LANG" {
                        lang
                    } else {
                        ""
                    }
                    .into(),
                )
            })
        };
        assert_eq!((locale("", "zh_CN.UTF-8"), locale("C", "zh_CN.UTF-8"), locale("", "")), (Lang::Zh, Lang::En, Lang::En));
    }
}

//! The summary in words, Chinese or English.

use unicode_width::UnicodeWidthStr;

use super::{Stop, Summary, counts, duration, grouped};
use crate::lang::Lang;

/// Columns of the names of rows.
const NAMES: usize = 12;

/// A row's words: where a line would be full, the next one begins below the first one's words.
fn wrapped(words: &str, columns: Option<usize>) -> String {
    let room = columns.map_or(usize::MAX, |columns| columns.saturating_sub(NAMES + 3).max(20));
    let (mut out, mut used) = (String::new(), 0);
    for part in words.split_inclusive(", ") {
        if used > 0 && used + part.trim_end().width() > room {
            out.truncate(out.trim_end().len());
            out += &format!("\n{:indent$}", "", indent = NAMES + 2);
            used = 0;
        }
        out += part;
        used += part.width();
    }
    out
}

impl Summary {
    /// One sentence, and for more than one page a table under it, in lines of so many columns where a terminal has them.
    pub fn told(&self, lang: Lang, columns: Option<usize>) -> String {
        let mut told = format!("qingyuan: {}", lang.pick(self.sentence_zh(), self.sentence_en()));
        // One page tells of itself.
        if self.done > 1 {
            for (name, words) in self.rows(lang) {
                let gap = NAMES.saturating_sub(name.width());
                told += &format!("\n  {name}{:gap$}{}", "", wrapped(&words, columns));
            }
        }
        told
    }

    fn sentence_en(&self) -> String {
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        let mut words = format!("{} page{} extracted", grouped(self.done), plural(self.done));
        if self.kept > 0 {
            words += &format!(" ({} of them by an earlier run)", grouped(self.kept));
        }
        if self.failed > 0 {
            words += &format!(", {} failed", grouped(self.failed));
        }
        if self.unread > 0 {
            words += &format!(", {} input{} not read", grouped(self.unread), plural(self.unread));
        }
        if self.skipped.others > 0 {
            words += &format!(", {} skipped (no page by ending or type)", grouped(self.skipped.others));
        }
        if self.skipped.archives > 0 {
            let archives = self.skipped.archives;
            words += &format!(", {archives} archive{} in folders left alone: name them to read them", plural(archives));
        }
        words
            + match self.stopped {
                None => "",
                Some(Stop::Interrupted) => "; interrupted, --resume goes on from here",
                Some(Stop::MaxErrors) => "; stopped by --max-errors, --resume goes on from here",
                Some(Stop::TimeLimit) => "; stopped, because too many pages took longer than --time-limit",
            }
    }

    fn sentence_zh(&self) -> String {
        let mut words = format!("提取了 {} 个页面", grouped(self.done));
        if self.kept > 0 {
            words += &format!("（其中 {} 个来自先前的运行）", grouped(self.kept));
        }
        if self.failed > 0 {
            words += &format!("，{} 个失败", grouped(self.failed));
        }
        if self.unread > 0 {
            words += &format!("，{} 个输入未能读取", grouped(self.unread));
        }
        if self.skipped.others > 0 {
            words += &format!("，跳过 {} 个（从扩展名或类型看不是页面）", grouped(self.skipped.others));
        }
        if self.skipped.archives > 0 {
            words += &format!("，文件夹中有 {} 个归档未读：请在命令行写明", self.skipped.archives);
        }
        words
            + match self.stopped {
                None => "",
                Some(Stop::Interrupted) => "；被中断，--resume 从这里继续",
                Some(Stop::MaxErrors) => "；因 --max-errors 停止，--resume 从这里继续",
                Some(Stop::TimeLimit) => "；停止：太多页面超过了 --time-limit",
            }
    }

    /// Rows of a table under the sentence.
    fn rows(&self, lang: Lang) -> Vec<(&'static str, String)> {
        let (pages, bytes) = self.speed();
        let values = &self.tally.values;
        let found = [
            (values.targets, lang.pick("目标", "targets")),
            (values.documents, lang.pick("文件", "documents")),
            (values.dates, lang.pick("日期", "dates")),
            (values.figures, lang.pick("其他数字", "figures")),
            (values.places, lang.pick("地名", "places")),
            (values.sections, lang.pick("段落", "sections")),
        ];
        let repairs = self.tally.repairs.iter().map(|(class, undone)| {
            let (count, pages) = (grouped(undone.count), grouped(undone.pages));
            lang.pick(
                format!("{class} {count} 处（{pages} 页）"),
                format!("{class} {count} on {pages} page{}", if undone.pages == 1 { "" } else { "s" }),
            )
        });
        let speed = lang.pick(
            format!("{}，每秒 {pages:.0} 页、{:.1} MB", duration(self.seconds), bytes / 1e6),
            format!("{}, {pages:.0} pages/s, {:.1} MB/s", duration(self.seconds), bytes / 1e6),
        );
        let rows = [
            (lang.pick("用时", "time"), speed),
            (lang.pick("页面", "pages"), counts(&self.tally.pages)),
            (lang.pick("编码", "encodings"), counts(&self.tally.encodings)),
            (lang.pick("修复", "repairs"), repairs.collect::<Vec<_>>().join(", ")),
            (lang.pick("残留损坏", "damage left"), counts(&self.tally.damage)),
            (lang.pick("提取的值", "values"), found.map(|(count, name)| format!("{name} {}", grouped(count))).join(", ")),
            (lang.pick("错误", "errors"), counts(&self.errors)),
        ];
        rows.into_iter().filter(|(_, words)| !words.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_rows_go_on_below_their_first_words() {
        assert_eq!(
            wrapped("targets 10,670, documents 2,606, dates 12", Some(40)),
            "targets 10,670,\n              documents 2,606, dates 12"
        );
        assert_eq!(wrapped("targets 10,670, documents 2,606", None), "targets 10,670, documents 2,606");
    }
}

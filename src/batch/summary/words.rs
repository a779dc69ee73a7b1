//! The summary in words, Chinese or English.

use super::{Stop, Summary, counts, duration, grouped};
use crate::lang::Lang;

impl Summary {
    /// One sentence, and for more than one page a table under it.
    pub fn told(&self, lang: Lang) -> String {
        let mut told = format!("qingyuan: {}", lang.pick(self.sentence_zh(), self.sentence_en()));
        // One page tells of itself.
        if self.done > 1 {
            for (name, words) in self.rows(lang) {
                let gap = lang.pick(12usize.saturating_sub(2 * name.chars().count()), 12usize.saturating_sub(name.len()));
                told += &format!("\n  {name}{:gap$}{words}", "");
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

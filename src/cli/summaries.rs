//! Help in Chinese: the summary of each subcommand. In: the command as it is defined, in English. Out: the same, told in Chinese.

use clap::Command;

use crate::lang::Lang;

/// What the command is.
const ABOUT: &str = "清源：把抓取来的中文政策网页（不论乱码多严重）变成可以引用的数据行";

/// Each subcommand's summary.
const SUMMARIES: [(&str, &str); 11] = [
    ("extract", "提取记录：日期、文件、目标、分地区段落，每个值都带出处"),
    ("explain", "逐个说明页面上的数字和日期：为什么是这种类型、期限和地区"),
    ("show", "在终端里阅读一个页面：修复后的正文，值按类型着色，下面是表格"),
    ("check", "把页面与旁边保存的记录比较，按字段说明有什么变化"),
    ("diff", "比较 extract 的两次输出，按字段说明有什么变化"),
    ("eval", "用人工标注的答案给提取结果打分"),
    ("repair", "只修复乱码：输入文本，输出修复后的文本，逐行对应"),
    ("schema", "输出记录的 JSON Schema，或字段、列的说明表"),
    ("config", "输出 extract 将使用的设置（qingyuan.toml 格式）以及每项的来源"),
    ("completions", "输出某种 shell 的补全脚本"),
    ("man", "输出命令或子命令的手册页"),
];

/// The command in the language of its user.
pub fn told_in(command: Command, lang: Lang) -> Command {
    if lang == Lang::En {
        return command;
    }
    let command = command.about(ABOUT).subcommand_help_heading("命令").after_help(EXAMPLES);
    SUMMARIES.iter().fold(command, |command, (name, summary)| command.mut_subcommand(*name, |sub| sub.about(*summary)))
}

const EXAMPLES: &str = "\
示例：
  qingyuan extract pages/ -o output             每个页面一个 JSON 文件，放在 output/ 下
  qingyuan extract pages.jsonl -o - | jq .targets   记录以 JSON Lines 写到标准输出
  qingyuan extract pages/ -o output --format csv    表格：每个值一行
  qingyuan show page.html                       在终端里阅读页面
  qingyuan check fixtures/pages                 页面是否仍给出旁边保存的记录

退出码：0 全部完成；1 有页面失败，或比较出差异；2 用法、配置有误，或输入输出无法读写；130 被 Ctrl-C 中断。";

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Arguments;

    #[test]
    fn every_subcommand_has_its_summary() {
        let command = Arguments::command();
        let mut names: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
        let mut told: Vec<&str> = SUMMARIES.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        told.sort_unstable();
        assert_eq!(names, told);
    }
}

//! Help in Chinese, from one place. In: the command as it is defined, in English. Out: the same command, told in Chinese: summaries,
//! every flag, examples. Never done here: names of flags and values, which are the same in both languages.

use clap::builder::{Resettable, StyledStr};
use clap::{Arg, Command};

use crate::lang::Lang;

/// What the command is.
const ABOUT: &str = "清源：把抓取来的中文政策网页（不论乱码多严重）变成可以引用的数据行";

/// Where the parts of a help page stand.
const TEMPLATE: &str = "{before-help}{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

const EXAMPLES: &str = "\
示例：
  qingyuan extract pages/ -o output             每个页面一个 JSON 文件，放在 output/ 下
  qingyuan extract pages.jsonl -o - | jq .targets   记录以 JSON Lines 写到标准输出
  qingyuan repair page.txt > repaired.txt       只修复乱码，逐行对应
  qingyuan show page.html                       在终端里阅读页面，值带颜色
  qingyuan explain page.html --value 3          第三个数字或日期为什么是这样
  qingyuan check fixtures/pages                 页面是否仍给出旁边保存的记录
  qingyuan diff output-old output               两次输出之间有什么变化
  qingyuan schema > record.schema.json          记录的结构

退出码：0 全部完成；1 有页面失败；2 用法、配置有误，或输入输出无法读写；130 被 Ctrl-C 中断。";

/// A subcommand, told.
struct Told {
    name: &'static str,
    summary: &'static str,
    /// Flags and arguments by their ids, where no other subcommand has the same one.
    own: &'static [(&'static str, &'static str)],
    examples: &'static str,
}

/// Flags and arguments that several subcommands have with one meaning.
const SHARED: &[(&str, &str)] = &[
    ("help", "显示帮助"),
    ("version", "显示版本"),
    ("lang", "帮助、小结和 show 所用的语言 [默认：按系统区域设置]"),
    ("path", "一个页面（文本或 HTML）；- 表示标准输入"),
    ("published", "页面没有写日期时所用的日期（YYYY-MM-DD）"),
    ("region", "没有写明地方时页面所说地方的 GB/T 2260 代码（六位数字）"),
    ("encoding", "页面的编码；优先于页面自己的声明和从字节看出的编码"),
    ("rules", "规则表（*.tsv）所在的文件夹，取代同名的内置表"),
    ("config", "设置文件 [默认：本文件夹或上级文件夹中最近的 qingyuan.toml]"),
    ("quiet", "只说出错的"),
    ("verbose", "说明在做什么：-v 逐个输入，-vv 逐个页面"),
    ("color", "颜色：auto 只在终端上（设了 NO_COLOR 则不用），always 写入文件或管道时也用，never 不用"),
    ("only", "只比较记录的这些字段（dates,targets,text,…）"),
    // Of `extract`, and of `config`, which prints them.
    ("output", "写入的文件夹；- 表示标准输出"),
    (
        "format",
        "json：每个页面一个文件；jsonl：一个文件，每行一个页面；csv、parquet：表格，每个值一行（pages、sections、dates、documents、targets、\
         figures）；几种之间用逗号 [默认：文件夹里为 json，标准输出为 jsonl]",
    ),
    ("bom", "CSV 文件以字节顺序标记开头，Excel 由此知道是 UTF-8"),
    ("jobs", "处理页面的线程数；为 1 时只用一个核 [默认：每核一个]"),
    ("max_page", "页面的最大长度，以字节计，或带 KiB、MiB、GiB；更长的会报告"),
    ("time_limit", "一个页面最多用多少秒；超时的放弃并报告"),
    ("max_errors", "失败的页面和输入多于 N 个时结束运行"),
    ("fail_on_error", "有页面失败时退出码为 1：这是默认"),
    ("no_fail_on_error", "只要每个输入都读得了，有页面失败时退出码也为 0"),
    ("summary", "结束时说什么：text 在标准错误上说；json 在标准输出上写一行（记录写到别处时）；none 不说"),
];

/// Every subcommand.
const COMMANDS: &[Told] = &[
    Told {
        name: "extract",
        summary: "提取记录：日期、文件、目标、分地区段落，每个值都带出处",
        own: &[
            (
                "paths",
                "页面：文件；文件夹（其中的 .html .htm .shtml .xhtml .txt 和没有后缀的文件）；带引号的通配（'*.html'、'**'、'{a,b}'）；\
                 JSON Lines（.jsonl）；归档（.zip .tar .warc .wet），都可以再带 .gz 或 .zst；- 表示标准输入",
            ),
            ("files_from", "一个文件，每行写一个输入的路径；- 表示标准输入"),
            ("resume", "接着上次中断的运行：选项和规则相同时，已完成页面的记录保留不动"),
        ],
        examples: "\
示例：
  qingyuan extract page.html                          一个页面，记录写成一行 JSON
  qingyuan extract pages/ -o output                   一个文件夹，每个页面一个 JSON 文件
  qingyuan extract 'crawl/*.warc.gz' extra.zip -o output --format jsonl
                                                      归档，全部记录写入 output/pages.jsonl
  qingyuan extract pages/ -o output --format jsonl,csv   记录和表格，说明见 DATACARD.md
  find . -name '*.shtml' | qingyuan extract --files-from - -o output
  qingyuan extract crawl.tar.zst -o output --resume   从中断的地方继续
  qingyuan extract output/failed.jsonl -o again       把失败的再做一次

失败的页面在标准错误上逐个说明，并列入 failed.jsonl；其他页面照常完成。此时退出码为 1，除非给出 --no-fail-on-error
（或在 qingyuan.toml 里写 fail-on-error = false）。",
    },
    Told {
        name: "explain",
        summary: "逐个说明页面上的数字和日期：为什么是这种类型、期限和地区",
        own: &[("value", "只说第 N 个值，从 1 数起")],
        examples: "\
示例：
  qingyuan explain page.html                    页面上的每个数字和日期，各带理由
  qingyuan explain page.html --value 3          只说第三个",
    },
    Told {
        name: "show",
        summary: "在终端里阅读一个页面：修复后的正文，值按类型着色，下面是表格",
        own: &[("raw", "逐行对照：左边是输入原来的样子，右边是修复后的正文"), ("width", "列数 [默认：终端的列数，否则 100]")],
        examples: "\
示例：
  qingyuan show page.html                       页面，以及它的日期、文件、目标
  qingyuan show page.html --raw                 损坏的文本与修复后的文本对照
  qingyuan show page.html --color always | less -R",
    },
    Told {
        name: "check",
        summary: "把页面与旁边保存的记录比较，按字段说明有什么变化",
        own: &[
            ("dir", "用例所在的文件夹，或一个用例"),
            ("bless", "以程序现在的结果为准，改写有差异的记录；与 --only 同用时只改这些字段"),
            ("format", "text：按字段，给人看，带颜色；json：一个对象；junit：给 CI 服务器的 XML"),
            ("new", "用这个页面建一个用例：一个文件夹，内有页面的副本和它现在给出的记录"),
            ("name", "新用例的名称 [默认：页面的名称，不带后缀]"),
            ("published", "新用例的页面没有写日期时所用的日期（YYYY-MM-DD）"),
            ("region", "新用例的页面所说地方的 GB/T 2260 代码"),
            ("quiet", "只说总数"),
        ],
        examples: "\
示例：
  qingyuan check fixtures/pages                        有什么变化，按字段；有变化时退出码为 1
  qingyuan check fixtures/pages --bless                以程序现在的结果为准
  qingyuan check fixtures/pages --new page.html        用一个页面建一个用例
  qingyuan check fixtures/pages --format junit > check.xml   给 CI 服务器

一个用例是一个文件夹，内有 page.html 或 page.txt、record.json（应当给出的记录）、about.md（为什么有它）；从外面知道什么时还有
case.toml（published、region、encoding）。
退出码：0 没有差异；1 有差异，或有无法比较的用例；2 用法有误，或没有用例。",
    },
    Told {
        name: "diff",
        summary: "比较 extract 的两次输出，按字段说明有什么变化",
        own: &[
            ("old", "旧的输出：extract 写的文件夹、一个 JSON Lines 文件，或一条记录"),
            ("new", "新的输出"),
            ("format", "text：按字段，给人看，带颜色；json：一个对象；junit：给 CI 服务器的 XML"),
            ("quiet", "只说总数"),
        ],
        examples: "\
示例：
  qingyuan diff output-old output                      逐页说明有什么变化，并给出总数
  qingyuan diff output-old output --only targets -q    只给 targets 里变化的总数
  qingyuan diff old.jsonl new.jsonl --format json | jq .changes

页面按 id 对应。退出码：0 没有差异；1 有差异；2 用法有误，或没有记录。",
    },
    Told {
        name: "eval",
        summary: "用人工标注的答案给提取结果打分",
        own: &[
            ("cases", "页面：extract 能读的都可以"),
            ("answers", "答案，JSON Lines"),
            ("misses", "逐个说明没有对上的"),
            ("format", "text：给人看的表；json：一个对象"),
        ],
        examples: "\
示例：
  qingyuan eval cases.jsonl answers.jsonl              得分，给人看
  qingyuan eval cases.jsonl answers.jsonl --misses     并逐行说明没有对上的
  qingyuan eval pages/ answers.jsonl --format json     得分写成 JSON，可作 CI 的下限

答案每行一个用例：{\"id\", \"numbers\": [{\"text\", \"start\", \"end\", \"kind\", \"value\", \"unit\", \"object\", \"comparator\", \"deadline\"}],
\"dates\": [{\"text\", \"edtf\", \"role\"}], \"documents\": [{\"title\", \"number\", \"issuers\"}], \"sections\": [{\"heading\", \"adcode\", \"first\", \"last\"}]}；
每项都可以标 \"optional\"。id 是页面的 id，或其路径的最后一段。",
    },
    Told {
        name: "repair",
        summary: "只修复乱码：输入文本，输出修复后的文本，逐行对应",
        own: &[("explain", "在标准错误上以 JSON Lines 说明每处修改和每处留下的损坏")],
        examples: "\
示例：
  qingyuan repair page.txt > repaired.txt       修复后的文本，逐行对应
  qingyuan repair --explain page.txt 2> edits.jsonl   并说明每处修改",
    },
    Told {
        name: "schema",
        summary: "输出记录的 JSON Schema，或字段、列的说明表",
        own: &[
            ("fields", "改为输出记录各字段的 Markdown 表"),
            ("columns", "改为输出 CSV 和 Parquet 文件各列的 Markdown 表"),
        ],
        examples: "\
示例：
  qingyuan schema > record.schema.json          记录的结构
  qingyuan schema --columns                     表格的每一列是什么意思",
    },
    Told {
        name: "config",
        summary: "输出 extract 将使用的设置（qingyuan.toml 格式）以及每项的来源",
        own: &[],
        examples: "\
示例：
  qingyuan config                               每项设置和它的来源
  qingyuan config > qingyuan.toml               以它们开始一个设置文件",
    },
    Told {
        name: "completions",
        summary: "输出某种 shell 的补全脚本",
        own: &[("shell", "哪种 shell")],
        examples: "\
示例：
  qingyuan completions bash > ~/.local/share/bash-completion/completions/qingyuan
  qingyuan completions zsh > \"${fpath[1]}/_qingyuan\"
  qingyuan completions fish > ~/.config/fish/completions/qingyuan.fish",
    },
    Told {
        name: "man",
        summary: "输出命令或子命令的手册页",
        own: &[("command", "子命令 [默认：整个命令的手册页]")],
        examples: "\
示例：
  qingyuan man > ~/.local/share/man/man1/qingyuan.1
  qingyuan man extract | man -l -",
    },
];

/// The command in the language of its user.
pub fn told_in(mut command: Command, lang: Lang) -> Command {
    if lang == Lang::En {
        return command;
    }
    // Flags that clap adds by itself, and those of every subcommand, are there once it is built.
    command.build();
    let command = dressed(command, &[]).about(ABOUT).after_help(EXAMPLES).subcommand_help_heading("命令").subcommand_value_name("命令");
    command.mut_subcommands(|sub| match COMMANDS.iter().find(|told| told.name == sub.get_name()) {
        Some(told) => dressed(sub, told.own).about(told.summary).after_help(told.examples),
        // The one that clap adds.
        None => sub.about("显示本帮助，或某个子命令的帮助"),
    })
}

/// A command with its own flags told.
fn dressed(command: Command, own: &'static [(&str, &str)]) -> Command {
    command.help_template(TEMPLATE).mut_args(|arg| {
        let words = own.iter().chain(SHARED).find(|(id, _)| arg.get_id() == *id);
        words.map_or(arg.clone(), |(_, words)| retold(arg, words))
    })
}

/// A flag or argument in these words, with what clap would add to them in English.
fn retold(arg: Arg, words: &str) -> Arg {
    let takes_value = arg.get_action().takes_values();
    let defaults: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    let values: Vec<String> = match takes_value {
        true => arg.get_possible_values().iter().map(|value| value.get_name().to_string()).collect(),
        false => Vec::new(),
    };
    let mut words = words.to_string();
    if !values.is_empty() {
        words += &format!(" [可选：{}]", values.join("、"));
    }
    if takes_value && !defaults.is_empty() {
        words += &format!(" [默认：{}]", defaults.join("、"));
    }
    let heading = if arg.is_positional() { "参数" } else { "选项" };
    let bare = arg.help(words).long_help(Resettable::<StyledStr>::Reset).help_heading(heading);
    bare.hide_possible_values(true).hide_default_value(true)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory;

    use super::*;
    use crate::cli::Arguments;

    fn is_chinese(text: &str) -> bool {
        text.contains(|letter: char| ('\u{4e00}'..='\u{9fff}').contains(&letter))
    }

    /// The commands that examples show, without what is said of them.
    fn commands(examples: &str) -> Vec<&str> {
        let lines = examples.lines().filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' '));
        lines.map(|line| line.split_once("   ").map_or(line, |(command, _)| command).trim_end()).collect()
    }

    #[test]
    fn every_subcommand_and_flag_is_told() {
        let mut english = Arguments::command();
        english.build();
        let chinese = told_in(Arguments::command(), Lang::Zh);
        let mut told: BTreeSet<(String, String)> = BTreeSet::new();
        for (command, english) in chinese.get_subcommands().chain([&chinese]).zip(english.get_subcommands().chain([&english])) {
            let name = command.get_name();
            assert_eq!(name, english.get_name());
            assert!(is_chinese(&command.get_about().unwrap().to_string()), "{name}");
            if name == "help" {
                continue;
            }
            for (arg, was) in command.get_arguments().zip(english.get_arguments()) {
                let words = arg.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(is_chinese(&words), "{name}: {} is not told in Chinese", arg.get_id());
                assert_eq!((arg.get_id(), arg.get_long()), (was.get_id(), was.get_long()));
                let own =
                    COMMANDS.iter().find(|told| told.name == name).is_some_and(|told| told.own.iter().any(|(id, _)| arg.get_id() == *id));
                told.insert((if own { name } else { "" }.to_string(), arg.get_id().to_string()));
            }
            let after = |command: &Command| command.get_after_help().unwrap_or_else(|| panic!("{name} has no examples")).to_string();
            assert_eq!(commands(&after(command)), commands(&after(english)), "{name}: examples");
            assert!(!commands(&after(command)).is_empty(), "{name}: examples");
            let page = command.clone().render_long_help().to_string();
            for word in ["Usage:", "Options:", "Arguments:", "Commands:", "[default", "ossible values", "Print help"] {
                assert!(!page.contains(word), "{name}: {word}");
            }
        }
        let rows = COMMANDS.iter().flat_map(|told| told.own.iter().map(|(id, _)| (told.name, *id)));
        for (name, id) in rows.chain(SHARED.iter().map(|(id, _)| ("", *id))) {
            assert!(told.contains(&(name.to_string(), id.to_string())), "{name} {id}: there is no such flag");
        }
    }
}

//! Twenty list pages (indexes, search results, home pages; HTML and text) are told as lists, and give their links; articles that
//! merely hold lists are not.

use qingyuan::decode::SourceKind;
use qingyuan::record::Record;
use qingyuan::{Rules, Source, extract};

const TITLES: [&str; 12] = [
    "某省印发加快培育先导产业行动方案",
    "市政府常务会议研究部署防汛工作",
    "关于公开征求数据条例意见的公告",
    "我市新增三家国家级制造业单项冠军",
    "省发展改革委召开专题调度会议",
    "关于开展二〇二四年度项目申报的通知",
    "一季度全市经济运行情况新闻发布会",
    "某县乡村振兴示范带建设现场会举行",
    "关于公布第五批试点示范名单的通知",
    "市领导调研重点项目建设情况",
    "全省绿色低碳先进技术目录发布",
    "某区出台支持民营经济发展十条措施",
];
const HEAD: &str = "<html><head><title>通知公告_某市人民政府</title></head><body><div class=nav><a href=/>首页</a> <a href=/xw/>新闻中心</a> \
                    <a href=/zw/>政务公开</a> <a href=/fw/>办事服务</a> <a href=/hd/>互动交流</a></div><div>当前位置：<a href=/>首页</a> > <a href=/zw/>通知公告</a></div>";
const FOOT: &str = "<div class=pages><a href=?1>1</a> <a href=?2>2</a> <a href=?2>下一页</a> <a href=?9>尾页</a></div>\
                    <div class=foot>主办：某市人民政府办公室 某ICP备00000000号</div></body></html>";

fn date(index: usize) -> String {
    format!("2024-{:02}-{:02}", index % 12 + 1, index * 2 % 27 + 1)
}

/// A page of entries, each made by `entry` from address, title and date.
fn page(open: &str, close: &str, entry: impl Fn(&str, &str, &str) -> String) -> String {
    let entries: String = TITLES.iter().enumerate().map(|(i, title)| entry(&format!("/zw/{i}.html"), title, &date(i))).collect();
    format!("{HEAD}{open}{entries}{close}{FOOT}")
}

fn html(text: &str) -> Record {
    let mut source = Source::new("list.html", text.as_bytes());
    source.kind = Some(SourceKind::Html);
    extract(&source, Rules::builtin())
}

fn text(text: &str) -> Record {
    let mut source = Source::new("list.txt", text.as_bytes());
    source.kind = Some(SourceKind::Text);
    extract(&source, Rules::builtin())
}

const SUMMARY: &str = "会议强调，要坚持问题导向，压实各方责任，确保各项任务落到实处。";

fn html_lists() -> Vec<(&'static str, String)> {
    vec![
        ("list, date behind", page("<ul>", "</ul>", |a, t, d| format!("<li><a href={a}>{t}</a><span>{d}</span></li>"))),
        ("list, date before", page("<ul>", "</ul>", |a, t, d| format!("<li><span>[{d}]</span> <a href={a}>{t}</a></li>"))),
        ("list without dates", page("<ul>", "</ul>", |a, t, _| format!("<li><a href={a}>{t}</a></li>"))),
        ("ordered list", page("<ol>", "</ol>", |a, t, d| format!("<li><a href={a} title={t}>{t}</a> {d}</li>"))),
        ("table", page("<table>", "</table>", |a, t, d| format!("<tr><td>·</td><td><a href={a}>{t}</a></td><td>{d}</td></tr>"))),
        (
            "table with a number",
            page("<table>", "</table>", |a, t, d| format!("<tr><td><a href={a}>{t}</a></td><td>某政发〔2024〕5号</td><td>{d}</td></tr>")),
        ),
        ("paragraphs", page("<div>", "</div>", |a, t, d| format!("<p><a href={a}>{t}</a> {d}</p>"))),
        ("blocks", page("<div>", "</div>", |a, t, d| format!("<div><a href={a}>{t}</a></div><div>{d}</div>"))),
        ("definition list", page("<dl>", "</dl>", |a, t, d| format!("<dt><a href={a}>{t}</a></dt><dd>{d}</dd>"))),
        ("headings", page("<div>", "</div>", |a, t, d| format!("<h3><a href={a}>{t}</a></h3><span>{d}</span>"))),
        (
            "cards with a summary",
            page("<div>", "</div>", |a, t, d| format!("<div><h3><a href={a}>{t}</a></h3><p>{SUMMARY}</p><span>{d}</span></div>")),
        ),
        (
            "search results",
            page("<div>", "</div>", |a, t, d| {
                format!("<div><a href={a}>{t}</a><p>{SUMMARY}<em>某市</em></p><p>来源：某网 时间：{d}</p></div>")
            }),
        ),
        ("line breaks", page("<td>", "</td>", |a, t, d| format!("<a href={a}>{t}</a> ({d})<br>"))),
        (
            "old table of fonts",
            page("<table><tr><td>", "</td></tr></table>", |a, t, d| format!("<font>·</font><a href={a}>{t}</a> <font>{d}</font><br>")),
        ),
        (
            "home page of blocks",
            page("<div>", "</div>", |a, t, _| {
                format!("<div><h2>栏目</h2><ul><li><a href={a}>{t}</a></li><li><a href={a}x>{t}之二</a></li></ul></div>")
            }),
        ),
        ("slashes in dates", page("<ul>", "</ul>", |a, t, d| format!("<li><a href={a}>{t}</a><i>{}</i></li>", d.replace('-', "/")))),
    ]
}

fn text_lists() -> Vec<(&'static str, String)> {
    let join = |entry: &dyn Fn(usize, &str) -> String| {
        let entries: Vec<String> = TITLES.iter().enumerate().map(|(i, title)| entry(i, title)).collect();
        format!("首页 > 通知公告\n{}\n下一页 尾页\n某ICP备00000000号", entries.join("\n"))
    };
    vec![
        ("titles with dates", join(&|i, title| format!("{title} {}", date(i)))),
        ("marked titles with dates", join(&|i, title| format!("· {title} [{}]", date(i)))),
        ("Markdown", join(&|i, title| format!("- [{title}](/zw/{i}.html)"))),
        ("Markdown with dates", join(&|i, title| format!("* [{title}](/zw/{i}.html) {}", date(i)))),
    ]
}

#[test]
fn lists_are_told() {
    let pages = html_lists().into_iter().map(|(name, page)| (name, html(&page), true));
    let scrapes = text_lists().into_iter().map(|(name, page)| (name, text(&page), name.starts_with("Markdown")));
    let mut wrong = Vec::new();
    for (name, record, linked) in pages.chain(scrapes) {
        if record.page.kind != "list" || !record.text.is_empty() || record.targets.len() + record.documents.len() > 0 {
            wrong.push(format!("{name}: {} {:?}", record.page.kind, record.text));
        } else if linked
            && !TITLES.iter().all(|title| record.page.links.iter().any(|link| link.text.contains(title) && !link.href.is_empty()))
        {
            wrong.push(format!("{name}: links {:?}", record.page.links));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn articles_with_lists_are_none() {
    let sentences = "<p>近日，省发展改革委公布了2024年先导区名单，共有10个先导区入选，覆盖全省主要城市。</p>".repeat(4);
    let related: String =
        TITLES.iter().enumerate().map(|(i, title)| format!("<li><a href=/zw/{i}.html>{title}</a> {}</li>", date(i))).collect();
    let article = format!(
        "{HEAD}<h1>省级先导区名单公布</h1><div>来源：某网 时间：2024-03-05</div><div>{sentences}</div><div>相关阅读<ul>{related}</ul></div>{FOOT}"
    );
    let record = html(&article);
    assert_eq!(record.page.kind, "article");
    assert_eq!(record.text.lines().count(), 4, "{}", record.text);
    let names: Vec<String> = TITLES.iter().map(|title| format!("{}、{title}。", "一")).collect();
    assert_eq!(text(&names.join("\n")).page.kind, "article");
    let plain = TITLES[..5].join("\n");
    assert_eq!(text(&plain).page.kind, "article");
}

//! Furniture left in the article: 来源, 发布时间, 责任编辑, 打印 and their kin, on the gov and news pages of ../shared and on the pages of
//! fixtures/content. The patterns are this test's own, not the rules that drop such lines; what the gold text has is no furniture.

use std::path::Path;

use qingyuan::{Rules, Source, extract};
use regex::Regex;

/// A line (as a whole) that is a template's, not the article's.
const FURNITURE: &str = concat!(
    r"^(?:[【\[(（]?\s*(?:信息|文章|稿件|新闻|本文)?来\s*源\s*[:：].{0,40}",
    r"|(?:发布|更新|发表|发稿)(?:时间|日期)\s*[:：].{0,60}",
    r"|(?:浏览|点击|阅读|访问)(?:次数|量|数|率)\s*[:：].{0,20}",
    r"|[【\[(（]?\s*(?:责任编辑|责编|值班编辑|本文编辑)\s*[:：].{0,30}",
    r"|[【\[]?\s*字\s*[体号]\s*[:：].{0,20}|.{0,10}大\s*中\s*小.{0,10}",
    r"|[【\[(（|\s]*(?:打印|关闭|收藏|分享|返回顶部|纠错|打印本页|关闭窗口)[】\])）|\s]*(?:[【\[(（|\s]*(?:打印|关闭|收藏|分享|关闭窗口)[】\])）|\s]*)*",
    r"|.{0,12}(?:扫一扫|二维码).{0,20}|分享(?:到|至)\s*[:：]?.{0,40}",
    r"|[\[【]?(?:上|下)一(?:篇|条)[\]】]?\s*[:：]?.{0,60}",
    r"|(?:相关|推荐)(?:阅读|文章|新闻|链接|推荐)\s*[:：]?",
    r"|(?:您的?|你的?)?(?:当前|现在|所在)的?位置\s*[:：].{0,60}|首页\s*[>＞»].{0,60}",
    r"|.{0,30}(?:版权所有|ICP备|公网安备|网站标识码|All Rights Reserved).{0,60}",
    r"|(?:下一页|上一页|尾页)[\s>»]*)$"
);

/// The most pages of a hundred on which a line may be left.
const MOST: f64 = 2.0;

fn left(text: &str, gold: &str, furniture: &Regex) -> Vec<String> {
    let own = |line: &&str| gold.lines().any(|other| other.trim() == line.trim());
    text.lines().filter(|line| furniture.is_match(line.trim())).filter(|line| !own(line)).map(str::to_string).collect()
}

#[test]
fn the_article_has_no_furniture() {
    let furniture = Regex::new(FURNITURE).expect("a fixed pattern");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut pages, mut wrong) = (0, Vec::new());
    let mut look = |name: String, page: &Path, gold: &str| {
        let Ok(bytes) = std::fs::read(page) else { return };
        let record = extract(&Source::new(name.clone(), bytes), Rules::builtin());
        pages += 1;
        let lines = left(&record.text, gold, &furniture);
        if !lines.is_empty() {
            wrong.push(format!("{name}: {lines:?}"));
        }
    };
    for set in ["gov", "news", "news-gbk"] {
        let folder = root.join("../shared/pages").join(set);
        let Ok(gold) = std::fs::read_to_string(folder.join("gold.json")) else { continue };
        let gold: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&gold).expect("gold");
        for (page, text) in &gold {
            look(format!("{set}/{page}"), &folder.join(format!("html/{page}.html")), text.as_str().unwrap_or_default());
        }
    }
    for entry in std::fs::read_dir(root.join("fixtures/content")).expect("fixtures/content").flatten() {
        let answer = entry.path();
        if answer.extension().is_some_and(|ending| ending == "expected") {
            let gold = std::fs::read_to_string(&answer).expect("an answer");
            look(answer.file_stem().unwrap_or_default().to_string_lossy().into_owned(), &answer.with_extension("html"), &gold);
        }
    }
    let share = wrong.len() as f64 * 100.0 / f64::from(pages);
    println!("{} of {pages} pages keep furniture ({share:.1} %)\n{}", wrong.len(), wrong.join("\n"));
    assert!(pages >= 40, "only {pages} pages");
    assert!(share <= MOST, "{share:.1} % of the pages:\n{}", wrong.join("\n"));
}

//! What the text says of itself, tried: each text with the checks it must give, as `check says/found`.

use qingyuan::decode::SourceKind;
use qingyuan::{Rules, Source, extract};

fn checks(text: &str) -> Vec<String> {
    checks_on(text, Some(jiff::civil::date(2024, 10, 18)))
}

fn checks_on(text: &str, published: Option<jiff::civil::Date>) -> Vec<String> {
    let mut source = Source::new("check.txt", text.as_bytes());
    source.published = published;
    source.kind = Some(SourceKind::Text);
    let record = extract(&source, Rules::builtin());
    let told = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), String::from);
    record.checks.iter().map(|check| format!("{} {}/{} {}", check.check, told(&check.says), told(&check.found), check.agrees)).collect()
}

#[test]
fn announced_counts_are_tried_against_their_lists() {
    let list = "（一）抓好项目。\n（二）抓好科技。\n（三）抓好民生。\n四、保障措施\n加强组织领导。";
    assert_eq!(checks(&format!("三、主要工作\n重点实施以下三大任务：\n{list}")), ["announced-count 3/3 true"]);
    assert_eq!(checks(&format!("三、主要工作\n重点实施以下五大任务：\n{list}")), ["announced-count 5/3 false"]);
    assert_eq!(checks("要抓好三项任务：一是扩投资；二是促消费；三是稳外贸。"), ["announced-count 3/3 true"]);
    // The list is not on the page.
    assert_eq!(checks("《方案》提出四个方面16条举措。"), [""; 0]);
    assert_eq!(checks("围绕五大任务，各地加快推进。\n（一）抓好项目。\n（二）抓好科技。"), [""; 0]);
}

#[test]
fn parts_are_tried_against_their_whole() {
    assert_eq!(checks("培训技能人才50万人次，其中城镇30万人次、农村20万人次。"), ["sum 500000/500000 true"]);
    assert_eq!(checks("培训技能人才50万人次，其中城镇32万人次、农村20万人次。"), ["sum 500000/520000 false"]);
    // Parts that leave a rest speak only of themselves.
    assert_eq!(checks("培训技能人才50万人次，其中城镇12万人次、农村20万人次。"), [""; 0]);
}

#[test]
fn a_deadline_that_was_over_when_the_page_came_out_is_told() {
    assert_eq!(checks("请各单位于2024年9月30日前报送材料。"), ["past-deadline 2024-09-30/2024-10-18 false"]);
    assert_eq!(checks("请各单位于2024年10月31日前报送材料。"), [""; 0]);
}

#[test]
fn an_impossible_date_is_told() {
    assert_eq!(checks("会议定于2024年2月30日召开。"), ["impossible-date 2024年2月30日/ false"]);
}

#[test]
fn a_date_whose_year_nobody_tells_is_told() {
    let text = "4月2日，市政府印发方案，5日上午举行发布会，截至去年底。";
    let told = ["year-unknown 4月2日/ false", "year-unknown 5日/ false", "year-unknown 去年底/ false"];
    assert_eq!(checks_on(text, None), told);
    assert_eq!(checks(text), [""; 0]);
    // The text tells it.
    assert_eq!(checks_on("2024年4月2日，市政府印发方案，4月5日举行发布会。", None), [""; 0]);
}

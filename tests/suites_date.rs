//! Other projects' dates, mapped to ours. They are not part of this repository: read from `QINGYUAN_SUITES`, else
//! ../shared/suites; without them there is nothing to do. `--nocapture` prints the rates, `SUITES_MISSES=1` each miss.
//!
//! Left out, because their conventions are not RECORD.md's (the reason beside each in [`APART`]) or the form does not occur in policy text.

use std::path::PathBuf;

use jiff::civil::{Date, DateTime};
use qingyuan::decode::SourceKind;
use qingyuan::mention::context::Context;
use qingyuan::mention::date;
use qingyuan::{Rules, Source, decode, repair, segment, strip};
use serde_json::Value;

/// Words of inputs that are left out, and why; = before one: the whole input.
const APART: &[(&str, &str)] = &[
    ("农历", "lunar calendar"),
    ("腊月", "lunar calendar"),
    ("正月", "lunar calendar"),
    ("初一", "lunar calendar"),
    ("初八", "lunar calendar"),
    ("除夕", "lunar calendar"),
    ("周", "weekdays and ISO weeks"),
    ("星期", "weekdays and ISO weeks"),
    ("礼拜", "weekdays and ISO weeks"),
    ("春", "seasons have no bounds in policy text"),
    ("夏", "seasons have no bounds in policy text"),
    ("秋", "seasons have no bounds in policy text"),
    ("冬", "seasons have no bounds in policy text"),
    ("世纪", "no form of EDTF level 1 that policy text needs"),
    ("年代", "decades are no dates here"),
    ("底", "they take a stretch, RECORD.md the last day"),
    ("末", "they take a stretch, RECORD.md the last day"),
    ("初", "they take a stretch of days, RECORD.md an approximate month"),
    ("年中", "they take a stretch, RECORD.md an approximate month"),
    ("年前", "they start at the reference, RECORD.md takes the bound"),
    ("年以前", "they start at the reference, RECORD.md takes the bound"),
    ("年以后", "open ends without an event"),
    ("前两天", "spoken days"),
    ("前两年", "counted from the reference"),
    ("07 年以前", "a year of two digits alone is a number of years"),
    ("之后", "counted from the reference"),
    ("年后", "counted from the reference"),
    ("月后", "counted from the reference"),
    ("天后", "counted from the reference"),
    ("后1年", "counted from the reference"),
    ("最后五天", "spoken days"),
    ("最後", "spoken days"),
    ("天内", "counted in days and hours"),
    ("以内", "counted from the reference"),
    ("小时", "time of day"),
    ("270天", "a length of time"),
    ("17天", "counted from the reference"),
    ("三天", "a length of time"),
    ("3天", "a length of time"),
    ("=今天", "no date by itself (RECORD.md, Which dates)"),
    ("近 三 年", "counted back from the day, RECORD.md in whole years"),
    ("过去", "counted from the reference, in days"),
    ("最近", "counted from the reference, in days"),
    ("未来", "counted from the reference, in days"),
    ("=今年", "no date by itself (RECORD.md, Which dates)"),
    ("=本月", "no date by itself (RECORD.md, Which dates)"),
    ("这个月", "no date by itself (RECORD.md, Which dates)"),
    ("康熙", "years of reigns"),
    ("雍正", "years of reigns"),
    ("民国", "years of eras"),
    ("789年", "a year of three digits"),
    ("神龙元年", "years of reigns"),
    ("五八年", "a year of two Chinese digits is a number of years"),
    ("三六七年", "a year of three digits"),
    ("1357年", "older than any policy page"),
    ("1789-01-29", "older than any policy page"),
    ("三三年", "a year of two Chinese digits is a number of years"),
    ("08年奥运", "a year of two digits alone is a number of years"),
    ("第七年", "counted from a start that is not told"),
    ("元旦", "holidays"),
    ("国庆", "holidays"),
    ("大年", "holidays"),
    ("小寒", "solar terms"),
    ("芒种", "solar terms"),
    ("廿", "lunar calendar"),
    ("月十五", "lunar calendar"),
    ("=十一", "read as the holiday"),
    ("3-7-2017", "day and month in American order"),
    ("3-7-07", "day and month in American order"),
    ("27-7-3", "a year of two digits behind strokes"),
    ("1/2/2020", "day and month in American order"),
    ("2月30日", "impossible: told, not made"),
    ("年半", "counted from the reference"),
    ("多月", "counted from the reference"),
    ("当月", "no date by itself (RECORD.md, Which dates)"),
    ("本季度", "no date by itself (RECORD.md, Which dates)"),
    ("这一年", "no date by itself (RECORD.md, Which dates)"),
    ("年间", "two years named apart"),
    ("九七年", "a year of two Chinese digits is a number of years"),
    ("Q1", "Latin quarters do not occur in policy text"),
    ("3月8号", "rolls ahead, RECORD.md back"),
    ("12号", "a 号 alone is a number, not a day"),
    ("週", "weekdays and ISO weeks"),
    ("年之间", "two years named apart"),
];

fn folder() -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let given = std::env::var_os("QINGYUAN_SUITES").map(PathBuf::from);
    given.into_iter().chain([root.join("../shared/suites"), root.join("../../shared/suites")]).find(|path| path.is_dir())
}

/// First and last day of each date in `input`.
fn stretches(input: &str, reference: Option<Date>) -> Vec<(Date, Date)> {
    let rules = Rules::builtin();
    let mut source = Source::new("phrase.txt", input.as_bytes());
    source.published = reference;
    source.kind = Some(SourceKind::Text);
    let sections = segment(strip(repair(decode(&source), rules), rules), rules);
    let context = Context::new(&sections, rules);
    let dates = date::find(&context, &[], rules);
    dates.iter().filter_map(|date| Some((date.edtf.start()?.first_day(), date.edtf.end()?.last_day()))).collect()
}

fn day(value: &Value) -> Option<Date> {
    let text = value.as_str()?.replacen(' ', "T", 1);
    text.parse::<DateTime>().map(|time| time.date()).or_else(|_| text.parse::<Date>()).ok()
}

/// The reference: a day, a day and time, or its parts.
fn reference(value: &Value) -> Option<Date> {
    // Of a year alone, its end: what has no year of its own lies in it.
    let part = |name: &str| value[name].as_i64().unwrap_or(if name == "month" { 12 } else { 28 });
    day(value)
        .or_else(|| Date::new(value["year"].as_i64()?.try_into().ok()?, part("month").try_into().ok()?, part("day").try_into().ok()?).ok())
}

/// What a row expects: any of these stretches.
fn expected(row: &Value) -> Vec<(Date, Date)> {
    let whole = |at: &Value| Some((day(&at[0])?, day(&at[1])?));
    if let Some(stretch) = whole(&row["expected"]["time"]) {
        return vec![stretch];
    }
    let value = &row["expected"][0]["value"];
    let sides = ["PastResolution", "FutureResolution"];
    let mut stretches = Vec::new();
    for side in sides.iter().map(|side| &value[side]) {
        stretches.extend(day(&side["date"]).map(|at| (at, at)));
        if let (Some(start), Some(end)) = (day(&side["startDate"]), day(&side["endDate"])) {
            stretches.extend(end.yesterday().ok().map(|end| (start, end)));
            // Their ranges lose the last day that is written; RECORD.md includes it.
            stretches.push((start, end));
        }
    }
    stretches
}

fn rate(name: &str, floor: f64) {
    let Some(folder) = folder() else { return };
    let text = std::fs::read_to_string(folder.join(format!("{name}.jsonl"))).expect("the suite");
    let (mut right, mut all) = (0, 0);
    for line in text.lines() {
        let row: Value = serde_json::from_str(line).expect("JSON");
        let input = row["input"].as_str().unwrap_or("");
        let wanted = expected(&row);
        if wanted.is_empty()
            || APART.iter().any(|(word, _)| word.strip_prefix('=').map_or_else(|| input.contains(word), |whole| input == whole))
        {
            continue;
        }
        all += 1;
        // In a sentence, since a line of a date alone is a page's own date and no part of its text.
        let found = stretches(&format!("{input}，全省各地扎实推进各项重点工作。"), reference(&row["reference"]));
        if wanted.iter().any(|stretch| found.contains(stretch)) {
            right += 1;
        } else if std::env::var_os("SUITES_MISSES").is_some() {
            println!("{name}: {input} → {found:?} ≠ {wanted:?}");
        }
    }
    let rate = f64::from(right) / f64::from(all.max(1));
    println!("{name}: {right} of {all} = {rate:.3}");
    assert!(all == 0 || rate >= floor, "{name}: {rate:.3} is below {floor}");
}

#[test]
fn jionlp_times() {
    rate("jionlp_time", 0.85);
}

#[test]
fn recognizers_dates() {
    rate("rt_DateParser", 0.85);
}

#[test]
fn recognizers_periods() {
    rate("rt_DatePeriodParser", 0.85);
}

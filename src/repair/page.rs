//! A page's lines, mended one by one with what the page shows as a whole. In: decoded text and the ranges a reader sees. Out:
//! edits, and the damage left. Never done here: knowing a class; each has its module.

use std::ops::Range;

use super::heard::Heard;
use super::line::{self, Cell};
use super::scan::{Signs, scan};
use super::{Damage, Edit, escapes, gloss, lost, misread, shifted, spaces};
use crate::rules::Rules;
use crate::rules::repair::RepairRules;

/// A line is read again at most this often: damage on damage on damage.
const DEEPEST: usize = 3;
/// Nats for a traditional form on a page that is not glossed.
const VARIANT: f32 = 3.0;
/// Characters that may be weighed for a page's lost bytes, shared out among its bytes. A line that takes more than its share is in `damage`
/// as `not-tried`. The share is a line's own, and changes little when the page is repaired: what other lines took does not matter.
pub(crate) const EFFORT: u64 = 60_000_000;
/// Longer lines are no prose; they are not tried for misreading.
const LONGEST: usize = 200_000;

/// The lines inside `ranges` of `text`.
pub(crate) fn lines(text: &str, ranges: impl Iterator<Item = Range<usize>>) -> impl Iterator<Item = Range<usize>> {
    ranges.flat_map(move |range| {
        let (mut at, end) = (range.start, range.end.min(text.len()));
        let feeds = memchr::memchr_iter(b'\n', text.as_bytes().get(range).unwrap_or(b""));
        let start = at;
        feeds.map(move |feed| start + feed).chain(std::iter::once(end)).map(move |stop| {
            let line = at..stop;
            at = stop + 1;
            line
        })
    })
}

/// Mend the lines.
pub(crate) fn mend(
    text: &str,
    lines: impl Iterator<Item = Range<usize>>,
    markup: bool,
    rules: &Rules,
    effort: u64,
) -> (Vec<Edit>, Vec<Damage>) {
    let rules = &rules.repair;
    let common = rules.common();
    let mut clean_wide = Vec::new();
    let mut suspects: Vec<(Range<usize>, Signs)> = Vec::new();
    for range in lines {
        let signs = scan(text.get(range.clone()).unwrap_or(""), markup, common);
        if signs.none() { clean_wide.push(range) } else { suspects.push((range, signs)) }
    }
    if suspects.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let mut page = Page::default();
    page.heard.allowance = allowance(effort, text.len());
    let torn = |range: &Range<usize>| {
        let cells = line::cells(text, range.clone());
        (0..cells.len()).any(|index| shifted::starts(&cells, index))
    };
    if suspects.iter().any(|(_, signs)| signs.gloss) {
        for (range, _) in suspects.iter().filter(|(_, signs)| signs.gloss) {
            page.evidence.read(&line::cells(text, range.clone()), rules);
        }
        page.glossed = page.evidence.accepts();
        page.plain = page.evidence.accepts_plain();
    }
    if suspects.iter().any(|(range, signs)| signs.odd || signs.mark && torn(range)) {
        let readable = clean_wide.iter().chain(suspects.iter().filter(|(_, signs)| !signs.odd).map(|(range, _)| range));
        // What stands in brackets behind every other character says nothing of what follows it.
        readable.for_each(|range| match page.glossed || page.plain {
            true => page.heard.hear_mended(gloss::strip(&line::cells(text, range.clone()), page.plain, rules).iter().map(|cell| cell.ch)),
            false => page.heard.hear(text.get(range.clone()).unwrap_or("")),
        });
    }
    if page.glossed {
        suspects.extend(clean_wide.into_iter().map(|range| (range, Signs::default())));
        suspects.sort_by_key(|(range, _)| range.start);
    }
    let mut mended: Vec<(Range<usize>, Signs, Vec<Cell>)> =
        suspects.into_iter().map(|(range, signs)| (range.clone(), signs, line::cells(text, range))).collect();
    for (_, signs, cells) in &mut mended {
        page.mend(cells, signs, markup, rules);
    }
    if !page.known.is_empty() {
        // What one line proved, shorter ones may now be.
        for (_, signs, cells) in mended.iter_mut().filter(|(_, signs, cells)| signs.odd && cells.iter().all(|cell| cell.class.is_none())) {
            page.mend(cells, signs, markup, rules);
        }
    }
    page.again(text, &mut mended, markup, rules);
    let misread = mended.iter_mut().filter(|(_, signs, _)| signs.odd).map(|(_, signs, cells)| (cells, signs.weighed));
    misread::leave_doubts(misread, || rules.model());
    for (_, signs, cells) in mended.iter_mut().filter(|(_, signs, _)| signs.odd) {
        signs.lost |= cells.iter().any(|cell| cell.ch == '\u{fffd}');
    }
    finish(text, &mended)
}

/// What each unit of a reading may take on a page of so many bytes, as a power of two: so it seldom changes with the length.
fn allowance(effort: u64, length: usize) -> u64 {
    effort.checked_div(length as u64).and_then(u64::checked_ilog2).map_or(0, |power| 1 << power)
}

/// What the page shows as a whole.
#[derive(Default)]
struct Page<'t> {
    evidence: gloss::Evidence,
    glossed: bool,
    /// Whether any character is glossed, not only traditional ones.
    plain: bool,
    /// Misreadings accepted so far.
    known: Vec<&'static str>,
    /// What the page says where it is whole.
    heard: Heard<'t>,
}

impl Page<'_> {
    /// Read lines whose lost bytes left doubts once more, now that the rest of the page can be heard.
    fn again(&mut self, text: &str, mended: &mut [(Range<usize>, Signs, Vec<Cell>)], markup: bool, rules: &RepairRules) {
        let read =
            |(_, signs, cells): &(Range<usize>, Signs, Vec<Cell>)| signs.odd && cells.iter().any(|cell| misread::is_class(cell.class));
        if !mended.iter().any(read) {
            return;
        }
        // What was not read at first may be now, as it would be on the mended page.
        let doubtful = |(_, signs, cells): &(Range<usize>, Signs, Vec<Cell>)| {
            let doubt = |cell: &Cell| misread::is_class(cell.class) && cell.margin < line::CERTAIN;
            signs.odd && (cells.iter().any(doubt) || cells.iter().all(|cell| cell.class.is_none()))
        };
        if !mended.iter().any(doubtful) {
            return;
        }
        let sure = |cell: &Cell| if misread::is_class(cell.class) && cell.margin >= line::CERTAIN { cell.ch } else { '\0' };
        let heard: Vec<Vec<char>> =
            mended.iter().map(|(_, signs, cells)| if signs.odd { cells.iter().map(sure).collect() } else { Vec::new() }).collect();
        for line in heard.iter().filter(|line| !line.is_empty()) {
            self.heard.hear_mended(line.iter().copied());
        }
        for ((range, signs, cells), own) in mended.iter_mut().zip(&heard).filter(|(line, _)| doubtful(line)) {
            *cells = line::cells(text, range.clone());
            self.heard.count(rules.model(), own, -1.0);
            self.mend(cells, signs, markup, rules);
            self.heard.count(rules.model(), own, 1.0);
        }
    }

    fn mend(&mut self, cells: &mut Vec<Cell>, signs: &mut Signs, markup: bool, rules: &RepairRules) {
        self.heard.stopped.set(false);
        signs.untried = false;
        if signs.escape
            && let Some(undone) = escapes::undo(cells, markup)
        {
            *cells = undone;
        }
        // A paragraph that was misread stands among the glossed ones: its bytes must not be simplified first.
        if self.glossed && signs.odd && !signs.gloss && self.misread(cells, signs, rules) {
            signs.unread = false;
            return;
        }
        if self.glossed || self.plain {
            *cells = gloss::strip(cells, self.plain, rules);
        }
        // Marks in the middle of another reading's nonsense are that reading's.
        let marked = signs.odd && signs.mark;
        let mut tried = marked && !self.glossed && misread::is_nonsense(cells, rules.model());
        let read = tried && self.misread(cells, signs, rules);
        let other = read || marked && misread::is_of_utf8(cells);
        if signs.mark
            && !other
            && (0..cells.len()).any(|index| shifted::starts(cells, index))
            && let Some(undone) = shifted::undo(cells, rules.model(), &self.heard, if self.glossed { 0.0 } else { VARIANT })
        {
            *cells = undone;
            tried = false;
        }
        signs.untried |= signs.mark && !other && self.heard.stopped.get() && (0..cells.len()).any(|index| shifted::starts(cells, index));
        if self.glossed {
            gloss::simplify(cells, rules.mapping());
        }
        if signs.odd && !self.glossed {
            let read = read || !tried && self.misread(cells, signs, rules);
            signs.unread = !read && misread::is_lost(cells, rules.model());
            signs.untried |= self.heard.stopped.get() && cells.iter().all(|cell| cell.class.is_none());
        }
        if signs.lost {
            radicals(cells);
        }
        if signs.apart {
            spaces::undo(cells, rules.model());
        }
    }
}

impl Page<'_> {
    /// Read a line rightly that was misread; whether it was.
    fn misread(&mut self, cells: &mut Vec<Cell>, signs: &mut Signs, rules: &RepairRules) -> bool {
        if cells.len() > LONGEST {
            return false;
        }
        let Some(reading) = misread::undo(cells, &self.known, rules.model(), &self.heard, DEEPEST) else { return false };
        *cells = reading.cells;
        signs.weighed = reading.weighed;
        if !self.known.contains(&reading.class) {
            self.known.push(reading.class);
        }
        true
    }
}

/// Kangxi radicals that stand for characters (a PDF's font has them): ⼀般 → 一般.
/// Beside U+FFFD they are bytes of something else that happened to fit.
fn radicals(cells: &mut [Cell]) {
    let lost = |cells: &[Cell], index: usize| cells.get(index).is_some_and(|cell| cell.ch == '\u{fffd}');
    for index in 0..cells.len() {
        if !('\u{2f00}'..='\u{2fd5}').contains(&cells[index].ch) || index > 0 && lost(cells, index - 1) || lost(cells, index + 1) {
            continue;
        }
        if let Some(plain) = KANGXI.chars().nth(cells[index].ch as usize - 0x2f00) {
            cells[index].ch = plain;
            cells[index].class = Some("kangxi-radical");
        }
    }
}

/// The characters of the 214 radicals, in order (Unicode's compatibility decompositions).
const KANGXI: &str = "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

/// Edits and damage of all lines.
fn finish(text: &str, mended: &[(Range<usize>, Signs, Vec<Cell>)]) -> (Vec<Edit>, Vec<Damage>) {
    let (mut edits, mut damage) = (Vec::new(), Vec::new());
    let (mut grown, mut shrunk) = (0usize, 0usize); // by the edits so far
    for (_, signs, cells) in mended {
        let from = edits.len();
        line::edits(text, cells, &mut edits);
        // Where a place of the text stands once the edits before it are made, those of its own line among them.
        let here = |offset: usize| {
            let (mut more, mut less) = (grown, shrunk);
            let before = edits[from..].partition_point(|edit| edit.span.end <= offset);
            count(&edits[from..from + before], &mut more, &mut less);
            (offset + more).saturating_sub(less)
        };
        if signs.unread
            && let (Some(first), Some(last)) = (cells.first(), cells.last())
        {
            let span = here(first.span.start)..here(last.span.end);
            damage.push(Damage { class: "misread", span, note: "UTF-8 read as GBK; too many bytes are lost to undo it".into() });
        }
        if signs.untried
            && let (Some(first), Some(last)) = (cells.first(), cells.last())
        {
            let span = here(first.span.start)..here(last.span.end);
            damage.push(Damage {
                class: "not-tried",
                span,
                note: "more bytes may be lost here than are looked for on so long a page".into(),
            });
        }
        let lost = if signs.lost { lost::find(cells) } else { Vec::new() };
        for lost in lost {
            let (Some(first), Some(last)) = (cells.get(lost.first), cells.get(lost.last)) else { continue };
            if text.get(first.span.start..last.span.end).is_some() {
                let span = here(first.span.start)..here(last.span.end);
                damage.push(Damage { class: lost.class, span, note: lost.note.to_string() });
            }
        }
        count(&edits[from..], &mut grown, &mut shrunk);
    }
    (edits, damage)
}

fn count(edits: &[Edit], grown: &mut usize, shrunk: &mut usize) {
    for edit in edits {
        *grown += edit.after.len();
        *shrunk += edit.span.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// UTF-8 read as GBK by a decoder that drops what it cannot read.
    fn dropped(text: &str) -> String {
        let (read, _) = encoding_rs::GBK.decode_without_bom_handling(text.as_bytes());
        read.replace('\u{fffd}', "")
    }

    #[test]
    fn what_takes_more_than_its_share_stays_and_is_told() {
        let rules = Rules::builtin();
        let line = "各地要落实属地责任，加强监督检查，确保补贴资金按时发放到位；对骗取、套取资金的单位依法追究责任，三年内不得再次申报。\
                    支持企业建设研发中心、中试基地和检测平台，对新认定的单位给予一次性奖励；鼓励高校、科研院所向社会开放仪器设备。";
        let text = dropped(&line.repeat(3));
        let mend = |text: &str, effort| mend(text, lines(text, std::iter::once(0..text.len())), false, rules, effort);
        let (edits, damage) = mend(&text, EFFORT);
        assert!(!edits.is_empty() && damage.iter().all(|left| left.class != "not-tried"), "{damage:?}");
        let (edits, damage) = mend(&text, 0);
        assert!(edits.is_empty(), "{edits:?}");
        assert!(damage.iter().any(|left| left.class == "not-tried" && left.span == (0..text.len())), "{damage:?}");
        // A line's share is its own: others before it take nothing of it.
        let effort = 4 * EFFORT;
        let page = [text.as_str(); 4].join("\n");
        let ends = |edits: &[Edit]| edits.iter().any(|edit| edit.span.start > page.len() - text.len());
        assert!(ends(&mend(&page, effort).0));
    }

    #[test]
    fn shares_are_powers_of_two() {
        assert_eq!([allowance(0, 10), allowance(9, 10), allowance(100, 10), allowance(100, 0)], [0, 0, 8, 0]);
    }
}

//! Every place named in a text, resolved by the gazetteer and its context. In: text and gazetteer. Out: [`Naming`]s in order,
//! each with its division or the divisions it may be. Never done here: sections.
//!
//! One pass finds names; a name right behind its parent's (江苏省南京市鼓楼区) is read inside it; a name that
//! several places share waits for the section it stands in ([`settle`]).

use crate::limits;
use crate::rules::lexicon::Found;
use crate::rules::places::{How, Level, PlaceRules, Sense};
use crate::trace::TextSpan;

/// A place's name in the text.
#[derive(Clone, Debug)]
pub struct Naming {
    /// Where it stands.
    pub span: TextSpan,
    /// What it names, where that is sure.
    pub division: Option<usize>,
    /// What it may name, where it is not.
    pub candidates: Vec<usize>,
    /// Whether it is a full name (with 省 市 县) and not a short one.
    pub full: bool,
    /// Whether it stands right behind the name of a place it lies in.
    pub joined: bool,
    /// The year in which a former name was given up.
    pub retired: Option<i16>,
    /// Whether it is a bare name alone in its line or cell (城区, 大兴): it counts only where a place around it settles it.
    pub waits: bool,
}

/// A word that speaks of the place around it: 全省, 本市.
#[derive(Clone, Copy, Debug)]
pub struct Deictic {
    /// Where it stands.
    pub span: TextSpan,
    /// What the place's name ends with.
    pub unit: char,
}

/// All names in `text`, resolved as far as the names beside them tell.
pub fn scan(text: &str, rules: &PlaceRules) -> Vec<Naming> {
    scan_with(text, rules, |at| rules.names().find(text, at)).0
}

/// All names in `text`, and the words that stand for one; `starts` are the places where one may begin.
pub fn scan_at(text: &str, mut starts: &[usize], rules: &PlaceRules) -> (Vec<Naming>, Vec<Deictic>) {
    scan_with(text, rules, |at| rules.names().find_at(text, &mut starts, at))
}

fn scan_with(text: &str, rules: &PlaceRules, mut find: impl FnMut(usize) -> Option<Found>) -> (Vec<Naming>, Vec<Deictic>) {
    let mut names: Vec<Naming> = Vec::new();
    let mut deictics = Vec::new();
    let mut at = 0;
    while let Some(found) = find(at) {
        if names.len().max(deictics.len()) >= limits::VALUES {
            break;
        }
        at = found.end;
        let Some(mut surface) = rules.surface_at(found.index) else { continue };
        if surface.letters {
            at = letters(text, found.start, &mut names, rules);
            continue;
        }
        let mut end = found.end;
        // 河北区域, 吉林市场: the last character belongs to the next word.
        if let Some(shorter) = shorter(&surface.text, &text[end..]) {
            end = found.start + shorter.len();
            at = end;
            match rules.lookup(shorter) {
                Some(short) => surface = short,
                None => continue,
            }
        }
        let span = TextSpan::new(found.start, end);
        if let Some(unit) = surface.unit
            && !text[end..].starts_with(['域', '场', '级', '际', '界', '情'])
        {
            deictics.push(Deictic { span, unit });
        }
        if surface.senses.is_empty() {
            continue;
        }
        if let Some(naming) = read(text, span, &surface.senses, names.last_mut(), rules) {
            names.push(naming);
        }
    }
    (names, deictics)
}

/// The one-character names of the list that begins at `start` (京、津、冀三省市), and where to go on.
fn letters(text: &str, start: usize, names: &mut Vec<Naming>, rules: &PlaceRules) -> usize {
    let mut found = Vec::new();
    let mut end = start;
    for (at, letter) in text[start..].char_indices() {
        match rules.abbreviation(letter) {
            Some(division) if start + at == end && (at == 0 || text[..end].ends_with('、')) => {
                end += letter.len_utf8();
                found.push((TextSpan::new(start + at, end), division));
            }
            None if letter == '、' && start + at == end => end += letter.len_utf8(),
            _ => break,
        }
    }
    let before = text[..start].chars().next_back();
    let free = before.is_none_or(|letter| !letter.is_alphabetic() || "在由从到至赴对向是与及和含如括于".contains(letter));
    let behind = text[end..].chars().next();
    let closed = behind
        .is_none_or(|letter| !letter.is_alphabetic() || "省市区等两三四五六七八九十多地和与及各间之交的青同居民学商企资".contains(letter));
    if !free || !closed || text[..end].ends_with('、') {
        // 京、津南区: the second character may begin a name.
        return found.get(1).map_or(end, |(span, _)| span.start);
    }
    names.extend(found.into_iter().map(|(span, division)| Naming {
        span,
        division: Some(division),
        candidates: Vec::new(),
        full: false,
        joined: false,
        retired: None,
        waits: false,
    }));
    end
}

/// Whether a name of two characters (沛县) stands alone: no word runs into it (相应县级) or goes on behind it.
fn stands_alone(text: &str, span: TextSpan) -> bool {
    let before = text[..span.start].chars().next_back();
    let free = before.is_none_or(|letter| !letter.is_alphabetic() || "在由从到至赴向对是与及和".contains(letter));
    free && !text[span.end..].starts_with(['级', '域', '城', '情', '区', '市', '际', '直', '道', '处'])
}

/// The name without its last character, where that one begins the next word.
fn shorter<'t>(name: &'t str, rest: &str) -> Option<&'t str> {
    let next = rest.chars().next()?;
    let last = name.chars().next_back()?;
    let taken = match last {
        '区' => matches!(next, '域' | '块' | '间' | '划' | '位'),
        '市' => matches!(next, '场' | '值') || (next == '面' && rest.starts_with("面上")),
        '县' => next == '域',
        '州' => next == '际',
        _ => false,
    };
    (taken && name.chars().count() > 2).then(|| &name[..name.len() - last.len_utf8()])
}

fn read(text: &str, span: TextSpan, senses: &[Sense], before: Option<&mut Naming>, rules: &PlaceRules) -> Option<Naming> {
    let bare = senses.iter().all(|sense| !matches!(sense.how, How::Name | How::Short));
    if bare && rules.taken_by_next(&text[span.end..]) {
        return None;
    }
    if bare && person(text, span, senses, rules) {
        return None;
    }
    let joint = before.filter(|before| joins(text, before.span.end, span.start));
    if let Some(before) = joint {
        // 浙江·杭州 is one name, as 浙江杭州 is.
        let touching = before.span.end == span.start || text.get(before.span.end..span.start) == Some("·");
        if touching && let Some(naming) = behind(span, senses, before, rules) {
            return Some(naming);
        }
        // 北京朝阳、海淀: a bare name beside its sibling.
        if !touching
            && let Some(division) = before.division
            && let Some(parent) = rules.divisions()[division].parent
            && let [one] = senses
            && let Some(found) = one.division
            && rules.divisions()[found].parent == Some(parent)
        {
            return Some(Naming {
                span,
                division: Some(found),
                candidates: Vec::new(),
                full: !bare,
                joined: false,
                retired: None,
                waits: false,
            });
        }
    }
    let counts = |sense: &&Sense| sense.how != How::Stem && (sense.how != How::Short || stands_alone(text, span));
    let current: Vec<&Sense> = senses.iter().filter(counts).collect();
    let living = current.iter().any(|sense| !matches!(sense.how, How::Retired(_)));
    let may: Vec<Option<usize>> =
        current.iter().filter(|sense| !living || !matches!(sense.how, How::Retired(_))).map(|sense| sense.division).collect();
    let full = !bare || current.iter().any(|sense| matches!(sense.how, How::Retired(_)));
    match may[..] {
        [] if alone_in_line(text, span) => {
            let candidates: Vec<usize> = senses.iter().filter_map(|sense| sense.division).collect();
            Some(Naming { span, division: None, candidates, full: false, joined: false, retired: None, waits: true })
        }
        [] => None,
        [division] => Some(Naming {
            span,
            division,
            candidates: Vec::new(),
            full,
            joined: false,
            retired: if living { None } else { year(&current) },
            waits: false,
        }),
        _ => {
            let mut candidates: Vec<usize> = may.into_iter().flatten().collect();
            candidates.dedup();
            let division = if candidates.len() == 1 { candidates.pop() } else { None };
            Some(Naming { span, division, candidates, full, joined: false, retired: None, waits: false })
        }
    }
}

/// Whether a short name of a city or county is a person's given name (本名李丰林).
fn person(text: &str, span: TextSpan, senses: &[Sense], rules: &PlaceRules) -> bool {
    let two = text[span.range()].chars().count() == 2;
    let small = || senses.iter().all(|sense| sense.division.is_some_and(|at| rules.divisions()[at].level > Level::Province));
    two && rules.surname_before(&text[..span.start]) && small()
}

/// Whether nothing else stands in its line (marks aside) or cell.
fn alone_in_line(text: &str, span: TextSpan) -> bool {
    let opens = text[..span.start].chars().rev().take(MARK).take_while(|letter| !matches!(letter, '\n' | '\t'));
    let opened =
        opens.clone().count() < MARK && opens.into_iter().all(|letter| !letter.is_alphabetic() || "一二三四五六七八九十".contains(letter));
    opened && (span.end == text.len() || text[span.end..].starts_with(['\n', '\t', '：', ':']))
}

/// Characters of the longest mark before a name that is alone in its line, and one.
const MARK: usize = 6;

fn year(senses: &[&Sense]) -> Option<i16> {
    senses.iter().find_map(|sense| if let How::Retired(year) = sense.how { year } else { None })
}

/// Whether two names stand in one list or touch.
fn joins(text: &str, end: usize, start: usize) -> bool {
    matches!(text.get(end..start), Some("" | "、" | "和" | "与" | "及" | "·"))
}

/// A name right behind another: inside it, or telling which of several the first one is (吉林长春).
fn behind(span: TextSpan, senses: &[Sense], before: &mut Naming, rules: &PlaceRules) -> Option<Naming> {
    let full = senses.iter().any(|sense| matches!(sense.how, How::Name | How::Short | How::Retired(_)));
    let outer: Vec<usize> = before.division.into_iter().chain(before.candidates.iter().copied()).collect();
    let mut pairs = Vec::new();
    for &outside in &outer {
        for sense in senses {
            if let Some(inside) = sense.division
                && inside != outside
                && rules.within(inside, outside)
            {
                pairs.push((outside, inside, sense.how));
            }
        }
    }
    // A retired name gives way to a living one, a bare one to a full one; 长沙 in 湖南长沙 is the city, not its county.
    let rank = |how: How| match how {
        How::Name | How::Short => 0,
        How::Alias => 1,
        How::Stem => 2,
        How::Retired(_) => 3,
    };
    let best = pairs.iter().map(|pair| rank(pair.2)).min()?;
    pairs.retain(|pair| rank(pair.2) == best);
    let level = pairs.iter().map(|pair| rules.divisions()[pair.1].level).min()?;
    pairs.retain(|pair| rules.divisions()[pair.1].level == level);
    match pairs[..] {
        [(outside, inside, how)] => {
            before.division = Some(outside);
            before.candidates.clear();
            let retired = if let How::Retired(year) = how { year } else { None };
            Some(Naming { span, division: Some(inside), candidates: Vec::new(), full, joined: true, retired, waits: false })
        }
        [] => None,
        _ => {
            let mut candidates: Vec<usize> = pairs.iter().map(|pair| pair.1).collect();
            candidates.sort_unstable();
            candidates.dedup();
            let division = if candidates.len() == 1 { candidates.pop() } else { None };
            Some(Naming { span, division, candidates, full, joined: true, retired: None, waits: false })
        }
    }
}

/// Choose among what a shared name may be by the places around it: those named before it in its line, then the place alone in a
/// line above (a heading), then `section` (the region of the section a name stands in), then those behind it in its line.
pub fn settle(text: &str, names: &mut [Naming], rules: &PlaceRules, section: impl Fn(usize) -> Option<usize>) {
    let mut start = 0;
    let mut above = None;
    while start < names.len() {
        // A line's names; what lies between two names is looked at once.
        let mut stop = start + 1;
        while stop < names.len() && !text[names[stop - 1].span.end..names[stop].span.start].contains('\n') {
            stop += 1;
        }
        settle_line(&mut names[start..stop], rules, above, &section);
        settle_lists(text, &mut names[start..stop], rules);
        let last = &names[stop - 1];
        let joined = names[start + 1..stop].iter().all(|naming| naming.joined);
        if last.division.is_some() && joined && alone_in_line(text, TextSpan::new(names[start].span.start, last.span.end)) {
            above = last.division;
        }
        start = stop;
    }
}

fn settle_line(line: &mut [Naming], rules: &PlaceRules, above: Option<usize>, section: &impl Fn(usize) -> Option<usize>) {
    let mut last: Option<usize> = None;
    let first_sure = line.iter().find_map(|naming| naming.division);
    for naming in line {
        if naming.division.is_none() && !naming.candidates.is_empty() {
            let near = [last, above, section(naming.span.start), first_sure];
            let chosen = near.into_iter().flatten().find_map(|near| match naming.waits {
                true => beside(&naming.candidates, near, rules),
                false => choose(&naming.candidates, near, rules),
            });
            if let Some(chosen) = chosen {
                naming.division = Some(chosen);
                naming.candidates.clear();
            }
        }
        last = naming.division.or(last);
    }
}

/// The one candidate that lies in `near` itself, or beside it.
fn beside(candidates: &[usize], near: usize, rules: &PlaceRules) -> Option<usize> {
    // 兵团 among provinces
    let level = |at: usize| rules.divisions().get(at).map(|division| division.level);
    if let [one] = candidates
        && level(*one) == Some(Level::Province)
        && level(near) == Some(Level::Province)
    {
        return Some(*one);
    }
    let parent = |at: usize| rules.divisions().get(at).and_then(|division| division.parent);
    [Some(near), parent(near)].into_iter().flatten().find_map(|around| {
        let mut inside = candidates.iter().copied().filter(|&candidate| parent(candidate) == Some(around));
        inside.next().filter(|_| inside.next().is_none())
    })
}

/// 长春、吉林、四平: among the cities of a province that bears a city's name, the city is meant.
fn settle_lists(text: &str, line: &mut [Naming], rules: &PlaceRules) {
    let level = |at: usize| rules.divisions().get(at).map(|division| division.level);
    for index in 0..line.len() {
        let Some(province) = line[index].division.filter(|&at| !line[index].full && level(at) == Some(Level::Province)) else { continue };
        let sibling = [index.checked_sub(1), Some(index + 1)].into_iter().flatten().any(|beside| {
            let Some(other) = line.get(beside) else { return false };
            let (left, right) = if beside < index { (other, &line[index]) } else { (&line[index], other) };
            text.get(left.span.end..right.span.start) == Some("、")
                && other.division.is_some_and(|at| level(at) == Some(Level::Prefecture) && rules.within(at, province))
        });
        if sibling {
            let city = format!("{}市", &text[line[index].span.range()]);
            let found = rules.lookup(&city).and_then(|surface| surface.senses.first()).and_then(|sense| sense.division);
            if let Some(found) = found.filter(|&at| at != province && rules.within(at, province)) {
                line[index].division = Some(found);
            }
        }
    }
}

/// The one candidate that is `near`, lies in it, in its parent or in its province; the closest tie decides.
fn choose(candidates: &[usize], near: usize, rules: &PlaceRules) -> Option<usize> {
    let mut outer = Some(near);
    for _ in 0..4 {
        let around = outer?;
        let inside: Vec<usize> = candidates.iter().copied().filter(|&candidate| rules.within(candidate, around)).collect();
        match inside[..] {
            [one] => return Some(one),
            [] => outer = rules.divisions().get(around)?.parent,
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;
    use crate::rules::table::Table;

    fn codes(text: &str) -> Vec<String> {
        let rules = &Rules::builtin().places;
        let mut names = scan(text, rules);
        settle(text, &mut names, rules, |_| None);
        names.iter().map(|naming| naming.division.map_or(String::new(), |at| rules.divisions()[at].adcode.clone())).collect()
    }

    fn table(file: &str) -> String {
        std::fs::read_to_string(format!("{}/rules/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    #[test]
    fn every_division_resolves_behind_its_parents() {
        let rules = &Rules::builtin().places;
        for (index, division) in rules.divisions().iter().enumerate().skip(1).filter(|(_, division)| division.adcode != "100000") {
            let mut path = vec![index];
            while let Some(parent) = path.last().and_then(|&at| rules.divisions()[at].parent) {
                path.push(parent);
            }
            let text: String = path.iter().rev().map(|&at| rules.divisions()[at].name.as_str()).collect();
            let expected: Vec<&str> = path.iter().rev().map(|&at| rules.divisions()[at].adcode.as_str()).collect();
            assert_eq!(codes(&format!("{text}的企业")), expected, "{} {text}", division.adcode);
        }
    }

    #[test]
    fn every_province_resolves_by_every_name() {
        let rules = &Rules::builtin().places;
        let text = table("regions.tsv");
        let table = Table::parse("regions.tsv", &text);
        let provinces: Vec<_> = table.rows().filter(|row| row.optional("level") == Some("province")).collect();
        let official = provinces.iter().filter(|row| row.optional("abbr").is_some() && row.text("adcode").unwrap() != "660000");
        assert_eq!(official.count(), 34);
        for row in &provinces {
            let code = row.text("adcode").unwrap();
            for name in [row.text("name").unwrap()].into_iter().chain(row.list("aliases")).chain(row.list("traditional")) {
                assert_eq!(codes(&format!("{name}提出目标")), [code], "{name}");
            }
            // One character names a province in a list, and nothing outside one.
            for letter in row.list("abbr").into_iter().flat_map(str::chars) {
                let other = if code == "110000" { '沪' } else { '京' };
                let beside = rules.abbreviation(other).map(|at| rules.divisions()[at].adcode.clone()).unwrap();
                assert_eq!(codes(&format!("{other}、{letter}两地")), [beside, code.to_string()], "{letter}");
                assert_eq!(codes(&format!("（{letter}）")), Vec::<String>::new(), "{letter}");
            }
        }
    }

    #[test]
    fn names_that_no_other_bears_resolve_alone() {
        let rules = &Rules::builtin().places;
        let text = table("regions.tsv");
        let mut wrong = Vec::new();
        for row in Table::parse("regions.tsv", &text).rows().filter(|row| row.optional("level") != Some("country")) {
            let code = row.text("adcode").unwrap();
            let name = row.text("name").unwrap();
            for surface in [name].into_iter().chain(row.list("aliases")).chain(row.list("traditional")) {
                let senses = &rules.lookup(surface).unwrap().senses;
                let sole = senses.len() == 1 && senses[0].how != How::Stem;
                if sole && codes(surface) != [code] {
                    wrong.push(format!("{surface} {code} {:?}", codes(surface)));
                }
            }
        }
        assert!(wrong.is_empty(), "{}: {}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn decoys_are_no_places() {
        let text = table("place_decoys.tsv");
        for row in Table::parse("place_decoys.tsv", &text).rows() {
            let example = row.text("example").unwrap();
            assert_eq!(codes(example), Vec::<String>::new(), "{example}");
        }
    }

    #[test]
    fn retired_names_lead_to_their_successors() {
        let rules = &Rules::builtin().places;
        let text = table("regions_retired.tsv");
        for row in Table::parse("regions_retired.tsv", &text).rows() {
            let name = row.text("name").unwrap();
            let senses = &rules.lookup(name).expect(name).senses;
            let retired = |sense: &Sense| matches!(sense.how, How::Retired(_) | How::Stem);
            let mine = row.optional("successor").and_then(|code| rules.division(code));
            let living = senses.iter().any(|sense| !retired(sense));
            assert!(living || senses.iter().any(|sense| sense.division == mine), "{name}");
        }
        assert_eq!(codes("莱芜市"), ["370116"]);
    }

    #[test]
    fn a_shared_name_alone_keeps_its_candidates() {
        let rules = &Rules::builtin().places;
        let names = scan("鼓楼区", rules);
        assert_eq!((names[0].division, names[0].candidates.len()), (None, 4));
    }
}

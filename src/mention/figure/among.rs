//! Values that a list of places shares: 鄂州市、黄冈市各建设50座, 襄阳市和宜昌市分别建设30座、20座. In: the places that a clause begins
//! with, and its numbers. Out: a value for each place. Never done here: finding places.

use super::Figure;
use super::slot::{Part, Slot};
use crate::mention::context::Context;
use crate::trace::TextSpan;

/// Places that the numbers of a clause belong to.
pub(super) struct Among {
    clause: TextSpan,
    /// The first of its numbers.
    first: usize,
    /// adcodes, in order.
    places: Vec<String>,
    /// Whether each place has every number, rather than one.
    each: bool,
}

/// Places that may share a number.
const MOST: usize = 16;

/// The lists of places that clauses begin with, before 各 or 分别; they are taken off the words left of the number.
pub(super) fn read(context: &Context, slots: &mut [Slot]) -> Vec<Among> {
    let mut found = Vec::new();
    let mut before = None;
    for slot in slots.iter_mut() {
        let opens = before != Some(slot.clause.start) && slot.left.start == slot.clause.start && slot.part != Part::Word;
        before = Some(slot.clause.start);
        if !opens {
            continue;
        }
        let Some((places, each, end)) = list(context, slot.left) else { continue };
        // 宝鸡市、咸阳市各不超过6个: nothing else is named, and the places are the parts of the object.
        let named = end < slot.left.end;
        if named {
            slot.left = TextSpan::new(end, slot.left.end);
        }
        found.push(Among { clause: slot.clause, first: slot.left.end, places, each: each && named });
    }
    found
}

/// The places that `words` begin with, whether each has all that follows, and where 各 or 分别 ends.
fn list(context: &Context, words: TextSpan) -> Option<(Vec<String>, bool, usize)> {
    let named = &context.sections.places;
    let from = named.partition_point(|place| place.span.start < words.start);
    if named.get(from)?.span.start != words.start {
        return None;
    }
    let mut places: Vec<String> = Vec::new();
    let mut end = words.start;
    for place in &named[from..] {
        let gap = context.text.get(end..place.span.start).filter(|_| place.span.end <= words.end)?;
        match gap {
            // 湖北武汉 is the city.
            "" if places.is_empty() => {}
            "" => drop(places.pop()),
            "、" | "和" | "与" | "及" | "以及" => {}
            _ => break,
        }
        places.push(place.region.as_ref()?.adcode.clone());
        end = place.span.end;
        let next = named[from..].iter().find(|next| next.span.start >= end);
        if next.is_none_or(|next| next.span.start - end > "以及".len()) {
            break;
        }
    }
    let rest = context.text.get(end..words.end)?;
    // 两市, 三地
    let counted = rest.strip_prefix(['两', '兩', '二', '三', '四', '五', '六', '七', '八', '九', '十']);
    let rest = counted.and_then(|rest| rest.strip_prefix(['市', '省', '地', '区', '區', '县', '縣', '州'])).unwrap_or(rest);
    let sharing = [(true, "各自"), (true, "各"), (true, "均"), (false, "分别"), (false, "分別")];
    let Some((each, word)) = sharing.into_iter().find(|(_, word)| rest.starts_with(word)) else {
        // 武汉、襄阳到2027年数字经济规模分别达到…: the word stands behind the measure.
        let apart = (2..=MOST).contains(&places.len()) && ["分别", "分別"].iter().any(|word| rest.contains(word));
        return apart.then_some((places, false, words.start));
    };
    // 各类, 各级 are no sharing.
    let shared = !rest[word.len()..].starts_with(['类', '類', '级', '級', '种', '種', '项', '項', '县', '区', '地']);
    ((2..=MOST).contains(&places.len()) && shared).then(|| (places, each, words.end - rest.len() + word.len()))
}

/// Give each place its value.
pub(super) fn share(figures: &mut Vec<Figure>, among: &[Among]) {
    for Among { clause, first, places, each } in among {
        let from = figures.partition_point(|figure| figure.quantity.span.start < *first);
        let count = figures[from..].iter().take_while(|figure| clause.contains(figure.quantity.span)).count();
        let own = from..from + count;
        if *each {
            let of_places: Vec<Figure> = figures[own.clone()]
                .iter()
                .flat_map(|figure| places.iter().map(|place| Figure { region: Some(place.clone()), ..figure.clone() }))
                .collect();
            figures.splice(own, of_places);
        } else if count == places.len() {
            figures[own].iter_mut().zip(places).for_each(|(figure, place)| figure.region = Some(place.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::Rules;
    use crate::{Source, extract};

    fn check(text: &str, expected: &[(&str, &str, &str)]) {
        let record = extract(&Source::new("page.txt", text.as_bytes().to_vec()), Rules::builtin());
        let found: Vec<_> = record
            .targets
            .iter()
            .map(|target| {
                (target.text.as_str(), target.object.as_deref().unwrap_or_default(), target.region.as_deref().unwrap_or_default())
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn each_place_has_its_value() {
        check("鄂州市、黄冈市各建设充电站50座。", &[("50座", "充电站", "420700"), ("50座", "充电站", "421100")]);
        check(
            "武汉、襄阳、宜昌三市分别培育上市企业10家、5家和3家。",
            &[("10家", "上市企业", "420100"), ("5家", "上市企业", "420600"), ("3家", "上市企业", "420500")],
        );
        check("宝鸡市、咸阳市各不超过6个。", &[("6个", "宝鸡市", "610300"), ("6个", "咸阳市", "610400")]);
        check("湖北武汉、江苏南京各新增学位3万个。", &[("3万个", "学位", "420100"), ("3万个", "学位", "320100")]);
    }

    #[test]
    fn where_something_is_done_is_its_place() {
        check("长安汽车计划在南京新建工厂2座。", &[("2座", "工厂", "320100")]);
    }

    #[test]
    fn what_a_list_of_places_has_together_is_no_ones() {
        check("力争南京市、苏州市各类创新平台达到500个。", &[("500个", "南京市、苏州市各类创新平台", "")]);
    }
}

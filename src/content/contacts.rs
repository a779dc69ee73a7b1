//! Addresses, telephone numbers, who runs a site or an event. In: lines and their readings. Out: those that are the page's footer told
//! from the article's own. Never done here: reading what they say.

use super::roles::{Reading, Role};
use super::scrape::FRINGE;
use crate::rules::content::Class;

/// 主办单位, 地址 and the like are furniture only where a footer stands close behind (or before) without sentences between; what
/// ends an article (打印, 关闭, an editor, 上一篇) parts it from the footer, as does the edge of the region. 技术支持 as the page's last
/// line is a footer.
pub(super) fn settle(lines: &[&str], readings: &mut [Reading], main: &[bool]) {
    let is_contact = |reading: &Reading| matches!(reading.role, Role::Known(Class::Contact | Class::Host | Class::Upkeep));
    let is_footer = |reading: &Reading| matches!(reading.role, Role::Known(Class::Footer | Class::Menu));
    let edge = |at: usize| main.get(at) != main.get(at + 1) && at + 1 < main.len();
    // A run of contacts at the region's edge that names no host is the article's own.
    let hosted: Vec<bool> = readings.iter().map(|reading| matches!(reading.role, Role::Known(Class::Host | Class::Upkeep))).collect();
    let is_run: Vec<bool> = readings.iter().map(is_contact).collect();
    let is_foot: Vec<bool> = readings.iter().map(is_footer).collect();
    let own_end =
        |at: usize| !is_run[at] && !is_foot[at] || is_run[at] && !(0..=at).rev().take_while(|at| is_run[*at]).any(|at| hosted[at]);
    let owned = |at: usize| edge(at) && own_end(at);
    let is_end = |reading: &Reading| matches!(reading.role, Role::Credit | Role::Known(Class::Widget | Class::Neighbour | Class::Pager));
    // So is who runs the site, where no other contact stands with it: an event names more of them.
    let alone = |readings: &[Reading]| readings.len() > 1 && !is_contact(&readings[readings.len() - 2]);
    let ends = |readings: &[Reading]| match readings.last().map(|last| last.role) {
        Some(Role::Known(Class::Upkeep)) => true,
        Some(Role::Known(Class::Host)) => alone(readings) && lines[lines.len() - 1].starts_with("主办"),
        _ => false,
    };
    if ends(readings)
        && let Some(last) = readings.last_mut()
    {
        last.role = Role::Known(Class::Footer);
    }
    let mut near = 0usize;
    for at in (0..readings.len()).rev() {
        near = if is_footer(&readings[at]) { FRINGE } else { near.saturating_sub(1) };
        if readings[at].prose && !is_contact(&readings[at]) && !is_footer(&readings[at]) || is_end(&readings[at]) || owned(at) {
            near = 0;
        }
        // 联系人：某某, and below it the address: the article's own.
        let told = || at > 0 && lines[at - 1].contains("联系") && !is_footer(&readings[at - 1]) || invites(lines, readings, at);
        if is_contact(&readings[at]) && !hosted[at] && told() {
            near = 0;
        }
        if is_contact(&readings[at]) && near > 0 {
            readings[at].role = Role::Known(Class::Footer);
            near = FRINGE;
        }
    }
    for at in 1..readings.len() {
        if is_contact(&readings[at]) && readings[at - 1].role == Role::Known(Class::Footer) && !edge(at - 1) {
            readings[at].role = Role::Known(Class::Footer);
        }
    }
}

/// Whether a sentence or a numbered heading stands over a contact that says how to reach somebody, with nothing but labelled and
/// short lines between: 四、凡对本次采购提出询问，请按以下方式联系.
fn invites(lines: &[&str], readings: &[Reading], at: usize) -> bool {
    let contact = |reading: &Reading| matches!(reading.role, Role::Known(Class::Contact));
    let says = |above: &usize| (readings[*above].ordered || readings[*above].prose) && lines[*above].contains("联系");
    let plain = |reading: &Reading| matches!(reading.role, Role::Text | Role::WeakMeta);
    let near = (0..at).rev().take(FRINGE).take_while(|above| contact(&readings[*above]) || plain(&readings[*above]));
    near.take_while(|above| says(above) || !readings[*above].prose || contact(&readings[*above])).any(|above| says(&above))
}

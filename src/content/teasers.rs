//! Lists of teasers: other articles, each with its linked title and a sentence or two of its own. In: [`Blocks`] and their sums. Out:
//! which elements are such lists, and the article's core beside them. Never done here: telling a list page from an article.

use super::blocks::{Blocks, Node};
use super::pick::{self, Sum};
use super::styles::Hiding;
use super::tags::Tag;

/// Teasers that make a list.
const LEAST: u32 = 3;
/// Han characters of the longest teaser without its title.
const LONGEST: u32 = 200;
/// Han characters of the shortest title.
const TITLE: u32 = 4;

/// The elements whose children are teasers, three of four at least, in order.
pub(super) fn lists(blocks: &Blocks, sums: &[Sum]) -> Vec<usize> {
    let nodes = &blocks.nodes;
    let mut counts: Vec<(usize, u32)> = Vec::new();
    for (index, node) in nodes.iter().enumerate().skip(1) {
        let sum = sums[index];
        let block = matches!(node.tag, Tag::Division | Tag::Item | Tag::Block | Tag::Definitions);
        if !block || sum.linked < TITLE || sum.marks == 0 || sum.han > LONGEST || !is_titled(blocks, node) {
            continue;
        }
        match counts.iter_mut().rev().take(4).find(|(parent, _)| *parent == node.parent) {
            Some((_, count)) => *count += 1,
            None => counts.push((node.parent, 1)),
        }
    }
    let most = |(parent, count): &(usize, u32)| {
        let all = pick::children(nodes, *parent).filter(|child| sums[*child].han + sums[*child].linked > 0).count();
        *count >= LEAST && *count as usize * 4 >= all * 3
    };
    let mut lists: Vec<usize> = counts.iter().filter(|found| most(found)).map(|(parent, _)| *parent).collect();
    lists.sort_unstable();
    lists
}

/// Whether an element begins with a line that is a link, and goes on without one.
fn is_titled(blocks: &Blocks, node: &Node) -> bool {
    let runs = &blocks.runs[node.first_run..node.last_run];
    let mut shown = runs.iter().filter(|run| run.hiding == Hiding::Shown);
    let Some(first) = shown.next().filter(|first| first.link > 0 && first.end - first.start >= 3 * TITLE as usize) else { return false };
    shown.find(|run| run.link != first.link).is_some_and(|next| next.breaks)
}

/// Count what stands in the lists as links, and find the core without them, where one stands before them; else `core` stays.
pub(super) fn pass_by(nodes: &[Node], lists: &[usize], sums: &mut [Sum], core: usize) -> usize {
    let inside = |index: usize| {
        let at = lists.partition_point(|list| *list <= index);
        // Lists may lie in each other: the nearest before it that reaches so far.
        lists[..at].iter().rev().take(4).any(|list| index > *list && index < nodes[*list].last)
    };
    let other = pick::core(nodes, inside);
    let beside = |list: &&usize| !(**list <= other && other < nodes[**list].last) && nodes[other].first_run < nodes[**list].first_run;
    if other == 0 {
        return core;
    }
    let mut passed = false;
    let mut last = 0;
    for list in lists.iter().filter(beside) {
        if *list < last {
            continue; // inside the one before
        }
        last = nodes[*list].last;
        passed = true;
        let all = sums[*list];
        let mut above = *list;
        // Prose becomes link, for the list and all around it.
        loop {
            sums[above].han -= all.han;
            sums[above].prose -= all.prose;
            sums[above].marks -= all.marks;
            sums[above].linked += all.han;
            if above == 0 {
                break;
            }
            above = nodes[above].parent;
        }
    }
    if passed { other } else { core }
}

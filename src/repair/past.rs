//! What the readings under way have in common: their characters and the doubts about them, both as trees. In: readings that meet. Out:
//! characters, each with its margin. Never done here: reading on.

use super::language::{Language, Symbol};

/// Nats beyond which nobody asks how much better a reading is.
const CLEAR: f32 = 12.0;

/// Characters that two readings are compared back from where they meet: doubtful ones lie near.
const FARTHEST: usize = 64;

/// A character found, and the units that hold its first and its last byte.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    pub(crate) ch: char,
    pub(crate) first: usize,
    pub(crate) last: usize,
    /// How many nats better than the best reading that has another character here.
    pub(crate) margin: f32,
}

/// The best reading.
#[derive(Clone, Debug)]
pub struct Best {
    pub(crate) chars: Vec<Found>,
    /// Log probability of the whole, costs included.
    pub(crate) score: f32,
}

impl Best {
    /// How many nats better than the next best.
    pub(crate) fn margin(&self) -> f32 {
        self.chars.iter().map(|found| found.margin).fold(f32::INFINITY, f32::min)
    }
}

/// The end of a reading under way.
#[derive(Clone, Copy)]
pub(crate) struct Tip {
    pub(crate) score: f32,
    pub(crate) node: u32,
    pub(crate) mark: u32,
}

struct Node {
    parent: u32,
    found: Found,
    symbol: Symbol,
}

/// At this node a reading nearly went another way.
struct Mark {
    earlier: u32,
    node: u32,
    gap: f32,
    /// Whether the other way has but another form of the same character here.
    form: bool,
}

/// What the hypotheses share: the characters and the doubts on the way to each, both as trees.
pub(crate) struct Past {
    nodes: Vec<Node>,
    marks: Vec<Mark>,
}

impl Past {
    /// Nothing read yet: the first of each is the root.
    pub(crate) fn new(units: usize) -> Past {
        let (mut nodes, mut marks) = (Vec::with_capacity(units + 1), Vec::new());
        nodes.push(Node { parent: 0, found: Found { ch: '\0', first: 0, last: 0, margin: f32::INFINITY }, symbol: 0 });
        marks.push(Mark { earlier: 0, node: 0, gap: f32::INFINITY, form: false });
        Past { nodes, marks }
    }

    /// A character more behind `parent`: its place in the tree.
    pub(crate) fn push(&mut self, parent: u32, ch: char, symbol: Symbol, units: (u32, usize)) -> u32 {
        self.nodes.push(Node { parent, found: Found { ch, first: units.0 as usize, last: units.1, margin: f32::INFINITY }, symbol });
        (self.nodes.len() - 1) as u32
    }

    /// The characters of a reading, each with its margin.
    pub(crate) fn chars(&self, best: &Tip, model: &Language) -> Vec<Found> {
        let mut chars = Vec::new();
        let mut places = Vec::new();
        let mut node = best.node;
        while node != 0 {
            chars.push(self.nodes[node as usize].found);
            places.push(node);
            node = self.nodes[node as usize].parent;
        }
        // A text without traditional forms has none where a byte was lost.
        let traditional = chars.iter().filter(|found| hanzi(found.ch) && model.is_variant(found.ch)).count();
        let one_script = traditional * 50 <= chars.len();
        let mut mark = best.mark;
        while mark != 0 {
            let Mark { earlier, node, gap, form } = self.marks[mark as usize];
            // A node is made after its parent: the numbers fall.
            if !(form && one_script)
                && let Ok(at) = places.binary_search_by(|place| node.cmp(place))
            {
                chars[at].margin = chars[at].margin.min(gap);
            }
            mark = earlier;
        }
        chars.reverse();
        chars
    }

    /// Whether two readings have the same characters in other forms (术, 朮).
    fn is_form(&self, mut one: u32, mut other: u32) -> bool {
        for _ in 0..FARTHEST {
            if one == other {
                return true;
            }
            let (here, there) = (&self.nodes[one as usize], &self.nodes[other as usize]);
            if here.found.ch != there.found.ch
                && !(here.symbol != 0 && here.symbol == there.symbol && hanzi(here.found.ch) && hanzi(there.found.ch))
            {
                return false;
            }
            (one, other) = (here.parent, there.parent);
        }
        false
    }

    /// Mark each character of the better reading that the worse one reads otherwise.
    pub(crate) fn weigh(&mut self, better: &mut Tip, worse: &Tip) {
        let gap = better.score - worse.score;
        if gap > CLEAR {
            return;
        }
        let form = self.is_form(better.node, worse.node);
        let (mut one, mut other) = (better.node, worse.node);
        for _ in 0..FARTHEST {
            if one == other || one == 0 {
                break;
            }
            let (here, there) = (self.nodes[one as usize].found, self.nodes[other as usize].found);
            if here.last < there.last {
                other = self.nodes[other as usize].parent;
                continue;
            }
            if here.ch != there.ch || here.first != there.first || here.last != there.last {
                self.marks.push(Mark { earlier: better.mark, node: one, gap, form });
                better.mark = (self.marks.len() - 1) as u32;
            }
            if here.last == there.last {
                other = self.nodes[other as usize].parent;
            }
            one = self.nodes[one as usize].parent;
        }
    }
}

pub(crate) fn hanzi(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}

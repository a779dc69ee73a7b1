//! What bytes tell of the characters of UTF-8 around them. In: bytes that stood beside each other. Out: how many bytes are missing between
//! two such pieces. Never done here: saying which bytes.

use super::unit::{Choice, Unit, WAYS};

/// What bytes tell of the character of UTF-8 that they go on with, and of the one that they leave open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// How many bytes must stand in front of them, and how many must follow.
    Of { before: u8, behind: u8 },
    /// It may be more than one: a character of four bytes may have part in it.
    Any,
}

/// The shape of each way that a unit may have been.
pub(crate) type Shapes = [Option<Shape>; WAYS];

/// What a sign of ASCII tells, or the end of a line.
pub(crate) const ASCII: Shapes = [Some(Shape::Of { before: 0, behind: 0 }), None, None, None, None];

impl Shape {
    /// `None` where no UTF-8 has these bytes.
    pub(crate) fn of(bytes: &[u8]) -> Option<Shape> {
        let before = bytes.iter().take_while(|byte| (0x80..0xc0).contains(*byte)).count();
        let mut behind = 0;
        for byte in bytes.iter().skip(before) {
            behind = match *byte {
                0x80..0xc0 if behind > 0 => behind - 1,
                _ if behind > 0 => return None,
                0..0x80 => 0,
                0xc2..0xe0 => 1,
                0xe0..0xf0 => 2,
                0xf0..0xf5 => return Some(Shape::Any),
                _ => return None,
            };
        }
        Some(Shape::Of { before: before as u8, behind })
    }

    /// How many bytes are missing between these two: none to two, or three more.
    pub(crate) fn between(self, next: Shape) -> Option<u8> {
        match (self, next) {
            (Shape::Of { behind, .. }, Shape::Of { before, .. }) => Some((behind + 3 - before) % 3),
            _ => None,
        }
    }
}

/// The shape of each way that `unit` may have been; none at all where no UTF-8 has such bytes.
pub(crate) fn shapes(unit: &Unit) -> Shapes {
    let mut shapes = [None; WAYS];
    for (shape, way) in shapes.iter_mut().zip(unit.ways()) {
        *shape = match way {
            Choice::Bytes(bytes, _) => Shape::of(bytes.as_slice()),
            Choice::Literal(..) => ASCII[0],
            // A byte alone may be a character's second one as well as its last.
            _ => Some(Shape::Any),
        };
    }
    shapes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text cut into pairs, of which one or two bytes beyond ASCII are taken out: the shapes beside the hole tell how many.
    #[test]
    fn what_is_missing_is_known() {
        let text = "到2025年，产值达到100亿元。";
        let whole = |pair: &[u8]| Shape::of(pair);
        for offset in 0..2 {
            let bytes = &text.as_bytes()[offset..];
            for (hole, missing) in (2..bytes.len() - 4).flat_map(|at| [(at, 0u8), (at, 1), (at, 2)]) {
                let (before, taken) = (&bytes[hole - 2..hole], &bytes[hole..][..usize::from(missing)]);
                let behind = &bytes[hole + taken.len()..][..2];
                if taken.iter().any(u8::is_ascii) {
                    continue;
                }
                let (Some(one), Some(other)) = (whole(before), whole(behind)) else { panic!("{before:x?} {behind:x?}") };
                assert_eq!(one.between(other), Some(missing), "{before:x?} {behind:x?}");
            }
        }
        assert_eq!(Shape::of(&[0xe5, 0xe5]), None, "no character begins inside another");
    }
}

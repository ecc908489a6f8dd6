//! What two texts have in common, word by word.

/// More words than this are not compared one by one: what lies between the common beginning and end counts as changed.
const WORDS_MAX: usize = 400;

/// A piece of a text, and whether the other text has it, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub text: String,
    pub common: bool,
}

/// The pieces of both texts in their order; neighbours of one kind are one piece.
pub(super) fn compared(old: &str, new: &str) -> (Vec<Piece>, Vec<Piece>) {
    let (a, b): (Vec<&str>, Vec<&str>) = (split(old), split(new));
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let tail = a[head..]
        .iter()
        .rev()
        .zip(b[head..].iter().rev())
        .take_while(|(x, y)| x == y)
        .count();
    let (middle_a, middle_b) = (&a[head..a.len() - tail], &b[head..b.len() - tail]);
    let (same_a, same_b) = common(middle_a, middle_b);
    let marks = |middle: Vec<bool>, total: usize| {
        let mut all = vec![true; head];
        all.extend(middle);
        all.resize(total, true);
        all
    };
    (
        pieces(&a, &marks(same_a, a.len())),
        pieces(&b, &marks(same_b, b.len())),
    )
}

/// Words, each with the white space behind it.
fn split(text: &str) -> Vec<&str> {
    text.split_inclusive(char::is_whitespace).collect()
}

/// Which words belong to the longest common sequence.
fn common(a: &[&str], b: &[&str]) -> (Vec<bool>, Vec<bool>) {
    let (mut in_a, mut in_b) = (vec![false; a.len()], vec![false; b.len()]);
    if a.len() > WORDS_MAX || b.len() > WORDS_MAX {
        return (in_a, in_b);
    }
    // lengths[i][j]: of the longest common sequence of a[i..] and b[j..].
    let mut lengths = vec![vec![0_u16; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            lengths[i][j] = if a[i].trim_end() == b[j].trim_end() {
                lengths[i + 1][j + 1] + 1
            } else {
                lengths[i + 1][j].max(lengths[i][j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if a[i].trim_end() == b[j].trim_end() {
            (in_a[i], in_b[j]) = (true, true);
            (i, j) = (i + 1, j + 1);
        } else if lengths[i + 1][j] >= lengths[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    (in_a, in_b)
}

fn pieces(words: &[&str], common: &[bool]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (word, common) in words.iter().zip(common) {
        match pieces.last_mut() {
            Some(last) if last.common == *common => last.text.push_str(word),
            _ => pieces.push(Piece {
                text: (*word).to_owned(),
                common: *common,
            }),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(pieces: &[Piece]) -> String {
        let mark = |p: &Piece| {
            if p.common {
                p.text.clone()
            } else {
                format!("[{}]", p.text)
            }
        };
        pieces.iter().map(mark).collect()
    }

    fn both(old: &str, new: &str) -> (String, String) {
        let (old, new) = compared(old, new);
        (marked(&old), marked(&new))
    }

    #[test]
    fn only_the_words_that_differ_are_marked() {
        let (old, new) = both(
            "Wash at 30 degrees with care",
            "Wash at 40 degrees with great care",
        );
        assert_eq!(old, "Wash at [30 ]degrees with care");
        assert_eq!(new, "Wash at [40 ]degrees with [great ]care");
        assert_eq!(both("", "New"), (String::new(), "[New]".into()));
        assert_eq!(both("a b", "a b"), ("a b".into(), "a b".into()));
    }

    #[test]
    fn nothing_of_either_text_is_lost_however_long_they_are() {
        let long = |word: &str| format!("{word} ").repeat(WORDS_MAX + 1);
        for (old, new) in [(long("a"), long("b")), ("x  y\nz".into(), "x y".into())] {
            let (a, b) = compared(&old, &new);
            let whole = |pieces: &[Piece]| pieces.iter().map(|p| p.text.as_str()).collect::<String>();
            assert_eq!((whole(&a), whole(&b)), (old, new));
        }
    }
}

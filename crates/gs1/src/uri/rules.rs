//! Which identifiers may stand where: shared by reading and building.

use super::UriProblem;
use crate::{Ai, Element, conflict};

/// Checks that the qualifiers follow one of the key's sequences, leaving out any (URI Syntax, 5).
pub(super) fn sequence(key: Ai, qualifiers: &[Ai]) -> Result<(), (usize, UriProblem)> {
    let sequences = key.entry().qualifiers.unwrap_or_default();
    if qualifiers.is_empty() || sequences.iter().any(|s| follows(s, qualifiers.iter())) {
        return Ok(());
    }
    let stranger = |ai: &&Ai| !sequences.iter().any(|s| s.contains(ai));
    if let Some(ai) = qualifiers.iter().find(stranger) {
        let at = qualifiers.iter().position(|q| q == ai).unwrap_or(0);
        return Err((at, UriProblem::NotQualifier { ai: *ai, key }));
    }
    // The shortest beginning that is wrong ends where the mistake is.
    let wrong = |n: &usize| !sequences.iter().any(|s| follows(s, qualifiers[..*n].iter()));
    let at = (1..=qualifiers.len()).find(wrong).unwrap_or(1) - 1;
    if qualifiers[..at].contains(&qualifiers[at]) {
        return Err((at, UriProblem::Duplicate(qualifiers[at])));
    }
    let order = sequences
        .iter()
        .map(|s| s.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
    Err((
        at,
        UriProblem::Order {
            key,
            order: order.collect::<Vec<_>>().join(" or "),
        },
    ))
}

fn follows<'a>(sequence: &[Ai], mut qualifiers: impl Iterator<Item = &'a Ai>) -> bool {
    let mut places = sequence.iter();
    qualifiers.all(|q| places.any(|s| s == q))
}

/// Checks one identifier of the query against the path.
pub(super) fn attribute(ai: Ai, path: &[Element]) -> Result<(), UriProblem> {
    if !ai.entry().data_attribute {
        return Err(if belongs_in_path(ai, path) {
            UriProblem::BelongsInPath(ai)
        } else {
            UriProblem::NotAttribute(ai)
        });
    }
    if belongs_in_path(ai, path) {
        Err(UriProblem::BelongsInPath(ai))
    } else {
        Ok(())
    }
}

/// Whether an identifier and the qualifiers of the path are in one sequence of the key.
fn belongs_in_path(ai: Ai, path: &[Element]) -> bool {
    let Some((key, qualifiers)) = path.split_first() else {
        return false;
    };
    let sequences = key.ai().entry().qualifiers.unwrap_or_default();
    !qualifiers.iter().any(|q| q.ai() == ai)
        && sequences
            .iter()
            .any(|s| s.contains(&ai) && qualifiers.iter().all(|q| s.contains(&q.ai())))
}

/// Checks that nothing appears twice and that nothing contradicts; gives the place of the culprit.
pub(super) fn together(elements: &[Element]) -> Result<(), (usize, UriProblem)> {
    for (n, e) in elements.iter().enumerate() {
        if elements[..n].iter().any(|before| before.ai() == e.ai()) {
            return Err((n, UriProblem::Duplicate(e.ai())));
        }
    }
    match conflict(elements) {
        Some((a, b)) => {
            let at = elements
                .iter()
                .rposition(|e| e.ai() == a || e.ai() == b)
                .unwrap_or(0);
            Err((at, UriProblem::Conflict(a, b)))
        }
        None => Ok(()),
    }
}

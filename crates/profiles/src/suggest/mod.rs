//! Guesses which attribute could feed which data point: by the words of its code and labels, its type and its unit. A person
//! confirms each guess.

mod score;
mod types;
mod words;

use crate::catalogue::loaded;
use domain::profile::{AttributeFacts, Profile, Suggestion};
use score::Matcher;
use std::collections::BTreeMap;

/// The most suggestions for a point.
const PER_POINT: usize = 3;
/// Below this a guess is noise.
const SCORE_MIN: u8 = 50;
/// An attribute is offered to the points that it suits best, and to others only when they come this close.
const CLOSE: u8 = 12;

/// Suggestions for the points of a profile, in its order, the best first; at most three a point. Points that nobody fills, and those
/// that Tessera fills by itself, have none.
pub fn suggest(profile: &Profile, attributes: &[AttributeFacts]) -> Vec<Suggestion> {
    let empty = BTreeMap::new();
    let hints = loaded()
        .iter()
        .find(|l| l.profile.id == profile.id)
        .map_or(&empty, |l| &l.hints);
    let matcher = Matcher::new(profile, hints);
    let mut found: Vec<Vec<Suggestion>> = vec![Vec::new(); profile.points.len()];
    for attribute in attributes {
        let guesses: Vec<_> = matcher
            .guesses(attribute)
            .filter(|(_, g)| g.score >= SCORE_MIN)
            .collect();
        let best = guesses.iter().map(|(_, g)| g.score).max().unwrap_or(0);
        for (index, guess) in guesses {
            if guess.score + CLOSE >= best {
                found[index].push(guess);
            }
        }
    }
    for guesses in &mut found {
        guesses.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.attribute.cmp(&b.attribute)));
        guesses.truncate(PER_POINT);
    }
    found.into_iter().flatten().collect()
}

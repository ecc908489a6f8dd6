//! How well the words of an attribute match those of a data point.

use super::{
    types::{self, Suits, suits},
    words::{WEAK, meanings, pieces},
};
use domain::profile::{AttributeFacts, DataPoint, PointId, Profile, Suggestion, Supply, Unit};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a word counts that most attributes of the sector share.
const WEAK_WEIGHT: f64 = 0.25;
/// What a word of the attribute costs that the data point does not have.
const EXTRA: f64 = 0.45;
/// What it adds when code and label agree.
const AGREE: f64 = 0.04;

type Words = BTreeSet<String>;

/// A point's place in the profile, the point, and its phrases.
type Target<'a> = (usize, &'a DataPoint, Vec<(String, Words)>);

/// The phrases of a profile's points, ready to be matched.
pub(super) struct Matcher<'a> {
    points: Vec<Target<'a>>,
    /// In how many points a word stands: a rare word says more.
    spread: HashMap<String, usize>,
}

struct Match<'a> {
    score: f64,
    phrase: &'a str,
}

impl<'a> Matcher<'a> {
    pub(super) fn new(profile: &'a Profile, hints: &BTreeMap<PointId, Vec<String>>) -> Self {
        let own = |point: &DataPoint| matches!(point.supplied_by, Some(Supply::Address | Supply::Category));
        let filled = |point: &DataPoint| point.requirements.values().any(|r| r.duty.is_filled());
        let points: Vec<_> = profile
            .points
            .iter()
            .enumerate()
            .filter(|(_, p)| filled(p) && !own(p))
            .map(|(i, p)| (i, p, phrases(p, hints.get(&p.id))))
            .collect();
        let mut spread = HashMap::new();
        for (_, _, phrases) in &points {
            for word in phrases
                .iter()
                .flat_map(|(_, words)| words)
                .collect::<BTreeSet<_>>()
            {
                *spread.entry(word.clone()).or_insert(0) += 1;
            }
        }
        Self { points, spread }
    }

    /// Each point's index with the guess that the attribute feeds it.
    pub(super) fn guesses(&self, attribute: &AttributeFacts) -> impl Iterator<Item = (usize, Suggestion)> {
        let (code, unit) = without_unit(&attribute.code);
        let mut facts = attribute.clone();
        facts.unit = facts.unit.or(unit);
        let labels: Vec<Words> = attribute
            .labels
            .values()
            .map(|label| meanings(&without_unit(label).0))
            .collect();
        let code = meanings(&code);
        self.points.iter().filter_map(move |(index, point, phrases)| {
            let by_code = self.best(&code, phrases);
            let by_label = labels
                .iter()
                .filter_map(|l| self.best(l, phrases))
                .max_by(|a, b| a.score.total_cmp(&b.score));
            let guess = combine(point, &facts, by_code, by_label)?;
            Some((*index, guess))
        })
    }

    fn best<'p>(&self, words: &Words, phrases: &'p [(String, Words)]) -> Option<Match<'p>> {
        phrases
            .iter()
            .map(|(phrase, wanted)| Match {
                score: self.score(words, wanted),
                phrase,
            })
            .filter(|m| m.score > 0.0)
            // The first of equals: the point's own name comes before the hints.
            .reduce(|best, m| if m.score > best.score { m } else { best })
    }

    /// The weight of the words in common, in proportion to those wanted and, less so, to those too many.
    fn score(&self, words: &Words, wanted: &Words) -> f64 {
        let weight = |words: &mut dyn Iterator<Item = &String>| words.map(|w| self.weight(w)).sum::<f64>();
        let common = weight(&mut words.intersection(wanted));
        let extra = weight(&mut words.difference(wanted));
        let all = weight(&mut wanted.iter()) + EXTRA * extra;
        // A word that most attributes share is no match by itself.
        if common <= WEAK_WEIGHT || all <= 0.0 {
            return 0.0;
        }
        // `recycled content` is not `lead recycled content`: what is missing counts more than what is too much.
        let covered = common / weight(&mut wanted.iter());
        common / all * (0.6 + 0.4 * covered)
    }

    fn weight(&self, word: &str) -> f64 {
        if word == WEAK {
            return WEAK_WEIGHT;
        }
        match self.spread.get(word) {
            Some(1) => 1.5,
            Some(5..) => 0.8,
            _ => 1.0,
        }
    }
}

fn phrases(point: &DataPoint, hints: Option<&Vec<String>>) -> Vec<(String, Words)> {
    std::iter::once(&point.name)
        .chain(hints.into_iter().flatten())
        .chain(point.labels.values().filter(|label| **label != point.name))
        .map(|phrase| (phrase.clone(), meanings(phrase)))
        .filter(|(_, words)| !words.is_empty())
        .collect()
}

/// `weight_kg` as `weight` and the unit. A sign at the end alone counts: `v` elsewhere may be anything.
fn without_unit(text: &str) -> (String, Option<String>) {
    let pieces = pieces(text);
    let Some((last, rest)) = pieces.split_last().filter(|(_, rest)| !rest.is_empty()) else {
        return (text.to_owned(), None);
    };
    // `a`, `d`, `h`, `m`, `s`, `in` and `1` are more often words, sizes or numbers than units.
    let sure = !matches!(
        last.as_str(),
        "a" | "d" | "h" | "m" | "s" | "t" | "l" | "c" | "k" | "in" | "1" | "an"
    );
    match Unit::find(last).filter(|_| sure) {
        Some(unit) if unit.sign != "%" => (rest.join(" "), Some(unit.sign.to_owned())),
        _ => (text.to_owned(), None),
    }
}

fn combine(
    point: &DataPoint,
    facts: &AttributeFacts,
    by_code: Option<Match<'_>>,
    by_label: Option<Match<'_>>,
) -> Option<Suggestion> {
    let of = |m: &Option<Match<'_>>| m.as_ref().map_or(0.0, |m| m.score);
    let (code, label) = (of(&by_code), of(&by_label));
    let agree = if code >= 0.6 && label >= 0.6 { AGREE } else { 0.0 };
    let suits = suits(facts, &point.kind);
    let score = (code.max(label) * suits.factor() * 0.96 + agree).min(1.0) * 100.0;
    let (what, found) = if label >= code {
        ("label", by_label?)
    } else {
        ("code", by_code?)
    };
    let type_words = match suits {
        Suits::Well => format!("it is {}, which fits", types::words(facts)),
        Suits::Perhaps => format!("it is {}: look at its values", types::words(facts)),
        Suits::Hardly => format!(
            "but it is {}, where {} is asked for",
            types::words(facts),
            point.kind.words()
        ),
    };
    let what = if agree > 0.0 {
        "code and label match"
    } else if what == "label" {
        "label matches"
    } else {
        "code matches"
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 100"
    )]
    let score = score.round() as u8;
    Some(Suggestion {
        point: point.id.clone(),
        attribute: facts.code.clone(),
        score,
        why: format!("Its {what} \u{201c}{}\u{201d}; {type_words}.", found.phrase),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_at_the_end_of_a_code_is_no_word() {
        let split = |text: &str| {
            let (words, unit) = without_unit(text);
            format!("{words}|{}", unit.unwrap_or_default())
        };
        assert_eq!(split("weight_kg"), "weight|kg");
        assert_eq!(split("BAT_CAP_AH"), "bat cap|Ah");
        assert_eq!(split("kg"), "kg|");
        assert_eq!(split("size_m"), "size_m|");
        assert_eq!(split("share_percent"), "share_percent|");
    }
}

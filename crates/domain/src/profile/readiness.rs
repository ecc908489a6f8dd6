//! How much of what a profile asks for a product can say.

use super::{Duty, PointId, Profile, ProfileChoice, fit, is_empty};
use crate::{
    Error,
    record::{Localized, Value},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a product says, point by point.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inputs {
    /// The values.
    pub values: BTreeMap<PointId, Localized<Value>>,
    /// The points whose value could not be converted, with the reason as a sentence.
    pub problems: BTreeMap<PointId, String>,
    /// The points that the brand declared not applicable.
    pub waived: BTreeSet<PointId>,
}

/// How ready a product is for a passport that follows a profile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readiness {
    /// The share of the mandatory points that are filled, rounded down: 100 only when all are.
    pub percent: u8,
    /// Number of mandatory points.
    pub mandatory: u32,
    /// Number of mandatory points with a valid value.
    pub filled: u32,
    /// The mandatory points without a value.
    pub missing: Vec<PointId>,
    /// The points with a value that does not fit, mandatory or not.
    pub invalid: Vec<InvalidPoint>,
    /// The conditional points without a value that nobody declared not applicable: a person decides.
    pub undecided: Vec<PointId>,
    /// Number of conditional and voluntary points.
    pub optional: u32,
    /// Number of conditional and voluntary points with a valid value.
    pub optional_filled: u32,
}

/// A data point with a value that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvalidPoint {
    /// The data point.
    pub point: PointId,
    /// What is wrong, as a sentence.
    pub why: String,
}

impl Readiness {
    /// Whether nothing mandatory is missing and nothing is wrong.
    pub fn is_ready(&self) -> bool {
        self.missing.is_empty() && self.invalid.is_empty()
    }
}

enum State {
    Empty,
    Filled,
    Invalid(String),
}

/// Computes how ready a product is. The lists are in the order of the profile.
pub fn assess(profile: &Profile, choice: &ProfileChoice, inputs: &Inputs) -> Result<Readiness, Error> {
    choice.check(profile)?;
    let mut readiness = Readiness::default();
    for (point, duty) in profile.applicable(choice) {
        let mandatory = duty == Duty::Mandatory;
        let (total, filled) = if mandatory {
            (&mut readiness.mandatory, &mut readiness.filled)
        } else {
            (&mut readiness.optional, &mut readiness.optional_filled)
        };
        *total += 1;
        match state(point, inputs) {
            State::Filled => *filled += 1,
            State::Invalid(why) => readiness.invalid.push(InvalidPoint {
                point: point.id.clone(),
                why,
            }),
            // What is mandatory cannot be waived.
            State::Empty if mandatory => readiness.missing.push(point.id.clone()),
            State::Empty if duty == Duty::Conditional && !inputs.waived.contains(&point.id) => {
                readiness.undecided.push(point.id.clone());
            }
            State::Empty => {}
        }
    }
    readiness.percent = percent(readiness.filled, readiness.mandatory);
    Ok(readiness)
}

fn state(point: &super::DataPoint, inputs: &Inputs) -> State {
    if let Some(why) = inputs.problems.get(&point.id) {
        return State::Invalid(why.clone());
    }
    let values: Vec<(String, &Value)> = match inputs.values.get(&point.id) {
        None => Vec::new(),
        Some(Localized::All(value)) => vec![(String::new(), value)],
        Some(Localized::PerLocale { locales }) => locales
            .iter()
            .map(|(l, v)| (format!("{}: ", l.tag()), v))
            .collect(),
    };
    let mut state = State::Empty;
    for (locale, value) in values.into_iter().filter(|(_, v)| !is_empty(v)) {
        match fit(point, value) {
            Ok(_) => state = State::Filled,
            Err(why) => return State::Invalid(format!("{locale}{why}")),
        }
    }
    state
}

fn percent(filled: u32, mandatory: u32) -> u8 {
    let percent = (u64::from(filled) * 100).checked_div(u64::from(mandatory));
    percent.map_or(100, |p| u8::try_from(p).unwrap_or(100))
}

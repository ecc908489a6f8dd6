//! How a template feeds the data points of its profile.

use super::{DataPoint, DatePattern, PointId, PointKind, Profile, Unit, enter};
use crate::{Error, FieldError, error::Check, record::Localized};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Where a data point's value comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The data point.
    pub point: PointId,
    /// Its source.
    pub source: Source,
    /// What is done with an attribute's value first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transform: Option<Transform>,
}

/// The source of a data point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Source {
    /// An attribute of the PIM.
    Attribute {
        /// Its code.
        attribute: String,
    },
    /// The same for all products of the template.
    Constant {
        /// As a person typed it: one text, or one per locale.
        value: Localized<String>,
    },
    /// Entered in Tessera, per product, per family or as a default.
    ByHand,
    /// The condition of a conditional data point does not hold for these products.
    DoesNotApply {
        /// Why, for whoever asks later.
        reason: String,
    },
}

/// What is done with an attribute's value before it is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Transform {
    /// Converts a measure. A measure is brought into the point's unit without this; it is needed for numbers without a unit, and
    /// for measures that are to be shown in another one.
    Unit {
        /// The unit to convert into.
        to: String,
        /// The unit of a number that comes without one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<String>,
    },
    /// Reads a date that the PIM holds as text.
    Date {
        /// The pattern, such as `DD.MM.YYYY`.
        pattern: String,
    },
    /// Replaces the PIM's options by entries of the point's code list.
    Options {
        /// The PIM's option code (`true` and `false` for a yes/no attribute) to the list's code.
        table: BTreeMap<String, String>,
    },
}

/// The most entries of an option table.
const TABLE_MAX: usize = 1000;
/// The longest constant, in characters.
const CONSTANT_MAX: usize = 10_000;

/// Checks the mappings of a template; every mistake at its field (`mappings.3.source.attribute`). `attributes` are the codes
/// of the family; leave it empty where they are not known.
pub fn check_mappings(
    profile: &Profile,
    mappings: &[Mapping],
    attributes: &BTreeSet<String>,
) -> Result<(), Error> {
    let mut check = Check::default();
    let mut seen = BTreeSet::new();
    for (i, mapping) in mappings.iter().enumerate() {
        let at = format!("mappings.{i}");
        let Some(point) = profile.point(&mapping.point) else {
            let message = format!("The profile has no data point \u{201c}{}\u{201d}.", mapping.point);
            check.require(false, &format!("{at}.point"), message);
            continue;
        };
        let twice = format!("\u{201c}{}\u{201d} has a source already.", point.name);
        check.require(seen.insert(&mapping.point), &format!("{at}.point"), twice);
        check_source(&mut check, &at, point, &mapping.source, attributes);
        if let Some(transform) = &mapping.transform {
            let from_attribute = matches!(mapping.source, Source::Attribute { .. });
            let message = "Only the value of an attribute can be converted.";
            check.require(from_attribute, &format!("{at}.transform"), message);
            for error in check_transform(&point.kind, transform) {
                check.push(FieldError::new(
                    format!("{at}.transform.{}", error.field),
                    error.message,
                ));
            }
        }
    }
    check.finish()
}

fn check_source(
    check: &mut Check,
    at: &str,
    point: &DataPoint,
    source: &Source,
    attributes: &BTreeSet<String>,
) {
    match source {
        Source::Attribute { attribute } => {
            let field = format!("{at}.source.attribute");
            let code = !attribute.trim().is_empty() && attribute.len() <= 255;
            check.require(code, &field, "Choose an attribute.");
            let known = !code || attributes.is_empty() || attributes.contains(attribute);
            let gone = format!("The family has no attribute \u{201c}{attribute}\u{201d}.");
            check.require(known, &field, gone);
        }
        Source::Constant { value } => check_constant(check, at, point, value),
        Source::ByHand => {}
        Source::DoesNotApply { reason } => {
            let length = reason.trim().chars().count();
            let field = format!("{at}.source.reason");
            check.require(length > 0, &field, "Say why it does not apply.");
            check.require(length <= 500, &field, "Say it in 500 characters at most.");
            let optional = point
                .requirements
                .values()
                .any(|r| r.duty != super::Duty::Mandatory);
            check.require(optional, &field, "This data point is mandatory for all products.");
        }
    }
}

fn check_constant(check: &mut Check, at: &str, point: &DataPoint, value: &Localized<String>) {
    let mut one = |field: String, text: &str| {
        let short = text.chars().count() <= CONSTANT_MAX;
        check.require(short, &field, "Use 10,000 characters at most.");
        if let (true, Err(message)) = (short, enter(point, text)) {
            check.push(FieldError::new(field, message));
        }
    };
    match value {
        Localized::All(text) => one(format!("{at}.source.value"), text),
        Localized::PerLocale { locales } => {
            for (locale, text) in locales {
                one(format!("{at}.source.value.{locale}"), text);
            }
            let field = format!("{at}.source.value");
            check.require(!locales.is_empty(), &field, "Enter a value.");
            check.require(locales.len() <= 30, &field, "Enter it in 30 languages at most.");
            let prose = point.kind.is_prose() || locales.len() < 2;
            check.require(
                prose,
                &field,
                "This value is the same in all languages: enter it once.",
            );
        }
    }
}

/// The mistakes of a transform for a point of this kind, at the transform's own fields.
pub fn check_transform(kind: &PointKind, transform: &Transform) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, message: String| errors.push(FieldError::new(field, message));
    match (transform, kind) {
        (
            Transform::Unit { to, from },
            PointKind::Quantity { .. } | PointKind::Percent | PointKind::Range { .. },
        ) => {
            let asked = kind.dimension();
            for (field, name) in [("to", Some(to)), ("from", from.as_ref())] {
                match name.map(|n| (n, Unit::find(n))) {
                    None => {}
                    Some((name, None)) => {
                        wrong(field, format!("The unit \u{201c}{name}\u{201d} is not known."));
                    }

                    Some((_, Some(unit))) if asked == Some(unit.dimension) => {}
                    Some((_, Some(unit))) => wrong(
                        field,
                        format!(
                            "{} measures {}, but {} is asked for.",
                            unit.sign,
                            unit.dimension.word(),
                            kind.words()
                        ),
                    ),
                }
            }
        }
        (Transform::Date { pattern }, PointKind::Date { .. }) => {
            if DatePattern::parse(pattern).is_none() {
                wrong(
                    "pattern",
                    "Write the pattern with YYYY, MM and DD, such as DD.MM.YYYY.".into(),
                );
            }
        }
        (
            Transform::Options { table },
            PointKind::Codes { .. } | PointKind::Country { .. } | PointKind::Boolean,
        ) => {
            if table.is_empty() || table.len() > TABLE_MAX {
                wrong("table", "Assign 1 to 1000 options.".into());
            }
            if table
                .keys()
                .any(|option| option.is_empty() || option.chars().count() > 255)
            {
                wrong("table", "An option's code has 1 to 255 characters.".into());
            }
            for (option, code) in table.iter().take(TABLE_MAX) {
                if !takes(kind, code) {
                    wrong(
                        &format!("table.{option}"),
                        format!("\u{201c}{code}\u{201d} is not in the list of this data point."),
                    );
                }
            }
        }
        (_, kind) => wrong(
            "kind",
            format!("This conversion does not lead to {}.", kind.words()),
        ),
    }
    errors
}

/// Whether a code is one that a point of this kind takes.
fn takes(kind: &PointKind, code: &str) -> bool {
    match kind {
        PointKind::Codes { codes, .. } => codes.iter().any(|c| c.code == code),
        PointKind::Country { .. } => super::is_country(code),
        PointKind::Boolean => matches!(code, "true" | "false"),
        _ => false,
    }
}

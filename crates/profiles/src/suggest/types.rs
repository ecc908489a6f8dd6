//! How well a PIM's attribute type suits the kind of a data point.

use domain::profile::{AttributeFacts, PointKind, Unit};

/// How well a type suits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Suits {
    /// As it is.
    Well,
    /// With a look at the values, or a conversion.
    Perhaps,
    /// Hardly ever.
    Hardly,
}

impl Suits {
    /// What it makes of a match by name.
    pub(super) fn factor(self) -> f64 {
        match self {
            Self::Well => 1.0,
            Self::Perhaps => 0.78,
            Self::Hardly => 0.5,
        }
    }
}

/// The PIM's types by what they hold. The codes are Akeneo's; a type that is not known holds anything.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Line,
    Paragraphs,
    Number,
    Measure,
    YesNo,
    Date,
    One,
    Several,
    File,
    Picture,
    Table,
    Price,
    Anything,
}

fn holds(kind: &str) -> Holds {
    match kind.strip_prefix("pim_catalog_").unwrap_or(kind) {
        "text" | "identifier" => Holds::Line,
        "textarea" => Holds::Paragraphs,
        "number" => Holds::Number,
        "metric" => Holds::Measure,
        "boolean" => Holds::YesNo,
        "date" => Holds::Date,
        "simpleselect" | "akeneo_reference_entity" | "reference_data_simple_select" => Holds::One,
        "multiselect" | "akeneo_reference_entity_collection" | "reference_data_multi_select" => {
            Holds::Several
        }
        "file" | "asset_collection" => Holds::File,
        "image" => Holds::Picture,
        "table" => Holds::Table,
        "price_collection" | "price" => Holds::Price,
        _ => Holds::Anything,
    }
}

/// How well the attribute's type and unit suit a data point.
pub(super) fn suits(attribute: &AttributeFacts, kind: &PointKind) -> Suits {
    use Holds::{
        Anything, Date, File, Line, Measure, Number, One, Paragraphs, Picture, Price, Several, Table, YesNo,
    };
    let held = holds(&attribute.kind);
    if held == Anything {
        return Suits::Perhaps;
    }
    let (well, perhaps): (&[Holds], &[Holds]) = match kind {
        PointKind::Text => (&[Line, One, Paragraphs], &[Number, Several, Date, Measure]),
        PointKind::LongText => (&[Line, Paragraphs], &[One, Several, Table, File, Measure, Number]),
        PointKind::Percent | PointKind::Quantity { .. } if held == Measure => {
            return measure(attribute, kind);
        }
        PointKind::Number { .. } | PointKind::Percent => (&[Number], &[Line]),
        PointKind::Quantity { .. } => (&[], &[Number, Line]),
        PointKind::Date { .. } => (&[Date], &[Line]),
        PointKind::Boolean => (&[YesNo], &[One]),
        PointKind::Codes { many: false, .. } | PointKind::Country { many: false } => (&[One], &[Line]),
        PointKind::Codes { many: true, .. } | PointKind::Country { many: true } => (&[One, Several], &[Line]),
        PointKind::Range { .. } | PointKind::Url => (&[Line], &[Paragraphs]),
        PointKind::Document => (&[File], &[Line, Picture]),
        PointKind::Identifier { .. } => (&[Line], &[Number]),
        PointKind::Composition => (&[Line, Paragraphs, Table], &[]),
        PointKind::List => (&[Several, Table, Paragraphs], &[Line, One]),
        PointKind::Records => (&[Table, File], &[Line]),
    };
    if held == Price {
        Suits::Hardly
    } else if well.contains(&held) {
        Suits::Well
    } else if perhaps.contains(&held) {
        Suits::Perhaps
    } else {
        Suits::Hardly
    }
}

fn measure(attribute: &AttributeFacts, kind: &PointKind) -> Suits {
    match attribute.unit.as_deref().map(Unit::find) {
        Some(Some(unit)) if Some(unit.dimension) == kind.dimension() => Suits::Well,
        Some(Some(_)) => Suits::Hardly,
        Some(None) | None => Suits::Perhaps,
    }
}

/// The words for a person.
pub(super) fn words(attribute: &AttributeFacts) -> String {
    let words = match holds(&attribute.kind) {
        Holds::Line => "a text",
        Holds::Paragraphs => "a long text",
        Holds::Number => "a number",
        Holds::Measure => match &attribute.unit {
            Some(unit) => {
                return format!(
                    "a measure in {}",
                    Unit::find(unit).map_or(unit.as_str(), |u| u.sign)
                );
            }
            None => "a measure",
        },
        Holds::YesNo => "yes or no",
        Holds::Date => "a date",
        Holds::One => "one option of a list",
        Holds::Several => "several options of a list",
        Holds::File => "a file",
        Holds::Picture => "a picture",
        Holds::Table => "a table",
        Holds::Price => "a price",
        Holds::Anything => "of an unknown type",
    };
    words.to_owned()
}

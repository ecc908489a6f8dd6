//! A small profile for the tests.

use super::{
    Audience, Category, CategoryId, Code, DataPoint, Duty, Group, PointId, PointKind, Precision, Profile,
    ProfileChoice, ProfileId, Requirement, Scheme, Status,
};
use crate::{
    record::{Granularity, Value},
    text::Labels,
};

pub(super) fn text(text: &str) -> Value {
    Value::Text { text: text.into() }
}

pub(super) fn metric(amount: &str, unit: &str) -> Value {
    Value::Metric {
        amount: amount.into(),
        unit: unit.into(),
        symbol: unit.to_lowercase(),
    }
}

pub(super) fn category(id: &str) -> CategoryId {
    CategoryId::parse(id).unwrap()
}

pub(super) fn id(id: &str) -> PointId {
    PointId::parse(id).unwrap()
}

/// A point of this kind; `duties` for `ev` and `lmt`.
pub(super) fn point(name: &str, kind: PointKind, granularity: Granularity, duties: [Duty; 2]) -> DataPoint {
    let requirement = |duty| Requirement { duty, note: None };
    DataPoint {
        id: id(name),
        number: "1".into(),
        group: "all".into(),
        name: name.to_uppercase(),
        labels: Labels::new(),
        meaning: String::new(),
        kind,
        requirements: [
            (category("ev"), requirement(duties[0])),
            (category("lmt"), requirement(duties[1])),
        ]
        .into(),
        granularity,
        audience: [Audience::Public].into(),
        source: "Art. 1".into(),
        supplied_by: None,
        note: None,
        unconfirmed: None,
    }
}

pub(super) fn quantity(unit: &str) -> PointKind {
    PointKind::Quantity {
        unit: unit.into(),
        min: Some("0".into()),
    }
}

pub(super) fn codes() -> PointKind {
    let code = |code: &str, name: &str| Code {
        code: code.into(),
        name: name.into(),
    };
    PointKind::Codes {
        codes: vec![code("original", "Original"), code("waste", "Waste")],
        many: false,
    }
}

pub(super) fn profile() -> Profile {
    use Duty::{Conditional, Mandatory, NotApplicable, Pending, Voluntary};
    use Granularity::{Batch, Item, Model};
    Profile {
        id: ProfileId::parse("sample@1").unwrap(),
        name: "Sample".into(),
        status: Status::Draft,
        summary: String::new(),
        law: Vec::new(),
        credit: String::new(),
        applies_from: None,
        granularity: None,
        categories: ["ev", "lmt"]
            .map(|c| Category {
                id: category(c),
                name: c.into(),
                meaning: String::new(),
            })
            .into(),
        groups: vec![Group {
            id: "all".into(),
            title: "All".into(),
            labels: Labels::new(),
        }],
        points: vec![
            point(
                "gtin",
                PointKind::Identifier { scheme: Scheme::Gtin },
                Model,
                [Mandatory; 2],
            ),
            point("weight", quantity("kg"), Model, [Mandatory; 2]),
            point(
                "made",
                PointKind::Date {
                    precision: Precision::Month,
                },
                Batch,
                [Mandatory; 2],
            ),
            point("status", codes(), Item, [Mandatory; 2]),
            point(
                "cycles",
                PointKind::Number {
                    min: None,
                    max: None,
                    whole: true,
                },
                Model,
                [Mandatory, Conditional],
            ),
            point("web", PointKind::Url, Model, [Voluntary; 2]),
            point("footprint", PointKind::Document, Model, [Pending; 2]),
            point("threshold", PointKind::Percent, Model, [Mandatory, NotApplicable]),
        ],
    }
}

pub(super) fn choice(of: &str, granularity: Granularity) -> ProfileChoice {
    ProfileChoice {
        id: ProfileId::parse("sample@1").unwrap(),
        category: category(of),
        granularity,
    }
}

//! What these pages share.

use super::super::readiness::parts::{field, line, options, select};
use crate::{account::FormState, admin::named, routes::Route};
use domain::{
    Locale,
    unit::{Level, UnitField, UnitKind, UnitsView},
};
use leptos::prelude::*;

/// The pages above those of a model's or a batch's units.
pub(super) fn above(view: &UnitsView) -> Vec<(Route, String)> {
    let mut above = vec![(Route::Passports, "Passports".to_owned())];
    let model = view.batch.as_ref().map_or(view.parent, |(_, model)| *model);
    above.push((
        Route::Passport(model),
        named(&view.name, &view.product_identifier),
    ));
    if let Some((batch, model)) = &view.batch {
        above.push((Route::Units(*model), "Batches and items".to_owned()));
        above.push((Route::Unit(view.parent), format!("Batch {batch}")));
    }
    above
}

/// For people.
pub(super) fn level_words(level: Level) -> &'static str {
    match level {
        Level::Batch => "Batch",
        Level::Item => "Item",
    }
}

/// A field of a form for each field of a level; `before` stands before its name.
pub(super) fn value_fields(
    state: &FormState<'_>,
    before: &str,
    (fields, level): (&[UnitField], Level),
    locales: &[Locale],
) -> AnyView {
    let of_level = fields.iter().filter(|field| field.level == level);
    of_level
        .map(|one| {
            let name = format!("{before}values.{}", one.key);
            let label = match &one.unit {
                Some(unit) => format!("{} ({unit})", one.name(locales)),
                None => one.name(locales),
            };
            let value = state.value(&name);
            let help = (one.kind == UnitKind::Date).then(|| "Such as 2026-11-21.".to_owned());
            field(state, (&name, &label), help, |told| match one.kind {
                UnitKind::Text => line(told, "text", None, value),
                UnitKind::Number => line(told, "text", Some("decimal"), value),
                UnitKind::Date => line(told, "date", None, value),
                UnitKind::Boolean => {
                    let all = [("", "No value"), ("yes", "Yes"), ("no", "No")];
                    let all = all.map(|(value, label)| (value.to_owned(), label.to_owned()));
                    select(told, options(&all, &value))
                }
            })
        })
        .collect_view()
        .into_any()
}

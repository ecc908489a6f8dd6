//! How complete a product is per channel and locale.

use serde_json::{Value, json};

use crate::catalogue::{Product, World, requirements};

/// Channel and locale of every completeness.
const PLACES: [(&str, &str); 4] = [
    ("ecommerce", "de_DE"),
    ("ecommerce", "en_US"),
    ("ecommerce", "fr_FR"),
    ("print", "de_DE"),
];

/// `completenesses` of a product.
pub(crate) fn all(world: &World, product: &Product) -> Value {
    PLACES
        .iter()
        .map(|(scope, locale)| {
            json!({"scope": scope, "locale": locale, "data": percent(world, product, scope, locale)})
        })
        .collect()
}

/// Completenesses of one channel by locale.
pub(crate) fn of_channel(world: &World, product: &Product, scope: &str) -> Vec<(&'static str, u32)> {
    let places = PLACES.iter().filter(|(channel, _)| *channel == scope);
    places
        .map(|(channel, locale)| (*locale, percent(world, product, channel, locale)))
        .collect()
}

/// Required attributes with a value, in percent, rounded down as Akeneo does.
fn percent(world: &World, product: &Product, scope: &str, locale: &str) -> u32 {
    let line = world.line(product.parent.as_deref(), false);
    let values = line.values(world, &product.values);
    let required = requirements(scope)
        .iter()
        .filter(|code| world.attributes.contains_key(*code));
    let (mut total, mut present) = (0, 0);
    for code in required {
        total += 1;
        let filled = values.get(code).is_some_and(|entries| {
            entries.iter().any(|entry| {
                entry.scope.as_deref().is_none_or(|here| here == scope)
                    && entry.locale.as_deref().is_none_or(|here| here == locale)
            })
        });
        present += u32::from(filled);
    }
    (present * 100).checked_div(total).unwrap_or(100)
}

//! `scope`, `locales` and `attributes` of the product lists, with their complaints.

use serde_json::Value;

use super::call::Call;
use super::error::ApiError;
use crate::catalogue::{LOCALES, World};
use crate::present::Detail;

/// Reads and checks the three parameters into `detail`.
pub(crate) fn select<'a>(call: &'a Call, world: &World, detail: &mut Detail<'a>) -> Result<(), ApiError> {
    detail.scope = call.param("scope").filter(|scope| !scope.is_empty());
    detail.locales = call.list("locales").filter(|list| !list.is_empty());
    detail.attributes = call.list("attributes").filter(|list| !list.is_empty());
    let channel = detail.scope.map(|scope| channel(world, scope)).transpose()?;
    for locale in detail.locales.iter().flatten() {
        check_locale(world, channel, locale)?;
    }
    let known = |code: &&&str| world.attributes.contains_key(**code);
    let unknown: Vec<&str> = detail
        .attributes
        .iter()
        .flatten()
        .filter(|code| !known(code))
        .copied()
        .collect();
    match unknown.as_slice() {
        [] => {}
        [one] => {
            return Err(ApiError::unprocessable(format!(
                "Attribute \"{one}\" does not exist."
            )));
        }
        many => {
            return Err(ApiError::unprocessable(format!(
                "Attributes \"{}\" do not exist.",
                many.join(", ")
            )));
        }
    }
    if let (Some(channel), None) = (channel, &detail.locales) {
        // With a channel and no locales, the locales are those of the channel.
        let has = |locale: &str| {
            channel["locales"]
                .as_array()
                .is_some_and(|all| all.iter().any(|one| one == locale))
        };
        detail.locales = Some(LOCALES.into_iter().filter(|locale| has(locale)).collect());
    }
    Ok(())
}

/// The category tree whose products a list with this scope is limited to.
pub(crate) fn tree<'w>(world: &'w World, scope: Option<&str>) -> Option<&'w str> {
    let channel = world
        .channels
        .iter()
        .find(|channel| channel["code"].as_str() == scope)?;
    channel["category_tree"].as_str()
}

fn channel<'w>(world: &'w World, scope: &str) -> Result<&'w Value, ApiError> {
    let found = world.channels.iter().find(|channel| channel["code"] == scope);
    found.ok_or_else(|| ApiError::unprocessable(format!("Scope \"{scope}\" does not exist.")))
}

fn check_locale(world: &World, channel: Option<&Value>, locale: &str) -> Result<(), ApiError> {
    let active = world
        .locales
        .iter()
        .any(|known| known["code"] == locale && known["enabled"] == true);
    if !active {
        let message = format!("Locale \"{locale}\" does not exist or is not activated.");
        return Err(ApiError::unprocessable(message));
    }
    let Some(channel) = channel else { return Ok(()) };
    if channel["locales"]
        .as_array()
        .is_some_and(|locales| locales.iter().any(|here| here == locale))
    {
        return Ok(());
    }
    let scope = channel["code"].as_str().unwrap_or_default();
    let message = format!("Locale \"{locale}\" is not activated for the scope \"{scope}\".");
    Err(ApiError::unprocessable(message))
}

/// Checks the `channel` parameter of records and assets.
pub(crate) fn check_channel(world: &World, code: Option<&str>) -> Result<(), ApiError> {
    match code {
        Some(code) if !world.channels.iter().any(|channel| channel["code"] == code) => Err(
            ApiError::unprocessable(format!("Channel \"{code}\" does not exist.")),
        ),
        _ => Ok(()),
    }
}

//! What products of every kind have in common.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::super::assets::document_codes;
use super::super::gtin::gtin;
use super::super::ids::product_uuid;
use super::super::kinds::{Colour, ProductKind};
use super::super::media_library::{MediaLibrary, Picture, View};
use super::super::text::{LOCALES, Texts};
use super::super::values::Values;
use super::super::world::{Model, Product};

/// 2 February 2026, 08:00 UTC.
const FIRST_CREATED: i64 = 1_770_019_200;
/// 1 September 2026, 00:00 UTC.
const FIRST_UPDATED: i64 = 1_788_220_800;

/// When the product with this index came into the catalogue.
pub(crate) fn created(index: usize) -> DateTime<Utc> {
    at(FIRST_CREATED, index * 47)
}

/// When it last changed: a different minute for each, in no particular order.
pub(crate) fn updated(index: usize) -> DateTime<Utc> {
    at(FIRST_UPDATED, index * 1777 % 60_000)
}

fn at(start: i64, minutes: usize) -> DateTime<Utc> {
    let minutes = i64::try_from(minutes).unwrap_or_default();
    DateTime::from_timestamp(start, 0).unwrap_or_default() + TimeDelta::minutes(minutes)
}

/// A product with its categories and associations, before its values.
pub(crate) fn product(index: usize, identifier: String, kind: ProductKind, parent: Option<&str>) -> Product {
    let mut categories = vec![kind.category()];
    if index.is_multiple_of(3) {
        categories.push("print_spring");
    }
    if index % 40 == 39 {
        // Uncategorised products are in no channel's tree, hence in no list with a scope.
        categories.clear();
    }
    let mut values = Values::default();
    values.set("sku", identifier.clone());
    if let Some(gtin) = gtin(index) {
        values.set("gtin", gtin);
    }
    let associations = match index {
        0..4 => vec![],
        _ if index.is_multiple_of(5) => vec![("X_SELL", vec![index - 1, index - 3]), ("ACCESSORIES", vec![])],
        _ if index % 6 == 1 => vec![("SUBSTITUTION", vec![index - 4])],
        _ => vec![],
    };
    Product {
        index,
        uuid: product_uuid(index),
        identifier,
        kind,
        parent: parent.map(Into::into),
        enabled: index % 25 != 24,
        categories,
        created: created(index),
        updated: updated(index),
        values,
        associations,
    }
}

/// A product model, before its values.
pub(crate) fn model(
    code: &str,
    kind: ProductKind,
    variant: &'static str,
    parent: Option<&str>,
    index: usize,
) -> Model {
    Model {
        code: code.to_owned(),
        kind,
        family_variant: variant,
        parent: parent.map(Into::into),
        categories: vec![kind.category()],
        created: created(index),
        updated: updated(index),
        values: Values::default(),
    }
}

/// Component, material, share in percent, recycled, origin.
type Ingredient = (
    &'static str,
    &'static str,
    &'static str,
    Option<bool>,
    Option<&'static str>,
);

/// What a kind of product says about itself in every one of its products.
pub(crate) struct Profile {
    pub(crate) kind: ProductKind,
    pub(crate) brand: &'static str,
    pub(crate) country: &'static str,
    pub(crate) supplier: &'static str,
    pub(crate) facilities: &'static [&'static str],
    pub(crate) certifications: &'static [&'static str],
    pub(crate) materials: &'static [&'static str],
    pub(crate) composition: &'static [Ingredient],
    /// Part, part number suffix, weight in grams.
    pub(crate) spare_parts: &'static [(&'static str, &'static str, Option<&'static str>)],
    pub(crate) substances: &'static [&'static str],
    pub(crate) warranty: u32,
    pub(crate) summary: Texts,
    pub(crate) care: Texts,
    pub(crate) disposal: Texts,
}

/// Sets everything a profile says. `index` varies the numbers; the manual carries the name and is filed under the key.
pub(crate) fn describe(
    values: &mut Values,
    profile: &Profile,
    index: usize,
    (key, name): (&str, &[String; 3]),
    media: &mut MediaLibrary,
) {
    let step = index % 8;
    values
        .translate("name", name)
        .set("brand", profile.brand)
        .set(
            "model_number",
            format!("{}-{}", &profile.brand[..3].to_uppercase(), 1000 + index),
        )
        .set("release_date", format!("2026-0{}-15T00:00:00+00:00", 1 + step))
        .set("country_of_origin", profile.country)
        .set("made_to_order", index % 10 == 6)
        .set("supplier", profile.supplier)
        .set("facilities", json!(profile.facilities))
        .set("certifications", json!(profile.certifications))
        .set("materials", json!(profile.materials))
        .set("composition", composition(profile))
        .set("spare_parts", spare_parts(profile, index))
        .set("substances_of_concern", json!(profile.substances))
        .set("recycled_content", format!("{}.5000", 28 + step * 5))
        .set("repairability_score", format!("{}.{}000", 7 + step % 3, step))
        .set("warranty_years", profile.warranty)
        .translate("short_description", &profile.summary)
        .translate("care_instructions", &profile.care)
        .translate("disposal", &profile.disposal)
        .set("documents", json!(document_codes(profile.kind)))
        .set(
            "acme_passport_badge",
            json!({"shape": "round", "level": step, "notes": ["made by Acme"]}),
        );
    manual(values, profile, (key, name), media);
}

fn composition(profile: &Profile) -> Value {
    let rows = profile
        .composition
        .iter()
        .map(|(component, material, share, recycled, origin)| {
            let mut row = json!({"component": component, "material": material, "share": share});
            // Cells that nobody filled in are missing from the row.
            if let Some(recycled) = recycled {
                row["recycled"] = json!(recycled);
            }
            if let Some(origin) = origin {
                row["origin"] = json!(origin);
            }
            row
        });
    rows.collect()
}

fn spare_parts(profile: &Profile, index: usize) -> Value {
    let rows = profile
        .spare_parts
        .iter()
        .enumerate()
        .map(|(place, (part, suffix, grams))| {
            let mut row = json!({
                "part": part,
                "part_number": format!("{}-{}", 4000 + index / 4, suffix),
                "position": place + 1,
                "available_until": "2036-12-31",
                "maker": profile.supplier,
            });
            if let Some(grams) = grams {
                row["weight"] = json!({"amount": grams, "unit": "GRAM"});
            }
            row
        });
    rows.collect()
}

fn manual(
    values: &mut Values,
    profile: &Profile,
    (key, name): (&str, &[String; 3]),
    media: &mut MediaLibrary,
) {
    let titles: Texts = ["User manual", "Bedienungsanleitung", "Mode d'emploi"];
    for (place, locale) in LOCALES.iter().enumerate() {
        let lines = [name[place].as_str(), profile.summary[place], profile.care[place]];
        let file = format!("manual_{}_{}", key.to_lowercase(), &locale[..2]);
        let code = media.pdf(&file, titles[place], &lines);
        values.put("manual", Some(locale), None, json!(code));
    }
}

/// Sets the colour and both pictures.
pub(crate) fn picture(
    values: &mut Values,
    kind: ProductKind,
    colour: Colour,
    key: &str,
    media: &mut MediaLibrary,
) {
    let tint = key.bytes().map(usize::from).sum();
    let file = key.to_lowercase();
    let whole = media.picture(
        &file,
        Picture {
            kind,
            colour,
            view: View::Whole,
            tint,
        },
    );
    let detail = media.picture(
        &format!("{file}_detail"),
        Picture {
            kind,
            colour,
            view: View::Detail,
            tint,
        },
    );
    let surface = if colour == Colour::SILVER || colour == Colour::IVORY {
        "satin"
    } else {
        "matt"
    };
    values
        .set("colour", colour.code)
        .set("main_image", whole)
        .set("gallery_2", detail)
        .set("surface", surface);
}

/// Prices in both currencies, from cents of a euro. Every eleventh product has no dollar price yet.
pub(crate) fn price(values: &mut Values, index: usize, euro_cents: usize) {
    let euros = json!({"amount": decimal(euro_cents), "currency": "EUR"});
    let dollars = json!({"amount": decimal(euro_cents * 109 / 100), "currency": "USD"});
    let missing = json!({"amount": null, "currency": "USD"});
    values.set(
        "price",
        json!([euros, if index % 11 == 10 { missing } else { dollars }]),
    );
}

/// Hundredths as a decimal, `1250` as `12.50`.
pub(crate) fn decimal(hundredths: usize) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

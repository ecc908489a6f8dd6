//! Whether what a design names exists in the PIM.

use crate::services::connections::{Live, in_words};
use domain::{Error, error::Check, template::SaveTemplate};
use pim::{Channel, Family};
use std::collections::BTreeSet;

/// Checks channel, languages, family and attributes; every mistake at its field.
pub(super) async fn against_pim(live: &Live, cmd: &SaveTemplate) -> Result<(), Error> {
    let channels = live.channels().await.map_err(|e| in_words(&e))?.value;
    let families = live.families().await.map_err(|e| in_words(&e))?.value;
    let family = families.iter().find(|f| f.code == cmd.family);
    let mut check = Check::default();
    check.require(
        family.is_some(),
        "family",
        "This family does not exist in the PIM.",
    );
    languages(&mut check, cmd, &channels);
    if let Some(family) = family {
        attributes(&mut check, cmd, family);
    }
    check.finish()
}

fn languages(check: &mut Check, cmd: &SaveTemplate, channels: &[Channel]) {
    let Some(channel) = channels.iter().find(|c| c.code == cmd.design.channel) else {
        check.require(
            false,
            "channel",
            "This channel does not exist in the PIM. Choose another.",
        );
        return;
    };
    let missing: Vec<_> = cmd
        .design
        .locales
        .iter()
        .filter(|l| !channel.locales.iter().any(|active| active == l.as_str()))
        .map(ToString::to_string)
        .collect();
    let message = format!(
        "Not active in this channel: {}. Remove it, or activate it in the PIM.",
        missing.join(", ")
    );
    check.require(missing.is_empty(), "locales", message);
}

fn attributes(check: &mut Check, cmd: &SaveTemplate, family: &Family) {
    let known: BTreeSet<&str> = family.attributes.iter().map(String::as_str).collect();
    let missing = |code: &str| {
        (!known.contains(code)).then(|| {
            format!(
                "The family has no attribute \u{201c}{code}\u{201d} any more. Remove it or choose another."
            )
        })
    };
    let design = &cmd.design;
    let single = [
        ("name_attribute", &design.name_attribute),
        ("description_attribute", &design.description_attribute),
        ("image_attribute", &design.image_attribute),
        ("gtin_attribute", &design.gtin_attribute),
    ];
    for (field, code) in single {
        if let Some(message) = code.as_deref().and_then(missing) {
            check.require(false, field, message);
        }
    }
    for (i, section) in design.sections.iter().enumerate() {
        for (j, field) in section.fields.iter().enumerate() {
            if let Some(message) = missing(&field.attribute) {
                check.require(false, &format!("sections.{i}.fields.{j}"), message);
            }
        }
    }
}

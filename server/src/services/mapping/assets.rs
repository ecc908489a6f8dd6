//! Assets: what a document or a picture of the PIM's library is called, and which file it is, language by language.

use super::{MediaMap, Source, WantedMedia, names};
use domain::{
    Locale,
    record::{Localized, OptionValue, Value},
};
use pim::{Attribute, ScopedValue, ValueData};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Assets by asset family and code.
pub type Assets = BTreeMap<String, BTreeMap<String, Asset>>;

/// An asset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
    /// Its name by the PIM's locales.
    pub labels: pim::Labels,
    /// The files that it is about.
    pub files: Vec<AssetFile>,
}

/// A file of an asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetFile {
    /// The PIM's locale; none for all.
    pub locale: Option<String>,
    /// The PIM's channel; none for all.
    pub channel: Option<String>,
    /// Where it is.
    pub media: WantedMedia,
}

/// The files of the assets of a value, in the languages of the template.
pub(super) fn wanted(source: &Source<'_>, attribute: &Attribute, codes: &[String]) -> BTreeSet<WantedMedia> {
    let locales = source.design.locales.iter();
    let files = locales.flat_map(|l| codes.iter().filter_map(move |c| file(source, attribute, c, l)));
    files.map(|file| file.media.clone()).collect()
}

/// Assets that are the same for all languages of the PIM: still per language of the page where their files are.
pub(super) fn localized(
    source: &Source<'_>,
    media: &MediaMap,
    attribute: &Attribute,
    value: &ScopedValue,
) -> Option<Localized<Value>> {
    let ValueData::AssetCollection(codes) = &value.data else {
        return None;
    };
    let locales = source.design.locales.iter();
    let shown = locales.filter_map(|l| {
        let options = options(source, media, (attribute, value), codes, l);
        (!options.is_empty()).then(|| (l.clone(), Value::Options { options }))
    });
    let shown: BTreeMap<Locale, Value> = shown.collect();
    let first = shown.values().next()?.clone();
    if shown.values().all(|v| *v == first) {
        return Some(Localized::All(first));
    }
    Some(Localized::PerLocale { locales: shown })
}

/// The assets with their names, and their files as far as those are stored.
pub(super) fn options(
    source: &Source<'_>,
    media: &MediaMap,
    (attribute, value): (&Attribute, &ScopedValue),
    codes: &[String],
    locale: &Locale,
) -> Vec<OptionValue> {
    let codes = codes.iter().filter(|code| !code.is_empty());
    let asset = |code: &String| {
        let stored = file(source, attribute, code, locale).and_then(|f| media.get(&f.media.code));
        OptionValue {
            media: stored.cloned(),
            ..names::option(source, attribute, value, code)
        }
    };
    codes.map(asset).collect()
}

/// The file for a language: in it, in none, or else in the first language of the template that has one.
fn file<'a>(
    source: &Source<'a>,
    attribute: &Attribute,
    code: &str,
    locale: &Locale,
) -> Option<&'a AssetFile> {
    let asset = source
        .assets
        .get(attribute.reference_data_name.as_ref()?)?
        .get(code)?;
    let channel = |f: &&AssetFile| f.channel.as_ref().is_none_or(|c| *c == source.design.channel);
    let others = source.design.locales.iter().map(|l| Some(l.as_str()));
    let mut wishes = [Some(locale.as_str()), None].into_iter().chain(others);
    wishes.find_map(|wish| {
        let mut fitting = asset.files.iter().filter(channel);
        fitting.find(|f| f.locale.as_deref() == wish)
    })
}

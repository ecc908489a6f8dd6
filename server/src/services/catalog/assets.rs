//! Assets with their names and files, each read once within the time to live.

use super::{labels::AT_ONCE, structure::optional};
use crate::services::{
    connections::Live,
    mapping::{Asset, AssetFile, Assets, Origin, WantedMedia},
};
use futures::{StreamExt, stream};
use pim::{AssetFamily, EntityAttribute, PimError, Record, ScopedValue};
use std::collections::{BTreeMap, BTreeSet};

impl Live {
    /// These assets; those that the PIM does not have, or does not show, have neither name nor file.
    pub(in crate::services) async fn assets(
        &self,
        wanted: &BTreeMap<String, BTreeSet<String>>,
    ) -> Result<Assets, PimError> {
        let mut all = Assets::new();
        for (family, codes) in wanted {
            all.insert(family.clone(), self.assets_of(family, codes).await?);
        }
        Ok(all)
    }

    async fn assets_of(
        &self,
        family: &str,
        codes: &BTreeSet<String>,
    ) -> Result<BTreeMap<String, Asset>, PimError> {
        let place = |code: &str| self.key(format!("asset/{family}/{code}"));
        let recall = |code: String| async move {
            let found = self.app.cache.get_json::<Asset>(&place(&code)).await;
            (code, found)
        };
        let recalled = stream::iter(codes.iter().cloned()).map(recall).buffered(AT_ONCE);
        let recalled: Vec<_> = recalled.collect().await;
        let (mut known, mut unread) = (BTreeMap::new(), Vec::new());
        for (code, found) in recalled {
            match found {
                Some(asset) => drop(known.insert(code, asset.value)),
                None => unread.push(code),
            }
        }
        if !unread.is_empty() {
            let mut read = self.read_assets(family, &unread).await?;
            for code in unread {
                // Akeneo's codes are the same in capitals and small letters.
                let asset = read.remove(&code.to_lowercase()).unwrap_or_default();
                self.app.cache.put_json(&place(&code), &asset, self.ttl()).await;
                known.insert(code, asset);
            }
        }
        Ok(known)
    }

    async fn read_assets(&self, family: &str, codes: &[String]) -> Result<BTreeMap<String, Asset>, PimError> {
        let families = self.cached("asset-families", optional(self.pim().asset_families()));
        let families = families.await?.value;
        let what = format!("asset-attributes/{family}");
        let attributes = self.cached(what, optional(self.pim().asset_attributes(family)));
        let attributes = attributes.await?.value;
        let main = main_media(&families, &attributes, family);
        let records = self
            .call(optional(self.pim().assets(family, Some(codes))))
            .await?;
        let asset = |record: Record| {
            let values = main.and_then(|main| Some((main, record.values.get(&main.code)?)));
            let files = values.map(|(main, values)| values.iter().filter_map(|v| file(main, v)).collect());
            let asset = Asset {
                labels: record.labels,
                files: files.unwrap_or_default(),
            };
            (record.code.to_lowercase(), asset)
        };
        Ok(records.into_iter().map(asset).collect())
    }
}

/// The attribute that holds the file or link that assets of the family are about.
fn main_media<'a>(
    families: &[AssetFamily],
    attributes: &'a [EntityAttribute],
    family: &str,
) -> Option<&'a EntityAttribute> {
    let family = families.iter().find(|f| f.code == family)?;
    let code = family.attribute_as_main_media.as_ref()?;
    attributes.iter().find(|a| a.code == *code)
}

/// A file of the PIM, or one elsewhere that a link leads to; videos and the like are no files.
fn file(main: &EntityAttribute, value: &ScopedValue) -> Option<AssetFile> {
    let text = value
        .raw
        .as_str()
        .map(str::trim)
        .filter(|text| !text.is_empty())?;
    let media = if main.kind == "media_link" {
        link(main, text)?
    } else {
        WantedMedia {
            code: text.to_owned(),
            picture: is_picture(main, text),
            origin: Origin::Asset,
        }
    };
    Some(AssetFile {
        locale: value.locale.clone(),
        channel: value.scope.clone(),
        media,
    })
}

fn link(main: &EntityAttribute, text: &str) -> Option<WantedMedia> {
    let around = |part: &Option<String>| part.clone().unwrap_or_default();
    let code = format!("{}{text}{}", around(&main.prefix), around(&main.suffix));
    let is_video = matches!(main.media_type.as_deref(), Some("youtube" | "vimeo"));
    (code.starts_with("https://") && !is_video).then(|| WantedMedia {
        picture: is_picture(main, &code),
        origin: Origin::Link,
        code,
    })
}

/// What the attribute says, and where it says nothing, what the file is called.
fn is_picture(main: &EntityAttribute, name: &str) -> bool {
    const ENDINGS: [&str; 5] = ["jpg", "jpeg", "png", "webp", "gif"];
    match main.media_type.as_deref() {
        Some(kind) => kind == "image",
        None if main.kind == "image" => true,
        None => name
            .rsplit_once('.')
            .is_some_and(|(_, ending)| ENDINGS.iter().any(|e| ending.eq_ignore_ascii_case(e))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(main: serde_json::Value, data: &str) -> Option<WantedMedia> {
        let main: EntityAttribute = serde_json::from_value(main).unwrap();
        let value = ScopedValue {
            locale: None,
            scope: None,
            attribute_type: None,
            data: pim::ValueData::Empty,
            raw: json!(data),
            linked: BTreeMap::new(),
            linked_raw: None,
        };
        file(&main, &value).map(|file| file.media)
    }

    #[test]
    fn files_links_and_videos_are_told_apart() {
        let stored = json!({ "code": "file", "type": "media_file" });
        let found = read(stored, "a/b/manual.PDF").unwrap();
        assert_eq!((found.origin, found.picture), (Origin::Asset, false));
        assert!(
            read(json!({ "code": "file", "type": "media_file" }), "a/b/front.JPG")
                .unwrap()
                .picture
        );
        let linked = json!({ "code": "file", "type": "media_link", "prefix": "https://dam.example.com/", "media_type": "image" });
        let found = read(linked, "front").unwrap();
        assert_eq!(found.code, "https://dam.example.com/front");
        assert_eq!((found.origin, found.picture), (Origin::Link, true));
        for (kind, data) in [
            ("youtube", "https://y.example.com/1"),
            ("pdf", "http://dam.example.com/1.pdf"),
        ] {
            assert_eq!(
                read(
                    json!({ "code": "file", "type": "media_link", "media_type": kind }),
                    data
                ),
                None
            );
        }
        assert_eq!(read(json!({ "code": "file", "type": "media_file" }), " "), None);
    }
}

//! Media files (contracts.md 1.3.4). They need a token, so Tessera fetches them and never shows the PIM's address.

use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_DISPOSITION, HeaderMap, HeaderValue};

use super::Akeneo;
use super::address::{api_url, escape};
use super::exchange::{Call, is_html, refusal};
use crate::PimError;
use crate::model::MediaFile;
use crate::outbound::OutboundResponse;

/// Largest media file that is fetched.
const MAX_MEDIA: usize = 20_000_000;
/// Media may be large and the PIM's storage slow.
const MEDIA_TIMEOUT: Duration = Duration::from_secs(30);

/// Where files are: the resource, and what follows the code.
pub(super) type Store = (&'static str, &'static str);
pub(super) const PRODUCT_MEDIA: Store = ("media-files", "/download");
pub(super) const RECORD_MEDIA: Store = ("reference-entities-media-files", "");
pub(super) const ASSET_MEDIA: Store = ("asset-media-files", "");

impl Akeneo {
    pub(super) async fn read_media(&self, store: Store, code: &str) -> Result<MediaFile, PimError> {
        let (resource, after) = store;
        let url = api_url(self.base(), &format!("{resource}/{}{after}", escape(code)?), &[]);
        let outbound = self.shared.outbound.with_timeout(MEDIA_TIMEOUT);
        let call = Call::get(url, "*/*");
        let response = self.authorised(&outbound, call, MAX_MEDIA).await?;
        file(response, code)
    }

    /// The address comes from the PIM's users and leads anywhere: no token, and the outbound rules decide.
    pub(super) async fn read_shared_file(&self, href: &str) -> Result<MediaFile, PimError> {
        let url = self.base().join(href).map_err(|_| PimError::Refused {
            why: "this is not a web address".to_owned(),
        })?;
        let outbound = self.shared.outbound.with_timeout(MEDIA_TIMEOUT);
        let accept = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("*/*"))]);
        let response = outbound.get(&url, accept, MAX_MEDIA).await?;
        file(response, url.path())
    }
}

fn file(response: OutboundResponse, code: &str) -> Result<MediaFile, PimError> {
    if !response.status.is_success() {
        return Err(refusal(&response, "media file"));
    }
    // A login page is what a misconfigured proxy sends; real HTML files are stored as downloads.
    let stated = response
        .headers
        .get(CONTENT_DISPOSITION)
        .and_then(|value| value.to_str().ok());
    if is_html(&response) && stated.is_none() {
        return Err(PimError::malformed("a media file"));
    }
    let filename = stated
        .and_then(stated_filename)
        .unwrap_or_else(|| filename_of(code));
    Ok(MediaFile {
        bytes: response.body,
        content_type: response.content_type,
        filename,
    })
}

/// The plain `filename` of a `Content-Disposition`, without folders.
fn stated_filename(header: &str) -> Option<String> {
    let name = header
        .split(';')
        .find_map(|part| part.trim().strip_prefix("filename="))?;
    let name = name.trim_matches('"').rsplit(['/', '\\']).next()?.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// `f/2/e/6/f2e6674e0_packshot.jpg` holds the file `packshot.jpg`.
fn filename_of(code: &str) -> String {
    let last = code.rsplit('/').next().unwrap_or(code);
    last.split_once('_').map_or(last, |(_, name)| name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_come_from_the_header_or_the_code() {
        assert_eq!(
            stated_filename("attachment; filename=\"a b.jpg\"").as_deref(),
            Some("a b.jpg")
        );
        assert_eq!(
            stated_filename("attachment; filename=../../x.sh").as_deref(),
            Some("x.sh")
        );
        assert_eq!(stated_filename("inline"), None);
        assert_eq!(filename_of("f/2/e/6/f2e6674e0_pack_shot.jpg"), "pack_shot.jpg");
    }
}

//! Files on other servers, to which assets of the PIM link. Their addresses are written by whoever edits the PIM, so they are
//! followed to public addresses alone, and a server that does not answer is left alone for a while: a publication of many
//! products must not wait for it again and again.

use super::{FILE_MAX, Failed, Keep, Stored, kept, too_large};
use crate::services::{connections::Live, mapping::WantedMedia};
use http::HeaderMap;
use pim::{MediaFile, OutboundError, OutboundResponse};
use std::time::Duration;
use url::Url;

/// How long a server may take for a whole file.
const PATIENCE: Duration = Duration::from_secs(8);
/// How long one that did not answer is left alone.
const LEFT_ALONE: Duration = Duration::from_mins(5);

pub(super) async fn fetch(live: &Live, wanted: &WantedMedia, keep: Keep) -> Result<Stored, Failed> {
    let url = Url::parse(&wanted.code)
        .ok()
        .filter(|url| url.scheme() == "https");
    let Some(url) = url else {
        return Err(Failed::Left(
            "its address is no web address with https.".to_owned(),
        ));
    };
    let host = url.host_str().unwrap_or_default().to_owned();
    let away = live.key(format!("link-away/{host}"));
    let cache = &live.app.cache;
    if cache.get_json::<bool>(&away).await.is_some() {
        return Err(Failed::ForNow(format!("{host} did not answer a moment ago.")));
    }
    let client = live.app.links.with_timeout(PATIENCE);
    let answer = match client.get(&url, HeaderMap::new(), FILE_MAX).await {
        Ok(answer) => answer,
        Err(OutboundError::Refused { why }) => {
            return Err(Failed::Left(format!(
                "Tessera does not connect to {host}: {why}."
            )));
        }
        Err(OutboundError::TooLarge { .. }) => return Err(Failed::Left(too_large(FILE_MAX))),
        Err(error) => {
            tracing::info!(connection = %live.connection.id, %host, %error, "a linked file cannot be fetched");
            cache.put_json(&away, &true, LEFT_ALONE).await;
            return Err(Failed::ForNow(format!("{host} does not answer.")));
        }
    };
    match answer.status.as_u16() {
        200 => kept(live, wanted, keep, file(&url, answer)).await,
        status @ (408 | 429 | 500..) => Err(Failed::ForNow(format!("{host} answers {status}."))),
        status => Err(Failed::Left(format!("{host} answers {status}."))),
    }
}

fn file(url: &Url, answer: OutboundResponse) -> MediaFile {
    let name = url.path_segments().and_then(|mut parts| parts.next_back());
    MediaFile {
        filename: name.unwrap_or_default().to_owned(),
        content_type: answer.content_type,
        bytes: answer.body,
    }
}

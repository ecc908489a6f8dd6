//! Finished pages in Redis, where all processes find them. Their names say everything that they depend on, the program that made
//! them too, so nothing there is ever out of date; what nobody reads any more ends by itself.

use super::{
    packing::{Packed, unpacked},
    rendered::Rendered,
};
use crate::{app::App, cache::Key};
use axum::http::HeaderValue;
use bytes::Bytes;
use formats::sha256_hex;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long a page is kept after it was made.
pub(super) const KEPT: Duration = Duration::from_hours(6);
/// Tells the pages of one build from those of another.
pub(super) const PROGRAM: &str = env!("PAGES_OF_THIS_BUILD");
/// The longest page that is believed, in bytes.
const PAGE_MAX: usize = 8 * 1024 * 1024;

/// The name of a page.
pub(super) fn key(app: &App, name: &str) -> Key {
    of(app.config.base_url().as_str(), name)
}

/// Pages of one installation have its address in them.
fn of(site: &str, name: &str) -> Key {
    Key::Page(sha256_hex(format!("{PROGRAM} {site} {name}").as_bytes())[..40].to_owned())
}

/// What stands before the bytes, in one line.
#[derive(Serialize, Deserialize)]
struct Head {
    policy: String,
    language: String,
    stamp: String,
    /// Of the page itself, which is made of the brotli.
    identity: usize,
    gzip: usize,
    brotli: usize,
    zstd: usize,
}

/// A page as it is kept.
pub(super) fn written(page: &Rendered) -> Option<Bytes> {
    let packed = &page.packed;
    let head = Head {
        policy: page.policy.to_str().ok()?.to_owned(),
        language: page.language.clone(),
        stamp: packed.stamp.clone(),
        identity: packed.identity.len(),
        gzip: packed.gzip.len(),
        brotli: packed.brotli.len(),
        zstd: packed.zstd.len(),
    };
    let mut out = serde_json::to_vec(&head).ok()?;
    out.push(b'\n');
    for part in [&packed.gzip, &packed.brotli, &packed.zstd] {
        out.extend_from_slice(part);
    }
    Some(out.into())
}

/// A page that was kept; none of what is not whole.
pub(super) fn read(bytes: &Bytes) -> Option<Rendered> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let head: Head = serde_json::from_slice(&bytes[..end]).ok()?;
    let mut rest = bytes.slice(end + 1..);
    let mut part = |length: usize| (length <= rest.len()).then(|| rest.split_to(length));
    let (gzip, brotli, zstd) = (part(head.gzip)?, part(head.brotli)?, part(head.zstd)?);
    if !rest.is_empty() || head.identity > PAGE_MAX {
        return None;
    }
    Some(Rendered {
        packed: Packed {
            identity: unpacked(&brotli, head.identity)?,
            gzip,
            brotli,
            zstd,
            stamp: head.stamp,
        },
        policy: HeaderValue::from_str(&head.policy).ok()?,
        language: head.language,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::public::packing::Draft;
    use proptest::prelude::*;

    fn page() -> Rendered {
        Rendered {
            packed: Draft::new(Bytes::from("<p>N\u{f8}rdlicht</p>\n".repeat(99)))
                .packed("stamp-de".to_owned()),
            policy: HeaderValue::from_static("default-src 'none'"),
            language: "de-DE".to_owned(),
        }
    }

    #[test]
    fn a_page_is_read_as_it_was_written() {
        let page = page();
        let written = written(&page).unwrap();
        let read = read(&written).unwrap();
        assert_eq!(read.packed, page.packed);
        assert_eq!((read.policy, read.language), (page.policy, page.language));
        // The page itself is not kept: it is in the brotli.
        assert!(written.len() < page.packed.identity.len());
    }

    #[test]
    fn names_are_short_and_tell_pages_apart() {
        let name = |page: &str| of("https://a.eu/", page).to_string();
        assert_ne!(name("/p/a x"), name("/p/b x"));
        assert_ne!(name("/p/a x"), of("https://b.eu/", "/p/a x").to_string());
        assert_eq!(name("/p/a x").len(), "tessera:page:".len() + 40);
    }

    proptest! {
        #[test]
        fn what_is_not_whole_is_no_page(cut in 0_usize..2000, at in 0_usize..2000, byte: u8) {
            let whole = written(&page()).unwrap();
            if cut < whole.len() {
                prop_assert!(read(&whole.slice(..cut)).is_none());
            }
            let mut changed = whole.to_vec();
            let at = at % changed.len();
            changed[at] = byte;
            // Whatever it is, nothing panics.
            let _ = read(&changed.into());
        }
    }
}

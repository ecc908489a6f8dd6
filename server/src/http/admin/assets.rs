//! The files of the dashboard's program: script, wasm and style sheet. They hold nothing that is anybody's.

use crate::app::App;
use app::routes::Route;
use axum::{
    Router,
    http::{HeaderName, HeaderValue, header},
    response::Response,
};
use leptos::config::LeptosOptions;
use std::{
    fs,
    hash::{DefaultHasher, Hasher},
    io,
    path::Path,
};
use tower_http::{compression::CompressionLayer, services::ServeDir, set_header::SetResponseHeaderLayer};

/// Where the documents of this process find their program.
///
/// The program is loaded in parts, and parts of two builds do not fit together: one that is fetched late must not be of the
/// build that was installed meanwhile. So each build has a folder of its own, and what is not there is not found.
pub(super) fn root(app: &App) -> String {
    let options = app.config.leptos_options();
    let build = build_id(Path::new(&folder(&options))).unwrap_or_else(|_| "none".to_owned());
    Route::Program(build).href()
}

/// A hash of the names and the contents of the files: every process that serves the same build says the same. It need not
/// resist anybody, but an unoptimised program has some 30 MB, and every test starts a server.
fn build_id(folder: &Path) -> io::Result<String> {
    let mut files = fs::read_dir(folder)?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<Vec<_>, _>>()?;
    files.sort();
    let mut hash = DefaultHasher::new();
    for file in files.iter().filter(|f| f.is_file()) {
        hash.write(file.file_name().unwrap_or_default().as_encoded_bytes());
        hash.write(&fs::read(file)?);
    }
    Ok(format!("{:016x}", hash.finish()))
}

fn folder(options: &LeptosOptions) -> String {
    format!("{}/{}", options.site_root, options.site_pkg_dir)
}

/// The files under their build's own address, to be kept for good, and under the plain one, to be asked for each time.
pub(super) fn router(app: &App, root: &str) -> Router {
    let options = app.config.leptos_options();
    let plain = format!("/{}", options.site_pkg_dir);
    let of_this_build = format!("{root}{plain}");
    let folder = folder(&options);
    Router::new().nest(&plain, files(&folder, "no-cache")).nest(
        &of_this_build,
        files(&folder, "public, max-age=31536000, immutable"),
    )
}

fn files(folder: &str, caching: &'static str) -> Router {
    let caching = move |answer: &Response| {
        let caching = if answer.status().is_success() {
            caching
        } else {
            "no-cache"
        };
        Some(HeaderValue::from_static(caching))
    };
    let vary = SetResponseHeaderLayer::if_not_present(
        HeaderName::from_static("vary"),
        HeaderValue::from_static("accept-encoding"),
    );
    Router::new()
        .fallback_service(ServeDir::new(folder).precompressed_br().precompressed_gzip())
        .layer(CompressionLayer::new())
        .layer(vary)
        .layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, caching))
        .layer(SetResponseHeaderLayer::overriding(
            header::CONTENT_TYPE,
            with_charset,
        ))
}

/// Style and script say that they are UTF-8; other types stay as they are.
fn with_charset(answer: &Response) -> Option<HeaderValue> {
    let kind = answer.headers().get(header::CONTENT_TYPE)?.to_str().ok()?;
    if !kind.starts_with("text/") || kind.contains("charset") {
        return None;
    }
    HeaderValue::from_str(&format!("{kind}; charset=utf-8")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{body::Body, http::Request};
    use tower::ServiceExt;

    #[tokio::test]
    async fn style_and_script_name_their_charset() {
        let folder = std::env::temp_dir().join(format!("tessera-assets-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for (file, kind) in [
            ("a.css", "text/css; charset=utf-8"),
            ("a.js", "text/javascript; charset=utf-8"),
            ("a.wasm", "application/wasm"),
        ] {
            fs::write(folder.join(file), "x").unwrap();
            let request = Request::get(format!("/{file}")).body(Body::empty()).unwrap();
            let site = files(folder.to_str().unwrap(), "no-cache");
            let answer = site.oneshot(request).await.unwrap();
            assert_eq!(answer.headers()["content-type"], kind);
        }
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn another_build_has_another_name() {
        let folder = std::env::temp_dir().join(format!("tessera-build-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let name_with = |text: &str| {
            fs::write(folder.join("tessera.wasm"), text).unwrap();
            build_id(&folder).unwrap()
        };
        let first = name_with("one");
        assert_eq!(first.len(), 16);
        assert_eq!(name_with("one"), first);
        let second = name_with("two");
        assert_ne!(second, first);
        fs::rename(folder.join("tessera.wasm"), folder.join("other.wasm")).unwrap();
        assert_ne!(build_id(&folder).unwrap(), second);
        fs::remove_dir_all(&folder).unwrap();
        assert!(build_id(&folder).is_err());
    }
}

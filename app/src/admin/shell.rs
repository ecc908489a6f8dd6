//! The HTML document around the dashboard.

use super::AdminApp;
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// The document. Its scripts carry the nonce that the server puts into the context; the files of the dashboard's program
/// stand below `root`.
pub fn shell(options: LeptosOptions, root: String) -> impl IntoView {
    let stylesheet = format!("{root}/{}/{}.css", options.site_pkg_dir, options.output_name);
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="robots" content="noindex" />
                <link rel="stylesheet" id="leptos" href=stylesheet />
                <AutoReload options=options.clone() />
                <HydrationScripts options root />
                <MetaTags />
            </head>
            <body>
                <AdminApp />
            </body>
        </html>
    }
}

//! How the addresses of the passports lead to the files of the static site, for the usual kinds of host.

use super::place;
use serde_json::{Value, json};
use std::fmt::Write;

/// A passport on the static site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// Its address as it was published.
    pub identifier: String,
    /// Its path.
    pub path: String,
    /// The languages that have a page of their own, beside the first.
    pub languages: Vec<String>,
}

/// `_redirects`, as Netlify and Cloudflare Pages read it.
pub fn redirects(all: &[Served]) -> String {
    let mut out = String::new();
    for one in all {
        let folder = format!("/{}", place(&one.path));
        for language in &one.languages {
            let _ = writeln!(
                out,
                "{} lang={language} {folder}/index.{language}.html 200",
                one.path
            );
        }
        let _ = writeln!(out, "{} {folder}/index.html 200", one.path);
    }
    out
}

/// `redirects.json`: every published address and the file that answers it, for any other host.
pub fn redirects_json(all: &[Served]) -> Value {
    all.iter()
        .map(|one| {
            let folder = format!("/{}", place(&one.path));
            json!({
                "from": one.identifier,
                "path": one.path,
                "to": format!("{folder}/index.html"),
                "languages": one.languages,
            })
        })
        .collect()
}

/// Media types by the endings of the addresses, longest first.
pub const TYPES: [(&str, &str); 9] = [
    (".context.jsonld", "application/ld+json"),
    (".batterypass.json", "application/vnd.tessera.batterypass+json"),
    (".dpp-full.json", "application/vnd.tessera.dpp-full+json"),
    (".linkset.json", "application/linkset+json"),
    (".tessera.json", "application/vnd.tessera.passport+json"),
    (".dpp.json", "application/vnd.tessera.dpp+json"),
    (".vc.json", "application/vc"),
    (".jsonld", "application/ld+json"),
    (".json", "application/json"),
];

const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// `_headers`, as Netlify and Cloudflare Pages read it.
pub fn headers() -> String {
    let mut out = format!(
        "/*\n  Content-Security-Policy: {POLICY}\n  Access-Control-Allow-Origin: *\n  X-Content-Type-Options: nosniff\n"
    );
    for (ending, media_type) in TYPES.iter().rev() {
        let _ = write!(out, "/*{ending}\n  Content-Type: {media_type}\n");
    }
    out
}

/// A server block's inside for nginx.
pub fn nginx() -> String {
    let mut out = format!(
        "# Inside `server {{ … }}`; `root` is the folder of the host: `site`, or one below `sites`, of the exit pack.\n\
         add_header Content-Security-Policy \"{POLICY}\" always;\n\
         add_header Access-Control-Allow-Origin \"*\" always;\n\
         add_header X-Content-Type-Options \"nosniff\" always;\n\
         location / {{ try_files $uri/index.$arg_lang.html $uri/index.html $uri =404; }}\n"
    );
    for (ending, media_type) in TYPES {
        let escaped = ending.replace('.', "\\.");
        let _ = writeln!(
            out,
            "location ~ {escaped}$ {{ types {{ }} default_type {media_type}; try_files $uri =404; }}"
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_has_its_file() {
        let one = Served {
            identifier: "https://dpp.example/01/09521234543213/21/A%2B1".to_owned(),
            path: "/01/09521234543213/21/A%2B1".to_owned(),
            languages: vec!["de".to_owned()],
        };
        assert_eq!(
            redirects(std::slice::from_ref(&one)),
            "/01/09521234543213/21/A%2B1 lang=de /01/09521234543213/21/A+1/index.de.html 200\n\
             /01/09521234543213/21/A%2B1 /01/09521234543213/21/A+1/index.html 200\n"
        );
        assert_eq!(
            redirects_json(&[one])[0]["to"],
            "/01/09521234543213/21/A+1/index.html"
        );
        assert!(nginx().contains(
            "location ~ \\.tessera\\.json$ { types { } default_type application/vnd.tessera.passport+json;"
        ));
        assert!(headers().contains("/*.vc.json\n  Content-Type: application/vc\n"));
    }
}

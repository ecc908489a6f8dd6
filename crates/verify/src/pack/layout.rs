//! What stands where.

/// What names a passport's files, from its path: `01_09521234543213`. Batches and serial numbers may have a `_` of their own, which
/// is written as `%5F`, so that no two passports have one name.
pub fn slug(path: &str) -> String {
    path.trim_matches('/').replace('_', "%5F").replace('/', "_")
}

/// The saved passport with all its versions.
pub fn proof_file(slug: &str) -> String {
    format!("passports/{slug}{}", crate::SUFFIX)
}

/// The canonical document of a version.
pub fn version_file(slug: &str, number: u64) -> String {
    format!("versions/{slug}/{number}.json")
}

/// A version in another format; `ending` is what follows the passport's address to ask for it.
pub fn format_file(slug: &str, number: u64, ending: &str) -> String {
    format!("formats/{slug}/{number}{ending}")
}

/// The restricted fields of a version. Nothing below this folder is served.
pub fn restricted_file(slug: &str, number: u64) -> String {
    format!("restricted/{slug}/{number}.json")
}

/// A saved passport with everything that its brand reads in it. Nothing below this folder is served.
pub fn brand_proof_file(slug: &str) -> String {
    format!("restricted/{slug}{}", crate::SUFFIX)
}

/// The did document of one of the brand's names.
pub fn did_file(did: &str) -> String {
    format!("keys/{}.json", did.replace(':', "_"))
}

/// The folder with the site of a host: the platform's, or one of the brand's own.
pub fn site_folder(host: Option<&str>) -> String {
    host.map_or_else(|| "site".to_owned(), |host| format!("sites/{host}"))
}

/// Where a file host looks for an address below the folder of its site: with its percent-encoding resolved, where that gives a
/// plain name.
pub fn place(path: &str) -> String {
    let segments: Vec<String> = path.trim_matches('/').split('/').map(decoded).collect();
    segments.join("/")
}

/// The same on the site of the platform's host.
pub fn site_file(path: &str) -> String {
    format!("site/{}", place(path))
}

fn decoded(segment: &str) -> String {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = (*first == b'%').then(|| tail.get(..2)).flatten();
        let byte = digits.and_then(|d| u8::from_str_radix(std::str::from_utf8(d).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    let plain = |text: &String| {
        let hidden = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
        !matches!(text.as_str(), "" | "." | "..") && !text.contains(hidden)
    };
    String::from_utf8(bytes)
        .ok()
        .filter(plain)
        .unwrap_or_else(|| segment.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_stand_where_a_host_looks_for_them() {
        assert_eq!(slug("/01/09521234543213/21/A-1"), "01_09521234543213_21_A-1");
        assert_ne!(slug("/01/1/10/A_21_B"), slug("/01/1/10/A/21/B"));
        assert_eq!(
            site_file("/01/09521234543213/21/A%2B1"),
            "site/01/09521234543213/21/A+1"
        );
        for hidden in [
            "/01/1/21/%2E%2E",
            "/01/1/21/a%2Fb",
            "/01/1/21/%00",
            "/01/1/21/%zz",
            "/01/1/21/%ff",
        ] {
            assert_eq!(site_file(hidden), format!("site{hidden}"));
        }
        assert_eq!(site_folder(Some("id.example")), "sites/id.example");
        assert_eq!(
            did_file("did:web:id.example:b:1"),
            "keys/did_web_id.example_b_1.json"
        );
        assert_eq!(version_file(&slug("/p/abc"), 3), "versions/p_abc/3.json");
        assert_eq!(
            format_file(&slug("/p/abc"), 3, ".dpp.json"),
            "formats/p_abc/3.dpp.json"
        );
    }
}

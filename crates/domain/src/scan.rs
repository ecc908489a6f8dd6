//! What is kept of a scan, one opening of a passport: nothing that tells who it was.
//!
//! Headers are read once, here, and what is not a class, a country, a language or a host is forgotten. Each answer has few possible
//! values, or a bounded length, whatever a stranger sends.

mod device;
mod programs;

pub use device::Device;

use std::net::Ipv4Addr;

/// The longest name of a host.
const HOST_MAX: usize = 253;
/// The longest part of a host's name.
const LABEL_MAX: usize = 63;
/// As many preferences are looked at.
const LANGUAGES_MAX: usize = 20;

/// By what scans are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dimension {
    /// All together; its one key is empty.
    Total,
    /// By country, ISO 3166-1 alpha-2.
    Country,
    /// By [`Device`].
    Device,
    /// By primary language.
    Language,
    /// By the host that led there.
    Referrer,
    /// By template.
    Template,
    /// By passport.
    Passport,
}

impl Dimension {
    /// As it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Country => "country",
            Self::Device => "device",
            Self::Language => "language",
            Self::Referrer => "referrer",
            Self::Template => "template",
            Self::Passport => "passport",
        }
    }
}

/// The key of hosts beyond those that a brand's day has room for. No host is called so: it has no dot.
pub const OTHER_HOSTS: &str = "other";

/// ISO 639-1, and what browsers send besides.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz \
    ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka \
    kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr \
    nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk \
    tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu ast ceb chr ckb dsb fil fur gsw haw hsb kab lij mai nds \
    sah scn sco szl vec yue";

/// The primary language that a reader prefers, of `Accept-Language`; none where they name none that we know.
pub fn language(accept_language: &str) -> Option<&'static str> {
    let mut best: Option<(&'static str, u32)> = None;
    for wish in accept_language.split(',').take(LANGUAGES_MAX) {
        let (range, parameters) = wish.split_once(';').unwrap_or((wish, ""));
        let primary = range.split('-').next().unwrap_or_default().trim();
        let weight = weight(parameters);
        if best.is_none_or(|(_, before)| weight > before)
            && weight > 0
            && let Some(known) = known(primary)
        {
            best = Some((known, weight));
        }
    }
    best.map(|(language, _)| language)
}

/// A quality value in thousandths; 1 where none is given, and 0 where it is none.
fn weight(parameters: &str) -> u32 {
    let Some((name, value)) = parameters.split_once('=') else {
        return if parameters.trim().is_empty() { 1000 } else { 0 };
    };
    let value = value.trim();
    if !name.trim().eq_ignore_ascii_case("q") || value.len() > 5 {
        return 0;
    }
    let (whole, part) = value.split_once('.').unwrap_or((value, ""));
    let thousandths = part
        .bytes()
        .chain(std::iter::repeat(b'0'))
        .take(3)
        .try_fold(0, |all, b| {
            b.is_ascii_digit().then(|| all * 10 + u32::from(b - b'0'))
        });
    match (whole, thousandths) {
        ("1", Some(0)) => 1000,
        ("0", Some(thousandths)) => thousandths,
        _ => 0,
    }
}

fn known(primary: &str) -> Option<&'static str> {
    // The codes that others replaced thirty years ago, and some systems still send.
    let primary = match primary {
        "iw" => "he",
        "in" => "id",
        "ji" => "yi",
        other => other,
    };
    LANGUAGES
        .split(' ')
        .find(|known| known.eq_ignore_ascii_case(primary))
}

/// The host alone of the page that led there, in lower case; none where the header names no host of the web. An address of a
/// machine is none, and neither is a name without a dot: both tell of somebody's own network.
pub fn referrer_host(referer: &str) -> Option<String> {
    let (scheme, rest) = referer.trim().split_once("://")?;
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return None;
    }
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let (_, place) = authority.rsplit_once('@').unwrap_or(("", authority));
    let host = place.split(':').next()?;
    let host = host.strip_suffix('.').unwrap_or(host);
    (host.len() <= HOST_MAX && is_name(host)).then(|| host.to_ascii_lowercase())
}

fn is_name(host: &str) -> bool {
    let label = |label: &str| {
        (1..=LABEL_MAX).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let Some((_, top)) = host.rsplit_once('.') else {
        return false;
    };
    // `2130706433.0x7f`: what browsers read as an address begins its last part with a digit.
    top.starts_with(|c: char| c.is_ascii_alphabetic())
        && host.parse::<Ipv4Addr>().is_err()
        && host.split('.').all(label)
}

/// Whether somebody asks not to be followed: `Sec-GPC: 1` or `DNT: 1`. Then nothing but the total is counted.
pub fn asks_for_privacy(gpc: Option<&str>, dnt: Option<&str>) -> bool {
    [gpc, dnt].into_iter().flatten().any(|value| value.trim() == "1")
}

/// Whether a page is fetched ahead, so that nobody has opened it yet: `Sec-Purpose`, or its forerunners `Purpose` and `X-Moz`.
pub fn is_fetched_ahead(purpose: &str) -> bool {
    purpose.split([',', ';']).map(str::trim).any(|word| {
        ["prefetch", "prerender", "preview"]
            .iter()
            .any(|ahead| word.eq_ignore_ascii_case(ahead))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_language_is_the_one_that_is_preferred() {
        for (header, language_of) in [
            ("de", Some("de")),
            ("de-AT,de;q=0.9,en;q=0.8", Some("de")),
            ("en;q=0.5, fr;q=0.9", Some("fr")),
            ("EN-us", Some("en")),
            ("*", None),
            ("*;q=0.5, sv;q=0.1", Some("sv")),
            ("iw", Some("he")),
            ("fil-PH", Some("fil")),
            ("de;q=0, en;q=0.1", Some("en")),
            ("de;q=0", None),
            ("qq, nl;q=0.3", Some("nl")),
            ("de;q=1.000", Some("de")),
            ("de;q=2, en", Some("en")),
            ("de;x=1", None),
            ("", None),
            ("<script>", None),
        ] {
            assert_eq!(language(header), language_of, "{header:?}");
        }
    }

    #[test]
    fn of_a_referrer_the_host_alone_is_taken() {
        for (header, host) in [
            ("https://www.google.com/", Some("www.google.com")),
            ("https://Shop.Example:8443/a?b#c", Some("shop.example")),
            ("http://user:secret@shop.example/x", Some("shop.example")),
            ("https://xn--mbel-5qa.example/", Some("xn--mbel-5qa.example")),
            ("https://shop.example.", Some("shop.example")),
            ("HTTPS://shop.example", Some("shop.example")),
            ("https://möbel.example/", None),
            ("https://192.0.2.7/", None),
            ("https://2130706433.0x7f/", None),
            ("https://[2001:db8::1]/", None),
            ("https://intranet/wiki", None),
            ("https://a_b.example/", None),
            ("https://-a.example/", None),
            ("https://a..example/", None),
            ("android-app://com.google.android.gm/", None),
            ("about:blank", None),
            ("https://", None),
            ("", None),
        ] {
            assert_eq!(referrer_host(header).as_deref(), host, "{header:?}");
        }
        let long = format!("https://{}.example/", vec!["a".repeat(63); 4].join("."));
        assert_eq!(referrer_host(&long), None);
    }

    #[test]
    fn a_wish_for_privacy_is_a_one_and_nothing_else() {
        assert!(asks_for_privacy(Some("1"), None));
        assert!(asks_for_privacy(None, Some(" 1 ")));
        assert!(asks_for_privacy(Some("0"), Some("1")));
        for no in [None, Some(""), Some("0"), Some("true"), Some("11")] {
            assert!(!asks_for_privacy(no, no), "{no:?}");
        }
    }

    #[test]
    fn what_is_fetched_ahead_is_known_by_its_purpose() {
        for ahead in [
            "prefetch",
            "prefetch;prerender",
            "Preview",
            "prefetch, anonymous-client-ip",
        ] {
            assert!(is_fetched_ahead(ahead), "{ahead}");
        }
        for opened in ["", "navigate", "prefetched"] {
            assert!(!is_fetched_ahead(opened), "{opened}");
        }
    }

    #[test]
    fn each_language_is_listed_once() {
        let mut all: Vec<_> = LANGUAGES.split(' ').collect();
        assert!(all.iter().all(|code| (2..=3).contains(&code.len())));
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    proptest! {
        #[test]
        fn whatever_is_sent_the_answers_are_bounded(text in any::<String>()) {
            if let Some(language) = language(&text) {
                prop_assert!(LANGUAGES.split(' ').any(|known| known == language));
            }
            if let Some(host) = referrer_host(&text) {
                prop_assert!(host.len() <= HOST_MAX);
            }
            is_fetched_ahead(&text);
            Device::of(&text, None);
        }

        #[test]
        fn a_host_that_is_taken_is_plain(rest in "[ -~]{0,300}", scheme in "https?://") {
            if let Some(host) = referrer_host(&format!("{scheme}{rest}")) {
                prop_assert!((3..=HOST_MAX).contains(&host.len()));
                prop_assert!(host.contains('.'));
                prop_assert!(host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b)));
                prop_assert!(host.parse::<std::net::IpAddr>().is_err());
                // Other readers of addresses see the same.
                if let Ok(url) = url::Url::parse(&format!("{scheme}{rest}")) {
                    prop_assert_eq!(url.host_str().map(|h| h.trim_end_matches('.').to_owned()), Some(host));
                }
            }
        }

        #[test]
        fn a_list_of_languages_has_a_best_one(first in 0usize..150, second in 0usize..150, low in 1u32..500, more in 1u32..500) {
            let all: Vec<_> = LANGUAGES.split(' ').collect();
            let high = low + more;
            let header = format!("{};q=0.{low:03}, {}-XX;q=0.{high:03}", all[first], all[second]);
            prop_assert_eq!(language(&header), Some(all[second]));
        }
    }
}

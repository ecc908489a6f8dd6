//! Compressed links against the results of GS1's compression prototype (October 2025).

use proptest::prelude::*;

use super::*;
use crate::Ai;

/// Path and query; compressed with the codes for groups; compressed without.
const VECTORS: &[(&str, &str, &str)] = &[
    (
        "/01/05412345000013/10/ABC123/21/12345678",
        "CwnYUc1gmo1XgkZCEC8YU4",
        "AQnYUc1gmiCNV4JGQhAvGFO",
    ),
    ("/01/09520123456788", "ARFRJydaKA", "ARFRJydaKA"),
    ("/01/09520123456788/21/12345", "DBFRJydaKAowOQ", "ARFRJydaKEIKMDk"),
    (
        "/01/09520123456788/10/ABC1/21/12345?17=180426",
        "GhFRJydaKIlXggowOSwMo",
        "ARFRJydaKCCJV4IuWBlEIKMDk",
    ),
    ("/01/09520123456788/22/2A", "ChFRJydaKIRU", "ARFRJydaKESEVA"),
    (
        "/01/09520123456788?3103=000195",
        "LRFRJydaKAAYY",
        "ARFRJydaKGIGABhg",
    ),
    (
        "/01/09520123456788?3103=000195&3922=0299&17=201225",
        "LRFRJydaKAAYYuYkEnJEgJW",
        "ARFRJydaKC5iQSYgYAGGckSAlY",
    ),
    (
        "/00/952012345678912345?02=09520123456788&37=25&10=ABC123",
        "ANNjovNfpbWQIRUScnWiggjVeCRm5GQ",
        "ANNjovNfpbWQIRUScnWiggjVeCRm5GQ",
    ),
    (
        "/414/9520123456788/254/32a%2Fb",
        "nYqJOTrRSFZssK_E",
        "JUhWbLCvxIKRUScnWig",
    ),
    ("/8004/9520614141234567", "gAQQh0vK37o2H", "gAQQh0vK37o2H"),
    (
        "/01/09520123456788/10/deadbeef?15=261130",
        "HxFRJydaKFG9W33ef4FA",
        "ARFRJydaKCBRvVt93ip_gU",
    ),
    (
        "/01/09520123456788/21/DEADBEEF",
        "DBFRJydaKJG9W33e",
        "ARFRJydaKEKRvVt93g",
    ),
    (
        "/01/09520123456788/21/a_Z-9",
        "DBFRJydaKMrX7P3o",
        "ARFRJydaKELK1-z96",
    ),
    ("/253/9520123456788ABC", "JTiok5OtFEOrw", "JTiok5OtFEOrw"),
    (
        "/255/9521234567899123?3901=10",
        "wYqNXN4tsx7IU",
        "JVio1c3i2zHs5ASFA",
    ),
    ("/8003/09520123456788XYZ1", "gAMRUScnWijIuwzq", "gAMRUScnWijIuwzq"),
    (
        "/8017/795260646688514634/8019/12",
        "m7CVVYPbdiSiGA",
        "gBewlVWD23YkqAGSGA",
    ),
    ("/8018/123456789012345675", "gBgbabS6Yw80s", "gBgbabS6Yw80s"),
    (
        "/01/09520123456788?7003=2611212030",
        "DhFRJydaKE3R938",
        "ARFRJydaKOAGTdH3fw",
    ),
    (
        "/01/09520123456788?99=%21%22",
        "ARFRJydaKTMBIUQ",
        "ARFRJydaKTMBIUQ",
    ),
    (
        "/8006/095201234567880102/10/L1",
        "EGIvWABhUjkEuJjdpg",
        "EGIvWABhUjkEuJjdpg",
    ),
    ("/401/95201234567", "QBC7FTfHQ4", "QBC7FTfHQ4"),
    (
        "/01/09520123456788?423=276528",
        "ARFRJydaKIRoocIA",
        "ARFRJydaKIRoocIA",
    ),
    ("/01/09520123456788?90=A1", "ARFRJydaKSCFQg", "ARFRJydaKSCFQg"),
];

const PLAIN: Compression = Compression {
    optimise: false,
    key_in_clear: false,
    others: false,
};

fn link(path: &str) -> DigitalLink {
    DigitalLink::parse(&format!("https://id.gs1.org{path}")).unwrap()
}

#[test]
fn the_prototype_compresses_to_the_same_characters() {
    for (path, optimised, plain) in VECTORS {
        for (how, segment) in [(Compression::default(), optimised), (PLAIN, plain)] {
            let text = compress(&link(path), how).unwrap();
            assert_eq!(text, format!("https://id.gs1.org/{segment}"), "{path}");
            let again = DigitalLink::decompress(&text).unwrap();
            assert_eq!(again.canonical(), link(path).canonical());
        }
    }
}

#[test]
fn parameters_of_others_are_compressed_where_that_is_wished_and_possible() {
    let how = Compression {
        others: true,
        ..Compression::default()
    };
    for (path, text) in [
        (
            "/01/05412345000013/10/ABC123?17=290331&arv=true&donor=bmgf",
            "/CwnYUc1gmo1XgkYujcN-DarvYS2u57wrtE9FbCNzQPg",
        ),
        (
            "/01/09520123456788?linkType=gs1:dpp&lang=de-DE",
            "/ARFRJydaKeIlinkTypegfPzYusnDh4SVqeBhXXvgxA",
        ),
        (
            "/01/09520123456788?a+b=1&c=x+y&flag",
            "/ARFRJydaKA?a+b=1&c=x+y&flag",
        ),
    ] {
        let compressed = compress(&link(path), how).unwrap();
        assert_eq!(compressed, format!("https://id.gs1.org{text}"));
    }
    let again =
        DigitalLink::decompress("https://a/ARFRJydaKeIlinkTypegfPzYusnDh4SVqeBhXXvgxA?x=1#f").unwrap();
    assert_eq!(
        again.to_string(),
        "https://a/01/09520123456788?x=1&linkType=gs1%3Adpp&lang=de-DE#f"
    );
}

#[test]
fn identifiers_may_stand_in_the_query_of_a_compressed_link() {
    let link = DigitalLink::decompress("https://a/ARFRJydaKA?17=261130&x=1").unwrap();
    assert_eq!(link.to_string(), "https://a/01/09520123456788?17=261130&x=1");
    for query in ["17=1", "01=09520123456788", "999=1", "21=A"] {
        assert!(
            DigitalLink::decompress(&format!("https://a/ARFRJydaKA?{query}")).is_err(),
            "{query}"
        );
    }
}

#[test]
fn the_key_can_stay_in_clear() {
    let how = Compression {
        key_in_clear: true,
        ..Compression::default()
    };
    let full = DigitalLink::parse("https://a/s/01/05412345000013/10/ABC123?17=290331&x=1#f").unwrap();
    let text = compress(&full, how).unwrap();
    assert_eq!(text, "https://a/s/01/05412345000013/EEarwSMXRuGw?x=1#f");
    assert_eq!(DigitalLink::decompress(&text), Ok(full.clone()));
    assert_eq!(
        DigitalLink::parse_any(&text, Leniency::NONE),
        Ok((full.clone(), true))
    );
    assert_eq!(
        DigitalLink::parse_any(&full.to_string(), Leniency::NONE),
        Ok((full, false))
    );
    assert_eq!(
        compress(&link("/01/09520123456788"), how).unwrap(),
        "https://id.gs1.org/01/09520123456788"
    );
}

#[test]
fn a_link_that_would_say_something_else_is_not_compressed() {
    let two_keys = link("/8004/9520614141234567?01=09520123456788");
    assert_eq!(
        compress(&two_keys, Compression::default()),
        Err(CompressError::Ambiguous)
    );
    let key_in_stem = link("/8004/952061409/01/09520123456788/21/A");
    assert_eq!(
        compress(&key_in_stem, Compression::default()),
        Err(CompressError::Ambiguous)
    );
    let clear = Compression {
        key_in_clear: true,
        ..Compression::default()
    };
    assert_eq!(
        DigitalLink::decompress(&compress(&two_keys, clear).unwrap()),
        Ok(two_keys)
    );
}

#[test]
fn data_without_a_key_makes_no_link() {
    let serial = Element::new(Ai::SERIAL, "12345").unwrap();
    let segment = encode::segment(&[serial], std::iter::empty(), true);
    let error = DigitalLink::decompress(&format!("https://a/{segment}")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "The path has no GS1 key, such as /01/ and a GTIN with 14 digits."
    );
}

#[test]
fn data_that_is_none_is_refused_with_its_reason() {
    for (path, why) in [
        ("", "The last part of the path is not compressed data."),
        ("/", "The last part of the path is not compressed data."),
        ("/AR.F", "The last part of the path is not compressed data."),
        ("/ARFRJyda", "The compressed data ends too early."),
        ("/ARFRJydaKB", "There is something after the compressed data."),
        ("/ARFRJydaKAA", "The compressed data ends too early."),
        (
            "/6hFRJydaKA",
            "The compressed data has a code that stands for nothing.",
        ),
        (
            "/iRFRJydaKA",
            "The compressed data has a code that stands for nothing.",
        ),
        (
            "/Af____________",
            "The compressed data has a number with too many digits.",
        ),
        ("/ARFRJydaKQ", "There is something after the compressed data."),
        (
            "/ARFRJydaMA",
            "The value of (01) is wrong at character 14: the check digit is 2 but should be 5.",
        ),
    ] {
        let error = DigitalLink::decompress(&format!("https://a{path}")).unwrap_err();
        assert_eq!(error.to_string(), why, "{path}");
    }
}

proptest! {
    #[test]
    fn any_segment_is_read_without_panic(s in "[A-Za-z0-9_-]{0,60}") {
        let _ = DigitalLink::decompress(&format!("https://a/{s}"));
    }

    #[test]
    fn what_follows_a_group_is_read_without_panic(s in "(AR|C|D|E|w|x|n|8)[A-Za-z0-9_-]{0,60}") {
        let _ = DigitalLink::parse_any(&format!("https://a/01/09520123456788/{s}"), Leniency::RESOLVER);
    }

    #[test]
    fn what_is_compressed_comes_back(
        batch in "[!%&/0-9A-Za-z_-]{1,20}",
        serial in "([0-9]{1,20}|[0-9a-f]{1,20}|[0-9A-F]{1,20}|[A-Za-z0-9_-]{1,20})",
        weight in "[0-9]{6}",
        internal in "[0-9]{1,90}",
        other in ".{0,20}",
        optimise: bool,
        key_in_clear: bool,
        others: bool,
    ) {
        let elements = [("01", "09520123456788"), ("10", &batch), ("21", &serial), ("3103", &weight), ("99", &internal)]
            .map(|(ai, value)| Element::new(Ai::parse(ai).unwrap(), value).unwrap());
        let link = DigitalLink::from_elements("https://a/s", elements.to_vec()).unwrap().with_other("o", &other).unwrap();
        let text = compress(&link, Compression { optimise, key_in_clear, others }).unwrap();
        let again = DigitalLink::decompress(&text).unwrap();
        prop_assert_eq!(again.canonical(), link.canonical());
        prop_assert_eq!(again.stem(), link.stem());
        prop_assert_eq!(again.others().collect::<Vec<_>>(), link.others().collect::<Vec<_>>());
    }
}

//! Links of the standard and of the test vectors of the GS1 Barcode Syntax Engine (June 2026), in our words.

use proptest::prelude::*;

use super::*;
use crate::{parse_bracketed, to_symbol};

/// The message of a symbol with the same data, `^` for the separator.
fn message(text: &str) -> Result<String, String> {
    match DigitalLink::parse(text) {
        Ok(link) => Ok(to_symbol(link.elements()).replace('\u{1d}', "^")),
        Err(error) => Err(error.to_string()),
    }
}

#[test]
fn links_that_are_valid_and_what_they_say() {
    for (text, expected) in [
        ("http://a/00/006141411234567890", "00006141411234567890"),
        ("HTTPS://a/00/006141411234567890", "00006141411234567890"),
        ("https://a/01/12312312312333", "0112312312312333"),
        (
            "https://xn--fsq.xn--0zwm56d/01/12312312312333",
            "0112312312312333",
        ),
        ("https://a.:65535/01/12312312312333", "0112312312312333"),
        ("https://[2001:db8::1]/01/12312312312333", "0112312312312333"),
        (
            "https://a/more/stem/00/006141411234567890",
            "00006141411234567890",
        ),
        ("https://a/00/faux/00/006141411234567890", "00006141411234567890"),
        (
            "https://a/01/12312312312333/22/TEST/10/ABC/21/XYZ",
            "011231231231233322TEST^10ABC^21XYZ",
        ),
        ("https://a/01/12312312312333/235/TEST", "0112312312312333235TEST"),
        (
            "https://a/253/1231231231232TEST5678901234567",
            "2531231231231232TEST5678901234567",
        ),
        (
            "https://a/8018/123456789012345675/8019/123",
            "8018123456789012345675^8019123",
        ),
        ("https://a/stem/00/006141411234567890?", "00006141411234567890"),
        ("https://a/stem/401/12345678?99=ABC", "40112345678^99ABC"),
        (
            "https://a/01/12312312312333?&&&99=ABC&&&&&&98=XYZ&&&",
            "011231231231233399ABC^98XYZ",
        ),
        (
            "https://a/01/12312312312333?s1&u1=5&99=ABC&s2&u2=6&98=XYZ&s3",
            "011231231231233399ABC^98XYZ",
        ),
        (
            "https://a/01/12312312312333/22/ABC%2d123?99=ABC&98=XYZ%2f987",
            "011231231231233322ABC-123^99ABC^98XYZ/987",
        ),
        (
            "https://a/01/12312312312333/22/ABC+123",
            "011231231231233322ABC+123",
        ),
        (
            "https://a/01/12312312312333/10/abc/21/xyz?99=A#fragment",
            "011231231231233310abc^21xyz^99A",
        ),
        (
            "https://id.gs1.org/01/09520123456788/10/ABC1/21/12345?17=180426",
            "010952012345678810ABC1^2112345^17180426",
        ),
        (
            "https://example.com/01/09520123456788?3103=000195&3922=0299&17=201225",
            "0109520123456788310300019539220299^17201225",
        ),
        (
            "https://id.gs1.org/00/952012345678912345?02=09520123456788&37=25&10=ABC123",
            "0095201234567891234502095201234567883725^10ABC123",
        ),
        (
            "https://id.gs1.org/414/9520123456788/254/32a%2Fb",
            "414952012345678825432a/b",
        ),
        (
            "https://example.com/8004/9520614141234567?01=09520123456788",
            "80049520614141234567^0109520123456788",
        ),
        (
            "https://id.gs1.org/01/09520123456788/235/XYZ?10=ABC123",
            "0109520123456788235XYZ^10ABC123",
        ),
        (
            "https://a/417/9520123456788/7040/1ABC",
            "417952012345678870401ABC",
        ),
        ("https://a/415/9520123456788/8020/A1", "41595201234567888020A1"),
    ] {
        assert_eq!(message(text).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn links_that_are_not_and_why() {
    let order = "The qualifiers of (01) are out of order; in order they are 22, 10, 21 or 235.";
    for (text, why) in [
        (
            "",
            "At character 1: A Digital Link begins with https:// or http://, in small or in capital letters throughout.",
        ),
        (
            "HtTp://a/b/00/006141411234567890",
            "At character 1: A Digital Link begins with https:// or http://, in small or in capital letters throughout.",
        ),
        (
            "https:///01/12312312312333",
            "At character 9: The host is missing or has a character that hosts do not have.",
        ),
        (
            "https://a$/01/12312312312333",
            "At character 10: The host is missing or has a character that hosts do not have.",
        ),
        (
            "https://me@a/01/12312312312333",
            "At character 11: The host is missing or has a character that hosts do not have.",
        ),
        (
            "https://a/01/12312312312333<bad",
            "At character 28: '<' may not stand in a web address.",
        ),
        (
            "https://a/01/12312312312333 ",
            "At character 28: ' ' may not stand in a web address.",
        ),
        (
            "https://a",
            "At character 10: The path has no GS1 key, such as /01/ and a GTIN with 14 digits.",
        ),
        ("https://a/b/", "At character 12: The path ends in a slash."),
        (
            "https://00/006141411234567890",
            "At character 11: The path has no GS1 key, such as /01/ and a GTIN with 14 digits.",
        ),
        (
            "https://a/gtin/12312312312333",
            "At character 11: /gtin/ is no longer in the standard; write /01/.",
        ),
        (
            "https://a/01/12312312312333/ser/1",
            "At character 29: /ser/ is no longer in the standard; write /21/.",
        ),
        (
            "https://a/01/2112345678900",
            "At character 14: A Digital Link carries the GTIN with 14 digits; fill it up with zeros in front.",
        ),
        (
            "https://a/8004/9520614141234567?01=02345673",
            "At character 36: A Digital Link carries the GTIN with 14 digits; fill it up with zeros in front.",
        ),
        (
            "https://a/01/12312312312334",
            "At character 27: The value of (01) is wrong at character 14: the check digit is 4 but should be 3.",
        ),
        (
            "https://a/01//12312312312333",
            "At character 14: The path has no GS1 key, such as /01/ and a GTIN with 14 digits.",
        ),
        (
            "https://a/00/006141411234567890/",
            "At character 32: The path ends in a slash.",
        ),
        (
            "https://a/01/12312312312333/10/",
            "At character 31: The path ends in a slash.",
        ),
        (
            "https://a/01/12312312312333/21/A%4g",
            "At character 33: After a percent sign come two hexadecimal digits.",
        ),
        (
            "https://a/01/12312312312333/21/A%00B",
            "At character 32: The value of (21) is wrong at character 2: '\\0' is not allowed; it takes the letters, digits and signs of GS1 character set 82.",
        ),
        (
            "https://a/01/12312312312333/21/%C3%84",
            "At character 32: The value of (21) is wrong at character 1: '\u{fffd}' is not allowed; it takes the letters, digits and signs of GS1 character set 82.",
        ),
        (
            "https://a/01/12312312312333?98=XYZ+987",
            "At character 35: A plus sign means a space here, which no value has; write %2B for a plus.",
        ),
        (
            "https://a/01/12312312312333?99=",
            "At character 32: The value of (99) is wrong at character 1: it is empty.",
        ),
        (
            "https://a/01/12312312312333?99=ABC&999=faux",
            "At character 36: There is no application identifier 999.",
        ),
        (
            "https://a/01/12312312312333/99/ABC",
            "At character 29: (99) does not qualify (01).",
        ),
        (
            "https://a/01/12312312312333/21/A/10/B",
            &format!("At character 34: {order}"),
        ),
        (
            "https://a/01/12312312312333/10/A/235/B",
            &format!("At character 34: {order}"),
        ),
        (
            "https://a/01/12312312312333/10/A/10/B",
            "At character 34: (10) appears twice.",
        ),
        (
            "https://a/01/09520123456788?10=ABC123",
            "At character 29: (10) qualifies the key and belongs in the path.",
        ),
        (
            "https://a/01/09520123456788?21=ABC123",
            "At character 29: (21) qualifies the key and belongs in the path.",
        ),
        (
            "https://a/01/09520123456788?8200=x",
            "At character 29: (8200) may not stand in the query.",
        ),
        (
            "https://a/01/09520123456788?01=09520123456788",
            "At character 29: (01) appears twice.",
        ),
        (
            "https://a/01/09520123456788?99=A&99=A",
            "At character 34: (99) appears twice.",
        ),
        (
            "https://a/01/09520123456788?37=5",
            "At character 29: (01) and (37) must not describe the same thing.",
        ),
    ] {
        assert_eq!(message(text), Err(why.to_owned()), "{text}");
    }
}

#[test]
fn a_resolver_forgives_a_slash_and_a_short_gtin() {
    for (text, canonical) in [
        (
            "https://a/01/2112345678900/",
            "https://id.gs1.org/01/02112345678900",
        ),
        (
            "https://a/01/416000336108",
            "https://id.gs1.org/01/00416000336108",
        ),
        (
            "https://a/x/y/01/02345673?b=1&a=2#f",
            "https://id.gs1.org/01/00000002345673",
        ),
        (
            "https://a/8004/9520614141234567?17=261121&01=02345673",
            "https://id.gs1.org/8004/9520614141234567?01=00000002345673&17=261121",
        ),
    ] {
        let link = DigitalLink::parse_leniently(text, Leniency::RESOLVER).unwrap();
        assert_eq!(link.canonical(), canonical);
    }
    let twice = DigitalLink::parse_leniently("https://a/01/09520123456788//", Leniency::RESOLVER);
    assert!(twice.is_err());
}

#[test]
fn what_is_not_of_gs1_is_kept_and_left_out_of_the_canonical_form() {
    let text = "http://a:80/s/01/09520123456788/21/A%2F1?17=261121&linkType=gs1%3Adpp&x#top";
    let link = DigitalLink::parse(text).unwrap();
    assert_eq!(link.to_string(), text);
    assert_eq!(link.stem(), "http://a:80/s");
    assert_eq!(
        link.others().collect::<Vec<_>>(),
        [("linkType", Some("gs1%3Adpp")), ("x", None)]
    );
    assert_eq!(link.fragment(), Some("top"));
    assert_eq!(link.gtin(), Gtin::parse("9520123456788").ok());
    assert_eq!(
        link.canonical_on("https://dpp.example/").unwrap(),
        "https://dpp.example/01/09520123456788/21/A%2F1?17=261121"
    );
    for stem in [
        "",
        "dpp.example",
        "https://dpp.example/?a",
        "https://dpp.example/#a",
        "ftp://a",
    ] {
        assert!(link.canonical_on(stem).is_err(), "{stem}");
    }
}

#[test]
fn links_are_built_from_elements_in_any_order() {
    for (elements, text) in [
        ("(01)12312312312326(21)abc123", "/01/12312312312326/21/abc123"),
        (
            "(21)XYZ(01)12312312312333(10)ABC123(99)XYZ",
            "/01/12312312312333/10/ABC123/21/XYZ?99=XYZ",
        ),
        (
            "(01)12312312312333(10)ABC+123(99)XYZ+QWERTY",
            "/01/12312312312333/10/ABC%2B123?99=XYZ%2BQWERTY",
        ),
        (
            "(8017)795260646688514634(99)000001(253)9526064000028000001",
            "/8017/795260646688514634?99=000001&253=9526064000028000001",
        ),
        (
            "(98)ABC(253)9526064000028000001(99)000001(8017)795260646688514634",
            "/253/9526064000028000001?98=ABC&99=000001&8017=795260646688514634",
        ),
        (
            "(01)12312312312326(10)!\"%&'()*",
            "/01/12312312312326/10/%21%22%25%26%27%28%29%2A",
        ),
        ("(01)12312312312326(235)TPX", "/01/12312312312326/235/TPX"),
    ] {
        let link = DigitalLink::from_elements(
            "https://a/",
            parse_bracketed(&elements.replace("()", "\\()")).unwrap(),
        )
        .unwrap();
        assert_eq!(link.to_string(), format!("https://a{text}"));
        assert_eq!(DigitalLink::parse(&link.to_string()), Ok(link));
    }
}

#[test]
fn elements_that_make_no_link_are_refused() {
    for (elements, why) in [
        (
            "(99)XYZ789",
            "The path has no GS1 key, such as /01/ and a GTIN with 14 digits.",
        ),
        (
            "(01)12312312312326(8200)http://example.com",
            "(8200) may not stand in the query.",
        ),
        (
            "(01)12312312312326(235)TPX9526064(22)ABC",
            "(235) may not stand in the query.",
        ),
        (
            "(01)12312312312326(22)ABC(10)DEF(235)TPX",
            "(235) may not stand in the query.",
        ),
    ] {
        let error = DigitalLink::from_elements("https://a", parse_bracketed(elements).unwrap()).unwrap_err();
        assert_eq!(error.to_string(), why, "{elements}");
    }
}

#[test]
fn a_link_knows_its_level_and_what_is_above_it() {
    let link = DigitalLink::parse("https://a/s/01/09520123456788/22/V/10/B/21/S?17=261121&x=1#f").unwrap();
    let above: Vec<_> = link.lineage().map(|l| (l.to_string(), l.granularity())).collect();
    assert_eq!(
        above[1..],
        [
            (
                "https://a/s/01/09520123456788/22/V/10/B".to_owned(),
                Granularity::Batch
            ),
            (
                "https://a/s/01/09520123456788/22/V".to_owned(),
                Granularity::Model
            ),
            ("https://a/s/01/09520123456788".to_owned(), Granularity::Model),
        ]
    );
    assert_eq!(link.granularity(), Granularity::Item);
    for (path, level) in [
        ("01/09520123456788/235/T", Granularity::Item),
        ("8003/09520123456788", Granularity::Model),
        ("8003/09520123456788A", Granularity::Item),
        ("253/9520123456788", Granularity::Model),
        ("8013/1987654Ad4X4bL5ttr2310c2K", Granularity::Model),
        ("8010/0614141A", Granularity::Model),
        ("8010/0614141A/8011/1", Granularity::Item),
        ("00/952012345678912345", Granularity::Item),
        ("414/9520123456788", Granularity::Item),
    ] {
        assert_eq!(
            DigitalLink::parse(&format!("https://a/{path}"))
                .unwrap()
                .granularity(),
            level,
            "{path}"
        );
    }
}

#[test]
fn other_parameters_can_be_added() {
    let link = DigitalLink::of_item(
        "https://a",
        Gtin::parse("9520123456788").unwrap(),
        Some("B/1"),
        Some("S"),
    )
    .unwrap();
    assert_eq!(link.clone().with_other("21", "x"), None);
    let text = link
        .with_other("linkType", "gs1:dpp")
        .unwrap()
        .with_stem("https://b/c")
        .unwrap()
        .to_string();
    assert_eq!(
        text,
        "https://b/c/01/09520123456788/10/B%2F1/21/S?linkType=gs1%3Adpp"
    );
}

const SET82: &str = "[!\"%&'()*+,./0-9:;<=>?A-Z_a-z-]{1,20}";

proptest! {
    #[test]
    fn any_text_is_read_without_panic(s in ".*") {
        let _ = DigitalLink::parse(&s);
        let _ = DigitalLink::parse_leniently(&format!("https://a/{s}"), Leniency::RESOLVER);
    }

    #[test]
    fn any_path_and_query_are_read_without_panic(s in "[/?&=%+#0-9a-f]{0,60}") {
        let _ = DigitalLink::parse_leniently(&format!("https://a/01/09520123456788{s}"), Leniency::RESOLVER);
    }

    #[test]
    fn what_is_built_is_read_again(batch in SET82, serial in SET82, note in SET82, other in ".{0,20}") {
        let elements = vec![
            Element::new(Ai::parse("99").unwrap(), note).unwrap(),
            Element::new(Ai::SERIAL, serial).unwrap(),
            Element::new(Ai::GTIN, "09520123456788").unwrap(),
            Element::new(Ai::BATCH, batch).unwrap(),
        ];
        let link = DigitalLink::from_elements("https://example.com/x", elements).unwrap().with_other("o", &other).unwrap();
        prop_assert_eq!(DigitalLink::parse(&link.to_string()), Ok(link.clone()));
        let canonical = DigitalLink::parse(&link.canonical()).unwrap();
        prop_assert_eq!(canonical.canonical(), link.canonical());
        prop_assert_eq!(canonical.canonical(), canonical.to_string());
    }
}

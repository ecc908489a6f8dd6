//! GS1 Digital Link: its syntax, its compression, and the linkset of its resolvers.

use crate::{Case, Suite, holds, same};
use gs1::{Compression, DigitalLink, LinkContext, LinkType, Linkset, Target, compress, to_symbol};
use serde_json::{json, to_value};

pub(super) const SYNTAX: Suite = Suite {
    id: "gs1-digital-link",
    title: "GS1 Digital Link Standard: URI Syntax",
    edition: "1.7.0 (August 2026); ISO/IEC 18975:2024",
    scope: "Every primary key with its qualifiers and data attributes, read strictly, built, and made canonical. \
            Alphabetic names, which the standard has removed, are refused.",
    cases: &[
        Case {
            name: "Links of the standard say what they say",
            clause: "4 and its examples",
            run: valid_links,
        },
        Case {
            name: "What the syntax forbids is refused",
            clause: "4.3 to 4.9",
            run: invalid_links,
        },
        Case {
            name: "Qualifiers have one order, and alternatives do not mix",
            clause: "4.5",
            run: qualifiers,
        },
        Case {
            name: "The canonical form is on id.gs1.org, with attributes in order",
            clause: "4.12",
            run: canonical,
        },
        Case {
            name: "From the item one walks up to the batch and to the model",
            clause: "Resolver 1.2, walking up the tree",
            run: walking_up,
        },
    ],
};

pub(super) const COMPRESSION: Suite = Suite {
    id: "gs1-digital-link-compression",
    title: "GS1 Digital Link Standard: Compression",
    edition: "1.0.0 (July 2025)",
    scope: "Compressing with and without the codes for groups of identifiers, and decompressing both.",
    cases: &[
        Case {
            name: "Links are compressed as GS1's prototype does it",
            clause: "5",
            run: compressed,
        },
        Case {
            name: "Compressed links are read again",
            clause: "5",
            run: decompressed,
        },
    ],
};

pub(super) const LINKSET: Suite = Suite {
    id: "linkset",
    title: "RFC 9264: Linkset, in the form of GS1-Conformant Resolvers",
    edition: "RFC 9264 (July 2022); GS1-Conformant Resolver 1.2",
    scope: "The JSON form with anchors, typed links, languages and exactly one default link. The native form (application/linkset) is not written.",
    cases: &[
        Case {
            name: "A linkset has the shape of the RFC and of GS1's model",
            clause: "RFC 9264, 4.2",
            run: linkset,
        },
        Case {
            name: "A Link header cannot be broken out of",
            clause: "RFC 8288, 3",
            run: header,
        },
    ],
};

fn valid_links() -> Result<(), String> {
    for (text, message) in [
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
    ] {
        let link = DigitalLink::parse(text).map_err(|error| format!("{text}: {error}"))?;
        same(
            text,
            to_symbol(link.elements()).replace('\u{1d}', "^"),
            message.to_owned(),
        )?;
    }
    Ok(())
}

fn invalid_links() -> Result<(), String> {
    for text in [
        "HtTp://a/b/00/006141411234567890",
        "https://a/gtin/12312312312333",
        "https://a/01/2112345678900",
        "https://a/01/12312312312334",
        "https://a/01/12312312312333/21/%C3%84",
        "https://a/01/12312312312333?99=",
        "https://a/01/12312312312333?99=ABC&999=faux",
        "https://a/b/",
    ] {
        holds(text, DigitalLink::parse(text).is_err())?;
    }
    Ok(())
}

fn qualifiers() -> Result<(), String> {
    for text in [
        "https://a/01/12312312312333/22/T/10/L/21/S",
        "https://a/01/12312312312333/21/S",
        "https://a/01/12312312312333/235/T",
    ] {
        holds(text, DigitalLink::parse(text).is_ok())?;
    }
    for text in [
        "https://a/01/12312312312333/21/S/10/L",
        "https://a/01/12312312312333/235/T/21/S",
        "https://a/01/12312312312333/99/A",
    ] {
        holds(text, DigitalLink::parse(text).is_err())?;
    }
    Ok(())
}

fn canonical() -> Result<(), String> {
    let text = "https://brand.example/p/01/09520123456788/10/ABC1?utm=x&17=180426&15=180401";
    let link = DigitalLink::parse(text).map_err(|error| error.to_string())?;
    same(
        text,
        link.canonical(),
        "https://id.gs1.org/01/09520123456788/10/ABC1?15=180401&17=180426".to_owned(),
    )
}

fn walking_up() -> Result<(), String> {
    let text = "https://a/01/09520123456788/10/L/21/S";
    let link = DigitalLink::parse(text).map_err(|error| error.to_string())?;
    let paths: Vec<String> = link.lineage().map(|link| link.path()).collect();
    let wanted = [
        "/01/09520123456788/10/L/21/S",
        "/01/09520123456788/10/L",
        "/01/09520123456788",
    ];
    same(text, paths, wanted.map(str::to_owned).to_vec())
}

/// Path and query; compressed with the codes for groups; compressed without.
const VECTORS: [(&str, &str, &str); 6] = [
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
    (
        "/414/9520123456788/254/32a%2Fb",
        "nYqJOTrRSFZssK_E",
        "JUhWbLCvxIKRUScnWig",
    ),
    ("/8004/9520614141234567", "gAQQh0vK37o2H", "gAQQh0vK37o2H"),
];

fn compressed() -> Result<(), String> {
    for (plain, grouped, single) in VECTORS {
        let link =
            DigitalLink::parse(&format!("https://id.gs1.org{plain}")).map_err(|error| error.to_string())?;
        for (optimise, wanted) in [(true, grouped), (false, single)] {
            let how = Compression {
                optimise,
                ..Compression::default()
            };
            let found = compress(&link, how).map_err(|error| error.to_string())?;
            same(plain, found, format!("https://id.gs1.org/{wanted}"))?;
        }
    }
    Ok(())
}

fn decompressed() -> Result<(), String> {
    for (plain, grouped, single) in VECTORS {
        let wanted =
            DigitalLink::parse(&format!("https://id.gs1.org{plain}")).map_err(|error| error.to_string())?;
        for text in [grouped, single] {
            let link = DigitalLink::decompress(&format!("https://id.gs1.org/{text}"))
                .map_err(|error| error.to_string())?;
            same(text, link.canonical(), wanted.canonical())?;
        }
    }
    Ok(())
}

fn linkset() -> Result<(), String> {
    let anchor = "https://dpp.example/01/09520123456788";
    let context = LinkContext::new(anchor, Target::new(anchor, "Passport")).link(
        LinkType::DPP,
        Target::new(format!("{anchor}.vc.json"), "Credential")
            .media_type("application/vc")
            .language("en"),
    );
    let found = to_value(Linkset::new([context])).map_err(|error| error.to_string())?;
    let wanted = json!({ "linkset": [{
        "anchor": anchor,
        "https://ref.gs1.org/voc/defaultLink": [{ "href": anchor, "title": "Passport" }],
        "https://ref.gs1.org/voc/dpp": [{
            "href": format!("{anchor}.vc.json"), "title": "Credential", "type": "application/vc", "hreflang": ["en"]
        }],
    }] });
    same("the linkset", found, wanted)
}

fn header() -> Result<(), String> {
    let target = Target::new("https://a/>; rel=\"x\"\r\nSet-Cookie: a=b", "A \"title\"\r\n");
    let header = target.link_header("https://ref.gs1.org/voc/dpp");
    holds(
        "the header was broken",
        !header.contains(['\r', '\n']) && header.matches('>').count() == 1,
    )
}

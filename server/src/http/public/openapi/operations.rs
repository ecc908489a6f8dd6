//! Each method of each address that programs use.

/// A method of an address.
pub(super) struct Operation {
    /// The address, with its parameters in braces.
    pub(super) path: &'static str,
    /// In lower case.
    pub(super) method: &'static str,
    /// Its name; those of EN 18222 have the standard's.
    pub(super) id: &'static str,
    /// What it does.
    pub(super) summary: &'static str,
    /// Names among the components.
    pub(super) parameters: &'static [&'static str],
    /// The status of success.
    pub(super) success: &'static str,
    /// The schema of the body.
    pub(super) body: Option<&'static str>,
    /// Media types with their schemas.
    pub(super) answers: &'static [(&'static str, &'static str)],
    /// Statuses with their answers.
    pub(super) refusals: &'static [(&'static str, &'static str)],
}

/// What a passport's own address answers with.
const REPRESENTATIONS: &[(&str, &str)] = &[
    ("text/html", "Text"),
    ("application/json", "Record"),
    ("application/vnd.tessera.dpp+json", "CompressedPassport"),
    ("application/vnd.tessera.dpp-full+json", "Passport"),
    ("application/ld+json", "LinkedData"),
    ("application/linkset+json", "Linkset"),
    ("application/vc", "Credential"),
    ("application/vnd.tessera.batterypass+json", "Anything"),
    ("application/vnd.tessera.passport+json", "SavedPassport"),
];
const OF_ADDRESSES: &[(&str, &str)] = &[
    ("300", "Choices"),
    ("307", "Elsewhere"),
    ("400", "BadAddress"),
    ("403", "GrantRefused"),
    ("404", "Nothing"),
    ("406", "NotAcceptable"),
    ("410", "Withdrawn"),
    ("503", "Later"),
];
const PASSPORT: &[(&str, &str)] = &[
    ("application/json", "AnyPassport"),
    ("application/ld+json", "CompressedPassport"),
];
const OF_METHODS: &[(&str, &str)] = &[
    ("400", "Problem"),
    ("403", "Problem"),
    ("404", "Problem"),
    ("405", "Problem"),
    ("410", "Problem"),
    ("503", "Problem"),
];
const OF_CHANGES: &[(&str, &str)] = &[
    ("400", "Problem"),
    ("401", "Problem"),
    ("403", "Problem"),
    ("404", "Problem"),
    ("409", "Problem"),
    ("410", "Problem"),
    ("429", "Problem"),
    ("503", "Problem"),
];

/// All of them.
pub(super) const ALL: &[Operation] = &[
    Operation {
        path: "/01/{digitalLink}",
        method: "get",
        id: "resolve",
        summary: "The passport of a GS1 Digital Link, or where a GS1 resolver leads",
        parameters: &["digitalLink", "lang", "linkType"],
        success: "200",
        body: None,
        answers: REPRESENTATIONS,
        refusals: OF_ADDRESSES,
    },
    Operation {
        path: "/p/{shortId}",
        method: "get",
        id: "readByShortId",
        summary: "The passport of a product without a GTIN",
        parameters: &["shortId", "lang", "linkType"],
        success: "200",
        body: None,
        answers: REPRESENTATIONS,
        refusals: OF_ADDRESSES,
    },
    Operation {
        path: "/.well-known/gs1resolver",
        method: "get",
        id: "describeResolver",
        summary: "What the GS1 resolver can",
        parameters: &[],
        success: "200",
        body: None,
        answers: &[("application/json", "LinkedData")],
        refusals: &[],
    },
    Operation {
        path: "/api/dpp/v1/dpps/{id}",
        method: "get",
        id: "ReadDPPById",
        summary: "A passport by its own identifier or its address",
        parameters: &["dppId", "representation"],
        success: "200",
        body: None,
        answers: PASSPORT,
        refusals: OF_METHODS,
    },
    Operation {
        path: "/api/dpp/v1/dppsByIdAndDate/{id}",
        method: "get",
        id: "ReadDPPVersionByIdAndDate",
        summary: "A passport as it was at the end of a day (UTC), or at a moment",
        parameters: &["dppId", "date", "representation"],
        success: "200",
        body: None,
        answers: PASSPORT,
        refusals: OF_METHODS,
    },
    Operation {
        path: "/api/dpp/v1/dpps/{id}/elements/{path}",
        method: "get",
        id: "ReadDataElement",
        summary: "What a JSONPath (RFC 9535) finds in a passport: the value, or a list where there are several",
        parameters: &["dppId", "elementPath", "representation"],
        success: "200",
        body: None,
        answers: &[("application/json", "Anything")],
        refusals: OF_METHODS,
    },
    Operation {
        path: "/api/dpp/v1/dppsByProductId/{id}",
        method: "get",
        id: "ReadDPPByProductId",
        summary: "The passport of a product",
        parameters: &["productId", "representation"],
        success: "200",
        body: None,
        answers: PASSPORT,
        refusals: OF_METHODS,
    },
    Operation {
        path: "/api/dpp/v1/dppsByProductIds",
        method: "post",
        id: "ReadDPPIdsByProductIds",
        summary: "The identifiers of the passports of many products; the Link header leads to the next page",
        parameters: &["limit", "cursor"],
        success: "200",
        body: Some("Products"),
        answers: &[("application/json", "PassportIds")],
        refusals: OF_METHODS,
    },
    Operation {
        path: "/api/dpp/v1/dpps",
        method: "post",
        id: "CreateDPP",
        summary: "With a key: makes the passport of a batch or an item",
        parameters: &["representation"],
        success: "201",
        body: Some("NewPassport"),
        answers: PASSPORT,
        refusals: OF_CHANGES,
    },
    Operation {
        path: "/api/dpp/v1/dpps/{id}",
        method: "patch",
        id: "UpdateDPPById",
        summary: "With a key: changes the values of a batch or an item, or the status of any passport",
        parameters: &["dppId", "representation", "reason"],
        success: "200",
        body: Some("Patch"),
        answers: PASSPORT,
        refusals: OF_CHANGES,
    },
    Operation {
        path: "/api/dpp/v1/dpps/{id}",
        method: "delete",
        id: "DeleteDPPById",
        summary: "With a key: archives a passport, which stays readable and gets no further versions; asked again, nothing changes",
        parameters: &["dppId", "representation", "reason"],
        success: "200",
        body: None,
        answers: PASSPORT,
        refusals: OF_CHANGES,
    },
    Operation {
        path: "/api/dpp/v1/dpps/{id}/elements/{path}",
        method: "patch",
        id: "UpdateDataElement",
        summary: "With a key: changes one element of a batch or an item, or dppStatus; null takes an element away, which answers 204",
        parameters: &["dppId", "oneElement", "representation", "reason"],
        success: "200",
        body: Some("ElementValue"),
        answers: &[("application/json", "Anything")],
        refusals: OF_CHANGES,
    },
    Operation {
        path: "/api/openapi.json",
        method: "get",
        id: "describeApi",
        summary: "This document",
        parameters: &[],
        success: "200",
        body: None,
        answers: &[("application/json", "Anything")],
        refusals: &[],
    },
];

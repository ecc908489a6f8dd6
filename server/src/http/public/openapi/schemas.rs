//! What operations refer to: parameters, answers that are no success, and the shapes of bodies.

use serde_json::{Value, json};

pub(super) fn parameters() -> Value {
    let of = |place: &str, name: &str, text: &str, schema: Value| json!({ "name": name, "in": place, "required": place == "path", "description": text, "schema": schema });
    let text = || json!({ "type": "string" });
    json!({
        "digitalLink": of("path", "digitalLink", "14 digits of a GTIN; a variant, batch or serial number may follow (/22/, /10/, /21/), \
            and an ending such as .dpp.json; also compressed.", text()),
        "shortId": of("path", "shortId", "16 letters and digits; an ending may follow.", text()),
        "date": of("query", "date", "A day such as 2026-11-21, or a moment (RFC 3339).", text()),
        "lang": of("query", "lang", "The language (BCP 47), before Accept-Language.", text()),
        "linkType": of("query", "linkType", "A link type of the GS1 Web Vocabulary such as gs1:pip, or linkset for all links.", text()),
        "dppId": of("path", "id", "The passport's digitalProductPassportId (urn:uuid:…) or its address, percent-encoded.", text()),
        "productId": of("path", "id", "The product's address or its Digital Link on id.gs1.org, percent-encoded, or its GTIN.", text()),
        "elementPath": of("path", "path", "A JSONPath of RFC 9535, percent-encoded, into the wanted representation.", text()),
        "oneElement": of("path", "path", "The element by its name, such as $.state_of_health or $.dppStatus, percent-encoded.", text()),
        "reason": of("query", "reason", "Why a status is changed, for the audit log.", json!({ "type": "string", "maxLength": 400 })),
        "representation": of("query", "representation", "EN 18223, clause 5.2 (compressed) or annex A (full).",
            json!({ "type": "string", "enum": ["compressed", "full"], "default": "compressed" })),
        "limit": of("query", "limit", "Products on a page.",
            json!({ "type": "integer", "minimum": 1, "maximum": 500, "default": 100 })),
        "cursor": of("query", "cursor", "From the Link to the next page; the same products have to be sent again.", text()),
    })
}

pub(super) fn responses() -> Value {
    let refusal = |text: &str, schema: &str| {
        let schema = json!({ "$ref": format!("#/components/schemas/{schema}") });
        json!({ "description": text, "content": { "application/json": { "schema": schema } } })
    };
    json!({
        "Problem": refusal("The method failed.", "Result"),
        "BadAddress": refusal("The address is no GS1 Digital Link; the message says why.", "Refusal"),
        "Nothing": refusal("There is no such passport, or no link of the wanted type.", "Refusal"),
        "NotAcceptable": refusal("The Accept header takes nothing of what there is; the Link header names what there is.", "Refusal"),
        "GrantRefused": refusal("The grant that was presented opens nothing here; the message says why.", "Refusal"),
        "Withdrawn": refusal("Whoever runs the site has taken the passport off it.", "Refusal"),
        "Later": refusal("Ask again after Retry-After.", "Refusal"),
        "Elsewhere": { "description": "The link of the wanted type, or the passport of the batch or model.",
            "headers": { "Location": { "schema": { "type": "string", "format": "uri-reference" } } } },
        "Choices": { "description": "Several links fit.", "content": { "application/linkset+json":
            { "schema": { "$ref": "#/components/schemas/Linkset" } } } },
    })
}

pub(super) fn schemas() -> Value {
    let any = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let mut schemas = json!({
        "Anything": { "description": "Any JSON." },
        "Text": { "type": "string" },
        "Record": { "type": "object", "description": "The canonical document (RFC 8785); Repr-Digest and Tessera-Hash have its SHA-256.",
            "required": ["schema", "identifier", "content"], "properties": {
                "schema": { "type": "string" }, "identifier": { "type": "string", "format": "uri" },
                "version": { "type": "integer" }, "publishedAt": { "type": "string", "format": "date-time" },
                "restricted": { "type": "array", "items": { "type": "string" },
                    "description": "Digests of what not everybody may read (docs/audiences.md)." },
                "content": { "type": "object" } } },
        "LinkedData": { "type": "object", "description": "JSON-LD." },
        "Linkset": { "type": "object", "description": "RFC 9264, 4.2.", "required": ["linkset"],
            "properties": { "linkset": { "type": "array", "items": { "type": "object", "required": ["anchor"] } } } },
        "Credential": { "type": "object", "description": "W3C Verifiable Credential 2.0 of UNTP 0.7.0.",
            "required": ["@context", "type", "id", "issuer", "credentialSubject", "proof"] },
        "SavedPassport": { "type": "object", "required": ["schema", "versions", "did", "disclosures", "status", "retrievedAt"],
            "properties": { "schema": { "type": "string", "enum": ["tessera.proof/1"] }, "versions": { "type": "array", "items": {
                "type": "object", "required": ["document", "sha256", "signature", "keyId"] } } } },
        "AnyPassport": { "anyOf": [any("CompressedPassport"), any("Passport")] },
        "PassportIds": { "type": "array", "items": { "type": "string", "format": "uri" } },
        "Products": { "anyOf": [
            { "type": "array", "items": { "type": "string" }, "minItems": 1, "maxItems": 10_000 },
            { "type": "object", "required": ["productId"], "properties": {
                "productId": { "type": "array", "items": { "type": "string" }, "minItems": 1, "maxItems": 10_000 } } } ] },
        "Patch": { "type": "object", "description": "A merge patch (RFC 7396): the values of a batch or an item by the key of the field or the name of the element, or dppStatus alone.",
            "additionalProperties": { "type": ["string", "number", "boolean", "null"] } },
        "ElementValue": { "description": "The value; or the element as it was read, with another value.",
            "type": ["string", "number", "boolean", "null", "object"] },
        "NewPassport": { "type": "object", "description": "The address of the batch or item, and its values by the key of the field.",
            "required": ["uniqueProductIdentifier"], "properties": { "uniqueProductIdentifier": { "type": "string", "format": "uri" } },
            "additionalProperties": { "type": ["string", "number", "boolean"] } },
        "Refusal": { "type": "object", "required": ["error", "message"],
            "properties": { "error": { "type": "string" }, "message": { "type": "string" } } },
    });
    schemas["Passport"] = passport(true);
    schemas["CompressedPassport"] = passport(false);
    schemas["Element"] = element();
    schemas["Result"] = result();
    schemas
}

/// EN 18223, table 1.
fn passport(full: bool) -> Value {
    let uri = || json!({ "type": "string", "format": "uri" });
    let mut passport = json!({
        "type": "object",
        "required": ["digitalProductPassportId", "uniqueProductIdentifier", "granularity", "dppSchemaVersion", "dppStatus",
            "lastUpdated", "economicOperatorId"],
        "properties": {
            "digitalProductPassportId": uri(),
            "uniqueProductIdentifier": uri(),
            "granularity": { "type": "string", "enum": ["model", "batch", "item"] },
            "dppSchemaVersion": { "type": "string" },
            "dppStatus": { "type": "string", "enum": ["active", "inactive", "archived", "invalid"] },
            "lastUpdated": { "type": "string", "format": "date-time" },
            "economicOperatorId": uri(),
            "facilityId": uri(),
            "contentSpecificationIds": { "type": "array", "items": { "type": "string" } },
        },
    });
    if full {
        passport["description"] = "EN 18223, annex A: every element with its kind, type and meaning.".into();
        passport["required"]
            .as_array_mut()
            .into_iter()
            .for_each(|r| r.push("elements".into()));
        passport["properties"]["elements"] =
            json!({ "type": "array", "items": { "$ref": "#/components/schemas/Element" } });
    } else {
        passport["description"] =
            "EN 18223, clause 5.2: one member per element; @context tells the rest.".into();
        passport["required"]
            .as_array_mut()
            .into_iter()
            .for_each(|r| r.push("@context".into()));
        passport["properties"]["@context"] = uri();
        passport["additionalProperties"] = true.into();
    }
    passport
}

fn element() -> Value {
    json!({
        "type": "object",
        "required": ["elementId", "objectType", "dictionaryReference"],
        "properties": {
            "elementId": { "type": "string" },
            "objectType": { "type": "string", "enum": ["SingleValuedDataElement", "MultiValuedDataElement",
                "MultiLanguageDataElement", "DataElementCollection", "RelatedResource"] },
            "dictionaryReference": { "type": "string", "format": "uri" },
            "valueDataType": { "type": "string" },
        },
    })
}

/// EN 18222, tables 12 to 15.
fn result() -> Value {
    json!({
        "type": "object",
        "required": ["statusCode", "message"],
        "properties": {
            "statusCode": { "type": "string" },
            "message": { "type": "array", "items": { "type": "object", "required": ["messageType", "text"], "properties": {
                "messageType": { "type": "string", "enum": ["Info", "Warning", "Error", "Exception"] },
                "text": { "type": "string" },
                "code": { "type": "string" },
                "correlationId": { "type": "string", "description": "The X-Request-Id of the answer." },
                "timestamp": { "type": "string", "format": "date-time" },
            } } },
        },
    })
}

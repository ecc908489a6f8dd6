//! schema.org, one language at a time.

use crate::sample::{PAGE, document, locale, media};
use formats::{jsonld, state::Standing};
use serde_json::{Value as Json, json};

#[test]
fn the_product_speaks_the_language_of_its_reader() {
    assert_eq!(
        jsonld::product(&document(), &Standing::default(), &locale("de_AT")),
        json!({
            "@context": ["https://schema.org", { "gs1": "https://ref.gs1.org/voc/" }],
            "@type": ["Product", "gs1:Product"],
            "@id": PAGE,
            "url": PAGE,
            "mainEntityOfPage": { "@type": "WebPage", "@id": PAGE, "inLanguage": "de-AT", "creativeWorkStatus": "active" },
            "hasDigitalProductPassport": PAGE,
            "gs1:dpp": { "@id": PAGE },
            "name": "Batterie",
            "description": "For </script><b>bikes</b>",
            "brand": { "@type": "Brand", "name": "Nordwind" },
            "productID": "B-1",
            "gtin": "09521234543213",
            "image": {
                "@type": "ImageObject", "contentUrl": media(&format!("{}.png", "aa".repeat(32))),
                "encodingFormat": "image/png", "width": 4, "height": 3, "sha256": "aa".repeat(32),
            },
            "countryOfOrigin": { "@type": "Country", "name": "Deutschland", "identifier": "DE" },
            "additionalProperty": [
                {
                    "@type": "PropertyValue", "propertyID": "batteryWeight", "name": "Gewicht",
                    "value": 7.5, "unitCode": "KGM", "unitText": "kg",
                },
                { "@type": "PropertyValue", "propertyID": "care", "name": "Pflege", "value": "Trocken halten" },
                { "@type": "PropertyValue", "propertyID": "country_of_origin", "name": "Herkunft", "value": "Deutschland" },
                { "@type": "PropertyValue", "propertyID": "granularity__2", "value": 3 },
                { "@type": "PropertyValue", "propertyID": "rechargeable", "value": true },
                { "@type": "PropertyValue", "propertyID": "made", "value": "2026-05-01" },
                {
                    "@type": "PropertyValue", "propertyID": "price",
                    "value": { "@type": "MonetaryAmount", "value": 12.5, "currency": "EUR" },
                },
                {
                    "@type": "PropertyValue", "propertyID": "manual", "name": "Anleitung",
                    "value": {
                        "@type": "DigitalDocument", "name": "manual.pdf",
                        "url": media(&format!("{}.pdf", "bb".repeat(32))), "encodingFormat": "application/pdf",
                    },
                },
                { "@type": "PropertyValue", "propertyID": "made__2", "value": "in May" },
            ],
        })
    );
}

#[test]
fn json_in_a_page_cannot_end_its_script() {
    let product = jsonld::product(&document(), &Standing::default(), &locale("en_US"));
    let text = jsonld::for_script(&product);
    assert!(!text.contains("</script"), "{text}");
    assert_eq!(serde_json::from_str::<Json>(&text).unwrap(), product);
}

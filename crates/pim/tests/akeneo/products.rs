//! Products: lists, keys, values, media, and PIMs of another age.

use std::collections::BTreeSet;

use pim::{Connector, Gone, PimError, Product, ProductKey, ProductPage, ProductQuery, ValueData};
use serde_json::json;

use crate::support::Bench;

async fn everything(bench: &Bench, query: &ProductQuery) -> Vec<Product> {
    let mut query = query.clone();
    let mut found = Vec::new();
    for _ in 0..100 {
        let page = bench.akeneo.products(&query).await.unwrap();
        assert!(page.products.len() <= query.limit as usize);
        found.extend(page.products);
        query.cursor = page.next;
        if query.cursor.is_none() {
            return found;
        }
    }
    panic!("the list has no end");
}

fn by_hundred() -> ProductQuery {
    ProductQuery {
        limit: 100,
        ..ProductQuery::default()
    }
}

async fn page(bench: &Bench, query: ProductQuery) -> ProductPage {
    bench.akeneo.products(&query).await.unwrap()
}

#[tokio::test]
async fn paging_shows_every_product_once() {
    let bench = Bench::start().await;
    let found = everything(&bench, &by_hundred()).await;
    let keys: BTreeSet<_> = found.iter().map(Product::key).collect();
    assert_eq!((found.len(), keys.len()), (320, 320));
    assert!(
        found
            .iter()
            .all(|product| product.identifier.is_some() && product.uuid.is_some())
    );
    assert_eq!(bench.calls("/products-uuid"), 4);
}

#[tokio::test]
async fn links_to_another_origin_stay_with_us() {
    let bench = Bench::start().await;
    bench.sim.faults().foreign_next_link = true;
    let found = everything(&bench, &by_hundred()).await;
    assert_eq!(found.len(), 320, "every page came from the PIM itself");
    let cursor = page(&bench, by_hundred()).await.next.unwrap();
    assert!(
        !cursor.0.contains("pim.internal.example") && !cursor.0.contains("http"),
        "{cursor:?}"
    );
}

#[tokio::test]
async fn maps_written_as_maps_or_lists_are_the_same() {
    let bench = Bench::start().await;
    let query = ProductQuery {
        limit: 100,
        ..ProductQuery::default()
    };
    let php = page(&bench, query.clone()).await;
    bench.sim.faults().empty_maps_as_arrays = false;
    assert_eq!(page(&bench, query).await, php);
}

#[tokio::test]
async fn old_pims_are_asked_by_identifier_and_typed_by_definition() {
    let bench = Bench::start().await;
    let modern = everything(&bench, &by_hundred()).await;
    let attributes: Vec<String> = modern
        .iter()
        .flat_map(|product| product.values.keys().cloned())
        .collect();
    let definitions = bench.akeneo.attributes(&attributes).await.unwrap();

    let old = Bench::start().await;
    old.sim.faults().no_uuid_endpoints = true;
    let found = everything(&old, &by_hundred()).await;
    assert_eq!(found.len(), 320);
    assert_eq!(old.calls("/products-uuid"), 1, "the detour is remembered");
    for product in found {
        assert_eq!(product.uuid, None);
        let product = product.typed(&definitions);
        let twin = modern
            .iter()
            .find(|other| other.identifier == product.identifier)
            .unwrap();
        let data = |product: &Product| -> Vec<ValueData> {
            product
                .values
                .values()
                .flatten()
                .map(|value| value.data.clone())
                .collect()
        };
        assert_eq!(data(&product), data(twin));
    }
    let key = ProductKey::Identifier(modern[0].identifier.clone().unwrap());
    assert_eq!(
        old.akeneo.product(&key).await.unwrap().identifier,
        modern[0].identifier
    );
}

#[tokio::test]
async fn every_kind_of_value_is_read() {
    let bench = Bench::start().await;
    let found = everything(&bench, &by_hundred()).await;
    let values = || found.iter().flat_map(|product| product.values.values().flatten());
    let kinds: BTreeSet<String> = values()
        .map(|value| {
            serde_json::to_value(&value.data).unwrap()["kind"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    for kind in [
        "text",
        "boolean",
        "number",
        "metric",
        "prices",
        "date",
        "option",
        "options",
        "media",
        "asset_collection",
        "product_link",
        "table",
        "raw",
    ] {
        assert!(kinds.contains(kind), "{kind} is missing in {kinds:?}");
    }
    let raw = values().filter(|value| matches!(value.data, ValueData::Raw(_)));
    assert!(
        raw.clone()
            .all(|value| matches!(value.attribute_type, Some(pim::AttributeType::Other(_))))
    );
    assert!(values().any(
        |value| matches!(&value.data, ValueData::Option(code) if value.label_of(code, "en_US").is_some())
    ));
}

#[tokio::test]
async fn many_keys_take_one_request_per_hundred_and_keep_their_order() {
    let bench = Bench::start().await;
    let mut keys: Vec<ProductKey> = everything(&bench, &by_hundred())
        .await
        .iter()
        .map(Product::key)
        .take(250)
        .collect();
    keys.reverse();
    keys.insert(7, ProductKey::Uuid("00000000-0000-4000-8000-000000000000".into()));
    bench.sim.clear_requests();
    let found = bench.akeneo.products_by_key(&keys).await.unwrap();
    assert_eq!(bench.calls("/products-uuid"), 3);
    keys.remove(7);
    assert_eq!(found.iter().map(Product::key).collect::<Vec<_>>(), keys);
    let identifiers: Vec<_> = found
        .iter()
        .map(|p| ProductKey::Identifier(p.identifier.clone().unwrap()))
        .collect();
    let again = bench.akeneo.products_by_key(&identifiers).await.unwrap();
    assert_eq!(again, found);
}

#[tokio::test]
async fn one_product_by_either_key() {
    let bench = Bench::start().await;
    let listed = page(
        &bench,
        ProductQuery {
            limit: 1,
            ..ProductQuery::default()
        },
    )
    .await
    .products
    .remove(0);
    let by_uuid = bench.akeneo.product(&listed.key()).await.unwrap();
    assert_eq!(by_uuid, listed);
    let key = ProductKey::Identifier(listed.identifier.clone().unwrap());
    assert_eq!(bench.akeneo.product(&key).await.unwrap().uuid, listed.uuid);
    let missing = bench
        .akeneo
        .product(&ProductKey::Identifier("no such / thing?".into()))
        .await
        .unwrap_err();
    assert_eq!(missing.code(), "not_found");
}

#[tokio::test]
async fn an_attribute_deleted_in_the_pim_is_dropped_and_reported() {
    let bench = Bench::start().await;
    bench.sim.delete_attribute("gtin");
    bench.sim.delete_attribute("brand");
    let attributes = ["name", "gtin", "brand"].map(str::to_owned).to_vec();
    let query = ProductQuery {
        limit: 5,
        attributes: Some(attributes),
        ..ProductQuery::default()
    };
    let first = page(&bench, query.clone()).await;
    assert_eq!(first.dropped_attributes, ["brand", "gtin"]);
    assert_eq!(first.products.len(), 5);
    let codes: BTreeSet<_> = first
        .products
        .iter()
        .flat_map(|product| product.values.keys().cloned())
        .collect();
    assert_eq!(codes, BTreeSet::from(["name".to_owned(), "sku".to_owned()]));
    let second = page(
        &bench,
        ProductQuery {
            cursor: first.next,
            ..query
        },
    )
    .await;
    assert_eq!(second.products.len(), 5);
}

#[tokio::test]
async fn an_unknown_channel_is_the_callers_mistake() {
    let bench = Bench::start().await;
    let query = ProductQuery {
        channel: Some("moon".into()),
        ..ProductQuery::default()
    };
    let error = bench.akeneo.products(&query).await.unwrap_err();
    assert_eq!(error, PimError::Gone(Gone::Channel("moon".into())));
    assert!(error.plain_words().contains("no channel moon"));
    let wrong = |channel: Option<&str>| ProductQuery {
        channel: channel.map(str::to_owned),
        locales: vec!["es_ES".into()],
        ..ProductQuery::default()
    };
    let inactive = bench.akeneo.products(&wrong(None)).await.unwrap_err();
    assert_eq!(inactive, PimError::Gone(Gone::Locale("es_ES".into())));
    let query = ProductQuery {
        locales: vec!["fr_FR".into()],
        ..wrong(Some("print"))
    };
    let (locale, channel) = ("fr_FR".to_owned(), "print".to_owned());
    let unused = bench.akeneo.products(&query).await.unwrap_err();
    assert_eq!(unused, PimError::Gone(Gone::LocaleOfChannel { locale, channel }));
    assert!(!unused.needs_attention() && unused.is_about_the_request());
}

#[tokio::test]
async fn a_change_in_the_pim_is_seen() {
    let bench = Bench::start().await;
    let product = page(
        &bench,
        ProductQuery {
            limit: 1,
            ..ProductQuery::default()
        },
    )
    .await
    .products
    .remove(0);
    let identifier = product.identifier.clone().unwrap();
    bench
        .sim
        .set_value(&identifier, "model_number", None, None, json!("X-1"));
    let again = bench.akeneo.product(&product.key()).await.unwrap();
    assert_eq!(
        again.values["model_number"][0].data,
        ValueData::Text("X-1".into())
    );
}

#[tokio::test]
async fn media_files_come_with_name_and_type() {
    let bench = Bench::start().await;
    let products = page(&bench, by_hundred()).await.products;
    let code = products
        .iter()
        .find_map(|product| match &product.values.get("main_image")?.first()?.data {
            ValueData::Media { code } => Some(code.clone()),
            _ => None,
        });
    let code = code.unwrap();
    assert!(code.contains('/'), "{code}");
    let file = bench.akeneo.media(&code).await.unwrap();
    assert!(
        file.content_type
            .as_deref()
            .is_some_and(|kind| kind.starts_with("image/"))
    );
    assert!(!file.bytes.is_empty() && !file.filename.contains('/') && file.filename.contains('.'));
    assert_eq!(
        bench.akeneo.media("a/b/none.png").await.unwrap_err().code(),
        "not_found"
    );
    assert_eq!(
        bench
            .akeneo
            .media("../../oauth/v1/token")
            .await
            .unwrap_err()
            .code(),
        "invalid"
    );
}

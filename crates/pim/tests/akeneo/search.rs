//! The search box: identifier or name, in one list without duplicates.

use std::collections::BTreeSet;

use pim::{Connector, Cursor, Product, ProductQuery};

use crate::support::Bench;

fn searching(term: &str) -> ProductQuery {
    ProductQuery {
        search: Some(term.to_owned()),
        limit: 10,
        locales: vec!["en_US".into()],
        ..ProductQuery::default()
    }
}

async fn all(bench: &Bench, mut query: ProductQuery) -> Vec<Product> {
    let mut found = Vec::new();
    loop {
        let page = bench.akeneo.products(&query).await.unwrap();
        found.extend(page.products);
        match page.next {
            Some(next) => query.cursor = Some(next),
            None => return found,
        }
    }
}

fn name<'p>(product: &'p Product, locale: &str) -> &'p str {
    product
        .value("name", Some(locale), None)
        .and_then(|value| value.as_text())
        .unwrap_or_default()
}

#[tokio::test]
async fn a_part_of_the_identifier_finds_the_product() {
    let bench = Bench::start().await;
    let some = bench
        .akeneo
        .products(&ProductQuery::default())
        .await
        .unwrap()
        .products
        .remove(3);
    let identifier = some.identifier.clone().unwrap();
    let found = all(&bench, searching(&identifier.to_lowercase())).await;
    assert_eq!(found[0].uuid, some.uuid);
}

#[tokio::test]
async fn a_word_of_the_name_finds_products_page_by_page_without_duplicates() {
    let bench = Bench::start().await;
    let everything = all(
        &bench,
        ProductQuery {
            limit: 100,
            ..ProductQuery::default()
        },
    )
    .await;
    let word = name(&everything[0], "en_US")
        .split(' ')
        .next()
        .unwrap()
        .to_lowercase();
    let matches = |product: &&Product| {
        let identifier = product.identifier.as_deref().unwrap_or_default().to_lowercase();
        name(product, "en_US").to_lowercase().contains(&word) || identifier.contains(&word)
    };
    let expected: BTreeSet<_> = everything.iter().filter(matches).map(Product::key).collect();
    let found = all(&bench, searching(&word)).await;
    assert_eq!(
        found.iter().map(Product::key).collect::<BTreeSet<_>>(),
        expected,
        "{word}"
    );
    assert_eq!(found.len(), expected.len());
}

#[tokio::test]
async fn names_are_searched_in_the_language_asked_for() {
    let bench = Bench::start().await;
    let everything = all(
        &bench,
        ProductQuery {
            limit: 100,
            ..ProductQuery::default()
        },
    )
    .await;
    let chair = everything
        .iter()
        .find(|product| name(product, "fr_FR") != name(product, "en_US"))
        .unwrap();
    let french = name(chair, "fr_FR").to_owned();
    let query = ProductQuery {
        locales: vec!["fr_FR".into()],
        ..searching(&french)
    };
    assert!(
        all(&bench, query)
            .await
            .iter()
            .any(|product| product.uuid == chair.uuid)
    );
}

#[tokio::test]
async fn the_structure_is_read_once_for_many_searches() {
    let bench = Bench::start().await;
    for term in ["a", "b", "c"] {
        bench.akeneo.products(&searching(term)).await.unwrap();
    }
    assert_eq!(bench.calls("/families"), 1);
}

#[tokio::test]
async fn without_permission_for_families_identifiers_are_still_found() {
    let bench = Bench::start().await;
    let some = bench
        .akeneo
        .products(&ProductQuery::default())
        .await
        .unwrap()
        .products
        .remove(0);
    bench.sim.faults().forbidden = ["families".to_owned()].into();
    let found = all(&bench, searching(&some.identifier.unwrap())).await;
    assert_eq!(found[0].uuid, some.uuid);
}

#[tokio::test]
async fn a_term_without_matches_ends_at_once() {
    let bench = Bench::start().await;
    let page = bench.akeneo.products(&searching("zzzz\"'%_\\")).await.unwrap();
    assert!(page.products.is_empty() && page.next.is_none());
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused() {
    let bench = Bench::start().await;
    for junk in ["", "9:", "x:y", "0"] {
        let query = ProductQuery {
            cursor: Some(Cursor(junk.into())),
            ..ProductQuery::default()
        };
        assert_eq!(
            bench.akeneo.products(&query).await.unwrap_err().code(),
            "invalid",
            "{junk}"
        );
    }
}

#[tokio::test]
async fn a_name_attribute_deleted_meanwhile_leaves_the_identifiers() {
    let bench = Bench::start().await;
    assert!(all(&bench, searching("battery")).await.len() > 10);
    bench.sim.delete_attribute("name");
    let found = all(&bench, searching("EB-0001")).await;
    assert_eq!(found[0].identifier.as_deref(), Some("EB-0001"));
    assert_eq!(found.len(), 1);
}

//! `/readiness` and below: the pages, as people use them, over the real services and the Akeneo look-alike.

mod board;
mod entry;
mod mapping;

use crate::support::{Reply, TestApp, shop, stories::Shop};
use domain::{TemplateId, catalog::ProductKey};

pub(super) const FAMILY: &str = "ebike_battery";

/// A brand with a template that follows the battery profile.
pub(super) struct Case {
    pub t: TestApp,
    pub shop: Shop,
    pub template: TemplateId,
}

impl Case {
    /// With a template that follows nothing yet.
    pub async fn bare() -> Self {
        let t = TestApp::start().await;
        let mut shop = shop(&t, "ada@example.com").await;
        let cmd = shop.design(FAMILY, &["weight"]);
        let template = shop.template(&cmd).await.id;
        Self { t, shop, template }
    }

    pub async fn begin() -> Self {
        let mut case = Self::bare().await;
        case.choose("battery@2026-07 lmt", "0").await.assert_status(303);
        case
    }

    pub fn path(&self, rest: &str) -> String {
        format!("/readiness/{}{rest}", self.template)
    }

    pub async fn get(&mut self, rest: &str) -> Reply {
        let path = self.path(rest);
        self.shop.owner.get(&path).await
    }

    pub async fn post(&mut self, rest: &str, fields: &[(&str, &str)]) -> Reply {
        let path = self.path(rest);
        self.shop.owner.post_form(&path, fields).await
    }

    pub async fn choose(&mut self, profile: &str, from: &str) -> Reply {
        let form = [
            ("profile", profile),
            ("granularity", "model"),
            ("publish_from", from),
        ];
        self.post("/mapping", &form).await
    }

    /// Asks for a check by the button and works it off.
    pub async fn check(&mut self) {
        self.post("/check", &[])
            .await
            .assert_redirect(&self.path("?notice=checking"));
        while server::services::readiness::run(&self.t.app)
            .await
            .expect("the check runs")
        {}
    }

    pub async fn first(&mut self) -> (ProductKey, String) {
        let product = self.shop.products(FAMILY).await.remove(0);
        (product.key, product.identifier)
    }

    pub async fn as_viewer(&self) {
        self.t.set_role("ada@example.com", "viewer").await;
    }
}

#[tokio::test]
async fn the_first_page_lists_templates_and_begins_with_an_empty_state() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    ada.get("/readiness")
        .await
        .assert_status(200)
        .assert_has(&["No template yet", "aria-current=\"page\""]);
    let mut case = Case::bare().await;
    case.shop.owner.get("/readiness").await.assert_has(&[
        "ebike_battery passports",
        "No profile yet.",
        "Choose one",
    ]);
    case.choose("battery@2026-07 lmt", "80").await;
    let page = case.shop.owner.get("/readiness").await;
    page.assert_has(&["Battery", "In force", "data points"]);
    assert_eq!(page.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn another_brand_sees_none_of_it() {
    let mut case = Case::begin().await;
    let (key, _) = case.first().await;
    let mut eve = case.t.owner("eve@example.com", "Other").await;
    for rest in [
        String::new(),
        "/products.csv".to_owned(),
        "/mapping".to_owned(),
        "/mapping/points/weight".to_owned(),
        format!("/product?key={}", key.0),
        format!("/product/points/weight?key={}", key.0),
    ] {
        eve.get(&case.path(&rest)).await.assert_status(404);
    }
    for rest in [
        "/check",
        "/mapping",
        "/mapping/points/weight",
        "/mapping/suggestions",
    ] {
        let form = [("profile", ""), ("unset", "1"), ("take", "weight weight")];
        eve.post_form(&case.path(rest), &form).await.assert_status(404);
    }
    eve.get("/readiness/none").await.assert_status(400);
}

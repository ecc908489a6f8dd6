//! `/api/admin/account`

use crate::support::TestApp;
use domain::account::{Me, Overview};
use serde_json::json;

#[tokio::test]
async fn the_owner_sees_and_changes_the_brand() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let me: Me = ada.call("account/me", json!({})).await.json();
    assert_eq!(
        (me.email.as_str(), me.brand_name.as_str(), me.cache_ttl_s),
        ("ada@example.com", "Nordlicht", 3600)
    );
    let new = json!({ "cmd": { "name": " Südlicht ", "cache_ttl_s": 120 } });
    let me: Me = ada.call("account/update-brand", new).await.json();
    assert_eq!((me.brand_name.as_str(), me.cache_ttl_s), ("Südlicht", 120));
    for (name, ttl, field) in [
        ("", 120, "name"),
        ("x", 59, "cache_ttl_s"),
        ("x", 604_801, "cache_ttl_s"),
    ] {
        let reply = ada
            .call(
                "account/update-brand",
                json!({ "cmd": { "name": name, "cache_ttl_s": ttl } }),
            )
            .await;
        assert_eq!(reply.status, 422);
        assert!(reply.error().at(field).is_some());
    }
}

#[tokio::test]
async fn the_overview_counts() {
    let t = TestApp::start().await;
    let mut shop = crate::support::shop(&t, "ada@example.com").await;
    shop.one_passport(&t, "outdoor_jacket", &["materials"]).await;
    let seen: Overview = shop.owner.call("account/overview", json!({})).await.json();
    assert_eq!(
        (
            seen.connections,
            seen.templates,
            seen.passports,
            seen.versions,
            seen.labels_downloaded
        ),
        (1, 1, 1, 1, false)
    );
}

//! `/media/{sha256}.{ext}`

use crate::support::{Shop, TestApp, shop};
use domain::{job::PublishResult, passport::PassportRow, record::Document};
use server::services::claims::{Verdict, judge};
use sha2::{Digest, Sha256};

#[tokio::test]
async fn a_picture_is_served_re_encoded_under_the_hash_of_its_bytes() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop
        .one_passport(&t, "headphones", &["main_image", "manual"])
        .await;
    let mut reader = t.visitor();
    let document: Document = reader
        .get_with(&passport.path, &[("accept", "application/json")])
        .await
        .json();
    let image = document.content.image.expect("the product has a picture");
    let reply = reader.get(&image.path()).await;
    reply.assert_status(200);
    assert_eq!(hex::encode(Sha256::digest(&reply.bytes)), image.sha256);
    assert_eq!(reply.header("content-type"), Some(image.mime.as_str()));
    assert_eq!(
        reply.header("cache-control"),
        Some("public, max-age=3600, stale-if-error=86400")
    );
    assert_eq!(
        reply.header("content-security-policy"),
        Some("default-src 'none'; frame-ancestors 'none'; sandbox")
    );
    // Smaller, and as WebP, in the widths that the page names.
    let page = reader.get(&passport.path).await;
    let mut before = 0;
    for (width, path) in image.sized() {
        page.assert_has(&[&format!("{path} {width}w")]);
        let sized = reader.get(&path).await;
        sized.assert_status(200);
        assert_eq!(sized.header("content-type"), Some("image/webp"));
        assert_eq!(&sized.bytes[8..12], b"WEBP");
        assert!(sized.bytes.len() > before, "{path}");
        before = sized.bytes.len();
        let etag = sized.header("etag").unwrap().to_owned();
        let again = reader.get_with(&path, &[("if-none-match", &etag)]).await;
        again.assert_status(304);
    }
    assert!(before > 0);
    for name in [
        format!("{}-481.webp", image.sha256),
        format!("{}-480.png.webp", image.sha256),
        format!("{}-480.webp", "0".repeat(64)),
    ] {
        reader.get(&format!("/media/{name}")).await.assert_status(404);
    }
    reader.get("/media/nonsense.png").await.assert_status(404);
    // What nobody may read is not said to be unchanged either.
    let unknown = format!("/media/{}.png", "0".repeat(64));
    reader
        .get_with(&unknown, &[("if-none-match", "*")])
        .await
        .assert_status(404);
    reader
        .get(&format!("/media/{}.png", "0".repeat(64)))
        .await
        .assert_status(404);
}

/// The document behind a path.
async fn read(reader: &mut crate::support::Client, path: &str) -> Document {
    reader
        .get_with(path, &[("accept", "application/json")])
        .await
        .json()
}

/// A passport with a picture, and the path of that.
async fn pictured(t: &TestApp) -> (Shop, PassportRow, String) {
    let mut shop = shop(t, "ada@example.com").await;
    let passport = shop.one_passport(t, "headphones", &["main_image", "name"]).await;
    let document = read(&mut t.visitor(), &passport.path).await;
    let picture = document.content.image.expect("the product has a picture").path();
    (shop, passport, picture)
}

#[tokio::test]
async fn while_the_database_is_away_pictures_of_the_last_hour_are_shown() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop.one_passport(&t, "headphones", &["main_image"]).await;
    let mut reader = t.visitor();
    let document: Document = reader
        .get_with(&passport.path, &[("accept", "application/json")])
        .await
        .json();
    let image = document.content.image.expect("the product has a picture");
    let mut sizes = image.sized().map(|(_, path)| path);
    let (seen, unseen) = (sizes.next().expect("a size"), sizes.next().expect("another"));
    let before = reader.get(&seen).await;
    before.assert_status(200);
    t.app.db.close();
    let shown = reader.get(&seen).await;
    assert_eq!((shown.status, shown.bytes), (200, before.bytes));
    reader.get(&unseen).await.assert_status(503);
    // What may have been closed since then is not shown.
    t.advance(chrono::Duration::hours(1));
    reader.get(&seen).await.assert_status(503);
}

#[tokio::test]
async fn files_of_a_passport_that_was_taken_off_the_site_are_closed_unless_another_one_shows_them() {
    let t = TestApp::start().await;
    let (mut shop, passport, picture) = pictured(&t).await;
    let mut reader = t.visitor();
    let kept = reader.get(&picture).await;
    assert_eq!(
        kept.header("cache-control"),
        Some("public, max-age=3600, stale-if-error=86400")
    );
    let tag = kept.header("etag").unwrap().to_owned();
    reader
        .get_with(&picture, &[("if-none-match", &tag)])
        .await
        .assert_status(304);

    let place = (passport.path.as_str(), None);
    judge(&t.app, place, Verdict::Suspend, "A test").await.unwrap();
    reader.get(&picture).await.assert_status(404);
    // Who has a copy is not told that it is still right.
    reader
        .get_with(&picture, &[("if-none-match", &tag)])
        .await
        .assert_status(404);
    judge(&t.app, place, Verdict::Restore, "A test").await.unwrap();
    reader.get(&picture).await.assert_status(200);

    // Another passport of the brand, which has no GTIN, shows the same picture.
    another(&t, &mut shop, "main_image").await;
    judge(&t.app, place, Verdict::Suspend, "A test").await.unwrap();
    reader.get(&passport.path).await.assert_status(410);
    reader.get(&picture).await.assert_status(200);
}

/// Publishes the first headphones under a template of their own, without their GTIN.
async fn another(t: &TestApp, shop: &mut Shop, attribute: &str) {
    let mut cmd = shop.design("headphones", &[attribute]);
    cmd.design.gtin_attribute = None;
    let template = shop.template(&cmd).await.id;
    let product = shop.products("headphones").await.remove(0);
    let job = shop.publish(t, template, &[product.key]).await;
    assert!(
        matches!(job.report[0].result, PublishResult::Published { .. }),
        "{:?}",
        job.report
    );
}

#[tokio::test]
async fn pictures_of_earlier_versions_go_with_their_passport() {
    let t = TestApp::start().await;
    let (_shop, passport, picture) = pictured(&t).await;
    let mut reader = t.visitor();
    // The latest version shows another picture; the first one is an earlier version's.
    let later = "UPDATE passport_files SET latest = false";
    t.db.superuser().await.execute(later, &[]).await.unwrap();
    reader.get(&picture).await.assert_status(200);
    judge(&t.app, (&passport.path, None), Verdict::Suspend, "A test")
        .await
        .unwrap();
    reader.get(&picture).await.assert_status(404);
}

#[tokio::test]
async fn a_download_is_not_called_as_another_brand_calls_it() {
    let t = TestApp::start().await;
    for (email, name) in [
        ("ada@example.com", "Secret of Ada.pdf"),
        ("bo@example.com", "Manual of Bo.pdf"),
    ] {
        let mut shop = shop(&t, email).await;
        another(&t, &mut shop, "manual").await;
        let sql = "UPDATE media SET name = $1 WHERE mime = 'application/pdf' AND brand_id =
                   (SELECT brand_id FROM members m JOIN users u ON u.id = m.user_id WHERE u.email = $2)";
        t.db.superuser()
            .await
            .execute(sql, &[&name, &email])
            .await
            .unwrap();
    }
    let hash: String =
        t.db.superuser()
            .await
            .query_one(
                "SELECT encode(sha256, 'hex') FROM media WHERE mime = 'application/pdf' LIMIT 1",
                &[],
            )
            .await
            .unwrap()
            .get(0);
    let reply = t.visitor().get(&format!("/media/{hash}.pdf")).await;
    reply.assert_status(200);
    assert_eq!(reply.header("content-disposition"), Some("attachment"));
    let own = "INSERT INTO domains (id, brand_id, host, token, verified_at, created_at)
               SELECT gen_random_uuid(), m.brand_id, 'id.bo.eu', 'a token of more than thirty-two signs', now(), now()
               FROM members m JOIN users u ON u.id = m.user_id WHERE u.email = 'bo@example.com'";
    t.db.superuser().await.execute(own, &[]).await.unwrap();
    let reply = crate::domains::at(&t, "id.bo.eu")
        .get(&format!("/media/{hash}.pdf"))
        .await;
    let named = reply.header("content-disposition").unwrap_or_default();
    assert!(named.contains("Manual%20of%20Bo.pdf"), "{named}");
}

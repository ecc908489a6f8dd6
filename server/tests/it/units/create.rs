//! `/passports/{id}/units/new` and `/file`

use super::{Case, upload};
use domain::{
    JobId,
    job::{JobState, PublishResult},
};

#[tokio::test]
async fn one_batch_its_item_and_an_item_without_a_batch_are_created() {
    let mut case = Case::begin().await;
    let chemistry = ("one.values.chemistry", "LFP");
    let batch = case.one("LOT/7", "", &[chemistry]).await;
    case.one("LOT/7", "0001", &[("one.values.health", "98,5")]).await;
    case.one("", "0002", &[]).await;
    let paths: Vec<String> = case
        .t
        .db
        .superuser()
        .await
        .query(
            "SELECT path FROM passports WHERE granularity <> 'model' ORDER BY path",
            &[],
        )
        .await
        .unwrap()
        .iter()
        .map(|row| row.get::<_, String>(0).replace(&case.model.path, ""))
        .collect();
    assert_eq!(paths, ["/10/LOT%2F7", "/10/LOT%2F7/21/0001", "/21/0002"]);
    let again = case
        .create(&[("how", "one"), ("one.batch", "LOT/7"), chemistry])
        .await;
    again.assert_redirect(&format!("{}?made=0&unchanged=1&kept=0", case.path("/units")));
    let more = [
        ("how", "one"),
        ("one.batch", "LOT/7"),
        ("one.values.chemistry", "NMC"),
    ];
    let more = case.create(&more).await;
    more.assert_redirect(&format!("{}?made=0&unchanged=0&kept=1", case.path("/units")));
    let versions = format!("versions WHERE passport_id = '{batch}'");
    assert_eq!(case.count(&versions).await, 1, "creating changes nothing");
    let logged =
        "audit_events WHERE action = 'passport.published' AND detail ->> 'unit' = '(10)LOT/7(21)0001'";
    assert_eq!(case.count(logged).await, 1);
}

#[tokio::test]
async fn mistakes_stand_at_their_fields_and_nothing_is_created() {
    let mut case = Case::begin().await;
    let place = [
        "one.batch",
        "one.serial",
        "one.values.health",
        "range.from",
        "range.batch",
    ];
    for (form, field, why) in [
        (vec![("how", "one")], place[0], "Enter a batch number"),
        (
            vec![("how", "one"), ("one.serial", "a b")],
            place[1],
            "cannot be a serial number",
        ),
        (
            vec![("how", "one"), ("one.serial", "1"), ("one.values.health", "good")],
            place[2],
            "Enter a number",
        ),
        (
            vec![("how", "one"), ("one.batch", "NONE"), ("one.serial", "1")],
            place[0],
            "There is no batch",
        ),
        (
            vec![("how", "range"), ("range.from", "x"), ("range.to", "2")],
            place[3],
            "Enter a whole number",
        ),
        (
            vec![
                ("how", "range"),
                ("range.batch", "NONE"),
                ("range.from", "1"),
                ("range.to", "9"),
            ],
            place[4],
            "There is no batch",
        ),
    ] {
        let reply = case.create(&form).await;
        reply.assert_status(422).assert_has(&[
            "There is a problem",
            why,
            &format!("href=\"#{field}\""),
            &format!("id=\"{field}-error\""),
        ]);
    }
    assert_eq!(case.count("passports WHERE granularity <> 'model'").await, 0);
}

#[tokio::test]
async fn where_an_item_belongs_never_changes() {
    let mut case = Case::begin().await;
    case.one("A", "", &[]).await;
    case.one("B", "", &[]).await;
    case.one("A", "1", &[]).await;
    for form in [
        vec![("how", "one"), ("one.batch", "B"), ("one.serial", "1")],
        vec![("how", "one"), ("one.serial", "1")],
    ] {
        let reply = case.create(&form).await;
        reply
            .assert_status(422)
            .assert_has(&["is there already, in batch A", "id=\"one.serial-error\""]);
    }
    let client = case.t.db.superuser().await;
    let moved = client
        .execute("UPDATE passports SET batch = 'B' WHERE serial = '1'", &[])
        .await;
    assert!(moved.is_err(), "the database refuses as well");
    let range = [
        ("how", "range"),
        ("range.batch", "B"),
        ("range.from", "1"),
        ("range.to", "3"),
    ];
    case.create(&range).await.assert_status(422);
    assert_eq!(case.count("passports WHERE granularity = 'item'").await, 1);
}

#[tokio::test]
async fn a_table_is_taken_whole_or_not_at_all() {
    let mut case = Case::begin().await;
    case.get("/units/example.csv")
        .await
        .assert_status(200)
        .assert_has(&["batch,serial,chemistry,health"]);
    let wrong = "batch;serial;chemistry;health\r\nLOT-7;;LFP;\r\nLOT-7;0001;;98,5\r\nLOT 8;;LFP;\r\nLOT-9;0003;;\r\n;0004;;much\r\n";
    case.upload(wrong.as_bytes())
        .await
        .assert_status(422)
        .assert_has(&[
            "Line 4, column \u{201c}batch\u{201d}",
            "Line 6, column \u{201c}health\u{201d}: Enter a number",
            "href=\"#file\"",
        ]);
    let unknown = "batch;serial\r\nLOT-9;0003\r\n";
    case.upload(unknown.as_bytes())
        .await
        .assert_status(422)
        .assert_has(&["Line 2, column \u{201c}batch\u{201d}: There is no batch"]);
    for (file, why) in [
        (&b""[..], "Choose a CSV file."),
        (b"serial\r\n\xff\r\n", "The file is not UTF-8."),
        (b"colour\r\nred\r\n", "no column \u{201c}colour\u{201d} is known"),
    ] {
        case.upload(file).await.assert_status(422).assert_has(&[why]);
    }
    assert_eq!(case.count("passports WHERE granularity <> 'model'").await, 0);
    let right = "batch;serial;chemistry;health\r\nLOT-7;0001;;98,5\r\nLOT-7;;LFP;\r\n;0004;;\r\n";
    let made = case.upload(right.as_bytes()).await;
    made.assert_redirect(&format!("{}?made=3&unchanged=0&kept=0", case.path("/units")));
    let again = case.upload(right.as_bytes()).await;
    again.assert_redirect(&format!("{}?made=0&unchanged=3&kept=0", case.path("/units")));
}

#[tokio::test]
async fn the_table_of_the_spring_does_not_take_back_what_was_corrected_since() {
    let mut case = Case::begin().await;
    let spring = "serial;health\r\n0001;100\r\n0002;100\r\n";
    case.upload(spring.as_bytes()).await.assert_status(303);
    let item = case.id_of("", "0001").await;
    let unit = format!("/passports/{item}/unit");
    super::post(&mut case.shop.owner, &unit, &[("values.health", "91")])
        .await
        .assert_redirect(&format!("{unit}?version=2"));
    let ended = "UPDATE passports SET ended_at = now(), ended_how = 'recycled' WHERE serial = '0002'";
    case.t.db.superuser().await.batch_execute(ended).await.unwrap();

    let again = case.upload(format!("{spring}0003;100\r\n").as_bytes()).await;
    let list = format!("{}?made=1&unchanged=1&kept=1", case.path("/units"));
    again.assert_redirect(&list);
    case.shop.owner.get(&list).await.assert_has(&[
        "1 published; 1 there already, saying the same; 1 there already, saying something else: left as they are",
    ]);
    let range = [
        ("how", "range"),
        ("range.from", "0001"),
        ("range.to", "0003"),
        ("range.values.health", "77"),
    ];
    let again = case.create(&range).await;
    again.assert_redirect(&format!("{}?made=0&unchanged=0&kept=3", case.path("/units")));
    assert_eq!(
        case.count(&format!("versions WHERE passport_id = '{item}'"))
            .await,
        2
    );
    let path = format!("{}/21/0001", case.model.path);
    case.t.visitor().get(&path).await.assert_has(&["91%"]);
}

#[tokio::test]
async fn many_are_made_by_a_job_that_can_be_followed() {
    let mut case = Case::begin().await;
    case.one("LOT-7", "", &[]).await;
    let range = [
        ("how", "range"),
        ("range.batch", "LOT-7"),
        ("range.prefix", "S"),
        ("range.from", "0001"),
        ("range.to", "1200"),
        ("range.values.health", "100"),
    ];
    let reply = case.create(&range).await;
    reply.assert_status(303);
    let job = |reply: &crate::support::Reply| -> JobId {
        let to = reply.header("location").unwrap();
        to.strip_prefix("/admin/jobs/")
            .expect("a job to follow")
            .parse()
            .unwrap()
    };
    case.t.work().await;
    let report = case.shop.job(job(&reply)).await;
    assert_eq!((report.state, report.total), (JobState::Done, 1200));
    assert_eq!((report.counts.published, report.counts.failed), (1200, 0));
    assert!(
        report.report[0].label.starts_with("Item S"),
        "{:?}",
        report.report[0]
    );
    let below = "passports i JOIN passports b ON b.id = i.parent_id AND b.batch = 'LOT-7' WHERE i.granularity = 'item'";
    assert_eq!(case.count(below).await, 1200);
    let mut other = range;
    other[5].1 = "77";
    let again = case.create(&other).await;
    case.t.work().await;
    let report = case.shop.job(job(&again)).await;
    assert_eq!(report.counts.unchanged, 1200);
    let first = &report.report[0].result;
    let left = matches!(
        first,
        PublishResult::Unchanged {
            version: 1,
            differs: true,
            ..
        }
    );
    assert!(left, "{first:?}");
    let csv = format!("/api/admin/jobs/{}/report.csv", report.id);
    let csv = case.shop.owner.get(&csv).await;
    csv.assert_has(&["It was there already and says something else, so it was left as it is."]);
}

#[tokio::test]
async fn only_editors_of_the_brand_create() {
    let mut case = Case::begin().await;
    let (new, file) = (case.path("/units/new"), case.path("/units/file"));
    let mut eve = case.t.owner("eve@example.com", "Evil").await;
    eve.get(&new).await.assert_status(404);
    super::post(&mut eve, &new, &[("how", "one"), ("one.serial", "1")])
        .await
        .assert_status(404);
    upload(&mut eve, &file, b"serial\n1\n").await.assert_status(404);
    case.t.set_role("ada@example.com", "viewer").await;
    case.get("/units/new").await.assert_status(403);
    case.create(&[("how", "one"), ("one.serial", "1")])
        .await
        .assert_status(403);
    case.upload(b"serial\n1\n").await.assert_status(403);
    case.t.visitor().get(&new).await.assert_status(303);
    assert_eq!(case.count("passports").await, 1);
}

#[tokio::test]
async fn products_without_a_gtin_have_units_with_addresses_of_their_own() {
    let mut case = Case::with(false).await;
    case.one("LOT-7", "", &[]).await;
    let item = case.one("LOT-7", "1", &[("one.values.health", "97")]).await;
    let page = case
        .shop
        .owner
        .get(&format!("/passports/{item}/unit"))
        .await
        .text();
    let path = page
        .split("href=\"/p/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let shown = case.t.visitor().get(&format!("/p/{path}")).await;
    shown
        .assert_status(200)
        .assert_has(&["LOT-7", "97", "State of health"]);
}

#[tokio::test]
async fn a_live_passport_has_no_units() {
    let t = crate::support::TestApp::start().await;
    let mut shop = crate::support::shop(&t, "ada@example.com").await;
    let mut cmd = shop.design("outdoor_jacket", &["materials"]);
    cmd.design.live = true;
    let template = shop.template(&cmd).await;
    let product = shop.products("outdoor_jacket").await.remove(0);
    shop.publish(&t, template.id, &[product.key]).await;
    let model = shop.passports().await.remove(0);
    let list = format!("/passports/{}/units", model.id);
    shop.owner
        .get(&list)
        .await
        .assert_status(200)
        .assert_has(&["This passport is live"]);
    let reply = super::post(
        &mut shop.owner,
        &format!("{list}/new"),
        &[("how", "one"), ("one.serial", "1")],
    )
    .await;
    reply.assert_status(409);
}

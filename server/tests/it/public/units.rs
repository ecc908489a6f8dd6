//! Pages of batches and items.

use super::audiences::grant;
use crate::{
    support::PASSWORD,
    units::{Case, post},
};
use chrono::Duration;
use domain::{
    Reader, Readers,
    template::{SaveTemplate, TemplateView},
};
use serde_json::json;

#[tokio::test]
async fn an_item_shows_its_own_values_then_those_of_its_batch_and_its_model() {
    let mut case = Case::begin().await;
    case.one("LOT-7", "", &[("one.values.chemistry", "LFP")]).await;
    case.one("LOT-7", "S-77", &[("one.values.health", "98.5")]).await;
    let model = case.model.path.clone();
    let path = format!("{model}/10/LOT-7/21/S-77");
    let mut reader = case.t.visitor();
    let page = reader.get(&path).await;
    page.assert_status(200).assert_has(&[
        "Item S-77",
        "State of health",
        "98.5%",
        "LFP",
        "Facts",
        &format!("href=\"{model}/10/LOT-7\""),
        &format!("href=\"{model}\""),
    ]);
    let html = page.text();
    let order = ["This item", "This batch", "Facts"].map(|title| html.find(title).expect(title));
    assert!(order.is_sorted(), "{order:?}");
    assert!(!html.contains("<script>"));
    let compressed = reader.get_with(&path, &[("accept-encoding", "br")]).await;
    assert!(compressed.bytes.len() < 14_000, "{}", compressed.bytes.len());
    let record = reader.get(&format!("{path}.json")).await;
    record.assert_status(200).assert_has(&[
        "\"granularity\":\"item\"",
        "\"batch\":\"LOT-7\"",
        "\"serial\":\"S-77\"",
        &format!("{model}/10/LOT-7\""),
    ]);
    assert!(
        !record.text().contains("LFP"),
        "a unit's document says what is true of it alone"
    );
    let batch = reader.get(&format!("{model}/10/LOT-7")).await;
    batch
        .assert_status(200)
        .assert_has(&["Batch LOT-7", "LFP", "Facts"]);
    assert!(!batch.text().contains("S-77"), "serial numbers are not listed");
    assert!(!reader.get(&model).await.text().contains("S-77"));
}

#[tokio::test]
async fn a_page_changes_with_what_it_belongs_to() {
    let mut case = Case::begin().await;
    let batch = case.one("LOT-7", "", &[("one.values.chemistry", "LFP")]).await;
    case.one("LOT-7", "0001", &[]).await;
    let path = format!("{}/10/LOT-7/21/0001", case.model.path);
    let mut reader = case.t.visitor();
    let before = reader.get(&path).await;
    before.assert_has(&["LFP"]);
    let unit = format!("/passports/{batch}/unit");
    post(&mut case.shop.owner, &unit, &[("values.chemistry", "NMC")])
        .await
        .assert_status(303);
    let after = reader.get(&path).await;
    after.assert_has(&["NMC"]);
    assert_ne!(before.header("etag"), after.header("etag"));
}

/// Publishes the model again, a day later, with another weight.
async fn later(case: &mut Case, weight: &str) {
    case.t.advance(Duration::days(1));
    let owner = &mut case.shop.owner;
    owner
        .sign_in("ada@example.com", PASSWORD)
        .await
        .assert_status(303);
    let product = case.shop.products("outdoor_jacket").await.remove(0);
    let data = json!({ "amount": weight, "unit": "GRAM" });
    case.shop
        .sim
        .set_value(&product.identifier, "weight", None, None, data);
    let connection = json!({ "id": case.shop.connection });
    case.shop.owner.call("connections/clear-cache", connection).await;
    case.shop
        .publish(&case.t, case.model.template, &[product.key])
        .await;
}

#[tokio::test]
async fn an_earlier_version_is_shown_with_what_it_belonged_to_then() {
    let mut case = Case::begin().await;
    later(&mut case, "741").await;
    let item = case.one("", "S-77", &[("one.values.health", "98.5")]).await;
    let path = format!("{}/21/S-77", case.model.path);
    let day = case.t.app.clock.now().format("%Y-%m-%d").to_string();
    later(&mut case, "852").await;
    let mut reader = case.t.visitor();
    let now = reader.get(&path).await;
    now.assert_status(200).assert_has(&["852"]);
    assert!(!now.text().contains("741") && !now.text().contains("This is version"));
    // Its only version, as it was published; and the day.
    for query in ["version=1".to_owned(), format!("date={day}")] {
        let then = reader.get(&format!("{path}?{query}")).await;
        then.assert_status(200).assert_has(&[
            "741",
            "98.5",
            "Model: ",
            "This is version 2 of",
            "The latest is version 3 of",
        ]);
        assert!(!then.text().contains("852"), "{query}");
        assert_ne!(then.header("etag"), now.header("etag"));
    }
    // Links in what is shown by a day keep the day.
    let then = reader.get(&format!("{path}?date={day}")).await;
    let kept = format!("{path}?date={day}T23:59:59Z&amp;lang=de-DE");
    then.assert_has(&[&kept]);
    reader
        .get(&kept.replace("&amp;", "&"))
        .await
        .assert_status(200)
        .assert_has(&["741"]);
    // The next version of the item takes the model of its own time along.
    let unit = format!("/passports/{item}/unit");
    post(&mut case.shop.owner, &unit, &[("values.health", "97.1")])
        .await
        .assert_status(303);
    let second = reader.get(&format!("{path}?version=2")).await;
    second.assert_has(&["97.1", "852"]);
    let first = reader.get(&format!("{path}?version=1")).await;
    first.assert_has(&["98.5", "741", "This is version 1 of", "Model: "]);
}

#[tokio::test]
async fn what_a_model_showed_once_and_not_today_is_not_on_earlier_pages_of_its_items() {
    let mut case = Case::begin().await;
    later(&mut case, "741").await;
    case.one("", "S-77", &[]).await;
    let path = format!("{}/21/S-77", case.model.path);
    let day = case.t.app.clock.now().format("%Y-%m-%d").to_string();
    let template: TemplateView = case
        .shop
        .owner
        .call("templates/get", json!({ "id": case.model.template }))
        .await
        .json();
    let mut cmd = SaveTemplate {
        id: Some(template.id),
        revision: template.revision,
        connection: template.connection,
        family: template.family,
        design: template.design,
    };
    cmd.design.sections[0].fields[1].readers = Readers::from([Reader::Recycler]);
    case.shop.template(&cmd).await;
    later(&mut case, "852").await;
    let recycler = grant(&mut case.shop.owner, Reader::Recycler, "all").await;
    let mut reader = case.t.visitor();
    for query in ["version=1".to_owned(), format!("date={day}")] {
        let public = reader.get(&format!("{path}?{query}")).await;
        public.assert_status(200);
        assert!(!public.text().contains("741"), "{query}");
        let page = reader.get(&format!("{path}?{query}&grant={recycler}")).await;
        page.assert_status(200).assert_has(&["741"]);
    }
}

#[tokio::test]
async fn a_link_leads_to_the_closest_thing_that_has_a_passport() {
    let mut case = Case::begin().await;
    case.one("LOT-7", "", &[]).await;
    case.one("LOT-7", "0001", &[]).await;
    case.one("", "0002", &[]).await;
    let model = case.model.path.clone();
    let mut reader = case.t.visitor();
    for (asked, leads) in [
        ("/10/LOT-7/21/9999?lang=de", "/10/LOT-7?lang=de"),
        ("/10/LOT-8/21/9999", ""),
        ("/21/9999", ""),
        // Whoever knows the serial number alone, or says a batch that nobody has noted.
        ("/21/0001", "/10/LOT-7/21/0001"),
        ("/10/LOT-7/21/0002", "/21/0002"),
        // Of another batch: not that item.
        ("/10/LOT-8/21/0001", ""),
    ] {
        let reply = reader.get(&format!("{model}{asked}")).await;
        reply.assert_status(307);
        assert_eq!(
            reply.header("location"),
            Some(format!("{model}{leads}").as_str()),
            "{asked}"
        );
    }
    reader.get(&format!("{model}/21/0002/")).await.assert_status(200);
    reader
        .get(&format!("{model}/10/LOT%2D7"))
        .await
        .assert_status(200);
    reader.get("/01/09506000134352/21/1").await.assert_status(404);
}

#[tokio::test]
async fn what_is_taken_off_the_site_takes_its_units_with_it() {
    let mut case = Case::begin().await;
    case.one("", "0001", &[]).await;
    let path = format!("{}/21/0001", case.model.path);
    let mut reader = case.t.visitor();
    reader.get(&path).await.assert_status(200);
    let suspend = format!(
        "UPDATE passports SET suspended_at = now() WHERE id = '{}'",
        case.model.id
    );
    case.t.db.superuser().await.execute(&suspend, &[]).await.unwrap();
    reader.get(&path).await.assert_status(410);
    let reply = case.create(&[("how", "one"), ("one.serial", "2")]).await;
    reply.assert_status(409);
}

#[tokio::test]
async fn a_value_of_an_item_is_read_by_those_whom_its_field_names() {
    let mut case = Case::begin().await;
    let mut fields = crate::units::form(2);
    fields.push(("unit_fields.1.readers".into(), "chosen".into()));
    fields.push(("unit_fields.1.reader.repairer".into(), "on".into()));
    let template = case.model.template;
    case.save_fields(template, &fields).await.assert_status(303);
    let value = ("one.values.health", "43.21");
    let item = case.one("", "S-77", &[value]).await;
    let path = format!("{}/21/S-77", case.model.path);
    let mut reader = case.t.visitor();
    for form in ["", ".json", ".dpp.json", ".jsonld"] {
        let shown = reader.get(&format!("{path}{form}")).await;
        assert!(shown.status == 200 && !shown.text().contains("43.21"), "{form}");
    }
    let own = case.shop.owner.get(&format!("/passports/{item}/unit")).await;
    own.assert_has(&["value=\"43.21\""]);
    let again = [("how", "one"), ("one.serial", "S-77"), value];
    let again = case.create(&again).await;
    again.assert_redirect(&format!("{}?made=0&unchanged=1&kept=0", case.path("/units")));
    let grant = [
        ("organisation", "Mend GmbH"),
        ("reader", "repairer"),
        ("scope", "all"),
        ("until", "2027-06-30"),
    ];
    let made = case.shop.owner.post_form("/access", &grant).await.text();
    let key = made.split(">tg_").nth(1).unwrap().split('<').next().unwrap();
    let bearer = format!("Bearer tg_{key}");
    let told = [("accept", "text/html"), ("authorization", bearer.as_str())];
    reader
        .get_with(&path, &told)
        .await
        .assert_status(200)
        .assert_has(&["43.21"]);
}

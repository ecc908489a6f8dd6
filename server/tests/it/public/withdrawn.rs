//! A passport that whoever runs the site has taken off it

use crate::{
    support::{TestApp, shop, stories::Shop},
    units::Case,
};
use domain::{job::PublishResult, passport::PassportRow};
use server::services::claims::{Verdict, holders, judge};

const REASON: &str = "The GTIN belongs to Lovelace Ltd.";

async fn both(t: &TestApp) -> (Shop, PassportRow) {
    let mut shop = shop(t, "ada@example.com").await;
    let passport = shop.one_passport(t, "desk_chair", &["name"]).await;
    (shop, passport)
}

#[tokio::test]
async fn a_suspended_page_is_gone_until_it_is_restored() {
    let t = TestApp::start().await;
    let (mut shop, passport) = both(&t).await;
    let mut reader = t.visitor();
    reader.get(&passport.path).await.assert_status(200);
    let place = (passport.path.as_str(), None);
    assert!(
        judge(&t.app, place, Verdict::Suspend, " ").await.is_err(),
        "a reason"
    );
    judge(&t.app, place, Verdict::Suspend, REASON).await.unwrap();

    let page = reader.get(&passport.path).await;
    page.assert_status(410);
    assert!(
        !page.text().contains("Nordlicht"),
        "nothing of the passport is told"
    );
    let json = reader.get(&format!("{}.json", passport.path)).await;
    json.assert_status(410).assert_has(&["\"gone\""]);
    // The brand gets to know, and cannot publish around it.
    let subject = "A passport was taken off the site".to_owned();
    assert!(t.mails_to("ada@example.com").await.contains(&subject));
    assert!(t.dump().await.contains("claim.suspended"));
    let product = shop.products("desk_chair").await.remove(0);
    let job = shop.publish(&t, passport.template, &[product.key]).await;
    let PublishResult::Failed { why } = &job.report[0].result else {
        panic!("{:?}", job.report);
    };
    assert!(why.contains("has taken this passport off it"), "{why}");
    let id = serde_json::json!({ "id": passport.id });
    let view = shop.owner.call("passports/get", id).await.text();
    assert!(view.contains("\"withdrawn\":true"), "{view}");

    judge(&t.app, place, Verdict::Restore, "Settled").await.unwrap();
    reader.get(&passport.path).await.assert_status(200);
}

#[tokio::test]
async fn a_released_path_is_free_for_its_owner() {
    let t = TestApp::start().await;
    let (mut squatter, taken) = both(&t).await;
    judge(&t.app, (&taken.path, None), Verdict::Release, REASON)
        .await
        .unwrap();
    let mut reader = t.visitor();
    reader.get(&taken.path).await.assert_status(410);

    let mut owner = shop(&t, "grace@example.com").await;
    let passport = owner.one_passport(&t, "desk_chair", &["name"]).await;
    assert_eq!(passport.path, taken.path, "the same product");
    reader.get(&taken.path).await.assert_status(200);
    // Who had it before cannot have it back by publishing, nor by an operator's mistake.
    let product = squatter.products("desk_chair").await.remove(0);
    let job = squatter.publish(&t, taken.template, &[product.key]).await;
    assert!(matches!(job.report[0].result, PublishResult::Failed { .. }));
    let found = holders(&t.app, &taken.path).await.unwrap();
    let states: Vec<_> = found.iter().map(|c| c.released_at.is_some()).collect();
    assert_eq!(states, [false, true]);
    let brand = Some(found[1].brand);
    let clash = judge(&t.app, (&taken.path, brand), Verdict::Restore, "By mistake").await;
    assert!(matches!(clash, Err(domain::Error::Conflict { .. })), "{clash:?}");
    reader.get(&taken.path).await.assert_status(200);
}

#[tokio::test]
async fn a_withdrawn_page_is_not_remembered_while_the_database_is_away() {
    let t = TestApp::start().await;
    let (_, passport) = both(&t).await;
    let mut reader = t.visitor();
    reader.get(&passport.path).await.assert_status(200);
    judge(&t.app, (&passport.path, None), Verdict::Suspend, REASON)
        .await
        .unwrap();
    reader.get(&passport.path).await.assert_status(410);
    t.app.db.close();
    reader.get(&passport.path).await.assert_status(503);
}

#[tokio::test]
async fn an_item_that_was_taken_off_by_itself_stays_so_when_its_model_comes_back() {
    let mut case = Case::begin().await;
    case.one("LOT-7", "", &[]).await;
    case.one("LOT-7", "1", &[]).await;
    case.one("", "2", &[]).await;
    let (t, model) = (&case.t, &case.model.path);
    let paths = [
        model.clone(),
        format!("{model}/10/LOT-7"),
        format!("{model}/10/LOT-7/21/1"),
        format!("{model}/21/2"),
    ];
    let states = async || {
        let mut states = Vec::new();
        for path in &paths {
            states.push(t.visitor().get(path).await.status);
        }
        states
    };
    let mut now = 0;
    for (path, verdict, expected) in [
        (&paths[3], Verdict::Suspend, [200, 200, 200, 410]),
        (&paths[0], Verdict::Suspend, [410; 4]),
        (&paths[0], Verdict::Restore, [200, 200, 200, 410]),
        (&paths[1], Verdict::Suspend, [200, 410, 410, 410]),
        (&paths[0], Verdict::Release, [410; 4]),
        (&paths[0], Verdict::Restore, [200, 410, 410, 410]),
        (&paths[1], Verdict::Restore, [200, 200, 200, 410]),
        (&paths[3], Verdict::Restore, [200; 4]),
    ] {
        now += 1;
        t.advance(chrono::Duration::seconds(now));
        judge(&t.app, (path, None), verdict, REASON).await.unwrap();
        assert_eq!(states().await, expected, "{verdict:?} {path}");
    }
}

#[tokio::test]
async fn addresses_below_a_released_one_lead_to_whoever_claimed_it() {
    let mut case = Case::begin().await;
    case.one("LOT-7", "", &[]).await;
    case.one("LOT-7", "1", &[]).await;
    case.one("", "2", &[]).await;
    let (t, model) = (&case.t, case.model.path.clone());
    let below = ["/10/LOT-7", "/10/LOT-7/21/1", "/21/2"].map(|rest| format!("{model}{rest}"));
    judge(&t.app, (&model, None), Verdict::Release, REASON)
        .await
        .unwrap();
    let mut reader = t.visitor();
    for path in &below {
        reader.get(path).await.assert_status(410);
    }
    let mut owner = shop(t, "grace@example.com").await;
    let passport = owner.one_passport(t, "outdoor_jacket", &["materials"]).await;
    assert_eq!(passport.path, model, "the same product");
    reader.get(&model).await.assert_status(200);
    for path in &below {
        let led = reader.get(path).await;
        led.assert_status(307);
        assert_eq!(led.header("location"), Some(model.as_str()), "{path}");
    }
    // An item of the new holder's own has the address that the former one's had.
    let new = format!("/passports/{}/units/new", passport.id);
    let form = [("how", "one"), ("one.serial", "2")];
    crate::units::post(&mut owner.owner, &new, &form)
        .await
        .assert_status(303);
    reader
        .get(&below[2])
        .await
        .assert_status(200)
        .assert_has(&["Item 2"]);
}

//! `/insight` and `/insight.csv` as somebody with a browser uses them.

use crate::support::{Shop, TestApp, shop};
use chrono::{Days, NaiveDate};
use domain::passport::PassportRow;

const TODAY: &str = "2026-09-21";
const PATHS: [&str; 2] = ["/insight", "/insight.csv?what=time"];

fn day(back: u64) -> NaiveDate {
    TODAY.parse::<NaiveDate>().expect("a day") - Days::new(back)
}

/// Counts scans of the newest brand of that name, so many days ago, as the recording does: by the day and by the month.
async fn count(t: &TestApp, brand: &str, back: u64, counts: &[(&str, &str, i64)]) {
    let db = t.db.superuser().await;
    for (dimension, key, scans) in counts {
        for (table, column) in [("scan_counts", "day"), ("scan_months", "month")] {
            let sql = format!(
                "INSERT INTO {table} (brand_id, dimension, key, {column}, scans, bots)
                 SELECT id, $2, $3, date_trunc('{column}', $4::text::date)::date, $5::bigint, $5::bigint / 10 FROM brands WHERE name = $1
                 ON CONFLICT (brand_id, dimension, {column}, key)
                 DO UPDATE SET scans = {table}.scans + excluded.scans, bots = {table}.bots + excluded.bots"
            );
            let written = db
                .execute(&sql, &[&brand, dimension, key, &day(back).to_string(), scans])
                .await;
            assert_eq!(written.expect("a row"), 1);
        }
    }
}

async fn keep(t: &TestApp, days: i16) {
    let db = t.db.superuser().await;
    db.execute("UPDATE brands SET scan_days = $1", &[&days])
        .await
        .expect("an update");
}

/// A brand with two passports that were scanned this week and the week before.
async fn scanned(t: &TestApp) -> (Shop, Vec<PassportRow>) {
    let mut shop = shop(t, "ada@example.com").await;
    let cmd = shop.design("desk_chair", &["name"]);
    let template = shop.template(&cmd).await;
    let products: Vec<_> = shop
        .products("desk_chair")
        .await
        .into_iter()
        .take(2)
        .map(|p| p.key)
        .collect();
    shop.publish(t, template.id, &products).await;
    let passports = shop.passports().await;
    assert_eq!(passports.len(), 2);
    let (first, second) = (passports[0].id.to_string(), passports[1].id.to_string());
    let template = template.id.to_string();
    for (back, first_scans, second_scans) in [(1, 40, 10), (2, 30, 20), (8, 40, 10)] {
        let all = first_scans + second_scans;
        let counts = [
            ("total", "", all),
            ("country", "DE", all - 12),
            ("country", "AT", 8),
            ("country", "LI", 4),
            ("device", "mobile", all),
            ("language", "de", all),
            ("referrer", "=shop.example", all),
            ("template", template.as_str(), all),
            ("passport", first.as_str(), first_scans),
            ("passport", second.as_str(), second_scans),
        ];
        count(t, "Nordlicht", back, &counts).await;
    }
    (shop, passports)
}

#[tokio::test]
async fn nobody_reads_it_without_signing_in() {
    let t = TestApp::start().await;
    for path in PATHS {
        let reply = t.visitor().get(path).await;
        let place = reply.header("location").expect("a place");
        assert!(place.starts_with("/sign-in?next="), "{path}: {place}");
    }
}

#[tokio::test]
async fn a_brand_without_scans_reads_what_a_scan_is() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let page = ada.get("/insight").await;
    page.assert_status(200)
        .assert_has(&["No scans yet", "Nobody is tracked", "aria-current=\"page\""]);
    assert!(!page.text().contains("<script"));
}

#[tokio::test]
async fn a_week_is_told_beside_the_week_before_and_to_viewers_too() {
    let t = TestApp::start().await;
    let (mut shop, passports) = scanned(&t).await;
    t.set_role("ada@example.com", "viewer").await;
    let page = shop.owner.get("/insight?days=7").await;
    page.assert_status(200).assert_has(&[
        "15 Sep 2026 to 21 Sep 2026",
        ">100<",
        "100 % more than in the 7 days before (50).",
        "Most on 19 Sep 2026: 50.",
        "Germany",
        "Phone",
        "German",
        &format!("/admin/passports/{}", passports[0].id),
        "/insight.csv?what=passport&amp;days=7",
    ]);
    let month = shop.owner.get("/insight").await;
    month.assert_has(&[
        "23 Aug 2026 to 21 Sep 2026",
        ">150<",
        "There were none in the 30 days before.",
    ]);
}

#[tokio::test]
async fn another_brand_sees_nothing_of_it() {
    let t = TestApp::start().await;
    let (_, passports) = scanned(&t).await;
    let mut eve = t.owner("eve@example.com", "Sudwind").await;
    eve.get("/insight?days=7").await.assert_has(&["No scans yet"]);
    let file = eve.get("/insight.csv?what=country").await;
    assert!(!file.text().contains("DE"), "{}", file.text());
    let theirs = format!("/insight?passport={}", passports[0].id);
    eve.get(&theirs)
        .await
        .assert_status(422)
        .assert_has(&["id=\"passport-error\""]);
    let template = format!("/insight?template={}", passports[0].id);
    eve.get(&template)
        .await
        .assert_status(422)
        .assert_has(&["id=\"template-error\""]);
}

#[tokio::test]
async fn small_groups_are_hidden_on_the_page_and_in_the_file_alike() {
    let t = TestApp::start().await;
    let (mut shop, _) = scanned(&t).await;
    // One day: 38 from Germany, 8 from Austria, 4 from Liechtenstein, which would follow from the sum.
    let path = "from=2026-09-20&to=2026-09-20";
    let page = shop.owner.get(&format!("/insight?{path}")).await;
    page.assert_has(&["Germany", "Other, few scans each"]);
    assert!(!page.text().contains("Austria") && !page.text().contains("Liechtenstein"));
    let file = shop.owner.get(&format!("/insight.csv?what=country&{path}")).await;
    assert_eq!(
        file.text(),
        "key,name,detail,scans,before_scans\r\n\"DE\",\"Germany\",\"\",\"38\",\"38\"\r\n\"\",\"Other, few scans each\",\"\",\"12\",\"\"\r\n"
    );
    // Two days: 8 from Liechtenstein are enough.
    let page = shop.owner.get("/insight?from=2026-09-19&to=2026-09-20").await;
    page.assert_has(&["Austria", "Liechtenstein"]);
}

#[tokio::test]
async fn readers_who_asked_not_to_be_tracked_are_in_the_sum_alone() {
    let t = TestApp::start().await;
    let (mut shop, _) = scanned(&t).await;
    count(&t, "Nordlicht", 1, &[("total", "", 7)]).await;
    let file = shop.owner.get("/insight.csv?what=device&days=7").await.text();
    assert!(
        file.contains("\"'-\",\"Not recorded, as the reader asked\",\"\",\"7\""),
        "{file}"
    );
    count(
        &t,
        "Nordlicht",
        0,
        &[
            ("total", "", 20),
            ("device", "tablet", 8),
            ("device", "mobile", 9),
        ],
    )
    .await;
    let today = shop
        .owner
        .get("/insight.csv?what=device&from=2026-09-21")
        .await
        .text();
    assert!(today.contains("asked\",\"\",\"3\""), "{today}");
}

#[tokio::test]
async fn one_template_and_one_passport_are_told_as_far_as_they_are_counted() {
    let t = TestApp::start().await;
    let (mut shop, passports) = scanned(&t).await;
    let template = shop.owner.get("/insight?days=7").await.text();
    let (_, id) = template.split_once("template=").expect("a link to one template");
    let id: String = id.chars().take(36).collect();
    let page = shop.owner.get(&format!("/insight?days=7&template={id}")).await;
    page.assert_has(&[
        "Only passports of desk_chair passports count here.",
        ">100<",
        "no combination of them with a passport is kept",
    ]);
    assert!(!page.text().contains("id=\"by-country\"") && page.text().contains("id=\"by-passport\""));

    let path = format!("/insight?days=7&passport={}", passports[0].id);
    let page = shop.owner.get(&path).await;
    page.assert_status(200).assert_has(&[
        "Only the passport of",
        "Count all passports",
        "Days with fewer than 5 scans are not told",
    ]);
    assert!(!page.text().contains("id=\"by-"));
    let file = format!("/insight.csv?what=time&days=7&passport={}", passports[0].id);
    let file = shop.owner.get(&file).await.text();
    assert_eq!(file.matches("\"few\"").count(), 5 + 6, "{file}");
    let by_country = format!("/insight.csv?what=country&passport={}", passports[0].id);
    shop.owner.get(&by_country).await.assert_status(404);
}

#[tokio::test]
async fn a_passport_with_few_scans_is_told_nowhere() {
    let t = TestApp::start().await;
    let (mut shop, passports) = scanned(&t).await;
    let path = format!("from=2026-09-14&to=2026-09-14&passport={}", passports[0].id);
    count(
        &t,
        "Nordlicht",
        7,
        &[("total", "", 3), ("passport", &passports[0].id.to_string(), 3)],
    )
    .await;
    let page = shop.owner.get(&format!("/insight?{path}")).await;
    page.assert_has(&[">Few<"]);
    assert!(!page.text().contains(">3<"), "{}", page.text());
    let file = shop.owner.get(&format!("/insight.csv?what=time&{path}")).await;
    assert!(
        file.text().contains("\"2026-09-14\",\"few\",\"0\""),
        "{}",
        file.text()
    );
}

#[tokio::test]
async fn a_mistake_stands_at_its_field_and_nothing_is_lost() {
    let t = TestApp::start().await;
    let (mut shop, _) = scanned(&t).await;
    for (path, parts) in [
        (
            "/insight?from=yesterday&to=2026-09-20",
            ["id=\"from-error\"", "value=\"yesterday\"", "value=\"2026-09-20\""],
        ),
        (
            "/insight?from=2026-09-20&to=2026-09-01",
            ["id=\"to-error\"", "value=\"2026-09-20\"", "value=\"2026-09-01\""],
        ),
        (
            "/insight?from=2026-09-22",
            [
                "id=\"from-error\"",
                "In UTC, today is 2026-09-21.",
                "value=\"2026-09-22\"",
            ],
        ),
        (
            "/insight.csv?what=time&to=2020-01-01",
            ["id=\"to-error\"", "kept for 365 days", "value=\"2020-01-01\""],
        ),
        (
            "/insight?days=8",
            [
                "Choose 7, 30, 90 or 365 days.",
                "href=\"#days\"",
                "role=\"alert\"",
            ],
        ),
        (
            "/insight?template=x",
            [
                "id=\"template-error\"",
                "Choose a template of the list.",
                "desk_chair passports",
            ],
        ),
    ] {
        shop.owner.get(path).await.assert_status(422).assert_has(&parts);
    }
    shop.owner
        .get("/insight.csv?what=visitor")
        .await
        .assert_status(404);
}

#[tokio::test]
async fn what_is_no_longer_kept_is_cut_with_a_sentence() {
    let t = TestApp::start().await;
    let (mut shop, _) = scanned(&t).await;
    count(&t, "Nordlicht", 40, &[("total", "", 1000)]).await;
    keep(&t, 30).await;
    let page = shop.owner.get("/insight?from=2026-01-01&to=2026-09-21").await;
    page.assert_has(&[
        "Scans are kept for 30 days, so this begins on 23 Aug 2026.",
        ">150<",
        "no scans of the days before",
    ]);
    assert!(!page.text().contains("Last 90 days"));
}

#[tokio::test]
async fn files_are_files_and_no_cell_is_a_formula() {
    let t = TestApp::start().await;
    let (mut shop, passports) = scanned(&t).await;
    for what in [
        "time", "country", "device", "language", "referrer", "template", "product", "passport",
    ] {
        let file = shop.owner.get(&format!("/insight.csv?what={what}&days=7")).await;
        file.assert_status(200);
        let name = file.header("content-disposition").expect("a name");
        assert_eq!(
            name,
            format!("attachment; filename=\"tessera-insight-{what}-2026-09-15-2026-09-21.csv\"")
        );
        assert!(file.header("content-type").unwrap().starts_with("text/csv"));
        assert_eq!(file.header("cache-control"), Some("no-store"));
    }
    let file = shop.owner.get("/insight.csv?what=referrer&days=7").await.text();
    assert!(file.contains("\"'=shop.example\",\"'=shop.example\""), "{file}");
    let file = shop.owner.get("/insight.csv?what=passport&days=7").await.text();
    assert!(file.contains(&format!("\"{}\"", passports[0].id)), "{file}");
}

#[tokio::test]
async fn any_range_sums_up_to_its_days_however_it_is_read() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let scans_of = |back: u64| i64::try_from(10 + back * 7 % 31).unwrap();
    for back in 0..120 {
        let scans = scans_of(back);
        count(
            &t,
            "Nordlicht",
            back,
            &[("total", "", scans), ("country", "DE", scans)],
        )
        .await;
    }
    for (first, last) in [
        (0, 0),
        (20, 0),
        (21, 0),
        (60, 0),
        (119, 0),
        (60, 21),
        (50, 22),
        (75, 52),
        (100, 30),
        (51, 21),
    ] {
        let sum: i64 = (last..=first).map(scans_of).sum();
        let path = format!("/insight.csv?what=country&from={}&to={}", day(first), day(last));
        let file = ada.get(&path).await.text();
        assert!(
            file.contains(&format!("\"DE\",\"Germany\",\"\",\"{sum}\"")),
            "{first} to {last}: {file}"
        );
    }
    let months = ada
        .get("/insight.csv?what=time&from=2026-06-01&to=2026-09-21")
        .await
        .text();
    assert_eq!(months.lines().count(), 5, "{months}");
}

#[tokio::test]
async fn the_overview_tells_the_scans_of_the_week() {
    let t = TestApp::start().await;
    let (mut shop, _) = scanned(&t).await;
    shop.owner.get("/admin").await.assert_has(&[
        "Scans this week",
        "100 % more than in the week before",
        "href=\"/insight\"",
    ]);
}

//! `/readiness/{id}/mapping` and its data points.

use super::Case;
use crate::support::Reply;

/// The fields of the first form on the page that posts to `action`, hidden ones alone.
fn hidden(page: &str, action: &str) -> Vec<(String, String)> {
    let form = page
        .split(&format!("action=\"{action}\""))
        .nth(1)
        .unwrap_or_default();
    let form = form.split("</form>").next().unwrap_or_default();
    let value = |tag: &str, name: &str| {
        let raw = tag.split(&format!("{name}=\"")).nth(1)?.split('"').next()?;
        Some(
            raw.replace("&quot;", "\"")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&"),
        )
    };
    form.split("<input ")
        .skip(1)
        .filter(|tag| tag.contains("type=\"hidden\""))
        .filter_map(|tag| Some((value(tag, "name")?, value(tag, "value")?)))
        .collect()
}

async fn follow(case: &mut Case, reply: &Reply) -> Reply {
    let location = reply.header("location").expect("a redirect").to_owned();
    case.shop.owner.get(&location).await
}

#[tokio::test]
async fn a_profile_is_chosen_with_category_level_and_share() {
    let mut case = Case::bare().await;
    case.get("/mapping").await.assert_status(200).assert_has(&[
        "No profile yet",
        "<optgroup label=\"",
        "draft)",
        "in force)",
    ]);
    for (profile, level, from, field) in [
        ("battery@2026-07 toaster", "model", "0", "profile"),
        ("battery", "model", "0", "profile"),
        ("battery@2026-07 lmt", "galaxy", "0", "granularity"),
        ("battery@2026-07 lmt", "model", "101", "publish_from"),
        ("battery@2026-07 lmt", "model", "all", "publish_from"),
    ] {
        let form = [
            ("profile", profile),
            ("granularity", level),
            ("publish_from", from),
        ];
        case.post("/mapping", &form)
            .await
            .assert_status(422)
            .assert_has(&[
                &format!("<a href=\"#{field}\">"),
                &format!("id=\"{field}-error\""),
            ]);
    }
    let reply = case.choose("battery@2026-07 lmt", "80").await;
    reply.assert_redirect(&case.path("/mapping?notice=chosen"));
    follow(&mut case, &reply).await.assert_has(&[
        "The profile is saved.",
        "<option value=\"battery@2026-07 lmt\" selected",
        "value=\"80\"",
        "Tessera fills it",
        "more data points of the profile are not asked",
    ]);
    case.choose("", "0")
        .await
        .assert_redirect(&case.path("/mapping?notice=none"));
    case.get("/mapping").await.assert_has(&["No profile yet"]);
}

#[tokio::test]
async fn a_draft_says_that_it_is_one() {
    let mut case = Case::bare().await;
    case.choose("textile@2026-05 apparel", "0")
        .await
        .assert_status(303);
    case.get("/mapping")
        .await
        .assert_has(&["follows a proposal, not an act in force"]);
}

#[tokio::test]
async fn suggestions_are_taken_when_they_are_ticked_and_only_then() {
    let mut case = Case::begin().await;
    case.get("/mapping?ticked=likely")
        .await
        .assert_has(&["Suggestions", "value=\"weight weight\" checked"]);
    case.post("/mapping/suggestions", &[])
        .await
        .assert_status(422)
        .assert_has(&["Choose at least one suggestion."]);
    let reply = case
        .post(
            "/mapping/suggestions",
            &[("take", "weight weight"), ("take", "nonsense")],
        )
        .await;
    reply.assert_redirect(&case.path("/mapping?notice=taken&taken=1"));
    let page = follow(&mut case, &reply).await;
    page.assert_has(&["1 suggestion is taken.", "Attribute Weight (weight)"]);
    assert!(!page.text().contains("value=\"weight weight\""));
}

#[tokio::test]
async fn a_source_is_set_changed_undone_and_taken_away() {
    let mut case = Case::begin().await;
    let path = "/mapping/points/weight";
    case.get(path).await.assert_status(200).assert_has(&[
        "<option value=\"weight\" selected",
        "transform.from",
        "value=\"attribute\" checked",
    ]);
    let attribute = [
        ("source", "attribute"),
        ("source.attribute", "weight"),
        ("transform.to", "g"),
    ];
    let reply = case.post(path, &attribute).await;
    follow(&mut case, &reply).await.assert_has(&[
        "The source is saved.",
        "was: No source.",
        "Undo",
        "converted to g",
    ]);

    let constant = [("source", "constant"), ("source.value", "2.5 kg")];
    let reply = case.post(path, &constant).await;
    let page = follow(&mut case, &reply).await;
    page.assert_has(&[
        "The same for all products: 2.5 kg",
        "was: Attribute Weight (weight), converted to g.",
    ]);
    let undo = hidden(&page.text(), &case.path(path));
    assert_eq!(undo.len(), 1, "{undo:?}");
    let undo: Vec<(&str, &str)> = undo.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let reply = case.post(path, &undo).await;
    follow(&mut case, &reply).await.assert_has(&[
        "Attribute Weight (weight), converted to g",
        "was: The same for all products",
    ]);

    let reply = case.post(path, &[("unset", "1"), ("source", "by_hand")]).await;
    let page = follow(&mut case, &reply).await;
    page.assert_has(&["has no source any more", "restore"]);
    case.get("/mapping?only=without&search=weight")
        .await
        .assert_has(&["No source", "points/weight"]);
}

#[tokio::test]
async fn what_the_button_to_undo_carries_is_checked_like_anything_typed() {
    let mut case = Case::begin().await;
    let path = "/mapping/points/weight";
    for (json, status) in [
        ("{", 409),
        (r#"{"point":"chemistry","source":{"from":"by_hand"}}"#, 409),
        (
            r#"{"point":"weight","source":{"from":"attribute","attribute":"no_such"}}"#,
            422,
        ),
        (
            r#"{"point":"weight","source":{"from":"constant","value":"heavy"}}"#,
            422,
        ),
    ] {
        case.post(path, &[("restore", json)]).await.assert_status(status);
    }
    let page = case
        .get("/mapping?notice=saved&point=weight&before=%7Bnonsense")
        .await;
    page.assert_status(200);
    assert!(!page.text().contains("Undo"));
}

#[tokio::test]
async fn each_mistake_stands_at_its_field_and_nothing_typed_is_lost() {
    let mut case = Case::begin().await;
    for (point, form, field, kept) in [
        ("weight", vec![], "source", ""),
        (
            "weight",
            vec![("source", "attribute"), ("source.attribute", "gone")],
            "source.attribute",
            "gone (not in the family)",
        ),
        (
            "weight",
            vec![("source", "constant"), ("source.value", "heavy")],
            "source.value",
            "value=\"heavy\"",
        ),
        (
            "weight",
            vec![
                ("source", "attribute"),
                ("source.attribute", "weight"),
                ("transform.from", "parsec"),
            ],
            "transform.from",
            "value=\"parsec\"",
        ),
        (
            "marking-cadmium-lead",
            vec![
                ("source", "attribute"),
                ("source.attribute", "certifications"),
                ("transform.table", "a = no-such-code"),
            ],
            "transform.table",
            "a = no-such-code",
        ),
        (
            "marking-cadmium-lead",
            vec![
                ("source", "attribute"),
                ("source.attribute", "certifications"),
                ("transform.table", "no sign"),
            ],
            "transform.table",
            "no sign",
        ),
        (
            "marking-cadmium-lead",
            vec![("source", "does_not_apply")],
            "source.reason",
            "",
        ),
        (
            "manufacturer-name",
            vec![
                ("source", "constant"),
                ("source.value", "One"),
                ("source.value.de_DE", "Eins"),
            ],
            "source.value",
            "value=\"Eins\"",
        ),
    ] {
        case.post(&format!("/mapping/points/{point}"), &form)
            .await
            .assert_status(422)
            .assert_has(&[
                &format!("<a href=\"#{field}\">"),
                &format!("id=\"{field}-error\""),
                &format!(" id=\"{field}\""),
                kept,
            ]);
    }
    let reason = [
        ("source", "does_not_apply"),
        ("source.reason", "No cadmium in it"),
    ];
    let reply = case.post("/mapping/points/marking-cadmium-lead", &reason).await;
    follow(&mut case, &reply)
        .await
        .assert_has(&["Does not apply: No cadmium in it"]);
    let texts = [
        ("source", "constant"),
        ("source.value.de_DE", "Nordlicht"),
        ("source.value.en_US", "Northlight"),
    ];
    let reply = case.post("/mapping/points/manufacturer-name", &texts).await;
    follow(&mut case, &reply).await.assert_has(&["in de-DE, en-US"]);
    case.get("/mapping/points/no-such-point").await.assert_status(404);
    case.get("/mapping/points/No%20Point").await.assert_status(404);
}

#[tokio::test]
async fn a_pim_that_is_down_leaves_the_editor_usable() {
    let mut case = Case::begin().await;
    case.t.advance(chrono::Duration::minutes(10));
    case.shop.sim.faults().unavailable = true;
    case.get("/mapping").await.assert_status(200);
    case.post(
        "/mapping/points/weight",
        &[("source", "attribute"), ("source.attribute", "weight")],
    )
    .await
    .assert_status(303);
}

//! Templates against a real database and a look-alike of Akeneo.

use super::*;
use crate::services::{
    passports::public_passport,
    publish::stage::{Stage, locale, made},
    units::save_fields,
};
use axum::{Router, http::header, routing::get as route};
use domain::{Role, template::Field, unit::UnitField};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// A web server with a logo that can be taken away.
async fn logo_server(there: Arc<AtomicBool>) -> String {
    let image = image::RgbaImage::from_pixel(900, 300, image::Rgba([10, 90, 80, 120]));
    let mut png = std::io::Cursor::new(Vec::new());
    image.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let png = png.into_inner();
    let serve = move || {
        let answer = there
            .load(Ordering::Relaxed)
            .then(|| ([(header::CONTENT_TYPE, "image/png")], png.clone()));
        async move { answer.ok_or(axum::http::StatusCode::NOT_FOUND) }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new()
        .route("/logo.png", route(serve))
        .route("/text", route(|| async { "no picture" }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

#[tokio::test]
async fn what_the_pim_does_not_have_is_told_at_its_field() {
    let stage = Stage::set().await;
    let mut cmd = stage.typed("desk_chair", &["name", "water_column"]);
    cmd.design.locales.push(locale("it_IT"));
    cmd.design.gtin_attribute = Some("ean".into());
    let save = async |cmd| save(&stage.world.app, &stage.op, cmd).await.unwrap_err();
    let error = save(cmd.clone()).await;
    assert!(
        error.at("locales").is_some_and(|m| m.contains("it_IT")),
        "{error:?}"
    );
    assert!(
        error.at("gtin_attribute").is_some() && error.at("sections.0.fields.1").is_some(),
        "{error:?}"
    );
    assert!(error.at("sections.0.fields.0").is_none());
    cmd.design.channel = "shop".into();
    cmd.family = "sofa".into();
    let error = save(cmd).await;
    assert!(
        error.at("channel").is_some() && error.at("family").is_some(),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_change_on_an_old_state_is_refused() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let first = stage.template(stage.typed("desk_chair", &["name"])).await;
    assert_eq!(first.revision, 1);
    let mut cmd = stage.typed("desk_chair", &["name"]);
    cmd.id = Some(first.id);
    cmd.revision = 1;
    cmd.design.name = " Chairs ".into();
    let second = save(app, &stage.op, cmd.clone()).await.unwrap();
    assert_eq!((second.revision, second.design.name.as_str()), (2, "Chairs"));
    assert!(matches!(
        save(app, &stage.op, cmd.clone()).await,
        Err(Error::Conflict { .. })
    ));
    assert_eq!(get(app, &stage.op, first.id).await.unwrap(), second);

    cmd.revision = 2;
    cmd.family = "headphones".into();
    assert!(
        save(app, &stage.op, cmd)
            .await
            .unwrap_err()
            .at("family")
            .is_some()
    );
}

#[tokio::test]
async fn the_editor_leaves_the_fields_of_units_as_they_are() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let first = stage.template(stage.typed("desk_chair", &["name"])).await;
    let field = serde_json::json!({"key": "batch_note", "label": {"en_US": "Note"}, "level": "batch", "kind": "text", "readers": ["recycler"]});
    let field: UnitField = serde_json::from_value(field).unwrap();
    save_fields(app, &stage.op, (first.id, first.revision), vec![field.clone()])
        .await
        .unwrap();
    let mut cmd = stage.typed("desk_chair", &["name"]);
    cmd.id = Some(first.id);
    cmd.revision = get(app, &stage.op, first.id).await.unwrap().revision;
    let second = save(app, &stage.op, cmd).await.unwrap();
    assert_eq!(second.design.unit_fields, [field]);
}

#[tokio::test]
async fn a_colour_that_is_hard_to_read_is_adjusted_with_a_remark() {
    let stage = Stage::set().await;
    let mut cmd = stage.typed("desk_chair", &["name"]);
    cmd.design.branding.accent = "#ffee00".into();
    let view = stage.template(cmd).await;
    assert!(view.warnings[0].contains("#ffee00"), "{:?}", view.warnings);
    assert_eq!(
        get(&stage.world.app, &stage.op, view.id).await.unwrap().warnings,
        view.warnings
    );
}

#[tokio::test]
async fn a_logo_is_fetched_re_encoded_and_kept_when_its_address_is_gone() {
    let stage = Stage::set().await;
    let there = Arc::new(AtomicBool::new(true));
    let site = logo_server(Arc::clone(&there)).await;
    let mut cmd = stage.typed("desk_chair", &["name"]);
    for wrong in [
        format!("{site}/text"),
        format!("{site}/nothing"),
        "https://10.1.2.3/logo.png".into(),
    ] {
        cmd.design.branding.logo_url = wrong;
        let error = save(&stage.world.app, &stage.op, cmd.clone()).await.unwrap_err();
        assert!(error.at("branding.logo_url").is_some(), "{error:?}");
    }
    cmd.design.branding.logo_url = format!("{site}/logo.png");
    let previewed = preview_logo(&stage.world.app, &stage.op, &cmd)
        .await
        .unwrap()
        .unwrap();
    let made_with_logo = stage.template(cmd.clone()).await;
    let key = stage.products("desk_chair").await.remove(0).key;
    let job = stage.publish(made_with_logo.id, &[key]).await;
    let path = stage.passport(made(&job.report[0]).0).await.row.path;
    let shown = async || public_passport(&stage.world.app, &path).await.unwrap().unwrap();
    let logo = shown().await.logo_path.unwrap();
    assert_eq!((&logo[..7], &logo[logo.len() - 4..]), ("/media/", ".png"));
    assert_eq!(previewed, logo, "the preview shows what the page will");

    there.store(false, Ordering::Relaxed);
    cmd.id = Some(made_with_logo.id);
    cmd.revision = 1;
    let kept = stage.template(cmd.clone()).await;
    assert!(kept.warnings[0].contains("fetched before"), "{:?}", kept.warnings);
    assert_eq!(shown().await.logo_path, Some(logo));
    cmd.revision = 2;
    cmd.design.branding.logo_url.clear();
    stage.template(cmd).await;
    assert_eq!(shown().await.logo_path, None);
}

#[tokio::test]
async fn a_template_with_passports_stays_and_one_without_goes() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let template = stage.template(stage.typed("desk_chair", &["name"])).await;
    let key = stage.products("desk_chair").await.remove(0).key;
    stage.publish(template.id, &[key]).await;
    let row = list(app, &stage.op).await.unwrap().remove(0);
    assert_eq!((row.fields, row.passports), (1, 1));
    assert!(matches!(
        delete(app, &stage.op, template.id).await,
        Err(Error::Conflict { .. })
    ));
    let unused = stage.template(stage.typed("headphones", &["name"])).await;
    delete(app, &stage.op, unused.id).await.unwrap();
    assert_eq!(
        delete(app, &stage.op, unused.id).await,
        Err(Error::NotFound(Kind::Template))
    );
}

#[tokio::test]
async fn strangers_and_viewers_keep_out() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let template = stage.template(stage.typed("desk_chair", &["name"])).await;
    let (rival, theirs) = stage.rival().await;
    let missing = Error::NotFound(Kind::Template);
    assert_eq!(get(app, &rival, template.id).await.unwrap_err(), missing);
    assert_eq!(delete(app, &rival, template.id).await.unwrap_err(), missing);
    assert_eq!(list(app, &rival).await.unwrap(), []);
    let mut cmd = stage.typed("desk_chair", &["name"]);
    assert_eq!(
        save(app, &rival, cmd.clone()).await.unwrap_err(),
        Error::NotFound(Kind::Connection)
    );
    cmd.connection = theirs;
    cmd.id = Some(template.id);
    assert_eq!(save(app, &rival, cmd).await.unwrap_err(), missing);

    let mut viewer = stage.op.clone();
    viewer.caller.role = Role::Viewer;
    let mut cmd = stage.typed("desk_chair", &["name"]);
    cmd.design.sections[0].fields.push(Field::default());
    assert_eq!(save(app, &viewer, cmd).await, Err(Error::Forbidden));
    assert_eq!(delete(app, &viewer, template.id).await, Err(Error::Forbidden));
}

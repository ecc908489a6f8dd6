//! `/api/admin/preview`: an unsaved design as the real page, for the frame beside the editor.

use crate::{
    app::App,
    context::OpContext,
    http::{
        error::with_status,
        page::{account_policy, html, policy},
        public::negotiate::locale_of,
    },
    services::{publish, templates},
};
use app::{
    account::message_page,
    public::{PassportPageInput, Reading, brand_style, passport_page, preview_style, stylesheet},
    routes::Route,
};
use axum::{Extension, Form, extract::State, response::Response};
use domain::{Error, Reader, catalog::ProductKey, record::Document, state, template::SaveTemplate};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The fields of the editor's hidden form.
#[derive(Deserialize)]
pub(super) struct Fields {
    /// A [`SaveTemplate`] as JSON.
    template: String,
    #[serde(default)]
    product: String,
    #[serde(default)]
    lang: String,
    /// As whom to read it: a word of [`Reader`]; everybody where it is none.
    #[serde(default)]
    reader: String,
}

/// Renders the design with the live values of one product; stores nothing that is published.
pub(super) async fn render(
    State(app): State<App>,
    Extension(op): Extension<OpContext>,
    Form(fields): Form<Fields>,
) -> Response {
    match draft(&app, &op, &fields).await {
        Ok((cmd, document, keys)) => {
            let logo = templates::preview_logo(&app, &op, &cmd).await.unwrap_or_default();
            page(&op, &cmd, (&document, &keys), logo.as_deref(), &fields.lang)
        }
        Err(error) => {
            let page = message_page(
                "No preview yet",
                &error.to_string(),
                &Route::Templates,
                "Go to the templates",
            );
            with_status(&error, html(page, account_policy("'self'")))
        }
    }
}

type Drafted = (SaveTemplate, Document, BTreeMap<String, String>);

async fn draft(app: &App, op: &OpContext, fields: &Fields) -> Result<Drafted, Error> {
    let cmd: SaveTemplate = serde_json::from_str(&fields.template)
        .map_err(|_| Error::invalid("template", "The design could not be read. Reload the editor."))?;
    let product = (!fields.product.is_empty()).then(|| ProductKey(fields.product.clone()));
    let reader = Reader::parse(&fields.reader).unwrap_or(Reader::Public);
    let (document, keys) = publish::preview(app, op, cmd.clone(), (product, reader)).await?;
    Ok((cmd, document, keys))
}

fn page(
    op: &OpContext,
    cmd: &SaveTemplate,
    (document, file_keys): (&Document, &BTreeMap<String, String>),
    logo: Option<&str>,
    lang: &str,
) -> Response {
    let locale = locale_of(&document.content.locales, Some(lang), None);
    let branding = &cmd.design.branding;
    let body = passport_page(&PassportPageInput {
        document,
        above: &[],
        hash: "",
        branding,
        logo,
        locale: &locale,
        url: &document.identifier,
        path: &op.caller.brand_id.to_string(),
        formats: &[],
        product: None,
        preview: true,
        live: cmd.design.live,
        reading: Reading::Public,
        sized: false,
        file_keys,
        state: &state::State::default(),
        newer: None,
        past: "",
    });
    html(
        body,
        policy(
            &[stylesheet(), &brand_style(branding), preview_style()],
            "'none'",
            "'self'",
        ),
    )
}

//! What stands on the label of a passport.

use super::Looks;
use crate::app::App;
use db::{
    AsyncPgConnection,
    queries::{media, passports::labels::Labelled, templates},
};
use domain::{Error, Locale, TemplateId, text};
use gs1::DigitalLink;
use labels::{Label, LabelError, Logo, Symbology};

/// The label of a passport.
pub(super) fn label_of(app: &App, row: &Labelled, looks: &Looks) -> Result<Label, LabelError> {
    let url = app.config.address(row.host.as_deref(), &row.path);
    // The host is of no account here, and a test's host need not be one that GS1 allows.
    let link = DigitalLink::parse(&format!("{}{}", gs1::CANONICAL_STEM, row.path)).ok();
    let elements = link.map(|link| link.elements().to_vec()).unwrap_or_default();
    let text = match looks.design.symbology {
        Symbology::Qr | Symbology::DataMatrix => url,
        Symbology::Gs1DataMatrix if elements.is_empty() => return Err(LabelError::NoElements),
        Symbology::Gs1DataMatrix => gs1::to_symbol(&elements),
    };
    let lines = match (looks.identifier, elements.as_slice()) {
        (false, _) => Vec::new(),
        (true, []) => vec![row.product_identifier.clone()],
        (true, elements) => elements.chunks(1).map(gs1::to_bracketed).collect(),
    };
    let name = looks.name.then(|| name_of(row, looks.locale.as_ref())).flatten();
    Ok(Label { text, name, lines })
}

fn name_of(row: &Labelled, locale: Option<&Locale>) -> Option<String> {
    let english = Locale::parse("en")?;
    let locale = locale.unwrap_or(&english);
    text::pick(&row.name, locale, &[]).map(|(_, name)| name.to_owned())
}

/// The logo of a template, where one is wanted and there is one that can be printed.
pub(super) async fn logo_of(
    conn: &mut AsyncPgConnection,
    looks: &Looks,
    template: Option<TemplateId>,
) -> Result<Option<Logo>, Error> {
    let Some(template) = template.filter(|_| looks.logo) else {
        return Ok(None);
    };
    let found = templates::by_id(conn, template).await?;
    let Some(sha256) = found.and_then(|template| template.logo_sha256) else {
        return Ok(None);
    };
    let Some(media) = media::of_brand(conn, &sha256).await? else {
        return Ok(None);
    };
    let paper = looks.design.paper;
    let read = super::blocking(move || Logo::read(&media.bytes, paper)).await?;
    Ok(read.ok())
}

/// `10,000 on 417 pages`.
pub(super) fn words(looks: &Looks, labels: u32) -> String {
    let counted = if labels == 1 {
        "1 label".to_owned()
    } else {
        format!("{labels} labels")
    };
    let per_page = looks.sheet.per_page();
    if looks.zip.is_some() || per_page <= 1 {
        return counted;
    }
    match (labels + looks.skip).div_ceil(per_page) {
        1 => format!("{counted} on 1 page"),
        pages => format!("{counted} on {pages} pages"),
    }
}

//! The demo's connection, templates and passports, each made only where it is missing.

use super::{
    designs::{self, DESIGNS, Design},
    scans,
};
use crate::{
    app::App,
    context::OpContext,
    jobs::publish::run_due,
    services::{catalog, connections, passports, publish, templates},
};
use akeneo_sim::credentials;
use domain::{
    ConnectionId, Error, TemplateId,
    catalog::{ListProducts, ProductKey},
    connection::{ConnectionView, SaveConnection},
    job::PublishResult,
    passport::{ListPassports, Publish},
    template::{SaveTemplate, TemplateRow},
};
use std::collections::BTreeSet;

/// Passports of each family.
const EACH: usize = 3;

/// Makes what is missing and answers the path of a passport worth showing.
pub(super) async fn seed(app: &App, op: &OpContext, akeneo_url: &str) -> Result<Option<String>, Error> {
    let connection = connection(app, op, akeneo_url).await?;
    let existing = templates::list(app, op).await?;
    for design in DESIGNS {
        let template = template(app, op, connection, design, &existing).await?;
        if template.1 == 0 {
            publish_some(app, op, connection, design, template.0).await?;
        }
    }
    scans::seed(app, op).await?;
    shown(app, op).await
}

/// The connection to the simulator, moved where its address is another one today.
async fn connection(app: &App, op: &OpContext, akeneo_url: &str) -> Result<ConnectionId, Error> {
    let known = connections::list(app, op).await?;
    let made = known.into_iter().min_by_key(|c| c.created_at);
    match made {
        Some(ConnectionView { id, base_url, .. }) if base_url == akeneo_url => Ok(id),
        made => connections::save(app, op, typed(akeneo_url, made)).await,
    }
}

fn typed(akeneo_url: &str, made: Option<ConnectionView>) -> SaveConnection {
    SaveConnection {
        name: made
            .as_ref()
            .map_or_else(|| "Akeneo (simulated)".to_owned(), |c| c.name.clone()),
        id: made.map(|c| c.id),
        base_url: akeneo_url.to_owned(),
        client_id: credentials::CLIENT_ID.to_owned(),
        secret: credentials::SECRET.to_owned(),
        username: credentials::USERNAME.to_owned(),
        password: credentials::PASSWORD.to_owned(),
    }
}

/// The template of a family, and how many passports it has.
async fn template(
    app: &App,
    op: &OpContext,
    connection: ConnectionId,
    design: &Design,
    existing: &[TemplateRow],
) -> Result<(TemplateId, u32), Error> {
    if let Some(row) = existing.iter().find(|row| row.family == design.family) {
        return Ok((row.id, row.passports));
    }
    let cmd = SaveTemplate {
        id: None,
        revision: 0,
        connection,
        family: design.family.to_owned(),
        design: designs::template(design),
    };
    Ok((templates::save(app, op, cmd).await?.id, 0))
}

async fn publish_some(
    app: &App,
    op: &OpContext,
    connection: ConnectionId,
    design: &Design,
    template: TemplateId,
) -> Result<(), Error> {
    let cmd = ListProducts {
        connection: Some(connection),
        family: Some(design.family.to_owned()),
        ..ListProducts::default()
    };
    let products = spread(
        catalog::products(app, op, cmd)
            .await?
            .items
            .into_iter()
            .map(|p| p.key)
            .collect(),
    );
    let accepted = publish::publish(app, op, Publish { template, products }).await?;
    run_due(app).await?;
    let job = publish::job(app, op, accepted.job).await?;
    for line in job.report {
        if let PublishResult::Failed { why } = line.result {
            tracing::warn!(
                product = line.label,
                why,
                "a product of the demo was not published"
            );
        }
    }
    Ok(())
}

/// A few products from all over the page, so that they are not all of one model.
fn spread(keys: Vec<ProductKey>) -> Vec<ProductKey> {
    let step = (keys.len() / EACH).max(1);
    keys.into_iter().step_by(step).take(EACH).collect()
}

/// A passport under a GTIN where there is one.
async fn shown(app: &App, op: &OpContext) -> Result<Option<String>, Error> {
    let page = passports::list(app, op, ListPassports::default()).await?;
    let paths: BTreeSet<String> = page.items.into_iter().map(|row| row.path).collect();
    // Sorted, paths with a GTIN come first, and each run shows the same one.
    Ok(paths.into_iter().next())
}

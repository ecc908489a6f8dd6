//! Publishing drifted passports again.

use crate::{app::App, context::OpContext, services::publish};
use db::queries::drift as rows;
use domain::{
    Error, JobId, PassportId, Permission, TemplateId, catalog::ProductKey, drift::ListDrift,
    passport::Publish,
};
use std::collections::BTreeMap;

/// Which passports are to be published again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// These.
    These(Vec<PassportId>),
    /// All that match the filters.
    All(ListDrift),
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Republished {
    /// The publications to follow: one for each template, and for each thousand.
    pub jobs: Vec<JobId>,
    /// The passports that they publish.
    pub passports: usize,
    /// Passports that no publication could be made for, as many were under way already.
    pub left: usize,
}

/// Publishes the chosen passports again as far as they differ and the PIM still has their product.
pub async fn republish(app: &App, op: &OpContext, chosen: Chosen) -> Result<Republished, Error> {
    op.require(Permission::Publish)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let targets = match &chosen {
        Chosen::These(ids) if ids.is_empty() => {
            return Err(Error::conflict("Choose at least one passport to publish again."));
        }
        Chosen::These(ids) => rows::targets(&mut tx, &ListDrift::default(), Some(ids)).await?,
        Chosen::All(filter) => rows::targets(&mut tx, filter, None).await?,
    };
    tx.commit().await?;
    if targets.is_empty() {
        return Err(Error::conflict(
            "None of these passports differs any more, so there is nothing to publish again.",
        ));
    }
    let mut by_template: BTreeMap<TemplateId, Vec<ProductKey>> = BTreeMap::new();
    for (template, key) in targets {
        by_template.entry(template).or_default().push(key);
    }
    queue(app, op, by_template).await
}

async fn queue(
    app: &App,
    op: &OpContext,
    by_template: BTreeMap<TemplateId, Vec<ProductKey>>,
) -> Result<Republished, Error> {
    let mut done = Republished {
        jobs: Vec::new(),
        passports: 0,
        left: 0,
    };
    for (template, keys) in by_template {
        for products in keys.chunks(Publish::PRODUCTS_MAX) {
            if done.left > 0 {
                done.left += products.len();
                continue;
            }
            let cmd = Publish {
                template,
                products: products.to_vec(),
            };
            match publish::publish(app, op, cmd).await {
                Ok(accepted) => {
                    done.jobs.push(accepted.job);
                    done.passports += products.len();
                }
                // Some are on their way: the others are told, not lost.
                Err(Error::Conflict { .. }) if !done.jobs.is_empty() => done.left += products.len(),
                Err(error) => return Err(error),
            }
        }
    }
    Ok(done)
}

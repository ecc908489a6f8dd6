//! Hosts that came with an exit pack: a pack says that they were verified, and only their records can say that they are.

use super::look::look;
use crate::{
    app::App,
    services::audit::{self, Actor},
};
use chrono::{DateTime, Utc};
use db::{DbError, queries::domains as rows};
use domain::{BrandId, Error};
use serde_json::json;
use std::collections::HashMap;

/// Looks for the records of a brand's hosts that are not verified yet. One whose record is there counts as verified since the
/// time in `since`. Answers the hosts that go on waiting: the watch looks at them like at new ones.
pub(in crate::services) async fn prove_again(
    app: &App,
    brand: BrandId,
    since: &HashMap<String, DateTime<Utc>>,
) -> Result<Vec<String>, Error> {
    let mut tx = app.db.brand(brand).await?;
    let all = rows::list(&mut tx).await?;
    tx.commit().await?;
    let mut waiting = Vec::new();
    for domain in all.iter().filter(|domain| domain.verified_at.is_none()) {
        let mut looked = look(app, domain).await;
        let proven = looked.verified_at.is_some();
        if let (true, Some(at)) = (proven, since.get(&domain.host)) {
            looked.verified_at = Some(*at);
        }
        let mut tx = app.db.brand(brand).await?;
        match rows::note(&mut tx, domain, &looked, app.clock.now()).await {
            Ok(true) if proven => {
                let actor = Actor {
                    brand,
                    user: None,
                    ip: None,
                };
                let (target, detail) = (domain.id.to_string(), json!({ "host": domain.host }));
                audit::record(app, &mut tx, actor, "domain.verified", &target, detail).await?;
                tx.commit().await?;
            }
            Ok(true) => {
                tx.commit().await?;
                waiting.push(domain.host.clone());
            }
            // Somebody verified it during the look.
            Ok(false) => tx.rollback().await?,
            // Another brand was quicker.
            Err(DbError::Unique { constraint }) if constraint == rows::HOST_KEY => {
                waiting.push(domain.host.clone());
            }
            Err(error) => return Err(error.into()),
        }
        app.hosts.forget(&domain.host).await;
    }
    Ok(waiting)
}

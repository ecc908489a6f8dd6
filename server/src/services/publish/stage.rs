//! What the tests of these services begin with: a brand that is connected to a look-alike of Akeneo.

use crate::{
    context::OpContext,
    jobs::publish::run_due,
    services::{catalog, connections, passports, publish, templates},
    testing::World,
};
use akeneo_sim::{Sim, SimConfig, credentials};
use domain::{
    ConnectionId, Locale, PassportId, TemplateId,
    catalog::{ListProducts, ProductKey, ProductRow},
    connection::SaveConnection,
    job::{JobView, PublishOutcome, PublishResult},
    passport::{PassportView, Publish},
    template::{Field, SaveTemplate, Section, TemplateDesign, TemplateView},
};

/// A brand at work.
pub(in crate::services) struct Stage {
    pub world: World,
    pub sim: Sim,
    pub op: OpContext,
    pub connection: ConnectionId,
}

pub(in crate::services) fn locale(code: &str) -> Locale {
    Locale::parse(code).unwrap()
}

/// A connection to the look-alike, as somebody types it.
pub(in crate::services) fn typed(base_url: &str) -> SaveConnection {
    SaveConnection {
        id: None,
        name: "PIM".into(),
        base_url: base_url.into(),
        client_id: credentials::CLIENT_ID.into(),
        secret: credentials::SECRET.into(),
        username: credentials::USERNAME.into(),
        password: credentials::PASSWORD.into(),
    }
}

impl Stage {
    pub async fn set() -> Self {
        Self::with_products(SimConfig::default().products).await
    }

    /// With a PIM of so many products, a quarter of each family.
    pub async fn with_products(products: usize) -> Self {
        let world = World::with(&[("TESSERA_ALLOW_LOOPBACK_PIM", "true")]).await;
        let sim = Sim::start(SimConfig {
            products,
            ..SimConfig::default()
        });
        let sim = sim.await.unwrap();
        let (_, op) = world.member("ada@example.com").await;
        let connection = connections::save(&world.app, &op, typed(&sim.base_url()))
            .await
            .unwrap();
        Self {
            world,
            sim,
            op,
            connection,
        }
    }

    /// Another brand that is connected to the same PIM.
    pub async fn rival(&self) -> (OpContext, ConnectionId) {
        let (_, op) = self.world.member("eve@example.com").await;
        let connection = connections::save(&self.world.app, &op, typed(&self.sim.base_url()))
            .await
            .unwrap();
        (op, connection)
    }

    /// A design with one section of these attributes.
    pub fn typed(&self, family: &str, attributes: &[&str]) -> SaveTemplate {
        let field = |a: &&str| Field {
            attribute: (*a).to_owned(),
            ..Field::default()
        };
        SaveTemplate {
            id: None,
            revision: 0,
            connection: self.connection,
            family: family.into(),
            design: TemplateDesign {
                name: format!("{family} passports"),
                channel: "ecommerce".into(),
                locales: vec![locale("en_US"), locale("de_DE")],
                gtin_attribute: Some("gtin".into()),
                sections: vec![Section {
                    title: [(locale("en_US"), "Facts".to_owned())].into(),
                    fields: attributes.iter().map(field).collect(),
                }],
                ..TemplateDesign::default()
            },
        }
    }

    pub async fn template(&self, cmd: SaveTemplate) -> TemplateView {
        templates::save(&self.world.app, &self.op, cmd).await.unwrap()
    }

    /// The first products of a family.
    pub async fn products(&self, family: &str) -> Vec<ProductRow> {
        let cmd = ListProducts {
            family: Some(family.into()),
            ..ListProducts::default()
        };
        catalog::products(&self.world.app, &self.op, cmd)
            .await
            .unwrap()
            .items
    }

    /// Publishes and waits for the report.
    pub async fn publish(&self, template: TemplateId, products: &[ProductKey]) -> JobView {
        let cmd = Publish {
            template,
            products: products.to_vec(),
        };
        let job = publish::publish(&self.world.app, &self.op, cmd)
            .await
            .unwrap()
            .job;
        run_due(&self.world.app).await.unwrap();
        publish::job(&self.world.app, &self.op, job).await.unwrap()
    }

    pub async fn passport(&self, id: PassportId) -> PassportView {
        passports::get(&self.world.app, &self.op, id).await.unwrap()
    }
}

/// The passport and the version that a line of a report tells of, and whether it is new.
#[track_caller]
pub(in crate::services) fn made(line: &PublishOutcome) -> (PassportId, u32, bool) {
    match &line.result {
        PublishResult::Published {
            passport, version, ..
        } => (*passport, *version, true),
        PublishResult::Unchanged {
            passport, version, ..
        } => (*passport, *version, false),
        PublishResult::Failed { why } => panic!("{}: {why}", line.label),
    }
}

/// Why a line of a report is a failure.
#[track_caller]
pub(in crate::services) fn failure(line: &PublishOutcome) -> &str {
    match &line.result {
        PublishResult::Failed { why } => why,
        other => panic!("{other:?}"),
    }
}

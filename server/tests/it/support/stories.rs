//! What most tests begin with: a brand that is connected to a PIM and has a template.

use super::{Client, TestApp};
use akeneo_sim::{Sim, SimConfig, credentials};
use domain::{
    ConnectionId, JobId, Locale, TemplateId,
    catalog::{ProductKey, ProductPage, ProductRow},
    job::JobView,
    passport::{Accepted, PassportPage, PassportRow},
    template::{Field, SaveTemplate, Section, TemplateDesign, TemplateView},
};
use serde_json::json;

/// A brand at work.
pub struct Shop {
    /// Its PIM.
    pub sim: Sim,
    /// Its owner.
    pub owner: Client,
    /// Its connection.
    pub connection: ConnectionId,
}

/// Signs a brand up and connects it.
pub async fn shop(t: &TestApp, email: &str) -> Shop {
    let sim = Sim::start(SimConfig::default())
        .await
        .expect("the simulator starts");
    let mut owner = t.owner(email, "Nordlicht").await;
    let connection = owner
        .call("connections/save", json!({ "cmd": connection(&sim.base_url()) }))
        .await
        .json();
    Shop {
        sim,
        owner,
        connection,
    }
}

/// A new connection to the look-alike.
pub fn connection(base_url: &str) -> serde_json::Value {
    json!({
        "id": null, "name": "PIM", "base_url": base_url, "client_id": credentials::CLIENT_ID, "secret": credentials::SECRET,
        "username": credentials::USERNAME, "password": credentials::PASSWORD,
    })
}

impl Shop {
    /// A design with one section of these attributes.
    pub fn design(&self, family: &str, attributes: &[&str]) -> SaveTemplate {
        let locales: Vec<Locale> = ["en_US", "de_DE"]
            .iter()
            .filter_map(|l| Locale::parse(l))
            .collect();
        let title = [
            (locales[0].clone(), "Facts".to_owned()),
            (locales[1].clone(), "Fakten".to_owned()),
        ]
        .into();
        let fields = attributes
            .iter()
            .map(|a| Field {
                attribute: (*a).to_owned(),
                ..Field::default()
            })
            .collect();
        SaveTemplate {
            id: None,
            revision: 0,
            connection: self.connection,
            family: family.to_owned(),
            design: TemplateDesign {
                name: format!("{family} passports"),
                channel: "ecommerce".into(),
                locales,
                gtin_attribute: Some("gtin".into()),
                sections: vec![Section { title, fields }],
                ..TemplateDesign::default()
            },
        }
    }

    /// Saves a template.
    pub async fn template(&mut self, cmd: &SaveTemplate) -> TemplateView {
        self.owner
            .call("templates/save", json!({ "cmd": cmd }))
            .await
            .json()
    }

    /// The first products of a family.
    pub async fn products(&mut self, family: &str) -> Vec<ProductRow> {
        let cmd = json!({ "connection": self.connection, "search": "", "family": family, "cursor": null });
        self.owner
            .call("catalog/products", json!({ "cmd": cmd }))
            .await
            .json::<ProductPage>()
            .items
    }

    /// Publishes and waits for the report.
    pub async fn publish(&mut self, t: &TestApp, template: TemplateId, products: &[ProductKey]) -> JobView {
        let cmd = json!({ "template": template, "products": products });
        let accepted: Accepted = self
            .owner
            .call("passports/publish", json!({ "cmd": cmd }))
            .await
            .json();
        t.work().await;
        self.job(accepted.job).await
    }

    /// A job.
    pub async fn job(&mut self, id: JobId) -> JobView {
        self.owner.call("passports/job", json!({ "id": id })).await.json()
    }

    /// The passports.
    pub async fn passports(&mut self) -> Vec<PassportRow> {
        let cmd = json!({ "search": "", "template": null, "page": 1 });
        self.owner
            .call("passports/list", json!({ "cmd": cmd }))
            .await
            .json::<PassportPage>()
            .items
    }

    /// Publishes the first product of a family under a new template, and answers its passport.
    pub async fn one_passport(&mut self, t: &TestApp, family: &str, attributes: &[&str]) -> PassportRow {
        let cmd = self.design(family, attributes);
        let template = self.template(&cmd).await;
        let product = self.products(family).await.remove(0);
        self.publish(t, template.id, &[product.key]).await;
        self.passports().await.remove(0)
    }
}

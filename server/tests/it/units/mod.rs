//! `/passports/{id}/units`, `/passports/{id}/unit` and `/templates/{id}/unit-fields`.

mod create;
mod fields;
mod list;
mod unit;

use crate::support::{Client, Reply, Shop, TestApp, shop};
use axum::{body::Body, http::Method};
use domain::{TemplateId, passport::PassportRow};

/// A published model whose template has fields of batches and items.
pub struct Case {
    pub t: TestApp,
    pub shop: Shop,
    pub model: PassportRow,
}

/// The fields of the cases: the chemistry of a batch, the state of health of an item.
pub fn form(revision: u32) -> Vec<(String, String)> {
    let field = |n: usize, key: &str, label: &str, level: &str, kind: &str, unit: &str| {
        [
            ("key", key),
            ("label", label),
            ("level", level),
            ("kind", kind),
            ("unit", unit),
        ]
        .map(|(part, value)| (format!("unit_fields.{n}.{part}"), value.to_owned()))
    };
    let mut form = vec![("revision".to_owned(), revision.to_string())];
    form.extend(field(0, "chemistry", "Chemistry", "batch", "text", ""));
    form.extend(field(1, "health", "State of health", "item", "number", "%"));
    form
}

impl Case {
    pub async fn begin() -> Self {
        Self::with(true).await
    }

    /// With GTINs, or without.
    pub async fn with(gtins: bool) -> Self {
        let t = TestApp::start().await;
        let mut shop = shop(&t, "ada@example.com").await;
        let mut cmd = shop.design("outdoor_jacket", &["materials", "weight"]);
        if !gtins {
            cmd.design.gtin_attribute = None;
        }
        let template = shop.template(&cmd).await;
        let product = shop.products("outdoor_jacket").await.remove(0);
        shop.publish(&t, template.id, &[product.key]).await;
        let model = shop.passports().await.remove(0);
        let mut case = Self { t, shop, model };
        let saved = case.save_fields(template.id, &form(1)).await;
        saved.assert_status(303);
        case
    }

    pub async fn save_fields(&mut self, template: TemplateId, form: &[(String, String)]) -> Reply {
        let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        post(
            &mut self.shop.owner,
            &format!("/templates/{template}/unit-fields"),
            &form,
        )
        .await
    }

    /// The path of a page below the model.
    pub fn path(&self, rest: &str) -> String {
        format!("/passports/{}{rest}", self.model.id)
    }

    pub async fn get(&mut self, rest: &str) -> Reply {
        let path = self.path(rest);
        self.shop.owner.get(&path).await
    }

    pub async fn create(&mut self, form: &[(&str, &str)]) -> Reply {
        let path = self.path("/units/new");
        post(&mut self.shop.owner, &path, form).await
    }

    /// Creates one unit and answers its id.
    pub async fn one(&mut self, batch: &str, serial: &str, values: &[(&str, &str)]) -> String {
        let mut form = vec![("how", "one"), ("one.batch", batch), ("one.serial", serial)];
        form.extend(values);
        self.create(&form).await.assert_status(303);
        self.id_of(batch, serial).await
    }

    /// The id of a unit.
    pub async fn id_of(&self, batch: &str, serial: &str) -> String {
        let sql = "SELECT id::text FROM passports WHERE coalesce(batch, '') = $1 AND coalesce(serial, '') = $2 AND granularity <> 'model'";
        let row = self
            .t
            .db
            .superuser()
            .await
            .query_one(sql, &[&batch, &serial])
            .await;
        row.expect("the unit is there").get(0)
    }

    pub async fn upload(&mut self, file: &[u8]) -> Reply {
        let path = self.path("/units/file");
        upload(&mut self.shop.owner, &path, file).await
    }

    pub async fn count(&self, what: &str) -> i64 {
        let row = self
            .t
            .db
            .superuser()
            .await
            .query_one(&format!("SELECT count(*) FROM {what}"), &[])
            .await;
        row.expect("a count").get(0)
    }
}

/// Posts a form as a browser does.
pub async fn post(client: &mut Client, path: &str, form: &[(&str, &str)]) -> Reply {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("accept", "text/html"),
    ];
    client.send(Method::POST, path, &headers, Body::from(body)).await
}

/// Posts a file as a browser does.
pub async fn upload(client: &mut Client, path: &str, file: &[u8]) -> Reply {
    let mut body = b"--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"units.csv\"\r\nContent-Type: text/csv\r\n\r\n".to_vec();
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--xyz--\r\n");
    let headers = [
        ("content-type", "multipart/form-data; boundary=xyz"),
        ("accept", "text/html"),
    ];
    client.send(Method::POST, path, &headers, Body::from(body)).await
}

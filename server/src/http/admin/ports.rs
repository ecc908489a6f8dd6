//! The ports of `app`, bound to the caller of one request. Each method is one call of a service.

use crate::{
    app::App,
    context::OpContext,
    http::error::{retry_after, status},
    services::{account, catalog, connections, passports, publish, templates},
};
use app::{
    AppError,
    backend::{self, Ports, Reply},
};
use async_trait::async_trait;
use axum::http::{header, request::Parts};
use domain::{
    ConnectionId, Error, JobId, PassportId, TemplateId,
    account::{ChangePassword, Me, Overview, UpdateBrand},
    catalog::{CatalogView, FamilyAttributes, ListProducts, ProductPage},
    connection::{ConnectionReport, ConnectionView, SaveConnection},
    job::JobView,
    passport::{Accepted, ListPassports, PassportPage, PassportView, Publish, PublishFamily},
    template::{SaveTemplate, TemplateRow, TemplateView},
};
use leptos::prelude::{provide_context, use_context};
use leptos_axum::ResponseOptions;
use std::sync::Arc;

/// Provides the ports to the views and server functions of this request. Where the session layer put no caller into it there
/// are none, and every call fails.
pub(super) fn provide_ports(app: &App) {
    let op = use_context::<Parts>().and_then(|parts| parts.extensions.get::<OpContext>().cloned());
    let (Some(op), Some(response)) = (op, use_context::<ResponseOptions>()) else {
        return;
    };
    let bound = Arc::new(Bound {
        app: app.clone(),
        op,
        response,
    });
    provide_context(Ports {
        account: bound.clone(),
        catalog: bound.clone(),
        connections: bound.clone(),
        passports: bound.clone(),
        templates: bound,
    });
}

struct Bound {
    app: App,
    op: OpContext,
    response: ResponseOptions,
}

impl Bound {
    /// Gives the answer the status of its error.
    fn reply<T>(&self, result: Result<T, Error>) -> Reply<T> {
        result.map_err(|error| {
            self.response.set_status(status(&error));
            if let Some(wait) = retry_after(&error) {
                self.response.insert_header(header::RETRY_AFTER, wait);
            }
            AppError(error)
        })
    }
}

#[async_trait]
impl backend::Account for Bound {
    async fn me(&self) -> Reply<Me> {
        self.reply(account::me(&self.app, &self.op).await)
    }
    async fn overview(&self) -> Reply<Overview> {
        self.reply(account::overview(&self.app, &self.op).await)
    }
    async fn update_brand(&self, cmd: UpdateBrand) -> Reply<Me> {
        self.reply(account::update_brand(&self.app, &self.op, cmd).await)
    }
    async fn change_password(&self, cmd: ChangePassword) -> Reply<()> {
        self.reply(account::change_password(&self.app, &self.op, cmd).await)
    }
}

#[async_trait]
impl backend::Connections for Bound {
    async fn list(&self) -> Reply<Vec<ConnectionView>> {
        self.reply(connections::list(&self.app, &self.op).await)
    }
    async fn get(&self, id: ConnectionId) -> Reply<ConnectionView> {
        self.reply(connections::get(&self.app, &self.op, id).await)
    }
    async fn save(&self, cmd: SaveConnection) -> Reply<ConnectionId> {
        self.reply(connections::save(&self.app, &self.op, cmd).await)
    }
    async fn test(&self, id: ConnectionId) -> Reply<ConnectionReport> {
        self.reply(connections::test(&self.app, &self.op, id).await)
    }
    async fn test_unsaved(&self, cmd: SaveConnection) -> Reply<ConnectionReport> {
        self.reply(connections::test_unsaved(&self.app, &self.op, cmd).await)
    }
    async fn clear_cache(&self, id: ConnectionId) -> Reply<()> {
        self.reply(connections::clear_cache(&self.app, &self.op, id).await)
    }
    async fn set_events(&self, id: ConnectionId, on: bool) -> Reply<()> {
        self.reply(connections::events::set(&self.app, &self.op, id, on).await)
    }
    async fn delete(&self, id: ConnectionId) -> Reply<()> {
        self.reply(connections::delete(&self.app, &self.op, id).await)
    }
}

#[async_trait]
impl backend::Catalog for Bound {
    async fn catalog(&self, connection: ConnectionId) -> Reply<CatalogView> {
        self.reply(catalog::catalog(&self.app, &self.op, connection).await)
    }
    async fn family_attributes(&self, connection: ConnectionId, family: String) -> Reply<FamilyAttributes> {
        self.reply(catalog::family_attributes(&self.app, &self.op, connection, family).await)
    }
    async fn products(&self, cmd: ListProducts) -> Reply<ProductPage> {
        self.reply(catalog::products(&self.app, &self.op, cmd).await)
    }
}

#[async_trait]
impl backend::Templates for Bound {
    async fn list(&self) -> Reply<Vec<TemplateRow>> {
        self.reply(templates::list(&self.app, &self.op).await)
    }
    async fn get(&self, id: TemplateId) -> Reply<TemplateView> {
        self.reply(templates::get(&self.app, &self.op, id).await)
    }
    async fn save(&self, cmd: SaveTemplate) -> Reply<TemplateView> {
        self.reply(templates::save(&self.app, &self.op, cmd).await)
    }
    async fn delete(&self, id: TemplateId) -> Reply<()> {
        self.reply(templates::delete(&self.app, &self.op, id).await)
    }
}

#[async_trait]
impl backend::Passports for Bound {
    async fn publish(&self, cmd: Publish) -> Reply<Accepted> {
        self.reply(publish::publish(&self.app, &self.op, cmd).await)
    }
    async fn publish_family(&self, cmd: PublishFamily) -> Reply<Accepted> {
        self.reply(publish::publish_family(&self.app, &self.op, cmd).await)
    }
    async fn job(&self, id: JobId, page: u32) -> Reply<JobView> {
        self.reply(publish::job_page(&self.app, &self.op, id, page).await)
    }
    async fn cancel_job(&self, id: JobId) -> Reply<JobView> {
        self.reply(publish::cancel_job(&self.app, &self.op, id).await)
    }
    async fn retry_job(&self, id: JobId) -> Reply<Accepted> {
        self.reply(publish::retry_job(&self.app, &self.op, id).await)
    }
    async fn list(&self, cmd: ListPassports) -> Reply<PassportPage> {
        self.reply(passports::list(&self.app, &self.op, cmd).await)
    }
    async fn get(&self, id: PassportId) -> Reply<PassportView> {
        self.reply(passports::get(&self.app, &self.op, id).await)
    }
}

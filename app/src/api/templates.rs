//! Server functions for templates.

use crate::AppError;
use domain::{
    TemplateId,
    template::{SaveTemplate, TemplateRow, TemplateView},
};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// All templates of the brand.
#[server(name = ListTemplatesCall, prefix = "/api/admin", endpoint = "templates/list", input = Json)]
pub async fn list_templates() -> Result<Vec<TemplateRow>, AppError> {
    crate::backend::templates()?.list().await
}

/// One template.
#[server(name = GetTemplateCall, prefix = "/api/admin", endpoint = "templates/get", input = Json)]
pub async fn get_template(id: TemplateId) -> Result<TemplateView, AppError> {
    crate::backend::templates()?.get(id).await
}

/// Creates or changes one; refused when somebody else changed it meanwhile.
#[server(name = SaveTemplateCall, prefix = "/api/admin", endpoint = "templates/save", input = Json)]
pub async fn save_template(cmd: SaveTemplate) -> Result<TemplateView, AppError> {
    crate::backend::templates()?.save(cmd).await
}

/// Deletes a template that has no passports.
#[server(name = DeleteTemplateCall, prefix = "/api/admin", endpoint = "templates/delete", input = Json)]
pub async fn delete_template(id: TemplateId) -> Result<(), AppError> {
    crate::backend::templates()?.delete(id).await
}

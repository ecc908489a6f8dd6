//! What the product list needs to know besides the products.

use crate::{AppError, admin::words::named, api, ui::field::Choice};
use domain::{
    ConnectionId, TemplateId, catalog::FamilyView, connection::ConnectionView, template::TemplateRow,
};
use serde::{Deserialize, Serialize};

/// Connections, families and templates.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Setup {
    /// The brand's connections.
    pub connections: Vec<ConnectionView>,
    /// The one in use.
    pub chosen: Option<ConnectionId>,
    /// Its families; empty while the PIM cannot be read.
    pub families: Vec<FamilyView>,
    /// Its templates.
    pub templates: Vec<TemplateRow>,
}

/// Loads them for the connection of the address, else for the first.
pub async fn load(wanted: String) -> Result<Setup, AppError> {
    let connections = api::connections::list_connections().await?;
    let wanted = wanted.parse::<ConnectionId>().ok();
    let chosen = wanted.or_else(|| connections.first().map(|c| c.id));
    let Some(id) = chosen else {
        return Ok(Setup::default());
    };
    // Without families one can still list and search; the list itself says what is wrong with the PIM.
    let families = api::catalog::get_catalog(id).await.map(|c| c.families);
    let mut templates = api::templates::list_templates().await?;
    templates.retain(|t| t.connection == id);
    Ok(Setup {
        connections,
        chosen,
        families: families.unwrap_or_default(),
        templates,
    })
}

impl Setup {
    /// The connections to choose from.
    pub fn connection_choices(&self) -> Vec<Choice> {
        self.connections
            .iter()
            .map(|c| (c.id.to_string(), c.name.clone()))
            .collect()
    }

    /// The connection in use, as an option's value.
    pub fn chosen_text(&self) -> String {
        self.chosen.map(|id| id.to_string()).unwrap_or_default()
    }

    /// The families to choose from, all of them first.
    pub fn family_choices(&self) -> Vec<Choice> {
        let all = std::iter::once((String::new(), "All families".to_owned()));
        all.chain(
            self.families
                .iter()
                .map(|f| (f.code.clone(), named(&f.labels, &f.code))),
        )
        .collect()
    }

    /// A family's name.
    pub fn family_name(&self, code: &str) -> String {
        self.families
            .iter()
            .find(|f| f.code == code)
            .map_or_else(|| code.to_owned(), |f| named(&f.labels, code))
    }

    /// A template's name, where it is known.
    pub fn template_name(&self, id: TemplateId) -> Option<&str> {
        self.templates
            .iter()
            .find(|t| t.id == id)
            .map(|t| t.name.as_str())
    }
}

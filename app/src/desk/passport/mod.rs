//! One passport on plain pages: its versions, two of them side by side, and its state.

mod compare;
mod forms;
mod state;
#[cfg(test)]
mod tests;
mod versions;

pub use compare::compare_page;
pub use state::state_page;
pub use versions::versions_page;

use super::readiness::parts::trail;
use crate::{admin::named, routes::Route};
use domain::passport::PassportRow;
use leptos::prelude::*;

/// The pages above.
fn above(row: &PassportRow) -> impl IntoView + use<> {
    trail(vec![
        (Route::Passports, "Passports".to_owned()),
        (Route::Passport(row.id), named(&row.name, &row.product_identifier)),
    ])
}

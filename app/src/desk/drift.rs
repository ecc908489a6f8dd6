//! Drift: the passports that no longer say what the PIM says, and each one beside it.

mod detail;
mod list;
mod values;
mod words;

pub use detail::passport_drift_page;
pub use list::drift_page;
pub(super) use values::side_by_side;

use domain::drift::{DriftMark, DriftState};

/// How a passport stands, as a badge: its tone and its words.
fn badge(state: DriftState) -> (&'static str, &'static str) {
    match state {
        DriftState::Same => ("badge tone-ok", "Up to date"),
        DriftState::Changed => ("badge tone-warn", "Changed in the PIM"),
        DriftState::Gone => ("badge tone-danger", "Gone from the PIM"),
        DriftState::Moved => ("badge tone-danger", "In another family"),
    }
}

/// The same for what is known, which may be due to the template.
fn badge_of(mark: &DriftMark) -> (&'static str, &'static str) {
    if mark.state == DriftState::Changed && mark.design_changed {
        ("badge tone-warn", "Template changed")
    } else {
        badge(mark.state)
    }
}

//! The browser's entry points: nothing but a panic hook and the dashboard.

use app::admin::AdminApp;
use wasm_bindgen::prelude::wasm_bindgen;

/// Brings the page to life that the server rendered.
#[cfg(feature = "hydrate")]
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(AdminApp);
}

/// Renders the dashboard in the browser alone, for work on the user interface.
#[cfg(all(feature = "csr", not(feature = "hydrate")))]
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(AdminApp);
}

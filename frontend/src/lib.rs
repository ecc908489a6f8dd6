//! The browser's entry points: nothing but a panic hook and the dashboard.

use app::admin::AdminApp;
use wasm_bindgen::prelude::wasm_bindgen;

/// Brings the page to life that the server rendered. Where its part of the program cannot be had, the page stays as it is: its
/// links and forms work without a program.
#[cfg(feature = "hydrate")]
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    let path = leptos::prelude::location().pathname().unwrap_or_default();
    wasm_bindgen_futures::spawn_local(async move {
        if app::admin::load_for(&path).await {
            leptos::mount::hydrate_body(AdminApp);
        }
    });
}

/// Renders the dashboard in the browser alone, for work on the user interface.
#[cfg(all(feature = "csr", not(feature = "hydrate")))]
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(AdminApp);
}

/// Room for the cutting of the bundle into parts: it lays out the constants anew, those of each part by themselves, and needs
/// some bytes for the gaps. Without them it silently leaves every constant in the part that all pages load. Nothing refers
/// to these, so no part gets them.
#[cfg(feature = "split")]
#[used]
static ROOM_FOR_GAPS: [u8; 4096] = [1; 4096];

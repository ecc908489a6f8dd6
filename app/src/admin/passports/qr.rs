//! The QR code of a passport, to look at and to take away.

use crate::{
    routes::Route,
    ui::{Look, field::Select},
};
use domain::PassportId;
use leptos::prelude::*;

/// The sizes of the picture that can be had, in pixels.
const SIZES: [u32; 4] = [256, 512, 1024, 2048];
const DEFAULT_SIZE: u32 = 1024;

/// The code with its downloads.
#[component]
pub fn QrCode(
    /// The passport.
    id: PassportId,
    /// The product's identifier, which names the files.
    identifier: String,
) -> impl IntoView {
    let size = RwSignal::new(DEFAULT_SIZE.to_string());
    let choices = SIZES
        .map(|s| (s.to_string(), format!("{s} \u{d7} {s} pixels")))
        .to_vec();
    let png = move || format!("{}?size={}&download=1", Route::QrPng(id).href(), size.get());
    let file = file_name(&identifier);
    view! {
        <section class="card qr" aria-labelledby="qr-title">
            <h2 id="qr-title">"QR code"</h2>
            <img
                class="qr-image"
                src=Route::QrSvg(id).href()
                width="220"
                height="220"
                alt="QR code that opens the passport"
            />
            <p class="muted">"It opens the address above. "<a href=format!("{}?passport={id}", Route::Labels.href()) rel="external">"Print labels of it"</a></p>
            <a class=Look::Primary.class() href=format!("{}?download=1", Route::QrSvg(id).href()) download=format!("{file}.svg")>
                "Download SVG, for print"
            </a>
            <div class="qr-png">
                <label class="field-label" for="qr-size">
                    "Size of the picture"
                </label>
                <Select
                    id="qr-size"
                    name="size"
                    value=size
                    options=Signal::stored(choices)
                    on_change=Callback::new(move |v| size.set(v))
                />
                <a class=Look::Plain.class() href=png download=format!("{file}.png")>
                    "Download PNG"
                </a>
            </div>
        </section>
    }.into_any()
}

/// A file name without anything that a file system may refuse.
fn file_name(identifier: &str) -> String {
    let plain: String = identifier
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '-' {
                c
            } else {
                '_'
            }
        })
        .collect();
    format!("qr-{plain}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_has_no_surprises() {
        assert_eq!(file_name("A/B ü\"c"), "qr-A_B___c");
    }
}

//! The brand's name and how long product values are cached.

use crate::{
    admin::session::use_session,
    api,
    ui::{ErrorSummary, SelectField, Submit, TextField, Trouble, summary::act, time::duration, use_toasts},
};
use domain::{
    Error,
    account::{Me, UpdateBrand},
};
use leptos::{ev, prelude::*};

/// The times to choose from, in seconds.
const PRESETS: [u32; 6] = [60, 900, 3600, 21_600, 86_400, 604_800];
/// The choice that lets one type minutes.
const OTHER: &str = "other";

/// What is typed into the form.
#[derive(Clone, Copy)]
struct Input {
    name: RwSignal<String>,
    preset: RwSignal<String>,
    minutes: RwSignal<String>,
}

impl Input {
    fn of(me: &Me) -> Self {
        let ttl = me.cache_ttl_s;
        let preset = if PRESETS.contains(&ttl) {
            ttl.to_string()
        } else {
            OTHER.to_owned()
        };
        Self {
            name: RwSignal::new(me.brand_name.clone()),
            preset: RwSignal::new(preset),
            minutes: RwSignal::new((ttl / 60).to_string()),
        }
    }

    fn to_command(self) -> Result<UpdateBrand, Error> {
        let cache_ttl_s = ttl_s(&self.preset.get_untracked(), &self.minutes.get_untracked())?;
        let command = UpdateBrand {
            name: self.name.get_untracked().trim().to_owned(),
            cache_ttl_s,
        };
        command.check()?;
        Ok(command)
    }
}

/// The chosen time in seconds.
fn ttl_s(preset: &str, minutes: &str) -> Result<u32, Error> {
    if preset != OTHER {
        return preset.parse().map_err(|_| Error::Internal);
    }
    let minutes: u32 = minutes
        .trim()
        .parse()
        .map_err(|_| Error::invalid("cache_ttl_s", "Enter a whole number of minutes."))?;
    Ok(minutes.saturating_mul(60))
}

fn choices() -> Vec<(String, String)> {
    let presets = PRESETS.map(|s| (s.to_string(), duration(i64::from(s))));
    let other = (OTHER.to_owned(), "Another time".to_owned());
    presets.into_iter().chain([other]).collect()
}

/// The form.
#[component]
pub fn BrandForm(me: Me) -> impl IntoView {
    let session = use_session();
    let toasts = use_toasts();
    let trouble = Trouble::new();
    let busy = RwSignal::new(false);
    let input = Input::of(&me);
    let save = move |e: ev::SubmitEvent| {
        e.prevent_default();
        match input.to_command() {
            Err(error) => trouble.set(error),
            Ok(command) => act(busy, trouble, api::account::update_brand(command), move |me| {
                session.rename_brand(me.brand_name);
                toasts.done("The settings are saved.");
            }),
        }
    };
    let other = move || input.preset.get() == OTHER;
    view! {
        <form class="form card" novalidate=true method="post" on:submit=save aria-labelledby="brand">
            <h2 id="brand">"Brand"</h2>
            <ErrorSummary trouble />
            <TextField
                name="name"
                label="Brand name"
                value=input.name
                trouble
                help="It stands at the top of every passport that you publish from now on."
            />
            <SelectField
                name="preset"
                label="Keep product values for"
                value=input.preset
                trouble
                options=Signal::stored(choices())
                help="Values from the PIM are read afresh when this time is over. You can clear the cache of a connection at any time."
            />
            {move || {
                other()
                    .then(|| {
                        view! {
                            <TextField name="cache_ttl_s" label="Minutes" value=input.minutes trouble kind="number" />
                        }.into_any()
                    })
            }}
            <div class="form-actions">
                <Submit label="Save" busy />
            </div>
        </form>
    }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_time_is_typed_in_minutes() {
        assert_eq!(ttl_s("3600", "nonsense"), Ok(3600));
        assert_eq!(ttl_s(OTHER, " 90 "), Ok(5400));
        assert!(ttl_s(OTHER, "1.5").unwrap_err().at("cache_ttl_s").is_some());
    }
}

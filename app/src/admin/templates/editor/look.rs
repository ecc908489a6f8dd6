//! The settings of a template: name, channel, languages, basics, colour and logo.

use super::state::{Editor, locale_name};
use crate::{
    admin::address::use_go,
    admin::{templates::draft::Step, words::named},
    api,
    routes::Route,
    ui::{
        Confirm, Look as ButtonLook, SelectField, TextField,
        field::{Choice, field_id},
        keyed,
        summary::act,
    },
};
use domain::{
    Locale, TemplateId,
    branding::{Palette, Rgb},
    catalog::ChannelView,
    template::TemplateDesign,
};
use leptos::{ev, prelude::*};

/// The settings.
#[component]
pub fn Look(editor: Editor, edits: bool) -> impl IntoView {
    let name = text(editor, |d| d.name.clone(), |d, v| d.name = v);
    let logo = text(
        editor,
        |d| d.branding.logo_url.clone(),
        |d, v| v.trim().clone_into(&mut d.branding.logo_url),
    );
    let live = text(
        editor,
        |d| if d.live { "1" } else { "" }.to_owned(),
        |d, v| d.live = !v.is_empty(),
    );
    let trouble = editor.trouble;
    view! {
        <h2 class="pane-title">"Settings"</h2>
        <TextField name="name" label="Name" value=name trouble help="It does not stand on the passport." />
        <Channel editor />
        <SelectField
            name="live"
            label="Versions"
            value=live
            trouble
            options=Signal::stored(
                vec![
                    (String::new(), "Every publication is kept for ever".to_owned()),
                    ("1".to_owned(), "Live: nothing is kept".to_owned()),
                ],
            )
            help="A live page shows what the PIM says, and is unavailable while the PIM is down for longer than the cache keeps values. It does not fulfil a legal duty to keep passports available. Fixed once there are passports."
        />
        <Languages editor />
        <Basics editor />
        <Accent editor />
        <TextField
            name="branding.logo_url"
            label="Web address of the logo"
            value=logo
            trouble
            kind="url"
            optional=true
            code=true
            help="Starting with https://. Tessera keeps a copy, so visitors never load it from there."
        />
        {edits.then(|| view! { <Removal editor /> }.into_any())}
    }
    .into_any()
}

/// A signal of one text of the design, written back as it is typed.
fn text(
    editor: Editor,
    get: fn(&TemplateDesign) -> String,
    set: fn(&mut TemplateDesign, String),
) -> RwSignal<String> {
    let signal = RwSignal::new(editor.draft.with_untracked(|d| get(d.design())));
    Effect::new(move |_| {
        let value = signal.get();
        if editor.draft.with_untracked(|d| get(d.design())) != value {
            editor.draft.update(|d| d.change(|design| set(design, value)));
        }
    });
    signal
}

#[component]
fn Channel(editor: Editor) -> impl IntoView {
    let value = text(editor, |d| d.channel.clone(), |_, _| ());
    Effect::new(move |_| {
        let code = value.get();
        let offered = channel(editor, &code).map(|c| c.locales);
        let changed = editor.draft.with_untracked(|d| d.design().channel != code);
        if let (true, Some(offered)) = (changed, offered) {
            editor.draft.update(|d| d.set_channel(&code, &offered));
            let first = editor
                .draft
                .with_untracked(|d| d.design().locales.first().cloned());
            if let Some(first) = first {
                editor.locale.set(first);
            }
        }
    });
    let options = editor.channels.with_value(|list| {
        list.iter()
            .map(|c| (c.code.clone(), named(&c.labels, &c.code)))
            .collect::<Vec<Choice>>()
    });
    // While the PIM is down the channel in use is the only one that is known.
    let options = if options.is_empty() {
        let code = value.get_untracked();
        vec![(code.clone(), code)]
    } else {
        options
    };
    view! {
        <SelectField
            name="channel"
            label="Channel"
            value
            trouble=editor.trouble
            options=Signal::stored(options)
            help="Values of this channel of the PIM stand on the passport."
        />
    }
    .into_any()
}

fn channel(editor: Editor, code: &str) -> Option<ChannelView> {
    editor
        .channels
        .with_value(|list| list.iter().find(|c| c.code == code).cloned())
}

/// The languages of the page: the chosen ones in their order, then the others.
#[component]
fn Languages(editor: Editor) -> impl IntoView {
    let error = editor.trouble.at("locales");
    let list = Memo::new(move |_| {
        let (code, chosen) = editor
            .draft
            .with(|d| (d.design().channel.clone(), d.design().locales.clone()));
        let offered = channel(editor, &code).map(|c| c.locales).unwrap_or_default();
        let others = offered
            .into_iter()
            .filter(|l| !chosen.contains(l))
            .collect::<Vec<_>>();
        chosen.into_iter().chain(others).collect::<Vec<Locale>>()
    });
    view! {
        <fieldset class="field" id=field_id("locales") tabindex="-1">
            <legend class="field-label">"Languages"</legend>
            {move || error.get().map(|text| view! { <p class="field-error">{text}</p> }.into_any())}
            <ul class="languages">
                {keyed(
                    move || list.with(|l| l.iter().map(|l| l.as_str().to_owned()).collect()),
                    move |code| Locale::parse(&code).map(|locale| language(editor, locale)).into_any(),
                )}
            </ul>
            <p class="field-help">"The first is shown to visitors who speak none of them."</p>
        </fieldset>
    }
    .into_any()
}

fn language(editor: Editor, locale: Locale) -> impl IntoView {
    let name = locale_name(&locale);
    let locale = StoredValue::new(locale);
    let offered = move || {
        editor
            .draft
            .with(|d| locale.with_value(|l| d.design().locales.contains(l)))
    };
    let choose = move |e: ev::Event| {
        let wanted = event_target_checked(&e);
        editor
            .draft
            .update(|d| locale.with_value(|l| d.set_locale(l, wanted)));
        let remaining = editor.draft.with_untracked(|d| d.design().locales.clone());
        if !remaining.contains(&editor.locale.get_untracked())
            && let Some(first) = remaining.first()
        {
            editor.locale.set(first.clone());
        }
    };
    let up = move |_| {
        editor
            .draft
            .update(|d| _ = locale.with_value(|l| d.move_locale(l, Step::Up)));
    };
    let label = format!("Move up: {name}");
    view! {
        <li class="language">
            <label>
                <input type="checkbox" checked=untrack(offered) prop:checked=offered on:change=choose />
                {name}
            </label>
            <button
                type="button"
                class="button button-quiet button-icon"
                aria-label=label
                hidden=move || !offered()
                on:click=up
            >
                "\u{2191}"
            </button>
        </li>
    }
    .into_any()
}

/// The attributes with a place of their own on the page.
#[component]
fn Basics(editor: Editor) -> impl IntoView {
    let of = |get: fn(&TemplateDesign) -> &Option<String>, set: fn(&mut TemplateDesign, Option<String>)| {
        let signal = RwSignal::new(
            editor
                .draft
                .with_untracked(|d| get(d.design()).clone().unwrap_or_default()),
        );
        Effect::new(move |_| {
            let value = Some(signal.get()).filter(|v| !v.is_empty());
            if editor.draft.with_untracked(|d| *get(d.design()) != value) {
                editor.draft.update(|d| d.change(|design| set(design, value)));
            }
        });
        signal
    };
    let select = move |name: &'static str,
                       label: &'static str,
                       value,
                       none: &str,
                       kinds: &[&str],
                       help: &'static str| {
        let mut options = editor.attribute_choices(none, kinds);
        let chosen: RwSignal<String> = value;
        let current = chosen.get_untracked();
        if !options.iter().any(|(code, _)| *code == current) {
            options.push((current.clone(), current));
        }
        view! {
            <SelectField name label value trouble=editor.trouble options=Signal::stored(options) help />
        }
        .into_any()
    };
    let name = of(|d| &d.name_attribute, |d, v| d.name_attribute = v);
    let description = of(|d| &d.description_attribute, |d, v| d.description_attribute = v);
    let image = of(|d| &d.image_attribute, |d, v| d.image_attribute = v);
    let gtin = of(|d| &d.gtin_attribute, |d, v| d.gtin_attribute = v);
    let texts = ["_text", "_textarea", "_identifier"];
    view! {
        {select("name_attribute", "Product name", name, "As the family says", &texts, "")}
        {select("description_attribute", "Line of description", description, "None", &texts, "")}
        {select("image_attribute", "Main picture", image, "As the family says", &["_image", "asset_collection"], "")}
        {select(
            "gtin_attribute",
            "GTIN",
            gtin,
            "None",
            &["_text", "_identifier", "_number"],
            "Products with a valid GTIN get a GS1 address, the others a Tessera address.",
        )}
    }.into_any()
}

/// The brand's colour, typed or picked, and what becomes of it.
#[component]
fn Accent(editor: Editor) -> impl IntoView {
    let accent = text(
        editor,
        |d| d.branding.accent.clone(),
        |d, v| v.trim().clone_into(&mut d.branding.accent),
    );
    let colour = move || Rgb::parse(&accent.get());
    let words = move || colour().map(contrast_words);
    view! {
        <div class="accent">
            <TextField name="branding.accent" label="Colour" value=accent trouble=editor.trouble code=true />
            <input
                class="swatch"
                type="color"
                aria-label="Pick the colour"
                value=untrack(colour).map(Rgb::hex)
                prop:value=move || colour().map(Rgb::hex).unwrap_or_default()
                on:input=move |e| accent.set(event_target_value(&e))
            />
        </div>
        <p class="field-help" aria-live="polite">
            {words}
        </p>
    }
    .into_any()
}

/// What the page makes of a colour.
fn contrast_words(colour: Rgb) -> String {
    let palette = Palette::derive(colour);
    let on_band = if palette.on_band == domain::branding::WHITE {
        "White"
    } else {
        "Black"
    };
    let ratio = palette.band.contrast(palette.on_band);
    let text = if palette.adjusted {
        format!(
            "As text on white it is darkened to {}, so that everyone can read it.",
            palette.accent_light.hex()
        )
    } else {
        "It reads well as text on white.".to_owned()
    };
    format!("{on_band} text stands on it with a contrast of {ratio:.1} to 1. {text}")
}

/// Deletes the template, where it has no passports.
#[component]
fn Removal(editor: Editor) -> impl IntoView {
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let go = use_go();
    let id: Option<TemplateId> = editor.draft.with_untracked(|d| d.to_command().id);
    let unsaved = crate::admin::guard::use_unsaved();
    let on_confirm = Callback::new(move |()| {
        let Some(id) = id else { return };
        act(
            busy,
            editor.trouble,
            api::templates::delete_template(id),
            move |()| {
                unsaved.forget();
                editor.toasts.done("The template is deleted.");
                go.run(Route::Templates);
            },
        );
    });
    view! {
        <button type="button" class=ButtonLook::Danger.class() on:click=move |_| open.set(true)>
            "Delete template"
        </button>
        <Confirm open title="Delete this template?" id="confirm-delete" action="Delete template" on_confirm>
            <p>
                "The design is erased. A template with passports cannot be deleted, because its passports would lose their way to be published again."
            </p>
        </Confirm>
    }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pale_colour_is_told_to_be_darkened() {
        assert_eq!(
            contrast_words(Rgb(255, 255, 0)),
            format!(
                "Black text stands on it with a contrast of 19.6 to 1. As text on white it is darkened to {}, so that everyone can read it.",
                Palette::derive(Rgb(255, 255, 0)).accent_light.hex()
            )
        );
        assert!(contrast_words(Rgb(15, 107, 102)).ends_with("reads well as text on white."));
    }
}

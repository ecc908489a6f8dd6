//! The fields that a template gives to batches and items.

use super::{
    super::{
        layout::{Frame, page},
        readiness::parts::{field, line, options, select, trail},
    },
    parts::level_words,
};
use crate::{account::FormState, routes::Route, ui::Look};
use domain::{
    Error, FieldError, Locale, Reader, TemplateId,
    profile::PointId,
    text::Labels,
    unit::{Level, UNIT_FIELDS_MAX, UnitField, UnitKind},
};
use leptos::prelude::*;

/// Empty places at the end of the form.
const SPARE: usize = 3;

/// What the page is about.
#[derive(Clone, Debug)]
pub struct UnitFieldsForm {
    /// The template.
    pub template: TemplateId,
    /// Its name.
    pub name: String,
    /// The revision that a change is based on.
    pub revision: u32,
    /// The languages of its page.
    pub locales: Vec<Locale>,
    /// How many fields there are, typed ones included.
    pub count: usize,
    /// Why it can have none, where it can have none.
    pub closed: Option<&'static str>,
    /// Whether the caller may change them.
    pub may_edit: bool,
}

/// The page of a template's fields of batches and items.
pub fn unit_fields_page(frame: &Frame, state: &FormState<'_>, form: &UnitFieldsForm) -> String {
    let places = (form.count + SPARE).min(UNIT_FIELDS_MAX);
    let names: Vec<String> = (0..places)
        .flat_map(|n| ["key", "label", "unit"].map(|part| format!("unit_fields.{n}.{part}")))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    page(frame, state, "Fields of batches and items", &names, || {
        let above = vec![
            (Route::Templates, "Templates".to_owned()),
            (Route::Template(form.template), form.name.clone()),
        ];
        let each = (0..places).map(|n| place(state, form, n)).collect_view();
        let save = form.may_edit.then(|| {
            view! {
                <div class="form-actions">
                    <button type="submit" class=Look::Primary.class()>"Save"</button>
                </div>
            }
        });
        view! {
            {trail(above)}
            {form.closed.map(|why| view! { <p class="notice tone-warn">{why}</p> })}
            <p class="lead">
                "What is true of a model comes from the PIM. What differs from batch to batch, such as the chemistry of cells, or from item to item, such as the state of health, is entered for each batch or item."
            </p>
            <form class="form" method="post" action=Route::UnitFields(form.template).href() novalidate>
                <input type="hidden" name="revision" value=form.revision.to_string() />
                {each}
                <p class="hint">"Clear the key to take a field away. What is published stays as it is until a value changes."</p>
                {save}
            </form>
        }
    })
}

fn place(state: &FormState<'_>, form: &UnitFieldsForm, n: usize) -> impl IntoView + use<> {
    let name = |part: &str| format!("unit_fields.{n}.{part}");
    let value = |part: &str| state.value(&name(part));
    let key = value("key");
    let title = if key.is_empty() {
        "A new field".to_owned()
    } else {
        format!("Field {key}")
    };
    let levels = Level::ALL.map(|level| (level.word().to_owned(), level_words(level).to_owned()));
    let kinds = UnitKind::ALL.map(|kind| (kind.word().to_owned(), kind.words().to_owned()));
    let level = field(state, (&name("level"), "Of each"), None, |told| {
        select(told, options(&levels, &value("level")))
    });
    let kind = field(state, (&name("kind"), "Holds"), None, |told| {
        select(told, options(&kinds, &value("kind")))
    });
    let help = "Names the field in tables and data, such as state_of_health.".to_owned();
    let key = field(state, (&name("key"), "Key"), Some(help), |told| {
        line(told, "text", None, key)
    });
    let labels = form
        .locales
        .iter()
        .enumerate()
        .map(|(place, locale)| {
            // Mistakes of the name are told at its first language.
            let part = if place == 0 {
                "label".to_owned()
            } else {
                format!("label.{locale}")
            };
            let label = format!("Name in {}", locale.native_name());
            field(state, (&name(&part), &label), None, |told| {
                line(told, "text", None, value(&part))
            })
        })
        .collect_view();
    let unit = field(
        state,
        (&name("unit"), "Unit"),
        Some("Of numbers, such as % or kWh; may be empty.".to_owned()),
        |told| line(told, "text", None, value("unit")),
    );
    view! {
        <fieldset class="card">
            <legend>{title}</legend>
            <input type="hidden" name=name("point") value=value("point") />
            {key}
            {labels}
            {level}
            {kind}
            {unit}
            {readers(state, n)}
        </fieldset>
    }
}

/// Those whom a field may name; the brand always reads it.
const NAMED: [Reader; 5] = [
    Reader::Public,
    Reader::Owner,
    Reader::Repairer,
    Reader::Recycler,
    Reader::Authority,
];

/// A box for each reader; a new field is everybody's.
fn readers(state: &FormState<'_>, n: usize) -> impl IntoView + use<> {
    let value = |part: &str| state.value(&format!("unit_fields.{n}.{part}"));
    let is_new = value("readers").is_empty();
    let boxes = NAMED
        .map(|reader| {
            let name = format!("reader.{}", reader.word());
            let ticked = value(&name) == "on" || (is_new && reader == Reader::Public);
            view! {
                <label class="choice">
                    <input type="checkbox" name=format!("unit_fields.{n}.{name}") value="on" checked=ticked />
                    {reader.words()}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend>"Readers"</legend>
            <input type="hidden" name=format!("unit_fields.{n}.readers") value="chosen" />
            {boxes}
            <p class="help">"Without a tick, your brand alone reads it."</p>
        </fieldset>
    }
}

/// Fields as what stands in the form.
pub fn typed_unit_fields(fields: &[UnitField], locales: &[Locale]) -> Vec<(String, String)> {
    let mut typed = Vec::new();
    for (n, field) in fields.iter().enumerate() {
        let mut add = |part: &str, value: String| typed.push((format!("unit_fields.{n}.{part}"), value));
        add("key", field.key.clone());
        add("level", field.level.word().to_owned());
        add("kind", field.kind.word().to_owned());
        add("unit", field.unit.clone().unwrap_or_default());
        add(
            "point",
            field.point.as_ref().map(ToString::to_string).unwrap_or_default(),
        );
        add("readers", "chosen".to_owned());
        for reader in field.readers.iter() {
            add(&format!("reader.{}", reader.word()), "on".to_owned());
        }
        for (place, locale) in locales.iter().enumerate() {
            let part = if place == 0 {
                "label".to_owned()
            } else {
                format!("label.{locale}")
            };
            add(&part, field.label.get(locale).cloned().unwrap_or_default());
        }
    }
    typed
}

/// The fields that a form describes; places without a key are none. `before` is what is stored: names in languages that the
/// form does not show are kept.
pub fn read_unit_fields(
    typed: &[(String, String)],
    locales: &[Locale],
    before: &[UnitField],
) -> Result<Vec<UnitField>, Error> {
    let text = |n: usize, part: &str| {
        let name = format!("unit_fields.{n}.{part}");
        let found = typed.iter().find(|(other, _)| *other == name);
        found.map_or("", |(_, value)| value.trim())
    };
    let (mut fields, mut wrong) = (Vec::new(), Vec::new());
    for n in 0..UNIT_FIELDS_MAX {
        let key = text(n, "key");
        if key.is_empty() {
            continue;
        }
        let stored = before.iter().find(|field| field.key == key);
        let mut label: Labels = stored.map(|field| field.label.clone()).unwrap_or_default();
        for (place, locale) in locales.iter().enumerate() {
            let name = match place {
                0 => text(n, "label"),
                _ => text(n, &format!("label.{locale}")),
            };
            if name.is_empty() {
                label.remove(locale);
            } else {
                label.insert(locale.clone(), name.to_owned());
            }
        }
        // A form without the boxes changes nothing about them.
        let readers = if text(n, "readers").is_empty() {
            stored.map(|field| field.readers.clone()).unwrap_or_default()
        } else {
            let ticked = |reader: &Reader| text(n, &format!("reader.{}", reader.word())) == "on";
            NAMED.into_iter().filter(ticked).collect()
        };
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        match (Level::parse(text(n, "level")), UnitKind::parse(text(n, "kind"))) {
            (Some(level), Some(kind)) => fields.push(UnitField {
                key: key.to_owned(),
                label,
                level,
                kind,
                unit: some(text(n, "unit")),
                point: PointId::parse(text(n, "point")).ok(),
                readers,
            }),
            _ => wrong.push(FieldError::new(
                format!("unit_fields.{n}.key"),
                "Choose of what it is a field, and what it holds.",
            )),
        }
    }
    if wrong.is_empty() {
        Ok(fields)
    } else {
        Err(Error::Invalid(wrong))
    }
}

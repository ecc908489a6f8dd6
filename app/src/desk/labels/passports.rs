//! Whose labels: all of a template, or those that are ticked.

use super::fields::Choice;
use crate::{
    account::FormState,
    admin::named,
    routes::Route,
    ui::{Look, time::plural},
};
use domain::{
    labels::{LabelsView, Levels},
    passport::PassportRow,
};
use leptos::prelude::*;

pub(super) fn section(state: &FormState<'_>, view: &LabelsView) -> impl IntoView + use<> {
    let ticked = state.value("which") == "ticked";
    let mistake = |name: &str| {
        let text = state.error.and_then(|e| e.at(name)).map(str::to_owned);
        text.map(|text| view! { <p class="mistake">{text}</p> })
    };
    let (no_template, nobody) = (mistake("template"), mistake("which"));
    view! {
        <section class="card" aria-labelledby="whose">
            <h2 id="whose">"Whose labels"</h2>
            <div class="filters">
                <div class="field">
                    <label for="template">"Template"</label>
                    {no_template}
                    {templates(state, view)}
                </div>
                <div class="field">
                    <label for="search">"Name, identifier or GTIN"</label>
                    <input id="search" name="search" type="search" maxlength="100" value=state.value("search") />
                </div>
                <div class="row-actions">
                    <button type="submit" class=Look::Plain.class() formmethod="get">"Show"</button>
                </div>
            </div>
            <fieldset class="field">
                <legend>"Make labels of"</legend>
                {nobody}
                <div class="choice">
                    <input type="radio" id="which" name="which" value="all" checked=!ticked && view.above.is_none() />
                    <label for="which">"All passports of the template"</label>
                </div>
                {below(state, view)}
                <div class="choice">
                    <input type="radio" id="which-ticked" name="which" value="ticked" checked=ticked />
                    <label for="which-ticked">"The ticked passports"</label>
                </div>
            </fieldset>
            {level(state)}
            {rows(state, view)}
        </section>
    }
}

/// The batches and items of one passport, where a link from it led here.
fn below(state: &FormState<'_>, view: &LabelsView) -> Option<impl IntoView + use<>> {
    let above = view.above.as_ref()?;
    let checked = state.value("which") == "below";
    let text = format!(
        "Batches and items of {}",
        named(&above.name, &above.product_identifier)
    );
    Some(view! {
        <div class="choice">
            <input type="radio" id="which-below" name="which" value="below" checked=checked />
            <label for="which-below">{text}</label>
            <input type="hidden" name="below" value=above.id.to_string() />
        </div>
    })
}

fn level(state: &FormState<'_>) -> impl IntoView + use<> {
    Choice {
        name: "level",
        label: "Level",
        help: "",
        options: &[
            ("", "Models, batches and items"),
            ("model", "Models"),
            ("batch", "Batches"),
            ("item", "Items"),
        ],
    }
    .view(state)
}

fn templates(state: &FormState<'_>, view: &LabelsView) -> impl IntoView + use<> {
    let chosen = state.value("template");
    let options = view
        .templates
        .iter()
        .map(|(id, name, count)| {
            let value = id.to_string();
            let selected = value == chosen;
            let text = format!("{name} ({})", counted(*count));
            view! { <option value=value selected=selected>{text}</option> }
        })
        .collect_view();
    view! {
        <select id="template" name="template">
            <option value="">"Choose a template"</option>
            {options}
        </select>
    }
}

/// What is printed where no level is chosen, and of which levels it is.
fn counted(levels: Levels) -> String {
    let all = plural(levels.total(), "label");
    let batches = match levels.batches {
        1 => "1 batch".to_owned(),
        n => format!("{n} batches"),
    };
    let parts: Vec<String> = [
        (levels.models, plural(levels.models, "model")),
        (levels.batches, batches),
        (levels.items, plural(levels.items, "item")),
    ]
    .into_iter()
    .filter_map(|(count, text)| (count > 0).then_some(text))
    .collect();
    match parts.as_slice() {
        [_] | [] => all,
        parts => format!("{all}: {}", parts.join(", ")),
    }
}

fn rows(state: &FormState<'_>, view: &LabelsView) -> impl IntoView + use<> {
    let ticked: Vec<&str> = state
        .values
        .iter()
        .filter(|(name, _)| *name == "passport")
        .map(|(_, id)| *id)
        .collect();
    let rows = view
        .passports
        .iter()
        .map(|row| tick(row, ticked.contains(&row.id.to_string().as_str())))
        .collect_view();
    let shown = u32::try_from(view.passports.len()).unwrap_or(u32::MAX);
    let more = (view.found > shown).then(|| {
        let text = format!(
            "{shown} of {} are shown. Search for others, or take all of the template.",
            view.found
        );
        view! { <p class="hint">{text}</p> }
    });
    view! {
        <details open=state.value("which") == "ticked">
            <summary>"Choose passports one by one"</summary>
            <ul class="label-choices">{rows}</ul>
            {more}
        </details>
    }
}

fn tick(row: &PassportRow, ticked: bool) -> impl IntoView + use<> {
    let id = format!("p-{}", row.id);
    let name = named(&row.name, &row.product_identifier);
    view! {
        <li class="choice">
            <input type="checkbox" id=id.clone() name="passport" value=row.id.to_string() checked=ticked />
            <span>
                <label for=id>{name}</label>
                <span class="help">{row.path.clone()} " · " <a href=Route::Passport(row.id).href()>"Passport"</a></span>
            </span>
        </li>
    }
}

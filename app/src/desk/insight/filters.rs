//! Which days, and which template.

use super::words::insight_address;
use crate::{account::FormState, routes::Route, ui::Look};
use domain::{
    TemplateId,
    insight::{Insight, InsightQuery, LENGTHS, USUAL},
};
use leptos::prelude::*;

/// Links to the usual lengths of time, and a form for any other.
pub(super) fn filters(
    state: &FormState<'_>,
    query: &InsightQuery,
    templates: &[(TemplateId, String)],
    insight: Option<&Insight>,
) -> impl IntoView + use<> {
    let range = insight.map(|insight| insight.period.range);
    let shown = |typed: &str, day: Option<String>| {
        if state.error.is_some() || !typed.is_empty() {
            typed.to_owned()
        } else {
            day.unwrap_or_default()
        }
    };
    let from = shown(&query.from, range.map(|range| range.first.to_string()));
    let to = shown(&query.to, range.map(|range| range.last.to_string()));
    view! {
        {lengths(query, insight)}
        <form class="filters" method="get" action=Route::Insight.href() aria-label="Which scans" novalidate>
            {day(state, "from", "First day", from)}
            {day(state, "to", "Last day", to)}
            {template(state, query, templates)}
            {passport(state, query)}
            <div class="row-actions">
                <button type="submit" class=Look::Plain.class()>"Show"</button>
            </div>
        </form>
    }
}

fn lengths(query: &InsightQuery, insight: Option<&Insight>) -> impl IntoView + use<> {
    let current = match (query.from.is_empty() && query.to.is_empty(), query.days.as_str()) {
        (false, _) => None,
        (true, "") => Some(USUAL),
        (true, typed) => typed.parse().ok(),
    };
    let kept = insight.map_or(u32::MAX, |insight| insight.period.kept);
    let links = LENGTHS
        .iter()
        .filter(|days| **days <= kept)
        .map(|days| {
            let to = InsightQuery {
                days: days.to_string(),
                template: query.template.clone(),
                passport: query.passport.clone(),
                ..InsightQuery::default()
            };
            let is_current = current == Some(*days);
            let label = format!("Last {days} days");
            view! {
                <li>
                    <a class=Look::Plain.class() href=insight_address(&Route::Insight, &to) aria-current=is_current.then_some("true")>{label}</a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav id="days" aria-label="Length of time" tabindex="-1">
            <ul class="row-actions">{links}</ul>
        </nav>
    }
}

/// What is wrong with a field: its text and the id that the field is described by.
fn mistake(state: &FormState<'_>, name: &str) -> Option<(String, String)> {
    let text = state.error.and_then(|error| error.at(name))?;
    Some((text.to_owned(), format!("{name}-error")))
}

fn told(mistake: Option<(String, String)>) -> Option<impl IntoView + use<>> {
    mistake.map(|(text, id)| view! { <p class="mistake" id=id>{text}</p> })
}

fn day(
    state: &FormState<'_>,
    name: &'static str,
    label: &'static str,
    value: String,
) -> impl IntoView + use<> {
    let wrong = mistake(state, name);
    let described = wrong.as_ref().map(|(_, id)| id.clone());
    let invalid = wrong.is_some();
    // A field for days drops what is no day, and nothing that was typed is to be lost.
    let kind = if value.parse::<chrono::NaiveDate>().is_ok() || value.is_empty() {
        "date"
    } else {
        "text"
    };
    view! {
        <div class="field" class:invalid=invalid>
            <label for=name>{label}</label>
            {told(wrong)}
            <input id=name name=name type=kind value=value aria-invalid=invalid.then_some("true") aria-describedby=described />
        </div>
    }
}

fn template(
    state: &FormState<'_>,
    query: &InsightQuery,
    templates: &[(TemplateId, String)],
) -> impl IntoView + use<> {
    let wrong = mistake(state, "template");
    let described = wrong.as_ref().map(|(_, id)| id.clone());
    let invalid = wrong.is_some();
    let options = templates
        .iter()
        .map(|(id, name)| {
            let id = id.to_string();
            let chosen = query.template == id;
            view! { <option value=id selected=chosen>{name.clone()}</option> }
        })
        .collect_view();
    view! {
        <div class="field" class:invalid=invalid>
            <label for="template">"Template"</label>
            {told(wrong)}
            <select id="template" name="template" aria-invalid=invalid.then_some("true") aria-describedby=described>
                <option value="">"All templates"</option>
                {options}
            </select>
        </div>
    }
}

/// The passport that alone counts goes along; one that is not there can be taken out.
fn passport(state: &FormState<'_>, query: &InsightQuery) -> Option<AnyView> {
    if query.passport.is_empty() {
        return None;
    }
    let value = query.passport.clone();
    let Some(wrong) = mistake(state, "passport") else {
        return Some(view! { <input type="hidden" name="passport" value=value /> }.into_any());
    };
    let described = wrong.1.clone();
    Some(
        view! {
            <div class="field invalid">
                <label for="passport">"Passport"</label>
                {told(Some(wrong))}
                <input id="passport" name="passport" value=value aria-invalid="true" aria-describedby=described />
            </div>
        }
        .into_any(),
    )
}

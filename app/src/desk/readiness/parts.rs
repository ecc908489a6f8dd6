//! What these pages share: the way back, a share as a bar, states in words, and fields that fit a kind of value.

use crate::{
    account::FormState,
    routes::{Route, encoded},
    ui::{Tone, badge::Badge, time::exact},
};
use domain::{
    profile::{Duty, PointKind, Precision, Status},
    readiness::{CheckState, TemplateReadiness},
    record::Granularity,
};
use leptos::prelude::*;

/// The pages above this one, the first first.
pub(in crate::desk) fn trail(above: Vec<(Route, String)>) -> impl IntoView + use<> {
    let steps = above
        .into_iter()
        .map(|(route, label)| view! { <li><a href=route.href()>{label}</a></li> })
        .collect_view();
    view! { <nav class="trail" aria-label="Pages above"><ol>{steps}</ol></nav> }
}

/// The address of a page with a query; empty values are left out.
pub(in crate::desk) fn with_query(route: &Route, query: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = query
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    if pairs.is_empty() {
        return route.href();
    }
    format!("{}?{}", route.href(), pairs.join("&"))
}

/// A share as a bar beside its number: the bar repeats the number, so it is no news to a screen reader.
pub(super) fn bar(percent: u8) -> impl IntoView + use<> {
    view! {
        <span class="bar">
            <progress max="100" value=percent.to_string() aria-hidden="true"></progress>
            <span>{format!("{percent} %")}</span>
        </span>
    }
}

/// Whether a profile is law.
pub(super) fn status(status: Status) -> impl IntoView + use<> {
    let (tone, text) = match status {
        Status::InForce => (Tone::Ok, "In force"),
        Status::Draft => (Tone::Warn, "Draft"),
    };
    view! { <Badge tone text /> }
}

/// The same in a few words.
pub(super) fn status_word(status: Status) -> &'static str {
    match status {
        Status::InForce => "in force",
        Status::Draft => "draft",
    }
}

/// A level of passports.
pub(super) fn level(level: Granularity) -> &'static str {
    match level {
        Granularity::Model => "Model",
        Granularity::Batch => "Batch",
        Granularity::Item => "Item",
    }
}

/// A duty, coloured by how hard it is.
pub(super) fn duty(duty: Duty) -> impl IntoView + use<> {
    let tone = match duty {
        Duty::Mandatory => Tone::Info,
        Duty::Conditional => Tone::Warn,
        _ => Tone::Neutral,
    };
    view! { <Badge tone text=upper_first(duty.words()) /> }
}

/// The words with a capital first letter.
pub(super) fn upper_first(words: &str) -> String {
    let mut chars = words.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string());
    first.map_or_else(String::new, |first| first + chars.as_str())
}

/// `12 of 50 products are ready`, or that none was checked.
pub(super) fn ready_words(template: &TemplateReadiness) -> String {
    match template.products {
        0 => "No product was checked yet".to_owned(),
        1 => format!("{} of 1 product", template.ready),
        products => format!("{} of {products} products", template.ready),
    }
}

/// When the products were looked at last.
pub(super) fn check_words(check: &CheckState) -> String {
    match check {
        CheckState::Never => "Not checked yet".to_owned(),
        CheckState::Running { seen: 0 } => "Starting now".to_owned(),
        CheckState::Running { seen: 1 } => "Running, 1 product so far".to_owned(),
        CheckState::Running { seen } => format!("Running, {seen} products so far"),
        CheckState::Done { at } => exact(*at),
        CheckState::Failed { at, .. } => format!("Stopped on {}", exact(*at)),
    }
}

/// The mistake at a field.
pub(in crate::desk) fn mistake(state: &FormState<'_>, name: &str) -> Option<String> {
    state.error.and_then(|error| error.at(name)).map(str::to_owned)
}

/// What a control is told of its field.
#[derive(Clone)]
pub(in crate::desk) struct Told {
    pub name: String,
    pub invalid: Option<&'static str>,
    pub described: Option<String>,
}

/// A field: the label above, then the mistake, the control, and the help.
pub(in crate::desk) fn field(
    state: &FormState<'_>,
    (name, label): (&str, &str),
    help: Option<String>,
    control: impl FnOnce(Told) -> AnyView,
) -> AnyView {
    let wrong = mistake(state, name);
    let (help_id, wrong_id) = (format!("{name}-help"), format!("{name}-error"));
    let described: Vec<&str> = [
        wrong.as_ref().map(|_| wrong_id.as_str()),
        help.as_ref().map(|_| help_id.as_str()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let told = Told {
        name: name.to_owned(),
        invalid: wrong.as_ref().map(|_| "true"),
        described: (!described.is_empty()).then(|| described.join(" ")),
    };
    let invalid = wrong.is_some();
    view! {
        <div class="field" class:invalid=invalid>
            <label for=name.to_owned()>{label.to_owned()}</label>
            {wrong.map(|text| view! { <p class="mistake" id=wrong_id>{text}</p> })}
            {control(told)}
            {help.map(|text| view! { <p class="help" id=help_id>{text}</p> })}
        </div>
    }
    .into_any()
}

/// A line of text.
pub(in crate::desk) fn line(
    told: Told,
    kind: &'static str,
    mode: Option<&'static str>,
    value: String,
) -> AnyView {
    view! {
        <input
            id=told.name.clone()
            name=told.name
            type=kind
            inputmode=mode
            value=value
            autocomplete="off"
            aria-invalid=told.invalid
            aria-describedby=told.described
        />
    }
    .into_any()
}

/// Several lines of text.
pub(in crate::desk) fn lines(told: Told, value: &str) -> AnyView {
    view! {
        <textarea
            id=told.name.clone()
            name=told.name
            rows="5"
            aria-invalid=told.invalid
            aria-describedby=told.described
        >
            {inside_textarea(value)}
        </textarea>
    }
    .into_any()
}

/// leptos writes the children of a text area as they are. A browser drops the first line break, so one more stands before it.
fn inside_textarea(text: &str) -> String {
    format!("\n{}", text.replace('&', "&amp;").replace('<', "&lt;"))
}

/// A choice of one.
pub(in crate::desk) fn select(told: Told, options: AnyView) -> AnyView {
    view! {
        <select id=told.name.clone() name=told.name aria-invalid=told.invalid aria-describedby=told.described>
            {options}
        </select>
    }
    .into_any()
}

/// The options of a select.
pub(in crate::desk) fn options(options: &[(String, String)], chosen: &str) -> AnyView {
    options
        .iter()
        .map(|(value, label)| {
            view! { <option value=value.clone() selected=value == chosen>{label.clone()}</option> }
        })
        .collect_view()
        .into_any()
}

/// What a person fills in for a value of this kind. `value` is what stands there, `label` what it is called.
pub(super) fn value_field(
    state: &FormState<'_>,
    (name, label): (&str, &str),
    kind: &PointKind,
    help: Option<String>,
) -> AnyView {
    let value = state.value(name);
    let help = help.or_else(|| hint(kind));
    match kind {
        PointKind::Codes { codes, many: true } => {
            let codes = codes.iter().map(|c| (c.code.clone(), c.name.clone()));
            boxes(state, (name, label), &codes.collect::<Vec<_>>(), help)
        }
        PointKind::Codes { codes, many: false } => {
            let codes = codes.iter().map(|c| (c.code.clone(), c.name.clone())).collect();
            one_of(state, (name, label), codes, &value, help)
        }
        PointKind::Boolean => {
            let codes = vec![
                ("true".to_owned(), "Yes".to_owned()),
                ("false".to_owned(), "No".to_owned()),
            ];
            one_of(state, (name, label), codes, &value, help)
        }
        PointKind::LongText | PointKind::Composition | PointKind::List | PointKind::Records => {
            field(state, (name, label), help, |told| lines(told, &value))
        }
        _ => field(state, (name, label), help, |told| {
            let (kind, mode) = input_type(kind);
            line(told, kind, mode, value)
        }),
    }
}

fn input_type(kind: &PointKind) -> (&'static str, Option<&'static str>) {
    match kind {
        PointKind::Number { .. } | PointKind::Percent | PointKind::Quantity { .. } => {
            ("text", Some("decimal"))
        }
        PointKind::Date {
            precision: Precision::Day,
        } => ("date", None),
        PointKind::Date {
            precision: Precision::Month,
        } => ("month", None),
        PointKind::Url | PointKind::Document => ("url", None),
        _ => ("text", None),
    }
}

/// How a value of this kind is written.
fn hint(kind: &PointKind) -> Option<String> {
    Some(match kind {
        PointKind::Quantity { unit, .. } => format!("A number counts in {unit}; another unit can follow it."),
        PointKind::Range { unit } => format!("Write it like -20 to 60; it counts in {unit}."),
        PointKind::Percent => "From 0 to 100.".to_owned(),
        PointKind::Date { precision } => format!("Such as {}.", precision.example()),
        PointKind::Country { many: false } => "The code of two letters, such as DE.".to_owned(),
        PointKind::Country { many: true } => {
            "Codes of two letters with commas between them, such as DE, FR.".to_owned()
        }
        PointKind::Composition => {
            "Each material with its share, such as 80 % cotton, 20 % elastane.".to_owned()
        }
        PointKind::List => "One entry a line.".to_owned(),
        PointKind::Records | PointKind::Document => {
            "The full address of the document, starting with https://.".to_owned()
        }
        PointKind::Url => "The full address, starting with https://.".to_owned(),
        _ => return None,
    })
}

fn one_of(
    state: &FormState<'_>,
    names: (&str, &str),
    codes: Vec<(String, String)>,
    value: &str,
    help: Option<String>,
) -> AnyView {
    let known = |(code, name): &(String, String)| {
        code.eq_ignore_ascii_case(value) || name.eq_ignore_ascii_case(value)
    };
    let chosen = codes
        .iter()
        .find(|c| known(c))
        .map_or("", |c| c.0.as_str())
        .to_owned();
    let mut all = vec![(String::new(), "No value".to_owned())];
    all.extend(codes);
    field(state, names, help, |told| select(told, options(&all, &chosen)))
}

/// A checkbox for each code: several may be ticked.
fn boxes(
    state: &FormState<'_>,
    (name, label): (&str, &str),
    codes: &[(String, String)],
    help: Option<String>,
) -> AnyView {
    let value = state.value(name);
    let words: Vec<&str> = value.split([',', ';', '\n']).map(str::trim).collect();
    let wrong = mistake(state, name);
    let invalid = wrong.is_some();
    let wrong_id = format!("{name}-error");
    let described = invalid.then(|| wrong_id.clone());
    let each = codes
        .iter()
        .enumerate()
        .map(|(n, (code, title))| {
            let id = if n == 0 { name.to_owned() } else { format!("{name}-{n}") };
            let chosen = words
                .iter()
                .any(|w| w.eq_ignore_ascii_case(code) || w.eq_ignore_ascii_case(title));
            view! {
                <div class="choice">
                    <input type="checkbox" id=id.clone() name=name.to_owned() value=code.clone() checked=chosen />
                    <label for=id>{title.clone()}</label>
                </div>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field" class:invalid=invalid aria-describedby=described>
            <legend>{label.to_owned()}</legend>
            {wrong.map(|text| view! { <p class="mistake" id=wrong_id>{text}</p> })}
            {each}
            {help.map(|text| view! { <p class="help">{text}</p> })}
        </fieldset>
    }
    .into_any()
}
/// The data points of a group as a table; the last column is for what can be done.
pub(super) fn points_table<V: IntoView>(
    heading: String,
    title: &str,
    columns: [&'static str; 4],
    rows: V,
) -> impl IntoView + use<V> {
    let columns = columns
        .map(|column| view! { <th scope="col">{column}</th> })
        .collect_view();
    view! {
        <h3 id=heading.clone()>{title.to_owned()}</h3>
        <div class="table-box">
            <table class="table stack" aria-labelledby=heading>
                <thead>
                    <tr>
                        {columns}
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

//! Where one data point comes from: what the law asks, and the form that chooses its source.

use super::{
    fields::{ATTRIBUTE, FROM, PATTERN, REASON, SOURCE, TABLE, TO, VALUE, per_locale},
    parts::{self, field, level, line, lines, mistake, options, select, trail, value_field},
    sources::{attribute_words, source_words, supply_words},
    suggestions::confidence,
};
use crate::{
    account::FormState,
    admin::named,
    desk::layout::{Frame, page},
    routes::Route,
    ui::{Look, badge::Badge},
};
use domain::{
    catalog::AttributeView,
    profile::{CategoryId, DataPoint, Duty, PointKind},
    readiness::MappingView,
};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The page of a data point; the values of `state` are what the form holds.
pub fn point_page(frame: &Frame, state: &FormState<'_>, view: &MappingView, point: &DataPoint) -> String {
    let mut names = [SOURCE, ATTRIBUTE, VALUE, REASON, TO, FROM, PATTERN, TABLE]
        .map(str::to_owned)
        .to_vec();
    names.extend(view.locales.iter().map(per_locale));
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    page(frame, state, &point.name, &names, || {
        let above = vec![
            (Route::Readiness, "Readiness".to_owned()),
            (Route::ReadinessBoard(view.template), view.name.clone()),
            (Route::Mapping(view.template), "Data points".to_owned()),
        ];
        view! {
            {trail(above)}
            {asked(view, point)}
            {if view.may_edit {
                form(state, view, point).into_any()
            } else {
                source_only(view, point).into_any()
            }}
        }
    })
}

fn asked(view: &MappingView, point: &DataPoint) -> impl IntoView + use<> {
    let category = view.compliance.as_ref().map(|c| c.choice.category.clone());
    let duty = category.as_ref().map_or(Duty::NotApplicable, |c| point.duty(c));
    let condition = category.and_then(|c: CategoryId| point.requirements.get(&c)?.note.clone());
    let readers: Vec<&str> = point.audience.0.iter().map(|a| a.words()).collect();
    let fact = |name: &'static str, text: Option<String>| {
        text.filter(|t| !t.is_empty())
            .map(|text| view! { <dt>{name}</dt><dd class="wrap-anywhere">{text}</dd> })
    };
    let unconfirmed = point.unconfirmed.clone().map(|text| {
        view! { <p class="notice tone-warn">{format!("Not confirmed: {text}")}</p> }
    });
    view! {
        <section class="card" aria-labelledby="asked">
            <h2 id="asked">"What is asked"</h2>
            {unconfirmed}
            <dl class="facts">
                {fact("Meaning", Some(point.meaning.clone()))}
                <dt>"Asked"</dt><dd>{parts::duty(duty)} {condition.map(|text| format!(" {text}"))}</dd>
                {fact("Kind", Some(parts::upper_first(&point.kind.words())))}
                {fact("Level", Some(level(point.granularity).to_owned()))}
                {fact("Read by", Some(parts::upper_first(&readers.join(", "))))}
                {fact("Article", Some(point.source.clone()))}
                {fact("Note", point.note.clone())}
                {fact("By itself", point.supplied_by.map(|s| supply_words(s).to_owned()))}
            </dl>
            {codes(&point.kind)}
        </section>
    }
}

fn codes(kind: &PointKind) -> Option<impl IntoView + use<>> {
    let PointKind::Codes { codes, .. } = kind else {
        return None;
    };
    let each = codes
        .iter()
        .map(|code| view! { <dt class="code">{code.code.clone()}</dt><dd>{code.name.clone()}</dd> })
        .collect_view();
    Some(view! {
        <details>
            <summary>{format!("The list's {} codes", codes.len())}</summary>
            <dl class="facts">{each}</dl>
        </details>
    })
}

fn source_only(view: &MappingView, point: &DataPoint) -> impl IntoView + use<> {
    let mapping = view.compliance.as_ref().and_then(|c| c.mapping(&point.id));
    let words = mapping.map_or_else(
        || "No source yet.".to_owned(),
        |m| source_words(m, &view.attributes),
    );
    view! {
        <section class="card" aria-labelledby="source-title">
            <h2 id="source-title">"Source"</h2>
            <p class="wrap-anywhere">{words}</p>
            <p class="hint">"Editors choose where the value comes from."</p>
        </section>
    }
}

fn form(state: &FormState<'_>, view: &MappingView, point: &DataPoint) -> impl IntoView + use<> {
    let has_source = view
        .compliance
        .as_ref()
        .is_some_and(|c| c.mapping(&point.id).is_some());
    let optional = point.requirements.values().any(|r| r.duty != Duty::Mandatory);
    let reason = || {
        field(
            state,
            (REASON, "Why it does not apply"),
            Some("For whoever asks later, such as: the battery has no cooling.".to_owned()),
            |told| line(told, "text", None, state.value(REASON)),
        )
    };
    view! {
        <section class="card" aria-labelledby="source-title">
            <h2 id="source-title">"Source"</h2>
            <form class="form" method="post" action=Route::PointMapping(view.template, point.id.clone()).href() novalidate>
                {choices(state, optional)}
                <fieldset class="field part">
                    <legend>"From an attribute"</legend>
                    {attribute(state, view, point)}
                    {transform(state, &point.kind)}
                </fieldset>
                <fieldset class="field part">
                    <legend>"The same for all products"</legend>
                    {constant(state, view, point)}
                </fieldset>
                {optional.then(|| view! { <fieldset class="field part"><legend>"Does not apply"</legend>{reason()}</fieldset> })}
                <div class="form-actions">
                    <button type="submit" class=Look::Primary.class()>"Save"</button>
                    {has_source.then(|| view! {
                        <button type="submit" name="unset" value="1" class=Look::Danger.class()>"No source"</button>
                    })}
                    <a href=Route::Mapping(view.template).href()>"Cancel"</a>
                </div>
            </form>
        </section>
    }
}

fn choices(state: &FormState<'_>, optional: bool) -> impl IntoView + use<> {
    let chosen = state.value(SOURCE);
    let wrong = mistake(state, SOURCE);
    let invalid = wrong.is_some();
    let all = [
        (
            "attribute",
            "An attribute of the PIM",
            "Each product's own value is read from the PIM.",
        ),
        (
            "constant",
            "The same for all products",
            "Typed once here, and said of every product of the template.",
        ),
        (
            "by_hand",
            "By hand",
            "Entered in Tessera: per product, per family or for all.",
        ),
        (
            "does_not_apply",
            "Does not apply",
            "The products do not fall under the condition.",
        ),
    ];
    let each = all
        .into_iter()
        .filter(|(word, ..)| optional || *word != "does_not_apply")
        .enumerate()
        .map(|(n, (word, title, means))| {
            // The summary of mistakes links to the first one.
            let id = if n == 0 { SOURCE.to_owned() } else { format!("source-{word}") };
            let means_id = format!("{id}-means");
            view! {
                <div class="choice">
                    <input type="radio" id=id.clone() name=SOURCE value=word checked=chosen == word aria-describedby=means_id.clone() />
                    <span>
                        <label class="choice-title" for=id>{title}</label>
                        <span class="help" id=means_id>{means}</span>
                    </span>
                </div>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field" class:invalid=invalid aria-describedby=invalid.then_some("source-error")>
            <legend>"Where does the value come from?"</legend>
            {wrong.map(|text| view! { <p class="mistake" id="source-error">{text}</p> })}
            {each}
        </fieldset>
    }
}

fn attribute(state: &FormState<'_>, view: &MappingView, point: &DataPoint) -> impl IntoView + use<> {
    let suggested: Vec<_> = view.suggestions.iter().filter(|s| s.point == point.id).collect();
    let chosen = state.value(ATTRIBUTE);
    let hints = suggested
        .iter()
        .map(|s| {
            let (tone, sure) = confidence(s);
            view! {
                <li>
                    {attribute_words(&s.attribute, &view.attributes)} " " <Badge tone text=sure /> " "
                    <span class="hint">{s.why.clone()}</span>
                </li>
            }
        })
        .collect_view();
    let control = if view.attributes.is_empty() {
        // The PIM cannot be reached: the code is all there is.
        let help = "The PIM's attributes cannot be listed at the moment, so type the code.".to_owned();
        field(state, (ATTRIBUTE, "Attribute"), Some(help), |told| {
            line(told, "text", None, chosen)
        })
    } else {
        let offered = attribute_options(&view.attributes, &chosen);
        field(state, (ATTRIBUTE, "Attribute"), None, |told| {
            select(told, offered)
        })
    };
    view! {
        {control}
        {(!suggested.is_empty()).then(|| view! { <p>"Suggested:"</p><ul class="bullets">{hints}</ul> })}
    }
}

/// All attributes below the names of their groups; one that is gone stays visible.
fn attribute_options(attributes: &[AttributeView], chosen: &str) -> AnyView {
    let mut groups: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for attribute in attributes {
        let name = named(&attribute.labels, &attribute.code);
        let label = if name == attribute.code {
            name
        } else {
            format!("{name} ({})", attribute.code)
        };
        let group = named(&attribute.group_labels, &attribute.group);
        groups
            .entry(group)
            .or_default()
            .push((attribute.code.clone(), label));
    }
    let each = groups
        .into_iter()
        .map(|(group, mut of)| {
            of.sort_by_key(|(_, label)| label.to_lowercase());
            view! { <optgroup label=group>{options(&of, chosen)}</optgroup> }
        })
        .collect_view();
    let gone = (!chosen.is_empty() && !attributes.iter().any(|a| a.code == chosen)).then(|| {
        view! { <option value=chosen.to_owned() selected=true>{format!("{chosen} (not in the family)")}</option> }
    });
    view! { <option value="">"Choose an attribute"</option> {gone} {each} }.into_any()
}

/// The conversions that lead to this kind.
fn transform(state: &FormState<'_>, kind: &PointKind) -> Option<AnyView> {
    let text = |name: &'static str, label: &'static str, help: String| {
        field(state, (name, label), Some(help), |told| {
            line(told, "text", None, state.value(name))
        })
    };
    Some(match kind {
        PointKind::Quantity { .. } | PointKind::Percent | PointKind::Range { .. } => {
            let sign = kind.unit().map_or("", |unit| unit.sign);
            view! {
                {text(FROM, "Unit of numbers without one", "Such as g. Leave it empty where the PIM says the unit.".to_owned())}
                {text(TO, "Convert into", format!("Leave it empty for {sign}, which is asked for."))}
            }
            .into_any()
        }
        PointKind::Date { .. } => text(
            PATTERN,
            "Pattern of dates that are text",
            "Written with YYYY, MM and DD, such as DD.MM.YYYY. Leave it empty for dates of the PIM."
                .to_owned(),
        ),
        PointKind::Codes { .. } | PointKind::Country { .. } | PointKind::Boolean => {
            let help = match kind {
                PointKind::Boolean => "One a line, such as recyclable = true. The codes are true and false.",
                PointKind::Country { .. } => {
                    "One a line, such as germany = DE. Options that are country codes need none."
                }
                _ => {
                    "One a line: an option of the PIM, an equals sign, a code of the list. Options with the list's own codes need none."
                }
            };
            field(
                state,
                (TABLE, "Options and codes"),
                Some(help.to_owned()),
                |told| lines(told, &state.value(TABLE)),
            )
        }
        _ => return None,
    })
}

fn constant(state: &FormState<'_>, view: &MappingView, point: &DataPoint) -> impl IntoView + use<> {
    let prose = point.kind.is_prose() && view.locales.len() > 1;
    let label = if prose { "In all languages" } else { "Value" };
    let per = prose.then(|| {
        view.locales
            .iter()
            .map(|locale| {
                let name = per_locale(locale);
                value_field(
                    state,
                    (&name, &format!("Only in {}", locale.tag())),
                    &point.kind,
                    None,
                )
            })
            .collect_view()
    });
    view! {
        {value_field(state, (VALUE, label), &point.kind, None)}
        {per}
    }
}

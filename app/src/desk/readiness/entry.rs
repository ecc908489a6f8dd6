//! A value that is entered by hand: for one product, for its family, or for all, with everything that was entered before.

use super::{
    parts::{field, mistake, options, select, trail, value_field},
    product::badge,
};
use crate::{
    account::FormState,
    desk::layout::{Frame, page},
    routes::Route,
    ui::{Look, time::exact},
};
use domain::readiness::{Entry, Fill, PointState, ProductReadiness, Scope};
use leptos::prelude::*;

/// The page of one data point of one product.
pub fn entry_page(
    frame: &Frame,
    state: &FormState<'_>,
    view: &ProductReadiness,
    point: &PointState,
) -> String {
    page(frame, state, &point.name, &["value", "scope", "locale"], || {
        let above = vec![
            (Route::Readiness, "Readiness".to_owned()),
            (Route::ReadinessBoard(view.template), view.template_name.clone()),
            (
                Route::ReadinessProduct(view.template, view.key.clone()),
                view.identifier.clone(),
            ),
        ];
        let form = if view.may_edit {
            form(state, view, point).into_any()
        } else {
            view! { <p class="hint">"Editors enter values. You can see what was entered."</p> }.into_any()
        };
        view! {
            {trail(above)}
            {now(view, point)}
            {form}
            {history(view, point)}
        }
    })
}

fn now(view: &ProductReadiness, point: &PointState) -> impl IntoView + use<> {
    let why = match &point.state {
        Fill::Invalid(why) => Some(view! { <p class="mistake">{why.clone()}</p> }),
        _ => None,
    };
    let says = if point.values.is_empty() {
        "Nothing".to_owned()
    } else {
        point.values.join("; ")
    };
    let change = view.may_edit.then(|| {
        view! { " "<a href=Route::PointMapping(view.template, point.point.clone()).href()>"Change the source"</a> }
    });
    view! {
        <section class="card" aria-labelledby="now">
            <h2 id="now">"What it says now"</h2>
            {why}
            <dl class="facts">
                <dt>"Product"</dt><dd class="wrap-anywhere">{view.label.clone()} " " <span class="code">{view.identifier.clone()}</span></dd>
                <dt>"Value"</dt><dd class="wrap-anywhere">{says}</dd>
                <dt>"State"</dt><dd>{badge(&point.state)} " " {point.duty.words()}</dd>
                <dt>"Source"</dt><dd class="wrap-anywhere">{point.from.clone()} {change}</dd>
                <dt>"Meaning"</dt><dd>{point.meaning.clone()}</dd>
                <dt>"Article"</dt><dd>{point.source.clone()}</dd>
            </dl>
        </section>
    }
}

fn form(state: &FormState<'_>, view: &ProductReadiness, point: &PointState) -> impl IntoView + use<> {
    let route = Route::PointEntry(view.template, point.point.clone(), view.key.clone());
    let label = format!("Value: {}", point.kind.words());
    let value = value_field(state, ("value", &label), &point.kind, None);
    let languages = (point.kind.is_prose() && view.locales.len() > 1).then(|| {
        let mut all = vec![(String::new(), "All languages".to_owned())];
        all.extend(view.locales.iter().map(|l| (l.to_string(), l.tag())));
        let chosen = state.value("locale");
        let help = "A text for one language counts before the one for all.".to_owned();
        field(state, ("locale", "Language"), Some(help), |told| {
            select(told, options(&all, &chosen))
        })
    });
    view! {
        <section class="card" aria-labelledby="enter">
            <h2 id="enter">"Enter a value"</h2>
            <p class="hint">"It counts where the source is by hand, and where there is no source yet. Leave it empty to take back what was entered there."</p>
            <form class="form" method="post" action=route.href() novalidate>
                {value}
                {languages}
                {scopes(state)}
                <div class="form-actions">
                    <button type="submit" class=Look::Primary.class()>"Save"</button>
                    <a href=Route::ReadinessProduct(view.template, view.key.clone()).href()>"Cancel"</a>
                </div>
            </form>
        </section>
    }
}

fn scopes(state: &FormState<'_>) -> impl IntoView + use<> {
    let chosen = Scope::of(&state.value("scope")).unwrap_or(Scope::Product);
    let wrong = mistake(state, "scope");
    let invalid = wrong.is_some();
    let each = Scope::ALL
        .into_iter()
        .enumerate()
        .map(|(n, (scope, word, words))| {
            let id = if n == 0 {
                "scope".to_owned()
            } else {
                format!("scope-{word}")
            };
            view! {
                <div class="choice">
                    <input type="radio" id=id.clone() name="scope" value=word checked=scope == chosen />
                    <label for=id>{words}</label>
                </div>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field" class:invalid=invalid aria-describedby=invalid.then_some("scope-error")>
            <legend>"Counts for"</legend>
            {wrong.map(|text| view! { <p class="mistake" id="scope-error">{text}</p> })}
            {each}
            <p class="help">"A value for this product counts before one for its family, and that before one for all."</p>
        </fieldset>
    }
}

fn history(view: &ProductReadiness, point: &PointState) -> AnyView {
    if point.history.is_empty() {
        return view! {
            <section aria-labelledby="history">
                <h2 id="history">"History"</h2>
                <p class="hint">"Nothing was entered by hand so far."</p>
            </section>
        }
        .into_any();
    }
    let rows = point
        .history
        .iter()
        .enumerate()
        .map(|(n, entry)| {
            let same = |other: &&Entry| other.scope == entry.scope && other.locale == entry.locale;
            // The newest of its place is the one that counts.
            let counts = entry.value.is_some() && !point.history[..n].iter().any(|other| same(&other));
            row(view, point, entry, counts)
        })
        .collect_view();
    view! {
        <section aria-labelledby="history">
            <h2 id="history">"History"</h2>
            <div class="table-box">
                <table class="table stack" aria-labelledby="history">
                    <thead>
                        <tr>
                            <th scope="col">"Value"</th>
                            <th scope="col">"Counts for"</th>
                            <th scope="col">"Language"</th>
                            <th scope="col">"By"</th>
                            <th scope="col">"When"</th>
                            <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn row(view: &ProductReadiness, point: &PointState, entry: &Entry, counts: bool) -> impl IntoView + use<> {
    let value = entry.value.clone().unwrap_or_else(|| "Taken back".to_owned());
    let by = entry.by.clone().unwrap_or_else(|| "Somebody who left".to_owned());
    let locale = entry
        .locale
        .as_ref()
        .map_or_else(|| "All".to_owned(), domain::Locale::tag);
    let back = (counts && view.may_edit).then(|| take_back(view, point, entry));
    view! {
        <tr>
            <th scope="row" class="wrap-anywhere">{value} {counts.then(|| view! { " "<span class="hint">"in use"</span> })}</th>
            <td data-label="Counts for">{entry.scope.words()}</td>
            <td data-label="Language">{locale}</td>
            <td data-label="By" class="wrap-anywhere">{by}</td>
            <td data-label="When"><time datetime=entry.at.to_rfc3339()>{exact(entry.at)}</time></td>
            <td class="cell-actions">{back}</td>
        </tr>
    }
}

fn take_back(view: &ProductReadiness, point: &PointState, entry: &Entry) -> impl IntoView + use<> {
    let route = Route::PointEntry(view.template, point.point.clone(), view.key.clone());
    let locale = entry.locale.as_ref().map(ToString::to_string).unwrap_or_default();
    let what = entry.value.clone().unwrap_or_default();
    view! {
        <form method="post" action=route.href()>
            <input type="hidden" name="scope" value=entry.scope.word() />
            <input type="hidden" name="locale" value=locale />
            <input type="hidden" name="value" value="" />
            <button type="submit" class=Look::Quiet.class()>
                "Take back"<span class="visually-hidden">{format!(" {what}")}</span>
            </button>
        </form>
    }
}

//! The forms that change the state of a passport.

use super::{
    super::readiness::parts::{Told, field, line, lines, mistake},
    state::{ending, typed, words},
};
use crate::{account::FormState, routes::Route, ui::Look};
use domain::{
    Locale,
    state::{Ending, RECALL_MAX, StateView, Status},
};
use leptos::prelude::*;

/// Another status.
pub(super) fn status(state: &FormState<'_>, view: &StateView) -> impl IntoView + use<> {
    let chosen = typed(state, "status", |now| now.chosen.word().to_owned(), &view.state);
    let choices = Status::ALL.map(|status| {
        let (_, title, means) = words(status);
        (status.word(), title, means)
    });
    view! {
        <form class="form card" method="post" action=Route::PassportState(view.row.id).href() novalidate aria-labelledby="set-status">
            <h2 id="set-status">"Status"</h2>
            {radios(state, ("status", "What the page says of the passport"), &choices, &chosen)}
            {reason(state, "reason")}
            {button("Set the status", Look::Primary)}
        </form>
    }
}

/// A recall, and its end.
pub(super) fn recall(state: &FormState<'_>, view: &StateView) -> impl IntoView + use<> {
    let now = &view.state;
    let in_force = now.recall.as_ref();
    let since = typed(
        state,
        "since",
        |now| {
            now.recall
                .as_ref()
                .map(|r| r.since.to_string())
                .unwrap_or_default()
        },
        now,
    );
    let link = typed(
        state,
        "link",
        |now| {
            now.recall
                .as_ref()
                .and_then(|r| r.link.clone())
                .unwrap_or_default()
        },
        now,
    );
    let texts: Vec<_> = view
        .locales
        .iter()
        .enumerate()
        .map(|(at, locale)| notice(state, view, locale, at == 0))
        .collect();
    let (title, label) = match in_force {
        None => ("Recall this product", "Recall the product"),
        Some(_) => ("Recall notice", "Change the notice"),
    };
    view! {
        <form class="form card" method="post" action=Route::PassportRecall(view.row.id).href() novalidate aria-labelledby="recall">
            <h2 id="recall">{title}</h2>
            <ul class="bullets">
                <li>"The notice is the first thing on the page, above every version, from now on. Whoever scans the code reads it."</li>
                <li>"The passport stays readable, and labels need not be printed again."</li>
            </ul>
            {field(state, ("since", "Recalled since"), None, |told| line(told, "date", None, since))}
            {texts}
            {field(
                state,
                ("link", "Where to read more (optional)"),
                Some("An address that begins with https://.".to_owned()),
                |told| line(told, "url", None, link),
            )}
            {button(label, Look::Danger)}
        </form>
        {in_force.map(|_| lift(state, view))}
    }
}

/// The text in one language. A mistake that is about all of them stands at the first.
fn notice(state: &FormState<'_>, view: &StateView, locale: &Locale, is_first: bool) -> AnyView {
    // The summary of mistakes links to the first one.
    let name = if is_first {
        "text".to_owned()
    } else {
        format!("text.{locale}")
    };
    let said = typed(
        state,
        &name,
        |now| {
            let recall = now.recall.as_ref();
            recall
                .and_then(|r| r.text.get(locale).cloned())
                .unwrap_or_default()
        },
        &view.state,
    );
    let label = format!("Why, and what to do ({})", locale.tag());
    let help = format!("At most {RECALL_MAX} characters. A language without a text shows another one.");
    field(state, (&name, &label), is_first.then_some(help), |told: Told| {
        lines(told, &said)
    })
}

fn lift(state: &FormState<'_>, view: &StateView) -> impl IntoView + use<> {
    view! {
        <form class="form card" method="post" action=Route::PassportRecall(view.row.id).href() novalidate aria-labelledby="lift">
            <h2 id="lift">"Lift the recall"</h2>
            <p>"The notice goes from the page at once. The audit log keeps what it said."</p>
            <input type="hidden" name="what" value="lift" />
            {reason(state, "lift_reason")}
            {button("Lift the recall", Look::Plain)}
        </form>
    }
}

/// The other lives of the product.
pub(super) fn lives(state: &FormState<'_>, view: &StateView) -> impl IntoView + use<> {
    let first = typed(
        state,
        "first",
        |now| now.first_life.clone().unwrap_or_default(),
        &view.state,
    );
    let elsewhere = |now: &domain::state::State| now.second_lives.last().cloned().unwrap_or_default();
    let second = if view.second_is_elsewhere {
        typed(state, "second", elsewhere, &view.state)
    } else {
        state.value("second")
    };
    let action = Route::PassportLives(view.row.id).href();
    view! {
        <section class="card" aria-labelledby="lives">
            <h2 id="lives">"Second life"</h2>
            <p>
                "A product that was repurposed, re-used or remanufactured has a new passport, linked to its first one. Where both are \
                 yours, enter it here once, on the new one: both pages show the link."
            </p>
            <form class="form" method="post" action=action.clone() novalidate aria-label="First life">
                <input type="hidden" name="what" value="first" />
                {field(
                    state,
                    ("first", "This is the second life of"),
                    Some("The address of the first passport: one of yours, or one elsewhere. Leave it empty to take the link away.".to_owned()),
                    |told| line(told, "text", Some("url"), first),
                )}
                {button("Link the first life", Look::Plain)}
            </form>
            <form class="form" method="post" action=action novalidate aria-label="Second life elsewhere">
                <input type="hidden" name="what" value="second" />
                {field(
                    state,
                    ("second", "Its second life has a passport elsewhere"),
                    Some("The address that whoever repurposed the product gave you. Leave it empty to take the link away.".to_owned()),
                    |told| line(told, "url", None, second),
                )}
                {button("Link the second life", Look::Plain)}
            </form>
        </section>
    }
}

/// The end of the product, and taking it back.
pub(super) fn end(state: &FormState<'_>, view: &StateView) -> AnyView {
    let action = Route::PassportEnd(view.row.id).href();
    if view.state.ended.is_some() {
        return view! {
            <form class="form card" method="post" action=action novalidate aria-labelledby="revive">
                <h2 id="revive">"Take the end back"</h2>
                <p>"If it was said by mistake: the page no longer says that the product has ended, and there may be further versions."</p>
                <input type="hidden" name="what" value="revive" />
                {reason(state, "end_reason")}
                {button("Take the end back", Look::Plain)}
            </form>
        }
        .into_any();
    }
    let choices = Ending::ALL.map(|how| (how.word(), ending(how), ""));
    let chosen = state.value("how");
    view! {
        <form class="form card" method="post" action=action novalidate aria-labelledby="end">
            <h2 id="end">"End this passport"</h2>
            <ul class="bullets">
                <li>"Only once the product itself is no more. A passport ceases when its product was recycled."</li>
                <li>"The page stays, with all versions, and says that the passport has ended. There will be no further versions."</li>
                <li>"You can take it back here if it was a mistake."</li>
            </ul>
            {radios(state, ("how", "What became of the product"), &choices, &chosen)}
            {button("End the passport", Look::Danger)}
        </form>
    }
    .into_any()
}

fn reason(state: &FormState<'_>, name: &'static str) -> AnyView {
    let help = Some("The audit log keeps it; the page does not show it.".to_owned());
    let value = state.value(name);
    field(state, (name, "Reason"), help, |told| {
        line(told, "text", None, value)
    })
}

fn radios(
    state: &FormState<'_>,
    (name, legend): (&'static str, &'static str),
    choices: &[(&'static str, &'static str, &'static str)],
    chosen: &str,
) -> impl IntoView + use<> {
    let wrong = mistake(state, name);
    let invalid = wrong.is_some();
    let all: Vec<_> = choices
        .iter()
        .enumerate()
        .map(|(at, (word, title, means))| {
            let id = if at == 0 {
                name.to_owned()
            } else {
                format!("{name}-{word}")
            };
            let means = (!means.is_empty()).then(|| view! { <span class="help">{*means}</span> });
            view! {
                <div class="choice">
                    <input type="radio" id=id.clone() name=name value=*word checked=*word == chosen />
                    <span>
                        <label class="choice-title" for=id>{*title}</label>
                        {means}
                    </span>
                </div>
            }
        })
        .collect();
    view! {
        <fieldset class="field" class:invalid=invalid>
            <legend>{legend}</legend>
            {wrong.map(|text| view! { <p class="mistake">{text}</p> })}
            {all}
        </fieldset>
    }
}

fn button(label: &'static str, look: Look) -> impl IntoView {
    view! {
        <div class="form-actions">
            <button type="submit" class=look.class()>{label}</button>
        </div>
    }
}

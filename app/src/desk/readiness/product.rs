//! One product, point by point: what it lacks first, then everything it says.

use super::parts::{self, bar, trail};
use crate::{
    account::FormState,
    desk::layout::{Frame, page},
    routes::Route,
    ui::{Look, Tone, badge::Badge, time::exact},
};
use domain::readiness::{Fill, PointState, ProductReadiness};
use leptos::prelude::*;

/// The product's page.
pub fn product_page(frame: &Frame, state: &FormState<'_>, view: &ProductReadiness) -> String {
    let title = if view.label.is_empty() {
        view.identifier.clone()
    } else {
        view.label.clone()
    };
    page(frame, state, &title, &[], || {
        let above = vec![
            (Route::Readiness, "Readiness".to_owned()),
            (Route::ReadinessBoard(view.template), view.template_name.clone()),
        ];
        view! {
            {trail(above)}
            {sums(view)}
            {todo(view)}
            {groups(view)}
        }
    })
}

fn sums(view: &ProductReadiness) -> impl IntoView + use<> {
    let r = &view.readiness;
    let below = r.percent < view.publish_from;
    let threshold = (view.publish_from > 0).then(|| {
        let text = if below {
            format!(
                "Only from {} % on: this product cannot be published yet",
                view.publish_from
            )
        } else {
            format!("From {} % on: this product can be published", view.publish_from)
        };
        view! { <dt>"Published"</dt><dd>{text}</dd> }
    });
    let passport = view.passport.map(|id| {
        view! { <dt>"Passport"</dt><dd><a href=Route::Passport(id).href()>"Open its passport"</a></dd> }
    });
    let publish = (view.may_publish && !below).then(|| {
        let label = if view.passport.is_some() {
            "Publish again"
        } else {
            "Publish"
        };
        view! {
            <form method="post" action=Route::PublishReady(view.template).href()>
                <input type="hidden" name="product" value=view.key.0.clone() />
                <button type="submit" class=Look::Primary.class()>{label}</button>
            </form>
        }
    });
    view! {
        <section class="card" aria-labelledby="sums">
            <h2 id="sums">"How ready it is"</h2>
            <dl class="facts">
                <dt>"Identifier"</dt><dd class="code">{view.identifier.clone()}</dd>
                <dt>"Ready"</dt><dd>{bar(r.percent)}</dd>
                <dt>"Mandatory"</dt><dd>{format!("{} of {} data points", r.filled, r.mandatory)}</dd>
                <dt>"Others"</dt><dd>{format!("{} of {} data points", r.optional_filled, r.optional)}</dd>
                {threshold}
                {passport}
                <dt>"Read from the PIM"</dt><dd><time datetime=view.read_at.to_rfc3339()>{exact(view.read_at)}</time></dd>
            </dl>
            {publish}
        </section>
    }
}

/// What needs somebody, the hardest first.
fn todo(view: &ProductReadiness) -> impl IntoView + use<> {
    let rank = |point: &PointState| match point.state {
        Fill::Missing => 0,
        Fill::Invalid(_) => 1,
        _ => 2,
    };
    let needs =
        |point: &&PointState| matches!(point.state, Fill::Missing | Fill::Invalid(_) | Fill::Undecided);
    let mut open: Vec<&PointState> = view.points.iter().filter(needs).collect();
    open.sort_by_key(|point| rank(point));
    if open.is_empty() {
        return view! {
            <section class="card" aria-labelledby="todo">
                <h2 id="todo">"What is missing"</h2>
                <p>"Nothing: every mandatory data point has a valid value."</p>
            </section>
        }
        .into_any();
    }
    let explained = (!view.may_edit).then(|| {
        view! { <p class="hint">"Editors choose sources and enter values."</p> }
    });
    let each = open.iter().map(|point| fix(view, point)).collect_view();
    view! {
        <section class="card" aria-labelledby="todo">
            <h2 id="todo">"What is missing"</h2>
            {explained}
            <ul class="todo">{each}</ul>
        </section>
    }
    .into_any()
}

fn fix(view: &ProductReadiness, point: &PointState) -> impl IntoView + use<> {
    let why = match &point.state {
        Fill::Invalid(why) => why.clone(),
        Fill::Undecided => format!(
            "{}. Decide whether it applies. Source: {}.",
            parts::upper_first(point.duty.words()),
            point.from
        ),
        _ => format!("It asks for {}. Source: {}.", point.kind.words(), point.from),
    };
    let links = view.may_edit.then(|| {
        let of = format!(" for {}", point.name);
        view! {
            <span class="row-actions">
                <a href=Route::PointEntry(view.template, point.point.clone(), view.key.clone()).href()>
                    "Enter a value"<span class="visually-hidden">{of.clone()}</span>
                </a>
                <a href=Route::PointMapping(view.template, point.point.clone()).href()>
                    "Change the source"<span class="visually-hidden">{of}</span>
                </a>
            </span>
        }
    });
    view! {
        <li>
            <p><strong>{point.name.clone()}</strong> " " {badge(&point.state)}</p>
            <p class="hint wrap-anywhere">{why}</p>
            {links}
        </li>
    }
}

/// How a data point does.
pub(super) fn badge(state: &Fill) -> impl IntoView + use<> {
    let (tone, text) = match state {
        Fill::Filled => (Tone::Ok, "Filled"),
        Fill::Missing => (Tone::Danger, "Missing"),
        Fill::Invalid(_) => (Tone::Danger, "Wrong"),
        Fill::Undecided => (Tone::Warn, "To be decided"),
        Fill::Waived => (Tone::Neutral, "Does not apply"),
        Fill::Empty => (Tone::Neutral, "Empty"),
    };
    view! { <Badge tone text /> }
}

fn groups(view: &ProductReadiness) -> impl IntoView + use<> {
    let mut titles: Vec<&str> = Vec::new();
    for point in &view.points {
        if !titles.contains(&point.group.as_str()) {
            titles.push(&point.group);
        }
    }
    let tables = titles
        .iter()
        .enumerate()
        .map(|(n, title)| group(view, n, title))
        .collect_view();
    view! {
        <section aria-labelledby="points">
            <h2 id="points">"All data points"</h2>
            {tables}
        </section>
    }
}

fn group(view: &ProductReadiness, n: usize, title: &str) -> impl IntoView + use<> {
    let heading = format!("group-{n}");
    let rows = view
        .points
        .iter()
        .filter(|point| point.group == title)
        .map(|point| row(view, point))
        .collect_view();
    parts::points_table(heading, title, ["Data point", "Value", "Source", "State"], rows)
}

fn row(view: &ProductReadiness, point: &PointState) -> impl IntoView + use<> {
    let values = match point.values.as_slice() {
        [] => view! { <span class="hint">"Nothing"</span> }.into_any(),
        all => all
            .iter()
            .map(|value| view! { <span class="value-line">{value.clone()}</span> })
            .collect_view()
            .into_any(),
    };
    let word = match (view.may_edit, point.history.is_empty()) {
        (true, true) => "Enter",
        (true, false) => "Change",
        (false, _) => "History",
    };
    view! {
        <tr>
            <th scope="row">{point.name.clone()} " " <span class="hint">{point.duty.words()}</span></th>
            <td data-label="Value" class="wrap-anywhere">{values}</td>
            <td data-label="Source" class="wrap-anywhere">{point.from.clone()}</td>
            <td data-label="State">{badge(&point.state)}</td>
            <td class="cell-actions">
                <a href=Route::PointEntry(view.template, point.point.clone(), view.key.clone()).href()>
                    {word}<span class="visually-hidden">{format!(" {}", point.name)}</span>
                </a>
            </td>
        </tr>
    }
}

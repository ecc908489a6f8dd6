//! The mapping editor: the profile that a template follows, and where each of its data points comes from.

use super::{
    parts::{self, field, level, line, select, status, trail, with_query},
    sources::{source_words, supply_words},
    suggestions::suggestions,
};
use crate::{
    account::FormState,
    desk::layout::{Frame, page},
    routes::Route,
    ui::{Look, Tone, badge::Badge, empty::EmptyState},
};
use domain::{
    profile::{DataPoint, Duty, Mapping, PointId, Profile, ProfileRow},
    readiness::MappingView,
    record::Granularity,
};
use leptos::prelude::*;

/// Which data points are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MappingFilter {
    /// `without` a source, or `mandatory` ones alone; anything else lists all.
    pub only: String,
    /// Part of a name or a number.
    pub search: String,
    /// Whether the likely suggestions are ticked.
    pub ticked: bool,
}

/// A change that can be taken back.
#[derive(Clone, Debug, PartialEq)]
pub struct Undo {
    /// The data point.
    pub point: PointId,
    /// Its mapping before; none had no source.
    pub before: Option<Mapping>,
}

/// The editor.
pub fn mapping_page(
    frame: &Frame,
    state: &FormState<'_>,
    filter: &MappingFilter,
    undo: Option<&Undo>,
    view: &MappingView,
) -> String {
    let title = format!("Data points of {}", view.name);
    page(
        frame,
        state,
        &title,
        &["profile", "granularity", "publish_from"],
        || {
            let above = vec![
                (Route::Readiness, "Readiness".to_owned()),
                (Route::ReadinessBoard(view.template), view.name.clone()),
            ];
            let rest = match &view.profile {
            Some(profile) => view! {
                {suggestions(view, profile, filter.ticked)}
                {points(view, profile, filter)}
            }
            .into_any(),
            None => view! {
                <EmptyState
                    title="No profile yet"
                    text="A profile lists what the law asks a passport to say. Once one is chosen, its data points are listed here, each with its source."
                />
            }
            .into_any(),
        };
            view! {
                {trail(above)}
                {undo.filter(|_| view.may_edit).map(|undo| undo_form(undo, view))}
                {view.trouble.clone().map(|why| view! { <p class="notice tone-warn" role="status">{format!("The attributes of the family cannot be shown at the moment, and nothing is suggested: {why}")}</p> })}
                {chosen(state, view)}
                {rest}
            }
        },
    )
}

fn undo_form(undo: &Undo, view: &MappingView) -> impl IntoView + use<> {
    let name = view
        .profile
        .as_ref()
        .and_then(|p| p.point(&undo.point))
        .map_or_else(|| undo.point.to_string(), |p| p.name.clone());
    let (before, words) = match &undo.before {
        Some(mapping) => {
            let json = serde_json::to_string(mapping).unwrap_or_default();
            (Some(json), source_words(mapping, &view.attributes))
        }
        None => (None, "No source".to_owned()),
    };
    let hidden = match before {
        Some(json) => view! { <input type="hidden" name="restore" value=json /> },
        None => view! { <input type="hidden" name="unset" value="1".to_owned() /> },
    };
    view! {
        <form class="notice undo" method="post" action=Route::PointMapping(view.template, undo.point.clone()).href()>
            {hidden}
            <p class="wrap-anywhere">{format!("Before, \u{201c}{name}\u{201d} was: {words}.")}</p>
            <button type="submit" class=Look::Plain.class()>"Undo"</button>
        </form>
    }
}

/// What is followed, and the form that chooses.
fn chosen(state: &FormState<'_>, view: &MappingView) -> impl IntoView + use<> {
    view! {
        <section class="card" aria-labelledby="chosen">
            <h2 id="chosen">"What the template follows"</h2>
            {view.profile.as_ref().map(|profile| followed(view, profile))}
            {if view.may_edit {
                choose(state, view).into_any()
            } else {
                view! { <p class="hint">"Editors choose the profile and the sources. You can see what they chose."</p> }.into_any()
            }}
        </section>
    }
}

fn followed(view: &MappingView, profile: &Profile) -> impl IntoView + use<> {
    let choice = view.compliance.as_ref().map(|c| c.choice.clone());
    let category = choice
        .as_ref()
        .and_then(|choice| profile.categories.iter().find(|c| c.id == choice.category))
        .map(|c| format!("{}: {}", c.name, c.meaning));
    let draft = (profile.status == domain::profile::Status::Draft).then(|| {
        view! { <p class="notice tone-warn">"This profile follows a proposal, not an act in force. It may change, and no claim can be drawn from it."</p> }
    });
    let superseded = view.profiles.iter().any(|row| row.id == profile.id && row.superseded).then(|| {
        view! { <p class="notice tone-info">"There is a later version of this profile. Choose it below to follow it; sources are kept."</p> }
    });
    let law = profile
        .law
        .iter()
        .map(|law| view! { <li><a href=law.url.clone() rel="noreferrer">{law.title.clone()}</a></li> })
        .collect_view();
    view! {
        {draft} {superseded}
        <p><strong>{profile.name.clone()}</strong> " " {status(profile.status)}</p>
        <p>{profile.summary.clone()}</p>
        {category.map(|text| view! { <p class="hint">{text}</p> })}
        <details>
            <summary>"Sources of this profile"</summary>
            <ul class="bullets">{law}</ul>
            <p class="hint">{profile.credit.clone()}</p>
        </details>
    }
}

fn choose(state: &FormState<'_>, view: &MappingView) -> impl IntoView + use<> {
    let typed = !state.values.is_empty();
    let now = view.compliance.as_ref();
    let stored = |name: &str| match (name, now) {
        ("profile", Some(c)) => format!("{} {}", c.choice.id, c.choice.category),
        ("granularity", Some(c)) => level(c.choice.granularity).to_lowercase(),
        ("publish_from", Some(c)) => c.publish_from.to_string(),
        ("publish_from", None) => "0".to_owned(),
        _ => String::new(),
    };
    let value = |name: &str| if typed { state.value(name) } else { stored(name) };
    let (profile, wanted, from) = (value("profile"), value("granularity"), value("publish_from"));
    let groups = view
        .profiles
        .iter()
        .filter(|row| !row.superseded || profile.starts_with(&format!("{} ", row.id)))
        .map(|row| category_options(row, &profile))
        .collect_view();
    let none = if now.is_some() {
        "None: stop following a profile"
    } else {
        "Choose one"
    };
    let offered = view! { <option value="">{none}</option> {groups} }.into_any();
    let levels = [Granularity::Model, Granularity::Batch, Granularity::Item]
        .map(|one| (level(one).to_lowercase(), level(one).to_owned()));
    let asked = level_hint(view);
    view! {
        <form class="form" method="post" action=Route::Mapping(view.template).href() novalidate>
            {field(state, ("profile", "Profile and category"), Some("Which act the products fall under, and as what.".to_owned()), |told| select(told, offered))}
            {field(state, ("granularity", "Level of the passports"), Some(asked), |told| select(told, parts::options(&levels, &wanted)))}
            {field(
                state,
                ("publish_from", "Publish from, in percent"),
                Some("Products with a smaller share of their mandatory data points are not published. 0 publishes all.".to_owned()),
                |told| line(told, "text", Some("numeric"), from),
            )}
            <div class="form-actions">
                <button type="submit" class=Look::Primary.class()>"Save"</button>
            </div>
        </form>
    }
}

fn category_options(row: &ProfileRow, chosen: &str) -> impl IntoView + use<> {
    let each = row
        .categories
        .iter()
        .map(|category| {
            let value = format!("{} {}", row.id, category.id);
            let selected = value == chosen;
            view! { <option value=value selected=selected>{category.name.clone()}</option> }
        })
        .collect_view();
    let label = format!(
        "{} ({}, {})",
        row.name,
        row.id.version(),
        parts::status_word(row.status)
    );
    view! { <optgroup label=label>{each}</optgroup> }
}

fn level_hint(view: &MappingView) -> String {
    let asked = view.profile.as_ref().and_then(|p| p.granularity);
    match asked {
        Some(asked) => format!(
            "The law asks for one passport per {}.",
            level(asked).to_lowercase()
        ),
        None => "A finer level has more data points.".to_owned(),
    }
}

fn points(view: &MappingView, profile: &Profile, filter: &MappingFilter) -> AnyView {
    let Some(compliance) = &view.compliance else {
        return ().into_any();
    };
    let wanted = filter.search.trim().to_lowercase();
    let shown: Vec<(&DataPoint, Duty)> = profile
        .applicable(&compliance.choice)
        .filter(|(point, duty)| match filter.only.as_str() {
            "without" => compliance.mapping(&point.id).is_none() && point.supplied_by.is_none(),
            "mandatory" => *duty == Duty::Mandatory,
            _ => true,
        })
        .filter(|(point, _)| {
            point.name.to_lowercase().contains(&wanted) || point.number.to_lowercase() == wanted
        })
        .collect();
    let groups = profile
        .groups
        .iter()
        .filter_map(|group| {
            let of: Vec<_> = shown
                .iter()
                .filter(|(p, _)| p.group == group.id)
                .copied()
                .collect();
            (!of.is_empty()).then(|| group_table(view, (&group.id, &group.title), &of))
        })
        .collect_view();
    let empty = shown.is_empty().then(|| {
        view! { <EmptyState title="No data point matches" text="Choose other filters, or clear them." /> }
    });
    let others = profile.points.len() - profile.applicable(&compliance.choice).count();
    view! {
        <section aria-labelledby="points">
            <h2 id="points">"Data points"</h2>
            {filters(view, filter)}
            {groups}
            {empty}
            {(others > 0).then(|| view! { <p class="hint">{format!("{others} more data points of the profile are not asked of this category and level.")}</p> })}
        </section>
    }
    .into_any()
}

fn filters(view: &MappingView, filter: &MappingFilter) -> impl IntoView + use<> {
    let route = Route::Mapping(view.template);
    let all = [
        ("", "All"),
        ("without", "Without a source"),
        ("mandatory", "Mandatory"),
    ]
    .map(|(word, text)| (word.to_owned(), text.to_owned()));
    let filtered = !filter.only.is_empty() || !filter.search.is_empty();
    view! {
        <form class="filters" method="get" action=with_query(&route, &[]) role="search" aria-labelledby="points">
            <div class="field">
                <label for="search">"Name or number"</label>
                <input id="search" name="search" type="search" maxlength="100" value=filter.search.clone() />
            </div>
            <div class="field">
                <label for="only">"Show"</label>
                <select id="only" name="only">{parts::options(&all, &filter.only)}</select>
            </div>
            <div class="row-actions">
                <button type="submit" class=Look::Plain.class()>"Show"</button>
                {filtered.then(|| view! { <a href=route.href()>"Clear the filters"</a> })}
            </div>
        </form>
    }
}

fn group_table(
    view: &MappingView,
    (id, title): (&str, &str),
    points: &[(&DataPoint, Duty)],
) -> impl IntoView + use<> {
    let heading = format!("group-{id}");
    let rows = points
        .iter()
        .map(|(point, duty)| row(view, point, *duty))
        .collect_view();
    parts::points_table(heading, title, ["Data point", "Asked", "Kind", "Source"], rows)
}

fn row(view: &MappingView, point: &DataPoint, duty: Duty) -> impl IntoView + use<> {
    let mapping = view.compliance.as_ref().and_then(|c| c.mapping(&point.id));
    let source = match (mapping, point.supplied_by) {
        (Some(mapping), _) => source_words(mapping, &view.attributes).into_any(),
        (None, Some(supply)) => supply_words(supply).into_any(),
        (None, None) => view! { <Badge tone=Tone::Neutral text="No source" /> }.into_any(),
    };
    let word = match (view.may_edit, mapping) {
        (false, _) => "Look at",
        (true, None) => "Choose",
        (true, Some(_)) => "Change",
    };
    let href = Route::PointMapping(view.template, point.id.clone()).href();
    view! {
        <tr>
            <th scope="row">
                <span class="hint">{point.number.clone()} " "</span> {point.name.clone()}
                {point.unconfirmed.is_some().then(|| view! { " "<Badge tone=Tone::Warn text="Not confirmed" /> })}
            </th>
            <td data-label="Asked">{parts::duty(duty)}</td>
            <td data-label="Kind">{parts::upper_first(&point.kind.words())}</td>
            <td data-label="Source" class="wrap-anywhere">{source}</td>
            <td class="cell-actions">
                <a href=href>{word}<span class="visually-hidden">{format!(" the source of {}", point.name)}</span></a>
            </td>
        </tr>
    }
}

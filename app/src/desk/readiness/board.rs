//! The products of a template: how ready each is, what each lacks, and what most of them lack.

use super::parts::{bar, check_words, options, ready_words, status, trail, with_query};
use crate::{
    account::FormState,
    desk::layout::{Frame, page},
    routes::Route,
    ui::{Look, Tone, badge::Badge, empty::EmptyState, time::exact},
};
use domain::readiness::{BOARD_PAGE, Board, BoardQuery, BoardRow, CheckState, Gap, Order, Show};
use leptos::prelude::*;

/// The board; `all` has all products of the page ticked.
pub fn board_page(
    frame: &Frame,
    state: &FormState<'_>,
    query: &BoardQuery,
    all: bool,
    board: &Board,
) -> String {
    let title = format!("Readiness of {}", board.template.name);
    page(frame, state, &title, &["search", "products"], || {
        let id = board.template.template;
        let content = if board.template.profile.is_some() {
            view! {
                {sums(board)}
                {gaps(query, board)}
                {filters(query, board)}
                {products(query, all, board)}
                {paging(query, board)}
            }
            .into_any()
        } else {
            no_profile(board)
        };
        view! {
            {trail(vec![(Route::Readiness, "Readiness".to_owned()), (Route::Template(id), "Template".to_owned())])}
            {content}
        }
    })
}

fn no_profile(board: &Board) -> AnyView {
    let text = "Choose the law that its products fall under. Then each data point gets a source, and every product is measured against it.";
    let id = board.template.template;
    if board.may_edit {
        view! {
            <EmptyState title="This template follows no profile yet" text=text>
                <a class=Look::Primary.class() href=Route::Mapping(id).href()>"Choose a profile"</a>
            </EmptyState>
        }
        .into_any()
    } else {
        view! { <EmptyState title="This template follows no profile yet" text="Editors choose the law that its products fall under." /> }
            .into_any()
    }
}

fn sums(board: &Board) -> impl IntoView + use<> {
    let template = &board.template;
    let id = template.template;
    let profile = template
        .profile
        .as_ref()
        .map(|profile| view! { {profile.name.clone()} " " {status(profile.status)} });
    let average = template.average.map(|percent| {
        view! { <dt>"On average"</dt><dd>{bar(percent)}</dd> }
    });
    let threshold = match board.publish_from {
        0 => "Products are published however ready they are".to_owned(),
        percent => format!("From {percent} % on"),
    };
    view! {
        {progress(board)}
        <section class="card" aria-labelledby="sums">
            <h2 id="sums">"All products"</h2>
            <dl class="facts">
                <dt>"Follows"</dt><dd>{profile}</dd>
                <dt>"Ready"</dt><dd>{ready_words(template)}</dd>
                {average}
                <dt>"With a source"</dt>
                <dd>
                    <a href=Route::Mapping(id).href()>{format!("{} of {} data points", template.mapped, template.points)}</a>
                </dd>
                <dt>"Published"</dt><dd>{threshold}</dd>
                <dt>"Last check"</dt><dd>{check_words(&template.check)}</dd>
            </dl>
            <div class="row-actions">
                {board.may_edit.then(|| check_button(board))}
                <a class=Look::Plain.class() href=Route::ReadinessCsv(id).href()>"Export as CSV"</a>
            </div>
        </section>
    }
}

/// A check that runs or has failed, above everything else.
fn progress(board: &Board) -> Option<AnyView> {
    let id = board.template.template;
    match &board.template.check {
        CheckState::Running { .. } => Some(
            view! {
                <p class="notice tone-info" role="status">
                    "A check is running: " {check_words(&board.template.check).to_lowercase()} ". You can leave this page. "
                    <a href=Route::ReadinessBoard(id).href()>"Show how far it is"</a>
                </p>
            }
            .into_any(),
        ),
        CheckState::Failed { at, why } => Some(
            view! {
                <p class="notice tone-danger" role="status">
                    {format!("The check of {} could not go on. {why} What was found until then is shown below.", exact(*at))}
                </p>
            }
            .into_any(),
        ),
        CheckState::Never | CheckState::Done { .. } => None,
    }
}

fn check_button(board: &Board) -> impl IntoView + use<> {
    let running = matches!(board.template.check, CheckState::Running { .. });
    (!running).then(|| {
        view! {
            <form method="post" action=Route::CheckProducts(board.template.template).href()>
                <button type="submit" class=Look::Primary.class()>"Check all products now"</button>
            </form>
        }
    })
}

/// Gaps that are shown before the others are asked for.
const GAPS: usize = 9;

fn gaps(query: &BoardQuery, board: &Board) -> impl IntoView + use<> {
    let item = |gap: &Gap| gap_link(query, board, gap);
    let (first, more) = board.gaps.split_at(board.gaps.len().min(GAPS));
    let count = more.len();
    let first = first.iter().map(item).collect_view();
    let more = more.iter().map(item).collect_view();
    (!board.gaps.is_empty()).then(|| {
        view! {
            <section class="card" aria-labelledby="gaps">
                <h2 id="gaps">"What most products lack"</h2>
                <ul class="gaps">{first}</ul>
                {(count > 0).then(|| view! {
                    <details>
                        <summary>{format!("{count} more")}</summary>
                        <ul class="gaps">{more}</ul>
                    </details>
                })}
            </section>
        }
    })
}

fn gap_link(query: &BoardQuery, board: &Board, gap: &Gap) -> impl IntoView + use<> {
    let current = query.point.as_ref() == Some(&gap.point);
    let route = Route::ReadinessBoard(board.template.template);
    let href = with_query(&route, &[("point", gap.point.as_str())]);
    view! {
        <li>
            <a href=href aria-current=current.then_some("true")>{gap.name.clone()}</a>
            <span class="hint">" " {gap_words(gap)}</span>
        </li>
    }
}

fn gap_words(gap: &Gap) -> String {
    match (gap.missing, gap.invalid) {
        (missing, 0) => format!("missing in {missing}"),
        (0, invalid) => format!("wrong in {invalid}"),
        (missing, invalid) => format!("missing in {missing}, wrong in {invalid}"),
    }
}

fn filters(query: &BoardQuery, board: &Board) -> impl IntoView + use<> {
    let route = Route::ReadinessBoard(board.template.template);
    let of = |all: &[(&str, &str)]| -> Vec<(String, String)> {
        all.iter()
            .map(|(w, t)| ((*w).to_owned(), (*t).to_owned()))
            .collect()
    };
    let shows = of(&Show::ALL.map(|(_, word, text)| (word, text)));
    let orders = of(&Order::ALL.map(|(_, word, text)| (word, text)));
    let mut points = vec![(String::new(), "Any data point".to_owned())];
    points.extend(
        board
            .gaps
            .iter()
            .map(|gap| (gap.point.to_string(), gap.name.clone())),
    );
    let chosen = query.point.as_ref().map(ToString::to_string).unwrap_or_default();
    // A point that no product lacks any more can still stand in the address.
    if !points.iter().any(|(id, _)| *id == chosen) {
        points.push((chosen.clone(), chosen.clone()));
    }
    let select = |name: &'static str, label: &'static str, all: &[(String, String)], chosen: &str| {
        view! {
            <div class="field">
                <label for=name>{label}</label>
                <select id=name name=name>{options(all, chosen)}</select>
            </div>
        }
    };
    view! {
        <section aria-labelledby="products-title">
            <h2 id="products-title">"Products"</h2>
            <form class="filters" method="get" action=route.href() role="search" aria-labelledby="products-title">
                <div class="field">
                    <label for="search">"Identifier"</label>
                    <input id="search" name="search" type="search" maxlength="100" value=query.search.clone() />
                </div>
                {select("show", "Show", &shows, query.show.word())}
                {select("point", "Missing or wrong", &points, &chosen)}
                {select("order", "Order", &orders, query.order.word())}
                <div class="row-actions">
                    <button type="submit" class=Look::Plain.class()>"Show"</button>
                    {query.is_filtered().then(|| view! { <a href=route.href()>"Clear the filters"</a> })}
                </div>
            </form>
        </section>
    }
}

fn products(query: &BoardQuery, all: bool, board: &Board) -> AnyView {
    if board.rows.is_empty() {
        return nothing(query, board);
    }
    let chooses = board.may_publish;
    let rows = board
        .rows
        .iter()
        .map(|row| product(row, all, board))
        .collect_view();
    let table = view! {
        <div class="table-box" id="products">
            <table class="table stack">
                <caption class="visually-hidden">"Products"</caption>
                <thead>
                    <tr>
                        {chooses.then(|| view! { <th scope="col" class="col-check"><span class="visually-hidden">"Chosen"</span></th> })}
                        <th scope="col">"Product"</th>
                        <th scope="col">"Ready"</th>
                        <th scope="col">"Missing"</th>
                        <th scope="col">"Wrong"</th>
                        <th scope="col">"Checked"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    };
    if !chooses {
        return table.into_any();
    }
    let (chosen, label) = if all {
        ("", "Choose none")
    } else {
        ("all", "Choose all on this page")
    };
    let toggle = here(query, board, &query.page.max(1).to_string(), chosen);
    view! {
        <form method="post" action=Route::PublishReady(board.template.template).href()>
            <div class="toolbar">
                <button type="submit" class=Look::Primary.class()>"Publish the chosen ones"</button>
                <a href=toggle>{label}</a>
            </div>
            {table}
        </form>
    }
    .into_any()
}

fn nothing(query: &BoardQuery, board: &Board) -> AnyView {
    let (title, text) = match (&board.template.check, query.is_filtered()) {
        (_, true) => ("No product matches", "Choose other filters, or clear them."),
        (CheckState::Running { .. }, _) => (
            "The first products are being looked at",
            "They appear here while the check goes on.",
        ),
        (CheckState::Done { .. }, _) => (
            "No products",
            "The PIM has no product of this template's family. Products that are added there appear after the next check.",
        ),
        _ => (
            "No product was checked yet",
            "A check reads every product of the family from the PIM and measures it against the profile.",
        ),
    };
    view! { <EmptyState title text /> }.into_any()
}

fn product(row: &BoardRow, all: bool, board: &Board) -> impl IntoView + use<> {
    let fix = Route::ReadinessProduct(board.template.template, row.key.clone());
    let name = row.identifier.clone();
    let word = if row.missing.is_empty() && row.invalid.is_empty() || !board.may_edit {
        "Look at"
    } else {
        "Fix"
    };
    let chosen = board.may_publish.then(|| {
        view! {
            <td class="col-check">
                <input type="checkbox" name="product" value=row.key.0.clone() checked=all aria-label=format!("Choose {name}") />
            </td>
        }
    });
    let passport = row.passport.map(|id| {
        view! { <p class="hint"><a href=Route::Passport(id).href()>"Passport"<span class="visually-hidden">{format!(" of {name}")}</span></a></p> }
    });
    view! {
        <tr>
            {chosen}
            <th scope="row" class="wrap-anywhere">{name.clone()} {passport}</th>
            <td data-label="Ready">{bar(row.percent)}</td>
            <td data-label="Missing">{names(&row.missing)}</td>
            <td data-label="Wrong">{(!row.invalid.is_empty()).then(|| view! { <Badge tone=Tone::Danger text=row.invalid.len().to_string() /> " " })} {names(&row.invalid)}</td>
            <td data-label="Checked"><time datetime=row.checked_at.to_rfc3339()>{exact(row.checked_at)}</time></td>
            <td class="cell-actions">
                <a href=fix.href()>{word}<span class="visually-hidden">{format!(" {name}")}</span></a>
            </td>
        </tr>
    }
}

/// The first names, the others below a line that opens.
fn names(names: &[String]) -> AnyView {
    const FIRST: usize = 3;
    if names.is_empty() {
        return view! { "Nothing" }.into_any();
    }
    let (first, more) = names.split_at(names.len().min(FIRST));
    let more = (!more.is_empty()).then(|| {
        view! {
            <details>
                <summary>{format!("{} more", more.len())}</summary>
                {more.join(", ")}
            </details>
        }
    });
    view! { {first.join(", ")} {more} }.into_any()
}

/// The address of this list on another page.
fn here(query: &BoardQuery, board: &Board, page: &str, chosen: &str) -> String {
    let point = query.point.as_ref().map(ToString::to_string).unwrap_or_default();
    let page = if page == "1" { "" } else { page };
    with_query(
        &Route::ReadinessBoard(board.template.template),
        &[
            ("search", &query.search),
            ("show", query.show.word()),
            ("point", &point),
            ("order", query.order.word()),
            ("page", page),
            ("chosen", chosen),
        ],
    )
}

fn paging(query: &BoardQuery, board: &Board) -> impl IntoView + use<> {
    let page = query.page.max(1);
    let last = board.matches.div_ceil(BOARD_PAGE).max(1);
    let link = |to: u32, label: &'static str| {
        let href = here(query, board, &to.to_string(), "");
        view! { <a class=Look::Plain.class() href=href>{label}</a> }
    };
    (last > 1).then(|| {
        view! {
            <nav class="paging" aria-label="Pages">
                {(page > 1).then(|| link(page - 1, "Previous page"))}
                <span>{format!("Page {page} of {last}, {} products", board.matches)}</span>
                {(page < last).then(|| link(page + 1, "Next page"))}
            </nav>
        }
    })
}

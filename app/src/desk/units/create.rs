//! Creating batches and items: one, a row of numbers, or a file.

use super::{
    super::{
        layout::{Frame, page},
        readiness::parts::{field, line, options, select, trail},
    },
    parts::{above, value_fields},
};
use crate::{account::FormState, routes::Route, ui::Look};
use domain::unit::{Level, UnitsView, columns};
use leptos::prelude::*;

/// The page with the three ways.
pub fn new_units_page(frame: &Frame, state: &FormState<'_>, view: &UnitsView) -> String {
    let title = match &view.batch {
        Some((batch, _)) => format!("Create items of batch {batch}"),
        None => "Create batches or items".to_owned(),
    };
    let mut names = vec![
        "one.batch".to_owned(),
        "one.serial".to_owned(),
        "range.batch".to_owned(),
        "range.prefix".to_owned(),
        "range.from".to_owned(),
        "range.to".to_owned(),
        "file".to_owned(),
    ];
    for before in ["one", "range"] {
        names.extend(
            view.fields
                .iter()
                .map(|field| format!("{before}.values.{}", field.key)),
        );
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    page(frame, state, &title, &names, || {
        let mut steps = above(view);
        let here = match &view.batch {
            Some(_) => "Items".to_owned(),
            None => "Batches and items".to_owned(),
        };
        steps.push((Route::Units(view.parent), here));
        view! {
            {trail(steps)}
            <p class="lead">
                "What is created is published at once, as version 1 of a passport of its own. Numbers and level never change afterwards; values "
                "can, on the page of each. What is there already stays as it is."
            </p>
            {range(state, view)}
            {one(state, view)}
            {file(state, view)}
        }
    })
}

/// The values that can be given at once.
fn values(state: &FormState<'_>, before: &str, view: &UnitsView) -> impl IntoView + use<> {
    let of = |level: Level, heading: &'static str| {
        let any = view.fields.iter().any(|field| field.level == level);
        any.then(|| {
            let fields = value_fields(state, before, (&view.fields, level), &view.locales);
            view! {
                <details class="field">
                    <summary>{heading}</summary>
                    {fields}
                </details>
            }
        })
    };
    let batch = view
        .batch
        .is_none()
        .then(|| of(Level::Batch, "Values of a batch"));
    view! { {batch} {of(Level::Item, "Values of an item")} }
}

fn one(state: &FormState<'_>, view: &UnitsView) -> impl IntoView + use<> {
    let batch = view.batch.is_none().then(|| {
        let help = "Alone it creates a batch; with a serial number, an item of that batch.".to_owned();
        let value = state.value("one.batch");
        field(state, ("one.batch", "Batch number"), Some(help), |told| {
            line(told, "text", None, value)
        })
    });
    let serial = field(state, ("one.serial", "Serial number"), None, |told| {
        line(told, "text", None, state.value("one.serial"))
    });
    view! {
        <section class="card" aria-labelledby="single">
            <h2 id="single">"One"</h2>
            <form class="form" method="post" action=Route::NewUnits(view.parent).href() novalidate>
                <input type="hidden" name="how" value="one" />
                {batch}
                {serial}
                {values(state, "one.", view)}
                <div class="form-actions">
                    <button type="submit" class=Look::Plain.class()>"Create it"</button>
                </div>
            </form>
        </section>
    }
}

fn range(state: &FormState<'_>, view: &UnitsView) -> impl IntoView + use<> {
    let text = |name: &str, label: &str, help: Option<&str>| {
        field(state, (name, label), help.map(str::to_owned), |told| {
            line(told, "text", None, state.value(name))
        })
    };
    let what = view.batch.is_none().then(|| {
        let levels = [
            ("item", "Items, by serial number"),
            ("batch", "Batches, by batch number"),
        ];
        let levels = levels.map(|(word, label)| (word.to_owned(), label.to_owned()));
        let chosen = state.value("range.level");
        let level = field(state, ("range.level", "What"), None, |told| {
            select(told, options(&levels, &chosen))
        });
        let batch = text(
            "range.batch",
            "Of the batch",
            Some("Only for items that are from one; the batch is there already."),
        );
        (level, batch)
    });
    let from = text(
        "range.from",
        "First number",
        Some("Such as 0001: each number then has four digits."),
    );
    view! {
        <section class="card" aria-labelledby="row">
            <h2 id="row">"Numbers in a row"</h2>
            <form class="form" method="post" action=Route::NewUnits(view.parent).href() novalidate>
                <input type="hidden" name="how" value="range" />
                {what}
                {text("range.prefix", "Before each number", Some("May be empty."))}
                {from}
                {text("range.to", "Last number", Some("At most 10,000 at a time."))}
                {values(state, "range.", view)}
                <div class="form-actions">
                    <button type="submit" class=Look::Primary.class()>"Create them"</button>
                </div>
            </form>
        </section>
    }
}

fn file(state: &FormState<'_>, view: &UnitsView) -> impl IntoView + use<> {
    let names = columns(&view.fields).join(", ");
    let help = "UTF-8, with commas or semicolons, at most 10,000 rows. Either all rows are taken, or none."
        .to_owned();
    let control = field(state, ("file", "CSV file"), Some(help), |told| {
        view! {
            <input
                type="file"
                id="file"
                name="file"
                accept=".csv,text/csv"
                aria-invalid=told.invalid
                aria-describedby=told.described
            />
        }
        .into_any()
    });
    view! {
        <section class="card" aria-labelledby="table">
            <h2 id="table">"A table"</h2>
            <p class="hint">
                "The first line names the columns: " <span class="code">{names}</span> ". "
                <a href=Route::UnitsExample(view.parent).href() download="units.csv">"An empty table"</a>
            </p>
            <form
                class="form"
                method="post"
                action=Route::UnitsFile(view.parent).href()
                enctype="multipart/form-data"
                novalidate
            >
                {control}
                <div class="form-actions">
                    <button type="submit" class=Look::Plain.class()>"Create them from the file"</button>
                </div>
            </form>
        </section>
    }
}

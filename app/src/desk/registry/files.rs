//! The files of many passports, each behind a button.

use super::super::layout::{Frame, page};
use crate::{
    account::FormState,
    routes::Route,
    ui::{Look, empty::EmptyState, time::plural},
};
use domain::{
    PassportId,
    registry::{ListRegistry, State},
};
use leptos::prelude::*;

/// What is offered.
#[derive(Clone, Copy, Debug)]
pub struct Offered<'a> {
    /// The passports of each file.
    pub files: &'a [Vec<PassportId>],
    /// How many are left out because the registry would refuse them.
    pub refused: usize,
    /// What was asked for.
    pub query: &'a ListRegistry,
    /// Where there are more: the last passport that was looked at.
    pub last: Option<PassportId>,
    /// The word of the format.
    pub format: &'a str,
}

/// The page with a button for each file.
pub fn registry_files_page(frame: &Frame, state: &FormState<'_>, offered: Offered<'_>) -> String {
    page(frame, state, "Files for the EU registry", &[], || {
        let refused = (offered.refused > 0).then(|| {
            let n = u32::try_from(offered.refused).unwrap_or(u32::MAX);
            let verb = if n == 1 { "is" } else { "are" };
            let text = format!("{} {verb} left out, because the registry would refuse it: see the column \u{201c}Check\u{201d} of the list.", plural(n, "passport"));
            view! { <p>{text}</p> }
        });
        view! {
            {refused} {files(offered)} {more(offered)}
            <p><a href=Route::Registry.href()>"Back to the list"</a></p>
        }
    })
}

/// A request looks at so many passports; the next one goes on behind them.
fn more(offered: Offered<'_>) -> Option<impl IntoView + use<>> {
    let last = offered.last?.to_string();
    let query = offered.query;
    let state = query.state.map(State::word).unwrap_or_default();
    let changed = if query.outdated { "yes" } else { "" };
    let fields = [
        ("what", "all"),
        ("format", offered.format),
        ("search", query.search.as_str()),
        ("state", state),
        ("changed", changed),
        ("after", last.as_str()),
    ];
    let fields = fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value.to_owned() /> })
        .collect_view();
    Some(view! {
        <p>"There are more than one page offers. Take these files over, then go on."</p>
        <form class="row-actions" method="post" action=Route::RegistryFiles.href()>
            {fields}
            <button type="submit" class=Look::Plain.class()>"Files for the next passports"</button>
        </form>
    })
}

fn files(offered: Offered<'_>) -> AnyView {
    if offered.files.is_empty() {
        let text = if offered.last.is_some() {
            "None of the passports that were looked at could be registered as it is."
        } else {
            "None of the passports that match could be registered as it is."
        };
        return view! { <EmptyState title="No file to make" text /> }.into_any();
    }
    let count = offered.files.len();
    let items = offered.files.iter().enumerate().map(|(at, ids)| {
        let n = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        let label = format!("Download file {} of {count}", at + 1);
        let fields = ids
            .iter()
            .map(|id| view! { <input type="hidden" name="passport" value=id.to_string() /> })
            .collect_view();
        view! {
            <li>
                <form class="row-actions" method="post" action=Route::RegistryFiles.href()>
                    <input type="hidden" name="what" value="chosen" />
                    <input type="hidden" name="format" value=offered.format.to_owned() />
                    {fields}
                    <button type="submit" class=Look::Plain.class()>{label}</button>
                    <span class="hint">{plural(n, "passport")}</span>
                </form>
            </li>
        }
    });
    let items = items.collect_view();
    view! { <ol class="steps">{items}</ol> }.into_any()
}

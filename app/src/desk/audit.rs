//! The audit log of a brand: filters, the entries in plain words, and the ways to export and verify them.

use super::layout::{Frame, page};
use crate::{
    account::FormState,
    routes::Route,
    ui::{Look, empty::EmptyState, time::exact},
};
use domain::audit::{AREAS, AuditPage, AuditQuery, AuditRow};
use leptos::prelude::*;
use serde_json::Value;

/// The log's page.
pub fn audit_page(frame: &Frame, state: &FormState<'_>, query: &AuditQuery, log: &AuditPage) -> String {
    page(frame, state, "Audit log", &["from", "to", "member"], || {
        view! {
            <p class="lead">"Who did what in this brand. Entries are kept for a year and cannot be changed."</p>
            {filters(state, query, log)}
            {entries(query, log)}
            {paging(query, log)}
            {proof(log)}
        }
    })
}

fn filters(state: &FormState<'_>, query: &AuditQuery, log: &AuditPage) -> impl IntoView + use<> {
    let areas = AREAS
        .iter()
        .map(|(word, label, _)| {
            view! { <option value=*word selected=query.area == *word>{*label}</option> }
        })
        .collect_view();
    let members = log
        .members
        .iter()
        .map(|(id, email)| {
            let id = id.to_string();
            let chosen = query.member == id;
            view! { <option value=id selected=chosen>{email.clone()}</option> }
        })
        .collect_view();
    view! {
        <section class="card" aria-labelledby="filters">
            <h2 id="filters">"Find entries"</h2>
            <form class="form" method="get" action=Route::Audit.href()>
                <div class="field">
                    <label for="area">"About"</label>
                    <select id="area" name="area">
                        <option value="">"Everything"</option>
                        {areas}
                    </select>
                </div>
                <div class="field">
                    <label for="member">"Member"</label>
                    <select id="member" name="member">
                        <option value="">"Everybody"</option>
                        {members}
                    </select>
                </div>
                {day(state, "from", "From day", &query.from)}
                {day(state, "to", "To day", &query.to)}
                <div class="field">
                    <label for="text">"Containing"</label>
                    <input id="text" name="text" type="search" maxlength="200" value=query.text.clone() aria-describedby="text-help" />
                    <p class="help" id="text-help">"An address, a path, an id, or a value that was changed."</p>
                </div>
                <div class="form-actions row-actions">
                    <button type="submit" class=Look::Primary.class()>"Show"</button>
                    <button type="submit" class=Look::Plain.class() formaction=Route::AuditCsv.href()>"Export as CSV"</button>
                    <button type="submit" class=Look::Plain.class() formaction=Route::AuditJson.href()>"Export as JSON"</button>
                    {query.is_filtered().then(|| view! { <a href=Route::Audit.href()>"Clear the filters"</a> })}
                </div>
            </form>
        </section>
    }
}

fn day(state: &FormState<'_>, name: &'static str, label: &'static str, value: &str) -> impl IntoView + use<> {
    let mistake = state.error.and_then(|error| error.at(name)).map(str::to_owned);
    let invalid = mistake.is_some();
    let id = format!("{name}-error");
    let described = invalid.then(|| id.clone());
    view! {
        <div class="field" class:invalid=invalid>
            <label for=name>{label}</label>
            {mistake.map(|text| view! { <p class="mistake" id=id>{text}</p> })}
            <input
                id=name
                name=name
                type="date"
                value=value.to_owned()
                aria-invalid=invalid.then_some("true")
                aria-describedby=described
            />
        </div>
    }
}

fn entries(query: &AuditQuery, log: &AuditPage) -> AnyView {
    if log.rows.is_empty() {
        return if query.is_filtered() {
            view! { <EmptyState title="No entry matches" text="Choose other days, or clear the filters." /> }
                .into_any()
        } else {
            view! { <EmptyState title="No entries" text="What members do in this brand is listed here." /> }
                .into_any()
        };
    }
    view! {
        <div class="table-box">
            <table class="table stack">
                <caption class="visually-hidden">"Entries, newest first"</caption>
                <thead>
                    <tr>
                        <th scope="col">"What happened"</th>
                        <th scope="col">"When"</th>
                        <th scope="col">"From"</th>
                    </tr>
                </thead>
                <tbody>{log.rows.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(row: &AuditRow) -> impl IntoView + use<> {
    let ip = row.ip.clone().unwrap_or_else(|| "Not known".to_owned());
    view! {
        <tr>
            <th scope="row" class="wrap-anywhere">
                {row.sentence()}
                <details>
                    <summary>"Details"</summary>
                    <dl class="facts">
                        {row.seq.map(|seq| fact("Entry", seq.to_string()))}
                        {fact("Action", row.action.clone())}
                        {fact("Of", row.target.clone())}
                        {changes(&row.detail)}
                    </dl>
                </details>
            </th>
            <td data-label="When">
                <time datetime=row.at.to_rfc3339()>{exact(row.at)}</time>
            </td>
            <td data-label="From" class="wrap-anywhere">{ip}</td>
        </tr>
    }
}

fn fact(name: &str, value: String) -> impl IntoView + use<> {
    view! {
        <dt>{name.to_owned()}</dt>
        <dd class="wrap-anywhere">{value}</dd>
    }
}

fn changes(detail: &Value) -> Vec<impl IntoView + use<>> {
    let entries = detail.as_object().into_iter().flatten();
    entries
        .map(|(name, value)| fact(&name.replace('_', " "), words(value)))
        .collect()
}

/// A value in words: `from "a" to "b"` where it says both.
fn words(value: &Value) -> String {
    match (value.get("from"), value.get("to")) {
        (Some(from), Some(to)) => format!("from {} to {}", plain(from), plain(to)),
        _ => plain(value),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "nothing".to_owned(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        other => other.to_string(),
    }
}

fn paging(query: &AuditQuery, log: &AuditPage) -> impl IntoView + use<> {
    let newest = (!query.after.is_empty()).then(|| filtered(query, "", "Newest entries"));
    let older = log
        .older
        .as_deref()
        .map(|after| filtered(query, after, "Older entries"));
    (newest.is_some() || older.is_some()).then(|| {
        view! { <nav class="paging" aria-label="Pages">{newest} {older}</nav> }
    })
}

/// A button to another page of the same filters.
fn filtered(query: &AuditQuery, after: &str, label: &'static str) -> impl IntoView + use<> {
    let hidden = [
        ("area", query.area.as_str()),
        ("member", &query.member),
        ("from", &query.from),
        ("to", &query.to),
        ("text", &query.text),
        ("after", after),
    ];
    let hidden = hidden
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <input type="hidden" name=name value=value.to_owned() /> })
        .collect_view();
    view! {
        <form method="get" action=Route::Audit.href()>
            {hidden} <button type="submit" class=Look::Plain.class()>{label}</button>
        </form>
    }
}

fn proof(log: &AuditPage) -> impl IntoView + use<> {
    let signed = match log.signed {
        Some((seq, at)) => format!("Entries up to {seq} were signed on {}.", exact(at)),
        None => "The first entries are signed within minutes.".to_owned(),
    };
    view! {
        <section class="card" aria-labelledby="proof">
            <h2 id="proof">"Nothing was changed"</h2>
            <p>
                "Each entry carries the hash of the one before it, and Tessera signs the last one every few minutes. "
                {signed}
            </p>
            <p>
                "Whoever runs this server checks all of it with " <code class="code">"tessera audit verify"</code> "."
            </p>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log() -> AuditPage {
        AuditPage {
            rows: vec![AuditRow {
                seq: Some(7),
                at: chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
                who: "ada@example.com".to_owned(),
                ip: None,
                action: "brand.updated".to_owned(),
                target: "b".to_owned(),
                detail: serde_json::json!({ "name": { "from": "<Old>", "to": "New" } }),
                hash: None,
            }],
            members: vec![(
                "00000000-0000-0000-0000-000000000001".parse().unwrap(),
                "ada@example.com".to_owned(),
            )],
            older: Some("7-x".to_owned()),
            signed: None,
        }
    }

    #[test]
    fn an_entry_says_who_did_what_and_what_changed() {
        let query = AuditQuery {
            area: "brand".to_owned(),
            ..AuditQuery::default()
        };
        let html = audit_page(
            &super::super::tests::frame(),
            &FormState::default(),
            &query,
            &log(),
        );
        for part in [
            "ada@example.com changed the brand&#x27;s settings",
            "from &lt;Old&gt; to New",
            "Older entries",
            "Clear the filters",
            "tessera audit verify",
        ] {
            let plain = html.replace("&#x27;", "'");
            assert!(plain.contains(&part.replace("&#x27;", "'")), "{part}: {html}");
        }
        assert!(!html.contains("<script") && !html.contains("style="));
    }

    #[test]
    fn an_empty_log_and_filters_without_a_match_say_different_things() {
        let frame = super::super::tests::frame();
        let empty = AuditPage::default();
        let show = |query: &AuditQuery| audit_page(&frame, &FormState::default(), query, &empty);
        assert!(show(&AuditQuery::default()).contains("No entries"));
        let query = AuditQuery {
            text: "x".to_owned(),
            ..AuditQuery::default()
        };
        assert!(show(&query).contains("No entry matches"));
    }
}
